"""Checks the structure of include/leeway and of the tests that mirror it.

    check_headers.py ROOT        ROOT holds include/leeway and tests

Rules, each with the name it is reported under:
  layer     a header includes only its own layer or an earlier one
  cycle     no header includes itself, directly or through others
  package   third-party headers only where they belong (PACKAGES)
  budget    no header over 300 lines (over 250 is a warning)
  include   our headers are included as "leeway/layer/file.hpp", and exist
  test      every header has a test file of the same name
  name      every test's name starts with "<stem of its file>:", which is how CTest selects it
  umbrella  leeway.hpp brings every header, directly or through others, but those of UMBRELLA_LEAVES_OUT
            and those that need a package beyond Eigen and Boost; testing.hpp brings every header of testing/
  abi       headers open `namespace leeway::inline v0_1`, of this version, as cmake/abi_namespace.py writes it
  guide     compare/README.md names every header of compare/ that offers a test or a distance, and none that is not there
"""

import re
import sys
from pathlib import Path

LAYERS = ["core", "math", "accumulate", "compare", "stream", "multivariate", "baseline", "report", "monitor",
          "testing", "io", "adapters"]
# Where a package's headers may be included: a layer, or one header.
PACKAGES = {
    "boost/": {"math"},
    "nlohmann/": {"io", "adapters"},
    "prometheus/": {"adapters/prometheus_cpp.hpp"},
    "Eigen/": {"core/batch.hpp", "multivariate"},
    "torch/": {"adapters"},
    "caffe2/": {"adapters"},
    "libpq-fe.h": {"adapters/postgresql.hpp"},
    "sqlite3.h": {"adapters/sqlite.hpp"},
}
IN_UMBRELLA = ("boost/", "Eigen/")  # packages that leeway::leeway brings
UMBRELLA_LEAVES_OUT = {"adapters", "multivariate", "testing"}  # layers
UMBRELLAS = {"leeway.hpp", "testing.hpp"}  # of no layer
WARN_LINES, MAX_LINES = 250, 300
# Headers of compare/ that its guide need not name: what the tests there are made of.
GUIDE_LEAVES_OUT = {"chi_squared_pass", "contingency", "counts", "kolmogorov_smirnov_distance", "moment_summary",
                    "pooled_ties", "shares", "tie_groups"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)
TEST_NAME = re.compile(r'\b(?:TEST_CASE|TEMPLATE\w*_TEST_CASE|SCENARIO)\w*\(\s*(?:[\w:]+\s*,\s*)?"((?:[^"\\]|\\.)*)"')


def read(path):
    return path.read_text(encoding="utf-8")


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        self.include = self.root / "include" / "leeway"
        self.headers = {}  # "layer/file.hpp" -> [(delimiter, path)]
        for path in sorted(self.include.rglob("*.hpp")):
            self.headers[path.relative_to(self.include).as_posix()] = INCLUDE.findall(without_comments(read(path)))
        self.own = {name: [path[len("leeway/"):] for _, path in includes if path.startswith("leeway/")]
                    for name, includes in self.headers.items()}

    def layered(self):
        return [name for name in self.headers if name not in UMBRELLAS]

    def reachable(self, name):
        seen, todo = set(), [name]
        while todo:
            for included in self.own.get(todo.pop(), []):
                if included not in seen:
                    seen.add(included)
                    todo.append(included)
        return seen


def layer_of(name):
    return name.split("/")[0] if "/" in name else None


def check_layers(tree):
    for name in tree.layered():
        layer = layer_of(name)
        if layer not in LAYERS:
            yield "layer", f"{name}: not in one of the layers {', '.join(LAYERS)}"
            continue
        for included in tree.own[name]:
            other = layer_of(included)
            if other not in LAYERS or LAYERS.index(other) > LAYERS.index(layer):
                yield "layer", f"{name} includes {included}: {layer} comes before {other}"


def check_cycles(tree):
    for name in tree.headers:
        if name in tree.reachable(name):
            yield "cycle", f"{name} includes itself, through {', '.join(sorted(tree.reachable(name)))}"


def check_packages(tree):
    for name in tree.layered():
        for _, path in tree.headers[name]:
            for prefix, places in PACKAGES.items():
                if path.startswith(prefix) and name not in places and layer_of(name) not in places:
                    yield "package", f"{name} includes <{path}>, which belongs in {', '.join(sorted(places))} only"


