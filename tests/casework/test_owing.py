"""Owing: duties on cases and agencies as a caseload lists them, and those that were missed as breaches."""

from __future__ import annotations

from datetime import date

import pytest
from tests.casework.office import CARD, CLERK, HARBOUR, LENA, LI, LI_MEI, LOAN, done, happened, new_caseload, on, placed

from debtflow import Agency, Caseload, Hold, HoldKind, actions, catalogue, events
from debtflow.compliance.duties import DutyState
from debtflow.errors import NotFoundError

BOOK = catalogue.joined("china", "generic")


@pytest.fixture
def cases() -> Caseload:
    caseload = new_caseload("memory:", BOOK)
    caseload.add(LI_MEI, at=on(6, 9))
    caseload.add(LI, LOAN, CARD, at=on(6, 9))
    for debt in ("loan", "card"):
        caseload.open(debt, at=on(6, 9))
        done(caseload.submit(debt, actions.ConfirmDebt(), by=LENA, at=on(6, 9, 1)))
    return caseload


def dispute(cases: Caseload, day: int = 7, review: int | None = None, case: str = "loan") -> None:
    review_on = date(2026, 1, review) if review else None
    hold = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(day), review_on=review_on)
    done(cases.submit(case, actions.PlaceHold(hold=hold), by=LENA, at=on(day)))


def listed(cases: Caseload, day: int, **which: str) -> list[tuple[str, str, str]]:
    found = cases.duties(**which, at=on(day))  # type: ignore[arg-type]
    return [(each.duty.id, each.of, str(each.due_on)) for each in found]


def test_duties_are_listed_by_case_by_agency_and_for_all(cases: Caseload) -> None:
    dispute(cases, review=15)
    cases.register(Agency(id="harbour", evaluated_on=date(2025, 1, 20)), at=on(6))
    of_loan = [
        ("generic.duty.review_hold", "loan", "2026-01-15"),
        ("generic.duty.answer_dispute", "loan", "2026-02-06"),
    ]
    assert listed(cases, 8, case_id="loan") == of_loan
    assert listed(cases, 8, case_id="card") == []
    of_harbour = [("cn.gbt45251.evaluate_agency", "harbour", "2026-01-20")]
    assert listed(cases, 8, agency="harbour") == of_harbour
    assert listed(cases, 8) == [of_loan[0], *of_harbour, of_loan[1]]
    with pytest.raises(NotFoundError, match="no agency 'dunn' is on file"):
        cases.duties(agency="dunn")
    with pytest.raises(NotFoundError, match="no case 'dunn'"):
        cases.duties("dunn")


def test_a_duty_ends_with_what_discharges_it(cases: Caseload) -> None:
    dispute(cases)
    assert listed(cases, 8) == [("generic.duty.answer_dispute", "loan", "2026-02-06")]
    done(cases.submit("loan", actions.ReleaseHold(hold="h1", because="answered"), by=LENA, at=on(9)))
    assert listed(cases, 9) == []


def test_a_recalled_agency_shows_in_time_that_it_stopped(cases: Caseload) -> None:
    placed(cases)
    done(cases.submit("loan", actions.Recall(), by=LENA, at=on(8)))
    assert listed(cases, 8, case_id="loan") == [("generic.duty.stop_work", "loan", "2026-01-13")]
    stopped = actions.ConfirmStopWork(proof="their list", last_worked_on=date(2026, 1, 8), data_deleted=True)
    done(cases.submit("loan", stopped, by=CLERK, at=on(9)))
    assert listed(cases, 9, case_id="loan") == [("generic.duty.feedback", "loan", "2026-01-19")]


@pytest.mark.parametrize("look", ["follow_up", "sweep"])
def test_a_missed_duty_is_a_breach_recorded_once_by_whoever_looks(cases: Caseload, look: str) -> None:
    from debtflow.casework.plans import gentle

    dispute(cases, review=15)

    def looked(day: int) -> list[events.DutyMissed]:
        if look == "sweep":
            cases.sweep(gentle(), at=on(day), cases=["loan"])
        else:
            cases.follow_up("loan", at=on(day))
        told = [event for entry in cases.history("loan") for event in entry.events]
        return [event for event in told if isinstance(event, events.DutyMissed)]

    assert looked(15) == []
    [missed] = looked(16)
    assert (missed.duty, missed.due_on) == ("generic.duty.review_hold", date(2026, 1, 15))
    assert missed.words == "A hold is looked at again on the day that was set for it"
    assert looked(17) == [missed]
    case = cases.case("loan")
    assert (case.missed, case.kept.breaches) == ((("generic.duty.review_hold", missed.due_on.toordinal()),), 1)
    [first, *_] = cases.duties("loan", at=on(17))
    assert first.state is DutyState.MISSED
    cases.verify()


def test_a_duty_towards_an_agency_that_was_missed_is_in_its_file(cases: Caseload) -> None:
    from debtflow.casework.plans import gentle

    cases.register(HARBOUR.changed(evaluated_on=date(2025, 1, 5)), at=on(6))
    for day in (6, 7):
        cases.sweep(gentle(), at=on(day), cases=[])
    told = [event.event for entry in cases.store.entries("agency:harbour") for event in entry.events]  # type: ignore[attr-defined]
    assert told == ["agency_registered", "duty_missed"]
    cases.register(HARBOUR.changed(evaluated_on=date(2026, 1, 6)), at=on(7))
    assert [each.state for each in cases.duties(agency="harbour", at=on(7))] == [DutyState.OPEN]
    cases.verify()


def test_an_agency_whose_evaluation_nobody_knows_is_listed_as_such(cases: Caseload) -> None:
    cases.register(Agency(id="harbour"), at=on(6))
    [found] = cases.duties(agency="harbour", at=on(6))
    assert (found.state, found.not_known) == (DutyState.NOT_KNOWN, ("days_since_agency_evaluation",))


def test_a_duty_that_rules_forbid_to_discharge_names_them(cases: Caseload) -> None:
    from debtflow.compliance.books import Rulebook
    from debtflow.compliance.duties import duty
    from debtflow.values.law import Basis, Citation

    letter = duty(
        "house.write_first",
        due=lambda f: f.stage_entered_on + 10,
        discharged_by={"send_message"},
        cites=Citation(instrument="policy", basis=Basis.HOUSE),
        since=date(2020, 1, 1),
        says="They are written to",
    )(lambda f: f.reminders_sent == 0)
    caseload = new_caseload("memory:", BOOK | Rulebook("house", "1", [], duties=[letter]))
    caseload.add(LI_MEI, at=on(6, 9))
    caseload.add(LI, LOAN, at=on(6, 9))
    caseload.open("loan", at=on(6, 9))
    [free] = [each for each in caseload.duties("loan", at=on(7, 10)) if each.duty.id == "house.write_first"]
    assert free.barred_by == ()
    cease = Hold(id="h1", kind=HoldKind.CEASE_CONTACT, person="li", from_at=on(6, 12))
    done(caseload.submit("loan", actions.PlaceHold(hold=cease), by=LENA, at=on(6, 12)))
    [barred] = [each for each in caseload.duties("loan", at=on(7, 10)) if each.duty.id == "house.write_first"]
    assert "generic.hold.contact" in barred.barred_by


def test_without_duties_nobody_looks_for_any() -> None:
    caseload = new_caseload("memory:", catalogue.joined("generic"))
    assert caseload.duties() == []
    assert happened is not None
