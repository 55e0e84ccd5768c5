"""Intake: persons, debts, cases and money coming in; handed in twice, nothing changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.casework.office import (
    CARD,
    HARBOUR,
    JAN_5,
    LENA,
    LI,
    LI_MEI,
    LOAN,
    VOSS,
    cny,
    done,
    happened,
    interrupting,
    move,
    on,
    to_negotiation,
)

from debtflow import (
    Balance,
    Caseload,
    CaseOutcome,
    Component,
    Debt,
    DebtflowError,
    Instalment,
    Money,
    Obligor,
    actions,
    events,
)
from debtflow.errors import ConflictError, MoneyError, NotFoundError, NotPossibleError
from debtflow.records.proceedings import ReopenCause


def pay(cases: Caseload, amount: str, day: int = 6, *, external_id: str = "b1", **more: Any) -> Any:
    return cases.record_payment(
        person="li",
        external_id=external_id,
        money=cny(amount),
        received_on=date(2026, 1, day),
        at=more.pop("at", on(max(day, 6), 12)),
        **more,
    )


def owed(cases: Caseload, case: str) -> Money:
    ledger = cases.case(case).ledger
    return ledger.money(ledger.closing.owed)


# --- persons, debts, agencies ----------------------------------------------------------------------------------------


def test_handing_in_the_same_again_changes_nothing(cases: Caseload) -> None:
    before = cases.store.feed()
    cases.add(LI, LOAN, CARD, at=on(8))
    cases.add(LI_MEI, LOAN, at=on(8))
    assert cases.store.feed() == before


def test_a_debt_handed_in_anew_with_other_content_is_refused(cases: Caseload) -> None:
    with pytest.raises(
        ConflictError, match=r"card is on file with other content \(owed differ\).*record what happened"
    ):
        cases.add(LI, CARD.changed(owed=Balance(principal=cny("79.00"))), at=on(8))


def test_next_months_state_of_a_debt_is_refused_and_told_what_to_do_instead(cases: Caseload) -> None:
    later = CARD.changed(owed=Balance(principal=cny("79.00")), as_of=date(2026, 2, 5))
    with pytest.raises(ConflictError) as told:
        cases.add(LI, later, at=on(6, month=2))
    assert "card is on file as of 2026-01-05, and a later state of it (as of 2026-02-05; owed, as_of" in str(told.value)
    assert "Record the payments since then, with cases.record_payment(...), and leave the debt out" in str(told.value)


def test_the_same_debt_twice_in_one_call_is_one_debt(empty: Caseload) -> None:
    empty.add(LI, CARD, CARD, at=on(6))
    assert empty.dossier("li").debts == ("card",)
    with pytest.raises(ConflictError, match="two debts are called new"):
        empty.add(LI, CARD.changed(id="new"), CARD.changed(id="new", as_of=date(2026, 1, 4)), at=on(6))


def test_a_changed_person_is_noted_once(cases: Caseload) -> None:
    moved = LI.changed(zones=("Asia/Shanghai", "America/New_York"))
    cases.add(moved, at=on(8))
    cases.add(moved, at=on(9))
    assert cases.dossier("li").person.zones == ("Asia/Shanghai", "America/New_York")
    assert [e.event for e in cases.store.entries("person:li")[-1].events] == ["person_changed"]


def test_an_obligor_who_is_not_on_file_comes_first(empty: Caseload) -> None:
    with pytest.raises(NotFoundError, match="obligor li_mei is not on file"):
        empty.add(LI, LOAN, at=on(6))
    with pytest.raises(NotFoundError, match="is owed by"):
        empty.add(LI_MEI, CARD, at=on(6))
    assert empty.store.feed() == []


def test_an_agency_is_entered_anew_after_vetting(empty: Caseload) -> None:
    empty.register(HARBOUR, at=on(6))
    empty.register(HARBOUR, at=on(7))
    assert len(empty.store.entries("agency:harbour")) == 1
    empty.register(HARBOUR.changed(evaluated_on=date(2026, 1, 7)), at=on(7))
    assert len(empty.store.entries("agency:harbour")) == 2


def test_an_agency_that_was_evaluated_on_a_day_to_come_is_not_entered(empty: Caseload) -> None:
    tomorrow = HARBOUR.changed(evaluated_on=date(2026, 1, 8))
    with pytest.raises(
        NotPossibleError,
        match=r"agency harbour cannot have been evaluated \(evaluated_on\) in the future, on 2026-01-08.*it is 2026-01-07",
    ):
        empty.register(tomorrow, at=on(7))
    assert empty.store.entries("agency:harbour") == []
    # It goes by the day of the house: this is eleven at night of the seventh in London, and the eighth in Shanghai.
    empty.register(tomorrow, at=datetime(2026, 1, 7, 23, tzinfo=UTC))
    assert len(empty.store.entries("agency:harbour")) == 1


def test_a_debt_that_is_stated_as_of_a_day_to_come_is_not_taken_in(empty: Caseload) -> None:
    said = r"debt card cannot be stated as of a day in the future, on 2026-01-05.*it is 2026-01-04"
    with pytest.raises(NotPossibleError, match=said):
        empty.add(LI, CARD, at=on(4))
    assert empty.store.streams("debt") == []
    empty.add(LI, CARD, at=on(5))
    # What is on file is handed in again without a word, whatever the moment says.
    empty.add(LI, CARD, at=on(4))
    assert empty.store.streams("debt") == ["card"]


# --- cases -----------------------------------------------------------------------------------------------------------


def test_a_case_opens_once(cases: Caseload) -> None:
    with pytest.raises(ConflictError, match="case loan on debt loan is open already, in confirmation"):
        cases.open("loan", at=on(7))
    with pytest.raises(NotFoundError, match="no debt 'house' is on file"):
        cases.open("house", at=on(7))


def test_a_debt_of_which_nothing_is_overdue_is_watched(empty: Caseload) -> None:
    later = Instalment(due_on=date(2026, 2, 1), amount=cny("80.00"))
    empty.add(LI, CARD.changed(instalments=(later,)), at=on(6))
    with pytest.raises(ConflictError, match="verb='watch'"):
        empty.open("card", at=on(6))
    assert empty.open("card", verb="watch", at=on(6)).stage == "watch.monitoring"
    with pytest.raises(ConflictError, match="nothing on debt card is overdue"):
        empty.submit("card", move("open_case"), by=LENA, at=on(7))
    outcome = done(empty.submit("card", move("open_case"), by=LENA, at=on(2, month=2)))
    assert outcome.case.stage == "confirmation.pending"


def test_an_instalment_is_overdue_from_the_day_after_it_was_due(empty: Caseload) -> None:
    empty.add(LI, CARD.changed(instalments=(Instalment(due_on=date(2026, 1, 10), amount=cny("80.00")),)), at=on(6))
    with pytest.raises(ConflictError, match="overdue on 2026-01-10"):
        empty.open("card", at=on(10, 23, 59))
    assert empty.open("card", at=on(11, 0)).stage == "confirmation.pending"


def test_a_verb_that_begins_no_case_is_refused(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    with pytest.raises(NotPossibleError, match="these do: open_case, watch"):
        empty.open("card", verb="close", at=on(6))


def test_a_case_id_that_is_no_id_is_refused_before_it_is_sealed(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    with pytest.raises(DebtflowError, match="case_id is an id"):
        empty.open("card", case_id="the card of Mr Li", at=on(6))
    assert empty.open("card", case_id="c-1", at=on(6)).id == "c-1"
    empty.verify()


def test_a_debt_has_one_ledger_so_an_ended_case_is_taken_up_again_and_not_opened_twice(cases: Caseload) -> None:
    pay(cases, "100.00", direction=("loan",))
    assert cases.case("loan").outcome is CaseOutcome.CURED
    with pytest.raises(ConflictError, match=r"Reopen\(cause="):
        cases.open("loan", at=on(7))
    # The second instalment falls due in June, and is not paid.
    again = done(cases.submit("loan", actions.Reopen(cause=ReopenCause.NEW_EVIDENCE), by=LENA, at=on(2, month=6)))
    assert again.case.is_open
    assert owed(cases, "loan") == cny("419.50")
    assert again.case.credited_before_episode == 100_00


def test_two_who_open_at_once_open_one_case(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    store = interrupting(empty)
    store.interruptions.append(lambda: empty.open("card", at=on(6)))
    with pytest.raises(ConflictError):
        empty.open("card", at=on(6))
    assert empty.cases() == ["card"]


# --- money -----------------------------------------------------------------------------------------------------------


def test_money_reaches_costs_then_interest_then_principal(cases: Caseload) -> None:
    pay(cases, "10.00", direction=("loan",))
    outstanding = cases.case("loan").ledger.closing.outstanding
    assert outstanding[Component.COSTS] == 0
    assert outstanding[Component.INTEREST] == 9_50
    assert outstanding[Component.PRINCIPAL] == 500_00


def test_a_payment_counts_once(cases: Caseload) -> None:
    first, again = pay(cases, "10.00"), pay(cases, "10.00", at=on(9))
    assert (first.repeated, again.repeated) == (False, True)
    assert len(cases.dossier("li").received) == 1
    for other in ({"amount": "10.01"}, {"amount": "10.00", "day": 7}, {"amount": "10.00", "direction": ("card",)}):
        with pytest.raises(ConflictError, match="external id b1 was used before for another payment"):
            pay(cases, **other)


def test_what_comes_back_says_where_the_money_went_and_what_is_held(cases: Caseload) -> None:
    first = pay(cases, "700.00", direction=("card",))
    assert first.applied == (("card", cny("80.00")), ("loan", cny("519.50")))
    assert (first.held, first.already_counted) == (cny("100.50"), None)
    again = pay(cases, "700.00", direction=("card",))
    assert again.repeated
    assert (again.applied, again.held, again.entries) == (first.applied, first.held, ())
    early = pay(cases, "30.00", 5, external_id="b2")
    assert (early.applied, early.held, early.already_counted) == ((), None, cny("30.00"))


def test_money_in_a_currency_in_which_nothing_is_owed_is_said_to_be_held(cases: Caseload) -> None:
    foreign = Money("50.00", "USD")
    paid = cases.record_payment(
        person="li", external_id="b1", money=foreign, received_on=date(2026, 1, 6), at=on(6, 12)
    )
    assert (paid.applied, paid.held) == ((), foreign)


def test_a_payment_counts_once_when_two_record_it_at_once(cases: Caseload) -> None:
    store = interrupting(cases)
    store.interruptions.append(lambda: pay(cases, "10.00"))
    again = pay(cases, "10.00")
    assert again.repeated
    assert again.applied == (("loan", cny("10.00")),)
    assert len(cases.dossier("li").received) == 1


def test_the_debt_overdue_longest_comes_first(cases: Caseload) -> None:
    pay(cases, "530.00")
    assert owed(cases, "loan") == cny("0.00")
    assert owed(cases, "card") == cny("69.50")


def test_a_direction_is_followed_and_the_rest_goes_on(cases: Caseload) -> None:
    pay(cases, "90.00", direction=("card",))
    assert owed(cases, "card") == cny("0.00")
    assert owed(cases, "loan") == cny("509.50")
    with pytest.raises(NotFoundError, match=r"li owes no debt house; their debts: loan, card"):
        pay(cases, "90.00", external_id="b2", direction=("house",))


def test_what_nobody_owes_is_held_and_applied_when_a_case_opens_later(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    pay(empty, "100.00")
    assert empty.case("card").outcome is CaseOutcome.PAID_IN_FULL
    assert empty.dossier("li").unapplied == (cny("20.00"),)
    second = Debt(id="phone", obligors=(Obligor(person="li"),), owed=Balance(principal=cny("50.00")), as_of=JAN_5)
    empty.add(LI, second, at=on(8))
    empty.open("phone", at=on(8))
    assert owed(empty, "phone") == cny("30.00")
    assert empty.dossier("li").unapplied == ()
    assert happened(empty, "phone") == ["case_opened", "payment_allocated"]
    empty.verify()


def test_a_debt_that_held_money_pays_is_closed_as_it_opens(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    pay(empty, "80.00", 7)
    assert empty.dossier("li").unapplied == (cny("80.00"),)
    assert empty.open("card", at=on(8)).outcome is CaseOutcome.PAID_IN_FULL


def test_money_that_the_opening_balance_contains_is_not_counted_twice(cases: Caseload) -> None:
    pay(cases, "30.00", 5)
    assert owed(cases, "loan") == cny("519.50")
    assert cases.dossier("li").unapplied == ()
    received = cases.store.entries("person:li")[-1].events[-1]
    assert isinstance(received, events.PaymentReceived)
    assert received.already_counted == cny("30.00")
    pay(cases, "30.00", 6, external_id="b2")
    assert owed(cases, "loan") == cny("489.50")


def test_money_that_came_before_a_debt_without_a_case_was_stated_is_not_held_for_it(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    pay(empty, "30.00", 4)
    assert empty.dossier("li").unapplied == ()
    empty.open("card", at=on(8))
    assert owed(empty, "card") == cny("80.00")


def test_money_in_another_currency_stays_with_the_person(cases: Caseload) -> None:
    cases.record_payment(
        person="li", external_id="b1", money=Money("50.00", "USD"), received_on=date(2026, 1, 6), at=on(6, 12)
    )
    assert owed(cases, "loan") == cny("519.50")
    assert cases.dossier("li").unapplied == (Money("50.00", "USD"),)
    pay(cases, "700.00", external_id="b2")
    assert set(cases.dossier("li").unapplied) == {Money("50.00", "USD"), cny("100.50")}


def test_a_case_that_opens_while_a_payment_is_recorded_gets_its_part(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    store = interrupting(empty)
    store.interruptions.append(lambda: empty.open("card", at=on(6)))
    pay(empty, "30.00")
    assert owed(empty, "card") == cny("50.00")
    assert empty.dossier("li").unapplied == ()


def test_the_money_of_a_surety_goes_to_the_debt(cases: Caseload) -> None:
    cases.record_payment(
        person="li_mei", external_id="b1", money=cny("600.00"), received_on=date(2026, 1, 6), at=on(6, 12)
    )
    assert cases.case("loan").outcome is CaseOutcome.PAID_IN_FULL
    assert cases.dossier("li_mei").unapplied == (cny("80.50"),)
    assert owed(cases, "card") == cny("80.00")


@pytest.mark.parametrize(
    ("given", "error", "mend"),
    [
        ({"money": 5.0}, MoneyError, r'money is Money, e\.g\. Money\("60\.00", "CNY"\); found 5\.0 \(float\)'),
        ({"money": cny("0.00")}, MoneyError, "above zero"),
        ({"money": cny("-5.00")}, MoneyError, "above zero"),
        ({"received_on": date(2026, 1, 9)}, NotPossibleError, "in the future"),
        ({"received_on": datetime(2026, 1, 6, 10)}, ValueError, "received_on is a day"),  # noqa: DTZ001
        ({"received_on": "2026-01-06"}, ValueError, "received_on is a day"),
        ({"external_id": "bank 19"}, DebtflowError, "external_id is an id"),
        ({"external_id": 19}, DebtflowError, "external_id is an id"),
        ({"external_id": ""}, DebtflowError, "external_id is an id"),
        ({"person": "wang"}, NotFoundError, r"no person 'wang' is on file; add them with cases\.add"),
        ({"at": datetime(2026, 1, 6, 12)}, ValueError, "has no time zone"),  # noqa: DTZ001
    ],
)
def test_a_payment_that_cannot_be_is_refused_and_nothing_is_written(
    cases: Caseload, given: dict[str, Any], error: type[Exception], mend: str
) -> None:
    usual = {
        "person": "li",
        "external_id": "b1",
        "money": cny("5.00"),
        "received_on": date(2026, 1, 6),
        "at": on(6, 12),
    }
    before = cases.store.feed()
    with pytest.raises(error, match=mend):
        cases.record_payment(**(usual | given))
    assert cases.store.feed() == before
    cases.verify()


def test_a_currency_that_nobody_knows_and_a_float_are_refused_where_money_is_made() -> None:
    with pytest.raises(MoneyError):
        Money("5.00", "XYZ")
    with pytest.raises(MoneyError):
        Money(5.0, "CNY")  # type: ignore[arg-type]


def test_a_late_payment_counts_from_the_day_it_was_received(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.TakePromise(amount=cny("50.00"), due_on=date(2026, 1, 8)), by=LENA, at=on(6)))
    pay(cases, "50.00", 8, direction=("loan",), at=on(10, 12))
    assert cases.case("loan").kept.promises_kept == 1


def test_another_person_cannot_direct_it(cases: Caseload) -> None:
    with pytest.raises(NotFoundError, match="owes no debt card"):
        cases.record_payment(
            person="li_mei",
            external_id="b1",
            money=cny("5.00"),
            received_on=date(2026, 1, 6),
            direction=("card",),
            by=VOSS,
            at=on(6, 12),
        )
