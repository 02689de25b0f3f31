"""A framing message: what the goals of this cycle are for, said in about 120 words before anybody sees a number."""

from __future__ import annotations

from coaching.items.shorttext import words_in

from .ritual import Blank, Claim, Part, Ritual, Values

MOST_WORDS = 150


def _asks(values: Values) -> tuple[str, ...]:
    said = sum(words_in(values.get(name, "")) for name in ("why", "goals", "pay", "unknown", "help"))
    asked = []
    if said > MOST_WORDS:
        asked.append(f"It has {said} words, and about 120 are read to the end. Which {said - 120} could go?")
    if said and not values.get("pay"):
        asked.append(
            "What will the scores never be used for? People fill that gap with the worst that they can think of."
        )
    if said and not values.get("unknown"):
        asked.append("What do you not know yourself? One honest line invites others to say the same.")
    return tuple(asked)


FRAMING_MESSAGE = Ritual(
    name="framing-message",
    title="Framing message",
    use="Tells a team what the new goals are for, before anyone sees a number: to agree on a direction, and to learn.",
    when="In the week before goals are set, and again when many new people have come. Say it, then send it.",
    not_when="Not as comfort when jobs are to be cut, and not when you cannot keep the sentence about pay. Then "
    "say that.",
    minutes=20,
    steps=(
        "Write it alone in ten minutes. About 120 words.",
        "Read it to one person who doubts. Ask: what would you not believe?",
        "Mend that sentence. Say it aloud to the team, then send it.",
    ),
    parts=(
        Part(
            "The message",
            (
                Blank(
                    "why",
                    "Why we set goals now",
                    "Families wait eleven weeks for a first talk. We want to find out what brings that down.",
                    "One sentence with something that people here can see.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "goals",
                    "Which kinds of goals there are",
                    "Two goals are promises: wages and deadlines by law. One goal is a stretch, and we may miss it.",
                    "Promises are met in full. A stretch may be missed. Say which is which.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "pay",
                    "What scores are used for, and what never",
                    "We use scores to decide what to try next. They do not go into appraisals or pay. Signed: "
                    "the head of office.",
                    "Only what you can keep. Who signs it?",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "unknown",
                    "What I do not know yet",
                    "I do not know whether evening hours help. You may know better than I do.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "help",
                    "What I ask of you, and where to ask back",
                    "Tell me by Thursday which goal you would change. In the round at ten, or in my office.",
                    "A day, a place, a person.",
                    kind="text",
                    lines=2,
                ),
            ),
        ),
        Part(
            "Sending it",
            (
                Blank("doubter", "Who reads it first, and may doubt", "A colleague from the night shift"),
                Blank("sent", "Said and sent on", "2026-11-30", kind="date"),
            ),
        ),
    ),
    looks=(
        "Ask two people what the goals are for. Is it what you wrote?",
        "Has anyone asked to change a goal? What happened then?",
        "Were scores used only as you promised? If not, say so and mend it.",
    ),
    claims=(
        Claim("That such a message makes goals work better. We found no study of it; it costs an hour.", "unverified"),
    ),
    asks=_asks,
)
