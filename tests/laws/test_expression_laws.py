"""Laws of the language: one tree, one meaning, in every reading.

The reference here is written apart from the library, as plainly as the words in its docstring: a recursive interpreter
over Python ints. Facts are bounded so that no arithmetic can leave int64; the edges of int64 are compared, not added.
Where it is added all the same, columns and frames wrap alike, at every step: that has a law of its own.
"""

from __future__ import annotations

import json
import pickle
from enum import IntEnum
from itertools import product
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtflow.errors import ExpressionError
from debtflow.expressions import (
    CHINESE,
    Constant,
    Fact,
    Field,
    Kind,
    Node,
    Operation,
    Parameter,
    Vocabulary,
    bind,
    facts_read,
    fingerprint,
    from_json,
    function,
    interval,
    mask_lines,
    mask_source,
    operation,
    possible,
    substitute,
    to_json,
    words,
)
from debtflow.expressions.columns import column, masks
from debtflow.expressions.frames import expression
from debtflow.expressions.frames import masks as mask_expressions
from debtflow.expressions.kleene import intervals
from debtflow.expressions.solver import Prover
from debtflow.expressions.unsettled import settled_masks


class Code(IntEnum):
    ONE = 1
    TWO = 2
    FIVE = 5


FLAG, NUMBER = Kind.FLAG, Kind.NUMBER
NUMBERS, FLAGS = ("n0", "n1", "n2", "n3", "sum", "code"), ("b0", "b1", "b2")
WIDE = "wide"  # an unbounded number, only ever compared
NAMES = (*NUMBERS, WIDE, *FLAGS)
SMALL = st.integers(-6, 6)
MOST = 10**15  # the bound of amounts: what the trees here make of it stays within int64
SUMS = st.sampled_from([-MOST, 1 - MOST, -1, 0, 1, MOST - 1, MOST])
EDGES = st.sampled_from([-(2**63), -(2**63) + 1, -1, 0, 1, 2**63 - 2, 2**63 - 1])


# How each operation is put together: the kinds of its operands, and whether any number of them may follow.
SHAPES: dict[Kind, dict[str, tuple[tuple[Kind, ...], bool]]] = {
    NUMBER: {
        "add": ((NUMBER, NUMBER), True),
        "sub": ((NUMBER, NUMBER), False),
        "mul": ((NUMBER,), False),
        "neg": ((NUMBER,), False),
        "min": ((NUMBER, NUMBER), True),
        "max": ((NUMBER, NUMBER), True),
        "where": ((FLAG, NUMBER, NUMBER), False),
        "count": ((FLAG,), True),
    },
    FLAG: {
        **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), ((NUMBER, NUMBER), False)),
        "same": ((FLAG, FLAG), False),
        "differ": ((FLAG, FLAG), False),
        "and": ((FLAG, FLAG), True),
        "or": ((FLAG, FLAG), True),
        "not": ((FLAG,), False),
        "where": ((FLAG, FLAG, FLAG), False),
    },
}


@st.composite
def _tree(draw: st.DrawFn, kind: Kind, depth: int, with_parameters: bool) -> Node:
    # The operation is drawn first, and evenly: nested one_of would make most trees a chain of `not`.
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(_leaf(kind, with_parameters))
    op = draw(st.sampled_from(sorted(SHAPES[kind])))
    kinds, more = SHAPES[kind][op]
    kinds += kinds[-1:] * (draw(st.integers(0, 2)) if more else 0)
    parts = tuple(draw(_tree(each, depth - 1, with_parameters)) for each in kinds)
    if op == "mul":
        parts = (Constant(draw(SMALL), NUMBER), *parts)
    # Built without `operation`, so that chains nested by hand are met as well as flat ones.
    return Operation({"same": "eq", "differ": "ne"}.get(op, op), parts, kind)


