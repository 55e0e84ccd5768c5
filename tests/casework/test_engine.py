"""The engine: what a decision reads, whether an action is possible at all, and how streams fold. Pure."""

from __future__ import annotations

from datetime import date

import pytest
from tests.casework.office import BOOK, CARD, HARBOUR, LENA, LI, LI_MEI, LOAN, VOSS, call, cny, move, on, with_cases

from debtflow import Caseload, Hold, HoldKind, actions, events
from debtflow.casework.engine import Change, decide, evolve, fold, needed_streams, situation_of
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import DebtFile, Register
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.parties import PersonOnFile
from debtflow.records.proceedings import EndOfProceedings


@pytest.fixture(scope="module")
def office() -> Caseload:
    return with_cases()


@pytest.fixture
def loan(office: Caseload) -> Case:
    return office.case("loan")


def hold(hold_id: str = "h", person: str | None = None) -> Hold:
    return Hold(id=hold_id, kind=HoldKind.DISPUTE, person=person, from_at=on(6))


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "further"),
    [
        (None, []),
        (move("open_negotiation"), []),
        (call("li"), []),
        (call("aunt"), ["person:aunt"]),
        (actions.PlaceHold(hold=hold(person="aunt")), ["person:aunt"]),
        (actions.ReleaseHold(hold="h", person="aunt"), ["person:aunt"]),
        (actions.SubmitPlacement(agency="harbour"), ["agency:harbour"]),
    ],
)
def test_a_decision_reads_every_obligor_and_whoever_the_action_names(
    loan: Case, action: actions.Action | None, further: list[str]
) -> None:
    assert set(needed_streams(loan, action)) == {"person:li", "person:li_mei", *further}


def test_streams_are_read_in_the_order_of_ids(loan: Case) -> None:
    assert needed_streams(loan, call("aunt"), "zhao") == ["person:aunt", "person:li", "person:li_mei", "person:zhao"]


def test_an_open_attempt_at_somebody_keeps_their_dossier_among_what_is_read(loan: Case) -> None:
    assert "person:aunt" in needed_streams(loan.changed(attempts=(("loan/a1", "aunt"),)), None)


def test_the_agency_is_read_until_it_has_stopped_work(loan: Case) -> None:
    from debtflow.records.placements import Placement, PlacementBrief

    placement = Placement(
        agency="harbour", brief=PlacementBrief(), wave=1, proposed_at=on(6), proposed_by="lena", amount=cny("5.00")
    )
    assert "agency:harbour" in needed_streams(loan.changed(placement=placement), None)
    assert "agency:harbour" not in needed_streams(loan.changed(placement=placement.changed(stopped_at=on(7))), None)


# --- folding ---------------------------------------------------------------------------------------------------------


def test_evolving_leaves_the_states_that_were_handed_in() -> None:
    added = Change("person:li", events.PersonAdded(occurred_at=on(6), person=PersonOnFile(id="li")))
    before: dict[str, object] = {}
    after = evolve(before, [added])  # type: ignore[arg-type]  # empty is empty
    assert before == {}
    again = evolve(after, [Change("person:li", events.HoldPlaced(occurred_at=on(6), hold=hold()))])
    assert after["person:li"].holds == ()  # type: ignore[union-attr]
    assert [h.id for h in again["person:li"].holds] == ["h"]  # type: ignore[union-attr]


def test_each_kind_of_stream_folds_to_its_own(office: Caseload) -> None:
    file = fold("debt:card", None, events.DebtAdded(occurred_at=on(6), debt=CARD))
    assert file == DebtFile(id="card", debt=CARD)
    linked = fold("debt:card", file, events.CaseLinked(occurred_at=on(6), case="c", debt="card"))
    assert isinstance(linked, DebtFile)
    assert linked.cases == ("c",)
    register = fold("agency:harbour", None, events.AgencyRegistered(occurred_at=on(6), agency=HARBOUR))
    assert register == Register(id="harbour", agency=HARBOUR)


