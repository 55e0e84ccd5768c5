"""The standard table: the moves the trade expects, and what the table promises about itself."""

from __future__ import annotations

import pytest

from debtflow.lifecycle.standard import (
    BACK,
    CLOSED,
    CLOSING_OUTCOMES,
    EVERYWHERE,
    STANDARD_DEEDS,
    STANDARD_MOVES,
    STANDARD_STARTS,
)
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records.stages import Category, Phase, phase_of


@pytest.mark.parametrize(
    ("stage", "verb", "reached"),
    [
        ("confirmation.pending", "confirm_debt", "confirmation.confirmed"),
        ("confirmation.confirmed", "start_reminders", "reminder.scheduled"),
        ("reminder.scheduled", "send_reminder", "reminder.awaiting_response"),
        ("reminder.awaiting_response", "exhaust_reminders", "reminder.exhausted"),
        ("reminder.exhausted", "open_negotiation", "negotiation.assessing"),
        ("negotiation.assessing", "record_promise", "negotiation.promised"),
        ("negotiation.promised", "break_promise", "negotiation.broken"),
        ("negotiation.broken", "request_referral", "referral.selecting"),
        ("referral.selecting", "submit_placement", "referral.awaiting_approval"),
        ("referral.awaiting_approval", "approve_referral", "referral.awaiting_acceptance"),
        ("referral.awaiting_acceptance", "accept_placement", "referral.placed"),
        ("referral.placed", "recall", "referral.recall_pending"),
        ("referral.recall_pending", "confirm_stop_work", "feedback.awaiting_report"),
        ("feedback.awaiting_report", "submit_feedback", "feedback.under_review"),
        ("feedback.under_review", "decide_legal", "legal.awaiting_approval"),
        ("legal.awaiting_approval", "approve_legal", "legal.pre_action"),
        ("legal.pre_action", "file_claim", "legal.filed"),
        ("legal.filed", "enter_judgment", "legal.judgment"),
        ("legal.judgment", "enforce", "legal.enforcement"),
        ("legal.enforcement", "end_legal", "feedback.awaiting_report"),
        ("feedback.under_review", "close", CLOSED),
    ],
)
def test_a_case_goes_the_normal_path_from_confirmation_to_the_end(stage: str, verb: str, reached: str) -> None:
    assert STANDARD.move(stage, "", verb) == reached


@pytest.mark.parametrize(
    ("stage", "verb", "reached"),
    [
        ("reminder.exhausted", "request_referral", "referral.selecting"),
        ("reminder.exhausted", "request_legal", "legal.awaiting_approval"),
        ("negotiation.assessing", "request_legal", "legal.awaiting_approval"),
        ("feedback.under_review", "decide_negotiate", "negotiation.assessing"),
        ("feedback.under_review", "decide_place_again", "referral.cooling_off"),
        ("referral.cooling_off", "place_again", "referral.selecting"),
        ("legal.filed", "settle", "negotiation.offered"),
        ("legal.judgment", "settle", "negotiation.offered"),
        ("negotiation.promised", "keep_promise", "negotiation.assessing"),
        (CLOSED, "reopen", "confirmation.pending"),
    ],
)
def test_short_cuts_and_ways_back_to_milder_phases_are_moves_too(stage: str, verb: str, reached: str) -> None:
    assert STANDARD.move(stage, "", verb) == reached


@pytest.mark.parametrize(
    ("stage", "verb"),
    [
        ("confirmation.pending", "start_reminders"),
        ("confirmation.queried", "start_reminders"),
        ("confirmation.confirmed", "request_referral"),
        ("confirmation.confirmed", "request_legal"),
        ("reminder.awaiting_response", "request_legal"),
        ("negotiation.promised", "request_referral"),
        ("negotiation.offered", "request_legal"),
        ("referral.selecting", "accept_placement"),
        ("referral.recall_pending", "submit_feedback"),
        ("legal.awaiting_approval", "file_claim"),
        ("legal.pre_action", "enforce"),
        (CLOSED, "send_reminder"),
    ],
)
def test_no_table_lets_anybody_jump_over_confirmation_approval_or_proof(stage: str, verb: str) -> None:
    assert not STANDARD.may(stage, "", verb)


def test_all_eight_phases_have_stages_and_cases_begin_at_confirmation_or_on_watch() -> None:
    assert {phase_of(stage) for stage in STANDARD.stages} == set(Phase)
    assert STANDARD_STARTS == {"open_case": "confirmation.pending", "watch": "watch.monitoring"}
    assert len(STANDARD.stages) == 27


def test_close_is_possible_from_every_stage_but_closed() -> None:
    assert STANDARD_MOVES[EVERYWHERE] == {"close": CLOSED}
    for stage in STANDARD.stages:
        assert STANDARD.may(stage, "", "close") is (stage != CLOSED)


def test_every_verb_that_leads_to_the_end_says_with_which_outcome() -> None:
    ending = {verb for moves in STANDARD_MOVES.values() for verb, target in moves.items() if target == CLOSED}
    assert ending - {"close"} == set(CLOSING_OUTCOMES)
    assert CLOSING_OUTCOMES["reject_debt"].category is Category.NOT_OWED
    assert CLOSING_OUTCOMES["dismiss_watch"].category is Category.RESOLVED
    assert CLOSING_OUTCOMES["complete_arrangement"].category is Category.RESOLVED


def test_a_wave_and_a_reminder_level_are_numbers_and_never_stages() -> None:
    assert not [stage for stage in STANDARD.stages if any(letter.isdigit() for letter in stage)]


def test_ways_back_stand_only_where_an_approval_or_a_referral_may_be_dropped_and_at_the_end() -> None:
    ways_back = {
        (stage, verb) for stage, moves in STANDARD_MOVES.items() for verb, target in moves.items() if target == BACK
    }
    assert ways_back == {
        ("referral.selecting", "withdraw_referral"),
        ("referral.awaiting_approval", "refuse_approval"),
        ("legal.awaiting_approval", "refuse_approval"),
        (CLOSED, "reinstate"),
    }


def test_nobody_is_visited_before_the_debt_is_confirmed_and_nobody_is_called_on_watch_or_after_the_end() -> None:
    assert Phase.CONFIRMATION not in STANDARD_DEEDS["visit"]
    assert Phase.CONFIRMATION in STANDARD_DEEDS["place_call"]
    for deed in ("place_call", "send_message", "visit"):
        assert not STANDARD_DEEDS[deed] & {Phase.WATCH, Phase.CLOSED}


def test_a_hold_may_be_placed_amended_or_released_in_every_phase() -> None:
    assert all(STANDARD_DEEDS[deed] == frozenset(Phase) for deed in ("place_hold", "amend_hold", "release_hold"))


def test_a_promise_may_be_noted_wherever_the_work_goes_on_with_an_agency_and_in_court_too() -> None:
    assert STANDARD_DEEDS["note_promise"] >= {Phase.REMINDER, Phase.NEGOTIATION, Phase.REFERRAL, Phase.LEGAL}
    assert STANDARD_DEEDS["withdraw_promise"] >= STANDARD_DEEDS["note_promise"]
    assert not STANDARD_DEEDS["note_promise"] & {Phase.WATCH, Phase.CLOSED}
