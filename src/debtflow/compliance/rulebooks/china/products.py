"""China: which debts the measures and guidelines for banks speak of, by the product of the debt; and who is nobody's debtor."""

from __future__ import annotations

from typing import Final

from debtflow.compliance.facts import FactGroup, FactSymbols, Flag, Source
from debtflow.expressions import Symbol, one_of
from debtflow.records.parties import Capacity

__all__ = ["BANK_PRODUCTS", "PRODUCT", "has_no_part"]

BANK_PRODUCTS: Final = frozenset({"credit_card", "consumer_loan", "car_loan"})
"""What banks lend to consumers."""

PRODUCT = FactGroup(
    "product",
    is_card=Flag(
        "the debt is of a credit card",
        denied="the debt is of no credit card",
        source=Source.LENDER,
        read="s.case.debt.product == 'credit_card'",
    ),
    is_a_banks=Flag(
        "the debt is of a card or a consumer loan",
        denied="the debt is of no card and no consumer loan",
        source=Source.LENDER,
        read=f"s.case.debt.product in {tuple(sorted(BANK_PRODUCTS))}",
    ),
)
"""What these rules read besides the facts that every rule knows."""


def has_no_part(f: FactSymbols) -> Symbol:
    """Who is reached neither owes the debt nor stands in the place of who does; to be somebody's spouse is not enough."""
    return f.reaches_third_person & one_of(f.reached_stands_as, Capacity.NOBODY, Capacity.SPOUSE)
