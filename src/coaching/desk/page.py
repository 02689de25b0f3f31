"""One page of a desk: a short form, what comes of it, and documents to print or keep.

``DeskPage(title, fields, work)`` shows it in a notebook. ``work`` is a plain function from what stands in the form to
what is shown; it knows nothing of widgets. Nothing that a person types, chooses or is shown is stored in the notebook:
its stored output is only the name of the page.
"""

from __future__ import annotations

import gzip
import json
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Literal, TypeAlias

import anywidget
import traitlets
from IPython import get_ipython

from coaching.datasets import DataProblem
from coaching.faults import kept
from coaching.okr.numbers import exact
from coaching.problems import CourseProblem

__all__ = ["LARGEST_FILE", "DeskPage", "Document", "Field", "Shown", "Upload"]

HERE = Path(__file__).parent
SHARED = HERE.parent / "explorables"  # the elements and the drawing language of everything that moves here

LARGEST_FILE = 10_000_000
"""How many bytes a chosen file may have."""

_LARGEST_RESULT = 2_500_000  # packed; a Jupyter server drops a message of more than 3 MB without a word

Kind: TypeAlias = Literal["choice", "yes", "line", "text", "number", "date", "file"]


@dataclass(frozen=True)
class Field:
    """One question of the form, and what ``work`` finds under ``name``:

    choice: the chosen value of ``options``, the first to begin with · yes: bool · line, text: str, blanks around it
    taken off · number: int or float, None where nothing stands; a decimal comma counts · date: ``datetime.date`` or
    None · file: ``Upload`` or None.

    ``needs`` = (field, value): the question is asked only while that field has that value ("yes" or "no" for a yes).
    What it holds is passed on all the same.
    """

    name: str
    label: str
    kind: Kind = "line"
    value: Any = ""
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    rows: int = 3
    needs: tuple[str, str] | None = None


@dataclass(frozen=True)
class Upload:
    """A file that a person chose. It was never written to disk."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Document:
    """What a person can download and, if a browser shows it (HTML, PDF, SVG), open in a new tab to print."""

    name: str
    media: str
    content: str | bytes


@dataclass(frozen=True)
class Shown:
    """What comes of the form.

    ``html`` is trusted: we made it, and all in it that comes from files or people is escaped. Its headings begin at h3.
    It may use ``dk-note`` (a quiet remark), ``dk-warn`` (a remark to notice; its mark comes from the style),
    ``dk-cards`` (children side by side), ``dk-figure``, ``n`` (a cell with a number), and ``dk-wide`` around a table
    that scrolls alone, with tabindex 0, role region and a name. An ``<a>`` with ``data-server`` in place of ``href``
    leads to that address below this server's own, and is plain words where there is none. ``says`` is one sentence for
    the status line.
    """

    html: str
    documents: tuple[Document, ...] = ()
    says: str = ""
    form: tuple[Field, ...] | None = None
    """What is asked from now on, with its start values: for work in steps. None: the form stays, as it is filled in."""
    button: str = ""
    """What the button says with the new form."""


Work: TypeAlias = Callable[[Mapping[str, Any]], Shown]


def _joined(*files: Path) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


_one_at_a_time = threading.Lock()
"""Drawing with matplotlib is not made for two threads, and a notebook has several pages that begin together."""


_typed: dict[str, dict[str, Any]] = {}
"""What stands in the form of each page of this kernel: a notebook that is opened again makes its pages anew."""


class DeskPage(anywidget.AnyWidget):
    """The page. With ``live``, ``work`` runs at once and whenever a field changes; else when the button is pressed.

    With ``below``, the form stands below what is shown: for who reads first and answers then.

    A CourseProblem or DataProblem from ``work`` becomes its sentence on the page, and what was shown stays. Anything
    else becomes one sentence, and its traceback goes to the course's log. It runs beside the kernel, one page at a
    time; where somebody asks again meanwhile, only the newest answer is shown. What was typed outlives a page that is
    loaded again, until the kernel ends; pages of one notebook need titles of their own for it.
    """

    _esm = _joined(SHARED / "base.js", HERE / "page.js")
    _css = _joined(SHARED / "base.css", HERE / "content.css", HERE / "page.css")

    setup = traitlets.Dict().tag(sync=True)
    typed = traitlets.Dict().tag(sync=True)  # what stands in the form, for a page that is loaded again
    ask = traitlets.Dict().tag(sync=True)  # {turn, values}
    heard = traitlets.Int(0).tag(sync=True)  # the newest turn that Python knows of
    result = traitlets.Dict().tag(sync=True)  # {turn, packed} or {turn, problem, packed}

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        work: Work,
        *,
        button: str = "Show",
        live: bool = False,
        below: bool = False,
        first: Shown | None = None,
    ) -> None:
        names = {field.name for field in fields}
        if lost := [field.name for field in fields if field.needs and field.needs[0] not in names]:
            raise ValueError(f"The fields {lost} need a field that the page '{title}' does not have.")
        self._title, self._fields, self._work = title, tuple(fields), work
        self._files: dict[str, Upload] = {}
        self._arriving: dict[str, bytes] = {}
        self._turn = 0
        self._worker: threading.Thread | None = None
        self.shown = first
        super().__init__(
            setup={
                "title": title,
                "button": button,
                "live": live,
                "below": below,
                "largest": LARGEST_FILE,
                "fields": [_described(field) for field in self._fields],
            },
            typed=_typed.get(title, {}) if get_ipython() else {},
            result={"turn": 0, "packed": _packed(first)},
        )
        self.on_msg(self._on_piece)
        self.observe(self._on_ask, names="ask")
        self.observe(lambda change: _typed.update({title: change["new"]}), names="typed")
        if live:
            self._start(1, self.typed)

    def settled(self, seconds: float = 60) -> Shown | None:
        """Wait until nothing is under way; what the page shows then. For tests."""
        worker = self._worker
        while worker is not None and worker.is_alive():
            worker.join(seconds)
            if worker.is_alive():
                raise TimeoutError(f"'{self._title}' is still at work after {seconds} seconds.")
            worker = self._worker
        return self.shown

    def _on_piece(self, _widget: Any, content: dict[str, Any], buffers: list[Any]) -> None:
        """A file comes in pieces, because a Jupyter server takes no message of 10 MB. No piece: no file is chosen."""
        field, piece, pieces = content["field"], content["piece"], content["pieces"]
        if piece == 0:
            self._files.pop(field, None)
            self._arriving[field] = b""
        self._arriving[field] += b"".join(buffers)[: LARGEST_FILE + 1]  # one byte more tells that it is too large
        if piece == pieces - 1:
            self._files[field] = Upload(str(content["name"]), self._arriving.pop(field))

    def _on_ask(self, change: dict[str, Any]) -> None:
        self._start(int(change["new"]["turn"]), dict(change["new"].get("values") or {}))

    def _start(self, turn: int, raw: Mapping[str, Any]) -> None:
        self._turn = self.heard = turn
        # What was chosen is read now: another file may arrive before the work begins.
        self._worker = threading.Thread(target=self._run, args=(turn, raw, dict(self._files)), daemon=True)
        self._worker.start()

    def _run(self, turn: int, raw: Mapping[str, Any], files: Mapping[str, Upload]) -> None:
        with _one_at_a_time:
            if turn != self._turn:
                return
            problem, shown, packed = "", self.shown, ""
            try:
                shown = self._work({field.name: _value(field, raw, files) for field in self._fields})
                packed = _packed(shown)
            except (CourseProblem, DataProblem) as known:
                problem = str(known)
            except (Exception, SystemExit) as fault:
                problem = kept(fault, f"the page '{self._title}'")
        if turn != self._turn:
            return
        if problem:
            self.result = {**self.result, "turn": turn, "problem": problem}
        else:
            self.shown = shown
            with self.hold_sync():
                if shown is not None and shown.form is not None:
                    self._ask_for(shown.form, shown.button)
                self.result = {"turn": turn, "packed": packed}

    def _ask_for(self, fields: Sequence[Field], button: str) -> None:
        """Put another form into the place of this one. What was typed belongs to the old one."""
        self._fields, self._files, self.typed = tuple(fields), {}, {}
        described = [_described(field) for field in fields]
        self.setup = {**self.setup, "fields": described, "button": button or self.setup["button"]}

    def __repr__(self) -> str:
        """The text twin: what the page is for, and nothing that anybody typed or was shown."""
        name = self._title if self._title.endswith("?") else f"{self._title}."
        return f"{name} This page needs a running kernel: open the notebook in JupyterLab and run it."

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle or {},)
        data = {**data, "text/plain": repr(self), "text/html": f"<p>{escape(repr(self))}</p>"}
        return (data, *rest) if rest else data


def _described(field: Field) -> dict[str, Any]:
    """A field as the page's script needs it."""
    start: Any = field.value
    if field.kind == "yes":
        start = bool(field.value)
    elif field.kind == "choice":
        start = str(field.value or field.options[0][0])
    else:
        start = "" if field.value is None or field.kind == "file" else str(field.value)
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind,
        "value": start,
        "options": [list(option) for option in field.options],
        "help": field.help,
        "rows": field.rows,
        "needs": list(field.needs) if field.needs else None,
    }


