"""The manifests: which configurations of which spec TLC has to run, and what it has to find.

tla/manifest.json lists the folders; each folder has a manifest.json with its rows:

    {"schema": 1, "folders": ["semaphore"]}
    {"schema": 1, "clauses": {"Capacity": ["SE1"], ...}, "rows": [{"id": "semaphore/MC3", ...}]}

tla/README.md says what the keys of a row mean.
"""

import dataclasses
import json
import pathlib
import re

from specs import config as cfg_files

KINDS = ("safety", "liveness", "wrong", "simulate")
_REQUIRED = {
    "id": str, "spec": str, "cfg": str, "kind": str, "properties": list, "processes": int,
    "smallest_processes": int, "budget_s": int, "heap": str, "in": str,
}
_OPTIONAL = {"distinct": int, "depth": int, "mutant": str, "behaviours": int,
             "oracle": str}


class Wrong(Exception):
    """What is wrong with the manifests, one line for each thing."""


@dataclasses.dataclass
class Row:
    """One configuration, with what its files say about it."""

    id: str
    folder: pathlib.Path
    spec: pathlib.Path
    cfg: pathlib.Path
    kind: str
    violates: str  # empty: everything holds
    properties: list
    processes: int
    smallest_processes: int
    budget_s: int
    heap: str
    full_only: bool
    distinct: int = None
    depth: int = None
    mutant: str = ""
    behaviours: int = None
    oracle: str = ""  # what the oracle says of the counterexample, as callers see it
    config: cfg_files.Config = None
    temporal: list = dataclasses.field(default_factory=list)


def is_temporal(name, texts):
    """Whether a property is more than a statement about single steps, [][A]_v."""
    for text in texts:
        found = re.search(rf"^{re.escape(name)}\s*==\s*(.*(?:\n[ \t]+.*)*)", text, re.MULTILINE)
        if found:
            return not re.match(r"\[\]\s*\[", found.group(1).strip())
    return True


def _shape(raw, where):
    """Checks keys and types of one row; yields what is wrong."""
    for key in raw.keys() - _REQUIRED.keys() - _OPTIONAL.keys() - {"expect"}:
        yield f"{where}: unknown key {key}"
    for key, kind in {**_REQUIRED, **_OPTIONAL}.items():
        if key not in raw:
            if key in _REQUIRED:
                yield f"{where}: no {key}"
        elif raw[key] is None and key in _OPTIONAL:
            pass
        elif not isinstance(raw[key], kind) or isinstance(raw[key], bool):
            yield f"{where}: {key} is no {kind.__name__}"
    expect = raw.get("expect")
    named = isinstance(expect, dict) and list(expect) == ["violates"] and expect["violates"]
    if expect != "holds" and not (named and isinstance(named, str)):
        yield f"{where}: expect is neither \"holds\" nor {{\"violates\": NAME}}"


def _meaning(row):
    """Checks one row against its files; yields what is wrong."""
    if row.kind not in KINDS:
        yield f"kind {row.kind} is none of {', '.join(KINDS)}"
    if (row.kind == "wrong") != bool(row.violates):
        yield "kind wrong and expect violates go together"
    if not re.fullmatch(r"\d+[mg]", row.heap):
        yield f"heap {row.heap} is not like 2g"
    if row.budget_s <= 0:
        yield "budget_s is not positive"
    if not 1 <= row.smallest_processes <= row.processes:
        yield "smallest_processes is not between 1 and processes"
    if row.id != f"{row.folder.name}/{row.cfg.stem}":
        yield f"the id of {row.cfg.name} has to be {row.folder.name}/{row.cfg.stem}"
    if sorted(row.properties) != sorted(row.config.names()):
        differ = sorted(set(row.properties) ^ set(row.config.names())) or "one name twice"
        yield f"properties and the .cfg differ in {differ}"
    if row.processes not in row.config.set_sizes.values():
        yield f"no constant of the .cfg is a set of {row.processes} processes"
    if row.config.symmetry and row.temporal:
        # TLC only warns, and then may miss a violation.
        yield f"SYMMETRY together with the liveness property {row.temporal[0]}"
    if row.violates and row.violates not in row.properties:
        yield f"{row.violates} is to be violated, but is not checked"
    if row.violates in row.temporal and len(row.temporal) > 1:
        yield "TLC does not say which of several liveness properties is violated: check one alone"
    if row.kind == "liveness" and not row.temporal:
        yield "kind liveness without a liveness property"
    if row.mutant and row.mutant not in row.config.overrides.values():
        yield f"the .cfg does not put {row.mutant} in place"
    if row.mutant and row.kind != "wrong":
        yield "mutant is for kind wrong only"
    if bool(row.oracle) != (row.kind == "wrong" and (row.folder / "history.py").is_file()):
        yield "oracle is for kind wrong, and for that always where there is a history.py"
    if (row.behaviours is not None) != (row.kind == "simulate"):
        yield "behaviours is for kind simulate, and only for that"
    if row.kind in ("safety", "liveness") and (row.distinct is None or row.depth is None):
        yield "distinct and depth are not pinned"
    if row.kind == "simulate" and (row.distinct is not None or row.depth is None):
        yield "simulate has a depth (of each behaviour) and no distinct states"


