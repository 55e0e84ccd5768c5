"""The timeline of a case, as data: when, who, what, which change of stage, refusals with their rules, breaches, money.

Made from the entries of the log alone, with the rules that were kept behind each decision's fingerprint: nothing is
judged anew, so a timeline says what was said then. Free text stays in the vault; ids, codes and amounts are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from json import loads
from typing import Any

from debtflow.casework.caseload import Caseload
from debtflow.casework.log import Entry
from debtflow.casework.looking import see_caseload
from debtflow.errors import IntegrityError
from debtflow.records import events
from debtflow.records.actions import ACTION, Action
from debtflow.records.events import AnyEvent
from debtflow.records.findings import Tone

__all__ = ["Happening", "RuleSaid", "timeline"]


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """A rule that stood in the way or was broken: its id, what it says, and the place it cites, where kept."""

    rule: str
    says: str = ""
    cites: str = ""
    basis: str = ""

    def to_json(self) -> dict[str, str]:
        """With stable keys."""
        return {"rule": self.rule, "says": self.says, "cites": self.cites, "basis": self.basis}


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a case, read.

    Attributes:
        entry: its number in the case's stream.
        at: when it happened (UTC); `recorded_at` when it was recorded.
        by: who.
        kind: `done`, `refused`, `pending` or `recorded`; `unreadable` only with a flaw.
        what: what happened, one phrase for each event; where nothing happened on this case, what was asked.
        left, reached: the stages, where the entry moved the case.
        refusals: the rules that stood in the way; `breaches` those that what happened broke.
        money: amounts, as text.
        flaw: why the entry is not what was sealed, where that was looked for and found; then nothing here can be relied on.
        records: the events themselves; `asked` the action that was refused or waits. Both for who draws; not in JSON.
    """

    entry: int
    at: datetime
    recorded_at: datetime
    by: str
    kind: str
    what: tuple[str, ...]
    left: str = ""
    reached: str = ""
    refusals: tuple[RuleSaid, ...] = ()
    breaches: tuple[RuleSaid, ...] = ()
    money: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    flaw: str = ""
    records: tuple[AnyEvent, ...] = ()
    asked: Action | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry with stable keys."""
        return {
            "entry": self.entry,
            "at": self.at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "by": self.by,
            "kind": self.kind,
            "what": list(self.what),
            "left": self.left or None,
            "reached": self.reached or None,
            "refusals": [said.to_json() for said in self.refusals],
            "breaches": [said.to_json() for said in self.breaches],
            "money": list(self.money),
            "events": list(self.events),
            "flaw": self.flaw or None,
        }


def timeline(caseload: Caseload, case_id: str, flaws: Mapping[int, str] | None = None) -> list[Happening]:
    """What has happened on that case, in the order in which it was recorded.

    Args:
        flaws: number of an entry -> why it is not what was sealed, from `casework.auditing.flaws_of`; left out, the log
            is taken as it is.

    Raises:
        NotFoundError: there is no such case.
    """
    see_caseload(caseload)
    kept: dict[str, list[dict[str, Any]]] = {}
    known = flaws or {}
    return [_seen(caseload, entry, kept, known.get(entry.seq, "")) for entry in caseload.history(case_id)]


def _seen(caseload: Caseload, entry: Entry, kept: dict[str, list[dict[str, Any]]], flaw: str) -> Happening:
    if not flaw:
        return _happening(caseload, entry, kept)
    try:
        return replace(_happening(caseload, entry, kept), flaw=flaw)
    except (ValueError, LookupError, TypeError, AttributeError):
        # Whoever changes a text may leave none that can be read; the entry is still one of the stream.
        return _unreadable(entry, flaw)


def _unreadable(entry: Entry, flaw: str) -> Happening:
    try:
        at = datetime.fromisoformat(entry.recorded_at)
    except ValueError:
        raise IntegrityError(flaw) from None
    what = ("cannot be read",)
    return Happening(entry=entry.seq, at=at, recorded_at=at, by="", kind="unreadable", what=what, flaw=flaw)


def _happening(caseload: Caseload, entry: Entry, kept: dict[str, list[dict[str, Any]]]) -> Happening:
    content, found = entry.content, entry.events
    recorded_at = datetime.fromisoformat(content["recorded_at"])
    moves = [event for event in found if isinstance(event, events.MoveEvent)]
    broken = [event for event in found if isinstance(event, events.BreachObserved)]
    stands = content["kind"] in ("refused", "pending")
    told = tuple(phrase for event in found if (phrase := words_of(event)))
    # What is done to a person is told in their own stream; here stands only what was decided.
    if content["kind"] == "refused" or (not found and content["decision"] is not None):
        told = (*told, asked_words(content["decision"]["asked"]))
    happened = next((event.occurred_at for event in found if event.occurred_at is not None), recorded_at)
    return Happening(
        entry=entry.seq,
        at=happened,
        recorded_at=recorded_at,
        by=content["by"]["id"],
        kind=content["kind"],
        what=told,
        left=moves[0].left if moves else "",
        reached=moves[-1].reached if moves else "",
        refusals=_stood(caseload, content["decision"], recorded_at, kept) if stands else (),
        breaches=tuple(said for event in broken for said in _broken(event)),
        money=tuple(str(event.amount) for event in found if isinstance(event, events.PaymentAllocated)),
        events=tuple(event.event for event in found),
        records=found,
        asked=ACTION.validate_python(content["decision"]["asked"]) if stands else None,
    )


def _broken(event: events.BreachObserved) -> list[RuleSaid]:
    words = (*event.words, *[""] * len(event.rules))
    return [RuleSaid(rule, says) for rule, says in zip(event.rules, words, strict=False)]


def _stood(
    caseload: Caseload, said: dict[str, Any], at: datetime, kept: dict[str, list[dict[str, Any]]]
) -> tuple[RuleSaid, ...]:
    """The rules that stood in the way, from the masks of the decision and the rules that were kept with it."""
    fingerprint = said["rules"]
    if fingerprint not in kept:
        text = caseload.store.rules(fingerprint)
        kept[fingerprint] = loads(text)["rules"] if text is not None else []
    mask = said["failing"] | said["undetermined"]
    standing = [rule for bit, rule in enumerate(kept[fingerprint]) if mask >> bit & 1]
    rules = [_said(rule, at) for rule in standing if rule["tone"] != str(Tone.ADVISE)]
    return (*rules, *(RuleSaid(check["rule"], check["says"]) for check in said.get("checks", ())))


def _said(rule: dict[str, Any], at: datetime) -> RuleSaid:
    text = rule["says"].get("en") or next(iter(rule["says"].values()))
    for name, number in rule["numbers"].items():
        value = max((day, value) for day, value in number["values"].items() if day <= at.date().isoformat())[1]
        shown = f"{value // 60:02d}:{value % 60:02d}" if number["unit"] == "minute of day" else str(value)
        text = text.replace("{" + name.rpartition(".")[2] + "}", shown)
    cites = rule["cites"]
    place = f"{cites['instrument']}, {cites['article']}" if cites["article"] else cites["instrument"]
    return RuleSaid(rule["id"], text, place, cites["basis"])


# ---- events in words ----------------------------------------------------------------------------------------------


def asked_words(asked: dict[str, Any]) -> str:
    """What was asked for, in words."""
    name = str(asked.get("verb") or asked["do"]).replace("_", " ")
    to = f" {asked['person']} at {asked['contact_point']}" if "contact_point" in asked else ""
    return f"asked to {name}{to}"


def words_of(event: events.Event) -> str:
    """An event in a few words; empty where another part of the line says it already."""
    name: str = event.event  # type: ignore[attr-defined]  # every concrete event declares its literal
    phrase = _WORDS.get(name)
    if phrase is not None:
        return phrase(event)
    if isinstance(event, events.MoveEvent):
        return str(getattr(event, "verb", name)).replace("_", " ")
    return name.replace("_", " ")


def _reserved(event: events.ContactReserved) -> str:
    attempt = event.attempt
    return f"permit to reach {attempt.person} by {attempt.channel}"


def _call(event: events.CallEnded) -> str:
    unasked = "" if event.attempt else f", without a permit, {event.person} at {event.contact_point}"
    return f"{event.channel or 'call'} ended: {event.result.label}{unasked}"


def _message(event: events.MessageEnded) -> str:
    return f"{event.channel or 'message'}: {event.result.label}"


def _hold(event: events.HoldPlaced) -> str:
    until = f" until {event.hold.until_at:%Y-%m-%d}" if event.hold.until_at else ""
    return f"hold {event.hold.id} ({event.hold.kind.label}){until}"


def _offer(event: events.ArrangementProposed) -> str:
    terms = event.arrangement.terms
    waived = f", {terms.waives:,} waived" if terms.waives else ""
    return f"offer {event.arrangement.version}: {terms.kind.label}, {terms.total:,} in {len(terms.instalments)}{waived}"


def _promise(event: events.PromiseMade | events.PromiseNoted) -> str:
    return f"promise of {event.promise.amount:,} by {event.promise.due_on}"


def _closed(event: events.Closed) -> str:
    recovered = f", {event.recovered:,} recovered" if event.recovered else ""
    given_up = f", {event.written_down:,} written down" if event.written_down else ""
    return f"closed: {event.outcome.label}{recovered}{given_up}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "case_opened": lambda e: f"case opened on debt {e.debt.id}, {e.debt.owed.total:,} owed",
    "contact_reserved": _reserved,
    "call_ended": _call,
    "message_ended": _message,
    "reminder_sent": lambda e: "reminder",
    "payment_allocated": lambda e: f"paid {e.amount:,} on {e.effective_on} ({e.payment})",
    "allocation_reversed": lambda e: f"payment {e.payment} taken back: {e.amount:,} of {e.effective_on}",
    "charge_posted": lambda e: f"{e.component.label} of {e.amount:,} charged on {e.effective_on}",
    "amount_waived": lambda e: f"{e.component.label} of {e.amount:,} waived on {e.effective_on}",
    "written_down": lambda e: f"{e.amounts.total:,} written down on {e.effective_on}",
    "charged_off": lambda e: f"charged off on {e.effective_on}; as much is owed as before",
    "pause_agreed": lambda e: f"pause {e.pause.id} from {e.pause.from_on}",
    "promise_made": _promise,
    "promise_noted": _promise,
    "promise_withdrawn": lambda e: f"promise {e.promise} withdrawn",
    "arrangement_proposed": _offer,
    "arrangement_activated": lambda e: (
        f"arrangement begins: {e.arrangement.terms.kind.label}, offer {e.arrangement.version}"
    ),
    "instalment_missed": lambda e: f"instalment {e.number} of {e.due_on} missed, {e.short:,} short",
    "arrangement_broken": lambda e: f"arrangement broken, {e.came:,} had come",
    "credit_reported": lambda e: f"reported to {e.bureau}{', marked as disputed' if e.marked_disputed else ''}",
    "contact_received": lambda e: (
        f"{e.person} {'talked to us' if e.spoke else 'wrote or called'} by {e.channel.label}"
        + (f", about {', '.join(e.discussed)}" if e.discussed else "")
    ),
    "message_returned": lambda e: f"what was sent to {e.person} came back",
    "limitation_interrupted": lambda e: f"limitation interrupted on {e.on}: {e.by.label}",
    "limitation_suspended": lambda e: f"limitation suspended from {e.since}: {e.by.label}",
    "limitation_resumed": lambda e: f"limitation resumed after {e.until}",
    "promise_resolved": lambda e: f"promise {e.state.label}",
    "placement_proposed": lambda e: f"placement with {e.agency} proposed, {e.amount:,}",
    "placement_accepted": lambda e: "the agency takes the debt",
    "placement_recalled": lambda e: "recalled from the agency",
    "stop_work_confirmed": lambda e: "stop-work confirmed",
    "hold_placed": _hold,
    "hold_amended": lambda e: f"hold {e.hold.id} amended",
    "hold_released": lambda e: f"hold {e.hold} released",
    "hold_expired": lambda e: f"hold {e.hold} has ended",
    "approval_asked": lambda e: (
        f"waits for a second person: {e.request.action.name.replace('_', ' ')} ({e.request.id})"
    ),
    "approval_given": lambda e: f"approved by {e.by}",
    "breach_observed": lambda e: "",
    "decision_undermined": lambda e: (
        f"what was learned ({e.learned.replace('_', ' ')}) undermines entry {e.entry}, {e.action.replace('_', ' ')}: "
        f"{', '.join(e.rules)}"
    ),
    "decision_reviewed": lambda e: f"entry {e.entry} reviewed",
    "withdrawal_asked": lambda e: "paid: the claim has to be withdrawn",
    "judgment_entered": lambda e: f"judgment for {e.adjudged:,} on {e.adjudged_on}",
    "enforcement_begun": lambda e: f"enforcement against {e.measure.label}",
    "proceedings_ended": lambda e: f"proceedings ended: {e.ended.label}",
    "demand_issued": lambda e: f"demand, answer by {e.answer_by}",
    "legal_approved": lambda e: f"legal action approved{f', {e.law_firm} works it' if e.law_firm else ''}",
    "debt_queried": lambda e: f"queried: {e.about.label}",
    "contact_traced": lambda e: f"traced: {e.contact_point}",
    "reopened": lambda e: f"{e.verb.replace('_', ' ')}: {e.cause.label}",
    "obligor_replaced": lambda e: f"{e.duplicate} is {e.kept}: two files united",
    "closed": _closed,
    "attempt_expired": lambda e: f"attempt {e.attempt} ran out, counted as made",
    "claim_filed": lambda e: f"claim filed at {e.court}",
    "feedback_given": lambda e: f"feedback: {e.feedback.attitude.label}, suggests {e.feedback.suggestion.label}",
}
