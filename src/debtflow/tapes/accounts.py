"""Accounts: from canonical rows to a borrower and a debt each, validated like everything that comes from outside.

The room spreads what is overdue over due dates and gathers what several rows say of one borrower. It must never decide
which rows count: it gets those that are overdue and owe something. A row whose record is refused after all is rejected
with the record's own words; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import polars as pl
from pydantic import ValidationError

from debtflow.errors import DebtflowError
from debtflow.records.debts import Balance, Debt, Instalment, Obligor
from debtflow.records.parties import Borrower, Channel, ContactPoint
from debtflow.tapes.files import RejectedRow
from debtflow.tapes.mappings import CHANNELS, COMPONENTS, TapeMapping
from debtflow.values.law import Jurisdiction
from debtflow.values.money import Money

__all__ = ["Account", "Progress", "build_accounts"]

Progress = Callable[[int, int], None]
"""Called now and then with how many accounts are built, and how many there will be."""

_STEP: Final = 1000


class Account(NamedTuple):
    """One overdue debt with its borrower, as the tape has it.

    Attributes:
        borrower: the same object in every account of one person.
        debt: what is owed, and what of it fell due when.
        days_past_due: days from the oldest unpaid due date of `debt` to its `as_of`; 1 or more.
    """

    borrower: Borrower
    debt: Debt
    days_past_due: int


@dataclass(slots=True)
class _Person:
    """What the rows so far say of one borrower: all zones and contact points that any of them names.

    All zones, not the last: a window for a call counts as open only where it is open in each of them.
    """

    name: str = ""
    zones: list[str] = field(default_factory=list)
    points: list[tuple[Channel, str]] = field(default_factory=list)

    def learn(self, name: str | None, zones: str | None, points: Iterator[tuple[Channel, str]]) -> None:
        self.name = self.name or name or ""
        for key in (zones or "").split():
            if key not in self.zones:
                self.zones.append(key)
        for point in points:
            if point not in self.points:
                self.points.append(point)

    def borrower(self, person: str) -> Borrower:
        """The record; a contact point is called by its channel, the second of one channel `phone2`."""
        counted: dict[Channel, int] = {}
        points = []
        for channel, value in self.points:
            counted[channel] = counted.get(channel, 0) + 1
            name = f"{channel}{counted[channel]}" if counted[channel] > 1 else str(channel)
            points.append(ContactPoint(id=name, channel=channel, value=value))
        return Borrower(id=person, name=self.name, zones=tuple(self.zones), contact_points=tuple(points))


def build_accounts(
    rows: pl.DataFrame, good: pl.DataFrame, mapping: TapeMapping, progress: Progress | None = None
) -> tuple[list[Account], list[RejectedRow]]:
    """The accounts of these rows, in their order, and the rows that no record could be made of.

    What is known of a borrower comes from all `good` rows, those of debts that are not overdue among them.
    """
    people = _people(good.join(rows, on="borrower_id", how="semi", maintain_order="left"))
    borrowers: dict[str, Borrower] = {}
    accounts: list[Account] = []
    rejected: list[RejectedRow] = []
    debts = _Debts(mapping)
    for done, row in enumerate(rows.drop("name", "zone", *CHANNELS).iter_rows(named=True)):
        if progress is not None and done % _STEP == 0:
            progress(done, rows.height)
        person = row["borrower_id"]
        try:
            if person not in borrowers:
                borrowers[person] = people[person].borrower(person)
            accounts.append(Account(borrowers[person], debts.debt(row), row["days_past_due"]))
        except (DebtflowError, ValueError, OverflowError) as error:
            rejected.append(_refused(row["row"], error))
    if progress is not None:
        progress(rows.height, rows.height)
    return accounts, rejected


def _people(rows: pl.DataFrame) -> dict[str, _Person]:
    people: dict[str, _Person] = {}
    # A channel that no row uses costs nothing.
    used = [name for name in CHANNELS if rows[name].null_count() < rows.height]
    channels = [Channel.named(name) for name in used]
    for person, name, zones, *values in rows.select("borrower_id", "name", "zone", *used).iter_rows():
        points = ((channel, value) for channel, value in zip(channels, values, strict=True) if value)
        people.setdefault(person, _Person()).learn(name, zones, points)
    return people


class _Debts:
    """Builds debts by one mapping."""

    def __init__(self, mapping: TapeMapping) -> None:
        self.apart = mapping.schedule.days_apart
        self.listed = [(f"due_{n}", f"amount_{n}") for n in range(len(mapping.instalments))]
        self.attributes = [(name, f"attributes.{name}") for name in mapping.attributes]

    def debt(self, row: dict[str, Any]) -> Debt:
        currency = row["currency"]
        parts = {name: Money.from_minor_units(row[name], currency) for name in COMPONENTS if row[name]}
        return Debt(
            id=row["debt_id"],
            obligors=(Obligor(person=row["borrower_id"]),),
            creditor=row["creditor"],
            product=row["product"],
            governing_law=Jurisdiction(row["governing_law"]),
            owed=Balance(**parts),
            as_of=row["as_of"],
            instalments=self.stated(row) if self.listed else self.spread(row),
            attributes=tuple((name, row[column]) for name, column in self.attributes),
        )

    def stated(self, row: dict[str, Any]) -> tuple[Instalment, ...]:
        """The instalments that the row itself names, oldest first."""
        found = sorted((row[due], row[amount]) for due, amount in self.listed if row[due] is not None)
        return tuple(Instalment(due_on=day, amount=Money.from_minor_units(n, row["currency"])) for day, n in found)

    def spread(self, row: dict[str, Any]) -> tuple[Instalment, ...]:
        """What is in arrears, split evenly over the instalments missed; never more parts than minor units."""
        overdue = row["in_arrears"]
        parts = Money.from_minor_units(overdue, row["currency"]).split(min(row["missed"], overdue))
        oldest = row["as_of"].toordinal() - row["days_past_due"]
        return tuple(
            Instalment(due_on=date.fromordinal(oldest + n * self.apart), amount=part) for n, part in enumerate(parts)
        )


def _refused(row: int, error: Exception) -> RejectedRow:
    if not isinstance(error, ValidationError):
        return RejectedRow(row, "", "", str(error))
    first = error.errors(include_input=False)[0]
    return RejectedRow(row, ".".join(map(str, first["loc"])), "", first["msg"].removeprefix("Value error, "))
