"""Files: what is read, what is set aside as torn, and what is refused as a whole."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtflow import tapes
from debtflow.errors import TapeError
from debtflow.tapes.files import open_tape
from debtflow.tapes.mappings import FileSpec

AS_OF = date(2026, 3, 31)
MAPPING: dict[str, Any] = {
    "name": "lender",
    "fields": {
        "debt_id": {"column": "loan"},
        "currency": "CNY",
        "balance": {"column": "balance"},
        "days_past_due": {"column": "days"},
    },
}
HEADER = "loan,balance,days\n"
ReadTape = Callable[..., tapes.Tape]


def owed(tape: tapes.Tape) -> dict[str, str]:
    return {account.debt.id: str(account.debt.owed.total) for account in tape.accounts}


def reasons(tape: tapes.Tape) -> list[tuple[int, str]]:
    return [(rejected.row, rejected.reason) for rejected in tape.rejected]


# --- CSV that is good --------------------------------------------------------------------------------------------------


def test_a_tape_may_be_packed_whatever_it_is_called(read_tape: ReadTape) -> None:
    assert owed(read_tape(gzip.compress(b"loan,balance,days\nA,12.30,5\n"))) == {"A": "12.30 CNY"}


@pytest.mark.parametrize(
    "text",
    [
        "loan,balance,days\nA,12.30,5",
        "\ufeffloan,balance,days\r\nA,12.30,5\r\n",
        "loan, balance ,days\n A ,\t12.30, 5 \n\n  \n",
        '"loan","balance","days"\n"A","12.30","5"\n',
        "days,note,balance,loan\n5,,12.30,A\n",
    ],
)
def test_line_ends_marks_blanks_quotes_and_the_order_of_columns_do_not_matter(text: str, read_tape: ReadTape) -> None:
    assert owed(read_tape(text)) == {"A": "12.30 CNY"}


def test_a_lender_writes_in_their_own_encoding_and_with_their_own_signs(read_tape: ReadTape) -> None:
    text = "借据;余额;逾期\nA;1.234,50;5\nB;1.234.567,00;5\nC;12.34;5\nD;1234,5;5\nE;12.345,6.7;5\n".encode("gb18030")
    tape = read_tape(
        text,
        file={"separator": ";", "encoding": "gb18030", "decimal_sign": ",", "thousands_sign": "."},
        fields__debt_id={"column": "借据"},
        fields__balance={"column": "余额"},
        fields__days_past_due={"column": "逾期"},
    )
    assert owed(tape) == {"A": "1234.50 CNY", "B": "1234567.00 CNY", "D": "1234.50 CNY"}
    assert [rejected.value for rejected in tape.rejected] == ["12.34", "12.345,6.7"]


def test_what_a_lender_writes_for_nothing_is_a_blank_cell(read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + "A,NULL,5\nB,1,5\n", file={"blanks": ["NULL", "NA"]})
    assert reasons(tape) == [(2, "expected a value, found a blank cell")]
    assert owed(tape) == {"B": "1.00 CNY"}


# --- rows that are torn --------------------------------------------------------------------------------------------------


def test_a_torn_row_is_rejected_with_its_line_and_the_others_go_on(read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + "A,1,5\nB,2\n\nC,3,5,6\nD,4,5\n")
    assert reasons(tape) == [
        (3, "expected 3 fields, as the header has, found 2"),
        (5, "expected 3 fields, as the header has, found 4"),
    ]
    assert owed(tape) == {"A": "1.00 CNY", "D": "4.00 CNY"}
    assert tape.rows == 4


def test_a_torn_row_shows_none_of_its_content(read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + "A,1\n")
    assert [rejected.value for rejected in tape.rejected] == [""]


def test_a_quoted_field_may_hold_separators_quotes_and_lines(read_tape: ReadTape) -> None:
    text = 'loan,note,balance,days\nA,"pays, he ""says""\nsoon",1,5\nB,,2,5\nC,"x",bad,5\nD,"x,y",4,5\n'
    tape = read_tape(text)
    assert owed(tape) == {"A": "1.00 CNY", "B": "2.00 CNY", "D": "4.00 CNY"}
    assert [(rejected.row, rejected.field) for rejected in tape.rejected] == [(5, "balance")]  # the line in the file
    assert tape.rows == 4


@pytest.mark.parametrize("torn", ['B,"2,5', 'B,2,"5', 'B,2,"5"x', '"B,2,5'])
def test_a_quote_that_nobody_closed_costs_its_own_line_only(torn: str, read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + f'A,1,5\n{torn}\nC,3,5\nD,"4",5\n')
    assert owed(tape) == {"A": "1.00 CNY", "C": "3.00 CNY", "D": "4.00 CNY"}
    assert reasons(tape) == [(3, "expected every quote to be closed")]


def test_a_quote_that_is_closed_lines_later_by_chance_swallows_no_good_row(read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + 'A,1,5\nB,"2,5\nC,3,5\nD,4"\nE,5,5\n')
    assert owed(tape) == {"A": "1.00 CNY", "C": "3.00 CNY", "E": "5.00 CNY"}
    assert reasons(tape) == [
        (3, "expected every quote to be closed"),
        (5, "expected 3 fields, as the header has, found 2"),
    ]


cells = st.text(st.characters(codec="utf-8", exclude_characters='"\x00\r\n,', exclude_categories=["Cs"]), max_size=5)


@given(rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8))
def test_quoting_changes_nothing(rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The quick way (polars, whole lines) and the careful one (line by line) read the same."""
    found = []
    for name, quote in (("plain.csv", ""), ("quoted.csv", '"')):
        path = tmp_path_factory.getbasetemp() / name
        lines = [",".join(f"{quote}{cell}{quote}" for cell in row) for row in rows]
        # The last row keeps the file from being taken for one without rows.
        path.write_text("\n".join(["a,b,c", *lines, "x,y,z"]), encoding="utf-8")
        found.append(open_tape(path, FileSpec(), [("c",), ("a",)]).cells.rows())
    assert found[0] == found[1]


