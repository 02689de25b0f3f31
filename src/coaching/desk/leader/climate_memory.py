"""What was shown before, so that one page cannot be subtracted from another.

The memory is one small file on this machine, ``.course/climate-memory.json``, for all surveys together: a copy of a
table under another name is still the same people. It holds no answers. People stand in it as scrambled codes: with
codes of their own, the code; without, the sheet itself, so that a sheet that was mended counts as another one. The key
of the scrambling stands beside it, so the file is to be kept as private as the table itself.

What it cannot do: it is a seat belt, not a lock. Whoever deletes it, or brings a table in which codes or answers were
exchanged, starts anew; such a report says that nothing is remembered.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from coaching.desk.leader.survey_table import Survey
from coaching.problems import CourseProblem
from coaching.survey import Response
from coaching.survey.privacy import LEAST, Told
from coaching.survey.report import Shown

__all__ = ["Memory", "Reported", "remembered"]

_ROUNDS = 20_000  # of the fingerprint: cheap once, dear for whoever would try all answers that a team can give


@dataclass(frozen=True)
class Reported:
    """The sheets of one wave that a report rested on, with a fingerprint of all their answers to these items.

    ``least`` is how many answers a figure of that report needed.
    """

    wave: str
    items: tuple[str, ...]
    who: frozenset[str]
    fingerprint: str
    least: int = LEAST


@dataclass(frozen=True)
class Memory:
    """What was shown, of whom, and from which sheets. A new one has a key of its own and remembers nothing."""

    key: bytes = field(default_factory=partial(secrets.token_bytes, 32), repr=False)
    shown: Shown = frozenset()
    reported: frozenset[Reported] = frozenset()

    def scrambled(self, survey: Survey) -> Survey:
        """The survey with everybody's code, or each sheet, scrambled: the same in every report on this machine."""
        seen: Counter[str] = Counter()
        responses: dict[int, Response] = {}
        for place, response in sorted(enumerate(survey.responses), key=lambda one: repr(sorted(one[1].groups.items()))):
            says = _plain(["code", response.person])
            if not survey.coded:
                sheet = _plain([response.wave, [response.answers.get(item.id) for item in survey.scale.items]])
                seen[sheet] += 1
                says = _plain(["sheet", sheet, seen[sheet]])
            responses[place] = replace(response, person=self._code(says))
        return replace(survey, responses=tuple(responses[place] for place in sorted(responses)))

    def check_unchanged(self, survey: Survey) -> None:
        """Raise CourseProblem where sheets that were reported before now hold other answers."""
        asked = {item.id for item in survey.scale.items}
        for old in self.reported:
            if not asked.issuperset(old.items):
                continue
            sheets = {r.person: r for r in survey.responses if r.wave == old.wave and r.person in old.who}
            if len(sheets) == len(old.who) and self._fingerprint(sheets.values(), old.items) != old.fingerprint:
                raise CourseProblem(
                    f"Answers of {old.wave} have changed since they were shown. A second page would tell what changed, "
                    "so bring the table as it was; for a new wave, fill in the column wave, and for another survey use "
                    "other person codes."
                )

    def promised(self, survey: Survey) -> int:
        """The largest number of answers that was promised to anybody in this survey: it is never taken back."""
        people = frozenset(response.person for response in survey.responses)
        return max((one.least for one in self.reported if one.who & people), default=LEAST)

    def after(self, survey: Survey, shown: Shown, least: int) -> Memory:
        """The memory once a report of this survey has shown this."""
        items = tuple(item.id for item in survey.scale.items)
        reported = set(self.reported)
        for wave in survey.waves:
            if any(one.wave == wave for one in shown):
                sheets = [response for response in survey.responses if response.wave == wave]
                who = frozenset(response.person for response in sheets)
                if all((one.wave, one.items, one.who, one.least) != (wave, items, who, least) for one in reported):
                    reported.add(Reported(wave, items, who, self._fingerprint(sheets, items), least))
        return Memory(self.key, shown, frozenset(reported))

    def knows(self, survey: Survey) -> bool:
        """Whether anything was shown of anybody in this survey."""
        people = frozenset(response.person for response in survey.responses)
        return any(one.who & people for one in self.shown)

    def _code(self, says: str) -> str:
        return hmac.new(self.key, says.encode(), "sha256").hexdigest()[:24]

    def _fingerprint(self, sheets: Iterable[Response], items: tuple[str, ...]) -> str:
        lines = sorted(_plain([sheet.person, [sheet.answers.get(item) for item in items]]) for sheet in sheets)
        return hashlib.pbkdf2_hmac("sha256", _plain(lines).encode(), self.key, _ROUNDS).hex()[:24]


@contextmanager
def remembered(path: Path) -> Iterator[tuple[Memory, list[Memory]]]:
    """The memory in a file, and a list for what it becomes: the last one in it is written at the end, if any is.

    Nobody else can report meanwhile. Raises CourseProblem for a file that cannot be read, was changed by hand, or
    cannot be written; then nothing must be shown.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=30):
            becomes: list[Memory] = []
            yield _read(path), becomes
            if becomes:
                _write(path, becomes[-1])
    except Timeout:
        raise CourseProblem("Another report is being made on this machine; try again when it is done.") from None
    except OSError as problem:
        raise CourseProblem(
            f"What was shown before cannot be remembered in {path} ({problem.strerror}), so nothing is shown. Make "
            "that folder writable."
        ) from problem


def _read(path: Path) -> Memory:
    if not path.exists():
        return Memory()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["check"] != _check(kept):
            raise ValueError("the check does not fit")
        people = kept["people"]
        return Memory(
            bytes.fromhex(kept["key"]),
            frozenset(
                Told(wave, what, item, frozenset(people[i] for i in who)) for wave, what, item, who in kept["shown"]
            ),
            frozenset(
                Reported(wave, tuple(items), frozenset(people[i] for i in who), fingerprint, int(least))
                for wave, items, who, fingerprint, least in kept["reported"]
            ),
        )
    except (ValueError, KeyError, TypeError, IndexError):
        raise CourseProblem(
            f"The memory of what was shown before, {path}, is damaged or was changed, so nothing is shown. Put back a "
            "copy of it; delete it only if no earlier page was passed on."
        ) from None


def _write(path: Path, memory: Memory) -> None:
    """In one step, for the owner's eyes alone."""
    people = sorted(frozenset[str]().union(*(one.who for one in memory.shown), *(one.who for one in memory.reported)))
    place = {code: i for i, code in enumerate(people)}
    kept: dict[str, Any] = {
        "schema": 1,
        "key": memory.key.hex(),
        "people": people,
        "shown": sorted([one.wave, one.what, one.item, sorted(place[p] for p in one.who)] for one in memory.shown),
        "reported": sorted(
            [one.wave, list(one.items), sorted(place[p] for p in one.who), one.fingerprint, one.least]
            for one in memory.reported
        ),
    }
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**kept, "check": _check(kept)}, file)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _check(kept: dict[str, Any]) -> str:
    rest = {name: value for name, value in kept.items() if name != "check"}
    return hmac.new(bytes.fromhex(rest["key"]), _plain(rest).encode(), "sha256").hexdigest()


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
