"""Tables and gradebook files: what is written is read back as what was meant, whoever typed the names."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.desk.coach.cohort import CODE_TRACK, Cohort, ItemResult, Person, State, Work
from coaching.desk.coach.csv_file import csv_file
from coaching.desk.coach.handed_files import Exported, rows_of
from coaching.desk.coach.mark_book import MarkBook
from coaching.desk.coach.mark_tables import ITEM_COLUMNS, MODULE_COLUMNS, item_table, module_table, platform_columns
from coaching.desk.coach.modules import Module
from coaching.desk.coach.platforms import Column, Filled, fill_canvas, fill_moodle, new_canvas, new_moodle
from coaching.grading.marks import Mark, Marks
from coaching.grading.roster import Person as OnRoster
from coaching.items import ShortText
from coaching.problems import CourseProblem

ANA = OnRoster("ana", "Ana", "Reyes", "Ana.Reyes@example.org")
BO = OnRoster("bo", "Bo", "Lindqvist", "bo@example.org")
CY = OnRoster("cy")
NAME = "03-stretch-scoring"
STRETCH = Column(NAME, "Stretch goals and honest scoring", 68, {"ana": 41.5, "bo": 0.0})
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz (11),Exercise 3: Stretch goals and honest scoring (12),Final Score
,,,,,,Manual Posting,
    Points Possible,,,,,10,68,(read only)
"Reyes, Ana",901,,ana.reyes@EXAMPLE.org,Monday,7,,70.5
"Lindqvist, Bo",902,bo,b.lindqvist,Monday,8,12,80
"Okoro, Cy",903,,cy,Monday,,33.25,
"Nowak, Ela",904,,ela,Monday,9,5,90
"Student, Test",999,,3f2a,Monday,,,
"""
MOODLE = """\
First name,Last name,ID number,Email address,Quiz: 03-stretch-scoring (Real),Quiz: 03-stretch-scoring (Letter),Time
Ana,Reyes,4711,ana.reyes@example.org,-,-,1764000000
Bo,Lindqvist,bo,b.l@example.org,3.00,D,1764000000
Ela,Nowak,,ela@example.org,9.00,C,1764000000
Gus,Unknown,,,-,-,1764000000
Eve,Formula,,=x@example.org,-,-,1764000000
"""


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def table(text: str) -> list[list[str]]:
    return rows_of(Exported("export.csv", text.encode()))


def by_key(filled: Filled, key: str) -> dict[str, dict[str, str]]:
    heading, *body = rows(filled.content)
    return {row[heading.index(key)]: dict(zip(heading, row, strict=True)) for row in body}


# --- CSV -------------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=1, max_size=4))
def test_texts_come_back_as_they_were_and_none_begins_like_a_formula(texts: list[str]) -> None:
    _, read = rows(csv_file([f"c{i}" for i in range(len(texts))], [texts]))
    for text, cell in zip(texts, read, strict=True):
        assert cell in (text, f"'{text}"), (text, cell)
        assert cell[:1] not in tuple("=+@\t\r"), cell
        assert not cell.startswith("-") or cell == "-"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1", "\u200b=1", "\u3000=1", "\x0b=1", "-"],
)
def test_what_a_spreadsheet_could_run_gets_an_apostrophe_and_a_lone_dash_does_not(text: str) -> None:
    cell = rows(csv_file(["a", "b"], [[text, None]]))[1][0]
    assert cell == (text if text == "-" else f"'{text}")


def test_numbers_stay_numbers_with_a_point_and_what_is_missing_is_empty_and_not_0() -> None:
    content = csv_file(["a", "b", "c", "d", "e"], [[-1.5, 0, None, 1 / 3, True], [1e-9, 1e9, math.nan, -0.0, False]])
    assert rows(content)[1:] == [["-1.5", "0", "", "0.333333", "yes"], ["0", "1000000000", "", "0", "no"]]
    frame = pd.read_csv(io.BytesIO(content))
    assert frame["a"].tolist() == [-1.5, 0] and frame["c"].isna().all()


def test_excel_gets_its_mark_and_everybody_else_plain_utf_8() -> None:
    assert csv_file(["Größe"], []) == "Größe\r\n".encode()
    assert csv_file(["Größe"], [], excel=True) == b"\xef\xbb\xbf" + "Größe\r\n".encode()


