"""The tree of a traced expression: four kinds of node, typed, immutable and comparable.

A tree is what is left of an author's lambda once it has been run over symbols. Everything else on this floor reads
trees: the Python, numpy and words compilers, three-valued logic, and the solver. A tree knows numbers (int64) and flags
(yes or no), the names of facts and of dated parameters, and a handful of operations. It must never know what a fact is
about, where its value comes from, or what day it is.

Trees share their parts, so nothing here walks one by recursion over paths: `walk` lists every distinct node once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Final, TypeAlias

from debtflow.errors import ExpressionError

__all__ = [
    "INT64_MAX",
    "INT64_MIN",
    "MAX_DEPTH",
    "Constant",
    "Fact",
    "Kind",
    "Node",
    "Operation",
    "Parameter",
    "bind",
    "facts_read",
    "kind_of",
    "operation",
    "parameters",
    "substitute",
    "walk",
]

INT64_MIN: Final = -(2**63)
INT64_MAX: Final = 2**63 - 1

# Deeper than any rule a person can read, shallow enough for every reader of trees: CPython's own parser gives up at
# 200 brackets. Chains of one associative operation are flat (see `operation`), so their length does not count.
MAX_DEPTH: Final = 150

# A bound parameter keeps its name in the constant's label behind this mark, so that words can still show it.
_PARAMETER_MARK: Final = "parameter:"


class Kind(Enum):
    """What a node answers: a whole number that fits int64, or a flag (yes or no)."""

    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or flag written in the expression.

    `value` is an int64; a flag is 0 or 1 (a bool is stored as such). `label` says what an author called it:
    "Role.AGENCY" for a member of an IntEnum, and the name of a parameter once that is bound (see `bound_parameter`).
    Raises `ExpressionError` for a value outside int64, or a flag that is neither 0 nor 1.
    """

    value: int
    kind: Kind
    label: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.value, int):
            raise ExpressionError(f"a constant is an int, not {self.value!r} ({type(self.value).__name__})")
        object.__setattr__(self, "value", int(self.value))
        if not INT64_MIN <= self.value <= INT64_MAX:
            raise ExpressionError(f"the constant {self.value} does not fit int64 ({INT64_MIN} to {INT64_MAX})")
        if self.kind is Kind.FLAG and self.value not in (0, 1):
            raise ExpressionError(f"a flag is 0 or 1, not {self.value}")

    @property
    def bound_parameter(self) -> str | None:
        """The name of the dated parameter that this number was bound for, or None."""
        return self.label.removeprefix(_PARAMETER_MARK) if self.label.startswith(_PARAMETER_MARK) else None


