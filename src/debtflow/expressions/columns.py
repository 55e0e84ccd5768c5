"""Trees over numpy columns: the reading of an expression that screens a million rows.

Columns are 1-D arrays, int64 for numbers and bool for flags, one element a row. Rows are worked off in chunks that stay
in the processor's cache; within a chunk every distinct part of all trees is computed once, into buffers that are used
again as soon as their last reader is done. Arithmetic is int64 and wraps like numpy's: the tracer refuses an expression
whose declared bounds allow that, so columns that keep their bounds never wrap. This is the only room of the floor that
imports numpy; it must never know where a column comes from.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from debtflow.errors import ExpressionError
from debtflow.expressions.tree import Constant, Fact, Kind, Node, Operation, Parameter, walk

__all__ = ["CHUNK_ROWS", "Array", "any_bit", "column", "masks"]

Array: TypeAlias = NDArray[Any]

# Measured, 20 simple rules: 11 ns a row in chunks of 8k rows (numpy's cost per call shows), 5 to 7 ns from 64k on.
# Larger chunks gain nothing and cost memory.
CHUNK_ROWS: Final = 65_536

_WORD: Final = 64

_UFUNCS: Final[Mapping[str, Any]] = {
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "not": np.logical_not,
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "neg": np.negative,
    "min": np.minimum,
    "max": np.maximum,
}


def column(node: Node, columns: Mapping[str, Array], *, rows: int | None = None, chunk_rows: int = CHUNK_ROWS) -> Array:
    """The node's value in every row: a fresh array of int64 for a number, of bool for a flag.

    `columns` maps the names of facts to 1-D arrays, int64 for a number and bool for a flag, all of one length. `rows`
    is needed only where the node reads no fact. Raises `ExpressionError`, naming the fact, for a column that is missing
    or of another type, shape or length, and for a parameter that is not bound.
    """
    plan = _plan((node,))
    length = _checked_rows(plan, columns, rows)
    answer = np.empty(length, dtype=_dtype(node))
    for start, stop, slots in _chunks(plan, columns, length, chunk_rows):
        for step in plan.steps:
            step.run(slots)
        np.copyto(answer[start:stop], slots[plan.answers[0]])
    return answer


def masks(
    nodes: Sequence[Node], columns: Mapping[str, Array], *, rows: int | None = None, chunk_rows: int = CHUNK_ROWS
) -> NDArray[np.uint64]:
    """For every row the mask of all true flags: uint64, bit i set iff `nodes[i]` is true there.

    Up to 64 nodes give shape (rows,). More give shape (rows, words): node i is bit i % 64 of word i // 64. `columns`,
    `rows` and errors as `column`; a node that answers a number is refused too.
    """
    for at, node in enumerate(nodes):
        if node.kind is not Kind.FLAG:
            raise ExpressionError(f"a mask has a bit for each flag; node {at} answers a number: compare it first")
    plan = _plan(tuple(nodes))
    length = _checked_rows(plan, columns, rows)
    words = max(1, -(-len(nodes) // _WORD))
    answer: NDArray[np.uint64] = np.zeros((length, words), dtype=np.uint64)
    # Eight flags fill a byte plane; seen as bytes, the words of a row are its planes side by side.
    as_bytes = answer.view(np.uint8)
    width = max(1, min(chunk_rows, length))
    plane, scratch = np.empty(width, dtype=np.uint8), np.empty(width, dtype=np.uint8)
    for start, stop, slots in _chunks(plan, columns, length, chunk_rows):
        pack = _Packer(as_bytes[start:stop], plane[: stop - start], scratch[: stop - start])
        done = 0
        for bit, (answer_slot, until) in enumerate(zip(plan.answers, plan.ready, strict=True)):
            for step in plan.steps[done:until]:
                step.run(slots)
            done = until
            pack.add(bit, slots[answer_slot], last=bit == len(nodes) - 1)
    return answer if words > 1 else answer[:, 0]


def any_bit(answer: NDArray[np.uint64], wanted: int) -> NDArray[np.bool_]:
    """The rows in whose mask (as `masks` gives it) any of the bits of `wanted` is set."""
    words = answer if answer.ndim > 1 else answer[:, np.newaxis]
    found = np.zeros(len(answer), dtype=np.bool_)
    for word in range(words.shape[1]):
        bits = wanted >> word * _WORD & (1 << _WORD) - 1
        found |= (words[:, word] & np.uint64(bits)) != 0
    return found


@dataclass(slots=True)
class _Packer:
    """Gathers flags into a plane of bytes and lays each full plane into its byte of the answer."""

    answer: NDArray[np.uint8]
    plane: NDArray[np.uint8]
    scratch: NDArray[np.uint8]

    def add(self, bit: int, flags: Array, *, last: bool) -> None:
        place = bit % 8
        as_byte = flags.view(np.uint8)
        if place == 0:
            np.copyto(self.plane, as_byte)
        else:
            # Multiplying bytes runs in wide registers, shifting them does not: ten times slower.
            np.multiply(as_byte, 1 << place, out=self.scratch)
            np.bitwise_or(self.plane, self.scratch, out=self.plane)
        if place == 7 or last:
            word, byte = divmod(bit // 8, 8)
            at = byte if sys.byteorder == "little" else 7 - byte
            self.answer[:, word * 8 + at] = self.plane


# From trees to steps -------------------------------------------------------------------------------------------------

_Slots: TypeAlias = list[Array]


@dataclass(frozen=True, slots=True)
class _Step:
    """One distinct operation: which slots it reads, which it writes, and how."""

    run_on: Callable[[Array, list[Array]], None]
    reads: tuple[int, ...]
    writes: int

    def run(self, slots: _Slots) -> None:
        self.run_on(slots[self.writes], [slots[at] for at in self.reads])


@dataclass(frozen=True, slots=True)
class _Plan:
    """The steps for some trees, over numbered slots: first the facts, then the constants, then the buffers.

    `answers[i]` is the slot of node i, complete once the first `ready[i]` steps have run.
    """

    facts: tuple[Fact, ...]
    constants: tuple[Constant, ...]
    buffers: tuple[Kind, ...]
    steps: tuple[_Step, ...]
    answers: tuple[int, ...]
    ready: tuple[int, ...]


@lru_cache(maxsize=256)
def _plan(nodes: tuple[Node, ...]) -> _Plan:
    """The plan for these trees; remembered, because a simulation asks for the same ones every day."""
    order = walk(*nodes)
    facts = tuple(part for part in order if isinstance(part, Fact))
    constants = tuple(part for part in order if isinstance(part, Constant))
    for part in order:
        if isinstance(part, Parameter):
            raise ExpressionError(f"the parameter `{part.name}` is not bound to a number yet; use `bind` first")
    leaves: tuple[Node, ...] = (*facts, *constants)
    slots: dict[Node, int] = {leaf: at for at, leaf in enumerate(leaves)}
    operations = [part for part in order if isinstance(part, Operation)]
    last_read, handed_out = _lifetimes(nodes, operations)
    pool = _Pool(len(slots))
    steps: list[_Step] = []
    for at, part in enumerate(operations):
        for answer in handed_out.get(at - 1, ()):
            pool.release(slots[answer])
        # The first operand's buffer may be written while it is read, element by element; the others' may not, since
        # some operations take several passes.
        dying = [operand for operand in dict.fromkeys(part.operands) if last_read.get(operand) == at]
        if part.operands[0] in dying and part.operands[0] not in part.operands[1:] and part.op != "where":
            pool.release(slots[part.operands[0]])
            dying.remove(part.operands[0])
        slots[part] = pool.take(part.kind)
        for operand in dying:
            pool.release(slots[operand])
        steps.append(_Step(_runner(part), tuple(slots[operand] for operand in part.operands), slots[part]))
    made: dict[Node, int] = {part: at + 1 for at, part in enumerate(operations)}
    ready: list[int] = []
    for node in nodes:
        ready.append(max(made.get(node, 0), ready[-1] if ready else 0))
    return _Plan(facts, constants, tuple(pool.kinds), tuple(steps), tuple(slots[node] for node in nodes), tuple(ready))


def _lifetimes(nodes: tuple[Node, ...], operations: list[Operation]) -> tuple[dict[Node, int], dict[int, list[Node]]]:
    """When buffers fall free: the step whose reading of an operation is the last; and, for an answer that no later step
    reads, the step after which it is handed out.
    """
    last_read: dict[Node, int] = {}
    for at, part in enumerate(operations):
        for operand in part.operands:
            last_read[operand] = at
    made: dict[Node, int] = {part: at for at, part in enumerate(operations)}
    handed: dict[Node, int] = {}
    reached = -1
    for node in nodes:
        reached = max(reached, made.get(node, -1))
        if isinstance(node, Operation):
            handed[node] = reached
    handed_out: dict[int, list[Node]] = {}
    for node, step in handed.items():
        if last_read.get(node, -1) <= step:
            last_read.pop(node, None)
            handed_out.setdefault(step, []).append(node)
    return last_read, handed_out


class _Pool:
    """Numbers buffers, and hands a released one out again to the next of its kind."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.kinds: list[Kind] = []
        self.free: dict[Kind, list[int]] = {Kind.NUMBER: [], Kind.FLAG: []}

    def take(self, kind: Kind) -> int:
        if self.free[kind]:
            return self.free[kind].pop()
        self.kinds.append(kind)
        return self.first + len(self.kinds) - 1

    def release(self, slot: int) -> None:
        if slot >= self.first:
            self.free[self.kinds[slot - self.first]].append(slot)


