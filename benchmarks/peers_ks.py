#!/usr/bin/env python3
"""scipy's times for what kolmogorov_smirnov.cpp measures: medians in microseconds, one JSON object on standard output."""
import json
import statistics
import time

import numpy
import scipy
from scipy import stats


def median_us(call, repeats):
    call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e6)
    return statistics.median(times)


rng = numpy.random.default_rng(1)
normal = {size: (rng.normal(size=size), rng.normal(0.01, size=size)) for size in (1000, 10_000, 100_000)}
reference = numpy.sort(normal[100_000][0])
window = rng.normal(size=1000)
tied = [numpy.round(sample, 2) for sample in normal[10_000]]

result = {f"ks_raw/{size}": median_us(lambda: stats.ks_2samp(*normal[size]), 9 if size == 100_000 else 25) for size in normal}
result["ks_window_against_sorted_reference"] = median_us(lambda: stats.ks_2samp(reference, window), 15)
result["ks_exact_tied (ties ignored)"] = median_us(lambda: stats.ks_2samp(*tied, method="exact"), 9)
print(json.dumps({"peer": f"scipy {scipy.__version__}", "numpy": numpy.__version__, "us": result}, indent=1))
