"""Applying: a permitted action as the events it comes to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.casework.office import LENA, VOSS, call, cny, done, ended, move, on, to_negotiation, with_cases

from debtflow import Caseload, CaseOutcome, Channel, ReopenCause, actions, events
from debtflow.casework.applying import ATTEMPT_LASTS, apply, move_event
from debtflow.casework.engine import situation_of
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records.promises import Promise


def events_of(cases: Caseload, action: actions.Action, case: str = "loan") -> list[tuple[str, events.Event]]:
    states = cases.desk.load_case(case, action).states
    changes, _ = apply(situation_of(states, case, action, LENA, on(6, 11), "Asia/Shanghai"), STANDARD)
    return [(change.stream, change.event) for change in changes]


def test_a_move_stores_the_stages_it_left_and_reached() -> None:
    ((stream, event),) = events_of(with_cases(), move("open_negotiation"))
    assert stream == "case:loan"
    assert isinstance(event, events.Moved)
    assert (event.verb, event.left, event.reached) == (
        "open_negotiation",
        "confirmation.confirmed",
        "negotiation.assessing",
    )
    assert event.occurred_at == on(6, 11)
    assert event.local_day == date(2026, 1, 6).toordinal()


def test_a_contact_is_reserved_in_the_case_and_in_the_dossier() -> None:
    cases = with_cases()
    (one, reserved), (two, same) = events_of(cases, call("li_mei"))
    assert (one, two) == ("case:loan", "person:li_mei")
    assert same is reserved
    assert isinstance(reserved, events.ContactReserved)
    assert reserved.attempt.channel is Channel.PHONE
    assert reserved.attempt.expires_at - reserved.attempt.reserved_at == ATTEMPT_LASTS == timedelta(days=1)


def test_a_reminder_is_a_move_and_a_contact() -> None:
    cases = with_cases()
    done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(6)))
    reminder = actions.SendReminder(person="li", contact_point="text", template="second")
    sent = events_of(cases, reminder)
    assert [type(event).__name__ for _, event in sent] == ["ReminderSent", "ContactReserved", "ContactReserved"]
    assert isinstance(sent[0][1], events.ReminderSent)
    assert sent[0][1].template == "second"


@pytest.mark.parametrize(
    ("verb", "stage", "kind", "outcome"),
    [
        ("reject_debt", "confirmation.pending", "Closed", CaseOutcome.WITHDRAWN_ERROR),
        ("dismiss_watch", "watch.monitoring", "Closed", CaseOutcome.CURED),
        ("confirm_stop_work", "referral.recall_pending", "StopWorkConfirmed", None),
        ("decide_negotiate", "feedback.under_review", "Moved", None),
    ],
)
def test_a_bare_verb_comes_to_the_event_that_carries_what_it_means(
    verb: str, stage: str, kind: str, outcome: CaseOutcome | None
) -> None:
    cases = with_cases()
    text = {"confirm_stop_work": "proof", "reject_debt": "because"}.get(verb, "note")
    action = move(verb).changed(**{text: "sealed:0"})
    loaded = dict(cases.desk.load_case("loan").states)
    loaded["case:loan"] = cases.case("loan").changed(stage=stage)
    changes, permit = apply(situation_of(loaded, "loan", action, LENA, on(6), "UTC"), STANDARD)
    (change,) = changes
    assert permit is None
    assert type(change.event).__name__ == kind
    assert change.event.verb == verb  # type: ignore[attr-defined]
    assert change.event.because == "sealed:0"  # type: ignore[attr-defined]
    assert getattr(change.event, "outcome", None) == outcome


def test_what_a_closed_case_recovered_is_what_the_episode_brought(cases: Caseload) -> None:
    cases.record_payment(
        person="li", external_id="b", money=cny("30.00"), received_on=on(6).date(), direction=("loan",), at=on(6, 12)
    )
    ended(cases, "loan", CaseOutcome.EXHAUSTED, on(7))
    closed = cases.history("loan")[-1].events[-1]
    assert isinstance(closed, events.Closed)
    assert closed.recovered == cny("30.00")
    done(cases.submit("loan", actions.Reopen(cause=ReopenCause.CLOSED_IN_ERROR), by=LENA, at=on(8)))
    cases.record_payment(
        person="li", external_id="b2", money=cny("5.00"), received_on=on(8).date(), direction=("loan",), at=on(8, 12)
    )
    ended(cases, "loan", CaseOutcome.EXHAUSTED, on(9))
    again = cases.history("loan")[-1].events[-1]
    assert isinstance(again, events.Closed)
    assert again.recovered == cny("5.00"), "the other 30 came before the case was taken up again"


def test_a_promise_is_made_on_the_persons_own_day(cases: Caseload) -> None:
    to_negotiation(cases)
    action = actions.TakePromise(amount=cny("5.00"), due_on=date(2026, 1, 9), grace_days=3)
    promise = done(cases.submit("loan", action, by=LENA, at=on(7, 0, 30))).case.promise
    assert promise == Promise(
        amount=cny("5.00"),
        made_at=on(7, 0, 30),
        made_on=date(2026, 1, 7),
        due_on=date(2026, 1, 9),
        grace_days=3,
    )


def test_a_placement_says_who_proposed_it_and_how_much_was_owed(cases: Caseload) -> None:
    cases.record("loan", events.Moved(verb="request_referral"), at=on(6))
    cases.record_payment(
        person="li", external_id="b", money=cny("30.00"), received_on=on(6).date(), direction=("loan",), at=on(6)
    )
    (_, event), = events_of(cases, actions.SubmitPlacement(agency="harbour"))  # fmt: skip
    assert isinstance(event, events.PlacementProposed)
    assert (event.proposed_by, event.amount) == ("lena", cny("489.50"))
    assert VOSS.id != event.proposed_by


def test_what_is_built_equals_what_is_checked() -> None:
    fields = {"occurred_at": on(6), "local_day": 5, "left": "a.b", "reached": "c.d", "verb": "go"}
    assert events.Moved.built(**fields) == events.Moved(**fields)
    assert move_event(events.Moved, on(6), 5, "a.b", "c.d", verb="go") == events.Moved(**fields)  # type: ignore[arg-type]
    assert events.HoldExpired.built(hold="h") == events.HoldExpired(hold="h")