def _runner(part: Operation) -> Callable[[Array, list[Array]], None]:
    """How to compute one operation from its operands into its buffer."""
    if part.op == "where":
        return _choose_flags if part.kind is Kind.FLAG else _choose_numbers
    if part.op == "count":
        return _count
    ufunc = _UFUNCS[part.op]

    def run(out: Array, operands: list[Array]) -> None:
        ufunc(*operands[:2], out=out)
        for operand in operands[2:]:
            ufunc(out, operand, out=out)

    return run


def _choose_numbers(out: Array, operands: list[Array]) -> None:
    # otherwise + (then - otherwise) * condition, without a branch per row, is four times faster than np.where on mixed
    # rows. The difference may wrap, and the sum wraps back: the answer is exact for all of int64.
    condition, then, otherwise = operands
    np.subtract(then, otherwise, out=out)
    np.multiply(out, condition, out=out)
    np.add(out, otherwise, out=out)


def _choose_flags(out: Array, operands: list[Array]) -> None:
    # (then != otherwise) & condition != otherwise: takes `then` where the condition holds.
    condition, then, otherwise = operands
    np.bitwise_xor(then, otherwise, out=out)
    np.bitwise_and(out, condition, out=out)
    np.bitwise_xor(out, otherwise, out=out)


def _count(out: Array, operands: list[Array]) -> None:
    np.copyto(out, operands[0])
    for operand in operands[1:]:
        np.add(out, operand, out=out)


