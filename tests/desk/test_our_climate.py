"""Our climate: what is shown, what it says of its limits, that nothing switches protection off, and its memory."""

from __future__ import annotations

import inspect
import json
import random
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coaching.climate_cli import climate_command
from coaching.desk.leader.climate_desk import Report, climate_page, climate_sheet, make_report, own_scale, show_climate
from coaching.desk.leader.climate_page import as_plain, climate_html
from coaching.desk.leader.climate_picture import climate_figure
from coaching.desk.leader.our_climate import Climate, our_climate, threshold
from coaching.desk.leader.survey_table import Survey
from coaching.desk.page import Upload
from coaching.problems import CourseProblem
from coaching.survey import Response, Scale, ScaleItem, TeamScore
from coaching.team_cli import app
from tests.privacy_attacker import organisation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = Upload("survey.csv", (ROOT / "data" / "climate_template.csv").read_bytes())
SCALE = Scale(
    "three",
    1,
    7,
    (
        ScaleItem("a", "talk", "We talk.", False),
        ScaleItem("b", "talk", "We ask.", False),
        ScaleItem("c", "risk", "We hide.", True),
    ),
)
TWO = Scale("two", 1, 7, (ScaleItem("a", "one", "…", False), ScaleItem("b", "two", "…", True)))


def sheets(n: int, answer: int = 4, wave: str = "1", start: int = 0, **groups: str) -> list[Response]:
    answers = {"a": answer, "b": answer, "c": 8 - answer}
    return [Response(f"p{i}", wave, answers, groups, "") for i in range(start, start + n)]


def survey(*responses: Response, coded: bool = True) -> Survey:
    waves = tuple(sorted({one.wave for one in responses}))
    groupings = tuple(sorted({name for one in responses for name in one.groups}))
    return Survey(SCALE, responses, waves, groupings, coded)


def climate(*responses: Response, by: tuple[str, ...] = (), promised: int | None = None) -> Climate:
    return our_climate(survey(*responses), by, promised)[0]


def file(*responses: Response, codes: bool = True) -> Upload:
    names = sorted({name for one in responses for name in one.groups})
    lines = [",".join(["wave", *["person"] * codes, *names, "a", "b", "c"])]
    for one in responses:
        cells = [one.wave, *[one.person] * codes, *(one.groups[name] for name in names)]
        lines.append(",".join([*cells, *(str(one.answers[i]) for i in "abc")]))
    return Upload("survey.csv", "\n".join(lines).encode())


def shown(report: Report | Climate) -> set[tuple[str, str]]:
    found = report.climate if isinstance(report, Report) else report
    return {(one.wave, one.group) for one in found.groups if one.items[0].mean is not None}


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_facets_are_means_of_their_items_after_one_reversing():
    (one,) = climate(*sheets(6, 4), *sheets(6, 5, start=6)).groups
    assert [(f.name, f.mean, f.n) for f in one.facets] == [("talk", 4.5, 12), ("risk", 4.5, 12)]
    assert all(f.low is not None and f.low < 4.5 < f.high for f in one.facets)


def test_a_change_is_told_only_where_the_two_intervals_do_not_overlap():
    mixed = [*sheets(6, 3), *sheets(6, 5, start=6)]
    near = climate(*mixed, *sheets(12, 5, wave="2")).changes
    up = climate(*sheets(12, 3), *sheets(12, 5, wave="2")).changes
    down = climate(*sheets(12, 5), *sheets(12, 3, wave="2")).changes
    assert {(c.difference, c.words) for c in near} == {(1.0, "no change that this survey can tell")}
    assert {(c.difference, c.words) for c in up} == {(2.0, "higher than before")}
    assert {(c.difference, c.words) for c in down} == {(-2.0, "lower than before")}
    assert all(c.low < c.difference < c.high for c in (*near, *up, *down))


@pytest.mark.parametrize("seed", range(60))
def test_a_told_change_always_has_intervals_apart_and_numbers_that_follow_from_what_is_shown(seed):
    """A page could else tell more by its differences than by its means."""
    responses = organisation(random.Random(f"change {seed}"), 2, steady=False, linked=False)
    found = our_climate(Survey(TWO, tuple(responses), ("0", "1"), ("team", "role", "post"), False), ("team",))[0]
    means = {(one.by, one.group, one.wave, f.name): f for one in found.groups for f in one.facets}
    for change in found.changes:
        old = means[change.by, change.group, change.before, change.facet]
        new = means[change.by, change.group, change.after, change.facet]
        apart = old.low is not None and new.low is not None and (new.low > old.high or new.high < old.low)
        assert change.words.endswith("than before") == apart
        if change.difference is not None:
            assert change.difference == round(new.mean - old.mean, 1) and not old.bound and not new.bound


