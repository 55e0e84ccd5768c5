"""How a debt is worked: holds, who speaks to debtors, what is confirmed and owed, hours and caps.

Who may act, and what a second person has to see, stands in `authority`.
"""

from __future__ import annotations

from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.rulebooks.generic.citations import ALWAYS, policy, practice
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS, ESCALATIONS, LITIGATION, REFERRAL, REPORTING
from debtflow.records.findings import Tone
from debtflow.records.stages import Custody, Outcome
from debtflow.values.law import Dated

__all__ = ["RULES"]

OPENS = Dated.constant("house.contact_opens", 8 * 60, unit="minute of day", cites=policy("contact hours"))
CLOSES = Dated.constant("house.contact_closes", 21 * 60, unit="minute of day", cites=policy("contact hours"))
CALLS_PER_WEEK = Dated.constant("house.calls_per_week", 7, unit="count", cites=policy("contact caps"))
MESSAGES_PER_WEEK = Dated.constant("house.messages_per_week", 4, unit="count", cites=policy("contact caps"))
REMINDER_GAP_DAYS = Dated.constant("house.reminder_gap_days", 3, unit="days", cites=policy("reminders"))
COOLING_OFF_DAYS = Dated.constant("house.cooling_off_days", 14, unit="days", cites=policy("placement waves"))

# ---- holds: the strictest wins, and a hold can only take away ------------------------------------------------------


@rule(
    "generic.hold.contact",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=practice("holds"),
    since=ALWAYS,
    says={"en": "A hold forbids this contact", "zh": "存在停催限制,不得联系"},
    lifted_by=("release of the hold",),
)
def hold_contact(f: FactSymbols) -> Symbol:
    return f.hold_blocks_contact


@rule(
    "generic.hold.escalation",
    governs=ESCALATIONS,
    tone=Tone.FORBID,
    cites=practice("holds"),
    since=ALWAYS,
    says={"en": "A hold forbids escalation", "zh": "存在限制,不得升级处理"},
    lifted_by=("release of the hold",),
)
def hold_escalation(f: FactSymbols) -> Symbol:
    return f.hold_blocks_escalation


@rule(
    "generic.hold.referral",
    governs=REFERRAL,
    tone=Tone.FORBID,
    cites=practice("holds"),
    since=ALWAYS,
    says={"en": "A hold forbids referral to a third party", "zh": "存在限制,不得委托第三方"},
    lifted_by=("release of the hold",),
)
def hold_referral(f: FactSymbols) -> Symbol:
    return f.hold_blocks_referral


@rule(
    "generic.hold.litigation",
    governs=LITIGATION,
    tone=Tone.FORBID,
    cites=practice("holds"),
    since=ALWAYS,
    says={"en": "A hold forbids legal action", "zh": "存在限制,不得采取法律行动"},
    lifted_by=("release of the hold",),
)
def hold_litigation(f: FactSymbols) -> Symbol:
    return f.hold_blocks_litigation


@rule(
    "generic.hold.enforcement",
    governs={"enforce"},
    tone=Tone.FORBID,
    cites=practice("holds"),
    since=ALWAYS,
    says={"en": "A hold forbids enforcement", "zh": "存在限制,不得强制执行"},
    lifted_by=("release of the hold",),
)
def hold_enforcement(f: FactSymbols) -> Symbol:
    return f.hold_blocks_enforcement


@rule(
    "generic.hold.reporting",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=practice("holds"),
    since=ALWAYS,
    says={"en": "A hold forbids reports to credit bureaus", "zh": "存在限制,不得报送征信"},
    lifted_by=("release of the hold",),
)
def hold_reporting(f: FactSymbols) -> Symbol:
    return f.hold_blocks_reporting


@rule(
    "generic.hold.sale",
    governs={"close"},
    tone=Tone.FORBID,
    cites=practice("holds"),
    since=ALWAYS,
    applies=lambda f: f.outcome == Outcome.SOLD,
    says={"en": "A hold forbids the sale of the debt", "zh": "存在限制,不得转让债权"},
    lifted_by=("release of the hold",),
)
def hold_sale(f: FactSymbols) -> Symbol:
    return f.hold_blocks_sale


