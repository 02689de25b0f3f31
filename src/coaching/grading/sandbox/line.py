"""This side's end of the line to a guest. Whatever happens at the other one, nothing here waits too long."""

from __future__ import annotations

import socket
import struct
import time

__all__ = ["Line"]

LARGEST_ANSWER = 8_000_000
"""Bytes that are taken in one answer."""

_LENGTH = struct.Struct("!i")  # as `multiprocessing.connection`, which serves the other end, begins a message


class Line:
    """Sends and receives messages over a socket. A guest may send nothing, half a message, or never read."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._read = b""

    def close(self) -> None:
        self._end.close()

    def send(self, message: bytes, seconds: float) -> None:
        """Raises TimeoutError when the other side has not taken it in time, OSError when it is gone."""
        self._end.settimeout(max(seconds, 0.001))
        self._end.sendall(_LENGTH.pack(len(message)) + message)

    def receive(self, seconds: float) -> bytes:
        """The next message. What has come when the time is over is kept for the next call.

        Raises:
            TimeoutError: it has not wholly come in time.
            EOFError, OSError: the other side is gone.
            ValueError: it would be longer than any answer of ours.
        """
        until = time.monotonic() + seconds
        self._fill(_LENGTH.size, until)
        (length,) = _LENGTH.unpack(self._read[: _LENGTH.size])
        if not 0 <= length <= LARGEST_ANSWER:
            raise ValueError("a message of no sensible length")
        end = _LENGTH.size + length
        self._fill(end, until)
        message, self._read = self._read[_LENGTH.size : end], self._read[end:]
        return message

    def _fill(self, size: int, until: float) -> None:
        parts, have = [self._read], len(self._read)
        try:
            while have < size:
                self._end.settimeout(max(until - time.monotonic(), 0.001))
                part = self._end.recv(min(size - have, 1_000_000))
                if not part:
                    raise EOFError
                parts.append(part)
                have += len(part)
                if time.monotonic() > until and have < size:
                    raise TimeoutError
        finally:
            self._read = b"".join(parts)
