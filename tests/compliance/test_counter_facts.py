"""The facts about contacts: every window with both its edges, what it counts, and in what scope."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import strategies as st
from tests.compliance.situations import (
    LOS_ANGELES,
    NEW_YORK,
    NOON,
    POINTS,
    SHANGHAI,
    TODAY,
    attempt,
    dossier,
    fact_of,
    in_shanghai,
    local,
    situation,
    tally,
)

from debtflow.compliance.counter_facts import COUNTERS, DOSSIER
from debtflow.records.actions import Move, PlaceCall
from debtflow.records.contacts import WINDOW_DAYS, Counted, Scope
from debtflow.records.parties import Actor, Channel
from debtflow.records.stages import Role
from debtflow.values.dates import day_number

CLERK = Actor(id="h1", role=Role.AGENCY, party="harbour")
POINT, PARTY, ABOUT = "point", "party", "about"
CALLS = {kind for kind in Counted if kind.name.startswith("CALL")}
UNANSWERED = {Counted.CALL_NO_ANSWER, Counted.CALL_VOICEMAIL, Counted.CALL_BUSY, Counted.CALL_UNREPORTED}
TALKS = {Counted.TALK_BY_PHONE, Counted.TALK_ON_A_VISIT, Counted.CALL_UNREPORTED, Counted.VISIT_UNREPORTED}
VISITS = {Counted.VISIT, Counted.VISIT_UNREPORTED}
MESSAGES = {Counted.MESSAGE}

WINDOWS: dict[str, tuple[set[Counted], int, set[str]]] = {
    "calls_counted_today": (CALLS, 0, set()),
    "calls_counted_today_and_6_days_before": (CALLS, 6, set()),
    "messages_counted_today_and_6_days_before": (MESSAGES, 6, set()),
    "visits_counted_today_and_29_days_before": (VISITS, 29, set()),
    "talks_counted_today": (TALKS, 0, set()),
    "unanswered_calls_counted_today": (UNANSWERED, 0, set()),
    "messages_counted_today": (MESSAGES, 0, set()),
    "visits_counted_today": (VISITS, 0, set()),
    "calls_to_this_point_today": (CALLS, 0, {POINT}),
    "unanswered_calls_to_this_point_today": (UNANSWERED, 0, {POINT}),
    "messages_to_this_point_today": (MESSAGES, 0, {POINT}),
    "messages_to_this_point_today_and_6_days_before": (MESSAGES, 6, {POINT}),
    "calls_about_this_debt_today": (CALLS, 0, {ABOUT}),
    "calls_about_this_debt_today_and_6_days_before": (CALLS, 6, {ABOUT}),
    "messages_about_this_debt_today_and_6_days_before": (MESSAGES, 6, {ABOUT}),
    "talks_about_this_debt_today": (TALKS, 0, {ABOUT}),
    "visits_about_this_debt_today_and_29_days_before": (VISITS, 29, {ABOUT}),
    "calls_by_this_party_today": (CALLS, 0, {PARTY}),
    "calls_by_this_party_today_and_6_days_before": (CALLS, 6, {PARTY}),
    "talks_with_this_party_today": (TALKS, 0, {PARTY}),
    "visits_by_this_party_today_and_29_days_before": (VISITS, 29, {PARTY}),
    "calls_about_this_debt_by_this_party_today_and_6_days_before": (CALLS, 6, {ABOUT, PARTY}),
    "busy_calls_about_this_debt_by_this_party_today_and_6_days_before": ({Counted.CALL_BUSY}, 6, {ABOUT, PARTY}),
    "misdirected_calls_about_this_debt_by_this_party_today_and_6_days_before": (
        {Counted.CALL_WRONG_NUMBER},
        6,
        {ABOUT, PARTY},
    ),
    "talks_about_this_debt_with_this_party_today": (TALKS, 0, {ABOUT, PARTY}),
}
"""Fact -> what it counts, how many days before today it reaches back, and of what it asks that it be the same."""


def counted(name: str, days: dict[int, int], at: datetime = NOON, kind: Counted | None = None, **scope: Any) -> Any:
    """What that fact is where so many of what it counts (or of that kind) stand on those days."""
    zones = scope.pop("zones", (SHANGHAI,))
    what = kind if kind is not None else max(WINDOWS[name][0])
    return fact_of(name, situation(at, borrower=dossier(zones=zones, contacts=tally(what, days, **scope))))


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_counts_its_first_day_and_not_the_one_before(name: str) -> None:
    _, days_before, _ = WINDOWS[name]
    assert counted(name, {TODAY: 5}) == 5
    assert counted(name, {TODAY - days_before: 5}) == 5
    assert counted(name, {TODAY - days_before - 1: 5}) == 0
    assert counted(name, {TODAY - back: 1 for back in range(WINDOW_DAYS)}) == days_before + 1


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_turns_at_local_midnight(name: str) -> None:
    oldest = {TODAY - WINDOWS[name][1]: 1}
    assert counted(name, oldest, in_shanghai(3, 10, 23, 59)) == 1
    assert counted(name, oldest, in_shanghai(3, 11, 0, 0)) == 0


@pytest.mark.parametrize("name", WINDOWS)
def test_with_two_candidate_zones_a_window_reaches_back_from_the_earlier_day(name: str) -> None:
    at = local(NEW_YORK, 2026, 3, 11, 1)  # still 10 March in Los Angeles
    oldest = {day_number(date(2026, 3, 10)) - WINDOWS[name][1]: 1}
    assert counted(name, oldest, at, zones=(NEW_YORK, LOS_ANGELES)) == 1
    assert counted(name, oldest, at, zones=(NEW_YORK,)) == 0


@pytest.mark.parametrize("name", WINDOWS)
def test_with_an_unknown_zone_a_window_reaches_back_a_day_further(name: str) -> None:
    _, days_before, _ = WINDOWS[name]
    assert counted(name, {TODAY - days_before - 1: 1}, zones=()) == 1
    assert counted(name, {TODAY - days_before - 2: 1}, zones=()) == 0


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_counts_what_it_says_and_nothing_else(name: str) -> None:
    assert {kind for kind in Counted if counted(name, {TODAY: 1}, kind=kind)} == WINDOWS[name][0]


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_counts_in_its_own_scope(name: str) -> None:
    asked = WINDOWS[name][2]
    assert counted(name, {TODAY: 1}, point="work") == (POINT not in asked)
    assert counted(name, {TODAY: 1}, party="harbour") == (PARTY not in asked)
    assert counted(name, {TODAY: 1}, about=("loan-2",)) == (ABOUT not in asked)
    assert counted(name, {TODAY: 1}, about=("loan-2", "loan-1")) == 1
    everywhere = tally(max(WINDOWS[name][0]), {TODAY: 2}, point="work", party="harbour", about=("loan-2",))
    theirs = situation(
        borrower=dossier(contacts=everywhere),
        actor=CLERK,
        action=PlaceCall(person="li", contact_point="work", about=("loan-2",)),
    )
    assert fact_of(name, theirs) == 2


@pytest.mark.parametrize("name", [name for name, (_, _, asked) in WINDOWS.items() if ABOUT in asked])
def test_about_several_debts_a_window_is_that_of_the_debt_that_permits_less(name: str) -> None:
    [kind] = {max(WINDOWS[name][0])}
    more = tally(kind, {TODAY: 2}, about=("loan-2",), beside=tally(kind, {TODAY: 1}))
    both = PlaceCall(person="li", contact_point="mobile", about=("loan-1", "loan-2"))
    # Of what a rule takes off again, the fewer count.
    less = 1 if name.startswith(("busy", "misdirected")) else 2
    assert fact_of(name, situation(borrower=dossier(contacts=more), action=both)) == less


def test_a_number_that_is_on_file_twice_is_one_contact_point() -> None:
    points = (*POINTS, POINTS[0].changed(id="again"), POINTS[0].changed(id="work", value_hash="sealed:9"))
    calls = Counted.CALL_NO_ANSWER
    contacts = tally(calls, {TODAY: 1}, beside=tally(calls, {TODAY: 2}, point="again"))
    person = dossier(contacts=tally(calls, {TODAY: 4}, point="work", beside=contacts))
    person = person.changed(person=person.person.changed(contact_points=points))
    for point, calls_there in (("mobile", 3), ("again", 3), ("work", 4), ("unlisted", 0)):
        asked = situation(borrower=person, action=PlaceCall(person="li", contact_point=point))
        assert fact_of("calls_to_this_point_today", asked) == calls_there, point


def test_where_nobody_is_contacted_nothing_counts_by_a_contact_point() -> None:
    asked = situation(borrower=dossier(calls={TODAY: 3}), action=Move(verb="open_negotiation"))
    assert fact_of("calls_to_this_point_today", asked) == 0
    assert fact_of("calls_about_this_debt_today", asked) == 3


TALKED_ON = {
    "last_talk_about_this_debt_with_this_party_on": TALKS | {Counted.TALK_THEY_BEGAN},
    "last_phone_talk_about_this_debt_with_this_party_on": {
        Counted.TALK_BY_PHONE,
        Counted.TALK_THEY_BEGAN,
        Counted.CALL_UNREPORTED,
    },
}
SINCE = {
    "days_since_talk_about_this_debt_with_this_party": Counted.TALK_ON_A_VISIT,
    "days_since_phone_talk_about_this_debt_with_this_party": Counted.TALK_BY_PHONE,
}


@pytest.mark.parametrize("name", TALKED_ON)
def test_the_last_talk_is_of_this_debt_and_this_party(name: str) -> None:
    assert {kind for kind in Counted if counted(name, {TODAY - 3: 1}, kind=kind)} == TALKED_ON[name]
    talk = Counted.TALK_BY_PHONE
    assert counted(name, {TODAY - 9: 1, TODAY - 3: 2}, kind=talk) == TODAY - 3
    assert counted(name, {TODAY - 30: 1}, kind=talk) == TODAY - 30
    assert counted(name, {}, kind=talk) == 0
    assert counted(name, {TODAY: 1}, kind=talk, point="work") == TODAY
    assert counted(name, {TODAY: 1}, kind=talk, about=("loan-2", "loan-1")) == TODAY
    assert counted(name, {TODAY: 1}, kind=talk, about=("loan-2",)) == 0
    assert counted(name, {TODAY: 1}, kind=talk, party="harbour") == 0


@pytest.mark.parametrize("name", SINCE)
def test_the_day_of_a_talk_is_the_first_of_seven_on_each_clock_of_the_person(name: str) -> None:
    """Talked on the 4th: the 4th is day 1, the 10th day 7; from the 11th on six whole days lie between."""
    talked = {day_number(date(2026, 3, 4)): 1}
    assert counted(name, talked, in_shanghai(3, 4, 12), kind=SINCE[name]) == 0
    assert counted(name, talked, in_shanghai(3, 10, 23, 59), kind=SINCE[name]) == 6
    assert counted(name, talked, in_shanghai(3, 11, 0), kind=SINCE[name]) == 7
    at = local(NEW_YORK, 2026, 3, 11, 1)  # still 10 March in Los Angeles
    assert counted(name, talked, at, kind=SINCE[name], zones=(NEW_YORK,)) == 7
    assert counted(name, talked, at, kind=SINCE[name], zones=(NEW_YORK, LOS_ANGELES)) == 6


def test_calls_that_connected_to_what_turned_out_to_be_a_wrong_number_can_be_taken_off() -> None:
    rang = tally(Counted.CALL_NO_ANSWER, {TODAY - 6: 2, TODAY - 7: 4}, beside=tally(Counted.CALL_BUSY, {TODAY - 1: 1}))
    found_out = tally(Counted.CALL_WRONG_NUMBER, {TODAY: 1}, beside=rang)
    window = "calls_about_this_debt_by_this_party_today_and_6_days_before"
    for contacts, facts in ((rang, (3, 1, 0)), (found_out, (4, 1, 3))):
        asked = situation(borrower=dossier(contacts=contacts))
        names = (window, f"busy_{window}", f"misdirected_{window}")
        assert tuple(fact_of(name, asked) for name in names) == facts


# ---- open attempts, and whose file it is ---


def test_an_open_attempt_counts_as_a_call_an_unanswered_call_and_a_talk_until_it_is_resolved() -> None:
    talked = {TODAY: 2}
    cases = {
        (): (0, 0, 2),
        (attempt(1, TODAY),): (1, 1, 3),
        (attempt(1, TODAY, Channel.VISIT), attempt(2, TODAY)): (1, 1, 4),
        (attempt(1, TODAY - 1),): (0, 0, 2),
        (attempt(1, TODAY, Channel.SMS),): (0, 0, 2),
    }
    names = ("calls_counted_today", "unanswered_calls_counted_today", "talks_counted_today")
    for open_attempts, facts in cases.items():
        asked = situation(borrower=dossier(talks=talked, attempts=open_attempts))
        assert tuple(fact_of(name, asked) for name in names) == facts


def test_an_open_attempt_counts_in_its_own_scope() -> None:
    mine, theirs = attempt(1, TODAY), attempt(2, TODAY, contact_point="work", party="harbour", about=("loan-2",))
    names = [name for name, (kinds, _, _) in WINDOWS.items() if Counted.CALL_UNREPORTED in kinds]
    for name in names:
        both = situation(borrower=dossier(attempts=(mine, theirs)))
        assert fact_of(name, both) == (1 if WINDOWS[name][2] else 2), name


def test_the_windows_are_those_of_the_person_reached() -> None:
    cousin = dossier("cousin", calls={TODAY: 3})
    asked = situation(reached=cousin, action=PlaceCall(person="cousin", contact_point="mobile"))
    assert fact_of("calls_counted_today", asked) == 3
    assert fact_of("days_since_last_try", situation(borrower=dossier(last_try_on=TODAY - 4))) == 4


def test_every_fact_of_these_groups_has_its_window_here() -> None:
    others = {"last_try_on", "days_since_last_try"}
    assert {*COUNTERS.fields, *DOSSIER.fields} == {*WINDOWS, *TALKED_ON, *SINCE, *others}


# ---- for laws ------------------------------------------------------------------------------------------------------

SCOPES = st.builds(
    Scope,
    st.sampled_from(Counted),
    st.sampled_from(["mobile", "work"]),
    st.sampled_from(["creditor", "harbour"]),
    st.sampled_from([("loan-1",), ("loan-2",), ("loan-1", "loan-2"), ()]),
)
CONTACTS = st.lists(st.tuples(SCOPES, st.integers(TODAY - 35, TODAY + 10)), max_size=8)
ATTEMPTS = st.builds(attempt, st.integers(1, 9), st.integers(TODAY - 1, TODAY + 1), st.sampled_from(Channel))
ASKED = st.builds(
    PlaceCall,
    person=st.just("li"),
    contact_point=st.sampled_from(["mobile", "work"]),
    about=st.sampled_from([(), ("loan-1",), ("loan-1", "loan-2")]),
)
