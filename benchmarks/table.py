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

# What is done to live rows. Words, name, what the time is divided by ("items": values or names; "call"), most
# nanoseconds allowed, [(peer in words, its name, least ratio wanted)].
OBSERVING = [
    ("batch of 256 x 20, float, row-major", "observe_float/256/20", "items", 1.2, [
        ("std::upper_bound and Welford", "peer_by_hand", 15), ("Boost.Histogram", "peer_boost_histogram", 5),
        ("Boost.Histogram, fill (1)", "peer_boost_histogram_fill", None),
        ("Boost.Accumulators P-squared (2)", "peer_boost_p_square", 20)]),
    ("the same without AVX2", "observe_portable_float/256/20", "items", 2.5, [
        ("std::upper_bound and Welford", "peer_by_hand", None)]),
    ("the same, double", "observe_double/256/20", "items", None, []),
    ("the same, double, without AVX2", "observe_portable_double/256/20", "items", None, []),
    ("batch of 32 x 20, float", "observe_float/32/20", "items", None, []),
    ("the same without AVX2", "observe_portable_float/32/20", "items", None, []),
    ("batch of 4,096 x 1,000, float (3)", "observe_float/4096/1000", "items", None, []),
    ("the same without AVX2", "observe_portable_float/4096/1000", "items", None, []),
    ("one record of 20 features, by binding", "observe_record", "call", 150, []),
    ("a category by name, 10 known", "category/10", "items", 6, [
        ("absl::flat_hash_map", "peer_absl/10", 1.6), ("std::unordered_map", "peer_unordered_map/10", 4.5)]),
    ("a category by name, 10,000 known", "category/10000", "items", 6, [
        ("absl::flat_hash_map", "peer_absl/10000", 1.6), ("std::unordered_map", "peer_unordered_map/10000", 4.5)]),
    ("a category by integer code", "category_code", "items", 0.6, []),
    ("10,000 rows of 25 features observed, drained, evaluated", "observe_and_check", "call", 1e6, [
        ("as Evidently by default (4)", "check_as_evidently", 500), ("as NannyML JS (5)", "check_as_nannyml", 30),
        ("numpy (6)", "check_as_numpy", 10)]),
]
OBSERVING_NOTES = """\
1. A column copied and filled at once. Boost counts cells only: no moments, extrema, lanes or missing values.
2. One quantile, the median, and nothing else.
3. Wanted: at most 1.5 times the time a value of 256 x 20.
4. scipy's calls for 100,000 + 10,000 rows: normed Wasserstein distance of 20 columns, Jensen-Shannon of 5.
5. Jensen-Shannon over the bins of each column: the window is binned, the reference's bins are known.
6. Per column: numpy.searchsorted over 31 edges, bincount, mean, variance, extrema, missing; KS and chi-squared by hand."""
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
    rounds, counters = {}, {}
    for path in sorted(results.glob("ours.*.json")):
        for run in json.loads(path.read_text())["benchmarks"]:
            if run.get("aggregate_name") == "median":
                assert run["time_unit"] == "us", run["name"]
                real = run["run_name"].endswith("real_time") or "real_time" in run["run_name"]
                rounds.setdefault(run["run_name"], []).append(run["real_time" if real else "cpu_time"])
                for counter in ("items", "bytes", "median_ns", "tail_ns"):
                    if counter in run:
                        counters.setdefault(counter, {}).setdefault(run["run_name"], []).append(run[counter])
    for counter, values in counters.items():
        counters[counter] = {name: statistics.median(each) for name, each in values.items()}
    return {name: statistics.median(times) for name, times in rounds.items()}, counters


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


(our_times, counters), (peer_times, versions) = ours(), peers()
rows = [["work", "Leeway", "scipy", "ratio", "bar"]]
for words, name, most_us, least_ratio in WORK:
    us, peer = our_times.pop(name), peer_times.pop(name, None)
    ratio = peer / us if peer else None
    rows.append([words, duration(us), duration(peer) if peer else "",
                 f"{ratio:.0f} x" if ratio and ratio >= 20 else f"{ratio:.1f} x" if ratio else "",
                 verdict(us, ratio, most_us, least_ratio)])


