"""Reads stress/mutants/expectations.txt: which property test is to refuse which mutant.

make mutants holds it line by line, make tables shows it.
"""

import dataclasses

PATH = "stress/mutants/expectations.txt"
NOTHING = "nothing"  # no property test refuses it: it survives them


@dataclasses.dataclass
class Expectation:
    name: str
    by: str               # "programs", "example", "stress", "leak" or NOTHING
    operations: int = 0   # of the smallest program, at most
    test: str = ""        # the example, or the stress test
    why: str = ""         # it survives


class Malformed(Exception):
    """A line that says nothing; the text says where."""


def _expectation(line):
    text, _, comment = line.partition("#")
    name, by, *what = text.split()
    if by == "programs" and len(what) == 1 and what[0].isdecimal() and int(what[0]) > 0:
        return Expectation(name, by, operations=int(what[0]))
    if by in ("example", "stress", "leak") and len(what) == 1:
        return Expectation(name, by, test=what[0])
    if by == NOTHING and not what and comment.strip():
        return Expectation(name, by, why=comment.strip())
    raise ValueError


def read(text):
    """Returns the expectations by name."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.partition("#")[0].strip():
            continue
        try:
            expectation = _expectation(line)
        except ValueError:
            raise Malformed(f"{PATH}:{number}: not a line of it: {line}") from None
        if expectation.name in found:
            raise Malformed(f"{PATH}:{number}: a second line for {expectation.name}")
        found[expectation.name] = expectation
    return found
