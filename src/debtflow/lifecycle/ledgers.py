"""Ledgers: what each money event of a case does to the ledger of its debt. Pure.

What was posted is taken in, whether or not it should have been; only what cannot be (money of another currency, the
reversal of what never came) says that the log is not whole. This room must never know a stage, a person or a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debtflow.errors import IntegrityError
from debtflow.records import events as happened
from debtflow.records.components import single
from debtflow.records.debts import Balance
from debtflow.records.ledger import Ledger
from debtflow.values.dates import day_number

__all__ = ["POSTED", "evolve"]


def _allocated(ledger: Ledger, event: happened.PaymentAllocated) -> Ledger:
    return ledger.with_credit(day_number(event.effective_on), event.amount.minor_units)


def _reversed(ledger: Ledger, event: happened.AllocationReversed) -> Ledger:
    return ledger.with_reversal(day_number(event.effective_on), event.amount.minor_units)


def _charged(ledger: Ledger, event: happened.ChargePosted) -> Ledger:
    return ledger.with_charge(day_number(event.effective_on), event.component, event.amount.minor_units)


def _waived(ledger: Ledger, event: happened.AmountWaived) -> Ledger:
    return ledger.with_waiver(day_number(event.effective_on), single(event.component, event.amount.minor_units))


def _written_down(ledger: Ledger, event: happened.WrittenDown) -> Ledger:
    return ledger.with_waiver(day_number(event.effective_on), event.amounts.minor_units())


def _charged_off(ledger: Ledger, event: happened.ChargedOff) -> Ledger:
    return ledger.with_charge_off(day_number(event.effective_on))


def _paused(ledger: Ledger, event: happened.PauseAgreed) -> Ledger:
    return ledger.with_pause(event.pause)


_POSTINGS: dict[str, Callable[[Ledger, Any], Ledger]] = {
    "payment_allocated": _allocated,
    "allocation_reversed": _reversed,
    "charge_posted": _charged,
    "amount_waived": _waived,
    "written_down": _written_down,
    "charged_off": _charged_off,
    "pause_agreed": _paused,
}

POSTED: frozenset[str] = frozenset(_POSTINGS)
"""The names of the events that change a ledger."""


def evolve(ledger: Ledger, event: Any, case_id: str) -> Ledger:
    """The ledger after a money event of that case.

    Raises:
        IntegrityError: money of another currency than the debt's.
        LedgerError: what cannot be posted: before the ledger opened, or the reversal of what was never there.
    """
    money = getattr(event, "amount", None) or getattr(event, "amounts", None)
    if money is not None and money.currency != ledger.currency:
        what = money.total if isinstance(money, Balance) else money
        raise IntegrityError(f"case {case_id}: {what} was applied to a debt in {ledger.currency}")
    return _POSTINGS[event.event](ledger, event)
