"""Day counts: worked examples at their edges, and QuantLib as the oracle for all days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import QuantLib
from hypothesis import given
from hypothesis import strategies as st

from debtflow.errors import DateError
from debtflow.values.daycounts import DayCount

ORACLES = {
    DayCount.ACT_365F: QuantLib.Actual365Fixed(),
    DayCount.ACT_360: QuantLib.Actual360(),
    DayCount.ACT_ACT_ISDA: QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
    DayCount.THIRTY_360_US: QuantLib.Thirty360(QuantLib.Thirty360.USA),
    DayCount.THIRTY_E_360: QuantLib.Thirty360(QuantLib.Thirty360.European),
}
days = st.dates(date(1995, 1, 1), date(2060, 12, 31))


def year(count: DayCount, first: date, last: date) -> Fraction:
    return Fraction(count.units(first.toordinal(), last.toordinal()), count.units_a_year)


def quantlib(day: date) -> QuantLib.Date:
    return QuantLib.Date(day.day, day.month, day.year)


@pytest.mark.parametrize("count", DayCount)
@given(one=days, other=days)
def test_every_count_is_quantlibs(count: DayCount, one: date, other: date) -> None:
    first, last = sorted([one, other])
    # QuantLib answers in floats; no two counts that differ lie as close as this.
    assert float(year(count, first, last)) == pytest.approx(
        ORACLES[count].yearFraction(quantlib(first), quantlib(last)), abs=1e-9
    )


@pytest.mark.parametrize("count", DayCount)
@given(one=days, other=days, split=days)
def test_from_the_start_of_a_term_time_never_runs_back(count: DayCount, one: date, other: date, split: date) -> None:
    start, middle, end = sorted([day.toordinal() for day in (one, other, split)])
    assert 0 <= count.units(start, middle) <= count.units(start, end)
    assert count.units(start, start) == 0


@pytest.mark.parametrize("count", [c for c in DayCount if c is not DayCount.THIRTY_360_US])
@given(one=days, other=days, split=days)
def test_these_counts_add_up_wherever_they_are_split(count: DayCount, one: date, other: date, split: date) -> None:
    start, middle, end = sorted([day.toordinal() for day in (one, other, split)])
    assert count.units(start, middle) + count.units(middle, end) == count.units(start, end)


def test_thirty_360_us_does_not_add_up_which_is_why_it_is_counted_from_the_start_of_a_term() -> None:
    start, middle, end = date(2026, 1, 15), date(2026, 1, 31), date(2026, 2, 15)
    us = DayCount.THIRTY_360_US
    assert year(us, start, end) == Fraction(30, 360)
    assert year(us, start, middle) + year(us, middle, end) == Fraction(31, 360)


@pytest.mark.parametrize(
    ("count", "first", "last", "expected"),
    [
        (DayCount.ACT_360, date(2026, 1, 1), date(2027, 1, 1), Fraction(365, 360)),
        (DayCount.ACT_365F, date(2024, 1, 1), date(2025, 1, 1), Fraction(366, 365)),
        (DayCount.ACT_ACT_ISDA, date(2024, 1, 1), date(2025, 1, 1), Fraction(1)),
        (DayCount.ACT_ACT_ISDA, date(2023, 12, 31), date(2024, 1, 2), Fraction(1, 365) + Fraction(1, 366)),
        (DayCount.THIRTY_360_US, date(2026, 1, 30), date(2026, 1, 31), Fraction(0)),
        (DayCount.THIRTY_360_US, date(2026, 1, 29), date(2026, 1, 31), Fraction(2, 360)),
        (DayCount.THIRTY_360_US, date(2026, 2, 28), date(2026, 3, 1), Fraction(1, 360)),
        (DayCount.THIRTY_360_US, date(2024, 2, 28), date(2024, 3, 1), Fraction(3, 360)),
        (DayCount.THIRTY_360_US, date(2023, 2, 28), date(2024, 2, 29), Fraction(1)),
        (DayCount.THIRTY_E_360, date(2026, 1, 29), date(2026, 1, 31), Fraction(1, 360)),
        (DayCount.THIRTY_E_360, date(2026, 2, 28), date(2026, 3, 1), Fraction(3, 360)),
    ],
)
def test_a_part_of_a_year_is_exact(count: DayCount, first: date, last: date, expected: Fraction) -> None:
    assert year(count, first, last) == expected


def test_a_count_that_runs_back_is_refused() -> None:
    with pytest.raises(DateError, match="swap them"):
        DayCount.ACT_360.units(2, 1)
