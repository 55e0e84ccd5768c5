"""What a decision says, and the tally of refusals."""

from __future__ import annotations

from datetime import timedelta

from tests.reports.office import LENA, MORNING, CaseOffice

from debtflow import (
    Actor,
    Borrower,
    CallResult,
    Caseload,
    Channel,
    ContactPoint,
    Hold,
    HoldKind,
    Refused,
    Role,
    actions,
    catalogue,
    events,
)
from debtflow.reports.answers import RefusalTally, decision_json, place_of, verdict_of

CALL = actions.PlaceCall(person="p-d1", contact_point="phone")


def test_a_decision_as_data(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    decision = office.cases.explain("d1", CALL, by=LENA, at=MORNING.replace(hour=23))
    found = decision_json(decision)
    assert found["verdict"] == verdict_of(decision) == "refused"
    assert found["asked"]["do"] == "place_call"
    assert {finding["rule"] for finding in found["findings"]} == {"cn.gbt45251.hours", "generic.quiet_hours"}
    assert all(finding["evidence"] and finding["because"] for finding in found["findings"])
    assert found["next_permitted_at"] == "2026-03-03T00:00:00+00:00"
    assert "secondary" not in place_of(decision.findings[0])


def test_a_permitted_action_is_lifted_by_nothing(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    found = decision_json(office.cases.explain("d1", CALL, by=LENA, at=MORNING))
    assert (found["verdict"], found["lifted_by"]) == ("permitted", [])


def test_a_tally_counts_rules_and_keeps_the_clearest_example(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    tally = RefusalTally()
    for hour in (23, 21, 22):
        outcome = office.asks("d1", CALL, hour=hour)
        assert isinstance(outcome, Refused)
        tally.add(outcome.decision)
    assert tally.asked == 3
    assert [(row.rule, row.count) for row in tally.rows()] == [("generic.quiet_hours", 3), ("cn.gbt45251.hours", 2)]
    first = tally.rows(1)[0]
    assert first.at == MORNING.replace(hour=21)
    assert first.to_json()["example"]["next_permitted_at"] == "2026-03-03T00:00:00+00:00"


def test_the_holds_in_the_way_and_the_sides_of_a_presumption_are_data_too(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    hold = Hold(id="cease", kind=HoldKind.CEASE_CONTACT, person="p-d1", from_at=MORNING)
    office.cases.submit("d1", actions.PlaceHold(hold=hold), by=LENA, at=MORNING)
    held = decision_json(office.cases.explain("d1", CALL, by=LENA, at=MORNING))
    assert held["holds"] == [
        {"id": "cease", "kind": "cease_contact", "on": "p-d1", "from_at": "2026-03-02T02:00:00+00:00", "until_at": None}
    ]
    assert held["findings"][0]["factors"] is None
    collectors = Caseload.open_at("memory:", catalogue.joined("us_federal"), house_zone="America/New_York")
    owes = Borrower(
        id="p-d1",
        zones=("America/New_York",),
        contact_points=(ContactPoint(id="phone", channel=Channel.PHONE, value="+1 555 0100"),),
    )
    collectors.add(owes, office.cases.case("d1").debt, at=MORNING)
    collectors.open("d1", at=MORNING)
    clerk = Actor(id="tom", role=Role.AGENCY, party="harbour")
    spoke = events.CallEnded(person="p-d1", contact_point="phone", result=CallResult.TALKED, discussed=("d1",))
    noon = MORNING.replace(hour=17)
    collectors.record("d1", spoke, by=clerk, at=noon)
    found = decision_json(collectors.explain("d1", CALL, by=clerk, at=noon + timedelta(days=1)))["findings"]
    presumed = next(each for each in found if each["tone"] == "presume")
    assert presumed["rule"] == "us.regf.14b.conv7"
    assert "active litigation" in presumed["factors"]["against_breach"] and presumed["factors"]["for_breach"]
