"""Allocation: where the money of a person lies, without a store; and through a caseload, whatever came first."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from tests.casework.office import CARD, LOAN, cny, on

from debtflow import Balance, Debt, Instalment, Obligor
from debtflow.casework.allocating import EVERYTHING, HELD_ONLY, payment, reallocated, reversal
from debtflow.casework.engine import Change, evolve
from debtflow.errors import NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case, opened
from debtflow.lifecycle.dossiers import DebtFile, Dossier
from debtflow.records import events
from debtflow.records.components import Component
from debtflow.records.debts import Relation
from debtflow.records.parties import PersonOnFile

MARKS: dict[str, Any] = {"occurred_at": on(20), "local_day": date(2026, 1, 20).toordinal()}
JAN = [date(2026, 1, max(1, day)) for day in range(32)]
OLD, NEW = JAN[5], JAN[10]


def debt(name: str, owed: str, as_of: date = OLD, due: date = date(2025, 12, 1), *also: Obligor) -> Debt:
    return Debt(
        id=name,
        obligors=(Obligor(person="li"), *also),
        owed=Balance(principal=cny(owed)),
        as_of=as_of,
        instalments=(Instalment(due_on=due, amount=cny(owed)),),
    )


RENT = debt("rent", "100.00", OLD, date(2025, 11, 1))
PHONE = debt("phone", "50.00")
BIKE = debt("bike", "70.00", NEW)


def office(*debts: Debt, opened_on: int = 6, persons: tuple[str, ...] = ("li",)) -> dict[str, Any]:
    """The states of an office: these persons, and a case on each of these debts."""
    states: dict[str, Any] = {}
    for person in persons:
        owes = [d for d in debts if d.relation_of(person) is not None]
        states[f"person:{person}"] = Dossier(
            id=person,
            person=PersonOnFile(id=person, zones=("Asia/Shanghai",), contact_points=()),
            debts=tuple(d.id for d in owes),
            cases=tuple((d.id, d.id) for d in owes),
        )
    for each in debts:
        event = events.CaseOpened(
            occurred_at=on(opened_on), local_day=JAN[opened_on].toordinal(), reached="confirmation.pending", debt=each
        )
        states[f"case:{each.id}"] = opened(each.id, event)
    return states


def came(amount: str, day: int, name: str = "b1", *direction: str) -> events.PaymentReceived:
    return events.PaymentReceived(
        **MARKS, external_id=name, amount=cny(amount), received_on=JAN[day], direction=direction
    )


def pay(states: dict[str, Any], received: events.PaymentReceived, person: str = "li") -> dict[str, Any]:
    return evolve(states, payment(states[f"person:{person}"], states, received, MARKS))


def post(states: dict[str, Any], name: str, amount: str, day: int) -> dict[str, Any]:
    charge = events.ChargePosted(**MARKS, component=Component.FEES, amount=cny(amount), effective_on=JAN[day])
    made = [Change(f"case:{name}", charge)]
    return evolve(states, made + reallocated(evolve(states, made), EVERYTHING, MARKS))


def take_back(states: dict[str, Any], name: str) -> dict[str, Any]:
    changes = reversal(states["person:li"], states, name, "", MARKS)
    assert changes is not None
    return evolve(states, changes)


def owed(states: dict[str, Any]) -> dict[str, str]:
    cases = [state for state in states.values() if isinstance(state, Case)]
    return {case.id: str(case.ledger.money(case.ledger.closing.owed).amount) for case in cases}


def lies(states: dict[str, Any], name: str, person: str = "li") -> dict[str, str]:
    """Where a payment lies: case -> amount, and what is held."""
    paid = states[f"person:{person}"].payment(name)
    parts = {part.case: str(part.amount.amount) for part in paid.allocated}
    return parts | ({"held": str(paid.unapplied.amount)} if paid.unapplied else {})


# --- one payment -----------------------------------------------------------------------------------------------------------


def test_the_debt_overdue_longest_comes_first_and_what_nobody_owes_is_held() -> None:
    assert lies(pay(office(RENT, PHONE), came("170.00", 7)), "b1") == {
        "rent": "100.00",
        "phone": "50.00",
        "held": "20.00",
    }
    assert lies(pay(office(RENT, PHONE), came("60.00", 7, "b1", "phone")), "b1") == {"phone": "50.00", "rent": "10.00"}


@pytest.mark.parametrize(
    ("day", "parts"), [(10, {"rent": "100.00", "bike": "70.00"}), (11, {"bike": "70.00", "rent": "100.00"})]
)
def test_a_debt_that_was_stated_later_comes_last_even_where_it_is_named(day: int, parts: dict[str, str]) -> None:
    states = pay(office(RENT, BIKE), came("170.00", day, "b1", "bike"))
    assert list(lies(states, "b1").items()) == list(parts.items())
    [bike] = [d for d in states["case:bike"].ledger.days if d.credit]
    assert bike.day == JAN[max(day, 10)].toordinal()


def test_money_that_every_opening_balance_contains_is_counted_already_and_never_moves() -> None:
    states = pay(office(RENT, PHONE), came("30.00", 5))
    paid = states["person:li"].payment("b1")
    assert (paid.already_counted, paid.allocated, paid.unapplied) == (cny("30.00"), (), None)
    assert lies(post(states, "rent", "5.00", 6), "b1") == {}
    with pytest.raises(NotPossibleError, match="opening balance"):
        reversal(states["person:li"], states, "b1", "", MARKS)


def test_a_debt_without_a_case_says_too_since_when_it_was_stated() -> None:
    waiting = {"debt:rent": DebtFile(id="rent", debt=RENT)}
    assert lies(pay(office(BIKE) | waiting, came("30.00", 8)), "b1") == {"bike": "30.00"}
    assert lies(pay(office(BIKE), came("30.00", 8)), "b1") == {}


def test_no_part_is_lost() -> None:
    for minor_units in (1, 80_00, 80_01, 519_50, 519_51, 599_50, 600_00):
        paid = came("0.01", 6, "b1", "card").changed(amount=cny("0.01") * minor_units)
        states = pay(office(LOAN, CARD), paid)
        credited = sum(states[f"case:{name}"].ledger.closing.credited for name in ("loan", "card"))
        assert credited + states["person:li"].held("CNY").minor_units == minor_units


def test_money_of_a_surety_goes_to_the_debt_that_they_stand_for_and_to_no_other() -> None:
    stood_for = debt("loan", "40.00", OLD, OLD, Obligor(person="mei", relation=Relation.GUARANTOR))
    states = pay(office(stood_for, RENT, persons=("li", "mei")), came("60.00", 7), "mei")
    assert lies(states, "b1", "mei") == {"loan": "40.00", "held": "20.00"}
    with pytest.raises(NotFoundError, match=r"mei owes no debt rent; their debts: loan"):
        pay(states, came("1.00", 8, "b2", "rent"), "mei")
    # What she overpaid pays what is owed on it later, and the money of either is told apart.
    assert lies(post(states, "loan", "5.00", 9), "b1", "mei") == {"loan": "45.00", "held": "15.00"}


# --- whatever came first ----------------------------------------------------------------------------------------------------

FACTS: dict[str, Any] = {
    "100.00 on the 7th": lambda states: pay(states, came("100.00", 7, "b1")),
    "60.00 for the phone on the 8th": lambda states: pay(states, came("60.00", 8, "b2", "phone")),
    "40.00 on the 9th": lambda states: pay(states, came("40.00", 9, "b3")),
    "a fee of 30.00 on the 8th": lambda states: post(states, "rent", "30.00", 8),
    "a fee of 5.00 on the 12th": lambda states: post(states, "phone", "5.00", 12),
}


def test_money_lies_where_it_would_lie_had_all_come_in_order() -> None:
    ends = []
    for order in permutations(FACTS):
        states = office(RENT, PHONE)
        for fact in order:
            states = FACTS[fact](states)
        ends.append((owed(states), [lies(states, name) for name in ("b1", "b2", "b3")]))
    first = ({"rent": "0.00", "phone": "0.00"}, [{"rent": "100.00"}, {"phone": "50.00", "rent": "10.00"}])
    assert (ends[0][0], ends[0][1][:2]) == first
    assert ends[0][1][2] == {"rent": "20.00", "phone": "5.00", "held": "15.00"}
    assert all(end == ends[0] for end in ends)


@pytest.mark.parametrize("opened_on", [6, 20])
def test_a_charge_told_late_wants_what_was_held_then_and_has_paid_another_debt_since(opened_on: int) -> None:
    later = {key: state for key, state in office(PHONE, opened_on=opened_on).items() if key.startswith("case:")}
    ends = []
    for facts in (("paid", "charged"), ("charged", "paid")):
        states = office(RENT) | later
        for fact in facts:
            paid = fact == "paid"
            states = pay(states, came("120.00", 7, "b1", "rent")) if paid else post(states, "rent", "30.00", 15)
        ends.append((owed(states), lies(states, "b1")))
    assert ends[0] == ends[1]
    assert ends[0][0] == (
        {"rent": "30.00", "phone": "30.00"} if opened_on == 6 else {"rent": "10.00", "phone": "50.00"}
    )


@pytest.mark.parametrize("gone", ["b1", "b2", "b3"])
def test_a_payment_taken_back_is_as_if_it_had_never_come_for_those_after_it_too(gone: str) -> None:
    payments = {"b1": came("130.00", 7, "b1"), "b2": came("60.00", 8, "b2", "phone"), "b3": came("40.00", 9, "b3")}
    with_it, without = office(RENT, PHONE), office(RENT, PHONE)
    for name, paid in payments.items():
        with_it = pay(with_it, paid)
        without = without if name == gone else pay(without, paid)
    after = take_back(with_it, gone)
    assert owed(after) == owed(without)
    assert set(after["person:li"].received) == set(without["person:li"].received)
    assert after["case:rent"].ledger == without["case:rent"].ledger


def test_what_moves_is_written_whole_and_what_stays_is_not_written_at_all() -> None:
    states = pay(pay(office(RENT, PHONE), came("30.00", 7, "b1")), came("150.00", 9, "b3"))
    changes = payment(states["person:li"], states, came("10.00", 8, "b2"), MARKS)
    told = [(change.stream, change.event.event) for change in changes]  # type: ignore[attr-defined]
    assert told == [
        ("person:li", "payment_received"),
        ("person:li", "payment_reallocated"),
        ("case:rent", "allocation_reversed"),
        ("case:rent", "payment_allocated"),
        ("case:rent", "payment_allocated"),
    ]
    assert [c.event.payment for c in changes[2:]] == ["b3", "b2", "b3"]  # type: ignore[attr-defined]
    assert lies(evolve(states, changes), "b3") == {"rent": "60.00", "phone": "50.00", "held": "40.00"}


def test_of_payments_before_a_fact_only_what_is_held_goes_on() -> None:
    states = pay(office(RENT), came("120.00", 7))
    states |= {key: state for key, state in office(PHONE).items() if key.startswith("case:")}
    assert lies(evolve(states, reallocated(states, HELD_ONLY, MARKS)), "b1") == {"rent": "100.00", "phone": "20.00"}
    assert reallocated(office(RENT), HELD_ONLY, MARKS) == []


def test_money_that_lies_in_a_case_that_is_not_at_hand_stays_there() -> None:
    everything = pay(pay(office(RENT, PHONE), came("130.00", 7)), came("10.00", 9, "b2"))
    alone = {key: state for key, state in everything.items() if key != "case:rent"}
    assert lies(evolve(alone, reallocated(alone, (JAN[1], ""), MARKS)), "b1") == {"rent": "100.00", "phone": "30.00"}


@pytest.mark.parametrize(
    ("opened_on", "day", "first"), [(8, 7, "phone"), (7, 7, "rent")], ids=["not worked yet", "worked that day"]
)
def test_a_case_that_was_not_worked_on_the_day_comes_after_those_that_were(
    opened_on: int, day: int, first: str
) -> None:
    states = office(PHONE) | {k: v for k, v in office(RENT, opened_on=opened_on).items() if k.startswith("case:")}
    assert next(iter(lies(pay(states, came("10.00", day)), "b1"))) == first


def test_a_payment_that_never_came_cannot_be_taken_back() -> None:
    assert reversal(office(RENT)["person:li"], office(RENT), "b9", "", MARKS) is None
