"""What is true of a setting of the norm switch: every number by the rules of ``coaching.mindset``.

The browser is handed the numbers for every distance that can be set (`readings`), so there is one arithmetic only; what
it works out by itself (``model.js``) is which people move and what has been found. A test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from coaching.explorables.norm_switch.tasks import TASKS, Task
from coaching.mindset import REACTIONS, above_old_middle, crossed, overlap, pair_wins, people

State = Mapping[str, Any]

OFFICES = ("a", "b")
HIGHEST, STEP = 1.0, 0.01
START: dict[str, Any] = {"message": False, "a": "blame", "b": "silence", "d": 0.5}


def readings() -> list[dict[str, int]]:
    """For d = 0, 0.01, … up to the highest: people in a hundred above the old middle, pairs won, and overlap."""
    return [
        {
            "above": people(above_old_middle(i * STEP)),
            "pairs": people(pair_wins(i * STEP)),
            "overlap": people(overlap(i * STEP)),
        }
        for i in range(round(HIGHEST / STEP) + 1)
    ]


def facts(state: State) -> dict[str, Any]:
    """Everything that the picture shows: who moves where, and how the distance reads."""
    moved = {f"moved_{office}": crossed(state["message"], state[office], state["d"]) for office in OFFICES}
    backed = [state[office] == "learn" for office in OFFICES]
    where = "nowhere" if not any(moved.values()) else "both" if all(moved.values()) else "one"
    return {
        **{name: state[name] for name in ("message", "d", *OFFICES)},
        **moved,
        "moved": where,
        "backed": any(backed),
        **readings()[round(state["d"] / STEP)],
    }


def finds(task: Task, state: State) -> bool:
    """Whether a setting is what a task asks for."""
    known = facts(state)
    return all(known[fact] == value for fact, value in task.wants.items())


def clean(raw: object) -> dict[str, Any]:
    """Read kept progress, whatever it is: what was found, and the setting. What cannot be read is left out."""
    given = raw if isinstance(raw, Mapping) else {}
    ticked = given.get("found")
    found = [task.id for task in TASKS if isinstance(ticked, list) and task.id in ticked]
    return {"found": found, "state": _clean_state(given.get("state"))}


def _clean_state(raw: object) -> dict[str, Any]:
    given = raw if isinstance(raw, Mapping) else {}
    state = dict(START)
    if isinstance(given.get("message"), bool):
        state["message"] = given["message"]
    for office in OFFICES:
        if isinstance(given.get(office), str) and given[office] in REACTIONS:
            state[office] = given[office]
    d = given.get("d")
    if isinstance(d, int | float) and not isinstance(d, bool) and 0 <= d <= HIGHEST:
        state["d"] = float(Decimal(str(d)).quantize(Decimal(str(STEP))))
    return state


def twin(progress: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The present setting in words, as pairs of a name and a value: the text twin of the picture."""
    known = facts(progress["state"])
    return [
        ("Message", "the same message in both offices" if known["message"] else "no message yet"),
        *(
            (
                f"Office {office.upper()}",
                f"after a miss colleagues {REACTIONS[known[office]]}; {known[f'moved_{office}']} of 100 people move",
            )
            for office in OFFICES
        ),
        ("Distance of the curves", f"d = {known['d']:.2f}"),
        ("Above the old middle", f"{known['above']} of 100 people; 50 without any effect"),
        ("Random pairs", f"in {known['pairs']} of 100 the one with the programme is higher"),
        ("In common", f"{known['overlap']} % of the two curves"),
    ]
