"""Whether the translation of a PlusCal algorithm, which is checked in, is up to date."""

import pathlib
import shutil
import tempfile

import protocol
from specs import tlc

SECONDS = 60


def has_algorithm(path):
    text = path.read_text(encoding="utf-8")
    return "--algorithm" in text or "--fair algorithm" in text


def _lines(path):
    # pcal.trans leaves blanks at the ends of lines, which the rules of the house do not want.
    return [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]


def failure(path):
    """Translates a copy; returns how the file differs from it, or an empty string."""
    with tempfile.TemporaryDirectory(prefix="gosync-pcal-") as folder:
        copy = pathlib.Path(folder) / path.name
        shutil.copy(path, copy)
        # -nocfg, or it would write a .cfg of its own.
        code, output = protocol.run(
            ["java", f"-Djava.io.tmpdir={folder}", "-cp", str(tlc.JAR), "pcal.trans",
             "-nocfg", str(copy)], SECONDS)
        if code != 0 or "Translation completed" not in output:
            protocol.show(output, last=20)
            return f"pcal.trans: {protocol.how_it_ended(code)}"
        old, new = _lines(path), _lines(copy)
    for number, (mine, fresh) in enumerate(zip(old, new), 1):
        if mine != fresh:
            return f"line {number} is not what pcal.trans makes of it: {fresh.strip()[:80]}"
    return "" if len(old) == len(new) else f"{len(old)} lines, pcal.trans makes {len(new)}"
