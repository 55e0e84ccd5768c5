"""The ledger of one debt: charges, waivers and money by day, and what they come to as of any day.

Postings are only ever added. The ledger keeps them netted by effective day and derives every balance from that, so
the order in which facts arrive does not matter: a payment that is learned of late gives the same figures as if it
had come in time, and one that is taken back as if it had never come. Within a day the order is fixed: what accrued
in the nights before, then charges, then waivers, then money. How money is applied, what accrues and how days past
due are counted are terms of the debt, and data. Inside, amounts are integer minor units of one currency; the ledger
knows no clock, no person and no rule, and no ids: that a payment is told twice is for the caller to see.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from itertools import accumulate
from typing import Self

from debtflow.errors import LedgerError
from debtflow.records import accruals as accruing
from debtflow.records.accruals import Ground
from debtflow.records.components import NOTHING, Amounts, Component, less, plus, single
from debtflow.records.debts import Balance, Debt
from debtflow.records.standings import (
    LAST_DAY,
    UNKNOWN,
    LedgerDay,
    Standing,
    apply_credit,
    netted,
    numbered,
    see_posting,
    see_units,
    settled,
)
from debtflow.records.terms import Anchor, OnWhat, Pause, Terms, paused
from debtflow.records.waterfalls import order_on, steps_of
from debtflow.values.base import Frozen
from debtflow.values.dates import day_number, day_of
from debtflow.values.money import Money
from debtflow.values.spans import days_within

__all__ = ["Ledger", "Standing"]


class Ledger(Frozen):
    """What was charged, waived and paid on one debt, netted by effective day.

    It is asked by dates, or by their numbers (`date.toordinal()`), which is what the library itself has at hand; anything
    else is a `LedgerError`. What it answers as plain numbers is minor units or days.

    Attributes:
        terms: those of the debt.
        opening: the debt's balance as handed in, by component.
        due_days: the schedule as it stood then: the day numbers after which something is overdue, grace included.
        due_sums: what of the opening is due by each of these days, all together; minor units.
        principal_sums: the principal in it, where something accrues; else empty.
        days: postings by effective day, in order; the first is the day of the opening and contains it.
        closing: the standing after the last of `days`; derived, kept so that the usual question costs nothing.
        eve: the standing before it; kept so that posting on the last day or after it costs the same on every ledger.
        pauses: the pauses known, in the order of their ids.
        charged_off_on: the day number on which the loss was taken in the books; 0 = not.
    """

    currency: str
    terms: Terms
    opening: Amounts
    due_days: tuple[int, ...]
    due_sums: tuple[int, ...]
    principal_sums: tuple[int, ...]
    days: tuple[LedgerDay, ...]
    closing: Standing
    eve: Standing
    pauses: tuple[Pause, ...]
    charged_off_on: int

    @classmethod
    def opened(cls, debt: Debt) -> Ledger:
        """The ledger of a debt as handed in: its components charged on the day on which they were stated."""
        opened_on, amounts = day_number(debt.as_of), debt.owed.minor_units()
        grace = debt.terms.delinquency.grace_days
        days = [day_number(instalment.due_on) + grace for instalment in debt.instalments]
        sums = accumulate(instalment.amount.minor_units for instalment in debt.instalments)
        start = Standing(amounts, 0, 0, accruals=accruing.opened(debt.terms, amounts))
        ledger = cls.built(
            currency=debt.currency,
            terms=debt.terms,
            opening=amounts,
            due_days=tuple(days) or (opened_on + grace,),
            due_sums=tuple(sums) or (sum(amounts),),
            principal_sums=_principal_sums(debt) if debt.terms.accrual else (),
            days=(LedgerDay(opened_on, amounts, 0),),
            closing=start,
            eve=start,
            pauses=tuple(sorted(debt.terms.pauses, key=lambda pause: pause.id)),
            charged_off_on=0,
        )
        return ledger.changed(closing=ledger._next(ledger.days, start, 0))

    @property
    def opened_on(self) -> int:
        """The day number from which this ledger knows; earlier money is in its opening amounts."""
        return self.days[0].day

    @property
    def charged(self) -> int:
        """All that was charged so far, the opening included; what accrues is no charge. Minor units."""
        return sum(sum(day.charges) for day in self.days)

    # ---- posting --------------------------------------------------------------------------------------------------

    def with_credit(self, day: int | date, minor_units: int) -> Self:
        """Money credited with an effective day; days may arrive in any order.

        Raises:
            LedgerError: a day before the opening, or an amount that is not in whole minor units.
        """
        see_units(minor_units)
        return self._with(LedgerDay(numbered(day), NOTHING, minor_units))

    def with_reversal(self, day: int | date, minor_units: int) -> Self:
        """Money that was credited with that effective day taken back, as if it had not come.

        Raises:
            LedgerError: no such money was posted on that day.
        """
        see_units(minor_units)
        day = numbered(day)
        posted = next((d.credit for d in self.days if d.day == day), 0)
        if minor_units > posted:
            raise LedgerError(
                f"{self.money(minor_units)} of {day_of(day)} cannot be reversed: {self.money(posted)} was credited on "
                "that day; reverse a payment with the day on which it was received"
            )
        return self._with(LedgerDay(day, NOTHING, -minor_units))

    def with_charge(self, day: int | date, component: Component, minor_units: int) -> Self:
        """An amount added to one component with an effective day.

        Raises:
            LedgerError: a day before the opening, or an amount below zero.
        """
        see_units(minor_units)
        return self._with(LedgerDay(numbered(day), single(component, minor_units), 0))

    def with_waiver(self, day: int | date, amounts: Amounts) -> Self:
        """Amounts by component that are given up with an effective day.

        Where facts that come later leave less owed on that day than was waived, the waiver takes what there is: no
        component falls below zero, and nothing is given back.

        Raises:
            LedgerError: a day before the opening, or an amount below zero.
        """
        see_units(*amounts)
        return self._with(LedgerDay(numbered(day), NOTHING, 0, amounts))

    def with_pause(self, pause: Pause) -> Self:
        """A pause, also of days gone by; under an id that is known already, it takes the place of that pause."""
        kept = [known for known in self.pauses if known.id != pause.id]
        paused_now = self.changed(pauses=tuple(sorted([*kept, pause], key=lambda known: known.id)))
        return paused_now._closed(self.days)

    def with_charge_off(self, day: int | date) -> Self:
        """The loss taken in the books: it changes no amount owed. Told of two days, the earlier one counts."""
        day, known = numbered(day), self.charged_off_on
        return self.changed(charged_off_on=min(known, day) if known else day)

    def _with(self, posted: LedgerDay) -> Self:
        if posted.day < self.opened_on:
            raise LedgerError(
                f"{day_of(posted.day)} is before the ledger opened, on {day_of(self.opened_on)}: it is in its opening "
                "balance already"
            )
        days, last = self.days, self.days[-1]
        at = len(days) if posted.day > last.day else bisect_left(days, posted.day, key=lambda d: d.day)
        rest = days[at:]
        if rest and rest[0].day == posted.day:
            posted, rest = netted(rest[0], posted), rest[1:]
        see_posting(posted)
        if posted.is_empty and at:
            # A day on which all was taken back is as if it had never been.
            return self._closed((*days[:at], *rest))
        days = (*days[:at], posted, *rest)
        if rest:
            return self._closed(days)
        # On the last day, or after it: what went before is known.
        eve = self.closing if posted.day > last.day else self.eve
        return self.changed(days=days, closing=self._next(days, eve, len(days) - 1), eve=eve)

    # ---- folding --------------------------------------------------------------------------------------------------

    def _closed(self, days: tuple[LedgerDay, ...]) -> Self:
        eve = self._folded(days[:-1])
        return self.changed(days=days, closing=self._next(days, eve, len(days) - 1), eve=eve)

    def _folded(self, days: tuple[LedgerDay, ...]) -> Standing:
        standing = Standing(self.opening, 0, 0, accruals=accruing.opened(self.terms, self.opening))
        for at in range(len(days)):
            standing = self._next(days, standing, at)
        return standing

    def _next(self, days: tuple[LedgerDay, ...], before: Standing, at: int) -> Standing:
        if at:
            return self._after(before, days[at - 1].day, days[at])
        opening = days[0]
        # The opening itself is where the fold starts from; what else was posted on its day comes to it.
        return self._after(before, opening.day, opening._replace(charges=less(opening.charges, self.opening)))

    def _after(self, before: Standing, since: int, posted: LedgerDay) -> Standing:
        """The standing at the end of a day, by that at the end of the day `since` and what was posted."""
        today = posted.day
        late_since = self._late_since(before, today)
        standing = self._grown(before, since, today)
        outstanding, credited, held, covered, later, waived, _, accruals = standing
        if posted.charges != NOTHING:
            outstanding, later = plus(outstanding, posted.charges), plus(later, posted.charges)
            if accruals is not None:
                accruals = accruing.charged(accruals, self.terms, posted.charges)
        if posted.waivers != NOTHING:
            given_up = tuple(min(pair) for pair in zip(outstanding, posted.waivers, strict=True))
            waived = plus(waived, given_up)
            outstanding, later, covered = settled(outstanding, later, covered, less(outstanding, given_up))
        # Money held from before meets a day's new charges as well, so overpaying early and paying late come to the same.
        available = held + posted.credit
        if available:
            order = self._order(today, before.covered, late_since)
            left, held = apply_credit(outstanding, available, order)
            credited += available - held
            outstanding, later, covered = settled(outstanding, later, covered, left)
        if late_since and self._overdue_since(covered, today) == 0:
            late_since = 0
        return Standing(outstanding, credited, held, covered, later, waived, late_since, accruals)

    def _order(self, today: int, covered: int, late_since: int) -> tuple[Component, ...]:
        steps = steps_of(self.terms.waterfall)
        if len(steps) == 1:
            return steps[0].order
        # One order for all money of a day, by how late the debt was when the day began: the order of arrival within
        # the day could not be told apart afterwards.
        anchor = late_since or self._overdue_since(covered, today)
        return order_on(steps, self._counted(anchor, today) if anchor else 0)

    def _late_since(self, before: Standing, today: int) -> int:
        """The due day with which the debt fell into arrears, as that day begins; 0 under another anchor."""
        if self.terms.delinquency.anchor is Anchor.OLDEST_UNPAID:
            return 0
        return before.late_since or self._overdue_since(before.covered, today)

    def _overdue_since(self, covered: int, day: int) -> int:
        """The due day of the oldest instalment that is overdue on that day; 0 where none is."""
        due = bisect_left(self.due_days, day)
        paid = bisect_right(self.due_sums, covered)
        return self.due_days[paid] if paid < due else 0

    def _grown(self, standing: Standing, since: int, day: int) -> Standing:
        """The standing at the end of `since` with what accrued in the nights until that day."""
        before = standing.accruals
        if before is None or day <= since:
            return standing
        principal, later = standing.outstanding[Component.PRINCIPAL], standing.later[Component.PRINCIPAL]
        due = tuple(zip(self.due_days, self.principal_sums, strict=True))
        ground = Ground(self.opened_on, self.opening[Component.PRINCIPAL], due, self.pauses)
        after = accruing.accrue(before, self.terms, ground, principal, later, since, day)
        gained = less(after.whole, before.whole)
        return standing._replace(
            outstanding=plus(standing.outstanding, gained), later=plus(standing.later, gained), accruals=after
        )

    # ---- asking ---------------------------------------------------------------------------------------------------

    def standing(self, day: int | date) -> Standing:
        """How the debt stands at the end of that day, by what is posted with an effective day up to it."""
        # The hot path, here and in `overdue`: asked by number, of the last day or later, and fields by their places.
        if day.__class__ is int and (last := self.days[-1][0]) <= day <= LAST_DAY:
            closing = self.closing
            return closing if closing[7] is None else self._grown(closing, last, day)
        if day.__class__ is not int:
            return self.standing(numbered(day))
        day = numbered(day)
        if day < self.opened_on:
            return UNKNOWN
        until = bisect_right(self.days, day, key=lambda d: d.day)
        return self._grown(self._folded(self.days[:until]), self.days[until - 1].day, day)

    def credited_between(self, first_day: int | date, last_day: int | date) -> int:
        """Money received with an effective day in that span, both ends included. Minor units."""
        first_day, last_day = numbered(first_day), numbered(last_day)
        start = bisect_left(self.days, first_day, key=lambda d: d.day)
        end = bisect_right(self.days, last_day, key=lambda d: d.day)
        return sum(d.credit for d in self.days[start:end])

    def accrued_between(self, first_day: int | date, last_day: int | date) -> int:
        """What accrued in the nights before each day of that span, both ends included. Minor units."""
        eve = max(numbered(first_day) - 1, 1)
        before, after = self.standing(eve).accruals, self.standing(last_day).accruals
        return sum(after.whole) - (sum(before.whole) if before is not None else 0) if after is not None else 0

    def overdue(self, day: int | date, standing: Standing | None = None) -> tuple[int, int]:
        """What is overdue on that day (minor units), and for how many days.

        An amount due today is not overdue. Overdue are the instalments that were due before and are not covered; the
        costs, fees and default interest charged before that day or accrued; and once the last instalment is overdue,
        whatever else was charged or has accrued. The days are counted from an instalment's due date alone, as the
        terms say, so that a fee by itself makes nobody past due. Both are 0 where nothing is.
        """
        # The hot path, so fields of a standing by their places (3 covered, 4 later, 6 late_since, 7 accruals), and those
        # of the ledger from its dictionary, where they cost a third.
        if day.__class__ is not int or not 0 < day <= LAST_DAY:
            day = numbered(day)
        own = self.__dict__
        if standing is None:
            standing = own["closing"]
            if day < own["days"][-1][0] or standing[7] is not None:
                standing = self.standing(day)
        unpaid, since, due_days = 0, 0, own["due_days"]
        if due_days[0] < day:
            sums, covered = own["due_sums"], standing[3]
            # Mostly all of it is due and none of it is paid: then nothing has to be looked for.
            unpaid = (sums[-1] if due_days[-1] < day else sums[bisect_left(due_days, day) - 1]) - covered
            if unpaid > 0:
                since = due_days[0] if covered < sums[0] else due_days[bisect_right(sums, covered)]
            else:
                unpaid = 0
        later = standing[4]
        if later is not NOTHING and later != NOTHING:
            unpaid += self._charged_before(day, later)
        if not since:
            return unpaid, 0
        if standing[6] or own["pauses"]:
            return unpaid, self._counted(standing[6] or since, day)
        return unpaid, day - since

    def _charged_before(self, day: int, later: Amounts) -> int:
        at = bisect_left(self.days, day, key=lambda d: d.day)
        today = self.days[at].charges if at < len(self.days) and self.days[at].day == day else NOTHING
        if day == self.opened_on:
            today = less(today, self.opening)
        everything_is_due = self.due_days[-1] < day
        # What was charged first is paid first, so what is left of a component is what was charged last.
        return sum(
            max(0, later[component] - today[component])
            for component in Component
            if everything_is_due or component not in (Component.INTEREST, Component.PRINCIPAL)
        )

    def _counted(self, since: int, day: int) -> int:
        """Days after `since` up to that day, those of pauses left out."""
        return day - since - days_within(paused(self.pauses), since + 1, day + 1)

    def arrears(self, day: int | date, standing: Standing | None = None) -> int:
        """What is overdue on that day; see `overdue`. Minor units."""
        return self.overdue(day, standing)[0]

    def days_past_due(self, day: int | date, standing: Standing | None = None) -> int:
        """Days since the due date of the oldest instalment that is not covered, as the terms count; else 0."""
        return self.overdue(day, standing)[1]

    def room_for(self, day: int, minor_units: int, today: int) -> int:
        """How much of that money, received on `day`, the debt can take by the end of `today`. Minor units.

        Money told late saves interest since, and may have paid what was waived since: so it is posted to see. Where
        less is taken than came, nothing is owed any more.
        """
        if self.closing.accruals is None and self.closing.waived == NOTHING:
            return min(minor_units, self.closing.owed)
        # Money is told on a day that has begun somewhere, and so perhaps not yet where the person is.
        until = max(today, day, self.days[-1].day)
        held = self.standing(until).unapplied
        taken = max(0, minor_units - (self.with_credit(day, minor_units).standing(until).unapplied - held))
        while more := min(self.with_credit(day, taken).standing(until).owed, minor_units - taken):
            taken += more
        return taken

    def recovered(self, day: int | date) -> int:
        """Money applied from the day of the charge-off on, by the end of that day; 0 where there was none."""
        day = numbered(day)
        if not self.charged_off_on or day < self.charged_off_on:
            return 0
        return self.standing(day).credited - self.standing(self.charged_off_on - 1).credited

    def cut(self, day: int | date) -> Balance:
        """What caps have cut of the accrual by the end of that day, by component, rounded down."""
        accruals = self.standing(day).accruals
        cut = NOTHING if accruals is None else tuple(exact // self.terms.scale for exact in accruals.cut)
        return Balance.of_minor_units(cut, self.currency)

    def given_up(self, day: int | date, minor_units: int) -> Balance:
        """That much of what is owed on that day, by component in the order in which money reaches them."""
        day = numbered(day)
        standing = self.standing(day)
        order = self._order(day, standing.covered, self._late_since(standing, day))
        left, _ = apply_credit(standing.outstanding, minor_units, order)
        parts = tuple(owed - rest for owed, rest in zip(standing.outstanding, left, strict=True))
        return Balance.of_minor_units(parts, self.currency)

    def balance(self, day: int | date) -> Balance:
        """What is owed by component at the end of that day."""
        return Balance.of_minor_units(self.standing(day).outstanding, self.currency)

    def money(self, minor_units: int) -> Money:
        """That many minor units in the currency of this ledger."""
        return Money.from_minor_units(minor_units, self.currency)


def _principal_sums(debt: Debt) -> tuple[int, ...]:
    """The principal due by each due day; without instalments all of it was due when the debt was stated."""
    if not debt.instalments:
        return (debt.owed.minor_units()[Component.PRINCIPAL],)
    if not any(terms.on is OnWhat.PRINCIPAL_OVERDUE for terms in debt.terms.accrual):
        # What an instalment does not say is not asked for either.
        return (0,) * len(debt.instalments)
    return tuple(accumulate(principal.minor_units for principal in debt.principal_due()))
