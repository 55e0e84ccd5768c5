"""What is learned late undermines decisions and rewrites none; placement and enforcement wait for the review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.casework.office import LENA, LI, VOSS, call, cny, done, move, on, to_negotiation

from debtflow import CallResult, Caseload, Custody, Hold, HoldKind, MessageResult, Refused, actions, events
from debtflow.errors import NotFoundError
from debtflow.records.promises import Promise


def late_payment(cases: Caseload, received: int, learned: int, amount: str = "100.00") -> None:
    cases.record_payment(
        person="li",
        external_id=f"bank-{received}-{learned}",
        money=cny(amount),
        received_on=date(2026, 1, received),
        direction=["loan"],
        at=on(learned),
    )


def undermined(cases: Caseload, case: str = "loan") -> list[events.DecisionUndermined]:
    found = [event for entry in cases.history(case) for event in entry.events]
    return [event for event in found if isinstance(event, events.DecisionUndermined)]


def called(cases: Caseload, day: int) -> int:
    return done(cases.submit("loan", call(), by=LENA, at=on(day))).entries[0].seq


def test_a_payment_learned_late_undermines_the_call_that_was_made_in_between(cases: Caseload) -> None:
    entry = called(cases, 8)
    late_payment(cases, received=7, learned=9)
    (found,) = undermined(cases)
    assert (found.entry, found.action, found.learned) == (entry, "place_call", "payment_allocated")
    assert found.rules == ("generic.nothing_owed",)
    assert cases.case("loan").undermined == (entry,)
    cases.verify()


@pytest.mark.parametrize(("received", "undermines"), [(7, True), (8, True), (9, False)])
def test_money_counts_from_the_beginning_of_the_day_on_which_it_came(
    cases: Caseload, received: int, undermines: bool
) -> None:
    called(cases, 8)
    late_payment(cases, received=received, learned=10)
    assert bool(undermined(cases)) is undermines


def test_a_payment_that_would_have_changed_nothing_undermines_nothing(cases: Caseload) -> None:
    called(cases, 8)
    late_payment(cases, received=7, learned=9, amount="99.99")
    assert undermined(cases) == []


def test_a_hold_that_began_earlier_undermines_what_was_done_under_it_and_nothing_before(cases: Caseload) -> None:
    called(cases, 7)
    entry = called(cases, 8)
    hold: dict[str, Any] = {"id": "h", "kind": HoldKind.CEASE_CONTACT, "note": "the letter lay in the wrong tray"}
    done(
        cases.submit(
            "loan", actions.PlaceHold(hold=Hold(from_at=on(8, 9), **hold), because="told late"), by=LENA, at=on(9)
        )
    )
    assert [(event.entry, event.rules) for event in undermined(cases)] == [(entry, ("generic.hold.contact",))]


def test_a_talk_that_is_reported_late_undermines_the_next_call(cases: Caseload) -> None:
    entry = called(cases, 8)
    for minute in range(8):
        said = events.CallEnded(
            person="li", contact_point="mobile", result=CallResult.TALKED, occurred_at=on(8, 9, minute)
        )
        cases.record("loan", said, by=LENA, at=on(8, 12))
    assert entry in {event.entry for event in undermined(cases)}


def test_placement_and_legal_action_wait_for_the_review(cases: Caseload) -> None:
    to_negotiation(cases)
    entry = called(cases, 8)
    hold = Hold(id="h", kind=HoldKind.CEASE_CONTACT, from_at=on(8, 9), until_at=on(8, 11), note="late")
    done(cases.submit("loan", actions.PlaceHold(hold=hold, because="told late"), by=LENA, at=on(9)))
    for verb in ("request_referral", "request_legal"):
        refused = cases.submit("loan", move(verb), by=LENA, at=on(9))
        assert isinstance(refused, Refused)
        assert refused.decision.rules == ("generic.undermined",)
        assert refused.decision.lifted_by == ("review_decision",)
    with pytest.raises(NotFoundError, match=rf"entry 1 holds no decision that waits for review; these do: {entry}"):
        cases.submit("loan", actions.ReviewDecision(entry=1), by=VOSS, at=on(9))
    done(cases.submit("loan", actions.ReviewDecision(entry=entry, because="apologised"), by=VOSS, at=on(9)))
    assert cases.case("loan").undermined == ()
    done(cases.submit("loan", move("request_referral"), by=LENA, at=on(9, 11)))


def test_the_old_decision_stands_as_it_was_made(cases: Caseload) -> None:
    entry = called(cases, 8)
    late_payment(cases, received=7, learned=9)
    again = cases.decision_of(cases.history("loan")[entry - 1])
    assert again.permitted
    assert again.facts["arrears"] == 100_00


def test_a_promise_heard_of_late_undermines_the_call_that_was_made_while_it_ran(cases: Caseload) -> None:
    to_negotiation(cases)
    entry = called(cases, 8)
    promise = Promise(amount=cny("5.00"), made_at=on(7), made_on=on(7).date(), due_on=on(12).date())
    cases.record("loan", events.PromiseNoted(promise=promise), by=LENA, at=on(9))
    assert [(event.entry, event.rules) for event in undermined(cases)] == [(entry, ("generic.promise_open",))]


@pytest.mark.parametrize(("received", "undermines"), [(8, True), (9, False)])
def test_where_no_zone_of_the_payer_is_known_a_day_begins_where_the_house_is(
    cases: Caseload, received: int, undermines: bool
) -> None:
    """It was five in the morning in Shanghai, and the evening of the 7th in Greenwich."""
    cases.add(LI.changed(zones=()), at=on(7))
    to_negotiation(cases)
    done(cases.submit("loan", move("request_referral"), by=LENA, at=on(8, 5)))
    late_payment(cases, received=received, learned=10)
    assert bool(undermined(cases)) is undermines


@pytest.mark.parametrize(("seconds", "undermines"), [(-1, True), (0, True), (1, False)])
def test_a_hold_undermines_what_was_done_at_the_moment_of_its_beginning_and_nothing_before(
    cases: Caseload, seconds: int, undermines: bool
) -> None:
    called(cases, 8)
    hold = Hold(id="h", kind=HoldKind.CEASE_CONTACT, from_at=on(8) + timedelta(seconds=seconds))
    done(cases.submit("loan", actions.PlaceHold(hold=hold, because="told late"), by=LENA, at=on(9)))
    assert bool(undermined(cases)) is undermines


def test_a_hold_that_is_recorded_late_undermines_as_one_that_is_placed_late(cases: Caseload) -> None:
    entry = called(cases, 8)
    hold = Hold(id="h", kind=HoldKind.CEASE_CONTACT, from_at=on(7))
    cases.record("loan", events.HoldPlaced(hold=hold, because="told late"), by=LENA, at=on(9))
    assert [event.entry for event in undermined(cases)] == [entry]


def test_a_move_that_is_told_late_undermines_nothing_neither_then_nor_beside_a_later_fact(cases: Caseload) -> None:
    """Stages follow the order in which they are told: who worked the debt when the call was made is what was known."""
    to_negotiation(cases)
    called(cases, 8)
    cases.record(
        "loan", events.LegalApproved(law_firm="dunn", custody=Custody.LAW_FIRM, occurred_at=on(7)), by=LENA, at=on(9)
    )
    assert cases.case("loan").working_party == "dunn"
    late_payment(cases, received=7, learned=10, amount="1.00")
    assert undermined(cases) == []


def test_facts_that_are_told_late_one_by_one_undermine_what_they_would_have_together(cases: Caseload) -> None:
    entry = called(cases, 8)
    late_payment(cases, received=7, learned=9, amount="60.00")
    assert undermined(cases) == []
    late_payment(cases, received=6, learned=10, amount="40.00")
    assert [(event.entry, event.rules) for event in undermined(cases)] == [(entry, ("generic.nothing_owed",))]


def test_money_that_came_in_time_does_not_undermine_what_was_done_before_it_beside_a_late_fact(cases: Caseload) -> None:
    called(cases, 8)
    late_payment(cases, received=9, learned=9, amount="60.00")
    late_payment(cases, received=7, learned=10, amount="40.00")
    assert undermined(cases) == []


def test_what_was_refused_then_is_undermined_by_nothing(cases: Caseload) -> None:
    refused = cases.submit("loan", call(), by=LENA, at=on(8, 23))
    assert isinstance(refused, Refused)
    late_payment(cases, received=7, learned=9)
    assert undermined(cases) == []


@pytest.mark.parametrize(("received", "undermines"), [(9, True), (10, False)])
def test_where_the_payer_may_be_in_two_places_a_day_begins_where_it_begins_first(
    cases: Caseload, received: int, undermines: bool
) -> None:
    """At nine in Shanghai, on the 9th, it was the afternoon of the 8th in Los Angeles."""
    cases.add(LI.changed(zones=("America/Los_Angeles", "Asia/Shanghai")), at=on(7))
    done(cases.submit("loan", call(), by=LENA, at=on(9, 9)))
    late_payment(cases, received=received, learned=11)
    assert bool(undermined(cases)) is undermines


def test_what_was_known_when_it_was_decided_does_not_count_again_beside_a_late_fact(cases: Caseload) -> None:
    """Half of what was overdue came on the 7th and was told on the 8th, before the call."""
    received_on, money = date(2026, 1, 7), {"person": "li", "direction": ["loan"]}
    cases.record_payment(external_id="b1", money=cny("50.00"), received_on=received_on, at=on(8, 9), **money)
    called(cases, 8)
    late_payment(cases, received=7, learned=9, amount="49.99")
    assert undermined(cases) == []
    late_payment(cases, received=7, learned=10, amount="0.01")
    assert len(undermined(cases)) == 1


def test_what_was_done_at_the_moment_of_a_decision_but_after_it_came_after_it(cases: Caseload) -> None:
    called(cases, 8)
    hold = Hold(id="h", kind=HoldKind.CEASE_CONTACT, from_at=on(8))
    done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(8)))
    late_payment(cases, received=7, learned=9, amount="1.00")
    assert undermined(cases) == []


def test_only_the_rules_that_would_have_refused_are_named_and_no_advice(cases: Caseload) -> None:
    done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(6)))
    reminder = actions.SendReminder(person="li", contact_point="text")
    for day in (7, 8):
        sent = done(cases.submit("loan", reminder, by=LENA, at=on(day)))
        told = events.MessageEnded(attempt=f"loan/a{day - 6}", result=MessageResult.SENT)
        cases.record("loan", told, by=LENA, at=on(day))
    assert [finding.rule for finding in sent.decision.findings] == ["generic.reminder_gap"]
    late_payment(cases, received=8, learned=9)
    assert [event.rules for event in undermined(cases)] == [("generic.nothing_owed",)]
