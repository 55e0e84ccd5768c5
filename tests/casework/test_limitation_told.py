"""What is told of limitation: what cannot have been is refused, and a decision that rested on money taken back is marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.casework.office import LENA, LOAN, done, on, with_cases

from debtflow import Actor, Caseload, Instalment, Role, actions, catalogue, events, limitation_of
from debtflow.compliance.rulebooks import china
from debtflow.errors import ConflictError, DebtflowError, NotFoundError, NotPossibleError
from debtflow.records.limitation import Interruption, Obstacle
from debtflow.values.money import Money

DEMAND = events.LimitationInterrupted(by=Interruption.DEMAND_ARRIVED, on=date(2026, 1, 6))
OBSTACLE = events.LimitationSuspended(stop="o1", by=Obstacle.FORCE_MAJEURE, since=date(2026, 1, 5))


def told(cases: Caseload, event: events.Event, at: Any = None) -> Any:
    return cases.record("loan", event, by=LENA, at=at or on(7, 12))


def test_it_is_kept_in_the_case_and_read_back_from_the_store(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/cases.db"
    cases = with_cases(url)
    told(cases, DEMAND)
    told(cases, OBSTACLE)
    told(cases, events.LimitationResumed(stop="o1", until=date(2026, 1, 6)))
    again = Caseload.open_at(url, rulebook=cases.rulebook, house_zone="Asia/Shanghai")
    case = again.case("loan")
    assert [(row.by, date.fromordinal(row.on)) for row in case.interrupted] == [
        (Interruption.DEMAND_ARRIVED, date(2026, 1, 6))
    ]
    assert [(stop.id, date.fromordinal(stop.until or 0)) for stop in case.stops] == [("o1", date(2026, 1, 6))]
    # Its last instalment is due on 1 June 2026, so the demand began nothing anew.
    course = limitation_of(case, china.LIMITATION)
    assert str(course) == "2026-06-01 began; ends on 2029-06-01"
    again.verify()


@pytest.mark.parametrize(
    ("event", "error", "says"),
    [
        (DEMAND.but(on=date(2026, 1, 8)), NotPossibleError, "nothing can have interrupted the limitation"),
        (OBSTACLE.but(since=date(2026, 1, 8)), NotPossibleError, "nothing can have stood in the way of suing"),
        (
            events.LimitationResumed(stop="o7", until=date(2026, 1, 6)),
            NotFoundError,
            "no obstacle 'o7' is known of loan; there are: o1",
        ),
        (OBSTACLE, ConflictError, "an obstacle 'o1' is known of loan already; give the new one another id"),
        (
            events.LimitationResumed(stop="o1", until=date(2026, 1, 4)),
            NotPossibleError,
            "obstacle o1 stood from 2026-01-05 and cannot have gone before, on 2026-01-04",
        ),
        (events.LimitationResumed(stop="o1", until=date(2026, 1, 8)), NotPossibleError, "no obstacle can have gone"),
    ],
    ids=["demand to come", "obstacle to come", "unknown", "twice", "gone before", "gone in days to come"],
)
def test_what_cannot_have_been_is_said_with_its_mend(
    event: events.Event, error: type[DebtflowError], says: str
) -> None:
    cases = with_cases()
    told(cases, OBSTACLE)
    with pytest.raises(error, match=says):
        told(cases, event)


def test_a_referral_to_law_that_rested_on_money_taken_back_is_marked() -> None:
    buyer = Actor(id="bea", role=Role.ASSIGNEE, party="crest")
    barred = LOAN.but(
        instalments=(Instalment(due_on=date(2023, 1, 8), amount=Money("519.50", "CNY")),),
        attributes=(("limitation_months", "36"), ("part_payment_restarts_limitation", "yes")),
    )
    cases = with_cases(book=catalogue.joined("us_federal"), loan=barred)
    done(cases.submit("loan", actions.Move(verb="open_negotiation"), by=LENA, at=on(7)))
    cases.record_payment(
        person="li", external_id="b1", money=Money("1.00", "CNY"), received_on=date(2026, 1, 7), direction=["loan"],
        by=LENA, at=on(7),
    )  # fmt: skip
    done(cases.submit("loan", actions.Move(verb="request_legal"), by=buyer, at=on(9)))
    assert not cases.case("loan").undermined
    cases.reverse_payment(person="li", external_id="b1", by=LENA, at=on(12))
    assert len(cases.case("loan").undermined) == 1
