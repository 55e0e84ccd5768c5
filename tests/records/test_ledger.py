"""The ledger of one debt, by worked examples: days past due, the waterfall, money beyond what was owed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.records.cast import MARCH_2, card_of_ms_okafor, cny, day, loan_of_mr_li

from debtflow.errors import LedgerError
from debtflow.records.components import NOTHING, Component, single
from debtflow.records.debts import Balance, Debt, Instalment, Obligor
from debtflow.records.ledger import Ledger
from debtflow.records.standings import LedgerDay, apply_credit
from debtflow.records.terms import AccrualTerms, Anchor, DelinquencyTerms, OnWhat, Pause, Terms
from debtflow.records.waterfalls import Waterfall
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate

MARCH_10, APRIL_10, MAY_10 = day(2026, 3, 10), day(2026, 4, 10), day(2026, 5, 10)


def of_mr_li() -> Ledger:
    return Ledger.opened(loan_of_mr_li())


# --- days past due ---------------------------------------------------------------------------------------------------


def test_an_instalment_due_today_is_not_overdue_and_tomorrow_it_is_one_day_past_due() -> None:
    ledger = of_mr_li()
    assert (ledger.days_past_due(MARCH_10 - 1), ledger.arrears(MARCH_10 - 1)) == (0, 0)
    assert (ledger.days_past_due(MARCH_10), ledger.arrears(MARCH_10)) == (0, 0)
    assert (ledger.days_past_due(MARCH_10 + 1), ledger.arrears(MARCH_10 + 1)) == (1, 300_00)


def test_days_past_due_count_from_the_oldest_unpaid_instalment_however_many_follow() -> None:
    ledger = of_mr_li()
    assert ledger.days_past_due(APRIL_10 + 1) == APRIL_10 + 1 - MARCH_10 == 32
    assert ledger.arrears(APRIL_10) == 300_00
    assert ledger.arrears(APRIL_10 + 1) == 600_00


def test_a_payment_moves_days_past_due_on_to_the_next_unpaid_instalment() -> None:
    ledger = of_mr_li().with_credit(APRIL_10 + 5, 300_00)
    assert ledger.days_past_due(APRIL_10 + 4) == 35
    assert ledger.days_past_due(APRIL_10 + 5) == 5
    assert ledger.arrears(APRIL_10 + 5) == 300_00


def test_one_cent_short_of_an_instalment_leaves_it_unpaid() -> None:
    short, full = of_mr_li().with_credit(MARCH_10 + 3, 299_99), of_mr_li().with_credit(MARCH_10 + 3, 300_00)
    assert (short.days_past_due(MARCH_10 + 3), short.arrears(MARCH_10 + 3)) == (3, 1)
    assert (full.days_past_due(MARCH_10 + 3), full.arrears(MARCH_10 + 3)) == (0, 0)


def test_money_paid_ahead_counts_for_the_instalments_to_come() -> None:
    ledger = of_mr_li().with_credit(day(2026, 3, 3), 600_00)
    assert ledger.days_past_due(APRIL_10 + 20) == 0
    assert ledger.days_past_due(MAY_10) == 0
    assert ledger.days_past_due(MAY_10 + 1) == 1


def test_a_debt_without_instalments_was_due_on_the_day_on_which_it_was_stated() -> None:
    ledger = Ledger.opened(card_of_ms_okafor())
    assert ledger.days_past_due(day(2026, 3, 2)) == 0
    assert ledger.days_past_due(day(2026, 3, 3)) == 1
    assert ledger.arrears(day(2026, 3, 3)) == 412_07


def test_what_no_instalment_names_is_owed_but_not_overdue() -> None:
    loan = loan_of_mr_li().changed(owed=Balance(principal=cny("1000.00")))
    ledger = Ledger.opened(loan)
    assert ledger.standing(MAY_10 + 1).owed == 1_000_00
    assert ledger.arrears(MAY_10 + 1) == 900_00


def test_a_debt_of_nothing_is_never_past_due() -> None:
    ledger = Ledger.opened(card_of_ms_okafor().changed(owed=Balance(principal=cny("0.00"))))
    assert (ledger.days_past_due(MAY_10), ledger.arrears(MAY_10)) == (0, 0)


# --- the waterfall -----------------------------------------------------------------------------------------------------


def claim_after_judgment() -> Ledger:
    """Court costs 50, a fee of 20, default interest 30, interest 100 and principal 1,000 CNY."""
    return Ledger.opened(
        Debt(
            id="claim",
            obligors=(Obligor(person="li"),),
            owed=Balance(
                principal=cny("1000.00"),
                interest=cny("100.00"),
                default_interest=cny("30.00"),
                fees=cny("20.00"),
                costs=cny("50.00"),
            ),
            as_of=MARCH_2,
        )
    )


@pytest.mark.parametrize(
    ("paid", "costs", "fees", "default_interest", "interest", "principal"),
    [
        ("49.99", "0.01", "20.00", "30.00", "100.00", "1000.00"),
        ("50.00", "0.00", "20.00", "30.00", "100.00", "1000.00"),
        ("60.00", "0.00", "10.00", "30.00", "100.00", "1000.00"),
        ("70.00", "0.00", "0.00", "30.00", "100.00", "1000.00"),
        ("85.00", "0.00", "0.00", "15.00", "100.00", "1000.00"),
        ("100.00", "0.00", "0.00", "0.00", "100.00", "1000.00"),
        ("150.00", "0.00", "0.00", "0.00", "50.00", "1000.00"),
        ("200.00", "0.00", "0.00", "0.00", "0.00", "1000.00"),
        ("200.01", "0.00", "0.00", "0.00", "0.00", "999.99"),
        ("1200.00", "0.00", "0.00", "0.00", "0.00", "0.00"),
    ],
)
def test_money_reaches_costs_then_fees_then_default_interest_then_interest_and_principal_last(
    paid: str, costs: str, fees: str, default_interest: str, interest: str, principal: str
) -> None:
    ledger = claim_after_judgment().with_credit(day(2026, 3, 20), cny(paid).minor_units)
    assert ledger.balance(day(2026, 3, 20)) == Balance(
        costs=cny(costs),
        fees=cny(fees),
        default_interest=cny(default_interest),
        interest=cny(interest),
        principal=cny(principal),
    )


def test_the_waterfall_is_data_and_names_every_component_once() -> None:
    for waterfall in Waterfall:
        assert sorted(waterfall.order) == list(Component)
    left, over = apply_credit((1, 1, 1, 1, 1), 3, Waterfall.CIVIL_CODE_561.order)
    assert (left, over) == ((0, 0, 0, 1, 1), 0)


def test_costs_charged_later_are_paid_before_the_principal_by_money_that_comes_after() -> None:
    opened = Ledger.opened(loan_of_mr_li())
    ledger = opened.with_charge(MARCH_10, Component.COSTS, 40_00).with_credit(MARCH_10 + 1, 100_00)
    assert ledger.standing(MARCH_10).outstanding == (40_00, 0, 0, 0, 900_00)
    assert ledger.standing(MARCH_10 + 1).outstanding == (0, 0, 0, 0, 840_00)


# --- money beyond what was owed ----------------------------------------------------------------------------------------


def test_an_overpayment_is_kept_as_unapplied_to_the_cent() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 900_01)
    standing = ledger.standing(MARCH_10)
    assert (standing.owed, standing.credited, standing.unapplied) == (0, 900_00, 1)
    assert of_mr_li().with_credit(MARCH_10, 900_00).closing.unapplied == 0


def test_money_held_from_an_overpayment_meets_a_later_charge() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 950_00).with_charge(APRIL_10, Component.INTEREST, 70_00)
    assert ledger.standing(MARCH_10).unapplied == 50_00
    assert ledger.closing == ledger.standing(APRIL_10)
    assert (ledger.closing.owed, ledger.closing.unapplied) == (20_00, 0)


# --- days and their order ------------------------------------------------------------------------------------------------


def test_a_payment_learned_of_late_gives_the_same_figures_as_one_that_came_in_time() -> None:
    in_time = of_mr_li().with_credit(MARCH_10, 300_00).with_credit(APRIL_10, 100_00)
    late = of_mr_li().with_credit(APRIL_10, 100_00).with_credit(MARCH_10, 300_00)
    assert late == in_time
    assert late.standing(MARCH_10).owed == 600_00


def test_postings_of_one_day_are_netted() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 1_00).with_credit(MARCH_10, 2_00)
    assert ledger.days[-1] == LedgerDay(MARCH_10, NOTHING, 3_00)
    assert len(ledger.days) == 2


def test_money_received_in_a_span_counts_on_both_of_its_ends() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 1_00).with_credit(MARCH_10 + 1, 20_00).with_credit(MARCH_10 + 2, 300_00)
    assert ledger.credited_between(MARCH_10, MARCH_10 + 2) == 321_00
    assert ledger.credited_between(MARCH_10 + 1, MARCH_10 + 1) == 20_00
    assert ledger.credited_between(MARCH_10 + 2, MARCH_10 + 1) == 0


def test_money_from_before_the_ledger_opened_is_in_its_opening_and_refused() -> None:
    opened = day(2026, 3, 2)
    assert of_mr_li().opened_on == opened
    assert of_mr_li().with_credit(opened, 1_00).standing(opened).owed == 899_00
    with pytest.raises(LedgerError, match="2026-03-01 is before the ledger opened, on 2026-03-02"):
        of_mr_li().with_credit(opened - 1, 1_00)
    assert of_mr_li().standing(opened - 1).owed == 0


def test_what_was_credited_on_a_day_can_be_taken_back_there_but_no_more_than_that() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 300_00)
    assert ledger.with_reversal(MARCH_10, 300_00) == of_mr_li()
    assert ledger.with_reversal(MARCH_10, 299_99).closing.owed == 899_99
    with pytest.raises(LedgerError, match=r"300\.01 CNY of 2026-03-10 cannot be reversed: 300\.00 CNY was credited"):
        ledger.with_reversal(MARCH_10, 300_01)
    with pytest.raises(LedgerError, match=r"0\.00 CNY was credited on that day"):
        ledger.with_reversal(MARCH_10 + 1, 1)
    with pytest.raises(LedgerError, match="below zero"):
        ledger.with_credit(MARCH_10, -300_01)
    with pytest.raises(LedgerError, match="below zero"):
        ledger.with_charge(MARCH_10 + 1, Component.FEES, -1)


def test_a_ledger_reads_back_from_json_as_it_was() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 950_00).with_charge(APRIL_10, Component.FEES, 5)
    assert Ledger.model_validate_json(ledger.model_dump_json()) == ledger
    assert '"civil_code_561"' in ledger.model_dump_json()
    assert ledger.money(5) == cny("0.05")
    assert date.fromordinal(ledger.opened_on) == MARCH_2


# --- charges and waivers -------------------------------------------------------------------------------------------------


def test_a_fee_is_overdue_from_the_day_after_it_was_charged_and_makes_nobody_past_due() -> None:
    paid = of_mr_li().with_credit(MARCH_10, 300_00).with_charge(MARCH_10 + 5, Component.FEES, 25_00)
    assert [paid.overdue(MARCH_10 + later) for later in (4, 5, 6)] == [(0, 0), (0, 0), (25_00, 0)]
    assert paid.with_credit(MARCH_10 + 6, 25_00).overdue(MARCH_10 + 6) == (0, 0)
    assert paid.with_credit(MARCH_10 + 6, 24_99).overdue(MARCH_10 + 6) == (1, 0)


def test_money_that_pays_a_later_fee_does_not_pay_the_instalment_too() -> None:
    ledger = of_mr_li().with_charge(MARCH_10 + 1, Component.FEES, 25_00).with_credit(MARCH_10 + 5, 300_00)
    assert ledger.overdue(MARCH_10 + 5) == (25_00, 5)
    # By an order that puts the fee last the instalment is paid, and the fee is still owed.
    order = (Component.INTEREST, Component.PRINCIPAL, Component.FEES, Component.COSTS, Component.DEFAULT_INTEREST)
    agreed = Ledger.opened(loan_of_mr_li().changed(terms=Terms(waterfall=order)))
    agreed = agreed.with_charge(MARCH_10 + 1, Component.FEES, 25_00).with_credit(MARCH_10 + 5, 300_00)
    assert agreed.overdue(MARCH_10 + 5) == (25_00, 0)
    assert agreed.closing.outstanding[Component.FEES] == 25_00


def test_later_interest_and_principal_are_overdue_once_the_last_instalment_is() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 900_00).with_charge(MARCH_10 + 1, Component.INTEREST, 7_00)
    assert [ledger.arrears(MAY_10 + later) for later in (0, 1)] == [0, 7_00]
    ledger = of_mr_li().with_credit(MARCH_10, 900_00).with_charge(MARCH_10 + 1, Component.PRINCIPAL, 8_00)
    assert [ledger.arrears(MAY_10 + later) for later in (0, 1)] == [0, 8_00]


def test_a_waiver_takes_what_there_is_and_covers_instalments_as_money_does() -> None:
    ledger = of_mr_li().with_waiver(MARCH_10, single(Component.PRINCIPAL, 300_00))
    assert (ledger.closing.owed, ledger.closing.credited) == (600_00, 0)
    assert ledger.overdue(MARCH_10 + 1) == (0, 0)
    assert ledger.closing.waived == single(Component.PRINCIPAL, 300_00)
    everything = ledger.with_waiver(MARCH_10, single(Component.PRINCIPAL, 900_00))
    assert (everything.closing.owed, sum(everything.closing.waived)) == (0, 900_00)
    # A late payment of the day before is money that came: the waiver then takes the rest.
    late = everything.with_credit(MARCH_10 - 1, 100_00)
    assert (late.closing.owed, late.closing.credited, sum(late.closing.waived)) == (0, 100_00, 800_00)


def test_a_write_down_is_of_stated_amounts_so_a_settlement_payment_that_is_reversed_is_owed_again() -> None:
    settled = of_mr_li().with_credit(MARCH_10, 500_00).with_waiver(MARCH_10, single(Component.PRINCIPAL, 400_00))
    assert settled.closing.owed == 0
    assert settled.with_reversal(MARCH_10, 500_00).closing.owed == 500_00


# --- cards, and the order by days past due -------------------------------------------------------------------------------


def chinese_card() -> Ledger:
    """1,000 CNY of principal and 60 of interest, all due on 2 March 2026."""
    return Ledger.opened(
        Debt(
            id="card",
            obligors=(Obligor(person="li"),),
            owed=Balance(principal=cny("1000.00"), interest=cny("60.00")),
            as_of=MARCH_2,
            terms=Terms(waterfall=Waterfall.CHINA_CARDS),
        )
    )


@pytest.mark.parametrize(("days", "interest", "principal"), [(90, 0, 960_00), (91, 60_00, 900_00)])
def test_a_card_pays_its_principal_first_from_the_ninety_first_day(days: int, interest: int, principal: int) -> None:
    on = day(2026, 3, 2) + days
    ledger = chinese_card().with_credit(on, 100_00)
    assert chinese_card().days_past_due(on) == days
    assert ledger.closing.outstanding == (0, 0, 0, interest, principal)


def test_all_money_of_a_day_goes_by_how_late_the_debt_was_when_the_day_began() -> None:
    on = day(2026, 3, 2) + 91
    one = chinese_card().with_credit(on, 1000_00).with_credit(on, 30_00)
    assert one == chinese_card().with_credit(on, 30_00).with_credit(on, 1000_00)
    assert one.closing.outstanding == (0, 0, 0, 30_00, 0)


def test_the_order_goes_by_the_instalments_that_are_still_unpaid_as_the_day_begins() -> None:
    rows = (
        Instalment(due_on=MARCH_2, amount=cny("500.00")),
        Instalment(due_on=date(2026, 4, 10), amount=cny("560.00")),
    )
    debt = Debt(
        id="card",
        obligors=(Obligor(person="li"),),
        owed=Balance(principal=cny("1000.00"), interest=cny("60.00")),
        as_of=MARCH_2,
        instalments=rows,
        terms=Terms(waterfall=Waterfall.CHINA_CARDS),
    )
    on = day(2026, 3, 2) + 95
    paid = Ledger.opened(debt).with_credit(MARCH_10, 500_00).with_charge(MARCH_10 + 1, Component.INTEREST, 5_00)
    assert paid.days_past_due(on) == on - APRIL_10
    assert paid.with_credit(on, 50_00).closing.outstanding == (0, 0, 0, 0, 515_00)
    unpaid = Ledger.opened(debt)
    assert unpaid.days_past_due(on) == 95
    assert unpaid.with_credit(on, 50_00).closing.outstanding == (0, 0, 0, 60_00, 950_00)
    # What is waived on the day itself does not change how the day began.
    waived = unpaid.with_waiver(on, single(Component.PRINCIPAL, 500_00)).with_credit(on, 50_00)
    assert waived.closing.outstanding == (0, 0, 0, 60_00, 450_00)


# --- how days past due are counted ---------------------------------------------------------------------------------------


def with_terms(**terms: Any) -> Ledger:
    return Ledger.opened(loan_of_mr_li().changed(terms=Terms(**terms)))


def test_grace_moves_the_day_from_which_an_instalment_is_overdue_and_nothing_jumps_at_its_end() -> None:
    ledger = with_terms(delinquency=DelinquencyTerms(grace_days=3))
    assert [ledger.overdue(MARCH_10 + later) for later in (3, 4, 5)] == [(0, 0), (300_00, 1), (300_00, 2)]


def test_the_anchor_since_current_stays_where_arrears_began_until_nothing_is_overdue() -> None:
    """killbill#2297: paying the older of several invoices moves the anchor; a house that wants it to stay says so."""
    staying = with_terms(delinquency=DelinquencyTerms(anchor=Anchor.SINCE_CURRENT))
    moving = of_mr_li()
    on = APRIL_10 + 5
    for ledger, days in ((moving, 5), (staying, on - MARCH_10)):
        assert ledger.with_credit(on, 300_00).days_past_due(on) == days
        assert ledger.with_credit(on, 299_99).days_past_due(on) == on - MARCH_10
        assert ledger.with_credit(on, 600_00).days_past_due(on) == 0
        # Current again, the next arrears begin anew.
        assert ledger.with_credit(on, 600_00).days_past_due(MAY_10 + 1) == 1


