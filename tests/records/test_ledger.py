"""The ledger of one debt, by worked examples: days past due, the waterfall, money beyond what was owed."""

from __future__ import annotations

from datetime import date

import pytest
from tests.records.cast import MARCH_2, card_of_ms_okafor, cny, day, loan_of_mr_li

from debtflow.records.components import NOTHING
from debtflow.records.debts import Balance, Component, Debt, Obligor
from debtflow.records.ledger import Ledger
from debtflow.records.standings import LedgerDay, apply_credit
from debtflow.records.waterfalls import Waterfall

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
    with pytest.raises(ValueError, match="it is in the opening"):
        of_mr_li().with_credit(opened - 1, 1_00)
    assert of_mr_li().standing(opened - 1).owed == 0


def test_what_was_credited_on_a_day_can_be_taken_back_there_but_no_more_than_that() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 300_00)
    assert ledger.with_credit(MARCH_10, -300_00).closing.owed == 900_00
    with pytest.raises(ValueError, match="below zero"):
        ledger.with_credit(MARCH_10, -300_01)
    with pytest.raises(ValueError, match="below zero"):
        ledger.with_charge(MARCH_10 + 1, Component.FEES, -1)


def test_a_ledger_reads_back_from_json_as_it_was() -> None:
    ledger = of_mr_li().with_credit(MARCH_10, 950_00).with_charge(APRIL_10, Component.FEES, 5)
    assert Ledger.model_validate_json(ledger.model_dump_json()) == ledger
    assert '"civil_code_561"' in ledger.model_dump_json()
    assert ledger.money(5) == cny("0.05")
    assert date.fromordinal(ledger.opened_on) == MARCH_2
