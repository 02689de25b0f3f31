"""Whatever somebody brings as an OKR table gives the right result, or a sentence that names the place. No traceback.

Each case makes its file by hand. It says what is scored in spite of all, and how each sentence begins, which is where
the trouble stands.
"""

from __future__ import annotations

import datetime as dt
import re
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from coaching.cli import app
from coaching.desk.leader.okr_columns import COLUMNS
from coaching.desk.leader.okr_table import read_okr_table
from coaching.desk.leader.our_scores import score_table, two_decimals
from coaching.desk.leader.questions import questions
from coaching.desk.leader.scores_desk import show_scores
from coaching.desk.page import Upload
from coaching.problems import CourseProblem
from coaching.tables import MOST_BYTES, bytes_of
from coaching.terminal import LOOK

from .table_files import (
    FORMS,
    GOOD,
    GOOD_SCORES,
    HEAD,
    SHEET,
    WAIT,
    book,
    packed,
    repacked,
    rows_xml,
    saved,
    sheet_xml,
    text,
    with_results,
    with_row,
)


@dataclass(frozen=True)
class Brought:
    """A file, and what comes of it: `scores` by key result, how each of the `says` begins, what the `notes` tell; or
    that all of it is `refused`, with this beginning, and this `mend`."""

    name: str
    file: str
    make: Callable[[], bytes]
    scores: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""
    mend: str = ""


def csv(name: str, content: str | bytes, **expected: Any) -> Brought:
    return Brought(name, "okr.csv", lambda: content.encode() if isinstance(content, str) else content, **expected)


def row(name: str, *cells: object, says: str | tuple[str, ...] = (), **expected: Any) -> Brought:
    """The good table and one row more, the fourth: the two good ones are scored whatever it holds."""
    said = (says,) if isinstance(says, str) else says
    return Brought(
        name, "okr.csv", lambda: with_row(*cells), GOOD_SCORES | expected.pop("scores", {}), said, **expected
    )


def xlsx(name: str, make: Callable[[], bytes], **expected: Any) -> Brought:
    return Brought(name, "okr.xlsx", make, **expected)


def refused(name: str, file: str, make: Callable[[], bytes], begins: str, mend: str) -> Brought:
    return Brought(name, file, make, refused=begins, mend=mend)


def number(*cells: object) -> tuple[object, ...]:
    """A row from 24 to 12, with something else in place of its last cells."""
    return (*WAIT[:1], "Odd one", *WAIT[2 : 7 - len(cells)], *cells)


# --- the files --------------------------------------------------------------------------------------------------------

PLAIN = text(GOOD)
ODD_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

ENCODINGS = [
    csv("UTF-8 with a byte-order mark", "\ufeff" + PLAIN, scores=GOOD_SCORES),
    csv("UTF-16 with a byte-order mark", PLAIN.encode("utf-16"), scores=GOOD_SCORES),
    csv("UTF-16, big end first", b"\xfe\xff" + PLAIN.encode("utf-16-be"), scores=GOOD_SCORES),
    csv("UTF-16 without a mark", PLAIN.encode("utf-16-le"), scores=GOOD_SCORES),
    csv(
        "Windows letters",
        PLAIN.replace("Forms online", "Anträge für Bürger").encode("cp1252"),
        scores={"Wait falls": "0.75", "Anträge für Bürger": "0.50"},
        notes=("okr.csv is not saved as UTF-8",),
    ),
    csv("the line ends of old Macs", PLAIN.replace("\n", "\r"), scores=GOOD_SCORES),
    csv("the line ends of Windows", PLAIN.replace("\n", "\r\n"), scores=GOOD_SCORES),
    csv("NUL bytes", PLAIN.replace("Forms", "For\0ms"), refused="okr.csv, row 3, holds", mend="CSV UTF-8"),
    csv("letters cut in two", PLAIN.encode("utf-16")[:-1], refused="okr.csv, row", mend="CSV UTF-8"),
    refused("binary junk", "okr.csv", lambda: bytes(range(256)) * 40, "okr.csv, row 1, holds", "CSV UTF-8"),
]