def ratio_of(times):
    return f"{times:.0f} x" if times >= 20 else f"{times:.1f} x"


def ns(name, divisor):
    """Nanoseconds a value, a name or a call, ours or a peer's."""
    time = our_times[name] if name in our_times else peer_times[name]
    return time * 1000 / (counters["items"][name] if divisor == "items" else 1)


def time_text(nanoseconds):
    return f"{nanoseconds:,.2f} ns" if nanoseconds < 1000 else duration(nanoseconds / 1000)


def bar_text(bars):
    return ", ".join(bar + ("" if met else " MISSED") for bar, met in bars)


observing, used = [["work", "time", "peer", "its time", "ratio", "bar"]], set()
for words, name, divisor, most, competitors in OBSERVING:
    time = ns(name, divisor)
    bars = [(f"<= {time_text(most)}".replace(".00", "").replace("0 ns", " ns" if "." in f"{most}" else "0 ns"),
             time <= most)] if most else []
    for i, (label, peer, least) in enumerate(competitors or [("", None, None)]):
        theirs = ns(peer, divisor) if peer else None
        if least:
            bars.append((f">= {least:g} x", theirs / time >= least))
        observing.append([words if i == 0 else "", time_text(time) if i == 0 else "", label,
                          time_text(theirs) if peer else "", ratio_of(theirs / time) if peer else "", bar_text(bars)])
        bars = []
        used |= {name, peer}


def further():
    """What is not a time: one line each."""
    wide = ns("observe_float/4096/1000", "items") / ns("observe_float/256/20", "items")
    yield "a value of 4,096 x 1,000 against one of 256 x 20", f"{wide:.2f} x", [("<= 1.5 x", wide <= 1.5)]
    one, two = our_times["threads/real_time/threads:1"], our_times["threads/real_time/threads:2"]
    yield "throughput of two threads against one", f"{one / two:.2f} x", [(">= 1.9 x", one / two >= 1.9)]
    median, tail = (counters[key]["tail/iterations:3/real_time"] for key in ("median_ns", "tail_ns"))
    yield ("slowest call in a thousand against the median, 32 x 20, all processors busy, windows drained",
           f"{tail / median:.1f} x ({median:,.0f} ns, {tail:,.0f} ns)", [("<= 10 x", tail <= 10 * median)])
    share = our_times["model_share"] / our_times["model<false>"]
    yield ("1 row in 16 of a batch of 256 observed, against a 20-64-1 network's forward pass (Eigen)",
           f"{share:.2%} of {duration(our_times['model<false>'])}", [("<= 1 %", share <= 0.01)])
    for words, name in (("baseline of float columns", "build_float"), ("of double columns", "build_double"),
                        ("of names", "build_names")):
        speed = counters["bytes"][name] / our_times[name]
        yield words, f"{speed:,.0f} MB/s", [(">= 100 MB/s", speed >= 100)]
    speed = counters["bytes"]["build_by_two/real_time"] / our_times["build_by_two/real_time"]
    yield "of double columns by two threads, real time (whatever else runs counts)", f"{speed:,.0f} MB/s", []


more = [["what", "measured", "bar"]] + [[words, figure, bar_text(bars)] for words, figure, bars in further()]
used |= {"threads/real_time/threads:1", "threads/real_time/threads:2", "tail/iterations:3/real_time", "model_share",
         "model<false>", "model<true>", "build_float", "build_double", "build_names", "build_by_two/real_time"}
left = (our_times.keys() | peer_times.keys()) - used
assert not left, ("measured, but not in the table", left)


def print_table(rows, right):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.rjust(width) if i in right else cell.ljust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 1) + (":" if i in right else "-")
                                   for i, width in enumerate(widths)) + "|")
    print("\n".join(lines))


print("# Speed\n\nMade by `benchmarks/run --write`. Processor time of one core, medians; peers in turns with ours.\n")
print("## Observing\n\nTimes are a value's, a name's, or a call's.\n")
print_table(observing, {1, 3, 4})
print(f"\n{OBSERVING_NOTES}\n")
print_table(more, {1})
print("\n## Testing\n")
print_table(rows, {1, 2, 3})
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
