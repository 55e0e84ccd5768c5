"""China: Civil Code, Personal Information Protection Law and the regulation of credit reporting."""

from __future__ import annotations

from datetime import date

from debtflow.compliance.duties import duty
from debtflow.compliance.facts import Count, FactGroup, FactSymbols, Source
from debtflow.compliance.rules import Rule, rule
from debtflow.compliance.situation import Situation
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS, REPORTING
from debtflow.records.findings import Tone
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Outcome, Role
from debtflow.values.law import Basis, Citation, Dated

__all__ = ["CIVIL_CODE", "CODE_SINCE", "DUTIES", "OPTIONS", "RATES", "RULES", "cited"]

_READ_ON = date(2026, 11, 23)


def cited(instrument: str, article: str) -> Citation:
    """A place in a law of the PRC, as read in the collection."""
    source = "a public collection of the laws, of 2025-04"
    return Citation(instrument=instrument, article=article, source=source, basis=Basis.VERIFIED, checked_on=_READ_ON)


# ---- Civil Code, contracts ------------------------------------------------------------------------------------------

CIVIL_CODE = "Civil Code of the PRC (民法典)"
CODE_SINCE = date(2021, 1, 1)


# As summarised: an assignment has no effect on the debtor until the debtor is notified of it; who notifies is not said here.
@rule(
    "cn.transfer.notice",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=cited(CIVIL_CODE, "article 546"),
    since=CODE_SINCE,
    applies=lambda f: (f.actor_role == Role.ASSIGNEE) & ~(f.purpose == Purpose.ASSIGNMENT_NOTICE),
    says={
        "en": "The debtor was not notified that the debt was assigned",
        "zh": "债权转让尚未通知债务人，对其不发生效力",
    },
    lifted_by=("a notice of the assignment that does not come back",),
)
def transfer_notice(f: FactSymbols) -> Symbol:
    return f.told_of_assignment_on == 0


# ---- rates ----------------------------------------------------------------------------------------------------------

RATE_SINCE = date(2017, 8, 4)


