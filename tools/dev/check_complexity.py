#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Functions and files stay small: "Size as a habit" in CONTRIBUTING.md.

McCabe's number is counted as 1 + decisions (if, for, while, case, &&, ||, ?).
Functions follow the house style: name at column 1, braces at column 1.
With --list, print the largest functions instead."""

import re
import sys

from checklib import Report, files, read, without_comments

FOLDERS = ["include", "core", "plugins", "tools", "docs/examples", "tests"]
MAX_LINES, MAX_DECISIONS, MAX_FILE = 100, 25, 800
ALLOW = "tools/dev/complexity.allow"

DECISION = re.compile(r"\b(?:if|for|while|case)\b|&&|\|\||\?")
NAME = re.compile(r"^(\w+)\(", re.M)


class Function:
    def __init__(self, file, line, name, lines, decisions):
        self.file, self.line, self.name = file, line, name
        self.lines, self.decisions = lines, decisions


def functions(file):
    """Functions of a file: from a line "{" to the next line "}"."""
    code = without_comments(read(file))
    code = re.sub(r"(?m)^[ \t]*#(?:[^\n\\]|\\\n|\\.)*",
                  lambda m: re.sub(r"[^\n]", " ", m.group()), code)
    for match in re.finditer(r"(?m)^\{\n(.*?)^\}$", code, re.S):
        head = code[:match.start()]
        head = head[max(head.rfind(c) for c in ";}") + 1:]
        name = NAME.search(head)
        if name:
            body = match.group(1)
            yield Function(file, code.count("\n", 0, match.start()) + 1,
                           name.group(1), body.count("\n"),
                           1 + len(DECISION.findall(body)))


def read_allowed():
    """{(file, function): reason}"""
    allowed = {}
    for line in read(ALLOW).splitlines():
        line = line.split("#")[0].strip()
        if line:
            file, name, reason = line.split(None, 2)
            allowed[file, name] = reason
    return allowed


def too_much(function):
    problems = []
    if function.lines > MAX_LINES:
        problems.append(f"{function.lines} lines, at most {MAX_LINES}")
    if function.decisions > MAX_DECISIONS:
        problems.append(f"McCabe {function.decisions}, "
                        f"at most {MAX_DECISIONS}")
    return problems


def check_file(report, file, allowed, used):
    length = read(file).count("\n")
    report.check(f"{file} is not too long",
                 [f"{length} lines, at most {MAX_FILE}"]
                 if length > MAX_FILE else [])
    for function in functions(file):
        problems = too_much(function)
        if problems and (file, function.name) in allowed:
            used.add((file, function.name))
            problems = []
        report.check(f"{file}:{function.line}: {function.name}()", problems)


def print_largest(names):
    everything = [f for name in names for f in functions(name)]
    for f in sorted(everything, key=lambda f: -max(f.lines / 4, f.decisions)):
        if f.lines > 60 or f.decisions > 15:
            print(f"{f.lines:4} lines  McCabe {f.decisions:3}  "
                  f"{f.file}:{f.line} {f.name}()")


def main():
    names = files(FOLDERS, (".c", ".h"))
    if sys.argv[1:] == ["--list"]:
        print_largest(names)
        return
    report, allowed, used = Report(), read_allowed(), set()
    for file in names:
        check_file(report, file, allowed, used)
    report.check(f"{ALLOW} allows only what is there",
                 [f"{file} {name}: no longer too large, or gone"
                  for file, name in sorted(set(allowed) - used)])
    report.finish()


main()
