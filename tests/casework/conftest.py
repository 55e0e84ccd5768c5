"""Every promise is asked of both stores: the memory and a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.casework.office import new_caseload, with_cases

from debtflow import Caseload


@pytest.fixture(params=["memory", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/cases.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.db"


@pytest.fixture
def file_url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def empty(url: str) -> Iterator[Caseload]:
    """A caseload with nothing on file."""
    with new_caseload(url) as cases:
        yield cases


@pytest.fixture
def cases(url: str) -> Iterator[Caseload]:
    """The loan and the card, confirmed; see `office`."""
    with with_cases(url) as made:
        yield made
