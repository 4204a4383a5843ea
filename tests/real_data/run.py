"""Runs the command line tool on real data sets with known shifts.

    run.py LEEWAY DATA REFERENCE

LEEWAY is the program, DATA the folder with the data sets, REFERENCE the folder with sets_expected.json: profiles and
scores of the same splits, made by scipy. Exits with 77, which CTest takes for "skipped", if a folder is not there.

Per split: the baseline's figures must be the expected ones, row numbers and dates must be left out, splits without
drift must not be called drift, and those with drift must, with the features that moved most on top.
"""

import csv
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows, path
    return rows


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


class Split:
    """Training rows, live rows, and what must come out."""

    def __init__(self, name, reference, current, *, drift, top=0, out=(), ignore=(), not_missing=None, expected=None,
                 first=None):
        self.name, self.reference, self.current = name, reference, current
        self.drift = drift        # must the verdict be drift?
        self.top = top            # so many features that moved most, by the expected scores, must lead the report
        self.first = first        # the feature that must lead it, where there are no expected scores
        self.out = set(out)       # columns that the tool must leave out by itself
        self.ignore = set(ignore)  # columns that the split was made by
        self.options = ["--not-missing", not_missing] if not_missing else []
        self.expected = expected  # name of the split in sets_expected.json


def splits(data):
    hours = read(data / "bike_sharing/hour.csv")
    bike = dict(out={"instant", "dteday"})
    yield Split("bike: January to February", [r for r in hours if r["dteday"] <= "2011-01-28"],
                [r for r in hours if "2011-01-29" <= r["dteday"] <= "2011-02-28"], drift=True, top=3,
                expected="bike_evidently_tutorial", **bike)
    yield Split("bike: 2011 to 2012", [r for r in hours if r["yr"] == "0"], [r for r in hours if r["yr"] == "1"],
                drift=True, top=3, ignore={"yr"}, expected="bike_2011_vs_2012", **bike)

    adult = read(data / "adult_census/adult.csv")
    common = {"Some-college", "HS-grad", "Bachelors"}
    yield Split("adult: other educations", [r for r in adult if r["education"] not in common],
                [r for r in adult if r["education"] in common], drift=True, top=3, expected="adult_evidently_demo")
    yield Split("adult: even and odd rows", adult[0::2], adult[1::2], drift=False, expected="adult_null_split")

    yield Split("california: reference to analysis", read(data / "california_housing/reference.csv"),
                read(data / "california_housing/analysis.csv"), drift=True, top=4, out={"id", "timestamp"},
                ignore={"clf_target"}, expected="california_nannyml")

    hotel = read(data / "hotel_rates/hotel_rates.csv")
    yield Split("hotel: 2016 to 2017", [r for r in hotel if r["arrival_date"] < "2017-01-01"],
                [r for r in hotel if r["arrival_date"] >= "2017-01-01"], drift=True, top=2,
                out={"rownames", "arrival_date"}, ignore={"arrival_date_num"},
                not_missing="null",  # a country in this file
                expected="hotel_2016_vs_2017")

    ames = read(data / "ames_housing/ames.csv")
    yield Split("ames: before and after 2008", [r for r in ames if r["Year_Sold"] in {"2006", "2007"}],
                [r for r in ames if r["Year_Sold"] in {"2009", "2010"}], drift=True, top=2, out={"rownames"},
                ignore={"Year_Sold", "Mo_Sold"}, expected="ames_before_after_2008")
    yield Split("ames: even and odd rows", ames[0::2], ames[1::2], drift=False, out={"rownames"})

    weather = read(data / "weather/weather.csv")
    time = dict(out={"rownames", "time_hour"}, ignore={"year", "month", "day", "hour"})
    yield Split("weather: winter and summer", [r for r in weather if r["month"] in {"1", "2", "3"}],
                [r for r in weather if r["month"] in {"7", "8", "9"}], drift=True, top=4,
                expected="weather_winter_vs_summer", **time)
    yield Split("weather: Newark and LaGuardia", [r for r in weather if r["origin"] == "EWR"],
                [r for r in weather if r["origin"] == "LGA"], drift=True, first="origin", **time)
    yield Split("weather: even and odd rows", weather[0::2], weather[1::2], drift=False, **time)


