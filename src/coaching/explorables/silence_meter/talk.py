"""The planning talk of the Silence meter, as data: twelve turns, three places to reply, six thoughts to be told or not.

A *door* is one of the three assurances. Each reply opens or shuts doors by whole steps, and what was done stays done. A
thought is spoken when its door stands open far enough at its turn. The steps are this course's own and carry no data:
they show a pattern, not a size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Door = Literal["questions", "mistakes", "first tries"]

LEADER = "Karima"
PEOPLE: dict[str, str] = {
    "Karima": "leads the clinic",
    "Ines": "nurse, third week",
    "Bao": "keeps the records",
    "Tomasz": "keeps the fridges",
    "Farida": "senior nurse",
}


@dataclass(frozen=True)
class Reply:
    """One thing that the leader may say: its short name, its words, and the doors that it moves."""

    id: str
    name: str
    says: str
    questions: int = 0
    mistakes: int = 0
    first_tries: int = 0

    def moves(self, door: Door) -> int:
        return int(getattr(self, door.replace(" ", "_")))


@dataclass(frozen=True)
class Thought:
    """What somebody knows: spoken if ``door`` stands at ``needs`` or more, else guarded, and told only at the end."""

    id: str
    about: str
    door: Door
    needs: int
    open: str
    guarded: str
    unsaid: str
    worry: str
    later: str


@dataclass(frozen=True)
class Turn:
    """One turn: fixed words, a choice of replies, or a thought that is spoken or guarded."""

    who: str
    says: str = ""
    replies: tuple[Reply, ...] = ()
    thought: Thought | None = None


TALK: tuple[Turn, ...] = (
    Turn(
        "Karima",
        "Our objective for next quarter: every family gets its vaccine at the first visit. Last quarter sixty in a "
        "hundred did. I would like eighty-five.",
    ),
    Turn("Ines", "Sorry, a question. The sixty: does it count the families whom we send home at the door?"),
    Turn(
        "Karima",
        replies=(
            Reply(
                "kind", "Calm", "Do not worry, Ines. Everybody is confused at first, and you are doing well.", 1, 0, 0
            ),
            Reply("answer", "Answer", "I do not know, and it matters. Bao, whom do we count?", 2, 1, 0),
            Reply(
                "hurry", "Hurry", "It is all in the handbook. We have forty minutes, and a target to set.", -1, 0, -1
            ),
        ),
    ),
    Turn(
        "Bao",
        thought=Thought(
            "count",
            "what the sixty counts",
            "questions",
            1,
            "We count from the desk on. Those who are sent home at the door are in no list. With them, I guess, we are "
            "nearer to forty-five.",
            "Sixty is what the report says.",
            "The sixty leaves out everybody who is sent home at the door. With them we are nearer to forty-five.",
            "looking foolish",
            "In week 9 the city counts at the door, and finds forty-six.",
        ),
    ),
    Turn(
        "Tomasz",
        thought=Thought(
            "fridge",
            "why the doses were lost",
            "mistakes",
            1,
            "Then I should say this too. In May, forty doses went bad. I had left the fridge open. Thirty families "
            "were sent home because of that.",
            "We had something with a fridge in May. It is solved.",
            "I left the fridge open in May. Forty doses went bad, and thirty families were sent home.",
            "costly mistake",
            "In week 5 the same door stays open again. Another fifty-five doses are lost.",
        ),
    ),
    Turn(
        "Karima",
        replies=(
            Reply("search", "Search", "Then it goes into the file, with the name. Who else knew of it?", 0, -1, 0),
            Reply(
                "learn",
                "Learn",
                "Good that we know, Tomasz. Is anything at risk today? And what made it easy to miss?",
                0,
                2,
                1,
            ),
            Reply("comfort", "Comfort", "Oh, fridges! It can happen to anyone. Let us look ahead.", 0, 1, 0),
        ),
    ),
    Turn(
        "Farida",
        thought=Thought(
            "alarm",
            "the alarm at night",
            "mistakes",
            2,
            "The alarm. It rang so often at night that we switched it off in March. It is off now.",
            "The fridges are old, that is all.",
            "The night alarm has been off since March. It rang too often, so we switched it off.",
            "costly mistake",
            "Nobody hears the alarm in week 5, because it is off.",
        ),
    ),
    Turn(
        "Ines",
        thought=Thought(
            "label",
            "a near miss this week",
            "mistakes",
            3,
            "On Tuesday I nearly gave a dose that was out of date. The two labels look the same. I saw it at the last "
            "second.",
            "No, nothing from me.",
            "I nearly gave an out-of-date dose on Tuesday. The two labels look the same.",
            "looking foolish",
            "In week 3 a colleague does give one. The child is well. The family does not come back.",
        ),
    ),
    Turn(
        "Bao",
        thought=Thought(
            "draft",
            "a half-made idea",
            "first tries",
            1,
            "I have a draft, only a draft. Reminders by text, in four languages. I tried it with ten families, and "
            "nine came with the right papers.",
            "I am trying something with reminders. It is not ready.",
            "My draft reminders in four languages worked for nine families of ten. It is not good enough to show.",
            "own standards",
            "In week 11 Bao shows the finished version. The quarter is over.",
        ),
    ),
    Turn(
        "Karima",
        replies=(
            Reply(
                "finish", "Finish first", "Please finish it before we talk of it. We need things that work.", 0, 0, -1
            ),
            Reply(
                "praise", "Praise", "That is wonderful, Bao! I knew that we could count on you. Next point.", 0, 0, 0
            ),
            Reply(
                "look",
                "Look at it",
                "Bring it on Thursday as it is. I like the languages. One doubt: who answers when families write back? "
                "And who doubts the eighty-five?",
                1,
                0,
                2,
            ),
        ),
    ),
    Turn(
        "Farida",
        thought=Thought(
            "doubt",
            "what eighty-five would cost",
            "questions",
            3,
            "I do. To reach eighty-five we would book two families into one slot. They would wait for two hours. I "
            "would rather watch the waiting time as well.",
            "Fine with me.",
            "Eighty-five works only if we book two families into one slot. They would wait for two hours.",
            "costly mistake",
            "In week 7 the waiting room is full. Every fifth family leaves before its turn.",
        ),
    ),
    Turn("Karima", "Good, then that is our plan. Anything else? No? Thank you all."),
)

CHOICES: tuple[Turn, ...] = tuple(turn for turn in TALK if turn.replies)
THOUGHTS: dict[str, Thought] = {turn.thought.id: turn.thought for turn in TALK if turn.thought}
