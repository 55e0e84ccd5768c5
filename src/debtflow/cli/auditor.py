"""An auditor who reads along: a second process that verifies the log while it is being written.

It sees committed entries only, through the same store as anybody else; when the work is done it reads the rest, and
compares every snapshot with what the log folds to. It may be told of no entry, and it can write none. What it finds
is what `debtflow verify` would find afterwards, at a time when the second processor has nothing to do.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any, Final, NamedTuple

from debtflow.casework.auditing import audit
from debtflow.casework.caseload import Caseload
from debtflow.casework.log import Entry, Store
from debtflow.compliance.rulebooks import catalogue
from debtflow.errors import DebtflowError, IntegrityError

__all__ = ["Auditor", "Sound", "Verdict", "verdict_on"]

PAUSE: Final = 0.2
"""Seconds between two looks at a log that has not grown."""

Verdict = tuple[str, int, dict[str, str]]
"""(what is wrong, or empty; entries seen; stream -> hash of its last entry), as the second process sends it."""


class Sound(NamedTuple):
    """A log that was verified: how many entries, and the hash of the last one of each stream."""

    entries: int
    hashes: dict[str, str]


class Following:
    """A store whose feed ends only when the work is done: until then it waits for more."""

    def __init__(self, store: Store, is_done: Callable[[], bool]) -> None:
        self._store = store
        self._is_done = is_done

    def feed(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """The next entries; waits while there are none and more may come."""
        while True:
            # Asked before looking: what is committed before the work is done is seen after it.
            done = self._is_done()
            page = self._store.feed(after, limit)
            if page or done:
                return page
            time.sleep(PAUSE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def verdict_on(store: Store) -> Verdict:
    """What an audit of that store finds."""
    seen = 0

    def tell(count: int) -> None:
        nonlocal seen
        seen = count

    try:
        hashes = audit(store, tell)
    except IntegrityError as problem:
        return str(problem), seen, {}
    return "", seen, hashes


def _read_along(url: str, done: Event, answer: Connection) -> None:
    gc.set_threshold(100_000, 20, 100)  # as in `main`: nearly everything that is made here stays
    # Who interrupts the work means the work; without it there is nothing to read along with.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    office = multiprocessing.parent_process()
    with Caseload.open_at(url, catalogue.joined("generic")) as cases:
        following: Any = Following(cases.store, lambda: done.is_set() or office is None or not office.is_alive())
        found = verdict_on(following)
        if office is not None and office.is_alive():
            answer.send(found)


class Auditor:
    """The second process. Started at once; `finish` waits for what it found."""

    def __init__(self, url: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._done = context.Event()
        self._answer, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_read_along, args=(url, self._done, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def finish(self) -> Sound:
        """The work is done: read the rest, and say what was found.

        Raises:
            IntegrityError: names the first bad entry.
            DebtflowError: the second process ended without an answer.
        """
        self._done.set()
        try:
            problem, entries, hashes = self._answer.recv()
        except EOFError:
            raise DebtflowError("the auditor ended without an answer; `debtflow verify` looks again") from None
        finally:
            self.stop()
        if problem:
            raise IntegrityError(problem)
        return Sound(entries, hashes)

    def stop(self) -> None:
        """End the second process."""
        self._process.join(timeout=5)
        if self._process.is_alive():
            self._process.terminate()
        self._answer.close()
