"""What leeway_baseline.py takes and refuses, with numpy alone and with pandas where it is installed."""

import datetime
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

try:
    import pandas
except ImportError:
    pandas = None

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "python"))
from leeway_baseline import BaselineBuilder, BaselineError, baseline  # noqa: E402

AGES = [34.0, 35.5, 20.0, 61.0]


def document(frame, **options):
    return json.loads(baseline(frame, **options).json())


def kinds(frame, **options):
    return {feature["name"]: feature["kind"] for feature in document(frame, **options)["features"]}


class Refused(unittest.TestCase):
    def refuse(self, parts, frame, **options):
        with self.assertRaises(BaselineError) as caught:
            baseline(frame, **options)
        for part in [parts] if isinstance(parts, str) else parts:
            self.assertIn(part, str(caught.exception))

    def test_what_is_no_table(self):
        self.refuse("no columns", {})
        self.refuse("no training rows", {"a": []})
        self.refuse(["shape (3,)", "rows x columns"], np.zeros(3))
        self.refuse("names=[...]", np.zeros((3, 2)))
        self.refuse(["2 columns", "3 names"], np.zeros((3, 2)), names=["a", "b", "c"])
        self.refuse(["two columns 'a'"], np.zeros((3, 2)), names=["a", "a"])
        self.refuse("empty name", {"": AGES})
        self.refuse(["0", "not a text"], {0: AGES})
        self.refuse(["'b' has 3 rows", "'a' has 4"], {"a": AGES, "b": [1.0, 2.0, 3.0]})
        self.refuse(["'a'", "shape (2, 2)"], {"a": np.zeros((2, 2))})
        self.refuse(["'a'", "not a list"], {"a": 3})
        self.refuse(["'a'", "not a list"], {"a": "abcd"})

    def test_dates_are_no_features(self):
        day = datetime.date(2026, 1, 31)
        for values in ([day] * 4, [datetime.datetime(2026, 1, 31)] * 4, [None, day, day, day],
                       np.array(["2026-01-31"] * 4, dtype="datetime64[D]"),
                       np.array([1, 2, 3, 4], dtype="timedelta64[s]")):
            self.refuse(["'seen'", "dates or times", "ignore=['seen']"], {"age": AGES, "seen": values})

    def test_ids_are_no_features_unless_asked_for(self):
        rows = {"age": np.linspace(20, 60, 100), "id": np.arange(100), "key": [f"u-{i}" for i in range(100)]}
        self.refuse(["'id'", "row numbers", "ignore=['id']", "numeric=['id']"], rows)
        self.refuse(["'key'", "identifiers", "categorical=['key']"], rows, ignore=["id"])
        self.assertEqual(kinds(rows, ignore=["id", "key"]), {"age": "numeric"})
        self.assertEqual(kinds(rows, numeric="id", categorical="key"),
                         {"age": "numeric", "id": "numeric", "key": "categorical"})
        self.assertEqual(kinds({"few": np.arange(19)}), {"few": "numeric"})  # a few rows prove nothing

    def test_values_that_are_neither_numbers_nor_categories(self):
        self.refuse(["'a'", "both numbers and texts", "astype('string')"], {"a": [1, "x", 2, 3]})
        self.refuse(["'a'", "list"], {"a": [[1], [2]]})
        self.refuse(["'a'", "complex"], {"a": np.zeros(3, dtype=complex)})
        self.refuse(["'a'", "2.5", "no code"], {"a": np.array([1.0, 2.5])}, categorical=["a"])
        self.refuse(["'a'", "2.5", "no category"], {"a": [1, 2.5]}, categorical=["a"])
        self.refuse(["'a'", "numeric", "texts"], {"a": ["x", "y"]}, numeric=["a"])
        self.refuse(["'a'", "no values", "ignore=['a']"], {"a": [None, None]})
        self.refuse(["'a'", "too large"], {"a": [10**400, 1]})
        self.refuse("lone surrogate", {"a": ["\ud800", "x"]})

    def test_options_that_do_not_fit(self):
        frame = {"age": AGES, "score": AGES}
        self.refuse("'agee'", frame, importance={"agee": 1, "age": 1, "score": 1})
        self.refuse(["'score'", "0 says"], frame, importance={"age": 1})
        self.refuse("3 importances for 2", frame, importance=[1, 2, 3])
        self.refuse(["'age'", "not negative"], frame, importance={"age": -1, "score": 1})
        self.refuse(["'age'", "not negative"], frame, tolerance={"age": float("nan")})
        self.refuse(["'x'", "no such feature"], frame, thresholds={"x": {}})
        self.refuse(["'mean'", "mean_shift"], frame, thresholds={"age": {"mean": 1}})
        self.refuse("'x'", frame, categorical=["x"])
        self.refuse("two different things", frame, categorical=["age"], numeric=["age"])
        self.refuse("season", frame, season="day")
        self.refuse("times of rows", frame, season="hour_of_day")
        self.refuse("3 times for 4 rows", frame, time=[1, 2, 3])
        self.refuse("'when'", frame, time="when")
        unknown = np.array(["2026-01-01", "NaT", "NaT", "NaT"], dtype="datetime64[s]")
        self.refuse("row 1 has no time", frame, time=unknown)
        self.refuse("exact_rows", frame, exact_rows=0)
        self.refuse(["'age'", "must be a number"], frame, importance={"age": "high", "score": 1})
        self.refuse("must be a text", frame, name=3)

    def test_more_numbers_than_are_kept(self):
        self.refuse(["'age'", "more than 3 numbers", "sample", "exact_rows="], {"age": AGES}, exact_rows=3)
        self.assertEqual(document({"age": AGES}, exact_rows=4)["rows"], 4)
        self.assertEqual(document({"age": [1.0, None, None, None]}, exact_rows=1)["rows"], 4)

    def test_batches_that_do_not_fit_each_other(self):
        builder = BaselineBuilder()
        builder.add({"age": AGES, "word": ["a"] * 4})
        for parts, batch in ((["'age'", "every batch"], {"word": ["a"]}),
                             (["'x'"], {"age": [1.0], "word": ["a"], "x": [1]}),
                             (["'word'", "both"], {"age": [1.0], "word": [3]})):
            with self.assertRaises(BaselineError) as caught:
                builder.add(batch)
            for part in parts:
                self.assertIn(part, str(caught.exception))
        with self.assertRaises(BaselineError):
            builder.add({"age": [1.0], "word": ["a"]}, time=[0])
        self.assertEqual(builder.build(created="then").json(),
                         baseline({"age": AGES, "word": ["a"] * 4}, created="then").json())

    def test_a_refused_batch_leaves_nothing(self):
        builder = BaselineBuilder(categorical=["word"], exact_rows=5)
        with self.assertRaises(BaselineError):
            builder.add({"word": ["x", 2.5], "age": [1.0, 2.0]})
        builder.add({"other": ["a"] * 4, "word": ["a"] * 4, "age": AGES})
        for word in (["new", 2.5], ["new", "new"]):
            with self.assertRaises(BaselineError):
                builder.add({"other": ["new", "b"], "word": word, "age": [1.0, 2.0]})
        builder.add({"other": ["b"], "word": ["b"], "age": [5.0]})
        whole = {"other": ["a"] * 4 + ["b"], "word": ["a"] * 4 + ["b"], "age": [*AGES, 5.0]}
        self.assertEqual(builder.build(created="then").json(),
                         baseline(whole, created="then", categorical=["word"]).json())


