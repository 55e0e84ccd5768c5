"""China: what regulators of banks say of internet loans, cards and agencies. Partly from memory, and it says so."""

from __future__ import annotations

from datetime import date

from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.reach import Reach
from debtflow.compliance.rulebooks.china.products import PRODUCT, has_no_part
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.values.law import Basis, Citation, Dated

__all__ = ["RULES"]

# ---- Interim measures on internet loans of commercial banks (2020): agencies. From memory; the article number was not
# ---- confirmed.

INTERNET_LOANS = Citation(
    instrument="Interim Measures for Internet Loans of Commercial Banks (2020, 商业银行互联网贷款管理暂行办法)",
    article="cooperation with collection agencies",
    source="general knowledge; article number not confirmed",
    basis=Basis.MEMORY,
)


# As remembered: partners are managed by a list, and no agency with a record of violent collection is used.
@rule(
    "cn.agency.violence",
    governs={"submit_placement", "approve_referral", "accept_placement"},
    tone=Tone.FORBID,
    cites=INTERNET_LOANS,
    since=date(2020, 7, 12),
    reach=Reach(products=frozenset({"online_credit"})),
    says={
        "en": "The agency is on record for violent collection",
        "zh": "催收机构有暴力催收记录",
    },
    lifted_by=("another agency",),
)
def agency_violence(f: FactSymbols) -> Symbol:
    return f.agency_violent


# ---- Measures on the supervision of credit card business of commercial banks: plans, and who is collected from.

CARDS_SINCE = date(2011, 1, 13)
CARDS = Reach(products=frozenset({"credit_card"}))


def _cards(article: str, basis: Basis) -> Citation:
    source = (
        "a page that quotes the article" if basis.is_verified else "general knowledge; article number not confirmed"
    )
    return Citation(
        instrument="Measures on Credit Card Business of Commercial Banks (2011, 商业银行信用卡业务监督管理办法)",
        article=article,
        source=source,
        basis=basis,
        checked_on=date(2026, 11, 23) if basis.is_verified else None,
    )


PLAN_DAYS = Dated(
    "cn.card.plan_days", {CARDS_SINCE: 5 * 365 + 1}, unit="days", cites=_cards("article 70: five years", Basis.VERIFIED)
)


# As quoted: an individual plan of instalments is agreed for no more than five years (of which at least one has a leap day).
@rule(
    "cn.card.plan_years",
    governs={"propose", "counter", "settle"},
    tone=Tone.FORBID,
    cites=_cards("article 70", Basis.VERIFIED),
    since=CARDS_SINCE,
    reach=CARDS,
    facts=PRODUCT,
    applies=lambda f: f.is_card,
    says={
        "en": "A plan on a card runs for at most five years ({plan_days} days)",
        "zh": "个性化分期还款协议最长不得超过 5 年",
    },
    lifted_by=("a shorter plan",),
)
def plan_years(f: FactSymbols) -> Symbol:
    return f.days_until_last_instalment > PLAN_DAYS


# As quoted: once the plan is signed, bank and agencies stop collecting while it is performed.
@rule(
    "cn.card.plan_running",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_cards("article 70", Basis.VERIFIED),
    since=CARDS_SINCE,
    reach=CARDS,
    facts=PRODUCT,
    applies=lambda f: f.is_card,
    says={
        "en": "A plan on this card is running and performed; collection stops",
        "zh": "分期还款协议履行期间应停止催收",
    },
)
def plan_running(f: FactSymbols) -> Symbol:
    return f.arrangement_kept


# As remembered: only the cardholder and the guarantor are collected from, never an unrelated third person.
@rule(
    "cn.card.third_party",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=_cards("articles 67 to 69", Basis.MEMORY),
    since=CARDS_SINCE,
    reach=CARDS,
    facts=PRODUCT,
    applies=lambda f: f.is_card,
    says={
        "en": "Of a card, only the cardholder and the guarantor are collected from",
        "zh": "信用卡催收对象限于持卡人及其担保人",
    },
    lifted_by=("contact with the borrower or a guarantor",),
)
def card_third_party(f: FactSymbols) -> Symbol:
    return has_no_part(f)


RULES: tuple[Rule, ...] = (agency_violence, plan_years, plan_running, card_third_party)