def test_a_stream_that_begins_with_something_else_is_named() -> None:
    with pytest.raises(NotFoundError, match="person:li begins with HoldPlaced"):
        fold("person:li", None, events.HoldPlaced(occurred_at=on(6), hold=hold()))


# --- what is possible ------------------------------------------------------------------------------------------------


def ask(office: Caseload, action: actions.Action) -> None:
    loaded = office.desk.load_case("loan", action)
    decide(loaded.states, "loan", action, LENA, on(6), book=BOOK, workflow=STANDARD, house_zone="Asia/Shanghai")


@pytest.mark.parametrize(
    ("action", "error", "says"),
    [
        (move("request_referral"), NotPossibleError, "Cannot `request_referral` from confirmation.confirmed"),
        (move("open_negotiations"), NotPossibleError, "did you mean `open_negotiation`"),
        (actions.Visit(person="li", contact_point="home"), NotPossibleError, "makes sense in the phases"),
        (actions.ReleaseHold(hold="h9"), NotFoundError, "no hold 'h9' stands on [a-z0-9_-]+; there are: none"),
        (actions.PlaceHold(hold=hold(person="wang")), NotFoundError, "wang does not owe debt loan"),
    ],
)
def test_what_makes_no_sense_says_why(
    office: Caseload, action: actions.Action, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        ask(office, action)


def test_a_hold_of_the_same_name_stands_once() -> None:
    cases = with_cases()
    cases.submit("loan", actions.PlaceHold(hold=hold()), by=LENA, at=on(6))
    with pytest.raises(ConflictError, match="a hold 'h' stands already"):
        cases.submit("loan", actions.PlaceHold(hold=hold()), by=LENA, at=on(6))


@pytest.mark.parametrize(
    ("promise", "says"),
    [
        (actions.TakePromise(amount=cny("0.00"), due_on=date(2026, 1, 9)), "above zero"),
        (actions.TakePromise(amount=cny("5.00"), due_on=date(2026, 1, 5)), "in the past: 2026-01-05"),
        (actions.TakePromise(amount=cny("5.00").__class__("5.00", "USD"), due_on=date(2026, 1, 9)), "debt in CNY"),
    ],
)
def test_a_promise_that_cannot_be_is_a_mistake(promise: actions.TakePromise, says: str) -> None:
    cases = with_cases()
    cases.submit("loan", move("open_negotiation"), by=LENA, at=on(6))
    with pytest.raises(NotPossibleError, match=says):
        cases.submit("loan", promise, by=LENA, at=on(6))


def test_feedback_states_what_the_ledger_of_the_episode_says() -> None:
    cases = with_cases()
    cases.record("loan", events.ProceedingsEnded(verb="withdraw_claim", ended=EndOfProceedings.WITHDRAWN), at=on(6))
    wrong = Feedback(recovered=cny("1.00"), attitude=Attitude.REFUSES)
    with pytest.raises(
        ConflictError, match=r"feedback says 1\.00 CNY was recovered, the ledger of the episode says 0\.00"
    ):
        cases.submit("loan", actions.SubmitFeedback(feedback=wrong), by=LENA, at=on(6))


# --- the situation ---------------------------------------------------------------------------------------------------


def test_a_contact_is_judged_on_the_dossier_of_whom_it_reaches(office: Caseload) -> None:
    states = office.desk.load_case("loan", call("li_mei")).states
    situation = situation_of(states, "loan", call("li_mei"), VOSS, on(6), "UTC")
    assert (situation.dossier.id, situation.reached.id) == ("li", "li_mei")
    other = situation_of(states, "loan", move("open_negotiation"), VOSS, on(6), "UTC")
    assert other.reached is other.dossier
    assert {LI.id, LI_MEI.id} == {o.person for o in LOAN.obligors}


def test_a_person_who_is_not_on_file_is_named_with_the_mend(office: Caseload) -> None:
    with pytest.raises(NotFoundError, match=r"no person 'aunt' is on file; add them first with cases\.add"):
        situation_of(office.desk.load_case("loan").states, "loan", call("aunt"), VOSS, on(6), "UTC")
