"""Auditing: the whole log is walked, every hash recomputed, every stream folded anew and compared with its snapshot.

An entry changed, removed, inserted or put elsewhere shows here, and so does a snapshot that says something else than
the log. What this cannot show by itself is that the end of a stream was cut off; the hashes it returns, kept
elsewhere, do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from debtflow.casework.engine import fold
from debtflow.casework.log import GENESIS, SNAPSHOTS, Chain, Entry, Head, State, Store
from debtflow.casework.replaying import see_rules
from debtflow.errors import IntegrityError
from debtflow.records.events import EVENTS

__all__ = ["audit", "flaws_of"]

PAGE = 5000
KINDS = tuple(SNAPSHOTS)


def audit(store: Store, progress: Callable[[int], None] | None = None) -> dict[str, str]:
    """See that the log is as it was sealed and that snapshots agree with it.

    Args:
        progress: called with the number of entries seen so far.

    Returns:
        stream -> hash of its last entry.

    Raises:
        IntegrityError: names the first bad entry, or the stream whose snapshot differs.
    """
    chain = Chain()
    states: dict[str, State] = {}
    rules: set[str] = set()
    position = count = 0
    anchor = ""
    while True:
        while page := store.feed(position, PAGE):
            for entry in page:
                content = chain.see(entry)
                anchor = _see_anchor(entry, content["anchor"], anchor)
                position, count = entry.position, count + 1
                if content["decision"] is not None:
                    rules.add(content["decision"]["rules"])
                for event in EVENTS.validate_python(content["events"]):
                    states[entry.stream] = fold(entry.stream, states.get(entry.stream), event)
            if progress is not None:
                progress(count)
        heads = chain.hashes
        problem = _differing(store, states, heads)
        if problem is None:
            _see_all_rules(store, rules)
            return heads
        # Others may have appended while this walked; only at the end of the log is a difference one.
        if not store.feed(position, 1):
            raise IntegrityError(problem)


# ---- one stream ---------------------------------------------------------------------------------------------------


class _Onward(Chain):
    """A chain that can go on behind a bad entry, so that every one is named and not the first alone."""

    def go_on_from(self, entry: Entry) -> None:
        """Take an entry as it is stored; the next one is held to it."""
        self._heads[entry.stream] = (entry.version, entry.seq, entry.hash)


def flaws_of(store: Store, stream: str) -> dict[int, str]:
    """What is wrong with one stream: the number of each bad entry -> why; 0 = its end, or its snapshot.

    For whoever shows a stream and does not walk the whole log. An entry may be as it was sealed and others of its commit
    not; only `audit` sees that.
    """
    head, entries = _at_one_moment(store, stream)
    chain, found = _Onward(), dict[int, str]()
    for entry in entries:
        try:
            _see_rules_of(store, chain.see(entry))
        except IntegrityError as problem:
            found[entry.seq] = str(problem)
            chain.go_on_from(entry)
    if not found:
        state: State | None = None
        for event in (event for entry in entries for event in entry.events):
            state = fold(stream, state, event)
        problem_at_end = _differing_head(stream, head, state, entries[-1].hash if entries else GENESIS)
        found |= {0: problem_at_end} if problem_at_end else {}
    return found


def _at_one_moment(store: Store, stream: str) -> tuple[Head | None, list[Entry]]:
    """The head of a stream and its entries; read again where others have appended between the two."""
    while True:
        head, entries, after = store.load(stream, fresh=True), store.entries(stream), store.load(stream, fresh=True)
        if (head and head.hash) == (after and after.hash):
            return head, entries


def _see_rules_of(store: Store, content: Mapping[str, Any]) -> None:
    if content["decision"] is not None:
        _see_all_rules(store, {content["decision"]["rules"]})


# ---- what each part looks at --------------------------------------------------------------------------------------


def _see_all_rules(store: Store, fingerprints: set[str]) -> None:
    for fingerprint in sorted(fingerprints):
        text = store.rules(fingerprint)
        if text is None:
            raise IntegrityError(f"the rules {fingerprint}, under which decisions were made, are gone")
        see_rules(fingerprint, text)


def _see_anchor(entry: Entry, said: str | None, anchor: str) -> str:
    """The hash that the entries of the same commit are anchored to: that of its first entry."""
    if said is None:
        return entry.hash
    if said != anchor:
        raise IntegrityError(
            f"{entry.stream} entry {entry.seq}: the entry that it was committed with is not before it; "
            "that one was removed, changed or put elsewhere"
        )
    return anchor


def _differing(store: Store, states: Mapping[str, State], heads: Mapping[str, str]) -> str | None:
    """What is wrong with the heads and snapshots of the streams; None = nothing."""
    for stream, state in states.items():
        problem = _differing_head(stream, store.load(stream, fresh=True), state, heads[stream])
        if problem is not None:
            return problem
    for kind in KINDS:
        for stream_id in store.streams(kind):
            if f"{kind}:{stream_id}" not in heads:
                return f"{kind}:{stream_id}: it has a head, but its entries are gone"
    return None


def _differing_head(stream: str, head: Head | None, state: State | None, last: str) -> str | None:
    if head is None or head.hash != last:
        found = GENESIS if head is None else head.hash
        return f"{stream}: its head says {found[:12]}, its last entry {last[:12]}"
    return None if head.state == state else f"{stream}: its snapshot is not what its log folds to"
