"""What tools/tla refuses: bad manifests, changed counts, the wrong property, no verdict at all."""

import json
import pathlib
import subprocess
import tempfile
import unittest
from unittest import mock

from specs import config, manifest, pluscal, tlc, trace, values, verdict

ROOT = pathlib.Path(__file__).resolve().parents[2]

SPEC = """---- MODULE toy ----
EXTENDS Naturals, TLC
CONSTANT Procs
VARIABLE n
Top == 3
TopIsFour == 4
Init == n = 0
Up == n < Top /\\ n' = n + 1
Next == Up
Spec == Init /\\ [][Next]_n /\\ WF_n(Next)
Symmetry == Permutations(Procs)
Small == n <= 3
Grows == [][ n' > n ]_n
Ends == <>(n >= 3)
EndsHigher == <>(n >= 5)
====
"""
CFG = """\\* The right one.
SPECIFICATION Spec
CONSTANTS Procs = {p1, p2}
INVARIANT Small
CHECK_DEADLOCK FALSE
"""


def message(code, text, severity=0):
    return f"@!@!@STARTMSG {code}:{severity} @!@!@\n{text}\n@!@!@ENDMSG {code} @!@!@\n"


STATISTICS = (message(2199, "10 states generated, 4 distinct states found, 0 states left on queue.")
              + message(2194, "The depth of the complete state graph search is 4."))
FINISHED = message(2193, "Model checking completed. No error has been found.") + STATISTICS
STATE = "<Up line 8 of module toy>\n/\\ n = 1\n/\\ who = (p1 :> \"a\" @@ p2 :> <<p1, 2>>)\n"


