"""What each command answers, as text for people or as JSON for programs; the same figures in both.

One function for each command. They call the caseload and the reports and hand the result to rendering; which code the
program exits with is said by the commands, from what these return.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.markup import escape

from debtflow.casework import plans
from debtflow.casework.auditing import flaws_of
from debtflow.casework.caseload import Caseload
from debtflow.casework.log import case_stream, debt_stream
from debtflow.casework.outcomes import Done, Refused
from debtflow.casework.plans import CollectionPlan
from debtflow.casework.sweep import SweepReport
from debtflow.cli import explaining, owing, rendering, terminal
from debtflow.cli.importing import Intake, tape_json
from debtflow.cli.ownbooks import missing_attributes
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision
from debtflow.compliance.rulebooks import catalogue, unstated
from debtflow.compliance.rules import Rule
from debtflow.compliance.tongues import tongue_of
from debtflow.errors import BookError, DebtflowError, IntegrityError, NotFoundError, PlanError, WorkflowError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.lifecycle.dossiers import DebtFile
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records.debts import Debt
from debtflow.reports import diagram
from debtflow.reports.answers import RefusalTally, decision_json, verdict_of
from debtflow.reports.drawing import timeline_svg
from debtflow.reports.standing import standing_of
from debtflow.reports.timeline import timeline

if TYPE_CHECKING:
    from debtflow.tapes import Tape

__all__ = [
    "drawn",
    "drawn_case",
    "explained",
    "explained_entry",
    "head_of",
    "imported",
    "instruments",
    "listed",
    "plan_of",
    "see_case",
    "swept",
    "told",
    "verified",
    "warned",
]

SHOWN_LINES = 12
"""How many rejected rows or conflicts are shown before the rest is counted; JSON has them all."""

FORMS = {"svg": diagram.svg, "mermaid": diagram.mermaid, "table": diagram.table}
ENDINGS = {".svg": "svg", ".mmd": "mermaid", ".md": "table"}


def warned(caseload: Caseload) -> None:
    """Say which facts of the rulebook no debt on file has: they are no error, but a name may be misspelt."""
    for sentence in missing_attributes(caseload.rulebook, _debts(caseload)):
        terminal.warn(sentence)


def see_case(caseload: Caseload, case_id: str) -> None:
    """See that the case is there.

    Raises:
        NotFoundError: it is not; the message names one that is like it, or some that are there.
    """
    known = caseload.cases()
    if case_id not in known:
        hint = did_you_mean(case_id, dict.fromkeys(known)) if known else "there are no cases in it"
        raise NotFoundError(f"no case {case_id!r} is in this caseload; {hint}")


def _debts(caseload: Caseload) -> Iterator[Debt]:
    for debt_id in caseload.store.streams("debt"):
        head = caseload.store.load(debt_stream(debt_id))
        if head is not None and isinstance(head.state, DebtFile):
            yield head.state.debt


# ---- import -------------------------------------------------------------------------------------------------------


def imported(tape: Tape, intake: Intake, db: str, *, as_json: bool) -> None:
    """What was read and what came of it."""
    if as_json:
        terminal.emit({"database": db, "tape": tape_json(tape), "intake": intake.to_json()})
        return
    out = terminal.answers()
    out.print(escape(tape.summary()), soft_wrap=True)
    out.print(
        f"\n[head]{intake.cases_opened:,} cases opened[/], {intake.cases_open:,} were open already, "
        f"{intake.cases_ended:,} had ended before; debts: {intake.debts_added:,} added, "
        f"{intake.debts_on_file:,} on file already.  [mild]{escape(db)}[/]"
    )
    if intake.conflicts:
        out.print(f"[stop]{len(intake.conflicts):,} accounts were not taken in:[/]")
        for debt, why in intake.conflicts[:SHOWN_LINES]:
            out.print(f"  {escape(debt)}: {escape(why)}", soft_wrap=True)
        if len(intake.conflicts) > SHOWN_LINES:
            out.print(f"  and {len(intake.conflicts) - SHOWN_LINES:,} more; --json has them all")
        out.print(
            "What is new on this tape was taken in. A debt on file stays as it was handed in, so a later tape brings new "
            "debts only; payments are recorded in Python, with cases.record_payment(...)."
        )


# ---- sweep --------------------------------------------------------------------------------------------------------


def plan_of(name: str, agency: str) -> CollectionPlan:
    """The plan of that name.

    Raises:
        PlanError: there is none.
    """
    if name != "gentle":
        raise PlanError(f"no plan is called {name!r}; {did_you_mean(name, {'gentle': plans.gentle})}")
    return plans.gentle(agency)


def swept(caseload: Caseload, plan: CollectionPlan, first: datetime, days: int, *, as_json: bool) -> None:
    """Daily sweeps, and what they did."""
    reports: list[tuple[datetime, SweepReport]] = []
    tally = RefusalTally()
    for number in range(days):
        at = first + timedelta(days=number)
        with terminal.counted(f"{at:%Y-%m-%d}", quiet=as_json) as tell:
            report = caseload.sweep(plan, at=at, keep_outcomes=True, progress=tell)
        for outcome in report.outcomes:
            if isinstance(outcome, Refused):
                tally.add(outcome.decision)
        reports.append((at, report))
    if as_json:
        refusals = [row.to_json() for row in tally.rows()]
        terminal.emit({"plan": plan.label, "sweeps": [_sweep_json(*each) for each in reports], "refusals": refusals})
        return
    _show_sweeps(plan, caseload.desk.house_zone, reports, tally)


def _permits(report: SweepReport) -> list[dict[str, Any]]:
    found = []
    for outcome in report.outcomes:
        if isinstance(outcome, Done) and outcome.permit is not None:
            permit = outcome.permit
            found.append(
                {
                    "case": outcome.case.id,
                    "attempt": permit.attempt,
                    "person": permit.person,
                    "contact_point": permit.contact_point,
                    "channel": str(permit.channel),
                    "expires_at": permit.expires_at.isoformat(),
                }
            )
    return found


def _sweep_json(at: datetime, report: SweepReport) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "visited": report.visited,
        "open": report.open,
        "followed": report.followed,
        "pending": report.pending,
        "done": dict(report.done),
        "refused": dict(report.refused),
        "permits": _permits(report),
        "overtaken": report.overtaken,
        "mistakes": dict(report.mistakes),
    }


def _show_sweeps(
    plan: CollectionPlan, zone: str, reports: list[tuple[datetime, SweepReport]], tally: RefusalTally
) -> None:
    out = terminal.answers()
    table = rendering.sweeps_table(reports)
    out.print(f"[head]{escape(plan.label)}[/]")
    out.print(table)
    done: Counter[str] = sum((report.done for _, report in reports), Counter())
    for name, count in done.most_common():
        out.print(f"  {count:>7,}  {escape(name)}")
    if tally.asked:
        out.print(f"\n[head]{tally.asked:,} times refused[/], by what stood in the way")
        out.print(rendering.refusals_table(tally.rows(), zone))
    mistakes = {case_id: said for _, report in reports for case_id, said in report.mistakes.items()}
    for case_id, said in mistakes.items():
        out.print(f"[rule]not decided[/] {escape(case_id)}: {escape(said)}")
    permits = sum(len(_permits(report)) for _, report in reports)
    if permits:
        out.print(
            f"[mild]{permits:,} contacts are permitted (--json lists them): who makes one records how it ended.[/]"
        )


# ---- explain ------------------------------------------------------------------------------------------------------


def explained(
    caseload: Caseload, case_id: str, name: str, point: str, at: datetime, *, language: str = "en", as_json: bool
) -> bool:
    """Where a case stands and what the answers would be; whether any of them is no."""
    tongue_of(language)
    see_case(caseload, case_id)
    standing = standing_of(caseload, case_id, at)
    asked = explaining.questions(caseload, standing, name, point)
    answers = [(question, explaining.answered(caseload, case_id, question, at)) for question in asked]
    if as_json:
        found = [{"words": question.words, **decision_json(decision, language)} for question, decision in answers]
        terminal.emit({"standing": standing.to_json(), "answers": found})
    else:
        out = terminal.answers()
        out.print(f"[head]case {escape(case_id)}[/]  [mild]borrower {escape(standing.case.debt.borrower)}[/]")
        out.print(rendering.standing_table(standing))
        out.print(f"\n[mild]asked under {escape(caseload.rulebook.label)}[/]")
        # What is permitted comes first; sorting is stable, so each group keeps the order of the table.
        for question, decision in sorted(answers, key=lambda each: verdict_of(each[1]) != "permitted"):
            out.print(_shown(decision, question.words, standing.zone, language))
    return any(not decision.permitted for _, decision in answers)


def _shown(decision: Decision, words: str, zone: str, language: str) -> RenderableType:
    """A decision as it is shown: laid out in English, else as its own text."""
    if language == "en":
        return rendering.decision_view(words, decision, zone)
    return escape(decision.text(language)) + "\n"


def explained_entry(caseload: Caseload, case_id: str, number: int, *, language: str = "en", as_json: bool) -> bool:
    """The decision behind an entry, made again; whether it is no."""
    tongue_of(language)
    see_case(caseload, case_id)
    entry = explaining.entry_of(caseload, case_id, number)
    decision = caseload.decision_of(entry)
    if as_json:
        terminal.emit({"entry": number, "hash": entry.hash, **decision_json(decision, language)})
    else:
        standing = standing_of(caseload, case_id, decision.at)
        out = terminal.answers()
        asker = decision.situation.actor.id
        out.print(
            f"[head]case {escape(case_id)}, entry {number}[/]: made again on what was known at "
            f"{rendering.local_text(decision.at, standing.zone)}, under {escape(decision.book.label)}"
        )
        words = f"{decision.situation.action.name.replace('_', ' ')}, asked by {asker}"
        out.print(_shown(decision, words, standing.zone, language))
        out.print(f"[mild]sealed as {entry.hash}[/]")
    return not decision.permitted


# ---- history ------------------------------------------------------------------------------------------------------


def told(caseload: Caseload, case_id: str, *, as_json: bool) -> bool:
    """The timeline of a case; whether every entry is what was sealed."""
    see_case(caseload, case_id)
    flaws = flaws_of(caseload.store, case_stream(case_id))
    happenings = timeline(caseload, case_id, flaws)
    standing = standing_of(caseload, case_id, max(each.recorded_at for each in happenings))
    if as_json:
        entries = [each.to_json() for each in happenings]
        sound = {"sound": not flaws, "problem": next(iter(flaws.values()), None)}
        terminal.emit({"case": case_id, "zone": standing.zone, **sound, "entries": entries})
        return not flaws
    out = terminal.answers()
    out.print(f"[head]case {escape(case_id)}[/]  [mild]times in {standing.zone}[/]")
    out.print(rendering.timeline_table(happenings, standing.zone))
    out.print(f"now [where]{standing.case.stage}[/], {standing.total:,} owed, {standing.collected:,} collected")
    for problem in flaws.values():
        terminal.fail(problem)
    return not flaws


def drawn_case(caseload: Caseload, case_id: str, output: Path) -> str:
    """The timeline of a case as a picture.

    Raises:
        DebtflowError: the file's ending is that of another form.
        IntegrityError: an entry is not what was sealed.
    """
    see_case(caseload, case_id)
    if output.suffix.lower() != ".svg":
        raise DebtflowError(f"--output {str(output)!r}: a timeline is drawn as SVG; name the file {output.stem}.svg")
    return timeline_svg(caseload, case_id)


# ---- rules --------------------------------------------------------------------------------------------------------


def listed(book: Rulebook, action: str, day: date | None, *, verified: bool, language: str, as_json: bool) -> None:
    """The rules of a book."""
    # A caseload sees that every rule governs an action there is; who only looks at the rules wants to know it too.
    Caseload.open_at("memory:", book, what_if=True).close()
    if language not in ("en", "zh"):
        raise BookError(f"--language {language!r}: the rules are written in en and zh")
    shown = day or datetime.now(UTC).date()
    rules = book.in_force(day) if day is not None else tuple(book.rules.values())
    if action:
        _see_action(action, book)
        rules = tuple(rule for rule in rules if rule.governs_action(action))
    rules = tuple(rule for rule in rules if rule.basis.is_verified or not verified)
    duties = () if action else tuple(d for d in book.duties.values() if d.basis.is_verified or not verified)
    duties = tuple(d for d in duties if day is None or d.in_force(day.toordinal()))
    if as_json:
        found = [_rule_json(rule, book, shown, language) for rule in rules]
        also = owing.duties_json(duties, shown, language)
        terminal.emit({"book": book.label, "day": shown.isoformat(), "rules": found, "duties": also})
        return
    out = terminal.answers()
    out.print(f"[head]{escape(book.label)}[/]: {len(rules)} rules" + (f" in force on {day}" if day else ""))
    out.print(rendering.rules_table(rules, book, shown, language))
    if duties:
        out.print(f"and {len(duties)} duties, of what has to be done in time")
        out.print(owing.duties_table(duties, shown, language))
    guessed = [rule for rule in rules if not rule.basis.is_verified]
    if guessed:
        out.print(
            f"[wait]{len(guessed)} of {len(rules)} are not verified[/]: nobody here has read the official text, or there is "
            "none (the house's own policy). This is no legal advice."
        )


def instruments(*, as_json: bool) -> None:
    """What there is in the catalogue, by jurisdiction and instrument."""
    rows = catalogue.overview()
    if as_json:
        terminal.emit({"instruments": [row._asdict() for row in rows]})
        return
    table = rendering.plain_table("jurisdiction", "instrument", "rules", "duties", "verified")
    for column in table.columns[2:]:
        column.justify = "right"
    for row in rows:
        table.add_row(row.jurisdiction, escape(row.instrument), str(row.rules), str(row.duties), str(row.verified))
    terminal.answers().print(table)


def left_out(jurisdiction: str, *, as_json: bool) -> None:
    """What the texts say and no rule does: held otherwise, an option that is off, or left out; of one book or of all."""
    if jurisdiction and jurisdiction not in catalogue.BOOKS:
        raise BookError(f"no book is called {jurisdiction!r}; {did_you_mean(jurisdiction, catalogue.BOOKS)}")
    rows = [("held otherwise", *one) for one in unstated.HELD_ELSEWHERE]
    rows += [
        ("an option", one.of, name, one.rule.cites.article or one.rule.cites.instrument, one.rule.basis, one.why_off)
        for name, one in catalogue.OPTIONS.items()
    ]
    rows += [("left out", *one) for one in unstated.LEFT_OUT]
    rows = [row for row in rows if jurisdiction in ("", row[1])]
    if as_json:
        names = ("how", "book", "id", "cites", "known", "why")
        terminal.emit({"unstated": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    table = rendering.plain_table("how", "what", "where it stands", "known", "why")
    for how, _, what, cites, known, why in rows:
        table.add_row(how, escape(what), escape(cites), str(known), escape(why))
    terminal.answers().print(table)


def _see_action(action: str, book: Rulebook) -> None:
    known = {*STANDARD.deeds, *STANDARD.targets, *(name for rule in book.rules.values() for name in rule.governs)}
    if action not in known:
        raise BookError(f"no action is called {action!r}; {did_you_mean(action, dict.fromkeys(sorted(known)))}")


def _rule_json(rule: Rule, book: Rulebook, day: date, language: str) -> dict[str, Any]:
    number = max(day, rule.since).toordinal()
    return {
        "id": rule.id,
        "tone": str(rule.tone),
        "governs": sorted(rule.governs),
        "spares": sorted(rule.spares),
        "since": rule.since.isoformat() if rule.since != date.min else None,
        "until": rule.until.isoformat() if rule.until is not None else None,
        "says": rule.sentence(number, language),
        "when": rule.words(number, book.facts),
        "citation": {"instrument": rule.cites.instrument, "article": rule.cites.article, "source": rule.cites.source},
        "basis": str(rule.basis),
        "verified": rule.basis.is_verified,
        "numbers": rule.values(number),
        "lifted_by": list(rule.lifted_by),
        "notes": list(rule.notes),
        "fingerprint": rule.fingerprint(),
    }


# ---- diagram and verify -------------------------------------------------------------------------------------------


def drawn(form: str, output: Path | None) -> str:
    """The standard workflow in that form.

    Raises:
        WorkflowError: a form that is not known, or the ending of a file that is not.
    """
    wanted = form or (_form_of(output) if output is not None else "table")
    if wanted not in FORMS:
        raise WorkflowError(f"--format {wanted!r}: a workflow is drawn as {', '.join(FORMS)}")
    return FORMS[wanted](STANDARD)


def _form_of(output: Path) -> str:
    """The form that the ending of a file asks for; a picture of dots is none, and text under its name would be broken."""
    found = ENDINGS.get(output.suffix.lower())
    if found is None:
        known = ", ".join(f"{ending} ({name})" for ending, name in ENDINGS.items())
        raise WorkflowError(f"{output}: a workflow is written as {known}; name the file so, or say the --format")
    return found


def head_of(hashes: dict[str, str]) -> str:
    """One hash over the ends of all streams: written down elsewhere, it shows later that nothing was cut off."""
    lines = "\n".join(f"{stream} {found}" for stream, found in sorted(hashes.items()))
    return sha256(lines.encode()).hexdigest()


def verified(caseload: Caseload, expect: str, *, as_json: bool) -> bool:
    """Walk the log; whether it is sound."""
    seen = 0

    def tell(count: int) -> None:
        nonlocal seen
        seen = count

    problem, head, streams = "", "", 0
    try:
        hashes = caseload.verify(tell)
        head, streams = head_of(hashes), len(hashes)
    except IntegrityError as found:
        problem = str(found)
    if not problem and expect and expect != head:
        problem = f"the head is {head}, not {expect}: the log is whole in itself, but not the one that was expected"
    if as_json:
        found_json = {"sound": not problem, "entries": seen, "streams": streams, "head": head or None}
        terminal.emit({**found_json, "problem": problem or None})
    elif problem:
        terminal.fail(problem)
    else:
        terminal.answers().print(f"[go]sound[/]  {seen:,} entries in {streams:,} streams\nhead   {head}")
    return not problem
