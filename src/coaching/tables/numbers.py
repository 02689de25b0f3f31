"""Numbers as people write them: 0,7 and 0.7, 1 234, 75 %, 12 days, €5. What a cell leaves open, its column decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from coaching.tables.cells import Cell, CellProblem, Percent, Unusable, quoted
from coaching.tables.headings import Table

_CURRENCY: Final = r"[€$£¥₹₺₽]|(?:EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|kr|zł)\b\.?"
_WRITTEN: Final = re.compile(
    rf"(?P<sign>[-+]?)\s*(?P<currency>{_CURRENCY})?\s*(?P<late>[-+]?)"
    r"(?P<digits>\d[\d.,' ]*\d|\d|[.,]\d+)(?P<power>[eE][-+]?\d{1,6})?[.,]?-?\s*"
    r"(?P<unit>[%٪％‰°€$£¥₹₺₽]|[^\W\d_][^\d()<>=]{0,30})?",
    re.IGNORECASE,
)
_MULTIPLES: Final = frozenset(("k", "m", "mn", "mio", "mln", "mrd", "bn", "b", "tsd", "million", "millions", "billion"))
_PERCENT: Final = frozenset(("%", "٪", "％", "percent", "per cent", "prozent", "pct"))
_MOST_DIGITS: Final = 15


@dataclass(frozen=True)
class Number:
    """A number, and the unit that stood in its cell: "%", "days", "€", or "" for none. 75 % has the value 75."""

    value: Decimal
    unit: str
    cell: Cell


class NumberReader:
    """Reads the cells of a table's number columns, by the decimal mark that each column uses."""

    def __init__(self, table: Table, names: Iterable[str]) -> None:
        self._semicolons = table.separated == ";"
        self._marks: dict[int, frozenset[str]] = {}
        self._decided_alone: dict[int, list[str]] = {}
        for name in names:
            if name in table.columns:
                place = table.columns[name]
                self._marks[place] = frozenset(filter(None, (_mark(row[name]) for row in table.rows)))
        self._everywhere = frozenset[str]().union(*self._marks.values())

    @property
    def notes(self) -> list[str]:
        """A sentence for each column in which a number such as "1,234" was open, and no other number decided it."""
        return [
            first + (f" {len(more)} more in this column were read so." if more else "")
            for first, *more in self._decided_alone.values()
        ]

    def read(self, cell: Cell) -> Number | None:
        """The number in a cell; None if it is blank.

        Raises CellProblem for what is no number: a text, a yes or no, a date, an error, NaN, a number of which it is
        open where its decimals begin, or one of more than 15 places before or behind the decimal mark.
        """
        if cell.blank:
            return None
        content = cell.content
        if isinstance(content, Unusable):
            raise CellProblem(cell, content.why)
        if isinstance(content, bool):
            raise CellProblem(cell, f"it holds {str(content).upper()}, not a number. Write a number such as 12 or 0.7.")
        if isinstance(content, date):
            raise CellProblem(
                cell,
                f"it holds the date {cell.text}, not a number. Spreadsheets turn texts such as 3/4 or 1.5 into dates: "
                "set the cell’s format to Number, and type it again.",
            )
        if isinstance(content, Percent):
            return Number(_bounded(cell, content.points), "%", cell)
        if isinstance(content, Decimal):
            return Number(_bounded(cell, content), "", cell)
        return self._from_text(cell, str(content))

    def _from_text(self, cell: Cell, text: str) -> Number:
        found = _parts(text)
        if not found or (found["sign"] and found["late"]):
            hint = ""
            if text.startswith("="):
                hint = " A text file keeps no result of a formula: type the value, or bring the .xlsx."
            elif re.search(r"\d", text):
                hint = " Write one number and nothing else, such as 12 or 0.7."
            else:
                hint = " Write digits, such as 12 or 0.7, or leave the cell empty."
            raise CellProblem(cell, f"{quoted(text)} is no number.{hint}")
        unit = (found["unit"] or found["currency"] or "").strip(" .")
        if unit.casefold() in _MULTIPLES:
            raise CellProblem(cell, f"{quoted(text)} can be read in two ways. Write the number with all its digits.")
        readings = _readings(found["digits"], bool(found["power"]))
        if not readings:
            raise CellProblem(
                cell,
                f"in {quoted(text)} it is open where the decimals begin. Write it with one decimal mark, or none.",
            )
        digits = readings[0][1] if len(readings) == 1 else self._decided(cell, text, dict(readings))
        negative = found["sign"] == "-" or found["late"] == "-"
        try:
            value = Decimal(("-" if negative else "") + digits + (found["power"] or ""))
        except InvalidOperation:  # such as an exponent beyond what can be kept
            raise CellProblem(cell, f"{quoted(text)} is too large to be meant. Write it in a larger unit.") from None
        return Number(_bounded(cell, value), "%" if unit.casefold() in _PERCENT else unit, cell)

    def _decided(self, cell: Cell, text: str, readings: dict[str, str]) -> str:
        """Which of the two readings of "1,234" is meant: as the column writes its decimals, else as the table does."""
        for marks in (self._marks.get(cell.column, frozenset()), self._everywhere):
            if len(marks) == 1:
                return readings[next(iter(marks))]
        if self._everywhere:
            one, other = readings.values()
            raise CellProblem(
                cell,
                f"{quoted(text)} can mean {one} or {other}, and the table writes decimals in both ways. "
                "Write it without a mark for thousands.",
            )
        mark = "," if "," in text and self._semicolons else "."
        said = f"{cell.place}: {quoted(text)} was read as {readings[mark]}; if that is not meant, write it otherwise."
        self._decided_alone.setdefault(cell.column, []).append(said)
        return readings[mark]


