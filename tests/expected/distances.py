#!/usr/bin/python3
"""Expected values for tests/compare: distances, effect sizes and the peers' definitions.

Count distances in decimal arithmetic of 50 digits (their point is small differences), sample distances by scipy.stats, bins by
numpy, and the peers' scores by their formulae written out over numpy and scipy, as their documentation states them.
Run: tests/expected/distances.py > tests/expected/distances.json
"""
import decimal
import json
import platform

import numpy as np
import scipy
import scipy.stats as st
from scipy.spatial.distance import jensenshannon

decimal.getcontext().prec = 50
exact = decimal.Decimal
random = np.random.RandomState(7)


def ln(x):
    return exact(x).ln()


def root(x):
    return exact(x).sqrt()


def count_distances(a, b):
    n, m, k = sum(a), sum(b), len(a)
    p = [exact(x) / n for x in a]
    q = [exact(x) / m for x in b]
    pairs = list(zip(p, q))

    def kl(pairs):
        return sum(x * ln(x / y) for x, y in pairs if x > 0)

    def psi(pairs):
        return sum((x - y) * ln(x / y) for x, y in pairs if x != y)

    def additive(alpha):
        return [((exact(x) + alpha) / (n + alpha * k), (exact(y) + alpha) / (m + alpha * k)) for x, y in zip(a, b)]

    def floored(e):
        return [(max(x, exact(e)), max(y, exact(e))) for x, y in pairs]

    def normalised(pairs):
        sp, sq = sum(x for x, _ in pairs), sum(y for _, y in pairs)
        return [(x / sp, y / sq) for x, y in pairs]

    def filled():
        def fill(shares):
            smallest = min(x for x in shares if x > 0)
            e = smallest / 10**6 if smallest <= exact("0.0001") else exact("0.0001")
            return [x if x > 0 else e for x in shares]
        return list(zip(fill(p), fill(q)))

    js = sum((x * ln(2 * x / (x + y)) if x > 0 else 0) + (y * ln(2 * y / (x + y)) if y > 0 else 0)
             for x, y in pairs) / 2
    h2 = sum((root(x) - root(y))**2 for x, y in pairs) / 2
    gaps, gap = [], exact(0)
    for x, y in pairs:
        gap += x - y
        gaps.append(abs(gap))
    result = {
        "psi_additive": psi(additive(exact(1) / 2)), "psi_floor": psi(floored(1e-4)),
        "kl_additive": kl(additive(exact(1) / 2)), "kl_floor": kl(normalised(floored(1e-3))),
        "js_nats": js, "js_bits": js / ln(2), "hellinger": root(h2),
        "tvd": sum(abs(x - y) for x, y in pairs) / 2, "linf": max(abs(x - y) for x, y in pairs),
        "l2": root(sum((x - y)**2 for x, y in pairs)), "emd": sum(gaps),
        "evidently_psi": psi(filled()), "evidently_kl": kl(normalised(filled())),
    }
    if all(y > 0 for x, y in pairs if x > 0):
        result["kl_none"] = kl(pairs)
    if all((x > 0) == (y > 0) for x, y in pairs):
        result["psi_none"] = psi(pairs)
    if h2 < 1:
        result["bhattacharyya"] = -ln(1 - h2)
    return {key: float(value) for key, value in result.items()}


def cramers_v_deepchecks(a, b, smallest=0.01):
    a, b = np.array(a), np.array(b)
    keep = a >= smallest * a.sum()
    ra, rb = a[~keep].sum(), b[~keep].sum()
    ka, kb = list(a[keep]), list(b[keep])
    if ra > smallest * a.sum() or rb > smallest * b.sum():
        ka, kb = ka + [ra], kb + [rb]
    psi = sum((max(x / sum(ka), .01) - max(y / sum(kb), .01)) * np.log(max(x / sum(ka), .01) / max(y / sum(kb), .01))
              for x, y in zip(ka, kb))
    x, y = np.array(ka, float), np.array(kb, float)
    if x.sum() > y.sum():
        x = np.round(x * (y.sum() / x.sum()))
    elif y.sum() > x.sum():
        y = np.round(y * (x.sum() / y.sum()))
    table = np.array([x, y])
    table = table[:, table.sum(axis=0) > 0]
    chi2 = st.chi2_contingency(table)[0]
    n, k = table.sum(), table.shape[1]
    phi = max(0, chi2 / n - (k - 1) / (n - 1))
    return {"cramers_v": float(np.sqrt(phi / min(k - (k - 1)**2 / (n - 1) - 1, 2 - 1 / (n - 1) - 1))), "psi": float(psi)}


def emd_deepchecks(x, y, margin=0.025):
    def inner(v):
        low, high = np.quantile(v, [margin, 1 - margin])
        return v[(v >= low) & (v <= high)]
    x, y = inner(x), inner(y)
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    return float(st.wasserstein_distance((x - low) / (high - low), (y - low) / (high - low)))


