"""What every action has: its name, whether it moves the case, whether it reaches out to somebody.

The bases of everything that can be asked for; which actions there are is said in `actions`. No action carries the proof
of its own lawfulness.
"""

from __future__ import annotations

from typing import Any, ClassVar

from debtflow.records.parties import Id
from debtflow.records.purposes import Purpose
from debtflow.values.base import Frozen

__all__ = ["Action", "ContactAction", "MoveAction"]


class Action(Frozen):
    """Something that is asked for. `name` is the verb of a move or the name of a deed."""

    is_move: ClassVar[bool] = False
    is_contact: ClassVar[bool] = False

    name: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Name the class by its literal; `Move` names itself by its verb."""
        literal = cls.model_fields.get("do")
        if literal is not None and "name" not in cls.__dict__:
            cls.name = literal.default


class MoveAction(Action):
    """An action that changes the stage by the workflow's table."""

    is_move: ClassVar[bool] = True


class ContactAction(Action):
    """An action that reaches out to somebody: it reserves a contact attempt.

    Attributes:
        person: whom it reaches; a person on file, the borrower or anybody else.
        contact_point: which of that person's contact points.
        about: the debts it is about; empty = the debt of the case.
        purpose: for what it is made.
    """

    is_contact: ClassVar[bool] = True

    person: Id
    contact_point: Id
    about: tuple[Id, ...] = ()
    purpose: Purpose = Purpose.COLLECT
