"""Verbs with data of their own, on both stores: what they need, what the case knows after them, who works the debt."""

from __future__ import annotations

from datetime import date

import pytest
from tests.casework.office import (
    CLERK,
    LENA,
    LI,
    LOAN,
    VOSS,
    call,
    cny,
    done,
    ended,
    move,
    on,
    to_negotiation,
)

from debtflow import (
    Actor,
    CallResult,
    Caseload,
    CaseOutcome,
    Channel,
    ContactPoint,
    Custody,
    EndOfProceedings,
    Measure,
    Pending,
    Queried,
    Refused,
    ReopenCause,
    RiskSignal,
    Role,
    actions,
    events,
)
from debtflow.errors import DebtflowError, NotFoundError, NotPossibleError
from debtflow.records.episodes import Attitude, Feedback

COUNSEL = Actor(id="ann", role=Role.LAW_FIRM, party="dunn")


def to_law(cases: Caseload, law_firm: str | None = "dunn") -> None:
    to_negotiation(cases)
    done(cases.submit("loan", move("request_legal"), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ApproveLegal(law_firm=law_firm), by=VOSS, at=on(6)))


def test_the_legal_road_is_walked_whole_and_the_case_knows_each_step(cases: Caseload) -> None:
    to_law(cases)
    done(cases.submit("loan", actions.IssueDemand(answer_by=date(2026, 1, 20)), by=COUNSEL, at=on(7)))
    done(cases.submit("loan", actions.FileClaim(court="pudong"), by=COUNSEL, at=on(21)))
    judgment = actions.EnterJudgment(adjudged=cny("519.50"), adjudged_on=date(2026, 3, 2))
    done(cases.submit("loan", judgment, by=COUNSEL, at=on(3, month=3)))
    done(cases.submit("loan", actions.Enforce(measure=Measure.WAGES), by=COUNSEL, at=on(9, month=3)))
    case = cases.case("loan")
    known = case.proceedings
    assert known is not None
    assert (case.stage, case.custody, known.is_pending) == ("legal.enforcement", Custody.LAW_FIRM, True)
    assert (known.law_firm, known.answer_by, known.court) == ("dunn", date(2026, 1, 20), "pudong")
    assert (known.adjudged, known.adjudged_on, known.measures) == (cny("519.50"), date(2026, 3, 2), (Measure.WAGES,))
    ended = actions.EndLegal(ended=EndOfProceedings.UNENFORCEABLE)
    case = done(cases.submit("loan", ended, by=COUNSEL, at=on(9, month=4))).case
    assert (case.stage, case.custody) == ("feedback.awaiting_report", Custody.CREDITOR)
    assert case.proceedings is not None
    assert (case.proceedings.ended, case.proceedings.is_pending) == (EndOfProceedings.UNENFORCEABLE, False)
    feedback = Feedback(recovered=cny("0.00"), attitude=Attitude.NOT_REACHED)
    done(cases.submit("loan", actions.SubmitFeedback(feedback=feedback), by=LENA, at=on(10, month=4)))
    cases.verify()


@pytest.mark.parametrize("reported", [False, True])
def test_who_asked_for_legal_action_does_not_approve_it(cases: Caseload, reported: bool) -> None:
    to_negotiation(cases)
    if reported:
        cases.record("loan", events.Moved(verb="request_legal"), by=LENA, at=on(6))
    else:
        done(cases.submit("loan", move("request_legal"), by=LENA, at=on(6)))
    own = cases.submit("loan", actions.ApproveLegal(law_firm="dunn"), by=LENA, at=on(6))
    assert isinstance(own, Refused)
    assert own.decision.rules == ("generic.four_eyes",)
    approved = done(cases.submit("loan", actions.ApproveLegal(law_firm="dunn"), by=VOSS, at=on(6))).case
    assert approved.stage == "legal.pre_action"
    cases.verify()


