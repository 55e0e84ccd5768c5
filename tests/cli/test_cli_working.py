"""The office of the demo: it works through the caseload like anybody else, and counts the money itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from debtflow import tapes
from debtflow.casework.caseload import Caseload
from debtflow.cli.behaviour import calibrated
from debtflow.cli.demo import LOTUS
from debtflow.cli.importing import bring_in
from debtflow.cli.working import Office
from debtflow.compliance.rulebooks import catalogue
from debtflow.records import events
from debtflow.records.stages import Phase
from debtflow.reports.portfolio import portfolio_of

DATA = Path(__file__).resolve().parents[2] / "examples" / "data"
DAYS = 45


@pytest.fixture(scope="module")
def office() -> Office:
    tape = tapes.read(DATA / "uci_default_credit_card.csv.gz", preset="uci_card", as_of=date(2005, 9, 30))
    book = catalogue.joined("china", "generic").as_if_since(date(2005, 1, 1), because="a test on data of 2005")
    cases = Caseload.open_at("memory:", book, house_zone="Asia/Taipei", what_if=True)
    start = datetime(2005, 10, 1, 9, tzinfo=ZoneInfo("Asia/Taipei"))
    cases.register(LOTUS, at=start)
    bring_in(tape.accounts[:1200], cases, start)
    made = Office(cases, calibrated(DATA / "calibration.json", 7), agency="lotus", first_day=start.date(), days=DAYS)
    for number in made.day_numbers():
        made.work(number)
    return made


def test_the_money_that_came_in_is_the_money_that_was_credited(office: Office) -> None:
    portfolio = portfolio_of(office.cases)
    assert portfolio.money["TWD"].reconciles
    assert portfolio.money["TWD"].credited + office.held_money() == office.received > 0


def test_what_happens_in_two_months_happens(office: Office) -> None:
    for name in ("payments", "conversations", "promises", "holds: dispute", "second persons asked", "late runs"):
        assert office.counts[name] > 0, name
    assert len(office.reached[Phase.CONFIRMATION]) == 1200
    assert len(office.reached[Phase.REMINDER]) > len(office.reached[Phase.NEGOTIATION]) > 0
    assert office.reached[Phase.REFERRAL]


def test_duties_that_were_missed_are_counted_by_duty_as_the_log_has_them(office: Office) -> None:
    logged = Counter(
        event.duty
        for kind in ("case", "agency")
        for stream in office.cases.store.streams(kind)
        for entry in office.cases.store.entries(f"{kind}:{stream}")
        for event in entry.events
        if isinstance(event, events.DutyMissed)
    )
    assert office.missed_duties() == logged and logged.total() > 0


def test_rules_refuse_what_was_asked_at_the_wrong_time_or_of_the_wrong_person(office: Office) -> None:
    assert {"generic.quiet_hours", "cn.gbt45251.hours", "generic.custody", "cn.gbt45251.target"} <= set(
        office.tally.counts
    )


def test_no_contact_that_was_permitted_is_left_without_an_end(office: Office) -> None:
    assert not [case for case in office.cases.cases() if office.cases.case(case).attempts]


def test_the_most_eventful_case_is_short_enough_to_show(office: Office) -> None:
    case = office.most_eventful()
    assert case == office.most_eventful()
    assert 10 <= len(office.cases.history(case)) <= 40
