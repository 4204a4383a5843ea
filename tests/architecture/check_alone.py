"""Compiles every header by itself, included twice, without making code.

    check_alone.py INCLUDE_DIR COMPILER [FLAG...]
"""

import concurrent.futures
import os
import subprocess
import sys
from pathlib import Path


def compile_alone(header, include, compiler, flags):
    text = f'#include "{header}"\n#include "{header}"\n'
    command = [compiler, "-x", "c++", "-std=c++20", "-fsyntax-only", f"-I{include}", *flags, "-"]
    return header, subprocess.run(command, input=text, text=True, capture_output=True)


def main():
    include, compiler, flags = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    headers = [path.relative_to(include).as_posix() for path in sorted(include.rglob("*.hpp"))]
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, result in pool.map(lambda name: compile_alone(name, include, compiler, flags), headers):
            if result.returncode != 0 or result.stderr:
                failures += 1
                print(f"{header} does not compile alone:\n{result.stderr}")
    print(f"{compiler}: {len(headers)} headers, {failures} failures")
    return 1 if failures or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
