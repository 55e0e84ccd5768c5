"""The primitives: what each event does to the numbers a case and a dossier keep, and that the table is sound."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from tests.records.cast import MARCH_2, NINE_O_CLOCK, day, usd

from debtflow.errors import ExpressionError, FactError
from debtflow.expressions import Field, Kind, facts_read
from debtflow.lifecycle.primitives import (
    CASE_EFFECTS,
    CASE_FIELDS,
    DOSSIER_EFFECTS,
    DOSSIER_FIELDS,
    LAST_DAY,
    NEVER,
    CaseKept,
    DossierKept,
    Effect,
    compile_effects,
    effect_trees,
    event_fields,
    order_matters,
)
from debtflow.records import events as happened
from debtflow.records.contacts import Attempt, CallResult
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.parties import Channel
from debtflow.records.promises import PromiseState
from debtflow.records.stages import Custody

CASE = compile_effects(CaseKept, CASE_EFFECTS, CASE_FIELDS)
DOSSIER = compile_effects(DossierKept, DOSSIER_EFFECTS, DOSSIER_FIELDS)
TODAY = day(2026, 3, 2)
TABLES = [(CASE_EFFECTS, CASE_FIELDS, CaseKept), (DOSSIER_EFFECTS, DOSSIER_FIELDS, DossierKept)]


def on(day_number: int = TODAY) -> dict[str, Any]:
    return {"occurred_at": NINE_O_CLOCK, "local_day": day_number}


def ended(result: CallResult, day_number: int = TODAY) -> happened.CallEnded:
    return happened.CallEnded(**on(day_number), attempt="case-1.a1", result=result)


def reserved(channel: Channel = Channel.PHONE, day_number: int = TODAY) -> happened.ContactReserved:
    attempt = Attempt(
        id="case-1.a1",
        case="case-1",
        person="okafor",
        contact_point="mobile",
        channel=channel,
        local_day=day_number,
        reserved_at=NINE_O_CLOCK,
        expires_at=NINE_O_CLOCK,
    )
    return happened.ContactReserved(**on(day_number), attempt=attempt)


def of_case(*events: happened.Event, kept: CaseKept | None = None) -> CaseKept:
    after = kept or CaseKept()
    for event in events:
        after = CASE[event.event](after, event)  # type: ignore[attr-defined]
    return after


# --- the tables are sound -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("effects", "fields", "record"), TABLES)
def test_fields_and_record_name_the_same_primitives_in_the_same_order(
    effects: Any, fields: Mapping[str, Field], record: Any
) -> None:
    # The compiled effects build the record by position.
    assert tuple(fields) == record._fields


@pytest.mark.parametrize(("effects", "fields", "record"), TABLES)
def test_every_default_lies_within_the_bounds_of_its_field(effects: Any, fields: Any, record: Any) -> None:
    for name, value in record()._asdict().items():
        low, high = fields[name].range
        assert low <= value <= high, name


@pytest.mark.parametrize(("effects", "fields", "record"), TABLES)
def test_every_primitive_is_changed_by_some_event_and_in_one_way_only(effects: Any, fields: Any, record: Any) -> None:
    ways: dict[str, set[str]] = {name: set() for name in fields}
    for rows in effects.values():
        for row in rows:
            ways[row.primitive].add(row.how)
    # Adding and keeping the latest are each free of order, but not mixed.
    assert {name: how for name, how in ways.items() if len(how) != 1} == {}


@pytest.mark.parametrize(("effects", "fields", "record"), TABLES)
def test_what_is_said_to_be_free_of_order_reads_nothing_kept_but_itself(effects: Any, fields: Any, record: Any) -> None:
    ordered = set(order_matters(effects))
    for event_name, trees in effect_trees(effects, fields).items():
        for primitive, tree in trees.items():
            kept = {fact for fact in facts_read(tree) if fact.startswith("kept.")}
            if (event_name, primitive) not in ordered:
                assert kept == {f"kept.{primitive}"}


def test_order_matters_for_stage_custody_and_the_row_of_failures_only() -> None:
    assert {primitive for _, primitive in order_matters(CASE_EFFECTS)} == {
        "stage_entered_on",
        "custody",
        "failures_in_a_row",
    }
    assert order_matters(DOSSIER_EFFECTS) == []


def test_every_change_of_stage_notes_its_day() -> None:
    moves = {
        str(cls.model_fields["event"].default)
        for cls in vars(happened).values()
        if isinstance(cls, type) and issubclass(cls, happened.MoveEvent) and "event" in cls.model_fields
    }
    assert {name for name, primitive in order_matters(CASE_EFFECTS) if primitive == "stage_entered_on"} == moves


def test_an_effect_on_a_primitive_that_is_not_kept_is_refused() -> None:
    with pytest.raises(FactError, match="effect of moved: no primitive `mood`"):
        effect_trees({"moved": (Effect("mood", "add", 1),)}, CASE_FIELDS)


def test_an_effect_that_reads_what_the_event_has_not_is_refused() -> None:
    with pytest.raises(ExpressionError, match="effect of moved on wave"):
        effect_trees({"moved": (Effect("wave", "add", lambda kept, event: event.amount),)}, CASE_FIELDS)


def test_an_effect_may_set_a_plain_number() -> None:
    effects = compile_effects(CaseKept, {"moved": (Effect("wave", "set", 3),)}, CASE_FIELDS)
    assert effects["moved"](CaseKept(), happened.Moved(verb="x")) == CaseKept(wave=3)


def test_a_tree_reads_days_codes_and_amounts_of_an_event_but_never_the_day_of_an_instant() -> None:
    fields = event_fields("payment_allocated")
    assert fields["effective_on"][1] == "event.effective_on.toordinal()"
    assert fields["amount"][1] == "event.amount.minor_units"
    assert event_fields("call_ended")["result"][0].codes is CallResult
    of_attempt = event_fields("contact_reserved")
    assert of_attempt["attempt_channel"][0] == Field(Kind.NUMBER, codes=Channel, label="channel")
    assert not {"occurred_at", "attempt_reserved_at", "attempt_expires_at"} & set(of_attempt)
    assert "promise_made_on" in event_fields("promise_made")
    assert "promise_made_at" not in event_fields("promise_made")


def test_what_may_be_missing_has_no_number() -> None:
    assert not {"attempt", "person", "channel"} & set(event_fields("call_ended"))


# --- what happens to a case -------------------------------------------------------------------------------------------------


def test_nothing_has_happened_yet() -> None:
    assert CaseKept().custody == Custody.CREDITOR
    assert CaseKept().first_contact_on == LAST_DAY == date.max.toordinal()
    assert CaseKept().last_talk_on == CaseKept().last_reminder_on == NEVER == 0


def test_the_first_contact_is_the_earliest_whatever_comes_first_to_be_known() -> None:
    early, late = reserved(day_number=TODAY - 3), reserved(day_number=TODAY)
    assert of_case(early, late).first_contact_on == of_case(late, early).first_contact_on == TODAY - 3


def test_the_last_talk_is_the_latest_whatever_comes_last_to_be_known() -> None:
    talked_then, talked_now = ended(CallResult.TALKED, TODAY - 3), ended(CallResult.TALKED, TODAY)
    for events in [(talked_then, talked_now), (talked_now, talked_then)]:
        assert of_case(*events).last_talk_on == TODAY
        assert of_case(*events).talks == 2


@pytest.mark.parametrize("result", [result for result in CallResult if result is not CallResult.TALKED])
def test_only_a_talk_with_the_person_is_a_talk(result: CallResult) -> None:
    kept = of_case(ended(result))
    assert (kept.talks, kept.last_talk_on) == (0, NEVER)
    assert DOSSIER["call_ended"](DossierKept(), ended(result)) == DossierKept()


def test_three_calls_without_an_answer_are_three_failures_and_a_talk_ends_the_row() -> None:
    call = (reserved(), ended(CallResult.NO_ANSWER))
    assert of_case(*call, *call, *call).failures_in_a_row == 3
    assert of_case(*call, *call, *call, reserved(), ended(CallResult.TALKED)).failures_in_a_row == 0
    assert of_case(*call, reserved(), ended(CallResult.TALKED), *call).failures_in_a_row == 1


def test_a_call_that_was_not_made_shows_nothing_and_never_brings_the_row_below_zero() -> None:
    call = (reserved(), ended(CallResult.NO_ANSWER))
    not_made = (reserved(), ended(CallResult.NOT_MADE))
    assert of_case(*call, *not_made).failures_in_a_row == 1
    assert of_case(ended(CallResult.NOT_MADE)).failures_in_a_row == 0


def test_a_message_that_nobody_answers_is_no_failed_call() -> None:
    assert of_case(reserved(Channel.SMS), reserved(Channel.EMAIL)).failures_in_a_row == 0
    assert of_case(reserved(Channel.SMS), reserved(Channel.EMAIL)).tries == 2


def test_a_promise_is_counted_when_it_is_made_and_once_more_when_it_is_kept_or_broken() -> None:
    def resolved(state: PromiseState) -> happened.PromiseResolved:
        return happened.PromiseResolved(**on(), promise="p1", state=state, due_on=MARCH_2, came=usd("0.00"))

    assert of_case(resolved(PromiseState.KEPT)) == CaseKept(promises_kept=1)
    assert of_case(resolved(PromiseState.BROKEN)) == CaseKept(promises_broken=1)


def test_a_promise_kept_in_part_is_counted_as_such_and_among_the_broken() -> None:
    partly = happened.PromiseResolved(
        **on(), promise="p1", state=PromiseState.PARTIAL, due_on=MARCH_2, came=usd("40.00")
    )
    assert of_case(partly) == CaseKept(promises_broken=1, promises_partial=1)


def test_custody_goes_to_the_agency_and_comes_back_with_the_proof_that_it_stopped() -> None:
    accepted, stopped = happened.PlacementAccepted(**on()), happened.StopWorkConfirmed(**on())
    assert of_case(accepted).custody == Custody.AGENCY
    assert of_case(accepted).wave == 1
    assert of_case(accepted, happened.PlacementRecalled(**on())).custody == Custody.AGENCY
    assert of_case(accepted, happened.PlacementRecalled(**on()), stopped).custody == Custody.CREDITOR
    assert of_case(accepted, stopped, accepted).wave == 2


def test_custody_comes_back_with_the_report_of_an_agency_that_returned_the_debt_by_itself() -> None:
    report = happened.FeedbackGiven(**on(), feedback=Feedback(recovered=usd("0.00"), attitude=Attitude.NOT_REACHED))
    returned = happened.Moved(**on(), verb="return_placement")
    assert of_case(happened.PlacementAccepted(**on()), returned, report).custody == Custody.CREDITOR


def test_a_contact_attempt_counts_once_for_the_person() -> None:
    kept = DOSSIER["contact_reserved"](DossierKept(), reserved())
    assert kept == DossierKept(tries=1, last_try_on=TODAY)
    assert DOSSIER["call_ended"](kept, ended(CallResult.TALKED)).talks == 1
