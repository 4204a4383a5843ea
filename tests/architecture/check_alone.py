"""Compiles headers by themselves, each included twice, without making code.

    check_alone.py HEADERS INCLUDE_DIR COMPILER [FLAG...]    HEADERS is a file with a name a line, below INCLUDE_DIR
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
    headers = Path(sys.argv[1]).read_text().split()
    include, compiler, flags = Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
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
