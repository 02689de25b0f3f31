"""Pictures of the portfolio table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from coaching.figures._figure import Figure, hex_of, say, sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

GOALS = ("committed", "aspirational", "learning")
MARKERS = {"committed": ("s", "amber"), "aspirational": ("o", "blue"), "learning": ("^", "ink")}


def scores_by_goal() -> Figure:
    """Every scored key result of `data/okr_portfolio.csv` as a dot, one strip per kind of goal (committed,
    aspirational, learning), with the median; computed from the table each time."""
    from coaching.datasets import portfolio, with_scores

    table = with_scores(portfolio())
    scores = {goal: [float(s) for s in table.loc[table["goal"] == goal, "score"].dropna()] for goal in GOALS}
    rows = tuple(
        (
            goal,
            str(len(values)),
            f"{median(values):.2f}",
            f"{min(values):.2f} to {max(values):.2f}",
            str(sum(value == 1 for value in values)),
        )
        for goal, values in scores.items()
    )
    total = sum(map(len, scores.values()))
    return Figure(
        name="scores-by-goal",
        title=f"{total} scores, by the kind of goal that the team wrote down",
        alt="Three strips of dots on a scale from 0 to 1, one dot a key result. "
        + " ".join(
            f"{goal.capitalize()}: {n} key results, median {middle}, {full} at full score."
            for goal, n, middle, _, full in rows
        ),
        columns=("Goal", "Key results", "Median score", "From lowest to highest", "At 1.00"),
        rows=rows,
        source="Data: okr_portfolio.csv, scored by the final target, guardrails left out. The labels are the teams’ "
        "own; some are wrong.",
        draw=partial(_strips, scores),
    )


def _strips(scores: Mapping[str, Sequence[float]]) -> Canvas:
    piles = {goal: Counter(_bin(value) for value in values) for goal, values in scores.items()}
    tops = {goal: max(pile.values()) + 5 for goal, pile in piles.items()}
    canvas, axes = sheet(6.2, rows=3, sharex=True, gridspec_kw={"height_ratios": list(tops.values())})
    canvas.subplots_adjust(left=0.04, right=0.96, top=0.99, bottom=0.1, hspace=0.12)
    ink = hex_of("ink")
    for ax, (goal, pile) in zip(axes, piles.items(), strict=True):
        marker, name = MARKERS[goal]
        middle = median(scores[goal])
        for place, count in sorted(pile.items()):
            ax.plot([place] * count, [i + 0.6 for i in range(count)], linestyle="none", marker=marker, markersize=6,
                    color=hex_of(name))  # fmt: skip
        ax.set(xlim=(-0.04, 1.04), ylim=(0, tops[goal]), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_color(hex_of("rule"))
        ax.tick_params(axis="x", length=0, pad=6)
        say(ax, -0.03, tops[goal] - 2.2, f"{goal.capitalize()} goals", size=11.5, bold=True)
        say(ax, -0.03, tops[goal] - 4.2, f"{len(scores[goal])} key results, median {middle:.2f}", ink="soft")
        ax.plot([middle] * 2, [-0.5, 0.02], color=ink, linewidth=3.5, clip_on=False, zorder=5)
    axes[-1].set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    axes[-1].set_xlabel("score; the short bar on the line is the median", size=10.5, labelpad=8)
    return canvas


def _bin(score: float) -> float:
    """The nearest twentieth, so that dots of equal place stack."""
    return round(score * 20) / 20
