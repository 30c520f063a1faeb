"""Tests of what make mutants takes for expected."""

import importlib.machinery
import importlib.util
import pathlib
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "stress" / "run-mutants"
loader = importlib.machinery.SourceFileLoader("run_mutants", str(SCRIPT))
mutants = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_mutants", loader))
loader.exec_module(mutants)


class ExpectationsTest(unittest.TestCase):
    def test_lines(self):
        found = mutants.read_expectations("# text\na/B programs 3  # why\n\nc/D example T.E\n")
        self.assertEqual(found["a/B"], mutants.Expectation("a/B", "programs", 3, ""))
        self.assertEqual(found["c/D"], mutants.Expectation("c/D", "example", 0, "T.E"))

    def test_nothing_else(self):
        for text in ("a/B programs\n", "a/B luck 3\n", "a/B programs 7\n", "a/B programs 0\n",
                     "a/B programs 3\na/B programs 3\n"):
            with self.assertRaises(mutants.Broken, msg=text):
                mutants.read_expectations(text)


class CompareTest(unittest.TestCase):
    programs = mutants.Expectation("a/B", "programs", 3, "")
    example = mutants.Expectation("a/B", "example", 0, "T.E")

    def test_as_expected(self):
        self.assertEqual(mutants.compare(self.programs, mutants.Finding("programs", 2)), "")
        self.assertEqual(mutants.compare(self.example, mutants.Finding("example", 0, ("T.E",))), "")

    def test_every_deviation_is_one(self):
        for expected, finding in (
                (mutants.Expectation("a/B", "untried", 0, ""), mutants.Finding("programs", 1)),
                (mutants.Expectation("a/B", "untried", 0, ""), mutants.Finding()),
                (self.programs, mutants.Finding()),
                (self.programs, mutants.Finding("programs", 4)),
                (self.programs, mutants.Finding("example", 0, ("T.E",))),
                (self.example, mutants.Finding()),
                (self.example, mutants.Finding("programs", 1)),
                (self.example, mutants.Finding("example", 0, ("T.F",)))):
            self.assertNotEqual(mutants.compare(expected, finding), "", finding)


class OutputTest(unittest.TestCase):
    def test_the_smallest_program_counts(self):
        found = mutants.judge_programs(
            "A/B: Illegal by semaphore SE1\nminimal program: 2 operations\n")
        self.assertEqual((found.by, found.operations), ("programs", 2))
        self.assertEqual(found.why, "Illegal by semaphore SE1")

    def test_no_program_no_finding(self):
        self.assertIsNone(mutants.judge_programs("[  PASSED  ] 1 test.\n"))