class Checks:
    """Counts what was checked and says what was not as expected."""

    def __init__(self):
        self.done, self.failed = 0, 0

    def that(self, condition, message):
        self.done += 1
        if not condition:
            self.failed += 1
            print(f"  FAILED: {message}")

    def equal(self, found, expected, what):
        self.that(found == expected, f"{what}: found {found}, expected {expected}")

    def close(self, found, expected, what, relative=1e-9):
        self.that(math.isclose(found, expected, rel_tol=relative, abs_tol=1e-12),
                  f"{what}: found {found!r}, expected {expected!r}")


def effect_of(scores):
    return scores["ks_two-sided"] if "ks_two-sided" in scores else scores["tvd"]


def check_profile(checks, feature, expected, probabilities):
    name = feature["name"]
    checks.equal(feature["kind"], expected["kind"], f"{name}: kind")
    profile = expected["reference"]
    checks.equal(feature["counts"][-1], profile["missing"], f"{name}: missing")
    checks.equal(sum(feature["counts"][:-1]), profile["count"], f"{name}: count")
    if expected["kind"] == "numeric":
        moments = feature["moments"]
        checks.equal(moments["count"], profile["count"], f"{name}: finite values")
        checks.close(moments["mean"] + moments["mean_rest"], profile["mean"], f"{name}: mean")
        checks.close(math.sqrt(moments["m2"] / (moments["count"] - 1)), profile["std_sample"], f"{name}: std")
        checks.equal(feature["extrema"]["lowest"], profile["min"], f"{name}: min")
        checks.equal(feature["extrema"]["highest"], profile["max"], f"{name}: max")
        checks.equal([p for p, _ in feature["quantiles"]], probabilities, f"{name}: probabilities")
        for (p, value), wanted in zip(feature["quantiles"], profile["quantiles_type7"]):
            checks.close(value, wanted, f"{name}: quantile {p}")
        checks.equal(feature["rank_error"], 0, f"{name}: rank error")
    else:
        counts = dict(zip(feature["listed"], feature["counts"]))
        checks.equal(len(feature["listed"]) + len(feature["rare"]), profile["levels"], f"{name}: levels")
        for category, count in (profile["counts"] or dict(profile["top"])).items():
            checks.equal(counts.get(category), count, f"{name}: count of {category!r}")


def check_report_figures(checks, feature, baseline, expected):
    name = feature["name"]
    current = expected["current"]
    checks.equal(feature["current"]["missing"], current["missing"], f"{name}: live missing")
    checks.equal(feature["current"]["rows"], current["count"] + current["missing"], f"{name}: live rows")
    tests = {finding["check"]: finding for finding in feature["findings"] if finding["type"] == "test"}
    if feature["kind"] == "numeric":
        checks.close(feature["current"]["mean"], current["mean"], f"{name}: live mean")
        checks.close(feature["current"]["std_dev"], current["std_sample"], f"{name}: live std")
        checks.equal(feature["current"]["lowest"], current["min"], f"{name}: live min")
        checks.equal(feature["current"]["highest"], current["max"], f"{name}: live max")
        # D over frozen cells is at most D of the raw values, and short of it by less than one cell's share
        raw = expected["scores"]["ks_two-sided"]
        binned = tests["kolmogorov_smirnov"]["effect_size"]
        checks.that(raw - 0.05 <= abs(binned) <= raw + 1e-12, f"{name}: D over cells {binned}, of the values {raw}")
    else:
        reference, scores = expected["reference"], expected["scores"]
        missing = [side["missing"] / (side["missing"] + side["count"]) for side in (reference, current)]
        # Categories rare in both sides together share one cell with the new ones; what that hides of the total
        # variation is at most their share in training.
        shares = [share for _, share in feature["current"]["categories"]]
        part = reference["count"] / (reference["count"] + current["count"])
        rare = baseline["counts"][-3] + sum(
            before for before, share in zip(baseline["counts"], shares)
            if (before + round(share * current["count"])) * part < 5)
        hidden = rare / reference["count"]
        # The effect is that of the finding that moved furthest; new categories are expected once (Good and Turing).
        of_shares = abs(missing[1] - missing[0])
        lowest = scores["tvd"] - hidden - 1 / (reference["count"] + 1) - 1e-12
        checks.that(lowest <= feature["effect"] <= scores["tvd"] + 1e-12 or abs(feature["effect"] - of_shares) < 1e-9,
                    f"{name}: effect {feature['effect']}, total variation {scores['tvd']}, hidden {hidden}, "
                    f"missing share moved by {of_shares}")
        if "chi2_contingency" in scores and rare == 0 and scores["only_in_current"] <= 1:
            test = tests["chi_squared"]
            checks.close(test["statistic"], scores["chi2_contingency"]["statistic"], f"{name}: chi-squared")
            checks.close(test["effect_size"], scores["cramers_v"], f"{name}: Cramer's V")


