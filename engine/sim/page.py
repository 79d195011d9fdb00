"""The report as one self-contained HTML page and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from engine.sim.report import Data, Section
from engine.sim.style import STYLE

_METHOD = (
    "Percentiles are by the nearest rank, so each is the figure of a game that was played. Intervals are "
    "Wilson's for shares and Student's for means. Every figure of a chart stands in the table below it."
)


def facts(data: Data) -> list[tuple[str, str]]:
    """Return what was played, as pairs of words."""
    plan = data.manifest["plan"]
    crashed = len(data.tables["games"]) - len(data.games)
    found = [
        ("scenario", str(plan["scenario"])),
        ("games", f"{len(data.games)}" + (f" and {crashed} that crashed" if crashed else "")),
        ("seeds", f"{plan['seed']} to {plan['seed'] + plan['games'] - 1}"),
        *((f"{s['name']} played by", str(plan["players"].get(s["id"], "?"))) for s in data.sides),
        ("engine", f"{data.manifest['engine_version']}, rules {data.manifest['rules_version']}"),
        ("content", str(data.manifest["content_hash"])[:12]),
    ]
    if plan.get("sets"):
        found.append(("changed values", ", ".join(plan["sets"])))
    cpu = sum(float(row["cpu_s"] or 0) for row in data.tables["timings"])
    found.append(("CPU a game", f"{cpu / max(1, len(data.tables['timings'])):.1f} s"))
    return found


def html(data: Data, sections: Sequence[Section]) -> str:
    """Return the report as one HTML page that needs nothing else."""
    title = f"{data.manifest['title']}: {len(data.games)} games"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>",
        f"<header><h1>{escape(data.manifest['title'])}</h1>",
        f'<p class="sub">Report on a batch of {len(data.games)} games, {data.start} to {data.end}</p>',
        '<dl class="facts">',
        *(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in facts(data)),
        "</dl><nav>",
        *(f'<a href="#{s.id}">{escape(s.title)}</a>' for s in sections),
        "</nav></header>",
    ]
    for section in sections:
        parts.append(
            f'<section id="{section.id}"><h2>{escape(section.title)}</h2><p>{escape(section.words)}</p>'
        )
        if section.chart:
            caption = f"<figcaption>{escape(section.legend)}</figcaption>" if section.legend else ""
            figure = f"<figure>{section.chart}{caption}</figure>"
            if section.folded:
                summary = f"<summary>The chart ({len(section.rows)} rows)</summary>"
                figure = f"<details>{summary}{figure}</details>"
            parts.append(figure)
        parts.append(_table(section))
        if section.note:
            parts.append(f'<p class="note">{escape(section.note)}</p>')
        parts.append("</section>")
    parts.append(f"<footer><p>{escape(_METHOD)}</p></footer></main></body></html>\n")
    return "\n".join(parts)


def _table(section: Section) -> str:
    numeric = [_is_number([row[i] for row in section.rows]) for i in range(len(section.head))]
    kind = [' class="n"' if n else "" for n in numeric]
    head = "".join(f"<th{k}>{escape(h)}</th>" for k, h in zip(kind, section.head, strict=True))
    body = "\n".join(
        "<tr>" + "".join(f"<td{k}>{escape(v)}</td>" for k, v in zip(kind, row, strict=True)) + "</tr>"
        for row in section.rows
    )
    table = (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>'
    )
    if (section.chart or section.folded) and len(section.rows) > 14:
        name = "The same as a table" if section.chart else "The table"
        return f"<details><summary>{name} ({len(section.rows)} rows)</summary>{table}</details>"
    return table


def _is_number(values: Sequence[str]) -> bool:
    words = [v for v in values if v and v not in ("never", "–", "too few games")]
    return bool(words) and all(v.lstrip("+-−")[:1].isdigit() for v in words)


def markdown(data: Data, sections: Sequence[Section]) -> str:
    """Return the report as Markdown: the words and all tables."""
    lines = [f"# {data.manifest['title']}: report on {len(data.games)} games", ""]
    lines += [f"- {name}: {value}" for name, value in facts(data)]
    for section in sections:
        lines += ["", f"## {section.title}", "", section.words, ""]
        lines.append("| " + " | ".join(section.head) + " |")
        lines.append("|" + "---|" * len(section.head))
        lines += ["| " + " | ".join(v.replace("|", "\\|") for v in row) + " |" for row in section.rows]
        if section.note:
            lines += ["", section.note]
    return "\n".join([*lines, "", _METHOD, ""])
