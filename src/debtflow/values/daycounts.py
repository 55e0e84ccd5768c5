"""Day counts: which part of a year lies between two days, exactly, as whole units of which so many make a year.

The room is for the conventions by which interest counts its time. It must never know a rate, an amount, or what is
owed; nor does it round: a part of a year is a pair of whole numbers, `units / units_a_year`.

Interest for a stretch in the middle of a term is the difference of two counts from the term's own start. That is
the same as counting the stretch by itself where a convention adds up (ACT/360, ACT/365, ACT/ACT, 30E/360), and it is
what makes 30/360 (US), which does not add up, add up all the same: however a term is cut into stretches, they come to
the whole.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable
from datetime import date
from typing import Final

from debtflow.errors import DateError
from debtflow.values.codes import Code

__all__ = ["DayCount"]


class DayCount(Code):
    """A convention for the part of a year between two days.

    The conventions are those of ISDA (2006 ISDA Definitions, 4.16), which were not read in the original: the tests hold
    each of them equal to QuantLib's, and that is how surely they are known.
    """

    ACT_365F = 0
    """Calendar days over 365, leap year or not."""
    ACT_360 = 1
    """Calendar days over 360."""
    ACT_ACT_ISDA = 2
    """Calendar days in leap years over 366, all others over 365."""
    THIRTY_360_US = 3
    """Months of 30 days, by the American rules for the 31st and the end of February (bond basis)."""
    THIRTY_E_360 = 4
    """Months of 30 days, the 31st taken as the 30th (European, Eurobond basis)."""

    @property
    def units_a_year(self) -> int:
        """How many units make a year."""
        return _DENOMINATORS[self]

    def units(self, first: int, last: int) -> int:
        """Units between two day numbers (`date.toordinal`), `first <= last`: of a year, `units / units_a_year`.

        Raises:
            DateError: the last day is before the first.
        """
        if last < first:
            raise DateError(f"a day count runs forward: day {last} is before day {first}; swap them")
        return _COUNTS[self](first, last)


# 365 * 366: in these units a day of a common year is 366 and a day of a leap year 365, so no fraction is left.
_BOTH_YEARS: Final = 365 * 366


def _actual(first: int, last: int) -> int:
    return last - first


def _actual_actual(first: int, last: int) -> int:
    return _isda(last) - _isda(first)


def _isda(day: int) -> int:
    """Units from 0001-01-01 to that day. A year's days count by the year they lie in, so this adds up by itself."""
    on = date.fromordinal(day)
    before = on.year - 1
    leap = before // 4 - before // 100 + before // 400
    return before * _BOTH_YEARS + (day - (before * 365 + leap) - 1) * (365 if isleap(on.year) else 366)


def _thirty_european(first: int, last: int) -> int:
    one, other = date.fromordinal(first), date.fromordinal(last)
    return 360 * (other.year - one.year) + 30 * (other.month - one.month) + min(other.day, 30) - min(one.day, 30)


def _thirty_us(first: int, last: int) -> int:
    one, other = date.fromordinal(first), date.fromordinal(last)
    from_day, to_day = one.day, other.day
    if _ends_february(one):
        if _ends_february(other):
            to_day = 30
        from_day = 30
    from_day = min(from_day, 30)
    if to_day == 31 and from_day == 30:
        to_day = 30
    return 360 * (other.year - one.year) + 30 * (other.month - one.month) + to_day - from_day


def _ends_february(on: date) -> bool:
    return on.month == 2 and on.day == (29 if isleap(on.year) else 28)


_DENOMINATORS: Final[dict[DayCount, int]] = {
    DayCount.ACT_365F: 365,
    DayCount.ACT_360: 360,
    DayCount.ACT_ACT_ISDA: _BOTH_YEARS,
    DayCount.THIRTY_360_US: 360,
    DayCount.THIRTY_E_360: 360,
}
_COUNTS: Final[dict[DayCount, Callable[[int, int], int]]] = {
    DayCount.ACT_365F: _actual,
    DayCount.ACT_360: _actual,
    DayCount.ACT_ACT_ISDA: _actual_actual,
    DayCount.THIRTY_360_US: _thirty_us,
    DayCount.THIRTY_E_360: _thirty_european,
}
