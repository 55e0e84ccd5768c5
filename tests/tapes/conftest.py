"""A small lender whose tapes the tests write: three columns that matter, and whatever a test adds."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from debtflow import tapes

AS_OF = date(2026, 3, 31)

LENDER: dict[str, Any] = {
    "name": "lender",
    "fields": {
        "debt_id": {"column": "loan"},
        "currency": "CNY",
        "balance": {"column": "balance"},
        "days_past_due": {"column": "days"},
    },
}

ReadTape = Callable[..., tapes.Tape]


def lender(**changes: Any) -> dict[str, Any]:
    """The lender's mapping with parts replaced; `fields__zone=...` reaches into a table, None takes a part out."""
    mapping = copy.deepcopy(LENDER)
    for path, value in changes.items():
        *tables, name = path.split("__")
        table = mapping
        for step in tables:
            table = table.setdefault(step, {})
        if value is None:
            table.pop(name, None)
        else:
            table[name] = value
    return mapping


@pytest.fixture
def read_tape(tmp_path: Path) -> ReadTape:
    """Reads a tape from the text of its file, by the lender's mapping with the given parts replaced."""

    def read(text: str | bytes, as_of: date | None = AS_OF, assume: Any = None, **changes: Any) -> tapes.Tape:
        path = tmp_path / "tape.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return tapes.read(path, mapping=lender(**changes), as_of=as_of, assume=assume)

    return read
