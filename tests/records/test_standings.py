"""The arithmetic of one day: what is settled first, and what cannot be posted."""

from __future__ import annotations

import pytest

from debtflow.errors import LedgerError
from debtflow.records.components import NOTHING, Component, single
from debtflow.records.standings import UNKNOWN, LedgerDay, Standing, apply_credit, netted, see_posting, settled


def test_within_a_component_what_was_owed_at_the_opening_is_settled_first() -> None:
    outstanding, later = (0, 30, 0, 0, 100), (0, 20, 0, 0, 0)
    left, remains, covered = settled(outstanding, later, 0, (0, 20, 0, 0, 100))
    assert (left, remains, covered) == ((0, 20, 0, 0, 100), (0, 20, 0, 0, 0), 10)
    left, remains, covered = settled(outstanding, later, 5, (0, 19, 0, 0, 60))
    assert (left, remains, covered) == ((0, 19, 0, 0, 60), (0, 19, 0, 0, 0), 5 + 10 + 40)


def test_money_beyond_what_is_owed_is_handed_back() -> None:
    order = tuple(Component)
    assert apply_credit((1, 0, 0, 0, 5), 4, order) == ((0, 0, 0, 0, 2), 0)
    assert apply_credit((1, 0, 0, 0, 5), 6, order) == (NOTHING, 0)
    assert apply_credit((1, 0, 0, 0, 5), 9, order) == (NOTHING, 3)


def test_a_day_of_which_all_was_taken_back_is_empty() -> None:
    posted = LedgerDay(5, single(Component.FEES, 2), 7, single(Component.COSTS, 1))
    back = LedgerDay(5, single(Component.FEES, -2), -7, single(Component.COSTS, -1))
    assert netted(posted, back).is_empty
    assert not posted.is_empty
    for part in (LedgerDay(5, NOTHING, 1), LedgerDay(5, single(Component.FEES, 1), 0)):
        assert not part.is_empty
    assert not LedgerDay(5, NOTHING, 0, single(Component.FEES, 1)).is_empty


@pytest.mark.parametrize(
    "posted",
    [
        LedgerDay(5, NOTHING, -1),
        LedgerDay(5, single(Component.FEES, -1), 0),
        LedgerDay(5, NOTHING, 0, (0, 0, 0, 0, -1)),
    ],
)
def test_nothing_is_posted_below_zero(posted: LedgerDay) -> None:
    with pytest.raises(LedgerError, match="below zero"):
        see_posting(posted)
    see_posting(LedgerDay(5, NOTHING, 0))


def test_what_is_owed_is_the_sum_of_the_components() -> None:
    assert UNKNOWN.owed == 0
    assert Standing((1, 2, 3, 4, 5), 0, 0).owed == 15
