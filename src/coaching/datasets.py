"""The open tables of the course, read, checked and typed.

Where the tables are looked for, first hit wins:

1. the folder named by the environment variable `COACHING_DATA`, when it is set;
2. `data/` in the working folder, or in the nearest folder above it whose `data/` holds the table: this finds the
   tables of a clone, of a learner's `workspace/` and of a packed learner edition alike;
3. `data/` beside `src/`, when the package runs from a clone.

Nothing is downloaded. A missing table or a wrong column raises `DataProblem` with one sentence that names the file and
the mend.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from coaching.okr import GOAL, KIND, kr_score

if TYPE_CHECKING:
    import pandas as pd

PORTFOLIO = "okr_portfolio.csv"
REFERENCE_CLASS = "reference_class.csv"
FAILURE_LOG = "failure_log.csv"
MINDSET_EFFECTS = "mindset_effects.csv"
SURVEY_SHEET = "survey_sheet.csv"

_TEXT = (
    "kr_id organisation sector team quarter objective key_result kind goal promised_to owner_role unit "
    "change_note guardrail_side learned report_note"
)
_NUMBERS = (
    "baseline target_first target_final forecast_sealed actual guardrail_limit guardrail_worst weight reported_score"
)
_PORTFOLIO = {
    **dict.fromkeys(_TEXT.split(), "text"),
    **dict.fromkeys(_NUMBERS.split(), "number"),
    "guardrail_checks": "count",
    "guardrail_outside": "count",
    "target_changed_on": "date",
    "pay_linked": "yes or no",
}
_REFERENCE = {
    **dict.fromkeys(("case_id", "quarter", "sector", "key_result", "unit"), "text"),
    **dict.fromkeys(("baseline", "target", "actual", "level"), "number"),
}
_FAILURES = {
    **dict.fromkeys(("case_id", "half", "sector", "what_failed", "expected_before", "changed_after"), "text"),
    **dict.fromkeys(("chance_sealed", "cap", "lost"), "number"),
    **dict.fromkeys(("causes", "reason", "told_after"), "count"),
    **dict.fromkeys(("recipe", "somebody_named"), "yes or no"),
}
_EFFECTS = {
    **dict.fromkeys(("effect_id", "study", "design", "who", "outcome", "note"), "text"),
    **dict.fromkeys(("year", "studies", "people"), "count"),
    **dict.fromkeys(("d", "low", "high", "next_low", "next_high"), "number"),
}

_SHEET = {
    "person": "text",
    **dict.fromkeys(("use", "topics", "difference", "mistakes", "goodwill", "help", "risk"), "count"),
}


class DataProblem(ValueError):
    """A table of the course is missing or is not what it should be; the message says what and how to mend it."""


def find_table(name: str) -> Path:
    """The path of a table by its file name, in the order that the module's head describes.

    Raises DataProblem when no place has it, naming the places, and when `COACHING_DATA` is set and does not have it.
    """
    chosen = os.environ.get("COACHING_DATA")
    if chosen:
        if (Path(chosen) / name).is_file():
            return Path(chosen) / name
        raise DataProblem(
            f"COACHING_DATA points to {chosen}, and there is no {name} in it; unset it or point it to the data folder."
        )
    here = Path.cwd()
    clone = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, clone):
        if (folder / "data" / name).is_file():
            return folder / "data" / name
    raise DataProblem(
        f"The table data/{name} was not found in {here}, in any folder above it, or beside the package; "
        "work inside the course folder, or set COACHING_DATA to the folder that holds it."
    )


def portfolio() -> pd.DataFrame:
    """The OKR portfolio: one row a key result, 12 teams over the four quarters of 2025; columns: `data/README.md`.

    Text columns hold "" where nothing was written; number columns are floats with NaN where they do not apply; counts
    are nullable integers; `target_changed_on` is a date; `pay_linked` is a bool. Raises DataProblem.
    """
    path = find_table(PORTFOLIO)
    return _portfolio(path, _stamp(path)).copy()


@lru_cache(maxsize=2)
def _portfolio(path: Path, stamp: tuple[int, ...]) -> pd.DataFrame:
    """The checked table, read once while the file stays as it is: a cohort's cells ask for it hundreds of times."""
    table = _read(path, _PORTFOLIO, "kr_id")
    for column, allowed in (("kind", get_args(KIND)), ("goal", get_args(GOAL))):
        strange = sorted(set(table[column]) - set(allowed))
        if strange:
            raise DataProblem(f"{path}: column {column} has {_words(strange)}; allowed are {_words(allowed)}.")
    scored = table[table["kind"] != "guardrail"]
    flat = scored[scored["baseline"].eq(scored["target_final"]) | scored["actual"].isna()]
    if len(flat):
        raise DataProblem(f"{path}: {_words(flat['kr_id'])} cannot be scored; give an actual, and target ≠ baseline.")
    return table


def reference_class() -> pd.DataFrame:
    """Forty past results of comparable key results; `level` is the raw score that each reached. Raises DataProblem."""
    path = find_table(REFERENCE_CLASS)
    return _reference_class(path, _stamp(path)).copy()


