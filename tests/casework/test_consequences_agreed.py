"""Consequences of what was agreed: promises beside one another, arrangements missed, broken and fulfilled."""

from __future__ import annotations

from datetime import date

import pytest
from tests.casework.office import (
    CARD,
    CLERK,
    HARBOUR,
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

from debtflow import Caseload, CaseOutcome, Custody, Instalment, Pending, Refused, ReopenCause, actions, events
from debtflow.errors import NotPossibleError
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms, equal_instalments
from debtflow.records.components import Component
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.placements import PlacementBrief
from debtflow.records.promises import PromiseState, promise_outcomes
from debtflow.values.dates import day_number


def pay(cases: Caseload, amount: str, day: int, key: str, *, told: int | None = None) -> None:
    cases.record_payment(
        person="li",
        external_id=key,
        money=cny(amount),
        received_on=date(2026, 1, day),
        direction=("loan",),
        at=on(told or day, 12),
    )


def note(cases: Caseload, amount: str, due: int, *, at: int = 6, **fields: object) -> None:
    action = actions.NotePromise(amount=cny(amount), due_on=date(2026, 1, due), grace_days=0, **fields)
    done(cases.submit("loan", action, by=LENA, at=on(at)))


def recorded(cases: Caseload) -> list[tuple[str, str]]:
    return [(row.id, str(row.recorded)) for row in cases.case("loan").promises]


# --- promises beside the work ------------------------------------------------------------------------------------------


def test_a_promise_taken_while_placed_changes_no_stage_and_lets_the_person_be(cases: Caseload) -> None:
    placed(cases)
    action = actions.NotePromise(amount=cny("60.00"), due_on=date(2026, 1, 9), grace_days=0)
    outcome = done(cases.submit("loan", action, by=CLERK, at=on(6)))
    assert (outcome.case.stage, outcome.case.custody) == ("referral.placed", Custody.AGENCY)
    refused = cases.submit("loan", call(), by=CLERK, at=on(7))
    assert isinstance(refused, Refused)
    assert refused.decision.rules == ("generic.promise_open",)
    cases.follow_up("loan", at=on(10, 0))
    assert recorded(cases) == [("p1", "broken")]
    assert cases.case("loan").stage == "referral.placed"
    done(cases.submit("loan", call(), by=CLERK, at=on(10)))
    cases.verify()


def test_a_promise_taken_in_court_holds_the_bailiff_off_until_it_is_broken(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", move("request_legal"), by=LENA, at=on(6)))
    note(cases, "60.00", 9)
    refused = cases.submit("loan", actions.ApproveLegal(), by=VOSS, at=on(7))
    assert isinstance(refused, Refused)
    assert refused.decision.rules == ("generic.promise_open",)
    done(cases.submit("loan", actions.ApproveLegal(), by=VOSS, at=on(10)))
    assert recorded(cases) == [("p1", "broken")]


def test_no_unit_of_money_keeps_two_promises(cases: Caseload) -> None:
    to_negotiation(cases)
    note(cases, "50.00", 8)
    note(cases, "50.00", 9)
    pay(cases, "50.00", 7, "b1")
    assert recorded(cases) == [("p1", "kept"), ("p2", "open")]
    cases.follow_up("loan", at=on(10, 0))
    assert recorded(cases) == [("p1", "kept"), ("p2", "broken")]
    assert (cases.case("loan").kept.promises_kept, cases.case("loan").kept.promises_broken) == (1, 1)


def test_a_promise_is_not_kept_by_what_was_paid_days_before(cases: Caseload) -> None:
    to_negotiation(cases)
    pay(cases, "50.00", 6, "b1")
    note(cases, "50.00", 13, at=11)
    cases.follow_up("loan", at=on(14, 0))
    assert recorded(cases) == [("p1", "broken")]


def test_every_promise_is_resolved_by_the_next_look_after_its_day(cases: Caseload) -> None:
    to_negotiation(cases)
    for due in (8, 9, 10):
        note(cases, "20.00", due)
    pay(cases, "30.00", 7, "b1")
    cases.follow_up("loan", at=on(20))
    assert recorded(cases) == [("p1", "kept"), ("p2", "partial"), ("p3", "broken")]
    assert cases.follow_up("loan", at=on(20)).entries == ()
    resolved = [e for entry in cases.history("loan") for e in entry.events if isinstance(e, events.PromiseResolved)]
    assert [(e.promise, str(e.came)) for e in resolved] == [
        ("p1", "20.00 CNY"),
        ("p2", "10.00 CNY"),
        ("p3", "0.00 CNY"),
    ]


def test_a_case_waits_for_the_last_of_its_promises_and_acts_on_the_first_that_is_broken(cases: Caseload) -> None:
    to_negotiation(cases)
    action = actions.TakePromise(amount=cny("20.00"), due_on=date(2026, 1, 8), grace_days=0)
    done(cases.submit("loan", action, by=LENA, at=on(6)))
    note(cases, "20.00", 10)
    pay(cases, "20.00", 7, "b1")
    assert (recorded(cases), cases.case("loan").stage) == ([("p1", "kept"), ("p2", "open")], "negotiation.promised")
    cases.follow_up("loan", at=on(11, 0))
    assert (recorded(cases)[1], cases.case("loan").stage) == (("p2", "broken"), "negotiation.broken")


def test_a_promise_is_replaced_where_the_case_waits_for_it_and_beside_it(cases: Caseload) -> None:
    to_negotiation(cases)
    action = actions.TakePromise(amount=cny("50.00"), due_on=date(2026, 1, 8))
    done(cases.submit("loan", action, by=LENA, at=on(6)))
    later = actions.ReplacePromise(amount=cny("60.00"), due_on=date(2026, 1, 15), grace_days=0, replaces="p1")
    assert done(cases.submit("loan", later, by=LENA, at=on(7))).case.stage == "negotiation.promised"
    pay(cases, "50.00", 6, "b1", told=8)
    assert recorded(cases) == [("p1", "replaced"), ("p2", "open")]
    case = cases.case("loan")
    derived = promise_outcomes(case.promises, case.ledger, day_number(date(2026, 1, 8)))
    assert [str(outcome.state) for outcome in derived] == ["kept", "open"], "the money of the 6th is the first one's"
    note(cases, "60.00", 16, at=9, replaces="p2")
    assert recorded(cases) == [("p1", "replaced"), ("p2", "replaced"), ("p3", "open")]
    cases.follow_up("loan", at=on(17, 0))
    assert cases.case("loan").stage == "negotiation.broken"


def test_a_case_whose_promise_is_taken_back_waits_no_longer(cases: Caseload) -> None:
    to_negotiation(cases)
    action = actions.TakePromise(amount=cny("50.00"), due_on=date(2026, 1, 20))
    done(cases.submit("loan", action, by=LENA, at=on(6)))
    outcome = done(
        cases.submit("loan", actions.WithdrawPromise(promise="p1", because="lost the job"), by=LENA, at=on(7))
    )
    assert (outcome.case.stage, outcome.case.kept.promises_broken) == ("negotiation.broken", 0)
    assert recorded(cases) == [("p1", "withdrawn")]
    assert happened(cases)[-2:] == ["promise_withdrawn", "moved"]
    assert cases.follow_up("loan", at=on(7)).entries == ()
    cases.verify()


def test_news_of_old_money_changes_what_the_money_says_and_not_what_was_recorded(cases: Caseload) -> None:
    to_negotiation(cases)
    note(cases, "50.00", 8)
    cases.follow_up("loan", at=on(9, 0))
    pay(cases, "50.00", 8, "b1", told=12)
    case = cases.case("loan")
    [outcome] = promise_outcomes(case.promises, case.ledger, day_number(date(2026, 1, 12)))
    assert (outcome.recorded, outcome.state) == (PromiseState.BROKEN, PromiseState.KEPT)
    assert case.kept.promises_broken == 1


def test_money_taken_back_keeps_no_promise_and_the_record_stands(cases: Caseload) -> None:
    to_negotiation(cases)
    note(cases, "50.00", 8)
    note(cases, "50.00", 12)
    pay(cases, "50.00", 7, "b1")
    assert recorded(cases) == [("p1", "kept"), ("p2", "open")]
    cases.reverse_payment(person="li", external_id="b1", because="chargeback", at=on(9))
    case = cases.case("loan")
    outcomes = promise_outcomes(case.promises, case.ledger, day_number(date(2026, 1, 9)))
    assert [(str(o.recorded), str(o.state), o.came) for o in outcomes] == [("kept", "broken", 0), ("open", "open", 0)]
    pay(cases, "50.00", 10, "b2")
    assert recorded(cases) == [("p1", "kept"), ("p2", "kept")], "what came late is not the first one's money"
    cases.verify()


def test_an_instalment_met_by_money_that_is_taken_back_is_missed(cases: Caseload) -> None:
    agree(cases, terms())
    pay(cases, "50.00", 10, "b1")
    cases.follow_up("loan", at=on(12))
    assert cases.case("loan").arrangement is not None
    cases.reverse_payment(person="li", external_id="b1", at=on(12))
    arrangement = cases.case("loan").arrangement
    assert arrangement is not None
    assert arrangement.missed == (1,)
    cases.follow_up("loan", at=on(14, 0))
    assert cases.case("loan").stage == "negotiation.broken"


def test_nobody_says_that_a_promise_was_kept_but_the_money(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.TakePromise(amount=cny("5.00"), due_on=date(2026, 1, 8)), by=LENA, at=on(6)))
    for verb in ("keep_promise", "break_promise"):
        with pytest.raises(NotPossibleError, match="follows from the money by itself"):
            cases.submit("loan", move(verb), by=LENA, at=on(7))


# --- arrangements --------------------------------------------------------------------------------------------------------

JANUARY = (date(2026, 1, 10), date(2026, 1, 20))


def terms(
    total: str = "100.00", kind: ArrangementKind = ArrangementKind.INSTALMENT, **fields: object
) -> ArrangementTerms:
    rows = equal_instalments(cny(total), JANUARY)
    return ArrangementTerms.model_validate({"kind": kind, "instalments": rows, "grace_days": 3} | fields)


SETTLEMENT = {"kind": ArrangementKind.SETTLEMENT, "waives": cny("219.50")}


def agree(cases: Caseload, agreed: ArrangementTerms) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=agreed), by=LENA, at=on(6)))
    outcome = cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6))
    if isinstance(outcome, Pending):
        outcome = cases.approve(outcome.request.id, by=VOSS, at=on(6))
    assert done(outcome).case.stage == "negotiation.arrangement_active"


