"""The cards of the Failure bench, as data: 24 invented failures, each with what its file says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from coaching.failure import Attempt, judge

Field = Literal["hospital", "software", "shop", "public service"]
FIELDS: tuple[Field, ...] = ("hospital", "software", "shop", "public service")

REACH = ("nobody", "one desk", "one team", "one site", "the whole house", "the public")
"""How far harm can go, smallest first; a card's ``reach`` and ``needed`` are places in this row."""


@dataclass(frozen=True)
class Card:
    """One failure. ``steps`` are the reasons (1 to 9) that a fair reader may give; ``chance`` is how likely people
    would have called it, the day before, that all goes well; ``why`` is what the opened file says.

    The other fields are those of ``coaching.failure.Attempt``. On known ground nothing had to be tried: ``needed`` is 0.
    """

    id: str
    title: str
    field: Field
    story: str
    steps: tuple[int, ...]
    chance: float
    reach: int
    why: str
    new: bool = False
    worth: bool = True
    known: bool = True
    needed: int = 0
    used: bool = False
    causes: int = 1

    def attempt(self, reach: int | None = None) -> Attempt:
        """What is known of it, or of the same try with another ``reach``."""
        return Attempt(
            self.new, self.worth, self.known, self.reach if reach is None else reach, self.needed, self.used, self.causes
        )

    def plain(self) -> dict[str, Any]:
        """Give the card as plain JSON, for the browser; its kind is worked out here."""
        return {**asdict(self), "kind": judge(self.attempt()).kind}


