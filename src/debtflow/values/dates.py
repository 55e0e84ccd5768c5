"""Days, instants and time zones: whole day numbers, UTC instants, and what the clock on a person's wall says.

The room turns an instant into local days and minutes and back, for one zone or for all the zones a person may be in.
It must never know what time it is now, which hours are permitted, or what a holiday is: every instant is an argument.

Units: a *day* is the proleptic Gregorian ordinal (`date.toordinal()`; 1 is 0001-01-01), a *minute* counts from local
midnight by the wall clock (0 to 1439, so the minute of 03:00 is 180 on a day that lost an hour, too).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple, NoReturn
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from debtflow.errors import DateError, ZoneError

__all__ = [
    "Instant",
    "LocalRange",
    "ZoneKey",
    "clocks",
    "day_number",
    "day_of",
    "instant_at",
    "local_day_and_minute",
    "local_range",
    "require_aware",
    "require_moment",
    "zone",
]

_MINUTES_A_DAY: Final = 1440
_LAST_DAY: Final = date.max.toordinal()
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 8000

# --- instants ------------------------------------------------------------------------------------------------------


def require_aware(value: datetime, what: str) -> datetime:
    """`value` in UTC; `what` names it in the message ("occurred_at"). Raises `DateError` if it has no time zone."""
    if not isinstance(value, datetime):
        raise DateError(
            f"{what} is {value!r} ({type(value).__name__}), not an instant: write datetime(..., tzinfo=UTC), or "
            "instant_at(day, minute, zone_key) for a local time."
        )
    if value.tzinfo is UTC:
        return value
    if value.utcoffset() is None:
        raise DateError(
            f"{what} {value.isoformat()} has no time zone; write datetime(..., tzinfo=ZoneInfo("
            '"Asia/Shanghai")) or tzinfo=UTC.'
        )
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise DateError(f"{what} {value.isoformat()} is outside the years 1 to 9999 in UTC.") from error


def require_moment(value: datetime, what: str) -> datetime:
    """`value` in UTC, as `require_aware`, and of a year in which days can be counted back and forth from it.

    Raises `DateError` outside the years 1900 to 8000, where every span that anything reaches over is still a date.
    """
    # By the year in UTC, as it is kept and read back; far off there is none.
    if not isinstance(value, datetime) or _FIRST_YEAR - 1 <= value.year <= _LAST_YEAR + 1:
        utc = require_aware(value, what)
        if _FIRST_YEAR <= utc.year <= _LAST_YEAR:
            return utc
    raise DateError(
        f"{what} {value.isoformat()} is outside the years {_FIRST_YEAR} to {_LAST_YEAR}; write a moment within "
        "them, such as 2026-03-01T09:00:00+08:00."
    )


class _InstantSchema:
    """How Pydantic reads an `Instant`: checked and normalised here, written by Pydantic's own ISO 8601 writer."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_instant_from_field, core_schema.datetime_schema())


def _instant_from_field(value: object) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise DateError(
                f"{value!r} is not an instant: write ISO 8601 with its offset, such as 2026-03-01T09:00:00+08:00."
            ) from error
    if not isinstance(value, datetime):
        # Numbers are refused: seconds or milliseconds, since when?
        raise DateError(
            f"{value!r} ({type(value).__name__}) is not an instant: write an aware datetime, or ISO 8601 text such as "
            "2026-03-01T09:00:00+08:00."
        )
    return require_moment(value, "The instant")


Instant = Annotated[datetime, _InstantSchema]
"""A moment, as a Pydantic field: an aware datetime or ISO 8601 text with an offset, kept in UTC to the microsecond.

Naive datetimes, dates, numbers and years outside 1900 to 8000 are refused (`DateError`, inside Pydantic's `ValidationError`). JSON is ISO 8601
with "Z".
"""

# --- zones -----------------------------------------------------------------------------------------------------------

