"""Opens HTML reports in a headless Chromium and uses them as a reader would:

    run.py PAGES DIRECTORY [--chromium PATH] [--chromedriver PATH]

PAGES is the program that writes the pages into DIRECTORY, where screenshots are left, too.
"""

import argparse
import base64
import subprocess
import sys
import unittest
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

DESKTOP, PHONE = (1280, 900), (390, 844)
ARGUMENTS = argparse.Namespace()

# Contrast of what is text with what is behind it (WCAG 2.1, 1.4.3): 4.5, or 3 for large text.
CONTRAST = """
const channel = c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
const ground = element => {
  for (; element; element = element.parentElement) {
    const [r, g, b, a = 1] = numbers(getComputedStyle(element).backgroundColor);
    if (a > 0) return [r, g, b];
  }
  return [255, 255, 255];
};
const bad = [];
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  if (!own || !element.getClientRects().length) continue;
  if (['STYLE', 'SCRIPT', 'OPTION', 'title', 'desc'].includes(element.tagName)) continue;
  const style = getComputedStyle(element), svg = element instanceof SVGElement;
  const [a, b] = [luminance(numbers(svg ? style.fill : style.color)), luminance(ground(element))].sort((x, y) => y - x);
  const size = parseFloat(style.fontSize);
  const large = !svg && (size >= 24 || size >= 18.66 && style.fontWeight >= 700);
  if ((a + .05) / (b + .05) < (large ? 3 : 4.5)) bad.push(element.outerHTML.slice(0, 80));
}
return bad;
"""