@pytest.mark.parametrize(("paid_on", "days"), [(APRIL_10, 5), (APRIL_10 + 1, APRIL_10 + 5 - MARCH_10)])
def test_who_pays_what_was_late_on_the_day_of_the_next_instalment_is_current_and_a_day_later_not(
    paid_on: int, days: int
) -> None:
    ledger = with_terms(delinquency=DelinquencyTerms(anchor=Anchor.SINCE_CURRENT)).with_credit(paid_on, 300_00)
    assert ledger.days_past_due(APRIL_10 + 5) == days


@pytest.mark.parametrize(("days", "component"), [(90, Component.INTEREST), (91, Component.PRINCIPAL)])
def test_the_order_of_money_and_of_what_is_given_up_goes_by_the_days_as_the_terms_count_them(
    days: int, component: Component
) -> None:
    """In arrears since 10 March without a break, though the instalment of that day was paid on 15 April."""
    terms: Any = {"waterfall": Waterfall.CHINA_CARDS, "delinquency": DelinquencyTerms(anchor=Anchor.SINCE_CURRENT)}
    ledger = with_terms(**terms).with_credit(APRIL_10 + 5, 300_00).with_charge(APRIL_10 + 9, Component.INTEREST, 10_00)
    on = MARCH_10 + days
    before, after = ledger.standing(on).outstanding, ledger.with_credit(on, 5_00).standing(on).outstanding
    assert [part for part in Component if after[part] != before[part]] == [component]
    assert ledger.given_up(on, 5_00).minor_units()[component] == 5_00


