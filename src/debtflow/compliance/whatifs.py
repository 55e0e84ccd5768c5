"""What-ifs: another number, or a law as if in force earlier; each is marked so that it cannot pass for the law.

The house's own numbers and rules are changed freely and bear no mark. The marks lie on the rules, duties and numbers
themselves, so that a book made anew of them has them too. This room does not say who may use such a book.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar

from debtflow.compliance.provisions import Provision
from debtflow.values.law import Basis, Dated

__all__ = ["WhatIf", "as_if", "what_ifs_of", "with_number"]


class WhatIf(NamedTuple):
    """Something of the law that a book states otherwise than the law does: of which number or rules, and how."""

    of: str
    says: str

    def __str__(self) -> str:
        return f"{self.of} {self.says}"


def what_ifs_of(provisions: Iterable[Provision]) -> tuple[WhatIf, ...]:
    """The what-ifs of the law among those provisions, each number once, and the rules of one day together."""
    found: dict[WhatIf, None] = {}
    earlier: dict[date, list[str]] = {}
    for each in provisions:
        for name, number in each.numbers.items():
            if number.is_what_if:
                found[WhatIf(name, f"= {next(iter(number.values.values()))} on every day")] = None
        if each.as_if is not None and each.basis is not Basis.HOUSE:
            earlier.setdefault(each.as_if, []).append(each.id)
    together = [WhatIf(", ".join(ids), f"as if in force since {day}") for day, ids in sorted(earlier.items())]
    return (*found, *together)


_Stated = TypeVar("_Stated", bound=Provision)


def with_number(stated: _Stated, number: Dated) -> _Stated:
    """The provision with that number in the place of the one of its name, if it reads one."""
    if number.name not in stated.numbers:
        return stated
    return replace(stated, numbers={**stated.numbers, number.name: number})


def as_if(stated: _Stated, day: date) -> _Stated:
    """The provision as if in force since that day; what began earlier stays as it is."""
    if stated.since <= day:
        return stated
    numbers = {name: _reaching_back(number, day) for name, number in stated.numbers.items()}
    return replace(stated, since=day, numbers=numbers, as_if=day)


def _reaching_back(number: Dated, day: date) -> Dated:
    first = min(number.values)
    if first <= day:
        return number
    values = {day: number.values[first], **{d: v for d, v in number.values.items() if d != first}}
    return Dated(number.name, values, unit=number.unit, cites=number.cites, until=number.until)
