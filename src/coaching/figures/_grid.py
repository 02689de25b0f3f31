"""What figures with fields share: the frame, who stands in which field, and the table twin that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from coaching.figures._figure import sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

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


def four_fields(height: float, across: tuple[str, Sequence[str]], up: tuple[str, Sequence[str]]) -> tuple[Canvas, Axes]:
    """An empty frame of two by two fields, each one unit wide, `height` inches tall in all.

    `across` and `up` are each a label and its two levels, the lower one first.
    """
    canvas, (ax,) = sheet(height)
    canvas.subplots_adjust(left=0.1, right=0.985, top=0.985, bottom=0.59 / height)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set(xlim=(0, 2), ylim=(0, 2), xticks=[0.5, 1.5], yticks=[0.5, 1.5])
    ax.set_xticklabels(across[1])
    ax.set_yticklabels(up[1], rotation=90, va="center")
    ax.tick_params(length=0, pad=5, labelsize=10.5)
    ax.set_xlabel(across[0], size=10.5, labelpad=6)
    ax.set_ylabel(up[0], size=10.5, labelpad=6)
    return canvas, ax
