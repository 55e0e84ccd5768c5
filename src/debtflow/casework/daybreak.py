"""Daybreak: which days have begun, for the house or for whoever owes, and so can have brought money.

A day begins earlier in the east: on its own eighth of January a house in Shanghai may book money of that day from
somebody in New York, where it is still the seventh. Pure; the moment and the zones are arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from debtflow.errors import NotPossibleError
from debtflow.values.dates import local_day_and_minute

__all__ = ["see_begun"]


def see_begun(day: date, what: str, at: datetime, zones: Sequence[str], house_zone: str) -> None:
    """See that a day has begun at the house, or in any zone in which the person may be.

    Args:
        what: what cannot have been on a day to come, for the message.

    Raises:
        NotPossibleError: it has begun nowhere of these; the message says by whose day.
    """
    # The house comes first among those who are as far: it is its books that are spoken of.
    latest, zone = max(((local_day_and_minute(at, zone)[0], zone) for zone in (house_zone, *zones)), key=lambda d: d[0])
    if day.toordinal() > latest:
        whose = "of the house" if zone == house_zone else "of the person"
        raise NotPossibleError(
            f"{what} in the future, on {day}: by the day {whose} ({zone}), which is the furthest on, it is "
            f"{date.fromordinal(latest)}"
        )
