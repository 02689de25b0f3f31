"""The feedback page: from an autograded notebook and the gradebook to one HTML file that a person likes to read.

nbgrader calls `FeedbackExporter` from its command line and from formgrader's menu alike. The page holds no code, no
test and no key, needs no network and no script, and shows of the notebook only what our own locked cells gave.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader import utils
from traitlets import Unicode

from coaching.grading.cells import is_reflection, is_released_as_is, is_test, notebook_at
from coaching.grading.clean_html import clean
from coaching.grading.graded import RECORD
from coaching.grading.marks import Mark, Marks, marks_of
from coaching.grading.right_answers import Right, not_chosen
from coaching.grading.rubric import LEVELS, Level, level_of, level_reached

__all__ = ["FeedbackExporter", "Mark", "Marks", "Page", "Part", "marks_of", "page_of", "render", "title_of"]

WORDS = {
    "there": ("there", "There"),
    "partly": ("partly", "Partly there"),
    "not yet": ("not-yet", "Not yet"),
    "not attempted": ("open", "Not attempted"),
    "waiting": ("waiting", "Waits for a reader"),
    "to run": ("waiting", "Waits to be run"),
    "read": ("read", "Read by a person"),
    "fault": ("fault", "Not scored"),
}
"""State → (shape, word). Shape and word always stand together; colour only repeats them."""


NOTHING = Markup("")


@dataclass(frozen=True)
class Part:
    """One graded item or reflection as the page shows it."""

    id: str
    title: str
    state: str
    mark: Mark
    question: Markup = NOTHING
    card: Markup = NOTHING
    to_do: tuple[Markup, ...] = ()
    held: tuple[Markup, ...] = ()
    words: Markup = NOTHING
    kind: str = ""
    see: tuple[str, ...] = ()
    level: str = ""
    next_level: str = ""
    """What the next level holds, for a text that a person has read and that is not at the last."""
    missed: Markup = NOTHING

    @property
    def waits(self) -> bool:
        """Whether its points are still to come, from a reader or from running the code."""
        return self.state in ("waiting", "to run")

    @property
    def shape(self) -> str:
        return WORDS[self.state][0]

    @property
    def word(self) -> str:
        return WORDS[self.state][1]

    @property
    def points(self) -> str:
        if self.waits:
            return f"– of {number(self.mark.maximum)}"
        return f"{number(self.mark.score)} of {number(self.mark.maximum)}"


@dataclass(frozen=True)
class Page:
    """Everything on a feedback page."""

    marks: Marks
    title: str
    optional: bool
    items: tuple[Part, ...]
    reflections: tuple[Part, ...]
    repairs: tuple[str, ...]
    is_form: bool = False
    """Questions before or after the course: answers are compared, so nobody should change them afterwards."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.items + self.reflections

    @property
    def waiting(self) -> int:
        """How many texts wait for a reader."""
        return sum(part.state == "waiting" for part in self.parts)

    @property
    def to_run(self) -> int:
        """How many pieces of code wait to be run."""
        return sum(part.state == "to run" for part in self.parts)

    @property
    def score(self) -> float:
        """The points given so far, less a penalty for lateness."""
        return max(0.0, sum(part.mark.score for part in self.parts if not part.waits) - self.marks.penalty)

    @property
    def maximum(self) -> float:
        """The points that could be reached in the parts that were scored or read so far."""
        return sum(part.mark.maximum for part in self.parts if not part.waits)

    @property
    def next_steps(self) -> tuple[Part, ...]:
        """What is worth another look, the least far first."""
        order = ["not yet", "partly", "not attempted"]
        return tuple(sorted((p for p in self.parts if p.state in order), key=lambda part: order.index(part.state)))


