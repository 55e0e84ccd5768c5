"""Intake: persons, debts and cases coming on file, and money that is announced, as the events they come to. Pure.

Handing in the same again changes nothing, so a tape can be read twice; what happened to a debt since is told by
events and never by handing it in anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from debtflow.casework.daybreak import see_begun
from debtflow.casework.engine import Change
from debtflow.casework.log import State, agency_stream, case_stream, collector_stream, debt_stream, person_stream
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import DebtFile, Dossier
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import events
from debtflow.records.debts import Debt
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.ledger import Ledger
from debtflow.records.parties import Agency, Borrower, Collector, PersonOnFile
from debtflow.records.proceedings import RiskSignal
from debtflow.records.stages import Phase, phase_of
from debtflow.values.dates import local_range

__all__ = [
    "case_opened",
    "marks_of",
    "pending_hold",
    "person_and_debts",
    "registered",
    "see_whom_they_stand_for",
    "waits_for",
]

States = Mapping[str, State]


def marks_of(at: datetime, zones: Sequence[str], house_zone: str) -> dict[str, Any]:
    """When, and on which local day, something happens to a person in those zones."""
    return {"occurred_at": at, "local_day": local_range(at, tuple(zones) or (house_zone,)).day_last}


# ---- persons and debts --------------------------------------------------------------------------------------------


def person_and_debts(
    states: States, person: PersonOnFile, debts: Sequence[Debt], marks: dict[str, Any], house_zone: str
) -> list[Change]:
    """A person and their debts coming on file.

    Raises:
        ConflictError: a debt of that id is on file with other content.
        NotFoundError: a further obligor is not on file yet.
        NotPossibleError: a debt is stated as of a day that has begun neither at the house nor where the person may be.
    """
    stream = person_stream(person.id)
    dossier = states.get(stream)
    changes: list[Change] = []
    if isinstance(dossier, Dossier) and dossier.merged_into:
        raise ConflictError(
            f"{person.id} is on file as {dossier.merged_into}: the two files were united; hand them in under that id"
        )
    if not isinstance(dossier, Dossier):
        changes.append(Change(stream, events.PersonAdded.built(**marks, person=person)))
    elif dossier.person != person:
        changes.append(Change(stream, events.PersonChanged.built(**marks, person=person)))
    handed_in: dict[str, Debt] = {}
    for debt in debts:
        if handed_in.setdefault(debt.id, debt) != debt:
            raise ConflictError(f"two debts are called {debt.id}; give one another id")
    for debt in handed_in.values():
        new = _debt(states, debt, person.id, marks)
        if new:
            stated = f"debt {debt.id} cannot be stated as of a day"
            see_begun(debt.as_of, stated, marks["occurred_at"], person.zones, house_zone)
        changes += new
    return changes


def see_whom_they_stand_for(states: States, borrower: Borrower) -> None:
    """See that everybody for whom they stand is on file: a misspelt id would stand for nobody, or one day for a stranger.

    Raises:
        NotFoundError: somebody is not on file, or is so under another id.
    """
    for row in borrower.stands_for:
        whom = states.get(person_stream(row.person))
        said = f"{borrower.id} stands for {row.person} as {row.capacity.label}"
        if not isinstance(whom, Dossier):
            raise NotFoundError(f"{said}, but no {row.person} is on file; add them first with cases.add")
        if whom.merged_into:
            raise NotFoundError(f"{said}, who is on file as {whom.merged_into}; hand in StandsFor under that id")


def _debt(states: States, debt: Debt, handed_in_with: str, marks: dict[str, Any]) -> list[Change]:
    file = states.get(debt_stream(debt.id))
    if isinstance(file, DebtFile):
        if file.debt != debt:
            raise ConflictError(_differing(file.debt, debt))
        return []
    for obligor in debt.obligors:
        if obligor.person != handed_in_with and person_stream(obligor.person) not in states:
            raise NotFoundError(
                f"debt {debt.id}: obligor {obligor.person} is not on file; add them first with cases.add"
            )
    event = events.DebtAdded.built(**marks, debt=debt)
    return [Change(debt_stream(debt.id), event), *(Change(person_stream(o.person), event) for o in debt.obligors)]


def _differing(on_file: Debt, debt: Debt) -> str:
    """Why a debt that is on file cannot be handed in anew, and what to do instead."""
    changed = ", ".join(name for name in Debt.model_fields if getattr(on_file, name) != getattr(debt, name))
    if debt.as_of > on_file.as_of:
        return (
            f"debt {debt.id} is on file as of {on_file.as_of}, and a later state of it (as of {debt.as_of}; {changed} "
            "differ) does not replace that: the case keeps its own ledger. Record the payments since then, with "
            "cases.record_payment(...), and leave the debt out; it grows older by itself, and what was charged since "
            "cannot be recorded yet"
        )
    return (
        f"debt {debt.id} is on file with other content ({changed} differ); handing it in again cannot change it: record "
        "what happened since (payments, holds), or give the new debt its own id"
    )


# ---- firms and their people ---------------------------------------------------------------------------------------


def registered(entered: Agency | Collector, at: datetime, house_zone: str) -> tuple[str, events.Event]:
    """An agency or a collector coming on file: the stream and the event.

    Raises:
        NotPossibleError: an agency that was evaluated on a day to come.
    """
    marks = marks_of(at, (), house_zone)
    if isinstance(entered, Collector):
        return collector_stream(entered.id), events.CollectorRegistered(**marks, collector=entered)
    if entered.evaluated_on is not None:
        evaluated = f"agency {entered.id} cannot have been evaluated (evaluated_on)"
        see_begun(entered.evaluated_on, evaluated, at, (), house_zone)
    return agency_stream(entered.id), events.AgencyRegistered(**marks, agency=entered)


# ---- cases --------------------------------------------------------------------------------------------------------


def case_opened(
    states: States,
    debt: Debt,
    case_id: str,
    verb: str,
    workflow: Workflow,
    at: datetime,
    house_zone: str,
    signals: tuple[RiskSignal, ...] = (),
) -> list[Change]:
    """A case beginning on a debt.

    Raises:
        ConflictError: a case on that debt is open, the id is taken, or nothing is overdue.
        NotPossibleError: a verb that begins no case.
    """
    reached = workflow.starts.get(verb)
    if reached is None:
        raise NotPossibleError(f"`{verb}` begins no case; these do: {', '.join(workflow.starts)}")
    for state in states.values():
        if isinstance(state, Case) and state.debt.id == debt.id and state.is_open:
            raise ConflictError(f"case {state.id} on debt {debt.id} is open already, in {state.stage}")
        if isinstance(state, Case) and state.debt.id == debt.id:
            # One debt has one ledger. A second case would begin with what was owed when the debt was handed in.
            raise ConflictError(
                f"case {state.id} on debt {debt.id} has ended; take it up again with "
                f"cases.submit({state.id!r}, actions.Reopen(cause=...), ...)"
            )
    if case_stream(case_id) in states:
        raise ConflictError(f"there is a case {case_id!r} already; give the new one another case_id")
    borrower = states.get(person_stream(debt.borrower))
    assert isinstance(borrower, Dossier)
    marks = marks_of(at, borrower.person.zones, house_zone)
    ledger = Ledger.opened(debt)
    if phase_of(reached) is not Phase.WATCH and not ledger.arrears(marks["local_day"]):
        raise ConflictError(
            f"nothing on debt {debt.id} is overdue on {date.fromordinal(marks['local_day'])}: no case; "
            "an account at risk is watched with verb='watch'"
        )
    opening = events.CaseOpened.built(
        **marks, reached=reached, verb=verb, debt=debt, workflow=workflow.label, signals=signals
    )
    linked = events.CaseLinked.built(**marks, case=case_id, debt=debt.id)
    changes = [Change(case_stream(case_id), opening), Change(debt_stream(debt.id), linked)]
    changes += [Change(person_stream(o.person), linked) for o in debt.obligors]
    pending = [money for money in borrower.pending if money.amount.currency == debt.currency]
    changes += [Change(case_stream(case_id), waits_for(money.external_id, marks)) for money in pending]
    return changes


# ---- announced money --------------------------------------------------------------------------------------------------------


def waits_for(external_id: str, marks: dict[str, Any]) -> events.HoldPlaced:
    """The hold on a case while money that is announced has not cleared: nobody is pursued who may have paid."""
    hold = Hold.built(id=pending_hold(external_id), kind=HoldKind.PAYMENT_PENDING, from_at=marks["occurred_at"])
    return events.HoldPlaced.built(**marks, hold=hold)


def pending_hold(external_id: str) -> str:
    """The id of that hold."""
    return f"pending/{external_id}"
