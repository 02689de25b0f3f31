"""The ten rituals: what every sheet promises whoever leads a team, in every format and whatever is typed into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page
from typer.testing import CliRunner

from coaching import evidence
from coaching.desk.leader.our_ritual import make, our_next_ritual, values_from, written
from coaching.desk.leader.rituals import RITUALS, Ritual, ritual_named
from coaching.desk.leader.rituals.document import document, questions
from coaching.desk.leader.rituals.markdown import markdown
from coaching.desk.leader.rituals.page import body
from coaching.desk.leader.rituals.ritual import clean, rows_of
from coaching.desk.leader.rituals.town_hall import seconds_of
from coaching.problems import CourseProblem

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)

BY_NAME = pytest.mark.parametrize("ritual", RITUALS.values(), ids=lambda ritual: ritual.name)

ATTACKS = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![](http://example.org/x.png)",
    "# heading\n- list\n1. number\n> quote\n```\ncode\n```",
    "| a | b |\n|---|---|\n| c | d |",
    "a * b * c, __d__, ~~e~~, `f`, $g$, h < i & j &lt; k \\ l",
    "line one\r\nline two\x00\x1b[31m",
    "\ud83d half a letter, ‮ and a turn",
    "{{ 7 * 7 }} %s {0} ${x}",
    "ß 你好 مرحبا 🙂",
)


# --- what a sheet holds -----------------------------------------------------------------------------------------------


def test_there_are_the_ten_that_were_promised() -> None:
    assert list(RITUALS) == [
        *("framing-message", "experiment-card", "premortem", "tripwire-card", "after-action"),
        *("blameless-report", "recognition-charter", "town-hall", "decision-note", "plan-90-days"),
    ]


@BY_NAME
def test_a_sheet_says_what_it_is_for_when_not_how_long_and_how_firm_it_is(ritual: Ritual) -> None:
    assert ritual.use and ritual.when and ritual.not_when.startswith("Not ")
    assert 5 <= ritual.minutes <= 60
    assert 3 <= len(ritual.steps) <= 5
    assert len(set(ritual.looks)) == 3
    for claim in ritual.claims:
        assert claim.evidence in evidence.VALUES
        assert claim.source or claim.evidence == "unverified", "who says so?"


@BY_NAME
def test_steps_with_minutes_add_up_to_the_minutes_that_are_promised(ritual: Ritual) -> None:
    minutes = [int(found[1]) for step in ritual.steps if (found := re.match(r"(\d+) min: ", step))]
    assert not minutes or sum(minutes) == ritual.minutes


@BY_NAME
def test_every_format_says_when_to_stop_and_escalate_and_names_the_channel(ritual: Ritual) -> None:
    made = make(ritual, {"channel": "Room 114"}, MONDAY, now=NOW)
    for text in (made.text, made.page):
        assert "Harassment" in text and "breach of law" in text and "health: stop" in text
        assert "Room 114" in text


@BY_NAME
def test_blanks_are_told_apart_and_have_an_example(ritual: Ritual) -> None:
    names = [blank.name for blank in ritual.blanks]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z-]*", name) for name in names)
    assert not ritual.about or ritual.about in names
    for blank in ritual.blanks:
        assert blank.example or "by hand" in blank.help
        if blank.kind == "rows":
            assert all(all(row) for row in rows_of(blank.example, blank.columns)) or blank.name == "rituals"
        if blank.kind == "date":
            date.fromisoformat(blank.example)


@BY_NAME
def test_our_own_example_leaves_no_question_open(ritual: Ritual) -> None:
    assert questions(ritual, ritual.example) == ()


@BY_NAME
def test_an_empty_sheet_asks_nothing_and_has_lines_to_write_on(ritual: Ritual) -> None:
    assert questions(ritual, {}) == ()
    text, page = markdown(document(ritual, {})), body(document(ritual, {}))
    lines = sum(blank.lines for blank in ritual.blanks if blank.kind != "rows")
    rows = sum(blank.lines for blank in ritual.blanks if blank.kind == "rows")
    assert len(re.findall(r"(?m)^_{20,}$", text)) == lines
    assert page.count('class="rt-line"') == lines
    assert len(re.findall(r"<tr>(<td></td>)+</tr>", page)) == rows


@BY_NAME
def test_the_words_are_plain(ritual: Ritual) -> None:
    ours = [ritual.use, ritual.when, ritual.not_when, *ritual.steps, *ritual.looks, *(c.text for c in ritual.claims)]
    long = [s for words in ours for s in re.split(r"(?<=[.!?:;])\s+", words) if len(s.split()) > 25]
    assert not long
    assert not re.search(r"\b(incorrect|leverage|synergy|world-class|game.changer)\b", " ".join(ours), re.IGNORECASE)


def test_the_after_action_sheet_asks_the_four_questions_and_the_three_of_the_end_of_a_cycle() -> None:
    labels = [blank.label for blank in RITUALS["after-action"].blanks]
    for question in (
        *(
            "What did we expect?",
            "What happened?",
            "Why was there a difference?",
            "What went well, and what do we keep?",
        ),
        *("What did we learn?", "What could have gone better?", "What can we change next time?"),
    ):
        assert question in labels


# --- the questions that a sheet asks back -----------------------------------------------------------------------------


def asked(name: str, **values: str) -> str:
    return " ".join(questions(RITUALS[name], {**RITUALS[name].example, **values}))


def test_a_town_hall_of_more_than_five_minutes_is_asked_what_can_go() -> None:
    assert "310 seconds" in asked("town-hall", parts="200 | Story | Team\n110 | Thanks | Host")
    assert "seconds in all" not in asked("town-hall", parts="200 | Story | Team\n100 | Thanks | Host")
    assert "How many seconds does “Thanks” take?" in asked(
        "town-hall", parts="200 | Story | Team\nsoon | Thanks | Host"
    )
    assert seconds_of("60 s | a | b\n90; c; d\n | e | f") == (150, ("e",))


def test_a_town_hall_without_a_story_or_a_team_or_with_a_ranking_is_asked_about_it() -> None:
    assert "Which learning story" in asked("town-hall", story="")
    assert "Which team do you name" in asked("town-hall", team="")
    assert "makes nobody second" in asked("town-hall", team="Employee of the month: the post room")
    assert "said yes" in asked("town-hall", consent="")


@pytest.mark.parametrize(
    ("name", "values", "question"),
    [
        ("framing-message", {"pay": ""}, "What will the scores never be used for?"),
        ("framing-message", {"why": "word " * 200}, "about 120 are read"),
        ("experiment-card", {"cap": ""}, "the most that you, and others, may lose"),
        ("experiment-card", {"stop": "If it feels bad"}, "no number and no date"),
        ("premortem", {"reasons": "Lift is late | No date | Ask | "}, "Who does something about “Lift is late”"),
        ("tripwire-card", {"limit": "Too high"}, "Would two people agree"),
        ("after-action", {"actions": "Mend it"}, "“Mend it”: who, by when, how will you know?"),
        ("after-action", {"keep": ""}, "What went better than expected"),
        ("blameless-report", {"sense": "The nurse should have looked."}, "“should have”: this looks back"),
        ("blameless-report", {"changes": "Remind all nurses | Lead | today"}, "the easy thing"),
        ("recognition-charter", {"private": ""}, "thanked without an audience"),
        ("recognition-charter", {"for": "The best team of the month"}, "makes others second"),
        ("decision-note", {"other": ""}, "What else was on the table?"),
        ("decision-note", {"heard": "Too early | "}, "What became of “Too early”?"),
        ("plan-90-days", {"behaviours": "a | b"}, "1 of 3 behaviours"),
        ("plan-90-days", {"rituals": "a\nb\nc"}, "You have 3 rituals. Which 2"),
        ("plan-90-days", {"stop": "When we feel like it"}, "no number and no date"),
    ],
)
def test_what_is_missing_is_asked_for(name: str, values: dict[str, str], question: str) -> None:
    assert question.lower() in asked(name, **values).lower()


@BY_NAME
@given(text=st.text(max_size=60))
@settings(max_examples=15, deadline=None)
def test_remarks_are_questions_and_never_verdicts_whatever_is_typed(ritual: Ritual, text: str) -> None:
    for question in questions(ritual, {blank.name: text for blank in ritual.blanks}):
        assert "?" in question
        assert not re.search(r"\b(wrong|bad|must not|error|invalid)\b", question.replace(clean(text), ""))


# --- whatever is typed ------------------------------------------------------------------------------------------------


class Seen(HTMLParser):
    """The tags, and the words a reader sees, of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("attack", ATTACKS)
