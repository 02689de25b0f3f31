"""The practice items are ours and declared unvalidated; a team's own file is read, or refused in one clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching.datasets import DataProblem
from coaching.survey import Scale, ScaleItem, check_key, load_scale, practice_scale, score_team

ROOT = Path(__file__).resolve().parents[2]
HEADER = "item,facet,text,direction,low,high\n"
GOOD = HEADER + 'a,one,"First, with a comma.",plain,1,5\nb,two,Second.,reversed,1,5\n'


def test_the_practice_items_cover_seven_facets_and_the_first_third_and_fifth_are_reversed():
    scale = practice_scale()
    assert len(scale.items) == len({item.facet for item in scale.items}) == 7
    assert [i for i, item in enumerate(scale.items, 1) if item.reversed] == [1, 3, 5]
    assert (scale.low, scale.high) == (1, 7)


def test_the_practice_items_are_declared_unvalidated_wherever_they_are_named():
    assert "not validated" in practice_scale().name
    assert "validated" in (practice_scale.__doc__ or "")
    assert "Nobody has validated these items" in (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def test_a_scale_of_one_s_own_is_read(tmp_path: Path):
    file = tmp_path / "ours.csv"
    for text in (GOOD, "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("item,facet", " item , facet")):
        file.write_bytes(text.encode())
        scale = load_scale(file)
        assert (scale.name, scale.low, scale.high) == ("ours", 1, 5)
        assert scale.items == (
            ScaleItem("a", "one", "First, with a comma.", False),
            ScaleItem("b", "two", "Second.", True),
        )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has the columns none; it needs exactly item, facet, text, direction, low, high"),
        (GOOD.replace("direction", "dir"), "it needs exactly item, facet, text, direction, low, high"),
        (GOOD.replace("facet,", "", 1), "it needs exactly"),
        (GOOD.replace(",", ";"), "with commas between them"),
        (HEADER, "has 0 items; a scale needs two at least"),
        (HEADER + "a,one,First.,plain,1,5\n", "has 1 items"),
        (GOOD.replace("\nb,", "\n,"), "line 3: the id is empty"),
        (GOOD.replace("Second.", " "), "line 3: the text is empty"),
        (GOOD.replace("\nb,", "\na,"), "line 3: the item 'a' stands twice"),
        (GOOD.replace("reversed", "R"), "line 3: the direction is 'R'; write plain or reversed"),
        (GOOD.replace("plain,1,5", "plain,1,7"), "items have different ranges"),
        (GOOD.replace("1,5", "5,1"), "the range runs from 5 to 1"),
        (GOOD.replace("1,5", "0,1"), "three options"),
        (GOOD.replace("plain,1", "plain,one"), "line 2: low is 'one'; write a whole number"),
        (GOOD.replace('"First, with a comma."', "First, with a comma."), "line 2 has not 6 cells"),
        (GOOD.replace("b,two,Second.,", "b,two,"), "line 3 has not 6 cells"),
        (GOOD.replace('comma."', "comma."), "no CSV text in UTF-8"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path: Path, text: str, says: str):
    file = tmp_path / "ours.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem) as raised:
        load_scale(file)
    assert says in str(raised.value)
    assert str(raised.value).endswith(".")


def test_a_file_that_is_missing_a_folder_or_of_another_kind_is_refused(tmp_path: Path):
    with pytest.raises(DataProblem, match="was not found; check the name"):
        load_scale(tmp_path / "nowhere.csv")
    with pytest.raises(DataProblem, match="cannot be opened"):
        load_scale(tmp_path)
    file = tmp_path / "sheet.csv"
    file.write_bytes(b"PK\x03\x04\xff\xfe\x00\x81")
    with pytest.raises(DataProblem, match="save your table as 'CSV UTF-8'"):
        load_scale(file)


SCALE = Scale("four items", 1, 7, tuple(ScaleItem(i, i, "…", i == "d") for i in "abcd"))


def test_raw_answers_are_reversed_once_and_blanks_left_out():
    assert SCALE.scored({"a": 2, "b": None, "d": 2}, "here") == {"a": 2, "d": 6}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"e": 4}, "Answer sheet 1: there is no item e in four items; its items are a, b, c, d"),
        ({"a": 8}, "Answer sheet 1, item a: the answer is 8; give a whole number from 1 to 7"),
        ({"a": 4.5}, "the answer is 4.5; give a whole number"),
        ({"a": "4"}, "is '4', which is no number"),
    ],
)
def test_an_answer_that_does_not_belong_is_named(answers, says):
    with pytest.raises(ValueError) as raised:
        score_team([answers], SCALE)
    assert says in str(raised.value)


def test_a_wrong_key_and_clicked_through_sheets_are_told_to_whoever_holds_the_raw_data():
    good = [{"a": x, "b": x, "c": min(7, x + 1), "d": 8 - x} for x in (1, 2, 4, 6, 7)]
    assert check_key(good, SCALE) == []
    plain = Scale("wrong key", 1, 7, tuple(ScaleItem(i, i, "…", i == "a") for i in "abcd"))
    assert any(line.startswith("a runs against") for line in check_key(good, plain))
    assert any("1 answer sheet(s)" in line for line in check_key([*good, dict.fromkeys("abcd", 7)], SCALE))
    assert check_key([], SCALE) == check_key([{"a": 1}], SCALE)
    assert "too few" in check_key([], SCALE)[0]
