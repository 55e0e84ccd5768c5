"""All cases together: counts, and sums that are held against each other."""

from __future__ import annotations

from tests.reports.office import CaseOffice

from debtflow.records.stages import Outcome, Phase
from debtflow.reports.portfolio import portfolio_of


def test_a_portfolio_counts_and_adds_up(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    office.open("d2", "80.00 CNY")
    office.open("d3", "100.00 USD")
    office.pays("d1", "120.50 CNY")
    office.pays("d2", "80.00 CNY")
    found = portfolio_of(office.cases)
    assert found.cases == 3
    assert found.phases == {Phase.CONFIRMATION: 2, Phase.CLOSED: 1}
    assert found.outcomes == {Outcome.PAID_IN_FULL: 1}
    assert set(found.money) == {"CNY", "USD"}
    yuan = found.money["CNY"]
    assert yuan.reconciles
    assert yuan.credited == 20050
    assert [str(cell) for cell in yuan.rows()[-1]] == ["total", "580.00 CNY", "0.00 CNY", "200.50 CNY", "379.50 CNY"]
    json = found.to_json()
    assert json["phases"] == {"confirmation": 2, "closed": 1}
    assert json["money"]["USD"]["rows"][-1]["owed"] == "100.00 USD"


def test_money_that_vanished_would_show(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    table = portfolio_of(office.cases).money["CNY"]
    table.credited += 1
    assert not table.reconciles


def test_an_empty_caseload_is_a_portfolio(office: CaseOffice) -> None:
    assert portfolio_of(office.cases).to_json() == {"cases": 0, "phases": {}, "stages": {}, "outcomes": {}, "money": {}}
