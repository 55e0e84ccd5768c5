"""Laws of money, for all amounts: nothing is lost, nothing is made, and writing and reading are inverse."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from debtflow.errors import MoneyError
from debtflow.values import CURRENCIES, Money

currencies = st.sampled_from(sorted(CURRENCIES))
minor_units = st.integers(-(10**15), 10**15)
moneys = st.builds(Money.from_minor_units, minor_units, currencies)
yuan = st.builds(Money.from_minor_units, minor_units, st.just("CNY"))
FIELD = TypeAdapter(Money)


@given(moneys, st.integers(1, 400))
def test_a_split_loses_nothing_and_is_fair_within_one_minor_unit(money: Money, n: int) -> None:
    parts = money.split(n)
    sizes = [part.minor_units for part in parts]
    assert len(parts) == n
    assert sum(sizes) == money.minor_units
    assert max(sizes) - min(sizes) <= 1
    assert [abs(size) for size in sizes] == sorted((abs(size) for size in sizes), reverse=True)
    assert {part.currency for part in parts} == {money.currency}


weights_lists = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@given(moneys, weights_lists)
def test_a_weighted_split_loses_nothing_and_gives_each_its_share_within_one_minor_unit(
    money: Money, weights: list[int]
) -> None:
    parts = money.split_by(weights)
    assert sum(part.minor_units for part in parts) == money.minor_units
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor_units - Fraction(money.minor_units * weight, sum(weights))) < 1
        if weight == 0:
            assert not part


@given(yuan, weights_lists)
def test_the_odd_cents_go_to_the_largest_remainders_and_to_the_earlier_of_equals(
    money: Money, weights: list[int]
) -> None:
    owed, whole = abs(money.minor_units), sum(weights)
    extra = [
        abs(part.minor_units) - owed * w // whole for part, w in zip(money.split_by(weights), weights, strict=True)
    ]
    rank = [(-(owed * w % whole), place) for place, w in enumerate(weights)]
    assert set(extra) <= {0, 1}
    blessed = [rank[place] for place, got in enumerate(extra) if got]
    passed = [rank[place] for place, got in enumerate(extra) if not got]
    assert not blessed or not passed or max(blessed) < min(passed)


@given(yuan, weights_lists, st.integers(1, 9))
def test_a_debt_of_the_other_sign_is_split_alike_and_equal_weights_are_a_plain_split(
    money: Money, weights: list[int], n: int
) -> None:
    assert (-money).split_by(weights) == tuple(-part for part in money.split_by(weights))
    assert (-money).split(n) == tuple(-part for part in money.split(n))
    assert money.split_by([7] * n) == money.split(n)


@given(moneys)
def test_money_in_writing_reads_back_as_itself(money: Money) -> None:
    assert Money.parse(str(money)) == money
    assert eval(repr(money)) == money
    assert Money(money.amount, money.currency) == money
    assert Money.parse(f"{money:,}".replace(",", "")) == money
    assert -money.amount.as_tuple().exponent == CURRENCIES[money.currency]  # type: ignore[operator]


@given(moneys)
def test_money_comes_back_from_json_as_itself(money: Money) -> None:
    written = FIELD.dump_json(money)
    assert FIELD.validate_json(written) == money
    assert written.decode() == f'"{money}"'


@given(yuan, yuan, yuan, st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_money_of_one_currency_adds_like_whole_numbers(a: Money, b: Money, c: Money, m: int, n: int) -> None:
    zero = Money.zero("CNY")
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + zero == a == a - zero
    assert a - b == -(b - a) == a + -b
    assert a - a == zero
    assert (a + b) * n == a * n + b * n
    assert a * (m + n) == a * m + a * n
    assert abs(a + b) <= abs(a) + abs(b)
    assert sum([a, b, c]) == a + b + c


@given(yuan, yuan, yuan)
def test_the_order_of_money_is_total_and_kept_by_addition(a: Money, b: Money, c: Money) -> None:
    assert (a < b) + (a == b) + (a > b) == 1
    assert (a <= b) == (not a > b) == (b >= a)
    assert (a < b) == (a + c < b + c)
    assert (a == b) <= (hash(a) == hash(b))
    assert (a < b) == (a.amount < b.amount)


@given(moneys, moneys)
def test_different_currencies_never_add_or_compare(a: Money, b: Money) -> None:
    if a.currency == b.currency:
        assert (a + b).currency == a.currency
        return
    assert a != b
    for mistake in (lambda: a + b, lambda: a - b, lambda: a < b, lambda: a >= b):
        with pytest.raises(MoneyError):
            mistake()


@given(yuan, st.integers(-5000, 5000), st.integers(1, 10**6) | st.sampled_from([2, 4, 200]))
def test_a_share_is_what_exact_decimals_round_half_even_to(money: Money, numerator: int, denominator: int) -> None:
    exact = Fraction(money.minor_units * numerator, denominator)
    share = money.share(numerator, denominator).minor_units
    assert share == round(exact)  # Fraction rounds half to even
    cents = Context(prec=60, rounding=ROUND_HALF_EVEN).divide(
        Decimal(money.minor_units * numerator), Decimal(denominator)
    )
    assert abs(cents - share) <= Decimal("0.5")


@given(yuan, st.floats())
def test_no_float_ever_becomes_money(money: Money, number: float) -> None:
    for mistake in (
        lambda: Money(number, "CNY"),  # type: ignore[arg-type]
        lambda: Money.from_minor_units(number, "CNY"),  # type: ignore[arg-type]
        lambda: money * number,  # type: ignore[operator]
        lambda: number * money,  # type: ignore[operator]
        lambda: money / number,
        lambda: money + number,  # type: ignore[operator]
        lambda: number + money,  # type: ignore[operator]
        lambda: money < number,  # type: ignore[operator]
        lambda: money.share(number, 2),  # type: ignore[arg-type]
        lambda: FIELD.validate_python(number),
    ):
        with pytest.raises(ValueError):
            mistake()
