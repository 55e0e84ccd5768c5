"""Accrual: what grows on a debt from night to night, exactly, and what caps cut of it.

A day's balance at its end earns for the night that follows, so interest *as of a day* is that of all nights before
it, and money takes effect before the night of its own day. Between two postings the balance stands still, and the
nights are taken together in stretches over which rate, base and pauses stay the same.

All of it is whole numbers: amounts times rates times units of a day count, over one common scale for a debt. This is
the only place in which accrual is rounded: a component owes the whole minor units that have accrued in full, rounded
down, and the rest is carried in `parts` to the next night. So it does not matter into how many stretches a span is
cut. The room knows no money that came and no order of payment.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from debtflow.records.components import NOTHING, Amounts, Component
from debtflow.records.terms import AccrualTerms, AmountCap, OnWhat, Pause, RateCap, Terms, paused
from debtflow.values.daycounts import DayCount

__all__ = ["Accruals", "Ground", "accrue", "charged", "opened"]


class Accruals(NamedTuple):
    """What has accrued on a debt so far.

    Attributes:
        whole: minor units by component since the debt's `as_of`, rounded down.
        parts: the fractions of a minor unit carried, by component, in units of 1/scale.
        cut: what caps cut, by component, in units of 1/scale.
        rooms: what each cap still has room for, in units of 1/scale; below zero where charges went beyond it.
    """

    whole: Amounts
    parts: Amounts
    cut: Amounts
    rooms: tuple[int, ...]


class Ground(NamedTuple):
    """What accrual stands on, apart from the terms.

    Attributes:
        opened_on: the day number of the debt's `as_of`.
        principal: minor units of principal owed then.
        due: (day number, minor units of it that are due by that day), oldest first.
        pauses: the pauses known.
    """

    opened_on: int
    principal: int
    due: tuple[tuple[int, int], ...]
    pauses: tuple[Pause, ...]


class _Flow(NamedTuple):
    """One term over a stretch: so many units of 1/scale for each unit of its day count."""

    component: Component
    per_unit: int
    day_count: DayCount
    counted_from: int

    def over(self, first: int, end: int) -> int:
        """What accrues for the nights from `first` until `end`."""
        units = self.day_count.units
        return self.per_unit * (units(self.counted_from, end) - units(self.counted_from, first))


def opened(terms: Terms, opening: Amounts) -> Accruals | None:
    """Nothing accrued yet; None where nothing ever will. What is in the opening balance has used up room already."""
    if not terms.accrual:
        return None
    rooms = tuple(
        (cap.amount.minor_units - sum(opening[c] for c in cap.components)) * terms.scale
        if isinstance(cap, AmountCap)
        else 0
        for cap in terms.caps
    )
    return Accruals(NOTHING, NOTHING, NOTHING, rooms)


def charged(accruals: Accruals, terms: Terms, amounts: Amounts) -> Accruals:
    """Charges use up the room of the caps they fall under; they are facts, and are not cut themselves."""
    if not terms.caps:
        return accruals
    rooms = tuple(
        room - terms.scale * sum(amounts[c] for c in cap.components)
        for cap, room in zip(terms.caps, accruals.rooms, strict=True)
    )
    return accruals._replace(rooms=rooms)


def accrue(
    accruals: Accruals, terms: Terms, ground: Ground, principal: int, later_principal: int, first: int, end: int
) -> Accruals:
    """What has accrued after the nights from `first` until `end` as well, none of which a posting lies between.

    Args:
        principal: minor units of principal owed in these nights.
        later_principal: what of it was charged after the opening.
    """
    gained, cut, rooms = list(accruals.parts), list(accruals.cut), list(accruals.rooms)
    for start, stop in pairwise(_stretches(terms, ground, first, end)):
        flows = _flows(terms, ground, principal, later_principal, start)
        caps = _capacities(terms, ground, principal)
        if _fits(flows, caps, terms, rooms, start, stop):
            _take(flows, caps, terms, (start, stop), gained, cut, rooms)
        else:
            for night in range(start, stop):
                _take(flows, caps, terms, (night, night + 1), gained, cut, rooms)
    scale = terms.scale
    whole = tuple(w + g // scale for w, g in zip(accruals.whole, gained, strict=True))
    return Accruals(whole, tuple(g % scale for g in gained), tuple(cut), tuple(rooms))


# ---- stretches and what flows in them -----------------------------------------------------------------------------


def _stretches(terms: Terms, ground: Ground, first: int, end: int) -> list[int]:
    """The days between which nothing changes: both ends, and every day on which a term, a pause or a due date acts."""
    days = {first, end}
    for term in terms.accrual:
        days.update(term.span)
    for pause in ground.pauses:
        days.update(pause.span)
    if any(term.on is OnWhat.PRINCIPAL_OVERDUE for term in terms.accrual):
        days.update(day for day, _ in ground.due)
    return sorted(day for day in days if first <= day <= end)


def _flows(terms: Terms, ground: Ground, principal: int, later: int, night: int) -> list[_Flow]:
    """What accrues in that night, in the order of the terms."""
    flows = []
    for term in terms.accrual:
        first, end = term.span
        if not first <= night < end or _is_paused(ground.pauses, term, night):
            continue
        base = principal if term.on is OnWhat.PRINCIPAL else _overdue(ground, principal, later, night)
        weight = term.rate.numerator * (terms.scale // (term.rate.denominator * term.day_count.units_a_year))
        flows.append(_Flow(term.component, base * weight, term.day_count, first))
    return flows


def _is_paused(pauses: tuple[Pause, ...], term: AccrualTerms, night: int) -> bool:
    return any(span.first <= night < span.end for span in paused(pauses, term.component))


def _overdue(ground: Ground, principal: int, later: int, night: int) -> int:
    """The principal whose day has come and which is not paid at the end of that day: in its night it is overdue."""
    due = 0
    for day, amount in ground.due:
        if day > night:
            break
        due = amount
    paid = ground.principal - (principal - later)
    overdue = max(0, due - paid)
    # What was added to the principal later has no due date of its own; it falls due with the last instalment.
    return overdue + later if night >= ground.due[-1][0] else overdue


# ---- caps ---------------------------------------------------------------------------------------------------------


def _capacities(terms: Terms, ground: Ground, principal: int) -> list[_Flow | None]:
    """How the room of each cap grows; None for a cap on an amount, which has all its room from the beginning."""
    found: list[_Flow | None] = []
    for cap in terms.caps:
        if isinstance(cap, RateCap):
            weight = cap.rate.numerator * (terms.scale // (cap.rate.denominator * cap.day_count.units_a_year))
            found.append(_Flow(Component.PRINCIPAL, principal * weight, cap.day_count, ground.opened_on))
        else:
            found.append(None)
    return found


def _fits(flows: list[_Flow], caps: list[_Flow | None], terms: Terms, rooms: list[int], start: int, stop: int) -> bool:
    """Whether no night of the stretch can meet a cap, so that all its nights may be taken together."""
    for cap, capacity, room in zip(terms.caps, caps, rooms, strict=True):
        under = [flow for flow in flows if flow.component in cap.components]
        if room >= sum(flow.over(start, stop) for flow in under):
            continue
        same_count = capacity is not None and all(
            (flow.day_count, flow.counted_from) == (capacity.day_count, capacity.counted_from)
            or (flow.day_count is capacity.day_count and flow.day_count is not DayCount.THIRTY_360_US)
            for flow in under
        )
        slower = capacity is not None and sum(flow.per_unit for flow in under) <= capacity.per_unit
        if room < 0 or not same_count or not slower:
            return False
    return True


def _take(
    flows: list[_Flow],
    caps: list[_Flow | None],
    terms: Terms,
    stretch: tuple[int, int],
    gained: list[int],
    cut: list[int],
    rooms: list[int],
) -> None:
    """Add what accrues over a stretch; where a cap has no room for it, what is stated last is cut first."""
    first, end = stretch
    for at, capacity in enumerate(caps):
        if capacity is not None:
            rooms[at] += capacity.over(first, end)
    for flow in flows:
        amount = flow.over(first, end)
        over_it = [at for at, cap in enumerate(terms.caps) if flow.component in cap.components]
        allowed = max(0, min([amount, *(rooms[at] for at in over_it)]))
        for at in over_it:
            rooms[at] -= allowed
        gained[flow.component] += allowed
        cut[flow.component] += amount - allowed
