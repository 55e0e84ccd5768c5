"""Placements: the brief says what the agency may do and for how long."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from tests.records.cast import NINE_O_CLOCK, usd

from debtflow.records.parties import Channel
from debtflow.records.placements import Placement, PlacementBrief


def test_a_brief_that_says_nothing_allows_calls_and_texts_for_ninety_days_and_no_visits() -> None:
    brief = PlacementBrief()
    assert brief.channels == (Channel.PHONE, Channel.SMS)
    assert brief.days == 90


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (720, True), (721, False)])
def test_a_debt_is_placed_for_one_day_to_two_years(days: int, allowed: bool) -> None:
    if allowed:
        assert PlacementBrief(days=days).days == days
    else:
        with pytest.raises(ValidationError, match="days"):
            PlacementBrief(days=days)


def test_a_proposal_is_not_yet_accepted_recalled_or_stopped_and_reads_back_as_it_was() -> None:
    proposed = Placement(
        agency="harbour",
        brief=PlacementBrief(days=30),
        wave=1,
        proposed_at=NINE_O_CLOCK,
        proposed_by="lena",
        amount=usd("412.07"),
    )
    assert (proposed.accepted_at, proposed.recalled_at, proposed.stopped_at) == (None, None, None)
    assert Placement.model_validate_json(proposed.model_dump_json()) == proposed
