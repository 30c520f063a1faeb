"""What callers see of a behaviour of semaphore.tla (tools/specs/trace.py; docs/history-format.md)."""

_OTHER = 0  # the process that cancels and asks; those of the spec are 1, 2 ...
_CANCELLED = {"err": "context canceled"}
_TOO_MUCH = "semaphore: released more than held"
_WORDS = {
    "Cancel": "{p}'s context is cancelled",
    "AcquireDone": "{p} finds its context done, and gives up at once",
    "AcquireFree": "{p} takes {n} that {are} free",
    "Enqueue": "{p} has to wait",
    "StayOutside": "{p} asks for more than there is, and waits outside of the queue",
    "AcquireReturns": "{p} wakes with {n}",
    "Withdraw": "{p} leaves the queue",
    "GiveBack": "{p} gives back the {n} that it was granted meanwhile",
}


def _invoke(process, f, **value):
    return {"process": process, "type": "invoke", "f": f, **({"value": value} if value else {})}


def _ok(process, f, **value):
    return {"process": process, "type": "ok", "f": f, **({"value": value} if value else {})}


class Trace:
    """Turns the steps of one trace into events."""

    SIZE = 2  # as in every .cfg

    def __init__(self, row):
        overrides = row.config.overrides
        # A wrong TryAcquire would answer otherwise; of one of them we know how.
        self._can_probe = not {"TryTakes", "Fits"} & overrides.keys()
        self._shy = overrides.get("TryTakes") == "SE1_LastTokenKept"
        self._calls = 0
        self._contexts = {}
        self.header = {"schema": 1, "model": "semaphore", "params": {"size": self.SIZE},
                       "impl": f"tla/semaphore, {row.cfg.stem}", "version": "the spec",
                       "index": "log"}

    @staticmethod
    def _number(process):
        return int(process[1:])  # p1 is process 1

    def step(self, action, before, after):
        """Returns the arguments of the action, a sentence, and what callers see."""
        arguments = self._arguments(action, before, after)
        process = arguments[0]
        events = self._events(action, arguments, before)
        need = before["need"].get(process)
        sentence = self._sentence(action, arguments, before, after).format(
            p=process, n=need, are="is" if need == 1 else "are")
        granted = [other for other in before["queue"]
                   if after["granted"][other] and not before["granted"][other]]
        for other in granted:
            sentence += f"; {other} is granted {after['need'][other]}"
        if action == "Enqueue" and self._can_probe:
            sentence += " (TryAcquire(0) shows it: refused)"
        return arguments, sentence, events

    def _arguments(self, action, before, after):
        if action == "ReleaseTooMuch":
            # Nothing of the caller's own changes; it is one that is in no call.
            idle = [p for p in sorted(before["pc"]) if before["pc"][p] == "idle"]
            return idle[0], before["charged"] - after["charged"]
        process = next(p for p in sorted(after["pc"]) if any(
            before[v][p] != after[v][p] for v in ("pc", "need", "done"))
            and (before["pc"][p] != "parked" or action in ("Cancel", "AcquireReturns", "GiveUp")))
        if action == "Call":
            return process, after["need"][process]
        if action == "TryAcquire":
            return process, after["need"][process], True
        if action == "Release":
            return process, before["need"][process] - after["need"][process]
        return (process,)

    def _sentence(self, action, arguments, before, after):
        if action == "Call":
            return f"{{p}} calls Acquire({arguments[1]})"
        if action == "TryAcquire":
            return f"{{p}} takes {arguments[1]} without waiting"
        if action in ("Release", "ReleaseTooMuch"):
            panics = ", which panics" if action == "ReleaseTooMuch" else ""
            return f"{{p}} releases {arguments[1]}{panics}"
        if action == "GiveUp":
            why = "sees that its context is done" if before["done"][arguments[0]] else "just gives up"
            return f"{{p}} {why}"
        return _WORDS[action]

    def _events(self, action, arguments, before):
        process = arguments[0]
        number = self._number(process)
        if action == "Call":
            # Seen only with its critical section: what happens in between, the end of its
            # context included, may as well have happened before the call.
            self._calls += 1
            self._contexts[process] = f"c{self._calls}"
            return []
        if action == "Cancel":
            context = self._contexts[process]
            return [_invoke(_OTHER, "Cancel", ctx=context), _ok(_OTHER, "Cancel")]
        if before["pc"][process] == "called":
            invoke = _invoke(number, "Acquire", n=before["need"][process],
                             ctx=self._contexts[process])
            return [invoke] + {
                "AcquireDone": [_ok(number, "Acquire", **_CANCELLED)],
                "AcquireFree": [_ok(number, "Acquire", err=None)],
                "Enqueue": self._probe(0, False), "StayOutside": []}[action]
        if action in ("Withdraw", "GiveBack") or (
                action == "GiveUp" and before["pc"][process] == "outside"):
            return [_ok(number, "Acquire", **_CANCELLED)]
        if action == "AcquireReturns":
            return [_ok(number, "Acquire", err=None)]
        if action == "TryAcquire":
            return [_invoke(number, "TryAcquire", n=arguments[1]), _ok(number, "TryAcquire", ok=True)]
        if action == "Release":
            return [_invoke(number, "Release", n=arguments[1]), _ok(number, "Release")]
        if action == "ReleaseTooMuch":
            return [_invoke(number, "Release", n=arguments[1]),
                    _ok(number, "Release", outcome="panic", panic=_TOO_MUCH)]
        return []

    def _probe(self, n, ok):
        """A TryAcquire that the spec allows here and that changes nothing that matters later.

        No caller sees the queue or the count; what TryAcquire answers is as near as they get.
        """
        if not self._can_probe:
            return []
        return [_invoke(_OTHER, "TryAcquire", n=n), _ok(_OTHER, "TryAcquire", ok=ok)]

    def end(self, state, stuttering):
        """What callers still see of the last state, and whether everything is blocked."""
        events = []
        wake = [p for p in sorted(state["pc"]) if state["pc"][p] == "parked"
                and state["granted"][p] and not state["done"][p]]
        if not stuttering:
            # Those that are granted return; the spec lets them.
            events += [_ok(self._number(p), "Acquire", err=None) for p in wake]
        for p in sorted(state["pc"]):
            if state["pc"][p] == "called" and state["need"][p] < 0 and not state["queue"]:
                events += self._events("AcquireFree", (p,), state)
        free = self.SIZE - state["charged"]
        waits = [p for p in state["queue"] if state["pc"][p] == "parked"]
        if self._shy and not state["queue"]:
            events += [_invoke(_OTHER, "TryAcquire", n=free),
                       _ok(_OTHER, "TryAcquire", ok=False)]
        elif not waits:
            events += self._probe(0, False) if state["queue"] else self._probe(
                max(free, 1), free >= 1)
        if stuttering or all(p in wake or self._blocked(state, p) for p in state["pc"]):
            events.append({"type": "end", "quiescent": True,
                           "how": "in the spec nobody who is in a call can move"})
        return events

    @staticmethod
    def _blocked(state, p):
        place = state["pc"][p]
        waits = place in ("parked", "outside") and not state["done"][p] and not state["granted"][p]
        # A call that has not come to its critical section is not in the history.
        return place in ("idle", "called", "holding") or waits

    def columns(self, state):
        cells = {}
        for p in sorted(state["pc"]):
            place = state["pc"][p]
            flags = "".join(f" {flag}" for flag in ("granted", "done") if state[flag][p])
            cells[p] = place + (f" {state['need'][p]}" if place != "idle" else "") + flags
        return {**cells, "charged": str(state["charged"]),
                "queue": " ".join(state["queue"]) or "empty"}
