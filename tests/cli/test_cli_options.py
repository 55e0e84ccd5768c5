"""Options: what is typed becomes days, moments, books and a caseload."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from debtflow.cli.options import assumed, book_of, caseload_at, day_of, moment_of, url_of
from debtflow.errors import BookError, DateError, DebtflowError, NotFoundError, TapeError, ZoneError


def test_a_moment_keeps_its_offset_or_takes_the_zone() -> None:
    assert moment_of("2026-03-02T10:30+08:00", "UTC").utcoffset() == timedelta(hours=8)
    assert moment_of("2026-03-02T10:30", "Asia/Taipei").utcoffset() == timedelta(hours=8)
    assert moment_of("", "UTC").tzinfo is not None
    with pytest.raises(DateError, match="--at"):
        moment_of("half past ten", "UTC")
    with pytest.raises(ZoneError):
        moment_of("", "Asia/Taipeh")
    assert moment_of("8000-12-31T23:00", "Asia/Taipei").year == 8000
    for text in ("9999-12-31T22:00-05:00", "0001-01-01T00:00+08:00"):
        with pytest.raises(DateError, match=f"--at {text[:4]}-.* is outside the years 1900 to 8000"):
            moment_of(text, "UTC")


def test_a_day_is_a_day() -> None:
    assert day_of("2026-03-02", "--day") == date(2026, 3, 2)
    assert day_of("", "--day") is None
    with pytest.raises(DateError, match="--day"):
        day_of("2 March", "--day")


def test_books_are_joined_by_commas() -> None:
    assert set(book_of("china, generic").rules) == set(book_of("generic,china").rules)
    with pytest.raises(BookError):
        book_of("")
    assert "2005-01-01" in book_of("china", "2005-01-01").label


def test_a_path_is_a_database() -> None:
    assert url_of("cases.db") == "sqlite:///cases.db"
    assert url_of("sqlite:///cases.db") == "sqlite:///cases.db"


def test_assumptions_are_pairs() -> None:
    assert assumed(["zone=Asia/Taipei", "days=31"]) == {"zone": "Asia/Taipei", "days": 31}
    with pytest.raises(TapeError):
        assumed(["=3"])


def test_a_caseload_is_made_only_where_it_may_be(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        caseload_at(str(tmp_path / "none.db"))
    with pytest.raises(NotFoundError, match="no folder"):
        caseload_at(str(tmp_path / "no" / "none.db"), create=True)
    with pytest.raises(DebtflowError, match="folder"):
        caseload_at(str(tmp_path), create=True)
    with caseload_at(str(tmp_path / "new.db"), create=True) as cases:
        assert cases.cases() == []
    with caseload_at(f"sqlite:///{tmp_path / 'new.db'}") as cases:
        assert cases.cases() == []


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
        connection.commit()
    for create in (True, False):
        with pytest.raises(DebtflowError):
            caseload_at(str(path), create=create)
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("songs",)]


def test_now_is_now() -> None:
    assert abs(moment_of("", "UTC") - datetime.now().astimezone()) < timedelta(minutes=1)
