"""Intake: persons, debts, cases and money coming in, as the events they come to. Pure.

Handing in the same again changes nothing, so a tape can be read twice; what happened to a debt since is told by
events and never by handing it in anew. Money belongs to a person: it goes to their debts in a direction, what nobody
owes is held for them, and nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from debtflow.casework.engine import Change
from debtflow.casework.log import State, case_stream, debt_stream, person_stream
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import DebtFile, Dossier
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import events
from debtflow.records.debts import Debt
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.ledger import Ledger
from debtflow.records.parties import PersonOnFile
from debtflow.records.proceedings import RiskSignal
from debtflow.records.stages import Phase, phase_of
from debtflow.values.dates import day_number, local_range
from debtflow.values.money import Money

__all__ = [
    "HELD_MONEY",
    "Payment",
    "allocated",
    "case_opened",
    "marks_of",
    "payment",
    "pending_hold",
    "person_and_debts",
    "see_direction",
    "waits_for",
]

States = Mapping[str, State]

HELD_MONEY = "held-money"
"""What stands for the payment where money that was held for a person is applied to a debt later."""


def marks_of(at: datetime, zones: Sequence[str], house_zone: str) -> dict[str, Any]:
    """When, and on which local day, something happens to a person in those zones."""
    return {"occurred_at": at, "local_day": local_range(at, tuple(zones) or (house_zone,)).day_last}


# ---- persons and debts --------------------------------------------------------------------------------------------


def person_and_debts(
    states: States, person: PersonOnFile, debts: Sequence[Debt], marks: dict[str, Any]
) -> list[Change]:
    """A person and their debts coming on file.

    Raises:
        ConflictError: a debt of that id is on file with other content.
        NotFoundError: a further obligor is not on file yet.
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
        changes += _debt(states, debt, person.id, marks)
    return changes


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
    """A case beginning on a debt, and money held for the borrower applied to it.

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
    return changes + _held_money(case_id, debt, ledger, borrower, marks)


def _held_money(case_id: str, debt: Debt, ledger: Ledger, borrower: Dossier, marks: dict[str, Any]) -> list[Change]:
    held = borrower.held(debt.currency)
    effective_on = max(date.fromordinal(marks["local_day"]), debt.as_of)
    used = min(held, ledger.money(ledger.standing(day_number(effective_on)).owed))
    if not used:
        return []
    applied = events.PaymentAllocated.built(**marks, payment=HELD_MONEY, amount=used, effective_on=effective_on)
    taken = events.UnappliedUsed.built(**marks, amount=used, case=case_id)
    return [Change(case_stream(case_id), applied), Change(person_stream(borrower.id), taken)]


# ---- money --------------------------------------------------------------------------------------------------------


def allocated(
    cases: Sequence[Case],
    amount: Money,
    received_on: date,
    today: int,
    direction: Sequence[str] = (),
    waiting: Sequence[Debt] = (),
) -> tuple[tuple[events.Allocation, ...], Money, Money]:
    """How a payment goes to a person's cases: the parts, what is left for the person, what was counted already.

    Args:
        today: the day number on which it is told: what has accrued until then can take money too.
        direction: debt ids in the order in which the person wants the money to go; the others follow, the one
            overdue longest first.
        waiting: the person's debts on which there is no case yet.
    """
    day = day_number(received_on)
    later = [c for c in cases if c.debt.currency == amount.currency and received_on > c.debt.as_of]
    zero = Money.zero(amount.currency)
    stated = [d.as_of for d in (*(c.debt for c in cases), *waiting) if d.currency == amount.currency]
    if stated and received_on <= min(stated):
        # Every debt's opening balance is of a later day: the money is in it.
        return (), zero, amount
    ranked = sorted(later, key=lambda case: _rank(case, day, direction))
    parts, left = [], amount.minor_units
    for case in ranked:
        part = case.ledger.room_for(day, left, today)
        if part > 0:
            parts.append(events.Allocation(case=case.id, amount=Money.from_minor_units(part, amount.currency)))
            left -= part
    return tuple(parts), Money.from_minor_units(left, amount.currency), zero


def _rank(case: Case, day: int, direction: Sequence[str]) -> tuple[int, bool, int, str]:
    wanted = direction.index(case.debt.id) if case.debt.id in direction else len(direction)
    return wanted, not case.is_open, -case.ledger.days_past_due(day), case.id


class Payment(NamedTuple):
    """Money that came: the bank's id, how much, on which day, in which direction it is to go, when it was learned."""

    external_id: str
    amount: Money
    received_on: date
    direction: Sequence[str]
    marks: dict[str, Any]


def see_direction(dossier: Dossier, direction: Sequence[str]) -> None:
    """See that money is directed to debts of the person.

    Raises:
        NotFoundError: it names a debt that is not theirs.
    """
    strange = [debt for debt in direction if debt not in dossier.debts]
    if strange:
        raise NotFoundError(f"{dossier.id} owes no debt {', '.join(strange)}; their debts: {', '.join(dossier.debts)}")


def payment(dossier: Dossier, cases: Sequence[Case], paid: Payment, waiting: Sequence[Debt] = ()) -> list[Change]:
    """A payment from a person, and its parts in their cases; `waiting` are their debts without a case."""
    external_id, amount, received_on, direction, marks = paid
    see_direction(dossier, direction)
    parts, left, counted = allocated(cases, amount, received_on, marks["local_day"], direction, waiting)
    received = events.PaymentReceived.built(
        **marks,
        external_id=external_id,
        amount=amount,
        received_on=received_on,
        allocated=parts,
        unapplied=left or None,
        already_counted=counted or None,
    )
    changes = [Change(person_stream(dossier.id), received)]
    for part in parts:
        applied = events.PaymentAllocated.built(
            **marks, payment=external_id, amount=part.amount, effective_on=received_on
        )
        changes.append(Change(case_stream(part.case), applied))
    return changes


def waits_for(external_id: str, marks: dict[str, Any]) -> events.HoldPlaced:
    """The hold on a case while money that is announced has not cleared: nobody is pursued who may have paid."""
    hold = Hold.built(id=pending_hold(external_id), kind=HoldKind.PAYMENT_PENDING, from_at=marks["occurred_at"])
    return events.HoldPlaced.built(**marks, hold=hold)


def pending_hold(external_id: str) -> str:
    """The id of that hold."""
    return f"pending/{external_id}"
