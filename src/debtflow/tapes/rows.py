"""Rows: what each row of a tape says about one debt, in canonical columns, and whether it gives an account.

The room knows how the canonical fields hang together: an id stands for one debt, the parts of a balance are not below
zero, what is overdue is no more than what is owed. It must never build a record (`accounts` does), and nothing in it
raises for a row: a row that contradicts itself is rejected, and the others go on.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from debtflow.errors import TapeError
from debtflow.tapes.columns import Sheet
from debtflow.tapes.mappings import CHANNELS, COMPONENTS, DAYS_MOST, InstalmentSpec, TapeMapping, TextSpec
from debtflow.values.currencies import DIGITS, digits_of
from debtflow.values.dates import zone
from debtflow.values.law import Jurisdiction

__all__ = ["NOT_OVERDUE", "OWES_NOTHING", "canonical_rows", "wanted_columns"]

NOT_OVERDUE: Final = "not overdue"
"""Why a good row gives no account: nothing of it is past due."""
OWES_NOTHING: Final = "overdue, but owes nothing"
"""Why a good row gives no account: it is past due, and its balance is zero or in the borrower's favour."""

_ID: Final = r"^[^\s|]{1,120}$"
_ID_WORDS: Final = "expected an id of 1 to 120 characters without white space or |"


def wanted_columns(mapping: TapeMapping) -> list[tuple[str, ...]]:
    """The columns that the mapping reads; each entry names alternatives, of which one is enough."""
    specs = [getattr(mapping.fields, name) for name in type(mapping.fields).model_fields]
    specs += [part for instalment in mapping.instalments for part in (instalment.due_on, instalment.amount)]
    wanted = [spec.column for spec in specs if spec is not None and spec.column]
    for spec in specs:
        wanted += [(column,) for column in (*getattr(spec, "plus", ()), *getattr(spec, "minus", ()))]
    return wanted + [(spec.column,) for spec in mapping.attributes.values()]


def canonical_rows(sheet: Sheet, mapping: TapeMapping, as_of: date | None) -> pl.DataFrame:
    """The good rows in canonical columns, amounts in minor units; `skipped` says why a row gives no account."""
    found = {"row": sheet.rows, **_identities(sheet, mapping), "as_of": _as_of(sheet, mapping, as_of)}
    currency = found["currency"]
    digits = currency.replace_strict(dict(DIGITS), default=2, return_dtype=pl.Int64)
    found |= _owed(sheet, mapping, digits, currency)
    instalments = [_instalment(sheet, spec, digits, currency) for spec in mapping.instalments]
    for n, (due_on, amount) in enumerate(instalments):
        found |= {f"due_{n}": due_on, f"amount_{n}": amount}
    found["days_past_due"] = _days_past_due(sheet, mapping, found["as_of"], instalments)
    rows = _with_parts(pl.DataFrame(found), mapping)
    _check_what_is_overdue(sheet, mapping, rows)
    attributes = {f"attributes.{name}": sheet.attribute(name, spec) for name, spec in mapping.attributes.items()}
    late, owes = pl.col("days_past_due") > 0, pl.col("owed") > 0
    skipped = pl.when(~late).then(pl.lit(NOT_OVERDUE)).when(~owes).then(pl.lit(OWES_NOTHING))
    return rows.with_columns(**attributes, skipped=skipped).filter(sheet.good)


# --- who and what ----------------------------------------------------------------------------------------------------


def _identities(sheet: Sheet, mapping: TapeMapping) -> dict[str, pl.Series]:
    fields = mapping.fields
    found = {"debt_id": sheet.texts(fields.debt_id)}
    found["borrower_id"] = sheet.texts(fields.borrower_id) if fields.borrower_id else found["debt_id"]
    for name in ("currency", "product", "creditor", "governing_law"):
        found[name] = sheet.texts(getattr(fields, name))
    for name in ("zone", "name", *CHANNELS):
        spec: TextSpec | None = getattr(fields, name)
        found[name] = sheet.texts(spec, needed=False) if spec else sheet.same(None)
    for name in ("debt_id", "borrower_id", "creditor"):
        values, spec = found[name], getattr(fields, name) or fields.debt_id
        if name != "borrower_id" or fields.borrower_id:
            sheet.reject(~values.str.contains(_ID), _place(sheet, spec), values, _ID_WORDS)
    sheet.check(_place(sheet, fields.currency), found["currency"], digits_of)
    sheet.check(_place(sheet, fields.governing_law), found["governing_law"], Jurisdiction)
    if fields.zone:
        sheet.check(_place(sheet, fields.zone), found["zone"], _examine_zones)
    _check_each_debt_once(sheet, _place(sheet, fields.debt_id), found["debt_id"])
    if fields.name:
        _check_one_name(sheet, _place(sheet, fields.name), found["borrower_id"], found["name"])
    return found


