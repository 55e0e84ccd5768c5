"""The log: entries that are chained, sealed and never changed, and how to tell if somebody did.

Every commit writes one entry to each stream it concerns: what happened, what was asked, the decision with the facts
that were read and the fingerprint of the rules. An entry is text; its hash covers that text and the hash before it,
so a change, a gap or another order shows at the first bad entry, also without the database. Refusals are entries too,
but they do not move the version that others wait on. This room knows no SQL, no clock and no personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from json import loads
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, NamedTuple, Protocol

from pydantic import TypeAdapter

from debtflow.errors import DebtflowError, IntegrityError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import CollectorFile, DebtFile, Dossier, Register
from debtflow.records.events import EVENTS, AnyEvent
from debtflow.values.dates import Instant

__all__ = [
    "GENESIS",
    "SNAPSHOTS",
    "Chain",
    "Commit",
    "Draft",
    "Entry",
    "Head",
    "Remembered",
    "Stale",
    "State",
    "Store",
    "agency_stream",
    "case_stream",
    "collector_stream",
    "debt_stream",
    "instant_text",
    "person_stream",
    "quoted",
    "require_whole",
    "seal",
    "verify",
]

GENESIS = "0" * 64
"""The hash before the first entry of a stream."""

State = Case | Dossier | Register | CollectorFile | DebtFile
"""What a stream folds to."""

SNAPSHOTS: Mapping[str, TypeAdapter[Any]] = {
    kind: TypeAdapter(cls)
    for kind, cls in (
        ("case", Case),
        ("person", Dossier),
        ("debt", DebtFile),
        ("agency", Register),
        ("collector", CollectorFile),
    )
}
"""Kind of stream -> what writes and reads a snapshot of what it folds to, as JSON."""


def case_stream(case_id: str) -> str:
    """The stream of a case."""
    return f"case:{case_id}"


def person_stream(person_id: str) -> str:
    """The stream of a person's dossier."""
    return f"person:{person_id}"


def debt_stream(debt_id: str) -> str:
    """The stream of a debt as it was handed in."""
    return f"debt:{debt_id}"


def agency_stream(agency_id: str) -> str:
    """The stream of an agency's register."""
    return f"agency:{agency_id}"


def collector_stream(collector_id: str) -> str:
    """The stream of a collector's file."""
    return f"collector:{collector_id}"


_made: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this is the hot path


