#!/usr/bin/env python3
"""Expected values for tests/math/log_rising.cpp: ln(Gamma(x + n) / Gamma(x)) in 400-digit arithmetic (mpmath).

Run: tests/expected/log_rising.py > tests/expected/log_rising.json
"""
import json

import mpmath

mpmath.mp.dps = 400

XS = [1e-100, 1e-12, 0.05, 0.5, 1.0, 1.75, 9.5, 10.0, 33.25, 1e3 + 0.5, 1e6, 1e9, 1e12]
NS = [1e-6, 0.5, 2.0, 3.0, 10.0, 17.5, 1e3, 1e6, 1e12, 1e18]

rows = [[x, n, float(mpmath.loggamma(mpmath.mpf(x) + mpmath.mpf(n)) - mpmath.loggamma(mpmath.mpf(x)))]
        for x in XS for n in NS]
print(json.dumps({"made_by": f"tests/expected/log_rising.py, mpmath {mpmath.__version__}", "rows": rows}, separators=(",", ":")).replace("],[", "],\n["))
