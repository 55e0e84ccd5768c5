"""What authors may write, what is refused, and that every refusal says what to write instead."""

# ruff: noqa: C416, DTZ001, RUF034, SIM201, SIM300  (the mistakes are the point)
from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, IntFlag
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import (
    Constant,
    Fact,
    Field,
    Kind,
    Parameter,
    Vocabulary,
    between,
    count,
    earliest,
    facts_read,
    latest,
    one_of,
    operation,
    parameters,
    trace,
    where,
)
from debtflow.expressions.python import sketch

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER


class Role(IntEnum):
    FIRST_PARTY = 1
    AGENCY = 2
    LAW_FIRM = 3


class Band(IntEnum):
    LOW = 1
    HIGH = 2


class Colour(Enum):
    RED = "red"


class Bits(IntFlag):
    ONE = 1


@dataclass(frozen=True)
class DatedCap:
    """Like the values floor's dated number: it knows its name, and nothing of symbols."""

    name: str

    def as_parameter(self) -> Parameter:
        return Parameter(self.name)


CAP = DatedCap("cap")

FACTS = Vocabulary(
    {
        "calls_7d": Field(NUMBER, lower=0, upper=1000),
        "visits": Field(NUMBER, lower=0, upper=31),
        "balance": Field(NUMBER),
        "huge": Field(NUMBER, lower=0, upper=2**62),
        "hold": Field(FLAG),
        "invited": Field(FLAG),
        "role": Field(NUMBER, codes=Role),
        "agency_role": Field(NUMBER, codes=Role),
        "band": Field(NUMBER, codes=Band),
    }
)


def flag(function: Callable[..., Any], **options: Any) -> str:
    return sketch(trace(function, FACTS, expects=FLAG, what="rule house.visits, blocked", **options))


def number(function: Callable[..., Any], **options: Any) -> str:
    return sketch(trace(function, FACTS, expects=NUMBER, what="effect", **options))


ACCEPTED: list[tuple[Callable[..., Any], str]] = [
    (lambda f: f.hold, "hold"),
    (lambda f: ~f.hold, "(not hold)"),
    (lambda f: f.calls_7d >= 7, "(calls_7d >= 7)"),
    (lambda f: 7 <= f.calls_7d, "(calls_7d >= 7)"),
    (lambda f: 7 == f.calls_7d, "(calls_7d == 7)"),
    (lambda f: (f.calls_7d >= 7) | f.hold & ~f.invited, "((calls_7d >= 7) or (hold and (not invited)))"),
    (lambda f: f.hold | f.invited | (f.visits < 1), "(hold or invited or (visits < 1))"),
    (lambda f: f.hold == f.invited, "(hold == invited)"),
    (lambda f: f.hold != f.invited, "(hold != invited)"),
    (lambda f: f.calls_7d + 2 * f.visits - 1 > -f.visits, "((calls_7d + (2 * visits) - 1) > (-visits))"),
    (lambda f: f.visits >= CAP, "(visits >= cap)"),
    (lambda f: CAP <= f.visits, "(visits >= cap)"),
    (lambda f: CAP == f.visits, "(visits == cap)"),
    (lambda f: f.visits + CAP - CAP > f.calls_7d * CAP, "((visits + cap - cap) > (calls_7d * cap))"),
    (lambda f: CAP - f.visits > 0, "((cap - visits) > 0)"),
    (lambda f: f.role == Role.AGENCY, "(role == 2)"),
    (lambda f: Role.AGENCY != f.role, "(role != 2)"),
    (lambda f: f.role == f.agency_role, "(role == agency_role)"),
    (lambda f: one_of(f.role, Role.AGENCY, Role.LAW_FIRM), "((role == 2) or (role == 3))"),
    (lambda f: one_of(f.visits, 2), "(visits == 2)"),
    (lambda f: between(f.visits, 2, CAP), "((visits >= 2) and (visits <= cap))"),
    (lambda f: count(f.hold, f.visits > 2) >= 2, "((hold + (visits > 2)) >= 2)"),
    (lambda f: where(f.hold, f.visits, 0) > 1, "((visits if hold else 0) > 1)"),
    (lambda f: where(f.hold, Role.AGENCY, f.role) == Role.AGENCY, "((2 if hold else role) == 2)"),
    (lambda f: where(f.hold, True, f.invited), "(True if hold else invited)"),
    (lambda f: earliest(f.visits, 3, f.calls_7d) < 2, "(min(visits, 3, calls_7d) < 2)"),
    (lambda f: latest(CAP, f.visits) < 2, "((cap if cap >= visits else visits) < 2)"),
    (lambda f: f.balance >= 2**63 - 1, "(balance >= 9223372036854775807)"),
    (lambda f: f.balance >= -(2**63), "(balance >= (-9223372036854775808))"),
]


