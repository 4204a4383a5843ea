"""Shows that check_headers.py finds each kind of fault: a sound tree passes, and every planted fault is reported."""

import tempfile
import unittest
from pathlib import Path

from check_headers import check

SOUND = {
    "include/leeway/leeway.hpp": '#include "leeway/core/a.hpp"\n#include "leeway/math/b.hpp"\n',
    "include/leeway/core/a.hpp": "#include <vector>\n",
    "include/leeway/math/b.hpp": '#include <boost/math/x.hpp>\n#include "leeway/core/a.hpp"\n',
    "include/leeway/io/json.hpp": '#include <nlohmann/json.hpp>\n#include "leeway/core/a.hpp"\n',
    "tests/core/a.cpp": 'TEST_CASE("a: works") {}\n',
    "tests/math/b.cpp": 'TEMPLATE_TEST_CASE("b: works", "[tag]", int) {}\nTEST_CASE_METHOD(Fixture, "b: too") {}\n',
    "tests/io/json.cpp": 'TEST_CASE(\n    "json: works") {}\n',
}


class PlantedFaults(unittest.TestCase):
    def rules_found(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**SOUND, **changes}.items():
                if text is not None:
                    path = Path(folder) / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, encoding="utf-8")
            return {rule for rule, _ in check(folder)[0]}

    def test_sound_tree_passes(self):
        self.assertEqual(self.rules_found({}), set())

    def test_includes_in_comments_do_not_count(self):
        text = '// #include "leeway/math/b.hpp"\n/*\n#include <Eigen/Core>\n*/\n'
        self.assertEqual(self.rules_found({"include/leeway/core/a.hpp": text}), set())

    def test_later_layer(self):
        changes = {"include/leeway/core/a.hpp": '#include "leeway/io/json.hpp"\n',
                   "include/leeway/io/json.hpp": "#include <nlohmann/json.hpp>\n"}
        self.assertIn("layer", self.rules_found(changes))

    def test_testing_has_an_umbrella_of_its_own(self):
        changes = {"include/leeway/testing/rows.hpp": "", "tests/testing/rows.cpp": 'TEST_CASE("rows: work") {}\n'}
        self.assertIn("umbrella", self.rules_found(changes))
        brought = {**changes, "include/leeway/testing.hpp": '#include "leeway/testing/rows.hpp"\n'}
        self.assertEqual(self.rules_found(brought), set())

    def test_namespace_without_the_version(self):
        umbrella = SOUND["include/leeway/leeway.hpp"] + '#include "leeway/core/version.hpp"\n'
        numbers = "#define LEEWAY_VERSION_MAJOR 0\n#define LEEWAY_VERSION_MINOR 7\n"
        version = {"include/leeway/core/version.hpp": numbers, "include/leeway/leeway.hpp": umbrella,
                   "tests/core/version.cpp": 'TEST_CASE("version: is there") {}\n'}
        header = "include/leeway/core/a.hpp"
        for line in ("namespace leeway {", "namespace leeway::detail {", "namespace leeway::inline v0_6 {",
                     "namespace leeway::inline v7::detail {"):
            with self.subTest(line):
                self.assertIn("abi", self.rules_found({**version, header: line + "\n}\n"}))
        for line in ("namespace leeway::inline v0_7 {", "namespace leeway::inline v0_7::detail {",
                     "// namespace leeway {\nnamespace other {"):
            with self.subTest(line):
                self.assertEqual(self.rules_found({**version, header: line + "\n}\n"}), set())

    def test_unknown_layer(self):
        self.assertIn("layer", self.rules_found({"include/leeway/misc/z.hpp": ""}))

    def test_cycle(self):
        changes = {"include/leeway/core/a.hpp": '#include "leeway/core/c.hpp"\n',
                   "include/leeway/core/c.hpp": '#  include "leeway/core/a.hpp"\n'}
        self.assertIn("cycle", self.rules_found(changes))

    def test_package_in_the_wrong_place(self):
        for package in ("boost/version.hpp", "nlohmann/json.hpp", "Eigen/Core"):
            with self.subTest(package):
                self.assertIn("package", self.rules_found({"include/leeway/core/a.hpp": f"#include <{package}>\n"}))

    def test_relative_include(self):
        self.assertIn("include", self.rules_found({"include/leeway/math/b.hpp": '#include "../core/a.hpp"\n'}))

    def test_absent_include(self):
        self.assertIn("include", self.rules_found({"include/leeway/math/b.hpp": '#include "leeway/core/gone.hpp"\n'}))

    def test_too_long(self):
        self.assertIn("budget", self.rules_found({"include/leeway/core/a.hpp": "\n" * 301}))
        self.assertEqual(self.rules_found({"include/leeway/core/a.hpp": "\n" * 251}), {"warning"})

    def test_header_without_test(self):
        self.assertIn("test", self.rules_found({"tests/core/a.cpp": None}))

    def test_name_that_ctest_would_not_select(self):
        self.assertIn("name", self.rules_found({"tests/core/a.cpp": 'TEST_CASE("works") {}\n'}))

    def test_file_without_tests(self):
        self.assertIn("name", self.rules_found({"tests/core/a.cpp": "int x;\n"}))

    def test_umbrella_lacks_a_header(self):
        self.assertIn("umbrella", self.rules_found({"include/leeway/leeway.hpp": '#include "leeway/core/a.hpp"\n'}))

    def test_umbrella_includes_what_needs_a_package(self):
        text = SOUND["include/leeway/leeway.hpp"] + '#include "leeway/io/json.hpp"\n'
        self.assertIn("umbrella", self.rules_found({"include/leeway/leeway.hpp": text}))

    def test_guide(self):
        changes = {"include/leeway/leeway.hpp": SOUND["include/leeway/leeway.hpp"] + '#include "leeway/compare/c.hpp"\n',
                   "include/leeway/compare/c.hpp": "", "tests/compare/c.cpp": 'TEST_CASE("c: works") {}\n'}
        guide = "include/leeway/compare/README.md"
        self.assertEqual(self.rules_found(changes), {"guide"})
        self.assertEqual(self.rules_found({**changes, guide: "| `c.hpp` | advice |\n"}), set())
        self.assertEqual(self.rules_found({**changes, guide: "`c.hpp` and `gone.hpp`\n"}), {"guide"})


if __name__ == "__main__":
    unittest.main()
