"""The arithmetic of one day: what is settled first, and what cannot be posted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from debtflow.errors import LedgerError
from debtflow.records.components import NOTHING, Component, single
from debtflow.records.standings import (
    LAST_DAY,
    UNKNOWN,
    LedgerDay,
    Standing,
    apply_credit,
    netted,
    numbered,
    see_posting,
    see_units,
    settled,
)


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
    ("posted", "says"),
    [
        (LedgerDay(5, NOTHING, -1), "the money credited on 0001-01-05 would come to -1 minor units, below zero"),
        (LedgerDay(5, single(Component.FEES, -1), 0), "the fees charged on 0001-01-05 would come to -1 minor units"),
        (LedgerDay(5, NOTHING, 0, (0, 0, 0, 0, -1)), "the principal waived on 0001-01-05 would come to -1 minor units"),
        (
            LedgerDay(5, (0, 0, 0, -2, 7), -1),
            "the money credited on .* come to -1, the interest charged on .* come to -2 min",
        ),
    ],
)
def test_nothing_is_posted_below_zero(posted: LedgerDay, says: str) -> None:
    with pytest.raises(LedgerError, match=says):
        see_posting(posted)
    see_posting(LedgerDay(5, NOTHING, 0))


def test_what_is_owed_is_the_sum_of_the_components() -> None:
    assert UNKNOWN.owed == 0
    assert Standing((1, 2, 3, 4, 5), 0, 0).owed == 15


@pytest.mark.parametrize("day", [1, 739_256, LAST_DAY])
def test_a_day_is_named_by_its_date_or_its_number(day: int) -> None:
    assert numbered(day) == numbered(date.fromordinal(day)) == day


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (0, r"0 is no day number: these are 1 \(0001-01-01\) to 3652059 \(9999-12-31\)"),
        (LAST_DAY + 1, "3652060 is no day number"),
        (20_260_311, "20260311 is no day number"),
        (-1, "-1 is no day number"),
        (datetime(2026, 3, 11, tzinfo=UTC), r"is an instant, whose day depends on a zone: write its date\(\)"),
        (True, r"True is no day \(bool\)"),
        (739_256.0, r"739256\.0 is no day \(float\)"),
        ("2026-03-11", r"'2026-03-11' is no day \(str\)"),
        (None, r"None is no day \(NoneType\)"),
    ],
)
def test_anything_else_is_no_day(day: Any, says: str) -> None:
    with pytest.raises(LedgerError, match=rf"a ledger is asked by days, e\.g\. date\(2026, 3, 11\), and .*{says}"):
        numbered(day)


@pytest.mark.parametrize("amount", [5.5, 5.0, True, "5", None])
def test_what_is_posted_is_whole_minor_units(amount: Any) -> None:
    see_units(0, 550, -550)
    with pytest.raises(LedgerError, match=r"whole minor units, e\.g\. 550 for 5\.50, and"):
        see_units(550, amount)