# Abbreviations that mean several zones, or (EST, MST, HST) are zones without summer time that nobody lives by.
_ABBREVIATIONS: Final[dict[str, str]] = {
    "CST": "Asia/Shanghai, America/Chicago or America/Havana",
    "CDT": "America/Chicago or America/Havana",
    "IST": "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem",
    "BST": "Europe/London or Asia/Dhaka",
    "GMT": 'Europe/London for people in Britain, or "UTC"',
    "EST": "America/New_York or America/Panama",
    "EDT": "America/New_York",
    "MST": "America/Denver or America/Phoenix",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles or Asia/Manila",
    "PDT": "America/Los_Angeles",
    "HST": "Pacific/Honolulu",
    "CET": "Europe/Berlin, Europe/Paris or another city",
    "CEST": "Europe/Berlin, Europe/Paris or another city",
    "MET": "Europe/Berlin, Europe/Paris or another city",
    "EET": "Europe/Athens, Europe/Bucharest or another city",
    "WET": "Europe/Lisbon",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "AEST": "Australia/Sydney or Australia/Brisbane",
}
# These depend on the machine or count leap seconds: the same log would read differently elsewhere.
_NOT_A_PLACE: Final = ("localtime", "posixrules", "Factory", "posix/", "right/")
_ELSEWHERE: Final[dict[str, str]] = {
    "beijing": "Asia/Shanghai",
    "shenzhen": "Asia/Shanghai",
    "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "san_francisco": "America/Los_Angeles",
    "boston": "America/New_York",
    "washington": "America/New_York",
    "edinburgh": "Europe/London",
    "frankfurt": "Europe/Berlin",
}


@lru_cache(maxsize=2048)
def zone(key: str) -> ZoneInfo:
    """The time zone of an IANA key such as `Asia/Shanghai`. Raises `ZoneError` with what was probably meant."""
    if not isinstance(key, str) or key in _ABBREVIATIONS or key.startswith(_NOT_A_PLACE):
        _refuse_zone(key)
    try:
        return ZoneInfo(key)
    except (ValueError, OSError, KeyError):
        # KeyError: not in the data; ValueError: a path or a nul; OSError: a folder of the data, such as "Asia".
        _refuse_zone(key)


def _refuse_zone(key: object) -> NoReturn:
    if not isinstance(key, str):
        raise ZoneError(f'{key!r} is not the key of a time zone: write text such as "Asia/Shanghai".') from None
    advice = _ABBREVIATIONS.get(key.upper())
    if advice:
        raise ZoneError(f"{key!r} is an abbreviation, not a time zone of the IANA data: write {advice}.") from None
    city = key.rpartition("/")[2].replace(" ", "_").casefold()
    known = {name.casefold(): name for name in sorted(available_timezones())}
    by_city = [name for folded, name in known.items() if folded.rpartition("/")[2] == city]
    close = [known[folded] for folded in get_close_matches(key.casefold(), known, n=3, cutoff=0.7)]
    meant = [_ELSEWHERE[city]] if city in _ELSEWHERE else (by_city or close)[:3]
    mend = f"; did you mean {' or '.join(meant)}?" if meant else '; write an IANA key such as "Asia/Shanghai".'
    raise ZoneError(f"There is no time zone {key!r}{mend}") from None


def _checked_zone_key(key: str) -> str:
    zone(key)
    return key


ZoneKey = Annotated[str, AfterValidator(_checked_zone_key)]
"""The key of an IANA time zone, as a Pydantic field: kept as text, refused with a suggestion if there is none."""

# --- day numbers -----------------------------------------------------------------------------------------------------


def day_number(d: date) -> int:
    """The number of a calendar day, 1 for 0001-01-01. Raises `DateError` for a datetime: its day depends on a zone."""
    if isinstance(d, datetime):
        raise DateError(
            f"{d.isoformat()} is an instant, not a day: write local_day_and_minute(instant, zone_key)[0], or "
            "instant.date() if its own zone is the one that counts."
        )
    return d.toordinal()


def day_of(n: int) -> date:
    """The calendar day of a day number; the inverse of `day_number`. Raises `DateError` outside the years 1 to 9999."""
    try:
        return date.fromordinal(n)
    except (ValueError, OverflowError) as error:
        raise DateError(f"{n} is not a day number: write 1 (0001-01-01) to {_LAST_DAY} (9999-12-31).") from error


