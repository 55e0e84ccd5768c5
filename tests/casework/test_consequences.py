"""Consequences: what follows by itself, to a fixed point, and never twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from tests.casework.office import (
    BOOK,
    CARD,
    CLERK,
    LENA,
    LI,
    VOSS,
    call,
    cny,
    done,
    ended,
    happened,
    move,
    on,
    placed,
    to_negotiation,
)

from debtflow import (
    Actor,
    Balance,
    CallResult,
    Caseload,
    CaseOutcome,
    Component,
    Custody,
    Hold,
    HoldKind,
    Instalment,
    Refused,
    ReopenCause,
    actions,
    events,
)
from debtflow.casework.consequences import consequences
from debtflow.casework.engine import evolve
from debtflow.casework.log import case_stream
from debtflow.casework.outcomes import Done
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records.episodes import Attitude, Feedback


def promise(cases: Caseload, amount: str = "50.00", due: date = date(2026, 1, 10), grace: int = 2) -> None:
    to_negotiation(cases)
    action = actions.TakePromise(amount=cny(amount), due_on=due, grace_days=grace)
    done(cases.submit("loan", action, by=LENA, at=on(6)))


def pay(cases: Caseload, amount: str, day: int, key: str = "b1") -> None:
    cases.record_payment(
        person="li",
        external_id=key,
        money=cny(amount),
        received_on=date(2026, 1, day),
        direction=("loan",),
        at=on(day, 12),
    )


# --- promises --------------------------------------------------------------------------------------------------------


def test_a_promise_is_kept_as_soon_as_the_money_is_there(cases: Caseload) -> None:
    promise(cases)
    pay(cases, "50.00", 8)
    case = cases.case("loan")
    assert case.stage == "negotiation.assessing"
    assert (case.promise, case.kept.promises_kept, case.kept.promises_broken) == (None, 1, 0)
    assert happened(cases)[-3:] == ["payment_allocated", "promise_resolved", "moved"]


def test_a_promise_is_broken_only_after_its_last_day(cases: Caseload) -> None:
    promise(cases)
    assert cases.follow_up("loan", at=on(12, 23, 59)).entries == ()
    cases.follow_up("loan", at=on(13, 0))
    case = cases.case("loan")
    assert case.stage == "negotiation.broken"
    assert (case.promise, case.kept.promises_broken) == (None, 1)


def test_nobody_is_called_while_a_promise_runs_and_the_broken_one_is_seen_first(cases: Caseload) -> None:
    promise(cases)
    refused = cases.submit("loan", call(), by=LENA, at=on(9))
    assert isinstance(refused, Refused)
    assert refused.decision.rules == ("generic.promise_open",)
    allowed = done(cases.submit("loan", call(), by=LENA, at=on(13)))
    assert allowed.case.stage == "negotiation.broken"
    assert happened(cases)[-3:] == ["promise_resolved", "moved", "contact_reserved"]
    cases.verify()


def test_a_promise_that_pays_the_arrears_closes_the_case(cases: Caseload) -> None:
    promise(cases, "100.00")
    pay(cases, "100.00", 9)
    case = cases.case("loan")
    assert (case.stage, case.outcome) == ("closed", CaseOutcome.CURED)
    assert case.kept.promises_kept == 1
    closed = cases.history("loan")[-1].events[-1]
    assert isinstance(closed, events.Closed)
    assert closed.recovered == cny("100.00")


def test_an_open_promise_is_resolved_before_the_case_closes(cases: Caseload) -> None:
    promise(cases, "50.00")
    pay(cases, "519.50", 9)
    case = cases.case("loan")
    assert (case.outcome, case.kept.promises_kept) == (CaseOutcome.PAID_IN_FULL, 1)


def test_a_promise_of_more_than_is_overdue_runs_on_when_the_arrears_are_paid(cases: Caseload) -> None:
    promise(cases, "200.00")
    pay(cases, "100.00", 8)
    case = cases.case("loan")
    assert (case.is_open, case.promise is not None, case.stage) == (True, True, "negotiation.promised")
    pay(cases, "88.00", 9, "b2")
    case = cases.case("loan")
    assert (case.outcome, case.kept.promises_kept) == (CaseOutcome.CURED, 1)


@pytest.mark.parametrize(("amount", "kept"), [("47.00", 1), ("46.99", 0)])
def test_a_promise_is_kept_from_94_percent(cases: Caseload, amount: str, kept: int) -> None:
    promise(cases)
    pay(cases, amount, 10)
    assert cases.case("loan").kept.promises_kept == kept


# --- paid ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [
        ("99.99", None),
        ("100.00", CaseOutcome.CURED),
        ("519.49", CaseOutcome.CURED),
        ("519.50", CaseOutcome.PAID_IN_FULL),
    ],
)
def test_who_has_paid_what_is_overdue_is_not_chased(cases: Caseload, amount: str, outcome: CaseOutcome | None) -> None:
    pay(cases, amount, 6)
    assert cases.case("loan").outcome == outcome
    assert cases.case("card").outcome is None


def test_a_debt_of_nothing_but_a_later_fee_ends_when_the_fee_is_paid(empty: Caseload) -> None:
    empty.add(LI, CARD.changed(owed=Balance(principal=cny("0.00"))), at=on(6))
    empty.open("card", verb="watch", at=on(6))
    fee = events.ChargePosted(component=Component.FEES, amount=cny("5.00"), effective_on=date(2026, 1, 6))
    empty.record("card", fee, at=on(6))
    done(empty.submit("card", move("open_case"), by=LENA, at=on(7)))
    for key, amount, outcome in (("b1", "4.99", None), ("b2", "0.01", CaseOutcome.PAID_IN_FULL)):
        empty.record_payment(
            person="li", external_id=key, money=cny(amount), received_on=date(2026, 1, 7), at=on(7, 12)
        )
        assert empty.case("card").outcome is outcome


def test_what_was_recovered_is_what_came_since_the_case_was_taken_up_again(cases: Caseload) -> None:
    def pay_card(amount: str, day: int, key: str) -> None:
        received_on = date(2026, 1, day)
        money: Any = {"money": cny(amount), "received_on": received_on, "direction": ("card",)}
        cases.record_payment(person="li", external_id=key, at=on(day, 12), **money)

    pay_card("10.00", 6, "b1")
    ended(cases, "card", CaseOutcome.UNTRACEABLE, on(7))
    done(cases.submit("card", actions.Reopen(cause=ReopenCause.CLOSED_IN_ERROR), by=LENA, at=on(8)))
    pay_card("70.00", 9, "b2")
    closed = cases.history("card")[-1].events[-1]
    assert isinstance(closed, events.Closed)
    assert (closed.outcome, closed.recovered) == (CaseOutcome.PAID_IN_FULL, cny("70.00"))


def reports(cases: Caseload, recovered: str, at: datetime, by: Actor = CLERK) -> Done:
    feedback = Feedback(recovered=cny(recovered), attitude=Attitude.COOPERATIVE)
    return done(cases.submit("loan", actions.SubmitFeedback(feedback=feedback), by=by, at=at))


def test_what_is_paid_while_placed_is_recalled_and_closes_after_the_agencys_report(cases: Caseload) -> None:
    placed(cases)
    pay(cases, "100.00", 7)
    case = cases.case("loan")
    assert (case.stage, case.custody, case.outcome) == ("referral.recall_pending", Custody.AGENCY, None)
    outcome = done(cases.submit("loan", move("confirm_stop_work"), by=CLERK, at=on(8)))
    assert outcome.case.custody is Custody.CREDITOR
    assert (outcome.case.stage, outcome.case.outcome) == ("feedback.awaiting_report", None)
    assert reports(cases, "100.00", on(9)).case.outcome is CaseOutcome.CURED
    assert happened(cases)[-3:] == ["stop_work_confirmed", "feedback_given", "closed"]
    cases.verify()


def test_a_claim_before_a_court_is_ended_there_first(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", move("request_legal"), by=LENA, at=on(6)))
    done(cases.submit("loan", move("approve_legal"), by=VOSS, at=on(6)))
    done(cases.submit("loan", actions.FileClaim(court="pudong"), by=LENA, at=on(6)))
    pay(cases, "519.50", 8)
    assert cases.case("loan").stage == "legal.filed"
    assert happened(cases).count("withdrawal_asked") == 1
    cases.follow_up("loan", at=on(9))
    assert happened(cases).count("withdrawal_asked") == 1
    done(cases.submit("loan", move("withdraw_claim"), by=LENA, at=on(9)))
    assert cases.case("loan").stage == "feedback.awaiting_report"
    assert reports(cases, "519.50", on(10), LENA).case.outcome is CaseOutcome.PAID_IN_FULL


def test_where_nobody_reports_the_creditor_closes_a_paid_case_by_hand(cases: Caseload) -> None:
    placed(cases)
    pay(cases, "519.50", 7)
    done(cases.submit("loan", move("confirm_stop_work"), by=CLERK, at=on(8)))
    [late] = cases.follow_up("loan", at=on(20)).entries
    assert [event.event for event in late.events] == ["duty_missed"], (
        "that nobody reports is a breach, and ends nothing"
    )
    closed = done(cases.submit("loan", actions.Close(outcome=CaseOutcome.PAID_IN_FULL), by=LENA, at=on(20))).case
    assert closed.outcome is CaseOutcome.PAID_IN_FULL


# --- holds, attempts, requests ---------------------------------------------------------------------------------------


def test_a_hold_ends_at_its_moment_and_not_before(cases: Caseload) -> None:
    for hold_id, person in (("of_the_debt", None), ("of_the_person", "li")):
        hold = Hold(id=hold_id, kind=HoldKind.CEASE_CONTACT, person=person, from_at=on(6), until_at=on(8))
        done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
    assert cases.follow_up("loan", at=on(8, 9, 59)).entries == ()
    assert isinstance(cases.submit("loan", call(), by=LENA, at=on(8, 9, 59)), Refused)
    cases.follow_up("loan", at=on(8, 10))
    assert cases.case("loan").holds == ()
    assert cases.dossier("li").holds == ()


def test_a_hold_that_ends_on_one_debt_ends_for_the_person(cases: Caseload) -> None:
    hold = Hold(id="h", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(6), until_at=on(8))
    done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
    cases.follow_up("card", at=on(9))
    assert cases.dossier("li").holds == ()
    assert cases.follow_up("loan", at=on(9)).entries == ()


def test_a_hold_is_released_by_name(cases: Caseload) -> None:
    hold = Hold(id="h", kind=HoldKind.CEASE_CONTACT, from_at=on(6))
    done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ReleaseHold(hold="h"), by=LENA, at=on(6, 11)))
    done(cases.submit("loan", call(), by=LENA, at=on(6, 12)))


# --- the fixed point -------------------------------------------------------------------------------------------------


def test_following_up_twice_adds_nothing(cases: Caseload) -> None:
    promise(cases)
    hold = Hold(id="h", kind=HoldKind.VULNERABLE, person="li", from_at=on(6), until_at=on(8))
    done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
    done(cases.submit("card", call(), by=LENA, at=on(6)))
    cases.submit("card", actions.Close(outcome=CaseOutcome.FORGIVEN), by=LENA, at=on(6))
    for case in ("loan", "card"):
        assert cases.follow_up(case, at=on(20)).entries != ()
        written = cases.store.feed()
        assert cases.follow_up(case, at=on(20)).entries == ()
        assert cases.store.feed() == written
    assert "attempt_expired" in happened(cases, "card")
    assert "approval_expired" in happened(cases, "card")
    cases.verify()


def test_what_follows_is_pure(cases: Caseload) -> None:
    promise(cases)
    states = dict(cases.desk.load_case("loan").states)
    before = dict(states)
    args = (states, "loan", on(20))
    first = consequences(*args, workflow=STANDARD, house_zone="UTC")
    assert first == consequences(*args, workflow=STANDARD, house_zone="UTC")
    assert states == before
    after = evolve(states, first)
    assert consequences(after, "loan", on(20), workflow=STANDARD, house_zone="UTC") == []
    assert after[case_stream("loan")] != before[case_stream("loan")]


def test_what_follows_is_what_the_table_allows(empty: Caseload) -> None:
    """A lender whose table knows no broken promise keeps the stage, and the promise is resolved all the same."""
    from debtflow.casework.desk import Desk

    moves = {stage: dict(verbs) for stage, verbs in STANDARD.table.items()}
    del moves["negotiation.promised"]["break_promise"]
    moves["negotiation.offered"]["break_promise"] = "negotiation.broken"
    workflow = type(STANDARD)("quiet", "1", {**moves, "<everywhere>": STANDARD.everywhere})
    empty.desk = Desk(empty.store, BOOK, workflow, "Asia/Shanghai")
    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    done(empty.submit("card", actions.ConfirmDebt(), by=LENA, at=on(6)))
    done(empty.submit("card", move("open_negotiation"), by=LENA, at=on(6)))
    done(empty.submit("card", actions.TakePromise(amount=cny("9.00"), due_on=date(2026, 1, 8)), by=LENA, at=on(6)))
    empty.follow_up("card", at=on(20))
    assert empty.case("card").stage == "negotiation.promised"
    assert empty.case("card").promise is None


def test_a_watched_account_is_not_closed_as_cured(empty: Caseload) -> None:

    later = Instalment(due_on=date(2026, 6, 1), amount=cny("80.00"))
    empty.add(LI, CARD.changed(instalments=(later,)), at=on(6))
    empty.open("card", verb="watch", at=on(6))
    empty.record_payment(person="li", external_id="b1", money=cny("5.00"), received_on=date(2026, 1, 7), at=on(7))
    empty.follow_up("card", at=on(9))
    assert empty.case("card").is_open


def test_a_report_after_all_of_this_is_still_taken(cases: Caseload) -> None:
    pay(cases, "519.50", 6)
    late = events.CallEnded(person="li", contact_point="mobile", result=CallResult.TALKED, occurred_at=on(6, 9))
    assert cases.record("loan", late, at=on(8)).case is not None
    assert cases.case("loan").outcome is CaseOutcome.PAID_IN_FULL


@pytest.mark.parametrize(("charged", "opens"), [(7, True), (8, True), (None, False)])
def test_what_is_charged_on_a_paid_debt_is_worked_again_and_says_why(
    cases: Caseload, charged: int | None, opens: bool
) -> None:
    cases.record_payment(
        person="li", external_id="b1", money=cny("80.00"), received_on=date(2026, 1, 7), direction=("card",), at=on(7)
    )
    assert cases.case("card").outcome is CaseOutcome.PAID_IN_FULL
    if charged is not None:
        fee = events.ChargePosted(component=Component.FEES, amount=cny("20.00"), effective_on=date(2026, 1, charged))
        cases.record("card", fee, by=LENA, at=on(8))
    cases.follow_up("card", at=on(9))
    assert cases.case("card").is_open is opens
    reopened = [e for entry in cases.history("card") for e in entry.events if isinstance(e, events.Reopened)]
    assert [event.cause for event in reopened] == ([ReopenCause.CHARGED_SINCE] if opens else [])
