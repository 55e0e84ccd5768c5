"""Days, instants and zones: what is refused, and that the quick wall clock equals the exact one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones
from zoneinfo._zoneinfo import ZoneInfo as ReadableZone  # type: ignore[import-not-found]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from debtflow.errors import DateError, ZoneError
from debtflow.values import (
    Instant,
    LocalRange,
    ZoneKey,
    dates,
    day_number,
    day_of,
    instant_at,
    local_day_and_minute,
    local_range,
    require_aware,
    require_moment,
    zone,
)

NEW_YORK, SHANGHAI, LORD_HOWE = "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"
ZONES = sorted(available_timezones() - {"Factory", "localtime"} - set(dates._ABBREVIATIONS))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def changes_of(key: str) -> tuple[tuple[int, int, int], ...]:
    """(seconds since 1970, offset before, offset after) of every change of offset in the data of a zone."""
    readable = ReadableZone(key)
    before = readable._tti_before.utcoff.total_seconds() if readable._trans_utc else 0
    found = []
    for at, info in zip(readable._trans_utc, readable._ttinfos, strict=True):
        after = info.utcoff.total_seconds()
        if after != before:
            found.append((at, int(before), int(after)))
        before = after
    return tuple(found)


def exact(instant: datetime, key: str) -> tuple[int, int]:
    local = instant.astimezone(ZoneInfo(key))
    return local.toordinal(), local.hour * 60 + local.minute


@pytest.fixture(autouse=True)
def _cold_caches() -> None:
    dates._offsets.clear()
    dates._spans.clear()
    dates._kept = 0


# --- instants --------------------------------------------------------------------------------------------------------


class Call(BaseModel):
    at: Instant


SHANGHAI_NINE = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=ZoneInfo(SHANGHAI))


@pytest.mark.parametrize("given_at", [SHANGHAI_NINE, "2026-03-01T09:00:00.123456+08:00", "2026-03-01T01:00:00.123456Z"])
def test_an_instant_is_kept_in_utc_to_the_microsecond(given_at: Any) -> None:
    call = Call(at=given_at)
    assert call.at == SHANGHAI_NINE
    assert call.at.tzinfo is UTC
    assert call.at.hour == 1
    assert call.model_dump_json() == '{"at":"2026-03-01T01:00:00.123456Z"}'
    assert Call.model_validate_json(call.model_dump_json()) == call
    assert Call.model_validate_json(call.model_dump_json()).at.tzinfo is UTC


@given(
    st.datetimes(
        datetime(1900, 1, 2),  # noqa: DTZ001  # the zone is drawn
        datetime(8000, 12, 30, 23),  # noqa: DTZ001
        timezones=st.timezones() | st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23))),
    )
)
@settings(max_examples=300)
def test_any_instant_comes_back_from_json_as_itself(at: datetime) -> None:
    adapter = TypeAdapter(Instant)
    assert adapter.validate_json(adapter.dump_json(adapter.validate_python(at))) == at.astimezone(UTC)


@pytest.mark.parametrize("given_at", [datetime(2026, 3, 1, 9), "2026-03-01T09:00:00", "2026-03-01"])  # noqa: DTZ001
def test_a_naive_datetime_is_refused_and_told_how_to_name_its_zone(given_at: Any) -> None:
    with pytest.raises(ValidationError, match=r'no time zone; write .*ZoneInfo\("Asia/Shanghai"\)\) or tzinfo=UTC'):
        Call(at=given_at)


@pytest.mark.parametrize(
    "given_at", [1767225600, 1767225600.0, "1767225600", "yesterday", "", None, date(2026, 3, 1), True]
)
def test_what_is_no_instant_is_refused(given_at: Any) -> None:
    with pytest.raises(ValidationError, match="instant"):
        Call(at=given_at)
    with pytest.raises(DateError, match="occurred_at"):
        require_aware(given_at, "occurred_at")


def test_require_aware_answers_in_utc_and_names_what_was_naive() -> None:
    assert require_aware(SHANGHAI_NINE, "occurred_at") == SHANGHAI_NINE
    assert require_aware(SHANGHAI_NINE, "occurred_at").tzinfo is UTC
    with pytest.raises(DateError, match=r"recorded_at 2026-03-01T09:00:00 has no time zone"):
        require_aware(datetime(2026, 3, 1, 9), "recorded_at")  # noqa: DTZ001


# --- zones -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        ("Asia/Shangai", "did you mean Asia/Shanghai"),
        ("asia/shanghai", "did you mean Asia/Shanghai"),
        ("Shanghai", "did you mean Asia/Shanghai"),
        ("Asia/Beijing", "did you mean Asia/Shanghai"),
        ("New York", "did you mean America/New_York"),
        ("CST", "write Asia/Shanghai, America/Chicago or America/Havana"),
        ("est", "write America/New_York or America/Panama"),
        ("PST", "write America/Los_Angeles"),
        ("Asia", "There is no time zone"),
        ("", "write an IANA key"),
        ("../../etc/passwd", "There is no time zone"),
        ("localtime", "There is no time zone"),
        ("right/UTC", "There is no time zone"),
        (8, "is not the key of a time zone"),
        (None, "is not the key of a time zone"),
    ],
)
def test_an_unknown_zone_is_refused_with_what_was_probably_meant(key: Any, mend: str) -> None:
    with pytest.raises(ZoneError) as refusal:
        zone(key)
    assert mend in str(refusal.value)


@pytest.mark.parametrize("key", sorted(dates._ABBREVIATIONS))
def test_every_abbreviation_is_refused_with_zones_that_exist(key: str) -> None:
    with pytest.raises(ZoneError) as refusal:
        zone(key)
    named = [word.strip(",.") for word in str(refusal.value).split() if "/" in word]
    assert named
    assert all(zone(name).key == name for name in named)


def test_the_advice_for_cities_names_zones_that_exist() -> None:
    assert all(zone(key).key == key for key in dates._ELSEWHERE.values())


def test_every_zone_of_the_data_is_known() -> None:
    assert all(zone(key).key == key for key in ZONES)
    assert zone("UTC").utcoffset(EPOCH) == timedelta()


def test_a_field_holds_the_key_of_a_zone() -> None:
    adapter = TypeAdapter(ZoneKey)
    assert adapter.validate_json('"Asia/Shanghai"') == "Asia/Shanghai"
    with pytest.raises(ValidationError, match="did you mean Asia/Shanghai"):
        adapter.validate_python("Asia/Shangai")


# --- day numbers -----------------------------------------------------------------------------------------------------


@given(st.dates())
def test_a_day_and_its_number_are_inverse(day: date) -> None:
    assert day_of(day_number(day)) == day
    assert day == date.max or day_number(day + timedelta(days=1)) == day_number(day) + 1


def test_the_day_of_an_instant_is_not_guessed() -> None:
    with pytest.raises(DateError, match="local_day_and_minute"):
        day_number(SHANGHAI_NINE)


@pytest.mark.parametrize("number", [0, -1, 3_652_060, 10**30])
def test_a_number_outside_the_calendar_is_no_day(number: int) -> None:
    with pytest.raises(DateError, match="is not a day number"):
        day_of(number)


# --- the wall clock --------------------------------------------------------------------------------------------------


def test_no_zone_ever_changed_twice_within_one_utc_day() -> None:
    """What the cache of offsets rests on: the same offset at both ends of a UTC day is the offset of the whole day."""
    for key in ZONES:
        days = [at // 86_400 for at, _, _ in changes_of(key)]
        assert len(days) == len(set(days)), key


def test_changes_do_not_keep_to_quarter_hours_so_that_no_cache_may_rely_on_it() -> None:
    assert any(at % 900 for at, _, _ in changes_of("America/St_Johns") if at > 315_532_800)


@st.composite
def instants_near_changes(draw: st.DrawFn, key: str, first: int, last: int) -> datetime:
    """Instants within two days of a change of offset, and any others."""
    near = [at for at, _, _ in changes_of(key) if first <= at <= last]
    if near and draw(st.booleans()):
        at = draw(st.sampled_from(near)) + draw(
            st.integers(-172_800, 172_800) | st.sampled_from([-60, -1, 0, 1, 59, 60])
        )
    else:
        at = draw(st.integers(first, last))
    return EPOCH + timedelta(seconds=at, microseconds=draw(st.sampled_from([0, 1, 999_999])))


def seconds(year: int) -> int:
    return int((datetime(year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())


@given(st.data())
@settings(max_examples=1500, deadline=None)
def test_the_quick_wall_clock_equals_the_exact_one_from_1980_to_2060_in_all_zones(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(ZONES))
    instant = data.draw(instants_near_changes(key, seconds(1980), seconds(2060)))
    assert local_day_and_minute(instant, key) == exact(instant, key)
    assert local_day_and_minute(instant, key) == exact(instant, key), "and again from the cache"
    assert local_day_and_minute(instant.astimezone(ZoneInfo(NEW_YORK)), key) == exact(instant, key)


@given(st.data())
@settings(max_examples=500, deadline=None)
def test_it_equals_the_exact_one_in_all_other_years_too(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(ZONES))
    instant = data.draw(instants_near_changes(key, seconds(2), seconds(9998)))
    assert local_day_and_minute(instant, key) == exact(instant, key)


def test_every_change_of_offset_since_1980_is_seen_to_the_second() -> None:
    for key in ZONES:
        for at, _, _ in changes_of(key):
            if seconds(1980) <= at < seconds(2060):
                for second in (at - 86_400, at - 1, at, at + 86_400):
                    instant = EPOCH + timedelta(seconds=second)
                    assert local_day_and_minute(instant, key) == exact(instant, key), (key, instant)


@given(st.data(), st.lists(st.sampled_from(ZONES), min_size=1, max_size=5))
@settings(max_examples=1500, deadline=None)
def test_a_local_range_spans_the_clocks_of_all_the_zones(data: st.DataObject, keys: list[str]) -> None:
    instant = data.draw(instants_near_changes(keys[0], seconds(1900), seconds(2060)))
    clocks = [exact(instant, key) for key in keys]
    days, minutes = [day for day, _ in clocks], [minute for _, minute in clocks]
    expected = LocalRange(min(days), max(days), min(minutes), max(minutes))
    for _ in range(2):
        found = local_range(instant, tuple(keys))
        assert found == expected
        assert type(found) is LocalRange
    assert local_range(instant, tuple(reversed(keys))) == expected


def test_the_cache_of_offsets_is_bounded_and_nobody_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "_CACHED_DAYS", 50)
    start = datetime(2026, 1, 1, 3, tzinfo=UTC)
    for n in range(400):
        instant = start + timedelta(days=n)
        local_range(instant, (NEW_YORK, SHANGHAI))
        assert local_day_and_minute(instant, NEW_YORK) == exact(instant, NEW_YORK)
        assert sum(map(len, dates._offsets.values())) + sum(map(len, dates._spans.values())) <= 50


def test_a_borrower_who_may_be_in_new_york_or_los_angeles_is_on_two_days_at_once() -> None:
    day = day_number(date(2026, 5, 4))
    at = datetime(2026, 5, 4, 5, 30, tzinfo=UTC)
    assert local_range(at, (NEW_YORK, "America/Los_Angeles")) == (day - 1, day, 90, 22 * 60 + 30)
    at = datetime(2026, 5, 4, 16, 0, 59, tzinfo=UTC)
    assert local_range(at, (NEW_YORK, "America/Los_Angeles")) == (day, day, 9 * 60, 12 * 60)
    assert local_range(at, (SHANGHAI,)) == (day + 1, day + 1, 0, 0)


@pytest.mark.parametrize("minute", range(0, 1440, 15))
def test_at_every_quarter_hour_the_range_holds_across_the_date_line(minute: int) -> None:
    day = day_number(date(2026, 5, 4))
    at = datetime(2026, 5, 4, tzinfo=UTC) + timedelta(minutes=minute)
    for keys in (
        ("Etc/GMT+12", "Pacific/Kiritimati"),
        ("Etc/GMT+12", "UTC", "Pacific/Kiritimati"),
        (NEW_YORK, "UTC"),
        ("Pacific/Honolulu", NEW_YORK),
        (SHANGHAI, "Asia/Kolkata"),
    ):
        clocks = [exact(at, key) for key in keys]
        days, minutes = [day for day, _ in clocks], [minute for _, minute in clocks]
        assert local_range(at, keys) == (min(days), max(days), min(minutes), max(minutes))
    if minute == 720:
        assert local_range(at, ("Etc/GMT+12", "Pacific/Kiritimati")) == (day, day + 1, 0, 120)


def test_a_person_whose_zone_is_not_known_has_no_local_time() -> None:
    with pytest.raises(DateError, match="undetermined"):
        local_range(datetime(2026, 5, 4, tzinfo=UTC), ())


def test_the_wall_clock_refuses_naive_instants_and_unknown_zones() -> None:
    naive, aware = datetime(2026, 5, 4), datetime(2026, 5, 4, tzinfo=UTC)  # noqa: DTZ001
    for call in (lambda: local_day_and_minute(naive, NEW_YORK), lambda: local_range(naive, (NEW_YORK,))):
        with pytest.raises(DateError, match="no time zone"):
            call()
    for call in (lambda: local_day_and_minute(aware, "CST"), lambda: local_range(aware, (NEW_YORK, "CST"))):
        with pytest.raises(ZoneError, match="America/Chicago"):
            call()


def test_a_moment_is_of_a_year_from_which_days_can_be_counted_back_and_forth() -> None:
    for taken in (datetime(1900, 1, 1, tzinfo=UTC), datetime(8000, 12, 31, 18, 59, tzinfo=ZoneInfo(NEW_YORK))):
        assert require_moment(taken, "at") == taken
        assert TypeAdapter(Instant).validate_python(taken) == taken
    for refused in (
        datetime(1900, 1, 1, 7, tzinfo=ZoneInfo(SHANGHAI)),
        datetime(8000, 12, 31, 19, tzinfo=ZoneInfo(NEW_YORK)),
    ):
        with pytest.raises(DateError, match=rf"at {refused.year}-.* is outside the years 1900 to 8000; write a moment"):
            require_moment(refused, "at")
        with pytest.raises(ValidationError, match="outside the years 1900 to 8000"):
            TypeAdapter(Instant).validate_python(refused)
    with pytest.raises(DateError, match="no time zone"):
        require_moment(datetime(2026, 1, 1), "at")  # noqa: DTZ001


def test_local_days_off_the_calendar_are_refused() -> None:
    with pytest.raises(DateError, match="The instant 9999-12-31T22:00:00-05:00 is outside the years 1 to 9999 in UTC"):
        local_day_and_minute(datetime(9999, 12, 31, 22, tzinfo=ZoneInfo(NEW_YORK)), "UTC")
    with pytest.raises(DateError, match="1 to 9999"):
        local_day_and_minute(datetime(1, 1, 1, 1, tzinfo=UTC), NEW_YORK)
    with pytest.raises(DateError, match="1 to 9999"):
        local_range(datetime(9999, 12, 31, 23, tzinfo=UTC), (SHANGHAI,))
    assert local_day_and_minute(datetime(9999, 12, 31, 23, tzinfo=UTC), "UTC") == (3_652_059, 1380)
    with pytest.raises(DateError, match="1 to 9999"):
        instant_at(1, 0, SHANGHAI)
    with pytest.raises(DateError, match="1 to 9999"):
        instant_at(3_652_059, 1440, "UTC")


# --- from the wall clock to the instant ------------------------------------------------------------------------------


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize(
    ("day", "clock", "key", "instant"),
    [
        ("2026-05-04", "08:00", SHANGHAI, "2026-05-04T00:00"),
        ("2026-05-04", "00:00", SHANGHAI, "2026-05-03T16:00"),
        ("2026-05-04", "24:00", SHANGHAI, "2026-05-04T16:00"),
        ("2026-05-04", "08:00", NEW_YORK, "2026-05-04T12:00"),
        # Spring forward, 02:00 -> 03:00: what never comes is the first instant after the gap.
        ("2026-03-08", "01:59", NEW_YORK, "2026-03-08T06:59"),
        ("2026-03-08", "02:00", NEW_YORK, "2026-03-08T07:00"),
        ("2026-03-08", "02:30", NEW_YORK, "2026-03-08T07:00"),
        ("2026-03-08", "03:00", NEW_YORK, "2026-03-08T07:00"),
        ("2026-03-08", "03:01", NEW_YORK, "2026-03-08T07:01"),
        # Fall back, 02:00 -> 01:00: what comes twice is the earlier.
        ("2026-11-01", "01:00", NEW_YORK, "2026-11-01T05:00"),
        ("2026-11-01", "01:59", NEW_YORK, "2026-11-01T05:59"),
        ("2026-11-01", "02:00", NEW_YORK, "2026-11-01T07:00"),
        # Shanghai had summer time until 1991: 1990-04-15 02:00 -> 03:00, 1990-09-16 02:00 -> 01:00.
        ("1990-04-15", "02:30", SHANGHAI, "1990-04-14T18:00"),
        ("1990-09-16", "01:30", SHANGHAI, "1990-09-15T16:30"),
        # Lord Howe moves by half an hour: 2026-10-04 02:00 -> 02:30, 2026-04-05 02:00 -> 01:30.
        ("2026-10-04", "02:10", LORD_HOWE, "2026-10-03T15:30"),
        ("2026-10-04", "02:30", LORD_HOWE, "2026-10-03T15:30"),
        ("2026-04-05", "01:45", LORD_HOWE, "2026-04-04T14:45"),
        ("2026-04-05", "02:00", LORD_HOWE, "2026-04-04T15:30"),
        # Cairo springs forward at midnight, St John's did at one minute past, Apia left out a whole day.
        ("2026-04-24", "00:00", "Africa/Cairo", "2026-04-23T22:00"),
        ("2010-03-14", "00:30", "America/St_Johns", "2010-03-14T03:31"),
        ("2011-12-30", "12:00", "Pacific/Apia", "2011-12-30T10:00"),
        ("2011-12-29", "24:00", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_a_wall_time_is_the_first_instant_that_can_be_called_so(day: str, clock: str, key: str, instant: str) -> None:
    hour, minute = clock.split(":")
    found = instant_at(day_number(date.fromisoformat(day)), int(hour) * 60 + int(minute), key)
    assert found == utc(instant)
    assert found.tzinfo is UTC


@given(st.data())
@settings(max_examples=700, deadline=None)
def test_the_instant_of_a_wall_time_is_the_first_that_shows_it_or_later(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(ZONES))
    near = data.draw(instants_near_changes(key, seconds(1980), seconds(2060)))
    day, minute = exact(near, key)[0], data.draw(st.integers(0, 1440))
    found = instant_at(day, minute, key)
    wall = datetime.combine(day_of(day), time()) + timedelta(minutes=minute)

    def shown(at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(key)).replace(tzinfo=None)

    assert shown(found) >= wall
    # A clock runs forward between its changes, so that it is latest just before each: it was never so late until now.
    changes = [EPOCH + timedelta(seconds=at) for at, _, _ in changes_of(key)]
    for at in [found, *(change for change in changes if found - timedelta(days=3) < change < found)]:
        assert shown(at - timedelta(seconds=1)) < wall


@given(st.data())
@settings(max_examples=700, deadline=None)
def test_an_instant_goes_to_the_wall_clock_and_back(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(ZONES))
    instant = data.draw(instants_near_changes(key, seconds(1980), seconds(2060)))
    back = instant_at(*local_day_and_minute(instant, key), key)
    floor = instant.replace(second=0, microsecond=0)
    if instant.astimezone(ZoneInfo(key)).fold:
        assert timedelta() < floor - back <= timedelta(days=1)
    else:
        assert back == floor


@pytest.mark.parametrize("minute", [-1, 1441])
def test_a_minute_is_one_of_the_day(minute: int) -> None:
    with pytest.raises(DateError, match="0 \\(midnight\\) to 1440"):
        instant_at(739_000, minute, SHANGHAI)
