"""Published tests: what a lender runs against their own rules and stores, to know that they keep what they promise.

`scenario_tests` and `play` play stories in the trade's words; `StoreContract` is the contract of a store. Needs the extra
`debtflow[testing]`; `import debtflow` never imports this room, and what is named here is imported when it is asked for,
so that scenarios are played without pytest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from debtflow.testing.scenarios import play, scenario_tests
    from debtflow.testing.store_contract import StoreContract

__all__ = ["StoreContract", "play", "scenario_tests"]

_ROOMS = {"StoreContract": "store_contract", "play": "scenarios", "scenario_tests": "scenarios"}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"debtflow.testing has no {name!r}; it has {', '.join(__all__)}")
    if name == "StoreContract":
        try:
            import pytest
        except ImportError as missing:  # pragma: no cover - the tests run under pytest
            raise ImportError("StoreContract needs pytest; install it with the extra: debtflow[testing]") from missing

        # Before its room is imported: a failed assertion then shows what was compared, in a lender's run too.
        pytest.register_assert_rewrite("debtflow.testing.store_contract", "debtflow.testing.commits")
    return getattr(import_module(f"debtflow.testing.{_ROOMS[name]}"), name)
