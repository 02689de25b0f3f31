"""Files as people bring them, made in memory: text in any encoding, and workbooks that a spreadsheet could have "
"saved."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEAD = ("Objective", "Key result", "Goal", "Kind", "Baseline", "Target", "Actual")
WAIT = ("Serve sooner", "Wait falls", "aspirational", "decrease", 24, 12, 15)
FORMS = ("Serve sooner", "Forms online", "aspirational", "increase", 35, 55, 45)
GOOD = (HEAD, WAIT, FORMS)
GOOD_SCORES = {"Wait falls": "0.75", "Forms online": "0.50"}


def text(rows: Iterable[Sequence[object]], separator: str = ",", end: str = "\n") -> str:
    """A CSV text without quotation marks: what stands in the cells stands in the file."""
    return "".join(separator.join("" if cell is None else str(cell) for cell in row) + end for row in rows)


def with_row(*cells: object) -> bytes:
    """The good table with one more row, 4, as CSV."""
    return text((*GOOD, cells)).encode()


def book(*sheets: Sequence[Sequence[object]], mend: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook with these sheets; `mend` does something to the first of them before it is saved."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
    if mend:
        mend(made.worksheets[0])
    return saved(made)


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A zip file again, with some of its parts changed; a part that is not there yet is made from nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *changes)):
            part = old.read(name) if name in old.namelist() else b""
            new.writestr(name, changes[name](part) if name in changes else part)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    """A zip file of these parts; two underscores in a name stand for a slash, one between words for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_results(data: bytes, results: Mapping[str, str]) -> bytes:
    """The workbook as a spreadsheet program saves it: formulas with their results beside them."""

    def calculated(part: bytes) -> bytes:
        xml = part.decode()
        for cell, result in results.items():
            xml, count = re.subn(
                rf'(<c r="{cell}"[^>]*>\s*<f>[^<]*</f>\s*)<v\s*/?>(?:</v>)?', rf"\1<v>{result}</v>", xml
            )
            assert count == 1, (cell, xml)
        return xml.encode()

    return repacked(data, {SHEET: calculated})


def sheet_xml(rows: str, head: str = "") -> bytes:
    """A workbook whose first sheet is this XML; `head` stands before its root."""
    xml = (
        f'<?xml version="1.0"?>{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return repacked(book(GOOD), {SHEET: lambda _: xml.encode()})


def rows_xml(rows: Iterable[Sequence[object]]) -> str:
    """Rows of a sheet as XML, all cells as texts in their place."""
    return "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
