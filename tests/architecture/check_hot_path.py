"""What a service compiles that includes nothing but the recorder.

    check_hot_path.py INCLUDE_DIR COMPILER

The recorder's own headers come from the layers below it, and nothing else is reached but the standard library: no
Eigen, no Boost, no JSON, no intrinsics, and of the standard library none of what takes long to compile and is not
needed. Compile time itself is no test's business; it is printed for whoever wants to know.
"""

import resource
import subprocess
import sys
from pathlib import Path

LAYERS = {"core", "math", "accumulate", "baseline", "monitor"}
MONITOR = {"monitor/pane.hpp", "monitor/recorder.hpp", "monitor/row_sampler.hpp", "monitor/sharded.hpp"}
HEAVY = {"iostream", "fstream", "sstream", "regex", "random", "functional", "filesystem", "future", "map", "set", "ranges",
         "immintrin.h"}
SOURCE = '#include "leeway/monitor/recorder.hpp"\n'


def compiled(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command, input=SOURCE, text=True, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    include, compiler = Path(sys.argv[1]).resolve(), sys.argv[2]
    command = [compiler, "-std=c++20", f"-I{include}", "-x", "c++"]
    rule, _ = compiled(command + ["-M", "-"])
    reached = [Path(word) for word in rule.replace("\\\n", " ").split()[1:] if word != "-"]
    own = {path.resolve().relative_to(include / "leeway").as_posix() for path in reached
           if path.resolve().is_relative_to(include)}
    problems = []
    for header in sorted(own):
        layer = header.split("/")[0]
        if layer not in LAYERS or (layer == "monitor" and header not in MONITOR):
            problems.append(f"our {header}, which is for after the observing")
    for path in reached:
        if path.resolve().is_relative_to(include):
            continue
        if any(part in ("boost", "nlohmann", "eigen3", "Eigen") for part in path.parts):
            problems.append(f"{path}, a package that a service does not have to have")
        elif path.name in HEAVY and "bits" not in path.parts:
            problems.append(f"<{path.name}>, which costs compile time")
    for problem in problems:
        print(f"the recorder reaches {problem}")
    _, seconds = compiled(command + ["-O2", "-c", "-o", "/dev/null", "-"])
    print(f"{len(own)} of our headers, {len(reached) - len(own)} others; {seconds:.2f} s of processor time at -O2")
    return 1 if problems or "monitor/recorder.hpp" not in own else 0


if __name__ == "__main__":
    sys.exit(main())
