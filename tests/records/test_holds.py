"""Holds: when they stand, what they block, and on which channels."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from debtflow.records.holds import (
    USUAL_BLOCKS,
    Block,
    Hold,
    HoldKind,
    HoldSource,
    Hours,
    Reach,
    blocked,
    calmed_after,
    holds_to_review,
)
from debtflow.records.parties import Channel

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
END = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def hold(kind: HoldKind = HoldKind.DISPUTE, **fields: Any) -> Hold:
    return Hold(**{"id": "h1", "kind": kind, "from_at": BEGIN} | fields)


def bits(*blocks: Block) -> int:
    return sum(1 << block for block in blocks)


def test_a_hold_stands_from_its_first_instant_until_but_not_at_its_end() -> None:
    dispute = hold(until_at=END)
    assert not dispute.stands_at(BEGIN - TICK)
    assert dispute.stands_at(BEGIN)
    assert dispute.stands_at(END - TICK)
    assert not dispute.stands_at(END)


def test_a_hold_without_an_end_stands_until_it_is_released() -> None:
    assert hold().stands_at(BEGIN + timedelta(days=3_650))


def test_a_hold_ends_after_it_begins() -> None:
    assert hold(until_at=BEGIN + TICK)
    with pytest.raises(ValidationError, match="must be after from_at"):
        hold(until_at=BEGIN)


def test_every_kind_blocks_something_by_usual_practice_and_a_hold_may_say_otherwise() -> None:
    assert set(USUAL_BLOCKS) == set(HoldKind)
    assert all(USUAL_BLOCKS.values())
    assert hold(HoldKind.DISPUTE).forbids == {Block.CONTACT, Block.ESCALATE, Block.REFER, Block.LITIGATE}
    assert hold(HoldKind.DISPUTE, blocks={Block.REPORT}).forbids == {Block.REPORT}


def test_an_insolvency_stay_blocks_everything() -> None:
    assert hold(HoldKind.INSOLVENCY_STAY).forbids == frozenset(Block)


def test_a_channel_opt_out_blocks_only_its_channels() -> None:
    no_sms = hold(HoldKind.CHANNEL_OPT_OUT, channels={Channel.SMS, Channel.APP})
    for channel in Channel:
        expected = bits(Block.CONTACT) if channel in (Channel.SMS, Channel.APP) else 0
        assert blocked((no_sms,), BEGIN, Reach(channel)) == expected
    assert blocked((no_sms,), BEGIN) == 0


def test_a_channel_opt_out_that_names_no_channel_is_refused() -> None:
    with pytest.raises(ValidationError, match="names its channels"):
        hold(HoldKind.CHANNEL_OPT_OUT)


def test_channels_narrow_what_is_blocked_of_contact_and_nothing_else() -> None:
    moratorium = hold(HoldKind.MORATORIUM, channels={Channel.PHONE})
    assert blocked((moratorium,), BEGIN, Reach(Channel.LETTER)) == bits(Block.ENFORCE, Block.ACCRUE)
    assert blocked((moratorium,), BEGIN, Reach(Channel.PHONE)) == bits(Block.CONTACT, Block.ENFORCE, Block.ACCRUE)


def test_adding_a_hold_only_adds_to_what_is_blocked_and_one_that_does_not_stand_adds_nothing() -> None:
    dispute, later = hold(), hold(HoldKind.INSOLVENCY_STAY, id="h2", from_at=END)
    before, after = blocked((dispute,), BEGIN), blocked((dispute, later), END)
    assert blocked((dispute, later), BEGIN) == before
    assert after & before == before
    assert after == bits(*Block)


def test_a_hold_reads_back_from_json_as_it_was_with_codes_by_name() -> None:
    no_sms = hold(HoldKind.CHANNEL_OPT_OUT, channels={Channel.SMS}, person="okafor", until_at=END)
    assert Hold.model_validate_json(no_sms.model_dump_json()) == no_sms
    assert '"kind":"channel_opt_out"' in no_sms.model_dump_json()
    assert '"channels":["sms"]' in no_sms.model_dump_json()


def test_a_hold_from_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="has no time zone"):
        hold(from_at=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001


# --- where and when a contact is blocked ------------------------------------------------------------------------------------


def test_the_numbers_of_kinds_and_blocks_never_change() -> None:
    assert [int(kind) for kind in HoldKind] == list(range(25))
    assert [(str(kind), int(kind)) for kind in HoldKind][13:] == [
        ("manual", 13),
        ("validation_pending", 14),
        ("inconvenient_time_or_place", 15),
        ("promise_running", 16),
        ("arrangement_running", 17),
        ("military_protection", 18),
        ("minor_or_incapacity", 19),
        ("evidence_preservation", 20),
        ("stay_of_proceedings", 21),
        ("employer_prohibits", 22),
        ("identity_theft", 23),
        ("discharged", 24),
    ]
    assert [str(block) for block in Block] == [
        "contact",
        "escalate",
        "refer",
        "litigate",
        "enforce",
        "accrue",
        "report",
        "sell",
    ]


def test_a_stay_of_proceedings_blocks_the_court_and_its_bailiffs_and_nothing_else() -> None:
    assert hold(HoldKind.STAY_OF_PROCEEDINGS).forbids == {Block.LITIGATE, Block.ENFORCE}


def test_a_hold_on_contact_points_blocks_those_of_its_person_only() -> None:
    at_work = hold(HoldKind.INCONVENIENT_TIME_OR_PLACE, person="li", contact_points=("office",))
    assert blocked((at_work,), BEGIN, Reach(Channel.PHONE, "office", "li")) == bits(Block.CONTACT)
    assert blocked((at_work,), BEGIN, Reach(Channel.PHONE, "mobile", "li")) == 0
    assert blocked((at_work,), BEGIN, Reach(Channel.PHONE, "office", "li_mei")) == 0
    assert blocked((at_work,), BEGIN) == 0


def test_a_hold_on_contact_points_names_whose_they_are() -> None:
    with pytest.raises(ValidationError, match="name the person"):
        hold(HoldKind.CEASE_CONTACT, contact_points=("office",))


@pytest.mark.parametrize(
    ("hours", "minute", "covered"),
    [
        (Hours(720, 840), 719, False),
        (Hours(720, 840), 720, True),
        (Hours(720, 840), 839, True),
        (Hours(720, 840), 840, False),
        (Hours(1260, 480), 1259, False),
        (Hours(1260, 480), 1260, True),
        (Hours(1260, 480), 0, True),
        (Hours(1260, 480), 479, True),
        (Hours(1260, 480), 480, False),
        (Hours(600, 600), 0, True),
        (Hours(600, 600), 600, True),
        (Hours(1260, 1440), 1439, True),
        (Hours(1260, 1440), 0, False),
    ],
)
def test_hours_begin_and_end_to_the_minute_also_over_midnight(hours: Hours, minute: int, covered: bool) -> None:
    assert hours.cover(minute) is covered
    lunch = hold(HoldKind.INCONVENIENT_TIME_OR_PLACE, hours=(hours,))
    assert (blocked((lunch,), BEGIN, Reach(Channel.PHONE, minutes=(minute,))) != 0) is covered


def test_hours_block_where_they_cover_the_time_on_any_clock_that_may_be_theirs() -> None:
    lunch = hold(HoldKind.INCONVENIENT_TIME_OR_PLACE, hours=(Hours(720, 840),))
    assert blocked((lunch,), BEGIN, Reach(Channel.PHONE, minutes=(600, 780))) == bits(Block.CONTACT)
    assert blocked((lunch,), BEGIN, Reach(Channel.PHONE, minutes=(600, 900))) == 0
    assert blocked((lunch,), BEGIN, Reach(Channel.PHONE, minutes=None)) == bits(Block.CONTACT)


def test_the_hours_of_one_person_say_nothing_of_another() -> None:
    lunch = hold(HoldKind.INCONVENIENT_TIME_OR_PLACE, person="li", hours=(Hours(720, 840),))
    assert blocked((lunch,), BEGIN, Reach(Channel.PHONE, "mobile", "li", (780,))) == bits(Block.CONTACT)
    assert blocked((lunch,), BEGIN, Reach(Channel.PHONE, "mobile", "li_mei", (780,))) == 0


@pytest.mark.parametrize("hours", [Hours(-1, 5), Hours(0, 1441), Hours(1440, 5)])
def test_hours_are_minutes_of_a_day(hours: Hours) -> None:
    with pytest.raises(ValidationError, match="minutes after midnight"):
        hold(HoldKind.MANUAL, hours=(hours,))


def test_an_inconvenient_time_or_place_says_which() -> None:
    with pytest.raises(ValidationError, match="names its hours"):
        hold(HoldKind.INCONVENIENT_TIME_OR_PLACE)


def test_narrow_contacts_leave_what_else_a_hold_blocks_as_wide_as_it_is() -> None:
    moratorium = hold(HoldKind.MORATORIUM, person="li", contact_points=("office",), hours=(Hours(0, 1),))
    assert blocked((moratorium,), BEGIN) == bits(Block.ENFORCE, Block.ACCRUE)


# --- on a placement ---------------------------------------------------------------------------------------------------------


def test_a_hold_on_a_placement_stands_while_that_placement_runs() -> None:
    on_second = hold(HoldKind.COMPLAINT_OPEN, placement=2)
    assert blocked((on_second,), BEGIN, placement=2) == bits(Block.ESCALATE)
    assert blocked((on_second,), BEGIN, placement=3) == 0
    assert blocked((on_second,), BEGIN) == 0


def test_a_hold_on_a_placement_names_no_person() -> None:
    with pytest.raises(ValidationError, match="names no person"):
        hold(placement=1, person="li")


# --- looked at again --------------------------------------------------------------------------------------------------------


def test_a_hold_is_to_be_looked_at_again_from_its_day_on_and_does_not_end_then() -> None:
    soon, later = (
        hold(id="soon", review_on=date(2026, 3, 5)),
        hold(id="later", review_on=date(2026, 3, 4)),
    )
    assert holds_to_review((soon, later, hold()), date(2026, 3, 3)) == ()
    assert holds_to_review((soon, later, hold()), date(2026, 3, 4)) == (later,)
    assert holds_to_review((soon, later, hold()), date(2026, 3, 9)) == (later, soon)
    assert soon.stands_at(END)


def test_a_hold_with_everything_reads_back_from_json_as_it_was() -> None:
    whole = hold(
        HoldKind.INCONVENIENT_TIME_OR_PLACE,
        person="li",
        hours=(Hours(720, 840), Hours(1260, 480)),
        contact_points=("office", "mobile"),
        review_on=date(2026, 4, 1),
        source=HoldSource.REPRESENTATIVE,
        set_by="lena",
    )
    again = Hold.model_validate_json(whole.model_dump_json())
    assert again == whole
    assert type(again.hours[0]) is Hours


def test_a_hold_that_is_told_of_as_released_before_its_end_ended_then_whenever_it_is_told() -> None:
    calm = Hold(id="h", kind=HoldKind.MORATORIUM, from_at=BEGIN, until_at=BEGIN + timedelta(days=4))
    released = BEGIN + timedelta(days=1)
    in_time = calmed_after((), (calm,), "h", released)
    late = calmed_after(calmed_after((), (calm,), "h", BEGIN + timedelta(days=9)), (), "h", released)
    assert in_time == late == (calm.changed(until_at=released),)
    quiet = Hold(id="q", kind=HoldKind.CEASE_CONTACT, from_at=BEGIN)
    assert calmed_after(in_time, (quiet,), "q", released) == in_time


@pytest.mark.parametrize("days", [4, 9])
def test_a_hold_that_is_found_to_have_run_out_ended_at_its_own_end_however_late_somebody_looks(days: int) -> None:
    calm = Hold(id="h", kind=HoldKind.MORATORIUM, from_at=BEGIN, until_at=BEGIN + timedelta(days=4))
    assert calmed_after((), (calm,), "h", BEGIN + timedelta(days=days)) == (calm,)


@pytest.mark.parametrize("early", [timedelta(0), timedelta(hours=1)])
def test_a_hold_that_is_released_before_it_begins_stood_for_a_moment_and_can_be_read_again(early: timedelta) -> None:
    calm = Hold(id="h", kind=HoldKind.MORATORIUM, from_at=BEGIN)
    (gone,) = calmed_after((), (calm,), "h", BEGIN - early)
    assert Hold.model_validate_json(gone.model_dump_json()) == gone
    assert gone.until_at == BEGIN + timedelta(microseconds=1)
