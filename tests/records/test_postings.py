"""Money events: what is posted is above zero, and says on which day."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from tests.records.cast import MARCH_2, usd

from debtflow.records import events
from debtflow.records.components import Component


@pytest.mark.parametrize("event", [events.ChargePosted, events.AmountWaived])
@pytest.mark.parametrize(("amount", "goes"), [("0.01", True), ("0.00", False), ("-5.00", False)])
def test_an_amount_is_above_zero_and_its_way_is_said_by_the_event(event: Any, amount: str, goes: bool) -> None:
    posting: dict[str, Any] = {"component": Component.FEES, "amount": usd(amount), "effective_on": MARCH_2}
    if goes:
        assert event(**posting).amount == usd(amount)
    else:
        with pytest.raises(ValidationError, match="above zero"):
            event(**posting)


@pytest.mark.parametrize("event", [events.ChargePosted, events.AmountWaived, events.WrittenDown, events.ChargedOff])
def test_every_posting_names_its_day(event: Any) -> None:
    assert "effective_on" in event.model_fields
    assert event.model_fields["effective_on"].is_required()
