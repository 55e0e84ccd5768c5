"""Three-valued logic: settled only where the unknown facts cannot change the answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import Constant, Fact, Kind, Node, Parameter, interval, operation, possible
from debtflow.expressions.kleene import intervals

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER
X, Y, A, B = Fact("x", NUMBER), Fact("y", NUMBER), Fact("a", FLAG), Fact("b", FLAG)
SEVEN = Constant(7, NUMBER)
GE = operation("ge", X, SEVEN)

CASES: list[tuple[Node, Mapping[str, int], Any, bool | None]] = [
    (GE, {"x": 7}, {}, True),
    (GE, {"x": 6}, {}, False),
    (GE, {"x": 9}, {"x": (0, 6)}, False),
    (GE, {}, {"x": (7, 9)}, True),
    (GE, {}, {"x": (6, 7)}, None),
    (GE, {}, {"x"}, None),
    (operation("and", A, B), {"a": False}, {"b"}, False),
    (operation("and", A, B), {"a": True}, {"b"}, None),
    (operation("or", A, B), {"a": True}, {"b"}, True),
    (operation("or", A, B), {"a": True}, {"b": (0, 1)}, True),
    (operation("not", A), {}, {"a"}, None),
    (operation("not", A), {}, {"a": (1, 1)}, False),
    (operation("or", A, operation("not", A)), {}, {"a"}, True),
    (operation("ne", A, A), {}, {"a"}, False),
    (operation("eq", X, X), {}, {"x": (1, 5)}, True),
    (operation("eq", X, SEVEN), {}, {"x": (8, 9)}, False),
    (operation("ne", X, SEVEN), {}, {"x": (8, 9)}, True),
    (operation("lt", X, Y), {}, {"x": (0, 3), "y": (3, 5)}, None),
    (operation("le", X, Y), {}, {"x": (0, 3), "y": (3, 5)}, True),
    (operation("gt", X, Y), {}, {"x": (0, 3), "y": (3, 5)}, False),
    (operation("ge", operation("where", A, X, Y), SEVEN), {"x": 8, "y": 9}, {"a"}, True),
    (operation("ge", operation("where", A, X, Y), SEVEN), {"x": 8, "a": 1}, {"y"}, True),
    (operation("ge", operation("count", A, B), Constant(1, NUMBER)), {"a": 1}, {"b"}, True),
    (operation("gt", operation("sub", X, Y), SEVEN), {"x": 20}, {"y": (0, 12)}, True),
    (operation("gt", operation("mul", X, Constant(-2, NUMBER)), SEVEN), {}, {"x": (-9, -4)}, True),
]


@pytest.mark.parametrize(("node", "values", "unknown", "answer"), CASES)
def test_possible(node: Node, values: Mapping[str, int], unknown: Any, answer: bool | None) -> None:
    assert possible(node, values, unknown) is answer


def test_interval_of_numbers() -> None:
    low_high = {"x": (1, 3), "y": (10, 20)}
    assert interval(operation("add", X, Y), {}, low_high) == (11, 23)
    assert interval(operation("sub", X, Y), {}, low_high) == (-19, -7)
    assert interval(operation("mul", X, Constant(-2, NUMBER)), {}, low_high) == (-6, -2)
    assert interval(operation("count", A, B), {}, {"a", "b"}) == (0, 2)
    assert interval(operation("where", A, X, Y), {}, {"a": (0, 1), **low_high}) == (1, 20)
    assert interval(operation("neg", X), {}, low_high) == (-3, -1)
    assert interval(operation("min", X, Y), {}, low_high) == (1, 3)
    assert interval(operation("max", X, Y), {}, low_high) == (10, 20)
    assert interval(X, {}, {"x"}) == (-(2**63), 2**63 - 1)


@pytest.mark.parametrize(
    ("op", "ends"),
    [("add", (11, 23)), ("sub", (-19, -7)), ("min", (1, 3)), ("max", (10, 20)), ("lt", (1, 1)), ("eq", (0, 0))],
)
def test_intervals_before_any_case_is_tried(op: str, ends: tuple[int, int]) -> None:
    # `interval` tries the values of narrow facts, which would hide a wrong end here.
    node = operation(op, X, Y)
    assert intervals(node, {}, {"x": (1, 3), "y": (10, 20)})[node] == ends


def test_many_unknown_flags_read_twice_stay_cheap() -> None:
    flags = [Fact(f"f{i}", FLAG) for i in range(40)]
    node = operation("and", *(operation("ne", flag, other) for flag, other in pairwise(flags)))
    assert possible(node, {}, {flag.name for flag in flags}) is None


def test_mistakes() -> None:
    with pytest.raises(ExpressionError, match="no value for the fact `x`"):
        possible(GE, {}, {})
    with pytest.raises(ExpressionError, match="cannot range over 5 to 3"):
        possible(GE, {}, {"x": (5, 3)})
    with pytest.raises(ExpressionError, match="unknown flag `a` cannot range"):
        possible(A, {}, {"a": (0, 2)})
    with pytest.raises(ExpressionError, match="asks a flag"):
        possible(X, {"x": 1}, {})
    with pytest.raises(ExpressionError, match="`cap` is not bound"):
        possible(operation("ge", X, Parameter("cap")), {"x": 1}, {})
