"""Tests of the bar of make coverage."""

import contextlib
import io
import unittest

import coverage


def judge(lines, branches):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        good = coverage.judge({"lines": lines, "branches": branches})
    return good, said.getvalue()


class CoverageTest(unittest.TestCase):
    def test_enough(self):
        good, said = judge((95, 100), (90, 100))
        self.assertTrue(good)
        self.assertNotIn("not ok", said)

    def test_too_few_lines_or_branches(self):
        self.assertFalse(judge((94, 100), (100, 100))[0])
        good, said = judge((100, 100), (89, 100))
        self.assertFalse(good)
        self.assertIn("not ok branches", said)

    def test_nothing_counted_is_not_enough(self):
        self.assertFalse(judge((0, 0), (0, 0))[0])

    def test_files_are_added_up(self):
        files = [{"filename": str(coverage.ROOT / name),
                  "summary": {kind: {"covered": 1, "count": 2} for kind in coverage.LEAST}}
                 for name in ("a", "b")]
        with contextlib.redirect_stdout(io.StringIO()):
            total = coverage.summarize(files)
        self.assertEqual(total, {"lines": [2, 4], "branches": [2, 4]})
