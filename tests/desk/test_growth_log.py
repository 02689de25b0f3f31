"""The growth log: all that somebody predicted, thought and planned, in one place; and gone when they say so."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner

from coaching import workspace
from coaching.answers import NotSaved, SheetFile
from coaching.cards import lesson as open_lesson
from coaching.desk.leader.forgetting import delete, out_of_reach
from coaching.desk.leader.growth_log import Log, add_note, chosen, home, read_log
from coaching.desk.leader.growth_log_pages import as_html, as_json, as_markdown, comparison
from coaching.desk.leader.my_growth_log import my_growth_log
from coaching.log_cli import app
from coaching.move import move_in, move_out
from coaching.problems import CourseProblem

from .test_rituals import ATTACKS, Seen, squeezed

COURSE = Path(__file__).resolve().parents[2]
QUESTION = """here.{call}(ChooseOne(id="{id}", title="{title}", prompt="Which of *these*?", confidence={sure},
questions=[Question(id="q", text="Which?", options={{"a": "The first", "b": "The second"}})], hints=["Look."]){key})"""
KEY = """, ChoiceKey(correct={"q": "a"}, notes={"q": {"a": Note(text="Yes, because of this."),
"b": Note(text="Not yet, because of that.")}})"""
TEXT = 'here.ask(ShortText(id="{id}", title="{title}", prompt="What do you think?", words=(5, 50), reader="self"))'


def question(id: str, title: str, *, key: bool = True, sure: bool = True) -> str:
    call = "practise" if key else "ask"
    return QUESTION.format(call=call, id=id, title=title, sure=sure, key=KEY if key else "")


def write_notebook(path: Path, lesson: str, cells: list[tuple[str, str]], role: str = "lesson") -> None:
    """A notebook of the course; each cell is (heading, code)."""
    made = [new_markdown_cell(f"# {lesson}", id="title")]
    made.append(
        new_code_cell(
            f'from coaching.cards import lesson\nfrom coaching.items import *\n\nhere = lesson("{lesson}")',
            id="set-up",
            execution_count=1,
        )
    )
    for number, (heading, code) in enumerate(cells):
        item = re.search(r'id="([^"]+)"', code)
        assert item
        shown = new_output(
            "display_data", {"text/html": f"<section data-qid='{item[1]}'>?</section>", "text/plain": "?"}
        )
        made.append(new_markdown_cell(f"## {heading}", id=f"heading-{number}"))
        made.append(new_code_cell(code, id=f"cell-{number}", execution_count=1, outputs=[shown]))
    matter = {"lesson": lesson, "role": role, "title": lesson.split("-", 1)[1].title()}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=made, metadata={"coaching": matter}), path)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """That answers are flushed to the disk is tested elsewhere; here it would only take time."""
    monkeypatch.setattr("os.fsync", lambda _: None)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with one lesson and its exercise, and the workspace of somebody who has just begun."""
    root = tmp_path_factory.mktemp("begun")
    (root / "course.py").touch()
    write_notebook(
        root / "notebooks" / "03-goals.ipynb",
        "03-goals",
        [
            ("Warm-up", question("warm", "Warm-up 1")),
            ("Warm-up", question("bet-post", "Your bet", key=False)),
            ("Middle", question("drill", "Drill", sure=False)),
            ("Back", question("bet-post-again", "Your decision now", key=False)),
            ("Reflection", TEXT.format(id="reflect-question", title="What nobody asks")),
            ("Transfer card", TEXT.format(id="transfer", title="Your card")),
            ("Middle", TEXT.format(id="own-lazy", title="Your own goal")),
        ],
    )
    write_notebook(
        root / "exercises" / "03-goals" / "goals.ipynb",
        "03-goals",
        [
            ("Part 1", question("kinds", "Kinds", key=False)),
            ("Part 2", TEXT.format(id="reflect-dressed", title="In the wrong clothes")),
        ],
        "exercise",
    )
    workspace.update(root)
    return root


@pytest.fixture
def root(begun: Path, tmp_path: Path) -> Path:
    """A copy of `begun` of the test's own."""
    return shutil.copytree(begun, tmp_path / "course")