def pause(first: date, until: date | None, name: str = "p") -> Pause:
    return Pause(id=name, from_on=first, until_on=until, days_past_due=True)


def test_days_of_a_pause_are_left_out_and_the_count_goes_on_where_it_stood() -> None:
    ledger = of_mr_li().with_pause(pause(date(2026, 3, 15), date(2026, 3, 20)))
    assert [ledger.days_past_due(day(2026, 3, on)) for on in (14, 15, 19, 20, 21)] == [4, 4, 4, 5, 6]
    assert ledger.arrears(day(2026, 3, 16)) == 300_00


def test_a_pause_told_again_takes_the_place_of_what_was_told_before() -> None:
    first = of_mr_li().with_pause(pause(date(2026, 3, 11), date(2026, 3, 21)))
    again = first.with_pause(pause(date(2026, 3, 11), date(2026, 3, 13)))
    assert [known.until_on for known in again.pauses] == [date(2026, 3, 13)]
    on = day(2026, 3, 25)
    assert (first.days_past_due(on), again.days_past_due(on)) == (15 - 10, 15 - 2)


def test_a_pause_is_clipped_to_the_days_that_are_past_due() -> None:
    before = of_mr_li().with_pause(pause(date(2026, 3, 2), date(2026, 3, 11)))
    assert before.days_past_due(MARCH_10 + 1) == 1
    across = of_mr_li().with_pause(pause(date(2026, 3, 2), date(2026, 3, 13)))
    assert [across.days_past_due(MARCH_10 + later) for later in (1, 2, 3)] == [0, 0, 1]
    after = of_mr_li().with_pause(pause(date(2026, 4, 1), None))
    assert after.days_past_due(day(2026, 3, 31)) == 21
    assert after.days_past_due(MAY_10) == 21


