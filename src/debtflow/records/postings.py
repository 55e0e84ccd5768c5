"""Money events: payments and what became of them, and what is posted to a debt's ledger besides.

A payment belongs to a person and goes to their debts in parts; everything else is posted to one debt. Each posting
names the day on which it takes effect, which is seldom the day on which it is told. These are part of the events and
are used as such (`events.ChargePosted`). Which of them may be recorded by hand is not said here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from debtflow.records.components import Component
from debtflow.records.debts import Balance
from debtflow.records.occurrences import Event
from debtflow.records.parties import Id, Sealed
from debtflow.records.terms import Pause
from debtflow.values.base import Frozen
from debtflow.values.money import Money

__all__ = [
    "Allocation",
    "AllocationReversed",
    "AmountWaived",
    "ChargePosted",
    "ChargedOff",
    "PauseAgreed",
    "PaymentAllocated",
    "PaymentBounced",
    "PaymentPending",
    "PaymentReallocated",
    "PaymentReceived",
    "PaymentReversed",
    "WrittenDown",
]


def _above_zero(money: Money) -> Money:
    if money.minor_units <= 0:
        raise ValueError(f"what is posted is an amount above zero, found {money}")
    return money


Posted = Annotated[Money, AfterValidator(_above_zero)]
"""An amount above zero: which way it goes is said by the event."""


# ---- payments -----------------------------------------------------------------------------------------------------


class Allocation(Frozen):
    """The part of a payment that went to one case's debt."""

    case: Id
    amount: Money


class PaymentReceived(Event):
    """Money came from a person.

    Attributes:
        direction: debt ids in the order in which the person wants the money to go.
        allocated: what went to which case.
        unapplied: what is held for the person, because nothing more was owed.
        already_counted: what the debts' opening balances contain already, as it came on or before their `as_of`.
    """

    event: Literal["payment_received"] = "payment_received"
    external_id: Id
    amount: Money
    received_on: date
    direction: tuple[Id, ...] = ()
    allocated: tuple[Allocation, ...] = ()
    unapplied: Money | None = None
    already_counted: Money | None = None


class PaymentReallocated(Event):
    """A payment lies elsewhere from here on, because of what was learned or opened since.

    Attributes:
        allocated, unapplied: where all of it lies now, as in `PaymentReceived`.
    """

    event: Literal["payment_reallocated"] = "payment_reallocated"
    external_id: Id
    allocated: tuple[Allocation, ...] = ()
    unapplied: Money | None = None


class PaymentAllocated(Event):
    """A payment, or a part of it, was applied to this case's debt, with the day on which it was received.

    Attributes:
        payment: the bank's id of it.
        effective_on: the day on which it was received, or on which the debt was stated if that is later.
    """

    event: Literal["payment_allocated"] = "payment_allocated"
    payment: Id
    amount: Money
    effective_on: date


class PaymentPending(Event):
    """Money is announced and has not cleared: it counts for nothing yet.

    Attributes:
        direction: debt ids in the order in which it is to go, once it has cleared.
    """

    event: Literal["payment_pending"] = "payment_pending"
    external_id: Id
    amount: Money
    received_on: date
    direction: tuple[Id, ...] = ()


class PaymentBounced(Event):
    """Money that was announced will not come."""

    event: Literal["payment_bounced"] = "payment_bounced"
    external_id: Id
    amount: Money
    because: Sealed = ""


class PaymentReversed(Event):
    """A payment that had cleared was taken back: it is as if it had never come.

    Attributes:
        allocated: what was taken back from which case.
        unapplied: what was taken back from the money held for the person.
    """

    event: Literal["payment_reversed"] = "payment_reversed"
    external_id: Id
    amount: Money
    received_on: date
    allocated: tuple[Allocation, ...] = ()
    unapplied: Money | None = None
    because: Sealed = ""


class AllocationReversed(Event):
    """What a payment had paid here was taken back, whole, as of the day with which it had been applied."""

    event: Literal["allocation_reversed"] = "allocation_reversed"
    payment: Id
    amount: Money
    effective_on: date


# ---- what is posted besides ---------------------------------------------------------------------------------------


class ChargePosted(Event):
    """An amount was added to one component of the debt."""

    event: Literal["charge_posted"] = "charge_posted"
    component: Component
    amount: Posted
    effective_on: date


class AmountWaived(Event):
    """The creditor gave up an amount of one component."""

    event: Literal["amount_waived"] = "amount_waived"
    component: Component
    amount: Posted
    effective_on: date
    because: Sealed = ""


class WrittenDown(Event):
    """The creditor gave up the rest at a settlement, by component.

    The amounts are stated and not "whatever is left", so that a settlement payment that is reversed later is owed
    again, and is not forgiven with the rest.
    """

    event: Literal["written_down"] = "written_down"
    amounts: Balance
    effective_on: date
    because: Sealed = ""


class ChargedOff(Event):
    """The loss was taken in the books. It changes no amount owed; money applied from its day on is a recovery."""

    event: Literal["charged_off"] = "charged_off"
    effective_on: date


class PauseAgreed(Event):
    """Accrual, or the count of days past due, stands still for a span of days, also of days gone by."""

    event: Literal["pause_agreed"] = "pause_agreed"
    pause: Pause