@BY_NAME
def test_what_is_typed_is_shown_as_typed_and_is_never_markup(ritual: Ritual, attack: str) -> None:
    values = {blank.name: attack for blank in ritual.blanks}
    as_typed = {blank.name: "x" for blank in ritual.blanks}
    html = Seen(body(document(ritual, values)))
    plain = Seen(body(document(ritual, as_typed)))
    assert html.tags <= plain.tags and html.attributes <= plain.attributes
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    text = Seen(rendered.render(markdown(document(ritual, values))))
    expected = Seen(rendered.render(markdown(document(ritual, as_typed))))
    assert text.tags <= expected.tags | {"br"} and text.attributes <= expected.attributes
    prose = next(blank for blank in ritual.blanks if blank.kind == "line")
    assert prose
    for words in (html.words, text.words):
        assert squeezed(clean(attack)) in squeezed(words)


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_survives_both_formats(text: str) -> None:
    ritual = RITUALS["experiment-card"]
    filled = document(ritual, {"test": text})
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown(filled))
    for html in (body(filled), rendered):
        assert squeezed(clean(text)) in squeezed(Seen(html).words)


def test_rows_are_read_however_a_person_writes_them() -> None:
    columns = ("a", "b", "c")
    assert rows_of("1 | 2 | 3", columns) == (("1", "2", "3"),)
    assert rows_of("| 1 | 2 | 3 |", columns) == (("1", "2", "3"),)
    assert rows_of("1\t2\t3\n4; 5", columns) == (("1", "2", "3"), ("4", "5", ""))
    assert rows_of("1 | 2 | 3 | 4", columns) == (("1", "2", "3 | 4"),)
    assert rows_of("\n\n", columns) == ()


