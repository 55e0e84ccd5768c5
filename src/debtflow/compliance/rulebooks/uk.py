"""United Kingdom: breathing space in England and Wales, forbearance, and notices of default.

Known from pages about the law and from general knowledge; no official text was read. The conduct rules know no clock: what a
customer asks for on when, where and how is kept as holds. This is no legal advice.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from debtflow.compliance.books import Rulebook
from debtflow.compliance.facts import Day, FactGroup, FactSymbols, Source
from debtflow.compliance.limitation_facts import LIMITATION as TOLD
from debtflow.compliance.limitation_facts import last_day_by
from debtflow.compliance.reach import Reach
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS, LITIGATION
from debtflow.records.findings import Tone
from debtflow.records.limitation import Interruption, LimitationLaw
from debtflow.records.purposes import Purpose
from debtflow.values.law import Basis, Citation, Dated, Jurisdiction

__all__ = ["LIMITATION", "RULEBOOK", "RULES"]

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


DISPUTED = Citation(
    instrument="FCA Handbook, CONC 7",
    article="7.14: suspend recovery while a dispute on valid grounds is checked",
    source="general knowledge",
    basis=Basis.MEMORY,
)


# As remembered: steps to recover a debt are suspended where the customer disputes it on grounds that are valid or may be, while
# that is checked. The answer itself is let through by the hold.
@rule(
    "uk.conc.7_14",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=DISPUTED,
    since=date(2014, 4, 1),
    unless=lambda f: f.purpose == Purpose.REQUIRED_BY_LAW,
    says="The customer disputes the debt: it is not pursued until that is checked",
    lifted_by=("the end of the dispute",),
)
def disputed(f: FactSymbols) -> Symbol:
    return f.hold_dispute


# As remembered, the same: nor is it taken to court.
@rule(
    "uk.conc.7_14.suit",
    governs=LITIGATION,
    tone=Tone.FORBID,
    cites=DISPUTED,
    since=date(2014, 4, 1),
    says="The customer disputes the debt: it is not sued for until that is checked",
    lifted_by=("the end of the dispute",),
)
def disputed_before_a_court(f: FactSymbols) -> Symbol:
    return f.hold_dispute


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


# ---- limitation -----------------------------------------------------------------------------------------------------

BARRED_SINCE = date(2014, 4, 1)
BARRED = Citation(
    instrument="FCA Handbook, CONC 7.15, with the Limitation Act 1980, sections 5, 29 and 30 (England and Wales)",
    article="debts that are statute barred",
    source="general knowledge",
    basis=Basis.MEMORY,
)
PERIOD = Dated("uk.limitation.months", {BARRED_SINCE: 72}, unit="months", cites=BARRED)

LIMITATION: Final = LimitationLaw(
    # As remembered: six years; money paid and a written acknowledgement, while they run, begin them anew.
    months=PERIOD.on(BARRED_SINCE.toordinal()),
    interrupted_by=frozenset({Interruption.PART_PAYMENT, Interruption.ACKNOWLEDGED_IN_WRITING}),
)
"""The period of limitation of a simple contract in England and Wales, for `limitation_of`."""


UK = FactGroup(
    "uk",
    uk_limitation_ends_on=Day(
        "the last day of the six years of limitation in England and Wales",
        source=Source.CASE,
        read=last_day_by(LIMITATION),
    ),
    contacted_first_on=Day(
        "the day of the first contact about the debt that is on file",
        source=Source.CASE,
        read="s.case.kept.first_contact_on",
    ),
)
"""What these rules read besides the facts that every rule knows."""


def _barred(f: FactSymbols) -> Symbol:
    return f.today > f.uk_limitation_ends_on


# As remembered: a debt that is statute barred is not pursued where the lender was not in contact with the customer within the
# period. What is not on file is not taken for a contact.
@rule(
    "uk.conc.7_15.silence",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=BARRED,
    since=BARRED_SINCE,
    facts=(UK, TOLD),
    applies=_barred,
    unless=lambda f: f.purpose == Purpose.REQUIRED_BY_LAW,
    says="The six years of limitation have ended, and no contact within them is on file: the debt is not pursued",
    lifted_by=("a contact within the period, told with its day",),
)
def pursued_after_silence(f: FactSymbols) -> Symbol:
    return f.contacted_first_on > f.uk_limitation_ends_on


# As remembered: nor once the customer has said that they will not pay because it is. That is kept as their request to cease.
@rule(
    "uk.conc.7_15.refused",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=BARRED,
    since=BARRED_SINCE,
    facts=(UK, TOLD),
    applies=_barred,
    unless=lambda f: f.purpose == Purpose.REQUIRED_BY_LAW,
    says="The six years of limitation have ended, and the customer refused to pay: the debt is not pursued",
)
def pursued_after_refusal(f: FactSymbols) -> Symbol:
    return f.hold_cease_contact


# As remembered, of both: nor is it sued for.
@rule(
    "uk.conc.7_15.suit",
    governs=LITIGATION,
    tone=Tone.FORBID,
    cites=BARRED,
    since=BARRED_SINCE,
    facts=(UK, TOLD),
    applies=_barred,
    says="The six years of limitation have ended, and there was no contact within them or the customer refused: the debt is not sued for",
)
def sued_for(f: FactSymbols) -> Symbol:
    return (f.contacted_first_on > f.uk_limitation_ends_on) | f.hold_cease_contact


RULES: tuple[Rule, ...] = (
    breathing_space,
    pursuit_suspended,
    disputed,
    disputed_before_a_court,
    default_notice,
    pursued_after_silence,
    pursued_after_refusal,
    sued_for,
)

RULEBOOK = Rulebook("uk", "2026.1", RULES, reach=Reach(jurisdictions=frozenset({Jurisdiction.UK})))
"""The rules of the United Kingdom that are stated so far."""