def _row(root, folder, raw):
    """Makes a row; returns it and what is wrong with it."""
    where = f"{folder.name}: {raw.get('id', 'a row without id') if isinstance(raw, dict) else raw}"
    if not isinstance(raw, dict):
        return None, [f"{where}: is no object"]
    problems = list(_shape(raw, where))
    if problems:
        return None, problems
    spec, cfg = root / raw["spec"], root / raw["cfg"]
    for path in (spec, cfg):
        if not path.is_file() or folder not in path.parents:
            problems.append(f"{where}: there is no {path.name} under {folder.name}/")
    if raw["in"] not in ("check", "full"):
        problems.append(f"{where}: in is neither check nor full")
    if problems:
        return None, problems
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tla"))]
    try:
        read = cfg_files.parse(cfg.read_text(encoding="utf-8"))
    except ValueError as error:
        return None, [f"{where}: {cfg.name}: {error}"]
    row = Row(violates="" if raw["expect"] == "holds" else raw["expect"]["violates"],
              folder=folder, spec=spec, cfg=cfg, full_only=raw["in"] == "full", config=read,
              temporal=[name for name in read.properties if is_temporal(name, texts)],
              mutant=raw.get("mutant") or "", oracle=raw.get("oracle") or "",
              **{key: raw.get(key) for key in (
                  "id", "kind", "properties", "processes", "smallest_processes", "budget_s",
                  "heap", "distinct", "depth", "behaviours")})
    return row, [f"{where}: {problem}" for problem in _meaning(row)]


def _object(path, key):
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Wrong(f"{path}: {error}") from error
    # "clauses" is for tools/tabling and tools/lint.py.
    optional = {"clauses"} if key == "rows" else set()
    if not isinstance(value, dict) or value.keys() - optional != {"schema", key} \
            or value["schema"] != 1 or not isinstance(value[key], list):
        raise Wrong(f"{path}: is not {{\"schema\": 1, \"{key}\": [...]}}")
    return value[key]


def _unrefuted(folder, rows):
    """What holds somewhere has to be violated by some wrong version, or it may say nothing."""
    refuted = {row.violates for row in rows}
    held = {name for row in rows if row.kind != "wrong" for name in row.properties}
    for name in sorted(held):
        # XOfOne says X of one process that stands for all.
        if name.removesuffix("OfOne") not in refuted and name != cfg_files.DEADLOCK:
            yield f"{folder.name}: {name} holds, and no wrong configuration violates it"


def load(root):
    """Reads and checks all manifests; returns the rows, or raises Wrong."""
    root = pathlib.Path(root).resolve()
    names = _object(root / "tla" / "manifest.json", "folders")
    there = sorted({path.parent.name for path in (root / "tla").glob("*/*.tla")})
    problems = [] if sorted(names) == there else [
        f"tla/manifest.json: lists {sorted(names)}, but the folders with specs are {there}"]
    rows = []
    for name in names:
        folder = root / "tla" / str(name)
        mine = []
        for raw in _object(folder / "manifest.json", "rows"):
            row, wrong = _row(root, folder, raw)
            problems += wrong
            if row:
                mine.append(row)
        used = [row.cfg for row in mine]
        problems += [f"{name}: two rows use {path.name}" for path in set(used) if used.count(path) > 1]
        if len(used) == len(_object(folder / "manifest.json", "rows")):
            problems += [f"{name}: no row uses {path.relative_to(folder)}"
                         for path in sorted(folder.rglob("*.cfg")) if path not in used]
            problems += _unrefuted(folder, mine)
        rows += mine
    if problems:
        raise Wrong("\n".join(problems))
    return rows
