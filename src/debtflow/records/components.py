"""Components: the parts of which a balance is made, and amounts by component as plain whole numbers.

The room is for what debts, terms and the ledger all speak of. It must never know what is owed by whom, when it falls
due, or in which order money reaches the parts.
"""

from __future__ import annotations

from typing import Final

from debtflow.values.codes import Code

__all__ = ["NOTHING", "Amounts", "Component", "less", "plus", "single"]


class Component(Code):
    """The parts of a balance, in the order of Civil Code article 561: costs, interest, principal."""

    COSTS = 0
    FEES = 1
    DEFAULT_INTEREST = 2
    INTEREST = 3
    PRINCIPAL = 4


Amounts = tuple[int, ...]
"""Minor units by component, in the order of `Component`."""

NOTHING: Final[Amounts] = (0,) * len(Component)


def single(component: Component, minor_units: int) -> Amounts:
    """So much of one component, and nothing of the others."""
    return (*NOTHING[:component], minor_units, *NOTHING[component + 1 :])


def plus(one: Amounts, other: Amounts) -> Amounts:
    """The sums by component."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def less(one: Amounts, other: Amounts) -> Amounts:
    """The differences by component."""
    return tuple(a - b for a, b in zip(one, other, strict=True))
