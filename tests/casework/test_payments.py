"""Money that is announced, clears, bounces or is taken back: each is told once, and the money counts once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.casework.office import (
    CARD,
    JAN_5,
    LENA,
    LI,
    cny,
    done,
    ended,
    happened,
    interrupting,
    move,
    on,
    to_negotiation,
)

from debtflow import (
    Balance,
    Borrower,
    Caseload,
    CaseOutcome,
    Debt,
    DebtflowError,
    Money,
    Obligor,
    Refused,
    ReopenCause,
    actions,
    events,
)
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.records.holds import Block, blocked


def pay(cases: Caseload, amount: str, external_id: str = "b1", day: int = 6, **more: Any) -> Any:
    return cases.record_payment(
        person=more.pop("person", "li"),
        external_id=external_id,
        money=cny(amount),
        received_on=date(2026, 1, day),
        at=more.pop("at", on(max(day, 6), 12)),
        **more,
    )


def announce(cases: Caseload, amount: str = "100.00", external_id: str = "b1", **more: Any) -> Any:
    return pay(cases, amount, external_id, cleared=False, **more)


def reverse(cases: Caseload, external_id: str = "b1", person: str = "li", **more: Any) -> Any:
    return cases.reverse_payment(person=person, external_id=external_id, at=more.pop("at", on(9)), **more)


def owed(cases: Caseload, case: str) -> Money:
    ledger = cases.case(case).ledger
    return ledger.money(ledger.closing.owed)


def figures(cases: Caseload) -> Any:
    """Everything that money decides."""
    ledgers = {case: cases.case(case).ledger for case in cases.cases()}
    return ledgers, set(cases.dossier("li").unapplied), cases.dossier("li").pending


# --- announced, cleared, bounced -----------------------------------------------------------------------------------------


def test_announced_money_counts_for_nothing_until_it_clears_and_then_from_the_day_it_was_received(
    cases: Caseload,
) -> None:
    announce(cases, "100.00", direction=("loan",))
    assert owed(cases, "loan") == cny("519.50")
    assert len(cases.dossier("li").received) == 0
    cases.clear_payment(person="li", external_id="b1", at=on(9))
    assert owed(cases, "loan") == cny("419.50")
    assert cases.case("loan").ledger.days[-1].day == date(2026, 1, 6).toordinal()
    assert cases.case("loan").outcome is CaseOutcome.CURED
    assert cases.dossier("li").pending == ()
    cases.verify()


def test_while_money_is_announced_nobody_is_escalated_referred_or_sued(cases: Caseload) -> None:
    announce(cases)
    for case in ("loan", "card"):
        bits = blocked(cases.case(case).holds, on(6, 13))
        assert [block for block in Block if bits >> block & 1] == [Block.ESCALATE, Block.REFER, Block.LITIGATE]
    cases.bounce_payment(person="li", external_id="b1", because="no cover", at=on(8))
    assert [cases.case(case).holds for case in ("loan", "card")] == [(), ()]
    assert owed(cases, "loan") == cny("519.50")
    assert cases.dossier("li").pending == ()
    cases.verify()


def test_a_case_that_opens_while_money_is_announced_waits_for_it_too(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    announce(empty)
    assert [hold.id for hold in empty.open("card", at=on(6, 13)).holds] == ["pending/b1"]
    empty.clear_payment(person="li", external_id="b1", at=on(8))
    assert empty.case("card").outcome is CaseOutcome.PAID_IN_FULL
    assert empty.case("card").holds == ()


def test_a_case_that_is_taken_up_again_waits_for_money_that_was_announced_after_its_end(cases: Caseload) -> None:
    ended(cases, "card", CaseOutcome.EXHAUSTED, on(6))
    announce(cases, "80.00", direction=("card",), at=on(7))
    done(cases.submit("card", actions.Reinstate(cause=ReopenCause.CLOSED_IN_ERROR), by=LENA, at=on(8)))
    to_negotiation(cases, "card", at=on(8))
    refused = cases.submit("card", move("request_referral"), by=LENA, at=on(8))
    assert isinstance(refused, Refused)
    assert "generic.hold.referral" in refused.decision.rules
    cases.clear_payment(person="li", external_id="b1", at=on(9))
    assert (cases.case("card").outcome, cases.case("card").holds) == (CaseOutcome.PAID_IN_FULL, ())


@pytest.mark.parametrize("way", ["clear", "record"])
def test_each_step_told_twice_happens_once(cases: Caseload, way: str) -> None:
    def clear() -> Any:
        if way == "clear":
            return cases.clear_payment(person="li", external_id="b1", at=on(9))
        return pay(cases, "100.00", at=on(9))

    assert [announce(cases).repeated, announce(cases, at=on(7)).repeated] == [False, True]
    assert [clear().repeated, clear().repeated] == [False, True]
    # An old feed that is read again takes nothing back and resets nothing.
    before = figures(cases)
    assert announce(cases, at=on(10)).repeated
    assert figures(cases) == before
    with pytest.raises(ConflictError, match="used before for"):
        announce(cases, "100.01", at=on(10))
    with pytest.raises(NotPossibleError, match=r"has cleared: take it back with cases\.reverse_payment"):
        cases.bounce_payment(person="li", external_id="b1", at=on(10))


def test_what_bounced_stays_bounced(cases: Caseload) -> None:
    announce(cases)
    bounced = [cases.bounce_payment(person="li", external_id="b1", at=on(7)).repeated for _ in range(2)]
    assert bounced == [False, True]
    for again in (
        lambda: cases.clear_payment(person="li", external_id="b1", at=on(8)),
        lambda: pay(cases, "100.00", at=on(8)),
        lambda: announce(cases, at=on(8)),
    ):
        with pytest.raises(ConflictError, match="bounced; money that came after all has an id of its own"):
            again()
    pay(cases, "100.00", "b2", at=on(8))
    assert len(cases.dossier("li").received) == 1


@pytest.mark.parametrize("step", ["clear_payment", "bounce_payment", "reverse_payment"])
def test_a_step_on_a_payment_that_nobody_told_of_is_refused(cases: Caseload, step: str) -> None:
    before = cases.store.feed()
    with pytest.raises(NotFoundError, match="no payment 'b1' from li was recorded"):
        getattr(cases, step)(person="li", external_id="b1", at=on(8))
    with pytest.raises(NotFoundError, match="no person 'wang' is on file"):
        getattr(cases, step)(person="wang", external_id="b1", at=on(8))
    assert cases.store.feed() == before


def test_announced_money_is_seen_like_other_money(cases: Caseload) -> None:
    with pytest.raises(NotFoundError, match="owes no debt house"):
        announce(cases, direction=("house",))
    with pytest.raises(NotPossibleError, match="in the future"):
        announce(cases, day=9, at=on(8))
    with pytest.raises(DebtflowError, match="external_id of announced money"):
        announce(cases, external_id="b" * 115)
    announce(cases, external_id="b" * 112)
    cases.verify()


def test_money_that_clears_while_it_is_announced_again_counts_once(cases: Caseload) -> None:
    store = interrupting(cases)
    store.interruptions.append(lambda: pay(cases, "100.00"))
    announce(cases)
    assert cases.dossier("li").pending == ()
    assert len(cases.dossier("li").received) == 1
    assert all(not cases.case(case).holds for case in ("loan", "card"))


def test_money_that_clears_while_somebody_says_it_bounced_has_cleared(cases: Caseload) -> None:
    announce(cases)
    store = interrupting(cases)
    store.interruptions.append(lambda: cases.clear_payment(person="li", external_id="b1", at=on(8)))
    with pytest.raises(NotPossibleError, match="has cleared"):
        cases.bounce_payment(person="li", external_id="b1", at=on(8))
    assert len(cases.dossier("li").received) == 1


def test_money_that_bounces_while_somebody_says_it_cleared_has_bounced(cases: Caseload) -> None:
    announce(cases)
    store = interrupting(cases)
    store.interruptions.append(lambda: cases.bounce_payment(person="li", external_id="b1", at=on(8)))
    with pytest.raises(ConflictError, match="bounced; money that came after all has an id of its own"):
        cases.clear_payment(person="li", external_id="b1", at=on(8))
    assert (cases.dossier("li").received, cases.dossier("li").pending) == ((), ())
    cases.verify()


def test_told_again_a_payment_answers_where_its_own_money_went(cases: Caseload) -> None:
    for key, amount, debt in (("b1", "30.00", "loan"), ("b2", "20.00", "card")):
        first = pay(cases, amount, key, direction=(debt,))
        assert (first.repeated, first.applied) == (False, ((debt, cny(amount)),))
    for key, amount, debt in (("b1", "30.00", "loan"), ("b2", "20.00", "card")):
        again = pay(cases, amount, key, direction=(debt,))
        assert (again.repeated, again.applied) == (True, ((debt, cny(amount)),))


# --- taken back ----------------------------------------------------------------------------------------------------------


def test_a_reversed_payment_is_as_if_it_had_never_come(cases: Caseload) -> None:
    pay(cases, "40.00", "b0")
    before = figures(cases)
    pay(cases, "600.00")
    assert (owed(cases, "loan"), owed(cases, "card")) == (cny("0.00"), cny("0.00"))
    assert reverse(cases, because="stolen card").repeated is False
    assert figures(cases) == before
    assert reverse(cases, at=on(11)).repeated
    assert figures(cases) == before
    cases.verify()


def test_a_reversal_says_what_was_taken_back_from_which_debt(cases: Caseload) -> None:
    paid = pay(cases, "630.00")
    assert paid.taken_back == ()
    assert dict(paid.applied) == {"loan": cny("519.50"), "card": cny("80.00")}
    taken = reverse(cases)
    assert (taken.taken_back, taken.applied, taken.held) == (paid.applied, (), None)
    again = reverse(cases, at=on(10))
    assert (again.repeated, again.taken_back) == (True, paid.applied)
    held = pay(cases, "5.00", "b2", direction=["card"])
    assert reverse(cases, "b2").taken_back == held.applied == (("card", cny("5.00")),)


def test_a_reversal_told_twice_of_a_file_that_was_united_meanwhile_says_so_too(cases: Caseload) -> None:
    again = Borrower(id="li_again", zones=("Asia/Shanghai",))
    cases.add(again, CARD.but(id="old", obligors=(Obligor(person="li_again"),)), at=on(6))
    cases.open("old", at=on(6))
    pay(cases, "5.00", person="li_again")
    taken = reverse(cases, person="li_again")
    assert taken.taken_back == (("old", cny("5.00")),)
    cases.merge_persons("li", "li_again", because="one person", at=on(10))
    for person in ("li", "li_again"):
        assert reverse(cases, person=person, at=on(11)).taken_back == taken.taken_back


def test_money_directed_to_a_debt_without_a_case_goes_elsewhere_until_one_opens(cases: Caseload) -> None:
    cases.add(LI, CARD.but(id="other"), at=on(6))
    paid = pay(cases, "50.00", direction=["other"], day=7)
    assert "other" not in dict(paid.applied)
    cases.open("other", at=on(8))
    assert owed(cases, "other") == cny("30.00")
    assert owed(cases, "loan") + owed(cases, "card") == cny("599.50")


def test_days_past_due_go_on_from_where_they_would_have_stood(cases: Caseload) -> None:
    today = on(12).date().toordinal()
    days = cases.case("loan").ledger.days_past_due(today)
    pay(cases, "100.00", direction=("loan",))
    assert cases.case("loan").ledger.days_past_due(today) == 0
    reverse(cases)
    assert cases.case("loan").ledger.days_past_due(today) == days > 0


def test_a_reversal_after_the_case_closed_opens_it_where_it_was_left_and_says_why(cases: Caseload) -> None:
    pay(cases, "80.00", direction=("card",))
    assert cases.case("card").outcome is CaseOutcome.PAID_IN_FULL
    reverse(cases)
    assert happened(cases, "card")[-2:] == ["allocation_reversed", "reopened"]
    assert owed(cases, "card") == cny("80.00")
    case = cases.case("card")
    assert (case.stage, case.outcome) == ("confirmation.confirmed", None)
    reopened = cases.history("card")[-1].events[-1]
    assert isinstance(reopened, events.Reopened)
    assert (reopened.verb, reopened.cause) == ("reinstate", ReopenCause.REVERSAL)
    assert cases.follow_up("card", at=on(10)).entries == ()


@pytest.mark.parametrize(("left", "opens"), [("99.99", True), ("100.00", False)])
def test_a_cured_case_opens_again_only_if_something_is_overdue_without_the_money(
    cases: Caseload, left: str, opens: bool
) -> None:
    pay(cases, left, "b1", direction=("loan",))
    pay(cases, "50.00", "b2", direction=("loan",))
    assert cases.case("loan").outcome is CaseOutcome.CURED
    reverse(cases, "b2")
    assert cases.case("loan").is_open is opens


def test_an_end_that_people_gave_a_case_outlives_a_reversal(cases: Caseload) -> None:
    pay(cases, "10.00", direction=("card",))
    ended(cases, "card", CaseOutcome.UNTRACEABLE, on(7))
    reverse(cases)
    assert cases.case("card").outcome is CaseOutcome.UNTRACEABLE


def test_money_held_for_the_person_is_taken_back_too(cases: Caseload) -> None:
    pay(cases, "700.00")
    assert cases.dossier("li").unapplied == (cny("100.50"),)
    pay(cases, "5.00", "b2")
    assert cases.dossier("li").unapplied == (cny("105.50"),)
    reverse(cases)
    # What was held of the other is owed again.
    assert cases.dossier("li").unapplied == ()
    assert owed(cases, "loan") == cny("514.50")


def test_held_money_that_paid_another_debt_meanwhile_is_taken_back_from_there(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    pay(empty, "100.00")
    for name, amount in (("phone", "15.00"), ("rent", "3.00")):
        debt = Debt(id=name, obligors=(Obligor(person="li"),), owed=Balance(principal=cny(amount)), as_of=JAN_5)
        empty.add(LI, debt, at=on(7))
        empty.open(name, at=on(7 if name == "phone" else 8))
    assert empty.dossier("li").unapplied == (cny("2.00"),)
    reverse(empty)
    assert [owed(empty, case) for case in ("card", "phone", "rent")] == [cny("80.00"), cny("15.00"), cny("3.00")]
    assert empty.dossier("li").unapplied == ()
    reversed_ = empty.store.entries("person:li")[-1].events[-1]
    assert isinstance(reversed_, events.PaymentReversed)
    assert sum(part.amount.minor_units for part in reversed_.allocated) == 98_00
    assert reversed_.unapplied == cny("2.00")
    empty.verify()


def test_held_money_of_two_payments_is_taken_back_once_for_each(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    pay(empty, "100.00")
    pay(empty, "30.00", "b2")
    debt = Debt(id="phone", obligors=(Obligor(person="li"),), owed=Balance(principal=cny("45.00")), as_of=JAN_5)
    empty.add(LI, debt, at=on(7))
    empty.open("phone", at=on(7))
    reverse(empty, "b2")
    assert (owed(empty, "phone"), owed(empty, "card")) == (cny("25.00"), cny("0.00"))
    reverse(empty)
    assert (owed(empty, "phone"), owed(empty, "card")) == (cny("45.00"), cny("80.00"))
    assert empty.dossier("li").unapplied == ()


def test_what_was_taken_back_from_a_case_is_not_taken_back_there_again(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    pay(empty, "100.00")
    pay(empty, "30.00", "b2")
    for name, day in (("phone", 7), ("rent", 8)):
        debt = Debt(id=name, obligors=(Obligor(person="li"),), owed=Balance(principal=cny("25.00")), as_of=JAN_5)
        empty.add(LI, debt, at=on(day))
        empty.open(name, at=on(day))
    reverse(empty, "b2")
    assert (owed(empty, "phone"), owed(empty, "rent")) == (cny("5.00"), cny("25.00"))
    reverse(empty)
    assert [owed(empty, case) for case in ("card", "phone", "rent")] == [cny("80.00"), cny("25.00"), cny("25.00")]
    empty.verify()


def test_what_another_payment_paid_on_a_debt_is_not_taken_back_for_the_held_money_that_went_there(
    empty: Caseload,
) -> None:
    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    pay(empty, "95.00")
    debt = Debt(id="phone", obligors=(Obligor(person="li"),), owed=Balance(principal=cny("60.00")), as_of=JAN_5)
    empty.add(LI, debt, at=on(7))
    empty.open("phone", at=on(7))
    pay(empty, "30.00", "b2", day=8, direction=("phone",))
    reverse(empty)
    ledger = empty.ledger("phone")
    credited = [(date.fromordinal(posted.day), posted.credit) for posted in ledger.days if posted.credit]
    assert credited == [(date(2026, 1, 8), 30_00)]
    assert owed(empty, "phone") == cny("30.00")
    empty.verify()


def test_money_held_in_each_currency_is_taken_back_from_debts_in_that_currency(empty: Caseload) -> None:
    def debt(name: str, amount: str, currency: str) -> Debt:
        return CARD.changed(id=name, owed=Balance(principal=Money(amount, currency)))

    empty.add(LI, debt("cny", "80.00", "CNY"), debt("usd", "80.00", "USD"), at=on(6))
    for external_id, currency in (("b1", "CNY"), ("b2", "USD")):
        empty.open(currency.lower(), at=on(6))
        money = Money("100.00", currency)
        empty.record_payment(
            person="li", external_id=external_id, money=money, received_on=date(2026, 1, 6), at=on(6, 12)
        )
    empty.add(LI, debt("cny2", "15.00", "CNY"), debt("usd2", "15.00", "USD"), at=on(7))
    empty.open("cny2", at=on(7))
    empty.open("usd2", at=on(8))
    reverse(empty)
    assert [owed(empty, case) for case in ("cny", "cny2")] == [cny("80.00"), cny("15.00")]
    assert [owed(empty, case) for case in ("usd", "usd2")] == [Money("0.00", "USD")] * 2
    assert empty.dossier("li").unapplied == (Money("5.00", "USD"),)


def test_a_payment_that_has_not_cleared_and_one_in_the_opening_balance_cannot_be_reversed(cases: Caseload) -> None:
    announce(cases)
    with pytest.raises(NotPossibleError, match=r"has not cleared: drop it with cases\.bounce_payment"):
        reverse(cases)
    pay(cases, "30.00", "b2", day=4)
    with pytest.raises(NotPossibleError, match="was in the opening balance"):
        reverse(cases, "b2")


def test_two_who_reverse_at_once_take_it_back_once(cases: Caseload) -> None:
    before = figures(cases)
    pay(cases, "100.00")
    store = interrupting(cases)
    store.interruptions.append(lambda: reverse(cases))
    assert reverse(cases).repeated
    assert figures(cases) == before


def test_a_payment_that_comes_while_another_is_reversed_is_kept(cases: Caseload) -> None:
    pay(cases, "700.00")
    store = interrupting(cases)
    store.interruptions.append(lambda: pay(cases, "9.00", "b2", at=on(9)))
    reverse(cases)
    total = sum(cases.case(case).ledger.closing.credited for case in ("loan", "card"))
    assert total + cases.dossier("li").held("CNY").minor_units == 9_00


def test_another_person_cannot_have_it_reversed(cases: Caseload) -> None:
    pay(cases, "100.00")
    with pytest.raises(NotFoundError, match="no payment 'b1' from li_mei"):
        reverse(cases, person="li_mei")


def test_a_decision_made_before_a_reversal_is_made_again_on_what_was_known_then(cases: Caseload) -> None:
    pay(cases, "10.00")
    outcome = done(cases.submit("loan", move("open_negotiation"), by=LENA, at=on(7)))
    reverse(cases)
    entry = outcome.entries[0]
    assert cases.decision_of(entry).values == outcome.decision.values
    known = cases.ledger("loan", known_at=on(8))
    assert (known.closing.owed, cases.ledger("loan").closing.owed) == (509_50, 519_50)
    with pytest.raises(NotFoundError, match="no case 'loan' was known"):
        cases.ledger("loan", known_at=on(5))
    with pytest.raises(NotFoundError, match="no case 'house'"):
        cases.ledger("house")
