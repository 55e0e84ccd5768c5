"""Windows that count attempts by local day, and how an attempt may have ended."""

from __future__ import annotations

from pydantic import TypeAdapter
from tests.records.cast import day

from debtflow.records.contacts import EMPTY_WINDOW, WINDOW_DAYS, CallResult, DayCount, MessageResult, Window

TODAY = day(2026, 3, 20)


def test_seven_days_are_today_and_the_six_before_and_the_seventh_before_is_out() -> None:
    window = Window().plus(TODAY, 1).plus(TODAY - 6, 10).plus(TODAY - 7, 100)
    assert window.since(TODAY - 6) == 11
    assert window.since(TODAY - 7) == 111
    assert window.since(TODAY) == 1
    assert window.since(TODAY + 1) == 0


def test_a_day_is_one_entry_however_many_calls_it_saw() -> None:
    window = Window().plus(TODAY, 1).plus(TODAY, 1).plus(TODAY, 1)
    assert window.days == (DayCount(TODAY, 3),)


def test_days_may_come_in_any_order() -> None:
    assert Window().plus(TODAY - 3, 1).plus(TODAY, 1) == Window().plus(TODAY, 1).plus(TODAY - 3, 1)


def test_a_window_lets_go_of_the_thirty_first_day_before_the_newest_and_keeps_the_thirtieth() -> None:
    assert WINDOW_DAYS == 31
    window = Window().plus(TODAY - 31, 100).plus(TODAY - 30, 10).plus(TODAY, 1)
    assert window.since(TODAY - 31) == 11
    assert Window().plus(TODAY, 1).plus(TODAY - 31, 100) == Window().plus(TODAY, 1)
    assert Window().plus(TODAY, 1).plus(TODAY - 30, 10).since(TODAY - 30) == 11


def test_a_call_that_was_not_made_is_taken_off_its_day() -> None:
    reserved = Window().plus(TODAY - 1, 1).plus(TODAY, 1)
    assert reserved.plus(TODAY, -1).since(TODAY - 1) == 1
    assert reserved.plus(TODAY - 1, -1).since(TODAY - 1) == 1
    assert reserved.plus(TODAY - 1, -1).days == (DayCount(TODAY, 1),)


def test_a_window_never_moves_back_over_days_it_has_let_go() -> None:
    # The only call of the newest day was not made after all; a call 40 days before it is still too old to count,
    # and taking back what was let go leaves no debt of calls behind.
    emptied = Window().plus(TODAY - 40, 1).plus(TODAY - 20, 1).plus(TODAY, 1).plus(TODAY, -1)
    assert emptied.since(TODAY - 100) == 1
    assert emptied.plus(TODAY - 40, -1).since(TODAY - 100) == 1
    assert emptied.plus(TODAY - 40, -1) == emptied


def test_nobody_called_is_zero() -> None:
    assert EMPTY_WINDOW.since(TODAY) == 0


def test_a_window_reads_back_from_json_as_it_was() -> None:
    adapter = TypeAdapter(Window)
    window = Window().plus(TODAY, 2).plus(TODAY - 5, 1)
    assert adapter.validate_json(adapter.dump_json(window)) == window


def test_only_a_talk_with_the_person_is_a_conversation() -> None:
    assert [result for result in CallResult if result.reached_the_person] == [CallResult.TALKED]


def test_every_result_but_not_made_counts_as_a_try() -> None:
    assert [result for result in CallResult if not result.was_made] == [CallResult.NOT_MADE]
    assert [result for result in MessageResult if not result.was_made] == [MessageResult.NOT_MADE]
