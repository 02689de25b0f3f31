"""A person's table file, read forgivingly: CSV, TSV or Excel in, cells that know where they stand out.

1. ``formats``   which kind of file it is, and for one that cannot be read, what to save instead
2. ``csv_text``  text of any encoding and separator, as rows
3. ``workbook``  an Excel workbook, as rows: bounded in size, nothing in it is run or fetched
4. ``headings``  the row that names the columns, found by what the names mean
5. ``numbers``   numbers as people write them, decided by their column

`read_table` goes through all of it. A whole file that cannot be meant is one sentence (`CourseProblem`); a single cell
that cannot be meant is a `CellProblem`, which names the cell, and the caller goes on with the other rows.
"""

from coaching.tables.cells import Cell, CellProblem, letter, plain, quoted, shortened
from coaching.tables.formats import MOST_BYTES, bytes_of
from coaching.tables.headings import Column, Row, Table, read_table
from coaching.tables.numbers import Number, NumberReader, in_one_unit, yes_or_no

__all__ = [
    "MOST_BYTES",
    "Cell",
    "CellProblem",
    "Column",
    "Number",
    "NumberReader",
    "Row",
    "Table",
    "bytes_of",
    "in_one_unit",
    "letter",
    "plain",
    "quoted",
    "read_table",
    "shortened",
    "yes_or_no",
]
