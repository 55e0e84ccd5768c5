"""Calendars: which days are working days, for texts that count by them, and periods that end on a corresponding day.

Most numbers of the law count calendar days and need nothing of this room. A few name working days, and each names its
own list, so a count takes the calendar as an argument and there is no default one. Where the days off come from is
behind a function of the year: the `holidays` package (extra `calendars`), or a list of one's own. This room never knows
what is counted, nor that any day is today.

A *day* is a day number, as in `dates`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import Final, NamedTuple

from debtflow.errors import DateError
from debtflow.values.dates import day_number, day_of

__all__ = [
    "CHINA_WORKING_DAYS",
    "US_FEDERAL_WORKING_DAYS",
    "DaysOff",
    "WorkingDays",
    "listed_days_off",
    "months_after",
    "public_holidays",
]

SATURDAY, SUNDAY = 5, 6


class DaysOff(NamedTuple):
    """What is special in one year.

    Attributes:
        off: days on which nobody works, weekends left out or not.
        worked: days of a weekend that are working days all the same.
    """

    off: frozenset[date]
    worked: frozenset[date] = frozenset()


DaysOffOf = Callable[[int], DaysOff]
"""Year -> what is special in it. Raises `DateError` for a year that it does not know: unknown is not a working day."""


class WorkingDays:
    """The working days by one list: `US_FEDERAL_WORKING_DAYS.after(sent_on, 5)` is the fifth one after that day.

    Args:
        name: whose list it is, as people cite it.
        days_off: the days off of a year.
        weekend: weekdays that are never worked, Monday being 0, unless a year says that one is.
    """

    def __init__(
        self, name: str, days_off: DaysOffOf, *, weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    ) -> None:
        if not name.strip():
            raise DateError("a calendar needs a name, as people cite it: WorkingDays('5 USC 6103(a)', ...)")
        if not weekend < frozenset(range(7)):
            raise DateError(f"calendar {name}: weekend is {set(weekend)}; name weekdays from 0 (Monday) to 6, not all")
        self.name = name
        self._weekend = weekend
        self._of_year = lru_cache(maxsize=None)(days_off)

    def works_on(self, day: int) -> bool:
        """Whether that day is a working day."""
        on = day_of(day)
        special = self._of_year(on.year)
        return on in special.worked or (on.weekday() not in self._weekend and on not in special.off)

    def after(self, day: int, count: int) -> int:
        """The `count`-th working day after that day, which is not counted itself."""
        return self._steps(day, count, 1)

    def before(self, day: int, count: int) -> int:
        """The `count`-th working day before that day, which is not counted itself."""
        return self._steps(day, count, -1)

    def or_next(self, day: int) -> int:
        """That day if it is a working day, else the next one: where a period that ends on a day off ends."""
        return day if self.works_on(day) else self.after(day, 1)

    def between(self, day: int, last: int) -> int:
        """How many working days come after `day`, up to and with `last`; below zero where `last` is earlier."""
        if last < day:
            return -self.between(last, day)
        return sum(self.works_on(each) for each in range(day + 1, last + 1))

    def _steps(self, day: int, count: int, step: int) -> int:
        if type(count) is not int or count < 0:
            raise DateError(f"{count!r} is no number of working days to count: write a whole number from 0")
        while count:
            day += step
            count -= self.works_on(day)
        return day

    def __repr__(self) -> str:
        return f"<WorkingDays {self.name}>"


def listed_days_off(
    days: Iterable[date], *, worked: Iterable[date] = (), years: Iterable[int] | None = None
) -> DaysOffOf:
    """The days off of a list of one's own, for `WorkingDays("the bank's", ...)`.

    Args:
        worked: days of a weekend that are worked all the same.
        years: the years for which the list is whole; left out, those in which it names a day.

    Raises:
        DateError: on use, for any other year: a year that nobody has listed may have any day off.
    """
    off, at_work = frozenset(days), frozenset(worked)
    whole = frozenset(day.year for day in off | at_work) if years is None else frozenset(years)

    def of(year: int) -> DaysOff:
        if year not in whole:
            known = f"{min(whole)} to {max(whole)}" if whole else "no year"
            raise DateError(
                f"the list of days off is for {known} and does not say which days of {year} are off; extend it"
            )
        return DaysOff(
            frozenset(day for day in off if day.year == year), frozenset(day for day in at_work if day.year == year)
        )

    return of


def public_holidays(country: str, subdivision: str | None = None, *, observed: bool = True) -> DaysOffOf:
    """The public holidays of a country, from the `holidays` package (extra `calendars`).

    A year for which days are moved by an announcement of its own (China's) has only its fixed holidays until that
    announcement is in the package.

    Args:
        country: its ISO 3166 code. subdivision: a state or province whose holidays count besides.
        observed: whether the day by which a holiday on a weekend is made up for is one as well.

    Raises:
        DateError: on use, for a country or subdivision that the package does not know, or a year before its data.
        ImportError: on use, without the package.
    """

    def of(year: int) -> DaysOff:
        package = _holidays()
        try:
            found = package.country_holidays(country, subdiv=subdivision, years=year, observed=observed)
        except NotImplementedError as unknown:
            raise DateError(f"no public holidays are known of {country} {subdivision or ''}".rstrip()) from unknown
        if not found:
            raise DateError(f"no public holidays of {country} are known for {year}")
        at_work = getattr(found, "weekend_workdays", None) or ()
        return DaysOff(
            frozenset(day for day in found if day.year == year), frozenset(day for day in at_work if day.year == year)
        )

    return of


def _holidays() -> ModuleType:
    try:
        import holidays
    except ImportError as missing:
        raise ImportError(
            "counting working days by a country's holidays needs the package holidays; install it with the extra: "
            "debtflow[calendars]"
        ) from missing
    return holidays


US_FEDERAL_WORKING_DAYS: Final = WorkingDays("5 USC 6103(a)", public_holidays("US", observed=False))
"""Neither Saturday, Sunday nor a public holiday that 5 USC 6103(a) lists, each on the day listed: that another day is
observed in its place is said by 6103(b)."""

CHINA_WORKING_DAYS: Final = WorkingDays("statutory rest days of the PRC", public_holidays("CN"))
"""Neither a weekend nor a statutory holiday, with the days that the State Council moves from year to year."""


def months_after(day: int, months: int) -> int:
    """The day of that number so many months later; where that month has no such day, its last one.

    The day on which a period begins is not counted; it ends on this one.
    """
    on = day_of(day)
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if not 1 <= year <= date.max.year:
        raise DateError(f"{months} months after {on} is outside the years 1 to {date.max.year}")
    return day_number(date(year, month + 1, min(on.day, monthrange(year, month + 1)[1])))
