#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Wrong programs do not compile, and the compiler says why.

Each tests/compile-fail/NAME.c begins, after its licence, with

    /* wrong:   compares an integer column with a text */
    /* message: operand_type_does_not_match_the_column */
    /* level:   error */

and has the wrong code under #ifdef WRONG and what is right under #else. It
must compile without -DWRONG and must not with it, with gcc and with clang,
and their message must have the text (message-gcc and message-clang where they
differ). Level "error" means under default flags; "warning" means a warning
there, and an error with -Werror."""

import os
import re
import shutil
import subprocess

from checklib import Report, files, path, read

FOLDER = "tests/compile-fail"
COMPILERS = ["gcc", "clang"]


def compile_file(compiler, file, *flags):
    return subprocess.run(
        [compiler, "-std=c11", "-I", path("include"), "-I", path(FOLDER),
         "-c", "-o", os.devnull, *flags, path(file)],
        capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"))


def said(run):
    """A message as one line with plain quotes, since compilers differ."""
    return " ".join(run.stderr.replace("\\'", "'").split())


def fields(file):
    return dict(re.findall(r"/\*\s*(wrong|level|message(?:-\w+)?):\s*(.*?)"
                           r"\s*\*/", read(file), re.S))


def problems(file, compiler, head):
    right = compile_file(compiler, file, "-Wall", "-Wextra", "-Werror")
    if right.returncode:
        return ["what is right in it does not compile:"] + \
            right.stderr.splitlines()[:10]
    message = head.get("message-" + compiler, head.get("message", ""))
    level = head.get("level", "error")
    wrong = compile_file(compiler, file, "-DWRONG")
    found = []
    if level == "error" and wrong.returncode == 0:
        found.append("it compiles")
    if level == "warning":
        if wrong.returncode != 0:
            found.append("an error already: make its level error")
        if compile_file(compiler, file, "-DWRONG", "-Werror").returncode == 0:
            found.append("it compiles with -Werror")
    if " ".join(message.split()) not in said(wrong):
        found += [f'the message has not "{message}":'] + \
            wrong.stderr.splitlines()[:10]
    return found


def main():
    report = Report()
    for file in files([FOLDER], (".c",)):
        head = fields(file)
        if "wrong" not in head or not any(k.startswith("message")
                                          for k in head):
            report.check(file, ["its head wants wrong: and message:"])
            continue
        for compiler in COMPILERS:
            where = f"{file} with {compiler}: {head['wrong']}"
            if shutil.which(compiler):
                report.check(where, problems(file, compiler, head))
            else:
                report.skip(where, f"{compiler} is not installed")
    report.finish()


main()
