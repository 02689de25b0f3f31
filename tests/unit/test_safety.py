"""Two axes, reports and paths: what the pieces of psychological safety promise, and where they refuse."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import safety


def test_two_axes_make_four_zones_and_no_word_is_used_twice() -> None:
    named = [safety.zone(*levels) for levels in product(("low", "high"), repeat=2)]
    assert [zone.name for zone in named] == ["apathy zone", "anxiety zone", "comfort zone", "learning zone"]
    assert len({zone.seen for zone in named}) == 4


@pytest.mark.parametrize("levels", [("medium", "high"), ("high", "")])
def test_a_level_that_is_neither_low_nor_high_is_named(levels: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="say 'low' or 'high'"):
        safety.zone(*levels)


def test_a_worry_and_an_assurance_come_in_threes() -> None:
    assert len(safety.WORRIES) == len(safety.ASSURANCES) == 3


def test_few_reports_can_hide_more_events_than_many_reports() -> None:
    assert safety.occurred(24, "0.8") == 30
    assert safety.occurred(9, "0,2") == 45


@given(st.integers(0, 500), st.fractions("1/100", 1), st.fractions("1/100", 1))
def test_the_smaller_the_share_that_is_told_the_more_has_happened(reports: int, one: Fraction, other: Fraction) -> None:
    low, high = sorted(Decimal(round(float(share), 4)).quantize(Decimal("0.0001")) for share in (one, other))
    assert safety.occurred(reports, low) >= safety.occurred(reports, high) >= reports


@pytest.mark.parametrize(("reports", "share"), [(-1, "0.5"), (5, 0), (5, "1.2"), (5, "much")])
def test_a_log_that_cannot_be_read_is_refused_with_a_sentence(reports: int, share: object) -> None:
    with pytest.raises(ValueError, match=r"occurred: .+"):
        safety.occurred(reports, share)  # type: ignore[arg-type]


def test_shares_of_words_are_exact_and_add_up_to_one() -> None:
    shares = safety.turn_shares([("Ana", "We start now."), ("Bo", "Why?"), ("Ana", "Because – it is late.")])
    assert shares == {"Ana": Fraction(7, 8), "Bo": Fraction(1, 8)}
    assert sum(shares.values()) == 1


def test_a_dash_is_no_word_and_silence_cannot_be_shared() -> None:
    assert safety.words_in("Well – 3 of 4, I think …") == 6
    with pytest.raises(ValueError, match="nobody said a word"):
        safety.turn_shares([("Ana", "…")])


def test_a_path_through_learning_is_the_product_of_its_steps() -> None:
    path = safety.mediation("0.6", "0.5", "0.05")
    assert (path.indirect, path.total) == (Decimal("0.30"), Decimal("0.35"))
    assert safety.mediation(0, "0.5", 0).total == 0


def test_every_public_name_exists() -> None:
    assert all(hasattr(safety, name) for name in safety.__all__)