def _leaf(kind: Kind, with_parameters: bool) -> st.SearchStrategy[Node]:
    if kind is FLAG:
        compare = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
        edge = EDGES.map(lambda value: Constant(value, NUMBER))
        return st.one_of(
            st.sampled_from(FLAGS).map(lambda name: Fact(name, FLAG)),
            st.sampled_from(FLAGS).map(lambda name: Fact(name, FLAG)),
            st.tuples(compare, edge).map(lambda it: operation(it[0], Fact(WIDE, NUMBER), it[1])),
            st.booleans().map(lambda value: Constant(value, FLAG)),
        )
    numbers = st.sampled_from(NUMBERS).map(lambda name: Fact(name, NUMBER))
    leaves: list[st.SearchStrategy[Node]] = [numbers, numbers, SMALL.map(lambda value: Constant(value, NUMBER))]
    if with_parameters:
        leaves.append(st.sampled_from(["p", "q"]).map(Parameter))
    return st.one_of(leaves)


def trees(depth: int, *, with_parameters: bool = False) -> tuple[st.SearchStrategy[Node], st.SearchStrategy[Node]]:
    """Strategies for numbers and flags of at most this depth."""
    return _tree(NUMBER, depth, with_parameters), _tree(FLAG, depth, with_parameters)


NUMBER_TREE, FLAG_TREE = trees(3)
TREE = st.one_of(NUMBER_TREE, FLAG_TREE)
ROW = st.fixed_dictionaries(
    {
        **dict.fromkeys(NUMBERS, SMALL),
        "sum": SUMS,
        "code": st.sampled_from(Code).map(int),
        WIDE: EDGES,
        **dict.fromkeys(FLAGS, st.booleans()),
    }
)
VOCABULARY = Vocabulary(
    {
        **dict.fromkeys(NUMBERS, Field(NUMBER, lower=-6, upper=6)),
        "sum": Field(NUMBER, lower=-MOST, upper=MOST),
        "code": Field(NUMBER, codes=Code),
        WIDE: Field(NUMBER),
        **dict.fromkeys(FLAGS, Field(FLAG)),
    }
)
BOUNDS = {name: declared.range for name, declared in VOCABULARY.fields.items()}


def reference(node: Node, row: dict[str, Any]) -> int:
    """What the tree means: flags are 0 and 1."""
    if isinstance(node, Constant):
        return int(node.value)
    if isinstance(node, Fact):
        return int(row[node.name])
    assert isinstance(node, Operation)
    got = [reference(part, row) for part in node.operands]
    if node.op == "and":
        return 0 if 0 in got else 1
    if node.op == "or":
        return 1 if 1 in got else 0
    if node.op == "not":
        return 1 - got[0]
    if node.op in ("eq", "ne", "lt", "le", "gt", "ge"):
        return int(getattr(got[0], f"__{node.op}__")(got[1]))
    if node.op in ("add", "count"):
        return sum(got)
    if node.op == "sub":
        return got[0] - got[1]
    if node.op == "mul":
        return got[0] * got[1]
    if node.op == "neg":
        return 0 - got[0]
    if node.op == "where":
        return got[1] if got[0] == 1 else got[2]
    return sorted(got)[0 if node.op == "min" else -1]


def wrapping(node: Node, row: dict[str, Any]) -> int:
    """The reference in a machine of 64 bits: every step wraps."""
    if isinstance(node, Operation):
        step = Operation(node.op, tuple(Constant(wrapping(part, row), part.kind) for part in node.operands), node.kind)
        return (reference(step, row) + 2**63) % 2**64 - 2**63
    return reference(node, row)


def as_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={name: pl.Boolean if name in FLAGS else pl.Int64 for name in NAMES})


def as_columns(rows: list[dict[str, Any]]) -> dict[str, np.ndarray[Any, Any]]:
    return {name: np.array([row[name] for row in rows], dtype=bool if name in FLAGS else np.int64) for name in NAMES}