def test_an_offer_is_countered_and_the_one_that_stands_is_accepted(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms()), by=LENA, at=on(6)))
    counter = done(cases.submit("loan", actions.CounterArrangement(terms=terms("90.00")), by=LENA, at=on(6)))
    assert counter.case.offer is not None
    assert (counter.case.offer.version, counter.case.offer.terms.total) == (2, cny("90.00"))
    outcome = done(cases.submit("loan", actions.ActivateArrangement(version=2), by=LENA, at=on(6)))
    assert outcome.case.arrangement is not None
    assert (outcome.case.arrangement.began_on, outcome.case.offer) == (date(2026, 1, 6), None)


def test_an_offer_that_nobody_accepts_lapses_after_its_last_day(cases: Caseload) -> None:
    to_negotiation(cases)
    until = terms(offer_until=date(2026, 1, 8))
    done(cases.submit("loan", actions.ProposeArrangement(terms=until), by=LENA, at=on(6)))
    assert cases.follow_up("loan", at=on(8, 23, 59)).entries == ()
    cases.follow_up("loan", at=on(9, 0))
    assert (cases.case("loan").stage, cases.case("loan").offer) == ("negotiation.assessing", None)
    assert happened(cases)[-1] == "offer_ended"
    assert cases.follow_up("loan", at=on(9, 0)).entries == ()


