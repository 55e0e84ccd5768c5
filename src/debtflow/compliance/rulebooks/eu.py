"""European Union: forbearance before enforcement, and notice before a buyer or servicer collects.

Directives, which bind through national law; their articles were not read, and the days are from general knowledge. No hour
and no number of contacts is theirs. This is no legal advice.
"""

from __future__ import annotations

from datetime import date

from debtflow.compliance.books import Rulebook
from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.reach import Reach
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Role
from debtflow.values.law import Basis, Citation, Jurisdiction

__all__ = ["RULEBOOK", "RULES"]


# As remembered: after a transfer, and always before the first collection, the borrower is told in a notice who the purchaser
# and the servicer are, and what is owed.
@rule(
    "eu.npl.notice",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=Citation(
        instrument="Directive (EU) 2021/2167 on credit servicers and credit purchasers",
        article="notice to the borrower",
        source="general knowledge; the text was located and not read",
        basis=Basis.MEMORY,
    ),
    since=date(2023, 12, 29),
    applies=lambda f: (f.actor_role == Role.ASSIGNEE) & ~(f.purpose == Purpose.ASSIGNMENT_NOTICE),
    says="The borrower was not told who bought the debt and who services it",
    lifted_by=("a notice of the assignment that does not come back",),
)
def notice(f: FactSymbols) -> Symbol:
    return f.told_of_assignment_on == 0


# As remembered: creditors exercise, where appropriate, reasonable forbearance before enforcement proceedings are begun.
# Whether it was appropriate is not for a rule to say: where nothing was offered, a second person looks at it.
@rule(
    "eu.ccd2.forbearance",
    governs={"file_claim", "enforce"},
    tone=Tone.APPROVE,
    cites=Citation(
        instrument="Directive (EU) 2023/2225 on credit agreements for consumers",
        article="article 35",
        source="general knowledge; the text was located and not read",
        basis=Basis.MEMORY,
    ),
    since=date(2026, 11, 20),
    says="No forbearance was offered before enforcement",
)
def forbearance(f: FactSymbols) -> Symbol:
    return f.first_forbearance_offer_on == 0


RULES: tuple[Rule, ...] = (notice, forbearance)

RULEBOOK = Rulebook("eu", "2026.1", RULES, reach=Reach(jurisdictions=frozenset({Jurisdiction.EU})))
"""The rules of the European Union that are stated so far."""
