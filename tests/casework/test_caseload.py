"""The caseload as users hold it: the whole ways of a case, what observers see, and what is never in the log."""

from __future__ import annotations

import logging
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.casework.office import (
    BOOK,
    CARD,
    CLERK,
    HARBOUR,
    LENA,
    LI,
    LI_MEI,
    LOAN,
    SHANGHAI,
    VOSS,
    call,
    cny,
    done,
    happened,
    move,
    new_caseload,
    on,
    same_states,
    to_negotiation,
    with_cases,
)

from debtflow import (
    CallResult,
    Caseload,
    CaseOutcome,
    Custody,
    Done,
    Hold,
    HoldKind,
    MessageResult,
    Pending,
    Refused,
    actions,
    events,
)
from debtflow.casework.log import Entry
from debtflow.casework.vault import MemoryVault
from debtflow.errors import ConflictError, NotFoundError, ZoneError
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.placements import PlacementBrief

NOTES = (
    "she cried on the phone",
    "the flood took his shop",
    "speak slowly, hard of hearing",
    "the wife answered",
    "sealed: the neighbour says he moved",
    "willing, but out of work",
)


def feedback(recovered: str, note: str = "") -> actions.SubmitFeedback:
    return actions.SubmitFeedback(
        feedback=Feedback(recovered=cny(recovered), attitude=Attitude.WILLING_BUT_UNABLE, note=note)
    )


def pay(cases: Caseload, amount: str, day: int, key: str) -> None:
    received = date(2026, 1, day)
    cases.record_payment(
        person="li", external_id=key, money=cny(amount), received_on=received, direction=("loan",), at=on(day, 12)
    )


def collect_ourselves(cases: Caseload) -> None:
    """Reminders, negotiation, a promise that is broken, one that is kept, all paid."""
    done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(6)))
    reminder = actions.SendReminder(person="li", contact_point="text", template="first")
    sent = done(cases.submit("loan", reminder, by=LENA, at=on(6)))
    assert sent.permit is not None
    cases.record("loan", events.MessageEnded(attempt=sent.permit.attempt, result=MessageResult.SENT), at=on(6, 10, 1))
    again = done(cases.submit("loan", reminder, by=LENA, at=on(7)))
    assert [f.rule for f in again.decision.findings] == ["generic.reminder_gap"]
    assert again.permit is not None
    cases.record("loan", events.MessageEnded(attempt=again.permit.attempt, result=MessageResult.SENT), at=on(7, 11))
    done(cases.submit("loan", move("open_negotiation"), by=LENA, at=on(8)))
    talk = done(cases.submit("loan", call(), by=LENA, at=on(8)))
    assert talk.permit is not None
    cases.record("loan", events.CallEnded(attempt=talk.permit.attempt, result=CallResult.TALKED), at=on(8, 10, 9))
    first = actions.TakePromise(amount=cny("40.00"), due_on=date(2026, 1, 9), grace_days=0)
    done(cases.submit("loan", first, by=LENA, at=on(8, 11)))
    done(cases.submit("loan", move("open_negotiation"), by=LENA, at=on(10)))
    second = actions.TakePromise(amount=cny("60.00"), due_on=date(2026, 1, 12))
    done(cases.submit("loan", second, by=LENA, at=on(10)))
    pay(cases, "60.00", 11, "b1")
    pay(cases, "459.50", 12, "b2")


def place_with_the_agency(cases: Caseload) -> None:
    """Referred, proposed, approved by another, accepted by the agency."""
    cases.register(HARBOUR, by=VOSS, at=on(6))
    to_negotiation(cases)
    done(cases.submit("loan", move("request_referral"), by=LENA, at=on(6)))
    brief = PlacementBrief(communication="speak slowly, hard of hearing")
    done(cases.submit("loan", actions.SubmitPlacement(agency="harbour", brief=brief), by=LENA, at=on(6)))
    own = cases.submit("loan", actions.ApproveReferral(), by=LENA, at=on(6))
    assert isinstance(own, Refused)
    assert own.decision.rules == ("generic.four_eyes",)
    done(cases.submit("loan", actions.ApproveReferral(), by=VOSS, at=on(6)))
    done(cases.submit("loan", actions.AcceptPlacement(), by=CLERK, at=on(6)))


