"""Allocation: to which debts the money of a person goes, and what of it is held for them. Pure.

Money lies where it would lie had everything come in order. Day by day: what is held goes to what is owed since, then
each payment of the day to what is owed on it, in the direction that the person named and then to the debt overdue
longest; what nobody owes is held. So whatever is learned late (money, a reversal, a charge), and every case that is
opened, lays the later payments anew. Nothing is dropped, and nothing counts twice. This room must never know a rule
or a store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from debtflow.casework.engine import Change, evolve
from debtflow.casework.log import State, case_stream, person_stream
from debtflow.errors import NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import DebtFile, Dossier
from debtflow.records import events
from debtflow.records.components import NOTHING
from debtflow.records.events import Allocation, PaymentReceived
from debtflow.records.stages import Category
from debtflow.values.dates import day_number
from debtflow.values.money import Money

__all__ = ["EVERYTHING", "HELD_ONLY", "Since", "payment", "reallocated", "reversal", "see_direction"]

States = Mapping[str, State]

Since = tuple[date, str]
"""A place in the order of payments: the day on which one was received, and its id."""

EVERYTHING: Since = (date.min, "")
"""Before every payment: all are laid anew. What is told late may want what was held then and has paid another debt since."""

HELD_ONLY: Since = (date.max, "")
"""After every payment: none is laid anew, and only what is held goes where it can."""


class _Moving(NamedTuple):
    """A payment that is laid anew: whose it is, the day number it was received on, which of its parts stay."""

    payer: str
    paid: PaymentReceived
    day: int
    stays: tuple[Allocation, ...]


# ---- what happens to a payment ------------------------------------------------------------------------------------


def payment(payer: Dossier, states: States, received: PaymentReceived, marks: dict[str, Any]) -> list[Change]:
    """Money that came from a person, laid where it goes, and whatever else has to move for it.

    Args:
        states: the person, their cases and whoever these concern, and their debts without a case.
        received: the payment, not allocated yet.

    Raises:
        NotFoundError: its direction names a debt that is not theirs.
    """
    see_direction(payer, received.direction)
    stream = person_stream(payer.id)
    if _is_counted(payer, states, received):
        return [Change(stream, received.changed(unapplied=None, already_counted=received.amount))]
    came = Change(stream, received.changed(unapplied=received.amount))
    # Told on its day, it can only go where nothing has gone; told later, others may have gone where it would have.
    in_time = day_number(received.received_on) == marks["local_day"]
    since = (received.received_on, received.external_id) if in_time else EVERYTHING
    moved = reallocated(evolve(states, [came]), since, marks)
    lies = {event.external_id: event for _, event in moved if isinstance(event, events.PaymentReallocated)}
    mine = lies.get(received.external_id)
    if mine is not None:
        came = Change(stream, received.changed(allocated=mine.allocated, unapplied=mine.unapplied))
    return [came, *(change for change in moved if change.event is not mine)]


def reversal(
    payer: Dossier, states: States, external_id: str, because: str, marks: dict[str, Any]
) -> list[Change] | None:
    """A payment taken back as if it had never come, and whatever else has to move for it; None = no such payment.

    Raises:
        NotPossibleError: money that was in a debt's opening balance already: no ledger here ever had it.
    """
    paid = payer.payment(external_id)
    if paid is None:
        return None
    if paid.already_counted is not None:
        raise NotPossibleError(
            f"payment {external_id} was in the opening balance when its debt was handed in, so no ledger has it; "
            "record events.ChargePosted(...) on the debt that is owed more by its reversal"
        )
    event = events.PaymentReversed.built(
        **marks,
        external_id=external_id,
        amount=paid.amount,
        received_on=paid.received_on,
        allocated=paid.allocated,
        unapplied=paid.unapplied,
        because=because,
    )
    changes = [Change(person_stream(payer.id), event)]
    for part in paid.allocated:
        changes.append(_taken(_case(states, part.case), paid, part, marks))
    return changes + reallocated(evolve(states, changes), EVERYTHING, marks)


def see_direction(payer: Dossier, direction: Iterable[str]) -> None:
    """See that money is directed to debts of the person.

    Raises:
        NotFoundError: it names a debt that is not theirs.
    """
    strange = [debt for debt in direction if debt not in payer.debts]
    if strange:
        raise NotFoundError(f"{payer.id} owes no debt {', '.join(strange)}; their debts: {', '.join(payer.debts)}")


def _is_counted(payer: Dossier, states: States, paid: PaymentReceived) -> bool:
    """Whether every debt of the person was stated on that day or later: then its opening balance contains the money."""
    files = [state.debt for state in states.values() if isinstance(state, Case | DebtFile)]
    stated = [
        debt.as_of for debt in files if debt.currency == paid.amount.currency and debt.relation_of(payer.id) is not None
    ]
    return bool(stated) and paid.received_on <= min(stated)


# ---- where all the money lies -------------------------------------------------------------------------------------


def reallocated(states: States, since: Since, marks: dict[str, Any]) -> list[Change]:
    """What has to move so that all money lies where it would lie had everything come in order.

    Payments from `since` on are laid anew, one after the other; of earlier ones only what is held. Parts in cases that
    are not among the states stay where they are.
    """
    cases = {state.id: state for state in states.values() if isinstance(state, Case)}
    moving = sorted(_moving(states, cases, since), key=lambda moves: _order(moves.paid))
    if not moving:
        return []
    books = dict(cases)
    for moves in moving:
        for part in moves.paid.allocated:
            if part not in moves.stays:
                _post(books, part, moves.paid, -1)
    lies = _laid(moving, books, marks["local_day"])
    taken: list[Change] = []
    given: list[Change] = []
    told: list[Change] = []
    for moves, now in zip(moving, lies, strict=True):
        before, paid = set(moves.paid.allocated), moves.paid
        taken += [_taken(cases[part.case], paid, part, marks) for part in paid.allocated if part not in now.allocated]
        given += [_given(cases[part.case], paid, part, marks) for part in now.allocated if part not in before]
        if (set(now.allocated), now.unapplied) != (before, paid.unapplied):
            event = events.PaymentReallocated.built(
                **marks, external_id=paid.external_id, allocated=now.allocated, unapplied=now.unapplied
            )
            told.append(Change(person_stream(moves.payer), event))
    return told + taken + given


def _moving(states: States, cases: Mapping[str, Case], since: Since) -> Iterator[_Moving]:
    for state in states.values():
        for paid in state.received if isinstance(state, Dossier) else ():
            if paid.already_counted is not None:
                continue
            day = day_number(paid.received_on)
            if _order(paid) >= since:
                yield _Moving(state.id, paid, day, tuple(part for part in paid.allocated if part.case not in cases))
            elif paid.unapplied is not None:
                yield _Moving(state.id, paid, day, paid.allocated)


def _laid(moving: Sequence[_Moving], books: dict[str, Case], today: int) -> list[PaymentReceived]:
    """The payments with their parts as they are to lie; these are posted in the books."""
    parts = [{part.case: part.amount.minor_units for part in moves.stays} for moves in moving]
    left = [moves.paid.amount.minor_units - sum(lies.values()) for moves, lies in zip(moving, parts, strict=True)]
    for day in _days(moving, books):
        for at, moves in enumerate(moving):
            if left[at] and moves.day <= day:
                left[at] -= _offered(moves, left[at], parts[at], books, day, today)
    return [
        moves.paid.changed(
            allocated=tuple(Allocation(case=case, amount=_money(part, moves)) for case, part in lies.items()),
            unapplied=_money(rest, moves) if rest else None,
        )
        for moves, lies, rest in zip(moving, parts, left, strict=True)
    ]


def _days(moving: Sequence[_Moving], books: Mapping[str, Case]) -> list[int]:
    """The days on which money finds a place: it comes, something is charged, or a case is opened."""
    days = {moves.day for moves in moving}
    for case in books.values():
        days |= {case.opened_on} | {posted.day for posted in case.ledger.days if posted.charges != NOTHING}
    first = min(moves.day for moves in moving)
    return sorted(day for day in days if day >= first)


def _offered(moves: _Moving, left: int, parts: dict[str, int], books: dict[str, Case], day: int, today: int) -> int:
    """How much of a payment finds a place on that day; its parts and the books are brought up to date. Minor units."""
    paid, used = moves.paid, 0
    for case in sorted(_open_to(moves, books, day), key=lambda case: _rank(case, paid, day)):
        # What is owed on that day: a later charge is met by what is held by then. And never more than is owed in the end.
        fits = min(left - used, case.ledger.standing(day).owed)
        fits = case.ledger.room_for(day_number(_effective_on(case, paid)), fits, today) if fits > 0 else 0
        if fits > 0:
            parts[case.id] = parts.get(case.id, 0) + fits
            used += fits
            _post(books, Allocation(case=case.id, amount=_money(fits, moves)), paid, +1)
    return used


def _open_to(moves: _Moving, books: Mapping[str, Case], day: int) -> Iterator[Case]:
    """The cases that a payment can go to by that day: those of the payer that there were, and any that is named."""
    for case in books.values():
        if case.debt.currency == moves.paid.amount.currency and case.debt.relation_of(moves.payer) is not None:
            is_there = case.opened_on <= day or case.debt.id in moves.paid.direction
            if is_there and case.ledger.opened_on <= day:
                yield case


def _money(minor_units: int, moves: _Moving) -> Money:
    return Money.from_minor_units(minor_units, moves.paid.amount.currency)


def _order(paid: PaymentReceived) -> Since:
    return paid.received_on, paid.external_id


def _rank(case: Case, paid: PaymentReceived, day: int) -> tuple[bool, int, bool, int, str]:
    """Where a case comes among those that a payment can go to on that day; the least first.

    By what was so on that day, so that it does not matter when anything is told. A debt that was stated on the day on
    which the money was received, or later, may contain it: it comes last, with what nobody else owes.
    """
    direction = paid.direction
    wanted = direction.index(case.debt.id) if case.debt.id in direction else len(direction)
    # An end that money brought is told by the money itself, and may not outlive it.
    by_people = case.outcome is not None and case.outcome.category is not Category.RESOLVED
    had_ended = by_people and case.kept.stage_entered_on < day
    stated_since = paid.received_on <= case.debt.as_of
    return stated_since, wanted, had_ended, -case.ledger.days_past_due(day), case.id


def _case(states: States, case_id: str) -> Case:
    case = states[case_stream(case_id)]
    assert isinstance(case, Case)
    return case


def _effective_on(case: Case, paid: PaymentReceived) -> date:
    """The day with which money takes effect on a debt; what was received before it was stated counts from then on."""
    return max(paid.received_on, case.debt.as_of)


def _post(books: dict[str, Case], part: Allocation, paid: PaymentReceived, sign: int) -> None:
    case = books[part.case]
    day = day_number(_effective_on(case, paid))
    post = case.ledger.with_credit if sign > 0 else case.ledger.with_reversal
    books[part.case] = case.changed(ledger=post(day, part.amount.minor_units))


def _taken(case: Case, paid: PaymentReceived, part: Allocation, marks: dict[str, Any]) -> Change:
    event = events.AllocationReversed.built(
        **marks, payment=paid.external_id, amount=part.amount, effective_on=_effective_on(case, paid)
    )
    return Change(case_stream(case.id), event)


def _given(case: Case, paid: PaymentReceived, part: Allocation, marks: dict[str, Any]) -> Change:
    event = events.PaymentAllocated.built(
        **marks, payment=paid.external_id, amount=part.amount, effective_on=_effective_on(case, paid)
    )
    return Change(case_stream(case.id), event)
