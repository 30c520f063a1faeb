"""The tables of clauses and checks: what is found, what is missing, what is stale."""

import json
import pathlib
import subprocess
import tempfile
import unittest

import tables
from linting import rules_clauses
from linting.tree import Tree
from tabling import clauses

PAGE = """# cell: the clauses

| id | class | clause |
|---|---|---|
| CE1 | S | one |
| CE2 | N | two |

## Checks
{begin}
{end}

## Not checked
| id | layer | reason |
|---|---|---|
| CE2 | TLA+, mutants | class N |
"""

FILES = {
    "docs/cell.md": PAGE.format(begin=clauses.BEGIN, end=clauses.END),
    "models/tests/cell_test.cpp": "TEST(Cell, CE1_Holds) {}\nTEST(Cell, CE1_CE2_Both) {}\n",
    "property_tests/cell_test.cpp": "TEST(Cell, CE1_Runs) {}\nTEST(Cell, CE2_Runs) {}\n",
    "recorders/go/internal/cellrec/subjects.go": 'Name:  "cell",\nharness.MakeVariant("bad", "CE1", "x")\n',
    "recorders/go/internal/cellrec/gated.go": 'entry("once", "CE1", "x"),\nentry("twice", "CE2", "")\n',
    "stress/mutants/cell/CE1_Broken.patch": "patch\n",
    "tla/cell/manifest.json": json.dumps(
        {"clauses": {"Safe": ["CE1"]}, "rows": [{"properties": ["Safe"]}]}),
}


class TablesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        subprocess.run(["git", "init", "-q", str(self.root)], check=True)
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def page(self):
        (page,) = clauses.pages(Tree(self.root))
        return page

    def findings(self, rule):
        return list(rule(Tree(self.root)))

    def test_finds_every_check(self):
        page = self.page()
        self.assertEqual(page.clauses, ["CE1", "CE2"])
        self.assertEqual(page.checks["CE1", "model"], ["Holds", "Both"])
        self.assertEqual(page.checks["CE2", "model"], ["Both"])
        self.assertEqual(page.checks["CE1", "TLA+"], ["Safe"])
        self.assertEqual(page.checks["CE2", "recorded Go"], ["twice"])
        self.assertEqual(page.checks["CE1", "mutants"], ["Broken"])
        self.assertEqual(clauses.wrong_subjects(Tree(self.root), "cell"), ["bad"])
        self.assertEqual(self.findings(rules_clauses.clauses_checked), [])
        self.assertEqual(self.findings(rules_clauses.checks_have_clauses), [])

    def test_a_page_of_the_go_world_has_the_layer_model_if_there_is_one(self):
        self.write("docs/go_cell.md", PAGE.format(begin=clauses.BEGIN, end=clauses.END)
                   .replace("CE", "GC"))
        self.write("models/tests/go_cell_test.cpp", "TEST(GoCell, GC1_Legal) {}\n")
        layers = [page.layers for page in clauses.pages(Tree(self.root)) if page.name == "go_cell"]
        self.assertEqual(layers, [("property tests", "compared with Go")])
        self.write("models/go_cell.hpp", "")
        (page,) = [page for page in clauses.pages(Tree(self.root)) if page.name == "go_cell"]
        self.assertEqual(page.layers, ("model", "property tests", "compared with Go"))
        self.assertEqual(page.checks["GC1", "model"], ["Legal"])

    def test_a_clause_without_a_check_is_found(self):
        self.write("property_tests/cell_test.cpp", "TEST(Cell, CE1_Runs) {}\n")
        self.assertEqual(self.findings(rules_clauses.clauses_checked),
                         ["docs/cell.md: CE2, property tests: neither a check nor a reason"])

    def test_a_layer_that_was_not_begun_is_no_finding(self):
        (self.root / "property_tests/cell_test.cpp").unlink()
        self.assertEqual(self.findings(rules_clauses.clauses_checked), [])
        self.assertIn("| Holds, Both | *not yet* |", clauses.render(self.page()))

    def test_a_reason_beside_a_check_or_of_ones_own_is_found(self):
        self.write("stress/mutants/cell/CE2_Other.patch", "patch\n")
        self.assertIn("docs/cell.md: CE2, mutants: excused, but has Other",
                      self.findings(rules_clauses.clauses_checked))
        self.write("docs/cell.md", FILES["docs/cell.md"].replace("class N", "too hard"))
        self.assertTrue(any("'too hard' is none of" in finding
                            for finding in self.findings(rules_clauses.clauses_checked)))
        self.write("docs/cell.md", FILES["docs/cell.md"].replace("CE2 | TLA+", "CE9 | TLA+"))
        self.assertTrue(any("excuses CE9" in finding
                            for finding in self.findings(rules_clauses.clauses_checked)))

    def test_a_check_without_a_clause_is_found(self):
        self.write("models/tests/cell_test.cpp", "TEST(Cell, CE1_CE2_CE7_All) {}\n")
        self.assertEqual(self.findings(rules_clauses.checks_have_clauses),
                         ["All is for CE7, which docs/cell.md does not have"])

    def test_a_property_without_clauses_is_found(self):
        self.write("tla/cell/manifest.json", json.dumps(
            {"clauses": {"Gone": ["CE1"]}, "rows": [{"properties": ["Safe"]}]}))
        self.assertEqual(len(self.findings(rules_clauses.checks_have_clauses)), 2)

    def test_a_table_is_replaced_between_its_marks_only(self):
        text = f"a\n{clauses.BEGIN}\nold\n{clauses.END}\nb\n"
        block = clauses.render(self.page())
        self.assertEqual(tables.replaced(text, clauses.BEGIN, clauses.END, block),
                         f"a\n{block}\nb\n")
        self.assertIsNone(tables.replaced("no marks", clauses.BEGIN, clauses.END, block))
        self.assertIn("| CE2 | Both | Runs | n/a: class N | twice | n/a: class N |", block)

    def test_a_stale_table_is_found(self):
        self.write("README.md", "no marks\n")
        self.write("tools/tables.py", "")
        self.assertEqual(
            self.findings(rules_clauses.generated_tables),
            ["README.md: has no place for its table", "docs/cell.md: run make tables"])


if __name__ == "__main__":
    unittest.main()
