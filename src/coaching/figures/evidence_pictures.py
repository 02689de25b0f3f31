"""What research says about difficulty, and when a stretch goal fits: two schematic pictures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.figures._grid import four_fields, placed, with_who

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

PERFORMANCE = ("weak", "strong")
SLACK = ("little", "ample")
ADVICE = {
    ("strong", "ample"): ("Stretch goal", "fits best, often avoided"),
    ("strong", "little"): ("Moderate goal", "make room first"),
    ("weak", "ample"): ("Moderate goal", "try small, then more"),
    ("weak", "little"): ("Small wins", "stretch tempts most here"),
}
"""Field of the grid -> (the goal that fits, a remark)."""


def difficulty_curve() -> Figure:
    """A schematic, and labelled so: performance against goal difficulty rises until ability or commitment gives out,
    while the spread of results widens (Locke & Latham 2002, as reported; Gary, Yang, Yetton & Sterman 2017)."""
    return Figure(
        name="difficulty-curve",
        title="Harder helps, until it does not (a schematic, not data)",
        alt="A schematic curve without numbers. From easy to hard goals, typical results rise. Where ability or "
        "commitment gives out, the curve bends down. A band around it, the spread of results, grows wider and wider to "
        "the right.",
        columns=("Goal", "Typical result", "Spread of results", "Source"),
        rows=(
            ("Easy", "lowest", "narrow", "Locke & Latham 2002"),
            ("Hard and specific", "rises with difficulty", "moderate", "Locke & Latham 2002"),
            ("Beyond ability or commitment", "no higher, then falls", "wide", "Locke & Latham 2002"),
            ("Stretch", "no gain on average", "wide; a few win big, many give up", "Gary et al. 2017"),
        ),
        source="Schematic. Directions from Locke & Latham (2002), American Psychologist 57, as reported, and Gary, "
        "Yang, Yetton & Sterman (2017), Organization Science 28; the shape and sizes are ours.",
        draw=_curve,
    )


def _curve() -> Canvas:
    import numpy as np

    canvas, (ax,) = sheet(4.2)
    canvas.subplots_adjust(left=0.075, right=0.98, top=0.97, bottom=0.09)
    blue, amber = hex_of("blue"), hex_of("amber")
    x = np.linspace(0, 10, 121)
    peak = 5.8
    typical = np.where(x < peak, 2.2 + 3.4 * np.sin(np.pi / 2 * x / peak), 5.6 - 0.11 * (x - peak) ** 2)
    spread = 0.35 + 0.05 * x + 0.034 * x**2
    ax.fill_between(x, typical - 0.85 * spread, typical + spread, color=blue, alpha=0.18, linewidth=0)
    ax.plot(x, typical + spread, color=blue, linewidth=1, linestyle=(0, (2, 3)))
    ax.plot(x, typical - 0.85 * spread, color=blue, linewidth=1, linestyle=(0, (2, 3)))
    ax.plot(x, typical, color=blue, linewidth=3)
    ax.plot([peak, peak], [0, 5.6], color=amber, linewidth=1.6, linestyle=(0, (4, 3)))
    ax.plot([peak], [5.6], marker="o", markersize=9, color=amber)
    ax.set(xlim=(0, 10.05), ylim=(0, 10), xticks=[], yticks=[])
    say(ax, peak - 0.2, 0.75, "ability or commitment\ngives out here", at="right")
    say(ax, 0.35, 9.45, "dotted: the spread of results", ink="soft")
    say(ax, 0.35, 8.7, "line: the typical result")
    say(ax, 8.0, 6.75, "wider spread,\nno gain\non average", at="center")
    ax.set_xlabel("goal difficulty  →", size=10.5, labelpad=7)
    ax.set_ylabel("result  →", size=10.5, labelpad=7)
    return canvas


def sitkin_grid(places: Mapping[str, tuple[str, str]] | None = None) -> Figure:
    """Recent performance against slack, and which goal fits in each of the four fields (after Sitkin et al. 2011).

    places: who stands where, for example {"Clinic A": ("weak", "little")}; the first word is recent performance
    ("weak" or "strong"), the second slack ("little" or "ample"); ValueError for any other word.
    None draws the empty grid.
    """
    where = placed(places, ADVICE, "(weak or strong) for performance and (little or ample) for slack")
    columns, rows = with_who(
        ("Recent performance", "Slack", "Goal that fits", "Remark"),
        [(*field, *advice) for field, advice in ADVICE.items()],
        where,
    )
    return Figure(
        name="sitkin-grid",
        title="When to stretch: recent performance and slack",
        alt="A grid of four fields. "
        + " ".join(
            f"{row[0].capitalize()} recent performance and {row[1]} slack: {row[2].lower()}, {row[3]}"
            + (f"; here stand {row[4]}." if places and row[4] != "–" else ".")
            for row in rows
        ),
        columns=columns,
        rows=rows,
        source="After Sitkin et al. (2011), Academy of Management Review 36, and Sitkin, Miller & See (2017), "
        "Harvard Business Review 95. The two middle fields are this course’s reading.",
        draw=partial(_grid, {field: tuple(names) for field, names in where.items()}),
    )


def _grid(where: Mapping[tuple[str, str], tuple[str, ...]]) -> Canvas:
    height = 4.5 if any(where.values()) else 3.4
    canvas, ax = four_fields(
        height, ("slack: time, money and people to spare", SLACK), ("recent performance", PERFORMANCE)
    )
    for field, names in where.items():
        _field(ax, field, names)
    return canvas


def _field(ax: Axes, field: tuple[str, str], names: tuple[str, ...]) -> None:
    left, low = SLACK.index(field[1]), PERFORMANCE.index(field[0])
    blue, ink = hex_of("blue"), hex_of("ink")
    stretch = field == ("strong", "ample")
    low_end = field == ("weak", "little")
    edge = blue if stretch else hex_of("amber") if low_end else hex_of("rule")
    ax.fill([left + 0.02, left + 0.98, left + 0.98, left + 0.02], [low + 0.02, low + 0.02, low + 0.98, low + 0.98],
            facecolor=edge, alpha=0.14, linewidth=0)  # fmt: skip
    ax.plot([left + 0.02, left + 0.98, left + 0.98, left + 0.02, left + 0.02],
            [low + 0.02, low + 0.02, low + 0.98, low + 0.98, low + 0.02], color=edge, linewidth=1.6)  # fmt: skip
    goal, remark = ADVICE[field]
    say(ax, left + 0.07, low + 0.86, goal, size=12, bold=True)
    say(ax, left + 0.07, low + 0.72, remark, ink="soft", size=10)
    for i, name in enumerate(names):
        ax.plot([left + 0.1], [low + 0.53 - 0.14 * i], marker="s", markersize=6, color=ink)
        say(ax, left + 0.155, low + 0.53 - 0.14 * i, name)
