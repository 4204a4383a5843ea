"""The Python module as its user meets it: module.py FOLDER_OF_THE_MODULE"""

import datetime
import html
import json
import re
import resource
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import numpy as np

try:
    import pandas
except ImportError:
    pandas = None

sys.path[:0] = [sys.argv.pop(1), str(Path(__file__).resolve().parents[2] / "examples" / "python")]
import leeway  # noqa: E402
from leeway_baseline import baseline  # noqa: E402


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def people(rows, seed, older=0.0, mobile=.6):
    random = np.random.default_rng(seed)
    return {"age": random.normal(34 + older, 9, rows), "income": random.lognormal(10, 1, rows).astype(np.float32),
            "device": np.where(random.random(rows) < mobile, "mobile", "desktop").astype(object).tolist(),
            "code": random.integers(0, 4, rows)}


TRAINED = baseline(people(5000, 1), name="people", categorical=["code"],
                   importance={"age": 3, "income": 1, "device": 1, "code": 1})
NUMBERS = baseline(np.random.default_rng(2).normal(0, 1, (3000, 3)), names=["a", "b", "c"])


def counted(monitor):
    """What a report says of rows and means, to compare two ways of observing."""
    report = monitor.report()
    return [(feature["name"], feature["current"]) for feature in sorted(report.features, key=lambda f: f["name"])]


class Check(unittest.TestCase):
    def test_healthy_data_have_not_drifted(self):
        report = leeway.check(TRAINED, people(20_000, 7))
        self.assertFalse(report.drifted)
        self.assertEqual((report.verdict, report.rows), ("stable", 20_000))
        self.assertEqual(leeway.check(TRAINED, people(100, 7)).verdict, "insufficient")

    def test_drifted_data_are_told_by_name_worst_first(self):
        report = leeway.check(TRAINED, people(2000, 8, older=7, mobile=.4))
        self.assertTrue(report.drifted)
        self.assertEqual([f["name"] for f in report.features if f["verdict"] == "drift"], ["age", "device"])
        self.assertIn("mean 3", report.features[0]["diagnosis"])
        self.assertIn("DRIFT", report.text)
        self.assertEqual(str(report), report.text)
        self.assertEqual(json.loads(report.json())["features"], report.features)
        self.assertIn("2 of 4 features drifted", repr(report))
        self.assertTrue(report.html().startswith("<!DOCTYPE html>"))
        frame = re.fullmatch(r'<iframe [^>]*sandbox="allow-scripts" srcdoc="([^"]*)"></iframe>', report._repr_html_())
        self.assertEqual(html.unescape(frame[1]), report.html())

    def test_a_baseline_comes_in_any_form(self):
        frame = people(500, 9)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "baseline.json"
            TRAINED.save(path)
            forms = [TRAINED, TRAINED.json(), path, str(path), leeway.Baseline(path), leeway.Baseline(TRAINED)]
            reports = {leeway.check(form, frame).json() for form in forms}
        self.assertEqual(len(reports), 1)
        loaded = leeway.Baseline(TRAINED)
        self.assertEqual((loaded.name, loaded.rows, loaded.hash), ("people", 5000, TRAINED.hash))
        self.assertEqual(loaded.features, ["age", "income", "device", "code"])
        self.assertEqual(loaded.json(), TRAINED.json())

    def test_plans(self):
        frame = people(2000, 10)
        named = leeway.check(TRAINED, frame, plan="limits")
        self.assertEqual(json.loads(named.json())["plan"], "limits")
        self.assertFalse(leeway.check(TRAINED, people(2000, 8, older=7), plan={"tolerance": .6}).drifted)
        strict = {"name": "limits", "thresholds": {"mean_shift": 1e-9}}
        self.assertTrue(leeway.check(TRAINED, frame, plan=strict).drifted)
        for plan, part in (("limitz", "limitz"), ({"alfa": .1}, "alfa"), ({"alpha": 2}, "alpha"),
                           ({"alpha": "x"}, "alpha"), ({"mode": "x"}, "tempered"), ({"thresholds": {"x": 1}}, "'x'"),
                           (3, "a dict")):
            with self.assertRaisesRegex(leeway.ConfigError, part):
                leeway.check(TRAINED, frame, plan=plan)

    def test_errors_say_what_is_wrong(self):
        frame = people(10, 11)
        del frame["age"]
        for batch, parts in ((frame, "no column 'age'"),
                             ({**frame, "age": [1.0]}, "'income' has 10 rows, 'age' has 1"),
                             ({**frame, "age": ["x"] * 10}, "'age' holds 'x'"),
                             ({**frame, "age": np.array(["x"] * 10)}, "'age' holds <U1"),
                             ({**frame, "age": np.zeros((10, 2))}, "one value a row"),
                             ({**frame, "age": [1.0] * 10, "device": [object()] * 10}, "no category"),
                             ({**frame, "age": np.zeros(10, "datetime64[s]")}, "datetime64"),
                             ({**frame, "age": [1.0] * 10, "device": ["\ud800"] * 10}, "half a character"),
                             (np.zeros((3, 3)), "4"), (np.zeros((3, 3, 3)), "two dimensions")):
            with self.assertRaisesRegex(leeway.ConfigError, parts):
                leeway.check(TRAINED, batch)

    def test_errors_of_files(self):
        with self.assertRaises(leeway.IoError):
            leeway.Monitor("/absent/baseline.json")
        with self.assertRaisesRegex(leeway.FormatError, "hash"):
            leeway.Baseline(TRAINED.json().replace(TRAINED.hash, "0" * 16))
        with self.assertRaises(TypeError):
            leeway.Baseline(3)
        for error in (leeway.ConfigError, leeway.FormatError, leeway.IoError):
            self.assertTrue(issubclass(error, leeway.Error))
        self.assertTrue(issubclass(leeway.Error, Exception))


