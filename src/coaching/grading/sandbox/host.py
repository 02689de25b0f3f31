"""The host's side of the sandbox: let a guest in, have it run cells, show its functions here, and end it in time."""

from __future__ import annotations

import contextlib
import json
import pickle
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from coaching.grading.sandbox import wall
from coaching.grading.sandbox.doors import Door, Unwalled, Walled
from coaching.grading.sandbox.limits import Limits
from coaching.grading.sandbox.line import Line
from coaching.grading.sandbox.plain import decode, error_from

__all__ = ["Gone", "Guest", "Sandbox", "TookTooLong", "open_sandbox", "why_not"]

PATIENCE = 1.0
"""Seconds that an interrupted guest has to stop by itself."""

MOST_SHOWN = 20_000
"""Characters of one output that are kept."""


class TookTooLong(BaseException):
    """A cell, or a call by a test, was stopped. Not an `Exception`: a test must not take it for an answer."""


class Gone(BaseException):
    """The guest has ended, or says what nobody understands."""


class Guest:
    """One submission's code. Used as a context: at the end, it and everything that it started is ended."""

    def __init__(self, door: Door, limits: Limits) -> None:
        self._door = door
        self._limits = limits
        self._left = float(limits.submission_seconds)
        self._cell = 0.0
        self._line: Line | None = None
        self._why_gone = ""
        self.stopped = ""
        """Why the last cell was stopped; empty when it was not. The words are ours, whatever the guest says."""

    def __enter__(self) -> Guest:
        self._line = self._door.enter(self._limits)
        return self

    def __exit__(self, *_: object) -> None:
        if self._line is not None:
            self._line.close()
        self._door.end()

    def files(self, files: dict[str, tuple[bytes, int]]) -> None:
        """Put files (content, permission bits) into the folder in which the cells run."""
        self.new_cell()
        self._ask("files", self._door.folder, files)

    def new_cell(self) -> None:
        """From now on the time of one cell runs."""
        self._cell = float(self._limits.cell_seconds)
        self.stopped = ""

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run one cell and return its outputs. Raises TookTooLong and Gone."""
        self.new_cell()
        outputs = self._ask("run", source).get("outputs")
        if not isinstance(outputs, list):
            raise self._gone("its answer made no sense")
        return [made for output in outputs[:60] if (made := _output(output))]

    def names(self, wanted: Iterable[str]) -> dict[str, Any]:
        """What the learner's code calls by these names: its functions, to be called from here, and plain values."""
        wanted = sorted(set(wanted))
        coded = self._ask("look", wanted)
        found: dict[str, Any] = {}
        for name in wanted:  # and nothing else that the guest may have sent
            if coded.get(name) == ["callable"]:
                found[name] = self._function(name)
            elif name in coded:
                with contextlib.suppress(ValueError):
                    found[name] = decode(coded[name])
        return found

    def _function(self, name: str) -> Callable[..., Any]:
        def theirs(*args: Any, **named: Any) -> Any:
            answer = self._ask("call", name, args, named)
            try:
                if "raised" not in answer:
                    return decode(answer.get("value"))
                error = error_from(answer["raised"])
            except ValueError as nonsense:
                raise self._gone("its answer made no sense") from nonsense
            raise error

        theirs.__name__ = theirs.__qualname__ = name
        return theirs

    def _ask(self, what: str, *rest: Any) -> dict[str, Any]:
        """Send a request and wait for the answer as long as the cell, and the submission, has time."""
        if self._line is None or self._why_gone:
            raise self._gone(self._why_gone or "it has ended")
        message = pickle.dumps((what, *rest))
        started = time.monotonic()
        most = max(0.0, min(self._cell, self._left))
        try:
            self._line.send(message, most)
            answer = json.loads(self._line.receive(most - (time.monotonic() - started)))
        except TimeoutError:
            raise self._too_long(most) from None
        except (OSError, EOFError) as error:
            raise self._gone("it ended its own process, or was ended for using too much") from error
        except (ValueError, RecursionError) as error:
            raise self._gone("its answer made no sense") from error
        finally:
            spent = time.monotonic() - started
            self._cell -= spent
            self._left -= spent
        if not isinstance(answer, dict) or "fault" in answer:
            raise self._gone("its answer made no sense")
        return answer

    def _gone(self, why: str) -> Gone:
        self.stopped = self._why_gone = self._why_gone or why
        return Gone(self._why_gone)

    def _too_long(self, most: float) -> TookTooLong:
        """Interrupt what takes too long; end the guest if it does not stop, or if the submission's time is up."""
        limit = self._limits.submission_seconds if self._left <= self._cell else self._limits.cell_seconds
        self.stopped = f"it took longer than {limit} seconds"
        if self._left > most and self._line is not None:
            self._door.interrupt()
            with contextlib.suppress(OSError, EOFError, ValueError):
                self._line.receive(PATIENCE)
                return TookTooLong(self.stopped)
        self._why_gone = self.stopped
        self._door.end()
        return TookTooLong(self.stopped)


def _output(output: Any) -> dict[str, Any] | None:
    """An output as far as it is one of the four that a cell can have, with nothing in it but text, and not too much."""
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
    if kind in ("execute_result", "display_data"):
        data = output.get("data")
        text = _text(data.get("text/plain")) if isinstance(data, dict) else ""
        shown = {"output_type": kind, "data": {"text/plain": text}, "metadata": {}}
        return {**shown, "execution_count": None} if kind == "execute_result" else shown
    if kind == "error":
        lines = output.get("traceback")
        told = [_text(line, 2000) for line in lines[:60]] if isinstance(lines, list) else []
        name, words = _text(output.get("ename"), 200), _text(output.get("evalue"), 2000)
        return {"output_type": "error", "ename": name, "evalue": words, "traceback": told}
    return None


def _text(words: Any, most: int = MOST_SHOWN) -> str:
    if not isinstance(words, str):
        return ""
    return words if len(words) <= most else f"{words[:most]}\n… (shortened)"


class Sandbox:
    """A place to which guests are let in, one after the other. Close it at the end."""

    def __init__(self, door: Door, limits: Limits) -> None:
        self._door, self._limits = door, limits

    def guest(self) -> Guest:
        return Guest(self._door, self._limits)

    def close(self) -> None:
        self._door.close()


def open_sandbox(data: Path, modules: list[str], limits: Limits, *, trust: bool = False) -> Sandbox:
    """Open the sandbox for guests who may read the tables in `data`; `modules` are imported beforehand.

    With `trust`, code runs as the person who grades, without any wall, and only time is limited.

    Raises:
        OSError: no wall can be built here; the words say why and what helps.
    """
    return Sandbox(Unwalled(modules) if trust else Walled(data, modules), limits)


def why_not() -> str:
    """Why learners' code cannot run here, as a sentence with the mend; empty when it can."""
    if said := wall.missing():
        return said
    try:
        with tempfile.TemporaryDirectory() as nothing:
            sandbox = open_sandbox(Path(nothing), [], Limits())
            sandbox.close()
    except OSError as error:
        return str(error)
    return ""
