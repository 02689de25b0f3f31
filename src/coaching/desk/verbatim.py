"""What a person typed, as Markdown that shows it as typed: no sign of theirs becomes markup."""

from __future__ import annotations

import re

__all__ = ["verbatim"]

_SIGNS = re.compile(r"([\\`*_\[\]<>|#~$&])")
_LINE_START = re.compile(r"^([-+=])", re.MULTILINE)
_NUMBER = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)


def verbatim(text: str) -> str:
    """``text`` in one paragraph, with its line breaks; blank lines and the blanks around each line are left out."""
    lines = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    escaped = _NUMBER.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", _SIGNS.sub(r"\\\1", lines)))
    return escaped.replace("\n", "  \n")
