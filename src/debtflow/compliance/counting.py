"""Counting: counters of a lender's own over the contacts on file, by what they came to, window and scope.

The standard counters say their windows in their names; what a policy counts otherwise (the last five working days, or
the week before today) is declared here in a line and is a fact like any other. No cap stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from debtflow.compliance.facts import Count, FactField, Source
from debtflow.compliance.situation import Situation
from debtflow.errors import FactError
from debtflow.records.contacts import WINDOW_DAYS, Counted
from debtflow.values.calendars import WorkingDays

__all__ = ["CALLS", "MESSAGES", "TALKS", "UNANSWERED", "VISITS", "Contacts"]

CALLS: Final = frozenset(kind for kind in Counted if kind.name.startswith("CALL_"))
"""Every call that was made, and every one on which nobody has reported."""
UNANSWERED: Final = frozenset(
    {Counted.CALL_NO_ANSWER, Counted.CALL_VOICEMAIL, Counted.CALL_BUSY, Counted.CALL_UNREPORTED}
)
"""Calls that nobody answered; what is not reported may be one."""
TALKS: Final = frozenset(
    {Counted.TALK_BY_PHONE, Counted.TALK_ON_A_VISIT, Counted.CALL_UNREPORTED, Counted.VISIT_UNREPORTED}
)
"""Conversations with the person; what is not reported may have been one."""
VISITS: Final = frozenset({Counted.VISIT, Counted.VISIT_UNREPORTED})
MESSAGES: Final = frozenset({Counted.MESSAGE})

_MOST = 1_000_000
_MOST_WORKING_DAYS = 15  # the longest row of days off known, with fifteen working days, is within what is kept


def Contacts(  # noqa: N802  # declarations read like types
    meaning: str,
    counted: Collection[Counted],
    *,
    days: int | None = None,
    working_days: int | None = None,
    calendar: WorkingDays | None = None,
    today: bool = True,
    same_point: bool = False,
    same_debt: bool = False,
    same_party: bool = False,
) -> FactField:
    """How many contacts with the person of those kinds fell in a window that ends today.

    `Contacts("calls in the last 5 working days", CALLS, working_days=5, calendar=US_FEDERAL_WORKING_DAYS)`

    Args:
        counted: what is counted: `CALLS`, `UNANSWERED`, `TALKS`, `VISITS`, `MESSAGES` or kinds of `Counted`.
        days: so many calendar days, today being the first of them; 1 to 31.
        working_days: in their place, so many working days of `calendar`, with the days off between; 1 to 15.
        today: whether today is in the window; if not, it ends yesterday.
        same_point, same_debt, same_party: only at the contact point, about the debt, by the party of the action. Of
            several debts, the one with the most.

    Raises:
        FactError: no window or two, or one that reaches further back than contacts are kept.
    """
    if not counted or not all(isinstance(kind, Counted) for kind in counted):
        raise FactError(f"the counter {meaning!r} counts {counted!r}; name what, e.g. CALLS or {{Counted.VISIT}}")
    kinds = sum(1 << kind for kind in set(counted))
    first_day = _window(meaning, days, working_days, calendar, today)

    def read(situation: Situation) -> int:
        counts, now = situation.reached.counts, situation.day_first
        if not counts.rows:
            return 0
        points = situation.points if same_point else None
        party = situation.actor.party if same_party else None

        def since(day: int) -> int:
            debts = situation.about if same_debt else (None,)
            return max(counts.counted(kinds, day, points=points, party=party, debt=debt) for debt in debts)

        return since(first_day(now)) - (0 if today else since(now))

    return Count(0, _MOST, meaning, source=Source.DOSSIER, read=read)


def _window(
    meaning: str, days: int | None, working_days: int | None, calendar: WorkingDays | None, today: bool
) -> Callable[[int], int]:
    """The function from a day number to the first day number of the window that ends then."""
    if (days is None) == (working_days is None):
        raise FactError(f"the counter {meaning!r} needs one window: days=7, or working_days=5 with a calendar")
    if working_days is None:
        if type(days) is not int or not 1 <= days <= (WINDOW_DAYS if today else WINDOW_DAYS - 1):
            raise FactError(
                f"the counter {meaning!r} reaches back {days!r} days; contacts are counted for {WINDOW_DAYS}"
            )
        back = days - 1 if today else days
        return lambda day: day - back
    if not isinstance(calendar, WorkingDays):
        raise FactError(
            f"the counter {meaning!r} counts working days by {calendar!r}; say by which list, e.g. "
            "calendar=US_FEDERAL_WORKING_DAYS"
        )
    if type(working_days) is not int or not 1 <= working_days <= _MOST_WORKING_DAYS:
        raise FactError(
            f"the counter {meaning!r} reaches back {working_days!r} working days; write 1 to {_MOST_WORKING_DAYS}"
        )
    count = working_days
    return lambda day: calendar.before(day + 1 if today else day, count)