def answer(
    root: Path, item: str, value: Any, confidence: int | None = None, *, at: str = "notebooks", **how: Any
) -> None:
    SheetFile("03-goals", root / "workspace" / at).put(item, value, confidence, **how)


@pytest.fixture
def answered(root: Path) -> Path:
    answer(root, "warm", {"q": "a"}, 90, attempt=True)
    answer(root, "bet-post", {"q": "b"}, 70)
    answer(root, "drill", {"q": "a"}, attempt=True)
    answer(root, "bet-post-again", {"q": "a"}, 100)
    answer(root, "reflect-question", "Nobody asks for the scale.")
    answer(root, "transfer", "If it is Monday,\nthen I ask for one doubt.")
    answer(root, "own-lazy", "My lazy goal.")
    answer(root, "kinds", {"q": "a"}, 50, at="exercises/03-goals")
    answer(root, "reflect-dressed", "A promise dressed as a stretch.", at="exercises/03-goals")
    return root


def codes(log: Log, kind: str) -> list[str]:
    return [entry.code for entry in log.entries if entry.kind == kind]


# --- reading ----------------------------------------------------------------------------------------------------------


def test_all_lessons_and_exercises_stand_in_one_place_by_kind(answered: Path) -> None:
    log = read_log(answered)
    assert not log.problems
    assert codes(log, "prediction") == [
        *("lesson-03/warm", "lesson-03/bet-post", "lesson-03/bet-post-again", "exercise-03/kinds"),
    ]
    assert codes(log, "reflection") == ["lesson-03/reflect-question", "exercise-03/reflect-dressed"]
    assert codes(log, "transfer card") == ["lesson-03/transfer"]
    assert codes(log, "own words") == ["lesson-03/own-lazy"]
    assert codes(log, "practice") == ["lesson-03/drill"]
    assert "lesson-03/drill" not in {entry.code for entry in log.shown}


def test_a_prediction_stands_beside_what_came(answered: Path) -> None:
    answer(answered, "warm", {"q": "b"}, 90, attempt=True)
    words = squeezed(Seen(as_html(read_log(answered))).words)
    assert squeezed("The second 90 % ○ Not yet. Not yet, because of that.") in words
    assert squeezed("The second 70 % Later you said: The first (100 %)") in words
    assert squeezed("50 % Your feedback page tells.") in words


def test_only_first_tries_with_a_key_are_compared_and_few_are_called_few(answered: Path) -> None:
    log = read_log(answered)
    assert log.compared is not None and (log.compared.n, log.compared.brier) == (1, pytest.approx(0.01))
    assert "too few to say more" in " ".join(comparison(log))
    answer(answered, "warm", {"q": "a"}, 100, attempt=True)
    assert read_log(answered).compared is None
    assert comparison(read_log(answered)) == ()


def test_the_comparison_is_that_of_an_independent_computation(root: Path) -> None:
    cells = [("Warm-up", question(f"w-{n}", f"Warm-up {n}")) for n in range(12)]
    write_notebook(root / "notebooks" / "05-more.ipynb", "05-more", cells)
    workspace.update(root)
    sheet = SheetFile("05-more", root / "workspace" / "notebooks")
    right = [True, True, False, True, False, False, True, False, True, False, False, False]
    sure = [90, 90, 90, 70, 70, 70, 50, 50, 90, 70, 100, 100]
    for n, (came, said) in enumerate(zip(right, sure, strict=True)):
        sheet.put(f"w-{n}", {"q": "a" if came else "b"}, said, attempt=True)
    log = read_log(root)
    assert log.compared is not None
    assert log.compared.brier == pytest.approx(sum((s / 100 - r) ** 2 for s, r in zip(sure, right, strict=True)) / 12)
    said = " ".join(comparison(log))
    assert "Over 12 first answers you were 78 % sure on average, and 42 % came true." in said
    assert "surer than the answers allowed" in said
    assert "How sure, and how often it came true" in as_html(log)


def test_an_empty_log_says_how_it_fills(root: Path) -> None:
    log = read_log(root)
    assert log.shown == ()
    for text in (as_html(log), as_markdown(log)):
        assert "fills by itself" in text
    assert json.loads(as_json(log))["entries"] == []


