"""Plausible: comparisons in which a number cannot be what its author meant, seen when a rule or a duty is defined.

A value that a fact can never have (22 for ten o'clock is none of these, 2200 is) and two sides that count different
things (a day and a number of days, an amount in another unit than minor units). Only the units that this library reads
itself are held against each other; words of a lender's own are left alone. Nothing here knows a situation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from debtflow.errors import ExpressionError
from debtflow.expressions import (
    Constant,
    Fact,
    Field,
    Kind,
    Node,
    Operation,
    Parameter,
    Vocabulary,
    bind,
    facts_read,
    interval,
    parameters,
    value_words,
    walk,
)
from debtflow.expressions.python import sketch
from debtflow.values.law import Dated

__all__ = ["see_day", "see_plausible", "see_possible", "unit_of"]

_COMPARED: Final = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})

DAY: Final = "day"
MINUTE: Final = "minute of day"
MINOR: Final = "minor units"

_MENDS: Final = {
    DAY: "compare a day with a day; a number of days is the difference of two days, `f.today - f.signed_on >= DAYS`",
    MINUTE: "write minutes after midnight, 22 * 60 for 22:00, with unit='minute of day'",
    MINOR: "write amounts in minor units, 50000 for 500.00, with unit='minor units'",
}


def see_plausible(what: str, tree: Node, vocabulary: Vocabulary, numbers: Mapping[str, Dated]) -> None:
    """See that every comparison compares what can be compared, with values that there are.

    Args:
        what: where the tree stands, for the message (`rule house.calls, blocked`).

    Raises:
        ExpressionError: it does not; the message says what was meant, perhaps.
    """
    fields = vocabulary.by_fact()
    for node in walk(tree):
        if isinstance(node, Operation) and node.op in _COMPARED and node.operands[0].kind is Kind.NUMBER:
            _see_units(what, node, fields, numbers)
            for fact, other in (node.operands, node.operands[::-1]):
                if isinstance(fact, Fact):
                    _see_bounds(what, node, fact, other, fields, numbers)


def see_possible(what: str, tree: Node, vocabulary: Vocabulary, numbers: Mapping[str, Dated]) -> None:
    """See that a condition can be true on some day, by the bounds of the facts that it reads.

    Raises:
        ExpressionError: it never is, so that whatever hangs on it is silent for ever.
    """
    fields = vocabulary.by_fact()
    read = facts_read(tree)
    if not read <= fields.keys():
        return
    ranges = {name: fields[name].range for name in read}
    named = [numbers[name] for name in parameters(tree) if name in numbers]
    days = sorted(
        {day for number in named for day in number.epochs if number.until is None or day < number.until.toordinal()}
    )
    answers = set()
    for day in days or [1]:
        values = {number.name: number.on(day) for number in named if day >= min(number.epochs)}
        if len(values) == len(named):
            answers.add(interval(bind(tree, values), {}, ranges))
    if answers == {(0, 0)}:
        raise ExpressionError(
            f"{what}: by the bounds of its facts it is true for no case, so it would never say anything; see whether a "
            "comparison is turned round, `unless` lifts it everywhere, or the bounds of a fact are too narrow"
        )


def see_day(what: str, tree: Node, vocabulary: Vocabulary, numbers: Mapping[str, Dated]) -> None:
    """See that a tree that is to answer a day does not answer a number of something else.

    Raises:
        ExpressionError: it does.
    """
    unit = unit_of(tree, vocabulary.by_fact(), numbers)
    if unit and _special(unit) != DAY:
        raise ExpressionError(
            f"{what}: it answers {unit} where a day is expected; add them to a day, `f.disputed_since + DAYS`"
        )


# ---- units --------------------------------------------------------------------------------------------------------


def _special(unit: str) -> str:
    """The unit that this library reads itself; what lenders write around it is taken for the same."""
    if unit == DAY:
        return DAY
    return MINUTE if unit.startswith("minute") else MINOR if unit.startswith(MINOR) else ""


def unit_of(node: Node, fields: Mapping[str, Field], numbers: Mapping[str, Dated]) -> str:
    """What a number counts, in the words of its declaration; empty where it cannot be told."""
    match node:
        case Fact(name):
            return fields[name].unit if name in fields else ""
        case Parameter(name):
            return numbers[name].unit if name in numbers else ""
        case Operation("add" | "sub", parts):
            units = [unit_of(part, fields, numbers) for part in parts]
            special = [unit for unit in units if _special(unit)]
            if node.op == "sub" and len(special) == 2 and _special(special[0]) in (DAY, MINUTE):
                return ""  # the time between two moments
            return special[0] if special else next(filter(None, units), "")
        case Operation("mul" | "neg", parts):
            return next(filter(None, (unit_of(part, fields, numbers) for part in parts)), "")
        case Operation("min" | "max", parts) | Operation("where", (_, *parts)):
            return next(filter(None, (unit_of(part, fields, numbers) for part in parts)), "")
    return ""


def _see_units(what: str, node: Operation, fields: Mapping[str, Field], numbers: Mapping[str, Dated]) -> None:
    one, other = (unit_of(part, fields, numbers) for part in node.operands)
    special = _special(one) or _special(other)
    if one and other and special and _special(one) != _special(other):
        raise ExpressionError(f"{what}: `{sketch(node)}` compares {one} with {other}: {_MENDS[special]}")


# ---- bounds -------------------------------------------------------------------------------------------------------


def _see_bounds(
    what: str, node: Operation, fact: Fact, other: Node, fields: Mapping[str, Field], numbers: Mapping[str, Dated]
) -> None:
    field = fields.get(fact.name)
    if field is None or field.codes is not None:
        return
    low, high = field.range
    if field.unit == MINUTE:
        high = max(high, 24 * 60)  # the end of the day, for windows that close at midnight
    for value, since in _values(other, numbers):
        if not low <= value <= high:
            mend = f"; {_MENDS[MINUTE]}" if field.unit == MINUTE else ""
            raise ExpressionError(
                f"{what}: `{sketch(node)}` compares with {value}{since}, which `{fact.name}` never is: its values go from "
                f"{_shown(low, field)} to {_shown(high, field)}, so it would answer the same for every case{mend}"
            )


def _values(node: Node, numbers: Mapping[str, Dated]) -> Iterator[tuple[int, str]]:
    if isinstance(node, Constant):
        yield node.value, ""
    elif isinstance(node, Parameter) and node.name in numbers:
        for start, value in numbers[node.name].values.items():
            yield value, "" if start == date.min else f" from {start} on"


def _shown(value: int, field: Field) -> str:
    words = value_words(value, field)
    return str(value) if words == str(value) else f"{value} ({words})"
