"""A table file is read as it was meant; what is open is decided by what stands around it, and said."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from coaching.problems import CourseProblem
from coaching.tables import (
    Cell,
    CellProblem,
    Column,
    Number,
    NumberReader,
    Table,
    in_one_unit,
    letter,
    plain,
    quoted,
    read_table,
    yes_or_no,
)
from coaching.tables.cells import Percent, Unusable, from_text

NAME = Column("name", ("Item", "Bezeichnung"), needed=True)
SIZE = Column("size", ("How large", "Größe"))
COLUMNS = (NAME, SIZE)


@pytest.fixture(scope="module")
def workbook() -> bytes:
    made = Workbook()
    made.worksheets[0].append(["Item", "Size"])
    made.worksheets[0].append(["Door", 2.5])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def table(content: str | bytes, name: str = "t.csv") -> Table:
    return read_table(content.encode() if isinstance(content, str) else content, name, COLUMNS)


def sizes(content: str) -> list[Decimal | None]:
    """The column of sizes as numbers."""
    found = table(content)
    reader = NumberReader(found, ["size"])
    read = [reader.read(row["size"]) for row in found.rows]
    return [number.value if number else None for number in read]


def cell(content: object, heading: str = "Size") -> Cell:
    return Cell(4, 2, heading, content)  # type: ignore[arg-type]


# --- cells ------------------------------------------------------------------------------------------------------------


def test_a_cell_says_where_it_stands() -> None:
    assert cell("x").place == "Row 4, column C “Size”"
    assert Cell(9, 27, "").place == "Row 9, column AB"
    assert str(CellProblem(cell("x"), "it is odd.")) == "Row 4, column C “Size”: it is odd."


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_the_letters_of_a_spreadsheet(column: int, name: str) -> None:
    assert letter(column) == name


@pytest.mark.parametrize("said", ["", " ", "-", "–", "—", "n/a", "N / A", "tbd", "?", None])
def test_people_have_many_ways_to_say_nothing(said: str | None) -> None:
    assert cell(from_text(said) if said is not None else None).blank


def test_a_text_is_shown_without_what_cannot_be_seen() -> None:
    assert from_text(" a\u00a0 b\n\tc\u202e\u200b ") == "a b c"
    assert from_text("Zoe\u0308") == "Zoë"
    assert from_text("👩‍⚕️ مريم") == "👩‍⚕️ مريم"


def test_an_error_of_a_spreadsheet_is_none_of_its_values() -> None:
    assert isinstance(from_text("#NV"), Unusable)
    assert from_text("#1 in town") == "#1 in town"
    with pytest.raises(CellProblem, match=r"Row 4, column C “Size”: it holds the error #REF!"):
        _ = cell(from_text("#REF!")).text


def test_long_texts_are_quoted_short() -> None:
    assert quoted("x" * 99) == "“" + "x" * 39 + "…”"
    assert plain("Größe (in m²) ") == "großeinm2".replace("ß", "ss")


# --- the row of names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["name", "ITEM", " Item: ", "Bezeichnung (kurz)", "bezeichnung [de]"])
def test_a_column_is_known_by_what_its_name_means(heading: str) -> None:
    (row,) = table(f"x,{heading}\n1,Door\n").rows
    assert (row["name"].text, row["name"].place) == ("Door", f"Row 2, column B “{heading.strip()}”")


def test_what_is_not_asked_for_is_there_all_the_same() -> None:
    found = table("colour,item,note\nred,Door,big\n")
    assert [found.headings[place] for place in found.unknown] == ["colour", "note"]
    assert [one.text for one in found.rows[0].cells] == ["red", "Door", "big"]
    assert found.rows[0]["size"].blank


def test_the_first_of_two_words_for_one_column_is_taken() -> None:
    (row,) = table("Bezeichnung,Item\nTür,Door\n").rows
    assert row["name"].text == "Door"


def test_a_name_of_merged_rows_counts_for_the_row_below() -> None:
    found = table("Item,Measures\n,How large\nDoor,3\n")
    assert (found.heading_row, dict(found.columns), found.notes) == (2, {"name": 0, "size": 1}, ())
    assert sizes("Item,Measures\n,How large\nDoor,3\n") == [3]


def test_rows_count_as_a_spreadsheet_counts() -> None:
    found = table('Our things\n\nitem,size\n"a\nb",1\n\nc,2\n')
    assert [(row.number, row["name"].text) for row in found.rows] == [(4, "a b"), (6, "c")]
    assert found.notes == ("What stands above row 3, which names the columns, was skipped.",)


def test_a_workbook_and_a_text_give_the_same_rows(workbook: bytes) -> None:
    (of_book,), (of_text,) = table(workbook, "t.xlsx").rows, table("Item;Size\nDoor;2,5\n").rows
    assert of_book["size"].content == Decimal("2.5")
    assert of_book["name"] == of_text["name"]


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0,7", "0.7"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1’234.5", "1234.5"),
        ("−3", "-3"),
        ("– 3", "-3"),
        ("+3", "3"),
        ("€ -3", "-3"),
        ("12,- €", "12"),
        ("3 EUR", "3"),
        ("12 days", "12"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("75 %", "75"),
        ("75 Prozent", "75"),
        ("٣", "3"),
    ],
)
def test_a_number_is_read_as_it_is_written(written: str, meant: str) -> None:
    assert sizes(f"item\tsize\nDoor\t{written}\n") == [Decimal(meant)]


@pytest.mark.parametrize(
    "written", ["12 of 20", "< 5", "ca. 5", "3/4", "1.2.3", "1,2,3", "1,23.4", "12 5", "5k", "3 Mio", "--3"]
)
def test_what_can_mean_two_things_is_no_number(written: str) -> None:
    with pytest.raises(CellProblem, match="Row 2, column B “size”"):
        sizes(f"item\tsize\nDoor\t{written}\n")


@pytest.mark.parametrize(
    ("others", "separator", "meant"),
    [
        ("2,5", "\t", "1.234"),  # this column writes decimal commas
        ("2.5", "\t", "1234"),
        ("7", ";", "1.234"),  # nothing but the semicolons tells, and they come with decimal commas
        ("7", "\t", "1234"),
    ],
)
def test_what_one_number_leaves_open_the_others_decide(others: str, separator: str, meant: str) -> None:
    rows = [("item", "size"), ("Door", "1,234"), ("Wall", others)]
    assert sizes("\n".join(separator.join(row) for row in rows))[0] == Decimal(meant)


def test_what_nothing_decides_is_said_once_for_a_column() -> None:
    found = table("item\tsize\nDoor\t1,234\nWall\t5,678\n")
    reader = NumberReader(found, ["size"])
    assert [number.value for row in found.rows if (number := reader.read(row["size"]))] == [1234, 5678]
    (note,) = reader.notes
    assert note.startswith("Row 2, column B “size”: “1,234” was read as 1234") and "1 more in this column" in note


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)


@given(
    st.lists(amounts, min_size=1, max_size=5), st.sampled_from([(",", "."), (".", ","), ("\u202f", ","), ("’", ".")])
)
@settings(max_examples=150, deadline=None)
def test_a_number_comes_back_whatever_country_it_was_written_in(numbers: list[Decimal], marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    written = [
        f"{number:,.2f}".replace(",", "t").replace(".", decimal).replace("t", thousands).replace("-", "−")
        for number in numbers
    ]
    assert sizes("\n".join(["item\tsize", *(f"x\t{one}" for one in written)])) == numbers


def test_numbers_that_are_compared_count_in_one_unit() -> None:
    def number(value: str, unit: str, column: int) -> Number:
        return Number(Decimal(value), unit, Cell(4, column, "abc"[column]))

    assert in_one_unit([number("50", "%", 0), number("90", "", 1)]) == [50, 90]
    assert in_one_unit([number("0", "", 0), number("90", "%", 1)]) == [0, 90]
    assert in_one_unit([number("1", "day", 0), number("2", "Days", 1)]) == [1, 2]
    with pytest.raises(CellProblem, match=r"Row 4, column B “b”: it is in “h”, and column A “a” in “min”"):
        in_one_unit([number("50", "min", 0), number("1", "h", 1)])
    with pytest.raises(CellProblem, match=r"Row 4, column B “b”: 0.9 can mean 0.9 % or 90.0 %"):
        in_one_unit([number("50", "%", 0), number("0.9", "", 1)])


@pytest.mark.parametrize(
    ("content", "means"),
    [
        *((True, True), ("JA", True), ("✓", True), (Decimal(0), False), ("not yet", False)),
        *((Percent(Decimal(100)), True), ("perhaps", None), (Decimal("0.5"), None), (None, None), ("-", None)),
    ],
)
def test_yes_and_no_are_said_in_many_ways(content: object, means: bool | None) -> None:
    assert yes_or_no(cell(content)) is means


# --- whatever comes ---------------------------------------------------------------------------------------------------


def look(content: bytes) -> None:
    """Read all of a file; only sentences may come out."""
    try:
        found = table(content, "t")
    except CourseProblem as problem:
        assert "\n" not in problem.sentence
        return
    reader = NumberReader(found, ["size"])
    for row in found.rows:
        for one in row.cells:
            try:
                reader.read(one)
                _ = one.text
            except CellProblem as problem:
                assert str(problem).startswith(f"Row {row.number}, column ")


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_bytes_give_anything_but_a_sentence(content: bytes) -> None:
    look(content)
    look(b"item,size\n" + content)
    look(b"PK\x03\x04" + content)


@given(st.text(alphabet=st.sampled_from("12,.'\" %€−-eE\t;\n#/xk="), max_size=120))
@settings(max_examples=400, deadline=None)
def test_no_text_gives_anything_but_numbers_and_sentences(content: str) -> None:
    look(("item;size\nx;" + content).encode())


@given(tears=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_torn_workbook_gives_anything_but_a_sentence(workbook: bytes, tears: list[tuple[float, int]]) -> None:
    torn = bytearray(workbook)
    for place, byte in tears:
        torn[int(place * len(torn))] = byte
    look(bytes(torn))