# --- files that are refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"loan,balance,days\n", "has a header and no rows"),
        (b"loan,balance,days\n\n", "has a header and no rows"),
        (b'"loan,balance\nA,1\n', "does not name columns"),
        (b"\x1f\x8bbroken", "damaged gzip"),
        (b"PAR1 and nothing else", "damaged Parquet"),
        (b"PK\x03\x04sheet", "save the sheet as CSV"),
        (b"loan,balance,days\nA,\x00,1\n", r"not a text file \(a zero byte in line 2\)"),
        (b"loan,balance,days\nA,1,1\n\xc3\x28,1,1\n", r"not utf-8 text \(byte 0xc3 in line 3\)"),
    ],
)
def test_a_garbled_file_is_refused_with_what_is_wrong(content: bytes, message: str, read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match=message):
        read_tape(content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match=r"no_such\.csv' cannot be read: No such file"):
        tapes.read(tmp_path / "no_such.csv", mapping=MAPPING, as_of=AS_OF)


def test_a_missing_column_is_named_with_what_is_there(read_tape: ReadTape) -> None:
    with pytest.raises(
        TapeError, match=r"has no column 'balance'; did you mean 'Balances'\. Its columns are: loan, Bal"
    ):
        read_tape("loan,Balances,days\nA,1,1\n")
    with pytest.raises(TapeError, match=r"Is ',' the right separator"):
        read_tape("loan;balance;days\nA;1;1\n")
    with pytest.raises(TapeError, match="'number' or 'key'"):
        read_tape("loan,balance,days\nA,1,1\n", fields__borrower_id={"column": ["number", "key"]})
    with pytest.raises(TapeError, match="'branch'"):
        read_tape("loan,balance,days\nA,1,1\n", attributes=["branch"])


def test_a_column_that_is_there_twice_is_refused(read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match=r"'balance' more than once \(columns \[2, 4\]\)"):
        read_tape("loan,balance,days,balance\nA,1,1,2\n")


def test_an_unknown_encoding_is_refused(read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match="no encoding 'utf-88'"):
        read_tape(HEADER + "A,1,1\n", file={"encoding": "utf-88"})


# --- Parquet -----------------------------------------------------------------------------------------------------------


