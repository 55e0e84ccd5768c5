"""Looking: what can be asked of a caseload without changing anything.

As it stands, or as it was known at a moment: the log is folded up to what had been recorded by then, which costs the
history of that stream. This room appends nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from debtflow.casework import replaying
from debtflow.casework.border import seen
from debtflow.casework.desk import Desk
from debtflow.casework.log import Entry, State, Store, case_stream, person_stream
from debtflow.compliance.decisions import Decision
from debtflow.errors import NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.ledger import Ledger
from debtflow.values.dates import require_moment

__all__ = ["Reading", "see_caseload"]


class Reading:
    """The looking half of a caseload."""

    desk: Desk

    @property
    def store(self) -> Store:
        """Where the streams are kept."""
        return self.desk.store

    def case(self, case_id: str, *, known_at: datetime | None = None) -> Case:
        """The case as it stands, or by what had been recorded at a moment.

        Raises:
            NotFoundError: there is no such case, or there was none then.
        """
        found = self._state(case_stream(case_id), known_at)
        if not isinstance(found, Case):
            then = f" was known at {known_at}" if known_at is not None else "; open one with cases.open(debt_id)"
            raise NotFoundError(f"no case {case_id!r}{then}")
        return found

    def ledger(self, case_id: str, *, known_at: datetime | None = None) -> Ledger:
        """The ledger of a case: as it stands, or by what had been recorded at a moment.

        Raises:
            NotFoundError: there is no such case, or there was none then.
        """
        return self.case(case_id, known_at=known_at).ledger

    def dossier(self, person_id: str, *, known_at: datetime | None = None) -> Dossier:
        """The person's dossier as it stands, or by what had been recorded at a moment.

        Raises:
            NotFoundError: nobody of that id is on file, or was then.
        """
        found = self._state(person_stream(person_id), known_at)
        if not isinstance(found, Dossier):
            then = f" was known at {known_at}" if known_at is not None else "; add them with cases.add(Borrower(...))"
            raise NotFoundError(f"no person {person_id!r}{then if known_at is not None else ' is on file' + then}")
        return found

    def _state(self, stream: str, known_at: datetime | None) -> State | None:
        if known_at is not None:
            return replaying.known_by(self.store, stream, require_moment(known_at, "known_at"))
        head = self.store.load(stream, fresh=True)
        return None if head is None else head.state

    def cases(self) -> list[str]:
        """The ids of all cases, in the order in which they were opened."""
        return self.store.streams("case")

    def history(self, case_id: str) -> list[Entry]:
        """All entries of a case, refusals included."""
        entries = self.store.entries(case_stream(case_id))
        if not entries:
            raise NotFoundError(f"no case {case_id!r}; open one with cases.open(debt_id)")
        return entries

    def decision_of(self, entry: Entry) -> Decision:
        """The decision behind an entry, made again on what was known then, under the rules of then."""
        return replaying.decision_at(self.desk, seen("entry", entry))

    def verify(self, progress: Callable[[int], None] | None = None) -> dict[str, str]:
        """See that no entry was changed, removed, inserted or reordered, and that snapshots are what the log says.

        Returns:
            stream -> hash of its last entry; kept elsewhere, it shows later whether an end was cut off.

        Raises:
            IntegrityError: names the first bad entry, or the stream whose snapshot is not what its log folds to.
        """
        from debtflow.casework.auditing import audit

        return audit(self.store, progress)


def see_caseload(found: object) -> None:
    """See that a report is asked for of a caseload.

    Raises:
        NotPossibleError: it is something else.
    """
    if not isinstance(found, Reading):
        raise NotPossibleError(
            f"caseload is a caseload, e.g. Caseload.open_at('sqlite:///cases.db', book); found {found!r} "
            f"({type(found).__name__})"
        )
