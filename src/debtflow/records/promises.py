"""Promises to pay: what was promised, and what has become of it.

What became of a promise is a pure function of dated, cleared money: money from the day on which it was made until its
due day plus grace. Earlier money never keeps it, and no unit of money keeps two promises. A promise that has ended
keeps the outcome that was recorded then; what the money says today is worked out anew and stands beside it. This room
knows no case, no stage and no clock.

How money finds its promise, in this order: a unit of money of one day goes to the promises that run on that day, first
to the one that is due first; of those due on one day, to the one made first, then to the smaller. Each takes money up
to its whole amount, the tolerance included. So the outcome depends on days alone, and not on what was heard of first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from debtflow.errors import MoneyError
from debtflow.records.ledger import Ledger
from debtflow.records.parties import Id
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant, day_number
from debtflow.values.money import Money

__all__ = [
    "TOLERANCE_PERMILLE",
    "Promise",
    "PromiseOnFile",
    "PromiseOutcome",
    "PromiseState",
    "least_of",
    "next_due",
    "promise_outcomes",
    "promise_state",
]

TOLERANCE_PERMILLE = 60
"""A promise counts as kept from 47/50 (940 thousandths) of its amount: a transfer fee or a rounding does not break it.

47 of 50 is house practice and no law; a promise may state another tolerance.
"""


def least_of(minor_units: int, tolerance_permille: int) -> int:
    """The least whole number of minor units that is enough where that many thousandths may be missing."""
    return -(-minor_units * (1000 - tolerance_permille) // 1000)


class PromiseState(Code):
    """What has become of a promise."""

    OPEN = 0
    KEPT = 1
    BROKEN = 2
    PARTIAL = 3
    REPLACED = 4
    WITHDRAWN = 5


class Promise(Frozen):
    """A commitment to pay an amount by a day.

    Attributes:
        made_at: the instant at which it was made; of two promises due on one day the earlier is served first.
        made_on: the local day on which it was made; money from this day on counts.
        due_on: the day by which the money is to arrive.
        grace_days: how many more days are allowed before it counts as broken.
        tolerance_permille: how many thousandths of the amount may be missing.
    """

    amount: Money
    made_at: Instant
    made_on: date
    due_on: date
    grace_days: int = Field(default=2, ge=0, le=30)
    tolerance_permille: int = Field(default=TOLERANCE_PERMILLE, ge=0, lt=1000)

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

    @property
    def enough(self) -> int:
        """From how many minor units on it counts as kept."""
        return least_of(self.amount.minor_units, self.tolerance_permille)


class PromiseOnFile(Frozen):
    """A promise of one debt, with what was recorded of it.

    Attributes:
        id: `p1`, `p2` ... within its case, in the order in which they were recorded.
        recorded: the outcome as it was recorded; it is never rewritten.
        ended_on: the day on which it was replaced or withdrawn; money of that day is no longer its own.
    """

    id: Id
    promise: Promise
    recorded: PromiseState = PromiseState.OPEN
    ended_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether no outcome was recorded yet."""
        return self.recorded is PromiseState.OPEN

    @property
    def last_day(self) -> int:
        """The last day number on which money still counts towards it."""
        if self.ended_on is None:
            return self.promise.last_day
        return min(self.promise.last_day, day_number(self.ended_on) - 1)

    def ended(self, state: PromiseState, on: date) -> PromiseOnFile:
        """The promise with its end recorded, if it was still open."""
        return self.changed(recorded=state, ended_on=on) if self.is_open else self


class PromiseOutcome(NamedTuple):
    """What the money says of a promise, beside what was recorded of it.

    Attributes:
        state: by the dated money that is known now.
        came: minor units that came for it in its time.
        recorded: what was recorded when it ended; OPEN while nothing was.
    """

    id: str
    state: PromiseState
    came: int
    recorded: PromiseState


def next_due(promises: Sequence[PromiseOnFile]) -> Promise | None:
    """The open promise that is due first; None where none is open."""
    running = [row for row in promises if row.is_open]
    return min(running, key=_rank).promise if running else None


def promise_outcomes(promises: Sequence[PromiseOnFile], ledger: Ledger, today: int) -> tuple[PromiseOutcome, ...]:
    """What has become of each promise by the end of that day, by the money in the ledger; in the order given.

    A promise is kept as soon as enough has come, and broken (or partly kept) only after its last day has passed. One
    that was replaced or withdrawn stays so, unless money of the days before shows that it had been kept already.

    Raises:
        MoneyError: a promise is in another currency than the ledger.
    """
    came = _allotted(promises, ledger, today)
    return tuple(
        PromiseOutcome(row.id, _state(row, came[row.id], today), came[row.id], row.recorded) for row in promises
    )


def promise_state(promise: Promise, ledger: Ledger, today: int) -> PromiseState:
    """What has become of a promise by the end of that day, if it is the only one.

    Raises:
        MoneyError: the promise is in another currency than the ledger.
    """
    return promise_outcomes((PromiseOnFile(id="p1", promise=promise),), ledger, today)[0].state


def _rank(row: PromiseOnFile) -> tuple[date, datetime, int, int, date, int, str]:
    """The order in which promises are served. The id comes last: it says only who was heard of first, and decides only
    between promises that differ in nothing.
    """
    made = row.promise
    return (
        made.due_on,
        made.made_at,
        made.amount.minor_units,
        row.last_day,
        made.made_on,
        made.tolerance_permille,
        row.id,
    )


def _allotted(promises: Sequence[PromiseOnFile], ledger: Ledger, today: int) -> dict[str, int]:
    """Minor units that came for each promise. Between two cuts the same promises run, so money is asked for at once."""
    for row in promises:
        if row.promise.amount.currency != ledger.currency:
            raise MoneyError(f"a promise of {row.promise.amount} cannot be kept by money in {ledger.currency}")
    spans = [(day_number(row.promise.made_on), row.last_day, row) for row in sorted(promises, key=_rank)]
    cuts = sorted({begin for begin, _, _ in spans} | {last + 1 for _, last, _ in spans})
    came = {row.id: 0 for row in promises}
    for begin, end in pairwise(cuts):
        if begin > today:
            break
        left = ledger.credited_between(begin, min(end - 1, today))
        for first, last, row in spans:
            if first <= begin and end - 1 <= last:
                taken = min(left, row.promise.amount.minor_units - came[row.id])
                came[row.id] += taken
                left -= taken
    return came


def _state(row: PromiseOnFile, came: int, today: int) -> PromiseState:
    if came >= row.promise.enough:
        return PromiseState.KEPT
    if row.ended_on is not None and day_number(row.ended_on) <= today:
        return row.recorded
    if today <= row.promise.last_day:
        return PromiseState.OPEN
    return PromiseState.PARTIAL if came else PromiseState.BROKEN