class Taken(unittest.TestCase):
    def test_kinds(self):
        self.assertEqual(
            kinds({"f": np.float32([1, 2]), "i": [3, None], "b": [True, None], "s": ["x", None],
                   "u": np.array(["x", "y"]), "y": [b"x", b""], "n": [float("nan")] * 2, "c": np.array([3, 4])},
                  categorical=["c"]),
            {"f": "numeric", "i": "numeric", "b": "numeric", "s": "categorical", "u": "categorical", "y": "categorical",
             "n": "numeric", "c": "categorical"})

    def test_a_missing_text_is_missing_and_not_a_category_of_its_own(self):
        for none in (None, float("nan"), ""):
            feature = document({"s": ["x", none, "y", "x"]})["features"][0]
            self.assertEqual((feature["listed"], feature["counts"]), (["x", "y"], [2, 1, 0, 0, 1]))

    def test_masked_values_are_missing(self):
        feature = document({"m": np.ma.masked_equal([1, 2, -9], -9)})["features"][0]
        self.assertEqual(feature["counts"][-1], 1)

    def test_codes_are_the_categories_named_by_their_digits(self):
        of_codes = baseline({"c": [3, 1, 3]}, categorical=["c"], created="then")
        for same in (["3", "1", "3"], np.array([3, 1, 3], dtype=np.uint8), np.float32([3, 1, 3])):
            self.assertEqual(baseline({"c": same}, categorical=["c"], created="then").json(), of_codes.json())

    def test_times_of_all_kinds(self):
        zone = datetime.timezone(datetime.timedelta(hours=2))
        moments = [datetime.datetime(2026, 1, 31, 12), datetime.datetime(2026, 1, 31, 15, 30, tzinfo=zone)]
        seconds = [1769860800, 1769866200]
        for times in (seconds, moments, np.array(seconds, dtype="datetime64[s]"), np.array(seconds) + .9):
            made = document({"a": [1.0, 2.0]}, time=times)
            self.assertEqual(made["timeline"]["blocks"], ["2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z"])
        made = document({"a": [1.0, 2.0], "when": moments}, time="when")
        self.assertEqual([feature["name"] for feature in made["features"]], ["a"])

    def test_the_hash_is_that_of_the_data(self):
        whole = baseline({"a": AGES}, name="m", importance=[3], tolerance=.1)
        self.assertEqual(whole.hash, baseline({"a": AGES}).hash)
        self.assertNotEqual(whole.hash, baseline({"a": AGES[::-1] + [1.0]}).hash)
        self.assertIn(whole.hash[:8], repr(whole))

    def test_saving_replaces_the_file_as_a_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "baseline.json"
            path.write_text("old")
            made = baseline({"a": AGES})
            made.save(path)
            self.assertEqual(path.read_text(), made.json())
            self.assertEqual(os.listdir(folder), ["baseline.json"])
            with self.assertRaises(OSError):
                made.save(Path(folder) / "absent" / "baseline.json")

    def test_a_builder_goes_on_after_build(self):
        builder = BaselineBuilder(names=["a"])
        builder.add(np.array([[1.0], [2.0]]))
        self.assertEqual(builder.build().rows, 2)
        builder.add(np.array([[3.0]]))
        self.assertEqual(builder.build(created="then").json(), baseline({"a": [1.0, 2.0, 3.0]}, created="then").json())

    def test_what_converts_itself_to_an_array_is_an_array(self):
        class Tensor:
            def __array__(self, dtype=None):
                return np.float32([[1, 2], [3, 4]])

        self.assertEqual(document(Tensor(), names=["a", "b"])["rows"], 2)


