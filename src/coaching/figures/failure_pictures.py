"""Failures and bets: three kinds, nine reasons, what a bet teaches, one large bet or ten small, and where to try."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from coaching.failure import NOVELTY, REASONS, STAKES, advice, bits, ruin, spread
from coaching.figures._figure import Figure, hex_of, say, sheet
from coaching.figures._grid import placed, with_who

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

BLAME_SAID, BLAME_DONE = (2, 5), (70, 90)
"""Per cent of failures that deserve blame, and that are treated so: executives' own guesses (Edmondson 2011)."""


def three_failures() -> Figure:
    """A schematic of the three kinds: one broken link, several small gaps in one line, a small probe in the unknown."""
    rows = (
        ("Basic", "known", "one, usually", "prevent it: checklist, training, design", "study"),
        ("Complex", "known, often", "several that meet", "catch it early: small signals, anyone may stop", "study"),
        ("Intelligent", "new", "the idea did not hold", "keep it small, use the lesson, tell it on", "welcome"),
    )
    return Figure(
        name="three-failures",
        title="Three kinds of failure",
        alt="Three drawings. Basic: a straight road with one broken plank. Complex: four walls, each with a hole, "
        "and one arrow that passes through all four holes in a line. Intelligent: a wide dotted area with no road, and "
        "one short step into it that ends at a small cross.",
        columns=("Kind", "Ground", "Causes", "What helps", "Stance"),
        rows=rows,
        source="Kinds after Edmondson (2023), Right Kind of Wrong; the drawings are ours.",
        draw=_three,
    )


