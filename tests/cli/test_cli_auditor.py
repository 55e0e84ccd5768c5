"""The auditor that reads along: finds what an audit finds, while the log grows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import AT, Run

from debtflow.cli.auditor import Auditor, Following, verdict_on
from debtflow.cli.options import caseload_at
from debtflow.errors import IntegrityError


def test_it_sees_what_is_written_while_it_reads(run: Run, db: Path) -> None:
    auditor = Auditor(f"sqlite:///{db}")
    run("sweep", "--db", db, "--at", AT, "--zone", "Asia/Taipei")
    sound = auditor.finish()
    with caseload_at(str(db)) as cases:
        assert sound.hashes == cases.verify()
        assert sound.entries == verdict_on(cases.store)[1] > 20


def test_it_names_the_entry_that_was_changed(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE entries SET body = replace(body, '3795.61', '1.00') WHERE stream = 'case:uci-1'")
        connection.commit()
    auditor = Auditor(f"sqlite:///{db}")
    with pytest.raises(IntegrityError, match="case:uci-1 entry 1"):
        auditor.finish()


def test_a_feed_that_is_followed_ends_only_when_the_work_is_done(db: Path) -> None:
    asked = iter([False, False, True])
    with caseload_at(str(db)) as cases:
        following = Following(cases.store, lambda: next(asked))
        assert len(following.feed(0, 100)) == 20
        assert following.feed(20, 100) == []
    assert next(asked, "used up") == "used up"
