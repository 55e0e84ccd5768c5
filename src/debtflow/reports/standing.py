"""Where a case stands at a moment, as data: stage, custody, holds, what is owed, and what is possible from there.

Read from the case and the borrower's dossier as they are on file; what would follow by itself by that moment (a
promise that has run out meanwhile) is named apart and not mixed in. This room records nothing and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from debtflow.casework.caseload import Caseload
from debtflow.casework.looking import see_caseload
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.running import running_holds
from debtflow.records.debts import Component
from debtflow.records.holds import Hold
from debtflow.records.stages import Custody
from debtflow.values.dates import local_range, zone
from debtflow.values.money import Money

__all__ = ["CaseStanding", "local_text", "standing_of", "working_party"]


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Where a case stands.

    Attributes:
        at: the moment asked about; `day` the borrower's local day then, `zone` the zone in which times are shown.
        owed: what is owed by component, those above zero only, in the order in which money reaches them.
        overdue, total: what is past due of it, and all of it.
        days_past_due: days since the due date of the oldest unpaid instalment.
        holds: those on the debt and those on the borrower.
        follows: what would follow by itself by that moment, as event names.
        possible: the verbs that the table allows from here.
    """

    case: Case
    borrower: Dossier
    at: datetime
    day: date
    zone: str
    owed: tuple[tuple[Component, Money], ...]
    overdue: Money
    total: Money
    collected: Money
    days_past_due: int
    holds: tuple[Hold, ...]
    follows: tuple[str, ...]
    possible: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The standing with stable keys: amounts as text, instants in ISO 8601."""
        case = self.case
        return {
            "case": case.id,
            "borrower": case.debt.borrower,
            "debt": case.debt.id,
            "at": self.at.isoformat(),
            "stage": case.stage,
            "phase": str(case.phase),
            "custody": str(case.custody),
            "worked_by": working_party(case),
            "open": case.is_open,
            "outcome": str(case.outcome) if case.outcome is not None else None,
            "owed": {str(component): str(money) for component, money in self.owed},
            "total": str(self.total),
            "overdue": str(self.overdue),
            "collected": str(self.collected),
            "days_past_due": self.days_past_due,
            "holds": [hold.model_dump(mode="json", exclude={"note"}) for hold in self.holds],
            "promise": case.promise.model_dump(mode="json") if case.promise is not None else None,
            "promises": [row.model_dump(mode="json") for row in case.promises],
            "offer": case.offer.model_dump(mode="json") if case.offer is not None else None,
            "arrangement": case.arrangement.model_dump(mode="json") if case.arrangement is not None else None,
            "placement": case.placement.model_dump(mode="json", exclude={"brief"}) if case.placement else None,
            "open_attempts": [attempt for attempt, _ in case.attempts],
            "requests": [request.id for request in case.requests],
            "follows": list(self.follows),
            "possible": list(self.possible),
        }


def working_party(case: Case) -> str:
    """Who works the debt now, in words: the creditor, which agency or which law firm, or whoever bought it."""
    firm = case.working_party if case.custody in (Custody.AGENCY, Custody.LAW_FIRM) else None
    return f"{case.custody.label} {firm}" if firm else case.custody.label


def standing_of(caseload: Caseload, case_id: str, at: datetime) -> CaseStanding:
    """Where that case stands at that moment.

    Raises:
        NotFoundError: there is no such case.
    """
    see_caseload(caseload)
    case = caseload.case(case_id)
    borrower = caseload.dossier(case.debt.borrower)
    zones = borrower.person.zones or (caseload.desk.house_zone,)
    day = local_range(at, zones).day_last
    ledger, standing = case.ledger, case.ledger.standing(day)
    arrears, days_past_due = case.as_agreed.overdue(day)
    states = caseload.desk.load_case(case_id).states
    due = caseload.desk.due(states, case_id, at)
    named = [component for component in Component if standing.outstanding[component]]
    return CaseStanding(
        case=case,
        borrower=borrower,
        at=at,
        day=date.fromordinal(day),
        zone=zones[0],
        owed=tuple((component, ledger.money(standing.outstanding[component])) for component in named),
        overdue=ledger.money(arrears),
        total=ledger.money(standing.owed),
        collected=ledger.money(standing.credited),
        days_past_due=days_past_due,
        holds=(*case.holds, *borrower.holds, *running_holds(case, day)),
        follows=tuple(change.event.event for change in due),  # type: ignore[attr-defined]  # events declare it
        possible=caseload.workflow.possible(case.stage, case.origin),
    )


def local_text(instant: datetime, zone_key: str) -> str:
    """An instant as a wall clock in that zone shows it, with the offset: `2005-10-04 10:30 +08:00`."""
    local = instant.astimezone(zone(zone_key))
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"
