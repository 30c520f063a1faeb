"""Writes out/oracle/index.html: every row, its verdicts and links to the pictures."""

import html
import os

from judging import judge
from judging.record import OUT

SECTIONS = (
    ("load", "The real packages under load"),
    ("real", "The real packages, scenario by scenario"),
    ("wrong", "Re-implementations that are wrong on purpose"),
    ("shipped", "Real histories that ship with the repository"),
)

STYLE = """
:root { color-scheme: light dark; --line: #8885; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.good { color: light-dark(#17692f, #7fd18f); } .bad { color: light-dark(#a3161e, #ff8f8f);
  font-weight: 600; }
small { opacity: .75; }
"""

HEAD = ("Subject", "Scenario", "Histories", "Events", "Overlapping", "Really waited",
        "By the contract", "By the release's model", "Picture")


def _cell(text, kind=""):
    return f"<td{f' class={kind}' if kind else ''}>{text}</td>"


def _row(row, page):
    total = judge.measures(row.results)
    last = row.results[-1]
    good = judge.as_expected(last, row.expect, row.clauses)
    share = total["overlapping"] / max(1, total["operations"])
    waited = ", ".join(f"{name} {total['waited'].get(name, 0)}/{count}"
                       for name, count in sorted(total["returned"].items()))
    release = (next((r["release"] for r in row.results if r.get("release", "Legal") != "Legal"),
                    last.get("release", "")))
    picture = next((r["picture"] for r in reversed(row.results) if r["picture"]), "")
    link = os.path.relpath(picture, page.parent)
    tries = f" (try {len(row.results)})" if row.tries > 1 else ""
    mark = "✓" if good else "✗ not as expected"
    return "<tr>" + "".join((
        _cell(f"{html.escape(row.primitive)} <small>{html.escape(row.release)}<br>"
              f"{html.escape(row.subject)}</small>"),
        _cell(f"{html.escape(row.scenario)}<br><small>{html.escape(row.about)}</small>"),
        _cell(str(len(row.results)), "n"),
        _cell(str(total["events"]), "n"),
        _cell(f"{share:.0%}", "n"),
        _cell(html.escape(waited)),
        _cell(f"{mark} {html.escape(judge.said(last))}{tries}", "good" if good else "bad"),
        _cell(html.escape(release), "good" if release in ("", "Legal") else "bad"),
        _cell(f'<a href="{html.escape(link)}">open</a>' if picture else ""),
    )) + "</tr>"


def write(rows, seed):
    page = OUT / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        f"<title>gosync oracle</title><style>{STYLE}</style><h1>What the oracle says</h1>",
        f"<p>Histories of {len(rows)} subjects and scenarios, recorded with seed {seed} and judged "
        "twice: by the contract, and by the model of what the release is known to do. A known "
        "defect is Illegal or Stuck by the first and Legal by the second.</p>",
    ]
    for section, title in SECTIONS:
        chosen = [row for row in rows if row.section == section and row.results]
        if not chosen:
            continue
        parts.append(f"<h2>{html.escape(title)}</h2><div><table><thead><tr>")
        parts += [f"<th>{name}</th>" for name in HEAD]
        parts.append("</tr></thead><tbody>")
        parts += [_row(row, page) for row in chosen]
        parts.append("</tbody></table></div>")
    page.write_text("".join(parts), encoding="utf-8")
    return page
