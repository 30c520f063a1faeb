"""Tests of what make oracle takes for expected."""

import unittest

from judging import judge, plan


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