def _ten_thousandths(situation: Situation) -> int:
    """What all terms of the debt that accrue on the day come to in a year, rounded up for each."""
    running = [terms for terms in situation.case.debt.terms.accrual if terms.span[0] <= situation.day < terms.span[1]]
    return sum(-(-terms.rate.numerator * 10_000 // terms.rate.denominator) for terms in running)


RATES = FactGroup(
    "rates",
    ten_thousandths_a_year=Count(
        0,
        10_000_000,
        "what accrues on the debt by its terms in a year, in ten-thousandths",
        source=Source.LENDER,
        read=_ten_thousandths,
    ),
)

RATE_CAP = Dated(
    "cn.rate24.ten_thousandths",
    {RATE_SINCE: 2400},
    unit="count",
    cites=Citation(
        instrument="SPC opinions on financial trials (法发2017年22号)",
        article="article 2",
        source="general knowledge",
        basis=Basis.MEMORY,
    ),
)


# As remembered: of a licensed lender, a court trims on the borrower's request what interest, compound interest, penalties
# and fees together come to above 24 per cent a year.
@rule(
    "cn.rate24",
    governs={"request_legal", "approve_legal", "file_claim"},
    tone=Tone.ADVISE,
    cites=RATE_CAP.cites,
    since=RATE_SINCE,
    facts=RATES,
    says={
        "en": "By its terms the debt grows by more than 24 per cent a year ({ten_thousandths} ten-thousandths); a court may trim it",
        "zh": "综合费率超过年化 24%，法院可依请求调减",
    },
)
def rate(f: FactSymbols) -> Symbol:
    return f.ten_thousandths_a_year > RATE_CAP


# ---- Personal Information Protection Law ------------------------------------------------------------------------------

PIPL = "Personal Information Protection Law of the PRC (个人信息保护法)"
PIPL_SINCE = date(2021, 11, 1)


# As summarised: whoever was entrusted with personal information returns or deletes it when the mandate ends. That work has
# stopped is shown all the same, so that this is noted and refuses nothing.
@rule(
    "cn.pipl.delete",
    governs={"confirm_stop_work", "return_placement"},
    tone=Tone.ADVISE,
    cites=cited(PIPL, "article 21"),
    since=PIPL_SINCE,
    says={
        "en": "The personal information that was entrusted is neither returned nor deleted",
        "zh": "受托处理的个人信息尚未返还或删除",
    },
    lifted_by=("returning or deleting it",),
)
def delete(f: FactSymbols) -> Symbol:
    return ~f.data_deleted


# As summarised: personal information goes to another controller only with the person's separate consent.
@rule(
    "cn.pipl.sale",
    governs={"close"},
    tone=Tone.FORBID,
    cites=cited(PIPL, "article 23"),
    since=PIPL_SINCE,
    applies=lambda f: f.outcome == Outcome.SOLD,
    says={
        "en": "The person did not consent that their information goes to the buyer",
        "zh": "未取得个人单独同意，不得向受让人提供其个人信息",
    },
    lifted_by=("the person's separate consent",),
)
def sale(f: FactSymbols) -> Symbol:
    return ~f.consented_to_sharing


# The same, of placement with an agency, which is no assignment: whether the need to perform the contract (13(1)(2)) stands in
# for separate consent is argued. An agency is an entrusted processor by article 21, which asks for no consent of the person; a
# house that takes the other side asks for this rule.
@rule(
    "cn.pipl.placement",
    governs={"submit_placement", "approve_referral"},
    tone=Tone.FORBID,
    cites=cited(PIPL, "articles 13, 21 and 23"),
    since=PIPL_SINCE,
    says={
        "en": "The person did not consent that their information goes to somebody else, the agency among them",
        "zh": "未取得个人单独同意，不得向催收机构提供其个人信息",
    },
    lifted_by=("the person's separate consent",),
)
def placement(f: FactSymbols) -> Symbol:
    return ~f.consented_to_sharing


OPTIONS = (
    (
        placement,
        "whether placement needs the person's separate consent, or the need to perform the contract is enough, is argued; an "
        "agency is taken for an entrusted processor, as article 21 has it",
    ),
)
"""Rules that hold only where they are asked for, and why they do not otherwise."""


# ---- Regulation on the credit reporting industry ----------------------------------------------------------------------

CREDIT = "Regulation on the Credit Reporting Industry (2013, 征信业管理条例)"
CREDIT_SINCE = date(2013, 3, 15)


# As summarised: who furnishes information needs the person's written consent.
@rule(
    "cn.credit.consent",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=cited(CREDIT, "article 29"),
    since=CREDIT_SINCE,
    says={"en": "The person did not consent to reports on credit", "zh": "未取得信息主体的书面同意，不得报送"},
    lifted_by=("the person's written consent",),
)
def credit_consent(f: FactSymbols) -> Symbol:
    return ~f.consented_to_reporting


# As summarised: what is bad is told to the person before it is reported; how many days before is not said.
@rule(
    "cn.credit.notice",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=cited(CREDIT, "article 15"),
    since=CREDIT_SINCE,
    says={"en": "The person was not told that something bad is to be reported", "zh": "报送不良信息前未事先告知本人"},
    lifted_by=("a notice of what is to be reported",),
)
def credit_notice(f: FactSymbols) -> Symbol:
    return f.first_negative_information_on == 0


# As summarised: what is disputed is marked as disputed.
@rule(
    "cn.credit.marked",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=cited(CREDIT, "article 25"),
    since=CREDIT_SINCE,
    applies=lambda f: f.debt_is_disputed,
    says={"en": "The report does not say that the debt is disputed", "zh": "报送未标注异议"},
    lifted_by=("a report that is marked as disputed",),
)
def marked(f: FactSymbols) -> Symbol:
    return ~f.report_is_marked_disputed


ANSWER_DAYS = Dated("cn.credit.answer_days", {CREDIT_SINCE: 20}, unit="days", cites=cited(CREDIT, "article 25"))


# As summarised: a dispute about what was reported is answered in writing within twenty days.
@duty(
    "cn.credit.dispute",
    due=lambda f: f.disputed_since + ANSWER_DAYS,
    discharged_by={"release_hold"},
    cites=cited(CREDIT, "article 25"),
    since=CREDIT_SINCE,
    says={
        "en": "A dispute about what was reported is answered within {answer_days} days",
        "zh": "应在 {answer_days} 日内核查并书面答复异议",
    },
)
def answer_dispute(f: FactSymbols) -> Symbol:
    return f.debt_is_disputed & (f.first_reported_on <= f.today)


RULES: tuple[Rule, ...] = (transfer_notice, rate, delete, sale, credit_consent, credit_notice, marked)
DUTIES = (answer_dispute,)
