"""A sheet is a whole page by itself: named, escaped, with headings in order, and without anything from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from coaching.desk.sheet import sheet


class Tags(HTMLParser):
    """Every opening tag with its attributes, and which tags were closed in the wrong order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append((tag, dict(attrs)))
        if tag != "meta":
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


def test_a_sheet_has_a_language_a_title_one_h1_and_a_viewport() -> None:
    text = sheet("Our scores", "<p>…</p>", note="From scores.csv")
    tags = Tags(text)
    assert tags.stack == []
    assert text.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "en"}) in tags.open
    assert ("meta", {"charset": "utf-8"}) in tags.open
    assert any(about.get("name") == "viewport" for _, about in tags.open)
    assert [tag for tag, _ in tags.open].count("h1") == 1
    assert "<title>Our scores</title>" in text and "<p>From scores.csv</p>" in text


def test_title_and_note_are_plain_text_and_the_body_is_html() -> None:
    text = sheet("R&D <b>", "<p><em>ours</em></p>", note="5 < 7")
    assert "<title>R&amp;D &lt;b&gt;</title>" in text and "<h1>R&amp;D &lt;b&gt;</h1>" in text
    assert "<p>5 &lt; 7</p>" in text and "<p><em>ours</em></p>" in text


def test_headings_of_a_desk_move_up_one_step_below_the_title() -> None:
    text = sheet("Title", '<h3 id="a">A</h3><h4>B</h4><p>3 < h4, said h3</p><H5>C</H5><hr>')
    assert '<h2 id="a">A</h2><h3>B</h3><p>3 < h4, said h3</p><H4>C</H4><hr>' in text


def test_nothing_on_a_sheet_comes_from_elsewhere_and_no_script_may_run() -> None:
    text = sheet("Title", "<p>…</p>")
    assert not re.search(r"https?:|url\(|@import|<script|<link", text)
    assert "default-src 'none'" in text
