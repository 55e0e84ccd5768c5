"""The stage: a caseload in memory with the people, debts and rules of one story, and what the story has done so far.

Everything here is a caseload as a lender has one; nothing of it is imitated. The stage knows names, days and clocks, and
no sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from debtflow.casework.caseload import Caseload
from debtflow.compliance.books import Rulebook
from debtflow.errors import DebtflowError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.workflow import Workflow
from debtflow.records import actions
from debtflow.records.parties import Actor, Borrower, Channel, ContactPoint, StandsFor
from debtflow.testing.scenarios.heads import Head, ToldDebt
from debtflow.testing.scenarios.sentences import LineError, UntrueError, id_of, meant

__all__ = ["Stage", "moment_at"]

BEGINNING = "2020-01-06 09:00"
"""When the persons of a file come on file, at the latest."""


def moment_at(text: str, zone: str) -> datetime:
    """A day and a time (`2026-03-10 09:00`) on the clock of a zone, as an instant.

    Raises:
        LineError: there is no such time on that day: it is none, or the clocks are put forward over it.
    """
    day, clock = text.split()
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone))
    except ValueError as problem:
        raise LineError(f"{text} is no day and time: {problem}") from None
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise LineError(f"{clock} does not come on {day} in {zone}: the clocks are put forward over it")
    return instant


@dataclass
class Stage:
    """A caseload with the people of one file on it.

    Attributes:
        zone: the clock of the line that is played.
        case: the case that the line is about, which is that of the first debt that it names; about: all that it names.
        holds, payments, payers, consents: what has been placed, paid and consented to so far, by number.
    """

    head: Head
    book: Rulebook
    workflow: Workflow
    zone: str = ""
    case: str = ""
    about: tuple[str, ...] = ()
    holds: int = 0
    payments: int = 0
    payers: dict[int, str] = field(default_factory=dict)
    consents: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zone = self.head.clock
        options = {"workflow": self.workflow, "house_zone": self.head.clock}
        self.cases = Caseload.open_at("memory:", self.book, **options)
        self.borrowers: dict[str, Borrower] = dict(self.head.borrowers)
        told = sorted(self.head.debts.values(), key=lambda each: each.debt.as_of)
        first = min([self.moment(BEGINNING), *(self._begins(each) for each in told)])
        for borrower in self.borrowers.values():
            self.cases.add(borrower, at=first)
        for each in told:
            self._put_on_file(each)

    def _begins(self, told: ToldDebt) -> datetime:
        return self.moment(f"{told.debt.as_of + timedelta(days=4 if told.opened else 0)} 09:00")

    def _put_on_file(self, told: ToldDebt) -> None:
        """A debt comes on file some days after it was stated, and its case begins, unless the story is to open it."""
        at, debt = self._begins(told), told.debt
        borrower = next(each for each in self.borrowers.values() if each.id == debt.borrower)
        try:
            self.cases.add(borrower, debt, at=at)
            if told.opened:
                self.cases.open(debt.id, at=at)
                if told.confirmed:
                    self.cases.submit(debt.id, actions.ConfirmDebt(), by=Actor(id="opener"), at=at)
        except DebtflowError as problem:
            raise LineError(f"debt {told.name!r} (line {told.line}) cannot be on file so: {problem}") from problem

    # ---- who, what, when --------------------------------------------------------------------------------------------

    def moment(self, text: str) -> datetime:
        """A day and a time on the clock of the line that is played."""
        return moment_at(text, self.zone)

    def day(self, at: datetime) -> date:
        """The day of a moment on that clock."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def today(self, at: datetime) -> int:
        """The number of that day."""
        return self.day(at).toordinal()

    def look_at(self, debts: Sequence[str]) -> None:
        """From here on it is about these debts; none = about the first debt of the file."""
        self.about = tuple(map(id_of, debts)) or (next(iter(self.head.debts.values())).debt.id,)
        self.case = self.about[0]

    def standing(self) -> Case:
        """The case that the line is about, as it stands.

        Raises:
            UntrueError: nobody has opened it yet.
        """
        return self.case_on(None)

    def case_on(self, debt: str | None) -> Case:
        """The case on that debt, or the one that the line is about."""
        case_id = id_of(debt) if debt else self.case
        if case_id not in self.cases.cases():
            name = next(told.name for told in self.head.debts.values() if told.debt.id == case_id)
            raise UntrueError(f"no case is open on {name} yet")
        return self.cases.case(case_id)

    def followed(self, debt: str | None, at: datetime) -> Case:
        """The case on that debt after what follows by itself by then was recorded."""
        case_id = self.case_on(debt).id
        self.cases.follow_up(case_id, at=at)
        return self.cases.case(case_id)

    def actor(self, name: str) -> Actor:
        """Somebody of the staff."""
        return self.head.staff[name]

    def point(self, person: str, named: str | None, channels: Collection[Channel]) -> str:
        """The id of a contact point of somebody: the one that is named, or the first of those channels.

        Raises:
            LineError: there is none; the message names those there are.
        """
        known = {point.id.replace("_", " "): point for point in self.borrowers[person].contact_points}
        if named is None:
            found = next((point for point in known.values() if point.channel in channels), None)
            if found is None:
                wanted = " or ".join(channel.label for channel in channels)
                raise LineError(f"{person} has no contact point by {wanted}; there are {', '.join(known) or 'none'}")
            return found.id
        if named not in known:
            raise LineError(f"{person} has no contact point {named!r}; {meant(named, known)}")
        return known[named].id

    def change(
        self,
        person: str,
        at: datetime,
        zones: tuple[str, ...] = (),
        point: ContactPoint | None = None,
        stands_for: StandsFor | None = None,
    ) -> None:
        """Somebody comes on file anew, with other zones, another contact point or somebody for whom they stand."""
        known = self.borrowers[person]
        points = known.contact_points if point is None else (*known.contact_points, point)
        standing = known.stands_for if stands_for is None else (*known.stands_for, stands_for)
        self.borrowers[person] = known.but(zones=zones or known.zones, contact_points=points, stands_for=standing)
        self.cases.add(self.borrowers[person], at=at)
