"""Runs gosync-oracle over histories and compares verdicts with what was expected."""

import json
import os
import subprocess

from judging.record import ROOT, Failed

ORACLE = ROOT / "build" / "release" / "bin" / "gosync-oracle"
BROKEN = ("Illegal", "Stuck")


def check(paths, model="", stats=False, html=None):
    """Judges histories; returns one dictionary each, in order."""
    command = [ORACLE, "check", "--json", *paths]
    if model:
        command += ["--model", model]
    if stats:
        command += ["--stats"]
    if html:
        command += ["--html", html]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    if len(results) != len(paths) or any("verdict" not in r for r in results):
        raise Failed(f"gosync-oracle: {done.stderr or done.stdout}")
    return results


def relative(path):
    return os.path.relpath(path, ROOT)


def said(result):
    """A verdict in one word or two: `Illegal SE2`."""
    return " ".join([result["verdict"], *result["clauses"]])


def as_expected(result, expect, clauses):
    """Is this verdict what the row expects of the contract?"""
    verdict = result["verdict"]
    if expect == "broken":
        return verdict in BROKEN and any(c in clauses for c in result["clauses"])
    if verdict != expect:
        return False
    return not clauses or any(c in clauses for c in result["clauses"])


def known_defect(result, known):
    """Does this verdict show only what the release is known to do, and its model explains it?"""
    return (result["verdict"] in BROKEN and result.get("release") == "Legal"
            and bool(result["clauses"]) and set(result["clauses"]) <= set(known))


def row_good(row):
    """Are the verdicts of a row by the contract what it expects?"""
    last = row.results[-1]
    return as_expected(last, row.expect, row.clauses) or known_defect(last, row.known)


def measures(results):
    """Sums what --stats printed."""
    total = {"events": 0, "operations": 0, "overlapping": 0, "returned": {}, "waited": {},
             "seconds": 0.0}
    for result in results:
        for key in ("events", "operations", "overlapping", "seconds"):
            total[key] += result[key]
        for key in ("returned", "waited"):
            for operation, count in result[key].items():
                total[key][operation] = total[key].get(operation, 0) + count
    return total
