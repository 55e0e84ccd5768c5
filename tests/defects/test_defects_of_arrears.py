"""What other systems got wrong about who owes how much since when, told as it happens in a lender's office."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.casework.office import (
    CARD,
    HARBOUR,
    LENA,
    LI,
    LOAN,
    call,
    cny,
    done,
    happened,
    new_caseload,
    on,
    with_cases,
)

from debtflow import (
    Balance,
    Borrower,
    Caseload,
    CaseOutcome,
    Channel,
    ContactPoint,
    Debt,
    Instalment,
    Money,
    Obligor,
    Refused,
    actions,
    events,
)
from debtflow.casework.plans import gentle
from debtflow.records.promises import PromiseState, promise_outcomes
from debtflow.records.terms import Pause
from debtflow.values.dates import day_number

NEW_YORK = ZoneInfo("America/New_York")


def pay(cases: Caseload, amount: str, received: date, told: datetime, key: str = "b1", debt: str = "loan") -> None:
    cases.record_payment(
        person="li", external_id=key, money=cny(amount), received_on=received, direction=(debt,), at=told
    )


def days_past_due(cases: Caseload, *days: int, case: str = "loan") -> list[int]:
    return [cases.ledger(case).days_past_due(day_number(date(2026, 1, day))) for day in days]


# --- stages ----------------------------------------------------------------------------------------------------------------

TWO_INVOICES = LOAN.changed(
    instalments=(
        Instalment(due_on=date(2025, 12, 1), amount=cny("100.00")),
        Instalment(due_on=date(2025, 12, 20), amount=cny("100.00")),
        Instalment(due_on=date(2026, 6, 1), amount=cny("319.50")),
    )
)


def test_no_stage_is_skipped_when_the_older_invoice_is_paid_and_nobody_looks_for_weeks() -> None:
    """killbill#2297: paying the older of several invoices moved the anchor; the warning was skipped, the account blocked.

    Here the stage is where the work is and no function of the days: however long nobody looks, the next step is next.
    """
    with new_caseload() as cases:
        cases.register(HARBOUR, at=on(6))
        cases.add(LI.changed(id="li_mei"), at=on(6))
        cases.add(LI, TWO_INVOICES, at=on(6))
        cases.open("loan", at=on(6))
        cases.sweep(gentle("harbour"), at=on(6, 10))
        assert cases.case("loan").stage == "reminder.awaiting_response"
        pay(cases, "100.00", date(2026, 1, 20), on(20))
        assert days_past_due(cases, 19, 20) == [49, 31]
        seen = [cases.case("loan").stage]
        for day in (10, 11):
            cases.sweep(gentle("harbour"), at=on(day, 10, month=4))
            assert cases.ledger("loan").days_past_due(day_number(date(2026, 4, day))) > 90
            seen.append(cases.case("loan").stage)
        assert seen == ["reminder.awaiting_response"] * 3
        assert cases.case("loan").kept.reminders_sent == 2
        assert "placement_proposed" not in happened(cases)


def test_a_shorter_overdue_debt_is_not_blocked_for_the_longer_one_of_the_same_person() -> None:
    """killbill#2297, frappe: one state for all that somebody owes; here each debt has its own days and its own stage."""
    with with_cases() as cases:
        pay(cases, "100.00", date(2026, 1, 7), on(7))
        assert cases.case("loan").outcome is CaseOutcome.CURED
        assert (cases.case("card").is_open, days_past_due(cases, 8, case="card")) == (True, [3])


# --- back-dating -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [7, 9, 20])
def test_a_pause_of_which_one_learns_days_later_counts_from_its_own_day(told: int) -> None:
    """fineract#5100, #6157, openMF/web-app#1937: a pause is learned of a day or two late, and the dates came out wrong."""
    with with_cases() as cases:
        pause = Pause(id="flood", from_on=date(2026, 1, 7), until_on=date(2026, 1, 12), days_past_due=True)
        cases.record("loan", events.PauseAgreed(pause=pause), by=LENA, at=on(told))
        # From 1 December: 36 days on the 6th, nothing on the five days of the flood, and on from there.
        assert days_past_due(cases, 6, 7, 11, 12, 20) == [36, 36, 36, 37, 45]


def test_a_repayment_dated_back_into_an_ended_case_changes_the_days_in_between() -> None:
    """frappe/lending#251, #347, #587, #1150: of a closed loan neither days past due nor demands were posted again."""
    with with_cases() as cases:
        promise = actions.NotePromise(amount=cny("60.00"), due_on=date(2026, 1, 8), grace_days=0)
        done(cases.submit("loan", actions.Move(verb="open_negotiation"), by=LENA, at=on(6)))
        done(cases.submit("loan", promise, by=LENA, at=on(6)))
        called = done(cases.submit("loan", call(), by=LENA, at=on(9)))
        pay(cases, "100.00", date(2026, 1, 20), on(20))
        assert cases.case("loan").outcome is CaseOutcome.CURED
        assert days_past_due(cases, 9, 19, 20) == [39, 49, 0]
        pay(cases, "100.00", date(2026, 1, 8), on(25), "b0")
        assert days_past_due(cases, 7, 8, 9, 19, 20) == [37, 0, 0, 0, 0]
        case = cases.case("loan")
        assert (case.outcome, case.ledger.closing.owed) == (CaseOutcome.CURED, 319_50)
        [outcome] = promise_outcomes(case.promises, case.ledger, day_number(date(2026, 1, 25)))
        assert (outcome.recorded, outcome.state) == (PromiseState.BROKEN, PromiseState.KEPT)
        assert case.undermined == (called.entries[0].seq,), "he was called on the day after he had paid"


