"""What a learner did not choose and could have: the right answers with their reasons, when a coach gives them out.

The keys stand in the source of the exercise, on the coach's side, and nowhere in what was handed in or graded.
"""

from __future__ import annotations

from pathlib import Path

from coaching.cards.twin import answer_html, remarks_html
from coaching.items import Asked, Construct, Order, read
from coaching.items.base import Remark, Value
from coaching.items.several import ChooseSeveral, PickEvidence
from coaching.problems import CourseProblem

__all__ = ["keys_of", "not_chosen"]


def keys_of(source: Path) -> dict[str, Asked]:
    """The items of an exercise that have a key, by id, from the notebooks of its source folder.

    Raises:
        CourseProblem: the source is not here (a learner's edition has none), or cannot be read.
    """
    notebooks = sorted(source.glob("*.ipynb"))
    if not notebooks:
        raise CourseProblem(f"There are no notebooks in {source}, so there are no right answers to show.")
    try:
        return {one.item.id: one for path in notebooks for one in read(path) if one.key is not None}
    except ValueError as error:
        raise CourseProblem(f"The right answers cannot be read. {error}") from error


def not_chosen(asked: Asked, value: Value) -> str:
    """As HTML, what is right in each part where `value` is not, with its reason; empty where all is there.

    `value` may be anything. An answer that is made in one piece (an order, a construction) is shown as one that
    reaches everything, where the learner's does not.
    """
    item, key = asked.item, asked.key
    model = key.model_value() if key is not None else None
    if model is None:
        return ""
    value = item.clean(value).value
    given, right = item.score(value, key), item.score(model, key)
    if given.state == "there":
        return ""
    if isinstance(item, Order | Construct):
        return answer_html(item, model)
    if isinstance(item, ChooseSeveral | PickEvidence):
        chosen = {remark.about for remark in given.remarks}
        missed = [remark for remark in right.remarks if remark.about not in chosen]
    else:  # one remark for each part, in one order
        had = [remark.state for remark in given.remarks] or ["open"] * len(right.remarks)
        missed = [remark for remark, state in zip(right.remarks, had, strict=True) if state != "there"]
    return remarks_html(tuple(Remark(about=one.about, state="there", text=one.text) for one in missed))
