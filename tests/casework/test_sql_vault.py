"""The vault in SQL: kept beside the log, under a key that is drawn once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from tests.casework.office import LENA, LI, on, with_cases

from debtflow import Caseload, actions
from debtflow.casework.database import database_of
from debtflow.casework.sql_vault import SqlVault
from debtflow.casework.stores.sql import sqlite_engine


@pytest.fixture
def vault(file_url: str) -> Iterator[SqlVault]:
    engine = sqlite_engine(file_url)
    yield SqlVault(engine)
    engine.dispose()


def test_it_gives_back_what_it_keeps(vault: SqlVault) -> None:
    vault.put_person(LI)
    assert vault.person("li") == LI
    assert vault.person("wang") is None
    reference = vault.seal("she cried on the phone")
    assert vault.seal("she cried on the phone") == reference
    assert vault.text(reference) == "she cried on the phone"
    assert vault.text("sealed:0") is None


def test_the_last_word_on_a_person_counts(vault: SqlVault) -> None:
    vault.put_person(LI)
    vault.put_person(LI.changed(name="Li Weihua"))
    found = vault.person("li")
    assert found is not None
    assert found.name == "Li Weihua"


def test_the_key_is_drawn_once(vault: SqlVault, file_url: str) -> None:
    engine = sqlite_engine(file_url)
    second = SqlVault(engine)
    assert second.put_person(LI) == vault.put_person(LI)
    assert second.seal("a") == vault.seal("a")
    engine.dispose()


def test_two_files_hash_differently(vault: SqlVault, tmp_path: Path) -> None:
    engine = sqlite_engine(f"sqlite:///{tmp_path}/other.db")
    assert SqlVault(engine).put_person(LI) != vault.put_person(LI)
    engine.dispose()


def test_many_threads_may_seal_at_once(vault: SqlVault) -> None:
    found: list[str] = []
    threads = [Thread(target=lambda n=n: found.append(vault.seal(f"note {n % 3}"))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 3
    assert {vault.text(reference) for reference in found} == {"note 0", "note 1", "note 2"}


def test_a_replay_after_an_erasure_is_identical(file: Path, file_url: str) -> None:
    with with_cases(file_url) as cases:
        hashes = cases.verify()
        note = cases.history("loan")[1].content["decision"]["asked"]
        assert note["do"] == "confirm_debt"
    connection = sqlite3.connect(file)
    connection.execute("DELETE FROM vault_persons")
    connection.execute("DELETE FROM vault_texts")
    connection.commit()
    connection.close()
    with Caseload.open_at(file_url, cases.rulebook, house_zone="Asia/Shanghai") as after:
        assert after.verify() == hashes
        assert after.vault.person("li") is None
        assert after.decision_of(after.history("loan")[1]).permitted
        outcome = after.submit("card", actions.PlaceCall(person="li", contact_point="mobile"), by=LENA, at=on(7))
        assert outcome.decision.permitted


def test_a_vault_that_is_there_is_opened_while_somebody_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    first = sqlite_engine(url)
    SqlVault(first)
    with database_of(first).cursor(write=True):
        # Were the second to write as well, SQLite would wait for the first and then give up.
        SqlVault(sqlite_engine(url))
