#!/usr/bin/env python3
"""Runs the canaries of a sanitizer build: each must die of the error planted in it.

usage: tools/run_canaries.py PRESET
"""

import pathlib
import sys

import protocol

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What is planted for a preset, if not the errors for the address sanitizers.
FOLDERS = {"tsan": ROOT / "stress" / "canary"}


def judge(source, binary):
    name = f"canary {source.stem}"
    expected = source.read_text().splitlines()[0].partition("expect: ")[2]
    if not expected:
        protocol.not_ok(name, "its first line does not say what to expect")
        return False
    try:
        code, output = protocol.run([str(binary)], 60)
    except OSError as error:
        protocol.not_ok(name, error)
        return False
    if code in (0, None) or expected not in output:
        protocol.show(output, last=30)
        how = protocol.how_it_ended(code)
        protocol.not_ok(name, f"no '{expected}' ({how}): nothing is watching")
        return False
    protocol.ok(f"{name}: {expected} is caught")
    return True


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 64
    folder = ROOT / "build" / arguments[0] / "bin"
    planted = FOLDERS.get(arguments[0], ROOT / "tools" / "canary")
    sources = sorted(planted.glob("*.cpp"))
    results = [judge(source, folder / f"canary_{source.stem}") for source in sources]
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