def test_reading_changes_nothing(answered: Path) -> None:
    def everything() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in (answered / "workspace").rglob("*") if p.is_file()}

    before = everything()
    read_log(answered)
    assert everything() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is damaged"),
        (b"", "is empty"),
        (b"\xff\xfe\x00", "is not text"),
        (b"[]", "is not an answer file"),
        (b'{"schema": 9, "lesson": "03-goals", "items": {}}', "newer version"),
        (b'{"schema": 1, "lesson": "04-other", "items": {}}', "belongs to the lesson '04-other'"),
    ],
)
def test_a_broken_or_foreign_sheet_is_a_sentence_and_the_rest_goes_on(
    answered: Path, content: bytes, sentence: str
) -> None:
    (answered / "workspace" / "notebooks" / "answers" / "03-goals.json").write_bytes(content)
    log = read_log(answered)
    assert any(sentence in problem for problem in log.problems)
    assert codes(log, "reflection") == ["exercise-03/reflect-dressed"]
    assert sentence.replace("'", "&#39;") in as_html(log)


def test_values_of_any_shape_are_read_or_left_out(answered: Path) -> None:
    path = answered / "workspace" / "notebooks" / "answers" / "03-goals.json"
    sheet = json.loads(path.read_text(encoding="utf-8"))
    for odd in ([1, [2]], {"q": "zzz"}, 7, None, "text", {"q": {"q": "a"}}):
        for item in sheet["items"]:
            sheet["items"][item] = {"value": odd, "confidence": None, "saved_at": "yesterday", "attempts": 1}
        path.write_text(json.dumps(sheet), encoding="utf-8")
        log = read_log(answered)
        as_html(log), as_markdown(log), as_json(log)
    sheet["items"]["warm"] = {"value": {"q": "a"}, "confidence": 900}
    path.write_text(json.dumps(sheet), encoding="utf-8")
    assert any("'warm' cannot be read" in problem for problem in read_log(answered).problems)


def test_a_file_that_belongs_to_no_lesson_is_named(answered: Path) -> None:
    (answered / "workspace" / "notebooks" / "answers" / "03-goals (1).json").write_text("{}", encoding="utf-8")
    assert any("03-goals (1).json belongs to no lesson" in problem for problem in read_log(answered).problems)


def test_answers_that_travelled_inside_the_notebook_alone_are_found(answered: Path) -> None:
    carry_inside(answered)
    (answered / "workspace" / "notebooks" / "answers" / "03-goals.json").unlink()
    assert codes(read_log(answered), "transfer card") == ["lesson-03/transfer"]


def test_the_real_lessons_have_predictions_reflections_and_a_transfer_card(tmp_path: Path) -> None:
    """Against the course as it is, so that a renamed heading or card is noticed."""
    root = tmp_path / "course"
    (root / "notebooks").mkdir(parents=True)
    (root / "course.py").touch()
    shutil.copy(COURSE / "notebooks" / "04-intelligent-failure.ipynb", root / "notebooks")
    sheet = SheetFile("04-intelligent-failure", root / "notebooks")
    sheet.put("bet-cake", {"q": "a"}, 70)
    sheet.put("reflect-best", "A small try.")
    sheet.put("transfer", "One card a month.")
    sheet.put("own-half", "Half of it.")
    log = read_log(root)
    kinds = {entry.item: entry.kind for entry in log.entries}
    assert kinds.get("reflect-best") == "reflection" and kinds.get("transfer") == "transfer card"
    assert kinds.get("own-half") == "own words"
    assert not log.problems


# --- what is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_somebody_wrote_is_shown_as_written_and_is_never_markup(answered: Path, attack: str) -> None:
    attack = attack.encode("utf-8", "replace").decode()
    plain = Seen(as_html(read_log(answered)))
    answer(answered, "transfer", attack)
    add_note(answered, attack)
    log = read_log(answered)
    (written,) = [entry.said[0][1] for entry in log.entries if entry.item == "transfer"]
    html = Seen(as_html(log))
    text = Seen(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(as_markdown(log)))
    assert html.tags <= plain.tags | {"br"} and html.attributes <= plain.attributes
    assert text.tags <= {"h1", "h2", "h3", "p", "code", "em", "ul", "li", "br"} and not text.attributes
    for words in (html.words, text.words):
        assert squeezed(written) in squeezed(words)
    assert written in [said["answered"] for entry in json.loads(as_json(log))["entries"] for said in entry["said"]]


