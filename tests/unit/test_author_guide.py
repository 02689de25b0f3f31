"""The examples of the author guide are items and keys that fit each other."""

from __future__ import annotations

import re
from pathlib import Path

from coaching.items import ChoiceKey, Classify, Note

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "author-guide.md"


def test_the_example_of_an_item_and_its_key_works_as_written() -> None:
    ask, grade = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    kept: dict[str, object] = {}

    class Here:
        def ask(self, item: object) -> None:
            kept["item"] = item

    def keep_key(_here: object, _item: str, *, points: float, key: object) -> None:
        kept["key"] = key

    queue = '{b: Note(text="Why.") for b in ("committed", "aspirational")}'
    names = {"here": Here(), "answered": lambda *_: None, "grade": keep_key, "Classify": Classify}
    exec(ask + grade.replace("{...}", queue), {**names, "ChoiceKey": ChoiceKey, "Note": Note})
    item, key = kept["item"], kept["key"]
    assert isinstance(item, Classify) and isinstance(key, ChoiceKey)
    assert item.score(item.clean(key.model_value()).value, key.check_fits(item)).state == "there"
    assert item.score({"wages": "aspirational"}, key).misconceptions == ("stretch-fits-safety",)
