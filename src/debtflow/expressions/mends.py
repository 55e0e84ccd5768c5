"""What to write instead: the mend for every mistake that the tracer refuses.

One table says what a symbol refuses and how to put it right; the tracer installs it on its symbols, and documentation
may print it. It must never know how a symbol is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

__all__ = ["NO_READING", "NO_TRUTH_VALUE", "RECORD_MEND", "REFUSED_METHODS", "mend_for_value"]

NO_TRUTH_VALUE: Final = (
    "was asked for one truth value, but it stands for every case at once. The cause is `and`, `or`, `not`, `if`, `in`, "
    "`any`, `all`, `min`, `max` or a chained comparison. Write `a & b`, `a | b`, `~a`, with each comparison in "
    "brackets; `where(cond, a, b)` for `a if cond else b`; `one_of(x, 2, 5)` for `x in (2, 5)`; "
    "`between(x, low, high)` for the chained `low <= x <= high`; `a | b` for any, `a & b` for all; "
    "`earliest(a, b)` for min, `latest(a, b)` for max"
)

NO_READING: Final = (
    "reads no fact, so it answers the same for every case. Perhaps it compared with `is` (write `f.flag` or "
    "`~f.flag`, and `==` for codes and numbers), or the facts are missing"
)

RECORD_MEND: Final = "the record is only there for its facts: write `f.calls`, where `calls` is a fact's name"

_INTEGERS: Final = "facts are whole numbers already: leave the function out"
_DIVISION: Final = "multiply the other side instead: `x >= 2 * y`, not `x / 2 >= y`"
_REMAINDER: Final = "declare the remainder as a fact of its own, computed where the facts come from"
_SHIFT: Final = "multiply by a constant"
_PARTS: Final = "declare each part as a fact of its own"

# Special method -> (what the author wrote, what to write instead). Reflected twins are listed too: `10 // f.x`.
REFUSED_METHODS: Final[Mapping[str, tuple[str, str]]] = {
    "__truediv__": ("`/`", _DIVISION),
    "__rtruediv__": ("`/`", _DIVISION),
    "__floordiv__": ("`//`", _DIVISION),
    "__rfloordiv__": ("`//`", _DIVISION),
    "__mod__": ("`%`", _REMAINDER),
    "__rmod__": ("`%`", _REMAINDER),
    "__divmod__": ("divmod()", _REMAINDER),
    "__rdivmod__": ("divmod()", _REMAINDER),
    "__pow__": ("`**`", "write the number out, and multiply by a constant"),
    "__rpow__": ("`**`", "write the number out, and multiply by a constant"),
    "__lshift__": ("`<<`", _SHIFT),
    "__rlshift__": ("`<<`", _SHIFT),
    "__rshift__": ("`>>`", _SHIFT),
    "__rrshift__": ("`>>`", _SHIFT),
    "__xor__": ("`^`", "write `a != b`: of two flags, exactly one is true"),
    "__rxor__": ("`^`", "write `a != b`: of two flags, exactly one is true"),
    "__matmul__": ("`@`", "multiply by a constant with `*`"),
    "__rmatmul__": ("`@`", "multiply by a constant with `*`"),
    "__pos__": ("unary `+`", "leave the sign out"),
    "__abs__": ("abs()", "write `where(x < 0, -x, x)`"),
    "__round__": ("round()", _INTEGERS),
    "__trunc__": ("trunc()", _INTEGERS),
    "__floor__": ("floor()", _INTEGERS),
    "__ceil__": ("ceil()", _INTEGERS),
    "__int__": ("int()", _INTEGERS),
    "__float__": ("float()", _INTEGERS),
    "__complex__": ("complex()", _INTEGERS),
    "__index__": ("use as an index or in range()", "compare it instead: `between(x, low, high)`"),
    "__len__": ("len()", "declare the number as a fact of its own"),
    "__iter__": ("iteration, unpacking, sum() or any()", "write the facts out: `count(f.a, f.b)`, `f.a + f.b`"),
    "__reversed__": ("reversed()", "write the facts out"),
    "__contains__": ("`in`", "write `one_of(x, 2, 5)` for `x in (2, 5)`"),
    "__getitem__": ("an index in square brackets", _PARTS),
    "__call__": ("a call", "write `f.calls`, without the round brackets"),
    "__hash__": (
        "membership of a set, or use as a key of a dict",
        "write `one_of(x, 2, 5)` for `x in {2, 5}`, and `where(x == 2, a, b)` for a dict",
    ),
    "__enter__": ("`with`", "leave it out"),
}


def mend_for_value(value: object) -> str:
    """What the value is and what to write in its place, for a value that no expression can hold."""
    shown = f"{value!r} ({type(value).__name__})"
    for kinds, mend in _VALUE_MENDS:
        if isinstance(value, kinds):
            return f"{shown} cannot stand in an expression: {mend}"
    if callable(value):
        return f"{shown} cannot stand in an expression: call it, or write the number it gives"
    if hasattr(type(value), "__index__"):
        return f"{shown} cannot stand in an expression: write int(...) around it"
    return f"{shown} cannot stand in an expression: write an int, a member of an IntEnum, a dated number or a fact"


_VALUE_MENDS: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (type(None), "facts are never None; an unknown fact is undetermined by itself, so leave the comparison out"),
    (str, "declare the words as an IntEnum and compare with its member, such as `Role.AGENCY`"),
    ((bytes, bytearray), "declare the values as an IntEnum and compare with its member"),
    (date, "days are ordinal day numbers: write `date(2026, 1, 1).toordinal()`"),
    (time, "times of day are minutes after midnight: write `8 * 60` for 08:00"),
    (timedelta, "durations are whole numbers: write `days.days`, or the minutes"),
    (Decimal, "money is in minor units: write 50000 for 500.00"),
    (Fraction, "multiply the other side instead: `3 * x >= y`"),
    (
        (float, complex),
        "write a whole number: minor units for money, or multiply the other side (`2 * x >= 3` for x >= 1.5)",
    ),
    ((list, tuple, set, frozenset, range), "give the choices one by one: `one_of(x, 2, 5)`, or `one_of(x, *choices)`"),
    (Enum, "codes are members of an IntEnum; declare this one as such"),
)
