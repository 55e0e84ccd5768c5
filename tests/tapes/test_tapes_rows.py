"""Rows: ids, zones, currencies, names, and how what is owed, overdue and late hang together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from debtflow import tapes

ReadTape = Callable[..., tapes.Tape]
HEADER = "loan,balance,days\n"


def rejections(tape: tapes.Tape) -> list[tuple[int, str, str]]:
    return [(rejected.row, rejected.field, rejected.reason) for rejected in tape.rejected]


def debts(tape: tapes.Tape) -> list[str]:
    return [account.debt.id for account in tape.accounts]


def test_a_second_row_of_one_debt_is_rejected_and_names_the_first(read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + "A,1,1\nB,1,1\nA,2,1\nA,3,0\n")
    assert debts(tape) == ["A", "B"]
    reason = "expected each debt once, but row 2 has this id already"
    assert rejections(tape) == [(4, "loan", reason), (5, "loan", reason)]


@pytest.mark.parametrize(
    ("debt", "good"), [("A", True), ("x" * 120, True), ("x" * 121, False), ("A B", False), ("A|B", False), ("", False)]
)
def test_an_id_is_one_word_of_at_most_120_characters(debt: str, good: bool, read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + f"{debt},1,1\n")
    assert bool(tape.accounts) == good
    assert [rejected.field for rejected in tape.rejected] == ([] if good else ["loan"])


def test_a_row_is_told_everything_that_is_wrong_with_it_and_counted_once(read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + ",x,-5\n")
    assert [field for _, field, _ in rejections(tape)] == ["balance", "days", "loan"]
    assert (tape.rows, tape.rejected_rows) == (1, 1)


def test_a_row_that_is_not_overdue_must_be_good_as_well(read_tape: ReadTape) -> None:
    tape = read_tape(HEADER + "A,x,0\nB,1,0\n")
    assert [row for row, _, _ in rejections(tape)] == [2]
    assert tape.skipped == {"not overdue": 1}


def test_unknown_currencies_zones_and_laws_are_rejected_with_what_was_meant(read_tape: ReadTape) -> None:
    text = (
        "loan,balance,days,ccy,zone,law\nA,1,1,CNY,Asia/Shanghai,china\nB,1,1,RMB,Asia/Shanghai,china\n"
        "C,1,1,CNY,Asia/Beijing,china\nD,1,1,CNY,,mars\nE,1,1,JPY,Asia/Tokyo Asia/Seoul,generic\n"
    )
    columns = {name: {"column": column} for name, column in (("zone", "zone"), ("governing_law", "law"))}
    tape = read_tape(text, fields__currency={"column": "ccy"}, **{f"fields__{k}": v for k, v in columns.items()})
    assert debts(tape) == ["A", "E"]
    assert tape.accounts[1].borrower.zones == ("Asia/Tokyo", "Asia/Seoul")
    assert str(tape.accounts[1].debt.owed.total) == "1 JPY"
    found = rejections(tape)
    assert [(row, field) for row, field, _ in found] == [(3, "ccy"), (4, "zone"), (5, "law")]
    assert "did you mean CNY" in found[0][2]
    assert "did you mean Asia/Shanghai" in found[1][2]


def test_two_names_under_one_borrower_are_rejected_without_showing_them(read_tape: ReadTape) -> None:
    text = "loan,who,name,balance,days\nA,P,Lena,1,1\nB,P,Lena,1,1\nC,P,Mika,1,1\nD,P,,1,1\nE,Q,Mika,1,1\n"
    tape = read_tape(text, fields__borrower_id={"column": "who"}, fields__name={"column": "name"})
    assert debts(tape) == ["A", "B", "D", "E"]
    assert rejections(tape) == [(4, "name", "expected the name that row 2 has for the same borrower")]
    assert "Mika" not in tape.summary() + repr(tape.accounts)


# --- the day of the tape -------------------------------------------------------------------------------------------------


def test_the_day_of_the_tape_may_stand_in_a_column(read_tape: ReadTape) -> None:
    text = "loan,balance,days,day\nA,1,5,2026-01-31\nB,1,5,\nC,1,5,2026-02-30\n"
    tape = read_tape(text, as_of=None, fields__as_of={"column": "day"})
    assert [(a.debt.as_of, a.debt.instalments[0].due_on) for a in tape.accounts] == [
        (date(2026, 1, 31), date(2026, 1, 26))
    ]
    assert [row for row, _, _ in rejections(tape)] == [3, 4]


def test_a_row_of_another_day_is_rejected(read_tape: ReadTape) -> None:
    text = "loan,balance,days,day\nA,1,5,2026-03-31\nB,1,5,2026-03-30\n"
    tape = read_tape(text, fields__as_of={"column": "day"})
    assert rejections(tape) == [(3, "day", "expected the tape's day, 2026-03-31")]


# --- what is owed and overdue --------------------------------------------------------------------------------------------


def test_components_are_kept_apart_and_none_is_below_zero(read_tape: ReadTape) -> None:
    text = "loan,p,i,f,days\nA,10,2.5,,5\nB,10,-1,0,5\nC,0,0,0,5\n"
    parts = {
        "fields__balance": None,
        "fields__principal": {"column": "p"},
        "fields__interest": {"column": "i"},
        "fields__fees": {"column": "f", "if_blank": 0},
    }
    tape = read_tape(text, **parts)
    (account,) = tape.accounts
    assert (str(account.debt.owed.principal), str(account.debt.owed.interest)) == ("10.00 CNY", "2.50 CNY")
    assert account.debt.owed.fees is None
    assert [(row, field) for row, field, _ in rejections(tape)] == [(3, "i")]
    assert tape.skipped == {"overdue, but owes nothing": 1}


@pytest.mark.parametrize(
    ("days", "permille", "interest"),
    [(29, 15, 0), (30, 15, 149), (59, 15, 149), (60, 15, 299), (300, 1000, 9_999), (60, 0, 0)],
)
def test_interest_is_taken_out_of_a_balance_for_every_whole_month_late(
    days: int, permille: int, interest: int, read_tape: ReadTape
) -> None:
    tape = read_tape(HEADER + f"A,99.99,{days}\n", split={"interest_permille_per_month_late": permille})
    assert tape.table.select("interest", "principal", "owed").row(0) == (interest, 9_999 - interest, 9_999)


@pytest.mark.parametrize(
    ("arrears", "good"), [("0.01", True), ("1", True), ("1.01", False), ("0", False), ("-1", False)]
)
def test_arrears_are_part_of_what_is_owed_and_something_where_a_debt_is_late(
    arrears: str, good: bool, read_tape: ReadTape
) -> None:
    tape = read_tape(f"loan,balance,days,due\nA,1,5,{arrears}\n", fields__arrears={"column": "due"})
    assert bool(tape.accounts) == good
    assert [rejected.field for rejected in tape.rejected][:1] == ([] if good else ["due"])


@pytest.mark.parametrize(("days", "overdue"), [(30, 10), (31, 20), (89, 30), (90, 100)])
def test_the_whole_balance_is_overdue_from_the_day_it_is_called_in(
    days: int, overdue: int, read_tape: ReadTape
) -> None:
    text = f"loan,balance,days,part\nA,1.00,{days},0.10\n"
    tape = read_tape(text, fields__instalment={"column": "part"}, schedule={"all_due_from": 90})
    assert tape.table["in_arrears"].to_list() == [overdue]


STATED: dict[str, Any] = {
    "fields__days_past_due": None,
    "instalments": [{"due_on": {"column": f"due{n}"}, "amount": {"column": f"part{n}"}} for n in (1, 2)],
}


@pytest.mark.parametrize(
    ("cells", "late"),
    [
        ("2026-02-28,4,2026-03-30,6", 31),
        ("2026-03-30,6,2026-02-28,4", 31),  # in any order
        ("2026-02-28,0,2026-03-30,6", 1),  # nothing is unpaid of the first
        (",,2026-03-30,6", 1),
        ("2026-03-31,4,2026-04-30,6", 0),  # due today is not overdue
        (",,,", 0),
        ("2026-02-28,4,2026-03-30,6.01", None),  # more than is owed
        ("2026-02-28,,2026-03-30,6", None),
        (",4,2026-03-30,6", None),
        ("2026-02-30,4,2026-03-30,6", None),
        ("2026-02-28,-4,2026-03-30,6", None),
    ],
)
def test_instalments_that_stand_in_the_row_say_how_late_it_is(
    cells: str, late: int | None, read_tape: ReadTape
) -> None:
    tape = read_tape(f"loan,balance,due1,part1,due2,part2\nA,10,{cells}\n", **STATED)
    assert [account.days_past_due for account in tape.accounts] == ([late] if late else [])
    assert bool(tape.rejected) == (late is None)
    for account in tape.accounts:
        days = [part.due_on for part in account.debt.instalments]
        assert days == sorted(days)
