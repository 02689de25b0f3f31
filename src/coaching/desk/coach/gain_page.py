"""Did it work? How far a cohort came between the questions before module 1 and those after module 4."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from coaching.desk.coach.pieces import Cell, heading, joined, note, paragraph, percent, table, warning
from coaching.desk.page import DeskPage, Document, Shown
from coaching.desk.sheet import sheet
from coaching.figures.calibration_picture import calibration_picture
from coaching.gain import ClassGain
from coaching.grading.gain_report import FEWEST, PROVISIONAL, CohortGain, Part, Sureness, cohort_gain, over_in_words
from coaching.places import course_root
from coaching.survey.intervals import Estimate

__all__ = ["did_it_work", "gain_html", "gain_shown"]

TITLE = "Did it work?"

STORY = 10
"""Below this many people the numbers are a story about them."""

ENOUGH = 20
"""Below this many people nothing is told about single questions, nor about reliability."""

CANNOT_SHOW = (
    "Whether the course did it. This is one group, measured twice, and nobody else beside it: these people also "
    "worked, read and talked in these weeks, and they knew the kind of question the second time.",
    "What became of those who left. Only people who did both forms are compared.",
    "What people do at work now. Twenty-four questions ask for judgement on paper.",
    "Who learned. A gain of a group is no measure of a person, and belongs in nobody's appraisal.",
)


def did_it_work() -> DeskPage:
    """The page for the course that this notebook is in."""
    return DeskPage(TITLE, [], _work, button="Compare before and after")


def _work(_form: Mapping[str, Any]) -> Shown:
    return gain_shown(course_root(Path.cwd()))


def gain_shown(root: Path, today: date | None = None) -> Shown:
    """The page for the course in `root`, with the sheet to print.

    Raises:
        CourseProblem: there are no keys here, or fewer than two people did both forms.
    """
    found = cohort_gain(root)
    body = gain_html(found)
    paper = sheet(TITLE, str(body), note=f"{today or date.today()} · names nobody")
    return Shown(str(body), (Document("did-it-work.html", "text/html", paper),), _people(found.n))


def gain_html(found: CohortGain) -> Markup:
    """The page, from what was found."""
    return joined(
        [
            paragraph(f"{_people(found.n)} {_only_one(found.only_one)}"),
            *_how_to_read(found.n),
            _gains(found),
            *_forms(found),
            *_sureness(found.sureness),
            *_questions(found),
            _left(found),
            heading("What this cannot show"),
            Markup("<ul>{}</ul>").format(
                Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in CANNOT_SHOW)
            ),
        ]
    )


# ---------------------------------------------------------------------------------------------------------------------


def _people(n: int) -> str:
    return f"{n} people did both forms."


def _only_one(count: int) -> str:
    return (
        "Nobody did only one." if not count else f"{count} did only one, and {'is' if count == 1 else 'are'} left out."
    )


def _how_to_read(n: int) -> list[Markup]:
    said = []
    if n < FEWEST:
        said.append(warning("With so few people this can point at single ones: do not pass it on."))
    if n < STORY:
        said.append(warning(f"Only {n} people: read this as a story about them, not as a finding."))
    elif n < ENOUGH:
        said.append(warning(f"With {n} people the intervals are wide. Look at them before you look at the numbers."))
    if n < PROVISIONAL:
        said.append(note(f"Everything here is provisional until {PROVISIONAL} people have done both forms."))
    return said


def _gains(found: CohortGain) -> Markup:
    most = len(found.units)
    parts = [("All questions", Part(most, found.mean_before, found.mean_after, found.gain))]
    if found.anchors is not None:
        parts.append(("The same in both forms", found.anchors))
    if found.twins is not None:
        parts.append(("The same asked with other words", found.twins))
    rows: list[list[str | Cell]] = [
        [
            name,
            Cell(f"{part.before:.1f} → {part.after:.1f} of {part.units}"),
            _of(part.gain, "course"),
            _of(part.gain, "learners"),
            _of(part.gain, "d"),
        ]
        for name, part in parts
    ]
    columns = ["Questions", "Mean", "Gain of the class", "Mean of own gains", "d"]
    said = [
        "A gain is the share of what was missing before that is there now: 0 is none, 1 is all of it. The gain of the "
        "class compares the means; in the mean of own gains each person counts the same, and one who lost much from a "
        "high start weighs heavily. So the two differ. Below each number stands its 95 % interval; “or anything” means "
        "that so little was missing before that nothing can be told from luck.",
        "d is the difference in standard deviations of the results.",
    ]
    if found.gain.full_before:
        said.append(f"{found.gain.full_before} had nothing missing before and have no gain of their own.")
    return joined(
        [heading("How far did they come?"), table("Gain from before to after", columns, rows), note(" ".join(said))]
    )


def _of(gain: ClassGain | None, which: str) -> Cell:
    found: Estimate | None = getattr(gain, which) if gain is not None else None
    if found is None:
        return Cell("undefined")
    if math.isinf(found.low):
        return Cell(Markup("{}<br>or anything").format(_signed(found.value)))
    return Cell(Markup("{}<br>{} to {}").format(_signed(found.value), _signed(found.low), _signed(found.high)))


def _forms(found: CohortGain) -> list[Markup]:
    """Whether people came further in questions that they had seen than in those that only mean the same."""
    same, other = found.anchors, found.twins
    if same is None or other is None or same.gain is None or other.gain is None or found.n < STORY:
        return []
    gap = same.gain.course.value - other.gain.course.value
    apart = same.gain.course.low > other.gain.course.high
    if gap > 0 and apart:
        said = (
            "The questions that stood in both forms rose clearly more than those asked with other words. Some of the "
            "gain may be remembering; believe the second row less than the third."
        )
    else:
        said = (
            "The questions that stood in both forms did not rise clearly more than those asked with other words, so "
            "there is no clear sign of remembering."
        )
    return [paragraph(said)]


def _sureness(found: Sureness | None) -> list[Markup]:
    if found is None:
        return [heading("Did they know what they knew?"), paragraph("Nobody said how sure they were in both forms.")]
    rows: list[list[str | Cell]] = [
        [when, Cell(f"{one.brier:.3f}"), Cell(_points(one.over)), Cell(percent(_share(one))), Cell(str(one.n))]
        for when, one in (("Before", found.before), ("After", found.after))
    ]
    columns = ["Form", "Brier score", "Sure, less right", "Right", "Answers"]
    words = [
        f"Before, {over_in_words(found.before.over)}; after, {over_in_words(found.after.over)}.",
        "The Brier score is 0 at best, and .25 for somebody who always says 50 %.",
    ]
    change = found.brier_change
    if change is not None and found.n >= STORY:
        better = "better" if change.value < 0 else "worse" if change.value > 0 else "the same"
        words.append(
            f"Everybody's own score changed by {_signed(change.value, 3)} on average "
            f"({_signed(change.low, 3)} to {_signed(change.high, 3)}), which is {better}."
        )
    picture = calibration_picture(found.before, found.after).html()
    return [
        heading("Did they know what they knew?"),
        table(f"Sureness of {found.n} people, before and after", columns, rows),
        paragraph(" ".join(words)),
        Markup('<div class="dk-figure">{}</div>').format(Markup(picture)),
    ]


def _share(one: Any) -> float:
    return float(sum(share * count for _, share, count in one.steps) / one.n)


def _questions(found: CohortGain) -> list[Markup]:
    if found.n < ENOUGH:
        return [note(f"With fewer than {ENOUGH} people nothing is told about single questions, nor about reliability.")]
    rows: list[list[str | Cell]] = [
        [_asks(found, name), Cell(percent(b)), Cell(percent(a)), Cell(_points(a - b))] for name, b, a in found.units
    ]
    known = " before and ".join("undefined" if r is None else _signed(r) for r in found.reliability)
    return [
        heading("Question by question"),
        table("Share that was there", ["Question", "Before", "After", "Change"], rows),
        note(f"Reliability (KR-20): {known} after. It falls when people become alike, which is what a course is for."),
    ]


def _asks(found: CohortGain, unit: str) -> str:
    """What a unit asks, in words; its name where the blueprint has none."""
    return found.ideas.get(unit, found.ideas.get(unit.rstrip(":"), unit.rstrip(":")))


def _left(found: CohortGain) -> Markup:
    count, mean = found.gone
    if not count:
        return Markup("")
    who = f"{count} did only the form before"
    if mean is None:
        return paragraph(f"{who}; too few to say how they stood.")
    return paragraph(
        f"{who}, with a mean of {mean:.1f}; those who did both had {found.mean_before:.1f} there. "
        "The further the two lie apart, the less the gain says about all who began."
    )


def _points(share: float) -> str:
    points = round(share * 100)
    return f"{points:+d} points".replace("-", "−") if points else "0 points"


def _signed(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace("-", "−")
