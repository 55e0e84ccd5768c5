"""The demo's board: what was read, how the portfolio fared, the money, the refusals, one case, the log, the timings.

Made to be read at 100 to 120 columns, with colour and without. It shows figures that others made; the one sum it
forms is a share for a bar. As JSON, the same figures and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule as Line
from rich.table import Table

from debtflow.cli import rendering, terminal
from debtflow.cli.behaviour import Behaviour
from debtflow.cli.importing import Intake, tape_json
from debtflow.compliance.books import Rulebook
from debtflow.records.stages import Phase
from debtflow.reports.answers import RefusalTally
from debtflow.reports.portfolio import MoneyTable, Portfolio
from debtflow.reports.timeline import Happening
from debtflow.values.law import Basis
from debtflow.values.money import Money

if TYPE_CHECKING:
    from debtflow.tapes import Tape

__all__ = ["Board", "DemoResult", "MoneyTable"]

BAR = 40
REFUSALS_SHOWN = 8
CAUTION = (
    "The accounts are real and anonymous, from Taiwan in 2005. The rules attached to them here are China's of 2020 and "
    "2025, put on by hand [head]as an illustration[/]: they did not apply to these people, and do not judge anybody. Borrowers' "
    "replies are dice. [head]Nothing here is legal advice.[/]"
)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What came of the demo.

    Attributes:
        received, held: money that came in, and what of it is held for persons; minor units.
        missed: duty -> how often it was missed, recorded as such beside the breaches.
        reached: phase -> how many cases have ever been there.
        last: the last moment that was worked.
        own: the rulebooks that were added, as they were named.
        steps: name -> seconds.
    """

    tape: Tape
    portfolio: Portfolio
    tally: RefusalTally
    counts: Counter[str]
    missed: Counter[str]
    reached: Mapping[Phase, int]
    days: int
    last: datetime
    eventful: str
    timeline: Sequence[Happening]
    entries: int
    streams: int
    head: str
    alongside: bool
    steps: Mapping[str, float]
    database: Path
    zone: str
    received: int
    held: int
    own: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """The result with stable keys."""
        tape = tape_json(self.tape)
        return {
            "tape": {name: tape[name] for name in ("name", "rows", "late", "accounts", "skipped", "assumptions")},
            "days": self.days,
            "portfolio": self.portfolio.to_json(),
            "reached": {str(phase): self.reached[phase] for phase in Phase if self.reached.get(phase)},
            "counts": dict(self.counts),
            "duties_missed": dict(self.missed),
            "received_minor_units": self.received,
            "held_minor_units": self.held,
            "reconciles": all(table.reconciles for table in self.portfolio.money.values()),
            "refused": self.tally.asked,
            "refusals": [row.to_json() for row in self.tally.rows()],
            "eventful": self.eventful,
            "timeline": [each.to_json() for each in self.timeline],
            "log": {"entries": self.entries, "streams": self.streams, "head": self.head},
            "seconds": {step: round(seconds, 3) for step, seconds in self.steps.items()},
            "database": str(self.database),
        }


