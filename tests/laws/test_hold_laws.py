"""Laws of holds: what is narrowed to hours and days of the week opens at the minute at which a clock says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.compliance.situations import NEW_YORK, SHANGHAI, decided, dossier, house_rule, situation

from debtflow.records.actions import PlaceCall
from debtflow.records.holds import Hold, HoldKind, Hours

LOOKED_AT = timedelta(days=9)
"""A week and the days by which clocks on either side of the earth differ."""

ZONES = st.sampled_from(
    [
        (),
        (SHANGHAI,),
        (NEW_YORK,),
        (SHANGHAI, NEW_YORK),
        ("America/Havana",),  # its clocks change at midnight
        ("Australia/Lord_Howe",),  # its clocks change by half an hour
        ("Asia/Kathmandu", "Asia/Kolkata"),
        ("Pacific/Kiritimati", "Pacific/Niue"),  # a day apart
    ]
)
STARTS = st.sampled_from(
    [
        datetime(2026, 3, 6, tzinfo=UTC),  # clocks go forward on 8 March in the United States
        datetime(2026, 10, 30, tzinfo=UTC),  # and back on 1 November
        datetime(2026, 4, 2, tzinfo=UTC),  # back on Lord Howe Island
        datetime(2026, 6, 10, tzinfo=UTC),
    ]
)
CALL_HER = PlaceCall(person="li_mei", contact_point="mobile")
HELD = house_rule("house.held", lambda f: f.hold_blocks_contact)


@st.composite
def holds(draw: st.DrawFn, start: datetime) -> Hold:
    """A hold on the debt, on Mr Li or on his sister, narrowed to hours, to days of the week, to both or to nothing."""
    hours = st.tuples(st.integers(0, 1439), st.integers(0, 1440)).map(lambda pair: Hours(*pair))
    begins = start + timedelta(minutes=draw(st.integers(-5000, 3000)))
    lasts = draw(st.none() | st.integers(1, 16000).map(lambda minutes: timedelta(minutes=minutes)))
    return Hold(
        id=f"h{draw(st.integers(0, 99))}",
        kind=HoldKind.MANUAL,
        person=draw(st.sampled_from([None, "li", "li_mei"])),
        hours=tuple(draw(st.lists(hours, max_size=2))),
        weekdays=frozenset(draw(st.sets(st.integers(0, 6), max_size=6))),
        from_at=begins,
        until_at=None if lasts is None else begins + lasts,
    )


def keeps_from(hold: Hold, at: datetime, zones: tuple[str, ...]) -> bool:
    """Whether it keeps anybody from calling Mr Li's sister at that moment, read off the clocks one by one."""
    if at < hold.from_at or (hold.until_at is not None and at >= hold.until_at):
        return False
    if not hold.hours and not hold.weekdays:
        return True
    if hold.person == "li":
        return False  # his hours are not hers
    clocks = [at.astimezone(ZoneInfo(zone)) for zone in zones]
    return not clocks or any(_is_among(hold, clock) for clock in clocks)


def _is_among(hold: Hold, clock: datetime) -> bool:
    minute = clock.hour * 60 + clock.minute
    if hold.weekdays and clock.weekday() not in hold.weekdays:
        return False
    return not hold.hours or any(
        since <= minute < until or (until <= since and (minute >= since or minute < until))
        for since, until in hold.hours
    )


@settings(max_examples=100)
@given(st.data(), STARTS, st.integers(0, 2 * 1440), ZONES)
def test_the_next_permitted_moment_under_holds_is_what_a_search_minute_by_minute_finds(
    data: st.DataObject, start: datetime, after: int, zones: tuple[str, ...]
) -> None:
    placed = data.draw(st.lists(holds(start), min_size=1, max_size=3))
    at = start + timedelta(minutes=after)
    on = {whom: [hold for hold in placed if hold.person == whom] for whom in (None, "li", "li_mei")}
    his, hers = dossier(holds=on["li"]), dossier("li_mei", zones=zones, holds=on["li_mei"])
    decision = decided(situation(at, borrower=his, reached=hers, holds=on[None], action=CALL_HER), HELD)

    minutes = (at + timedelta(minutes=n) for n in range(LOOKED_AT // timedelta(minutes=1) + 1))
    searched = next((m for m in minutes if not any(keeps_from(hold, m, zones) for hold in placed)), None)
    found = decision.next_permitted_at
    event("now" if searched == at else "later" if searched else "not within the days looked at")
    assert decision.permitted is (searched == at)
    if searched is not None:
        assert found == searched
    elif found is not None:
        assert found > at + LOOKED_AT and not any(keeps_from(hold, found, zones) for hold in placed)
