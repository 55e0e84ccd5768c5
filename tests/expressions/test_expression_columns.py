"""Columns: the same answers in bulk, whatever the chunk, and no column of a doubtful type."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import Constant, Fact, Kind, Node, Parameter, operation
from debtflow.expressions.columns import column, masks

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER
X, Y, A, B = Fact("x", NUMBER), Fact("y", NUMBER), Fact("a", FLAG), Fact("b", FLAG)
ROWS = 1_000
DICE = np.random.default_rng(7)
COLUMNS = {
    "x": DICE.integers(-50, 50, ROWS),
    "y": DICE.integers(-50, 50, ROWS),
    "a": DICE.random(ROWS) < 0.5,
    "b": DICE.random(ROWS) < 0.5,
}


def constant(value: int) -> Constant:
    return Constant(value, NUMBER)


@pytest.mark.parametrize("chunk_rows", [1, 7, 333, ROWS, 65_536])
def test_column_does_not_depend_on_chunks(chunk_rows: int) -> None:
    total = operation("add", X, operation("where", A, Y, operation("neg", X)), operation("count", A, B, A))
    found = column(total, COLUMNS, chunk_rows=chunk_rows)
    x, y, a, b = (COLUMNS[name] for name in "xyab")
    assert found.dtype == np.int64
    assert (found == x + np.where(a, y, -x) + 2 * a + b).all()


def test_masks_share_parts_and_free_their_buffers_in_time() -> None:
    low = operation("lt", X, constant(0))
    either = operation("or", low, A)
    # Answers that are parts of later and of earlier answers, twice the same, a bare fact, and a constant.
    nodes: list[Node] = [either, low, operation("not", low), A, low, Constant(1, FLAG), operation("ne", either, B)]
    found = masks(nodes, COLUMNS, chunk_rows=100)
    below, either_column = COLUMNS["x"] < 0, (COLUMNS["x"] < 0) | COLUMNS["a"]
    wanted = [either_column, below, ~below, COLUMNS["a"], below, np.ones(ROWS, bool), either_column != COLUMNS["b"]]
    assert found.dtype == np.uint64 and found.shape == (ROWS,)
    for bit, flags in enumerate(wanted):
        assert (((found >> np.uint64(bit)) & np.uint64(1)).astype(bool) == flags).all(), bit


@pytest.mark.parametrize("many", [1, 8, 9, 63, 64, 65, 130])
def test_masks_of_any_length(many: int) -> None:
    nodes = [operation("ge", X, constant(at - 50)) for at in range(many)]
    found = masks(nodes, COLUMNS, chunk_rows=300)
    assert found.shape == ((ROWS,) if many <= 64 else (ROWS, -(-many // 64)))
    words = found.reshape(ROWS, -1)
    for row in (0, 1, 299, 300, ROWS - 1):
        whole = sum(int(word) << (64 * at) for at, word in enumerate(words[row]))
        assert whole == sum(1 << at for at in range(many) if COLUMNS["x"][row] >= at - 50)


def test_without_rows_or_facts() -> None:
    assert column(Constant(3, NUMBER), {}, rows=2).tolist() == [3, 3]
    assert masks([], {}, rows=2).tolist() == [0, 0]
    assert masks([A], {"a": np.zeros(0, bool)}).shape == (0,)
    with pytest.raises(ExpressionError, match="pass rows="):
        column(Constant(3, NUMBER), {})


def test_answers_are_fresh_arrays() -> None:
    found = column(X, COLUMNS)
    found[:] = 0
    assert COLUMNS["x"].any()


def test_an_operand_read_twice_is_not_overwritten_in_between() -> None:
    minus_x = operation("neg", X)
    x, y = COLUMNS["x"], COLUMNS["y"]
    assert (column(operation("add", minus_x, Y, minus_x), COLUMNS) == y - 2 * x).all()
    assert (column(operation("where", A, minus_x, minus_x), COLUMNS) == -x).all()


def test_edges_of_int64_in_a_choice() -> None:
    edges = np.array([2**63 - 1, -(2**63)])
    chosen = column(operation("where", A, X, Y), {"a": np.array([True, False]), "x": edges, "y": edges[::-1]})
    assert chosen.tolist() == [2**63 - 1, 2**63 - 1]


REFUSED: list[tuple[Node, Any, str]] = [
    (X, np.zeros(3), "the column `x` is a number and must be a numpy array of int64, not float64"),
    (X, np.zeros(3, np.int32), r"not int32: write `numpy.asarray\(values\).astype\('int64'\)`"),
    (X, np.zeros(3, np.uint64), "not uint64"),
    (X, np.zeros(3, bool), "not bool"),
    (X, np.zeros(3, ">i8"), "not >i8"),
    (X, np.zeros(3, object), "not object"),
    (X, [1, 2, 3], "not list"),
    (X, np.zeros((3, 1), np.int64), "one dimension"),
    (A, np.zeros(3, np.int64), r"the column `a` is a flag .* of bool, not int64: .*astype\('bool'\)"),
]


@pytest.mark.parametrize(("node", "values", "message"), REFUSED)
def test_doubtful_columns_are_refused(node: Fact, values: Any, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        column(node, {node.name: values})


def test_other_mistakes() -> None:
    with pytest.raises(ExpressionError, match="no column for the fact `y`"):
        column(operation("add", X, Y), {"x": COLUMNS["x"]})
    with pytest.raises(ExpressionError, match="the column `y` has 2 rows, `x` has 3"):
        column(operation("add", X, Y), {"x": np.arange(3), "y": np.arange(2)})
    with pytest.raises(ExpressionError, match="asked for were 4"):
        column(X, {"x": np.arange(3)}, rows=4)
    with pytest.raises(ExpressionError, match="node 1 answers a number"):
        masks([A, X], COLUMNS)
    with pytest.raises(ExpressionError, match="`cap` is not bound"):
        column(operation("ge", X, Parameter("cap")), COLUMNS)
    with pytest.raises(ExpressionError, match="chunk_rows is at least 1"):
        column(X, COLUMNS, chunk_rows=0)


def test_the_face_of_the_floor_does_not_import_numpy() -> None:
    source_root = str(Path(sys.modules[Constant.__module__].__file__ or "").parents[2])
    program = "import sys, debtflow.expressions; print('numpy' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONPATH": source_root}
    )
    assert answer.stdout.strip() == b"False"
