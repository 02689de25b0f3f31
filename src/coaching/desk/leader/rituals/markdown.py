"""A ritual's document as Markdown. What a person typed is shown as typed: no sign of theirs becomes markup."""

from __future__ import annotations

from coaching import evidence
from coaching.desk.verbatim import verbatim

from .document import Answer, Document, Grid
from .ritual import Claim

__all__ = ["markdown"]

LINE = "_" * 60  # a rule to a reader of Markdown, a line to everybody else


def _cell(text: str) -> str:
    return verbatim(text.replace("\n", " ")) or " "


def _grid(grid: Grid) -> str:
    rows = [*grid.rows, *[("",) * len(grid.columns)] * grid.empty]
    lines = [grid.columns, ("---",) * len(grid.columns), *[tuple(map(_cell, row)) for row in rows]]
    return f"**{grid.label}**\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _answer(answer: Answer) -> str:
    if answer.text:
        return f"**{answer.label}**  \n{verbatim(answer.text)}"
    return "\n\n".join([f"**{answer.label}**", *[LINE] * answer.lines])


def _claim(claim: Claim) -> str:
    source = f" ({claim.source})" if claim.source else ""
    return f"- {claim.text} {evidence.mark(claim.evidence)}{source}"


def markdown(document: Document) -> str:
    """The whole document. Headings begin at the first level; it ends with a newline."""
    topic = f": {verbatim(document.topic)}" if document.topic else ""
    blocks = [f"# {document.title}{topic}", document.use]
    blocks.append("\n".join(f"- **{label}:** {words}" for label, words in document.facts))
    blocks.append("\n".join(f"{number}. {step}" for number, step in enumerate(document.steps, 1)))
    for section in document.sections:
        blocks.append(f"## {section.title}")
        blocks += [_grid(block) if isinstance(block, Grid) else _answer(block) for block in section.blocks]
    blocks += ["## Stop and escalate", document.stop, _answer(document.channel)]
    if document.claims:
        blocks += ["## How firm is this?", "\n".join(map(_claim, document.claims))]
    return "\n\n".join(blocks) + "\n"