# --- Canvas ----------------------------------------------------------------------------------------------------------


def test_our_points_go_into_the_rows_that_canvas_exported_and_nothing_else_changes() -> None:
    """Ana is found by her login, which is her address; Bo by the SIS id. Cy and Ela keep the points they had."""
    filled = fill_canvas(table(CANVAS), [STRETCH], [ANA, BO, CY])
    heading, posting, possible, *people = rows(filled.content)
    place = "Exercise 3: Stretch goals and honest scoring (12)"
    assert heading == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", place]
    assert posting[-1] == "Manual Posting" and possible == ["    Points Possible", "", "", "", "", "68"]
    assert [(row[1], row[-1]) for row in people] == [("901", "41.5"), ("902", "0"), ("903", "33.25"), ("904", "5")]
    assert (filled.people, filled.there, filled.here) == (3, ("Nowak, Ela",), ())


def test_a_module_without_a_column_in_canvas_gets_one_and_a_different_maximum_is_said() -> None:
    other = Column("01-mindset", "Mindset", 40, {"ana": 1})
    filled = fill_canvas(table(CANVAS.replace("10,68", "10,100")), [STRETCH, other], [ANA, BO, CY])
    heading, _, possible, ana, *_ = rows(filled.content)
    assert heading[-1] == "01-mindset" and possible[-2:] == ["100", "40"] and ana[-1] == "1"
    assert any("100 points" in note and "68" in note for note in filled.notes), filled.notes
    assert any("no column yet for 01-mindset" in note for note in filled.notes)


def test_who_is_excused_in_canvas_stays_excused_and_is_named() -> None:
    filled = fill_canvas(table(CANVAS.replace("Monday,7,,", "Monday,7,ex,")), [STRETCH], [ANA, BO, CY])
    assert rows(filled.content)[3][-1] == "ex" and "stays so: ana" in filled.notes[0]


def test_a_new_gradebook_for_canvas_has_its_columns_its_points_possible_and_no_names() -> None:
    filled = new_canvas([STRETCH], [ANA, BO, CY])
    assert rows(filled.content) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME],
        ["    Points Possible", "", "", "", "", "68"],
        ["ana", "", "ana", "Ana.Reyes@example.org", "", "41.5"],
        ["bo", "", "bo", "bo@example.org", "", "0"],
        ["cy", "", "cy", "cy", "", ""],
    ]
    assert "Reyes, Ana" in by_key(new_canvas([STRETCH], [ANA], names=True), "Student")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Student,ID\nA,1\n", MOODLE])
def test_a_file_that_is_no_gradebook_of_canvas_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(CourseProblem, match=r"no gradebook of Canvas.*Export"):
        fill_canvas(table(text) if text else [], [STRETCH], [ANA])


# --- Moodle ----------------------------------------------------------------------------------------------------------


def test_our_points_go_into_the_rows_that_moodle_exported() -> None:
    """By one key that nobody lacks: Moodle would give a row without it to the person above. Letters are no points."""
    filled = fill_moodle(table(MOODLE), [STRETCH], [ANA, BO, CY])
    heading, *people = rows(filled.content)
    item = "Quiz: 03-stretch-scoring (Real)"
    assert heading == ["First name", "Last name", "Email address", item, "Time"]
    assert people == [
        ["Ana", "Reyes", "ana.reyes@example.org", "41.5", "1764000000"],
        ["Bo", "Lindqvist", "b.l@example.org", "0", "1764000000"],
        ["Ela", "Nowak", "ela@example.org", "9", "1764000000"],
    ]
    assert (filled.people, filled.there, filled.here) == (2, ("ela@example.org",), ("cy",))
    assert "Map from: Email address" in filled.notes[0] and filled.notes[-1].endswith("who they are: Gus, Eve.")


