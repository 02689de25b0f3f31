"""`coaching team climate`: a team's survey at the terminal, as a page, or as JSON for a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from coaching.out_file import other_than, write_out
from coaching.problems import CourseProblem
from coaching.terminal import columns, screen, shown

if TYPE_CHECKING:
    from coaching.desk.leader.climate_desk import Report

__all__ = ["climate_command"]


def climate_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The answers: CSV or Excel (.xlsx).", show_default=False)
    ],
    scale: Annotated[
        Path | None, typer.Option("--scale", metavar="FILE", help="Your own permitted scale; else our practice items.")
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMNS", help="Columns to group by, most wanted first: team,role")
    ] = "",
    promised: Annotated[
        int | None, typer.Option("--promised", metavar="N", help="You promised N answers for a number: more than 5.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="PAGE.html", help="Write a page to print.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Your team's survey: means by facet, group and wave, as far as nobody's answer can be worked out.

    Under five answers nothing is shown, and what earlier reports showed is taken into account. There is no option that
    shows more. Nothing leaves this machine.
    """
    from coaching.desk.leader.climate_desk import MEMORY, climate_sheet, groupings, make_report, own_scale
    from coaching.desk.leader.climate_page import as_plain
    from coaching.desk.page import Upload
    from coaching.places import course_root
    from coaching.tables import bytes_of

    if out is not None and not out.absolute().parent.is_dir():
        raise CourseProblem(f"There is no folder {out.absolute().parent}; make it, or name another for the page.")
    if out is not None:
        other_than(file, out)
        if scale is not None:
            other_than(scale, out)
    own = own_scale(Upload(scale.name, bytes_of(scale))) if scale else None
    memory = course_root(Path.cwd()) / MEMORY
    report = make_report(Upload(file.name, bytes_of(file)), memory, own, groupings(by), promised)
    if out is not None:
        write_out(out, climate_sheet(report))
    if as_json:
        typer.echo(json.dumps(as_plain(report.climate, report.notes), indent=1, ensure_ascii=False))
        return
    _show(report)
    if out is not None:
        screen.print(f"\n[bold]The page:[/bold] {escape(shown(out))}", soft_wrap=True)


def _show(report: Report) -> None:
    from coaching.desk.leader.climate_desk import STAYS
    from coaching.desk.leader.climate_page import BEFORE, hidden_groups, words
    from coaching.desk.leader.our_climate import named

    climate = report.climate
    if climate.refusal:
        screen.print(f"[bold]{escape(climate.refusal)}[/bold]", soft_wrap=True)
    else:
        table = columns("Group", "Wave", "Facet", "Answers", "Mean", "Agreement", "Interval of 95 %")
        for one in climate.groups:
            if any(figure.mean is not None for figure in one.items):
                for figure in one.facets:
                    cells = (named(one.by, one.group), one.wave, figure.name, *words(figure))
                    table.add_row(*map(escape, cells))
        screen.print(table)
        if hidden := hidden_groups(climate):
            screen.print(escape(hidden), soft_wrap=True)
        _list("In short", climate.said)
    if any(one.comments for one in climate.groups):
        screen.print("\nComments stand on the page (--out) and in the JSON, with a warning.")
    _list("What this cannot show", climate.cannot_show)
    _list("Before you pass it on", BEFORE)
    _list("How the table was read", report.notes)
    screen.print(f"\n{STAYS}", soft_wrap=True)


def _list(title: str, sentences: tuple[str, ...]) -> None:
    screen.print(f"\n[bold]{title}[/bold]")
    for sentence in sentences:
        screen.print(f"· {escape(sentence)}", soft_wrap=True)
