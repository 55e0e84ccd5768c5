"""What is asked for and what happens around holds: placed, amended, released, expired.

What a hold *is* and what it blocks stands in `holds`; `actions` and `events` have these among all others. This room knows no
case, no person and no rule.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from debtflow.records.asked import Action
from debtflow.records.holds import Hold
from debtflow.records.occurrences import Event
from debtflow.records.parties import Id, Sealed

__all__ = ["AmendHold", "HoldAmended", "HoldExpired", "HoldPlaced", "HoldReleased", "PlaceHold", "ReleaseHold"]


class PlaceHold(Action):
    """Place a hold on the debt, or on a person over all their debts.

    Attributes:
        because: why; needed where the hold begins before it is placed.
    """

    do: Literal["place_hold"] = "place_hold"
    hold: Hold
    because: Sealed = ""


class AmendHold(Action):
    """Change what a hold blocks, where, or until when.

    Attributes:
        hold: the hold as it is to be: same id, kind, person and beginning.
    """

    do: Literal["amend_hold"] = "amend_hold"
    hold: Hold
    because: Sealed = Field(min_length=1)


class ReleaseHold(Action):
    """Release a hold.

    Attributes:
        person: the person on whom it lies; None = it lies on the case's debt.
    """

    do: Literal["release_hold"] = "release_hold"
    hold: Id
    person: Id | None = None
    because: Sealed = ""


class HoldPlaced(Event):
    """A hold was placed."""

    event: Literal["hold_placed"] = "hold_placed"
    hold: Hold
    because: Sealed = ""


class HoldAmended(Event):
    """A hold was changed: it stands as said here from now on."""

    event: Literal["hold_amended"] = "hold_amended"
    hold: Hold
    because: Sealed = ""


class HoldReleased(Event):
    """A hold was released before its end.

    Attributes:
        person: on whom it lay; None = on the debt.
    """

    event: Literal["hold_released"] = "hold_released"
    hold: Id
    person: Id | None = None
    because: Sealed = ""


class HoldExpired(Event):
    """A hold reached its end."""

    event: Literal["hold_expired"] = "hold_expired"
    hold: Id
