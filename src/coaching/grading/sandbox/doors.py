"""How a guest is let in and shown out: one door for each way in which learners' code can run."""

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
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from coaching.grading.sandbox import wall
from coaching.grading.sandbox.limits import Limits
from coaching.grading.sandbox.line import Line

__all__ = ["Door", "Unwalled", "Walled"]


class Door(Protocol):
    """How a guest is let in and shown out; one for each way in which it can run."""

    @property
    def folder(self) -> str: ...

    def enter(self, limits: Limits) -> Line: ...

    def interrupt(self) -> None: ...

    def end(self) -> None: ...

    def close(self) -> None: ...


class Walled:
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
            ready = False
            with contextlib.suppress(OSError, EOFError, ValueError), contextlib.closing(self.enter(Limits())) as line:
                line.send(pickle.dumps(("look", [])), 20)
                ready = line.receive(20) == b"{}"
            self.end()
        if not ready:
            self.close()
            self._said.seek(0)
            words = self._said.read(2000).decode(errors="replace").strip().splitlines()
            why = words[-1] if words else "it said nothing"
            raise OSError(f"Code waits: the wall around it could not be built here ({why}).")

    def enter(self, limits: Limits) -> Line:
        ours, theirs = socket.socketpair()
        with theirs:
            told = {**asdict(limits), "lane": os.getpid() % 1000}
            socket.send_fds(self._control, [json.dumps(told).encode()], [theirs.fileno()])
        self._busy = True
        return Line(ours)

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


class Unwalled:
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

    def enter(self, limits: Limits) -> Line:
        self._room = tempfile.TemporaryDirectory(prefix="coaching-code-", ignore_cleanup_errors=True)
        ours, theirs = socket.socketpair()
        self._process = self._context.Process(target=_serve_unwalled, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        return Line(ours)

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


def _serve_unwalled(end: socket.socket) -> None:
    from coaching.grading.sandbox.guest import new_shell, serve

    os.environ["MPLBACKEND"] = "agg"
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    if sys.platform != "win32":
        signal.signal(signal.SIGINT, signal.default_int_handler)
    serve(Connection(end.detach()), new_shell())
