"""How two statements of one rule differ, and whether one lets through what the other stops.

Asked only where two books do not join, for the message. Where both conditions are over the same facts and the solver is
installed, the words name a case that one stops and the other does not. Nothing is ever permitted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec

from debtflow.compliance.facts import Facts
from debtflow.compliance.rules import Rule
from debtflow.compliance.standard_facts import RELATIONS
from debtflow.compliance.whatifs import with_number
from debtflow.errors import ExpressionError
from debtflow.expressions import Node, facts_read, substitute
from debtflow.values.law import Basis, Dated

__all__ = ["MEND", "how_it_differs", "how_the_number_differs"]

MEND = (
    "a law is tightened by a rule of an id of your own, and never loosened; a presumption is downgraded with "
    "book.with_presumption(...)"
)

_LOOSENS = "loosens: "
_SECONDS = 2.0


def how_it_differs(one: Rule, other: Rule, facts: Facts, books: tuple[str, str]) -> str:
    """In which way the second statement of a rule differs from the first, or the house's from the law's.

    "... loosens it: ..." where it lets something through that the other stops. `books`: where they stand.
    """
    turned = one.basis is Basis.HOUSE and other.basis is not Basis.HOUSE
    law, house, of = (other, one, books[0]) if turned else (one, other, books[1])
    looser = list(_looser(law, house))
    condition, stricter = _conditions(law, house, facts)
    if condition.startswith(_LOOSENS):
        looser.append(condition.removeprefix(_LOOSENS))
    if looser:
        return f"that of {of} loosens it: {'; '.join(looser)}"
    if stricter:
        return f"that of {of} is stricter: {condition}"
    return condition or _rest(law, house)


def how_the_number_differs(number: Dated, another: Dated, rules: list[Rule], facts: Facts) -> str:
    """In which way another number of the same name would change the rules that read it."""
    turned = number.cites.basis is Basis.HOUSE and another.cites.basis is not Basis.HOUSE
    law, house = (another, number) if turned else (number, another)
    change = f"{_values(law)} becomes {_values(house)}"
    for rule in rules:
        said, _ = _conditions(with_number(rule, law), with_number(rule, house), facts)
        if said.startswith(_LOOSENS):
            return f"{change}, which loosens {rule.id}: {said.removeprefix(_LOOSENS)}"
    return change


def _values(number: Dated) -> str:
    return ", ".join(str(value) if day == date.min else f"{value} from {day}" for day, value in number.values.items())


def _looser(law: Rule, house: Rule) -> Iterator[str]:
    """What is looser without a look at the conditions: tone, actions, days."""
    if house.tone > law.tone:
        yield f"{law.tone} becomes {house.tone}"
    left = law.governs - house.governs if "*" not in house.governs else frozenset[str]()
    spared = house.spares - law.spares
    if left or spared:
        yield f"it no longer looks at {', '.join(sorted(left | spared)).replace('*', 'every action')}"
    if house.since > law.since:
        yield f"it begins on {house.since}, not on {law.since}"
    if house.until is not None and (law.until is None or house.until < law.until):
        yield f"it ends on {house.until}"


def _conditions(law: Rule, house: Rule, facts: Facts) -> tuple[str, bool]:
    """What is to be said of the conditions ("loosens: ..." where one lets more through), and whether one is stricter."""
    days = sorted({day for day in law.boundaries | house.boundaries if law.in_force(day) and house.in_force(day)})
    pairs = [(day, _expanded(law.bound(day), facts), _expanded(house.bound(day), facts)) for day in days]
    pairs = [pair for pair in pairs if pair[1] != pair[2]]
    if not pairs:
        return "", False
    if any(facts_read(one) != facts_read(other) for _, one, other in pairs):
        return "their conditions read different facts", False
    if find_spec("z3") is None:
        return "their conditions differ (with debtflow[verify] it is told which is looser, and where)", False
    try:
        return _compared(pairs, facts)
    except ExpressionError as problem:  # the solver cannot ask it; that the two differ is known all the same
        return f"their conditions differ; which is looser could not be told: {problem}", False


def _compared(pairs: list[tuple[int, Node, Node]], facts: Facts) -> tuple[str, bool]:
    from debtflow.expressions.solver import Prover

    stricter = ""
    for day, one, other in pairs:
        read = facts_read(one)
        given = [relation for relation in RELATIONS if facts_read(relation) <= read]
        prover = Prover(facts.vocabulary, given=given, seconds=_SECONDS)
        answer = prover.implies(one, other)
        since = "" if day == 1 else f", from {date.fromordinal(day)} on"
        if answer.truth is False:
            return f"{_LOOSENS}it no longer stands in the way where {answer.case}{since}", False
        if answer.truth is None:
            return "their conditions differ; which is looser could not be told in time", False
        back = prover.implies(other, one)
        if back.truth is False and not stricter:
            stricter = f"it also stands in the way where {back.case}{since}"
    return stricter, bool(stricter)


def _expanded(node: Node, facts: Facts) -> Node:
    """The condition over given facts only: two that are derived alike compare alike."""
    while derived := {name: facts.trees[name] for name in facts_read(node) if name in facts.trees}:
        node = substitute(node, derived)
    return node


def _rest(law: Rule, house: Rule) -> str:
    mine, theirs = law.to_json(), house.to_json()
    parts = [part for part in dict.fromkeys([*mine, *theirs]) if mine.get(part) != theirs.get(part)]
    return f"they differ in {', '.join(parts)}"
