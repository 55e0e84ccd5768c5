"""What a comparison compares: units that this library reads, and values that there are; on both sides of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import ALWAYS, POLICY, house_rule, number

from debtflow.compliance.duties import duty
from debtflow.compliance.facts import Amount, Count, Day, FactGroup
from debtflow.compliance.plausible import unit_of
from debtflow.compliance.rules import facts_of
from debtflow.errors import ExpressionError
from debtflow.expressions import earliest, trace, where
from debtflow.expressions.tree import Kind
from debtflow.records.stages import Role
from debtflow.values.law import Dated

HOUSE = FactGroup(
    "house",
    visits=Count(0, 31, "visits"),
    signed_on=Day("the day of the contract"),
    limit=Amount("the limit"),
    card_limit=Count(0, 10_000_000, "the credit limit", unit="TWD"),
)
MINUTES, DAYS = number("house.minutes", 600, "minute of day"), number("house.days", 20, "days")
YUAN, CENTS, CALLS = (
    number("a.yuan", 5, "CNY"),
    number("a.cents", 500, "minor units of CNY"),
    number("a.calls", 3, "calls"),
)
TWD = number("a.twd", 50_000, "TWD")

TAKEN: dict[str, Callable[[Any], Any]] = {
    "the lowest value": lambda f: f.visits >= 0,
    "the highest value": lambda f: f.visits <= 31,
    "the end of the day": lambda f: f.minute_latest < 24 * 60,
    "a code": lambda f: f.actor_role == Role.AGENCY,
    "minutes": lambda f: f.minute_latest >= MINUTES,
    "minutes, reckoned with": lambda f: f.minute_latest - 30 >= MINUTES,
    "amounts": lambda f: f.arrears >= CENTS,
    "an amount twice": lambda f: 2 * f.arrears >= f.limit,
    "days between days": lambda f: f.today - f.signed_on >= DAYS,
    "a day and days": lambda f: f.signed_on + DAYS < f.today,
    "the earlier of two days": lambda f: earliest(f.signed_on, f.last_reminder_on) <= f.today,
    "a day or another": lambda f: where(f.confirmed, f.signed_on, f.today) <= f.today,
    "counts by any word": lambda f: f.calls_counted_today >= CALLS,
    "a unit of the lender's own": lambda f: f.card_limit < TWD,
    "a day that never was": lambda f: f.signed_on == 0,
}
REFUSED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "below the lowest": (lambda f: f.visits >= -1, r"-1, which `visits` never is: .* from 0 to 31"),
    "above the highest": (lambda f: f.visits < 32, r"32, which `visits` never is"),
    "the value on the left": (lambda f: 32 > f.visits, r"32, which `visits` never is"),  # noqa: SIM300
    "beyond the end of the day": (lambda f: f.minute_latest < 1441, r"1441, .* from 0 \(00:00\) to 1440 \(24:00\)"),
    "inside a longer condition": (lambda f: f.confirmed & ~(f.visits == 40), r"40, which `visits` never is"),
    "minutes against days": (lambda f: f.minute_latest >= DAYS, "compares minute of day with days: write minutes"),
    "a minute against a day": (lambda f: f.minute_latest >= f.today, "compares minute of day with day"),
    "an amount in whole units": (lambda f: f.arrears >= YUAN, "compares minor units with CNY: write amounts in minor"),
    "an amount against a count": (lambda f: f.wave <= f.owed, "compares count with minor units"),
    "a day against days": (lambda f: f.today >= DAYS, "compares day with days: compare a day with a day"),
    "a length against a day": (lambda f: f.days_past_due >= f.signed_on, "compares count with day"),
    "a sum of days against days": (lambda f: f.signed_on + DAYS >= DAYS, "compares day with days"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_can_be_meant_is_taken(name: str) -> None:
    assert house_rule("house.tried", TAKEN[name], facts=HOUSE)


@pytest.mark.parametrize("where_it_stands", ["blocked", "applies", "unless"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_meant_is_refused_wherever_it_stands(name: str, where_it_stands: str) -> None:
    predicate, said = REFUSED[name]
    part = "predicate" if where_it_stands == "blocked" else where_it_stands
    with pytest.raises(ExpressionError, match=f"rule house.tried, {where_it_stands}: .*{said}"):
        house_rule("house.tried", facts=HOUSE, **{part: predicate})


def test_every_value_of_a_dated_number_is_looked_at() -> None:
    cap = Dated("house.cap", {ALWAYS: 30, date(2026, 7, 1): 310}, unit="count", cites=POLICY)
    with pytest.raises(ExpressionError, match="compares with 310 from 2026-07-01 on, which `visits` never is"):
        house_rule("house.tried", lambda f: f.visits >= cap, facts=HOUSE)


def test_a_duty_is_due_on_a_day_and_not_on_a_number_of_days() -> None:
    def due(when: Callable[[Any], Any]) -> Any:
        define = duty("house.answer", due=when, cites=POLICY, since=ALWAYS, says="Answer", facts=HOUSE)
        return define(lambda f: f.debt_is_disputed)

    assert due(lambda f: f.disputed_since + DAYS) and due(lambda f: f.signed_on) and due(lambda f: f.today + 3)
    for when, unit in ((lambda f: f.visits + 3, "count"), (lambda f: f.minute_latest + 0, "minute of day")):
        with pytest.raises(
            ExpressionError, match=rf"duty house\.answer, due: it answers {unit} where a day is expected"
        ):
            due(when)


@pytest.mark.parametrize(
    ("expression", "unit"),
    [
        (lambda f: f.today + DAYS, "day"),
        (lambda f: f.today - f.signed_on, ""),
        (lambda f: f.limit - f.arrears, "minor units"),
        (lambda f: 3 * f.limit, "minor units"),
        (lambda f: f.visits + 1, "count"),
        (lambda f: -f.visits, "count"),
    ],
)
def test_the_unit_of_what_was_reckoned(expression: Callable[[Any], Any], unit: str) -> None:
    vocabulary = facts_of([HOUSE]).vocabulary
    tree = trace(expression, vocabulary, expects=Kind.NUMBER, what="reckoned")
    assert unit_of(tree, vocabulary.by_fact(), {"house.days": DAYS}) == unit