def jsd_tfdv(x, y):
    """Standard histograms of ten buckets each, cut at each other's edges, values spread evenly inside a bucket."""
    hx, ex = np.histogram(x[np.isfinite(x)], 10)
    hy, ey = np.histogram(y[np.isfinite(y)], 10)
    cuts = np.union1d(ex, ey)

    def rebin(h, e):
        cumulative = np.interp(cuts, e, np.concatenate([[0], np.cumsum(h)]))
        return np.diff(cumulative)
    p = np.concatenate([rebin(hx, ex), [np.isnan(x).sum(), 0, np.isinf(x).sum(), 0]])
    q = np.concatenate([rebin(hy, ey), [0, np.isnan(y).sum(), 0, np.isinf(y).sum()]])
    return float(jensenshannon(p, q, base=2)**2)


def whylogs(x, y):
    start, end, n = min(x.min(), y.min()), max(x.max(), y.max()), len(x) + len(y)
    end += abs(end) * 1e-7
    bins = max(2, min(int(np.ceil(n / 4)), 30))
    width = (end - start) / bins
    edges = np.array([start + i * width for i in range(bins + 1)])
    pmf = lambda v: np.diff([(v < e).mean() for e in edges])
    hellinger = np.linalg.norm(np.sqrt(pmf(x)) - np.sqrt(pmf(y))) / np.sqrt(2)
    quantile = lambda v: np.sort(v)[np.minimum((np.linspace(0, 1, 100) * len(v)).astype(int), len(v) - 1)]
    at = np.concatenate([quantile(x), quantile(y)])
    d = max(abs((x < v).mean() - (y < v).mean()) for v in at)
    p = st.kstwo.sf(d, np.round(len(x) * len(y) / n))
    return {"hellinger": float(hellinger), "edges": edges.tolist(), "ks_d": float(d), "ks_p": float(p)}


def nannyml(x, y):
    edges = np.histogram_bin_edges(x, "doane")
    p, q = np.histogram(x, edges)[0] / len(x), np.histogram(y, edges)[0] / len(y)
    p, q = np.append(p, 0), np.append(q, max(0, 1 - q.sum()))
    return {"edges": edges.tolist(), "js": float(jensenshannon(p, q, base=2)),
            "hellinger": float(np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2))}


def evidently(x, y):
    distinct = len(np.unique(np.concatenate([x, y])))
    if len(np.unique(x)) > 20:
        edges = np.histogram_bin_edges(np.concatenate([x, y]), "sturges")
        p, q = np.histogram(x, edges)[0], np.histogram(y, edges)[0]
    else:
        values = np.unique(np.concatenate([x, y]))
        p, q = np.array([(x == v).sum() for v in values]), np.array([(y == v).sum() for v in values])
    return {"distinct": distinct, "reference_counts": p.tolist(), "current_counts": q.tolist(),
            "js": float(jensenshannon(p, q)),
            "wasserstein": float(st.wasserstein_distance(x, y) / max(np.std(x), 0.001)),
            "ks_p": float(st.ks_2samp(x, y).pvalue)}


