"""Two ways in which a number hides what happened."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.okr import ambition_index, band, kr_score, objective_score

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

BOARD = ("Emergency ward", "2025-Q2")
"""The team and quarter of the portfolio that the guardrail picture shows."""

START, END = "60", "72"
"""Where both teams of the second picture began and ended."""
TEAMS = {"Team A": ("66", "72"), "Team B": ("80", "70")}
"""Target and sealed forecast of each team."""


def averaged_guardrail() -> Figure:
    """Three good bars, a mean above the green line, and a breached guardrail that the mean has swallowed; beside it the
    same objective with the guardrail as a gate."""
    from coaching.datasets import one_team, portfolio, with_scores

    rows = with_scores(one_team(portfolio(), *BOARD))
    scores = {str(row.key_result): Decimal(str(row.score)) for row in rows.itertuples() if row.kind != "guardrail"}
    rail = rows[rows["kind"] == "guardrail"].iloc[0]
    checks, outside = int(rail["guardrail_checks"]), int(rail["guardrail_outside"])
    inside = Decimal(checks - outside) / checks
    swallowed = objective_score([*scores.values(), inside])
    mean = objective_score(list(scores.values()))
    label = f"{rail['key_result']}, limit {rail['guardrail_limit']:g} {rail['unit']}"
    worst = f"{rail['guardrail_worst']:g} {rail['unit']}"
    return Figure(
        name="averaged-guardrail",
        title="The same quarter, told twice",
        alt=f"Two views of one objective. First: three key results score "
        f"{', '.join(f'{score:.2f}' for score in scores.values())}; the guardrail counts as a fourth, with its share "
        f"of good weeks {inside:.2f}, and the mean of {swallowed:.2f} looks {band(swallowed)}. Second: the three key "
        f"results have a mean of {mean:.2f}, and the guardrail stands as a gate: breached in {outside} of {checks} "
        f"weeks, worst {worst}.",
        columns=("Key result", "Score", "In the mean", "As a gate"),
        rows=(
            *((name, f"{score:.2f}", "counted", "counted") for name, score in scores.items()),
            (
                label,
                f"{inside:.2f} of weeks inside",
                "counted",
                f"breached, {outside} of {checks} weeks, worst {worst}",
            ),
            ("Objective", "", f"{swallowed:.2f}, {band(swallowed)}", f"{mean:.2f}, guardrail breached: not green"),
        ),
        source=f"Data: okr_portfolio.csv, {BOARD[0]}, {BOARD[1]}. An invented team.",
        draw=partial(_boards, scores, inside, swallowed, mean, f"{outside} of {checks} weeks outside, worst {worst}"),
    )


def _boards(scores: Mapping[str, Decimal], inside: Decimal, swallowed: Decimal, mean: Decimal, breach: str) -> Canvas:
    canvas, (first, second) = sheet(5.9, rows=2)
    canvas.subplots_adjust(left=0.04, right=0.96, top=0.965, bottom=0.02, hspace=0.16)
    _board(first, "Averaged away", scores, f"mean {swallowed:.2f}: looks {band(swallowed)}")
    _bar(first, 3, "Guardrail, share of weeks inside", inside, hatch="////")
    _board(second, "As a gate", scores, f"mean {mean:.2f}, but the gate is shut: not green")
    amber = hex_of("amber")
    say(second, 0, 3.3, "Guardrail")
    second.plot([0, 1], [3.78, 3.78], color=amber, linewidth=2)
    second.plot([0.03], [3.78], marker="X", markersize=11, color=amber, clip_on=False)
    say(second, 1, 3.3, breach, at="right")
    return canvas


def _board(ax: Axes, head: str, scores: Mapping[str, Decimal], verdict: str) -> None:
    ax.set(xlim=(-0.005, 1.005), ylim=(5.05, -0.75), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    say(ax, 0, -0.45, head, ink="soft", size=11.5)
    for i, (name, score) in enumerate(scores.items()):
        _bar(ax, i, name, score)
    say(ax, 0, 4.55, verdict, size=11.5, bold=True)


def _bar(ax: Axes, place: int, name: str, score: Decimal, hatch: str = "") -> None:
    colour = hex_of("amber" if hatch else "blue")
    say(ax, 0, place + 0.3, name)
    say(ax, 1, place + 0.3, f"{score:.2f}", at="right")
    ax.barh(place + 0.74, 1, height=0.24, color=hex_of("wash"), linewidth=0)
    ax.barh(place + 0.74, float(score), height=0.24, facecolor="none" if hatch else colour, edgecolor=colour,
            hatch=hatch, linewidth=1)  # fmt: skip


def same_outcome() -> Figure:
    """Two teams start at the same baseline and end at the same actual; one had promised half of what it forecast, the
    other more than it forecast: different scores, and the ambition index that explains them."""
    facts = {
        name: (target, forecast, kr_score(START, target, END), ambition_index(START, target, forecast))
        for name, (target, forecast) in TEAMS.items()
    }
    rows = tuple(
        (name, START, target, forecast, END, f"{found.score:.2f}", f"{index:+.2f}".replace("-", "−"))
        for name, (target, forecast, found, index) in facts.items()
    )
    return Figure(
        name="same-outcome",
        title=f"Same start, same result, {' and '.join(row[5] for row in rows)}",
        alt=f"Two lines from a baseline of {START} % to a result of {END} %. "
        + " ".join(
            f"{name}: sealed forecast {row[3]}, target {row[2]}, score {row[5]}, ambition index {row[6]}."
            for name, row in zip(facts, rows, strict=True)
        )
        + f" Next quarter both start at {END}, and only one has learned to promise less.",
        columns=("Team", "Baseline", "Target", "Sealed forecast", "Actual", "Score", "Ambition index"),
        rows=rows,
        source="Made-up teams. Ambition index: target gain divided by forecast gain, minus 1; below 0 asks for less "
        "than was expected anyway.",
        draw=partial(_lines, {name: (*TEAMS[name], row[5], row[6]) for name, row in zip(facts, rows, strict=True)}),
    )


def _lines(teams: Mapping[str, tuple[str, str, str, str]]) -> Canvas:
    canvas, axes = sheet(4.4, rows=2)
    canvas.subplots_adjust(left=0.06, right=0.94, top=0.98, bottom=0.02, hspace=0.1)
    ink, blue, amber = hex_of("ink"), hex_of("blue"), hex_of("amber")
    for ax, (name, (target, forecast, score, index)) in zip(axes, teams.items(), strict=True):
        start, end = float(START), float(END)
        ax.set(xlim=(start - 1, 81), ylim=(-1.5, 2.6), xticks=[], yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
        say(ax, start - 1, 2.3, name, size=11.5, bold=True)
        say(ax, 81, 2.3, f"score {score}  ·  ambition {index}", size=11.5, at="right")
        ax.plot([start, 80], [0, 0], color=hex_of("rule"), linewidth=2)
        ax.plot([start, end], [0, 0], color=blue, linewidth=7, solid_capstyle="butt")
        ax.plot([start], [0], marker="|", markersize=18, markeredgewidth=2, color=ink)
        ax.plot([float(target)], [0], marker="D", markersize=10, color=amber, zorder=4)
        ax.plot([float(forecast)], [0], marker="o", markersize=11, color=ink, markerfacecolor="none",
                markeredgewidth=2, zorder=5)  # fmt: skip
        say(ax, start, -0.62, f"start\n{START}", ink="soft", at="center", base="top")
        say(ax, end, -0.62, f"result\n{END}", ink="soft", at="center", base="top")
        for where, word in ((target, "target"), (forecast, "forecast")):
            say(ax, float(where), 1.12, word, at="center", base="baseline")
            say(ax, float(where), 0.66, where, at="center", base="baseline")
    return canvas
