"""Every figure shows picture, table and words that agree; it is the same on every run and right in both themes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from coaching import datasets, figures
from coaching.failure import bits
from coaching.figures import Figure
from coaching.figures._figure import INKS, _rc, say, sheet
from coaching.figures.calibration_picture import calibration_picture
from coaching.gain import calibration
from coaching.okr import ambition_index, kr_score, objective_score, verdict

ROOT = Path(__file__).resolve().parents[2]

PLACES = {"Clinic A": ("weak", "little"), "Shop B": ("strong", "ample")}
ALL: dict[str, Callable[[], Figure]] = {
    **{name: getattr(figures, name) for name in figures.__all__ if name != "Figure"},
    "sitkin_grid with places": lambda: figures.sitkin_grid(PLACES),
    "safety_zones with places": lambda: figures.safety_zones({"Team A": ("high", "low")}),
    "calibration_picture": lambda: calibration_picture(
        calibration([0.33, 0.5, 0.5, 0.9, 0.9, 1], [0, 1, 0, 1, 0, 1]), calibration([0.5, 0.7, 0.9, 0.9], [0, 1, 1, 1])
    ),
    "try_grid with places": lambda: figures.try_grid({"Clinic A": ("new", "high"), "Shop B": ("new", "low")}),
}
each_figure = pytest.mark.parametrize("make", ALL.values(), ids=ALL.keys())


@pytest.fixture(autouse=True)
def in_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COACHING_DATA", raising=False)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def shown(make: Callable[[], Figure]) -> tuple[Figure, str]:
    """A figure and its drawing, drawn once for all tests that only read it."""
    figure = make()
    return figure, figure.svg()


@each_figure
def test_a_figure_carries_its_words_in_every_form(make: Callable[[], Figure]) -> None:
    figure = make()
    bundle = figure._repr_mimebundle_()
    page = bundle["text/html"]
    assert set(bundle) == {"text/html", "text/plain"}
    assert 'role="img" aria-label="' in page
    assert 40 <= len(figure.alt) <= 700, figure.alt
    assert "<summary>Show as table</summary>" in page
    for row in figure.rows:
        for cell in row:
            assert cell in bundle["text/plain"]
    assert "0x" not in repr(figure), "an address in the output would differ on every run"
    assert not re.search(r"https?://|<script|<image|@import", re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)), "offline"
    assert len(page) < 90_000, "a notebook that stores it stays small"


@each_figure
def test_a_figure_draws_the_same_twice(make: Callable[[], Figure]) -> None:
    assert make().svg() == shown(make)[1]


def test_a_figure_draws_the_same_in_another_process() -> None:
    code = "from coaching import figures; print(figures.four_conventions().svg())"
    env = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    other = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, check=True).stdout
    assert other.decode("utf-8").strip() == shown(figures.four_conventions)[1]


def test_a_figure_styles_nothing_outside_itself() -> None:
    page = figures.same_outcome().html()
    assert page.count("<style") == 1
    rules = re.sub(r"@(media|supports)[^{]*\{", "", re.search(r"<style>(.*?)</style>", page, re.S)[1])  # type: ignore[index]
    selectors = [one for rule in re.findall(r"([^{}]+)\{", rules) for one in rule.split(",")]
    assert all(".sts-figure" in selector for selector in selectors), selectors


@each_figure
def test_every_colour_in_the_picture_follows_the_theme(make: Callable[[], Figure]) -> None:
    _, svg = shown(make)
    fixed = set(re.findall(r"#[0-9a-fA-F]{6}\b", re.sub(r"var\(--sts-\w+,#[0-9a-f]{6}\)", "", svg)))
    assert not fixed, f"colours that do not turn with the theme: {fixed}"
    assert "var(--sts-ink" in svg


@each_figure
def test_two_figures_in_one_page_share_no_id(make: Callable[[], Figure]) -> None:
    figure, svg = shown(make)
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert ids and all(name.startswith(figure.name + "-") for name in ids)
    assert len(ids) == len(set(ids))
    used = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg)
    assert {one or other for one, other in used} <= set(ids), "a reference leads nowhere"


@pytest.mark.parametrize("ink", ["ink", "soft"])
def test_words_stand_out_in_both_themes(ink: str) -> None:
    light, dark = INKS[ink]
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(light, INKS["wash"][0]) >= 4.5
    assert contrast(dark, "#111111") >= 4.5
    assert contrast(dark, INKS["wash"][1]) >= 4.5


@pytest.mark.parametrize("ink", ["blue", "amber", "low", "mid", "high"])
def test_shapes_stand_out_in_both_themes(ink: str) -> None:
    light, dark = INKS[ink]
    assert contrast(light, "#ffffff") >= 3
    assert contrast(dark, "#111111") >= 3


def test_a_table_that_does_not_fit_its_head_is_our_bug_and_said_so() -> None:
    with pytest.raises(ValueError, match="does not fit the columns"):
        Figure("x", "x", "x", ("a", "b"), (("1",),), "", lambda: None)  # type: ignore[arg-type, return-value]


def test_png_is_written_for_either_theme(tmp_path: Path) -> None:
    figures.same_outcome().save(tmp_path / "light.png")
    figures.same_outcome().save(tmp_path / "dark.png", dark=True)
    light, dark = ((tmp_path / f"{name}.png").read_bytes() for name in ("light", "dark"))
    assert light[:4] == dark[:4] == b"\x89PNG"
    assert light != dark


# --- what the pictures say ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "says"),
    [
        ("0.65", ["on target", "green (rounds to 0.7)", "too low", "missed"]),
        ("0.35", ["too low", "yellow (rounds to 0.4)", "too low", "missed"]),
        ("0.95", ["too easy", "green (rounds to 1.0)", "too easy", "missed"]),
        ("1", ["too easy", "green", "too easy", "met"]),
    ],
)
def test_four_conventions_give_four_answers(score: str, says: list[str]) -> None:
    figure = figures.four_conventions(score)
    assert [row[2] for row in figure.rows] == says
    assert verdict(score, "rework", "aspirational").word == says[0]
    figure.svg()


def test_a_decimal_comma_is_read_and_nonsense_is_named() -> None:
    assert figures.four_conventions("0,65").rows == figures.four_conventions("0.65").rows
    for wrong in ("much", "1.2", "NaN", "-0.1"):
        with pytest.raises(ValueError, match="score"):
            figures.four_conventions(wrong)


def test_two_teams_of_equal_mean_differ_in_their_chance() -> None:
    means, hits = zip(*[(row[1], row[3]) for row in figures.attainment_and_probability().rows], strict=True)
    assert set(means) == {"0.70"}
    assert hits == ("0 of 20", "5 of 20")


def test_the_reference_class_is_counted_not_typed() -> None:
    levels = datasets.reference_class()["level"]
    for asked in ("0.7", "1.0"):
        assert figures.reference_dots(asked).rows[0][1] == str(int((levels >= float(asked)).sum()))
    with pytest.raises(ValueError, match="no number"):
        figures.reference_dots("often")


def test_the_guardrail_picture_shows_the_report_that_the_team_wrote() -> None:
    figure = figures.averaged_guardrail()
    rows = datasets.one_team(datasets.portfolio(), "Emergency ward", "2025-Q2")
    reported = Decimal(str(rows["reported_score"].iloc[0]))
    assert figure.rows[-1][2] == f"{reported:.2f}, green"
    assert "not green" in figure.rows[-1][3]
    shown = [Decimal(row[1]) for row in figure.rows[:3]]
    assert f"{objective_score(shown):.2f}" in figure.rows[-1][3]


def test_same_outcome_means_same_start_and_same_result() -> None:
    first, second = figures.same_outcome().rows
    assert (first[1], first[4]) == (second[1], second[4])
    for _, start, target, forecast, actual, score, index in (first, second):
        assert f"{kr_score(start, target, actual).score:.2f}" == score
        assert f"{ambition_index(start, target, forecast):+.2f}".replace("-", "−") == index


def test_the_schematic_says_that_it_is_one_and_names_its_sources() -> None:
    figure = figures.difficulty_curve()
    assert "schematic" in figure.title and "Schematic" in figure.source
    assert "Locke & Latham (2002)" in figure.source and "Sterman (2017)" in figure.source


def test_the_grid_places_who_it_is_told_and_refuses_other_words() -> None:
    figure = figures.sitkin_grid(PLACES)
    assert [row[4] for row in figure.rows] == ["Shop B", "–", "–", "Clinic A"]
    with pytest.raises(ValueError, match="'Works D' stands at"):
        figures.sitkin_grid({"Works D": ("good", "ample")})


def test_scores_by_goal_follow_the_table() -> None:
    table = datasets.with_scores(datasets.portfolio())
    for goal, count, middle, _, full in figures.scores_by_goal().rows:
        scores = table.loc[table["goal"] == goal, "score"].dropna()
        assert (count, middle, full) == (str(len(scores)), f"{scores.median():.2f}", str((scores == 1).sum()))


def test_the_same_two_logs_fit_worlds_in_which_either_ward_has_more_errors() -> None:
    rows = figures.two_logs().rows
    assert {(ward, reports) for _, ward, reports, *_ in rows} == {("Ward X", "24"), ("Ward Y", "9")}
    events = [(int(x[-1]), int(y[-1])) for x, y in zip(rows[::2], rows[1::2], strict=True)]
    assert {x > y for x, y in events} == {True, False}


def test_the_zones_place_who_they_are_told_and_refuse_other_words() -> None:
    figure = figures.safety_zones({"Team A": ("high", "low"), "Team B": ("low", "high")})
    assert [row[4] for row in figure.rows] == ["–", "Team A", "Team B", "–"]
    with pytest.raises(ValueError, match="'middling'"):
        figures.safety_zones({"Team C": ("middling", "low")})


def test_the_arc_marks_what_the_subject_computes() -> None:
    assert figures.surprise_arc(0.5, 0.98).rows == (("50%", "1.00"), ("98%", f"{bits(0.98):.2f}"))
    with pytest.raises(ValueError, match="chance is 2"):
        figures.surprise_arc(2)


def test_small_bets_say_how_likely_all_is_lost() -> None:
    assert [row[:2] for row in figures.small_bets().rows] == [("1", "50%"), ("2", "33%"), ("5", "17%"), ("10", "9%")]


def test_the_blame_gap_says_that_nobody_counted() -> None:
    figure = figures.nine_steps()
    assert len(figure.rows) == 11
    assert "Nobody counted" in figure.source and "as reported" in figure.source


def test_the_grid_of_tries_places_who_it_is_told_and_refuses_other_words() -> None:
    rows = figures.try_grid({"Clinic A": ("new", "high")}).rows
    assert [row[4] for row in rows if row[:2] == ("new", "high")] == ["Clinic A"]
    with pytest.raises(ValueError, match="'Works D' stands at"):
        figures.try_grid({"Works D": ("odd", "low")})


@pytest.mark.parametrize("words", ["Cost ($) and pay ($)", "$x_{$", "$\\frac$"])
def test_words_between_dollar_signs_are_words(words: str) -> None:
    with _rc():
        canvas, (ax,) = sheet(1)
        ax.set_axis_off()
        say(ax, 0, 0, words)
        drawn = io.StringIO()
        canvas.savefig(drawn, format="svg")
    assert drawn.getvalue().count("<use ") == len(words), "every sign is drawn"
