"""Terms: what contract and law say about the money of one debt, as data.

In which order money is applied, what accrues on what at which rate, what all of it together may not exceed, how days
past due are counted, and in which spans counting stands still. The room must never know what is owed or what has
been paid: terms are stated once, and the ledger reads them.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from math import lcm
from typing import Self

from pydantic import Field, model_validator

from debtflow.records.components import Component
from debtflow.records.parties import Id
from debtflow.records.waterfalls import NamedOrAgreed, Waterfall
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.daycounts import DayCount
from debtflow.values.money import Money
from debtflow.values.rates import Rate
from debtflow.values.spans import NO_END, Span, merged, overlapping

__all__ = [
    "COST_OF_CREDIT",
    "AccrualTerms",
    "AmountCap",
    "Anchor",
    "DelinquencyTerms",
    "OnWhat",
    "Pause",
    "RateCap",
    "Terms",
    "paused",
]

COST_OF_CREDIT = frozenset({Component.FEES, Component.DEFAULT_INTEREST, Component.INTEREST})
"""What credit costs besides the principal. The costs of enforcing a claim are owed for another reason."""


class OnWhat(Code):
    """On what interest accrues."""

    PRINCIPAL = 0
    """All principal that is owed, due or not."""
    PRINCIPAL_OVERDUE = 1
    """The principal whose day has passed; that of an instalment due today is not yet overdue."""


class AccrualTerms(Frozen):
    """One component accruing at one rate for one span of days. A change of rate is a second one that follows.

    Attributes:
        component: what grows; anything but the principal, as nothing here is capitalised.
        on: on what it accrues.
        rate: for a year, exactly.
        day_count: how the part of a year is counted; always from `from_on`, also in the middle of the span.
        from_on: the first day for whose night it accrues. What accrued before the debt's `as_of` is in its balance.
        until_on: the first day for whose night it no longer accrues; None = it does not end.
    """

    component: Component
    on: OnWhat
    rate: Rate
    day_count: DayCount
    from_on: date
    until_on: date | None = None

    @model_validator(mode="after")
    def _can_accrue(self) -> Self:
        if self.component is Component.PRINCIPAL:
            raise ValueError("principal does not accrue: interest is owed as interest and is not capitalised")
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(
                f"terms from {self.from_on} until {self.until_on} hold on no day; until_on is not included"
            )
        return self

    @property
    def span(self) -> Span:
        """The days for whose nights it accrues."""
        return _span(self.from_on, self.until_on)

    def __str__(self) -> str:
        until = f" until {self.until_on}" if self.until_on else ""
        return f"{self.component} on {self.on} from {self.from_on}{until}"


class AmountCap(Frozen):
    """What some components together may come to: opening balance, charges and accrual, whatever was paid or waived."""

    components: frozenset[Component] = Field(min_length=1)
    amount: Money

    @model_validator(mode="after")
    def _is_not_below_zero(self) -> Self:
        if self.amount.minor_units < 0:
            raise ValueError(f"a cap is an amount of zero or more, found {self.amount}")
        return self


class RateCap(Frozen):
    """What some components together may come to in a year, in proportion to the principal that is owed.

    Its room grows day by day at `rate` on all principal owed, from the debt's `as_of`; accrual and charges use it up.
    Room that is not used remains for later; what finds no room is cut for good.

    Attributes:
        day_count: best that of the terms it caps: two conventions differ by shavings at the ends of months.
    """

    components: frozenset[Component] = Field(default=COST_OF_CREDIT, min_length=1)
    rate: Rate
    day_count: DayCount


class Anchor(Code):
    """From which day the days past due are counted."""

    OLDEST_UNPAID = 0
    """The due date of the oldest instalment that is not fully paid: each instalment that is paid moves it on."""
    SINCE_CURRENT = 1
    """The due date with which the debt fell into arrears, until nothing is overdue any more."""


class DelinquencyTerms(Frozen):
    """How days past due are counted.

    Attributes:
        grace_days: days after its due date on which an instalment is not overdue yet; the count begins after them.
        anchor: from which day.
    """

    grace_days: int = Field(default=0, ge=0, le=366)
    anchor: Anchor = Anchor.OLDEST_UNPAID


class Pause(Frozen):
    """Days on which something is not counted: accrual of some components, days past due, or both.

    Attributes:
        id: names it; a pause told again under the same id takes the place of what was told before.
        from_on, until_on: the first day, and the first day that counts again (None = until told).
        accrual_of: the components that do not accrue for the nights of these days.
        days_past_due: whether these days are left out of the days past due.
    """

    id: Id
    from_on: date
    until_on: date | None = None
    accrual_of: frozenset[Component] = frozenset()
    days_past_due: bool = False

    @model_validator(mode="after")
    def _pauses_something(self) -> Self:
        if not self.accrual_of and not self.days_past_due:
            raise ValueError(f"pause {self.id} pauses nothing: name accrual_of=, days_past_due=True, or both")
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(
                f"pause {self.id} from {self.from_on} until {self.until_on} holds on no day; until_on is not included"
            )
        return self

    @property
    def span(self) -> Span:
        """Its days."""
        return _span(self.from_on, self.until_on)


class Terms(Frozen):
    """What contract and law say about the money of one debt.

    Attributes:
        waterfall: a named one, or the order that was agreed: all components, each once.
        accrual: what accrues; terms on the same component and the same base may not overlap.
        caps: what accrual may not exceed; each is held.
        delinquency: how days past due are counted.
        pauses: those known when the debt was handed in; later ones are told to the case.
    """

    waterfall: NamedOrAgreed = Waterfall.CIVIL_CODE_561
    accrual: tuple[AccrualTerms, ...] = ()
    caps: tuple[AmountCap | RateCap, ...] = ()
    delinquency: DelinquencyTerms = DelinquencyTerms()
    pauses: tuple[Pause, ...] = ()

    @model_validator(mode="after")
    def _say_each_thing_once(self) -> Self:
        for one, other in overlapping([terms.span for terms in self.accrual]):
            first, second = self.accrual[one], self.accrual[other]
            if (first.component, first.on) == (second.component, second.on):
                raise ValueError(f"two terms hold at once, {first} and {second}; end the first with until_on")
        if self.caps and not self.accrual:
            raise ValueError(
                "caps cut what accrues, and nothing accrues: state the accrual terms, or leave the caps out"
            )
        names = [pause.id for pause in self.pauses]
        if len(set(names)) != len(names):
            raise ValueError(f"two pauses have one id among {', '.join(names)}")
        return self

    @cached_property
    def scale(self) -> int:
        """The fraction of a minor unit in which all accrual and all caps are whole numbers: 1/scale."""
        counted = [(terms.rate, terms.day_count) for terms in self.accrual]
        counted += [(cap.rate, cap.day_count) for cap in self.caps if isinstance(cap, RateCap)]
        return lcm(*(rate.denominator * day_count.units_a_year for rate, day_count in counted))


def _span(from_on: date, until_on: date | None) -> Span:
    return Span(from_on.toordinal(), until_on.toordinal() if until_on is not None else NO_END)


def paused(pauses: tuple[Pause, ...], component: Component | None = None) -> tuple[Span, ...]:
    """The days on which that component does not accrue, or, without one, that are left out of the days past due."""
    return merged(
        pause.span for pause in pauses if (pause.days_past_due if component is None else component in pause.accrual_of)
    )
