"""A whole page that prints well, made of the same HTML that a desk shows."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

__all__ = ["sheet"]

_HERE = Path(__file__).parent
_HEADING = re.compile(r"(</?h)([3-6])\b", re.IGNORECASE)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>{note}
</header>
<div class="dk-content">
{body}
</div>
</main>
</body>
</html>
"""


def sheet(title: str, body: str, *, note: str = "") -> str:
    """The page: UTF-8, without scripts and without anything from elsewhere; light or dark on a screen, black on white
    in print, on A4 and Letter.

    ``title`` and ``note`` (one line below the title) are plain text. ``body`` is trusted HTML as in ``Shown.html``: its
    headings begin at h3, and move up one step here, below the title. Two classes are for sheets: ``dk-page`` begins a
    new printed page, except the first of them, and ``dk-write`` is a box with room for a pen.
    """
    style = "\n".join((_HERE / name).read_text(encoding="utf-8").strip() for name in ("content.css", "sheet.css"))
    return _PAGE.format(
        title=escape(title),
        note=f"\n<p>{escape(note)}</p>" if note else "",
        body=_HEADING.sub(lambda found: f"{found[1]}{int(found[2]) - 1}", body),
        style=style,
    )
