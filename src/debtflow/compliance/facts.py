"""Facts: what a rule can know, each declared once with its unit, bounds, meaning and source.

A fact is read from the situation (a primitive, the ledger, a window, the clock) or derived from other facts by a
tree. Facts are whole numbers, yes/no and small codes; an unknown one has a neutral filler and is named as unknown,
never a null. A lender adds a `FactGroup`; a fact of theirs without a reading is taken from the debt's attributes. No
rule stands here, and nothing is read that a replay could not read again: no vault, no clock of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any, Protocol

from debtflow.compliance.situation import Situation
from debtflow.errors import FactError
from debtflow.expressions import Field, Kind, Node, Symbol, Vocabulary, facts_read, trace
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.values.codes import Code
from debtflow.values.dates import day_number

__all__ = [
    "Amount",
    "Choice",
    "Count",
    "Day",
    "FactField",
    "FactGroup",
    "FactSymbols",
    "Facts",
    "Flag",
    "Minute",
    "Reckoned",
    "Source",
]

LAST_DAY = date.max.toordinal()
MOST_MINOR_UNITS = 10**15
"""Bound of amounts: ten trillion of a currency with two digits; sums of some thousand of them stay within int64."""


class Source(Code):
    """Where a fact comes from: it tells what would have to change for the fact to change."""

    CASE = 0
    LEDGER = 1
    DOSSIER = 2
    HOLDS = 3
    ACTION = 4
    ACTOR = 5
    REGISTER = 6
    CLOCK = 7
    LENDER = 8
    COLLECTOR = 9


class FactSymbols(Protocol):
    """What a predicate is traced over: `f.calls_counted_today` is the symbol of that fact."""

    def __getattr__(self, name: str) -> Symbol:
        """The symbol of the fact of that name; a misspelt name is refused with the nearest one."""


MOVES_WITH_TIME = frozenset(
    {Source.CLOCK, Source.DOSSIER, Source.HOLDS, Source.LEDGER, Source.REGISTER, Source.COLLECTOR}
)
"""Facts of these sources can change because time passes (a window moves on, a licence begins); the others cannot."""


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact: how it is declared, and where its value comes from.

    Attributes:
        field: kind, bounds, unit, codes and words.
        source: from where it comes.
        read: from the situation: a function of it, or (for the facts of this library) an expression over `s` that is
            compiled in place (`s.case.kept.tries`); None in the answer = unknown.
        derive: a function of the facts that is traced to a tree; such a fact is not read but computed.
        is_own: whether its reading is the library's, and held to its bounds by tests.
        unknowable: whether an expression compiled in place can be None; left open, it can.
        attribute: the key of the debt's attributes, for a lender's fact without a reading.
        reckoned: the fact that is a day, and what a calendar makes of its day number.
    """

    field: Field
    source: Source
    read: str | Callable[[Situation], int | None] | None = None
    derive: Callable[[Any], Any] | None = None
    attribute: str | None = None
    unknowable: bool | None = None
    is_own: bool = False
    reckoned: tuple[str, Callable[[int], int]] | None = None

    @property
    def may_be_unknown(self) -> bool:
        """Whether its reading can come back empty: taken for granted unless the declaration rules it out."""
        return not isinstance(self.read, str) or self.unknowable is not False

    @property
    def filler(self) -> int:
        """The neutral value that stands in while the fact is not known."""
        low, high = self.field.range
        return low if low > 0 else min(0, high)


Reading = str | Callable[[Situation], int | None] | None
Derivation = Callable[[Any], Any] | None


def _declared(field: Field, source: Source, read: Reading, derive: Derivation) -> FactField:
    if read is not None and derive is not None:
        raise FactError(f"the fact {field.label!r} is read or derived, not both: give `read` or `derive`")
    return FactField(field, source, read, derive)


def Flag(  # noqa: N802  # declarations read like types: `invited=Flag("the debtor invited us")`
    meaning: str = "",
    *,
    denied: str = "",
    source: Source = Source.LENDER,
    read: Reading = None,
    derive: Derivation = None,
) -> FactField:
    """A yes or no. `meaning` and `denied` are clauses: "a hold blocks contact", "no hold blocks contact"."""
    return _declared(Field(Kind.FLAG, label=meaning, denied=denied), source, read, derive)


def Count(  # noqa: N802
    lower: int,
    upper: int,
    meaning: str = "",
    *,
    source: Source = Source.LENDER,
    read: Reading = None,
    derive: Derivation = None,
    unit: str = "count",
) -> FactField:
    """A whole number between `lower` and `upper`, both included."""
    return _declared(Field(Kind.NUMBER, lower=lower, upper=upper, unit=unit, label=meaning), source, read, derive)


