"""Our next ritual: choose a template, fill it in, and take a page to print, a text and calendar reminders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from coaching.desk.page import DeskPage, Document, Field, Shown
from coaching.desk.sheet import sheet
from coaching.problems import CourseProblem

from .reminders import calendar, reminders
from .rituals import RITUALS, Ritual
from .rituals.document import document, questions
from .rituals.markdown import markdown
from .rituals.page import body, title
from .rituals.ritual import DAYS, Blank, Values

__all__ = ["Made", "make", "our_next_ritual", "values_from", "written"]

MADE_BY = "Made with Safe to Stretch, CC BY 4.0."


@dataclass(frozen=True)
class Made:
    """A ritual, filled in: its text, its page, its reminders, and the questions it asks back."""

    ritual: Ritual
    text: str
    page: str
    body: str
    reminders: bytes
    asks: tuple[str, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        name = self.ritual.name
        return (
            Document(f"{name}.html", "text/html", self.page),
            Document(f"{name}.md", "text/markdown", self.text),
            Document(f"{name}.ics", "text/calendar", self.reminders),
        )


def make(ritual: Ritual, values: Values, start: date, *, now: datetime | None = None) -> Made:
    """Fill in ``ritual``. Blanks that ``values`` leaves open become lines to write on; unknown names are left out.

    Reminders fall on days 7, 30 and 90 after ``start``. ``now`` is the moment written into the calendar file.
    """
    filled = document(ritual, values)
    words = title(filled)
    looks = tuple(zip(DAYS, ritual.looks, strict=True))
    return Made(
        ritual=ritual,
        text=markdown(filled),
        page=sheet(words, body(filled), note=MADE_BY),
        body=body(filled),
        reminders=calendar(ritual.name, reminders(words, start, looks), now=now or datetime.now(UTC)),
        asks=questions(ritual, values),
    )


# --- values from the command line and from a file ---------------------------------------------------------------------


def values_from(ritual: Ritual, pairs: Sequence[str] = (), file: Path | None = None) -> dict[str, str]:
    """What fills the blanks: the entries of a TOML ``file``, then ``pairs`` such as ``stop=after two weeks``.

    A list in the file, and a blank that is set twice, become one row or line each; in a list of lists, the inner ones
    are rows.

    Raises:
        CourseProblem: the file cannot be read, a pair has no ``=``, or there is no blank of that name.
    """
    known = {blank.name for blank in ritual.blanks}
    values = _from_toml(file) if file else {}
    first = dict.fromkeys(known, True)
    for pair in pairs:
        name, sign, value = pair.partition("=")
        name = name.strip()
        if not sign:
            raise CourseProblem(
                f"{pair[:40]!r} has no “=”. Write it as --set name=words, such as --set stop=2026-12-14."
            )
        values[name] = value if first.get(name, True) else f"{values[name]}\n{value}"
        first[name] = False
    if unknown := sorted(set(values) - known):
        raise CourseProblem(f"{ritual.title} has no blank called {unknown[0]!r}. It has: {', '.join(sorted(known))}.")
    return values


def _from_toml(file: Path) -> dict[str, str]:
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CourseProblem(f"{file} cannot be read ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        raise CourseProblem(f"{file} is not saved as UTF-8. Save it so, then try again.") from error
    except tomllib.TOMLDecodeError as error:
        raise CourseProblem(f'{file.name} is not TOML: {error}. A line is written as stop = "words".') from error
    return {name: _lines(value) for name, value in read.items()}


def _lines(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(" | ".join(map(str, row)) if isinstance(row, list) else str(row) for row in value)
    if isinstance(value, dict):
        raise CourseProblem('A table in square brackets fills no blank. Write name = "words", one a line.')
    return str(value)


def written(made: Made, folder: Path) -> tuple[Path, ...]:
    """Put the three files into ``folder``, which is made. Files that are there stay; ours get a number.

    Raises:
        CourseProblem: the folder cannot be written.
    """
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = next(n for n in range(1, 1000) if not any(_taken(folder, one, n) for one in made.documents))
        for one in made.documents:
            path = _numbered(folder, one.name, number)
            path.write_bytes(one.content if isinstance(one.content, bytes) else one.content.encode("utf-8"))
            paths.append(path)
    except OSError as error:
        raise CourseProblem(
            f"{folder} cannot be written ({error.strerror or error}). Choose another with --out."
        ) from error
    return tuple(paths)


def _numbered(folder: Path, name: str, number: int) -> Path:
    path = folder / name
    return path if number == 1 else path.with_stem(f"{path.stem}-{number}")


def _taken(folder: Path, one: Document, number: int) -> bool:
    return _numbered(folder, one.name, number).exists()


# --- the page ---------------------------------------------------------------------------------------------------------


def _field(ritual: Ritual, blank: Blank) -> Field:
    hints = [blank.help]
    if blank.kind == "rows":
        hints.append(f"One a line: {' | '.join(blank.columns)}.")
    if blank.example and blank.kind != "date":
        hints.append(f"For example: {blank.example.splitlines()[0]}")
    kinds = {"rows": "text", "date": "date", "line": "line", "text": "text"}
    return Field(
        name=f"{ritual.name}.{blank.name}",
        label=blank.label,
        kind=kinds[blank.kind],  # type: ignore[arg-type]
        help=" ".join(filter(None, hints)),
        rows=max(2, blank.lines),
        needs=("ritual", ritual.name),
    )


def _fields() -> list[Field]:
    chosen = tuple((ritual.name, ritual.title) for ritual in RITUALS.values())
    first = Field(
        "start", "First day, for the reminders", "date", help="They come 7, 30 and 90 days later. Empty: today."
    )
    blanks = [_field(ritual, blank) for ritual in RITUALS.values() for blank in ritual.blanks]
    return [Field("ritual", "Sheet", "choice", options=chosen), *blanks, first]


def _shown(values: Mapping[str, Any]) -> Shown:
    ritual = RITUALS[values["ritual"]]
    filled = {blank.name: str(values.get(f"{ritual.name}.{blank.name}") or "") for blank in ritual.blanks}
    made = make(ritual, filled, values["start"] or date.today())
    asks = Markup("").join(Markup("<li>{}</li>").format(question) for question in made.asks)
    hint = (
        Markup('<div class="dk-warn"><p>Questions before you print it</p><ul>{}</ul></div>').format(asks)
        if asks
        else ""
    )
    heading = Markup("<h3>{}</h3>").format(title(document(ritual, filled)))
    return Shown(
        html=str(Markup("{}{}{}").format(hint, heading, Markup(made.body))),
        documents=made.documents,
        says=f"{ritual.title}: a page to print, a text, and reminders for days 7, 30 and 90.",
    )


def our_next_ritual() -> DeskPage:
    """The page for a notebook. What is typed stays in it and goes nowhere."""
    return DeskPage("Our next ritual", _fields(), _shown, button="Make the sheet")
