#!/usr/bin/env python3
"""Expected values for the Kolmogorov-Smirnov tests: exact rational arithmetic where that is possible, else scipy.

Writes kolmogorov_smirnov.json beside itself. Run with Debian's python3 and python3-scipy.
"""
import itertools
import json
import pathlib
import random
from fractions import Fraction

import numpy
import scipy
from scipy import special, stats

rng = random.Random(20240607)


def exits(n, m, i, drawn, threshold, alternative):
    difference = (n + m) * i - n * drawn  # n m (F_reference - F_current)
    return (alternative != "less" and difference >= threshold) or (alternative != "greater" and -difference >= threshold)


def exact_by_integers(n, m, groups, threshold, alternative):
    """Counts all lattice paths that leave the band at the end of a group, in Python's integers."""
    ends = set(itertools.accumulate(groups))
    paths = {0: 1}
    for drawn in range(1, n + m + 1):
        following = {}
        for i, count in paths.items():
            if i < n:
                following[i + 1] = following.get(i + 1, 0) + count
            if drawn - 1 - i < m:
                following[i] = following.get(i, 0) + count
        if drawn in ends:
            following = {i: c for i, c in following.items() if not exits(n, m, i, drawn, threshold, alternative)}
        paths = following
    total = special.comb(n + m, n, exact=True)
    return Fraction(total - paths.get(n, 0), total)


def exact_by_enumeration(n, m, groups, threshold, alternative):
    ends = list(itertools.accumulate(groups))
    hits = total = 0
    for chosen in itertools.combinations(range(n + m), n):
        total += 1
        hits += any(exits(n, m, sum(c < end for c in chosen), end, threshold, alternative) for end in ends)
    return Fraction(hits, total)


def random_groups(size, largest):
    groups = []
    while size > 0:
        groups.append(min(size, rng.randint(1, largest)))
        size -= groups[-1]
    return groups


def decimal(fraction, digits=18):
    """A fraction as a decimal string with an exponent, correct to `digits` digits, for values below any double too."""
    if fraction == 0:
        return "0"
    exponent = 0
    while fraction >= 10:
        fraction, exponent = fraction / 10, exponent + 1
    while fraction < 1:
        fraction, exponent = fraction * 10, exponent - 1
    scaled = round(fraction * 10 ** (digits - 1))
    return f"{scaled // 10 ** (digits - 1)}.{scaled % 10 ** (digits - 1):0{digits - 1}d}e{exponent}"


exact = []
for n, m, largest in [(1, 1, 1), (1, 4, 1), (3, 3, 1), (3, 5, 1), (4, 4, 3), (3, 6, 4), (6, 5, 2), (5, 5, 10), (8, 2, 3)]:
    groups = random_groups(n + m, largest)
    for threshold in sorted({1, n * m // 3 + 1, n * m * 2 // 3, n * m}):
        for alternative in ("two_sided", "less", "greater"):
            p = exact_by_enumeration(n, m, groups, threshold, alternative)
            assert p == exact_by_integers(n, m, groups, threshold, alternative)
            exact.append({"n": n, "m": m, "groups": groups, "threshold": threshold, "alternative": alternative, "p": decimal(p)})
for n, m, largest in [(20, 20, 1), (20, 35, 1), (25, 40, 6), (40, 25, 6), (60, 60, 40), (50, 150, 60), (150, 150, 1), (160, 40, 12), (120, 120, 5)]:
    groups = random_groups(n + m, largest)
    for share in (0.03, 0.2, 0.35, 0.7, 1.0):
        threshold = max(1, round(share * n * m))
        for alternative in ("two_sided", "less", "greater"):
            p = exact_by_integers(n, m, groups, threshold, alternative)
            exact.append({"n": n, "m": m, "groups": groups, "threshold": threshold, "alternative": alternative, "p": decimal(p)})

samples = []
for n, m, shift, digits in [(7, 11, 0.4, 6), (30, 30, 0.5, 6), (40, 25, 0.6, 1), (12, 12, 0.0, 0), (80, 50, 1.0, 6)]:
    x = [round(rng.gauss(0, 1), digits) for _ in range(n)]
    y = [round(rng.gauss(shift, 1), digits) for _ in range(m)]
    entry = {"x": x, "y": y, "ties": len(set(x + y)) < n + m}
    for name, alternative in (("two_sided", "two-sided"), ("less", "less"), ("greater", "greater")):
        result = stats.ks_2samp(x, y, alternative=alternative, method="exact")
        entry[name] = {"statistic": result.statistic, "p_without_ties": result.pvalue}
    samples.append(entry)

limit = [{"x": x, "sf": special.kolmogorov(x), "cdf": 1 - special.kolmogorov(x) if x > 0.6 else float(stats.kstwobign.cdf(x))}
         for x in (0.2, 0.3, 0.5, 0.7, 0.82, 0.83, 0.9, 1.0, 1.36, 1.63, 2.0, 3.0, 5.0, 10.0, 18.0)]
limit_inverse = [{"p": p, "x": special.kolmogi(p)} for p in (0.9, 0.5, 0.1, 0.05, 0.01, 1e-3, 1e-6, 1e-12, 1e-100)]

one_sample = []
for n in (1, 2, 5, 10, 30, 100):
    for d in (0.02, 0.1, 0.15, 0.25, 0.4, 0.5, 0.75, 0.97):
        one_sample.append({"n": n, "d": d, "one_sided": stats.ksone.sf(d, n), "two_sided": stats.kstwo.sf(d, n),
                           "two_sided_cdf": stats.kstwo.cdf(d, n)})

known = []
for n, shift in ((8, 0.2), (25, 0.5), (60, 0.0)):
    x = [round(rng.gauss(shift, 1), 4) for _ in range(n)]
    entry = {"x": x}
    for name, alternative in (("two_sided", "two-sided"), ("less", "greater"), ("greater", "less")):
        # scipy's sides are about the sample's distribution function, ours about the reference's.
        result = stats.kstest(x, "norm", alternative=alternative, method="exact")
        entry[name] = {"statistic": result.statistic, "p": result.pvalue}
    known.append(entry)

document = {
    "made_by": f"kolmogorov_smirnov.py with numpy {numpy.__version__}, scipy {scipy.__version__}; exact: integers",
    "exact": exact, "samples": samples, "limit": limit, "limit_inverse": limit_inverse, "one_sample": one_sample,
    "known": known,
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(document, separators=(",", ":")).replace('},{', '},\n{') + "\n")
