import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import examples  # noqa: E402


class DifferenceTest(unittest.TestCase):
    def test_the_same_has_none(self):
        self.assertEqual(examples.difference("a\nb\n", "a\nb\n"), "")

    def test_another_time_is_one(self):
        found = examples.difference("  10 ms  a  has v\n", "  11 ms  a  has v\n")
        self.assertIn("+  11 ms  a  has v", found)
        self.assertIn("-  10 ms  a  has v", found)

    def test_a_line_less_is_one(self):
        self.assertIn("-b", examples.difference("a\nb\n", "a\n"))


class VerdictTest(unittest.TestCase):
    def test_it_is_the_first_word_after_the_file(self):
        self.assertEqual(examples.verdict("a-b.jsonl: Legal (once), 12 events in 0.0 ms"), "Legal")
        self.assertEqual(examples.verdict("a-b.jsonl: Illegal (once), breaks ON1"), "Illegal")

    def test_no_verdict_is_none(self):
        self.assertEqual(examples.verdict(""), "")


if __name__ == "__main__":
    unittest.main()
