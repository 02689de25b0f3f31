"""What figures with fields share: who stands in which field, and the table twin that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Field: TypeAlias = tuple[str, str]
Where: TypeAlias = dict[Field, list[str]]


def placed(places: Mapping[str, Field] | None, fields: Iterable[Field], words: str) -> Where:
    """Who stands in each field, in the order given; ValueError, telling what to say, for a field that is not there."""
    where: Where = {field: [] for field in fields}
    for name, field in (places or {}).items():
        if field not in where:
            raise ValueError(f"{name!r} stands at {field!r}; say {words}.")
        where[field].append(name)
    return where


def with_who(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], where: Where
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Columns and rows of the table twin; when anybody is placed, with a last column that says who.

    The first two cells of a row name its field.
    """
    if not any(where.values()):
        return columns, tuple(rows)
    return (*columns, "Who"), tuple((*row, ", ".join(where[row[0], row[1]]) or "–") for row in rows)
