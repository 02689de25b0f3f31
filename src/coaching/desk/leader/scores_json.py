"""A team's scores as plain values, for a program that reads JSON."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from coaching.desk.leader.our_scores import Group, Objective, OneScore, OurScores
from coaching.desk.leader.questions import questions
from coaching.desk.leader.scores_page import limits

__all__ = ["as_plain"]


def as_plain(ours: OurScores) -> dict[str, Any]:
    """Dictionaries, lists, texts and numbers; a score has four decimals, and what is not known is None."""
    return {
        "file": ours.table.name,
        "key_results": [_one(one) for one in ours.scores],
        "objectives": [_objective(one) for one in ours.objectives],
        "goals": [_group(one) for one in ours.groups],
        "questions": [asdict(one) for one in questions(ours)],
        "do_not_conclude": limits(ours),
        "problems": list(ours.table.problems),
        "notes": list(ours.table.notes),
    }


def _one(one: OneScore) -> dict[str, Any]:
    row = one.row
    return {
        "number": one.number,
        "row": row.row,
        "team": row.team,
        "quarter": row.quarter,
        "objective": row.objective,
        "key_result": row.name,
        "goal": row.goal,
        "kind": row.kr.kind,
        "score": _number(one.scored.score) if one.scored else None,
        "raw": _number(one.scored.raw) if one.scored else None,
        "guardrail_crossed": one.guardrail.breached if one.guardrail else None,
        "conventions": {name: {"word": said.word, "fits": said.fits} for name, said in one.verdicts.items()},
        "ambition": _number(one.ambition),
        "score_by_first_target": _number(one.by_first.score) if one.by_first else None,
    }


def _objective(one: Objective) -> dict[str, Any]:
    return {
        "team": one.team,
        "quarter": one.quarter,
        "objective": one.name,
        "mean": _number(one.result.mean) if one.result else None,
        "minimum": _number(one.result.minimum) if one.result else None,
        "weakest": one.result.weakest if one.result else None,
        "guardrails_crossed": [score.name for score in one.scores if score.guardrail and score.guardrail.breached],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "goal": group.goal,
        "key_results": len(group.scores),
        "mean": _number(group.mean),
        "median": _number(group.middle),
        "lowest": _number(group.lowest),
        "highest": _number(group.highest),
        "at_full": group.full,
        "conventions": {name: dict(words) for name, words in group.words.items()},
    }


def _number(number: Decimal | None) -> float | None:
    return None if number is None else round(float(number), 4)
