"""A PostgreSQL server for tests: its own, on this computer alone, gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .needs import missing, program

PASSWORD = "not: a/secret@all"


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database, as nbgrader's `db_url` takes it."""
    from sqlalchemy.engine import URL

    if importlib.util.find_spec("psycopg") is None:
        missing("psycopg is missing; it comes with the test requirements")
    # Debian links some of its programs into the path; their neighbours are where the links lead.
    programs = program("initdb", "postgresql", "/usr/lib/postgresql/*/bin").resolve().parent
    # It refuses to run as root, and another user cannot look into pytest's own folders.
    user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None
    room = Path(tempfile.mkdtemp(prefix="coaching-postgres-"))
    try:
        (room / "password").write_text(PASSWORD, encoding="utf-8")
        if user:
            shutil.chown(room, user)
            shutil.chown(room / "password", user)
        line = [programs / "initdb", "-D", room / "data", "-U", "coach", "-A", "scram-sha-256", "-N"]
        subprocess.run([*line, f"--pwfile={room / 'password'}"], user=user, cwd=room, check=True, capture_output=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = subprocess.Popen(
            [programs / "postgres", "-D", room / "data", "-p", str(port), *options],
            user=user,
            cwd=room,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"]
            until = time.monotonic() + 60
            while subprocess.run(ready, check=False).returncode:
                assert server.poll() is None and time.monotonic() < until, "PostgreSQL did not start"
                time.sleep(0.1)
            url = URL.create("postgresql+psycopg", "coach", PASSWORD, "127.0.0.1", port, "postgres")
            yield url.render_as_string(hide_password=False)
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown
            server.wait(timeout=60)
    finally:
        shutil.rmtree(room, ignore_errors=True)