@lru_cache(maxsize=2)
def _reference_class(path: Path, stamp: tuple[int, ...]) -> pd.DataFrame:
    return _read(path, _REFERENCE, "case_id")


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes when the file does; nothing for a file that cannot be looked at, which reading it will say."""
    try:
        seen = path.stat()
    except OSError:
        return ()
    return seen.st_mtime_ns, seen.st_size


def mindset_effects() -> pd.DataFrame:
    """Published effects of growth-mindset programmes, one a row, in standard deviations. Raises DataProblem."""
    return _read(find_table(MINDSET_EFFECTS), _EFFECTS, "effect_id")


def survey_sheet() -> pd.DataFrame:
    """Nine people's raw answers, 1 to 7, to seven sentences of an invented house. Raises DataProblem."""
    return _read(find_table(SURVEY_SHEET), _SHEET, "person")


def failure_log() -> pd.DataFrame:
    """The failure log: 32 failures of 2025, each with what was known before and done after; columns: `data/README.md`.

    Raises DataProblem.
    """
    return _read(find_table(FAILURE_LOG), _FAILURES, "case_id")


def one_team(table: pd.DataFrame, team: str, quarter: str | None = None) -> pd.DataFrame:
    """The rows of one team, of one quarter when it is given, in the order of the table.

    Raises DataProblem, naming the teams or quarters that exist, when there are none.
    """
    rows = table[table["team"] == team]
    if rows.empty:
        raise DataProblem(f"There is no team {team!r}; the teams are {_words(table['team'].unique())}.")
    if quarter is None:
        return rows
    of_quarter = rows[rows["quarter"] == quarter]
    if of_quarter.empty:
        raise DataProblem(f"{team} has no rows in {quarter!r}; its quarters are {_words(rows['quarter'].unique())}.")
    return of_quarter


def history(table: pd.DataFrame, team: str) -> pd.DataFrame:
    """What a team promised, forecast and reached, oldest quarter first, without guardrails.

    Columns: quarter, key_result, baseline, target_final, forecast_sealed, actual, and `raw`, the raw score by the
    target that the quarter was scored by (see `coaching.okr.kr_score`). Raises DataProblem for an unknown team.
    """
    rows = with_scores(one_team(table, team))
    rows = rows[rows["kind"] != "guardrail"].sort_values(["quarter", "kr_id"])
    columns = ["quarter", "key_result", "baseline", "target_final", "forecast_sealed", "actual", "raw"]
    return rows[columns].reset_index(drop=True)


def with_scores(table: pd.DataFrame) -> pd.DataFrame:
    """A copy with `raw` and `score` (by the final target) and `raw_first` (by the first); NaN for guardrails.

    Where `change_note` gives an old and a new count, `raw_first` mixes the two: the first target is by the old one.
    """
    scored = table.copy()
    for column, target, clipped in (
        ("raw", "target_final", False),
        ("score", "target_final", True),
        ("raw_first", "target_first", False),
    ):
        scored[column] = [
            float("nan") if kind == "guardrail" else _score(baseline, end, actual, clipped)
            for kind, baseline, end, actual in zip(
                table["kind"], table["baseline"], table[target], table["actual"], strict=True
            )
        ]
    return scored


def _score(baseline: float, target: float, actual: float, clipped: bool) -> float:
    scored = kr_score(str(baseline), str(target), str(actual))
    return float(scored.score if clipped else scored.raw)


def _read(path: Path, columns: dict[str, str], key: str) -> pd.DataFrame:
    """Read a table as text and turn each column into its type; DataProblem names the first thing that is wrong."""
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        raise DataProblem(f"{path} cannot be read as a table ({problem}); get a fresh copy of the course.") from problem
    missing, extra = set(columns) - set(table.columns), set(table.columns) - set(columns)
    if missing or extra:
        wrong = [f"misses {_words(sorted(missing))}"] * bool(missing) + [f"has also {_words(sorted(extra))}"] * bool(
            extra
        )
        raise DataProblem(f"{path} {' and '.join(wrong)}; get a fresh copy of the course.")
    for column, sort in columns.items():
        text = table[column].str.strip()
        turned = _turned(text, sort)
        wrong = turned.isna() & ((text != "") | (sort == "yes or no"))
        if wrong.any():
            first = table[wrong].iloc[0]
            raise DataProblem(f"{path}, {first[key]}: column {column} is {first[column]!r}, which is no {sort}.")
        table[column] = turned.astype(bool) if sort == "yes or no" else turned
    twice = table[key][table[key].duplicated()]
    if len(twice):
        raise DataProblem(f"{path}: {_words(twice)} stand twice in column {key}.")
    return table


def _turned(text: pd.Series[str], sort: str) -> Any:
    """The texts as their type; a text that does not fit becomes a missing value."""
    import pandas as pd

    if sort == "date":
        return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if sort == "yes or no":
        return text.map({"yes": True, "no": False})
    if sort == "text":
        return text
    numbers = pd.to_numeric(text, errors="coerce").astype(float)
    return numbers.where(numbers % 1 == 0).astype("Int64") if sort == "count" else numbers


def _words(names: Iterable[object]) -> str:
    return ", ".join(str(name) for name in names)
