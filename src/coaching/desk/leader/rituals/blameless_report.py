"""A blameless report: what people saw and did, what made it likely, and what will change in the surroundings."""

from __future__ import annotations

import re

from .ritual import Blank, Claim, Part, Ritual, Values, rows_of

COLUMNS = ("What we change", "Who", "By when")
HINDSIGHT = re.compile(
    r"\b(should have|could have|ought to have|failed to|forgot to|neglected|careless(?:ly)?|negligen(?:t|ce)|sloppy|"
    r"incompetent|his fault|her fault|their fault|at fault|to blame|human error|obviously)\b",
    re.IGNORECASE,
)


def _asks(values: Values) -> tuple[str, ...]:
    asked = []
    words = " ".join(values.values())
    if found := list(dict.fromkeys(match.group().lower() for match in HINDSIGHT.finditer(words)))[:3]:
        said = " and ".join(f"“{word}”" for word in found)
        asked.append(f"{said}: this looks back with today's knowledge. What could people see and know at that moment?")
    if rows := rows_of(values.get("changes", ""), COLUMNS):
        if any(
            re.search(r"\b(remind|retrain|be more careful|pay (more )?attention|be aware)\b", row[0], re.I)
            for row in rows
        ):
            asked.append("A reminder asks people to be better. What could make the right thing the easy thing?")
    elif words.strip():
        asked.append("What will change in tools, times or rules, so that this becomes less likely?")
    return tuple(asked)


BLAMELESS_REPORT = Ritual(
    name="blameless-report",
    title="Blameless report",
    use="Tells what happened so that everybody can learn from it: roles in place of names, and what made it likely.",
    when="After something went wrong in ordinary work, when the people who were there can tell it.",
    not_when="Not when somebody wanted to do harm, took a risk that no one may take, or broke the law. Blameless "
    "does not mean "
    "that nothing follows: those cases have a channel of their own.",
    minutes=45,
    steps=(
        "Say first what the report is for, and where the promise ends.",
        "Ask those who were there to tell it. Write what they saw, with times.",
        "Ask “What made it look right at that moment?” Do not ask “Why did you …?”",
        "Let them read it before others do. Then publish it, with the changes.",
    ),
    parts=(
        Part(
            "What happened",
            (
                Blank(
                    "what",
                    "In one sentence, with roles and no names",
                    "A patient got the dose of the room next door, and was not harmed.",
                ),
                Blank(
                    "effect",
                    "Who was affected, and how much",
                    "One patient, four hours under watch. Two families worried.",
                ),
                Blank(
                    "times",
                    "Time by time: what people saw, and did",
                    "07:40 | Two new patients came at once. One label printer was out of order.\n"
                    "08:05 | The nurse printed both labels in the office and carried them.\n"
                    "08:20 | The scanner gave no signal, as on most mornings.",
                    kind="rows",
                    lines=4,
                    columns=("Time", "What people saw, and did"),
                ),
            ),
        ),
        Part(
            "What made it likely",
            (
                Blank(
                    "sense",
                    "Why did it make sense at that moment?",
                    "Carrying labels had worked for three weeks.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "around",
                    "What around them made it likely?",
                    "One printer for two wards. A scanner that people have learned to ignore.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "caught",
                    "What worked, and who caught it?",
                    "The second nurse asked, because the name sounded new to her.",
                    kind="text",
                    lines=2,
                ),
            ),
        ),
        Part(
            "What changes",
            (
                Blank(
                    "changes",
                    "Changes in tools, times or rules",
                    "Second printer on the ward | Purchasing | 2026-12-04\nScanner is repaired or taken away | "
                    "Maintenance | 2026-11-30",
                    kind="rows",
                    lines=3,
                    columns=COLUMNS,
                ),
                Blank(
                    "told",
                    "Where this is published, and who reads it first",
                    "Ward board. The two nurses read it first.",
                ),
            ),
        ),
    ),
    looks=(
        "Have those who were there read it, and do they stand by it?",
        "Which changes are made? Has anyone paid a price for telling?",
        "Do reports come in sooner and more often? More reports can be a good sign.",
    ),
    claims=(
        Claim(
            "That blameless reports make work safer by themselves. Engineers have used them for years; we found "
            "accounts, no trial.",
            "unverified",
            "Allspaw 2012 describes the practice",
        ),
        Claim(
            "Reviews after an event go with better results.",
            "supported with conditions",
            "Tannenbaum and Cerasoli 2013",
        ),
    ),
    asks=_asks,
    about="what",
)
