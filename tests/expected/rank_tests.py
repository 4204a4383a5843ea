"""Expected values of the rank and moment tests, from scipy: writes rank_tests.json beside this file.

Run with Debian 12's python3 (scipy 1.10.1, numpy 1.24.2). Where scipy is known to be inexact the value is left out:
its exact Ansari-Bradley counts are single precision, its exact Cramer-von Mises and Mann-Whitney ignore ties.
"""
import json
import pathlib
import warnings

import numpy
import scipy
from scipy import stats

warnings.simplefilter("ignore")
generator = numpy.random.default_rng(20240507)


def rounded(values, digits):
    return [float(v) for v in numpy.round(values, digits)]


pairs = {
    "shift": (generator.normal(0, 1, 14), generator.normal(0.8, 1, 11), 6),
    "spread": (generator.normal(0, 1, 40), generator.normal(0, 2, 60), 6),
    "ties": (generator.normal(0, 1.5, 30), generator.normal(0.7, 1.5, 26), 0),
    "skewed": (generator.lognormal(0, 1, 70), generator.lognormal(0.3, 0.7, 55), 4),
    "null_offset": (generator.normal(1e6, 1, 25), generator.normal(1e6, 1, 35), 6),
}
groups = {
    "three": ([generator.normal(0, 1, 12), generator.normal(0.5, 1.5, 9), generator.normal(0, 2, 15)], 6),
    "four_tied": ([generator.poisson(m, n) for m, n in ((3, 20), (3, 15), (4, 22), (5, 9))], 0),
    "five_skewed": ([generator.exponential(m, 18) for m in (1, 1.2, 1, 2, 0.8)], 4),
}
sides = ("two-sided", "greater", "less")


def result(r):
    return {"statistic": float(r[0]), "p": float(r[1])}


def of_pair(x, y):
    tied = len(set(x) | set(y)) < len(x) + len(y)
    e = {"tied": tied}
    mw = lambda side, **k: float(stats.mannwhitneyu(x, y, alternative=side, **k).pvalue)
    e["mann_whitney"] = {
        "U1": float(stats.mannwhitneyu(x, y).statistic),
        "corrected": {s: mw(s, method="asymptotic") for s in sides},
        "uncorrected": {s: mw(s, method="asymptotic", use_continuity=False) for s in sides},
    }
    if not tied:
        e["mann_whitney"]["exact"] = {s: mw(s, method="exact") for s in sides}
    for name, equal in (("welch", False), ("student", True)):
        e[name] = {"statistic": float(stats.ttest_ind(x, y, equal_var=equal).statistic)}
        for s in sides:
            e[name][s] = float(stats.ttest_ind(x, y, equal_var=equal, alternative=s).pvalue)
    f = numpy.var(x, ddof=1) / numpy.var(y, ddof=1)
    e["f"] = {"statistic": float(f), "greater": float(stats.f.sf(f, len(x) - 1, len(y) - 1)),
              "less": float(stats.f.cdf(f, len(x) - 1, len(y) - 1))}
    cvm = stats.cramervonmises_2samp(x, y, method="asymptotic")
    e["cramer_von_mises"] = {"statistic": float(cvm.statistic), "asymptotic": float(cvm.pvalue)}
    if not tied and len(x) <= 14:
        e["cramer_von_mises"]["exact"] = float(stats.cramervonmises_2samp(x, y, method="exact").pvalue)
    for version, midrank in (("midrank", True), ("right", False)):
        e["anderson_darling_" + version] = float(stats.anderson_ksamp([x, y], midrank=midrank).statistic)
    e["epps_singleton"] = result(stats.epps_singleton_2samp(x, y))
    e["brunner_munzel"] = {"statistic": float(stats.brunnermunzel(x, y).statistic)}
    for s in sides:
        e["brunner_munzel"][s] = float(stats.brunnermunzel(x, y, alternative=s).pvalue)
    e["mood"] = {"statistic": float(stats.mood(x, y).statistic)}
    for s in sides:
        e["mood"][s] = float(stats.mood(x, y, alternative=s).pvalue)
    e["ansari"] = {"statistic": float(stats.ansari(x, y).statistic)}
    if tied:
        e["ansari"]["asymptotic"] = {s: float(stats.ansari(x, y, alternative=s).pvalue) for s in sides}
    return e


def of_groups(g):
    e = {"kruskal": result(stats.kruskal(*g)), "anova": result(stats.f_oneway(*g)),
         "alexander_govern": None, "bartlett": result(stats.bartlett(*g)),
         "levene_mean": result(stats.levene(*g, center="mean")),
         "levene_median": result(stats.levene(*g, center="median")),
         "levene_trimmed": result(stats.levene(*g, center="trimmed", proportiontocut=0.2)),
         "fligner": result(stats.fligner(*g)),
         "median_below": result(stats.median_test(*g)), "median_above": result(stats.median_test(*g, ties="above")),
         "median_ignore": result(stats.median_test(*g, ties="ignore"))}
    ag = stats.alexandergovern(*g)
    e["alexander_govern"] = {"statistic": float(ag.statistic), "p": float(ag.pvalue)}
    for version, midrank in (("midrank", True), ("right", False)):
        e["anderson_darling_" + version] = float(stats.anderson_ksamp(g, midrank=midrank).statistic)
    return e


document = {"meta": {"scipy": scipy.__version__, "numpy": numpy.__version__}, "pairs": [], "groups": []}
for name, (x, y, digits) in pairs.items():
    x, y = rounded(x, digits), rounded(y, digits)
    document["pairs"].append({"name": name, "x": x, "y": y, "expected": of_pair(x, y)})
for name, (g, digits) in groups.items():
    g = [rounded(x, digits) for x in g]
    document["groups"].append({"name": name, "groups": g, "expected": of_groups(g)})
path = pathlib.Path(__file__).with_name("rank_tests.json")
path.write_text(json.dumps(document) + "\n")
