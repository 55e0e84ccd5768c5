"""Payments: money that came from a person, is announced, bounced or taken back: recorded once, and what follows.

The bank's own id makes each of these count once, however often it is told. Everything a payment touches (the person,
their cases, whoever these concern) is read and written together, so money that lands while somebody decides stops
them. What goes where is worked out by `allocating`; this room only loads and appends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from debtflow.casework import allocating, intake
from debtflow.casework.daybreak import see_begun
from debtflow.casework.desk import TRIES, Desk, Key, Loaded, case_in, known_key
from debtflow.casework.engine import Change
from debtflow.casework.following import followed, streams_of_persons
from debtflow.casework.log import Entry, Stale, State, case_stream, person_stream
from debtflow.casework.outcomes import Recorded
from debtflow.errors import ConflictError, DateError, MoneyError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import events
from debtflow.records.parties import Actor
from debtflow.values.money import Money

__all__ = ["Payment", "bounce_payment", "clear_payment", "record_payment", "reverse_payment"]

_RECORDED = '{"kind":"recorded"}'


class Payment(NamedTuple):
    """Money as it is told: from whom, under which id of the bank, how much, when, and for which debts first."""

    person: str
    external_id: str
    money: Money
    received_on: date
    direction: tuple[str, ...]

    def key(self, kind: str) -> Key:
        """Under what it is remembered that this payment was recorded (`payment`) or announced (`pending`)."""
        content = f"{self.person}\n{self.money}\n{self.received_on}\n{','.join(self.direction)}"
        return Key(f"{kind}/{self.external_id}", sha256(content.encode()).hexdigest(), _RECORDED)


class _Told(NamedTuple):
    """What a change is made from: the payer, the cases on what they owe, all that was loaded with these, and the marks of the moment."""

    payer: Dossier
    cases: list[Case]
    states: Mapping[str, State]
    marks: dict[str, Any]


def record_payment(desk: Desk, paid: Payment, by: Actor, at: datetime, *, cleared: bool) -> Recorded:
    """Record a payment and what follows from it; see `Caseload.record_payment`."""
    _see(paid)
    _see_not_bounced(desk, paid.external_id)
    # The same money may be told as announced and as cleared: each time it must be the same.
    paid = _as_first_told(desk, paid)
    keys = paid.key("pending"), paid.key("payment")
    was_announced, has_cleared = _known(desk, paid, keys[0]), _known(desk, paid, keys[1])
    told_of, paid = paid.person, _of_whom(desk, paid)
    if has_cleared or (was_announced and not cleared):
        return _repeated(desk, paid, told_of)

    def change(told: _Told) -> list[Change]:
        what = f"payment {paid.external_id} cannot have been received"
        see_begun(paid.received_on, what, at, told.payer.person.zones, desk.house_zone)
        # Others may have been first meanwhile: asked again of what is so now.
        _see_not_bounced(desk, paid.external_id)
        if not cleared:
            return [] if _was_recorded(desk, paid.external_id) else _announced(paid, told)
        received = events.PaymentReceived.built(
            **told.marks,
            external_id=paid.external_id,
            amount=paid.money,
            received_on=paid.received_on,
            direction=paid.direction,
        )
        laid = allocating.payment(told.payer, told.states, received, told.marks)
        return [*laid, *_released(paid.external_id, told)]

    recorded = _recorded(desk, paid.person, keys[cleared], change, by, at)
    return _repeated(desk, paid, told_of) if recorded.repeated else _where(desk, recorded, paid, recorded.entries)


def clear_payment(desk: Desk, person: str, external_id: str, by: Actor, at: datetime) -> Recorded:
    """Record that announced money has cleared; see `Caseload.clear_payment`."""
    person = _now(desk, person)
    found = _announced_by(desk, person, external_id)
    if found is None:
        _see_not_bounced(desk, external_id)
        if _was_recorded(desk, external_id):
            return Recorded(None, (), (), repeated=True)
        raise NotFoundError(_unknown(person, external_id))
    paid = Payment(person, external_id, found.amount, found.received_on, found.direction)
    return record_payment(desk, paid, by, at, cleared=True)


def bounce_payment(desk: Desk, person: str, external_id: str, because: str, by: Actor, at: datetime) -> Recorded:
    """Record that announced money will not come; see `Caseload.bounce_payment`."""
    person = _now(desk, person)
    key = _key_of(desk, "bounced", person, external_id)
    if known_key(desk, key):
        return Recorded(None, (), (), repeated=True)
    found = _announced_by(desk, person, external_id)
    if found is None and not _was_recorded(desk, external_id):
        raise NotFoundError(_unknown(person, external_id))

    def change(told: _Told) -> list[Change]:
        if found is None or _was_recorded(desk, external_id):
            raise NotPossibleError(f"payment {external_id} has cleared: take it back with cases.reverse_payment(...)")
        event = events.PaymentBounced.built(**told.marks, external_id=external_id, amount=found.amount, because=because)
        return [Change(person_stream(person), event), *_released(external_id, told)]

    return _recorded(desk, person, key, change, by, at)


def reverse_payment(desk: Desk, person: str, external_id: str, because: str, by: Actor, at: datetime) -> Recorded:
    """Take a payment back as if it had never come; see `Caseload.reverse_payment`."""
    person = _now(desk, person)
    if _announced_by(desk, person, external_id) is not None:
        raise NotPossibleError(f"payment {external_id} has not cleared: drop it with cases.bounce_payment(...)")

    def change(told: _Told) -> list[Change]:
        taken = allocating.reversal(told.payer, told.states, external_id, because, told.marks)
        if taken is None:
            raise NotFoundError(_unknown(person, external_id))
        return taken

    recorded = _recorded(desk, person, _key_of(desk, "reversal", person, external_id), change, by, at)
    return _taken_back(desk, recorded, person, external_id)


# ---- what a change is made of -------------------------------------------------------------------------------------


def _announced(paid: Payment, told: _Told) -> list[Change]:
    allocating.see_direction(told.payer, paid.direction)
    pending = events.PaymentPending.built(
        **told.marks,
        external_id=paid.external_id,
        amount=paid.money,
        received_on=paid.received_on,
        direction=paid.direction,
    )
    hold = intake.waits_for(paid.external_id, told.marks)
    # Also where a case has ended: it may be taken up again before the money clears.
    held = [case for case in told.cases if case.debt.currency == paid.money.currency]
    return [Change(person_stream(paid.person), pending), *(Change(case_stream(case.id), hold) for case in held)]


def _released(external_id: str, told: _Told) -> list[Change]:
    name = intake.pending_hold(external_id)
    released = events.HoldReleased.built(**told.marks, hold=name)
    held = [case for case in told.cases if any(hold.id == name for hold in case.holds)]
    return [Change(case_stream(case.id), released) for case in held]


def _announced_by(desk: Desk, person: str, external_id: str) -> events.PaymentPending | None:
    pending = _dossier(desk, person).pending
    return next((money for money in pending if money.external_id == external_id), None)


def _was_recorded(desk: Desk, external_id: str) -> bool:
    return desk.store.recall(f"payment/{external_id}") is not None


def _now(desk: Desk, person: str) -> str:
    """The id under which that person goes on: banks go on naming the one that was united with it."""
    while merged_into := _dossier(desk, person).merged_into:
        person = merged_into
    return person


def _names(desk: Desk, person: str) -> Iterator[str]:
    """The ids under which a person was told of: the one that is kept, then those that were united with it."""
    yield person
    for entry in desk.store.entries(person_stream(person)):
        for event in entry.events if '"persons_merged"' in entry.body else ():
            if isinstance(event, events.PersonsMerged):
                yield from _names(desk, event.duplicate)


def _as_first_told(desk: Desk, paid: Payment) -> Payment:
    """The payment under the id of the person under which it was told first; as it is, where that was another payment."""
    known = [desk.store.recall(f"{kind}/{paid.external_id}") for kind in ("pending", "payment")]
    contents = {found.content for found in known if found is not None}
    if not contents or paid.key("pending").content in contents:
        return paid
    told = (paid._replace(person=name) for name in _names(desk, _now(desk, paid.person)))
    return next((named for named in told if named.key("pending").content in contents), paid)


def _of_whom(desk: Desk, paid: Payment) -> Payment:
    return paid._replace(person=_now(desk, paid.person))


def _known(desk: Desk, paid: Payment, key: Key) -> bool:
    """Whether that payment was told before.

    Raises:
        ConflictError: another one was, under the same external id.
    """
    try:
        return known_key(desk, key)
    except ConflictError:
        raise ConflictError(
            f"external id {paid.external_id} was used before for another payment; told twice, a payment has the same "
            "person, amount, day and direction, and another payment has another external id"
        ) from None


def _repeated(desk: Desk, paid: Payment, told_of: str) -> Recorded:
    """What was answered when the payment was recorded, told from the log of whoever it was told of, or is now."""
    streams = dict.fromkeys((person_stream(told_of), person_stream(paid.person)))
    received = [e for stream in streams for e in desk.store.entries(stream) if '"payment_received"' in e.body]
    return _where(desk, Recorded(None, (), (), repeated=True), paid, received)


def _where(desk: Desk, recorded: Recorded, paid: Payment, entries: Iterable[Entry]) -> Recorded:
    """What was recorded, with where the money of that payment went."""
    debts = {case: debt for debt, case in _dossier(desk, paid.person).cases}
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


def _taken_back(desk: Desk, recorded: Recorded, person: str, external_id: str) -> Recorded:
    """What was recorded, with what was taken back from which debt; told twice, from the log."""
    debts = {case: debt for debt, case in _dossier(desk, person).cases}
    entries: Iterable[Entry] = recorded.entries
    if recorded.repeated:
        entries = [entry for name in _names(desk, person) for entry in desk.store.entries(person_stream(name))]
    for entry in entries:
        for event in entry.events if '"payment_reversed"' in entry.body else ():
            if isinstance(event, events.PaymentReversed) and event.external_id == external_id:
                return replace(recorded, taken_back=tuple((debts[part.case], part.amount) for part in event.allocated))
    return recorded


def _key_of(desk: Desk, kind: str, person: str, external_id: str) -> Key:
    """Under what a bounce or reversal is remembered: with the id that the person had when it was told first."""
    known = desk.store.recall(f"{kind}/{external_id}")
    keys = (Key(f"{kind}/{external_id}", sha256(name.encode()).hexdigest(), _RECORDED) for name in _names(desk, person))
    first = next(keys)
    if known is None or known.content == first.content:
        return first
    return next((key for key in keys if key.content == known.content), first)


def _unknown(person: str, external_id: str) -> str:
    return f"no payment {external_id!r} from {person} was recorded; record it first with cases.record_payment(...)"


def _see(paid: Payment) -> None:
    if type(paid.received_on) is not date:
        raise DateError(f"received_on is a day, e.g. date(2026, 3, 2), found {paid.received_on!r}")
    if paid.money.minor_units <= 0:
        raise MoneyError(f"a payment is an amount above zero, found {paid.money!r}; a reversal is recorded as such")


def _see_not_bounced(desk: Desk, external_id: str) -> None:
    if desk.store.recall(f"bounced/{external_id}") is not None:
        raise ConflictError(f"payment {external_id} bounced; money that came after all has an id of its own")


# ---- loading and appending ----------------------------------------------------------------------------------------


def _recorded(
    desk: Desk, person: str, key: Key, change: Callable[[_Told], list[Change]], by: Actor, at: datetime
) -> Recorded:
    """Append what `change` makes of the person and their cases, and what follows from it, once per key."""
    for _ in range(TRIES):
        if known_key(desk, key):
            return Recorded(None, (), (), repeated=True)
        dossier = _dossier(desk, person)

        def changes(loaded: Loaded, dossier: Dossier = dossier) -> list[Change]:
            told = _told(desk, dossier, loaded, at)
            made = change(told)
            return made + followed(desk, loaded.states, made, at)

        try:
            entries = desk.commit(
                streams_of_persons(desk, dossier), changes, by, at, first=person_stream(person), key=key
            )
        except Stale:
            continue
        except ConflictError:
            if known_key(desk, key):
                return Recorded(None, (), (), repeated=True)
            raise
        return Recorded(None, (), entries)
    raise ConflictError(f"{person} is changed by others all the time; {TRIES} tries to record a payment were in vain")


def _told(desk: Desk, dossier: Dossier, loaded: Loaded, at: datetime) -> _Told:
    states = loaded.states
    payer = states[person_stream(dossier.id)]
    assert isinstance(payer, Dossier)
    if (payer.cases, payer.debts) != (dossier.cases, dossier.debts):
        raise Stale(f"{dossier.id} has another debt or case meanwhile")
    # What others owe was loaded too, as money may move there; only what they owe themselves waits for their money.
    cases = [case_in(states, case) for _, case in payer.cases]
    return _Told(payer, cases, states, intake.marks_of(at, payer.person.zones, desk.house_zone))


def _dossier(desk: Desk, person: str) -> Dossier:
    head = desk.store.load(person_stream(person), fresh=True)
    if head is None or not isinstance(head.state, Dossier):
        raise NotFoundError(f"no person {person!r} is on file; add them with cases.add(Borrower(...))")
    return head.state