class Toy(unittest.TestCase):
    """A tree with one small spec, a configuration that holds and one that does not."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        self.folder = self.root / "tla" / "toy"
        self.folder.mkdir(parents=True)
        (self.folder / "toy.tla").write_text(SPEC)
        (self.folder / "good.cfg").write_text(CFG)
        (self.folder / "bad.cfg").write_text(CFG.replace("INVARIANT", "CONSTANT Top <- TopIsFour\nINVARIANT"))
        (self.root / "tla" / "manifest.json").write_text('{"schema": 1, "folders": ["toy"]}')
        self.good = self.raw("good", kind="safety", expect="holds", distinct=4, depth=4)
        self.bad = self.raw("bad", kind="wrong", expect={"violates": "Small"}, mutant="TopIsFour")

    def raw(self, name, **keys):
        return {"id": f"toy/{name}", "spec": "tla/toy/toy.tla", "cfg": f"tla/toy/{name}.cfg",
                "properties": ["Small"], "processes": 2, "smallest_processes": 1,
                "budget_s": 60, "heap": "256m", "in": "check", **keys}

    def load(self):
        text = json.dumps({"schema": 1, "rows": [self.good, self.bad]})
        (self.folder / "manifest.json").write_text(text)
        return manifest.load(self.root)

    def assert_refused(self, why):
        with self.assertRaises(manifest.Wrong) as caught:
            self.load()
        self.assertIn(why, str(caught.exception))


class ManifestTest(Toy):
    def test_a_good_one(self):
        good, bad = self.load()
        self.assertEqual((good.violates, good.distinct, bad.violates), ("", 4, "Small"))

    def test_rows_that_are_refused(self):
        for change, why in (
                ({"colour": "red"}, "unknown key colour"),
                ({"heap": None}, "heap is no str"),
                ({"distinct": True}, "distinct is no int"),
                ({"distinct": None}, "not pinned"),
                ({"kind": "quick"}, "kind quick is none of"),
                ({"kind": "liveness"}, "without a liveness property"),
                ({"expect": "fails"}, "expect is neither"),
                ({"expect": {"violates": "Small"}}, "go together"),
                ({"properties": ["Small", "Grows"]}, "differ in ['Grows']"),
                ({"processes": 3}, "is a set of 3 processes"),
                ({"smallest_processes": 3}, "smallest_processes is not between"),
                ({"budget_s": 0}, "budget_s is not positive"),
                ({"in": "never"}, "in is neither"),
                ({"id": "toy/other"}, "has to be toy/good"),
                ({"cfg": "tla/toy/none.cfg"}, "there is no none.cfg"),
                ({"mutant": "TopIsFour"}, "does not put TopIsFour in place"),
                ({"behaviours": 3}, "behaviours is for kind simulate")):
            with self.subTest(why):
                kept, self.good = self.good, {**self.good, **change}
                self.assert_refused(why)
                self.good = kept

    def test_the_oracle_is_asked_wherever_callers_could_see_something(self):
        self.bad["oracle"] = "Illegal SE1"
        self.assert_refused("bad: oracle is for kind wrong")
        (self.folder / "history.py").write_text("")
        self.assertEqual(self.load()[1].oracle, "Illegal SE1")
        del self.bad["oracle"]
        self.assert_refused("bad: oracle is for kind wrong")

    def test_a_cfg_without_a_row(self):
        (self.folder / "more").mkdir()
        (self.folder / "more" / "third.cfg").write_text(CFG)
        self.assert_refused("no row uses more/third.cfg")

    def test_a_folder_that_is_not_listed(self):
        (self.root / "tla" / "other").mkdir()
        (self.root / "tla" / "other" / "other.tla").write_text(SPEC)
        self.assert_refused("the folders with specs are ['other', 'toy']")

    def test_a_property_that_nothing_violates(self):
        (self.folder / "good.cfg").write_text(CFG + "PROPERTY Grows\n")
        self.good["properties"] = ["Small", "Grows"]
        self.assert_refused("Grows holds, and no wrong configuration violates it")

    def test_symmetry_with_liveness_but_not_with_action_properties(self):
        self.bad["expect"] = {"violates": "Grows"}
        for path in ("good.cfg", "bad.cfg"):
            text = (self.folder / path).read_text() + "SYMMETRY Symmetry\nPROPERTY Grows\n"
            (self.folder / path).write_text(text.replace("INVARIANT Small\n", ""))
        self.good["properties"] = self.bad["properties"] = ["Grows"]
        self.load()
        for path in ("good.cfg", "bad.cfg"):
            text = (self.folder / path).read_text().replace("Grows", "Ends")
            (self.folder / path).write_text(text)
        self.good["properties"] = self.bad["properties"] = ["Ends"]
        self.assert_refused("SYMMETRY together with the liveness property Ends")

    def test_two_liveness_properties_of_which_one_is_violated(self):
        (self.folder / "bad.cfg").write_text(CFG + "PROPERTIES Ends EndsHigher\n")
        self.bad.update(properties=["Small", "Ends", "EndsHigher"], expect={"violates": "EndsHigher"},
                        mutant=None)
        self.assert_refused("check one alone")

    def test_a_keyword_that_this_tlc_would_take_for_a_name(self):
        (self.folder / "good.cfg").write_text(CFG + "ALIAS Small\n")
        self.assert_refused("ALIAS is no keyword")

    def test_what_a_cfg_says(self):
        read = config.parse("SPECIFICATION S\nCONSTANTS\n P = {a, b} \\* {c}\n Op <- Other\n"
                            "INVARIANTS FIFO\n Two\nPROPERTY Live (* SYMMETRY x *)\n")
        self.assertEqual(read.names(), ["FIFO", "Two", "Live", "Deadlock"])
        self.assertEqual((read.set_sizes, read.overrides), ({"P": 2}, {"Op": "Other"}))
        self.assertFalse(read.symmetry)


class VerdictTest(Toy):
    def why(self, row, code, output):
        return verdict.failure(row, tlc.read(code, output))

    def test_as_expected(self):
        good, bad = self.load()
        self.assertEqual(self.why(good, 0, FINISHED), "")
        violated = message(2110, "Invariant Small is violated.", 1) + message(2121, "The ...", 1)
        self.assertEqual(self.why(bad, 12, violated + STATISTICS), "")

    def test_a_changed_count_or_depth(self):
        self.good["distinct"] = 5
        self.assertEqual(self.why(self.load()[0], 0, FINISHED),
                         "4 distinct states, the manifest says 5")
        self.good.update(distinct=4, depth=3)
        self.assertEqual(self.why(self.load()[0], 0, FINISHED), "4 depth, the manifest says 3")

    def test_the_wrong_property_is_violated(self):
        good, bad = self.load()
        other = message(2112, "Action property Grows is violated.", 1)
        self.assertIn("Grows is violated, but Small should be", self.why(bad, 13, other))
        self.assertIn("Grows is violated, but nothing should be", self.why(good, 13, other))
        self.assertIn("a liveness property is violated, but Small",
                      self.why(bad, 13, message(2116, "Temporal properties were violated.", 1)))
        self.assertIn("Deadlock is violated", self.why(bad, 11, message(2114, "Deadlock reached.", 1)))
        self.assertIn("everything holds, but Small should be", self.why(bad, 0, FINISHED))

    def test_what_is_no_verdict(self):
        for row in self.load():
            for code, output, why in (
                    (None, FINISHED, "ran out of its time"),
                    (1, message(1001, "Java ran out of memory.", 1), "ran out of memory"),
                    (1, "java.lang.OutOfMemoryError: Java heap space", "ran out of memory"),
                    (1, message(1005, "stack overflow", 1), "ran out of stack"),
                    (0, "*** Errors: 1\n\nUnknown operator: `Foo'.\n", "SANY found an error"),
                    (150, "", "SANY found an error"),
                    (1, message(2103, "an exception", 1), "an exception"),
                    (-9, "", "SIGKILL"),
                    (0, message(2110, "Invariant Small is violated.", 1), "exit code 0")):
                with self.subTest(why):
                    self.assertIn(why, self.why(row, code, output))

    def test_liveness_that_only_shows_at_run_time(self):
        (self.folder / "good.cfg").write_text(CFG + "SYMMETRY Symmetry\n")
        output = message(2212, "Implied-temporal checking") + FINISHED
        self.assertIn("under SYMMETRY", self.why(self.load()[0], 0, output))


class TraceTest(unittest.TestCase):
    def test_values(self):
        for text, value in (("<<>>", ()), ("{1, 2}", frozenset({1, 2})), ('"a\\"b"', 'a"b'),
                            ("[a |-> -1, b |-> <<TRUE>>]", {"a": -1, "b": (True,)}),
                            ("(p1 :> 1 @@ p2 :> {})", {"p1": 1, "p2": frozenset()})):
            self.assertEqual(values.value(text), value)
        for text in ("<<1", "1 2", "", "(p1 :> )"):
            with self.assertRaises(ValueError):
                values.value(text)

    def test_steps_and_how_the_trace_ends(self):
        output = message(2110, "Invariant Small is violated.", 1) + message(2217, f"2: {STATE}", 4)
        steps, ending = trace.steps_of(tlc.read(12, output + message(2218, "3: Stuttering", 4)))
        self.assertEqual((steps[0].action, ending), ("Up", "stuttering"))
        self.assertEqual(steps[0].state, {"n": 1, "who": {"p1": "a", "p2": ("p1", 2)}})
        lasso = message(2122, "1: Back to state: <Up line 8>", 4)
        self.assertEqual(trace.steps_of(tlc.read(13, output + lasso))[1], "1")

    def test_violated_by_the_initial_state(self):
        output = message(2107, "Invariant Small is violated by the initial state:\n/\\ n = 9\n", 1)
        result = tlc.read(12, output)
        self.assertEqual(result.violated, "Small")
        self.assertEqual(trace.steps_of(result)[0][0].state, {"n": 9})

    def test_changes_in_words(self):
        before, after = {"n": 1, "f": {"p": 1, "q": 2}}, {"n": 2, "f": {"p": 1, "q": 3}}
        self.assertEqual(list(trace.changes(before, after)), ["n: 1 -> 2", "f[q]: 2 -> 3"])


class SemaphoreTraceTest(unittest.TestCase):
    """A behaviour of semaphore.tla as its callers see it: a waiter that gives up."""

    def setUp(self):
        self.row = next(row for row in manifest.load(ROOT) if row.id == "semaphore/SE6_SilentLeave")
        self.steps = [trace.Step("Init", self.state())]
        self.then("TryAcquire", p1=("holding", 2), charged=2)
        self.then("Call", p2=("called", 1))
        self.then("Enqueue", p2=("parked", 1), queue=("p2",))

    @staticmethod
    def state():
        people = (values.Name("p1"), values.Name("p2"))
        return {"charged": 0, "queue": (), "pc": dict.fromkeys(people, "idle"),
                "need": dict.fromkeys(people, 0), "done": dict.fromkeys(people, False),
                "granted": dict.fromkeys(people, False)}

    def then(self, action, done=(), granted=(), **changes):
        state = {key: dict(value) if isinstance(value, dict) else value
                 for key, value in self.steps[-1].state.items()}
        for key, value in changes.items():
            if key in state:
                state[key] = value
            else:
                state["pc"][key], state["need"][key] = value
        for name, those in (("done", done), ("granted", granted)):
            state[name] = {p: p in those for p in state["pc"]}
        self.steps.append(trace.Step(action, state))

    def seen(self):
        mapping = trace.mapping_of(self.row)
        events = trace.tell(self.steps, mapping) + mapping.end(self.steps[-1].state, False)
        return [(e.get("process"), e["type"], e.get("f"), e.get("value")) for e in events]

    def test_it_waits_as_long_as_it_is_not_granted(self):
        self.assertEqual(self.seen(), [
            (1, "invoke", "TryAcquire", {"n": 2}), (1, "ok", "TryAcquire", {"ok": True}),
            (2, "invoke", "Acquire", {"n": 1, "ctx": "c1"}),
            (0, "invoke", "TryAcquire", {"n": 0}), (0, "ok", "TryAcquire", {"ok": False}),
            (None, "end", None, None)])
        self.assertEqual(self.steps[3].title, "Enqueue(p2)")

    def test_it_is_granted_and_returns(self):
        self.then("Release", p1=("holding", 1), queue=(), granted=("p2",))
        self.assertEqual(self.seen()[5:], [
            (1, "invoke", "Release", {"n": 1}), (1, "ok", "Release", None),
            (2, "ok", "Acquire", {"err": None}),
            (0, "invoke", "TryAcquire", {"n": 1}), (0, "ok", "TryAcquire", {"ok": False}),
            (None, "end", None, None)])
        self.assertEqual(self.steps[4].words, "p1 releases 1; p2 is granted 1")

    def test_it_gives_up(self):
        self.then("Cancel", done=("p2",))
        self.then("GiveUp", p2=("leaving", 1), done=("p2",))
        self.assertNotIn("end", [kind for _, kind, _, _ in self.seen()])
        self.then("Withdraw", p2=("idle", 0), queue=())
        self.assertEqual(self.seen()[5:8], [
            (0, "invoke", "Cancel", {"ctx": "c1"}), (0, "ok", "Cancel", None),
            (2, "ok", "Acquire", {"err": "context canceled"})])

    def test_the_oracle_judges_what_callers_saw(self):
        with tempfile.TemporaryDirectory() as folder:
            oracle = pathlib.Path(folder) / "oracle"
            with mock.patch.object(trace, "ORACLE", oracle), mock.patch.object(
                    trace, "history_of", lambda *_: oracle), mock.patch.object(
                    trace, "steps_of", lambda _: (self.steps, "")):
                self.assertIn("makes it", trace.oracle_says(self.row, None))
                for code, text, says in ((1, '{"verdict":"Illegal","clauses":["SE2","SE4"]}',
                                          "Illegal SE2 SE4"),
                                         (0, '{"verdict":"Legal","clauses":[]}', "Legal"),
                                         (3, "bad input", "bad input")):
                    oracle.write_text(f"#!/usr/bin/env bash\necho '{text}'\nexit {code}\n")
                    oracle.chmod(0o755)
                    self.assertEqual(trace.oracle_says(self.row, None), says)

    def test_the_table(self):
        last = list(trace.table(self.steps, trace.mapping_of(self.row)))[-1]
        self.assertEqual(last.split(), ["4", "Enqueue", ".", "parked", "1", ".", "p2"])


@unittest.skipUnless(tlc.JAR.is_file(), "no TLC here")
class RealTlcTest(Toy):
    """The same with TLC itself: that it says what the tests above have it say."""

    def test_right_and_wrong(self):
        good, bad = self.load()
        self.assertEqual(verdict.failure(good, tlc.run(good)), "")
        result = tlc.run(bad)
        self.assertEqual(verdict.failure(bad, result), "")
        self.assertEqual([step.state["n"] for step in trace.steps_of(result)[0]], [0, 1, 2, 3, 4])

    def test_a_semantic_error_that_sany_would_let_pass(self):
        (self.folder / "toy.tla").write_text(SPEC.replace("n <= 3", "n <= three"))
        good, _ = self.load()
        self.assertIn("SANY found an error", verdict.failure(good, tlc.run(good)))

    def test_a_translation_that_was_edited(self):
        path = self.folder / "alg.tla"
        path.write_text("---- MODULE alg ----\nEXTENDS Naturals\n(* --algorithm alg\nvariable x = 0;\n"
                        "begin\n  A: x := 1;\nend algorithm; *)\n====\n")
        self.assertNotEqual(pluscal.failure(path), "")
        subprocess.run(["java", "-cp", str(tlc.JAR), "pcal.trans", "-nocfg", str(path)],
                       check=True, capture_output=True)
        self.assertEqual(pluscal.failure(path), "")
        path.write_text(path.read_text().replace("x' = 1", "x' = 2"))
        self.assertIn("is not what pcal.trans makes of it", pluscal.failure(path))


class HereTest(unittest.TestCase):
    def test_the_manifests_of_this_repository(self):
        self.assertTrue(manifest.load(ROOT))
