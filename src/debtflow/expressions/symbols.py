"""Strict symbols: what stands for a fact while an author's function is traced.

A symbol stands for the value of a fact in every case at once. What it is asked to do it either writes down as a node or
refuses, with the mend in the message: there is no third way, because an expression that means one thing in Python and
another over columns or in a solver is worse than none. Symbols must never hold a value, nor outlive the trace they
belong to.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, IntEnum
from typing import Final, NamedTuple, NoReturn, Protocol, runtime_checkable

from debtflow.errors import ExpressionError
from debtflow.expressions.mends import NO_TRUTH_VALUE, RECORD_MEND, REFUSED_METHODS, mend_for_value
from debtflow.expressions.python import sketch
from debtflow.expressions.tree import (
    INT64_MAX,
    INT64_MIN,
    Constant,
    Fact,
    Kind,
    Node,
    Parameter,
    facts_read,
    operation,
)
from debtflow.expressions.vocabulary import Vocabulary, did_you_mean

__all__ = ["DatedNumber", "Record", "Run", "Symbol", "Term", "flag", "number", "refuse_mixed_codes", "term"]

_SIGNS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "and": "&", "or": "|"}


@runtime_checkable
class DatedNumber(Protocol):
    """A number whose value depends on a date; it stands in expressions by name and is bound later."""

    def as_parameter(self) -> Parameter:
        """The parameter that stands for this number in a tree."""
        ...


class Run:
    """One run of one function: where its symbols belong, and the first thing it was refused."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.open = True
        self.refused: ExpressionError | None = None

    def refuse(self, message: str) -> NoReturn:
        """Raise the mistake, and remember it if it is the first."""
        mistake = ExpressionError(message)
        # Kept, because an author's `except TypeError` could swallow it and go on with something else.
        self.refused = self.refused or mistake
        raise mistake


class Term(NamedTuple):
    """A node with the enum of its codes, if it has any."""

    node: Node
    codes: type[IntEnum] | None


class Symbol:
    """What stands for a fact, or for something computed from facts, while a function is traced.

    Flags understand `& | ~ == !=`; numbers `+ - *` (by a constant), unary `-` and comparisons; codes `== !=` with
    members of their own enum. All else raises `ExpressionError` that says what to write instead.
    """

    __slots__ = ("_codes", "_node", "_trace")

    # Makes numpy hand comparisons with its own scalars and arrays to the symbol, which refuses them by name.
    __array_ufunc__ = None

    def __init__(self, node: Node, codes: type[IntEnum] | None, trace: Run) -> None:
        self._node = node
        self._codes = codes
        self._trace = trace

    def __repr__(self) -> str:
        return f"<symbol {sketch(self._node)}>"

    def __bool__(self) -> bool:
        self._trace.refuse(f"`{sketch(self._node)}` {NO_TRUTH_VALUE}")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # Python's own questions (copy, pickle, numpy) are answered with a plain no.
        self._trace.refuse(f"`{sketch(self._node)}` has no `.{name}`: a fact is one number or flag, without parts")

    def __eq__(self, other: object) -> Symbol:  # type: ignore[override]
        return _comparison("eq", self, other)

    def __ne__(self, other: object) -> Symbol:  # type: ignore[override]
        return _comparison("ne", self, other)

    def __lt__(self, other: object) -> Symbol:
        return _comparison("lt", self, other)

    def __le__(self, other: object) -> Symbol:
        return _comparison("le", self, other)

    def __gt__(self, other: object) -> Symbol:
        return _comparison("gt", self, other)

    def __ge__(self, other: object) -> Symbol:
        return _comparison("ge", self, other)

    def __and__(self, other: object) -> Symbol:
        return _junction("and", self, self, other)

    def __rand__(self, other: object) -> Symbol:
        return _junction("and", self, other, self)

    def __or__(self, other: object) -> Symbol:
        return _junction("or", self, self, other)

    def __ror__(self, other: object) -> Symbol:
        return _junction("or", self, other, self)

    def __invert__(self) -> Symbol:
        if self._node.kind is not Kind.FLAG:
            self._trace.refuse(f"`~` denies a flag, and `{sketch(self._node)}` is a number: write `-x`, or compare it")
        return Symbol(operation("not", self._node), None, self._trace)

    def __add__(self, other: object) -> Symbol:
        return _arithmetic("add", self, self, other)

    def __radd__(self, other: object) -> Symbol:
        if type(other) is int and other == 0:
            self._trace.refuse("sum() hides what is added: write `f.a + f.b`, or `count(f.a, f.b)` for flags")
        return _arithmetic("add", self, other, self)

    def __sub__(self, other: object) -> Symbol:
        return _arithmetic("sub", self, self, other)

    def __rsub__(self, other: object) -> Symbol:
        return _arithmetic("sub", self, other, self)

    def __mul__(self, other: object) -> Symbol:
        return _arithmetic("mul", self, self, other)

    def __rmul__(self, other: object) -> Symbol:
        return _arithmetic("mul", self, other, self)

    def __neg__(self) -> Symbol:
        return Symbol(operation("neg", number(self, "-", self._trace)), None, self._trace)