# --- the wall clock --------------------------------------------------------------------------------------------------
#
# An aware conversion costs 0.3 us a zone, and every decision needs some. So the offsets are kept, as whole minutes, for
# each zone (or tuple of zones) and each UTC day on which they do not change; where they do, `zoneinfo` is asked.
# "Do not change" is: the same at both ends of the day, as no zone ever changed twice within one UTC day (a test reads
# all of the data for that). Quarter hours would not do: St John's, Gaza and others changed at one minute past.

_Span = tuple[int, int, tuple[int, ...]]  # the offsets of the westernmost and easternmost zone, and those between
_CACHED_DAYS: Final = 20_000  # for all zones together; a full cache is dropped whole, which no caller can notice
_offsets: dict[str, dict[int, int | None]] = {}
_spans: dict[tuple[str, ...], dict[int, _Span | None]] = {}
_kept = 0


class LocalRange(NamedTuple):
    """What the clocks in all the zones a person may be in say at one instant; the bounds are inclusive."""

    day_first: int
    """The day number where it is earliest."""
    day_last: int
    """The day number where it is latest: the same, or the next day, or (across the date line) the one after."""
    minute_earliest: int
    """The smallest minute after local midnight (0 to 1439) that any of the clocks shows, whatever its day."""
    minute_latest: int
    """The largest minute after local midnight that any of the clocks shows."""


def local_day_and_minute(instant: datetime, zone_key: str) -> tuple[int, int]:
    """The day number and the whole minutes after midnight (rounded down) that a wall clock in `zone_key` shows.

    Raises `DateError` for a naive datetime and `ZoneError` for an unknown zone.
    """
    if instant.tzinfo is not UTC:
        instant = require_aware(instant, "The instant")
    day = instant.toordinal()
    try:
        offset = _offsets[zone_key][day]
    except KeyError:
        offset = _offset_of_day(day, zone_key)
    if offset is None:
        return _converted(instant, zone_key)
    minute = instant.hour * 60 + instant.minute + offset
    if minute < 0:
        return day - 1, minute + _MINUTES_A_DAY
    if minute >= _MINUTES_A_DAY:
        return day + 1, minute - _MINUTES_A_DAY
    return day, minute


def local_range(instant: datetime, zone_keys: tuple[str, ...]) -> LocalRange:
    """The first and last day and the smallest and largest minute over all the zones a person may be in.

    The bounds of days and minutes are taken apart: where the days differ, the smallest minute may belong to the last
    day. Raises `DateError` for a naive datetime or if there are no zones (a person whose zone is unknown has no local
    time: the caller answers undetermined), and `ZoneError` for an unknown zone.
    """
    return LocalRange(*clocks(instant, zone_keys))


def clocks(instant: datetime, zone_keys: tuple[str, ...]) -> tuple[int, int, int, int]:
    """`local_range` as a plain tuple, for the hot path: naming the four costs a third of finding them."""
    if instant.tzinfo is not UTC:
        instant = require_aware(instant, "The instant")
    day = instant.toordinal()
    try:
        span = _spans[zone_keys][day]
    except KeyError:
        span = _span_of_day(day, zone_keys)
    if span is None:
        return _range_of_clocks(instant, zone_keys)
    west, east, between = span
    minute = instant.hour * 60 + instant.minute
    west += minute
    east += minute
    if west >= 0 and east < _MINUTES_A_DAY:  # every clock is on the UTC day: the usual case
        return day, day, west, east
    # No offset ever reached a day, so that each bound is on the UTC day or beside it; divmod would cost twice as much.
    first = last = day
    if west < 0:
        first, west = day - 1, west + _MINUTES_A_DAY
    elif west >= _MINUTES_A_DAY:
        first, west = day + 1, west - _MINUTES_A_DAY
    if east < 0:
        last, east = day - 1, east + _MINUTES_A_DAY
    elif east >= _MINUTES_A_DAY:
        last, east = day + 1, east - _MINUTES_A_DAY
    if first == last:
        return first, last, west, east
    # Midnight lies between the clocks, so the order of minutes is not the order of zones.
    if between:
        minutes = [west, east, *((minute + offset) % _MINUTES_A_DAY for offset in between)]
        return first, last, min(minutes), max(minutes)
    return (first, last, east, west) if east < west else (first, last, west, east)


