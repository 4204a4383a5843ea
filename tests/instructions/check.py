#!/usr/bin/env python3
"""Counts the instructions of a fixed run of the serving path and compares them with a committed budget.

    check.py PROGRAM BUDGET [--write]      --write puts what was counted into BUDGET; 77 (skipped) without valgrind

Instructions are the same in every run, times are not. A part that needs over 5 % more than its budget fails; one that
needs over 10 % less says so, and the budget should be lowered. valgrind shows programs a processor with AVX2 and
without AVX-512. The seed of hash tables differs from run to run, hence not exactly the same.
"""
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
MORE, LESS = 1.05, 0.90


def count(program):
    """Instructions of each `measured_` function and what it calls."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program], check=True,
                       capture_output=True)
        text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", out], check=True,
                              capture_output=True, text=True).stdout
    found = re.findall(r"^\s*([\d,]+)\s.*?::measured_(\w+)\(", text, re.M)
    counts = {}
    for instructions, name in found:
        counts[name] = max(counts.get(name, 0), int(instructions.replace(",", "")))
    return counts


def main():
    program, budget_file = sys.argv[1], Path(sys.argv[2])
    if not shutil.which("valgrind"):
        print("skipped: valgrind is not installed")
        return SKIPPED
    counts = count(program)
    if "--write" in sys.argv:
        budget_file.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    budget = json.loads(budget_file.read_text(encoding="utf-8"))
    failures = 0
    if counts.keys() != budget.keys():
        print(f"counted {sorted(counts)}, the budget has {sorted(budget)}")
        failures += 1
    for name in counts.keys() & budget.keys():
        ratio = counts[name] / budget[name]
        word = "" if ratio <= MORE else "  TOO MANY"
        if ratio < LESS:
            word = "  fewer than the budget: lower it with --write"
        failures += ratio > MORE
        print(f"{name:10} {counts[name]:>12,} of {budget[name]:>12,} instructions, {ratio:.3f}{word}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
