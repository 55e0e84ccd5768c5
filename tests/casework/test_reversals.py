"""Reversals: how a payment is taken back from where its money went, without a store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.casework.office import cny, on

from debtflow.casework.reversals import Past, Use, reversal
from debtflow.errors import IntegrityError, NotPossibleError
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import events
from debtflow.records.parties import PersonOnFile

MARKS: dict[str, Any] = {"occurred_at": on(9), "local_day": on(9).toordinal()}
JAN_6, JAN_7, JAN_8 = date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 8)


def payer(held: str | None = None) -> Dossier:
    person = PersonOnFile(id="li", zones=("Asia/Shanghai",), contact_points=())
    return Dossier(id="li", person=person, unapplied=(cny(held),) if held else ())


def received(unapplied: str | None = "30.00", **more: Any) -> events.PaymentReceived:
    return events.PaymentReceived(
        external_id="b1",
        amount=cny("100.00"),
        received_on=JAN_6,
        allocated=(events.Allocation(case="card", amount=cny("70.00")),),
        unapplied=cny(unapplied) if unapplied else None,
        **more,
    )


def taken(changes: list[Any]) -> list[tuple[str, str, str, date]]:
    return [(c.stream, c.event.payment, str(c.event.amount), c.event.effective_on) for c in changes[1:]]


USES = (Use("rent", JAN_8, cny("20.00")), Use("phone", JAN_7, cny("20.00")))


@pytest.mark.parametrize(
    ("held", "uses", "expected"),
    [
        ("30.00", (), []),
        ("45.00", USES, []),
        ("25.00", USES, [("case:rent", "held-money", "5.00 CNY", JAN_8)]),
        (
            None,
            USES,
            [("case:rent", "held-money", "20.00 CNY", JAN_8), ("case:phone", "held-money", "10.00 CNY", JAN_7)],
        ),
    ],
)
def test_what_was_held_is_taken_from_what_is_held_and_then_from_its_latest_use(
    held: str | None, uses: tuple[Use, ...], expected: list[Any]
) -> None:
    changes = reversal(payer(held), Past(received(), uses), "sealed:1f", MARKS)
    assert taken(changes) == [("case:card", "b1", "70.00 CNY", JAN_6), *expected]
    event = changes[0].event
    assert isinstance(event, events.PaymentReversed)
    parts = sum(part.amount.minor_units for part in event.allocated)
    assert parts + (event.unapplied.minor_units if event.unapplied else 0) == 100_00


def test_money_that_is_nowhere_is_an_error_and_never_guessed() -> None:
    with pytest.raises(IntegrityError, match=r"5\.00 CNY of it is neither held nor on any case"):
        reversal(payer("5.00"), Past(received(), USES[:1]), "", MARKS)
    with pytest.raises(NotPossibleError, match="opening balance"):
        reversal(payer(), Past(received(None, already_counted=cny("100.00")), ()), "", MARKS)
