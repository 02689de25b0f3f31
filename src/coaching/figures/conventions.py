"""One score on one ruler, read by four conventions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Literal

from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.okr import CONVENTIONS, Convention, verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

NAMES: dict[Convention, str] = {
    "rework": "re:Work guide",
    "doerr": "Doerr’s bands",
    "seed": "House rule",
    "committed": "Committed goal",
}
RULES: dict[Convention, str] = {
    "rework": "0.6 to 0.7 is the sweet spot",
    "doerr": "red to 0.3, yellow 0.4–0.6, green from 0.7",
    "seed": "0.7 to 0.9 is the aim",
    "committed": "1.0, or it is missed",
}
# (from, to, ink, word inside); a convention's own limits, drawn where its source puts them
BANDS: dict[Convention, tuple[tuple[float, float, str, str], ...]] = {
    "rework": ((0.6, 0.7, "blue", ""),),
    "doerr": ((0, 0.3, "low", "red"), (0.4, 0.6, "mid", "yellow"), (0.7, 1, "high", "green")),
    "seed": ((0.7, 0.9, "blue", ""),),
    "committed": ((0.985, 1, "blue", ""),),
}


def four_conventions(score: str = "0.65") -> Figure:
    """The ruler from 0 to 1 four times, one under the other, with `score` as a line through all of them: the re:Work
    range .6–.7, Doerr's red, yellow and green with the gaps between them, the house rule .7–.9, and a committed goal's
    1.0; at the right the word that each convention has for the score.

    score: a number from 0 to 1 as text, so that "0.35" stays what was typed; ValueError otherwise.
    """
    try:
        value = Decimal(str(score).replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"The score {score!r} is no number; write it like 0.65.") from None
    if not (value.is_finite() and 0 <= value <= 1):
        raise ValueError(f"The score {score!r} lies outside 0 to 1.")
    words = {name: verdict(value, name, "committed" if name == "committed" else "aspirational") for name in CONVENTIONS}
    shown = {name: found.word for name, found in words.items()}
    tenth = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if tenth != value:
        shown["doerr"] += f" (rounds to {tenth})"
    said = "; ".join(f"{NAMES[name]}: {shown[name]}" for name in CONVENTIONS)
    return Figure(
        name="four-conventions",
        title=f"One score of {value}, four conventions",
        alt=f"Four rulers from 0 to 1, one under the other, with the score {value} marked on each. {said}. "
        "Doerr's bands leave gaps between 0.3 and 0.4 and between 0.6 and 0.7.",
        columns=("Convention", "Rule", f"What it says of {value}"),
        rows=tuple((NAMES[name], RULES[name], shown[name]) for name in CONVENTIONS),
        source="Sources: Google re:Work, Set goals with OKRs; John Doerr, Measure What Matters (2018), as reported. "
        "The house rule comes from vendor training. Doerr’s colour is read after rounding to one decimal.",
        draw=partial(_draw, value, shown),
    )


def _draw(value: Decimal, words: dict[Convention, str]) -> Canvas:
    canvas, axes = sheet(4.4, rows=4, sharex=True)
    canvas.subplots_adjust(left=0.04, right=0.96, top=0.93, bottom=0.09, hspace=0.62)
    for ax, name in zip(axes, CONVENTIONS, strict=True):
        _ruler(ax, name, str(value), words[name])
    axes[-1].set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    axes[-1].tick_params(axis="x", length=0, pad=6)
    return canvas


def _ruler(ax: Axes, name: Convention, text: str, word: str) -> None:
    ink, value = hex_of("ink"), float(text)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set(xlim=(-0.015, 1.015), ylim=(0, 2.5), yticks=[])
    ax.tick_params(axis="x", length=0, labelbottom=name == "committed")
    ax.barh(0.5, 1, height=0.86, color=hex_of("wash"), edgecolor=hex_of("rule"), linewidth=1)
    for low, high, band, label in BANDS[name]:
        colour = hex_of(band)
        ax.barh(0.5, high - low, left=low, height=0.86, color=colour, alpha=0.22 if label else 0.45, linewidth=0)
        ax.barh(0.5, high - low, left=low, height=0.86, facecolor="none", edgecolor=colour, linewidth=1.3)
        if label:
            off = abs((low + high) / 2 - value) < 0.08
            say(ax, low + 0.02 if off else (low + high) / 2, 0.5, label, at="left" if off else "center")
    ax.plot([value, value], [-0.06, 1.12], color=ink, linewidth=2.2, clip_on=False, zorder=5)
    ax.plot([value], [1.16], marker="v", markersize=7, color=ink, clip_on=False, zorder=5)
    say(ax, 0, 1.85, NAMES[name], size=11.5, bold=True)
    say(ax, 1, 1.85, word, size=11.5, at="right")
    if name == "rework":
        side: Literal["left", "center", "right"] = "left" if value < 0.1 else "right" if value > 0.9 else "center"
        say(ax, value, 2.8, f"score {text}", ink="soft", at=side)
