"""Make `okr_portfolio.csv` and `reference_class.csv` again, byte for byte: `python data/make_okr_portfolio.py`.

All organisations, teams and numbers are invented. The rows are written by hand in `okr_portfolio.txt`; an actual that
says `drawn` there comes from a fixed seed. The script needs nothing but Python. `README.md` explains every column.
"""

from __future__ import annotations

import csv
import random
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SEED = 2025
HERE = Path(__file__).resolve().parent
DRAWN = "drawn"
STORY = "okr_portfolio.txt"

_COLUMNS = """
    kr_id organisation sector team quarter objective key_result kind goal promised_to owner_role unit baseline
    target_first target_final target_changed_on change_note forecast_sealed actual guardrail_side guardrail_limit
    guardrail_checks guardrail_outside guardrail_worst weight pay_linked learned reported_score report_note
"""
COLUMNS = _COLUMNS.split()

TEAMS = {
    "Emergency ward": ("Lindenhof Hospital", "hospital", "ward manager"),
    "Pharmacy": ("Lindenhof Hospital", "hospital", "head pharmacist"),
    "Store floor": ("Korbmarkt", "shop", "store manager"),
    "Returns desk": ("Korbmarkt", "shop", "returns lead"),
    "Lower school": ("Aldea School", "school", "year coordinator"),
    "Library and media": ("Aldea School", "school", "librarian"),
    "Citizen desk": ("Town of Rosvik", "public office", "desk supervisor"),
    "Building permits": ("Town of Rosvik", "public office", "permits lead"),
    "Payments": ("Pelikan Software", "software", "product manager"),
    "Onboarding": ("Pelikan Software", "software", "product manager"),
    "Line 2": ("Tavna Works", "factory", "shift leader"),
    "Maintenance": ("Tavna Works", "factory", "crew leader"),
}

# Past results of one sort: people were asked to use a new self-service way. (level, how many), shuffled with the seed.
SELF_SERVICE = (
    ("public office", "Appointments booked online"),
    ("public office", "Forms sent in online"),
    ("hospital", "Patients who register at the screen"),
    ("hospital", "Questionnaires filled in before the visit"),
    ("shop", "Purchases at the self-checkout"),
    ("shop", "Returns announced in the app"),
    ("school", "Families who report absence in the app"),
    ("factory", "Repair tickets sent by phone"),
)
_LEVELS = """
    0.12 0.21 0.25 0.30 0.34 0.38 0.42 0.45 0.48 0.50 0.53 0.55 0.57 0.60 0.62 0.64 0.65 0.66 0.68 0.70
    0.70 0.71 0.72 0.74 0.75 0.77 0.78 0.80 0.82 0.84 0.87 0.90 0.94 1.00 1.00 1.04 1.10 1.18 1.30 1.42
"""
LEVELS = _LEVELS.split()


def _quantum(number: str) -> Decimal:
    return Decimal(1).scaleb(Decimal(number).as_tuple().exponent)


def _drawn(rng: random.Random, baseline: str, target: str) -> str:
    """An actual at about .5 to .9 of the way, with as many decimals as the baseline and target have."""
    level = Decimal(str(round(rng.uniform(0.5, 0.9), 2)))
    value = Decimal(baseline) + (Decimal(target) - Decimal(baseline)) * level
    return str(value.quantize(min(_quantum(baseline), _quantum(target)), ROUND_HALF_UP))


