"""Collection plans: the first treatment that is due, and the mistakes that are seen when a plan is built."""

from __future__ import annotations

import pytest
from tests.casework.office import CARD, LENA, LI, cny, done, new_caseload, on, with_cases

from debtflow import Balance, Borrower, Caseload, CaseOutcome, Channel, Choice, Code, Debt, FactGroup, Obligor, actions
from debtflow.casework.engine import situation_of
from debtflow.casework.plans import SWEEPER, CollectionPlan, Step, gentle, treatment
from debtflow.compliance.situation import Situation
from debtflow.errors import ExpressionError, PlanError

REMIND = treatment("remind", at="reminder.scheduled", ask=Step(name="send_reminder", channel=Channel.SMS))


def _situation(cases: Caseload, case_id: str, day: int) -> Situation:
    states = cases.desk.load_case(case_id).states
    return situation_of(states, case_id, actions.Move(verb="nothing"), SWEEPER, on(day), "Asia/Shanghai")


def _due(plan: CollectionPlan, cases: Caseload, case_id: str, day: int) -> str | None:
    found = plan.due(_situation(cases, case_id, day))
    return found.name if found is not None else None


def test_the_first_treatment_that_is_due_is_asked_for() -> None:
    plan = CollectionPlan(
        "strict",
        "1",
        [
            treatment("late", at="confirmation.confirmed", when=lambda f: f.days_in_stage >= 3, ask="open_negotiation"),
            treatment("early", at="confirmation.confirmed", ask="start_reminders"),
        ],
    )
    cases = with_cases()
    assert _due(plan, cases, "loan", 8) == "early", "confirmed on the 6th, the 8th is its second day"
    assert _due(plan, cases, "loan", 9) == "late", "the 9th is its third"


def test_nothing_is_due_in_a_stage_the_plan_does_not_name() -> None:
    assert _due(CollectionPlan("one", "1", [REMIND]), with_cases(), "loan", 9) is None


class Band(Code):
    """How risky the house thinks a debt is."""

    LOW = 0
    HIGH = 1


def test_what_depends_on_an_unknown_fact_is_not_due() -> None:
    house = FactGroup("house", risk_band=Choice(Band, "the risk band"))
    plan = CollectionPlan(
        "risk",
        "1",
        [
            treatment(
                "hurry",
                at="confirmation.pending",
                when=lambda f: f.risk_band == Band.HIGH,
                ask="confirm_debt",
                facts=house,
            )
        ],
    )
    cases = new_caseload()
    for debt_id, attributes in (
        ("known", (("risk_band", "high"),)),
        ("unknown", ()),
        ("calm", (("risk_band", "low"),)),
    ):
        debt = Debt(
            id=debt_id,
            obligors=(Obligor(person="li"),),
            owed=Balance(principal=cny("10.00")),
            as_of=CARD.as_of,
            attributes=attributes,
        )
        cases.add(LI, debt, at=on(6))
        cases.open(debt_id, at=on(6))
    assert [_due(plan, cases, case, 7) for case in ("known", "unknown", "calm")] == ["hurry", None, None]


def test_a_step_takes_the_first_contact_point_of_its_channel() -> None:
    cases = with_cases()
    case, li = cases.case("loan"), cases.dossier("li")
    sms = Step(name="send_reminder", channel=Channel.SMS).action(case, li)
    assert sms == actions.SendReminder(person="li", contact_point="text", about=("loan",))
    assert Step(name="send_reminder", channel=Channel.LETTER).action(case, li) is None, "there is no address on file"


def test_steps_come_to_the_typed_actions_of_their_verbs() -> None:
    cases = with_cases()
    case, li = cases.case("loan"), cases.dossier("li")
    assert Step(name="confirm_debt").action(case, li) == actions.ConfirmDebt()
    assert Step(name="open_negotiation").action(case, li) == actions.Move(verb="open_negotiation")
    assert Step(name="submit_placement", agency="harbour").action(case, li) == actions.SubmitPlacement(agency="harbour")
    assert Step(name="file_claim", court="pudong").action(case, li) == actions.FileClaim(court="pudong")
    closing = Step(name="close", outcome=CaseOutcome.UNECONOMIC).action(case, li)
    assert closing == actions.Close(outcome=CaseOutcome.UNECONOMIC)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: treatment("court", at="legal.pre_action", ask="file_claim"), "`file_claim` needs court="),
        (lambda: treatment("place", at="referral.selecting", ask="submit_placement"), "needs agency="),
        (lambda: treatment("end", at="reminder.exhausted", ask="close"), "needs outcome="),
        (lambda: treatment("wish", at="negotiation.assessing", ask="record_promise"), "only a conversation"),
        (lambda: CollectionPlan("p", "1", [REMIND, REMIND]), "two treatments are called 'remind'"),
        (
            lambda: CollectionPlan("p", "1", [treatment("x", at="reminder.schedulled", ask="send_reminder")]),
            "did you mean `reminder.scheduled`",
        ),
        (
            lambda: CollectionPlan("p", "1", [treatment("x", at="reminder.scheduled", ask="file_claims")]),
            "did you mean `file_claim`",
        ),
        (
            lambda: CollectionPlan("p", "1", [treatment("x", at="reminder.scheduled", ask="enforce")]),
            "Cannot `enforce` from reminder.scheduled",
        ),
    ],
)
def test_a_mistake_in_a_plan_is_seen_when_it_is_built(made: object, says: str) -> None:
    with pytest.raises(PlanError, match=says.replace("(", r"\(")):
        made()  # type: ignore[operator]


def test_a_condition_is_traced_like_a_rule() -> None:
    with pytest.raises(ExpressionError, match="treatment wrong"):
        treatment("wrong", at="reminder.scheduled", when=lambda f: f.remindrs_sent > 1, ask="send_reminder")


def test_the_gentle_plan_knows_what_to_do_in_every_stage_it_can_reach() -> None:
    plan = gentle("harbour")
    stages = {stage for t in plan.treatments for stage in t.at}
    assert {"confirmation.pending", "reminder.scheduled", "negotiation.broken", "referral.recall_pending"} <= stages
    approver = next(t.step.by for t in plan.treatments if t.step.name == "approve_referral")
    proposer = next(t.step.by for t in plan.treatments if t.step.name == "submit_placement")
    assert approver.id != proposer.id, "a second person approves"


def test_a_borrower_without_contact_points_can_still_be_on_file() -> None:
    cases = new_caseload()
    debt = Debt(id="d", obligors=(Obligor(person="mute"),), owed=Balance(principal=cny("5.00")), as_of=CARD.as_of)
    cases.add(Borrower(id="mute", zones=("Asia/Shanghai",)), debt, at=on(6))
    cases.open("d", at=on(6))
    done(cases.submit("d", actions.ConfirmDebt(), by=LENA, at=on(6)))
    report = cases.sweep(gentle(), at=on(6, 11))
    assert report.refused == {"no sms on file": 1}
