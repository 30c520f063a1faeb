"""tla/singleflight/history.py: what callers see of a behaviour, from the states of hand-made ones."""

import importlib.util
import pathlib
import types
import unittest

PATH = pathlib.Path(__file__).resolve().parents[2] / "tla" / "singleflight" / "history.py"
SPEC = importlib.util.spec_from_file_location("singleflight_history", PATH)
HISTORY = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(HISTORY)

ROW = types.SimpleNamespace(cfg=pathlib.Path("tla/singleflight/wrong/Any.cfg"))
PROCS = ("p1", "p2")


def start():
    """The first state: nobody has called."""
    def each(value):
        return dict.fromkeys(PROCS, value)
    return {"map": "None", "program": "runs", "ended": each(False), "op": each("none"),
            "flight": each("None"), "got": each({}), "inbox": each(()), "did": each("nothing"),
            "value": each("None"), "pc": each("Enter")}


def then(state, **changes):
    """The state with some entries changed: op={"p1": "Do"}, program="dying"."""
    new = dict(state)
    for name, change in changes.items():
        new[name] = {**state[name], **change} if isinstance(change, dict) else change
    return new


def lead(state, process, operation):
    return then(state, map=process, op={process: operation}, flight={process: process},
                pc={process: "Fn"})


def ends(state, process, way):
    return then(state, did={process: way}, pc={process: "Outer"})


def told(states, stuttering=False):
    """Events in short form, (process, type, f, value), and the line "end" as it is."""
    trace = HISTORY.Trace(ROW)
    events = []
    for before, after in zip(states, states[1:]):
        events += trace.step("Any", before, after)[2]
    events += trace.end(states[-1], stuttering)
    return [event if event["type"] == "end" else
            (event["process"], event["type"], event["f"], event.get("value")) for event in events]


class HistoryTest(unittest.TestCase):
    def test_leader_and_joiner_of_a_do(self):
        leads = lead(start(), "p1", "Do")
        joins = then(leads, op={"p2": "Do"}, flight={"p2": "p1"}, pc={"p2": "Return"})
        done = ends(joins, "p1", "error")
        over = then(done, map="None", ended={"p1": True}, pc={"p1": "Return"})
        result = {"how": "returned", "value": "p1", "err": "error", "shared": True}
        back = then(over, got={"p2": result}, pc={"p2": "Done"})
        self.assertEqual(told([start(), leads, joins, done, over, back]), [
            (0, "invoke", "Do", {"key": "k", "fn": "fn1"}),
            (0, "invoke", "fn", {"fn": "fn1"}),
            (1, "invoke", "Do", {"key": "k", "fn": "fn2"}),
            (0, "ok", "fn", {"v": "v1", "err": "e1"}),
            (1, "ok", "Do", {"v": "v1", "err": "e1", "shared": True})])

    def test_channel_starves_after_goexit(self):
        leads = lead(start(), "p1", "DoChan")
        done = ends(leads, "p1", "goexit")
        over = then(done, map="None", ended={"p1": True}, pc={"p1": "Done"})
        said = told([start(), leads, done, over], stuttering=True)
        self.assertEqual(said[:-1], [
            (0, "invoke", "DoChan", {"key": "k", "fn": "fn1", "chan": "c1"}),
            (0, "ok", "DoChan", None),
            (0, "invoke", "Receive", {"chan": "c1"}),
            (100, "invoke", "fn", {"fn": "fn1"}),
            (100, "ok", "fn", {"outcome": "goexit"})])
        self.assertTrue(said[-1]["quiescent"])

    def test_panic_with_a_channel_is_a_crash(self):
        leads = lead(start(), "p1", "DoChan")
        done = ends(leads, "p1", "panic")
        dying = then(done, program="dying", pc={"p1": "Die"})
        dead = then(dying, program="dead", pc={"p1": "Done"})
        self.assertEqual(told([start(), leads, done, dying, dead])[-1], {
            "type": "end", "quiescent": False, "how": "the program died", "crash": "boom1"})

    def test_wrapper_of_elsewhere_is_passed_on(self):
        leads = lead(start(), "p1", "Do")
        done = ends(leads, "p1", "repanic")
        result = {"how": "panicked", "value": "None", "err": "PanicError", "shared": False}
        over = then(done, ended={"p1": True}, pc={"p1": "Return"})
        back = then(over, got={"p1": result}, pc={"p1": "Done"})
        self.assertEqual(told([start(), leads, done, over, back])[2:4], [
            (0, "ok", "fn", {"v": "v1", "err": "other1", "panic_error": True}),
            (0, "ok", "Do", {"outcome": "panic", "panic": "other1", "unwraps": None})])

    def test_second_delivery_is_a_second_receive(self):
        leads = lead(start(), "p1", "DoChan")
        done = ends(leads, "p1", "value")
        result = {"how": "returned", "value": "p1", "err": "nil", "shared": False}
        over = then(done, inbox={"p1": (result, result)}, pc={"p1": "Done"})
        kinds = [(event[1], event[2]) for event in told([start(), leads, done, over])[5:8]]
        self.assertEqual(kinds, [("ok", "Receive"), ("invoke", "Receive"), ("ok", "Receive")])

    def test_old_release_lets_an_exit_out_of_do(self):
        old = {key: value for key, value in start().items() if key not in ("did", "program")}
        leads = lead(old, "p1", "Do")
        gone = then(leads, pc={"p1": "Done"})
        self.assertEqual(told([old, leads, gone])[2:4], [
            (0, "ok", "fn", {"outcome": "goexit"}), (0, "ok", "Do", {"outcome": "goexit"})])

    def test_forget(self):
        forgets = then(start(), op={"p2": "Forget"}, pc={"p2": "Done"})
        self.assertEqual(told([start(), forgets])[:2], [
            (1, "invoke", "Forget", {"key": "k"}), (1, "ok", "Forget", None)])


if __name__ == "__main__":
    unittest.main()
