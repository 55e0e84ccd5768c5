"""Laws of who works a debt: exactly one party at a time, and nobody escalates what is paid or may have been paid.

A card goes to agencies, to a law firm and to a buyer and comes back, at random, while money is announced, comes,
bounces and is taken back, early and late. Who works it and what is owed are counted here anew, from the commands.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.casework.office import CLERK, HARBOUR, LENA, VOSS, call, cny, move, on
from tests.laws.happenings import CARD, Happening, Step, examples, hold, money, opened, several
from tests.laws.logs import see_log

from debtflow import Actor, CallResult, Caseload, CaseOutcome, Done, Pending, Recorded, Refused, Role, actions, events
from debtflow.casework.engine import situation_of
from debtflow.compliance.decisions import judge
from debtflow.records.actions import ESCALATIONS, LITIGATION, REFERRAL
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.proceedings import EndOfProceedings, Measure, ReopenCause

DEBT = CARD.changed(instalments=(CARD.instalments[0],))
"""2000.00 CNY, of which 80.00 are overdue and nothing more falls due."""
OVERDUE = 80_00
ADVOCATE = Actor(id="fu", role=Role.LAW_FIRM, party="fu_partners")
STRANGER = Actor(id="quayside_clerk", role=Role.AGENCY, party="quayside")
ESCALATING: tuple[actions.Action, ...] = (
    move("request_referral"),
    actions.SubmitPlacement(agency="harbour"),
    actions.ApproveReferral(),
    actions.AcceptPlacement(),
    move("request_legal"),
    actions.ApproveLegal(),
    actions.IssueDemand(answer_by=date(2026, 2, 1)),
    actions.FileClaim(court="pudong"),
    actions.Enforce(measure=Measure.WAGES),
)
CALLERS = {"creditor": LENA, "harbour": CLERK, "fu_partners": ADVOCATE, "quayside": STRANGER}

pushes = st.tuples(st.integers(7, 20), st.integers(9, 18), st.lists(st.integers(0, 5), min_size=1, max_size=6)).map(
    lambda drawn: (on(drawn[0], drawn[1], 30), drawn[2])
)
told = several(lambda key: money(key, debts=["card"]), lambda name: hold(name, ["card"]), most=3)


def next_step(cases: Caseload, at: datetime, way: int) -> tuple[actions.Action, Actor] | None:
    """What takes the card one step on from where it stands; at a fork, one of the ways."""
    case = cases.case("card")
    recovered = case.ledger.money(case.ledger.closing.credited - case.credited_before_episode)
    feedback = Feedback(recovered=recovered, attitude=Attitude.EVASIVE)
    forks: dict[str, list[tuple[actions.Action, Actor]]] = {
        "confirmation.confirmed": [(move("open_negotiation"), LENA)],
        "negotiation.assessing": [
            (move("request_referral"), LENA),
            (move("request_legal"), LENA),
            (actions.Close(outcome=CaseOutcome.EXHAUSTED), LENA),
        ],
        "referral.selecting": [(actions.SubmitPlacement(agency="harbour"), LENA)],
        "referral.awaiting_approval": [(actions.ApproveReferral(), VOSS)],
        "referral.awaiting_acceptance": [(actions.AcceptPlacement(), CLERK)],
        "referral.placed": [(actions.Recall(), LENA), (actions.ReturnPlacement(), CLERK)],
        "referral.recall_pending": [(actions.ConfirmStopWork(), CLERK)],
        "referral.cooling_off": [(move("place_again"), LENA)],
        "legal.awaiting_approval": [
            (actions.ApproveLegal(law_firm="fu_partners"), VOSS),
            (actions.ApproveLegal(), VOSS),
        ],
        "legal.pre_action": [(actions.FileClaim(court="pudong"), LENA)],
        "legal.filed": [
            (actions.EnterJudgment(adjudged=cny("80.00"), adjudged_on=at.date()), LENA),
            (actions.WithdrawClaim(), LENA),
        ],
        "legal.judgment": [
            (actions.Enforce(measure=Measure.WAGES), LENA),
            (actions.EndLegal(ended=EndOfProceedings.UNENFORCEABLE), LENA),
        ],
        "legal.enforcement": [(actions.EndLegal(ended=EndOfProceedings.RECOVERED), LENA)],
        "feedback.awaiting_report": [(actions.SubmitFeedback(feedback=feedback), LENA)],
        "feedback.under_review": [
            (move("decide_legal"), LENA),
            (move("decide_place_again"), LENA),
            (actions.Close(outcome=CaseOutcome.SOLD), LENA),
        ],
        "closed": [(actions.Reinstate(cause=ReopenCause.CLOSED_IN_ERROR), LENA)],
    }
    ways = forks.get(case.stage)
    if ways is None or (case.stage == "closed" and way % 3):
        return None  # an ended case is mostly left alone
    return ways[way % len(ways)]


class Books:
    """Who works the card and what is overdue of it, kept by what was done and told, and by nothing else."""

    def __init__(self) -> None:
        self.works: str | None = "creditor"
        self.proposed = ""
        self.came: dict[str, int] = {}
        self.waits: set[str] = set()

    def done(self, action: actions.Action) -> None:
        if isinstance(action, actions.AcceptPlacement):
            self.works = "harbour"
        elif isinstance(action, actions.Recall):
            self.works = None
        elif isinstance(action, actions.ConfirmStopWork | actions.ReturnPlacement | actions.SubmitFeedback):
            self.works = "creditor"
        elif isinstance(action, actions.ApproveLegal):
            self.works = action.law_firm or "creditor"
        elif isinstance(action, actions.WithdrawClaim | actions.EndLegal):
            self.works = "creditor"
        elif isinstance(action, actions.Close) and action.outcome is CaseOutcome.SOLD:
            self.works = None
        elif isinstance(action, actions.Reinstate) and self.works is None:
            self.works = "creditor"

    def told(self, step: Step) -> None:
        what, *said = step.words.split(" ")
        if what in ("paid", "cleared"):
            self.came[step.of] = int(said[2])  # by whom: how many cents
        if what in ("bounced", "reversed"):
            self.came.pop(step.of, None)
        if what == "announced":
            self.waits.add(step.of)
        if what in ("cleared", "bounced"):
            self.waits.discard(step.of)

    @property
    def is_paid(self) -> bool:
        return sum(self.came.values()) >= OVERDUE


@examples(60)
@given(told, st.lists(pushes, min_size=2, max_size=8), st.data())
def test_exactly_one_party_works_a_debt_and_nobody_escalates_one_that_is_paid_or_may_have_been(
    happened: list[Happening], pushed: list[tuple[datetime, list[int]]], data: st.DataObject
) -> None:
    cases, books = opened(debts=(DEBT,)), Books()
    cases.register(HARBOUR, at=on(6, 9))
    for at, what in _by_time(happened, pushed, data):
        if isinstance(what, Step):
            what.tell(cases, at)
            books.told(what)
        else:
            for way in what:
                _push(cases, books, at, way)
                _followed(cases, books)
        _followed(cases, books)
        _see_who_works(cases, books, at + timedelta(minutes=1))
        _see_nobody_escalates(cases, books, at + timedelta(minutes=1))
    see_log(cases)
    cases.verify()


def _by_time(
    happened: list[Happening], pushed: list[tuple[datetime, list[int]]], data: st.DataObject
) -> list[tuple[datetime, Any]]:
    rows: list[tuple[datetime, Any]] = list(pushed)
    for steps in happened:
        # Late by the same time, so that what belongs together stays in its order.
        late = timedelta(hours=data.draw(st.sampled_from([0, 0, 30, 100])))
        rows += [(max(step.counts_from + late, on(6, 10)), step) for step in steps]
    return sorted(rows, key=lambda row: row[0])


def _push(cases: Caseload, books: Books, at: datetime, way: int) -> None:
    for entry in cases.case("card").undermined:
        cases.submit("card", actions.ReviewDecision(entry=entry), by=VOSS, at=at)
    step = next_step(cases, at, way)
    if step is None:
        return
    action, by = step
    before = len(cases.history("card"))
    answer = cases.submit("card", action, by=by, at=at)
    if isinstance(answer, Pending):
        answer = cases.approve(answer.request.id, by=VOSS, at=at)
    if isinstance(answer, Done):
        if action.name in ESCALATIONS:
            assert not books.is_paid and not books.waits, f"{action.name} though {books.came} came, {books.waits} may"
        books.done(action)
    elif isinstance(answer, Refused):
        assert cases.history("card")[before:], "a refusal is noted"


def _followed(cases: Caseload, books: Books) -> None:
    """A debt that is paid is taken back by itself: from then on the agency may not work it any more."""
    case = cases.case("card")
    if case.stage == "referral.recall_pending" and books.works == "harbour":
        assert books.is_paid
        books.works = None
    if case.outcome in (CaseOutcome.CURED, CaseOutcome.PAID_IN_FULL) and books.works == "fu_partners":
        books.works = "creditor"


def _see_who_works(cases: Caseload, books: Books, at: datetime) -> None:
    may = {party for party, caller in CALLERS.items() if _has_custody(cases, caller, at)}
    assert may == ({books.works} if books.works else set())
    # What the others do all the same is recorded, with the breach.
    for party in sorted(CALLERS.keys() - may)[:1]:
        ended = events.CallEnded(person="li", contact_point="mobile", result=CallResult.NO_ANSWER)
        recorded = cases.record("card", ended, by=CALLERS[party], at=at)
        assert isinstance(recorded, Recorded) and "generic.custody" in recorded.breaches


def _see_nobody_escalates(cases: Caseload, books: Books, at: datetime) -> None:
    """Whatever the stage: rules let nobody place, file or enforce what is paid, or what money is announced for."""
    if not books.is_paid and not books.waits:
        return
    for action in ESCALATING:
        states = cases.desk.load_case("card", action, by=VOSS).states
        decision = judge(cases.rulebook, situation_of(states, "card", action, VOSS, at, "Asia/Shanghai"))
        assert decision.refused, f"{action.name} though {books.came} came and {books.waits} may"


def _has_custody(cases: Caseload, caller: Actor, at: datetime) -> bool:
    states = cases.desk.load_case("card", call(), by=caller).states
    decision = judge(cases.rulebook, situation_of(states, "card", call(), caller, at, "Asia/Shanghai"))
    return "generic.custody" not in decision.rules


def test_every_escalation_is_tried() -> None:
    assert {action.name for action in ESCALATING} == {*REFERRAL, *LITIGATION, "enforce"}


def test_the_dates_of_this_file_are_what_they_seem() -> None:
    assert DEBT.instalments[0].due_on == date(2025, 12, 1)
    assert DEBT.instalments[0].amount.minor_units == OVERDUE
