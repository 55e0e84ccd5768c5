"""Regulation F 1006.22, 1006.26, 1006.30, 1006.34 and 1006.38, and 15 USC 1692i: what comes before what.

The validation notice and what stops while a debt is disputed; what has to come before a report to a credit bureau; what
may not be placed, sold or sued for. What a notice says is not judged: that it was sent, and did not come back, is.
"""

from __future__ import annotations

from debtflow.compliance.duties import duty
from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.limitation_facts import LIMITATION
from debtflow.compliance.rulebooks.us_federal.citations import (
    COLLECTORS,
    FDCPA,
    FDCPA_SINCE,
    REG_F_SINCE,
    US,
    by_a_collector,
    regulation_f,
    statute,
)
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol, one_of
from debtflow.records.actions import CONTACTS, LITIGATION, REPORTING
from debtflow.records.findings import Tone
from debtflow.records.proceedings import Venue
from debtflow.records.stages import Custody, Outcome
from debtflow.values.law import Dated

__all__ = ["DUTIES", "OPTIONS", "RULES"]

MESSAGE_DAYS = Dated(
    "us.regf.days_before_reporting",
    {REG_F_SINCE: 14},
    unit="days",
    cites=regulation_f(
        "1006.30(a)(1), comments -1 to -3: the day of sending is the first of fourteen in the worked examples"
    ),
)
NOTICE_DAYS = Dated("us.regf.notice_days", {FDCPA_SINCE: 5}, unit="days", cites=statute(FDCPA, "1692g(a)"))


