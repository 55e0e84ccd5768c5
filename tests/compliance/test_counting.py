"""A lender's own counters: each window with both its edges, in calendar and in working days, and in each scope."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import NEW_YORK, dossier, fact_of, local, situation, tally

from debtflow.compliance.counting import CALLS, MESSAGES, TALKS, Contacts
from debtflow.compliance.facts import FactGroup
from debtflow.compliance.provisions import facts_of
from debtflow.errors import FactError
from debtflow.records.actions import PlaceCall
from debtflow.records.contacts import Counted
from debtflow.values.calendars import CHINA_WORKING_DAYS, US_FEDERAL_WORKING_DAYS
from debtflow.values.dates import day_number

AT = local(NEW_YORK, 2026, 11, 30, 12)  # the Monday after Thanksgiving
ABOUT = PlaceCall(person="li", contact_point="mobile", about=("loan-1", "loan-2"))


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def counted(on: dict[str, int], action: Any = None, kind: Counted = Counted.CALL_NO_ANSWER, **window: Any) -> int:
    scope = {name: window.pop(name) for name in ("point", "party", "about") if name in window}
    own = FactGroup("own", counted=Contacts("contacts", window.pop("what", CALLS), **window))
    contacts = tally(kind, {_day(day): count for day, count in on.items()}, **scope)
    asked = situation(
        AT, borrower=dossier(zones=(NEW_YORK,), contacts=contacts), **({"action": action} if action else {})
    )
    found = fact_of("counted", asked, facts=facts_of([own]))
    assert isinstance(found, int)
    return found


FIVE = {"working_days": 5, "calendar": US_FEDERAL_WORKING_DAYS}


@pytest.mark.parametrize(
    ("window", "first"),
    [
        ({"days": 1}, "2026-11-30"),
        ({"days": 7}, "2026-11-24"),
        ({"days": 31}, "2026-10-31"),
        # Mon 30, Fri 27, Wed 25, Tue 24, Mon 23: Thanksgiving and the weekend lie between and are in the window.
        (FIVE, "2026-11-23"),
        # The PRC has no such holiday: Mon 30, Fri 27, Thu 26, Wed 25, Tue 24.
        ({"working_days": 5, "calendar": CHINA_WORKING_DAYS}, "2026-11-24"),
    ],
)
def test_a_window_counts_its_first_day_and_not_the_one_before(window: dict[str, Any], first: str) -> None:
    before = date.fromordinal(_day(first) - 1).isoformat()
    assert counted({first: 3, before: 9}, **window) == 3
    assert counted({"2026-11-30": 2, before: 9}, **window) == 2


def test_a_window_may_end_yesterday() -> None:
    days = {"2026-11-30": 8, "2026-11-29": 1, "2026-11-23": 2, "2026-11-22": 16, "2026-11-20": 32}
    assert counted(days, days=7, today=False) == 3
    assert counted(days, **FIVE, today=False) == 3 + 16 + 32  # Fri 27, Wed 25, Tue 24, Mon 23, Fri 20


def test_what_is_counted_and_in_what_scope_is_as_declared() -> None:
    on = {"2026-11-30": 2}
    assert counted(on, days=1, what=MESSAGES) == 0
    assert counted(on, days=1, what=TALKS, kind=Counted.TALK_ON_A_VISIT) == 2
    assert counted(on, days=1, what={Counted.CALL_BUSY}) == 0
    for option, elsewhere in (
        ("same_point", {"point": "work"}),
        ("same_debt", {"about": ("loan-3",)}),
        ("same_party", {"party": "harbour"}),
    ):
        assert counted(on, days=1, **{option: True}) == 2
        assert counted(on, days=1, **{option: True}, **elsewhere) == 0
        assert counted(on, days=1, **elsewhere) == 2
    assert counted(on, ABOUT, days=1, same_debt=True, about=("loan-2",)) == 2


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ({}, "needs one window"),
        ({"days": 7, **FIVE}, "needs one window"),
        ({"days": 32}, "counted for 31"),
        ({"days": 31, "today": False}, "counted for 31"),
        ({"working_days": 5}, "by which list"),
        (FIVE | {"working_days": 16}, "write 1 to 15"),
        ({"days": 1, "what": ()}, "name what"),
        ({"days": 1, "what": {"calls"}}, "name what"),
    ],
)
def test_a_counter_that_says_too_little_or_too_much_is_refused(window: dict[str, Any], said: str) -> None:
    with pytest.raises(FactError, match=said):
        counted({}, **window)


def test_fifteen_working_days_never_reach_further_back_than_contacts_are_kept() -> None:
    for calendar in (US_FEDERAL_WORKING_DAYS, CHINA_WORKING_DAYS):
        for day in range(_day("2015-01-01"), _day("2027-01-01")):
            assert day - calendar.before(day, 15) <= 30
