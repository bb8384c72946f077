#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The library exports what core/rowan.symbols lists and the headers declare;
a plugin exports its entry point alone and does not need the library.

With --update, write core/rowan.symbols anew: the diff is for review, for a
name that goes away breaks programs."""

import glob
import os
import re
import subprocess
import sys

from checklib import (BUILD, Report, declarations, declared_data, path,
                      read)

LIST = "core/rowan.symbols"
HEAD = ("# What librowan.so exports. Written by "
        "tools/dev/check_exports.py --update\n")


def exported(library):
    """Names that a shared object defines, without version marks."""
    out = subprocess.run(["nm", "-D", "--defined-only", library], check=True,
                         capture_output=True, text=True).stdout
    entries = [line.split() for line in out.splitlines()]
    return sorted(e[-1].split("@")[0] for e in entries if e[-2] != "A")


def needed(library):
    out = subprocess.run(["readelf", "-d", library], check=True,
                         capture_output=True, text=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", out)


def differences(what, have, want, cure):
    return ([f"{name}: {what[0]}; {cure}" for name in sorted(have - want)] +
            [f"{name}: {what[1]}; {cure}" for name in sorted(want - have)])


def check_library(report, symbols):
    lines = read(LIST) if os.path.exists(path(LIST)) else ""
    listed = {line for line in lines.splitlines()
              if line and not line.startswith("#")}
    report.check(f"librowan.so against {LIST}", differences(
        ("exported but not listed", "listed but not exported"),
        symbols, listed, "tools/dev/check_exports.py --update"))
    declared = {d.name for d in declarations()} | declared_data()
    report.check("librowan.so against the public headers", differences(
        ("exported but no header declares it",
         "declared with ROWAN_API but not exported"),
        symbols, declared, "ROWAN_API belongs to both or neither"))
    report.check("librowan.so exports no internals", [
        f"{name}: internal by its name" for name in sorted(symbols)
        if not name.startswith("rowan_") or name.startswith("rowan__")])


def check_plugin(report, module):
    name = os.path.basename(module)[:-len(".so")]
    entry = f"{name}_LTX_rowan_plugin_v1"
    symbols = exported(module)
    report.check(f"{name}.so exports its entry point alone",
                 [] if symbols == [entry] else
                 ["it exports " + " ".join(symbols), f"expected {entry}"])
    linked = [n for n in needed(module) if n.startswith("librowan")]
    report.check(f"{name}.so does not link librowan",
                 [f"it needs {n}" for n in linked])


def main():
    library = os.path.join(BUILD, "core", ".libs", "librowan.so")
    if not os.path.exists(library):
        sys.exit(f"{library} is missing: build first, or set ROWAN_BUILD")
    symbols = set(exported(library))
    if sys.argv[1:] == ["--update"]:
        with open(path(LIST), "w", encoding="utf-8") as file:
            file.write(HEAD + "\n".join(sorted(symbols)) + "\n")
        return
    report = Report()
    check_library(report, symbols)
    for module in sorted(glob.glob(os.path.join(BUILD, "plugins/.libs/*.so"))):
        check_plugin(report, module)
    report.finish()


main()
