"""`coaching team …`: what a leader brings to a team, from the terminal."""

from __future__ import annotations

import typer

from coaching.climate_cli import climate_command
from coaching.ritual_cli import ritual_command
from coaching.scores_cli import scores_command

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")


@app.callback()
def _team() -> None:
    """For a team of your own: its files stay on this machine."""


app.command("climate")(climate_command)
app.command("ritual")(ritual_command)
app.command("scores")(scores_command)
