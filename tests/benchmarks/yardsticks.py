"""What the library is measured against, in the same run: the stock `transitions` trigger, and plain loops.

The stock trigger is used as the package documents it: a model attached to its machine, conditions named by the
model's methods, `model.go()`. It has 20 conditions (or 60), each comparing one attribute, all of them true. It derives no
facts, gives no reasons and writes nothing. (One shared machine with functions as conditions is about 15 % quicker.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transitions import Machine

CONDITIONS = 20


def _model(conditions: int) -> type:
    """A model with that many numbers, and guards that look at them."""
    scope: dict[str, Any] = {}
    for number in range(conditions):
        exec(f"def guard_{number}(self): return self.fact_{number} < 100", scope)
    guards = {name: made for name, made in scope.items() if name.startswith("guard_")}
    facts = {f"fact_{number}": number for number in range(conditions)}

    def prepared(self: Any) -> None:
        for name, value in facts.items():
            setattr(self, name, value)

    return type("Model", (), {"__init__": prepared, **guards})


def stock_trigger(conditions: int = CONDITIONS) -> Callable[[], Any]:
    """One stock trigger with so many conditions that hold, to and fro between two states."""
    model: Any = _model(conditions)()
    machine = Machine(model=model, states=["here", "there"], initial="here", auto_transitions=False)
    guards = [f"guard_{number}" for number in range(conditions)]
    machine.add_transition("go", "here", "there", conditions=guards)
    machine.add_transition("go", "there", "here", conditions=guards)
    return lambda: model.go()
