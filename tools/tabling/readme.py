"""The table primitive by layer of the README, from what the repository has."""

from tabling import clauses

BEGIN = "<!-- layers: written by make tables, do not edit -->"
END = "<!-- end of layers -->"

# The mission's list; a row appears with the first layer of its primitive.
PRIMITIVES = {
    "semaphore": "semaphore.Weighted (x/sync)",
    "singleflight": "singleflight.Group (x/sync)",
    "errgroup": "errgroup.Group (x/sync)",
    "once": "sync.Once",
    "oncefunc": "sync.OnceFunc, OnceValue, OnceValues",
    "waitgroup": "sync.WaitGroup",
    "cond": "sync.Cond",
    "syncmap": "sync.Map",
    "kratos_errgroup": "errgroup.Group (kratos)",
    "gozero_singleflight": "SingleFlight (go-zero)",
}
COLUMNS = ("clauses", "C++", "model", "property tests", "TSan stress", "TLA+", "mutants",
           "real Go recorded", "wrong ones refused")


def _linked(tree, path, text):
    return f"[{text}]({path})" if path in tree.paths else ""


def _cells(tree, name, page):
    header = f"impl/gosync/{name}.hpp"
    test = f"property_tests/{name}_test.cpp"
    tests = len(clauses.TEST.findall(tree.text(test))) if test in tree.paths else 0
    rows = len(clauses.manifest(tree, name).get("rows", []))
    mutants = len(clauses.mutants(tree, name))
    folder = clauses.recorder_folder(tree, name)
    scenarios = sum(len(clauses.SCENARIO.findall(tree.text(path)))
                    for path in clauses.recorder_files(tree, name))
    wrong = len(clauses.wrong_subjects(tree, name))
    return (
        f"[{len(page.clauses)}](docs/{name}.md)" if page else "",
        _linked(tree, header, "yes"),
        _linked(tree, f"models/{name}.hpp", "yes"),
        _linked(tree, test, str(tests)),
        _linked(tree, f"stress/{name}_test.cpp", "yes"),
        f"[{rows}](tla/{name}/manifest.json)" if rows else "",
        f"[{mutants}](stress/mutants/{name})" if mutants else "",
        f"[{scenarios} scenarios]({folder})" if scenarios else "",
        str(wrong) if wrong else "",
    )


def render(tree):
    """The generated part of README.md."""
    pages = {page.name: page for page in clauses.pages(tree)}
    lines = [BEGIN, "| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, title in PRIMITIVES.items():
        cells = _cells(tree, name, pages.get(name))
        lines.append(f"| {title} | " + " | ".join(cell or "**-**" for cell in cells) + " |")
    return "\n".join(lines + [END])
