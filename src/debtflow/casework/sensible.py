"""What makes sense: the data of an action held against the case and the persons it is about.

Whether a move is possible is said by the table, whether it is lawful by the rules. In between stands whether it means
anything: a promise due in the past, terms for more than is owed, a hold that is not there. Each such mistake is an
exception that names the mend. This room asks no rule and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from debtflow.casework.ending import see_reopening
from debtflow.casework.postings import see_posting
from debtflow.compliance.situation import Situation
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.standard import BY_MONEY
from debtflow.records import actions, events
from debtflow.records.arrangements import (
    Arrangement,
    ArrangementKind,
    ArrangementTerms,
    InstalmentState,
    arrangement_standing,
    left_beside,
)
from debtflow.records.holds import DERIVED_KINDS, Hold

__all__ = ["BY_MONEY", "SENSIBLE", "UNSAID", "see_same_hold"]

UNSAID = timedelta(hours=1)
"""By how much a hold may begin before it is placed without a word of why: the time that it takes to place it."""


# ---- promises -----------------------------------------------------------------------------------------------------


def _see_promise(situation: Situation, action: actions.PromiseAction) -> None:
    if action.amount.currency != situation.case.debt.currency:
        raise NotPossibleError(f"a promise of {action.amount} on a debt in {situation.case.debt.currency}")
    if action.amount.minor_units <= 0:
        raise NotPossibleError(f"a promise is about an amount above zero, found {action.amount}")
    if action.due_on.toordinal() < situation.day:
        raise NotPossibleError(f"a promise cannot be due in the past: {action.due_on}")
    # By then it will have grown; of what is charged or paid until then nothing is known.
    owed = situation.case.ledger.money(situation.case.ledger.standing(action.due_on).owed)
    if action.amount > owed:
        raise ConflictError(
            f"a promise of {action.amount} is more than the {owed} that will be owed on {action.due_on}"
        )
    replaces: str | None = getattr(action, "replaces", None)
    if replaces is not None:
        _see_open(situation, replaces)


def _see_withdrawal(situation: Situation, action: actions.WithdrawPromise) -> None:
    _see_open(situation, action.promise)


def _see_open(situation: Situation, promise: str) -> None:
    open_now = [row.id for row in situation.case.promises if row.is_open]
    if promise not in open_now:
        there = ", ".join(open_now) or "none"
        raise NotFoundError(f"case {situation.case.id} has no open promise {promise!r}; open are: {there}")


# ---- arrangements -------------------------------------------------------------------------------------------------


def _see_offer(situation: Situation, action: actions.OfferAction) -> None:
    _see_terms(situation, action.terms)


def _see_terms(situation: Situation, terms: ArrangementTerms) -> None:
    case, today = situation.case, date.fromordinal(situation.day)
    if terms.currency != case.debt.currency:
        raise NotPossibleError(f"terms in {terms.currency} on a debt in {case.debt.currency}")
    first = terms.instalments[0].due_on
    if first < today:
        raise NotPossibleError(f"an instalment cannot be due in the past: {first}; begin on {today} or later")
    if terms.offer_until is not None and terms.offer_until < today:
        raise NotPossibleError(f"the offer ended on {terms.offer_until}; put terms on offer anew")
    owed = case.ledger.money(situation.standing.owed)
    if terms.total > owed:
        raise ConflictError(f"the instalments sum to {terms.total}, more than the {owed} owed")
    if terms.kind is ArrangementKind.SETTLEMENT and terms.waives is not None and terms.total + terms.waives != owed:
        raise ConflictError(
            f"a settlement of {terms.total} that waives {terms.waives} does not come to the {owed} owed; "
            f"it would have to waive {owed - terms.total}"
        )


def _see_acceptance(situation: Situation, action: actions.ActivateArrangement) -> None:
    offer = situation.case.offer
    if offer is None:
        raise NotPossibleError(f"nothing is on offer on case {situation.case.id}; propose terms first")
    if offer.version != action.version:
        raise ConflictError(
            f"offer {action.version} is not the one that stands: it is offer {offer.version}; read that and accept it"
        )
    # What was offered can have been overtaken by a day or by money since.
    _see_terms(situation, offer.terms)


def _running(situation: Situation) -> Arrangement:
    arrangement = situation.case.arrangement
    if arrangement is None:
        raise NotPossibleError(f"no arrangement runs on case {situation.case.id}")
    return arrangement


def _see_running(situation: Situation, action: actions.Action) -> None:
    _running(situation)


def _see_miss(situation: Situation, action: actions.MissInstalment) -> None:
    arrangement = _running(situation)
    rows = arrangement_standing(arrangement, situation.case.ledger, situation.day).instalments
    if action.number > len(rows):
        raise NotFoundError(f"the arrangement has {len(rows)} instalments, no number {action.number}")
    row = rows[action.number - 1]
    if action.number in arrangement.missed:
        raise ConflictError(f"instalment {action.number} is recorded as missed already")
    if row.state is InstalmentState.MET:
        raise ConflictError(f"instalment {action.number} is met, by the money in the ledger")
    if row.due > situation.day:
        raise NotPossibleError(
            f"instalment {action.number} is due on {date.fromordinal(row.due)} and cannot be missed yet"
        )


# ---- holds --------------------------------------------------------------------------------------------------------


def _see_new_hold(situation: Situation, action: actions.PlaceHold) -> None:
    hold = action.hold
    held = situation.case.holds + situation.dossier.holds + situation.reached.holds
    if any(there.id == hold.id for there in held):
        raise ConflictError(f"a hold {hold.id!r} stands already; give the new one another id")
    _see_scope(situation, hold)
    if hold.from_at < situation.at - UNSAID and not action.because:
        raise NotPossibleError(
            f"hold {hold.id} would begin at {hold.from_at:%Y-%m-%d %H:%M} UTC, before it is placed: say why with because=..."
        )


def _see_scope(situation: Situation, hold: Hold) -> None:
    if hold.kind in DERIVED_KINDS:
        raise NotPossibleError(
            f"a hold for {hold.kind.label} follows from what was agreed, while it runs; nobody places it: "
            "take a promise with actions.NotePromise(...), or agree with actions.ProposeArrangement(...)"
        )
    # Who owes nothing to anybody here has no case of their own, and may yet ask to be left alone.
    owes_nothing = situation.reached.id == hold.person and not situation.reached.debts
    if hold.person is not None and situation.case.debt.relation_of(hold.person) is None and not owes_nothing:
        raise NotFoundError(
            f"{hold.person} does not owe debt {situation.case.debt.id}; place the hold on a case of theirs"
        )
    placement = situation.case.placement
    if hold.placement is not None and (placement is None or placement.wave != hold.placement):
        there = f"wave {placement.wave}" if placement is not None else "none"
        raise NotFoundError(f"no placement of wave {hold.placement} is on case {situation.case.id}; there is {there}")
    for point in hold.contact_points:
        if situation.reached.person.contact_point(point) is None:
            raise NotFoundError(f"{situation.reached.id} has no contact point {point!r}")


def _standing(situation: Situation, hold: str, person: str | None) -> Hold:
    if person is not None and situation.reached.id != person:
        raise NotFoundError(f"no person {person!r} is on file, so no hold {hold!r} stands on them")
    holds = situation.case.holds if person is None else situation.reached.holds
    found = next((there for there in holds if there.id == hold), None)
    if found is None:
        there = ", ".join(held.id for held in holds) or "none"
        where = situation.case.id if person is None else person
        raise NotFoundError(
            f"no hold {hold!r} stands on {where}; there are: {there}. A hold on a person is named with person=..., one on the debt "
            "without"
        )
    return found


def _see_release(situation: Situation, action: actions.ReleaseHold) -> None:
    _standing(situation, action.hold, action.person)


def _see_amendment(situation: Situation, action: actions.AmendHold) -> None:
    hold = action.hold
    before = _standing(situation, hold.id, hold.person)
    see_same_hold(before, hold)
    _see_scope(situation, hold)


def see_same_hold(before: Hold, hold: Hold) -> None:
    """See that an amended hold is the one that it takes the place of.

    Raises:
        NotPossibleError: it is of another kind, or begins at another moment.
    """
    if (before.kind, before.from_at) != (hold.kind, hold.from_at):
        raise NotPossibleError(
            f"hold {hold.id} is for {before.kind.label} from {before.from_at:%Y-%m-%d %H:%M} UTC: an amendment keeps its kind "
            "and its beginning; release it and place another"
        )


# ---- money that is given up ---------------------------------------------------------------------------------------


def _see_waiver(situation: Situation, action: actions.Waive) -> None:
    if action.amount.minor_units <= 0:
        raise NotPossibleError(f"a waiver is about an amount above zero, found {action.amount}")
    today = date.fromordinal(situation.day)
    waived = events.AmountWaived.built(component=action.component, amount=action.amount, effective_on=today)
    see_posting(situation.case, waived, situation.at, situation.dossier.person.zones, situation.house_zone)


def _see_charge_off(situation: Situation, action: actions.ChargeOff) -> None:
    charged_off_on = situation.case.ledger.charged_off_on
    if charged_off_on:
        on = date.fromordinal(charged_off_on)
        raise ConflictError(f"debt {situation.case.debt.id} was charged off already, on {on}")


def _see_completion(situation: Situation, action: actions.CompleteArrangement) -> None:
    _see_running(situation, action)
    case, today = situation.case, situation.day
    assert case.arrangement is not None
    left = left_beside(case.arrangement, case.ledger, today)
    if left:
        raise NotPossibleError(
            f"{case.ledger.money(left)} is left beside what was agreed: the case does not end with the arrangement; "
            "agree on it, or waive it with actions.Waive(...)"
        )


def _see_reopening(situation: Situation, action: actions.Reopen | actions.Reinstate) -> None:
    see_reopening(situation.case, action.cause)


SENSIBLE: Mapping[str, Callable[[Situation, Any], None]] = {
    "record_promise": _see_promise,
    "replace_promise": _see_promise,
    "note_promise": _see_promise,
    "withdraw_promise": _see_withdrawal,
    "propose": _see_offer,
    "counter": _see_offer,
    "settle": _see_offer,
    "activate_arrangement": _see_acceptance,
    "miss_instalment": _see_miss,
    "break_arrangement": _see_running,
    "complete_arrangement": _see_completion,
    "place_hold": _see_new_hold,
    "amend_hold": _see_amendment,
    "release_hold": _see_release,
    "reopen": _see_reopening,
    "reinstate": _see_reopening,
    "waive": _see_waiver,
    "charge_off": _see_charge_off,
}
"""The name of a move or deed -> the function that raises where its data make no sense."""
