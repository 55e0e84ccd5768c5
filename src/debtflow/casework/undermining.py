"""Undermining: what is learned late, and which decisions it would have changed.

A fact that counts from before it was recorded gives the same figures as if it had come in time; decisions that were
made in between are never rewritten. They are made again here, on what was known then and the late fact besides: one
that would now be refused is undermined, and placement and enforcement wait until somebody has reviewed it. Only a late
fact pays for this. Nothing is decided here about the present.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from json import loads

from debtflow.casework.desk import Desk
from debtflow.casework.engine import Change
from debtflow.casework.log import Entry, case_stream
from debtflow.casework.replaying import decision_at
from debtflow.errors import NotFoundError
from debtflow.records import events
from debtflow.values.dates import instant_at

__all__ = ["undermined"]


def undermined(
    desk: Desk, case_id: str, changes: Sequence[Change], at: datetime, zones: tuple[str, ...]
) -> list[Change]:
    """The past decisions on a case that these changes undermine, as events of the case.

    Args:
        zones: the candidate zones of the borrower; a day begins where it begins first.
    """
    # Stages follow the order of recording and are never rewritten, so a move that is reported late undermines nothing.
    told = [change for change in changes if not change.event.is_move]
    late = [(since, change) for change in told if (since := _counts_from(change.event, zones)) < at]
    if not late:
        return []
    stream, earliest = case_stream(case_id), min(since for since, _ in late)
    found: list[Change] = []
    for entry in desk.store.entries(stream):
        decided_at = datetime.fromisoformat(entry.recorded_at)
        if not earliest <= decided_at < at or not _was_done(entry):
            continue
        also = [change for since, change in late if since <= decided_at]
        rules = _now_refused_by(desk, entry, [*_learned_since(desk, entry, decided_at, zones), *also])
        if rules:
            event = events.DecisionUndermined.built(
                occurred_at=at,
                local_day=changes[0].event.local_day,
                entry=entry.seq,
                action=_action(entry),
                rules=rules,
                learned=also[0].event.event,  # type: ignore[attr-defined]  # every concrete event declares its literal
            )
            found.append(Change(stream, event))
    return found


def _learned_since(desk: Desk, entry: Entry, decided_at: datetime, zones: tuple[str, ...]) -> list[Change]:
    """What was learned late between that decision and now, and counts from before it: late facts add up."""
    reads: dict[str, int] = loads(entry.body)["decision"]["reads"]
    return [
        Change(stream, event)
        for stream, version in reads.items()
        for later in desk.store.entries(stream)
        if later.version > version
        for event in later.events
        if not event.is_move
        and _counts_from(event, zones) <= decided_at
        and _counts_from(event, zones) < datetime.fromisoformat(later.recorded_at)
    ]


def _now_refused_by(desk: Desk, entry: Entry, also: Sequence[Change]) -> tuple[str, ...]:
    """The rules by which the decision would have been refused, had this been known."""
    try:
        decision = decision_at(desk, entry, also)
    except NotFoundError:
        return ()  # rules that are not kept any more: verify says so
    return tuple(f.rule for f in decision.findings if f.refuses) if decision.refused else ()


def _was_done(entry: Entry) -> bool:
    return '"kind":"done"' in entry.body and entry.kind == "done"


def _action(entry: Entry) -> str:
    asked = loads(entry.body)["decision"]["asked"]
    return str(asked.get("verb") or asked["do"])


# ---- from when something counts -----------------------------------------------------------------------------------


def _counts_from(event: events.Event, zones: tuple[str, ...]) -> datetime:
    """The moment from which an event counts, as far as decisions go."""
    assert event.occurred_at is not None, "an event that is to be recorded has its moment"
    if isinstance(event, events.HoldPlaced):
        return event.hold.from_at
    if isinstance(event, events.PromiseNoted):
        return event.promise.made_at
    day: date | None = getattr(event, "effective_on", None)
    if day is None:
        return event.occurred_at
    # Money and charges have days; a day begins where it begins first.
    return min(instant_at(day.toordinal(), 0, zone) for zone in zones)
