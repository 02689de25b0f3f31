"""The command line, `coaching …`: thin; what each command does lives in the module it calls."""

from __future__ import annotations

import sys

import typer

from coaching import authoring
from coaching.problems import CourseProblem

__all__ = ["app", "main"]

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.add_typer(authoring.app, name="author")


@app.callback()
def _safe_to_stretch() -> None:
    """Safe to Stretch: hand in, check, collect and send back, pack and move."""


def main() -> None:
    try:
        app()
    except CourseProblem as problem:
        typer.echo(problem.sentence, err=True)
        sys.exit(1)
