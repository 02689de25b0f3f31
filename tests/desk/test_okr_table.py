"""A team's OKR table becomes key results; what is not written is guessed only where nothing else can be meant."""

from __future__ import annotations

import csv
import io
import random
from decimal import Decimal
from pathlib import Path

import pytest

from coaching.datasets import find_table, portfolio, with_scores
from coaching.desk.leader.okr_columns import COLUMNS, GOAL_WORDS, KIND_WORDS, SIDE_WORDS
from coaching.desk.leader.okr_table import OkrTable, read_okr_table, rows_named
from coaching.desk.leader.okr_template import TEMPLATE, template_csv, template_xlsx
from coaching.tables import plain

from .table_files import HEAD, WAIT, book, text

ROOT = Path(__file__).resolve().parents[2]


def read(rows: str | bytes) -> OkrTable:
    return read_okr_table(rows if isinstance(rows, bytes) else rows.encode(), "okr.csv")


def table(*rows: tuple[object, ...], more: tuple[str, ...] = ()) -> OkrTable:
    return read(text(((*HEAD, *more), *rows)))


# --- one definition ---------------------------------------------------------------------------------------------------


def test_both_templates_hold_the_same_rows_and_all_of_them_can_be_scored() -> None:
    of_text, of_book = read(template_csv()), read_okr_table(template_xlsx(), "okr.csv")
    assert of_text == of_book
    assert (of_text.problems, of_text.notes) == ((), ())
    assert {row.kr.kind for row in of_text.rows} == {"increase", "decrease", "milestone", "binary", "guardrail"}
    assert {row.goal for row in of_text.rows} == {"committed", "aspirational", "learning"}


def test_the_template_in_the_data_folder_is_the_one_that_is_made() -> None:
    assert find_table("okr_template.csv").read_bytes() == template_csv()


def test_the_data_dictionary_explains_every_column_of_the_template() -> None:
    dictionary = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert [column.name for column in TEMPLATE if f"| `{column.heading}` | {column.meaning} |" not in dictionary] == []


def test_no_word_can_name_two_columns_or_two_kinds() -> None:
    columns = [{plain(word) for word in (column.name, column.heading, *column.called)} for column in COLUMNS]
    words = [word for column in columns for word in column]
    assert [word for word in words if words.count(word) > 1] == []
    for known in (GOAL_WORDS, KIND_WORDS, SIDE_WORDS):
        all_words = [plain(word) or word for words in known.values() for word in words]
        assert len(all_words) == len(set(all_words))


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_column_is_found_under_each_of_its_names(column: object) -> None:
    from coaching.desk.leader.okr_columns import OkrColumn
    from coaching.tables import read_table

    assert isinstance(column, OkrColumn)
    others = [one.heading for one in COLUMNS if one.needed and one is not column]
    for called in (column.name, column.heading, *column.called):
        head = ",".join([*others, called.upper()])
        found = read_table(f"{head}\n{',x' * len(others)}x\n".encode(), "t", [one.column() for one in COLUMNS])
        assert found.columns[column.name] == len(others), called


# --- the course's own portfolio, as somebody else's table -------------------------------------------------------------


def test_the_portfolio_of_the_course_reads_like_anybodys_table() -> None:
    """94 rows with other names of columns, guardrails with limits and worst readings of their own: nothing is lost, and
    each score is the one that `coaching.datasets` works out in another way."""
    found = read_okr_table(find_table("okr_portfolio.csv").read_bytes(), "okr_portfolio.csv")
    assert (len(found.rows), found.problems) == (94, ())
    (note,) = found.notes
    assert note.startswith("Columns that are not needed were left alone: A “kr_id”, B “organisation”, C “sector”")
    expected = with_scores(portfolio())
    for row, (_, known) in zip(found.rows, expected.iterrows(), strict=True):
        assert (row.name, row.goal, row.kr.kind) == (known["key_result"], known["goal"], known["kind"])
        if row.kr.kind == "guardrail":
            assert row.kr.guardrail_state().breached == bool(known["guardrail_outside"])
        else:
            assert float(row.kr.scored().score) == known["score"]
            assert float(row.kr.scored().raw) == known["raw"]
            moved = known["target_first"] != known["target_final"]
            assert (row.first_target is not None) == moved


def test_columns_in_another_order_and_another_saver_change_nothing() -> None:
    rows = list(csv.reader(io.StringIO(template_csv().decode())))
    draw = random.Random(7)
    for separator in ";\t|":
        order = draw.sample(range(len(rows[0])), len(rows[0]))
        comma = [[cell.replace(".", ",") if cell[:1].isdigit() else cell for cell in row] for row in rows]
        shuffled = [[row[place] for place in order] for row in comma]
        assert read(text(shuffled, separator).encode("utf-16")) == read(template_csv())
        assert read(book(shuffled)) == read(template_csv())


# --- what is guessed, and said ----------------------------------------------------------------------------------------


