#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The C in the documentation compiles, and programs in it run.

See "Code in documentation" in tools/dev/README.md for what an author writes.
Needs a build: build/gcc, or the one that ROWAN_BUILD names."""

import os
import re
import subprocess
import tempfile

from checklib import BUILD, ROOT, Report, files, path, read

FENCE = re.compile(r"(?m)^```(c|make)[ \t]*\n(.*?)^```[ \t]*$", re.S)
NOTE = re.compile(r"<!--\s*([\w-]+):\s*((?:(?!-->).)*?)\s*-->\s*$", re.S)
PRINTS = re.compile(r"\s*prints:?\n\n((?:(?: {4}.*)?\n)+)")
PROGRAM = re.compile(r"/\*\s*file:\s*[\w.-]+\.c\s*(,\s*run)?\s*\*/")
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-unused"]


class Block:
    def __init__(self, file, line, text, note, argument, rest):
        self.where = f"{file}:{line}"
        self.text, self.note, self.argument = text, note, argument
        self.line, self.file = line, file
        prints = PRINTS.match(rest)
        self.prints = re.sub(r"(?m)^ {4}", "", prints.group(1)).strip() \
            if prints else ""


def blocks(file):
    text = read(file)
    for match in FENCE.finditer(text):
        note = NOTE.search(text[:match.start()].rstrip())
        if match.group(1) != "c" and (not note or note.group(1) != "from"):
            continue
        yield Block(file, text.count("\n", 0, match.start()) + 1,
                    match.group(2), *(note.groups() if note else ("", "")),
                    text[match.end():])


def compiler(*arguments):
    return subprocess.run(["gcc"] + FLAGS + ["-I", path("include")] +
                          list(arguments), capture_output=True, text=True)


def complaints(run):
    return (run.stdout + run.stderr).splitlines()[:15] \
        if run.returncode else []


def compile_snippet(block, folder):
    """The block stands where its preamble says SNIPPET; one with a main() is
    a program, which is run."""
    name = block.argument if block.note == "snippet" else "statements"
    preamble = f"tests/docs/{name}.c"
    if not os.path.exists(path(preamble)):
        return [f"{preamble} is missing"]
    before, _, after = read(preamble).partition("SNIPPET\n")
    text = (f'{before}#line {block.line + 1} "{block.file}"\n'
            f'{block.text}#line 1 "{preamble}"\n{after}')
    if "\nmain(" in after:
        return compile_program(text, folder, True, block.prints)
    source = os.path.join(folder, "snippet.c")
    with open(source, "w", encoding="utf-8") as out:
        out.write(text)
    return complaints(compiler("-fsyntax-only", source))


def compile_program(text, folder, run, prints):
    source = os.path.join(folder, "program.c")
    program = os.path.join(folder, "program")
    libs = os.path.join(BUILD, "core", ".libs")
    with open(source, "w", encoding="utf-8") as out:
        out.write(text)
    problems = complaints(compiler(source, "-o", program, f"-L{libs}",
                                   f"-Wl,-rpath,{libs}", "-lrowan"))
    if problems or not run:
        return problems
    environment = dict(os.environ, ROWAN_PLUGIN_PATH=os.path.join(
        BUILD, "plugins", ".libs"))
    ran = subprocess.run([program], cwd=folder, env=environment, timeout=60,
                         capture_output=True, text=True)
    if ran.returncode:
        return [f"its exit status is {ran.returncode}"] + complaints(ran)
    if prints not in ran.stdout:
        return ["it does not print what stands after it, but"] + \
            ran.stdout.splitlines()[:15]
    return []


def compare(block):
    """The block is part of a file that is built and tested elsewhere."""
    if block.text.strip() in read(block.argument):
        return []
    return [f"it is not found in {block.argument} word for word"]


def check(report, block, folder):
    program = PROGRAM.match(block.text)
    if block.note == "not-compiled":
        report.check(block.where, [] if block.argument else
                     ["not-compiled wants a reason"])
    elif block.note == "from":
        report.check(block.where, compare(block))
    elif program:
        text = f'#line {block.line + 1} "{block.file}"\n{block.text}'
        report.check(block.where, compile_program(
            text, folder, program.group(1) is not None, block.prints))
    else:
        report.check(block.where, compile_snippet(block, folder))


def main():
    report = Report()
    documents = ["README.md", "CONTRIBUTING.md"] + files(
        ["docs", "core", "plugins"], (".md",))
    for file in documents:
        if not os.path.exists(os.path.join(ROOT, file)):
            continue
        for block in blocks(file):
            with tempfile.TemporaryDirectory() as folder:
                check(report, block, folder)
    report.finish()


main()
