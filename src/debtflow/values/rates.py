"""Rates: an exact part of something for a year, as two whole numbers.

The room is for writing a rate down and reading it back without a float. It must never know what the rate is of, how
days are counted, or what an amount is; whoever multiplies says how it is rounded.
"""

from __future__ import annotations

import re
from typing import Final, Self

from pydantic import Field, field_validator

from debtflow.errors import MoneyError
from debtflow.values.base import Frozen

__all__ = ["Rate"]

_PER_CENT: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?")


class Rate(Frozen):
    """A yearly rate as `numerator / denominator`: 4.35 % is `Rate(numerator=435, denominator=10_000)`.

    `Rate.per_cent("4.35")` reads it as people write it. A daily rate is written out for a year, under the day count
    it is used with: five in ten thousand a day is `Rate(numerator=5 * 365, denominator=10_000)` on ACT/365.

    Raises a `ValidationError` for a float, a rate below zero or a denominator below one.
    """

    numerator: int = Field(ge=0)
    denominator: int = Field(ge=1)

    @field_validator("numerator", "denominator", mode="before")
    @classmethod
    def _is_whole(cls, value: object) -> object:
        # Pydantic would take 4.0 for 4, and with it whatever a float had lost before.
        if type(value) is not int:
            raise MoneyError(f"a rate is two whole numbers, found {value!r}; write Rate.per_cent('4.35') for 4.35 %")
        return value

    @classmethod
    def per_cent(cls, text: str) -> Self:
        """The rate of so many per cent a year, written with plain digits and a point: `Rate.per_cent("4.35")`.

        Raises:
            MoneyError: anything but text in that form.
        """
        found = _PER_CENT.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise MoneyError(f"{text!r} is no rate in per cent: write text with plain digits, Rate.per_cent('4.35')")
        whole, part = found.groups("")
        return cls(numerator=int(whole + part), denominator=100 * 10 ** len(part))

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator} a year"