def in_one_unit(numbers: Sequence[Number]) -> list[Decimal]:
    """The values of numbers that are compared with each other, as one row's baseline, target and actual are.

    All in percent, all bare, or all in one other unit; bare numbers beside others count in the same unit.

    Raises CellProblem, naming two cells, if two units meet, or if a bare number beside percents is between 0 and 1, so
    that it is open whether 0.5 means half a percent or half of all.
    """
    units = {number.unit.casefold().rstrip("s"): number for number in numbers if number.unit}
    if len(units) > 1:
        one, other = list(units.values())[:2]
        where = _short(one.cell)
        raise CellProblem(
            other.cell, f"it is in {quoted(other.unit)}, and {where} in {quoted(one.unit)}. Write both in one unit."
        )
    if "%" in units:
        percent = units["%"]
        for number in numbers:
            if not number.unit and 0 < abs(number.value) <= 1:
                raise CellProblem(
                    number.cell,
                    f"{number.value:f} can mean {number.value:f} % or {number.value * 100:f} %, as "
                    f"{_short(percent.cell)} is {percent.value:f} %. Write both with the sign.",
                )
    return [number.value for number in numbers]


def yes_or_no(cell: Cell) -> bool | None:
    """What a cell says to a question; None if it is blank or says neither."""
    if isinstance(cell.content, bool):
        return cell.content
    if isinstance(cell.content, Percent):
        return {Decimal(0): False, Decimal(100): True}.get(cell.content.points)
    if isinstance(cell.content, Decimal):
        return {Decimal(0): False, Decimal(1): True}.get(cell.content)
    said = "" if cell.blank else cell.text.casefold().strip(" .!")
    return True if said in _YES else False if said in _NO else None


_YES: Final = frozenset(
    (
        "yes",
        "y",
        "true",
        "done",
        "met",
        "1",
        "1.0",
        "1,0",
        "100%",
        "100 %",
        "✓",
        "✔",
        "x",
        "ja",
        "wahr",
        "erledigt",
        "oui",
    )
)
_NO: Final = frozenset(
    ("no", "n", "false", "open", "missed", "0", "0.0", "0,0", "0%", "0 %", "✗", "✘", "nein", "falsch", "non", "not yet")
)

# ---------------------------------------------------------------------------------------------------------------------


def _parts(text: str) -> re.Match[str] | None:
    if len(text) > 60:
        return None
    plain = text.removeprefix("'").replace("’", "'").replace("\u066b", ".")
    plain = re.sub(r"[−‒–—](?=\s*[\d.,€$£])", "-", plain)
    return _WRITTEN.fullmatch(plain)


def _readings(digits: str, power: bool) -> list[tuple[str, str]]:
    """How digits with marks can be read: (the decimal mark that this supposes, the digits with a point).

    One reading with "" supposes nothing; two readings are those of "1,234"; none is a muddle such as 1.2.3.
    """
    grouped = re.fullmatch(r"(\d{1,3}(?:[ '](?:\d{3}))+)([.,]\d+)?", digits)
    if grouped:
        digits = re.sub("[ ']", "", grouped[1]) + (grouped[2] or "")
        if grouped[2]:
            return [(grouped[2][0], digits.replace(",", "."))]
    if re.search("[ ']", digits):
        return []
    marks = Counter(sign for sign in digits if sign in ".,")
    if not marks:
        return [("", digits)]
    if len(marks) == 2:
        last = "," if digits.rindex(",") > digits.rindex(".") else "."
        other = "." if last == "," else ","
        whole, decimals = digits.rsplit(last, 1)
        if marks[last] > 1 or not re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+", whole):
            return []
        return [(last, whole.replace(other, "") + "." + decimals)]
    (mark, times), *_ = marks.items()
    other = "." if mark == "," else ","
    in_groups = re.fullmatch(rf"\d{{1,3}}(?:\{mark}\d{{3}})+", digits) and not digits.startswith("0")
    if times > 1:
        return [(other, digits.replace(mark, ""))] if in_groups else []
    if in_groups and not power:
        return [(mark, digits.replace(mark, ".")), (other, digits.replace(mark, ""))]
    return [(mark, digits.replace(mark, "."))]


def _mark(cell: Cell) -> str:
    """The decimal mark that a cell proves to be in use; "" if it proves none."""
    if not isinstance(cell.content, str):
        return ""
    found = _parts(cell.content)
    readings = _readings(found["digits"], bool(found["power"])) if found else []
    return readings[0][0] if len(readings) == 1 else ""


def _bounded(cell: Cell, value: Decimal) -> Decimal:
    if not value.is_finite():
        raise CellProblem(cell, f"{quoted(str(value))} is no number that can be scored. Write a finite number.")
    if value and not -_MOST_DIGITS <= value.adjusted() <= _MOST_DIGITS:
        raise CellProblem(cell, f"{quoted(cell.text)} is too large or too small to be meant. Write it in another unit.")
    return value


def _short(cell: Cell) -> str:
    return cell.place.split(", ", 1)[1]
