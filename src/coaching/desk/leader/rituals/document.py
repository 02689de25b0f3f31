"""A ritual with what somebody filled in, as a document: headings, answers, tables and remarks, in no format yet.

Every format is made from this one model, so that no two say different things.
"""

from __future__ import annotations

from dataclasses import dataclass

from .ritual import CHANNEL, STOP, Claim, Ritual, Values, clean, rows_of

__all__ = ["Answer", "Document", "Grid", "Section", "document", "questions"]


@dataclass(frozen=True)
class Answer:
    """A label and what somebody wrote; ``lines`` to write on by hand where there is nothing."""

    label: str
    text: str
    lines: int


@dataclass(frozen=True)
class Grid:
    """A small table that somebody filled in; ``empty`` rows to write in by hand stand below."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: int


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Answer | Grid, ...]


@dataclass(frozen=True)
class Document:
    """The whole sheet. ``stop`` says what does not belong on it, and ``channel`` where that goes instead."""

    name: str
    title: str
    topic: str
    use: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    sections: tuple[Section, ...]
    stop: str
    channel: Answer
    claims: tuple[Claim, ...]


def document(ritual: Ritual, values: Values) -> Document:
    """The sheet. Values that belong to no blank are left out; whatever is typed is taken as it is, without markup."""
    sections = []
    for part in ritual.parts:
        blocks: list[Answer | Grid] = []
        for blank in part.blanks:
            text = clean(values.get(blank.name, ""))
            if blank.kind == "rows":
                rows = rows_of(text, blank.columns)
                blocks.append(Grid(blank.label, blank.columns, rows, max(0, blank.lines - len(rows))))
            else:
                blocks.append(Answer(blank.label, text, blank.lines))
        sections.append(Section(part.title, tuple(blocks)))
    return Document(
        name=ritual.name,
        title=ritual.title,
        topic=ritual.topic(values),
        use=ritual.use,
        facts=(("When", ritual.when), ("Not", ritual.not_when), ("Time", f"about {ritual.minutes} minutes")),
        steps=ritual.steps,
        sections=tuple(sections),
        stop=STOP,
        channel=Answer(CHANNEL.label, clean(values.get(CHANNEL.name, "")), CHANNEL.lines),
        claims=ritual.claims,
    )


def questions(ritual: Ritual, values: Values) -> tuple[str, ...]:
    """What the sheet asks back. Questions only: whoever fills it in knows more than it does."""
    return ritual.asks({blank.name: clean(values.get(blank.name, "")) for blank in ritual.blanks})
