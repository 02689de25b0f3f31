"""An experiment card: half a page, published before acting, that says how small the try is and when it stops."""

from __future__ import annotations

from .ritual import Blank, Claim, Part, Ritual, Values, has_number


def _asks(values: Values) -> tuple[str, ...]:
    if not any(values.get(name) for name in ("question", "expectation", "test")):
        return ()
    asked = []
    if not has_number(values.get("expectation", "")):
        asked.append("How sure are you, in per cent? A number can be compared with what came.")
    if not values.get("cap"):
        asked.append("What is the most that you, and others, may lose? Without a cap a small test grows.")
    if not has_number(values.get("stop", "")):
        asked.append("Your stop rule has no number and no date. How will you know that it is time?")
    if not values.get("known"):
        asked.append("Who has tried this before? If there is a recipe, use it: then this is no experiment.")
    return tuple(asked)


EXPERIMENT_CARD = Ritual(
    name="experiment-card",
    title="Experiment card",
    use="Makes a try small, honest and useful, whatever comes out. It is written before the try, where others "
    "can see it.",
    when="When nobody knows the answer, and somebody says “let us just try it”.",
    not_when="Not where a proven way exists, and not where a failure could hurt people. There prevent, simulate "
    "or ask first.",
    minutes=20,
    steps=(
        "Fill it in with one other person.",
        "Ask: could this test say no? Could it be half as large?",
        "Put it where the team can see it. Then begin.",
    ),
    parts=(
        Part(
            "Before",
            (
                Blank(
                    "question",
                    "Our question",
                    "Do text messages the day before bring more people to their appointment?",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "known",
                    "What is known, and who has tried it",
                    "Two other offices send letters. Nobody here has counted what came of it.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "expectation",
                    "What we expect, and how sure we are",
                    "Missed appointments fall from 22 % to 15 % or less. We give it 60 %.",
                    "With a chance in per cent.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "test",
                    "The smallest test that can still say no",
                    "One counter, two weeks, every second appointment gets a message.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "cap",
                    "The most that we, and others, may lose",
                    "400 euros and six hours of work. Nobody loses an appointment.",
                ),
                Blank("stop", "We stop early if", "More than three people complain in one day."),
                Blank("decides", "Who decides, and on which day", "The head of the counter, on 2026-12-14"),
            ),
        ),
        Part(
            "After",
            (
                Blank("came", "What came", "To be filled in on the day", kind="text", lines=2),
                Blank("next", "What we do differently now", "To be filled in on the day", kind="text", lines=2),
            ),
        ),
    ),
    looks=(
        "Is the test still as small as on the card? Has the stop rule been met?",
        "What came, beside what you expected? Write the last two lines, and show the card.",
        "Is the lesson in use? Who else could need it?",
    ),
    claims=(
        Claim(
            "An intelligent failure is in new territory, serves a goal, follows what is known, and is as small "
            "as it can be.",
            "supported",
            "Edmondson 2023, who names these tests",
        ),
        Claim("That people who keep to them learn more has not been tested as a whole.", "unverified"),
    ),
    asks=_asks,
    about="question",
)