def run(command, status, checks, what):
    done = subprocess.run(command, capture_output=True, text=True)
    checks.that(done.returncode in status, f"{what}: exit status {done.returncode}, {done.stderr.strip()}")
    return done


def check_split(checks, leeway, split, expected, folder):
    columns = expected["columns"] if expected else {}
    names = list(split.reference[0])
    train = write(folder / "train.csv", split.reference)
    live = write(folder / "live.csv", split.current)
    baseline = folder / "baseline.json"

    command = [leeway, "baseline", train, "-o", baseline, "--name", split.name, *split.options]
    if split.ignore:
        command += ["--ignore", ",".join(sorted(split.ignore))]
    categorical = [name for name in names if columns.get(name, {}).get("kind") == "categorical"]
    if categorical:
        command += ["--categorical", ",".join(categorical)]
    made = run(command, [0], checks, split.name)
    if made.returncode != 0:
        return
    saved = json.loads(baseline.read_text(encoding="utf-8"))
    features = {feature["name"]: feature for feature in saved["features"]}
    checks.equal(set(names) - set(features), split.out | split.ignore, "columns left out")
    for column in split.out:
        checks.that(f"column '{column}' " in made.stderr, f"nothing was said about leaving out {column}")
    checks.equal(saved["rows"], len(split.reference), "training rows")
    if expected:
        checks.equal(len(split.reference), expected["reference_rows"], "rows of the split's reference side")
        checks.equal(len(split.current), expected["current_rows"], "rows of the split's current side")
    for name, column in columns.items():
        check_profile(checks, features[name], column, expected["quantile_probabilities"])

    checked = run([leeway, "check", baseline, live, "--json", *split.options], [0, 1], checks, split.name)
    if checked.returncode not in (0, 1):
        return
    report = json.loads(checked.stdout)
    ranked = report["features"]
    checks.equal(checked.returncode, 1 if split.drift else 0, "exit status")
    checks.equal(report["verdict"] == "drift", split.drift, "verdict of the report is drift")
    checks.equal(report["window"]["rows"], len(split.current), "live rows")
    for feature in ranked:
        if feature["name"] in columns:
            check_report_figures(checks, feature, features[feature["name"]], columns[feature["name"]])

    by_effect = sorted(columns, key=lambda name: -effect_of(columns[name]["scores"]))[:split.top]
    leading = [feature["name"] for feature in ranked if feature["name"] in columns][:split.top]
    checks.equal(sorted(leading), sorted(by_effect), "features that moved most")
    for feature in ranked:
        if feature["name"] in by_effect:
            checks.equal(feature["verdict"], "drift", f"verdict of {feature['name']}")
    if split.first:
        checks.equal(ranked[0]["name"], split.first, "first feature")

    drifted = [feature["name"] for feature in ranked if feature["verdict"] == "drift"]
    print(f"{split.name}: {len(split.reference)} -> {len(split.current)} rows, {len(features)} features, "
          f"{report['verdict']}: {', '.join(drifted[:6])}{', ...' if len(drifted) > 6 else ''}")


def main(leeway, data, reference):
    data, scores = Path(data), Path(reference) / "sets_expected.json"
    if not data.is_dir() or not scores.is_file():
        print(f"skipped: {data if not data.is_dir() else scores} is not there")
        return SKIPPED
    expected = {case["name"]: case for case in json.loads(scores.read_text(encoding="utf-8"))}
    checks = Checks()
    used = set()
    for split in splits(data):
        used.add(split.expected)
        with tempfile.TemporaryDirectory() as folder:
            check_split(checks, leeway, split, expected.get(split.expected), Path(folder))
    checks.equal(set(expected) - used, set(), "expected splits that were not run")
    print(f"{checks.done} checks, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