def test_what_gives_up_money_waits_for_a_second_person(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms("300.00", **SETTLEMENT)), by=LENA, at=on(6)))
    waits = cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6))
    assert isinstance(waits, Pending)
    assert waits.decision.rules == ("generic.waiver",)


def test_who_pays_as_agreed_is_neither_called_nor_past_due(cases: Caseload) -> None:
    agree(cases, terms())
    refused = cases.submit("loan", call(), by=LENA, at=on(10))
    assert isinstance(refused, Refused)
    assert refused.decision.rules == ("generic.nothing_owed", "generic.arrangement_kept")
    assert refused.decision.facts["arrears"] == 0
    assert refused.decision.next_permitted_at == on(11, 8)


def test_a_missed_instalment_is_noted_once_and_the_person_may_be_called(cases: Caseload) -> None:
    agree(cases, terms())
    assert cases.follow_up("loan", at=on(10, 23, 59)).entries == ()
    cases.follow_up("loan", at=on(11, 0))
    case = cases.case("loan")
    assert case.arrangement is not None
    assert (case.stage, case.arrangement.missed) == ("negotiation.arrangement_active", (1,))
    assert cases.follow_up("loan", at=on(12)).entries == ()
    done(cases.submit("loan", call(), by=LENA, at=on(12)))
    missed = [e for entry in cases.history("loan") for e in entry.events if isinstance(e, events.InstalmentMissed)]
    assert [(e.number, str(e.due_on), str(e.short)) for e in missed] == [(1, "2026-01-10", "47.00 CNY")]