def test_days_in_two_pauses_are_left_out_once_also_where_one_lies_around_the_other() -> None:
    """Apache Fineract's predicate of overlap missed the pair in which the new pause lies around an old one."""
    inner, outer = pause(date(2026, 3, 15), date(2026, 3, 17), "in"), pause(date(2026, 3, 12), date(2026, 3, 20), "out")
    for told in ((inner, outer), (outer, inner)):
        ledger = of_mr_li().with_pause(told[0]).with_pause(told[1])
        assert ledger.days_past_due(day(2026, 3, 25)) == 15 - 8


# --- defects of other systems --------------------------------------------------------------------------------------------


def test_a_payment_dated_back_derives_days_past_due_anew() -> None:
    """frappe/lending#251, apache/fineract#6239: a payment told late left the days past due as they were."""
    ledger = of_mr_li().with_credit(APRIL_10 + 20, 50_00)
    assert ledger.days_past_due(APRIL_10 + 20) == 51
    told_late = ledger.with_credit(MARCH_10, 300_00)
    assert told_late.days_past_due(MARCH_10 + 5) == 0
    assert told_late.days_past_due(APRIL_10 + 20) == 20


def test_no_credit_vanishes_whatever_was_owed_when_it_came() -> None:
    """Overpayments were lost in several systems: here money is owed to a component or held, to the cent."""
    ledger = of_mr_li()
    for at, paid in enumerate((899_99, 1, 1, 250_00)):
        ledger = ledger.with_credit(MARCH_10 + at, paid)
    assert (ledger.closing.credited, ledger.closing.unapplied) == (900_00, 250_01)
    assert ledger.with_charge(APRIL_10, Component.COSTS, 250_02).closing.owed == 1


