"""How answers look on a terminal: where a case stands, decisions with their reasons, a timeline, the rules.

Tables of rich, made from the data of `reports`. No meaning rests on colour alone: every verdict is a word. This room
asks nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from debtflow.casework.outcomes import Refused
from debtflow.casework.sweep import SweepReport
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision
from debtflow.compliance.rules import Rule
from debtflow.compliance.tongues import ENGLISH
from debtflow.compliance.wording import remarks
from debtflow.records.arrangements import Arrangement
from debtflow.records.findings import Finding, Tone, Verdict
from debtflow.reports.answers import RefusalRow, place_of, verdict_of
from debtflow.reports.standing import CaseStanding, local_text, working_party
from debtflow.reports.timeline import Happening, RuleSaid
from debtflow.values.law import Basis

__all__ = [
    "NOT_VERIFIED",
    "decision_view",
    "local_text",
    "plain_table",
    "refusals_table",
    "rules_table",
    "standing_table",
    "sweeps_table",
    "timeline_table",
]

_STYLE = {"permitted": "go", "pending": "wait", "refused": "stop"}
_TONES = {Tone.FORBID: "forbids", Tone.PRESUME: "presumes", Tone.APPROVE: "asks for approval", Tone.ADVISE: "advises"}

NOT_VERIFIED = "not verified"


def plain_table(*columns: str) -> Table:
    """A table with these columns, in the house's style."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="head", expand=False)
    for column in columns:
        table.add_column(column)
    return table


# ---- a case -------------------------------------------------------------------------------------------------------


