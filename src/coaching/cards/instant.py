"""Feedback that is ready before it is asked for.

Asking the kernel takes some hundredths of a second on a busy laptop, and nothing can be asked of a dead one. Where the
feedback on each part depends on that part alone, and the verdict on the number of right parts alone, all of it is
worked out here beforehand by the same ``score``, and the card only looks it up.
"""

from __future__ import annotations

from typing import Any

from coaching.items import ChoiceKey, ChooseOne, Classify, Item, Key

from .words import rendered_remark, verdict


def instant(item: Item, key: Key | None) -> dict[str, Any] | None:
    """The table that the card looks up, or None for kinds of item that have none.

    ``remarks`` holds, by part and option ("" for a part left open), the remark; ``right`` the right options;
    ``verdicts`` state, label and rule by the number of right parts; ``untouched`` the same when nothing was answered.
    """
    if not isinstance(item, ChooseOne | Classify) or not isinstance(key, ChoiceKey):
        return None
    parts = item.parts()
    order = list(parts)
    remarks: dict[str, dict[str, dict[str, str]]] = {part: {} for part in order}
    for place, part in enumerate(order):
        for option in parts[part][1]:
            remarks[part][option] = rendered_remark(item.score({part: option}, key).remarks[place])
        another = order[place - 1]
        if another != part:
            left_open = item.score({another: key.correct[another]}, key).remarks[place]
            remarks[part][""] = rendered_remark(left_open)
    return {
        "right": dict(key.correct),
        "remarks": remarks,
        "verdicts": [_verdict(item, key, right) for right in range(len(order) + 1)],
        "untouched": _told(item, key, {}),
    }


def _verdict(item: ChooseOne | Classify, key: ChoiceKey, right: int) -> dict[str, str]:
    """What is said of an answer with this many right parts."""
    value = {}
    for place, (part, (_, options)) in enumerate(item.parts().items()):
        value[part] = key.correct[part] if place < right else next(o for o in options if o != key.correct[part])
    return _told(item, key, value)


def _told(item: ChooseOne | Classify, key: ChoiceKey, value: dict[str, str]) -> dict[str, str]:
    score = item.score(value, key)
    return {"state": score.state, "label": verdict(score.state), "rule": score.rule}
