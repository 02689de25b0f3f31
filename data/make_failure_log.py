"""Makes failure_log.csv from failure_log.txt, byte for byte. Every row is invented; nothing is drawn at random."""

from __future__ import annotations

import csv
import io
from pathlib import Path

_COLUMNS = """
    case_id half sector what_failed recipe chance_sealed cap lost causes reason told_after somebody_named
    expected_before changed_after
"""
COLUMNS = _COLUMNS.split()


def table() -> str:
    """The table as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    text = (Path(__file__).parent / "failure_log.txt").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    for number, line in enumerate(rows, start=1):
        half, sector, *rest = line.split("|")
        writer.writerow([f"FL-{number:02d}", f"2025-{half}", sector, *rest])
    return out.getvalue()


def write(folder: Path) -> None:
    """Write the table into a folder."""
    (folder / "failure_log.csv").write_text(table(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).parent)
