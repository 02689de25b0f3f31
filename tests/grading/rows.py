"""Everything that a gradebook says, so that two of them can be compared: every row of every table, with all columns.

Ids are random, so a row says instead what it refers to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import MetaData, Table, create_engine

Row = tuple[tuple[str, Any], ...]


def rows(db_url: str, *, without: Iterable[str] = ()) -> dict[str, list[Row]]:
    """The rows of each table in a fixed order, ids left out, and the columns `without` too (`table.column`)."""
    engine = create_engine(db_url)
    try:
        with engine.connect() as connection:
            tables = MetaData()
            tables.reflect(connection)
            read = {table: connection.execute(table.select()).mappings().all() for table in tables.sorted_tables}
    finally:
        engine.dispose()
    said: dict[tuple[str, str, Any], Row] = {}
    found: dict[str, list[Row]] = {}
    for table, its_rows in read.items():  # what is referred to comes before what refers to it
        found[table.name] = []
        for row in its_rows:
            told = tuple(
                (name, value) for name, value in _columns(table, row, said) if f"{table}.{name}" not in without
            )
            for column in table.columns:
                said.setdefault((table.name, column.name, row[column.name]), told)
            found[table.name].append(told)
        found[table.name].sort(key=repr)
    return found


def _columns(table: Table, row: Any, said: dict[tuple[str, str, Any], Row]) -> Iterable[tuple[str, Any]]:
    for column in table.columns:
        value = row[column.name]
        key = next(iter(column.foreign_keys), None)
        if key is not None:
            yield column.name, said.get((key.column.table.name, key.column.name, value), value)
        elif not re.fullmatch("[0-9a-f]{32}", str(value)):
            yield column.name, value
