"""China (PRC): the rules on hours, conversations, third persons and agencies that this library states so far.

In the order of the texts: the national standard GB/T 45251-2025, then the rules on agencies. The standard is
recommended, not binding law; it is stated as FORBID because lenders are held to it, and prints as a standard. None of
its numbers was read in the official text: they come from press summaries and say so. One time zone holds for all of
the mainland; no ban on public holidays was found. This is no legal advice.
"""

from __future__ import annotations

from datetime import date

from debtflow.compliance.books import Rulebook
from debtflow.compliance.duties import Scope, duty
from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.reach import Reach
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.records.stages import Role
from debtflow.values.law import Basis, Citation, Dated, Jurisdiction

__all__ = ["RULEBOOK"]

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
    says={
        "en": "No collection between {night_begins} and {night_ends} local time",
        "zh": "{night_begins} 至次日 {night_ends} 不得催收",
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
        "en": "The debtor was spoken to {talks_per_day} times today, calls not yet reported counted, over all collectors",
        "zh": "当日有效通话已达 {talks_per_day} 次",
    },
)
def frequency(f: FactSymbols) -> Symbol:
    return f.talks_counted_today >= TALKS_PER_DAY


LOST_AFTER = Dated.constant(
    "cn.lost_after_failures",
    3,
    unit="count",
    cites=Citation(
        instrument="CBA guideline on collection of personal consumer loans (trial, 2026)",
        article="third persons: three consecutive failures or similar loss of contact",
        source="press summaries of 2026-02",
        basis=Basis.SECONDARY,
    ),
)


# As summarised: only the debtor is the target of collection, not their contacts. Contacts may be contacted only if the
# debtor cannot be reached, is dead or lacks capacity; the debt is never disclosed. When somebody counts as not reached
# is taken from the bankers' association: three failures in a row.
@rule(
    "cn.gbt45251.target",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_gbt("target of collection"),
    since=GBT_SINCE,
    reach=GBT_REACH,
    unless=lambda f: f.failures_in_a_row >= LOST_AFTER,
    says={
        "en": "A third person may be contacted only when the debtor cannot be reached "
        "({lost_after_failures} calls in a row without a conversation)",
        "zh": "仅在无法联系债务人时方可联系第三人",
    },
    lifted_by=("calls to the debtor that reach nobody",),
)
def target(f: FactSymbols) -> Symbol:
    return f.reaches_third_person


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


# ---- Interim measures on internet loans of commercial banks (2020): agencies. From memory; the article number was not
# ---- confirmed.

INTERNET_LOANS = Citation(
    instrument="Interim Measures for Internet Loans of Commercial Banks (2020)",
    article="cooperation with collection agencies",
    source="general knowledge; article number not confirmed",
    basis=Basis.MEMORY,
)


# As remembered: partners are managed by a list, and no agency with a record of violent collection is used.
@rule(
    "cn.agency.licence",
    governs={"submit_placement", "approve_referral", "accept_placement"},
    tone=Tone.FORBID,
    cites=INTERNET_LOANS,
    since=date(2020, 7, 12),
    reach=Reach(products=frozenset({"online_credit"})),
    says={
        "en": "The agency holds no valid licence today, or is on record for violent collection",
        "zh": "催收机构无有效资质,或有暴力催收记录",
    },
    lifted_by=("another agency", "a valid licence on file"),
)
def agency_licence(f: FactSymbols) -> Symbol:
    return ~f.agency_licensed | f.agency_violent


RULES: tuple[Rule, ...] = (hours, frequency, target, agency_evaluated, agency_licence)

RULEBOOK = Rulebook(
    "china",
    "2026.1",
    RULES,
    duties=[evaluate_agency],
    reach=Reach(jurisdictions=frozenset({Jurisdiction.CHINA})),
)
"""The rules of the PRC that are stated so far."""
