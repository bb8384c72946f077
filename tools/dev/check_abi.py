#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tables that cross between library and plugins, as the compiler lays
them out on this machine: sizes, offsets and numbers, against the list in
tests/abi/tables.txt and, in a git checkout, against the list of the last
commit; and what the library exports, core/rowan.symbols, against that of the
last commit. What a plugin or a program was built with must stay where it is:
tables and lists of numbers may grow at their ends, symbols may be added.

    check_abi.py             compare
    check_abi.py --update    write the list; refused while the ABI is frozen
                             and something moved

While it is not frozen, what moved or went since the last commit is printed and
is no failure: NEWS.md has to say it. FROZEN makes it one.
"""

import os
import re
import subprocess
import sys
import tempfile

import checklib

LIST = "tests/abi/tables.txt"
SYMBOLS = "core/rowan.symbols"
# Until 1.0 the tables may still change, with the list in the same commit.
FROZEN = False

HEADERS = ["rowan/value.h", "rowan/error.h", "rowan/type.h", "rowan/url.h",
           "rowan/isolation.h", "rowan/op.h", "rowan/status.h",
           "rowan/model.h", "rowan/inspect.h", "rowan/plugin/capabilities.h",
           "rowan/plugin/plugin.h", "rowan/plugin/dialect.h",
           "rowan/plugin/driver.h", "rowan/plugin/catalog.h"]

# Of the application's headers, what plugins see.
STRUCTS_OF_OTHERS = re.compile(
    r"rowan_(value|view|interval|uuid|error|type|url_parts|host_port|"
    r"url_option|option|\w+_info|index_part)$")
ENUMS = re.compile(r"rowan_(kind|status|retry|op|feature|isolation|action|"
                   r"table_kind|inspect_parts|identity|match|nulls_order|"
                   r"index_origin)$")
# X-macros whose rows an enum is made of.
MAPS = {"rowan_status": ("ROWAN_STATUS_MAP", "ROWAN_"),
        "rowan_op": ("ROWAN_OP_MAP", "ROWAN_OP_"),
        "rowan_feature": ("ROWAN_FEATURE_MAP", "ROWAN_FEATURE_")}


def members(body):
    """Names of a struct's members; what is inside a union is the union's."""
    names, depth, declaration = [], 0, ""
    for character in body:
        depth += (character == "{") - (character == "}")
        if character == ";" and depth == 0:
            names += declared(declaration)
            declaration = ""
        elif depth == 0 and character not in "{}":
            declaration += character
    return names


def declared(declaration):
    pointer = re.search(r"\(\s*\*\s*(?:const\s+)?(\w+)\s*\)\s*\(", declaration)
    if pointer:
        return [pointer.group(1)]
    return [re.search(r"(\w+)\s*(\[[^\]]*\]\s*)*$", part).group(1)
            for part in declaration.split(",") if part.strip()]


def structs(text, is_contract):
    """(name, members) of the structs that a header defines."""
    for match in re.finditer(r"\bstruct\s+(rowan_\w+)\s*\{", text):
        name = match.group(1)
        if not is_contract and not STRUCTS_OF_OTHERS.match(name):
            continue
        end, depth = match.end(), 1
        while depth:
            depth += (text[end] == "{") - (text[end] == "}")
            end += 1
        yield name, members(text[match.end():end - 1])


def enums(text, whole):
    """(name, constants) of the enums that a header defines."""
    for match in re.finditer(r"\benum\s+(rowan_\w+)\s*\{([^}]*)\}", text):
        name, body = match.groups()
        if not ENUMS.match(name):
            continue
        if name in MAPS:
            macro, prefix = MAPS[name]
            rows = re.search(r"#define " + macro + r"\(X\)((?:.*\\\n)*.*\n)",
                             whole).group(1)
            yield name, [prefix + row
                         for row in re.findall(r"\bX\((\w+),", rows)]
        else:
            yield name, re.findall(r"\b(ROWAN_\w+)\s*(?:=|,|$)", body)


def program():
    """A C program that prints the list."""
    lines = ["#include <stddef.h>", "#include <stdio.h>"]
    lines += [f"#include <{header}>" for header in HEADERS]
    lines += ["int main(void)", "{"]
    for header in HEADERS:
        whole = checklib.read("include/" + header)
        text = checklib.without_comments(whole)
        for name, names in structs(text, "/plugin/" in header):
            lines.append(f'printf("struct {name} {len(names)}\\n");')
            for member in names:
                lines.append(
                    f'printf("  {name}.{member} %zu %zu\\n", '
                    f"offsetof(struct {name}, {member}), "
                    f"sizeof(((struct {name} *)0)->{member}));")
        for name, constants in enums(text, whole):
            lines.append(f'printf("enum {name}\\n");')
            lines += [f'printf("  {c} %lld\\n", (long long){c});'
                      for c in constants]
    return "\n".join(lines + ["return 0;", "}", ""])


def laid_out():
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "abi.c")
        binary = os.path.join(folder, "abi")
        with open(source, "w", encoding="utf-8") as file:
            file.write(program())
        subprocess.run([os.environ.get("CC", "gcc"), "-std=c11", "-I",
                        checklib.path("include"), "-o", binary, source],
                       check=True)
        return subprocess.run([binary], check=True, text=True,
                              stdout=subprocess.PIPE).stdout


def entries(text):
    """The indented lines, name to rest."""
    return dict(line.split(None, 1) for line in text.splitlines()
                if line.startswith("  "))


def committed_at(commit, file):
    """The file as a commit has it; None if it has not, or outside git."""
    try:
        return subprocess.run(
            ["git", "-C", checklib.ROOT, "show", f"{commit}:{file}"],
            check=True, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def of_last_commit(file):
    """What the file is compared with: the last commit's or, where that is what
    lies here, the one's before it. None outside git."""
    last = committed_at("HEAD", file)
    if last is not None and last == checklib.read(file):
        return committed_at("HEAD~1", file) or last
    return last