def by_the_agency_and_the_court(cases: Caseload) -> None:
    """Placed, worked, recalled, stopped, fed back; then legal."""
    pay(cases, "20.00", 6, "b0")
    place_with_the_agency(cases)
    ours = cases.submit("loan", call(), by=LENA, at=on(7))
    assert isinstance(ours, Refused)
    assert ours.decision.rules == ("generic.custody",)
    theirs = done(cases.submit("loan", call(), by=CLERK, at=on(7)))
    assert theirs.permit is not None
    cases.record("loan", events.CallEnded(attempt=theirs.permit.attempt, result=CallResult.TALKED), at=on(7, 10, 9))
    assert cases.history("loan")[-1].content["by"]["party"] == "harbour"
    pay(cases, "30.00", 8, "b1")
    closing = cases.submit("loan", actions.Close(outcome=CaseOutcome.EXHAUSTED), by=LENA, at=on(8))
    assert isinstance(closing, Refused)
    assert closing.decision.rules == ("generic.close_after_stop_work", "generic.forgiveness")
    done(cases.submit("loan", actions.Recall(because="the term is over"), by=LENA, at=on(9)))
    for party in (LENA, CLERK):
        nobody = cases.submit("loan", call(), by=party, at=on(9, 11))
        assert isinstance(nobody, Refused)
        assert nobody.decision.rules == ("generic.custody",)
    stopped = done(cases.submit("loan", move("confirm_stop_work"), by=CLERK, at=on(10)))
    assert stopped.case.custody is Custody.CREDITOR
    assert stopped.case.placement is not None
    assert stopped.case.placement.stopped_at == on(10)
    done(cases.submit("loan", call(), by=LENA, at=on(10, 11)))
    for wrong in ("50.00", "29.99", "0.00"):
        with pytest.raises(ConflictError, match=r"the ledger of the episode says 30\.00"):
            cases.submit("loan", feedback(wrong), by=CLERK, at=on(10, 12))
    done(cases.submit("loan", feedback("30.00", "willing, but out of work"), by=CLERK, at=on(10, 12)))
    done(cases.submit("loan", move("decide_legal"), by=LENA, at=on(11)))
    done(cases.submit("loan", move("approve_legal"), by=VOSS, at=on(11)))
    filed = done(cases.submit("loan", actions.FileClaim(court="pudong"), by=LENA, at=on(12)))
    assert filed.case.stage == "legal.filed"
    assert filed.case.proceedings.court == "pudong"
    assert len(filed.case.feedbacks) == 1


def test_a_case_that_the_creditor_collects_itself(cases: Caseload) -> None:
    collect_ourselves(cases)
    case = cases.case("loan")
    assert (case.stage, case.outcome) == ("closed", CaseOutcome.PAID_IN_FULL)
    assert (case.kept.promises_made, case.kept.promises_broken, case.kept.promises_kept) == (2, 1, 1)
    assert case.ledger.closing.owed == 0
    assert happened(cases).count("reminder_sent") == 2
    cases.verify()


def test_a_case_that_goes_to_an_agency_and_to_court(cases: Caseload) -> None:
    by_the_agency_and_the_court(cases)
    cases.verify()


