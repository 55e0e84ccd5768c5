"""Dice: they depend on names alone, follow the counted shares, and bring no money of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from debtflow.cli.behaviour import PERIOD_DAYS, Behaviour, calibrated, throw
from debtflow.errors import TapeError
from debtflow.records.contacts import CallResult

CALIBRATION = Path(__file__).resolve().parents[2] / "examples" / "data" / "calibration.json"
FIRST = date(2005, 10, 2)


@pytest.fixture(scope="module")
def behaviour() -> Behaviour:
    return calibrated(CALIBRATION, seed=7)


def test_a_throw_depends_on_its_names_alone() -> None:
    assert throw(7, "case", 1) == throw(7, "case", 1)
    assert throw(7, "case", 1) != throw(8, "case", 1)
    assert all(0 <= throw(n) < 1 for n in range(1000))
    assert 0.48 < sum(throw(n) for n in range(20_000)) / 20_000 < 0.52


@pytest.mark.parametrize(
    ("months", "pays", "cures"), [(1, 0.5263, 0.3022), (2, 0.5263, 0.3022), (3, 0.2211, 0.165), (7, 0.1534, 0.0261)]
)
def test_payments_follow_the_counted_shares(behaviour: Behaviour, months: int, pays: float, cures: float) -> None:
    plans = [behaviour.payment(f"c{n}", 0, months, FIRST) for n in range(20_000)]
    paid = [plan for plan in plans if plan is not None]
    assert abs(len(paid) / len(plans) - pays) < 0.015
    assert abs(sum(plan.cures for plan in paid) / len(plans) - cures) < 0.015
    assert {(plan.on - FIRST).days for plan in paid} == set(range(PERIOD_DAYS))
    shares = sorted(plan.thousandths for plan in paid)
    assert abs(shares[len(shares) // 2] / 1000 - behaviour.state(months).share) < 0.005


def test_calls_are_answered_as_often_as_assumed(behaviour: Behaviour) -> None:
    results = [behaviour.call("c", f"a{n}") for n in range(20_000)]
    assert abs(results.count(CallResult.TALKED) / len(results) - behaviour.answered) < 0.015


def test_everything_assumed_is_said(behaviour: Behaviour) -> None:
    said = behaviour.assumptions()
    assert sum("(assumed)" in name for name in said) == 4
    assert "52.6%" in said["payments (counted)"]
    assert "CC BY 4.0" in said["payments (counted)"]


def test_a_calibration_that_lacks_something_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="cannot be read"):
        calibrated(tmp_path / "none.json", 7)
    (tmp_path / "half.json").write_text('{"payment_by_prior_state": {}}', encoding="utf-8")
    with pytest.raises(TapeError, match="lacks"):
        calibrated(tmp_path / "half.json", 7)
