"""The store in memory: for tests, notebooks and simulation. One process, any number of threads; nothing is kept.

It keeps the very values that were appended, so nothing is parsed again; its answers are those of every other store.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Any

from debtflow.casework.log import GENESIS, Commit, Entry, Head, Remembered, Stale, require_place, require_whole, seal

__all__ = ["MemoryStore"]

_made: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this is the hot path
_NOTHING: Any = Head(0, 0, GENESIS, None)  # type: ignore[arg-type]  # before its first entry, a stream has no state


class MemoryStore:
    """Streams in dictionaries, under one lock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._heads: dict[str, Head] = {}
        self._entries: defaultdict[str, list[Entry]] = defaultdict(list)
        self._feed: list[Entry] = []
        self._keys: dict[str, Remembered] = {}
        self._rules: dict[str, str] = {}
        self._notices: dict[str, tuple[str, str]] = {}

    def load(self, stream: str, *, fresh: bool = False) -> Head | None:
        """The head of a stream; None if there is none."""
        return self._heads.get(stream)

    def append(self, commit: Commit) -> tuple[Entry, ...]:
        """Seal and write all drafts, or none; raises `Stale` if a stream read has moved or the key is taken."""
        drafts, reads, states, key, content, outcome = commit
        with self._lock:
            heads = self._heads
            for stream, version in reads.items():
                if heads.get(stream, _NOTHING)[0] != version:
                    raise Stale(f"{stream} has moved on from version {version}")
            if key and key in self._keys:
                raise Stale(f"key {key} was used meanwhile")
            sealed: list[Entry] = []
            ends: dict[str, Head] = {}
            anchor, position = "", len(self._feed)
            for draft in drafts:
                stream, position = draft[0], position + 1
                version, seq, previous, state = ends.get(stream) or heads.get(stream, _NOTHING)
                if stream in states and stream in reads:
                    state = states[stream]
                else:
                    require_whole(commit)
                entry = seal(draft, (version, seq, previous), anchor, position)
                _, _, seq, version, _, _, _, digest = entry
                anchor = anchor or digest
                ends[stream] = _made(Head, (version, seq, digest, state))
                sealed.append(entry)
            # From here on nothing can fail: everything is sealed, now it is written.
            for entry in sealed:
                self._entries[entry[1]].append(entry)
            self._feed += sealed
            heads.update(ends)
            if key:
                self._keys[key] = Remembered(content, outcome)
        return tuple(sealed)

    def grouped(self) -> AbstractContextManager[None]:
        """Nothing here is ever durable: a group changes nothing."""
        return nullcontext()

    def recall(self, key: str) -> Remembered | None:
        """What was answered to that key."""
        return self._keys.get(key)

    def entries(self, stream: str) -> list[Entry]:
        """All entries of a stream, in order."""
        return list(self._entries.get(stream, ()))

    def feed(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """The entries of all streams after that position."""
        require_place(after, limit)
        return self._feed[after : after + limit]

    def streams(self, kind: str) -> list[str]:
        """The ids of all streams of that kind."""
        prefix = f"{kind}:"
        return [stream.removeprefix(prefix) for stream in list(self._heads) if stream.startswith(prefix)]

    def keep_rules(self, fingerprint: str, text: str) -> None:
        """Keep the rules behind a fingerprint."""
        self._rules.setdefault(fingerprint, text)

    def rules(self, fingerprint: str) -> str | None:
        """The rules behind a fingerprint."""
        return self._rules.get(fingerprint)

    def keep_notice(self, case_id: str, reason: str, not_before: str) -> None:
        """Keep why a sweep was last refused on a case."""
        self._notices[case_id] = (reason, not_before)

    def notices(self) -> dict[str, tuple[str, str]]:
        """All notices."""
        return dict(self._notices)

    def close(self) -> None:
        """Nothing is held."""
