"""China: the national standard GB/T 45251-2025 and the guideline of the bankers' association of 2026.

The standard is recommended and the guideline a rule of the trade, neither is binding law; what they say strictly is stated
as FORBID because lenders are held to it, and prints as what it is. None of their numbers was read in the official text:
they come from press summaries and say so.
"""

from __future__ import annotations

from datetime import date

from debtflow.compliance.duties import Scope, duty
from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.reach import Reach
from debtflow.compliance.rulebooks.china.products import BANK_PRODUCTS, PRODUCT, has_no_part
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Role
from debtflow.values.law import Basis, Citation, Dated

__all__ = ["DUTIES", "OPTIONS", "RULES"]

# ---- GB/T 45251-2025, Internet finance: risk control guidelines for post-loan collection of personal online consumer
# ---- credit. Issued and in force on 2025-02-28; for institutions and their third-party agencies.

GBT_SINCE = date(2025, 2, 28)
GBT_REACH = Reach(roles=frozenset({Role.CREDITOR, Role.AGENCY, Role.LAW_FIRM}), products=frozenset({"online_credit"}))
"""By its title and summaries: institutions and the third parties that they charge; personal online consumer credit."""


def _gbt(article: str) -> Citation:
    return Citation(
        instrument="GB/T 45251-2025 (recommended national standard)",
        article=article,
        source="press summaries of 2025-03; title page and contents of the standard were seen, its numbers were not",
        basis=Basis.SECONDARY,
    )


NIGHT_BEGINS = Dated(
    "cn.gbt45251.night_begins", {GBT_SINCE: 22 * 60}, unit="minute of day", cites=_gbt("collection hours")
)
NIGHT_ENDS = Dated("cn.gbt45251.night_ends", {GBT_SINCE: 8 * 60}, unit="minute of day", cites=_gbt("collection hours"))
TALKS_PER_DAY = Dated("cn.gbt45251.talks_per_day", {GBT_SINCE: 3}, unit="count", cites=_gbt("collection frequency"))


