#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/conformance.md accounts for every test of SQLAlchemy's dialect suite
(tools/dev/conformance.ids): which of rowan-conformance's it became, or why
not. What is ported is seen in `rowan-conformance --list`; what is said about
the others is in tools/dev/conformance.states, where the first pattern that
fits a test decides.

  --update               write the page
  --update NAME=FILE...  with the counts of runs: --json output, by server"""

import collections
import fnmatch
import json
import os
import re
import subprocess
import sys

from checklib import BUILD, Report, path, read

PAGE = "docs/conformance.md"
IDS = "tools/dev/conformance.ids"
STATES = "tools/dev/conformance.states"
PROGRAM = os.path.join(BUILD, "tests/conformance/rowan-conformance")
WORDS = ("ported", "adapted", "not applicable", "waiting")
RUNS = re.compile(r"(?ms)^<!-- runs -->\n(.*?)^<!-- end of runs -->\n")

HEAD = """# Conformance

`rowan-conformance` tries on a database what every dialect must do. It is
installed with the library, so that the author of a plugin has it too;
`rowan-conformance(1)` is its manual.

Where SQLAlchemy's dialect suite (2.1) has a test, ours has its name. This page
accounts for all {total} functions of that suite:
{counts}.
Cases inside a function are a table in it.

The module `rowan` has {own} more, on what that suite does not look at:
savepoints, foreign keys that are enforced, two-phase commit, lost and silent
connections, locks, deadlocks, conflicts of serialization, sessions at once,
deadlines, cancels, tables that are compared with their models, and whether each
feature that is claimed is there.

A test that needs a feature which the database lacks is skipped, and the skip
names the feature. One that is expected to fail and passes has failed.

This page is written by `tools/dev/check_conformance.py --update`.

