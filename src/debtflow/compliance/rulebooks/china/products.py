"""China: which debts the measures and guidelines for banks speak of, by the product of the debt."""

from __future__ import annotations

from typing import Final

from debtflow.compliance.facts import FactGroup, Flag, Source

__all__ = ["BANK_PRODUCTS", "PRODUCT"]

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