@dataclass(frozen=True, slots=True)
class Fact:
    """The value of a named fact. `codes` is the enum of a coded fact: known to the tracer, no part of its identity.

    Raises `ExpressionError` for a fact without a name.
    """

    name: str
    kind: Kind
    codes: type[IntEnum] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        _refuse_no_name("fact", self.name)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number whose value depends on a date (a number of the law), named now and bound to an int later.

    Raises `ExpressionError` for a parameter without a name.
    """

    name: str

    def __post_init__(self) -> None:
        _refuse_no_name("parameter", self.name)

    @property
    def kind(self) -> Kind:
        """Always a number."""
        return Kind.NUMBER


def _refuse_no_name(what: str, name: object) -> None:
    """What can be built can be written down and read again, and JSON needs a name that is a text with something in it."""
    if not isinstance(name, str) or not name:
        raise ExpressionError(f"a {what} is named by a text, not {name!r}")


@dataclass(frozen=True, slots=True)
class _Shape:
    """How an operation may be put together: the kind of its operands (None: all alike), how many, what it answers."""

    takes: Kind | None
    least: int
    most: int | None
    gives: Kind


_SHAPES: Final[Mapping[str, _Shape]] = {
    "and": _Shape(Kind.FLAG, 2, None, Kind.FLAG),
    "or": _Shape(Kind.FLAG, 2, None, Kind.FLAG),
    "not": _Shape(Kind.FLAG, 1, 1, Kind.FLAG),
    "eq": _Shape(None, 2, 2, Kind.FLAG),
    "ne": _Shape(None, 2, 2, Kind.FLAG),
    "lt": _Shape(Kind.NUMBER, 2, 2, Kind.FLAG),
    "le": _Shape(Kind.NUMBER, 2, 2, Kind.FLAG),
    "gt": _Shape(Kind.NUMBER, 2, 2, Kind.FLAG),
    "ge": _Shape(Kind.NUMBER, 2, 2, Kind.FLAG),
    "add": _Shape(Kind.NUMBER, 2, None, Kind.NUMBER),
    "sub": _Shape(Kind.NUMBER, 2, 2, Kind.NUMBER),
    "mul": _Shape(Kind.NUMBER, 2, 2, Kind.NUMBER),
    "neg": _Shape(Kind.NUMBER, 1, 1, Kind.NUMBER),
    "min": _Shape(Kind.NUMBER, 2, None, Kind.NUMBER),
    "max": _Shape(Kind.NUMBER, 2, None, Kind.NUMBER),
    "count": _Shape(Kind.FLAG, 1, None, Kind.NUMBER),
}
_ASSOCIATIVE: Final = frozenset({"and", "or", "add", "min", "max"})


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation on other nodes: and or not eq ne lt le gt ge add sub mul neg where min max count.

    `where` is (condition, value if true, value otherwise), `count` the number of true flags, `mul` has at least one
    operand that reads no fact. Raises `ExpressionError` when operation, operands and kind do not fit together, or the
    tree is nested deeper than `MAX_DEPTH`. `operation(op, ...)` finds the kind and keeps chains flat.
    """

    op: str
    operands: tuple[Node, ...]
    kind: Kind
    depth: int = field(init=False, repr=False)
    # Shared parts would make an uncached hash visit every path of the tree, over and over.
    _hash: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        gives = kind_of(self.op, self.operands)
        if gives is not self.kind:
            raise ExpressionError(f"`{self.op}` answers a {gives.value}, not a {self.kind.value}")
        depth = 1 + max(part.depth if isinstance(part, Operation) else 0 for part in self.operands)
        if depth > MAX_DEPTH:
            raise ExpressionError(
                f"an expression nested {depth} deep (at most {MAX_DEPTH}); name a part of it as a derived fact, "
                "or join flags in one chain `a | b | c`"
            )
        object.__setattr__(self, "depth", depth)
        object.__setattr__(self, "_hash", hash((self.op, self.operands)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Operation):
            return NotImplemented
        return self._hash == other._hash and self.op == other.op and self.operands == other.operands

    def __reduce__(self) -> tuple[type[Operation], tuple[str, tuple[Node, ...], Kind]]:
        # The hash of a string differs between processes, so a pickled tree must not bring its hash along.
        return Operation, (self.op, self.operands, self.kind)


Node: TypeAlias = Constant | Fact | Parameter | Operation


def kind_of(op: str, operands: tuple[Node, ...]) -> Kind:
    """The kind that `op` answers over these operands. Raises `ExpressionError` for what does not fit."""
    if not isinstance(operands, tuple) or not all(isinstance(part, Node) for part in operands):
        raise ExpressionError(f"the operands of `{op}` are a tuple of nodes, not {operands!r}")
    kinds = tuple(part.kind for part in operands)
    if op == "where":
        if len(kinds) != 3 or kinds[0] is not Kind.FLAG or kinds[1] is not kinds[2]:
            raise ExpressionError(f"`where` takes a flag and two nodes of one kind, not {_listed(kinds)}")
        return kinds[1]
    shape = _SHAPES.get(op)
    if shape is None:
        raise ExpressionError(f"no operation called `{op}`; there are {', '.join(sorted([*_SHAPES, 'where']))}")
    if len(kinds) < shape.least or (shape.most is not None and len(kinds) > shape.most):
        wanted = shape.least if shape.most == shape.least else f"at least {shape.least}"
        raise ExpressionError(f"`{op}` takes {wanted} operands, not {len(kinds)}")
    if any(kind is not (shape.takes or kinds[0]) for kind in kinds):
        taken = f"{shape.takes.value}s" if shape.takes else "two operands of one kind"
        raise ExpressionError(f"`{op}` takes {taken}, not {_listed(kinds)}")
    if op == "mul" and all(facts_read(part) for part in operands):
        raise ExpressionError("`mul` multiplies by a constant; a fact times a fact is not linear")
    return shape.gives


def _listed(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(kind.value for kind in kinds) or "nothing"


def operation(op: str, *operands: Node) -> Operation:
    """The operation on these operands, its kind found; `(a | b) | c` becomes one `or` of three.

    Raises `ExpressionError` as `Operation` does.
    """
    if op in _ASSOCIATIVE:
        flat: list[Node] = []
        for part in operands:
            flat.extend(part.operands if isinstance(part, Operation) and part.op == op else (part,))
        operands = tuple(flat)
    return Operation(op, operands, kind_of(op, operands))


def walk(*nodes: Node) -> tuple[Node, ...]:
    """Every distinct node of the trees once, operands before the operations that use them, in order of appearance."""
    seen: dict[Node, None] = {}
    stack: list[Node] = list(reversed(nodes))
    while stack:
        node = stack[-1]
        if node not in seen:
            if isinstance(node, Operation):
                waiting = [part for part in node.operands if part not in seen]
                if waiting:
                    stack.extend(reversed(waiting))
                    continue
            seen[node] = None
        stack.pop()
    return tuple(seen)


def facts_read(node: Node) -> frozenset[str]:
    """The names of all facts that the tree reads."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Fact))


def parameters(node: Node) -> frozenset[str]:
    """The names of the dated parameters that are not bound yet."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Parameter))


def _rebuilt(node: Node, leaf: Callable[[Constant | Fact | Parameter], Node]) -> Node:
    """The tree with every leaf passed through `leaf`; parts that do not change are kept, not copied."""
    made: dict[Node, Node] = {}
    for part in walk(node):
        if isinstance(part, Operation):
            operands = tuple(made[operand] for operand in part.operands)
            made[part] = part if operands == part.operands else operation(part.op, *operands)
        else:
            made[part] = leaf(part)
    return made[node]


def bind(node: Node, values: Mapping[str, int]) -> Node:
    """The tree with each parameter named in `values` replaced by its number, labelled with the parameter's name.

    Parameters that are not named stay; names that the tree does not use are ignored. Raises `ExpressionError` for a
    value that is no int or does not fit int64.
    """

    def bound(leaf: Constant | Fact | Parameter) -> Node:
        if not isinstance(leaf, Parameter) or leaf.name not in values:
            return leaf
        value = values[leaf.name]
        if isinstance(value, bool) or not isinstance(value, int):
            raise ExpressionError(f"the parameter `{leaf.name}` is bound to an int, not {value!r}")
        return Constant(value, Kind.NUMBER, _PARAMETER_MARK + leaf.name)

    return _rebuilt(node, bound)


def substitute(node: Node, replacements: Mapping[str, Node]) -> Node:
    """The tree with each fact named in `replacements` replaced by a tree: derived facts written out.

    Replacements are not substituted again. Raises `ExpressionError` when a replacement is of another kind than the
    fact, or the tree becomes nested deeper than `MAX_DEPTH`.
    """

    def replaced(leaf: Constant | Fact | Parameter) -> Node:
        if not isinstance(leaf, Fact) or leaf.name not in replacements:
            return leaf
        tree = replacements[leaf.name]
        if tree.kind is not leaf.kind:
            raise ExpressionError(
                f"the fact `{leaf.name}` is a {leaf.kind.value}, its replacement answers a {tree.kind.value}"
            )
        return tree

    return _rebuilt(node, replaced)
