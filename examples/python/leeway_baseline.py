"""Leeway baselines made where the training data are: one file that needs nothing but numpy.

    from leeway_baseline import baseline

    made = baseline(frame, importance={"user_age": 3, "income": 1, "country": 1}, name="credit-model")
    made.save("baseline.json")  # leeway::load_baseline("baseline.json") in the service

`frame` is a pandas DataFrame, a dict of columns, or a 2-D array with `names=`. From a PyTorch DataLoader:

    from leeway_baseline import BaselineBuilder

    builder = BaselineBuilder(names=["user_age", "income"])
    for features, labels in loader:
        builder.add(features)
    builder.build("credit-model").save("baseline.json")

The file is, byte for byte, the one that the C++ BaselineBuilder writes of the same rows, content hash included, where
both keep all numbers of a feature (`exact_rows`, which C++ sets to 131,072 unless told otherwise) and the service was
compiled for plain x86-64: compilers that fuse multiplication and addition change the last digits of moments.

A million rows of 20 numbers take some 7 s (NumPy 1.24, one processor).

Numbers and booleans are numeric features; texts and pandas categories are categorical ones. None, NaN and pandas' NA
are missing, and so are empty texts. Dates and what looks like ids or row numbers are no features: they are refused,
with the name of the column. `categorical=["zip"]` takes whole numbers as categories (3 and "3" are the same one),
`numeric=["serial"]` keeps a column of rising numbers, `ignore=["user_id"]` leaves a column out.
"""

import datetime
import decimal
import json
import math
import numbers
import os
import struct
from collections.abc import Mapping

import numpy as np

__all__ = ["baseline", "Baseline", "BaselineBuilder", "BaselineError"]

LIBRARY_VERSION = "0.1.0"

THRESHOLDS = ("mean_shift", "mean_shift_in_std", "std_shift", "std_shift_relative", "frequency_change",
              "new_category_share", "missing_share", "out_of_range_share", "tolerance")
SEASONS = {None: 0, "none": 0, "hour_of_day": 1, "hour_of_week": 2}
SLICES = (1, 24, 168)

TAIL_PROBABILITIES = (0.0001, 0.001, 0.005, 0.02, 0.05)
INNER_EDGES = 21
EDGE_PROBABILITIES = (TAIL_PROBABILITIES + tuple(0.05 + 0.90 * i / (INNER_EDGES + 1) for i in range(1, INNER_EDGES + 1))
                      + tuple(1 - p for p in reversed(TAIL_PROBABILITIES)))
REPORTED_PROBABILITIES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
HASH_LANES = 4
MAX_BLOCKS = 168
FIRST_ROWS_PER_BLOCK = 8
MAX_NAME_BYTES = 63
LEAST_VALUES_OF_AN_ID = 20
IDENTIFIER_SHARE = 0.95

HOUR, DAY, MONDAY = 3600, 86_400, 4 * 86_400  # the first Monday after the epoch


class BaselineError(ValueError):
    """Data or options of which no baseline can be made; says which column and what to do."""


def baseline(frame, *, name="", time=None, created=None, **options):
    """The Baseline of training data: a pandas DataFrame, a dict of columns, or a 2-D array with `names=[...]`.

    `name` of the model, as reports show it. `time`, a column's name or one time a row (datetime64, datetime or seconds
    since 1970; without a zone UTC), makes blocks by time instead of by the order of rows. `created`, an ISO 8601 text,
    for files that are the same whenever they are made. Everything else as BaselineBuilder takes it. Raises
    BaselineError.
    """
    by_column = isinstance(time, str)
    builder = BaselineBuilder(time=time if by_column else None, **options)
    builder.add(frame, time=None if by_column else time)
    return builder.build(name, created=created)


