"""The one kind of error that a person is meant to read."""

from __future__ import annotations

__all__ = ["CourseProblem"]


class CourseProblem(Exception):
    """Something a person can mend, said in one sentence that names what, where and the mend.

    The command line and the buttons in JupyterLab show `sentence` and nothing else: no traceback, no class name.
    Everything that is *our* mistake stays an ordinary exception, so that it reaches the log.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
