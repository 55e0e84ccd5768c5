"""Outcomes: values to match on."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tests.casework.office import LENA, VOSS, call, on

from debtflow import Caseload, CaseOutcome, Done, Outcome, Pending, Recorded, Refused, actions, events


def said(outcome: Outcome) -> str:
    """What a back-end engineer writes."""
    match outcome:
        case Done(permit=permit) if permit is not None:
            return f"dial {permit.contact_point}"
        case Refused(decision=decision):
            return f"later, at {decision.next_permitted_at:%H:%M}"
        case Pending(request=request):
            return f"ask about {request.id}"
    return "done"


def test_outcomes_are_matched_on(cases: Caseload) -> None:
    assert said(cases.submit("loan", call(), by=LENA, at=on(6))) == "dial mobile"
    assert said(cases.submit("loan", call(), by=LENA, at=on(6, 23))) == "later, at 00:00"
    forgive = actions.Close(outcome=CaseOutcome.FORGIVEN)
    assert said(cases.submit("loan", forgive, by=LENA, at=on(6))) == "ask about loan/r1"
    assert said(cases.approve("loan/r1", by=VOSS, at=on(6))) == "done"


def test_what_is_recorded_says_what_it_broke(cases: Caseload) -> None:
    recorded = cases.record("loan", events.Moved(verb="request_legal"), at=on(6))
    assert isinstance(recorded, Recorded)
    assert recorded.breaches == ("workflow.standard",)
    assert not recorded.repeated


def test_an_outcome_does_not_change(cases: Caseload) -> None:
    outcome = cases.submit("loan", call(), by=LENA, at=on(6))
    with pytest.raises(FrozenInstanceError):
        outcome.repeated = True  # type: ignore[misc]