def test_a_recovery_after_the_charge_off_is_capped_at_what_is_owed_and_shows_what_remains() -> None:
    """apache/fineract#1536, openMF/community-app#2225: more could be recovered than was owed, and nothing remained."""
    ledger = of_mr_li().with_credit(MARCH_10, 100_00).with_charge_off(APRIL_10)
    assert (ledger.closing.owed, ledger.recovered(APRIL_10)) == (800_00, 0)
    part = ledger.with_credit(APRIL_10, 300_00)
    assert [part.recovered(APRIL_10 + later) for later in (-1, 0)] == [0, 300_00]
    assert part.closing.owed == 500_00
    more = part.with_credit(APRIL_10 + 1, 600_00)
    assert (more.recovered(APRIL_10 + 1), more.closing.owed, more.closing.unapplied) == (800_00, 0, 100_00)
    assert ledger.with_charge_off(APRIL_10 + 5).charged_off_on == APRIL_10
    assert ledger.with_charge_off(MARCH_10).recovered(MARCH_10) == 100_00


def test_interest_is_not_forgotten_when_the_principal_is_paid() -> None:
    """frappe/erpnext#58220: paying the principal lost the dunning interest in silence."""
    growing = AccrualTerms(
        component=Component.DEFAULT_INTEREST,
        on=OnWhat.PRINCIPAL_OVERDUE,
        rate=Rate.per_cent("36.5"),
        day_count=DayCount.ACT_365F,
        from_on=MARCH_2,
    )
    principal_first = (Component.PRINCIPAL, *tuple(Component)[:-1])
    debt = Debt(
        id="card",
        obligors=(Obligor(person="li"),),
        owed=Balance(principal=cny("1000.00")),
        as_of=MARCH_2,
        terms=Terms(waterfall=principal_first, accrual=(growing,)),
    )
    paid = Ledger.opened(debt).with_credit(MARCH_10, 1000_00)
    assert paid.standing(MARCH_10).outstanding == (0, 0, 8_00, 0, 0)
    for later in (0, 1, 400):
        assert paid.overdue(MARCH_10 + later) == (8_00, 0)
    assert paid.with_credit(APRIL_10, 8_00).overdue(APRIL_10) == (0, 0)


