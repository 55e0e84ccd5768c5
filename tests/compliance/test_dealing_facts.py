"""The facts about dealings: of the party that works the debt, of the person reached and the party that asks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.compliance.situations import LENA, NEW_YORK, NOON, SHANGHAI, TODAY, attempt, dossier, fact_of, situation

from debtflow.compliance.dealing_facts import CONSENTS, NOTICES
from debtflow.records.actions import Move, PlaceCall, SendMessage
from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.dealings import NO_DEALINGS, Dealings, Sent
from debtflow.records.holds import Hours
from debtflow.records.parties import SYSTEM, Actor, Channel
from debtflow.records.placements import Placement, PlacementBrief
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Custody, Role
from debtflow.values.money import Money

HARBOUR = Actor(id="h1", role=Role.AGENCY, party="harbour")
PLACED: dict[str, Any] = {
    "custody": Custody.AGENCY,
    "placement": Placement(
        agency="harbour",
        brief=PlacementBrief(),
        wave=1,
        proposed_at=NOON,
        proposed_by="lena",
        amount=Money("500.00", "CNY"),
        accepted_at=NOON,
    ),
}


def asked(name: str, dealings: Dealings = NO_DEALINGS, **given: Any) -> int | None:
    return fact_of(name, situation(borrower=dossier().changed(dealings=dealings), **given))


def test_the_purpose_is_that_of_a_contact() -> None:
    assert asked("purpose") == Purpose.COLLECT
    notice = SendMessage(person="li", contact_point="sms", purpose=Purpose.DEFAULT_NOTICE)
    assert asked("purpose", action=notice) == Purpose.DEFAULT_NOTICE
    assert asked("purpose", action=Move(verb="request_legal")) is None


def test_what_was_conveyed_is_that_of_the_party_that_works_the_debt() -> None:
    dealings = NO_DEALINGS.with_talk("creditor", ("loan-1",), TODAY - 9).with_conveyed(
        "harbour", ("loan-1",), TODAY - 4
    )
    assert (asked("communicated_on", dealings), asked("talked_on", dealings)) == (TODAY - 9, TODAY - 9)
    harbours = {**PLACED, "actor": HARBOUR}
    assert (asked("communicated_on", dealings, **harbours), asked("talked_on", dealings, **harbours)) == (TODAY - 4, 0)
    # The creditor has its own and those of whoever works the debt for it; nobody in particular those of the latter.
    assert (asked("communicated_on", dealings, **PLACED), asked("talked_on", dealings, **PLACED)) == (
        TODAY - 9,
        TODAY - 9,
    )
    system = {**PLACED, "actor": SYSTEM}
    assert (asked("communicated_on", dealings, **system), asked("talked_on", dealings, **system)) == (TODAY - 4, 0)
    assert asked("communicated_on", NO_DEALINGS.with_talk("creditor", ("loan-2",), TODAY)) == 0


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose > Purpose.LIMITED_CONTENT])
def test_each_notice_has_its_first_and_its_last_day(purpose: Purpose) -> None:
    name = purpose.name.lower()
    dealings = NO_DEALINGS
    for back in (9, 4):
        dealings = dealings.with_sent("creditor", ("loan-1",), Sent(TODAY - back, purpose, "sms", f"a{back}"))
    assert (asked(f"first_{name}_on", dealings), asked(f"last_{name}_on", dealings)) == (TODAY - 9, TODAY - 4)
    back = dealings.with_returned(TODAY, attempt="a4")
    assert asked(f"last_{name}_on", back) == TODAY - 9
    assert asked(f"last_{name}_on", dealings, **PLACED, actor=HARBOUR) == 0
    others = [n for n in NOTICES.fields if n.startswith("last_") and n != f"last_{name}_on"]
    assert not any(asked(other, dealings) for other in others)


def test_a_message_stands_for_days_as_long_as_it_has_not_come_back() -> None:
    dealings = NO_DEALINGS.with_sent("creditor", ("loan-1",), Sent(TODAY - 14, Purpose.COLLECT, "sms", "a1"))
    assert asked("days_a_message_stood", dealings) == 14
    assert asked("days_a_message_stood", dealings.with_returned(TODAY - 1, attempt="a1")) == 13
    assert asked("days_a_message_stood") == 0


def test_how_often_somebody_was_asked_where_another_is() -> None:
    person = dossier("hao")
    other = person.changed(kept=person.kept._replace(asked_where=2))
    call = PlaceCall(person="hao", contact_point="mobile", purpose=Purpose.LOCATE)
    assert fact_of("asked_where", situation(reached=other, action=call)) == 2
    assert asked("asked_where") == 0


def consent(to: ConsentTo, **fields: Any) -> Dealings:
    given = Consent(**{"id": "k1", "to": to, "given_at": NOON - timedelta(days=2), "given_on": TODAY - 2, **fields})
    return NO_DEALINGS.with_consent(given)


SIMPLE = {
    "consented_to_hours": (ConsentTo.HOURS, {}),
    "consented_to_point": (ConsentTo.POINT, {"contact_points": ("mobile",)}),
    "consented_to_reporting": (ConsentTo.CREDIT_REPORTING, {}),
    "consented_to_sharing": (ConsentTo.DATA_SHARING, {}),
}


@pytest.mark.parametrize("name", SIMPLE)
def test_a_consent_is_to_one_thing_and_until_its_day(name: str) -> None:
    to, fields = SIMPLE[name]
    assert asked(name) == 0
    assert asked(name, consent(to, **fields)) == 1
    assert asked(name, consent(to, **fields, until=date(2026, 3, 10))) == 1
    assert asked(name, consent(to, **fields, until=date(2026, 3, 9))) == 0
    assert asked(name, consent(to, **fields, about=("loan-2",))) == 0
    assert asked(name, consent(to, **fields, party="harbour")) == 0
    assert [other for other in SIMPLE if asked(other, consent(to, **fields))] == [name]


def test_a_consent_to_a_point_is_to_that_point() -> None:
    assert asked("consented_to_point", consent(ConsentTo.POINT, contact_points=("work",))) == 0


def test_a_consent_to_hours_is_given_to_one_party() -> None:
    theirs = consent(ConsentTo.HOURS, party="harbour")
    assert asked("consented_to_hours", theirs, actor=HARBOUR) == 1
    assert asked("consented_to_hours", theirs, actor=LENA) == 0


def test_a_consent_that_somebody_is_told_is_the_borrowers() -> None:
    told = consent(ConsentTo.THIRD_PERSON, third_person="hao")

    def reaching(person: str) -> int | None:
        borrower = dossier().changed(dealings=told)
        call = PlaceCall(person=person, contact_point="mobile")
        return fact_of(
            "consented_to_telling_this_person", situation(borrower=borrower, reached=dossier(person), action=call)
        )

    assert (reaching("hao"), reaching("chen")) == (1, 0)


def test_a_consent_to_be_called_counts_its_days() -> None:
    agreed = consent(ConsentTo.CALLS)
    assert (asked("agreed_to_calls_on", agreed), asked("days_since_consent_to_calls", agreed)) == (TODAY - 2, 2)
    spoke = agreed.with_talk("creditor", ("loan-1",), TODAY - 1, NOON - timedelta(days=1))
    assert asked("agreed_to_calls_on", spoke) == 0


def test_what_they_wrote_waits_for_an_answer_by_the_same_means() -> None:
    wrote = NO_DEALINGS.with_received("creditor", Channel.SMS)
    by_sms = SendMessage(person="li", contact_point="sms")
    assert asked("answers_their_message", wrote, action=by_sms) == 1
    assert asked("answers_their_message", wrote) == 0  # a call
    assert asked("answers_their_message", wrote, action=by_sms, actor=HARBOUR) == 0
    assert asked("answers_their_message", action=by_sms) == 0


def test_minutes_since_a_call_in_vain_are_counted_by_point_and_open_calls_are_in_vain() -> None:
    rang = NO_DEALINGS.with_call_in_vain("mobile", NOON - timedelta(minutes=4, seconds=59))
    assert asked("minutes_since_call_in_vain", rang) == 4
    assert asked("minutes_since_call_in_vain", NO_DEALINGS.with_call_in_vain("work", NOON)) == 525_600
    assert asked("minutes_since_call_in_vain") == 525_600
    open_call = attempt(1, TODAY, reserved_at=NOON - timedelta(minutes=2))
    assert fact_of("minutes_since_call_in_vain", situation(borrower=dossier(attempts=[open_call]))) == 2


def test_whoever_told_them_of_the_assignment_they_were_told() -> None:
    told = NO_DEALINGS.with_sent("creditor", ("loan-1",), Sent(TODAY - 9, Purpose.ASSIGNMENT_NOTICE, "sms", "a1"))
    told = told.with_sent("crest", ("loan-1", "card"), Sent(TODAY - 4, Purpose.ASSIGNMENT_NOTICE, "sms", "a2"))
    buyer = Actor(id="bea", role=Role.ASSIGNEE, party="crest")
    assert asked("told_of_assignment_on") == 0
    assert asked("told_of_assignment_on", told, actor=buyer) == TODAY - 9
    assert asked("first_assignment_notice_on", told, actor=buyer) == TODAY - 4
    back = told.with_returned(TODAY - 8, attempt="a1")
    assert asked("told_of_assignment_on", back, actor=buyer) == TODAY - 4
    elsewhere = NO_DEALINGS.with_sent("crest", ("card",), Sent(TODAY - 4, Purpose.ASSIGNMENT_NOTICE, "sms", "a2"))
    assert asked("told_of_assignment_on", elsewhere, actor=buyer) == 0


def test_a_consent_to_certain_hours_is_one_to_no_others() -> None:
    """Noon in Shanghai is eleven at night in New York, the day before."""
    lunch = Consent(id="k1", to=ConsentTo.HOURS, hours=(Hours(12 * 60, 13 * 60),))
    given = NO_DEALINGS.with_consent(lunch)
    assert asked("consented_to_hours", given) == 1
    assert asked("consented_to_hours", given, at=NOON - timedelta(minutes=1)) == 0
    assert asked("consented_to_hours", given, at=NOON + timedelta(minutes=59)) == 1
    assert asked("consented_to_hours", given, at=NOON + timedelta(minutes=60)) == 0
    both = dossier(zones=(SHANGHAI, NEW_YORK)).changed(dealings=given)
    assert fact_of("consented_to_hours", situation(borrower=both)) == 0
    nowhere = dossier(zones=()).changed(dealings=given)
    assert fact_of("consented_to_hours", situation(borrower=nowhere)) == 0
    any_hour = NO_DEALINGS.with_consent(lunch.but(hours=()))
    assert fact_of("consented_to_hours", situation(borrower=both.changed(dealings=any_hour))) == 1


def test_every_fact_of_both_groups_stands_in_a_test_of_this_file() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    for name in (*NOTICES.fields, *CONSENTS.fields):
        assert name in text or name.startswith(("first_", "last_")), name
