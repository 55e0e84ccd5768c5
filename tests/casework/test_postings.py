"""Charges, waivers, write-downs, charge-off and pauses that are recorded by hand on a case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.casework.office import CARD, JAN_5, LENA, LI, cny, happened, on

from debtflow import Balance, Caseload, CaseOutcome, Component, Money, events
from debtflow.errors import ConflictError, LedgerError, MoneyError, NotPossibleError
from debtflow.records.terms import AccrualTerms, OnWhat, Pause, Terms
from debtflow.records.waterfalls import Waterfall
from debtflow.reports.portfolio import portfolio_of
from debtflow.reports.timeline import timeline
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate

JAN_6 = date(2026, 1, 6)


def charge(amount: str = "5.00", day: date = JAN_6, component: Component = Component.FEES) -> events.ChargePosted:
    return events.ChargePosted(component=component, amount=cny(amount), effective_on=day)


def waive(amount: str, day: date = JAN_6, component: Component = Component.PRINCIPAL) -> events.AmountWaived:
    return events.AmountWaived(component=component, amount=cny(amount), effective_on=day, because="hardship")


def owed(cases: Caseload, case: str = "card") -> Money:
    ledger = cases.case(case).ledger
    return ledger.money(ledger.closing.owed)


def test_a_charge_is_recorded_once_under_its_key(cases: Caseload) -> None:
    first = cases.record("card", charge(), by=LENA, key="fee-1", at=on(6, 12))
    again = cases.record("card", charge(), by=LENA, key="fee-1", at=on(7))
    assert (first.repeated, again.repeated) == (False, True)
    assert owed(cases) == cny("85.00")
    with pytest.raises(ConflictError):
        cases.record("card", charge("6.00"), by=LENA, key="fee-1", at=on(7))
    cases.verify()


def test_what_was_recorded_reads_in_the_timeline_and_the_sums_of_the_portfolio_hold(cases: Caseload) -> None:
    cases.record("card", charge(), at=on(6, 12))
    cases.record("card", waive("20.00"), at=on(6, 12))
    cases.record("card", events.WrittenDown(amounts=Balance(principal=cny("10.00")), effective_on=JAN_6), at=on(6, 12))
    cases.record("card", events.ChargedOff(effective_on=JAN_6), at=on(6, 12))
    cases.record("card", events.PauseAgreed(pause=Pause(id="p", from_on=JAN_6, days_past_due=True)), at=on(6, 12))
    assert owed(cases) == cny("55.00")
    told = [line for entry in timeline(cases, "card") for line in entry.what]
    assert told[-5:] == [
        "fees of 5.00 CNY charged on 2026-01-06",
        "principal of 20.00 CNY waived on 2026-01-06",
        "10.00 CNY written down on 2026-01-06",
        "charged off on 2026-01-06; as much is owed as before",
        "pause p from 2026-01-06",
    ]
    table = portfolio_of(cases).money["CNY"]
    assert table.reconciles
    assert table.charged[Component.PRINCIPAL] == -30_00
    cases.verify()


@pytest.mark.parametrize(
    ("event", "error", "mend"),
    [
        (charge(day=date(2026, 1, 7)), NotPossibleError, "in the future, on 2026-01-07"),
        (waive("1.00", date(2026, 1, 7)), NotPossibleError, "in the future"),
        (events.ChargedOff(effective_on=date(2026, 1, 7)), NotPossibleError, "in the future"),
        (
            events.WrittenDown(amounts=Balance(fees=cny("1.00")), effective_on=date(2026, 1, 7)),
            NotPossibleError,
            "in the future",
        ),
        (charge(day=date(2026, 1, 4)), LedgerError, "2026-01-04 is before the debt was stated, on 2026-01-05"),
        (waive("80.01"), LedgerError, r"80\.01 CNY of principal cannot be waived: 80\.00 CNY of it is owed"),
        (
            events.WrittenDown(amounts=Balance(principal=cny("80.00"), fees=cny("0.01")), effective_on=JAN_6),
            LedgerError,
            r"0\.01 CNY of fees cannot be waived",
        ),
        (
            events.ChargePosted(component=Component.FEES, amount=Money("1.00", "USD"), effective_on=JAN_6),
            MoneyError,
            "posted in USD cannot go to a debt in CNY",
        ),
    ],
)
def test_what_cannot_have_happened_is_refused_and_nothing_is_written(
    cases: Caseload, event: Any, error: type[Exception], mend: str
) -> None:
    before = cases.store.feed()
    with pytest.raises(error, match=mend):
        cases.record("card", event, at=on(6, 12))
    assert cases.store.feed() == before
    cases.verify()


def test_a_charge_of_the_day_on_which_the_debt_was_stated_and_a_waiver_of_all_go(cases: Caseload) -> None:
    cases.record("card", charge(day=JAN_5), at=on(6, 12))
    cases.record("card", waive("80.00"), at=on(6, 12))
    assert owed(cases) == cny("5.00")


def test_what_is_waived_was_owed_on_the_day_on_which_it_is_waived(cases: Caseload) -> None:
    cases.record("card", charge(day=date(2026, 1, 7)), at=on(7, 12))
    early = events.AmountWaived(component=Component.FEES, amount=cny("5.00"), effective_on=JAN_6)
    with pytest.raises(LedgerError, match=r"5\.00 CNY of fees cannot be waived: 0\.00 CNY .* at the end of 2026-01-06"):
        cases.record("card", early, at=on(8, 12))
    cases.record("card", early.changed(effective_on=date(2026, 1, 7)), at=on(8, 12))
    assert owed(cases) == cny("80.00")


def test_a_waiver_of_all_that_is_owed_ends_the_case_as_money_would(cases: Caseload) -> None:
    """killbill#695: overdue was not lifted where a credit, and no payment, had brought the balance to nothing."""
    cases.record("card", waive("80.00"), at=on(6, 12))
    assert happened(cases, "card")[-1] == "closed"
    assert cases.case("card").outcome is CaseOutcome.PAID_IN_FULL
    # Of the loan the instalment that is overdue is waived; the rest is owed and not due yet.
    cases.record("loan", waive("99.99"), at=on(6, 12))
    assert cases.case("loan").is_open
    cases.record("loan", waive("0.01"), at=on(6, 13))
    assert cases.case("loan").outcome is CaseOutcome.CURED


