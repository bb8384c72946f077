#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every #include obeys core/layers.txt, and libltdl lives in one file."""

import os
import re

from checklib import ROOT, Report, files, read

FOLDERS = ["include", "core", "plugins", "tools/rowan", "docs/examples",
           "tests"]
QUOTED_FROM = ["core", "tests/support", "tests/unit", ""]


def read_layers():
    layers = {}
    for line in read("core/layers.txt").splitlines():
        line = line.split("#")[0].strip()
        if line:
            name, allowed = line.split(":")
            layers[name.strip()] = allowed.split()
    return layers


def layer_of(file, layers):
    """The most special line of layers.txt that file belongs to."""
    if file.startswith("include/rowan/plugin/"):
        return "plugin-contract"
    if file.startswith("include/"):
        return "public"
    folders = file.split("/")[:-1]
    for length in range(len(folders), 0, -1):
        name = "/".join(folders[:length])
        if name in layers:
            return name
    return None


def target_of(file, spelled):
    """The file of the tree that an #include means; None: not of the tree."""
    name = spelled[1:-1]
    if spelled[0] == "<":
        is_ours = name == "rowan.h" or name.startswith("rowan/")
        return "include/" + name if is_ours else None
    for folder in [os.path.dirname(file)] + QUOTED_FROM:
        candidate = os.path.normpath(os.path.join(folder, name))
        if os.path.exists(os.path.join(ROOT, candidate)):
            return candidate
    return "?"


def allowed_for(file, layers):
    layer = layer_of(file, layers)
    if layer is None:
        return None, []
    allowed = [layer] + layers[layer]
    # A unit test may see what the folder that it mirrors may see.
    if file.startswith("tests/unit/"):
        mirrored = layer_of("core/" + file[len("tests/unit/"):], layers)
        if mirrored:
            allowed += [mirrored] + layers[mirrored]
    return layer, allowed


def problem(file, spelled, layers):
    if spelled == '"suites.h"':
        return None  # of the program's own folder, see tests/support/main.c
    layer, allowed = allowed_for(file, layers)
    target = target_of(file, spelled)
    if target is None:
        return None
    if layer is None:
        return "its folder has no line in core/layers.txt"
    if target == "?":
        return f"#include {spelled}: no such file in the tree"
    if layer == "plugins" and target.startswith("plugins/"):
        seen = [os.path.dirname(file), "plugins/shared"]
        return None if os.path.dirname(target) in seen else f"#include {spelled}: of another plugin"
    if layer_of(target, layers) not in allowed:
        return (f"#include {spelled}: {layer} may not include "
                f"{layer_of(target, layers)}")
    return None


def includes(file):
    return re.findall(r'(?m)^[ \t]*#[ \t]*include[ \t]*(<[^>]+>|"[^"]+")',
                      read(file))


def main():
    report, layers = Report(), read_layers()
    ltdl = []
    for file in files(FOLDERS, (".c", ".h")):
        spelled = includes(file)
        problems = [problem(file, name, layers) for name in spelled]
        report.check(file, [p for p in problems if p])
        if "<ltdl.h>" in spelled:
            ltdl.append(file)
    many = len(ltdl) > 1 or any(not f.startswith("core/dialect/")
                                for f in ltdl)
    report.check("libltdl lives in one file of core/dialect",
                 ["ltdl.h is included by " + " ".join(ltdl)] if many else [])
    report.finish()


main()