SHAPES = [
    refused("nothing at all", "okr.csv", lambda: b"", "okr.csv is empty", "Save the table with its rows"),
    refused("blanks only", "okr.csv", lambda: b"\xef\xbb\xbf \r\n\r\n", "okr.csv is empty", "Save the table"),
    csv("only the names", text([HEAD]), refused="okr.csv names columns in row 1", mend="Save it with its rows"),
    csv("separators only", ",,,\n,,,\n", refused="okr.csv names no column for “Key result”", mend="Write the columns’"),
    csv(
        "the names twice",
        text((HEAD, WAIT, HEAD, FORMS)),
        scores=GOOD_SCORES,
        notes=("Row 3 names the columns again",),
    ),
    csv("tabs", text(GOOD, "\t"), scores=GOOD_SCORES),
    csv("upright strokes", text(GOOD, "|"), scores=GOOD_SCORES),
    csv("a line that tells the separator", "sep=;\n" + text(GOOD, ";"), scores=GOOD_SCORES),
    csv(
        "a title, a date and a blank line above",
        "Our OKRs of this year\nas of,2025-09-30\n\n" + PLAIN,
        scores=GOOD_SCORES,
        notes=("What stands above row 4",),
    ),
    csv(
        "German names, semicolons and decimal commas",
        "Abteilung;Schlüsselergebnis;Zielart;Art;Ausgangswert;Zielwert;Ist-Wert\n"
        "Amt;Wartezeit;ehrgeizig;senken;2,4;1,2;1,5\nAmt;Anträge;verbindlich;steigern;1.000;3.000;2.500,5\n",
        scores={"Wartezeit": "0.75", "Anträge": "0.75"},
    ),
    csv(
        "one column, as nothing separates the cells",
        text(GOOD, "^"),
        refused="okr.csv has only one column in row 1",
        mend="semicolon, comma or tab",
    ),
    csv(
        "other columns than needed",
        "Name,Phone\nAnja,12\n",
        refused="okr.csv names no column for “Key result” and “Actual”; row 1 has “Name”, “Phone”",
        mend="Write the columns’ names",
    ),
    csv(
        "two columns with one name",
        text([(*HEAD, "Actual"), (*WAIT, 1)]),
        refused="okr.csv names two columns “Actual”: G1 and H1",
        mend="Rename",
    ),
    csv(
        "two words for one column",
        text([(*HEAD, "Current"), (*WAIT, 1), (*FORMS, 2)]),
        scores=GOOD_SCORES,
        notes=("Columns that are not needed were left alone: H “Current”",),
    ),
    csv(
        "one column for each quarter",
        text([(*HEAD[:6], "Actual (Q1)", "Actual (Q2)"), (*WAIT, 1)]),
        refused="okr.csv names two columns that read alike: G1 “Actual (Q1)” and H1 “Actual (Q2)”",
        mend="Rename",
    ),
    csv(
        "objectives under the name of goals",
        "Goal,KR,Start,Target,Current\nServe sooner,Wait falls,24,12,15\n",
        scores={"Wait falls": "0.75"},
        notes=("No kind of goal stands in column A “Goal”", "Row 2: the kind is not written"),
    ),
    csv(
        "a comma in a text without quotation marks",
        text((*GOOD, ("Serve, sooner", *WAIT[1:]))),
        scores=GOOD_SCORES,
        says=("Row 4 has 8 cells, and 7 columns have a name",),
    ),
    csv("rows of different length", text((HEAD, WAIT, FORMS, ("Serve sooner",), ("", ""))), scores=GOOD_SCORES),
    csv(
        "a row that ends too early",
        text((*GOOD, (*WAIT[:1], "Short", *WAIT[2:5]))),
        scores=GOOD_SCORES,
        says=("Row 4, column F “Target”: it is empty", "Row 4, column G “Actual”: it is empty"),
    ),
    csv(
        "a quotation mark that is never closed",
        PLAIN.replace("Forms online", '"Forms online'),
        refused="okr.csv, row 3, column B, cannot be taken apart",
        mend="quotation mark",
    ),
    csv(
        "a quotation mark inside a quoted text",
        PLAIN.replace("Wait falls", '"Wait "much" falls"'),
        refused="okr.csv, row 2, column B, cannot be taken apart",
        mend="write two of them",
    ),
    csv(
        "ten thousand columns",
        text([(*HEAD, *(f"x{i}" for i in range(10_000))), (*WAIT, *range(10_000))]),
        refused="okr.csv has more than 300 columns in row 1",
        mend="new sheet",
    ),
    csv(
        "a cell of two hundred thousand letters",
        PLAIN + '"' + "x" * 200_000 + '",b\n',
        refused="okr.csv, row 4, has a cell of more than 131,072 signs",
        mend="quotation mark",
    ),
]

