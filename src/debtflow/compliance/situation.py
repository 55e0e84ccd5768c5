"""The situation: everything a decision is made on, gathered once.

One action, asked by one actor about one case at one moment, with the dossiers and the register it concerns. It is
built for every decision, so it holds plain attributes that compiled rules read. It decides nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import CollectorFile, Dossier, Register
from debtflow.records.actions import Action
from debtflow.records.arrangements import AgreedSchedule, nothing_is_late, written_down
from debtflow.records.consents import ConsentTo
from debtflow.records.dealings import Approach
from debtflow.records.holds import Hold, HoldKind, Reach, blocked
from debtflow.records.ledger import Ledger, Standing
from debtflow.records.parties import Actor, Capacity, Channel, Place, StandsFor
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Role
from debtflow.values.dates import clocks, day_of, local_day_and_minute

__all__ = ["Situation"]

_MINUTE = timedelta(minutes=1)
_YEAR = 365 * 24 * 60
"""In minutes: what stands for never, where minutes since something are asked."""


class Situation:
    """What a decision is made on. Built from the first nine; the rest is worked out.

    Attributes:
        case: the case that the action is about.
        dossier: the borrower's dossier.
        reached: the dossier of the person whom a contact reaches; the borrower's where the action is no contact.
        action, actor: what is asked, and by whom.
        name, is_contact, is_move: those of the action.
        register: the agency concerned, if it is on file.
        at: the moment (UTC).
        house_zone: the lender's own zone.
        collector: who acts, if they are on file as a collector.
        day: the day number by which rules and ledger are read: the latest local day, or the house's own day where
            the person's zone is not known. What is overdue on it alone is not overdue yet; see `overdue`.
        day_first: the earliest local day; windows reach back from it.
        minute_earliest, minute_latest: the smallest and largest local minute of the day; None = not known.
        channel: of the contact point reached; None = no contact, or a contact point that is not on file.
        holds: what lies on the debt, the borrower and the person reached, whether it stands now or not.
        blocks: what these holds forbid now, as bits (1 << Block). What follows from a promise or an arrangement that runs
            is not among it: rules of their own say so, and what would end it.
        due: by what it is counted what is due: the ledger, or while an arrangement runs its schedule.
    """

    __slots__ = (
        "action",
        "actor",
        "at",
        "blocks",
        "case",
        "channel",
        "collector",
        "day",
        "day_first",
        "dossier",
        "due",
        "holds",
        "house_zone",
        "is_contact",
        "is_move",
        "minute_earliest",
        "minute_latest",
        "name",
        "reached",
        "register",
    )

    def __init__(
        self,
        case: Case,
        dossier: Dossier,
        reached: Dossier,
        action: Action,
        actor: Actor,
        register: Register | None,
        at: datetime,
        house_zone: str,
        collector: CollectorFile | None = None,
    ) -> None:
        self.case = case
        self.dossier = dossier
        self.reached = reached
        self.action = action
        self.name = action.name
        self.is_contact = action.is_contact
        self.is_move = action.is_move
        self.actor = actor
        self.register = register
        self.at = at
        self.house_zone = house_zone
        self.collector = collector
        # A field of a Pydantic record costs several times what an item of its dictionary costs.
        person = reached.person.__dict__
        zones = person["zones"]
        self.minute_earliest: int | None
        self.minute_latest: int | None
        if zones:
            self.day_first, self.day, self.minute_earliest, self.minute_latest = clocks(at, zones)
        else:
            self.minute_earliest = self.minute_latest = None
            self.day = clocks(at, (house_zone,))[1]
            # Where the person is not known to be, their day may lag behind the house's.
            self.day_first = self.day - 1
        self.channel: Channel | None = None
        if self.is_contact:
            wanted = action.contact_point  # type: ignore[attr-defined]  # contact actions have one
            for point in person["contact_points"]:
                if point.id == wanted:
                    self.channel = point.channel
                    break
        self.due: Ledger | AgreedSchedule = case.ledger if case.arrangement is None else case.as_agreed
        self.blocks = 0
        self.holds: tuple[Hold, ...] = ()
        if case.holds or dossier.holds or reached.holds:
            holds = case.holds + dossier.holds
            self.holds = holds if reached is dossier else holds + reached.holds
            self.blocks = blocked(self.holds, at, self._reach(), self._placement())

    def _reach(self) -> Reach:
        action = self.action
        if not action.is_contact:
            return Reach()
        # Asked for only here, as few holds name hours: the day and minute on every clock, and not the first and last alone.
        now = self._on_their_clocks()
        minutes, weekdays = tuple(m for _, m in now) or None, tuple(day_of(day).weekday() for day, _ in now) or None
        point: str = action.contact_point  # type: ignore[attr-defined]  # contact actions have one
        purpose: Purpose = action.purpose  # type: ignore[attr-defined]
        return Reach(self.channel, point, self.reached.id, minutes, weekdays, purpose, self.stood_for)

    def _on_their_clocks(self) -> list[tuple[int, int]]:
        return [local_day_and_minute(self.at, zone) for zone in self.reached.person.zones]

    def stands(self, kind: int) -> bool:
        """Whether a hold of that kind stands, and covers the contact where the action is one."""
        return any(hold.kind == kind for hold in self.holds) and any(hold.kind == kind for hold in self.holds_now)

    @property
    def holds_now(self) -> tuple[Hold, ...]:
        """The holds that stand now and, where the action is a contact, cover it."""
        placement, reach = self._placement(), self._reach()
        return tuple(
            hold
            for hold in self.holds
            if hold.stands_at(self.at)
            and hold.placement in (None, placement)
            and (not self.is_contact or hold.covers(reach))
        )

    @property
    def reached_asked_to_cease(self) -> bool:
        """Whether the person reached asked, for themselves, not to be contacted."""
        return any(hold.kind is HoldKind.CEASE_CONTACT and hold.stands_at(self.at) for hold in self.reached.holds)

    @property
    def reached_cannot_speak(self) -> bool:
        """Whether the person reached has died, is a minor or lacks capacity themselves."""
        kinds = (HoldKind.DECEASED, HoldKind.MINOR_OR_INCAPACITY)
        return any(hold.kind in kinds and hold.stands_at(self.at) for hold in self.reached.holds)

    @property
    def stood_for(self) -> tuple[StandsFor, ...]:
        """For whom of those who owe the debt the person reached stands, if they do not owe it themselves."""
        person, debt = self.reached.person, self.case.debt
        if not person.stands_for or debt.relation_of(person.id) is not None:
            return ()
        borrower = self.dossier
        known_as = {obligor.person: obligor.person for obligor in debt.obligors}
        return person.standing_for(known_as | dict.fromkeys(borrower.formerly, borrower.id))

    @property
    def capacity_of_reached(self) -> Capacity:
        """As what the person reached stands for somebody who owes the debt; of several, the last among `Capacity`."""
        return max((row.capacity for row in self.stood_for), default=Capacity.NOBODY)

    @property
    def place(self) -> Place | None:
        """Where the contact point is; None = it is not on file, or nobody is contacted."""
        wanted = self.action.contact_point if self.is_contact else None  # type: ignore[attr-defined]
        return next((point.place for point in self.reached.person.contact_points if point.id == wanted), None)

    def _placement(self) -> int | None:
        placement = self.case.placement
        if placement is None or placement.accepted_at is None or placement.stopped_at is not None:
            return None
        return placement.wave

    def overdue(self) -> tuple[int, int]:
        """What is overdue (minor units) and for how many days: the least of each on the days that it may be for them."""
        if self.day_first == self.day or not self.reached.person.zones:
            return self.due.overdue(self.day)
        found = [self.due.overdue(day) for day in range(self.day_first, self.day + 1)]
        return min(amount for amount, _ in found), min(days for _, days in found)

    @property
    def kept_as_agreed(self) -> bool:
        """Whether an arrangement runs and nothing is late, of it or beside it, on some day that it may be for them."""
        agreed, ledger = self.case.arrangement, self.case.ledger
        first = self.day_first if self.reached.person.zones else self.day
        return agreed is not None and any(nothing_is_late(agreed, ledger, day) for day in range(first, self.day + 1))

    @property
    def given_up_if_completed(self) -> int:
        """What the creditor would give up if the arrangement that runs were taken for fulfilled on `day`; minor units."""
        agreed = self.case.arrangement
        return written_down(agreed, self.case.ledger, self.day) if agreed is not None else 0

    def at_moment(self, at: datetime) -> Situation:
        """The same situation at another moment, if nothing happens in between."""
        concerned = self.case, self.dossier, self.reached, self.action, self.actor, self.register
        return Situation(*concerned, at, self.house_zone, self.collector)

    @property
    def about(self) -> tuple[str, ...]:
        """The debts that the action is about: that of the case, where a contact names no other."""
        named: tuple[str, ...] = self.action.about if self.is_contact else ()  # type: ignore[attr-defined]
        return named or (self.case.debt.id,)

    @property
    def points(self) -> tuple[str, ...]:
        """The contact point reached, under every id by which the person has it on file; empty where nobody is contacted."""
        if not self.is_contact:
            return ()
        wanted: str = self.action.contact_point  # type: ignore[attr-defined]  # contact actions have one
        on_file = self.reached.person.contact_points
        same = next((point.value_hash for point in on_file if point.id == wanted), None)
        return (wanted, *(point.id for point in on_file if point.value_hash == same and point.id != wanted))

    @property
    def approach(self) -> Approach:
        """How the borrower was approached about the debt, by those whose dealings count for who asks.

        A firm knows its own. The creditor has those of whoever works the debt for it besides its own; where nobody asks
        for anything, those of the party that works the debt stand alone.
        """
        of, debt = self.dossier.dealings.of, self.case.debt.id
        if not self.actor.is_the_creditors:
            return of(self.actor.party, debt)
        working = of(self.case.working_party or self.actor.party, debt)
        if self.actor.role is Role.SYSTEM or working.party == self.actor.party:
            return working
        return of(self.actor.party, debt).joined(working)

    @property
    def consents_to_hours(self) -> bool:
        """Whether the person reached consented to be reached now, whatever the hour, by the party that asks."""
        found = self.reached.dealings.consented(ConsentTo.HOURS, self.actor.party, self.about, self.day)
        if not found:
            return False
        minutes = tuple(minute for _, minute in self._on_their_clocks())
        return any(consent.reaches(minutes) for consent in found)

    @property
    def consents_to_point(self) -> bool:
        """Whether the person reached consented to be reached there by the party that asks."""
        found = self.reached.dealings.consented(ConsentTo.POINT, self.actor.party, self.about, self.day)
        return any(point in consent.contact_points for consent in found for point in self.points)

    @property
    def consents_to_telling(self) -> bool:
        """Whether the borrower consented that the party that asks speaks with the person reached."""
        found = self.dossier.dealings.consented(ConsentTo.THIRD_PERSON, self.actor.party, self.about, self.day)
        return any(consent.third_person == self.reached.id for consent in found)

    @property
    def minutes_since_call_in_vain(self) -> int:
        """Whole minutes since the contact point was last called and nobody took it, or said so; a year where never."""
        points, dossier = self.points, self.reached
        calls = [a.reserved_at for a in dossier.attempts if a.contact_point in points and a.channel is Channel.PHONE]
        told = dossier.dealings.called_in_vain_at(points)
        last = max([*calls, told] if told is not None else calls, default=None)
        return _YEAR if last is None else max(0, min(_YEAR, (self.at - last) // _MINUTE))

    @property
    def zones(self) -> tuple[str, ...]:
        """The candidate zones of the person reached, or the house's own where they are not known."""
        return self.reached.person.zones or (self.house_zone,)

    @property
    def standing(self) -> Standing:
        """How the debt stands on `day`."""
        return self.case.ledger.standing(self.day)
