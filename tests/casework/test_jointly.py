"""A contact about several debts: each of their cases has to permit it, and it is reserved once, for all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.casework.office import BOOK, LENA, VOSS, done, interrupting, on, with_cases

from debtflow import (
    Basis,
    CallResult,
    Caseload,
    Citation,
    Done,
    Hold,
    HoldKind,
    Pending,
    Refused,
    Rulebook,
    Tone,
    actions,
    events,
    rule,
)
from debtflow.errors import NotFoundError, NotPossibleError
from debtflow.records.contacts import Counted

BOTH = actions.PlaceCall(person="li", contact_point="mobile", about=("loan", "card"))
DISPUTE = Hold(id="dispute", kind=HoldKind.DISPUTE, from_at=on(7), until_at=on(9))


def held(case: str = "card", hold: Hold = DISPUTE) -> Caseload:
    cases = with_cases()
    done(cases.submit(case, actions.PlaceHold(hold=hold), by=LENA, at=on(7)))
    return cases


def test_it_is_permitted_where_each_case_permits_it_and_counts_for_each_debt() -> None:
    cases = with_cases()
    permit = done(cases.submit("loan", BOTH, by=LENA, at=on(7))).permit
    assert permit is not None
    [attempt] = cases.dossier("li").attempts
    assert (attempt.case, attempt.about) == ("loan", ("loan", "card"))
    cases.record("loan", events.CallEnded(attempt=permit.attempt, result=CallResult.NO_ANSWER), by=LENA, at=on(7, 11))
    scopes = [scope for scope, _ in cases.dossier("li").contacts.rows]
    assert [(scope.kind, scope.about) for scope in scopes] == [(Counted.CALL_NO_ANSWER, ("loan", "card"))]
    cases.verify()


@pytest.mark.parametrize("asked_on", ["loan", "card"])
def test_whichever_case_stands_in_the_way_says_so_wherever_it_is_asked(asked_on: str) -> None:
    cases = held()
    answer = cases.submit(asked_on, BOTH, by=LENA, at=on(8))
    assert isinstance(answer, Refused)
    assert (answer.case.id, answer.decision.rules) == ("card", ("generic.hold.contact",))
    assert answer.decision.next_permitted_at == on(9)
    assert cases.history("card")[-1].content["kind"] == "refused"
    assert not cases.dossier("li").attempts
    assert cases.explain(asked_on, BOTH, by=LENA, at=on(8)).rules == ("generic.hold.contact",)
    # About the other debt alone nothing stands in the way, and about both neither once the hold has ended.
    assert cases.explain("loan", BOTH.but(about=("loan",)), by=LENA, at=on(8)).permitted
    assert isinstance(cases.submit(asked_on, BOTH, by=LENA, at=on(9)), Done)
    # The decision can be made again from the log.
    assert cases.decision_of(answer.entries[0]).rules == ("generic.hold.contact",)
    cases.verify()


def test_of_several_that_refuse_the_longest_is_told() -> None:
    cases = held()
    longer = DISPUTE.but(id="longer", until_at=on(12))
    done(cases.submit("loan", actions.PlaceHold(hold=longer), by=LENA, at=on(7)))
    assert cases.explain("card", BOTH, by=LENA, at=on(8)).next_permitted_at == on(12)
    forever = DISPUTE.but(id="forever", until_at=None)
    done(cases.submit("card", actions.PlaceHold(hold=forever), by=LENA, at=on(7)))
    assert cases.explain("loan", BOTH, by=LENA, at=on(8)).next_permitted_at is None


def test_asked_twice_with_a_key_it_is_answered_once() -> None:
    cases = held()
    first = cases.submit("loan", BOTH, by=LENA, key="dialler-1", at=on(8))
    again = cases.submit("loan", BOTH, by=LENA, key="dialler-1", at=on(10))
    assert isinstance(again, Refused) and again.repeated and again.case.id == "card"
    assert again.decision.rules == first.decision.rules
    given = cases.submit("loan", BOTH, by=LENA, key="dialler-2", at=on(10))
    repeated = cases.submit("loan", BOTH, by=LENA, key="dialler-2", at=on(11))
    assert isinstance(given, Done) and isinstance(repeated, Done) and repeated.permit == given.permit
    assert len(cases.dossier("li").attempts) == 1


POLICY = Citation(instrument="Policy 4.2", basis=Basis.HOUSE)


@rule(
    "house.disputed_talk",
    governs={"place_call"},
    tone=Tone.APPROVE,
    cites=POLICY,
    since=date(2026, 1, 1),
    says="A second person agrees to talk while money is announced",
)
def announced(f: Any) -> Any:
    return f.hold_vulnerable


def test_a_second_person_agrees_for_all_of_them_at_once() -> None:
    cases = with_cases(book=BOOK | Rulebook("house", "1", [announced]))
    vulnerable = Hold(id="v", kind=HoldKind.VULNERABLE, from_at=on(7))
    done(cases.submit("card", actions.PlaceHold(hold=vulnerable), by=LENA, at=on(7)))
    waits = cases.submit("loan", BOTH, by=LENA, at=on(8))
    assert isinstance(waits, Pending) and waits.case.id == "card"
    answer = cases.approve(waits.request.id, by=VOSS, at=on(8, 11))
    assert isinstance(answer, Done) and answer.permit is not None
    [attempt] = cases.dossier("li").attempts
    assert attempt.about == ("loan", "card") and not cases.case("card").requests


def test_what_happens_on_the_other_case_meanwhile_stops_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/cases.db"
    cases = with_cases(url)
    other = Caseload.open_at(url, rulebook=BOOK, house_zone="Asia/Shanghai")
    hold = actions.PlaceHold(hold=DISPUTE.but(from_at=on(8)))

    def meanwhile() -> None:
        done(other.submit("card", hold, by=VOSS, at=on(8)))

    interrupting(cases).interruptions.append(meanwhile)
    answer = cases.submit("loan", BOTH, by=LENA, at=on(8, 11))
    assert isinstance(answer, Refused) and answer.case.id == "card"
    assert not cases.dossier("li").attempts and other.case("card").holds
    other.verify()


@pytest.mark.parametrize(
    ("action", "error", "says"),
    [
        (BOTH.but(about=("loan", "bike")), NotFoundError, "about bike as well, on which there is no case of li's"),
        (BOTH.but(about=("card",)), NotPossibleError, "is about card, and not about its own debt loan"),
        (
            actions.SendReminder(person="li", contact_point="text", about=("loan", "card")),
            NotPossibleError,
            "it moves one case: ask on the case of each debt",
        ),
    ],
)
def test_what_it_cannot_be_about_is_said(action: actions.Action, error: type[Exception], says: str) -> None:
    cases = with_cases()
    done(cases.submit("loan", actions.Move(verb="start_reminders"), by=LENA, at=on(7)))
    with pytest.raises(error, match=says):
        cases.submit("loan", action, by=LENA, at=on(7))
