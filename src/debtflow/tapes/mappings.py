"""Mappings: what the columns of one lender's tape mean, as data in a TOML file.

The room reads a mapping, puts the named assumptions into their places and checks that what results can be carried out.
It must never see a row of a tape: which columns there are and what stands in them is found out by `files` and `columns`.

In a mapping a plain value is the same for every row (`currency = "CNY"`), a table says which column to read
(`debt_id = { column = "LoanId" }`), and `{ assume = "zone" }`, wherever a value may stand, takes the value of the
assumption of that name, which the caller may override.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr, ValidationError, model_validator

from debtflow.errors import DebtflowError, TapeError
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
    "document_of",
    "mapping_of",
    "presets",
]

COMPONENTS: Final = tuple(component.name.lower() for component in reversed(Component))
"""The fields that name a part of what is owed: principal, interest, default_interest, fees, costs."""
CHANNELS: Final = tuple(channel.name.lower() for channel in Channel)
"""The fields that name a contact point, one for each channel."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "zone"?` if something known is like the word (whatever its case), else nothing."""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), folded, n=2, cutoff=0.6)
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
    values: dict[str, StrictStr | StrictInt] = {}
    others: Literal["reject", "as_given"] = "reject"

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


class InstalmentSpec(_Spec):
    """One instalment that stands in the row itself: when it is due, and how much of it is still unpaid."""

    due_on: DateSpec
    amount: AmountSpec


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
    attributes: Annotated[dict[str, AttributeSpec], BeforeValidator(_named_columns)] = {}
    assumptions: dict[str, Assumption] = {}

    @model_validator(mode="after")
    def _says_how_late_it_is(self) -> Self:
        ways = {
            "fields.days_past_due": self.fields.days_past_due,
            "fields.due_since": self.fields.due_since,
            "instalments": self.instalments or None,
        }
        if sum(way is not None for way in ways.values()) != 1:
            raise ValueError(f"how late a debt is, is said by exactly one of {', '.join(ways)}")
        if self.instalments and (self.fields.arrears or self.fields.instalment):
            raise ValueError("the instalments say what is overdue: leave fields.arrears and fields.instalment out")
        if self.split and not self.fields.balance:
            raise ValueError("split divides fields.balance, which this mapping does not have")
        return self


# --- from a file to a mapping ----------------------------------------------------------------------------------------


def presets() -> tuple[str, ...]:
    """The names of the mappings that come with the library."""
    folder = resources.files("debtflow.tapes") / "presets"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def document_of(preset: str | None, mapping: str | Path | Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """The name and the content of the mapping that the caller asks for, not yet checked."""
    if (preset is None) == (mapping is None):
        raise TapeError('Say how to read the tape: either preset="uci_card" or mapping="my_lender.toml".')
    if isinstance(mapping, Mapping):
        return str(mapping.get("name") or "mapping"), dict(mapping)
    if mapping is not None:
        try:
            return Path(mapping).name, _toml(Path(mapping).name, Path(mapping).read_bytes())
        except OSError as error:
            raise TapeError(f"The mapping {str(mapping)!r} cannot be read: {error.strerror or error}.") from error
    if preset not in presets():
        mend = did_you_mean(str(preset), presets())
        raise TapeError(f"There is no preset {preset!r}{mend or '.'} Presets are: {', '.join(presets())}.")
    file = resources.files("debtflow.tapes") / "presets" / f"{preset}.toml"
    return f"preset {preset}", _toml(f"preset {preset}", file.read_bytes())


def _toml(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TapeError(f"{name} is not a mapping in TOML: {error}.") from error


def mapping_of(
    source: str, document: Mapping[str, Any], assume: Mapping[str, object] | None = None
) -> tuple[TapeMapping, dict[str, str]]:
    """The checked mapping, and each assumption with its sentence. Raises `TapeError` that names place and mend."""
    given = {name: _one_text(value) for name, value in (assume or {}).items()}
    assumptions = _assumptions(source, document.get("assumptions", {}))
    _check_overrides(source, assumptions, given)
    values = {name: given.get(name, assumption.value) for name, assumption in assumptions.items()}
    used: set[str] = set()
    body = {key: _filled(source, key, part, values, used) for key, part in document.items() if key != "assumptions"}
    for name, assumption in assumptions.items():
        if assumption.value is not None and name not in used:
            raise TapeError(f'{source}: the assumption {name!r} is used nowhere: write {{ assume = "{name}" }} in place.')
    try:
        mapping = TapeMapping.model_validate({**body, "assumptions": assumptions})
    except ValidationError as error:
        raise TapeError(f"{source}: {_places(error)}") from error
    return mapping, {name: _sentence(assumptions[name], given.get(name)) for name in assumptions}


def _one_text(value: object) -> object:
    """Several candidate zones may be given as a list; everywhere else they are one text."""
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _assumptions(source: str, tables: object) -> dict[str, Assumption]:
    if not isinstance(tables, dict):
        raise TapeError(f"{source}: assumptions must be tables, such as [assumptions.zone].")
    try:
        return {name: Assumption.model_validate(table) for name, table in tables.items()}
    except ValidationError as error:
        raise TapeError(f"{source}: assumptions: {_places(error)}") from error


def _check_overrides(source: str, assumptions: Mapping[str, Assumption], given: Mapping[str, object]) -> None:
    for name, value in given.items():
        if name not in assumptions:
            known = ", ".join(assumptions) or "none"
            mend = did_you_mean(name, assumptions)
            raise TapeError(f"{source} assumes nothing named {name!r}{mend or '.'} Its assumptions are: {known}.")
        default = assumptions[name].value
        if default is None:
            raise TapeError(f"{source}: {name!r} says how the tape is read and has no value that could be set.")
        if type(value) is not type(default):
            wanted = "a whole number" if isinstance(default, int) else "a text"
            raise TapeError(f"{source}: the assumption {name!r} is {wanted} such as {default!r}, not {value!r}.")


def _filled(source: str, place: str, part: object, values: Mapping[str, object], used: set[str]) -> object:
    """The same part of the mapping with every `{ assume = "name" }` replaced by the value of that name."""
    if isinstance(part, list):
        return [_filled(source, f"{place}[{n}]", item, values, used) for n, item in enumerate(part, 1)]
    if not isinstance(part, dict):
        return part
    if set(part) != {"assume"}:
        return {key: _filled(source, f"{place}.{key}", item, values, used) for key, item in part.items()}
    name = part["assume"]
    if values.get(name) is None:
        mend = did_you_mean(str(name), values)
        raise TapeError(f"{source}: {place} assumes {name!r}, which [assumptions] gives no value{mend or '.'}")
    used.add(name)
    return values[name]


def _sentence(assumption: Assumption, given: object) -> str:
    if assumption.value is None or given is None or given == assumption.value:
        return assumption.says.replace("{value}", str(assumption.value))
    said = assumption.says.replace("{value}", str(given))
    return f"{said} [set by the caller; the mapping itself assumes {assumption.value}]"


def _places(error: ValidationError) -> str:
    parts = []
    for problem in error.errors():
        place = ".".join(str(step) for step in problem["loc"] if step not in ("str", "int"))
        words = problem["msg"].removeprefix("Value error, ")
        found = "" if problem["type"] in ("missing", "value_error") else f", found {problem['input']!r}"
        parts.append(f"{place}: {words}{found}" if place else f"{words}{found}")
    return "; ".join(dict.fromkeys(parts))
