"""Grading: what test cells call, what nbgrader is told, and what people get back."""

from .graded import RECORD, Graded, StillOpen, answered, grade

__all__ = ["RECORD", "Graded", "StillOpen", "answered", "grade"]
