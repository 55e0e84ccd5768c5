"""The scale of time of a picture: where a moment stands, and which moments are written at the edge.

Time runs evenly in real time; ticks stand on whole local hours, days, Mondays, months or years, whichever is the
finest that leaves room for their words, so two days and two years are both easy to read. Dates are ISO dates. This
room knows a zone and a width, and no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from debtflow.values.dates import instant_at, local_day_and_minute

__all__ = ["Scale", "Tick", "length_words", "scale_over"]

SHORT = timedelta(hours=36)
"""Up to this length a case is shown in hours, beyond it in whole days."""

LEAST = timedelta(hours=6)
ROOM = 58.0  # from tick to tick at least, so that `03-02` and `10:00` stand apart
ROOM_MONTHS = 70.0

HOURS = (60, 120, 180, 360, 720)  # minutes
DAYS = (1, 2, 7, 14)
MONTHS = (1, 3, 6, 12, 24, 60, 120)
EPOCH_MONDAY = date(2001, 1, 1).toordinal()  # a Monday: where weeks and fortnights are counted from


class Tick(NamedTuple):
    """A moment at the edge: its words, a second line where the day or the year changes, and whether it is a main one."""

    x: float
    words: str
    under: str
    is_main: bool


class Scale(NamedTuple):
    """From moments to places: `first` is at `left`, `last` at `right`."""

    first: datetime
    last: datetime
    left: float
    right: float
    zone: str

    def x(self, at: datetime) -> float:
        """Where a moment stands; what is outside stands at the edge."""
        part = (at - self.first) / (self.last - self.first)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, part))

    def ticks(self) -> list[Tick]:
        """The moments to write at the edge, each with room for its words."""
        width = self.right - self.left
        a_day = width / ((self.last - self.first) / timedelta(days=1))
        for minutes in HOURS:
            if a_day * minutes / 1440 >= ROOM:
                return _with_days(self._each_hour(minutes), self)
        for days in DAYS:
            if a_day * days >= ROOM:
                return self._with_years(days)
        months = next((n for n in MONTHS if a_day * 30.4 * n >= ROOM_MONTHS), MONTHS[-1])
        return [Tick(self.x(at), f"{day:%Y-%m}", "", day.month == 1) for day, at in self._each_month(months)]

    def _days(self) -> Iterator[tuple[int, datetime]]:
        day, _ = local_day_and_minute(self.first, self.zone)
        while (at := instant_at(day, 0, self.zone)) <= self.last:
            yield day, at
            day += 1

    def _each_hour(self, minutes: int) -> Iterator[tuple[int, int, datetime]]:
        for day, _ in self._days():
            for minute in range(0, 1440, minutes):
                at = instant_at(day, minute, self.zone)
                if self.first <= at <= self.last:
                    yield day, minute, at

    def _with_years(self, days: int) -> list[Tick]:
        ticks: list[Tick] = []
        year = 0
        for number, at in self._days():
            if at < self.first or (number - EPOCH_MONDAY) % days:
                continue
            day = date.fromordinal(number)
            ticks.append(Tick(self.x(at), f"{day:%m-%d}", f"{day:%Y}" if day.year != year else "", day.year != year))
            year = day.year
        return ticks

    def _each_month(self, months: int) -> Iterator[tuple[date, datetime]]:
        day = date.fromordinal(local_day_and_minute(self.first, self.zone)[0]).replace(day=1)
        while (at := instant_at(day.toordinal(), 0, self.zone)) <= self.last:
            if at >= self.first and (day.year * 12 + day.month - 1) % months == 0:
                yield day, at
            day = (day + timedelta(days=31)).replace(day=1)


def _with_days(hours: Iterator[tuple[int, int, datetime]], scale: Scale) -> list[Tick]:
    ticks: list[Tick] = []
    shown, free = 0, 0.0
    for day, minute, at in hours:
        x = scale.x(at)
        # The date stands under the first tick of its day; where two days begin close together, the later one waits.
        under = f"{date.fromordinal(day):%Y-%m-%d}" if day != shown and x >= free else ""
        if under:
            shown, free = day, x + ROOM_MONTHS
        ticks.append(Tick(x, f"{minute // 60:02d}:{minute % 60:02d}", under, minute == 0))
    return ticks


def scale_over(first: datetime, last: datetime, left: float, right: float, zone: str) -> Scale:
    """A scale that shows that span with a little air: some hours around a short one, whole days around a long one."""
    if last - first <= SHORT:
        air = max((last - first) / 20, (LEAST - (last - first)) / 2, timedelta(minutes=20))
        return Scale(first - air, last + air, left, right, zone)
    day, _ = local_day_and_minute(first, zone)
    end, _ = local_day_and_minute(last + (last - first) / 60, zone)
    return Scale(instant_at(day, 0, zone), instant_at(end, 24 * 60, zone), left, right, zone)


def length_words(length: timedelta) -> str:
    """A length of time as short as it can be said: `19 d`, `5 h`, `12 min`."""
    minutes = round(length / timedelta(minutes=1))
    if minutes >= 2 * 1440:
        return f"{round(minutes / 1440):,} d"
    return f"{round(minutes / 60)} h" if minutes >= 120 else f"{minutes} min"
