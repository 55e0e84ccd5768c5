"""Applying: a permitted action as the events it comes to. Nothing here may fail, and nothing asks whether it may be.

Each action has one small function. Events are built from values that were checked when the action was made, so they
are not checked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from debtflow.casework.engine import Change
from debtflow.casework.log import case_stream, person_stream
from debtflow.compliance.situation import Situation
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import actions, events
from debtflow.records.arrangements import Arrangement, ArrangementStanding, arrangement_standing, written_down
from debtflow.records.contacts import Attempt
from debtflow.records.parties import Channel
from debtflow.records.proceedings import EndOfProceedings
from debtflow.records.promises import Promise
from debtflow.records.stages import Custody, Outcome
from debtflow.values.base import builder
from debtflow.values.money import Money

__all__ = ["ATTEMPT_LASTS", "DEEDS", "GIVES_UP", "Deed", "Permit", "apply", "move_event", "written_down_event"]

ATTEMPT_LASTS = timedelta(hours=24)
"""How long a contact attempt stays reserved before it counts as made."""

_change: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this is the hot path


GIVES_UP = frozenset({Outcome.FORGIVEN, Outcome.SETTLED})
"""The outcomes by which the creditor gives up what is still owed; after every other it stays owed."""


class Permit(NamedTuple):
    """Leave to contact somebody once: report with `attempt` how it ended.

    Attributes:
        expires_at: after this moment the attempt counts as made, and the permit is worth nothing.
    """

    attempt: str
    person: str
    contact_point: str
    channel: Channel
    expires_at: datetime


def apply(situation: Situation, workflow: Workflow) -> tuple[list[Change], Permit | None]:
    """The events that the permitted action comes to, and the permit where it is a contact."""
    action = situation.action
    changes: list[Change] = []
    if situation.is_move:
        moved = _moved(situation, workflow)
        changes.append(Change(case_stream(situation.case.id), moved))
        if isinstance(moved, events.Closed) and moved.written_down is not None:
            given_up = written_down_event(situation.case, moved.written_down, situation.day, situation.at)
            changes.append(Change(case_stream(situation.case.id), given_up))
    if situation.is_contact:
        reserved, permit = _reserved(situation, action)  # type: ignore[arg-type]  # only contact actions are contacts
        return changes + reserved if changes else reserved, permit
    if situation.name in DEEDS:
        changes.append(_done(situation, action))
    return changes, None


_attempt = builder(
    Attempt,
    "id",
    "case",
    "person",
    "contact_point",
    "channel",
    "local_day",
    "reserved_at",
    "expires_at",
    "about",
    "party",
    "purpose",
    "agreed_on",
)
_contact_reserved = builder(events.ContactReserved, "occurred_at", "local_day", "attempt")


def _reserved(situation: Situation, action: actions.ContactAction) -> tuple[list[Change], Permit]:
    case, at, day, channel = situation.case, situation.at, situation.day, situation.channel
    case_id, person, point, expires_at = case.id, action.person, action.contact_point, at + ATTEMPT_LASTS
    attempt_id = f"{case_id}/a{case.attempts_reserved + 1}"
    about, party = action.about or (case.debt.id,), situation.actor.party
    dealings, agreed_on = situation.reached.dealings, 0
    if dealings.consents and channel is Channel.PHONE:
        agreed_on = dealings.agreed_to_calls_on(party, about, day)
    attempt = _attempt(
        attempt_id, case_id, person, point, channel, day, at, expires_at, about, party, action.purpose, agreed_on
    )
    event = _contact_reserved(at, day, attempt)
    changes = [_change(Change, (f"case:{case_id}", event)), _change(Change, (f"person:{person}", event))]
    return changes, _change(Permit, (attempt_id, person, point, channel, expires_at))


# ---- moves --------------------------------------------------------------------------------------------------------


def _moved(situation: Situation, workflow: Workflow) -> events.MoveEvent:
    case, action = situation.case, situation.action
    reached = workflow.move(case.stage, case.origin, action.name)
    cls = events.EVENT_OF_VERB.get(action.name, events.Moved)
    if isinstance(action, actions.Move):
        cls, data = _plain(situation, action, workflow.closing)
        if cls is events.Moved and workflow.may(reached, case.stage, "refuse_approval"):
            data["asked_by"] = situation.actor.id
    else:
        made = _DATA.get(action.name)
        data = made(situation, action) if made is not None else _same_fields(cls, action, {"because"})
    data = {"verb": action.name, "because": _reason(action), **data}
    return move_event(cls, situation.at, situation.day, case.stage, reached, **data)


def move_event(
    cls: type[events.MoveEvent], at: datetime, day: int, left: str, reached: str, **data: Any
) -> events.MoveEvent:
    """The event of a move, with the stages left and reached."""
    return cls.built(occurred_at=at, local_day=day, left=left, reached=reached, **data)


def _reason(action: actions.Action) -> str:
    """The free text that says why, by whatever name the action has it."""
    return next((text for name in ("because", "note", "proof") if (text := getattr(action, name, ""))), "")


def _same_fields(cls: type[events.Event], action: actions.Action, but: Collection[str] = ()) -> dict[str, Any]:
    """What the event takes over from the action under the same name."""
    shared = (cls.model_fields.keys() & type(action).model_fields.keys()) - set(but)
    return {name: getattr(action, name) for name in shared}


def _plain(
    situation: Situation, action: actions.Move, closing: Mapping[str, Outcome]
) -> tuple[type[events.MoveEvent], dict[str, Any]]:
    outcome = closing.get(action.verb)
    if outcome is not None and situation.case.outcome is None:
        return events.Closed, _ended(situation, outcome)
    return events.Moved, {"attributes": action.attributes}


def _ended(situation: Situation, outcome: Outcome) -> dict[str, Any]:
    case = situation.case
    recovered = case.ledger.closing.credited - case.credited_before_episode
    ended: dict[str, Any] = {"outcome": outcome, "recovered": case.ledger.money(recovered)}
    if outcome in GIVES_UP and situation.standing.owed:
        ended["written_down"] = case.ledger.money(situation.standing.owed)
    return ended


def _promised(situation: Situation, action: actions.PromiseAction) -> Promise:
    return Promise.built(
        amount=action.amount,
        made_at=situation.at,
        made_on=date.fromordinal(situation.day),
        due_on=action.due_on,
        grace_days=action.grace_days,
        tolerance_permille=action.tolerance_permille,
    )


def _promise(situation: Situation, action: actions.TakePromise) -> dict[str, Any]:
    return {"promise": _promised(situation, action)}


def _promise_replaced(situation: Situation, action: actions.ReplacePromise) -> dict[str, Any]:
    return {"promise": _promised(situation, action), "replaces": action.replaces}


def _offer(situation: Situation, action: actions.OfferAction) -> dict[str, Any]:
    offer = Arrangement.built(
        terms=action.terms,
        version=situation.case.offers_made + 1,
        offered_at=situation.at,
        offered_by=situation.actor.id,
    )
    return {"arrangement": offer}


def _offer_ended(situation: Situation, action: actions.DeclineOffer | actions.LapseOffer) -> dict[str, Any]:
    offer = situation.case.offer
    return {"version": offer.version if offer is not None else 0}


def _activated(situation: Situation, action: actions.ActivateArrangement) -> dict[str, Any]:
    offer = situation.case.offer
    assert offer is not None
    began = offer.changed(began_at=situation.at, began_on=date.fromordinal(situation.day))
    return {"arrangement": began}


def _missed(situation: Situation, action: actions.MissInstalment) -> dict[str, Any]:
    row = _agreed_now(situation).instalments[action.number - 1]
    return {
        "number": row.number,
        "due_on": date.fromordinal(row.due),
        "short": situation.case.ledger.money(row.short),
    }


def _broken(situation: Situation, action: actions.BreakArrangement) -> dict[str, Any]:
    return {"came": situation.case.ledger.money(_agreed_now(situation).came)}


def _completed(situation: Situation, action: actions.CompleteArrangement) -> dict[str, Any]:
    case = situation.case
    assert case.arrangement is not None
    given_up = case.ledger.money(written_down(case.arrangement, case.ledger, situation.day))
    ended = _ended(situation, Outcome.SETTLED if given_up else Outcome.RESTRUCTURED)
    return {**ended, "written_down": given_up or None}


def _agreed_now(situation: Situation) -> ArrangementStanding:
    arrangement = situation.case.arrangement
    assert arrangement is not None
    return arrangement_standing(arrangement, situation.case.ledger, situation.day)


def _placement(situation: Situation, action: actions.SubmitPlacement) -> dict[str, Any]:
    owed = situation.case.ledger.money(situation.standing.owed)
    return {"agency": action.agency, "brief": action.brief, "proposed_by": situation.actor.id, "amount": owed}


def _legal(situation: Situation, action: actions.ApproveLegal) -> dict[str, Any]:
    return {"law_firm": action.law_firm, "custody": Custody.LAW_FIRM if action.law_firm else Custody.CREDITOR}


_DATA: dict[str, Callable[[Situation, Any], dict[str, Any]]] = {
    "record_promise": _promise,
    "replace_promise": _promise_replaced,
    "propose": _offer,
    "counter": _offer,
    "settle": _offer,
    "decline": _offer_ended,
    "lapse": _offer_ended,
    "activate_arrangement": _activated,
    "miss_instalment": _missed,
    "break_arrangement": _broken,
    "complete_arrangement": _completed,
    "submit_placement": _placement,
    "approve_legal": _legal,
    "withdraw_claim": lambda s, a: {"ended": EndOfProceedings.WITHDRAWN},
    "dismiss": lambda s, a: {"ended": EndOfProceedings.DISMISSED},
    "close": lambda s, a: _ended(s, a.outcome),
    "reject_debt": lambda s, a: _ended(s, a.outcome),
}
"""What the events of some verbs hold beyond the fields that they share with their action."""


# ---- deeds --------------------------------------------------------------------------------------------------------


class Deed(NamedTuple):
    """What a deed comes to: its event, and what the event says beyond the fields that it shares with the action."""

    event: type[events.Event]
    data: Callable[[Situation, Any], dict[str, Any]] = lambda situation, action: {}


def _hold(situation: Situation, action: actions.PlaceHold | actions.AmendHold) -> dict[str, Any]:
    return {"hold": action.hold.changed(set_by=situation.actor.id)}


def _today(situation: Situation, action: actions.Waive | actions.ChargeOff) -> dict[str, Any]:
    return {"effective_on": date.fromordinal(situation.day)}


DEEDS: Mapping[str, Deed] = {
    "note_promise": Deed(events.PromiseNoted, lambda s, a: {"promise": _promised(s, a)}),
    "withdraw_promise": Deed(events.PromiseWithdrawn),
    "report_credit": Deed(events.CreditReported),
    "place_hold": Deed(events.HoldPlaced, _hold),
    "amend_hold": Deed(events.HoldAmended, _hold),
    "release_hold": Deed(events.HoldReleased),
    "review_decision": Deed(events.DecisionReviewed),
    "waive": Deed(events.AmountWaived, _today),
    "charge_off": Deed(events.ChargedOff, _today),
}
"""The name of a deed -> what it comes to. A contact comes to a reservation instead, and to a report of how it ended."""


def _done(situation: Situation, action: actions.Action) -> Change:
    deed = DEEDS[action.name]
    data = {**_same_fields(deed.event, action), **deed.data(situation, action)}
    event = deed.event.built(occurred_at=situation.at, local_day=situation.day, **data)
    # A hold on a person stands in the stream of the person; everything else is the case's.
    person = action.hold.person if isinstance(action, actions.PlaceHold | actions.AmendHold) else None
    person = action.person if isinstance(action, actions.ReleaseHold) else person
    return Change(case_stream(situation.case.id) if person is None else person_stream(person), event)


def written_down_event(case: Case, given_up: Money, day: int, at: datetime) -> events.WrittenDown:
    """What a settlement gives up, taken out of the ledger by component."""
    return events.WrittenDown.built(
        occurred_at=at,
        local_day=day,
        amounts=case.ledger.given_up(day, given_up.minor_units),
        effective_on=date.fromordinal(day),
    )
