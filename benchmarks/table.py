#!/usr/bin/env python3
"""Makes the table of benchmarks/run from what its rounds left behind.

    table.py BUILD_FOLDER RESULTS_FOLDER      Markdown on standard output
"""
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

build, results = Path(sys.argv[1]), Path(sys.argv[2])

# What is measured: words for it, its name in the programs, most microseconds allowed, least ratio wanted.
WORK = [
    ("KS, raw, 1,000 + 1,000 values", "ks_raw/1000", None, None),
    ("KS, raw, 10,000 + 10,000", "ks_raw/10000", None, None),
    ("KS, raw, 100,000 + 100,000", "ks_raw/100000", None, 8),
    ("KS, window of 1,000 against 100,000 sorted, limiting p (1)",
     "ks_window_against_sorted_reference/asymptotic", 60, 200),
    ("the same, exact p", "ks_window_against_sorted_reference/exact", None, None),
    ("KS, exact p with ties, 10,000 + 10,000 (2)", "ks_exact_tied", 3000, None),
    ("KS on counts, 100,000 against 10,000 rows, bridge p", "ks_cells/200000", None, None),
    ("the same, exact p", "ks_cells/100000000", None, None),
    ("chi-squared, 10 categories", "chi_squared/10", None, None),
    ("chi-squared, 1,000", "chi_squared/1000", 3, None),
    ("chi-squared, 100,000", "chi_squared/100000", 100, None),
    ("chi-squared, 1,000, sparse (3)", "chi_squared_sparse/1000", 3, None),
    ("chi-squared, 100,000, sparse (3)", "chi_squared_sparse/100000", 100, None),
    ("full check, 25 features, nothing moved (4)", "full_check/same", 1000, None),
    ("full check, 25 features, some moved (4)", "full_check/shifted", 1000, None),
]
NOTES = """\
1. scipy's own rule takes the limiting p at these sizes; our default would take the exact one, in the line below.
2. scipy ignores ties: its p is exact for other data.
3. Most expected counts are below 5. Ours takes the moment-matched p; scipy's classical p is wrong there.
4. Baseline of 100,000 rows, window of 10,000 rows, 20 numeric and 5 categorical features. Ours: a whole report from
   counts made while observing. scipy: the 25 tests alone, from the columns and tables, without a report."""


def text_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def cache(name):
    found = re.search(rf"^{name}:\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.M)
    return found.group(1) if found else ""


def ours():
    rounds = {}
    for path in sorted(results.glob("ours.*.json")):
        for run in json.loads(path.read_text())["benchmarks"]:
            if run.get("aggregate_name") == "median":
                assert run["time_unit"] == "us", run["name"]
                rounds.setdefault(run["run_name"], []).append(run["cpu_time"])
    return {name: statistics.median(times) for name, times in rounds.items()}


def peers():
    rounds, versions = {}, {}
    for path in sorted(results.glob("peers.*.json")):
        answer = json.loads(path.read_text())
        versions = answer["versions"]
        for name, time in answer["us"].items():
            rounds.setdefault(name, []).append(time)
    return {name: statistics.median(times) for name, times in rounds.items()}, versions


def duration(us):
    return f"{us:,.2f} us" if us < 10 else f"{us:,.1f} us" if us < 100 else f"{us:,.0f} us" if us < 1000 else (
        f"{us / 1000:,.2f} ms" if us < 100_000 else f"{us / 1000:,.0f} ms")


def verdict(us, ratio, most_us, least_ratio):
    bars = []
    if most_us is not None:
        bars.append((f"< {duration(most_us)}".replace(".00", ""), us < most_us))
    if least_ratio is not None:
        bars.append((f">= {least_ratio} x", ratio >= least_ratio))
    return ", ".join(bar + ("" if met else " MISSED") for bar, met in bars)


our_times, (peer_times, versions) = ours(), peers()
rows = [["work", "Leeway", "scipy", "ratio", "bar"]]
for words, name, most_us, least_ratio in WORK:
    us, peer = our_times.pop(name), peer_times.pop(name, None)
    ratio = peer / us if peer else None
    rows.append([words, duration(us), duration(peer) if peer else "",
                 f"{ratio:.0f} x" if ratio and ratio >= 20 else f"{ratio:.1f} x" if ratio else "",
                 verdict(us, ratio, most_us, least_ratio)])
assert not our_times and not peer_times, ("measured, but not in the table", our_times, peer_times)

widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]


def line(row):
    return "| " + " | ".join(cell.rjust(width) if 0 < i < 4 else cell.ljust(width)
                             for i, (cell, width) in enumerate(zip(row, widths))) + " |"


print("# Speed\n\nMade by `benchmarks/run --write`. Processor time of one core, medians; scipy in turns with ours.\n")
print(line(rows[0]))
print("|" + "|".join("-" * (width + 1) + (":" if 0 < i < 4 else "-") for i, width in enumerate(widths)) + "|")
for row in rows[1:]:
    print(line(row))
print(f"\n{NOTES}\n")

machine = text_of("lscpu")
cpu = re.search(r"^Model name:\s*(.*)$", machine, re.M).group(1)
compiler = text_of(cache("CMAKE_CXX_COMPILER"), "--version").splitlines()[0]
loads = [float(load.split()[0]) for load in (results / "load").read_text().splitlines()]
library = re.findall(r"VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", Path("include/leeway/core/version.hpp").read_text())
print("Conditions:\n")
print(f"- {datetime.date.today().isoformat()}, {len(loads)} round{'s' if len(loads) > 1 else ''}, load average {min(loads):.1f} to {max(loads):.1f}")
print(f"- {cpu}, {os.cpu_count()} processors, {'with' if 'avx2' in machine else 'without'} AVX2")
print(f"- Leeway {'.'.join(library)}, {compiler}, {cache('CMAKE_CXX_FLAGS')}{cache('CMAKE_CXX_FLAGS_RELEASE')}".rstrip())
print("- " + ", ".join(f"{name} {version}" for name, version in versions.items()))
