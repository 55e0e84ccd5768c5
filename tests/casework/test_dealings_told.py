"""What is told of dealings: contacts of the person, consents, notices that come back; what cannot have been is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.casework.office import HARBOUR, LENA, call, done, on, with_cases

from debtflow import Borrower, CallResult, Caseload, Channel, MessageResult, actions, events
from debtflow.errors import ConflictError, DebtflowError, NotFoundError, NotPossibleError
from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.parties import Capacity, StandsFor
from debtflow.records.purposes import Purpose

CALLS = Consent(id="k1", to=ConsentTo.CALLS)


def told(cases: Caseload, event: events.Event, at: Any = None) -> Any:
    return cases.record("loan", event, by=LENA, at=at or on(7, 12))


def test_a_conversation_that_they_began_is_one_with_whoever_works_the_debt() -> None:
    cases = with_cases()
    told(cases, events.ContactReceived(person="li", channel=Channel.PHONE, spoke=True))
    dossier, case = cases.dossier("li"), cases.case("loan")
    assert dossier.dealings.of("creditor", "loan").talked_on == on(7).toordinal()
    assert (dossier.kept.talks, case.kept.talks, case.kept.tries) == (1, 1, 0)
    cases.verify()


def test_who_comes_by_themselves_is_not_lost() -> None:
    cases = with_cases()
    permit = done(cases.submit("loan", call(), by=LENA, at=on(7, 10))).permit
    assert permit is not None
    told(cases, events.CallEnded(attempt=permit.attempt, result=CallResult.NO_ANSWER), on(7, 11))
    assert cases.case("loan").kept.failures_in_a_row == 1
    told(cases, events.ContactReceived(person="li", channel=Channel.SMS))
    assert cases.case("loan").kept.failures_in_a_row == 0
    assert cases.dossier("li").dealings.waits("creditor", Channel.SMS)


def test_a_conversation_that_is_told_late_marks_what_was_decided_without_it() -> None:
    """They had called the collector the day before: its own call then would have been presumed too soon."""
    from debtflow import Actor, Role, catalogue

    clerk = Actor(id="tom", role=Role.AGENCY, party=HARBOUR.id)
    cases = with_cases(book=catalogue.joined("us_federal"))
    done(cases.submit("loan", call(), by=clerk, at=on(8, 12)))
    late = events.ContactReceived(
        person="li", channel=Channel.PHONE, spoke=True, party=HARBOUR.id, occurred_at=on(7, 12)
    )
    cases.record("loan", late, by=clerk, at=on(9, 12))
    assert len(cases.case("loan").undermined) == 1


def test_a_notice_is_sent_by_its_purpose_and_comes_back() -> None:
    cases = with_cases()
    letter = actions.SendMessage(person="li", contact_point="mobile", purpose=Purpose.DEFAULT_NOTICE)
    sms = letter.but(
        contact_point=next(p.id for p in cases.dossier("li").person.contact_points if p.channel is Channel.SMS)
    )
    permit = done(cases.submit("loan", sms, by=LENA, at=on(7, 10))).permit
    assert permit is not None
    told(cases, events.MessageEnded(attempt=permit.attempt, result=MessageResult.SENT), on(7, 10))
    approach = cases.dossier("li").dealings.of("creditor", "loan")
    assert approach.last_sent(Purpose.DEFAULT_NOTICE) == on(7).toordinal()
    told(cases, events.MessageReturned(person="li", attempt=permit.attempt), on(9, 10))
    assert cases.dossier("li").dealings.of("creditor", "loan").last_sent(Purpose.DEFAULT_NOTICE) == 0


def test_a_consent_stands_from_when_it_was_given_until_it_is_taken_back() -> None:
    cases = with_cases()
    told(cases, events.ConsentGiven(person="li", consent=CALLS))
    [consent] = cases.dossier("li").dealings.consents
    assert (consent.given_at, consent.given_on) == (on(7, 12), on(7).toordinal())
    told(cases, events.ConsentRevoked(person="li", consent="k1"), on(7, 12) + timedelta(minutes=1))
    assert cases.dossier("li").dealings.consents == ()


MISTAKES: dict[str, tuple[events.Event, type[DebtflowError], str]] = {
    "a message from a telephone": (
        events.ContactReceived(person="li", channel=Channel.SMS, contact_point="mobile"),
        NotPossibleError,
        "nothing comes from it by sms",
    ),
    "a debt that is not theirs": (
        events.ContactReceived(person="li", channel=Channel.PHONE, discussed=("rent",)),
        NotFoundError,
        "rent, no debt of li",
    ),
    "what was never sent": (
        events.MessageReturned(person="li", attempt="loan/a9"),
        NotFoundError,
        "nothing is known to have been sent to li by attempt loan/a9",
    ),
    "a consent about a debt that is not theirs": (
        events.ConsentGiven(person="li", consent=CALLS.but(about=("rent",))),
        NotFoundError,
        "is about rent, no debt of li",
    ),
    "a consent that was never given": (
        events.ConsentRevoked(person="li", consent="k9"),
        NotFoundError,
        "li has given no consent 'k9'; there stands none",
    ),
    "somebody who is not on file": (
        events.ConsentGiven(person="nobody", consent=CALLS),
        NotFoundError,
        "no person 'nobody' is on file",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_cannot_have_been_is_refused_and_nothing_is_written(name: str) -> None:
    event, error, said = MISTAKES[name]
    cases = with_cases()
    before = [len(cases.store.entries(stream)) for stream in ("case:loan", "person:li")]
    with pytest.raises(error, match=said):
        told(cases, event)
    assert [len(cases.store.entries(stream)) for stream in ("case:loan", "person:li")] == before


def test_a_consent_of_one_id_stands_once() -> None:
    cases = with_cases()
    told(cases, events.ConsentGiven(person="li", consent=CALLS))
    with pytest.raises(ConflictError, match="has given a consent 'k1' already"):
        told(cases, events.ConsentGiven(person="li", consent=CALLS))


def test_whom_somebody_stands_for_is_on_file() -> None:
    cases = with_cases()
    ann = Borrower(id="ann", stands_for=(StandsFor(person="lee", capacity=Capacity.ATTORNEY),))
    with pytest.raises(NotFoundError, match="ann stands for lee as attorney, but no lee is on file; add them first"):
        cases.add(ann, by=LENA, at=on(7))
    cases.add(ann.but(stands_for=(StandsFor(person="li", capacity=Capacity.ATTORNEY),)), by=LENA, at=on(7))
    cases.add(Borrower(id="li_again", zones=("Asia/Shanghai",)), by=LENA, at=on(7))
    cases.merge_persons("li", "li_again", because="one passport", by=LENA, at=on(7))
    with pytest.raises(NotFoundError, match="who is on file as li; hand in StandsFor under that id"):
        cases.add(
            ann.but(stands_for=(StandsFor(person="li_again", capacity=Capacity.ATTORNEY),)), by=LENA, at=on(7, 11)
        )
