"""The law stands in scenarios on both sides of every number, and on both sides of every day on which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from debtflow import Jurisdiction, Rule, catalogue
from debtflow.compliance.decisions import Decision
from debtflow.compliance.provisions import Provision
from debtflow.expressions import Kind, Node, Operation, bind, facts_read, function, operation, parameters, walk
from debtflow.testing.scenarios import play

HERE = Path(__file__).parent
LAW = [book for book in catalogue.BOOKS.values() if Jurisdiction.GENERIC not in book.reach.jurisdictions]
RULES = [rule for book in LAW for rule in book.rules.values()] + [option.rule for option in catalogue.OPTIONS.values()]
EARLIEST = date(2020, 1, 6)
"""Before this day no scenario plays; what was in force by then has no first day that one could stand on both sides of."""


@cache
def decisions() -> tuple[tuple[Decision, str, date], ...]:
    """Every decision that a question of a scenario came to, with its action and its day on the clock of the line."""
    return tuple(
        (came.decision, came.action, came.day)
        for story in play(HERE).stories
        for came in story.lines
        if came.decision is not None and came.action
    )


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


@cache
def looked_at() -> tuple[tuple[date, str], ...]:
    """The day and the words of every line in which a story looked at something and found it so."""
    came = (line for story in play(HERE).stories for line in story.lines if line.kind == "looks" and line.ok)
    return tuple((date.fromisoformat(line.text[:10]), line.text) for line in came)


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_a_duty_of_the_law_stands_on_its_last_day_and_is_missed_on_the_next(duty: Provision) -> None:
    due = re.compile(rf"is due: .*{re.escape(duty.id)} on (\d{{4}}-\d\d-\d\d)")
    missed = re.compile(rf"missed: .*{re.escape(duty.id)} on (\d{{4}}-\d\d-\d\d)")
    stood = {day for day, text in looked_at() if (found := due.search(text)) and found[1] == f"{day}"}
    passed = {day for day, text in looked_at() if (found := missed.search(text)) and found[1] == f"{eve_of(day)}"}
    assert stood, f"no scenario looks at {duty.id} on its last day"
    assert passed & {date.fromordinal(day.toordinal() + 1) for day in stood}, (
        f"nor on the day after, when {duty.id} is missed"
    )


def eve_of(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