def _range_of_clocks(instant: datetime, zone_keys: tuple[str, ...]) -> tuple[int, int, int, int]:
    clocks = [local_day_and_minute(instant, key) for key in zone_keys]
    days = [day for day, _ in clocks]
    minutes = [minute for _, minute in clocks]
    return min(days), max(days), min(minutes), max(minutes)


def _converted(instant: datetime, zone_key: str) -> tuple[int, int]:
    """The exact way, for the days on which an offset changes and for old offsets with seconds."""
    try:
        local = instant.astimezone(zone(zone_key))
    except OverflowError as error:
        raise DateError(f"{instant.isoformat()} has no local day in {zone_key} within the years 1 to 9999.") from error
    return local.toordinal(), local.hour * 60 + local.minute


def _offset_of_day(day: int, zone_key: str) -> int | None:
    """The offset from UTC in whole minutes, or None where it changes during that UTC day or has seconds; kept."""
    tz = zone(zone_key)
    minutes: int | None = None
    if 2 <= day <= _LAST_DAY - 2:  # at the ends of the calendar local days fall off it
        start = datetime.fromordinal(day).replace(tzinfo=UTC)
        offset = start.astimezone(tz).utcoffset() or timedelta()
        if offset == (start + timedelta(days=1)).astimezone(tz).utcoffset() and not offset % timedelta(minutes=1):
            minutes = offset // timedelta(minutes=1)
    _make_room()
    _offsets.setdefault(zone_key, {})[day] = minutes
    return minutes


def _span_of_day(day: int, zone_keys: tuple[str, ...]) -> _Span | None:
    """The offsets of all the zones, or None where one changes during that UTC day; kept."""
    if not zone_keys:
        # From None, here and above: that a cache had no entry is no part of the story.
        raise DateError(
            "No time zone is known, so there is no local time: answer undetermined before asking."
        ) from None
    offsets = {_offset_of_day(day, key) for key in zone_keys}
    known = sorted(offset for offset in offsets if offset is not None)
    span = (known[0], known[-1], tuple(known[1:-1])) if len(known) == len(offsets) else None
    _make_room()
    _spans.setdefault(zone_keys, {})[day] = span
    return span


def _make_room() -> None:
    global _kept
    _kept += 1
    if _kept > _CACHED_DAYS:
        _kept = 1  # the one that room is made for
        _offsets.clear()
        _spans.clear()


def instant_at(day: int, minute: int, zone_key: str) -> datetime:
    """The UTC instant at which a wall clock in `zone_key` shows `minute` (0 to 1440) on `day`; 1440 is next midnight.

    A time that comes twice (clocks set back) is the earlier of the two. A time that never comes (clocks set forward)
    is the first instant after the gap. So "from 08:00" opens at the first moment that can be called 08:00 or later.
    Raises `DateError` for a minute or a day out of range, and `ZoneError` for an unknown zone.
    """
    tz = zone(zone_key)
    if not 0 <= minute <= _MINUTES_A_DAY:
        raise DateError(f"{minute} is not a minute of a day: write 0 (midnight) to 1440 (the next midnight).")
    try:
        wall = datetime.combine(day_of(day), datetime.min.time()) + timedelta(minutes=minute)
        instant = wall.replace(tzinfo=tz).astimezone(UTC)
        if instant.astimezone(tz).replace(tzinfo=None) == wall:
            return instant
        # A gap: by the offset before it (fold=0) the wall time comes after the change, by the one after, before it.
        return _change_between(wall.replace(tzinfo=tz, fold=1).astimezone(UTC), instant, tz)
    except OverflowError as error:
        raise DateError(f"Day {day}, minute {minute} in {zone_key} is outside the years 1 to 9999.") from error


def _change_between(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """The instant, to the second, at which the offset of `tz` changed; changes happen on whole seconds."""
    offset_before = before.astimezone(tz).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(tz).utcoffset() == offset_before:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)
