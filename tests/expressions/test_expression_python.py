"""Python source: exact, bracketed, compilable at any length, and a mask of many."""

from __future__ import annotations

import functools
from collections.abc import Callable
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
    function,
    mask_lines,
    mask_source,
    operation,
    source,
)
from debtflow.expressions.tree import MAX_DEPTH

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER
X, Y, A, B = Fact("x", NUMBER), Fact("y", NUMBER), Fact("a", FLAG), Fact("b", FLAG)


def constant(value: int) -> Constant:
    return Constant(value, NUMBER)


SOURCES: list[tuple[Node, str]] = [
    (operation("ge", X, constant(7)), "(c.x >= 7)"),
    (operation("not", operation("ge", X, constant(7))), "(c.x < 7)"),
    (operation("not", operation("and", A, B)), "(not (c.a and c.b))"),
    (operation("sub", X, operation("sub", Y, constant(-3))), "(c.x - c.y + (-3))"),
    (operation("neg", operation("add", X, Y)), "(-(c.x + c.y))"),
    (operation("mul", constant(-2), X), "((-2) * c.x)"),
    (operation("min", X, Y), "(c.x if c.x <= c.y else c.y)"),
    (operation("max", X, operation("add", X, Y)), "max(c.x, (c.x + c.y))"),
    (operation("count", A), "(1 if c.a else 0)"),
    (operation("count", A, B), "(c.a + c.b)"),
    (operation("where", A, X, Y), "(c.x if c.a else c.y)"),
    (Constant(1, FLAG), "True"),
]


@pytest.mark.parametrize(("node", "text"), SOURCES)
def test_source(node: Node, text: str) -> None:
    assert source(node, lambda name: f"c.{name}") == text


def test_names_that_are_expressions_are_bracketed() -> None:
    names = {"x": "today - case.due", "y": "row['y']"}
    assert source(operation("sub", X, Y), names) == "((today - case.due) - row['y'])"
    assert source(operation("sub", Y, X), names) == "(row['y'] - (today - case.due))"


def test_what_cannot_be_written() -> None:
    with pytest.raises(ExpressionError, match="no Python name was given for the fact `y`"):
        source(operation("lt", X, Y), {"x": "x"})
    with pytest.raises(ExpressionError, match="`cap` is not bound to a number yet"):
        source(operation("lt", X, Parameter("cap")), {"x": "x"})
    with pytest.raises(ExpressionError, match="cannot be called `min`"):
        source(X, {"x": "min"})
    with pytest.raises(ExpressionError, match="node 1 answers a number"):
        mask_source([A, X], str)


def test_function_by_position_and_keyword() -> None:
    compiled = function(operation("lt", X, Y), ["y", "x"])
    assert compiled(2, 1) is True
    assert compiled(x=2, y=1) is False
    assert function(Fact("p.a", FLAG), ["p.a"])(p_a=1) is True
    total = function(operation("count", A, B), ["a", "b"])(True, True)
    assert total == 2 and type(total) is int
    with pytest.raises(ExpressionError, match="reads y, which is not among the arguments"):
        function(operation("lt", X, Y), ["x"])
    with pytest.raises(ExpressionError, match="two arguments have one name"):
        function(X, ["x", "p.x", "p_x"])


def _by_source(nodes: list[Node]) -> Callable[..., int]:
    return eval(f"lambda x, y, a, b: {mask_source(nodes, str)}")  # type: ignore[no-any-return]


def _by_lines(nodes: list[Node]) -> Callable[..., int]:
    scope: dict[str, Any] = {}
    body = "\n".join(f"    {line}" for line in mask_lines(nodes, str, "found"))
    exec(f"def mask(x, y, a, b):\n{body}\n    return found", scope)
    return scope["mask"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("compiled", [_by_source, _by_lines])
def test_masks(compiled: Callable[[list[Node]], Callable[..., int]]) -> None:
    mask = compiled([A, operation("ge", X, constant(7)), B])
    assert mask(x=7, y=0, a=False, b=False) == 0b010
    assert mask(x=6, y=0, a=True, b=True) == 0b101
    assert mask(x=6, y=0, a=False, b=False) == 0
    assert compiled([])(1, 1, 1, 1) == 0
    hundred = compiled([operation("eq", X, constant(i)) for i in range(100)])
    assert hundred(99, 0, 0, 0) == 1 << 99


@pytest.mark.parametrize("op", ["and", "or"])
def test_five_hundred_operands_compile(op: str) -> None:
    flat = operation(op, *(operation("ge", X, constant(i)) for i in range(500)))
    assert function(flat, ["x"])(499) is True
    assert function(flat, ["x"])(-1) is False


def test_nested_by_hand_as_deep_as_trees_go() -> None:
    chain = functools.reduce(lambda one, other: Operation("or", (one, other), FLAG), [A, B] * (MAX_DEPTH // 2))
    assert function(chain, ["a", "b"])(False, True) is True
    sums: Node = X
    for _ in range(MAX_DEPTH):
        sums = Operation("sub", (sums, Y), NUMBER)
    assert function(sums, ["x", "y"])(1, 2) == 1 - 2 * MAX_DEPTH
    cases: Node = X
    for at in range(MAX_DEPTH - 1):
        cases = operation("where", operation("eq", Y, constant(at)), constant(at * 2), cases)
    assert function(cases, ["x", "y"])(5, 70) == 140
    mixed: Node = A
    for at in range(MAX_DEPTH):
        mixed = operation("and" if at % 2 else "or", B, mixed)
    assert function(mixed, ["a", "b"])(True, True) is True
