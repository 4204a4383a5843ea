"""Writes Leeway as one header, for projects that copy a file instead of linking a package.

    amalgamate.py INCLUDE OUTPUT [HEADER...]

INCLUDE holds leeway/; HEADERs are the ones to make available, leeway/leeway.hpp if none is named. All they include of
Leeway comes first, each once, in the order in which a compiler reads it; headers of other packages stay includes, on
top unless they are conditional. The same sources give the same bytes.
"""

import re
import sys
from pathlib import Path

OWN = re.compile(r'^\s*#\s*include\s*"(leeway/[^"]+)"')
FOREIGN = re.compile(r"^\s*#\s*include\s*<[^>]+>")
OPENS = re.compile(r"^\s*#\s*if")
CLOSES = re.compile(r"^\s*#\s*endif")
PRAGMA_ONCE = re.compile(r"^\s*#\s*pragma\s+once\b")
VERSION = re.compile(r"^#define LEEWAY_VERSION_(MAJOR|MINOR|PATCH) (\d+)$", re.M)

TOP = """\
// Leeway {version}: tells an inference service when production data drifted from training data.
// Made from {headers} by cmake/amalgamate.py; change the sources, not this file.
//
// SPDX-License-Identifier: Apache-2.0
// Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with
// the License. You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0. Unless required by
// applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language
// governing permissions and limitations under the License.
#pragma once

"""


class Amalgamation:
    def __init__(self, include):
        self.include = include
        self.done = set()  # our headers that stand in the text already
        self.foreign = set()  # includes of other packages that stand outside of any #if
        self.lines = []

    def add(self, header):
        if header in self.done:
            return
        self.done.add(header)
        path = self.include / header
        if not path.is_file():
            sys.exit(f"amalgamate.py: there is no {path}")
        own = []  # what the header has itself, after all that it includes
        depth = 0
        for line in path.read_text(encoding="utf-8").split("\n"):
            if OPENS.match(line):
                depth += 1
            elif CLOSES.match(line):
                depth -= 1
            included = OWN.match(line)
            if included and depth > 0:
                sys.exit(f"amalgamate.py: {header} includes {included[1]} conditionally, which one header cannot do")
            if included:
                self.add(included[1])
            elif FOREIGN.match(line) and depth == 0:
                self.foreign.add(line.strip())
            elif not PRAGMA_ONCE.match(line):
                own.append(line)
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip("\n")
        if text:
            self.lines.append(f"// {header}\n\n{text}\n")


def main(include, output, *headers):
    headers = headers or ("leeway/leeway.hpp",)
    include = Path(include)
    version_lines = (include / "leeway/core/version.hpp").read_text(encoding="utf-8")
    version = ".".join(number for _, number in VERSION.findall(version_lines))
    amalgamation = Amalgamation(include)
    for header in headers:
        amalgamation.add(header)
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    top = TOP.format(version=version, headers=", ".join(headers))
    standard = sorted(line for line in amalgamation.foreign if "/" not in line and ".h" not in line)
    packages = sorted(amalgamation.foreign - set(standard))
    text = "\n".join([top + "\n".join(standard) + "\n", "\n".join(packages) + "\n", *amalgamation.lines])
    output.write_bytes(text.encode())


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
