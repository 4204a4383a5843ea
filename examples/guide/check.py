#!/usr/bin/env python3
"""Holds the guide to its word.

    check.py CODE_FILE... LEEWAY [--update]

Every block of C++ on a page must stand, line by line, in one of the files, which are compiled elsewhere. The blocks of
shell are run, page by page, in a folder with the tables described below; every command must succeed, where leeway's
answer that there is drift is success, too. A text block that follows must be what they printed on standard output
(--update writes it there).
"""
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def table(path, seed, rows, age=34.0, devices=("mobile", "mobile", "desktop")):
    """Users by the hour: train.csv, healthy.csv, live.csv (older), watches.csv (a new device), broken.csv (no ages)."""
    source = random.Random(seed)
    with open(path, "w") as out:
        out.write("user_age,device,score,seen_at\n")
        for i in range(rows):
            value = "" if age is None else f"{source.gauss(age, 9):.1f}"
            hour = i * 24 * 7 // rows  # a week, evenly
            out.write(f"{value},{source.choice(devices)},{source.random():.4f},"
                      f"2026-01-{5 + hour // 24:02d}T{hour % 24:02d}:00:00Z\n")


def make_tables(folder):
    table(folder / "train.csv", 1, 10_000)
    table(folder / "healthy.csv", 2, 2_000)
    table(folder / "live.csv", 3, 2_000, age=41)
    table(folder / "watches.csv", 4, 2_000, devices=("mobile", "mobile", "desktop", "watch"))
    table(folder / "broken.csv", 5, 2_000, age=None)


# Exit status 1 is an answer, and no mistake.
DRIFT_IS_AN_ANSWER = """leeway() { command leeway "$@" || [ $? -eq 1 ]; }\n"""


def words(text):
    """Lines without their indentation."""
    return [line.strip() for line in text.strip().splitlines()]


def contains(lines, block):
    return any(lines[at:at + len(block)] == block for at in range(len(lines)))


def main():
    update = "--update" in sys.argv
    *sources, tool = [argument for argument in sys.argv[1:] if argument != "--update"]
    code = [words(Path(source).read_text()) for source in sources]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "100",
                   "PATH": f"{Path(tool).resolve().parent}:{os.environ['PATH']}"}
    failures = 0
    blocks = 0
    for page in sorted(Path(__file__).parent.glob("*.md")):
        text = page.read_text()
        printed = ""
        pieces = []
        at = 0
        with tempfile.TemporaryDirectory() as folder:
            make_tables(Path(folder))
            for block in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.S | re.M):
                language, content = block.groups()
                blocks += 1
                if language == "cpp" and not any(contains(lines, words(content)) for lines in code):
                    failures += 1
                    print(f"{page.name}: no file that is compiled holds these lines:\n{content}")
                elif language == "sh":
                    done = subprocess.run(["bash", "-euo", "pipefail", "-c", DRIFT_IS_AN_ANSWER + content], cwd=folder, text=True,
                                          capture_output=True, env=environment, timeout=300)
                    printed = done.stdout
                    if done.returncode != 0:
                        failures += 1
                        print(f"{page.name}: exit status {done.returncode} of\n{content}{done.stdout}{done.stderr}")
                elif language == "text":
                    pieces += [text[at:block.start(2)], printed]
                    at = block.end(2)
                    if content != printed and not update:
                        failures += 1
                        print(f"{page.name}: shows\n{content}but the commands print\n{printed}")
                elif language not in ("cpp", "sh", "text"):
                    failures += 1
                    print(f"{page.name}: nobody runs blocks of {language}")
        if update:
            page.write_text("".join(pieces) + text[at:])
    print(f"{blocks} blocks, {failures} failures")
    return 1 if failures or blocks == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
