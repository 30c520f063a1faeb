"""Tests of what make oracle takes for expected."""

import contextlib
import io
import pathlib
import tempfile
import unittest
from unittest import mock

import oracle
from judging import judge, plan, record


def result(verdict, *clauses, release=None):
    made = {"verdict": verdict, "clauses": list(clauses)}
    if release is not None:
        made["release"] = release
    return made


class KnownDefectTest(unittest.TestCase):
    def row(self, last, known=("SE7",)):
        row = plan.Row("semaphore", plan.XSYNC, "real", "random", known=known)
        row.results.append(last)
        return judge.row_good(row)

    def test_a_load_may_show_it(self):
        self.assertTrue(self.row(result("Illegal", "SE7", release="Legal")))
        self.assertTrue(self.row(result("Stuck", "SE7", release="Legal")))

    def test_but_not_beside_another_clause(self):
        self.assertFalse(self.row(result("Illegal", "SE7", "SE2", release="Legal")))
        self.assertFalse(self.row(result("Illegal", "SE2", release="Legal")))

    def test_nor_without_a_clause_or_the_release(self):
        self.assertFalse(self.row(result("Illegal", release="Legal")))
        self.assertFalse(self.row(result("Illegal", "SE7", release="Illegal SE7")))
        self.assertFalse(self.row(result("Illegal", "SE7")))

    def test_nor_in_code_that_has_no_known_defects(self):
        self.assertFalse(self.row(result("Illegal", "SE7", release="Legal"), known=()))


class OurRowsTest(unittest.TestCase):
    def test_our_own_code_is_judged_by_the_contract_alone(self):
        real = [row for row in plan.our_rows(full=False) if row.subject == "real"]
        self.assertEqual({row.primitive for row in real}, {
            "semaphore", "singleflight", "errgroup", "kratos_errgroup", "gozero_singleflight",
            *plan.STANDARD})
        for row in real:
            self.assertEqual((row.expect, row.release_model, row.known), ("Legal", "", ()))

    def test_each_variant_is_broken_and_explained_by_its_release(self):
        variants = [row for row in plan.our_rows(full=False) if row.subject != "real"]
        self.assertEqual({row.subject for row in variants}, {"forgotten", "unconditional", "silent"})
        for row in variants:
            self.assertEqual(row.expect, "broken")
            self.assertTrue(row.release_model.startswith(f"{row.primitive}@"))


class RecordedAgainTest(unittest.TestCase):
    """A busy machine runs what is to happen at a time one after the other."""

    def judged(self, verdicts_and_shares):
        """The results that are kept of a row of two recordings, and how many were made."""
        row = plan.Row("once", plan.GO, "real", "random", section="load", runs=2)
        answers = iter(verdicts_and_shares)

        def check(_files, **_options):
            verdict, share = next(answers)
            return [result(verdict) | {"file": "none", "operations": 100, "overlapping": share,
                                       "events": 200, "seconds": 0.1, "returned": {}, "waited": {}}]

        made = mock.Mock(return_value="again")
        with mock.patch.object(record, "record", made), mock.patch.object(judge, "check", check), \
                mock.patch.object(oracle, "processes", lambda _file: 5), \
                mock.patch.object(oracle, "OUT", pathlib.Path(self.folder)), \
                contextlib.redirect_stdout(io.StringIO()):
            oracle.judge_row(oracle.Session(protocol=False), row, "recorder", 1)
        return [r["overlapping"] for r in row.results], made.call_count

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_what_is_too_sequential(self):
        self.assertEqual(self.judged([("Legal", 80), ("Legal", 20), ("Legal", 60)]), ([80, 60], 3))

    def test_but_not_for_ever(self):
        shares, count = self.judged([("Legal", 20)] * 50)
        self.assertEqual((shares, count), ([20, 20], 2 + oracle.MOST_AGAIN))

    def test_and_not_what_is_broken(self):
        self.assertEqual(self.judged([("Legal", 80), ("Illegal", 20)]), ([80, 20], 2))