class Entry(NamedTuple):
    """One entry of one stream, as stored.

    Attributes:
        position: its place in the feed of all entries.
        seq: its place in the stream, from 1, without gaps.
        version: the version of the stream after it; refusals do not move it.
        body: the text that was sealed (JSON).
        previous, hash: SHA-256 of the entry before, and of this one.
    """

    position: int
    stream: str
    seq: int
    version: int
    recorded_at: str
    body: str
    previous: str
    hash: str

    @property
    def content(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = loads(self.body)
        return found

    @property
    def events(self) -> tuple[AnyEvent, ...]:
        """What happened, as records."""
        return EVENTS.validate_python(self.content["events"])

    @property
    def kind(self) -> str:
        """`done`, `refused`, `pending` or `recorded`."""
        return str(self.content["kind"])


class Draft(NamedTuple):
    """An entry before it is sealed.

    Attributes:
        moves: whether it moves the version (it carries events); refusals do not.
        tail: the body after stream, seq, version and anchor: JSON members, comma first.
        anchored: whether it carries the hash of the first entry of its commit.
    """

    stream: str
    moves: bool
    recorded_at: str
    tail: str
    anchored: bool


class Head(NamedTuple):
    """The end of a stream: version, number of entries, hash of the last one, and what it folds to."""

    version: int
    seq: int
    hash: str
    state: State


class Commit(NamedTuple):
    """What is appended at once, or not at all.

    Attributes:
        reads: stream -> the version on which the decision was made; 0 = it did not exist.
        states: stream -> what it folds to after the drafts; for the streams that move.
        key, content: the caller's key with the hash of what was asked; empty = no key.
        outcome: what to answer when the same key comes again (JSON).
    """

    drafts: tuple[Draft, ...]
    reads: Mapping[str, int]
    states: Mapping[str, State]
    key: str = ""
    content: str = ""
    outcome: str = ""


class Remembered(NamedTuple):
    """What is known of a key: the hash of what was asked, and the answer that was given."""

    content: str
    outcome: str


class Stale(DebtflowError):
    """Somebody else was first: a stream that was read has moved. The caller reloads and decides anew."""


class Store(Protocol):
    """Where streams are kept. Every store passes `debtflow.testing.StoreContract`."""

    def load(self, stream: str, *, fresh: bool = False) -> Head | None:
        """The head of a stream; None if there is none. `fresh` looks past what this process remembers."""
        ...

    def append(self, commit: Commit) -> tuple[Entry, ...]:
        """Seal and write all drafts, or none; raises `Stale` if a stream read is not at its version any more."""
        ...

    def grouped(self) -> AbstractContextManager[None]:
        """A block in which what this thread appends becomes durable together, at its end; each append stays whole."""
        ...

    def recall(self, key: str) -> Remembered | None:
        """What was answered to that key."""
        ...

    def entries(self, stream: str) -> list[Entry]:
        """All entries of a stream, in order."""
        ...

    def feed(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """The entries of all streams after that position, in the order of commit; never skips a committed one.

        Raises `DebtflowError` for a position or a limit that is no whole number from 0 on.
        """
        ...

    def streams(self, kind: str) -> list[str]:
        """The ids of all streams of that kind (`case`, `person`, `debt`, `agency`, `collector`), in order of creation."""
        ...

    def keep_rules(self, fingerprint: str, text: str) -> None:
        """Keep the rules behind a fingerprint, so that old decisions can be explained."""
        ...

    def rules(self, fingerprint: str) -> str | None:
        """The rules behind a fingerprint (JSON)."""
        ...

    def keep_notice(self, case_id: str, reason: str, not_before: str) -> None:
        """Keep why a sweep was last refused on a case, and before when it need not ask again."""
        ...

    def notices(self) -> dict[str, tuple[str, str]]:
        """Case id -> (reason, not before) of all notices."""
        ...

    def close(self) -> None:
        """Release what the store holds."""
        ...


def require_place(after: int, limit: int) -> None:
    """See that a feed is asked for from a position on, and for a number of entries.

    Raises:
        DebtflowError: it is not; SQLite would take a text for a number after all others, and answer nothing.
    """
    for name, value in (("after", after), ("limit", limit)):
        if type(value) is not int or value < 0:
            raise DebtflowError(
                f"feed({name}=...) is a whole number from 0 on, e.g. the position of the last entry that was read; "
                f"found {value!r}"
            )


def require_whole(commit: Commit) -> None:
    """See that a commit says all that a store needs: every stream to be written was read, and what it folds to.

    Raises:
        DebtflowError: it does not; nothing has been written.
    """
    drafts, reads, states = commit[:3]
    for draft in drafts:
        stream = draft[0]
        version = reads.get(stream)
        if version is None:
            raise DebtflowError(f"{stream} is to be written, but the commit does not say at what version")
        if stream not in states and (draft[1] or not version):
            raise DebtflowError(f"{stream} moves, but the commit does not say what it folds to")


def seal(draft: Draft, head: tuple[int, int, str], anchor: str, position: int = 0) -> Entry:
    """The entry that a draft becomes at the end of its stream. `head` is (version, seq, hash) before it."""
    version, seq, previous = head
    stream, moves, recorded_at, tail, is_anchored = draft
    version += moves
    seq += 1
    anchored = f'"{anchor}"' if is_anchored else "null"
    body = f'{{"stream":{quoted(stream)},"seq":{seq},"version":{version},"anchor":{anchored}{tail}}}'
    digest = sha256(f"{previous}\n{body}".encode()).hexdigest()
    entry: Entry = _made(Entry, (position, stream, seq, version, recorded_at, body, previous, digest))
    return entry


class Chain:
    """Sees entries one after the other and says at once which one does not follow. Needs no database."""

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, int, str]] = {}

    def see(self, entry: Entry) -> dict[str, Any]:
        """The next entry of its stream; its content, read.

        Raises:
            IntegrityError: it was changed, or one was removed, inserted or put elsewhere.
        """
        version, seq, previous = self._heads.get(entry.stream, (0, 0, GENESIS))
        where = f"{entry.stream} entry {entry.seq}"
        if entry.seq != seq + 1:
            raise IntegrityError(f"{where}: expected entry {seq + 1}; an entry was removed, inserted or reordered")
        if entry.previous != previous:
            raise IntegrityError(f"{where}: it does not follow the entry before it; one of the two was changed")
        if sha256(f"{previous}\n{entry.body}".encode()).hexdigest() != entry.hash:
            raise IntegrityError(f"{where}: its text is not what was sealed")
        content = entry.content
        _see_columns(entry, content, where, version)
        self._heads[entry.stream] = (entry.version, entry.seq, entry.hash)
        return content

    @property
    def hashes(self) -> dict[str, str]:
        """Stream -> hash of the last entry seen."""
        return {stream: head[2] for stream, head in self._heads.items()}


def verify(entries: Iterable[Entry]) -> dict[str, str]:
    """See that the entries of whole streams are as they were sealed. Needs no database.

    Entries of several streams may be mixed, each stream in its order.

    Returns:
        stream -> hash of its last entry; kept elsewhere, it shows later whether the end of a stream was cut off.

    Raises:
        IntegrityError: names the first entry that was changed, removed, inserted or put elsewhere.
    """
    chain = Chain()
    for entry in entries:
        chain.see(entry)
    return chain.hashes


def _see_columns(entry: Entry, content: dict[str, Any], where: str, version: int) -> None:
    for column in ("stream", "seq", "version", "recorded_at"):
        stored = getattr(entry, column)
        if content[column] != stored:
            raise IntegrityError(f"{where}: column {column} says {stored!r}, the sealed text {content[column]!r}")
    if entry.version != version + bool(content["events"]):
        raise IntegrityError(f"{where}: version {entry.version} does not follow {version}")


# Pydantic's writer, which writes the instants in events too, takes a third of the time of `isoformat`.
_instant_json = TypeAdapter(Instant).serializer.to_json


def instant_text(instant: datetime) -> str:
    """An instant as it stands in the log."""
    return _instant_json(instant)[1:-1].decode()