def test_new_grades_for_moodle_name_nobody_whom_moodle_could_not_find() -> None:
    filled = new_moodle([STRETCH], [ANA, BO, CY])
    assert rows(filled.content) == [
        ["Email address", "ID number", NAME],
        ["Ana.Reyes@example.org", "ana", "41.5"],
        ["bo@example.org", "bo", "0"],
    ]
    assert filled.here == ("cy",) and "cy" in filled.notes[0]
    nobody = new_moodle([STRETCH], [OnRoster("ana"), CY])
    assert rows(nobody.content) == [["ID number", NAME], ["ana", "41.5"], ["cy", "-"]]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_moodle_may_export_with_other_separators_and_decimal_commas(separator: str) -> None:
    text = MOODLE.replace(",", separator).replace("9.00", "9,00")
    ela = by_key(fill_moodle(table(text), [STRETCH], [ANA, BO]), "Email address")["ela@example.org"]
    assert ela["Quiz: 03-stretch-scoring (Real)"] == "9"


@pytest.mark.parametrize("text", ["", "Name,Points\nAna,3\n", CANVAS])
def test_a_file_that_is_no_list_of_grades_from_moodle_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(CourseProblem, match=r"no list of grades from Moodle"):
        fill_moodle(table(text) if text else [], [STRETCH], [ANA])


# --- who is who ------------------------------------------------------------------------------------------------------


def test_a_row_that_could_be_two_people_and_two_rows_of_one_person_stay_as_they_were_and_are_named() -> None:
    twice = "Email address,Username,03-stretch-scoring\nbo@example.org,ana,1\nana.reyes@example.org,x,2\n"
    filled = fill_moodle(table(twice), [STRETCH], [ANA, BO])
    assert [row[-1] for row in rows(filled.content)[1:]] == ["1", "2"]
    assert filled.people == 0 and "ana, bo" in filled.notes[0] and filled.here == ("ana", "bo")


def test_two_columns_that_could_be_one_module_are_refused() -> None:
    text = f"Email address,{NAME},Stretch goals and honest scoring\nana.reyes@example.org,,\n"
    with pytest.raises(CourseProblem, match=r"Two columns could be 03-stretch-scoring.*Take one"):
        fill_moodle(table(text), [STRETCH], [ANA])


def test_an_address_that_begins_like_a_formula_is_left_out_and_said() -> None:
    """With an apostrophe the platform would not know it; without one a spreadsheet would run it."""
    eve = OnRoster("eve", "=cmd", "@x", "=HYPERLINK(1)@example.org")
    points = Column(NAME, "", 68, {"eve": 3, "ana": 1})
    for made in (new_canvas([points], [ANA, eve], names=True), new_moodle([points], [ANA, eve], names=True)):
        assert made.here == ("eve",) and any("eve" in note for note in made.notes)
        assert b"HYPERLINK" not in made.content


# --- the two tables --------------------------------------------------------------------------------------------------


def a_cohort(people: Sequence[OnRoster]) -> tuple[Cohort, MarkBook, dict[str, Module]]:
    """Ana is graded, with one score that a coach changed; Bo's text waits; of Cy nothing came. Before them, a form."""
    text = ShortText(id="words", prompt="?", title="Your words", objective="03.kinds")
    module = Module(NAME, "Stretch", "stretch", {"03.kinds": "Tell kinds apart"}, {"words": text})
    form = Module("00-pretest", "Before", "pretest", is_form=True)
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    work = {}
    for person in people:
        work[person.id, form.name] = Work(person.id, form.name, State.GRADED, points=5.0, most=24.0)
        work[person.id, NAME] = Work(person.id, NAME, State.NOTHING)
    first, second = people[0].id, people[1].id
    work[first, NAME] = Work(first, NAME, State.SENT, at, timedelta(hours=1.5), 2, 6.5, 9.0, note="=note")
    work[second, NAME] = Work(second, NAME, State.WAITS, at, timedelta(), 1, 2.0, 9.0, ("words",))
    what = (first, NAME, "stretch", "kinds", "classify", "=Kinds", "03.kinds", {"wages": "=committed"})
    result = ItemResult(*what, 2.5, 5, 0.5, "partly", ("a", "b"), 80, 3)
    cells = {
        (first, "stretch"): {"kinds": Mark(3.5, 5, by_hand=True), "words": Mark(3, 4, by_hand=True)},
        (second, "stretch"): {"kinds": Mark(2, 5), "words": Mark(0, 4, waiting=True)},
        (first, CODE_TRACK): {"test-code": Mark(2, 6)},
    }
    marks = {(one, NAME, notebook): Marks(one, NAME, notebook, found) for (one, notebook), found in cells.items()}
    named = tuple(Person(one.id, one.name or one.id) for one in people)
    cohort = Cohort(Path(), (form.name, NAME), named, work, (result,), (result,))
    return cohort, MarkBook({one.id: one for one in people}, marks), {form.name: form, NAME: module}


