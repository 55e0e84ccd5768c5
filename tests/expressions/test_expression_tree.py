"""Trees: well-formed by construction, comparable, and the same after any journey."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import (
    Constant,
    Fact,
    Kind,
    Node,
    Operation,
    Parameter,
    bind,
    facts_read,
    operation,
    parameters,
    substitute,
    walk,
)
from debtflow.expressions.tree import MAX_DEPTH

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER
X, Y, A, B = Fact("x", NUMBER), Fact("y", NUMBER), Fact("a", FLAG), Fact("b", FLAG)
SEVEN, CAP = Constant(7, NUMBER), Parameter("cap")
RULE = operation("or", operation("ge", X, CAP), operation("and", A, operation("not", B)))

MALFORMED: list[tuple[str, tuple[Any, ...], Kind, str]] = [
    ("xor", (A, B), FLAG, "no operation called `xor`"),
    ("and", (A,), FLAG, "takes at least 2 operands"),
    ("not", (A, B), FLAG, "takes 1 operands"),
    ("and", (A, X), FLAG, "takes flags"),
    ("lt", (A, B), FLAG, "takes numbers"),
    ("eq", (A, X), FLAG, "two operands of one kind"),
    ("where", (X, X, Y), NUMBER, "`where` takes a flag"),
    ("where", (A, X, B), NUMBER, "two nodes of one kind"),
    ("mul", (X, Y), NUMBER, "multiplies by a constant"),
    ("ge", (X, SEVEN), NUMBER, "answers a flag, not a number"),
    ("ge", (X, 7), FLAG, "a tuple of nodes"),
]


@pytest.mark.parametrize(("op", "operands", "kind", "message"), MALFORMED)
def test_malformed_operations(op: str, operands: tuple[Any, ...], kind: Kind, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        Operation(op, operands, kind)


def test_constants_outside_int64_and_flags_other_than_yes_or_no() -> None:
    for value in (2**63, -(2**63) - 1):
        with pytest.raises(ExpressionError, match="does not fit int64"):
            Constant(value, NUMBER)
    with pytest.raises(ExpressionError, match="a flag is 0 or 1"):
        Constant(2, FLAG)
    with pytest.raises(ExpressionError, match="a constant is an int"):
        Constant(1.5, NUMBER)  # type: ignore[arg-type]
    assert Constant(True, FLAG) == Constant(1, FLAG)
    assert type(Constant(True, FLAG).value) is int


@pytest.mark.parametrize("name", ["", None, 7])
def test_facts_and_parameters_have_names(name: Any) -> None:
    with pytest.raises(ExpressionError, match="a fact is named by a text"):
        Fact(name, NUMBER)
    with pytest.raises(ExpressionError, match="a parameter is named by a text"):
        Parameter(name)


def test_associative_chains_are_flat() -> None:
    assert operation("or", operation("or", A, B), A) == Operation("or", (A, B, A), FLAG)
    assert operation("add", X, operation("add", Y, X)) == Operation("add", (X, Y, X), NUMBER)
    assert operation("sub", operation("sub", X, Y), X).operands[0] == operation("sub", X, Y)


def test_nested_too_deep() -> None:
    node: Node = A
    for _ in range(MAX_DEPTH):
        node = operation("not", node)
    with pytest.raises(ExpressionError, match="derived fact"):
        operation("not", node)


def test_what_a_tree_reads() -> None:
    assert facts_read(RULE) == {"x", "a", "b"}
    assert parameters(RULE) == {"cap"}
    assert walk(RULE).index(X) < walk(RULE).index(RULE)
    assert len(walk(RULE, RULE)) == len(walk(RULE)) == 8


def test_bind_keeps_the_name_of_the_parameter() -> None:
    bound = bind(RULE, {"cap": 7, "other": 1})
    assert parameters(bound) == frozenset()
    constant = next(part for part in walk(bound) if isinstance(part, Constant))
    assert (constant.value, constant.bound_parameter) == (7, "cap")
    assert bind(RULE, {}) is RULE
    assert bound != bind(RULE, {"cap": 8})
    for wrong in (True, "7", 1.0):
        with pytest.raises(ExpressionError, match="bound to an int"):
            bind(RULE, {"cap": wrong})  # type: ignore[dict-item]
    with pytest.raises(ExpressionError, match="does not fit int64"):
        bind(RULE, {"cap": 2**63})


def test_substitute_is_simultaneous_and_typed() -> None:
    swapped = substitute(operation("lt", X, Y), {"x": Y, "y": X})
    assert swapped == operation("lt", Y, X)
    with pytest.raises(ExpressionError, match="`x` is a number, its replacement answers a flag"):
        substitute(RULE, {"x": A})


def test_trees_survive_the_journey_to_another_process() -> None:
    program = (
        "import pickle, sys; n = pickle.loads(sys.stdin.buffer.read());"
        "print(hash(n) == hash(type(n)(n.op, n.operands, n.kind)))"
    )
    source_root = str(Path(sys.modules[Constant.__module__].__file__ or "").parents[2])
    answer = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(RULE),
        capture_output=True,
        check=True,
        env={"PYTHONPATH": source_root, "PYTHONHASHSEED": "7"},
    )
    assert answer.stdout.strip() == b"True", answer.stderr


def test_shared_parts_cost_nothing() -> None:
    node: Node = X
    for _ in range(60):  # written out, this tree would have 2**60 leaves
        node = Operation("min", (node, node), NUMBER)
    assert facts_read(node) == {"x"}
    assert len(walk(substitute(operation("ge", X, SEVEN), {"x": node}))) == 63
    assert hash(node) == hash(pickle.loads(pickle.dumps(node)))
