"""Expected values for the tests of distribution tails, tables, shares and families of tests.

Distributions, point masses, Fisher tests and adjusted p-values are computed in exact or 420-digit arithmetic by methods
other than the library's (finite sums, enumeration of every table, every subset of a family); what comes from scipy is
marked so. Run: python3 tests/expected/categorical.py > tests/expected/categorical.json
"""
import decimal
import itertools
import json
import math
import platform
import random
from decimal import Decimal as D
from fractions import Fraction as F

import scipy
import scipy.stats as st
from scipy.stats.contingency import association, odds_ratio

decimal.getcontext().prec = 420
decimal.getcontext().Emin, decimal.getcontext().Emax = -10**7, 10**7


def arctan_of_inverse(n):
    total, power, k = D(0), D(1) / n, 0
    while power > D(10) ** -425:
        total += (power if k % 2 == 0 else -power) / (2 * k + 1)
        power /= n * n
        k += 1
    return total


PI = 16 * arctan_of_inverse(5) - 4 * arctan_of_inverse(239)


def real(f):
    return D(f.numerator) / D(f.denominator)


def num(x):
    return float(real(x) if isinstance(x, F) else x)


def gamma_half(twice):
    """Gamma(twice / 2)."""
    start = 2 - twice % 2
    value = D(1) if start == 2 else PI.sqrt()
    for k in range(start, twice, 2):
        value *= D(k) / 2
    return value


def gamma_p(twice_a, x):
    """Regularised lower incomplete gamma function of a = twice_a / 2, by its positive series."""
    a = D(twice_a) / 2
    term = (a * x.ln() - x).exp() / (gamma_half(twice_a) * a)
    total, n = D(0), 0
    while n <= x or term > total * D(10) ** -415:
        total += term
        n += 1
        term *= x / (a + n)
    return total


def beta_inc(twice_a, twice_b, x):
    """Regularised incomplete beta function, by its positive series."""
    a, b = D(twice_a) / 2, D(twice_b) / 2
    if x > D("0.6"):
        return 1 - beta_inc(twice_b, twice_a, 1 - x)
    inverse = gamma_half(twice_a + twice_b) / gamma_half(twice_a) / gamma_half(twice_b)
    term = (a * x.ln() + b * (1 - x).ln()).exp() * inverse / a
    total, n = D(0), 0
    while n < 20 or term > total * D(10) ** -400:
        total += term
        term *= (a + b + n) / (a + 1 + n) * x
        n += 1
    return total


def tails():
    chi = []
    for dof, x in [(1, 0.01), (1, 3.84), (1, 700.5), (2, 5.99), (3, 0.2), (5, 11.07), (31, 20.0), (31, 300.0),
                   (100, 140.0), (365, 73.0), (1000, 1100.0), (1000, 400.0), (7, 1300.0)]:
        p = gamma_p(dof, D(x) / 2)
        chi.append([x, dof, num(p), num(1 - p)])
    t = []
    for dof, x in [(1, 0.3), (1, 40.0), (2, 1.5), (5, -2.2), (7, 12.0), (30, 2.042), (99, 15.0), (400, 30.0)]:
        half = beta_inc(dof, 1, D(dof) / (D(dof) + D(x) * D(x))) / 2
        t.append([x, dof, num(half if x > 0 else 1 - half)])
    f = []
    for a, b, x in [(1, 1, 1.3), (2, 7, 4.0), (5, 5, 0.1), (9, 180, 3.2), (30, 40, 9.0), (3, 200, 60.0), (99, 129, 0.5)]:
        f.append([x, a, b, num(beta_inc(b, a, D(b) / (D(b) + D(a) * D(x))))])
    normal = []
    for z in [0.0, 0.5, 1.959963984540054, 5.0, 12.25, 25.0, 37.5]:
        p = D("0.5") if z == 0 else (1 - gamma_p(1, D(z) * D(z) / 2)) / 2
        normal.append([z, num(p)])
    binomial = []
    for n, p, k in [(10, F(1, 2), 3), (20, F(9, 10), 20), (500, F(3, 10), 250), (300, F(1, 100), 30), (12, F(1, 4), 0)]:
        p = F(float(p))
        upper = sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))
        mass = math.comb(n, k) * p**k * (1 - p) ** (n - k)
        binomial.append([k, n, float(p), num(upper), num(1 - upper + mass), num(real(mass).ln())])
    return {"chi_squared": chi, "student_t": t, "f": f, "normal": normal, "binomial": binomial}