# --- on paper ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def pages(paper: Page, html: str, size: str) -> int:
    paper.set_content(html)
    counts = re.findall(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)", paper.pdf(format=size))
    assert counts
    return max(map(int, counts))


@BY_NAME
def test_a_sheet_prints_on_one_page_and_the_plan_on_two_at_most(ritual: Ritual, paper: Page) -> None:
    for values in ({}, ritual.example):
        page = make(ritual, values, MONDAY, now=NOW).page
        assert {size: pages(paper, page, size) <= ritual.pages for size in ("A4", "Letter")} == {
            "A4": True,
            "Letter": True,
        }
    assert ritual.pages == (2 if ritual.name == "plan-90-days" else 1)


# --- the page in the notebook -----------------------------------------------------------------------------------------


def test_the_page_asks_only_for_the_blanks_of_the_chosen_template() -> None:
    page = our_next_ritual()
    for field in page.setup["fields"]:
        if field["name"] not in ("ritual", "start"):
            assert field["needs"] == ["ritual", field["name"].split(".")[0]]
    assert {field["name"].split(".")[0] for field in page.setup["fields"]} == {"ritual", "start", *RITUALS}


def test_the_page_offers_the_sheet_as_page_text_and_reminders() -> None:
    page = our_next_ritual()
    page.ask = {
        "turn": 1,
        "values": {
            "ritual": "experiment-card",
            "experiment-card.question": "Does <b>it</b> help?",
            "start": "2026-11-23",
        },
    }
    shown = page.settled()
    assert shown is not None
    assert [one.name for one in shown.documents] == [
        "experiment-card.html",
        "experiment-card.md",
        "experiment-card.ics",
    ]
    assert "Does &lt;b&gt;it&lt;/b&gt; help?" in shown.html and "<b>it" not in shown.html
    assert "How sure are you, in per cent?" in shown.html
    assert b"20261130" in bytes(shown.documents[2].content)  # type: ignore[arg-type]
    assert "Does" not in repr(page)


