"""Rules: what a rule author writes, what is made of it, and every mistake with its mend."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from tests.compliance.situations import (
    ALWAYS,
    NOON,
    POLICY,
    TODAY,
    debt,
    decided,
    dossier,
    house_rule,
    in_shanghai,
    number,
    situation,
)

from debtflow.compliance.facts import Count, FactGroup, Flag
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.rules import EVERYTHING, Rule, facts_of, number_words, rule, rule_from_json
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.errors import BookError, DebtflowError, ExpressionError
from debtflow.expressions import between, one_of
from debtflow.records import actions
from debtflow.records.findings import Tone
from debtflow.records.stages import Outcome, Role
from debtflow.values.law import Basis, Citation, Dated

CAP = number("house.cap", 3)
HOUSE = FactGroup("house", invited=Flag("the debtor invited us"), visits=Count(0, 31, "visits this month"))
NEW_CAP = Dated(
    "law.calls_a_day",
    {date(2025, 1, 1): 3, date(2026, 3, 10): 2},
    unit="count",
    cites=Citation(instrument="Act 7", basis=Basis.VERIFIED),
)


def called(times: int) -> Any:
    return dossier(calls={TODAY: times})


# ---- what a rule is ------------------------------------------------------------------------------------------------


def test_a_rule_stands_in_the_way_where_it_applies_is_true_and_is_not_lifted() -> None:
    narrow = house_rule(
        predicate=lambda f: f.calls_counted_today >= CAP,
        applies=lambda f: f.actor_role == Role.CREDITOR,
        unless=lambda f: f.promises_broken >= 2,
    )
    assert decided(situation(borrower=called(3)), narrow).rules == ("house.calls",)
    assert decided(situation(borrower=called(2)), narrow).permitted
    assert decided(situation(borrower=called(3), promises_broken=2), narrow).permitted
    assert decided(situation(borrower=called(3), promises_broken=1), narrow).refused


def test_unless_lifts_its_own_rule_and_no_other() -> None:
    lifted = house_rule("house.one", lambda f: f.calls_counted_today >= 1, unless=lambda f: f.confirmed)
    strict = house_rule("house.two", lambda f: f.calls_counted_today >= 1)
    decision = decided(situation(borrower=called(1)), lifted, strict)
    assert decision.rules == ("house.two",)


def test_a_dated_number_is_bound_by_the_day_on_both_sides_of_its_change() -> None:
    capped = house_rule(predicate=lambda f: f.calls_counted_today >= NEW_CAP, since=date(2025, 1, 1))
    day_before, day_of_change = in_shanghai(3, 9, 23, 59), in_shanghai(3, 10, 0, 0)
    assert decided(situation(day_before, borrower=dossier(calls={TODAY - 1: 2})), capped).permitted
    assert decided(situation(day_before, borrower=dossier(calls={TODAY - 1: 3})), capped).refused
    assert decided(situation(day_of_change, borrower=dossier(calls={TODAY: 1})), capped).permitted
    assert decided(situation(day_of_change, borrower=dossier(calls={TODAY: 2})), capped).refused
    assert capped.values(TODAY - 1) == {"law.calls_a_day": 3}
    assert capped.values(TODAY) == {"law.calls_a_day": 2}
    assert "3" in capped.words(TODAY - 1) and "2" in capped.words(TODAY)


def test_a_rule_is_in_force_from_its_first_day_until_its_last_which_is_not_included() -> None:
    limited = house_rule(since=date(2026, 3, 10), until=date(2026, 3, 12))
    everyday = dossier(calls={TODAY + n: 1 for n in range(-3, 4)})
    verdicts = {
        n: decided(situation(in_shanghai(3, 10 + n, 12), borrower=everyday), limited).refused for n in (-1, 0, 1, 2)
    }
    assert verdicts == {-1: False, 0: True, 1: True, 2: False}
    assert [limited.in_force(TODAY + n) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    assert limited.boundaries == {TODAY, TODAY + 2}


def test_a_rule_that_governs_everything_may_spare_some() -> None:
    sparing = house_rule(governs=EVERYTHING, spares=actions.CONTACTS)
    assert sparing.governs_action("a_verb_of_the_lenders_own") and not sparing.governs_action("visit")
    assert rule_from_json(sparing.to_json(), STANDARD_FACTS) == replace(sparing, groups=STANDARD_FACTS.groups)
    assert sparing.fingerprint() != house_rule(governs=EVERYTHING).fingerprint()
    assert "spares" not in house_rule().to_json(), "what it was called by before stays its name"
    with pytest.raises(BookError, match=r"house\.calls spares actions, but does not govern everything"):
        house_rule(spares={"visit"})


def test_a_rule_governs_the_actions_it_names_or_everything() -> None:
    assert house_rule().governs_action("place_call") and not house_rule().governs_action("visit")
    assert house_rule(governs="visit").governs == frozenset({"visit"})
    for everything in (EVERYTHING, {"*"}, "*"):
        assert house_rule(governs=everything).governs_action("a_verb_of_the_lenders_own")


def test_a_sentence_shows_the_numbers_in_force_and_times_as_times() -> None:
    closes = Dated("house.closes", {ALWAYS: 21 * 60, date(2026, 3, 10): 1170}, unit="minute of day", cites=POLICY)
    quiet = house_rule(
        predicate=lambda f: f.minute_latest >= closes,
        says={"zh": "{closes} 后不得联系", "en": "No calls from {closes} on"},
    )
    assert quiet.sentence(TODAY - 1) == "No calls from 21:00 on"
    assert quiet.sentence(TODAY) == "No calls from 19:30 on"
    assert quiet.sentence(TODAY, "zh") == "19:30 后不得联系"
    assert quiet.sentence(TODAY, "fr") == "No calls from 19:30 on"
    assert number_words(CAP, 3) == "3"
    only_chinese = house_rule(says={"zh": "不得联系"})
    assert only_chinese.sentence(TODAY) == "不得联系"


def test_a_rule_may_read_facts_of_the_lenders_own() -> None:
    visits = house_rule(
        "house.visits",
        lambda f: f.visits >= CAP,
        facts=HOUSE,
        unless=lambda f: f.invited,
        governs={"place_call"},
    )
    assert visits.groups == (HOUSE,)
    of = {(v, i): debt(attributes=(("visits", v), ("invited", i))) for v in "23" for i in ("yes", "no")}
    refused = {key for key, owing in of.items() if decided(situation(owing=owing), visits).refused}
    assert refused == {("3", "no")}
    assert "visits this month is at least 3 (house.cap)" in visits.words(TODAY, facts_of([HOUSE]))


def test_one_thing_or_several_may_lift_a_rule() -> None:
    assert house_rule(lifted_by="another agency").lifted_by == ("another agency",)
    assert house_rule(lifted_by=["a licence", "another agency"]).lifted_by == ("a licence", "another agency")


# ---- fingerprints and JSON -----------------------------------------------------------------------------------------


def capped(cap: Dated = CAP, **changes: Any) -> Rule:
    return house_rule("house.cap_rule", lambda f: f.calls_counted_today >= cap, says="At most {cap} calls", **changes)


@pytest.mark.parametrize(
    "changed",
    [
        capped(number("house.cap", 4)),
        capped(Dated("house.cap", {ALWAYS: 3, date(2030, 1, 1): 4}, unit="count", cites=POLICY)),
        capped(Dated("house.cap", {ALWAYS: 3}, unit="calls", cites=POLICY)),
        capped(tone=Tone.PRESUME),
        capped(since=date(2020, 1, 1)),
        capped(until=date(2030, 1, 1)),
        capped(cites=POLICY.changed(article="2")),
        capped(cites=POLICY.changed(basis=Basis.VERIFIED)),
        capped(governs={"visit"}),
        capped(applies=lambda f: f.confirmed),
        capped(unless=lambda f: f.confirmed),
        capped(lifted_by=("time",)),
        house_rule("house.cap_rule", lambda f: f.calls_counted_today > CAP, says="At most {cap} calls"),
        house_rule("house.cap_rule", lambda f: f.calls_counted_today >= CAP, says="No more than {cap} calls"),
        house_rule("house.cap_rule2", lambda f: f.calls_counted_today >= CAP, says="At most {cap} calls"),
        capped().noted("as if"),
    ],
)
def test_a_fingerprint_changes_with_any_number_tone_text_law_or_date(changed: Rule) -> None:
    assert changed.fingerprint() != capped().fingerprint()


def test_the_same_rule_written_twice_has_one_fingerprint() -> None:
    assert capped().fingerprint() == capped(number("house.cap", 3)).fingerprint()


@pytest.mark.parametrize("one", catalogue.every_rule(), ids=lambda one: str(one.id))
def test_a_rule_goes_through_json_and_back(one: Rule) -> None:
    travelled = rule_from_json(json.loads(json.dumps(one.to_json(), ensure_ascii=False)), STANDARD_FACTS)
    assert travelled.to_json() == one.to_json()
    assert travelled.fingerprint() == one.fingerprint()
    day = max(TODAY, one.since.toordinal())
    assert travelled.bound(day) == one.bound(day)
    assert travelled.sentence(day, "zh") == one.sentence(day, "zh")


def test_json_keeps_until_numbers_with_their_end_and_notes() -> None:
    ends = Dated("law.cap", {ALWAYS: 3}, unit="count", cites=POLICY, until=date(2027, 1, 1))
    one = house_rule(
        predicate=lambda f: f.visits >= ends, facts=HOUSE, until=date(2027, 1, 1), unless=lambda f: f.invited
    ).noted("a note")
    travelled = rule_from_json(json.loads(json.dumps(one.to_json())), facts_of([HOUSE]))
    assert travelled.fingerprint() == one.fingerprint()
    assert (travelled.until, travelled.notes) == (date(2027, 1, 1), ("a note",))
    assert travelled.numbers["law.cap"].until == date(2027, 1, 1)
    asked = situation(owing=debt(attributes=(("visits", "3"), ("invited", "no"))))
    assert decided(asked, travelled).rules == decided(asked, one).rules == ("house.calls",)


def test_a_document_without_a_condition_or_a_first_day_is_refused() -> None:
    for name in ("blocked", "since"):
        with pytest.raises(BookError, match=r"house\.cap_rule"):
            rule_from_json({**capped().to_json(), name: None}, STANDARD_FACTS)


# ---- mistakes in the setting ---------------------------------------------------------------------------------------

STARTS_LATE = Dated("law.late", {date(2026, 1, 1): 3}, unit="count", cites=POLICY)
ENDS = Dated("law.ends", {ALWAYS: 3}, unit="count", cites=POLICY, until=date(2027, 1, 1))

SETTINGS: list[tuple[dict[str, Any], list[str]]] = [
    ({"rule_id": "Visits"}, ["'Visits'", "path", "'house.visits'"]),
    ({"rule_id": "house visits.x"}, ["path"]),
    ({"rule_id": "visits"}, ["path"]),
    ({"rule_id": ""}, ["path"]),
    ({"rule_id": "house..visits"}, ["path"]),
    ({"rule_id": "house.visits."}, ["path"]),
    ({"rule_id": 7}, ["path"]),
    ({"governs": ()}, ["governs nothing", "governs=CONTACTS"]),
    ({"tone": "forbid"}, ["'forbid'", "Tone.FORBID"]),
    ({"tone": 0}, ["tone is 0", "Tone.ADVISE"]),
    ({"cites": "Policy 4.2"}, ["cites is 'Policy 4.2'", "Citation(instrument="]),
    ({"cites": None}, ["does not say cites=;", "cites=Citation(instrument="]),
    ({"says": ""}, ["says nothing", "sentence"]),
    ({"says": {}}, ["says nothing"]),
    ({"says": {"en": "No", "zh": " "}}, ["says nothing"]),
    ({"until": ALWAYS}, ["until", "must be after since"]),
    ({"since": date(2026, 1, 1), "until": date(2026, 1, 1)}, ["must be after since"]),
    ({"since": datetime(2026, 1, 1)}, ["since", "since=date(2026, 1, 1)"]),  # noqa: DTZ001
    ({"since": "2026-01-01"}, ["since is '2026-01-01'", "date("]),
    ({"since": None}, ["does not say since=;", "since=date("]),
    ({"says": None, "tone": None}, ["does not say tone=, says=;", "tone=Tone.FORBID"]),
    ({"governs": 7}, ["governs is 7", "names of actions"]),
    ({"governs": {actions.PlaceCall}}, ["PlaceCall", "names of actions, e.g. governs={'place_call'}"]),
    ({"until": "2027"}, ["until is '2027'"]),
    ({"says": "At most {cap} calls"}, ["{cap}", "its numbers are none"]),
    (
        {"says": "At most {cpa} calls", "predicate": lambda f: f.calls_counted_today >= CAP},
        ["{cpa}", "['cap']"],
    ),
    (
        {"predicate": lambda f: f.calls_counted_today >= STARTS_LATE},
        ["law.late", "2026-01-01", "let the rule begin later"],
    ),
    ({"predicate": lambda f: f.calls_counted_today >= ENDS}, ["law.ends", "2027-01-01", "end the rule"]),
    (
        {"predicate": lambda f: f.calls_counted_today >= ENDS, "until": date(2027, 1, 2)},
        ["law.ends", "still in force"],
    ),
    (
        {"predicate": lambda f: (f.calls_counted_today >= CAP) & (f.wave >= number("law.cap", 5))},
        ["house.cap", "law.cap", "one last name"],
    ),
]


@pytest.mark.parametrize(("changes", "said"), SETTINGS)
def test_a_mistake_in_the_setting_names_the_rule_and_the_mend(changes: dict[str, Any], said: list[str]) -> None:
    setting = {"rule_id": "house.tried", **changes}
    with pytest.raises(BookError) as mistake:
        house_rule(**setting)
    for part in [str(setting["rule_id"]), *said]:
        assert part in str(mistake.value)


def test_a_rule_that_leaves_out_what_it_rests_on_or_since_when_is_told_what_it_has_to_say() -> None:
    with pytest.raises(BookError, match=r"rule house\.tried does not say cites=, since=; every rule says"):
        rule("house.tried", governs={"place_call"}, tone=Tone.FORBID, says="Not so often")


def test_a_rule_without_brackets_is_told_to_begin_with_its_id() -> None:
    with pytest.raises(BookError, match=r"write @rule\('house\.visits', governs=\.\.\., \.\.\.\) above the function"):

        @rule  # type: ignore[arg-type]
        def too_many(f: Any) -> Any:
            return f.wave >= 2


def test_a_rule_may_end_on_the_day_on_which_its_number_ends() -> None:
    assert house_rule(predicate=lambda f: f.calls_counted_today >= ENDS, until=date(2027, 1, 1)).numbers


def test_two_different_numbers_of_one_name_in_one_rule_are_refused() -> None:
    other = number("house.cap", 5)
    with pytest.raises(ExpressionError, match=r"house\.tried.*two different numbers.*'house\.cap'.*another name"):
        house_rule("house.tried", lambda f: (f.calls_counted_today >= CAP) | (f.wave >= other))
    with pytest.raises(ExpressionError, match="two different numbers"):
        house_rule("house.tried", lambda f: f.wave >= CAP, unless=lambda f: f.wave >= other)
    assert house_rule(predicate=lambda f: (f.calls_counted_today >= CAP) | (f.wave >= CAP)).numbers == {
        "house.cap": CAP
    }


# ---- mistakes in a predicate (the list of the design) --------------------------------------------------------------


class Colour(Enum):
    RED = 1


def _forgets_to_return(f: Any) -> None:
    f.calls_counted_today >= 3  # noqa: B015


def _branches(f: Any) -> Any:
    if f.confirmed:
        return f.wave >= 1
    return f.wave >= 2


PREDICATES: dict[str, tuple[Callable[[Any], Any], list[str]]] = {
    "and": (lambda f: f.confirmed and f.promise_open, ["`a & b`"]),
    "or": (lambda f: f.confirmed or f.promise_open, ["`a | b`"]),
    "not": (lambda f: not f.confirmed, ["`~a`"]),
    "if": (_branches, ["where(cond, a, b)"]),
    "if in a line": (lambda f: f.wave >= 1 if f.confirmed else f.wave >= 2, ["where(cond, a, b)"]),
    "in": (lambda f: f.wave in (2, 5), ["one_of(x, 2, 5)"]),
    "in a set": (lambda f: f.wave in {2, 5}, ["one_of(x, 2, 5)"]),
    "is": (lambda f: f.confirmed is True, ["reads no fact", "`is`"]),
    "min": (lambda f: min(f.wave, f.reminders_sent) >= 2, ["earliest(a, b)"]),
    "max": (lambda f: max(f.wave, f.reminders_sent) >= 2, ["latest(a, b)"]),
    "any": (lambda f: any([f.confirmed, f.promise_open]), ["`a | b` for any"]),
    "all": (lambda f: all([f.confirmed, f.promise_open]), ["`a & b` for all"]),
    "chained comparison": (lambda f: 480 <= f.minute_earliest <= 1260, ["between(x, low, high)"]),
    "a missing bracket": (lambda f: f.wave >= 7 | f.confirmed, ["bracket"]),
    "a misspelt fact": (lambda f: f.call_counted_today >= 3, ["call_counted_today", "`calls_counted_today`"]),
    "text": (lambda f: f.actor_role == "agency", ["'agency'", "IntEnum"]),
    "a date": (lambda f: f.today >= date(2026, 1, 1), ["toordinal()"]),
    "a span": (lambda f: f.days_in_stage >= timedelta(days=3), ["days.days"]),
    "a float": (lambda f: f.arrears >= 1.5, ["1.5", "minor units"]),
    "a decimal": (lambda f: f.arrears >= Decimal("1.50"), ["minor units"]),
    "none": (lambda f: f.arrears == None, ["None"]),  # noqa: E711
    "/": (lambda f: f.arrears / 2 >= 100, ["`/`", "multiply the other side"]),
    "//": (lambda f: f.arrears // 100 >= 2, ["`//`", "multiply the other side"]),
    "%": (lambda f: f.today % 7 == 0, ["`%`", "fact of its own"]),
    "**": (lambda f: f.wave**2 >= 4, ["`**`"]),
    "fact times fact": (lambda f: f.wave * f.reminders_sent >= 4, ["fact"]),
    "a number for an answer": (lambda f: f.wave, ["number", "compare it"]),
    "no fact": (lambda f: True, ["reads no fact"]),
    "no return": (_forgets_to_return, ["`return` is missing"]),
    "a code of another enumeration": (lambda f: f.actor_role == Outcome.SETTLED, ["Outcome"]),
    "a plain enum": (lambda f: f.actor_role == Colour.RED, ["IntEnum"]),
    "an order of codes": (lambda f: f.actor_role >= Role.AGENCY, ["one_of"]),
    "an order of flags": (lambda f: f.confirmed >= 1, ["flag"]),
    "~ on a number": (lambda f: ~f.wave, ["`~`", "number"]),
    "between the wrong way round": (lambda f: between(f.minute_earliest, 1260, 480), ["across midnight"]),
    "no choices": (lambda f: one_of(f.wave), ["one_of(x, 2, 5)"]),
    "whatever it raises itself": (lambda f: f.wave <= 1 // 0, ["ZeroDivisionError"]),
    "a fact called": (lambda f: f.wave() >= 1, ["round brackets"]),
    "a function for a number": (lambda f: f.wave >= len, ["call it"]),
}


@pytest.mark.parametrize("where", ["blocked", "applies", "unless"])
@pytest.mark.parametrize("mistake", PREDICATES)
def test_a_mistake_in_a_predicate_names_the_rule_the_place_and_the_mend(mistake: str, where: str) -> None:
    predicate, said = PREDICATES[mistake]
    written = {"predicate" if where == "blocked" else where: predicate}
    with pytest.raises(ExpressionError) as found:
        house_rule("house.tried", **written)
    for part in ["house.tried", where, *said]:
        assert part in str(found.value), str(found.value)


def test_a_fact_of_a_group_that_the_rule_does_not_name_is_not_known_to_it() -> None:
    with pytest.raises(ExpressionError, match=r"house\.tried.*visits_counted_today_and_29_days_before|`visits`"):
        house_rule("house.tried", lambda f: f.visits >= 3)


def test_a_group_that_declares_a_standard_fact_anew_is_refused() -> None:
    with pytest.raises(DebtflowError, match="declared already"):
        house_rule("house.tried", facts=FactGroup("mine", confirmed=Flag("it is")))


def test_a_predicate_is_traced_once_when_the_rule_is_defined() -> None:
    traced = []

    @rule("house.once", governs={"place_call"}, tone=Tone.FORBID, cites=POLICY, says="No", since=ALWAYS)
    def once(f: Any) -> Any:
        traced.append(f)
        return f.wave >= 1

    for wave in (0, 1, 2):
        assert decided(situation(NOON, wave=wave), once).refused == (wave >= 1)
    assert len(traced) == 1
