"""What happens in the talk of the Silence meter for the replies that were chosen; the browser works it out alike.

A test holds `model.js` and this file equal on every way through the talk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from coaching.explorables.silence_meter.talk import CHOICES, LEADER, PEOPLE, TALK, THOUGHTS, Reply
from coaching.safety import turn_shares

RUNS_KEPT = 12
DOORS = ("questions", "mistakes", "first tries")


@dataclass(frozen=True)
class Said:
    """One turn as it was heard; ``thought`` names what stood behind it, and ``open`` whether it was told."""

    who: str
    says: str
    thought: str | None = None
    open: bool = True


@dataclass(frozen=True)
class Course:
    """The talk up to the next place to reply, or to its end."""

    heard: tuple[Said, ...]
    doors: Mapping[str, int]
    over: bool

    @property
    def told(self) -> tuple[str, ...]:
        return tuple(said.thought for said in self.heard if said.thought and said.open)

    @property
    def unsaid(self) -> tuple[str, ...]:
        return tuple(said.thought for said in self.heard if said.thought and not said.open)

    def shares(self) -> dict[str, Fraction]:
        """Each person's share of the words so far, in the order of `PEOPLE`; 0 for who has not spoken."""
        spoken = turn_shares((said.who, said.says) for said in self.heard)
        return {person: spoken.get(person, Fraction(0)) for person in PEOPLE}


def reply(at: int, name: str) -> Reply:
    """The reply called ``name`` at the choice with this number; KeyError when there is none."""
    return {one.id: one for one in CHOICES[at].replies}[name]


def course(replies: Sequence[str]) -> Course:
    """Run the talk with the replies chosen so far, which must be known ones. It stops where the next is needed."""
    doors = dict.fromkeys(DOORS, 0)
    heard: list[Said] = []
    at = 0
    for turn in TALK:
        if turn.replies:
            if at == len(replies):
                return Course(tuple(heard), doors, over=False)
            chosen = reply(at, replies[at])
            at += 1
            for door in DOORS:
                doors[door] += chosen.moves(door)  # type: ignore[arg-type]
            heard.append(Said(turn.who, chosen.says))
        elif turn.thought:
            thought = turn.thought
            told = doors[thought.door] >= thought.needs
            heard.append(Said(turn.who, thought.open if told else thought.guarded, thought.id, told))
        else:
            heard.append(Said(turn.who, turn.says))
    return Course(tuple(heard), doors, over=True)


def clean(raw: object) -> dict[str, Any]:
    """Read kept progress, whatever it is: replies so far, the bet (or None), lid off or not, and the finished runs."""
    given = raw if isinstance(raw, Mapping) else {}
    replies = _replies(given.get("replies"))
    over = len(replies) == len(CHOICES)
    bet = given.get("bet")
    fits = isinstance(bet, int) and not isinstance(bet, bool) and 0 <= bet <= len(THOUGHTS)
    runs: list[list[str]] = []
    kept = given.get("runs")
    for run in kept if isinstance(kept, list) else []:
        read = _replies(run)
        if len(read) == len(CHOICES) and read not in runs:
            runs.append(read)
    return {
        "replies": replies,
        "bet": bet if over and fits else None,
        "open": over and given.get("open") is True,
        "runs": runs[-RUNS_KEPT:],
    }


def setup() -> dict[str, Any]:
    """The talk as plain JSON for the browser."""
    return {"people": PEOPLE, "leader": LEADER, "doors": list(DOORS), "talk": [asdict(turn) for turn in TALK]}


def shown(share: Fraction) -> str:
    """A share as people read it: whole per cent, half up."""
    return f"{int(share * 100 + Fraction(1, 2))} %"


def names(replies: Sequence[str]) -> str:
    """The short names of chosen replies, for a table of runs."""
    return " · ".join(reply(at, one).name for at, one in enumerate(replies))


def twin(progress: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The talk so far in words, one pair for a turn; what stayed unsaid only once the lid is off."""
    now = course(progress["replies"])
    pairs = [(said.who, said.says) for said in now.heard]
    if not now.over:
        options = CHOICES[len(progress["replies"])].replies
        pairs += [(f"{LEADER} may say", one.says) for one in options]
    if progress["open"]:
        pairs.append(("Said", f"{len(now.told)} of {len(THOUGHTS)} thoughts"))
        pairs += [("Not said", THOUGHTS[name].unsaid) for name in now.unsaid]
        pairs.append((f"Words by {LEADER}", shown(now.shares()[LEADER])))
    return pairs


def run_lines(progress: Mapping[str, Any]) -> list[str]:
    """One line for each finished run, oldest first."""
    lines = []
    for place, run in enumerate(progress["runs"], start=1):
        end = course(run)
        lines.append(
            f"{place}. {names(run)}: {len(end.told)} said, {LEADER} {shown(end.shares()[LEADER])} of the words"
        )
    return lines


def _replies(raw: object) -> list[str]:
    """Known replies from the start, up to the first that is not known."""
    kept: list[str] = []
    for at, one in enumerate(raw[: len(CHOICES)] if isinstance(raw, list) else []):
        if not any(one == option.id for option in CHOICES[at].replies):
            break
        kept.append(one)
    return kept
