"""Observers by what happened: which committed events somebody wants to hear of, in a few lines.

A plain observer is any function of an entry. `observer` makes one that hears only of events of some names, in some
phases, on some kinds of stream. It is called with entries, so that it serves the store's feed as well as a caseload. It
decides nothing and loads nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from debtflow.casework.log import SNAPSHOTS, Entry
from debtflow.compliance.hooks import see_phases
from debtflow.errors import BookError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.lifecycle.workflow import Workflow
from debtflow.records.events import AnyEvent, Event
from debtflow.records.occurrences import MoveEvent
from debtflow.records.parties import Actor
from debtflow.records.stages import Phase, phase_of

__all__ = ["EventObserver", "Happened", "event_names", "observer", "see_observed"]


@cache
def event_names() -> frozenset[str]:
    """The names of all events (`payment_received`)."""
    return frozenset(kind.model_fields["event"].default for kind in get_args(get_args(AnyEvent)[0]))


@dataclass(frozen=True, slots=True)
class Happened:
    """Where and when an observed event was committed: all from its entry, so that the feed gives the same.

    Attributes:
        entry: the committed entry, with its decision and its hash.
        stream: the kind of stream (`case`, `person`, `debt`, `agency`, `collector`). id: of what lies in it.
        by: who did it.
        phase: in which the case stood; for a move, the phase that was reached. None on other streams, and where the
            feed does not tell it.
    """

    entry: Entry
    stream: str
    id: str
    by: Actor
    phase: Phase | None

    def __str__(self) -> str:
        return f"{self.stream} {self.id}, entry {self.entry.seq}"


HappeningFunction = Callable[[Any, Happened], object]


@dataclass(frozen=True, slots=True)
class EventObserver:
    """An observer that hears of some events only. Called with an entry, it hands over each event that it looks for.

    Attributes:
        of: names of events and verbs; `EVERYTHING` for all.
        phases, streams: where they have to happen; empty = anywhere.
    """

    function: HappeningFunction
    of: frozenset[str]
    phases: frozenset[Phase]
    streams: frozenset[str]

    def __call__(self, entry: Entry, phase: Phase | None = None) -> None:
        """Hand over the events of that entry, in order. `phase`: in which the case stands after it, if that is known."""
        kind, _, named = entry.stream.partition(":")
        if (self.streams and kind not in self.streams) or (self.phases and kind != "case"):
            return
        events = entry.events
        if not events:
            return
        by = Actor.model_validate(entry.content["by"])
        for event, (left, reached) in zip(events, _phases(events, phase), strict=True):
            if self._hears(event, left, reached):
                self.function(event, Happened(entry, kind, named, by, reached if kind == "case" else None))

    def _hears(self, event: Event, left: Phase | None, reached: Phase | None) -> bool:
        named = {event.event, getattr(event, "verb", "")}  # type: ignore[attr-defined]  # every kind of event has one
        if "*" not in self.of and not named & self.of:
            return False
        # A phase that the feed does not tell might be one of them: nobody misses what concerns them.
        return not self.phases or reached is None or left in self.phases or reached in self.phases


def _phases(events: Iterable[Event], after: Phase | None) -> list[tuple[Phase | None, Phase | None]]:
    """For each event the phase in which the case stood before and after it, told backwards from the last."""
    found: list[tuple[Phase | None, Phase | None]] = []
    for event in reversed(tuple(events)):
        before = after
        if isinstance(event, MoveEvent) and event.reached:
            after = phase_of(event.reached)
            before = phase_of(event.left) if event.left else None
        found.append((before, after))
        after = before
    return found[::-1]


def observer(
    *, of: Iterable[str], phases: Iterable[Phase] = (), streams: Iterable[str] = ()
) -> Callable[[HappeningFunction], EventObserver]:
    """Make an observer of a function (event, happened): `@observer(of={"payment_received"})` above it.

    Args:
        of: names of events (`payment_received`) and of verbs (`file_claim`); `EVERYTHING` for all.
        phases: only where the case stands in one of these; a move also counts in the phase that it leaves.
        streams: only events in streams of these kinds, e.g. `{"case"}`. What concerns two streams (a call: the case and
            the person) stands in both, and is otherwise told twice.

    Raises:
        BookError: no name, a kind of stream that there is none, or what is no phase.
    """
    wanted = frozenset([of]) if isinstance(of, str) else frozenset(of)
    if not wanted:
        raise BookError("an observer hears of nothing; name events or verbs, e.g. of={'payment_received'}")
    kinds = frozenset([streams]) if isinstance(streams, str) else frozenset(streams)
    for kind in sorted(kinds - SNAPSHOTS.keys()):
        raise BookError(f"an observer looks at streams {kind!r}; {did_you_mean(kind, SNAPSHOTS)}")
    seen = see_phases("an observer", phases)
    return lambda function: EventObserver(function, wanted, seen, kinds)


def see_observed(observers: Iterable[object], workflow: Workflow) -> None:
    """See that observers hear of something that there is: one on a misspelt event would never be told.

    Raises:
        BookError: a name that is neither an event nor a verb of the workflow; the message names the nearest.
    """
    known = {*event_names(), *workflow.targets, *workflow.starts, "*"}
    for each in observers:
        for name in sorted(each.of - known) if isinstance(each, EventObserver) else ():
            hint = did_you_mean(name, dict.fromkeys(known))
            raise BookError(f"an observer hears of `{name}`, which is no event and no verb of {workflow.label}; {hint}")