def number(value: float) -> str:
    """A score as people write it: at most two decimals, none where none are needed."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def page_of(nb: NotebookNode, marks: Marks, answers: Mapping[str, Right] | None = None) -> Page:
    """Read a page out of an autograded notebook. Cells that the gradebook does not know are left out.

    With `answers`, by item, it also shows what is right where something else was chosen; only a coach can say so.
    """
    about = nb.metadata.get("coaching", {})
    items: list[Part] = []
    reflections: list[Part] = []
    heading, question, used, levels = "", "", set[str](), LEVELS
    for cell in nb.cells:
        heading = _heading(cell) or heading
        levels = _levels(cell) or levels
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if is_reflection(cell) and name in marks.cells:
            reflections.append(_reflection(cell, name, heading, question, marks.cells[name], levels))
            question = ""
        elif is_test(cell) and name in marks.cells:
            part = _item(cell, name, heading, question, marks.cells[name], used, answers or {})
            items.append(part)
            question = ""
        elif cell.cell_type == "code" and utils.is_locked(cell):
            question = _html(cell) or question
    return Page(
        marks=marks,
        title=title_of(nb) or marks.notebook,
        optional=about.get("role") == "code-track",
        items=tuple(items),
        reflections=tuple(reflections),
        repairs=tuple(about.get("repairs", ())),
        is_form="form" in about,
    )


def _item(
    cell: NotebookNode,
    name: str,
    heading: str,
    question: str,
    mark: Mark,
    used: set[str],
    answers: Mapping[str, Right],
) -> Part:
    record: dict[str, Any] = next(
        (output.data[RECORD] for output in cell.outputs if RECORD in output.get("data", {})), {}
    )
    title = str(record.get("title") or heading or name)
    if title in used:
        title = f"{title} ({name})"
    used.add(title)
    if "fault" in record:
        state = "fault"
    elif not cell.outputs and mark.waiting and not mark.by_hand:
        state = "to run"
    else:
        state = record.get("state") or _state_of(mark)
    right = answers.get(str(record.get("item")))
    card = _SEE.sub(lambda found: f"{found[1]}{place(found[2])}{found[3]}", clean(_html(cell)))
    rest, remarks = _remarks_apart(card)
    return Part(
        id=name,
        title=title,
        state=state if state in WORDS else "not attempted",
        mark=mark,
        missed=_missed(right, record.get("value")) if right else NOTHING,
        question=Markup(clean(question)),
        card=Markup(rest),
        to_do=tuple(Markup(html) for state, html in remarks if state != "there"),
        held=tuple(Markup(html) for state, html in remarks if state == "there"),
        kind=str(record.get("kind", "")),
        see=tuple(dict.fromkeys(Markup(found[2]).striptags() for found in _SEE.finditer(card)))[:3],
    )


def _missed(right: Right, value: object) -> Markup:
    """What is right in this item where `value` is not, set as the remarks of a card are."""
    html = clean(not_chosen(right, value)).replace('class="ct-remarks"', 'class="remarks"')
    return Markup(_REMARK.sub(lambda found: f"<li>{_ABOUT.sub(_about, found[2])}</li>", html))


def _state_of(mark: Mark) -> str:
    """The state of an item whose test says no more than its points."""
    return "there" if mark.score >= mark.maximum else "partly" if mark.score > 0 else "not attempted"


def _levels(cell: NotebookNode) -> tuple[Level, ...]:
    """The levels in the words of this exercise, which stand in the cell that shows its rubric."""
    return tuple(Level(str(name), str(means)) for name, means in cell.metadata.get("coaching", {}).get("levels", ()))


def _reflection(
    cell: NotebookNode, name: str, heading: str, question: str, mark: Mark, levels: tuple[Level, ...]
) -> Part:
    empty = is_released_as_is(cell)
    state = "not attempted" if empty else "waiting" if mark.waiting else "read"
    title = _TITLE.search(question)
    return Part(
        id=name,
        title=Markup(title[1]).striptags() if title else heading or name,
        state=state,
        mark=mark,
        question=Markup(clean(question)),
        words=Markup("") if empty else Markup(clean(cell.source)),
        level=level_of(mark.score, mark.maximum, levels) if state == "read" else "",
        next_level=_next(mark, levels) if state == "read" else "",
    )


def _next(mark: Mark, levels: tuple[Level, ...]) -> str:
    """What a writer can reach next; from no level at all it is the first that tells of a case."""
    reached = max(1, level_reached(mark.score, mark.maximum, len(levels)))
    return f"{levels[reached].name}: {levels[reached].means}" if reached < len(levels) else ""


_TITLE = re.compile(r"""<p class=["']ct-title["']><strong>(.*?)</strong>""", re.DOTALL)
"""The title of a card's twin."""


def _remarks_apart(card: str) -> tuple[str, list[tuple[str, str]]]:
    """A card without its list of remarks, and the remarks as (state, HTML): the choice that a remark is about stands
    apart from the words of the question, so that the eye finds it."""
    remarks = [(found[1], _ABOUT.sub(_about, found[2])) for found in _REMARK.finditer(card)]
    return (_REMARKS.sub("", card), remarks) if remarks else (card, [])


def _about(found: re.Match[str]) -> str:
    words, arrow, choice = found[1].rpartition(" → ")
    if not arrow:
        return f'<span class="about">{choice}</span>'
    return f'<span class="about">{words}</span><span class="choice"><span aria-hidden="true">→ </span>{choice}</span>'


_REMARKS = re.compile(r"""<ul class=["']ct-remarks["']>.*?</ul>(?=</section>)""", re.DOTALL)
_REMARK = re.compile(r"""<li data-state=["']([a-z ]+)["']>(.*?)</li>""", re.DOTALL)
_ABOUT = re.compile(r"(?<=</span> )<strong>(.*)</strong><br>", re.DOTALL)
_SEE = re.compile(r"""(<span class=["']ct-see["']>(?:Look at: )?)(.*?)(</span>)""", re.DOTALL)
"""Where a remark of the card says to look."""


def place(see: str) -> str:
    """Where in the lesson to look, in words: an anchor of a section is read as its heading."""
    return f"“{see[1:].replace('-', ' ')}”" if see.startswith("#") else see


def _html(cell: NotebookNode) -> str:
    for output in cell.get("outputs", []):
        html = output.get("data", {}).get("text/html")
        if html:
            return html if isinstance(html, str) else "".join(html)
    return ""


def _heading(cell: NotebookNode) -> str:
    if cell.cell_type != "markdown" or "coaching" in cell.metadata or utils.is_grade(cell):
        return ""
    titles = [line for line in cell.source.splitlines() if line.startswith("#")]
    return titles[-1].lstrip("#").strip().replace("*", "") if titles else ""


def title_of(nb: NotebookNode) -> str:
    """What a notebook is called in its metadata, or its first heading."""
    named = str(nb.metadata.get("coaching", {}).get("title") or "")
    return named or next((title for cell in nb.cells if (title := _heading(cell))), "")


def render(page: Page) -> str:
    """The page as one HTML file that needs nothing beside it."""
    return str(template("feedback.html.j2").render(page=page, number=number))


@cache
def template(name: str) -> Template:
    """One of the page templates. Whatever is put into it is escaped, unless it is `Markup`."""
    pages = Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return pages.get_template(name)


def _read(name: str) -> str:
    return files("coaching.grading").joinpath("templates", name).read_text(encoding="utf-8")


class FeedbackExporter(Exporter):
    """What nbgrader's generate_feedback uses in place of its own page."""

    file_extension = Unicode(".html")
    output_mimetype = "text/html"

    def from_notebook_node(  # type: ignore[override]  # as every exporter that gives text
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return render(page_of(nb, marks_of(resources["nbgrader"]))), resources


def feedback_page(path: Path, marks: Marks) -> str:
    """The page for the autograded notebook at `path`, for callers that have no gradebook."""
    return render(page_of(notebook_at(path), marks))
