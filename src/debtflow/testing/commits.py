"""Small commits for the contract of a store: what a desk would append, made by hand and let go all at once.

The people in them are nobody; what matters is which streams move. Nothing here asks anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Barrier, Thread

from debtflow.casework.drafting import drafts
from debtflow.casework.engine import Change, evolve, fold
from debtflow.casework.log import Commit, Entry, Stale, State, Store, agency_stream, instant_text, person_stream
from debtflow.records import events
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.parties import SYSTEM, Agency, PersonOnFile

__all__ = [
    "Unwritable",
    "added",
    "all_at_once",
    "commit_of",
    "entered",
    "everything",
    "folded",
    "held",
    "refusal_at",
    "run_all",
    "until_written",
]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def added(person: str) -> Change:
    """A person comes on file."""
    event = events.PersonAdded(occurred_at=NOON, person=PersonOnFile(id=person))
    return Change(person_stream(person), event)


def held(person: str, hold: str) -> Change:
    """A hold on a person."""
    placed = Hold(id=hold, kind=HoldKind.VULNERABLE, person=person, from_at=NOON)
    return Change(person_stream(person), events.HoldPlaced(occurred_at=NOON, hold=placed))


def entered(agency: str) -> Change:
    """An agency is entered."""
    return Change(agency_stream(agency), events.AgencyRegistered(occurred_at=NOON, agency=Agency(id=agency)))


def commit_of(
    store: Store, *changes: Change, reads: Mapping[str, int] | None = None, key: str = "", also: tuple[str, ...] = ()
) -> Commit:
    """What a desk would append: the changes on the states and versions that are there now."""
    names = dict.fromkeys([*(stream for stream, _ in changes), *also])
    heads = {name: store.load(name, fresh=True) for name in names}
    versions = {name: 0 if head is None else head.version for name, head in heads.items()}
    states: dict[str, State] = {name: head.state for name, head in heads.items() if head is not None}
    made = drafts(changes[0].stream, changes, recorded_at=instant_text(NOON), actor=SYSTEM, kind="recorded", key=key)
    after = evolve(states, list(changes))
    content, outcome = (f"content of {key}", f'{{"key":"{key}"}}') if key else ("", "")
    return Commit(made, versions if reads is None else reads, after, key, content, outcome)


def refusal_at(store: Store, stream: str, key: str = "") -> Commit:
    """A commit that carries no event."""
    head = store.load(stream, fresh=True)
    assert head is not None
    made = drafts(stream, [], recorded_at=instant_text(NOON), actor=SYSTEM, kind="refused", key=key)
    return Commit(made, {stream: head.version}, {}, key, f"content of {key}" if key else "", "{}" if key else "")


def everything(store: Store) -> list[Entry]:
    """The whole feed, in small pages."""
    found: list[Entry] = []
    while page := store.feed(found[-1].position if found else 0, 3):
        found += page
    return found


def folded(entries: list[Entry]) -> State | None:
    """What entries fold to."""
    state: State | None = None
    for entry in entries:
        for event in entry.events:
            state = fold(entry.stream, state, event)
    return state


class Unwritable(str):
    """A text that cannot be written out."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        raise RuntimeError("the machine stopped here")


def until_written(store: Store, change: Change) -> None:
    """Try again for as long as somebody else is first."""
    while True:
        try:
            store.append(commit_of(store, change))
        except Stale:
            continue
        return


def all_at_once(store: Store, commits: list[Commit]) -> list[bool]:
    """Append each from a thread of its own, all let go together: whether it was written."""
    start = Barrier(len(commits))
    won = [False] * len(commits)
    problems: list[BaseException] = []

    def work(at: int) -> None:
        start.wait()
        try:
            store.append(commits[at])
            won[at] = True
        except Stale:
            pass
        except BaseException as problem:  # noqa: BLE001  # shown below, in the thread that asserts
            problems.append(problem)

    run_all([Thread(target=work, args=(at,)) for at in range(len(commits))])
    assert problems == []
    return won


def run_all(threads: list[Thread]) -> None:
    """Start them and wait for all of them."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
