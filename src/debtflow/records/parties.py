"""People and firms: borrowers with their contact points, agencies with their licences, and who acts.

A `Borrower` as a lender hands it in carries personal data; what the log keeps of it is a `PersonOnFile`, in which
names and numbers are only keyed hashes. This room never decides whom one may call.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from debtflow.records.stages import Role
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import ZoneKey

__all__ = [
    "SYSTEM",
    "Actor",
    "Agency",
    "Borrower",
    "Capacity",
    "Channel",
    "Collector",
    "ContactPoint",
    "ContactPointOnFile",
    "FirmId",
    "FreeText",
    "Id",
    "Licence",
    "PersonOnFile",
    "Place",
    "Sealed",
    "StandsFor",
]

Id = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\s|]+$")]
"""An identifier: 1 to 120 characters, no white space and no `|`. Must not itself be personal data."""

_CREDITOR = "creditor"
"""What stands for the lender itself wherever a party is named."""


def _not_the_creditor(firm: str) -> str:
    if firm == _CREDITOR:
        raise ValueError(f"{firm!r} stands for the lender itself and can name no other firm; use an id of its own")
    return firm


FirmId = Annotated[Id, AfterValidator(_not_the_creditor)]
"""The identifier of a firm that acts for the lender or bought from it: any but `creditor`, which is the lender."""


class FreeText:
    """Marks a text field whose content goes to the vault; the log keeps only its keyed hash."""


Sealed = Annotated[str, FreeText()]
"""Free text that somebody types: kept in the vault, in the log only as `sealed:` and a keyed hash."""


class Channel(Code):
    """By what means a person is reached."""

    PHONE = 0
    SMS = 1
    EMAIL = 2
    APP = 3
    LETTER = 4
    VISIT = 5


class Place(Code):
    """Where somebody is reached at a contact point."""

    UNSAID = 0
    HOME = 1
    WORK = 2
    """At work, or by an address that the employer gave them."""


class Capacity(Code):
    """As what somebody who owes nothing stands for somebody who does."""

    NOBODY = 0
    SPOUSE = 1
    PARENT_OF_MINOR = 2
    GUARDIAN = 3
    EXECUTOR = 4
    SUCCESSOR_IN_INTEREST = 5
    ATTORNEY = 6


class StandsFor(Frozen):
    """For whom a person stands, and as what."""

    person: Id
    capacity: Capacity


class ContactPoint(Frozen):
    """An address at which somebody may be reached: personal data, kept in the vault.

    Attributes:
        id: short name within the person (`cp1`), used wherever the log speaks of it.
        channel: by what means it is reached.
        value: the number or address itself; never in the log.
        place: where the person is when reached there.
    """

    id: Id
    channel: Channel
    place: Place = Place.UNSAID
    value: str = Field(min_length=1, repr=False)


class Borrower(Frozen):
    """A person as the lender knows them. Name and contact points are personal data and go to the vault.

    Attributes:
        id: the lender's id for the person (not a national id number).
        name: personal data; may be empty.
        zones: every IANA time zone in which the person may be. A time window counts as open only where it is open in
            all of them; none known means that no window can be shown to be open.
        contact_points: where the person may be reached.
        stands_for: for whom they stand who owes a debt that they do not owe themselves.
    """

    id: Id
    name: str = Field(default="", repr=False)
    zones: tuple[ZoneKey, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    stands_for: tuple[StandsFor, ...] = ()

    @model_validator(mode="after")
    def _stands_for_others(self) -> Self:
        for row in self.stands_for:
            if row.person == self.id or row.capacity is Capacity.NOBODY:
                raise ValueError(
                    f"borrower {self.id}: stands for {row.person} as {row.capacity.label}; name somebody else, and as what: "
                    "StandsFor(person='p1', capacity=Capacity.SPOUSE)"
                )
        return self

    @model_validator(mode="after")
    def _contact_points_are_told_apart(self) -> Self:
        ids = [point.id for point in self.contact_points]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"borrower {self.id}: contact point ids must differ, but {twice} occur more than once")
        return self


class ContactPointOnFile(Frozen):
    """What the log knows of a contact point: its id, its channel and a keyed hash of its value."""

    id: Id
    channel: Channel
    value_hash: str
    place: Place = Place.UNSAID


class PersonOnFile(Frozen):
    """What the log knows of a person: no name, no number; derived zones and hashes only."""

    id: Id
    name_hash: str = ""
    zones: tuple[str, ...] = ()
    contact_points: tuple[ContactPointOnFile, ...] = ()
    stands_for: tuple[StandsFor, ...] = ()

    def standing_for(self, persons: Mapping[str, str]) -> tuple[StandsFor, ...]:
        """For whom of those persons they stand, and as what.

        Args:
            persons: every id under which one of them may be named, with the id that they go by.
        """
        found = ((persons.get(row.person), row.capacity) for row in self.stands_for)
        return tuple(StandsFor.built(person=who, capacity=as_what) for who, as_what in found if who is not None)

    def contact_point(self, point_id: str) -> ContactPointOnFile | None:
        """The contact point of that id, or None."""
        return next((point for point in self.contact_points if point.id == point_id), None)


class Licence(Frozen):
    """A right to collect for others: who gave it, and from which day to which (both included)."""

    kind: str
    valid_from: date
    valid_to: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to < self.valid_from:
            raise ValueError(
                f"licence {self.kind}: valid_to {self.valid_to} is before valid_from {self.valid_from}; it held on no day"
            )
        return self


class Agency(Frozen):
    """A third-party collection agency as the lender has vetted it.

    Attributes:
        licences: the licences it holds; on a day without a valid one nothing may be placed with it.
        evaluated_on: the day of the lender's last evaluation of its conduct, quality and information security.
        violent_collection_on_record: whether it is known for violent collection; None = nobody has looked.
    """

    id: FirmId
    licences: tuple[Licence, ...] = ()
    evaluated_on: date | None = None
    violent_collection_on_record: bool | None = None


class Collector(Frozen):
    """Somebody who speaks to debtors, as the lender keeps them on file: for whom they work, and what they are certified in.

    Attributes:
        id: that of the actor.
        party: the firm for which they act; for an agency's people, the agency's id.
        certificates: what they were trained and examined in, with the days on which it holds.
    """

    id: Id
    party: Id = _CREDITOR
    certificates: tuple[Licence, ...] = ()

    def certified_on(self, day: int) -> bool:
        """Whether a certificate holds on that day number."""
        return any(c.valid_from.toordinal() <= day <= c.valid_to.toordinal() for c in self.certificates)


_OTHERS = frozenset({Role.AGENCY, Role.LAW_FIRM, Role.ASSIGNEE})
"""The roles in which somebody acts for a firm that is not the creditor."""


class Actor(Frozen):
    """Who does something: a member of staff, an agency, the system itself.

    Attributes:
        party: the firm for which they act; for an agency's people, the agency's id. Who acts in the role of an agency, a
            law firm or an assignee names theirs.
    """

    id: Id
    role: Role = Role.CREDITOR
    party: str = _CREDITOR

    @model_validator(mode="after")
    def _acts_for_a_firm_of_that_role(self) -> Self:
        if self.role in _OTHERS and self.party in ("", _CREDITOR):
            raise ValueError(
                f"actor {self.id}: party is {self.party!r} and role {self.role}; who acts as {self.role.label} names the firm "
                'for which they act, e.g. party="harbour"'
            )
        return self

    @property
    def is_the_creditors(self) -> bool:
        """Whether they act for the creditor: by their party, and in no other's role."""
        return self.party == _CREDITOR and self.role in (Role.CREDITOR, Role.SYSTEM)


SYSTEM = Actor(id="system", role=Role.SYSTEM, party=_CREDITOR)
"""The library itself, where something follows by itself (a promise date that passed)."""