@settings(max_examples=300, deadline=None)
@given(TREE, st.lists(ROW, min_size=1, max_size=6))
def test_python_and_columns_mean_what_the_reference_means(node: Node, rows: list[dict[str, Any]]) -> None:
    wanted = [reference(node, row) for row in rows]
    compiled = function(node, NAMES)
    answers = [compiled(**row) for row in rows]
    assert answers == wanted
    assert {type(answer) for answer in answers} == {bool if node.kind is FLAG else int}
    found = column(node, as_columns(rows), rows=len(rows), chunk_rows=4)
    assert found.dtype == (np.bool_ if node.kind is FLAG else np.int64)
    assert found.tolist() == wanted


@settings(max_examples=150, deadline=None)
@given(st.lists(FLAG_TREE, max_size=12), st.lists(ROW, min_size=1, max_size=5))
def test_masks_mean_what_the_reference_means(nodes: list[Node], rows: list[dict[str, Any]]) -> None:
    wanted = [sum(reference(node, row) << bit for bit, node in enumerate(nodes)) for row in rows]
    parameters = ", ".join(NAMES)
    by_source = eval(f"lambda {parameters}: {mask_source(nodes, str)}")
    scope: dict[str, Any] = {}
    body = "\n".join(f"    {line}" for line in mask_lines(nodes, str))
    exec(f"def by_lines({parameters}):\n{body}\n    return m", scope)
    assert [by_source(**row) for row in rows] == wanted
    assert [scope["by_lines"](**row) for row in rows] == wanted
    assert masks(nodes, as_columns(rows), rows=len(rows), chunk_rows=3).tolist() == wanted
    (word,) = mask_expressions(nodes)
    assert as_frame(rows).lazy().with_columns(mask=word).collect()["mask"].to_list() == wanted


@settings(max_examples=200, deadline=None)
@given(TREE, st.lists(ROW, min_size=1, max_size=6))
def test_frames_mean_what_the_reference_means(node: Node, rows: list[dict[str, Any]]) -> None:
    wanted = [reference(node, row) for row in rows]
    frame, answer = as_frame(rows), expression(node).alias("answer")
    eager = frame.with_columns(answer)["answer"]
    assert eager.dtype == (pl.Boolean if node.kind is FLAG else pl.Int64)
    assert eager.to_list() == wanted
    assert frame.lazy().with_columns(answer).collect()["answer"].to_list() == wanted


@settings(max_examples=200, deadline=None)
@given(
    TREE,
    st.lists(
        st.fixed_dictionaries({**dict.fromkeys((*NUMBERS, WIDE), EDGES), **dict.fromkeys(FLAGS, st.booleans())}),
        min_size=1,
        max_size=4,
    ),
)
def test_columns_and_frames_wrap_alike_beyond_the_bounds(node: Node, rows: list[dict[str, Any]]) -> None:
    wanted = [wrapping(node, row) for row in rows]
    assert column(node, as_columns(rows), rows=len(rows)).tolist() == wanted
    answer = expression(node).alias("answer")
    assert as_frame(rows).with_columns(answer)["answer"].to_list() == wanted
    assert as_frame(rows).lazy().with_columns(answer).collect()["answer"].to_list() == wanted


@settings(max_examples=60, deadline=None)
@given(TREE, ROW)
def test_the_solver_means_what_the_reference_means(node: Node, row: dict[str, Any]) -> None:
    import z3

    wanted = reference(node, row)
    prover = Prover(VOCABULARY)
    term = prover.term(node)
    facts = [prover.term(Fact(name, VOCABULARY.fields[name].kind)) == row[name] for name in facts_read(node)]
    solver = z3.Solver(ctx=term.ctx)
    solver.add(*prover.domain(node), *facts)
    assert solver.check(term == (bool(wanted) if node.kind is FLAG else wanted)) == z3.sat
    assert solver.check(term != (bool(wanted) if node.kind is FLAG else wanted)) == z3.unsat


PROVER = Prover(VOCABULARY)
# What is left to vary once the numbers are fixed: few enough cases to try each.
FEW = [dict(zip(("code", *FLAGS), case, strict=True)) for case in product(Code, *[(False, True)] * len(FLAGS))]


