"""Uses the command line tool as a person would: run.py PATH_OF_LEEWAY"""

import json
import os
import pty
import random
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

LEEWAY = ""


def leeway(*arguments, stdin=None):
    """Exit status, standard output, standard error."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    done = subprocess.run([LEEWAY, *map(str, arguments)], input=stdin, stdin=None if stdin is not None else
                          subprocess.DEVNULL, capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def people(seed, rows, age=34.0, mobile=0.6):
    """A table of users: header and rows."""
    source = random.Random(seed)
    yield ["user_id", "user_age", "device_type", "signup", "score"]
    for i in range(rows):
        yield [str(1000 + i), f"{source.gauss(age, 9):.1f}", "mobile" if source.random() < mobile else "desktop",
               f"2024-{source.randint(1, 12):02d}-{source.randint(1, 28):02d}",
               "NA" if source.random() < .1 else f"{source.random():.4f}"]


def text_of(table, delimiter=",", end="\n"):
    return "".join(delimiter.join(row) + end for row in table)


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return Path(self.folder.name) / name

    def write(self, name, text):
        self.path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.path(name)

    def baseline(self, table=None, *options):
        train = self.write("train.csv", text_of(table or people(1, 5000)))
        status, _, err = leeway("baseline", train, "-o", self.path("baseline.json"), *options)
        self.assertEqual(status, 0, err)
        return self.path("baseline.json"), err

    def assert_error(self, result, *parts):
        """Status 2, nothing on standard output, and a last line on standard error that says all of this. Lines before
        it may say what was left out or not looked at."""
        status, out, err = result
        self.assertEqual(status, 2, err)
        self.assertEqual(out, "")
        *words, error = err.splitlines()
        for line in words:
            self.assertRegex(line, "^leeway: .*(left out|not looked at)", err)
        self.assertTrue(error.startswith("leeway: "), err)
        for part in parts:
            self.assertIn(str(part), error)

    # --- the main job

    def test_no_drift_is_0_and_drift_is_1(self):
        baseline, _ = self.baseline()
        same = self.write("same.csv", text_of(people(2, 2000)))
        moved = self.write("moved.csv", text_of(people(3, 2000, age=41, mobile=0.8)))
        status, out, err = leeway("check", baseline, same)
        self.assertEqual(status, 0, out + err)
        status, out, err = leeway("check", baseline, moved)
        self.assertEqual(status, 1, out + err)
        self.assertIn("user_age", out)
        self.assertNotIn("\x1b", out + err)  # neither colour nor progress bar: this is no terminal
        self.assertNotIn("\r", out + err)

    def test_json_report_ranks_what_moved(self):
        baseline, _ = self.baseline()
        moved = self.write("moved.csv", text_of(people(3, 2000, age=41, mobile=0.8)))
        status, out, _ = leeway("check", baseline, moved, "--json")
        self.assertEqual(status, 1)
        report = json.loads(out)
        self.assertEqual({f["name"] for f in report["features"][:2]}, {"user_age", "device_type"})
        self.assertEqual(report["features"][2]["name"], "score")
        self.assertEqual(report["verdict"], "drift")
        self.assertEqual(report["window"]["rows"], 2000)

    def test_standard_input(self):
        train = text_of(people(1, 3000))
        status, _, err = leeway("baseline", "-", "-o", self.path("b.json"), stdin=train)
        self.assertEqual(status, 0, err)
        self.assertEqual(leeway("check", self.path("b.json"), "-", stdin=train)[0], 0)
        status, _, err = leeway("check", self.path("b.json"), "-", stdin=train + "1,x,mobile,2024-01-01,1\n")
        self.assertEqual(status, 2)
        self.assertIn("standard input:3002: column 'user_age' (row 3001): 'x' is not a number", err)

    def test_row_numbers_and_dates_are_left_out_and_said(self):
        baseline, err = self.baseline()
        self.assertIn("column 'user_id' holds row numbers and is left out; --numeric 'user_id' keeps it", err)
        self.assertIn("column 'signup' holds dates and is left out; --categorical 'signup' keeps it", err)
        saved = json.loads(baseline.read_text())
        self.assertEqual([f["name"] for f in saved["features"]], ["user_age", "device_type", "score"])

    def test_identifiers_and_empty_columns_are_left_out_and_said(self):
        table = [["token", "notes", "n"]] + [[f"t-{i * i:x}", "NA" if i % 2 else "", str(i % 3)] for i in range(100)]
        baseline, err = self.baseline(table)
        self.assertIn("column 'token' holds identifiers and is left out; --categorical 'token' keeps it", err)
        self.assertIn("column 'notes' is empty up to row 100 and is left out; --categorical 'notes' keeps it", err)
        self.assertEqual([f["name"] for f in json.loads(baseline.read_text())["features"]], ["n"])
        self.assert_error(leeway("baseline", self.path("train.csv"), "-o", baseline, "--ignore", "n"),
                          "train.csv: no column is left to be a feature")

    def test_wishes(self):
        baseline, err = self.baseline(None, "--numeric", "user_id", "--categorical", "signup,score", "--ignore",
                                      "user_age")
        self.assertNotIn("left out", err)
        kinds = {f["name"]: f["kind"] for f in json.loads(baseline.read_text())["features"]}
        self.assertEqual(kinds, {"user_id": "numeric", "device_type": "categorical", "signup": "categorical",
                                 "score": "categorical"})
        train = self.path("train.csv")
        self.assert_error(leeway("baseline", train, "-o", baseline, "--numeric", "height"), "the table has no column 'height'")
        self.assert_error(leeway("baseline", train, "-o", baseline, "--numeric", "device_type"),
                          "train.csv:2: column 'device_type' (row 1): '", "is not a number")

    def test_options_stand_before_or_after_the_table(self):
        train = self.write("train.csv", text_of(people(1, 100)))
        for arguments in [["--ignore", "signup", "--ignore=user_id,score", train, "-o", self.path("b.json")],
                          [train, "-o", self.path("b.json"), "--ignore", "user_id,signup,score"]]:
            status, _, err = leeway("baseline", *arguments)
            self.assertEqual(status, 0, err)
            self.assertIn("1 numeric and 1 categorical features of 100 rows", err)

    def test_columns_come_in_any_order_and_more_of_them(self):
        baseline, _ = self.baseline()
        table = [row[::-1] + ["x"] for row in people(2, 2000)]
        table[0][-1] = "extra"
        status, _, err = leeway("check", baseline, self.write("live.csv", text_of(table)))
        self.assertEqual(status, 0, err)
        self.assertIn("columns 'signup', 'user_id' and 'extra' are not in the baseline", err)

    def test_importance_decides_the_order(self):
        moved = self.write("moved.csv", text_of(people(3, 2000, age=41, mobile=0.8)))
        for first, weights in [("user_age", {"user_age": 10, "device_type": 0.1, "score": 1}),
                               ("device_type", {"user_age": 0.1, "device_type": 10, "score": 1})]:
            baseline, _ = self.baseline(None, "--importance", self.write("shap.json", json.dumps(weights)))
            report = json.loads(leeway("check", baseline, moved, "--json")[1])
            self.assertEqual(report["features"][0]["name"], first)

    def test_importance_that_does_not_fit(self):
        train = self.write("train.csv", text_of(people(1, 100)))

        def attempt(content):
            return leeway("baseline", train, "--ignore", "user_id,signup", "-o", self.path("b.json"), "--importance",
                          self.write("shap.json", content))
        self.assert_error(attempt('{"user_age": 1, "score": 1, "hight": 1, "device_type": 2}'), "shap.json", "'hight'")
        self.assert_error(attempt('{"user_age": 1}'), "shap.json: no weight for 'device_type' and 'score'")
        self.assert_error(attempt('{"user_age": "much", "device_type": 1, "score": 1}'), "user_age: expected a number")
        self.assert_error(attempt('{"user_age": -1, "device_type": 1, "score": 1}'), "user_age", "not negative")
        self.assert_error(attempt('{"user_age": 1'), "shap.json: line 1, column 15")
        self.assert_error(attempt('[1, 2]'), "shap.json: expected an object")
        self.assert_error(attempt('{"user_age": 1, "user_age": 2}'), "user_age", "twice")
        self.assert_error(leeway("baseline", train, "--ignore", "user_id,signup", "-o", self.path("b.json"),
                                 "--importance", self.path("none.json")), "none.json: cannot be opened")

    # --- spellings

    def test_quotes_crlf_bom_and_delimiters_do_not_matter(self):
        baseline, _ = self.baseline()
        plain = list(people(2, 2000))
        quoted = [['"' + field + '"' for field in row] for row in plain]
        wanted = leeway("check", baseline, self.write("live.csv", text_of(plain)), "--json")
        self.assertEqual(wanted[0], 0)
        for text, options in [(text_of(quoted, end="\r\n"), []), ("\ufeff" + text_of(plain), []),
                              (text_of(plain).rstrip("\n"), []), (text_of(plain, ";"), ["--delimiter", ";"]),
                              (text_of(plain, "\t"), ["--delimiter", "tab"])]:
            status, out, err = leeway("check", baseline, self.write("live.csv", text), "--json", *options)
            self.assertEqual((status, out), wanted[:2], err)

    def test_line_breaks_and_quotes_inside_fields(self):
        rows = ['note,n'] + [f'"said ""hi"", {"then" if i % 2 else "and"}\r\nleft",{i % 7}' for i in range(200)]
        train = self.write("train.csv", "\r\n".join(rows) + "\r\n")
        status, _, err = leeway("baseline", train, "-o", self.path("b.json"))
        self.assertEqual(status, 0, err)
        self.assertIn("1 numeric and 1 categorical features of 200 rows", err)
        self.assertIn('said \\"hi\\", then\\r\\nleft', self.path("b.json").read_text())

    def test_missing_spellings(self):
        table = [["a", "b"]] + [[v, "x" if v else "NULL"] for v in ["1", "2", "", "NA", " ", "nan", "?", "-"] * 20]
        train = self.write("train.csv", text_of(table))
        self.assertEqual(leeway("baseline", train, "-o", self.path("b.json"), "--missing", "-,unknown")[0], 0)
        status, out, err = leeway("check", self.path("b.json"), train, "--json", "--missing=-")
        self.assertEqual(status, 0, err)
        features = {f["name"]: f for f in json.loads(out)["features"]}
        self.assertEqual(features["a"]["kind"], "numeric")
        self.assertEqual(features["a"]["current"]["missing"], 120)
        self.assertEqual(features["b"]["current"]["missing"], 20)

    # --- bad input

    def test_a_text_among_numbers(self):
        table = text_of([["age", "city"]] + [[str(20 + i % 50), "Oslo"] for i in range(20_000)] + [["thirty", "Rome"]])
        result = leeway("baseline", self.write("train.csv", table), "-o", self.path("b.json"))
        self.assert_error(result, "train.csv:20002: column 'age' (row 20001): 'thirty' is not a number",
                          "--categorical 'age'")
        self.assertFalse(self.path("b.json").exists())
        status, _, err = leeway("baseline", self.path("train.csv"), "-o", self.path("b.json"), "--missing", "thirty")
        self.assertEqual(status, 0, err)

    def test_damaged_tables(self):
        for text, message in [("", "is empty"), ("a,b\n", "has a header but no rows"),
                              ("a,b\n1,2\n3\n", ":3: column 'b' (row 2): is missing"),
                              ("a,b\n1,2,3\n", ":2: column 'b' (row 1): should be the last"),
                              ("a,a\n1,2\n", "column 'a' stands twice"), ("a,\n1,2\n", "column 2 has no name"),
                              ('a,b\n1,"2\n3,4\n', ":2: column 'b': a quote is never closed"),
                              (b"a,b\n1,2\n\0,2\n", ":3: holds a NUL byte"), ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
                              ("a;b\n1;2\n", "pass --delimiter ';'")]:
            self.assert_error(leeway("baseline", self.write("bad.csv", text), "-o", self.path("b.json")), "bad.csv",
                              message)
            self.assertFalse(self.path("b.json").exists())

    def test_live_table_without_a_column(self):
        baseline, _ = self.baseline()
        live = self.write("live.csv", text_of(row[:2] for row in people(2, 100)))
        self.assert_error(leeway("check", baseline, live),
                          "live.csv:1: there are no columns 'device_type' and 'score', which the baseline has")

    def test_live_table_with_a_text_for_a_number(self):
        baseline, _ = self.baseline()
        live = self.write("live.csv", text_of(people(2, 100)) + "7,old,mobile,2024-01-01,0.5\n")
        self.assert_error(leeway("check", baseline, live), "live.csv:102: column 'user_age' (row 101): 'old' is not a")

    def test_live_table_without_rows(self):
        baseline, _ = self.baseline()
        live = self.write("live.csv", "user_age,device_type,score\n")
        self.assert_error(leeway("check", baseline, live), "has a header but no rows")

    # --- files and arguments

    def test_files_that_cannot_be_read_or_written(self):
        baseline, _ = self.baseline()
        train = self.path("train.csv")
        self.assert_error(leeway("baseline", self.path("none.csv"), "-o", baseline), "none.csv", "No such file")
        self.assert_error(leeway("baseline", self.folder.name, "-o", baseline), "cannot be read: Is a directory")
        self.assert_error(leeway("baseline", train, "--ignore", "user_id,signup", "-o", self.path("no/b.json")),
                          "no/b.json")
        self.assert_error(leeway("check", self.path("none.json"), train), "none.json")
        before = train.read_bytes()
        self.assert_error(leeway("baseline", train, "-o", train), "would overwrite the training data")
        self.assertEqual(train.read_bytes(), before)

    def test_an_old_baseline_survives_a_failed_run(self):
        baseline, _ = self.baseline()
        before = baseline.read_bytes()
        bad = self.write("bad.csv", text_of(people(1, 20_000)) + "1,2\n")
        self.assertEqual(leeway("baseline", bad, "-o", baseline)[0], 2)
        self.assertEqual(baseline.read_bytes(), before)

    def test_a_wrong_baseline_file(self):
        baseline, _ = self.baseline()
        live = self.path("train.csv")
        whole = baseline.read_text()
        for content in ["", "{}", "[1, 2]", "no json", whole[:len(whole) // 2], text_of(people(1, 3))]:
            self.assert_error(leeway("check", self.write("wrong.json", content), live), "wrong.json")

    def test_arguments(self):
        for arguments in [[], ["check"], ["baseline", "x.csv"], ["frobnicate"], ["check", "a", "b", "--frob"],
                          ["check", "a", "b", "--alpha", "much"]]:
            self.assert_error(leeway(*arguments))
        baseline, _ = self.baseline()
        for alpha in ["0", "1", "-0.1", "nan"]:
            self.assert_error(leeway("check", baseline, self.path("train.csv"), f"--alpha={alpha}"), "alpha")
        self.assert_error(leeway("baseline", self.path("train.csv"), "-o", baseline, "--delimiter", "ab"), "--delimiter")
        self.assert_error(leeway("baseline", self.path("train.csv"), "-o", baseline, "--delimiter", '"'), "delimiter")

    def test_help_and_version(self):
        for arguments in [["--help"], ["baseline", "--help"], ["check", "--help"], ["prometheus", "--help"],
                          ["grafana", "--help"], ["--version"]]:
            status, out, err = leeway(*arguments)
            self.assertEqual((status, err), (0, ""))
            self.assertIn("leeway", out.lower())

    # --- the fleet (tests/fleet runs what these write)

    def test_rules_and_dashboard(self):
        baseline, _ = self.baseline()
        status, out, err = leeway("prometheus", baseline)
        self.assertEqual((status, err), (0, ""))
        self.assertIn("interval: 1m", out)
        self.assertIn("[1h]", out)
        self.assertIn("- alert: LeewayDistributionMoved", out)
        options = ["--window", "1d", "--interval", "5m", "--for", "30s", "--min-rows", "77", "--cells", "4", "--by", "env",
                   "--tolerance", "0.125", "-o", self.path("rules.yml")]
        self.assertEqual(leeway("prometheus", baseline, *options), (0, "", ""))
        rules = self.path("rules.yml").read_text()
        for part in ["interval: 5m", "[24h]", "for: 30s", ">= 77", "model, baseline, env, feature", "vector(0.125)"]:
            self.assertIn(part, rules)
        self.assertNotIn("cell: '04'", rules)
        status, out, err = leeway("grafana")
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(json.loads(out)["uid"], "leeway-drift")
        self.assertEqual(leeway("grafana", "-o", self.path("dashboard.json")), (0, "", ""))
        self.assertEqual(self.path("dashboard.json").read_text(), out)

    def test_rules_that_cannot_be(self):
        baseline, _ = self.baseline()
        self.assert_error(leeway("prometheus", self.path("none.json")), "none.json: cannot be opened")
        self.assert_error(leeway("prometheus", baseline, "--window", "3m"), "four evaluation intervals")
        self.assert_error(leeway("prometheus", baseline, "--window", "3600"), "--window", "unit")
        self.assert_error(leeway("prometheus", baseline, "--by", "a b"), "'a b' is not a label")
        self.assert_error(leeway("prometheus", baseline, "--cells", "1"), "at least 2")
        self.assert_error(leeway("prometheus", baseline, "-o", self.path("none/rules.yml")), "none/rules.yml")

    def test_progress_shows_on_a_terminal_and_goes_away(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        running = subprocess.Popen([LEEWAY, "baseline", "-", "-o", self.path("b.json")], stdin=subprocess.PIPE,
                                   stderr=theirs)
        os.close(theirs)
        running.stdin.write(b"a,b\n")
        for _ in range(16):  # longer than the second after which it shows
            running.stdin.write(b"".join(b"%d,x\n" % (i % 100) for i in range(100_000)))
            running.stdin.flush()
            time.sleep(.1)
        running.stdin.close()
        self.assertEqual(running.wait(timeout=60), 0)
        shown = os.read(ours, 1 << 16).decode()
        self.assertRegex(shown, r"\rstandard input  \d+ MB, \d+ MB/s")
        self.assertRegex(shown, r"\r\x1b\[Kleeway: .*b\.json: 1 numeric and 1 categorical features of 1600000 rows")

    def test_a_report_that_cannot_be_written(self):
        baseline, _ = self.baseline()
        with open("/dev/full", "w") as full:
            done = subprocess.run([LEEWAY, "check", baseline, self.path("train.csv"), "--json"], stdout=full,
                                  stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 2, "a report that could not be written is an error")


if __name__ == "__main__":
    LEEWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
