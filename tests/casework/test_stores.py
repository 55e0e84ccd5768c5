"""Both stores keep the contract; and what is true of each of them alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from debtflow.casework.log import Store, person_stream
from debtflow.casework.stores.memory import MemoryStore
from debtflow.casework.stores.sql import SqlStore, sqlite_engine
from debtflow.errors import DebtflowError
from debtflow.lifecycle.dossiers import Dossier
from debtflow.testing import StoreContract
from debtflow.testing.commits import added, commit_of, everything, held, refusal_at
from debtflow.testing.store_contract import LI


class TestMemoryStore(StoreContract):
    def make_store(self) -> Store:
        return MemoryStore()


class TestSqlStoreOnSqlite(StoreContract):
    @pytest.fixture(autouse=True)
    def _a_file(self, tmp_path: Path) -> None:
        self.url = f"sqlite:///{tmp_path}/cases.db"

    def make_store(self) -> Store:
        return SqlStore(sqlite_engine(self.url))

    def reopen_store(self) -> Store:
        return SqlStore(sqlite_engine(self.url))


def test_a_store_that_does_not_say_how_it_is_made_is_told_so() -> None:
    with pytest.raises(NotImplementedError, match="make_store"):
        StoreContract().make_store()
    assert StoreContract().reopen_store() is None


def test_importing_the_package_does_not_bring_its_tests() -> None:
    program = "import sys, debtflow; sys.exit('debtflow.testing' in sys.modules or 'pytest' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# --- sql -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.db"


def sql_store(file: Path) -> SqlStore:
    return SqlStore(sqlite_engine(f"sqlite:///{file}"))


def test_a_url_of_another_database_is_refused_with_the_mend() -> None:
    with pytest.raises(DebtflowError, match=r"sqlite:///cases\.db"):
        sqlite_engine("mysql://somewhere")


def test_a_snapshot_of_an_older_shape_is_folded_anew(file: Path) -> None:
    store = sql_store(file)
    store.append(commit_of(store, added("li"), held("li", "h1")))
    kept = store.load(LI)
    store.close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE streams SET shape = 'of last year', state = '{\"unreadable\": true}'")
    connection.close()
    again = sql_store(file)
    assert again.load(LI) == kept
    again.close()


def test_a_commit_that_fails_at_its_end_leaves_nothing_in_the_file(file: Path) -> None:
    store = sql_store(file)
    store.append(commit_of(store, added("li")))
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TRIGGER full BEFORE UPDATE ON streams BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(sqlite3.DatabaseError, match="disk full"):
        store.append(commit_of(store, held("li", "h1"), key="k1"))
    assert len(everything(store)) == 1
    assert store.recall("k1") is None
    connection.execute("DROP TRIGGER full")
    connection.close()
    store.append(commit_of(store, held("li", "h1"), key="k1"))
    assert len(everything(store)) == 2
    store.close()


def test_what_a_process_remembers_is_bounded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debtflow.casework.stores.sql.REMEMBERED", 4)
    store = sql_store(file)
    for number in range(20):
        store.append(commit_of(store, added(f"p{number}")))
    assert len(store._heads) <= 4
    for number in range(20):
        head = store.load(person_stream(f"p{number}"))
        assert head is not None and isinstance(head.state, Dossier) and head.state.id == f"p{number}"
    store.close()


def test_a_snapshot_is_not_written_for_a_refusal(file: Path) -> None:
    store = sql_store(file)
    store.append(commit_of(store, added("li")))
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TRIGGER t BEFORE UPDATE OF state ON streams BEGIN SELECT RAISE(ABORT, 'no'); END")
    connection.close()
    store.append(refusal_at(store, LI))
    store.close()