def noncentral():
    cases = []
    for x, dof, noncentrality in [(3.0, 2, 1.0), (30.0, 10, 5.0), (0.5, 10, 5.0), (200.0, 31, 20.0), (5.0, 31, 20.0),
                                  (1000.0, 31, 1000.0), (2000.0, 31, 1000.0), (300.0, 31, 1000.0),
                                  (900.0, 4, 30.0), (1.0, 4, 300.0), (0.001, 1, 0.001), (1200.0, 999, 60.0)]:
        y, half = D(x) / 2, D(noncentrality) / 2
        last = int(noncentrality + 15 * math.sqrt(noncentrality + x) + x) + 200
        poisson, weights = (-half).exp(), []
        for j in range(last + 1):
            weights.append(poisson)
            poisson *= half / (j + 1)
        a = D(dof) / 2 + last
        p = gamma_p(dof + 2 * last, y)
        step = (a * y.ln() - y).exp() / gamma_half(dof + 2 * last + 2)
        cdf = D(0)
        for j in range(last, -1, -1):
            cdf += weights[j] * p
            step *= (D(dof) / 2 + j) / y
            p += step
        cases.append([x, dof, noncentrality, num(cdf), num(1 - cdf)])
    return cases


def ln_factorial(n):
    if n < 2000:
        return D(math.factorial(n)).ln()
    bernoulli = [F(1, 6), F(-1, 30), F(1, 42), F(-1, 30), F(5, 66), F(-691, 2730), F(7, 6), F(-3617, 510)]
    n = D(n)
    value = (n + D("0.5")) * n.ln() - n + (2 * PI).ln() / 2
    for i, b in enumerate(bernoulli, 1):
        value += real(b) / (2 * i * (2 * i - 1) * n ** (2 * i - 1))
    return value


def ln_choose(n, k):
    return ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)


def point_masses():
    cases = []
    for x, marked, unmarked, draws in [(3, 10, 20, 6), (0, 5, 7, 4), (5, 5, 7, 6), (120, 1000, 9000, 1000), (0, 40, 10**6, 10**5),
                                       (10**6 + 500, 10**7, 9 * 10**7, 10**7), (5 * 10**14 + 3 * 10**7, 10**15, 10**15, 10**15),
                                       (999_999, 10**6, 10**15, 10**6), (10**6, 10**6, 10**6 + 3, 10**6 + 1)]:
        ln = ln_choose(marked, x) + ln_choose(unmarked, draws - x) - ln_choose(marked + unmarked, draws)
        cases.append([x, marked, unmarked, draws, num(ln)])
    return cases


