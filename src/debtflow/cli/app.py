"""The commands: what each takes, which code it exits with, and in which form it answers.

Exit codes, everywhere: 0 done; 1 a finding (a refusal that was asked about, a rejected row, a log that does not
verify); 2 wrong use or bad input. A `DebtflowError` is one line on stderr, never a traceback; DEBTFLOW_TRACEBACK=1 lets
an unexpected error through. Commands parse, call and hand over to rendering; what they do lives in the rooms beside.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from debtflow.cli.options import (
    DEFAULT_BOOK,
    DEFAULT_DB,
    DEFAULT_ZONE,
    AsIf,
    AsJson,
    At,
    Book,
    Database,
    OwnRules,
    Zone,
    assumed,
    book_of,
    caseload_at,
    day_of,
    moment_of,
)

__all__ = ["FINDING", "WRONG", "app"]

FINDING = 1
"""The exit code of a refusal, a rejected row, a log that does not verify."""

WRONG = 2
"""The exit code of wrong use and bad input."""


class Front(TyperGroup):
    """The commands as a group that turns every mistake into one line and a code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what it raises becomes a line on stderr."""
        from debtflow.errors import DebtflowError, IntegrityError

        try:
            return super().invoke(ctx)
        except DebtflowError as mistake:
            code, line = FINDING if isinstance(mistake, IntegrityError) else WRONG, str(mistake)
        except (OSError, ValueError) as mistake:
            if os.environ.get("DEBTFLOW_TRACEBACK"):
                raise
            code, line = WRONG, f"{type(mistake).__name__}: {mistake}"
        from debtflow.cli.terminal import fail

        fail(line)
        raise typer.Exit(code)


app = typer.Typer(
    cls=Front,
    name="debtflow",
    help="Run the collection of overdue consumer debts. It decides and remembers; it dials nothing. No legal advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def demo(
    db: Annotated[str, typer.Option("--db", help="Where the demo's caseload is made anew.")] = "build/demo.db",
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="How many days are worked.")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="The dice; the same seed gives the same portfolio.")] = 7,
    quick: Annotated[bool, typer.Option("--quick", help="A sample of 300 accounts.")] = False,
    data: Annotated[str, typer.Option("--data", help="The card panel; left out, the one in examples/data.")] = "",
    own: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """Real overdue card debts, collected day by day for two months, every refusal explained."""
    from debtflow.cli.demo import play

    play(db=db, days=days, seed=seed, quick=quick, data=data, own=own or (), as_json=as_json)


@app.command(name="import")
def import_tape(
    tape: Annotated[Path, typer.Argument(help="CSV, gzipped CSV or Parquet.")],
    preset: Annotated[str, typer.Option("--preset", help="A mapping that comes along: uci_card, lendingclub.")] = "",
    mapping: Annotated[str, typer.Option("--mapping", help="A mapping of your own, in TOML.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="The day on which the tape holds.")] = "",
    assume: Annotated[
        list[str] | None, typer.Option("--assume", help="name=value, for assumptions of the mapping.")
    ] = None,
    db: Database = DEFAULT_DB,
    book: Book = DEFAULT_BOOK,
    at: At = "",
    zone: Zone = DEFAULT_ZONE,
    as_json: AsJson = False,
) -> None:
    """Read a loan tape and open a case on every overdue debt; run twice, nothing happens twice. 1 = rejected rows."""
    from debtflow import tapes
    from debtflow.cli import answering, importing, terminal

    moment = moment_of(at, zone)
    with terminal.counted("reading", quiet=as_json) as tell:
        read = tapes.read(
            tape,
            preset=preset or None,
            mapping=mapping or None,
            as_of=day_of(as_of, "--as-of"),
            assume=assumed(assume or []),
            progress=tell,
        )
    with caseload_at(db, book, zone_key=zone, create=True) as cases, terminal.counted("opening", quiet=as_json) as tell:
        intake = importing.bring_in(read.accounts, cases, moment, tell)
    answering.imported(read, intake, db, as_json=as_json)
    raise typer.Exit(FINDING if read.rejected or intake.conflicts else 0)


@app.command()
def sweep(
    plan: Annotated[str, typer.Option("--plan", help="The collection plan: gentle.")] = "gentle",
    agency: Annotated[str, typer.Option("--agency", help="With whom the plan places.")] = "agency",
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="How many daily sweeps.")] = 1,
    db: Database = DEFAULT_DB,
    book: Book = DEFAULT_BOOK,
    own: OwnRules = None,
    as_if: AsIf = "",
    at: At = "",
    zone: Zone = DEFAULT_ZONE,
    as_json: AsJson = False,
) -> None:
    """Look at every open case: record what follows by itself, ask for what the plan says is due."""
    from debtflow.cli import answering

    moment = moment_of(at, zone)
    with caseload_at(db, book, as_if=as_if, rules=own, zone_key=zone) as cases:
        if own:
            answering.warned(cases)
        answering.swept(cases, answering.plan_of(plan, agency), moment, days, as_json=as_json)


@app.command()
def explain(
    case: Annotated[str, typer.Argument(help="The case.")],
    action: Annotated[str, typer.Argument(help="One action or verb; left out, all that are sensible here.")] = "",
    entry: Annotated[
        int, typer.Option("--entry", min=0, help="Make the decision behind this entry of the log again.")
    ] = 0,
    point: Annotated[str, typer.Option("--contact-point", help="Only this contact point of the borrower.")] = "",
    db: Database = DEFAULT_DB,
    book: Book = DEFAULT_BOOK,
    own: OwnRules = None,
    as_if: AsIf = "",
    at: At = "",
    zone: Zone = DEFAULT_ZONE,
    as_json: AsJson = False,
) -> None:
    """Where a case stands, what may be done, and every reason against the rest. 1 = what was asked about is refused."""
    from debtflow.cli import answering

    with caseload_at(db, book, as_if=as_if, rules=own, zone_key=zone) as cases:
        if own:
            answering.warned(cases)
        if entry:
            refused = answering.explained_entry(cases, case, entry, as_json=as_json)
        else:
            refused = answering.explained(cases, case, action, point, moment_of(at, zone), as_json=as_json)
    raise typer.Exit(FINDING if refused and (action or entry) else 0)


@app.command()
def history(
    case: Annotated[str, typer.Argument(help="The case.")],
    db: Database = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """What has happened on a case: who, what, stages, refusals, breaches, money."""
    from debtflow.cli import answering

    with caseload_at(db) as cases:
        answering.told(cases, case, as_json=as_json)


@app.command()
def rules(
    book: Book = DEFAULT_BOOK,
    own: OwnRules = None,
    action: Annotated[str, typer.Option("--action", help="Only rules that govern this action.")] = "",
    day: Annotated[str, typer.Option("--day", help="Only rules in force on this day; left out, all.")] = "",
    verified: Annotated[bool, typer.Option("--verified", help="Only rules whose primary text was read.")] = False,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
    as_json: AsJson = False,
) -> None:
    """The rules: what they say, when they stand in the way, the law, and how surely it is known."""
    from debtflow.cli import answering

    answering.listed(
        book_of(book, rules=own), action, day_of(day, "--day"), verified=verified, language=language, as_json=as_json
    )


@app.command()
def diagram(
    form: Annotated[str, typer.Option("--format", help="svg, mermaid or table; left out, by the file's ending.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file; left out, stdout.")] = None,
) -> None:
    """The workflow as a picture or a table."""
    from debtflow.cli import answering

    text = answering.drawn(form, output)
    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    else:
        output.write_text(text, encoding="utf-8")


@app.command()
def verify(
    db: Database = DEFAULT_DB,
    expect: Annotated[
        str, typer.Option("--expect", help="The head that was written down before; another one is a finding.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Walk the whole log: every hash, every snapshot. 1 = it is not what was sealed; the first bad entry is named."""
    from debtflow.cli import answering

    with caseload_at(db) as cases:
        sound = answering.verified(cases, expect, as_json=as_json)
    raise typer.Exit(0 if sound else FINDING)
