"""Accounts: instalments that say how late a debt is, and one borrower for all the debts of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtflow import tapes
from debtflow.records.ledger import Ledger
from debtflow.tapes.accounts import build_accounts
from debtflow.tapes.columns import Sheet
from debtflow.tapes.documents import mapping_of
from debtflow.tapes.files import open_tape
from debtflow.tapes.rows import canonical_rows, wanted_columns
from debtflow.values import day_number

ReadTape = Callable[..., tapes.Tape]
AS_OF = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("balance", "days", "parts"),
    [
        ("0.01", 240, [1]),  # a cent falls due once, on the oldest day
        ("0.03", 240, [1, 1, 1]),
        ("1.00", 1, [100]),
        ("1.00", 30, [100]),
        ("1.00", 31, [50, 50]),
        ("1.00", 90, [34, 33, 33]),
    ],
)
def test_what_is_overdue_is_spread_over_the_months_missed_and_each_part_is_something(
    balance: str, days: int, parts: list[int], read_tape: ReadTape
) -> None:
    (account,) = read_tape(f"loan,balance,days\nA,{balance},{days}\n").accounts
    due = account.debt.instalments
    assert [part.amount.minor_units for part in due] == parts
    assert (AS_OF - due[0].due_on).days == days
    assert all((later.due_on - earlier.due_on).days == 30 for earlier, later in pairwise(due))


@given(cents=st.integers(1, 10**9), days=st.integers(1, 3_000), apart=st.integers(1, 366))
def test_the_ledger_of_an_account_is_as_late_as_its_tape_says(
    cents: int, days: int, apart: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "late.csv"
    path.write_text(f"loan,balance,days\nA,{cents},{days}\n")
    fields = {
        "debt_id": {"column": "loan"},
        "currency": "CNY",
        "balance": {"column": "balance", "unit": "minor"},
        "days_past_due": {"column": "days"},
    }
    tape = tapes.read(path, mapping={"fields": fields, "schedule": {"days_apart": apart}}, as_of=AS_OF)
    (account,) = tape.accounts
    ledger = Ledger.opened(account.debt)
    assert ledger.days_past_due(day_number(AS_OF)) == account.days_past_due == days
    assert ledger.arrears(day_number(AS_OF)) == cents
    assert tape.table["oldest_due_on"].to_list() == [account.debt.instalments[0].due_on]


def test_the_debts_of_one_person_share_one_borrower_who_is_reached_by_all_of_their_contact_points(
    read_tape: ReadTape,
) -> None:
    text = (
        "loan,who,zone,phone,mail,balance,days\nA,P,Asia/Shanghai,1,,1,1\nB,Q,,,q@q.example,1,1\n"
        "C,P,Asia/Urumqi,2,p@p.example,1,1\nD,P,Asia/Shanghai,1,,1,0\n"
    )
    columns = {"borrower_id": "who", "zone": "zone", "phone": "phone", "email": "mail"}
    tape = read_tape(text, **{f"fields__{name}": {"column": column} for name, column in columns.items()})
    first, other, second = (account.borrower for account in tape.accounts)
    assert first is second
    assert first.zones == ("Asia/Shanghai", "Asia/Urumqi")
    assert [(point.id, point.value) for point in first.contact_points] == [
        ("phone", "1"),
        ("phone2", "2"),
        ("email", "p@p.example"),
    ]
    assert [(point.id, point.value) for point in other.contact_points] == [("email", "q@q.example")]
    assert other.zones == ()


def test_a_record_that_is_refused_after_all_rejects_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "tape.csv"
    path.write_text("loan,balance,days\nA,1,1\nB,2,1\n")
    fields = {
        "debt_id": {"column": "loan"},
        "currency": "CNY",
        "balance": {"column": "balance"},
        "days_past_due": {"column": "days"},
    }
    mapping, _ = mapping_of("lender", {"fields": fields})
    sheet = Sheet(open_tape(path, mapping.file, wanted_columns(mapping)), mapping.file)
    rows = canonical_rows(sheet, mapping, AS_OF)
    # What no column check lets through: an id with a blank in it, straight into the record.
    broken = rows.with_columns(debt_id=pl.when(pl.col("row") == 2).then(pl.lit("A A")).otherwise("debt_id"))
    accounts, rejected = build_accounts(broken, broken, mapping)
    assert [account.debt.id for account in accounts] == ["B"]
    assert [(r.row, r.field) for r in rejected] == [(2, "id")]
