"""What is looked at: where a case stands, what became of a promise, which duties are due and which were missed.

Nothing is asked for. What follows by itself by then (a promise whose day has passed) is recorded first, as the sweep of
every night does; duties are worked out and not recorded. Duties are told like rules in an answer: all of them, and not the
first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from debtflow.compliance.duties import DutyState, Owed
from debtflow.records.promises import PromiseState
from debtflow.reports.standing import working_party
from debtflow.testing.scenarios.sentences import (
    ABOUT,
    AMOUNT,
    UntrueError,
    id_of,
    money_of,
    split_outside,
    table,
)
from debtflow.testing.scenarios.stage import Stage

__all__ = ["LOOKS", "duty_id"]


def _stands(
    stage: Stage,
    at: datetime,
    wanted: str,
    label: str | None,
    party: str | None,
    owed: str | None,
    overdue: str | None,
    days: str | None,
    debt: str | None,
) -> None:
    case = stage.followed(debt, at)
    unpaid, late = case.as_agreed.overdue(stage.today(at))
    said: list[tuple[str, object, object]] = [("at", wanted, case.stage)]
    if label:
        said.append(("closed as", label, case.outcome.label if case.outcome is not None else "nothing"))
    if party:
        said.append(("worked by", party, working_party(case)))
    if owed:
        said.append(("owed", money_of(owed), case.ledger.money(case.ledger.standing(stage.today(at)).owed)))
    if overdue and days:
        said.append(("overdue", money_of(overdue), case.ledger.money(unpaid)))
        said.append(("overdue for days", int(days), late))
    wrong = [f"{what} {found}" for what, wanted_so, found in said if wanted_so != found]
    if wrong:
        raise UntrueError(f"the case is otherwise: {', '.join(wrong)}")


def _promise_is(stage: Stage, at: datetime, promise: str, state: str, debt: str | None) -> None:
    case = stage.followed(debt, at)
    found = {row.id: row.recorded for row in case.promises}
    if found.get(promise) is not PromiseState.named(state):
        told = ", ".join(f"{name} is {recorded.label}" for name, recorded in found.items())
        raise UntrueError(f"of the promises {told or 'none was made'}")


# ---- duties -----------------------------------------------------------------------------------------------------------

_TOLD = {DutyState.OPEN: "is due", DutyState.MISSED: "missed", DutyState.NOT_KNOWN: "cannot be told"}


def duty_id(told: str) -> str:
    """The id of a duty as it is told: before its day, or what is not known of it."""
    return told.split(" ")[0]


def _written(owed: Owed) -> str:
    if owed.due_on is None:
        return f"{owed.duty.id} (not known: {', '.join(sorted(owed.not_known))})"
    barred = f" (barred by {', '.join(sorted(owed.barred_by))})" if owed.barred_by else ""
    return f"{owed.duty.id} on {owed.due_on}{barred}"


def _in_order(told: str) -> str:
    """The same duty with what stands in its brackets in order."""
    head, bracket, rest = told.partition(" (")
    if not bracket:
        return told
    words, mark, names = rest.rstrip(")").rpartition(": " if "known: " in rest else "by ")
    return f"{head} ({words}{mark}{', '.join(sorted(split_outside(names)))})"


def _owed(state: DutyState) -> Callable[..., None]:
    def looked_at(stage: Stage, at: datetime, debt: str | None, agency: str | None, duties: str | None = None) -> None:
        if agency:
            found = stage.cases.duties(agency=id_of(agency), at=at)
        else:
            found = stage.cases.duties(stage.case_on(debt).id, at=at)
        written = {_written(owed) for owed in found if owed.state is state}
        if written != {_in_order(each) for each in split_outside(duties or "")}:
            raise UntrueError(f"{_TOLD[state]}: {', '.join(sorted(written)) or 'nothing'}")

    return looked_at


OF = r"(?:of (?P<agency>.+?) )?"

LOOKS = table(
    (
        "the case is at closed as settled, worked by creditor, 0.00 CNY owed, 0.00 CNY overdue for 0 days",
        "what follows by itself by then is recorded, and it stands so; each part after the stage may be left out",
        r"the case is at (?P<wanted>[a-z_.]+)(?: as (?P<label>[a-z ]+?))?(?:, worked by (?P<party>[a-z_ ]+?))?"
        rf"(?:, (?P<owed>{AMOUNT}) owed)?(?:, (?P<overdue>{AMOUNT}) overdue for (?P<days>\d+) days)?{ABOUT}",
        _stands,
    ),
    (
        "promise p1 is partial",
        "the same, and the promise was recorded so",
        rf"promise (?P<promise>p\d+) is (?P<state>[a-z]+){ABOUT}",
        _promise_is,
    ),
    (
        "is due: generic.duty.answer_dispute on 2026-04-08",
        "these duties are open, and no other; `(barred by <rules>)` after the day where rules forbid to discharge it; "
        "`of Harbour is due: ...` for those towards an agency",
        rf"{OF}is due: (?P<duties>.+?){ABOUT}",
        _owed(DutyState.OPEN),
    ),
    ("nothing is due", "no duty is open", rf"nothing is due(?: of (?P<agency>.+?))?{ABOUT}", _owed(DutyState.OPEN)),
    (
        "missed: generic.duty.answer_dispute on 2026-04-08",
        "the day of these duties has passed, and of no other",
        rf"{OF}missed: (?P<duties>.+?){ABOUT}",
        _owed(DutyState.MISSED),
    ),
    (
        "nothing is missed",
        "the day of no duty has passed",
        rf"nothing is missed(?: of (?P<agency>.+?))?{ABOUT}",
        _owed(DutyState.MISSED),
    ),
    (
        "cannot be told: house.notice (not known: house_notice_sent_on)",
        "whether there are these duties, or by when, hangs on facts that nobody knows",
        rf"{OF}cannot be told: (?P<duties>.+?){ABOUT}",
        _owed(DutyState.NOT_KNOWN),
    ),
)
"""What is looked at."""
