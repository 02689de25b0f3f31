"""The tables of lessons and exercises are what they say, can be made again, and fail with one clear sentence."""

from __future__ import annotations

import csv
import importlib.util
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from coaching import datasets, survey
from coaching.okr import Undefined, ambition_index, kr_score, reference_probability

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = ROOT / "solutions" / "03-stretch-scoring" / "private"
needs_key = pytest.mark.skipif(not PRIVATE.is_dir(), reason="the learner edition has no key")


@pytest.fixture(autouse=True)
def in_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COACHING_DATA", raising=False)


def script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return datasets.with_scores(datasets.portfolio())


def key_rows() -> list[dict[str, str]]:
    with (PRIVATE / "portfolio_traps.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(trap: str, finding: str = "trap") -> list[str]:
    return [row["kr_id"] for row in key_rows() if row["trap"] == trap and row["finding"] == finding]


# --- the tables can be made again ---------------------------------------------------------------------------------


def test_the_script_makes_both_tables_byte_for_byte(tmp_path: Path) -> None:
    script(ROOT / "data" / "make_okr_portfolio.py").write(tmp_path)
    for name in (datasets.PORTFOLIO, datasets.REFERENCE_CLASS):
        assert (tmp_path / name).read_bytes() == (ROOT / "data" / name).read_bytes(), name


def test_the_script_makes_the_failure_log_byte_for_byte(tmp_path: Path) -> None:
    script(ROOT / "data" / "make_failure_log.py").write(tmp_path)
    assert (tmp_path / datasets.FAILURE_LOG).read_bytes() == (ROOT / "data" / datasets.FAILURE_LOG).read_bytes()


@needs_key
def test_the_script_makes_the_key_byte_for_byte(tmp_path: Path) -> None:
    script(PRIVATE / "make_portfolio_traps.py").write(tmp_path)
    assert (tmp_path / "portfolio_traps.csv").read_bytes() == (PRIVATE / "portfolio_traps.csv").read_bytes()


def test_the_data_folder_gives_no_trap_away() -> None:
    words = ("trap", "sandbag", "dressed", "look-alike", "averaged-away", "honest red")
    for path in sorted((ROOT / "data").iterdir()):
        if path.is_file():
            text = path.read_text(encoding="utf-8").lower()
            assert not [word for word in words if word in text], path.name


def test_every_column_stands_in_the_data_dictionary() -> None:
    dictionary = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    columns = [column for table in (ROOT / "data").glob("*.csv") for column in pd.read_csv(table, nrows=1)]
    assert [column for column in columns if f"`{column}`" not in dictionary] == []


# --- what the portfolio holds -------------------------------------------------------------------------------------


def test_the_portfolio_has_twelve_teams_in_every_quarter(table: pd.DataFrame) -> None:
    assert len(table) >= 60
    assert table.groupby("team")["quarter"].nunique().to_dict() == dict.fromkeys(table["team"].unique(), 4)
    assert table["team"].nunique() == 12
    assert table["sector"].nunique() == 6
    assert set(table["kind"]) == {"increase", "decrease", "milestone", "binary", "guardrail"}
    assert set(table["goal"]) == {"committed", "aspirational", "learning"}


def test_a_team_has_one_objective_and_one_report_a_quarter(table: pd.DataFrame) -> None:
    per_quarter = table.groupby(["team", "quarter"])[["objective", "reported_score", "report_note"]].nunique()
    assert (per_quarter == 1).all().all()


def test_the_target_lies_on_the_side_that_the_kind_says(table: pd.DataFrame) -> None:
    for target in ("target_first", "target_final"):
        gain = table[target] - table["baseline"]
        assert (gain[table["kind"] == "increase"] > 0).all()
        assert (gain[table["kind"] == "decrease"] < 0).all()


def test_a_measure_starts_where_it_ended_the_last_time(table: pd.DataFrame) -> None:
    """History can be read: the same key result of the same team goes on from its last actual."""
    for (team, text), rows in table[table["kind"].isin(["increase", "decrease"])].groupby(["team", "key_result"]):
        ends = list(rows.sort_values("quarter")["actual"])[:-1]
        starts = list(rows.sort_values("quarter")["baseline"])[1:]
        assert starts == ends, (team, text, starts, ends)


def test_guardrails_tell_limit_checks_and_worst_reading_that_fit_together(table: pd.DataFrame) -> None:
    rails = table[table["kind"] == "guardrail"]
    assert rails[["guardrail_limit", "guardrail_checks", "guardrail_outside", "guardrail_worst"]].notna().all().all()
    beyond = rails["guardrail_worst"] > rails["guardrail_limit"]
    assert (rails["guardrail_side"] == "max").all()
    assert (beyond == (rails["guardrail_outside"] > 0)).all()


def test_scores_agree_with_the_rule_of_the_course(table: pd.DataFrame) -> None:
    row = table[table["kr_id"] == "KR-001"].iloc[0]
    assert row["raw"] == pytest.approx(10 / 14)
    assert table["score"].dropna().between(0, 1).all()
    assert table.loc[table["kind"] == "guardrail", "raw"].isna().all()


# --- the planted traps --------------------------------------------------------------------------------------------


@needs_key
@pytest.mark.parametrize("trap", ["dressed-up committed", "sandbagging", "averaged-away guardrail", "moved target"])
def test_every_trap_stands_at_least_three_times_beside_look_alikes(trap: str) -> None:
    assert len(found(trap)) >= 3, key_rows()
    assert len(found(trap, "look-alike")) >= 2, key_rows()


@needs_key
def test_a_dressed_up_goal_is_called_aspirational_although_someone_holds_a_promise(table: pd.DataFrame) -> None:
    rows = table[(table["goal"] == "aspirational") & (table["promised_to"] != "")]
    rows = rows[~rows["promised_to"].str.startswith("nobody")]
    assert sorted(rows["kr_id"]) == sorted(found("dressed-up committed"))
    assert rows["score"].between(0.6, 0.75).all(), "each hides in the range that looks fine for a stretch goal"


@needs_key
def test_sandbagging_shows_only_against_the_sealed_forecast_and_the_result(table: pd.DataFrame) -> None:
    def index(row: pd.Series) -> Decimal:  # type: ignore[type-arg]
        try:
            return ambition_index(*(str(row[c]) for c in ("baseline", "target_final", "forecast_sealed")))
        except (Undefined, ValueError):
            return Decimal(0)

    timid = table[table.apply(index, axis=1) <= Decimal("-0.4")]
    assert sorted(timid[timid["raw"] > 2]["kr_id"]) == sorted(found("sandbagging"))
    assert set(timid["kr_id"]) - set(found("sandbagging")) <= set(found("sandbagging", "look-alike"))


@needs_key
def test_an_averaged_away_guardrail_is_breached_under_a_green_report(table: pd.DataFrame) -> None:
    rails = table[(table["kind"] == "guardrail") & (table["guardrail_outside"] > 0)]
    hidden = rails[rails["report_note"].str.contains("Green")]
    assert sorted(hidden["kr_id"]) == sorted(found("averaged-away guardrail"))
    assert (hidden["reported_score"] >= 0.7).all()
    assert set(rails["kr_id"]) - set(hidden["kr_id"]) <= set(found("averaged-away guardrail", "look-alike"))


@needs_key
def test_a_moved_target_turned_a_miss_into_a_hit(table: pd.DataFrame) -> None:
    changed = table[table["target_first"].notna() & (table["target_first"] != table["target_final"])]
    moved = changed[(changed["raw"] >= 1) & (changed["raw_first"] < 1)]
    assert sorted(moved["kr_id"]) == sorted(found("moved target"))
    assert sorted(changed["kr_id"]) == sorted(found("moved target") + found("moved target", "look-alike"))
    logged = {row["kr_id"]: row["logged"] for row in key_rows()}
    assert {logged[kr] for kr in moved["kr_id"]} == {"yes", "no"}


@needs_key
def test_honest_reds_tell_what_was_learned_and_what_comes_next(table: pd.DataFrame) -> None:
    reds = table.set_index("kr_id").loc[[row["kr_id"] for row in key_rows() if row["finding"] == "honest red"]]
    assert len(reds) >= 3
    assert (reds["score"] <= 0.3).all()
    assert reds["learned"].str.contains("Next:").all()


# --- the reference class ------------------------------------------------------------------------------------------


def test_the_reference_class_tells_how_far_from_how_often() -> None:
    past = datasets.reference_class()
    assert len(past) == 40
    assert past["level"].mean() == pytest.approx(0.70, abs=0.005)
    reached = reference_probability([str(level) for level in past["level"]], "1.0")
    assert (reached.hits, reached.n) == (7, 40)


def test_levels_follow_from_baseline_target_and_actual() -> None:
    for row in datasets.reference_class().itertuples():
        assert float(kr_score(str(row.baseline), str(row.target), str(row.actual)).raw) == pytest.approx(row.level)


# --- the failure log ----------------------------------------------------------------------------------------------


def test_the_failure_log_has_sixteen_failures_in_each_half_with_nine_reasons() -> None:
    log = datasets.failure_log()
    assert log["half"].value_counts().to_dict() == {"2025-H1": 16, "2025-H2": 16}
    assert log["reason"].between(1, 9).all() and log["sector"].nunique() == 5
    capped = log[log["cap"].notna()]
    assert (capped["lost"] <= capped["cap"]).all(), "a cap that was set held"
    assert log.loc[log["reason"].ge(8), "recipe"].eq(False).all(), "a test of an idea is logged as new ground"


def test_where_somebody_was_named_it_was_told_later() -> None:
    log = datasets.failure_log()
    named, quiet = (log.loc[log["somebody_named"] == yes, "told_after"].astype(float).median() for yes in (True, False))
    assert named > quiet, "made so on purpose; no evidence for anything"


# --- published effects --------------------------------------------------------------------------------------------


def test_published_effects_lie_inside_their_intervals_and_say_what_the_sources_say() -> None:
    effects = datasets.mindset_effects().set_index("effect_id")
    for effect in effects.dropna(subset=["low"]).itertuples():
        assert effect.low <= effect.d <= effect.high
    wider = effects.dropna(subset=["next_low"])
    assert (wider["next_low"] < wider["low"]).all() and (wider["next_high"] > wider["high"]).all()
    assert effects.loc["macnamara-all", ["d", "low", "high"]].tolist() == [0.05, 0.02, 0.09]
    assert effects.loc["burnette-grades", ["d", "low", "high", "next_low", "next_high"]].tolist() == [
        *(0.14, 0.06, 0.22),
        *(-0.08, 0.35),
    ]
    low = effects.loc["yeager-low"]
    assert [round(low["low"] / 1.1, 3), round(low["high"] / 1.1, 3)] == [0.04, 0.16], "grade points times 0.11 / 0.10"


# --- finding, queries and clear sentences -------------------------------------------------------------------------


def test_tables_are_found_from_deep_in_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, lesson = tmp_path / "workspace" / "data", tmp_path / "workspace" / "exercises" / "03-stretch-scoring"
    data.mkdir(parents=True)
    lesson.mkdir(parents=True)
    (data / datasets.PORTFOLIO).write_bytes((ROOT / "data" / datasets.PORTFOLIO).read_bytes())
    monkeypatch.chdir(lesson)
    assert datasets.find_table(datasets.PORTFOLIO) == data / datasets.PORTFOLIO
    assert datasets.find_table(datasets.REFERENCE_CLASS).parent == ROOT / "data", "else the one beside the package"


def test_the_environment_variable_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / datasets.PORTFOLIO).write_bytes((ROOT / "data" / datasets.PORTFOLIO).read_bytes())
    monkeypatch.setenv("COACHING_DATA", str(tmp_path))
    assert datasets.find_table(datasets.PORTFOLIO).parent == tmp_path
    with pytest.raises(datasets.DataProblem, match=r"COACHING_DATA points to .*reference_class\.csv"):
        datasets.reference_class()


