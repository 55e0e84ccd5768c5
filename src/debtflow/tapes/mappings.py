"""Mappings: what the columns of one lender's tape mean, as data in a TOML file.

The room says what may stand in a mapping and checks that its parts go together; `documents` reads the file. It must
never see a row of a tape: which columns there are and what stands in them is found out by `files` and `columns`.

In a mapping a plain value is the same for every row (`currency = "CNY"`), a table says which column to read
(`debt_id = { column = "LoanId" }`), and `{ assume = "zone" }`, wherever a value may stand, takes the value of the
assumption of that name, which the caller may override.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr, field_validator, model_validator

from debtflow.errors import DebtflowError
from debtflow.records.debts import Component
from debtflow.records.parties import Channel
from debtflow.values.base import Frozen
from debtflow.values.currencies import digits_of
from debtflow.values.dates import zone
from debtflow.values.law import Jurisdiction

__all__ = [
    "AmountSpec",
    "Assumption",
    "AttributeSpec",
    "CountSpec",
    "DateSpec",
    "Fields",
    "FileSpec",
    "InstalmentSpec",
    "Schedule",
    "Split",
    "TapeMapping",
    "TextSpec",
    "did_you_mean",
]

COMPONENTS: Final = tuple(component.name.lower() for component in reversed(Component))
"""The fields that name a part of what is owed: principal, interest, default_interest, fees, costs."""
DAYS_MOST: Final = 36_500
"""The largest number of days past due: a hundred years."""
CHANNELS: Final = tuple(channel.name.lower() for channel in Channel)
"""The fields that name a contact point, one for each channel."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "zone"?` if something known is like the word (whatever its case), else nothing."""
    folded = {name.casefold(): name for name in known}
    begun = [name for name in folded if len(word) > 2 and name.startswith(word.casefold())]
    close = get_close_matches(word.casefold(), folded, n=2, cutoff=0.6) or begun[:2]
    return f"; did you mean {' or '.join(repr(folded[name]) for name in close)}?" if close else ""


# --- the parts of a mapping ------------------------------------------------------------------------------------------


class _Spec(Frozen):
    """A table of the mapping; a key that it does not know is refused with what was probably meant."""

    @model_validator(mode="before")
    @classmethod
    def _knows_every_key(cls, given: object) -> object:
        if isinstance(given, dict):
            for key in given:
                if key not in cls.__pydantic_fields__:
                    known = ", ".join(cls.__pydantic_fields__)
                    mend = did_you_mean(str(key), cls.__pydantic_fields__)
                    raise ValueError(f"there is no key {key!r} here{mend or '.'} Known are: {known}")
        return given


def _several(given: object) -> object:
    return (given,) if isinstance(given, str) else given


Columns = Annotated[tuple[StrictStr, ...], BeforeValidator(_several), Field(max_length=20)]
"""Names of columns; one name may stand alone."""


def _constant(given: object) -> object:
    return {"constant": given} if isinstance(given, str | int) and not isinstance(given, bool) else given


class _FromColumn(_Spec):
    """What every field may say: from which column, or the same for every row.

    Attributes:
        column: the columns to look into; in each row the first that is not blank counts, and those that the tape does
            not have are passed over as long as it has one of them.
        constant: the value of every row, in place of a column.
        if_blank: the value where the cell is blank; without it a blank cell rejects the row, if the field is needed.
        values: what stands in the column -> what it means. Without `others` every value must be listed.
        others: `as_given` lets values pass that are not listed.
    """

    column: Columns = ()
    constant: StrictStr | StrictInt | None = None
    if_blank: StrictStr | StrictInt | None = None
    values: dict[str, StrictStr | StrictInt] = Field(default_factory=dict)
    others: Literal["reject", "as_given"] = "reject"

    @model_validator(mode="before")
    @classmethod
    def _is_a_table(cls, given: object) -> object:
        if isinstance(given, str | int):
            raise ValueError(f'expected {{ column = "..." }}, found {given!r}')
        return given

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if bool(self.column) == (self.constant is not None):
            raise ValueError('write either column = "..." or one value for every row')
        return self


class TextSpec(_FromColumn):
    """A text: an id, a code, a name. `prefix` is put before whatever the column holds."""

    prefix: StrictStr = ""


