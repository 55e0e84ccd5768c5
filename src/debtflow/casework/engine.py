"""The engine: decide, apply, and what then follows by itself. Pure: no clock, no dice, no store.

House rules. (1) `decide` says every no, in one order: a mistake (an impossible move, an unknown contact point) is an
exception, a refusal is a value. (2) After the last no, nothing may fail: `apply` turns a permitted action into
events. (3) `consequences` adds what follows by itself (a promise date that passed, a debt that is paid, a hold that
ended), to a fixed point; run again, it adds nothing. (4) States are a mapping from stream to what it folds to, and
are never changed in place. This room must never know who stores the streams.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from debtflow.casework.ending import see_end
from debtflow.casework.log import State, agency_stream, person_stream
from debtflow.casework.sensible import BY_MONEY, SENSIBLE
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision, judge
from debtflow.compliance.situation import Situation
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle import cases, dossiers
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import CollectorFile, DebtFile, Dossier, Register
from debtflow.lifecycle.standard import CLOSED
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import actions, events
from debtflow.records.actions import Action
from debtflow.records.parties import Actor, Channel

__all__ = ["Change", "decide", "evolve", "legality", "needed_streams", "situation_of"]

States = Mapping[str, State]


class Change(NamedTuple):
    """An event and the stream it belongs to."""

    stream: str
    event: events.Event


def evolve(states: Mapping[str, State], changes: list[Change]) -> dict[str, State]:
    """The states after those events. Pure; the mapping handed in is not touched."""
    after = dict(states)
    for stream, event in changes:
        state = after.get(stream)
        evolved = _EVOLVES.get(type(state))
        after[stream] = fold(stream, state, event) if evolved is None else evolved(state, event)
    return after


# By exact type: asking Pydantic classes one after the other whether a state is one of theirs takes longer than folding.
_EVOLVES: dict[type[Any], Callable[[Any, events.Event], State]] = {Case: cases.evolve, Dossier: dossiers.evolve}


def fold(stream: str, state: State | None, event: events.Event) -> State:
    """One stream after one event."""
    evolved = _EVOLVES.get(type(state))
    if evolved is not None:
        return evolved(state, event)
    kind, _, stream_id = stream.partition(":")
    if kind == "debt":
        file = state if isinstance(state, DebtFile) else None
        return dossiers.evolve_debt(file, event)  # type: ignore[arg-type]  # only these events go to debts
    if kind == "agency":
        register = state if isinstance(state, Register) else None
        return dossiers.evolve_register(register, event)  # type: ignore[arg-type]  # only these go to agencies
    if kind == "collector":
        known = state if isinstance(state, CollectorFile) else None
        return dossiers.evolve_collector(known, event)  # type: ignore[arg-type]  # only these go to collectors
    if isinstance(event, events.CaseOpened):
        return cases.opened(stream_id, event)
    if isinstance(event, events.PersonAdded):
        return dossiers.opened(event)
    raise NotFoundError(f"stream {stream} begins with {type(event).__name__}; a case begins opened, a person added")


def needed_streams(case: Case, action: Action | None, contact: str | None = None) -> list[str]:
    """The streams that a decision on that case reads besides the case itself, in id order."""
    owing = case.debt.obligors
    if len(owing) == 1 and case.placement is None and contact is None:
        # The usual case: one borrower, and nobody else is concerned.
        borrower = owing[0].person
        if action is None or (action.is_contact and action.person == borrower):  # type: ignore[attr-defined]
            return [f"person:{borrower}"]
    persons = {obligor.person for obligor in owing}
    # An attempt at somebody else runs out in their dossier.
    persons.update(person for _, person in case.attempts)
    if contact:
        persons.add(contact)
    if isinstance(action, actions.ContactAction):
        persons.add(action.person)
    elif (held := _held_person(action)) is not None:
        persons.add(held)
    needed = [person_stream(person) for person in sorted(persons)]
    if isinstance(action, actions.SubmitPlacement):
        needed.append(agency_stream(action.agency))
    elif case.placement is not None and case.placement.stopped_at is None:
        needed.append(agency_stream(case.placement.agency))
    return needed


def _held_person(action: Action | None) -> str | None:
    """On whom a hold is placed, amended or released; None where it lies on the debt."""
    if isinstance(action, actions.PlaceHold | actions.AmendHold):
        return action.hold.person
    return action.person if isinstance(action, actions.ReleaseHold) else None


# ---- deciding -----------------------------------------------------------------------------------------------------


def situation_of(
    states: States, case_id: str, action: Action, actor: Actor, at: datetime, house_zone: str
) -> Situation:
    """Everything the decision is made on, from the states that were loaded."""
    case = states[f"case:{case_id}"]
    assert isinstance(case, Case)
    borrower = case.debt.obligors[0].person
    dossier = reached = states.get(f"person:{borrower}")
    register = None
    if action.is_contact:
        person: str = action.person  # type: ignore[attr-defined]  # contact actions have one
        if person != borrower:
            reached = states.get(f"person:{person}")
            if isinstance(reached, Dossier) and reached.merged_into:
                raise NotFoundError(f"{person} is on file as {reached.merged_into}: name the person by that id")
            borrower = person if dossier is not None else borrower
        if case.placement is not None:
            register = _register(states, case, action)
    else:
        register = _register(states, case, action)
        held = _held_person(action)
        if held is not None and held != borrower:
            of_hold = states.get(f"person:{held}")
            reached = of_hold if isinstance(of_hold, Dossier) else reached
    if not isinstance(dossier, Dossier) or (reached is not dossier and not isinstance(reached, Dossier)):
        raise NotFoundError(
            f"no person {borrower!r} is on file; add them first with cases.add(Borrower(id={borrower!r}, ...))"
        )
    collector = states.get(f"collector:{actor.id}")
    return Situation(case, dossier, reached, action, actor, register, at, house_zone, collector)  # type: ignore[arg-type]


def _register(states: States, case: Case, action: Action) -> Register | None:
    """The agency that an action concerns: the one that is proposed, or the one that is or was to work the debt."""
    agency = action.agency if isinstance(action, actions.SubmitPlacement) else None
    if agency is None and case.placement is not None:
        agency = case.placement.agency
    found = states.get(agency_stream(agency)) if agency else None
    return found if isinstance(found, Register) else None


def decide(
    states: States,
    case_id: str,
    action: Action,
    actor: Actor,
    at: datetime,
    book: Rulebook,
    workflow: Workflow,
    house_zone: str,
    approved_by: str | None = None,
) -> Decision:
    """The answer to an action: first whether it makes sense where the case stands, then what the rules say.

    Raises:
        NotPossibleError: a move or a deed that makes no sense here; the message says what does.
        NotFoundError: a person, contact point or hold that is not on file.
    """
    situation = situation_of(states, case_id, action, actor, at, house_zone)
    legality(situation, workflow)
    return judge(book, situation, approved_by)


def legality(situation: Situation, workflow: Workflow) -> None:
    """See that an action is possible at all: the table of moves, the phases of deeds, what it names exists."""
    case, action, name = situation.case, situation.action, situation.name
    if situation.is_move:
        if not workflow.may(case.stage, case.origin, name):
            raise NotPossibleError(workflow.why_not(case.stage, name, case.origin))
    elif (case.stage, name) not in workflow.sensible:
        workflow.check_deed(case.stage, name)
    if situation.is_contact:
        about: tuple[str, ...] = action.about  # type: ignore[attr-defined]  # contact actions have it
        if (about and about != (case.debt.id,)) or situation.channel not in _CHANNELS[name]:
            _see_contact(situation, action)  # type: ignore[arg-type]  # only contact actions are contacts
        return
    if isinstance(action, actions.Move):
        _see_move(situation, action, workflow)
        return
    sensible = _SENSIBLE.get(name)
    if sensible is not None:
        sensible(situation, action)


def _see_contact(situation: Situation, action: actions.ContactAction) -> None:
    if situation.channel is None:
        points = [f"{p.id} ({p.channel})" for p in situation.reached.person.contact_points]
        raise NotFoundError(
            f"{action.person} has no contact point {action.contact_point!r}; on file are: {', '.join(points) or 'none'}"
        )
    if situation.channel not in _CHANNELS[action.name]:
        raise NotPossibleError(
            f"Cannot `{action.name}` to {action.contact_point}: it is a contact point for {situation.channel}"
        )
    debt = situation.case.debt.id
    strange = [about for about in action.about if about != debt]
    if strange and situation.is_move:
        raise NotPossibleError(
            f"`{action.name}` on case {situation.case.id} can be about its debt {debt} only, not {', '.join(strange)}; "
            "it moves one case: ask on the case of each debt"
        )
    if strange and debt not in action.about:
        raise NotPossibleError(
            f"`{action.name}` on case {situation.case.id} is about {', '.join(strange)}, and not about its own debt {debt}; ask on "
            "the case of a debt that it is about"
        )


_WRITTEN = frozenset({Channel.SMS, Channel.EMAIL, Channel.APP, Channel.LETTER})
_CHANNELS: dict[str, frozenset[Channel]] = {
    "place_call": frozenset({Channel.PHONE}),
    "visit": frozenset({Channel.VISIT}),
    "send_message": _WRITTEN,
    "send_reminder": _WRITTEN,
}


def _see_move(situation: Situation, action: actions.Move, workflow: Workflow) -> None:
    typed = actions.TYPED_VERBS.get(action.verb)
    if typed is not None:
        raise NotPossibleError(f"`{action.verb}` needs data of its own: use actions.{typed.__name__}(...)")
    if action.verb in BY_MONEY:
        raise NotPossibleError(
            f"`{action.verb}` follows from the money by itself: record the payment, or take the promise back with "
            "actions.WithdrawPromise(...)"
        )
    if workflow.target_of(action.verb) == CLOSED and action.verb not in workflow.closing:
        raise NotPossibleError(
            f"`{action.verb}` ends the case, but workflow {workflow.label} does not say with what outcome; "
            f"name it with workflow.with_moves(..., closing={{{action.verb!r}: Outcome...}}), or use actions.Close(...)"
        )
    case, day = situation.case, situation.day
    outcome = workflow.closing.get(action.verb)
    if outcome is not None and case.outcome is None:
        see_end(situation, outcome)
    if action.verb == "open_case" and not case.ledger.arrears(day):
        raise ConflictError(f"nothing on debt {case.debt.id} is overdue on {date.fromordinal(day)}: watch it further")


def _see_feedback(situation: Situation, action: actions.SubmitFeedback) -> None:
    # The amount recovered is the creditor's to know: it must equal the ledger in the episode.
    case = situation.case
    credited = case.ledger.closing.credited - case.credited_before_episode
    stated = action.feedback.recovered
    if stated.currency != case.debt.currency or stated.minor_units != credited:
        expected = case.ledger.money(credited)
        raise ConflictError(f"feedback says {stated} was recovered, the ledger of the episode says {expected}")


def _see_review(situation: Situation, action: actions.ReviewDecision) -> None:
    if action.entry not in situation.case.undermined:
        there = ", ".join(map(str, situation.case.undermined)) or "none"
        raise NotFoundError(f"entry {action.entry} holds no decision that waits for review; these do: {there}")


def _see_found(situation: Situation, action: actions.ContactFound) -> None:
    points = situation.dossier.person.contact_points
    if all(point.id != action.contact_point for point in points):
        there = ", ".join(point.id for point in points) or "none"
        raise NotFoundError(
            f"{situation.dossier.id} has no contact point {action.contact_point!r} (on file: {there}); "
            "put the new one on file first with cases.add(borrower)"
        )


def _see_demand(situation: Situation, action: actions.IssueDemand) -> None:
    if action.answer_by.toordinal() < situation.day:
        raise NotPossibleError(f"a demand cannot ask for an answer by a day that is past: {action.answer_by}")


def _see_judgment(situation: Situation, action: actions.EnterJudgment) -> None:
    currency = situation.case.debt.currency
    if action.adjudged.currency != currency or action.adjudged.minor_units < 0:
        raise NotPossibleError(f"a judgment on this debt is about an amount in {currency}, found {action.adjudged}")
    _see_past("judgment cannot have been given", action.adjudged_on, situation)


def _see_stopped(situation: Situation, action: actions.ConfirmStopWork | actions.ReturnPlacement) -> None:
    if action.last_worked_on is not None:
        _see_past("nobody can have worked", action.last_worked_on, situation)


def _see_past(what: str, day: date, situation: Situation) -> None:
    if day.toordinal() > situation.day:
        raise NotPossibleError(f"{what} on a day to come: {day}; today is {date.fromordinal(situation.day)}")


_SENSIBLE: dict[str, Callable[[Situation, Any], None]] = {
    **SENSIBLE,
    "close": lambda situation, action: see_end(situation, action.outcome),
    "submit_feedback": _see_feedback,
    "contact_found": _see_found,
    "review_decision": _see_review,
    "issue_demand": _see_demand,
    "enter_judgment": _see_judgment,
    "confirm_stop_work": _see_stopped,
    "return_placement": _see_stopped,
}
