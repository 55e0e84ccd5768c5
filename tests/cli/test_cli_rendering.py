"""How answers look: every verdict is a word, text hangs below its label, nothing is taken for markup."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from debtflow.cli import rendering, terminal
from debtflow.reports.timeline import Happening, RuleSaid

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


def drawn(what: object, width: int = 80) -> str:
    console = Console(width=width, no_color=True, highlight=False, theme=terminal.THEME)
    with console.capture() as capture:
        console.print(what)
    return capture.get()


def happening(**more: object) -> Happening:
    fields = {"entry": 1, "at": AT, "recorded_at": AT, "by": "lena", "kind": "done", "what": ("something",)}
    return Happening(**{**fields, **more})  # type: ignore[arg-type]


def test_a_timeline_shows_times_where_the_borrower_is_and_words_for_verdicts() -> None:
    rows = [
        happening(left="a.b", reached="c.d"),
        happening(entry=2, kind="refused", refusals=(RuleSaid("house.rule", "Not now", "Policy 4", "house"),)),
        happening(entry=3, kind="recorded", breaches=(RuleSaid("house.rule", "Not then"),)),
    ]
    text = drawn(rendering.timeline_table(rows, "Asia/Taipei"))
    assert "2026-03-02 22:30" in text
    assert text.count("2026-03-02") == 1
    assert "->\u00a0c.d" in text
    assert "REFUSED something" in text
    assert "because house.rule Not now (Policy 4; house)" in text
    assert "BREACH house.rule Not then" in text


def test_brackets_are_text() -> None:
    assert "[red]alert" in drawn(rendering.timeline_table([happening(what=("[red]alert",))], "UTC"))


def test_long_reasons_hang_below_their_label() -> None:
    refusal = RuleSaid("house.rule", "words " * 30)
    lines = drawn(rendering.timeline_table([happening(kind="refused", refusals=(refusal,))], "UTC"), 70).splitlines()
    starts = {len(line) - len(line.lstrip()) for line in lines if line.strip().startswith("words")}
    assert len(starts) == 1
