"""The host's side of the sandbox: let a guest in, have it run cells, show its functions here, and end it in time."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from coaching.grading.sandbox import wall
from coaching.grading.sandbox.plain import decode, error_from

__all__ = ["Gone", "Guest", "Limits", "Sandbox", "TookTooLong", "open_sandbox", "why_not"]

LARGEST_ANSWER = 8_000_000
"""Bytes that the host takes in one answer."""

PATIENCE = 1.0
"""Seconds that an interrupted guest has to stop by itself."""


@dataclass(frozen=True)
class Limits:
    """What one submission's code may use. Memory is counted above what the imports take."""

    cell_seconds: int = 30
    submission_seconds: int = 60
    memory_mb: int = 512
    processes: int = 24
    disk_mb: int = 64


class TookTooLong(BaseException):
    """A cell, or a call by a test, was stopped. Not an `Exception`: a test must not take it for an answer."""


class Gone(BaseException):
    """The guest has ended, or says what nobody understands."""


class Door(Protocol):
    """How a guest is let in and shown out; one for each way in which it can run."""

    @property
    def folder(self) -> str: ...

    def enter(self, limits: Limits) -> Connection: ...

    def interrupt(self) -> None: ...

    def end(self) -> None: ...

    def close(self) -> None: ...


class Guest:
    """One submission's code. Used as a context: at the end, it and everything that it started is ended."""

    def __init__(self, door: Door, limits: Limits) -> None:
        self._door = door
        self._limits = limits
        self._left = float(limits.submission_seconds)
        self._cell = 0.0
        self._line: Connection | None = None
        self._why_gone = ""

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

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run one cell and return its outputs. Raises TookTooLong and Gone."""
        self.new_cell()
        outputs = self._ask("run", source).get("outputs")
        if not isinstance(outputs, list):
            raise Gone("its answer made no sense")
        return [made for output in outputs[:60] if (made := _output(output))]

    def names(self, wanted: Iterable[str]) -> dict[str, Any]:
        """What the learner's code calls by these names: its functions, to be called from here, and plain values."""
        found: dict[str, Any] = {}
        for name, coded in self._ask("look", sorted(set(wanted))).items():
            if coded == ["callable"]:
                found[name] = self._function(name)
            else:
                with contextlib.suppress(ValueError, TypeError, LookupError, RecursionError):
                    found[name] = decode(coded)
        return found

    def _function(self, name: str) -> Callable[..., Any]:
        def theirs(*args: Any, **named: Any) -> Any:
            answer = self._ask("call", name, args, named)
            if "raised" in answer:
                raise _understood(error_from, answer["raised"])
            return _understood(decode, answer.get("value"))

        theirs.__name__ = theirs.__qualname__ = name
        return theirs

    def _ask(self, what: str, *rest: Any) -> dict[str, Any]:
        """Send a request and wait for the answer as long as the cell, and the submission, has time."""
        if self._line is None or self._why_gone:
            raise Gone(self._why_gone or "it has ended")
        started = time.monotonic()
        most = min(self._cell, self._left)
        try:
            self._line.send_bytes(pickle.dumps((what, *rest)))
            in_time = self._line.poll(max(0.0, most))
            if not in_time:
                self._stop(most)
            answer = json.loads(self._line.recv_bytes(LARGEST_ANSWER))
        except (OSError, EOFError, ValueError, RecursionError) as error:
            self._why_gone = self._why_gone or "it ended its own process, or was ended for using too much"
            raise Gone(self._why_gone) from error
        finally:
            spent = time.monotonic() - started
            self._cell -= spent
            self._left -= spent
        if not isinstance(answer, dict) or "fault" in answer:
            self._why_gone = "its answer made no sense"
            raise Gone(self._why_gone)
        return answer

    def _stop(self, most: float) -> None:
        """Interrupt what takes too long; end the guest if it does not stop, or if the submission's time is up."""
        limit = self._limits.submission_seconds if self._left <= self._cell else self._limits.cell_seconds
        said = f"it took longer than {limit} seconds"
        if self._left > most and self._line is not None:
            self._door.interrupt()
            if self._line.poll(PATIENCE):
                self._line.recv_bytes(LARGEST_ANSWER)
                raise TookTooLong(said)
        self._why_gone = said
        self._door.end()
        raise TookTooLong(said)


