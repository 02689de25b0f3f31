"""The guest: runs the cells of one submission and answers calls. All of it may be changed by the code that it runs,
so nothing that it says is believed beyond the value it gives.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from coaching.grading.sandbox.plain import encode, error_to

__all__ = ["new_shell", "serve"]

LONGEST_OUTPUT = 200_000  # characters a cell; the host takes no more than a few millions in one answer
LONGEST_FRAME = 2_000  # characters of one line of a traceback


def new_shell() -> Any:
    """An IPython shell without history, colours or a terminal, in which a learner's cells run as in a notebook."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    return InteractiveShell(config=config)  # type: ignore[no-untyped-call]


class Capped(io.TextIOBase):
    """A text stream that remembers only so much; what comes after is dropped."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.room = LONGEST_OUTPUT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.room > 0:
            self.parts.append(text[: self.room])
            self.room -= len(text)
        return len(text)

    def text(self) -> str:
        return "".join(self.parts) + ("\n… (shortened)" if self.room < 0 else "")


class Guest:
    """What answers the host's requests."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    def run(self, source: str) -> dict[str, Any]:
        """Run one cell; its outputs in nbformat's form, as text alone."""
        outputs: list[dict[str, Any]] = []
        out, err = Capped(), Capped()
        shown: list[dict[str, Any]] = []
        hook, publisher = _Hook(shown, self.shell), _Publisher(shown)
        before = sys.displayhook, self.shell.display_pub, sys.stdout, sys.stderr
        self.shell.display_pub, sys.stdout, sys.stderr = publisher, out, err
        self.shell.display_trap.hook = hook
        try:
            self.shell.showtraceback = lambda *_, **__: None  # the error is taken from the result
            result = self.shell.run_cell(source, store_history=False)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as wild:
            error = wild
        finally:
            sys.displayhook, self.shell.display_pub, sys.stdout, sys.stderr = before
        for name, stream in (("stdout", out), ("stderr", err)):
            if stream.parts:
                outputs.append({"output_type": "stream", "name": name, "text": stream.text()})
        outputs += shown[:50]
        if error is not None:
            outputs.append(self._error(error))
        return {"outputs": outputs}

    def _error(self, error: BaseException) -> dict[str, Any]:
        name, _, words = error_to(error)
        try:
            lines = self.shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
            lines = [str(line)[:LONGEST_FRAME] for line in lines[:40]]
        except BaseException:
            lines = [f"{name}: {words}"]
        return {"output_type": "error", "ename": name, "evalue": words, "traceback": lines}

    def look(self, names: list[str]) -> dict[str, Any]:
        """What the names stand for now; names that stand for nothing are left out."""
        space = self.shell.user_ns
        return {name: ["callable"] if callable(space[name]) else encode(space[name]) for name in names if name in space}

    def call(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """Call what the learner calls `name`; what it prints is dropped, as `run_checks` does."""
        before = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = Capped()
        try:
            return {"value": encode(self.shell.user_ns[name](*args, **named))}
        except BaseException as error:
            return {"raised": error_to(error)}
        finally:
            sys.stdout, sys.stderr = before

    def files(self, folder: str, files: dict[str, tuple[bytes, int]]) -> dict[str, Any]:
        """Put files into the folder in which the cells run; each with its permission bits."""
        for name, (content, mode) in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(mode)
        os.chdir(folder)
        return {}


class _Hook:
    """What stands in for IPython's own display of a cell's last value."""

    def __init__(self, shown: list[dict[str, Any]], shell: Any) -> None:
        self.shown, self.shell = shown, shell
        self.exec_result: Any = None

    def __call__(self, value: Any) -> None:
        if value is None:
            return
        text = self.shell.display_formatter.format(value, include={"text/plain"})[0].get("text/plain", "")
        data = {"text/plain": str(text)[:LONGEST_OUTPUT]}
        self.shown.append({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})
        self.shell.user_ns["_"] = value


class _Publisher:
    """What stands in for IPython's own `display`."""

    def __init__(self, shown: list[dict[str, Any]]) -> None:
        self.shown = shown
        self.is_publishing = False

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
        text = str(data.get("text/plain", ""))[:LONGEST_OUTPUT]
        self.shown.append({"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}})

    def clear_output(self, wait: bool = False) -> None:
        self.shown.clear()


def serve(line: Connection, shell: Any) -> None:
    """Answer requests until the line is closed. Requests are pickled by the host, answers are JSON."""
    guest = Guest(shell)
    known: dict[str, Callable[..., dict[str, Any]]] = {
        "run": guest.run,
        "look": guest.look,
        "call": guest.call,
        "files": guest.files,
    }
    while True:
        try:
            what, *rest = pickle.loads(line.recv_bytes())
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            answer = known[what](*rest)
        except BaseException as error:
            answer = {"fault": error_to(error)}
        try:
            line.send_bytes(json.dumps(answer).encode())
        except (OSError, KeyboardInterrupt):
            return