# As summarised: no collection between 22:00 and 08:00, unless the parties have agreed on other times.
@rule(
    "cn.gbt45251.hours",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_gbt("collection hours"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    unless=lambda f: f.consented_to_hours,
    says={
        "en": "No collection between {night_begins} and {night_ends} local time, unless the parties agreed on other times",
        "zh": "除双方另有约定外，{night_begins} 至次日 {night_ends} 不得催收",
    },
)
def hours(f: FactSymbols) -> Symbol:
    return (f.minute_latest >= NIGHT_BEGINS) | (f.minute_earliest < NIGHT_ENDS)


# As summarised: at most three effective conversations started by the collector with one debtor in a natural day, pooled
# over the institution and its agencies. The unit is the conversation, not the attempt.
@rule(
    "cn.gbt45251.freq",
    governs={"place_call"},
    tone=Tone.FORBID,
    cites=_gbt("collection frequency"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    says={
        "en": "The person was spoken to {talks_per_day} times today, calls not yet reported counted, over all collectors",
        "zh": "当日有效通话已达 {talks_per_day} 次",
    },
)
def frequency(f: FactSymbols) -> Symbol:
    return f.talks_counted_today >= TALKS_PER_DAY


def _cba(article: str) -> Citation:
    return Citation(
        instrument="CBA guideline on collection of personal consumer loans (trial, 2026, 金融机构个人消费类贷款催收工作指引)",
        article=article,
        source="press summaries of 2026-01 and 2026-02",
        basis=Basis.SECONDARY,
    )


LOST_AFTER = Dated.constant(
    "cn.lost_after_failures",
    3,
    unit="count",
    cites=_cba("third persons: three consecutive failures or similar loss of contact"),
)


# As summarised: only the debtor is the target of collection, not their contacts. Contacts may be contacted only if the
# debtor cannot be reached, is dead or lacks capacity; the debt is never disclosed. When somebody counts as not reached
# is taken from the bankers' association: three failures in a row. Who stands in the debtor's place (a guardian, an executor,
# an attorney, and no spouse as such) is no contact of theirs.
@rule(
    "cn.gbt45251.target",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_gbt("target of collection"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    unless=lambda f: (f.failures_in_a_row >= LOST_AFTER) | f.hold_deceased | f.hold_minor_or_incapacity,
    says={
        "en": "A third person may be contacted only when the debtor cannot be reached "
        "({lost_after_failures} calls in a row without a conversation), has died or lacks capacity",
        "zh": "仅在无法联系债务人（连续 {lost_after_failures} 次未接通）、其死亡或无行为能力时方可联系第三人",
    },
    lifted_by=("calls to the debtor that reach nobody",),
)
def target(f: FactSymbols) -> Symbol:
    return has_no_part(f)


# As summarised, the same: the debt is never disclosed to them. So they are asked where the debtor is, or to pass something on,
# and for nothing else.
@rule(
    "cn.gbt45251.not_told",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_gbt("target of collection"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    applies=has_no_part,
    says={
        "en": "Nothing of the debt is disclosed to a third person, who is only asked where the debtor is",
        "zh": "不得向第三人透露债务信息，仅可询问债务人的联系方式",
    },
    lifted_by=("asking only where the debtor is",),
)
def not_told(f: FactSymbols) -> Symbol:
    return ~(f.purpose == Purpose.LOCATE)


# As summarised: whoever is contacted in the debtor's place and refuses is not contacted again.
@rule(
    "cn.gbt45251.third_refused",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_gbt("target of collection"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    applies=lambda f: f.reaches_third_person,
    says={
        "en": "The third person refused to be contacted",
        "zh": "第三人已拒绝，不得再联系",
    },
)
def third_refused(f: FactSymbols) -> Symbol:
    return f.person_reached_asked_to_cease


EVALUATED_WITHIN = Dated(
    "cn.gbt45251.evaluated_within_days", {GBT_SINCE: 365}, unit="days", cites=_gbt("agency management (5.4)")
)


# As summarised: each agency is evaluated at least once a year, on conduct, quality and information security.
@rule(
    "cn.gbt45251.agency",
    governs={"submit_placement", "approve_referral", "accept_placement"},
    tone=Tone.FORBID,
    cites=_gbt("agency management (5.4)"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    says={
        "en": "The agency was not evaluated within {evaluated_within_days} days",
        "zh": "催收机构未在 {evaluated_within_days} 天内评估",
    },
    lifted_by=("evaluation of the agency",),
)
def agency_evaluated(f: FactSymbols) -> Symbol:
    return f.days_since_agency_evaluation > EVALUATED_WITHIN


# As summarised, the same: what the rule refuses to go without is due by then.
@duty(
    "cn.gbt45251.evaluate_agency",
    scope=Scope.AGENCY,
    due=lambda f: f.today - f.days_since_agency_evaluation + EVALUATED_WITHIN,
    cites=_gbt("agency management (5.4)"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    says={
        "en": "The agency is evaluated again within {evaluated_within_days} days",
        "zh": "应在 {evaluated_within_days} 天内再次评估催收机构",
    },
)
def evaluate_agency(f: FactSymbols) -> Symbol:
    return f.days_since_agency_evaluation >= 0


# ---- China Banking Association: guideline on the collection of personal consumer loans of financial institutions (trial).
# ---- Reported on 2026-01-31; consumer loans and cards.

CBA_SINCE = date(2026, 1, 31)
CBA_REACH = Reach(
    roles=frozenset({Role.CREDITOR, Role.AGENCY, Role.LAW_FIRM}),
    products=BANK_PRODUCTS,
)

CBA_NIGHT_BEGINS = Dated("cn.cba2026.night_begins", {CBA_SINCE: 22 * 60}, unit="minute of day", cites=_cba("hours"))
CBA_NIGHT_ENDS = Dated("cn.cba2026.night_ends", {CBA_SINCE: 8 * 60}, unit="minute of day", cites=_cba("hours"))
UNANSWERED_A_DAY = Dated("cn.cba2026.unanswered_a_day", {CBA_SINCE: 6}, unit="count", cites=_cba("frequency"))


# As summarised: without the debtor's consent no telephone call, visit or other collection between 22:00 and 08:00. The
# standard speaks of what the parties agreed, the guideline of what the debtor consented to.
@rule(
    "cn.cba2026.hours",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_cba("hours"),
    since=CBA_SINCE,
    reach=CBA_REACH,
    facts=PRODUCT,
    applies=lambda f: f.is_a_banks,
    unless=lambda f: f.consented_to_hours,
    says={
        "en": "No collection between {night_begins} and {night_ends} local time without the debtor's consent",
        "zh": "未经债务人同意，{night_begins} 至次日 {night_ends} 不得催收",
    },
)
def cba_hours(f: FactSymbols) -> Symbol:
    return (f.minute_latest >= CBA_NIGHT_BEGINS) | (f.minute_earliest < CBA_NIGHT_ENDS)


# As summarised, in soft words: where calls are not answered, the same contact point should not be tried more than six
# times a day, unless something else was agreed. Another unit than the standard's: tries at a number, not talks with a person.
@rule(
    "cn.cba2026.freq",
    governs={"place_call"},
    tone=Tone.ADVISE,
    cites=_cba("frequency"),
    since=CBA_SINCE,
    reach=CBA_REACH,
    facts=PRODUCT,
    applies=lambda f: f.is_a_banks,
    says={
        "en": "This number was called in vain {unanswered_a_day} times today; it should not be tried more often",
        "zh": "当日对同一号码未接通的拨打已达 {unanswered_a_day} 次，不宜再拨",
    },
)
def cba_frequency(f: FactSymbols) -> Symbol:
    return f.unanswered_calls_to_this_point_today >= UNANSWERED_A_DAY


# As summarised: a third person is contacted only where the number is not valid, after three failures in a row or a similar
# loss of contact. That a number is not valid shows in failures; of what else is similar nothing was said.
@rule(
    "cn.cba2026.third_party",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_cba("third persons"),
    since=CBA_SINCE,
    reach=CBA_REACH,
    facts=PRODUCT,
    applies=lambda f: f.is_a_banks,
    unless=lambda f: f.failures_in_a_row >= LOST_AFTER,
    says={
        "en": "A third person may be contacted only when the debtor is lost "
        "({lost_after_failures} calls in a row without a conversation)",
        "zh": "仅在债务人失联（连续 {lost_after_failures} 次未接通）时方可联系第三人",
    },
    lifted_by=("calls to the debtor that reach nobody",),
)
def cba_third_party(f: FactSymbols) -> Symbol:
    return has_no_part(f)


# As summarised, the same: whoever has nothing to do with the debt is not dunned, only asked for contact details or to pass
# something on, and told nothing of money. A spouse whose household debt it is owes it, and is no third person here.
@rule(
    "cn.cba2026.not_dunned",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_cba("third persons"),
    since=CBA_SINCE,
    reach=CBA_REACH,
    facts=PRODUCT,
    applies=lambda f: f.is_a_banks & has_no_part(f),
    says={
        "en": "Who has nothing to do with the debt is not dunned, only asked for contact details or to pass something on",
        "zh": "对与债务无关的第三人不得催收，仅可询问联系方式或请其转告",
    },
    lifted_by=("asking only where the debtor is",),
)
def cba_not_dunned(f: FactSymbols) -> Symbol:
    return ~(f.purpose == Purpose.LOCATE)


ROUND_DAYS = Dated("cn.gbt45251.round_days", {GBT_SINCE: 7}, unit="days", cites=_gbt("interval between rounds"))


# As one summary alone says, in soft words: between two rounds of collection on one credit product there should be no less
# than seven natural days. What a round is it does not say, so that the rule is an option; a conversation is taken for one.
@rule(
    "cn.gbt45251.interval",
    governs={"place_call"},
    tone=Tone.ADVISE,
    cites=_gbt("interval between rounds (one summary alone)"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    says={
        "en": "They spoke about this debt less than {round_days} days ago",
        "zh": "距上次就本债务沟通不足 {round_days} 日",
    },
)
def interval(f: FactSymbols) -> Symbol:
    return f.days_since_talk_about_this_debt_with_this_party < ROUND_DAYS


RULES: tuple[Rule, ...] = (
    hours,
    frequency,
    target,
    not_told,
    third_refused,
    agency_evaluated,
    cba_hours,
    cba_frequency,
    cba_third_party,
    cba_not_dunned,
)
DUTIES = (evaluate_agency,)
OPTIONS = (
    (
        interval,
        "one summary alone has it, in soft words, and what a round of collection is is not said; a conversation is taken for one",
    ),
)
"""Rules that hold only where they are asked for, and why they do not otherwise."""
