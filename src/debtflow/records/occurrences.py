"""What all events have in common: when they happened, and, for a move, which stage was left and reached.

The rooms of events build on this one. It knows no event.
"""

from __future__ import annotations

from typing import ClassVar

from debtflow.records.parties import Sealed
from debtflow.values.base import Frozen
from debtflow.values.dates import Instant

__all__ = ["Event", "MoveEvent"]


class Event(Frozen):
    """Something that happened.

    Attributes:
        occurred_at: when; left out when handed in, it is the moment of recording. In the log it is always there.
        local_day: the person's local day number then (the latest over candidate zones); filled in when recorded.
    """

    is_move: ClassVar[bool] = False

    occurred_at: Instant | None = None
    local_day: int = 0


class MoveEvent(Event):
    """A change of stage.

    Attributes:
        left, reached: the stages; filled in when recorded.
        because: why, as free text in the vault.
        also: the verbs besides its own `verb` that come to this event.
    """

    is_move: ClassVar[bool] = True
    also: ClassVar[tuple[str, ...]] = ()

    left: str = ""
    reached: str = ""
    because: Sealed = ""