def Amount(  # noqa: N802
    meaning: str = "", *, source: Source = Source.LENDER, read: Reading = None, derive: Derivation = None
) -> FactField:
    """An amount of money in minor units of the debt's currency."""
    field = Field(Kind.NUMBER, lower=0, upper=MOST_MINOR_UNITS, unit="minor units", label=meaning)
    return _declared(field, source, read, derive)


def Day(  # noqa: N802
    meaning: str = "", *, source: Source = Source.LENDER, read: Reading = None, derive: Derivation = None
) -> FactField:
    """A day as its number (`date.toordinal`); 0 = it has not happened."""
    return _declared(Field(Kind.NUMBER, lower=0, upper=LAST_DAY, unit="day", label=meaning), source, read, derive)


def Reckoned(meaning: str, of: str, by: Callable[[int], int]) -> FactField:  # noqa: N802
    """A day that a calendar makes of another day: `Reckoned("the last day to answer", "asked_on", lambda day: ...)`.

    While the other has not happened (0) this has not either, and where it is not known this is not.

    Args:
        of: the name of the fact that is the other day; it is read, not derived.
        by: its day number -> a day number, e.g. `lambda day: US_FEDERAL_WORKING_DAYS.after(day, 5)`. Pure.
    """
    if not callable(by) or not isinstance(of, str):
        raise FactError(
            f"the fact {meaning!r} is reckoned from {of!r} by {by!r}; name the fact that is a day, and a function of its day "
            "number, e.g. Reckoned('the last day to answer', 'asked_on', lambda day: US_FEDERAL_WORKING_DAYS.after(day, 5))"
        )
    return replace(Day(meaning), reckoned=(of, by))


def Minute(  # noqa: N802
    meaning: str = "", *, source: Source = Source.LENDER, read: Reading = None, derive: Derivation = None
) -> FactField:
    """A local time as minutes after midnight, 0 to 1439."""
    return _declared(Field(Kind.NUMBER, lower=0, upper=1439, unit="minute of day", label=meaning), source, read, derive)


def Choice(  # noqa: N802
    codes: type[IntEnum],
    meaning: str = "",
    *,
    source: Source = Source.LENDER,
    read: Reading = None,
    derive: Derivation = None,
) -> FactField:
    """One of the members of an enumeration."""
    if not (isinstance(codes, type) and issubclass(codes, IntEnum)):
        raise FactError(
            f"codes are an IntEnum, not {codes!r}; declare them as one: class Band(Code): LOW = 0; HIGH = 1"
        )
    return _declared(Field(Kind.NUMBER, codes=codes, label=meaning), source, read, derive)


class FactGroup:
    """Facts that belong together. A lender adds their own: `FactGroup("house", risk_band=Choice(Band))`.

    A fact with neither `read` nor `derive` is taken from the debt's attribute of its name: a code by its name, a flag
    as yes or no, a day as an ISO date, a number as a whole number. An attribute that is missing is an unknown fact.

    Raises:
        FactError: an empty group, or a name that cannot be written as `f.name`.
    """

    def __init__(self, name: str, /, **fields: FactField) -> None:
        if not fields:
            raise FactError(
                f"fact group {name!r} declares no fact; write e.g. FactGroup({name!r}, visits=Count(0, 31))"
            )
        self.name = name
        self.fields: dict[str, FactField] = {}
        for key, declared in fields.items():
            if not isinstance(declared, FactField):
                raise FactError(
                    f"fact {key!r} of group {name!r} is declared by {declared!r}; use Flag, Count, Amount, Day"
                )
            label = declared.field.label or key.replace("_", " ")
            field = Field(
                declared.field.kind,
                declared.field.codes,
                declared.field.lower,
                declared.field.upper,
                declared.field.unit,
                label,
                declared.field.denied,
            )
            unsaid = declared.read is None and declared.derive is None and declared.reckoned is None
            attribute = key if unsaid else declared.attribute
            self.fields[key] = replace(declared, field=field, attribute=attribute)

    def __repr__(self) -> str:
        return f"<FactGroup {self.name}: {', '.join(self.fields)}>"


