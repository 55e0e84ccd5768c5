"""Reporting: what happened is judged as the action that it reports."""

from __future__ import annotations

from datetime import date

import pytest
from tests.casework.office import (
    BOOK,
    CLERK,
    HARBOUR,
    LENA,
    VOSS,
    cny,
    on,
    placed,
    to_negotiation,
    told_of_reports,
    with_cases,
)
from tests.records.test_actions import ONE_OF_EACH

from debtflow import (
    Balance,
    Basis,
    Caseload,
    CaseOutcome,
    Channel,
    Citation,
    Component,
    Custody,
    Hold,
    HoldKind,
    Rulebook,
    Tone,
    actions,
    events,
    rule,
)
from debtflow.casework.applying import DEEDS
from debtflow.casework.reporting import contact_reported, reported
from debtflow.lifecycle.standard import STANDARD_DEEDS
from debtflow.records.actions import CONTACTS, Action
from debtflow.records.parties import SYSTEM
from debtflow.records.placements import PlacementBrief
from debtflow.records.purposes import Purpose
from debtflow.records.terms import Pause

STAY = Hold(id="stay", kind=HoldKind.INSOLVENCY_STAY, from_at=on(6, 9))
EVIDENCE = Hold(id="papers", kind=HoldKind.EVIDENCE_PRESERVATION, from_at=on(6, 9))
WAIVED = events.AmountWaived(component=Component.FEES, amount=cny("1.00"), effective_on=on(6).date())


# --- which action an event reports -----------------------------------------------------------------------------------


def test_every_deed_but_a_contact_comes_to_one_event_and_back() -> None:
    assert set(DEEDS) == set(STANDARD_DEEDS) - CONTACTS
    assert len({deed.event for deed in DEEDS.values()}) == len(DEEDS)


@pytest.mark.parametrize("action", ONE_OF_EACH, ids=lambda a: str(a.name))
def test_what_an_event_takes_over_from_its_action_is_given_back(action: Action) -> None:
    if action.name in CONTACTS:
        return
    deed = DEEDS.get(action.name)
    cls = deed.event if deed is not None else events.EVENT_OF_VERB.get(action.name, events.Moved)
    shared = {name: getattr(action, name) for name in cls.model_fields.keys() & type(action).model_fields.keys()}
    verb = {"verb": action.name} if issubclass(cls, events.MoveEvent) else {}
    told = reported(cls.model_construct(**{**dict.fromkeys(cls.model_fields), **shared, **verb}))
    assert told is not None and told.name == action.name
    if type(told) is type(action):
        assert all(getattr(told, name) == value for name, value in shared.items())
    else:
        # What it lacks stands in the record that the event holds, which this one has not.
        assert isinstance(told, actions.Move)


def test_what_stands_in_the_record_of_an_event_is_told_too() -> None:
    promise = actions.NotePromise(amount=cny("5.00"), due_on=date(2026, 1, 9), grace_days=2)
    cases = with_cases()
    to_negotiation(cases)
    cases.submit("loan", promise, by=LENA, at=on(6))
    noted = cases.history("loan")[-1].events[-1]
    assert reported(noted) == promise


def test_a_reminder_that_is_reported_is_judged_by_its_name_and_as_no_contact() -> None:
    told = reported(events.ReminderSent(template="first"))
    assert told is not None and (told.name, told.is_contact) == ("send_reminder", False)


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        (Channel.PHONE, "place_call"),
        (Channel.VISIT, "visit"),
        (Channel.SMS, "send_message"),
        (Channel.LETTER, "send_message"),
    ],
)
def test_a_contact_is_told_by_its_channel(channel: Channel, name: str) -> None:
    asked = contact_reported(channel, "li", "mobile", ("loan",), Purpose.VERIFICATION)
    told = (getattr(asked, "about", None), getattr(asked, "purpose", None))
    assert (asked.name, *told) == (name, ("loan",), Purpose.VERIFICATION)


def test_nobody_asks_for_what_follows_by_itself() -> None:
    assert reported(events.HoldExpired(hold="h1")) is None


CHARGED = events.ChargePosted(component=Component.FEES, amount=cny("1.00"), effective_on=on(6).date())
GIVEN_UP = events.WrittenDown(amounts=Balance(costs=cny("1.00")), effective_on=on(6).date())
PAUSED = events.PauseAgreed(pause=Pause(id="move", from_on=on(6).date(), until_on=on(9).date(), days_past_due=True))
NEVER_ASKED: list[tuple[events.Event, str, str]] = [
    (CHARGED, "post_charge", "generic.stranger"),
    (GIVEN_UP, "write_down", "generic.creditors_own"),
    (PAUSED, "agree_pause", "generic.creditors_own"),
]


@pytest.mark.parametrize(("event", "name", "rule_id"), NEVER_ASKED, ids=[name for _, name, _ in NEVER_ASKED])
def test_what_is_only_reported_is_a_breach_of_a_stranger_and_none_of_the_creditor(
    event: events.Event, name: str, rule_id: str
) -> None:
    told = reported(event)
    assert told is not None and told.name == name and name in actions.ONLY_REPORTED
    cases = with_cases()
    assert cases.record("loan", event, by=CLERK, at=on(6)).breaches == (rule_id,)
    for who in (LENA, None):
        assert cases.record("loan", event, by=who, at=on(6)).breaches == ()
    assert cases.record("loan", event, by=SYSTEM, at=on(6)).breaches == ()


