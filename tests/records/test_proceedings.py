"""Proceedings: a claim is pending between its filing and its end, whatever stage the case is in."""

from __future__ import annotations

import pytest

from debtflow.records.proceedings import EndOfProceedings, Proceedings


@pytest.mark.parametrize(
    ("proceedings", "pending"),
    [
        (Proceedings(), False),
        (Proceedings(law_firm="dunn"), False),
        (Proceedings(court="pudong"), True),
        (Proceedings(court="pudong", ended=EndOfProceedings.DISMISSED), False),
    ],
)
def test_a_claim_is_pending_from_its_filing_until_its_end(proceedings: Proceedings, pending: bool) -> None:
    assert proceedings.is_pending is pending
