"""What each money event of a case does to the ledger of its debt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.records.cast import MARCH_2, NINE_O_CLOCK, card_of_ms_okafor, cny, day, usd

from debtflow.errors import IntegrityError, LedgerError
from debtflow.lifecycle import cases, ledgers
from debtflow.records import events as happened
from debtflow.records.components import Component, single
from debtflow.records.debts import Balance
from debtflow.records.ledger import Ledger
from debtflow.records.terms import Pause

OPENED = day(2026, 3, 2)
WHEN: dict[str, Any] = {"occurred_at": NINE_O_CLOCK, "local_day": OPENED}
TOMORROW = MARCH_2 + timedelta(days=1)


def opened() -> Ledger:
    return Ledger.opened(card_of_ms_okafor())


def after(*events: happened.Event) -> Ledger:
    ledger = opened()
    for event in events:
        ledger = ledgers.evolve(ledger, event, "case-1")
    return ledger


PAID = happened.PaymentAllocated(**WHEN, payment="b1", amount=usd("12.07"), effective_on=TOMORROW)
REVERSED = happened.AllocationReversed(**WHEN, payment="b1", amount=usd("12.07"), effective_on=TOMORROW)
CHARGED = happened.ChargePosted(**WHEN, component=Component.FEES, amount=usd("25.00"), effective_on=TOMORROW)
WAIVED = happened.AmountWaived(**WHEN, component=Component.PRINCIPAL, amount=usd("2.07"), effective_on=TOMORROW)
WRITTEN_DOWN = happened.WrittenDown(**WHEN, amounts=Balance(principal=usd("12.07")), effective_on=TOMORROW)
CHARGED_OFF = happened.ChargedOff(**WHEN, effective_on=TOMORROW)
PAUSED = happened.PauseAgreed(**WHEN, pause=Pause(id="p", from_on=date(2026, 3, 4), days_past_due=True))


def test_each_event_is_one_posting_on_its_own_day() -> None:
    on = OPENED + 1
    assert after(PAID) == opened().with_credit(on, 12_07)
    assert after(CHARGED) == opened().with_charge(on, Component.FEES, 25_00)
    assert after(WAIVED) == opened().with_waiver(on, single(Component.PRINCIPAL, 2_07))
    assert after(WRITTEN_DOWN) == opened().with_waiver(on, single(Component.PRINCIPAL, 12_07))
    assert after(CHARGED_OFF) == opened().with_charge_off(on)
    assert after(PAUSED) == opened().with_pause(PAUSED.pause)
    assert after(PAID, REVERSED) == opened()


def test_a_case_folds_every_one_of_them() -> None:
    opening = happened.CaseOpened(**WHEN, reached="confirmation.pending", debt=card_of_ms_okafor())
    case = cases.opened("case-1", opening)
    events = (PAID, CHARGED, WAIVED, WRITTEN_DOWN, CHARGED_OFF, PAUSED, REVERSED)
    for event in events:
        case = cases.evolve(case, event)
    assert case.ledger == after(*events)
    assert {event.event for event in events} == ledgers.POSTED


@pytest.mark.parametrize(
    "event",
    [
        PAID.changed(amount=cny("1.00")),
        REVERSED.changed(amount=cny("1.00")),
        CHARGED.changed(amount=cny("1.00")),
        WAIVED.changed(amount=cny("1.00")),
        WRITTEN_DOWN.changed(amounts=Balance(principal=cny("1.00"))),
    ],
)
def test_money_of_another_currency_never_lands_in_a_ledger(event: happened.Event) -> None:
    with pytest.raises(IntegrityError, match=r"case case-1: 1\.00 CNY was applied to a debt in USD"):
        after(event)


def test_the_reversal_of_what_never_came_is_an_error_and_not_a_balance() -> None:
    with pytest.raises(LedgerError, match=r"12\.07 USD of 2026-03-03 cannot be reversed: 0\.00 USD was credited"):
        after(REVERSED)
    with pytest.raises(LedgerError):
        after(PAID, REVERSED, REVERSED)
