"""A decision note: how and why something was decided, so that even those who lost can see that they were heard."""

from __future__ import annotations

from .ritual import Blank, Claim, Part, Ritual, Values, rows_of

COLUMNS = ("What was said", "What we did with it")


def _asks(values: Values) -> tuple[str, ...]:
    if not any(map(str.strip, values.values())):
        return ()
    asked = []
    if not values.get("other"):
        asked.append("What else was on the table? A note without another way reads like an order.")
    if silent := [row[0] for row in rows_of(values.get("heard", ""), COLUMNS) if not row[1]]:
        asked.append(f"What became of “{silent[0]}”? “Heard, and not taken, because …” is an answer too.")
    if not values.get("mind"):
        asked.append("What would make you change your mind? Then others know what to look out for.")
    if not values.get("again"):
        asked.append("When will you look at it again?")
    return tuple(asked)


DECISION_NOTE = Ritual(
    name="decision-note",
    title="Decision note",
    use="Says how and why something was decided, on one page, on the same day.",
    when="After each decision for which people gave their views, above all when it went against many of them.",
    not_when="Not to dress up what was decided before anyone was asked. Then say just that: it was decided, by "
    "whom, and why.",
    minutes=15,
    steps=(
        "Write it within a day, before the corridor does.",
        "Name every view that was given, and what became of it. No names unless people like that.",
        "Send it to those who spoke first, then to all.",
    ),
    parts=(
        Part(
            "The decision",
            (
                Blank("what", "We have decided", "The counter opens on Thursdays until seven, from January on."),
                Blank("who", "Decided by, on", "Head of office, 2026-11-24"),
                Blank(
                    "why",
                    "Why",
                    "One visitor in five asks for an evening. Mondays are half empty after four.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "facts",
                    "What we knew, and what we did not know",
                    "We counted visits for six weeks. We do not know who does not come at all.",
                    kind="text",
                    lines=2,
                ),
            ),
        ),
        Part(
            "What was weighed",
            (
                Blank(
                    "other",
                    "What else was possible, and why not",
                    "Saturdays: nobody could be found. Online only: a third of our visitors cannot use it.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "heard",
                    "What people told us",
                    "Parents cannot work on Thursday evenings | Taken: nobody has to, two volunteers are enough\n"
                    "One evening is too little | Not taken: we want to see whether people come",
                    kind="rows",
                    lines=3,
                    columns=COLUMNS,
                ),
                Blank(
                    "cost",
                    "What it costs, and whom",
                    "Two people have a later Thursday. They get Friday morning back.",
                    kind="text",
                    lines=2,
                ),
            ),
        ),
        Part(
            "Looking again",
            (
                Blank("mind", "We would change our mind if", "Fewer than ten visitors come on four Thursdays."),
                Blank("again", "We look at it again on", "2027-02-22", kind="date"),
                Blank("ask", "Ask, or say that you see it another way", "At the round on Monday, or to me in person"),
            ),
        ),
    ),
    looks=(
        "Ask somebody who was against it: is your view in the note as you meant it?",
        "Has what you feared or hoped come? Write one line below the note.",
        "Look again, as promised: keep it, change it, or take it back. Say which, and why.",
    ),
    claims=(
        Claim(
            "People who are told why see a decision as fairer and take it better, most when it goes against them.",
            "supported with conditions",
            "Shaw, Wild and Colquitt 2003, over 54 samples",
        ),
    ),
    asks=_asks,
    about="what",
)