@rule(
    "generic.report_dispute",
    governs=REPORTING,
    tone=Tone.FORBID,
    cites=practice("a disputed debt is reported as disputed"),
    since=ALWAYS,
    applies=lambda f: f.debt_is_disputed,
    says={"en": "The report does not say that the debt is disputed", "zh": "报送未注明债务存在争议"},
    lifted_by=("a report that is marked as disputed", "the end of the dispute"),
)
def report_dispute(f: FactSymbols) -> Symbol:
    return ~f.report_is_marked_disputed


# ---- who speaks to debtors --------------------------------------------------------------------------------------------


@rule(
    "generic.collector_certified",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=practice("train and certify collectors"),
    since=ALWAYS,
    says={"en": "The collector holds no certificate that is valid today", "zh": "催收人员无有效资质"},
    lifted_by=("a certificate, entered with cases.register(Collector(...))",),
)
def collector_certified(f: FactSymbols) -> Symbol:
    return f.collector_uncertified


@rule(
    "generic.collector_party",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=practice("know who acts for whom"),
    since=ALWAYS,
    says={"en": "The collector is on file as working for another firm", "zh": "催收人员登记于其他机构"},
    lifted_by=("entering the collector with the firm for which they act",),
)
def collector_party(f: FactSymbols) -> Symbol:
    return f.collector_of_another_party


# ---- the debt: confirmed, owed, worked by one party ----------------------------------------------------------------


@rule(
    "generic.debt_confirmed",
    governs=ESCALATIONS,
    tone=Tone.FORBID,
    cites=practice("confirm before escalating"),
    since=ALWAYS,
    says={"en": "The debt has not been confirmed", "zh": "债务尚未确认"},
    lifted_by=("confirm_debt",),
)
def debt_confirmed(f: FactSymbols) -> Symbol:
    return ~f.confirmed


@rule(
    "generic.undermined",
    governs=ESCALATIONS,
    tone=Tone.FORBID,
    cites=practice("review what was decided on facts that have changed"),
    since=ALWAYS,
    says={
        "en": "A past decision was undermined by something learned late and waits for review",
        "zh": "先前决定的依据已变化,待复核",
    },
    lifted_by=("review_decision",),
)
def undermined(f: FactSymbols) -> Symbol:
    return f.undermined_decisions >= 1


@rule(
    "generic.nothing_owed",
    governs=CONTACTS | ESCALATIONS,
    tone=Tone.FORBID,
    cites=practice("never chase someone who has paid"),
    since=ALWAYS,
    says={"en": "Nothing is overdue", "zh": "没有逾期金额"},
    lifted_by=("a new amount falling due", "reversal of a payment"),
)
def nothing_owed(f: FactSymbols) -> Symbol:
    return f.arrears == 0


@rule(
    "generic.custody",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=practice("exactly one working party"),
    since=ALWAYS,
    says={"en": "Another party works this debt now", "zh": "该债务目前由另一方处理"},
    lifted_by=("recall and stop-work, or placement with whoever asks",),
)
def custody(f: FactSymbols) -> Symbol:
    return ~f.actor_has_custody


@rule(
    "generic.agency.licence",
    governs={"submit_placement", "approve_referral", "accept_placement"},
    tone=Tone.FORBID,
    cites=practice("vet agencies before placing"),
    since=ALWAYS,
    says={"en": "The agency holds no licence that is valid today", "zh": "催收机构无当日有效的资质"},
    lifted_by=("another agency", "a valid licence on file"),
)
def agency_licensed(f: FactSymbols) -> Symbol:
    return ~f.agency_licensed


@rule(
    "generic.close_after_stop_work",
    governs={"close"},
    tone=Tone.FORBID,
    cites=practice("recall before closing"),
    since=ALWAYS,
    says={
        "en": "An agency still works this debt: recall it and have stop-work confirmed first",
        "zh": "第三方仍在催收",
    },
    lifted_by=("recall", "confirm_stop_work"),
)
def close_after_stop_work(f: FactSymbols) -> Symbol:
    return f.custody == Custody.AGENCY


