#!/usr/bin/env python3
"""scipy's times for what the benchmarks measure, under the same names.

    peers.py [REPEATS]      one JSON object on standard output; medians of processor time in microseconds
"""
import json
import math
import statistics
import sys
import time

import numpy
import scipy
from scipy import spatial, special, stats

repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
rng = numpy.random.default_rng(1)


def median_us(call):
    call()
    times = []
    for _ in range(repeats):
        rounds, elapsed = 0, 0
        while elapsed < 2_000_000:  # one call of a fast function is shorter than the clock's noise
            start = time.process_time_ns()
            call()
            elapsed += time.process_time_ns() - start
            rounds += 1
        times.append(elapsed / rounds / 1000)
    return statistics.median(times)


def zipf_counts(categories, rows, exponent):
    weights = numpy.arange(1, categories + 1) ** -float(exponent)
    return rng.poisson(rows * weights / weights.sum())


def numbers(rows, feature, shift):
    """One column of full_check.cpp."""
    x = rng.normal(shift if feature % 5 == 0 else 0, 1, rows)
    return [x, numpy.exp(x), numpy.round(x, 2), numpy.round(40 + 10 * x)][feature % 4]


def codes(rows, categories):
    weights = 1 / numpy.arange(1, categories + 1)
    return rng.multinomial(rows, weights / weights.sum())


def chi2(reference, current):
    table = numpy.stack([reference, current])
    # scipy refuses tables with empty columns, so every caller has to drop them.
    return stats.chi2_contingency(table[:, table.sum(axis=0) > 0], correction=False)


times = {}
for size in (1000, 10_000, 100_000):
    pair = rng.normal(size=size), rng.normal(0.01, size=size)
    times[f"ks_raw/{size}"] = median_us(lambda: stats.ks_2samp(*pair))

reference, window = numpy.sort(rng.normal(size=100_000)), rng.normal(size=1000)
times["ks_window_against_sorted_reference/asymptotic"] = median_us(lambda: stats.ks_2samp(reference, window))

tied = [numpy.round(rng.normal(shift, size=10_000), 2) for shift in (0, 0.02)]
times["ks_exact_tied"] = median_us(lambda: stats.ks_2samp(*tied, method="exact"))

for k in (10, 1000, 100_000):
    dense = zipf_counts(k, 100 * k, 0), zipf_counts(k, 20 * k, 0)
    times[f"chi_squared/{k}"] = median_us(lambda: chi2(*dense))
for k in (1000, 100_000):
    sparse = zipf_counts(k, k, 1), zipf_counts(k, k / 10, 1)
    times[f"chi_squared_sparse/{k}"] = median_us(lambda: chi2(*sparse))

for name, shift in (("same", 0), ("shifted", 0.3)):
    columns = [(numbers(100_000, i, 0), numbers(10_000, i, shift)) for i in range(20)]
    tables = [(codes(100_000, k), codes(10_000, k)) for k in (2, 5, 12, 50, 200)]

    def full_check():
        for pair in columns:
            stats.ks_2samp(*pair)
        for table in tables:
            chi2(*table)

    times[f"full_check/{name}"] = median_us(full_check)

# What other tools do to a window of 10,000 rows; their own overhead (data frames, reports) is left out.
columns = [(numbers(100_000, i, 0), numbers(10_000, i, 0)) for i in range(20)]
labels = [(rng.integers(0, k, 100_000), rng.integers(0, k, 10_000), k) for k in (2, 5, 12, 50, 200)]


def jensen_shannon(reference, current):
    return spatial.distance.jensenshannon(reference / reference.sum(), current / current.sum())


def as_evidently():
    for reference, current in columns:
        stats.wasserstein_distance(reference, current) / max(numpy.std(reference), 0.001)
    for reference, current, k in labels:
        jensen_shannon(numpy.bincount(reference, minlength=k), numpy.bincount(current, minlength=k))


bins = [numpy.histogram_bin_edges(reference, bins="doane") for reference, _ in columns]
in_bins = [numpy.histogram(reference, edges)[0] for (reference, _), edges in zip(columns, bins)]
in_labels = [numpy.bincount(reference, minlength=k) for reference, _, k in labels]


def as_nannyml():
    for (_, current), edges, reference in zip(columns, bins, in_bins):
        counts = numpy.histogram(current, edges)[0]
        outside = len(current) - counts.sum()
        jensen_shannon(numpy.append(reference, 0), numpy.append(counts, outside))
    for (_, current, k), reference in zip(labels, in_labels):
        jensen_shannon(reference, numpy.bincount(current, minlength=k))


cuts = [numpy.unique(numpy.quantile(reference, numpy.linspace(0, 1, 33)[1:-1])) for reference, _ in columns]
in_cuts = [numpy.bincount(numpy.searchsorted(edges, reference, "right"), minlength=len(edges) + 1)
           for (reference, _), edges in zip(columns, cuts)]


def as_numpy():
    for (_, current), edges, reference in zip(columns, cuts, in_cuts):
        present = current[~numpy.isnan(current)]
        counts = numpy.bincount(numpy.searchsorted(edges, present, "right"), minlength=len(edges) + 1)
        present.mean(), present.var(), present.min(), present.max()
        gap = numpy.abs(numpy.cumsum(counts) / counts.sum() - numpy.cumsum(reference) / reference.sum()).max()
        special.kolmogorov(gap * math.sqrt(1e5 * 1e4 / 1.1e5))
    for (_, current, k), reference in zip(labels, in_labels):
        counts = numpy.bincount(current, minlength=k)
        expected = (reference + counts) * counts.sum() / (reference.sum() + counts.sum())
        special.chdtrc(k - 1, ((counts - expected) ** 2 / expected).sum())


for name, check in (("evidently", as_evidently), ("nannyml", as_nannyml), ("numpy", as_numpy)):
    times[f"check_as_{name}"] = median_us(check)

assert all(math.isfinite(value) for value in times.values())
print(json.dumps({"versions": {"Python": sys.version.split()[0], "scipy": scipy.__version__,
                               "numpy": numpy.__version__}, "us": times}, indent=1))
