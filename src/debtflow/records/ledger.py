"""The ledger of one debt: charges and credits by day, and what they come to as of any day.

Postings are only ever added. The ledger keeps them netted by effective day and derives every balance from that, so
the order in which facts arrive does not matter: a payment that is learned of late gives the same figures as if it
had come in time. How money is applied (the waterfall) is data. Inside, amounts are integer minor units of one
currency; the ledger knows no clock, no person and no rule.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from debtflow.records.debts import Balance, Component, Debt
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import day_number
from debtflow.values.money import Money

__all__ = ["NOTHING", "Ledger", "LedgerDay", "Standing", "Waterfall", "apply_credit"]

Amounts = tuple[int, ...]
"""Minor units by component, in the order of `Component`."""

NOTHING: Amounts = (0,) * len(Component)


class Waterfall(Code):
    """In which order money is applied to what is owed."""

    # Civil Code of the PRC, article 561: the costs of enforcing the claim, then interest, then the principal,
    # unless the parties have agreed otherwise. Fees stand with costs, default interest with interest.
    CIVIL_CODE_561 = 0

    @property
    def order(self) -> tuple[Component, ...]:
        """The components in the order in which money reaches them."""
        return WATERFALLS[self]


WATERFALLS: dict[Waterfall, tuple[Component, ...]] = {
    Waterfall.CIVIL_CODE_561: (
        Component.COSTS,
        Component.FEES,
        Component.DEFAULT_INTEREST,
        Component.INTEREST,
        Component.PRINCIPAL,
    ),
}


class LedgerDay(NamedTuple):
    """Everything posted with one effective day: charges by component, and money credited. Minor units."""

    day: int
    charges: Amounts
    credit: int


class Standing(NamedTuple):
    """How the debt stands at the end of a day. Minor units.

    Attributes:
        outstanding: owed by component, none below zero.
        credited: all money applied to the debt so far.
        unapplied: money received beyond what was owed; kept for the borrower, never dropped.
    """

    outstanding: Amounts
    credited: int
    unapplied: int

    @property
    def owed(self) -> int:
        """The sum of all components, minor units."""
        return sum(self.outstanding)


def apply_credit(outstanding: Amounts, credit: int, waterfall: Waterfall) -> tuple[Amounts, int]:
    """Apply money to what is owed; return what is then owed, and what of the money is left over. Minor units."""
    left = list(outstanding)
    for component in waterfall.order:
        taken = min(left[component], credit)
        left[component] -= taken
        credit -= taken
    return tuple(left), credit


def _after(standing: Standing, day: LedgerDay, waterfall: Waterfall) -> Standing:
    # Money held from before meets a day's new charges as well, so overpaying early and paying late come to the same.
    owed = tuple(a + b for a, b in zip(standing.outstanding, day.charges, strict=True))
    available = standing.unapplied + day.credit
    outstanding, left = apply_credit(owed, available, waterfall)
    return Standing(outstanding, standing.credited + available - left, left)


class Ledger(Frozen):
    """What was charged and paid on one debt, netted by effective day.

    Attributes:
        waterfall: the order in which money is applied.
        due: the schedule as it stood at opening: (day number on which it is due, minor units), oldest first.
        days: postings by effective day, in order.
        closing: the standing after the last of `days`; derived, kept so that the usual question costs nothing.
    """

    currency: str
    waterfall: Waterfall
    due: tuple[tuple[int, int], ...]
    days: tuple[LedgerDay, ...]
    closing: Standing

    @classmethod
    def opened(cls, debt: Debt, waterfall: Waterfall = Waterfall.CIVIL_CODE_561) -> Ledger:
        """The ledger of a debt as handed in: its components charged on the day on which they were stated."""
        opened_on = day_number(debt.as_of)
        amounts = debt.owed.minor_units()
        due = tuple((day_number(i.due_on), i.amount.minor_units) for i in debt.instalments)
        return cls(
            currency=debt.currency,
            waterfall=waterfall,
            due=due or ((opened_on, sum(amounts)),),
            days=(LedgerDay(opened_on, amounts, 0),),
            closing=Standing(amounts, 0, 0),
        )

    @property
    def opened_on(self) -> int:
        """The day number from which this ledger knows; earlier money is in its opening amounts."""
        return self.days[0].day

    def with_credit(self, day: int, minor_units: int) -> Ledger:
        """Money credited with an effective day; days may arrive in any order."""
        return self._with(LedgerDay(day, NOTHING, minor_units))

    def with_charge(self, day: int, component: Component, minor_units: int) -> Ledger:
        """An amount added to one component with an effective day."""
        charges = list(NOTHING)
        charges[component] = minor_units
        return self._with(LedgerDay(day, tuple(charges), 0))

    def _with(self, posted: LedgerDay) -> Ledger:
        if posted.day < self.opened_on:
            raise ValueError(f"day {posted.day} is before the ledger opened ({self.opened_on}): it is in the opening")
        at = bisect_left(self.days, posted.day, key=lambda d: d.day)
        if at < len(self.days) and self.days[at].day == posted.day:
            same = self.days[at]
            charges = tuple(a + b for a, b in zip(same.charges, posted.charges, strict=True))
            posted = LedgerDay(posted.day, charges, same.credit + posted.credit)
            days = (*self.days[:at], posted, *self.days[at + 1 :])
        else:
            days = (*self.days[:at], posted, *self.days[at:])
        if posted.credit < 0 or min(posted.charges) < 0:
            # The waterfall would hand it to the first component, whatever it was taken from.
            raise ValueError(
                f"day {posted.day} would come to {posted}, below zero: take back only what was posted then"
            )
        return self.changed(days=days, closing=self._fold(days))

    def _fold(self, days: tuple[LedgerDay, ...]) -> Standing:
        standing = Standing(NOTHING, 0, 0)
        for day in days:
            standing = _after(standing, day, self.waterfall)
        return standing

    def standing(self, day: int) -> Standing:
        """How the debt stands at the end of that day, by what is posted with an effective day up to it."""
        if day >= self.days[-1].day:
            return self.closing
        return self._fold(self.days[: bisect_right(self.days, day, key=lambda d: d.day)])

    def credited_between(self, first_day: int, last_day: int) -> int:
        """Money received with an effective day in that span, both ends included. Minor units."""
        return sum(d.credit for d in self.days if first_day <= d.day <= last_day)

    def overdue(self, day: int, standing: Standing | None = None) -> tuple[int, int]:
        """What was due before that day and is not paid (minor units), and for how many days.

        An amount due today is not overdue. The days are those since the due date of the oldest instalment that is not
        fully paid; both are 0 where none is overdue.
        """
        if standing is None:
            standing = self.closing if day >= self.days[-1][0] else self.standing(day)
        left = standing.credited
        unpaid = days = 0
        for due_day, amount in self.due:
            if due_day >= day:
                break
            if left >= amount:
                left -= amount
                continue
            unpaid += amount - left
            left = 0
            days = days or day - due_day
        return unpaid, days

    def arrears(self, day: int, standing: Standing | None = None) -> int:
        """What was due before that day and is not yet paid. Minor units."""
        return self.overdue(day, standing)[0]

    def days_past_due(self, day: int, standing: Standing | None = None) -> int:
        """Days since the due date of the oldest instalment that is not fully paid; 0 where none is overdue."""
        return self.overdue(day, standing)[1]

    def balance(self, day: int) -> Balance:
        """What is owed by component at the end of that day."""
        return Balance.of_minor_units(self.standing(day).outstanding, self.currency)

    def money(self, minor_units: int) -> Money:
        """That many minor units in the currency of this ledger."""
        return Money.from_minor_units(minor_units, self.currency)
