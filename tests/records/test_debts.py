"""Debts and balances: one currency, no component below zero, instalments that fit what is owed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from tests.records.cast import MARCH_2, card_of_ms_okafor, cny, loan_of_mr_li, usd

from debtflow.records.debts import Balance, Component, Debt, Instalment, Obligor, Relation


def debt(**fields: Any) -> Debt:
    return Debt(**{"id": "d", "obligors": (Obligor(person="li"),), "as_of": MARCH_2} | fields)


def test_the_components_stand_in_the_order_of_civil_code_561() -> None:
    assert [str(component) for component in Component] == [
        "costs",
        "fees",
        "default_interest",
        "interest",
        "principal",
    ]


def test_a_component_that_is_not_named_is_zero() -> None:
    balance = Balance(principal=cny("500.00"), fees=cny("0.05"))
    assert balance.minor_units() == (0, 5, 0, 0, 50_000)
    assert balance.total == cny("500.05")
    assert Balance.of_minor_units((0, 5, 0, 0, 50_000), "CNY").minor_units() == balance.minor_units()


def test_a_balance_names_something_even_if_it_is_nothing() -> None:
    assert Balance(principal=cny("0.00")).total == cny("0.00")
    with pytest.raises(ValidationError, match="at least one component"):
        Balance()


def test_a_balance_is_in_one_currency() -> None:
    with pytest.raises(ValidationError, match=r"one currency, found \['CNY', 'USD'\]"):
        Balance(principal=cny("500.00"), interest=usd("1.00"))


def test_no_component_is_below_zero_not_by_one_cent() -> None:
    with pytest.raises(ValidationError, match=r"below zero: interest -0\.01 CNY"):
        Balance(principal=cny("500.00"), interest=cny("-0.01"))


def test_the_first_obligor_is_the_borrower_and_a_stranger_has_no_relation() -> None:
    loan = loan_of_mr_li()
    assert loan.borrower == "li"
    assert loan.relation_of("li") is Relation.BORROWER
    assert loan.relation_of("li_mei") is Relation.GUARANTOR
    assert loan.relation_of("okafor") is None


def test_somebody_owes_it_and_nobody_twice() -> None:
    with pytest.raises(ValidationError, match="obligors"):
        debt(owed=Balance(principal=cny("1.00")), obligors=())
    with pytest.raises(ValidationError, match="named twice"):
        debt(
            owed=Balance(principal=cny("1.00")),
            obligors=(Obligor(person="li"), Obligor(person="li", relation=Relation.GUARANTOR)),
        )


def instalment(day: int, text: str) -> Instalment:
    return Instalment(due_on=date(2026, 3, day), amount=cny(text))


def test_instalments_may_come_to_all_that_is_owed_but_not_to_a_cent_more() -> None:
    owed = Balance(principal=cny("600.00"), interest=cny("6.00"))
    assert debt(owed=owed, instalments=(instalment(10, "300.00"), instalment(11, "306.00"))).owed.total == cny("606.00")
    assert debt(owed=owed, instalments=(instalment(10, "300.00"),))
    with pytest.raises(ValidationError, match=r"606\.01 CNY, more than the 606\.00 CNY owed"):
        debt(owed=owed, instalments=(instalment(10, "300.00"), instalment(11, "306.01")))


def test_instalments_come_oldest_first_and_two_may_share_a_day() -> None:
    owed = Balance(principal=cny("600.00"))
    assert debt(owed=owed, instalments=(instalment(10, "1.00"), instalment(10, "2.00")))
    with pytest.raises(ValidationError, match="order of their due dates"):
        debt(owed=owed, instalments=(instalment(11, "1.00"), instalment(10, "2.00")))


def test_an_instalment_is_above_zero_and_in_the_currency_of_the_debt() -> None:
    owed = Balance(principal=cny("600.00"))
    with pytest.raises(ValidationError, match="above zero"):
        debt(owed=owed, instalments=(instalment(10, "0.00"),))
    with pytest.raises(ValidationError, match="in a debt of CNY"):
        debt(owed=owed, instalments=(Instalment(due_on=MARCH_2, amount=usd("1.00")),))


@pytest.mark.parametrize("whose", [card_of_ms_okafor, loan_of_mr_li])
def test_a_debt_reads_back_from_json_as_it_was_with_codes_by_name_and_money_in_words(whose: Any) -> None:
    there = whose()
    written = there.model_dump_json()
    assert Debt.model_validate_json(written) == there
    assert '"relation":"borrower"' in written
    assert '"governing_law":"generic"' in written


@pytest.mark.parametrize("relation", list(Relation))
def test_the_first_obligor_is_no_guarantor(relation: Relation) -> None:
    obligors = (Obligor(person="mei", relation=relation), Obligor(person="li", relation=Relation.GUARANTOR))
    if relation is Relation.GUARANTOR:
        with pytest.raises(
            ValidationError, match="first obligor, mei, is the borrower, and cannot stand in as a guaran"
        ):
            debt(obligors=obligors, owed=Balance(principal=cny("1.00")))
    else:
        assert debt(obligors=obligors, owed=Balance(principal=cny("1.00"))).borrower == "mei"
