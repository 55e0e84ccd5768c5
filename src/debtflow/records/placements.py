"""Placements: one referral of a debt to an agency, with the brief of what the agency is to do.

A placement ends with feedback. Its wave (first, second placement) is a number, never a stage.
"""

from __future__ import annotations

from pydantic import Field

from debtflow.records.parties import Channel, FirmId, Id, Sealed
from debtflow.values.base import Frozen
from debtflow.values.dates import Instant
from debtflow.values.money import Money

__all__ = ["Placement", "PlacementBrief"]


class PlacementBrief(Frozen):
    """What the agency is to do: method, timing and communication.

    Attributes:
        channels: the channels it may use.
        days: for how many days the debt is placed.
        communication: how the debtor is to be spoken to; free text, kept in the vault.
    """

    channels: tuple[Channel, ...] = (Channel.PHONE, Channel.SMS)
    days: int = Field(default=90, ge=1, le=720)
    communication: Sealed = ""


class Placement(Frozen):
    """A debt proposed to, or placed with, an agency."""

    agency: FirmId
    brief: PlacementBrief
    wave: int
    proposed_at: Instant
    proposed_by: Id
    amount: Money
    accepted_at: Instant | None = None
    recalled_at: Instant | None = None
    stopped_at: Instant | None = None
