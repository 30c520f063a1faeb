"""Tests of what make mutants takes for expected."""

import importlib.machinery
import importlib.util
import pathlib
import unittest

import mutant_expectations

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "stress" / "run-mutants"
loader = importlib.machinery.SourceFileLoader("run_mutants", str(SCRIPT))
mutants = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_mutants", loader))
loader.exec_module(mutants)
Expectation = mutant_expectations.Expectation


class ExpectationsTest(unittest.TestCase):
    def test_lines(self):
        found = mutant_expectations.read(
            "# text\na/B programs 3  # why\n\nc/D example T.E\ne/F nothing # only TLC sees it\n")
        self.assertEqual(found["a/B"], Expectation("a/B", "programs", operations=3))
        self.assertEqual(found["c/D"], Expectation("c/D", "example", test="T.E"))
        self.assertEqual(found["e/F"], Expectation("e/F", "nothing", why="only TLC sees it"))

    def test_nothing_else(self):
        for text in ("a/B\n", "a/B programs\n", "a/B luck 3\n", "a/B programs 0\n", "a/B programs x\n",
                     "a/B nothing\n", "a/B untried -\n", "a/B programs 3\na/B programs 3\n"):
            with self.assertRaises(mutant_expectations.Malformed, msg=text):
                mutant_expectations.read(text)


class CompareTest(unittest.TestCase):
    programs = Expectation("a/B", "programs", operations=3)
    example = Expectation("a/B", "example", test="T.E")

    def test_as_expected(self):
        self.assertEqual(mutants.compare(self.programs, mutants.Finding("programs", 2)), "")
        self.assertEqual(mutants.compare(self.example, mutants.Finding("example", 0, ("T.E",))), "")
        survivor = Expectation("a/B", "nothing", why="x")
        self.assertEqual(mutants.compare(survivor, mutants.Finding()), "")

    def test_every_deviation_is_one(self):
        for expected, finding in (
                (Expectation("a/B", "nothing", why="x"), mutants.Finding("programs", 1)),
                (Expectation("a/B", "nothing", why="x"), mutants.Finding("example", 0, ("T.E",))),
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