class CountSpec(_FromColumn):
    """A whole number: days past due, or months late with `times = 30`.

    Attributes:
        times: by what the number is multiplied (months late, times 30, are days past due).
        least: the smallest number that is accepted, before `values` and `times`.
        most: the largest.
    """

    times: StrictInt = Field(default=1, ge=1, le=400)
    least: StrictInt = 0
    most: StrictInt | None = None

    @model_validator(mode="after")
    def _counts(self) -> Self:
        for value in (self.constant, self.if_blank, *self.values.values()):
            if isinstance(value, str) or (value is not None and abs(value * self.times) > DAYS_MOST):
                raise ValueError(f"expected a whole number of at most {DAYS_MOST} days, found {value!r}")
        return self


class AmountSpec(_FromColumn):
    """An amount of money: one column, or columns added up and taken away.

    Attributes:
        plus: columns that are added up, in place of `column`.
        minus: columns that are taken away from them.
        unit: what the tape counts in: whole units (12.34), minor units (1234) or thousands (0.01234).
        negate: true where the tape writes what is owed below zero.
        float_noise: true where a program wrote its floats in full: 14.999999999999 is then read as 15.00. Only digits
            that agree with a cent to at least five more places pass.
    """

    plus: Columns = ()
    minus: Columns = ()
    unit: Literal["major", "minor", "thousand"] = "major"
    negate: StrictBool = False
    float_noise: StrictBool = False

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if bool(self.column) == bool(self.plus or self.minus) or self.constant is not None or self.values:
            raise ValueError('an amount is read from column = "..." or from plus = [...] and minus = [...]')
        return self


class DateSpec(_FromColumn):
    """A day. `date_format` is written as for `strptime`; a format without a day (%b-%Y) means the first of the month."""

    date_format: StrictStr = "%Y-%m-%d"

    @field_validator("date_format")
    @classmethod
    def _names_a_year_and_a_month(cls, form: str) -> str:
        marks = set(re.findall(r"%[-_0^#]?(.)", form))
        if not (
            marks <= set("YymbBhdejFDxv%") and (marks & set("FDxv") or (marks & set("Yy") and marks & set("mbBhj")))
        ):
            raise ValueError(f'expected a format of a day such as "%Y-%m-%d", "%d/%m/%y" or "%b-%Y", found {form!r}')
        return form


class InstalmentSpec(_Spec):
    """One instalment that stands in the row itself: when it is due, and how much of it is still unpaid."""

    due_on: DateSpec
    amount: AmountSpec

    @model_validator(mode="after")
    def _stands_in_the_row(self) -> Self:
        if not self.due_on.column or not self.amount.column:
            raise ValueError("an instalment is read from one column for due_on and one for amount")
        return self


class AttributeSpec(_Spec):
    """A column that is kept as text on the debt. `percent` turns 10.91% into whole basis points or millionths."""

    column: StrictStr
    percent: Literal["basis_points", "millionths"] | None = None


_Text = Annotated[TextSpec, BeforeValidator(_constant)]
_Count = Annotated[CountSpec, BeforeValidator(_constant)]


class Fields(_Spec):
    """The canonical fields. A borrower without an id of their own takes the debt's.

    What is owed is either `balance` or some of the components; how late it is, either `days_past_due`, or `due_since`
    (the day on which the oldest unpaid amount fell due), or the instalments. `arrears` is the part that is overdue,
    `instalment` the amount of one regular instalment; without either the whole balance counts as overdue.
    """

    debt_id: TextSpec
    borrower_id: TextSpec | None = None
    as_of: DateSpec | None = None
    currency: _Text
    product: _Text = TextSpec(constant="unsecured")
    creditor: _Text = TextSpec(constant="creditor")
    governing_law: _Text = TextSpec(constant="generic")
    zone: _Text | None = None
    name: TextSpec | None = None
    phone: TextSpec | None = None
    sms: TextSpec | None = None
    email: TextSpec | None = None
    app: TextSpec | None = None
    letter: TextSpec | None = None
    visit: TextSpec | None = None
    balance: AmountSpec | None = None
    principal: AmountSpec | None = None
    interest: AmountSpec | None = None
    default_interest: AmountSpec | None = None
    fees: AmountSpec | None = None
    costs: AmountSpec | None = None
    arrears: AmountSpec | None = None
    instalment: AmountSpec | None = None
    days_past_due: _Count | None = None
    due_since: DateSpec | None = None

    @model_validator(mode="after")
    def _says_what_is_owed(self) -> Self:
        parts = [name for name in COMPONENTS if getattr(self, name) is not None]
        if bool(parts) == (self.balance is not None):
            raise ValueError(f"what is owed is either balance or some of {', '.join(COMPONENTS)}; write one of the two")
        if self.arrears is not None and self.instalment is not None:
            raise ValueError("write arrears (what is overdue) or instalment (one regular amount), not both")
        for name, check in (("zone", _check_zones), ("currency", digits_of), ("governing_law", Jurisdiction)):
            spec = getattr(self, name)
            if spec is not None and spec.constant is not None:
                try:
                    check(spec.constant)
                except (DebtflowError, ValueError) as error:
                    raise ValueError(f"{name} {spec.constant!r}: {error}") from error
        return self


