#!/usr/bin/env python3
"""Writes the generated tables into README.md and docs/<p>.md.

usage: tools/tables.py [--check]     (--check changes nothing and lists what would change)
"""

import pathlib
import sys

from linting.tree import Tree
from tabling import clauses, mutants, readme

ROOT = pathlib.Path(__file__).resolve().parent.parent


def replaced(text, begin, end, block):
    """`text` with the block between the two marks replaced; None without the marks."""
    head, mark, rest = text.partition(begin)
    _, mark_end, tail = rest.partition(end)
    return head + block + tail if mark and mark_end else None


def blocks(tree):
    """(path, begin, end, block) of every generated table."""
    yield "README.md", readme.BEGIN, readme.END, readme.render(tree)
    if mutants.PAGE in tree.paths:
        yield mutants.PAGE, mutants.BEGIN, mutants.END, mutants.render(tree)
    for page in clauses.pages(tree):
        yield f"docs/{page.name}.md", clauses.BEGIN, clauses.END, clauses.render(page)


def stale(tree):
    """(path, text as it should be) of every page that is not up to date; None: no marks."""
    for path, begin, end, block in blocks(tree):
        wanted = replaced(tree.text(path), begin, end, block)
        if wanted != tree.text(path):
            yield path, wanted


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    tree = Tree(ROOT)
    clean = True
    for path, wanted in stale(tree):
        if wanted is None:
            print(f"{path}: has no place for its table: put the lines\n{clauses.BEGIN}\n{clauses.END}")
            clean = False
        elif arguments:
            print(f"{path}: would change")
            clean = False
        else:
            (ROOT / path).write_text(wanted)
            print(f"{path}: written")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
