"""What is true of a setting of the Score dojo: every number and verdict, by the rules of ``coaching.okr``.

While something is dragged the browser works these facts out by itself (``model.js``); a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from coaching import okr
from coaching.explorables.score_dojo.challenges import CHALLENGES, FREE_START, GUARDRAIL, LINES, Challenge, Condition
from coaching.okr.numbers import exact

State = Mapping[str, Any]
Fact = Decimal | str | bool | None

BY_ID = {challenge.id: challenge for challenge in CHALLENGES}


def start(challenge: Challenge | None = None) -> dict[str, Any]:
    """Give the setting that a challenge, or free play, starts from."""
    return {**FREE_START, **(challenge.start if challenge else {})}


def facts(state: State) -> dict[str, Fact]:
    """Work out everything that the dojo shows. None stands for a number that is not defined for this setting."""
    known: dict[str, Fact] = {name: state[name] for name in ("goal", "answered", "sealed")}
    baseline, target = (exact(state[name], name) for name in ("baseline", "target"))
    known["direction"] = "up" if target > baseline else "down" if target < baseline else "none"
    known |= _key_result(state)
    known |= _objective(state)
    return known


def holds(condition: Condition, known: Mapping[str, Fact]) -> bool:
    """Tell whether one condition holds; a number that is not defined meets no condition."""
    value = known[condition.fact]
    if not isinstance(value, Decimal):
        return value == condition.value
    limit = Decimal(str(condition.value))
    if condition.test == "is":
        return value == limit
    if condition.test == "at least":
        return value >= limit
    return value <= limit if condition.test == "at most" else value < limit


def opens(challenge: Challenge, state: State) -> bool:
    """Tell whether a setting opens a challenge: all its conditions hold at once."""
    known = facts(state)
    return all(holds(condition, known) for condition in challenge.conditions)


def clean(raw: object) -> dict[str, Any]:
    """Read kept progress, whatever it is: opened challenges, the one at hand (or None), and the setting.

    What cannot be read is left out and the rest kept, so that an old or foreign answer sheet never stops the dojo.
    """
    given = raw if isinstance(raw, Mapping) else {}
    ticked = given.get("opened")
    opened = [c.id for c in CHALLENGES if isinstance(ticked, list) and c.id in ticked]
    at = given.get("at")
    challenge = BY_ID.get(at) if isinstance(at, str) else None
    return {
        "opened": opened,
        "at": challenge.id if challenge else None,
        "state": _clean_state(given.get("state"), start(challenge)),
    }


def twin(progress: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the present setting in words, as pairs of a name and a value: the text twin of the picture."""
    state = progress["state"]
    known = facts(state)
    line = LINES[state["line"]]
    judged = {
        "Google's re:Work guide": known["rework"],
        "Doerr's bands": known["doerr"],
        "House rule 70–90 %": known["seed"],
        "Committed rule": known["committed"],
    }
    values = "baseline {baseline:g}, target {target:g}, actual {actual:g}".format(**state)
    return [
        ("Key result", f"{line.name} ({line.unit}): {values}"),
        ("Kind of goal", str(state["goal"])),
        ("Score", f"{shown(known['score'])} (raw {shown(known['raw'])})"),
        *((name, str(word)) for name, word in judged.items()),
        ("Ambition index", shown(known["ambition"]) if state["sealed"] else "no forecast is sealed yet"),
        ("Objective of three key results", f"mean {shown(known['mean'])}, weakest {shown(known['minimum'])}"),
        ("Guardrail", "breached" if known["breached"] else "held"),
    ]


def shown(number: Fact) -> str:
    """Write a number as the dojo does: two decimals, or three where two would not be exact; half up."""
    if not isinstance(number, Decimal):
        return "undefined"
    thousandths = int(abs(Fraction(number)) * 1000 + Fraction(1, 2))
    digits = f"{thousandths // 1000}.{thousandths % 1000:03d}"
    return ("−" if number < 0 and thousandths else "") + digits.removesuffix("0")


def _key_result(state: State) -> dict[str, Fact]:
    line = (state["baseline"], state["target"])
    undefined: dict[str, Fact] = {"raw": None, "score": None, "ambition": None}
    undefined |= dict.fromkeys(okr.CONVENTIONS, "no verdict") | {f"fits_{c}": False for c in okr.CONVENTIONS}
    if state["baseline"] == state["target"]:
        return undefined
    scored = okr.kr_score(*line, state["actual"])
    judged = okr.binary_score(state["answered"]) if state["goal"] == "learning" else scored
    verdicts = okr.verdicts(judged.score, state["goal"])
    try:
        ambition = okr.ambition_index(*line, state["forecast"]) if state["sealed"] else None
    except okr.Undefined:
        ambition = None
    return {
        "raw": scored.raw,
        "score": scored.score,
        "ambition": ambition,
        **{convention: verdict.word for convention, verdict in verdicts.items()},
        **{f"fits_{convention}": verdict.fits for convention, verdict in verdicts.items()},
    }


def _objective(state: State) -> dict[str, Fact]:
    scores, weights = ([exact(number, name) for number in state[name]] for name in ("scores", "weights"))
    known: dict[str, Fact] = {
        "mean": None,
        "mean_band": None,
        "minimum": min(scores),
        "lightest": min(weights),
        "breached": okr.guardrail(GUARDRAIL.limit, [state["reading"]]).breached,
    }
    if any(weights):
        mean = okr.objective_score(scores, weights)
        known |= {"mean": mean, "mean_band": okr.band(mean)}
    return known


def _clean_state(raw: object, fallback: dict[str, Any]) -> dict[str, Any]:
    given = raw if isinstance(raw, Mapping) else {}
    line = LINES[fallback["line"]]

    def number(value: object, low: float, high: float, instead: Any) -> Any:
        fine = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        return value if fine else instead

    def three(name: str, high: float) -> list[Any]:
        values = given.get(name)
        if not isinstance(values, list) or len(values) != len(fallback[name]):
            return list(fallback[name])
        return [number(v, 0, high, instead) for v, instead in zip(values, fallback[name], strict=True)]

    goal = given.get("goal")
    return {
        "line": fallback["line"],
        **{
            name: number(given.get(name), line.low, line.high, fallback[name])
            for name in ("baseline", "target", "actual", "forecast")
        },
        "sealed": given["sealed"] if isinstance(given.get("sealed"), bool) else fallback["sealed"],
        "goal": goal if goal in get_args(okr.GOAL) else fallback["goal"],
        "answered": given["answered"] if isinstance(given.get("answered"), bool) else fallback["answered"],
        "scores": three("scores", 1),
        "weights": three("weights", 5),
        "reading": number(given.get("reading"), GUARDRAIL.low, GUARDRAIL.high, fallback["reading"]),
    }
