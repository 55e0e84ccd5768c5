"""Buckets: stated ends, both included; every day lies in exactly one."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from debtflow.errors import LedgerError
from debtflow.records.buckets import CHINA_MONTHS, US_THIRTIES, Bucket, Buckets
from debtflow.values.law import Basis, Citation

HOUSE = Citation(instrument="house policy", basis=Basis.HOUSE)


@pytest.mark.parametrize(
    ("days", "us", "china"),
    [
        (0, "current", "M0"),
        (1, "current", "M1"),
        (29, "current", "M1"),
        (30, "30", "M1"),
        (31, "30", "M2"),
        (59, "30", "M2"),
        (60, "60", "M2"),
        (61, "60", "M3"),
        (89, "60", "M3"),
        (90, "90", "M3"),
        (91, "90", "M4"),
        (119, "90", "M4"),
        (120, "120", "M4"),
        (121, "120", "M5"),
        (149, "120", "M5"),
        (150, "150", "M5"),
        (151, "150", "M6"),
        (179, "150", "M6"),
        (180, "180+", "M6"),
        (181, "180+", "M6+"),
        (10_000, "180+", "M6+"),
    ],
)
def test_both_sides_of_every_end(days: int, us: str, china: str) -> None:
    assert (US_THIRTIES.of(days).name, CHINA_MONTHS.of(days).name) == (us, china)


@pytest.mark.parametrize("buckets", [US_THIRTIES, CHINA_MONTHS])
def test_every_day_lies_in_exactly_one_band(buckets: Buckets) -> None:
    for days in range(400):
        found = [b for b in buckets.bands if b.from_days <= days and (b.to_days is None or days <= b.to_days)]
        assert found == [buckets.of(days)]
    for strange in (-1, 3.5, "3", None, True):
        with pytest.raises(LedgerError, match=f"days past due are a whole number from 0 on, found {strange!r}"):
            buckets.of(strange)  # type: ignore[arg-type]


def bands(*ends: tuple[int, int | None]) -> dict[str, Any]:
    rows = tuple(Bucket(name=f"b{at}", from_days=first, to_days=last) for at, (first, last) in enumerate(ends))
    return {"name": "house", "bands": rows, "cites": HOUSE}


@pytest.mark.parametrize(
    ("ends", "mend"),
    [
        ([(0, 30), (32, None)], "days 31 to 31 lie between b0 and b1, in no bucket; begin b1 at 31"),
        ([(0, 30), (30, None)], "b0 and b1 overlap; begin b1 at 31"),
        ([(0, None), (31, None)], "b0 has no end, so that b1 overlaps it"),
        ([(1, None)], "days 0 to 0 lie in no bucket; begin b0 at 0"),
        ([(0, 30), (31, 60)], "days from 61 on lie in no bucket; leave b1 open"),
        ([(31, None), (0, 30)], "begin b0 at 0"),
    ],
)
def test_a_gap_or_an_overlap_is_refused_and_named(ends: list[tuple[int, int | None]], mend: str) -> None:
    with pytest.raises(ValidationError, match=mend):
        Buckets(**bands(*ends))
    assert Buckets(**bands((0, 30), (31, None))).of(31).name == "b1"


def test_a_band_that_ends_before_it_begins_and_a_name_used_twice_are_refused() -> None:
    with pytest.raises(ValidationError, match="before it begins"):
        Bucket(name="b", from_days=5, to_days=4)
    assert Bucket(name="b", from_days=5, to_days=5).to_days == 5
    same = (Bucket(name="b", from_days=0, to_days=4), Bucket(name="b", from_days=5))
    with pytest.raises(ValidationError, match="one name"):
        Buckets(name="house", bands=same, cites=HOUSE)
    assert str(same[0]) == "b (0 to 4 days)"
    assert str(same[1]) == "b (5 days or more)"
