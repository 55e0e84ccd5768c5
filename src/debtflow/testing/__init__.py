"""Published tests: what a lender runs against their own stores, to know that they keep what the library promises.

Needs pytest (`debtflow[testing]`); `import debtflow` never imports this room.
"""

from __future__ import annotations

try:
    import pytest
except ImportError as missing:  # pragma: no cover - the tests run under pytest
    raise ImportError("debtflow.testing needs pytest; install it with the extra: debtflow[testing]") from missing

# Before the import below: a failed assertion then shows what was compared, in a lender's run too.
pytest.register_assert_rewrite("debtflow.testing.store_contract", "debtflow.testing.commits")

from debtflow.testing.store_contract import StoreContract  # noqa: E402  # after the line above, on purpose

__all__ = ["StoreContract"]
