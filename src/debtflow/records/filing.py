"""What happens to files: persons, debts, agencies and collectors come on file, change, and turn out to be the same.

Nothing here moves a case. Names, numbers and free text stay in the vault; these events hold ids and keyed hashes.
"""

from __future__ import annotations

from typing import Literal

from debtflow.records.contacts import EMPTY_TALLY, Attempt, Tally
from debtflow.records.dealings import NO_DEALINGS, Dealings
from debtflow.records.debts import Debt
from debtflow.records.holds import Hold
from debtflow.records.occurrences import Event
from debtflow.records.parties import Agency, Collector, Id, PersonOnFile, Sealed
from debtflow.records.postings import PaymentPending, PaymentReceived
from debtflow.values.base import Frozen

__all__ = [
    "Absorbed",
    "AgencyRegistered",
    "CaseLinked",
    "CollectorRegistered",
    "DebtAdded",
    "MergedInto",
    "ObligorReplaced",
    "PersonAdded",
    "PersonChanged",
    "PersonsMerged",
]


class PersonAdded(Event):
    """A person came on file."""

    event: Literal["person_added"] = "person_added"
    person: PersonOnFile


class PersonChanged(Event):
    """What is on file of a person changed: zones or contact points."""

    event: Literal["person_changed"] = "person_changed"
    person: PersonOnFile


class DebtAdded(Event):
    """A debt of that person was handed in."""

    event: Literal["debt_added"] = "debt_added"
    debt: Debt


class CaseLinked(Event):
    """A case was opened on one of that person's debts."""

    event: Literal["case_linked"] = "case_linked"
    case: Id
    debt: Id


class Absorbed(Frozen):
    """What was on file of a person who turned out to be another one, as it stood when the two files were united."""

    debts: tuple[Id, ...]
    cases: tuple[tuple[Id, Id], ...]
    attempts: tuple[Attempt, ...]
    contacts: Tally = EMPTY_TALLY
    holds: tuple[Hold, ...]
    calmed: tuple[Hold, ...] = ()
    received: tuple[PaymentReceived, ...] = ()
    pending: tuple[PaymentPending, ...] = ()
    tries: int
    talks_in_all: int
    last_try_on: int
    last_talk_on: int
    lapsed: tuple[Attempt, ...] = ()
    dealings: Dealings = NO_DEALINGS
    asked_where: int = 0
    formerly: tuple[Id, ...] = ()


class PersonsMerged(Event):
    """Two files turned out to be of one person; this one is kept, and takes in the other.

    Attributes:
        duplicate: the id that is no longer used.
        person: the person as on file from here on: zones and contact points of both.
        renamed: contact points of the duplicate whose id was taken: (old id, new id).
    """

    event: Literal["persons_merged"] = "persons_merged"
    duplicate: Id
    person: PersonOnFile
    absorbed: Absorbed
    renamed: tuple[tuple[Id, Id], ...] = ()
    because: Sealed = ""


class MergedInto(Event):
    """This file was a duplicate of another person's, who is `kept`; nothing happens in it any more."""

    event: Literal["merged_into"] = "merged_into"
    kept: Id


class ObligorReplaced(Event):
    """Who owes a debt is the same person under another id, as two files of one person were united."""

    event: Literal["obligor_replaced"] = "obligor_replaced"
    debt: Id
    duplicate: Id
    kept: Id


class AgencyRegistered(Event):
    """An agency was entered, or entered anew after vetting."""

    event: Literal["agency_registered"] = "agency_registered"
    agency: Agency


class CollectorRegistered(Event):
    """A collector was entered, or entered anew."""

    event: Literal["collector_registered"] = "collector_registered"
    collector: Collector
