"""Every idea of the three texts that the course grew from has a home, and every doubtful one has a verdict."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from coaching import evidence

INVENTORY = Path(__file__).resolve().parents[2] / "docs" / "inventory.csv"
SOURCES = {"S0": 34, "S1": 45, "S2": 46}
MODULES = {str(number) for number in range(1, 11)}
KINDS = {"concept", "practice", "question", "number", "case", "attribution", "audience"}
EXPECTED = ["taught", "practised", "assessed"]

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with INVENTORY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_module(rows: list[Row]) -> str:
    count = Counter(module for row in rows for module in row["modules"].split())
    return ", ".join(f"module {module}: {count[module]}" for module in sorted(count, key=int))


def test_no_idea_is_lost_or_counted_twice(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    wanted = [f"{source}-{i:02d}" for source, count in SOURCES.items() for i in range(1, count + 1)]
    assert ids == wanted, by_module(rows)
    assert len({(row["id"][:2], row["source"]) for row in rows}) == 3


def test_every_idea_has_a_module_and_what_is_expected_of_a_learner(rows: list[Row]) -> None:
    for row in rows:
        modules, expected = row["modules"].split(), row["expected"].split()
        assert modules and set(modules) <= MODULES, f"{row['id']}: {row['modules']!r}; {by_module(rows)}"
        assert expected == [word for word in EXPECTED if word in expected] != [], row
        assert set(row["kind"].split(" + ")) <= KINDS or (row["id"], row["kind"]) == ("S2-46", "none"), row


def test_every_module_but_the_simulator_and_the_capstone_has_many_ideas(rows: list[Row]) -> None:
    count = Counter(module for row in rows for module in row["modules"].split())
    assert set(count) == MODULES, by_module(rows)
    assert all(count[module] >= 5 for module in MODULES - {"8", "10"}), by_module(rows)


def test_every_flagged_idea_has_one_of_the_six_verdicts_and_no_other_has(rows: list[Row]) -> None:
    for row in rows:
        assert row["flagged"] in ("yes", "no"), row
        if row["flagged"] == "yes":
            evidence.check(row["flag_verdict"])
        else:
            assert row["flag_verdict"] == "", row


def test_ideas_are_said_in_few_words_of_our_own(rows: list[Row]) -> None:
    assert all(2 <= len(row["idea"].split()) <= 14 for row in rows)
    assert len({row["idea"] for row in rows}) == len(rows)
    assert not [row["source"] for row in rows if "." in row["source"]], "sources are named by what they are"
