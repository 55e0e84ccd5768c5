"""United States: which federal rules there are, on what they rest, and what a presumption says of itself.

What each of them does stands in tests/scenarios/us_federal.yaml.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import NEW_YORK, dossier, local, situation, tally

from debtflow import Basis, Factors, Tone, catalogue, rule
from debtflow.compliance.decisions import judge
from debtflow.compliance.rulebooks import us_federal
from debtflow.compliance.rulebooks.us_federal import before, citations, contact, credit, frequency, stays
from debtflow.compliance.rules import Rule, rule_from_json
from debtflow.errors import BookError
from debtflow.records.contacts import Counted
from debtflow.records.parties import Actor
from debtflow.records.stages import Role
from debtflow.values.dates import day_number, day_of

BOOK = us_federal.RULEBOOK
HARBOUR = Actor(id="tom", role=Role.AGENCY, party="harbour")
NOON = local(NEW_YORK, 2026, 4, 1, 12)


def test_the_rules_stand_in_the_order_of_the_texts_and_nothing_else_does() -> None:
    chapters = (contact.RULES, frequency.RULES, contact.MEANS, before.RULES, credit.RULES, stays.RULES)
    assert list(BOOK.rules) == [one.id for chapter in chapters for one in chapter]
    assert list(BOOK.duties) == ["us.regf.34.notice", "us.fcra.negative_notice"]


def test_the_numbers_are_those_of_the_texts() -> None:
    on = date(2026, 3, 10)
    assert {name: number.on(on) for name, number in BOOK.numbers.items()} == {
        "us.regf.opens": 8 * 60,
        "us.regf.closes": 21 * 60,
        "us.regf.location_contacts": 1,
        "us.regf.calls_in_seven_days": 7,
        "us.regf.days_after_a_talk": 7,
        "us.regf.consent_days": 7,
        "us.regf.rapid_minutes": 5,
        "us.regf.concentrated_calls": 7,
        "us.regf.days_before_reporting": 14,
        "us.regf.notice_days": 5,
        "us.fcra.negative_notice_days": 30,
        "us.fcra.obsolete_days": 7 * 365 + 180,
    }
    assert citations.RECEIPT_WORKING_DAYS.on(on) == 5
    assert citations.VALIDATION_DAYS.on(on) == 30


def test_how_surely_each_text_is_known_is_said() -> None:
    unread = {one.id: one.basis for one in (*BOOK.rules.values(), *BOOK.duties.values()) if not one.basis.is_verified}
    assert unread == {"us.bankr.discharge": Basis.MEMORY, "us.scra.execution": Basis.MEMORY}
    for one in BOOK.rules.values():
        assert one.cites.source and one.cites.checked_on, one.id


def test_the_creditor_in_its_own_name_is_bound_by_what_binds_every_creditor_alone() -> None:
    first_party = catalogue.chosen(jurisdiction="us_federal", role="creditor")
    law = [name for name in first_party.rules if name.startswith("us.")]
    assert law == [one.id for one in (*credit.RULES, *stays.RULES)]
    assert "us.regf.14b.freq7" in catalogue.chosen(jurisdiction="us_federal", role="agency").rules


@pytest.mark.parametrize(
    ("sent", "ends"),
    [
        ("2026-03-02", "2026-04-08"),  # Mon: Tue 3 to Mon 9 March; thirty days
        ("2026-11-20", "2026-12-30"),  # Fri: Mon 23, Tue 24, Wed 25, Fri 27, Mon 30 November
        ("2026-12-24", "2027-02-03"),  # Thu: Mon 28 to Thu 31 December, Mon 4 January
        ("2026-07-01", "2026-08-07"),  # Wed: Thu 2, Fri 3 (observed, and not listed), Mon 6, Tue 7, Wed 8 July
        ("2020-03-02", "2020-04-08"),  # before the revision, by the same count
    ],
)
def test_the_validation_period_is_thirty_days_from_the_assumed_receipt(sent: str, ends: str) -> None:
    reckon = citations.US.fields["validation_period_ends_on"].reckoned
    assert reckon is not None
    assert day_of(reckon[1](day_number(date.fromisoformat(sent)))).isoformat() == ends


def refused_by_a_presumption(**more: Any) -> Any:
    talk = tally(Counted.TALK_BY_PHONE, {day_number(date(2026, 4, 1)): 1}, party="harbour")
    return judge(BOOK, situation(NOON, borrower=dossier(zones=(NEW_YORK,), contacts=talk), actor=HARBOUR, **more))


def test_a_presumption_says_that_it_is_one_with_what_speaks_on_either_side() -> None:
    decision = refused_by_a_presumption()
    assert [finding.rule for finding in decision.findings] == ["us.regf.14b.conv7"]
    for said in (str(decision), decision.html()):
        assert "A presumption that can be rebutted, and no prohibition by itself." in said
        assert "For a breach speaks: calls in rapid succession" in said
        assert "Against a breach speaks: a call that the law requires" in said
    assert "可推翻的推定" in decision.text("zh")


def test_a_prohibition_says_nothing_of_that() -> None:
    decision = judge(
        BOOK, situation(local(NEW_YORK, 2026, 4, 1, 7), borrower=dossier(zones=(NEW_YORK,)), actor=HARBOUR)
    )
    assert decision.refused
    assert "presumption" not in str(decision)


def test_the_house_may_let_a_second_person_weigh_it_and_it_still_says_what_it_is() -> None:
    book = BOOK.with_presumption("us.regf.14b.conv7", Tone.APPROVE, because="counsel weighs the factors")
    talk = tally(Counted.TALK_BY_PHONE, {day_number(date(2026, 4, 1)): 1}, party="harbour")
    decision = judge(book, situation(NOON, borrower=dossier(zones=(NEW_YORK,), contacts=talk), actor=HARBOUR))
    assert decision.needs_approval
    assert "A presumption that can be rebutted" in str(decision)


def test_factors_are_kept_with_the_rule_and_are_part_of_what_it_is() -> None:
    one = BOOK.rule("us.regf.14b.freq7")
    again = rule_from_json(one.to_json(), BOOK.facts)
    assert again.factors == one.factors == frequency.FACTORS
    assert again.fingerprint() == one.fingerprint()


def test_only_a_presumption_has_factors() -> None:
    setting: dict[str, Any] = {
        "governs": {"place_call"},
        "cites": citations.regulation_f("1006.14"),
        "since": date(2026, 1, 1),
        "says": "Too often",
        "factors": Factors(for_breach=("many calls",)),
    }

    def stated(**tone: Any) -> Rule:
        return rule("house.often", **setting, **tone)(lambda f: f.calls_counted_today >= 3)

    assert stated(tone=Tone.PRESUME).factors is not None
    with pytest.raises(BookError, match=r"either side of a presumption.*tone=Tone.PRESUME"):
        stated(tone=Tone.FORBID)