def test_posting_on_the_last_day_or_after_it_folds_no_day_before(monkeypatch: pytest.MonkeyPatch) -> None:
    folds: list[int] = []
    after = Ledger._after
    monkeypatch.setattr(Ledger, "_after", lambda *given: folds.append(given[3].day) or after(*given))
    ledger = of_mr_li()
    for on in range(MARCH_10, MARCH_10 + 50):
        ledger = ledger.with_credit(on, 1_00)
    folds.clear()
    ledger = ledger.with_credit(APRIL_10 + 20, 1_00)
    ledger = ledger.with_credit(APRIL_10 + 20, 1_00)
    ledger.standing(MAY_10), ledger.overdue(MAY_10)
    assert folds == [APRIL_10 + 20] * 2
    late = ledger.with_credit(MARCH_10, 1_00)
    assert len(folds) == 2 + len(late.days)


# --- days by their dates -----------------------------------------------------------------------------------------------

ASKED = [
    "standing",
    "overdue",
    "arrears",
    "days_past_due",
    "recovered",
    "cut",
    "balance",
]
INTEREST = AccrualTerms(
    component=Component.INTEREST,
    on=OnWhat.PRINCIPAL,
    rate=Rate.per_cent("24"),
    day_count=DayCount.ACT_365F,
    from_on=MARCH_2,
)


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize("terms", [Terms(), Terms(accrual=(INTEREST,))])
def test_a_ledger_is_asked_by_dates_as_by_their_numbers(question: str, terms: Terms) -> None:
    ledger = (
        Ledger.opened(loan_of_mr_li().but(terms=terms)).with_credit(date(2026, 3, 20), 40_00).with_charge_off(MARCH_10)
    )
    for number in (MARCH_10 - 20, MARCH_10 - 3, MARCH_10 + 1, MARCH_10 + 15, MAY_10):
        asked = getattr(ledger, question)
        assert asked(date.fromordinal(number)) == asked(number)


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize(
    "strange", [0, 20_260_311, True, 739_256.5, "2026-03-11", datetime(2026, 3, 11, tzinfo=UTC), None]
)
def test_a_ledger_is_asked_by_nothing_else(question: str, strange: Any) -> None:
    ledger = of_mr_li().with_charge_off(MARCH_10)
    with pytest.raises(LedgerError, match="a ledger is asked by days"):
        getattr(ledger, question)(strange)