NUMBERS = [
    csv(
        "decimal commas in quotation marks",
        'Key result,Kind,Baseline,Target,Actual\nWait falls,decrease,"2,4","1,2","1,5"\n',
        scores={"Wait falls": "0.75"},
    ),
    csv(
        "decimal commas and points in one table",
        "Key result;Kind;Baseline;Target;Actual\nWait falls;decrease;2,4;1.2;1,5\n",
        scores={"Wait falls": "0.75"},
    ),
    csv(
        "1,234 where the table writes decimals in both ways",
        "Key result;Kind;Baseline;Target;Actual\nA;decrease;2,4;1.2;1,5\nB;increase;0;2000;1,234\nC;increase;0;1;0.5\n",
        scores={"A": "0.75", "C": "0.50"},
        says=("Row 3, column E “Actual”: “1,234” can mean 1.234 or 1234",),
    ),
    csv(
        "1,234 where nothing else tells",
        'Key result,Kind,Baseline,Target,Actual\nA,increase,0,2468,"1,234"\n',
        scores={"A": "0.50"},
        notes=("Row 2, column E “Actual”: “1,234” was read as 1234",),
    ),
    csv(
        "1.234 where the column has decimal commas",
        "Key result;Kind;Baseline;Target;Actual\nA;increase;0;2468;1.234\nB;increase;0;5;2,5\n",
        scores={"A": "0.50", "B": "0.50"},
    ),
    row("thousands with thin spaces", *number("increase", 0, "2\u202f000", "1\u2009500"), scores={"Odd one": "0.75"}),
    row("a Unicode minus", *number("increase", "−10", "−2", "−4"), scores={"Odd one": "0.75"}),
    row("a currency", *number("increase", "€ 0", "€ 2’000", "1500 €"), scores={"Odd one": "0.75"}),
    row("percent signs", *number("increase", "50 %", "90%", "80 %"), scores={"Odd one": "0.75"}),
    row("percent signs in some cells", *number("increase", "50 %", 90, 80), scores={"Odd one": "0.75"}),
    row(
        "a part beside a percent",
        *number("increase", "50 %", "90 %", 0.8),
        says="Row 4, column G “Actual”: 0.8 can mean 0.8 % or 80.0 %, as column E “Baseline” is 50 %",
    ),
    row(
        "two units in one row",
        *number("2 h", "1 h", "75 min"),
        says="Row 4, column G “Actual”: it is in “min”, and column E “Baseline” in “h”",
    ),
    row("5k", *number("5k"), says="Row 4, column G “Actual”: “5k” can be read in two ways"),
    row("a smaller-than sign", *number("< 15"), says="Row 4, column G “Actual”: “< 15” is no number"),
    row("from–to", *number("14-16"), says="Row 4, column G “Actual”: “14-16” is no number"),
    row("3 of 6", *number("3 of 6"), says="Row 4, column G “Actual”: “3 of 6” is no number"),
    row("1.2.3", *number("1.2.3"), says="Row 4, column G “Actual”: in “1.2.3” it is open where the decimals begin"),
    row("1e400", *number("1e400"), says="Row 4, column G “Actual”: “1e400” is too large"),
    row("9 to the 999999th", *number("999e999999"), says="Row 4, column G “Actual”: “999e999999” is too large"),
    row("a number of four thousand digits", *number("9" * 4000), says="Row 4, column G “Actual”: “9999"),
    row("NaN", *number("NaN"), says="Row 4, column G “Actual”: “NaN” is no number"),
    row("infinity", *number("inf"), says="Row 4, column G “Actual”: “inf” is no number"),
    row("n/a", *number("n/a"), says="Row 4, column G “Actual”: it is empty, so there is no score yet"),
    row("a dash", *number("–"), says="Row 4, column G “Actual”: it is empty, so there is no score yet"),
    row(
        "a formula in a text file", *number("=E4/2"), says="Row 4, column G “Actual”: “=E4/2” is no number. A text file"
    ),
    row("an error in a text file", *number("#DIV/0!"), says="Row 4, column G “Actual”: it holds the error #DIV/0!"),
    row("a German error", *number("#WERT!"), says="Row 4, column G “Actual”: it holds the error #WERT!"),
]

