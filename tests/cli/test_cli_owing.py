"""`duties`: what has to be done by when, for people and as JSON, and with which code."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, read

from debtflow import Caseload, Hold, HoldKind, actions, catalogue
from debtflow.cli.owing import duties_json, duties_table
from debtflow.records.parties import Actor

FIRST, SOON, LATE = "2026-03-03T10:00+08:00", "2026-03-05T10:00+08:00", "2026-03-09T10:00+08:00"


def disputed(db: Path) -> None:
    from datetime import date, datetime

    at = datetime.fromisoformat(FIRST)
    with Caseload.open_at(f"sqlite:///{db}", catalogue.joined("china", "generic"), house_zone="Asia/Taipei") as cases:
        hold = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=at, review_on=date(2026, 3, 8))
        cases.submit("uci-1", actions.PlaceHold(hold=hold), by=Actor(id="lena"), at=at)


def test_what_is_due_is_listed_and_what_was_missed_is_a_finding(run: Run, db: Path) -> None:
    disputed(db)
    soon = run("duties", "--db", db, "--at", SOON, "--zone", "Asia/Taipei")
    assert soon.exit_code == 0
    assert "2 duties stand, 0 of them missed" in soon.stdout
    assert "2026-03-08" in soon.stdout
    late = run("duties", "uci-1", "--db", db, "--at", LATE, "--zone", "Asia/Taipei", "--json")
    assert late.exit_code == 1
    first, second = read(late)["duties"]
    assert (first["duty"], first["state"], first["days_left"]) == ("generic.duty.review_hold", "missed", -1)
    assert (second["state"], second["due_on"]) == ("open", "2026-04-02")


def test_only_what_is_due_soon_is_shown_when_asked_so(run: Run, db: Path) -> None:
    disputed(db)
    found = read(run("duties", "--within", "5", "--db", db, "--at", SOON, "--zone", "Asia/Taipei", "--json"))
    assert [each["duty"] for each in found["duties"]] == ["generic.duty.review_hold"]


def test_duties_are_listed_with_the_rules(run: Run) -> None:
    found = read(run("rules", "--json"))
    assert {each["id"] for each in found["duties"]} >= {"generic.duty.feedback", "cn.gbt45251.evaluate_agency"}
    book = catalogue.joined("china", "generic")
    from datetime import date

    day = date(2026, 3, 10)
    assert len(duties_json(book.duties.values(), day, "zh")) == duties_table(book.duties.values(), day, "zh").row_count
    assert "30 日内" in run("rules", "--language", "zh").stdout
