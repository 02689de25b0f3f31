"""A learner's, or a cohort's, way from the questions before module 1 to those after module 4.

Both forms have the same 24 units: one question, one statement to sort, one number, one order. A unit counts 1 if it is
there, a part of 1 where the kind gives part credit, and 0 if it is not there or open. So the numbers here are plain
shares of 24, while the points on a feedback page leave out what guessing would give.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from coaching.gain import Calibration, ClassGain, calibration, class_gain, ratio_of_means
from coaching.grading.collect import EARLIER
from coaching.grading.forms import Unit, sheet_in, two_forms
from coaching.grading.handin import find_assignment
from coaching.item_analysis import kr20
from coaching.okr import Undefined
from coaching.places import course_root
from coaching.problems import CourseProblem
from coaching.survey.intervals import Estimate, mean_interval, share_interval

__all__ = ["PROVISIONAL", "CohortGain", "OwnGain", "Part", "Sureness", "cohort_gain", "compare", "own_gain"]

ENOUGH = 0.5
"""A form of which less than this share is answered is not compared: open is not the same as not known."""

FEWEST = 5
"""The mean of fewer people than this would point at single ones."""

PROVISIONAL = 50
"""Below this many people, figures about the questions themselves are provisional."""


@dataclass(frozen=True)
class OwnGain:
    """One learner: units there before and after (of ``most``), the gain with its interval, and both calibrations.

    ``gain`` is None where nothing was missing before; its limits are infinite where so little was missing that no gain
    can be told from luck. The interval speaks about other questions of the same blueprint: Fieller's, and Wilson's
    where all is there after, because then the questions show no spread.
    """

    before: float
    after: float
    most: int
    gain: Estimate | None
    sure_before: Calibration | None
    sure_after: Calibration | None

    def sentences(self) -> tuple[str, ...]:
        """The result in plain words."""
        told = [f"Before: {_counted(self.before)} of {self.most} there. After: {_counted(self.after)} of {self.most}."]
        if self.gain is None:
            told.append("Everything was there before, so there was nothing to win.")
        else:
            told.append(f"Normalised gain: {_signed(self.gain.value)}, {_in_words(self.gain.value)}.")
            told.append(
                "So little was missing before that a gain cannot be told from luck."
                if math.isinf(self.gain.low)
                else "Other questions of the same kinds might have given anything from "
                f"{_signed(self.gain.low)} to {_signed(self.gain.high)}."
            )
        for when, found in (("Before", self.sure_before), ("After", self.sure_after)):
            if found is not None:
                told.append(_how_sure(when, found))
        told.append("This is one person and 24 questions, twice: a hint where to look, and no measure of you.")
        return tuple(told)


@dataclass(frozen=True)
class Part:
    """Some of the units alone: how many, the means before and after, and the gain (None: nothing was missing)."""

    units: int
    before: float
    after: float
    gain: ClassGain | None


@dataclass(frozen=True)
class Sureness:
    """How well a cohort knew what it knew, over the ``n`` people who said how sure they were in both forms.

    ``before`` and ``after`` take all their answers together. ``brier_change`` is the mean of everybody's own Brier
    score after, less that before: below 0 is better. None with fewer than two people.
    """

    n: int
    before: Calibration
    after: Calibration
    brier_change: Estimate | None


@dataclass(frozen=True)
class CohortGain:
    """A cohort: who did both forms (``n``), how many did only one, the gain of the class, and each unit's two shares.

    ``reliability`` is KR-20 of the forms before and after, None where people do not differ. ``anchors`` are the units
    that are the same question in both forms, ``twins`` those that ask the same with other words. ``gone`` are those who
    did only the form before: how many, and their mean there (None with fewer than five). ``ideas`` say in words what a
    unit asks, by its name.
    """

    n: int
    only_one: int
    gain: ClassGain
    mean_before: float
    mean_after: float
    over_before: float | None
    over_after: float | None
    units: tuple[tuple[str, float, float], ...]
    reliability: tuple[float | None, float | None]
    anchors: Part | None = None
    twins: Part | None = None
    sureness: Sureness | None = None
    gone: tuple[int, float | None] = (0, None)
    ideas: Mapping[str, str] = field(default_factory=dict)

    def sentences(self) -> tuple[str, ...]:
        """The result in plain words."""
        course, own, d = self.gain.course, self.gain.learners, self.gain.d
        told = [
            f"{self.n} people did both forms; {self.only_one} did one, and are left out.",
            f"Mean before: {self.mean_before:.1f} of {len(self.units)}. After: {self.mean_after:.1f}.",
            f"Normalised gain of the class: {_signed(course.value)}, {_limits(course)}.",
        ]
        if own is not None:
            told.append(f"Mean of everybody's own gain: {_signed(own.value)}, {_limits(own)}.")
        if d is not None:
            told.append(f"Difference in standard deviations (d): {_signed(d.value)}, {_limits(d)}.")
        for when, over in (("before", self.over_before), ("after", self.over_after)):
            if over is not None:
                told.append(f"Sureness {when}: {over_in_words(over)}.")
        if self.sureness is not None:
            scores = (self.sureness.before.brier, self.sureness.after.brier)
            told.append(f"Brier score before and after: {scores[0]:.3f} and {scores[1]:.3f} (0 is best).")
        provisional = " (provisional, as fewer than 50 people answered)" if self.n < PROVISIONAL else ""
        known = " and ".join("undefined" if r is None else f"{r:.2f}" for r in self.reliability)
        told.append(f"Reliability (KR-20) before and after: {known}{provisional}.")
        told += self.gain.notes
        if self.n < 5:
            told.append("With so few people this can point at single ones: do not pass it on.")
        return tuple(told)


def own_gain(start: Path) -> OwnGain:
    """Compare the learner's own answers to both forms, as they stand in the workspace. Nothing is changed.

    Raises CourseProblem in the learner edition, and where one of the forms is not answered (at least half of it).
    """
    root = course_root(start)
    answered = []
    for form in two_forms(root):
        found = form.units(sheet_in(find_assignment(form.assignment, root), form.assignment))
        share = fmean(unit.answered for unit in found)
        if share < ENOUGH:
            raise CourseProblem(
                f"You have answered {sum(u.answered for u in found)} of {len(found)} questions {form.when} the course. "
                f"Answer at least half of exercises/{form.assignment}, then ask again."
            )
        answered.append(found)
    return compare(*answered)


def cohort_gain(start: Path) -> CohortGain:
    """Compare both forms for everybody who handed both in.

    The first hand-in counts that is kept here: one that was made after the feedback would show the feedback.

    Raises CourseProblem in the learner edition, and with fewer than two people who did both.
    """
    root = course_root(start)
    forms = two_forms(root)
    done: list[dict[str, list[Unit]]] = []
    for form in forms:
        found = {}
        for folder in sorted((root / "submitted").glob(f"*/{form.assignment}")):
            person = folder.parent.name
            marks = form.units(sheet_in(_first(root, person, folder), form.assignment))
            if fmean(unit.answered for unit in marks) >= ENOUGH:
                found[person] = marks
        done.append(found)
    both = sorted(done[0].keys() & done[1].keys())
    if len(both) < 2:
        raise CourseProblem(
            f"{len(both)} people have handed in both {forms[0].assignment} and {forms[1].assignment}; "
            "collect them first. A gain of a group needs two people at least."
        )
    sheets = [[one[person] for person in both] for one in done]
    before, after = ([sum(unit.right for unit in sheet) for sheet in form] for form in sheets)
    names = [unit.name for unit in sheets[0][0]]
    shares = [_shares(form) for form in sheets]
    try:
        gain = class_gain(before, after, len(names))
    except Undefined:
        raise CourseProblem("All had everything right before, so there was nothing to win.") from None
    over = [_mean_over(form) for form in sheets]
    plan = _blueprint(root, forms[0].assignment)
    same = {row["unit"] for row in plan if row["anchor"] == "yes"}
    gone = [sum(unit.right for unit in marks) for person, marks in done[0].items() if person not in done[1]]
    return CohortGain(
        len(both),
        len(done[0].keys() ^ done[1].keys()),
        gain,
        fmean(before),
        fmean(after),
        over[0],
        over[1],
        tuple((name, shares[0][name], shares[1][name]) for name in names),
        (_kr20(sheets[0]), _kr20(sheets[1])),
        _part(sheets, same & set(names)),
        _part(sheets, set(names) - same) if same else None,
        _sureness(sheets),
        (len(gone), fmean(gone) if len(gone) >= FEWEST else None),
        {row["unit"]: row["idea"] for row in plan},
    )


def compare(before: Sequence[Unit], after: Sequence[Unit]) -> OwnGain:
    """One learner's gain from the units of both forms. Raises ValueError unless both have the same units."""
    first, second = ({unit.name: unit.right for unit in form} for form in (before, after))
    if first.keys() != second.keys():
        raise ValueError(f"The two forms differ in {sorted(first.keys() ^ second.keys())}.")
    return OwnGain(
        sum(first.values()),
        sum(second.values()),
        len(first),
        _gain(list(first.values()), [second[name] for name in first]),
        _calibration(before),
        _calibration(after),
    )