def test_a_cap_and_a_small_group_have_no_change():
    capped = climate(*sheets(6, 7), *sheets(6, 7, wave="2"))
    few = climate(*sheets(6, 4), *sheets(6, 5, wave="2"))
    assert {(c.difference, c.words) for c in capped.changes} == {(None, "cannot be told: a cap hides the mean")}
    assert {(c.difference, c.low, c.words) for c in few.changes} == {
        (1.0, None, "cannot be told: there is no interval")
    }


def test_groups_are_named_with_their_column_and_unknown_columns_are_refused():
    found = climate(*sheets(12, team="A"), *sheets(12, start=12, team="B"), by=("team",))
    assert "team A" in climate_html(found) and "team B" in climate_html(found)
    with pytest.raises(CourseProblem, match="no column “ward”"):
        climate(*sheets(12, team="A"), by=("ward",))


# --- what it cannot show ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_under_five_answers_nothing_is_shown_and_it_is_said_kindly(n):
    found = climate(*sheets(n))
    assert shown(found) == set()
    assert "everybody could work out what a colleague said" in found.refusal
    assert not re.search(r"\d\.\d", climate_html(found))


def test_six_people_learn_how_far_such_a_mean_can_be_off():
    found = climate(*sheets(6))
    said = " ".join(found.cannot_show)
    assert "6 answers" in said and "off by 1.0 either way" in said
    assert "Under 10 answers there is no interval" in said


def test_waves_come_with_the_sentence_that_anonymous_data_are_unpaired():
    two = " ".join(climate(*sheets(6), *sheets(6, wave="2")).cannot_show)
    assert "unpaired" in two and "Codes serve here to protect" in two
    assert "unpaired" not in " ".join(climate(*sheets(6)).cannot_show)
    uncoded, _ = our_climate(survey(*sheets(6), *sheets(6, wave="2"), coded=False))
    assert "carry no codes" in " ".join(uncoded.cannot_show)


def test_the_page_says_what_is_asked_of_whoever_holds_it():
    page = climate_html(climate(*sheets(12)))
    for words in (
        "voluntary",
        "not for appraisal",
        "Stop and escalate",
        "Harassment",
        "What to do next",
        "cannot show",
    ):
        assert words in page


def test_comments_come_from_ten_people_on_in_an_order_that_says_nothing_and_with_a_warning():
    told = [replace(one, comment=f"{i * 7 % 10} <b>so</b>") for i, one in enumerate(sheets(10))]
    page = climate_html(climate(*told))
    assert "can show who wrote it" in page and "<b>so" not in page
    assert re.findall(r"<li>(\d) &lt;b&gt;so", page) == [str(i) for i in range(10)]
    assert "Comments" not in climate_html(climate(*told[:9], *sheets(9, start=20)))


def test_signs_of_a_wrong_key_are_nowhere_on_the_page():
    """The attack showed that even their absence can tell an answer; the page lists what is reversed instead."""
    wrong = [Response(f"p{i}", "1", {"a": i % 7 + 1, "b": i % 7 + 1, "c": i % 7 + 1}) for i in range(14)]
    page = climate_html(climate(*wrong))
    assert "runs against" not in page and "r = " not in page
    assert "turned round" in page


# --- no switch --------------------------------------------------------------------------------------------------------


def test_nothing_takes_an_argument_that_shows_more():
    assert list(inspect.signature(our_climate).parameters) == ["survey", "by", "promised", "earlier"]
    assert list(inspect.signature(make_report).parameters) == ["upload", "memory", "scale", "by", "promised"]
    assert list(inspect.signature(climate_command).parameters) == ["file", "scale", "by", "promised", "out", "as_json"]
    assert [field["name"] for field in climate_page().setup["fields"]] == ["which", "file", "scale", "by", "promised"]