def check_includes(tree):
    for name, includes in tree.headers.items():
        for delimiter, path in includes:
            if delimiter == '"' and not path.startswith("leeway/"):
                yield "include", f'{name}: "{path}" should be written "leeway/layer/file.hpp"'
            if delimiter == "<" and path.startswith("leeway/"):
                yield "include", f'{name}: <{path}> should be written "{path}"'
            if path.startswith("leeway/") and path[len("leeway/"):] not in tree.headers:
                yield "include", f"{name}: there is no {path}"


def check_budget(tree):
    for name in tree.layered():
        lines = read(tree.include / name).count("\n")
        if lines > MAX_LINES:
            yield "budget", f"{name} has {lines} lines, over {MAX_LINES}: split it by idea"
        elif lines > WARN_LINES:
            yield "warning", f"{name} has {lines} lines, over {WARN_LINES}"


def check_tests(tree):
    for name in tree.layered():
        test = tree.root / "tests" / Path(name).with_suffix(".cpp")
        if not test.exists():
            yield "test", f"{name} has no test: {test.relative_to(tree.root).as_posix()} is missing"


def check_test_names(tree):
    for layer in LAYERS:
        for path in sorted((tree.root / "tests" / layer).rglob("*.cpp")):
            names = TEST_NAME.findall(read(path))
            where = path.relative_to(tree.root).as_posix()
            if not names:
                yield "name", f"{where} has no test"
            for name in names:
                if not name.startswith(path.stem + ":"):
                    yield "name", f'{where}: "{name}" should start with "{path.stem}:"'


def check_umbrella(tree):
    if "leeway.hpp" not in tree.headers:
        yield "umbrella", "there is no leeway.hpp"
        return
    brought = tree.reachable("leeway.hpp")
    for name in tree.layered():
        needed = [path for each in {name} | tree.reachable(name) for _, path in tree.headers.get(each, [])]
        foreign = [path for path in needed if "/" in path and path.startswith(tuple(PACKAGES))
                   and not path.startswith(IN_UMBRELLA)]
        left_out = layer_of(name) in UMBRELLA_LEAVES_OUT or bool(foreign)
        if left_out and name in brought:
            yield "umbrella", f"leeway.hpp brings {name}, which is left out of it" + \
                (f" (it needs <{foreign[0]}>)" if foreign else "")
        if not left_out and name not in brought:
            yield "umbrella", f"leeway.hpp does not bring {name}"
        if layer_of(name) == "testing" and name not in tree.reachable("testing.hpp"):
            yield "umbrella", f"testing.hpp does not bring {name}"


def check_guide(tree):
    stems = {Path(name).stem for name in tree.headers if re.fullmatch(r"compare/\w+\.hpp", name)}
    guide = tree.include / "compare" / "README.md"
    if not stems:
        return
    named = set(re.findall(r"`(\w+)\.hpp`", read(guide))) if guide.exists() else set()
    for stem in sorted(stems - named - GUIDE_LEAVES_OUT):
        yield "guide", f"compare/README.md does not name {stem}.hpp"
    for stem in sorted(named - stems):
        yield "guide", f"compare/README.md names {stem}.hpp, which is not there"


def check_abi(tree):
    version = tree.include / "core" / "version.hpp"
    if not version.exists():
        return
    major, minor = (re.search(rf"^#define LEEWAY_VERSION_{part} (\d+)$", read(version), re.M)[1]
                    for part in ("MAJOR", "MINOR"))
    wanted = f"inline v0_{minor}" if major == "0" else f"inline v{major}"
    for name in tree.headers:
        text = without_comments(read(tree.include / name))
        for opened in re.findall(r"^\s*namespace leeway\b(?:::(inline \w+))?", text, re.M):
            if opened != wanted:
                yield "abi", f"{name} opens namespace leeway without {wanted}: run cmake/abi_namespace.py ."
                break


CHECKS = [check_layers, check_cycles, check_packages, check_includes, check_budget, check_tests, check_test_names,
          check_umbrella, check_abi, check_guide]


def check(root):
    """All findings as (rule, message)."""
    tree = Tree(root)
    return [finding for rule in CHECKS for finding in rule(tree)], len(tree.headers)


def main():
    findings, headers = check(sys.argv[1])
    for rule, message in findings:
        print(f"{rule}: {message}")
    errors = sum(rule != "warning" for rule, _ in findings)
    print(f"{headers} headers, {errors} errors, {len(findings) - errors} warnings")
    return 1 if errors or headers == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