@unittest.skipUnless(pandas, "pandas is not installed")
class Pandas(unittest.TestCase):
    def same(self, frame, columns, **options):
        self.assertEqual(baseline(frame, created="then", **options).json(),
                         baseline(columns, created="then", **options).json())

    def test_a_frame_is_its_columns(self):
        columns = {"age": [34.0, None, 20.0], "n": [1, 5, 3], "word": ["x", None, "y"], "flag": [True, False, True]}
        frame = pandas.DataFrame(columns, index=[7, 7, 9])
        self.same(frame, columns)
        self.same(frame.convert_dtypes(), columns)
        self.same(frame.astype({"word": "category", "age": "float32"}),
                  {**columns, "age": np.float32([34, np.nan, 20])})
        self.same(frame.astype({"word": "string"}), columns)
        self.same(frame.astype({"flag": "boolean", "n": "Int64"}), columns)

    def test_categories_of_numbers_are_categories(self):
        frame = pandas.DataFrame({"zip": pandas.Categorical([3, 1, None, 3])})
        self.same(frame, {"zip": ["3", "1", None, "3"]})

    def test_missing_numbers_of_nullable_columns(self):
        self.same(pandas.DataFrame({"n": pandas.array([1, None, 3], dtype="Int64")}), {"n": [1, None, 3]})

    def test_importance_may_be_a_series(self):
        frame = pandas.DataFrame({"a": AGES, "b": AGES})
        made = document(frame, importance=pandas.Series({"b": 1, "a": 2}))
        self.assertEqual([feature["importance"] for feature in made["features"]], [2.0, 1.0])

    def test_times_with_and_without_a_zone(self):
        when = pandas.to_datetime(pandas.Series(["2026-01-31 12:00", "2026-01-31 13:30"]))
        frame = pandas.DataFrame({"a": [1.0, 2.0], "when": when})
        blocks = ["2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z"]
        self.assertEqual(document(frame, time="when")["timeline"]["blocks"], blocks)
        frame["when"] = when.dt.tz_localize("Europe/Berlin") + pandas.Timedelta(hours=1)
        self.assertEqual(document(frame, time="when")["timeline"]["blocks"], blocks)

    def test_refused(self):
        when = pandas.to_datetime(pandas.Series(["2026-01-31", "2026-02-01"]))
        for column in (when, when.dt.tz_localize("UTC"), when.dt.to_period("D"), when.astype(object), when - when):
            with self.assertRaisesRegex(BaselineError, "'when' holds dates or times"):
                baseline(pandas.DataFrame({"when": column}))
        with self.assertRaisesRegex(BaselineError, "'id' holds row numbers"):
            baseline(pandas.DataFrame({"id": pandas.array(range(30), dtype="Int64")}))
        with self.assertRaisesRegex(BaselineError, "two columns 'a'"):
            baseline(pandas.DataFrame([[1, 2]], columns=["a", "a"]))
        with self.assertRaisesRegex(BaselineError, "not a text"):
            baseline(pandas.DataFrame([[1, 2]]))
        with self.assertRaisesRegex(BaselineError, "no training rows"):
            baseline(pandas.DataFrame({"a": []}))


if __name__ == "__main__":
    unittest.main()