def test_an_agency_that_nobody_entered_or_evaluated_gets_nothing(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", move("request_referral"), by=LENA, at=on(6)))
    unknown = cases.submit("loan", actions.SubmitPlacement(agency="harbour"), by=LENA, at=on(6))
    assert isinstance(unknown, Refused)
    assert {"generic.agency.licence", "cn.gbt45251.agency"} <= set(unknown.decision.rules)
    assert unknown.decision.missing
    cases.register(HARBOUR.changed(evaluated_on=date(2024, 12, 1)), at=on(6))
    old = cases.submit("loan", actions.SubmitPlacement(agency="harbour"), by=LENA, at=on(6))
    assert isinstance(old, Refused)
    assert old.decision.rules == ("cn.gbt45251.agency",)
    cases.register(HARBOUR, at=on(6))
    done(cases.submit("loan", actions.SubmitPlacement(agency="harbour"), by=LENA, at=on(6)))


def test_every_decision_of_a_long_case_is_made_again_the_same(cases: Caseload) -> None:
    by_the_agency_and_the_court(cases)
    made_again = 0
    for entry in cases.history("loan"):
        if entry.content["decision"]:
            said = {"done": "permitted", "refused": "refused", "pending": "pending"}[entry.kind]
            decision = cases.decision_of(entry)
            answer = "refused" if decision.refused else "pending" if decision.needs_approval else "permitted"
            assert answer == said
            assert decision.facts == entry.content["decision"]["facts"]
            assert decision.next_permitted_at or decision.refused
            made_again += 1
    assert made_again > 15


def test_both_stores_end_in_the_same_states(file_url: str) -> None:
    for route in (collect_ourselves, by_the_agency_and_the_court):
        vault, path = MemoryVault(), file_url.replace("cases.db", f"{route.__name__}.db")
        memory = with_cases(vault=vault)
        with with_cases(path, vault=vault) as file:
            route(memory)
            route(file)
            same_states(memory, file)
        with Caseload.open_at(path, BOOK) as reopened:
            same_states(memory, reopened)
            reopened.verify()


# --- personal data ---------------------------------------------------------------------------------------------------


def test_personal_data_is_never_in_the_log(file: Path, file_url: str) -> None:
    with with_cases(file_url) as cases:
        cases.submit("card", actions.Move(verb="start_reminders", note=NOTES[4]), by=LENA, at=on(6))
        hold = Hold(id="h", kind=HoldKind.VULNERABLE, person="li", from_at=on(6), until_at=on(9), note=NOTES[0])
        done(cases.submit("loan", actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
        done(cases.submit("loan", actions.ReleaseHold(hold="h", person="li", because=NOTES[3]), by=LENA, at=on(6)))
        cases.record("loan", events.HoldPlaced(hold=hold.changed(id="h2", person=None)), at=on(6))
        cases.submit("card", actions.Close(outcome=CaseOutcome.FORGIVEN, because=NOTES[1]), by=LENA, at=on(6), key="k")
        cases.approve("card/r1", by=VOSS, at=on(6))
        cases.follow_up("loan", at=on(9))
        by_the_agency_and_the_court(cases_at_ten := with_cases(file_url.replace("cases.db", "b.db")))
        cases_at_ten.close()
        for reference in [
            e.content["decision"]["asked"].get("because") for e in cases.history("card") if e.content["decision"]
        ]:
            assert reference is None or cases.vault.text(reference) == NOTES[1]
    secrets = [*NOTES, LI.name, LI_MEI.name, *(point.value for point in LI.contact_points + LI_MEI.contact_points)]
    for path in (file, file.with_name("b.db")):
        kept = everything_in(path)
        assert len(kept) > 5000
        for secret in secrets:
            assert secret.encode() not in kept, secret
            assert secret.removeprefix("sealed:").strip().encode() not in kept, secret


def everything_in(path: Path) -> bytes:
    """Every byte of every table that is not the vault's, index and key tables too."""
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [
        repr(row)
        for table in tables
        if not table.startswith("vault_")
        for row in connection.execute(f"SELECT * FROM {table}")
    ]
    connection.close()
    assert {"entries", "streams", "keys", "rules"} <= set(tables)
    return "\n".join(rows).encode()


# --- observers -------------------------------------------------------------------------------------------------------


def test_observers_see_what_is_committed_and_nothing_else(url: str) -> None:
    seen: list[Entry] = []
    with with_cases(url, observers=[seen.append]) as cases:
        with pytest.raises(NotFoundError):
            cases.submit("loan", call("wang"), by=LENA, at=on(6))
        cases.submit("loan", call(), by=LENA, at=on(6, 23))
        cases.submit("loan", call(), by=LENA, at=on(7))
        assert seen == cases.store.feed()


def test_an_observer_that_fails_loses_nothing_and_is_reported(url: str) -> None:
    seen: list[Entry] = []
    told: list[tuple[str, int]] = []

    def broken(entry: Entry) -> None:
        raise RuntimeError("the dashboard is down")

    def report(problem: Exception, entry: Entry) -> None:
        told.append((str(problem), entry.position))

    with with_cases(url, observers=[broken, seen.append], on_observer_error=report) as cases:
        assert isinstance(cases.submit("loan", call(), by=LENA, at=on(6)), Done)
        assert seen == cases.store.feed()
        assert told == [("the dashboard is down", entry.position) for entry in seen]
        cases.verify()


def test_an_observer_that_fails_is_in_the_log_of_the_program_where_nobody_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(entry: Entry) -> None:
        raise RuntimeError("the dashboard is down")

    with caplog.at_level(logging.ERROR, "debtflow"):
        cases = new_caseload(observers=[broken])
        cases.add(LI, CARD, at=on(6))
    assert len(caplog.records) == 2
    assert "person:li entry 1, which is committed" in caplog.records[0].getMessage()


# --- looking ---------------------------------------------------------------------------------------------------------


def test_what_is_not_there_is_not_found_with_the_mend(cases: Caseload) -> None:
    for ask in (cases.case, cases.history, cases.follow_up):
        with pytest.raises(NotFoundError, match=r"no case 'lone'; open one with cases\.open"):
            ask("lone")
    with pytest.raises(NotFoundError, match=r"add them with cases\.add"):
        cases.dossier("wang")
    assert cases.cases() == ["loan", "card"]


def test_a_caseload_reads_the_clock_only_where_no_moment_is_given() -> None:
    cases = new_caseload(clock=lambda: on(6, 10))
    cases.add(LI, CARD)
    assert cases.open("card").opened_at == on(6, 10)
    assert cases.open is not None
    case = done(cases.submit("card", actions.ConfirmDebt(), by=LENA, at=on(7))).case
    assert case.kept.stage_entered_on == date(2026, 1, 7).toordinal()


def test_moments_of_any_zone_are_the_same_moment(cases: Caseload) -> None:
    from datetime import UTC

    one = cases.explain("loan", call(), by=LENA, at=on(6, 21))
    other = cases.explain("loan", call(), by=LENA, at=on(6, 21).astimezone(UTC))
    assert one.facts == other.facts
    assert one.next_permitted_at == on(7, 8)
    assert SHANGHAI.key == "Asia/Shanghai"


def test_a_house_zone_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="Shangai"):
        Caseload.open_at("memory:", BOOK, house_zone="Asia/Shangai")


@pytest.mark.parametrize("zone", [[], None, 8, "Asia/Shangai"])
def test_a_caseload_whose_house_zone_is_none_leaves_no_file(tmp_path: Path, zone: Any) -> None:
    with pytest.raises(
        ZoneError, match=r"Shangai|house_zone is the key of a time zone, e\.g\. \"Asia/Shanghai\"; found"
    ):
        Caseload.open_at(f"sqlite:///{tmp_path / 'cases.db'}", BOOK, house_zone=zone)
    assert list(tmp_path.iterdir()) == []
    Caseload.open_at(f"sqlite:///{tmp_path / 'cases.db'}", BOOK, house_zone="Asia/Shanghai").close()
    assert (tmp_path / "cases.db").is_file()


def test_a_person_whose_zone_is_not_known_is_not_called(empty: Caseload) -> None:
    empty.add(LI.changed(zones=()), CARD, at=on(6))
    empty.open("card", at=on(6))
    outcome = empty.submit("card", call(), by=LENA, at=on(6))
    assert isinstance(outcome, Refused)
    assert set(outcome.decision.missing) == {"minute_earliest", "minute_latest"}
    assert not isinstance(outcome, Pending)


def test_an_operation_with_a_loan_reads_the_surety_too(cases: Caseload) -> None:
    reads = cases.history("loan")[1].content["decision"]["reads"]
    assert set(reads) == {"case:loan", "person:li", "person:li_mei", "collector:lena"}
    assert [o.person for o in LOAN.obligors] == ["li", "li_mei"]
    assert happened(cases)[0] == "case_opened"
