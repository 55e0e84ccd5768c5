"""Auditing: whoever edits the SQLite file directly is found out, at the first bad entry."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from tests.casework.office import (
    BOOK,
    HARBOUR,
    LENA,
    LI,
    call,
    cny,
    done,
    interrupting,
    move,
    on,
    to_negotiation,
    with_cases,
)

from debtflow import CallResult, Caseload, events
from debtflow.casework.auditing import audit, flaws_of
from debtflow.casework.log import SNAPSHOTS, Entry, verify
from debtflow.casework.stores.sql import SqlStore, sqlite_engine
from debtflow.errors import IntegrityError
from debtflow.records.contacts import EMPTY_TALLY


@pytest.fixture
def worked(file: Path, file_url: str) -> Path:
    """A file with some history, closed, to be edited."""
    with with_cases(file_url) as cases:
        cases.register(HARBOUR, at=on(6))
        permit = done(cases.submit("loan", call(), by=LENA, at=on(6))).permit
        assert permit is not None
        cases.record("loan", events.CallEnded(attempt=permit.attempt, result=CallResult.TALKED), at=on(6, 11))
        cases.submit("loan", call(), by=LENA, at=on(6, 23), key="k")
        to_negotiation(cases, at=on(7))
        cases.record_payment(person="li", external_id="b1", money=cny("9.00"), received_on=on(7).date(), at=on(7, 12))
        cases.verify()
    return file


def edit(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        changed = connection.execute(statement)
        assert changed.rowcount != 0, statement
    connection.commit()
    connection.close()


def found(file: Path) -> str:
    with Caseload.open_at(f"sqlite:///{file}", BOOK) as cases, pytest.raises(IntegrityError) as problem:
        cases.verify()
    return str(problem.value)


def test_a_log_that_nobody_touched_is_sound(worked: Path) -> None:
    seen: list[int] = []
    with Caseload.open_at(f"sqlite:///{worked}", BOOK) as cases:
        hashes = cases.verify(seen.append)
        assert set(hashes) == {
            "case:loan",
            "case:card",
            "person:li",
            "person:li_mei",
            "debt:loan",
            "debt:card",
            "agency:harbour",
        }
        assert seen == [len(cases.store.feed())]
        assert hashes == verify(cases.store.feed())


THIRD = "stream = 'case:loan' AND seq = 3"


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            f"UPDATE entries SET body = replace(body, '\"lena\"', '\"lenb\"') WHERE {THIRD}",
            "case:loan entry 3: its text",
        ),
        (f"UPDATE entries SET body = body || ' ' WHERE {THIRD}", "case:loan entry 3: its text is not what was sealed"),
        (
            f"DELETE FROM entries WHERE {THIRD}",
            "person:li entry 4: the entry that it was committed with is not before it; that one was removed",
        ),
        (
            "DELETE FROM entries WHERE stream = 'case:loan' AND body LIKE '%refused%'",
            "expected entry 5; an entry was removed",
        ),
        (
            "DELETE FROM entries WHERE stream = 'case:loan' AND seq = 1",
            "debt:loan entry 2: the entry that it was committed with is not",
        ),
        (
            f"UPDATE entries SET hash = replace(hash, substr(hash, 1, 8), '00000000') WHERE {THIRD}",
            "case:loan entry 3: its text",
        ),
        (f"UPDATE entries SET previous = hash WHERE {THIRD}", "case:loan entry 3: it does not follow"),
        (f"UPDATE entries SET version = 9 WHERE {THIRD}", "column version says 9, the sealed text 3"),
        (f"UPDATE entries SET recorded_at = '2026-01-06T00:00:00Z' WHERE {THIRD}", "column recorded_at says"),
        (f"UPDATE entries SET stream = 'case:card', seq = 4 WHERE {THIRD}", "case:card entry 4"),
        (
            "UPDATE streams SET hash = replace(hash, substr(hash, 1, 8), '00000000') WHERE stream = 'case:loan'",
            "its head says",
        ),
        ("DELETE FROM streams WHERE stream = 'case:card'", "case:card: its head says 000000000000"),
        (
            "DELETE FROM entries WHERE stream = 'agency:harbour'",
            "agency:harbour: it has a head, but its entries are gone",
        ),
    ],
)
def test_one_edit_is_found(worked: Path, statement: str, says: str) -> None:
    edit(worked, statement)
    assert says in found(worked)


def test_a_snapshot_that_was_changed_is_found(worked: Path) -> None:
    connection = sqlite3.connect(worked)
    (state,) = connection.execute("SELECT state FROM streams WHERE stream = 'person:li'").fetchone()
    snapshots = SNAPSHOTS["person"]
    quiet = snapshots.dump_json(snapshots.validate_json(state).changed(contacts=EMPTY_TALLY)).decode()
    assert quiet != state
    connection.execute("UPDATE streams SET state = ? WHERE stream = 'person:li'", (quiet,))
    connection.commit()
    connection.close()
    assert found(worked) == "person:li: its snapshot is not what its log folds to"


def test_two_entries_that_were_swapped_are_found(worked: Path) -> None:
    edit(
        worked,
        "UPDATE entries SET seq = 99 WHERE stream = 'case:loan' AND seq = 3",
        "UPDATE entries SET seq = 3 WHERE stream = 'case:loan' AND seq = 4",
        "UPDATE entries SET seq = 4 WHERE stream = 'case:loan' AND seq = 99",
    )
    assert "case:loan entry 4: expected entry 3" in found(worked)


def test_entries_that_were_put_at_another_place_in_the_feed_are_found(worked: Path) -> None:
    edit(
        worked,
        "UPDATE entries SET position = 900 WHERE stream = 'person:li' AND seq = (SELECT max(seq) FROM entries WHERE stream = 'person:li')",
    )
    assert "the entry that it was committed with is not before it" in found(worked)


def test_an_entry_that_was_put_in_is_found(worked: Path) -> None:
    edit(
        worked,
        "UPDATE entries SET seq = seq + 100 WHERE stream = 'case:loan' AND seq > 3",
        "UPDATE entries SET seq = seq - 99 WHERE stream = 'case:loan' AND seq > 100",
        "INSERT INTO entries (stream, seq, version, recorded_at, body, previous, hash) "
        "SELECT stream, 4, version, recorded_at, body, hash, previous FROM entries WHERE stream = 'case:loan' AND seq = 3",
    )
    assert "case:loan entry 5: expected entry 4" in found(worked)


def test_a_forged_entry_at_the_end_is_found_by_its_head(worked: Path) -> None:
    connection = sqlite3.connect(worked)
    last = "SELECT seq, version, body, hash FROM entries WHERE stream = 'case:card' ORDER BY seq DESC LIMIT 1"
    seq, version, body, previous = connection.execute(last).fetchone()
    forged = body.replace(f'"seq":{seq},"version":{version}', f'"seq":{seq + 1},"version":{version + 1}')
    hash_ = sha256(f"{previous}\n{forged}".encode()).hexdigest()
    recorded_at = "SELECT recorded_at FROM entries WHERE stream = 'case:card' ORDER BY seq DESC LIMIT 1"
    (moment,) = connection.execute(recorded_at).fetchone()
    connection.execute(
        "INSERT INTO entries (stream, seq, version, recorded_at, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ("case:card", seq + 1, version + 1, moment, forged, previous, hash_),
    )
    connection.commit()
    connection.close()
    assert "case:card" in found(worked)


def test_a_whole_stream_that_was_written_anew_is_found_by_what_is_anchored_to_it(worked: Path) -> None:
    connection = sqlite3.connect(worked)
    previous = "0" * 64
    rows = connection.execute("SELECT position, body FROM entries WHERE stream = 'case:loan' ORDER BY seq").fetchall()
    for position, body in rows:
        body = body.replace('"lena"', '"lenb"')
        hash_ = sha256(f"{previous}\n{body}".encode()).hexdigest()
        connection.execute(
            "UPDATE entries SET body = ?, previous = ?, hash = ? WHERE position = ?", (body, previous, hash_, position)
        )
        previous = hash_
    connection.execute("UPDATE streams SET hash = ? WHERE stream = 'case:loan'", (previous,))
    connection.commit()
    connection.close()
    assert "the entry that it was committed with is not before it" in found(worked)


def test_an_end_that_was_cut_off_is_found_by_the_hashes_that_were_kept(worked: Path) -> None:
    with Caseload.open_at(f"sqlite:///{worked}", BOOK) as cases:
        kept = cases.verify()
    connection = sqlite3.connect(worked)
    connection.execute(
        "DELETE FROM entries WHERE stream = 'case:loan' AND seq = (SELECT max(seq) FROM entries WHERE stream = 'case:loan')"
    )
    connection.commit()
    connection.close()
    assert "case:loan: its head says" in found(worked)
    store = SqlStore(sqlite_engine(f"sqlite:///{worked}"))
    assert verify(store.feed())["case:loan"] != kept["case:loan"]
    store.close()


def test_an_audit_while_others_work_finds_nothing_wrong(url: str) -> None:
    with with_cases(url) as cases:
        busy = 5

        class Busy:
            """A store to which somebody writes between the walk and the comparison."""

            def __getattr__(self, name: str) -> object:
                return getattr(cases.store, name)

            def load(self, stream: str, *, fresh: bool = False) -> object:
                nonlocal busy
                if busy:
                    busy -= 1
                    cases.submit("card", call(), by=LENA, at=on(6, 23))
                return cases.store.load(stream, fresh=fresh)

        hashes = audit(Busy())  # type: ignore[arg-type]  # what it lacks it takes from the store
        assert hashes == cases.verify()
        assert not busy


def test_the_hashes_of_an_unfinished_commit_are_never_seen(cases: Caseload) -> None:
    store = interrupting(cases)
    seen: list[dict[str, str]] = []
    store.interruptions.append(lambda: seen.append(cases.verify()))
    done(cases.submit("loan", move("open_negotiation"), by=LENA, at=on(6)))
    assert seen[0] != cases.verify()
    assert LI.id == "li"


# --- one stream alone ------------------------------------------------------------------------------------------------


def flaws(file: Path) -> dict[int, str]:
    with Caseload.open_at(f"sqlite:///{file}", BOOK) as cases:
        return flaws_of(cases.store, "case:loan")


def test_a_stream_that_nobody_touched_has_no_flaw(worked: Path) -> None:
    assert flaws(worked) == {}


def test_every_entry_that_was_changed_is_named_and_no_other(worked: Path) -> None:
    edit(worked, "UPDATE entries SET body = replace(body, 'lena', 'mena') WHERE stream = 'case:loan' AND seq IN (1, 3)")
    edit(worked, "UPDATE entries SET recorded_at = '2026-01-01T00:00:00Z' WHERE stream = 'case:loan' AND seq = 5")
    found = flaws(worked)
    assert list(found) == [1, 3, 5]
    assert found[1] == "case:loan entry 1: its text is not what was sealed"
    assert found[3] == "case:loan entry 3: its text is not what was sealed"
    assert "column recorded_at says" in found[5]


def test_an_entry_that_was_removed_and_one_that_was_cut_off_are_missed(worked: Path) -> None:
    edit(worked, "DELETE FROM entries WHERE stream = 'case:loan' AND seq = 3")
    assert "expected entry 3; an entry was removed" in flaws(worked)[4]
    edit(worked, "DELETE FROM entries WHERE stream = 'case:loan' AND seq > 2")
    assert list(flaws(worked)) == [0]
    assert "case:loan: its head says" in flaws(worked)[0]


def test_an_edited_snapshot_is_a_flaw_of_the_stream(worked: Path) -> None:
    edit(
        worked,
        "UPDATE streams SET state = replace(state, 'negotiation.assessing', 'closed') WHERE stream = 'case:loan'",
    )
    assert flaws(worked) == {0: "case:loan: its snapshot is not what its log folds to"}


def test_edited_rules_are_a_flaw_of_the_decisions_made_under_them(worked: Path) -> None:
    edit(worked, "UPDATE rules SET text = replace(text, '22:00', '23:00')")
    edit(worked, "UPDATE rules SET text = replace(text, 'place_call', 'place_cull')")
    assert all("are not those that decisions were made under" in says for says in flaws(worked).values())
    assert {2, 3} & flaws(worked).keys()


def test_what_others_append_meanwhile_is_no_flaw(worked: Path) -> None:
    with Caseload.open_at(f"sqlite:///{worked}", BOOK) as mine, Caseload.open_at(f"sqlite:///{worked}", BOOK) as other:
        read, calls = mine.store.entries, []

        def entries(stream: str) -> list[Entry]:
            if not calls:
                calls.append(other.submit("loan", call(), by=LENA, at=on(8, 23)))
            return read(stream)

        mine.store.entries = entries  # type: ignore[method-assign]
        assert flaws_of(mine.store, "case:loan") == {}
        assert calls
