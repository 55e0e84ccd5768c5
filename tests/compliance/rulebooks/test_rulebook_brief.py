"""United Kingdom, India, European Union: which rules there are, on what they rest, and that none claims to have been read.

What each of them does stands in tests/scenarios: uk.yaml, india.yaml and eu.yaml.
"""

from __future__ import annotations

from datetime import date

import pytest

from debtflow.compliance.rulebooks import catalogue, eu, india, uk
from debtflow.compliance.rules import Rule
from debtflow.records.findings import Tone
from debtflow.values.law import Basis

TABLE = {
    "uk.breathing_space": (Tone.FORBID, date(2021, 5, 4), Basis.SECONDARY),
    "uk.conc.7_3_11": (Tone.FORBID, date(2014, 4, 1), Basis.SECONDARY),
    "uk.cca.default_notice": (Tone.FORBID, date(1985, 5, 19), Basis.MEMORY),
    "uk.conc.7_14": (Tone.FORBID, date(2014, 4, 1), Basis.MEMORY),
    "uk.conc.7_14.suit": (Tone.FORBID, date(2014, 4, 1), Basis.MEMORY),
    "uk.conc.7_15.silence": (Tone.FORBID, date(2014, 4, 1), Basis.MEMORY),
    "uk.conc.7_15.refused": (Tone.FORBID, date(2014, 4, 1), Basis.MEMORY),
    "uk.conc.7_15.suit": (Tone.FORBID, date(2014, 4, 1), Basis.MEMORY),
    "in.rbi.hours": (Tone.FORBID, date(2022, 8, 12), Basis.SECONDARY),
    "in.rbi.microfinance": (Tone.FORBID, date(2022, 4, 1), Basis.MEMORY),
    "eu.npl.notice": (Tone.FORBID, date(2023, 12, 29), Basis.MEMORY),
    "eu.ccd2.forbearance": (Tone.APPROVE, date(2026, 11, 20), Basis.MEMORY),
}
RULES = (*uk.RULES, *india.RULES, *eu.RULES)


def test_the_rules_are_these_and_no_others() -> None:
    assert {one.id: (one.tone, one.since, one.basis) for one in RULES} == TABLE


@pytest.mark.parametrize("one", RULES, ids=lambda one: str(one.id))
def test_a_rule_prints_that_its_text_was_not_read(one: Rule) -> None:
    assert one.basis.words in str(one.cites)


def test_the_numbers_are_these() -> None:
    on, books = date(2026, 3, 10), (uk, india, eu)
    assert {n: number.on(on) for book in books for n, number in book.RULEBOOK.numbers.items()} == {
        "uk.cca.remedy_days": 14,
        "in.rbi.opens": 8 * 60,
        "in.rbi.closes": 19 * 60,
        "in.rbi.microfinance_opens": 9 * 60,
        "in.rbi.microfinance_closes": 18 * 60,
    }


def test_the_draft_of_2026_holds_for_who_asks_for_it_alone() -> None:
    drafted = {one.id for one, _ in india.OPTIONS}
    assert drafted == {"in.rbi.2026.hours", "in.rbi.2026.target", "in.rbi.2026.times"}
    asked = catalogue.joined("india", options=drafted)
    assert drafted <= set(asked.rules) and not drafted & set(catalogue.joined("india").rules)
    assert all("draft" in catalogue.OPTIONS[name].why_off for name in drafted)
    assert {number.on(date(2026, 7, 1)) for one, _ in india.OPTIONS for number in one.numbers.values()} == {480, 1140}
