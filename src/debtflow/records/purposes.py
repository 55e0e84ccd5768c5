"""Purposes: for what a contact is made. Some of them are let through where collecting is not, some discharge a duty.

What a purpose permits is said by rules and holds alone; what is written in a letter is not said here at all.
"""

from __future__ import annotations

from debtflow.values.codes import Code

__all__ = ["Purpose"]


class Purpose(Code):
    """For what somebody is contacted."""

    COLLECT = 0
    """To be paid: whatever is not said to be for something else."""
    LOCATE = 1
    """To learn from somebody else where the person is; the debt is not named."""
    LIMITED_CONTENT = 2
    """A call that leaves, on a machine, no more than a name, a number and the wish to be called back."""
    VALIDATION_NOTICE = 3
    """What the debt is, to whom it is owed, and how it is disputed."""
    VERIFICATION = 4
    """The answer to a dispute: a copy of the judgment, or what verifies the debt."""
    SAME_DISPUTE_ANSWERED = 5
    """That a dispute says nothing new, and when it was answered before."""
    END_OF_EFFORTS = 6
    """That the efforts to collect are ending."""
    NOTICE_OF_REMEDY = 7
    """That a remedy at law may be, or is to be, invoked."""
    OPT_OUT_CONFIRMATION = 8
    """That a medium will not be used any more, and nothing else."""
    NEGATIVE_INFORMATION = 9
    """That what is bad is, or is to be, reported to a credit bureau."""
    ASSIGNMENT_NOTICE = 10
    """That the debt has another creditor or another servicer, who they are, and what is owed."""
    DEFAULT_NOTICE = 11
    """What was broken and by when it can be put right, before rights that follow from default are used."""
    FORBEARANCE_OFFER = 12
    """What is offered to a person in difficulty, before anything is enforced."""
    REQUIRED_BY_LAW = 13
    """Another notice that the law requires of the creditor."""
