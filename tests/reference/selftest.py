#!/usr/bin/env python3
"""Self-test of leeway_reference: that it notices what it is there to notice.

usage: selftest.py PATH_OF_LEEWAY_REFERENCE
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUNNER = pathlib.Path()


def special(name, function, args, value, **more):
    return {"name": name, "function": function, "args": args, "value": value, **more}


HALF = special("half", "normal_sf", [0], 0.5)


class Reference(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, file, cases):
        (self.folder / file).write_text(json.dumps({"cases": cases}))

    def run_on(self, cases, *options, file="special_functions.json"):
        """Exit code and output for one file of cases."""
        self.write(file, cases)
        return self.run_runner(self.folder, *options)

    def run_runner(self, *arguments):
        done = subprocess.run([RUNNER, *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_right_values_pass(self):
        code, output = self.run_on([HALF, special("x", "kolmogorov_sf", [0], 1)], "--complete")
        self.assertEqual(code, 0, output)
        self.assertIn("total: 2 checks, 0 failed, 0 quantities not computed", output)

    def test_the_columns_of_the_table(self):
        _, output = self.run_on([HALF])
        columns = "file quantity cases failures worst relative error scale where"
        self.assertEqual(output.splitlines()[0].split(), columns.split())
        row = next(line for line in output.splitlines() if "normal_sf" in line)
        self.assertEqual(row.split()[:5], ["special_functions.json", "normal_sf", "1", "0", "0.00e+00"])

    def test_a_wrong_value_fails(self):
        code, output = self.run_on([HALF, special("wrong", "normal_sf", [1], 0.158655253932)])
        self.assertEqual(code, 1, output)
        self.assertIn("FAILED wrong: expected 0.158655253932, got 0.15865525393145", output)
        self.assertIn("total: 2 checks, 1 failed", output)
        row = next(line for line in output.splitlines() if "normal_sf" in line)
        self.assertEqual(row.split()[2:4], ["2", "1"])
        self.assertAlmostEqual(float(row.split()[4]) * 1e12, 3.4, delta=0.3)
        self.assertEqual(row.split()[-1], "wrong")

    def test_digits_and_tails_are_compared(self):
        # P(Z > 40) = 3.6558935409150e-350 lies below the doubles: only that it has underflowed can be seen.
        tiny = special("tiny", "normal_sf", [40], 0, value_hp="3.655893540915039e-350")
        self.assertEqual(self.run_on([tiny])[0], 0)
        # P(Z > 37) = 5.7255712225e-300: known by its logarithm to 1e-14.
        deep = special("deep", "normal_sf", [37], 5.725571222524577e-300)
        self.assertEqual(self.run_on([deep])[0], 0)
        self.assertEqual(self.run_on([special("deep", "normal_sf", [37], 5.725571233e-300)])[0], 1)
        self.assertEqual(self.run_on([special("zero", "normal_sf", [1], 0)])[0], 1)
        self.assertEqual(self.run_on([special("nan", "normal_sf", [1], "nan")])[0], 1)
        self.assertEqual(self.run_on([special("inf", "normal_isf", [0], "inf")])[0], 0)
        self.assertEqual(self.run_on([special("sign", "normal_isf", [0], "-inf")])[0], 1)

    def test_a_missing_quantity_is_listed(self):
        cases = [HALF, special("new", "unheard_of", [1], 1)]
        code, output = self.run_on(cases)
        self.assertEqual(code, 0, output)
        line = next(line for line in output.splitlines() if "unheard_of" in line)
        self.assertIn("not computed", line)
        self.assertIn("1 quantities not computed", output)
        self.assertEqual(self.run_on(cases, "--complete")[0], 1)

    def test_a_file_without_handler_is_not_complete(self):
        self.write("new.json", [{"name": "a", "expected": {"p": {"two-sided_hp": "0.5", "rule": "text"}}}])
        code, output = self.run_on([HALF], "--complete")
        self.assertEqual(code, 1, output)
        self.assertIn("p.two-sided", output)
        self.assertNotIn("p.rule", output)

    def test_a_handler_that_throws_fails(self):
        code, output = self.run_on([{"name": "broken", "function": "normal_sf", "value": 0.5}, HALF])
        self.assertEqual(code, 1, output)
        self.assertIn("(handler)", output)

    def test_every_recorded_call_is_accounted_for(self):
        call = {"name": "a", "function": "ks_2samp", "source": "", "x": [1, 2], "y": [3, 4], "options": {},
                "expected_statistic": 1.0, "expected_p": 1 / 3}
        file = "upstream_cases.json"
        self.assertEqual(self.run_on([call], "--complete", file=file)[0], 0)
        code, output = self.run_on([call | {"expected_p": 0.3}], file=file)
        self.assertEqual(code, 1, output)
        code, output = self.run_on([call | {"expected_location": 3}], file=file)
        self.assertEqual(code, 1, output)
        self.assertIn("neither checked nor left out", output)
        code, output = self.run_on([call | {"function": "unheard_of"}], file=file)
        self.assertEqual(code, 1, output)
        left_out = {"name": "b", "function": "multipletests", "source": "", "p": [0.1], "options": {"method": "fdr_gbs"},
                    "expected_adjusted": [0.1], "expected_reject": [False]}
        code, output = self.run_on([call, left_out], "--complete", file=file)
        self.assertEqual(code, 0, output)
        self.assertIn("1 left out (b): adaptive FDR", output)

    def test_streams_are_out_of_scope(self):
        self.write("drift_streams.json", [{"name": "a", "expected": {"p": 1}}])
        code, output = self.run_on([HALF], "--complete")
        self.assertEqual(code, 0, output)
        self.assertIn("out of scope", output)

    def test_nothing_compared_is_not_a_pass(self):
        self.assertEqual(self.run_runner(self.folder)[0], 1)
        self.assertEqual(self.run_on([HALF], "--only=two_sample.json")[0], 1)

    def test_bad_arguments_and_files(self):
        self.assertEqual(self.run_runner()[0], 2)
        self.assertEqual(self.run_runner(self.folder / "nowhere")[0], 2)
        (self.folder / "special_functions.json").write_text("{")
        self.assertEqual(self.run_runner(self.folder)[0], 2)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    RUNNER = pathlib.Path(sys.argv.pop()).resolve()
    unittest.main()
