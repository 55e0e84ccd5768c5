"""Columns: the text of a tape, column by column, as ids, whole days, days of the calendar and exact minor units.

The room turns cells into canonical values by the mapping's fields and says of every cell that does not fit what was
expected instead. It must never know which rows become accounts, nor build a record. Amounts are taken apart as digits
and put together as 64-bit integers of minor units; no float is involved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from debtflow.errors import DebtflowError
from debtflow.tapes.files import RejectedRow, TapeFile
from debtflow.tapes.mappings import DAYS_MOST, AmountSpec, AttributeSpec, CountSpec, DateSpec, FileSpec, TextSpec

__all__ = ["AMOUNT_MOST", "Sheet"]

AMOUNT_MOST: Final = 10**15
"""The largest amount that one cell may hold, in minor units: far beyond any consumer debt, and safe to add up."""

_SHIFT: Final = {"major": 0, "minor": 0, "thousand": 3}
_DOUBLE: Final = 15  # how many digits of any decimal number a 64-bit float gives back
_PLAIN: Final = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"
_WITHHELD: Final = "(withheld: personal data)"


class Sheet:
    """The rows of one tape on their way from text to canonical columns.

    Every method returns one Series as long as the tape; a cell that does not fit is null there and has been noted with
    its reason. `rejected` holds the notes, and `good` tells the rows without any.
    """

    def __init__(self, tape: TapeFile, spec: FileSpec) -> None:
        self.tape = tape
        self.spec = spec
        self.rows = tape.cells["row"]
        self.rejected: list[RejectedRow] = []
        self.good = pl.Series("good", [True], dtype=pl.Boolean).new_from_index(0, len(self.rows))

    # --- what is wrong ----------------------------------------------------------------------------------------------

    def reject(self, bad: pl.Series, field: str, values: pl.Series | None, reason: str | pl.Series) -> None:
        """Note every row where `bad` is true, with what stands there and what was expected."""
        bad = bad.fill_null(False)
        if not bad.any():
            return
        self.good &= ~bad
        count = int(bad.sum())
        shown = [_WITHHELD] * count if values is None else values.filter(bad).fill_null("").to_list()
        reasons = [reason] * count if isinstance(reason, str) else reason.filter(bad).to_list()
        found = zip(self.rows.filter(bad).to_list(), shown, reasons, strict=True)
        self.rejected += [RejectedRow(row, field, value, why) for row, value, why in found]

    def check(self, field: str, values: pl.Series, examine: Callable[[str], object]) -> None:
        """Reject the rows whose text `examine` refuses, with its sentence; it is asked once for each text."""
        refused: dict[str, str] = {}
        for value in values.unique().drop_nulls().to_list():
            try:
                examine(value)
            except (DebtflowError, ValueError) as error:
                refused[value] = str(error)
        if refused:
            bad = values.is_in(list(refused))
            self.reject(bad, field, values, values.replace_strict(refused, default=None, return_dtype=pl.String))

    def need(self, field: str, values: pl.Series) -> None:
        """Reject the rows where a needed cell is blank."""
        self.reject(values.is_null(), field, values.cast(pl.String), "expected a value, found a blank cell")

    # --- cells ------------------------------------------------------------------------------------------------------

    def same(self, value: str | int | None) -> pl.Series:
        """One value for every row."""
        kind = pl.Int64 if isinstance(value, int) else pl.String
        return pl.Series("same", [value], dtype=kind).new_from_index(0, len(self.rows))

    def cells(self, columns: tuple[str, ...]) -> pl.Series:
        """The first of these columns that is not blank, in each row."""
        found = [self.tape.cells[column] for column in columns if column in self.tape.header]
        first, *others = found
        for other in others:
            first = first.zip_with(first.is_not_null(), other)
        return first

    def named(self, columns: tuple[str, ...]) -> str:
        """Those columns as a rejection names them."""
        return " or ".join(column for column in columns if column in self.tape.header)

    # --- texts, numbers, days, amounts --------------------------------------------------------------------------------

    def texts(self, spec: TextSpec, *, needed: bool = True) -> pl.Series:
        """Texts: a value that is not listed is rejected unless others pass as given."""
        if spec.constant is not None:
            return self.same(str(spec.constant))
        field, given = self.named(spec.column), self.cells(spec.column)
        values = given
        if needed and spec.if_blank is None:
            self.need(field, given)
        if spec.values:
            listed = {key: str(value) for key, value in spec.values.items()}
            values = given.replace_strict(listed, default=None, return_dtype=pl.String)
            if spec.others == "as_given":
                values = values.fill_null(given)
            else:
                self.reject(values.is_null() & given.is_not_null(), field, given, _one_of(spec.values))
        if spec.prefix:
            values = pl.select(pl.lit(spec.prefix) + values).to_series()
        return values if spec.if_blank is None else values.zip_with(given.is_not_null(), self.same(str(spec.if_blank)))

    def counts(self, spec: CountSpec) -> pl.Series:
        """Whole numbers, none of them missing."""
        if spec.constant is not None:
            return self.same(int(spec.constant))
        field = self.named(spec.column)
        given = self.cells(spec.column)
        if spec.if_blank is not None:
            given = given.fill_null(str(spec.if_blank))
        self.need(field, given)
        text = given.str.replace(r"^([+-]?[0-9]+)\.0+$", "${1}")
        listed = text.replace_strict(
            {key: int(value) for key, value in spec.values.items()}, default=None, return_dtype=pl.Int64
        )
        as_given = listed.is_null() & given.is_not_null()
        if spec.values and spec.others == "reject":
            self.reject(as_given, field, given, _one_of(spec.values))
            return listed * spec.times
        number = text.set(~text.str.contains(r"^[+-]?[0-9]{1,9}$"), None).cast(pl.Int64)
        most = spec.most if spec.most is not None else DAYS_MOST // spec.times
        fits = number.is_between(spec.least, most).fill_null(False)
        known = f" or one of the codes {', '.join(spec.values)}" if spec.values else ""
        self.reject(as_given & ~fits, field, given, f"expected a whole number from {spec.least} to {most}{known}")
        return listed.fill_null(number.set(~fits, None)) * spec.times

    def days(self, spec: DateSpec) -> pl.Series:
        """Days; blank stays blank."""
        if spec.constant is not None:
            given, iso = self.same(str(spec.constant)), False
        else:
            given = self.cells(spec.column)
            iso = any(column in self.tape.iso_days for column in spec.column)
        form = "%Y-%m-%d" if iso else spec.date_format
        text = given
        if not any(mark in form for mark in ("%d", "%e", "%j", "%D", "%F", "%x")):
            form, text = f"%d {form}", pl.select(pl.lit("01 ") + given).to_series()
        day = text.str.to_date(form, strict=False)
        wanted = f"expected a day of the calendar, written as {'%Y-%m-%d' if iso else spec.date_format}"
        self.reject(given.is_not_null() & day.is_null(), self.named(spec.column) or "constant", given, wanted)
        return day

    def amounts(self, spec: AmountSpec, digits: pl.Series, currency: pl.Series) -> pl.Series:
        """Amounts in minor units of each row's currency, which has `digits` decimals."""
        total = self.same(0)
        for column in spec.plus or (() if spec.minus else (spec.column,)):
            total += self._amount((column,) if isinstance(column, str) else column, spec, digits, currency)
        for column in spec.minus:
            total -= self._amount((column,), spec, digits, currency)
        return -total if spec.negate else total

    def _amount(self, columns: tuple[str, ...], spec: AmountSpec, digits: pl.Series, currency: pl.Series) -> pl.Series:
        field, given = self.named(columns), self.cells(columns)
        if spec.if_blank is not None:
            given = given.fill_null(str(spec.if_blank))
        self.need(field, given)
        text = self._plain_numbers(given)
        number = text.str.contains(_PLAIN).fill_null(False)
        self.reject(given.is_not_null() & ~number, field, given, self._a_number(spec))
        text = text.set(~number, None)
        text = text.set(self._inexact_floats(field, columns, given, text, spec.float_noise), None)
        places = pl.select((digits + _SHIFT[spec.unit]) * (0 if spec.unit == "minor" else 1)).to_series()
        found, fits = _minor_units(text, places, spec.float_noise)
        wanted = pl.select(
            pl.format("expected at most {} decimals, as {} is counted here", places, currency)
        ).to_series()
        self.reject(text.is_not_null() & ~fits, field, given, wanted)
        fits &= text.is_not_null()
        most = 10**12 if spec.float_noise else AMOUNT_MOST  # beyond, a float's noise reaches the cents
        over = fits & (found.is_null() | (found.abs() > most))
        self.reject(over, field, given, f"expected an amount of at most {most} minor units")
        return found.set(over | ~fits, None)

    def _plain_numbers(self, given: pl.Series) -> pl.Series:
        """The same numbers with a point and without grouping; grouping that is not by threes stays, and is refused."""
        decimal, thousands = self.spec.decimal_sign, self.spec.thousands_sign
        text = given
        if thousands:
            sign, point = f"\\{thousands}" if thousands != " " else " ", f"\\{decimal}"
            grouped = text.str.contains(rf"^[+-]?[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+(?:{point}[0-9]+)?$").fill_null(False)
            text = text.str.replace_all(thousands, "", literal=True).zip_with(grouped, text)
        if decimal == ",":
            # A point that was no grouping is refused, not read as a decimal sign.
            text = text.set(text.str.contains(".", literal=True).fill_null(False), "not a number")
            text = text.str.replace(",", ".", literal=True)
        return text

    def _a_number(self, spec: AmountSpec) -> str:
        point = self.spec.decimal_sign
        example = "123450" if spec.unit == "minor" else f"1{self.spec.thousands_sign}234{point}50"
        return f"expected an amount in plain digits, such as {example}"

    def _inexact_floats(
        self, field: str, columns: tuple[str, ...], given: pl.Series, text: pl.Series, noise: bool
    ) -> pl.Series:
        """Where a float column holds more digits than its floats hold exactly; digits that may be noise are judged later."""
        exact = min((self.tape.float_digits[c] for c in columns if c in self.tape.float_digits), default=None)
        if exact is None or (noise and exact == _DOUBLE):
            return pl.Series([False]).new_from_index(0, len(text))
        used = text.str.replace_all(r"[^0-9]", "").str.strip_chars_start("0").str.len_chars()
        over = (used > exact).fill_null(False)
        reason = f"expected at most {exact} digits, which a float column holds exactly: write text or decimals"
        self.reject(over, field, given, reason)
        return over

    def attribute(self, name: str, spec: AttributeSpec) -> pl.Series:
        """An attribute as text; percentages as whole basis points or millionths."""
        given = self.cells((spec.column,))
        if spec.percent is None:
            return given.fill_null("")
        bare = self._plain_numbers(given.str.strip_suffix("%").str.strip_chars_end())
        number = bare.str.contains(_PLAIN).fill_null(False)
        decimals = 2 if spec.percent == "basis_points" else 4
        found, fits = _minor_units(bare.set(~number, None), self.same(decimals), False)
        bad = given.is_not_null() & ~(fits & found.is_not_null())
        self.reject(bad, spec.column, given, f"expected a percentage of at most {decimals} decimals, such as 10.91%")
        return found.cast(pl.String).fill_null("")