def test_a_missed_instalment_made_good_within_its_grace_breaks_nothing(cases: Caseload) -> None:
    agree(cases, terms())
    cases.follow_up("loan", at=on(11))
    pay(cases, "47.00", 13, "b1")
    cases.follow_up("loan", at=on(20))
    assert cases.case("loan").stage == "negotiation.arrangement_active"


def test_an_arrangement_is_broken_after_its_grace_and_what_was_due_is_due_again(cases: Caseload) -> None:
    agree(cases, terms())
    cases.follow_up("loan", at=on(13, 23, 59))
    assert cases.case("loan").stage == "negotiation.arrangement_active"
    cases.follow_up("loan", at=on(14, 0))
    case = cases.case("loan")
    assert (case.stage, case.arrangement, case.kept.arrangements_broken) == ("negotiation.broken", None, 1)
    assert case.as_agreed.days_past_due(day_number(date(2026, 1, 14))) == 44
    assert cases.follow_up("loan", at=on(14, 0)).entries == ()
    cases.verify()


def test_a_look_that_comes_late_finds_what_was_missed_and_then_what_was_broken(cases: Caseload) -> None:
    agree(cases, terms())
    cases.follow_up("loan", at=on(30))
    assert happened(cases)[-3:] == ["instalment_missed", "instalment_missed", "arrangement_broken"]


def test_an_arrangement_fulfilled_closes_the_case_as_restructured(cases: Caseload) -> None:
    agree(cases, terms())
    pay(cases, "50.00", 10, "b1")
    assert cases.case("loan").is_open
    pay(cases, "50.00", 20, "b2")
    closed = cases.history("loan")[-1].events[-1]
    assert isinstance(closed, events.Closed)
    assert (closed.verb, closed.outcome) == ("complete_arrangement", CaseOutcome.RESTRUCTURED)
    assert (closed.recovered, closed.written_down) == (cny("100.00"), None)
    assert cases.case("loan").arrangement is None
    cases.verify()


def test_what_an_arrangement_recovered_is_what_came_since_the_case_was_taken_up_again(cases: Caseload) -> None:
    pay(cases, "10.00", 6, "b1")
    ended(cases, "loan", CaseOutcome.UNTRACEABLE, on(6, 13))
    done(cases.submit("loan", actions.Reopen(cause=ReopenCause.CLOSED_IN_ERROR), by=LENA, at=on(6, 14)))
    done(cases.submit("loan", actions.ConfirmDebt(), by=LENA, at=on(6, 14)))
    to_negotiation(cases, at=on(6, 14))
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms()), by=LENA, at=on(6, 14)))
    done(cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(7)))
    pay(cases, "100.00", 8, "b2")
    closed = cases.history("loan")[-1].events[-1]
    assert isinstance(closed, events.Closed)
    assert (closed.outcome, closed.recovered) == (CaseOutcome.RESTRUCTURED, cny("100.00"))


def test_a_settlement_fulfilled_closes_the_case_with_what_was_written_down(cases: Caseload) -> None:
    agree(cases, terms("300.00", **SETTLEMENT))
    pay(cases, "300.00", 10, "b1")
    closed, given_up = cases.history("loan")[-1].events[-2:]
    assert isinstance(closed, events.Closed)
    assert (closed.outcome, closed.written_down, closed.recovered) == (
        CaseOutcome.SETTLED,
        cny("219.50"),
        cny("300.00"),
    )
    assert isinstance(given_up, events.WrittenDown)
    assert given_up.amounts.total == cny("219.50")
    assert cases.case("loan").ledger.closing.owed == 0


