"""Rules on clauses: none without a check or a reason, no check without a clause."""

import tables
from tabling import clauses, mutants


def generated_tables(tree):
    """the tables that make tables writes are up to date"""
    if "README.md" not in tree.paths or "tools/tables.py" not in tree.paths:
        return
    for path, wanted in tables.stale(tree):
        yield f"{path}: " + ("has no place for its table" if wanted is None else "run make tables")


def clauses_checked(tree):
    """every clause has in every layer that was begun a check, or a reason from the closed list"""
    # A layer that a primitive has not at all is a hole in the README's table.
    for page in clauses.pages(tree):
        for clause in page.clauses:
            for layer in page.layers:
                has = bool(page.checks.get((clause, layer)))
                reason = page.excused.get((clause, layer))
                where = f"docs/{page.name}.md: {clause}, {layer}"
                if not has and reason is None and layer not in page.not_begun:
                    yield f"{where}: neither a check nor a reason"
                elif has and reason is not None:
                    yield f"{where}: excused, but has {page.checks[clause, layer][0]}"
                elif reason is not None and reason not in clauses.REASONS:
                    yield f"{where}: {reason!r} is none of {', '.join(clauses.REASONS)}"
        for (clause, layer) in page.excused:
            if clause not in page.clauses or layer not in page.layers:
                yield f"docs/{page.name}.md: excuses {clause}, {layer}, which do not exist"


def checks_have_clauses(tree):
    """no check names a clause that no page has; every TLA+ property names its clauses"""
    for page in clauses.pages(tree):
        yield from page.strangers
    for path in tree.with_ending("/manifest.json", under="tla/"):
        if path.count("/") != 2:
            continue
        manifest = clauses.manifest(tree, path.split("/")[1])
        named = manifest.get("clauses", {})
        # XOfOne says X of one process that stands for all.
        used = {p.removesuffix("OfOne") for row in manifest.get("rows", [])
                for p in row.get("properties", [])}
        for prop in sorted(used - set(named)):
            yield f"{path}: {prop} is checked but is not in its list of clauses"
        for prop in sorted(set(named) - used):
            yield f"{path}: {prop} has clauses but no row checks it"


def mutants_exist(tree):
    """every mutant that docs/mutants.md speaks of is there"""
    for name in mutants.misnamed(tree):
        yield f"{mutants.PAGE}: there is no mutant {name}"


RULES = (generated_tables, mutants_exist, clauses_checked, checks_have_clauses)
