"""Dossiers and registers: one person across all their debts, and one agency, as folds of their events.

Caps and holds on a person are kept here and not in the case, so that safety never depends on how debts were grouped:
two workers with one debt each cannot both call the same person. No personal data is here, only what the log knows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from debtflow.errors import IntegrityError
from debtflow.lifecycle.folds import Changes, compile_folds
from debtflow.lifecycle.primitives import DOSSIER_EFFECTS, DOSSIER_FIELDS, DossierKept
from debtflow.records import events as happened
from debtflow.records.contacts import (
    EMPTY_TALLY,
    WINDOW_DAYS,
    Attempt,
    CallResult,
    Counted,
    MessageResult,
    Scope,
    Tally,
    counted_as,
    unreported_as,
)
from debtflow.records.dealings import NO_DEALINGS, NOTHING_CONVEYED, Dealings, Sent
from debtflow.records.debts import Debt
from debtflow.records.holds import Hold, calmed_after
from debtflow.records.parties import Agency, Channel, Collector, Id, PersonOnFile
from debtflow.values.base import Frozen, copier
from debtflow.values.dates import day_number
from debtflow.values.money import Money

__all__ = [
    "CollectorFile",
    "DebtFile",
    "Dossier",
    "Register",
    "evolve",
    "evolve_collector",
    "evolve_debt",
    "evolve_register",
    "opened",
]


class Dossier(NamedTuple):
    """One person across all their debts.

    Attributes:
        debts: ids of the debts that the person owes.
        cases: (debt id, case id), in the order in which the cases were opened.
        attempts: contacts that were permitted and are not yet resolved.
        contacts: contacts and conversations by the person's local day, by what they came to, contact point, party and
            debts; without the open attempts, which `counts` has besides.
        received: the payments that came from the person and were not taken back, with where each lies now.
        pending: money that is announced and has not cleared.
        calmed: holds under which nothing accrued and that are gone; every debt of the person is told of them.
        merged_into: the id under which this person goes on; empty = this one.
        formerly: the other ids under which they were on file, before files were united; somebody's file may still name one.
        lapsed: attempts of the days that are still counted which nobody reported in time; a late report undoes what
            they count as.
        dealings: what passed between the person and each party, as far as more than its number matters.
    """

    id: Id
    person: PersonOnFile
    debts: tuple[str, ...] = ()
    cases: tuple[tuple[str, str], ...] = ()
    attempts: tuple[Attempt, ...] = ()
    contacts: Tally = EMPTY_TALLY
    holds: tuple[Hold, ...] = ()
    received: tuple[happened.PaymentReceived, ...] = ()
    pending: tuple[happened.PaymentPending, ...] = ()
    kept: DossierKept = DossierKept()
    merged_into: str = ""
    calmed: tuple[Hold, ...] = ()
    lapsed: tuple[Attempt, ...] = ()
    dealings: Dealings = NO_DEALINGS
    formerly: tuple[str, ...] = ()

    def attempt(self, attempt_id: str) -> Attempt | None:
        """The open attempt of that id, or None."""
        return next((attempt for attempt in self.attempts if attempt.id == attempt_id), None)

    @property
    def counts(self) -> Tally:
        """All that is counted: the contacts, and the attempts that are open, which count from their reservation on."""
        counts = self.contacts
        for attempt in self.attempts:
            counts = counts.plus(unreported_as(attempt), attempt.local_day)
        return counts

    def unreported(self, attempt_id: str) -> Attempt | None:
        """The attempt of that id on which nobody has reported, open or run out; None where there is none any more."""
        return next((attempt for attempt in (*self.attempts, *self.lapsed) if attempt.id == attempt_id), None)

    @property
    def unapplied(self) -> tuple[Money, ...]:
        """The money held for the person, one amount per currency; empty where none is held."""
        held = dict.fromkeys(paid.amount.currency for paid in self.received if paid.unapplied is not None)
        return tuple(self.held(currency) for currency in held)

    def held(self, currency: str) -> Money:
        """The money held for the person in that currency."""
        total = Money.zero(currency)
        for paid in self.received:
            if paid.unapplied is not None and paid.unapplied.currency == currency:
                total += paid.unapplied
        return total

    def payment(self, external_id: str) -> happened.PaymentReceived | None:
        """The payment of that id, with where it lies now; None if there was none, or it was taken back."""
        return next((paid for paid in self.received if paid.external_id == external_id), None)

    def changed(self, **fields: Any) -> Dossier:
        """A copy with the named fields replaced and nothing checked: for values known to be valid."""
        return _copy(self, fields)


_copy = copier(Dossier)


class Register(Frozen):
    """What is on file of an agency.

    Attributes:
        missed: the duties towards it that were missed: (id, the day number on which each was due).
    """

    id: Id
    agency: Agency
    missed: tuple[tuple[str, int], ...] = ()


class CollectorFile(Frozen):
    """What is on file of a collector."""

    id: Id
    collector: Collector


class DebtFile(Frozen):
    """A debt as it was handed in, and the cases that were opened on it, in order."""

    id: Id
    debt: Debt
    cases: tuple[str, ...] = ()


def opened(event: happened.PersonAdded) -> Dossier:
    """The dossier that begins when a person comes on file."""
    return Dossier(id=event.person.id, person=event.person)


def evolve_register(register: Register | None, event: happened.AgencyRegistered | happened.DutyMissed) -> Register:
    """The register after an agency was entered (again), or a duty towards it was missed.

    Raises:
        IntegrityError: a duty towards an agency that was never entered.
    """
    if isinstance(event, happened.AgencyRegistered):
        missed = register.missed if register is not None else ()
        return Register(id=event.agency.id, agency=event.agency, missed=missed)
    if register is None:
        raise IntegrityError(f"duty {event.duty} was missed towards an agency that was never entered")
    return register.changed(missed=(*register.missed, (event.duty, day_number(event.due_on))))


def evolve_collector(file: CollectorFile | None, event: happened.CollectorRegistered) -> CollectorFile:
    """The file after a collector was entered (again)."""
    return CollectorFile(id=event.collector.id, collector=event.collector)


def evolve_debt(
    file: DebtFile | None, event: happened.DebtAdded | happened.CaseLinked | happened.ObligorReplaced
) -> DebtFile:
    """The debt's file after the debt was handed in, or a case was opened on it.

    Raises:
        IntegrityError: a case on a debt that was never handed in.
    """
    if isinstance(event, happened.DebtAdded):
        return DebtFile(id=event.debt.id, debt=event.debt) if file is None else file
    if file is None:
        raise IntegrityError(f"debt {event.debt}: something happened to it before it was handed in")
    if isinstance(event, happened.ObligorReplaced):
        return file.changed(debt=file.debt.with_obligor(event.duplicate, event.kept))
    return file.changed(cases=(*file.cases, event.case))


def evolve(dossier: Dossier, event: happened.Event) -> Dossier:
    """The dossier after an event. Pure; the same events give the same dossier."""
    fold = _FOLDS.get(event.event)  # type: ignore[attr-defined]  # every concrete event declares its literal
    return dossier if fold is None else fold(dossier, event)


def _person_changed(dossier: Dossier, event: happened.PersonChanged) -> dict[str, Any]:
    return {"person": event.person}


def _debt_added(dossier: Dossier, event: happened.DebtAdded) -> dict[str, Any]:
    return {"debts": (*dossier.debts, event.debt.id)}


def _case_linked(dossier: Dossier, event: happened.CaseLinked) -> dict[str, Any]:
    return {"cases": (*dossier.cases, (event.debt, event.case))}


def _reserved(dossier: Dossier, event: happened.ContactReserved) -> dict[str, Any]:
    attempt, dealings = event.attempt, dossier.dealings
    attempts = {"attempts": (*dossier.attempts, attempt)}
    if not dealings.waiting:
        return attempts
    return attempts | {"dealings": dealings.with_answer(attempt.party, attempt.channel, attempt.id)}


def _without(attempts: tuple[Attempt, ...], attempt_id: str) -> tuple[Attempt, ...]:
    return tuple(attempt for attempt in attempts if attempt.id != attempt_id)


def _ended(dossier: Dossier, event: happened.CallEnded | happened.MessageEnded) -> dict[str, Any]:
    """What it came to is counted, and no more as unreported; of an attempt that is not known, nothing."""
    contacts, dealings, left = dossier.contacts, dossier.dealings, dict[str, Any]()
    if event.attempt is None:
        usual = Channel.PHONE if isinstance(event, happened.CallEnded) else Channel.SMS
        channel, point = event.channel if event.channel is not None else usual, event.contact_point or ""
        day, party, about = event.local_day, event.party, event.about
        agreed_on = dossier.dealings.agreed_to_calls_on(party, about, day) if channel is Channel.PHONE else 0
    else:
        attempt = dossier.unreported(event.attempt)
        if attempt is None:
            return {}
        channel, point, day = attempt.channel, attempt.contact_point, attempt.local_day
        party, about, agreed_on = attempt.party, event.about or attempt.about, attempt.agreed_on
        if dealings.answering:
            went_out = event.result.was_made and event.result is not MessageResult.BOUNCED
            dealings = dealings.with_answer_ended(attempt.id, party, channel, went_out=went_out)
        left["attempts"] = _without(dossier.attempts, attempt.id)
        if dossier.attempt(attempt.id) is None:
            contacts = contacts.plus(unreported_as(attempt), day, -1)
            left["lapsed"] = _without(dossier.lapsed, attempt.id)
    counted = counted_as(channel, event.result)
    if counted:
        contacts = contacts.plus(Scope(counted[0], point, party, about, agreed_on), day)
    for talk in counted[1:]:
        spoken_of = tuple(dict.fromkeys((*about, *event.discussed)))
        contacts = contacts.plus(Scope(talk, point, party, spoken_of), event.local_day)
    dealings = _dealt(dealings, event, channel, point, party, about)
    if dealings is not dossier.dealings:
        left["dealings"] = dealings
    return {"contacts": contacts, **left}


_IN_VAIN = frozenset({CallResult.NO_ANSWER, CallResult.VOICEMAIL, CallResult.BUSY})


def _dealt(
    dealings: Dealings,
    event: happened.CallEnded | happened.MessageEnded,
    channel: Channel,
    point: str,
    party: str,
    about: tuple[str, ...],
) -> Dealings:
    """What a contact that ended leaves between the person and the party that made it."""
    if event.attempt is None and event.result.was_made and dealings.waiting:
        dealings = dealings.with_answer(party, channel)
    if isinstance(event, happened.MessageEnded):
        if event.result is not MessageResult.SENT:
            return dealings
        return dealings.with_sent(party, about, Sent(event.local_day, event.purpose, point, event.attempt or ""))
    if event.result.reached_the_person:
        spoken_of = tuple(dict.fromkeys((*about, *event.discussed)))
        return dealings.with_talk(
            party, spoken_of, event.local_day, event.occurred_at if channel is Channel.PHONE else None
        )
    if channel is Channel.PHONE and event.result in _IN_VAIN and event.occurred_at is not None:
        dealings = dealings.with_call_in_vain(point, event.occurred_at)
    if event.result is CallResult.VOICEMAIL and event.purpose not in NOTHING_CONVEYED:
        dealings = dealings.with_conveyed(party, about, event.local_day)
    return dealings


def _received(dossier: Dossier, event: happened.ContactReceived) -> dict[str, Any]:
    """A conversation that they began is one, and no call; anything else that they sent waits for an answer."""
    if not event.spoke:
        return {"dealings": dossier.dealings.with_received(event.party, event.channel)}
    by_phone = event.channel is Channel.PHONE
    dealings = dossier.dealings.with_talk(
        event.party, event.discussed, event.local_day, event.occurred_at if by_phone else None
    )
    if not by_phone:
        return {"dealings": dealings}
    scope = Scope(Counted.TALK_THEY_BEGAN, event.contact_point or "", event.party, event.discussed)
    return {"dealings": dealings, "contacts": dossier.contacts.plus(scope, event.local_day)}


def _returned(dossier: Dossier, event: happened.MessageReturned) -> dict[str, Any]:
    sent_on = day_number(event.sent_on) if event.sent_on is not None else 0
    which = {"attempt": event.attempt} if event.attempt else {"point": event.contact_point or "", "sent_on": sent_on}
    return {"dealings": dossier.dealings.with_returned(event.local_day, **which)}


def _consented(dossier: Dossier, event: happened.ConsentGiven) -> dict[str, Any]:
    return {"dealings": dossier.dealings.with_consent(event.consent)}


def _consent_gone(dossier: Dossier, event: happened.ConsentRevoked) -> dict[str, Any]:
    return {"dealings": dossier.dealings.without_consent(event.consent)}


def _attempt_expired(dossier: Dossier, event: happened.AttemptExpired) -> dict[str, Any]:
    # Nobody has shown that it was not made, nor that nobody spoke: it goes on counting as both.
    attempt = dossier.attempt(event.attempt)
    if attempt is None:
        return {}
    contacts = dossier.contacts.plus(unreported_as(attempt), attempt.local_day)
    # A day longer than it counts: they may have begun to speak after midnight.
    first = contacts.newest - WINDOW_DAYS
    lapsed = tuple(known for known in (*dossier.lapsed, attempt) if known.local_day >= first)
    still_open = _without(dossier.attempts, attempt.id)
    ended: dict[str, Any] = {"attempts": still_open, "contacts": contacts, "lapsed": lapsed}
    if dossier.dealings.answering:
        # What nobody has reported on for as long as that went out.
        ended["dealings"] = dossier.dealings.with_answers_among({each.id for each in (*still_open, *lapsed)})
    return ended


def _payment(dossier: Dossier, event: happened.PaymentReceived) -> dict[str, Any]:
    received = {"received": (*dossier.received, event)}
    return received | _not_pending(dossier, event) if dossier.pending else received


def _pending(dossier: Dossier, event: happened.PaymentPending) -> dict[str, Any]:
    return {"pending": (*dossier.pending, event)}


def _not_pending(dossier: Dossier, event: happened.PaymentReceived | happened.PaymentBounced) -> dict[str, Any]:
    return {"pending": tuple(money for money in dossier.pending if money.external_id != event.external_id)}


def _payment_reversed(dossier: Dossier, event: happened.PaymentReversed) -> dict[str, Any]:
    return {"received": tuple(paid for paid in dossier.received if paid.external_id != event.external_id)}


def _reallocated(dossier: Dossier, event: happened.PaymentReallocated) -> dict[str, Any]:
    lies = {"allocated": event.allocated, "unapplied": event.unapplied}
    return {
        "received": tuple(
            paid.changed(**lies) if paid.external_id == event.external_id else paid for paid in dossier.received
        )
    }


def _merged(dossier: Dossier, event: happened.PersonsMerged) -> dict[str, Any]:
    """Counters and holds are the union: nobody gains a permission by having been on file twice."""
    other, kept = event.absorbed, dossier.kept
    return {
        "person": event.person,
        "debts": tuple(dict.fromkeys((*dossier.debts, *other.debts))),
        "cases": tuple(dict.fromkeys((*dossier.cases, *other.cases))),
        "attempts": (*dossier.attempts, *other.attempts),
        "contacts": dossier.contacts.joined(other.contacts),
        "lapsed": (*dossier.lapsed, *other.lapsed),
        "dealings": dossier.dealings.joined(other.dealings),
        "holds": (*dossier.holds, *other.holds),
        "calmed": (*dossier.calmed, *other.calmed),
        "received": (*dossier.received, *other.received),
        "pending": (*dossier.pending, *other.pending),
        "formerly": (*dossier.formerly, event.duplicate, *other.formerly),
        "kept": DossierKept(
            tries=kept.tries + other.tries,
            talks=kept.talks + other.talks_in_all,
            last_try_on=max(kept.last_try_on, other.last_try_on),
            last_talk_on=max(kept.last_talk_on, other.last_talk_on),
            asked_where=kept.asked_where + other.asked_where,
        ),
    }


def _merged_into(dossier: Dossier, event: happened.MergedInto) -> dict[str, Any]:
    # What lay here lies in the other file now; left here as well, it would run out twice.
    gone = {"attempts": (), "lapsed": (), "holds": (), "received": (), "pending": (), "dealings": NO_DEALINGS}
    return {"merged_into": event.kept, **gone}


def _hold_placed(dossier: Dossier, event: happened.HoldPlaced) -> dict[str, Any]:
    return {"holds": (*dossier.holds, event.hold)}


def _hold_amended(dossier: Dossier, event: happened.HoldAmended) -> dict[str, Any]:
    return {"holds": tuple(event.hold if hold.id == event.hold.id else hold for hold in dossier.holds)}


def _hold_gone(dossier: Dossier, event: happened.HoldReleased | happened.HoldExpired) -> dict[str, Any]:
    left = tuple(hold for hold in dossier.holds if hold.id != event.hold)
    return {"holds": left, "calmed": calmed_after(dossier.calmed, dossier.holds, event.hold, event.occurred_at)}


_STRUCTURAL: dict[str, Changes] = {
    "person_changed": _person_changed,
    "persons_merged": _merged,
    "merged_into": _merged_into,
    "debt_added": _debt_added,
    "case_linked": _case_linked,
    "contact_reserved": _reserved,
    "call_ended": _ended,
    "message_ended": _ended,
    "attempt_expired": _attempt_expired,
    "contact_received": _received,
    "message_returned": _returned,
    "consent_given": _consented,
    "consent_revoked": _consent_gone,
    "payment_received": _payment,
    "payment_pending": _pending,
    "payment_bounced": _not_pending,
    "payment_reversed": _payment_reversed,
    "payment_reallocated": _reallocated,
    "hold_placed": _hold_placed,
    "hold_amended": _hold_amended,
    "hold_released": _hold_gone,
    "hold_expired": _hold_gone,
}

_FOLDS = compile_folds(Dossier, DossierKept, DOSSIER_EFFECTS, DOSSIER_FIELDS, _STRUCTURAL)
