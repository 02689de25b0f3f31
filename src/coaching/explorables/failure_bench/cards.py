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

    The other fields are those of ``coaching.failure.Attempt``. On known ground nothing had to be tried, so ``needed``
    is 0.
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
            self.new,
            self.worth,
            self.known,
            self.reach if reach is None else reach,
            self.needed,
            self.used,
            self.causes,
        )

    def plain(self) -> dict[str, Any]:
        """Give the card as plain JSON, for the browser; its kind is worked out here."""
        return {**asdict(self), "kind": judge(self.attempt()).kind}


CARDS: tuple[Card, ...] = (
    Card(
        id="drawer",
        title="The wrong drawer",
        field="hospital",
        story=(
            "A nurse reaches for the 10 mg box and takes 1 mg. The boxes look alike and lie side by side. A"
            " colleague sees it before anything is given."
        ),
        steps=(2,),
        chance=0.99,
        reach=1,
        why="A slip, caught in time. Two look-alike boxes side by side invite the next one: move one.",
    ),
    Card(
        id="night-alarm",
        title="Alarms off at night",
        field="hospital",
        story=(
            "A doctor turns the alarm of a breathing machine off to sleep. He was told twice what can "
            "happen, and signed for it. The patient is found in time."
        ),
        steps=(1,),
        chance=0.99,
        reach=1,
        why=(
            "He chose it, saw the risk and had no reason. One of the few cards at the blame end. That it "
            "ended well changes nothing."
        ),
    ),
    Card(
        id="new-pump",
        title="The new pump",
        field="hospital",
        story=(
            "The first night with the new pumps. The training is planned for next week. A nurse sets the "
            "rate as on the old ones, and the drip runs out."
        ),
        steps=(3,),
        chance=0.9,
        reach=1,
        why="She could not have known. Whoever set the dates put pumps before training. A recipe existed.",
    ),
    Card(
        id="two-names",
        title="Two patients, one name",
        field="hospital",
        story=(
            "Two patients have one name. A bed was moved at noon, the label printer was down, and the phone"
            " rang. One of them gets the other’s soup."
        ),
        steps=(6,),
        chance=0.98,
        reach=1,
        why="Four small things met. Take one away and nothing happens. This time it was soup.",
        causes=4,
    ),
    Card(
        id="quiet-doors",
        title="Quiet doors",
        field="hospital",
        story=(
            "Patients sleep badly. One ward puts felt on its doors for three weeks, expects 10 % fewer "
            "calls, and gets none fewer. The felt goes to the music room; lights are tried next."
        ),
        steps=(8,),
        chance=0.5,
        reach=2,
        why=(
            "New for everyone they asked, one ward, a number before, and a next step. It could hardly have "
            "failed better."
        ),
        new=True,
        needed=2,
        used=True,
    ),
    Card(
        id="robot-nurses",
        title="Robots on every ward",
        field="hospital",
        story=(
            "After a fair the board buys a helper robot for all 22 wards. No hospital has used one. Nobody "
            "says what it should make better. After a year they stand in the cellar."
        ),
        steps=(8, 7),
        chance=0.3,
        reach=4,
        why=(
            "A question worth asking, and nobody asked it. One robot, one ward, and a number on paper would have told."
        ),
        new=True,
        known=False,
        needed=2,
    ),
    Card(
        id="backup",
        title="The empty tape",
        field="software",
        story=(
            "For a year the backup ran each night. Nobody ever tried to restore it. On the day it is "
            "needed, the tape is empty."
        ),
        steps=(2, 4),
        chance=0.97,
        reach=4,
        why="A known trap with a known way: restore it once a month. The list had no such line.",
    ),
    Card(
        id="copy-key",
        title="A key in the code",
        field="software",
        story=(
            "A new colleague leaves a password in shared code. Nobody had shown her where such things are "
            "kept. It is found after two hours."
        ),
        steps=(3,),
        chance=0.98,
        reach=1,
        why="She was not shown. A simple check can find such keys before they leave the room.",
    ),
    Card(
        id="storm",
        title="The login storm",
        field="software",
        story=(
            "A sale, a change of clocks, a slow partner and a retry rule that nobody had thought of. Every "
            "phone asks again and again. Nothing answers for an hour."
        ),
        steps=(6,),
        chance=0.97,
        reach=5,
        why="Each part was fine. Together they made a storm that no drawing had shown.",
        causes=4,
    ),
    Card(
        id="one-question",
        title="One question instead of five",
        field="software",
        story=(
            "The start page asks one question in place of five, for 2 % of visitors. Three interviews made "
            "them hope. Fewer sign up. Two questions are tried next."
        ),
        steps=(8,),
        chance=0.5,
        reach=2,
        why="A clear idea, a small share, an answer, a next step.",
        new=True,
        needed=2,
        used=True,
    ),
    Card(
        id="night-price",
        title="A new price overnight",
        field="software",
        story=(
            "A founder reads a book on the plane and changes the price for all customers that night. No "
            "firm in the field has such a price. A third of them leave."
        ),
        steps=(8,),
        chance=0.4,
        reach=5,
        why=(
            "New and perhaps worth it. But nothing was looked up, nothing expected, and all customers "
            "carried it. New customers of one week would have told."
        ),
        new=True,
        known=False,
        needed=2,
    ),
    Card(
        id="odd-search",
        title="Searching by mood",
        field="software",
        story=(
            "For 1 % of users the search guesses a mood. The team has no idea what will come. It is slow "
            "for everyone, and a side effect shows them where the time goes."
        ),
        steps=(9,),
        chance=0.35,
        reach=2,
        why="A first look, small and watched. What they found was not what they looked for, and they used it.",
        new=True,
        needed=2,
        used=True,
    ),
    Card(
        id="freezer",
        title="The freezer door",
        field="shop",
        story="The last one out leaves the freezer open, after a double shift. Food for 4,000 euro is thrown away.",
        steps=(2,),
        chance=0.99,
        reach=3,
        why="A lapse, in the twelfth hour. A door that closes itself does not get tired.",
    ),
    Card(
        id="till-money",
        title="Money from the till",
        field="shop",
        story="A shop leader books returns that never came, for half a year, and keeps the money.",
        steps=(1,),
        chance=0.99,
        reach=3,
        why="He chose it and hid it. That is no matter for a failure review. See *Stop and escalate*.",
    ),
    Card(
        id="shelf-plan",
        title="The shelf that falls",
        field="shop",
        story=(
            "The plan says: heavy pots on the top shelf. The team does as the plan says. A shelf comes down at night."
        ),
        steps=(4,),
        chance=0.95,
        reach=3,
        why="They followed the way, and the way was poor. Blame the plan, mend the plan.",
    ),
    Card(
        id="tills",
        title="Self-service tills",
        field="shop",
        story=(
            "The first tills of this sort anywhere go into all 40 shops in one week. They had asked those "
            "who build them, and wrote down what they expect. Many customers stay away, and the tills go "
            "back. New ones start in one shop."
        ),
        steps=(8,),
        chance=0.5,
        reach=4,
        why="All was done well but one thing. One shop would have told the same for a fortieth of the price.",
        new=True,
        needed=3,
        used=True,
    ),
    Card(
        id="flowers",
        title="Cut flowers in heat",
        field="shop",
        story=(
            "Flowers for the feast come by lorry, as every year. A heat like this was never measured here. "
            "Half of them wilt."
        ),
        steps=(7, 5),
        chance=0.9,
        reach=3,
        why=(
            "A sensible order in weather nobody had seen. Next year the contract has a line on heat. There "
            "was no question asked, and no shame in it."
        ),
        causes=2,
    ),
    Card(
        id="tool-shelf",
        title="Borrow a drill",
        field="shop",
        story=(
            "One shop puts tools for lending on one shelf, to see what happens. Hardly any are lent. The "
            "two that are go to the counter for good."
        ),
        steps=(9,),
        chance=0.4,
        reach=2,
        why="A look, one shelf, eight weeks, a use for what they saw.",
        new=True,
        needed=2,
        used=True,
    ),
    Card(
        id="forms",
        title="An old form",
        field="public service",
        story="For a month an office sends letters with the phone number of a shop that sells fish.",
        steps=(2, 4),
        chance=0.98,
        reach=5,
        why="Nobody owns the template. Give it an owner. And thank the fish shop.",
    ),
    Card(
        id="snow",
        title="Forty snow ploughs",
        field="public service",
        story="Ice rain falls for the third night. All forty ploughs are out. Eight streets stay closed until noon.",
        steps=(5,),
        chance=0.7,
        reach=5,
        why=(
            "Ice for three nights met means for two. With these means it cannot go well every time. If it "
            "should, that is a talk about means."
        ),
        causes=2,
    ),
    Card(
        id="passports",
        title="Passports in July",
        field="public service",
        story=(
            "A new photo rule, an update of the printer and a holiday meet in one week. 600 families get "
            "their passports too late to travel."
        ),
        steps=(6,),
        chance=0.98,
        reach=5,
        why="Three small changes, three owners, one week. A shared calendar would have shown it.",
        causes=3,
    ),
    Card(
        id="hard-exam",
        title="The hardest queue",
        field="public service",
        story=(
            "An office promises an answer to every asylum letter in ten days. It is met in nine of ten "
            "cases, by good people with a good process. One in ten needs papers from abroad."
        ),
        steps=(5, 4),
        chance=0.9,
        reach=5,
        why=("A task that cannot go well every time, under a promise that says it will. The promise is the poor part."),
    ),
    Card(
        id="court-phone",
        title="Court papers by phone",
        field="public service",
        story=(
            "A court lets people send papers by phone, in one of 14 districts, for six weeks, with a cap of"
            " 2,000 euro. Sealed before: an even chance of 50 users. It gets nine. The money goes to a "
            "helper at the counter."
        ),
        steps=(8,),
        chance=0.5,
        reach=2,
        why=(
            "New here and elsewhere, worth it, small, and used. It missed its goal, and it is the best card"
            " in this field."
        ),
        new=True,
        needed=2,
        used=True,
    ),
    Card(
        id="third-letter",
        title="The same letter again",
        field="public service",
        story=(
            "An office tries a reminder letter for the third time, word for word, on 500 people. Two trials"
            " have shown that it changes nothing. It changes nothing."
        ),
        steps=(4, 8),
        chance=0.9,
        reach=3,
        why=(
            "It looks like a test of an idea. But the answer was in the drawer, twice. That is known "
            "ground, and a plan that does not read."
        ),
    ),
)

FIRST = "drawer"
