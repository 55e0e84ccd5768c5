"""Reading: one call from a file to accounts, rejected rows and named assumptions.

The room calls the others in their order - document, file, columns, rows, accounts - and keeps the count: every row is an
account, is skipped for a stated reason, or is rejected with its reasons. It must never know a case, a plan or a clock:
the day of the tape is an argument.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from debtflow.errors import TapeError
from debtflow.tapes.accounts import Account, Progress, build_accounts
from debtflow.tapes.columns import Sheet
from debtflow.tapes.documents import document_of, mapping_of
from debtflow.tapes.files import RejectedRow, TapeFile, open_tape
from debtflow.tapes.mappings import COMPONENTS, TapeMapping
from debtflow.tapes.rows import NOT_OVERDUE, OWES_NOTHING, canonical_rows, wanted_columns

__all__ = ["Tape", "read"]

_SHOWN_REJECTIONS: Final = 10
_TABLE: Final = (
    *("row", "debt_id", "borrower_id", "currency", "product", "creditor", "governing_law", "zone", "as_of"),
    *("days_past_due", "oldest_due_on", "in_arrears", "owed", *COMPONENTS),
)


@dataclass(frozen=True, eq=False, repr=False)
class Tape:
    """A loan tape that was read: `rows` is the number of accounts, skipped rows and rejected rows together.

    Attributes:
        name: the file it was read from.
        accounts: every overdue debt that owes something, with its borrower, in the order of the file.
        rejected: what is wrong with which row, by row; one row may stand here more than once.
        skipped: why good rows give no account -> how many.
        assumptions: what was assumed -> in a sentence, with the value and why. To be printed beside every result.
        rows: rows of data, broken ones included.
        late: good rows that are past due, whether they owe anything or not.
        table: the accounts as columns, one row each in the same order, amounts in minor units; attributes are named
            `attributes.LIMIT_BAL`. No names and no contact points.
    """

    name: str
    accounts: Sequence[Account]
    rejected: tuple[RejectedRow, ...]
    skipped: Mapping[str, int]
    assumptions: Mapping[str, str]
    rows: int
    late: int
    table: pl.DataFrame

    @property
    def rejected_rows(self) -> int:
        """How many rows were rejected, each counted once."""
        return len({rejected.row for rejected in self.rejected})

    def summary(self) -> str:
        """What came of the rows, what was rejected and why, and what was assumed, to be printed."""
        lines = [f"{self.name}: {self.rows:,} rows, {self.late:,} late, {len(self.accounts):,} accounts"]
        lines += [f"  no account, {reason}: {count:,}" for reason, count in self.skipped.items()]
        lines += [f"  rejected: {self.rejected_rows:,}"]
        lines += [f"    {rejected}" for rejected in self.rejected[:_SHOWN_REJECTIONS]]
        more = len(self.rejected) - _SHOWN_REJECTIONS
        lines += [f"    and {more:,} more reasons in .rejected"] if more > 0 else []
        lines += ["Assumed:"] if self.assumptions else []
        lines += [f"  {name} - {sentence}" for name, sentence in self.assumptions.items()]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Tape {self.name}: {self.rows} rows, {len(self.accounts)} accounts, {self.rejected_rows} rejected>"


def read(
    path: str | Path,
    *,
    preset: str | None = None,
    mapping: str | Path | Mapping[str, Any] | None = None,
    as_of: date | None = None,
    assume: Mapping[str, object] | None = None,
    attributes: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Tape:
    """Read a loan tape: CSV, gzipped CSV or Parquet.

    Args:
        path: the file.
        preset: the name of a mapping that comes with the library (`uci_card`, `lendingclub`).
        mapping: a mapping of your own: the path of a TOML file, or its content as nested dicts.
        as_of: the day on which the tape holds; may be left out where a column says it.
        assume: values for assumptions of the mapping, by name: `{"zone": "Asia/Taipei"}`.
        attributes: columns to keep as text on each debt, in place of those that the mapping names.
        progress: called with (accounts built, accounts to build) every thousand accounts and at the end.

    Returns:
        The tape. A row that is wrong stops no other: it is in `rejected` with what was expected.

    Raises:
        TapeError: if the file or the mapping as a whole cannot be used; the message names the place and the mend.
    """
    if isinstance(as_of, datetime) or not isinstance(as_of, date | None):
        raise TapeError(f"as_of={as_of!r} is no day: write as_of=date(2005, 9, 30).")
    source, document = document_of(preset, mapping)
    if attributes is not None:
        document |= {"attributes": list(attributes)}
    plan, assumptions = mapping_of(source, document, assume)
    file = open_tape(path, plan.file, wanted_columns(plan))
    sheet = Sheet(file, plan.file)
    good = canonical_rows(sheet, plan, as_of)
    overdue = good.filter(pl.col("skipped").is_null())
    accounts, refused = build_accounts(overdue, good, plan, progress)
    return _tape(file, plan, assumptions, good, accounts, [*sheet.rejected, *refused])


def _tape(
    file: TapeFile,
    plan: TapeMapping,
    assumptions: dict[str, str],
    good: pl.DataFrame,
    accounts: list[Account],
    rejected: list[RejectedRow],
) -> Tape:
    refused = {rejection.row for rejection in rejected}
    left = good.filter(~pl.col("row").is_in(list(refused))) if refused else good
    counted = Counter(left["skipped"].drop_nulls().to_list())
    columns = [*_TABLE, *(f"attributes.{name}" for name in plan.attributes)]
    oldest = pl.col("as_of") - pl.duration(days="days_past_due")
    table = left.filter(pl.col("skipped").is_null()).with_columns(oldest_due_on=oldest).select(columns)
    return Tape(
        name=file.name,
        accounts=tuple(accounts),
        rejected=tuple(sorted(dict.fromkeys([*file.broken, *rejected]))),
        skipped=MappingProxyType(
            {reason: counted[reason] for reason in (NOT_OVERDUE, OWES_NOTHING) if counted[reason]}
        ),
        assumptions=MappingProxyType(assumptions),
        rows=file.cells.height + len(file.broken),
        late=table.height + counted[OWES_NOTHING],
        table=table,
    )
