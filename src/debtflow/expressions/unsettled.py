"""Three-valued logic over columns: the reading of a flag in many rows, in some of which some facts are not known.

It answers in each row what `kleene.possible` answers for that row alone, and is held to that by a law. Rows in which the
same facts are unknown are worked off together: every part of a tree has a column of least and one of greatest values. It
must never know why a fact is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from debtflow.errors import ExpressionError
from debtflow.expressions.columns import CHUNK_ROWS, Array, column, masks
from debtflow.expressions.kleene import Interval, few_completions
from debtflow.expressions.tree import Constant, Fact, Kind, Node, Operation, facts_read, walk

__all__ = ["settled_masks"]

Masks: TypeAlias = NDArray[np.uint64]

_Ends: TypeAlias = tuple[Array, Array]
"""Least and greatest value, in every row or (of no dimension) in all rows alike."""

_WORD: Final = 64
_NO: Final = Constant(0, Kind.FLAG)


def settled_masks(
    nodes: Sequence[Node],
    columns: Mapping[str, Array],
    unknown: Mapping[str, NDArray[np.bool_] | None],
    ranges: Mapping[str, Interval],
    *,
    rows: int,
) -> tuple[Masks, Masks]:
    """For every row the mask of flags that are surely true, and of those that may be true or not.

    Args:
        nodes: flags; bit i of a mask is node i, in the shapes of `columns.masks`.
        columns: a column of int64 or bool for every fact that is known in some row; what it holds in other rows is not
            looked at.
        unknown: fact -> in which rows it is not known; None = in none of them is it known.
        ranges: fact -> inclusive bounds of its values, for the facts in `unknown`.
        rows: how many rows there are.

    Raises:
        ExpressionError: a column that is missing or of another type or length; a node that answers a number.
    """
    read = frozenset[str]().union(*(facts_read(node) for node in nodes))
    blank = {name: unknown[name] for name in sorted(unknown) if name in read}
    words = max(1, -(-len(nodes) // _WORD))
    perhaps = np.zeros((rows, words), dtype=np.uint64)
    if any(where is None for where in blank.values()):
        surely = np.zeros((rows, words), dtype=np.uint64)
    else:
        # Right where everything is known, which is most rows as a rule; the others are answered again.
        surely = masks(nodes, columns, rows=rows).reshape(rows, words)
    for missing, at in _alike(blank, np.arange(rows)) if blank else ():
        if not missing:
            continue
        for start in range(0, len(at), CHUNK_ROWS):
            chunk = at[start : start + CHUNK_ROWS]
            known = {name: columns[name][chunk] for name in read - missing if name in columns}
            found = _settled(nodes, known, {name: ranges[name] for name in missing}, len(chunk))
            surely[chunk], perhaps[chunk] = (mask.reshape(len(chunk), words) for mask in found)
    return (surely, perhaps) if words > 1 else (surely[:, 0], perhaps[:, 0])


def _alike(
    blank: Mapping[str, NDArray[np.bool_] | None], at: NDArray[np.intp]
) -> Iterator[tuple[frozenset[str], NDArray[np.intp]]]:
    """The rows in groups: which facts are unknown in all of them, and where they are. No group is empty."""
    if not blank:
        yield frozenset(), at
        return
    (name, where), *others = blank.items()
    rest = dict(others)
    never = np.ones(len(at), dtype=np.bool_) if where is None else where[at]
    for missing, part in ((frozenset([name]), at[never]), (frozenset[str](), at[~never])):
        if len(part):
            for more, rows in _alike(rest, part):
                yield missing | more, rows


def _settled(
    nodes: Sequence[Node], columns: Mapping[str, Array], ranges: Mapping[str, Interval], rows: int
) -> tuple[Masks, Masks]:
    """The same for rows in all of which the same facts are unknown, those of `ranges`."""
    open_to = {bit: facts_read(node) & ranges.keys() for bit, node in enumerate(nodes)}
    surely = masks([_NO if open_to[bit] else node for bit, node in enumerate(nodes)], columns, rows=rows)
    perhaps = np.zeros_like(surely)
    for bit, node in enumerate(nodes):
        if open_to[bit]:
            always, ever = _flag(node, columns, {name: ranges[name] for name in open_to[bit]}, rows)
            word = (Ellipsis, bit // _WORD) if surely.ndim > 1 else (Ellipsis,)
            surely[word] |= always.astype(np.uint64) << np.uint64(bit % _WORD)
            perhaps[word] |= (ever & ~always).astype(np.uint64) << np.uint64(bit % _WORD)
    return surely, perhaps


def _flag(
    node: Node, columns: Mapping[str, Array], ranges: Mapping[str, Interval], rows: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """In which rows the flag is true for every value of the unknown facts, and in which for some."""
    if node.kind is not Kind.FLAG:
        raise ExpressionError("a mask has a bit for each flag, and this node answers a number: compare it first")
    few = few_completions(ranges)
    rest = {name: ends for name, ends in ranges.items() if name not in few}
    always, ever = np.ones(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
    for completion in product(*(range(low, high + 1) for low, high in few.values())):
        tried = {name: (value, value) for name, value in zip(few, completion, strict=True)}
        least, greatest = _ends(node, columns, {**rest, **tried}, rows)
        always &= least
        ever |= greatest
    return always, ever


def _ends(node: Node, columns: Mapping[str, Array], ranges: Mapping[str, Interval], rows: int) -> _Ends:
    """The least and the greatest value of the node in every row."""
    found, open_parts = dict[Node, _Ends](), set[Node]()

    def ends(part: Node) -> _Ends:
        if part not in found:
            same = column(part, columns, rows=rows)
            found[part] = same, same
        return found[part]

    for part in walk(node):
        # What reads nothing unknown is computed as a whole, where it is first needed.
        if isinstance(part, Fact) and part.name in ranges:
            low, high = ranges[part.name]
            found[part] = _alone(low, part.kind), _alone(high, part.kind)
        elif isinstance(part, Operation) and any(operand in open_parts for operand in part.operands):
            found[part] = _RULES[part.op]([ends(operand) for operand in part.operands])
        else:
            continue
        open_parts.add(part)
    return ends(node)


def _alone(value: int, kind: Kind) -> Array:
    return np.array(value, dtype=np.bool_ if kind is Kind.FLAG else np.int64)


_Rule: TypeAlias = Callable[[list[_Ends]], _Ends]


def _each_end(combine: Any) -> _Rule:
    """For operations that grow with every operand: the ends of the answer are the answers at the ends."""
    return lambda parts: (reduce(combine, [low for low, _ in parts]), reduce(combine, [high for _, high in parts]))


def _counted(parts: list[_Ends]) -> _Ends:
    return _each_end(np.add)([(low.astype(np.int64), high.astype(np.int64)) for low, high in parts])


def _ordered(first: _Ends, second: _Ends, compare: Any) -> _Ends:
    return compare(first[1], second[0]), compare(first[0], second[1])


def _equal(first: _Ends, second: _Ends) -> _Ends:
    overlap = (first[0] <= second[1]) & (second[0] <= first[1])
    return (first[0] == first[1]) & (second[0] == second[1]) & (first[0] == second[0]), overlap


def _negated(flag: _Ends) -> _Ends:
    return ~flag[1], ~flag[0]


def _product(first: _Ends, second: _Ends) -> _Ends:
    corners = [one * other for one in first for other in second]
    return reduce(np.minimum, corners), reduce(np.maximum, corners)


def _chosen(condition: _Ends, then: _Ends, otherwise: _Ends) -> _Ends:
    surely, perhaps = condition
    low = np.where(surely, then[0], np.where(perhaps, np.minimum(then[0], otherwise[0]), otherwise[0]))
    high = np.where(surely, then[1], np.where(perhaps, np.maximum(then[1], otherwise[1]), otherwise[1]))
    return low, high


_RULES: Final[Mapping[str, _Rule]] = {
    "and": _each_end(np.logical_and),
    "or": _each_end(np.logical_or),
    "not": lambda parts: _negated(parts[0]),
    "eq": lambda parts: _equal(parts[0], parts[1]),
    "ne": lambda parts: _negated(_equal(parts[0], parts[1])),
    "lt": lambda parts: _ordered(parts[0], parts[1], np.less),
    "le": lambda parts: _ordered(parts[0], parts[1], np.less_equal),
    "gt": lambda parts: _ordered(parts[1], parts[0], np.less),
    "ge": lambda parts: _ordered(parts[1], parts[0], np.less_equal),
    "add": _each_end(np.add),
    "sub": lambda parts: (parts[0][0] - parts[1][1], parts[0][1] - parts[1][0]),
    "mul": lambda parts: _product(parts[0], parts[1]),
    "neg": lambda parts: (-parts[0][1], -parts[0][0]),
    "where": lambda parts: _chosen(parts[0], parts[1], parts[2]),
    "min": _each_end(np.minimum),
    "max": _each_end(np.maximum),
    "count": _counted,
}
