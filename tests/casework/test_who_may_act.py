"""Who may act: a firm that has nothing to do with a debt gets nothing done on it, and approves nothing."""

from __future__ import annotations

from datetime import date

import pytest
from tests.casework.office import (
    CLERK,
    HARBOUR,
    LENA,
    VOSS,
    agreed_to,
    cny,
    done,
    move,
    on,
    placed,
    to_negotiation,
    told_of_reports,
    with_cases,
)
from tests.records.test_actions import ONE_OF_EACH

from debtflow import (
    Actor,
    Caseload,
    CaseOutcome,
    Component,
    Custody,
    Hold,
    HoldKind,
    Instalment,
    Pending,
    Refused,
    Role,
    actions,
)
from debtflow.casework.engine import situation_of
from debtflow.compliance.decisions import judge
from debtflow.errors import NotPossibleError
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms
from debtflow.records.consents import ConsentTo

EVIL = Actor(id="evil", role=Role.AGENCY, party="other")
COLLEAGUE = Actor(id="colleague", role=Role.AGENCY, party="other")
BUYER = Actor(id="bea", role=Role.ASSIGNEE, party="debt_buyers")
WHO_RULES = {"generic.stranger", "generic.creditors_own", "generic.custody"}

DONE_BEFORE: list[tuple[str, actions.Action]] = [
    ("open_negotiation", move("open_negotiation")),
    ("record_promise", actions.TakePromise(amount=cny("5.00"), due_on=date(2026, 1, 9))),
    ("request_referral", move("request_referral")),
    ("note_promise", actions.NotePromise(amount=cny("5.00"), due_on=date(2026, 1, 9))),
    ("waive", actions.Waive(component=Component.COSTS, amount=cny("1.00"))),
    ("place_hold", actions.PlaceHold(hold=Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(6)))),
    ("report_credit", actions.ReportCredit(bureau="pboc")),
    ("close", actions.Close(outcome=CaseOutcome.SOLD)),
]


@pytest.mark.parametrize("action", [action for _, action in DONE_BEFORE], ids=[name for name, _ in DONE_BEFORE])
def test_a_stranger_gets_nothing_done_and_the_creditor_does(action: actions.Action) -> None:
    cases = with_cases()
    if action.name != "open_negotiation":
        to_negotiation(cases)
    for who in (EVIL, BUYER):
        answer = cases.submit("loan", action, by=who, at=on(6))
        assert isinstance(answer, Refused)
        assert WHO_RULES & set(answer.decision.rules)
    agreed_to(cases, ConsentTo.DATA_SHARING, on(6))
    told_of_reports(cases, on(6))
    assert not isinstance(cases.submit("loan", action, by=LENA, at=on(6)), Refused)


@pytest.mark.parametrize("action", ONE_OF_EACH, ids=lambda action: str(action.name))
@pytest.mark.parametrize("custody", [Custody.CREDITOR, Custody.AGENCY, Custody.BUYER])
def test_no_action_at_all_is_a_strangers(action: actions.Action, custody: Custody) -> None:
    cases = with_cases()
    if custody is Custody.AGENCY:
        placed(cases)
    states = dict(cases.desk.load_case("loan", by=EVIL).states)
    case = cases.case("loan")
    states["case:loan"] = case.changed(kept=case.kept._replace(custody=custody))
    if isinstance(action, actions.ContactAction):
        action = action.changed(person="li")
    for who in (EVIL, BUYER):
        situation = situation_of(states, "loan", action, who, on(6), "Asia/Shanghai")
        assert WHO_RULES & set(judge(cases.rulebook, situation).rules), who.id


def test_an_agency_accepts_no_placement_of_another_and_recalls_none() -> None:
    cases = with_cases()
    cases.register(HARBOUR, at=on(6))
    to_negotiation(cases)
    done(cases.submit("loan", move("request_referral"), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.SubmitPlacement(agency="harbour"), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ApproveReferral(), by=VOSS, at=on(6)))
    assert isinstance(cases.submit("loan", actions.AcceptPlacement(), by=EVIL, at=on(6)), Refused)
    done(cases.submit("loan", actions.AcceptPlacement(), by=CLERK, at=on(6)))
    for who in (EVIL, CLERK):
        assert isinstance(cases.submit("loan", actions.Recall(), by=who, at=on(6)), Refused)
    done(cases.submit("loan", actions.NotePromise(amount=cny("5.00"), due_on=date(2026, 1, 9)), by=CLERK, at=on(6)))
    done(cases.submit("loan", actions.Recall(), by=LENA, at=on(7)))
    again = actions.NotePromise(amount=cny("6.00"), due_on=date(2026, 1, 9))
    assert isinstance(cases.submit("loan", again, by=CLERK, at=on(7)), Refused)
    cease = Hold(id="stop", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(7))
    done(cases.submit("loan", actions.PlaceHold(hold=cease), by=CLERK, at=on(7)))
    done(cases.submit("loan", actions.ConfirmStopWork(), by=CLERK, at=on(8)))


@pytest.mark.parametrize("who", [COLLEAGUE, CLERK, Actor(id="counsel", role=Role.LAW_FIRM, party="dunn"), BUYER])
def test_a_firm_approves_nothing_for_the_creditor(who: Actor) -> None:
    cases = with_cases()
    waits = cases.submit("loan", actions.Close(outcome=CaseOutcome.FORGIVEN), by=LENA, at=on(6))
    assert isinstance(waits, Pending)
    with pytest.raises(NotPossibleError, match=rf"{who.id} acts for {who.party} .* creditor's to approve"):
        cases.approve(waits.request.id, by=who, at=on(6))
    assert cases.case("loan").is_open
    assert done(cases.approve(waits.request.id, by=VOSS, at=on(6))).case.outcome is CaseOutcome.FORGIVEN


def test_what_a_law_firm_agrees_to_is_approved_by_the_creditor_and_not_by_a_colleague(cases: Caseload) -> None:
    counsel = Actor(id="ann", role=Role.LAW_FIRM, party="dunn")
    to_negotiation(cases)
    done(cases.submit("loan", move("request_legal"), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ApproveLegal(law_firm="dunn"), by=VOSS, at=on(6)))
    rows = (Instalment(due_on=on(20).date(), amount=cny("400.00")),)
    terms = ArrangementTerms(kind=ArrangementKind.SETTLEMENT, instalments=rows, waives=cny("119.50"))
    done(cases.submit("loan", actions.SettleClaim(terms=terms), by=counsel, at=on(6)))
    waits = cases.submit("loan", actions.ActivateArrangement(version=1), by=counsel, at=on(6))
    assert isinstance(waits, Pending)
    with pytest.raises(NotPossibleError, match="creditor's to approve"):
        cases.approve(waits.request.id, by=Actor(id="bob", role=Role.LAW_FIRM, party="dunn"), at=on(6))
    assert done(cases.approve(waits.request.id, by=VOSS, at=on(6))).case.arrangement is not None
