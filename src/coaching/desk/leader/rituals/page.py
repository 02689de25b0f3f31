"""A ritual's document as HTML: the same for the screen and for a page that prints well."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from coaching import evidence

from .document import Answer, Document, Grid
from .ritual import Claim

__all__ = ["STYLE", "body", "title"]

STYLE = (Path(__file__).parent / "ritual.css").read_text(encoding="utf-8")
"""Small enough in print that a sheet fits on a page; all colours are those of the page around it."""


def _answer(answer: Answer) -> Markup:
    label, line = (
        Markup('<span class="rt-label">{}</span>').format(answer.label),
        Markup('<span class="rt-line"></span>'),
    )
    if not answer.text:
        first = Markup('<div class="rt-one">{}{}</div>').format(label, line)
        return Markup('<div class="rt-answer">{}{}</div>').format(first, line * (answer.lines - 1))
    shape = "rt-answer rt-one" if answer.lines == 1 else "rt-answer"
    return Markup('<div class="{}">{}<span class="rt-words">{}</span></div>').format(shape, label, answer.text)


def _grid(grid: Grid) -> Markup:
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(column) for column in grid.columns)
    rows = [*grid.rows, *[("",) * len(grid.columns)] * grid.empty]
    inside = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    return Markup(
        '<div class="dk-wide" tabindex="0" role="region" aria-label="{}"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(grid.label, grid.label, head, inside)


def _claim(claim: Claim) -> Markup:
    source = f" ({claim.source})" if claim.source else ""
    return Markup('<p class="rt-firm">{} {}{}</p>').format(claim.text, Markup(evidence.mark(claim.evidence)), source)


def body(document: Document) -> str:
    """The document without its title, which the page around it carries. Headings begin at h3."""
    facts = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*fact) for fact in document.facts)
    steps = Markup("").join(Markup("<li>{}</li>").format(step) for step in document.steps)
    sections = Markup("").join(
        Markup("<h3>{}</h3>{}").format(
            section.title,
            Markup("").join(_grid(block) if isinstance(block, Grid) else _answer(block) for block in section.blocks),
        )
        for section in document.sections
    )
    firm = Markup("").join(map(_claim, document.claims))
    return str(
        Markup(
            '<div class="rt"><style>{}</style><p>{}</p><dl class="rt-facts">{}</dl><ol>{}</ol>{}'
            '<div class="rt-stop"><p>{}</p>{}</div>{}</div>'
        ).format(
            Markup(STYLE + evidence.STYLE),
            document.use,
            facts,
            steps,
            sections,
            document.stop,
            _answer(document.channel),
            firm,
        )
    )


def title(document: Document) -> str:
    """The title of the page, as plain text."""
    return f"{document.title}: {document.topic}" if document.topic else document.title
