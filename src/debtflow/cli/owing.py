"""What has to be done by when: the answer of `debtflow duties`, and duties among the rules. Text for people or JSON.

Reads the caseload and prints; which code the program exits with is said by the command.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from debtflow.casework.caseload import Caseload
from debtflow.cli import terminal
from debtflow.cli.rendering import NOT_VERIFIED, plain_table
from debtflow.compliance.duties import Duty, DutyState, Owed

__all__ = ["duties_json", "duties_table", "listed"]

SHOWN = 40


def listed(cases: Caseload, case: str, agency: str, within: int, at: datetime, *, as_json: bool) -> bool:
    """The duties that stand, the earliest due first; whether one of them was missed."""
    owed = [
        each
        for each in cases.duties(case, agency=agency, at=at)
        if each.days_left is None or each.days_left <= within or each.state is DutyState.MISSED
    ]
    missed = [each for each in owed if each.state is DutyState.MISSED]
    if as_json:
        terminal.emit({"at": at.isoformat(), "duties": [_owed_json(each) for each in owed]})
        return bool(missed)
    out = terminal.answers()
    out.print(f"{len(owed)} duties stand, {len(missed)} of them missed")
    if owed:
        out.print(_table(owed[:SHOWN]))
    if len(owed) > SHOWN:
        out.print(f"[mild]and {len(owed) - SHOWN} more; --json has all, --within DAYS fewer[/]")
    return bool(missed)


def _table(owed: Iterable[Owed]) -> Table:
    table = plain_table("due on", "in days", "on", "what has to be done", "duty and law")
    for each in owed:
        when = str(each.due_on) if each.due_on is not None else f"not known: {', '.join(each.not_known)}"
        left = f"[stop]{each.days_left} missed[/]" if each.state is DutyState.MISSED else str(each.days_left or "today")
        says = escape(each.says)
        if each.barred_by:
            says += f"\n[stop]refused now[/] by {', '.join(each.barred_by)}: a person decides"
        verified = "" if each.duty.basis.is_verified else f" ([wait]{NOT_VERIFIED}[/])"
        law = f"{each.duty.id}\n[mild]{escape(each.cites.instrument)}, {escape(each.cites.article or '')}[/]{verified}"
        table.add_row(when, left if each.due_on is not None else "", each.of, says, law)
    return table


def _owed_json(each: Owed) -> dict[str, Any]:
    return {
        "duty": each.duty.id,
        "on": each.of,
        "state": str(each.state),
        "due_on": each.due_on.isoformat() if each.due_on is not None else None,
        "days_left": each.days_left,
        "says": each.says,
        "not_known": list(each.not_known),
        "barred_by": list(each.barred_by),
        "citation": str(each.cites),
        "basis": str(each.duty.basis),
    }


# ---- among the rules ----------------------------------------------------------------------------------------------


def duties_table(duties: Iterable[Duty], day: date, language: str) -> Table:
    """Duties as a list: what has to be done, by what it is discharged, the law."""
    table = plain_table("duty", "what has to be done", "discharged by", "law")
    for each in duties:
        verified = "" if each.basis.is_verified else f" ([wait]{NOT_VERIFIED}[/])"
        table.add_row(
            each.id,
            escape(each.sentence(max(day, each.since).toordinal(), language)),
            ", ".join(sorted(each.discharged_by)) or "what is on file",
            escape(str(each.cites.instrument)) + verified,
        )
    return table


def duties_json(duties: Iterable[Duty], day: date, language: str) -> list[dict[str, Any]]:
    """Duties as JSON."""
    return [
        {
            "id": each.id,
            "scope": str(each.scope),
            "says": each.sentence(max(day, each.since).toordinal(), language),
            "discharged_by": sorted(each.discharged_by),
            "citation": str(each.cites),
            "basis": str(each.basis),
            "verified": each.basis.is_verified,
        }
        for each in duties
    ]
