#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every slot of the tables between library and plugins says what a stranger
must know: its contract, whether it is required or what leaving it out means,
who frees what it returns, and since which minor of the ABI it is there. What
the comment says of requirement and minor is what core/dialect/tables.c does.
docs/guide/dialect-slots.md lists the slots.

    check_slots.py             look
    check_slots.py --update    write the table of docs/guide/dialect-slots.md
"""

import re
import sys

from checklib import Report, path, read, without_comments

PAGE = "docs/guide/dialect-slots.md"
LOADER = "core/dialect/tables.c"
MARKS = ("<!-- slots -->\n", "<!-- end of slots -->\n")

# The tables, their header, and whether the host gives them: all of its slots
# are there, so that nothing is required.
TABLES = [("plugin", "plugin", False), ("flavour", "plugin", False),
          ("dialect", "dialect", False), ("driver", "driver", False),
          ("catalog", "catalog", False), ("host", "plugin", True),
          ("reflection_calls", "catalog", True)]
HEADS = {"size", "reserved", "abi_minor"}

# What is passed by the slots: each member says what it is.
RECORDS = [("error_info", "plugin"), ("rule", "dialect"),
           ("option_info", "dialect"), ("capabilities", "capabilities"),
           ("connect_params", "driver"), ("begin_params", "driver"),
           ("reflect_query", "catalog"), ("reflection", "catalog")]
# A member with the comment before it, or behind it; and its name.
MEMBER = re.compile(r"(/\*\*(?:(?!\*/).)*\*/)?\s*([^;/]+);"
                    r"([ ]*/\*\*<(?:(?!\*/).)*\*/)?", re.S)
NAME = re.compile(r"\*\s*(\w+)\s*\)\s*\(|(\w+)(?:\[\w+\])?$")

SINCE = re.compile(r"Since ABI 1\.(\d+)\.")
REQUIRED = re.compile(r"Required(?: with the feature (\w+))?\.")
DEFAULT = re.compile(r"(?:NULL|\b0): (.*?)\.(?=\s|$)")
# Words for who frees what a slot returns, or how long it is valid.
FREES = re.compile(r"(?i)\bfree|\bvalid\b|\bstatic\b")


class Slot:
    def __init__(self, table, comment, declaration):
        pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)\s*\(", declaration)
        self.table = table
        self.name = pointer.group(1) if pointer else \
            re.search(r"(\w+)$", declaration).group(1)
        self.comment = comment
        since = SINCE.search(comment)
        self.since = int(since.group(1)) if since else None
        required = REQUIRED.search(comment)
        self.required = required and (required.group(1) or "always")
        default = DEFAULT.findall(SINCE.sub("", comment))
        self.default = default[-1] if default else None
        # A function that returns a pointer, or makes an object.
        self.gives = bool(pointer) and bool(
            re.match(r"[^(]*\*\s*\(", declaration) or
            re.search(r"\*\*\s*ret_", declaration))
        self.is_number = not pointer and declaration.startswith("uint32_t ")


def slots(table, header):
    """The members of struct rowan_TABLE with the comment before each."""
    text = read(f"include/rowan/plugin/{header}.h")
    begin = re.search(rf"\bstruct rowan_{table} \{{\n", text).end()
    body = text[begin:text.index("\n}", begin)]
    for match in re.finditer(r"(?:/\*\*(?P<comment>(?:(?!\*/).)*)\*/)?"
                             r"(?P<gap>[^;/]*);", body, re.S):
        comment = re.sub(r"\s*\n\s*\*\s?", " ", match.group("comment") or "")
        declaration = " ".join(without_comments(match.group("gap")).split())
        slot = Slot(table, " ".join(comment.split()), declaration)
        if slot.name not in HEADS:
            yield slot


def loaded():
    """What the loader does: table.slot to (since, "always" or feature or
    None)."""
    found = {}
    for table, name, since, required in re.findall(
            r"\bSLOT\((\w+),\s*(\w+),\s*(\d+),\s*([^,{}]+?)\)(?=,|\s)",
            read(LOADER)):
        feature = re.match(r"ROWAN_FEATURE_(\w+)", required)
        found[f"{table}.{name}"] = (
            int(since), "always" if required == "ALWAYS" else
            feature.group(1) if feature else None)
    return found


def problems(slot, from_host, loader):
    if not slot.comment:
        return ["it has no comment (/** ... */ right before it)"]
    found = []
    if slot.since is None:
        found.append('it does not say since when: "Since ABI 1.0."')
    if slot.gives and not FREES.search(slot.comment):
        found.append("it does not say who frees what it returns, or how long "
                     "that is valid")
    if len(slot.comment.split()) < 5:
        found.append("it says no more than that it is there")
    if from_host:
        return found
    if not slot.required and not slot.default:
        found.append('it says neither "Required." (perhaps "with the feature '
                     'X.") nor what leaving it out means: "NULL: ..."')
    if slot.is_number:
        return found
    if f"{slot.table}.{slot.name}" not in loader:
        return found + [f"{LOADER} does not know it"]
    since, required = loader[f"{slot.table}.{slot.name}"]
    if required != slot.required:
        found.append(f"{LOADER} requires it: {required or 'never'}")
    if since != slot.since:
        found.append(f"{LOADER} says that it is since 1.{since}")
    return found


def row(slot, from_host):
    if from_host:
        without = "always there"
    elif slot.required == "always":
        without = "**required**"
    elif slot.required:
        without = f"required with `{slot.required}`"
    else:
        without = slot.default.replace("|", "\\|")
    return f"| `{slot.name}` | {without} | 1.{slot.since} |"


def page():
    lines = []
    for table, header, from_host in TABLES:
        lines += [f"### rowan_{table}", "",
                  f"In [`plugin/{header}.h`](../../include/rowan/plugin/"
                  f"{header}.h)" +
                  (", given by the host." if from_host else "."), "",
                  "| slot | if it is left out | since |", "|---|---|---|"]
        lines += [row(slot, from_host) for slot in slots(table, header)]
        lines.append("")
    return "\n".join(["", *lines])


def check_records(report):
    for record, header in RECORDS:
        text = read(f"include/rowan/plugin/{header}.h")
        begin = re.search(rf"\bstruct rowan_{record} \{{\n", text).end()
        body = text[begin:text.index("\n}", begin)]
        for before, declaration, behind in MEMBER.findall(body):
            pointer, plain = NAME.search(declaration.strip()).groups()
            report.check(f"include/rowan/plugin/{header}.h: "
                         f"rowan_{record}.{pointer or plain}",
                         [] if before or behind or plain in HEADS
                         else ["it has no comment"])


def check_headers(report):
    loader = loaded()
    known = set()
    for table, header, from_host in TABLES:
        for slot in slots(table, header):
            known.add(f"{table}.{slot.name}")
            report.check(f"include/rowan/plugin/{header}.h: "
                         f"rowan_{table}.{slot.name}",
                         problems(slot, from_host, loader))
    report.check(LOADER, [f"{name}: no header has it"
                          for name in loader if name not in known])


def main():
    report = Report()
    check_headers(report)
    check_records(report)
    if report.failed:
        report.finish()
    text = read(PAGE)
    before, rest = text.split(MARKS[0])
    middle, after = rest.split(MARKS[1])
    if "--update" in sys.argv[1:]:
        with open(path(PAGE), "w", encoding="utf-8") as file:
            file.write(before + MARKS[0] + page() + MARKS[1] + after)
        return
    report.check(PAGE, [] if middle == page() else
                 ["it is not what the headers say: check_slots.py --update"])
    report.finish()


main()
