"""The commands as a whole: help, codes, errors in one line, and that importing the library brings none of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run

COMMANDS = ("demo", "import", "sweep", "explain", "history", "rules", "diagram", "verify")


def test_every_command_has_help(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in COMMANDS:
        assert command in result.stdout
        assert run(command, "--help").exit_code == 0


def test_no_line_of_help_is_cut_or_speaks_of_types(run: Run) -> None:
    for words in ((), *((command,) for command in COMMANDS)):
        shown = run(*words, "--help").stdout
        assert "..." not in shown.replace("[ARGS]...", "")
        options = shown.partition("Options:")[2]
        assert not [word for word in ("<str", "<int", "<path", "list[") if word in options], shown


@pytest.mark.parametrize(("columns", "least"), [(80, 70), (120, 100)])
def test_help_is_as_wide_as_the_terminal(columns: int, least: int) -> None:
    program = "from debtflow.cli import main; main()"
    environment = {**os.environ, "COLUMNS": str(columns)}
    words = [sys.executable, "-c", program, "import", "--help"]
    shown = subprocess.run(words, capture_output=True, text=True, check=True, env=environment).stdout
    assert least < max(len(line) for line in shown.splitlines()) <= columns


def test_wrong_use_is_two(run: Run) -> None:
    assert run("explain").exit_code == 2
    assert run("sweep", "--days", "0").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_no_database_is_made_by_looking_for_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    for words in (("history", "a"), ("explain", "a"), ("sweep",), ("verify",)):
        result = run(*words, "--db", path)
        assert result.exit_code == 2, words
        assert "debtflow import" in result.stderr
    assert not path.exists()


def test_a_file_that_is_no_database_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 100, encoding="utf-8")
    result = run("verify", "--db", path)
    assert result.exit_code == 2
    assert "no SQLite database" in result.stderr
    assert path.read_text(encoding="utf-8").startswith("Dear")


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="a system without that signal")
@pytest.mark.parametrize("words", [("rules",), ("rules", "--json"), ("diagram",)])
def test_a_reader_that_stops_early_ends_the_program_quietly(words: tuple[str, ...]) -> None:
    program = "from debtflow.cli import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None and running.stderr is not None
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()
    assert (running.wait(), said) == (-signal.SIGPIPE, "")


def test_help_comes_without_what_only_commands_need() -> None:
    program = (
        "import sys; import debtflow; assert 'debtflow.cli' not in sys.modules; import debtflow.cli.app; "
        "print(*sorted(m for m in ('rich.console', 'polars', 'sqlalchemy', 'debtflow.tapes') if m in sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == ""