def wasserstein_2(x, y):
    """Both quantile functions on the grid of lcm(n, m) steps."""
    n, m = len(x), len(y)
    steps = int(np.lcm(n, m))
    return float(np.sqrt(np.mean((np.repeat(np.sort(x), steps // n) - np.repeat(np.sort(y), steps // m))**2)))


def sample_case(name, x, y):
    x, y = np.array(x, float), np.array(y, float)
    n, m = len(x), len(y)
    pooled = np.sqrt(((n - 1) * x.var(ddof=1) + (m - 1) * y.var(ddof=1)) / (n + m - 2))
    d = (y.mean() - x.mean()) / pooled
    delta = np.sign(y[:, None] - x[None, :])
    di, dj, dd = delta.mean(axis=0), delta.mean(axis=1), delta.mean()
    variance = (m**2 * ((di - dd)**2).sum() + n**2 * ((dj - dd)**2).sum() - ((delta - dd)**2).sum()) / (
        n * m * (n - 1) * (m - 1))
    z = st.norm.isf(0.025)
    spread = z * np.sqrt(variance) * np.sqrt((1 - dd**2)**2 + z**2 * variance)
    g = d * (1 - 3 / (4 * (n + m - 2) - 1))
    se = np.sqrt((n + m) / (n * m) + g**2 / (2 * (n + m)))
    ks = {alternative: st.ks_2samp(x, y, alternative=alternative) for alternative in ("two-sided", "greater", "less")}
    edges = {rule: np.histogram_bin_edges(x, rule).tolist() for rule in ("sturges", "doane")}
    deciles = np.unique(np.quantile(x, np.arange(1, 10) / 10))
    return {
        "name": name, "x": x.tolist(), "y": y.tolist(),
        "wasserstein_1": float(st.wasserstein_distance(x, y)), "wasserstein_2": wasserstein_2(x, y),
        "normalised": float(st.wasserstein_distance(x, y) / x.std()), "energy": float(st.energy_distance(x, y)),
        "cohens_d": float(d), "hedges_g": [float(g), float(g - z * se), float(g + z * se)],
        "cliffs_delta": [float(dd), float((dd - dd**3 - spread) / (1 - dd**2 + z**2 * variance)),
                         float((dd - dd**3 + spread) / (1 - dd**2 + z**2 * variance))],
        "mmd": mmd(x, y, 1.5),
        "ks": {key: [float(r.statistic), float(r.pvalue)] for key, r in ks.items()},
        "edges": edges, "histogram": np.histogram(y, edges["doane"])[0].tolist(), "deciles": deciles.tolist(),
        "digitised": np.bincount(np.digitize(y, deciles, right=True), minlength=len(deciles) + 1).tolist(),
        "evidently": evidently(x, y), "nannyml": nannyml(x, y), "whylogs": whylogs(x, y),
        "deepchecks_emd": emd_deepchecks(x, y), "tfdv_jsd": jsd_tfdv(x, y),
    }


def mmd(x, y, width):
    kernel = lambda a, b: np.exp(-(a[:, None] - b[None, :])**2 / (2 * width**2))
    n, m = len(x), len(y)
    xx, yy, xy = kernel(x, x).sum(), kernel(y, y).sum(), kernel(x, y).mean()
    return {"width": width, "biased": float(xx / n**2 + yy / m**2 - 2 * xy),
            "unbiased": float((xx - n) / n / (n - 1) + (yy - m) / m / (m - 1) - 2 * xy),
            "median": float(np.median(st_pairs(np.concatenate([x, y]))))}


def st_pairs(z):
    i, j = np.triu_indices(len(z), 1)
    return np.abs(z[i] - z[j])


counts = [
    ([10, 20, 30], [20, 20, 20]), ([5, 0, 15], [4, 6, 10]), ([0, 3, 0, 7], [2, 0, 3, 5]), ([100, 1], [1, 100]),
    ([10**15, 10**15], [10**15 + 1, 10**15 - 1]), ([500000, 500000], [500001, 499999]), ([7, 7, 7, 7], [14, 14, 14, 14]),
    ([90000, 9000, 900, 90, 9, 1, 0], [9000, 900, 90, 9, 1, 0, 1]), (random.poisson(30, 20).tolist(), random.poisson(30, 20).tolist()),
]
pools = [([40, 30, 20, 10], [10, 20, 30, 40]), ([500, 300, 150, 45, 4, 1], [90, 80, 20, 5, 3, 2]), ([60, 40], [45, 55]),
         ([600, 399, 1], [60, 38, 2])]
samples = [
    sample_case("normal", np.round(random.normal(0, 1, 60), 2), np.round(random.normal(0.3, 1.2, 45), 2)),
    sample_case("lognormal", np.round(random.lognormal(0, 1, 50), 2), np.round(random.lognormal(0.2, 1, 50), 2)),
    sample_case("integers", random.randint(0, 6, 40), random.randint(0, 8, 70)),
    sample_case("price", random.randint(1000, 200000, 35), random.randint(1500, 260000, 28)),
]
contingency = []
for a, b in [([40, 60], [55, 45]), ([10, 20, 30], [20, 20, 20]), ([3, 0], [1, 5]), ([50, 50], [50, 51])]:
    r, plain = st.chi2_contingency([a, b]), st.chi2_contingency([a, b], correction=False)
    contingency.append({"reference": a, "current": b, "corrected": [r[0], r[1], int(r[2])], "plain": [plain[0], plain[1], int(plain[2])]})
asymptotic = [{"d": d, "n": n, "m": m, "p": float(st.kstwo.sf(d, np.round(n * m / (n + m))))}
              for d, n, m in [(0.02, 20000, 15000), (0.05, 12000, 3000), (0.012, 40000, 40000), (0.3, 10001, 50)]]

index = np.arange(12000, dtype=np.int64)
x, y = (index * index % 10007) / 10.0, ((index[:3000] * 7919 + 13) % 12007) / 10.0
edges = np.linspace(x.min(), x.max(), 10001)
below = (y < edges[0]).mean()
estimated = float(np.max(np.abs(np.cumsum(np.histogram(x, edges)[0] / len(x)) -
                                (below + np.cumsum(np.histogram(y, edges)[0] / len(y))))))

print(json.dumps({
    "made_by": "tests/expected/distances.py, Python %s, numpy %s, scipy %s" % (
        platform.python_version(), np.__version__, scipy.__version__),
    "counts": [{"reference": a, "current": b, "expected": count_distances(a, b)} for a, b in counts],
    "deepchecks": [{"reference": a, "current": b, "expected": cramers_v_deepchecks(a, b)} for a, b in pools],
    "samples": samples, "chi2_contingency": contingency, "ks_asymptotic": asymptotic,
    "nannyml_estimated_ks": estimated,
}, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"').replace('{"reference"', '\n{"reference"'))
