"""Auditing: the whole log is walked, every hash recomputed, every stream folded anew and compared with its snapshot.

An entry changed, removed, inserted or put elsewhere shows here, and so does a snapshot that says something else than
the log. What this cannot show by itself is that the end of a stream was cut off; the hashes it returns, kept
elsewhere, do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from debtflow.casework.engine import fold
from debtflow.casework.log import GENESIS, Chain, Entry, State, Store
from debtflow.casework.replaying import see_rules
from debtflow.errors import IntegrityError
from debtflow.records.events import EVENTS

__all__ = ["audit"]

PAGE = 5000
KINDS = ("case", "person", "debt", "agency")


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
        head = store.load(stream, fresh=True)
        if head is None or head.hash != heads[stream]:
            found = GENESIS if head is None else head.hash
            return f"{stream}: its head says {found[:12]}, its last entry {heads[stream][:12]}"
        if head.state != state:
            return f"{stream}: its snapshot is not what its log folds to"
    for kind in KINDS:
        for stream_id in store.streams(kind):
            if f"{kind}:{stream_id}" not in heads:
                return f"{kind}:{stream_id}: it has a head, but its entries are gone"
    return None
