"""Handing in through the exchange under the name that the learner chose."""

import os
from pathlib import Path

from nbgrader.exchange.default import ExchangeSubmit

from coaching.workspace import me

__all__ = ["SubmitAsMe"]


class SubmitAsMe(ExchangeSubmit):  # type: ignore[misc]
    """Submit under the learner's own name or nickname; without one, and on a JupyterHub, under the account's name.

    nbgrader takes the account's name, which on a private laptop is often "user" or "admin", for everyone the same.
    """

    def init_dest(self) -> None:
        chosen = me(Path(self.coursedir.root))
        if self.coursedir.student_id == "*" and chosen and "JUPYTERHUB_USER" not in os.environ:
            self.coursedir.student_id = chosen
        super().init_dest()
