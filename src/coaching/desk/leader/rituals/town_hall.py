"""A run sheet for five minutes in the town hall: a learning story, a team, a next step, and not one second more."""

from __future__ import annotations

import re

from .recognition_charter import RANKING
from .ritual import Blank, Claim, Part, Ritual, Values, rows_of

COLUMNS = ("Seconds", "What is said or shown", "Who")
MOST_SECONDS = 300


def seconds_of(text: str) -> tuple[int, tuple[str, ...]]:
    """The sum of the parts of a run sheet, and the parts that have no number of seconds."""
    total, silent = 0, []
    for seconds, what, _ in rows_of(text, COLUMNS):
        number = re.match(r"\d{1,4}\b", seconds)
        if number:
            total += int(number.group())
        else:
            silent.append(what or seconds)
    return total, tuple(silent)


def _asks(values: Values) -> tuple[str, ...]:
    if not any(map(str.strip, values.values())):
        return ()
    asked = []
    total, silent = seconds_of(values.get("parts", ""))
    if total > MOST_SECONDS:
        asked.append(
            f"The parts take {total} seconds in all. Which {total - MOST_SECONDS} can go? Five minutes are "
            f"{MOST_SECONDS}."
        )
    if silent:
        asked.append(f"How many seconds does “{silent[0]}” take? Read it aloud with a watch.")
    if not values.get("story"):
        asked.append("Which learning story do you tell? One thing that was tried, and what you know now.")
    if not values.get("team"):
        asked.append("Which team do you name, and for what?")
    if match := RANKING.search(" ".join(values.values())):
        asked.append(f"“{match.group()}” ranks people or teams. What could stand there that makes nobody second?")
    if values.get("story") and not values.get("consent"):
        asked.append("Have those whom the story is about said yes?")
    return tuple(asked)


TOWN_HALL = Ritual(
    name="town-hall",
    title="Five minutes in the town hall",
    use="Gives five minutes a month to what teams have learned and reached, so that goals stay in mind and help "
    "is seen.",
    when="Every month, in the same place of the agenda. Better short each time than long once.",
    not_when="Not on a day of bad news about jobs. Not with a story whose people have not said yes.",
    minutes=30,
    steps=(
        "A week before: ask two teams for a story. Choose one. Ask those in it for their yes.",
        "The day before: read it aloud with a watch. Cut.",
        "On the day: begin with the story and end with one thing to do. Stop at five minutes.",
    ),
    parts=(
        Part(
            "What it holds",
            (
                Blank("date", "Day", "2026-12-01", kind="date"),
                Blank(
                    "story",
                    "The learning story: what was tried, what came, what we do now",
                    "The counter tried messages the day before. Missed appointments fell less than hoped. We now "
                    "know that evening hours matter more.",
                    kind="text",
                    lines=2,
                ),
                Blank("consent", "Those in it said yes on", "2026-11-25", kind="date"),
                Blank(
                    "team",
                    "The team that is named, and for what",
                    "The post room: they found why letters came back, and told the others.",
                ),
                Blank(
                    "ask", "The one thing that listeners can do", "Tell the counter which hours your visitors ask for."
                ),
            ),
        ),
        Part(
            "Run sheet: 300 seconds at most",
            (
                Blank(
                    "parts",
                    "Parts of the five minutes",
                    "20 | One goal, and where it stands today | Host\n"
                    "120 | The learning story, told by those who were there | Counter team\n"
                    "50 | Thanks to the post room: what they did, what it changed | Host\n"
                    "40 | What I have learned myself this month | Director\n"
                    "40 | The one thing to do, and where to ask | Host",
                    kind="rows",
                    lines=6,
                    columns=COLUMNS,
                ),
            ),
        ),
        Part(
            "Afterwards",
            (Blank("came", "What came back to us", "To be filled in on the day after", kind="text", lines=2),),
        ),
    ),
    looks=(
        "Has anyone done the one thing? Thank them by name, if they like that.",
        "Who told the last story? Choose a team that has not been heard.",
        "Three times now: which story was told again in the corridors? Do more of that.",
    ),
    claims=(
        Claim(
            "That five minutes a month change how people see goals. It is a practice from a training page; we "
            "found no study.",
            "unverified",
        ),
    ),
    asks=_asks,
    about="date",
)
