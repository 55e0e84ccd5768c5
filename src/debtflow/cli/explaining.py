"""What may be asked on a case where it stands, and what the answer to each would be. Nothing is recorded.

The actions are those the workflow allows from there: a contact for every contact point of the borrower, and every verb
of the table that can be asked without a conversation. Each is asked by the party that works the debt. This room
prints nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from debtflow.casework.caseload import Caseload
from debtflow.casework.log import Entry
from debtflow.casework.plans import NEEDS_A_PERSON
from debtflow.compliance.decisions import Decision
from debtflow.errors import DebtflowError, NotFoundError, NotPossibleError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.records import actions
from debtflow.records.actions import Action
from debtflow.records.parties import Actor, Channel, ContactPointOnFile
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause
from debtflow.records.stages import Custody, Outcome, Role
from debtflow.reports.standing import CaseStanding
from debtflow.values.money import Money

__all__ = ["Question", "answered", "asked_by", "entry_of", "questions"]

STAFF = Actor(id="staff")
SUPERVISOR = Actor(id="supervisor")

_BY_CHANNEL = {
    Channel.PHONE: ("place_call",),
    Channel.SMS: ("send_message", "send_reminder"),
    Channel.EMAIL: ("send_message", "send_reminder"),
    Channel.APP: ("send_message", "send_reminder"),
    Channel.LETTER: ("send_message", "send_reminder"),
    Channel.VISIT: ("visit",),
}
_CONTACT: dict[str, type[actions.ContactAction]] = {
    "place_call": actions.PlaceCall,
    "send_message": actions.SendMessage,
    "send_reminder": actions.SendReminder,
    "visit": actions.Visit,
}


class Question(NamedTuple):
    """Something that may be asked: in words, as an action, and by whom."""

    words: str
    action: Action
    by: Actor


def asked_by(standing: CaseStanding) -> Actor:
    """Who asks for contacts: the party that works the debt."""
    placement = standing.case.placement
    if standing.case.custody is Custody.AGENCY and placement is not None:
        return Actor(id=placement.agency, role=Role.AGENCY, party=placement.agency)
    return STAFF


def questions(caseload: Caseload, standing: CaseStanding, name: str = "", point: str = "") -> list[Question]:
    """Everything that may sensibly be asked there, or what is asked under that name.

    Raises:
        NotPossibleError: that name is asked for and makes no sense there; the message says what does.
        NotFoundError: the borrower has no contact point of that id, or none that fits.
    """
    found = [*_contacts(caseload, standing, point), *_moves(caseload, standing)]
    if not name:
        return found
    named = [question for question in found if question.action.name == name]
    if not named:
        raise _why_not(caseload, standing, name)
    return named


def _contacts(caseload: Caseload, standing: CaseStanding, wanted: str) -> list[Question]:
    points = standing.borrower.person.contact_points
    if wanted and standing.borrower.person.contact_point(wanted) is None:
        there = ", ".join(point.id for point in points) or "none"
        raise NotFoundError(f"{standing.borrower.id} has no contact point {wanted!r}; on file: {there}")
    by = asked_by(standing)
    return [
        Question(f"{name.replace('_', ' ')} at {point.id} ({point.channel})", _contact(name, standing, point), by)
        for point in points
        if not wanted or point.id == wanted
        for name in _BY_CHANNEL[point.channel]
        if _possible(caseload, standing, name)
    ]


def _contact(name: str, standing: CaseStanding, point: ContactPointOnFile) -> Action:
    about = (standing.case.debt.id,)
    contact = _CONTACT[name]
    return contact(person=standing.borrower.id, contact_point=point.id, about=about)


def _possible(caseload: Caseload, standing: CaseStanding, name: str) -> bool:
    if name in caseload.workflow.deeds:
        return standing.case.phase in caseload.workflow.deeds[name]
    return name in standing.possible


def _moves(caseload: Caseload, standing: CaseStanding) -> list[Question]:
    return [question for verb in standing.possible for question in _move(caseload, standing, verb)]


def _move(caseload: Caseload, standing: CaseStanding, verb: str) -> list[Question]:
    words = verb.replace("_", " ")
    # A placement is approved by somebody else than whoever proposed it.
    by = SUPERVISOR if verb.startswith("approve_") else STAFF
    if verb == "record_promise":
        due, all_of_it = standing.day + timedelta(days=7), standing.overdue or standing.total
        if not all_of_it:
            return []
        return [Question(f"{words} of {all_of_it:,} by {due}", actions.TakePromise(amount=all_of_it, due_on=due), by)]
    if verb == "submit_placement":
        agencies = caseload.store.streams("agency")
        return [Question(f"{words} with {agency}", actions.SubmitPlacement(agency=agency), by) for agency in agencies]
    if verb == "accept_placement":
        agency = standing.case.placement.agency if standing.case.placement is not None else "agency"
        return [Question(words, actions.AcceptPlacement(), Actor(id=agency, role=Role.AGENCY, party=agency))]
    if verb == "close":
        return [_close(standing)]
    if verb == "activate_arrangement" and standing.case.offer is not None:
        return [Question(words, actions.ActivateArrangement(version=standing.case.offer.version), by)]
    if verb in NEEDS_A_PERSON or verb == "send_reminder":
        return []  # it needs a talk, a report or money; a reminder goes to a contact point and stands among the contacts
    typed = actions.TYPED_VERBS.get(verb)
    if typed is None:
        return [Question(words, actions.Move(verb=verb), by)]
    data = _likely(standing).get(verb, {})
    missing = [name for name, field in typed.model_fields.items() if field.is_required() and name not in data]
    return [] if missing else [Question(words, typed(**data), by)]


def _likely(standing: CaseStanding) -> dict[str, dict[str, Any]]:
    """What a verb needs, as somebody might say it: for the question whether it could be done at all."""
    points, zero = standing.borrower.person.contact_points, Money.zero(standing.case.debt.currency)
    return {
        "query_debt": {"about": Queried.AMOUNT},
        "contact_found": {"contact_point": points[0].id} if points else {},
        "issue_demand": {"answer_by": standing.day + timedelta(days=14)},
        "file_claim": {"court": "court"},
        "enter_judgment": {"adjudged": standing.total or zero, "adjudged_on": standing.day},
        "enforce": {"measure": Measure.BANK_ACCOUNT},
        "end_legal": {"ended": EndOfProceedings.UNENFORCEABLE},
        "reopen": {"cause": ReopenCause.NEW_EVIDENCE},
        "reinstate": {"cause": ReopenCause.NEW_EVIDENCE},
    }


def _close(standing: CaseStanding) -> Question:
    outcome = Outcome.UNECONOMIC if standing.total else Outcome.PAID_IN_FULL
    return Question(f"close as {outcome.label}", actions.Close(outcome=outcome), STAFF)


def _why_not(caseload: Caseload, standing: CaseStanding, name: str) -> DebtflowError:
    workflow, stage = caseload.workflow, standing.case.stage
    if name in _CONTACT and _possible(caseload, standing, name):
        there = ", ".join(f"{p.id} ({p.channel})" for p in standing.borrower.person.contact_points) or "none"
        return NotFoundError(f"{standing.borrower.id} has no contact point for `{name}`; on file: {there}")
    if name in workflow.deeds and standing.case.phase not in workflow.deeds[name]:
        phases = ", ".join(phase.label for phase in sorted(workflow.deeds[name]))
        return NotPossibleError(f"`{name}` makes no sense in {stage}; it does in {phases}")
    if name in workflow.deeds:
        return NotPossibleError(
            f"`{name}` needs data of its own, which the command line does not take; ask it in Python"
        )
    if name in standing.possible:
        return NotPossibleError(f"`{name}` needs what only a conversation, a report or an agency on file gives")
    if name in workflow.targets:
        return NotPossibleError(workflow.why_not(stage, name, standing.case.origin))
    known = [*workflow.deeds, *workflow.targets]
    return NotPossibleError(f"no action is called {name!r}; {did_you_mean(name, dict.fromkeys(known))}")


def answered(caseload: Caseload, case_id: str, question: Question, at: datetime) -> Decision:
    """What the answer would be at that moment."""
    return caseload.explain(case_id, question.action, by=question.by, at=at)


def entry_of(caseload: Caseload, case_id: str, number: int) -> Entry:
    """The entry of that number.

    Raises:
        NotFoundError: the case has no such entry.
    """
    entries = caseload.history(case_id)
    if not 1 <= number <= len(entries):
        raise NotFoundError(f"case {case_id} has entries 1 to {len(entries)}, not {number}")
    return entries[number - 1]
