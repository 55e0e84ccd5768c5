"""Promises to pay: what was promised, and what has become of it.

Whether a promise was kept is a pure function of dated, cleared money, its date and its grace: money from the day on
which it was made until its due day plus grace. Earlier money never keeps it.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from debtflow.errors import MoneyError
from debtflow.records.ledger import Ledger
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant, day_number
from debtflow.values.money import Money

__all__ = ["KEPT_DENOMINATOR", "KEPT_NUMERATOR", "Promise", "PromiseState", "promise_state"]

KEPT_NUMERATOR, KEPT_DENOMINATOR = 47, 50
"""A promise counts as kept from 47/50 (94 %) of its amount: a transfer fee or a rounding does not break it."""


class PromiseState(Code):
    """What has become of a promise."""

    OPEN = 0
    KEPT = 1
    BROKEN = 2


class Promise(Frozen):
    """A commitment to pay an amount by a day.

    Attributes:
        made_on: the local day on which it was made; money from this day on counts.
        due_on: the day by which the money is to arrive.
        grace_days: how many more days are allowed before it counts as broken.
    """

    amount: Money
    made_at: Instant
    made_on: date
    due_on: date
    grace_days: int = Field(default=2, ge=0, le=30)

    @model_validator(mode="after")
    def _is_a_promise(self) -> Self:
        if self.amount.minor_units <= 0:
            raise ValueError(f"a promise is about an amount above zero, found {self.amount}")
        if self.due_on < self.made_on:
            raise ValueError(f"a promise made on {self.made_on} cannot be due before it, on {self.due_on}")
        return self

    @property
    def last_day(self) -> int:
        """The last day number on which money still keeps it."""
        return day_number(self.due_on) + self.grace_days


def promise_state(promise: Promise, ledger: Ledger, today: int) -> PromiseState:
    """What has become of a promise by the end of that day, by the money in the ledger.

    A promise is broken only after its last day has passed, and kept as soon as enough has come.

    Raises:
        MoneyError: the promise is in another currency than the ledger.
    """
    if promise.amount.currency != ledger.currency:
        raise MoneyError(f"a promise of {promise.amount} cannot be kept by money in {ledger.currency}")
    came = ledger.credited_between(day_number(promise.made_on), min(today, promise.last_day))
    if came * KEPT_DENOMINATOR >= promise.amount.minor_units * KEPT_NUMERATOR:
        return PromiseState.KEPT
    return PromiseState.BROKEN if today > promise.last_day else PromiseState.OPEN
