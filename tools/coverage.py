#!/usr/bin/env python3
"""make coverage: how much of impl/ the tests of the preset coverage run.

Runs the property and stress tests (those with the label unit have nothing of impl/ in
them: models and impl never include each other), merges what the processes counted, death tests
included, and prints lines and branches of every file of impl/. Exits 1 if a test failed, or
below 95 % of all lines or 90 % of all branches. What was not run stands in
out/coverage/missing.txt.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import protocol  # noqa: E402
import run_gtest  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRESET = "coverage"
BUILD = ROOT / "build" / PRESET
OUT = ROOT / "out" / "coverage"
LEAST = {"lines": 95.0, "branches": 90.0}
SECONDS = 900


def run_tests(raw):
    """Runs all test programs, one after the other; returns whether all passed."""
    good = True
    # %c: counters are written to the mapped file at once, so a crash keeps them.
    os.environ["LLVM_PROFILE_FILE"] = str(raw / "%p-%m%c.profraw")
    reports = ROOT / "out" / "gtest" / PRESET
    reports.mkdir(parents=True, exist_ok=True)
    found = run_gtest.programs(PRESET, ("property", "variant", "stress"))
    for name, command, folder, _ in found:
        results, output = run_gtest.run_program(
            command, folder, reports / f"{name}.json", SECONDS)
        run_gtest.report_program(name, results, output, command)
        good = good and not any(kind == "not ok" for kind, _, _ in results)
    return good and bool(found)


def merge(raw):
    profile = OUT / "all.profdata"
    # A counter file of a process that died while it was being made is empty.
    files = [str(path) for path in raw.glob("*.profraw") if path.stat().st_size > 0]
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", "-o", str(profile), *files],
                   check=True)
    return profile


def llvm_cov(command, profile, *arguments):
    binaries = sorted([*(BUILD / "bin").iterdir(), *(BUILD / "adapters").iterdir()])
    first, *others = [str(path) for path in binaries if path.is_file()]
    objects = [word for path in others for word in ("-object", path)]
    return subprocess.run(
        ["llvm-cov-19", command, first, *objects, f"-instr-profile={profile}", *arguments,
         str(ROOT / "impl")],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def summarize(files):
    """Prints a row a file; returns {"lines": (covered, all), "branches": ...}."""
    total = {kind: [0, 0] for kind in LEAST}
    print(f"  {'file':56} {'lines':>18} {'branches':>18}")
    for file in files:
        cells = []
        for kind in LEAST:
            covered, count = file["summary"][kind]["covered"], file["summary"][kind]["count"]
            total[kind][0] += covered
            total[kind][1] += count
            cells.append(f"{covered}/{count} {100 * covered / max(1, count):6.1f} %")
        print(f"  {os.path.relpath(file['filename'], ROOT):56} {cells[0]:>18} {cells[1]:>18}")
    return total


def judge(total):
    """Prints one result a figure; returns whether both are high enough."""
    good = True
    for kind, least in LEAST.items():
        covered, count = total[kind]
        # Nothing at all is not enough, either.
        percent = 100 * covered / count if count else 0.0
        name = f"{kind} of impl/ run by the tests"
        if percent >= least:
            protocol.ok(f"{name}: {covered} of {count}, {percent:.1f} %, at least {least:.0f} % wanted")
        else:
            good = False
            protocol.not_ok(name, f"{covered} of {count}, {percent:.1f} %, at least {least:.0f} % "
                                  "wanted; see out/coverage/missing.txt, again: make coverage")
    return good


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    raw = OUT / "raw"
    raw.mkdir(parents=True)
    passed = run_tests(raw)
    profile = merge(raw)
    data = json.loads(llvm_cov("export", profile, "-summary-only"))["data"][0]
    (OUT / "missing.txt").write_text(
        llvm_cov("show", profile, "-show-branches=count", "-show-instantiations=false"),
        encoding="utf-8")
    good = judge(summarize(data["files"]))
    shutil.rmtree(raw)
    return 0 if passed and good else 1


if __name__ == "__main__":
    sys.exit(main())
