"""Columns: how cells become amounts, whole numbers, days and texts, on both sides of every boundary."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtflow import tapes
from debtflow.tapes.columns import _minor_units
from debtflow.values import CURRENCIES, Money

ReadTape = Callable[..., tapes.Tape]


def read_balance(read_tape: ReadTape, cell: str, **spec: Any) -> str:
    """What a balance is read as, or the reason why it is not."""
    currency = spec.pop("currency", "CNY")
    text = f"loan,balance,days\nA,{cell},5\n"
    tape = read_tape(text, fields__balance={"column": "balance", **spec}, fields__currency=currency)
    if tape.accounts:
        return str(tape.accounts[0].debt.owed.total)
    return tape.rejected[0].reason if tape.rejected else "owes nothing"


@pytest.mark.parametrize(
    ("cell", "currency", "read"),
    [
        ("12.34", "CNY", "12.34 CNY"),
        ("+12.3", "CNY", "12.30 CNY"),
        ("0012.3400", "CNY", "12.34 CNY"),
        ("0.01", "CNY", "0.01 CNY"),
        ("0.00", "CNY", "owes nothing"),
        ("-0.01", "CNY", "owes nothing"),
        ("12.345", "CNY", "expected at most 2 decimals, as CNY is counted here"),
        ("12.345", "KWD", "12.345 KWD"),
        ("12.5", "JPY", "expected at most 0 decimals, as JPY is counted here"),
        ("12.0", "JPY", "12 JPY"),
        ("9999999999999.99", "CNY", "9999999999999.99 CNY"),
        ("10000000000000.00", "CNY", "10000000000000.00 CNY"),
        ("10000000000000.01", "CNY", "expected an amount of at most 1000000000000000 minor units"),
        ("9" * 40, "CNY", "expected an amount of at most 1000000000000000 minor units"),
        ("", "CNY", "expected a value, found a blank cell"),
    ],
)
def test_an_amount_is_exact_or_rejected(cell: str, currency: str, read: str, read_tape: ReadTape) -> None:
    assert read_balance(read_tape, cell, currency=currency) == read


@pytest.mark.parametrize(
    "cell",
    ["12O.30", "NaN", "inf", "-inf", "1e3", "1.", ".5", "--1", "1 000", "0x10", "\uff11\uff12", "12.3.4", "¥12", "-"],
)
def test_what_is_no_number_is_rejected(cell: str, read_tape: ReadTape) -> None:
    assert read_balance(read_tape, cell) == "expected an amount in plain digits, such as 1234.50"


def test_text_in_a_number_is_rejected_with_what_stands_there(read_tape: ReadTape) -> None:
    tape = read_tape('loan,balance,days\nA,"12,3O0",5\nB,"12,300",5\n')
    assert [(r.row, r.field, r.value) for r in tape.rejected] == [(2, "balance", "12,3O0"), (3, "balance", "12,300")]


@pytest.mark.parametrize(
    ("cell", "spec", "read"),
    [
        ("1234", {"unit": "minor"}, "12.34 CNY"),
        ("1234.5", {"unit": "minor"}, "expected at most 0 decimals, as CNY is counted here"),
        ("0.01234", {"unit": "thousand"}, "12.34 CNY"),
        ("0.012345", {"unit": "thousand"}, "expected at most 5 decimals, as CNY is counted here"),
        ("-12.34", {"negate": True}, "12.34 CNY"),
        ("12.34", {"negate": True}, "owes nothing"),
        ("", {"if_blank": 3}, "3.00 CNY"),
        ("14.999999999999", {"float_noise": True}, "15.00 CNY"),
        ("15.000000000001", {"float_noise": True}, "15.00 CNY"),
        ("15.0099999", {"float_noise": True}, "15.01 CNY"),
        ("15.009999", {"float_noise": True}, "expected at most 2 decimals, as CNY is counted here"),
        ("15.00000", {"float_noise": True}, "15.00 CNY"),
        ("15.0000001", {"float_noise": True}, "expected at most 2 decimals, as CNY is counted here"),
        ("15.00000001", {"float_noise": True}, "15.00 CNY"),
        ("14.999999999999", {}, "expected at most 2 decimals, as CNY is counted here"),
        ("99999999999.99", {"float_noise": True}, "expected an amount of at most 1000000000000 minor units"),
    ],
)
def test_unit_sign_blank_and_noise_are_read_as_the_mapping_says(
    cell: str, spec: dict[str, Any], read: str, read_tape: ReadTape
) -> None:
    assert read_balance(read_tape, cell, **spec) == read


@given(n=st.integers(-(10**15), 10**15), currency=st.sampled_from(["JPY", "CNY", "KWD", "CLF"]))
def test_an_amount_in_writing_is_read_back(n: int, currency: str) -> None:
    money = Money.from_minor_units(n, currency)
    found, fits = _minor_units(pl.Series([str(money.amount)]), pl.Series([CURRENCIES[currency]]), False)
    assert (found.to_list(), fits.to_list()) == ([n], [True])


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4), st.integers(0, 4))
def test_an_amount_fits_exactly_when_its_decimals_do(amount: Decimal, places: int) -> None:
    found, fits = _minor_units(pl.Series([f"{amount:f}"]), pl.Series([places]), False)
    scaled = amount.scaleb(places)
    assert fits[0] == (scaled == int(scaled))
    if fits[0]:
        assert found[0] == int(scaled)


def test_columns_are_added_up_and_taken_away_and_the_bad_one_is_named(read_tape: ReadTape) -> None:
    text = "loan,lent,more,back,days\nA,100,0.50,20.25,5\nB,x,1,y,5\nC,1,1,3,5\n"
    tape = read_tape(text, fields__balance={"plus": ["lent", "more"], "minus": ["back"]})
    assert [str(account.debt.owed.total) for account in tape.accounts] == ["80.25 CNY"]
    assert [(r.row, r.field, r.value) for r in tape.rejected] == [(3, "back", "y"), (3, "lent", "x")]
    assert tape.skipped == {"overdue, but owes nothing": 1}


@pytest.mark.parametrize(
    ("cell", "late"),
    [("0", 0), ("1", 1), ("36500", 36_500), ("36501", None), ("-1", None), ("1.0", 1), ("1.5", None), ("", None)],
)
def test_days_past_due_are_whole_and_no_more_than_a_hundred_years(
    cell: str, late: int | None, read_tape: ReadTape
) -> None:
    tape = read_tape(f"loan,balance,days\nA,1,{cell}\n")
    assert [account.days_past_due for account in tape.accounts] == ([late] if late else [])
    assert bool(tape.rejected) == (late is None)


@pytest.mark.parametrize(("cell", "late"), [("C", 0), ("2", 60), ("12", 360), ("13", None), ("c", None), ("X", None)])
def test_codes_are_listed_or_whole_numbers_within_limits(cell: str, late: int | None, read_tape: ReadTape) -> None:
    spec = {"column": "days", "values": {"C": 0}, "others": "as_given", "times": 30, "most": 12}
    tape = read_tape(f"loan,balance,days\nA,1,{cell}\n", fields__days_past_due=spec)
    assert [account.days_past_due for account in tape.accounts] == ([late] if late else [])
    assert [rejected.reason for rejected in tape.rejected] == (
        ["expected a whole number from 0 to 12 or one of the codes C"] if late is None else []
    )


def test_a_blank_number_of_days_may_have_a_meaning(read_tape: ReadTape) -> None:
    tape = read_tape("loan,balance,days\nA,1,\nB,1,3\n", fields__days_past_due={"column": "days", "if_blank": 0})
    assert tape.skipped == {"not overdue": 1}


@pytest.mark.parametrize(
    ("cell", "form", "late"),
    [
        ("2026-03-30", "%Y-%m-%d", 1),
        ("2026-03-31", "%Y-%m-%d", 0),
        ("2026-04-01", "%Y-%m-%d", 0),
        ("2026-02-29", "%Y-%m-%d", None),
        ("30.03.2026", "%d.%m.%Y", 1),
        ("03/30/26", "%m/%d/%y", 1),
        ("20260330", "%Y%m%d", 1),
        ("Mar-2026", "%b-%Y", 30),
        ("Mrz-2026", "%b-%Y", None),
        ("1900-01-01", "%Y-%m-%d", None),
        ("", "%Y-%m-%d", 0),
    ],
)
def test_days_are_read_in_the_format_of_the_mapping(
    cell: str, form: str, late: int | None, read_tape: ReadTape
) -> None:
    spec = {"column": "days", "date_format": form}
    tape = read_tape(f"loan,balance,days\nA,1,{cell}\n", fields__days_past_due=None, fields__due_since=spec)
    assert [account.days_past_due for account in tape.accounts] == ([late] if late else [])
    assert bool(tape.rejected) == (late is None)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("10.91%", "1091"), ("10.9 %", "1090"), ("7", "700"), ("", ""), ("10.915%", None), ("ten", None), ("%", None)],
)
def test_percentages_become_whole_basis_points(cell: str, kept: str | None, read_tape: ReadTape) -> None:
    rate = {"rate": {"column": "rate", "percent": "basis_points"}}
    tape = read_tape(f"loan,balance,days,rate\nA,1,1,{cell}\n", attributes=rate)
    assert [account.debt.attributes for account in tape.accounts] == ([(("rate", kept),)] if kept is not None else [])
    assert [rejected.field for rejected in tape.rejected] == ([] if kept is not None else ["rate"])


def test_a_text_that_is_not_listed_is_rejected_unless_others_pass(read_tape: ReadTape) -> None:
    text = "loan,balance,days,kind\nA,1,1,CC\nB,1,1,mortgage\nC,1,1,\n"
    spec = {"column": "kind", "values": {"CC": "credit_card"}, "if_blank": "unsecured"}
    tape = read_tape(text, fields__product=spec)
    assert [account.debt.product for account in tape.accounts] == ["credit_card", "unsecured"]
    assert [(r.value, r.reason) for r in tape.rejected] == [("mortgage", "expected one of 'CC'")]
    tape = read_tape(text, fields__product={**spec, "others": "as_given"})
    assert [account.debt.product for account in tape.accounts] == ["credit_card", "mortgage", "unsecured"]
