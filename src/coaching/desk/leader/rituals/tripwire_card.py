"""A tripwire card: one early sign, one limit, and what will be done when it is crossed, settled beforehand."""

from __future__ import annotations

from .ritual import Blank, Claim, Part, Ritual, Values, has_number


def _asks(values: Values) -> tuple[str, ...]:
    if not any(values.get(name) for name in ("sign", "limit", "then")):
        return ()
    asked = []
    if not has_number(values.get("limit", "")):
        asked.append("Your limit has no number. Would two people agree, on the day, that it is crossed?")
    if not values.get("then"):
        asked.append("What happens within a day when the limit is crossed? A wire without a bell is decoration.")
    if not values.get("who"):
        asked.append("Who looks? What everybody watches, nobody watches.")
    if not values.get("false"):
        asked.append("What does a false alarm cost? A wire that rings each week is soon cut.")
    return tuple(asked)


TRIPWIRE_CARD = Ritual(
    name="tripwire-card",
    title="Tripwire card",
    use="Settles beforehand which early sign makes you act, and how, so that nobody has to be brave on the day.",
    when="When something can go wrong slowly: a guardrail, a risk of a premortem, a goal that may be missed.",
    not_when="Not as a watch on one person. And not in place of an alarm that law or safety demands.",
    minutes=15,
    steps=(
        "Choose one sign that shows before the harm does.",
        "Set the limit. Try it on the last three months: how often would it have rung?",
        "Settle what happens, who does it, and who is told. Hang it up.",
    ),
    parts=(
        Part(
            "The wire",
            (
                Blank("protects", "What it protects", "Nobody waits longer than 20 minutes for pain relief"),
                Blank(
                    "sign",
                    "Early sign that we can see",
                    "Share of calls answered after more than ten minutes",
                    kind="text",
                    lines=2,
                ),
                Blank("where", "Where the number comes from, how often", "The call system, every Monday at nine"),
                Blank("who", "Who looks", "The nurse in charge of the shift"),
                Blank("limit", "Limit", "Above 15 % in two weeks one after the other", "A number, and for how long."),
            ),
        ),
        Part(
            "If it is crossed",
            (
                Blank(
                    "then",
                    "Then we do this, within one day",
                    "One person of the day shift answers calls only. The list of other tasks is cut to the first "
                    "three.",
                    kind="text",
                    lines=2,
                ),
                Blank(
                    "told", "Who is told, and how we say it", "The ward lead. “The wire has rung”, and never a name."
                ),
                Blank("false", "What a false alarm costs", "One person, one day. We can bear it twice a month."),
                Blank("ends", "The wire is taken down or changed on", "2027-02-22", kind="date"),
            ),
        ),
    ),
    looks=(
        "Did somebody look? If not, who can, and when?",
        "How often did it ring, and was it right? Move the limit once, and write down why.",
        "What did it catch? What did it miss? Keep it, change it, or take it down.",
    ),
    claims=(
        Claim(
            "That a written tripwire makes teams act earlier. We found no study that tests it in teams like yours.",
            "unverified",
        ),
    ),
    asks=_asks,
    about="protects",
)
