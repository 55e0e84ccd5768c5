"""The sweep: every open case is looked at, what is due by itself is recorded, what the plan says is asked for.

A sweep asks like anybody else and is refused like anybody else. It remembers why it was refused and before when it
need not ask again, and notes a refusal in the log only when the reason changes: else daily retries would be most of
the log. It reads no clock; the caseload does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from json import dumps, loads

from debtflow.casework import asking
from debtflow.casework.desk import Desk, Loaded, case_in, follow_up
from debtflow.casework.engine import situation_of
from debtflow.casework.log import instant_text, person_stream
from debtflow.casework.outcomes import Done, Pending, Refused
from debtflow.casework.plans import SWEEPER, CollectionPlan, Treatment
from debtflow.compliance.decisions import Decision
from debtflow.compliance.situation import Situation
from debtflow.errors import FactError, NotPossibleError
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.actions import Move

__all__ = ["STEPS_A_VISIT", "SweepReport", "sweep"]

STEPS_A_VISIT = 6
"""How many steps one visit of a case may take; after a contact it ends at once."""

GROUP = 100
"""How many cases are worked in one transaction: others who write wait no longer than that takes."""

_NOTHING = Move(verb="nothing")


@dataclass(slots=True)
class SweepReport:
    """What a sweep did.

    Attributes:
        visited, open: cases looked at; those still open afterwards.
        done: treatment -> how often it was carried out.
        refused: rule id -> how often it stood in the way of a treatment.
        followed: how many events followed by themselves.
        mistakes: case id -> what is wrong with it, for cases that could not be decided (a garbled attribute).
        overtaken: cases on which somebody else was quicker, so that what was planned made no sense any more.
        outcomes: every outcome, in order, if they were asked for.
    """

    visited: int = 0
    open: int = 0
    followed: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    pending: int = 0
    overtaken: int = 0
    mistakes: dict[str, str] = field(default_factory=dict)
    outcomes: list[Done | Refused | Pending] = field(default_factory=list)


def sweep(
    desk: Desk,
    plan: CollectionPlan,
    at: datetime,
    ids: Sequence[str],
    *,
    keep_outcomes: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> SweepReport:
    """Look at each of those cases once, and ask for what the plan says is due. Users call `Caseload.sweep`."""
    notices = desk.store.notices()
    report = SweepReport()
    for start in range(0, len(ids), GROUP):
        group = ids[start : start + GROUP]
        with desk.grouped():
            for case_id in group:
                try:
                    _visit(desk, plan, case_id, at, notices, report, keep_outcomes=keep_outcomes)
                except FactError as mistake:
                    # One debt with a garbled attribute stops neither the others nor what was permitted before it.
                    report.mistakes[case_id] = str(mistake)
        if progress is not None:
            progress(start + len(group), len(ids))
    return report


def _visit(
    desk: Desk,
    plan: CollectionPlan,
    case_id: str,
    at: datetime,
    notices: dict[str, tuple[str, str]],
    report: SweepReport,
    *,
    keep_outcomes: bool,
) -> None:
    loaded = desk.load_case(case_id)
    if not case_in(loaded.states, case_id).is_open and not case_in(loaded.states, case_id).attempts:
        return
    if at < case_in(loaded.states, case_id).opened_at:
        return
    report.visited += 1
    if desk.due(loaded.states, case_id, at) or desk.missed(loaded.states, case_id, at):
        report.followed += sum(len(e.events) for e in follow_up(desk, case_id, at)[1])
        loaded = desk.load_case(case_id)
    for _ in range(STEPS_A_VISIT):
        case = case_in(loaded.states, case_id)
        if not case.is_open or _waits(notices.get(case_id), loaded, at):
            break
        found = plan.due(_situation(loaded, case_id, at, desk.house_zone))
        if found is None or not _ask(desk, found, case_id, loaded, at, notices, report, keep_outcomes=keep_outcomes):
            break
        loaded = desk.load_case(case_id)
    report.open += case_in(desk.load_case(case_id).states, case_id).is_open


def _ask(
    desk: Desk,
    found: Treatment,
    case_id: str,
    loaded: Loaded,
    at: datetime,
    notices: dict[str, tuple[str, str]],
    report: SweepReport,
    *,
    keep_outcomes: bool,
) -> bool:
    """Ask for a treatment; whether the visit goes on."""
    case = case_in(loaded.states, case_id)
    borrower = loaded.states[person_stream(case.debt.borrower)]
    assert isinstance(borrower, Dossier)
    action = found.step.action(case, borrower)
    if action is None:
        report.refused[f"no {found.step.channel} on file"] += 1
        return False
    if any((waiting.action, waiting.by) == (action, found.step.by) for waiting in case.requests):
        # It was asked for before; a second person is not asked daily.
        report.pending += 1
        return False
    earlier = notices.get(case_id)

    def is_news(decision: Decision) -> bool:
        return earlier is None or loads(earlier[0])["why"] != _why(found, decision)

    asked = asking.question(case_id, action, found.step.by, at)
    try:
        outcome = asking.answer(desk, asked, notes_refusal=is_news)
    except NotPossibleError:
        # Somebody was quicker: the case has moved on since the plan looked at it. Otherwise the plan is wrong.
        if desk.load_case(case_id, fresh=True).versions == loaded.versions:
            raise
        report.overtaken += 1
        return False
    if keep_outcomes:
        report.outcomes.append(outcome)
    if isinstance(outcome, Refused):
        report.refused.update(outcome.decision.rules)
        notices[case_id] = _notice(found, outcome.decision, desk.load_case(case_id))
        desk.store.keep_notice(case_id, *notices[case_id])
        return False
    if isinstance(outcome, Pending):
        report.pending += 1
        return False
    report.done[found.name] += 1
    return not action.is_contact


def _situation(loaded: Loaded, case_id: str, at: datetime, house_zone: str) -> Situation:
    # What a plan looks at is the case, the person, the ledger and the clock; no action is asked for yet.
    return situation_of(loaded.states, case_id, _NOTHING, SWEEPER, at, house_zone)


def _why(found: Treatment, decision: Decision) -> str:
    return f"{found.name}: {', '.join(decision.rules)}"


def _notice(found: Treatment, decision: Decision, loaded: Loaded) -> tuple[str, str]:
    moment = decision.next_permitted_at
    reason = {"why": _why(found, decision), "versions": dict(loaded.versions)}
    return dumps(reason), instant_text(moment) if moment is not None else ""


def _waits(notice: tuple[str, str] | None, loaded: Loaded, at: datetime) -> bool:
    """Whether nothing has changed since the last refusal that could change the answer now."""
    if notice is None:
        return False
    reason, not_before = notice
    if loads(reason)["versions"] != dict(loaded.versions):
        return False
    return not not_before or at < datetime.fromisoformat(not_before)
