"""The connection that store and vault share: transactions, groups, and who waits for whom."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from debtflow.casework.database import Database, database_of, sqlite_engine
from debtflow.errors import DebtflowError

TABLE = sa.Table("notes", sa.MetaData(), sa.Column("text", sa.Text))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    engine = sqlite_engine(f"sqlite:///{tmp_path}/notes.db")
    TABLE.metadata.create_all(engine)
    return database_of(engine)


def _write_half(database: Database) -> None:
    with database.cursor(write=True) as cursor:
        cursor.execute("INSERT INTO notes VALUES ('lost')", ())
        cursor.execute("INSERT INTO nowhere VALUES ('lost')", ())


def _notes(database: Database) -> list[str]:
    return [row[0] for row in Database(database.engine).rows(sa.select(TABLE.c.text))]


def test_a_transaction_is_committed_at_its_end_and_rolled_back_when_it_fails(database: Database) -> None:
    database.write(sa.insert(TABLE), text="kept")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        _write_half(database)
    assert _notes(database) == ["kept"]


def test_what_is_written_in_a_group_is_seen_inside_it_at_once_and_outside_at_its_end(database: Database) -> None:
    with database.grouped():
        database.write(sa.insert(TABLE), text="together")
        assert [row[0] for row in database.rows(sa.select(TABLE.c.text))] == ["together"]
        assert _notes(database) == []
    assert _notes(database) == ["together"]


def test_a_group_in_a_group_is_the_same_group(database: Database) -> None:
    with database.grouped():
        with database.grouped():
            database.write(sa.insert(TABLE), text="inner")
        assert _notes(database) == [], "the outer one has not ended"
    assert _notes(database) == ["inner"]


def test_an_engine_has_one_database_so_that_store_and_vault_share_its_groups(database: Database) -> None:
    assert database_of(database.engine) is database


def test_only_sqlite_is_spoken_here() -> None:
    with pytest.raises(DebtflowError, match="is no SQLite URL"):
        sqlite_engine("postgresql://lender@localhost/cases")


@pytest.mark.parametrize("url", ["sqlite:cases.db", "sqlite://cases.db"])
def test_a_url_with_too_few_slashes_is_told_how_many_there_are(url: str) -> None:
    with pytest.raises(DebtflowError, match="three slashes stand before a path from here"):
        sqlite_engine(url)


def test_a_file_that_cannot_be_opened_is_named_with_a_mend(tmp_path: Path) -> None:
    with pytest.raises(DebtflowError, match=r"there is no folder .*nowhere for the database cases\.db; make it first"):
        sqlite_engine(f"sqlite:///{tmp_path}/nowhere/cases.db")
    with pytest.raises(DebtflowError, match=r"is a folder, not a database; name a file in it"):
        sqlite_engine(f"sqlite:///{tmp_path}")
    letter = tmp_path / "letter.db"
    letter.write_text("Dear Sir or Madam, " * 100, encoding="utf-8")
    with pytest.raises(DebtflowError, match=r"letter\.db cannot be opened as a database: file is not a database"):
        sqlite_engine(f"sqlite:///{letter}")
