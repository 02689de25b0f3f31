"""`coaching team scores`: a team's OKR table at the terminal, as a page, or as JSON for a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from coaching.out_file import other_than, write_out
from coaching.problems import CourseProblem
from coaching.terminal import LOOK, columns, screen, shown

if TYPE_CHECKING:
    from coaching.desk.leader.our_scores import OneScore, OurScores

__all__ = ["scores_command"]


def scores_command(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The table: CSV or Excel (.xlsx).")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="PAGE.html", help="Write a page to print.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE", help="Write a table to fill in: .xlsx or .csv.")
    ] = None,
) -> None:
    """Your team's OKR table: scores by kind of goal, questions to ask, and what not to conclude.

    Nothing leaves this machine. If some rows could not be read, they are named, and the exit code is 3.
    """
    if template is not None:
        _write_template(template)
        if file is None:
            return
    if file is None:
        raise CourseProblem("Name the file of your table, or make one: coaching team scores --template okr.xlsx")
    from coaching.desk.leader.scores_desk import read_and_score, scores_sheet
    from coaching.desk.leader.scores_page import scores_html
    from coaching.tables import bytes_of

    if out is not None:
        other_than(file, out)
    ours = read_and_score(bytes_of(file), file.name)
    if not ours.scores:
        raise CourseProblem(f"No row of {file.name} could be scored.\n" + "\n".join(_problems(ours)))
    if out is not None:
        write_out(out, scores_sheet(ours, scores_html(ours)))
    if as_json:
        from coaching.desk.leader.scores_json import as_plain

        typer.echo(json.dumps(as_plain(ours), indent=1, ensure_ascii=False))
    else:
        _show(ours)
        if out is not None:
            screen.print(f"\n[bold]The page:[/bold] {escape(shown(out))}", soft_wrap=True)
    if ours.table.problems:
        raise typer.Exit(LOOK)


def _write_template(path: Path) -> None:
    from coaching.desk.leader.okr_template import template_csv, template_xlsx

    if path.exists():
        raise CourseProblem(f"{path} is there already, and might be filled in. Choose another name.")
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise CourseProblem(f"{path} must end in .xlsx or .csv; that says which kind of template it is.")
    write_out(path, template_csv() if path.suffix.lower() == ".csv" else template_xlsx())
    screen.print(
        f"[bold]Written:[/bold] {escape(shown(path))}\nReplace its rows by your own, and then: "
        f"coaching team scores {escape(path.name)}",
        soft_wrap=True,
    )


def _problems(ours: OurScores, most: int = 10) -> list[str]:
    problems = ours.table.problems
    more = len(problems) - most
    return [*problems[:most], *([f"And {more} more of this sort."] if more > 0 else [])]


def _held(score: OneScore) -> str:
    return "crossed" if score.guardrail and score.guardrail.breached else "held"


def _show(ours: OurScores) -> None:
    from coaching.desk.leader.our_scores import two_decimals
    from coaching.desk.leader.questions import questions
    from coaching.desk.leader.scores_desk import summary
    from coaching.desk.leader.scores_page import BRACKETS, RULERS, STAYS, limits, words_of
    from coaching.okr import CONVENTIONS
    from coaching.tables import shortened

    for sentence in (*_problems(ours), *ours.table.notes):
        screen.print(f"· {escape(sentence)}", soft_wrap=True)
    table = columns("Objective", "Mean", "Lowest", "Guardrails")
    for one in ours.objectives:
        states = [_held(score) for score in one.scores if score.guardrail]
        held = "crossed" if "crossed" in states else "held" if states else "none"
        mean, least = (two_decimals(one.result.mean), two_decimals(one.result.minimum)) if one.result else ("–", "–")
        table.add_row(escape(shortened(one.name or "(no objective named)", 50)), mean, least, held)
    screen.print(table)
    screen.print()
    table = columns("No.", "Key result", "Goal", "Score")
    for score in ours.scores:
        said = two_decimals(score.scored.score) if score.scored else _held(score)
        goal = "guardrail" if score.guardrail else score.goal or "not said"
        table.add_row(str(score.number), escape(shortened(score.name, 48)), goal, said)
    screen.print(table)
    screen.print()
    table = columns("Goal", "Mean", *(RULERS[one] for one in CONVENTIONS))
    for group in ours.groups:
        words = [words_of(group, one) for one in CONVENTIONS]
        table.add_row(group.goal or "not said", two_decimals(group.mean), *words)
    if ours.groups:
        screen.print(table)
        screen.print(BRACKETS)
    asked = questions(ours)
    if asked:
        screen.print("\n[bold]Questions to ask[/bold] (none of them is a finding)")
    for question in asked:
        screen.print(f"· {escape(question.seen)} [bold]{escape(question.ask)}[/bold]", soft_wrap=True)
    screen.print("\n[bold]What not to conclude[/bold]")
    for sentence in limits(ours):
        screen.print(f"· {escape(sentence)}", soft_wrap=True)
    screen.print(f"\n{escape(summary(ours))} {STAYS}", soft_wrap=True)
