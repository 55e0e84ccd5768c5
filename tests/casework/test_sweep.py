"""The sweep: it asks like anybody else, and notes a refusal only when its reason changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.casework.office import BOOK, CARD, LENA, LI, cny, done, interrupting, move, new_caseload, on, with_cases

from debtflow import (
    Basis,
    Block,
    CallResult,
    Caseload,
    CaseOutcome,
    Channel,
    Citation,
    Count,
    FactGroup,
    Hold,
    HoldKind,
    Instalment,
    Obligor,
    Rulebook,
    Tone,
    actions,
    events,
    rule,
)
from debtflow.casework.plans import CollectionPlan, Step, gentle, treatment
from debtflow.errors import NotPossibleError

CALL = CollectionPlan(
    "call", "1", [treatment("call", at="confirmation.confirmed", ask=Step(name="place_call", channel=Channel.PHONE))]
)


def _refusals(cases: Caseload, case: str = "loan") -> int:
    return sum(entry.kind == "refused" for entry in cases.history(case))


def test_a_visit_goes_on_until_a_contact_is_made(cases: Caseload) -> None:
    report = cases.sweep(gentle(), at=on(6, 10), cases=["loan"])
    assert dict(report.done) == {"begin reminders": 1, "first reminder": 1}
    assert cases.case("loan").stage == "reminder.awaiting_response"
    assert (report.visited, report.open) == (1, 1)


def test_a_refusal_is_noted_once_while_its_reason_stays(cases: Caseload) -> None:
    for hour in (22, 23):
        report = cases.sweep(CALL, at=on(6, hour), cases=["loan"])
    assert _refusals(cases) == 1
    assert report.refused == {}, "before eight it need not even ask again"
    assert cases.sweep(CALL, at=on(7, 8), cases=["loan"]).done == {"call": 1}


def test_a_second_person_is_asked_once_until_the_request_has_run_out(cases: Caseload) -> None:
    end = Step(name="close", outcome=CaseOutcome.EXHAUSTED)
    plan = CollectionPlan("end", "1", [treatment("end", at="confirmation.confirmed", ask=end)])
    for day in (6, 7, 12):
        assert cases.sweep(plan, at=on(day, 10), cases=["loan"]).pending == 1
    assert [request.id for request in cases.case("loan").requests] == ["loan/r1"]
    assert cases.sweep(plan, at=on(13, 10), cases=["loan"]).pending == 1
    assert [request.id for request in cases.case("loan").requests] == ["loan/r2"]


def test_another_reason_is_noted_anew(cases: Caseload) -> None:
    cases.sweep(CALL, at=on(6, 22), cases=["loan"])
    hold = Hold(id="h1", kind=HoldKind.MANUAL, blocks=frozenset({Block.CONTACT}), from_at=on(6, 22))
    done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6, 22, 1)))
    report = cases.sweep(CALL, at=on(7, 10), cases=["loan"])
    assert report.refused == {"generic.hold.contact": 1}
    assert _refusals(cases) == 2


def test_a_notice_is_void_as_soon_as_something_happens(cases: Caseload) -> None:
    hold = Hold(id="h1", kind=HoldKind.MANUAL, from_at=on(6), until_at=on(20))
    done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
    assert cases.sweep(CALL, at=on(7, 10), cases=["loan"]).refused == {"generic.hold.contact": 1}
    assert cases.sweep(CALL, at=on(8, 10), cases=["loan"]).refused == {}, "it waits for the 20th"
    done(cases.submit("loan", actions.ReleaseHold(hold="h1"), by=LENA, at=on(8, 11)))
    assert cases.sweep(CALL, at=on(8, 12), cases=["loan"]).done == {"call": 1}


def test_notices_outlive_the_process(file_url: str) -> None:
    with with_cases(file_url) as cases:
        cases.sweep(CALL, at=on(6, 22), cases=["loan"])
    with new_caseload(file_url) as again:
        assert again.sweep(CALL, at=on(6, 23), cases=["loan"]).refused == {}
        assert _refusals(again) == 1


def test_what_is_due_by_itself_is_recorded(cases: Caseload) -> None:
    permit = done(
        cases.submit("loan", actions.PlaceCall(person="li", contact_point="mobile"), by=LENA, at=on(6, 11))
    ).permit
    assert permit is not None
    report = cases.sweep(CollectionPlan("none", "1", []), at=permit.expires_at)
    assert report.followed == 2, "the attempt ran out, in the case and in the dossier"
    assert cases.dossier("li").attempts == ()


def test_a_closed_case_is_left_alone(cases: Caseload) -> None:
    cases.record_payment(person="li", external_id="b1", money=cny("599.50"), received_on=on(6).date(), at=on(6, 12))
    assert not cases.case("card").is_open
    report = cases.sweep(gentle(), at=on(7, 10))
    assert report.visited == sum(cases.case(case).is_open for case in cases.cases())


def test_a_payment_that_lands_between_selection_and_action_stops_the_action(cases: Caseload) -> None:
    between = interrupting(cases)
    pay = {"person": "li", "external_id": "b9", "money": cny("599.50"), "received_on": on(7).date(), "at": on(7, 10)}
    between.interruptions.append(lambda: cases.record_payment(**pay))  # type: ignore[arg-type]
    report = cases.sweep(CALL, at=on(7, 10), cases=["card"])
    assert (report.done, report.overtaken) == ({}, 1)
    assert "contact_reserved" not in [e.event for entry in cases.history("card") for e in entry.events]


def test_outcomes_are_kept_for_whoever_dials(cases: Caseload) -> None:
    report = cases.sweep(CALL, at=on(7, 10), keep_outcomes=True)
    permits = [outcome.permit for outcome in report.outcomes if hasattr(outcome, "permit")]
    assert [permit.attempt for permit in permits if permit] == ["loan/a1", "card/a1"]
    ended = events.CallEnded(attempt="loan/a1", result=CallResult.NO_ANSWER)
    assert cases.record("loan", ended, at=on(7, 11)).breaches == ()


def test_progress_is_told_to_the_end(cases: Caseload) -> None:
    seen: list[tuple[int, int]] = []
    cases.sweep(CALL, at=on(7, 10), progress=lambda done_so_far, all_cases: seen.append((done_so_far, all_cases)))
    assert seen[-1] == (2, 2)


def test_a_grouped_sweep_is_one_transaction_and_observers_hear_of_it_afterwards(file_url: str) -> None:
    heard: list[str] = []
    with with_cases(file_url, observers=[lambda entry: heard.append(entry.stream)]) as cases:
        heard.clear()
        with cases.grouped():
            done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(7)))
            assert heard == [], "nothing is committed yet"
        assert heard == ["case:loan"]
        assert cases.verify()


def test_what_was_whole_before_a_failure_in_a_group_is_kept(file_url: str) -> None:
    with with_cases(file_url) as cases:
        try:
            with cases.grouped():
                done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(7)))
                raise RuntimeError("the power fails in the program, not in the database")
        except RuntimeError:
            pass
    with new_caseload(file_url) as again:
        assert again.case("loan").stage == "reminder.scheduled"
        assert again.verify()


def test_sixty_days_of_the_gentle_plan_end_the_same_in_memory_and_in_sql(file_url: str) -> None:
    ends = []
    for url in ("memory:", file_url):
        with with_cases(url) as cases:
            for day in range(60):
                cases.sweep(gentle("harbour"), at=on(6, 11) + timedelta(days=day))
            ends.append([(cases.case(c).stage, len(cases.history(c)), cases.case(c).kept) for c in cases.cases()])
    assert ends[0] == ends[1]
    assert LI.id == "li"


def test_one_garbled_attribute_stops_neither_the_others_nor_what_was_permitted(url: str) -> None:
    limit = FactGroup("house", LIMIT=Count(0, 1_000_000, "the credit limit"))
    policy = Citation(instrument="house policy", basis=Basis.HOUSE)
    define = rule(
        "house.limit",
        governs={"place_call"},
        tone=Tone.FORBID,
        cites=policy,
        since=on(1).date(),
        says="Small",
        facts=limit,
    )
    book = BOOK | Rulebook("house", "1", [define(lambda f: f.LIMIT < 10)])
    with new_caseload(url, book) as cases:
        for number, written in enumerate(("500", "W", "700")):
            debt = CARD.changed(
                id=f"d{number}", attributes=(("LIMIT", written),), obligors=(Obligor(person=f"p{number}"),)
            )
            cases.add(LI.changed(id=f"p{number}"), debt, at=on(6))
            cases.open(f"d{number}", at=on(6))
            done(cases.submit(f"d{number}", actions.ConfirmDebt(), by=LENA, at=on(6)))
        report = cases.sweep(CALL, at=on(7, 10), keep_outcomes=True)
        assert report.done == {"call": 2}
        assert len(report.outcomes) == 2, "their permits are not lost"
        assert list(report.mistakes) == ["d1"]
        assert "debt d1: attribute 'LIMIT' of the debt is 'W'" in report.mistakes["d1"]


def test_submit_takes_an_action_and_an_actor() -> None:
    cases = with_cases()
    with pytest.raises(NotPossibleError, match=r"action is an action, e\.g\. actions\.PlaceCall.*found 'place_call'"):
        cases.submit("loan", "place_call", by=LENA)  # type: ignore[arg-type]
    with pytest.raises(NotPossibleError, match=r"by is an actor.*found 'lena'"):
        cases.submit("loan", move("start_reminders"), by="lena")  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "stage"), [(10, "watch.monitoring"), (11, "reminder.awaiting_response")])
def test_a_watched_account_becomes_a_case_on_the_day_after_it_was_due(empty: Caseload, day: int, stage: str) -> None:
    due = Instalment(due_on=date(2026, 1, 10), amount=cny("80.00"))
    empty.add(LI, CARD.changed(obligors=(Obligor(person="li"),), instalments=(due,)), at=on(6))
    empty.open("card", verb="watch", signals=["late elsewhere"], at=on(6))
    empty.sweep(gentle(), at=on(day, 10, 30))
    assert empty.case("card").stage == stage
