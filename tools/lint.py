#!/usr/bin/env python3
"""Checks the rules of the house; each rule counts one.

usage: tools/lint.py [FOLDER]     (the repository that holds this file, if none is given)
"""

import pathlib
import sys

import protocol
from linting import rules_clauses, rules_code, rules_repo
from linting.tree import Tree

RULES = rules_code.RULES + rules_repo.RULES + rules_clauses.RULES


def main(arguments):
    if len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 64
    root = arguments[0] if arguments else pathlib.Path(__file__).resolve().parent.parent
    tree = Tree(root)
    clean = True
    for rule in RULES:
        name = rule.__name__.replace("_", "-")
        findings = list(rule(tree))
        for finding in findings:
            print(f"    {finding}")
        if findings:
            protocol.not_ok(name, f"{rule.__doc__}: {len(findings)} findings")
        else:
            protocol.ok(f"{name}: {rule.__doc__}")
        clean = clean and not findings
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
