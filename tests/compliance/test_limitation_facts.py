"""What a debt's attributes tell of its limitation, and what the rulebooks reckon of it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.compliance.situations import debt, fact_of, situation

from debtflow.compliance.limitation_facts import LIMITATION, Told, as_fact
from debtflow.compliance.rulebooks import catalogue, us_federal
from debtflow.errors import FactError
from debtflow.lifecycle.primitives import LAST_DAY
from debtflow.records.limitation import Course, Interruption, Obstacle, Step, Stop


def told(**attributes: str) -> Told:
    return Told(situation(owing=debt(tuple(attributes.items()))).case)


def us_last_day(stops: tuple[Stop, ...] = (), **attributes: str) -> int | None:
    asked = situation(owing=debt(tuple(attributes.items())))
    asked.case = asked.case.changed(stops=stops)
    return fact_of("us_limitation_ends_on", asked, catalogue.BOOKS["us_federal"].facts)


def test_what_is_not_told_is_not_known() -> None:
    nothing = told()
    assert (nothing.began_on, nothing.ends_on, nothing.period) == (None, None, None)
    assert told(limitation_began_on="2025-01-05").began_on == date(2025, 1, 5)
    assert told(limitation_ends_on="2030-01-05").ends_on == date(2030, 1, 5).toordinal()


def test_a_period_is_told_with_what_begins_it_anew() -> None:
    period = told(limitation_months="48", part_payment_restarts_limitation="yes").period
    assert period is not None and (period.months, period.interrupted_by) == (
        48,
        frozenset({Interruption.PART_PAYMENT}),
    )
    both = told(
        limitation_months="48", part_payment_restarts_limitation="yes", acknowledgement_restarts_limitation="yes"
    )
    assert both.period is not None and Interruption.ACKNOWLEDGED in both.period.interrupted_by
    no = told(limitation_months="48", part_payment_restarts_limitation="no").period
    assert no is not None and not no.interrupted_by


def test_text_that_is_no_value_is_said() -> None:
    with pytest.raises(FactError, match=r"'limitation_months' of the debt is 'six years'"):
        _ = told(limitation_months="six years").period
    with pytest.raises(FactError, match=r"limitation_months.* is 0, outside its bounds 1 to 1200"):
        _ = told(limitation_months="0").period


def test_a_period_that_does_not_run_ends_on_a_day_that_never_comes() -> None:
    assert as_fact(Course((Step(1, None, None),))) == LAST_DAY
    assert as_fact(Course((Step(1, None, 738_000),))) == 738_000


def test_state_law_is_told_and_service_is_not_counted() -> None:
    assert us_last_day() is None
    last = date(2030, 1, 5).toordinal()
    assert us_last_day(limitation_ends_on="2030-01-05") == last
    ten_days = Stop("o1", Obstacle.MILITARY_SERVICE, *(date(2026, 1, n).toordinal() for n in (1, 10)))
    assert us_last_day((ten_days,), limitation_ends_on="2030-01-05") == last + 10
    assert us_last_day((ten_days._replace(until=None),), limitation_ends_on="2030-01-05") == LAST_DAY
    # What was over when the debt was stated, on 1 November 2025, is in the day that is told.
    earlier = Stop("o1", Obstacle.MILITARY_SERVICE, *(date(2025, 1, n).toordinal() for n in (1, 10)))
    assert us_last_day((earlier,), limitation_ends_on="2030-01-05") == last
    # Due on 1 December 2025.
    assert us_last_day(limitation_months="48") == date(2029, 12, 1).toordinal()
    assert us_last_day(limitation_months="48", limitation_began_on="2025-06-01") == date(2029, 6, 1).toordinal()
    assert us_last_day((ten_days,), limitation_months="48") == date(2029, 12, 11).toordinal()


def test_how_the_period_of_a_state_has_run_can_be_shown() -> None:
    case = situation(owing=debt((("limitation_months", "48"),))).case
    assert str(us_federal.limitation(case)) == "2025-12-01 began; ends on 2029-12-01"
    told = situation(owing=debt((("limitation_ends_on", "2030-01-05"),))).case
    days = (date(2026, 1, n).toordinal() for n in (1, 10))
    served = told.changed(stops=(Stop("o1", Obstacle.MILITARY_SERVICE, *days),))
    assert str(us_federal.limitation(served)) == (
        "2025-11-01 began; ends on 2030-01-15\nmilitary service from 2026-01-01 put off its end"
    )
    assert us_federal.limitation(situation().case) is None


def test_the_attributes_are_facts_of_every_book_whose_clock_reads_them() -> None:
    for name in ("us_federal", "china", "uk"):
        assert LIMITATION.fields.keys() <= catalogue.BOOKS[name].facts.fields.keys()
