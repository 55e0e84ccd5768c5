"""A case as a fold of its events: what has happened is taken in, and the case knows where it stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.records.cast import (
    LENA,
    MARCH_2,
    NINE_O_CLOCK,
    card_of_ms_okafor,
    cny,
    day,
    offered,
    settlement_of_ms_okafor,
    usd,
)

from debtflow.errors import IntegrityError
from debtflow.lifecycle.cases import Case, evolve, opened
from debtflow.lifecycle.standard import CLOSED
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records import events as happened
from debtflow.records.actions import Move
from debtflow.records.contacts import Attempt, CallResult
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.parties import Channel
from debtflow.records.placements import PlacementBrief
from debtflow.records.proceedings import EndOfProceedings
from debtflow.records.promises import Promise, PromiseState
from debtflow.records.stages import Custody, Outcome, Phase

TODAY = day(2026, 3, 2)
ON: dict[str, Any] = {"occurred_at": NINE_O_CLOCK, "local_day": TODAY}


def opening(stage: str = "confirmation.pending") -> happened.CaseOpened:
    return happened.CaseOpened(**ON, reached=stage, debt=card_of_ms_okafor(), workflow=STANDARD.label)


def case_at(stage: str = "confirmation.pending") -> Case:
    return opened("case-1", opening(stage))


def moved(case: Case, *verbs: str) -> Case:
    """The case after moves by the standard table, as plain moves, with `BACK` read from what the case remembers."""
    for verb in verbs:
        reached = STANDARD.move(case.stage, case.origin, verb)
        case = evolve(case, happened.Moved(**ON, verb=verb, left=case.stage, reached=reached))
    return case


def closed(case: Case, outcome: Outcome = Outcome.UNTRACEABLE) -> Case:
    return evolve(case, happened.Closed(**ON, left=case.stage, reached=CLOSED, outcome=outcome))


def paid(case: Case, text: str, on: date = MARCH_2) -> Case:
    return evolve(case, happened.PaymentAllocated(**ON, payment="bank-19", amount=usd(text), effective_on=on))


# --- stages ---------------------------------------------------------------------------------------------------------------


def test_a_case_begins_where_its_opening_event_says_with_all_of_the_debt_owed() -> None:
    case = case_at()
    assert (case.stage, case.origin, case.phase) == ("confirmation.pending", "", Phase.CONFIRMATION)
    assert case.custody is Custody.CREDITOR
    assert case.is_open
    assert case.workflow == "standard 2026.1"
    assert case.opened_at == NINE_O_CLOCK
    assert case.ledger.balance(TODAY).total == usd("412.07")
    assert case.kept.stage_entered_on == TODAY


def test_an_opening_without_its_moment_is_a_damaged_log() -> None:
    with pytest.raises(IntegrityError, match="case case-1: the opening event has no occurred_at"):
        opened("case-1", happened.CaseOpened(reached="confirmation.pending", debt=card_of_ms_okafor()))


def test_a_step_within_a_phase_keeps_where_the_phase_was_entered_from() -> None:
    case = moved(case_at("negotiation.broken"), "request_referral", "submit_placement")
    assert (case.stage, case.origin) == ("referral.awaiting_approval", "negotiation.broken")


@pytest.mark.parametrize("origin", ["reminder.exhausted", "negotiation.broken"])
def test_a_refused_approval_leads_back_to_where_the_referral_was_asked_for(origin: str) -> None:
    case = moved(case_at(origin), "request_referral", "submit_placement", "refuse_approval")
    assert case.stage == origin


def test_back_from_a_refused_claim_the_case_still_knows_how_it_got_into_the_referral_before() -> None:
    house = STANDARD.with_move("referral.selecting", "request_legal", "legal.awaiting_approval")
    case = moved(case_at("negotiation.broken"), "request_referral")
    for verb in ("request_legal", "refuse_approval", "withdraw_referral"):
        reached = house.move(case.stage, case.origin, verb)
        case = evolve(case, happened.Moved(**ON, verb=verb, reached=reached))
    assert case.stage == "negotiation.broken"


def test_a_case_closed_by_mistake_is_reinstated_and_its_approval_can_still_be_refused() -> None:
    case = closed(moved(case_at("reminder.exhausted"), "request_referral", "submit_placement"))
    again = moved(case, "reinstate")
    assert again.stage == "referral.awaiting_approval"
    assert again.origin == "reminder.exhausted"
    assert moved(again, "refuse_approval").stage == "reminder.exhausted"


def test_what_a_case_remembers_of_its_ways_is_one_stage_for_each_phase_however_long_it_runs() -> None:
    case = case_at("negotiation.assessing")
    circle = ["request_legal", "approve_legal", "file_claim", "dismiss"]
    for _ in range(5):
        case = moved(case, *circle)
        feedback = Feedback(recovered=usd("0.00"), attitude=Attitude.EVASIVE)
        case = evolve(case, happened.FeedbackGiven(**ON, reached="feedback.under_review", feedback=feedback))
        case = moved(case, "decide_negotiate")
    assert dict(case.entered_from) == {
        "legal": "negotiation.assessing",
        "feedback": "legal.filed",
        "negotiation": "feedback.under_review",
    }


def test_a_move_that_stays_where_it_is_changes_no_stage_but_notes_its_day() -> None:
    case = case_at("reminder.awaiting_response")
    again = evolve(
        case,
        happened.ReminderSent(occurred_at=NINE_O_CLOCK, local_day=TODAY + 3, reached=case.stage, template="second"),
    )
    assert (again.stage, again.origin, again.entered_from) == (case.stage, "", ())
    assert (again.kept.reminders_sent, again.kept.last_reminder_on) == (1, TODAY + 3)


# --- the end, and coming back from it ---------------------------------------------------------------------------------------


def test_a_closed_case_has_an_outcome_and_no_promise() -> None:
    promise = Promise(amount=usd("100.00"), made_at=NINE_O_CLOCK, made_on=MARCH_2, due_on=MARCH_2)
    case = evolve(
        case_at("negotiation.assessing"), happened.PromiseMade(**ON, reached="negotiation.promised", promise=promise)
    )
    ended = closed(case, Outcome.PAID_IN_FULL)
    assert (ended.is_open, ended.outcome, ended.promise, ended.phase) == (
        False,
        Outcome.PAID_IN_FULL,
        None,
        Phase.CLOSED,
    )


@pytest.mark.parametrize("verb", ["reopen", "reinstate"])
def test_a_case_that_comes_back_is_open_again_and_a_new_episode_begins(verb: str) -> None:
    case = closed(paid(case_at("reminder.scheduled"), "100.00"))
    assert (case.credited_before_episode, case.credited_at_end) == (0, 100_00)
    again = moved(case, verb)
    assert again.is_open
    assert (again.credited_before_episode, again.credited_at_end) == (100_00, 0)


def test_a_closed_case_is_open_again_whatever_the_move_that_brought_it_back() -> None:
    # A confirmation was reported after the case had been closed: a deed is always recorded.
    again = evolve(closed(case_at()), happened.DebtConfirmed(**ON, reached="confirmation.confirmed"))
    assert (again.is_open, again.outcome, again.stage) == (True, None, "confirmation.confirmed")


def test_what_happens_after_the_end_without_a_move_leaves_the_case_closed() -> None:
    case = paid(closed(case_at()), "1.00")
    assert (case.stage, case.outcome) == (CLOSED, Outcome.UNTRACEABLE)
    assert case.ledger.closing.credited == 1_00


# --- promises, placements, feedback -------------------------------------------------------------------------------------------


def test_a_promise_is_open_until_it_is_kept_or_broken() -> None:
    promise = Promise(amount=usd("100.00"), made_at=NINE_O_CLOCK, made_on=MARCH_2, due_on=date(2026, 3, 9))
    case = evolve(
        case_at("negotiation.assessing"), happened.PromiseMade(**ON, reached="negotiation.promised", promise=promise)
    )
    assert (case.promise, case.kept.promises_made) == (promise, 1)
    resolved = evolve(
        case,
        happened.PromiseResolved(
            **ON, promise="p1", state=PromiseState.BROKEN, due_on=promise.due_on, came=usd("0.00")
        ),
    )
    assert (resolved.promise, resolved.kept.promises_broken) == (None, 1)


def proposed(case: Case, agency: str = "harbour") -> Case:
    return evolve(
        case,
        happened.PlacementProposed(
            **ON,
            reached="referral.awaiting_approval",
            agency=agency,
            brief=PlacementBrief(),
            proposed_by="lena",
            amount=usd("412.07"),
        ),
    )


def test_a_placement_runs_from_proposal_over_acceptance_and_recall_to_the_proof_that_work_stopped() -> None:
    later = NINE_O_CLOCK + timedelta(days=30)
    case = proposed(case_at("referral.selecting"))
    assert case.placement is not None
    assert (case.placement.agency, case.placement.wave, case.placement.accepted_at) == ("harbour", 1, None)
    case = evolve(moved(case, "approve_referral"), happened.PlacementAccepted(**ON, reached="referral.placed"))
    assert case.placement is not None
    assert (case.placement.accepted_at, case.custody) == (NINE_O_CLOCK, Custody.AGENCY)
    case = evolve(case, happened.PlacementRecalled(occurred_at=later, reached="referral.recall_pending"))
    case = evolve(case, happened.StopWorkConfirmed(occurred_at=later, reached="feedback.awaiting_report"))
    assert case.placement is not None
    assert (case.placement.recalled_at, case.placement.stopped_at) == (later, later)
    assert case.custody is Custody.CREDITOR


@pytest.mark.parametrize(("verbs", "stands"), [(["refuse_approval"], False), (["approve_referral"], True)])
def test_a_proposal_that_is_refused_no_longer_stands(verbs: list[str], stands: bool) -> None:
    case = moved(proposed(moved(case_at("negotiation.broken"), "request_referral")), *verbs)
    assert (case.placement is not None) is stands


def test_a_second_agency_is_the_second_wave() -> None:
    first = evolve(proposed(case_at("referral.selecting")), happened.PlacementAccepted(**ON, reached="referral.placed"))
    again = proposed(first, agency="quayside")
    assert again.placement is not None
    assert (again.placement.agency, again.placement.wave) == ("quayside", 2)


def test_feedback_ends_the_episode_and_the_placement_and_the_next_counts_money_from_there() -> None:
    case = paid(
        evolve(proposed(case_at("referral.selecting")), happened.PlacementAccepted(**ON, reached="r")), "120.00"
    )
    feedback = Feedback(recovered=usd("120.00"), attitude=Attitude.COOPERATIVE)
    case = evolve(case, happened.FeedbackGiven(**ON, reached="feedback.under_review", feedback=feedback))
    assert case.feedbacks == (feedback,)
    assert (case.placement, case.credited_before_episode, case.custody) == (None, 120_00, Custody.CREDITOR)


@pytest.mark.parametrize(
    "event",
    [
        happened.PlacementAccepted(**ON, reached="referral.placed"),
        happened.PlacementRecalled(**ON, reached="referral.recall_pending"),
        happened.StopWorkConfirmed(**ON, reached="feedback.awaiting_report"),
    ],
)
def test_what_an_agency_reports_without_a_proposal_is_taken_in_all_the_same(event: happened.MoveEvent) -> None:
    case = evolve(case_at("referral.selecting"), event)
    assert (case.stage, case.placement) == (event.reached, None)


def test_a_claim_names_its_court() -> None:
    assert (
        evolve(
            case_at("legal.pre_action"), happened.ClaimFiled(**ON, reached="legal.filed", court="c1")
        ).proceedings.court
        == "c1"
    )


# --- money ----------------------------------------------------------------------------------------------------------------


def test_a_payment_lands_in_the_ledger_on_the_day_on_which_it_was_received() -> None:
    case = paid(case_at(), "12.07", date(2026, 3, 5))
    assert case.ledger.standing(TODAY).owed == 412_07
    assert case.ledger.standing(TODAY + 3).owed == 400_00


def test_money_in_another_currency_never_lands_in_the_ledger() -> None:
    with pytest.raises(IntegrityError, match=r"case case-1: 1\.00 CNY was applied to a debt in USD"):
        evolve(case_at(), happened.PaymentAllocated(**ON, payment="p", amount=cny("1.00"), effective_on=MARCH_2))


# --- holds, approvals, attempts, breaches -------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [happened.HoldReleased(**ON, hold="h1"), happened.HoldExpired(**ON, hold="h1")])
def test_a_hold_lies_on_the_case_until_it_is_released_or_expires_and_others_stay(gone: happened.Event) -> None:
    dispute = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=NINE_O_CLOCK)
    fraud = Hold(id="h2", kind=HoldKind.FRAUD_REVIEW, from_at=NINE_O_CLOCK)
    case = case_at()
    for hold in (dispute, fraud):
        case = evolve(case, happened.HoldPlaced(**ON, hold=hold))
    assert case.holds == (dispute, fraud)
    assert evolve(case, gone).holds == (fraud,)


@pytest.mark.parametrize(
    "answer",
    [happened.ApprovalGiven(**ON, request="r1", by="voss"), happened.ApprovalExpired(**ON, request="r1")],
)
def test_a_request_waits_until_it_is_answered_or_expires_and_its_number_is_never_used_again(answer: Any) -> None:
    request = happened.Request(
        id="r1",
        case="case-1",
        action=Move(verb="request_referral"),
        by=LENA,
        asked_at=NINE_O_CLOCK,
        expires_at=NINE_O_CLOCK + timedelta(days=3),
        rules=("house.two_pairs_of_eyes",),
    )
    case = evolve(case_at(), happened.ApprovalAsked(**ON, request=request))
    assert (case.requests, case.requests_made) == ((request,), 1)
    answered = evolve(case, answer)
    assert (answered.requests, answered.requests_made) == ((), 1)


def test_reserved_attempts_are_numbered_and_listed_until_they_are_resolved() -> None:
    case = case_at()
    for number in (1, 2):
        attempt = Attempt(
            id=f"case-1/a{number}",
            case="case-1",
            person="okafor",
            contact_point="mobile",
            channel=Channel.PHONE,
            local_day=TODAY,
            reserved_at=NINE_O_CLOCK,
            expires_at=NINE_O_CLOCK,
        )
        case = evolve(case, happened.ContactReserved(**ON, attempt=attempt))
    assert (case.attempts_reserved, case.kept.tries) == (2, 2)
    assert case.attempts == (("case-1/a1", "okafor"), ("case-1/a2", "okafor"))
    unasked = happened.CallEnded(**ON, person="okafor", contact_point="mobile", result=CallResult.BUSY)
    assert evolve(case, unasked).attempts == case.attempts
    case = evolve(case, happened.CallEnded(**ON, attempt="case-1/a1", result=CallResult.NO_ANSWER))
    assert case.attempts == (("case-1/a2", "okafor"),)
    case = evolve(case, happened.AttemptExpired(**ON, attempt="case-1/a2", person="okafor"))
    assert (case.attempts, case.attempts_reserved) == ((), 2)


def test_a_breach_is_counted_and_changes_nothing_else() -> None:
    breach = happened.BreachObserved(**ON, of="call_ended", rules=("us.reg_f.calls",))
    assert evolve(case_at(), breach) == case_at().changed(kept=case_at().kept._replace(breaches=1))


def test_an_event_of_the_person_changes_nothing_in_the_case() -> None:
    case = case_at()
    assert evolve(case, happened.CaseLinked(**ON, case="case-1", debt="card-77")) is case


def test_a_case_never_changes_in_place() -> None:
    case = case_at()
    before = repr(case)
    paid(moved(case, "confirm_debt"), "1.00")
    assert repr(case) == before


# --- several promises, arrangements ---------------------------------------------------------------------------------------------


def promised(day_of_march: int, **fields: Any) -> Promise:
    due_on = date(2026, 3, day_of_march)
    return Promise(amount=usd("100.00"), made_at=NINE_O_CLOCK, made_on=MARCH_2, due_on=due_on, **fields)


def noted(*due: int) -> Case:
    case = case_at("referral.placed")
    for day_of_march in due:
        case = evolve(case, happened.PromiseNoted(**ON, promise=promised(day_of_march)))
    return case


def recorded(case: Case) -> list[tuple[str, str]]:
    return [(row.id, str(row.recorded)) for row in case.promises]


def test_a_promise_noted_beside_the_work_moves_nothing() -> None:
    case = case_at("referral.placed")
    after = evolve(case, happened.PromiseNoted(**ON, promise=promised(9)))
    assert (after.stage, after.kept.stage_entered_on) == (case.stage, case.kept.stage_entered_on)
    assert (after.promise, after.kept.promises_made) == (promised(9), case.kept.promises_made + 1)


def test_the_open_promise_is_the_one_that_is_due_first() -> None:
    case = noted(20, 9, 12)
    assert case.promise == promised(9)
    kept = happened.PromiseResolved(**ON, promise="p2", state=PromiseState.KEPT, due_on=MARCH_2, came=usd("100.00"))
    assert evolve(case, kept).promise == promised(12)


def test_a_promise_replaced_stays_on_file_with_its_day() -> None:
    case = evolve(noted(9), happened.PromiseNoted(**ON, promise=promised(20), replaces="p1"))
    assert recorded(case) == [("p1", "replaced"), ("p2", "open")]
    assert (case.promises[0].ended_on, case.promise) == (MARCH_2, promised(20))


def test_a_promise_takes_the_place_of_the_one_it_names_and_of_no_other() -> None:
    case = evolve(noted(9, 12), happened.PromiseNoted(**ON, promise=promised(20), replaces="p2"))
    assert recorded(case) == [("p1", "open"), ("p2", "replaced"), ("p3", "open")]
    assert case.promise == promised(9)


def test_an_outcome_that_is_recorded_is_not_rewritten() -> None:
    broken = happened.PromiseResolved(**ON, promise="p1", state=PromiseState.BROKEN, due_on=MARCH_2, came=usd("0.00"))
    case = evolve(noted(9), broken)
    assert recorded(evolve(case, broken.changed(state=PromiseState.KEPT))) == [("p1", "broken")]
    assert recorded(evolve(case, happened.PromiseWithdrawn(**ON, promise="p1"))) == [("p1", "broken")]


def test_a_promise_withdrawn_is_neither_kept_nor_broken() -> None:
    case = evolve(noted(9, 12), happened.PromiseWithdrawn(**ON, promise="p1"))
    assert recorded(case) == [("p1", "withdrawn"), ("p2", "open")]
    assert (case.kept.promises_kept, case.kept.promises_broken, case.promise) == (0, 0, promised(12))


def test_an_offer_stands_until_it_is_declined_or_accepted_or_the_phase_is_left() -> None:
    offer = offered(settlement_of_ms_okafor())
    case = evolve(
        case_at("negotiation.assessing"),
        happened.ArrangementProposed(**ON, reached="negotiation.offered", arrangement=offer),
    )
    assert (case.offer, case.offers_made, case.arrangement) == (offer, 1, None)
    declined = evolve(case, happened.OfferEnded(**ON, reached="negotiation.assessing", version=1))
    assert (declined.offer, declined.offers_made) == (None, 1)
    assert evolve(case, happened.Moved(**ON, verb="x", reached="referral.selecting")).offer is None
    settled = happened.ArrangementProposed(**ON, verb="settle", reached="negotiation.offered", arrangement=offer)
    assert evolve(case_at("legal.filed"), settled).offer == offer


def test_an_arrangement_takes_the_place_of_what_was_promised_and_of_what_was_due() -> None:
    agreed = offered(settlement_of_ms_okafor(), began_on=MARCH_2)
    case = evolve(
        noted(9), happened.ArrangementActivated(**ON, reached="negotiation.arrangement_active", arrangement=agreed)
    )
    assert recorded(case) == [("p1", "replaced")]
    assert (case.offer, case.promise, case.arrangement) == (None, None, agreed)
    assert case.as_agreed.days_past_due(day(2026, 3, 16)) == 0
    assert case.ledger.days_past_due(day(2026, 3, 16)) == 14


def test_a_missed_instalment_is_noted_once_and_a_broken_arrangement_is_gone() -> None:
    agreed = offered(settlement_of_ms_okafor(), began_on=MARCH_2)
    missed = happened.InstalmentMissed(
        **ON, reached="negotiation.arrangement_active", number=1, due_on=MARCH_2, short=usd("150.00")
    )
    case = evolve(case_at("negotiation.arrangement_active"), missed)
    assert case.arrangement is None
    case = evolve(case.changed(arrangement=agreed), missed)
    assert evolve(case, missed).arrangement == agreed.changed(missed=(1,))
    broken = evolve(case, happened.ArrangementBroken(**ON, reached="negotiation.broken", came=usd("0.00")))
    assert (broken.arrangement, broken.kept.arrangements_broken, broken.stage) == (None, 1, "negotiation.broken")
    assert broken.as_agreed is broken.ledger


def test_the_end_of_a_case_ends_what_was_agreed() -> None:
    agreed = offered(settlement_of_ms_okafor(), began_on=MARCH_2)
    case = evolve(
        noted(9).changed(arrangement=agreed, offer=agreed),
        happened.Closed(**ON, reached="closed", outcome=Outcome.FORGIVEN),
    )
    assert (case.arrangement, case.offer, case.promise) == (None, None, None)
    assert recorded(case) == [("p1", "withdrawn")]


def test_an_amended_hold_stands_as_said_last() -> None:
    before = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=NINE_O_CLOCK)
    case = evolve(case_at("negotiation.assessing"), happened.HoldPlaced(**ON, hold=before))
    case = evolve(case, happened.HoldPlaced(**ON, hold=before.changed(id="h2")))
    after = before.changed(until_at=NINE_O_CLOCK + timedelta(days=3))
    assert evolve(case, happened.HoldAmended(**ON, hold=after)).holds == (after, before.changed(id="h2"))
    assert evolve(case, happened.HoldAmended(**ON, hold=after.changed(id="h9"))).holds == case.holds


def test_a_hold_under_which_nothing_accrued_is_remembered_after_its_end() -> None:
    calm = Hold(id="calm", kind=HoldKind.MORATORIUM, from_at=NINE_O_CLOCK - timedelta(days=1))
    case = evolve(case_at(), happened.HoldPlaced(**ON, hold=calm))
    assert case.calmed == ()
    gone = evolve(case, happened.HoldReleased(**ON, hold="calm"))
    assert (gone.holds, gone.calmed) == ((), (calm.changed(until_at=NINE_O_CLOCK),))


def test_a_decision_that_is_undermined_twice_waits_for_one_review_and_the_others_for_theirs() -> None:
    case = case_at()
    for entry in (3, 5, 3):
        undermined = happened.DecisionUndermined(**ON, entry=entry, action="x", rules=("r",), learned="hold_placed")
        case = evolve(case, undermined)
    assert case.undermined == (3, 5)
    assert evolve(case, happened.DecisionReviewed(**ON, entry=3)).undermined == (5,)


def test_a_claim_that_is_filed_again_after_one_that_was_dismissed_pends_and_is_to_be_withdrawn_anew() -> None:
    filed = happened.ClaimFiled(**ON, reached="legal.filed", court="franklin_county")
    asked = evolve(evolve(case_at("legal.pre_action"), filed), happened.WithdrawalAsked(**ON))
    dismissed = happened.ProceedingsEnded(
        **ON, verb="dismiss", reached="feedback.awaiting_report", ended=EndOfProceedings.DISMISSED
    )
    case = evolve(asked, dismissed)
    assert case.proceedings is not None
    assert (case.proceedings.is_pending, case.proceedings.withdrawal_asked) == (False, True)
    again = evolve(case, filed.changed(court="cook_county")).proceedings
    assert again is not None
    assert (again.is_pending, again.court, again.withdrawal_asked) == (True, "cook_county", False)