def _refuser(said: str, mend: str) -> Callable[..., NoReturn]:
    def refuse(self: Symbol, *_: object) -> NoReturn:
        self._trace.refuse(f"{said} on `{sketch(self._node)}` means different things in different places: {mend}")

    return refuse


for _method, (_said, _mend) in REFUSED_METHODS.items():
    setattr(Symbol, _method, _refuser(_said, _mend))


class Record:
    """What the author's function is given: attribute access yields symbols, and nothing else works."""

    __slots__ = ("__trace", "__vocabulary")

    __trace: Run
    __vocabulary: Vocabulary

    def __init__(self, vocabulary: Vocabulary, trace: Run) -> None:
        object.__setattr__(self, "_Record__vocabulary", vocabulary)
        object.__setattr__(self, "_Record__trace", trace)

    def __getattr__(self, name: str) -> Symbol:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        declared = self.__vocabulary.fields.get(name)
        if declared is None:
            self.__trace.refuse(f"no fact called `{name}`; {did_you_mean(name, self.__vocabulary.fields)}")
        node = Fact(self.__vocabulary.fact_name(name), declared.kind, declared.codes)
        return Symbol(node, declared.codes, self.__trace)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        self.__trace.refuse(f"a fact cannot be set here: answer the new value of `{name}` instead of assigning it")

    def __delattr__(self, name: str) -> NoReturn:
        self.__trace.refuse(f"`{name}` cannot be deleted: facts are always all there")

    def _misused(self, *_: object) -> NoReturn:
        self.__trace.refuse(RECORD_MEND)


