"""A team's OKR table, as key results that can be scored; and for every row that cannot, one sentence with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from coaching.desk.leader.okr_columns import COLUMNS
from coaching.desk.leader.okr_row import GOALS, HEADINGS, OkrRow, OneRow
from coaching.tables import (
    Cell,
    CellProblem,
    Number,
    NumberReader,
    Row,
    Table,
    in_one_unit,
    letter,
    plain,
    quoted,
    read_table,
)

__all__ = ["OkrRow", "OkrTable", "read_okr_table", "rows_named"]

_NUMBERS: Final = ("baseline", "target", "actual", "weight", "forecast", "chance", "first_target", "limit", "worst")
_TOTALS: Final = frozenset(
    ("total", "totals", "sum", "average", "mean", "overall", "summe", "gesamt", "durchschnitt", "mittelwert")
)


@dataclass(frozen=True)
class OkrTable:
    """The rows that can be scored, in their order; what is wrong with the others; what was guessed or left alone."""

    name: str
    rows: tuple[OkrRow, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def read_okr_table(data: bytes, name: str) -> OkrTable:
    """Read a team's OKR table from the bytes of a CSV or Excel file; its columns are those of `okr_columns.COLUMNS`.

    Every row stands for itself: one that cannot be scored is left out, with a sentence for each thing that is wrong in
    it, which names row and column; the others go on. What is not written is guessed only where it is plain (the kind
    from the way from baseline to target, the objective from the row above), and `notes` says so.

    Raises:
        CourseProblem: nothing of the file can be meant (see `coaching.tables.read_table`).
    """
    table, notes = _goals_or_objectives(read_table(data, name, [column.column() for column in COLUMNS]))
    reader = _Reader(table)
    rows = reader.rows()
    left_alone = [f"{letter(place)} {quoted(table.headings[place])}" for place in table.unknown]
    if left_alone:
        more = f" and {len(left_alone) - 6} more" if len(left_alone) > 6 else ""
        notes.append(f"Columns that are not needed were left alone: {', '.join(left_alone[:6])}{more}.")
    return OkrTable(
        name, rows, (*table.problems, *reader.said_problems()), (*table.notes, *notes, *reader.said_notes())
    )


def rows_named(rows: Collection[int]) -> str:
    """Rows for the beginning of a sentence: "Row 4", "Rows 4, 5 and 9", "Rows 4, 5, 6, 7 and 12 more"."""
    shown = [str(row) for row in sorted(rows)]
    if len(shown) == 1:
        return f"Row {shown[0]}"
    if len(shown) > 6:
        return f"Rows {', '.join(shown[:4])} and {len(shown) - 4} more"
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]}"


# ---------------------------------------------------------------------------------------------------------------------


def _goals_or_objectives(table: Table) -> tuple[Table, list[str]]:
    """A column "Goal" in which no kind of goal is named holds the objectives, where no other column does."""
    place = table.columns.get("goal")
    if place is None or "objective" in table.columns:
        return table, []
    texts = [row["goal"].content for row in table.rows if not row["goal"].blank]
    if not texts or any(isinstance(text, str) and plain(text) in GOALS for text in texts):
        return table, []
    columns = {("objective" if name == "goal" else name): at for name, at in table.columns.items()}
    rows = tuple(replace(row, places=columns) for row in table.rows)
    heading = f"column {letter(place)} {quoted(table.headings[place])}"
    note = f"No kind of goal stands in {heading}, so its texts were read as the objectives."
    return replace(table, columns=columns, rows=rows), [note]


@dataclass
class _Reader:
    """Goes through the rows once, and keeps what one row must know of the others."""

    table: Table
    _problems: list[str] = field(default_factory=list)
    _guesses: dict[str, list[int]] = field(default_factory=dict)
    _no_column: dict[str, list[int]] = field(default_factory=dict)
    _first_place: dict[tuple[str, ...], Cell] = field(default_factory=dict)
    _weights: dict[int, Decimal | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = NumberReader(self.table, _NUMBERS)
        self._above = {"team": "", "quarter": "", "objective": ""}
        known = [number for row in self.table.rows for number in [self._quietly(row["chance"])] if number]
        self._chance_in_points = any(number.value > 1 and not number.unit for number in known)
        known = [number for row in self.table.rows for number in [self._quietly(row["weight"])] if number]
        self._percent_weight = next((number for number in known if number.unit == "%"), None)

    def rows(self) -> tuple[OkrRow, ...]:
        """The rows that can be scored; what is wrong with the others is kept."""
        found = []
        for row in self.table.rows:
            headings = self._headings(row)
            if headings is None or self._is_no_key_result(row):
                continue
            self._say_taken(row)
            one = OneRow(row, self.numbers, self.table)
            okr = one.read(*headings)
            weight, chance = one.caught(self._weight, row), one.caught(self._chance, row)
            one.caught(self._once, row, headings)
            self._problems += dict.fromkeys(one.wrong)
            for name in one.no_column:
                self._no_column.setdefault(name, []).append(row.number)
            if okr and not one.wrong:
                for guess in one.guesses:
                    self._guess(guess, row)
                self._weights[row.number] = weight
                found.append(replace(okr, chance=chance))
        return tuple(self._weighed(found))

    def said_problems(self) -> list[str]:
        absent = [
            f"{rows_named(rows)}: a column “{HEADINGS[name]}” is needed for the score, and row "
            f"{self.table.heading_row} names none. Add it."
            for name, rows in self._no_column.items()
        ]
        return absent + self._problems

    def said_notes(self) -> list[str]:
        """What was guessed, one sentence for each sort of guess."""
        return [f"{rows_named(rows)}: {what}" for what, rows in self._guesses.items()] + self.numbers.notes

    # --- what goes beyond one row -------------------------------------------------------------------------------------

    def _headings(self, row: Row) -> tuple[str, str, str] | None:
        """Team, quarter and objective; an empty one is that of the row above, as in merged cells."""
        try:
            written = {name: row[name].text for name in self._above}
        except CellProblem as problem:
            self._problems.append(str(problem))
            return None
        for name, text in written.items():
            if text and text != self._above[name]:
                # What stands further right in the row above belonged to another team or quarter.
                for later in list(self._above)[list(self._above).index(name) :]:
                    self._above[later] = ""
            self._above[name] = text or self._above[name]
        return self._above["team"], self._above["quarter"], self._above["objective"]

    def _say_taken(self, row: Row) -> None:
        if any(above and row[name].content in (None, "") for name, above in self._above.items()):
            self._guess("team, quarter or objective is empty, and was taken from the row above.", row)

    def _is_no_key_result(self, row: Row) -> bool:
        """A row that only names an objective, a remark, or a total."""
        cell = row["key_result"]
        if cell.content in (None, ""):
            return all(row[number].blank for number in _NUMBERS)
        if isinstance(cell.content, str) and cell.content.casefold().rstrip(": ") in _TOTALS:
            self._guess("it looks like a total, and was left out.", row)
            return True
        return False

    def _once(self, row: Row, headings: tuple[str, str, str]) -> None:
        cell = row["key_result"]
        first = self._first_place.setdefault((*(one.casefold() for one in headings), cell.text.casefold()), cell)
        if first is not cell and cell.text:
            raise CellProblem(
                cell,
                f"{quoted(cell.text)} stands in row {first.row} already, under the same objective. "
                "Take one of the two out, or give it another name.",
            )

    def _weight(self, row: Row) -> Decimal | None:
        number = self.numbers.read(row["weight"])
        if number is None:
            return None
        if self._percent_weight:
            in_one_unit([self._percent_weight, number])
        if number.value < 0:
            raise CellProblem(number.cell, f"the weight {number.value:f} is below 0. Write 0 or more.")
        return number.value

    def _chance(self, row: Row) -> Decimal | None:
        number = self.numbers.read(row["chance"])
        if number is None:
            return None
        points = number.unit == "%" or self._chance_in_points
        if points and not number.unit:
            self._guess("the chance was read in per cent.", row)
        share = number.value / 100 if points else number.value
        if not 0 <= share <= 1:
            raise CellProblem(
                number.cell, f"a chance lies between 0 and 100 %, and this is {number.cell.text}. Mend it."
            )
        return share

    def _weighed(self, rows: list[OkrRow]) -> Iterator[OkrRow]:
        """The rows with their weights: equal where an objective has none; a gap among weights is no zero and no one."""
        given = {
            (okr.team, okr.quarter, okr.objective)
            for okr in rows
            if self._weights[okr.row] is not None and okr.kr.kind != "guardrail"
        }
        for okr in rows:
            weight = self._weights[okr.row]
            if okr.kr.kind == "guardrail":
                if weight:
                    self._guesses.setdefault("a guardrail carries no weight; its weight was left aside.", []).append(
                        okr.row
                    )
                yield okr
            elif weight is not None:
                yield replace(okr, kr=replace(okr.kr, weight=weight))
            elif (okr.team, okr.quarter, okr.objective) in given:
                column = self.table.columns["weight"]
                cell = Cell(okr.row, column, self.table.headings[column])
                problem = "it is empty, and others under this objective have a weight. Write one, or 0 to leave it out."
                self._problems.append(str(CellProblem(cell, problem)))
            else:
                yield okr

    def _guess(self, what: str, row: Row) -> None:
        self._guesses.setdefault(what, []).append(row.number)

    def _quietly(self, cell: Cell) -> Number | None:
        try:
            return self.numbers.read(cell)
        except CellProblem:
            return None  # said when its row is read
