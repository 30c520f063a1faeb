"""The line protocol that every layer of `make check` speaks on its standard output.

    ok NAME              one case passed
    not ok NAME: WHY     one case failed
    skip NAME: WHY       one case was not run

Every other line is for people. Output of a tested program is shown indented, so
that it can never be taken for a result.
"""

import re
import signal
import subprocess

_RESULT = re.compile(r"^(ok|not ok|skip) (\S.*)$")


def parse(line):
    """Returns (kind, text), or None for a line that is no result."""
    match = _RESULT.match(line.rstrip("\r\n"))
    return (match.group(1), match.group(2)) if match else None


def _flat(text):
    return " ".join(str(text).split())


def ok(name):
    print(f"ok {_flat(name)}", flush=True)


def not_ok(name, why):
    print(f"not ok {_flat(name)}: {_flat(why)}", flush=True)


def skip(name, why):
    print(f"skip {_flat(name)}: {_flat(why)}", flush=True)


def show(text, last=None):
    """Shows what a tested program printed, all of it or its last lines."""
    lines = text.splitlines()
    if last is not None and len(lines) > last:
        print(f"    ... {len(lines) - last} lines before these")
        lines = lines[-last:]
    for line in lines:
        print(f"    {line}")


def how_it_ended(code):
    """A return code of subprocess in words."""
    if code is None:
        return "ran out of time"
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def run(command, seconds, **options):
    """Runs a command to its end; returns (code, output), code None for a time-out."""
    with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", **options) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            process.kill()
        try:
            output, _ = process.communicate(timeout=5)
        except subprocess.TimeoutExpired as late:
            # A child of its own still holds the pipe; the runner ends it with the layer.
            output = (late.stdout or b"").decode(errors="replace")
        return None, output
