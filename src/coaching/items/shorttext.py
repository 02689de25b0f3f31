"""A short text that people read: never scored by a machine, only a gentle mirror while writing."""

from __future__ import annotations

import random
import re
from typing import Literal

from .base import Cleaned, Item, Score, Value

LONGEST_TEXT = 20_000  # characters; about ten times what is asked for anywhere


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text))


class ShortText(Item):
    """A few sentences. ``words`` is the range asked for; ``reader`` says who reads it: a person, or only oneself."""

    kind: Literal["short-text"] = "short-text"
    words: tuple[int, int] = (30, 250)
    reader: Literal["person", "self"] = "person"
    placeholder: str = ""

    def clean(self, raw: object) -> Cleaned:
        if raw is None:
            return Cleaned(value="")
        if not isinstance(raw, str):
            return Cleaned(value="", problems=(f"The text of '{self.id}' is not text; it counts as not attempted.",))
        # Control characters break pages and terminals; line breaks and tabs are kept.
        text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", raw.replace("\r\n", "\n")).strip()
        if len(text) > LONGEST_TEXT:
            said = f"The text of '{self.id}' is very long; the reader sees its first {LONGEST_TEXT:,} characters."
            return Cleaned(value=text[:LONGEST_TEXT], problems=(said,))
        return Cleaned(value=text)

    def open_parts(self, value: Value) -> tuple[str, ...]:
        return () if value else (self.title or "your text",)

    def describe(self, value: Value) -> tuple[tuple[str, str], ...]:
        return (("Your words", value or ""),)

    def guess(self, rng: random.Random) -> str:
        return " ".join(rng.choice(["goal", "team", "score", "learn"]) for _ in range(self.words[0]))

    def score(self, value: Value, key: object = None) -> Score:
        """No machine score: attempted texts are 'partly' with fraction 0 until a person has read them."""
        if self.is_untouched(value):
            return self.untouched_score()
        return Score(item=self.id, fraction=0.0, state="partly", rule="A person reads this.")
