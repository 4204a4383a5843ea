"""Exact moments of small samples, for tests/accumulate/moments.cpp and autocorrelation.cpp.

Everything is computed from the exact values of the doubles in rational arithmetic (fractions) and rounded once; square
roots are taken of 80-digit decimals. Run: python3 tests/expected/moments.py > tests/expected/moments.json
A sample is `head` followed by `pattern` repeated `times` times. NumAcc1..4 are the accuracy sets of NIST StRD.
"""
import json
import math
import random
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 80
getcontext().Emin, getcontext().Emax = -10**6, 10**6


def dec(f):
    return Decimal(f.numerator) / Decimal(f.denominator)


def num(x):
    """Nearest double, or "inf" where there is none."""
    value = float(Decimal(x) if not isinstance(x, Fraction) else dec(x))
    return "inf" if math.isinf(value) else value


def moments(x):
    n = len(x)
    x = [Fraction(v) for v in x]
    mean = sum(x) / n
    d = [v - mean for v in x]
    m2, m3, m4 = (sum(v**k for v in d) for k in (2, 3, 4))
    out = {"n": n, "sum": num(sum(x)), "mean": num(mean), "sum_of_squares": num(m2), "population_variance": num(m2 / n),
           "population_std_dev": num(dec(m2 / n).sqrt())}
    if n > 1:
        out |= {"variance": num(m2 / (n - 1)), "std_dev": num(dec(m2 / (n - 1)).sqrt()),
                "standard_error": num(dec(m2 / (n - 1) / n).sqrt())}
    if m2 > 0:
        g1 = dec(m3 / n) / (dec(m2 / n) ** 3).sqrt()
        g2 = m4 * n / m2**2 - 3
        out |= {"skewness": num(g1), "kurtosis": num(g2),
                "condition_number": num((1 + dec(mean * mean * n / m2)).sqrt()),
                "lag1": num(sum(a * b for a, b in zip(d, d[1:])) / m2)}
        if n > 2:
            out["sample_skewness"] = num(g1 * Decimal(n * (n - 1)).sqrt() / (n - 2))
        if n > 3:
            out["sample_kurtosis"] = num(Fraction(n - 1, (n - 2) * (n - 3)) * ((n + 1) * g2 + 6))
    return out


def main():
    rng = random.Random(20160925)
    gauss = lambda size, mean, sd, digits: [round(rng.gauss(mean, sd), digits) for _ in range(size)]
    samples = {
        "one": [3.25],
        "two": [1.0, 2.0],
        "three": [0.1, 0.2, 0.4],
        "NumAcc1": [10000001.0, 10000003.0, 10000002.0],
        "NumAcc2": ([1.2], [1.1, 1.3], 500),
        "NumAcc3": ([1000000.2], [1000000.1, 1000000.3], 500),
        "NumAcc4": ([10000000.2], [10000000.1, 10000000.3], 500),
        "offset_1e9": gauss(300, 1e9, 1, 3),
        "offset_1e15": gauss(300, 1e15, 4, 3),
        "negative_offset_1e12": gauss(100, -1e12, 0.5, 4),
        "skewed": [round(math.exp(rng.gauss(0, 1.5)), 6) for _ in range(300)],
        "outlier_first": [1e9] + gauss(200, 0, 1, 6),
        "outlier_last": gauss(200, 0, 1, 6) + [1e9],
        "two_blocks": gauss(100, 5e8, 1, 3) + gauss(100, -3e8, 2, 3),
        "rare_ones": ([0.0], [0.0] * 9 + [1.0], 100),
        "constant": ([0.1], [0.1], 50),
        "zeros": ([0.0], [0.0], 9),
        "random_walk": [round(sum(gauss(i % 40, 0, 1, 4)), 4) for i in range(150)],
        "tiny": [v * 1e-200 for v in gauss(50, 1, 1, 3)],
        "denormal": [5e-324, 1e-320, 3e-322],
        "denormals_and_zeros": [0.0, -0.0, 5e-324, 1e-310, 0.0, -3e-315],
        "huge": [v * 1e306 for v in gauss(50, 20, 30, 3)],
        "largest": [1.7e308, -1.7e308, 1.7e308],
        "huge_constant": [1.7e308] * 3,
        "tiny_then_huge": [1e-300, 2e-300, 1e300, 3e300, -2.5e300],
        "huge_then_tiny": [1e300, 3e300, -2.5e300, 1e-300, 2e-300],
        "tiny_then_ordinary": [1e-200, 3e-200, 1.0, 2.0, 4.5],
    }
    cases = []
    for name, sample in samples.items():
        head, pattern, times = sample if isinstance(sample, tuple) else (sample, [], 0)
        cases.append({"name": name, "head": head, "pattern": pattern, "times": times,
                      "expected": moments(head + pattern * times)})
    print(json.dumps({"made_by": f"moments.py, Python {sys.version.split()[0]}, fractions", "cases": cases}))


main()
