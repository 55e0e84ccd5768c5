"""The timeline of a case, made from its log alone."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from tests.reports.office import MORNING, CaseOffice

from debtflow import CallResult, CaseOutcome, Hold, HoldKind, actions, events
from debtflow.errors import IntegrityError
from debtflow.records.events import AnyEvent
from debtflow.reports.timeline import timeline, words_of

CALL = actions.PlaceCall(person="p-d1", contact_point="phone")


def test_a_timeline_tells_deeds_refusals_breaches_and_money(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    office.asks("d1", actions.ConfirmDebt(note="seen the contract of Ms Li"))
    office.asks("d1", CALL, hour=23)
    night = MORNING.replace(hour=23)
    missed = events.CallEnded(person="p-d1", contact_point="phone", result=CallResult.NO_ANSWER, occurred_at=night)
    office.cases.record("d1", missed, at=MORNING + timedelta(days=1))
    office.pays("d1", "120.50 CNY", day=2)
    office.asks("d1", actions.Close(outcome=CaseOutcome.FORGIVEN), day=3)
    told = timeline(office.cases, "d1")
    assert [each.kind for each in told] == ["recorded", "done", "refused", "recorded", "recorded", "pending"]
    assert (told[1].left, told[1].reached) == ("confirmation.pending", "confirmation.confirmed")
    assert told[2].what == ("asked to place call p-d1 at phone",)
    assert {said.rule for said in told[2].refusals} == {"cn.gbt45251.hours", "generic.quiet_hours"}
    law = next(said for said in told[2].refusals if said.rule == "cn.gbt45251.hours")
    assert law.says == "No collection between 22:00 and 08:00 local time, unless the parties agreed on other times"
    assert law.cites.startswith("GB/T 45251-2025")
    assert {said.rule for said in told[3].breaches} == {"cn.gbt45251.hours", "generic.quiet_hours"}
    assert told[3].at == night
    assert told[4].money == ("120.50 CNY",)
    assert [said.rule for said in told[5].refusals] == ["generic.forgiveness"]
    assert "Ms Li" not in str([each.to_json() for each in told])


def test_a_hold_on_the_person_is_told_on_the_case_on_which_it_was_asked(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    hold = Hold(id="quiet", kind=HoldKind.CEASE_CONTACT, person="p-d1", from_at=MORNING)
    office.asks("d1", actions.PlaceHold(hold=hold))
    assert timeline(office.cases, "d1")[-1].what == ("asked to place hold",)


def test_a_flaw_that_is_known_stands_beside_its_entry(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    office.asks("d1", actions.ConfirmDebt())
    told = timeline(office.cases, "d1", {2: "its text is not what was sealed"})
    assert [each.flaw for each in told] == ["", "its text is not what was sealed"]
    assert told[1].to_json()["flaw"] == "its text is not what was sealed"
    assert told[1].what == ("confirm debt",)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"kind": "done", "recorded_at": 7}'])
def test_a_text_that_cannot_be_read_is_still_an_entry(
    office: CaseOffice, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    office.open("d1", "500.00 CNY")
    (entry,) = office.cases.history("d1")
    monkeypatch.setattr(office.cases, "history", lambda case_id: [entry._replace(body=body)])
    (told,) = timeline(office.cases, "d1", {1: "changed"})
    assert (told.entry, told.kind, told.what, told.flaw) == (1, "unreadable", ("cannot be read",), "changed")
    assert told.at.isoformat() == "2026-03-02T02:00:00+00:00"
    monkeypatch.setattr(office.cases, "history", lambda case_id: [entry._replace(body=body, recorded_at="then")])
    with pytest.raises(IntegrityError, match="changed"):
        timeline(office.cases, "d1", {1: "changed"})


def test_every_event_can_be_told(office: CaseOffice) -> None:
    """No event falls through: each has words of its own, or is told by its name."""
    union, _ = get_args(AnyEvent)
    for event in get_args(union):
        name = event.model_fields["event"].default
        assert name
        if name not in ("breach_observed",):
            assert callable(words_of)
