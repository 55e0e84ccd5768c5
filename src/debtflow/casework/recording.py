"""Recording: what has happened is taken in, lawful or not.

Intent is gated, history is recorded. A deed is always accepted, also after the case was closed; a reported move that
the table forbids is recorded, moves to the verb's target and carries the breach. Where what happened broke rules,
`BreachObserved` stands beside it with every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from debtflow.casework.allocating import EVERYTHING, reallocated
from debtflow.casework.desk import TRIES, Desk, Key, Loaded, case_in, see_opened
from debtflow.casework.ending import see_end
from debtflow.casework.engine import Change, evolve, situation_of
from debtflow.casework.following import followed, payers_in, with_persons
from debtflow.casework.log import Entry, Stale, State, case_stream, person_stream
from debtflow.casework.reporting import contact_reported, reported
from debtflow.casework.telling import see_told
from debtflow.compliance.decisions import judge
from debtflow.compliance.situation import Situation
from debtflow.errors import ConflictError, DebtflowError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.standard import CLOSED
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import actions, events
from debtflow.records.contacts import CallResult, MessageResult
from debtflow.records.findings import Tone, Verdict
from debtflow.records.parties import Actor
from debtflow.records.stages import Custody, Role
from debtflow.values.dates import local_range

__all__ = ["record", "reporter"]

_BY_OTHER_WAYS: dict[type[events.Event], str] = {
    events.PersonAdded: "cases.add(borrower)",
    events.PersonChanged: "cases.add(borrower)",
    events.DebtAdded: "cases.add(borrower, debt)",
    events.CaseLinked: "cases.open(debt_id)",
    events.CaseOpened: "cases.open(debt_id)",
    events.AgencyRegistered: "cases.register(agency)",
    events.CollectorRegistered: "cases.register(collector)",
    events.PaymentReceived: "cases.record_payment(...)",
    events.PaymentAllocated: "cases.record_payment(...)",
    events.PaymentPending: "cases.record_payment(..., cleared=False)",
    events.PaymentBounced: "cases.bounce_payment(...)",
    events.PaymentReversed: "cases.reverse_payment(...)",
    events.AllocationReversed: "cases.reverse_payment(...)",
    events.PaymentReallocated: "cases.record_payment(...)",
    events.ContactReserved: "cases.submit(case_id, actions.PlaceCall(...))",
    events.ApprovalAsked: "cases.submit(...)",
    events.ApprovalGiven: "cases.approve(...)",
    events.BreachObserved: "recording what happened",
}


_WORKING = {Custody.AGENCY: Role.AGENCY, Custody.LAW_FIRM: Role.LAW_FIRM}


def record(
    desk: Desk, case_id: str, event: events.Event, by: Actor | None, at: datetime, key: Key
) -> tuple[Case, tuple[str, ...], tuple[Entry, ...]]:
    """Record an event of a case: the case after it, the rules it broke, what was committed.

    Raises:
        NotPossibleError: an event that the library writes itself; the message names the way to it.
        NotFoundError: an unknown case, attempt, person or verb.
        ConflictError: an attempt that was reported already.
    """
    way = _BY_OTHER_WAYS.get(type(event))
    if way is not None:
        raise NotPossibleError(f"{type(event).__name__} is written by {way}, not recorded by hand")
    if event.occurred_at is not None and event.occurred_at > at:
        raise NotPossibleError(f"{type(event).__name__} cannot have happened in the future, at {event.occurred_at}")
    stream = case_stream(case_id)
    for attempt in range(TRIES):
        fresh = attempt > 0
        try:
            person = _person(desk, case_id, event, fresh)
            read = desk.load_case(case_id, reported(event), by=by, person=person, fresh=fresh)
            loaded = _with_others(desk, read, event, person, at)
            due = desk.due(loaded.states, case_id, event.occurred_at or at)
            states: Mapping[str, State] = evolve(loaded.states, due)
            case = case_in(states, case_id)
            actor = by or reporter(case, event)
            see_opened(case, at)
            see_told(desk, states, case, event, person, at)
            happened, breaches, words = _completed(desk, states, case, event, person, actor, event.occurred_at or at)
            made = _changes(stream, happened, person, breaches, words)
            made += _money_moved(states, made, happened)
            made += followed(desk, states, made, at)
            states = evolve(states, made)
            entries = desk.append(stream, [*due, *made], loaded, states, actor, at, kind="recorded", key=key)
        except Stale:
            if key.key and desk.store.recall(key.key) is not None:
                raise ConflictError(f"key {key.key!r} was used meanwhile") from None
            continue
        except DebtflowError:
            # What this process remembers may be old; only what is so now is a mistake.
            if fresh:
                raise
            continue
        return case_in(states, case_id), breaches, entries
    raise ConflictError(f"case {case_id} is changed by others all the time; {TRIES} tries were in vain")


_MOVES_MONEY = (events.ChargePosted, events.AmountWaived, events.WrittenDown)
"""What changes how much money a debt can take, and so where the money of whoever owes it lies."""


def _with_others(desk: Desk, loaded: Loaded, event: events.Event, person: str | None, at: datetime) -> Loaded:
    """With everything of the persons whose other cases an event touches: by their money, or as it is told late of them."""
    if isinstance(event, _MOVES_MONEY):
        return with_persons(desk, loaded, payers_in(loaded.states))
    whom = loaded.states.get(person_stream(person)) if person is not None else None
    since = event.hold.from_at if isinstance(event, events.HoldPlaced) else event.occurred_at or at
    return with_persons(desk, loaded, [whom]) if since < at and isinstance(whom, Dossier) else loaded


def _money_moved(states: Mapping[str, State], made: list[Change], event: events.Event) -> list[Change]:
    if not isinstance(event, _MOVES_MONEY):
        return []
    marks = {"occurred_at": event.occurred_at, "local_day": event.local_day}
    return reallocated(evolve(states, made), EVERYTHING, marks)


def reporter(case: Case, event: events.Event) -> Actor:
    """Who is taken to have acted where nobody is named: the party that works the debt, or whose alone it is to act."""
    asked = reported(event)
    creditors_own = asked is not None and asked.name in actions.CREDITORS_OWN
    role, party = _WORKING.get(case.custody), case.working_party
    if creditors_own or role is None or party is None:
        return Actor(id="creditor", role=Role.CREDITOR)
    return Actor(id=party, role=role, party=party)


def _person(desk: Desk, case_id: str, event: events.Event, fresh: bool) -> str | None:
    """The person a contact event is about; None for other events."""
    if isinstance(event, _OF_A_PERSON):
        return event.person
    if not isinstance(event, events.ContactEvent):
        return _held_person(event)
    case = case_in(desk.load_case(case_id, fresh=fresh).states, case_id)
    if event.attempt is not None:
        return dict(case.attempts).get(event.attempt) or _late(desk, case, event, event.attempt)
    if event.person is None or event.contact_point is None:
        raise NotFoundError(f"{type(event).__name__} without an attempt needs person and contact_point")
    return event.person


_OF_A_PERSON = (events.ContactReceived, events.MessageReturned, events.ConsentGiven, events.ConsentRevoked)
"""What a person did, or what came back from them: it lies in their file."""


def _held_person(event: events.Event) -> str | None:
    """On whom a hold lies that was placed, amended or released; None for other events and where it lies on the debt."""
    if isinstance(event, events.HoldPlaced | events.HoldAmended):
        return event.hold.person
    return event.person if isinstance(event, events.HoldReleased) else None


def _late(desk: Desk, case: Case, event: events.ContactEvent, attempt: str) -> str:
    """The person of a report on an attempt that is not open: one that ran out, or that this case never had.

    Raises:
        ConflictError: the attempt was reported already; recorded as anything else, it would count twice.
        NotFoundError: nobody is named, and who it was cannot be told.
    """
    # Its number is looked for in the text first, so that a long history is not read in full for one attempt.
    number = f'/{attempt.rpartition("/")[2]}"'
    entries = [entry for entry in desk.store.entries(case_stream(case.id)) if number in entry.body]
    past = [(entry.seq, known) for entry in entries for known in entry.events]
    for seq, known in past:
        if isinstance(known, events.CallEnded | events.MessageEnded) and known.attempt == attempt:
            raise ConflictError(_reported(attempt, known, seq))
    if event.person is not None:
        return event.person
    for _, known in past:
        if isinstance(known, events.ContactReserved) and known.attempt.id == attempt:
            raise NotFoundError(
                f"attempt {attempt} has run out and counts as made, so it is not recorded as another contact; to say "
                f"late how it ended, name beside the attempt person={known.attempt.person!r} and "
                f"contact_point={known.attempt.contact_point!r}"
            )
    raise NotFoundError(_never_open(desk, case, attempt))


def _reported(attempt: str, known: events.CallEnded | events.MessageEnded, seq: int) -> str:
    when = f", {known.occurred_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if known.occurred_at else ""
    return (
        f"attempt {attempt} was reported already (entry {seq}: {known.result.label}{when}) and counts once; leave it at "
        "that, and give a report that may be sent twice a key=. What was reported cannot be changed yet: if it was "
        "wrong, say so in the note of a hold, e.g. one of kind DATA_QUALITY"
    )


def _never_open(desk: Desk, case: Case, attempt: str) -> str:
    other = attempt.rpartition("/")[0]
    if other != case.id and desk.store.load(case_stream(other)) is not None:
        return f"attempt {attempt} is not one of case {case.id}; record it on its own: cases.record({other!r}, ...)"
    open_now = ", ".join(attempt for attempt, _ in case.attempts) or "none"
    return (
        f"case {case.id} has no open attempt {attempt!r} (open: {open_now}) and never had one of that id; "
        "for a contact without a permit leave `attempt` out and name person and contact_point"
    )


def _changes(
    stream: str, event: events.Event, person: str | None, breaches: tuple[str, ...], words: tuple[str, ...]
) -> list[Change]:
    changes = [Change(stream, event)]
    if isinstance(event, events.ContactEvent | events.ContactReceived) and person is not None:
        changes.append(Change(person_stream(person), event))
    elif person is not None and (isinstance(event, _OF_A_PERSON) or _held_person(event) is not None):
        changes = [Change(person_stream(person), event)]
    if breaches:
        observed = events.BreachObserved.built(
            occurred_at=event.occurred_at,
            local_day=event.local_day,
            of=event.event,  # type: ignore[attr-defined]  # every concrete event declares its literal
            rules=breaches,
            words=words,
        )
        changes.append(Change(stream, observed))
    return changes


def _completed(
    desk: Desk,
    states: Mapping[str, State],
    case: Case,
    event: events.Event,
    person: str | None,
    actor: Actor,
    at: datetime,
) -> tuple[events.Event, tuple[str, ...], tuple[str, ...]]:
    """The event with what the library knows filled in, the rules it broke, and what these say."""
    borrower = states.get(person_stream(person or case.debt.borrower))
    if not isinstance(borrower, Dossier):
        raise NotFoundError(f"no person {person!r} is on file; add them first with cases.add(...)")
    day = local_range(at, borrower.person.zones or (desk.house_zone,)).day_last
    marks: dict[str, Any] = {"occurred_at": at, "local_day": day}
    if isinstance(event, events.ContactEvent):
        return _contact(desk, states, case, event, borrower, actor, marks)
    if isinstance(event, events.MoveEvent):
        return _move(desk, states, case, event, actor, marks)
    if isinstance(event, events.ContactReceived):
        turned_to = event.party or case.working_party or actor.party
        return event.changed(**marks, party=turned_to, discussed=event.discussed or (case.debt.id,)), (), ()
    if isinstance(event, events.ConsentGiven):
        return event.changed(**marks, consent=event.consent.changed(given_at=at, given_on=day)), (), ()
    if isinstance(event, events.HoldPlaced | events.HoldAmended):
        marks["hold"] = event.hold.changed(set_by=actor.id)
    asked = reported(event)
    broken = _broken(desk, situation_of(states, case.id, asked, actor, at, desk.house_zone)) if asked else []
    return event.changed(**marks), *_told(broken)


# ---- reported moves -----------------------------------------------------------------------------------------------


def _move(
    desk: Desk, states: Mapping[str, State], case: Case, event: events.MoveEvent, actor: Actor, marks: dict[str, Any]
) -> tuple[events.Event, tuple[str, ...], tuple[str, ...]]:
    event = _typed(case, event, desk.workflow)
    verb: str = event.verb  # type: ignore[attr-defined]  # every concrete move names its verb
    workflow = desk.workflow
    broken: list[tuple[str, str]] = []
    if workflow.may(case.stage, case.origin, verb):
        reached = workflow.move(case.stage, case.origin, verb)
    else:
        target = workflow.target_of(verb)
        if target is None:
            raise NotPossibleError(workflow.why_not(case.stage, verb, case.origin))
        reached = target
        broken.append((f"workflow.{workflow.name}", workflow.why_not(case.stage, verb, case.origin)))
    asked = reported(event)
    assert asked is not None, "every move reports one"
    situation = situation_of(states, case.id, asked, actor, marks["occurred_at"], desk.house_zone)
    broken += _broken(desk, situation)
    if isinstance(event, events.Closed):
        broken += _untrue(situation, event, workflow)
    if isinstance(event, events.Moved) and workflow.may(reached, case.stage, "refuse_approval"):
        marks = {**marks, "asked_by": actor.id}
    return event.changed(**marks, left=case.stage, reached=reached), *_told(broken)


def _typed(case: Case, event: events.MoveEvent, workflow: Workflow) -> events.MoveEvent:
    """A bare `Moved` as the event that its verb comes to, so that custody and outcome follow the stage."""
    if not isinstance(event, events.Moved):
        return event
    needed = events.EVENT_OF_VERB.get(event.verb)
    if needed is not None:
        raise NotPossibleError(
            f"`{event.verb}` has data of its own: record events.{needed.__name__}(...), not a bare Moved"
        )
    outcome = workflow.closing.get(event.verb)
    if outcome is None and workflow.target_of(event.verb) == CLOSED:
        raise NotPossibleError(f"`{event.verb}` ends the case: record events.Closed(...), which names the outcome")
    if outcome is not None and case.outcome is None:
        recovered = case.ledger.money(case.ledger.closing.credited - case.credited_before_episode)
        return events.Closed(verb=event.verb, because=event.because, outcome=outcome, recovered=recovered)
    return event


def _untrue(situation: Situation, event: events.Closed, workflow: Workflow) -> list[tuple[str, str]]:
    """What speaks against an end that is reported: it is taken in, though the case cannot have come to it."""
    try:
        see_end(situation, event.outcome)
    except NotPossibleError as problem:
        return [(f"workflow.{workflow.name}.outcome", str(problem))]
    return []


def _broken(desk: Desk, situation: Situation) -> list[tuple[str, str]]:
    """The rules that a thing done so broke: those that forbid, for certain. Who approved it no report says."""
    return [
        (finding.rule, finding.says)
        for finding in judge(desk.rulebook, situation).findings
        if finding.tone in (Tone.FORBID, Tone.PRESUME) and finding.verdict is Verdict.BLOCKED
    ]


def _told(broken: list[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that were broken, and what they say."""
    return tuple(rule for rule, _ in broken), tuple(says for _, says in broken)