@pytest.mark.parametrize("asked", [None, -1, 0, 1, 2, 3, 4, 5])
def test_a_promise_of_five_or_less_is_five(asked):
    assert threshold(asked) == 5
    assert shown(climate(*sheets(4), promised=asked)) == set()


def test_a_higher_promise_hides_more_and_is_never_taken_back(tmp_path):
    memory = tmp_path / "memory.json"
    assert shown(climate(*sheets(7), promised=8)) == set()
    first = make_report(file(*sheets(12, team="A"), *sheets(7, start=12, team="B")), memory, SCALE, ("team",), 8)
    second = make_report(file(*sheets(12, team="A"), *sheets(7, start=12, team="B")), memory, SCALE, ("team",))
    assert (first.climate.least, second.climate.least) == (8, 8)
    other = make_report(file(*sheets(6, start=50)), memory, SCALE)
    assert other.climate.least == 5, "a promise to other people"


def test_no_column_or_word_in_the_file_shows_more():
    odd = Upload("x.csv", b"least,threshold,suppression,a,b,c\n" + b"1,1,off,4,4,4\n" * 4)
    assert shown(make_report(odd, None, SCALE)) == set()


# --- the memory -------------------------------------------------------------------------------------------------------


def test_a_second_page_by_another_cut_cannot_be_subtracted_from_the_first(tmp_path):
    memory = tmp_path / "deep" / "memory.json"
    people = [*sheets(9, team="A", role="x"), *sheets(1, start=9, team="A", role="y"),
              *sheets(9, start=10, team="B", role="y")]  # fmt: skip
    first = make_report(file(*people), memory, SCALE, ("team",))
    second = make_report(file(*people), memory, SCALE, ("role",))
    assert shown(first) == {("1", "everybody"), ("1", "A"), ("1", "B")}
    assert shown(second) == {("1", "everybody")}
    assert "remembers no earlier page" in first.notes[-1]
    assert "are remembered" in second.notes[-1]


