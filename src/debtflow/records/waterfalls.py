"""Waterfalls: in which order money reaches the components of a debt, as data.

An order may depend on how long the debt is past due on the day on which the money takes effect. The room knows the
orders that law and practice name, and how surely; it must never know an amount, a debt or a day.
"""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator, Discriminator, Tag

from debtflow.records.components import Component
from debtflow.values.codes import Code
from debtflow.values.law import Basis, Citation

__all__ = ["NamedOrAgreed", "Order", "Step", "Waterfall", "order_on", "steps_of"]


def _names_each_once(order: tuple[Component, ...]) -> tuple[Component, ...]:
    if sorted(order) != list(Component):
        named = ", ".join(map(str, order)) or "none"
        raise ValueError(
            f"an order names each of {', '.join(map(str, Component))} once, found: {named}; money that reached no "
            "component that is owed would be held beside a debt"
        )
    return order


Order = Annotated[tuple[Component, ...], AfterValidator(_names_each_once)]
"""The components in the order in which money reaches them, each once. What a contract agrees is written like this."""


class Step(NamedTuple):
    """An order, and the number of days past due from which it holds (that day included)."""

    from_days_past_due: int
    order: tuple[Component, ...]


class Waterfall(Code):
    """The orders that are known by name. Numbers and meaning never change once released: old ledgers read them."""

    CIVIL_CODE_561 = 0
    CHINA_CARDS = 1

    @property
    def steps(self) -> tuple[Step, ...]:
        """The orders by days past due, the lowest first."""
        return _STEPS[self]

    @property
    def order(self) -> tuple[Component, ...]:
        """The order on a debt that is not past due."""
        return _STEPS[self][0].order

    @property
    def cites(self) -> Citation:
        """Where it stands, and how surely that is known."""
        return _CITES[self]


def _named_or_agreed(value: object) -> str:
    return "agreed" if isinstance(value, tuple | list) else "named"


NamedOrAgreed = Annotated[
    Annotated[Waterfall, Tag("named")] | Annotated[Order, Tag("agreed")], Discriminator(_named_or_agreed)
]
"""A waterfall by its name, or the order that a contract agrees; what is wrong is said of the one that was meant."""

# Civil Code of the PRC, article 561: the costs of enforcing the claim, then interest, then the principal, unless the
# parties have agreed otherwise. Fees stand with costs, default interest with interest.
_ARTICLE_561: Final = (
    Component.COSTS,
    Component.FEES,
    Component.DEFAULT_INTEREST,
    Component.INTEREST,
    Component.PRINCIPAL,
)
# Credit cards of Chinese banks: 1 to 90 days overdue, interest and fees before principal; more than 90, principal
# first. Ninety days are not more than ninety, so the second order begins on day 91.
_PRINCIPAL_FIRST: Final = (Component.PRINCIPAL, *_ARTICLE_561[:-1])

_STEPS: Final[dict[Waterfall, tuple[Step, ...]]] = {
    Waterfall.CIVIL_CODE_561: (Step(0, _ARTICLE_561),),
    Waterfall.CHINA_CARDS: (Step(0, _ARTICLE_561), Step(91, _PRINCIPAL_FIRST)),
}
_CITES: Final[dict[Waterfall, Citation]] = {
    Waterfall.CIVIL_CODE_561: Citation(
        instrument="Civil Code of the PRC",
        article="article 561",
        basis=Basis.VERIFIED,
    ),
    Waterfall.CHINA_CARDS: Citation(
        instrument="Measures for the Supervision of the Credit Card Business of Commercial Banks (PRC)",
        article="payment order of overdue cards (article not confirmed)",
        basis=Basis.MEMORY,
    ),
}


def steps_of(waterfall: Waterfall | tuple[Component, ...]) -> tuple[Step, ...]:
    """The steps of a named waterfall, or of an agreed order, which holds on every day."""
    return waterfall.steps if isinstance(waterfall, Waterfall) else (Step(0, waterfall),)


def order_on(steps: tuple[Step, ...], days_past_due: int) -> tuple[Component, ...]:
    """The order that holds on a debt that is so many days past due."""
    order = steps[0].order
    for step in steps[1:]:
        if days_past_due < step.from_days_past_due:
            break
        order = step.order
    return order
