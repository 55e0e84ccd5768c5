"""A tape as a whole: the UCI panel, LendingClub's layout, the page of the manual, and what every tape adds up to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtflow import tapes
from debtflow.errors import TapeError
from debtflow.records.debts import Component
from debtflow.records.ledger import Ledger
from debtflow.records.parties import Channel
from debtflow.values import Money, day_number

ROOT = Path(__file__).resolve().parents[2]
PANEL = ROOT / "examples" / "data" / "uci_default_credit_card.csv.gz"
SEPTEMBER = date(2005, 9, 30)
ReadTape = Callable[..., tapes.Tape]


@pytest.fixture(scope="module")
def panel() -> tapes.Tape:
    return tapes.read(PANEL, preset="uci_card", as_of=SEPTEMBER, assume={"zone": "Asia/Taipei"})


def uci(row: str, path: Path, **options: Any) -> tapes.Tape:
    path.write_text(f"ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,BILL_AMT1\n{row}\n")
    return tapes.read(path, preset="uci_card", as_of=SEPTEMBER, **options)


# --- the UCI panel ---------------------------------------------------------------------------------------------------


def test_the_panel_of_september_2005_gives_5129_accounts_and_rejects_nothing(panel: tapes.Tape) -> None:
    assert panel.rows == 30_000
    assert panel.late == 6_818
    assert len(panel.accounts) == panel.table.height == 5_129
    assert panel.skipped == {"not overdue": 23_182, "overdue, but owes nothing": 1_689}
    assert panel.rejected == ()


def test_every_account_of_the_panel_is_as_late_by_its_ledger_as_by_its_tape(panel: tapes.Tape) -> None:
    today = day_number(SEPTEMBER)
    for account in panel.accounts:
        ledger = Ledger.opened(account.debt)
        assert ledger.days_past_due(today) == account.days_past_due
        assert ledger.arrears(today) == account.debt.owed.total.minor_units


def test_the_money_of_the_panel_is_preserved_to_the_last_dollar(panel: tapes.Tape) -> None:
    raw = pl.read_csv(PANEL).filter((pl.col("PAY_0") >= 1) & (pl.col("BILL_AMT1") > 0))
    assert sum(account.debt.owed.total for account in panel.accounts) == Money(int(raw["BILL_AMT1"].sum()), "TWD")
    assert panel.table["owed"].sum() == 100 * raw["BILL_AMT1"].sum()


def test_the_first_account_of_the_panel_reads_as_its_assumptions_say(panel: tapes.Tape) -> None:
    borrower, debt, days_past_due = panel.accounts[0]  # ID 1: two months late with 3913
    assert (debt.id, borrower.id, days_past_due) == ("uci-1", "uci-1", 60)
    # 15 permille of 3913.00 for each of two months is 117.39.
    assert (str(debt.owed.interest), str(debt.owed.principal)) == ("117.39 TWD", "3795.61 TWD")
    assert [(str(part.due_on), str(part.amount)) for part in debt.instalments] == [
        ("2005-08-01", "1956.50 TWD"),
        ("2005-08-31", "1956.50 TWD"),
    ]
    assert borrower.zones == ("Asia/Taipei",)
    assert [(point.channel, point.value) for point in borrower.contact_points] == [
        (Channel.PHONE, "+886-00-0000-1"),
        (Channel.SMS, "+886-00-0000-1"),
    ]


def test_no_protected_characteristic_leaves_the_panel(panel: tapes.Tape) -> None:
    carried = {name for account in panel.accounts for name, _ in account.debt.attributes}
    assert carried == {"LIMIT_BAL"}
    assert not {name for name in panel.table.columns if name.split(".")[-1] in {"SEX", "EDUCATION", "MARRIAGE", "AGE"}}


def test_the_assumptions_of_the_panel_are_named_with_value_and_reason(panel: tapes.Tape) -> None:
    assert list(panel.assumptions) == [
        "zone",
        "currency",
        "contact_points",
        "days_per_month_late",
        "interest_permille_per_month_late",
        "codes",
    ]
    assert panel.assumptions["zone"].startswith("Asia/Taipei: ")
    assert all(sentence in panel.summary() for sentence in panel.assumptions.values())
    assert "6,818 late, 5,129 accounts" in panel.summary()


@pytest.mark.parametrize(("code", "days"), [("-2", 0), ("-1", 0), ("0", 0), ("1", 30), ("2", 60), ("8", 240)])
def test_a_code_of_the_panel_counts_months_from_one_on(code: str, days: int, tmp_path: Path) -> None:
    tape = uci(f"7,10000,1,1,1,30,{code},500", tmp_path / "uci.csv")
    assert [account.days_past_due for account in tape.accounts] == ([days] if days else [])
    assert tape.rejected == ()


@pytest.mark.parametrize("code", ["-3", "1.5", "", "x", "99999"])
def test_a_code_that_the_panel_does_not_have_rejects_its_row(code: str, tmp_path: Path) -> None:
    tape = uci(f"7,10000,1,1,1,30,{code},500", tmp_path / "uci.csv")
    (rejected,) = tape.rejected
    assert (rejected.row, rejected.field, rejected.value) == (2, "PAY_0", code)
    assert tape.rows == 1 and not tape.accounts


@pytest.mark.parametrize(("balance", "accounts"), [("-1", 0), ("0", 0), ("1", 1)])
def test_a_late_account_that_owes_nothing_gives_none(balance: str, accounts: int, tmp_path: Path) -> None:
    tape = uci(f"7,10000,1,1,1,30,1,{balance}", tmp_path / "uci.csv")
    assert len(tape.accounts) == accounts
    assert tape.late == 1
    assert dict(tape.skipped) == ({} if accounts else {"overdue, but owes nothing": 1})


def test_assumptions_are_set_by_name(tmp_path: Path) -> None:
    assume = {"zone": ["Asia/Taipei", "Asia/Tokyo"], "interest_permille_per_month_late": 0, "days_per_month_late": 31}
    tape = uci("7,10000,1,1,1,30,2,500", tmp_path / "uci.csv", assume=assume, attributes=[])
    borrower, debt, days_past_due = tape.accounts[0]
    assert borrower.zones == ("Asia/Taipei", "Asia/Tokyo")
    assert (debt.owed.interest, str(debt.owed.principal), days_past_due) == (None, "500.00 TWD", 62)
    assert debt.attributes == ()
    assert "set by the caller; the mapping itself assumes Asia/Taipei" in tape.assumptions["zone"]


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    tapes.read(PANEL, preset="uci_card", as_of=SEPTEMBER, progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 5_129) for n in (0, 1000, 2000, 3000, 4000, 5000, 5129)]


# --- LendingClub's layout --------------------------------------------------------------------------------------------

LENDINGCLUB = (
    "id,member_id,funded_amnt,total_rec_prncp,out_prncp,installment,loan_status,addr_state,issue_d,term,grade\n"
    "11,,10000.0,0.0,10000.0,326.97,Current,NY,Nov-2017, 36 months,A\n"
    "12,,10000.0,2500.5,7499.5,326.97,In Grace Period,TX,Nov-2017, 36 months,B\n"
    "13,,5000.0,4900.0,100.0,150.0,Late (16-30 days),CA,Nov-2017, 36 months,B\n"
    "14,,5000.0,1000.0,4000.0,150.0,Late (31-120 days),FL,Nov-2017, 36 months,B\n"
    "15,,5000.0,1000.0,4000.0,150.0,Default,HI,Nov-2017, 36 months,C\n"
    "16,9,5000.0,1000.01,0.0,150.0,Charged Off,AZ,Nov-2017, 60 months,D\n"
    "17,9,5000.0,5000.0,0.0,150.0,Does not meet the credit policy. Status:Fully Paid,AZ,Nov-2008, 60 months,D\n"
    "18,,5000.0,4984.999999999999,0.0,150.0,Does not meet the credit policy. Status:Charged Off,WA,Nov-2008, 60 months,D\n"
    "19,,5000.0,1000.0,0.0,150.0,Sold,WA,Nov-2008, 60 months,D\n"
    "20,,5000.0,1000.0,0.0,150.0,Default,XX,Nov-2008, 60 months,D\n"
)


@pytest.fixture
def loans(tmp_path: Path) -> tapes.Tape:
    path = tmp_path / "loans.csv"
    path.write_text(LENDINGCLUB)
    return tapes.read(path, preset="lendingclub", as_of=date(2019, 3, 31))


def test_a_status_of_lendingclub_is_read_as_days_past_due(loans: tapes.Tape) -> None:
    late = {account.debt.id: account.days_past_due for account in loans.accounts}
    assert late == {"lc-12": 8, "lc-13": 23, "lc-14": 75, "lc-15": 121, "lc-16": 150, "lc-18": 150}
    assert dict(loans.skipped) == {"not overdue": 2}
    assert [(rejected.row, rejected.field, rejected.value) for rejected in loans.rejected] == [
        (10, "loan_status", "Sold"),
        (11, "addr_state", "XX"),
    ]


def test_what_was_lent_less_what_came_back_is_owed(loans: tapes.Tape) -> None:
    owed = {account.debt.id: str(account.debt.owed.total) for account in loans.accounts}
    assert owed["lc-12"] == "7499.50 USD"
    assert owed["lc-16"] == "3999.99 USD"
    assert owed["lc-18"] == "15.00 USD"  # 4984.999999999999 is the noise of a float


def test_missed_instalments_are_in_arrears_until_the_loan_is_called_in(loans: tapes.Tape) -> None:
    due = {a.debt.id: [str(part.amount) for part in a.debt.instalments] for a in loans.accounts}
    assert due["lc-12"] == ["326.97 USD"]
    assert due["lc-13"] == ["100.00 USD"]  # one instalment is 150, but only 100 are left
    assert due["lc-14"] == ["150.00 USD"] * 3
    assert due["lc-15"] == ["800.00 USD"] * 5  # from 121 days on all of it is due


def test_a_borrower_of_a_state_may_be_in_any_of_its_zones(loans: tapes.Tape) -> None:
    zones = {account.debt.id: account.borrower.zones for account in loans.accounts}
    assert zones["lc-12"] == ("America/Chicago", "America/Denver")
    assert zones["lc-15"] == ("Pacific/Honolulu",)
    assert loans.accounts[4].borrower.id == "lc-9"  # a member id where there is one, else the loan's


# --- the manual ------------------------------------------------------------------------------------------------------


def test_the_mapping_of_the_manual_reads_the_tape_of_the_manual(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "tapes.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    (mapping,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "september.csv").write_text(text, encoding="utf-8")
    (tmp_path / "my_lender.toml").write_text(mapping, encoding="utf-8")
    tape = tapes.read(tmp_path / "september.csv", mapping=tmp_path / "my_lender.toml", as_of=date(2026, 9, 30))

    first, second = tape.accounts
    assert [(a.debt.id, a.borrower.id, a.days_past_due) for a in tape.accounts] == [
        ("K-1001", "P-77", 45),
        ("K-1002", "P-78", 1),
    ]
    assert str(first.debt.owed.total) == "1262.50 EUR"
    assert [(str(part.due_on), str(part.amount)) for part in first.debt.instalments] == [
        ("2026-08-16", "150.00 EUR"),
        ("2026-09-15", "150.00 EUR"),
    ]
    assert first.debt.attributes == (("branch", "Mitte"), ("rate_basis_points", "1091"))
    assert (first.borrower.zones, second.borrower.zones) == (("Europe/Berlin",), ("Europe/Vienna", "Europe/Berlin"))
    assert [point.value for point in second.borrower.contact_points] == ["+49 30 000002"]
    assert tape.skipped == {"not overdue": 1}
    (rejected,) = tape.rejected
    assert (rejected.row, rejected.field, rejected.value) == (5, "Saldo", "5OO,00")
    assert "row 5, Saldo: '5OO,00' - expected an amount" in tape.summary()


# --- mistakes of the caller --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", [datetime(2026, 3, 31), "2026-03-31", 20260331])  # noqa: DTZ001
def test_the_day_of_the_tape_is_a_day(as_of: Any, read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match=r"write as_of=date\("):
        read_tape("loan,balance,days\nA,1,1\n", as_of=as_of)


def test_a_tape_without_a_day_asks_for_one(read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match="Of which day is this tape"):
        read_tape("loan,balance,days\nA,1,1\n", as_of=None)


def test_the_summary_shows_ten_rejections_and_counts_the_rest(read_tape: ReadTape) -> None:
    tape = read_tape("loan,balance,days\n" + "".join(f"A{n},x,1\n" for n in range(12)))
    assert "and 2 more reasons in .rejected" in tape.summary()
    assert repr(tape) == "<Tape tape.csv: 12 rows, 0 accounts, 12 rejected>"


# --- laws ------------------------------------------------------------------------------------------------------------

amounts = st.integers(-(10**9), 10**12).map(lambda n: f"{'-' if n < 0 else ''}{abs(n) // 100}.{abs(n) % 100:02d}")
good_rows = st.tuples(
    st.integers(1, 40).map(lambda n: f"L{n}"), amounts, st.integers(-40, 800).map(str), st.sampled_from("PQR")
)
odd_cells = st.sampled_from(
    ["", " ", "NaN", "inf", "-inf", "12,3O0", "1e5", "1.234", "--1", "٣", '"', '"a""b"', "a|b", "\x0b", "9" * 30, "é"]
)
garbled_rows = st.lists(st.one_of(odd_cells, amounts, st.text("0123456789.-x \t", max_size=6)), max_size=6).map(tuple)
tables = st.lists(st.one_of(good_rows, good_rows, garbled_rows), min_size=1, max_size=25)
MAPPING = {
    "name": "garbled",
    "fields": {
        "debt_id": {"column": "loan"},
        "borrower_id": {"column": "person"},
        "currency": "CNY",
        "balance": {"column": "balance"},
        "days_past_due": {"column": "days", "least": -99},
    },
    "split": {"interest_permille_per_month_late": 15},
}


@given(rows=tables)
def test_every_row_is_an_account_or_skipped_or_rejected_and_no_cent_is_lost(
    rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "garbled.csv"
    lines = [",".join(cells) for cells in rows]
    path.write_text("\n".join(["loan,balance,days,person", *lines]) + "\nlast,1.00,1,P\n", encoding="utf-8")
    tape = tapes.read(path, mapping=MAPPING, as_of=date(2026, 3, 31))

    rejected = {rejection.row for rejection in tape.rejected}
    kept = set(tape.table["row"])
    # A line without anything in it is no row.
    written = {n for n, line in enumerate([*lines, "last"], 2) if line.strip()}
    assert not rejected & kept
    assert rejected | kept <= written
    if not any('"' in line for line in lines):  # a quoted field may run over several lines
        assert tape.rows == len(written)
    assert tape.rows == len(tape.accounts) + sum(tape.skipped.values()) + len(rejected)

    cells = {n: line.split(",") for n, line in enumerate([*lines, "last,1.00,1,P"], 2)}
    for row, account in zip(tape.table["row"], tape.accounts, strict=True):
        if '"' not in "".join(cells[row]):
            assert account.debt.owed.total == Money(cells[row][1].strip().removeprefix("+"), "CNY")
        ledger = Ledger.opened(account.debt)
        assert ledger.days_past_due(day_number(account.debt.as_of)) == account.days_past_due
    assert sum(a.debt.owed.total.minor_units for a in tape.accounts) == tape.table["owed"].sum()
    by_component = tape.table.select(str(component) for component in Component).sum_horizontal()
    assert by_component.to_list() == tape.table["owed"].to_list()


@given(rows=st.lists(good_rows, min_size=1, max_size=20, unique_by=lambda row: row[0]), garbage=garbled_rows)
def test_a_garbled_row_costs_only_itself(
    rows: list[tuple[str, ...]], garbage: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "one_garbled.csv"
    header, lines = "loan,balance,days,person", [",".join(cells) for cells in rows]

    def accounts(written: list[str]) -> list[tapes.Account]:
        path.write_text("\n".join([header, *written]) + "\n", encoding="utf-8")
        return list(tapes.read(path, mapping=MAPPING, as_of=date(2026, 3, 31)).accounts)

    clean = accounts(lines)
    # No id of the garbled row is an id of a good one, and it comes last, so nothing in it can be a good row's twin.
    with_garbage = accounts([*lines, ",".join(("?", *garbage))])
    assert with_garbage[: len(clean)] == clean
    assert len(with_garbage) <= len(clean) + 1
