"""Make `portfolio_traps.csv`, the key to the traps planted in `data/okr_portfolio.csv`. Never part of a release.

Run from anywhere: `python solutions/03-stretch-scoring/private/make_portfolio_traps.py`. Findings:

- `trap`: one of the four planted kinds, at least three of each
- `look-alike`: reads like that trap at first sight and is fine; `why` says what tells them apart
- `honest red`: a low score with a lesson and a next step
"""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[2] / "data" / "okr_portfolio.csv"

# (finding, which trap, team, quarter, start of the key result, why)
DRESSED, SANDBAG, GUARDRAIL, MOVED = "dressed-up committed", "sandbagging", "averaged-away guardrail", "moved target"
FINDINGS = [
    ("trap", DRESSED, "Emergency ward", "2025-Q3", "Discharge", "A condition of the licence called a stretch goal."),
    ("trap", DRESSED, "Pharmacy", "2025-Q1", "Infusion", "Promised to the medicines authority, called aspirational."),
    (
        "trap",
        DRESSED,
        "Citizen desk",
        "2025-Q2",
        "Requests",
        "The law sets twenty days; 9 of 100 requests missed them.",
    ),
    ("trap", DRESSED, "Payments", "2025-Q3", "Security", "Fourteen days stand in customer contracts."),
    (
        "look-alike",
        DRESSED,
        "Lower school",
        "2025-Q2",
        "Families come",
        "Wished for, promised to nobody: a fair stretch.",
    ),
    ("look-alike", DRESSED, "Maintenance", "2025-Q4", "Dust", "The legal limit is kept; the stretch lies beyond it."),
    (
        "look-alike",
        DRESSED,
        "Lower school",
        "2025-Q2",
        "Every family",
        "A missed promise, labelled committed and said.",
    ),
    ("trap", SANDBAG, "Returns desk", "2025-Q1", "Refunds", "Half of the forecast gain asked for; raw 2.17."),
    ("trap", SANDBAG, "Returns desk", "2025-Q2", "Refunds", "After a gain of 13 points the target asks for 4."),
    ("trap", SANDBAG, "Returns desk", "2025-Q3", "Refunds", "After a gain of 11 points the target asks for 3."),
    ("trap", SANDBAG, "Returns desk", "2025-Q4", "Parcels", "Forecast 31 was sealed, target 28.5 was set."),
    (
        "trap",
        SANDBAG,
        "Onboarding",
        "2025-Q3",
        "Tickets",
        "Pay is linked from this quarter; target far below forecast.",
    ),
    ("trap", SANDBAG, "Onboarding", "2025-Q4", "Tickets", "After 13 tickets fewer the target asks for 2 fewer."),
    ("trap", SANDBAG, "Maintenance", "2025-Q3", "Hours", "A third of the forecast gain; raw 3.6."),
    (
        "look-alike",
        SANDBAG,
        "Library and media",
        "2025-Q2",
        "Pupils",
        "Target above forecast; a bus strike did the rest.",
    ),
    (
        "look-alike",
        SANDBAG,
        "Building permits",
        "2025-Q4",
        "Permits",
        "Target below forecast since two people were lent.",
    ),
    ("look-alike", SANDBAG, "Pharmacy", "2025-Q3", "High-risk", "A committed goal met in full: 100 % is the promise."),
    (
        "look-alike",
        SANDBAG,
        "Maintenance",
        "2025-Q3",
        "Machines",
        "A committed goal met in full: 100 % is the promise.",
    ),
    (
        "trap",
        GUARDRAIL,
        "Emergency ward",
        "2025-Q2",
        "Patients who",
        "4 of 13 weeks over the limit, report 0.90 and green.",
    ),
    ("trap", GUARDRAIL, "Store floor", "2025-Q4", "Money", "5 of 13 weeks over the limit, report 0.86 and green."),
    ("trap", GUARDRAIL, "Payments", "2025-Q4", "Customers", "3 of 13 weeks over the limit, report 0.92 and green."),
    ("trap", GUARDRAIL, "Line 2", "2025-Q2", "Noise", "2 of 13 weeks over the legal limit, report 0.93 and green."),
    (
        "look-alike",
        GUARDRAIL,
        "Citizen desk",
        "2025-Q1",
        "Papers",
        "Breached, and the report refuses to call it green.",
    ),
    ("look-alike", GUARDRAIL, "Emergency ward", "2025-Q1", "Patients who", "Near the limit and inside it every week."),
    ("look-alike", GUARDRAIL, "Library and media", "2025-Q4", "Devices", "At the limit is inside the limit."),
    ("trap", MOVED, "Store floor", "2025-Q3", "Products", "4.0 became 5.2, no date, no note; 0.50 became 1.00."),
    ("trap", MOVED, "Maintenance", "2025-Q2", "Planned", "80 became 68, no date, no note; 0.56 became 1.00."),
    ("trap", MOVED, "Building permits", "2025-Q2", "Days", "Logged 17 days before the end; the result is the reason."),
    ("trap", MOVED, "Library and media", "2025-Q3", "Devices", "Logged 11 days before the end with no reason."),
    ("look-alike", MOVED, "Lower school", "2025-Q3", "Children", "Logged in week two: a new count, both scores given."),
    ("look-alike", MOVED, "Line 2", "2025-Q3", "Scrap", "Logged in week two: a new alloy, both scores given."),
    ("look-alike", MOVED, "Building permits", "2025-Q3", "Applications", "Logged, raised, and the report says so."),
    ("honest red", "", "Emergency ward", "2025-Q4", "Noise", "Cause measured, small next test named."),
    ("honest red", "", "Pharmacy", "2025-Q4", "Near-miss", "The form asked for a name; a box without names worked."),
    (
        "honest red",
        "",
        "Store floor",
        "2025-Q2",
        "The second-hand",
        "Place, not wish, was the cause; four weeks to decide.",
    ),
    (
        "honest red",
        "",
        "Citizen desk",
        "2025-Q4",
        "Residents",
        "Those who wanted it could not open it; capped next test.",
    ),
    ("honest red", "", "Payments", "2025-Q2", "Fraud", "Stopped in week five as agreed; labels first."),
]


def rows() -> list[dict[str, str]]:
    """The key, in the order of the portfolio; raises LookupError when a finding does not name exactly one row."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    key = []
    for finding, trap, team, quarter, start, why in FINDINGS:
        hits = [
            row
            for row in table
            if row["team"] == team and row["quarter"] == quarter and row["key_result"].startswith(start)
        ]
        if len(hits) != 1:
            raise LookupError(f"{team}, {quarter}, {start!r}: {len(hits)} rows, one was meant.")
        logged = ("yes" if hits[0]["target_changed_on"] else "no") if trap == MOVED else ""
        place = {"kr_id": hits[0]["kr_id"], "team": team, "quarter": quarter}
        key.append({**place, "finding": finding, "trap": trap, "logged": logged, "why": why})
    return sorted(key, key=lambda row: (row["kr_id"], row["trap"]))


def write(folder: Path) -> None:
    """Write `portfolio_traps.csv` into `folder`."""
    key = rows()
    with (folder / "portfolio_traps.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(key[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(key)


if __name__ == "__main__":
    write(HERE)