class BaselineBuilder:
    """Batches of training rows in, a Baseline out; the same as of all rows at once.

    names: of the columns of arrays. Frames and dicts have names of their own.
    importance: {name: weight} of every feature, or the weights in their order; 1 each if not given.
    thresholds: {name: {"mean_shift": 5, ...}}, the limits of leeway::Thresholds.
    tolerance: how large a drift is tolerated, 0..1: one number, or {name: number}.
    numeric, categorical, ignore: names of columns that are not what they look like, see above.
    time, season: the column that says when a row was seen; "hour_of_day" or "hour_of_week" count these apart.
    ordered: False if the rows were shuffled or sorted, so that their order means nothing.
    exact_rows: numbers of a feature that are kept to be sorted; more are refused. Takes 8 bytes each, and some
        80 for those of one feature at a time.
    max_listed, max_remembered: categories with a count of their own, and told apart at all.
    """

    def __init__(self, *, names=None, importance=None, thresholds=None, tolerance=None, numeric=(), categorical=(),
                 ignore=(), time=None, season=None, ordered=True, exact_rows=10_000_000, max_listed=256,
                 max_remembered=4096):
        if season not in SEASONS:
            raise BaselineError(f"season must be 'hour_of_day' or 'hour_of_week', not {season!r}")
        if exact_rows < 1 or max_remembered < 1 or not 0 <= max_listed <= max_remembered:
            raise BaselineError("exact_rows and max_remembered must be at least 1, max_listed not above max_remembered")
        self._names = None if names is None else _checked_names(names)
        self._importance, self._thresholds, self._tolerance = importance, thresholds, tolerance
        self._wishes = _wishes(numeric=numeric, categorical=categorical, ignore=ignore)
        self._time_column, self._season, self._ordered = time, SEASONS[season], ordered
        self._limits = exact_rows, max_listed, max_remembered
        self._columns = None
        self._times = []
        self._rows = 0

    def add(self, batch, *, time=None):
        """More rows, of the same columns each time: DataFrame, dict of columns, 2-D array or tensor."""
        columns = _columns_of(batch, self._names)
        if self._time_column is not None:
            if self._time_column not in columns:
                raise BaselineError(f"there is no column {self._time_column!r} to take times from")
            time = columns.pop(self._time_column)
        strangers = [name for name in self._wishes if name not in columns]
        if strangers:
            raise BaselineError(f"there is no column {strangers[0]!r}, which an option speaks of")
        columns = {name: values for name, values in columns.items() if self._wishes.get(name) != "ignore"}
        if not columns:
            raise BaselineError("the data have no columns to make features of")
        if self._columns is not None and columns.keys() != self._columns.keys():
            odd = sorted(columns.keys() ^ self._columns.keys())[0]
            raise BaselineError(f"column {odd!r} is not in every batch")
        arrays = {name: _array_of(name, values) for name, values in columns.items()}
        first = next(iter(arrays))
        rows = len(arrays[first][0])
        for name, (values, _) in arrays.items():
            if len(values) != rows:
                raise BaselineError(f"column {name!r} has {len(values):,} rows, {first!r} has {rows:,}")
        times = None if time is None else _seconds_of(time)
        if times is not None and len(times) != rows:
            raise BaselineError(f"there are {len(times):,} times for {rows:,} rows")
        if rows > 0 and self._rows > 0 and (times is not None) != bool(self._times):
            raise BaselineError("some batches have times and others do not")
        features = self._columns or {name: _Column(name, self._wishes.get(name), self._limits) for name in arrays}
        categories = {name: feature.categories_known() for name, feature in features.items()}
        try:
            chunks = [(features[name], features[name].chunk_of(values, _look_of(name, values, known,
                                                                                self._wishes.get(name))))
                      for name, (values, known) in arrays.items()]
        except BaselineError:  # nothing of the batch is left
            for name, feature in features.items():
                feature.forget_categories_from(categories[name])
            raise
        self._columns = features
        for feature, chunk in chunks:
            feature.take(*chunk)
        if times is not None and rows > 0:
            self._times.append(times)
        self._rows += rows

    def build(self, name="", *, created=None):
        """The Baseline of all rows added; more may be added afterwards."""
        if self._rows == 0:
            raise BaselineError("there are no training rows")
        if not isinstance(name, str):
            raise BaselineError(f"the baseline's name must be a text, not {name!r}")
        if self._season and not self._times:
            raise BaselineError("a season needs the times of rows: time=COLUMN says where they stand")
        blocks, begins, slices = self._stretches()
        features = []
        for feature, importance, thresholds in zip(self._columns.values(), self._weights(), self._limits_by_feature()):
            statistics = feature.statistics(blocks, slices)
            features.append({"name": feature.name, "kind": feature.kind, "importance": importance,
                             "thresholds": thresholds, **statistics})
        timeline = {"season": ("none", "hour_of_day", "hour_of_week")[self._season], "blocks": begins}
        return Baseline(features, timeline, self._rows, name, created)

    def _stretches(self):
        """Block and slice of the season of each row, each with how many there are; and when the blocks began."""
        times = np.concatenate(self._times) if self._times else None
        begins = []
        if times is None:
            blocks = _blocks_of_rows(self._rows)
        else:
            blocks, begins = _blocks_of_time(times, self._season)
        slices = None
        if self._season:
            count = SLICES[self._season]
            slices = (times // HOUR + 3 * 24) % count, count  # the epoch was a Thursday
        return (blocks, begins, slices) if self._ordered else (None, [], slices)

    def _weights(self):
        weights = self._importance
        names = list(self._columns)
        if weights is None:
            return [1.0] * len(names)
        if isinstance(weights, Mapping) or hasattr(weights, "keys"):
            weights = dict(weights)
            strangers = [name for name in weights if name not in self._columns]
            forgotten = [name for name in names if name not in weights]
            if strangers:
                raise BaselineError(f"importance of {strangers[0]!r}: there is no such feature")
            if forgotten:
                raise BaselineError(f"no importance of {forgotten[0]!r} (0 says that it does not matter)")
            weights = [weights[name] for name in names]
        weights = list(weights)
        if len(weights) != len(names):
            raise BaselineError(f"{len(weights)} importances for {len(names)} features")
        return [_limit(weight, name, "importance") for name, weight in zip(names, weights)]

    def _limits_by_feature(self):
        asked = {name: dict(limits) for name, limits in dict(self._thresholds or {}).items()}
        if isinstance(self._tolerance, Mapping):
            for name, tolerance in self._tolerance.items():
                asked.setdefault(name, {})["tolerance"] = tolerance
        elif self._tolerance is not None:
            for name in self._columns:
                asked.setdefault(name, {}).setdefault("tolerance", self._tolerance)
        for name, limits in asked.items():
            if name not in self._columns:
                raise BaselineError(f"thresholds of {name!r}: there is no such feature")
            for limit in limits:
                if limit not in THRESHOLDS:
                    raise BaselineError(f"feature {name!r}: there is no threshold {limit!r}, only "
                                        f"{', '.join(THRESHOLDS)}")
        return [{limit: _limit(asked[name][limit], name, limit) for limit in THRESHOLDS
                 if asked.get(name, {}).get(limit) is not None} for name in self._columns]


class Baseline:
    """What normal looked like. `json()` is the text of its file, `save(path)` writes it; baselines differ by `hash`."""

    def __init__(self, features, timeline, rows, name, created):
        now = datetime.datetime.now(datetime.timezone.utc)
        created = now.strftime("%Y-%m-%dT%H:%M:%SZ") if created is None else created
        self.names = [feature["name"] for feature in features]
        self.rows = rows
        self.name = name
        self.hash = f"{_content_hash(features, timeline):016x}"
        document = {"format": "leeway.baseline", "version": 2, "hash": self.hash,
                    "name": _name_json(_bytes_of(name)), "created": created, "library_version": LIBRARY_VERSION,
                    "rows": rows,
                    "timeline": {**timeline, "blocks": [_utc(begin) for begin in timeline["blocks"]]},
                    "features": [{**feature, "name": _name_json(_bytes_of(feature["name"]))} for feature in features]}
        self._json = _laid_out(document, 0) + "\n"

    def json(self):
        return self._json

    def save(self, path):
        """Writes the file as a whole or not at all: a crash leaves the old one."""
        path = os.fspath(path)
        beside = f"{path}.{os.getpid()}.tmp"
        try:
            with open(beside, "w", encoding="ascii", newline="\n") as file:
                file.write(self._json)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            if os.path.exists(beside):
                os.unlink(beside)
            raise

    def __repr__(self):
        return f"<Leeway baseline {self.name!r} [{self.hash[:8]}]: {self.rows:,} rows of {len(self.names)} features>"


# ------------------------------------------------------------------------------------------------ tables to columns

def _wishes(**options):
    wishes = {}
    for wish, names in options.items():
        for name in [names] if isinstance(names, str) else names:
            if wishes.setdefault(name, wish) != wish:
                raise BaselineError(f"column {name!r} is asked for as two different things")
    return wishes


def _checked_names(names):
    names = list(names)
    for name in names:
        if not isinstance(name, str):
            raise BaselineError(f"the column name {name!r} is not a text: frame.columns = frame.columns.map(str)")
        if not name:
            raise BaselineError("a column has an empty name")
        _bytes_of(name)
    seen = set()
    for name in names:
        if name in seen:
            raise BaselineError(f"there are two columns {name!r}: give them different names")
        seen.add(name)
    return names


def _columns_of(batch, names):
    """{name: column} of anything that is a table."""
    if hasattr(batch, "iloc") and hasattr(batch, "columns"):  # a pandas DataFrame
        own = _checked_names(batch.columns)
        return {name: batch.iloc[:, i] for i, name in enumerate(own)}
    if isinstance(batch, Mapping):
        return dict(zip(_checked_names(batch.keys()), batch.values()))
    array = np.asarray(batch)
    if array.ndim != 2:
        raise BaselineError(f"an array of shape {array.shape} is no table: rows x columns are needed")
    if names is None:
        raise BaselineError("an array has no column names: names=[...] gives them")
    if array.shape[1] != len(names):
        raise BaselineError(f"the array has {array.shape[1]} columns, there are {len(names)} names")
    return {name: array[:, i] for i, name in enumerate(names)}


def _array_of(name, values):
    """A column as a 1-D array, and what it holds ("categorical", "integers") where the array no longer says it."""
    known = None
    dtype = getattr(values, "dtype", None)
    if isinstance(values, np.ma.MaskedArray):
        values = np.where(np.ma.getmaskarray(values), None, values.astype(object).filled(None))
    elif hasattr(values, "iloc") and dtype is not None and not isinstance(dtype, np.dtype):  # pandas' own types
        if getattr(dtype, "name", "") == "category":
            values, known = np.asarray(values.astype(object), dtype=object), "categorical"
        elif dtype.kind in "biuf":
            known = "integers" if dtype.kind in "iu" else None
            values = values.to_numpy(dtype=np.float64, na_value=np.nan)
        elif dtype.kind in "mM" or str(dtype).startswith(("period", "interval")):
            raise _no_feature(name, "dates or times")
        else:
            values = np.asarray(values, dtype=object)
    elif hasattr(values, "__array__"):
        values = np.asarray(values)
    else:  # not by numpy, which would make the text 'nan' of a missing value among texts
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            raise BaselineError(f"column {name!r} is a {type(values).__name__}, not a list of values")
        items = list(values)
        values = np.empty(len(items), dtype=object)
        values[:] = items
    if values.ndim != 1:
        raise BaselineError(f"column {name!r} has shape {values.shape}: one value a row is needed")
    return values, known


def _is_missing(value):
    return value is None or type(value).__name__ == "NAType" or (isinstance(value, numbers.Real) and value != value)


def _no_feature(name, what):
    return BaselineError(f"column {name!r} holds {what}, which are no feature: ignore=[{name!r}] leaves it out; or "
                         "make a number of it that means something to the model (age in days, hour of the day)")


def _look_of(name, values, known, wish):
    """What a chunk holds: "numbers", "integers", "texts", or "nothing" but missing values."""
    kind = values.dtype.kind
    if kind in "mM":
        raise _no_feature(name, "dates or times")
    if kind not in "biufOUS":
        raise BaselineError(f"column {name!r} holds {values.dtype}: convert it to numbers or texts first")
    if kind in "US":
        look = "texts" if len(values) else "nothing"
    elif kind in "biu":
        look = "integers" if kind != "b" and len(values) else "numbers"
    elif kind == "f":
        look = "nothing" if np.isnan(values).all() else known or "numbers"
    else:
        look = _look_of_objects(name, values.tolist())
    if look == "nothing":
        return look
    if wish == "numeric" and (look == "texts" or known == "categorical"):
        raise BaselineError(f"column {name!r} was asked for as numeric, but holds texts")
    return "texts" if wish == "categorical" or known == "categorical" else look


def _look_of_objects(name, values):
    found = set()
    for type_ in set(map(type, values)):
        if issubclass(type_, (datetime.date, datetime.time, datetime.timedelta, np.datetime64, np.timedelta64)) or \
                type_.__name__ in ("Period", "NaTType", "Interval"):
            raise _no_feature(name, "dates or times")
        if issubclass(type_, (str, bytes)):
            found.add("texts")
        elif issubclass(type_, numbers.Integral) and not issubclass(type_, (bool, np.bool_)):
            found.add("integers")
        elif issubclass(type_, (bool, np.bool_)):
            found.add("numbers")
        elif issubclass(type_, (numbers.Real, decimal.Decimal)):
            if any(value == value for value in values if type(value) is type_):
                found.add("numbers")
        elif type_ is not type(None) and type_.__name__ != "NAType":
            raise BaselineError(f"column {name!r} holds a {type_.__name__}: convert it to numbers or texts first")
    if "texts" in found and len(found) > 1:
        raise BaselineError(f"column {name!r} holds both numbers and texts: frame[{name!r}].astype('string') makes "
                            "texts of all, pandas.to_numeric makes numbers")
    return "nothing" if not found else "numbers" if "numbers" in found else found.pop()


class _Column:
    """One feature's rows so far."""

    def __init__(self, name, wish, limits):
        self.name = name
        self.kind = wish if wish in ("numeric", "categorical") else None
        self._wish = wish
        self._exact_rows, self._max_listed, max_remembered = limits
        self._categories = _Categories(name, max_remembered)
        self._rises = True  # whole numbers that rise from row to row, so far
        self._finite = 0
        self._floats_seen = False
        self._chunks = []

    def chunk_of(self, values, look):
        """The rows as they will be kept, with their kind and look: floats, places of categories, or how many missing
        ones of a kind that later rows will tell. Nothing is taken yet; raises BaselineError."""
        kind = {"texts": "categorical", "nothing": self.kind}.get(look, "numeric")
        if len(values) > 0 and self.kind is not None and kind != self.kind:
            raise BaselineError(f"column {self.name!r} holds both numbers and texts: categorical=[{self.name!r}] takes "
                                "all as categories")
        if look == "nothing":
            floats_seen = values.dtype.kind == "f" or any(isinstance(value, float) for value in values.tolist())
            return len(values), kind, "floats" if floats_seen else look
        if kind == "categorical":
            return np.fromiter(map(self._categories.__getitem__, _items(self.name, values)), dtype=np.int32,
                               count=len(values)), kind, look
        floats = _floats(self.name, values)
        if self._finite + _finite_count(floats) > self._exact_rows:
            raise BaselineError(
                f"column {self.name!r} has more than {self._exact_rows:,} numbers: take a sample of the rows "
                f"(frame.sample({self._exact_rows}).sort_index()), raise exact_rows= where memory allows it, or let "
                "the C++ builder or `leeway baseline` count the rows, which need not keep them")
        return floats, kind, look

    def take(self, chunk, kind, look):
        if (chunk if isinstance(chunk, int) else len(chunk)) == 0:
            return
        if isinstance(chunk, int):
            self._floats_seen = self._floats_seen or look == "floats"
        elif kind == "numeric":
            self._finite += _finite_count(chunk)
        self.kind = kind
        self._rises = self._rises and look == "integers"
        self._chunks.append(chunk)

    def categories_known(self):
        return len(self._categories.places)

    def forget_categories_from(self, place):
        self._categories.forget_from(place)

    def statistics(self, blocks, slices):
        if self.kind is None and self._floats_seen:
            self.kind = "numeric"
        if self.kind is None:
            raise BaselineError(f"column {self.name!r} holds no values: ignore=[{self.name!r}] leaves it out")
        missing = np.nan if self.kind == "numeric" else -1
        chunks = [np.full(chunk, missing) if isinstance(chunk, int) else chunk for chunk in self._chunks]
        rows = chunks[0] if len(chunks) == 1 else np.concatenate(chunks)
        self._chunks = [rows]
        if self.kind == "numeric":
            self._refuse_row_numbers(rows)
            return _numeric_statistics(rows, blocks, slices)
        rows = rows.astype(np.int32, copy=False)
        self._refuse_identifiers(rows)
        return _categorical_statistics(rows, self._categories, self._max_listed, blocks, slices)

    def _refuse_row_numbers(self, rows):
        if self._wish is None and self._rises and len(rows) >= LEAST_VALUES_OF_AN_ID and rows[0] >= 0 and \
                bool(np.all(rows[1:] > rows[:-1])):
            raise BaselineError(f"column {self.name!r} holds row numbers or time stamps (whole numbers that rise from "
                                f"row to row): ignore=[{self.name!r}] leaves it out, numeric=[{self.name!r}] keeps it")

    def _refuse_identifiers(self, rows):
        known = self._categories.rows_until_full(rows)
        texts = int(np.count_nonzero(rows[:known] >= 0))
        if self._wish is None and texts >= LEAST_VALUES_OF_AN_ID and \
                len(self._categories.places) > IDENTIFIER_SHARE * texts:
            raise BaselineError(f"column {self.name!r} holds identifiers (nearly every text is another one): "
                                f"ignore=[{self.name!r}] leaves it out, categorical=[{self.name!r}] keeps it")


def _items(name, values):
    """The values as Python objects, for use as categories."""
    if values.dtype.kind == "f":  # codes in a matrix of numbers
        values = values.astype(np.float64, copy=False)
        present = values[~np.isnan(values)]
        odd = present[~((np.abs(present) <= 2.0**53) & (np.floor(present) == present))]
        if len(odd):
            raise BaselineError(f"column {name!r} was asked for as categorical, but holds {odd[0]!r}, which is no code")
        return [None if value != value else int(value) for value in values.tolist()]
    if values.dtype.kind == "b":
        return values.astype(np.int64).tolist()
    return values.tolist()


def _finite_count(floats):
    return int(np.count_nonzero(np.isfinite(floats)))


def _floats(name, values):
    if values.dtype.kind != "O":
        return values.astype(np.float64)
    try:
        return np.array([math.nan if _is_missing(value) else float(value) for value in values.tolist()])
    except OverflowError:
        raise BaselineError(f"column {name!r} holds a whole number that is too large for a double") from None


def _seconds_of(times):
    """Seconds since 1970, UTC, of one time a row."""
    if hasattr(times, "iloc") and getattr(times.dtype, "tz", None) is not None:
        times = times.dt.tz_convert("UTC").dt.tz_localize(None)
    array = np.asarray(times)
    if array.dtype.kind == "O":
        zone = datetime.timezone.utc
        try:
            array = np.array([(value if value.tzinfo else value.replace(tzinfo=zone)).timestamp() for value in array],
                             dtype=np.float64)
        except (AttributeError, TypeError, ValueError):
            raise BaselineError("a time is missing or no datetime") from None
    if array.dtype.kind not in "Miuf" or array.ndim != 1:
        raise BaselineError("times must be datetimes or seconds since 1970, one a row")
    unknown = np.isnat(array) if array.dtype.kind == "M" else ~np.isfinite(array.astype(np.float64))
    if unknown.any():
        raise BaselineError(f"row {int(np.argmax(unknown))} has no time")
    if array.dtype.kind == "M":
        return array.astype("datetime64[s]").astype(np.int64)
    return np.floor(array).astype(np.int64)


def _limit(value, name, what):
    try:
        value = float(value)
    except (TypeError, ValueError):
        raise BaselineError(f"feature {name!r}: {what} must be a number, not {value!r}") from None
    if not math.isfinite(value) or value < 0:
        raise BaselineError(f"feature {name!r}: {what} must be finite and not negative")
    return value


# ------------------------------------------------------------------------------------------------ blocks of rows

def _blocks_of_rows(rows):
    """Blocks of 8 rows, which double when there would be 168; a last one less than half full joins the one before."""
    length = FIRST_ROWS_PER_BLOCK
    while rows >= MAX_BLOCKS * length:
        length *= 2
    blocks = np.arange(rows) // length
    rest = rows % length
    if rows > length and 0 < 2 * rest < length:
        blocks[rows - rest:] -= 1
    return blocks, int(blocks[-1]) + 1


def _blocks_of_time(times, season):
    """At most 168 blocks of equal duration, as short as that allows, aligned to Mondays; and when each begins."""
    duration = DAY if season else HOUR
    while True:
        keys, blocks = np.unique((times - MONDAY) // duration, return_inverse=True)
        if len(keys) <= MAX_BLOCKS:
            return (blocks, len(keys)), [MONDAY + int(key) * duration for key in keys]
        if duration == 8 * HOUR:
            duration = DAY
        elif duration == DAY and season == 2:
            duration = 7 * DAY
        else:
            duration *= 2


def _table(stretches, slots, slot_count):
    """How many rows of each stretch (block, slice) fell into each slot."""
    of_row, count = stretches
    counts = np.bincount(of_row * slot_count + slots, minlength=count * slot_count)
    return counts.reshape(count, slot_count).tolist()


def _tables(blocks, slices, slots, slot_count):
    tables = {}
    if blocks is not None:
        tables["blocks"] = _table(blocks, slots, slot_count)
    if slices is not None:
        tables["seasons"] = _table(slices, slots, slot_count)
    return tables


# ------------------------------------------------------------------------------------------------ numeric features

def _numeric_statistics(rows, blocks, slices):
    """Slots: -inf, below range, the cells, above range, +inf, missing. Training values are never out of range."""
    finite = np.isfinite(rows)
    values = rows[finite] + 0.0  # -0 becomes 0
    ordered = np.sort(values)
    edges = _quantile_edges(ordered)
    slot_count = len(edges) + 6
    slots = np.full(len(rows), slot_count - 1)
    slots[rows == np.inf] = slot_count - 2
    slots[rows == -np.inf] = 0
    slots[finite] = of_values = 2 + np.searchsorted(edges, values, side="right")
    lanes = np.bincount(of_values * HASH_LANES + _hash_lanes(values), minlength=slot_count * HASH_LANES)
    some = len(ordered) > 0
    lowest, highest = (float(ordered[0]), float(ordered[-1])) if some else (None, None)
    largest = float(np.finfo(np.float64).max)
    statistics = {
        "range": [lowest, highest] if some else [-largest, largest],
        "edges": edges.tolist(),
        "counts": np.bincount(slots, minlength=slot_count).tolist(),
        "moments": _moments(ordered),
        "extrema": {"count": len(ordered), "lowest": lowest, "highest": highest},
        "quantiles": [[p, _sample_quantile(ordered, p)] for p in REPORTED_PROBABILITIES] if some else [],
        "rank_error": 0.0,
    }
    statistics.update(_tables(blocks, slices, slots, slot_count))
    statistics["lanes"] = lanes.tolist()
    return statistics


def _quantile_edges(ordered):
    """One cell a value while there are no more values than cells; else order statistics, which never split equals."""
    if len(ordered) == 0:
        return ordered
    begins = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1  # of each value but the lowest
    if len(begins) <= len(EDGE_PROBABILITIES):
        return ordered[begins]
    edges = []
    for p in EDGE_PROBABILITIES:
        edge = ordered[min(int(p * float(len(ordered))), len(ordered) - 1)]
        previous = edges[-1] if edges else ordered[0]
        if edge < previous:  # the cell of a frequent value was closed already
            continue
        if edge == previous:  # a value that reaches this far: close its cell behind it
            behind = np.searchsorted(ordered, previous, side="right")
            if behind == len(ordered):
                break
            edge = ordered[behind]
        edges.append(edge)
    return np.array(edges)


def _hash_lanes(values):
    with np.errstate(over="ignore", under="ignore"):
        bits = values.astype(np.float32).view(np.uint32)
    return ((bits * np.uint32(2 * 0x5E3779B1 & 0xFFFFFFFF)) >> np.uint32(30)).astype(np.int64)


def _sample_quantile(ordered, p):
    """Hyndman and Fan's type 7, where a position that misses a whole number by rounding only counts as that number."""
    location = 1 + p * (len(ordered) - 1)
    fuzz = 4 * np.finfo(np.float64).eps.item() * max(1.0, abs(location))
    whole = math.floor(location + fuzz)
    weight = location - whole
    if abs(weight) < fuzz:
        weight = 0
    low, high = (float(ordered[min(max(rank, 1), len(ordered)) - 1]) for rank in (whole, whole + 1))
    if weight == 0 or low == high:
        return low
    if weight == 0.5:
        return _midpoint(low, high)
    return (1 - weight) * low + weight * high


def _midpoint(a, b):
    """std::midpoint: halves the sum where it is finite and the halves exact, else adds halves."""
    small, large = np.finfo(np.float64).tiny.item() * 2, np.finfo(np.float64).max.item() / 2
    if abs(a) <= large and abs(b) <= large:
        return (a + b) / 2
    if abs(a) < small:
        return a + b / 2
    if abs(b) < small:
        return a / 2 + b
    return a / 2 + b / 2


def _sum_in_lanes(terms):
    """The sum in the order in which C++ takes it: eight lanes, each from front to back."""
    padded = np.zeros(-(-len(terms) // 8) * 8)
    padded[:len(terms)] = terms
    lanes = (np.add.accumulate(padded.reshape(-1, 8), axis=0)[-1] + 0.0).tolist()
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]))


def _moments(ordered):
    """Moments::State of sorted values: the mean first, then sums of powers of the deviations from it."""
    n = len(ordered)
    if n == 0:
        return _moment_members(0)
    largest = max(abs(float(ordered[0])), abs(float(ordered[-1])))
    if not (largest < 2.0**200 and (largest > 2.0**-150 or largest == 0)):
        return _moments_one_by_one(ordered.tolist())
    origin = float(ordered[0])
    mean = origin + _sum_in_lanes(ordered - origin) / n
    with np.errstate(under="ignore"):
        d = ordered - mean
        power = d * d
        squares = _sum_in_lanes(power)
        power = power * d
        cubes = _sum_in_lanes(power)
        fourths = _sum_in_lanes(power * d)
    n = float(n)
    rest = _sum_in_lanes(d) / n
    m2 = squares - n * rest * rest
    m3 = cubes - 3 * rest * squares + 2 * n * rest * rest * rest
    m4 = fourths - 4 * rest * cubes + 6 * rest * rest * squares - 3 * n * rest * rest * rest * rest
    return _moment_members(len(ordered), mean, rest, m2, 0.0, m3, m4)


def _moments_one_by_one(values):
    """Values whose powers leave the range of double, held in units of a power of two."""
    count, scale = 0, 1.0
    mean = mean_rest = m2 = m2_rest = m3 = m4 = 0.0
    for value in values:
        magnitude = abs(value * scale)
        zeros = mean == 0 and m2 == 0
        if magnitude > 2.0**200 or (magnitude < 2.0**-150 and zeros and value != 0):
            new_scale = math.ldexp(1.0, -min(max(math.frexp(value)[1] - 1, -1000), 1000))
            if not zeros:
                ratio = new_scale / scale
                mean, mean_rest = mean * ratio, mean_rest * ratio
                m2, m2_rest = m2 * (ratio * ratio), m2_rest * (ratio * ratio)
                m3, m4 = m3 * (ratio * ratio * ratio), m4 * (ratio * ratio * ratio * ratio)
            scale = new_scale
        x = value * scale
        count += 1
        n = float(count)
        delta = (x - mean) - mean_rest
        step = delta * (1 / n)
        square = delta * step * (n - 1)
        m4 += square * step * step * (n * n - 3 * n + 3) + 6 * step * step * m2 - 4 * step * m3
        m3 += square * step * (n - 2) - 3 * step * m2
        m2, m2_rest = _add_exactly(m2, m2_rest, square)
        mean, mean_rest = _add_exactly(mean, mean_rest, step)
    return _moment_members(count, mean, mean_rest, m2, m2_rest, m3, m4, 1 - math.frexp(scale)[1])


def _add_exactly(total, rest, term):
    """TwoSum (Knuth)."""
    new = total + term
    part = new - total
    return new, rest + ((total - (new - part)) + (term - part))


def _moment_members(count, mean=0.0, mean_rest=0.0, m2=0.0, m2_rest=0.0, m3=0.0, m4=0.0, exponent=0):
    return {"count": count, "exponent": exponent, "mean": mean, "mean_rest": mean_rest, "m2": m2, "m2_rest": m2_rest,
            "m3": m3, "m4": m4}


# ------------------------------------------------------------------------------------------------ categorical features

class _Categories(dict):
    """Numbers categories in the order in which they come: value -> place, -1 for missing ones. When there are more than
    can be remembered the list is frozen, and whatever is not on it gets the place `capacity`."""

    def __init__(self, column, capacity):
        super().__init__()
        self.capacity = capacity
        self.places = {}
        self._column = column

    def __missing__(self, value):
        if _is_missing(value):
            return -1
        text = _folded(self._text_of(value))
        if not text:
            return -1
        place = self.places.get(text)
        if place is None:
            if len(self.places) == self.capacity:
                return self.capacity
            place = self.places[text] = len(self.places)
        self[value] = place
        return place

    def _text_of(self, value):
        if isinstance(value, str):
            return _bytes_of(value)
        if isinstance(value, bytes):
            return value
        if isinstance(value, numbers.Real) and abs(value) < 2**63 - 1 and value == math.floor(value):
            return b"%d" % int(value)
        raise BaselineError(f"column {self._column!r} holds {value!r}, which is no category: make texts of it")

    def forget_from(self, place):
        if place < len(self.places):
            self.places = dict(list(self.places.items())[:place])
            for value in [value for value, at in self.items() if at >= place]:
                del self[value]

    def rows_until_full(self, rows):
        """How many rows came before the list was full and another category came; all where that did not happen."""
        unknown = rows == self.capacity
        return int(np.argmax(unknown)) if unknown.any() else len(rows)


def _categorical_statistics(rows, categories, max_listed, blocks, slices):
    """Slots: the listed categories, most frequent first, other, new, missing."""
    names = list(categories.places)
    known = categories.rows_until_full(rows)
    open_ended = known < len(rows)
    before = rows[:known]
    frequency = np.bincount(before[before >= 0], minlength=len(names)).tolist()
    order = sorted(range(len(names)), key=lambda place: (-frequency[place], names[place]))
    listed = order[:max_listed]
    other, missing = len(listed), len(listed) + 2
    slot_of_place = np.full(categories.capacity + 2, other)
    slot_of_place[listed] = np.arange(len(listed))
    slot_of_place[-1] = missing
    slots = slot_of_place[rows]
    statistics = {
        "listed": [_name_json(names[place]) for place in listed],
        "counts": np.bincount(slots, minlength=len(listed) + 3).tolist(),
        "rare": [] if open_ended else [_name_json(names[place]) for place in order[max_listed:]],
        "open_ended": open_ended,
        "singletons": 0 if open_ended else frequency.count(1),
    }
    statistics.update(_tables(blocks, slices, slots, len(listed) + 3))
    return statistics


def _bytes_of(text):
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise BaselineError(f"the text {text!r} holds half a character (a lone surrogate)") from None


def _folded(text):
    """At most 63 bytes: a longer name keeps whole characters of its beginning and ends in a digest of the whole."""
    if len(text) <= MAX_NAME_BYTES:
        return text
    kept = MAX_NAME_BYTES - 9
    while kept > 0 and text[kept] & 0xC0 == 0x80:
        kept -= 1
    digest = _Fnv()
    digest.text(text)
    bits = _mixed(digest.value)
    return text[:kept] + b"~" + b"".join(b"%x" % (bits >> (4 * i) & 15) for i in range(8))


# ------------------------------------------------------------------------------------------------ fingerprint

WORD = (1 << 64) - 1
FNV_PRIME = 0x100000001B3
FNV_PRIME_8 = pow(FNV_PRIME, 8, 1 << 64)


def _mixed(word):
    word = (word ^ (word >> 33)) * 0xFF51AFD7ED558CCD & WORD
    word = (word ^ (word >> 33)) * 0xC4CEB9FE1A85EC53 & WORD
    return word ^ (word >> 33)


class _Fnv:
    """FNV-1a over little-endian bytes."""

    def __init__(self):
        self.value = 0xCBF29CE484222325

    def bytes(self, data):
        value = self.value
        for byte in data:
            value = (value ^ byte) * FNV_PRIME & WORD
        self.value = value

    def words(self, words):
        for word in words:
            if word < 256:  # seven zero bytes behind: most counts
                self.value = (self.value ^ word) * FNV_PRIME_8 & WORD
            else:
                self.bytes(word.to_bytes(8, "little"))

    def doubles(self, values):
        self.bytes(struct.pack(f"<{len(values)}d", *values))

    def text(self, text):
        self.words([len(text)])
        self.bytes(text)


def _content_hash(features, timeline):
    """Baseline::content_hash(): features and their statistics, without importances, thresholds and names of models."""
    fnv = _Fnv()
    for feature in features:
        fnv.text(_bytes_of(feature["name"]))
        fnv.words([0 if feature["kind"] == "numeric" else 1])
        (_hash_numeric if feature["kind"] == "numeric" else _hash_categorical)(fnv, feature)
        for table in ("blocks", "seasons"):
            for counts in feature.get(table, []):
                fnv.words(counts)
    season = ("none", "hour_of_day", "hour_of_week").index(timeline["season"])
    if season or timeline["blocks"]:
        fnv.words([season])
        fnv.words(begin & WORD for begin in timeline["blocks"])
    return fnv.value


def _hash_numeric(fnv, feature):
    fnv.doubles([feature["range"][0], *feature["edges"], feature["range"][1]])
    fnv.words(feature["counts"])
    moments = feature["moments"]
    fnv.words([moments["count"]])
    fnv.doubles([moments[part] for part in ("mean", "mean_rest", "m2", "m2_rest", "m3", "m4")])
    fnv.doubles([math.ldexp(1.0, moments["exponent"])])
    fnv.words([feature["extrema"]["count"]])
    if feature["extrema"]["count"] > 0:
        fnv.doubles([feature["extrema"]["lowest"], feature["extrema"]["highest"]])
    for quantile in feature["quantiles"]:
        fnv.doubles(quantile)
    fnv.doubles([feature["rank_error"]])
    fnv.words(feature["lanes"])


def _hash_categorical(fnv, feature):
    for name in feature["listed"]:
        fnv.text(_name_bytes(name))
    fnv.words([len(feature["listed"])])
    for name in feature["rare"]:
        fnv.text(_name_bytes(name))
    fnv.words([int(feature["open_ended"])])
    fnv.words(feature["counts"])
    fnv.words([feature["singletons"]])


# ------------------------------------------------------------------------------------------------ file

def _utc(seconds):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}Z"


