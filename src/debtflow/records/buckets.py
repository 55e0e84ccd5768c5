"""Buckets: bands of days past due, with stated ends, under the names a house or a market gives them.

A bucket list is data and is checked when it is made: it begins at 0, has no gap and no overlap, and its last band has
no end, so that every number of days lies in exactly one band. It must never know how days past due are counted.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import Final, Self

from pydantic import Field, model_validator

from debtflow.errors import LedgerError
from debtflow.values.base import Frozen
from debtflow.values.law import Basis, Citation

__all__ = ["CHINA_MONTHS", "US_THIRTIES", "Bucket", "Buckets"]


class Bucket(Frozen):
    """A band of days past due, both ends included; `to_days` None = no end."""

    name: str = Field(min_length=1)
    from_days: int = Field(ge=0)
    to_days: int | None = None

    @model_validator(mode="after")
    def _ends_where_it_begins_or_later(self) -> Self:
        if self.to_days is not None and self.to_days < self.from_days:
            raise ValueError(f"bucket {self.name} ends on day {self.to_days}, before it begins on {self.from_days}")
        return self

    def __str__(self) -> str:
        if self.to_days is None:
            return f"{self.name} ({self.from_days} days or more)"
        return f"{self.name} ({self.from_days} to {self.to_days} days)"


class Buckets(Frozen):
    """Bands of days past due from 0 on, each beginning on the day after the one before it ended.

    Raises a `ValidationError` that names the two bands between which there is a gap or an overlap.
    """

    name: str
    bands: tuple[Bucket, ...] = Field(min_length=1)
    cites: Citation

    @model_validator(mode="after")
    def _cover_every_day_once(self) -> Self:
        first, last = self.bands[0], self.bands[-1]
        if first.from_days != 0:
            raise ValueError(f"{self.name}: days 0 to {first.from_days - 1} lie in no bucket; begin {first.name} at 0")
        for one, other in pairwise(self.bands):
            if one.to_days is None:
                raise ValueError(f"{self.name}: {one.name} has no end, so that {other.name} overlaps it; end it")
            if other.from_days <= one.to_days:
                raise ValueError(
                    f"{self.name}: {one.name} and {other.name} overlap; begin {other.name} at {one.to_days + 1}"
                )
            if other.from_days > one.to_days + 1:
                raise ValueError(
                    f"{self.name}: days {one.to_days + 1} to {other.from_days - 1} lie between {one.name} and "
                    f"{other.name}, in no bucket; begin {other.name} at {one.to_days + 1}"
                )
        if last.to_days is not None:
            raise ValueError(f"{self.name}: days from {last.to_days + 1} on lie in no bucket; leave {last.name} open")
        names = [band.name for band in self.bands]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: two buckets have one name among {', '.join(names)}")
        return self

    def of(self, days_past_due: int) -> Bucket:
        """The one band in which that many days lie.

        Raises:
            LedgerError: fewer than 0 days, or no whole number of them.
        """
        if type(days_past_due) is not int or days_past_due < 0:
            raise LedgerError(f"days past due are a whole number from 0 on, found {days_past_due!r}")
        return self.bands[bisect_right(self.bands, days_past_due, key=lambda band: band.from_days) - 1]


def _thirties(names: tuple[str, ...], first_end: int, *, begins: str) -> tuple[Bucket, ...]:
    """A first band up to `first_end`, bands of thirty days after it, and one without end."""
    bands = [Bucket(name=begins, from_days=0, to_days=first_end)]
    for at, name in enumerate(names):
        start = first_end + 1 + 30 * at
        bands.append(Bucket(name=name, from_days=start, to_days=start + 29 if at < len(names) - 1 else None))
    return tuple(bands)


US_THIRTIES: Final = Buckets(
    name="us_thirties",
    bands=_thirties(("30", "60", "90", "120", "150", "180+"), 29, begins="current"),
    cites=Citation(
        instrument="Metro 2, the format in which US lenders report",
        article="account status: 30-59, 60-89, 90-119, 120-149, 150-179, 180 days past due and more",
        basis=Basis.SECONDARY,
    ),
)
"""The bands of US reporting; up to 29 days a debt is reported as current."""

CHINA_MONTHS: Final = Buckets(
    name="china_months",
    bands=_thirties(("M1", "M2", "M3", "M4", "M5", "M6", "M6+"), 0, begins="M0"),
    cites=Citation(
        instrument="practice of Chinese lenders",
        article="M1 is 1 to 30 days, M2 31 to 60, and so on; what lies beyond M6 is called M6+",
        basis=Basis.MEMORY,
    ),
)
"""The months of Chinese practice: M0 is not overdue, M1 is 1 to 30 days, M6+ more than 180."""
