"""The board: readable at 100 columns, and without colour."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_the_board_fits_a_hundred_columns_and_needs_no_colour(run: Run, tmp_path: Path, monkeypatch: object) -> None:
    from typer.testing import CliRunner

    from debtflow.cli.app import app

    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})
    result = runner.invoke(app, ["demo", "--quick", "--days", "40", "--db", str(tmp_path / "demo.db")])
    assert result.exit_code == 0, result.output
    assert "\x1b[" not in result.stdout
    long = [line for line in result.stdout.splitlines() if len(line) > 100 and not line.strip().startswith("debtflow ")]
    assert long == []
    for title in ("The tape", "The rules", "The money, to the cent", "Refused", "One case in full", "The log", "Time"):
        assert title in result.stdout, title
    for words in (
        "6,818",
        "1,689",
        "5,129",
        "reconciled",
        "verified",
        "REFUSED",
        "TWD",
        "law",
        "permitted again",
        "duties missed: ",
    ):
        assert words in result.stdout, words
    assert "interest_permille_per_month_late  15 permille" in result.stdout
