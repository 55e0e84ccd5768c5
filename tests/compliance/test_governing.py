"""Governing rules: one compiled function that answers with every rule, and what it says where facts are unknown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.compliance.situations import (
    NOON,
    TODAY,
    book,
    debt,
    dossier,
    house_rule,
    in_shanghai,
    number,
    situation,
)

from debtflow.compliance.decisions import judge
from debtflow.compliance.facts import Count, FactGroup, Flag, Minute
from debtflow.compliance.governing import Governing, Screen
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.rules import Rule
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.expressions import function
from debtflow.records.actions import CONTACTS, ESCALATIONS
from debtflow.records.findings import Tone

CAP = number("house.cap", 3)
HOUSE = FactGroup(
    "house",
    invited=Flag("the debtor invited us"),
    visits=Count(0, 31, "visits this month"),
    visits_before=Count(0, 31, "visits last month"),
    visits_in_all=Count(0, 62, "visits in two months", derive=lambda f: f.visits + f.visits_before),
    prefers_from=Minute("from when calls are welcome"),
)


def governing(*rules: Rule, **assume: int) -> Governing:
    return book(*rules).assuming(**assume).governing("place_call", TODAY)


def with_attributes(**attributes: str) -> Any:
    return situation(owing=debt(attributes=tuple(attributes.items())))


# ---- every failing rule --------------------------------------------------------------------------------------------


def test_the_mask_names_every_rule_that_stands_in_the_way() -> None:
    rules = [house_rule(f"house.wave_{n}", lambda f, n=n: f.wave >= n) for n in range(6)]
    failing, values, unknown = governing(*rules).run(situation(wave=3))
    assert (failing, values, unknown) == (0b001111, (3,), 0)


@pytest.mark.parametrize("action", sorted(CONTACTS | ESCALATIONS | {"close"}))
def test_the_mask_is_that_of_each_rule_by_itself(action: str) -> None:
    compiled = catalogue.joined("china", "generic").governing(action, TODAY)
    asked = [
        situation(),
        situation(in_shanghai(3, 10, 23), custody=1, failures_in_a_row=2, confirmations=0),
        situation(borrower=dossier(calls={TODAY: 9}, talks={TODAY: 3}, zones=("America/New_York",))),
    ]
    for s in asked:
        failing, values, _ = compiled.run(s)
        facts = dict(zip(compiled.names, values, strict=True))
        for bit, condition in enumerate(compiled.conditions):
            alone = function(condition, compiled.names)
            assert alone(**facts) is bool(failing >> bit & 1)
        assert compiled.masked(values) == failing


def test_only_the_facts_that_the_rules_read_are_computed() -> None:
    assert governing(house_rule(predicate=lambda f: f.confirmed)).names == ("confirmations", "confirmed")
    assert governing().names == ()
    assert governing().run(situation()) == (0, (), 0)
    assert governing().masked(()) == 0


def test_more_rules_than_a_machine_word_has_bits_are_all_answered() -> None:
    rules = [house_rule(f"house.r{n}", lambda f: f.wave >= 1) for n in range(70)]
    failing, _, _ = governing(*rules).run(situation(wave=1))
    assert failing == (1 << 70) - 1


# ---- unknown facts -------------------------------------------------------------------------------------------------


def settled(one: Rule, asked: Any, **assume: int) -> str:
    compiled = governing(one, **assume)
    failing, values, unknown = compiled.run(asked)
    if not unknown:
        return "stands in the way" if failing else "nothing"
    failing, undetermined, _, assumed = compiled.settle(values, unknown)
    assert not failing & undetermined
    answer = "stands in the way" if failing else "undetermined" if undetermined else "nothing"
    return answer + (" (assumed)" if assumed else "")


UNKNOWN = [
    ("nothing known", lambda f: f.visits >= 3, {}, "undetermined"),
    ("known below", lambda f: f.visits >= 3, {"visits": "2"}, "nothing"),
    ("known at", lambda f: f.visits >= 3, {"visits": "3"}, "stands in the way"),
    ("no value could change it: always within", lambda f: f.visits <= 31, {}, "stands in the way"),
    ("another fact settles it", lambda f: (f.visits >= 3) & (f.wave >= 1), {}, "nothing"),
    ("another fact leaves it open", lambda f: (f.visits >= 3) & (f.wave >= 0), {}, "undetermined"),
    ("another fact is enough", lambda f: (f.visits >= 3) | (f.wave >= 0), {}, "stands in the way"),
    ("both answers of a flag", lambda f: f.invited | ~f.invited, {}, "stands in the way"),
    ("a derived fact is as unknown as its source", lambda f: f.visits_in_all >= 40, {"visits": "5"}, "nothing"),
    ("its other source", lambda f: f.visits_in_all >= 36, {"visits": "5"}, "undetermined"),
    ("a floor of its own", lambda f: f.visits_in_all >= 5, {"visits": "5"}, "stands in the way"),
]


@pytest.mark.parametrize(
    ("predicate", "attributes", "wanted"), [row[1:] for row in UNKNOWN], ids=[r[0] for r in UNKNOWN]
)
def test_a_rule_is_undetermined_only_if_some_value_would_change_its_answer(
    predicate: Any, attributes: dict[str, str], wanted: str
) -> None:
    one = house_rule(predicate=predicate, facts=HOUSE)
    assert settled(one, with_attributes(**attributes)) == wanted


def test_an_unknown_fact_does_not_matter_where_the_rule_does_not_apply_or_is_lifted() -> None:
    def one(**changes: Any) -> Rule:
        return house_rule(predicate=lambda f: f.visits >= 3, facts=HOUSE, **changes)

    assert settled(one(applies=lambda f: f.wave >= 1), situation()) == "nothing"
    assert settled(one(applies=lambda f: f.wave >= 1), situation(wave=1)) == "undetermined"
    assert settled(one(unless=lambda f: f.wave >= 1), situation(wave=1)) == "nothing"


def test_one_undetermined_rule_leaves_the_others_as_they_are() -> None:
    rules = [
        house_rule("house.a", lambda f: f.visits >= 3, facts=HOUSE),
        house_rule("house.b", lambda f: f.wave >= 1),
        house_rule("house.c", lambda f: f.wave >= 9),
    ]
    decision = judge(book(*rules), situation(wave=1))
    assert (decision.failing, decision.undetermined) == (0b010, 0b001)
    assert decision.rules == ("house.a", "house.b")
    assert decision.missing == ("visits",)


def test_undetermined_refuses_and_cannot_be_approved_but_an_advice_is_only_noted() -> None:
    def asked(tone: Tone, approved_by: str | None = None) -> Any:
        one = house_rule(predicate=lambda f: f.visits >= 3, facts=HOUSE, tone=tone)
        return judge(book(one), situation(), approved_by=approved_by)

    for tone in (Tone.FORBID, Tone.PRESUME, Tone.APPROVE):
        for approver in (None, "boss"):
            assert asked(tone, approver).refused and not asked(tone, approver).needs_approval
    assert asked(Tone.ADVISE).permitted and len(asked(Tone.ADVISE).findings) == 1


# ---- assumptions ---------------------------------------------------------------------------------------------------


def test_an_assumption_stands_in_for_what_is_not_known_and_for_nothing_else() -> None:
    one = house_rule(predicate=lambda f: f.visits >= 3, facts=HOUSE)
    assert settled(one, situation(), visits=3) == "stands in the way (assumed)"
    assert settled(one, situation(), visits=2) == "nothing (assumed)"
    assert settled(one, with_attributes(visits="2"), visits=3) == "nothing"


def test_an_assumption_about_a_known_fact_is_not_used_where_another_is_unknown() -> None:
    one = house_rule(predicate=lambda f: (f.visits >= 3) & ~f.invited, facts=HOUSE)
    decision = judge(book(one, assume={"visits": 3}), with_attributes(visits="2"))
    assert decision.permitted and decision.assumptions == {} and decision.missing == ("invited",)
    assert "Assumed" not in str(decision)


def test_an_assumption_reaches_the_facts_that_are_derived_from_it() -> None:
    one = house_rule(predicate=lambda f: f.visits_in_all >= 9, facts=HOUSE)
    decision = judge(book(one, assume={"visits": 4}), with_attributes(visits_before="5"))
    assert decision.refused and decision.facts["visits_in_all"] == 9
    assert decision.assumptions == {"visits": 4} and decision.missing == ()
    (finding,) = decision.findings
    assert {e.fact: (e.known, e.assumed) for e in finding.evidence} == {
        "visits": (False, True),
        "visits_before": (True, False),
        "visits_in_all": (False, True),
    }
    assert "Assumed: visits = 4." in str(decision)
    assert "not known" not in str(decision)


def test_an_assumption_may_leave_a_rule_undetermined_for_another_fact() -> None:
    one = house_rule(predicate=lambda f: f.visits_in_all >= 9, facts=HOUSE)
    decision = judge(book(one, assume={"visits": 4}), situation())
    assert decision.refused and decision.missing == ("visits_before",)
    (finding,) = decision.findings
    assert {e.fact: e.known for e in finding.evidence}["visits_in_all"] is False
    assert "not known: visits_before, visits_in_all" in str(finding)


def test_an_assumption_changes_the_fingerprint_of_what_governs() -> None:
    one = house_rule(predicate=lambda f: f.visits >= 3, facts=HOUSE)
    assert governing(one).fingerprint != governing(one, visits=3).fingerprint != governing(one, visits=4).fingerprint
    assert governing(one).fingerprint == governing(one).fingerprint


# ---- for the search of moments -------------------------------------------------------------------------------------

CLOCKS: list[tuple[str, Any, set[int]]] = [
    ("from 08:00 on", lambda f: f.minute_earliest >= 480, {480}),
    ("after 08:00", lambda f: f.minute_earliest > 480, {481}),
    ("before 21:00", lambda f: f.minute_latest < 1260, {1260}),
    ("until 21:00", lambda f: f.minute_latest <= 1260, {1261}),
    ("at 09:00 exactly", lambda f: f.minute_latest == 540, {540, 541}),
    ("with half an hour added", lambda f: f.minute_latest + 30 >= 1260, {1230}),
    ("doubled", lambda f: 2 * f.minute_latest >= 1261, {631}),
    ("compared with a lender's minute", lambda f: f.minute_earliest < f.prefers_from, {600}),
    ("no clock at all", lambda f: f.wave >= 480, set()),
    ("a lender's minute alone", lambda f: f.prefers_from >= 480, set()),
]


@pytest.mark.parametrize(("predicate", "wanted"), [row[1:] for row in CLOCKS], ids=[row[0] for row in CLOCKS])
def test_the_minutes_at_which_an_answer_can_change_are_found(predicate: Any, wanted: set[int]) -> None:
    compiled = governing(house_rule(predicate=predicate, facts=HOUSE))
    _, values, _ = compiled.run(with_attributes(prefers_from="600"))
    assert compiled.minutes(values) == wanted


def test_time_can_lift_what_rests_on_clock_window_hold_ledger_or_licence_and_nothing_else() -> None:
    rules = {
        "clock": lambda f: f.minute_latest >= 1260,
        "a day count": lambda f: f.days_in_stage < 3,
        "a window": lambda f: f.calls_counted_today >= 1,
        "a hold": lambda f: f.hold_blocks_contact,
        "the ledger": lambda f: f.arrears == 0,
        "a licence": lambda f: ~f.agency_licensed,
        "the case": lambda f: f.promise_open,
        "custody": lambda f: ~f.actor_has_custody,
        "an attribute": lambda f: f.visits >= 3,
    }
    found = {
        name: governing(house_rule(predicate=predicate, facts=HOUSE)).moves_with_time(0)
        for name, predicate in rules.items()
    }
    assert found == {
        **dict.fromkeys(["clock", "a day count", "a window", "a hold", "the ledger", "a licence"], True),
        **dict.fromkeys(["the case", "custody", "an attribute"], False),
    }


def test_what_is_not_known_does_not_become_known_by_itself() -> None:
    compiled = governing(house_rule(predicate=lambda f: f.minute_latest >= 1260))
    assert compiled.moves_with_time(0) and not compiled.moves_with_time(0, unknown=1)


def test_a_screen_of_conditions_answers_without_any_rule() -> None:
    from debtflow.expressions import Kind, trace

    tree = trace(lambda f: f.days_in_stage >= 3, STANDARD_FACTS.vocabulary, expects=Kind.FLAG, what="a condition")
    screen = Screen([tree], STANDARD_FACTS, {})
    assert [screen.run(situation(NOON, stage_entered_on=TODAY - n))[0] for n in (2, 3)] == [0, 1]
