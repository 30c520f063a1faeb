#!/usr/bin/env python3
"""Runs the GoogleTest programs of one build and prints one result for each case.

usage: tools/run_gtest.py PRESET --label LABEL... [--seconds N]

A program that crashes, hangs, leaks or has no cases counts as a failure. SEED is
handed to RapidCheck; a program may run for N seconds (300; tenfold under
GOSYNC_FULL).
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

import protocol

ROOT = pathlib.Path(__file__).resolve().parent.parent


def programs(preset, labels):
    """The tests that CTest knows under one of the labels, as (name, command, folder, shards).

    Those that cost most come first, so that none is left to run alone; one that has more than
    one of PROCESSORS is cut in so many.
    """
    listing = subprocess.run(
        ["ctest", "--test-dir", str(ROOT / "build" / preset), "--show-only=json-v1"],
        check=True, capture_output=True, text=True)
    found = []
    for test in json.loads(listing.stdout)["tests"]:
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        if set(labels) & set(properties.get("LABELS", [])):
            found.append((properties.get("COST", 0), test["name"], test.get("command"),
                          properties.get("WORKING_DIRECTORY", str(ROOT)),
                          int(properties.get("PROCESSORS", 1))))
    found.sort(key=lambda test: -test[0])
    return [test[1:] for test in found]


def environment(shard, shards):
    result = dict(os.environ)
    if shards > 1:
        result |= {"GTEST_SHARD_INDEX": str(shard), "GTEST_TOTAL_SHARDS": str(shards)}
    seed = result.get("GOSYNC_SEED")
    if seed:
        result["RC_PARAMS"] = f"{result.get('RC_PARAMS', '')} seed={seed}".strip()
    return result


def cases_of_report(report):
    """The results in GoogleTest's own report, as (kind, name, why)."""
    for suite in json.loads(report.read_text())["testsuites"]:
        for case in suite["testsuite"]:
            name = f"{suite['name']}.{case['name']}"
            if case.get("failures"):
                yield "not ok", name, case["failures"][0]["failure"]
            elif case.get("status") == "NOTRUN":
                yield "skip", name, "it is disabled"
            elif case.get("result") == "SKIPPED":
                yield "skip", name, "it skipped itself"
            else:
                yield "ok", name, ""


def cases_of_output(output, how):
    """What is left of a program that died: the cases that ended, and the one that did not."""
    begun = None
    for line in output.splitlines():
        match = re.match(r"\[( RUN      |       OK |  FAILED  |  SKIPPED )\] ([\w/.]+)", line)
        if not match:
            continue
        mark, name = match.group(1).strip(), match.group(2)
        if mark == "RUN":
            begun = name
        elif name == begun:
            begun = None
            yield {"OK": "ok", "FAILED": "not ok", "SKIPPED": "skip"}[mark], name, "see its output"
    yield "not ok", begun or "(program)", f"{how}, and left no report"


def run_program(command, folder, report, seconds, shard=0, shards=1):
    """Returns the results of one program, or of one shard of it, and its output."""
    if not command:
        return [("not ok", "(program)", "it is not built")], ""
    report.unlink(missing_ok=True)
    try:
        code, output = protocol.run(
            command + [f"--gtest_output=json:{report}"], seconds, cwd=folder,
            env=environment(shard, shards))
    except OSError as error:
        return [("not ok", "(program)", error)], ""
    how = protocol.how_it_ended(code)
    try:
        results = list(cases_of_report(report))
    except (OSError, ValueError, KeyError):
        return list(cases_of_output(output, how)), output
    if not results:
        results.append(("not ok", "(program)", "has no cases"))
    elif code != 0 and not any(kind == "not ok" for kind, _, _ in results):
        # A leak is found only after the last case has passed.
        results.append(("not ok", "(program)", f"{how} after its last case"))
    return results, output


def report_program(name, results, output, command):
    passed = sum(kind == "ok" for kind, _, _ in results)
    if any(kind == "not ok" for kind, _, _ in results):
        print(f"{name}: its output", flush=True)
        protocol.show(output, last=80)
        print(f"    repeat: {' '.join(command or []).replace(f'{ROOT}/', '')}")
    else:
        print(f"{name}: {passed} cases")
    for kind, case, why in results:
        if kind == "ok":
            protocol.ok(f"{name} {case}")
        elif kind == "skip":
            protocol.skip(f"{name} {case}", why)
        else:
            protocol.not_ok(f"{name} {case}", why)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("preset")
    parser.add_argument("--label", required=True, nargs="+", dest="labels")
    parser.add_argument("--seconds", type=float, default=300)
    arguments = parser.parse_args()
    seconds = arguments.seconds * (10 if os.environ.get("GOSYNC_FULL") else 1)
    found = programs(arguments.preset, arguments.labels)
    reports = ROOT / "out" / "gtest" / arguments.preset
    reports.mkdir(parents=True, exist_ok=True)

    bad = not found
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS") or 2)) as pool:
        runs = {
            pool.submit(run_program, command, folder, reports / f"{name}-{shard}.json", seconds,
                        shard, shards): (name, command)
            for name, command, folder, shards in found for shard in range(shards)}
        for run in concurrent.futures.as_completed(runs):
            name, command = runs[run]
            results, output = run.result()
            report_program(name, results, output, command)
            bad = bad or any(kind == "not ok" for kind, _, _ in results)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