def portfolio_rows() -> list[dict[str, str]]:
    """All rows of the portfolio in the order of the file."""
    rng = random.Random(SEED)
    rows: list[dict[str, str]] = []
    for block in (HERE / STORY).read_text(encoding="utf-8").split("== ")[1:]:
        head, *lines = block.rstrip().splitlines()
        team, quarter, objective, mean_of = head.split(" | ")
        organisation, sector, role = TEAMS[team]
        common = {"organisation": organisation, "sector": sector, "team": team, "quarter": quarter}
        common |= {"objective": objective, "owner_role": role, "weight": "1", "pay_linked": "no"}
        results: list[dict[str, str]] = []
        field = ""
        for line in lines:
            if not line.startswith(" "):
                if " | " in line:
                    results.append(dict.fromkeys(COLUMNS, "") | common | _key_result(line, rng))
            elif line.startswith("        "):
                (results[-1] if field != "report_note" else common)[field] += " " + line.strip()
            else:
                field, value = line.strip().split(": ", 1)
                (results[-1] if field != "report_note" else common)[field] = value
        report = {"report_note": common.get("report_note", ""), "reported_score": _reported(results, mean_of)}
        rows += [row | report | {"kr_id": f"KR-{len(rows) + i:03d}"} for i, row in enumerate(results, 1)]
    return rows


def _key_result(line: str, rng: random.Random) -> dict[str, str]:
    """One line of the story as columns: `text | kind goal | unit | from to target | forecast f | actual`."""
    text, sort, unit, span, middle, last = line.split(" | ")
    kind, goal = sort.split()
    row = {"key_result": text, "kind": kind, "goal": goal, "unit": unit}
    if kind == "guardrail":
        side, limit = span.split()
        outside, checks = middle.removesuffix(" outside").split(" of ")
        row |= {"guardrail_side": side, "guardrail_limit": limit, "guardrail_checks": checks, "weight": ""}
        return row | {"guardrail_outside": outside, "guardrail_worst": last.removeprefix("worst ")}
    baseline, target = span.split(" to ")
    actual = _drawn(rng, baseline, target) if last == DRAWN else last
    forecast = middle.removeprefix("forecast ").replace("-", "")
    row |= {"baseline": baseline, "target_first": target, "target_final": target}
    return row | {"forecast_sealed": forecast, "actual": actual}


def _reported(block: list[dict[str, str]], mean_of: str) -> str:
    """The weighted mean that the team's report gives, to two decimals, half up."""
    total = weights = Decimal(0)
    for row in block:
        if row["kind"] == "guardrail":
            if mean_of == "mean of scores":
                continue
            checks = Decimal(row["guardrail_checks"])
            score, weight = (checks - Decimal(row["guardrail_outside"])) / checks, Decimal(1)
        else:
            start, end = Decimal(row["baseline"]), Decimal(row["target_final"])
            score = min(Decimal(1), max(Decimal(0), (Decimal(row["actual"]) - start) / (end - start)))
            weight = Decimal(row["weight"])
        total, weights = total + weight * score, weights + weight
    return str((total / weights).quantize(Decimal("0.01"), ROUND_HALF_UP))


def reference_rows() -> list[dict[str, str]]:
    """Forty past results; every actual is where its level puts it."""
    rng = random.Random(SEED)
    levels = rng.sample(LEVELS, len(LEVELS))
    rows = []
    for i, level in enumerate(levels):
        sector, text = SELF_SERVICE[i % len(SELF_SERVICE)]
        baseline = rng.randrange(5, 31)
        target = baseline + rng.choice((20, 25, 30, 40))
        actual = Decimal(baseline) + Decimal(target - baseline) * Decimal(level)
        year, quarter = 2020 + i // len(SELF_SERVICE), 1 + i % 4
        rows.append(
            {
                "case_id": f"RC-{i + 1:02d}",
                "quarter": f"{year}-Q{quarter}",
                "sector": sector,
                "key_result": text,
                "unit": "%",
                "baseline": str(baseline),
                "target": str(target),
                "actual": f"{actual.normalize():f}",
                "level": level,
            }
        )
    return rows


def write(folder: Path) -> None:
    """Write both tables into `folder`: UTF-8, commas, LF line ends."""
    for name, rows in (("okr_portfolio.csv", portfolio_rows()), ("reference_class.csv", reference_rows())):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write(HERE)
