"""Where is everyone? Each trainee's work on each module, and the texts that wait for a person, the oldest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from coaching.desk.coach.cohort import CODE_TRACK, Cohort, State, Work
from coaching.desk.coach.keys import text_titles
from coaching.desk.coach.pieces import Cell, heading, joined, label, note, paragraph, pointing, table
from coaching.grading.deadlines import duration

__all__ = ["SHAPES", "Text", "counts", "progress_html", "queue"]

SHAPES: dict[State, str] = {
    State.NOTHING: "·",
    State.NOT_OPENED: "○",
    State.STARTED: "◔",
    State.HANDED_IN: "◑",
    State.GRADED: "◕",
    State.WAITS: "◆",
    State.SENT: "●",
    State.ASIDE: "▲",
}
"""A shape for each state. It never stands without the state's words."""

_SAYS = {
    State.NOTHING: "Nothing has come.",
    State.NOT_OPENED: "It is released, and no answer is saved on the shared disk.",
    State.STARTED: "There are answers on the shared disk, and no hand-in.",
    State.HANDED_IN: "It is here, and not graded in its newest form.",
    State.GRADED: "It is scored, nothing waits to be read, and no page on it is out.",
    State.WAITS: "Something in it waits for a person.",
    State.SENT: "The page with feedback is made, and released where the work came through the exchange. "
    "Zip files are answered by mail: coaching send-back.",
    State.ASIDE: "It cannot be graded, and counts as not handed in yet.",
}


@dataclass(frozen=True)
class Text:
    """A cell that waits for a person to read or score it, and where formgrader shows it.

    `where` is the address within the server, below its base URL.
    """

    person: str
    assignment: str
    cell: str
    title: str
    handed_in: datetime | None
    where: str


def queue(cohort: Cohort) -> tuple[Text, ...]:
    """All that waits for a person in the required notebooks, oldest hand-in first (those without a time before all)."""
    titles = {name: text_titles(cohort.root / "exercises" / name) for name in cohort.assignments}
    found = [
        Text(
            work.person,
            work.assignment,
            cell,
            titles[work.assignment].get(cell, cell),
            work.handed_in,
            _where(work, cell),
        )
        for work in cohort.work.values()
        if work.state is State.WAITS
        for cell in work.waiting
    ]
    never = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(found, key=lambda one: (one.handed_in or never, one.assignment, one.person, one.cell)))


def counts(cohort: Cohort, assignment: str) -> Counter[State]:
    """How many people are in each state."""
    return Counter(cohort.work[one.id, assignment].state for one in cohort.people)


def progress_html(cohort: Cohort, names: Mapping[str, str], *, real: bool = False, most: int = 50) -> Markup:
    """The page: states counted, the queue, what needs a look, and everybody's line.

    `names` is what each person is called, and `real` whether these are names. Of the queue, the oldest `most` hand-ins.
    """
    used = [state for state in State if any(counts(cohort, name)[state] for name in cohort.assignments)]
    return joined(
        [
            pointing(len(cohort.people), real),
            table(
                f"{_people(len(cohort.people))} by state",
                ["State", *map(label, cohort.assignments), "It means"],
                [
                    [
                        _with_shape(state),
                        *(Cell(str(counts(cohort, name)[state] or "–")) for name in cohort.assignments),
                        _SAYS[state],
                    ]
                    for state in used
                ],
            ),
            _late_ones(cohort),
            _queue_html(cohort, names, most),
            _to_look_at(cohort, names),
            _everybody(cohort, names),
        ]
    )


# ---------------------------------------------------------------------------------------------------------------------


def _late_ones(cohort: Cohort) -> Markup:
    """How many were late, module by module; nothing where nobody was."""
    late = Counter(work.assignment for work in cohort.work.values() if work.late)
    if not late:
        return Markup("")
    told = "; ".join(f"{label(name)}: {late[name]}" for name in cohort.assignments if late[name])
    return paragraph(f"Handed in late: {told}. “Everybody”, below, says who, and by how much.")


def _queue_html(cohort: Cohort, names: Mapping[str, str], most: int) -> Markup:
    waiting = queue(cohort)
    if not waiting:
        return joined([heading("To read"), paragraph("No text waits for you.")])
    works: dict[tuple[str, str], list[Text]] = {}  # one line for the texts of one hand-in, still the oldest first
    for one in waiting:
        works.setdefault((one.person, one.assignment), []).append(one)
    rows = [
        [
            names[person],
            label(assignment),
            Markup("<br>").join(map(_link, texts)),
            _day(texts[0].handed_in),
            _late(cohort.work[person, assignment]),
        ]
        for (person, assignment), texts in list(works.items())[:most]
    ]
    wait = "text waits" if len(waiting) == 1 else "texts wait"
    said = f"{len(waiting)} {wait}, in {len(works)} {'hand-in' if len(works) == 1 else 'hand-ins'}."
    more = f" Here are the {most} oldest." if len(works) > most else ""
    return joined(
        [
            heading("To read"),
            paragraph(said + more),
            table("What waits for a person, the oldest first", ["Who", "Module", "Texts", "Handed in", "Late"], rows),
            note(
                "In JupyterLab each text leads to its place in formgrader. Elsewhere: Nbgrader → Formgrader → "
                "Manual Grading, choose the exercise, and To read on top of a page."
            ),
        ]
    )


def _to_look_at(cohort: Cohort, names: Mapping[str, str]) -> Markup:
    rows = [
        [names[work.person], label(work.assignment), _with_shape(work.state), work.note]
        for work in sorted(cohort.work.values(), key=lambda one: (one.assignment, names[one.person]))
        if work.note
    ]
    if not rows:
        return Markup("")
    return joined([heading("To look at"), table("Work that needs a look", ["Who", "Module", "State", "Why"], rows)])


def _everybody(cohort: Cohort, names: Mapping[str, str]) -> Markup:
    order = sorted(cohort.people, key=lambda one: (names[one.id].casefold(), one.id))
    rows = [[names[one.id], *(_line(cohort.work[one.id, name]) for name in cohort.assignments)] for one in order]
    columns = ["Who", *map(label, cohort.assignments)]
    return joined([heading("Everybody"), table("Each trainee's work on each module", columns, rows)])


def _line(work: Work) -> Markup:
    parts = [_with_shape(work.state)]
    if work.points is not None and work.most:
        parts.append(Markup("{} of {}").format(f"{work.points:g}", f"{work.most:g}"))
    if work.late:
        parts.append(Markup("late by {}").format(duration(work.late.total_seconds())))
    if work.hand_ins > 1:
        parts.append(Markup("{}, the newest counts").format(f"{work.hand_ins} hand-ins"))
    return Markup("<br>").join(parts)


def _with_shape(state: State) -> Markup:
    return Markup('<span aria-hidden="true">{}</span> {}').format(SHAPES[state], state.value)


def _link(one: Text) -> Markup:
    """The page's script turns it into a link, where there is a server to lead to."""
    return Markup('<a data-server="{}" target="_blank" rel="noopener">{}</a>').format(one.where, one.title)


def _where(work: Work, cell: str) -> str:
    """Formgrader's page of the notebook that holds the cell, at the rubric above it."""
    ids = [row for notebook, row in work.submissions if notebook != CODE_TRACK]
    return f"formgrader/submissions/{ids[0]}/#read-{cell}" if ids else f"formgrader/gradebook/{work.assignment}"


def _late(work: Work) -> str:
    return duration(work.late.total_seconds()) if work.late else "–"


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "no time known"


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"
