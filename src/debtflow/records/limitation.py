"""Limitation: the time within which a debt can be sued for, what begins it anew and what makes it stand still.

What a law says of it is data (`LimitationLaw`), what happened to a debt are rows of days, and `course` puts the two
together: from which day the period ran, what interrupted it, on which day it ends. The day on which a period begins is
not counted, it ends on the corresponding day. This room knows no case and no rule, and not whether a debt that is past
its time may be sued for: that is for rules to say.

A *day* is a day number, as in `dates`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from debtflow.records.occurrences import Event
from debtflow.records.parties import Id
from debtflow.values.calendars import WorkingDays, months_after
from debtflow.values.codes import Code
from debtflow.values.dates import day_of
from debtflow.values.spans import NO_END, Span, merged

__all__ = [
    "Course",
    "Interrupted",
    "Interruption",
    "LimitationInterrupted",
    "LimitationLaw",
    "LimitationResumed",
    "LimitationSuspended",
    "Obstacle",
    "Step",
    "Stop",
    "course",
    "with_days_left_out",
]


class Interruption(Code):
    """What may begin a period of limitation anew."""

    DEMAND_ARRIVED = 0
    """A demand for payment that has reached the person, or should have, and can be shown to."""
    PART_PAYMENT = 1
    ACKNOWLEDGED = 2
    """They agreed to pay: a promise, a plan, a request for time, security."""
    ACKNOWLEDGED_IN_WRITING = 3
    SUIT = 4
    """A claim before a court or an arbitrator, from filing until the proceedings end."""
    COURT_APPLICATION = 5
    """An application to a court that stands beside a suit: for an order to pay, for security, for enforcement."""
    ASSIGNMENT_NOTICE_ARRIVED = 6


class Obstacle(Code):
    """What may make a period of limitation stand still."""

    FORCE_MAJEURE = 0
    NO_REPRESENTATIVE = 1
    """Who lacks capacity has nobody who may act for them."""
    NO_HEIR_KNOWN = 2
    """Somebody has died, and neither heir nor administrator is determined."""
    CONTROLLED = 3
    """The creditor is under the control of who owes."""
    OTHER_OBSTACLE = 4
    MILITARY_SERVICE = 5


class Interrupted(NamedTuple):
    """An interruption: on which day, and until when it lasts; a demand on its day alone, a suit until it has ended.

    Attributes:
        until: the day from which the period runs anew; None = it lasts.
    """

    on: int
    by: Interruption
    until: int | None


class Stop(NamedTuple):
    """A time in which an obstacle stood. `since` and `until` are among its days; no `until` = it still stands."""

    id: str
    by: Obstacle
    since: int
    until: int | None = None


class LimitationLaw(NamedTuple):
    """What a law says of the time within which a debt can be sued for.

    Attributes:
        months: the period.
        interrupted_by: what begins it anew while it runs.
        revived_by: what begins it anew after it has ended.
        held_up_by: obstacles which, in the last `last_months` of the period, put off its end until so many months after
            they are gone.
        not_counted: obstacles whose days are not counted at all.
        outer_months: the period, from the same day on, that nothing lengthens.
        working_days: where the last day is none, the next one is the last.
    """

    months: int
    interrupted_by: frozenset[Interruption] = frozenset()
    revived_by: frozenset[Interruption] = frozenset()
    held_up_by: frozenset[Obstacle] = frozenset()
    last_months: int = 6
    not_counted: frozenset[Obstacle] = frozenset()
    outer_months: int | None = None
    working_days: WorkingDays | None = None


class Step(NamedTuple):
    """A day on which the period began, or began anew.

    Attributes:
        by: what interrupted it; None = it began.
        ends_on: when it ends by what happened up to then; None = it does not run, or an obstacle still stands.
    """

    on: int
    by: Interruption | None
    ends_on: int | None

    def __str__(self) -> str:
        end = "no end while this lasts" if self.ends_on is None else f"ends on {day_of(self.ends_on)}"
        return f"{day_of(self.on)} {'began' if self.by is None else f'anew: {self.by.label}'}; {end}"


class Course(NamedTuple):
    """How a period of limitation ran, from its beginning through each interruption that counted.

    Attributes:
        stops: the obstacles that put off its end, as it stands now.
    """

    steps: tuple[Step, ...]
    stops: tuple[Stop, ...] = ()

    @property
    def ends_on(self) -> int | None:
        """The last day on which the debt can be sued for in time; None while the period does not run."""
        return self.steps[-1].ends_on

    def __str__(self) -> str:
        held = (f"{stop.by.label} from {day_of(stop.since)} put off its end" for stop in self.stops)
        return "\n".join((*map(str, self.steps), *held))


def course(law: LimitationLaw, began_on: int, interrupted: Iterable[Interrupted], stops: Iterable[Stop]) -> Course:
    """How the period ran that began on that day, by what interrupted it and what stood in its way.

    Args:
        began_on: the day from which the debt could be sued for; it is not counted.
        interrupted, stops: all that is known, in any order; what the law does not name counts for nothing.
    """
    known = tuple(sorted(stops, key=lambda stop: (stop.since, stop.id)))
    ends_on, bore = _end(law, began_on, began_on, known)
    since: int | None = began_on
    steps = [Step(began_on, None, ends_on)]
    for row in sorted(interrupted, key=lambda row: (row.on, row.by)):
        in_time = ends_on is None or row.on <= ends_on
        if row.by not in (law.interrupted_by if in_time else law.revived_by):
            continue
        # Nothing begins anew what has not begun yet, nor what a suit keeps from running.
        if since is None or (row.until is not None and row.until <= since):
            continue
        since = row.until
        ends_on, bore = (None, ()) if since is None else _end(law, since, began_on, known)
        steps.append(Step(row.on, row.by, ends_on))
    return Course(tuple(steps), bore)


def _end(law: LimitationLaw, since: int, began_on: int, stops: tuple[Stop, ...]) -> tuple[int | None, tuple[Stop, ...]]:
    """The last day of a period that runs from `since`, and the obstacles that put it off."""
    end, bore = with_days_left_out(months_after(since, law.months), since, stops, law.not_counted)
    for stop in stops:
        if end is not None and stop.by in law.held_up_by and _is_among_the_last(law, end, stop):
            bore.append(stop)
            end = None if stop.until is None else max(end, months_after(stop.until, law.last_months))
    if law.outer_months is not None:
        outer = months_after(began_on, law.outer_months)
        end = outer if end is None else min(end, outer)
    if end is not None and law.working_days is not None:
        end = law.working_days.or_next(end)
    return end, tuple(bore)


def _is_among_the_last(law: LimitationLaw, end: int, stop: Stop) -> bool:
    """Whether an obstacle stood in the last months of a period that ends on that day."""
    return stop.since <= end and (stop.until is None or stop.until > months_after(end, -law.last_months))


def with_days_left_out(
    end: int, since: int, stops: Iterable[Stop], not_counted: frozenset[Obstacle]
) -> tuple[int | None, list[Stop]]:
    """The last day of a period that runs from `since`, with the days of some obstacles left out, and which of them bore on it.

    No last day while one of these obstacles stands.
    """
    found = [stop for stop in stops if stop.by in not_counted and (stop.until is None or stop.until > since)]
    spans = (Span(max(s.since, since + 1), NO_END if s.until is None else s.until + 1) for s in found)
    for first, after in merged(spans):
        if first <= end:
            if after == NO_END:
                return None, found
            end += after - first
    return end, [stop for stop in found if stop.since <= end]


# ---- what is told of it -------------------------------------------------------------------------------------------


class LimitationInterrupted(Event):
    """Something interrupted the limitation of the debt that the case does not know of itself.

    What it knows: money that came, promises, arrangements, and a suit that was filed on it.

    Attributes:
        by: what it was.
        on: the day on which it took effect: a demand on the day on which it arrived, and not when it was sent.
    """

    event: Literal["limitation_interrupted"] = "limitation_interrupted"
    by: Interruption
    on: date


class LimitationSuspended(Event):
    """An obstacle stands, or stood, in the way of suing.

    Attributes:
        stop: an id for it, unique within the case.
        since, until: its first and last day; no `until` = it stands.
    """

    event: Literal["limitation_suspended"] = "limitation_suspended"
    stop: Id
    by: Obstacle
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"obstacle {self.stop}: until {self.until} is before since {self.since}")
        return self


class LimitationResumed(Event):
    """An obstacle is gone.

    Attributes:
        stop: its id.
        until: its last day.
    """

    event: Literal["limitation_resumed"] = "limitation_resumed"
    stop: Id
    until: date
