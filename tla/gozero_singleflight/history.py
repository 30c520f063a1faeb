"""What callers see of a behaviour of gozero_singleflight.tla (tools/specs/trace.py; docs/history-format.md)."""

_WORDS = {
    "Call": "{p} calls DoEx",
    "Join": "{p} joins flight {of}",
    "Lead": "{p} leads flight {of} and runs its function",
    "FnEnds": "{p}'s function ends: {how}",
    "End": "{p} ends flight {of}",
    "Second": "{p} ends the rest of flight {of}",
    "Back": "{p} comes back: {got}",
    "Nest": "{p}'s function calls Do of the same key",
    "NestBack": "the Do inside {p}'s function returns",
}


def _event(process, kind, f, value=None):
    return {"process": process, "type": kind, "f": f, **({"value": value} if value else {})}


def _outcome(how, flight, fresh=None):
    """The value of an end; a DoEx that returns has said `fresh`."""
    if how == "goexit":
        return {"outcome": "goexit"}
    if how == "panic":
        return {"outcome": "panic", "panic": f"p{flight}"}
    value = {"v": f"v{flight}" if how in ("return", "half") else None,
             "err": f"e{flight}" if how == "return" else None}
    if fresh is not None:
        value["fresh"] = fresh == "yes"
    return value


class Trace:
    """Turns the steps of one trace into events."""

    def __init__(self, row):
        self._calls = 0
        self._fn = {}  # process -> the function that its last call brought
        self.header = {"schema": 1, "model": "gozero_singleflight",
                       "impl": f"tla/gozero_singleflight, {row.cfg.stem}", "version": "the spec",
                       "index": "log"}

    def _call(self, process, operation):
        self._calls += 1
        token = f"f{self._calls}"
        return token, _event(int(process[1:]), "invoke", operation, {"key": "k", "fn": token})

    def step(self, action, before, after):
        """Returns the arguments of the action, a sentence, and what callers see."""
        process = next(p for p in sorted(after["pc"]) if any(
            before[v][p] != after[v][p] for v in ("pc", "inner")))
        number = int(process[1:])
        flight = after["of"][process]
        # A function of TLA+ over 1..n is a sequence.
        how = after["how"][flight - 1] if flight else "none"
        got = after["got"][process]
        arguments, events = (process,), []
        if action == "Call":
            self._fn[process], invoke = self._call(process, "DoEx")
            events = [invoke]
        elif action == "Lead":
            events = [_event(number, "invoke", "fn", {"fn": self._fn[process]})]
        elif action == "FnEnds":
            arguments = (process, how)
            events = [_event(number, "ok", "fn", _outcome(how, flight))]
        elif action == "Back":
            events = [_event(number, "ok", "DoEx", _outcome(got, flight, after["fresh"][process]))]
        elif action == "Nest":
            events = [self._call(process, "Do")[1]]
        elif action == "NestBack":
            events = [_event(number, "ok", "Do", _outcome("return", 0))]
        words = _WORDS[action].format(p=process, of=flight, how=how, got=got)
        return arguments, words, events

    def end(self, _state, stuttering):
        """Where nothing happens any more, whoever is open is blocked."""
        if not stuttering:
            return []
        return [{"type": "end", "quiescent": True, "how": "in the spec nothing happens any more"}]

    def columns(self, state):
        cells = {p: state["pc"][p] + (f" {state['got'][p]}" if state["got"][p] != "none" else "")
                 for p in sorted(state["pc"])}
        return {**cells, "map": str(state["map"])}
