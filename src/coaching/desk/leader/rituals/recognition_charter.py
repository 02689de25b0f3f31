"""A charter for a recognition channel: what is thanked for, and how a person can choose to be thanked in private."""

from __future__ import annotations

import re

from .ritual import Blank, Claim, Part, Ritual, Values

RANKING = re.compile(
    r"\b(best|top \w+|number one|winners?|rank\w*|score ?board|leader ?board|of the (month|quarter|year))\b", re.I
)


def _asks(values: Values) -> tuple[str, ...]:
    if not any(map(str.strip, values.values())):
        return ()
    asked = []
    if not values.get("private"):
        asked.append("How can somebody be thanked without an audience? Not everybody likes a stage.")
    if match := RANKING.search(" ".join(values.get(name, "") for name in ("place", "for", "form"))):
        asked.append(f"“{match.group()}” makes others second. Is that wanted where people should help each other?")
    if not values.get("unseen"):
        asked.append("Whose good work is never seen? How will it come into the channel?")
    return tuple(asked)


RECOGNITION_CHARTER = Ritual(
    name="recognition-charter",
    title="Charter of a recognition channel",
    use="Settles with the team what is thanked for and how, so that the channel does not become noise or a contest.",
    when="Before the channel is opened, or when it has gone quiet, or when the same names come again and again.",
    not_when="Not in place of fair pay or time. Not when thanks are counted for appraisals: then people trade them.",
    minutes=30,
    steps=(
        "Ask everybody in writing: how do you like to be thanked, and how not?",
        "Fill in the charter together. Keep it on half a page.",
        "Begin with three thanks of your own: each names what was done and what it changed.",
    ),
    parts=(
        Part(
            "What the channel is for",
            (
                Blank(
                    "place",
                    "Where it is, and who takes part",
                    "“Thanks” on our board. Everybody, also the night shift and the cleaners.",
                ),
                Blank(
                    "for",
                    "What we thank for",
                    "A doubt that was said in time. Help across teams. A try that taught us something. A step forward.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "form",
                    "What a thank-you says",
                    "What you did, what it changed, what we can learn from it.",
                    "A deed and its effect, and no praise of talent.",
                ),
                Blank(
                    "unseen",
                    "Work that is seldom seen, and who looks for it",
                    "Night shift and post room. A different person looks each month.",
                ),
            ),
        ),
        Part(
            "How we protect people",
            (
                Blank(
                    "private",
                    "How one is thanked in private",
                    "A tick on the list by the door: then it is said in person.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "misses",
                    "How we thank for a good try that missed",
                    "Only with the person's yes. We thank for the design and the lesson, and do not cheer the loss.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "never",
                    "What we do not do here",
                    "No ranks, no counts, no thanks by order, no jokes about mistakes.",
                    kind="text",
                    lines=2,
                ),
                Blank("notused", "It is never used for", "Appraisal, pay, promotion."),
            ),
        ),
        Part(
            "Care",
            (
                Blank("care", "Who looks after it", "Two people, changing every quarter"),
                Blank("ends", "We ask whether it still helps on", "2027-02-22", kind="date"),
            ),
        ),
    ),
    looks=(
        "Who has written so far? Have you given three thanks of your own?",
        "Whose work has not been named yet? Are most thanks about effort, help, or lessons?",
        "Ask in private: does it help, or is it noise? Close it if it is noise.",
    ),
    claims=(
        Claim(
            "Unexpected thanks in public raised work, most where only the best few were thanked. It was "
            "data entry, for "
            "three hours.",
            "supported with conditions",
            "Bradler, Dur, Neckermann and Non 2016",
        ),
        Claim(
            "Thanking whole teams every two weeks went with more effort, for twelve weeks in six restaurants.",
            "supported with conditions",
            "Presslee, Richins, Saiy and Webb 2023",
        ),
    ),
    asks=_asks,
)