# From columns to slots -----------------------------------------------------------------------------------------------


def _dtype(node: Node) -> type[np.int64] | type[np.bool_]:
    return np.bool_ if node.kind is Kind.FLAG else np.int64


def _checked_rows(plan: _Plan, columns: Mapping[str, Array], rows: int | None) -> int:
    """The number of rows, once every column that is read has been found sound."""
    first = ""
    for fact in plan.facts:
        values = columns.get(fact.name)
        if values is None:
            raise ExpressionError(f"no column for the fact `{fact.name}`")
        wanted = np.dtype(_dtype(fact))
        if not isinstance(values, np.ndarray) or values.dtype != wanted:
            found = values.dtype if isinstance(values, np.ndarray) else type(values).__name__
            raise ExpressionError(
                f"the column `{fact.name}` is a {fact.kind.value} and must be a numpy array of {wanted}, not {found}: "
                f"write `numpy.asarray(values).astype({wanted.name!r})` once its values are whole and known"
            )
        if values.ndim != 1:
            raise ExpressionError(f"the column `{fact.name}` must have one dimension, not shape {values.shape}")
        if rows is not None and len(values) != rows:
            against = f"`{first}` has" if first else "asked for were"
            raise ExpressionError(f"the column `{fact.name}` has {len(values)} rows, {against} {rows}")
        rows, first = len(values), fact.name
    if rows is None:
        raise ExpressionError("no fact is read, so the number of rows is not known: pass rows=...")
    return rows


def _chunks(plan: _Plan, columns: Mapping[str, Array], rows: int, chunk_rows: int) -> Iterator[tuple[int, int, _Slots]]:
    """For each chunk its start, its stop, and the slots: views of the columns, constants, buffers."""
    if chunk_rows < 1:
        raise ExpressionError(f"chunk_rows is at least 1, not {chunk_rows}")
    width = min(rows, chunk_rows)
    # A constant is one element repeated without a copy: numpy's scalar loops apply, and answers keep their shape.
    constants = [np.broadcast_to(np.array(each.value, dtype=_dtype(each)), (width,)) for each in plan.constants]
    buffers: list[Array] = [np.empty(width, dtype=np.bool_ if kind is Kind.FLAG else np.int64) for kind in plan.buffers]
    shared = [*constants, *buffers]
    for start in range(0, rows, chunk_rows):
        stop = min(start + chunk_rows, rows)
        facts = [columns[fact.name][start:stop] for fact in plan.facts]
        yield start, stop, [*facts, *(shared if stop - start == width else [each[: stop - start] for each in shared])]
