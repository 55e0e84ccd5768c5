"""Holds: dated, scoped restrictions that say what they block. Never a boolean, never a stage.

Many may stand at once; the strictest wins, and adding one can only remove permissions. A hold lies on a debt (in its
case) or on a person (in their dossier, over all their debts).
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import model_validator

from debtflow.records.parties import Channel, Id, Sealed
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant

__all__ = ["USUAL_BLOCKS", "Block", "Hold", "HoldKind", "blocked"]


class Block(Code):
    """What a hold forbids."""

    CONTACT = 0
    ESCALATE = 1
    REFER = 2
    LITIGATE = 3
    ENFORCE = 4
    ACCRUE = 5
    REPORT = 6
    SELL = 7


class HoldKind(Code):
    """Why a hold stands."""

    DISPUTE = 0
    CEASE_CONTACT = 1
    CHANNEL_OPT_OUT = 2
    REPRESENTED = 3
    INSOLVENCY_STAY = 4
    DECEASED = 5
    MORATORIUM = 6
    VULNERABLE = 7
    HARDSHIP_REVIEW = 8
    COMPLAINT_OPEN = 9
    FRAUD_REVIEW = 10
    PAYMENT_PENDING = 11
    DATA_QUALITY = 12
    MANUAL = 13


_ALL = frozenset(Block)

USUAL_BLOCKS: dict[HoldKind, frozenset[Block]] = {
    HoldKind.DISPUTE: frozenset({Block.CONTACT, Block.ESCALATE, Block.REFER, Block.LITIGATE}),
    HoldKind.CEASE_CONTACT: frozenset({Block.CONTACT}),
    HoldKind.CHANNEL_OPT_OUT: frozenset({Block.CONTACT}),
    HoldKind.REPRESENTED: frozenset({Block.CONTACT}),
    HoldKind.INSOLVENCY_STAY: _ALL,
    HoldKind.DECEASED: frozenset({Block.CONTACT}),
    HoldKind.MORATORIUM: frozenset({Block.CONTACT, Block.ENFORCE, Block.ACCRUE}),
    HoldKind.VULNERABLE: frozenset({Block.ESCALATE}),
    HoldKind.HARDSHIP_REVIEW: frozenset({Block.ESCALATE, Block.ACCRUE}),
    HoldKind.COMPLAINT_OPEN: frozenset({Block.ESCALATE}),
    HoldKind.FRAUD_REVIEW: frozenset({Block.CONTACT, Block.REPORT}),
    HoldKind.PAYMENT_PENDING: frozenset({Block.ESCALATE, Block.REFER, Block.LITIGATE}),
    HoldKind.DATA_QUALITY: frozenset({Block.ESCALATE, Block.REFER, Block.LITIGATE, Block.REPORT}),
    HoldKind.MANUAL: frozenset({Block.CONTACT, Block.ESCALATE, Block.REFER, Block.LITIGATE}),
}
"""What each kind blocks unless the hold says otherwise (the usual practice, not a law)."""


class Hold(Frozen):
    """A restriction with a reason, a scope and dates.

    Attributes:
        id: unique within its case or dossier.
        person: None = it lies on the case's debt; otherwise on that person, over all their debts.
        blocks: what it forbids; left empty, what its kind usually blocks.
        channels: only these channels, where it blocks contact; empty = all.
        from_at, until_at: from when and until when (not included); no `until_at` = until released.
        note: free text, kept in the vault.
    """

    id: Id
    kind: HoldKind
    person: Id | None = None
    blocks: frozenset[Block] = frozenset()
    channels: frozenset[Channel] = frozenset()
    from_at: Instant
    until_at: Instant | None = None
    note: Sealed = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until_at is not None and self.until_at <= self.from_at:
            raise ValueError(f"hold {self.id}: until_at {self.until_at} must be after from_at {self.from_at}")
        if self.kind is HoldKind.CHANNEL_OPT_OUT and not self.channels:
            raise ValueError(f"hold {self.id}: a channel opt-out names its channels, e.g. channels={{Channel.SMS}}")
        return self

    @property
    def forbids(self) -> frozenset[Block]:
        """What it blocks: as stated, else what its kind usually blocks."""
        return self.blocks or USUAL_BLOCKS[self.kind]

    def stands_at(self, instant: datetime) -> bool:
        """Whether it is in force at that instant."""
        return self.from_at <= instant and (self.until_at is None or instant < self.until_at)


def blocked(holds: tuple[Hold, ...], instant: datetime, channel: Channel | None = None) -> int:
    """What those holds forbid at that instant, as bits (1 << Block).

    A hold that names channels blocks contact on those only; `channel` None asks for channel-free contact.
    """
    bits = 0
    for hold in holds:
        if hold.stands_at(instant):
            for block in hold.forbids:
                if block is Block.CONTACT and hold.channels and channel not in hold.channels:
                    continue
                bits |= 1 << block
    return bits
