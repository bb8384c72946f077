#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Links of the documentation lead to files and headings that are there, and
every page of docs/ is linked from another one."""

import os
import re

from checklib import Report, files, path, read

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"(?ms)^```.*?^```$|`[^`\n]*`")
HEADING = re.compile(r"(?m)^#+ (.*)$")


def anchors(text):
    """As the common viewers make them of headings."""
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-")
            for h in HEADING.findall(text)}


def problem_of(file, link):
    """What is wrong with a link, and the file that it leads to."""
    target, _, anchor = link.partition("#")
    where = os.path.normpath(os.path.join(os.path.dirname(file), target)) \
        if target else file
    if not os.path.exists(path(where)):
        return f"{link}: there is no {where}", where
    if anchor and anchor not in anchors(read(where)):
        return f"{link}: {where} has no such heading", where
    return None, where


def main():
    report = Report()
    pages = [f for f in files(["."], (".md",))]
    linked = set()
    for file in pages:
        links = [link for link in LINK.findall(FENCE.sub("", read(file)))
                 if "://" not in link]
        found = [problem_of(file, link) for link in links]
        linked |= {where for _, where in found if where != file}
        report.check(file, [problem for problem, _ in found if problem])
    for file in pages:
        if file.startswith("docs" + os.sep):
            report.check(f"{file}: linked", [] if file in linked else
                         ["no page leads to it"])
    report.finish()


main()