def test_a_table_that_is_nowhere_is_named_with_the_mend() -> None:
    with pytest.raises(datasets.DataProblem, match=r"data/nowhere\.csv was not found .* set COACHING_DATA"):
        datasets.find_table("nowhere.csv")


@pytest.mark.parametrize(
    ("find", "replace", "says"),
    [
        ("baseline,", "start,", "misses baseline and has also start"),
        ("KR-001,", "KR-002,", "KR-002 stand twice in column kr_id"),
        (",aspirational,", ",dream,", "column goal has dream"),
        (",54,40,40,", ",54,forty,40,", "KR-001: column target_first is 'forty', which is no number"),
        (",54,40,40,", ",40,40,40,", "KR-001 cannot be scored"),
        (",1,no,", ",1,maybe,", "column pay_linked is 'maybe', which is no yes or no"),
        (",4.0,13,0,", ",4.0,13.5,0,", "column guardrail_checks is '13.5', which is no count"),
        ("2025-09-19", "19.9.2025", "which is no date"),
    ],
)
def test_a_damaged_table_is_refused_in_one_sentence(
    find: str, replace: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "data" / datasets.PORTFOLIO).read_text(encoding="utf-8")
    assert find in text
    (tmp_path / datasets.PORTFOLIO).write_text(text.replace(find, replace, 1), encoding="utf-8")
    monkeypatch.setenv("COACHING_DATA", str(tmp_path))
    with pytest.raises(datasets.DataProblem) as raised:
        datasets.portfolio()
    assert says in str(raised.value), raised.value