@settings(max_examples=60, deadline=None)
@given(FLAG_TREE, FLAG_TREE, ROW)
def test_the_prover_knows_what_trying_every_case_shows(one: Node, other: Node, row: dict[str, Any]) -> None:
    fixed: dict[str, Node] = {name: Constant(row[name], NUMBER) for name in (*NUMBERS, WIDE) if name != "code"}
    one, other = substitute(one, fixed), substitute(other, fixed)
    tried = [(reference(one, case), reference(other, case)) for case in FEW]
    asked = {
        "possible": (PROVER.possible(one), any(first for first, _ in tried)),
        "always": (PROVER.holds_always(one), all(first for first, _ in tried)),
        "implies": (PROVER.implies(one, other), all(first <= second for first, second in tried)),
        "equivalent": (PROVER.equivalent(one, other), all(first == second for first, second in tried)),
    }
    for question, (answer, wanted) in asked.items():
        assert answer.truth is wanted, question
        assert (answer.case is not None) is (wanted is (question == "possible"))
        if answer.case is not None:
            case = {**row, **answer.case.facts}
            first, second = reference(one, case), reference(other, case)
            shown = {"possible": first, "always": not first, "implies": first > second, "equivalent": first != second}
            assert shown[question], question


# Names and labels that a document must keep as they are, whoever wrote them.
TEXT = st.text(max_size=6)
LABELLED = st.builds(
    Constant,
    EDGES | SMALL,
    st.just(NUMBER),
    st.sampled_from(["Code.ONE", "parameter:p", "parameter:", "\u5b57"]) | TEXT,
)
ODD = st.one_of(
    st.builds(lambda name: operation("ge", Fact(name, NUMBER), Parameter(name)), TEXT.filter(bool)),
    st.builds(lambda one, other: operation("ne", one, other), LABELLED, LABELLED),
)
BOUND = st.builds(lambda node, p, q: bind(node, {"p": p, "q": q}), trees(3, with_parameters=True)[1], EDGES, SMALL)
ANY_TREE = st.one_of(TREE, trees(3, with_parameters=True)[1], BOUND, ODD)


@settings(max_examples=300, deadline=None)
@given(ANY_TREE, ANY_TREE)
def test_trees_travel_and_fingerprints_tell_them_apart(one: Node, other: Node) -> None:
    travelled = from_json(json.loads(json.dumps(to_json(one))))
    assert travelled == one and hash(travelled) == hash(one)
    assert to_json(travelled) == to_json(one) and words(travelled) == words(one)
    assert pickle.loads(pickle.dumps(one)) == one
    assert fingerprint(travelled) == fingerprint(one)
    assert (fingerprint(one) == fingerprint(other)) == (one == other) == (to_json(one) == to_json(other))


@settings(max_examples=300, deadline=None)
@given(TREE, ROW, st.sets(st.sampled_from(NAMES), min_size=1), st.lists(ROW, min_size=1, max_size=8))
def test_kleene_is_sound(node: Node, known: dict[str, Any], unknown: set[str], others: list[dict[str, Any]]) -> None:
    ranges = {name: BOUNDS[name] for name in unknown}
    low, high = interval(node, known, ranges)
    parts = intervals(node, known, ranges)
    for other in [known, *others]:
        completion = {name: other[name] if name in unknown else known[name] for name in NAMES}
        assert low <= reference(node, completion) <= high
        for part, (least, greatest) in parts.items():
            assert least <= reference(part, completion) <= greatest
    if node.kind is FLAG:
        assert possible(node, known, ranges) is (bool(low) if low == high else None)


