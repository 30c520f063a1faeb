#!/usr/bin/env python3
"""Runs the tests beside this file and prints one result for each.

usage: tools/tests/run.py [PATTERN]     (a file name pattern; all *_test.py if none is given)
"""

import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import protocol  # noqa: E402  (lies in the folder above)


class Lines(unittest.TestResult):
    """Reports each test in the line protocol."""

    def addSuccess(self, test):
        super().addSuccess(test)
        protocol.ok(test.id())

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._failed(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._failed(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        protocol.skip(test.id(), reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._failed(subtest, err)

    def _failed(self, test, err):
        protocol.show(self._exc_info_to_string(err, test))
        protocol.not_ok(test.id(), f"{err[0].__name__}: {err[1]}"[:300])


def main(arguments):
    pattern = arguments[0] if arguments else "*_test.py"
    result = Lines()
    unittest.defaultTestLoader.discover(str(HERE), pattern).run(result)
    return 0 if result.testsRun and result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
