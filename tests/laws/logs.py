"""What the log of any caseload shows, whatever was asked of it: read here entry by entry, from the text alone.

A law of its own would draw its own histories; these are asked of every history that another law has drawn.
"""

from __future__ import annotations

from json import loads
from typing import Any

from debtflow import Caseload, events
from debtflow.casework.engine import fold
from debtflow.casework.log import Entry
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.standard import BACK, CLOSED
from debtflow.records.promises import promise_outcomes
from debtflow.records.stages import Custody
from debtflow.values.dates import day_number

__all__ = ["see_log"]

# The moves that follow by themselves, from money and time; where the table has none of them from a stage, it stays.
FOLLOWING = {
    "keep_promise",
    "break_promise",
    "lapse",
    "miss_instalment",
    "break_arrangement",
    "end_arrangement",
    "complete_arrangement",
    "close",
    "recall",
    "reinstate",
    "reopen",
}


def see_log(cases: Caseload) -> None:
    """Walk the histories of all cases and see that each entry keeps the house's promises."""
    for name in cases.cases():
        case: Case | None = None
        for entry in cases.history(name):
            case = _see_entry(cases, entry, case)
        assert case == cases.case(name)
        _see_promises(case)


def _see_entry(cases: Caseload, entry: Entry, case: Case | None) -> Case | None:
    asked = _see_decision(cases, entry)
    moved = []
    for at, event in enumerate(entry.events):
        if isinstance(event, events.MoveEvent) and case is not None:
            _see_move(cases, case, event, reported=entry.kind == "recorded", breaches=_breaches(entry.events[at:]))
            moved.append(event)
        case = fold(entry.stream, case, event)  # type: ignore[assignment]  # a case's stream folds to a case
        assert case is not None
        _see_standing(case)
    if entry.kind == "done" and asked in cases.workflow.targets:
        verbs = [event.verb for event in moved]  # type: ignore[attr-defined]  # every concrete move names its verb
        assert asked in verbs, "a move that was asked for stands in the entry that carries its decision"
        others = list(verbs)
        others.remove(asked)
        assert set(others) <= FOLLOWING, "and besides it only what follows by itself"
    return case


def _see_decision(cases: Caseload, entry: Entry) -> str | None:
    """The name of what was asked, with the whole decision beside it; None where something was only recorded."""
    said: dict[str, Any] | None = entry.content["decision"]
    assert (said is None) == (entry.kind == "recorded")
    if said is None:
        return None
    name: str = said["asked"].get("verb") or said["asked"]["do"]
    kept = cases.store.rules(said["rules"])
    assert kept is not None
    kept_rules = loads(kept)["rules"]
    day = loads(kept)["day"]
    governing = cases.rulebook.governing(name, day)
    # Every check that was made stands behind the fingerprint, those that passed as well.
    assert {rule["id"] for rule in kept_rules} == {rule.id for rule in governing.rules}
    assert set(said["facts"]) == set(governing.names)
    assert (said["failing"] | said["undetermined"]) < 1 << max(1, len(kept_rules))
    assert said["verdict"] == {"done": "permitted", "refused": "refused", "pending": "pending"}[entry.kind]
    if said["verdict"] == "permitted":
        assert not (said["failing"] | said["undetermined"]) & governing.refusing
    assert entry.stream in said["reads"]
    return name


def _breaches(rest: Any) -> set[str]:
    return {rule for event in rest if isinstance(event, events.BreachObserved) for rule in event.rules}


def _see_move(cases: Caseload, case: Case, event: events.MoveEvent, *, reported: bool, breaches: set[str]) -> None:
    """No stage is skipped: a move goes where the table says, or it is reported, and the breach stands beside it."""
    verb: str = event.verb  # type: ignore[attr-defined]  # every concrete move names its verb
    assert event.left == case.stage
    target = cases.workflow.table[case.stage].get(verb)
    if target is not None and target != BACK:
        assert event.reached == target
    elif target is None and event.reached != event.left:
        assert reported and f"workflow.{cases.workflow.name}" in breaches, (case.stage, verb, event.reached)
    if event.reached == CLOSED:
        assert isinstance(event, events.Closed), "an end names its outcome"
    elif event.left == CLOSED and not breaches:
        assert isinstance(event, events.Reopened), "what comes back from its end names its cause"


def _see_standing(case: Case) -> None:
    """Exactly one party works the debt; a case has ended with an outcome, or is open."""
    assert (case.stage == CLOSED) == (case.outcome is not None)
    if case.custody is Custody.CREDITOR:
        assert case.working_party == "creditor"
    elif case.custody is Custody.AGENCY:
        # An acceptance that somebody reported without any proposal names no agency.
        assert case.working_party == (case.placement.agency if case.placement is not None else None)
    elif case.custody is Custody.LAW_FIRM:
        assert case.proceedings is not None and case.working_party == case.proceedings.law_firm is not None
    else:
        assert case.custody is Custody.BUYER and case.working_party is None


def _see_promises(case: Case) -> None:
    """No unit of money keeps two promises, and none older than a promise keeps it."""
    last = case.ledger.days[-1].day
    outcomes = promise_outcomes(case.promises, case.ledger, last)
    assert sum(outcome.came for outcome in outcomes) <= sum(day.credit for day in case.ledger.days)
    for row, outcome in zip(case.promises, outcomes, strict=True):
        assert outcome.came <= case.ledger.credited_between(day_number(row.promise.made_on), row.promise.last_day)
