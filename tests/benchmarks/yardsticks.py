"""What the library is measured against, in the same run: the stock `transitions` trigger, and plain loops.

The stock trigger is used as the package documents it: a model attached to its machine, conditions named by the
model's methods, `model.go()`. It has 20 conditions, each comparing one attribute, all of them true. It derives no
facts, gives no reasons and writes nothing. (One shared machine with functions as conditions is about 15 % quicker.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transitions import Machine

CONDITIONS = 20


class Model:
    """A model with twenty numbers and twenty guards that look at them."""

    def __init__(self) -> None:
        for number in range(CONDITIONS):
            setattr(self, f"fact_{number}", number)


for _number in range(CONDITIONS):
    _scope: dict[str, Any] = {}
    exec(f"def guard_{_number}(self): return self.fact_{_number} < 100", _scope)
    setattr(Model, f"guard_{_number}", _scope[f"guard_{_number}"])


def stock_trigger() -> Callable[[], Any]:
    """One stock trigger with twenty conditions that hold, to and fro between two states."""
    model: Any = Model()
    machine = Machine(model=model, states=["here", "there"], initial="here", auto_transitions=False)
    guards = [f"guard_{number}" for number in range(CONDITIONS)]
    machine.add_transition("go", "here", "there", conditions=guards)
    machine.add_transition("go", "there", "here", conditions=guards)
    return lambda: model.go()
