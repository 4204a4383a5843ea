#!/usr/bin/env python3
"""usage: check_readme.py README QUICKSTART_SOURCE QUICKSTART_PROGRAM

The README's first program and its output must be those of examples/quickstart.cpp: the lines between its [readme]
marks, and what the program prints. Times differ from run to run and are not compared.
"""
import re
import subprocess
import sys


def fenced(readme, language):
    return re.search(rf"^```{language}\n(.*?)^```", readme, re.S | re.M).group(1)


def tidy(text):
    """One space for many: the README may align comments for its own width. Times become the word TIME."""
    text = re.sub(r"(\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\dZ", "TIME", text)
    return [re.sub(r"\s+", " ", line).strip() for line in text.strip().splitlines()]


def main():
    readme = open(sys.argv[1], encoding="utf-8").read()
    source = open(sys.argv[2], encoding="utf-8").read()
    printed = subprocess.run([sys.argv[3]], check=True, capture_output=True, text=True).stdout
    code = re.search(r"// \[readme\]\n(.*?)\s*// \[readme\]", source, re.S).group(1)
    failures = 0
    for what, ours, theirs in [("program", fenced(readme, "cpp"), code), ("output", fenced(readme, "text"), printed)]:
        if tidy(ours) != tidy(theirs):
            failures += 1
            print(f"README.md: its first {what} is not that of the quickstart, which is:\n{theirs}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