class Page:
    """A page in a browser of its own."""

    def __init__(self, name, size=DESKTOP, dark=False, script=True):
        options = webdriver.ChromeOptions()
        options.binary_location = ARGUMENTS.chromium
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--hide-scrollbars", "--window-size=%d,%d" % size]:
            options.add_argument(argument)
        if not script:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(ARGUMENTS.chromedriver), options=options)
        self.size = size
        self.resize(*size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.driver.get((ARGUMENTS.directory / name).as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def resize(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def column(self, number):
        """The texts of a column of the rows that are shown, from top to bottom."""
        return self.run("return [...document.querySelector('.f').tBodies].filter(b => !b.hidden)"
                        ".map(b => b.rows[0].cells[arguments[0]].textContent)", number)

    def screenshot(self, name):
        height = min(self.run("return document.documentElement.scrollHeight"), 4000)
        self.resize(self.size[0], height)
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
        (ARGUMENTS.directory / name).write_bytes(base64.b64decode(picture))
        self.resize(*self.size)


def figures(texts):
    return [float(text.strip("<>%").replace(",", "")) for text in texts if text != "-"]


class Report(unittest.TestCase):
    def assert_quiet(self, page):
        """Nothing in the console: no error, no violation of the policy, hence the script's hash is right, too."""
        self.assertEqual(page.driver.get_log("browser"), [])

    def assert_fits(self, page):
        self.assertLessEqual(page.run("return document.documentElement.scrollWidth"), page.size[0])

    def test_pages_look_right_light_dark_and_on_a_phone(self):
        for name, opened in [("three", [0]), ("watched", [0, 1]), ("many", [0]), ("empty", []), ("hostile", [0])]:
            for size, dark in [(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)]:
                with self.subTest(page=name, size=size, dark=dark), Page(name + ".html", size, dark) as page:
                    for feature in opened:
                        page.run("document.getElementById('f' + arguments[0]).open = true", feature)
                    self.assert_fits(page)
                    self.assertEqual(page.run(CONTRAST), [])
                    page.screenshot("%s-%s-%s.png" % (name, "phone" if size == PHONE else "desktop",
                                                      "dark" if dark else "light"))
                    self.assert_quiet(page)

    def test_dark_is_dark(self):
        grounds = []
        for dark in [False, True]:
            with Page("three.html", dark=dark) as page:
                grounds.append(page.run("return getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(grounds[0], "rgb(255, 255, 255)")
        self.assertNotEqual(grounds[0], grounds[1])

    def test_columns_sort_both_ways_and_back(self):
        with Page("many.html") as page:
            ranked = page.column(1)
            self.assertEqual(len(ranked), 300)
            buttons = page.all(".f > thead button")
            self.assertEqual([button.text for button in buttons],
                             ["verdict", "feature", "weight", "effect", "at least", "adj. p"])
            for column in [2, 3, 4]:
                buttons[column].click()
                shown = figures(page.column(column))
                self.assertEqual(shown, sorted(shown, reverse=True))
                head = page.all(".f > thead th")[column]
                self.assertEqual(head.get_attribute("aria-sort"), "descending")
                buttons[column].click()
                self.assertEqual(figures(page.column(column)), sorted(shown))
                self.assertEqual(head.get_attribute("aria-sort"), "ascending")
            buttons[5].click()
            shown = figures(page.column(5))
            self.assertEqual(shown, sorted(shown))
            buttons[1].click()
            self.assertEqual(page.column(1), ["feature_%d" % i for i in range(300)])  # numbers as numbers
            buttons[0].click()
            self.assertEqual(page.column(1), ranked)
            self.assert_quiet(page)

    def test_sorting_keeps_a_feature_and_its_details_together(self):
        with Page("many.html") as page:
            page.all(".f > thead button")[1].click()
            for at in [0, 7, 299]:
                body = page.all(".f > tbody")[at]
                title = body.find_element(By.CSS_SELECTOR, "svg title").get_attribute("textContent")
                self.assertEqual(title, "Distribution of feature_%d" % at)

    def test_names_and_verdicts_filter(self):
        with Page("many.html") as page:
            drifted = page.column(0).count("✗ drift")
            self.assertGreater(drifted, 3)
            page.one("#find").send_keys("FEATURE_1")
            names = page.column(1)
            self.assertEqual(len(names), 111)  # 1, 10 .. 19, 100 .. 199
            self.assertEqual(page.one("#said").text, "111 of 300 features shown")
            page.one("#find").clear()
            page.one("#find").send_keys("x" + Keys.BACKSPACE)
            Select(page.one("#only")).select_by_value("drift")
            self.assertEqual(page.column(0), ["✗ drift"] * drifted)
            page.one("#find").send_keys("no such feature")
            self.assertEqual(page.column(0), [])
            self.assert_quiet(page)

    def test_the_keyboard_is_enough(self):
        with Page("three.html") as page:
            order = []
            for _ in range(14):
                page.press(Keys.TAB)
                focused = page.driver.switch_to.active_element
                order.append(focused.get_attribute("id") or focused.tag_name)
                outline = page.run("const s = getComputedStyle(document.activeElement);"
                                   "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2")
                if focused.tag_name != "body":
                    self.assertTrue(outline, order)
                if focused.tag_name == "summary":
                    break
            self.assertEqual(order, ["find", "only", "open"] + ["button"] * 6 + ["summary"])
            details = page.all("details")[0]
            self.assertIsNone(details.get_attribute("open"))
            page.press(Keys.ENTER)
            self.assertIsNotNone(details.get_attribute("open"))
            page.press(Keys.SPACE)
            self.assertIsNone(details.get_attribute("open"))
            for _ in range(6):  # back to the heads: sort by effect
                page.run("document.querySelectorAll('.f > thead button')[3].focus()")
            page.press(Keys.ENTER)
            self.assertEqual(page.all(".f > thead th")[3].get_attribute("aria-sort"), "descending")
            self.assert_quiet(page)

    def test_rows_open_by_click_and_marks_lead_to_their_feature(self):
        with Page("three.html") as page:
            page.one(".f > tbody .r th").click()
            self.assertTrue(page.run("return document.getElementById('f0').open"))
            page.one(".f > tbody .r th").click()
            self.assertFalse(page.run("return document.getElementById('f0').open"))
            page.one("#find").send_keys("nothing")
            page.run("document.querySelector('header a[href=\"#f2\"]').dispatchEvent("
                     "new MouseEvent('click', {bubbles: true, cancelable: true}))")
            WebDriverWait(page.driver, 10).until(lambda _: page.run("return document.getElementById('f2').open"))
            self.assertEqual(len(page.column(0)), 3)  # the filter is gone, or the feature would be hidden
            self.assertEqual(page.run("return document.activeElement.parentNode.id"), "f2")
            page.one("#open").click()
            self.assertEqual(len(page.all("details[open]")), 3)
            self.assertEqual(page.one("#open").text, "Close all")
            page.one("#open").click()
            self.assertEqual(page.all("details[open]"), [])
            self.assert_quiet(page)

    def test_hostile_names_stay_text(self):
        with Page("hostile.html") as page:
            page.run("document.querySelectorAll('details').forEach(d => d.open = true)")
            self.assertEqual(page.all("img, iframe, object, embed, link[rel=stylesheet], svg[onload], [onmouseover], "
                                      "[onerror]"), [])
            self.assertEqual(len(page.all("script")), 1)
            self.assertEqual(len(page.all(".f > tbody")), 16)
            self.assertIn("<script>alert(1)</script>", page.column(1))
            self.assertIn("&lt;b&gt; &amp;", page.column(1))
            page.one("#find").send_keys("<img")
            self.assertEqual(page.column(1), ['"><img src=x onerror=alert(1)>'])
            self.assertEqual(page.run("return new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"),
                             page.run("return document.querySelectorAll('[id]').length"))
            self.assert_quiet(page)  # an alert would have raised on the way here

    def test_without_its_script_the_page_is_complete(self):
        with Page("watched.html", script=False) as page:
            self.assertEqual(len(page.all(".f > tbody")), 10)
            self.assertEqual(page.all(".f > thead button"), [])
            self.assertFalse(page.one(".c").is_displayed())
            page.all("summary")[0].click()
            self.assertTrue(page.all("details[open] svg")[0].is_displayed())

    def test_it_prints_with_what_drifted_opened(self):
        with Page("watched.html") as page:
            paper = page.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "paperWidth": 8.27,
                                                                    "paperHeight": 11.69})["data"]
            (ARGUMENTS.directory / "watched.pdf").write_bytes(base64.b64decode(paper))
            page.run("dispatchEvent(new Event('beforeprint'))")
            drifted = page.column(0).count("✗ drift")
            self.assertEqual(len(page.all("details[open]")), drifted)
            page.run("dispatchEvent(new Event('afterprint'))")
            self.assertEqual(page.all("details[open]"), [])

    def test_readers_of_the_screen_are_told(self):
        with Page("watched.html") as page:
            self.assertEqual(page.one("html").get_attribute("lang"), "en")
            for svg in page.all("svg"):
                self.assertTrue(svg.get_attribute("aria-hidden") == "true" or
                                svg.find_element(By.TAG_NAME, "title").get_attribute("textContent"))
            self.assertEqual(len(page.all("h1")), 1)
            for control in page.all("#find, #only"):
                self.assertTrue(page.run("return arguments[0].labels.length", control))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--chromedriver", default="/usr/bin/chromedriver")
    parser.parse_args(namespace=ARGUMENTS)
    ARGUMENTS.directory = ARGUMENTS.directory.resolve()
    subprocess.run([ARGUMENTS.pages, ARGUMENTS.directory], check=True)
    unittest.main(argv=sys.argv[:1], verbosity=2)


if __name__ == "__main__":
    main()
