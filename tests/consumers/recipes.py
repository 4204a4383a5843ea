"""Looks into the recipes of package managers that no test machine has to have, running them with stand-ins.

    recipes.py ROOT CMAKE

The vcpkg port: its manifest has what the registry asks for, and the portfile, in CMake's script mode with vcpkg's
functions stubbed, calls them as it should. The Conan recipe: its methods run over stubs of Conan's modules, and package
what a header library must.
"""

import fnmatch
import json
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import types
import unittest
from collections import defaultdict
from pathlib import Path

ROOT, CMAKE = Path(sys.argv[1]).resolve(), sys.argv[2]
PACKAGING = ROOT / "cmake" / "packaging"
VERSION = ".".join(re.findall(r"^#define LEEWAY_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)$",
                              (ROOT / "include/leeway/core/version.hpp").read_text(encoding="utf-8"), re.M))

VCPKG_STUBS = """
set(VERSION {version})
set(PORT leeway)
set(CURRENT_PACKAGES_DIR "{packages}")
foreach(name IN ITEMS vcpkg_cmake_configure vcpkg_cmake_install vcpkg_cmake_config_fixup vcpkg_fixup_pkgconfig
                      vcpkg_install_copyright)
  cmake_language(EVAL CODE "function(${{name}})\\nmessage(STATUS \\"CALL ${{name}} \\${{ARGN}}\\")\\nendfunction()")
endforeach()
function(vcpkg_from_github)
  message(STATUS "CALL vcpkg_from_github ${{ARGN}}")
  set(SOURCE_PATH /fetched PARENT_SCOPE)
endfunction()
include("{portfile}")
"""


