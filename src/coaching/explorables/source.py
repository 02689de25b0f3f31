"""Scripts and styles of an explorable, joined into the one text that a widget carries."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def script(folder: Path) -> str:
    """Join what all explorables share with one explorable's scripts: one module, with no import to resolve."""
    return _joined(HERE / "base.js", *sorted(folder.glob("*.js")))


def style(folder: Path) -> str:
    """Join the drawing language with one explorable's own style."""
    return _joined(HERE / "base.css", folder / "view.css")


def _joined(*files: Path) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