def moved(old, new):
    """What is not where it was. ROWAN_..._COUNT grow by their nature."""
    before, after = entries(old), entries(new)
    return [f"{name} was at {place}, and is "
            + (f"at {after[name]}" if name in after else "gone")
            for name, place in before.items()
            if after.get(name) != place and not name.endswith("_COUNT")]


def removed(old, new):
    """Symbols that programs may use, and are gone."""
    return [f"{name}() is exported no more"
            for name in old.split("\n")
            if name.startswith("rowan_") and name not in new.split("\n")]


def check_list(report, now):
    listed = entries(checklib.read(LIST))
    for name, place in entries(now).items():
        there = listed.get(name)
        report.check(f"{LIST}: {name}", [] if there == place else
                     [f"is at {place}, the list says {there}; if that is "
                      "meant, run check_abi.py --update"])
    report.check(LIST, [f"{name} is gone" for name in listed
                        if name not in entries(now)])


def check_last_commit(report, file, difference, now):
    committed = of_last_commit(file)
    where = f"{file} against the last commit's"
    if committed is None:
        report.skip(where, "there is none, or no git")
        return
    problems = difference(committed, now)
    if not FROZEN:
        for problem in problems:
            print(f"note {where}: {problem}")
        problems = []
    report.check(where, problems)


def update(now):
    committed = of_last_commit(LIST)
    if FROZEN and committed is not None and moved(committed, now):
        sys.exit("the ABI is frozen, and these moved:\n"
                 + "\n".join(moved(committed, now)))
    with open(checklib.path(LIST), "w", encoding="utf-8") as file:
        file.write(now)


def main():
    now = laid_out()
    if "--update" in sys.argv[1:]:
        update(now)
        return
    report = checklib.Report()
    check_list(report, now)
    check_last_commit(report, LIST, moved, now)
    check_last_commit(report, SYMBOLS, removed, checklib.read(SYMBOLS))
    report.finish()


main()
