"""Telling: what is told to have happened, seen to be something that can have been, before it is sealed.

What has happened is recorded, lawful or not. What cannot have happened (the release of a hold that never stood, a text
message to a landline, money of a day to come) is a mistake in the telling, and sealed it could not be mended. Whether a
thing was permitted is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from json import dumps

from debtflow.casework.daybreak import see_begun
from debtflow.casework.desk import Desk
from debtflow.casework.log import State, case_stream, person_stream
from debtflow.casework.postings import see_posting
from debtflow.casework.sensible import see_same_hold
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import events
from debtflow.records.holds import Hold
from debtflow.records.parties import Channel
from debtflow.values.dates import day_number, day_of

__all__ = ["see_told"]

_SPOKEN = frozenset({Channel.PHONE, Channel.VISIT})

States = Mapping[str, State]


def see_told(desk: Desk, states: States, case: Case, event: events.Event, person: str | None, at: datetime) -> None:
    """See that what is told of a case can have been.

    Args:
        person: whom a contact reached, or on whom a hold lies; None for other events.
        at: when it is told.

    Raises:
        NotPossibleError: a day to come, a message by a means by which none can be sent, another kind of hold.
        NotFoundError: a hold that never stood, a debt that the person does not owe.
        ConflictError: a hold of an id that stands already.
        MoneyError, LedgerError: money that cannot be posted on the debt.
    """
    borrower = states[person_stream(case.debt.borrower)]
    assert isinstance(borrower, Dossier)
    see_posting(case, event, at, borrower.person.zones, desk.house_zone)
    whom = states.get(person_stream(person)) if person is not None else None
    if isinstance(event, events.ContactEvent):
        if isinstance(whom, Dossier):
            _see_channel(event, whom)
            _see_discussed(event, case, borrower, whom)
    elif isinstance(event, events.ContactReceived):
        if isinstance(whom, Dossier):
            _see_discussed(event, case, borrower, whom)
            _see_received(event, whom)
    elif isinstance(event, events.MessageReturned):
        if isinstance(whom, Dossier):
            _see_sent(event, whom)
    elif isinstance(event, events.ConsentGiven | events.ConsentRevoked):
        if isinstance(whom, Dossier):
            _see_consent(event, whom)
    elif isinstance(event, _LIMITATION):
        _see_limitation(event, case, at, borrower.person.zones, desk.house_zone)
    elif isinstance(event, events.HoldPlaced | events.HoldAmended | events.HoldReleased):
        lies_on = whom if isinstance(whom, Dossier) else case
        if person is None or lies_on is whom:
            _see_hold(desk, event, lies_on)


# ---- contacts -----------------------------------------------------------------------------------------------------


def _see_channel(event: events.ContactEvent, whom: Dossier) -> None:
    attempt = whom.unreported(event.attempt) if event.attempt else None
    point = attempt.contact_point if attempt else event.contact_point
    on_file = whom.person.contact_point(point) if point else None
    channel = attempt.channel if attempt else on_file.channel if on_file else event.channel
    if channel is None:
        return
    where = f"{point}, a contact point for {channel.label}" if on_file or attempt else channel.label
    if isinstance(event, events.CallEnded) and channel not in _SPOKEN:
        raise NotPossibleError(
            f"nobody calls or visits {where}: tell it with events.MessageEnded(...), or name the contact point that was "
            "reached"
        )
    if isinstance(event, events.MessageEnded) and channel in _SPOKEN:
        raise NotPossibleError(
            f"no message goes to {where}: tell it with events.CallEnded(...), or name the contact point it was sent to"
        )


def _see_received(event: events.ContactReceived, whom: Dossier) -> None:
    on_file = whom.person.contact_point(event.contact_point) if event.contact_point else None
    if on_file is not None and on_file.channel is not event.channel:
        raise NotPossibleError(
            f"{event.contact_point} of {whom.id} is a contact point for {on_file.channel.label}, and nothing comes from it by "
            f"{event.channel.label}: name the channel that it was, or leave the contact point out"
        )


def _see_sent(event: events.MessageReturned, whom: Dossier) -> None:
    if event.attempt is not None:
        found = whom.dealings.has_sent(attempt=event.attempt)
        which = f"by attempt {event.attempt}"
    else:
        assert event.sent_on is not None, "the record says which one"
        sent_on = day_number(event.sent_on)
        found = whom.dealings.has_sent(point=event.contact_point or "", sent_on=sent_on)
        which = f"to {event.contact_point} without a permit on {event.sent_on}"
    if not found:
        raise NotFoundError(
            f"nothing is known to have been sent to {whom.id} {which}; what could not be sent at all is told with "
            "events.MessageEnded(..., result=MessageResult.BOUNCED)"
        )


def _see_consent(event: events.ConsentGiven | events.ConsentRevoked, whom: Dossier) -> None:
    known = [consent.id for consent in whom.dealings.consents]
    if isinstance(event, events.ConsentGiven):
        if event.consent.id in known:
            raise ConflictError(
                f"{whom.id} has given a consent {event.consent.id!r} already; give the new one another id"
            )
        strange = [debt for debt in event.consent.about if debt not in whom.debts]
        if strange:
            raise NotFoundError(
                f"consent {event.consent.id} is about {', '.join(strange)}, no debt of {whom.id}; on file are: "
                f"{', '.join(whom.debts) or 'none'}"
            )
    elif event.consent not in known:
        raise NotFoundError(
            f"{whom.id} has given no consent {event.consent!r}; there stands {', '.join(known) or 'none'}"
        )


def _see_discussed(
    event: events.ContactEvent | events.ContactReceived, case: Case, borrower: Dossier, whom: Dossier
) -> None:
    # With a third person nothing of this should be spoken of; that it was is for the rules to say.
    known = dict.fromkeys((case.debt.id, *whom.debts, *borrower.debts))
    for field in ("discussed", "about"):
        strange = [debt for debt in getattr(event, field, ()) if debt not in known]
        if not strange:
            continue
        raise NotFoundError(
            f"{type(event).__name__}({field}=...) names {', '.join(strange)}, no debt of {whom.id} or of this case; "
            f"on file are: {', '.join(known)}"
        )


# ---- limitation ---------------------------------------------------------------------------------------------------

_LIMITATION = (events.LimitationInterrupted, events.LimitationSuspended, events.LimitationResumed)


def _see_limitation(event: events.Event, case: Case, at: datetime, zones: Sequence[str], house_zone: str) -> None:
    known = {stop.id: stop for stop in case.stops}
    if isinstance(event, events.LimitationInterrupted):
        see_begun(event.on, "nothing can have interrupted the limitation", at, zones, house_zone)
    elif isinstance(event, events.LimitationSuspended):
        see_begun(event.since, "nothing can have stood in the way of suing", at, zones, house_zone)
        if event.stop in known:
            raise ConflictError(
                f"an obstacle {event.stop!r} is known of {case.id} already; give the new one another id"
            )
    elif isinstance(event, events.LimitationResumed):
        see_begun(event.until, "no obstacle can have gone", at, zones, house_zone)
        stop = known.get(event.stop)
        if stop is None:
            raise NotFoundError(
                f"no obstacle {event.stop!r} is known of {case.id}; there are: {', '.join(known) or 'none'}"
            )
        if day_number(event.until) < stop.since:
            raise NotPossibleError(
                f"obstacle {stop.id} stood from {day_of(stop.since)} and cannot have gone before, on {event.until}"
            )


# ---- holds --------------------------------------------------------------------------------------------------------


def _see_hold(
    desk: Desk, event: events.HoldPlaced | events.HoldAmended | events.HoldReleased, on: Case | Dossier
) -> None:
    hold_id = event.hold if isinstance(event, events.HoldReleased) else event.hold.id
    stands = next((hold for hold in on.holds if hold.id == hold_id), None)
    if isinstance(event, events.HoldPlaced):
        if stands is not None:
            raise ConflictError(f"a hold {hold_id!r} stands on {on.id} already; give the new one another id")
    elif isinstance(event, events.HoldAmended):
        if stands is None:
            raise NotFoundError(
                f"no hold {hold_id!r} stands on {on.id} that could be amended, but {_listed(on.holds)}; one that has ended "
                "is placed anew, under another id"
            )
        see_same_hold(stands, event.hold)
    elif stands is None and not _ever_stood(desk, hold_id, on):
        # One that ended by its own date may still be told to have been released before.
        raise NotFoundError(
            f"no hold {hold_id!r} ever stood on {on.id}; there stands {_listed(on.holds)}. A hold on a person is released "
            "with person=..., one on the debt without"
        )


def _listed(holds: tuple[Hold, ...]) -> str:
    return ", ".join(hold.id for hold in holds) or "none"


def _ever_stood(desk: Desk, hold_id: str, on: Case | Dossier) -> bool:
    stream = case_stream(on.id) if isinstance(on, Case) else person_stream(on.id)
    named = dumps(hold_id, ensure_ascii=False)
    for entry in desk.store.entries(stream):
        # Looked for in the text first, so that a long history is not read in full.
        for event in entry.events if named in entry.body else ():
            if isinstance(event, events.HoldPlaced) and event.hold.id == hold_id:
                return True
            if isinstance(event, events.PersonsMerged) and hold_id in {hold.id for hold in event.absorbed.holds}:
                return True
    return False
