"""Fair Credit Reporting Act: what furnishers owe, the creditor in its own name among them."""

from __future__ import annotations

from datetime import date

from debtflow.compliance.duties import duty
from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.rulebooks.us_federal.citations import FCRA, US, statute
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import REPORTING
from debtflow.records.findings import Tone
from debtflow.records.stages import Custody, Outcome
from debtflow.values.law import Dated

__all__ = ["DUTIES", "RULES"]

SINCE = date(2004, 12, 1)
"""From this day on the amendments of 2003 are taken to be in force; their own days differ, and all lie before it."""

NOTICE_WITHIN = Dated("us.fcra.negative_notice_days", {SINCE: 30}, unit="days", cites=statute(FCRA, "1681s-2(a)(7)"))
OBSOLETE_AFTER = Dated(
    "us.fcra.obsolete_days",
    {SINCE: 7 * 365 + 180},
    unit="days",
    cites=statute(FCRA, "1681c(a)(4), (c)(1): seven years, which begin 180 days after the delinquency"),
)


# As summarised: a financial institution that furnishes negative information gives the customer written notice before, or
# no later than thirty days after. It stays the lender's when the debt is placed meanwhile, and any notice will do; whether the
# lender is a financial institution, and whether it or who collects for it furnished, is not asked.
@duty(
    "us.fcra.negative_notice",
    due=lambda f: f.first_reported_on + NOTICE_WITHIN,
    discharged=lambda f: f.told_of_bad_report_on > 0,
    discharged_by={"send_message"},
    cites=statute(FCRA, "1681s-2(a)(7)"),
    since=SINCE,
    facts=US,
    says="Written notice of a negative report is given before it, or within {negative_notice_days} days after",
)
def negative_notice(f: FactSymbols) -> Symbol:
    return ~(f.custody == Custody.BUYER) & (f.first_reported_on <= f.today)


# As summarised: what is disputed is reported as disputed.
@rule(
    "us.fcra.disputed",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=statute(FCRA, "1681s-2(a)(3)"),
    since=SINCE,
    applies=lambda f: f.debt_is_disputed,
    says="The report does not say that the debt is disputed",
    lifted_by=("a report that is marked as disputed",),
)
def disputed(f: FactSymbols) -> Symbol:
    return ~f.report_is_marked_disputed


# As summarised: an account placed for collection or charged to profit and loss is not reported for longer than seven years,
# which begin 180 days after the delinquency that led to it. Neither placement nor sale begins them anew, and no payment does:
# it is counted from the oldest instalment that was unpaid when the debt was handed in, or from an earlier day that is told. Leap days make
# the seven years a day or two longer than is counted here; the shorter is kept.
@rule(
    "us.fcra.obsolete",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=statute(FCRA, "1681c(a)(4), (c)"),
    since=SINCE,
    facts=US,
    says="The delinquency is older than seven years and 180 days ({obsolete_days} days)",
)
def obsolete(f: FactSymbols) -> Symbol:
    return f.today - f.us_delinquency_began_on > OBSOLETE_AFTER


# As summarised: nobody, the creditor among them, sells, transfers or places for collection a debt of which they were
# notified that it comes from identity theft.
@rule(
    "us.fcra.idtheft_transfer",
    governs={"request_referral", "submit_placement", "approve_referral", "accept_placement"},
    tone=Tone.FORBID,
    cites=statute(FCRA, "1681m(f)"),
    since=SINCE,
    says="The debt was notified to come from identity theft; it may not be placed",
    lifted_by=("release of the hold, where the notice was wrong",),
)
def identity_theft(f: FactSymbols) -> Symbol:
    return f.hold_identity_theft


# As summarised, the same: nor sold.
@rule(
    "us.fcra.idtheft_sale",
    governs={"close"},
    tone=Tone.FORBID,
    cites=statute(FCRA, "1681m(f)"),
    since=SINCE,
    applies=lambda f: f.outcome == Outcome.SOLD,
    says="The debt was notified to come from identity theft; it may not be sold",
    lifted_by=("release of the hold, where the notice was wrong",),
)
def identity_theft_sale(f: FactSymbols) -> Symbol:
    return f.hold_identity_theft


RULES: tuple[Rule, ...] = (disputed, obsolete, identity_theft, identity_theft_sale)
DUTIES = (negative_notice,)
