"""Generic rules: what good practice asks everywhere, and the caps that the house sets itself.

None of these quotes a statute; each says so in its citation. A house changes its numbers with `with_value`, and adds
rules of its own; it cannot loosen these. This package knows no legal order.
"""

from __future__ import annotations

from debtflow.compliance.books import Rulebook
from debtflow.compliance.reach import Reach
from debtflow.compliance.rulebooks.generic import authority, conduct, duties
from debtflow.compliance.rules import Rule
from debtflow.values.law import Jurisdiction

__all__ = ["RULEBOOK", "RULES"]

RULES: tuple[Rule, ...] = (*conduct.RULES, *authority.RULES)

RULEBOOK = Rulebook(
    "generic",
    "2026.1",
    RULES,
    duties=duties.DUTIES,
    reach=Reach(jurisdictions=frozenset({Jurisdiction.GENERIC})),
)
"""Good practice and the house's own caps."""
