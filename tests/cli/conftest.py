"""A small tape, a caseload made of it by the command itself, and a way to run commands."""

from __future__ import annotations

from collections.abc import Callable
from json import loads
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from debtflow.cli.app import app

Run = Callable[..., Result]

HEADER = "ID,LIMIT_BAL,PAY_0,BILL_AMT1"
ROWS = ("1,20000,2,3913", "2,120000,2,2682", "3,90000,0,29239", "4,50000,1,-7", "5,50000,3,8617", "6,70000,1,500")
AT = "2026-03-02T10:30+08:00"
NIGHT = "2026-03-02T22:30+08:00"
TAPE = ("--preset", "uci_card", "--as-of", "2026-02-28")


@pytest.fixture
def run() -> Run:
    """Run a command: `run("verify", "--db", ...)`; the result has exit_code, stdout and stderr."""
    runner = CliRunner(env={"COLUMNS": "110", "NO_COLOR": "1"})
    return lambda *words: runner.invoke(app, [str(word) for word in words])


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """Six accounts: four are late and owe something."""
    path = tmp_path / "cards.csv"
    path.write_text("\n".join((HEADER, *ROWS)) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def db(run: Run, tape: Path, tmp_path: Path) -> Path:
    """A caseload of these four, opened on 2 March 2026 at 10:30 in Taipei."""
    path = tmp_path / "cases.db"
    result = run("import", tape, *TAPE, "--db", path, "--at", AT, "--zone", "Asia/Taipei")
    assert result.exit_code == 0, result.output
    return path


def read(result: Result) -> dict[str, Any]:
    """The JSON that a command answered, and nothing beside it."""
    found: dict[str, Any] = loads(result.stdout)
    return found
