"""A 90-day plan: three behaviours, two rituals, one measure, one stop rule, and somebody who asks."""

from __future__ import annotations

from .ritual import Blank, Claim, Part, Ritual, Values, has_number, rows_of

BEHAVIOURS = ("If … (moment)", "then I … (what others can see)")
RITUALS = ("Ritual", "When", "First time", "Who leads it")


def _asks(values: Values) -> tuple[str, ...]:
    if not any(map(str.strip, values.values())):
        return ()
    asked = []
    for name, columns, wanted, word, ask in (
        ("behaviours", BEHAVIOURS, 3, "behaviours", "What else would people notice by Friday?"),
        ("rituals", RITUALS, 2, "rituals", "Which meeting that you hold anyway could become one?"),
    ):
        found = len(rows_of(values.get(name, ""), columns))
        if found > wanted:
            asked.append(f"You have {found} {word}. Which {wanted} would you keep if you could keep only {wanted}?")
        elif found < wanted:
            asked.append(f"You have {found or 'no'} of {wanted} {word}. {ask}")
    if not values.get("measure"):
        asked.append("Which one thing will you count, from today on?")
    if not has_number(values.get("stop", "")):
        asked.append("Your stop rule has no number and no date. When will you say: this does not help, we stop?")
    return tuple(asked)


PLAN_90_DAYS = Ritual(
    name="plan-90-days",
    title="90-day plan",
    use="Turns what you have learned into three habits, two meetings, one number and one honest way out.",
    when="On the Monday after the course, or when a new cycle begins.",
    not_when="Not as a programme for others to carry out. The three behaviours are your own.",
    minutes=45,
    steps=(
        "Fill it in alone: behaviours that others can see, in moments that come every week.",
        "Show it to the team. Ask: which of these would you notice first?",
        "Ask a sponsor to sign, and to ask you on days 30 and 90.",
    ),
    parts=(
        Part(
            "What it is for",
            (
                Blank(
                    "change",
                    "In 90 days people here will",
                    "Say in the Monday round that a target is wrong, before it is missed.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "today",
                    "How it is today: what did you see last week?",
                    "Nobody doubted a target aloud. Two people did so in the corridor.",
                    kind="text",
                    lines=2,
                ),
            ),
        ),
        Part(
            "Three behaviours of my own",
            (
                Blank(
                    "behaviours",
                    "Behaviours that others can see",
                    "somebody brings bad news | say thank you first, then ask what they saw\n"
                    "I do not know | say so, and say when I will know\n"
                    "we settle a target | ask each for one written doubt, and speak last",
                    kind="rows",
                    lines=3,
                    columns=BEHAVIOURS,
                ),
            ),
        ),
        Part(
            "Two rituals with the team",
            (
                Blank(
                    "rituals",
                    "Meetings that we hold",
                    "After-action sheet, 25 minutes | Last Friday of the month | 2026-11-27 | A different person "
                    "each time\n"
                    "Five minutes in the town hall | First Tuesday | 2026-12-01 | Host and one team",
                    kind="rows",
                    lines=2,
                    columns=RITUALS,
                ),
            ),
        ),
        Part(
            "One measure, one stop rule",
            (
                Blank(
                    "measure",
                    "What we count, how often, who",
                    "Distinct voices in the Monday round, counted by a different person each week, no names.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "baseline",
                    "Where it stands today, and where it should be on day 90",
                    "4 of 11 today. 7 of 11 on day 90.",
                    lines=1,
                ),
                Blank(
                    "not",
                    "What this number cannot show",
                    "Whether what is said is taken up. And one loud week proves nothing.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "stop",
                    "We stop or change course if",
                    "On day 30 it is not above 4, or two people say that it feels staged.",
                ),
            ),
        ),
        Part(
            "People and means",
            (
                Blank(
                    "less",
                    "What we stop doing, to have time for it",
                    "The status round on Wednesdays",
                    help="Nothing new fits into a full week.",
                ),
                Blank("buddy", "Who asks me how it goes, and when", "Lotte, every second Friday at lunch"),
                Blank("sponsor", "Sponsor: name and signature", "", help="Signed by hand."),
            ),
        ),
    ),
    looks=(
        "Which of the three did you do this week? Which moment did you miss? Make one of them smaller.",
        "Look at the number and at the stop rule, with your sponsor. Keep, change or stop.",
        "What is different now, and how do you know? Tell the team, also what did not work. Choose what stays.",
    ),
    claims=(
        Claim(
            "Short lessons about mindset move results very little. Where they help, the surroundings back them. "
            "So this plan changes meetings and reactions.",
            "supported with conditions",
            "Yeager and others 2019; Macnamara and Burgoyne 2023",
        ),
        Claim("That this plan works. It is our own sheet, and nobody has tested it.", "unverified"),
    ),
    asks=_asks,
    pages=2,
)
