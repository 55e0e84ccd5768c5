"""The log by itself: sealing, the chain, and the text that is hashed. No store is needed."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from itertools import permutations

import pytest
from tests.casework.office import on, with_cases

from debtflow.casework.drafting import event_text
from debtflow.casework.log import (
    GENESIS,
    Chain,
    Commit,
    Draft,
    Entry,
    agency_stream,
    case_stream,
    debt_stream,
    instant_text,
    person_stream,
    require_whole,
    seal,
    verify,
)
from debtflow.errors import DebtflowError, IntegrityError
from debtflow.records import events
from debtflow.records.events import EVENTS

TAIL = ',"recorded_at":"2026-03-02T12:00:00Z","kind":"recorded","key":"","decision":null,"events":[%s]'


def chained(count: int, stream: str = "case:loan") -> list[Entry]:
    head, made = (0, 0, GENESIS), []
    for number in range(count):
        draft = Draft(stream, True, "2026-03-02T12:00:00Z", TAIL % f'{{"number":{number}}}', False)
        entry = seal(draft, head, "", number + 1)
        head = (entry.version, entry.seq, entry.hash)
        made.append(entry)
    return made


def test_streams_are_named_by_their_kind() -> None:
    assert case_stream("a") == "case:a"
    assert person_stream("a") == "person:a"
    assert debt_stream("a") == "debt:a"
    assert agency_stream("a") == "agency:a"


def test_the_hash_covers_the_text_and_the_hash_before() -> None:
    first, second = chained(2)
    assert first.previous == GENESIS
    assert second.previous == first.hash
    assert second.hash == sha256(f"{first.hash}\n{second.body}".encode()).hexdigest()


def test_an_entry_without_events_moves_no_version() -> None:
    entry = seal(Draft("case:a", False, "", TAIL % "", False), (4, 7, GENESIS), "")
    assert (entry.version, entry.seq) == (4, 8)
    assert entry.content["version"] == 4


def test_an_anchored_entry_carries_the_hash_of_the_first_of_its_commit() -> None:
    assert seal(Draft("person:a", True, "", TAIL % "", True), (0, 0, GENESIS), "f" * 64).content["anchor"] == "f" * 64
    assert seal(Draft("case:a", True, "", TAIL % "", False), (0, 0, GENESIS), "f" * 64).content["anchor"] is None


def test_a_sound_chain_gives_the_last_hash_of_each_stream() -> None:
    one, two = chained(3), chained(2, "person:li")
    assert verify([one[0], two[0], one[1], two[1], one[2]]) == {"case:loan": one[2].hash, "person:li": two[1].hash}
    assert verify([]) == {}


@pytest.mark.parametrize("field", ["stream", "seq", "version", "recorded_at", "body", "previous", "hash"])
def test_no_field_of_an_entry_can_be_changed(field: str) -> None:
    for at in range(3):
        entries = chained(3)
        value = getattr(entries[at], field)
        other = value + 1 if isinstance(value, int) else value.replace(value[-1], "~")
        entries[at] = entries[at]._replace(**{field: other})
        with pytest.raises(IntegrityError):
            verify(entries)


def test_every_single_byte_of_the_text_is_covered() -> None:
    entries = chained(2)
    body = entries[0].body
    for at in range(len(body)):
        changed = body[:at] + chr(ord(body[at]) ^ 1) + body[at + 1 :]
        with pytest.raises(IntegrityError):
            verify([entries[0]._replace(body=changed), entries[1]])


def test_every_other_order_and_every_gap_is_found() -> None:
    entries = chained(4)
    for order in permutations(entries):
        if list(order) != entries:
            with pytest.raises(IntegrityError):
                verify(order)
    for gone in range(3):
        with pytest.raises(IntegrityError, match=f"entry {gone + 2}: expected entry {gone + 1}"):
            verify([e for at, e in enumerate(entries) if at != gone])


def test_a_chain_says_at_once_which_entry_does_not_follow() -> None:
    chain, entries = Chain(), chained(3)
    chain.see(entries[0])
    with pytest.raises(IntegrityError, match="case:loan entry 3"):
        chain.see(entries[2])
    chain.see(entries[1])
    assert chain.hashes == {"case:loan": entries[1].hash}


def test_a_version_that_jumps_is_found_though_it_was_sealed() -> None:
    draft = Draft("case:a", True, "2026-03-02T12:00:00Z", TAIL % '{"n":1}', False)
    entry = seal(draft, (4, 0, GENESIS), "")
    with pytest.raises(IntegrityError, match="version 5 does not follow 0"):
        verify([entry])


def test_a_commit_says_all_that_a_store_needs() -> None:
    draft = Draft("case:a", True, "", TAIL % "", False)
    with pytest.raises(DebtflowError, match="at what version"):
        require_whole(Commit((draft,), {}, {}))
    with pytest.raises(DebtflowError, match="what it folds to"):
        require_whole(Commit((draft,), {"case:a": 1}, {}))
    with pytest.raises(DebtflowError, match="what it folds to"):
        require_whole(Commit((draft._replace(moves=False),), {"case:a": 0}, {}))
    require_whole(Commit((draft._replace(moves=False),), {"case:a": 1}, {}))


def test_instants_stand_in_utc() -> None:
    assert instant_text(datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)) == "2026-03-02T12:00:00.000005Z"


def test_events_come_back_from_their_text() -> None:
    happened = (events.Moved(occurred_at=on(6), verb="start_tracing"), events.HoldExpired(occurred_at=on(7), hold="h"))
    assert EVENTS.validate_json("[" + ",".join(event_text(event) for event in happened) + "]") == happened


def test_every_entry_of_a_caseload_reads_back() -> None:
    cases = with_cases()
    for entry in cases.store.feed():
        assert entry.content["stream"] == entry.stream
        assert entry.kind in {"done", "recorded"}
        assert entry.events
