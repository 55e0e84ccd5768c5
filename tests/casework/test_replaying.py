"""Replaying: an old decision is made again on what was known then, under the rules of then."""

from __future__ import annotations

import sqlite3
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from tests.casework.office import BOOK, LENA, VOSS, call, cny, done, on, to_negotiation, with_cases

from debtflow import Caseload, Hold, HoldKind, Refused, Rulebook, Tone, actions, check, rule
from debtflow.casework.log import Entry
from debtflow.casework.replaying import state_at
from debtflow.errors import IntegrityError, NotFoundError
from debtflow.lifecycle.cases import Case

CITES = BOOK.rule("generic.forgiveness").cites


def refused_at_night(cases: Caseload) -> Refused:
    outcome = cases.submit("loan", call(), by=LENA, at=on(6, 21, 30))
    assert isinstance(outcome, Refused)
    return outcome


def test_a_decision_made_again_has_the_same_reasons_facts_and_next_moment(cases: Caseload) -> None:
    then = refused_at_night(cases)
    # What came later does not matter.
    to_negotiation(cases, at=on(7))
    cases.record_payment(person="li", external_id="b1", money=cny("599.50"), received_on=date(2026, 1, 7), at=on(7))
    again = cases.decision_of(then.entries[0])
    assert again.rules == then.decision.rules == ("generic.quiet_hours",)
    assert again.facts == then.decision.facts
    assert again.next_permitted_at == then.decision.next_permitted_at
    assert str(again) == str(then.decision)


def test_an_old_decision_is_explained_by_the_old_rules(file_url: str) -> None:
    with with_cases(file_url) as cases:
        then = refused_at_night(cases)
        permitted = done(cases.submit("loan", call(), by=LENA, at=on(7))).entries[0]
    laxer = BOOK.with_value("house.contact_closes", 22 * 60).with_value("house.calls_per_week", 0)
    with Caseload.open_at(file_url, laxer, house_zone="Asia/Shanghai") as later:
        again = later.decision_of(then.entries[0])
        assert again.rules == ("generic.quiet_hours",)
        assert "08:00 to 21:00" in str(again)
        assert later.decision_of(permitted).permitted
        now = later.submit("card", call(), by=LENA, at=on(8, 21, 30))
        assert isinstance(now, Refused)
        assert now.decision.rules == ("generic.calls_per_week",)
        # And under the new rules, the new decision.
        assert later.decision_of(now.entries[-1]).rules == ("generic.calls_per_week",)
        later.verify()


def test_a_rule_that_is_gone_still_explains(file_url: str) -> None:
    @rule(
        "house.no_calls",
        governs={"place_call"},
        tone=Tone.FORBID,
        cites=CITES,
        since=date(2026, 1, 1),
        says={"en": "Never"},
    )
    def no_calls(f):
        return f.owed > 0

    with with_cases(file_url, BOOK | Rulebook("house", "1", [no_calls])) as cases:
        then = cases.submit("loan", call(), by=LENA, at=on(6))
        assert isinstance(then, Refused)
    with Caseload.open_at(file_url, BOOK, house_zone="Asia/Shanghai") as later:
        again = later.decision_of(then.entries[0])
        assert again.rules == ("house.no_calls",)
        assert again.findings[0].says == "Never"
        assert again.refused


def test_what_a_check_found_is_what_it_found_then(file_url: str) -> None:
    @check("house.vip", governs={"place_call"}, cites=CITES)
    def vip(case, dossier, action, as_of):
        return "Mr Li's uncle is on the board"

    with with_cases(file_url, BOOK | Rulebook("house", "1", [], checks=[vip])) as cases:
        then = cases.submit("loan", call(), by=LENA, at=on(6), key="k")
        assert isinstance(then, Refused)
    with Caseload.open_at(file_url, BOOK, house_zone="Asia/Shanghai") as later:
        again = later.decision_of(then.entries[0])
        assert again.refused
        assert again.findings == then.decision.findings
        repeated = later.submit("loan", call(), by=LENA, at=on(9), key="k")
        assert isinstance(repeated, Refused)
        assert repeated.decision.rules == ("house.vip",)


def test_an_approval_is_made_again_with_who_asked_and_who_approved(cases: Caseload) -> None:
    from debtflow import CaseOutcome

    cases.submit("loan", actions.Close(outcome=CaseOutcome.FORGIVEN), by=LENA, at=on(6))
    entry = done(cases.approve("loan/r1", by=VOSS, at=on(7))).entries[0]
    again = cases.decision_of(entry)
    assert again.permitted
    assert again.situation.actor.id == "lena"
    assert again.findings[0].approved_by == "voss"
    assert cases.decision_of(cases.history("loan")[-2]).needs_approval


def test_what_was_due_first_is_due_again(cases: Caseload) -> None:
    hold = Hold(id="h", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(6), until_at=on(8))
    done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
    entry = done(cases.submit("loan", call(), by=LENA, at=on(8))).entries[0]
    assert cases.decision_of(entry).permitted


def test_an_entry_that_only_records_has_no_decision(cases: Caseload) -> None:
    with pytest.raises(NotFoundError, match="carries no decision"):
        cases.decision_of(cases.history("loan")[0])


def _sealed_anew(entry: Entry, body: str) -> Entry:
    return entry._replace(body=body, hash=sha256(f"{entry.previous}\n{body}".encode()).hexdigest())


def test_rules_that_are_not_kept_are_named(cases: Caseload) -> None:
    entry = refused_at_night(cases).entries[0]
    fingerprint = entry.content["decision"]["rules"]
    gone = _sealed_anew(entry, entry.body.replace(fingerprint, "0" * 16))
    with pytest.raises(NotFoundError, match="0000000000000000 are not kept"):
        cases.decision_of(gone)


def test_a_decision_that_was_edited_is_found(cases: Caseload) -> None:
    entry = refused_at_night(cases).entries[0]
    failing = entry.content["decision"]["failing"]
    text = entry.body.replace(f'"failing":{failing}', '"failing":0')
    with pytest.raises(IntegrityError, match="not what was sealed"):
        cases.decision_of(entry._replace(body=text))
    with pytest.raises(IntegrityError, match="made again, the decision finds"):
        cases.decision_of(_sealed_anew(entry, text))


def test_rules_that_were_edited_are_found(file: Path, file_url: str) -> None:
    with with_cases(file_url) as cases:
        entry = refused_at_night(cases).entries[0]
    connection = sqlite3.connect(file)
    connection.execute("UPDATE rules SET text = replace(text, '1260', '1380')")
    connection.commit()
    connection.close()
    with Caseload.open_at(file_url, BOOK, house_zone="Asia/Shanghai") as later, pytest.raises(IntegrityError):
        later.decision_of(entry)
    with (
        Caseload.open_at(file_url, BOOK) as audited,
        pytest.raises(IntegrityError, match="are not those that decisions"),
    ):
        audited.verify()


def test_the_state_at_any_version_can_be_had(cases: Caseload) -> None:
    to_negotiation(cases)
    stages = [state_at(cases.store, "case:loan", version) for version in range(4)]
    assert stages[0] is None
    assert [s.stage for s in stages[1:] if isinstance(s, Case)] == [
        "confirmation.pending",
        "confirmation.confirmed",
        "negotiation.assessing",
    ]
    assert stages[3] == cases.case("loan")
    assert state_at(cases.store, "case:nobody", 1) is None
