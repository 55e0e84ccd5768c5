"""Where a case stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.reports.office import MORNING, CaseOffice

from debtflow import Hold, HoldKind, Money, actions
from debtflow.reports.standing import local_text, standing_of, working_party


def test_a_standing_has_what_one_asks_first(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    office.pays("d1", "120.50 CNY")
    hold = Hold(id="h", kind=HoldKind.DISPUTE, from_at=MORNING, until_at=MORNING + timedelta(days=9))
    office.asks("d1", actions.PlaceHold(hold=hold))
    found = standing_of(office.cases, "d1", MORNING).to_json()
    assert found["stage"] == "confirmation.pending"
    assert found["worked_by"] == "creditor"
    assert found["total"] == found["overdue"] == "379.50 CNY"
    assert found["collected"] == "120.50 CNY"
    assert found["days_past_due"] == 29
    assert [h["kind"] for h in found["holds"]] == ["dispute"]
    assert found["follows"] == []
    assert "confirm_debt" in found["possible"]


def test_what_has_run_out_meanwhile_is_named_apart(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    for action in (actions.ConfirmDebt(), actions.Move(verb="open_negotiation")):
        office.asks("d1", action)
    office.asks("d1", actions.TakePromise(amount=Money("50.00", "CNY"), due_on=date(2026, 3, 6)))
    later = standing_of(office.cases, "d1", MORNING + timedelta(days=20))
    assert later.case.promise is not None
    assert later.follows == ("promise_resolved", "moved")
    assert later.case.stage == "negotiation.promised"


def test_times_are_shown_where_the_borrower_is() -> None:
    assert local_text(datetime(2026, 3, 2, 14, 30, tzinfo=UTC), "Asia/Shanghai") == "2026-03-02 22:30 +08:00"


def test_the_working_party_is_the_creditor_at_first(office: CaseOffice) -> None:
    office.open("d1", "500.00 CNY")
    assert working_party(office.cases.case("d1")) == "creditor"
