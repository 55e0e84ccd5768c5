"""Recording: what has happened is taken in, lawful or not, and a breach stands beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.casework.office import (
    BOOK,
    CARD,
    CLERK,
    LENA,
    LI,
    VOSS,
    call,
    cny,
    counted_in,
    done,
    ended,
    happened,
    interrupting,
    move,
    new_caseload,
    on,
    to_negotiation,
    with_cases,
)

from debtflow import (
    CallResult,
    Caseload,
    CaseOutcome,
    Channel,
    Custody,
    Hold,
    HoldKind,
    Instalment,
    MessageResult,
    Refused,
    actions,
    events,
)
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.workflow import STANDARD


def talked(attempt: str) -> events.CallEnded:
    return events.CallEnded(attempt=attempt, result=CallResult.TALKED, discussed=("loan",))


def unasked(day: int, hour: int, result: CallResult = CallResult.TALKED) -> events.CallEnded:
    return events.CallEnded(person="li", contact_point="mobile", result=result, occurred_at=on(day, hour))


def permit(cases: Caseload, case: str = "loan", day: int = 6, hour: int = 10) -> str:
    given = done(cases.submit(case, call(), by=LENA, at=on(day, hour))).permit
    assert given is not None
    return given.attempt


# --- contacts --------------------------------------------------------------------------------------------------------


def test_a_call_that_was_permitted_ends_without_a_breach(cases: Caseload) -> None:
    recorded = cases.record("loan", talked(permit(cases)), at=on(6, 10, 5))
    assert recorded.breaches == ()
    assert recorded.case is not None
    assert recorded.case.attempts == ()
    assert cases.dossier("li").attempts == ()
    assert counted_in(cases.dossier("li"), "call") == 1
    assert counted_in(cases.dossier("li"), "talk") == 1


def test_a_call_that_nobody_asked_for_counts_and_its_breaches_are_observed(cases: Caseload) -> None:
    recorded = cases.record("loan", unasked(6, 23), at=on(7, 9))
    assert set(recorded.breaches) == {"cn.gbt45251.hours", "generic.quiet_hours"}
    assert counted_in(cases.dossier("li"), "call") == 1
    assert happened(cases)[-2:] == ["call_ended", "breach_observed"]
    observed = cases.history("loan")[-1].events[-1]
    assert isinstance(observed, events.BreachObserved)
    assert observed.of == "call_ended"
    assert (
        "No collection between 22:00 and 08:00 local time, unless the parties agreed on other times" in observed.words
    )


def test_a_call_at_an_allowed_hour_without_a_permit_breaks_no_rule(cases: Caseload) -> None:
    assert cases.record("loan", unasked(6, 15), at=on(6, 16)).breaches == ()


def test_a_call_that_was_not_made_breaks_no_rule_at_any_hour(cases: Caseload) -> None:
    assert cases.record("loan", unasked(6, 23, CallResult.NOT_MADE), at=on(7, 9)).breaches == ()
    assert counted_in(cases.dossier("li"), "call") == 0


def test_what_may_have_broken_a_rule_is_refused_before_and_no_breach_afterwards(cases: Caseload) -> None:
    """Nobody knows what time it was where he is: the call is not permitted, and once made it is not held against anybody."""
    cases.add(LI.changed(zones=()), at=on(6))
    assert isinstance(cases.submit("loan", call(), by=LENA, at=on(6, 23)), Refused)
    assert cases.record("loan", unasked(6, 23), at=on(7, 9)).breaches == ()


@pytest.mark.parametrize(("day", "breaches"), [(8, ("generic.promise_open",)), (9, ())])
def test_a_call_is_judged_by_what_had_followed_when_it_was_made(
    cases: Caseload, day: int, breaches: tuple[str, ...]
) -> None:
    """The promise ran until the end of the 8th, and nobody looked at the case until the 12th."""
    to_negotiation(cases)
    promise = actions.NotePromise(amount=cny("5.00"), due_on=on(8).date(), grace_days=0)
    done(cases.submit("loan", promise, by=LENA, at=on(6)))
    assert cases.record("loan", unasked(day, 12), by=LENA, at=on(12)).breaches == breaches
    assert cases.case("loan").kept.promises_broken == 1


def test_a_call_against_a_hold_is_a_breach(cases: Caseload) -> None:
    hold = Hold(id="stop", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(6))
    cases.submit("card", actions.PlaceHold(hold=hold), by=VOSS, at=on(6))
    assert cases.record("loan", unasked(6, 15), at=on(6, 16)).breaches == ("generic.hold.contact",)


def test_a_call_after_the_case_was_closed_is_recorded_all_the_same(cases: Caseload) -> None:
    cases.record_payment(person="li", external_id="b1", money=cny("599.50"), received_on=on(6).date(), at=on(6))
    assert not cases.case("loan").is_open
    recorded = cases.record("loan", unasked(7, 23), at=on(8))
    assert "generic.nothing_owed" in recorded.breaches
    assert "cn.gbt45251.hours" in recorded.breaches
    assert counted_in(cases.dossier("li"), "talk") == 1
    assert recorded.case is not None
    assert recorded.case.outcome is CaseOutcome.PAID_IN_FULL


def test_a_second_end_that_is_reported_leaves_the_first_as_it_was(cases: Caseload) -> None:
    ended(cases, "card", CaseOutcome.UNTRACEABLE, on(7))
    recorded = cases.record("card", events.Moved(verb="dismiss_watch"), by=LENA, at=on(8))
    assert "workflow.standard" in recorded.breaches
    assert cases.case("card").outcome is CaseOutcome.UNTRACEABLE
    assert happened(cases, "card").count("closed") == 1


def test_a_permitted_call_that_is_made_at_night_is_a_breach(cases: Caseload) -> None:
    attempt = permit(cases, hour=20)
    recorded = cases.record("loan", talked(attempt).changed(occurred_at=on(6, 23)), at=on(7, 8))
    assert set(recorded.breaches) == {"cn.gbt45251.hours", "generic.quiet_hours"}
    assert cases.dossier("li").attempts == ()


def test_a_call_does_not_break_the_cap_that_its_own_reservation_filled(url: str) -> None:
    with with_cases(url, BOOK.with_value("house.calls_per_week", 1)) as cases:
        assert cases.record("loan", talked(permit(cases)), at=on(6, 10, 5)).breaches == ()
        assert cases.record("loan", unasked(6, 15), at=on(6, 16)).breaches == ("generic.calls_per_week",)


def test_what_a_person_may_be_called_about_counts_over_all_debts(url: str) -> None:
    with with_cases(url, BOOK.with_value("house.calls_per_week", 1)) as cases:
        permit(cases, "card")
        refused = cases.submit("loan", call(), by=LENA, at=on(6, 10))
        assert isinstance(refused, Refused)
        assert refused.decision.rules == ("generic.calls_per_week",)


def test_a_reservation_counts_as_a_conversation_until_it_is_resolved(cases: Caseload) -> None:
    for hour in (9, 10, 11):
        permit(cases, hour=hour)
    refused = cases.submit("card", call(), by=LENA, at=on(6, 12))
    assert isinstance(refused, Refused)
    assert refused.decision.rules == ("cn.gbt45251.freq",)
    nobody = events.CallEnded(attempt="loan/a2", result=CallResult.NO_ANSWER)
    cases.record("loan", nobody, at=on(6, 12))
    permit(cases, "card", hour=13)


def test_an_attempt_that_was_not_made_is_given_back(url: str) -> None:
    with with_cases(url, BOOK.with_value("house.calls_per_week", 1)) as cases:
        attempt = permit(cases)
        assert isinstance(cases.submit("loan", call(), by=LENA, at=on(6, 11)), Refused)
        recorded = cases.record("loan", events.CallEnded(attempt=attempt, result=CallResult.NOT_MADE), at=on(6, 12))
        assert recorded.breaches == ()
        assert counted_in(cases.dossier("li"), "call") == 0
        assert permit(cases, hour=13) == "loan/a2"


def test_an_attempt_that_nobody_reported_counts_as_made(url: str) -> None:
    with with_cases(url, BOOK.with_value("house.calls_per_week", 1)) as cases:
        permit(cases)
        refused = cases.submit("loan", call(), by=LENA, at=on(7, 11))
        assert isinstance(refused, Refused)
        assert refused.decision.rules == ("generic.calls_per_week",)
        assert happened(cases)[-1] == "attempt_expired"
        dossier = cases.dossier("li")
        assert (dossier.attempts, counted_in(dossier, "call"), counted_in(dossier, "talk")) == ((), 1, 1)
        assert isinstance(cases.submit("loan", call(), by=LENA, at=on(12, 11)), Refused)
        permit(cases, day=13)


def test_an_attempt_runs_out_at_its_very_moment_and_not_before(cases: Caseload) -> None:
    permit(cases)
    assert cases.follow_up("loan", at=on(7, 9, 59)).entries == ()
    assert cases.follow_up("loan", at=on(7, 10)).entries != ()


def test_an_attempt_that_runs_out_while_another_debt_is_worked_leaves_both_cases_right(cases: Caseload) -> None:
    permit(cases, "loan")
    permit(cases, "card", day=7, hour=11)
    assert cases.dossier("li").attempt("loan/a1") is None
    cases.follow_up("loan", at=on(7, 12))
    assert cases.case("loan").attempts == ()
    assert happened(cases).count("attempt_expired") == 1
    assert counted_in(cases.dossier("li"), "talk") == 2, "both may have been, the one that ran out and the open one"
    assert cases.follow_up("loan", at=on(7, 12)).entries == ()


def test_an_attempt_at_somebody_else_runs_out_too(cases: Caseload) -> None:
    done(cases.submit("loan", call("li_mei"), by=LENA, at=on(6)))
    cases.follow_up("loan", at=on(8))
    assert cases.dossier("li_mei").attempts == ()
    assert cases.case("loan").attempts == ()


def test_a_message_that_bounced_was_still_sent(cases: Caseload) -> None:
    action = actions.SendMessage(person="li", contact_point="text")
    attempt = done(cases.submit("loan", action, by=LENA, at=on(6))).permit
    assert attempt is not None
    cases.record("loan", events.MessageEnded(attempt=attempt.attempt, result=MessageResult.BOUNCED), at=on(6, 11))
    assert counted_in(cases.dossier("li"), "message") == 1
    assert cases.dossier("li").attempts == ()


def test_a_contact_at_an_address_that_is_not_on_file_needs_its_channel(cases: Caseload) -> None:
    contact = events.CallEnded(person="li", contact_point="bar", result=CallResult.TALKED)
    with pytest.raises(NotFoundError, match="name the channel"):
        cases.record("loan", contact, at=on(6))
    cases.record("loan", contact.changed(channel=Channel.PHONE), at=on(6))
    assert counted_in(cases.dossier("li"), "call") == 1


def test_an_attempt_that_is_not_open_is_told_so(cases: Caseload) -> None:
    permit(cases)
    with pytest.raises(NotFoundError, match=r"no open attempt 'loan/a7' \(open: loan/a1\)"):
        cases.record("loan", talked("loan/a7"), at=on(6))


def test_a_second_report_of_an_attempt_is_not_told_to_be_recorded_as_another_contact(cases: Caseload) -> None:
    attempt = permit(cases)
    cases.record("loan", talked(attempt), at=on(6, 10, 5))
    with pytest.raises(ConflictError) as told:
        cases.record("loan", talked(attempt), at=on(6, 10, 6))
    assert str(told.value).startswith(
        "attempt loan/a1 was reported already (entry 4: talked, 2026-01-06 02:05 UTC) and counts once; leave it at that"
    )
    assert "leave `attempt` out" not in str(told.value)
    assert cases.case("loan").kept.talks == 1


def test_a_second_report_that_names_the_person_too_does_not_count_again(cases: Caseload) -> None:
    attempt = permit(cases)
    cases.record("loan", talked(attempt), at=on(6, 10, 5))
    named = talked(attempt).changed(person="li", contact_point="mobile")
    with pytest.raises(ConflictError, match="was reported already"):
        cases.record("loan", named, at=on(6, 10, 6))
    assert cases.case("loan").kept.talks == counted_in(cases.dossier("li"), "talk") == 1


def test_a_late_report_of_an_attempt_that_ran_out_is_told_how_and_counts_once(cases: Caseload) -> None:
    attempt = permit(cases)
    cases.follow_up("loan", at=on(8))
    with pytest.raises(NotFoundError, match=r"loan/a1 has run out .* person='li' and contact_point='mobile'"):
        cases.record("loan", talked(attempt), at=on(8))
    late = talked(attempt).changed(person="li")
    cases.record("loan", late, at=on(8))
    assert counted_in(cases.dossier("li"), "call") == counted_in(cases.dossier("li"), "talk") == 1
    assert cases.case("loan").kept.talks == 1
    with pytest.raises(ConflictError, match="was reported already"):
        cases.record("loan", late, at=on(8, 11))


@pytest.mark.parametrize(
    ("result", "calls", "talks"),
    [(CallResult.NO_ANSWER, 1, 0), (CallResult.NOT_MADE, 0, 0), (CallResult.WRONG_NUMBER, 1, 0)],
)
def test_a_late_report_takes_back_what_the_attempt_that_ran_out_counted_as(
    cases: Caseload, result: CallResult, calls: int, talks: int
) -> None:
    attempt = permit(cases)
    cases.follow_up("loan", at=on(8))
    assert [counted_in(cases.dossier("li"), what) for what in ("call", "talk")] == [1, 1]
    cases.record("loan", events.CallEnded(attempt=attempt, person="li", result=result), at=on(8))
    dossier = cases.dossier("li")
    assert [counted_in(dossier, what) for what in ("call", "talk")] == [calls, talks]
    assert dossier.lapsed == ()


def test_a_late_report_is_judged_without_its_own_attempt(url: str) -> None:
    with with_cases(url, BOOK.with_value("house.calls_per_week", 1)) as cases:
        attempt = permit(cases)
        cases.follow_up("loan", at=on(8))
        late = talked(attempt).changed(person="li", occurred_at=on(6, 10, 5))
        assert cases.record("loan", late, at=on(8)).breaches == ()


def test_a_contact_says_what_it_was_about_and_for_whom_it_was_made(cases: Caseload) -> None:
    def told(**fields: Any) -> tuple[tuple[str, ...], str]:
        recorded = cases.record("loan", events.CallEnded(result=CallResult.BUSY, **fields), by=CLERK, at=on(6, 12))
        event = recorded.entries[0].events[0]
        assert isinstance(event, events.CallEnded)
        return event.about, event.party

    unasked = {"person": "li", "contact_point": "mobile"}
    assert told(attempt=permit(cases)) == (("loan",), "creditor"), "the permit was the creditor's"
    assert told(attempt=permit(cases, hour=11), about=("card",), discussed=("card",)) == (("loan", "card"), "creditor")
    assert told(**unasked) == (("loan",), "harbour")
    assert told(**unasked, discussed=("card",)) == (("card",), "harbour")
    assert told(**unasked, discussed=("card",), about=("loan",)) == (("loan",), "harbour")
    with pytest.raises(NotFoundError, match=r"CallEnded\(about=\.\.\.\) names rent, no debt of li"):
        told(**unasked, about=("rent",))


def test_an_attempt_of_another_case_is_told_where_it_belongs(cases: Caseload) -> None:
    attempt = permit(cases, "card")
    with pytest.raises(NotFoundError, match=r"card/a1 is not one of case loan; .* cases\.record\('card', \.\.\.\)"):
        cases.record("loan", talked(attempt), at=on(6, 11))


# --- reported moves --------------------------------------------------------------------------------------------------


def test_a_reported_move_that_the_table_forbids_goes_to_its_target_with_the_breach(cases: Caseload) -> None:
    recorded = cases.record("loan", events.ClaimFiled(court="pudong"), by=LENA, at=on(6))
    assert recorded.case is not None
    assert recorded.case.stage == "legal.filed"
    assert recorded.case.proceedings.court == "pudong"
    assert "workflow.standard" in recorded.breaches
    observed = cases.history("loan")[-1].events[-1]
    assert isinstance(observed, events.BreachObserved)
    assert "Cannot `file_claim` from confirmation.confirmed" in observed.words[0]


def test_a_reported_move_after_close_is_recorded(cases: Caseload) -> None:
    ended(cases, "loan", CaseOutcome.EXHAUSTED, on(6))
    recorded = cases.record("loan", events.Moved(verb="open_negotiation"), at=on(7))
    assert recorded.case is not None
    assert recorded.case.stage == "negotiation.assessing"
    assert recorded.case.is_open
    assert "workflow.standard" in recorded.breaches


def test_a_reported_move_that_the_table_allows_is_no_breach(cases: Caseload) -> None:
    recorded = cases.record("loan", events.Moved(verb="open_negotiation"), at=on(6))
    assert recorded.breaches == ()
    assert recorded.case is not None
    assert recorded.case.stage == "negotiation.assessing"


def test_a_reported_referral_of_an_unconfirmed_debt_breaks_the_rule(empty: Caseload) -> None:
    from tests.casework.office import CARD, LI

    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    recorded = empty.record("card", events.Moved(verb="request_referral"), at=on(6))
    assert {"workflow.standard", "generic.debt_confirmed"} <= set(recorded.breaches)


def test_a_reported_end_ends_the_case_whatever_the_verb(empty: Caseload) -> None:
    from tests.casework.office import CARD, LI

    empty.add(LI, CARD, at=on(6))
    empty.open("card", at=on(6))
    recorded = empty.record(
        "card", events.Closed(verb="reject_debt", outcome=CaseOutcome.WITHDRAWN_ERROR, because="not his card"), at=on(6)
    )
    assert recorded.case is not None
    assert (recorded.case.stage, recorded.case.outcome) == ("closed", CaseOutcome.WITHDRAWN_ERROR)
    assert not recorded.case.is_open


@pytest.mark.parametrize("verb", ["confirm_stop_work", "return_placement"])
def test_a_reported_stop_of_work_gives_the_debt_back(cases: Caseload, verb: str) -> None:
    cases.record("loan", events.PlacementAccepted(), at=on(6))
    assert cases.case("loan").custody is Custody.AGENCY
    cases.record("loan", events.PlacementRecalled(), at=on(6))
    cases.record("loan", events.StopWorkConfirmed(verb=verb), at=on(6))
    assert cases.case("loan").custody is Custody.CREDITOR


@pytest.mark.parametrize("verb", ["close", "accept_placement", "record_promise"])
def test_a_bare_move_of_a_verb_with_data_is_told_which_event_has_it(cases: Caseload, verb: str) -> None:
    with pytest.raises(NotPossibleError, match=r"record events\.\w+\(\.\.\.\), not a bare Moved"):
        cases.record("loan", events.Moved(verb=verb), at=on(6))


def test_a_lenders_own_verb_that_ends_a_case_names_its_outcome(url: str) -> None:
    silent = STANDARD.with_move("negotiation.assessing", "give_up", "closed")
    with with_cases(url, workflow=silent) as cases, pytest.raises(NotPossibleError, match=r"events\.Closed"):
        cases.record("loan", events.Moved(verb="give_up"), at=on(6))
    telling = STANDARD.with_moves(
        [("negotiation.assessing", "give_up", "closed")], version="2", closing={"give_up": CaseOutcome.EXHAUSTED}
    )
    with with_cases(workflow=telling) as cases:
        recorded = cases.record("loan", events.Moved(verb="give_up"), at=on(6))
        assert recorded.case is not None
        assert recorded.case.outcome is CaseOutcome.EXHAUSTED


def test_an_unknown_verb_is_a_mistake(cases: Caseload) -> None:
    with pytest.raises(NotPossibleError, match="did you mean `open_negotiation`"):
        cases.record("loan", events.Moved(verb="open_negotiations"), at=on(6))


# --- the rest --------------------------------------------------------------------------------------------------------


def test_what_has_not_happened_yet_is_not_recorded(cases: Caseload) -> None:
    with pytest.raises(NotPossibleError, match="in the future"):
        cases.record("loan", unasked(6, 15), at=on(6, 14))


def test_what_the_library_writes_itself_is_not_recorded_by_hand(cases: Caseload) -> None:
    paid = events.PaymentAllocated(payment="b1", amount=cny("1.00"), effective_on=on(6).date())
    with pytest.raises(NotPossibleError, match=r"cases\.record_payment"):
        cases.record("loan", paid, at=on(6))
    with pytest.raises(NotPossibleError, match=r"cases\.approve"):
        cases.record("loan", events.ApprovalGiven(request="loan/r1", by="voss"), at=on(6))


def test_a_case_that_is_not_there_is_not_found(cases: Caseload) -> None:
    with pytest.raises(NotFoundError, match="no case 'lone'"):
        cases.record("lone", unasked(6, 9), at=on(6))


def test_a_key_records_once(cases: Caseload) -> None:
    first = cases.record("loan", unasked(6, 9), at=on(6), key="dialler-1")
    again = cases.record("loan", unasked(6, 9), at=on(6, 11), key="dialler-1")
    assert (first.repeated, again.repeated) == (False, True)
    assert counted_in(cases.dossier("li"), "call") == 1
    with pytest.raises(ConflictError, match="used before"):
        cases.record("loan", unasked(6, 8), at=on(6, 11), key="dialler-1")
    with pytest.raises(ConflictError):
        cases.submit("loan", call(), by=LENA, at=on(6), key="dialler-1")


def test_a_key_that_was_used_in_between_records_once(cases: Caseload) -> None:
    store = interrupting(cases)
    store.interruptions.append(lambda: cases.record("loan", unasked(6, 9), at=on(6), key="dialler-1"))
    assert cases.record("loan", unasked(6, 9), at=on(6), key="dialler-1").repeated
    assert counted_in(cases.dossier("li"), "call") == 1


def test_a_record_that_comes_second_is_made_on_what_is_now_true(cases: Caseload) -> None:
    store = interrupting(cases)
    hold = Hold(id="stop", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(6, 8))
    store.interruptions.append(lambda: cases.record("card", events.HoldPlaced(hold=hold), at=on(6, 9)))
    assert cases.record("loan", unasked(6, 9), at=on(6)).breaches == ("generic.hold.contact",)


def test_a_reported_hold_on_a_person_lies_in_their_dossier(cases: Caseload) -> None:
    hold = Hold(id="stop", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(6, 8), note="told the clerk to stop")
    cases.record("loan", events.HoldPlaced(hold=hold), at=on(6, 9))
    assert [h.id for h in cases.dossier("li").holds] == ["stop"]
    assert cases.case("loan").holds == ()
    assert isinstance(cases.submit("card", call(), by=LENA, at=on(6)), Refused)


def test_where_nobody_is_named_the_party_that_works_the_debt_acted(cases: Caseload) -> None:
    cases.record("loan", unasked(6, 9), at=on(6))
    assert cases.history("loan")[-1].content["by"]["id"] == "creditor"
    to_negotiation(cases, at=on(6, 11))
    done(cases.submit("loan", move("request_referral"), by=LENA, at=on(6, 11)))
    cases.record("loan", unasked(6, 9), by=CLERK, at=on(6, 11))
    assert cases.history("loan")[-1].content["by"]["id"] == "harbour_clerk"
    assert "generic.custody" in cases.record("loan", unasked(6, 11), by=CLERK, at=on(6, 11)).breaches


def not_due_yet(url: str) -> Caseload:
    """A case opened on the 21st on an instalment due on the 20th, of which ten have been paid on the 22nd."""
    cases = new_caseload(url)
    debt = CARD.changed(instalments=(Instalment(due_on=date(2026, 1, 20), amount=cny("80.00")),))
    cases.add(LI, debt, at=on(6))
    cases.open("card", at=on(21))
    cases.record_payment(
        person="li", external_id="b1", money=cny("10.00"), received_on=date(2026, 1, 22), at=on(22, 12)
    )
    return cases


@pytest.mark.parametrize(
    "event",
    [
        events.CallEnded(person="li", contact_point="mobile", result=CallResult.NO_ANSWER, occurred_at=on(19, 11)),
        events.HoldPlaced(
            hold=Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(19)),
            because="found in a drawer",
            occurred_at=on(19, 11),
        ),
    ],
)
def test_what_happened_before_the_debt_was_overdue_ends_no_case_that_is_overdue_now(
    url: str, event: events.Event
) -> None:
    cases = not_due_yet(url)
    cases.record("card", event, by=LENA, at=on(23))
    card = cases.case("card")
    assert (card.is_open, card.ledger.arrears(on(23).toordinal())) == (True, 70_00)


def test_looking_at_a_day_before_what_is_known_of_a_case_changes_nothing(url: str) -> None:
    cases = not_due_yet(url)
    assert cases.follow_up("card", at=on(21)).entries == ()
    assert cases.follow_up("card", at=on(23)).entries == ()
    assert cases.case("card").is_open
