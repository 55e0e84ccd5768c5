"""The store in SQL: simple and correct on SQLite, one file, many readers, one writer at a time.

Tables and statements are SQLAlchemy Core; the statements of the hot path are compiled once and run on the driver's
cursor, because Core's execution alone halves the throughput. Bodies are text, never a JSON type, since their bytes
are what is sealed. A stream's row holds a snapshot of what it folds to; the log stays the truth, and a snapshot of an
older shape is folded anew from it. This room knows no rule and decides nothing.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPICursor

from debtflow.casework.database import database_of, sqlite_engine
from debtflow.casework.engine import fold
from debtflow.casework.log import (
    GENESIS,
    SNAPSHOTS,
    Commit,
    Entry,
    Head,
    Remembered,
    Stale,
    State,
    require_place,
    require_whole,
    seal,
)
from debtflow.errors import DebtflowError

__all__ = ["SqlStore", "metadata", "sqlite_engine"]

metadata = sa.MetaData()

ENTRIES = sa.Table(
    "entries",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recorded_at", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.UniqueConstraint("stream", "seq"),
    sqlite_autoincrement=True,
)
STREAMS = sa.Table(
    "streams",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("stream", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("shape", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)
KEYS = sa.Table(
    "keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
)
RULES = sa.Table(
    "rules", metadata, sa.Column("fingerprint", sa.Text, primary_key=True), sa.Column("text", sa.Text, nullable=False)
)
NOTICES = sa.Table(
    "notices",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("not_before", sa.Text, nullable=False),
)


@cache
def shape_of(kind: str) -> str:
    """What a snapshot of that kind looks like; a snapshot of another shape is not read but folded anew."""
    return sha256(str(SNAPSHOTS[kind].json_schema()).encode()).hexdigest()[:16]


class SqlStore:
    """Streams in SQL tables.

    Args:
        engine: from `sqlite_engine`; the tables are created if they are not there.
    """

    def __init__(self, engine: sa.Engine) -> None:
        metadata.create_all(engine)
        self.engine = engine
        self.database = database_of(engine)
        self._heads: dict[str, Head] = {}
        text = self.database.compiled
        self._select = text(
            sa.select(STREAMS.c.version, STREAMS.c.seq, STREAMS.c.hash).where(STREAMS.c.stream == sa.bindparam("s"))
        )
        self._select_state = text(
            sa.select(
                STREAMS.c.version, STREAMS.c.seq, STREAMS.c.hash, STREAMS.c.kind, STREAMS.c.shape, STREAMS.c.state
            ).where(STREAMS.c.stream == sa.bindparam("s"))
        )
        self._selects: dict[int, str] = {}
        self._insert_stream = text(sa.insert(STREAMS))
        self._touch = text(
            sa.update(STREAMS)
            .where(STREAMS.c.stream == sa.bindparam("s"))
            .values(version=sa.bindparam("v"), seq=sa.bindparam("q"), hash=sa.bindparam("h"))
        )
        self._update = text(
            sa.update(STREAMS)
            .where(STREAMS.c.stream == sa.bindparam("s"))
            .values(
                version=sa.bindparam("v"),
                seq=sa.bindparam("q"),
                hash=sa.bindparam("h"),
                shape=sa.bindparam("sh"),
                state=sa.bindparam("st"),
            )
        )
        self._insert_entry = text(sa.insert(ENTRIES))
        self._insert_key = text(sa.insert(KEYS))
        notice = insert(NOTICES)
        changed = {"reason": notice.excluded.reason, "not_before": notice.excluded.not_before}
        self._upsert_notice = text(notice.on_conflict_do_update(index_elements=["case_id"], set_=changed))
        self._select_key = text(sa.select(KEYS.c.content, KEYS.c.outcome).where(KEYS.c.key == sa.bindparam("k")))

    def grouped(self) -> AbstractContextManager[None]:
        """One transaction for everything this thread appends inside; durable together at its end."""
        return self.database.grouped()

    # ---- reading --------------------------------------------------------------------------------------------------

    def load(self, stream: str, *, fresh: bool = False) -> Head | None:
        """The head of a stream; None if there is none. What is remembered may be old; `append` finds out."""
        head = self._heads.get(stream)
        if head is not None and not fresh:
            return head
        with self.database.cursor() as cursor:
            if head is not None:
                cursor.execute(self._select.sql, (stream,))
                row = cursor.fetchone()
                if row is not None and tuple(row) == head[:3]:
                    return head
            cursor.execute(self._select_state.sql, (stream,))
            row = cursor.fetchone()
        if row is None:
            return None
        version, seq, hash_, kind, shape, text = row
        if shape == shape_of(kind):
            state = SNAPSHOTS[kind].validate_json(text)
        else:
            state = self._refolded(stream)
        head = Head(version, seq, hash_, state)
        self._remember(stream, head)
        return head

    def _remember(self, stream: str, head: Head) -> None:
        if len(self._heads) >= REMEMBERED:
            for oldest in list(self._heads)[: REMEMBERED // 4]:
                self._heads.pop(oldest, None)
        self._heads[stream] = head

    def _refolded(self, stream: str) -> State:
        state: State | None = None
        for entry in self.entries(stream):
            for event in entry.events:
                state = fold(stream, state, event)
        if state is None:
            raise DebtflowError(f"{stream} has no events to fold")
        return state

    def recall(self, key: str) -> Remembered | None:
        """What was answered to that key."""
        with self.database.cursor() as cursor:
            cursor.execute(self._select_key.sql, (key,))
            row = cursor.fetchone()
        return Remembered(*row) if row else None

    def entries(self, stream: str) -> list[Entry]:
        """All entries of a stream, in order."""
        return self._entries(sa.select(ENTRIES).where(ENTRIES.c.stream == stream).order_by(ENTRIES.c.seq))

    def feed(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """The entries of all streams after that position. SQLite has one writer, so positions are in commit order."""
        require_place(after, limit)
        statement = sa.select(ENTRIES).where(ENTRIES.c.position > after).order_by(ENTRIES.c.position).limit(limit)
        return self._entries(statement)

    def _entries(self, statement: sa.Select[Any]) -> list[Entry]:
        return [Entry(*row) for row in self.database.rows(statement)]

    def streams(self, kind: str) -> list[str]:
        """The ids of all streams of that kind."""
        statement = sa.select(STREAMS.c.stream).where(STREAMS.c.kind == kind).order_by(STREAMS.c.number)
        return [row[0].partition(":")[2] for row in self.database.rows(statement)]

    # ---- writing --------------------------------------------------------------------------------------------------

    def append(self, commit: Commit) -> tuple[Entry, ...]:
        """Seal and write all drafts in one transaction, or none; raises `Stale` if a stream read has moved."""
        require_whole(commit)
        try:
            with self.database.cursor(write=True) as cursor:
                sealed, ends = self._write(cursor, commit)
        except Stale:
            for stream in commit.reads:
                self._heads.pop(stream, None)
            raise
        for stream, end in ends.items():
            state = commit.states.get(stream)
            known = self._heads.get(stream)
            if state is None and known is not None and known.version == end[0]:
                state = known.state
            if state is not None:
                self._remember(stream, Head(*end, state))
            else:
                self._heads.pop(stream, None)
        return sealed

    def _write(self, cursor: DBAPICursor, commit: Commit) -> tuple[tuple[Entry, ...], dict[str, tuple[int, int, str]]]:
        ends: dict[str, tuple[int, int, str]] = {}
        cursor.execute(self._ends_of(len(commit.reads)), tuple(commit.reads))
        found = {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
        for stream, version in commit.reads.items():
            end = ends[stream] = found.get(stream, (0, 0, GENESIS))
            if end[0] != version:
                raise Stale(f"{stream} has moved on from version {version}")
        if commit.key:
            cursor.execute(self._select_key.sql, (commit.key,))
            if cursor.fetchone() is not None:
                raise Stale(f"key {commit.key} was used meanwhile")
        before = dict(ends)
        sealed, anchor = [], ""
        for draft in commit.drafts:
            entry = seal(draft, ends[draft.stream], anchor)
            anchor = anchor or entry.hash
            ends[draft.stream] = (entry.version, entry.seq, entry.hash)
            cursor.execute(self._insert_entry.sql, (None, *entry[1:]))
            sealed.append(Entry(cursor.lastrowid or 0, *entry[1:]))
        moved = {stream: end for stream, end in ends.items() if end != before[stream]}
        for stream, end in moved.items():
            # A refusal moves no version, so the snapshot stays as it is.
            state = commit.states.get(stream) if end[0] != before[stream][0] else None
            self._write_head(cursor, stream, end, state, is_new=before[stream][1] == 0)
        if commit.key:
            cursor.execute(self._insert_key.sql, (commit.key, commit.content, commit.outcome))
        return tuple(sealed), moved

    def _ends_of(self, streams: int) -> str:
        """The query for the ends of so many streams at once."""
        found = self._selects.get(streams)
        if found is None:
            names: list[sa.BindParameter[str]] = [sa.bindparam(f"s{number}") for number in range(streams)]
            columns = STREAMS.c.stream, STREAMS.c.version, STREAMS.c.seq, STREAMS.c.hash
            query = sa.select(*columns).where(STREAMS.c.stream.in_(names))
            found = self._selects[streams] = self.database.compiled(query).sql
        return found

    def _write_head(
        self, cursor: DBAPICursor, stream: str, end: tuple[int, int, str], state: State | None, *, is_new: bool
    ) -> None:
        version, seq, hash_ = end
        values: dict[str, Any] = {"s": stream, "v": version, "q": seq, "h": hash_}
        if state is None:
            cursor.execute(self._touch.sql, self._touch.bound(values))
            return
        kind = stream.partition(":")[0]
        text = SNAPSHOTS[kind].dump_json(state).decode()
        if is_new:
            row = {"number": None, "stream": stream, "kind": kind, "version": version, "seq": seq, "hash": hash_}
            row |= {"shape": shape_of(kind), "state": text}
            cursor.execute(self._insert_stream.sql, self._insert_stream.bound(row))
            return
        values |= {"sh": shape_of(kind), "st": text}
        cursor.execute(self._update.sql, self._update.bound(values))

    def keep_rules(self, fingerprint: str, text: str) -> None:
        """Keep the rules behind a fingerprint."""
        self.database.write(insert(RULES).on_conflict_do_nothing(), fingerprint=fingerprint, text=text)

    def rules(self, fingerprint: str) -> str | None:
        """The rules behind a fingerprint."""
        rows = self.database.rows(sa.select(RULES.c.text).where(RULES.c.fingerprint == fingerprint))
        return str(rows[0][0]) if rows else None

    def keep_notice(self, case_id: str, reason: str, not_before: str) -> None:
        """Keep why a sweep was last refused on a case."""
        values = {"case_id": case_id, "reason": reason, "not_before": not_before}
        with self.database.cursor(write=True) as cursor:
            cursor.execute(self._upsert_notice.sql, self._upsert_notice.bound(values))

    def notices(self) -> dict[str, tuple[str, str]]:
        """All notices."""
        rows = self.database.rows(sa.select(NOTICES.c.case_id, NOTICES.c.reason, NOTICES.c.not_before))
        return {row[0]: (row[1], row[2]) for row in rows}

    def close(self) -> None:
        """Release the connections."""
        self.engine.dispose()


REMEMBERED = 50_000
"""How many folded streams one process keeps at hand."""
