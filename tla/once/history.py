"""What callers see of a behaviour of once.tla (tools/specs/trace.py; docs/history-format.md)."""

_WORDS = {
    "Call": "{p} calls Do",
    "Look": "{p} finds the flag set and returns",
    "LookSlow": "{p} finds the flag not set",
    "Follow": "{p} finds that the function has run, and returns",
    "Lead": "{p} runs its function",
    "FnEnds": "{p}'s function ends: {way}",
    "Nest": "{p}'s function calls Do of the same Once",
    "NestBack": "the Do inside {p}'s function returns",
    "End": "{p} leaves its Do: {got}",
}


def _event(process, kind, f, value=None):
    return {"process": process, "type": kind, "f": f, **({"value": value} if value else {})}


class Trace:
    """Turns the steps of one trace into events."""

    def __init__(self, row):
        self._calls = 0
        self._fn = {}  # process -> the function that its last Do brought
        self.header = {"schema": 1, "model": "once", "impl": f"tla/once, {row.cfg.stem}",
                       "version": "the spec", "index": "log"}

    def _do(self, process):
        self._calls += 1
        token = f"f{self._calls}"
        return token, _event(int(process[1:]), "invoke", "Do", {"once": "o", "fn": token})

    def _outcome(self, process, how):
        if how == "panic":
            return {"outcome": "panic", "panic": f"p{self._fn[process]}"}
        return {"outcome": "goexit"} if how == "goexit" else None

    def step(self, action, before, after):
        """Returns the arguments of the action, a sentence, and what callers see."""
        process = next(p for p in sorted(after["pc"]) if any(
            before[v][p] != after[v][p] for v in ("pc", "inner")))
        number = int(process[1:])
        arguments = (process, after["way"][process]) if action == "FnEnds" else (process,)
        events = []
        if action == "Call":
            self._fn[process], invoke = self._do(process)
            events = [invoke]
        elif action in ("Look", "Follow", "NestBack"):
            events = [_event(number, "ok", "Do")]
        elif action == "Lead":
            events = [_event(number, "invoke", "fn", {"fn": self._fn[process]})]
        elif action == "FnEnds":
            events = [_event(number, "ok", "fn", self._outcome(process, after["way"][process]))]
        elif action == "Nest":
            events = [self._do(process)[1]]
        elif action == "End":
            events = [_event(number, "ok", "Do", self._outcome(process, after["got"][process]))]
        words = _WORDS[action].format(p=process, way=after["way"][process], got=after["got"][process])
        return arguments, words, events

    def end(self, _state, stuttering):
        """Where nothing happens any more, whoever is open is blocked."""
        if not stuttering:
            return []
        return [{"type": "end", "quiescent": True, "how": "in the spec nothing happens any more"}]

    def columns(self, state):
        cells = {p: state["pc"][p] + (f" {state['got'][p]}" if state["got"][p] != "none" else "")
                 for p in sorted(state["pc"])}
        return {**cells, "done": str(state["done"]), "running": str(state["running"])}
