"""`python -m coaching.lab install --prefix VENV [--learner]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from coaching.lab import install


def main(argv: list[str] | None = None) -> int:
    """Run the command; 0 when it worked, 1 with one sentence when it did not."""
    parser = argparse.ArgumentParser(prog="python -m coaching.lab", description="The course's part of JupyterLab.")
    commands = parser.add_subparsers(dest="command", required=True)
    doing = commands.add_parser("install", help="place the extension and the settings in an environment")
    doing.add_argument("--prefix", type=Path, default=Path(sys.prefix), help="the environment (default: this one)")
    doing.add_argument("--learner", action="store_true", help="switch off what only a coach uses")
    asked = parser.parse_args(argv)
    try:
        install(asked.prefix, coach=not asked.learner)
    except OSError as problem:
        print(f"JupyterLab was not set up for the course: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
