"""How far is not how likely: dot plots in which every dot is one result."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING

from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.okr import objective_score, reference_probability

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

# Twenty equally likely results of each of two made-up teams; both means are .70.
_STEADY = "0.52 0.56 0.58 0.61 0.63 0.64 0.66 0.67 0.68 0.69 0.70 0.71 0.72 0.73 0.75 0.77 0.79 0.82 0.86 0.91"
_BOLD = "0.16 0.22 0.27 0.31 0.35 0.40 0.44 0.49 0.54 0.60 0.65 0.71 0.78 0.86 0.95 1.04 1.10 1.24 1.37 1.52"
STEADY, BOLD = _STEADY.split(), _BOLD.split()


def attainment_and_probability() -> Figure:
    """Two teams, each shown as twenty equally likely results: the mean attainment is .70 twice, and the chance to
    reach the target is none in twenty for one team and one in four for the other."""
    teams = {"Steady team": STEADY, "Bold team": BOLD}
    rows = []
    for name, levels in teams.items():
        found = reference_probability(levels, 1)
        mean = objective_score(levels)
        rows.append((name, f"{mean:.2f}", f"{min(levels)} to {max(levels)}", f"{found.hits} of {found.n}"))
    return Figure(
        name="attainment-and-probability",
        title="How far is not how likely",
        alt="Two dot plots of twenty equally likely results each. "
        + " ".join(
            f"{name}: mean {mean}, results from {span}, {hits} reach the target." for name, mean, span, hits in rows
        ),
        columns=("Team", "Mean attainment", "Results", "Reach the target"),
        rows=tuple(rows),
        source="Made-up teams. Each dot is one of twenty equally likely results, on the raw scale: 1 is the target.",
        draw=partial(_two_teams, teams, {row[0]: row[3] for row in rows}),
    )


def reference_dots(at_least: str = "1.0") -> Figure:
    """The past results in `data/reference_class.csv` as one dot each; those that reached `at_least` are marked.

    at_least: the level asked about, a number as text ("0.7", "1.0"); ValueError when it is no number.
    The table twin gives hits, number of cases and the share.
    """
    from coaching.datasets import reference_class

    try:
        level = Decimal(str(at_least).replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"The level {at_least!r} is no number; write it like 0.7.") from None
    levels = [str(value) for value in reference_class()["level"]]
    found = reference_probability(levels, level)
    mean = objective_score(levels)
    return Figure(
        name="reference-dots",
        title=f"{found.n} past results: how many came to {level} or further?",
        alt=f"A dot plot of {found.n} past results, from {min(levels, key=Decimal)} to {max(levels, key=Decimal)}, "
        f"mean {mean:.2f}. {found.hits} of {found.n} reached {level} or more; these dots are filled.",
        columns=("Level", "Reached it", "Past results", "Share"),
        rows=((f"{level} or more", str(found.hits), str(found.n), f"{found.share:.0%}"),),
        source="Data: reference_class.csv. Invented results of key results of one sort, on the raw scale.",
        draw=partial(_one_class, levels, level, found.hits),
    )


def _two_teams(teams: dict[str, list[str]], hits: dict[str, str]) -> Canvas:
    canvas, axes = sheet(5.2, rows=2, sharex=True)
    canvas.subplots_adjust(left=0.04, right=0.96, top=0.97, bottom=0.115, hspace=0.36)
    for ax, (name, levels) in zip(axes, teams.items(), strict=True):
        _dots(ax, levels, Decimal(1), top=8.8)
        say(ax, 0.02, 8.5, name, size=11.5, bold=True)
        say(ax, 1.6, 8.5, f"{hits[name]} reach it", size=11.5, at="right")
    _scale(axes[-1])
    return canvas


def _one_class(levels: list[str], level: Decimal, hits: int) -> Canvas:
    canvas, (ax,) = sheet(3.1)
    canvas.subplots_adjust(left=0.04, right=0.96, top=0.97, bottom=0.19)
    _dots(ax, levels, level, top=11)
    say(ax, 1.6, 10.8, f"{hits} of {len(levels)} came to {level}\nor further", size=11.5, at="right", base="top")
    _scale(ax)
    return canvas


def _dots(ax: Axes, levels: Sequence[str], asked: Decimal, *, top: float) -> None:
    """Stack dots in bins of a tenth; filled ones reached the level asked about, hollow ones did not."""
    blue, amber, ink = hex_of("blue"), hex_of("amber"), hex_of("ink")
    height: dict[Decimal, int] = {}
    for level in sorted(map(Decimal, levels)):
        column = level.quantize(Decimal("0.1"), ROUND_FLOOR)
        height[column] = height.get(column, 0) + 1
        reached = level >= asked
        colour = amber if reached else blue
        ax.plot([float(column) + 0.05], [height[column] - 0.4], marker="o", markersize=9.5, color=colour,
                markerfacecolor=colour if reached else "none", markeredgewidth=1.6)  # fmt: skip
    mean = float(objective_score(levels))
    ax.plot([mean, mean], [-0.35, 0], color=ink, linewidth=2, clip_on=False)
    ax.plot([mean], [-0.12], marker="^", markersize=8, color=ink, clip_on=False, zorder=4)
    ax.plot([float(asked)] * 2, [0, top - 2.0], color=ink, linewidth=1.6, linestyle=(0, (4, 3)))
    say(ax, float(asked) + 0.02, top - 2.2, "target" if asked == 1 else str(asked), ink="soft")
    say(ax, mean, -0.62, f"mean {mean:.2f}", at="center", base="top")
    ax.set(ylim=(0, top), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="x", labelbottom=False)


def _scale(ax: Axes) -> None:
    ax.set(xlim=(0, 1.62))
    ax.set_xticks([0, 0.5, 1, 1.5], ["0", "0.5", "1", "1.5"])
    ax.tick_params(axis="x", labelbottom=True)
    ax.set_xlabel("attainment (raw score)", size=10.5, labelpad=10)
