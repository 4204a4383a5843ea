"""Puts the inline namespace of this version into every header: run it after the version has changed.

    abi_namespace.py ROOT        ROOT holds include/leeway

Every header opens `namespace leeway::inline v0_1 {`, so that users write leeway::Monitor, while symbols carry the
version: two versions of Leeway in one program, in two of its libraries, are kept apart, and linking one's objects with
the other's fails instead of mixing them. It changes with what may break: the minor version while the major one is 0.
A macro would save the change of all headers at each release, but every header would have to include it, and no tool
that reads C++ without compiling it would understand the first line.
"""

import re
import sys
from pathlib import Path

NAMESPACE = re.compile(r"^(namespace|\}  // namespace) leeway(?:::inline \w+)?(?=::|\b)(.*)$", re.M)


def abi_of(include):
    text = (include / "core" / "version.hpp").read_text(encoding="utf-8")
    major, minor = (re.search(rf"^#define LEEWAY_VERSION_{part} (\d+)$", text, re.M)[1] for part in ("MAJOR", "MINOR"))
    return f"v0_{minor}" if major == "0" else f"v{major}"


def with_abi(text, abi):
    return NAMESPACE.sub(lambda line: f"{line[1]} leeway::inline {abi}{line[2]}", text)


def main():
    include = Path(sys.argv[1]) / "include" / "leeway"
    abi = abi_of(include)
    changed = 0
    for path in sorted(include.rglob("*.hpp")):
        text = path.read_text(encoding="utf-8")
        if with_abi(text, abi) != text:
            path.write_text(with_abi(text, abi), encoding="utf-8")
            changed += 1
    print(f"{abi}: {changed} headers changed")


if __name__ == "__main__":
    main()