@given(st.text(max_size=60))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_note_comes_back_as_it_was_typed(root: Path, text: str) -> None:
    if not text.strip():
        with pytest.raises(CourseProblem, match="empty"):
            add_note(root, text)
        return
    code = add_note(root, text)
    (entry,) = [entry for entry in read_log(root).entries if entry.code == code]
    assert entry.said == (("My words", text.strip()),)


# --- notes ------------------------------------------------------------------------------------------------------------


def test_notes_have_a_day_and_are_told_apart(root: Path) -> None:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert [add_note(root, "One.", now=now), add_note(root, "Two.", now=now)] == [
        "notes/note-20261122-093000",
        "notes/note-20261122-093000-2",
    ]
    assert [entry.said[0][1] for entry in read_log(root).of("note")] == ["One.", "Two."]
    with pytest.raises(CourseProblem, match="20,000"):
        add_note(root, "x" * 20_001)


def test_notes_move_along_to_another_computer(answered: Path, tmp_path: Path) -> None:
    add_note(answered, "A note of mine.")
    packed = move_out(answered, tmp_path / "mine.zip").path
    there = tmp_path / "there"
    shutil.copytree(answered, there, ignore=shutil.ignore_patterns("workspace", ".course"))
    workspace.update(there)
    move_in(there, packed)
    assert [entry.said[0][1] for entry in read_log(there).of("note")] == ["A note of mine."]


# --- deleting ---------------------------------------------------------------------------------------------------------


def carry_inside(root: Path) -> Path:
    """Do what JupyterLab does on a save: the notebook carries the sheet, and shows what was answered."""
    path = root / "workspace" / "notebooks" / "03-goals.ipynb"
    sheet = json.loads((path.parent / "answers" / "03-goals.json").read_text(encoding="utf-8"))

    def change(notebook: Any) -> bool:
        notebook.metadata.coaching.answers = sheet
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                output.data["text/html"] += "".join(
                    f"<p>{entry['value']}</p>"
                    for item, entry in sheet["items"].items()
                    if item in output.data["text/html"]
                )
        return True

    workspace.change_notebook(root, path, change)
    return path


def everywhere(root: Path, words: str) -> list[str]:
    """The files of the workspace that hold these words."""
    found = [path for path in (root / "workspace").rglob("*") if path.is_file() and words.encode() in path.read_bytes()]
    return [path.relative_to(root / "workspace").as_posix() for path in found]


def erase(root: Path, *which: str) -> int:
    course, place = home(root)
    done = delete(course, place, chosen(read_log(root), which))
    assert not done.stuck
    return done.entries


def test_a_deleted_entry_is_gone_from_the_sheet_its_backup_and_every_copy(answered: Path, tmp_path: Path) -> None:
    notebook = carry_inside(answered)
    answer(answered, "warm", {"q": "b"}, 50)  # so that the version before holds the transfer card too
    checkpoint = notebook.parent / ".ipynb_checkpoints" / "03-goals-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    shutil.copy(notebook, checkpoint)
    kept = answered / "workspace" / "moved" / "20261122T100000Z" / "here" / "notebooks"
    (kept / "answers").mkdir(parents=True)
    shutil.copy(notebook, kept)
    shutil.copy(notebook.parent / "answers" / "03-goals.json", kept / "answers")
    assert len(everywhere(answered, "one doubt")) == 6
    assert erase(answered, "lesson-03/transfer") == 1
    assert everywhere(answered, "one doubt") == []
    assert everywhere(answered, "My lazy goal") and everywhere(answered, "Nobody asks for the scale")


def test_the_rest_stays_as_it_was(answered: Path) -> None:
    before = {entry.code: entry for entry in read_log(answered).entries}
    erase(answered, "lesson-03/transfer", "exercise-03/kinds")
    after = {entry.code: entry for entry in read_log(answered).entries}
    assert set(before) - set(after) == {"lesson-03/transfer", "exercise-03/kinds"}
    assert all(before[code] == after[code] for code in after)