def _place(sheet: Sheet, spec: TextSpec) -> str:
    return sheet.named(spec.column) or "constant"


def _examine_zones(keys: str) -> None:
    for key in keys.split():
        zone(key)


def _check_each_debt_once(sheet: Sheet, field: str, ids: pl.Series) -> None:
    if ids.drop_nulls().is_unique().all():
        return
    first = pl.DataFrame({"id": ids, "row": sheet.rows}).select(pl.col("row").min().over("id")).to_series()
    again = ids.is_not_null() & (sheet.rows > first)
    sheet.reject(again, field, ids, _with_row("expected each debt once, but row {} has this id already", first))


def _check_one_name(sheet: Sheet, field: str, borrowers: pl.Series, names: pl.Series) -> None:
    """Two names under one borrower id are two people: which of them owes the debt cannot be known."""
    named = pl.DataFrame({"borrower": borrowers, "name": names, "row": sheet.rows}).filter(pl.col("name").is_not_null())
    first = named.unique("borrower", keep="first", maintain_order=True)
    both = pl.DataFrame({"borrower": borrowers}).join(first, on="borrower", how="left", maintain_order="left")
    other = names.is_not_null() & borrowers.is_not_null() & (names != both["name"])
    sheet.reject(other, field, None, _with_row("expected the name that row {} has for the same borrower", both["row"]))


def _with_row(words: str, rows: pl.Series) -> pl.Series:
    return pl.select(pl.format(words, rows)).to_series()


def _as_of(sheet: Sheet, mapping: TapeMapping, as_of: date | None) -> pl.Series:
    spec = mapping.fields.as_of
    given = pl.Series("as_of", [as_of], dtype=pl.Date).new_from_index(0, len(sheet.rows))
    if spec is None:
        if as_of is None:
            raise TapeError(
                "Of which day is this tape? Its mapping has no as_of column: give the day, as_of=date(2005, 9, 30), or "
                "--as-of 2005-09-30 on the command line."
            )
        return given
    days = sheet.days(spec)
    sheet.need(sheet.named(spec.column), sheet.cells(spec.column) if spec.column else days)
    if as_of is not None:
        sheet.reject(days != as_of, sheet.named(spec.column), days.cast(pl.String), f"expected the tape's day, {as_of}")
    return days


# --- what is owed ----------------------------------------------------------------------------------------------------


def _owed(sheet: Sheet, mapping: TapeMapping, digits: pl.Series, currency: pl.Series) -> dict[str, pl.Series]:
    """The balance or the components, and what is said of the arrears; a component below zero rejects the row."""
    found = {}
    for name in ("balance", *COMPONENTS, "arrears", "instalment"):
        spec = getattr(mapping.fields, name)
        if spec is None:
            continue
        found[name] = sheet.amounts(spec, digits, currency)
        if name != "balance":
            field = ", ".join((*spec.column, *spec.plus, *spec.minus))
            below = f"expected {name} of zero or more; money held for the borrower is no part of a debt"
            sheet.reject(found[name] < 0, field, found[name].cast(pl.String) + " minor units", below)
    return found


