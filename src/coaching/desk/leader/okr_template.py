"""The template of an OKR table, made from the definition of its columns: as CSV, and as a workbook with menus."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Final

from coaching.desk.leader.okr_columns import COLUMNS, GOAL_WORDS, KIND_WORDS

__all__ = ["TEMPLATE", "template_csv", "template_xlsx"]

_EXAMPLES: Final[tuple[Mapping[str, str], ...]] = (
    {
        "key_result": "Median wait at the desk falls",
        "goal": "aspirational",
        "kind": "decrease",
        "unit": "minutes",
        "baseline": "24",
        "target": "12",
        "actual": "15",
        "weight": "2",
        "forecast": "20",
        "chance": "0.3",
        "pay_linked": "no",
    },
    {
        "key_result": "Forms sent in online",
        "goal": "aspirational",
        "kind": "increase",
        "unit": "%",
        "baseline": "35",
        "target": "55",
        "actual": "56",
        "weight": "1",
        "forecast": "45",
        "chance": "0.4",
        "first_target": "60",
        "changed_on": "2025-08-15",
        "change_note": "The new portal came three weeks late",
        "pay_linked": "no",
    },
    {
        "key_result": "All permits answered within 10 days",
        "goal": "committed",
        "kind": "increase",
        "unit": "%",
        "baseline": "82",
        "target": "100",
        "actual": "97",
        "weight": "1",
        "forecast": "96",
        "chance": "0.5",
        "promised_to": "The town’s service charter",
        "pay_linked": "no",
    },
    {
        "key_result": "Booking works in four languages",
        "goal": "committed",
        "kind": "milestone",
        "actual": "0.5",
        "weight": "1",
        "chance": "0.8",
        "pay_linked": "no",
    },
    {
        "key_result": "We know why some come twice",
        "goal": "learning",
        "kind": "binary",
        "actual": "yes",
        "weight": "1",
        "chance": "0.6",
        "pay_linked": "no",
    },
    {
        "key_result": "Complaints a week",
        "goal": "committed",
        "kind": "guardrail",
        "unit": "complaints",
        "target": "10",
        "actual": "12",
        "side": "max",
        "pay_linked": "no",
    },
)
_EXAMPLE_OF_ALL: Final = {
    "team": "Citizen desk",
    "quarter": "2025-Q3",
    "objective": "People get their business done in one visit",
}

TEMPLATE: Final = tuple(column for column in COLUMNS if column.in_template)


def _rows() -> list[list[str]]:
    return [[(_EXAMPLE_OF_ALL | dict(row)).get(column.name, "") for column in TEMPLATE] for row in _EXAMPLES]


def template_csv() -> bytes:
    """The template as a CSV file: the headings, and six rows of an invented desk that show every kind."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow([column.heading for column in TEMPLATE])
    table.writerows(_rows())
    return out.getvalue().encode()


def template_xlsx() -> bytes:
    """The template as a workbook: the table, menus for what has fixed words, and a sheet that explains the columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    table = book.worksheets[0]
    table.title = "OKRs"
    explained = book.create_sheet("What goes where")
    table.append([column.heading for column in TEMPLATE])
    for row in _rows():
        table.append([_typed(text) for text in row])
    table.freeze_panes = "A2"
    menus: dict[str, list[str]] = {
        "goal": list(GOAL_WORDS),
        "kind": list(KIND_WORDS),
        "side": ["max", "min"],
        "pay_linked": ["yes", "no"],
    }
    for number, column in enumerate(TEMPLATE, start=1):
        letter = get_column_letter(number)
        table.column_dimensions[letter].width = 40 if column.name in ("objective", "key_result", "change_note") else 15
        if column.name in menus:
            menu = DataValidation(type="list", formula1=f'"{",".join(menus[column.name])}"', allow_blank=True)
            table.add_data_validation(menu)
            menu.add(f"{letter}2:{letter}200")
    explained.append(["Column", "What goes into it"])
    for column in TEMPLATE:
        explained.append([column.heading, column.meaning])
    explained.column_dimensions["A"].width, explained.column_dimensions["B"].width = 20, 90
    for sheet in (table, explained):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(text: str) -> str | float | int | None:
    """Numbers as numbers, so that a spreadsheet in any language shows them with its own decimal mark."""
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text or None
