"""What the callers see in a behaviour of singleflight or singleflight_old, as a history.

docs/history-format.md says what the events are. Process pN of the spec is process N-1 of the
history. A DoChan returns in the step in which it leads or joins; from then on its process waits
to receive, and the function that it has started runs in process N-1 + OWN_GOROUTINE.
"""

MODEL = "singleflight"
PARAMS = None
KEY = "k"
OWN_GOROUTINE = 100


def _number(name):
    return int(name[1:]) - 1


def _token(prefix, name):
    return f"{prefix}{name[1:]}"


def _runs_in(leader, operation):
    return _number(leader) + (OWN_GOROUTINE if operation == "DoChan" else 0)


def _event(process, kind, name, value=None):
    event = {"process": process, "type": kind, "f": name}
    if value is not None:
        event["value"] = value
    return event


def _call(process, before, after):
    """The events of a step in which a process makes its call."""
    me, operation, flight = _number(process), after["op"][process], after["flight"][process]
    if operation == "Forget":
        yield _event(me, "invoke", "Forget", {"key": KEY})
        yield _event(me, "ok", "Forget")
        return
    value = {"key": KEY, "fn": _token("fn", process)}
    if operation == "DoChan":
        value["chan"] = _token("c", process)
    yield _event(me, "invoke", operation, value)
    if operation == "DoChan":
        yield _event(me, "ok", "DoChan")
        yield _event(me, "invoke", "Receive", {"chan": _token("c", process)})
    if flight == process:
        yield _event(_runs_in(process, operation), "invoke", "fn", {"fn": _token("fn", process)})


def _function_ends(leader, state):
    way = state["did"][leader] if "did" in state else (
        "value" if state["value"][leader] == leader else "goexit")
    outcome = {
        "value": {"v": _token("v", leader), "err": None},
        "error": {"v": _token("v", leader), "err": _token("e", leader)},
        "panic": {"outcome": "panic", "panic": _token("boom", leader)},
        "goexit": {"outcome": "goexit"},
        "repanic": {"v": _token("v", leader), "err": _token("other", leader),
                    "panic_error": True},
    }[way]
    yield _event(_runs_in(leader, state["op"][leader]), "ok", "fn", outcome)


def _result(record, flight, state):
    """What a caller of a flight got, as the value of an ok."""
    # singleflight_old has neither panics nor errors that anybody gets to see.
    how, error = record.get("how", "returned"), record.get("err", "nil")
    returned_panic = state.get("did", {}).get(flight) == "repanic"
    if how == "exited":
        return {"outcome": "goexit"}
    if how == "panicked":
        if returned_panic:
            return {"outcome": "panic", "panic": _token("other", flight), "unwraps": None}
        return {"outcome": "panic", "panic": _token("wrapped", flight), "unwraps": None}
    errors = {"nil": None, "error": _token("e", flight),
              "PanicError": _token("other" if returned_panic else "wrapped", flight)}
    leader = record["value"]
    value = _token("v", leader) if isinstance(leader, str) and leader.startswith("p") else None
    return {"v": value, "err": errors[error], "shared": record["shared"]}


def _deliveries(before, after):
    for process in sorted(after["inbox"]):
        news = after["inbox"][process][len(before["inbox"][process]):]
        for number, record in enumerate(news):
            me = _number(process)
            if number:
                yield _event(me, "invoke", "Receive", {"chan": _token("c", process)})
            yield _event(me, "ok", "Receive", _result(record, after["flight"][process], after))


def _step(before, after):
    """The events of one step, told from what it changed."""
    for process in sorted(after["pc"]):
        old, new = before["pc"][process], after["pc"][process]
        if old == new:
            continue
        if old == "Enter":
            yield from _call(process, before, after)
        elif old == "Fn":
            yield from _function_ends(process, after)
            # singleflight_old defers nothing: what leaves fn leaves the Do as well.
            if new == "Done" and after["op"][process] == "Do":
                yield _event(_number(process), "ok", "Do", {"outcome": "goexit"})
        elif old == "Return":
            flight = after["flight"][process]
            yield _event(_number(process), "ok", "Do",
                         _result(after["got"][process], flight, after))
    yield from _deliveries(before, after)


def _killer(states):
    """The panic that nobody recovered."""
    for state in states:
        for flight, label in state["pc"].items():
            if label == "Die":
                return _token("other" if state["did"][flight] == "repanic" else "boom", flight)
    return None


def history(states, quiescent=False):
    """Makes the events of a list of states, each a dictionary from variables to values.

    Functions and records are dictionaries, tuples are lists; strings and model values are strings,
    and truth values are truth values. quiescent says that the last state repeats for ever.
    """
    events = []
    for before, after in zip(states, states[1:]):
        events += _step(before, after)
    for index, event in enumerate(events):
        event["index"] = index
    if states and states[-1].get("program") == "dead":
        return events + [{"type": "end", "quiescent": False, "how": "the program died",
                          "crash": _killer(states)}]
    how = "TLC: nothing moves any more" if quiescent else "the counterexample ends here"
    return events + [{"type": "end", "quiescent": quiescent, "how": how}]
