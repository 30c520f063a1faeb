"""An error trace of TLC in words, as a table, and as a history that the oracle judges and draws.

What the states of a spec mean to its callers is said in tla/<folder>/history.py, if there is one:

    class Trace:
        def __init__(self, row): ...
        def step(self, action, before, after): -> (arguments, words, [event])
        def columns(self, state): -> {heading: text}, a row of the table
        def end(self, state, stuttering): -> [event], with the line "end" if the history has one
        header: a dict, line 1 of docs/history-format.md

An event is a dict with process, type, f and value. Without that file there are the words alone.
"""

import dataclasses
import importlib.util
import json
import pathlib
import re

import protocol
from specs import tlc, values, verdict

ORACLE = pathlib.Path("build/release/bin/gosync-oracle")


@dataclasses.dataclass
class Step:
    """One state of the trace, and the action that led to it."""

    action: str
    state: dict
    words: str = ""
    arguments: tuple = ()

    @property
    def title(self):
        inside = ", ".join(values.show(argument) for argument in self.arguments)
        return f"{self.action}({inside})" if inside else self.action


def steps_of(result):
    """The steps of a result, and how the trace ends: "", "stuttering" or the state it goes back to."""
    steps, ending = [], ""
    for message in result.states:
        head, _, body = message.text.partition("\n")
        if message.code == tlc.STUTTERING:
            ending = "stuttering"
        elif message.code == tlc.BACK_TO:
            ending = re.search(r"\d+", head).group(0)
        elif message.code in tlc.VIOLATED_AT_ONCE:
            steps.append(Step("Init", values.state(body)))
        else:
            name = re.search(r"<(\w+)", head).group(1)
            steps.append(Step("Init" if name == "Initial" else name, values.state(body)))
    return steps, ending


def changes(before, after):
    """What a step changed, in words."""
    for name, new in after.items():
        old = before.get(name)
        if old == new:
            continue
        if isinstance(new, dict) and isinstance(old, dict) and new.keys() == old.keys():
            for key in new:
                if new[key] != old[key]:
                    yield f"{name}[{key}]: {values.show(old[key])} -> {values.show(new[key])}"
        else:
            yield f"{name}: {values.show(old)} -> {values.show(new)}"


def mapping_of(row):
    """The Trace of the row's folder, or None."""
    path = row.folder / "history.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location(f"history_of_{row.folder.name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Trace(row)


def tell(steps, mapping):
    """Gives each step its arguments and words; returns the events of the history."""
    events = []
    for before, step in zip(steps, steps[1:]):
        if mapping:
            step.arguments, step.words, seen = mapping.step(step.action, before.state, step.state)
            events += seen
    return events


def words(steps, ending):
    for number, step in enumerate(steps, 1):
        yield f"{number:3}. {step.title}{f': {step.words}' if step.words else ''}"
        if number > 1:
            for change in changes(steps[number - 2].state, step.state):
                yield f"       {change}"
    if ending == "stuttering":
        yield "     and from here on nothing happens any more"
    elif ending:
        yield f"     and from here on again as from step {ending} on, for ever"


def table(steps, mapping):
    """One line for each step, one column for each process; a dot is what did not change."""
    columns = mapping.columns if mapping else lambda state: {
        name: values.show(value) for name, value in state.items()}
    rows = [["", *columns(steps[0].state)]]
    last = None
    for step in steps:
        now = list(columns(step.state).values())
        rows.append([step.title, *(cell if last is None or cell != old else "."
                                   for cell, old in zip(now, last or now))])
        last = now
    widths = [max(map(len, column)) for column in zip(*rows)]
    for number, row in enumerate(rows):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths))
        yield f"{number or '':>3}  {cells}".rstrip()


def write_history(path, mapping, events):
    """Numbers the events and writes them with the header of the mapping."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [mapping.header]
    for index, event in enumerate(events):
        lines.append(event if event["type"] == "end" else {"index": index, **event})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def history_of(row, steps, ending, mapping, events):
    """Writes what callers see of a counterexample; returns the file."""
    events += mapping.end(steps[-1].state, ending == "stuttering")
    history = pathlib.Path("out/tla") / f"{row.id}.jsonl"
    write_history(history, mapping, events)
    return history


def oracle_says(row, result):
    """The oracle's verdict on the counterexample: "Illegal SE2", "Legal"; or what went wrong."""
    if not ORACLE.is_file():
        return "nothing: tools/build release gosync-oracle makes it"
    steps, ending = steps_of(result)
    mapping = mapping_of(row)
    history = history_of(row, steps, ending, mapping, tell(steps, mapping))
    code, said = protocol.run([str(ORACLE), "check", "--json", str(history)], 60)
    if code not in (0, 1):
        return " ".join(said.split())
    verdict_line = json.loads(said)
    return " ".join([verdict_line["verdict"], *verdict_line["clauses"]])


def judge(history):
    """Has the oracle judge and draw the history; returns whether it could."""
    if not ORACLE.is_file():
        print(f"{history} is not judged: tools/build release gosync-oracle makes the oracle")
        return False
    picture = history.with_suffix(".html")
    print(protocol.run([str(ORACLE), "explain", str(history)], 60)[1].rstrip())
    code, said = protocol.run([str(ORACLE), "check", "--html", str(picture), str(history)], 60)
    if code not in (0, 1):
        protocol.show(said)
        return False
    print(f"\nThe same as a picture: {picture}")
    if code == 0:
        print("The oracle finds nothing wrong: this is as far as callers see, and it could be right.")
    return True


def show(row, root):
    """Runs the row and shows its counterexample; returns an exit code."""
    result = tlc.run(row)
    why = verdict.failure(row, result)
    if why:
        print(f"not as the manifest says: {why}")
    steps, ending = steps_of(result)
    if not steps:
        print(f"{row.id}: there is no counterexample" if not result.trouble else result.output)
        return 0 if not why else 1
    mapping = mapping_of(row)
    events = tell(steps, mapping)
    print(f"{row.id}: {row.violates or result.violated} is violated\n")
    print("\n".join(words(steps, ending)), end="\n\n")
    print("\n".join(table(steps, mapping)), end="\n\n")
    if not mapping:
        print(f"tla/{row.folder.name}/history.py would say what callers see of it; there is none")
        return 1 if why else 0
    history = history_of(row, steps, ending, mapping, events)
    return 0 if judge(history) and not why else 1
