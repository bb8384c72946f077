# SPDX-License-Identifier: MIT
"""What the checks share: the files of the tree, C without its comments, the
declarations of the public headers, and the count of what passed."""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.abspath(
    os.environ.get("ROWAN_BUILD", os.path.join(ROOT, "build", "gcc")))


class Report:
    """Counts checks; prints failures as "FAIL where" and why, indented."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, where, problems):
        """One check of one thing: it passes if it has no problems."""
        if not problems:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAIL {where}")
        for problem in problems:
            print("    " + problem.replace("\n", "\n    "))

    def skip(self, where, why):
        self.skipped += 1
        print(f"skip {where}: {why}")

    def finish(self):
        if self.passed + self.failed + self.skipped == 0:
            self.check("the check itself", ["it found nothing to look at"])
        print(f"{self.passed} passed, {self.failed} failed, "
              f"{self.skipped} skipped")
        sys.exit(1 if self.failed else 0)


def path(*parts):
    return os.path.join(ROOT, *parts)


def read(name):
    with open(path(name), encoding="utf-8") as file:
        return file.read()


def files(folders, endings):
    """Paths from ROOT of the files below folders, sorted."""
    found = []
    for folder in folders:
        for base, subfolders, names in os.walk(path(folder)):
            subfolders[:] = [s for s in subfolders
                             if not s.startswith((".", "_", "build"))]
            found += [os.path.relpath(os.path.join(base, name), ROOT)
                      for name in names if name.endswith(endings)]
    return sorted(found)


def public_headers():
    return [h for h in files(["include"], (".h",))]


def as_included(header):
    """include/rowan/url.h is included as rowan/url.h."""
    return os.path.relpath(header, "include")


_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(text, keep_strings=False):
    """C with comments (and the insides of strings) gone, lines kept."""

    def blank(match):
        token = match.group()
        if token[0] == "/":
            return re.sub(r"[^\n]", " ", token)
        if keep_strings:
            return token
        return token[0] + " " * (len(token) - 2) + token[0]

    return _TOKEN.sub(blank, text)


class Declaration:
    """A function that a public header declares with ROWAN_API."""

    def __init__(self, header, line, comment, text):
        self.header, self.line, self.comment = header, line, comment
        self.text = " ".join(text.split())
        head, _, rest = self.text.partition("(")
        self.name = head.split()[-1].lstrip("*")
        self.returns = head[:head.rindex(self.name)].strip()
        self.parameters = _parameter_names(rest)


def _parameter_names(text):
    """The names in "int a, char *b, void (*c)(int), ...) ATTRIBUTES"."""
    depth, parameters, current = 0, [], ""
    for character in text:
        if character == "," and depth == 0:
            parameters.append(current)
            current = ""
            continue
        depth += (character in "([") - (character in ")]")
        if depth < 0:
            break
        current += character
    parameters.append(current)
    names = []
    for parameter in parameters:
        pointer = re.search(r"\(\s*\*\s*(\w+)", parameter)
        plain = re.search(r"(\w+)\s*(\[[^\]]*\]\s*)*$", parameter)
        if pointer:
            names.append(pointer.group(1))
        elif plain and plain.group(1) not in ("void",):
            names.append(plain.group(1))
    return names


def _public(header):
    """What a header marks with ROWAN_API: (position, text up to the ; or {)."""
    code = re.sub(r"(?m)^[ \t]*#(?:[^\n\\]|\\\n|\\.)*",
                  lambda m: re.sub(r"[^\n]", " ", m.group()),
                  without_comments(read(header)))
    for match in re.finditer(r"\bROWAN_API\b([^;{]*)[;{]", code):
        yield match.start(), re.sub(r"\b(ROWAN_MUST_CHECK|extern)\b", "",
                                    match.group(1))


def declarations():
    """Every function of the public headers, as a Declaration."""
    found = []
    for header in public_headers():
        text = read(header)
        for position, declared in _public(header):
            if "(" not in declared:
                continue
            # Other marks may stand between the comment and ROWAN_API.
            before = re.sub(r"(\s|\b[A-Z_]+\b)*$", "", text[:position])
            comment = ""
            if before.endswith("*/"):
                comment = before[before.rindex("/*"):]
            line = text.count("\n", 0, position) + 1
            found.append(Declaration(header, line, comment, declared))
    return found


def declared_data():
    """The names of the objects that public headers declare."""
    return {declared.split()[-1].rstrip("[]") for header in public_headers()
            for _, declared in _public(header) if "(" not in declared}