def _three() -> Canvas:
    canvas, axes = sheet(4.6, rows=3)
    canvas.subplots_adjust(left=0.02, right=0.98, top=0.99, bottom=0.01, hspace=0.12)
    ink, blue, amber, rule = (hex_of(name) for name in ("ink", "blue", "amber", "rule"))
    for ax in axes:
        ax.set(xlim=(0, 10), ylim=(0, 3), xticks=[], yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
    basic, complex_, intelligent = axes
    say(basic, 0.1, 2.55, "Basic", size=12, bold=True)
    say(basic, 0.1, 2.0, "known road, one break", ink="soft")
    for place in range(12):
        x = 3.9 + 0.5 * place
        if place != 7:
            basic.fill([x, x + 0.4, x + 0.4, x], [0.9, 0.9, 1.5, 1.5], color=blue, linewidth=0)
        else:
            basic.plot([x, x + 0.15], [1.5, 0.75], color=amber, linewidth=3)
            basic.plot([x + 0.4, x + 0.25], [1.5, 0.75], color=amber, linewidth=3)
    say(complex_, 0.1, 2.55, "Complex", size=12, bold=True)
    say(complex_, 0.1, 2.0, "small gaps that line up", ink="soft")
    for place, extra in enumerate((0.3, 2.3, 0.2, 2.2)):
        x = 4.8 + 1.2 * place
        for low, high in ((0.0, 1.0), (1.4, 2.9)):
            complex_.fill([x, x + 0.35, x + 0.35, x], [low, low, high, high], color=blue, linewidth=0)
        complex_.fill([x, x + 0.35, x + 0.35, x], [extra, extra, extra + 0.3, extra + 0.3], color=rule, linewidth=0)
    complex_.annotate("", (9.8, 1.2), (4.0, 1.2), arrowprops={"arrowstyle": "->", "color": amber, "lw": 2.4})
    say(intelligent, 0.1, 2.55, "Intelligent", size=12, bold=True)
    say(intelligent, 0.1, 2.0, "no road yet, one small step", ink="soft")
    intelligent.plot([3.9, 5.4], [1.2, 1.2], color=blue, linewidth=7, solid_capstyle="butt")
    for row in range(5):
        xs = [5.9 + 0.45 * place for place in range(9)]
        intelligent.plot(xs, [0.3 + 0.55 * row] * 9, marker=".", markersize=4, linestyle="none", color=rule)
    intelligent.plot([5.4, 6.5], [1.2, 1.7], color=amber, linewidth=2.4)
    intelligent.plot([6.5], [1.7], marker="x", markersize=10, markeredgewidth=3, color=ink)
    return canvas


def nine_steps() -> Figure:
    """The nine reasons from blame to praise, and below them how much blame executives found due and said was given."""
    rows = tuple((str(reason.step), reason.name, reason.means) for reason in REASONS)
    due, given = (f"{low}–{high} %" for low, high in (BLAME_SAID, BLAME_DONE))
    return Figure(
        name="nine-steps",
        title="Nine reasons, from nearest to blame to nearest to praise",
        alt="Nine steps that rise from left to right: "
        + ", ".join(f"{reason.step} {reason.name.lower()}" for reason in REASONS)
        + f". Below, two bars on a scale from 0 to 100 %: executives say that {due} of failures deserve blame, and "
        f"that {given} are treated as if they did.",
        columns=("Step", "Reason", "In short"),
        rows=(
            *rows,
            ("–", f"deserve blame: {due}", "a guess by executives"),
            ("–", f"treated so: {given}", "a guess by executives"),
        ),
        source="Reasons and both guesses after Edmondson (2011), Strategies for Learning from Failure, as reported. "
        "The bars are what executives said. Nobody counted.",
        draw=_nine,
    )


def _nine() -> Canvas:
    canvas, (steps, gap) = sheet(5.0, rows=2, gridspec_kw={"height_ratios": [3.6, 1]})
    canvas.subplots_adjust(left=0.05, right=0.95, top=0.99, bottom=0.09, hspace=0.1)
    blue, amber, rule = hex_of("blue"), hex_of("amber"), hex_of("rule")
    steps.set(xlim=(0, 9), ylim=(0, 9.4), xticks=[], yticks=[])
    steps.spines[["left", "bottom"]].set_visible(False)
    for reason in REASONS:
        at = reason.step - 1
        colour = amber if reason.step == 1 else blue if reason.step >= 7 else rule
        steps.fill([0, 0.72, 0.72, 0], [8.3 - at + 0.12, 8.3 - at + 0.12, 8.3 - at + 0.9, 8.3 - at + 0.9],
                   color=colour, alpha=0.4, linewidth=0)  # fmt: skip
        say(steps, 0.36, 8.3 - at + 0.5, str(reason.step), at="center", size=11, bold=True)
        say(steps, 0.9, 8.3 - at + 0.5, reason.name, size=11)
        say(steps, 3.85, 8.3 - at + 0.5, reason.means, ink="soft", size=9)
    gap.set(xlim=(0, 100), ylim=(0, 2.4), yticks=[], xticks=[0, 50, 100])
    gap.set_xticklabels(["0 %", "50 %", "100 %"])
    gap.spines["left"].set_visible(False)
    for (low, high), y, colour, words in (
        (BLAME_SAID, 1.5, blue, "deserve blame, they say"),
        (BLAME_DONE, 0.4, amber, "are treated so, they say"),
    ):
        gap.fill([low, high, high, low], [y, y, y + 0.6, y + 0.6], color=colour, linewidth=0)
        if low < 50:
            say(gap, high + 2, y + 0.3, f"{low}–{high} %  {words}")
        else:
            say(gap, low - 2, y + 0.3, f"{low}–{high} %  {words}", at="right")
    return canvas


def surprise_arc(*chances: float) -> Figure:
    """What a yes-or-no bet can be expected to teach, for every chance from 0 to 1, with the given chances marked.

    Raises ValueError as `coaching.failure.bits` does.
    """
    marked = chances or (0.05, 0.5, 0.95)
    rows = tuple((f"{chance:.0%}", f"{bits(chance):.2f}") for chance in marked)
    return Figure(
        name="surprise-arc",
        title="What a bet can teach depends on how open it is",
        alt="An arc over a ruler of chances from 0 to 100 %. It is 0 bits high at both ends and 1 bit high in the "
        "middle. Marked: " + "; ".join(f"at {chance} the bet teaches {taught} bits" for chance, taught in rows) + ".",
        columns=("Chance that it works", "Expected information, bits"),
        rows=rows,
        source="Entropy of a bet with two ends (Shannon 1948). One bit is the answer to one even yes-or-no question.",
        draw=partial(_arc, marked),
    )


def _arc(marked: tuple[float, ...]) -> Canvas:
    canvas, (ax,) = sheet(3.2)
    canvas.subplots_adjust(left=0.1, right=0.9, top=0.98, bottom=0.19)
    ink, blue, rule = hex_of("ink"), hex_of("blue"), hex_of("rule")
    x = [i / 200 for i in range(201)]
    y = [bits(chance) for chance in x]
    ax.fill_between(x, y, color=blue, alpha=0.14, linewidth=0)
    ax.plot(x, y, color=blue, linewidth=3)
    for chance in marked:
        tall = bits(chance)
        ax.plot([chance, chance], [0, tall], color=ink, linewidth=1.4, linestyle=(0, (1, 2)))
        ax.plot([chance], [tall], marker="o", markersize=9, color=ink)
        side: Literal["left", "center", "right"] = "right" if chance > 0.72 else "left" if chance < 0.28 else "center"
        dx = 0.03 * (side == "right") - 0.03 * (side == "left")
        x_words, y_words = (chance, tall + 0.1) if side == "center" else (chance - 1.4 * dx, tall)
        say(ax, x_words, y_words, f"{tall:.2f} bits", at=side, size=10)
    ax.plot([0, 1], [0, 0], color=rule, linewidth=1)
    ax.set(xlim=(-0.02, 1.02), ylim=(0, 1.2), yticks=[], xticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_xticklabels(["0 %\nsure to fail", "25 %", "50 %", "75 %", "100 %\nsure to work"])
    ax.spines["left"].set_visible(False)
    return canvas


SIZES = (1, 2, 5, 10)


def small_bets() -> Figure:
    """The same money in one, two, five or ten bets on an idea of unknown chance: how likely all is lost, and how
    unsure we stay about the idea when half of the tries work (for a single try, when it fails)."""
    rows = tuple((str(tries), f"{ruin(tries):.0%}", f"{spread(tries // 2, tries):.2f}") for tries in SIZES)
    return Figure(
        name="small-bets",
        title="The same money in fewer or more bets",
        alt="Four bars for the chance that all the money is lost. "
        + " ".join(
            f"{tries} {'bet' if tries == '1' else 'bets'}: {lost}, and the doubt that stays is {doubt}."
            for tries, lost, doubt in rows
        ),
        columns=("Bets", "All is lost", "Doubt that stays"),
        rows=rows,
        source="Worked out for an idea of which nobody knows the chance: every chance counts as equally likely. Doubt "
        "is a standard deviation; before the first try it is " + f"{spread(0, 0):.2f}.",
        draw=partial(_small, rows),
    )


def _small(rows: tuple[tuple[str, ...], ...]) -> Canvas:
    canvas, (ax,) = sheet(3.0)
    canvas.subplots_adjust(left=0.03, right=0.97, top=0.98, bottom=0.03)
    blue, amber = hex_of("blue"), hex_of("amber")
    ax.set(xlim=(0, 10), ylim=(-0.7, 4), xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    say(ax, 3.2, 3.75, "chance that all is lost", ink="soft", base="top")
    say(ax, 10, 3.75, "doubt that stays", ink="soft", at="right", base="top")
    for place, (tries, lost, doubt) in enumerate(rows):
        y = 2.45 - place
        share = ruin(int(tries))
        size = 2.9 / int(tries)
        for i in range(int(tries)):
            ax.fill([0.05 + i * size, 0.05 + (i + 0.82) * size, 0.05 + (i + 0.82) * size, 0.05 + i * size],
                    [y, y, y + 0.5, y + 0.5], color=blue, linewidth=0)  # fmt: skip
        ax.fill([3.2, 3.2 + 7 * share, 3.2 + 7 * share, 3.2], [y, y, y + 0.5, y + 0.5], color=amber, linewidth=0)
        say(ax, 3.35 + 7 * share, y + 0.25, lost, size=11, bold=True)
        say(ax, 10, y + 0.25, doubt, size=11, at="right")
    return canvas


def try_grid(places: Mapping[str, tuple[str, str]] | None = None) -> Figure:
    """How new a place is against what is at stake, and how much to try in each of the six fields.

    places: who stands where, for example {"Pharmacy": ("routine", "high")}; ValueError for any other word.
    """
    fields = [(novelty, stakes) for stakes in STAKES for novelty in NOVELTY]
    where = placed(places, fields, "routine, variable or new, and then low or high")
    columns, rows = with_who(
        ("Ground", "Stakes", "What fits", "How"), [(*field, *advice(*field)) for field in fields], where
    )
    return Figure(
        name="try-grid",
        title="How much to try: how new is it, and what is at stake?",
        alt="A grid of six fields. "
        + " ".join(
            f"{row[0].capitalize()} ground, {row[1]} stakes: {row[2].lower()}"
            + (f"; here stands {row[4]}." if places and row[4] != "–" else ".")
            for row in rows
        ),
        columns=columns,
        rows=rows,
        source="After Edmondson (2023), Right Kind of Wrong, as reported. The fields routine and low, and both "
        "variable ones, are this course’s reading.",
        draw=partial(_try_grid, {field: tuple(names) for field, names in where.items()}),
    )


def _try_grid(where: Mapping[tuple[str, str], tuple[str, ...]]) -> Canvas:
    canvas, (ax,) = sheet(3.9)
    canvas.subplots_adjust(left=0.1, right=0.985, top=0.985, bottom=0.15)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set(xlim=(0, 3), ylim=(0, 2), xticks=[0.5, 1.5, 2.5], yticks=[0.5, 1.5])
    ax.set_xticklabels(NOVELTY)
    ax.set_yticklabels(STAKES, rotation=90, va="center")
    ax.tick_params(length=0, pad=5, labelsize=10.5)
    ax.set_xlabel("ground: has anybody a recipe for it?", size=10.5, labelpad=6)
    ax.set_ylabel("stakes", size=10.5, labelpad=6)
    for field, names in where.items():
        _try_field(ax, field, names)
    return canvas


def _try_field(ax: Axes, field: tuple[str, str], names: tuple[str, ...]) -> None:
    left, low = (*NOVELTY,).index(field[0]), (*STAKES,).index(field[1])
    edge = {("new", "low"): "blue", ("routine", "high"): "amber"}.get(field, "rule")
    colour = hex_of(edge)
    xs = [left + 0.02, left + 0.98, left + 0.98, left + 0.02]
    ys = [low + 0.02, low + 0.02, low + 0.98, low + 0.98]
    ax.fill(xs, ys, facecolor=colour, alpha=0.14, linewidth=0)
    ax.plot([*xs, xs[0]], [*ys, ys[0]], color=colour, linewidth=1.6)
    what, how = advice(*field)  # type: ignore[arg-type]
    title, body = "\n".join(wrap(what, 13)), "\n".join(wrap(how, 17))
    say(ax, left + 0.06, low + 0.92, title, size=11, bold=True, base="top")
    say(ax, left + 0.06, low + 0.75 - 0.13 * title.count("\n"), body, ink="soft", size=9.4, base="top")
    for i, name in enumerate(names):
        ax.plot([left + 0.09], [low + 0.15 + 0.13 * i], marker="s", markersize=6, color=hex_of("ink"))
        say(ax, left + 0.15, low + 0.15 + 0.13 * i, name, size=9.5)