"""


def programs_tests():
    """module.class.test of everything that the program has."""
    lines = subprocess.run([PROGRAM, "--list", "--json"], check=True,
                           capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in lines.splitlines()]
    return {f"{r['module']}.{r['class']}.{r['test']}" for r in rows}


def read_states():
    """[(pattern, word, rest)]"""
    rows = []
    for line in read(STATES).splitlines():
        if line.strip() and not line.startswith("#"):
            pattern, word, rest = [part.strip() for part in
                                   line.split("|", 2)]
            rows.append((pattern, word, rest))
    return rows


def ours_of(identifier, remark):
    """Which test of ours: "= module.class.*" in a remark names another."""
    match = re.match(r"= (\S+)\s*", remark)
    if not match:
        return identifier, remark
    name = match.group(1).replace("*", identifier.rpartition(".")[2])
    return name, remark[match.end():]


def account(identifiers, tests, states):
    """([(identifier, word, ours, remark)], problems)"""
    rows, problems, used = [], [], set()
    for identifier in identifiers:
        word, remark = "ported", ""
        for pattern, state, rest in states:
            if fnmatch.fnmatchcase(identifier, pattern):
                word, remark = state, rest
                used.add(pattern)
                break
        ours, remark = ours_of(identifier, remark)
        if word not in WORDS:
            problems.append(f"{identifier}: no such state: {word}")
        if word in WORDS[:2] and ours not in tests:
            problems.append(f"{identifier}: {word}, but there is no {ours}")
        if word in WORDS[2:] and ours in tests:
            problems.append(f"{identifier}: {word}, but it is there")
        if word in WORDS[2:] and not remark:
            problems.append(f"{identifier}: {word}, and not why")
        rows.append((identifier, word, ours if word in WORDS[:2] else "",
                     remark))
    problems += [f"{STATES}: {pattern} fits nothing"
                 for pattern, _, _ in states if pattern not in used]
    return rows, problems


def modules_table(rows):
    counts = collections.defaultdict(collections.Counter)
    for identifier, word, _, _ in rows:
        counts[identifier.split(".")[0]][word] += 1
    lines = ["| module | functions | " + " | ".join(WORDS) + " |",
             "|---|" + "---|" * (len(WORDS) + 1)]
    for module in counts:
        lines.append(f"| {module} | {sum(counts[module].values())} | " +
                     " | ".join(str(counts[module][w]) for w in WORDS) + " |")
    total = collections.Counter(word for _, word, _, _ in rows)
    lines.append(f"| all | {len(rows)} | " +
                 " | ".join(str(total[w]) for w in WORDS) + " |")
    return "\n".join(lines) + "\n", total


def runs_table(runs):
    """Of each module and server: passed / skipped, and why skipped."""
    table = collections.defaultdict(dict)
    reasons = collections.defaultdict(collections.Counter)
    for name, lines in runs.items():
        for row in lines:
            if "summary" in row:
                continue
            cell = table[row["module"]].setdefault(name, collections.Counter())
            cell[row["state"]] += 1
            if row["state"] == "skipped":
                reasons[name][row["reason"]] += 1
    servers = list(runs)
    text = ["| module | " + " | ".join(servers) + " |",
            "|---|" + "---|" * len(servers)]
    for module in sorted(table):
        cells = [table[module].get(s, {}) for s in servers]
        text.append(f"| {module} | " + " | ".join(
            f"{c.get('passed', 0)} / {c.get('skipped', 0)}"
            for c in cells) + " |")
    text.append("| all | " + " | ".join(
        f"{sum(c.get(s, {}).get('passed', 0) for c in table.values())} / "
        f"{sum(c.get(s, {}).get('skipped', 0) for c in table.values())}"
        for s in servers) + " |")
    text.append("")
    for server in servers:
        text.append(f"Skipped on {server}: " + (", ".join(
            f"{reason} ({count})" for reason, count in
            sorted(reasons[server].items())) or "none") + ".")
        text.append("")
    return "\n".join(text)


def write(rows, total, modules, own, runs):
    counts = ", ".join(f"{total[w]} {w}" for w in WORDS)
    text = HEAD.format(total=len(rows), counts=counts, own=own)
    text += "## By module\n\n" + modules + "\n"
    text += ("## By server\n\nTests that passed / that were skipped; none "
             "failed.\n\n<!-- runs -->\n" + runs +
             "<!-- end of runs -->\n\n## All functions\n")
    module = None
    for identifier, word, ours, remark in rows:
        this, of, test = identifier.split(".")
        if this != module:
            module = this
            text += (f"\n### {module}\n\n| class | test | state | ours, or "
                     "why |\n|---|---|---|---|\n")
        tell = f"`{ours}`" if ours and ours != identifier else ""
        text += (f"| {of} | {test} | {word} | " +
                 "; ".join(part for part in (tell, remark) if part) + " |\n")
    return text


def load(arguments):
    runs = {}
    for argument in arguments:
        name, _, file = argument.partition("=")
        with open(file, encoding="utf-8") as lines:
            runs[name] = [json.loads(line) for line in lines]
    return runs


def old_runs():
    if not os.path.exists(path(PAGE)):
        return ""
    match = RUNS.search(read(PAGE))
    return match.group(1) if match else ""


def main():
    report = Report()
    if not os.path.exists(PROGRAM):
        report.skip(PAGE, f"there is no {PROGRAM}")
        report.finish()
    tests = programs_tests()
    identifiers = read(IDS).split()
    rows, problems = account(identifiers, tests, read_states())
    report.check(f"{IDS}: 465 functions",
                 [] if len(set(identifiers)) == 465 else
                 [f"there are {len(set(identifiers))}"])
    report.check(f"{STATES}", problems)
    modules, total = modules_table(rows)
    own = sum(test.startswith("rowan.") for test in tests)
    runs = old_runs()
    if sys.argv[1:2] == ["--update"]:
        if sys.argv[2:]:
            runs = runs_table(load(sys.argv[2:]))
        with open(path(PAGE), "w", encoding="utf-8") as page:
            page.write(write(rows, total, modules, own, runs))
    report.check(f"{PAGE} is as --update writes it",
                 [] if os.path.exists(path(PAGE)) and
                 read(PAGE) == write(rows, total, modules, own, runs) else
                 ["run tools/dev/check_conformance.py --update"])
    report.finish()


main()