def test_an_empty_or_foreign_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_DATA", str(tmp_path))
    for content in (b"", b"\xff\xfe\x00"):
        (tmp_path / datasets.PORTFOLIO).write_bytes(content)
        with pytest.raises(datasets.DataProblem, match="cannot be read as a table"):
            datasets.portfolio()


def test_one_team_gives_its_rows_or_names_what_exists(table: pd.DataFrame) -> None:
    assert list(datasets.one_team(table, "Line 2", "2025-Q2")["kr_id"]) == ["KR-081", "KR-082", "KR-083"]
    with pytest.raises(datasets.DataProblem, match="the teams are Emergency ward, Pharmacy"):
        datasets.one_team(table, "Kitchen")
    with pytest.raises(datasets.DataProblem, match="its quarters are 2025-Q1"):
        datasets.one_team(table, "Line 2", "2026-Q1")


def test_history_reads_oldest_first_and_leaves_guardrails_out(table: pd.DataFrame) -> None:
    past = datasets.history(table, "Returns desk")
    refunds = past[past["key_result"].str.startswith("Refunds")]
    assert list(refunds["quarter"]) == ["2025-Q1", "2025-Q2", "2025-Q3"]
    assert [round(raw, 2) for raw in refunds["raw"]] == [2.17, 2.75, 2.67]
    assert len(datasets.history(table, "Line 2")) == 6


# --- the survey sheet ---------------------------------------------------------------------------------------------


def test_one_theme_of_the_survey_sheet_runs_against_the_others_under_the_key_of_its_house() -> None:
    """The exercise shows it scored with three themes turned round; the pattern gives away one, and no other."""
    sheet = datasets.survey_sheet()
    themes = [column for column in sheet if column != "person"]

    def together(turned: set[str]) -> dict[str, float]:
        rows = [[8 - int(row[t]) if t in turned else int(row[t]) for t in themes] for _, row in sheet.iterrows()]
        return {theme: r for theme, r in zip(themes, survey.item_total(rows), strict=True) if r is not None}

    house = together({"topics", "difference", "use"})
    assert {theme for theme, r in house.items() if r < 0} == {"use"}
    assert min(together({"topics", "difference"}).values()) >= 0
