"""Ending: an outcome that is not so is a mistake, and names the way."""

from __future__ import annotations

import pytest
from tests.casework.office import LENA, LI, LOAN, cny, done, ended, move, on, placed, to_negotiation

from debtflow import Caseload, CaseOutcome, Instalment, actions, events
from debtflow.errors import NotPossibleError
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms


def impossible(cases: Caseload, outcome: CaseOutcome, words: str, day: int = 6) -> None:
    with pytest.raises(NotPossibleError, match=words):
        cases.submit("loan", actions.Close(outcome=outcome), by=LENA, at=on(day))
    assert cases.case("loan").is_open


def agreed(cases: Caseload) -> None:
    """119.50, half of it on 20 and half on 30 January."""
    rows = tuple(Instalment(due_on=on(day).date(), amount=cny("59.75")) for day in (20, 30))
    terms = ArrangementTerms(kind=ArrangementKind.INSTALMENT, instalments=rows)
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6)))


def test_a_case_is_not_paid_in_full_while_a_cent_is_owed(cases: Caseload) -> None:
    placed(cases)
    cases.record_payment(
        person="li", external_id="b1", money=cny("519.49"), received_on=on(6).date(), direction=("loan",), at=on(6)
    )
    impossible(
        cases, CaseOutcome.PAID_IN_FULL, r"paid in full: 0\.01 CNY is owed; record what was paid with cases\.rec"
    )


def test_a_case_is_not_cured_while_something_is_overdue(cases: Caseload) -> None:
    impossible(cases, CaseOutcome.CURED, r"cured: 100\.00 CNY is overdue; record what was paid")


def test_what_is_agreed_for_later_cures_nothing(cases: Caseload) -> None:
    agreed(cases)
    impossible(cases, CaseOutcome.CURED, r"100\.00 CNY is overdue")
    impossible(cases, CaseOutcome.CURED, r"overdue", day=21)


@pytest.mark.parametrize("outcome", [CaseOutcome.SETTLED, CaseOutcome.RESTRUCTURED])
def test_an_end_by_agreement_needs_one(cases: Caseload, outcome: CaseOutcome) -> None:
    impossible(cases, outcome, r"519\.50 CNY is owed, and no arrangement runs; .*ProposeArrangement.*forgiven")
    agreed(cases)
    closed = ended(cases, "loan", outcome, on(6)).case
    assert closed.outcome is outcome
    assert closed.ledger.closing.owed == (0 if outcome is CaseOutcome.SETTLED else 519_50)


def test_a_watch_over_what_is_overdue_does_not_end_as_cured_but_begins_collection(empty: Caseload) -> None:
    due = LOAN.changed(obligors=LOAN.obligors[:1], instalments=(Instalment(due_on=on(8).date(), amount=cny("519.50")),))
    empty.add(LI, due, at=on(6))
    empty.open("loan", verb="watch", at=on(6))
    assert empty.explain("loan", move("dismiss_watch"), by=LENA, at=on(8)).permitted
    with pytest.raises(NotPossibleError, match=r"519\.50 CNY is overdue; begin collection with .*open_case"):
        empty.submit("loan", move("dismiss_watch"), by=LENA, at=on(9))
    assert done(empty.submit("loan", move("open_case"), by=LENA, at=on(9))).case.stage == "confirmation.pending"


def test_a_lenders_own_end_is_held_to_its_outcome(empty: Caseload) -> None:
    ends = {"say_cured": CaseOutcome.CURED}
    own = STANDARD.with_moves([("confirmation.pending", "say_cured", "closed")], version="2", closing=ends)
    empty.desk.workflow = own
    empty.add(LI, LOAN.changed(obligors=LOAN.obligors[:1]), at=on(6))
    empty.open("loan", at=on(6))
    with pytest.raises(NotPossibleError, match="is overdue"):
        empty.submit("loan", move("say_cured"), by=LENA, at=on(6))


@pytest.mark.parametrize(
    ("outcome", "breaches"),
    [
        (CaseOutcome.PAID_IN_FULL, ("workflow.standard.outcome",)),
        (CaseOutcome.CURED, ("workflow.standard.outcome",)),
        (CaseOutcome.SETTLED, ("workflow.standard.outcome",)),
        (CaseOutcome.EXHAUSTED, ()),
    ],
)
def test_an_end_that_is_reported_is_taken_in_with_what_speaks_against_it(
    cases: Caseload, outcome: CaseOutcome, breaches: tuple[str, ...]
) -> None:
    recorded = cases.record("loan", events.Closed(outcome=outcome), by=LENA, at=on(6))
    assert recorded.breaches == breaches
    assert recorded.case is not None and recorded.case.outcome is outcome
    if breaches:
        observed = cases.history("loan")[-1].events[-1]
        assert isinstance(observed, events.BreachObserved) and "CNY is" in observed.words[0]
