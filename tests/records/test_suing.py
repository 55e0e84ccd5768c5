"""Steps at law are moves, and are offered with all other actions."""

from __future__ import annotations

from debtflow.records import actions, suing
from debtflow.records.actions import LITIGATION, TYPED_VERBS


def test_every_step_at_law_is_a_move_with_data_of_its_own() -> None:
    for name in suing.__all__:
        cls = getattr(suing, name)
        assert getattr(actions, name) is cls
        assert TYPED_VERBS[cls.model_fields["do"].default] is cls


def test_the_steps_that_press_further_are_litigation_and_the_ends_are_not() -> None:
    pressing = {cls.model_fields["do"].default for cls in (suing.ApproveLegal, suing.IssueDemand, suing.FileClaim)}
    assert pressing | {"enforce"} <= LITIGATION
    assert not LITIGATION & {"withdraw_claim", "dismiss", "end_legal"}
