"""What callers see of a behaviour of singleflight.tla or singleflight_old.tla.

The plug of tools/specs/trace.py; docs/history-format.md says what the events are. A DoChan returns in
the step in which it leads or joins; from then on its process waits to receive, and the
function that it has started runs in a process of its own.
"""

_KEY = "k"
_OWN_GOROUTINE = 100  # what is added to a process for the function that its DoChan has started
_WAYS = {
    "value": "returns a value", "error": "returns a value and an error", "panic": "panics",
    "goexit": "exits its goroutine", "repanic": "returns a panic that it has recovered elsewhere",
}


def _event(process, kind, name, **value):
    return {"process": process, "type": kind, "f": name, **({"value": value} if value else {})}


def _killer(state):
    """The flight whose panic nobody recovers, or None."""
    dying = [f for f, label in state["pc"].items() if label == "Die"]
    return dying[0] if dying else None


class Trace:
    """Turns the steps of one trace into events."""

    def __init__(self, row):
        self._numbers = {}
        self._crash = None
        self.header = {"schema": 1, "model": "singleflight",
                       "impl": f"tla/singleflight, {row.cfg.stem}", "version": "the spec",
                       "index": "log"}

    def _number(self, process):
        return self._numbers[process]

    def _token(self, prefix, process):
        return f"{prefix}{self._numbers[process] + 1}"

    def _runs_in(self, leader, state):
        own = _OWN_GOROUTINE if state["op"][leader] == "DoChan" else 0
        return self._number(leader) + own

    def step(self, action, before, after):
        """Returns the arguments of the action, a sentence, and what callers see."""
        self._numbers = {p: n for n, p in enumerate(sorted(after["pc"]))}
        moved = [p for p in self._numbers if before["pc"][p] != after["pc"][p]]
        if not moved:
            return (), "nothing can move any more", []
        process = moved[0]
        if _killer(after):
            panic = "other" if self._way(_killer(after), after) == "repanic" else "boom"
            self._crash = self._token(panic, _killer(after))
        label = before["pc"][process]
        events = {"Enter": self._call, "Fn": self._function_ends, "Return": self._returns}.get(
            label, lambda *_: [])(process, after)
        events += self._deliveries(before, after)
        return (process,), self._sentence(label, process, before, after), events

    def _call(self, process, state):
        me, operation = self._number(process), state["op"][process]
        if operation == "Forget":
            return [_event(me, "invoke", "Forget", key=_KEY), _event(me, "ok", "Forget")]
        fn, channel = self._token("fn", process), self._token("c", process)
        if operation == "Do":
            events = [_event(me, "invoke", "Do", key=_KEY, fn=fn)]
        else:
            events = [_event(me, "invoke", "DoChan", key=_KEY, fn=fn, chan=channel),
                      _event(me, "ok", "DoChan"), _event(me, "invoke", "Receive", chan=channel)]
        if state["flight"][process] == process:
            events.append(_event(self._runs_in(process, state), "invoke", "fn", fn=fn))
        return events

    @staticmethod
    def _way(leader, state):
        """How the function of a flight has ended."""
        if "did" in state:
            return state["did"][leader]
        # singleflight_old: a panic and an exit are the same to it, and nothing is deferred.
        return "value" if state["value"][leader] == leader else "goexit"

    def _function_ends(self, leader, state):
        value, way = self._token("v", leader), self._way(leader, state)
        outcome = {
            "value": {"v": value, "err": None},
            "error": {"v": value, "err": self._token("e", leader)},
            "panic": {"outcome": "panic", "panic": self._token("boom", leader)},
            "goexit": {"outcome": "goexit"},
            "repanic": {"v": value, "err": self._token("other", leader), "panic_error": True},
        }[way]
        events = [_event(self._runs_in(leader, state), "ok", "fn", **outcome)]
        # In singleflight_old what leaves fn leaves the Do as well.
        if state["pc"][leader] == "Done" and state["op"][leader] == "Do":
            events.append(_event(self._number(leader), "ok", "Do", outcome="goexit"))
        return events

    def _result(self, process, record, state):
        """What a call got from its flight, as the value of an ok."""
        flight = state["flight"][process]
        # The wrapper of a panic, or the one of elsewhere that fn has returned.
        other = self._way(flight, state) == "repanic"
        wrapper = self._token("other" if other else "wrapped", flight)
        # singleflight_old knows no error, and of its callers none sees a panic or an exit.
        how, error = record.get("how", "returned"), record.get("err", "nil")
        if how == "exited":
            return {"outcome": "goexit"}
        if how == "panicked":
            return {"outcome": "panic", "panic": wrapper, "unwraps": None}
        value = record["value"]
        return {"v": self._token("v", value) if value in self._numbers else None,
                "err": {"nil": None, "error": self._token("e", flight), "PanicError": wrapper}[error],
                "shared": record["shared"]}

    def _returns(self, process, state):
        result = self._result(process, state["got"][process], state)
        return [_event(self._number(process), "ok", "Do", **result)]

    def _deliveries(self, before, after):
        events = []
        for process, channel in sorted(after["inbox"].items()):
            me, token = self._number(process), self._token("c", process)
            for number, record in enumerate(channel[len(before["inbox"][process]):]):
                if number:
                    events.append(_event(me, "invoke", "Receive", chan=token))
                events.append(_event(me, "ok", "Receive", **self._result(process, record, after)))
        return events

    def _sentence(self, label, process, before, after):
        if label == "Enter":
            return self._sentence_of_call(process, before, after)
        if label == "Fn":
            return f"the function of {process} {_WAYS[self._way(process, after)]}"
        if label in ("Outer", "Free"):
            return self._sentence_of_end(label, process, before, after)
        if label == "LetGo":
            return f"{process} lets the joiners of its flight go"
        if label == "Return":
            how = after["got"][process].get("how", "returned")
            verb = {"returned": "returns", "panicked": "panics", "exited": "exits"}[how]
            return f"the Do of {process} {verb}"
        return "nobody recovers the panic: the program dies"

    @staticmethod
    def _sentence_of_call(process, before, after):
        operation, flight = after["op"][process], after["flight"][process]
        if operation == "Forget":
            leader = before["map"]
            what = f"the flight of {leader}" if leader in before["pc"] else "nothing"
            return f"{process} forgets {what}"
        if flight == process:
            return f"{process} calls {operation}, and leads"
        return f"{process} calls {operation}, and joins the flight of {flight}"

    @staticmethod
    def _sentence_of_end(label, process, before, after):
        if after.get("program", "runs") != "runs":
            return f"a channel waits for the flight of {process}, which panicked: {process} keeps the lock"
        said = f"{process} ends its flight"
        if label == "Free":
            said = f"{process} frees the key"
        owner = before["map"] if before["map"] in before["pc"] else None
        if owner and owner != process and after["map"] != owner:
            said += f", which is {owner}'s"
        elif owner == process == after["map"]:
            said += ", and the key stays taken"
        served = [p for p in sorted(after["inbox"]) if after["inbox"][p] != before["inbox"][p]]
        return said + (f"; the channel of {' and of '.join(served)} is filled" if served else "")

    def end(self, state, stuttering):
        """How the history ends, if that is known."""
        if state.get("program") == "dead":
            return [{"type": "end", "quiescent": False, "how": "the program died",
                     "crash": self._crash}]
        if stuttering or all(label in ("Enter", "Done") for label in state["pc"].values()):
            return [{"type": "end", "quiescent": True,
                     "how": "in the spec nobody who is in a call can move"}]
        return []

    @staticmethod
    def columns(state):
        """The cells of one row of the table."""
        cells = {}
        for process in sorted(state["pc"]):
            cell, flight = state["op"][process], state["flight"][process]
            if flight in state["pc"]:
                cell += " leads" if flight == process else f" in {flight}"
            cells[process] = f"{cell}, {state['pc'][process]}" if cell != "none" else "-"
        cells["map"] = str(state["map"])
        cells["ended"] = " ".join(f for f in sorted(state["ended"]) if state["ended"][f]) or "-"
        if "program" in state:
            cells["program"] = state["program"]
        return cells
