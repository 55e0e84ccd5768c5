"""Three-valued logic over columns, row by row; that it is that of each row alone is a law."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import Constant, Fact, Kind, Node, operation
from debtflow.expressions.columns import CHUNK_ROWS, any_bit, masks
from debtflow.expressions.unsettled import settled_masks

CALLS, LICENSED = Fact("calls", Kind.NUMBER), Fact("licensed", Kind.FLAG)
RANGES = {"calls": (0, 1000), "licensed": (0, 1)}


def number(value: int) -> Node:
    return Constant(value, Kind.NUMBER)


MANY = operation("ge", CALLS, number(3))
UNLICENSED = operation("not", LICENSED)
EITHER = operation("or", MANY, UNLICENSED)
NEVER = operation("and", LICENSED, UNLICENSED)


def table(calls: list[int], licensed: list[bool]) -> dict[str, Any]:
    return {"calls": np.array(calls, dtype=np.int64), "licensed": np.array(licensed, dtype=bool)}


def where(*rows: bool) -> Any:
    return np.array(rows)


def test_an_unknown_fact_leaves_open_what_it_could_change_and_nothing_else() -> None:
    columns = table([2, 3, 2, 3], [True, True, True, False])
    unknown = {"licensed": where(False, True, True, False)}
    surely, perhaps = settled_masks([MANY, UNLICENSED, EITHER], columns, unknown, RANGES, rows=4)
    assert surely.tolist() == [0b000, 0b101, 0b000, 0b111]
    assert perhaps.tolist() == [0b000, 0b010, 0b110, 0b000]


def test_what_stands_where_a_fact_is_unknown_is_not_looked_at() -> None:
    for filler in (0, 999):
        columns = table([filler], [True])
        surely, perhaps = settled_masks([MANY], columns, {"calls": where(True)}, RANGES, rows=1)
        assert (surely.tolist(), perhaps.tolist()) == ([0], [1])


def test_a_fact_that_is_known_nowhere_needs_no_column() -> None:
    columns = {"calls": np.array([2, 3], dtype=np.int64)}
    surely, perhaps = settled_masks([EITHER], columns, {"licensed": None}, RANGES, rows=2)
    assert (surely.tolist(), perhaps.tolist()) == ([0, 1], [1, 0])


def test_what_no_value_makes_true_is_settled() -> None:
    surely, perhaps = settled_masks([NEVER], {}, {"licensed": None}, RANGES, rows=2)
    assert (surely.tolist(), perhaps.tolist()) == ([0, 0], [0, 0])


def test_with_nothing_unknown_it_is_the_plain_mask() -> None:
    columns = table([2, 3], [True, False])
    surely, perhaps = settled_masks([MANY, UNLICENSED], columns, {"licensed": where(False, False)}, RANGES, rows=2)
    assert surely.tolist() == masks([MANY, UNLICENSED], columns).tolist()
    assert perhaps.tolist() == [0, 0]


@pytest.mark.parametrize("rows", [0, 1, CHUNK_ROWS + 3])
def test_tables_of_any_length(rows: int) -> None:
    columns = table([3] * rows, [False] * rows)
    unknown = {"calls": np.arange(rows) % 2 == 0, "licensed": np.arange(rows) % 3 == 0}
    surely, perhaps = settled_masks([MANY, UNLICENSED, EITHER], columns, unknown, RANGES, rows=rows)
    both, one = unknown["calls"], unknown["licensed"]
    assert len(surely) == len(perhaps) == rows
    assert (any_bit(perhaps, 1) == both).all()
    assert (any_bit(perhaps, 2) == one).all()
    assert (any_bit(perhaps, 4) == (both & one)).all()
    assert (any_bit(surely | perhaps, 4)).all()


def test_more_flags_than_a_word_holds() -> None:
    nodes = [operation("ge", CALLS, number(limit)) for limit in range(70)]
    columns = table([66, 0], [True, True])
    unknown = {"calls": where(False, True)}
    surely, perhaps = settled_masks(nodes, columns, unknown, RANGES, rows=2)
    assert surely.shape == perhaps.shape == (2, 2)
    assert [any_bit(surely, 1 << bit).tolist() for bit in (0, 63, 64, 66, 67)] == [
        [True, True],
        [True, False],
        [True, False],
        [True, False],
        [False, False],
    ]
    assert any_bit(perhaps, 1 << 69).tolist() == [False, True]
    assert any_bit(perhaps, 1 << 69 | 1 << 3).tolist() == [False, True]
    assert any_bit(surely, 0).tolist() == [False, False]


def test_a_number_is_no_flag_and_a_missing_column_is_named() -> None:
    with pytest.raises(ExpressionError, match="answers a number"):
        settled_masks([CALLS], {}, {"calls": None}, RANGES, rows=1)
    with pytest.raises(ExpressionError, match="`calls`"):
        settled_masks([MANY, UNLICENSED], {}, {"licensed": None}, RANGES, rows=1)