@pytest.mark.parametrize("codes", [True, False])
def test_a_copy_under_another_name_in_another_order_with_one_more_sheet_is_still_the_same_people(tmp_path, codes):
    memory = tmp_path / "memory.json"
    people = [
        replace(one, answers={**one.answers, "a": i % 7 + 1, "b": i // 7 + 1}) for i, one in enumerate(sheets(11))
    ]
    assert shown(make_report(file(*people[:10], codes=codes), memory, SCALE)) == {("1", "everybody")}
    late = file(*people[5:], *people[:5], codes=codes)
    assert shown(make_report(Upload("survey (1).csv", late.data), memory, SCALE)) == set()


def test_a_new_wave_after_one_person_joined_is_hidden_if_codes_tell_so(tmp_path):
    memory = tmp_path / "memory.json"
    make_report(file(*sheets(8)), memory, SCALE)
    joined = make_report(file(*sheets(8), *sheets(9, wave="2")), memory, SCALE)
    assert shown(joined) == {("1", "everybody")}


def test_answers_that_changed_after_they_were_shown_are_refused(tmp_path):
    memory = tmp_path / "memory.json"
    people = sheets(8)
    make_report(file(*people), memory, SCALE)
    people[3] = replace(people[3], answers={"a": 1, "b": 4, "c": 4})
    with pytest.raises(CourseProblem, match="have changed since they were shown"):
        make_report(file(*people), memory, SCALE)


def test_the_memory_holds_no_answer_and_no_code(tmp_path):
    memory = tmp_path / "memory.json"
    people = [replace(one, person=f"mira-{one.person}") for one in sheets(8)]
    make_report(file(*people), memory, SCALE)
    text = memory.read_text()
    assert "mira" not in text and "answers" not in text
    assert memory.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["cut off", "edited", "empty", "other JSON"])
def test_a_damaged_or_edited_memory_is_said_and_nothing_is_shown(tmp_path, harm):
    memory = tmp_path / "memory.json"
    make_report(file(*sheets(8)), memory, SCALE)
    text = memory.read_text()
    kept = json.loads(text)
    kept["shown"] = []
    memory.write_text({"cut off": text[:-9], "edited": json.dumps(kept), "empty": "", "other JSON": "[1]"}[harm])
    with pytest.raises(CourseProblem, match="damaged or was changed, so nothing is shown"):
        make_report(file(*sheets(8)), memory, SCALE)


def test_a_memory_that_cannot_be_written_shows_nothing(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(CourseProblem, match="cannot be remembered"):
        make_report(file(*sheets(8)), tmp_path / "taken" / "memory.json", SCALE)


# --- page, picture, terminal ------------------------------------------------------------------------------------------


def test_two_surveys_that_may_show_the_same_print_the_same_to_the_letter():
    """So an attack on a ``Climate`` is one on page, JSON, terminal and picture: they are made of nothing else."""
    one = climate(*sheets(5, 3), *sheets(5, 5, start=5))
    other = climate(*sheets(5, 5), *sheets(5, 3, start=5))
    assert one == other
    assert climate_html(one) == climate_html(other)
    assert json.dumps(as_plain(one)) == json.dumps(as_plain(other))
    assert repr(climate_figure(one)) == repr(climate_figure(other))
    held = {field.name for field in fields(Climate)}
    assert held == {"scale", "waves", "least", "groups", "changes", "refusal", "said", "cannot_show"}
    assert {field.name for field in fields(Report)} == {"climate", "notes"}
    assert {field.name for field in fields(TeamScore)} == {
        "group", "wave", "items", "overall", "comments", "facets", "by"}  # fmt: skip


def test_the_picture_has_a_line_for_each_shown_facet_and_its_table_twin_says_the_same():
    found = make_report(TEMPLATE, None, None, ("team",)).climate
    figure = climate_figure(found)
    facets = [(one, f) for one in found.groups for f in one.facets if f.mean is not None]
    assert len(figure.rows) == len(facets)
    assert figure.svg().startswith("<svg")
    assert climate_figure(climate(*sheets(3))) is None


def test_names_from_a_file_are_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    page = climate_html(climate(*sheets(12, team=evil), *sheets(12, start=12, team="B"), by=("team",)), (evil,))
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_sheet_is_a_whole_page():
    page = climate_sheet(make_report(TEMPLATE, None))
    assert page.startswith("<!DOCTYPE html>") and page.count("<h1>") == 1


def test_the_page_shows_the_example_and_remembers_nothing_of_it(monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    first = show_climate({"which": "example", "by": "team", "promised": 5})
    second = show_climate({"which": "example", "by": "team", "promised": 5})
    assert first == second
    assert first.documents[0].name == "our-climate.html"
    with pytest.raises(CourseProblem, match="Choose the table"):
        show_climate({"which": "own"})


def test_an_own_scale_is_read_or_refused_in_one_sentence():
    text = "item,facet,text,direction,low,high\na,one,We talk.,plain,1,5\nb,one,We hide.,reversed,1,5\n"
    assert own_scale(Upload("ours.csv", text.encode())).facets == {"one": ("a", "b")}
    with pytest.raises(CourseProblem, match=r"ours\.csv, line 2"):
        own_scale(Upload("ours.csv", text.replace("plain", "so").encode()))


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "course.py").touch()
    (tmp_path / "survey.csv").write_bytes(TEMPLATE.data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_prints_writes_a_page_and_remembers(course):
    run = CliRunner().invoke(app, ["climate", "survey.csv", "--by", "team", "--out", "page.html"])
    assert run.exit_code == 0, run.output
    assert "after a" in run.output and "What this cannot show" in run.output
    assert "Stop and escalate" in (course / "page.html").read_text(encoding="utf-8")
    assert (course / ".course" / "climate-memory.json").exists()


def test_json_holds_what_the_page_holds(course):
    run = CliRunner().invoke(app, ["climate", "survey.csv", "--json"])
    found = json.loads(run.output)
    assert found["scale"] == {"name": "our practice items (not validated)", "low": 1, "high": 7}
    assert [one["wave"] for one in found["groups"]] == ["2026-02", "2026-06"]
    assert found["groups"][0]["facets"][0]["name"] == "after a mistake"
    assert len(found["groups"][1]["comments"]) == 12 and "can show who wrote it" in found["about_comments"]


@pytest.mark.parametrize("asked", [["--by", "ward"], ["--scale", "none.csv"], ["--out", "no/where.html"]])
def test_a_mistake_at_the_terminal_is_one_sentence_and_shows_nothing(course, asked):
    run = CliRunner().invoke(app, ["climate", "survey.csv", *asked])
    assert isinstance(run.exception, CourseProblem)
    assert not (course / ".course" / "climate-memory.json").exists()
