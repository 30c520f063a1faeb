"""Which layer kills which mutant: docs/mutants.md.

The property tests' column is stress/mutants/expectations.txt, which `make mutants` holds line by
line; the TLA+ column is the manifests' wrong rows, which `make tla` holds.
"""

import re

import mutant_expectations
from tabling import clauses

PAGE = "docs/mutants.md"
BEGIN = "<!-- mutants: written by make tables, do not edit -->"
END = "<!-- end of mutants -->"


def _killed_by_tests(tree):
    """primitive/mutant -> what refuses it."""
    if mutant_expectations.PATH not in tree.paths:
        return {}
    words = {"programs": "{0.operations} operations", "example": "example {0.test}",
             "stress": "stress test {0.test}, TSan",
             "leak": "stress test {0.test}, LSan",
             mutant_expectations.NOTHING: "**survives**: {0.why}"}
    return {name: words[expected.by].format(expected)
            for name, expected in mutant_expectations.read(tree.text(mutant_expectations.PATH)).items()}


def _killed_by_specs(tree):
    """primitive/mutant -> properties that it violates."""
    killed = {}
    for path in tree.with_ending("/manifest.json", under="tla/"):
        primitive = path.split("/")[1]
        for row in clauses.manifest(tree, primitive).get("rows", []) if path.count("/") == 2 else []:
            if row.get("mutant") and isinstance(row["expect"], dict):
                names = killed.setdefault(f"{primitive}/{row['mutant']}", [])
                if row["expect"]["violates"] not in names:
                    names.append(row["expect"]["violates"])
    return killed


def misnamed(tree):
    """What the text below the table calls `primitive/ID_Name` although there is no such mutant."""
    known = _patches(tree) | _killed_by_specs(tree).keys() | _killed_by_tests(tree).keys()
    text = tree.text(PAGE).partition(END)[2] if PAGE in tree.paths else ""
    return [name for name in re.findall(r"`([a-z_]+/\w+)`", text) if name not in known]


def _patches(tree):
    """primitive/mutant of every patch."""
    return {f"{path.split('/')[2]}/{path.rpartition('/')[2].removesuffix('.patch')}"
            for path in tree.with_ending(".patch", under="stress/mutants/")}


def render(tree):
    tests, specs, patches = _killed_by_tests(tree), _killed_by_specs(tree), _patches(tree)
    lines = [BEGIN, "| mutant | property tests: smallest program, or example | TLA+: violates |",
             "|---|---|---|"]
    for name in sorted(patches | specs.keys() | tests.keys()):
        by_tests = tests.get(name, "**not tried**" if name in patches else "only in the specification")
        by_specs = ", ".join(specs.get(name, ["only in the code"]))
        if name.startswith("variants/"):
            by_specs = "see tla/singleflight/singleflight_old.tla"
        lines.append(f"| {name} | {by_tests} | {by_specs} |")
    return "\n".join(lines + [END])