def parquet(path: Path, balance: pl.Series, days: list[object] | None = None, **columns: object) -> tapes.Tape:
    loans = [f"A{n}" for n in range(len(balance))]
    table = pl.DataFrame({"loan": loans, "balance": balance, "days": days or [1] * len(balance), **columns})
    table.write_parquet(path / "tape.parquet")
    return tapes.read(path / "tape.parquet", mapping=MAPPING, as_of=AS_OF)


def test_whole_numbers_decimals_and_texts_of_parquet_are_exact(tmp_path: Path) -> None:
    assert owed(parquet(tmp_path, pl.Series([5, 10**12]))) == {"A0": "5.00 CNY", "A1": "1000000000000.00 CNY"}
    decimals = pl.Series([Decimal("5.10"), Decimal("0.01")], dtype=pl.Decimal(12, 4))
    assert owed(parquet(tmp_path, decimals)) == {"A0": "5.10 CNY", "A1": "0.01 CNY"}
    assert owed(parquet(tmp_path, pl.Series(["5.10"]))) == {"A0": "5.10 CNY"}


def test_floats_of_parquet_are_the_number_that_their_writer_meant_or_rejected(tmp_path: Path) -> None:
    values = [0.1, 1234567.89, 0.1 + 0.2, 1234567890123.45, 12345678901234.56, float("nan"), float("inf"), 3.0, None]
    tape = parquet(tmp_path, pl.Series(values, dtype=pl.Float64))
    assert owed(tape) == {"A0": "0.10 CNY", "A1": "1234567.89 CNY", "A3": "1234567890123.45 CNY", "A7": "3.00 CNY"}
    assert [(rejected.row, rejected.value) for rejected in tape.rejected] == [
        (4, "0.30000000000000004"),
        (6, "12345678901234.56"),
        (7, "NaN"),
        (8, "inf"),
        (10, ""),
    ]
    assert "at most 15 digits" in tape.rejected[1].reason


def test_small_floats_hold_six_digits(tmp_path: Path) -> None:
    tape = parquet(tmp_path, pl.Series([1234.5, 12345.67], dtype=pl.Float32))
    assert owed(tape) == {"A0": "1234.50 CNY"}
    assert [rejected.reason for rejected in tape.rejected] == [
        "expected at most 6 digits, which a float column holds exactly: write text or decimals"
    ]


def test_codes_that_parquet_keeps_as_floats_are_the_same_codes(tmp_path: Path) -> None:
    tape = parquet(tmp_path, pl.Series([1, 2, 3, 4]), [30.0, -0.0, 1.5, None])
    assert [account.days_past_due for account in tape.accounts] == [30]
    assert tape.skipped == {"not overdue": 1}
    assert [(rejected.row, rejected.value) for rejected in tape.rejected] == [(4, "1.5"), (5, "")]


def test_days_of_parquet_are_days_whatever_the_format(tmp_path: Path) -> None:
    fields = {**MAPPING["fields"], "due_since": {"column": "since", "date_format": "%d.%m.%Y"}}
    del fields["days_past_due"]
    table = pl.DataFrame({"loan": ["A", "B"], "balance": [1, 1], "since": [date(2026, 3, 30), None]})
    for column in (pl.col("since"), pl.col("since").cast(pl.Datetime)):
        table.with_columns(column).write_parquet(tmp_path / "tape.parquet")
        tape = tapes.read(tmp_path / "tape.parquet", mapping={"fields": fields}, as_of=AS_OF)
        assert [account.days_past_due for account in tape.accounts] == [1]
        assert tape.skipped == {"not overdue": 1}
    table.with_columns(since=datetime(2026, 3, 30, 9)).write_parquet(tmp_path / "tape.parquet")  # noqa: DTZ001
    with pytest.raises(TapeError, match="holds instants"):
        tapes.read(tmp_path / "tape.parquet", mapping={"fields": fields}, as_of=AS_OF)


def test_parquet_columns_that_hold_no_cells_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="neither text nor number nor day"):
        parquet(tmp_path, pl.Series([[1, 2]]))
    with pytest.raises(TapeError, match="has columns and no rows"):
        parquet(tmp_path, pl.Series([], dtype=pl.Int64))