def _understood(read: Callable[[Any], Any], coded: Any) -> Any:
    try:
        return read(coded)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise Gone("its answer made no sense") from error


def _output(output: Any) -> dict[str, Any] | None:
    """An output as far as it is one of the four that a cell can have, with nothing in it but text."""
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(output.get("text", ""))}
    if kind in ("execute_result", "display_data"):
        data = output.get("data")
        text = str(data.get("text/plain", "")) if isinstance(data, dict) else ""
        shown = {"output_type": kind, "data": {"text/plain": text}, "metadata": {}}
        return {**shown, "execution_count": None} if kind == "execute_result" else shown
    if kind == "error":
        lines = output.get("traceback")
        told = [str(line) for line in lines[:60]] if isinstance(lines, list) else []
        return {
            "output_type": "error",
            "ename": str(output.get("ename", ""))[:200],
            "evalue": str(output.get("evalue", ""))[:2000],
            "traceback": told,
        }
    return None


# ---------------------------------------------------------------------------------------------------------------------


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
    return Sandbox(_NoWall(modules) if trust else _Walled(data, modules), limits)


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


class _Walled:
    """Guests behind the wall, forked by a server that has everything imported."""

    folder = "/desk/exercises/here"

    def __init__(self, data: Path, modules: list[str]) -> None:
        if said := wall.missing():
            raise OSError(said)
        self._control, theirs = socket.socketpair()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._server = subprocess.Popen(
                wall.command(data, theirs.fileno(), modules),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
            )
        finally:
            theirs.close()
        self._busy = False
        ready = self._control.recv(5) == b"ready"
        if ready:
            with contextlib.suppress(OSError, EOFError), self.enter(Limits()) as line:
                line.send_bytes(pickle.dumps(("look", [])))
                ready = line.poll(20) and line.recv_bytes() == b"{}"
            self.end()
        if not ready:
            self.close()
            self._said.seek(0)
            words = self._said.read(2000).decode(errors="replace").strip().splitlines()
            why = words[-1] if words else "it said nothing"
            raise OSError(f"Code waits: the wall around it could not be built here ({why}).")

    def enter(self, limits: Limits) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [json.dumps(asdict(limits)).encode()], [theirs.fileno()])
        self._busy = True
        return Connection(ours.detach())

    def interrupt(self) -> None:
        self._control.send(b"int ")

    def end(self) -> None:
        if self._busy:
            self._busy = False
            with contextlib.suppress(OSError):
                self._control.send(b"kill")
                self._control.recv(4)

    def close(self) -> None:
        self.end()
        self._control.close()
        try:
            self._server.wait(5)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()


class _NoWall:
    """Guests as ordinary processes of this machine, for a coach who trusts the code (`--trust-code`)."""

    def __init__(self, modules: list[str]) -> None:
        # A fork of a process with open files and threads would show them to the guest.
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self._context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload(["coaching.grading.sandbox.guest", *modules])
        self._process: Any = None
        self._room: tempfile.TemporaryDirectory[str] | None = None

    @property
    def folder(self) -> str:
        return self._room.name if self._room else ""

    def enter(self, limits: Limits) -> Connection:
        self._room = tempfile.TemporaryDirectory(prefix="coaching-code-", ignore_cleanup_errors=True)
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve_unwalled, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        return ours  # type: ignore[no-any-return]

    def interrupt(self) -> None:
        if os.name == "posix" and self._process is not None:
            os.kill(self._process.pid, signal.SIGINT)

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._room is not None:
            self._room.cleanup()
            self._room = None

    def close(self) -> None:
        self.end()


def _serve_unwalled(line: Connection) -> None:
    from coaching.grading.sandbox.guest import new_shell, serve

    os.environ["MPLBACKEND"] = "agg"
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    if sys.platform != "win32":
        signal.signal(signal.SIGINT, signal.default_int_handler)
    serve(line, new_shell())