def test_a_chargeback_reopens_the_arrears_from_the_day_on_which_they_began() -> None:
    """fineract#2668, #2739: after a chargeback days past due began to count anew, from the day of the chargeback."""
    with with_cases() as cases:
        pay(cases, "100.00", date(2026, 1, 7), on(7))
        pay(cases, "40.00", date(2026, 1, 9), on(9), "b2")
        cases.reverse_payment(person="li", external_id="b1", because="chargeback", at=on(20))
        assert days_past_due(cases, 6, 8, 9, 20) == [36, 38, 39, 50]
        assert cases.ledger("loan").arrears(day_number(date(2026, 1, 20))) == 60_00


def test_a_payment_learned_of_late_is_recovered_before_the_charge_off_if_it_came_before() -> None:
    """fineract#1536: what was recovered after a write-off was neither capped nor dated by when the money came."""
    with with_cases() as cases:
        cases.record("card", events.ChargedOff(effective_on=date(2026, 1, 10)), at=on(10))
        pay(cases, "30.00", date(2026, 1, 9), on(12), "b1", "card")
        pay(cases, "90.00", date(2026, 1, 11), on(12), "b2", "card")
        ledger = cases.ledger("card")
        assert ledger.recovered(day_number(date(2026, 1, 12))) == 50_00
        assert ledger.closing.owed == 0
        assert cases.ledger("loan").closing.credited == 40_00, "what is beyond it goes to his other debt"


# --- due today -------------------------------------------------------------------------------------------------------------

DUE_ON_THE_10TH = CARD.changed(
    id="lamp", instalments=(Instalment(due_on=date(2026, 1, 10), amount=cny("80.00")),), as_of=date(2026, 1, 2)
)


def watched(zones: tuple[str, ...]) -> Caseload:
    cases = new_caseload()
    borrower = Borrower(
        id="li", zones=zones, contact_points=(ContactPoint(id="mobile", channel=Channel.PHONE, value="+1 555 0100"),)
    )
    cases.add(borrower, DUE_ON_THE_10TH, at=on(6))
    cases.open("lamp", verb="watch", at=on(6))
    cases.record("lamp", events.Moved(verb="start_reminders"), by=LENA, at=on(6))
    return cases


def test_what_is_due_today_is_not_demanded_today() -> None:
    """erpnext#45685, #45716: an invoice that was due on the very day was dunned."""
    with watched(("Asia/Shanghai",)) as cases:
        refused = cases.submit("lamp", call(), by=LENA, at=on(10, 20, 59))
        assert isinstance(refused, Refused)
        assert refused.decision.rules == ("generic.nothing_owed",)
        assert refused.decision.next_permitted_at == on(11, 8)
        done(cases.submit("lamp", call(), by=LENA, at=on(11, 8)))


@pytest.mark.parametrize("zones", [("America/New_York",), ("America/New_York", "Asia/Shanghai")])
def test_due_today_is_told_by_the_debtors_own_calendar(zones: tuple[str, ...]) -> None:
    """invoiceninja#792: the day on which something was due was told by the zone of a server."""
    with watched(zones) as cases:
        at = datetime(2026, 1, 10, 20, 0, tzinfo=NEW_YORK)  # the 11th, nine in the morning, in the lender's office
        assert cases.explain("lamp", call(), by=LENA, at=at).rules == ("generic.nothing_owed",)
        assert cases.explain("lamp", call(), by=LENA, at=at.replace(day=11)).permitted


# --- amounts ---------------------------------------------------------------------------------------------------------------


def test_each_of_two_debts_shows_its_own_amount() -> None:
    """erpnext#42605, #46770: a dunning for two invoices showed the last invoice's outstanding amount on both."""
    with with_cases() as cases:
        outcomes = {}
        for case in ("loan", "card"):
            done(cases.submit(case, actions.Move(verb="start_reminders"), by=LENA, at=on(7)))
            reminder = actions.SendReminder(person="li", contact_point="text", about=(case,))
            outcomes[case] = done(cases.submit(case, reminder, by=LENA, at=on(7)))
        shown = {case: outcome.decision.facts["arrears"] for case, outcome in outcomes.items()}
        assert shown == {"loan": 100_00, "card": 80_00}
        pay(cases, "30.00", date(2026, 1, 8), on(8), "b1", "card")
        assert {case: cases.ledger(case).arrears(day_number(date(2026, 1, 8))) for case in shown} == {
            "loan": 100_00,
            "card": 50_00,
        }
        again = cases.explain("card", call(), by=LENA, at=on(9))
        assert (again.facts["arrears"], outcomes["card"].decision.facts["arrears"]) == (50_00, 80_00)


def test_money_of_two_currencies_is_never_added_up() -> None:
    """lago#5259: one counter and one balance served all currencies of a customer."""
    dollars = Debt(
        id="usd",
        obligors=(Obligor(person="li"),),
        owed=Balance(principal=Money("80.00", "USD")),
        as_of=date(2026, 1, 5),
    )
    with with_cases() as cases:
        cases.add(LI, dollars, at=on(6))
        cases.open("usd", at=on(6))
        cases.record_payment(
            person="li", external_id="u1", money=Money("80.00", "USD"), received_on=date(2026, 1, 7), at=on(7)
        )
        assert cases.case("usd").outcome is CaseOutcome.PAID_IN_FULL
        assert (cases.case("card").is_open, cases.ledger("card").closing.owed) == (True, 80_00)
