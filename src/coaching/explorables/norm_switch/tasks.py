"""What there is to find with norm switch and microscope: each thing is found when its conditions hold at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """`wants` maps a fact to the value that it must have; `shows` is said once it is found, and not before."""

    id: str
    ask: str
    wants: dict[str, Any]
    shows: str

    def plain(self) -> dict[str, Any]:
        return asdict(self)


TASKS = (
    Task(
        "unbacked",
        "Give the message to both offices, and find a setting in which nobody moves.",
        {"message": True, "moved": "nowhere"},
        "The words were the same as ever. With nobody behind them, they passed by.",
    ),
    Task(
        "two-offices",
        "Same message, two offices: let people move in one of them only.",
        {"message": True, "moved": "one"},
        "Nothing differs but what colleagues do after a miss. That is the idea of this lesson in one picture.",
    ),
    Task(
        "study",
        "Set the distance that the national study found for pupils with low grades: 0.11.",
        {"d": 0.11},
        "Four more in a hundred, where the message was backed. Small, and real.",
    ),
    Task(
        "three-in-four",
        "How far apart must the curves be so that 75 of 100 end above the old middle?",
        {"above": 75},
        "About two thirds of a width. Promises that sound like this are far beyond anything in the table below.",
    ),
    Task(
        "norm-alone",
        "Take the message away, and let colleagues in an office ask what a miss taught.",
        {"message": False, "backed": True},
        "The picture stays still. That is a gap of the picture, not a finding: the study tested a message.",
    ),
)
