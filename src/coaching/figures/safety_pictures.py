"""Two axes and four zones, two logs that say less than they seem to, and where more safety stops helping."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING

from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.figures._grid import four_fields
from coaching.safety import ZONES, occurred, zone

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

LEVELS = ("low", "high")
LOGS: dict[str, int] = {"Ward X": 24, "Ward Y": 9}
WORLDS: tuple[tuple[str, str], ...] = (("0.8", "0.8"), ("0.8", "0.2"), ("0.6", "0.6"))
"""Shares of errors that ward X and ward Y report, in three worlds that fit the same two logs."""


# --- two axes ---------------------------------------------------------------------------------------------------------


def safety_zones(places: Mapping[str, tuple[str, str]] | None = None) -> Figure:
    """Psychological safety against standards, and the four zones (after Edmondson).

    places: who stands where, as {"Team A": ("high", "low")}; first safety, then standards, each "low" or "high".
    Raises ValueError for any other word.
    """
    where: dict[tuple[str, str], list[str]] = {field: [] for field in ZONES}
    for name, levels in (places or {}).items():
        zone(*levels)
        where[levels].append(name)
    columns: tuple[str, ...] = ("Safety", "Standards", "Zone", "What a visitor notices")
    rows: list[tuple[str, ...]] = [(*field, here.name, here.seen) for field, here in ZONES.items()]
    if places:
        columns = (*columns, "Who")
        rows = [(*row, ", ".join(where[row[0], row[1]]) or "–") for row in rows]
    return Figure(
        name="safety-zones",
        title="Safety is one axis, standards are another",
        alt="A grid of four fields. "
        + " ".join(
            f"Safety {row[0]}, standards {row[1]}: {row[2]}, {row[3]}"
            + (f"; here stand {row[4]}." if places and row[4] != "–" else ".")
            for row in rows
        ),
        columns=columns,
        rows=tuple(rows),
        source="After Edmondson (2008 and later), as reported. The words in the fields are ours.",
        draw=partial(_zones, {field: tuple(names) for field, names in where.items()}),
    )


def _zones(where: Mapping[tuple[str, str], tuple[str, ...]]) -> Canvas:
    height = 4.1 if any(where.values()) else 3.4
    canvas, ax = four_fields(
        height, ("standards: what is asked of the work  →", LEVELS), ("psychological safety  →", LEVELS)
    )
    for field, names in where.items():
        _field(ax, field, names)
    return canvas


def _field(ax: Axes, field: tuple[str, str], names: tuple[str, ...]) -> None:
    left, low = LEVELS.index(field[1]), LEVELS.index(field[0])
    learning, here = field == ("high", "high"), ZONES[field]  # type: ignore[index]
    edge = hex_of("blue" if learning else "amber" if field == ("low", "high") else "rule")
    ax.fill([left + 0.02, left + 0.98, left + 0.98, left + 0.02], [low + 0.02, low + 0.02, low + 0.98, low + 0.98],
            facecolor=edge, alpha=0.14, linewidth=0)  # fmt: skip
    ax.plot([left + 0.02, left + 0.98, left + 0.98, left + 0.02, left + 0.02],
            [low + 0.02, low + 0.02, low + 0.98, low + 0.98, low + 0.02], color=edge, linewidth=1.6)  # fmt: skip
    say(ax, left + 0.07, low + 0.85, here.name.capitalize(), size=12, bold=True)
    first, second = here.seen.split(", ", 1)
    say(ax, left + 0.07, low + 0.7, f"{first},", ink="soft", size=10)
    say(ax, left + 0.07, low + 0.58, second, ink="soft", size=10)
    for i, name in enumerate(names):
        ax.plot([left + 0.1], [low + 0.38 - 0.15 * i], marker="s", markersize=6, color=hex_of("ink"))
        say(ax, left + 0.155, low + 0.38 - 0.15 * i, name)


# --- two logs ---------------------------------------------------------------------------------------------------------


def two_logs() -> Figure:
    """Ward X with 24 reports and ward Y with 9, in three worlds that fit the same logs: reports, and errors behind."""
    rows = []
    for place, shares in enumerate(WORLDS, start=1):
        for (ward, reports), told in zip(LOGS.items(), shares, strict=True):
            whole = Decimal(told) * 100
            rows.append((str(place), ward, str(reports), f"{whole:.0f} %", _whole(occurred(reports, told))))
    said = " ".join(
        f"World {p}, {ward}: {r} reports, {share} told, {events} errors." for p, ward, r, share, events in rows
    )
    return Figure(
        name="two-logs",
        title="The same two logs in three worlds",
        alt=f"Three pairs of bars. The full part, the reports, is the same in all three. {said}",
        columns=("World", "Ward", "Reports", "Share that is told", "Errors that happened"),
        rows=tuple(rows),
        source="",
        draw=_logs,
    )


def _whole(number: Decimal) -> str:
    return str(number.quantize(Decimal(1), ROUND_HALF_UP))


def _logs() -> Canvas:
    canvas, axes = sheet(3.3, columns=3, sharey=True)
    canvas.subplots_adjust(left=0.1, right=0.985, top=0.86, bottom=0.16, wspace=0.22)
    for place, (ax, shares) in enumerate(zip(axes, WORLDS, strict=True), start=1):
        for at, ((_, reports), told) in enumerate(zip(LOGS.items(), shares, strict=True)):
            events = float(occurred(reports, told))
            ax.bar([at], [reports], width=0.62, color=hex_of("blue"))
            ax.bar([at], [events - reports], bottom=[reports], width=0.62, facecolor="none", edgecolor=hex_of("amber"),
                   hatch="///", linewidth=1.4)  # fmt: skip
            say(ax, at, events + 2.4, _whole(occurred(reports, told)), at="center", bold=True)
        ax.set(xlim=(-0.6, 1.6), ylim=(0, 52), xticks=[0, 1], yticks=[0, 20, 40])
        ax.set_xticklabels([name.removeprefix("Ward ") for name in LOGS])
        ax.set_title(f"World {place}", size=10.5, color=hex_of("ink"), pad=8)
        if place > 1:
            ax.spines["left"].set_visible(False)
            ax.tick_params(axis="y", length=0)
    canvas.text(0.1, 0.02, "full: reported   hatched: happened, and not reported", size=10, color=hex_of("soft"))
    return canvas


# --- where more safety stops helping ----------------------------------------------------------------------------------


def safety_limits() -> Figure:
    """A schematic, and labelled so: routine performance against safety, with and without answering to one another
    (direction from Eldor, Hodor and Cappelli 2023; shape and sizes are ours)."""
    return Figure(
        name="safety-limits",
        title="Routine work: more safety helps up to a point (a schematic, not data)",
        alt="Two schematic curves without numbers. Both rise from low to moderate safety. Then the curve for teams "
        "whose members do not answer to one another bends down. The curve for teams whose members do answer to one "
        "another stays up.",
        columns=("Team", "Low to moderate safety", "Moderate to high safety"),
        rows=(
            ("Members answer to one another", "routine performance rises", "it does not fall"),
            ("They do not", "routine performance rises", "it falls"),
        ),
        source="Schematic. Direction from Eldor, Hodor and Cappelli (2023), five studies of routine, in-role work; the "
        "shape and sizes are ours.",
        draw=_limits,
    )


def _limits() -> Canvas:
    import numpy as np

    canvas, (ax,) = sheet(3.4)
    canvas.subplots_adjust(left=0.075, right=0.98, top=0.97, bottom=0.11)
    blue, amber = hex_of("blue"), hex_of("amber")
    x = np.linspace(0, 10, 121)
    peak = 5.2
    rise = 2.2 + 4.4 * np.sin(np.pi / 2 * np.minimum(x, peak) / peak)
    ax.plot(x, rise + 0.06 * np.maximum(0, x - peak), color=blue, linewidth=3)
    fall = np.where(x < peak, np.nan, rise - 0.13 * (x - peak) ** 2)
    ax.plot(x, fall, color=amber, linewidth=3, linestyle=(0, (4, 2)))
    ax.set(xlim=(0, 10.05), ylim=(0, 9), xticks=[], yticks=[])
    say(ax, 9.9, 7.75, "they answer to one another", at="right")
    say(ax, 8.0, 3.6, "they do not", at="right")
    ax.set_xlabel("psychological safety  →", size=10.5, labelpad=7)
    ax.set_ylabel("routine performance  →", size=10.5, labelpad=7)
    return canvas
