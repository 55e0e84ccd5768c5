"""Rates: two whole numbers, written without a float."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from debtflow.errors import MoneyError
from debtflow.values.rates import Rate


def test_a_rate_in_per_cent_is_read_exactly() -> None:
    assert Rate.per_cent("24") == Rate(numerator=24, denominator=100)
    assert Rate.per_cent("4.35") == Rate(numerator=435, denominator=10_000)
    assert Rate.per_cent("0.050") == Rate(numerator=50, denominator=100_000)
    assert str(Rate.per_cent("24")) == "24/100 a year"
    assert Rate.model_validate_json(Rate.per_cent("4.35").model_dump_json()) == Rate.per_cent("4.35")


@pytest.mark.parametrize("text", [4.35, 4, "4,35", "4.35%", "-1", "1e2", "", ".5", "5.", None])
def test_what_could_mean_something_else_is_no_rate(text: Any) -> None:
    with pytest.raises(MoneyError, match=r"Rate\.per_cent\('4\.35'\)"):
        Rate.per_cent(text)


@pytest.mark.parametrize(
    "parts",
    [
        {"numerator": 4.0, "denominator": 100},
        {"numerator": 4, "denominator": 100.0},
        {"numerator": True, "denominator": 100},
        {"numerator": -1, "denominator": 100},
        {"numerator": 1, "denominator": 0},
    ],
)
def test_a_rate_is_two_whole_numbers_and_not_below_zero(parts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rate(**parts)
    assert Rate(numerator=0, denominator=1).numerator == 0
