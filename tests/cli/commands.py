"""The commands beside baseline and check, as a person would use them: commands.py PATH_OF_LEEWAY"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import jsonschema
except ImportError:  # Debian: python3-jsonschema
    jsonschema = None

LEEWAY = ""
COMMANDS = ["baseline", "check", "compare", "watch", "show", "selftest", "merge", "import", "prometheus", "grafana",
            "schema", "completion", "manual"]


def leeway(*arguments, stdin=None):
    """Exit status, standard output, standard error."""
    done = subprocess.run([LEEWAY, *map(str, arguments)], input=stdin, text=True, capture_output=True, timeout=120,
                          stdin=subprocess.DEVNULL if stdin is None else None, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return done.returncode, done.stdout, done.stderr


def people(seed, rows, age=34.0, mobile=0.6, seen="2026-01-01T{hour:02d}:00:00Z", rows_an_hour=100):
    source = random.Random(seed)
    yield "user_age,device_type,seen_at,score\n"
    for i in range(rows):
        yield (f"{source.gauss(age, 9):.1f},{'mobile' if source.random() < mobile else 'desktop'},"
               f"{seen.format(hour=i // rows_an_hour % 24)},{source.random():.4f}\n")


def text_of(*tables):
    """Tables one after the other, with one header."""
    lines = [line for table in tables for line in table]
    return lines[0] + "".join(line for line in lines if line != lines[0])


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def baseline(self, *options):
        train = self.write("train.csv", text_of(people(1, 5000)))
        status, _, err = leeway("baseline", train, "-o", self.folder / "b.json", "--ignore", "seen_at", *options)
        self.assertEqual(status, 0, err)
        return self.folder / "b.json"

    # --- compare

    def test_compare_says_what_baseline_and_check_say(self):
        baseline = self.baseline()
        live = self.write("live.csv", text_of(people(2, 2000, age=41)))
        by_file = leeway("check", baseline, live, "--json")
        at_once = leeway("compare", self.folder / "train.csv", live, "--ignore", "seen_at", "--json")
        self.assertEqual(at_once[0], 1, at_once[2])
        self.assertEqual(at_once[1], by_file[1])
        healthy = self.write("healthy.csv", text_of(people(3, 2000)))
        self.assertEqual(leeway("compare", self.folder / "train.csv", healthy, "--ignore", "seen_at")[0], 0)

    def test_compare_takes_one_side_from_a_pipe(self):
        train = self.write("train.csv", text_of(people(1, 3000)))
        status, out, err = leeway("compare", train, "-", "--quiet", stdin=text_of(people(2, 2000, age=41)))
        self.assertEqual(status, 1, err)
        self.assertRegex(out, r"^✗ DRIFT  1 of 3 features drifted: user_age  \(2,000 live rows\)\n$")
        status, out, err = leeway("compare", "-", "-", stdin="a\n1\n")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("only one of the two", err)

    # --- watch

    def test_watch_alarms_once_and_keeps_the_alarm(self):
        baseline = self.baseline()
        live = self.write("live.csv", text_of(people(2, 5000), people(3, 3000, age=41)))
        status, out, err = leeway("watch", baseline, live, "--window", 1000)
        self.assertEqual(status, 1, err)
        verdicts = re.findall(r"^window (\d+)  . ([A-Z ]+?)  ", out, re.M)
        self.assertEqual([int(number) for number, _ in verdicts], list(range(1, 9)))
        self.assertNotIn("DRIFT", [verdict for _, verdict in verdicts[:5]])
        self.assertEqual([verdict for _, verdict in verdicts[5:]], ["DRIFT"] * 3)
        self.assertEqual(out.count("verdict  feature"), 1, "the whole report once, when the drift is new")

    def test_watch_says_nothing_of_healthy_rows(self):
        baseline = self.baseline()
        live = self.write("live.csv", text_of(people(9, 10_000)))
        status, out, err = leeway("watch", baseline, live, "--window", 500, "--quiet")
        self.assertEqual(status, 0, err)
        self.assertEqual(len(out.splitlines()), 20)

    def test_watch_as_json_lines_and_stop(self):
        baseline = self.baseline()
        live = text_of(people(2, 1000), people(3, 4000, age=41))
        status, out, err = leeway("watch", baseline, "-", "--window", 500, "--json", "--stop", stdin=live)
        self.assertEqual(status, 1, err)
        reports = [json.loads(line) for line in out.splitlines()]
        self.assertLess(len(reports), 10, "stopped at the first drift")
        self.assertEqual([report["drifted"] for report in reports], [False] * (len(reports) - 1) + [True])
        self.assertEqual([report["windows"] for report in reports], list(range(1, len(reports) + 1)))

    def test_watch_tells_of_a_window_before_the_next_row_comes(self):
        baseline = self.baseline()
        running = subprocess.Popen([LEEWAY, "watch", baseline, "-", "--window", "100", "-q"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(running.stdout.close)
        header, *rows = people(2, 250)
        running.stdin.write(header + "".join(rows[:100]))
        running.stdin.flush()
        self.assertTrue(running.stdout.readline().startswith("window 1  "), "while the pipe is still open")
        running.stdin.write("".join(rows[100:]))
        running.stdin.close()
        self.assertEqual([line.split("  ")[0] for line in running.stdout], ["window 2", "window 3"])
        self.assertEqual(running.wait(timeout=60), 0)

    def test_watch_by_the_clock_of_the_rows(self):
        baseline = self.baseline()
        live = self.write("live.csv", text_of(people(2, 600)))
        status, out, err = leeway("watch", baseline, live, "--time", "seen_at", "--every", "2h", "--json")
        self.assertEqual(status, 0, err)
        reports = [json.loads(line)["window"] for line in out.splitlines()]
        self.assertEqual([(report["rows"], report["begin"]) for report in reports],
                         [(200, "2026-01-01T00:00:00Z"), (200, "2026-01-01T02:00:00Z"), (200, "2026-01-01T04:00:00Z")])
        self.assertNotIn("seen_at", err, "the column of the time is looked at")

    def test_watch_that_cannot_be(self):
        baseline = self.baseline()
        for options, part in [(["--every", "1h"], "--time"), (["--window", "0"], "at least one row"),
                              (["--every", "60"], "unit"), (["--time", "when"], "no column 'when'")]:
            status, out, err = leeway("watch", baseline, self.folder / "train.csv", *options)
            self.assertEqual((status, out), (2, ""), options)
            self.assertIn(part, err)
        status, out, err = leeway("watch", baseline, "-", stdin="user_age,device_type,score\n")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("no rows", err)

    def test_a_season_needs_the_time_of_rows(self):
        train = self.write("train.csv", text_of(people(1, 5000)))
        made = leeway("baseline", train, "-o", self.folder / "b.json", "--time", "seen_at", "--season", "hour_of_day")
        self.assertEqual(made[0], 0, made[2])
        self.assertNotIn("left out", made[2], "the column of the time is used")
        status, out, err = leeway("watch", self.folder / "b.json", train)
        self.assertEqual((status, out), (2, ""))
        self.assertRegex(err, r"b\.json: has a season: pass --time NAME")
        self.assertEqual(leeway("watch", self.folder / "b.json", train, "--time", "seen_at", "-q")[0], 0)

    # --- show and the rest

    def test_show(self):
        status, out, err = leeway("show", self.baseline("--name", "shop"))
        self.assertEqual((status, err), (0, ""))
        self.assertRegex(out, r"^Baseline shop  5,000 rows, 3 features\n")
        self.assertRegex(out, r"user_age +33% +0% +3[34](\.\d+)? +[89]\.\d+ ")
        self.assertRegex(out, r"device_type .* mobile \d\d%, desktop \d\d%")
        self.assertIn("quantiles 0.01: ", leeway("show", self.folder / "b.json", "--verbose")[1])
        status, out, err = leeway("show", self.folder / "train.csv")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("train.csv", err)

    def test_tab_separated_values_are_known_by_their_name(self):
        train = self.write("train.tsv", text_of(people(1, 500)).replace(",", "\t"))
        status, _, err = leeway("baseline", train, "-o", self.folder / "b.json")
        self.assertEqual(status, 0, err)
        self.assertIn("2 numeric and 1 categorical features", err)

    def test_quiet_verbose_and_json_exclude_each_other(self):
        baseline = self.baseline()
        for pair in (["--quiet", "--verbose"], ["--json", "--quiet"], ["--json", "--verbose"]):
            status, out, err = leeway("check", baseline, self.folder / "train.csv", *pair)
            self.assertEqual((status, out), (2, ""), pair)
            self.assertIn("excludes", err)

    def test_every_command_has_help_with_an_example(self):
        listed = leeway("--help")[1]
        for command in COMMANDS:
            self.assertRegex(listed, rf"\n  {command} ")
            status, out, err = leeway(command, "--help")
            self.assertEqual((status, err), (0, ""))
            self.assertRegex(out, rf"Examples?:\s+(\w+ .*\| )?.*leeway {command}", command)

    def described(self, schema, root, value, place):
        """Every member of the value stands in the schema."""
        while "$ref" in schema:
            schema = root["$defs"][schema["$ref"].split("/")[-1]]
        choices = [choice for choice in schema.get("anyOf", [schema])
                   if jsonschema.Draft202012Validator({**choice, "$defs": root["$defs"]}).is_valid(value)]
        self.assertTrue(choices, place)
        if isinstance(value, dict) and "properties" in choices[0]:
            for name, member in value.items():
                self.assertIn(name, choices[0]["properties"], place)
                self.described(choices[0]["properties"][name], root, member, f"{place}.{name}")
        if isinstance(value, list) and "items" in choices[0]:
            for member in value:
                self.described(choices[0]["items"], root, member, f"{place}[]")

    @unittest.skipIf(jsonschema is None, "needs python3-jsonschema")
    def test_what_is_written_fits_its_schema_which_tells_all(self):
        baseline = self.baseline("--time", "seen_at", "--season", "hour_of_day")
        documents = {"baseline": [json.loads(baseline.read_text())], "report": []}
        live = self.write("live.csv", text_of(people(2, 2000, age=41)).replace("desktop", "watch", 5))
        documents["report"].append(json.loads(leeway("check", baseline, live, "--time", "seen_at", "--json")[1]))
        self.baseline()
        documents["baseline"].append(json.loads(baseline.read_text()))
        documents["report"].append(json.loads(leeway("check", baseline, live, "--plan", "limits", "--json")[1]))
        documents["report"] += map(json.loads, leeway("watch", baseline, live, "--json")[1].splitlines())
        for name, written in documents.items():
            schema = json.loads(leeway("schema", name)[1])
            jsonschema.Draft202012Validator.check_schema(schema)
            for document in written:
                jsonschema.Draft202012Validator(schema).validate(document)
                self.described(schema, schema, document, name)
        wrong = {**documents["report"][0], "verdict": "perhaps"}
        report_schema = json.loads(leeway("schema", "report")[1])
        self.assertFalse(jsonschema.Draft202012Validator(report_schema).is_valid(wrong))
        summary = json.loads(leeway("schema", "summary")[1])
        counts = {"format": "leeway.summary", "version": 1,
                  "features": [{"name": "device", "kind": "categorical", "counts": {"mobile": 1}}]}
        jsonschema.Draft202012Validator(summary).validate(counts)
        counts["features"][0]["counts"]["mobile"] = -1
        self.assertFalse(jsonschema.Draft202012Validator(summary).is_valid(counts))

    def completed(self, *words):
        script = leeway("completion", "bash")[1]
        line = f"COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; _leeway; " \
               'printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "-c", script + line], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_completion_in_bash(self):
        self.assertEqual(self.completed("leeway", "ch"), ["check"])
        self.assertEqual(set(COMMANDS) - set(self.completed("leeway", "")), set())
        self.assertEqual(self.completed("leeway", "check", "--pl"), ["--plan"])
        self.assertEqual(self.completed("leeway", "check", "--plan", ""), ["calibrated", "p_value", "limits"])
        self.assertEqual(self.completed("leeway", "baseline", "--season", "hour_of_w"), ["hour_of_week"])
        self.assertEqual(self.completed("leeway", "schema", "re"), ["report"])
        self.assertEqual(self.completed("leeway", "check", "b"), [], "files are the shell's business")

    def test_completion_in_other_shells(self):
        for shell in ("zsh", "fish"):
            status, script, err = leeway("completion", shell)
            self.assertEqual((status, err), (0, ""))
            for word in [*COMMANDS, "hour_of_week", "tolerance"]:
                self.assertIn(word, script)
            if shutil.which(shell):
                path = self.write(f"leeway.{shell}", script)
                self.assertEqual(subprocess.run([shell, "-n", path], capture_output=True, text=True).stderr, "")

    def test_manual_page(self):
        status, page, err = leeway("manual")
        self.assertEqual((status, err), (0, ""))
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=page, capture_output=True, text=True)
            self.assertEqual(done.stderr, "")
        for command in COMMANDS:
            self.assertIn(f"\\fBleeway {command}\\fR", page)
        for word in ("NO_COLOR", "\\-\\-tolerance", "EXIT STATUS"):
            self.assertIn(word, page)


if __name__ == "__main__":
    LEEWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