MEANING = [
    row("the target is the baseline", *number(24, 24, 20),
        says="Row 4, column F “Target”: the target is the baseline (24, column E)"),
    row("the target on the wrong side", *number(12, 24, 15),
        says="Row 4, column F “Target”: the target 24 lies above the baseline 12 (column E), and the kind is decrease"),
    row("an unknown kind", *number("KPI", 24, 12, 15), says="Row 4, column D “Kind”: “KPI” is not a kind known here"),
    row("an unknown kind of goal", *number("roof", "decrease", 24, 12, 15),
        says="Row 4, column C “Goal”: “roof” is not a goal known here"),
    row("two things wrong in one row", *number("roof", "KPI", 24, 12, 15),
        says=("Row 4, column C “Goal”", "Row 4, column D “Kind”")),
    row("three numbers missing", "O", "Odd one", "aspirational", "increase",
        says=("Row 4, column F “Target”", "Row 4, column G “Actual”", "Row 4, column E “Baseline”")),
    row("no kind, and no baseline to tell it", "O", "Odd one", "aspirational", "", "", 12, 15,
        says="Row 4, column E “Baseline”: it is empty, so it is open how this is measured"),
    row("no kind, and the way tells it", "O", "Odd one", "committed", "", 24, 12, 15, scores={"Odd one": "0.75"},
        notes=("Row 4: the kind is not written, and was read as decrease",)),
    row("no name", "O", "", "committed", "increase", 1, 2, 3, says="Row 4, column B “Key result”: it is empty"),
    row("one key result twice", *FORMS[:1], "forms  ONLINE", *FORMS[2:],
        says="Row 4, column B “Key result”: “forms ONLINE” stands in row 3 already"),
    row("a yes-or-no that is half done", "O", "Odd one", "committed", "binary", "", "", "0.5",
        says="Row 4, column G “Actual”: “0.5” is neither yes nor no"),
    row("a yes-or-no in words", "O", "Odd one", "committed", "binary", "", "", "erledigt", scores={"Odd one": "1.00"}),
    row("a milestone in points", "O", "Odd one", "committed", "milestone", "", "", "60",
        says="Row 4, column G “Actual”: a milestone gives the agreed part"),
    row("a milestone in per cent", "O", "Odd one", "committed", "milestone", "", "", "60 %",
        scores={"Odd one": "0.60"}),
    row("a guardrail in a table without sides", "O", "Odd one", "committed", "guardrail", "", 10, 12,
        says="Row 4: a column “Side” is needed for the score"),
    row("a total below", "", "Total", "", "", "", "", 60, notes=("Row 4: it looks like a total",)),
    csv("no column for the baseline",
        "Key result,Kind,Target,Actual\nA,increase,5,3\nB,increase,6,3\n",
        says=("Rows 2 and 3: a column “Baseline” is needed",)),
    csv("a negative weight",
        text([(*HEAD, "Weight"), (*WAIT, 1), (*FORMS, -2)]), scores={"Wait falls": "0.75"},
        says=("Row 3, column H “Weight”: the weight -2 is below 0",)),
    csv("weights with a gap",
        text([(*HEAD, "Weight"), (*WAIT, 1), (*FORMS, "")]), scores={"Wait falls": "0.75"},
        says=("Row 3, column H “Weight”: it is empty, and others",)),
    csv("weights all zero", text([(*HEAD, "Weight"), (*WAIT, 0), (*FORMS, 0)]), scores=GOOD_SCORES),
    csv("a chance above one hundred",
        text([(*HEAD, "Sealed chance"), (*WAIT, "120 %"), (*FORMS, "60 %")]), scores={"Forms online": "0.50"},
        says=("Row 2, column H “Sealed chance”: a chance lies between",)),
    csv("a guardrail without its side",
        text([(*HEAD, "Side"), (*WAIT, ""), ("O", "Odd one", "", "guardrail", "", 10, 12, "")]),
        scores={"Wait falls": "0.75"}, says=("Row 3, column H “Side”: it is empty",)),
    csv("no goals at all", "Key result,Baseline,Target,Actual\nA,24,12,15\n", scores={"A": "0.75"},
        notes=("Row 2: the kind is not written",)),
    csv("objectives only where they begin",
        text((HEAD, WAIT, ("", *FORMS[1:]))), scores=GOOD_SCORES,
        notes=("Row 3: team, quarter or objective is empty, and was taken from the row above",)),
    csv("forty rows that say nothing",
        text((HEAD, *[("O", f"K{i}", "aspirational", "increase", 1, 2, "soon") for i in range(40)])),
        says=tuple(f"Row {i + 2}, column G “Actual”: “soon” is no number" for i in range(40))),
]  # fmt: skip