@pytest.mark.parametrize(("function", "text"), ACCEPTED, ids=[text for _, text in ACCEPTED])
def test_accepted(function: Callable[..., Any], text: str) -> None:
    assert flag(function) == text


def _assigns(f: Any) -> Any:
    f.visits = 3
    return f.hold


def _forgets_return(f: Any) -> None:
    _ = f.hold


def _branches(f: Any) -> Any:
    if f.hold:
        return f.visits > 1
    return f.visits > 2


def _swallows(f: Any) -> Any:
    try:
        return f.hold and f.invited
    except TypeError:
        return f.hold


def _deletes(f: Any) -> Any:
    del f.visits
    return f.hold


# (what the author wrote, a fragment of the mend). Long lambdas on one line: each is one mistake.
REFUSED: list[tuple[str, Callable[..., Any], str]] = [
    ("and", lambda f: f.hold and f.invited, "`a & b`"),
    ("or", lambda f: f.hold or f.invited, "`a | b`"),
    ("not", lambda f: not f.hold, "`~a`"),
    ("not comparison", lambda f: not (f.visits == 7), "`~a`"),
    ("conditional", lambda f: f.hold if f.invited else f.hold, "`where(cond, a, b)`"),
    ("if", _branches, "`where(cond, a, b)`"),
    ("swallowed", _swallows, "`a & b`"),
    ("in tuple", lambda f: f.visits in (2, 5), "`one_of(x, 2, 5)`"),
    ("in list of codes", lambda f: f.role in [Role.AGENCY], "`one_of(x, 2, 5)`"),
    ("in set", lambda f: f.visits in {2, 5}, "`one_of(x, 2, 5)`"),
    ("in range", lambda f: f.visits in range(2, 5), "`one_of(x, 2, 5)`"),
    ("in dict", lambda f: {2: f.hold}[f.visits], "`where(x == 2, a, b)`"),
    ("in fact", lambda f: 2 in f.visits, "`one_of(x, 2, 5)`"),
    ("is True", lambda f: f.hold is True, "Perhaps it compared with `is`"),
    ("is in a chain", lambda f: (f.hold is True) | f.invited, "if it came from `is`"),
    ("chained", lambda f: 2 <= f.visits <= 5, "`between(x, low, high)`"),
    ("min", lambda f: min(f.visits, f.calls_7d) > 3, "`earliest(a, b)` for min"),
    ("max", lambda f: max(f.visits, f.calls_7d) > 3, "`latest(a, b)` for max"),
    ("any", lambda f: any([f.hold, f.invited]), "`a | b` for any"),
    ("all", lambda f: all([f.hold, f.invited]), "`a & b` for all"),
    ("any of a fact", lambda f: any(f.hold), "`count(f.a, f.b)`"),
    ("sorted", lambda f: sorted([f.visits, f.calls_7d])[0] > 1, "`earliest(a, b)`"),
    ("sum of numbers", lambda f: sum([f.visits, f.calls_7d]) > 3, "write `f.a + f.b`"),
    ("sum of flags", lambda f: sum([f.hold, f.invited]) > 1, "`count(f.a, f.b)`"),
    ("len", lambda f: len(f.visits) > 1, "declare the number as a fact"),
    ("abs", lambda f: abs(f.visits) > 1, "`where(x < 0, -x, x)`"),
    ("round", lambda f: round(f.visits) > 1, "leave the function out"),
    ("int", lambda f: int(f.visits) > 1, "leave the function out"),
    ("float", lambda f: float(f.visits) > 1, "leave the function out"),
    ("floor", lambda f: math.floor(f.visits) > 1, "leave the function out"),
    ("iter", lambda f: [x for x in f.visits], "write the facts out"),
    ("index", lambda f: [1, 2][f.visits], "`between(x, low, high)`"),
    ("range of a fact", lambda f: range(f.visits), "`between(x, low, high)`"),
    ("square brackets", lambda f: f.visits[0] > 1, "declare each part as a fact"),
    ("hash", lambda f: hash(f.visits) > 1, "`one_of(x, 2, 5)`"),
    ("bracket before or", lambda f: f.visits >= 7 | f.hold, "put brackets around each comparison, `(x >= 7) | a`"),
    ("bracket after or", lambda f: f.hold | f.visits >= 7, "put brackets around each comparison, `(x >= 7) | a`"),
    ("bracket at and", lambda f: f.visits >= 7 & f.calls_7d <= 2, "`(x >= 7) & a`"),
    ("bracket, two numbers", lambda f: f.visits & f.calls_7d, "`(x >= 7) & a`"),
    ("bracket with a dated number", lambda f: f.hold & f.visits >= CAP, "`(x >= 7) & a`"),
    ("dated number in or", lambda f: f.hold | CAP, "`(x >= 7) | a`"),
    ("misspelt", lambda f: f.call_7d > 1, "no fact called `call_7d`; did you mean `calls_7d`?"),
    ("unknown name", lambda f: f.zzzz, "no fact called `zzzz`; there are `agency_role`"),
    ("misspelt in getattr", lambda f: getattr(f, "call_7d", 3) > f.visits, "did you mean `calls_7d`?"),
    ("str", lambda f: f.role == "agency", "declare the words as an IntEnum"),
    ("bytes", lambda f: f.role == b"agency", "declare the values as an IntEnum"),
    ("date", lambda f: f.visits > date(2026, 1, 1), "`date(2026, 1, 1).toordinal()`"),
    ("datetime", lambda f: f.visits > datetime(2026, 1, 1), "`date(2026, 1, 1).toordinal()`"),
    ("time", lambda f: f.visits > time(8), "`8 * 60` for 08:00"),
    ("timedelta", lambda f: f.visits > timedelta(days=3), "`days.days`"),
    ("float operand", lambda f: f.visits > 1.5, "`2 * x >= 3` for x >= 1.5"),
    ("float on the left", lambda f: 1.0 < f.visits, "write a whole number"),
    ("complex", lambda f: f.visits == 1j, "write a whole number"),
    ("nan", lambda f: f.visits == math.nan, "write a whole number"),
    ("Decimal", lambda f: f.balance > Decimal("500.00"), "write 50000 for 500.00"),
    ("Fraction", lambda f: f.balance > Fraction(1, 3), "`3 * x >= y`"),
    ("None", lambda f: f.visits == None, "facts are never None"),  # noqa: E711
    ("tuple", lambda f: f.visits == (1, 2), "`one_of(x, 2, 5)`"),
    ("plain enum", lambda f: f.role == Colour.RED, "members of an IntEnum"),
    ("flags enum", lambda f: f.visits == Bits.ONE, "members of an IntEnum"),
    ("function", lambda f: f.visits == len, "call it"),
    ("class", lambda f: f.visits == DatedCap, "call it"),
    ("numpy integer", lambda f: f.visits >= np.int64(3), "write int(...) around it"),
    ("numpy integer on the left", lambda f: np.int64(3) <= f.visits, "write int(...) around it"),
    ("numpy array", lambda f: f.visits >= np.arange(3), "cannot stand in an expression"),
    ("something else", lambda f: f.visits >= object(), "write an int, a member of an IntEnum"),
    ("/", lambda f: f.visits / 2 > 1, "multiply the other side"),
    ("//", lambda f: f.visits // 2 > 1, "multiply the other side"),
    ("reflected //", lambda f: 10 // f.visits > 1, "multiply the other side"),
    ("%", lambda f: f.visits % 7 == 0, "declare the remainder as a fact"),
    ("divmod", lambda f: divmod(f.visits, 7), "declare the remainder as a fact"),
    ("**", lambda f: f.visits**2 > 4, "write the number out"),
    ("<<", lambda f: f.visits << 2 > 4, "multiply by a constant"),
    (">>", lambda f: f.visits >> 2 > 4, "multiply by a constant"),
    ("^", lambda f: f.hold ^ f.invited, "`a != b`"),
    ("@", lambda f: f.visits @ 2 > 1, "multiply by a constant"),
    ("unary plus", lambda f: +f.visits > 1, "leave the sign out"),
    ("fact times fact", lambda f: f.visits * f.calls_7d > 4, "multiply by a constant, or declare the product"),
    ("~ number", lambda f: ~f.visits > 4, "write `-x`, or compare it"),
    ("- flag", lambda f: -f.hold > 4, "`where(flag, 1, 0)`"),
    ("flag plus", lambda f: f.hold + 1 > 1, "`count(flag, ...)`"),
    ("flag times", lambda f: f.hold * 3 > 1, "`where(flag, 1, 0)`"),
    ("flag < flag", lambda f: f.hold < f.invited, "`~a & b`"),
    ("flag == True", lambda f: f.hold == True, "write `f.flag`"),  # noqa: E712
    ("flag == False", lambda f: f.hold == False, "write `~f.flag`"),  # noqa: E712
    ("flag != True", lambda f: f.hold != True, "write `~f.flag`"),  # noqa: E712
    ("flag == 1", lambda f: f.hold == 1, "write `f.flag` or `~f.flag`"),
    ("flag == number", lambda f: f.hold == f.visits, "write `f.flag` or `~f.flag`"),
    ("number == True", lambda f: f.visits == True, "write `f.flag`"),  # noqa: E712
    ("plus True", lambda f: f.visits + True > 1, "write `f.flag`"),
    ("& True", lambda f: f.hold & True, "write `f.flag`"),
    ("too big", lambda f: f.visits >= 2**63, "does not fit int64"),
    ("too small", lambda f: f.visits >= -(2**63) - 1, "does not fit int64"),
    ("bare int for a code", lambda f: f.role == 2, "write `Role.AGENCY`"),
    ("unknown int for a code", lambda f: f.role == 9, "such as `Role.FIRST_PARTY`"),
    ("other enum", lambda f: f.role == Band.HIGH, "compare with a member of Role, such as `Role.FIRST_PARTY`"),
    ("two enums", lambda f: f.role == f.band, "compare with a member of"),
    ("code with number", lambda f: f.role == f.visits, "compare with a member of Role"),
    ("code with dated number", lambda f: f.role == CAP, "compare with a member of Role"),
    ("number with code", lambda f: f.visits >= Role.AGENCY, "codes=Role"),
    ("codes ordered", lambda f: f.role >= Role.AGENCY, "`one_of(x, Role.FIRST_PARTY, ...)`"),
    ("code plus", lambda f: f.role + 1 == Role.AGENCY, "its number has no meaning"),
    ("minus code", lambda f: -f.role < 1, "its number has no meaning"),
    ("code times", lambda f: f.role * 2 > 1, "its number has no meaning"),
    ("one_of bare int", lambda f: one_of(f.role, 1, Role.AGENCY), "write `Role.FIRST_PARTY`"),
    ("one_of other enum", lambda f: one_of(f.role, Band.LOW), "compare with a member of Role"),
    ("one_of list", lambda f: one_of(f.visits, [2, 5]), "`one_of(x, *choices)`"),
    ("one_of nothing", lambda f: one_of(f.visits), "`one_of(x, 2, 5)`"),
    ("one_of flag", lambda f: one_of(f.hold, 1), "write `f.flag`"),
    ("one_of chooses flag", lambda f: one_of(f.visits, f.hold), "chooses among numbers or codes"),
    ("one_of no fact", lambda f: one_of(3, 3), "pass it a fact"),
    ("between codes", lambda f: between(f.role, Role.AGENCY, Role.LAW_FIRM), "its number has no meaning"),
    ("between swapped", lambda f: between(f.visits, 5, 2), "for a window across midnight"),
    ("between flag", lambda f: between(f.hold, 0, 1), "`count(flag, ...)`"),
    ("between str", lambda f: between("a", 0, 1), "IntEnum"),
    ("count number", lambda f: count(f.hold, f.visits) > 1, "compare it, such as `visits >= 1`"),
    ("count list", lambda f: count([f.hold]) > 1, "give the choices one by one"),
    ("count nothing", lambda f: count() > 1, "pass it a fact"),
    ("where number", lambda f: where(f.visits, 1, 2) > 1, "compare it, such as `visits >= 1`"),
    ("where two kinds", lambda f: where(f.hold, 1, f.invited), "two numbers or two flags"),
    ("where two enums", lambda f: where(f.hold, Role.AGENCY, Band.LOW) == Role.AGENCY, "compare with a member of"),
    ("where constant", lambda f: where(True, f.visits, 2) > 1, "write `f.flag`"),
    ("earliest flag", lambda f: earliest(f.hold, 1) > 1, "`count(flag, ...)`"),
    ("earliest of constants", lambda f: earliest(1, 2) > f.visits, "pass it a fact"),
    ("answers True", lambda f: True, "reads no fact"),
    ("answers number", lambda f: f.visits, "compare it, such as `x >= 1`"),
    ("answers int", lambda f: 7, "reads no fact"),
    ("answers dated number", lambda f: CAP, "reads no fact"),
    ("answers nothing", _forgets_return, "a `return` is missing"),
    ("answers record", lambda f: f, "write `f.calls`"),
    ("answers list", lambda f: [f.hold], "cannot stand in an expression"),
    ("sets a fact", _assigns, "answer the new value of `visits`"),
    ("deletes a fact", _deletes, "cannot be deleted"),
    ("calls a fact", lambda f: f.hold(), "without the round brackets"),
    ("calls the record", lambda f: f("hold"), "write `f.calls`"),
    ("subscripts the record", lambda f: f["hold"], "write `f.calls`"),
    ("compares the record", lambda f: f == 3, "write `f.calls`"),
    ("compares with the record", lambda f: f.visits == f, "write `f.calls`"),
    ("part of a fact", lambda f: f.hold.since > 3, "without parts"),
    ("unknown Python name", lambda f: f.hold & undefined_name, "NameError"),  # type: ignore[name-defined] # noqa: F821
    ("overflow", lambda f: f.huge + f.huge + f.huge > 1, "declare tighter bounds"),
    ("overflow by a constant", lambda f: f.huge * 4 > 1, "declare tighter bounds"),
]


@pytest.mark.parametrize(("function", "mend"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_with_its_mend(function: Callable[..., Any], mend: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        flag(function)
    assert mend in str(caught.value)
    assert str(caught.value).startswith("rule house.visits, blocked: ")


def test_a_flag_where_a_number_is_expected() -> None:
    with pytest.raises(ExpressionError, match=r"effect: it answers a flag .* `where\(flag, 1, 0\)` or `count\(flag\)`"):
        number(lambda f: f.hold)


def test_the_authors_own_error_is_chained() -> None:
    with pytest.raises(ExpressionError, match="ZeroDivisionError") as caught:
        flag(lambda f: f.visits > 1 // 0)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_wrong_number_of_records() -> None:
    with pytest.raises(ExpressionError, match="tracing it raised TypeError"):
        flag(lambda p, e: p.hold & e.hold)


def test_an_effect_may_answer_a_constant() -> None:
    assert number(lambda f: 7, constant_ok=True) == "7"
    assert number(lambda f: CAP, constant_ok=True) == "cap"
    assert flag(lambda f: True, constant_ok=True) == "True"
    answer = trace(lambda f: Role.AGENCY, FACTS, expects=NUMBER, what="effect", constant_ok=True)
    assert answer == Constant(2, NUMBER, "Role.AGENCY")


def test_several_records_keep_their_facts_apart() -> None:
    case = Vocabulary({"reminders": Field(NUMBER)}, prefix="p")
    event = Vocabulary({"reminders": Field(NUMBER), "amount": Field(NUMBER)}, prefix="e.")
    node = trace(lambda p, e: p.reminders + e.reminders - e.amount, case, event, expects=NUMBER, what="effect")
    assert facts_read(node) == {"p.reminders", "e.reminders", "e.amount"}


def test_parameters_are_recorded_by_name_only() -> None:
    node = trace(lambda f: f.visits >= CAP, FACTS, expects=FLAG, what="rule")
    assert node == operation("ge", Fact("visits", NUMBER), Parameter("cap"))
    assert parameters(node) == {"cap"}


def test_as_parameter_must_give_a_parameter() -> None:
    class Wrong:
        def as_parameter(self) -> int:
            return 7

    with pytest.raises(ExpressionError, match="must give a Parameter"):
        flag(lambda f: f.visits >= Wrong())


def test_a_symbol_of_another_trace_is_refused() -> None:
    kept: list[Any] = []
    flag(lambda f: kept.append(f.hold) or f.invited)
    with pytest.raises(ExpressionError, match="a symbol cannot be kept"):
        flag(lambda f: f.invited | kept[0])
    with pytest.raises(ExpressionError, match="a symbol cannot be kept"):
        _ = kept[0] | kept[0]


def test_traced_once() -> None:
    calls: list[int] = []
    flag(lambda f: calls.append(1) or f.hold)
    assert calls == [1]


def test_a_chain_of_five_hundred_is_one_flat_node() -> None:
    def any_of_them(f: Any) -> Any:
        return functools.reduce(operator.or_, [f.visits == i for i in range(500)])

    node = trace(any_of_them, FACTS, expects=FLAG, what="rule")
    assert len(node.operands) == 500  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["_hidden", "two words", "class", ""])
def test_names_that_cannot_be_written(name: str) -> None:
    with pytest.raises(ExpressionError, match="use a plain Python name"):
        Vocabulary({name: Field(FLAG)})


def test_fields_that_make_no_sense() -> None:
    with pytest.raises(ExpressionError, match="codes are numbers"):
        Field(FLAG, codes=Role)
    with pytest.raises(ExpressionError, match="are empty"):
        Field(NUMBER, lower=3, upper=2)
    assert Field(NUMBER, codes=Role).range == (1, 3)
    assert Field(FLAG).range == (0, 1)