def _check_zones(keys: str) -> None:
    for key in keys.split():
        zone(key)


class FileSpec(_Spec):
    """How the file is written: its separator and encoding, the signs in its numbers, and what it writes for nothing."""

    separator: StrictStr = Field(default=",", min_length=1, max_length=1)
    encoding: StrictStr = "utf-8"
    blanks: tuple[StrictStr, ...] = ()
    decimal_sign: Literal[".", ","] = "."
    thousands_sign: Literal["", ",", ".", " ", "'"] = ""

    @model_validator(mode="after")
    def _tells_the_signs_apart(self) -> Self:
        if self.decimal_sign == self.thousands_sign:
            raise ValueError(f"decimal_sign and thousands_sign are both {self.decimal_sign!r}")
        return self


class Schedule(_Spec):
    """How an overdue amount is spread over due dates, where the tape names none.

    Attributes:
        days_apart: days from one instalment to the next; also how many days past due make one month late.
        all_due_from: from how many days past due the lender has called in the whole balance; None = never.
    """

    days_apart: StrictInt = Field(default=30, ge=1, le=366)
    all_due_from: StrictInt | None = Field(default=None, ge=1)


class Split(_Spec):
    """How a balance that is given as one amount divides into interest (per whole month late) and principal."""

    interest_permille_per_month_late: StrictInt = Field(default=0, ge=0, le=1000)


class Assumption(_Spec):
    """What the tape does not say and the mapping supplies.

    Attributes:
        value: what is assumed; None for a statement on how the tape is read, which cannot be overridden.
        says: the sentence that is printed, with its reason; `{value}` in it is replaced by the value.
    """

    value: StrictStr | StrictInt | None = None
    says: StrictStr = Field(min_length=1)

    @model_validator(mode="after")
    def _says_its_value(self) -> Self:
        if (self.value is not None) != ("{value}" in self.says):
            raise ValueError('a sentence shows what is assumed: write {value} in "says", or leave "value" out')
        return self


def _named_columns(given: object) -> object:
    return {name: {"column": name} for name in given} if isinstance(given, list | tuple) else given


class TapeMapping(_Spec):
    """A mapping, checked, with every assumption in its place."""

    name: StrictStr = ""
    about: StrictStr = ""
    file: FileSpec = FileSpec()
    fields: Fields
    instalments: tuple[InstalmentSpec, ...] = Field(default=(), max_length=120)
    schedule: Schedule = Schedule()
    split: Split | None = None
    attributes: Annotated[dict[str, AttributeSpec], BeforeValidator(_named_columns)] = Field(default_factory=dict)
    assumptions: dict[str, Assumption] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_how_late_it_is(self) -> Self:
        ways = {
            "fields.days_past_due": self.fields.days_past_due,
            "fields.due_since": self.fields.due_since,
            "instalments": self.instalments or None,
        }
        if sum(way is not None for way in ways.values()) != 1:
            raise ValueError(f"how late a debt is, is said by exactly one of {', '.join(ways)}")
        if self.instalments and (self.fields.arrears or self.fields.instalment or self.schedule.all_due_from):
            raise ValueError(
                "the instalments say what is overdue: leave fields.arrears, fields.instalment and schedule.all_due_from out"
            )
        if self.split and not self.fields.balance:
            raise ValueError("split divides fields.balance, which this mapping does not have")
        return self
