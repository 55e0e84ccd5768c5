"""Bringing a tape into a caseload: persons and debts on file, a case on every debt, and what was there already.

Handing in the same tape again changes nothing and is counted as such; a run that broke off is finished by running it
again. A debt that is on file with other content is reported and left as it is. This room reads no file and prints
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from debtflow.casework.caseload import Caseload
from debtflow.casework.log import debt_stream
from debtflow.errors import ConflictError
from debtflow.lifecycle.dossiers import DebtFile
from debtflow.records.parties import Actor

if TYPE_CHECKING:
    from debtflow.tapes import Account, Tape

__all__ = ["IMPORTER", "Intake", "bring_in", "tape_json"]

IMPORTER = Actor(id="import")
"""Who is on record for what came in with a tape."""


@dataclass(slots=True)
class Intake:
    """What came of the accounts of a tape.

    Attributes:
        debts_added, debts_on_file: new in this run, and known before with the same content.
        cases_opened, cases_open, cases_ended: opened in this run; open already; a case on the debt had ended before.
        conflicts: (debt, why) for every account that could not be taken in.
    """

    debts_added: int = 0
    debts_on_file: int = 0
    cases_opened: int = 0
    cases_open: int = 0
    cases_ended: int = 0
    conflicts: list[tuple[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The intake with stable keys."""
        return {
            "debts_added": self.debts_added,
            "debts_on_file": self.debts_on_file,
            "cases_opened": self.cases_opened,
            "cases_open": self.cases_open,
            "cases_ended": self.cases_ended,
            "conflicts": [{"debt": debt, "why": why} for debt, why in self.conflicts],
        }


GROUP = 100
"""How many accounts are taken in in one transaction."""


def bring_in(
    accounts: Sequence[Account],
    caseload: Caseload,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Put the accounts on file and open a case on each; every account is taken in whole or not at all."""
    intake = Intake()
    for start in range(0, len(accounts), GROUP):
        group = accounts[start : start + GROUP]
        with caseload.grouped():
            for account in group:
                try:
                    _one(account, caseload, at, intake)
                except ConflictError as conflict:
                    intake.conflicts.append((account.debt.id, str(conflict)))
        if progress is not None:
            progress(start + len(group), len(accounts))
    return intake


def _one(account: Account, caseload: Caseload, at: datetime, intake: Intake) -> None:
    head = caseload.store.load(debt_stream(account.debt.id), fresh=True)
    file = head.state if head is not None and isinstance(head.state, DebtFile) else None
    if file is None or file.debt != account.debt:
        caseload.add(account.borrower, account.debt, by=IMPORTER, at=at)
        intake.debts_added += 1
    else:
        intake.debts_on_file += 1
    if file is None or not file.cases:
        caseload.open(account.debt.id, by=IMPORTER, at=at)
        intake.cases_opened += 1
    elif caseload.case(file.cases[-1]).is_open:
        intake.cases_open += 1
    else:
        # What was collected to its end is not begun anew because the same tape is read again.
        intake.cases_ended += 1


def tape_json(tape: Tape) -> dict[str, Any]:
    """What was read, with stable keys."""
    return {
        "name": tape.name,
        "rows": tape.rows,
        "late": tape.late,
        "accounts": len(tape.accounts),
        "skipped": dict(tape.skipped),
        "rejected_rows": tape.rejected_rows,
        "rejected": [
            {"row": each.row, "field": each.field, "value": each.value, "reason": each.reason} for each in tape.rejected
        ],
        "assumptions": dict(tape.assumptions),
    }