def test_the_table_of_modules_has_a_row_for_everybody_and_empty_cells_where_nothing_is_known() -> None:
    found = module_table(*a_cohort([ANA, BO, CY]))
    assert set(found.heading) == set(MODULE_COLUMNS) - {"name"}
    frame = pd.read_csv(io.BytesIO(csv_file(found.heading, found.rows))).set_index(["person", "module"])
    assert len(frame) == 6
    ana, bo, cy = (frame.loc[(one, NAME)] for one in ("ana", "bo", "cy"))
    assert (ana["points"], ana["most"], ana["late_hours"], ana["code_points"]) == (6.5, 9, 1.5, 2)
    assert ana["handed_in"] == "2026-11-20T09:00:00Z" and ana["note"] == "'=note"
    assert bo["points"] == 2 and pd.isna(bo["share"]) and bo["waiting"] == 1 and pd.isna(bo["code_points"])
    assert cy["state"] == "nothing received" and cy[["points", "most", "share", "handed_in"]].isna().all()


def test_the_items_of_the_latest_hand_in_add_up_to_the_gradebook_and_say_what_a_person_gave() -> None:
    cohort, book, modules = a_cohort([ANA, BO, CY])
    found = item_table(cohort, book, modules, latest=True, names=True)
    assert found.heading == tuple(ITEM_COLUMNS)
    frame = pd.read_csv(io.BytesIO(csv_file(found.heading, found.rows))).set_index(["person", "item"])
    assert frame.loc["ana"].query("notebook == 'stretch'")["points"].sum() == cohort.work["ana", NAME].points
    given = frame.loc[("ana", "kinds")]
    assert (given["points"], given["by_hand"], given["name"], given["title"]) == (3.5, "yes", "Ana Reyes", "'=Kinds")
    waits = frame.loc[("bo", "words")]
    assert pd.isna(waits["points"]) and waits["state"] == "waits" and waits["title"] == "Your words"
    assert waits["objective"] == "03.kinds"


def test_the_items_of_first_hand_ins_are_as_grading_recorded_them() -> None:
    cohort, book, modules = a_cohort([ANA, BO, CY])
    found = item_table(cohort, book, modules)
    (row,) = [dict(zip(found.heading, row, strict=True)) for row in found.rows]
    assert (row["person"], row["hand_in"], row["points"], row["confidence"]) == ("ana", "first", 2.5, 80)
    assert row["misconceptions"] == "a b" and row["answer"] == '{"wages": "=committed"}' and row["by_hand"] is None


def test_only_final_points_go_to_another_gradebook_and_forms_never_do() -> None:
    cohort, _, modules = a_cohort([ANA, BO, CY])
    columns, told = platform_columns(cohort, modules)
    assert columns == [Column(NAME, "Stretch", 9.0, {"ana": 6.5})]
    assert told == [f"{NAME} has no points yet for 1 whose work came in (waits for my reading: 1)."]
    (column,), _ = platform_columns(cohort, modules, so_far=True)
    assert column.points == {"ana": 6.5, "bo": 2.0}


def test_ids_alone_are_written_unless_names_are_asked_for_and_hostile_ones_break_no_row() -> None:
    eve = OnRoster('e"v,e', "=2+3\n", "\tO'Hara; ”x”", "")
    cohort, book, modules = a_cohort([ANA, BO, eve])
    for names in (False, True):
        items = item_table(cohort, book, modules, latest=True, names=names)
        for found in (items, module_table(cohort, book, modules, names=names)):
            heading, *body = rows(csv_file(found.heading, found.rows))
            assert ("name" in heading) == names and {len(row) for row in body} == {len(heading)}
            assert any("Reyes" in cell for row in body for cell in row) == names
    assert ['e"v,e', "'=2+3\n \tO'Hara; ”x”"] in [row[:2] for row in body]
