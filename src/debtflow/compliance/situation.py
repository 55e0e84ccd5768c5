"""The situation: everything a decision is made on, gathered once.

One action, asked by one actor about one case at one moment, with the dossiers and the register it concerns. What is
read more than once (the standing of the ledger, what holds block) is worked out at most once. It decides nothing.
"""

from __future__ import annotations

from datetime import datetime

from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier, Register
from debtflow.records.actions import Action
from debtflow.records.holds import blocked
from debtflow.records.ledger import Standing
from debtflow.records.parties import Actor, Channel
from debtflow.values.dates import LocalRange, local_range

__all__ = ["Situation"]


class Situation:
    """What a decision is made on.

    Attributes:
        case: the case that the action is about.
        dossier: the borrower's dossier.
        reached: the dossier of the person whom a contact reaches; the borrower's where the action is no contact.
        action, actor: what is asked, and by whom.
        register: the agency concerned, if it is on file.
        at: the moment (UTC).
        local: what the clocks say in all zones in which the person reached may be; None = no zone is known.
        day: the day number by which rules and ledger are read: the latest local day, or the house's own day where
            the person's zone is not known.
        channel: of the contact point reached; None = no contact, or a contact point that is not on file.
    """

    __slots__ = (
        "_blocks",
        "_standing",
        "action",
        "actor",
        "at",
        "case",
        "channel",
        "day",
        "dossier",
        "house_zone",
        "local",
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
    ) -> None:
        self.case = case
        self.dossier = dossier
        self.reached = reached
        self.action = action
        self.actor = actor
        self.register = register
        self.at = at
        self.house_zone = house_zone
        zones = reached.person.zones
        local: LocalRange | None = local_range(at, zones) if zones else None
        self.local = local
        self.day = local.day_last if local is not None else local_range(at, (house_zone,)).day_last
        self.channel: Channel | None = None
        if action.is_contact:
            wanted = action.contact_point  # type: ignore[attr-defined]  # contact actions have one
            for point in reached.person.contact_points:
                if point.id == wanted:
                    self.channel = point.channel
                    break
        self._blocks: int | None = None
        self._standing: Standing | None = None

    def at_moment(self, at: datetime) -> Situation:
        """The same situation at another moment, if nothing happens in between."""
        return Situation(
            self.case, self.dossier, self.reached, self.action, self.actor, self.register, at, self.house_zone
        )

    @property
    def standing(self) -> Standing:
        """How the debt stands on `day`."""
        if self._standing is None:
            self._standing = self.case.ledger.standing(self.day)
        return self._standing

    @property
    def blocks(self) -> int:
        """What holds on the debt, the borrower and the person reached forbid now, as bits (1 << Block)."""
        if self._blocks is None:
            holds = self.case.holds + self.dossier.holds
            if self.reached is not self.dossier:
                holds += self.reached.holds
            self._blocks = blocked(holds, self.at, self.channel) if holds else 0
        return self._blocks