def test_handing_the_debt_in_again_resets_no_balance(cases: Caseload) -> None:
    """A tape that was read again set balances back in several systems: what happened since stays."""
    cases.record("card", charge(), at=on(6, 12))
    cases.record("card", waive("20.00"), at=on(6, 12))
    pay(cases, "7.00", 6)
    before = {case: cases.ledger(case) for case in cases.cases()}
    cases.add(LI, CARD, at=on(9))
    assert {case: cases.ledger(case) for case in cases.cases()} == before
    with pytest.raises(ConflictError, match=r"terms differ.*record what happened since"):
        cases.add(LI, CARD.changed(terms=Terms(waterfall=Waterfall.CHINA_CARDS)), at=on(9))


@pytest.mark.parametrize(
    "event",
    [
        events.PaymentPending(external_id="b1", amount=cny("1.00"), received_on=JAN_6),
        events.PaymentBounced(external_id="b1", amount=cny("1.00")),
        events.PaymentReversed(external_id="b1", amount=cny("1.00"), received_on=JAN_6),
        events.AllocationReversed(payment="b1", amount=cny("1.00"), effective_on=JAN_6),
    ],
)
def test_what_the_library_writes_itself_is_not_recorded_by_hand(cases: Caseload, event: Any) -> None:
    with pytest.raises(NotPossibleError, match=r"is written by cases\.(record|bounce|reverse)_payment"):
        cases.record("card", event, at=on(6, 12))


# --- a debt on which interest accrues ------------------------------------------------------------------------------------


def growing(cases: Caseload) -> None:
    terms = AccrualTerms(
        component=Component.DEFAULT_INTEREST,
        on=OnWhat.PRINCIPAL_OVERDUE,
        rate=Rate.per_cent("36.5"),
        day_count=DayCount.ACT_365F,
        from_on=JAN_5,
    )
    cases.add(LI, CARD.changed(owed=Balance(principal=cny("1000.00")), terms=Terms(accrual=(terms,))), at=on(6))
    cases.open("card", at=on(6))


def pay(cases: Caseload, amount: str, day: int, external_id: str = "b1", at: Any = None) -> Any:
    return cases.record_payment(
        person="li",
        external_id=external_id,
        money=cny(amount),
        received_on=date(2026, 1, day),
        at=at or on(day, 12),
    )


def test_a_payment_can_take_what_has_accrued_and_what_is_beyond_it_is_held(empty: Caseload) -> None:
    growing(empty)
    pay(empty, "1010.00", 15)
    assert empty.case("card").outcome is CaseOutcome.PAID_IN_FULL
    assert empty.dossier("li").unapplied == ()
    pay(empty, "1.00", 16, "b2")
    assert empty.dossier("li").unapplied == (cny("1.00"),)


def test_a_cent_of_interest_short_keeps_the_case_open_and_owed(empty: Caseload) -> None:
    growing(empty)
    pay(empty, "1009.99", 15)
    assert empty.case("card").is_open
    assert owed(empty) == cny("0.01")


def test_a_payment_told_late_pays_no_interest_of_the_days_after_it(empty: Caseload) -> None:
    growing(empty)
    pay(empty, "1010.00", 10, at=on(15, 12))
    assert empty.case("card").outcome is CaseOutcome.PAID_IN_FULL
    assert empty.case("card").ledger.closing.credited == 1005_00
    assert empty.dossier("li").unapplied == (cny("5.00"),)


def test_the_sums_of_the_portfolio_hold_where_interest_accrues(empty: Caseload) -> None:
    growing(empty)
    pay(empty, "300.00", 15)
    table = portfolio_of(empty).money["CNY"]
    assert table.reconciles
    assert table.charged[Component.DEFAULT_INTEREST] == 10_00
