"""Actions: what is asked for. Each has one name, and reads back from JSON as it was."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from tests.records.cast import NINE_O_CLOCK, settlement_of_ms_okafor, usd

from debtflow.lifecycle.standard import STANDARD_DEEDS, STANDARD_MOVES, STANDARD_STARTS
from debtflow.records import actions
from debtflow.records.actions import ACTION, TYPED_VERBS, Action, AnyAction, Move
from debtflow.records.components import Component
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause
from debtflow.records.stages import Category, Outcome

REACHING = {"person": "okafor", "contact_point": "mobile"}

ONE_OF_EACH: list[Action] = [
    Move(verb="start_reminders", note="first letter went out by mistake", attributes=(("level", "3"),)),
    actions.ConfirmDebt(),
    actions.QueryDebt(about=Queried.AMOUNT, note="the fee of May"),
    actions.RejectDebt(outcome=Outcome.DUPLICATE),
    actions.ContactFound(contact_point="mobile"),
    actions.SendReminder(**REACHING, template="first"),
    actions.TakePromise(amount=usd("100.00"), due_on=date(2026, 3, 20)),
    actions.ReplacePromise(amount=usd("80.00"), due_on=date(2026, 3, 27), replaces="p1", tolerance_permille=0),
    actions.ProposeArrangement(terms=settlement_of_ms_okafor()),
    actions.CounterArrangement(terms=settlement_of_ms_okafor()),
    actions.SettleClaim(terms=settlement_of_ms_okafor()),
    actions.DeclineOffer(because="too much a month"),
    actions.LapseOffer(),
    actions.ActivateArrangement(version=2),
    actions.MissInstalment(number=1, because="direct debit returned"),
    actions.BreakArrangement(because="the income stated was not true"),
    actions.CompleteArrangement(because="three cents short"),
    actions.SubmitPlacement(agency="harbour"),
    actions.ApproveReferral(),
    actions.AcceptPlacement(),
    actions.Recall(because="complaint"),
    actions.RequestRecall(because="moved away"),
    actions.ConfirmStopWork(last_worked_on=date(2026, 3, 2), data_deleted=True, proof="letter of 3 March"),
    actions.ReturnPlacement(),
    actions.ApproveLegal(law_firm="dunn"),
    actions.IssueDemand(answer_by=date(2026, 3, 20)),
    actions.FileClaim(court="franklin_county"),
    actions.EnterJudgment(adjudged=usd("412.07"), adjudged_on=date(2026, 6, 1)),
    actions.Enforce(measure=Measure.WAGES),
    actions.WithdrawClaim(because="paid"),
    actions.Dismiss(),
    actions.EndLegal(ended=EndOfProceedings.RECOVERED),
    actions.SubmitFeedback(feedback=Feedback(recovered=usd("0.00"), attitude=Attitude.EVASIVE)),
    actions.Close(outcome=Outcome.PAID_IN_FULL),
    actions.Reopen(cause=ReopenCause.NEW_EVIDENCE, because="a second account"),
    actions.Reinstate(cause=ReopenCause.REVERSAL),
    actions.PlaceCall(**REACHING, about=("card-77",)),
    actions.SendMessage(**REACHING),
    actions.Visit(**REACHING),
    actions.ReportCredit(bureau="pboc", marked_disputed=True),
    actions.NotePromise(amount=usd("100.00"), due_on=date(2026, 3, 20), replaces="p1"),
    actions.WithdrawPromise(promise="p1", because="lost the job"),
    actions.PlaceHold(hold=Hold(id="h1", kind=HoldKind.DISPUTE, from_at=NINE_O_CLOCK), because="told on Friday"),
    actions.AmendHold(hold=Hold(id="h1", kind=HoldKind.DISPUTE, from_at=NINE_O_CLOCK), because="longer"),
    actions.ReleaseHold(hold="h1", person="okafor"),
    actions.Waive(component=Component.FEES, amount=usd("5.00"), because="goodwill"),
    actions.ChargeOff(),
    actions.ReviewDecision(entry=7, because="the agency was told"),
]


def test_there_is_one_of_each_action_here() -> None:
    assert {type(action) for action in ONE_OF_EACH} == set(get_args(get_args(AnyAction)[0]))


@pytest.mark.parametrize("action", ONE_OF_EACH, ids=lambda action: type(action).__name__)
def test_an_action_reads_back_from_json_as_it_was(action: Action) -> None:
    assert ACTION.validate_json(ACTION.dump_json(action)) == action


@pytest.mark.parametrize("action", ONE_OF_EACH, ids=lambda action: type(action).__name__)
def test_a_move_is_named_by_a_verb_of_the_table_and_a_deed_by_the_table_of_deeds(action: Action) -> None:
    verbs = {verb for moves in STANDARD_MOVES.values() for verb in moves} | set(STANDARD_STARTS)
    if action.is_move:
        assert action.name in verbs
        assert action.name not in STANDARD_DEEDS
    else:
        assert action.name in STANDARD_DEEDS


def test_exactly_calls_messages_visits_and_reminders_reach_out_to_somebody() -> None:
    reaching = {action.name for action in ONE_OF_EACH if action.is_contact}
    assert reaching == actions.CONTACTS == {"place_call", "send_message", "send_reminder", "visit"}


def test_a_reminder_is_a_move_and_a_contact_at_once() -> None:
    reminder = actions.SendReminder(**REACHING)
    assert (reminder.is_move, reminder.is_contact, reminder.name) == (True, True, "send_reminder")


def test_a_move_is_named_by_its_verb_a_lenders_own_included() -> None:
    assert Move(verb="offer_hardship_plan").name == "offer_hardship_plan"


@pytest.mark.parametrize("verb", sorted(TYPED_VERBS))
def test_a_verb_that_needs_data_of_its_own_names_the_action_that_carries_it(verb: str) -> None:
    assert TYPED_VERBS[verb].is_move
    assert TYPED_VERBS[verb].model_fields["do"].default == verb
    assert [type(action) for action in ONE_OF_EACH if action.name == verb] == [TYPED_VERBS[verb]]


def test_what_rules_govern_are_names_of_moves_and_deeds_that_exist() -> None:
    verbs = {verb for moves in STANDARD_MOVES.values() for verb in moves} | set(STANDARD_DEEDS)
    assert verbs >= actions.CONTACTS | actions.VISITS | actions.ESCALATIONS
    assert actions.ESCALATIONS == actions.REFERRAL | actions.LITIGATION
    assert not actions.REFERRAL & actions.LITIGATION


@pytest.mark.parametrize("outcome", Outcome)
def test_a_debt_is_rejected_only_as_not_owed(outcome: Outcome) -> None:
    if outcome.category is Category.NOT_OWED:
        assert actions.RejectDebt(outcome=outcome).outcome is outcome
    else:
        with pytest.raises(ValidationError, match="must be one of withdrawn_error, not_liable_fraud, duplicate, found"):
            actions.RejectDebt(outcome=outcome)


def test_an_unknown_action_is_refused_and_told_which_there_are() -> None:
    with pytest.raises(ValidationError, match="place_call"):
        ACTION.validate_json('{"do": "threaten", "person": "okafor"}')


def test_no_action_carries_the_proof_of_its_own_lawfulness() -> None:
    with pytest.raises(ValidationError, match="consent"):
        actions.PlaceCall(**REACHING, consent=True)  # type: ignore[call-arg]


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (30, True), (31, False)])
def test_the_grace_of_a_promise_is_nought_to_thirty_days(days: int, allowed: bool) -> None:
    if allowed:
        assert actions.TakePromise(amount=usd("1.00"), due_on=date(2026, 3, 20), grace_days=days).grace_days == days
    else:
        with pytest.raises(ValidationError, match="grace_days"):
            actions.TakePromise(amount=usd("1.00"), due_on=date(2026, 3, 20), grace_days=days)


@pytest.mark.parametrize("kind", [actions.BreakArrangement, actions.CompleteArrangement])
def test_whoever_ends_an_arrangement_says_why(kind: Any) -> None:
    assert kind(because="x").because == "x"
    with pytest.raises(ValidationError, match="because"):
        kind(because="")


def test_whoever_amends_a_hold_says_why() -> None:
    hold = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=NINE_O_CLOCK)
    with pytest.raises(ValidationError, match="because"):
        actions.AmendHold(hold=hold, because="")


@pytest.mark.parametrize(("number", "counts"), [(0, False), (1, True)])
def test_offers_and_instalments_are_counted_from_one(number: int, counts: bool) -> None:
    for kind, field in ((actions.ActivateArrangement, "version"), (actions.MissInstalment, "number")):
        if counts:
            assert getattr(kind(**{field: number}), field) == number
        else:
            with pytest.raises(ValidationError, match=field):
                kind(**{field: number})