def tables():
    """scipy: power divergences and association; the bias-corrected V by Bergsma's formula in fractions."""
    cases = []
    for table in [[[30, 70], [45, 55]], [[10, 20, 30], [15, 15, 30]], [[5, 0, 9], [7, 3, 1], [2, 8, 4]],
                  [[120, 3, 44, 9], [100, 11, 40, 25]], [[9, 1], [4, 8], [5, 5], [7, 2]]]:
        case = {"table": table, "power": {}}
        for name, power in [("pearson", 1), ("cressie_read", 2 / 3), ("likelihood_ratio", 0), ("freeman_tukey", -0.5),
                            ("odd", 1.7)]:
            statistic, p, dof, expected = st.chi2_contingency(table, correction=False, lambda_=power)
            if name == "freeman_tukey":  # scipy answers NaN for an empty cell
                pairs = zip(itertools.chain(*table), expected.flat)
                statistic = 4 * sum((math.sqrt(o) - math.sqrt(e)) ** 2 for o, e in pairs)
                p = st.chi2.sf(statistic, dof)
            case["power"][name] = [power, float(statistic), float(p), int(dof)]
        if len(table) == 2 and len(table[0]) == 2:
            case["yates"] = [float(v) for v in st.chi2_contingency(table, correction=True)[:2]]
        case["cramers_v"] = float(association(table, method="cramer"))
        case["tschuprow_t"] = float(association(table, method="tschuprow"))
        case["pearson_c"] = float(association(table, method="pearson"))
        r, c, n = len(table), len(table[0]), sum(map(sum, table))
        rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table)]
        x2 = sum((table[i][j] - F(rows[i] * columns[j], n)) ** 2 / F(rows[i] * columns[j], n) for i in range(r) for j in range(c))
        phi2 = max(F(0), x2 / n - F((r - 1) * (c - 1), n - 1))
        small = min(r - F((r - 1) ** 2, n - 1), c - F((c - 1) ** 2, n - 1)) - 1
        case["cramers_v_bias_corrected"] = num(real(phi2 / small).sqrt())
        cases.append(case)
    fit = []
    for reference, current in [([100, 200, 300], [15, 20, 40]), ([7, 11, 2, 80], [5, 0, 4, 30])]:
        expected = [x * sum(current) / sum(reference) for x in reference]
        for power in [1, 0, 2 / 3]:
            statistic, p = st.power_divergence(current, expected, lambda_=power)
            fit.append([reference, current, power, float(statistic), float(p)])
    return {"contingency": cases, "goodness_of_fit": fit}


def fisher_2x2(a, b, c, d):
    row, column, n = a + b, a + c, a + b + c + d
    mass = {x: F(math.comb(row, x) * math.comb(n - row, column - x), math.comb(n, column))
            for x in range(max(0, row + column - n), min(row, column) + 1)}
    return [num(sum(p for p in mass.values() if p <= mass[a])), num(sum(p for x, p in mass.items() if x >= a)),
            num(sum(p for x, p in mass.items() if x <= a))]


def columns_of(total, rows):
    if len(rows) == 1:
        if total <= rows[0]:
            yield (total,)
        return
    for x in range(min(total, rows[0]) + 1):
        for rest in columns_of(total - x, rows[1:]):
            yield (x,) + rest


def fisher_rxc(table):
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table)]

    def weight(column):
        return F(1, math.prod(math.factorial(x) for x in column))

    def completions(stage, left):
        if stage == len(columns):
            yield F(1)
            return
        for column in columns_of(columns[stage], left):
            for rest in completions(stage + 1, [a - b for a, b in zip(left, column)]):
                yield weight(column) * rest

    observed = math.prod(weight(column) for column in zip(*table))
    weights = list(completions(0, rows))
    return num(sum(w for w in weights if w <= observed) / sum(weights))


def fisher():
    two = [[3, 1, 1, 3], [10, 0, 0, 10], [7, 12, 0, 5], [1, 9, 11, 3], [40, 60, 61, 39], [200, 20, 480, 155], [0, 0, 5, 7]]
    rxc = [[[2, 5, 5], [8, 3, 5]], [[1, 0, 5], [0, 1, 2], [2, 8, 3]], [[8, 1, 2, 0, 5], [8, 0, 3, 2, 3]], [[1, 1], [3, 3], [8, 8]],
           [[0, 2, 3], [5, 1, 0], [1, 1, 4], [2, 0, 0]]]
    odds = []  # scipy
    for t in [[3, 1, 1, 3], [7, 12, 1, 5], [40, 60, 61, 39], [30, 2, 480, 155]]:
        result = odds_ratio([t[:2], t[2:]], kind="conditional")
        ci = result.confidence_interval(0.95)
        odds.append([t, float(result.statistic), float(ci.low), float(ci.high)])
    return {"two": [[t, fisher_2x2(*t)] for t in two], "rxc": [[t, fisher_rxc(t)] for t in rxc], "odds": odds}


