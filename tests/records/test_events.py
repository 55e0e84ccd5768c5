"""Events: what has happened. Each is told apart by its name and reads back from JSON as it was."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from tests.records.cast import (
    HARBOUR,
    LENA,
    MARCH_2,
    NINE_O_CLOCK,
    OKAFOR_ON_FILE,
    card_of_ms_okafor,
    day,
    offered,
    settlement_of_ms_okafor,
    usd,
)

from debtflow.records import events as happened
from debtflow.records.actions import Move
from debtflow.records.components import Component
from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.contacts import Attempt, CallResult, Counted, MessageResult, Scope, Tally
from debtflow.records.dealings import Dealings
from debtflow.records.debts import Balance
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.events import EVENTS, AnyEvent, Event
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.limitation import Interruption, Obstacle
from debtflow.records.parties import Channel, Collector
from debtflow.records.placements import PlacementBrief
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause
from debtflow.records.promises import Promise, PromiseState
from debtflow.records.stages import Custody, Outcome
from debtflow.records.terms import Pause

WHEN: dict[str, Any] = {"occurred_at": NINE_O_CLOCK, "local_day": day(2026, 3, 2)}
MOVING = WHEN | {"left": "reminder.scheduled", "reached": "reminder.awaiting_response", "because": "sealed:1f"}
REQUEST = happened.Request(
    id="case-1.r1",
    case="case-1",
    action=Move(verb="request_referral"),
    by=LENA,
    asked_at=NINE_O_CLOCK,
    expires_at=NINE_O_CLOCK + timedelta(days=3),
    rules=("house.two_pairs_of_eyes",),
)
ATTEMPT = Attempt(
    id="case-1.a1",
    case="case-1",
    person="okafor",
    contact_point="mobile",
    channel=Channel.PHONE,
    local_day=day(2026, 3, 2),
    reserved_at=NINE_O_CLOCK,
    expires_at=NINE_O_CLOCK + timedelta(hours=24),
)
PROMISE = Promise(amount=usd("100.00"), made_at=NINE_O_CLOCK, made_on=MARCH_2, due_on=date(2026, 3, 9))

ONE_OF_EACH: list[Event] = [
    happened.PersonAdded(**WHEN, person=OKAFOR_ON_FILE),
    happened.PersonChanged(**WHEN, person=OKAFOR_ON_FILE.changed(zones=())),
    happened.DebtAdded(**WHEN, debt=card_of_ms_okafor()),
    happened.CaseLinked(**WHEN, case="case-1", debt="card-77"),
    happened.AgencyRegistered(**WHEN, agency=HARBOUR),
    happened.PersonsMerged(
        **WHEN,
        duplicate="okafor_again",
        person=OKAFOR_ON_FILE,
        absorbed=happened.Absorbed(
            debts=("card-78",),
            cases=(("card-78", "case-2"),),
            attempts=(ATTEMPT,),
            contacts=Tally().plus(Scope(Counted.CALL_BUSY, "mobile", "harbour", ("card-78",)), day(2026, 3, 2)),
            holds=(Hold(id="h1", kind=HoldKind.DISPUTE, person="okafor", from_at=NINE_O_CLOCK),),
            tries=1,
            talks_in_all=0,
            last_try_on=day(2026, 3, 2),
            last_talk_on=0,
            lapsed=(ATTEMPT.changed(about=("card-78",), party="harbour"),),
            dealings=Dealings().with_talk("harbour", ("card-78",), day(2026, 3, 2), NINE_O_CLOCK),
        ),
        renamed=(("mobile", "mobile.okafor_again"),),
        because="sealed:1f",
    ),
    happened.MergedInto(**WHEN, kept="okafor"),
    happened.ObligorReplaced(**WHEN, debt="card-78", duplicate="okafor_again", kept="okafor"),
    happened.CollectorRegistered(**WHEN, collector=Collector(id="lena", certificates=HARBOUR.licences)),
    happened.CaseOpened(**MOVING, debt=card_of_ms_okafor(), workflow="standard 2026.1"),
    happened.Moved(**MOVING, verb="start_reminders", attributes=(("level", "3"),)),
    happened.DebtConfirmed(**MOVING),
    happened.DebtQueried(**MOVING, about=Queried.IDENTITY),
    happened.ContactTraced(**MOVING, contact_point="mobile"),
    happened.ReminderSent(**MOVING, template="first"),
    happened.PromiseMade(**MOVING, promise=PROMISE, replaces="p1"),
    happened.ArrangementProposed(**MOVING, arrangement=offered(settlement_of_ms_okafor())),
    happened.OfferEnded(**MOVING, verb="lapse", version=1),
    happened.ArrangementActivated(
        **MOVING, arrangement=offered(settlement_of_ms_okafor(), began_on=MARCH_2, missed=(1,))
    ),
    happened.InstalmentMissed(**MOVING, number=1, due_on=date(2026, 3, 16), short=usd("150.00")),
    happened.ArrangementBroken(**MOVING, number=1, came=usd("0.00")),
    happened.ArrangementEnded(**MOVING, came=usd("150.00"), written_down=usd("262.07")),
    happened.PlacementProposed(
        **MOVING, agency="harbour", brief=PlacementBrief(), proposed_by="lena", amount=usd("412.07")
    ),
    happened.PlacementAccepted(**MOVING),
    happened.PlacementRecalled(**MOVING),
    happened.RecallRequested(**MOVING),
    happened.StopWorkConfirmed(**MOVING, last_worked_on=MARCH_2, data_deleted=True),
    happened.LegalApproved(**MOVING, law_firm="dunn", custody=Custody.LAW_FIRM),
    happened.DemandIssued(**MOVING, answer_by=date(2026, 3, 20)),
    happened.ClaimFiled(**MOVING, court="franklin_county"),
    happened.JudgmentEntered(**MOVING, adjudged=usd("412.07"), adjudged_on=date(2026, 6, 1)),
    happened.EnforcementBegun(**MOVING, measure=Measure.BANK_ACCOUNT),
    happened.ProceedingsEnded(**MOVING, ended=EndOfProceedings.DISMISSED),
    happened.WithdrawalAsked(**WHEN),
    happened.DutyMissed(**WHEN, duty="house.answer", due_on=MARCH_2, words="Answer", fingerprint="1f"),
    happened.Reopened(**MOVING, cause=ReopenCause.BUY_BACK),
    happened.FeedbackGiven(**MOVING, feedback=Feedback(recovered=usd("0.00"), attitude=Attitude.EVASIVE)),
    happened.Closed(**MOVING, outcome=Outcome.PAID_IN_FULL, recovered=usd("412.07")),
    happened.ContactReserved(**WHEN, attempt=ATTEMPT),
    happened.CallEnded(**WHEN, attempt="case-1.a1", result=CallResult.TALKED, discussed=("card-77",)),
    happened.MessageEnded(
        **WHEN, person="okafor", contact_point="mail", channel=Channel.EMAIL, result=MessageResult.BOUNCED
    ),
    happened.MessageReturned(**WHEN, person="okafor", contact_point="mail", sent_on=MARCH_2),
    happened.ContactReceived(**WHEN, person="okafor", channel=Channel.PHONE, spoke=True, discussed=("card-77",)),
    happened.ConsentGiven(
        **WHEN, person="okafor", consent=Consent(id="k1", to=ConsentTo.CALLS, given_at=NINE_O_CLOCK, given_on=1)
    ),
    happened.ConsentRevoked(**WHEN, person="okafor", consent="k1"),
    happened.AttemptExpired(**WHEN, attempt="case-1.a1", person="okafor"),
    happened.PaymentReceived(
        **WHEN,
        external_id="bank-19",
        amount=usd("500.00"),
        received_on=MARCH_2,
        direction=("card-77",),
        allocated=(happened.Allocation(case="case-1", amount=usd("412.07")),),
        unapplied=usd("87.93"),
    ),
    happened.PaymentReallocated(
        **WHEN,
        external_id="bank-19",
        allocated=(happened.Allocation(case="case-1", amount=usd("412.07")),),
        unapplied=usd("87.93"),
    ),
    happened.PaymentAllocated(**WHEN, payment="bank-19", amount=usd("412.07"), effective_on=MARCH_2),
    happened.PaymentPending(
        **WHEN, external_id="bank-20", amount=usd("5.00"), received_on=MARCH_2, direction=("card-77",)
    ),
    happened.PaymentBounced(**WHEN, external_id="bank-20", amount=usd("5.00"), because="sealed:1f"),
    happened.PaymentReversed(
        **WHEN,
        external_id="bank-19",
        amount=usd("500.00"),
        received_on=MARCH_2,
        allocated=(happened.Allocation(case="case-1", amount=usd("412.07")),),
        unapplied=usd("87.93"),
        because="sealed:1f",
    ),
    happened.AllocationReversed(**WHEN, payment="bank-19", amount=usd("412.07"), effective_on=MARCH_2),
    happened.ChargePosted(**WHEN, component=Component.FEES, amount=usd("25.00"), effective_on=MARCH_2),
    happened.AmountWaived(
        **WHEN, component=Component.FEES, amount=usd("25.00"), effective_on=MARCH_2, because="sealed:1f"
    ),
    happened.WrittenDown(
        **WHEN, amounts=Balance(principal=usd("100.00"), fees=usd("1.00")), effective_on=MARCH_2, because="sealed:1f"
    ),
    happened.ChargedOff(**WHEN, effective_on=MARCH_2),
    happened.PauseAgreed(
        **WHEN, pause=Pause(id="flood", from_on=MARCH_2, days_past_due=True, accrual_of={Component.INTEREST})
    ),
    happened.PromiseNoted(**WHEN, promise=PROMISE),
    happened.PromiseResolved(
        **WHEN, promise="p1", state=PromiseState.PARTIAL, due_on=date(2026, 3, 9), came=usd("40.00")
    ),
    happened.PromiseWithdrawn(**WHEN, promise="p1", because="sealed:1f"),
    happened.CreditReported(**WHEN, bureau="pboc", marked_disputed=True),
    happened.LimitationInterrupted(**WHEN, by=Interruption.DEMAND_ARRIVED, on=date(2026, 3, 2)),
    happened.LimitationSuspended(**WHEN, stop="o1", by=Obstacle.FORCE_MAJEURE, since=date(2026, 3, 2)),
    happened.LimitationResumed(**WHEN, stop="o1", until=date(2026, 3, 9)),
    happened.HoldPlaced(**WHEN, hold=Hold(id="h1", kind=HoldKind.DISPUTE, from_at=NINE_O_CLOCK)),
    happened.HoldAmended(**WHEN, hold=Hold(id="h1", kind=HoldKind.DISPUTE, from_at=NINE_O_CLOCK), because="sealed:2"),
    happened.HoldReleased(**WHEN, hold="h1"),
    happened.HoldExpired(**WHEN, hold="h1"),
    happened.ApprovalAsked(**WHEN, request=REQUEST),
    happened.ApprovalGiven(**WHEN, request="case-1.r1", by="voss"),
    happened.ApprovalExpired(**WHEN, request="case-1.r1"),
    happened.DecisionUndermined(
        **WHEN, entry=7, action="place_call", rules=("generic.nothing_owed",), learned="payment_allocated"
    ),
    happened.DecisionReviewed(**WHEN, entry=7, because="sealed:1f"),
    happened.BreachObserved(**WHEN, of="call_ended", rules=("us.reg_f.calls",), words=("Seven calls.",)),
]


def test_there_is_one_of_each_event_here() -> None:
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(get_args(AnyEvent)[0]))


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_an_event_reads_back_from_json_as_it_was(event: Event) -> None:
    assert EVENTS.validate_json(EVENTS.dump_json((event,))) == (event,)


def test_all_events_are_told_apart_in_one_entry() -> None:
    assert EVENTS.validate_json(EVENTS.dump_json(tuple(ONE_OF_EACH))) == tuple(ONE_OF_EACH)


def test_event_names_are_the_names_of_their_classes_in_small_letters() -> None:
    for event in ONE_OF_EACH:
        name = json.loads(EVENTS.dump_json((event,)))[0]["event"]
        assert name.replace("_", "") == type(event).__name__.lower()


def test_codes_stand_in_the_log_by_name() -> None:
    written = EVENTS.dump_json(tuple(ONE_OF_EACH)).decode()
    for word in ('"result":"talked"', '"outcome":"paid_in_full"', '"custody":"agency"', '"state":"partial"'):
        assert word in written


def test_an_agency_works_the_debt_once_it_accepts_and_the_creditor_once_it_has_stopped() -> None:
    assert happened.PlacementAccepted(**MOVING).custody is Custody.AGENCY
    assert happened.StopWorkConfirmed(**MOVING).custody is Custody.CREDITOR


@pytest.mark.parametrize(
    "named", [{}, {"person": "okafor"}, {"contact_point": "mobile"}, {"channel": Channel.PHONE, "person": "okafor"}]
)
def test_a_contact_without_a_permit_names_the_person_and_the_contact_point(named: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="name the attempt of the permit, or the person and the contact point"):
        happened.CallEnded(**named, result=CallResult.NO_ANSWER)
    assert happened.CallEnded(person="okafor", contact_point="mobile", result=CallResult.NO_ANSWER)
    assert happened.CallEnded(attempt="case-1.a1", result=CallResult.NO_ANSWER)


def test_an_event_without_its_moment_is_filled_in_when_it_is_recorded() -> None:
    assert happened.DebtConfirmed().occurred_at is None
    with pytest.raises(ValidationError, match="has no time zone"):
        happened.DebtConfirmed(occurred_at=NINE_O_CLOCK.replace(tzinfo=None))


def test_an_event_holds_no_field_for_a_name_or_a_number() -> None:
    for event in ONE_OF_EACH:
        assert not {"name", "value", "phone", "address", "email"} & set(type(event).model_fields)
