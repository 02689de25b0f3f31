"""One row of an OKR table, as a key result that can be scored, or as sentences that say what is missing where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeVar

from coaching.desk.leader.okr_columns import COLUMNS, GOAL_WORDS, KIND_WORDS, SCORE_WORDS, SIDE_WORDS
from coaching.okr import GOAL, KIND, KeyResult
from coaching.tables import (
    Cell,
    CellProblem,
    Number,
    NumberReader,
    Row,
    Table,
    in_one_unit,
    letter,
    plain,
    quoted,
    yes_or_no,
)

__all__ = ["GOALS", "HEADINGS", "OkrRow", "OneRow"]

HEADINGS: Final = {column.name: column.heading for column in COLUMNS}


@dataclass(frozen=True)
class OkrRow:
    """One key result of the table, and what the table says about it besides its score.

    `goal` is None where the table does not say which kind of goal it is; `kr` has the default then, which nothing may
    read. Texts are "" and numbers None where nothing is written. `first_target` is there only if it differs.
    """

    row: int
    team: str
    quarter: str
    objective: str
    goal: GOAL | None
    unit: str
    kr: KeyResult
    first_target: Decimal | None = None
    forecast: Decimal | None = None
    chance: Decimal | None = None
    changed_on: str = ""
    change_note: str = ""
    promised_to: str = ""
    pay_linked: bool | None = None

    @property
    def name(self) -> str:
        return self.kr.name


_KINDS: Final = {plain(word) or word: kind for kind, words in KIND_WORDS.items() for word in words}
GOALS: Final = {plain(word) or word: goal for goal, words in GOAL_WORDS.items() for word in words}
_SCORES: Final = frozenset(map(plain, SCORE_WORDS))
_SIDES: Final = {plain(word) or word: side for side, words in SIDE_WORDS.items() for word in words}


_Word = TypeVar("_Word", bound=str)
_Found = TypeVar("_Found")


@dataclass
class OneRow:
    """Reads one row by itself. What is wrong is gathered in `wrong`, so that a person hears all of it at once."""

    row: Row
    numbers: NumberReader
    table: Table
    wrong: list[str] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    no_column: list[str] = field(default_factory=list)

    def read(self, team: str, quarter: str, objective: str) -> OkrRow | None:
        """The row as a key result with weight 1 and no chance; None if something is wrong or missing."""
        name = self._text("key_result")
        if self.row["key_result"].content in (None, ""):
            self._say(self.row["key_result"], "it is empty. Name the key result, or take the row out.")
        goal, kind = self._goal(), self._kind()
        if kind not in (None, "binary", "guardrail") and self._ready_made():
            kind = "milestone"
        if kind is None:
            return None
        values = self._values(kind)
        side = self._side() if kind == "guardrail" else "max"
        texts = {one: self._text(one) for one in ("unit", "changed_on", "change_note", "promised_to")}
        if values is None or self.wrong or self.no_column:
            return None
        if goal is None and texts["promised_to"] and kind != "guardrail":
            goal = "committed"
            self.guesses.append("the goal is empty; as somebody relies on all of it, it counts as committed.")
        try:
            kr = KeyResult(
                name,
                kind,
                goal or "aspirational",
                baseline=values.get("baseline", 0),
                target=values.get("target", 1),
                actual=values["actual"],
                side=side,
            )
        except ValueError as problem:
            self.wrong.append(f"Row {self.row.number}: {problem}")
            return None
        first = values.get("first_target")
        return OkrRow(
            self.row.number,
            team,
            quarter,
            objective,
            goal,
            texts["unit"] or self._unit,
            kr,
            first_target=None if first == values.get("target", 1) else first,
            forecast=values.get("forecast"),
            changed_on=texts["changed_on"],
            change_note=texts["change_note"],
            promised_to=texts["promised_to"],
            pay_linked=self.caught(yes_or_no, self.row["pay_linked"]),
        )

    def caught(self, read: Callable[..., _Found], *given: object) -> _Found | None:
        """What `read` gives; or None, and its sentence among what is wrong."""
        try:
            return read(*given)
        except CellProblem as problem:
            self.wrong.append(str(problem))
            return None

    def _say(self, cell: Cell, what: str) -> None:
        self.wrong.append(str(CellProblem(cell, what)))

    def _text(self, name: str) -> str:
        return self.caught(lambda: self.row[name].text) or ""

    # --- kind, goal and side: words from a list -----------------------------------------------------------------------

    def _word(self, name: str, known: Mapping[str, _Word]) -> _Word | None:
        text = "" if self.row[name].blank else self._text(name)
        word = known.get(plain(text) or text)
        if text and word is None:
            words = list(dict.fromkeys(known.values()))
            allowed = f"{', '.join(map(str, words[:-1]))} or {words[-1]}"
            self._say(self.row[name], f"{quoted(text)} is not a {HEADINGS[name].lower()} known here. Write {allowed}.")
        return word

    def _goal(self) -> GOAL | None:
        """The kind of goal; in a column "Type" that has these words, too, where no column names the goal."""
        if "goal" not in self.table.columns and self._kind_says_goal():
            return GOALS[plain(self.row["kind"].text)]
        return self._word("goal", GOALS)

    def _ready_made(self) -> bool:
        """Whether the actual is a score, the part of the way, by the name of its column."""
        return plain(self.row["actual"].heading) in _SCORES

    def _kind_says_goal(self) -> bool:
        cell = self.row["kind"]
        return isinstance(cell.content, str) and plain(cell.content) in GOALS

    def _kind(self) -> KIND | None:
        """How it is measured; where that is not written, from what the other cells can only mean."""
        if not self.row["kind"].blank and not ("goal" not in self.table.columns and self._kind_says_goal()):
            return self._word("kind", _KINDS)
        baseline, target = self.row["baseline"], self.row["target"]
        guessed: KIND | None = None
        if self._ready_made():
            return "milestone"
        if baseline.blank and not (self.row["side"].blank and self.row["limit"].blank):
            guessed = "guardrail"
        elif baseline.blank and target.blank and self._says_done():
            guessed = "binary"
        elif not baseline.blank and not target.blank:
            numbers = [self.caught(self.numbers.read, cell) for cell in (baseline, target)]
            start, end = (number.value if number else Decimal(0) for number in numbers)
            guessed = "increase" if end > start else "decrease"
            if None in numbers:
                return None
        if guessed:
            self.guesses.append(f"the kind is not written, and was read as {guessed}.")
            return guessed
        missing = "baseline" if "baseline" in self.table.columns else "kind"
        if missing in self.table.columns:
            self._say(
                self.row[missing],
                "it is empty, so it is open how this is measured. Write where it stood on the first day; "
                "or write milestone, binary or guardrail into a column “Kind”.",
            )
        else:
            self.no_column.append("baseline")
        return None

    def _side(self) -> Literal["max", "min"]:
        side = self._word("side", _SIDES)
        if side is None and self.row["side"].blank:
            if "side" in self.table.columns:
                self._say(
                    self.row["side"], "it is empty. Write max if no reading may lie above the limit, min if none below."
                )
            else:
                self.no_column.append("side")
        return side or "max"

    # --- the numbers --------------------------------------------------------------------------------------------------

    _unit = ""

    def _values(self, kind: KIND) -> dict[str, Decimal] | None:
        """The numbers of the row in one unit, by what they are to it; None if one is missing or no number."""
        if kind == "binary":
            return self._yes_or_no()
        places = {"target": "target", "actual": "actual", "first_target": "first_target", "forecast": "forecast"}
        needed = ["target", "actual"]
        if kind == "guardrail":
            places = {"target": self._or("target", "limit"), "actual": self._or("actual", "worst")}
        elif kind == "milestone":
            needed = ["actual"]
            places["baseline"] = "baseline"
        else:
            needed = ["baseline", "target", "actual"]
            places["baseline"] = "baseline"
        numbers = {what: self._number(name, what in needed) for what, name in places.items()}
        there = {what: number for what, number in numbers.items() if number}
        if not all(what in there for what in needed):
            return None
        if kind == "milestone" and (parts := self._parts(there)) is not None:
            return parts
        values = self.caught(in_one_unit, list(there.values()))
        if values is None:
            return None
        self._unit = next((number.unit for number in there.values() if number.unit), "")
        found = dict(zip(there, values, strict=True))
        if kind in ("increase", "decrease") and not self._right_way(kind, found, there):
            return None
        return found

    def _or(self, name: str, other: str) -> str:
        return other if self.row[name].blank and other in self.table.columns else name

    def _number(self, name: str, needed: bool) -> Number | None:
        if name not in self.table.columns:
            if needed:
                self.no_column.append(name)
            return None
        number = self.caught(self.numbers.read, self.row[name])
        if number is None and needed and self.row[name].blank:
            mend = {
                "actual": "so there is no score yet. Write where it stands now.",
                "baseline": "so the way to the target is unknown. Write where it stood on the first day.",
            }.get(name, "so there is nothing to compare with. Write where it should stand on the last day.")
            self._say(self.row[name], f"it is empty, {mend}")
        return number

    def _parts(self, numbers: Mapping[str, Number]) -> dict[str, Decimal] | None:
        """A milestone's agreed fractions; None if its target says that it is counted in something else."""
        if self._ready_made():
            numbers = {"actual": numbers["actual"]}
            if not (self.row["baseline"].blank and self.row["target"].blank):
                self.guesses.append("the score is ready-made; baseline and target were left aside.")
        target = numbers.get("target")
        if target and (target.value != 1 or target.unit) and not (target.value == 100 and target.unit == "%"):
            return None
        found = {what: number.value / 100 if number.unit == "%" else number.value for what, number in numbers.items()}
        if not 0 <= found["actual"] <= 1:
            what = "a score is the" if self._ready_made() else "a milestone gives the agreed"
            self._say(
                self.row["actual"],
                f"{what} part of the way, between 0 and 1, and this is {found['actual']:f}. "
                "Write 0.5 or 50 % for half of it.",
            )
        return found

    def _says_done(self) -> bool:
        """Whether the actual says yes or no in words: a bare 1 can be any number."""
        content = self.row["actual"].content
        return isinstance(content, bool) or (
            isinstance(content, str) and not re.search(r"\d", content) and self._done() is not None
        )

    def _done(self) -> bool | None:
        return self.caught(yes_or_no, self.row["actual"])

    def _yes_or_no(self) -> dict[str, Decimal] | None:
        cell = self.row["actual"]
        if cell.blank:
            self._number("actual", needed=True)
            return None
        done = self._done()
        if done is None:
            if not self.wrong:
                self._say(
                    cell,
                    f"{quoted(cell.text)} is neither yes nor no, and nearly done is not done. Write yes or no.",
                )
            return None
        return {"actual": Decimal(int(done))}

    def _right_way(self, kind: KIND, values: Mapping[str, Decimal], numbers: Mapping[str, Number]) -> bool:
        """Whether the target lies where this kind says; if not, the sentence names both cells."""
        target, baseline = values["target"], values["baseline"]
        cell, other = numbers["target"].cell, numbers["baseline"].cell
        if target == baseline:
            self._say(
                cell,
                f"the target is the baseline ({baseline:f}, column {letter(other.column)}), so there is no way to go. "
                "Mend one of them; if it is to be kept as it is, make it a guardrail.",
            )
            return False
        if (target > baseline) != (kind == "increase"):
            side = "above" if target > baseline else "below"
            self._say(
                cell,
                f"the target {target:f} lies {side} the baseline {baseline:f} (column {letter(other.column)}), and "
                f"the kind is {kind}. Mend the kind or the numbers.",
            )
            return False
        return True