def test_a_settlement_whose_money_is_taken_back_is_owed_again_but_not_what_was_given_up(cases: Caseload) -> None:
    agree(cases, terms("300.00", **SETTLEMENT))
    pay(cases, "300.00", 10, "b1")
    cases.reverse_payment(person="li", external_id="b1", because="card stolen", at=on(12))
    assert cases.case("loan").ledger.closing.owed == 300_00
    # What was given up covers the instalment that was overdue; the rest falls due on 1 June.
    assert cases.follow_up("loan", at=on(1, 12, month=6)).entries == ()
    cases.follow_up("loan", at=on(2, 12, month=6))
    case = cases.case("loan")
    assert (case.outcome, case.stage, case.arrangement) == (None, "confirmation.pending", None)
    reopened = cases.history("loan")[-1].events[-1]
    assert isinstance(reopened, events.Reopened)
    assert reopened.cause is ReopenCause.REVERSAL


def test_while_an_arrangement_runs_paying_the_arrears_of_the_contract_is_no_end(cases: Caseload) -> None:
    agree(cases, terms("400.00"))
    pay(cases, "200.00", 9, "b1")
    assert cases.case("loan").is_open


def test_paying_all_that_is_owed_ends_it_whatever_was_agreed(cases: Caseload) -> None:
    agree(cases, terms("300.00", **SETTLEMENT))
    pay(cases, "519.50", 9, "b1")
    closed = cases.history("loan")[-1].events[-1]
    assert isinstance(closed, events.Closed)
    assert (closed.outcome, closed.written_down) == (CaseOutcome.RESTRUCTURED, None)


def test_a_claim_is_settled_out_of_court_and_the_arrangement_runs(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", move("request_legal"), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ApproveLegal(), by=VOSS, at=on(6)))
    done(cases.submit("loan", actions.FileClaim(court="pudong"), by=LENA, at=on(6)))
    settled = done(cases.submit("loan", actions.SettleClaim(terms=terms()), by=LENA, at=on(6)))
    assert settled.case.stage == "negotiation.offered"
    done(cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6)))
    pay(cases, "100.00", 10, "b1")
    assert cases.case("loan").outcome is CaseOutcome.RESTRUCTURED


def test_hardship_runs_to_its_last_day_though_nothing_is_to_be_paid(cases: Caseload) -> None:
    rows = tuple(Instalment(due_on=day, amount=cny("0.00")) for day in JANUARY)
    agree(cases, ArrangementTerms(kind=ArrangementKind.HARDSHIP, instalments=rows))
    assert cases.follow_up("loan", at=on(20, 23, 59)).entries == ()
    cases.follow_up("loan", at=on(21, 0))
    # The breath is over, and what the contract has due is overdue again: somebody looks at it anew.
    loan = cases.case("loan")
    assert (loan.stage, loan.is_open, loan.arrangement) == ("negotiation.assessing", True, None)


# --- what was agreed has come, and something is overdue beside it ------------------------------------------------------------


def charge(cases: Caseload, amount: str, day: int) -> None:
    posted = events.ChargePosted(component=Component.COSTS, amount=cny(amount), effective_on=date(2026, 1, day))
    cases.record("loan", posted, by=LENA, at=on(day))


def test_an_arrangement_over_a_part_of_what_is_overdue_ends_and_the_work_goes_on(cases: Caseload) -> None:
    rows = (Instalment(due_on=date(2026, 1, 10), amount=cny("1.00")),)
    agree(cases, ArrangementTerms(kind=ArrangementKind.INSTALMENT, instalments=rows))
    pay(cases, "1.00", 9, "b1")
    loan = cases.case("loan")
    assert (loan.stage, loan.is_open, loan.arrangement) == ("negotiation.assessing", True, None)
    [ended] = [e for entry in cases.history("loan") for e in entry.events if isinstance(e, events.ArrangementEnded)]
    assert (ended.came, ended.written_down) == (cny("1.00"), None)


@pytest.mark.parametrize("charged", [True, False])
def test_what_is_charged_during_a_settlement_is_owed_after_it(cases: Caseload, charged: bool) -> None:
    agree(cases, terms("300.00", **SETTLEMENT))
    if charged:
        charge(cases, "50.00", 8)
    pay(cases, "300.00", 9, "b1")
    loan = cases.case("loan")
    # Fifty are owed in the end, and not due yet: nothing is overdue, and nothing was settled that is owed.
    assert loan.outcome is (CaseOutcome.CURED if charged else CaseOutcome.SETTLED)
    assert loan.ledger.closing.owed == (50_00 if charged else 0)
    assert loan.arrangement is None
    cases.verify()


