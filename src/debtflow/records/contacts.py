"""Contact attempts: a try that is reserved before it is made, how it ended, and the counters that caps are read from.

A contact takes two steps. Asking reserves an attempt that counts against every cap until it is reported (one that
nobody reports in time counts as made, and as a conversation: nobody has shown that it was not); reporting says how it
ended, and the counters then say just that. They count by the person's local day and by scope: what it came to, which
contact point, which party, which debts. This room knows no cap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from debtflow.records.parties import Channel, Id
from debtflow.records.purposes import Purpose
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant

__all__ = [
    "EMPTY_TALLY",
    "WINDOW_DAYS",
    "Attempt",
    "CallResult",
    "Counted",
    "DayCount",
    "MessageResult",
    "Scope",
    "Scoped",
    "Tally",
    "counted_as",
    "unreported_as",
]

WINDOW_DAYS = 31
"""How many local days the counters reach back; no counted rule looks further."""


class CallResult(Code):
    """How a call or visit ended."""

    TALKED = 0
    TALKED_TO_THIRD_PERSON = 1
    VOICEMAIL = 2
    NO_ANSWER = 3
    BUSY = 4
    WRONG_NUMBER = 5
    NOT_MADE = 6

    @property
    def reached_the_person(self) -> bool:
        """Whether the person called spoke: an effective conversation, a right-party contact."""
        return self is CallResult.TALKED

    @property
    def was_made(self) -> bool:
        """Whether it counts as a try at all."""
        return self is not CallResult.NOT_MADE


class MessageResult(Code):
    """How sending a message or letter ended."""

    SENT = 0
    BOUNCED = 1
    NOT_MADE = 6

    @property
    def was_made(self) -> bool:
        """Whether it counts as a try at all."""
        return self is not MessageResult.NOT_MADE


class Counted(Code):
    """What a contact came to, as the counters tell it apart.

    A call that reached the person is two things: a call that was made, on the day it was reserved for and about what it
    was made for, and a talk, on the day on which they spoke and about everything that was spoken of. One that is not
    reported yet, or never was, stands as itself: it may have been anything.
    """

    CALL_TALKED = 0
    CALL_TALKED_TO_THIRD_PERSON = 1
    CALL_VOICEMAIL = 2
    CALL_NO_ANSWER = 3
    CALL_BUSY = 4
    CALL_WRONG_NUMBER = 5
    CALL_UNREPORTED = 6
    VISIT = 7
    VISIT_UNREPORTED = 8
    MESSAGE = 9
    TALK_BY_PHONE = 10
    TALK_ON_A_VISIT = 11
    TALK_THEY_BEGAN = 12
    """A conversation by telephone that the person began: no call that anybody here made."""


_CALLS: Mapping[CallResult, Counted] = {
    CallResult.TALKED: Counted.CALL_TALKED,
    CallResult.TALKED_TO_THIRD_PERSON: Counted.CALL_TALKED_TO_THIRD_PERSON,
    CallResult.VOICEMAIL: Counted.CALL_VOICEMAIL,
    CallResult.NO_ANSWER: Counted.CALL_NO_ANSWER,
    CallResult.BUSY: Counted.CALL_BUSY,
    CallResult.WRONG_NUMBER: Counted.CALL_WRONG_NUMBER,
}


def counted_as(channel: Channel, result: CallResult | MessageResult | None) -> tuple[Counted, ...]:
    """What a contact counts as: the try first, then the talk if there was one. Empty = it was not made.

    Args:
        channel: by what means it was made.
        result: how it ended; None = nobody has said yet.
    """
    if result is not None and not result.was_made:
        return ()
    if channel is Channel.PHONE:
        if not isinstance(result, CallResult):
            return (Counted.CALL_UNREPORTED,)
        talk = (Counted.TALK_BY_PHONE,) if result.reached_the_person else ()
        return (_CALLS[result], *talk)
    if channel is Channel.VISIT:
        if not isinstance(result, CallResult):
            return (Counted.VISIT_UNREPORTED,)
        return (Counted.VISIT, Counted.TALK_ON_A_VISIT) if result.reached_the_person else (Counted.VISIT,)
    return (Counted.MESSAGE,)


_made: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this runs in every contact


class DayCount(NamedTuple):
    """A local day (its day number) and how many of something fell on it."""

    day: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a pair


class Scope(NamedTuple):
    """What is counted together.

    Attributes:
        kind: what it came to.
        point: the contact point.
        party: who made it: `creditor`, or the firm's id.
        about: the debts it was about; it counts once for each of them, and once in all.
        agreed_on: the day of the consent to be called under which it was reserved or made; 0 = under none.
    """

    kind: Counted
    point: str
    party: str
    about: tuple[str, ...]
    agreed_on: int = 0


class Scoped(NamedTuple):
    """The counts of one scope, newest day first."""

    scope: Scope
    days: tuple[DayCount, ...]


_CONNECTED = sum(1 << kind for kind in (*_CALLS.values(), Counted.CALL_UNREPORTED) if kind is not Counted.CALL_BUSY)
_WRONG = 1 << Counted.CALL_WRONG_NUMBER
_TALKED_BY_PHONE = 1 << Counted.TALK_BY_PHONE | 1 << Counted.TALK_THEY_BEGAN
_MISDIRECTED = sum(1 << kind for kind in _CALLS.values() if kind is not Counted.CALL_BUSY)


class Tally(NamedTuple):
    """Counts by scope and local day, reaching back `WINDOW_DAYS` from the newest day there ever was.

    The order in which contacts are learned of does not matter: rows are in the order of their scopes, and a day that
    was let go is let go for good, also when the contact of the newest day turns out never to have been made.

    Attributes:
        rows: the scopes with a count, in order.
        newest: the newest day on which anything was counted; 0 = nothing ever was.
    """

    rows: tuple[Scoped, ...] = ()
    newest: int = 0

    def plus(self, scope: Scope, day: int, count: int = 1) -> Tally:
        """The tally with `count` more (or fewer) of that scope on that day. Days may come in any order."""
        rows, newest = self
        if day > newest:
            if rows:
                rows = _since(rows, day - WINDOW_DAYS + 1)
            newest = day
        elif day <= newest - WINDOW_DAYS:
            return self
        at = bisect_left(rows, (scope,)) if rows else 0
        if at < len(rows) and rows[at][0] == scope:
            days = _added(rows[at][1], day, count)
            after = (*rows[:at], _made(Scoped, (scope, days)), *rows[at + 1 :]) if days else rows[:at] + rows[at + 1 :]
        else:
            row = _made(Scoped, (scope, (_made(DayCount, (day, count)),)))
            after = (*rows[:at], row, *rows[at:]) if rows else (row,)
        return _made(Tally, (after, newest))  # type: ignore[no-any-return]

    def joined(self, other: Tally) -> Tally:
        """The counts of both together."""
        together = self
        for scope, days in other.rows:
            for day, count in days:
                together = together.plus(scope, day, count)
        newest = max(together.newest, other.newest)
        return Tally(_since(together.rows, newest - WINDOW_DAYS + 1), newest)

    def renamed(self, points: Mapping[str, str]) -> Tally:
        """The same counts where contact points go by other ids: old id -> new id."""
        renamed = EMPTY_TALLY
        for scope, days in self.rows:
            again = scope._replace(point=points.get(scope.point, scope.point))
            for day, count in days:
                renamed = renamed.plus(again, day, count)
        return Tally(renamed.rows, self.newest)

    # ---- reading: `kinds` is a mask of `1 << Counted`; what is not named is not asked for ---------------------------

    def counted(
        self,
        kinds: int,
        since: int,
        *,
        points: Collection[str] | None = None,
        party: str | None = None,
        debt: str | None = None,
    ) -> int:
        """How many of those kinds fell on the day `since` or later."""
        total = 0
        for scope, days in self.rows:
            if (
                days[0][0] >= since
                and kinds >> scope[0] & 1
                and (party is None or scope[2] == party)
                and (points is None or scope[1] in points)
                and (debt is None or debt in scope[3])
            ):
                for day, count in days:
                    if day < since:
                        break
                    total += count
        return total

    def most(self, debts: Collection[str], kinds: int, since: int, *, party: str | None = None) -> int:
        """How many of those kinds fell on the day `since` or later about that one of the debts which had the most."""
        return max([self.counted(kinds, since, party=party, debt=debt) for debt in debts], default=0)

    def latest(self, kinds: int, *, debts: Collection[str] | None = None, party: str | None = None) -> int:
        """The last day number on which one of those kinds fell, about any of the debts; 0 = none in the window."""
        found = 0
        for (kind, _, by, about, _), days in self.rows:
            if (
                kinds >> kind & 1
                and days[0][0] > found
                and (party is None or by == party)
                and (debts is None or any(debt in about for debt in debts))
            ):
                found = days[0][0]
        return found

    def least(self, debts: Collection[str], kinds: int, since: int, *, party: str | None = None) -> int:
        """How many of those kinds fell on the day `since` or later about that one of the debts which had the fewest."""
        return min([self.counted(kinds, since, party=party, debt=debt) for debt in debts], default=0)

    def misdirected(self, debts: Collection[str], since: int, *, party: str | None = None) -> int:
        """How many calls went to what turned out to be a wrong number, about that one of the debts which had the fewest.

        A number is known to be wrong from the last report that says so, backwards to the last talk with the person at
        that number. Calls that did not connect, and such as nobody reported, are never among them.
        """
        wrong = self._newest_by_point(_WRONG)
        if not wrong:
            return 0
        talked = self._newest_by_point(_TALKED_BY_PHONE)
        found = dict.fromkeys(debts, 0)
        for (kind, point, by, about, _), days in self.rows:
            if point in wrong and _MISDIRECTED >> kind & 1 and (party is None or by == party):
                first, last = max(since, talked.get(point, 0) + 1), wrong[point]
                total = sum([count for day, count in days if first <= day <= last])
                found |= {debt: found[debt] + total for debt in about if debt in found}
        return min(found.values(), default=0)

    def uninvited(self, debts: Collection[str], since: int, *, party: str, consent_days: int) -> int:
        """How many calls connected to what is not known to be a wrong number, without consent, about any one of the debts.

        Of several debts, the one with the most. What nobody reported on is one of them.

        Args:
            consent_days: for how many days a consent to be called holds, that on which it was given being the first.
        """
        wrong, talked = self._newest_by_point(_WRONG), dict[str, int]()
        if wrong:
            talked = self._newest_by_point(_TALKED_BY_PHONE)
        found = dict.fromkeys(debts, 0)
        for (kind, point, by, about, agreed_on), days in self.rows:
            if by != party or not _CONNECTED >> kind & 1 or days[0][0] < since:
                continue
            agreed_until = agreed_on + consent_days - 1 if agreed_on else 0
            # What nobody reported on may have gone anywhere: only what is known to have connected is known to have erred.
            last = wrong.get(point, 0) if _MISDIRECTED >> kind & 1 else 0
            first = talked.get(point, 0)
            total = sum([n for day, n in days if day >= since and day > agreed_until and not first < day <= last])
            found |= {debt: found[debt] + total for debt in about if debt in found}
        return max(found.values(), default=0)

    def _newest_by_point(self, wanted: int) -> dict[str, int]:
        newest: dict[str, int] = {}
        for (kind, point, _, _, _), days in self.rows:
            if wanted >> kind & 1:
                newest[point] = max(days[0][0], newest.get(point, 0))
        return newest


EMPTY_TALLY = Tally()


def _since(rows: tuple[Scoped, ...], first: int) -> tuple[Scoped, ...]:
    """The rows with what was before that day let go."""
    if all(days[-1][0] >= first for _, days in rows):
        return rows
    kept = [(scope, tuple(counted for counted in days if counted[0] >= first)) for scope, days in rows]
    return tuple(Scoped(scope, days) for scope, days in kept if days)


def _added(days: tuple[DayCount, ...], day: int, count: int) -> tuple[DayCount, ...]:
    """The days with so many more on that one; a day on which nothing is left is not kept."""
    for at, (known, before) in enumerate(days):
        if known > day:
            continue
        if known < day:
            return (*days[:at], _made(DayCount, (day, count)), *days[at:])
        left = (_made(DayCount, (day, before + count)),) if before + count else ()
        return (*days[:at], *left, *days[at + 1 :])
    return (*days, _made(DayCount, (day, count)))


class Attempt(Frozen):
    """A contact that was permitted and reserved.

    Attributes:
        id: unique; the case's id and a number.
        local_day: the person's latest local day over their candidate zones when it was reserved (a day number).
        expires_at: after this instant it counts as made.
        about: the debts it was reserved for.
        party: for whom it is made: `creditor`, or the firm's id.
        purpose: for what it is made.
        agreed_on: the day of the consent to be called under which it is made; 0 = under none.
    """

    id: Id
    case: Id
    person: Id
    contact_point: Id
    channel: Channel
    local_day: int
    reserved_at: Instant
    expires_at: Instant
    about: tuple[Id, ...] = ()
    party: str = "creditor"
    purpose: Purpose = Purpose.COLLECT
    agreed_on: int = 0


def unreported_as(attempt: Attempt) -> Scope:
    """The scope in which an attempt counts as long as nobody has reported on it."""
    [kind] = counted_as(attempt.channel, None)
    return Scope(kind, attempt.contact_point, attempt.party, attempt.about, attempt.agreed_on)
