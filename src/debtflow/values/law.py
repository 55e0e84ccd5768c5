"""Numbers of the law and where they stand: jurisdictions, citations, and values that change on a day.

The room keeps what a rule may lean on: who said it, how surely we know, and from which day to which it holds. It must
never know what a number is compared with, which rule reads it, or what day it is today.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn, final

from pydantic import field_validator

from debtflow.errors import LawError
from debtflow.values.base import Frozen

if TYPE_CHECKING:
    from debtflow.expressions.tree import Parameter

__all__ = ["Basis", "Citation", "Dated", "Jurisdiction", "noting_numbers"]


class Jurisdiction(StrEnum):
    """Whose law a rule is: a legal order, the lender's own house, or `generic` for what holds everywhere."""

    HOUSE = "house"
    GENERIC = "generic"
    CHINA = "china"
    US_FEDERAL = "us_federal"
    UK = "uk"
    INDIA = "india"
    EU = "eu"


class Basis(StrEnum):
    """How surely a citation is known: what somebody has read, and what not."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    MEMORY = "memory"
    HOUSE = "house"

    @property
    def words(self) -> str:
        """The basis as a fragment of a sentence: "read in the primary text"."""
        return _WORDS[self]

    @property
    def is_verified(self) -> bool:
        """Whether the primary text was read; only then may a number be shown without a caveat."""
        return self is Basis.VERIFIED


_WORDS: Final[Mapping[Basis, str]] = MappingProxyType(
    {
        Basis.VERIFIED: "read in the primary text",
        Basis.SECONDARY: "press or agency summary; official text not read in full",
        Basis.MEMORY: "general knowledge, not seen in a primary text",
        Basis.HOUSE: "the lender's own policy",
    }
)


class Citation(Frozen):
    """Where a rule or a number stands, and how surely that is known.

    `instrument` is the law, standard or policy ("GB/T 45251-2025"), `article` the place in it, `quote` its words,
    `source` where it was read, `checked_on` when. Raises `LawError` (within a `ValidationError`) without an instrument.
    """

    instrument: str
    article: str = ""
    quote: str = ""
    source: str = ""
    basis: Basis
    checked_on: date | None = None

    @field_validator("instrument", "article", "source")
    @classmethod
    def _one_line(cls, text: str) -> str:
        # Printed beside every decision, so that a line break from a pasted text must not tear the line.
        return " ".join(text.split())

    @field_validator("instrument")
    @classmethod
    def _cites_something(cls, instrument: str) -> str:
        if not instrument:
            raise LawError(
                "The citation cites nothing: instrument is empty; write the law, standard or policy, as in "
                'Citation(instrument="GB/T 45251-2025", article="frequency", basis=Basis.SECONDARY).'
            )
        return instrument

    def __str__(self) -> str:
        """One line: the instrument, the article, and, unless the primary text was read, how it is known instead."""
        place = f"{self.instrument}, {self.article}" if self.article else self.instrument
        return place if self.basis.is_verified else f"{place} ({self.basis.value}: {self.basis.words})"


_ALWAYS: Final = date.min
_WHAT_IF: Final = "what-if in place of "


_noted: ContextVar[dict[str, Dated] | None] = ContextVar("dated numbers read", default=None)


@contextmanager
def noting_numbers() -> Iterator[dict[str, Dated]]:
    """Note every dated number that is read as a parameter inside the block: name -> number.

    A rule's tree holds only the name of a number; who traces the rule learns here which number is meant.
    """
    numbers: dict[str, Dated] = {}
    token = _noted.set(numbers)
    try:
        yield numbers
    finally:
        _noted.reset(token)


@final
class Dated:
    """A number of the law by the day from which it holds: `Dated("cn.calls_a_day", {date(2025, 5, 1): 3}, ...)`.

    Each value holds from its day until the next one's, the last until `until` (the first day on which it no longer
    holds) or for good. `unit` says what is counted ("calls", "days", "minute of the day", "minor units of CNY").
    Values are ints: a rate is written in a smaller unit (435 of 1/10_000). Immutable; equal and hashed by identity, as
    a rule may hold two numbers of one name (the law's and a what-if).

    In a predicate a `Dated` stands where a number stands, on either side of a fact: it defines no comparison of its
    own, so that Python asks the fact. Raises `LawError` for an empty or unordered history or a value that is no int.
    """

    __slots__ = ("_amounts", "_starts", "cites", "name", "unit", "until")

    name: str
    unit: str
    cites: Citation
    until: date | None
    _starts: tuple[int, ...]
    _amounts: tuple[int, ...]

    def __init__(
        self, name: str, values: Mapping[date, int], *, unit: str, cites: Citation, until: date | None = None
    ) -> None:
        if not name:
            raise LawError("A number of the law has no name: write Dated('cn.calls_a_day', ...).")
        if not values:
            raise LawError(f"{name} has no values: write the days it changed on, as in {{date(2025, 5, 1): 3}}.")
        history = sorted((_day(name, start), _amount(name, start, amount)) for start, amount in values.items())
        starts, amounts = tuple(start for start, _ in history), tuple(amount for _, amount in history)
        if until is not None and _day(name, until) <= starts[-1]:
            raise LawError(
                f"{name} ends before it begins: until={until}, but its last value holds from "
                f"{date.fromordinal(starts[-1])}; write a later day or leave that value out."
            )
        for slot, value in zip(
            ("name", "unit", "cites", "until", "_starts", "_amounts"),
            (name, unit, cites, until, starts, amounts),
            strict=True,
        ):
            object.__setattr__(self, slot, value)

    @classmethod
    def constant(cls, name: str, value: int, *, unit: str, cites: Citation) -> Dated:
        """A number that always held: a house limit, or a law whose beginning no case can reach."""
        return cls(name, {_ALWAYS: value}, unit=unit, cites=cites)

    @property
    def values(self) -> Mapping[date, int]:
        """The values by the day from which each holds, in order; read-only."""
        pairs = zip(self._starts, self._amounts, strict=True)
        return MappingProxyType({date.fromordinal(start): amount for start, amount in pairs})

    @property
    def epochs(self) -> tuple[int, ...]:
        """The day numbers on which it changes, in order: the start of every value, and `until`."""
        return self._starts if self.until is None else (*self._starts, self.until.toordinal())

    def __bool__(self) -> bool:
        raise LawError(
            f"{self.name} has another value on other days, so Python cannot ask whether it is true: `and`, `or`, `not`, `if` "
            "would drop it; compare a fact with it, as in `f.calls >= LIMIT`, and switch a rule on with since= and until="
        )

    def on(self, day: date | int) -> int:
        """The value on a local day (a date or a day number). Raises `LawError` before the first and from `until` on."""
        number = day if type(day) is int else _day(self.name, day)
        place = bisect_right(self._starts, number) - 1
        if place < 0 or (self.until is not None and number >= self.until.toordinal()):
            self._refuse_day(number)
        return self._amounts[place]

    def _refuse_day(self, number: int) -> NoReturn:
        asked = date.fromordinal(number) if 1 <= number <= date.max.toordinal() else f"day number {number}"
        first = date.fromordinal(self._starts[0])
        end = f" until {self.until} (that day not included)" if self.until else ""
        raise LawError(
            f"{self.name} has no value on {asked}: it holds from {first}{end}; ask for a day within, or add the value "
            f"that held then to its history."
        )

    def as_parameter(self) -> Parameter:
        """The symbol that stands for this number in a rule's tree until a day is chosen."""
        from debtflow.expressions.tree import Parameter

        noted = _noted.get()
        if noted is not None and noted.setdefault(self.name, self) is not self:
            raise LawError(f"two different numbers are called {self.name!r}; give one another name")
        return Parameter(self.name)

    @property
    def is_what_if(self) -> bool:
        """Whether it stands in place of a number of the law."""
        return self.cites.instrument.startswith(_WHAT_IF)

    def replaced(self, value: int) -> Dated:
        """The same name with one value for every day.

        In place of a number of the law it is a what-if, and cites the house; a number of the house's own is changed
        freely and keeps what it cites.
        """
        if self.cites.basis is Basis.HOUSE and not self.is_what_if:
            return Dated.constant(self.name, value, unit=self.unit, cites=self.cites)
        replaced = self.cites.instrument.removeprefix(_WHAT_IF)
        cites = Citation(instrument=_WHAT_IF + replaced, article=self.cites.article, basis=Basis.HOUSE)
        return Dated.constant(self.name, value, unit=self.unit, cites=cites)

    def _refuse_arithmetic(self, other: object) -> Any:
        if isinstance(other, int | float | Decimal | Dated):
            what = other.name if isinstance(other, Dated) else repr(other)
            raise LawError(
                f"{self.name} and {what} cannot be reckoned with before a day is chosen: reckon with the fact, as in "
                f"`f.calls + 1 >= CAP`, or write another Dated"
            )
        return NotImplemented  # a fact on the other side knows how

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse_arithmetic

    def __repr__(self) -> str:
        history = ", ".join(
            f"{amount} always" if start == _ALWAYS else f"{amount} from {start}"
            for start, amount in self.values.items()
        )
        return f"Dated({self.name!r}, {history}{f', until {self.until}' if self.until else ''}; {self.unit})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{self.name} does not change: make another Dated, or replaced(value) for a what-if.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{self.name} does not change: {name} cannot be deleted.")

    def __copy__(self) -> Dated:
        return self

    def __deepcopy__(self, memo: object) -> Dated:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.name, dict(self.values), self.unit, self.cites, self.until)


def _restored(name: str, values: dict[date, int], unit: str, cites: Citation, until: date | None) -> Dated:
    return Dated(name, values, unit=unit, cites=cites, until=until)


def _day(name: str, day: object) -> int:
    if isinstance(day, date) and not isinstance(day, datetime):
        return day.toordinal()
    raise LawError(
        f"{name} is a number by the day, and {day!r} ({type(day).__name__}) is no day: write date(2025, 5, 1); of an "
        "instant take the local day, local_day_and_minute(instant, zone_key)[0]."
    )


def _amount(name: str, start: object, amount: object) -> int:
    if type(amount) is int:
        return amount
    raise LawError(
        f"{name} from {start} is {amount!r} ({type(amount).__name__}), not a whole number: write an int in a smaller "
        "unit (4.35% is 435 of 1/10_000), or 1 and 0 for yes and no."
    )
