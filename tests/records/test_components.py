"""Components and amounts by component."""

from __future__ import annotations

from debtflow.records.components import NOTHING, Component, less, plus, single


def test_amounts_stand_in_the_order_of_the_components() -> None:
    assert list(Component) == sorted(Component)
    assert single(Component.FEES, 5) == (0, 5, 0, 0, 0)
    assert plus(single(Component.COSTS, 1), single(Component.PRINCIPAL, 2)) == (1, 0, 0, 0, 2)
    assert less((1, 0, 0, 0, 2), single(Component.COSTS, 1)) == single(Component.PRINCIPAL, 2)
    assert len(NOTHING) == len(Component)
