"""What becomes of a mistake of ours: its traceback goes to a file, and a person reads one sentence."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

from coaching.places import course_root
from coaching.problems import CourseProblem

__all__ = ["kept"]


def kept(error: BaseException, doing: str) -> str:
    """Keep the traceback of `error` where it can be sent from; the sentences to show, without a traceback.

    `doing` is what was asked for, one line for whoever reads the file.
    """
    return f"Something is wrong in the course itself, not in what you did. {_log(error, doing)}"


def _log(error: BaseException, doing: str) -> str:
    from coaching.terminal import shown

    text = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{doing}\n{''.join(traceback.format_exception(error))}\n"
    try:
        folder = course_root(Path.cwd()) / ".course"
        folder.mkdir(exist_ok=True)
        path = folder / "coaching.log"
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(text)
    except (CourseProblem, OSError):
        return f"It said: {type(error).__name__}: {error}"
    return f"What happened is in {shown(path)}: please send us that file."
