"""The next permitted moment under holds on hours and days of the week is the one that a minute-by-minute search finds."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.compliance.situations import LOS_ANGELES, NEW_YORK, SHANGHAI, dossier, in_shanghai, situation
from tests.laws.happenings import examples

from debtflow.compliance.decisions import judge
from debtflow.compliance.rulebooks import catalogue
from debtflow.records.holds import Hold, HoldKind, Hours

BOOK = catalogue.joined("generic")
BEGAN = in_shanghai(1, 1)
minutes = st.integers(0, 48).map(lambda half_hours: half_hours * 30)
hours = st.builds(Hours, minutes.filter(lambda minute: minute < 1440), minutes)
inconvenient = st.builds(
    lambda spans, weekdays, number: Hold(
        id=f"h{number}",
        kind=HoldKind.INCONVENIENT_TIME_OR_PLACE,
        person="li",
        hours=tuple(spans),
        weekdays=frozenset(weekdays) if weekdays or spans else frozenset({0}),
        from_at=BEGAN,
    ),
    st.lists(hours, max_size=2),
    st.sets(st.integers(0, 6), max_size=6),
    st.integers(1, 9),
)
zones = st.sampled_from([(SHANGHAI,), (NEW_YORK,), (NEW_YORK, LOS_ANGELES), (SHANGHAI, NEW_YORK)])


@examples(40)
@given(st.lists(inconvenient, min_size=1, max_size=2), zones, st.integers(0, 3 * 24 * 60))
def test_it_is_the_first_minute_at_which_asking_again_permits(
    holds: list[Hold], where: tuple[str, ...], minute: int
) -> None:
    # The clocks of New York and Los Angeles are put forward on Sunday 8 March 2026.
    at = in_shanghai(3, 6) + timedelta(minutes=minute)
    asked = situation(at, borrower=dossier(zones=where, holds=holds))
    decision = judge(BOOK, asked)
    if decision.permitted:
        return
    found, week = decision.next_permitted_at, timedelta(days=9)
    if found is None or found - at > week:
        assert not any(judge(BOOK, asked.at_moment(moment)).permitted for moment in every(10, at, at + week))
        return
    assert judge(BOOK, asked.at_moment(found)).permitted
    assert not any(judge(BOOK, asked.at_moment(moment)).permitted for moment in every(1, at, found))


def every(minutes_apart: int, since: datetime, until: datetime) -> list[datetime]:
    """Every so many minutes from one moment until another, which is not among them."""
    return [since + timedelta(minutes=n) for n in range(0, int((until - since).total_seconds() // 60), minutes_apart)]
