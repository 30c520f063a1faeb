"""Which checks hold which clause, read from the sources of the checks themselves.

A check names its clauses: a test `SE5_GivingUpLeavesNoTrace`, a scenario `entry("give-back",
"SE5", ...)`, a mutant `SE5_LateGrantKept.patch`, a TLA+ property in the list `clauses` of its
manifest. So the table cannot cite what is not there.
"""

import dataclasses
import json
import re

BEGIN = "<!-- checks: written by make tables, do not edit -->"
END = "<!-- end of checks -->"

CLAUSE_ROW = re.compile(r"^\| ([A-Z]{2}\d+) \|(.*)$")
TEST = re.compile(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
SCENARIO = re.compile(r'\bentry\("([^"]+)",\s*"([^"]+)"')
RANDOM = re.compile(r'\ball := \[\]string\{([^}]*)\}')
WRONG = re.compile(r'\bMakeVariant\("([^"]+)",\s*"([^"]+)"')
CLAUSE = re.compile(r"^[A-Z]{2}\d+$")
# A reason why a layer has nothing for a clause; the decision record says what each means.
REASONS = ("class N", "class M", "native only", "not observable", "one step", "left out", "ours",
           "no operation")


@dataclasses.dataclass
class Page:
    """One docs/<p>.md: its clauses, and what checks each of them, layer by layer."""

    name: str
    clauses: list                                # ids, in the order of the page
    layers: tuple                                # names of the columns
    not_begun: tuple = ()                        # those of them that the primitive has not at all
    checks: dict = dataclasses.field(default_factory=dict)    # (id, layer) -> names
    excused: dict = dataclasses.field(default_factory=dict)   # (id, layer) -> reason
    strangers: list = dataclasses.field(default_factory=list)  # checks of unknown clauses

    def add(self, clause, layer, name):
        if clause not in self.clauses:
            self.strangers.append(f"{name} is for {clause}, which docs/{self.name}.md does not have")
            return
        self.checks.setdefault((clause, layer), []).append(name)


def pages(tree):
    """The pages that have clauses."""
    found = []
    for path in tree.with_ending(".md", under="docs/"):
        lines = tree.lines(path)
        clauses = [row.group(1) for row in map(CLAUSE_ROW.match, _contract(lines)) if row]
        if clauses and path.count("/") == 1:
            found.append(_page(tree, path.removeprefix("docs/").removesuffix(".md"), clauses, lines))
    return found


def _contract(lines):
    """The lines of a page that state the contract, not what checks it."""
    section, generated = "", False
    for line in lines:
        if line.startswith("## "):
            section = line
        generated = (generated or line == BEGIN) and line != END
        if section != "## Not checked" and not generated:
            yield line


def _page(tree, name, clauses, lines):
    layers = ("model", "property tests", "TLA+", "recorded Go", "mutants")
    if name.startswith("go_"):
        layers = ("property tests", "compared with Go")
        if f"models/{name}.hpp" in tree.paths:
            layers = ("model", *layers)
    page = Page(name, clauses, layers)
    _excuses(page, lines)
    if name.startswith("go_"):
        _tests(tree, page, f"models/tests/{name}", "model")
        _tests(tree, page, "property_tests/go", "property tests")
        _compared(page, lines)
    else:
        _tests(tree, page, f"models/tests/{name}", "model")
        _tests(tree, page, f"property_tests/{name}", "property tests")
        _specs(tree, page)
        _recorded(tree, page)
        _mutants(tree, page)
    # The page itself comes with the model.
    page.not_begun = tuple(layer for layer in layers if layer != "model"
                           and not any(has == layer for _, has in page.checks))
    return page


def _excuses(page, lines):
    """The rows of `## Not checked`: | ids | layers | reason |."""
    section = False
    for line in lines:
        if line.startswith("## "):
            section = line == "## Not checked"
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not section or len(cells) < 3 or not CLAUSE.match(cells[0].split(",")[0]):
            continue
        for clause in cells[0].split(","):
            for layer in cells[1].split(","):
                page.excused[clause.strip(), layer.strip()] = cells[2]


def _tests(tree, page, prefix, layer):
    pattern = re.compile(re.escape(prefix) + r"(?:_(?!oracle)\w+)?_test\.cpp$")
    for path in tree.paths:
        if not pattern.match(path):
            continue
        for _, name in TEST.findall(tree.text(path)):
            words = name.split("_")
            ids = [word for word in words if CLAUSE.match(word)]
            for clause in ids:
                # The pages of the Go world share their test files.
                if not page.name.startswith("go_") or clause[:2] == page.clauses[0][:2]:
                    page.add(clause, layer, words[-1])


def _compared(page, lines):
    """The last cell of a clause's row lists the exercises whose output is Go's."""
    for line in _contract(lines):
        row = CLAUSE_ROW.match(line)
        cells = line.strip().strip("|").split("|")
        if row and len(cells) >= 6 and cells[-1].strip() not in ("", "-"):
            for name in cells[-1].split(","):
                page.add(row.group(1), "compared with Go", name.strip())


def manifest(tree, name):
    path = f"tla/{name}/manifest.json"
    return json.loads(tree.text(path)) if path in tree.paths else {}


def _specs(tree, page):
    for prop, ids in manifest(tree, page.name).get("clauses", {}).items():
        for clause in ids:
            page.add(clause, "TLA+", prop)


def recorder_folder(tree, name):
    """recorders/go/internal/<short>rec with the catalogue of a primitive."""
    for path in tree.with_ending("gated.go", under="recorders/go/internal/"):
        folder = path.rpartition("/")[0]
        sources = "".join(tree.text(p) for p in tree.with_ending(".go", under=folder + "/"))
        if re.search(rf'Name:\s*"{name}"', sources):
            return folder
    return None


def recorder_files(tree, name, ending=".go"):
    """The recorder's sources for a primitive; where two share a folder, those named after it."""
    folder = recorder_folder(tree, name)
    if folder is None:
        return []
    found = list(tree.with_ending(ending, under=folder + "/"))
    own = [path for path in found if path.startswith(f"{folder}/{name}_")]
    return own or found


def _recorded(tree, page):
    for path in recorder_files(tree, page.name):
        for scenario, ids in SCENARIO.findall(tree.text(path)):
            for clause in ids.split():
                page.add(clause, "recorded Go", scenario)
        for ids in RANDOM.findall(tree.text(path)):
            for clause in re.findall(r"\w+", ids):
                page.add(clause, "recorded Go", "random")


def wrong_subjects(tree, name):
    return [subject for path in recorder_files(tree, name, "subjects.go")
            for subject, breaks in WRONG.findall(tree.text(path)) if breaks]


def mutants(tree, name):
    return [path.rpartition("/")[2].removesuffix(".patch")
            for path in tree.with_ending(".patch", under=f"stress/mutants/{name}/")]


def _mutants(tree, page):
    for mutant in mutants(tree, page.name):
        clause, _, short = mutant.partition("_")
        page.add(clause, "mutants", short)
    for row in manifest(tree, page.name).get("rows", []):
        clause, _, short = row.get("mutant", "").partition("_")
        known = page.checks.get((clause, "mutants"), [])
        # A mutant without a clause tests the specification itself.
        if short and CLAUSE.match(clause) and short not in known:
            page.add(clause, "mutants", short)


def render(page):
    """The generated part of docs/<p>.md."""
    head = "| id | " + " | ".join(page.layers) + " |"
    lines = [BEGIN, head, "|---" * (len(page.layers) + 1) + "|"]
    for clause in page.clauses:
        cells = []
        for layer in page.layers:
            names = page.checks.get((clause, layer), [])
            reason = page.excused.get((clause, layer))
            cells.append(", ".join(names) if names else f"n/a: {reason}" if reason
                         else "*not yet*" if layer in page.not_begun else "**none**")
        lines.append(f"| {clause} | " + " | ".join(cells) + " |")
    return "\n".join(lines + [END])
