"""Ending: whether a case can have come to that end at all, by what its ledger and its agreements say.

An outcome says something of the debt, and one that is not so is no end but a mistake. Whether somebody alone may end a
case is a rule's to say; this room asks no rule and changes nothing.
"""

from __future__ import annotations

from debtflow.compliance.situation import Situation
from debtflow.errors import NotPossibleError
from debtflow.records.stages import Outcome, Phase

__all__ = ["see_end"]

_AGREED = frozenset({Outcome.SETTLED, Outcome.RESTRUCTURED})


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
