"""A page of a desk: what its work is given, whose answer is shown, and what a person reads when something is wrong."""

from __future__ import annotations

import gzip
import json
import random
import threading
from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coaching.datasets import DataProblem
from coaching.desk.page import LARGEST_FILE, DeskPage, Document, Field, Shown, Upload
from coaching.problems import CourseProblem

WORDS = Field("words", "What you say first")


def asked(page: DeskPage, turn: int = 1, **values: Any) -> dict[str, Any]:
    """Press the button; what the page's script is told in the end."""
    page.ask = {"turn": turn, "values": values}
    page.settled()
    return on_page(page)


def on_page(page: DeskPage) -> dict[str, Any]:
    told = dict(page.result)
    packed = told.pop("packed")
    return {**told, **(json.loads(gzip.decompress(b64decode(packed))) if packed else {})}


def choose(page: DeskPage, field: str, name: str, *pieces: bytes) -> None:
    """What the script sends when a person has chosen a file; no piece when they took the choice back."""
    for number, piece in enumerate(pieces or [b""]):
        content = {"kind": "file", "field": field, "name": name, "piece": number, "pieces": len(pieces)}
        page._handle_custom_msg(content, [memoryview(piece)])


def given(field: Field, **values: Any) -> Any:
    """What the work finds under a field's name."""
    found: list[Any] = []

    def work(now: Mapping[str, Any]) -> Shown:
        found.append(now[field.name])
        return Shown("")

    told = asked(DeskPage("A page", [field], work), **values)
    assert "problem" not in told, told
    return found[0]


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        (Field("x", "X", "choice", options=(("a", "A"), ("b", "B"))), "b", "b"),
        (Field("x", "X", "choice", options=(("a", "A"), ("b", "B"))), "no option of ours", "a"),
        (Field("x", "X", "choice", "b", options=(("a", "A"), ("b", "B"))), None, "b"),
        (Field("x", "X", "yes"), True, True),
        (Field("x", "X", "yes", True), None, True),
        (Field("x", "X"), "  two weeks ", "two weeks"),
        (Field("x", "X", "text"), "line one\nline two\n", "line one\nline two"),
        (Field("x", "X", "number"), "5", 5),
        (Field("x", "X", "number"), "0,7", 0.7),
        (Field("x", "X", "number", 5), None, 5),
        (Field("x", "X", "number"), " ", None),
        (Field("x", "X", "date"), "2026-03-31", date(2026, 3, 31)),
        (Field("x", "X", "date", date(2026, 3, 31)), None, date(2026, 3, 31)),
        (Field("x", "X", "date"), "", None),
        (Field("x", "X", "file"), "table.csv, 17", None),
    ],
)
def test_work_gets_what_the_kind_of_a_field_promises(field: Field, typed: Any, expected: Any) -> None:
    got = given(field, **({} if typed is None else {"x": typed}))
    assert got == expected and type(got) is type(expected)


@pytest.mark.parametrize(("kind", "typed"), [("number", "about 8"), ("number", "1.000,5"), ("date", "31 March")])
def test_what_cannot_be_read_is_one_sentence_that_names_the_field(kind: Any, typed: str) -> None:
    page = DeskPage("A page", [Field("x", "Smallest group", kind)], lambda _: Shown("never shown"))
    told = asked(page, x=typed)
    assert told["problem"].startswith("Smallest group is ")
    assert typed in told["problem"]
    assert page.shown is None


def test_what_work_gives_is_shown_with_its_documents() -> None:
    papers = (Document("report.html", "text/html", "<h1>Ü</h1>"), Document("all.zip", "application/zip", b"PK\x00"))
    told = asked(DeskPage("A page", [], lambda _: Shown("<h3>Read</h3>", papers, "Read 3 rows.")), turn=7)
    assert told == {
        "turn": 7,
        "html": "<h3>Read</h3>",
        "says": "Read 3 rows.",
        "documents": [
            {"name": "report.html", "media": "text/html", "text": "<h1>Ü</h1>"},
            {"name": "all.zip", "media": "application/zip", "bytes": "UEsA"},
        ],
    }


def test_a_live_page_works_at_once_and_another_one_waits_for_its_button() -> None:
    assert DeskPage("A page", [WORDS], lambda now: Shown("worked"), live=True).settled() == Shown("worked")
    waiting = DeskPage("A page", [WORDS], lambda now: Shown("worked"), first=Shown("Choose a file."))
    assert waiting.settled() == Shown("Choose a file.")
    assert on_page(waiting)["html"] == "Choose a file."


# Who asked last


def test_a_newer_ask_wins_and_what_nobody_waits_for_is_not_begun() -> None:
    begun: list[str] = []
    at_work, may_end = threading.Event(), threading.Event()

    def work(now: Mapping[str, Any]) -> Shown:
        begun.append(now["words"])
        at_work.set()
        assert may_end.wait(10)
        return Shown(now["words"])

    page = DeskPage("A page", [WORDS], work)
    page.ask = {"turn": 1, "values": {"words": "first"}}
    assert at_work.wait(10)
    assert page.heard == 1, "the page is told at once that the kernel has heard it"
    page.ask = {"turn": 2, "values": {"words": "second"}}
    page.ask = {"turn": 3, "values": {"words": "third"}}
    assert on_page(page)["turn"] == 0, "the kernel is free while the work goes on, and nothing is shown yet"
    may_end.set()
    assert page.settled() == Shown("third")
    assert on_page(page)["html"] == "third"
    assert begun == ["first", "third"]


