"""Exact money: a whole number of minor units and an ISO 4217 currency.

The room is for amounts that people owe, pay and are told: adding them up, sharing them out, writing them down and
reading them back without losing or making a cent. It must never know a float, an exchange rate, a rate of interest,
what a debt is, or how a person's locale writes numbers.

The number of digits after the point is the currency's own (ISO 4217:2015, list one): 500.00 CNY, 500 JPY, 500.000 KWD.
Amounts fit a signed 64-bit integer of minor units, because the same integers go into columns, databases and solver
terms, where a wider one would wrap in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, NoReturn, final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from debtflow.errors import MoneyError
from debtflow.values.currencies import CURRENCIES, DIGITS, digits_of, refuse_currency

__all__ = ["CURRENCIES", "Money"]

# How each currency is written: minor units in one major unit, and the form for (major units, minor units left).
_FORMS: Final[dict[str, tuple[int, str]]] = {
    code: (10**digits, f"%d.%0{digits}d {code}" if digits else f"%d%.0s {code}") for code, digits in DIGITS.items()
}
_PLAIN_NUMBER: Final = re.compile(r"(-?)([0-9]{1,24})(?:\.([0-9]{1,24}))?")
_LARGEST: Final = 2**63 - 1


@final
class Money:
    """An exact amount in one currency; immutable and hashable.

    `Money("500.00", "CNY")` takes text, a `Decimal` or an `int` of **major** units (500 means 500.00 CNY);
    `Money.from_minor_units(50000, "CNY")` takes cents. Negative amounts are allowed: what a credit or a reversal is.

    Raises `MoneyError` for a float, a bool, NaN, more decimals than the currency has, an unknown currency, or an
    amount beyond 64 bits. Arithmetic and order exist within one currency only; equality across currencies is False.
    """

    __slots__ = ("currency", "minor_units")

    currency: str
    """The ISO 4217 code, upper case."""
    minor_units: int
    """The amount in the smallest unit of the currency: fen, cents, pence, whole yen."""

    def __new__(cls, amount: str | int | Decimal, currency: str) -> Money:
        """Money from an amount in major units; see the class."""
        digits = digits_of(currency)
        if type(amount) is str:
            return _make(_minor_from_text(amount, currency, digits), currency)
        if type(amount) is int:
            return _make(amount * 10**digits, currency)
        if isinstance(amount, Decimal):
            return _make(_minor_from_decimal(amount, currency, digits), currency)
        return _refuse_amount(amount, currency)

    # --- ways to make one ------------------------------------------------------------------------------------------

    @classmethod
    def from_minor_units(cls, n: int, currency: str) -> Money:
        """The amount of `n` minor units (cents, fen, whole yen) of `currency`; the quick way in."""
        if n.__class__ is not int:
            _refuse_minor_units(n, currency)
        if currency not in DIGITS:
            refuse_currency(currency)
        return _make(n, currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in `currency`: where a sum starts."""
        return _make(0, currency) if currency in DIGITS else refuse_currency(currency)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read what `str` wrote: `Money.parse("500.00 CNY")`. Raises `MoneyError` for any other form."""
        amount, space, currency = text.rpartition(" ") if text.__class__ is str else ("", "", "")
        if not space:
            raise MoneyError(
                f'{text!r} is not money in writing: write the amount, a space and the ISO 4217 code: "500.00 CNY".'
            )
        return _make(_minor_from_text(amount, currency, digits_of(currency)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exactly, with the digits of the currency."""
        return Decimal(str(self).rpartition(" ")[0])  # by way of text: arithmetic would round to the caller's context

    # --- arithmetic, within one currency ----------------------------------------------------------------------------

    def __add__(self, other: Money) -> Money:
        if other.__class__ is not Money or self.currency != other.currency:
            _refuse_other("add", self, other)
            return NotImplemented
        return _make(self.minor_units + other.minor_units, self.currency)

    def __radd__(self, other: int) -> Money:
        # Only the exact int 0 may stand on the left, because sum() starts from it.
        if type(other) is int and other == 0:
            return self
        _refuse_other("add", self, other)
        return NotImplemented

    def __sub__(self, other: Money) -> Money:
        if other.__class__ is not Money or self.currency != other.currency:
            _refuse_other("subtract", self, other)
            return NotImplemented
        return _make(self.minor_units - other.minor_units, self.currency)

    def __mul__(self, times: int) -> Money:
        if times.__class__ is not int:  # the exact type: True * money is a slip, too
            _refuse_factor(self, times)
        return _make(self.minor_units * times, self.currency)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> NoReturn:
        """Always refused: a quotient of money loses or makes a cent. Use `split`, `split_by` or `share`."""
        raise MoneyError(
            f"{self} cannot be divided by {other!r}, as a cent could get lost: write money.split(3) for parts that add "
            "up, or money.share(1, 3) for a third, rounded."
        )

    __floordiv__ = __truediv__
    __mod__ = __truediv__

    def __neg__(self) -> Money:
        return _make(-self.minor_units, self.currency)

    def __pos__(self) -> Money:
        return self

    def __abs__(self) -> Money:
        return self if self.minor_units >= 0 else _make(-self.minor_units, self.currency)

    def __bool__(self) -> bool:
        return self.minor_units != 0

    # --- sharing out ---------------------------------------------------------------------------------------------

    def split(self, n: int) -> tuple[Money, ...]:
        """`n` parts (n >= 1) that add up to exactly this amount and differ by at most one minor unit.

        The larger parts come first: `Money("10.00", "CNY").split(3)` is 3.34, 3.33, 3.33.
        """
        if type(n) is not int or n < 1:
            raise MoneyError(f"{self} cannot be split into {n!r} parts: write a whole number of parts, 1 or more.")
        part, left = divmod(abs(self.minor_units), n)
        sign = -1 if self.minor_units < 0 else 1
        larger, smaller = _make(sign * (part + 1), self.currency), _make(sign * part, self.currency)
        return (larger,) * left + (smaller,) * (n - left)

    def split_by(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Parts in proportion to whole, non-negative `weights`, adding up to exactly this amount.

        Largest remainder: every part is its exact share rounded down (towards zero), and the minor units left over go
        one each to the largest remainders, the earlier place first where they are equal. A weight of 0 gets nothing.
        """
        if not weights or any(type(weight) is not int or weight < 0 for weight in weights) or not any(weights):
            raise MoneyError(
                f"{self} cannot be split by the weights {list(weights)!r}: write whole numbers, none below 0 and at "
                "least one above it, as in split_by([2, 1, 1])."
            )
        whole, owed = sum(weights), abs(self.minor_units)
        parts = [owed * weight // whole for weight in weights]
        by_remainder = sorted(range(len(parts)), key=lambda place: -(owed * weights[place] % whole))
        for place in by_remainder[: owed - sum(parts)]:
            parts[place] += 1
        sign = -1 if self.minor_units < 0 else 1
        return tuple(_make(sign * part, self.currency) for part in parts)

    def share(self, numerator: int, denominator: int) -> Money:
        """This amount times `numerator / denominator`, rounded half to even to the minor unit.

        For a rate: 4.35% is `share(435, 10_000)`. Half to even: 0.125 becomes 0.12 and 0.135 becomes 0.14. Shares
        need not add up again; where they must, use `split` or `split_by`.
        """
        if type(numerator) is not int or type(denominator) is not int or denominator < 1:
            raise MoneyError(
                f"{self} has no share {numerator!r}/{denominator!r}: write two whole numbers, the second above 0; "
                "4.35% is share(435, 10_000)."
            )
        quotient, remainder = divmod(self.minor_units * numerator, denominator)
        doubled = 2 * remainder
        if doubled > denominator or (doubled == denominator and quotient % 2):
            quotient += 1
        return _make(quotient, self.currency)

    def __eq__(self, other: object) -> bool:
        if type(other) is not Money:
            return NotImplemented
        return self.minor_units == other.minor_units and self.currency == other.currency

    def __hash__(self) -> int:
        return hash((self.minor_units, self.currency))

    def __lt__(self, other: Money) -> bool:
        if other.__class__ is not Money or self.currency != other.currency:
            _refuse_other("compare", self, other)
            return NotImplemented
        return self.minor_units < other.minor_units

    def __le__(self, other: Money) -> bool:
        if other.__class__ is not Money or self.currency != other.currency:
            _refuse_other("compare", self, other)
            return NotImplemented
        return self.minor_units <= other.minor_units

    def __gt__(self, other: Money) -> bool:
        if other.__class__ is not Money or self.currency != other.currency:
            _refuse_other("compare", self, other)
            return NotImplemented
        return self.minor_units > other.minor_units

    def __ge__(self, other: Money) -> bool:
        if other.__class__ is not Money or self.currency != other.currency:
            _refuse_other("compare", self, other)
            return NotImplemented
        return self.minor_units >= other.minor_units

    # --- in writing ------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        n = self.minor_units
        scale, form = _FORMS[self.currency]
        return form % divmod(n, scale) if n >= 0 else "-" + form % divmod(-n, scale)

    def __repr__(self) -> str:
        amount, _, currency = str(self).rpartition(" ")
        return f'Money("{amount}", "{currency}")'

    def __format__(self, spec: str) -> str:
        """`f"{money:,}"` groups thousands: 1,234.50 CNY; width and alignment work as for text: `f"{money:>15,}"`."""
        text = str(self)
        if "," in spec:
            whole, point, rest = text.partition("." if DIGITS[self.currency] else " ")
            text = f"{'-' if whole[0] == '-' else ''}{abs(int(whole)):,}{point}{rest}"
        try:
            return format(text, spec.replace(",", "", 1))
        except ValueError as error:
            raise MoneyError(
                f'Money cannot be written with {spec!r}: write "," for grouped thousands and a width as for text, as '
                'in f"{money:>15,}"; money.amount is a Decimal for every other form.'
            ) from error

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Money does not change: {name} of {self} cannot be set; make a new Money.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Money does not change: {name} of {self} cannot be deleted.")

    def __copy__(self) -> Money:
        return self

    def __deepcopy__(self, memo: object) -> Money:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Money.from_minor_units, (self.minor_units, self.currency)

    # --- as a field of a Pydantic model ----------------------------------------------------------------------------

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # to_string: JSON gets the text, written by str(); a dump in Python keeps the Money, as for date and Decimal.
        return core_schema.no_info_plain_validator_function(
            _from_field, serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "title": "Money",
            "description": "An exact amount in major units, one space and the ISO 4217 code.",
            "pattern": r"^-?[0-9]+(\.[0-9]+)? [A-Z]{3}$",
            "examples": ["500.00 CNY"],
        }


_new: Final = object.__new__
# The slots' own setters pass by Money.__setattr__, which refuses everybody else.
_set_minor_units: Final[Any] = Money.__dict__["minor_units"].__set__
_set_currency: Final[Any] = Money.__dict__["currency"].__set__


def _make(n: int, currency: str) -> Money:
    """Where every Money comes into being; the currency is known to be good."""
    if not -_LARGEST <= n <= _LARGEST:
        raise MoneyError(
            f"{n} minor units of {currency} are more than a 64-bit column can hold (up to {_LARGEST}); check the unit "
            "of the amount: from_minor_units takes cents, Money(...) whole units."
        )
    money = _new(Money)
    _set_minor_units(money, n)
    _set_currency(money, currency)
    return money


def _from_field(value: object) -> Money:
    """What a Pydantic field of money accepts: money, or money in writing."""
    if type(value) is Money:
        return value
    if type(value) is str:
        return Money.parse(value)
    raise MoneyError(
        f"{value!r} ({type(value).__name__}) is not money: a number alone has no currency and a float no exact cents; "
        'write the text "500.00 CNY", Money("500.00", "CNY") or Money.from_minor_units(50000, "CNY").'
    )


def _minor_from_text(amount: str, currency: str, digits: int) -> int:
    # The canonical form, which is what logs and files hold, goes without the pattern: twice as quick.
    if digits and amount[-digits - 1 : -digits] == "." and digits + 1 < len(amount) < 20:
        figures = amount[: -digits - 1] + amount[-digits:]
        if figures.isascii() and figures.isdigit():
            return int(figures)
    found = _PLAIN_NUMBER.fullmatch(amount)
    if found is None:
        raise MoneyError(
            f"{amount!r} is not an amount: write plain digits with a point and neither grouping nor symbols, as in "
            f"{_example(currency)}."
        )
    sign, whole, part = found.groups("")
    if len(part) > digits:
        _refuse_decimals(amount, len(part), currency, digits)
    return int(sign + whole + part.ljust(digits, "0"))


def _minor_from_decimal(amount: Decimal, currency: str, digits: int) -> int:
    sign, figures, exponent = amount.as_tuple()
    if not isinstance(exponent, int) or amount.adjusted() > 24 or exponent < -48:
        raise MoneyError(f"{amount} is not an amount of money: write a finite number, as in {_example(currency)}.")
    coefficient: int = int("".join(map(str, figures)))
    shift = exponent + digits
    # Trailing zeros of a Decimal are a column's habit (NUMERIC(18, 4)), not a claim to precision: they may go.
    up: int = 10 ** max(shift, 0)
    down: int = 10 ** max(-shift, 0)
    quotient, lost = divmod(coefficient * up, down)
    if lost:
        _refuse_decimals(str(amount), -exponent, currency, digits)
    return -quotient if sign else quotient


def _example(currency: str) -> str:
    digits = DIGITS[currency]
    return f'Money("12{"." + "34" * 2 if digits == 4 else ".340"[: digits + 1] if digits else ""}", "{currency}")'


def _refuse_amount(amount: object, currency: str) -> NoReturn:
    if isinstance(amount, float):
        raise MoneyError(
            f"The float {amount!r} is not exact money: write text, as in {_example(currency)}, or minor units, "
            f'as in Money.from_minor_units(1234, "{currency}").'
        )
    raise MoneyError(
        f"{amount!r} ({type(amount).__name__}) is not an amount: write text, a Decimal or an int of whole units, as in "
        f"{_example(currency)}."
    )


def _refuse_minor_units(n: object, currency: object) -> NoReturn:
    raise MoneyError(
        f"{n!r} ({type(n).__name__}) is not a number of minor units: write an int, as in "
        f'Money.from_minor_units(1234, "{currency}"), or the amount in major units as text to Money(...).'
    )


def _refuse_decimals(amount: str, found: int, currency: str, digits: int) -> NoReturn:
    raise MoneyError(
        f"{amount} has {found} decimals, but {currency} has {digits} (ISO 4217): write {_example(currency)}; round it "
        "yourself first, or compute it with share(), which rounds half to even."
    )


def _refuse_other(verb: str, money: Money, other: object) -> None:
    """Refuse another currency or a bare number with a sentence; anything else may know how to deal with money."""
    if isinstance(other, Money):
        raise MoneyError(
            f"Cannot {verb} {money} and {other}: {money.currency} and {other.currency} are different currencies; "
            "convert one first, at a rate that you name, or keep a total for each currency."
        )
    if isinstance(other, int | float | Decimal):
        mend = _example(money.currency) if other else f'Money.zero("{money.currency}")'
        raise MoneyError(f"Cannot {verb} {money} and the number {other!r}, which has no currency: write {mend}.")


def _refuse_factor(money: Money, times: object) -> NoReturn:
    raise MoneyError(
        f"{money} can be multiplied by an int only, not by {times!r} ({type(times).__name__}): write money.share(435, "
        "10_000) for 4.35%, or money.split(n) for n parts that add up."
    )
