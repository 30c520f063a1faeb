"""Builds the recorders (Go: for a release of golang.org/x/sync; our own C++), and runs them."""

import json
import os
import pathlib
import shutil
import subprocess

from protocol import show

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDERS = ROOT / "recorders" / "go"
OUT = ROOT / "out" / "oracle"
# What a release of Go is built with if it is more than its toolchain.
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
    of_module = not release.startswith(("go1.", "kratos-"))
    name = f"xsync-{release}" if of_module else release
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
    """Returns the recorder binary for a release. Go's own cache makes it quick.

    A release of x/sync, or, for the standard library, one of Go, whose toolchain the go
    command fetches itself.
    """
    binary = OUT / "bin" / f"recorder-{release}"
    binary.parent.mkdir(parents=True, exist_ok=True)
    of_go = release.startswith("go1.")
    kratos = release.startswith("kratos-")
    what = release if of_go or kratos else f"golang.org/x/sync {release}"
    tags = ["kratos"] if kratos else []
    print(f"building the Go recorder for {what}", flush=True)
    toolchain = TOOLCHAINS.get(release, {"GOTOOLCHAIN": release}) if of_go else {}
    modfile = _modfile(release)
    if "go-zero" not in modfile.read_text(encoding="utf-8"):
        tags.append("without_gozero")  # it demands a newer x/sync than the old releases
    flags = [f"-tags={','.join(tags)}"] if tags else []
    _run(["go", "build", *flags, f"-modfile={modfile}", "-o", binary, "./cmd/recorder"],
         cwd=RECORDERS, env=os.environ | toolchain)
    return binary


def build_ours():
    """Returns the recorder binary for the C++ of this repository."""
    print("building the recorder for our own C++", flush=True)
    _run([ROOT / "tools" / "build", "release", "recorder-cpp"])
    return ROOT / "build" / "release" / "bin" / "recorder-cpp"


def catalogue(binary):
    return json.loads(_run([binary, "list"]))


def record(binary, row, seed, path):
    """Records one history of a row; returns the command, for people to repeat it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [binary, "run", "--primitive", row.primitive, "--subject", row.subject, "--scenario",
               row.scenario, "--seed", str(seed), "--events", str(row.events), "--out", path]
    _run(command, timeout=300)
    return " ".join(os.path.relpath(c, ROOT) if isinstance(c, pathlib.Path) else c for c in command)
