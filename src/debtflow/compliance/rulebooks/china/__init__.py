"""China (PRC): the national standard, the trade's guideline, the codes and the regulators' measures, in that order.

Binding law comes before rules of the regulators, these before a recommended standard, this before a guideline of the trade;
each says what it is and how surely it is known. One time zone holds for all of the mainland; no ban on public holidays was
found. This is no legal advice.
"""

from __future__ import annotations

from debtflow.compliance.books import Rulebook
from debtflow.compliance.reach import Reach
from debtflow.compliance.rulebooks.china import banking, codes, limitation, standards
from debtflow.compliance.rules import Rule
from debtflow.values.law import Jurisdiction

__all__ = ["LIMITATION", "LIMITATION_FACTS", "OPTIONS", "RULEBOOK", "RULES"]

LIMITATION = limitation.LIMITATION
"""The period of limitation of the Civil Code, for `limitation_of(case, china.LIMITATION)`."""

LIMITATION_FACTS = limitation.FACTS
"""The last day of that period, for rules of one's own."""

OPTIONS = (*standards.OPTIONS, *codes.OPTIONS)
"""Rules that hold only where they are asked for, and why."""

RULES: tuple[Rule, ...] = (*standards.RULES, *codes.RULES, *limitation.RULES, *banking.RULES)

RULEBOOK = Rulebook(
    "china",
    "2026.1",
    RULES,
    duties=(*standards.DUTIES, *codes.DUTIES),
    reach=Reach(jurisdictions=frozenset({Jurisdiction.CHINA})),
)
"""The rules of the PRC that are stated so far."""