def _instalment(
    sheet: Sheet, spec: InstalmentSpec, digits: pl.Series, currency: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """One instalment of every row; both cells blank, or an amount of zero, and there is none."""
    due_on, amount_field = sheet.days(spec.due_on), sheet.named(spec.amount.column)
    given = sheet.cells(spec.amount.column)
    lone = sheet.cells(spec.due_on.column).is_null() != given.is_null()
    sheet.reject(
        lone, amount_field, given, f"expected both {sheet.named(spec.due_on.column)} and an amount, or neither"
    )
    amount = sheet.amounts(spec.amount.changed(if_blank=0), digits, currency)
    sheet.reject(amount < 0, amount_field, given, "expected an instalment of zero or more")
    return due_on.set(amount.fill_null(0) <= 0, None), amount


def _days_past_due(
    sheet: Sheet, mapping: TapeMapping, as_of: pl.Series, instalments: list[tuple[pl.Series, pl.Series]]
) -> pl.Series:
    """Days since the oldest unpaid amount fell due; below one, nothing is overdue."""
    fields = mapping.fields
    if fields.days_past_due is not None:
        return sheet.counts(fields.days_past_due)
    if fields.due_since is not None:
        oldest, field = sheet.days(fields.due_since), sheet.named(fields.due_since.column)
    else:
        oldest = pl.DataFrame({str(n): due for n, (due, _) in enumerate(instalments)}).min_horizontal()
        field = sheet.named(mapping.instalments[0].due_on.column)
    days = (as_of - oldest).dt.total_days().fill_null(0)
    long_ago = f"expected a day within {DAYS_MOST} days before the tape's"
    sheet.reject(days > DAYS_MOST, field, oldest.cast(pl.String), long_ago)
    return days


def _with_parts(rows: pl.DataFrame, mapping: TapeMapping) -> pl.DataFrame:
    """The same rows with every component, the sum owed, the months late and what is in arrears."""
    apart = mapping.schedule.days_apart
    days = pl.col("days_past_due")
    if mapping.fields.balance is not None:
        permille = mapping.split.interest_permille_per_month_late if mapping.split else 0
        share = pl.min_horizontal(days.clip(lower_bound=0) // apart * permille, pl.lit(1000))
        interest = pl.col("balance").clip(lower_bound=0) * share // 1000
        rows = rows.with_columns(interest=interest, principal=pl.col("balance") - interest)
    missing = [name for name in COMPONENTS if name not in rows.columns]
    rows = rows.with_columns(pl.lit(0, pl.Int64).alias(name) for name in missing)
    rows = rows.with_columns(owed=pl.sum_horizontal(*COMPONENTS, ignore_nulls=False))
    # The number of instalments that a debt this late has missed: one each `apart` days, the first one included.
    missed = (days.clip(lower_bound=0) + apart - 1) // apart
    in_arrears = pl.col("owed")
    if mapping.instalments:
        amounts = [pl.when(pl.col(f"due_{n}") < pl.col("as_of")).then(pl.col(f"amount_{n}")) for n in _places(mapping)]
        in_arrears = pl.sum_horizontal(amounts)
    elif mapping.fields.arrears is not None:
        in_arrears = pl.col("arrears")
    elif mapping.fields.instalment is not None:
        in_arrears = pl.min_horizontal("owed", missed * pl.col("instalment"))
    if mapping.schedule.all_due_from is not None:
        in_arrears = pl.when(days >= mapping.schedule.all_due_from).then(pl.col("owed")).otherwise(in_arrears)
    return rows.with_columns(missed=missed, in_arrears=in_arrears)


def _places(mapping: TapeMapping) -> range:
    return range(len(mapping.instalments))


def _check_what_is_overdue(sheet: Sheet, mapping: TapeMapping, rows: pl.DataFrame) -> None:
    """What is overdue is part of what is owed, and something is if the debt is late and not yet settled."""
    owed, late = rows["owed"], (rows["days_past_due"] > 0) & (rows["owed"] > 0)
    fields = mapping.fields
    spec = fields.arrears or fields.instalment
    field = ", ".join(spec.column) if spec else "instalments"
    if mapping.instalments:
        listed = rows.select(pl.sum_horizontal(f"amount_{n}" for n in _places(mapping))).to_series()
        field = ", ".join(sheet.named(spec.amount.column) for spec in mapping.instalments)
    else:
        listed = rows["in_arrears"]
    words = "expected no more than the {} minor units owed"
    sheet.reject((listed > owed) & late, field, listed.cast(pl.String) + " minor units", _with_row(words, owed))
    nothing = late & (rows["in_arrears"] <= 0)
    words = "expected an amount in arrears, as the debt is {} days past due"
    sheet.reject(
        nothing, field, pl.Series(["0"]).new_from_index(0, rows.height), _with_row(words, rows["days_past_due"])
    )
