"""What happens in a contact: it is reserved, it ends in some way, or nobody says how it ended.

A contact that nobody had asked for is reported here as well. What counts against which cap is not said here.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from debtflow.records.contacts import Attempt, CallResult, MessageResult
from debtflow.records.occurrences import Event
from debtflow.records.parties import Channel, Id

__all__ = [
    "AttemptExpired",
    "CallEnded",
    "ContactEvent",
    "ContactReserved",
    "MessageEnded",
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
    """

    attempt: Id | None = None
    person: Id | None = None
    contact_point: Id | None = None
    channel: Channel | None = None
    discussed: tuple[Id, ...] = ()
    about: tuple[Id, ...] = ()
    party: str = "creditor"

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


class AttemptExpired(Event):
    """Nobody said how a reserved contact ended; it counts as made."""

    event: Literal["attempt_expired"] = "attempt_expired"
    attempt: Id
    person: Id