for _name in ("getitem", "call", "iter", "len", "contains", "hash", "bool", "eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Record, f"__{_name}__", Record._misused)


# What an operand may be ----------------------------------------------------------------------------------------------


def term(value: object, run: Run) -> Term:
    """The operand as a node; refuses, with its mend, whatever cannot stand in an expression."""
    if isinstance(value, Symbol):
        if value._trace is not run or not run.open:
            run.refuse(
                f"`{sketch(value._node)}` comes from another trace ({value._trace.what}): a symbol cannot be kept; "
                "read the fact from the record that is passed in"
            )
        return Term(value._node, value._codes)
    if isinstance(value, bool):
        run.refuse(
            f"{value} cannot stand in an expression: for a flag write `f.flag` instead of `f.flag == True` and "
            "`~f.flag` instead of `f.flag == False`; if it came from `is`, `isinstance` or a comparison of constants, "
            "write it with `==` on a fact"
        )
    if isinstance(value, IntEnum):
        return Term(Constant(value.value, Kind.NUMBER, f"{type(value).__name__}.{value.name}"), type(value))
    if isinstance(value, int) and not isinstance(value, Enum):
        if not INT64_MIN <= value <= INT64_MAX:
            run.refuse(f"the constant {value} does not fit int64: write a number from {INT64_MIN} to {INT64_MAX}")
        return Term(Constant(int(value), Kind.NUMBER), None)
    if isinstance(value, Record):
        run.refuse(RECORD_MEND)
    if not isinstance(value, type) and isinstance(value, DatedNumber):
        parameter = value.as_parameter()
        if not isinstance(parameter, Parameter):
            run.refuse(f"as_parameter() of {value!r} must give a Parameter, not {parameter!r}")
        return Term(parameter, None)
    run.refuse(mend_for_value(value))


def number(value: object, sign: str, run: Run) -> Node:
    """The operand of arithmetic: a number that is no code."""
    node, codes = term(value, run)
    if node.kind is Kind.FLAG:
        run.refuse(
            f"`{sign}` takes numbers, and `{sketch(node)}` is a flag: write `where(flag, 1, 0)` or `count(flag, ...)`"
        )
    if codes is not None:
        run.refuse(
            f"`{sign}` cannot compute with `{sketch(node)}`, a code of {codes.__name__}: its number has no meaning; "
            f"write `== {_example(codes)}` or `one_of(...)`"
        )
    return node


def flag(value: object, place: str, run: Run) -> Node:
    """The operand where only a flag can stand."""
    node = term(value, run).node
    if node.kind is not Kind.FLAG:
        run.refuse(f"{place} takes a flag, and `{sketch(node)}` is a number: compare it, such as `{sketch(node)} >= 1`")
    return node


def _example(codes: type[IntEnum]) -> str:
    return f"{codes.__name__}.{next(iter(codes)).name}" if len(codes) else codes.__name__


def refuse_mixed_codes(first: Term, second: Term, run: Run) -> None:
    """Codes go with members of their own enum only: a bare 3 says nothing, another enum's 3 means something else."""
    if first.codes is second.codes:
        return
    coded, other = (first, second) if first.codes is not None else (second, first)
    codes, node = coded.codes, other.node
    assert codes is not None
    if isinstance(coded.node, Constant) and other.codes is None:
        run.refuse(
            f"`{sketch(node)}` is a plain number, and {coded.node.label} is a code: declare the fact with "
            f"codes={codes.__name__}, or write int({coded.node.label}) if its number is meant"
        )
    if isinstance(node, Constant) and not node.label:
        known = [member.name for member in codes if member == node.value]
        mend = f"`{codes.__name__}.{known[0]}`" if known else f"a member of it, such as `{_example(codes)}`"
        run.refuse(
            f"`{sketch(coded.node)}` is a code of {codes.__name__}, not the bare number {node.value}: write {mend}"
        )
    shown = node.label if isinstance(node, Constant) else f"`{sketch(node)}`"
    run.refuse(
        f"`{sketch(coded.node)}` is a code of {codes.__name__} and {shown} is not: "
        f"compare with a member of {codes.__name__}, such as `{_example(codes)}`"
    )


# What a symbol understands -------------------------------------------------------------------------------------------


def _comparison(op: str, left: Symbol, right: object) -> Symbol:
    run = left._trace
    first = term(left, run)
    if first.node.kind is Kind.FLAG and isinstance(right, bool):
        mend = "f.flag" if right is (op == "eq") else "~f.flag"
        run.refuse(f"a flag needs no `{_SIGNS[op]} {right}`: write `{mend}` with `{sketch(first.node)}` as the flag")
    second = term(right, run)
    if first.node.kind is not second.node.kind:
        run.refuse(
            f"`{sketch(first.node)} {_SIGNS[op]} {sketch(second.node)}` compares a {first.node.kind.value} with a "
            f"{second.node.kind.value}: for a flag write `f.flag` or `~f.flag`, and put brackets around comparisons, "
            "`(x >= 7) & (y >= 2)`"
        )
    ordered = op not in ("eq", "ne")
    if ordered and first.node.kind is Kind.FLAG:
        run.refuse(f"flags have no order for `{_SIGNS[op]}`: write `~a & b`, or `a != b`")
    refuse_mixed_codes(first, second, run)
    if ordered and first.codes is not None:
        run.refuse(
            f"codes of {first.codes.__name__} have no order for `{_SIGNS[op]}`: write "
            f"`one_of(x, {_example(first.codes)}, ...)`"
        )
    # Python may ask the mirrored question (`7 <= x` asks `x >= 7`); one order of operands keeps fingerprints equal.
    return Symbol(operation(op, first.node, second.node), None, run)


def _junction(op: str, asked: Symbol, left: object, right: object) -> Symbol:
    run, sign = asked._trace, _SIGNS[op]
    # `f.flag & True` is refused by term with its own mend; a number here is nearly always a missing bracket.
    terms = [term(value, run) for value in (left, right)]
    if any(term.node.kind is Kind.NUMBER for term in terms):
        shown = f"{sketch(terms[0].node)} {sign} {sketch(terms[1].node)}"
        run.refuse(
            f"`{shown}` joins a number with `{sign}`, which binds tighter than a comparison: put brackets around each "
            f"comparison, `(x >= 7) {sign} a`"
        )
    return Symbol(operation(op, *(term.node for term in terms)), None, run)


def _arithmetic(op: str, asked: Symbol, left: object, right: object) -> Symbol:
    run = asked._trace
    sign = {"add": "+", "sub": "-", "mul": "*"}[op]
    first, second = number(left, sign, run), number(right, sign, run)
    if op == "mul" and facts_read(first) and facts_read(second):
        run.refuse(
            f"`{sketch(first)} * {sketch(second)}` multiplies a fact by a fact: multiply by a constant, or declare the "
            "product as a fact of its own"
        )
    return Symbol(operation(op, first, second), None, run)
