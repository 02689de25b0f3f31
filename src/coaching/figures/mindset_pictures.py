"""Situations that pull, people in a hundred, and how much programmes have done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.mindset import TRIGGERS, above_old_middle, people

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

SIZES = (0.05, 0.11, 0.33, 0.67)


# --- four situations --------------------------------------------------------------------------------------------------


def four_triggers() -> Figure:
    """The four situations, each with the response that it easily brings and the one that is open as well: both belong
    to the situation, and to everybody in it (situations after Murphy 2024; responses and wording are ours)."""
    rows = tuple((t.name, t.moment, t.fixed, t.growth, t.pull) for t in TRIGGERS.values())
    return Figure(
        name="four-triggers",
        title="One person, four situations, two ways out of each",
        alt="Four roads, one under the other. On each the same person stands at a fork. "
        + " ".join(f"{t.name}: the easy way is “{t.fixed}”, the other “{t.growth}”" for t in TRIGGERS.values()),
        columns=("Situation", "Moment", "The way that fear takes", "The way that curiosity takes", "What helps"),
        rows=rows,
        source="Situations after Murphy (2024), Cultures of Growth, as reported. Responses and drawing are ours.",
        draw=_roads,
    )


def _roads() -> Canvas:
    canvas, axes = sheet(6.1, rows=4)
    canvas.subplots_adjust(left=0.01, right=0.99, top=0.995, bottom=0.005, hspace=0.02)
    for ax, trigger in zip(axes, TRIGGERS.values(), strict=True):
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.set(xlim=(0, 10), ylim=(0, 4), xticks=[], yticks=[])
        say(ax, 0.1, 3.5, trigger.name, size=11.5, bold=True)
        say(ax, 0.1, 2.82, trigger.moment, ink="soft", size=10)
        _fork(ax)
        say(ax, 5.0, 2.05, trigger.growth, size=10.5)
        say(ax, 5.0, 0.62, trigger.fixed, size=10.5)
        ax.plot([0.1, 9.9], [0.05, 0.05], color=hex_of("rule"), linewidth=0.8)
    return canvas


def _fork(ax: Axes) -> None:
    """A person on a road that divides: up and solid with a hollow end, down and dashed with a filled end."""
    import numpy as np

    blue, amber, ink = hex_of("blue"), hex_of("amber"), hex_of("ink")
    ax.plot([0.9, 2.1], [1.3, 1.3], color=hex_of("soft"), linewidth=2.4)
    step = np.linspace(0, 1, 30)
    ease = step * step * (3 - 2 * step)
    ax.plot(2.1 + 2.4 * step, 1.3 + 0.75 * ease, color=blue, linewidth=2.4)
    ax.plot(2.1 + 2.4 * step, 1.3 - 0.68 * ease, color=amber, linewidth=2.4, linestyle=(0, (3, 1.6)))
    ax.plot([4.6], [2.05], marker="o", markersize=8, color=blue, markerfacecolor="none", markeredgewidth=2)
    ax.plot([4.6], [0.62], marker="s", markersize=7, color=amber)
    ax.plot([0.75], [1.75], marker="o", markersize=7, color=ink)
    ax.fill([0.48, 1.02, 0.93, 0.57], [0.92, 0.92, 1.42, 1.42], color=ink, linewidth=0)


# --- people in a hundred ----------------------------------------------------------------------------------------------


def people_in_hundred() -> Figure:
    """For four effect sizes, a hundred people in rows: those above the old middle, and of them those beyond the fifty
    who would be there without any effect. Every count is computed by `coaching.mindset`."""
    above = {d: people(above_old_middle(d)) for d in SIZES}
    return Figure(
        name="people-in-hundred",
        title="Of a hundred people, how many end above the old middle?",
        alt="Four blocks of a hundred dots. Fifty in each are above the middle anyway. "
        + " ".join(f"At d = {d:.2f} it is {count}, so {count - 50} more." for d, count in above.items()),
        columns=("Effect size d", "Above the old middle", "Without any effect", "More"),
        rows=tuple((f"{d:.2f}", str(count), "50", str(count - 50)) for d, count in above.items()),
        source="Computed for two bell curves of the same width (Cohen’s U3).",
        draw=partial(_blocks, above),
    )


def _blocks(above: dict[float, int]) -> Canvas:
    canvas, axes = sheet(4.9, rows=2, columns=2)
    canvas.subplots_adjust(left=0.02, right=0.98, top=0.985, bottom=0.02, wspace=0.1, hspace=0.05)
    blue, amber, soft = hex_of("blue"), hex_of("amber"), hex_of("soft")
    for ax, (d, count) in zip(axes, above.items(), strict=True):
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.set(xlim=(-0.6, 9.6), ylim=(-10.2, 2.6), xticks=[], yticks=[])
        _dots(ax, range(50), marker="o", markersize=6.2, color=blue)
        _dots(ax, range(50, count), marker="D", markersize=6.2, color=amber)
        _dots(ax, range(count, 100), marker="o", markersize=5.4, color=soft, markerfacecolor="none")
        say(ax, -0.35, 1.75, f"d = {d:.2f}", size=11.5, bold=True)
        say(ax, 9.4, 1.75, f"{count} of 100", size=11.5, at="right")
    return canvas


def _dots(ax: Axes, places: range, **look: Any) -> None:
    """Dots at these places of a square of ten by ten, row by row from the top."""
    ax.plot([i % 10 for i in places], [-(i // 10) for i in places], linestyle="none", **look)


# --- what programmes did ----------------------------------------------------------------------------------------------


def mindset_effects() -> Figure:
    """Published average effects with their intervals (`data/mindset_effects.csv`), and each as people in a hundred."""
    from coaching.datasets import mindset_effects as table

    effects: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in table().to_dict("records")]
    rows = tuple(
        (
            f"{e['study']} {e['year']}",
            f"{e['outcome']}; {e['who']}",
            f"{e['d']:.2f}",
            _interval(e["low"], e["high"]),
            _interval(e["next_low"], e["next_high"]),
            f"{people(above_old_middle(e['d']))} of 100",
        )
        for e in effects
    )
    return Figure(
        name="mindset-effects",
        title="What growth-mindset programmes changed, on average",
        alt="Seven dots with lines, one under the other, on a scale of effect sizes. "
        + " ".join(f"{what}: {d}, interval {span}." for _, what, d, span, _, _ in rows),
        columns=("Source", "On what, for whom", "d", "95 % interval", "Next programme", "Above the old middle"),
        rows=rows,
        source="Data: mindset_effects.csv, with all sources. Dot: average; thick line: its interval; thin line: where "
        "the next programme may land, if the authors say. No line: we have no interval.",
        draw=partial(_forest, effects),
    )


def _interval(low: float, high: float) -> str:
    return "–" if low != low else f"{low:.2f} to {high:.2f}".replace("-", "−")


def _forest(effects: list[dict[str, Any]]) -> Canvas:
    canvas, (ax,) = sheet(0.72 * len(effects) + 0.8)
    canvas.subplots_adjust(left=0.03, right=0.97, top=0.985, bottom=0.12)
    ax.spines["left"].set_visible(False)
    blue, ink, soft = hex_of("blue"), hex_of("ink"), hex_of("soft")
    for i, e in enumerate(effects):
        y = len(effects) - 1 - i
        say(ax, -0.6, y + 0.42, f"{e['outcome']}", size=10.5, bold=True)
        say(ax, 1.75, y + 0.42, f"{e['who']}", size=9.5, ink="soft", at="right")
        ax.plot([0, 0], [y - 0.28, y + 0.2], color=soft, linewidth=1.2)
        say(ax, 1.75, y, f"{people(above_old_middle(e['d']))} of 100", size=10.5, at="right")
        if e["next_low"] == e["next_low"]:
            ax.plot([e["next_low"], e["next_high"]], [y, y], color=blue, linewidth=1.2)
        if e["low"] == e["low"]:
            ax.plot([e["low"], e["high"]], [y, y], color=blue, linewidth=4, alpha=0.75)
        ax.plot([e["d"]], [y], marker="o", markersize=8, color=ink)
    ax.set(xlim=(-0.62, 1.77), ylim=(-0.75, len(effects) - 0.1), yticks=[])
    ax.set_xticks([-0.5, 0, 0.5, 1], ["−0.5", "0", "0.5", "1"])
    ax.set_xlabel("effect size d", size=10.5, labelpad=4)
    return canvas
