"""What an expression answers when some facts are not known: Kleene's three-valued logic over intervals.

Every node is given an interval that holds all values it can take while the unknown facts range over their bounds; a
flag is an interval within 0..1. The answer is sound: a flag reported as settled has that value for every completion of
the unknown facts. It is exact while the unknown facts have few values together (flags, codes: each completion is
tried); beyond that it may answer "undetermined" too often, since two readings of a fact are taken as independent.

Only the slow path of a decision comes here; it must never know why a fact is unknown, nor what is done about it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from itertools import product
from typing import Final, TypeAlias

from debtflow.errors import ExpressionError
from debtflow.expressions.tree import INT64_MAX, INT64_MIN, Constant, Fact, Kind, Node, Operation, Parameter, walk

__all__ = ["Interval", "few_completions", "interval", "intervals", "possible"]

Interval: TypeAlias = tuple[int, int]

Unknown: TypeAlias = Container[str] | Mapping[str, Interval]

# At most this many completions are tried one by one before `possible` says that it cannot tell.
_MOST_COMPLETIONS: Final = 64


def possible(node: Node, values: Mapping[str, int | bool], unknown: Unknown) -> bool | None:
    """True or False if the flag has that value whatever the unknown facts are, None if it can be either.

    `values` holds the known facts; a fact in `unknown` is unknown even if `values` has a filler for it. `unknown` maps
    names to inclusive bounds; a plain set of names leaves numbers the whole of int64. None may also be answered where
    the facts do settle the flag but only a search would show it. Raises `ExpressionError` for a node that answers a
    number, a fact with neither value nor bounds, empty bounds, and a parameter that is not bound.
    """
    if node.kind is not Kind.FLAG:
        raise ExpressionError("`possible` asks a flag; use `interval` for an expression that answers a number")
    low, high = interval(node, values, unknown)
    return bool(low) if low == high else None


def interval(node: Node, values: Mapping[str, int | bool], unknown: Unknown) -> Interval:
    """The least and greatest value the node can take, inclusive, possibly wider than what is reached.

    Arguments and errors as `possible`; a flag answers within (0, 1). Numbers are exact and may leave int64.
    """
    found = intervals(node, values, unknown)[node]
    if found[0] == found[1]:
        return found
    # Two readings of one fact are not independent, and a choice between 1 and 3 is never 2: trying the few values of
    # flags and codes one at a time knows both.
    ranges = _ranges(node, values, unknown)
    few = few_completions(ranges)
    rest = {name: ends for name, ends in ranges.items() if name not in few}
    least, greatest = found[1], found[0]
    for completion in product(*(range(low, high + 1) for low, high in few.values())):
        low, high = intervals(node, {**values, **dict(zip(few, completion, strict=True))}, rest)[node]
        least, greatest = min(least, low), max(greatest, high)
        if (least, greatest) == found:
            break
    return least, greatest


def intervals(node: Node, values: Mapping[str, int | bool], unknown: Unknown) -> dict[Node, Interval]:
    """The interval of every distinct part of the tree, the node itself included. Errors as `possible`."""
    found: dict[Node, Interval] = {}
    for part in walk(node):
        match part:
            case Constant(value):
                found[part] = value, value
            case Fact():
                found[part] = _range(part, values, unknown)
            case Parameter(name):
                raise ExpressionError(f"the parameter `{name}` is not bound to a number yet; use `bind` first")
            case Operation(op, operands):
                found[part] = _RULES[op]([found[operand] for operand in operands])
    return found


def _range(fact: Fact, values: Mapping[str, int | bool], unknown: Unknown) -> Interval:
    if fact.name in unknown:
        if not isinstance(unknown, Mapping):
            return (0, 1) if fact.kind is Kind.FLAG else (INT64_MIN, INT64_MAX)
        low, high = unknown[fact.name]
        if low > high or (fact.kind is Kind.FLAG and not 0 <= low <= high <= 1):
            raise ExpressionError(f"the unknown {fact.kind.value} `{fact.name}` cannot range over {low} to {high}")
        return int(low), int(high)
    if fact.name not in values:
        raise ExpressionError(f"no value for the fact `{fact.name}`, and it is not among the unknown ones")
    value = int(values[fact.name])
    return value, value


def _ranges(node: Node, values: Mapping[str, int | bool], unknown: Unknown) -> dict[str, Interval]:
    """The unknown facts of the node with their bounds."""
    facts = [part for part in walk(node) if isinstance(part, Fact) and part.name in unknown]
    return {fact.name: _range(fact, values, unknown) for fact in facts}


def few_completions(ranges: Mapping[str, Interval]) -> dict[str, Interval]:
    """Of unknown facts with these bounds those whose values are tried one by one: the narrowest, while few are together."""
    few: dict[str, Interval] = {}
    completions = 1
    for name, (low, high) in sorted(ranges.items(), key=lambda each: (each[1][1] - each[1][0], each[0])):
        completions *= high - low + 1
        if completions > _MOST_COMPLETIONS:
            break
        few[name] = low, high
    return few


def _ordered(first: Interval, second: Interval, *, strictly: bool) -> Interval:
    """Whether `first` lies below `second`: surely (1, 1), surely not (0, 0), or either."""
    surely = first[1] < second[0] if strictly else first[1] <= second[0]
    maybe = first[0] < second[1] if strictly else first[0] <= second[1]
    return int(surely), int(maybe)


def _equal(first: Interval, second: Interval) -> Interval:
    overlap = first[0] <= second[1] and second[0] <= first[1]
    return int(first[0] == first[1] == second[0] == second[1]), int(overlap)


def _negated(flag: Interval) -> Interval:
    return 1 - flag[1], 1 - flag[0]


def _product(first: Interval, second: Interval) -> Interval:
    corners = [one * other for one in first for other in second]
    return min(corners), max(corners)


def _chosen(condition: Interval, then: Interval, otherwise: Interval) -> Interval:
    if condition[0] == condition[1]:
        return then if condition[0] else otherwise
    return min(then[0], otherwise[0]), max(then[1], otherwise[1])


_Rule: TypeAlias = Callable[[list[Interval]], Interval]


def _each_end(combine: Callable[[list[int]], int]) -> _Rule:
    """For operations that grow with every operand: the ends of the answer are the answers at the ends."""
    return lambda parts: (combine([low for low, _ in parts]), combine([high for _, high in parts]))


_RULES: Final[Mapping[str, _Rule]] = {
    "and": _each_end(min),
    "or": _each_end(max),
    "not": lambda parts: _negated(parts[0]),
    "eq": lambda parts: _equal(parts[0], parts[1]),
    "ne": lambda parts: _negated(_equal(parts[0], parts[1])),
    "lt": lambda parts: _ordered(parts[0], parts[1], strictly=True),
    "le": lambda parts: _ordered(parts[0], parts[1], strictly=False),
    "gt": lambda parts: _ordered(parts[1], parts[0], strictly=True),
    "ge": lambda parts: _ordered(parts[1], parts[0], strictly=False),
    "add": _each_end(sum),
    "sub": lambda parts: (parts[0][0] - parts[1][1], parts[0][1] - parts[1][0]),
    "mul": lambda parts: _product(parts[0], parts[1]),
    "neg": lambda parts: (-parts[0][1], -parts[0][0]),
    "where": lambda parts: _chosen(parts[0], parts[1], parts[2]),
    "min": _each_end(min),
    "max": _each_end(max),
    "count": _each_end(sum),
}
