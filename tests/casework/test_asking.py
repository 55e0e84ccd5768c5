"""Asking: keys, second persons, and what happens when somebody else comes in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from tests.casework.office import (
    BOOK,
    CLERK,
    LENA,
    LI,
    SHANGHAI,
    VOSS,
    call,
    cny,
    counted_in,
    done,
    happened,
    interrupting,
    move,
    on,
    placed,
    to_negotiation,
    with_cases,
)

from debtflow import (
    Caseload,
    CaseOutcome,
    Channel,
    ContactPoint,
    Done,
    Hold,
    HoldKind,
    Pending,
    Refused,
    Rulebook,
    Tone,
    actions,
    rule,
)
from debtflow.casework.asking import REQUEST_LASTS
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError

CAP_OF_ONE = BOOK.with_value("house.calls_per_week", 1)
FORGIVE = actions.Close(outcome=CaseOutcome.FORGIVEN, because="the borrower lost everything in the flood")


def cease(hold_id: str = "stop", person: str | None = "li", until: datetime | None = None) -> actions.PlaceHold:
    hold = Hold(id=hold_id, kind=HoldKind.CEASE_CONTACT, person=person, from_at=on(1), until_at=until)
    return actions.PlaceHold(hold=hold, because="the letter lay unopened")


# --- what comes back -------------------------------------------------------------------------------------------------


def test_a_permitted_call_comes_with_a_permit_that_lasts_a_day(cases: Caseload) -> None:
    outcome = done(cases.submit("loan", call(), by=LENA, at=on(6)))
    assert outcome.permit is not None
    assert outcome.permit.attempt == "loan/a1"
    assert outcome.permit.channel is Channel.PHONE
    assert outcome.permit.expires_at == on(7)
    assert outcome.decision.permitted
    assert [entry.stream for entry in outcome.entries] == ["case:loan", "person:li"]
    assert outcome.entries[1].content["anchor"] == outcome.entries[0].hash


def test_a_refusal_names_every_rule_and_the_next_permitted_moment(cases: Caseload) -> None:
    cases.submit("loan", cease(until=on(9, 12)), by=LENA, at=on(6))
    outcome = cases.submit("loan", call(), by=LENA, at=on(6, 22, 30))
    assert isinstance(outcome, Refused)
    assert set(outcome.decision.rules) == {"cn.gbt45251.hours", "generic.quiet_hours", "generic.hold.contact"}
    assert outcome.decision.next_permitted_at == on(9, 12)
    assert [entry.kind for entry in outcome.entries] == ["refused"]
    assert cases.case("loan").attempts == ()


def test_a_refusal_that_time_does_not_lift_says_what_would(cases: Caseload) -> None:
    cases.submit("loan", cease(), by=LENA, at=on(6))
    outcome = cases.submit("loan", call(), by=LENA, at=on(6, 11))
    assert isinstance(outcome, Refused)
    assert outcome.decision.next_permitted_at is None
    assert "release of the hold" in outcome.decision.lifted_by


def test_a_refusal_moves_no_version(cases: Caseload) -> None:
    before = cases.store.load("case:loan")
    cases.submit("loan", call(), by=LENA, at=on(6, 23))
    after = cases.store.load("case:loan")
    assert before is not None
    assert after is not None
    assert (after.version, after.seq) == (before.version, before.seq + 1)


def test_a_refusal_comes_with_what_had_followed_by_itself_before_it(cases: Caseload) -> None:
    to_negotiation(cases)
    promise = actions.NotePromise(amount=cny("5.00"), due_on=on(7).date(), grace_days=0)
    done(cases.submit("loan", promise, by=LENA, at=on(6)))
    refused = cases.submit("loan", call(), by=LENA, at=on(8, 23))
    assert isinstance(refused, Refused)
    assert [(entry.kind, len(entry.events)) for entry in refused.entries] == [("recorded", 1), ("refused", 0)]
    assert list(refused.entries) == cases.history("loan")[-2:]


def test_an_impossible_move_lists_what_is_possible_and_the_way(cases: Caseload) -> None:
    with pytest.raises(NotPossibleError) as problem:
        cases.submit("loan", actions.FileClaim(court="pudong"), by=LENA, at=on(6))
    said = str(problem.value)
    assert "Cannot `file_claim` from confirmation.confirmed" in said
    assert "`start_reminders`" in said
    assert "`open_negotiation` > `request_legal` > `approve_legal` > `file_claim`" in said
    assert len(cases.history("loan")) == 2


def test_a_bare_move_that_needs_data_is_told_which_action_has_it(cases: Caseload) -> None:
    to_negotiation(cases)
    with pytest.raises(NotPossibleError, match=r"actions\.TakePromise"):
        cases.submit("loan", actions.Move(verb="record_promise"), by=LENA, at=on(6))


@pytest.mark.parametrize(
    ("ask", "error", "mend"),
    [
        (lambda c: c.submit("lone", call(), by=LENA, at=on(6)), NotFoundError, r"no case 'lone'; open one with"),
        (lambda c: c.submit("loan", call("wang"), by=LENA, at=on(6)), NotFoundError, r"no person 'wang'.*cases\.add"),
        (lambda c: c.submit("loan", call(point="fax"), by=LENA, at=on(6)), NotFoundError, r"mobile \(phone\)"),
        (lambda c: c.submit("loan", call(point="text"), by=LENA, at=on(6)), NotPossibleError, "contact point for sms"),
        (
            lambda c: c.submit("loan", call().changed(about=("card",)), by=LENA, at=on(6)),
            NotPossibleError,
            "ask on the case of a debt that it is about",
        ),
        (lambda c: c.submit("loan", call(), by=LENA, at=datetime(2026, 1, 6, 10)), ValueError, "has no time zone"),  # noqa: DTZ001
    ],
)
def test_a_mistake_carries_its_mend_and_leaves_no_trace(
    cases: Caseload, ask: Callable[[Caseload], object], error: type[Exception], mend: str
) -> None:
    before = cases.store.feed()
    with pytest.raises(error, match=mend):
        ask(cases)
    assert cases.store.feed() == before


def test_explaining_records_nothing(cases: Caseload) -> None:
    before = cases.store.feed()
    assert cases.explain("loan", call(), by=LENA, at=on(6)).permitted
    assert not cases.explain("loan", call(), by=LENA, at=on(6, 23)).permitted
    assert cases.store.feed() == before


# --- keys ------------------------------------------------------------------------------------------------------------


def ask_done(cases: Caseload) -> object:
    return cases.submit("loan", call(), by=LENA, at=on(6), key="k")


def ask_refused(cases: Caseload) -> object:
    return cases.submit("loan", call(), by=LENA, at=on(6, 23), key="k")


def ask_pending(cases: Caseload) -> object:
    return cases.submit("loan", FORGIVE, by=LENA, at=on(6), key="k")


@pytest.mark.parametrize(
    ("ask", "kind"),
    [(ask_done, Done), (ask_refused, Refused), (ask_pending, Pending)],
    ids=["done", "refused", "pending"],
)
def test_the_same_key_gets_the_stored_answer_and_nothing_is_written_twice(
    cases: Caseload, ask: Callable[[Caseload], Done | Refused | Pending], kind: type[Done | Refused | Pending]
) -> None:
    first = ask(cases)
    assert isinstance(first, kind)
    written = cases.store.feed()
    again = ask(cases)
    assert isinstance(again, kind)
    assert again.repeated
    assert not first.repeated
    assert cases.store.feed() == written
    assert again.decision.rules == first.decision.rules
    assert again.decision.facts == first.decision.facts
    assert again.entries == first.entries[:1]
    if isinstance(first, Done) and isinstance(again, Done):
        assert again.permit == first.permit
    if isinstance(first, Pending) and isinstance(again, Pending):
        assert again.request == first.request


@pytest.mark.parametrize("ask", [ask_done, ask_refused, ask_pending], ids=["done", "refused", "pending"])
def test_a_key_is_known_after_a_restart(file_url: str, ask: Callable[[Caseload], Done | Refused | Pending]) -> None:
    with with_cases(file_url) as before:
        first = ask(before)
        written = before.store.feed()
    with Caseload.open_at(file_url, BOOK, house_zone="Asia/Shanghai") as after:
        again = ask(after)
        assert type(again) is type(first)
        assert again.repeated
        assert again.decision.rules == first.decision.rules
        assert getattr(again, "permit", None) == getattr(first, "permit", None)
        assert getattr(again, "request", None) == getattr(first, "request", None)
        assert after.store.feed() == written


def test_a_refusal_stays_the_answer_to_its_key_when_it_would_be_permitted_by_now(cases: Caseload) -> None:
    ask_refused(cases)
    again = cases.submit("loan", call(), by=LENA, at=on(7), key="k")
    assert isinstance(again, Refused)
    assert again.repeated
    assert isinstance(cases.submit("loan", call(), by=LENA, at=on(7), key="k2"), Done)


def test_a_key_for_something_else_is_a_conflict(cases: Caseload) -> None:
    ask_done(cases)
    written = cases.store.feed()
    for case, action, by in (("loan", call("li_mei"), LENA), ("card", call(), LENA), ("loan", call(), VOSS)):
        with pytest.raises(ConflictError, match="a new request needs a new key"):
            cases.submit(case, action, by=by, at=on(6), key="k")
    assert cases.store.feed() == written


def test_a_key_taken_in_between_gets_the_answer_of_who_was_first(cases: Caseload) -> None:
    store = interrupting(cases)
    store.interruptions.append(lambda: ask_done(cases))
    outcome = done(ask_done(cases))
    assert outcome.repeated
    assert outcome.permit is not None
    assert outcome.permit.attempt == "loan/a1"
    assert cases.case("loan").attempts_reserved == 1


def test_a_key_taken_in_between_for_something_else_is_a_conflict(cases: Caseload) -> None:
    store = interrupting(cases)
    store.interruptions.append(lambda: cases.submit("card", call(), by=LENA, at=on(6), key="k"))
    with pytest.raises(ConflictError):
        ask_done(cases)
    assert cases.case("loan").attempts_reserved == 0


# --- somebody else comes in between ----------------------------------------------------------------------------------


def test_a_hold_on_the_person_stops_a_move_that_would_not_write_their_dossier(cases: Caseload) -> None:
    to_negotiation(cases)
    store = interrupting(cases)
    hold = Hold(id="dispute", kind=HoldKind.DISPUTE, person="li", from_at=on(6))
    # From the other debt of the same person: the loan's own stream does not move.
    store.interruptions.append(lambda: cases.submit("card", actions.PlaceHold(hold=hold), by=VOSS, at=on(6, 11)))
    outcome = cases.submit("loan", move("request_referral"), by=LENA, at=on(6, 11))
    assert isinstance(outcome, Refused)
    assert "generic.hold.referral" in outcome.decision.rules
    assert cases.case("loan").stage == "negotiation.assessing"


def test_a_payment_that_lands_in_between_stops_the_call(cases: Caseload) -> None:
    store = interrupting(cases)
    store.interruptions.append(
        lambda: cases.record_payment(
            person="li",
            external_id="b1",
            money=cny("100.00"),
            received_on=on(6).date(),
            direction=("loan",),
            at=on(6, 10),
        )
    )
    with pytest.raises(NotPossibleError, match="closed"):
        cases.submit("loan", call(), by=LENA, at=on(6, 10))
    assert cases.case("loan").outcome is CaseOutcome.CURED
    assert cases.dossier("li").attempts == ()


def test_two_workers_with_one_debt_each_do_not_call_the_same_person_twice(url: str) -> None:
    with with_cases(url, CAP_OF_ONE) as cases:
        store = interrupting(cases)
        others: list[object] = []
        store.interruptions.append(lambda: others.append(cases.submit("card", call(), by=VOSS, at=on(6))))
        mine = cases.submit("loan", call(), by=LENA, at=on(6))
        assert isinstance(others[0], Done)
        assert isinstance(mine, Refused)
        assert mine.decision.rules == ("generic.calls_per_week",)
        assert len(cases.dossier("li").attempts) == 1
        cases.verify()


def test_two_caseloads_on_one_file_do_not_call_the_same_person_twice(file_url: str) -> None:
    with with_cases(file_url, CAP_OF_ONE) as one, Caseload.open_at(file_url, CAP_OF_ONE) as two:
        # Both remember the dossier as it was before either called.
        for caseload in (one, two):
            caseload.case("loan"), caseload.case("card"), caseload.dossier("li")
        assert isinstance(one.submit("loan", call(), by=LENA, at=on(6)), Done)
        assert isinstance(two.submit("card", call(), by=VOSS, at=on(6)), Refused)
        assert isinstance(one.submit("loan", call(), by=LENA, at=on(6)), Refused)
        two.verify()


def test_a_caseload_that_remembers_an_old_stage_does_not_refuse_what_is_possible_by_now(file_url: str) -> None:
    with with_cases(file_url) as one, Caseload.open_at(file_url, BOOK) as two:
        two.case("loan")
        to_negotiation(one)
        done(two.submit("loan", actions.TakePromise(amount=cny("50.00"), due_on=on(9).date()), by=VOSS, at=on(6)))
        one.add(
            LI.changed(contact_points=(*LI.contact_points, ContactPoint(id="work", channel=Channel.PHONE, value="1")))
        )
        assert isinstance(two.submit("card", call(point="work"), by=LENA, at=on(6)), Done)


def in_parallel(work: list[Callable[[], object]]) -> list[object]:
    """Do all of it at the same time: what came back, or what was raised."""
    start, answers = Barrier(len(work)), [None] * len(work)

    def run(at: int) -> None:
        start.wait()
        try:
            answers[at] = work[at]()
        except Exception as problem:  # noqa: BLE001  # given back, for the test to look at
            answers[at] = problem

    threads = [Thread(target=run, args=(at,)) for at in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_an_attempt_is_about_the_debt_of_its_case_and_belongs_to_the_party_that_asked(cases: Caseload) -> None:
    done(cases.submit("loan", call(), by=LENA, at=on(6)))
    done(cases.submit("card", call().changed(about=("card",)), by=LENA, at=on(6)))
    placed(cases)
    done(cases.submit("loan", call(), by=CLERK, at=on(7)))
    dossier = cases.dossier("li")
    assert [(a.about, a.party) for a in (*dossier.lapsed, *dossier.attempts)] == [
        (("loan",), "creditor"),
        (("card",), "creditor"),
        (("loan",), "harbour"),
    ]


def test_of_many_workers_at_once_exactly_one_calls(url: str) -> None:
    with with_cases(url, CAP_OF_ONE) as cases:
        work = [
            lambda case=case, n=n: cases.submit(case, call(), by=LENA, at=on(6), key=f"{case}{n}")
            for case in ("loan", "card")
            for n in range(4)
        ]
        answers = in_parallel(work)
        assert sorted(type(a).__name__ for a in answers) == ["Done"] + ["Refused"] * 7
        assert counted_in(cases.dossier("li"), "call") == 1
        cases.verify()


def test_many_workers_in_two_caseloads_keep_to_the_cap(file_url: str) -> None:
    cap_of_three = BOOK.with_value("house.calls_per_week", 3)
    with with_cases(file_url, cap_of_three) as one, Caseload.open_at(file_url, cap_of_three) as two:
        work = [
            lambda cases=cases, case=case: cases.submit(
                case, actions.PlaceCall(person="li", contact_point="mobile"), by=LENA, at=on(6)
            )
            for cases in (one, two)
            for case in ("loan", "card")
            for _ in range(2)
        ]
        answers = in_parallel(work)
        assert sorted(type(a).__name__ for a in answers) == ["Done"] * 3 + ["Refused"] * 5
        one.verify()


def test_the_same_key_from_many_threads_is_done_once(url: str) -> None:
    with with_cases(url) as cases:
        answers = in_parallel([lambda: ask_done(cases)] * 6)
        assert all(isinstance(a, Done) for a in answers), answers
        assert [a.repeated for a in answers].count(False) == 1  # type: ignore[attr-defined]
        assert {a.permit.attempt for a in answers} == {"loan/a1"}  # type: ignore[attr-defined]


# --- a second person -------------------------------------------------------------------------------------------------


def test_what_needs_a_second_person_waits_and_is_done_when_approved(cases: Caseload) -> None:
    waits = ask_pending(cases)
    assert isinstance(waits, Pending)
    assert waits.request.rules == ("generic.forgiveness",)
    assert waits.request.expires_at == on(6) + REQUEST_LASTS
    assert cases.case("loan").is_open
    approved = done(cases.approve(waits.request.id, by=VOSS, at=on(7)))
    assert approved.case.outcome is CaseOutcome.FORGIVEN
    assert approved.case.requests == ()
    assert approved.entries[0].content["by"]["id"] == "voss"
    assert approved.entries[0].content["decision"]["asker"]["id"] == "lena"
    assert happened(cases)[-3:] == ["approval_given", "closed", "written_down"]
    assert approved.case.ledger.closing.owed == 0
    assert cases.decision_of(approved.entries[0]).findings[0].approved_by == "voss"


def test_who_asked_cannot_approve(cases: Caseload) -> None:
    waits = ask_pending(cases)
    assert isinstance(waits, Pending)
    with pytest.raises(NotPossibleError, match="somebody else has to"):
        cases.approve(waits.request.id, by=LENA, at=on(7))
    assert cases.case("loan").is_open


def test_a_request_that_nobody_approved_expires(cases: Caseload) -> None:
    waits = ask_pending(cases)
    assert isinstance(waits, Pending)
    with pytest.raises(NotFoundError, match="expired"):
        cases.approve(waits.request.id, by=VOSS, at=waits.request.expires_at)
    cases.follow_up("loan", at=waits.request.expires_at)
    assert happened(cases)[-1] == "approval_expired"
    assert cases.case("loan").requests == ()


def test_a_request_can_be_approved_until_just_before_it_expires(cases: Caseload) -> None:
    waits = ask_pending(cases)
    assert isinstance(waits, Pending)
    done(cases.approve(waits.request.id, by=VOSS, at=waits.request.expires_at - timedelta(microseconds=1)))


def test_an_approval_decides_on_the_facts_of_its_own_moment(cases: Caseload) -> None:
    waits = ask_pending(cases)
    assert isinstance(waits, Pending)
    cases.record_payment(
        person="li", external_id="b1", money=cny("599.50"), received_on=on(7).date(), direction=("loan",), at=on(7)
    )
    with pytest.raises(NotPossibleError, match="closed"):
        cases.approve(waits.request.id, by=VOSS, at=on(8))
    assert cases.case("loan").outcome is CaseOutcome.PAID_IN_FULL


@rule(
    "house.visits",
    governs=actions.VISITS,
    tone=Tone.APPROVE,
    cites=BOOK.rule("generic.forgiveness").cites,
    since=on(1).date(),
    says={"en": "A visit needs a second person"},
)
def visits(f):
    return f.owed > 0


VISIT = actions.Visit(person="li", contact_point="home")


def test_approval_lifts_nothing_but_what_asks_for_it(url: str) -> None:
    with with_cases(url, BOOK | Rulebook("house", "1", [visits])) as cases:
        to_negotiation(cases)
        waits = cases.submit("loan", VISIT, by=LENA, at=on(6))
        assert isinstance(waits, Pending)
        cases.submit("loan", cease(), by=LENA, at=on(6, 11))
        refused = cases.approve(waits.request.id, by=VOSS, at=on(6, 12))
        assert isinstance(refused, Refused)
        assert "generic.hold.contact" in refused.decision.rules
        at_night = cases.submit("loan", VISIT, by=LENA, at=on(6, 23))
        assert isinstance(at_night, Refused)
        # Still waiting: when the hold is gone, it may be approved.
        cases.submit("loan", actions.ReleaseHold(hold="stop", person="li"), by=LENA, at=on(6, 13))
        outcome = done(cases.approve(waits.request.id, by=VOSS, at=on(6, 14)))
        assert outcome.permit is not None
        cases.verify()


def test_two_approvals_at_once_do_it_once(url: str) -> None:
    with with_cases(url, BOOK | Rulebook("house", "1", [visits])) as cases:
        to_negotiation(cases)
        waits = cases.submit("loan", VISIT, by=LENA, at=on(6))
        assert isinstance(waits, Pending)
        store = interrupting(cases)
        store.interruptions.append(lambda: done(cases.approve(waits.request.id, by=VOSS, at=on(6, 12))))
        with pytest.raises(NotFoundError, match="answered"):
            cases.approve(waits.request.id, by=VOSS.changed(id="wu"), at=on(6, 12))
        assert len(cases.dossier("li").attempts) == 1


def test_an_unknown_request_is_not_found(cases: Caseload) -> None:
    with pytest.raises(NotFoundError, match="no request 'loan/r9'"):
        cases.approve("loan/r9", by=VOSS, at=on(7))


def test_hours_are_the_persons_own(cases: Caseload) -> None:
    assert isinstance(cases.submit("loan", call(), by=LENA, at=datetime(2026, 1, 7, 7, 59, tzinfo=SHANGHAI)), Refused)
    assert isinstance(cases.submit("loan", call(), by=LENA, at=datetime(2026, 1, 7, 8, 0, tzinfo=SHANGHAI)), Done)
