"""A premortem: it is a year later and the plan has failed. Why? Said by everybody, before anybody has to be right."""

from __future__ import annotations

from .ritual import Blank, Claim, Part, Ritual, Values, rows_of

COLUMNS = ("What went wrong", "First sign of it", "What we do now", "Who, by when")


def _asks(values: Values) -> tuple[str, ...]:
    rows = rows_of(values.get("reasons", ""), COLUMNS)
    asked = []
    if rows and not any(row[2] for row in rows):
        asked.append("Which one of these will you do something about this week? A list alone changes nothing.")
    if open_ := [row[0] for row in rows if row[2] and not row[3]]:
        asked.append(f"Who does something about “{open_[0]}”, and by when?")
    if len(rows) > 8:
        asked.append("More than eight reasons are hard to watch. Which three would hurt most?")
    return tuple(asked)


PREMORTEM = Ritual(
    name="premortem",
    title="Premortem sheet",
    use="Gives everybody leave to say what worries them about a plan, while it can still be changed.",
    when="When a plan is nearly settled and people have gone quiet. Before money is spent.",
    not_when="Not when the decision cannot be changed any more: then it only tells people that doubt is useless.",
    minutes=30,
    steps=(
        "2 min: say the sentence: “It is a year later. The plan has failed. Why?”",
        "5 min: everybody writes alone, the leader too.",
        "10 min: round by round, one reason each. The leader speaks last. Nobody answers yet.",
        "10 min: choose the three that would hurt most. First sign, what we do now, who.",
        "3 min: thank people, and say what will change in the plan.",
    ),
    parts=(
        Part(
            "The plan",
            (
                Blank("plan", "Plan", "Move the archive to the new building in March"),
                Blank(
                    "fails",
                    "It has failed. What do we see?",
                    "Files cannot be found for three weeks, and a deadline by law is missed.",
                ),
            ),
        ),
        Part(
            "Why it failed",
            (
                Blank(
                    "reasons",
                    "Reasons why it failed",
                    "Boxes carry old labels | First ten boxes need a search | Check twenty boxes now | Noor, 30 Nov\n"
                    "Two people know the system | One of them is ill | Write the four steps down | Emre, 4 Dec\n"
                    "Lift is not ready | No date from the builder | Ask for a date in writing | Head of office, today",
                    kind="rows",
                    lines=8,
                    columns=COLUMNS,
                ),
            ),
        ),
        Part(
            "What changes",
            (
                Blank(
                    "changes",
                    "What we change in the plan today",
                    "The move begins with one shelf, a week earlier.",
                    kind="text",
                    lines=2,
                ),
                Blank("looks-again", "We look at the first signs on", "2026-12-07", kind="date"),
            ),
        ),
    ),
    looks=(
        "Has one of the first signs shown? Are the actions done?",
        "Did something happen that was not on the sheet? Add it.",
        "Which worry came true, and which did not? Tell those who spoke up.",
    ),
    claims=(
        Claim(
            "“A premortem finds 30 % more risks.” The study to which this is traced compared what kinds of "
            "reasons people "
            "give. Its summary speaks of no risks found, forecasts or projects.",
            "unverified",
            "Mitchell, Russo and Pennington 1989; Klein 2007 made the sheet popular",
        ),
    ),
    asks=_asks,
    about="plan",
)
