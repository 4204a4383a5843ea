"""The baselines that Python and C++ make of the same data are the same bytes: golden.py PATH_OF_MAKE_BASELINE"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "python"))
from leeway_baseline import BaselineBuilder, baseline  # noqa: E402

MAKE_BASELINE = ""
NAN, INF = float("nan"), float("inf")


class Case:
    """Columns as Python takes them (lists hold texts); C++ gets the same values in files of their own."""

    def __init__(self, columns, *, times=None, model="golden", **options):
        self.columns, self.times, self.model, self.options = columns, times, model, options
        self.rows = len(next(iter(columns.values())))

    def write(self, folder):
        options = self.options
        weights = options.get("importance") or dict.fromkeys(self.columns, 1)
        thresholds = {name: dict(options.get("thresholds", {}).get(name, {})) for name in self.columns}
        for name in self.columns:
            if "tolerance" in options:
                thresholds[name]["tolerance"] = options["tolerance"]
        features = []
        for i, (name, values) in enumerate(self.columns.items()):
            kind, kind_of_file, data = self._file(name, values)
            (folder / f"{i}.{kind_of_file}").write_bytes(data)
            features.append({"name": name, "kind": kind, "type": kind_of_file, "importance": weights[name],
                             "thresholds": thresholds[name]})
        if self.times is not None:
            (folder / "times.int64").write_bytes(np.asarray(self.times, dtype=np.int64).tobytes())
        case = {"model": self.model, "rows": self.rows, "season": options.get("season") or "none",
                "ordered": options.get("ordered", True), "exact_rows": 1_000_000, "timed": self.times is not None,
                "max_listed": options.get("max_listed", 256), "max_remembered": options.get("max_remembered", 4096),
                "features": features}
        (folder / "case.json").write_text(json.dumps(case))

    def _file(self, name, values):
        if name in self.options.get("categorical", ()) and isinstance(values, np.ndarray):
            return "categorical", "codes", values.astype(np.int64).tobytes()
        if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
            type_ = np.float32 if values.dtype == np.float32 else np.float64
            return "numeric", np.dtype(type_).name, values.astype(type_).tobytes()
        texts = [b"" if text is None else text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
                 for text in values]
        return "categorical", "texts", b"".join(len(text).to_bytes(4, "little") + text for text in texts)

    def make(self, created):
        return baseline(self.columns, name=self.model, time=self.times, created=created, **self.options)


def hard_columns(rows, seed=5):
    """Columns of everything that has ever made two implementations differ."""
    random = np.random.default_rng(seed)
    normal = random.normal(34, 9, rows)
    few = random.integers(0, 5, rows)
    sparse = np.where(random.random(rows) < .3, NAN, random.exponential(1e3, rows))
    mixed = random.normal(0, 1, rows)
    mixed[random.random(rows) < .05] = INF
    mixed[random.random(rows) < .05] = -INF
    mixed[random.random(rows) < .05] = NAN
    words = ["mobile", "desktop", "caf\u00e9", "\u65e5\u672c", "\U0001f600", 'quo"te\\', "tab\there", "\x7f\x01", " ",
             "3", "x" * 63, "x" * 64, "y" * 200, "\u00e9" * 40, "z" + "\u00e9" * 40, "M\udcfcnchen"]
    walk = np.cumsum(random.normal(0, 1, rows))
    return {
        "normal": normal,
        "normal32": normal.astype(np.float32),
        "ties": np.round(normal),
        "ties32": (few / np.float32(10)).astype(np.float32),
        "few": few,
        "flag": random.random(rows) < .2,
        "constant": np.full(rows, .1),
        "zeros": np.zeros(rows),
        "signed zeros": random.choice([0.0, -0.0, 1.0, -1.0], rows),
        "minus zero": np.full(rows, -0.0),
        "31 values": random.integers(0, 31, rows).astype(float),
        "32 values": random.integers(0, 32, rows) / 7,
        "33 values": random.integers(0, 33, rows).astype(float),
        "one atom": np.where(random.random(rows) < .9, 0, normal),
        "far": normal + 1e9,
        "tiny": normal * 1e-160,
        "denormal": random.integers(-3, 4, rows) * 5e-324,
        "huge": normal * 1e300,
        "both": np.where(random.random(rows) < .5, 1e-300, 1e300) * random.normal(0, 1, rows),
        "largest": random.choice([-sys.float_info.max, sys.float_info.max, 1.5], rows),
        "2^200": random.choice([2.0**200, 1.0], rows),
        "cubes": random.normal(0, 1, rows) ** 3,
        "sparse": sparse,
        "mixed": mixed,
        "all missing": np.full(rows, NAN),
        "all infinite": np.full(rows, INF),
        "walk": walk,
        "large whole": random.integers(2**52, 2**62, rows),
        "unsigned": random.integers(0, 200, rows).astype(np.uint8),
        "codes": random.integers(-3, 40, rows),
        "words": [None if draw < .1 else words[int(draw * 1e6) % len(words)] for draw in random.random(rows)],
        "bytes": [[b"a", b"M\xfcnchen", b"", b"\xff\x00"][int(draw * 4)] for draw in random.random(rows)],
        'odd "name" \u00fc\n': [["a", "b"][int(draw * 2)] for draw in random.random(rows)],
        "many": [f"c{int(draw * draw * 900)}" for draw in random.random(rows)],
    }


def hard(rows, **options):
    options.setdefault("categorical", ["codes", "many", "words", "bytes"])
    options.setdefault("numeric", ["large whole"])
    return Case(hard_columns(rows), **options)


def cases():
    for rows in (1, 2, 3, 7, 8, 9, 15, 16, 17, 100, 167, 168, 169, 255, 256, 300, 671, 672, 1343, 1344, 1345, 1350,
                 2688, 5000, 8191, 8192, 10_000):
        yield f"{rows} rows", hard(rows)
    names = list(hard_columns(1))
    yield "importance", hard(500, importance={name: i / 3 for i, name in enumerate(names)})
    yield "limits", hard(500, tolerance=.02, thresholds={
        "normal": {"std_shift": 1e-7, "mean_shift": 5}, "words": {"frequency_change": .05, "new_category_share": 0}})
    yield "odd model name", hard(50, model='credit "\u20ac" \U0001f600')
    yield "shuffled", hard(3000, ordered=False)
    yield "few remembered", hard(3000, max_listed=5, max_remembered=20)
    yield "nothing listed", hard(300, max_listed=0)
    for names, what in ((20, "exactly as many as are remembered"), (21, "one more than is remembered")):
        yield what, Case({"c": [f"c{i % names}" for i in range(100)]}, max_listed=10, max_remembered=20,
                         categorical=["c"])
    random = np.random.default_rng(8)
    begin = 1_700_000_000
    for what, times in (("hours", begin + 1800 * np.arange(300)),
                        ("days", begin + 86_400 * random.integers(0, 100, 2000)),
                        ("years", begin + 3600 * random.integers(0, 24 * 900, 4000)), ("one time", np.full(50, begin)),
                        ("early", random.integers(-10**8, 10**8, 1000)), ("168 hours", 3600 * np.arange(336) // 2),
                        ("169 hours", 3600 * np.arange(169))):
        for season in (None, "hour_of_day", "hour_of_week"):
            yield f"{what}, season {season}", hard(len(times), times=times, season=season)
    yield "season without order", hard(500, times=begin + 600 * np.arange(500), season="hour_of_day", ordered=False)


class Golden(unittest.TestCase):
    def assert_same(self, made, expected):
        if made == expected:
            return
        for line, (ours, theirs) in enumerate(zip(made.split("\n"), expected.split("\n")), 1):
            self.assertEqual(ours[:2000], theirs[:2000], f"line {line}")
        self.fail("one is longer than the other")

    def test_all_cases_are_the_bytes_of_the_cpp_builder(self):
        with tempfile.TemporaryDirectory() as folder:
            made = []
            for name, case in cases():
                place = Path(folder) / str(len(made))
                place.mkdir()
                case.write(place)
                made.append((name, case, place))
            subprocess.run([MAKE_BASELINE, "make", *[str(place) for _, _, place in made]], check=True, timeout=250)
            for name, case, place in made:
                expected = (place / "baseline.json").read_text(encoding="ascii")
                with self.subTest(name):
                    self.assert_same(case.make(json.loads(expected)["created"]).json(), expected)
        self.assertGreater(len(made), 50)

    def test_cpp_loads_what_python_saved(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "baseline.json"
            made = hard(700, times=1_600_000_000 + 977 * np.arange(700), season="hour_of_day").make(None)
            made.save(path)
            again = subprocess.run([MAKE_BASELINE, "again", str(path)], check=True, capture_output=True, timeout=60)
            self.assertEqual(again.stdout.decode("ascii"), made.json())

    def test_batches_are_the_same_as_all_at_once(self):
        columns = hard_columns(1000)
        columns["late words"] = [None] * 400 + ["a", "b"] * 300
        options = {"categorical": ["codes", "many", "words", "bytes"], "numeric": ["large whole"], "max_remembered": 30,
                   "max_listed": 9}
        whole = baseline(columns, created="then", **options).json()
        builder = BaselineBuilder(**options)
        for begin, end in ((0, 0), (0, 1), (1, 300), (300, 700), (700, 1000)):
            builder.add({name: values[begin:end] for name, values in columns.items()})
        self.assert_same(builder.build(created="then").json(), whole)


if __name__ == "__main__":
    MAKE_BASELINE = sys.argv.pop(1)
    unittest.main()
