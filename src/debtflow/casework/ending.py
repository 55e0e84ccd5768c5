"""Ending: whether a case can have come to that end at all, and be taken up again, by what its ledger and agreements say.

An outcome says something of the debt, and one that is not so is no end but a mistake. Whether somebody alone may end a
case is a rule's to say; this room asks no rule and changes nothing.
"""

from __future__ import annotations

from debtflow.compliance.situation import Situation
from debtflow.errors import NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.records.proceedings import ReopenCause
from debtflow.records.stages import Category, Outcome, Phase

__all__ = ["is_charged_since", "is_taken_back", "see_end", "see_reopening"]

_AGREED = frozenset({Outcome.SETTLED, Outcome.RESTRUCTURED})
_NOTHING_OWED = frozenset({Outcome.PAID_IN_FULL, Outcome.SETTLED})


def see_end(situation: Situation, outcome: Outcome) -> None:
    """See that a case can end with that outcome, as it stands.

    Raises:
        NotPossibleError: paid in full while something is owed, cured while something is overdue, or settled or
            restructured while something is owed and nothing was agreed.
    """
    case, day, owed = situation.case, situation.day, situation.standing.owed
    money = case.ledger.money
    if outcome is Outcome.PAID_IN_FULL and owed:
        raise NotPossibleError(
            f"case {case.id} cannot end as paid in full: {money(owed)} is owed; record what was paid with "
            "cases.record_payment(...), or end it with the outcome that fits"
        )
    if outcome is Outcome.CURED:
        # By the contract and by what was agreed: an extension moves what is due, and cures nothing.
        overdue = max(case.ledger.arrears(day), situation.due.overdue(day)[0])
        if overdue:
            way = "begin collection with actions.Move(verb='open_case')" if case.phase is Phase.WATCH else _PAID
            raise NotPossibleError(f"case {case.id} cannot end as cured: {money(overdue)} is overdue; {way}")
    if outcome in _AGREED and owed and case.arrangement is None:
        raise NotPossibleError(
            f"case {case.id} cannot end as {outcome.label}: {money(owed)} is owed, and no arrangement runs; agree with "
            "actions.ProposeArrangement(...), or end it as forgiven"
        )


_PAID = "record what was paid with cases.record_payment(...), and it ends by itself"


# ---- taking it up again -------------------------------------------------------------------------------------------


def is_taken_back(case: Case) -> bool:
    """Whether money was taken back since the case ended, by which it had been resolved."""
    resolved = case.outcome is not None and case.outcome.category is Category.RESOLVED
    return resolved and case.ledger.closing.credited < case.credited_at_end


def is_charged_since(case: Case) -> bool:
    """Whether something is owed on a case that had ended as paid or settled, and was charged since."""
    if case.outcome not in _NOTHING_OWED or not any(case.ledger.closing.outstanding):
        return False
    return case.ledger.charged > case.charged_at_end


def see_reopening(case: Case, cause: ReopenCause) -> None:
    """See that an ended case can be taken up again for that cause.

    Raises:
        NotPossibleError: a reversal or a charge that there was not, a buy-back of what was not sold, or a sold debt that
            was not bought back.
    """
    so = {
        ReopenCause.REVERSAL: (is_taken_back(case), "no money was taken back since it ended"),
        ReopenCause.CHARGED_SINCE: (is_charged_since(case), "nothing was charged since it ended"),
        ReopenCause.BUY_BACK: (case.outcome is Outcome.SOLD, "it was not sold"),
        ReopenCause.NEW_EVIDENCE: (
            case.outcome is not Outcome.SOLD,
            "it was sold, and is the buyer's until it is bought back",
        ),
    }
    is_so, why_not = so.get(cause, (True, ""))
    if not is_so:
        raise NotPossibleError(
            f"case {case.id} cannot be taken up again for {cause.label}: {why_not}; name the cause that is true"
        )
