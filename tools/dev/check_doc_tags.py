#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every public function says what CONTRIBUTING.md asks of its docstring."""

import re

from checklib import Report, declarations

PARAM = re.compile(r"@param(?:\[[a-z,]+\])?\s+((?:\w+|\.\.\.)"
                   r"(?:\s*,\s*(?:\w+|\.\.\.))*)")


def problems(function):
    comment = function.comment
    if not comment.startswith("/**"):
        return ["it has no docstring (/** ... */ right before it)"]
    described = set()
    for names in PARAM.findall(comment):
        described |= set(re.split(r"\s*,\s*", names))
    found = [f"@param {name} is missing" for name in function.parameters
             if name not in described]
    found += [f"@param {name}: no such parameter" for name in
              sorted(described - set(function.parameters) - {"..."})]
    # An error that is the object itself is not a way to fail.
    fails = ("rowan_status" in function.returns.split() or
             "err" in function.parameters[1:])
    wanted = {"@errors": fails, "@ownership": "*" in function.returns,
              "@threads": True, "@since": True}
    return found + [f"{tag} is missing" for tag, needed in wanted.items()
                    if needed and tag not in comment]


def main():
    report = Report()
    for function in declarations():
        report.check(f"{function.header}:{function.line}: {function.name}()",
                     problems(function))
    report.finish()


main()