def test_nobody_takes_an_arrangement_for_fulfilled_while_something_else_is_overdue(cases: Caseload) -> None:
    rows = (Instalment(due_on=date(2026, 1, 10), amount=cny("1.00")),)
    agree(cases, ArrangementTerms(kind=ArrangementKind.INSTALMENT, instalments=rows))
    with pytest.raises(NotPossibleError, match=r"is left beside what was agreed"):
        cases.submit("loan", actions.CompleteArrangement(because="enough"), by=LENA, at=on(8))


def test_people_end_what_was_agreed_on_what_proved_untrue_and_take_a_cent_short_for_whole(cases: Caseload) -> None:
    agree(cases, terms())
    untrue = actions.BreakArrangement(because="the income stated was another's")
    waits = cases.submit("loan", untrue, by=LENA, at=on(7))
    assert isinstance(waits, Pending)
    assert waits.decision.rules == ("generic.break_kept_arrangement",)
    pay(cases, "99.99", 10, "b1")
    short = cases.submit("loan", actions.CompleteArrangement(because="a cent short"), by=LENA, at=on(11))
    assert isinstance(short, Pending)
    closed, given_up = done(cases.approve(short.request.id, by=VOSS, at=on(11))).entries[0].events[-2:]
    assert isinstance(closed, events.Closed)
    assert isinstance(given_up, events.WrittenDown)
    assert (closed.outcome, closed.written_down) == (CaseOutcome.SETTLED, cny("0.01"))


def test_whoever_ends_what_was_agreed_says_what_had_come_for_it(cases: Caseload) -> None:
    agree(cases, terms())
    pay(cases, "20.00", 7, "b1")
    waits = cases.submit("loan", actions.BreakArrangement(because="untrue"), by=LENA, at=on(8))
    assert isinstance(waits, Pending)
    broken = done(cases.approve(waits.request.id, by=VOSS, at=on(8))).entries[0].events[-1]
    assert isinstance(broken, events.ArrangementBroken)
    assert (broken.number, broken.came) == (None, cny("20.00"))


def test_an_offer_that_is_declined_is_named_by_its_version(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms()), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.CounterArrangement(terms=terms("90.00")), by=LENA, at=on(6)))
    ended = done(cases.submit("loan", actions.DeclineOffer(), by=LENA, at=on(6))).entries[0].events[-1]
    assert isinstance(ended, events.OfferEnded)
    assert (ended.verb, ended.version) == ("decline", 2)


def test_a_returned_direct_debit_is_a_miss_on_its_day(cases: Caseload) -> None:
    agree(cases, terms())
    returned = actions.MissInstalment(number=1, because="direct debit returned")
    outcome = done(cases.submit("loan", returned, by=LENA, at=on(10)))
    assert outcome.case.arrangement is not None
    assert outcome.case.arrangement.missed == (1,)
    assert cases.follow_up("loan", at=on(12)).entries == ()


def test_an_arrangement_that_somebody_else_reported_moved_is_still_resolved(cases: Caseload) -> None:
    """A reported move that no table allows leaves an arrangement in a strange stage; it does not run for ever."""
    agree(cases, terms())
    cases.record("loan", events.Moved(verb="request_referral"), by=LENA, at=on(7))
    assert cases.case("loan").stage == "referral.selecting"
    cases.follow_up("loan", at=on(30))
    assert (cases.case("loan").arrangement, cases.case("loan").stage) == (None, "referral.selecting")


# --- fulfilled while somebody else still works ---------------------------------------------------------------------------


def reported(cases: Caseload, *moves: events.MoveEvent) -> None:
    """Moves that the rules would have refused while an arrangement runs, told after they were made."""
    for told in moves:
        cases.record("loan", told, by=LENA, at=on(7))


def report(cases: Caseload, day: int) -> None:
    feedback = Feedback(recovered=cny("100.00"), attitude=Attitude.COOPERATIVE)
    done(cases.submit("loan", actions.SubmitFeedback(feedback=feedback), by=LENA, at=on(day)))


