"""What callers see of a behaviour of oncefunc.tla (tools/specs/trace.py; docs/history-format.md)."""

_OTHER = 0  # makes the function, and asks whether it is still held
_WORDS = {
    "Call": "{p} calls it",
    "Begin": "{p} runs the function",
    "FnEnds": "the function that {p} runs ends: {way}",
    "Settle": "{p} settles what the run gave",
    "Lead": "{p}, who ran it, gets: {first}",
    "Give": "{p} gets: {got}",
}


def _event(process, kind, f, value=None):
    return {"process": process, "type": kind, "f": f, **({"value": value} if value else {})}


class Trace:
    """Turns the steps of one trace into events."""

    def __init__(self, row):
        self._begun = False
        self.header = {"schema": 1, "model": "oncefunc", "impl": f"tla/oncefunc, {row.cfg.stem}",
                       "version": "the spec", "index": "log"}

    @staticmethod
    def _outcome(how, run):
        """What a function or a call gave; `run` is the number of the run that it comes from."""
        return {"value": {"v1": f"v{run}"}, "panic": {"outcome": "panic", "panic": f"p{run}"},
                "nilpanic": {"outcome": "panic", "panic": "nil panic"},
                "goexit": {"outcome": "goexit"}, "nothing": {"v1": None}}[how]

    def step(self, action, before, after):
        """Returns the arguments of the action, a sentence, and what callers see."""
        process = next(p for p in sorted(after["pc"]) if before["pc"][p] != after["pc"][p])
        number, run = int(process[1:]), after["runs"]
        arguments = (process, after["way"][process]) if action == "FnEnds" else (process,)
        events = []
        if not self._begun:
            self._begun = True
            events = [_event(_OTHER, "invoke", "OnceValue", {"once": "o", "fn": "f"}),
                      _event(_OTHER, "ok", "OnceValue")]
        if action == "Call":
            events.append(_event(number, "invoke", "Call", {"once": "o"}))
        elif action == "Begin":
            events.append(_event(number, "invoke", "fn", {"fn": "f"}))
        elif action == "FnEnds":
            events.append(_event(number, "ok", "fn", self._outcome(after["way"][process], run)))
        elif action == "Lead":
            events.append(_event(number, "ok", "Call", self._outcome(after["first"][process], run)))
        elif action == "Give":
            events.append(_event(number, "ok", "Call", self._outcome(after["got"][process], run)))
        words = _WORDS[action].format(p=process, **{v: after[v][process]
                                                    for v in ("way", "first", "got")})
        return arguments, words, events

    def end(self, state, stuttering):
        """Asks whether the function is still held; that shows from outside."""
        if stuttering:
            return [{"type": "end", "quiescent": True,
                     "how": "in the spec nothing happens any more"}]
        if not self._begun:
            return []
        # Who ran it is about to return; it has to be let go by then.
        left = [p for p in sorted(state["pc"]) if state["pc"][p] == "done"]
        return [_event(int(p[1:]), "ok", "Call", self._outcome(state["way"][p], state["runs"]))
                for p in left] + [_event(_OTHER, "invoke", "Released", {"once": "o"}),
                _event(_OTHER, "ok", "Released", {"released": not state["held"]})]

    def columns(self, state):
        cells = {p: state["pc"][p] + "".join(
            f" {state[v][p]}" for v in ("first", "got") if state[v][p] != "none")
            for p in sorted(state["pc"])}
        return {**cells, "kept": state["kept"], "held": str(state["held"])}
