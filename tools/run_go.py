#!/usr/bin/env python3
"""Vets, format-checks and tests one Go module; prints one result for each.

usage: tools/run_go.py FOLDER
"""

import collections
import json
import pathlib
import sys

import protocol


def checked(name, command, folder, good):
    """Runs one tool over the module; good(code, output) says whether all is well."""
    code, output = protocol.run(command, 600, cwd=folder)
    if good(code, output):
        protocol.ok(name)
        return True
    protocol.show(output, last=60)
    protocol.not_ok(name, protocol.how_it_ended(code) if code else "see above")
    return False


def results_of_tests(lines):
    """Reads the events of `go test -json`; yields (kind, name, why, output)."""
    said = collections.defaultdict(list)
    failed_inside = set()
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            said[None].append(line)
            continue
        package = event.get("Package") or event.get("ImportPath", "")
        test = event.get("Test")
        name = f"{package} {test}" if test else package
        action = event.get("Action")
        if action in ("output", "build-output"):
            said[name].append(event.get("Output", ""))
        elif action == "pass" and test:
            yield "ok", name, "", ""
        elif action == "skip" and test:
            yield "skip", name, "it skipped itself", ""
        elif action == "fail" and test:
            failed_inside.add(package)
            yield "not ok", name, "see above", "".join(said[name])
        elif action == "fail" and package not in failed_inside:
            # The package did not compile, or died outside of any test.
            output = "".join(said[event.get("FailedBuild", package)] + said[name] + said[None])
            yield "not ok", package, "it failed outside of its tests", output


def flags_of(folder):
    """What is recorded of kratos is compiled with a go.mod of its own, and a tag."""
    modfile = pathlib.Path("releases") / "kratos-v1.0.1.mod"
    return ["-tags", "kratos", f"-modfile={modfile}"] if (folder / modfile).is_file() else []


def run_tests(folder):
    command = ["go", "test", *flags_of(folder), "-json", "-p", "2", "./..."]
    code, output = protocol.run(command, 1800, cwd=folder)
    kinds = collections.Counter()
    for kind, name, why, said in results_of_tests(output.splitlines()):
        kinds[kind] += 1
        if kind == "ok":
            protocol.ok(name)
        elif kind == "skip":
            protocol.skip(name, why)
        else:
            protocol.show(said, last=60)
            protocol.not_ok(name, why)
    if code != 0 and not kinds["not ok"]:
        protocol.show(output, last=60)
        protocol.not_ok("go test", protocol.how_it_ended(code))
    elif not kinds:
        protocol.not_ok("go test", "there are no tests")
    return code == 0 and bool(kinds)


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 64
    folder = pathlib.Path(arguments[0])
    if not (folder / "go.mod").is_file():
        protocol.not_ok(str(folder), "there is no go.mod in it")
        return 1
    results = [
        checked("gofmt", ["gofmt", "-l", "."], folder, lambda code, out: code == 0 and not out),
        checked("go vet", ["go", "vet", *flags_of(folder), "./..."], folder,
                lambda code, _: code == 0),
        run_tests(folder),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
