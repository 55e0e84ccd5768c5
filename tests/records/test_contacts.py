"""The counters of contacts by scope and local day, and how an attempt may have ended."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter
from tests.records.cast import NINE_O_CLOCK, day

from debtflow.records.contacts import (
    EMPTY_TALLY,
    WINDOW_DAYS,
    Attempt,
    CallResult,
    Counted,
    DayCount,
    MessageResult,
    Scope,
    Tally,
    counted_as,
    unreported_as,
)
from debtflow.records.parties import Channel

TODAY = day(2026, 3, 20)
RANG = Scope(Counted.CALL_NO_ANSWER, "mobile", "creditor", ("card-77",))
BUSY = RANG._replace(kind=Counted.CALL_BUSY)
WRONG = RANG._replace(kind=Counted.CALL_WRONG_NUMBER)
TALKED = RANG._replace(kind=Counted.CALL_TALKED)
TALK = RANG._replace(kind=Counted.TALK_BY_PHONE)
OPEN = RANG._replace(kind=Counted.CALL_UNREPORTED)
CALLS = sum(1 << kind for kind in Counted if kind.name.startswith("CALL"))


def tally(*rows: tuple[Scope, int, int]) -> Tally:
    made = Tally()
    for scope, on, count in rows:
        made = made.plus(scope, on, count)
    return made


# --- days -------------------------------------------------------------------------------------------------------------


def test_seven_days_are_today_and_the_six_before_and_the_seventh_before_is_out() -> None:
    calls = tally((RANG, TODAY, 1), (RANG, TODAY - 6, 10), (RANG, TODAY - 7, 100))
    assert calls.counted(CALLS, TODAY - 6) == 11
    assert calls.counted(CALLS, TODAY - 7) == 111
    assert calls.counted(CALLS, TODAY) == 1
    assert calls.counted(CALLS, TODAY + 1) == 0


def test_a_day_is_one_entry_however_many_calls_it_saw() -> None:
    [row] = tally((RANG, TODAY, 1), (RANG, TODAY, 1), (RANG, TODAY, 1)).rows
    assert row == (RANG, (DayCount(TODAY, 3),))


def test_contacts_may_come_in_any_order() -> None:
    rows = [(RANG, TODAY - 3, 1), (BUSY, TODAY, 1), (RANG, TODAY, 1), (RANG, TODAY - 1, 2)]
    assert tally(*rows) == tally(*reversed(rows))


def test_the_thirty_first_day_before_the_newest_is_let_go_and_the_thirtieth_kept() -> None:
    assert WINDOW_DAYS == 31
    rows = [(RANG, TODAY - 31, 100), (RANG, TODAY - 30, 10), (BUSY, TODAY, 1)]
    for calls in (tally(*rows), tally(*reversed(rows))):
        assert calls.counted(CALLS, TODAY - 31) == 11
        assert calls.rows == ((RANG, (DayCount(TODAY - 30, 10),)), (BUSY, (DayCount(TODAY, 1),)))


def test_a_scope_in_which_nothing_is_left_is_forgotten() -> None:
    assert tally((RANG, TODAY - 31, 1), (BUSY, TODAY, 1)).rows == ((BUSY, (DayCount(TODAY, 1),)),)


def test_a_call_that_was_not_made_is_taken_off_its_day_and_an_empty_day_is_not_kept() -> None:
    reserved = tally((OPEN, TODAY - 1, 1), (OPEN, TODAY, 2))
    assert reserved.plus(OPEN, TODAY, -1).rows == ((OPEN, (DayCount(TODAY, 1), DayCount(TODAY - 1, 1))),)
    assert reserved.plus(OPEN, TODAY - 1, -1).rows == ((OPEN, (DayCount(TODAY, 2),)),)
    assert reserved.plus(OPEN, TODAY - 1, -1).plus(OPEN, TODAY, -2).rows == ()


def test_days_that_were_let_go_do_not_come_back() -> None:
    # The only call of the newest day was not made after all; a call 40 days before it is still too old to count,
    # and taking back what was let go leaves no debt of calls behind.
    emptied = tally((OPEN, TODAY - 40, 1), (OPEN, TODAY - 20, 1), (OPEN, TODAY, 1), (OPEN, TODAY, -1))
    assert emptied.counted(CALLS, 0) == 1
    assert emptied.plus(OPEN, TODAY - 40, -1) == emptied


def test_nobody_called_is_zero() -> None:
    assert EMPTY_TALLY.counted(CALLS, TODAY) == EMPTY_TALLY.latest(CALLS) == 0
    assert EMPTY_TALLY.misdirected(("card-77",), TODAY) == EMPTY_TALLY.most((), CALLS, TODAY) == 0


def test_a_tally_reads_back_from_json_as_it_was() -> None:
    adapter = TypeAdapter(Tally)
    calls = tally((RANG, TODAY, 2), (TALK, TODAY - 5, 1))
    assert adapter.validate_json(adapter.dump_json(calls)) == calls
    assert b'"call_no_answer"' in adapter.dump_json(calls)


# --- scopes -----------------------------------------------------------------------------------------------------------

MANY = tally(
    (RANG, TODAY, 1),
    (RANG._replace(point="work"), TODAY, 2),
    (RANG._replace(party="harbour"), TODAY - 1, 4),
    (RANG._replace(about=("loan-5",)), TODAY, 8),
    (RANG._replace(about=("card-77", "loan-5")), TODAY - 2, 16),
    (BUSY, TODAY - 3, 32),
)


def test_a_count_is_of_the_scope_that_is_asked_for() -> None:
    since = TODAY - 6
    assert MANY.counted(CALLS, since) == 63
    assert MANY.counted(1 << Counted.CALL_BUSY, since) == 32
    assert MANY.counted(CALLS, since, points=("work",)) == 2
    assert MANY.counted(CALLS, since, points=("work", "mobile")) == 63
    assert MANY.counted(CALLS, since, party="harbour") == 4
    assert MANY.counted(CALLS, since, debt="loan-5") == 24
    assert MANY.counted(CALLS, since, debt="card-77", party="creditor") == 51
    assert MANY.counted(CALLS, since, points=()) == 0


def test_a_call_about_two_debts_counts_for_each_of_them_and_once_in_all() -> None:
    calls = tally((RANG._replace(about=("card-77", "loan-5")), TODAY, 1))
    assert calls.counted(CALLS, TODAY, debt="card-77") == calls.counted(CALLS, TODAY, debt="loan-5") == 1
    assert calls.counted(CALLS, TODAY) == 1


def test_of_several_debts_the_one_with_the_most_or_the_fewest_is_counted() -> None:
    since, both = TODAY - 6, ("card-77", "loan-5")
    assert MANY.most(both, CALLS, since) == 55
    assert MANY.least(both, CALLS, since) == 24
    assert MANY.most(("loan-5",), CALLS, since) == MANY.least(("loan-5",), CALLS, since) == 24
    assert MANY.most(("card-77",), CALLS, since, party="harbour") == 4
    assert MANY.least(both, CALLS, since, party="harbour") == 0


def test_the_latest_day_is_of_the_scope_that_is_asked_for() -> None:
    assert MANY.latest(CALLS) == TODAY
    assert MANY.latest(CALLS, party="harbour") == TODAY - 1
    assert MANY.latest(CALLS, debts=("loan-5",)) == TODAY
    assert MANY.latest(1 << Counted.CALL_BUSY, debts=("loan-5", "card-77")) == TODAY - 3
    assert MANY.latest(1 << Counted.CALL_BUSY, debts=("loan-5",)) == 0


def test_points_that_go_by_other_ids_keep_their_counts_and_two_that_become_one_are_added() -> None:
    renamed = MANY.renamed({"work": "mobile", "mobile": "mobile.again"})
    assert renamed.counted(CALLS, TODAY, points=("mobile",)) == 2
    assert renamed.counted(CALLS, TODAY, points=("mobile.again",)) == 9
    assert MANY.renamed({"work": "mobile"}).counted(CALLS, TODAY, points=("mobile",)) == 11
    emptied = tally((OPEN, TODAY, 1), (OPEN, TODAY, -1))
    assert emptied.renamed({}) == emptied


# --- wrong numbers ----------------------------------------------------------------------------------------------------


def misdirected(*rows: tuple[Scope, int, int], since: int = TODAY - 6, **scope: str) -> int:
    return tally(*rows).misdirected(("card-77",), since, **scope)


def test_calls_drop_out_backwards_once_the_number_turns_out_to_be_wrong() -> None:
    before = (RANG, TODAY - 6, 2), (RANG, TODAY - 7, 10), (RANG._replace(kind=Counted.CALL_VOICEMAIL), TODAY - 1, 4)
    assert misdirected(*before) == 0
    assert misdirected(*before, (WRONG, TODAY, 1)) == 7
    assert misdirected(*before, (WRONG, TODAY - 2, 1)) == 3, "what was called after is another matter"


def test_a_number_is_wrong_only_after_the_last_talk_with_the_person_at_it() -> None:
    calls = (RANG, TODAY - 5, 1), (RANG, TODAY - 3, 2), (RANG, TODAY - 2, 4), (WRONG, TODAY, 1)
    assert misdirected(*calls, (TALKED, TODAY - 3, 1), (TALK, TODAY - 3, 1)) == 5
    assert misdirected(*calls, (TALKED, TODAY, 1), (TALK, TODAY, 1)) == 0
    elsewhere = TALK._replace(point="work")
    assert misdirected(*calls, (elsewhere, TODAY, 1)) == 8


def test_what_did_not_connect_or_was_not_reported_is_not_misdirected() -> None:
    assert misdirected((BUSY, TODAY - 1, 1), (OPEN, TODAY - 1, 1), (WRONG, TODAY, 1)) == 1


def test_a_wrong_number_says_nothing_of_other_numbers_debts_and_parties() -> None:
    other = (RANG._replace(point="work"), TODAY, 2), (RANG._replace(about=("loan-5",)), TODAY, 4)
    assert misdirected(*other, (WRONG, TODAY, 1)) == 1
    both = (RANG._replace(about=("card-77", "loan-5")), TODAY, 8), (WRONG, TODAY, 1)
    assert misdirected(*both) == 9
    assert tally(*both).misdirected(("card-77", "loan-5"), TODAY) == 8
    harbours = (RANG._replace(party="harbour"), TODAY, 16), (WRONG, TODAY, 1)
    assert misdirected(*harbours, party="creditor") == 1
    assert misdirected(*harbours, party="harbour") == 16, "it was one number, whoever has found out"


# --- results ----------------------------------------------------------------------------------------------------------


def test_only_a_talk_with_the_person_is_a_conversation() -> None:
    assert [result for result in CallResult if result.reached_the_person] == [CallResult.TALKED]


def test_every_result_but_not_made_counts_as_a_try() -> None:
    assert [result for result in CallResult if not result.was_made] == [CallResult.NOT_MADE]
    assert [result for result in MessageResult if not result.was_made] == [MessageResult.NOT_MADE]


def test_a_call_counts_as_what_it_came_to_and_a_talk_as_both() -> None:
    made = [result for result in CallResult if result.was_made]
    assert [counted_as(Channel.PHONE, result)[0].name for result in made] == [f"CALL_{result.name}" for result in made]
    assert counted_as(Channel.PHONE, CallResult.TALKED) == (Counted.CALL_TALKED, Counted.TALK_BY_PHONE)
    assert counted_as(Channel.VISIT, CallResult.TALKED) == (Counted.VISIT, Counted.TALK_ON_A_VISIT)
    assert counted_as(Channel.VISIT, CallResult.NO_ANSWER) == (Counted.VISIT,)
    assert all(len(counted_as(Channel.PHONE, result)) == 1 for result in made if not result.reached_the_person)


@pytest.mark.parametrize("channel", list(Channel))
def test_what_was_not_made_counts_as_nothing_and_what_is_not_reported_as_itself(channel: Channel) -> None:
    assert counted_as(channel, CallResult.NOT_MADE) == counted_as(channel, MessageResult.NOT_MADE) == ()
    unsaid = {Channel.PHONE: Counted.CALL_UNREPORTED, Channel.VISIT: Counted.VISIT_UNREPORTED}
    kind = unsaid.get(channel, Counted.MESSAGE)
    assert counted_as(channel, None) == (kind,)
    attempt = Attempt(
        id="case-1/a1",
        case="case-1",
        person="okafor",
        contact_point="mobile",
        channel=channel,
        local_day=TODAY,
        reserved_at=NINE_O_CLOCK,
        expires_at=NINE_O_CLOCK,
        about=("card-77",),
        party="harbour",
    )
    assert unreported_as(attempt) == Scope(kind, "mobile", "harbour", ("card-77",))
