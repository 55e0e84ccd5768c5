"""Postings by hand: charges, waivers and write-downs that are reported, seen before they are sealed. Pure.

What has happened is recorded, lawful or not; what cannot have happened (money of another currency, a day to come, more
waived than was owed) is a mistake in the telling and is said, because sealed it could not be mended. Whether a charge
was permitted is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from debtflow.casework.daybreak import see_begun
from debtflow.errors import LedgerError, MoneyError
from debtflow.lifecycle.cases import Case
from debtflow.records import events
from debtflow.records.components import Amounts, Component, single
from debtflow.records.ledger import Ledger
from debtflow.values.dates import day_number

__all__ = ["see_posting"]


def see_posting(case: Case, event: events.Event, at: datetime, zones: Sequence[str], house_zone: str) -> None:
    """See that what is posted can have been; other events are let by.

    Args:
        at: when it is told.
        zones: those in which the person may be.

    Raises:
        MoneyError: an amount of another currency than the debt's, or none at all.
        NotPossibleError: a day to come.
        LedgerError: a day before the ledger opened, or more waived than was owed on that day.
    """
    what = _WHAT.get(type(event))
    if what is None:
        return
    effective_on: date = event.effective_on  # type: ignore[attr-defined]  # what is named there has one
    see_begun(effective_on, f"{what} cannot have taken effect", at, zones, house_zone)
    if isinstance(event, events.ChargePosted):
        _see_money(case.ledger, event.amount.currency, effective_on)
    elif isinstance(event, events.AmountWaived):
        _see_money(case.ledger, event.amount.currency, effective_on)
        _see_owed(case.ledger, single(event.component, event.amount.minor_units), effective_on)
    elif isinstance(event, events.WrittenDown):
        _see_money(case.ledger, event.amounts.currency, effective_on)
        if not any(event.amounts.minor_units()):
            raise MoneyError(f"a write-down gives up an amount above zero, found {event.amounts.total}")
        _see_owed(case.ledger, event.amounts.minor_units(), effective_on)


_WHAT: dict[type[events.Event], str] = {
    events.ChargedOff: "a charge-off",
    events.ChargePosted: "a charge",
    events.AmountWaived: "a waiver",
    events.WrittenDown: "a write-down",
}


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
