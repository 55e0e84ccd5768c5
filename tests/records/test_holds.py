"""Holds: when they stand, what they block, and on which channels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from debtflow.records.holds import USUAL_BLOCKS, Block, Hold, HoldKind, Reach, blocked
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
