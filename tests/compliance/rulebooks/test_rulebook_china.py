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
TABLE = {
    "cn.gbt45251.hours": (CONTACTS, Tone.FORBID, date(2025, 2, 28), Basis.SECONDARY),
    "cn.gbt45251.freq": (frozenset({"place_call"}), Tone.FORBID, date(2025, 2, 28), Basis.SECONDARY),
    "cn.gbt45251.target": (CONTACTS, Tone.FORBID, date(2025, 2, 28), Basis.SECONDARY),
    "cn.gbt45251.agency": (PLACING, Tone.FORBID, date(2025, 2, 28), Basis.SECONDARY),
    "cn.agency.licence": (PLACING, Tone.FORBID, date(2020, 7, 12), Basis.MEMORY),
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
    }


@pytest.mark.parametrize("one", china.RULES, ids=lambda one: str(one.id))
def test_a_rule_speaks_english_and_chinese_and_prints_that_its_text_was_not_read(one: Rule) -> None:
    assert set(one.says) == {"en", "zh"}
    assert not one.basis.is_verified and one.basis.words in str(one.cites)
    for number in one.numbers.values():
        assert not number.cites.basis.is_verified
    assert one.sentence(date(2026, 3, 10).toordinal(), "zh") != one.sentence(date(2026, 3, 10).toordinal())


def test_the_recommended_standard_is_called_one() -> None:
    assert "recommended national standard" in str(china.RULEBOOK.rule("cn.gbt45251.freq").cites)
    assert "press summaries" in china.RULEBOOK.rule("cn.gbt45251.freq").cites.source
