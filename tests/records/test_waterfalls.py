"""Waterfalls: which order holds on which day, and how surely it is known."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from debtflow.records.components import Component
from debtflow.records.terms import Terms
from debtflow.records.waterfalls import Order, Waterfall, order_on, steps_of

COSTS, FEES, DEFAULT_INTEREST, INTEREST, PRINCIPAL = Component


def test_every_order_names_every_component_once() -> None:
    for waterfall in Waterfall:
        assert waterfall.steps[0].from_days_past_due == 0
        days = [step.from_days_past_due for step in waterfall.steps]
        assert days == sorted(set(days))
        for step in waterfall.steps:
            assert sorted(step.order) == list(Component)
        assert waterfall.cites.instrument


def test_article_561_holds_on_every_day() -> None:
    steps = steps_of(Waterfall.CIVIL_CODE_561)
    for days in (0, 90, 91, 10_000):
        assert order_on(steps, days) == (COSTS, FEES, DEFAULT_INTEREST, INTEREST, PRINCIPAL)
    assert Waterfall.CIVIL_CODE_561.cites.basis.is_verified


@pytest.mark.parametrize(("days", "first"), [(0, COSTS), (1, COSTS), (90, COSTS), (91, PRINCIPAL), (400, PRINCIPAL)])
def test_a_chinese_card_more_than_ninety_days_overdue_has_its_principal_paid_first(days: int, first: Component) -> None:
    order = order_on(steps_of(Waterfall.CHINA_CARDS), days)
    assert order[0] is first
    assert order.index(FEES) < order.index(INTEREST)
    # Nobody here has read the text: it says so wherever it is printed.
    assert "memory" in str(Waterfall.CHINA_CARDS.cites)


def test_an_agreed_order_is_all_components_each_once() -> None:
    orders: TypeAdapter[Order] = TypeAdapter(Order)
    agreed = (INTEREST, PRINCIPAL, FEES, COSTS, DEFAULT_INTEREST)
    assert orders.validate_python(agreed) == agreed
    assert order_on(steps_of(agreed), 500) == agreed
    for wrong in (agreed[:-1], (*agreed, FEES), (INTEREST, INTEREST, FEES, COSTS, PRINCIPAL), ()):
        with pytest.raises(ValidationError, match="names each of costs, fees"):
            orders.validate_python(wrong)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((Component.FEES, Component.COSTS), "an order names each of costs, .* once, found: fees, costs"),
        ([], "found: none"),
        (("fees", "tips"), "'tips' is no Component"),
        ("alphabetical", "'alphabetical' is no Waterfall; known are: civil_code_561, china_cards"),
        (5, "5 is no Waterfall"),
    ],
)
def test_what_is_wrong_is_said_once_of_what_was_meant(given: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says) as refused:
        Terms(waterfall=given)
    assert refused.value.error_count() == 1


def test_an_order_is_taken_as_a_list_and_a_waterfall_by_its_name() -> None:
    order = tuple(reversed(Component))
    assert Terms(waterfall=list(order)).waterfall == order  # type: ignore[arg-type]
    assert Terms(waterfall="china cards").waterfall is Waterfall.CHINA_CARDS  # type: ignore[arg-type]