def test_an_objective_is_taken_from_above_but_not_across_teams() -> None:
    found = table(
        ("Serve", "A", "committed", "increase", 0, 1, 1, "Desk"),
        ("", "B", "committed", "increase", 0, 1, 1, ""),
        ("", "C", "committed", "increase", 0, 1, 1, "Shop"),
        more=("Team",),
    )
    assert [(row.team, row.objective) for row in found.rows] == [("Desk", "Serve"), ("Desk", "Serve"), ("Shop", "")]


def test_a_row_that_only_names_an_objective_is_no_key_result() -> None:
    found = table(("Serve", *[""] * 6), ("", *WAIT[1:]))
    assert [(row.objective, row.name) for row in found.rows] == [("Serve", "Wait falls")]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [(("", 1, 2, 2), "increase"), (("", 2, 1, 2), "decrease"), (("", "", "", "yes"), "binary")],
)
def test_a_kind_is_guessed_where_it_is_plain(cells: tuple[object, ...], kind: str) -> None:
    found = table(("O", "A", "committed", *cells))
    assert [row.kr.kind for row in found.rows] == [kind]
    assert found.notes == (f"Row 2: the kind is not written, and was read as {kind}.",)


def test_ready_made_scores_are_taken_as_they_are() -> None:
    found = read("KR,Goal,Score\nA,stretch,0.7\nB,stretch,45 %\nC,stretch,70\n")
    assert [row.kr.scored().score for row in found.rows] == [Decimal("0.7"), Decimal("0.45")]
    assert found.problems[0].startswith("Row 4, column C “Score”: a score is the part of the way")
    beside = read("KR,Goal,Kind,Baseline,Target,Progress\nA,stretch,decrease,24,12,0.7\n")
    assert [row.kr.scored().score for row in beside.rows] == [Decimal("0.7")]
    assert beside.notes == ("Row 2: the score is ready-made; baseline and target were left aside.",)


def test_a_side_makes_a_guardrail() -> None:
    found = table(("O", "A", "", "", "", 10, 12, "höchstens"), more=("Side",))
    assert [(row.kr.kind, row.kr.guardrail_state().breached) for row in found.rows] == [("guardrail", True)]


def test_a_goal_is_guessed_only_where_somebody_relies_on_it() -> None:
    found = table(
        ("O", "A", "", "increase", 1, 2, 2, "the school law"),
        ("O", "B", "", "increase", 1, 2, 2, ""),
        more=("Promised to",),
    )
    assert [row.goal for row in found.rows] == ["committed", None]
    assert found.notes[0].startswith("Row 2: the goal is empty; as somebody relies on all of it")


def test_a_column_called_type_may_say_the_goal_where_no_other_does() -> None:
    found = read("KR,Type,Start,Target,Current\nA,Moonshot,1,2,2\nB,roofshot,2,1,1\n")
    assert [(row.goal, row.kr.kind) for row in found.rows] == [("aspirational", "increase"), ("committed", "decrease")]


def test_weights_are_equal_where_none_are_written_and_a_guardrails_is_left_aside() -> None:
    found = table(
        ("O", "A", "committed", "increase", 1, 2, 2, ""),
        ("P", "B", "committed", "increase", 1, 2, 2, "40 %"),
        ("P", "C", "committed", "guardrail", "", 2, 2, "60 %", "max"),
        more=("Weight", "Side"),
    )
    assert [row.kr.weight for row in found.rows] == [1, 40, 1]
    assert found.notes == ("Row 4: a guardrail carries no weight; its weight was left aside.",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("60 %", "0.3"), ("0.6", "0.3")),
        (("0.6", "1"), ("0.6", "1")),
        (("60", "1"), ("0.6", "0.01")),
        (("", "n/a"), (None, None)),
    ],
)
def test_chances_are_read_as_their_column_writes_them(written: tuple[str, str], meant: tuple[str | None, ...]) -> None:
    rows = [("O", name, "committed", "increase", 1, 2, 2, chance) for name, chance in zip("AB", written, strict=True)]
    found = table(*rows, more=("Probability",))
    assert [row.chance for row in found.rows] == [None if one is None else Decimal(one) for one in meant]
    assert len(found.notes) == (written == ("60", "1"))


def test_the_first_target_is_kept_only_where_it_differs() -> None:
    found = table(
        ("O", "A", "committed", "increase", "10 %", "30 %", "20 %", "50 %"),
        ("O", "B", "committed", "increase", 1, 3, 2, 3),
        more=("Original target",),
    )
    assert [row.first_target for row in found.rows] == [50, None]
    assert [row.unit for row in found.rows] == ["%", ""]


def test_rows_are_named_shortly() -> None:
    assert [rows_named(range(2, 2 + n)) for n in (1, 2, 6, 7)] == [
        *("Row 2", "Rows 2 and 3", "Rows 2, 3, 4, 5, 6 and 7", "Rows 2, 3, 4, 5 and 3 more"),
    ]
