"""The page that 'leeway check --html' writes: html_page.py PATH_OF_LEEWAY"""

import base64
import hashlib
import re
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

LEEWAY = ""


class Tags(HTMLParser):
    """The elements of a page and the texts in them."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.texts = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.texts.append(data)


class Html(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def leeway(self, *arguments):
        done = subprocess.run([LEEWAY, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=120)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def tables(self, shift):
        """A baseline and live data that moved by so much."""
        def table(moved):
            return "age,device\n" + "".join(f"{20 + i * 37 % 50 + moved},{'mobile' if i % 3 else 'tablet'}\n"
                                             for i in range(3000))
        (self.folder / "train.csv").write_text(table(0))
        (self.folder / "live.csv").write_text(table(shift))
        status, _, err = self.leeway("baseline", self.folder / "train.csv", "-o", self.folder / "baseline.json")
        self.assertEqual(status, 0, err)
        return self.folder / "baseline.json", self.folder / "live.csv"

    def test_the_page_is_written_beside_the_report_and_the_status_stays(self):
        page = self.folder / "report.html"
        baseline, live = self.tables(15)
        status, out, err = self.leeway("check", baseline, live, "--html", page)
        self.assertEqual(status, 1, err)
        self.assertIn("1 of 2 features drifted: age", out)
        tags = Tags(page.read_text(encoding="utf-8"))
        self.assertIn("1 of 2 features drifted: age", tags.texts)
        self.assertEqual(sum(tag == "details" for tag, _ in tags.elements), 2)
        baseline, live = self.tables(0)
        status, out, err = self.leeway("check", baseline, live, "--html", page, "--json")
        self.assertEqual(status, 0, err)
        self.assertTrue(out.startswith("{"))
        self.assertIn("2 features look as in training", page.read_text(encoding="utf-8"))
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith(".")], [])

    def test_a_page_that_cannot_be_written_is_an_error(self):
        baseline, live = self.tables(15)
        status, out, err = self.leeway("check", baseline, live, "--html", self.folder / "absent" / "report.html")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("absent", err)

    def test_the_policy_allows_the_pages_own_script_and_nothing_else(self):
        page = self.folder / "report.html"
        self.leeway("check", *self.tables(15), "--html", page)
        text = page.read_text(encoding="utf-8")
        script, = re.findall("<script>(.*?)</script>", text, re.S)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        self.assertIn(f"script-src 'sha256-{digest}'", text)
        for tag, attributes in Tags(text).elements:
            self.assertFalse([name for name in attributes if name.startswith("on")], (tag, attributes))
            self.assertNotIn("src", attributes)


if __name__ == "__main__":
    LEEWAY = sys.argv.pop(1)
    unittest.main()