class Board:
    """Shows the demo, part by part, as it goes on; in JSON, once at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.out: Console = terminal.answers()

    def _print(self, what: Any = "", **options: Any) -> None:
        if not self.as_json:
            self.out.print(what, **options)

    def _head(self, title: str) -> None:
        self._print()
        self._print(Line(f"[head]{title}[/]", align="left", style="mild"))

    def opening(self, *, days: int, seed: int) -> None:
        """What this is, and what it is not."""
        title = f"debtflow demo: a card portfolio, {days} days of collection, seed {seed}"
        self._print(Panel(CAUTION, title=title, title_align="left", box=box.ROUNDED, border_style="mild"))

    # ---- before ---------------------------------------------------------------------------------------------------

    def tape(self, tape: Tape, taken: int, behaviour: Behaviour) -> None:
        """What was read, and everything that was assumed, by name."""
        self._head("The tape")
        nothing = sum(count for reason, count in tape.skipped.items() if "nothing" in reason)
        rows = [
            (f"{tape.rows:,}", f"accounts read from {tape.name}, {tape.rejected_rows} rejected"),
            (f"{tape.late:,}", "are late at the end of September 2005"),
            (f"{nothing:,}", "of them owe nothing: no case"),
            (f"{len(tape.accounts):,}", "owe something and are late"),
        ]
        if taken != len(tape.accounts):
            rows.append((f"{taken:,}", "of these are taken as a sample (--quick)"))
        self._print(_figures(rows))
        self._print("\n[mild]Assumed, because the panel does not say it:[/]")
        self._print(_named(tape.assumptions))
        self._print("[mild]How borrowers behave:[/]")
        self._print(_named(behaviour.assumptions()))

    def rulebook(self, book: Rulebook, intake: Intake) -> None:
        """Which rules watch over it, and how surely they are known."""
        self._head("The rules")
        bases = Counter(rule.basis for rule in book.rules.values())
        read = bases[Basis.VERIFIED]
        self._print(
            f"[head]{intake.cases_opened:,} cases opened[/] under {escape(book.label)}: {len(book.rules)} rules, "
            f"{bases[Basis.HOUSE]} of them practice of the house; of the other {len(book.rules) - bases[Basis.HOUSE]}, "
            f"{read or 'none'} cite{'s' if read == 1 else ''} a text that was read here (`debtflow rules` says which)."
        )

    # ---- after ----------------------------------------------------------------------------------------------------

    def results(self, result: DemoResult) -> None:
        """How it went."""
        if self.as_json:
            terminal.emit(result.to_json())
            return
        self._funnel(result)
        self._money(result)
        self._refusals(result)
        self._case(result)
        self._log(result)

    def _funnel(self, result: DemoResult) -> None:
        portfolio = result.portfolio
        self._head(f"Where the {portfolio.cases:,} cases stand after {result.days} days")
        self._print(_funnel(portfolio, result.reached))
        if portfolio.outcomes:
            self._print("[mild]how the closed ones ended[/]")
            ended = [(outcome.label, count) for outcome, count in portfolio.outcomes.most_common()]
            self._print(_bars(ended, portfolio.cases))
        done = ", ".join(f"{count:,} {name}" for name, count in result.counts.most_common() if name != "visits")
        self._print(f"[mild]{result.counts['visits']:,} looks at a case:[/] {done}")
        missed = ", ".join(f"{escape(duty)} {count:,}" for duty, count in result.missed.most_common())
        self._print(f"[mild]{result.missed.total():,} duties missed:[/] {missed or 'none'}")

    def _money(self, result: DemoResult) -> None:
        self._head("The money, to the cent")
        for table in result.portfolio.money.values():
            self._print(_money_table(table))
            received, held = (Money.from_minor_units(n, table.currency) for n in (result.received, result.held))
            self._print(
                f"[go]reconciled[/]: {received:,} came in, {held:,} of it is held for borrowers who owe no more; the rest "
                "is exactly what the components went down by."
            )

    def _refusals(self, result: DemoResult) -> None:
        tally = result.tally
        self._head(f"Refused {tally.asked:,} times: what stood in the way most often (often more than one thing)")
        self._print(rendering.refusals_table(tally.rows(REFUSALS_SHOWN), result.zone))

    def _case(self, result: DemoResult) -> None:
        self._head(f"One case in full: {result.eventful}")
        self._print(rendering.timeline_table(result.timeline, result.zone))

    def _log(self, result: DemoResult) -> None:
        self._head("The log")
        how = ", by a second process that read along while they were written" if result.alongside else ""
        self._print(f"[go]verified[/]: {result.entries:,} entries in {result.streams:,} chained streams{how}")
        self._print(f"head {result.head}")
        self._head("Time")
        whole = sum(result.steps.values())
        self._print(_bars([(name, seconds) for name, seconds in result.steps.items()], whole, unit=" s"))
        self._print(f"[mild]{whole:.1f} s altogether[/]")
        self._head(f"It is all in {result.database}; try")
        refused = next((each.entry for each in result.timeline if each.kind == "refused"), 1)
        own = "".join(f" --rules {named}" for named in result.own)
        for command in (
            f"debtflow history {result.eventful} --db {result.database}",
            f"debtflow explain {result.eventful} --entry {refused} --db {result.database}{own}",
            f"debtflow explain {result.eventful} --db {result.database}{own} --as-if-since 2005-01-01 --zone {result.zone} "
            f"--at {result.last:%Y-%m-%dT21:40}",
        ):
            self._print(f"  {command}", soft_wrap=True)


def _figures(rows: Sequence[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="head")
    table.add_column()
    for figure, words in rows:
        table.add_row(figure, escape(words))
    return table


def _named(sentences: Mapping[str, str]) -> Padding:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="rule", no_wrap=True)
    table.add_column()
    for name, sentence in sentences.items():
        table.add_row(escape(name), escape(sentence))
    return Padding(table, (0, 0, 0, 2))


def _bars(rows: Sequence[tuple[str, float]], whole: float, unit: str = "") -> Padding:
    """Names, figures and bars; the longest bar stands for the largest figure."""
    largest = max((figure for _, figure in rows), default=0) or 1
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=20)
    table.add_column(justify="right", style="head")
    table.add_column(justify="right", style="mild")
    table.add_column(style="rule")
    for name, figure in rows:
        shown = f"{figure:.1f}{unit}" if unit else f"{int(figure):,}"
        table.add_row(
            escape(name), shown, f"{figure / whole:.1%}", "█" * max(1 if figure else 0, round(BAR * figure / largest))
        )
    return Padding(table, (0, 0, 0, 2))


def _funnel(portfolio: Portfolio, reached: Mapping[Phase, int]) -> Padding:
    """How many cases are in each phase, and how many have ever been."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="mild")
    table.add_column("phase", min_width=20)
    for name in ("now", "ever"):
        table.add_column(name, justify="right", style="head" if name == "now" else "")
    table.add_column("█ there now  ░ came through", style="rule")
    for phase in Phase:
        now, ever = portfolio.phases[phase], max(portfolio.phases[phase], reached.get(phase, 0))
        if phase is Phase.WATCH and not ever:
            continue
        full, whole = (round(BAR * count / portfolio.cases) if portfolio.cases else 0 for count in (now, ever))
        table.add_row(phase.label, f"{now:,}", f"{ever:,}", "█" * full + "░" * (whole - full))
    return Padding(table, (0, 0, 1, 2))


def _money_table(table: MoneyTable) -> Padding:
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="head")
    shown.add_column(table.currency)
    charged = any(table.charged.values())
    for name in ("owed at the start", *(["charged since"] if charged else []), "collected", "still owed", "collected"):
        shown.add_column(name, justify="right")
    shown.columns[-1].header = "share"
    for name, start, since, collected, owed in table.rows():
        figures = [start, *([since] if charged else []), collected, owed]
        share = f"{collected.minor_units / start.minor_units:.1%}" if start else ""
        amounts = [f"{money:,}".removesuffix(f" {table.currency}") for money in figures]
        shown.add_row(name, *amounts, share, style="head" if name == "total" else "")
    return Padding(shown, (0, 0, 0, 2))
