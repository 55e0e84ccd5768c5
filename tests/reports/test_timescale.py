"""The scale of time: whole hours, days, weeks, months, with room for their words, whatever the length."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from debtflow.reports.timescale import Scale, length_words, scale_over
from debtflow.values.dates import local_day_and_minute

START = datetime(2026, 3, 2, 2, 17, tzinfo=UTC)
SPANS = [
    timedelta(0),
    *(timedelta(minutes=n) for n in (1, 90, 600, 2100)),
    *(timedelta(days=n) for n in (2, 5, 16, 40)),
]
LONG = [timedelta(days=n) for n in (75, 120, 200, 400, 800, 2000, 6000)]


def scale(span: timedelta, zone: str = "Asia/Shanghai") -> Scale:
    return scale_over(START, START + span, 200.0, 1400.0, zone)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("span", SPANS + LONG, ids=str)
def test_there_are_some_ticks_and_their_words_stand_apart(span: timedelta, zone: str) -> None:
    ticks = scale(span, zone).ticks()
    assert 3 <= len(ticks) <= 24
    assert all(200 <= tick.x <= 1400 for tick in ticks)
    for one, other in pairwise(ticks):
        assert other.x - one.x >= 6 * max(len(one.words), len(other.words)) + 6, (one, other)
    dated = [tick for tick in ticks if tick.under]
    for one, other in pairwise(dated):
        assert other.x - one.x >= 6 * len(one.under)


def test_a_short_case_is_shown_in_hours_and_the_date_stands_below() -> None:
    ticks = scale(timedelta(hours=20)).ticks()
    assert {tick.words[-3:] for tick in ticks} == {":00"}
    assert [tick.under for tick in ticks if tick.under] == ["2026-03-02", "2026-03-03"]
    assert [tick.words for tick in ticks if tick.is_main] == ["00:00"]


def test_days_begin_at_local_midnight_also_where_the_clocks_change() -> None:
    shown = scale(timedelta(days=9), "America/New_York")  # the clocks go forward on 8 March
    minutes = []
    for tick in shown.ticks():
        part = (tick.x - shown.left) / (shown.right - shown.left)
        at = shown.first + part * (shown.last - shown.first) + timedelta(seconds=1)
        minutes.append(local_day_and_minute(at, shown.zone)[1])
    assert set(minutes) == {0}
    assert next(tick.words for tick in shown.ticks()) == "03-01"


def test_weeks_begin_on_mondays_and_months_on_their_first() -> None:
    assert [tick.words for tick in scale(timedelta(days=40)).ticks()][:2] == ["03-02", "03-09"]
    assert scale(timedelta(days=40)).ticks()[0].under == "2026"
    assert [tick.words for tick in scale(timedelta(days=400)).ticks()][:2] == ["2026-04", "2026-05"]


def test_moments_stand_in_their_order_and_what_is_outside_at_the_edge() -> None:
    shown = scale(timedelta(days=10))
    places = [shown.x(START + timedelta(hours=n)) for n in range(-100, 400, 7)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (200.0, 1400.0)
    assert 200 < shown.x(START) < shown.x(START + timedelta(days=10)) < 1400


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(minutes=120), "2 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 d"),
        (timedelta(days=1200), "1,200 d"),
    ],
)
def test_a_length_is_said_shortly(length: timedelta, words: str) -> None:
    assert length_words(length) == words
