"""How sure people were against what was there, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.gain import Calibration

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

FORMS = (("before", "blue", "o"), ("after", "amber", "s"))
"""Each form with its ink and its mark, so that colour only repeats the shape."""


def calibration_picture(before: Calibration, after: Calibration) -> Figure:
    """The share that was there for each confidence that people named, in both forms; on the line the two fit."""
    steps = {"before": _by_confidence(before), "after": _by_confidence(after)}
    said = sorted(steps["before"].keys() | steps["after"].keys())
    return Figure(
        name="calibration",
        title="How sure people were, and how much of it was there",
        alt="Confidence from left to right, the share of answers that were there from bottom to top. Marks on the "
        "slanting line fit; marks below it were too sure. "
        + " ".join(f"{when.capitalize()}: {_in_words(found)}." for when, found in steps.items()),
        columns=("How sure", "There, before", "Answers", "There, after", "Answers"),
        rows=tuple(
            (_percent(sure), *_cells(steps["before"].get(sure)), *_cells(steps["after"].get(sure))) for sure in said
        ),
        source="",
        draw=partial(_draw, steps),
    )


def _by_confidence(found: Calibration) -> dict[float, tuple[float, int]]:
    return {said: (share, count) for said, share, count in found.steps}


def _cells(step: tuple[float, int] | None) -> tuple[str, str]:
    return ("–", "0") if step is None else (_percent(step[0]), str(step[1]))


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _in_words(steps: Mapping[float, tuple[float, int]]) -> str:
    """What came of the least and of the most that was said; all steps stand in the table."""
    ends = dict.fromkeys((min(steps), max(steps)))
    return ", ".join(f"of answers given with {_percent(said)}, {_percent(steps[said][0])} were there" for said in ends)


def _draw(steps: Mapping[str, Mapping[float, tuple[float, int]]]) -> Canvas:
    canvas, (ax,) = sheet(4.0)
    ax.plot([0, 1], [0, 1], color=hex_of("soft"), linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    say(ax, 0.3, 0.345, "the two fit", ink="soft", size=9, at="right")
    most = max(count for found in steps.values() for _, count in found.values())
    for when, ink, mark in FORMS:
        found = steps[when]
        ax.plot(list(found), [share for share, _ in found.values()], color=hex_of(ink), linewidth=1.2, zorder=2)
        ax.scatter(
            list(found),
            [share for share, _ in found.values()],
            s=[25 + 110 * count / most for _, count in found.values()],
            color=hex_of(ink),
            marker=mark,
            zorder=3,
            label=when,
        )
    ax.set_xlim(0, 1.04)
    ax.set_ylim(0, 1.04)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, [_percent(tick) for tick in ticks])
    ax.set_yticks(ticks, [_percent(tick) for tick in ticks])
    ax.set_xlabel("how sure people were")
    ax.set_ylabel("share that was there")
    ax.legend(loc="upper left", frameon=False, labelcolor=hex_of("ink"), markerscale=0.7)
    canvas.tight_layout()
    return canvas