# As summarised: no report to a consumer reporting agency before the collector has spoken with the consumer about the debt
# in person or by telephone, or has sent a letter or message about it and waited a reasonable time for it to come back;
# fourteen days are reasonable, of which the day of sending is the first.
@rule(
    "us.regf.30a",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=regulation_f("1006.30(a)(1), comments 30(a)(1)-1 to -3"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    says="The person was not spoken with about the debt, and nothing written to them has stood for {days_before_reporting} days",
    lifted_by=("a conversation about the debt", "a letter or message about it that does not come back"),
)
def before_reporting(f: FactSymbols) -> Symbol:
    return (f.talked_on == 0) & (f.days_a_message_stood < MESSAGE_DAYS)


# The same, as comment 2 can be read: a period of fourteen consecutive days after the date of sending, which is not counted. The
# examples of comment 3 count it (sent on 1 May, from 1 to 14 May).
@rule(
    "us.regf.30a.cautious",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=regulation_f("1006.30(a)(1), comment 30(a)(1)-2"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    says="The person was not spoken with about the debt, and nothing written to them has stood for {days_before_reporting} days "
    "after the day on which it was sent",
    lifted_by=("a conversation about the debt", "a letter or message about it that does not come back"),
)
def cautiously_before_reporting(f: FactSymbols) -> Symbol:
    return (f.talked_on == 0) & (f.days_a_message_stood <= MESSAGE_DAYS)


OPTIONS = (
    (
        cautiously_before_reporting,
        "the worked examples of comment 30(a)(1)-3 count the day of sending as the first of fourteen, so that a debt may be reported "
        "on the fifteenth; comment 30(a)(1)-2 says fourteen days after the date of sending, which can be read as one day more",
    ),
)
"""Rules that hold only where they are asked for, and why they do not otherwise."""


# As summarised: a debt that was paid, settled or discharged in bankruptcy is not sold, transferred for consideration or
# placed for collection by a collector who knows or should know it.
@rule(
    "us.regf.30b.placement",
    governs={"request_referral", "submit_placement", "approve_referral"},
    tone=Tone.FORBID,
    cites=regulation_f("1006.30(b), comment 30(b)(1)-1"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    says="The debt was paid, settled or discharged; it may not be placed",
)
def not_placed(f: FactSymbols) -> Symbol:
    return (f.owed == 0) | f.hold_discharged


# As summarised, the same: nor sold.
@rule(
    "us.regf.30b.sale",
    governs={"close"},
    tone=Tone.FORBID,
    cites=regulation_f("1006.30(b), comment 30(b)(1)-1"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=lambda f: by_a_collector(f) & (f.outcome == Outcome.SOLD),
    says="The debt was paid, settled or discharged; it may not be sold",
)
def not_sold(f: FactSymbols) -> Symbol:
    return (f.owed == 0) | f.hold_discharged


# As summarised: the validation information is in the initial communication, or is sent within five days of it, unless the
# debt is paid first.
@duty(
    "us.regf.34.notice",
    due=lambda f: f.communicated_on + NOTICE_DAYS,
    discharged=lambda f: (f.first_validation_notice_on > 0) | (f.owed == 0),
    discharged_by={"send_message"},
    cites=regulation_f("1006.34(a)(1); 15 USC 1692g(a)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    says="A validation notice is sent within {notice_days} days of the initial communication",
)
def validation_notice(f: FactSymbols) -> Symbol:
    return one_of(f.custody, Custody.AGENCY, Custody.LAW_FIRM, Custody.BUYER) & (f.communicated_on > 0)


# As summarised: where the consumer disputes the debt in writing within the validation period, collection of it ceases
# until verification, or a copy of the judgment, was sent; so it does where the name of the original creditor is asked for.
# The answer itself is let through by the hold. The texts differ on whether it is to be sent or to come within the period:
# either will do, and a dispute that came after it is told with the day on which it was sent.
@rule(
    "us.regf.38.dispute",
    governs=CONTACTS | LITIGATION | {"submit_placement", "approve_referral"},
    tone=Tone.FORBID,
    cites=regulation_f("1006.38(c), (d); 15 USC 1692g(b)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    facts=US,
    applies=lambda f: (
        by_a_collector(f) & ((f.last_validation_notice_on == 0) | (f.disputed_since <= f.validation_period_ends_on))
    ),
    says="The debt was disputed in writing, and not after the validation period: collection ceases until the answer was sent",
    lifted_by=("sending the verification, and releasing the hold",),
)
def disputed(f: FactSymbols) -> Symbol:
    return (f.hold_dispute | f.hold_validation_pending) & f.dispute_in_writing


# As summarised: that a debt is disputed is said wherever it is reported.
@rule(
    "us.fdcpa.e8",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=statute(FDCPA, "1692e(8)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=lambda f: by_a_collector(f) & f.debt_is_disputed,
    says="The report does not say that the debt is disputed",
    lifted_by=("a report that is marked as disputed",),
)
def reported_as_disputed(f: FactSymbols) -> Symbol:
    return ~f.report_is_marked_disputed


# As summarised: no legal action is brought or threatened on a debt whose limitation period has expired; what is meant for a
# proof of claim is excepted. The period is that of state law for the kind of debt, and what revives it differs; so it is told
# of the debt, as its last day or as its months, and where nobody has told it nothing is brought. Days of military service
# are not counted (50 USC 3936(a)).
@rule(
    "us.regf.26",
    governs={"request_legal", "approve_legal", "issue_demand", "file_claim"},
    tone=Tone.FORBID,
    cites=regulation_f("1006.26(b); 50 USC 3936(a)"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    facts=(US, LIMITATION),
    applies=by_a_collector,
    says="The limitation period has expired; no action may be brought or threatened",
)
def time_barred(f: FactSymbols) -> Symbol:
    return f.today > f.us_limitation_ends_on


# As summarised: an action on a debt is brought only where the consumer signed the contract or lives when it is brought;
# where real property secures it, where that lies.
@rule(
    "us.fdcpa.i.venue",
    governs={"file_claim"},
    tone=Tone.FORBID,
    cites=statute(FDCPA, "1692i(a)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    says="The claim may be brought where the person lives, where the contract was signed, or where the real property lies",
    lifted_by=("a court of one of these places",),
)
def venue(f: FactSymbols) -> Symbol:
    return f.venue == Venue.ELSEWHERE


RULES: tuple[Rule, ...] = (time_barred, before_reporting, not_placed, not_sold, disputed, reported_as_disputed, venue)
DUTIES = (validation_notice,)
