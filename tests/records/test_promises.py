"""Promises to pay: kept from 47/50 of the amount, broken only after the due day and its grace, never by old money."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from tests.records.cast import NINE_O_CLOCK, cny, day, loan_of_mr_li, usd

from debtflow.errors import MoneyError
from debtflow.records.ledger import Ledger
from debtflow.records.promises import (
    TOLERANCE_PERMILLE,
    Promise,
    PromiseOnFile,
    PromiseState,
    least_of,
    next_due,
    promise_outcomes,
    promise_state,
)

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


# --- several promises ------------------------------------------------------------------------------------------------------


def on_file(
    number: int, ended_on: date | None = None, recorded: PromiseState = PromiseState.OPEN, **fields: Any
) -> Any:
    return PromiseOnFile(id=f"p{number}", promise=promise(**fields), ended_on=ended_on, recorded=recorded)


def states(today: int, ledger: Ledger, *rows: PromiseOnFile) -> list[tuple[str, int]]:
    return [(str(outcome.state), outcome.came) for outcome in promise_outcomes(rows, ledger, today)]


SOON = {"amount": cny("100.00"), "due_on": date(2026, 3, 16)}
LATER = {"amount": cny("100.00"), "due_on": date(2026, 3, 20)}


def test_no_unit_of_money_keeps_two_promises_the_one_due_first_is_served_first() -> None:
    both = (on_file(1, **LATER), on_file(2, **SOON))
    assert states(MADE + 1, paid((MADE + 1, 100_00)), *both) == [("open", 0), ("kept", 100_00)]
    older = (on_file(1, **LATER, made_at=NINE_O_CLOCK - timedelta(minutes=1)), on_file(2, **SOON))
    assert states(MADE + 1, paid((MADE + 1, 100_00)), *older) == [("open", 0), ("kept", 100_00)]
    assert states(MADE + 1, paid((MADE + 1, 194_00)), *both) == [("kept", 94_00), ("kept", 100_00)]
    assert states(MADE + 1, paid((MADE + 1, 193_99)), *both) == [("open", 93_99), ("kept", 100_00)]


def test_one_rupee_does_not_keep_two_promises_of_one_rupee() -> None:
    twins = (on_file(1, amount=cny("1.00")), on_file(2, amount=cny("1.00")))
    assert states(DUE + 3, paid((DUE, 1_00)), *twins) == [("kept", 1_00), ("broken", 0)]


def test_of_two_promises_due_on_one_day_the_one_made_first_is_served_first_then_the_smaller() -> None:
    earlier = on_file(2, **SOON, made_at=NINE_O_CLOCK - timedelta(minutes=1))
    assert states(MADE, paid((MADE, 100_00)), on_file(1, **SOON), earlier) == [("open", 0), ("kept", 100_00)]
    smaller = on_file(2, **SOON | {"amount": cny("99.99")})
    assert states(MADE, paid((MADE, 99_99)), on_file(1, **SOON), smaller) == [("open", 0), ("kept", 99_99)]


def test_money_goes_to_the_promises_that_run_on_its_day() -> None:
    first = on_file(1, **SOON, grace_days=0)
    second = on_file(2, **LATER, made_on=date(2026, 3, 18))
    ledger = paid((MADE + 4, 50_00), (MADE + 5, 30_00), (MADE + 6, 100_00))
    assert states(DUE + 9, ledger, first, second) == [("partial", 50_00), ("kept", 100_00)]


def test_a_promise_honoured_by_money_paid_five_days_before_it_was_made_is_not_kept() -> None:
    assert states(DUE + 3, paid((MADE - 5, 300_00)), on_file(1)) == [("broken", 0)]


def test_every_promise_resolves_once_its_last_day_has_passed() -> None:
    rows = [on_file(n, amount=cny(f"{n}.00")) for n in range(1, 9)]
    assert not [row for row in promise_outcomes(rows, paid((DUE, 5_00)), DUE + 3) if row.state is PromiseState.OPEN]


def test_part_of_the_money_is_a_promise_kept_in_part_and_none_of_it_a_broken_one() -> None:
    assert promise_state(promise(), paid((DUE, 1)), DUE + 3) is PromiseState.PARTIAL
    assert promise_state(promise(), paid(), DUE + 3) is PromiseState.BROKEN


def test_a_promise_may_state_its_own_tolerance() -> None:
    to_the_cent = promise(tolerance_permille=0)
    assert (to_the_cent.enough, promise().enough) == (300_00, 282_00)
    assert promise_state(to_the_cent, paid((DUE, 299_99)), DUE) is PromiseState.OPEN
    assert promise_state(to_the_cent, paid((DUE, 300_00)), DUE) is PromiseState.KEPT
    with pytest.raises(ValidationError, match="tolerance_permille"):
        promise(tolerance_permille=1000)


@pytest.mark.parametrize(("minor_units", "enough"), [(1, 1), (2, 2), (16, 16), (17, 16), (50, 47), (51, 48), (100, 94)])
def test_what_is_enough_is_rounded_up_to_the_minor_unit(minor_units: int, enough: int) -> None:
    assert least_of(minor_units, TOLERANCE_PERMILLE) == enough


# --- replaced, withdrawn -----------------------------------------------------------------------------------------------------


def test_a_promise_that_was_replaced_stays_so_and_its_money_is_not_the_next_ones() -> None:
    old = on_file(1, ended_on=date(2026, 3, 16), recorded=PromiseState.REPLACED)
    new = on_file(2, made_on=date(2026, 3, 16))
    ledger = paid((MADE + 2, 200_00), (MADE + 4, 281_99))
    assert states(DUE, ledger, old, new) == [("replaced", 200_00), ("open", 281_99)]
    assert states(DUE, paid((MADE + 4, 282_00)), old, new) == [("replaced", 0), ("kept", 282_00)]


def test_before_it_was_replaced_a_promise_was_open() -> None:
    old = on_file(1, ended_on=date(2026, 3, 16), recorded=PromiseState.REPLACED)
    assert states(MADE + 3, paid(), old) == [("open", 0)]
    assert states(MADE + 4, paid(), old) == [("replaced", 0)]


def test_a_promise_that_was_withdrawn_lets_later_money_go_to_the_others() -> None:
    gone = on_file(1, ended_on=date(2026, 3, 14), recorded=PromiseState.WITHDRAWN, **SOON)
    assert states(DUE + 9, paid((MADE + 2, 100_00)), gone, on_file(2, **LATER)) == [("withdrawn", 0), ("kept", 100_00)]


def test_the_recorded_outcome_stands_and_the_money_says_today_what_it_says() -> None:
    recorded = on_file(1, recorded=PromiseState.BROKEN)
    late_news = promise_outcomes((recorded,), paid((DUE, 300_00)), DUE + 9)[0]
    assert (late_news.recorded, late_news.state) == (PromiseState.BROKEN, PromiseState.KEPT)
    replaced = on_file(1, ended_on=date(2026, 3, 18), recorded=PromiseState.REPLACED)
    paid_before = promise_outcomes((replaced,), paid((MADE, 300_00)), DUE)[0]
    assert (paid_before.recorded, paid_before.state) == (PromiseState.REPLACED, PromiseState.KEPT)


def test_a_promise_is_ended_once() -> None:
    kept = on_file(1, recorded=PromiseState.KEPT)
    assert kept.ended(PromiseState.REPLACED, date(2026, 3, 14)) is kept


def test_the_next_due_is_the_open_one_that_is_due_first() -> None:
    assert next_due(()) is None
    assert next_due((on_file(1, recorded=PromiseState.KEPT),)) is None
    assert next_due((on_file(1, **LATER), on_file(2, **SOON))) == promise(**SOON)
