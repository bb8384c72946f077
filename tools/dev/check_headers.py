#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each public header compiles alone, as C11 and as C++17, and is installed."""

import shutil
import subprocess

from checklib import Report, as_included, path, public_headers, read

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
COMPILERS = [
    ["gcc", "-x", "c", "-std=c11"],
    ["clang", "-x", "c", "-std=c11"],
    ["g++", "-x", "c++", "-std=c++17"],
    ["clang++", "-x", "c++", "-std=c++17"],
]


def compile_alone(compiler, header):
    """The compiler's complaints; the header comes twice to try its guard."""
    source = f"#include <{as_included(header)}>\n" * 2
    source += "extern int a_unit_declares_something;\n"
    run = subprocess.run(
        compiler + WARNINGS + ["-fsyntax-only", "-I", path("include"), "-"],
        input=source, capture_output=True, text=True)
    return run.stderr.splitlines()[:12] if run.returncode else []


def main():
    report, installed = Report(), read("include/local.mk")
    for header in public_headers():
        listed = f"%D%/{as_included(header)}" in installed
        report.check(f"{header} is installed",
                     [] if listed else ["include/local.mk does not list it"])
        for compiler in COMPILERS:
            where = f"{header} alone with {compiler[0]}"
            if shutil.which(compiler[0]):
                report.check(where, compile_alone(compiler, header))
            else:
                report.skip(where, f"{compiler[0]} is not installed")
    report.finish()


main()