class Vcpkg(unittest.TestCase):
    def calls(self, portfile, folder):
        script = Path(folder) / "run.cmake"
        script.write_text(VCPKG_STUBS.format(version=VERSION, packages=f"{folder}/packages", portfile=portfile),
                          encoding="utf-8")
        done = subprocess.run([CMAKE, "-P", script], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return dict(re.findall(r"CALL (\w+) (.*)", done.stdout))

    def test_manifest(self):
        text = (PACKAGING / "vcpkg/vcpkg.json").read_text(encoding="utf-8")
        manifest = json.loads(text)
        self.assertEqual(manifest["version-semver"], VERSION)
        self.assertRegex(manifest["name"], r"^[a-z0-9]+(-[a-z0-9]+)*$")
        for field in ("description", "license", "dependencies", "supports"):
            self.assertTrue(manifest[field], field)
        self.assertFalse(set(manifest["default-features"]) - set(manifest["features"]))
        for name, feature in manifest["features"].items():
            self.assertTrue(feature["description"] and feature["dependencies"], name)
        hosts = {each["name"] for each in manifest["dependencies"] if isinstance(each, dict) and each.get("host")}
        self.assertEqual(hosts, {"vcpkg-cmake", "vcpkg-cmake-config"})
        # `vcpkg format-manifest` indents by two and ends with a line break.
        self.assertEqual(text, json.dumps(manifest, indent=2) + "\n")

    def test_features_are_targets(self):
        manifest = json.loads((PACKAGING / "vcpkg/vcpkg.json").read_text(encoding="utf-8"))
        build = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
        targets = set(re.findall(r"^add_library\(leeway::(\w+) ALIAS", build, re.M))
        self.assertEqual(set(manifest["features"]), targets - {"core", "leeway"})

    def test_port_in_the_tree_builds_the_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            calls = self.calls(PACKAGING / "vcpkg/portfile.cmake", folder)
            self.assertNotIn("vcpkg_from_github", calls)
            self.assertIn(f"SOURCE_PATH;{ROOT}", calls["vcpkg_cmake_configure"])
            self.assertIn("LEEWAY_BUILD_TESTS=OFF", calls["vcpkg_cmake_configure"])
            self.assertEqual(calls["vcpkg_install_copyright"], f"FILE_LIST;{ROOT}/LICENSE")
            self.assertTrue((Path(folder) / "packages/share/leeway/usage").exists())
            where = calls["vcpkg_cmake_config_fixup"].split(";")[1]
            self.assertEqual(where, "share/cmake/leeway")

    def test_port_of_a_registry_fetches_the_release(self):
        with tempfile.TemporaryDirectory() as folder:
            port = Path(folder) / "ports/x/leeway"
            shutil.copytree(PACKAGING / "vcpkg", port)
            calls = self.calls(port / "portfile.cmake", folder)
            self.assertIn(f"REF;v{VERSION}", calls["vcpkg_from_github"])
            self.assertIn("SOURCE_PATH;/fetched", calls["vcpkg_cmake_configure"])


class Properties:
    def __init__(self):
        self.properties = {}

    def set_property(self, name, value):
        self.properties[name] = value


def conan_stubs():
    def copy(recipe, pattern, src, dst):
        """As Conan does: the pattern is one of whole paths below src, in which * stands for slashes, too."""
        for path in [Path(src) / pattern] if "*" not in pattern else Path(src).rglob("*"):
            relative = path.relative_to(src)
            if path.is_file() and fnmatch.fnmatch(relative.as_posix(), pattern):
                (Path(dst) / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, Path(dst) / relative)

    def module(name, **contents):
        made = types.ModuleType(name)
        made.__dict__.update(contents)
        sys.modules[name] = made

    class ConanFile:
        version = None

    checked = []
    module("conan", ConanFile=ConanFile)
    module("conan.tools")
    module("conan.tools.build", check_min_cppstd=lambda recipe, version: checked.append(version),
           can_run=lambda recipe: False)
    module("conan.tools.files", copy=copy, load=lambda recipe, path: Path(path).read_text(encoding="utf-8"))
    module("conan.tools.layout", basic_layout=lambda recipe, **options: None)
    module("conan.tools.cmake", CMake=None, cmake_layout=lambda recipe: None)
    return checked


class Conan(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.checked = conan_stubs()
        path = PACKAGING / "conan/conanfile.py"
        namespace = {"__name__": "conanfile"}
        exec(compile(path.read_text(encoding="utf-8"), path, "exec"), namespace)
        self.recipe = namespace["LeewayConan"]()
        self.recipe.recipe_folder = str(path.parent)
        self.recipe.export_sources_folder = self.recipe.source_folder = f"{self.folder.name}/source"
        self.recipe.package_folder = f"{self.folder.name}/package"
        self.recipe.options = types.SimpleNamespace(with_json=True)

    def test_compiles(self):
        for name in ("conanfile.py", "test_package/conanfile.py"):
            py_compile.compile(PACKAGING / "conan" / name, cfile=f"{self.folder.name}/c.pyc", doraise=True)

    def test_version_is_the_headers(self):
        self.recipe.set_version()
        self.assertEqual(self.recipe.version, VERSION)

    def test_settings_do_not_matter_to_a_header_library(self):
        cleared = []
        self.recipe.info = types.SimpleNamespace(clear=lambda: cleared.append(True))
        self.recipe.package_id()
        self.assertTrue(cleared)
        self.assertEqual(self.recipe.package_type, "header-library")
        self.recipe.validate()
        self.assertEqual(self.checked, [20])

    def test_packages_all_headers_and_the_licence(self):
        self.recipe.export_sources()
        self.recipe.package()
        packed = {path.relative_to(self.recipe.package_folder).as_posix()
                  for path in Path(self.recipe.package_folder).rglob("*") if path.is_file()}
        ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "include").rglob("*.hpp")}
        self.assertEqual(packed, ours | {"licenses/LICENSE"})

    def test_targets_are_those_of_the_cmake_package(self):
        class Info(Properties):
            def __init__(self):
                super().__init__()
                self.components = defaultdict(Properties)

        required = []
        self.recipe.requires = lambda reference, **traits: required.append(reference.split("/")[0])
        for with_json in (True, False):
            required.clear()
            self.recipe.options.with_json = with_json
            self.recipe.cpp_info = Info()
            self.recipe.requirements()
            self.recipe.package_info()
            targets = {each.properties["cmake_target_name"] for each in self.recipe.cpp_info.components.values()}
            self.assertEqual(targets, {"leeway::core", "leeway::leeway"} | ({"leeway::json"} if with_json else set()))
            foreign = {need.split("::")[0] for each in self.recipe.cpp_info.components.values()
                       for need in each.requires if "::" in need}
            self.assertEqual(foreign, set(required))  # Conan refuses a requirement that no component uses

    def test_test_package_is_the_consumer_of_the_other_tests(self):
        self.assertEqual((PACKAGING / "conan/test_package/consumer.cpp").read_text(encoding="utf-8"),
                         (ROOT / "tests/consumers/consumer.cpp").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