def test_a_file_chosen_while_the_work_waits_belongs_to_the_next_ask() -> None:
    seen: list[str] = []
    first_may_run = threading.Lock()

    def work(now: Mapping[str, Any]) -> Shown:
        with first_may_run:
            seen.append(now["table"].name)
        return Shown("")

    page = DeskPage("A page", [Field("table", "Your table", "file")], work)
    with first_may_run:
        choose(page, "table", "spring.csv", b"a")
        page.ask = {"turn": 1}
        choose(page, "table", "autumn.csv", b"b")
    page.settled()
    assert seen == ["spring.csv"]


def test_two_pages_never_work_at_the_same_moment() -> None:
    now, most = 0, 0

    def work(_: Mapping[str, Any]) -> Shown:
        nonlocal now, most
        now += 1
        most = max(most, now)
        threading.Event().wait(0.02)
        now -= 1
        return Shown("")

    for page in [DeskPage(f"Page {number}", [], work, live=True) for number in range(4)]:
        page.settled()
    assert most == 1


# When something is wrong


@pytest.mark.parametrize("problem", [CourseProblem, DataProblem])
def test_a_known_problem_is_its_sentence_and_what_was_shown_stays(problem: type[Exception]) -> None:
    def work(now: Mapping[str, Any]) -> Shown:
        if now["words"] == "bad":
            raise problem("Row 7, column target: 'soon' is no number; write digits.")
        return Shown("good")

    page = DeskPage("A page", [WORDS], work)
    asked(page, 1, words="fine")
    told = asked(page, 2, words="bad")
    assert (told["turn"], told["problem"]) == (2, "Row 7, column target: 'soon' is no number; write digits.")
    assert told["html"] == "good" and page.shown == Shown("good")
    assert "problem" not in asked(page, 3, words="fine again")


@pytest.mark.parametrize("fault", [ZeroDivisionError("a secret answer"), SystemExit(3), ValueError("no DataProblem")])
def test_a_fault_of_ours_is_one_sentence_and_its_traceback_goes_to_the_log(
    fault: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def work(_: Mapping[str, Any]) -> Shown:
        raise fault

    (tmp_path / "course.py").touch()
    monkeypatch.chdir(tmp_path)
    told = asked(DeskPage("Our scores", [], work))
    assert told["problem"].startswith("Something is wrong in the course itself, not in what you did.")
    assert "coaching.log" in told["problem"]
    assert "Traceback" not in str(told) and "secret" not in str(told)
    log = (tmp_path / ".course" / "coaching.log").read_text(encoding="utf-8")
    assert "the page 'Our scores'" in log and f"{type(fault).__name__}: {fault}" in log
    assert capfd.readouterr() == ("", "")


def test_a_result_that_no_server_would_let_through_is_said_to_be_too_large() -> None:
    noise = random.Random(5).randbytes(2_600_000)
    told = asked(DeskPage("A page", [], lambda _: Shown("", (Document("all.zip", "application/zip", noise),))))
    assert "too large for this page" in told["problem"]


def test_a_thousand_rows_with_their_sheet_and_table_pack_to_what_a_server_lets_through() -> None:
    rows = "".join(f"<tr><th scope='row'>Trainee {n}</th>" + "<td>waits for my reading</td>" * 4 for n in range(4000))
    page = DeskPage("A page", [], lambda _: Shown(rows, (Document("all.html", "text/html", rows),)))
    assert asked(page)["html"] == rows
    assert len(page.result["packed"]) < 300_000


# Files


def test_a_file_comes_in_pieces_and_is_whole_for_the_work() -> None:
    page = DeskPage("A page", [Field("table", "Your table", "file")], lambda now: Shown(str(now["table"])))
    choose(page, "table", "Ergebnisse März.csv", b"a;b\n", b"1;", b"2\n")
    assert asked(page)["html"] == str(Upload("Ergebnisse März.csv", b"a;b\n1;2\n"))
    choose(page, "table", "")
    assert asked(page, 2)["html"] == "None"
    choose(page, "table", "empty.csv", b"")
    assert asked(page, 3)["html"] == str(Upload("empty.csv", b""))


def test_a_file_over_the_limit_is_refused_in_one_sentence_and_one_of_just_that_size_is_not() -> None:
    page = DeskPage("A page", [Field("table", "Your table", "file")], lambda now: Shown(str(len(now["table"].data))))
    choose(page, "table", "huge.csv", *[bytes(1_000_000)] * 12)
    told = asked(page)
    assert told["problem"] == ("huge.csv is larger than 10 MB; save only the columns that you need, and choose that.")
    choose(page, "table", "large.csv", *[bytes(1_000_000)] * 10)
    assert asked(page, 2)["html"] == str(LARGEST_FILE)


# What is stored in the notebook


def test_the_stored_output_names_the_page_and_holds_nothing_that_was_typed_or_shown() -> None:
    page = DeskPage("Our <scores>", [Field("words", "Words", value="start")], lambda now: Shown("<p>7 of 9</p>"))
    asked(page, words="private")
    data = page._repr_mimebundle_()
    bundle = data[0] if isinstance(data, tuple) else data
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(page)
    assert bundle["text/html"] == (
        "<p>Our &lt;scores&gt;. This page needs a running kernel: open the notebook in JupyterLab and run it.</p>"
    )
    for told in (" at 0x", "start", "private", "7 of 9"):
        assert told not in bundle["text/plain"] + bundle["text/html"]
