"""The terminal: answers to stdout, all else to stderr; no colour and no bar where nobody looks."""

from __future__ import annotations

from json import loads

import pytest

from debtflow.cli import terminal


def test_an_error_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.fail("a [red]line\nand another")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "error: a [red]line and another\n"


def test_a_warning_is_one_line_on_stderr_too(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.warn("a [red]line\nand another")
    assert capsys.readouterr() == ("", "warning: a [red]line and another\n")


def test_json_is_alone_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.emit({"says": "不得催收"})
    out, err = capsys.readouterr()
    assert loads(out) == {"says": "不得催收"}
    assert "不得催收" in out
    assert err == ""


def test_progress_is_not_drawn_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.counted("reading") as tell:
        tell(1, 2)
    assert capsys.readouterr() == ("", "")


def test_what_is_piped_has_a_width_and_no_colour(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    console = terminal.answers()
    assert console.width == terminal.NARROWEST
    console.print("[stop]REFUSED[/]")
    assert capsys.readouterr().out == "REFUSED\n"
