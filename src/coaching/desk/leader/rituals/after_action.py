"""An after-action sheet: four questions to see what happened, and the three at the end of a cycle."""

from __future__ import annotations

from .ritual import Blank, Claim, Part, Ritual, Values, rows_of

COLUMNS = ("What we do", "Who", "By when", "How we will know")


def _asks(values: Values) -> tuple[str, ...]:
    if not any(values.get(name) for name in ("expected", "happened", "learned", "better", "change", "actions")):
        return ()
    asked = []
    rows = rows_of(values.get("actions", ""), COLUMNS)
    if not rows:
        asked.append("Which one thing will be different next time? Who does it, and by when?")
    for what, who, until, known in rows[:3]:
        missing = [word for word, cell in (("who", who), ("by when", until), ("how will you know", known)) if not cell]
        if missing:
            asked.append(f"“{what}”: {', '.join(missing)}?")
    if len(rows) > 3:
        asked.append("More than three actions are seldom done. Which three are worth it?")
    if not values.get("keep"):
        asked.append("What went better than expected, and why? A success is worth the same look.")
    return tuple(asked)


AFTER_ACTION = Ritual(
    name="after-action",
    title="After-action sheet",
    use="Turns what has just happened, good or bad, into one or two things that will be different next time.",
    when="Within a week of an event, and at the end of each cycle. Also after a success.",
    not_when="Not while the danger goes on. Not to judge a person: that is another talk, with other rules.",
    minutes=25,
    steps=(
        "3 min: what is said here is not used against anyone. Say where that ends.",
        "7 min: expected and happened. Facts and numbers first, no reasons yet.",
        "7 min: why was there a difference? What do we keep?",
        "6 min: the three questions, and at most three actions.",
        "2 min: read the actions aloud. Thank people.",
    ),
    parts=(
        Part(
            "What happened",
            (
                Blank("event", "What we look at, and when it was", "Launch of the booking page, 9 to 20 November"),
                Blank(
                    "expected",
                    "What did we expect?",
                    "300 bookings in two weeks, and fewer calls.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "happened",
                    "What happened?",
                    "412 bookings. Calls rose by a third in the first week.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "why",
                    "Why was there a difference?",
                    "The page did not say that a booking can be changed.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "keep",
                    "What went well, and what do we keep?",
                    "Two people tested it with visitors the week before.",
                    kind="text",
                    lines=2,
                ),
            ),
        ),
        Part(
            "Three questions for the end",
            (
                Blank(
                    "learned",
                    "What did we learn?",
                    "People call when they cannot see how to go back.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "better",
                    "What could have gone better?",
                    "We saw the calls on day two and waited until day six.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "change",
                    "What can we change next time?",
                    "Somebody looks at the calls every morning.",
                    kind="text",
                    lines=2,
                ),
            ),
        ),
        Part(
            "What we do now",
            (
                Blank(
                    "actions",
                    "Actions, three at most",
                    "Show “change my booking” on the first page | Ines | 2026-11-27 | Calls about changes fall by half",
                    kind="rows",
                    lines=3,
                    columns=COLUMNS,
                ),
            ),
        ),
    ),
    looks=(
        "Which actions are done? Write it on the sheet and hang it up again.",
        "How many of the actions are closed? What did the team do differently?",
        "Has the same thing happened again? Then the cause was another one. Look once more.",
    ),
    claims=(
        Claim(
            "Such reviews go with better results, most in complex work that gives no answer by itself. Many "
            "of the people studied were in the military, aviation or medicine.",
            "supported with conditions",
            "Tannenbaum and Cerasoli 2013; Keiser and Arthur 2021, 2022",
        ),
        Claim(
            "Looking at successes too beat looking at misses alone.",
            "supported with conditions",
            "Ellis and Davidi 2005",
        ),
    ),
    asks=_asks,
    about="event",
)
