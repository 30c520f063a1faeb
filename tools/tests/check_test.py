"""What the runner counts, and what makes it fail."""

import contextlib
import io
import json
import pathlib
import tempfile
import time
import unittest

import protocol
import run_go
import run_gtest
from checking import layers, runner


def layer(name, *scripts, **options):
    steps = tuple(("bash", "-c", script) for script in scripts)
    return layers.Layer(name, "a test", steps, **{"minutes": 1, **options})


class RunnerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.logs = pathlib.Path(folder.name)
        self.said = []

    def run_layers(self, *chosen, **options):
        options = {"have": lambda tool: f"no {tool}", **options}
        return runner.Runner(self.logs, say=self.said.append, **options).run(chosen)

    def assert_outcome(self, outcome, state, passed, failed, skipped=0):
        self.assertEqual((outcome.state, outcome.passed, outcome.failed, outcome.skipped),
                         (state, passed, failed, skipped))

    def test_lines_are_counted(self):
        (outcome,) = self.run_layers(layer("a", "echo ok x; echo ok y; echo okay; echo ' ok z'"))
        self.assert_outcome(outcome, "passed", 2, 0)

    def test_a_failing_layer(self):
        script = "echo ok x; echo 'not ok y: why'; echo seen; exit 1"
        (outcome,) = self.run_layers(layer("a", script))
        self.assert_outcome(outcome, "failed", 1, 1)
        text = "\n".join(self.said)
        self.assertIn("not ok y: why", text)
        self.assertIn("| seen", text)
        self.assertIn("repeat with: python3 tools/check --only a", text)
        self.assertIn("seen", (self.logs / "a.log").read_text())

    def test_failures_count_even_if_the_exit_code_hides_them(self):
        (outcome,) = self.run_layers(layer("a", "echo ok x; echo 'not ok y: why'"))
        self.assert_outcome(outcome, "failed", 1, 1)

    def test_a_layer_that_counts_nothing_has_failed(self):
        (outcome,) = self.run_layers(layer("a", "echo 5 tests passed"))
        self.assert_outcome(outcome, "failed", 0, 1)
        self.assertEqual(runner.exit_code([outcome], ci=False), 1)

    def test_a_crash_after_passing_cases_is_a_failure(self):
        (outcome,) = self.run_layers(layer("a", "echo ok x; kill -SEGV $$"))
        self.assert_outcome(outcome, "failed", 1, 1)
        self.assertIn("SIGSEGV", outcome.reason)

    def test_a_missing_program_is_a_failure(self):
        (outcome,) = self.run_layers(layers.Layer("a", "", (("./no-such-program",),), minutes=1))
        self.assert_outcome(outcome, "failed", 0, 1)

    def test_a_layer_that_hangs_is_stopped_with_its_children(self):
        alive = self.logs / "alive"
        # Once in the same process group and once, with job control, in another.
        later = f"(sleep 3; touch {alive}) &"
        script = f"echo ok x; {later} set -m; {later} sleep 60"
        (outcome,) = self.run_layers(layer("a", script, minutes=1 / 60), time_factor=0.5)
        self.assert_outcome(outcome, "failed", 1, 1)
        time.sleep(4)
        self.assertFalse(alive.exists())

    def test_steps_stop_at_the_first_that_fails(self):
        (outcome,) = self.run_layers(layer("a", "echo ok x", "exit 3", "echo ok never"))
        self.assert_outcome(outcome, "failed", 1, 1)
        self.assertIn("exit code 3", outcome.reason)

    def test_a_layer_counted_by_exit_code(self):
        good, bad = self.run_layers(layer("a", "echo ok x; echo ok y", counts="exit"),
                                    layer("b", "exit 1", counts="exit"))
        self.assert_outcome(good, "passed", 1, 0)
        self.assert_outcome(bad, "failed", 0, 1)

    def test_a_skipped_layer_fails_in_ci_alone(self):
        outcomes = self.run_layers(layer("a", "echo ok x"), layer("b", "echo ok x", needs=("go",)))
        self.assert_outcome(outcomes[1], "skipped", 0, 0, 1)
        self.assertIn("no go", "\n".join(self.said))
        self.assertEqual(runner.exit_code(outcomes, ci=False), 0)
        self.assertEqual(runner.exit_code(outcomes, ci=True), 1)
        self.assertEqual(runner.closing_line(outcomes), "1 passed, 0 failed, 1 skipped")

    def test_a_layer_that_skips_all_its_cases_is_skipped(self):
        (outcome,) = self.run_layers(layer("a", "echo 'skip x: why'"))
        self.assert_outcome(outcome, "skipped", 0, 0, 1)

    def test_a_skipped_case_is_no_skipped_layer(self):
        (outcome,) = self.run_layers(layer("a", "echo ok x; echo 'skip y: why'"))
        self.assertEqual(runner.exit_code([outcome], ci=True), 0)

    def test_what_needs_a_failed_layer_is_skipped(self):
        dependent = layer("b", "echo ok x", needs=("layer:a",))
        outcomes = self.run_layers(layer("a", "exit 1"), dependent)
        self.assertEqual([outcome.state for outcome in outcomes], ["failed", "skipped"])
        self.assertEqual(runner.exit_code(outcomes, ci=False), 1)

    def test_the_closing_line_stands_alone_and_once(self):
        outcomes = self.run_layers(layer("a", "echo ok x"))
        self.assertEqual(runner.closing_line(outcomes), "1 passed, 0 failed")
        for line in self.said:
            self.assertNotRegex(line, r"\d+ passed, \d+ failed")

    def test_full_reaches_the_command(self):
        row = layer("a", 'echo "ok $0 ${GOSYNC_FULL-unset}"', quick_arguments=("quick",),
                    full_arguments=("full",))
        self.run_layers(row)
        self.assertIn("ok quick unset", (self.logs / "a.log").read_text())
        self.run_layers(row, full=True)
        self.assertIn("ok full 1", (self.logs / "a.log").read_text())

    def test_no_layer_at_all_is_no_success(self):
        self.assertEqual(runner.exit_code([], ci=False), 1)

    def test_the_table_names_only_earlier_layers_and_known_tools(self):
        seen = set()
        for row in layers.LAYERS:
            self.assertNotIn(row.name, seen)
            self.assertIn(row.counts, ("lines", "exit"))
            for need in row.needs:
                if need.startswith("layer:"):
                    self.assertIn(need[6:], seen)
                else:
                    self.assertIn(need, ("go", "jdk", "maven", "tlc"))
            seen.add(row.name)


