"""The words and marks that cards, twins and feedback pages share, and light Markdown made into safe HTML."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt

from coaching.items import Remark

MARKS = {"there": "●", "partly": "◐", "not yet": "○", "not attempted": "–", "open": "–"}
"""A shape for each state, always beside the word, so that nothing depends on colour."""

LABELS = {
    "there": "There",
    "partly": "Partly there",
    "not yet": "Not yet",
    "not attempted": "Not attempted",
    "open": "Left open",
}

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


@lru_cache(maxsize=4096)
def inline(text: str) -> str:
    """One line of light Markdown as HTML. Markup in ``text`` itself is shown, never run."""
    return str(_markdown.renderInline(text))


@lru_cache(maxsize=1024)
def block(text: str) -> str:
    """Paragraphs, lists and tables of light Markdown as HTML. Markup in ``text`` itself is shown, never run."""
    return str(_markdown.render(text))


def unmarked(text: str) -> str:
    """Light Markdown as plain text, for sentences that are shown where no markup is read."""
    return "".join(
        token.content for parsed in _markdown.parseInline(text) for token in parsed.children or () if token.content
    )


def plain(text: str) -> str:
    """A stranger's text as HTML that shows exactly its characters."""
    return escape(text, quote=True)


def verdict(state: str) -> str:
    """A state as mark and word, such as "◐ Partly there"."""
    return f"{MARKS[state]} {LABELS[state]}"


def look(see: str) -> str:
    """Where to look in the lesson, as a sentence."""
    return f"Look at: {see}" if see else ""


def rendered_remark(remark: Remark) -> dict[str, str]:
    """A remark with its words as safe HTML, ready for the card."""
    return {
        "state": remark.state,
        "mark": MARKS[remark.state],
        "label": LABELS[remark.state],
        "about": inline(remark.about),
        "text": inline(remark.text),
        "see": inline(look(remark.see)),
    }
