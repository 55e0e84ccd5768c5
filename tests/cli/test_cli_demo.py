"""`debtflow demo --quick` from end to end: the counts, the money to the cent, the log, the commands to try next."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run, read

from debtflow.cli import demo
from debtflow.cli.demo import QUICK_ACCOUNTS
from debtflow.errors import DebtflowError


@pytest.fixture
def played(run: Run, tmp_path: Path) -> dict[str, Any]:
    result = run("demo", "--quick", "--db", tmp_path / "demo.db", "--json")
    assert result.exit_code == 0, result.output
    return read(result)


def amount(text: str) -> Decimal:
    return Decimal(text.partition(" ")[0])


def test_the_quick_demo_adds_up(run: Run, played: dict[str, Any], tmp_path: Path) -> None:
    assert played["tape"]["rows"] == 30_000
    assert played["tape"]["late"] == 6_818
    assert played["tape"]["accounts"] == 5_129
    portfolio = played["portfolio"]
    assert portfolio["cases"] == QUICK_ACCOUNTS == sum(portfolio["phases"].values())
    assert sum(portfolio["outcomes"].values()) == portfolio["phases"]["closed"]

    assert played["reconciles"] is True
    rows = portfolio["money"]["TWD"]["rows"]
    for row in rows:
        assert amount(row["at_start"]) + amount(row["charged"]) - amount(row["collected"]) == amount(row["owed"])
    *parts, total = rows
    for column in ("at_start", "collected", "owed"):
        assert sum(amount(row[column]) for row in parts) == amount(total[column])
    received, held = (Decimal(played[name]) / 100 for name in ("received_minor_units", "held_minor_units"))
    assert amount(total["collected"]) + held == received > 0

    assert sum(played["duties_missed"].values()) > 0

    refusals = {row["rule"]: row for row in played["refusals"]}
    assert {"generic.quiet_hours", "cn.gbt45251.hours"} <= refusals.keys()
    assert refusals["cn.gbt45251.hours"]["example"]["next_permitted_at"] is not None
    again = read(run("verify", "--db", tmp_path / "demo.db", "--expect", played["log"]["head"], "--json"))
    assert again["entries"] == played["log"]["entries"]
    assert again["sound"]


def test_the_commands_to_try_next_work(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--quick", "--days", "35", "--db", tmp_path / "demo.db")
    assert result.exit_code == 0, result.output
    assert "as an illustration" in result.stdout
    assert "Nothing here is legal advice" in " ".join(result.stdout.replace("│", " ").split())
    commands = [line.split()[1:] for line in result.stdout.splitlines() if line.strip().startswith("debtflow ")]
    assert len(commands) == 3
    for words in commands:
        told = run(*words)
        assert told.exit_code in (0, 1), told.output
        assert told.stderr == ""
        assert told.stdout


def test_the_same_seed_gives_the_same_portfolio_and_another_one_another(run: Run, tmp_path: Path) -> None:
    def portfolio(seed: int) -> tuple[Any, Any]:
        words = ("--days", 20, "--seed", seed, "--db", tmp_path / "demo.db", "--json")
        found = read(run("demo", "--quick", *words))
        return found["portfolio"], found["counts"]

    first = portfolio(7)
    assert first == portfolio(7)
    assert first != portfolio(8)


def test_a_file_that_is_no_database_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "thesis.txt"
    path.write_text("four years of work", encoding="utf-8")
    result = run("demo", "--quick", "--db", path)
    assert result.exit_code == 2
    assert path.read_text(encoding="utf-8") == "four years of work"


def test_a_missing_panel_is_told(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--data", tmp_path / "none.csv.gz", "--db", tmp_path / "demo.db")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_sums_that_disagree_stop_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo.Office, "held_money", lambda office: 1)
    with pytest.raises(DebtflowError, match="does not add up"):
        demo.play(db=str(tmp_path / "demo.db"), days=1, seed=7, quick=True, data="", as_json=True)
