"""A ritual's document as HTML: the same for the screen and for a page that prints well."""

from __future__ import annotations

from markupsafe import Markup

from .document import Answer, Document, Grid

__all__ = ["STYLE", "body", "title"]

STYLE = """
.rt{font-size:.86em;line-height:1.32}
.rt h3{margin:.7em 0 .2em;font-size:1.05em;break-after:avoid}
.rt p,.rt ol,.rt dl{margin:.25em 0}
.rt ol{padding-left:1.4em}
.rt dl.rt-facts{display:grid;grid-template-columns:max-content 1fr;gap:0 .8em}
.rt dl.rt-facts dt{font-weight:600}.rt dl.rt-facts dd{margin:0}
.rt .rt-answer{margin:.3em 0;break-inside:avoid}
.rt .rt-label{font-weight:600;display:block}
.rt .rt-words{white-space:pre-wrap;overflow-wrap:anywhere;display:block}
.rt .rt-line{display:block;height:1.45em;border-bottom:1px solid currentColor;opacity:.55}
.rt table{border-collapse:collapse;width:100%;margin:.3em 0;font-size:inherit}
.rt caption{text-align:left;font-weight:600;caption-side:top;padding:0;color:inherit}
.rt th,.rt td{border:1px solid color-mix(in srgb,currentColor 45%,transparent);padding:.15em .4em;text-align:left;
vertical-align:top;overflow-wrap:anywhere;white-space:normal}
.rt tr{break-inside:avoid;background:none}
.rt td:empty{height:1.5em}
.rt .rt-stop{margin-top:.7em;border:1px solid currentColor;padding:.2em .6em;break-inside:avoid}
.rt .rt-remarks{margin-top:.5em;font-size:.88em}
.rt .rt-remarks p{margin:.15em 0}
"""
"""Small enough that a sheet fits on a page with room to write by hand; all colours are those of the page around it."""


def _answer(answer: Answer) -> Markup:
    label = Markup('<span class="rt-label">{}</span>').format(answer.label)
    if answer.text:
        given = Markup('<span class="rt-words">{}</span>').format(answer.text)
    else:
        given = Markup('<span class="rt-line"></span>') * answer.lines
    return Markup('<div class="rt-answer">{}{}</div>').format(label, given)


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
    remarks = Markup("").join(Markup("<p>{}</p>").format(remark) for remark in document.remarks)
    return str(
        Markup(
            '<div class="rt"><style>{}</style><p>{}</p><dl class="rt-facts">{}</dl><ol>{}</ol>{}'
            '<div class="rt-stop"><p>{}</p>{}</div><div class="rt-remarks">{}</div></div>'
        ).format(Markup(STYLE), document.use, facts, steps, sections, document.stop, _answer(document.channel), remarks)
    )


def title(document: Document) -> str:
    """The title of the page, as plain text."""
    return f"{document.title}: {document.topic}" if document.topic else document.title