def _minor_units(text: pl.Series, places: pl.Series, noise: bool) -> tuple[pl.Series, pl.Series]:
    """Plain numbers times ten to the power of `places` as whole numbers, and whether each is whole.

    A number that is whole but too long for 64 bits is null. Zeros at the end are a column's habit, not a claim to
    precision, and may go; with `noise` so may what comes of a float that was written in full.
    """
    columns = pl.DataFrame({"text": text, "places": places}).with_columns(
        whole=pl.col("text").str.extract(r"^[+-]?0*([0-9]*)"),
        part=pl.col("text").str.extract(r"\.([0-9]+)$").fill_null(""),
        minus=pl.col("text").str.starts_with("-"),
    )
    rest = pl.col("part").str.slice(pl.col("places"))
    down, up = rest.str.contains(r"^0*$"), pl.lit(False)
    if noise:
        down, up = rest.str.contains(r"^(?:0*|0{5,}[0-9]*)$"), rest.str.contains(r"^9{5,}[0-9]*$")
    figures = pl.col("whole") + pl.col("part").str.slice(0, pl.col("places")).str.pad_end(pl.col("places"), "0")
    short = figures.str.len_chars() <= 18
    units = pl.when(short).then(pl.lit("0") + figures).cast(pl.Int64) + up.cast(pl.Int64)
    signed = pl.when(pl.col("minus")).then(-units).otherwise(units)
    answer = columns.select(found=signed, fits=(down | up).fill_null(False))
    return answer["found"], answer["fits"]


def _one_of(values: dict[str, str | int]) -> str:
    listed = [repr(value) for value in values]
    return f"expected one of {', '.join(listed[:12])}" + (f" or {len(listed) - 12} more" if len(listed) > 12 else "")