def standing_table(standing: CaseStanding) -> Table:
    """Where a case stands, one line for each axis."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="mild")
    table.add_column()
    for name, value in _standing_rows(standing):
        table.add_row(name, value)
    return table


def _terms(arrangement: Arrangement) -> str:
    terms = arrangement.terms
    waived = f", {terms.waives:,} waived" if terms.waives else ""
    last = terms.instalments[-1].due_on
    return f"{terms.kind.label}, {terms.total:,} in {len(terms.instalments)} until {last}{waived} (offer {arrangement.version})"


def _standing_rows(s: CaseStanding) -> list[tuple[str, str]]:
    case, outcome = s.case, f" ({s.case.outcome.label})" if s.case.outcome is not None else ""
    rows = [
        ("as of", local_text(s.at, s.zone) + f"  {s.zone}"),
        ("stage", f"[where]{case.stage}[/]{outcome}"),
        ("worked by", escape(working_party(case))),
        ("owed", "  ".join([f"[money]{s.total:,}[/]", *(f"{part.label} {money:,}" for part, money in s.owed)])),
        ("overdue", f"{s.overdue:,}, {s.days_past_due} days past due; collected so far {s.collected:,}"),
        ("holds", "; ".join(f"{h.kind.label} ({h.id}){_until(h.until_at, s.zone)}" for h in s.holds) or "none"),
    ]
    if case.promise is not None:
        promise = case.promise
        rows.append(("promise", f"{promise.amount:,} by {promise.due_on}, {promise.grace_days} days of grace"))
    if case.offer is not None:
        rows.append(("on offer", _terms(case.offer)))
    if case.arrangement is not None:
        rows.append(("arrangement", _terms(case.arrangement)))
    if case.placement is not None:
        rows.append(("placement", f"{case.placement.agency}, wave {case.placement.wave}, {case.placement.amount:,}"))
    if case.attempts:
        rows.append(("open attempts", ", ".join(attempt for attempt, _ in case.attempts)))
    if case.requests:
        rows.append(("waits for a yes", ", ".join(f"{r.id} ({r.action.name})" for r in case.requests)))
    if s.follows:
        rows.append(("due by itself", ", ".join(name.replace("_", " ") for name in s.follows) + " (at the next sweep)"))
    rows.append(("possible here", ", ".join(s.possible) or "nothing"))
    return rows


def _until(moment: Any, zone: str) -> str:
    return f" until {local_text(moment, zone)}" if moment is not None else ", until released"


# ---- decisions ----------------------------------------------------------------------------------------------------


def decision_view(words: str, decision: Decision, zone: str) -> RenderableType:
    """A decision: the verdict, every reason with its facts, law and basis, and when it would be permitted."""
    verdict = verdict_of(decision)
    parts: list[RenderableType] = [Text.from_markup(f"[{_STYLE[verdict]}]{verdict.upper():9}[/] {escape(words)}")]
    parts += [Padding(_finding(decision, finding), (0, 0, 0, 10)) for finding in decision.findings]
    if decision.assumptions:
        said = ", ".join(f"{name} = {value}" for name, value in decision.assumptions.items())
        parts.append(Padding(f"[mild]assumed:[/] {escape(said)}", (0, 0, 0, 10)))
    if verdict == "refused":
        parts.append(Padding(_when(decision, zone), (0, 0, 0, 10)))
    elif verdict == "pending":
        parts.append(Padding("[wait]a second person has to agree[/]", (0, 0, 0, 10)))
    return Group(*parts)


def _finding(decision: Decision, finding: Finding) -> RenderableType:
    missing = [each.fact for each in finding.evidence if not each.known and not each.assumed]
    unknown = f" [wait](not known: {', '.join(missing)})[/]" if missing else ""
    settled = _TONES[finding.tone] if finding.verdict is Verdict.BLOCKED else "cannot be settled"
    approved = f" [go](approved by {escape(finding.approved_by)})[/]" if finding.approved_by else ""
    facts = "; ".join(dict.fromkeys(each.words for each in finding.evidence if each.words))
    return _labelled(
        ("", f"[rule]{finding.rule}[/] {settled}: {escape(finding.says)}{unknown}{approved}"),
        ("because", escape(finding.because)),
        ("facts", escape(facts)),
        *(("note", escape(line.strip())) for line in remarks(decision, finding, ENGLISH)),
        ("law", f"{escape(place_of(finding))} [mild]({_basis(finding)})[/]"),
    )


def _basis(finding: Finding) -> str:
    return f"{finding.cites.basis}: {finding.cites.basis.words}"


def _when(decision: Decision, zone: str) -> str:
    moment = decision.next_permitted_at
    if moment is not None:
        return f"next permitted [head]{local_text(moment, zone)}[/], if nothing else happens"
    return "time alone does not lift it; what would: " + escape(
        "; ".join(decision.lifted_by) or "a change of the facts"
    )


# ---- a timeline ---------------------------------------------------------------------------------------------------


def timeline_table(happenings: Sequence[Happening], zone: str) -> Table:
    """What has happened on a case, one line for each entry, reasons below it."""
    table = plain_table("#", "when", "who", "what")
    table.columns[0].justify = "right"
    table.columns[0].style = "mild"
    for column in table.columns[1:3]:
        column.no_wrap = True
    day = ""
    for happening in happenings:
        when = local_text(happening.at, zone)[:16]
        shown = when if when[:10] != day else " " * 11 + when[11:]
        day = when[:10]
        table.add_row(str(happening.entry), shown, escape(happening.by), _happening(happening))
    return table


def _happening(happening: Happening) -> RenderableType:
    what = escape("; ".join(happening.what))
    if happening.kind == "refused":
        what = f"[stop]REFUSED[/] {what}"
    elif happening.kind == "pending":
        what = f"[wait]PENDING[/] {what}"
    elif happening.money:
        what = f"[money]{what}[/]"
    if happening.reached and happening.left != happening.reached:
        what += f"  [where]->\u00a0{happening.reached}[/]"
    said = [("because", _said(each)) for each in happening.refusals]
    if happening.flaw:
        said.insert(0, ("NOT SOUND", f"[stop]{escape(happening.flaw)}[/]"))
    return _labelled(("", what), *said, *(("BREACH", _said(each)) for each in happening.breaches))


def _said(said: RuleSaid) -> str:
    place = f" [mild]({escape(said.cites)}; {said.basis})[/]" if said.cites else ""
    return f"[rule]{said.rule}[/] {escape(said.says)}{place}"


# ---- sweeps and refusals ------------------------------------------------------------------------------------------


def sweeps_table(reports: Sequence[tuple[datetime, SweepReport]]) -> Table:
    """One line for each sweep."""
    table = plain_table("day", "looked at", "done", "refused", "pending", "followed", "open")
    for column in table.columns[1:]:
        column.justify = "right"
    for at, report in reports:
        refused, done = sum(isinstance(o, Refused) for o in report.outcomes), sum(report.done.values())
        counts = (report.visited, done, refused, report.pending, report.followed, report.open)
        table.add_row(f"{at:%Y-%m-%d %H:%M}", *(f"{count:,}" for count in counts))
    return table


def refusals_table(rows: Iterable[RefusalRow], zone: str) -> Table:
    """What stood in the way, how often, under which law, and an example with its next permitted moment."""
    table = plain_table("times", "what stood in the way")
    table.columns[0].justify = "right"
    for row in rows:
        table.add_row(f"{row.count:,}", _refusal(row, zone))
    return table


def _refusal(row: RefusalRow, zone: str) -> RenderableType:
    name, moment = row.action.replace("_", " "), row.next_permitted_at
    when = f"permitted again {local_text(moment, zone)}" if moment else "lifted by " + "; ".join(row.lifted_by)
    return _labelled(
        ("", f"[rule]{row.rule}[/]  {escape(row.finding.says)}"),
        ("law", f"{escape(place_of(row.finding))} [mild]({_known(row.finding.cites.basis)})[/]"),
        ("e.g.", f"{escape(name)} on {escape(row.case)}, {local_text(row.at, zone)[:16]}: {escape(when)}"),
    )


def _known(basis: Basis) -> str:
    """How surely a law is known, in a word or two; policy of the house's own is no law and needs no proof."""
    mark = "" if basis.is_verified or basis is Basis.HOUSE else f", {NOT_VERIFIED}"
    return f"{basis}{mark}"


