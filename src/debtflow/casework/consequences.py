"""Consequences: what follows by itself once time has passed or something has happened.

A promise date that passed, a debt that is paid, a hold or an attempt that ran out, a request nobody approved. Pure
and idempotent, run to a fixed point after every action and by every sweep: run again on the states it leaves, it
adds nothing. Whether a consequence is possible is asked of the workflow's table like any other move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from debtflow.casework.applying import move_event
from debtflow.casework.engine import Change, evolve
from debtflow.casework.log import State, case_stream, person_stream
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import events
from debtflow.records.promises import PromiseState, promise_state
from debtflow.records.stages import Custody, Outcome, Phase
from debtflow.values.dates import local_range

__all__ = ["MOST_ROUNDS", "consequences"]

MOST_ROUNDS = 8
"""More rounds than any chain of consequences takes; reaching it is a defect of the table of consequences."""


def consequences(
    states: Mapping[str, State], case_id: str, at: datetime, *, workflow: Workflow, house_zone: str
) -> list[Change]:
    """The events that follow by themselves for a case and the dossiers that were loaded with it, in order."""
    stream = case_stream(case_id)
    case = states[stream]
    assert isinstance(case, Case)
    if _is_quiet(case, states, at):
        return []
    found: list[Change] = []
    for _ in range(MOST_ROUNDS):
        case = states[stream]
        assert isinstance(case, Case)
        now = list(_once(case, states, at, workflow, house_zone))
        if not now:
            return found
        found += now
        states = evolve(states, now)
    raise AssertionError(f"the consequences of case {case_id} do not come to an end: {[c.event for c in found[-3:]]}")


def _is_quiet(case: Case, states: Mapping[str, State], at: datetime) -> bool:
    """A cheap look, for the usual case: nothing is open that could run out, and money is still overdue."""
    if case.promise is not None or case.requests or case.holds:
        return False
    # What is overdue becomes less by money, and by what is waived: both cover what was owed at the opening.
    if case.outcome is None and (case.ledger.closing.covered or not any(case.ledger.closing[0])):
        return False
    for state in states.values():
        if type(state) is Dossier:
            if state.holds:
                return False
            for attempt in state.attempts:
                if attempt.expires_at <= at:
                    return False
    return not (case.attempts and _left_over(case, states))


def _once(
    case: Case, states: Mapping[str, State], at: datetime, workflow: Workflow, house_zone: str
) -> Iterator[Change]:
    stream = case_stream(case.id)
    borrower = states[person_stream(case.debt.borrower)]
    assert isinstance(borrower, Dossier)
    days = local_range(at, borrower.person.zones or (house_zone,))
    marks: dict[str, Any] = {"occurred_at": at, "local_day": days.day_last}

    for request in case.requests:
        if request.expires_at <= at:
            yield Change(stream, events.ApprovalExpired.built(**marks, request=request.id))
    for hold in case.holds:
        if hold.until_at is not None and hold.until_at <= at:
            yield Change(stream, events.HoldExpired.built(**marks, hold=hold.id))
    for name, state in states.items():
        if isinstance(state, Dossier):
            yield from _run_out(name, state, stream, case, at, marks)
    for attempt, person in _left_over(case, states):
        # It ran out, or was reported, while another case of the person was worked.
        yield Change(stream, events.AttemptExpired.built(**marks, attempt=attempt, person=person))
    # A day has passed for the person only when it has passed wherever they may be.
    yield from _promise(case, stream, days.day_first, marks, workflow)
    yield from _paid(case, stream, days.day_last, marks, workflow)


def _left_over(case: Case, states: Mapping[str, State]) -> list[tuple[str, str]]:
    """The attempts that the case still has open, though the person's dossier has not."""
    left = []
    for attempt, person in case.attempts:
        dossier = states.get(f"person:{person}")
        if isinstance(dossier, Dossier) and attempt not in [open_one.id for open_one in dossier.attempts]:
            left.append((attempt, person))
    return left


def _run_out(
    name: str, dossier: Dossier, stream: str, case: Case, at: datetime, marks: dict[str, Any]
) -> Iterator[Change]:
    for hold in dossier.holds:
        if hold.until_at is not None and hold.until_at <= at:
            yield Change(name, events.HoldExpired.built(**marks, hold=hold.id))
    for attempt in dossier.attempts:
        if attempt.expires_at <= at:
            expired = events.AttemptExpired.built(**marks, attempt=attempt.id, person=attempt.person)
            yield Change(name, expired)
            if attempt.case == case.id:
                yield Change(stream, expired)


def _promise(case: Case, stream: str, today: int, marks: dict[str, Any], workflow: Workflow) -> Iterator[Change]:
    if case.promise is None:
        return
    state = promise_state(case.promise, case.ledger, today)
    if state is PromiseState.OPEN:
        return
    yield Change(stream, events.PromiseResolved.built(**marks, state=state, due_on=case.promise.due_on))
    verb = "keep_promise" if state is PromiseState.KEPT else "break_promise"
    if case.is_open and workflow.may(case.stage, case.origin, verb):
        reached = workflow.move(case.stage, case.origin, verb)
        moved = move_event(events.Moved, marks["occurred_at"], marks["local_day"], case.stage, reached, verb=verb)
        yield Change(stream, moved)


def _paid(case: Case, stream: str, today: int, marks: dict[str, Any], workflow: Workflow) -> Iterator[Change]:
    """Never chase someone who has paid: the case closes, or is first taken back from whoever works it."""
    # An account that is watched was never overdue, and an open promise is resolved first.
    if not case.is_open or case.phase is Phase.WATCH or case.promise is not None:
        return
    standing = case.ledger.standing(today)
    if case.ledger.arrears(today, standing):
        return
    at, day = marks["occurred_at"], marks["local_day"]
    if case.custody is not Custody.AGENCY:
        if case.proceedings is not None and case.proceedings.is_pending and case.phase is Phase.LEGAL:
            # A claim is ended where it lies, by whoever works it: that is asked for once, and the case waits for it.
            if not case.proceedings.withdrawal_asked:
                yield Change(stream, events.WithdrawalAsked.built(**marks))
            return
        outcome = Outcome.CURED if standing.owed else Outcome.PAID_IN_FULL
        if workflow.may(case.stage, case.origin, "close"):
            reached = workflow.move(case.stage, case.origin, "close")
            recovered = case.ledger.money(standing.credited - case.credited_before_episode)
            data = {"outcome": outcome, "recovered": recovered}
            yield Change(stream, move_event(events.Closed, at, day, case.stage, reached, **data))
    elif workflow.may(case.stage, case.origin, "recall"):
        reached = workflow.move(case.stage, case.origin, "recall")
        yield Change(stream, move_event(events.PlacementRecalled, at, day, case.stage, reached))