# ---- contacts -----------------------------------------------------------------------------------------------------


def _contact(
    desk: Desk,
    states: Mapping[str, State],
    case: Case,
    event: events.ContactEvent,
    dossier: Dossier,
    actor: Actor,
    marks: dict[str, Any],
) -> tuple[events.Event, tuple[str, ...], tuple[str, ...]]:
    attempt = dossier.unreported(event.attempt) if event.attempt else None
    point = attempt.contact_point if attempt else event.contact_point
    on_file = dossier.person.contact_point(point) if point else None
    channel = attempt.channel if attempt else on_file.channel if on_file else event.channel
    if channel is None:
        missing = f"{dossier.id} has no contact point {point!r}" if point else "no contact point is named"
        raise NotFoundError(f"{missing}; name the channel that was used")
    reserved_for = attempt.about if attempt else () if event.about else event.discussed
    about = tuple(dict.fromkeys((*reserved_for, *event.about))) or (case.debt.id,)
    party = attempt.party if attempt else actor.party
    purpose = attempt.purpose if attempt else event.purpose
    marks = {**marks, "about": about, "party": party, "purpose": purpose}
    done = event.changed(**marks, person=dossier.id, contact_point=point, channel=channel)
    if isinstance(event, events.CallEnded | events.MessageEnded) and not event.result.was_made:
        return done, (), ()
    # Judged as if it were asked for now, with its own reservation taken out of the counts.
    before = evolve(states, _unmade(case, done, dossier)) if attempt else states
    asked = contact_reported(channel, dossier.id, point or "", about, purpose)
    situation = situation_of(before, case.id, asked, actor, marks["occurred_at"], desk.house_zone)
    return done, *_told(_broken(desk, situation))


def _unmade(case: Case, event: events.ContactEvent, dossier: Dossier) -> list[Change]:
    if isinstance(event, events.CallEnded):
        undone: events.Event = event.changed(result=CallResult.NOT_MADE)
    else:
        undone = event.changed(result=MessageResult.NOT_MADE)
    return [Change(case_stream(case.id), undone), Change(person_stream(dossier.id), undone)]