def _labelled(*rows: tuple[str, str]) -> Table:
    """A first line, and lines with labels below it whose text hangs; rows without text are left out."""
    width = max(len(label) for label, _ in rows)
    grid = Table.grid(padding=0)
    grid.add_column()
    for label, text in rows:
        if not text:
            continue
        if not label:
            grid.add_row(Text.from_markup(text))
            continue
        line = Table.grid(padding=(0, 1))
        line.add_column(width=width + 2, no_wrap=True, style="mild", justify="right")
        line.add_column()
        line.add_row(label, Text.from_markup(text))
        grid.add_row(line)
    return grid


# ---- rules --------------------------------------------------------------------------------------------------------


def rules_table(rules: Iterable[Rule], book: Rulebook, day: date, language: str) -> Table:
    """Rules with what they say, their condition in words, their law and how surely it is known."""
    table = plain_table("rule", "what it says, when, and where it stands")
    table.columns[0].no_wrap = True
    table.show_lines = False
    for rule in rules:
        table.add_row(_rule_head(rule), _rule_body(rule, book, day, language))
        table.add_row("", "")
    return table


def _rule_head(rule: Rule) -> Text:
    since = "always" if rule.since == date.min else f"since {rule.since}"
    until = f"\nuntil {rule.until}" if rule.until is not None else ""
    return Text.from_markup(f"[rule]{rule.id}[/]\n{_TONES[rule.tone]}\n[mild]{since}{until}[/]")


def _governed(rule: Rule) -> str:
    if not rule.spares:
        return ", ".join(sorted(rule.governs))
    return f"everything but {', '.join(sorted(rule.spares))}"


def _rule_body(rule: Rule, book: Rulebook, day: date, language: str) -> RenderableType:
    shown = max(day, rule.since).toordinal()
    mark = "" if rule.basis.is_verified else f" [wait]{NOT_VERIFIED}[/]"
    cites = f"{rule.cites.instrument}, {rule.cites.article}" if rule.cites.article else rule.cites.instrument
    return _labelled(
        ("", f"[head]{escape(rule.sentence(shown, language))}[/]"),
        ("governs", _governed(rule)),
        ("when", escape(rule.words(shown, book.facts))),
        ("law", f"{escape(cites)} [mild]({rule.basis}: {rule.basis.words})[/]{mark}"),
        *(("note", escape(note)) for note in rule.notes),
    )