NAMES = [
    row(
        "a formula that would run a program",
        "O",
        "=cmd|' /C calc'!A0",
        *WAIT[2:],
        scores={"=cmd|' /C calc'!A0": "0.75"},
    ),
    row("HTML", "O", "<img src=x onerror=alert(1)>", *WAIT[2:], scores={"<img src=x onerror=alert(1)>": "0.75"}),
    row(
        "from right to left, and emojis",
        "O",
        "تقليل وقت الانتظار 👩‍⚕️",
        *WAIT[2:],
        scores={"تقليل وقت الانتظار 👩‍⚕️": "0.75"},
    ),
    row("a sign that turns the page around", "O", "\u202eevil\u202c", *WAIT[2:], scores={"evil": "0.75"}),
    row("markup of the terminal", "O", "[bold]x[/nothing]", *WAIT[2:], scores={"[bold]x[/nothing]": "0.75"}),
]


def merged_headings() -> bytes:
    rows = [["Objective", "Key result", "Goal", "Kind", "Numbers"], [*[None] * 4, *HEAD[4:]], WAIT, [None, *FORMS[1:]]]

    def merge(sheet: Worksheet) -> None:
        for place in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1", "A3:A4"):
            sheet.merge_cells(place)

    return book(rows, mend=merge)


def hidden(visible_too: bool) -> bytes:
    made = Workbook()
    cover = made.worksheets[0]
    cover.append(["Nothing here"])
    secret = made.create_sheet("Old")
    for one in (HEAD, (*WAIT[:6], 24)):
        secret.append(one)
    secret.sheet_state = "hidden"
    if visible_too:
        shown = made.create_sheet("Now")
        for one in GOOD:
            shown.append(one)
    return saved(made)


def percent_format(sheet: Worksheet) -> None:
    for place in ("E2", "F2", "G2"):
        sheet[place].number_format = "0%"