def _value(field: Field, raw: Mapping[str, Any], files: Mapping[str, Upload]) -> Any:
    """What stands in a field, as its kind promises. Raises CourseProblem with a sentence that names the field."""
    if field.kind == "file":
        return _small(field, files.get(field.name))
    value = raw.get(field.name, _described(field)["value"])
    if field.kind == "yes":
        return bool(value)
    text = str(value).strip()
    if field.kind == "choice":
        return text if text in {option for option, _ in field.options} else _described(field)["value"]
    if field.kind == "date":
        return _date(field, text)
    if field.kind == "number":
        return _number(field, text)
    return text


def _small(field: Field, file: Upload | None) -> Upload | None:
    if file and len(file.data) > LARGEST_FILE:
        limit = f"{LARGEST_FILE // 1_000_000} MB"
        raise CourseProblem(
            f"{file.name} is larger than {limit}; save only the columns that you need, and choose that."
        )
    return file


def _number(field: Field, text: str) -> int | float | None:
    if not text:
        return None
    try:
        number = exact(text, field.label)
    except ValueError as problem:
        raise CourseProblem(str(problem)) from None
    return int(number) if number == number.to_integral_value() else float(number)


def _date(field: Field, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CourseProblem(f"{field.label} is {text!r}, which is no date; write it as 2026-03-31.") from None


def _packed(shown: Shown | None) -> str:
    """All that is shown, as text that a Jupyter server lets through: one of many rows packs to a tenth of its size."""
    if shown is None:
        return ""
    plain = {"html": shown.html, "says": shown.says, "documents": [_document(one) for one in shown.documents]}
    packed = b64encode(gzip.compress(json.dumps(plain).encode(), compresslevel=6, mtime=0)).decode()
    if len(packed) > _LARGEST_RESULT:
        raise CourseProblem("What was made is too large for this page; make it in a terminal, with `coaching`.")
    return packed


def _document(one: Document) -> dict[str, str]:
    content = {"bytes": b64encode(one.content).decode()} if isinstance(one.content, bytes) else {"text": one.content}
    return {"name": one.name, "media": one.media, **content}
