#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Rules about the text of the sources, one row each."""

import re

from checklib import Report, files, read, without_comments

CODE = ["include", "core", "plugins", "tools/rowan", "docs/examples", "tests"]
LIBRARY = ["core", "plugins"]

# What must not be there: name, folders, endings, pattern, whether comments
# count, what to do instead, files where it is right.
FORBIDDEN = [
    ("the core names no database", ["core"], ("",),
     r"(?i)sqlite|postgres|mysql|mariadb", True,
     "ask the capabilities", []),
    ("no tabs, no blanks at line ends", CODE, (".c", ".h"),
     r"\t|[ ]+$", True, "use 4 spaces", []),
    ("80 columns", CODE, (".c", ".h"),
     r"^.{81,}$", True, "break the line", []),
    ("memory comes from core/base/alloc.h or the host table", LIBRARY,
     (".c", ".h"),
     r"\b(malloc|calloc|realloc|free|strdup|strndup|asprintf)\s*\(", False,
     "rowan__alloc() and its family, or the host's, so that the test of "
     "failed allocations reaches it", ["core/base/alloc.c"]),
    ("the library never prints, exits, aborts or jumps", LIBRARY, (".c", ".h"),
     r"\b(printf|puts|putchar|perror|exit|_exit|abort|assert|longjmp|setjmp)"
     r"\s*\(|\b(stdout|stderr)\b", False,
     "return a rowan_status with a rowan_error", []),
    ("no names that POSIX keeps", CODE, (".h",),
     r"^typedef\b.*\b(?!u?int|size|ptrdiff)\w+_t;", False,
     "drop the _t", []),
    ("no unsafe string functions", CODE, (".c", ".h"),
     r"\b(strcpy|strcat|sprintf|gets|strtok)\s*\(", False,
     "snprintf(), or the buffer of core/base/buffer.h", []),
    ("a test's name is a sentence about the outcome", ["tests"], (".c",),
     r"HARNESS_TEST\((?!$|test_[a-z0-9_]+?__[a-z0-9_]+\))", False,
     "test_subject__does_what", []),
    ("no machine's own paths", CODE + ["tools", "docs"],
     (".c", ".h", ".mk", ".sh", ".py", ".md"),
     r"/(home|root|work)/\w", True, "make it relative", []),
]


def offences(file, pattern, comments_count):
    text = read(file)
    if not comments_count:
        text = without_comments(text)
    return [f"line {number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), 1)
            if re.search(pattern, line)]


def check_forbidden(report):
    for name, folders, endings, pattern, comments, cure, right in FORBIDDEN:
        problems = []
        for file in files(folders, endings):
            if file in right or file == "tools/dev/check_source.py":
                continue
            problems += [f"{file}: {line}"
                         for line in offences(file, pattern, comments)]
        report.check(name, problems[:20] + [f"instead: {cure}"]
                     if problems else [])


def check_licence(report):
    missing = []
    for file in files(CODE + ["tools"], (".c", ".h", ".mk", ".sh", ".py")):
        if "SPDX-License-Identifier: MIT" not in "".join(
                read(file).splitlines()[:2]):
            missing.append(file)
    report.check("each source names its licence in its first lines", missing)


def listed_files():
    """The files that some local.mk names, with %D% replaced."""
    listed = set()
    for makefile in files(["."], ("local.mk",)):
        folder = makefile.rpartition("/")[0]
        text = read(makefile).replace("%D%", folder)
        listed |= set(re.findall(r"[\w./-]+\.[ch]\b", text))
    return listed


def check_lists(report):
    """A file that no list names is not built, or not in the release."""
    listed = listed_files()
    lost = [file for file in files(CODE, (".c", ".h"))
            if file not in listed
            and not file.startswith(("tests/abi/1.", "tests/compile-fail/",
                                     "tests/docs/",
                                     "tests/install/",
                                     "docs/examples/odbc-dialect/"))]
    report.check("each source is in its folder's local.mk", lost)


def check_twice(report):
    """Two branches that both add a file merge without a conflict."""
    twice = []
    for makefile in files(["."], ("local.mk",)):
        for paragraph in re.split(r"(?<!\\)\n", read(makefile)):
            words = [word for word in paragraph.split() if "/" in word]
            twice += [f"{makefile}: {word}" for word in sorted(set(words))
                      if words.count(word) > 1 and re.search(r"\.[ch]$", word)]
    report.check("a local.mk lists no file twice", twice)


def check_definitions(report):
    """grep '^rowan_x' finds a definition, so names stand at column 1."""
    problems = []
    for file in files(["core", "plugins", "tools/rowan"], (".c",)):
        code = without_comments(read(file))
        for match in re.finditer(
                r"(?m)^(?:static )?(?:const )?\w[\w ]*[ *]+\**(\w+)"
                r"\([^;{}]*\)\s*\n\{", code):
            if "=" not in match.group() and match.group(1) != "defined":
                problems.append(f"{file}: {match.group(1)}")
    report.check("function names stand at column 1 of their definition",
                 problems[:20])


def main():
    report = Report()
    check_forbidden(report)
    check_licence(report)
    check_lists(report)
    check_twice(report)
    check_definitions(report)
    report.finish()


main()
