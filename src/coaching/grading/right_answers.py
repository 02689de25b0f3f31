"""What a learner did not choose and could have: the right answers with their reasons, when a coach gives them out.

The keys stand in the source of the exercise, on the coach's side, and nowhere in what was handed in or graded.
"""

from __future__ import annotations

import json
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from coaching.cards.twin import answer_html, remarks_html
from coaching.grading.cells import notebook_at
from coaching.items import Asked, Construct, Order, read
from coaching.items.base import Remark, Value
from coaching.items.several import ChooseSeveral, PickEvidence
from coaching.problems import CourseProblem

__all__ = ["Right", "not_chosen", "right_answers"]


@dataclass(frozen=True)
class Right:
    """An item with its key, and an answer that reaches everything."""

    asked: Asked
    value: Value


def right_answers(source: Path) -> dict[str, Right]:
    """The items of an exercise that have a key, by id, from its source folder.

    Where a key holds no whole answer (a construction has many), it is the author's model answer.

    Raises:
        CourseProblem: the source is not here (a learner's edition has none), or cannot be read, or it is one of the two
            forms whose answers are compared later.
    """
    notebooks = sorted(source.resolve().glob("*.ipynb"))
    if any("form" in notebook_at(path).metadata.get("coaching", {}) for path in notebooks):
        raise CourseProblem(
            f"{source.name} is compared with the other form later, so its right answers are not given out. "
            "Leave out --with-answers."
        )
    if not notebooks:
        raise CourseProblem(f"There are no notebooks in {source}, so there are no right answers to show.")
    models = source / "private" / "model_answers.json"
    try:
        written = json.loads(models.read_text(encoding="utf-8"))["items"] if models.is_file() else {}
        with chdir(source):  # a cell may read a file that lies beside it
            asked = [one for path in notebooks for one in read(path)]
    except (ValueError, KeyError) as error:
        raise CourseProblem(f"The right answers cannot be read. {error}") from error
    return {
        one.item.id: Right(one, one.key.model_value() or written.get(one.item.id, {}).get("value"))
        for one in asked
        if one.key is not None
    }


def not_chosen(right: Right, value: Value) -> str:
    """As HTML, what is right in each part where `value` is not, with its reason; empty where all is there.

    `value` may be anything. An answer that is made in one piece (an order, a construction) is shown as one that
    reaches everything, where the learner's does not.
    """
    item, key = right.asked.item, right.asked.key
    if right.value is None:
        return ""
    value = item.clean(value).value
    given, best = item.score(value, key), item.score(right.value, key)
    if given.state == "there":
        return ""
    if isinstance(item, Order | Construct):
        return answer_html(item, right.value)
    if isinstance(item, ChooseSeveral | PickEvidence):
        chosen = {remark.about for remark in given.remarks}
        missed = [remark for remark in best.remarks if remark.about not in chosen]
    else:  # one remark for each part, in one order
        had = [remark.state for remark in given.remarks] or ["open"] * len(best.remarks)
        missed = [remark for remark, state in zip(best.remarks, had, strict=True) if state != "there"]
    return remarks_html(tuple(Remark(about=one.about, state="there", text=one.text) for one in missed))
