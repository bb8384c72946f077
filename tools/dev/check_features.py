#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/features.md has a row for every entry of tools/dev/features.ids, once
and in that order, nothing is done without a proof, each test that it names
exists, and its counts are right."""

import collections
import os
import re

from checklib import Report, path, read

DOCUMENT = "docs/features.md"
ROW = re.compile(r"(?m)^\| ([A-Z]+\d\d) \| (.*) \| (.*) \| (.*) \| (.*) \|$")
COUNT = re.compile(r"(?m)^\| ([\w ]+) \| (\d+) \|$")
PROOF = re.compile(r"`([\w/.-]+)`: `(\w+)`")
STATES = ("done", "partly", "not yet", "no C equivalent")


def proof_problems(file, test):
    if not os.path.exists(path(file)):
        return [f"there is no {file}"]
    if not re.search(rf"(?m)^{test}\(", read(file)):
        return [f"there is no {test} in {file}"]
    return []


def row_problems(state, proofs):
    problems = [] if state in STATES else [f"no such state: {state}"]
    found = PROOF.findall(proofs)
    if state == "done" and not found:
        problems.append("done, but no test is named")
    if state in STATES[2:] and found:
        problems.append("a test proves what is not there")
    if len(found) != proofs.count("tests/"):
        problems.append("a proof is written `FILE`: `TEST`")
    for file, test in found:
        problems += proof_problems(file, test)
    return problems


def main():
    report = Report()
    text = read(DOCUMENT)
    rows = ROW.findall(text)
    wanted = read("tools/dev/features.ids").split()
    states = collections.Counter(row[2] for row in rows)

    report.check(f"{DOCUMENT}: entries",
                 [f"missing: {i}" for i in wanted
                  if i not in [row[0] for row in rows]] or
                 ([] if [row[0] for row in rows] == wanted else
                  ["not in the order of tools/dev/features.ids, or twice"]))
    for name, _, state, _, proofs in rows:
        report.check(f"{DOCUMENT}: {name}", row_problems(state, proofs))
    for state, count in COUNT.findall(text):
        report.check(f"{DOCUMENT}: count of {state}",
                     [] if states[state] == int(count) else
                     [f"there are {states[state]}"])
    report.finish()


main()
