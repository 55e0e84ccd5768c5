"""Auditing: the whole log is walked, every hash recomputed, every stream folded anew and compared with its snapshot.

An entry changed, removed, inserted or put elsewhere shows here, and so does a snapshot that says something else than
the log. What this cannot show by itself is that the end of a stream was cut off; the hashes it returns, kept
elsewhere, do.
"""

from __future__ import annotations

from collections.abc import Callable

from debtflow.casework.engine import fold
from debtflow.casework.log import GENESIS, Chain, State, Store
from debtflow.errors import IntegrityError

__all__ = ["audit"]

PAGE = 5000


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
    position = count = 0
    while page := store.feed(position, PAGE):
        for entry in page:
            chain.see(entry)
            position, count = entry.position, count + 1
            for event in entry.events:
                states[entry.stream] = fold(entry.stream, states.get(entry.stream), event)
        if progress is not None:
            progress(count)
    heads = chain.hashes
    for stream, state in states.items():
        head = store.load(stream, fresh=True)
        if head is None or head.hash != heads[stream]:
            found = GENESIS if head is None else head.hash
            raise IntegrityError(f"{stream}: its head says {found[:12]}, its last entry {heads[stream][:12]}")
        if head.state != state:
            raise IntegrityError(f"{stream}: its snapshot is not what its log folds to")
    return heads