def lying_bomb() -> bytes:
    """A part that says it has a thousand bytes, and unpacks to forty million."""
    data = repacked(book(GOOD), {SHEET: lambda _: b" " * 40_000_000})
    return data.replace((40_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


WORKBOOKS = [
    xlsx("a plain workbook", lambda: book(GOOD), scores=GOOD_SCORES),
    xlsx("a workbook named .csv is still one", lambda: book(GOOD), scores=GOOD_SCORES),
    xlsx("merged headings, and an objective merged over two rows", merged_headings, scores=GOOD_SCORES,
         notes=("Row 4: team, quarter or objective is empty",)),
    xlsx("formulas with their results", lambda: with_results(book([HEAD, (*WAIT[:6], "=30/2"), FORMS]), {"G2": "15"}),
         scores=GOOD_SCORES),
    xlsx("formulas without results", lambda: book([HEAD, (*WAIT[:6], "=30/2"), FORMS]), scores={"Forms online": "0.50"},
         says=("Row 2, column G “Actual”: it holds a formula whose result is not stored",)),
    xlsx("a name that is a formula without a result", lambda: book([HEAD, ("O", "=A1", *WAIT[2:]), FORMS]),
         scores={"Forms online": "0.50"}, says=("Row 2, column B “Key result”: it holds a formula",)),
    xlsx("error cells", lambda: book([HEAD, (*WAIT[:6], "#DIV/0!"), FORMS]), scores={"Forms online": "0.50"},
         says=("Row 2, column G “Actual”: it holds the error #DIV/0!",)),
    xlsx("a date in place of a number", lambda: book([HEAD, (*WAIT[:5], dt.date(2025, 3, 4), 15), FORMS]),
         scores={"Forms online": "0.50"}, says=("Row 2, column F “Target”: it holds the date 2025-03-04",)),
    xlsx("a time of day", lambda: book([HEAD, (*WAIT[:6], dt.time(0, 15)), FORMS]), scores={"Forms online": "0.50"},
         says=("Row 2, column G “Actual”: “00:15:00” is no number",)),
    xlsx("true and false", lambda: book([HEAD, ("O", "Done", "committed", "binary", None, None, True), FORMS]),
         scores={"Done": "1.00", "Forms online": "0.50"}),
    xlsx("true where a number belongs", lambda: book([HEAD, (*WAIT[:6], True), FORMS]), scores={"Forms online": "0.50"},
         says=("Row 2, column G “Actual”: it holds TRUE, not a number",)),
    xlsx("cells shown as per cent", lambda: book([HEAD, (*FORMS[:4], 0.5, 0.9, 0.8)], mend=percent_format),
         scores={"Forms online": "0.75"}),
    xlsx("what floats make of 0.3", lambda: book([HEAD, (*FORMS[:4], 0, 0.4, 0.1 + 0.2)]),
        scores={"Forms online": "0.75"}),
    xlsx("several sheets", lambda: book([["Read me"]], GOOD, GOOD), scores=GOOD_SCORES,
         notes=("Only the sheet “Sheet2” was read; “Sheet3”",)),
    xlsx("a hidden sheet before the one that is meant", lambda: hidden(True), scores=GOOD_SCORES),
    xlsx("only a hidden sheet has it", lambda: hidden(False),
        refused="okr.xlsx has the table only in the hidden sheet “Old”",
         mend="Unhide"),
    xlsx("a remark beside the table", lambda: book([HEAD, (*WAIT, None, "ask Anja"), FORMS]), scores=GOOD_SCORES),
    xlsx("rows that begin far below", lambda: book([*[[None]] * 40, *GOOD]), scores=GOOD_SCORES),
    xlsx("no sheet with rows", lambda: book([]), refused="okr.xlsx names no column", mend="Write the columns’"),
    xlsx("a workbook of ten thousand columns", lambda: book([(*HEAD, *range(10_000)), WAIT]),
         refused="okr.xlsx has more than 300 columns in row 1", mend="new sheet"),
    xlsx("a last row at the end of the sheet",
         lambda: sheet_xml(rows_xml(GOOD) + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), scores=GOOD_SCORES),
    xlsx("a cell beyond all columns", lambda: sheet_xml('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'),
         refused="okr.xlsx cannot be read as a workbook", mend="new workbook"),
    xlsx("a row number without end", lambda: sheet_xml(rows_xml(GOOD) + '<row r="99999999999"><c><v>1</v></c></row>'),
         scores=GOOD_SCORES),
    xlsx("a workbook cut short", lambda: book(GOOD)[:-300], refused="okr.xlsx is damaged", mend="Save it anew"),
    xlsx("a workbook with a torn sheet", lambda: repacked(book(GOOD), {SHEET: lambda xml: xml[:400]}),
         refused="okr.xlsx cannot be read as a workbook", mend="new workbook"),
    xlsx("a zip bomb", lambda: repacked(book(GOOD), {SHEET: lambda _: b" " * 60_000_000}),
         refused="okr.xlsx unpacks to more than 25 MB", mend="new sheet"),
    xlsx("a zip bomb that lies about its size", lying_bomb, refused="okr.xlsx", mend="sheet"),
    xlsx("an entity bomb", lambda: sheet_xml("<row><c><v>&i;</v></c></row>", LAUGHS + "]>"),
         refused="okr.xlsx cannot be read as a workbook", mend="new workbook"),
    xlsx("a file of this machine as an entity",
         lambda: sheet_xml("<row><c><v>&f;</v></c></row>", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'),
         refused="okr.xlsx cannot be read as a workbook", mend="new workbook"),
]  # fmt: skip

OTHER_KINDS = [
    refused("the old Excel format", "okr.xls", lambda: ODD_OLE + "Workbook".encode("utf-16-le"),
            "okr.xls is of the old Excel format", ".xlsx"),
    refused("a workbook with a password", "okr.xlsx", lambda: ODD_OLE + "EncryptedPackage".encode("utf-16-le"),
            "okr.xlsx is protected by a password", "without one"),
    refused("an old Word document", "okr.doc", lambda: ODD_OLE, "okr.doc is an old Office document", ".xlsx"),
    refused("a web page named .xls", "okr.xls", lambda: b"\n<html><table><tr><td>KR</td></tr></table></html>",
            "okr.xls is a web page", ".xlsx"),
    refused("OpenDocument", "okr.ods", lambda: packed(mimetype=b"application/vnd.oasis", content_xml=b"<x/>"),
            "okr.ods is an OpenDocument file", ".xlsx"),
    refused("Apple Numbers", "okr.numbers", lambda: packed(Index__Document_iwa=b"x"), "okr.numbers is an Apple",
    ".xlsx"),
    refused("Word", "okr.docx", lambda: packed(word__document_xml=b"<x/>"), "okr.docx is a Word document", ".xlsx"),
    refused("a binary workbook", "okr.xlsb", lambda: packed(xl__workbook_bin=b"x"), "okr.xlsb is a binary workbook",
    ".xlsx"),
    refused("some other zip", "okr.zip", lambda: packed(okr_csv=b"x"), "okr.zip is a packed file", ".xlsx"),
    refused("PDF", "okr.pdf", lambda: b"%PDF-1.7\n", "okr.pdf is a PDF", ".xlsx"),
    refused("a picture", "okr.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "okr.png is a picture", ".xlsx"),
    refused("packed with gzip", "okr.csv.gz", lambda: b"\x1f\x8b\x08" + bytes(50), "okr.csv.gz is a packed file",
    "Unpack"),
]  # fmt: skip

BROUGHT = [*ENCODINGS, *SHAPES, *NUMBERS, *MEANING, *NAMES, *WORKBOOKS, *OTHER_KINDS]
by_name = pytest.mark.parametrize("brought", BROUGHT, ids=lambda one: one.name)


# --- the promises -----------------------------------------------------------------------------------------------------


def test_there_are_many_more_than_forty() -> None:
    assert len({one.name for one in BROUGHT}) == len(BROUGHT) >= 100


@by_name
def test_a_file_gives_the_right_result_or_a_sentence_with_its_place(brought: Brought) -> None:
    if brought.refused:
        with pytest.raises(CourseProblem) as raised:
            read_okr_table(brought.make(), brought.file)
        sentence = raised.value.sentence
        assert sentence.startswith(brought.refused)
        assert brought.mend in sentence
        assert "\n" not in sentence and len(sentence) < 400
        return
    ours = score_table(read_okr_table(brought.make(), brought.file))
    found = {one.name: two_decimals(one.scored.score) for one in ours.scores if one.scored}
    assert (found, ours.table.problems) == (brought.scores, ours.table.problems)
    assert len(ours.table.problems) == len(brought.says), ours.table.problems
    for said, begin in zip(ours.table.problems, brought.says, strict=True):
        assert said.startswith(begin), said
        assert re.search(r"[.”]$", said) and "\n" not in said and len(said) < 400
    assert len(ours.table.notes) == len(brought.notes), ours.table.notes
    for note, begin in zip(ours.table.notes, brought.notes, strict=True):
        assert note.startswith(begin), note


@pytest.mark.parametrize("brought", BROUGHT[1::3], ids=lambda one: one.name)
def test_the_page_shows_it_and_nothing_of_it_becomes_html(brought: Brought) -> None:
    values = {"which": "own", "file": Upload(brought.file, brought.make())}
    if brought.refused:
        with pytest.raises(CourseProblem, match=re.escape(brought.refused)):
            show_scores(values)
        return
    shown = show_scores(values)
    assert "<img" not in shown.html and "\u202e" not in shown.html
    assert all(str(escape(said)) in shown.html for said in brought.says[:10])
    assert bool(shown.documents) == bool(brought.scores)


@pytest.mark.parametrize("brought", BROUGHT[::4], ids=lambda one: one.name)
def test_the_command_says_the_same(brought: Brought, tmp_path: Path) -> None:
    file = tmp_path / brought.file
    file.write_bytes(brought.make())
    run = CliRunner().invoke(app, ["team", "scores", str(file)])
    if brought.refused or not brought.scores:
        assert isinstance(run.exception, CourseProblem), run.output
        assert run.exception.sentence.startswith(brought.refused or f"No row of {brought.file} could be scored.")
        return
    assert run.exit_code == (LOOK if brought.says else 0), (run.output, run.exception)
    assert all(said in run.output for said in brought.says[:10])


_ODD = "|-|0|1|-1|0,5|1,234|50 %|5k|x|yes|max|binary|milestone|committed|#REF!"
ODD_CELLS = _ODD.split("|")
odd_row = st.lists(st.sampled_from(ODD_CELLS), min_size=len(COLUMNS), max_size=len(COLUMNS))


@given(st.lists(odd_row, min_size=1, max_size=6))
@settings(max_examples=120, deadline=None)
def test_rows_of_odd_cells_are_scored_or_named_each_of_them(rows: list[list[str]]) -> None:
    """Whatever meets in a row: it is scored, or a sentence names it, or it is a total or a heading."""
    rows = [["x"] * len(COLUMNS), *rows]
    found = read_okr_table(text([[column.heading for column in COLUMNS], *rows], "\t").encode(), "okr.csv")
    ours = score_table(found)
    assert all(question.ask.endswith("?") for question in questions(ours))
    assert all(0 <= one.scored.score <= 1 for one in ours.scores if one.scored)
    said = " ".join((*found.problems, *found.notes))
    numbers = {int(number) for number in re.findall(r"\b\d+\b", said)}
    name = [column.name for column in COLUMNS].index("key_result")
    unsaid = {n for n, cells in enumerate(rows, start=2) if cells[name]} - numbers - {row.row for row in found.rows}
    assert not unsaid, found


# --- huge files: soon, and without much memory ------------------------------------------------------------------------


def million_rows() -> bytes:
    return PLAIN.encode() + b",b,,,,,\n" * 1_000_000


def wide_and_long() -> bytes:
    return (",".join([*HEAD, *(f"x{i}" for i in range(250))]) + "\n" + ("1" + ",1" * 256 + "\n") * 15_000).encode()


def long_workbook() -> bytes:
    return sheet_xml(rows_xml(GOOD) + '<row><c t="b"><v>1</v></c></row>' * 650_000)


def long_gap() -> bytes:
    return sheet_xml(rows_xml(GOOD) + "<row/>" * 3_000_000)


@pytest.mark.parametrize("make", [million_rows, wide_and_long, long_workbook, long_gap], ids=lambda one: one.__name__)
def test_a_huge_file_takes_neither_long_nor_much_memory(make: Callable[[], bytes]) -> None:
    """Twice: once for the time, and once for the memory, as measuring that is slow."""
    data = make()
    assert len(data) < MOST_BYTES
    begun = time.process_time()
    outcome = first_word(data)
    assert time.process_time() - begun < 5
    assert outcome == "refused"


def first_word(data: bytes) -> str:
    try:
        read_okr_table(data, "okr")
    except CourseProblem:
        return "refused"
    return "read"


def test_the_memory_for_a_huge_file_is_bounded() -> None:
    data = million_rows()
    tracemalloc.start()
    assert first_word(data) == "refused"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 120_000_000


def test_a_file_of_two_hundred_megabytes_is_not_even_opened(tmp_path: Path) -> None:
    file = tmp_path / "okr.csv"
    with file.open("wb") as sparse:
        sparse.truncate(200_000_000)
    with pytest.raises(CourseProblem, match=r"okr\.csv has 200 MB, more than the 10 MB"):
        bytes_of(file)


def test_a_file_that_is_not_there_is_said() -> None:
    run = CliRunner().invoke(app, ["team", "scores", "nowhere.csv"])
    assert isinstance(run.exception, CourseProblem)
    assert run.exception.sentence.startswith("nowhere.csv cannot be read")
