"""Spells: what stands on a case for a while, in words: a hold, a promise, an arrangement, a placement, a request.

Whatever is one thing from when to when has the same form here, so that who draws or lists it need not know which
record it was. Said are ids, codes, amounts and days; notes stay in the vault. This room folds nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from debtflow.lifecycle.cases import Case
from debtflow.records import events
from debtflow.records.holds import Hold
from debtflow.records.placements import Placement
from debtflow.records.promises import Promise
from debtflow.reports.standing import local_text
from debtflow.values.dates import instant_at

__all__ = ["Spell", "Standing", "begun_at", "end_words", "ended_at", "spell_of", "standing_on"]

Standing = Hold | Promise | Placement | events.Request


class Spell(NamedTuple):
    """Something that stood from when to when.

    Attributes:
        kind: `hold`, `promise`, `arrangement`, `placement` or `second person`.
        label: what it was, in a few words; `words` in full.
        state: how it ended; `open` = it has not.
        ticks: moments within it: when a promise was due, when a placement was accepted and recalled.
    """

    kind: str
    label: str
    words: str
    since: datetime
    until: datetime
    recorded_at: datetime
    state: str
    ticks: tuple[tuple[datetime, str], ...] = ()


def standing_on(case: Case) -> dict[tuple[str, str], Standing]:
    """Everything that stands on a case now, by what it is and its id."""
    found: dict[tuple[str, str], Standing] = {("hold", hold.id): hold for hold in case.holds}
    found |= {("second person", request.id): request for request in case.requests}
    found |= {("promise", row.id): row.promise for row in case.promises if row.is_open}
    if case.placement is not None:
        found["placement", case.placement.proposed_at.isoformat()] = case.placement
    return found


def begun_at(value: Standing, at: datetime) -> datetime:
    """When it began: a hold from its own beginning on, everything else when it happened."""
    return value.from_at if isinstance(value, Hold) else at


def ended_at(value: Standing, at: datetime) -> datetime:
    """When it ended: a hold or a request at its own end, a placement when the agency had stopped."""
    if isinstance(value, events.Request):
        return min(value.expires_at, at)
    if isinstance(value, Hold) and value.until_at is not None:
        return min(value.until_at, at)
    if isinstance(value, Placement) and value.stopped_at is not None:
        return value.stopped_at
    return at


def end_words(event: events.Event, value: Standing) -> str:
    """How something ended, by the event after which it no longer stood."""
    if isinstance(event, events.PromiseResolved):
        return event.state.label
    if isinstance(value, Promise) and isinstance(event, _TAKES_ITS_PLACE):
        return "replaced"
    if isinstance(value, Placement):
        return "not accepted" if value.accepted_at is None else "ended"
    return _ENDINGS.get(event.event, "ended")  # type: ignore[attr-defined]  # every concrete event declares its literal


_TAKES_ITS_PLACE = (events.PromiseMade, events.PromiseNoted, events.ArrangementActivated)

_ENDINGS = {
    "promise_withdrawn": "withdrawn",
    "hold_released": "released",
    "hold_expired": "expired",
    "approval_given": "approved",
    "approval_expired": "not approved in time",
}


def _hold_words(hold: Hold, zone: str) -> tuple[str, str]:
    whose = f" on {hold.person}" if hold.person else ""
    blocks = ", ".join(block.label for block in sorted(hold.forbids))
    channels = f" ({', '.join(channel.label for channel in sorted(hold.channels))})" if hold.channels else ""
    until = f" until {local_text(hold.until_at, zone)[:16]}" if hold.until_at else ""
    label = f"{hold.kind.label}{channels}{whose}"
    return label, f"hold {hold.id}: {label}{until}; it forbids: {blocks}"


def spell_of(value: Standing, since: datetime, until: datetime, known_at: datetime, state: str, zone: str) -> Spell:
    """A spell of what stood there."""
    kind, label, words, ticks = _named(value, zone)
    return Spell(kind, label, words, since, max(since, until), known_at, state, ticks)


def _named(value: Standing, zone: str) -> tuple[str, str, str, tuple[tuple[datetime, str], ...]]:
    """What kind of thing it is, in a few words, in full, and its moments."""
    if isinstance(value, Hold):
        return "hold", *_hold_words(value, zone), ()
    if isinstance(value, Promise):
        due = instant_at(value.due_on.toordinal(), 24 * 60, zone)
        label = f"{value.amount:,} by {value.due_on}"
        words = f"promise of {label}, {value.grace_days} days of grace"
        return "promise", label, words, ((due, f"due on {value.due_on}"),)
    if isinstance(value, Placement):
        moments = ((value.accepted_at, "accepted"), (value.recalled_at, "recalled"))
        label = f"{value.agency}, wave {value.wave}"
        words = f"placement with {label}: {value.amount:,} for {value.brief.days} days"
        return "placement", label, words, tuple((at, what) for at, what in moments if at is not None)
    name = value.action.name.replace("_", " ")
    return "second person", name, f"{name}, asked by {value.by.id}, waits for a second person ({value.id})", ()
