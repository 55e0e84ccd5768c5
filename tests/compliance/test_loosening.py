"""Two statements of one rule do not join; the message says whether one loosens the other, and shows where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import book, house_rule, number

from debtflow.compliance import loosening
from debtflow.compliance.books import Rulebook
from debtflow.compliance.duties import duty
from debtflow.compliance.rules import Rule
from debtflow.errors import BookError
from debtflow.records.findings import Tone
from debtflow.values.law import Basis, Citation, Dated

ACT = Citation(instrument="Act 7", basis=Basis.SECONDARY)
POLICY = Citation(instrument="house policy", basis=Basis.HOUSE)
LAW_CAP = Dated.constant("law.cap", 3, unit="count", cites=ACT)


def stated(predicate: Any = None, cites: Citation = ACT, rule_id: str = "law.calls", **changes: Any) -> Rule:
    setting = {"governs": {"place_call", "visit"}, "cites": cites, **changes}
    return house_rule(rule_id, predicate or (lambda f: f.calls_counted_today >= 3), **setting)


def refusal(one: Rule | list[Rule], other: Rule | list[Rule]) -> str:
    law, mine = (book(*(x if isinstance(x, list) else [x]), name=n) for x, n in ((one, "law"), (other, "mine")))
    with pytest.raises(BookError) as found:
        law | mine
    return str(found.value)


def against_the_law(predicate: Any = None, **changes: Any) -> str:
    """What is said where the house states that rule again."""
    return refusal(stated(), stated(predicate, POLICY, **changes))


# ---- conditions -----------------------------------------------------------------------------------------------------


def test_a_looser_condition_is_named_with_a_case_that_it_lets_through() -> None:
    said = against_the_law(lambda f: f.calls_counted_today >= 4)
    assert "cannot join law 2026.1 and mine 2026.1: they state rule law.calls differently" in said
    assert "that of mine 2026.1 loosens it: it no longer stands in the way where calls_counted_today = 3;" in said
    assert "a law is tightened by a rule of an id of your own, and never loosened" in said
    assert "with_presumption" in said


def test_the_laws_side_is_told_by_what_it_cites_and_not_by_the_order() -> None:
    house = stated(lambda f: f.calls_counted_today >= 4, POLICY)
    with pytest.raises(BookError, match=r"that of mine 2026\.1 loosens it: .* calls_counted_today = 3"):
        book(house, name="mine") | book(stated(), name="law")


def test_a_stricter_condition_is_not_called_loosening() -> None:
    said = against_the_law(lambda f: f.calls_counted_today >= 2)
    assert "loosens" not in said.split(";")[1]
    assert "that of mine 2026.1 is stricter: it also stands in the way where calls_counted_today = 2;" in said


def test_one_that_is_looser_here_and_stricter_there_loosens() -> None:
    said = against_the_law(lambda f: f.calls_counted_today == 2)
    assert "loosens it: it no longer stands in the way where calls_counted_today = 3" in said


def test_what_lifts_or_narrows_a_rule_is_part_of_its_condition() -> None:
    law = stated(lambda f: (f.calls_counted_today >= 3) & f.confirmed)
    lifted = stated(lambda f: f.calls_counted_today >= 3, POLICY, unless=lambda f: f.confirmed)
    assert "loosens it: it no longer stands in the way where calls_counted_today = 3" in refusal(law, lifted)
    same = stated(lambda f: f.calls_counted_today >= 3, POLICY, applies=lambda f: f.confirmed)
    assert "they differ in" in refusal(law, same), "said another way, it is the same"


def test_what_is_known_of_facts_together_is_not_taken_for_a_case() -> None:
    # Nobody is called more often today than in the week, so that the two are the same.
    law = stated(lambda f: f.calls_counted_today >= 3)
    twice = stated(lambda f: (f.calls_counted_today >= 3) & (f.calls_counted_today_and_6_days_before >= 0), POLICY)
    assert "read different facts" in refusal(law, twice)
    law = stated(lambda f: (f.calls_counted_today >= 3) & (f.calls_counted_today_and_6_days_before >= 0))
    both = stated(lambda f: (f.calls_counted_today >= 3) & (f.calls_counted_today_and_6_days_before >= 3), POLICY)
    assert "loosens" not in refusal(law, both).partition("law.calls differently")[2].partition(MEND)[0]


MEND = loosening.MEND


def test_conditions_over_different_facts_are_said_to_differ() -> None:
    said = against_the_law(lambda f: f.talks_counted_today >= 3)
    assert "their conditions read different facts" in said


def test_without_the_solver_they_are_said_to_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loosening, "find_spec", lambda name: None)
    said = against_the_law(lambda f: f.calls_counted_today >= 4)
    assert "their conditions differ (with debtflow[verify] it is told which is looser, and where)" in said
    assert "forbid becomes advise" in against_the_law(lambda f: f.calls_counted_today >= 4, tone=Tone.ADVISE)


def test_what_cannot_be_told_in_time_is_said_to_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    from debtflow.expressions import solver

    monkeypatch.setattr(solver.Prover, "implies", lambda *asked: solver.Answer(None, because="timeout"))
    assert "which is looser could not be told in time" in against_the_law(lambda f: f.calls_counted_today >= 4)


# ---- tone, actions, days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tone": Tone.ADVISE}, "loosens it: forbid becomes advise"),
        ({"tone": Tone.APPROVE}, "loosens it: forbid becomes approve"),
        ({"governs": {"place_call"}}, "loosens it: it no longer looks at visit"),
        ({"governs": "*", "spares": {"visit"}}, "loosens it: it no longer looks at visit"),
        ({"since": date(2026, 1, 1)}, "loosens it: it begins on 2026-01-01, not on 0001-01-01"),
        ({"until": date(2030, 1, 1)}, "loosens it: it ends on 2030-01-01"),
        ({"says": "Please not"}, "they differ in cites, says"),
        ({"governs": "*"}, "they differ in cites, governs"),
    ],
)
def test_what_is_loosened_beside_the_condition_is_named(changes: dict[str, Any], said: str) -> None:
    assert said in against_the_law(**changes)


def test_a_stricter_tone_is_no_loosening() -> None:
    said = refusal(stated(tone=Tone.ADVISE), stated(cites=POLICY))
    assert "loosens it" not in said and "they differ in cites, tone" in said


def test_a_law_that_governs_everything_is_loosened_by_one_that_does_not() -> None:
    assert "no longer looks at every action" in refusal(stated(governs="*"), stated(cites=POLICY))


# ---- numbers --------------------------------------------------------------------------------------------------------


def test_another_number_under_the_name_of_the_laws_is_held_to_the_rules_that_read_it() -> None:
    law = stated(lambda f: f.calls_counted_today >= LAW_CAP)
    for value, looser in ((4, True), (2, False)):
        mine = Dated.constant("law.cap", value, unit="count", cites=POLICY)
        own = stated(lambda f, cap=mine: f.talks_counted_today >= cap, POLICY, "mine.talks")
        said = refusal(law, own)
        assert f"two different numbers are called law.cap (3 becomes {value}" in said
        assert (
            "which loosens law.calls: it no longer stands in the way where calls_counted_today = 3" in said
        ) == looser
        assert "give yours another name" in said


def test_a_what_if_does_not_join_the_law_that_it_stands_for() -> None:
    law = book(stated(lambda f: f.calls_counted_today >= LAW_CAP), name="law")
    with pytest.raises(BookError, match=r"law\.calls differently; that of law .* loosens it"):
        law | law.with_value("law.cap", 9)


def test_numbers_that_change_on_a_day_are_compared_from_that_day() -> None:
    dated = Dated("law.cap", {date(1, 1, 1): 3, date(2026, 1, 1): 2}, unit="count", cites=ACT)
    law = stated(lambda f: f.calls_counted_today >= dated)
    said = refusal(law, stated(lambda f: f.calls_counted_today >= LAW_CAP, POLICY))
    assert "no longer stands in the way where calls_counted_today = 2, from 2026-01-01 on" in said


def test_two_house_numbers_of_one_name_are_told_apart() -> None:
    three, four = number("house.cap", 3), number("house.cap", 4)
    one = house_rule("a.calls", lambda f: f.calls_counted_today >= three)
    other = house_rule("b.calls", lambda f: f.calls_counted_today >= four)
    assert "house.cap (3 becomes 4, which loosens a.calls" in refusal(one, other)


def test_duties_that_are_stated_twice_do_not_join() -> None:
    def answer(cites: Citation) -> Rulebook:
        made = duty("law.answer", due=lambda f: f.today, cites=cites, since=date(2026, 1, 1), says="Answer")
        return Rulebook("law", "1", [], duties=[made(lambda f: f.debt_is_disputed)])

    with pytest.raises(BookError, match=r"state duty law\.answer differently; give yours another id"):
        answer(ACT) | answer(POLICY)
