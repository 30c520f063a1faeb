#!/usr/bin/env python3
"""Plays the use cases of examples/, compares what they print, and judges what they did.

usage: tools/examples.py [--real] [--show] [--update]

On the clock that jumps every run prints the same, which stands in examples/expected/.
--real plays them on threads and in real time as well: what is printed differs then, so only the
histories are judged. --show prints the timelines; --update writes the expected files.
"""

import argparse
import difflib
import pathlib
import shutil
import sys

import protocol

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build" / "release" / "bin"
EXPECTED = ROOT / "examples" / "expected"
SECONDS = 120


def difference(expected, printed):
    """The lines that differ, with a + for what is printed now; empty if none does."""
    lines = difflib.unified_diff(expected.splitlines(), printed.splitlines(), "expected", "printed",
                                 lineterm="", n=1)
    return "\n".join(lines)


def verdict(line):
    """The verdict in a line of gosync-oracle check."""
    return line.partition(": ")[2].partition(" ")[0]


def play(name, folder, real):
    """Returns the exit code and the output, with the command that repeats it."""
    command = [str(BIN / "gosync-examples"), name, "--histories", str(folder)]
    if real:
        command.append("--real")
    code, output = protocol.run(command, SECONDS)
    return code, output, " ".join(command).replace(f"{ROOT}/", "")


def compare(name, output, again):
    path = EXPECTED / f"{name}.txt"
    if not path.exists():
        protocol.not_ok(f"example {name}", f"there is no {path.relative_to(ROOT)}")
        return False
    found = difference(path.read_text(), output)
    if found:
        protocol.show(found)
        protocol.not_ok(f"example {name}", f"it does not print what it should; again: {again}")
        return False
    protocol.ok(f"example {name}: {len(output.splitlines())} lines as expected")
    return True


def judge(history, what):
    command = [str(BIN / "gosync-oracle"), "check", str(history.relative_to(ROOT))]
    code, output = protocol.run(command, SECONDS, cwd=ROOT)
    name = f"history {history.stem}{what}"
    lines = output.splitlines()
    if code == 0 and lines and verdict(lines[0]) == "Legal":
        protocol.ok(f"{name}: Legal")
        return True
    protocol.show(output, last=20)
    protocol.not_ok(name, f"{protocol.how_it_ended(code)}; again: "
                          f"{' '.join(command).replace(f'{ROOT}/', '')}")
    return False


def one(name, arguments, real):
    what = ", in real time" if real else ""
    folder = ROOT / "out" / "examples" / ("real" if real else "virtual") / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    code, output, again = play(name, folder, real)
    if code != 0:
        protocol.show(output, last=30)
        protocol.not_ok(f"example {name}{what}", f"{protocol.how_it_ended(code)}; again: {again}")
        return False
    if arguments.show:
        print(output, end="")
    good = True
    if arguments.update and not real:
        (EXPECTED / f"{name}.txt").write_text(output)
    if not real:
        good = compare(name, output, again)
    histories = sorted(folder.glob("*.jsonl"))
    if not histories:
        protocol.not_ok(f"example {name}{what}", "it left no history")
    return all([judge(history, what) for history in histories]) and good and bool(histories)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    code, output = protocol.run([str(BIN / "gosync-examples"), "--list"], SECONDS)
    names = output.split()
    if code != 0 or not names:
        protocol.not_ok("examples", f"none is listed ({protocol.how_it_ended(code)})")
        return 1
    EXPECTED.mkdir(exist_ok=True)
    good = [one(name, arguments, False) for name in names]
    if arguments.real:
        good += [one(name, arguments, True) for name in names]
    for stale in sorted(EXPECTED.glob("*.txt")):
        if stale.stem not in names:
            protocol.not_ok(f"example {stale.stem}", "it is expected, but there is no such example")
            good.append(False)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