class Facts:
    """All facts that rules may read: the standard groups and the lender's, with the derived ones as trees.

    Raises:
        FactError: a fact declared in two groups, or facts derived in a circle.
    """

    def __init__(self, groups: Iterable[FactGroup]) -> None:
        self.groups = tuple(dict.fromkeys(groups))
        self.fields: dict[str, FactField] = {}
        for group in self.groups:
            for name, declared in group.fields.items():
                if name in self.fields:
                    raise FactError(
                        f"the fact `{name}` of group {group.name!r} is declared already; give it another name"
                    )
                self.fields[name] = declared
        for name, declared in self.fields.items():
            if declared.reckoned is not None:
                self.fields[name] = _reckoning(name, declared, self.fields)
        self.vocabulary = Vocabulary({name: declared.field for name, declared in self.fields.items()})
        self.trees: dict[str, Node] = {
            name: trace(declared.derive, self.vocabulary, expects=declared.field.kind, what=f"derived fact {name}")
            for name, declared in self.fields.items()
            if declared.derive is not None
        }
        self.order = self._order()

    def _order(self) -> dict[str, int]:
        """Facts in an order in which each derived one comes after what it is derived from."""
        order: dict[str, int] = {}
        visiting: set[str] = set()

        def visit(name: str) -> None:
            if name in order:
                return
            if name in visiting:
                raise FactError(f"the fact `{name}` is derived from itself; break the circle {sorted(visiting)}")
            visiting.add(name)
            for read in sorted(facts_read(self.trees[name])) if name in self.trees else ():
                visit(read)
            visiting.discard(name)
            order[name] = len(order)

        for name in self.fields:
            visit(name)
        return order

    def needed_by(self, nodes: Iterable[Node]) -> list[str]:
        """The facts that those trees read, with all that these are derived from, in order of computing."""
        found: set[str] = set()
        queue = [name for node in nodes for name in facts_read(node)]
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                if name in self.trees:
                    queue.extend(facts_read(self.trees[name]))
        return sorted(found, key=self.order.__getitem__)

    def joined(self, other: Facts) -> Facts:
        """These facts and those of the other."""
        return self if other is self else Facts([*self.groups, *other.groups])


def _reckoning(name: str, declared: FactField, fields: Mapping[str, FactField]) -> FactField:
    """The fact with its reading made: that of the day it is reckoned from, and what the calendar makes of it."""
    assert declared.reckoned is not None
    of, by = declared.reckoned
    base = fields.get(of)
    if base is None or base.field.unit != "day" or base.derive is not None or base.reckoned is not None:
        days = {n: f for n, f in fields.items() if f.field.unit == "day" and f.derive is None and f.reckoned is None}
        what = "no fact" if base is None else "no day that is read"
        raise FactError(f"the fact `{name}` is reckoned from `{of}`, which is {what}; {did_you_mean(of, days)}")
    read = base.read
    if isinstance(read, str):
        day_of_base: Callable[[Situation], int | None] = eval(f"lambda s: {read}")  # a path of this library's own
    elif read is not None:
        day_of_base = read
    else:
        key, attribute = base.attribute or of, base

        def day_of_base(s: Situation) -> int | None:
            return attribute_value(s.case.debt.attributes, key, attribute)

    def reading(situation: Situation) -> int | None:
        day = day_of_base(situation)
        return by(day) if day else day

    return replace(declared, source=base.source, read=reading)


def attribute_value(debt_attributes: tuple[tuple[str, str], ...], key: str, declared: FactField) -> int | None:
    """A lender's fact from the text in the debt's attributes; None = it is not there.

    Raises:
        FactError: text that is no value of this fact, or a value outside its bounds.
    """
    text = dict(debt_attributes).get(key)
    if text is None or not text.strip():
        return None
    field = declared.field
    try:
        value = _parsed(text.strip(), field)
    except (ValueError, KeyError):
        expected = (
            f"one of {', '.join(m.name.lower() for m in field.codes)}" if field.codes else field.unit or "yes or no"
        )
        raise FactError(f"attribute {key!r} of the debt is {text!r}; expected {expected}") from None
    low, high = field.range
    if not low <= value <= high:
        raise FactError(f"attribute {key!r} of the debt is {value}, outside its bounds {low} to {high}")
    return value


def _parsed(text: str, field: Field) -> int:
    if field.codes is not None:
        return int(field.codes[text.upper().replace(" ", "_")])
    if field.kind is Kind.FLAG:
        return {"yes": 1, "true": 1, "1": 1, "no": 0, "false": 0, "0": 0}[text.lower()]
    if field.unit == "day":
        return day_number(date.fromisoformat(text))
    return int(text)
