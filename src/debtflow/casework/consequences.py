"""Consequences: what follows by itself once time has passed or something has happened.

A promise date that passed, an instalment missed, an arrangement broken or fulfilled, a debt that is paid, a hold or an
attempt that ran out, a request nobody approved. Pure and idempotent, run to a fixed point after every action and by every sweep: run again on the states it leaves, it
adds nothing. Whether a consequence is possible is asked of the workflow's table like any other move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from debtflow.casework.applying import move_event, written_down_event
from debtflow.casework.ending import is_charged_since, is_taken_back
from debtflow.casework.engine import Change, evolve
from debtflow.casework.log import State, case_stream, person_stream
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import events
from debtflow.records.arrangements import (
    Arrangement,
    ArrangementState,
    InstalmentState,
    arrangement_standing,
    left_beside,
    written_down,
)
from debtflow.records.components import Component
from debtflow.records.holds import Block, Hold
from debtflow.records.proceedings import ReopenCause
from debtflow.records.promises import PromiseState, promise_outcomes
from debtflow.records.stages import Custody, Outcome, Phase
from debtflow.records.terms import Pause
from debtflow.values.dates import day_number, day_of, local_range

__all__ = ["MOST_ROUNDS", "consequences"]

MOST_ROUNDS = 8
"""More rounds than any chain of consequences takes; reaching it is a defect of the table of consequences."""


def consequences(
    states: Mapping[str, State], case_id: str, at: datetime, *, workflow: Workflow, house_zone: str
) -> list[Change]:
    """The events that follow by themselves for a case and the dossiers that were loaded with it, in order."""
    stream = f"case:{case_id}"
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


_RUNNING = attrgetter("promise", "offer", "arrangement", "requests", "holds")


def _is_quiet(case: Case, states: Mapping[str, State], at: datetime) -> bool:
    """A cheap look, for the usual case: nothing is open that could run out, and money is still overdue."""
    if any(_RUNNING(case)) or (case.promises and _taken_back(case)):
        return False
    ledger = case.ledger
    outstanding, credited, _, covered, *_ = ledger.closing
    if ledger.pauses or case.credited_at_end > credited or (case.outcome is not None and is_charged_since(case)):
        return False
    # What is overdue becomes less by money, and by what is waived: both cover what was owed at the opening. An account that
    # was watched, and is reminded before anything is due, stays open until something happens on it.
    if case.outcome is None and (covered or not any(outstanding)):
        return False
    for state in states.values():
        if type(state) is Dossier:
            if state.holds or state.calmed:
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
    yield from _accrual_pauses(case, borrower, stream, days.day_last, marks, house_zone)
    if days.day_last < max(case.opened_on, case.kept.stage_entered_on, case.ledger.days[-1].day):
        # Somebody looks at a day before what is known of the case: what it is now was not so then, and nothing follows.
        return
    # A day has passed for the person only when it has passed wherever they may be. One of these at a time: each looks
    # at where the case then stands.
    by_day = ((_promises, days.day_first), (_agreed, days.day_first), (_paid, days.day_last), (_unpaid, days.day_last))
    for follows, day in by_day:
        found = list(follows(case, stream, day, marks, workflow))
        if found:
            yield from found
            return


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


def _promises(case: Case, stream: str, today: int, marks: dict[str, Any], workflow: Workflow) -> Iterator[Change]:
    """Promises kept, kept in part or broken; and the case that waited for them goes on."""
    resolved: list[PromiseState] = []
    if case.promise is not None:
        outcomes = promise_outcomes(case.promises, case.ledger, today)
        for row, outcome in zip(case.promises, outcomes, strict=True):
            if row.is_open and outcome.state is not PromiseState.OPEN:
                came = case.ledger.money(outcome.came)
                due_on = row.promise.due_on
                yield Change(
                    stream,
                    events.PromiseResolved.built(
                        **marks, promise=row.id, state=outcome.state, due_on=due_on, came=came
                    ),
                )
                resolved.append(outcome.state)
    verb = _after_promises(case, resolved, waits=workflow.may(case.stage, case.origin, "keep_promise"))
    if verb is not None and case.is_open and workflow.may(case.stage, case.origin, verb):
        yield Change(stream, _move(case, workflow, verb, events.Moved, marks))


def _after_promises(case: Case, resolved: list[PromiseState], *, waits: bool) -> str | None:
    """The verb that follows: a broken promise is acted on at once, a kept one when no other is open any more."""
    if any(state is not PromiseState.KEPT for state in resolved):
        return "break_promise"
    if len(resolved) < sum(row.is_open for row in case.promises):
        return None
    if resolved:
        return "keep_promise"
    # A case that waits for a promise which was taken back waits for nothing: it goes on as after a broken one, though the
    # promise itself counts as withdrawn.
    return "break_promise" if waits and _taken_back(case) else None


def _taken_back(case: Case) -> bool:
    return bool(case.promises) and case.promises[-1].recorded is PromiseState.WITHDRAWN


def _agreed(case: Case, stream: str, today: int, marks: dict[str, Any], workflow: Workflow) -> Iterator[Change]:
    """An offer that ran out; instalments missed; an arrangement that is broken, or fulfilled."""
    if not case.is_open:
        return
    offer, arrangement = case.offer, case.arrangement
    if offer is not None and offer.terms.offer_until is not None and day_number(offer.terms.offer_until) < today:
        ended = _move(case, workflow, "lapse", events.OfferEnded, marks, version=offer.version)
        yield Change(stream, ended)
        return
    if arrangement is None:
        return
    standing, ledger = arrangement_standing(arrangement, case.ledger, today), case.ledger
    if standing.state is ArrangementState.COMPLETED:
        yield from _fulfilled(case, arrangement, stream, today, marks, workflow)
        return
    late = [row for row in standing.instalments if row.state in (InstalmentState.MISSED, InstalmentState.FAILED)]
    missed = [row for row in late if row.number not in arrangement.missed]
    for row in missed:
        data = {"number": row.number, "due_on": day_of(row.due), "short": ledger.money(row.short)}
        yield Change(stream, _move(case, workflow, "miss_instalment", events.InstalmentMissed, marks, **data))
    if not missed and standing.state is ArrangementState.BREAKABLE:
        failed = next(row.number for row in late if row.state is InstalmentState.FAILED)
        data = {"number": failed, "came": ledger.money(standing.came)}
        yield Change(stream, _move(case, workflow, "break_arrangement", events.ArrangementBroken, marks, **data))


def _fulfilled(
    case: Case, arrangement: Arrangement, stream: str, today: int, marks: dict[str, Any], workflow: Workflow
) -> Iterator[Change]:
    """What was agreed has come: the case ends; or the work goes on, where something is overdue beside it."""
    ledger = case.ledger
    given_up = ledger.money(written_down(arrangement, ledger, today))
    verb = "complete_arrangement"
    cls: type[events.MoveEvent] = events.Closed
    data: dict[str, Any] = {"written_down": given_up or None}
    if left_beside(arrangement, ledger, today):
        # Charged or accrued meanwhile, or never part of what was agreed.
        verb, cls = "end_arrangement", events.ArrangementEnded
        data["came"] = ledger.money(ledger.credited_between(arrangement.first_day, today))
    else:
        # An agency stops its work first, and a claim before a court is ended there.
        pending = case.proceedings is not None and case.proceedings.is_pending and case.phase is Phase.LEGAL
        if case.custody is Custody.AGENCY or pending or _waits_for_report(case, workflow):
            return
        verb = verb if workflow.may(case.stage, case.origin, verb) else "close"
        if not workflow.may(case.stage, case.origin, verb):
            return
        data["outcome"] = Outcome.SETTLED if given_up else Outcome.RESTRUCTURED
        data["recovered"] = ledger.money(ledger.standing(today).credited - case.credited_before_episode)
    yield Change(stream, _move(case, workflow, verb, cls, marks, **data))
    if given_up:
        yield Change(stream, written_down_event(case, given_up, marks["local_day"], marks["occurred_at"]))


def _move(
    case: Case, workflow: Workflow, verb: str, cls: type[events.MoveEvent], marks: dict[str, Any], **data: Any
) -> events.MoveEvent:
    """The event of a move; where the table has no such move from there, it is recorded and the case stays."""
    possible = workflow.may(case.stage, case.origin, verb)
    reached = workflow.move(case.stage, case.origin, verb) if possible else case.stage
    return move_event(cls, marks["occurred_at"], marks["local_day"], case.stage, reached, verb=verb, **data)


def _waits_for_report(case: Case, workflow: Workflow) -> bool:
    """Whether whoever worked the debt has still to say what came of it: closed before, the case could not take it any more."""
    return workflow.may(case.stage, case.origin, "submit_feedback")


def _paid(case: Case, stream: str, today: int, marks: dict[str, Any], workflow: Workflow) -> Iterator[Change]:
    """Never chase someone who has paid: the case closes, or is first taken back from whoever works it."""
    # An account that is watched was never overdue, and an open promise is resolved first.
    if not case.is_open or case.phase is Phase.WATCH or case.promise is not None:
        return
    standing = case.ledger.standing(today)
    if case.ledger.arrears(today, standing) or (case.arrangement is not None and standing.owed):
        return
    at, day = marks["occurred_at"], marks["local_day"]
    if case.custody is not Custody.AGENCY:
        if case.proceedings is not None and case.proceedings.is_pending and case.phase is Phase.LEGAL:
            # A claim is ended where it lies, by whoever works it: that is asked for once, and the case waits for it.
            if not case.proceedings.withdrawal_asked:
                yield Change(stream, events.WithdrawalAsked.built(**marks))
            return
        if _waits_for_report(case, workflow):
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


def _unpaid(case: Case, stream: str, today: int, marks: dict[str, Any], workflow: Workflow) -> Iterator[Change]:
    """An end that money had brought does not outlive the money: some of it was taken back, or something charged since."""
    if is_taken_back(case):
        cause = ReopenCause.REVERSAL
    elif is_charged_since(case):
        cause = ReopenCause.CHARGED_SINCE
    else:
        return
    # Where nothing is overdue the case would be closed as cured at once: it opens on the day on which something is.
    if not case.ledger.arrears(today):
        return
    # An arrangement ended with the case: where it was left, nothing would run any more.
    agreed = workflow.may(case.origin, "", "complete_arrangement")
    for verb in ("reopen", "reinstate") if agreed else ("reinstate", "reopen"):
        if workflow.may(case.stage, case.origin, verb):
            yield Change(stream, _move(case, workflow, verb, events.Reopened, marks, cause=cause))
            return


# ---- holds that stop accrual ----------------------------------------------------------------------------------------

_HELD = "hold/"
_ACCRUING = frozenset({Component.INTEREST, Component.DEFAULT_INTEREST})


def _accrual_pauses(
    case: Case, borrower: Dossier, stream: str, today: int, marks: dict[str, Any], house_zone: str
) -> Iterator[Change]:
    """A hold that blocks accrual stops it in the ledger for as long as it stands, also for days gone by."""
    if not case.debt.terms.accrual:
        return
    zones = borrower.person.zones or (house_zone,)
    wanted: dict[str, Pause] = {}
    for hold in (*case.calmed, *case.holds, *borrower.calmed, *borrower.holds):
        if Block.ACCRUE not in hold.forbids:
            continue
        pause = _pause_of(hold, zones)
        if pause.id in wanted:
            # The id of a hold that is gone was used again.
            pause = pause.changed(id=f"{pause.id}/{pause.from_on}")
        wanted[pause.id] = pause
    known = {pause.id: pause for pause in case.ledger.pauses if pause.id.startswith(_HELD)}
    for name, pause in wanted.items():
        if known.get(name) != pause:
            yield Change(stream, events.PauseAgreed.built(**marks, pause=pause))
    for name, pause in known.items():
        if name not in wanted and (pause.until_on is None or day_number(pause.until_on) > today):
            # It was amended and lets interest accrue again. A pause has one day at least.
            until = day_of(max(today, day_number(pause.from_on) + 1))
            if pause.until_on != until:
                yield Change(stream, events.PauseAgreed.built(**marks, pause=pause.changed(until_on=until)))


def _pause_of(hold: Hold, zones: tuple[str, ...]) -> Pause:
    """The days of a hold as a pause, by the person's calendar; the day on which it begins counts whole."""
    first = local_range(hold.from_at, zones).day_last
    until = None
    if hold.until_at is not None:
        until = day_of(max(first + 1, local_range(hold.until_at, zones).day_last))
    whose = hold.person or "debt"
    return Pause.built(id=f"{_HELD}{whose}/{hold.id}", from_on=day_of(first), until_on=until, accrual_of=_ACCRUING)
