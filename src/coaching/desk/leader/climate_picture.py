"""The picture of a team's climate: a dot for each shown mean, with its interval where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from coaching.desk.leader.our_climate import Climate, named
from coaching.figures._figure import Figure as Picture
from coaching.figures._figure import hex_of, say, sheet
from coaching.survey import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["climate_figure"]

MOST_ROWS: Final = 48
"""Above, the picture shows everybody only, and then only the newest waves; the tables hold all."""

Line: TypeAlias = tuple[str, str, bool, Figure]
"""Group, wave, whether it is the newest wave, and what is shown."""


def climate_figure(climate: Climate) -> Picture | None:
    """One block for each facet, one line for each group and wave that is shown; None if there is none."""
    blocks = _blocks(climate, whole=False)
    if sum(len(lines) for _, lines in blocks) > MOST_ROWS:
        blocks = _blocks(climate, whole=True)
    if not blocks:
        return None
    rows = tuple(
        (facet, group, wave, str(figure.n), _mean(figure), _interval(figure))
        for facet, lines in blocks
        for group, wave, _, figure in lines
    )
    low, high = climate.scale.low, climate.scale.high
    return Picture(
        name="our-climate",
        title="Means by facet, with their intervals of 95 %",
        alt=f"One block for each facet, on a scale from {low} to {high}. "
        + " ".join(
            f"{facet}, {group}, {wave}: {mean}" + (f", interval {interval}." if interval != "–" else ".")
            for facet, group, wave, _, mean, interval in rows
        ),
        columns=("Facet", "Group", "Wave", "Answers", "Mean", "Interval of 95 %"),
        rows=rows,
        source="A line is the interval. An arrow is a cap: the mean lies there or further out.",
        draw=partial(_draw, blocks, low, high),
    )


def _blocks(climate: Climate, whole: bool) -> list[tuple[str, list[Line]]]:
    newest = climate.waves[-1]
    waves = climate.waves[-4:] if whole else climate.waves
    blocks: list[tuple[str, list[Line]]] = []
    for place, facet in enumerate(climate.scale.facets):
        lines = [
            (named(one.by, one.group), one.wave, one.wave == newest, one.facets[place])
            for one in climate.groups
            if one.facets[place].mean is not None and one.wave in waves and not (whole and one.by)
        ]
        if lines:
            blocks.append((facet, lines))
    return blocks


def _mean(figure: Figure) -> str:
    return f"{figure.mean:.1f} {figure.bound}".strip()


def _interval(figure: Figure) -> str:
    return "–" if figure.low is None else f"{figure.low:.1f} to {figure.high:.1f}"


def _draw(blocks: Sequence[tuple[str, Sequence[Line]]], low: int, high: int) -> Canvas:
    rows = sum(len(lines) + 1.15 for _, lines in blocks)
    height = rows * 0.25 + 0.75
    canvas, (ax,) = sheet(height)
    canvas.subplots_adjust(left=0.4, right=0.975, top=1 - 0.06 / height, bottom=0.6 / height)
    ax.set(xlim=(low - 0.15, high + 0.15), ylim=(rows, 0), yticks=[], xticks=range(low, high + 1))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="x", length=0, pad=6)
    ax.set_xlabel("mean", size=10.5, labelpad=6)
    edge = low - 0.15 - (high - low + 0.3) * 0.4 / 0.575 + 0.05
    y = 0.0
    for facet, lines in blocks:
        y += 0.75
        say(ax, edge, y, _short(facet, 44), bold=True)
        for group, wave, newest, figure in lines:
            y += 1
            say(ax, edge + 0.12, y, _short(f"{group}, {wave}", 30), size=9.5, ink="soft")
            ax.plot([low, high], [y, y], color=hex_of("rule"), linewidth=0.6, zorder=0)
            _mark(ax, figure, y, newest)
        y += 0.4
    return canvas


def _mark(ax: Axes, figure: Figure, y: float, newest: bool) -> None:
    """The newest wave is filled and blue, earlier ones are open and amber; a cap is an arrowhead, pointing outwards."""
    assert figure.mean is not None
    ink = hex_of("blue" if newest else "amber")
    if figure.low is not None and figure.high is not None:
        ax.plot([figure.low, figure.high], [y, y], color=ink, linewidth=2.2, solid_capstyle="butt")
    marker = {"": "o", "or higher": ">", "or lower": "<"}[figure.bound]
    ax.plot([figure.mean], [y], marker=marker, markersize=7, color=ink, markeredgewidth=1.6,
            markerfacecolor=ink if newest else hex_of("wash"))  # fmt: skip


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
