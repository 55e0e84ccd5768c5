"""Dealings: what passed between a person and each party about each debt, as far as more than its number matters.

When a party first spoke with the person, which notices were sent and which came back, what the person wrote that waits
for an answer, what they consented to. A party's dealings are its own: another collector begins anew. How often
somebody was contacted is counted elsewhere, and what follows from a notice is said by rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.contacts import WINDOW_DAYS
from debtflow.records.parties import Channel
from debtflow.records.purposes import Purpose
from debtflow.values.dates import Instant

__all__ = ["NOTHING_CONVEYED", "NO_DEALINGS", "Approach", "Dealings", "Sent", "Waiting"]

NOTHING_CONVEYED: Final = frozenset({Purpose.LOCATE, Purpose.LIMITED_CONTENT, Purpose.OPT_OUT_CONFIRMATION})
"""Purposes of contacts that convey nothing about a debt."""


class Sent(NamedTuple):
    """A message or letter that was sent.

    Attributes:
        on: the person's local day number of sending.
        attempt: that of its permit; empty = without one.
        returned_on: the day on which it was told to have come back; 0 = it has not.
    """

    on: int
    purpose: Purpose
    point: str
    attempt: str
    returned_on: int = 0


class Approach(NamedTuple):
    """How one party has approached the person about one debt. Days are day numbers; 0 = it has not happened.

    Attributes:
        communicated_on: the first day on which something about the debt was conveyed.
        talked_on: the first day on which they spoke, by telephone or face to face.
        phoned_at: the end of their last conversation by telephone, whoever began it.
        sent: what was written, oldest first.
    """

    party: str
    debt: str
    communicated_on: int = 0
    talked_on: int = 0
    phoned_at: Instant | None = None
    sent: tuple[Sent, ...] = ()

    def first_sent(self, purpose: int) -> int:
        """The first day on which something of that purpose was sent that has not come back; 0 = never."""
        return next((row.on for row in self.sent if row.purpose == purpose and not row.returned_on), 0)

    def last_sent(self, purpose: int) -> int:
        """The last such day; 0 = never."""
        return next((row.on for row in reversed(self.sent) if row.purpose == purpose and not row.returned_on), 0)

    def stood_for(self, day: int) -> int:
        """The most days for which anything that was written about the debt has stood without coming back; 0 = nothing."""
        stood = (
            (row.returned_on or day) - row.on
            for row in self.sent
            if row.purpose not in NOTHING_CONVEYED and row.on <= day
        )
        return max(stood, default=0)

    def joined(self, other: Approach) -> Approach:
        """What either knows, of the same party and debt."""
        ended = [at for at in (self.phoned_at, other.phoned_at) if at is not None]
        return self._replace(
            communicated_on=_first(self.communicated_on, other.communicated_on),
            talked_on=_first(self.talked_on, other.talked_on),
            phoned_at=max(ended, default=None),
            sent=_kept(sorted({*self.sent, *other.sent})),
        )


class Waiting(NamedTuple):
    """How many messages of the person wait for an answer, by that party and means."""

    party: str
    channel: Channel
    messages: int


class Dealings(NamedTuple):
    """All that passed between a person and the parties.

    Attributes:
        approaches: by party and debt, in that order.
        waiting: by party and channel.
        consents: those that were given and not taken back.
        unanswered: contact point -> when it was last called in vain.
        answering: the open attempts that answer something that the person sent.
    """

    approaches: tuple[Approach, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    consents: tuple[Consent, ...] = ()
    unanswered: tuple[tuple[str, Instant], ...] = ()
    answering: tuple[str, ...] = ()

    # ---- reading --------------------------------------------------------------------------------------------------

    def of(self, party: str, debt: str) -> Approach:
        """How that party has approached the person about that debt."""
        return next((each for each in self.approaches if each[0] == party and each[1] == debt), Approach(party, debt))

    def first_sent(self, purpose: int, debt: str) -> int:
        """The first day on which anybody sent something of that purpose about that debt that has not come back; 0 = never."""
        days = [each.first_sent(purpose) for each in self.approaches if each[1] == debt]
        return min((day for day in days if day), default=0)

    def waits(self, party: str, channel: Channel | None) -> bool:
        """Whether something that the person sent that party by that means waits for an answer."""
        return any(row.party == party and row.channel is channel for row in self.waiting)

    def consented(self, to: int, party: str, debts: tuple[str, ...], day: int) -> tuple[Consent, ...]:
        """The consents that let that party do that about those debts on that day, oldest first."""
        return tuple(each for each in self.consents if each.covers(to, party, debts, day))

    def agreed_to_calls_on(self, party: str, debts: tuple[str, ...], day: int) -> int:
        """The day of the newest consent to be called since which they have not spoken by telephone; 0 = none stands.

        About several debts, each of them must be among what it is about, and of none may they have spoken.
        """
        found = 0
        for consent in self.consented(ConsentTo.CALLS, party, debts, day):
            spoke = (self.of(party, debt).phoned_at for debt in debts)
            if not any(at is not None and consent.given_at is not None and at > consent.given_at for at in spoke):
                found = max(found, consent.given_on)
        return found

    def called_in_vain_at(self, points: Collection[str]) -> datetime | None:
        """When any of those contact points was last called in vain; None = never."""
        return max((at for point, at in self.unanswered if point in points), default=None)

    # ---- what happens ---------------------------------------------------------------------------------------------

    def with_talk(self, party: str, debts: Iterable[str], day: int, ended_at: datetime | None = None) -> Dealings:
        """After a conversation about those debts; `ended_at` where it was by telephone."""
        return self._with(
            Approach(party, debt, communicated_on=day, talked_on=day, phoned_at=ended_at) for debt in debts
        )

    def with_conveyed(self, party: str, debts: Iterable[str], day: int) -> Dealings:
        """After something about those debts was conveyed otherwise (left on a machine)."""
        return self._with(Approach(party, debt, communicated_on=day) for debt in debts)

    def with_sent(self, party: str, debts: Iterable[str], sent: Sent) -> Dealings:
        """After a message or letter about those debts was sent."""
        conveyed = 0 if sent.purpose in NOTHING_CONVEYED else sent.on
        return self._with(Approach(party, debt, communicated_on=conveyed, sent=(sent,)) for debt in debts)

    def with_returned(self, on: int, *, attempt: str = "", point: str = "", sent_on: int = 0) -> Dealings:
        """After what was sent by that attempt, or without one to that point on that day, came back on the day `on`."""

        def is_it(row: Sent) -> bool:
            return row.attempt == attempt if attempt else not row.attempt and (row.point, row.on) == (point, sent_on)

        def after(row: Sent) -> Sent:
            return row._replace(returned_on=_first(row.returned_on, on)) if is_it(row) else row

        approaches = (each._replace(sent=tuple(map(after, each.sent))) for each in self.approaches)
        return self._replace(approaches=tuple(approaches))

    def has_sent(self, *, attempt: str = "", point: str = "", sent_on: int = 0) -> bool:
        """Whether something is known to have been sent by that attempt, or to that point on that day without one."""
        return any(
            row.attempt == attempt if attempt else not row.attempt and (row.point, row.on) == (point, sent_on)
            for each in self.approaches
            for row in each.sent
        )

    def with_received(self, party: str, channel: Channel) -> Dealings:
        """After the person wrote, or called and reached nobody."""
        return self._replace(waiting=_waiting(self.waiting, Waiting(party, channel, 1)))

    def with_answer(self, party: str, channel: Channel, attempt: str = "") -> Dealings:
        """After that party contacted the person by that means, or may: one of their messages is answered.

        Args:
            attempt: the attempt that is reserved for it, where it is still to be made.
        """
        if not self.waits(party, channel):
            return self
        answering = (*self.answering, attempt) if attempt else self.answering
        return self._replace(waiting=_waiting(self.waiting, Waiting(party, channel, -1)), answering=answering)

    def with_answer_ended(self, attempt: str, party: str, channel: Channel, *, went_out: bool) -> Dealings:
        """After an attempt ended that may have been an answer; where it did not go out, what they sent still waits."""
        if attempt not in self.answering:
            return self
        ended = self._replace(answering=tuple(each for each in self.answering if each != attempt))
        return ended if went_out else ended.with_received(party, channel)

    def with_answers_among(self, attempts: Collection[str]) -> Dealings:
        """With no other answers on their way than those attempts."""
        return self._replace(answering=tuple(each for each in self.answering if each in attempts))

    def with_consent(self, consent: Consent) -> Dealings:
        """After they consented."""
        return self._replace(consents=(*self.consents, consent))

    def without_consent(self, consent_id: str) -> Dealings:
        """After they took a consent back."""
        return self._replace(consents=tuple(each for each in self.consents if each.id != consent_id))

    def with_call_in_vain(self, point: str, at: datetime) -> Dealings:
        """After a call to that point that nobody took."""
        last = {**dict(self.unanswered)}
        last[point] = max(at, last.get(point, at))
        return self._replace(unanswered=tuple(sorted(last.items())))

    # ---- two files of one person ----------------------------------------------------------------------------------

    def joined(self, other: Dealings) -> Dealings:
        """What either file knows: nobody gains a permission by having been on file twice."""
        together = self._with(other.approaches)
        for point, at in other.unanswered:
            together = together.with_call_in_vain(point, at)
        for row in other.waiting:
            together = together._replace(waiting=_waiting(together.waiting, row))
        answering = tuple(dict.fromkeys((*together.answering, *other.answering)))
        return together._replace(consents=(*together.consents, *other.consents), answering=answering)

    def renamed(self, points: Mapping[str, str], taken: Collection[str], suffix: str) -> Dealings:
        """The same where contact points go by other ids, and consents whose id is taken get the suffix."""

        def named(point: str) -> str:
            return points.get(point, point)

        def consent(each: Consent) -> Consent:
            new_id = f"{each.id}.{suffix}" if each.id in taken else each.id
            return each.changed(id=new_id, contact_points=tuple(map(named, each.contact_points)))

        return self._replace(
            approaches=tuple(
                each._replace(sent=tuple(row._replace(point=named(row.point)) for row in each.sent))
                for each in self.approaches
            ),
            consents=tuple(map(consent, self.consents)),
            unanswered=tuple(sorted((named(point), at) for point, at in self.unanswered)),
        )

    def _with(self, approaches: Iterable[Approach]) -> Dealings:
        found = {(each.party, each.debt): each for each in self.approaches}
        for each in approaches:
            key = (each.party, each.debt)
            found[key] = found[key].joined(each) if key in found else each
        return self._replace(approaches=tuple(found[key] for key in sorted(found)))


NO_DEALINGS: Final = Dealings()


def _first(one: int, other: int) -> int:
    """The earlier of two days, of which 0 is none."""
    return min(one, other) if one and other else one or other


def _kept(rows: list[Sent]) -> tuple[Sent, ...]:
    """What is kept of what was sent: all of a month, and of what is older the first and the last of each purpose.

    What came back is kept, so that it never counts again.
    """
    recent = rows[-1].on - WINDOW_DAYS if rows else 0
    old = [row for row in rows if row.on <= recent and not row.returned_on]
    ends = {(row.purpose, end): row for end, order in (("last", old), ("first", old[::-1])) for row in order}
    kept = set(ends.values())
    return tuple(row for row in rows if row.on > recent or row.returned_on or row in kept)


def _waiting(rows: tuple[Waiting, ...], more: Waiting) -> tuple[Waiting, ...]:
    counts = {(row.party, row.channel): row.messages for row in rows}
    key = (more.party, more.channel)
    counts[key] = counts.get(key, 0) + more.messages
    return tuple(Waiting(party, channel, count) for (party, channel), count in sorted(counts.items()) if count > 0)