def test_while_a_law_firm_works_the_debt_nobody_else_calls(cases: Caseload) -> None:
    to_law(cases)
    assert isinstance(cases.submit("loan", call(), by=LENA, at=on(7)), Refused)
    assert isinstance(cases.submit("loan", call(), by=CLERK, at=on(7)), Refused)
    done(cases.submit("loan", call(), by=COUNSEL, at=on(7)))


def test_what_is_told_of_a_debt_at_law_without_a_name_was_done_by_the_law_firm(cases: Caseload) -> None:
    to_law(cases)
    assert cases.case("loan").working_party == "dunn"
    talked = events.CallEnded(person="li", contact_point="mobile", result=CallResult.TALKED, occurred_at=on(7))
    told = cases.record("loan", talked, at=on(7, 11))
    assert told.breaches == ()
    who = Actor.model_validate(cases.history("loan")[-1].content["by"])
    assert who == Actor(id="dunn", role=Role.LAW_FIRM, party="dunn")
    assert cases.record("loan", talked, by=LENA, at=on(7, 12)).breaches == ("generic.custody",)


def test_without_a_law_firm_the_creditor_goes_to_court_itself(cases: Caseload) -> None:
    to_law(cases, law_firm=None)
    assert cases.case("loan").custody is Custody.CREDITOR
    done(cases.submit("loan", call(), by=LENA, at=on(7)))


@pytest.mark.parametrize(
    ("verb", "ended"), [("withdraw_claim", EndOfProceedings.WITHDRAWN), ("dismiss", EndOfProceedings.DISMISSED)]
)
def test_a_claim_that_is_withdrawn_or_dismissed_gives_the_debt_back(
    cases: Caseload, verb: str, ended: EndOfProceedings
) -> None:
    to_law(cases)
    done(cases.submit("loan", actions.FileClaim(court="pudong"), by=COUNSEL, at=on(7)))
    case = done(cases.submit("loan", move(verb), by=COUNSEL, at=on(8))).case
    assert case.proceedings is not None
    assert (case.proceedings.ended, case.custody) == (ended, Custody.CREDITOR)


def test_a_debt_that_is_sold_is_the_buyers_until_it_is_bought_back(cases: Caseload) -> None:
    ended(cases, "loan", CaseOutcome.SOLD, on(6))
    assert (cases.case("loan").custody, cases.case("loan").working_party) == (Custody.BUYER, None)
    again = done(cases.submit("loan", actions.Reopen(cause=ReopenCause.BUY_BACK), by=LENA, at=on(8))).case
    assert (again.stage, again.custody, again.is_open) == ("confirmation.pending", Custody.CREDITOR, True)


def test_a_query_says_what_is_in_question(empty: Caseload) -> None:
    empty.add(LI, LOAN.changed(obligors=LOAN.obligors[:1]), at=on(6))
    empty.open("loan", at=on(6))
    asked = done(empty.submit("loan", actions.QueryDebt(about=Queried.AMOUNT), by=LENA, at=on(6)))
    assert asked.case.stage == "confirmation.queried"
    rejected = actions.RejectDebt(outcome=CaseOutcome.DUPLICATE)
    waits = empty.submit("loan", rejected, by=LENA, at=on(7))
    assert isinstance(waits, Pending) and waits.request.rules == ("generic.forgiveness",)
    assert done(empty.approve(waits.request.id, by=VOSS, at=on(7))).case.outcome is CaseOutcome.DUPLICATE


def test_an_account_at_risk_is_watched_before_it_is_due_and_says_why(empty: Caseload) -> None:
    early = LOAN.changed(obligors=LOAN.obligors[:1], instalments=LOAN.instalments[1:])
    empty.add(LI, early, at=on(6))
    case = empty.open("loan", verb="watch", signals=["late elsewhere", RiskSignal.INCOME_LOST], at=on(6))
    assert (case.stage, case.signals) == ("watch.monitoring", (RiskSignal.LATE_ELSEWHERE, RiskSignal.INCOME_LOST))
    with pytest.raises(DebtflowError, match="signals: 'bad mood' is no RiskSignal; known are: paid_late_before"):
        empty.open("loan", verb="watch", signals=["bad mood"], at=on(6))


