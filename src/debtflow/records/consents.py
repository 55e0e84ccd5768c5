"""Consents: what somebody has allowed, to whom, about which debts, from which moment, and until when.

A consent lets through what a rule would refuse, so it is narrow: given to one party, for one thing. What a consent is
worth is said by rules; that a talk ends one, by what was given. This room knows no case.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from debtflow.records.holds import Hours
from debtflow.records.occurrences import Event
from debtflow.records.parties import Id
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant

__all__ = ["Consent", "ConsentGiven", "ConsentRevoked", "ConsentTo"]


class ConsentTo(Code):
    """To what somebody consents."""

    CALLS = 0
    """To be called, how often it may be."""
    HOURS = 1
    """To be reached at hours at which nobody would be."""
    POINT = 2
    """To be reached at certain contact points, at which nobody would be."""
    THIRD_PERSON = 3
    """That somebody else is spoken to about the debt."""
    CREDIT_REPORTING = 4
    """That the debt is reported to a credit bureau."""
    DATA_SHARING = 5
    """That personal data are handed to another controller."""


class Consent(Frozen):
    """What somebody has allowed.

    Attributes:
        id: unique within the person's file.
        to: to what.
        party: to whom it was given: `creditor`, or a firm's id; it lets through nobody else.
        about: the debts it is about; empty = all of the person's.
        contact_points: those it is for, where it is for some.
        hours: those at which they may be reached, in a consent to other hours; empty = any.
        third_person: who may be spoken to.
        given_at: when; filled in when it is told. Given in a conversation, it is told with the end of it.
        given_on: the person's local day number then; filled in.
        until: the last day on which it holds, if a day was named.
        in_writing: whether it was given in writing; None = nobody has said.
    """

    id: Id
    to: ConsentTo
    party: str = "creditor"
    about: tuple[Id, ...] = ()
    contact_points: tuple[Id, ...] = ()
    hours: tuple[Hours, ...] = ()
    third_person: Id | None = None
    given_at: Instant | None = None
    given_on: int = 0
    until: date | None = None
    in_writing: bool | None = None

    @model_validator(mode="after")
    def _says_what_it_is_for(self) -> Self:
        if self.to is ConsentTo.POINT and not self.contact_points:
            raise ValueError(f"consent {self.id}: a consent to be reached somewhere names its contact_points")
        if (self.to is ConsentTo.THIRD_PERSON) != (self.third_person is not None):
            raise ValueError(
                f"consent {self.id}: third_person is {self.third_person!r} in a consent to {self.to.label}; it is named in "
                "a consent to speak to a third person, and in no other"
            )
        if self.hours and self.to is not ConsentTo.HOURS:
            raise ValueError(
                f"consent {self.id}: hours are named in a consent to other hours, and not in one to {self.to.label}"
            )
        return self

    def covers(self, to: int, party: str, debts: tuple[str, ...], day: int) -> bool:
        """Whether it lets that party do that, about all those debts, on that day number."""
        return (
            self.to == to
            and self.party == party
            and (not self.about or all(debt in self.about for debt in debts))
            and self.given_on <= day
            and (self.until is None or day <= self.until.toordinal())
        )

    def reaches(self, minutes: tuple[int, ...]) -> bool:
        """Whether it lets them be reached at that minute of the day, on every clock that may be theirs."""
        return not self.hours or (bool(minutes) and all(any(h.cover(m) for h in self.hours) for m in minutes))


class ConsentGiven(Event):
    """Somebody has allowed something.

    Attributes:
        person: who.
    """

    event: Literal["consent_given"] = "consent_given"
    person: Id
    consent: Consent


class ConsentRevoked(Event):
    """Somebody has taken a consent back; from then on it lets nothing through."""

    event: Literal["consent_revoked"] = "consent_revoked"
    person: Id
    consent: Id
