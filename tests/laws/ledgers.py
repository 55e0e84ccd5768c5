"""Random debts with random terms and postings, and an oracle that counts them day by day and cent by cent.

The oracle knows only the raw list of postings. What the law and the terms say is written out in it once more, slowly
and on purpose: it nets nothing, skips no night and asks the code under test for nothing but what a day count is
(which is held against QuantLib elsewhere).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import NamedTuple

from hypothesis import strategies as st
from tests.records.cast import day

from debtflow.records.components import Component
from debtflow.records.debts import Balance, Debt, Instalment, Obligor
from debtflow.records.ledger import Ledger
from debtflow.records.terms import (
    COST_OF_CREDIT,
    AccrualTerms,
    AmountCap,
    Anchor,
    DelinquencyTerms,
    OnWhat,
    Pause,
    RateCap,
    Terms,
)
from debtflow.records.waterfalls import Waterfall
from debtflow.values.dates import day_of
from debtflow.values.daycounts import DayCount
from debtflow.values.money import Money
from debtflow.values.rates import Rate
from debtflow.values.spans import overlapping

OPENED = day(2026, 3, 2)
LAST = OPENED + 45
COSTS, FEES, DEFAULT, INTEREST, PRINCIPAL = Component
ORDER = (COSTS, FEES, DEFAULT, INTEREST, PRINCIPAL)


class Posting(NamedTuple):
    """Some cents on a day: charged to a component or waived of it, or, where that is None, credited."""

    day: int
    component: Component | None
    cents: int
    waived: bool = False


days = st.integers(OPENED, OPENED + 12)
far_days = st.integers(OPENED, LAST)
cents = st.integers(1, 25)
credits = st.builds(Posting, days, st.none(), cents)
charges = st.builds(Posting, days, st.sampled_from(Component), cents)
waivers = st.builds(Posting, days, st.sampled_from(Component), cents, st.just(True))
postings = st.lists(st.one_of(credits, charges, waivers), max_size=10)
far_postings = st.lists(
    st.one_of(
        st.builds(Posting, far_days, st.none(), st.integers(1, 2_000)),
        st.builds(Posting, far_days, st.sampled_from(Component), st.integers(1, 300)),
        st.builds(Posting, far_days, st.sampled_from(Component), st.integers(1, 300), st.just(True)),
    ),
    max_size=8,
)


def money(minor_units: int) -> Money:
    return Money.from_minor_units(minor_units, "CNY")


@st.composite
def debts(draw: st.DrawFn, largest: int = 20, terms: st.SearchStrategy[Terms] | None = None) -> Debt:
    """A debt of some cents in some components, with or without a schedule; each instalment names its principal."""
    amounts = draw(st.tuples(*[st.integers(0, 20)] * (len(Component) - 1), st.integers(0, largest)))
    left, principal, instalments = sum(amounts), amounts[PRINCIPAL], []
    due_days = st.one_of(st.integers(OPENED - 3, OPENED + 10), st.integers(OPENED - 100, OPENED - 80))
    for due in sorted(draw(st.lists(due_days, max_size=4))):
        amount = draw(st.integers(0, left))
        part = draw(st.integers(0, min(amount, principal)))
        left, principal = left - amount, principal - part
        if amount:
            instalments.append(Instalment(due_on=day_of(due), amount=money(amount), principal=money(part)))
    return Debt(
        id="d",
        obligors=(Obligor(person="li"),),
        owed=Balance.of_minor_units(amounts, "CNY"),
        as_of=day_of(OPENED),
        instalments=tuple(instalments),
        terms=Terms() if terms is None else draw(terms),
    )


spans = st.tuples(st.integers(OPENED - 40, LAST), st.none() | st.integers(1, 40)).map(
    lambda drawn: (day_of(drawn[0]), None if drawn[1] is None else day_of(drawn[0] + drawn[1]))
)
rates = st.builds(Rate, numerator=st.integers(0, 999), denominator=st.sampled_from([100, 360, 7]))
day_counts = st.sampled_from(DayCount)
accruals = st.builds(
    lambda component, on, rate, count, span: AccrualTerms(
        component=component, on=on, rate=rate, day_count=count, from_on=span[0], until_on=span[1]
    ),
    st.sampled_from([FEES, DEFAULT, INTEREST]),
    st.sampled_from(OnWhat),
    rates,
    day_counts,
    spans,
)
capped = st.frozensets(st.sampled_from(Component), min_size=1) | st.just(COST_OF_CREDIT)
caps = st.one_of(
    st.builds(AmountCap, components=capped, amount=st.integers(0, 300).map(money)),
    st.builds(RateCap, components=capped, rate=rates, day_count=day_counts),
)
pauses = st.builds(
    lambda name, span, accrual_of, counted: Pause(
        id=name,
        from_on=span[0],
        until_on=span[1],
        accrual_of=accrual_of,
        days_past_due=counted or not accrual_of,
    ),
    st.sampled_from(["flood", "strike", "stay"]),
    spans,
    st.frozensets(st.sampled_from([FEES, DEFAULT, INTEREST])),
    st.booleans(),
)
delinquency = st.builds(DelinquencyTerms, grace_days=st.integers(0, 5), anchor=st.sampled_from(Anchor))
waterfalls = st.one_of(st.sampled_from(Waterfall), st.permutations(Component).map(tuple))


def _apart(terms: list[AccrualTerms]) -> bool:
    same = [(one, other) for one, other in overlapping([t.span for t in terms])]
    return all((terms[a].component, terms[a].on) != (terms[b].component, terms[b].on) for a, b in same)


@st.composite
def all_terms(draw: st.DrawFn) -> Terms:
    growing = draw(st.lists(accruals, max_size=3).filter(_apart))
    return Terms(
        waterfall=draw(waterfalls),
        accrual=tuple(growing),
        caps=tuple(draw(st.lists(caps, max_size=2))) if growing else (),
        delinquency=draw(delinquency),
        pauses=tuple(draw(st.lists(pauses, max_size=3, unique_by=lambda pause: pause.id))),
    )


growing_debts = debts(largest=9_000, terms=all_terms())


def posted(debt: Debt, rows: list[Posting]) -> Ledger:
    ledger = Ledger.opened(debt)
    for row in rows:
        if row.component is None:
            ledger = ledger.with_credit(row.day, row.cents)
        elif row.waived:
            amounts = [0] * len(Component)
            amounts[row.component] = row.cents
            ledger = ledger.with_waiver(row.day, tuple(amounts))
        else:
            ledger = ledger.with_charge(row.day, row.component, row.cents)
    return ledger


# --- the oracle ------------------------------------------------------------------------------------------------------------


@dataclass
class Item:
    """Something owed: since which day, how many cents of it are left, and whether it was in the opening balance."""

    since: int
    cents: int
    opening: bool = False
    charge: bool = False


@dataclass
class Counted:
    """A debt counted day by day."""

    debt: Debt
    rows: list[Posting]
    owed: dict[Component, list[Item]] = field(default_factory=dict)
    applied: int = 0
    held: int = 0
    covered: int = 0
    late_since: int | None = None
    exact: dict[Component, Fraction] = field(default_factory=dict)
    cut: dict[Component, Fraction] = field(default_factory=dict)
    rooms: list[Fraction] = field(default_factory=list)

    @classmethod
    def until(cls, debt: Debt, rows: list[Posting], until: int) -> Counted:
        counted = cls(debt, rows)
        counted.owed = {component: [] for component in Component}
        counted.exact = {component: Fraction(0) for component in Component}
        counted.cut = {component: Fraction(0) for component in Component}
        if until < OPENED:
            return counted
        opening = dict(zip(Component, debt.owed.minor_units(), strict=True))
        counted.owed = {component: [Item(OPENED, opening[component], opening=True)] for component in Component}
        counted.rooms = [
            Fraction(cap.amount.minor_units - sum(opening[c] for c in cap.components))
            if isinstance(cap, AmountCap)
            else Fraction(0)
            for cap in debt.terms.caps
        ]
        for today in range(OPENED, until + 1):
            if today > OPENED:
                counted._grow(today - 1)
            counted._post(today)
        return counted

    def outstanding(self) -> tuple[int, ...]:
        return tuple(sum(item.cents for item in self.owed[component]) for component in Component)

    # what falls due when

    def _due(self) -> list[int]:
        """For each cent of the opening that falls due, the day after which it is overdue, in order."""
        grace = self.debt.terms.delinquency.grace_days
        due = [(i.due_on.toordinal() + grace, i.amount.minor_units) for i in self.debt.instalments] or [
            (OPENED + grace, self.debt.owed.total.minor_units)
        ]
        return [due_day for due_day, amount in due for _ in range(amount)]

    def _unpaid(self, today: int) -> list[int]:
        return [due_day for due_day in self._due()[self.covered :] if due_day < today]

    def days_past_due(self, today: int) -> int:
        unpaid = self._unpaid(today)
        if not unpaid:
            return 0
        since = unpaid[0] if self.late_since is None else self.late_since
        paused = [p.span for p in self.debt.terms.pauses if p.days_past_due]
        return sum(1 for d in range(since + 1, today + 1) if not any(p.first <= d < p.end for p in paused))

    def arrears(self, today: int) -> int:
        arrears = len(self._unpaid(today))
        schedule = self.debt.instalments
        last = (schedule[-1].due_on.toordinal() if schedule else OPENED) + self.debt.terms.delinquency.grace_days
        for component, items in self.owed.items():
            if component in (INTEREST, PRINCIPAL) and last >= today:
                continue
            arrears += sum(i.cents for i in items if not i.opening and not (i.charge and i.since == today))
        return arrears

    # a night

    def _grow(self, night: int) -> None:
        terms = self.debt.terms
        principal = sum(item.cents for item in self.owed[PRINCIPAL])
        for at, cap in enumerate(terms.caps):
            if isinstance(cap, RateCap):
                units = cap.day_count.units(OPENED, night + 1) - cap.day_count.units(OPENED, night)
                self.rooms[at] += (
                    principal * Fraction(cap.rate.numerator, cap.rate.denominator) * units / cap.day_count.units_a_year
                )
        before = {component: floor(self.exact[component]) for component in Component}
        for term in terms.accrual:
            paused = [p.span for p in terms.pauses if term.component in p.accrual_of]
            if any(p.first <= night < p.end for p in paused) or not term.span.first <= night < term.span.end:
                continue
            base = principal if term.on is OnWhat.PRINCIPAL else self._overdue_principal(night)
            units = term.day_count.units(term.span.first, night + 1) - term.day_count.units(term.span.first, night)
            amount = base * Fraction(term.rate.numerator, term.rate.denominator) * units / term.day_count.units_a_year
            over_it = [at for at, cap in enumerate(terms.caps) if term.component in cap.components]
            allowed = max(Fraction(0), min([amount, *(self.rooms[at] for at in over_it)]))
            for at in over_it:
                self.rooms[at] -= allowed
            self.exact[term.component] += allowed
            self.cut[term.component] += amount - allowed
        for component in Component:
            gained = floor(self.exact[component]) - before[component]
            if gained:
                self.owed[component].append(Item(night + 1, gained))

    def _overdue_principal(self, night: int) -> int:
        grace = self.debt.terms.delinquency.grace_days
        opening = self.debt.owed.minor_units()[PRINCIPAL]
        due = [(i.due_on.toordinal() + grace, i.principal) for i in self.debt.instalments]
        scheduled = [(d, p.minor_units) for d, p in due if p is not None] or [(OPENED + grace, opening)]
        unpaid = sum(item.cents for item in self.owed[PRINCIPAL] if item.opening)
        overdue = max(0, sum(p for d, p in scheduled if d <= night) - (opening - unpaid))
        later = sum(item.cents for item in self.owed[PRINCIPAL] if not item.opening)
        return overdue + (later if scheduled[-1][0] <= night else 0)

    # a day

    def _post(self, today: int) -> None:
        terms, rows = self.debt.terms, [row for row in self.rows if row.day == today]
        begins = self._unpaid(today)
        if terms.delinquency.anchor is Anchor.SINCE_CURRENT and self.late_since is None and begins:
            self.late_since = begins[0]
        order = self._order(self.days_past_due(today))
        for row in rows:
            if row.component is not None and not row.waived:
                self.owed[row.component].append(Item(today, row.cents, charge=True))
                for at, cap in enumerate(terms.caps):
                    if row.component in cap.components:
                        self.rooms[at] -= row.cents
        for row in rows:
            if row.component is not None and row.waived:
                self._settle(row.component, row.cents)
        self.held += sum(row.cents for row in rows if row.component is None)
        for component in order:
            taken = self._settle(component, self.held)
            self.held -= taken
            self.applied += taken
        if not self._unpaid(today):
            self.late_since = None

    def _order(self, days_past_due: int) -> tuple[Component, ...]:
        waterfall = self.debt.terms.waterfall
        if waterfall is Waterfall.CHINA_CARDS and days_past_due > 90:
            return (PRINCIPAL, COSTS, FEES, DEFAULT, INTEREST)
        return ORDER if isinstance(waterfall, Waterfall) else waterfall

    def _settle(self, component: Component, cents: int) -> int:
        """Take that many cents off a component, what is owed longest first; how many there were."""
        taken = 0
        for item in self.owed[component]:
            part = min(item.cents, cents - taken)
            item.cents -= part
            taken += part
            self.covered += part if item.opening else 0
        return taken
