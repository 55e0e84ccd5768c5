"""Postings by hand: charges, waivers and write-downs that are reported, seen before they are sealed. Pure.

What has happened is recorded, lawful or not; what cannot have happened (money of another currency, a day to come, more
waived than was owed) is a mistake in the telling and is said, because sealed it could not be mended. Whether a charge
was permitted is asked elsewhere.
"""

from __future__ import annotations

from datetime import date

from debtflow.errors import LedgerError, MoneyError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.records import events
from debtflow.records.components import Amounts, Component, single
from debtflow.records.ledger import Ledger
from debtflow.values.dates import day_number

__all__ = ["see_posting"]


def see_posting(case: Case, event: events.Event, today: int) -> None:
    """See that what is posted can have been; other events are let by.

    Args:
        today: the day number of the person's local day.

    Raises:
        MoneyError: an amount of another currency than the debt's.
        NotPossibleError: a day to come.
        LedgerError: a day before the ledger opened, or more waived than was owed on that day.
    """
    if isinstance(event, events.ChargedOff):
        _see_day(event.effective_on, today, "a charge-off")
    elif isinstance(event, events.ChargePosted):
        _see_day(event.effective_on, today, "a charge")
        _see_money(case.ledger, event.amount.currency, event.effective_on)
    elif isinstance(event, events.AmountWaived):
        _see_day(event.effective_on, today, "a waiver")
        _see_money(case.ledger, event.amount.currency, event.effective_on)
        _see_owed(case.ledger, single(event.component, event.amount.minor_units), event.effective_on)
    elif isinstance(event, events.WrittenDown):
        _see_day(event.effective_on, today, "a write-down")
        _see_money(case.ledger, event.amounts.currency, event.effective_on)
        _see_owed(case.ledger, event.amounts.minor_units(), event.effective_on)


def _see_day(effective_on: date, today: int, what: str) -> None:
    if day_number(effective_on) > today:
        raise NotPossibleError(f"{what} cannot have taken effect in the future, on {effective_on}")


def _see_money(ledger: Ledger, currency: str, effective_on: date) -> None:
    if currency != ledger.currency:
        raise MoneyError(f"what is posted in {currency} cannot go to a debt in {ledger.currency}; convert it first")
    if day_number(effective_on) < ledger.opened_on:
        opened = date.fromordinal(ledger.opened_on)
        raise LedgerError(
            f"{effective_on} is before the debt was stated, on {opened}: it is in its opening balance already"
        )


def _see_owed(ledger: Ledger, waived: Amounts, effective_on: date) -> None:
    owed = ledger.standing(day_number(effective_on)).outstanding
    for component in Component:
        if waived[component] > owed[component]:
            raise LedgerError(
                f"{ledger.money(waived[component])} of {component.label} cannot be waived: "
                f"{ledger.money(owed[component])} of it is owed at the end of {effective_on}"
            )