# --- the command line -------------------------------------------------------------------------------------------------


def test_a_name_may_be_shortened_as_long_as_it_is_one() -> None:
    assert ritual_named("pre") is RITUALS["premortem"]
    assert ritual_named("Decision note") is RITUALS["decision-note"]
    for unknown in ("", "x", "t"):
        with pytest.raises(CourseProblem, match="There are: framing-message, "):
            ritual_named(unknown)


def test_blanks_are_filled_from_a_file_and_from_the_command(tmp_path: Path) -> None:
    file = tmp_path / "card.toml"
    file.write_text('question = "Why?"\nstop = 2026-12-14\ntest = ["one", "two"]\n', encoding="utf-8")
    card = RITUALS["experiment-card"]
    values = values_from(card, ["stop=after two weeks", "cap=400 = all", "cap=six hours"], file)
    assert values == {"question": "Why?", "stop": "after two weeks", "test": "one\ntwo", "cap": "400 = all\nsix hours"}
    rows = tmp_path / "rows.toml"
    rows.write_text('actions = [["Mend", "Ines", 2026-12-01], ["Look", "Emre"]]', encoding="utf-8")
    assert values_from(RITUALS["after-action"], (), rows) == {"actions": "Mend | Ines | 2026-12-01\nLook | Emre"}


@pytest.mark.parametrize(
    ("pairs", "content", "sentence"),
    [
        (["stop"], None, "has no “=”"),
        (["colour=red"], None, "no blank called 'colour'"),
        ([], b"stop = ", "is not TOML"),
        ([], b"\xff\xfe", "not saved as UTF-8"),
        ([], b"[stop]\na = 1", "fills no blank"),
    ],
)
def test_what_cannot_be_meant_gets_one_sentence(
    pairs: list[str], content: bytes | None, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CourseProblem, match=sentence):
        values_from(RITUALS["experiment-card"], pairs, file if content is not None else None)
    with pytest.raises(CourseProblem, match="cannot be read"):
        values_from(RITUALS["experiment-card"], (), tmp_path / "none.toml")


def test_files_that_are_there_stay(tmp_path: Path) -> None:
    made = make(RITUALS["premortem"], {}, MONDAY, now=NOW)
    first = written(made, tmp_path / "sheets")
    first[1].write_text("mine now", encoding="utf-8")
    second = written(made, tmp_path / "sheets")
    assert [path.name for path in second] == ["premortem-2.html", "premortem-2.md", "premortem-2.ics"]
    assert first[1].read_text(encoding="utf-8") == "mine now"
    with pytest.raises(CourseProblem, match="Choose another with --out"):
        written(made, first[0])


def test_the_command_lists_shows_and_writes(tmp_path: Path) -> None:
    from coaching.team_cli import app

    run = CliRunner()
    assert all(name in run.invoke(app, ["ritual"]).output for name in RITUALS)
    said = run.invoke(app, ["ritual", "decision-note", "--set", "what=Open on Thursdays"])
    assert said.exit_code == 0 and "# Decision note: Open on Thursdays" in said.output
    assert "What else was on the table?" in said.output
    out = ["ritual", "tripwire", "--out", str(tmp_path), "--start", "2026-11-23"]
    assert run.invoke(app, out).exit_code == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".ics", ".md"]
    assert b"DTSTART;VALUE=DATE:20261130" in (tmp_path / "tripwire-card.ics").read_bytes()
    refused = run.invoke(app, ["ritual", "tripwire", "--start", "Monday"])
    assert isinstance(refused.exception, CourseProblem) and "is no date" in str(refused.exception)
