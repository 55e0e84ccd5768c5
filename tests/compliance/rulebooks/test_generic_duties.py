"""Good practice in time: which duties there are, and that they quote no law."""

from __future__ import annotations

from debtflow.compliance.duties import Scope
from debtflow.compliance.rulebooks.generic import duties
from debtflow.values.law import Basis

TABLE = {
    "generic.duty.answer_dispute": {"release_hold"},
    "generic.duty.review_hold": {"amend_hold", "release_hold"},
    "generic.duty.stop_work": {"confirm_stop_work"},
    "generic.duty.feedback": {"submit_feedback"},
}


def test_the_duties_are_these_and_no_others() -> None:
    assert {one.id: one.discharged_by for one in duties.DUTIES} == TABLE


def test_they_rest_on_the_house_alone_and_speak_two_languages() -> None:
    for one in duties.DUTIES:
        assert (one.basis, one.scope, set(one.says)) == (Basis.HOUSE, Scope.CASE, {"en", "zh"})


def test_the_numbers_are_these() -> None:
    numbers = {name: number.on(1) for one in duties.DUTIES for name, number in one.numbers.items()}
    assert numbers == {"house.answer_dispute_days": 30, "house.stop_work_days": 5, "house.feedback_days": 10}
