"""The two pictures of "What did they not understand?", each with its table twin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from coaching.desk.coach.analysis import ItemFigures, ModuleFigures
from coaching.desk.coach.pieces import label
from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.gain import Calibration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["confidence_and_result", "difficulty_and_discrimination"]


def difficulty_and_discrimination(found: ModuleFigures) -> Figure | None:
    """Each item as its number, at its mean credit and its discrimination; None where no item has both."""
    drawn = [
        (number, one)
        for number, one in enumerate(found.items, start=1)
        if one.difficulty is not None and one.discrimination is not None
    ]
    if not drawn:
        return None
    below = [f"{number} ({one.title})" for number, one in drawn if (one.discrimination or 0) < 0]
    hardest = min(drawn, key=lambda pair: pair[1].difficulty or 0)
    return Figure(
        name=f"items-{found.assignment}",
        title=f"{label(found.assignment)}: how far people came in each item, and how it tells them apart",
        alt=f"{len(drawn)} numbered dots. To the right: more people are there. Up: who is further elsewhere is further "
        f"here. The least are there in item {hardest[0]}, {hardest[1].title}. "
        + (f"Below zero, where the key is to be asked first: {', '.join(below)}." if below else "None is below zero."),
        columns=("Item", "Title", "Mean credit", "Discrimination"),
        rows=tuple(
            (str(number), one.title, f"{one.difficulty:.2f}", signed(one.discrimination)) for number, one in drawn
        ),
        source="Discrimination: correlation with the credit in the other items.",
        draw=partial(_items, drawn),
    )


def confidence_and_result(found: ModuleFigures) -> Figure | None:
    """How sure people said they were, and how much of that was there; None without answers that say so."""
    sure = found.sure
    if sure is None:
        return None
    return Figure(
        name=f"sureness-{found.assignment}",
        title=f"{label(found.assignment)}: how sure people were, and what was there",
        alt="A dot for each sureness that was said. On the line from corner to corner both are the same; below it "
        "people were surer than what was there. "
        + " ".join(f"Said {said:.0%}: {came:.0%} there, {n} answers." for said, came, n in sure.steps),
        columns=("Said", "There", "Answers"),
        rows=tuple((f"{said:.0%}", f"{came:.0%}", str(n)) for said, came, n in sure.steps),
        source=f"Brier score {sure.brier:.2f}: 0 is best, always saying 50 % gives 0.25.",
        draw=partial(_sureness, sure),
    )


def signed(number: float | None) -> str:
    """Two decimals with a true minus sign; a dash where there is no number."""
    return "–" if number is None else f"{number:.2f}".replace("-", "−")


# ---------------------------------------------------------------------------------------------------------------------


def _items(drawn: list[tuple[int, ItemFigures]]) -> Canvas:
    canvas, (ax,) = sheet(3.9)
    canvas.subplots_adjust(left=0.13, right=0.98, top=0.97, bottom=0.15)
    lowest = min(-0.1, *(one.discrimination or 0 for _, one in drawn)) - 0.08
    highest = max(0.5, *(one.discrimination or 0 for _, one in drawn)) + 0.08
    ax.set(xlim=(-0.04, 1.04), ylim=(lowest, highest), xlabel="mean credit", ylabel="discrimination")
    ax.axhline(0, color=hex_of("soft"), linewidth=1, linestyle=(0, (4, 3)))
    for number, one in drawn:
        x, y = one.difficulty or 0.0, one.discrimination or 0.0
        marker, ink = ("v", "amber") if y < 0 else ("o", "blue")
        ax.plot([x], [y], marker=marker, markersize=6, color=hex_of(ink), linestyle="none")
        ax.annotate(str(number), (x, y), xytext=(5, 4), textcoords="offset points", color=hex_of("ink"), size=9.5)
    return canvas


def _sureness(sure: Calibration) -> Canvas:
    canvas, (ax,) = sheet(3.6)
    canvas.subplots_adjust(left=0.17, right=0.97, top=0.97, bottom=0.16)
    _shares(ax)
    ax.plot([0, 1], [0, 1], color=hex_of("soft"), linewidth=1, linestyle=(0, (4, 3)))
    largest = max(n for _, _, n in sure.steps)
    for said, came, n in sure.steps:
        size = 4 + 7 * (n / largest) ** 0.5
        ax.plot([said], [came], marker="o", markersize=size, color=hex_of("blue"), linestyle="none", zorder=3)
    say(ax, 0.97, 0.06, "surer than what was there", ink="soft", size=9.5, at="right")
    say(ax, 0.03, 0.94, "more there than they thought", ink="soft", size=9.5)
    return canvas


def _shares(ax: Axes) -> None:
    steps = [0, 0.25, 0.5, 0.75, 1]
    ax.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xlabel="how sure they said they were", ylabel="share there")
    ax.set_xticks(steps, [f"{step:.0%}" for step in steps])
    ax.set_yticks(steps, [f"{step:.0%}" for step in steps])