@rule(
    "generic.promise_open",
    governs=CONTACTS | ESCALATIONS,
    tone=Tone.FORBID,
    cites=practice("let a promise run"),
    since=ALWAYS,
    says={"en": "A promise to pay is open", "zh": "承诺还款尚未到期"},
    lifted_by=("the promise being kept, broken once its last day and grace have passed, or withdrawn",),
)
def promise_open(f: FactSymbols) -> Symbol:
    return f.promise_open


@rule(
    "generic.arrangement_running",
    governs=ESCALATIONS,
    tone=Tone.FORBID,
    cites=practice("let an arrangement run"),
    since=ALWAYS,
    says={"en": "An arrangement is running", "zh": "还款安排正在履行"},
    lifted_by=("the arrangement being broken",),
)
def arrangement_running(f: FactSymbols) -> Symbol:
    return f.arrangement_running


@rule(
    "generic.arrangement_kept",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=practice("who pays as agreed is not reminded"),
    since=ALWAYS,
    says={"en": "An arrangement is running, and nothing of it is late", "zh": "还款安排正在按约履行"},
    lifted_by=("an instalment being missed",),
)
def arrangement_kept(f: FactSymbols) -> Symbol:
    return f.arrangement_kept


# ---- hours and caps that the house sets ----------------------------------------------------------------------------


@rule(
    "generic.quiet_hours",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=policy("contact hours"),
    since=ALWAYS,
    says={
        "en": "Outside the house's contact hours, {contact_opens} to {contact_closes} local time",
        "zh": "不在联系时段({contact_opens} 至 {contact_closes})",
    },
)
def quiet_hours(f: FactSymbols) -> Symbol:
    return (f.minute_earliest < OPENS) | (f.minute_latest >= CLOSES)


@rule(
    "generic.calls_per_week",
    governs={"place_call"},
    tone=Tone.FORBID,
    cites=policy("contact caps"),
    since=ALWAYS,
    says={"en": "The person was called {calls_per_week} times in seven days", "zh": "七日内已拨打 {calls_per_week} 次"},
)
def calls_per_week(f: FactSymbols) -> Symbol:
    return f.calls_counted_today_and_6_days_before >= CALLS_PER_WEEK


@rule(
    "generic.messages_per_week",
    governs={"send_message", "send_reminder"},
    tone=Tone.FORBID,
    cites=policy("contact caps"),
    since=ALWAYS,
    says={"en": "The person was written to {messages_per_week} times in seven days", "zh": "七日内信息次数已达上限"},
)
def messages_per_week(f: FactSymbols) -> Symbol:
    return f.messages_counted_today_and_6_days_before >= MESSAGES_PER_WEEK


@rule(
    "generic.reminder_gap",
    governs={"send_reminder"},
    tone=Tone.ADVISE,
    cites=policy("reminders"),
    since=ALWAYS,
    says={
        "en": "The last reminder is less than {reminder_gap_days} days old",
        "zh": "距上次提醒不足 {reminder_gap_days} 天",
    },
)
def reminder_gap(f: FactSymbols) -> Symbol:
    return f.days_since_last_reminder < REMINDER_GAP_DAYS


@rule(
    "generic.cooling_off",
    governs={"place_again"},
    tone=Tone.FORBID,
    cites=policy("placement waves"),
    since=ALWAYS,
    says={
        "en": "Between two placements the person is left alone for {cooling_off_days} days",
        "zh": "两次委外之间须间隔 {cooling_off_days} 天",
    },
)
def cooling_off(f: FactSymbols) -> Symbol:
    return f.days_in_stage < COOLING_OFF_DAYS


RULES: tuple[Rule, ...] = (
    hold_contact,
    hold_escalation,
    hold_referral,
    hold_litigation,
    hold_enforcement,
    hold_reporting,
    hold_sale,
    report_dispute,
    collector_certified,
    collector_party,
    debt_confirmed,
    undermined,
    nothing_owed,
    custody,
    agency_licensed,
    close_after_stop_work,
    promise_open,
    arrangement_running,
    arrangement_kept,
    quiet_hours,
    calls_per_week,
    messages_per_week,
    reminder_gap,
    cooling_off,
)
