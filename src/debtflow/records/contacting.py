"""What happens in a contact: it is reserved, it ends in some way, or nobody says how it ended; and what comes from them.

A contact that nobody had asked for is reported here as well. What counts against which cap is not said here.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from debtflow.records.contacts import Attempt, CallResult, MessageResult
from debtflow.records.occurrences import Event
from debtflow.records.parties import Channel, Id
from debtflow.records.purposes import Purpose

__all__ = [
    "AttemptExpired",
    "CallEnded",
    "ContactEvent",
    "ContactReceived",
    "ContactReserved",
    "MessageEnded",
    "MessageReturned",
]


class ContactReserved(Event):
    """A contact was permitted; it counts against every cap until it is resolved."""

    event: Literal["contact_reserved"] = "contact_reserved"
    attempt: Attempt


class ContactEvent(Event):
    """How a contact ended.

    Attributes:
        attempt: the attempt of the permit; None for a contact made without one, then person and point are needed.
        discussed: the debts that were spoken of; empty = none.
        about: the debts it was about, whether anybody could be reached or not; left out, those of the permit, or what
            was discussed, or the debt of the case. What a permit was for stays with it.
        party: for whom it was made; filled in when recorded.
        purpose: for what it was made; where there was a permit, what that was for.
    """

    attempt: Id | None = None
    person: Id | None = None
    contact_point: Id | None = None
    channel: Channel | None = None
    discussed: tuple[Id, ...] = ()
    about: tuple[Id, ...] = ()
    party: str = "creditor"
    purpose: Purpose = Purpose.COLLECT

    @model_validator(mode="after")
    def _is_about_somebody(self) -> Self:
        if self.attempt is None and (self.person is None or self.contact_point is None):
            raise ValueError("name the attempt of the permit, or the person and the contact point that were reached")
        return self


class CallEnded(ContactEvent):
    """A call or visit ended."""

    event: Literal["call_ended"] = "call_ended"
    result: CallResult


class MessageEnded(ContactEvent):
    """A message or letter was sent, or could not be."""

    event: Literal["message_ended"] = "message_ended"
    result: MessageResult


class MessageReturned(Event):
    """A message or letter came back as undeliverable, after it was told to have been sent.

    Attributes:
        person: to whom it had gone.
        attempt: that of its permit; None for one sent without, then contact point and day of sending are needed.
        contact_point, sent_on: where it had gone, and the person's local day on which it had been sent.
    """

    event: Literal["message_returned"] = "message_returned"
    person: Id
    attempt: Id | None = None
    contact_point: Id | None = None
    sent_on: date | None = None

    @model_validator(mode="after")
    def _says_which_one(self) -> Self:
        if self.attempt is None and (self.contact_point is None or self.sent_on is None):
            raise ValueError("name the attempt of the permit, or the contact point and the day on which it was sent")
        return self


class ContactReceived(Event):
    """The person called, wrote or came by themselves.

    Attributes:
        person: who.
        channel: by what means.
        spoke: whether somebody spoke with them; a call that nobody took, like a message, waits for an answer.
        contact_point: from which of their contact points, where that is known.
        discussed: the debts that were spoken of, or that the message was about; left out, the debt of the case.
        party: to whom they turned; left out, to whoever works the debt.
    """

    event: Literal["contact_received"] = "contact_received"
    person: Id
    channel: Channel
    spoke: bool = False
    contact_point: Id | None = None
    discussed: tuple[Id, ...] = ()
    party: str = ""

    @model_validator(mode="after")
    def _can_have_spoken(self) -> Self:
        if self.spoke and self.channel not in (Channel.PHONE, Channel.VISIT):
            raise ValueError(f"nobody speaks by {self.channel.label}: leave spoke out, or name the channel that it was")
        return self


class AttemptExpired(Event):
    """Nobody said how a reserved contact ended; it counts as made."""

    event: Literal["attempt_expired"] = "attempt_expired"
    attempt: Id
    person: Id