def test_a_deleted_entry_is_gone_from_saved_widgets_and_from_the_checkpoint_of_the_sheet(answered: Path) -> None:
    notebook = carry_inside(answered)
    document = nbformat.read(notebook, as_version=4)
    document.metadata["widgets"] = {"state": {"one": {"value": "then I ask for one doubt."}}}
    nbformat.write(document, notebook)
    sheet = notebook.parent / "answers" / "03-goals.json"
    checkpoint = sheet.parent / ".ipynb_checkpoints" / "03-goals-checkpoint.json"
    checkpoint.parent.mkdir()
    shutil.copy(sheet, checkpoint)
    erase(answered, "lesson-03/transfer")
    assert not everywhere(answered, "one doubt")


@pytest.mark.parametrize("ending", ["html", "md", "json"])
def test_half_a_letter_is_written_and_never_costs_the_file_that_was_there(
    answered: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(answered)
    sheet = answered / "workspace" / "notebooks" / "answers" / "03-goals.json"
    raw = json.loads(sheet.read_text())
    raw["items"]["transfer"]["value"] = "half \ud83d a letter"
    sheet.write_text(json.dumps(raw))
    done = CliRunner().invoke(app, ["--out", f"log.{ending}"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "half ? a letter" in Path(f"log.{ending}").read_text(encoding="utf-8")


def test_what_was_deleted_does_not_come_back(answered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by opening the lesson, not by a tab that is still open, not by an update, and not from the notebook alone."""
    notebook = carry_inside(answered)
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    tab = open_lesson("03-goals")  # opened before, with the copy inside the notebook in its memory
    assert tab.sheet.get("transfer")
    erase(answered, "all")
    assert tab.sheet.get("transfer") is None
    tab.sheet.put("own-lazy", "A new goal.")
    assert open_lesson("03-goals").sheet.get("transfer") is None
    workspace.update(answered)
    assert [entry.item for entry in read_log(answered).shown] == ["own-lazy"]
    (notebook.parent / "answers" / "03-goals.json").unlink()
    assert open_lesson("03-goals").sheet.get("transfer") is None


def test_an_answer_that_is_only_inside_the_notebook_is_deleted_there(answered: Path) -> None:
    carry_inside(answered)
    shutil.rmtree(answered / "workspace" / "notebooks" / "answers")
    erase(answered, "lesson-03/transfer")
    assert everywhere(answered, "one doubt") == []
    assert codes(read_log(answered), "reflection")[0] == "lesson-03/reflect-question"


def test_a_notebook_that_was_trusted_stays_trusted_and_untouched(answered: Path) -> None:
    notebook = carry_inside(answered)
    with workspace._notary(answered) as notary:
        assert notary.check_signature(nbformat.read(notebook, as_version=4))
        erase(answered, "everything")
        assert notary.check_signature(nbformat.read(notebook, as_version=4))
    assert workspace.update(answered) == []
    fresh = nbformat.read(answered / "notebooks" / "03-goals.ipynb", as_version=4)
    assert nbformat.read(notebook, as_version=4).cells == fresh.cells


def test_all_is_what_the_log_shows_and_everything_is_everything(answered: Path) -> None:
    add_note(answered, "A note.")
    assert erase(answered, "all") == 9
    assert [entry.item for entry in read_log(answered).entries] == ["drill"]
    assert erase(answered, "everything") == 1
    assert read_log(answered).entries == ()


def test_codes_may_name_one_entry_a_lesson_or_several(answered: Path) -> None:
    log = read_log(answered)
    assert [e.code for e in chosen(log, ["lesson-03/transfer, EXERCISE-03"])] == [
        *("lesson-03/transfer", "exercise-03/kinds", "exercise-03/reflect-dressed"),
    ]
    assert len(chosen(log, ["lesson-03"])) == 6, "practice stays, unless it is named"
    assert [e.code for e in chosen(log, ["lesson-03/drill"])] == ["lesson-03/drill"]
    for unknown, sentence in (("lesson-9", "no entry 'lesson-9'"), (" , ", "Say which")):
        with pytest.raises(CourseProblem, match=sentence):
            chosen(log, [unknown])


def test_deleting_says_what_it_does_not_reach(answered: Path) -> None:
    _, place = home(answered)
    assert len(out_of_reach(place)) == 2
    (place / "handed-in").mkdir()
    (place / "handed-in" / "03-goals__mira__now.zip").touch()
    (place / "feedback" / "03-goals").mkdir(parents=True)
    (place / "feedback" / "03-goals" / "goals.html").touch()
    (place / "notebooks" / "answers" / "03-goals.set-aside-1.json").touch()
    said = " ".join(out_of_reach(place))
    for words in ("workspace/handed-in", "workspace/feedback", "set-aside-1.json", "Ask your coach", "open now"):
        assert words in said


def test_a_sheet_that_breaks_meanwhile_is_not_touched_and_said(answered: Path) -> None:
    found = chosen(read_log(answered), ["lesson-03"])
    path = answered / "workspace" / "notebooks" / "answers" / "03-goals.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(NotSaved, match="cannot be read"):
        delete(*home(answered), found)
    assert path.read_text(encoding="utf-8") == "{"


def test_a_copy_that_cannot_be_cleaned_is_named(answered: Path) -> None:
    broken = answered / "workspace" / "notebooks" / "mine.ipynb"
    broken.write_text("{", encoding="utf-8")
    done = delete(*home(answered), chosen(read_log(answered), ["lesson-03/transfer"]))
    assert done.entries == 1
    assert [sentence.split(" ")[0] for sentence in done.stuck] == ["notebooks/mine.ipynb"]


# --- the page, and the command ----------------------------------------------------------------------------------------


Ask = Callable[..., Any]


@pytest.fixture
def ask(answered: Path) -> Ask:
    page = my_growth_log(answered / "workspace" / "notebooks")
    turn = iter(range(1, 100))

    def asked(**values: Any) -> Any:
        page.ask = {"turn": next(turn), "values": values}
        page.settled()
        return page

    return asked


def test_the_page_shows_the_log_and_offers_it_to_take_along(ask: Ask) -> None:
    page = ask(do="read")
    assert page.shown.says == "Your log has 8 entries."
    assert [one.name for one in page.shown.documents] == [f"my-growth-log.{end}" for end in ("html", "md", "json")]
    assert "one doubt" in page.shown.documents[0].content
    assert "one doubt" not in repr(page)


def test_the_page_keeps_a_note(ask: Ask, answered: Path) -> None:
    assert ask(do="note", note="Seen today.").shown.says == "Your note is kept. Your log has 9 entries."
    assert "empty" in ask(do="note", note=" ").result["problem"]


def test_the_page_deletes_only_after_a_yes(ask: Ask, answered: Path) -> None:
    page = ask(do="delete", which="lesson-03/transfer", sure=False)
    assert "Nothing is deleted yet" in page.shown.says and "Your card" in page.shown.html
    assert everywhere(answered, "one doubt")
    page = ask(do="delete", which="lesson-03/transfer", sure=True)
    assert page.shown.says == "One entry is deleted. Your log has 7 entries."
    assert "What deleting does not reach" in page.shown.html
    assert not everywhere(answered, "one doubt")
    page = ask(do="delete", which="lesson-03", sure=True)
    assert "press the button again" in page.shown.says, "a tick that was left deletes nothing that was not shown"
    assert everywhere(answered, "My lazy goal")
    assert "no entry" in ask(do="delete", which="lesson-03/transfer", sure=True).result["problem"]


def test_the_command_lists_writes_notes_and_deletes(answered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(answered)
    run = CliRunner()
    assert "8 entries" in run.invoke(app, []).output
    assert "Kept as notes/note-" in run.invoke(app, ["--note", "Seen today."]).output
    for name in ("log.html", "log.md", "log.json"):
        assert run.invoke(app, ["--out", name]).exit_code == 0
        assert "Seen today." in (answered / name).read_text(encoding="utf-8")
    assert "should end with" in str(run.invoke(app, ["--out", "log.docx"]).exception)
    assert "Nobody is here to ask" in str(run.invoke(app, ["--delete", "all"]).exception)
    assert everywhere(answered, "one doubt")
    said = run.invoke(app, ["--delete", "lesson-03/transfer", "--delete", "notes", "--yes"]).output
    assert "2 entries deleted." in said and "Ask your coach" in said
    assert not everywhere(answered, "one doubt") and not everywhere(answered, "Seen today.")
