"""What is asked, and how an answer is scored: pure, with no widgets, files or kernels.

Two examples of a notebook cell that asks, and of the key behind it, stand in ``docs/author-guide.md``.
"""

from .base import Cleaned, Item, Key, Note, Remark, Score, State
from .choices import ChoiceKey, ChooseOne, Classify, Question
from .construct import Check, Construct, ConstructKey, Menu, Slider, Switch
from .estimate import Estimate, EstimateKey, NumberField, Target, typed_number
from .order import Order, OrderKey
from .reading import Asked, read
from .several import ChooseSeveral, PickEvidence, SeveralKey
from .shorttext import ShortText, words_in

__all__ = [
    "Asked",
    "Check",
    "ChoiceKey",
    "ChooseOne",
    "ChooseSeveral",
    "Classify",
    "Cleaned",
    "Construct",
    "ConstructKey",
    "Estimate",
    "EstimateKey",
    "Item",
    "Key",
    "Menu",
    "Note",
    "NumberField",
    "Order",
    "OrderKey",
    "PickEvidence",
    "Question",
    "Remark",
    "Score",
    "SeveralKey",
    "ShortText",
    "Slider",
    "State",
    "Switch",
    "Target",
    "read",
    "typed_number",
    "words_in",
]
