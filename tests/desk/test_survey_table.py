"""A team's survey file is read as it was meant, or one sentence names the cell: never a guess, never a traceback."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from coaching.desk.leader.survey_table import NO_WAVE, read_survey
from coaching.problems import CourseProblem
from coaching.survey import Scale, ScaleItem

DATA = Path(__file__).resolve().parents[2] / "data"
SCALE = Scale("two", 1, 7, (ScaleItem("talk", "one", "We talk.", False), ScaleItem("hide", "two", "We hide.", True)))
GOOD = "wave,person,team,talk,hide,comment\n2,p1,A,5,2,fine\n1,p1,A,4,3,\n1,p2,B,,3,\n"


def read(text: str, scale: Scale | None = SCALE):
    return read_survey(text.encode(), "climate.csv", scale)


def test_a_good_table():
    survey = read(GOOD)
    assert survey.waves == ("1", "2")
    assert survey.groupings == ("team",)
    assert survey.coded and not survey.practice
    first, _, third = survey.responses
    assert (first.person, first.wave, first.answers) == ("p1", "2", {"talk": 5, "hide": 2})
    assert (first.groups, first.comment) == ({"team": "A"}, "fine")
    assert third.answers == {"hide": 3}, "a blank stays blank, and nothing is reversed yet"


def test_the_template_is_the_practice_scale_and_reads_without_a_remark_but_the_order_of_its_waves():
    survey = read_survey((DATA / "climate_template.csv").read_bytes(), "climate_template.csv")
    assert survey.practice and not survey.coded
    assert (survey.waves, survey.groupings, len(survey.responses)) == (("2026-02", "2026-06"), ("team", "role"), 46)
    assert len(survey.notes) == 1 and "in this order: 2026-02, 2026-06" in survey.notes[0]


def test_the_words_of_a_sentence_name_its_column_as_well():
    assert read("We talk.,We hide.\n5,2\n").responses[0].answers == {"talk": 5, "hide": 2}


def test_an_excel_file_and_semicolons_give_the_same():
    book = openpyxl.Workbook()
    for line in GOOD.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    file = io.BytesIO()
    book.save(file)
    assert read_survey(file.getvalue(), "climate.xlsx", SCALE).responses == read(GOOD).responses
    assert read(GOOD.replace(",", ";")).responses == read(GOOD).responses


GIVES = {
    "without waves there is one": ("talk,hide\n5,2\n", lambda s: s.waves == (NO_WAVE,)),
    "without codes each sheet stands for itself": ("talk,hide\n5,2\n5,2\n", lambda s: not s.coded),
    "codes in capitals are the same": ("wave,person,talk,hide\n1,P1,5,2\n2,p1,5,2\n", lambda s: _codes(s) == {"p1"}),
    "5.0 is 5": ("talk,hide\n5.0,2\n", lambda s: s.responses[0].answers["talk"] == 5),
    "5,0 is 5": ('talk;hide\n"5,0";2\n', lambda s: s.responses[0].answers["talk"] == 5),
    "n/a is blank": ("talk,hide\nn/a,2\n", lambda s: s.responses[0].answers == {"hide": 2}),
    "a row without answers is left out": ("talk,hide,team\n5,2,A\n,,B\n", lambda s: len(s.responses) == 1),
    "a row with a comment alone stays": ("talk,hide,comment\n,,so so\n", lambda s: len(s.responses) == 1),
    "a blank group has a name": ("talk,hide,role\n5,2,\n", lambda s: s.responses[0].groups == {"role": "not said"}),
    "the tenth wave follows the ninth": ("wave,talk,hide\n10,5,2\n9,5,2\n", lambda s: s.waves == ("9", "10")),
    "quarters follow the year": ("wave,talk,hide\nQ1 2026,5,2\nQ3 2025,5,2\n", lambda s: s.waves[0] == "Q3 2025"),
    "words stay in their order": ("wave,talk,hide\nspring,5,2\nautumn,5,2\n", lambda s: s.waves[0] == "spring"),
    "a title above is skipped": ("Our survey\n\ntalk,hide\n5,2\n", lambda s: len(s.responses) == 1),
    "who has a name column is told": ("Full name,talk,hide\nA B,5,2\n", lambda s: "take it out" in s.notes[-1]),
    "a name is no group": ("Full name,talk,hide\nA B,5,2\n", lambda s: s.groupings == ()),
    "Windows letters": ("talk,hide,comment\n5,2,naïve\n".encode("cp1252"), lambda s: "naïve" in s.responses[0].comment),
}


def _codes(survey) -> set[str]:
    return {response.person for response in survey.responses}


@pytest.mark.parametrize("case", GIVES)
def test_forgiving(case):
    text, right = GIVES[case]
    data = text if isinstance(text, bytes) else text.encode()
    assert right(read_survey(data, "climate.csv", SCALE))


REFUSES = {
    "beyond the scale": ("talk,hide\n5,8\n", "Row 2, column B “hide”: “8” is no answer on this scale"),
    "under the scale": ("talk,hide\n0,2\n", "Row 2, column A “talk”"),
    "half an answer": ("talk,hide\n4.5,2\n", "Row 2, column A “talk”"),
    "in words": ("talk,hide\n5,2\nagree,2\n", "Row 3, column A “talk”: “agree” is no number"),
    "number and words": ("talk,hide\n5 agree,2\n", "Row 2, column A “talk”"),
    "percent": ("talk,hide\n5,50 %\n", "Row 2, column B “hide”"),
    "a date": ("talk,hide\n5,2026-03-04\n", "Row 2, column B “hide”"),
    "two answers in one": ("talk;hide\n5/6;2\n", "Row 2, column A “talk”"),
    "negative": ("talk,hide\n-3,2\n", "Row 2, column A “talk”"),
    "an error of Excel": ("talk,hide\n#REF!,2\n", "Row 2, column A “talk”"),
    "a formula": ("talk,hide\n=A1+1,2\n", "Row 2, column A “talk”"),
    "infinite": ("talk,hide\ninf,2\n", "Row 2, column A “talk”"),
    "a huge number": ("talk,hide\n1e99,2\n", "Row 2, column A “talk”"),
    "a sentence is missing": ("talk,comment\n5,so\n", "“hide”"),
    "a reversed column has another name": ("talk,hide_r\n5,6\n", "“hide”"),
    "a sentence stands twice": ("talk,hide,hide\n5,2,3\n", "two columns “hide”: B1 and C1"),
    "an empty file": ("", "is empty"),
    "names and nothing below": ("talk,hide\n", "nothing below"),
    "no answers at all": ("talk,hide,team\n,,A\n", "no answers"),
    "a code twice": (
        "person,talk,hide\np1,5,2\np2,5,2\nP1,4,2\n",
        "Row 4, column A “person”: this code stands in row 2",
    ),
    "one person in two teams": ("person,team,talk,hide\np1,A,5,2\np1,B,4,2\n", "with another team"),
    "no code": ("person,talk,hide\np1,5,2\n,5,2\n", "Row 3, column A “person”: the code is empty"),
    "no wave": ("wave,talk,hide\n1,5,2\n,5,2\n", "Row 3, column A “wave”: the wave is empty"),
    "a cell too many": ("talk,hide\n5,2,7\n", "Row 2 has 3 cells"),
    "a quotation mark left open": ('talk,hide,comment\n5,2,"so\n', "row 2, column C"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 40, "is a picture"),
}


@pytest.mark.parametrize("case", REFUSES)
def test_refused_with_one_sentence_that_names_the_cell(case):
    text, says = REFUSES[case]
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CourseProblem) as caught:
        read_survey(data, "climate.csv", SCALE)
    assert says in caught.value.sentence
    assert "climate.csv" in caught.value.sentence
    assert "\n" not in caught.value.sentence and not re.search(r"Traceback|Error\b", caught.value.sentence)


def test_a_sentence_about_a_double_code_does_not_tell_the_code():
    with pytest.raises(CourseProblem) as caught:
        read("person,talk,hide\nmira-k,5,2\nmira-k,4,2\n")
    assert "mira" not in caught.value.sentence


def test_an_unknown_grouping_is_named_with_those_that_there_are():
    with pytest.raises(CourseProblem, match="no column “ward”; it can be grouped by team"):
        read(GOOD).named(["ward"])
    assert read(GOOD).named(["TEAM", "team"]) == ("team",)