@settings(deadline=None)
@given(
    st.lists(FLAG_TREE, min_size=1, max_size=4),
    st.lists(st.tuples(ROW, st.sets(st.sampled_from(NAMES), max_size=3)), min_size=1, max_size=6),
    st.sets(st.sampled_from(NAMES), max_size=2),
)
def test_kleene_over_columns_answers_in_each_row_as_for_that_row_alone(
    nodes: list[Node], rows: list[tuple[dict[str, Any], set[str]]], never: set[str]
) -> None:
    columns = {name: values for name, values in as_columns([row for row, _ in rows]).items() if name not in never}
    unknown = {name: np.array([name in blank for _, blank in rows]) for name in columns}
    surely, perhaps = settled_masks(nodes, columns, unknown | dict.fromkeys(never), BOUNDS, rows=len(rows))
    for at, (row, blank) in enumerate(rows):
        ranges = {name: BOUNDS[name] for name in blank | never}
        answers = [possible(node, row, ranges) for node in nodes]
        assert surely[at] == sum(1 << bit for bit, answer in enumerate(answers) if answer)
        assert perhaps[at] == sum(1 << bit for bit, answer in enumerate(answers) if answer is None)


@settings(deadline=None)
@given(TREE, ROW)
def test_kleene_with_nothing_unknown_is_python(node: Node, row: dict[str, Any]) -> None:
    wanted = reference(node, row)
    assert interval(node, row, {}) == (wanted, wanted)


@settings(deadline=None)
@given(FLAG_TREE, ROW, st.sampled_from(FLAGS))
def test_kleene_is_exact_where_one_flag_is_unknown(node: Node, row: dict[str, Any], name: str) -> None:
    answers = {reference(node, {**row, name: value}) for value in (False, True)}
    assert possible(node, row, {name}) is (bool(answers.pop()) if len(answers) == 1 else None)


@settings(deadline=None)
@given(TREE, NUMBER_TREE, FLAG_TREE, ROW)
def test_substituting_is_evaluating_first(node: Node, number: Node, flag: Node, row: dict[str, Any]) -> None:
    written_out = substitute(node, {"n0": number, "b0": flag})
    evaluated = {**row, "n0": reference(number, row), "b0": reference(flag, row)}
    assert reference(written_out, row) == reference(node, evaluated)
    assert facts_read(written_out) <= facts_read(node) | facts_read(number) | facts_read(flag)
    assert substitute(node, {"nowhere": number}) == node


@settings(deadline=None)
@given(trees(2, with_parameters=True)[1], ROW, SMALL, SMALL)
def test_binding_is_evaluating_with_the_numbers(node: Node, row: dict[str, Any], p: int, q: int) -> None:
    bound = bind(bind(node, {"p": p}), {"q": q})
    as_facts = _parameters_as_facts(node)
    assert reference(bound, row) == reference(as_facts, {**row, "p": p, "q": q})


def _parameters_as_facts(node: Node) -> Node:
    if isinstance(node, Parameter):
        return Fact(node.name, NUMBER)
    if isinstance(node, Operation):
        return Operation(node.op, tuple(_parameters_as_facts(part) for part in node.operands), node.kind)
    return node


@settings(deadline=None)
@given(
    FLAG_TREE, st.lists(st.integers(0, 3), max_size=4), st.sampled_from([None, 7, "", "and", [], ["fact", "", "flag"]])
)
def test_a_garbled_part_is_named_by_its_place(node: Node, way: list[int], garbage: Any) -> None:
    document = json.loads(json.dumps(to_json(node)))
    place, part = "the expression", document
    for step in way:
        inner = [at for at, each in enumerate(part) if isinstance(each, list)]
        if not inner:
            break
        at = inner[step % len(inner)]
        place += f"[{at}]"
        parent, part = part, part[at]
        if step == way[-1] or not any(isinstance(each, list) for each in part):
            parent[at] = garbage
            with pytest.raises(ExpressionError) as told:
                from_json(document)
            assert str(told.value).startswith(f"{place}: ")
            return


@settings(deadline=None)
@given(trees(3, with_parameters=True)[1])
def test_everything_can_be_said(node: Node) -> None:
    said = words(node)
    assert said and "{" not in said and "Kind" not in said
    in_chinese = words(node, VOCABULARY, phrases=CHINESE)
    assert in_chinese and "{" not in in_chinese and " " not in in_chinese