def test_an_arrangement_fulfilled_while_an_agency_works_ends_after_its_stop_and_its_report(cases: Caseload) -> None:
    cases.register(HARBOUR, at=on(6))
    agree(cases, terms())
    reported(
        cases,
        events.Moved(verb="request_referral"),
        events.PlacementProposed(agency="harbour", brief=PlacementBrief(), proposed_by="lena", amount=cny("519.50")),
        events.Moved(verb="approve_referral"),
        events.PlacementAccepted(),
    )
    pay(cases, "100.00", 8, "b1")
    case = cases.case("loan")
    assert (case.is_open, case.custody, case.stage) == (True, Custody.AGENCY, "referral.placed")
    for action in (actions.Recall(), actions.ConfirmStopWork()):
        done(cases.submit("loan", action, by=LENA if action.name == "recall" else CLERK, at=on(9)))
    assert (cases.case("loan").is_open, cases.case("loan").stage) == (True, "feedback.awaiting_report")
    report(cases, 10)
    assert cases.case("loan").outcome is CaseOutcome.RESTRUCTURED
    cases.verify()


def test_an_arrangement_fulfilled_while_a_claim_lies_before_a_court_ends_after_the_claim(cases: Caseload) -> None:
    agree(cases, terms())
    reported(cases, events.Moved(verb="request_legal"), events.LegalApproved(), events.ClaimFiled(court="pudong"))
    pay(cases, "100.00", 8, "b1")
    assert (cases.case("loan").is_open, cases.case("loan").stage) == (True, "legal.filed")
    done(cases.submit("loan", actions.WithdrawClaim(), by=LENA, at=on(9)))
    report(cases, 10)
    assert cases.case("loan").outcome is CaseOutcome.RESTRUCTURED
    cases.verify()


# --- where a person may be in two places ---------------------------------------------------------------------------------

# When it is 16:00 in Shanghai, a day begins in Los Angeles.
TRAVELLER = LI.changed(zones=("Asia/Shanghai", "America/Los_Angeles"))


def test_a_promise_and_an_instalment_run_until_their_day_is_over_wherever_the_person_may_be(cases: Caseload) -> None:
    cases.add(TRAVELLER, at=on(6))
    agree(cases, terms())
    note(cases, "5.00", 10)
    assert cases.follow_up("loan", at=on(11, 15, 59)).entries == ()
    assert recorded(cases) == [("p1", "open")]
    cases.follow_up("loan", at=on(11, 16))
    assert recorded(cases) == [("p1", "broken")]
    arrangement = cases.case("loan").arrangement
    assert arrangement is not None
    assert arrangement.missed == (1,)


@pytest.mark.parametrize(("hour", "minute"), [(15, 59), (16, 0)])
def test_a_case_is_cured_only_if_nothing_is_overdue_wherever_the_person_may_be(
    empty: Caseload, hour: int, minute: int
) -> None:
    """The second instalment was due on the 10th: in Los Angeles that is today, in Shanghai it was yesterday."""
    two = (
        Instalment(due_on=date(2026, 1, 5), amount=cny("50.00")),
        Instalment(due_on=date(2026, 1, 10), amount=cny("30.00")),
    )
    empty.add(TRAVELLER, CARD.changed(instalments=two), at=on(7))
    empty.open("card", at=on(7))
    late = {"person": "li", "received_on": date(2026, 1, 9)}
    empty.record_payment(external_id="b1", money=cny("50.00"), at=on(11, hour, minute), **late)
    assert empty.case("card").is_open
    empty.record_payment(external_id="b2", money=cny("30.00"), at=on(11, hour, minute), **late)
    assert empty.case("card").outcome is CaseOutcome.PAID_IN_FULL
    empty.reverse_payment(person="li", external_id="b2", at=on(11, hour, minute))
    assert empty.case("card").is_open, "it is overdue in Shanghai, and the case would not be closed there"


def test_a_case_cured_before_the_next_instalment_is_due_anywhere_stays_closed(empty: Caseload) -> None:
    two = (
        Instalment(due_on=date(2026, 1, 5), amount=cny("50.00")),
        Instalment(due_on=date(2026, 1, 10), amount=cny("30.00")),
    )
    empty.add(TRAVELLER, CARD.changed(instalments=two), at=on(7))
    empty.open("card", at=on(7))
    empty.record_payment(
        person="li", external_id="b1", money=cny("50.00"), received_on=date(2026, 1, 9), at=on(10, 23, 59)
    )
    assert empty.case("card").outcome is CaseOutcome.CURED
