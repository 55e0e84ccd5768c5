"""Working days by their lists, and periods that end on a corresponding day; every expected day is written out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtflow.errors import DateError
from debtflow.values import calendars
from debtflow.values.calendars import (
    CHINA_WORKING_DAYS,
    US_FEDERAL_WORKING_DAYS,
    WorkingDays,
    listed_days_off,
    months_after,
    public_holidays,
)
from debtflow.values.dates import day_number, day_of

FEDERAL, CHINA = US_FEDERAL_WORKING_DAYS, CHINA_WORKING_DAYS


def _n(text: str) -> int:
    return day_number(date.fromisoformat(text))


def _d(day: int) -> str:
    return day_of(day).isoformat()


@pytest.mark.parametrize(
    "off",
    # 5 USC 6103(a), each named in the law, as it fell in 2026.
    [
        "2026-01-01",
        "2026-01-19",
        "2026-02-16",
        "2026-05-25",
        "2026-06-19",
        "2026-07-04",
        "2026-09-07",
        "2026-10-12",
        "2026-11-11",
        "2026-11-26",
        "2026-12-25",
    ],
)
def test_a_day_that_the_law_lists_is_no_working_day(off: str) -> None:
    assert not FEDERAL.works_on(_n(off))


def test_juneteenth_is_one_only_since_it_was_enacted() -> None:
    assert FEDERAL.works_on(_n("2020-06-19"))  # a Friday before Public Law 117-17 of 2021-06-17
    assert not FEDERAL.works_on(_n("2026-06-19"))


def test_the_day_observed_in_place_of_a_weekend_is_a_working_day_by_the_list() -> None:
    # 4 July 2026 is a Saturday; Friday the 3rd is observed by 6103(b) and not listed by 6103(a).
    assert FEDERAL.works_on(_n("2026-07-03"))
    observed = WorkingDays("with 6103(b)", public_holidays("US"))
    assert not observed.works_on(_n("2026-07-03"))


@pytest.mark.parametrize(
    ("sent", "fifth"),
    [
        ("2026-03-02", "2026-03-09"),  # Monday; Tue 3, Wed 4, Thu 5, Fri 6, Mon 9
        ("2026-11-20", "2026-11-30"),  # Friday before Thanksgiving; Mon 23, Tue 24, Wed 25, Fri 27, Mon 30
        ("2026-12-24", "2027-01-04"),  # Thursday; Mon 28, Tue 29, Wed 30, Thu 31, Mon 4 (Christmas, New Year off)
        ("2026-03-01", "2026-03-06"),  # a Sunday: Mon 2 to Fri 6
    ],
)
def test_five_working_days_after_a_day(sent: str, fifth: str) -> None:
    assert _d(FEDERAL.after(_n(sent), 5)) == fifth
    assert FEDERAL.between(_n(sent), _n(fifth)) == 5


def test_working_days_are_counted_backwards_as_well() -> None:
    assert _d(FEDERAL.before(_n("2026-11-30"), 3)) == "2026-11-24"  # Fri 27, Wed 25, Tue 24
    assert FEDERAL.between(_n("2026-11-30"), _n("2026-11-24")) == -3  # Wed 25, Fri 27, Mon 30


def test_the_prc_works_on_a_weekend_that_was_moved_and_not_on_the_day_gained() -> None:
    assert CHINA.works_on(_n("2026-02-14"))  # a Saturday worked for Friday the 20th
    assert not CHINA.works_on(_n("2026-02-20"))
    assert _d(CHINA.or_next(_n("2026-02-15"))) == "2026-02-24"  # from the eve to the day gained, Monday the 23rd
    assert _d(CHINA.or_next(_n("2026-03-02"))) == "2026-03-02"


def test_a_list_of_ones_own_says_nothing_of_a_year_that_it_does_not_name() -> None:
    bank = WorkingDays("the bank's", listed_days_off([date(2026, 1, 1), date(2026, 12, 28)], worked=[date(2026, 1, 3)]))
    assert not bank.works_on(_n("2026-12-28"))
    assert bank.works_on(_n("2026-01-03"))
    with pytest.raises(DateError, match="for 2026 to 2026 and does not say which days of 2027"):
        bank.after(_n("2026-12-31"), 1)
    assert WorkingDays("whole", listed_days_off([], years=[2027])).works_on(_n("2027-01-01"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: WorkingDays(" ", listed_days_off([])), "needs a name"),
        (lambda: WorkingDays("none", listed_days_off([]), weekend=frozenset(range(7))), "not all"),
        (lambda: FEDERAL.after(_n("2026-03-02"), -1), "whole number from 0"),
        (lambda: WorkingDays("nowhere", public_holidays("QQ")).works_on(_n("2026-03-02")), "known of QQ"),
        (lambda: months_after(_n("9999-12-01"), 12), "outside the years"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_mend(asked: object, said: str) -> None:
    with pytest.raises(DateError, match=said):
        asked()  # type: ignore[operator]


def test_without_the_package_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "holidays", None)
    with pytest.raises(ImportError, match=r"debtflow\[calendars\]"):
        WorkingDays("fresh", calendars.public_holidays("US")).works_on(_n("2026-03-02"))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2023-03-10", 36, "2026-03-10"),
        ("2024-02-29", 12, "2025-02-28"),  # no such day in the month: its last one
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-03-15", -1, "2026-02-15"),
    ],
)
def test_a_period_of_months_ends_on_the_corresponding_day(start: str, months: int, end: str) -> None:
    assert _d(months_after(_n(start), months)) == end


@given(st.integers(_n("2000-01-01"), _n("2040-12-31")), st.integers(0, 40))
def test_counting_there_and_back_agrees(day: int, count: int) -> None:
    reached = FEDERAL.after(day, count)
    assert FEDERAL.between(day, reached) == count
    assert count == 0 or FEDERAL.works_on(reached)
    assert FEDERAL.after(FEDERAL.before(day, count), count) == FEDERAL.or_next(day) or not FEDERAL.works_on(day)
