"""leeway import: sketches and counts of a data engine to a baseline.   import.py PATH_OF_LEEWAY"""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LEEWAY = ""
SUMMARY = {"format": "leeway.summary", "version": 1, "name": "warehouse", "features": [
    {"name": "age", "kind": "numeric", "sketch": "AgIPBMgACAAAAAAAAAD4Pw==", "missing": 2},  # the one value 1.5
    {"name": "device", "kind": "categorical", "counts": [["mobile", 2], ["tv", 1]]}]}


def leeway(*arguments, stdin=None):
    done = subprocess.run([LEEWAY, *map(str, arguments)], input=stdin.encode() if stdin else b"", capture_output=True,
                          timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Import(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.output = Path(self.folder.name) / "baseline.json"
        self.summary = Path(self.folder.name) / "summary.json"

    def attempt(self, summary, *options):
        self.summary.write_text(json.dumps(summary))
        return leeway("import", self.summary, "-o", self.output, *options)

    def test_a_summary_becomes_a_baseline_that_checks(self):
        status, out, err = self.attempt(SUMMARY)
        self.assertEqual((status, out), (0, ""), err)
        self.assertIn("1 numeric and 1 categorical features of 3 rows", err)
        baseline = json.loads(self.output.read_text())
        self.assertEqual(baseline["name"], "warehouse")
        self.assertEqual(baseline["features"][1]["counts"], [2, 1, 0, 0, 0])
        source = random.Random(1)
        live = "age,device\n" + "".join(f"{source.gauss(0, 1)},tv\n" for _ in range(50))
        self.assertIn(leeway("check", self.output, "-", stdin=live)[0], (0, 1))

    def test_standard_input_and_name(self):
        status, _, err = leeway("import", "-", "-o", self.output, "--name", "other", stdin=json.dumps(SUMMARY))
        self.assertEqual(status, 0, err)
        self.assertEqual(json.loads(self.output.read_text())["name"], "other")

    def test_mistakes_are_a_line_with_their_place(self):
        wrong = json.loads(json.dumps(SUMMARY))
        wrong["features"][0]["sketch"] = "AgIPBMgACAAAAAAAAAD4"
        for summary, message in [(wrong, "summary.json: features[0].sketch: sketch: byte 8: is cut short"),
                                 ({}, "is not a Leeway summary"), ([], "expected an object")]:
            status, out, err = self.attempt(summary)
            self.assertEqual((status, out), (2, ""))
            self.assertIn(message, err)
            self.assertEqual(len(err.splitlines()), 1)
            self.assertFalse(self.output.exists())

    def test_help(self):
        status, out, err = leeway("import", "--help")
        self.assertEqual((status, err), (0, ""))
        self.assertIn("Examples:", out)


if __name__ == "__main__":
    LEEWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
