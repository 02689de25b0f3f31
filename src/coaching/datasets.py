"""The open tables of the course, read, checked and typed.

Where the tables are looked for, first hit wins:

1. the folder named by the environment variable `COACHING_DATA`, when it is set;
2. `data/` in the working folder or in the nearest folder above it that has the table: this finds the tables of a clone,
   of the learner's `workspace/` and of a packed learner edition alike;
3. `data/` beside `src/`, when the package runs from a clone.

Nothing is downloaded. A missing table or a wrong column raises `DataProblem` with one sentence that names the file and
the mend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PORTFOLIO = "okr_portfolio.csv"
REFERENCE_CLASS = "reference_class.csv"


class DataProblem(ValueError):
    """A table of the course is missing or is not what it should be; the message says what and how to mend it."""


def portfolio() -> pd.DataFrame:
    """The OKR portfolio: one row a key result, 12 teams over the four quarters of 2025; columns: `data/README.md`."""
    raise NotImplementedError


def reference_class() -> pd.DataFrame:
    """Forty past results of comparable key results; `level` is the raw score that each reached."""
    raise NotImplementedError


def one_team(table: pd.DataFrame, team: str, quarter: str | None = None) -> pd.DataFrame:
    """The rows of one team, of one quarter when it is given; DataProblem naming what exists when there are none."""
    raise NotImplementedError


def history(table: pd.DataFrame, team: str) -> pd.DataFrame:
    """What a team promised, forecast and reached, oldest quarter first."""
    raise NotImplementedError