def test_spans_and_postings_take_dates_too() -> None:
    ledger = of_mr_li().with_credit(date(2026, 3, 20), 40_00).with_charge(date(2026, 3, 21), Component.FEES, 2_00)
    assert ledger == of_mr_li().with_credit(MARCH_10 + 10, 40_00).with_charge(MARCH_10 + 11, Component.FEES, 2_00)
    assert ledger.credited_between(date(2026, 3, 20), date(2026, 3, 20)) == 40_00
    assert ledger.credited_between(date(2026, 3, 21), MAY_10) == 0
    assert ledger.given_up(date(2026, 3, 21), 1_00).fees == cny("1.00")
    assert ledger.with_waiver(date(2026, 3, 21), single(Component.FEES, 2_00)).balance(MAY_10).fees == cny("0.00")
    assert ledger.with_reversal(date(2026, 3, 20), 40_00).closing.credited == 0
    with pytest.raises(LedgerError, match="a ledger is asked by days"):
        ledger.credited_between(MARCH_10, "2026-03-21")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "post",
    [
        lambda ledger, amount: ledger.with_credit(MARCH_10, amount),
        lambda ledger, amount: ledger.with_reversal(MARCH_10, amount),
        lambda ledger, amount: ledger.with_charge(MARCH_10, Component.FEES, amount),
        lambda ledger, amount: ledger.with_waiver(MARCH_10, single(Component.INTEREST, amount)),
    ],
)
@pytest.mark.parametrize("amount", [5.5, "5", True])
def test_a_ledger_posts_whole_minor_units_only(post: Any, amount: Any) -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 100_00)
    with pytest.raises(LedgerError, match="whole minor units"):
        post(ledger, amount)
    assert post(ledger, 5) != ledger


def test_what_was_credited_on_a_day_is_taken_back_in_words() -> None:
    with pytest.raises(LedgerError, match=r"the money credited on 2026-03-10 would come to -5 minor units"):
        of_mr_li().with_credit(MARCH_10, -5)


def test_room_is_made_for_money_of_a_day_that_has_not_come_for_the_person() -> None:
    ledger = Ledger.opened(card_of_ms_okafor().but(terms=Terms(accrual=(INTEREST,))))
    owed = ledger.standing(MARCH_10 + 1).owed
    assert ledger.room_for(MARCH_10 + 1, owed + 500, MARCH_10) == owed
    assert ledger.room_for(MARCH_10, owed + 500, MARCH_10) == ledger.standing(MARCH_10).owed
