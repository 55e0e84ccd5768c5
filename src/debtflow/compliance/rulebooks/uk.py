"""United Kingdom: breathing space in England and Wales, forbearance, and notices of default.

Known from pages about the law and from general knowledge; no official text was read. The conduct rules know no clock: what a
customer asks for on when, where and how is kept as holds. This is no legal advice.
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
from debtflow.values.law import Basis, Citation, Dated, Jurisdiction

__all__ = ["RULEBOOK", "RULES"]

SPACE = Citation(
    instrument="Debt Respite Scheme Regulations 2020 (SI 2020/1311), England and Wales",
    article="effect of a moratorium",
    source="pages of two firms about the scheme",
    basis=Basis.SECONDARY,
)


# As summarised: in a breathing space the creditor neither contacts the debtor to demand payment nor enforces; notices that
# other law requires still go out. It lasts sixty days, in a mental health crisis thirty days beyond the treatment: the hold
# has its end. Interest and charges stop with the hold.
@rule(
    "uk.breathing_space",
    governs=CONTACTS | {"request_legal", "approve_legal", "issue_demand", "file_claim", "enforce"},
    tone=Tone.FORBID,
    cites=SPACE,
    since=date(2021, 5, 4),
    says="A breathing space is running: payment is not demanded, and nothing is enforced",
)
def breathing_space(f: FactSymbols) -> Symbol:
    return f.hold_moratorium


CONC = Citation(
    instrument="FCA Handbook, CONC 7",
    article="7.3.11R, 7.3.12G: suspend active pursuit while a plan is developed",
    source="that the rule exists, from pages about it; its words from general knowledge",
    basis=Basis.SECONDARY,
)


# As summarised: active pursuit is suspended for a reasonable period where the customer says that a plan is being developed;
# thirty days by the guidance. The hold for hardship under review has its end.
@rule(
    "uk.conc.7_3_11",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=CONC,
    since=date(2014, 4, 1),
    unless=lambda f: (f.purpose == Purpose.REQUIRED_BY_LAW) | (f.purpose == Purpose.FORBEARANCE_OFFER),
    says="The customer's hardship is under review: the debt is not actively pursued",
    lifted_by=("the end of the review",),
)
def pursuit_suspended(f: FactSymbols) -> Symbol:
    return f.hold_hardship_review


ACT_SINCE = date(1985, 5, 19)
ACT = Citation(
    instrument="Consumer Credit Act 1974",
    article="sections 87 and 88: notice of default, fourteen days to put it right",
    source="general knowledge",
    basis=Basis.MEMORY,
)
REMEDY_DAYS = Dated("uk.cca.remedy_days", {ACT_SINCE: 14}, unit="days", cites=ACT)


# As remembered: before the creditor enforces or claims what falls due by default, a notice of default leaves the debtor no
# less than fourteen days after its service to put it right. The day of sending stands for that of service.
@rule(
    "uk.cca.default_notice",
    governs={"file_claim", "enforce"},
    tone=Tone.FORBID,
    cites=ACT,
    since=ACT_SINCE,
    says="No notice of default has given the debtor {remedy_days} days to put it right",
    lifted_by=("a notice of default that does not come back, and its days",),
)
def default_notice(f: FactSymbols) -> Symbol:
    return (f.first_default_notice_on == 0) | (f.today_at_the_earliest - f.first_default_notice_on <= REMEDY_DAYS)


RULES: tuple[Rule, ...] = (breathing_space, pursuit_suspended, default_notice)

RULEBOOK = Rulebook("uk", "2026.1", RULES, reach=Reach(jurisdictions=frozenset({Jurisdiction.UK})))
"""The rules of the United Kingdom that are stated so far."""