CARDS: tuple[Card, ...] = (
    Card("drawer", "The wrong drawer", "hospital",
         "A nurse reaches for the 10 mg box and takes 1 mg. The boxes look alike and lie side by side. A colleague "
         "sees it before anything is given.",
         (2,), 0.99, 1, "A slip, caught in time. Two look-alike boxes side by side invite the next one: move one."),
    Card("night-alarm", "Alarms off at night", "hospital",
         "A doctor turns the alarm of a breathing machine off to sleep. He was told twice what can happen, and signed "
         "for it. The patient is found in time.",
         (1,), 0.99, 1, "He chose it, saw the risk and had no reason. One of the few cards at the blame end. That it "
         "ended well changes nothing."),
    Card("new-pump", "The new pump", "hospital",
         "The first night with the new pumps. The training is planned for next week. A nurse sets the rate as on the "
         "old ones, and the drip runs out.",
         (3,), 0.9, 1, "She could not have known. Whoever set the dates put pumps before training. A recipe existed."),
    Card("two-names", "Two patients, one name", "hospital",
         "Two patients have one name. A bed was moved at noon, the label printer was down, and the phone rang. One of "
         "them gets the other’s soup.",
         (6,), 0.98, 1, "Four small things met. Take one away and nothing happens. This time it was soup.", causes=4),
    Card("quiet-doors", "Quiet doors", "hospital",
         "Patients sleep badly. One ward puts felt on its doors for three weeks, expects 10 % fewer "
         "calls, and gets none fewer. The felt goes to the music room; lights are tried next.",
         (8,), 0.5, 2, "New for everyone they asked, one ward, a number before, and a next step. It could hardly have "
         "failed better.", new=True, needed=2, used=True),
    Card("robot-nurses", "Robots on every ward", "hospital",
         "After a fair the board buys a helper robot for all 22 wards. No hospital has used one. Nobody says what it "
         "should make better. After a year they stand in the cellar.",
         (8, 7), 0.3, 4, "A question worth asking, and nobody asked it. One robot, one ward, and a number on paper "
         "would have told.", new=True, known=False, needed=2),
    Card("backup", "The empty tape", "software",
         "For a year the backup ran each night. Nobody ever tried to restore it. On the day it is needed, the tape is "
         "empty.",
         (2, 4), 0.97, 4, "A known trap with a known way: restore it once a month. The list had no such line."),
    Card("copy-key", "A key in the code", "software",
         "A new colleague leaves a password in shared code. Nobody had shown her where such things are kept. It is found "
         "after two hours.",
         (3,), 0.98, 1, "She was not shown. A simple check can find such keys before they leave the room."),
    Card("storm", "The login storm", "software",
         "A sale, a change of clocks, a slow partner and a retry rule that nobody had thought of. Every phone asks again "
         "and again. Nothing answers for an hour.",
         (6,), 0.97, 5, "Each part was fine. Together they made a storm that no drawing had shown.", causes=4),
    Card("one-question", "One question instead of five", "software",
         "The start page asks one question in place of five, for 2 % of visitors. Three interviews made them hope. "
         "Fewer sign up. Two questions are tried next.",
         (8,), 0.5, 2, "A clear idea, a small share, an answer, a next step.", new=True, needed=2, used=True),
    Card("night-price", "A new price overnight", "software",
         "A founder reads a book on the plane and changes the price for all customers that night. No firm in the field "
         "has such a price. A third of them leave.",
         (8,), 0.4, 5, "New and perhaps worth it. But nothing was looked up, nothing expected, and all customers "
         "carried it. New customers of one week would have told.", new=True, known=False, needed=2),
    Card("odd-search", "Searching by mood", "software",
         "For 1 % of users the search guesses a mood. The team has no idea what will come. It is slow for everyone, and "
         "a side effect shows them where the time goes.",
         (9,), 0.35, 2, "A first look, small and watched. What they found was not what they looked for, and they "
         "used it.", new=True, needed=2, used=True),
    Card("freezer", "The freezer door", "shop",
         "The last one out leaves the freezer open, after a double shift. Food for 4,000 euro is thrown away.",
         (2,), 0.99, 3, "A lapse, in the twelfth hour. A door that closes itself does not get tired."),
    Card("till-money", "Money from the till",  "shop",
         "A shop leader books returns that never came, for half a year, and keeps the money.",
         (1,), 0.99, 3, "He chose it and hid it. That is no matter for a failure review. See *Stop and escalate*."),
    Card("shelf-plan", "The shelf that falls", "shop",
         "The plan says: heavy pots on the top shelf. The team does as the plan says. A shelf comes down at night.",
         (4,), 0.95, 3, "They followed the way, and the way was poor. Blame the plan, mend the plan."),
    Card("tills", "Self-service tills", "shop",
         "The first tills of this sort anywhere go into all 40 shops in one week. They had asked those who build them, and "
         "wrote down what they expect. Many customers stay away, and the tills go back. New ones start in one shop.",
         (8,), 0.5, 4, "All was done well but one thing. One shop would have told the same for a fortieth of the price.",
         new=True, needed=3, used=True),
    Card("flowers", "Cut flowers in heat", "shop",
         "Flowers for the feast come by lorry, as every year. A heat like this was never measured here. Half of them "
         "wilt.",
         (7, 5), 0.9, 3, "A sensible order in weather nobody had seen. Next year the contract has a line on heat. There "
         "was no question asked, and no shame in it.", causes=2),
    Card("tool-shelf", "Borrow a drill", "shop",
         "One shop puts tools for lending on one shelf, to see what happens. Hardly any are lent. The two that are go to "
         "the counter for good.",
         (9,), 0.4, 2, "A look, one shelf, eight weeks, a use for what they saw.", new=True, needed=2, used=True),
    Card("forms", "An old form", "public service",
         "For a month an office sends letters with the phone number of a shop that sells fish.",
         (2, 4), 0.98, 5, "Nobody owns the template. Give it an owner. And thank the fish shop."),
    Card("snow", "Forty snow ploughs", "public service",
         "Ice rain falls for the third night. All forty ploughs are out. Eight streets stay closed until noon.",
         (5,), 0.7, 5, "Ice for three nights met means for two. With these means it cannot go well every time. If it should, that is a talk about means.", causes=2),
    Card("passports", "Passports in July", "public service",
         "A new photo rule, an update of the printer and a holiday meet in one week. 600 families get their passports "
         "too late to travel.",
         (6,), 0.98, 5, "Three small changes, three owners, one week. A shared calendar would have shown it.", causes=3),
    Card("hard-exam", "The hardest queue", "public service",
         "An office promises an answer to every asylum letter in ten days. It is met in nine of ten cases, by good "
         "people with a good process. One in ten needs papers from abroad.",
         (5, 4), 0.9, 5, "A task that cannot go well every time, under a promise that says it will. The promise is the "
         "poor part."),
    Card("court-phone", "Court papers by phone", "public service",
         "A court lets people send papers by phone, in one of 14 districts, for six weeks, with a cap of 2,000 euro. "
         "Sealed before: an even chance of 50 users. It gets nine. The money goes to a helper at the counter.",
         (8,), 0.5, 2, "New here and elsewhere, worth it, small, and used. It missed its goal, and it is the best card "
         "in this field.", new=True, needed=2, used=True),
    Card("third-letter", "The same letter again", "public service",
         "An office tries a reminder letter for the third time, word for word, on 500 people. Two trials have shown that "
         "it changes nothing. It changes nothing.",
         (4, 8), 0.9, 3, "It looks like a test of an idea. But the answer was in the drawer, twice. That is known "
         "ground, and a plan that does not read."),
)  # fmt: skip

FIRST = "drawer"
