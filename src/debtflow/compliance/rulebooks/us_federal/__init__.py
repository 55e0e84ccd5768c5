"""United States, federal law: whom it binds, when and how often somebody may be contacted, what comes before what.

In the order of the texts: Regulation F (12 CFR 1006) with the sections of the FDCPA (15 USC 1692 and following) that it
implements, then the Fair Credit Reporting Act, the bankruptcy stay and the Servicemembers Civil Relief Act. State law is
not stated. Chapters of one room import one another's citations only. This is no legal advice.
"""

from __future__ import annotations

from debtflow.compliance.books import Rulebook
from debtflow.compliance.reach import Reach
from debtflow.compliance.rulebooks.us_federal import before, citations, contact, credit, frequency, stays
from debtflow.values.law import Jurisdiction

__all__ = ["OPTIONS", "RULEBOOK", "limitation"]

limitation = citations.limitation
"""How the period of state law has run on a case, as it is told of its debt: `print(us_federal.limitation(case))`."""

OPTIONS = before.OPTIONS
"""Rules that hold only where they are asked for, and why they do not otherwise."""

RULEBOOK = Rulebook(
    "us_federal",
    "2026.1",
    (*contact.RULES, *frequency.RULES, *contact.MEANS, *before.RULES, *credit.RULES, *stays.RULES),
    duties=(*before.DUTIES, *credit.DUTIES),
    reach=Reach(jurisdictions=frozenset({Jurisdiction.US_FEDERAL})),
)
"""The federal rules of the United States that are stated so far."""
