"""Contact attempts: a try that is reserved before it is made, how it ended, and the windows that count them.

A contact takes two steps. Asking reserves an attempt that counts against every cap until it is resolved or expires
(one that expired counts as made: nobody has shown that it was not); reporting says how it ended. Windows count by
the person's local day, so a cap is one subtraction and one sum over a few days. This room knows no cap.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from debtflow.records.parties import Channel, Id
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant

__all__ = ["EMPTY_WINDOW", "WINDOW_DAYS", "Attempt", "CallResult", "DayCount", "MessageResult", "Window"]

WINDOW_DAYS = 31
"""How many local days a window reaches back; no counted rule looks further."""


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


_made: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this runs in every contact


class DayCount(NamedTuple):
    """A local day (its day number) and how many of something fell on it."""

    day: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a pair


class Window(NamedTuple):
    """Counts by local day, newest first, reaching back `WINDOW_DAYS` from the newest day there ever was.

    The newest day stays even when its count has gone back to zero: the window never moves back over days that it has
    already let go, so the order in which days come does not matter.
    """

    days: tuple[DayCount, ...] = ()

    def plus(self, day: int, count: int) -> Window:
        """The window with `count` more (or fewer) on that day. Days may come in any order."""
        days = self.days
        if days and days[0][0] == day:
            today: DayCount = _made(DayCount, (day, days[0][1] + count))
            window: Window = _made(Window, ((today, *days[1:]),))
            return window
        if count > 0 and (not days or day > days[0][0]):
            # The first of a new day, which is how a window usually grows.
            first: DayCount = _made(DayCount, (day, count))
            older = [d for d in days if d[1] and d[0] > day - WINDOW_DAYS] if days else ()
            return _made(Window, ((first, *older),))  # type: ignore[no-any-return]
        counts = dict(days)
        counts[day] = counts.get(day, 0) + count
        newest = max(counts)
        kept = sorted((d for d in counts if d == newest or (counts[d] and d > newest - WINDOW_DAYS)), reverse=True)
        return Window(tuple(DayCount(d, counts[d]) for d in kept))

    def joined(self, other: Window) -> Window:
        """The counts of both together."""
        together = self
        for day, count in reversed(other.days):
            together = together.plus(day, count)
        return together

    def since(self, day: int) -> int:
        """How many fell on that day or later."""
        total = 0
        for counted_day, count in self.days:
            if counted_day < day:
                break
            total += count
        return total


EMPTY_WINDOW = Window()


class Attempt(Frozen):
    """A contact that was permitted and reserved, and is not yet resolved.

    Attributes:
        id: unique; the case's id and a number.
        local_day: the person's latest local day over their candidate zones when it was reserved (a day number).
        expires_at: after this instant it counts as made.
    """

    id: Id
    case: Id
    person: Id
    contact_point: Id
    channel: Channel
    local_day: int
    reserved_at: Instant
    expires_at: Instant
