"""Trees to polars expressions: the reading of an expression for frames, eager and lazy.

Columns are named like the facts, Int64 for numbers and Boolean for flags. Arithmetic is Int64 and wraps exactly as that
of `columns` does: the tracer refuses an expression whose declared bounds allow it. Facts are total, so a null is
refused, never carried along: polars would make three values of two, and a rule that answers "null" blocks nothing.
This is the only room of the floor that imports polars; it must never know where a frame comes from.

Every fact is read through a guard that looks at its type and counts its nulls when the frame is collected. The guard is
declared to need the whole column. That keeps polars from moving a question in front of a filter that stands before it,
where it would meet, and refuse, rows that nobody asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import polars as pl

from debtflow.errors import ExpressionError
from debtflow.expressions.tree import Constant, Fact, Kind, Node, Operation, Parameter, walk

__all__ = ["expression", "masks"]

_BYTE: Final = 8
_WORD: Final = 64

_TYPES: Final[Mapping[Kind, type[pl.Int64] | type[pl.Boolean]]] = {Kind.NUMBER: pl.Int64, Kind.FLAG: pl.Boolean}

_Pair: TypeAlias = Callable[[pl.Expr, pl.Expr], pl.Expr]

_PAIRS: Final[Mapping[str, _Pair]] = {
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "min": lambda a, b: pl.min_horizontal(a, b),
    "max": lambda a, b: pl.max_horizontal(a, b),
}


def expression(node: Node) -> pl.Expr:
    """The tree as a polars expression: Int64 for a number, Boolean for a flag.

    A tree that reads no fact is a literal, which polars spreads over the rows of whatever stands beside it. Raises
    `ExpressionError` for a parameter that is not bound and a name that polars would take for a pattern; and, when the
    frame is collected, for a column of another type and for a null, each naming the fact.
    """
    return _expressions((node,))[0]


def masks(nodes: Sequence[Node]) -> list[pl.Expr]:
    """The mask of all true flags as UInt64 words: node i is bit i % 64 of word i // 64, as in `columns.masks`.

    Errors as `expression`; a node that answers a number is refused too. Lazy frames compute parts that several nodes
    share once, eager ones do not.
    """
    for at, node in enumerate(nodes):
        if node.kind is not Kind.FLAG:
            raise ExpressionError(f"a mask has a bit for each flag; node {at} answers a number: compare it first")
    flags = _expressions(tuple(nodes))
    if not flags:
        return [_literal(0, pl.UInt64)]
    return [_word(flags[start : start + _WORD]) for start in range(0, len(flags), _WORD)]


def _word(flags: Sequence[pl.Expr]) -> pl.Expr:
    """Up to 64 flags as one word; eight flags at a time fill a byte first, which moves an eighth of the memory."""
    planes: list[pl.Expr] = []
    for start in range(0, len(flags), _BYTE):
        bits = [
            flag.cast(pl.UInt8) * _literal(1 << bit, pl.UInt8) for bit, flag in enumerate(flags[start : start + _BYTE])
        ]
        planes.append(_joined("or", bits).cast(pl.UInt64) * _literal(1 << start, pl.UInt64))
    return _joined("or", planes)


def _expressions(nodes: tuple[Node, ...]) -> list[pl.Expr]:
    """Several trees, shared parts made once."""
    made: dict[Node, pl.Expr] = {}
    for part in walk(*nodes):
        match part:
            case Constant(value, kind):
                made[part] = _literal(bool(value) if kind is Kind.FLAG else value, _TYPES[kind])
            case Fact(name, kind):
                made[part] = _guarded(name, kind)
            case Parameter(name):
                raise ExpressionError(f"the parameter `{name}` is not bound to a number yet; use `bind` first")
            case Operation("where", (cond, *branches)):
                made[part] = _where(made[cond], [_spread(branch, made[branch], made[cond]) for branch in branches])
            case Operation(op, operands):
                made[part] = _operation(op, [made[operand] for operand in operands])
    return [made[node] for node in nodes]


def _where(cond: pl.Expr, branches: list[pl.Expr]) -> pl.Expr:
    return pl.when(cond).then(branches[0]).otherwise(branches[1])


def _spread(branch: Node, made: pl.Expr, cond: pl.Expr) -> pl.Expr:
    """A branch as long as the condition: where that is the same in every row, polars hands on one value of a literal.

    Compared with another literal it then stays one row of many (polars 2.1.0, eager frames).
    """
    if any(isinstance(part, Fact) for part in walk(branch)):
        return made
    return made | (cond & ~cond) if branch.kind is Kind.FLAG else made + cond.cast(pl.Int64) * _literal(0, pl.Int64)


def _operation(op: str, parts: list[pl.Expr]) -> pl.Expr:
    match op:
        case "not":
            return ~parts[0]
        case "neg":
            return -parts[0]
        case "count":
            return _joined("add", [flag.cast(pl.Int64) for flag in parts])
    return _joined(op, parts)


def _joined(op: str, parts: Sequence[pl.Expr]) -> pl.Expr:
    """A chain as a balanced tree of pairs: polars walks expressions by recursion, and a long chain would be deep."""
    level = list(parts)
    while len(level) > 1:
        pairs = [_PAIRS[op](*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = [*pairs, *level[2 * len(pairs) :]]
    return level[0]


def _literal(value: int | bool, dtype: type[pl.DataType]) -> pl.Expr:
    return pl.lit(value, dtype=dtype)


@lru_cache(maxsize=4096)
def _guarded(name: str, kind: Kind) -> pl.Expr:
    """The fact's column, looked at before it is read; remembered, since polars shares a guard only with itself."""
    if name == "*" or (name.startswith("^") and name.endswith("$")):
        raise ExpressionError(f"polars takes the fact's name `{name}` for a pattern of columns; give it a plain name")
    wanted = _TYPES[kind]

    def looked_at(values: pl.Series) -> pl.Series:
        if values.dtype != wanted:
            raise ExpressionError(
                f"the column `{name}` is a {kind.value} and must be {wanted}, not {values.dtype}: write "
                f"`pl.col({name!r}).cast(pl.{wanted})` once its values are whole and known"
            )
        if values.null_count():
            raise ExpressionError(
                f"the column `{name}` has {values.null_count()} nulls in {len(values)} rows: facts are total, so fill "
                "them with the fact's neutral value and note which rows are unknown"
            )
        return values

    return pl.col(name).map_batches(looked_at, return_dtype=wanted)
