"""Builds the Go recorder for a release of golang.org/x/sync, and runs it."""

import json
import os
import pathlib
import shutil
import subprocess

from protocol import show

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDERS = ROOT / "recorders" / "go"
OUT = ROOT / "out" / "oracle"
# Older toolchains, which Go fetches by itself, and what they are built with.
TOOLCHAINS = {
    "go1.25.0-nosynchashtriemap": {"GOTOOLCHAIN": "go1.25.0", "GOEXPERIMENT": "nosynchashtriemap"},
}


class Failed(Exception):
    """Something that `make oracle` needs did not work; the text says what."""


def _run(command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
                          **options)
    if done.returncode != 0:
        show(done.stdout, last=20)
        raise Failed(f"{' '.join(map(str, command))}: exit code {done.returncode}")
    return done.stdout


def _modfile(release):
    """The go.mod of a release: a shipped one, or one resolved now into out/."""
    name = release if release in TOOLCHAINS else f"xsync-{release}"
    shipped = RECORDERS / "releases" / f"{name}.mod"
    if shipped.exists():
        return shipped
    made = OUT / "mod" / f"xsync-{release}.mod"
    made.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(RECORDERS / "go.mod", made)
    shutil.copy(RECORDERS / "go.sum", made.with_suffix(".sum"))
    _run(["go", "get", f"-modfile={made}", f"golang.org/x/sync@{release}"], cwd=RECORDERS)
    return made


def build(release):
    """Returns the recorder binary for a release. Go's own cache makes it quick."""
    binary = OUT / "bin" / f"recorder-{release}"
    binary.parent.mkdir(parents=True, exist_ok=True)
    print(f"building the Go recorder for "
          f"{'the toolchain' if release in TOOLCHAINS else 'golang.org/x/sync'} {release}", flush=True)
    _run(["go", "build", f"-modfile={_modfile(release)}", "-o", binary, "./cmd/recorder"],
         cwd=RECORDERS, env=os.environ | TOOLCHAINS.get(release, {}))
    return binary


def catalogue(binary):
    return json.loads(_run([binary, "list"]))


def record(binary, row, seed, path):
    """Records one history of a row; returns the command, for people to repeat it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [binary, "run", "-primitive", row.primitive, "-subject", row.subject, "-scenario",
               row.scenario, "-seed", str(seed), "-events", str(row.events), "-out", path]
    _run(command, timeout=300)
    return " ".join(os.path.relpath(c, ROOT) if isinstance(c, pathlib.Path) else c for c in command)
