"""How an item looks and behaves in a notebook."""

from .card import Card
from .lesson import Lesson, lesson
from .readouts import READOUTS, readout

__all__ = ["READOUTS", "Card", "Lesson", "lesson", "readout"]
