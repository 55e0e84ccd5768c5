"""Frames: the answers of columns in polars, eager and lazy, and never a null in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import Constant, Fact, Kind, Node, Parameter, operation
from debtflow.expressions import columns as by_columns
from debtflow.expressions.frames import expression, masks

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER
X, Y, A, B = Fact("x", NUMBER), Fact("y", NUMBER), Fact("a", FLAG), Fact("p.b", FLAG)
LEAST, MOST = -(2**63), 2**63 - 1
FRAME = pl.DataFrame(
    {
        "x": [LEAST, LEAST + 1, -1, 0, 1, MOST - 1, MOST],
        "y": [MOST, -1, LEAST, 0, MOST, 1, LEAST],
        "a": [True, False, True, False, True, False, True],
        "p.b": [True, True, False, False, True, True, False],
    }
)
COLUMNS = {name: FRAME[name].to_numpy() for name in FRAME.columns}


def constant(value: int) -> Constant:
    return Constant(value, NUMBER)


def answers(node: Node, frame: pl.DataFrame = FRAME) -> list[Any]:
    """In every way of polars, which must all agree."""
    answer = expression(node).alias("answer")
    eager = frame.with_columns(answer)["answer"]
    assert eager.dtype == (pl.Boolean if node.kind is FLAG else pl.Int64)
    lazy = frame.lazy().with_columns(answer)
    for engine in ("in-memory", "streaming"):
        assert lazy.collect(engine=engine)["answer"].to_list() == eager.to_list()  # type: ignore[call-overload]
    return eager.to_list()


BEYOND: list[Node] = [
    operation("neg", X),
    operation("add", X, Y, constant(MOST)),
    operation("sub", X, Y),
    operation("mul", constant(3), X),
    operation("mul", constant(LEAST), X),
    operation("add", operation("neg", constant(LEAST)), X),
    operation("add", operation("mul", constant(MOST), constant(MOST)), X),
    operation("where", operation("lt", X, Y), operation("sub", X, Y), constant(LEAST)),
]


WITHIN: list[Node] = [
    operation("min", X, Y, constant(0)),
    operation("max", X, Y, constant(0)),
    operation("and", A, B, operation("ge", X, Y)),
    operation("or", operation("not", A), B, operation("eq", X, Y)),
]


@pytest.mark.parametrize("node", [*BEYOND, *WITHIN])
def test_int64_to_its_edges_and_beyond_as_in_columns(node: Node) -> None:
    assert answers(node) == by_columns.column(node, COLUMNS).tolist()


def test_a_literal_is_spread_over_the_rows() -> None:
    assert answers(Constant(1, FLAG)) == [True] * FRAME.height
    assert answers(operation("where", Constant(0, FLAG), X, constant(5))) == [5] * FRAME.height


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize(
    "node",
    [
        operation("eq", constant(0), operation("where", A, X, constant(0))),
        operation("eq", constant(0), operation("where", A, constant(0), X)),
        operation("lt", constant(0), operation("where", A, constant(5), constant(7))),
        operation("le", constant(1), operation("count", operation("where", A, B, Constant(1, FLAG)))),
        operation("or", Constant(0, FLAG), operation("where", A, B, Constant(1, FLAG))),
    ],
)
def test_a_condition_that_is_the_same_in_every_row_gives_an_answer_for_every_row(node: Node, everywhere: bool) -> None:
    frame = FRAME.with_columns(a=pl.lit(everywhere))
    wanted = by_columns.column(node, {**COLUMNS, "a": np.full(len(frame), everywhere)}, rows=len(frame)).tolist()
    assert answers(node, frame) == wanted


def test_count_and_flags_of_several_records() -> None:
    assert answers(operation("count", A, B, A)) == [3, 1, 2, 0, 3, 1, 2]
    assert answers(operation("eq", A, B)) == [True, False, False, True, True, False, False]


def test_long_chains_are_not_deep() -> None:
    chain = operation("or", *(operation("eq", X, constant(at)) for at in range(2, 5_000)), A)
    assert answers(chain) == COLUMNS["a"].tolist()


@pytest.mark.parametrize("many", [0, 1, 8, 9, 63, 64, 65, 130])
def test_masks_of_any_length_as_in_columns(many: int) -> None:
    nodes: list[Node] = [operation("le", X, constant(at - 2)) if at % 3 else A for at in range(many)]
    found = [FRAME.lazy().with_columns(word=word).collect()["word"].to_numpy() for word in masks(nodes)]
    wanted = by_columns.masks(nodes, COLUMNS, rows=FRAME.height).reshape(FRAME.height, -1)
    assert all(word.dtype == np.uint64 for word in found)
    assert np.stack(found, axis=1).tolist() == wanted.tolist()


def test_a_number_has_no_bit_and_a_parameter_no_value() -> None:
    with pytest.raises(ExpressionError, match="node 1 answers a number"):
        masks([A, X])
    with pytest.raises(ExpressionError, match="`cap` is not bound"):
        expression(operation("ge", X, Parameter("cap")))


@pytest.mark.parametrize("name", ["*", "^x.*$"])
def test_a_name_that_polars_would_take_for_a_pattern(name: str) -> None:
    with pytest.raises(ExpressionError, match="pattern of columns"):
        expression(Fact(name, NUMBER))


WITH_NULLS = pl.DataFrame({"x": [1, None, 3], "a": [True, False, None]}, schema={"x": pl.Int64, "a": pl.Boolean})


@pytest.mark.parametrize(("node", "name"), [(operation("ge", X, constant(2)), "x"), (operation("or", A, A), "a")])
def test_nulls_are_refused_in_every_way(node: Node, name: str) -> None:
    asked = expression(node).alias("answer")
    lazy = WITH_NULLS.lazy()
    ways = {
        "eager": lambda: WITH_NULLS.select(asked),
        "filter": lambda: WITH_NULLS.filter(asked),
        "lazy": lambda: lazy.select(asked).collect(),
        "lazy filter": lambda: lazy.filter(asked).collect(),
        "streaming": lambda: lazy.select(asked).collect(engine="streaming"),
    }
    for ask in ways.values():
        with pytest.raises(ExpressionError, match=f"`{name}` has 1 nulls in 3 rows: facts are total"):
            ask()


def test_rows_that_were_filtered_out_before_are_not_looked_at() -> None:
    known = WITH_NULLS.lazy().filter(pl.col("x").is_not_null() & pl.col("a").is_not_null())
    asked = expression(operation("ge", X, constant(0)))
    for engine in ("in-memory", "streaming"):
        assert known.filter(asked).collect(engine=engine).height == 1  # type: ignore[call-overload]
        assert known.select(asked).collect(engine=engine).height == 1  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pl.Series("x", [1, 2], dtype=pl.Int32), "`x` is a number and must be Int64, not Int32"),
        (pl.Series("x", [1.0, 2.0]), "not Float64"),
        (pl.Series("x", [1, 2], dtype=pl.UInt64), "not UInt64"),
        (pl.Series("x", [True, False]), "not Boolean"),
    ],
)
def test_columns_of_another_type_are_refused(column: pl.Series, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        pl.DataFrame([column]).select(expression(operation("ge", X, constant(2))))
    with pytest.raises(ExpressionError, match=message):
        pl.DataFrame([column]).lazy().select(expression(operation("ge", X, constant(2)))).collect()


def test_a_flag_is_no_number() -> None:
    with pytest.raises(ExpressionError, match="`a` is a flag and must be Boolean, not Int64"):
        pl.DataFrame({"a": [0, 1]}).select(expression(operation("not", A)))


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="x"):
        pl.DataFrame({"y": [1]}).select(expression(X))


def test_frames_without_rows() -> None:
    assert answers(operation("ge", X, constant(2)), FRAME.head(0)) == []


def test_the_language_itself_needs_no_polars() -> None:
    program = "import debtflow.expressions, sys; print('polars' in sys.modules or 'z3' in sys.modules)"
    source_root = str(Path(sys.modules[Constant.__module__].__file__ or "").parents[2])
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONPATH": source_root}
    )
    assert answer.stdout.strip() == b"False"
