"""The situation: whose clock counts, on which day the ledger is read, what is worked out once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.compliance.situations import (
    LENA,
    LOS_ANGELES,
    NEW_YORK,
    NOON,
    SHANGHAI,
    TODAY,
    debt,
    dossier,
    in_shanghai,
    local,
    situation,
)

from debtflow.records.actions import Move, PlaceCall, SendMessage, Visit
from debtflow.records.holds import Block, Hold, HoldKind, Hours
from debtflow.records.parties import Channel
from debtflow.records.placements import Placement, PlacementBrief
from debtflow.values.dates import day_number
from debtflow.values.money import Money


def test_one_zone_gives_one_clock_and_one_day() -> None:
    s = situation(NOON)
    assert (s.minute_earliest, s.minute_latest, s.day) == (720, 720, TODAY)
    assert (s.day_first, s.day) == (TODAY, TODAY)


def test_two_candidate_zones_give_the_latest_day_for_rules_and_ledger() -> None:
    at = local(NEW_YORK, 2026, 3, 11, 1, 30)  # 22:30 of the day before in Los Angeles
    s = situation(at, borrower=dossier(zones=(LOS_ANGELES, NEW_YORK)))
    assert s.day == day_number(date(2026, 3, 11))
    assert s.day_first == day_number(date(2026, 3, 10))
    assert (s.minute_earliest, s.minute_latest) == (90, 22 * 60 + 30)


def test_the_day_of_a_person_without_a_known_zone_is_the_house_day() -> None:
    at = in_shanghai(3, 11, 1)  # still 10 March in UTC
    nowhere = dossier(zones=())
    assert situation(at, borrower=nowhere).minute_latest is None
    assert situation(at, borrower=nowhere).day == day_number(date(2026, 3, 11))
    assert situation(at, borrower=nowhere, house_zone="UTC").day == day_number(date(2026, 3, 10))


def test_the_clock_is_that_of_the_person_reached_and_not_of_the_borrower() -> None:
    cousin = dossier("cousin", (NEW_YORK,))
    s = situation(NOON, reached=cousin, action=PlaceCall(person="cousin", contact_point="mobile"))
    assert s.minute_latest == 0  # midnight in New York


@pytest.mark.parametrize(
    ("action", "channel"),
    [
        (PlaceCall(person="li", contact_point="mobile"), Channel.PHONE),
        (SendMessage(person="li", contact_point="sms"), Channel.SMS),
        (Visit(person="li", contact_point="home"), Channel.VISIT),
        (PlaceCall(person="li", contact_point="fax"), None),
        (Move(verb="open_negotiation"), None),
    ],
)
def test_the_channel_is_that_of_the_contact_point_on_file(action: PlaceCall, channel: Channel | None) -> None:
    assert situation(action=action).channel is channel


def test_the_ledger_is_read_on_the_day_of_the_question() -> None:
    paid = {date(2026, 3, 10): "100.00"}
    assert situation(in_shanghai(3, 9, 12), paid=paid).standing.owed == 50_000
    assert situation(in_shanghai(3, 10, 12), paid=paid).standing.owed == 40_000


def test_holds_of_debt_borrower_and_person_reached_are_taken_together() -> None:
    def hold(name: str, block: Block) -> Hold:
        return Hold(id=name, kind=HoldKind.MANUAL, blocks=frozenset({block}), from_at=NOON - timedelta(days=1))

    s = situation(
        holds=[hold("h1", Block.CONTACT)],
        borrower=dossier(holds=[hold("h2", Block.REFER)]),
        reached=dossier("cousin", holds=[hold("h3", Block.LITIGATE)]),
    )
    assert s.blocks == 1 << Block.CONTACT | 1 << Block.REFER | 1 << Block.LITIGATE
    assert situation().blocks == 0


def test_a_hold_on_a_channel_counts_only_where_that_channel_is_used() -> None:
    opt_out = Hold(
        id="h1", kind=HoldKind.CHANNEL_OPT_OUT, channels=frozenset({Channel.SMS}), from_at=NOON - timedelta(days=1)
    )
    written = SendMessage(person="li", contact_point="sms")
    assert situation(holds=[opt_out], action=written).blocks == 1 << Block.CONTACT
    assert situation(holds=[opt_out]).blocks == 0


def test_the_same_situation_at_another_moment_differs_in_the_clock_alone() -> None:
    s = situation(owing=debt(), actor=LENA)
    later = s.at_moment(NOON + timedelta(days=1))
    assert (later.day, later.at) == (TODAY + 1, NOON + timedelta(days=1))
    assert (later.case, later.dossier, later.action, later.actor) == (s.case, s.dossier, s.action, s.actor)
    assert s.day == TODAY
    assert SHANGHAI in later.reached.person.zones


LUNCH = Hold(
    id="h1",
    kind=HoldKind.INCONVENIENT_TIME_OR_PLACE,
    hours=(Hours(12 * 60, 14 * 60),),
    from_at=NOON - timedelta(days=1),
)


def test_hours_of_a_hold_are_those_of_the_person_reached_on_every_clock_that_may_be_theirs() -> None:
    two_clocks = dossier(zones=(LOS_ANGELES, NEW_YORK))
    for hour, blocked in [(11, 0), (12, 1), (13, 1), (14, 0), (15, 1), (16, 1), (17, 0)]:
        at = local(NEW_YORK, 2026, 3, 10, hour, 30)
        assert situation(at, borrower=two_clocks, holds=[LUNCH]).blocks == blocked << Block.CONTACT, hour


def test_where_nobody_knows_the_zone_it_may_be_one_of_those_hours() -> None:
    assert situation(in_shanghai(3, 10, 9), holds=[LUNCH]).blocks == 0
    nowhere = dossier(zones=())
    assert situation(in_shanghai(3, 10, 9), borrower=nowhere, holds=[LUNCH]).blocks == 1 << Block.CONTACT


def test_hours_block_no_action_that_is_no_contact() -> None:
    assert situation(NOON, holds=[LUNCH], action=Move(verb="open_negotiation")).blocks == 0


def test_a_hold_on_a_placement_counts_from_its_acceptance_to_the_proof_of_stop_work() -> None:
    placement = Placement(
        agency="harbour",
        brief=PlacementBrief(),
        wave=1,
        proposed_at=NOON,
        proposed_by="lena",
        amount=Money("500.00", "CNY"),
    )
    complaint = Hold(id="h1", kind=HoldKind.COMPLAINT_OPEN, placement=1, from_at=NOON - timedelta(days=1))
    accepted = placement.changed(accepted_at=NOON)
    for now, stands in [(None, 0), (placement, 0), (accepted, 1), (accepted.changed(stopped_at=NOON), 0)]:
        assert situation(placement=now, holds=[complaint]).blocks == stands << Block.ESCALATE
