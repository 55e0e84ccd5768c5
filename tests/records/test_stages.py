"""The codes by which the axes of a case are told apart: their order, their names in JSON, their kinds."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from debtflow.records.stages import OUTCOME_CATEGORY, Category, Custody, Outcome, Phase, Role, phase_of


def test_phases_stand_in_the_order_of_the_normal_path() -> None:
    assert [str(phase) for phase in Phase] == [
        "watch",
        "confirmation",
        "reminder",
        "negotiation",
        "referral",
        "legal",
        "feedback",
        "closed",
    ]
    assert sorted(Phase) == list(Phase)


@pytest.mark.parametrize(
    ("stage", "phase"),
    [
        ("negotiation.promised", Phase.NEGOTIATION),
        ("reminder.final.notice", Phase.REMINDER),
        ("closed", Phase.CLOSED),
    ],
)
def test_a_stage_lies_in_the_phase_before_its_dot(stage: str, phase: Phase) -> None:
    assert phase_of(stage) is phase


@pytest.mark.parametrize("stage", ["", "limbo", "limbo.promised", ".promised"])
def test_a_stage_outside_the_eight_phases_is_refused_and_told_which_there_are(stage: str) -> None:
    with pytest.raises(ValueError, match="known are: watch, confirmation, reminder"):
        phase_of(stage)


def test_every_outcome_is_of_one_kind_and_a_write_off_is_none() -> None:
    assert set(OUTCOME_CATEGORY) == set(Outcome)
    assert "WRITTEN_OFF" not in Outcome.__members__
    assert {category: [o.name for o in Outcome if o.category is category] for category in Category} == {
        Category.RESOLVED: ["PAID_IN_FULL", "CURED", "SETTLED", "RESTRUCTURED"],
        Category.NOT_OWED: ["WITHDRAWN_ERROR", "NOT_LIABLE_FRAUD", "DUPLICATE"],
        Category.LAWFULLY_ENDED: ["DISCHARGED_INSOLVENCY", "DECEASED_NO_ESTATE", "TIME_BARRED", "FORGIVEN"],
        Category.STOPPED: ["UNECONOMIC", "UNTRACEABLE", "EXHAUSTED"],
        Category.TRANSFERRED: ["SOLD"],
    }


@pytest.mark.parametrize("code", [Custody.LAW_FIRM, Role.ASSIGNEE, Outcome.PAID_IN_FULL, Phase.WATCH])
def test_a_code_is_its_name_in_json_and_not_its_number(code: Custody | Role | Outcome | Phase) -> None:
    adapter = TypeAdapter(type(code))
    assert adapter.dump_json(code) == f'"{code.name.lower()}"'.encode()
    assert adapter.validate_json(adapter.dump_json(code)) is code


def test_a_number_in_json_is_no_code_because_numbers_say_nothing_to_who_reads_the_log() -> None:
    with pytest.raises(ValidationError, match="known are: creditor, agency, law_firm, buyer"):
        TypeAdapter(Custody).validate_json("1")