def test_who_works_a_debt_may_charge_it_and_gives_nothing_up(cases: Caseload) -> None:
    placed(cases)
    by_the_agency = {name: cases.record("loan", event, by=CLERK, at=on(7)).breaches for event, name, _ in NEVER_ASKED}
    assert by_the_agency == {
        "post_charge": (),
        "write_down": ("generic.creditors_own",),
        "agree_pause": ("generic.creditors_own",),
    }
    # Where nobody is named, it is whose it is to do.
    parties = []
    for event, _, _ in NEVER_ASKED:
        assert cases.record("loan", event, at=on(7)).breaches == ()
        parties.append(cases.history("loan")[-1].content["by"]["party"])
    assert parties == ["harbour", "creditor", "creditor"]


def test_a_rule_may_govern_what_is_only_reported() -> None:
    policy = Citation(instrument="house policy", basis=Basis.HOUSE)
    define = rule(
        "house.no_fees", governs={"post_charge"}, tone=Tone.FORBID, cites=policy, since=on(1).date(), says="No fees"
    )
    strict = BOOK | Rulebook("house", "1", [define(lambda f: f.owed > 0)])
    assert with_cases(book=strict).record("loan", CHARGED, by=LENA, at=on(6)).breaches == ("house.no_fees",)


# --- breaches --------------------------------------------------------------------------------------------------------


def with_hold(hold: Hold) -> Caseload:
    cases = with_cases()
    cases.submit("loan", actions.PlaceHold(hold=hold), by=VOSS, at=on(6))
    return cases


def test_a_sale_that_is_reported_under_a_hold_is_a_breach() -> None:
    sold = events.Closed(outcome=CaseOutcome.SOLD)
    assert with_hold(EVIDENCE).record("loan", sold, by=LENA, at=on(6)).breaches == ("cn.pipl.sale", "generic.hold.sale")
    exhausted = events.Closed(outcome=CaseOutcome.EXHAUSTED)
    assert with_hold(EVIDENCE).record("loan", exhausted, by=LENA, at=on(6)).breaches == ()


def test_a_report_to_a_bureau_that_is_recorded_under_a_stay_is_a_breach() -> None:
    told = events.CreditReported(bureau="pboc")
    stayed, free = with_hold(STAY), with_cases()
    for cases in (stayed, free):
        told_of_reports(cases, on(6))
    assert stayed.record("loan", told, by=LENA, at=on(6)).breaches == ("generic.hold.reporting",)
    assert free.record("loan", told, by=LENA, at=on(6)).breaches == ()


@pytest.mark.parametrize(("marked", "breaches"), [(False, ("cn.credit.marked", "generic.report_dispute")), (True, ())])
def test_whether_a_report_was_marked_is_told_by_it(marked: bool, breaches: tuple[str, ...]) -> None:
    dispute = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(6, 9))
    told = events.CreditReported(bureau="pboc", marked_disputed=marked)
    cases = with_hold(dispute)
    told_of_reports(cases, on(6))
    assert cases.record("loan", told, by=LENA, at=on(6)).breaches == breaches


def test_a_rule_that_asks_for_a_second_person_is_not_broken_by_a_report() -> None:
    cases = with_cases()
    all_of_it = events.AmountWaived(component=Component.PRINCIPAL, amount=cny("500.00"), effective_on=on(6).date())
    assert cases.record("loan", all_of_it, by=LENA, at=on(6)).breaches == ()
    assert cases.record("loan", events.ChargedOff(effective_on=on(6).date()), by=LENA, at=on(6)).breaches == ()


def test_a_proposal_that_is_reported_is_held_against_the_agency_that_it_names() -> None:
    for agency, breaches in ((HARBOUR, ()), (HARBOUR.changed(licences=()), ("generic.agency.licence",))):
        cases = with_cases()
        cases.register(agency, at=on(6))
        to_negotiation(cases)
        cases.record("loan", events.Moved(verb="request_referral"), at=on(6))
        proposed = events.PlacementProposed(
            agency="harbour", brief=PlacementBrief(), proposed_by="lena", amount=cny("519.50")
        )
        assert cases.record("loan", proposed, by=LENA, at=on(6)).breaches == breaches


def test_what_a_firm_did_that_was_not_theirs_to_do_is_a_breach(cases: Caseload) -> None:
    assert cases.record("loan", WAIVED.changed(component=Component.COSTS), by=CLERK, at=on(6)).breaches == (
        "generic.creditors_own",
    )
    hold = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(6))
    assert cases.record("loan", events.HoldPlaced(hold=hold), by=CLERK, at=on(6)).breaches == ("generic.stranger",)
    assert [held.id for held in cases.case("loan").holds] == ["h1"], "it is recorded all the same"


def test_where_nobody_is_named_the_creditor_did_what_is_the_creditors_alone(cases: Caseload) -> None:
    placed(cases)
    assert cases.record("loan", WAIVED.changed(component=Component.COSTS), at=on(7)).breaches == ()
    assert cases.history("loan")[-1].content["by"]["party"] == "creditor"
    hold = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(7))
    assert cases.record("loan", events.HoldPlaced(hold=hold), at=on(7)).breaches == ()
    assert cases.history("loan")[-1].content["by"]["party"] == "harbour"


def test_the_creditor_may_report_that_an_agency_accepted(url: str) -> None:
    with with_cases(url, BOOK) as cases:
        cases.register(HARBOUR, at=on(6))
        to_negotiation(cases)
        cases.submit("loan", actions.Move(verb="request_referral"), by=LENA, at=on(6))
        cases.submit("loan", actions.SubmitPlacement(agency="harbour"), by=LENA, at=on(6))
        cases.submit("loan", actions.ApproveReferral(), by=VOSS, at=on(6))
        recorded = cases.record("loan", events.PlacementAccepted(), by=LENA, at=on(6))
        assert recorded.breaches == ()
        assert cases.case("loan").custody is Custody.AGENCY
