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
    Case,
    Database,
    OwnRules,
    Zone,
    assumed,
    caseload_at,
    chosen_of,
    day_of,
    moment_of,
    see_mapping,
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
            code, line = WRONG, _in_words(mistake)
        from debtflow.cli.terminal import fail

        fail(line)
        raise typer.Exit(code)


def _in_words(mistake: OSError | ValueError) -> str:
    """What the system or a library says, without the words of the language that it is written in."""
    if isinstance(mistake, OSError) and mistake.strerror:
        return f"{mistake.filename or 'a file'} cannot be read or written: {mistake.strerror}"
    return f"not expected: {mistake}; DEBTFLOW_TRACEBACK=1 shows where it comes from"


app = typer.Typer(
    cls=Front,
    name="debtflow",
    help="Run the collection of overdue consumer debts. It decides and remembers; it dials nothing. No legal advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)


# A command's first sentence is cut where it does not fit into one line of the list of commands; each has a short one.
@app.command(short_help="Play a portfolio of real card debts, day by day.")
def demo(
    db: Annotated[
        str, typer.Option("--db", metavar="FILE", help="Where the demo's caseload is made anew.")
    ] = "build/demo.db",
    days: Annotated[
        int, typer.Option("--days", min=1, max=365, metavar="NUMBER", help="How many days are worked.")
    ] = 60,
    seed: Annotated[
        int, typer.Option("--seed", metavar="NUMBER", help="The dice; the same seed gives the same portfolio.")
    ] = 7,
    quick: Annotated[bool, typer.Option("--quick", help="A sample of 300 accounts.")] = False,
    data: Annotated[
        str, typer.Option("--data", metavar="FILE", help="The card panel; left out, the one in examples/data.")
    ] = "",
    own: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """Real overdue card debts, collected day by day for two months, every refusal explained."""
    from debtflow.cli.demo import play

    play(db=db, days=days, seed=seed, quick=quick, data=data, own=own or (), as_json=as_json)


@app.command(name="import", short_help="Read a loan tape and open a case on every overdue debt.")
def import_tape(
    tape: Annotated[Path, typer.Argument(metavar="TAPE", help="CSV, gzipped CSV or Parquet.")],
    preset: Annotated[
        str, typer.Option("--preset", metavar="NAME", help="A mapping that comes along: uci_card, lendingclub.")
    ] = "",
    mapping: Annotated[str, typer.Option("--mapping", metavar="FILE", help="A mapping of your own, in TOML.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DAY", help="The day on which the tape holds.")] = "",
    assume: Annotated[
        list[str] | None,
        typer.Option("--assume", metavar="NAME=VALUE", help="For an assumption of the mapping; may be repeated."),
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
    see_mapping(preset, mapping)
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


@app.command(short_help="Look at every open case: do and ask for what is due.")
def sweep(
    plan: Annotated[str, typer.Option("--plan", metavar="NAME", help="The collection plan: gentle.")] = "gentle",
    agency: Annotated[str, typer.Option("--agency", metavar="ID", help="With whom the plan places.")] = "agency",
    days: Annotated[int, typer.Option("--days", min=1, max=365, metavar="NUMBER", help="How many daily sweeps.")] = 1,
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


@app.command(short_help="Where a case stands, what may be done, and why not.")
def explain(
    case: Case,
    action: Annotated[
        str, typer.Argument(metavar="ACTION", help="One action or verb; left out, all that are sensible here.")
    ] = "",
    entry: Annotated[
        int,
        typer.Option(
            "--entry",
            min=0,
            metavar="NUMBER",
            show_default=False,
            help="Make the decision behind this entry of the log again.",
        ),
    ] = 0,
    point: Annotated[
        str, typer.Option("--contact-point", metavar="ID", help="Only this contact point of the borrower.")
    ] = "",
    db: Database = DEFAULT_DB,
    book: Book = DEFAULT_BOOK,
    own: OwnRules = None,
    as_if: AsIf = "",
    at: At = "",
    zone: Zone = DEFAULT_ZONE,
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="en or zh.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Where a case stands, what may be done, and every reason against the rest. 1 = what was asked about is refused."""
    from debtflow.cli import answering

    with caseload_at(db, book, as_if=as_if, rules=own, zone_key=zone) as cases:
        if own:
            answering.warned(cases)
        if entry:
            refused = answering.explained_entry(cases, case, entry, language=language, as_json=as_json)
        else:
            moment = moment_of(at, zone)
            refused = answering.explained(cases, case, action, point, moment, language=language, as_json=as_json)
    raise typer.Exit(FINDING if refused and (action or entry) else 0)


@app.command(short_help="What has happened on a case.")
def history(
    case: Case,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Draw it into this file (.svg), in place of the table."),
    ] = None,
    db: Database = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """What has happened on a case: who, what, stages, refusals, breaches, money. 1 = an entry is not what was sealed."""
    from debtflow.cli import answering

    with caseload_at(db) as cases:
        if output is not None:
            output.write_text(answering.drawn_case(cases, case, output), encoding="utf-8")
        sound = answering.told(cases, case, as_json=as_json) if output is None or as_json else True
    raise typer.Exit(0 if sound else FINDING)


@app.command(short_help="What the rules say, when, and how surely the law is known.")
def rules(
    book: Book = "all",
    own: OwnRules = None,
    jurisdiction: Annotated[
        str, typer.Option("--jurisdiction", metavar="NAME", help="In place of --book: what governs there.")
    ] = "",
    role: Annotated[
        str, typer.Option("--role", metavar="NAME", help="Only what binds who collects in that role.")
    ] = "",
    product: Annotated[str, typer.Option("--product", metavar="NAME", help="Only what holds for that product.")] = "",
    instruments: Annotated[
        bool, typer.Option("--instruments", help="List the laws and policies there are, and how much of each.")
    ] = False,
    action: Annotated[str, typer.Option("--action", metavar="NAME", help="Only rules that govern this action.")] = "",
    day: Annotated[
        str, typer.Option("--day", metavar="DAY", help="Only rules in force on this day; left out, all.")
    ] = "",
    verified: Annotated[bool, typer.Option("--verified", help="Only rules whose primary text was read.")] = False,
    left_out: Annotated[
        bool,
        typer.Option("--left-out", help="List what the texts say and no rule does, and why; and what is an option."),
    ] = False,
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="en or zh.")] = "en",
    as_json: AsJson = False,
) -> None:
    """The rules: what they say, when they stand in the way, the law, and how surely it is known."""
    from debtflow.cli import answering

    if instruments:
        answering.instruments(as_json=as_json)
        return
    if left_out:
        answering.left_out(jurisdiction, as_json=as_json)
        return
    wanted = chosen_of(book, jurisdiction, role, product, own)
    answering.listed(wanted, action, day_of(day, "--day"), verified=verified, language=language, as_json=as_json)


@app.command(short_help="What has to be done by when, and what was missed.")
def duties(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Only duties on this case; left out, of all.")] = "",
    agency: Annotated[str, typer.Option("--agency", metavar="ID", help="Only duties towards this agency.")] = "",
    within: Annotated[
        int, typer.Option("--within", min=0, metavar="DAYS", help="Only what is due within so many days, or missed.")
    ] = 36_500,
    db: Database = DEFAULT_DB,
    book: Book = DEFAULT_BOOK,
    own: OwnRules = None,
    at: At = "",
    zone: Zone = DEFAULT_ZONE,
    as_json: AsJson = False,
) -> None:
    """What has to be done by when, by which law, and what bars it. 1 = something was missed."""
    from debtflow.cli import owing

    with caseload_at(db, book, rules=own, zone_key=zone) as cases:
        missed = owing.listed(cases, case, agency, within, moment_of(at, zone), as_json=as_json)
    raise typer.Exit(FINDING if missed else 0)


@app.command(short_help="Play stories in the trade's words against the rules.")
def scenarios(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILES", show_default=False, help="Scenario files in YAML, or folders of them."),
    ] = None,
    own: OwnRules = None,
    schema: Annotated[
        bool,
        typer.Option("--schema", help="Print the JSON Schema of a scenario file, for an editor, and play nothing."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Play scenario files: what did not come true is shown with file, line and difference. 1 = something did not."""
    from debtflow.errors import ScenarioError

    try:
        from debtflow.cli import scenarios as stories
    except ImportError as missing:
        raise ScenarioError(str(missing)) from None
    if schema:
        stories.printed_schema()
        return
    readable, true = stories.played(files or (), own or (), as_json=as_json)
    raise typer.Exit(0 if true else FINDING if readable else WRONG)


@app.command(short_help="The workflow as a picture or a table.")
def diagram(
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORM", help="svg, mermaid or table; left out, by the file's ending."),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file: .svg, .mmd or .md; left out, stdout."),
    ] = None,
) -> None:
    """The workflow as a picture or a table."""
    from debtflow.cli import answering

    text = answering.drawn(form, output)
    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    else:
        output.write_text(text, encoding="utf-8")


@app.command(short_help="See that nobody has changed the log.")
def verify(
    db: Database = DEFAULT_DB,
    expect: Annotated[
        str,
        typer.Option(
            "--expect", metavar="HEAD", help="The head that was written down before; another one is a finding."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Walk the whole log: every hash, every snapshot. 1 = it is not what was sealed; the first bad entry is named."""
    from debtflow.cli import answering

    with caseload_at(db) as cases:
        sound = answering.verified(cases, expect, as_json=as_json)
    raise typer.Exit(0 if sound else FINDING)
