"""Windows that travel: check --save-window, merge, check of a window.   windows.py PATH_OF_LEEWAY"""

import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LEEWAY = ""


def leeway(*arguments):
    """Exit status, standard output, standard error."""
    done = subprocess.run([LEEWAY, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Windows(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        train = self.table("train.csv", 1, 5000)
        status, _, err = leeway("baseline", train, "-o", self.path("baseline.json"))
        self.assertEqual(status, 0, err)

    def path(self, name):
        return Path(self.folder.name) / name

    def table(self, name, seed, rows, age=34.0, extra=()):
        source = random.Random(seed)
        lines = ["age,device"] + [f"{source.gauss(age, 9):.2f},{source.choice(['mobile', 'desktop', *extra])}"
                                  for _ in range(rows)]
        self.path(name).write_text("\n".join(lines) + "\n")
        return self.path(name)

    def window(self, name, *arguments, **options):
        table = self.table(name + ".csv", *arguments, **options)
        status, out, err = leeway("check", self.path("baseline.json"), table, "--save-window", self.path(name + ".win"),
                                  "--json")
        self.assertIn(status, (0, 1), err)
        return self.path(name + ".win"), out

    def test_a_window_gives_the_report_of_its_table(self):
        window, report = self.window("a", 2, 3000, age=37, extra=("tv",))
        status, out, err = leeway("check", self.path("baseline.json"), window, "--json")
        self.assertEqual((status, out), (1, report), err)
        self.assertLess(window.stat().st_size, 1000)

    def test_any_permutation_of_replicas_gives_one_file_and_one_report(self):
        replicas = [self.window(f"r{i}", 10 + i, 700 + i, age=30 + i, extra=(f"tv{i}",))[0] for i in range(4)]
        seen = set()
        for order in itertools.permutations(replicas):
            status, _, err = leeway("merge", *order, "-o", self.path("merged.win"))
            self.assertEqual(status, 0, err)
            self.assertIn("2806 rows of 4 windows", err)
            seen.add(self.path("merged.win").read_bytes())
        self.assertEqual(len(seen), 1)
        # merged by pairs, as two sites would
        for pair, name in [(replicas[:2], "left.win"), (replicas[2:], "right.win"),
                           ([self.path("right.win"), self.path("left.win")], "both.win")]:
            self.assertEqual(leeway("merge", *pair, "-o", self.path(name))[0], 0)
        self.assertEqual(seen, {self.path("both.win").read_bytes()})
        status, out, err = leeway("check", self.path("baseline.json"), self.path("both.win"), "--json")
        self.assertIn(status, (0, 1), err)
        self.assertEqual(json.loads(out)["window"]["rows"], 2806)

    def test_a_merged_window_counts_what_one_table_would(self):
        tables = [self.table(f"t{i}.csv", 20 + i, 500) for i in range(2)]
        lines = [table.read_text().splitlines() for table in tables]
        self.path("all.csv").write_text("\n".join(lines[0] + lines[1][1:]) + "\n")
        windows = []
        for table in tables:
            windows.append(table.with_suffix(".win"))
            leeway("check", self.path("baseline.json"), table, "--save-window", windows[-1])
        leeway("merge", *windows, "-o", self.path("merged.win"))
        merged = json.loads(leeway("check", self.path("baseline.json"), self.path("merged.win"), "--json")[1])
        whole = json.loads(leeway("check", self.path("baseline.json"), self.path("all.csv"), "--json")[1])
        for a, b in zip(merged["features"], whole["features"]):
            self.assertEqual(a["findings"], b["findings"])
            if a["kind"] == "numeric":
                self.assertAlmostEqual(a["current"]["mean"], b["current"]["mean"], delta=1e-12)

    def test_another_baseline_is_refused(self):
        ours, _ = self.window("a", 2, 100)
        leeway("baseline", self.table("train.csv", 99, 5000), "-o", self.path("baseline.json"))
        theirs, _ = self.window("b", 3, 100)
        for result in [leeway("merge", ours, theirs, "-o", self.path("c.win")),
                       leeway("check", self.path("baseline.json"), ours)]:
            self.assertEqual(result[:2], (2, ""))
            self.assertIn("counts of different baselines cannot be added", result[2])
        self.assertFalse(self.path("c.win").exists())

    def test_damaged_and_missing_files(self):
        window, _ = self.window("a", 2, 100)
        whole = window.read_bytes()
        window.write_bytes(whole[:-1])
        for arguments in [["merge", window, "-o", self.path("c.win")], ["check", self.path("baseline.json"), window]]:
            status, out, err = leeway(*arguments)
            self.assertEqual((status, out), (2, ""))
            self.assertRegex(err, r"^leeway: .*a\.win: byte \d+: is cut short or damaged")
        status, _, err = leeway("merge", self.path("none.win"), "-o", self.path("c.win"))
        self.assertEqual(status, 2)
        self.assertIn("none.win: cannot be opened", err)
        status, _, err = leeway("merge", self.path("a.csv"), "-o", self.path("c.win"))
        self.assertEqual(status, 2)
        self.assertIn("is not a Leeway window", err)
        self.assertEqual(leeway("merge")[0], 2)

    def test_help(self):
        for arguments in [["merge", "--help"], ["check", "--help"]]:
            status, out, err = leeway(*arguments)
            self.assertEqual((status, err), (0, ""))
            self.assertIn("Examples:", out)


if __name__ == "__main__":
    LEEWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