def test_tracing_ends_with_a_contact_point_that_is_on_file(cases: Caseload) -> None:
    done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(6)))
    reminder = actions.SendReminder(person="li", contact_point="text")
    done(cases.submit("loan", reminder, by=LENA, at=on(6)))
    done(cases.submit("loan", move("start_tracing"), by=LENA, at=on(7)))
    found = actions.ContactFound(contact_point="office")
    with pytest.raises(NotFoundError, match=r"no contact point 'office'.*cases\.add\(borrower\)"):
        cases.submit("loan", found, by=LENA, at=on(8))
    office = ContactPoint(id="office", channel=Channel.PHONE, value="+86 10 0000 0009")
    cases.add(LI.changed(contact_points=(*LI.contact_points, office)), at=on(8))
    assert done(cases.submit("loan", found, by=LENA, at=on(8))).case.stage == "reminder.awaiting_response"


@pytest.mark.parametrize(
    ("stage", "action", "says"),
    [
        ("legal.pre_action", actions.IssueDemand(answer_by=date(2026, 1, 5)), "a day that is past: 2026-01-05"),
        ("legal.pre_action", actions.IssueDemand(answer_by=date(2026, 1, 6)), ""),
        ("legal.filed", actions.EnterJudgment(adjudged=cny("1.00"), adjudged_on=date(2026, 1, 7)), "a day to come"),
        ("legal.filed", actions.EnterJudgment(adjudged=cny("1.00"), adjudged_on=date(2026, 1, 6)), ""),
        (
            "legal.filed",
            actions.EnterJudgment(adjudged=cny("1.00").__class__("1.00", "USD"), adjudged_on=date(2026, 1, 6)),
            "an amount in CNY, found 1.00 USD",
        ),
    ],
)
def test_days_and_amounts_of_a_verb_have_to_make_sense(
    cases: Caseload, stage: str, action: actions.Action, says: str
) -> None:
    to_law(cases, law_firm=None)
    if stage == "legal.filed":
        done(cases.submit("loan", actions.FileClaim(court="pudong"), by=LENA, at=on(6)))
    if says:
        with pytest.raises(NotPossibleError, match=says):
            cases.submit("loan", action, by=LENA, at=on(6))
    else:
        done(cases.submit("loan", action, by=LENA, at=on(6)))


def test_a_reopened_case_says_why(cases: Caseload) -> None:
    pay_all = {"person": "li", "external_id": "bank-1", "money": cny("519.50"), "received_on": date(2026, 1, 6)}
    cases.record_payment(**pay_all, direction=["loan"], at=on(6))  # type: ignore[arg-type]
    assert cases.case("loan").outcome is CaseOutcome.PAID_IN_FULL
    done(cases.submit("loan", actions.Reopen(cause=ReopenCause.CLOSED_IN_ERROR), by=LENA, at=on(6, 11)))
    reopened = [e for entry in cases.history("loan") for e in entry.events if isinstance(e, events.Reopened)]
    assert [event.cause for event in reopened] == [ReopenCause.CLOSED_IN_ERROR]


@pytest.mark.parametrize("cause", ReopenCause)
@pytest.mark.parametrize("outcome", [CaseOutcome.SOLD, CaseOutcome.UNTRACEABLE])
def test_an_ended_case_is_taken_up_again_for_a_cause_that_is_true(
    cases: Caseload, outcome: CaseOutcome, cause: ReopenCause
) -> None:
    ended(cases, "loan", outcome, on(6))
    true = {ReopenCause.CLOSED_IN_ERROR}
    true |= {ReopenCause.BUY_BACK} if outcome is CaseOutcome.SOLD else {ReopenCause.NEW_EVIDENCE}
    action = actions.Reopen(cause=cause)
    if cause in true:
        done(cases.submit("loan", action, by=LENA, at=on(7)))
        return
    with pytest.raises(
        NotPossibleError, match=f"cannot be taken up again for {cause.label}: .*name the cause that is true"
    ):
        cases.submit("loan", action, by=LENA, at=on(7))