def shares():
    """scipy."""
    binomial = []
    for k, n, p in [(3, 10, 0.5), (0, 20, 0.1), (1700, 5000, 0.3), (999, 1000, 0.97), (14, 40, 0.35)]:
        two = st.binomtest(k, n, p)
        ci = two.proportion_ci(0.95, method="exact")
        binomial.append([k, n, p, float(two.pvalue), float(ci.low), float(ci.high)])
    z = []
    for x1, n1, x2, n2 in [(30, 100, 40, 100), (500, 10000, 70, 1000), (3, 9, 400, 1000)]:
        p1, p2, pooled = D(x1) / n1, D(x2) / n2, D(x1 + x2) / (n1 + n2)
        with_pooled = (p2 - p1) / (pooled * (1 - pooled) * (D(1) / n1 + D(1) / n2)).sqrt()
        without = (p2 - p1) / (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2).sqrt()
        z.append([x1, n1, x2, n2, num(with_pooled), num(without)])
    return {"binomial": binomial, "z": z}


def families():
    random.seed(20)
    families = [[0.01, 0.02, 0.03, 0.9], [0.04, 0.04, 0.04, 0.9], [1e-300, 1e-200, 1e-10, 0.2], [1.0, 0.0, 0.5], [0.3]]
    families += [[round(random.random() ** 3, 4) for _ in range(m)] for m in (5, 6, 7, 8)]
    cases = []
    for p in families:
        m, exact = len(p), [F(x) for x in p]

        def simes(subset):
            ordered = sorted(exact[i] for i in subset)
            return min(F(len(ordered)) * q / (j + 1) for j, q in enumerate(ordered))

        subsets = [s for k in range(1, m + 1) for s in itertools.combinations(range(m), k)]
        # A closed procedure rejects a hypothesis if every intersection that holds it is rejected.
        hommel = [max(simes(s) for s in subsets if i in s) for i in range(m)]
        holm = [min(F(1), max(len(s) * min(exact[j] for j in s) for s in subsets if i in s)) for i in range(m)]

        def bh(factor):
            order = sorted(range(m), key=lambda i: exact[i])
            out, best = [None] * m, F(1)
            for rank in range(m, 0, -1):
                best = min(best, factor * m * exact[order[rank - 1]] / rank)
                out[order[rank - 1]] = best
            return out

        def hochberg(i):
            return min([F(1)] + [(1 + sum(1 for x in exact if x > q)) * q for q in exact if q >= exact[i]])

        cases.append({"p": p, "simes": num(simes(range(m))), "hommel": [num(x) for x in hommel], "holm": [num(x) for x in holm],
                      "hochberg": [num(hochberg(i)) for i in range(m)],
                      "bonferroni": [num(min(F(1), m * x)) for x in exact],
                      "sidak": [num(1 - (1 - x) ** m) for x in exact],
                      "holm_sidak": [num(max(1 - (1 - min(exact[j] for j in s)) ** len(s) for s in subsets if i in s)) for i in range(m)],
                      "benjamini_hochberg": [num(x) for x in bh(F(1))],
                      "benjamini_yekutieli": [num(x) for x in bh(sum(F(1, i) for i in range(1, m + 1)))]})
    return cases


print(json.dumps({"versions": {"python": platform.python_version(), "scipy": scipy.__version__},
                  "tails": tails(), "noncentral": noncentral(), "point_masses": point_masses(), "tables": tables(),
                  "fisher": fisher(), "shares": shares(), "families": families()}, indent=None, separators=(",", ":"))
      .replace('"tails"', '\n"tails"').replace('"noncentral"', '\n"noncentral"').replace('"point_masses"', '\n"point_masses"')
      .replace('"tables"', '\n"tables"').replace('"fisher"', '\n"fisher"').replace('"shares"', '\n"shares"')
      .replace('"families"', '\n"families"'))