def _name_json(text):
    """Bytes that are not UTF-8 (a CSV file in Latin-1) are an object: each is the character of that number."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return {"latin1": text.decode("latin-1")}


def _name_bytes(name):
    return name.encode("utf-8") if isinstance(name, str) else name["latin1"].encode("latin-1")


def _scalar(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, str) else repr(value)


def _fits_on_a_line(value):
    nested = (list, dict)
    if isinstance(value, dict):
        return not any(isinstance(item, nested) for item in value.values())
    for item in value:
        if isinstance(item, nested):
            items = item.values() if isinstance(item, dict) else item
            if len(item) > 2 or any(isinstance(inner, nested) for inner in items):
                return False
    return True


def _laid_out(value, indent):
    """One member a line; objects of scalars, and arrays of scalars and pairs, on one."""
    if not isinstance(value, (list, dict)):
        return _scalar(value)
    one_line = _fits_on_a_line(value)
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {_laid_out(item, indent + 2)}" for key, item in value.items()]
        left, right = "{}"
    else:
        items = [_laid_out(item, indent + 2) for item in value]
        left, right = "[]"
    if one_line:
        return left + ", ".join(items) + right
    line = "\n" + " " * (indent + 2)
    return left + line + ("," + line).join(items) + "\n" + " " * indent + right
