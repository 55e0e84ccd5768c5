"""Promises to pay: kept from 47/50 of the amount, broken only after the due day and its grace, never by old money."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from tests.records.cast import NINE_O_CLOCK, cny, day, loan_of_mr_li, usd

from debtflow.errors import MoneyError
from debtflow.records.ledger import Ledger
from debtflow.records.promises import Promise, PromiseState, promise_state

MADE, DUE = day(2026, 3, 12), day(2026, 3, 20)


def promise(**fields: Any) -> Promise:
    """Mr Li promised on 12 March to pay 300.00 CNY by the 20th; two days of grace."""
    given = {
        "amount": cny("300.00"),
        "made_at": NINE_O_CLOCK,
        "made_on": date(2026, 3, 12),
        "due_on": date(2026, 3, 20),
    }
    return Promise(**given | fields)


def paid(*credits: tuple[int, int]) -> Ledger:
    ledger = Ledger.opened(loan_of_mr_li())
    for on, minor_units in credits:
        ledger = ledger.with_credit(on, minor_units)
    return ledger


def test_a_promise_is_kept_from_47_of_50_parts_of_its_amount_and_not_from_a_cent_less() -> None:
    assert 300_00 * 47 // 50 == 282_00
    assert promise_state(promise(), paid((DUE, 282_00)), DUE) is PromiseState.KEPT
    assert promise_state(promise(), paid((DUE, 281_99)), DUE) is PromiseState.OPEN
    assert promise_state(promise(), paid((DUE, 281_99)), DUE + 3) is PromiseState.PARTIAL


def test_a_promise_is_broken_only_once_its_due_day_and_its_grace_have_passed() -> None:
    assert promise().last_day == DUE + 2
    for today, state in [(DUE, PromiseState.OPEN), (DUE + 2, PromiseState.OPEN), (DUE + 3, PromiseState.BROKEN)]:
        assert promise_state(promise(), paid(), today) is state


def test_without_grace_a_promise_is_broken_the_day_after_it_was_due() -> None:
    strict = promise(grace_days=0)
    assert promise_state(strict, paid(), DUE) is PromiseState.OPEN
    assert promise_state(strict, paid(), DUE + 1) is PromiseState.BROKEN


def test_money_on_the_last_day_of_grace_keeps_it_and_a_day_later_does_not() -> None:
    assert promise_state(promise(), paid((DUE + 2, 300_00)), DUE + 10) is PromiseState.KEPT
    assert promise_state(promise(), paid((DUE + 3, 300_00)), DUE + 10) is PromiseState.BROKEN


def test_money_from_the_day_of_the_promise_counts_and_money_from_the_day_before_never_does() -> None:
    assert promise_state(promise(), paid((MADE, 300_00)), MADE) is PromiseState.KEPT
    assert promise_state(promise(), paid((MADE - 1, 300_00)), DUE) is PromiseState.OPEN
    assert promise_state(promise(), paid((MADE - 1, 300_00)), DUE + 3) is PromiseState.BROKEN


def test_several_payments_keep_a_promise_together() -> None:
    assert promise_state(promise(), paid((MADE, 100_00), (DUE, 182_00)), DUE) is PromiseState.KEPT


def test_money_that_has_not_come_by_that_day_does_not_keep_it_yet() -> None:
    assert promise_state(promise(), paid((DUE, 300_00)), DUE - 1) is PromiseState.OPEN


def test_a_promise_of_one_cent_needs_that_cent() -> None:
    assert promise_state(promise(amount=cny("0.01")), paid(), DUE) is PromiseState.OPEN
    assert promise_state(promise(amount=cny("0.01")), paid((DUE, 1)), DUE) is PromiseState.KEPT


def test_a_promise_in_another_currency_is_never_held_against_this_ledger() -> None:
    with pytest.raises(MoneyError, match=r"300\.00 USD cannot be kept by money in CNY"):
        promise_state(promise(amount=usd("300.00")), paid((DUE, 300_00)), DUE)


def test_a_promise_is_about_an_amount_above_zero() -> None:
    for text in ("0.00", "-1.00"):
        with pytest.raises(ValidationError, match="above zero"):
            promise(amount=cny(text))


def test_a_promise_may_be_due_on_the_day_it_is_made_but_not_before() -> None:
    assert promise(due_on=date(2026, 3, 12)).last_day == MADE + 2
    with pytest.raises(ValidationError, match="cannot be due before it"):
        promise(due_on=date(2026, 3, 11))


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (30, True), (31, False)])
def test_grace_is_nought_to_thirty_days(days: int, allowed: bool) -> None:
    if allowed:
        assert promise(grace_days=days).grace_days == days
    else:
        with pytest.raises(ValidationError, match="grace_days"):
            promise(grace_days=days)
