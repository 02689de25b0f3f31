"""The picture of a team's scores: one strip for each kind of goal, because different kinds do not mix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from coaching.desk.leader.our_scores import Group, OurScores, two_decimals
from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.okr import GOAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["scores_figure"]

_NAMES: Final[Mapping[GOAL | None, str]] = {
    "committed": "Committed goals",
    "aspirational": "Aspirational goals",
    "learning": "Learning goals",
    None: "Kind of goal not said",
}
_AIM: Final[Mapping[GOAL | None, tuple[float, float, str]]] = {
    "committed": (0.985, 1.015, "1.00 is the promise"),
    "aspirational": (0.6, 0.7, "0.6–0.7 is the re:Work range"),
}
_MARKERS: Final[Mapping[GOAL | None, tuple[str, str]]] = {
    "committed": ("s", "amber"),
    "aspirational": ("o", "blue"),
    "learning": ("^", "ink"),
    None: ("D", "soft"),
}
_MOST_NUMBERED: Final = 8
"""Up to so many marks on one pile carry the number of their key result; above, the picture would not fit a page."""


def scores_figure(ours: OurScores) -> Figure | None:
    """Every scored key result as a mark on a line from 0 to 1, a strip for each kind of goal; None without scores.

    The marks carry the numbers that the key results have in the table, as names need more room than a picture has.
    """
    if not ours.groups:
        return None
    total = sum(len(group.scores) for group in ours.groups)
    said = " ".join(
        f"{_NAMES[group.goal]}: {len(group.scores)} from {two_decimals(group.lowest)} to {two_decimals(group.highest)}"
        f", median {two_decimals(group.middle)}."
        for group in ours.groups
    )
    return Figure(
        name="our-scores",
        title=f"{total} score{'s' * (total != 1)}, by the kind of goal",
        alt="One strip for each kind of goal, with a mark for each key result on a line from 0 to 1. " + said,
        columns=("No.", "Key result", "Goal", "Score", "Before it is cut to 0–1"),
        rows=tuple(
            (
                str(one.number),
                one.name,
                group.goal or "not said",
                two_decimals(one.scored.score),
                two_decimals(one.scored.raw),
            )
            for group in ours.groups
            for one in group.scores
            if one.scored
        ),
        source="Guardrails are left out: they are gates, not scores.",
        draw=partial(_strips, ours.groups),
    )


def _strips(groups: Sequence[Group]) -> Canvas:
    piles = [_piles(group) for group in groups]
    highest = [max(map(len, pile.values())) for pile in piles]
    numbered = max(highest) <= _MOST_NUMBERED
    tops = [rows + (1.9 if numbered else 5.5) for rows in highest]
    inches = [top * (0.25 if numbered else 0.085) for top in tops]
    canvas, axes = sheet(sum(inches) + 0.75, rows=len(groups), sharex=True, gridspec_kw={"height_ratios": tops})
    below = 0.62 / (sum(inches) + 0.75)
    canvas.subplots_adjust(left=0.045, right=0.955, top=0.99, bottom=below, hspace=0.16)
    for ax, group, pile, top in zip(axes, groups, piles, tops, strict=True):
        _strip(ax, group, pile, top, numbered)
    axes[-1].set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    axes[-1].set_xlabel("score", size=10.5, labelpad=6)
    return canvas


def _strip(ax: Axes, group: Group, pile: Mapping[float, Sequence[int]], top: float, numbered: bool) -> None:
    marker, ink = _MARKERS[group.goal]
    ax.set(xlim=(-0.045, 1.045), ylim=(0, top), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_color(hex_of("rule"))
    ax.tick_params(axis="x", length=0, pad=6)
    say(ax, -0.035, top - (0.5 if numbered else 1.6), _NAMES[group.goal], size=11, bold=True)
    if aim := _AIM.get(group.goal):
        low, high, words = aim
        ax.axvspan(low, high, color=hex_of("wash"), zorder=0)
        say(ax, 1.035, top - (0.5 if numbered else 1.6), words, ink="soft", size=9.5, at="right")
    size, face = (19 if marker == "^" else 14.5, "none") if numbered else (5.5, hex_of(ink))
    foot = 0.12 if marker == "^" else 0.0  # a triangle has more room at its foot
    marks = [(place, height + 0.55, no) for place, numbers in pile.items() for height, no in enumerate(numbers)]
    ax.plot([place for place, _, _ in marks], [height for _, height, _ in marks], marker=marker, markersize=size,
            color=hex_of(ink), markerfacecolor=face, linestyle="none")  # fmt: skip
    for place, height, number in marks if numbered else ():
        say(ax, place, height - foot, str(number), size=8.5 if number < 100 else 7, at="center")


def _piles(group: Group) -> dict[float, list[int]]:
    """The numbers of the key results at each twentieth, so that marks of nearly one place stack."""
    piles: dict[float, list[int]] = {}
    for one in group.scores:
        if one.scored:
            piles.setdefault(round(float(one.scored.score) * 20) / 20, []).append(one.number)
    return dict(sorted(piles.items()))
