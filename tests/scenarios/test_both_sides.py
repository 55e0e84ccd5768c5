"""The law stands in scenarios on both sides of every number, and on both sides of every day on which it begins.

Measured in what the scenarios' caseloads decided and listed, and not in what their files say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from debtflow import Caseload, Duty, Jurisdiction, Rule, Rulebook, catalogue
from debtflow.compliance.decisions import Decision
from debtflow.compliance.duties import DutyState, Owed
from debtflow.compliance.provisions import Provision
from debtflow.expressions import Kind, Node, Operation, bind, facts_read, function, operation, parameters, walk
from debtflow.testing.scenarios import Played, play

HERE = Path(__file__).parent
LAW = [book for book in catalogue.BOOKS.values() if Jurisdiction.GENERIC not in book.reach.jurisdictions]
RULES = [rule for book in LAW for rule in book.rules.values()] + [option.rule for option in catalogue.OPTIONS.values()]
EARLIEST = date(2020, 1, 6)
"""Before this day no scenario plays; what was in force by then has no first day that one could stand on both sides of."""


class Look(NamedTuple):
    """One look of a scenario at what is due: by whose book, on which day of the house, and what was listed."""

    book: Rulebook
    day: date
    listed: tuple[Owed, ...]


@cache
def played() -> tuple[Played, tuple[Look, ...]]:
    """What came of all scenarios, and what their caseloads listed when a line looked at duties."""
    looks, listed_by = list[Look](), Caseload.duties

    def listed(cases: Caseload, *of: str, at: datetime, **more: str) -> list[Owed]:
        found = listed_by(cases, *of, at=at, **more)
        looks.append(Look(cases.rulebook, at.astimezone(ZoneInfo(cases.desk.house_zone)).date(), tuple(found)))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Caseload, "duties", listed)
        return play(HERE), tuple(looks)


@cache
def decisions() -> tuple[tuple[Decision, str, date], ...]:
    """Every decision that a question of a scenario came to, with its action and its day on the clock of the line."""
    return tuple((came.decision, came.action, came.day) for came in played()[0] if came.decision and came.action)


def asked_of(rule: Rule) -> Iterator[tuple[Decision, dict[str, int]]]:
    """The decisions that the rule had a say in, with the facts that are known in each."""
    for decision, _, _ in decisions():
        if any(one.id == rule.id for one in decision.governing.rules):
            names = enumerate(decision.governing.names)
            yield decision, {n: int(decision.values[at]) for at, n in names if not decision.unknown >> at & 1}


def comparisons(rule: Rule) -> Iterator[Operation]:
    """The comparisons of the rule with a number of the law."""
    for part in walk(rule.condition):
        if isinstance(part, Operation) and part.op in ("lt", "le", "gt", "ge") and parameters(part):
            yield part


def sides(rule: Rule, comparison: Operation) -> tuple[set[int], set[int]]:
    """By how much the one side of a comparison differed from the other, where it held and where it did not."""
    held, failed = set[int](), set[int]()
    for decision, facts in asked_of(rule):
        if not facts_read(comparison) <= facts.keys():
            continue
        left, right = (value(operand, rule, decision, facts) for operand in comparison.operands)
        (held if holds(comparison.op, left - right) else failed).add(left - right)
    return held, failed


def value(node: Node, rule: Rule, decision: Decision, facts: dict[str, int]) -> int:
    bound = bind(node, rule.values(decision.governing.day))
    assert bound.kind is Kind.NUMBER
    read = sorted(facts_read(bound))
    return int(function(operation("add", bound, operation("sub", bound, bound)), read)(*(facts[name] for name in read)))


def holds(op: str, difference: int) -> bool:
    return {"lt": difference < 0, "le": difference <= 0, "gt": difference > 0, "ge": difference >= 0}[op]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.numbers], ids=lambda rule: rule.id)
def test_a_number_of_the_law_has_scenarios_one_step_to_either_side(rule: Rule) -> None:
    for comparison in comparisons(rule):
        held, failed = sides(rule, comparison)
        assert any(abs(one - other) == 1 for one in held for other in failed), (
            f"{rule.id}: {parameters(comparison)}: scenarios are off by {sorted(held)} where it holds and by "
            f"{sorted(failed)} where it does not; write two that are one step apart"
        )


def begins_while_stories_play(provision: Provision) -> bool:
    return provision.since > EARLIEST


@pytest.mark.parametrize("rule", list(filter(begins_while_stories_play, RULES)), ids=lambda rule: rule.id)
def test_the_first_day_of_a_law_has_scenarios_on_it_and_on_the_day_before(rule: Rule) -> None:
    days = {day for _, action, day in decisions() if rule.governs_action(action)}
    eve = date.fromordinal(rule.since.toordinal() - 1)
    assert rule.since in days, f"no scenario asks about {sorted(rule.governs)} on {rule.since}"
    assert eve in days, f"no scenario asks about {sorted(rule.governs)} on {eve}, the day before {rule.id}"
    met = {day for decision, _, day in decisions() if any(f.rule == rule.id for f in decision.findings)}
    assert rule.since in met or any((day - rule.since).days in range(2) for day in met), (
        f"on its first day, or the next, {rule.id} meets nobody"
    )


DUTIES = [duty for book in LAW for duty in book.duties.values()]


def looks_at(duty: Duty) -> Iterator[tuple[date, Owed | None]]:
    """Every look of a scenario under whose book the duty is one: on which day, and how it stood; None = it did not."""
    for look in played()[1]:
        if duty.id in look.book.duties:
            yield look.day, next((owed for owed in look.listed if owed.duty.id == duty.id), None)


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_a_duty_of_the_law_is_looked_at_on_its_last_day_and_on_the_day_after(duty: Duty) -> None:
    stood = [owed for _, owed in looks_at(duty)]
    left = {owed.days_left: owed.state for owed in stood if owed is not None}
    assert left.get(0) is DutyState.OPEN, (
        f"no scenario looks at {duty.id} on its last day, but {sorted(left)} days before"
    )
    assert left.get(-1) is DutyState.MISSED, (
        f"no scenario looks at {duty.id} on the day after, but {sorted(left)} before"
    )
    assert None in stood, f"{duty.id} stands in every scenario; write one in which it is discharged, or does not arise"


@pytest.mark.parametrize("duty", list(filter(begins_while_stories_play, DUTIES)), ids=lambda duty: duty.id)
def test_the_first_day_of_a_duty_has_scenarios_on_it_and_on_the_day_before(duty: Duty) -> None:
    stood = {day for day, owed in looks_at(duty) if owed is not None}
    eve = date.fromordinal(duty.since.toordinal() - 1)
    assert eve in {day for day, _ in looks_at(duty)}, f"no scenario looks at what is due on {eve}, before {duty.id}"
    assert duty.since in stood, f"on its first day {duty.id} stands in no scenario"