# ----------------------------------------------------------------------------------------------------------------------


def _first(root: Path, person: str, folder: Path) -> Path:
    """The earliest hand-in of a person's assignment: one that was put aside for a later one, or the one in `folder`."""
    try:
        earlier = sorted(path for path in (root / EARLIER / person / folder.name).iterdir() if path.is_dir())
    except OSError:
        return folder
    return earlier[0] if earlier else folder


def _blueprint(root: Path, assignment: str) -> list[dict[str, str]]:
    """What each unit asks, and whether it is the same question in both forms; nothing where there is no blueprint."""
    try:
        with (root / "solutions" / assignment / "private" / "blueprint.csv").open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if {"unit", "idea", "anchor"} <= row.keys()]
    except (OSError, ValueError):
        return []


def _part(sheets: Sequence[Sequence[Sequence[Unit]]], names: set[str]) -> Part | None:
    """The gain in these units alone."""
    if not names:
        return None
    before, after = ([sum(u.right for u in sheet if u.name in names) for sheet in form] for form in sheets)
    try:
        gain = class_gain(before, after, len(names))
    except Undefined:
        gain = None
    return Part(len(names), fmean(before), fmean(after), gain)


def _sureness(sheets: Sequence[Sequence[Sequence[Unit]]]) -> Sureness | None:
    """Calibration before and after, of those who said how sure they were in both forms."""
    both = [(first, last) for first, last in zip(*sheets, strict=True) if _said(first) and _said(last)]
    if not both:
        return None
    all_of = [[pair for person in both for pair in _said(person[i])] for i in (0, 1)]
    before, after = (calibration([sure for sure, _ in pairs], [right for _, right in pairs]) for pairs in all_of)
    changes = [_own_brier(last) - _own_brier(first) for first, last in both]
    return Sureness(len(both), before, after, mean_interval(changes) if len(changes) > 1 else None)


