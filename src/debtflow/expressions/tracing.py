"""An author's lambda, run once over strict symbols, becomes a tree; and the helpers that authors write with.

The tracer runs the author's function exactly once, over the symbols of `symbols`, which refuse what the compilers do
not share (the table of refusals is in `mends`). It must never evaluate the function over values, and never learn what
the facts are about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debtflow.errors import ExpressionError
from debtflow.expressions.kleene import intervals
from debtflow.expressions.mends import NO_READING, RECORD_MEND
from debtflow.expressions.python import sketch
from debtflow.expressions.symbols import (
    DatedNumber,
    Record,
    Run,
    Symbol,
    Term,
    flag,
    number,
    refuse_mixed_codes,
    term,
)
from debtflow.expressions.tree import (
    INT64_MAX,
    INT64_MIN,
    Constant,
    Kind,
    Node,
    Operation,
    facts_read,
    operation,
    parameters,
    walk,
)
from debtflow.expressions.vocabulary import Field, Vocabulary

__all__ = [
    "DatedNumber",
    "Field",
    "Symbol",
    "Vocabulary",
    "between",
    "count",
    "earliest",
    "latest",
    "one_of",
    "trace",
    "where",
]


def trace(
    function: Callable[..., Any], *vocabularies: Vocabulary, expects: Kind, what: str, constant_ok: bool = False
) -> Node:
    """Run `function` once, with a record of symbols for each vocabulary, and give the tree of its answer.

    `expects` is the kind it must answer. `what` names the thing traced ("rule house.visits, blocked") and opens every
    message. `constant_ok` lets it answer a bare int, bool, code or dated number, as effects do. Raises
    `ExpressionError` for everything that the languages of the compilers do not share, for whatever the function itself
    raises, and where declared bounds show that int64 could overflow.
    """
    run = Run(what)
    try:
        answer = function(*(Record(vocabulary, run) for vocabulary in vocabularies))
        if run.refused is not None:
            raise run.refused
        node = _answer(answer, expects, run, constant_ok=constant_ok)
        _refuse_overflow(node, vocabularies, run)
    except ExpressionError as mistake:
        raise ExpressionError(f"{what}: {mistake}") from mistake
    except Exception as mistake:
        raise ExpressionError(f"{what}: tracing it raised {type(mistake).__name__}: {mistake}") from mistake
    finally:
        run.open = False
    return node


def _answer(answer: object, expects: Kind, run: Run, *, constant_ok: bool) -> Node:
    if answer is None:
        run.refuse("it answers None: a `return` is missing")
    if isinstance(answer, Record):
        run.refuse(RECORD_MEND)
    if isinstance(answer, bool):
        node: Node = Constant(answer, Kind.FLAG)
    else:
        node = term(answer, run).node
    if not constant_ok and not facts_read(node):
        run.refuse(f"it answers {answer!r}: it {NO_READING}")
    if node.kind is not expects:
        mend = "compare it, such as `x >= 1`" if expects is Kind.FLAG else "write `where(flag, 1, 0)` or `count(flag)`"
        run.refuse(f"it answers a {node.kind.value} where a {expects.value} is expected, `{sketch(node)}`: {mend}")
    return node


def _refuse_overflow(node: Node, vocabularies: tuple[Vocabulary, ...], run: Run) -> None:
    """Where every fact has bounds, arithmetic that can leave int64 is refused: columns would wrap in silence."""
    parts = walk(node)
    sums = [part for part in parts if isinstance(part, Operation) and part.op in ("add", "sub", "mul", "neg")]
    if not sums:
        return
    ranges: dict[str, tuple[int, int]] = {}
    for vocabulary in vocabularies:
        ranges.update({name: declared.range for name, declared in vocabulary.by_fact().items()})
    bounded = {name for name, (low, high) in ranges.items() if low > INT64_MIN and high < INT64_MAX}
    for part in sums:
        if parameters(part) or not facts_read(part) <= bounded:
            continue
        low, high = intervals(part, {}, ranges)[part]
        if low < INT64_MIN or high > INT64_MAX:
            run.refuse(
                f"`{sketch(part)}` can be {low} to {high}, which does not fit int64: declare tighter bounds, or "
                "multiply by a smaller constant"
            )


# Helpers for authors -------------------------------------------------------------------------------------------------


def _run_of(helper: str, *values: object) -> Run:
    for value in values:
        if isinstance(value, Symbol):
            return value._trace
    for value in values:
        if not isinstance(value, int):
            term(value, Run(helper))
    raise ExpressionError(f"{helper}() {NO_READING}; pass it a fact of the record, such as `{helper}(f.calls, ...)`")


def where(condition: object, then: object, otherwise: object) -> Symbol:
    """`then` where the flag holds, else `otherwise`: two numbers, two codes of one enum, or two flags.

    True and False may be written for flags. Raises `ExpressionError` for branches of two kinds.
    """
    run = _run_of("where", condition, then, otherwise)
    test = flag(condition, "the condition of where()", run)
    first, second = (
        Term(Constant(value, Kind.FLAG), None) if isinstance(value, bool) else term(value, run)
        for value in (then, otherwise)
    )
    if first.node.kind is not second.node.kind:
        run.refuse(
            f"where() answers `{sketch(first.node)}`, a {first.node.kind.value}, or `{sketch(second.node)}`, "
            f"a {second.node.kind.value}: write two numbers or two flags"
        )
    refuse_mixed_codes(first, second, run)
    return Symbol(operation("where", test, first.node, second.node), first.codes, run)


def earliest(first: object, second: object, *more: object) -> Symbol:
    """The least of the numbers (the earliest of days or minutes). Raises `ExpressionError` for flags and codes."""
    return _extreme("earliest", "min", (first, second, *more))


def latest(first: object, second: object, *more: object) -> Symbol:
    """The greatest of the numbers (the latest of days or minutes). Raises `ExpressionError` for flags and codes."""
    return _extreme("latest", "max", (first, second, *more))


def _extreme(helper: str, op: str, values: tuple[object, ...]) -> Symbol:
    run = _run_of(helper, *values)
    return Symbol(operation(op, *(number(value, f"{helper}()", run) for value in values)), None, run)


def between(x: object, low: object, high: object) -> Symbol:
    """Whether `low <= x <= high`, both ends included.

    Raises `ExpressionError` for codes and flags, and where `low` is above `high`: a window across midnight is two.
    """
    run = _run_of("between", x, low, high)
    node, least, greatest = (number(value, "between()", run) for value in (x, low, high))
    if isinstance(least, Constant) and isinstance(greatest, Constant) and least.value > greatest.value:
        run.refuse(
            f"between(x, {least.value}, {greatest.value}) is never true: swap the ends, or write "
            f"`(x >= {least.value}) | (x <= {greatest.value})` for a window across midnight"
        )
    return Symbol(operation("and", operation("ge", node, least), operation("le", node, greatest)), None, run)


def one_of(x: object, *choices: object) -> Symbol:
    """Whether the number or code is one of the choices, given one by one. Raises `ExpressionError` for flags."""
    run = _run_of("one_of", x, *choices)
    first = term(x, run)
    if first.node.kind is Kind.FLAG:
        run.refuse(
            f"one_of() takes a number or a code, and `{sketch(first.node)}` is a flag: write `f.flag` or `~f.flag`"
        )
    if not choices:
        run.refuse("one_of() without choices is never true: write `one_of(x, 2, 5)`")
    tests: list[Node] = []
    for choice in choices:
        other = term(choice, run)
        if other.node.kind is Kind.FLAG:
            run.refuse(f"one_of() chooses among numbers or codes, and `{sketch(other.node)}` is a flag")
        refuse_mixed_codes(first, other, run)
        tests.append(operation("eq", first.node, other.node))
    return Symbol(operation("or", *tests) if len(tests) > 1 else tests[0], None, run)


def count(*flags: object) -> Symbol:
    """How many of the flags are true, as a number. Raises `ExpressionError` for anything but flags."""
    run = _run_of("count", *flags)
    return Symbol(operation("count", *(flag(each, "count()", run) for each in flags)), None, run)
