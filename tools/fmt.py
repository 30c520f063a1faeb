#!/usr/bin/env python3
"""Formats the C++ and Go files of this repository in place.

usage: tools/fmt.py [--check]     (--check changes nothing and lists what would change)
"""

import pathlib
import subprocess
import sys

from linting.tree import Tree

ROOT = pathlib.Path(__file__).resolve().parent.parent


def would_change(tool, paths):
    """The files whose formatted text is not their text."""
    for path in paths:
        formatted = subprocess.run([*tool, path], cwd=ROOT, check=True, capture_output=True).stdout
        if formatted != (ROOT / path).read_bytes():
            yield path


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    tree = Tree(ROOT)
    jobs = [(["clang-format-19"], ["-i"], tree.cpp())]
    go_files = tree.with_ending(".go")
    if go_files and subprocess.run(["tools/setup", "--have", "go"], cwd=ROOT).returncode == 0:
        jobs.append((["gofmt"], ["-w"], go_files))
    changed = []
    for tool, in_place, paths in jobs:
        found = list(would_change(tool, paths))
        if found and not arguments:
            subprocess.run([*tool, *in_place, *found], cwd=ROOT, check=True)
        changed += found
    for path in changed:
        print(f"{'would change' if arguments else 'formatted'} {path}")
    return 1 if changed and arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
