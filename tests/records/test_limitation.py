"""Limitation: which day is the last on which a debt can be sued for, on both sides of whatever moves it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from debtflow.records.limitation import (
    Interrupted,
    Interruption,
    LimitationLaw,
    LimitationSuspended,
    Obstacle,
    Stop,
    course,
    with_days_left_out,
)
from debtflow.values.calendars import WorkingDays, listed_days_off, months_after

DEMAND, PAID, SUIT = Interruption.DEMAND_ARRIVED, Interruption.PART_PAYMENT, Interruption.SUIT
SERVICE, NO_HEIR = Obstacle.MILITARY_SERVICE, Obstacle.NO_HEIR_KNOWN

THREE_YEARS = LimitationLaw(
    36,
    interrupted_by=frozenset({DEMAND, PAID, SUIT}),
    revived_by=frozenset({Interruption.ACKNOWLEDGED}),
    held_up_by=frozenset({NO_HEIR}),
    not_counted=frozenset({SERVICE}),
    outer_months=240,
)


def day(year: int, month: int, dom: int) -> int:
    return date(year, month, dom).toordinal()


BEGAN = day(2019, 12, 2)


def last_day(law: LimitationLaw = THREE_YEARS, *rows: Interrupted | Stop, began: int = BEGAN) -> date | None:
    interrupted = [row for row in rows if isinstance(row, Interrupted)]
    ends_on = course(law, began, interrupted, [row for row in rows if isinstance(row, Stop)]).ends_on
    return None if ends_on is None else date.fromordinal(ends_on)


def on(by: Interruption, *when: int) -> Interrupted:
    at = day(*when)
    return Interrupted(at, by, at)


# ---- the period ---------------------------------------------------------------------------------------------------


def test_the_first_day_is_not_counted_and_the_last_is_the_corresponding_one() -> None:
    assert last_day() == date(2022, 12, 2)
    assert last_day(began=day(2020, 2, 29)) == date(2023, 2, 28)


def test_a_period_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    working = WorkingDays("the court's", listed_days_off([date(2022, 12, 2)], years=[2022]))
    assert last_day(THREE_YEARS._replace(working_days=working)) == date(2022, 12, 5)  # a Friday off, then a weekend


# ---- what interrupts it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "ends"),
    [
        ((2019, 12, 2), date(2022, 12, 2)),  # not begun: it takes nothing away, and adds nothing
        ((2019, 12, 3), date(2022, 12, 3)),
        ((2022, 12, 2), date(2025, 12, 2)),  # on the last day, in time
        ((2022, 12, 3), date(2022, 12, 2)),  # a day late
    ],
)
def test_a_demand_begins_it_anew_while_it_runs(arrived: tuple[int, int, int], ends: date) -> None:
    assert last_day(THREE_YEARS, on(DEMAND, *arrived)) == ends


def test_one_interruption_reaches_the_next_whatever_the_order_of_telling() -> None:
    chain = [on(DEMAND, 2028, 11, 30), on(PAID, 2022, 12, 1), on(DEMAND, 2025, 11, 30)]
    assert last_day(THREE_YEARS, *chain) == date(2031, 11, 30)
    assert last_day(THREE_YEARS, *chain[:2]) == date(2025, 12, 1)  # the middle one is missing


def test_what_the_law_does_not_name_interrupts_nothing() -> None:
    assert last_day(THREE_YEARS, on(Interruption.COURT_APPLICATION, 2021, 1, 1)) == date(2022, 12, 2)


def test_after_its_end_only_what_revives_it_does() -> None:
    assert last_day(THREE_YEARS, on(PAID, 2023, 3, 1)) == date(2022, 12, 2)
    assert last_day(THREE_YEARS, on(Interruption.ACKNOWLEDGED, 2023, 3, 1)) == date(2026, 3, 1)
    assert last_day(THREE_YEARS, on(Interruption.ACKNOWLEDGED, 2022, 3, 1)) == date(2022, 12, 2)  # not while it runs


def test_a_suit_keeps_it_from_running_until_it_has_ended() -> None:
    filed = day(2022, 12, 2)
    assert last_day(THREE_YEARS, Interrupted(filed, SUIT, None)) is None
    ended = Interrupted(filed, SUIT, day(2023, 5, 4))
    assert last_day(THREE_YEARS, ended) == date(2026, 5, 4)
    assert last_day(THREE_YEARS, ended, on(PAID, 2023, 5, 3)) == date(2026, 5, 4)  # paid while it was pending
    assert last_day(THREE_YEARS, ended, on(PAID, 2023, 5, 5)) == date(2026, 5, 5)


def test_a_suit_that_was_filed_before_it_began_counts_as_long_as_it_lasts() -> None:
    early = day(2019, 10, 1)
    assert last_day(THREE_YEARS, Interrupted(early, SUIT, None)) is None
    assert last_day(THREE_YEARS, Interrupted(early, SUIT, BEGAN)) == date(2022, 12, 2)
    assert last_day(THREE_YEARS, Interrupted(early, SUIT, BEGAN + 1)) == date(2022, 12, 3)


# ---- what makes it stand still ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "ends"),
    [
        ((2022, 5, 1), (2022, 6, 2), date(2022, 12, 2)),  # gone before the last six months
        ((2022, 5, 1), (2022, 6, 3), date(2022, 12, 3)),
        ((2022, 11, 1), (2023, 1, 31), date(2023, 7, 31)),
        ((2022, 12, 2), (2022, 12, 20), date(2023, 6, 20)),  # it came on the last day
        ((2022, 12, 3), (2022, 12, 20), date(2022, 12, 2)),  # it came too late
    ],
)
def test_an_obstacle_in_the_last_six_months_puts_off_the_end(
    since: tuple[int, int, int], until: tuple[int, int, int], ends: date
) -> None:
    assert last_day(THREE_YEARS, Stop("o1", NO_HEIR, day(*since), day(*until))) == ends


def test_service_is_not_counted_day_by_day() -> None:
    ninety = Stop("o1", SERVICE, day(2021, 3, 1), day(2021, 5, 29))
    assert last_day(THREE_YEARS, ninety) == date(2023, 3, 2)  # ninety days after 2 December 2022
    again = Stop("o2", SERVICE, day(2021, 5, 1), day(2021, 5, 30))
    assert last_day(THREE_YEARS, ninety, again) == date(2023, 3, 3)  # a day in both counts once
    assert last_day(THREE_YEARS, Stop("o1", SERVICE, day(2019, 1, 1), day(2019, 12, 2))) == date(2022, 12, 2)
    assert last_day(THREE_YEARS, Stop("o1", SERVICE, day(2019, 1, 1), day(2019, 12, 3))) == date(2022, 12, 3)
    assert last_day(THREE_YEARS, Stop("o1", SERVICE, day(2022, 12, 2), day(2022, 12, 2))) == date(2022, 12, 3)
    assert last_day(THREE_YEARS, Stop("o1", SERVICE, day(2022, 12, 3), day(2022, 12, 3))) == date(2022, 12, 2)


def test_service_in_days_that_were_put_off_is_not_counted_either() -> None:
    first = Stop("o1", SERVICE, day(2022, 11, 1), day(2022, 11, 10))
    second = Stop("o2", SERVICE, day(2022, 12, 12), day(2022, 12, 12))
    assert last_day(THREE_YEARS, first) == date(2022, 12, 12)
    assert last_day(THREE_YEARS, second) == date(2022, 12, 2)
    assert last_day(THREE_YEARS, first, second) == date(2022, 12, 13)


def test_it_does_not_end_while_an_obstacle_stands() -> None:
    without = THREE_YEARS._replace(outer_months=None)
    assert last_day(without, Stop("o1", NO_HEIR, day(2022, 11, 1))) is None
    assert last_day(without, Stop("o1", SERVICE, day(2020, 11, 1))) is None
    assert last_day(without, Stop("o1", SERVICE, day(2022, 12, 3))) == date(2022, 12, 2)


def test_nothing_lengthens_the_outer_period() -> None:
    chain = [on(DEMAND, year, 12, 1) for year in range(2022, 2041, 2)]
    assert last_day(THREE_YEARS, *chain) == date(2039, 12, 2)
    assert last_day(THREE_YEARS, Stop("o1", NO_HEIR, day(2022, 11, 1))) == date(2039, 12, 2)


def test_a_day_that_was_reckoned_elsewhere_is_put_off_by_service_after_that() -> None:
    stops = [Stop("o1", SERVICE, day(2020, 1, 1), day(2020, 1, 10))]
    told = day(2026, 12, 1)
    assert with_days_left_out(told, day(2020, 1, 10), stops, frozenset({SERVICE})) == (told, [])
    assert with_days_left_out(told, day(2020, 1, 9), stops, frozenset({SERVICE})) == (told + 1, stops)
    assert with_days_left_out(told, day(2020, 1, 9), stops, frozenset({NO_HEIR})) == (told, [])


# ---- words --------------------------------------------------------------------------------------------------------


def test_its_course_reads_step_by_step() -> None:
    rows = [on(DEMAND, 2022, 12, 2), Interrupted(day(2025, 6, 2), SUIT, None)]
    assert str(course(THREE_YEARS, BEGAN, rows, [])) == (
        "2019-12-02 began; ends on 2022-12-02\n"
        "2022-12-02 anew: demand arrived; ends on 2025-12-02\n"
        "2025-06-02 anew: suit; no end while this lasts"
    )
    held = course(THREE_YEARS, BEGAN, [], [Stop("o1", NO_HEIR, day(2022, 11, 1), day(2023, 1, 31))])
    assert str(held) == "2019-12-02 began; ends on 2023-07-31\nno heir known from 2022-11-01 put off its end"


def test_an_obstacle_ends_after_it_begins() -> None:
    with pytest.raises(ValidationError, match=r"obstacle o1: until 2026-03-01 is before since 2026-03-02"):
        LimitationSuspended(stop="o1", by=NO_HEIR, since=date(2026, 3, 2), until=date(2026, 3, 1))


# ---- laws ---------------------------------------------------------------------------------------------------------

days = st.integers(BEGAN - 400, BEGAN + 9_000)
interruptions = st.lists(
    st.builds(
        lambda at, by, lasts: Interrupted(at, by, at if lasts is None else at + lasts),
        days,
        st.sampled_from([DEMAND, PAID, SUIT]),
        st.none() | st.integers(0, 900),
    ),
    max_size=6,
)
stops = st.lists(
    st.builds(
        lambda at, by, lasts: Stop(f"{by}{at}", by, at, at + lasts),
        days,
        st.sampled_from([NO_HEIR, SERVICE]),
        st.integers(0, 700),
    ),
    max_size=5,
)


@given(interruptions, stops, st.randoms(use_true_random=False))
def test_the_order_of_telling_changes_nothing(rows: list[Interrupted], held: list[Stop], luck: object) -> None:
    luck.shuffle(again := list(rows))  # type: ignore[attr-defined]
    luck.shuffle(once_more := list(held))  # type: ignore[attr-defined]
    assert course(THREE_YEARS, BEGAN, rows, held).ends_on == course(THREE_YEARS, BEGAN, again, once_more).ends_on


@given(interruptions, stops)
def test_it_ends_neither_before_its_months_nor_after_the_outer_period(
    rows: list[Interrupted], held: list[Stop]
) -> None:
    ends_on = course(THREE_YEARS, BEGAN, rows, held).ends_on
    assert ends_on is not None
    assert months_after(BEGAN, 36) <= ends_on <= months_after(BEGAN, 240)


@given(stops)
def test_service_puts_off_the_end_by_as_many_days_as_a_count_by_the_calendar_finds(held: list[Stop]) -> None:
    law = LimitationLaw(36, not_counted=frozenset({SERVICE}))
    in_service = {at for stop in held if stop.by is SERVICE for at in range(stop.since, (stop.until or 0) + 1)}
    left, at = months_after(BEGAN, 36) - BEGAN, BEGAN
    while left:
        at += 1
        left -= at not in in_service
    # Service that begins on the day after the last one comes too late; a count that stops on the last day agrees.
    assert course(law, BEGAN, [], held).ends_on == at
