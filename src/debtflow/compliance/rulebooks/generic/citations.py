"""What the generic rules cite: good practice, or the policy of the house. It quotes no statute."""

from __future__ import annotations

from datetime import date

from debtflow.values.law import Basis, Citation

__all__ = ["ALWAYS", "policy", "practice"]

ALWAYS = date(1, 1, 1)
"""The first day of rules that have no beginning."""


def practice(article: str) -> Citation:
    """Good practice of the trade on a subject."""
    return Citation(instrument="good collection practice", article=article, basis=Basis.HOUSE)


def policy(article: str) -> Citation:
    """A policy that the house sets itself."""
    return Citation(instrument="house policy", article=article, basis=Basis.HOUSE)
