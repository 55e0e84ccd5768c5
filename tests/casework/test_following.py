"""Following: what is learned of one debt is followed up on every case that it touches."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.casework.office import BOOK, CARD, LENA, LI, LI_MEI, LOAN, call, cny, done, new_caseload, on

from debtflow import CallResult, Caseload, Hold, HoldKind, actions, events
from debtflow.casework.desk import Desk
from debtflow.casework.following import cases_in, payers_in, streams_of_obligors, streams_of_persons, with_persons
from debtflow.records.components import Component
from debtflow.records.stages import Outcome


@pytest.fixture
def cases() -> Caseload:
    caseload = new_caseload("memory:", BOOK)
    caseload.add(LI_MEI, at=on(6, 9))
    caseload.add(LI, LOAN, CARD, at=on(6, 9))
    for debt in ("loan", "card"):
        caseload.open(debt, at=on(6, 9))
        done(caseload.submit(debt, actions.ConfirmDebt(), by=LENA, at=on(6, 9, 1)))
    return caseload


def pay(cases: Caseload, amount: str, name: str = "b1", day: int = 7, **how: Any) -> None:
    how = {"person": "li", "received_on": date(2026, 1, day), "at": on(max(day, 7), 12)} | how
    cases.record_payment(external_id=name, money=cny(amount), **how)


def marked(cases: Caseload, case: str) -> list[tuple[str, tuple[str, ...]]]:
    told = [event for entry in cases.history(case) for event in entry.events]
    return [(e.learned, e.rules) for e in told if isinstance(e, events.DecisionUndermined)]


# --- money that is held ---------------------------------------------------------------------------------------------------


def test_a_charge_on_a_debt_that_was_paid_takes_what_is_held_and_nobody_is_called(cases: Caseload) -> None:
    pay(cases, "700.00")
    assert cases.dossier("li").unapplied == (cny("100.50"),)
    charge = events.ChargePosted(component=Component.FEES, amount=cny("30.00"), effective_on=date(2026, 1, 9))
    cases.record("card", charge, by=LENA, at=on(9))
    card = cases.case("card")
    assert (card.ledger.closing.owed, card.outcome) == (0, Outcome.PAID_IN_FULL)
    assert cases.dossier("li").unapplied == (cny("70.50"),)
    cases.verify()


def test_a_waiver_told_late_frees_money_for_the_other_debt(cases: Caseload) -> None:
    pay(cases, "80.00", direction=("card",), day=8)
    waived = events.AmountWaived(component=Component.PRINCIPAL, amount=cny("30.00"), effective_on=date(2026, 1, 7))
    cases.record("card", waived, by=LENA, at=on(9))
    assert cases.case("card").ledger.closing.owed == 0
    assert cases.case("loan").ledger.closing.credited == 30_00


def test_money_directed_to_a_debt_goes_there_as_soon_as_it_has_a_case() -> None:
    cases = new_caseload("memory:", BOOK)
    cases.add(LI_MEI, at=on(6, 9))
    cases.add(LI, LOAN, CARD, at=on(6, 9))
    cases.open("loan", at=on(6, 9))
    pay(cases, "50.00", direction=("card",))
    assert cases.case("loan").ledger.closing.credited == 50_00
    cases.open("card", at=on(8))
    assert cases.case("card").ledger.closing.credited == 50_00
    assert cases.case("loan").ledger.closing.credited == 0
    cases.verify()


def test_the_money_of_a_surety_frees_that_of_the_borrower_for_their_other_debts(cases: Caseload) -> None:
    pay(cases, "500.00", "b2", day=8, direction=("loan",))
    pay(cases, "100.00", "b1", day=7, person="li_mei", at=on(9))
    assert cases.case("loan").ledger.closing.owed == 0
    assert cases.case("card").ledger.closing.owed == 0
    assert cases.dossier("li").unapplied == (cny("0.50"),)


# --- what is learned late of a person ---------------------------------------------------------------------------------------


def late_hold(cases: Caseload, how: str) -> None:
    hold = Hold(id="h1", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(7, 9))
    if how == "asked":
        action = actions.PlaceHold(hold=hold, because="the letter lay in the wrong tray")
        done(cases.submit("loan", action, by=LENA, at=on(9)))
    else:
        cases.record("loan", events.HoldPlaced(hold=hold), by=LENA, at=on(9))


@pytest.mark.parametrize("how", ["asked", "reported"])
def test_a_hold_on_a_person_that_is_told_late_marks_decisions_on_each_of_their_debts(cases: Caseload, how: str) -> None:
    done(cases.submit("card", call(), by=LENA, at=on(8)))
    late_hold(cases, how)
    assert marked(cases, "card") == [("hold_placed", ("generic.hold.contact",))]
    assert marked(cases, "loan") == []


def test_a_talk_that_is_told_late_marks_the_next_calls_about_other_debts(cases: Caseload) -> None:
    done(cases.submit("card", call(), by=LENA, at=on(8, 15)))
    for hour in (10, 11, 12):
        ended = events.CallEnded(person="li", contact_point="mobile", result=CallResult.TALKED, occurred_at=on(8, hour))
        cases.record("loan", ended, by=LENA, at=on(9))
    assert [learned for learned, _ in marked(cases, "card")]


# --- what is loaded -------------------------------------------------------------------------------------------------------


def test_what_is_loaded_with_a_person_is_all_that_their_money_can_touch(cases: Caseload) -> None:
    desk: Desk = cases.desk
    li, mei = cases.dossier("li"), cases.dossier("li_mei")
    assert set(streams_of_persons(desk, li)) == {"person:li", "person:li_mei", "case:loan", "case:card"}
    # Only where money came from the borrower can it be displaced, and go to another debt of theirs.
    assert set(streams_of_persons(desk, mei)) == {"person:li", "person:li_mei", "case:loan"}
    assert streams_of_obligors(desk, CARD) == ["person:li"]
    pay(cases, "1.00")
    assert set(streams_of_persons(desk, cases.dossier("li_mei"))) == set(streams_of_persons(desk, li))
    loaded = desk.load_case("card")
    assert [payer.id for payer in payers_in(loaded.states)] == ["li"]
    assert cases_in(with_persons(desk, loaded, payers_in(loaded.states)).states) == ["card", "loan"]


def test_what_a_decision_on_one_debt_means_for_another_is_recorded_there_and_can_be_undermined_by_nothing(
    cases: Caseload,
) -> None:
    done(cases.submit("card", call(), by=LENA, at=on(8)))
    late_hold(cases, "asked")
    marks = cases.history("card")[-1]
    assert (marks.kind, marks.content["decision"]) == ("recorded", None)
    # A second late fact walks over that entry: it was decided on the other debt.
    ended = events.CallEnded(person="li", contact_point="mobile", result=CallResult.TALKED, occurred_at=on(8, 11))
    cases.record("loan", ended, by=LENA, at=on(10))
    cases.verify()


@pytest.mark.parametrize("first", ["paid", "charged"])
def test_a_charge_told_late_takes_back_what_was_held_then_and_has_paid_another_debt_since(first: str) -> None:
    cases = new_caseload("memory:", BOOK)
    cases.add(LI_MEI, at=on(6, 9))
    cases.add(LI, LOAN, CARD, at=on(6, 9))
    cases.open("loan", at=on(6, 9))
    # The case on the card begins on the 20th; the fee of the 15th wants what was held before.
    cases.open("card", at=on(20))
    fee = events.ChargePosted(component=Component.FEES, amount=cny("30.00"), effective_on=date(2026, 1, 15))
    for what in (first, "charged" if first == "paid" else "paid"):
        if what == "paid":
            pay(cases, "560.00", direction=("loan",), day=9, at=on(21))
        else:
            cases.record("loan", fee, by=LENA, at=on(21))
    owed = {name: cases.case(name).ledger.closing.owed for name in cases.cases()}
    assert owed == {"loan": 0, "card": 80_00 - 10_50}
    cases.verify()
