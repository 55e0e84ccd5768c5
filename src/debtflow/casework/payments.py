"""Payments: money that came from a person, recorded once and applied to their debts.

The bank's own id makes a payment count once, however often it is told. Everything it touches (the person, their
cases, whoever these concern) is read and written together, so money that lands while somebody decides stops them.
What goes where is worked out by `intake`; this room only loads and appends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from debtflow.casework import intake
from debtflow.casework.desk import TRIES, Desk, Key, Loaded, case_in, known_key
from debtflow.casework.engine import Change, evolve
from debtflow.casework.log import Entry, Stale, agency_stream, case_stream, debt_stream, person_stream
from debtflow.casework.outcomes import Recorded
from debtflow.casework.undermining import undermined
from debtflow.errors import ConflictError, DateError, MoneyError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import DebtFile, Dossier
from debtflow.records import events
from debtflow.records.parties import Actor
from debtflow.values.money import Money

__all__ = ["Payment", "record_payment"]


class Payment(NamedTuple):
    """Money as it is told: from whom, under which id of the bank, how much, when, and for which debts first."""

    person: str
    external_id: str
    money: Money
    received_on: date
    direction: tuple[str, ...]

    @property
    def key(self) -> Key:
        """Under what it is remembered that this payment was recorded, and its content."""
        content = f"{self.person}\n{self.money}\n{self.received_on}\n{','.join(self.direction)}"
        digest = sha256(content.encode()).hexdigest()
        return Key(f"payment/{self.external_id}", digest, '{"kind":"recorded"}')


def record_payment(desk: Desk, paid: Payment, by: Actor, at: datetime) -> Recorded:
    """Record a payment and what follows from it; see `Caseload.record_payment`."""
    _see(paid)
    told, paid = paid, _of_whom(desk, paid)
    for _ in range(TRIES):
        if _was_recorded(desk, told):
            return _repeated(desk, told, paid.person)
        dossier = _dossier(desk, paid.person)
        marks = intake.marks_of(at, dossier.person.zones, desk.house_zone)
        if paid.received_on.toordinal() > marks["local_day"]:
            raise NotPossibleError(
                f"payment {paid.external_id} cannot have been received in the future, on {paid.received_on}"
            )

        def change(loaded: Loaded, dossier: Dossier = dossier, marks: dict[str, object] = marks) -> list[Change]:
            return _changes(desk, paid, dossier, loaded, marks, at)

        first = person_stream(paid.person)
        try:
            entries = desk.commit(_streams_of(desk, dossier), change, by, at, first=first, key=told.key)
        except Stale:
            continue
        except ConflictError:
            if _was_recorded(desk, told):
                return _repeated(desk, told, paid.person)
            raise
        return _told(Recorded(None, (), entries), paid, entries, dossier)
    raise ConflictError(
        f"{paid.person} is changed by others all the time; {TRIES} tries to record a payment were in vain"
    )


def _of_whom(desk: Desk, paid: Payment) -> Payment:
    """The payment as of the person's present id: banks go on naming the one that was united with it."""
    while merged_into := _dossier(desk, paid.person).merged_into:
        paid = paid._replace(person=merged_into)
    return paid


def _see(paid: Payment) -> None:
    if type(paid.received_on) is not date:
        raise DateError(f"received_on is a day, e.g. date(2026, 3, 2), found {paid.received_on!r}")
    if not isinstance(paid.money, Money) or paid.money.minor_units <= 0:
        raise MoneyError(f"a payment is an amount above zero, found {paid.money!r}; a reversal is recorded as such")


def _was_recorded(desk: Desk, paid: Payment) -> bool:
    """Whether that payment was recorded before.

    Raises:
        ConflictError: another one was, under the same external id.
    """
    try:
        return known_key(desk, paid.key)
    except ConflictError:
        raise ConflictError(
            f"external id {paid.external_id} was used before for another payment; told twice, a payment has the same "
            "person, amount, day and direction, and another payment has another external id"
        ) from None


def _repeated(desk: Desk, told: Payment, person: str) -> Recorded:
    """What was answered when the payment was recorded, told from the log of whoever it was told of, or is now."""
    streams = dict.fromkeys((person_stream(told.person), person_stream(person)))
    received = [e for stream in streams for e in desk.store.entries(stream) if '"payment_received"' in e.body]
    return _told(Recorded(None, (), (), repeated=True), told, received, _dossier(desk, person))


def _told(recorded: Recorded, paid: Payment, entries: Iterable[Entry], dossier: Dossier) -> Recorded:
    """What was recorded, with where the money of that payment went."""
    debts = {case: debt for debt, case in dossier.cases}
    for entry in entries:
        for event in entry.events if entry.stream.startswith("person:") else ():
            if isinstance(event, events.PaymentReceived) and event.external_id == paid.external_id:
                return replace(
                    recorded,
                    applied=tuple((debts[part.case], part.amount) for part in event.allocated),
                    held=event.unapplied,
                    already_counted=event.already_counted,
                )
    return recorded


def _changes(
    desk: Desk, paid: Payment, dossier: Dossier, loaded: Loaded, marks: dict[str, object], at: datetime
) -> list[Change]:
    states = loaded.states
    payer = states[person_stream(paid.person)]
    assert isinstance(payer, Dossier)
    if (payer.cases, payer.debts) != (dossier.cases, dossier.debts):
        raise Stale(f"{paid.person} has another debt or case meanwhile")
    mine = [state for state in states.values() if isinstance(state, Case)]
    waiting = [state.debt for state in states.values() if isinstance(state, DebtFile) and not state.cases]
    told = intake.Payment(paid.external_id, paid.money, paid.received_on, paid.direction, marks)
    changes = intake.payment(payer, mine, told, waiting)
    paid_in = list(changes)
    for case in mine:
        parts = [change for change in paid_in if change.stream == case_stream(case.id)]
        changes += undermined(desk, case.id, parts, at, payer.person.zones or (desk.house_zone,))
    for case in mine:
        changes += desk.due(evolve(states, changes), case.id, at)
    return changes


def _dossier(desk: Desk, person: str) -> Dossier:
    head = desk.store.load(person_stream(person), fresh=True)
    if head is None or not isinstance(head.state, Dossier):
        raise NotFoundError(f"no person {person!r} is on file; add them with cases.add(Borrower(...))")
    return head.state


def _streams_of(desk: Desk, dossier: Dossier) -> list[str]:
    """A person's own stream, and those of their cases and debts and of whoever these concern."""
    cases = [case_in(desk.load([case_stream(case)], fresh=True).states, case) for _, case in dossier.cases]
    persons = {person_stream(obligor.person) for case in cases for obligor in case.debt.obligors}
    agencies = {agency_stream(case.placement.agency) for case in cases if case.placement is not None}
    opened = {debt for debt, _ in dossier.cases}
    return [
        person_stream(dossier.id),
        *(case_stream(case.id) for case in cases),
        *sorted(persons | agencies),
        *(debt_stream(debt) for debt in dossier.debts if debt not in opened),
    ]
