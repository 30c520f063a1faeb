#!/usr/bin/env python3
"""make oracle: records histories of the real Go packages and of our C++, judges them, writes a report.

Exits 0 iff every verdict is the expected one: Legal for the real packages and for our
own code, Illegal or Stuck for what is wrong on purpose and for the known defects of
real releases, and all of these Legal by the model of their release. Without Go it judges
the real histories that ship with the repository in its place, and says so.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from judging import judge, plan, record, report  # noqa: E402
from judging.record import OUT, ROOT, Failed  # noqa: E402
from protocol import not_ok, ok, skip  # noqa: E402

LEAST_EVENTS = 20000
LEAST_WAITED = 500
LEAST_SHARE = 0.5
LEAST_GOROUTINES = 4
MOST_AGAIN = 12


class Session:
    """One run: counts what was as expected, and prints it in one of two ways."""

    def __init__(self, protocol):
        self.protocol = protocol
        self.failed = 0

    def result(self, good, name, text, why=""):
        self.failed += not good
        if self.protocol:
            ok(f"{name}: {text}") if good else not_ok(f"{name}: {text}", why)
            return
        print(f"  {'ok  ' if good else 'FAIL'} {name}: {text}", flush=True)
        if not good:
            print(f"       {why}", flush=True)

    def skipped(self, name, why):
        if self.protocol:
            skip(name, why)
        print(f"  SKIPPED {name}: {why}", flush=True)


def have_go():
    return subprocess.run([ROOT / "tools" / "setup", "--have", "go"], check=False,
                          stdout=subprocess.DEVNULL).returncode == 0


def judge_row(session, row, binary, seed):
    """Records and judges one row. A row with tries stops at the first hit."""
    attempts = row.tries if row.tries > 1 else row.runs
    where = OUT / "histories" / row.name.replace(" ", "-")
    pages = OUT / "pictures" / where.name
    command, hit = "", False
    again = 0  # histories that a busy machine ran one operation after the other
    while len(row.results) < attempts:
        k = len(row.results)
        path = where / f"{k}.jsonl"
        command = record.record(binary, row, seed + k + 1000 * again, path)
        html = pages / f"{k}.html" if k == 0 or row.tries > 1 else None
        if html:
            html.parent.mkdir(parents=True, exist_ok=True)
        result = judge.check([path], stats=True, html=html)[0]
        result["picture"] = str(html) if html else ""
        result["command"] = command
        if row.release_model:
            result["release"] = judge.said(judge.check([path], row.release_model)[0])
        row.results.append(result)
        hit = judge.row_good(row)
        if hit == (row.tries > 1):
            break
        if row.section == "load" and again < MOST_AGAIN and too_sequential(row.results[-1]):
            row.results.pop()
            again += 1
    if again:
        print(f"  {row.name}: {again} histories were recorded again, since too little of them "
              "happened at a time", flush=True)
    finish_row(session, row, hit, command)


def too_sequential(result):
    """Legal, so nothing is hidden by recording it again, and too easy to be worth much."""
    if result["verdict"] != "Legal" or result.get("release", "Legal") != "Legal":
        return False
    total = judge.measures([result])
    return (total["overlapping"] < LEAST_SHARE * total["operations"]
            or processes(result["file"]) < LEAST_GOROUTINES)


def finish_row(session, row, hit, command):
    last = row.results[-1]
    strange = [r for r in row.results if r.get("release", "Legal") != "Legal"]
    text = judge.said(last)
    if row.release_model:
        text += f"; by {row.release_model}: {(strange or [last])[0]['release']}"
    defects = [r for r in row.results if judge.known_defect(r, row.known)]
    if defects:
        text += f"; {len(defects)} of {len(row.results)} show a known defect: " \
                f"{judge.said(defects[0])} (docs/findings.md)"
    if row.tries > 1:
        text += f"; try {len(row.results)} of at most {row.tries}"
    wanted = row.expect if row.expect != "broken" else "Illegal or Stuck"
    why = f"expected {wanted} {' or '.join(row.clauses)}; again: {command} && " \
          f"{judge.relative(judge.ORACLE)} explain {judge.relative(last['file'])}"
    session.result(hit and not strange, row.name, text, why)


def check_load(session, row):
    """Is the load heavy enough to mean anything?"""
    total = judge.measures(row.results)
    share = total["overlapping"] / max(1, total["operations"])
    session.result(total["events"] >= LEAST_EVENTS, f"{row.name}, size",
                   f"{total['events']} events in {len(row.results)} histories, judged in "
                   f"{total['seconds']:.2f} s", f"at least {LEAST_EVENTS} are wanted")
    session.result(share >= LEAST_SHARE, f"{row.name}, overlap",
                   f"{total['overlapping']} of {total['operations']} operations overlap another "
                   f"on the same object ({share:.0%})", "at least half are wanted")
    goroutines = min(processes(r["file"]) for r in row.results)
    session.result(goroutines >= LEAST_GOROUTINES, f"{row.name}, goroutines",
                   f"{goroutines} or more at a time", f"at least {LEAST_GOROUTINES} are wanted")
    for operation, returned in sorted(total["returned"].items()):
        waited = total["waited"].get(operation, 0)
        session.result(waited >= LEAST_WAITED, f"{row.name}, {operation}",
                       f"really waited {waited} of {returned} times",
                       f"at least {LEAST_WAITED} are wanted")


def processes(path):
    """How many processes were inside an operation at once, at the most."""
    open_now, most = set(), 0
    with open(path, encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            event = json.loads(line)
            if event.get("f") == "Deadline":
                continue  # it happens by itself
            if event["type"] == "invoke":
                open_now.add(event["process"])
                most = max(most, len(open_now))
            elif event["type"] != "end":
                open_now.discard(event["process"])
    return most


def go_rows(arguments, binaries):
    binaries[plan.XSYNC] = record.build(plan.XSYNC)
    binaries[plan.GOZERO] = binaries[plan.XSYNC]
    binaries["wrong"] = binaries["sound"] = binaries[plan.GO] = binaries[plan.XSYNC]
    rows = plan.rows(record.catalogue(binaries[plan.XSYNC]), arguments.full)
    if arguments.xsync:
        rows += plan.latest(rows, arguments.xsync)
    return rows


def judge_live(session, arguments, seed, with_go):
    """Records and judges the Go packages, if there is a Go, and beside them our own C++."""
    binaries = {}
    rows = go_rows(arguments, binaries) if with_go else []
    rows += plan.our_rows(arguments.full)
    if arguments.only:
        rows = [row for row in rows if arguments.only in row.name]
    for row in rows:
        if row.release not in binaries:
            binaries[row.release] = (record.build_ours() if row.release == plan.OURS
                                     else record.build(row.release))
    for section, title in report.SECTIONS:
        chosen = [row for row in rows if row.section == section]
        if chosen:
            print(f"{title}", flush=True)
        for row in chosen:
            judge_row(session, row, binaries[row.release], seed)
            if section == "load":
                check_load(session, row)
    return rows


def judge_shipped(session):
    """The histories under models/testdata/real, against their expectations file."""
    folder = ROOT / "models" / "testdata" / "real"
    expectations = json.loads((folder / "expectations.json").read_text(encoding="utf-8"))
    print(f"{len(expectations)} real histories that ship with the repository", flush=True)
    shipped = []
    for name, expected in sorted(expectations.items()):
        row = plan.Row(name.split("/")[0], expected["release"], "real", pathlib.Path(name).stem,
                       expected["verdict"], tuple(expected["clauses"]),
                       expected.get("release_model", ""), section="shipped",
                       about=expected.get("about", ""))
        html = OUT / "pictures" / "shipped" / name.replace(".jsonl", ".html")
        html.parent.mkdir(parents=True, exist_ok=True)
        result = judge.check([folder / name], stats=True, html=html)[0]
        result["picture"] = str(html)
        if row.release_model:
            result["release"] = judge.said(judge.check([folder / name], row.release_model)[0])
        row.results.append(result)
        finish_row(session, row, judge.row_good(row), "true")
        shipped.append(row)
    return shipped


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--protocol", action="store_true", help="result lines for tools/check")
    parser.add_argument("--quick", action="store_true", help="a bounded live recording (default)")
    parser.add_argument("--full", action="store_true", help="five times as much of it")
    parser.add_argument("--xsync", default="", help="also judge this release, e.g. latest")
    parser.add_argument("--only", default="", help="only rows with this in their name")
    parser.add_argument("--shipped", action="store_true", help="only the shipped histories")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    os.chdir(ROOT)
    start = time.monotonic()
    seed = int(os.environ.get("GOSYNC_SEED") or random.SystemRandom().randrange(1, 10**6))
    session = Session(arguments.protocol)
    rows = []
    try:
        if not arguments.shipped:
            with_go = have_go()
            if not with_go:
                session.skipped("live recording of Go",
                                "no Go here, so the shipped histories stand for it")
            print(f"seed {seed} (again: make oracle SEED={seed})", flush=True)
            rows += judge_live(session, arguments, seed, with_go)
        if not arguments.only:
            rows += judge_shipped(session)
    except Failed as failed:
        session.result(False, "make oracle", "could not go on", str(failed))
    except OSError as error:
        session.result(False, "make oracle", "could not go on", f"{error.filename}: {error.strerror}")
    page = report.write(rows, seed)
    seconds = time.monotonic() - start
    judged = sum(len(row.results) for row in rows)
    print(f"{judged} histories judged in {seconds:.0f} s, {session.failed} not as expected; "
          f"report: {judge.relative(page)}", flush=True)
    sys.exit(1 if session.failed or not judged else 0)


if __name__ == "__main__":
    main()