def _own_brier(form: Sequence[Unit]) -> float:
    return fmean((sure - right) ** 2 for sure, right in _said(form))


def _said(form: Sequence[Unit]) -> list[tuple[float, bool]]:
    """How sure somebody was, and whether it was there, for each answer with a confidence."""
    return [(unit.sure, unit.right == 1) for unit in form if unit.answered and unit.sure is not None]


def _gain(before: Sequence[float], after: Sequence[float]) -> Estimate | None:
    missing = [1 - mark for mark in before]
    if not any(missing):
        return None
    if all(mark == 1 for mark in after):
        lost = sum(mark > 0 for mark in missing)
        return Estimate(1.0, share_interval(lost, lost).low, 1.0, len(before))
    return ratio_of_means([a - b for b, a in zip(before, after, strict=True)], missing)


def _calibration(form: Sequence[Unit]) -> Calibration | None:
    said = _said(form)
    return calibration([sure for sure, _ in said], [right for _, right in said]) if said else None


def _mean_over(form: Sequence[Sequence[Unit]]) -> float | None:
    """The mean of everybody's own confidence less the share that was there."""
    found = [_said(sheet) for sheet in form]
    over = [fmean(sure for sure, _ in said) - fmean(right for _, right in said) for said in found if said]
    return fmean(over) if over else None


def _shares(form: Sequence[Sequence[Unit]]) -> dict[str, float]:
    return {unit.name: fmean(sheet[i].right for sheet in form) for i, unit in enumerate(form[0])}


def _kr20(form: Sequence[Sequence[Unit]]) -> float | None:
    try:
        return kr20([[int(unit.right == 1) for unit in sheet] for sheet in form])
    except Undefined:
        return None


def _counted(units_there: float) -> str:
    return f"{round(units_there, 1):g}"


def _signed(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


def _limits(found: Estimate) -> str:
    if math.isinf(found.low):
        return "which cannot be told from luck"
    return f"95 % interval {_signed(found.low)} to {_signed(found.high)}"


def _in_words(gain: float) -> str:
    if gain < 0:
        return "so less is there than before"
    return f"so of all that was missing before, {gain:.0%} is there now".replace("%", " %")


def _how_sure(when: str, found: Calibration) -> str:
    score = f"Brier score {found.brier:.2f}; 0 is best, always saying 50 % gives 0.25"
    return f"{when}, {over_in_words(found.over)} ({score})."


def over_in_words(over: float) -> str:
    """Mean confidence less the share that was there, in words."""
    points = f"{abs(over) * 100:.0f} points"
    if abs(over) < 0.05:
        return "sureness and answers fitted each other"
    return f"sureness lay {points} {'above' if over > 0 else 'below'} what was there"