class GtestTest(unittest.TestCase):
    """run_gtest on programs that are shell scripts."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def results(self, script, report=None, seconds=20):
        if report is not None:
            (self.folder / "canned").write_text(json.dumps(report))
            script = f'cp canned "${{1#*json:}}"; {script}'
        found, _ = run_gtest.run_program(
            ["bash", "-c", script, "program"], str(self.folder), self.folder / "report", seconds)
        return [(kind, name) for kind, name, _ in found]

    @staticmethod
    def report(*cases):
        return {"testsuites": [{"name": "S", "testsuite": list(cases)}]}

    def test_a_report_is_read(self):
        report = self.report(
            {"name": "A", "status": "RUN", "result": "COMPLETED"},
            {"name": "B", "status": "RUN", "result": "COMPLETED",
             "failures": [{"failure": "1 != 2"}]},
            {"name": "C", "status": "RUN", "result": "SKIPPED"},
            {"name": "D", "status": "NOTRUN", "result": "SUPPRESSED"})
        self.assertEqual(self.results("exit 1", report), [
            ("ok", "S.A"), ("not ok", "S.B"), ("skip", "S.C"), ("skip", "S.D")])

    def test_a_leak_found_at_the_end_is_a_failure(self):
        report = self.report({"name": "A", "status": "RUN", "result": "COMPLETED"})
        self.assertEqual(self.results("exit 23", report), [("ok", "S.A"), ("not ok", "(program)")])

    def test_no_cases_is_a_failure(self):
        self.assertEqual(self.results("true", {"testsuites": []}), [("not ok", "(program)")])

    def test_a_crash_is_charged_to_the_case_that_ran(self):
        script = ("echo '[ RUN      ] S.A'; echo '[       OK ] S.A (0 ms)'; "
                  "echo '[ RUN      ] S.B'; kill -ABRT $$")
        self.assertEqual(self.results(script), [("ok", "S.A"), ("not ok", "S.B")])

    def test_an_old_report_is_not_taken_for_a_new_one(self):
        (self.folder / "report").write_text(json.dumps(self.report({"name": "A"})))
        self.assertEqual(self.results("true"), [("not ok", "(program)")])

    def test_a_program_that_hangs_is_a_failure(self):
        self.assertEqual(self.results("exec sleep 60", seconds=1), [("not ok", "(program)")])

    def test_a_program_that_is_not_there_is_a_failure(self):
        results, _ = run_gtest.run_program(None, ".", self.folder / "report", 1)
        self.assertEqual(results[0][0], "not ok")


class GoTest(unittest.TestCase):
    def results(self, *events):
        lines = [json.dumps(event) for event in events]
        return [(kind, name) for kind, name, _, _ in run_go.results_of_tests(lines)]

    def test_cases_are_counted_and_packages_are_not(self):
        self.assertEqual(self.results(
            {"Action": "pass", "Package": "p", "Test": "A"},
            {"Action": "fail", "Package": "p", "Test": "B"},
            {"Action": "skip", "Package": "p", "Test": "C"},
            {"Action": "fail", "Package": "p"},
            {"Action": "skip", "Package": "q"}),
            [("ok", "p A"), ("not ok", "p B"), ("skip", "p C")])

    def test_a_package_that_does_not_compile_is_a_failure(self):
        self.assertEqual(self.results(
            {"Action": "build-output", "ImportPath": "p [p.test]", "Output": "syntax error"},
            {"Action": "fail", "Package": "p", "FailedBuild": "p [p.test]"}), [("not ok", "p")])

    def test_a_folder_without_a_module_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            with contextlib.redirect_stdout(io.StringIO()) as said:
                self.assertEqual(run_go.main([folder]), 1)
        self.assertIn("not ok", said.getvalue())


class ProtocolTest(unittest.TestCase):
    def test_output_of_others_is_never_a_result(self):
        for line in ("ok  \tpackage\t0.1s", "    ok x", "okay", "ok", "not okay x", "skipped"):
            self.assertIsNone(protocol.parse(line), line)

    def test_what_is_written_is_read_back_on_one_line(self):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            protocol.not_ok("a case", "two\nlines")
        self.assertEqual(protocol.parse(said.getvalue()), ("not ok", "a case: two lines"))
