"""The database connection that the SQL store and the SQL vault share: transactions, and groups of them.

SQLite has one writer at a time, so a transaction takes the write lock at once, and whoever writes inside a group
writes through the group's own connection. Statements are SQLAlchemy Core, compiled to text and run on the driver's
cursor. This room knows no table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor

from debtflow.errors import DebtflowError

__all__ = ["Compiled", "Database", "database_of", "sqlite_engine"]


def sqlite_engine(url: str) -> sa.Engine:
    """An engine on a SQLite file with write-ahead logging; readers do not wait for the writer.

    Raises:
        DebtflowError: a URL that is not SQLite's, or a file that cannot be opened or made; the message names it.
    """
    if not isinstance(url, str) or not url.startswith("sqlite:"):
        raise DebtflowError(f"{url!r} is no SQLite URL; write e.g. 'sqlite:///cases.db'")
    try:
        engine = sa.create_engine(url)
    except sa.exc.ArgumentError:
        raise DebtflowError(f"{url!r} is no SQLite URL; {_SLASHES}") from None

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions are ours to begin: BEGIN IMMEDIATE
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    # Opened here once, so that what is wrong with the file is said in words before anything is asked of it.
    try:
        engine.connect().close()
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as problem:
        raise DebtflowError(_not_opened(engine.url, problem)) from problem
    return engine


_SLASHES = (
    "three slashes stand before a path from here, 'sqlite:///cases.db', and four before one from the root, "
    "'sqlite:////data/cases.db'"
)


def _not_opened(url: sa.URL, problem: Exception) -> str:
    """Why a database could not be opened, with its mend."""
    if url.host or not url.database:
        return f"{str(url)!r} names no file; {_SLASHES}"
    path = Path(url.database)
    if path.is_dir():
        return f"{path} is a folder, not a database; name a file in it, e.g. {path / 'cases.db'}"
    if not path.parent.is_dir():
        folder = path.parent.absolute()
        return f"there is no folder {folder} for the database {path.name}; make it first, or name another ({_SLASHES})"
    reason = getattr(problem, "orig", None) or problem
    return f"{path} cannot be opened as a database: {reason}; name a SQLite file, or a new one where you may write"


class Compiled(NamedTuple):
    """A statement compiled once: its SQL, the names of its parameters in order, and those with a value of their own."""

    sql: str
    names: tuple[str, ...]
    values: dict[str, Any]

    def bound(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """The parameters in order."""
        values = {**self.values, **given} if self.values else given
        return tuple([values[name] for name in self.names])


class Database:
    """Cursors on one engine; a group gives the thread that is in it one transaction for all of them."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._group = local()

    def compiled(self, statement: Any) -> Compiled:
        """A Core statement as SQL for the driver's cursor."""
        found = statement.compile(dialect=self.engine.dialect)
        values = {name: value for name, value in found.params.items() if value is not None}
        return Compiled(str(found), tuple(found.positiontup or ()), values)

    def rows(self, statement: Any, **values: Any) -> list[Any]:
        """The rows of a query (for what is not asked all the time)."""
        compiled = self.compiled(statement)
        with self.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.bound(values))
            return list(cursor.fetchall())

    def write(self, statement: Any, **values: Any) -> None:
        """Run a statement that changes something, in a transaction of its own or the group's."""
        compiled = self.compiled(statement)
        with self.cursor(write=True) as cursor:
            cursor.execute(compiled.sql, compiled.bound(values))

    @contextmanager
    def cursor(self, *, write: bool = False) -> Iterator[DBAPICursor]:
        """A cursor; for writing, in a transaction that is committed at the end, or rolled back if something fails."""
        grouped: DBAPICursor | None = getattr(self._group, "cursor", None)
        if grouped is not None and not write:
            yield grouped
            return
        if grouped is not None:
            # What fails in the middle takes back its own writing, and the group goes on.
            grouped.execute("SAVEPOINT one")
            try:
                yield grouped
            except BaseException:
                grouped.execute("ROLLBACK TO one")
                raise
            finally:
                grouped.execute("RELEASE one")
            return
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            if not write:
                yield cursor
                return
            # IMMEDIATE takes the write lock at once: two writers never both believe in what they read.
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
        finally:
            connection.close()

    @contextmanager
    def grouped(self) -> Iterator[None]:
        """One transaction for everything this thread writes inside; what was written before a failure is kept.

        Each append is whole or not there at all, group or not.
        """
        if getattr(self._group, "cursor", None) is not None:
            yield
            return
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            self._group.cursor = cursor
            try:
                yield
            finally:
                self._group.cursor = None
                cursor.execute("COMMIT")
        finally:
            connection.close()


_databases: WeakKeyDictionary[sa.Engine, Database] = WeakKeyDictionary()


def database_of(engine: sa.Engine) -> Database:
    """The database on an engine: one, so that store and vault share its groups."""
    found = _databases.get(engine)
    if found is None:
        found = _databases[engine] = Database(engine)
    return found