class Observed(unittest.TestCase):
    def observed(self, source, *batches):
        monitor = leeway.Monitor(source)
        for batch in batches:
            monitor.observe(batch)
        return counted(monitor)

    def test_any_layout_of_an_array_counts_the_same(self):
        rows = np.random.default_rng(3).normal(0, 1, (700, 3))
        rows[5, 1] = np.nan
        expected = self.observed(NUMBERS, rows)
        wide = np.full((1400, 9), 7.0)
        wide[::2, 1:7:2] = rows
        packed = np.zeros(700, dtype=[("skip", "u1"), ("rows", "f8", 3)])
        packed["rows"] = rows
        for same in (np.asfortranarray(rows), wide[::2, 1:7:2], rows[::-1], np.flip(rows[:, ::-1], axis=1),
                     packed["rows"], rows.astype(">f8"), rows.astype(object), rows.tolist(),
                     {"c": rows[:, 2], "b": list(rows[:, 1]), "a": rows[:, 0].astype(object), "extra": 3}):
            again = self.observed(NUMBERS, same)
            for (name, ours), (_, theirs) in zip(again, expected):
                self.assertAlmostEqual(ours.pop("mean"), theirs["mean"], 12, name)
                self.assertAlmostEqual(ours.pop("std_dev"), theirs["std_dev"], 12, name)
                self.assertEqual(ours, {key: theirs[key] for key in ours})

    def test_arrays_are_not_copied(self):
        rows = np.zeros((1_000_000, 3), dtype=np.float32)
        frozen = rows[:, :]
        frozen.flags.writeable = False
        monitor = leeway.Monitor(NUMBERS)
        peak = peak_bytes()
        monitor.observe(frozen[::-1])
        self.assertLess(peak_bytes() - peak, rows.nbytes // 2)
        self.assertEqual(monitor.rows_seen, 1_000_000)

    def test_each_column_keeps_its_type(self):
        trained = baseline({"x": [.1, .2, .3, .7] * 50, "y": [.1, .2, .3, .7] * 50})
        live = {"x": np.float32([.1, .2, .3, .7] * 50), "y": np.array([.1, .2, .3, .7] * 50)}
        for name, side in self.observed(trained, live):
            self.assertEqual(side["out_of_range"], 0, name)
        self.assertEqual(max(f["effect"] for f in leeway.check(trained, live).features), 0)

    def test_one_row_comes_as_it_is(self):
        monitor = leeway.Monitor(TRAINED)
        monitor.observe({"age": 34, "income": np.float32(1e4), "device": "mobile", "code": 2})
        monitor.observe({"age": None, "income": 1e4, "device": None, "code": True})
        self.assertEqual(monitor.rows_seen, 2)
        sides = dict(counted(monitor))
        self.assertEqual((sides["age"]["missing"], sides["device"]["missing"]), (1, 1))
        monitor = leeway.Monitor(NUMBERS)
        monitor.observe([1, 2.0, float("nan")])
        self.assertEqual(monitor.rows_seen, 1)

    def test_categories_of_all_kinds(self):
        trained = baseline({"c": ["1", "2", "caf\u00e9", "M\udcfcnchen"] * 25})
        for values in (["1", 2, "caf\u00e9", "M\udcfcnchen"], ["1", 2.0, b"caf\xc3\xa9", b"M\xfcnchen"],
                       np.array(["1", "2", "caf\u00e9", "M\udcfcnchen"], dtype=object),
                       [True, np.int64(2), "caf\u00e9", b"M\xfcnchen"]):
            (_, side), = self.observed(trained, {"c": values})
            self.assertEqual([share for _, share in side["categories"]], [.25] * 4)
        (_, side), = self.observed(trained, {"c": ["new", None, float("nan"), "", "1"]})
        self.assertEqual((side["unseen"], side["missing"]), (1, 3))
        codes = baseline({"c": [1, 2] * 50}, categorical=["c"])
        for values in (np.array([1, 2, 9]), np.float32([1, 2, 9]), np.uint8([1, 2, 9]), np.float16([1, 2, 9])):
            (_, side), = self.observed(codes, {"c": values})
            self.assertEqual(side["unseen"], 1)
            (_, side), = self.observed(codes, values.reshape(-1, 1))
            self.assertEqual(side["unseen"], 1)

    def test_an_array_of_another_width_is_rejected_rows(self):
        monitor = leeway.Monitor(NUMBERS)
        monitor.observe(np.zeros((5, 2)))
        monitor.observe(np.array([["a", "b"]]))
        report = monitor.report()
        self.assertEqual((report.rows, report.rejected_rows, report.drifted), (0, 6, True))


class Watching(unittest.TestCase):
    def test_windows_end_by_rows_and_alarms_stay_until_reset(self):
        monitor = leeway.Monitor(TRAINED, window_rows=500)
        self.assertIsNone(monitor.poll())
        reports = []
        for window in range(12):
            monitor.observe(people(500, 20 + window, older=0 if window < 4 else 9))
            reports.append(monitor.poll())
        self.assertEqual([report.rows for report in reports], [500] * 12)
        self.assertFalse(any(report.drifted for report in reports[:4]))
        self.assertTrue(reports[-1].drifted)
        self.assertEqual(reports[-1].features[0]["name"], "age")
        monitor.reset("age")
        monitor.observe(people(500, 99))
        self.assertFalse(monitor.close_window().drifted)
        monitor.reset()
        with self.assertRaises(leeway.ConfigError):
            monitor.reset("nobody")

    def test_options(self):
        monitor = leeway.Monitor(NUMBERS, cadence=datetime.timedelta(hours=1), sample_every=10, plan="p_value")
        monitor.observe(np.zeros((1000, 3)))
        self.assertEqual(monitor.report().rows, 100)
        with self.assertRaises(leeway.ConfigError):
            leeway.Monitor(NUMBERS, sample_every=0)
        with self.assertRaises(TypeError):
            leeway.Monitor(NUMBERS, 500)

    def test_threads_observe_while_others_report(self):
        monitor = leeway.Monitor(NUMBERS, window_rows=5000)
        rows = np.random.default_rng(4).normal(0, 1, (1000, 3))
        closed = []

        def observe():
            for _ in range(40):
                monitor.observe(rows)
                report = monitor.poll()
                if report is not None:
                    closed.append(report.rows)
                monitor.report()

        threads = [threading.Thread(target=observe) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sum(closed) + monitor.close_window().rows, 160_000)

    def test_others_run_while_rows_are_counted(self):
        monitor = leeway.Monitor(NUMBERS)
        rows = np.zeros((200_000, 3))
        stop, turns = threading.Event(), []

        def count():
            while not stop.is_set():
                turns.append(None)
                time.sleep(0)  # lets the interpreter go

        old = sys.getswitchinterval()
        sys.setswitchinterval(1000)  # nobody is interrupted: others run only where the interpreter is let go
        thread = threading.Thread(target=count, daemon=True)
        try:
            thread.start()
            before = len(turns)
            for _ in range(1000):
                monitor.observe(rows)
                if len(turns) > before:
                    break
            after = len(turns)
        finally:
            sys.setswitchinterval(old)
            stop.set()
        thread.join()
        self.assertGreater(after, before)


@unittest.skipUnless(pandas, "pandas is not installed")
class Pandas(unittest.TestCase):
    def test_frames_of_all_types(self):
        columns = people(2000, 12, older=7)
        frame = pandas.DataFrame(columns)
        expected = leeway.check(TRAINED, columns).json()
        for same in (frame, frame.astype({"device": "category"}), frame.astype({"device": "string", "code": "Int64"}),
                     frame.astype({"code": "category"}), frame[["code", "device", "age", "income"]],
                     frame.sample(frac=1, random_state=1).sort_index()):
            self.assertEqual(leeway.check(TRAINED, same).json(), expected)
        self.assertTrue(leeway.check(TRAINED, frame).drifted)

    def test_missing_values(self):
        frame = pandas.DataFrame({"age": pandas.array([1, None], dtype="Int64"), "income": [None, 2.0],
                                  "device": pandas.array(["mobile", None], dtype="string"),
                                  "code": pandas.Categorical([None, 3])})
        monitor = leeway.Monitor(TRAINED)
        monitor.observe(frame)
        self.assertEqual([side["missing"] for _, side in counted(monitor)], [1] * 4)


if __name__ == "__main__":
    unittest.main()
