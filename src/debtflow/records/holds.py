"""Holds: dated, scoped restrictions that say what they block. Never a boolean, never a stage.

Many may stand at once; the strictest wins, and adding one can only remove permissions. A hold lies on a debt (in its
case) or on a person (in their dossier, over all their debts); it can be narrowed to contact points, channels or hours
of that contact, or to one placement of the debt. This room knows no case and no rule: what a block means for an
action is said by rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from debtflow.records.parties import Capacity, Channel, Id, Sealed, StandsFor
from debtflow.records.purposes import Purpose
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant

__all__ = [
    "ANY_CONTACT",
    "DERIVED_KINDS",
    "SPOKEN_FOR_BY",
    "USUAL_BLOCKS",
    "USUAL_EXCEPTIONS",
    "Block",
    "Hold",
    "HoldKind",
    "HoldSource",
    "Hours",
    "Reach",
    "blocked",
    "calmed_after",
    "holds_to_review",
]


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
    VALIDATION_PENDING = 14
    INCONVENIENT_TIME_OR_PLACE = 15
    PROMISE_RUNNING = 16
    ARRANGEMENT_RUNNING = 17
    MILITARY_PROTECTION = 18
    MINOR_OR_INCAPACITY = 19
    EVIDENCE_PRESERVATION = 20
    STAY_OF_PROCEEDINGS = 21
    EMPLOYER_PROHIBITS = 22
    IDENTITY_THEFT = 23
    DISCHARGED = 24


_ALL = frozenset(Block)
_CONTACT, _ESCALATE, _REFER, _LITIGATE = Block.CONTACT, Block.ESCALATE, Block.REFER, Block.LITIGATE

USUAL_BLOCKS: dict[HoldKind, frozenset[Block]] = {
    HoldKind.DISPUTE: frozenset({_CONTACT, _ESCALATE, _REFER, _LITIGATE}),
    HoldKind.CEASE_CONTACT: frozenset({_CONTACT}),
    HoldKind.CHANNEL_OPT_OUT: frozenset({_CONTACT}),
    HoldKind.REPRESENTED: frozenset({_CONTACT}),
    HoldKind.INSOLVENCY_STAY: _ALL,
    HoldKind.DECEASED: frozenset({_CONTACT}),
    HoldKind.MORATORIUM: frozenset({_CONTACT, Block.ENFORCE, Block.ACCRUE}),
    HoldKind.VULNERABLE: frozenset({_ESCALATE}),
    HoldKind.HARDSHIP_REVIEW: frozenset({_ESCALATE, Block.ACCRUE}),
    HoldKind.COMPLAINT_OPEN: frozenset({_ESCALATE}),
    HoldKind.FRAUD_REVIEW: frozenset({_CONTACT, Block.REPORT}),
    HoldKind.PAYMENT_PENDING: frozenset({_ESCALATE, _REFER, _LITIGATE}),
    HoldKind.DATA_QUALITY: frozenset({_ESCALATE, _REFER, _LITIGATE, Block.REPORT}),
    HoldKind.MANUAL: frozenset({_CONTACT, _ESCALATE, _REFER, _LITIGATE}),
    HoldKind.VALIDATION_PENDING: frozenset({_CONTACT, _ESCALATE, _REFER, _LITIGATE, Block.REPORT}),
    HoldKind.INCONVENIENT_TIME_OR_PLACE: frozenset({_CONTACT}),
    HoldKind.PROMISE_RUNNING: frozenset({_CONTACT, _ESCALATE}),
    HoldKind.ARRANGEMENT_RUNNING: frozenset({_CONTACT, _ESCALATE}),
    HoldKind.MILITARY_PROTECTION: frozenset({_ESCALATE, _LITIGATE, Block.ENFORCE, Block.ACCRUE}),
    HoldKind.MINOR_OR_INCAPACITY: frozenset({_CONTACT, _ESCALATE, _REFER, _LITIGATE, Block.ENFORCE, Block.SELL}),
    HoldKind.EVIDENCE_PRESERVATION: frozenset({Block.SELL}),
    HoldKind.STAY_OF_PROCEEDINGS: frozenset({_LITIGATE, Block.ENFORCE}),
    HoldKind.EMPLOYER_PROHIBITS: frozenset({_CONTACT}),
    HoldKind.IDENTITY_THEFT: frozenset({_CONTACT, _ESCALATE, _REFER, _LITIGATE, Block.REPORT, Block.SELL}),
    HoldKind.DISCHARGED: _ALL - {Block.REPORT},
}
"""What each kind blocks unless the hold says otherwise (the usual practice, not a law)."""

USUAL_EXCEPTIONS: dict[HoldKind, frozenset[Purpose]] = {
    # 15 USC 1692c(c): after a request to cease, that the efforts are ending, and that a remedy may be or is invoked.
    HoldKind.CEASE_CONTACT: frozenset({Purpose.END_OF_EFFORTS, Purpose.NOTICE_OF_REMEDY}),
    # 12 CFR 1006.14(h)(2): one electronic confirmation of the request, with no other content.
    HoldKind.CHANNEL_OPT_OUT: frozenset({Purpose.OPT_OUT_CONFIRMATION}),
    # 12 CFR 1006.38: collection is ceased until the answer is sent, which is what ends it.
    HoldKind.DISPUTE: frozenset({Purpose.VERIFICATION, Purpose.SAME_DISPUTE_ANSWERED}),
    HoldKind.VALIDATION_PENDING: frozenset({Purpose.VERIFICATION, Purpose.SAME_DISPUTE_ANSWERED}),
    # SI 2020/1311: notices that other law requires still go out in a breathing space.
    HoldKind.MORATORIUM: frozenset({Purpose.REQUIRED_BY_LAW}),
}
"""What may still be written under a hold of a kind, unless the hold says otherwise. Nothing lets a call or a visit through."""

SPOKEN_FOR_BY: dict[HoldKind, frozenset[Capacity]] = {
    HoldKind.REPRESENTED: frozenset({Capacity.ATTORNEY}),
    # 12 CFR 1006.6(a): who stands in the place of a consumer who is a minor, has a guardian, or has died.
    HoldKind.DECEASED: frozenset({Capacity.EXECUTOR}),
    HoldKind.MINOR_OR_INCAPACITY: frozenset({Capacity.PARENT_OF_MINOR, Capacity.GUARDIAN}),
}
"""To whom a hold of a kind turns those who contact, and whom it therefore does not keep them from."""

_WRITTEN = frozenset({Channel.SMS, Channel.EMAIL, Channel.APP, Channel.LETTER})

DERIVED_KINDS = frozenset({HoldKind.PROMISE_RUNNING, HoldKind.ARRANGEMENT_RUNNING})
"""Kinds that follow from a promise or an arrangement that runs; nobody places, amends or releases them."""


class HoldSource(Code):
    """From whom the reason for a hold came."""

    CREDITOR = 0
    PERSON = 1
    REPRESENTATIVE = 2
    AGENCY = 3
    COURT = 4
    AUTHORITY = 5
    SYSTEM = 6


class Hours(NamedTuple):
    """Hours of every local day, as minutes after midnight: `since` is among them, `until` is not.

    They may run over midnight: `Hours(21 * 60, 8 * 60)` is from nine in the evening until eight in the morning. The
    same minute twice means the whole day.
    """

    since: int
    until: int

    def cover(self, minute: int) -> bool:
        """Whether that minute of the day is among them."""
        if self.since < self.until:
            return self.since <= minute < self.until
        return minute >= self.since or minute < self.until


class Reach(NamedTuple):
    """How a contact would reach somebody; for an action that is no contact, nothing of it is known.

    Attributes:
        channel, contact_point: None = not on file, or no contact.
        person: whom it reaches.
        minutes: the minute of the day on each clock that may be theirs; None = no zone of theirs is known.
        weekdays: the day of the week on each of these clocks, Monday being 0, in the same order.
        purpose: for what the contact is made.
        stands_for: whom of those who owe the debt they stand for, and as what, where they do not owe it themselves.
    """

    channel: Channel | None = None
    contact_point: str | None = None
    person: str | None = None
    minutes: tuple[int, ...] | None = None
    weekdays: tuple[int, ...] | None = None
    purpose: Purpose = Purpose.COLLECT
    stands_for: tuple[StandsFor, ...] = ()


ANY_CONTACT = Reach()
"""No contact in particular: only what blocks every contact blocks it."""


class Hold(Frozen):
    """A restriction with a reason, a scope and dates.

    Attributes:
        id: unique within its case or dossier.
        person: None = it lies on the case's debt; otherwise on that person, over all their debts.
        placement: the wave of a placement of this debt, on which alone it lies; it stands while that placement runs.
        blocks: what it forbids; left empty, what its kind usually blocks.
        channels: only these channels, where it blocks contact; empty = all.
        contact_points: only these contact points of `person`, where it blocks contact; empty = all.
        hours: only within these hours of the day where the person reached is, where it blocks contact; empty = always.
        weekdays: only these days of the week where the person reached is, Monday being 0, where it blocks contact; empty =
            every day. With `hours`, only these hours of these days; hours after midnight belong to the day they fall on.
        lets_through: for what may still be written to them where it blocks contact; left empty, what its kind usually
            lets through.
        in_writing: whether its reason was told in writing, or electronically in a way that is accepted; None = nobody
            has said.
        from_at, until_at: from when and until when (not included); no `until_at` = until released.
        review_on: the day on which somebody is to look at it again; it does not end then.
        source: from whom its reason came.
        set_by: the id of who placed it; filled in when it is placed.
        note: free text, kept in the vault.
    """

    id: Id
    kind: HoldKind
    person: Id | None = None
    placement: int | None = Field(default=None, ge=1)
    blocks: frozenset[Block] = frozenset()
    channels: frozenset[Channel] = frozenset()
    contact_points: tuple[Id, ...] = ()
    hours: tuple[Hours, ...] = ()
    weekdays: frozenset[int] = frozenset()
    lets_through: frozenset[Purpose] = frozenset()
    in_writing: bool | None = None
    from_at: Instant
    until_at: Instant | None = None
    review_on: date | None = None
    source: HoldSource = HoldSource.CREDITOR
    set_by: str = ""
    note: Sealed = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.until_at is not None and self.until_at <= self.from_at:
            raise ValueError(f"hold {self.id}: until_at {self.until_at} must be after from_at {self.from_at}")
        if self.kind is HoldKind.CHANNEL_OPT_OUT and not self.channels:
            raise ValueError(f"hold {self.id}: a channel opt-out names its channels, e.g. channels={{Channel.SMS}}")
        if self.kind is HoldKind.INCONVENIENT_TIME_OR_PLACE and not (
            self.hours or self.weekdays or self.contact_points
        ):
            raise ValueError(
                f"hold {self.id}: an inconvenient time or place names its hours, e.g. hours=(Hours(720, 840),), its "
                "weekdays, or its contact points"
            )
        if self.kind is HoldKind.EMPLOYER_PROHIBITS and not self.contact_points:
            raise ValueError(
                f"hold {self.id}: what an employer prohibits is contact at work; name the contact points there"
            )
        if not self.weekdays <= frozenset(range(7)):
            raise ValueError(
                f"hold {self.id}: weekdays are 0 (Monday) to 6 (Sunday), found {sorted(self.weekdays - frozenset(range(7)))}"
            )
        if self.lets_through and Block.CONTACT not in self.forbids:
            raise ValueError(f"hold {self.id}: it blocks no contact, so it can let none through")
        if self.contact_points and self.person is None:
            raise ValueError(f"hold {self.id}: contact points are somebody's; name the person whose they are")
        if self.placement is not None and self.person is not None:
            raise ValueError(f"hold {self.id}: a placement is one of a debt; a hold on it names no person")
        for hours in self.hours:
            if not (0 <= hours.since < 1440 and 0 <= hours.until <= 1440):
                raise ValueError(f"hold {self.id}: hours are minutes after midnight, 0 to 1440, found {tuple(hours)}")
        return self

    @property
    def forbids(self) -> frozenset[Block]:
        """What it blocks: as stated, else what its kind usually blocks."""
        return self.blocks or USUAL_BLOCKS[self.kind]

    def stands_at(self, instant: datetime) -> bool:
        """Whether it is in force at that instant."""
        return self.from_at <= instant and (self.until_at is None or instant < self.until_at)

    def covers(self, reach: Reach) -> bool:
        """Whether a contact that reaches somebody so is one that it speaks of."""
        if self._lets(reach):
            return False
        timed = bool(self.hours or self.weekdays)
        if not self.channels and not self.contact_points and not timed:
            return True
        if reach == ANY_CONTACT or (self.channels and reach.channel not in self.channels):
            return False
        if (self.contact_points or timed) and self.person is not None and reach.person != self.person:
            # Their own number and their own hours say nothing of somebody else's.
            return False
        if self.contact_points and reach.contact_point not in self.contact_points:
            return False
        # On a clock that nobody knows it may be one of those hours of one of those days.
        return not timed or reach.minutes is None or self._at(reach.minutes, reach.weekdays)

    def _at(self, minutes: tuple[int, ...], weekdays: tuple[int, ...] | None) -> bool:
        on = weekdays or (None,) * len(minutes)
        return any(
            (not self.weekdays or weekday is None or weekday in self.weekdays)
            and (not self.hours or any(hours.cover(minute) for hours in self.hours))
            for minute, weekday in zip(minutes, on, strict=True)
        )

    def _lets(self, reach: Reach) -> bool:
        """Whether it does not keep anybody from that contact: for what it is made, or whom it reaches."""
        if reach.channel in _WRITTEN and reach.purpose in (
            self.lets_through or USUAL_EXCEPTIONS.get(self.kind, frozenset())
        ):
            return True
        # Who stands for one of those who owe lifts nothing that lies on another of them, nor what lies on themselves.
        speaking = SPOKEN_FOR_BY.get(self.kind, frozenset())
        return any(row.capacity in speaking and self.person in (None, row.person) for row in reach.stands_for)


def calmed_after(calmed: tuple[Hold, ...], holds: tuple[Hold, ...], gone: str, at: datetime | None) -> tuple[Hold, ...]:
    """The holds under which nothing accrued and that are gone, after that one went at that moment.

    One that had ended by its own date already, and is told of late as released before, ended then.
    """
    assert at is not None, "an event in the log has its moment"
    went = [hold for hold in holds if hold.id == gone]
    if went:
        return calmed + tuple(_ended_by(hold, at) for hold in went if Block.ACCRUE in hold.forbids)
    return tuple(_ended_by(hold, at) if hold.id == gone else hold for hold in calmed)


def _ended_by(hold: Hold, at: datetime) -> Hold:
    end = at if hold.until_at is None else min(at, hold.until_at)
    # Released before it began, it stood for a moment: a hold ends after it begins.
    return hold.changed(until_at=max(end, hold.from_at + timedelta(microseconds=1)))


def blocked(holds: Iterable[Hold], instant: datetime, reach: Reach = ANY_CONTACT, placement: int | None = None) -> int:
    """What those holds forbid at that instant, as bits (1 << Block). The union: the strictest wins.

    Args:
        reach: how the contact asked for would reach somebody; a hold narrowed to some contacts blocks only those.
        placement: the wave of the placement that runs; None = none does.
    """
    bits = 0
    for hold in holds:
        if not hold.stands_at(instant) or (hold.placement is not None and hold.placement != placement):
            continue
        for block in hold.forbids:
            if block is not Block.CONTACT or hold.covers(reach):
                bits |= 1 << block
    return bits


def holds_to_review(holds: Iterable[Hold], day: date) -> tuple[Hold, ...]:
    """The holds that somebody was to look at again on that day or before, the longest waiting first."""
    waiting = [hold for hold in holds if hold.review_on is not None and hold.review_on <= day]
    return tuple(sorted(waiting, key=lambda hold: (hold.review_on or day, hold.id)))
