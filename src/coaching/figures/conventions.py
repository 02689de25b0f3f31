"""One score on one ruler, read by four conventions."""

from __future__ import annotations

from coaching.figures._figure import Figure


def four_conventions(score: str = "0.65") -> Figure:
    """The ruler from 0 to 1 four times, one under the other, with `score` as a line through all of them: the re:Work
    range .6–.7, Doerr's red, yellow and green with the gaps between them, the house rule .7–.9, and a committed goal's
    1.0; at the right the word that each convention has for the score.

    score: a number from 0 to 1 as text, so that "0.35" stays what was typed; ValueError otherwise.
    """
    raise NotImplementedError
