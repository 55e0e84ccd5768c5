"""China: which rules there are, on what they rest, and that none of them claims more than was read."""

from __future__ import annotations

from datetime import date

import pytest

from debtflow.compliance.rulebooks import china
from debtflow.compliance.rules import Rule
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.values.law import Basis

PLACING = frozenset({"submit_placement", "approve_referral", "accept_placement"})
CALL, TALKED_OVER = frozenset({"place_call"}), frozenset({"propose", "counter", "settle"})
AT_LAW, REPORT = frozenset({"request_legal", "approve_legal", "file_claim"}), frozenset({"report_credit"})
GBT, CBA, CARDS = date(2025, 2, 28), date(2026, 1, 31), date(2011, 1, 13)
CODE, RATES, PIPL, CREDIT = date(2021, 1, 1), date(2017, 8, 4), date(2021, 11, 1), date(2013, 3, 15)
F, A = Tone.FORBID, Tone.ADVISE
V, S, M = Basis.VERIFIED, Basis.SECONDARY, Basis.MEMORY
TABLE = {
    "cn.gbt45251.hours": (CONTACTS, F, GBT, S),
    "cn.gbt45251.freq": (CALL, F, GBT, S),
    "cn.gbt45251.target": (CONTACTS, F, GBT, S),
    "cn.gbt45251.not_told": (CONTACTS, F, GBT, S),
    "cn.gbt45251.third_refused": (CONTACTS, F, GBT, S),
    "cn.gbt45251.agency": (PLACING, F, GBT, S),
    "cn.cba2026.hours": (CONTACTS, F, CBA, S),
    "cn.cba2026.freq": (CALL, A, CBA, S),
    "cn.cba2026.third_party": (CONTACTS, F, CBA, S),
    "cn.cba2026.not_dunned": (CONTACTS, F, CBA, S),
    "cn.transfer.notice": (CONTACTS, F, CODE, V),
    "cn.limitation": (AT_LAW, A, CODE, V),
    "cn.limitation.threat": (frozenset({"issue_demand"}), A, CODE, M),
    "cn.rate24": (AT_LAW, A, RATES, M),
    "cn.pipl.delete": (frozenset({"confirm_stop_work", "return_placement"}), A, PIPL, V),
    "cn.pipl.sale": (frozenset({"close"}), F, PIPL, V),
    "cn.credit.consent": (REPORT, F, CREDIT, V),
    "cn.credit.notice": (REPORT, F, CREDIT, V),
    "cn.credit.marked": (REPORT, F, CREDIT, V),
    "cn.agency.violence": (PLACING, F, date(2020, 7, 12), M),
    "cn.card.plan_years": (TALKED_OVER, F, CARDS, V),
    "cn.card.plan_running": (CONTACTS, F, CARDS, V),
    "cn.card.third_party": (CONTACTS, F, CARDS, M),
}


def test_the_rules_are_those_of_the_research_and_nothing_else() -> None:
    found = {one.id: (one.governs, one.tone, one.since, one.basis) for one in china.RULES}
    assert found == TABLE


def test_the_numbers_are_those_of_the_research() -> None:
    on = date(2026, 3, 10)
    assert {name: number.on(on) for name, number in china.RULEBOOK.numbers.items()} == {
        "cn.gbt45251.night_begins": 22 * 60,
        "cn.gbt45251.night_ends": 8 * 60,
        "cn.gbt45251.talks_per_day": 3,
        "cn.lost_after_failures": 3,
        "cn.gbt45251.evaluated_within_days": 365,
        "cn.cba2026.night_begins": 22 * 60,
        "cn.cba2026.night_ends": 8 * 60,
        "cn.cba2026.unanswered_a_day": 6,
        "cn.rate24.ten_thousandths": 2400,
        "cn.card.plan_days": 1826,
        "cn.credit.answer_days": 20,
    }


@pytest.mark.parametrize("one", china.RULES, ids=lambda one: str(one.id))
def test_a_rule_speaks_english_and_chinese_and_prints_how_its_text_is_known(one: Rule) -> None:
    assert set(one.says) == {"en", "zh"}
    assert one.basis.is_verified or one.basis.words in str(one.cites)
    assert not one.basis.is_verified or (one.cites.source and one.cites.checked_on)
    day = date(2026, 3, 10).toordinal()
    assert one.sentence(day, "zh") != one.sentence(day)


def test_the_recommended_standard_is_called_one() -> None:
    assert "recommended national standard" in str(china.RULEBOOK.rule("cn.gbt45251.freq").cites)
    assert "press summaries" in china.RULEBOOK.rule("cn.gbt45251.freq").cites.source
