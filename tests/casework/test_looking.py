"""Looking at a caseload: as it stands, and as it was known at a moment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.casework.office import LENA, call, cny, counted_in, done, on, to_negotiation

from debtflow import Caseload
from debtflow.errors import DateError, NotFoundError


def test_a_case_is_seen_as_it_was_known_then_also_where_money_was_learned_of_late(cases: Caseload) -> None:
    to_negotiation(cases, at=on(7))
    cases.record_payment(
        person="li",
        external_id="b1",
        money=cny("10.00"),
        received_on=date(2026, 1, 6),
        direction=["loan"],
        at=on(9),
    )
    before = cases.case("loan", known_at=on(8))
    assert (before.stage, before.ledger.closing.credited) == ("negotiation.assessing", 0)
    assert cases.case("loan", known_at=on(6, 12)).stage == "confirmation.confirmed"
    now = cases.case("loan", known_at=on(9))
    assert now == cases.case("loan")
    assert now.ledger.credited_between(date(2026, 1, 6).toordinal(), date(2026, 1, 6).toordinal()) == 10_00
    assert cases.ledger("loan", known_at=on(8)) == before.ledger


def test_a_dossier_is_seen_as_it_was_known_then(cases: Caseload) -> None:
    done(cases.submit("loan", call(), by=LENA, at=on(7)))
    assert counted_in(cases.dossier("li", known_at=on(6, 23)), "call") == 0
    assert counted_in(cases.dossier("li", known_at=on(7)), "call") == 1


def test_what_was_not_known_then_is_said_with_the_moment(cases: Caseload) -> None:
    with pytest.raises(NotFoundError, match="no case 'loan' was known at 2026-01-05"):
        cases.case("loan", known_at=on(5))
    with pytest.raises(NotFoundError, match="no person 'li' was known at 2026-01-05"):
        cases.dossier("li", known_at=on(5))
    with pytest.raises(NotFoundError, match="no case 'nope'; open one"):
        cases.case("nope")
    with pytest.raises(NotFoundError, match="no person 'nope' is on file; add them"):
        cases.dossier("nope")


def test_what_was_recorded_at_the_moment_itself_was_known_then(cases: Caseload) -> None:
    to_negotiation(cases, at=on(7))
    assert cases.case("loan", known_at=on(7) - timedelta(microseconds=1)).stage == "confirmation.confirmed"
    assert cases.case("loan", known_at=on(7)).stage == "negotiation.assessing"


@pytest.mark.parametrize("asked", ["case", "ledger", "dossier"])
def test_a_moment_without_a_zone_is_refused_whatever_is_asked(cases: Caseload, asked: str) -> None:
    name = "li" if asked == "dossier" else "loan"
    with pytest.raises(DateError, match="known_at"):
        getattr(cases, asked)(name, known_at=on(7).replace(tzinfo=None))
