"""The sentences of the scenarios: what each says, as an example, what it means, and what is made of it.

There are two tables. What somebody *does* (`DEEDS`) is told in the third person (`Lena calls Mr Li`) and asked for in
the infinitive (`may Lena call Mr Li?`, `Lena asks to call Mr Li?`); it becomes an action. What *happens* without
anybody asking (`HAPPENINGS`) is told only. A test holds each example to its own pattern and to no other, and the manual
prints both tables. Any sentence may end with `about <debt>`; without it, it is about the first debt of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from debtflow.casework.outcomes import Done
from debtflow.records import actions, events
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms
from debtflow.records.components import Component
from debtflow.records.contacts import CallResult, MessageResult
from debtflow.records.debts import Instalment
from debtflow.records.episodes import Attitude, Feedback, Reason, Suggestion
from debtflow.records.holds import Hold, HoldKind, Hours
from debtflow.records.parties import Agency, Channel, Collector, ContactPoint, Licence
from debtflow.records.placements import PlacementBrief
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause, RiskSignal
from debtflow.records.promises import PromiseState
from debtflow.records.stages import Outcome
from debtflow.reports.standing import working_party
from debtflow.values.money import Money

if TYPE_CHECKING:
    from tests.scenarios.stories import Stage

__all__ = ["DEEDS", "HAPPENINGS", "Sentence", "StoryError", "ended", "id_of", "money_of"]


class StoryError(AssertionError):
    """A scenario that cannot be read, or did not come true; the message says where."""


class Sentence(NamedTuple):
    """A form of sentence: an example of it, what it means, its pattern, and what it makes of the named groups."""

    example: str
    means: str
    pattern: re.Pattern[str]
    made: Callable[..., Any]


AMOUNT = r"[\d.]+ [A-Z]{3}"
DAY = r"\d{4}-\d\d-\d\d"
MINUTE = rf"{DAY} \d\d:\d\d"


def id_of(name: str) -> str:
    """The id of somebody or something by its name."""
    return name.lower().replace(" ", "_").replace("'", "")


def money_of(text: str) -> Money:
    """An amount as it is written in a sentence."""
    return Money(*text.split())


def ended(action: actions.Action, result: str, **who: Any) -> events.Event:
    """How a contact ended, as the event."""
    if isinstance(action, actions.PlaceCall | actions.Visit):
        return events.CallEnded(result=CallResult.named(result), **who)
    return events.MessageEnded(result=MessageResult.named(result), **who)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",| and ", text) if part.strip()]


# ---- contacts ---------------------------------------------------------------------------------------------------------


def _contact(made: type[actions.ContactAction], point: str) -> Callable[..., actions.Action]:
    return lambda stage, at, person, by=None: made(person=id_of(person), contact_point=id_of(by or point))


def _letter(stage: Stage, at: datetime, person: str, letter: str) -> actions.Action:
    return actions.SendMessage(person=id_of(person), contact_point="letter", template=id_of(letter))


# ---- what is agreed ---------------------------------------------------------------------------------------------------

OFFERS = {
    "offer": actions.ProposeArrangement,
    "counter with": actions.CounterArrangement,
    "settle the claim with": actions.SettleClaim,
}
KINDS = {
    "instalments": ArrangementKind.INSTALMENT,
    "an extension": ArrangementKind.EXTENSION,
    "a settlement": ArrangementKind.SETTLEMENT,
    "hardship payments": ArrangementKind.HARDSHIP,
}


def _offer(
    stage: Stage, at: datetime, how: str, kind: str, parts: str, until: str | None, count: str | None = None
) -> actions.Action:
    if count:
        amount, first = parts.split(" monthly from ")
        rows = [(amount, _months_later(_day(first), month)) for month in range(int(count))]
    else:
        rows = [(amount, _day(day)) for amount, day in (part.split(" on ") for part in parts.split(" and "))]
    instalments = tuple(Instalment(due_on=day, amount=money_of(amount)) for amount, day in rows)
    waives = None
    if KINDS[kind] is ArrangementKind.SETTLEMENT:
        ledger = stage.cases.case(stage.case).ledger
        owed = ledger.standing(stage.today(at)).owed
        waives = ledger.money(owed - sum(instalment.amount.minor_units for instalment in instalments))
    terms = ArrangementTerms(
        kind=KINDS[kind], instalments=instalments, waives=waives, offer_until=_day(until) if until else None
    )
    verb = next(verb for verb in OFFERS if how in (verb, re.sub(r"^\w+", r"\g<0>s", verb)))
    return OFFERS[verb](terms=terms)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)


def _accept(stage: Stage, at: datetime) -> actions.Action:
    return actions.ActivateArrangement(version=stage.cases.case(stage.case).offers_made)


def _promise(made: type[actions.PromiseAction], **more: Any) -> Callable[..., actions.Action]:
    def promised(stage: Stage, at: datetime, amount: str, day: str, grace: str | None, **found: str) -> actions.Action:
        return made(amount=money_of(amount), due_on=_day(day), grace_days=int(grace or 0), **more, **found)

    return promised


PROMISE = rf"a promise of (?P<amount>{AMOUNT}) by (?P<day>{DAY})(?: with (?P<grace>\d+) days of grace)?"

# ---- holds ------------------------------------------------------------------------------------------------------------


def _hold(
    stage: Stage,
    at: datetime,
    on: str,
    kind: str,
    begins: str | None,
    until: str | None,
    channel: str | None,
    since: str | None,
    to: str | None,
    point: str | None,
) -> actions.Action:
    stage.holds += 1
    hours = (Hours(_minute(since), _minute(to)),) if since and to else ()
    hold = Hold(
        id=f"h{stage.holds}",
        kind=HoldKind.named(kind),
        person=None if on == "the debt" else id_of(on),
        channels=frozenset({Channel.named(channel)}) if channel else frozenset(),
        hours=hours,
        contact_points=(point,) if point else (),
        from_at=stage.moment(begins) if begins else at,
        until_at=stage.moment(until) if until else None,
    )
    return actions.PlaceHold(hold=hold, because="told late" if begins else "")


def _release(stage: Stage, at: datetime, on: str) -> actions.Action:
    person = None if on == "the debt" else id_of(on)
    holds = stage.cases.case(stage.case).holds if person is None else stage.cases.dossier(person).holds
    if not holds:
        raise StoryError(f"no hold lies on {on}")
    return actions.ReleaseHold(hold=holds[-1].id, person=person)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


# ---- placements, proceedings, feedback --------------------------------------------------------------------------------


def _proposal(stage: Stage, at: datetime, agency: str, days: str | None, channels: str | None) -> actions.Action:
    brief = PlacementBrief()
    if days and channels:
        brief = PlacementBrief(days=int(days), channels=tuple(Channel.named(one) for one in _listed(channels)))
    return actions.SubmitPlacement(agency=id_of(agency), brief=brief)


def _stopped(made: type[actions.ConfirmStopWork | actions.ReturnPlacement]) -> Callable[..., actions.Action]:
    return lambda stage, at, day, data: made(last_worked_on=_day(day), data_deleted=data == "deleted")


def _judgment(stage: Stage, at: datetime, amount: str | None) -> actions.Action:
    case = stage.cases.case(stage.case)
    adjudged = money_of(amount) if amount else case.ledger.money(case.ledger.standing(stage.today(at)).owed)
    return actions.EnterJudgment(adjudged=adjudged, adjudged_on=date.fromordinal(stage.today(at)))


def _feedback(
    stage: Stage, at: datetime, amount: str, attitude: str, reason: str | None, suggestion: str
) -> actions.Action:
    return actions.SubmitFeedback(
        feedback=Feedback(
            recovered=money_of(amount),
            attitude=Attitude.named(attitude),
            reason=Reason.named(reason or "unknown"),
            suggestion=Suggestion.named(suggestion),
        )
    )


def _review(stage: Stage, at: datetime) -> actions.Action:
    waiting = stage.cases.case(stage.case).undermined
    if not waiting:
        raise StoryError("no decision waits for review")
    return actions.ReviewDecision(entry=waiting[0], because="looked at")


def _verb(verb: str) -> Callable[..., actions.Action]:
    def moved(stage: Stage, at: datetime) -> actions.Action:
        typed = actions.TYPED_VERBS.get(verb)
        return typed() if typed is not None else actions.Move(verb=verb)

    return moved


def _named_verb(stage: Stage, at: datetime, verb: str) -> actions.Action:
    return _verb(verb)(stage, at)


# ---- the table of what is done ----------------------------------------------------------------------------------------


def _table(*rows: tuple[str, str, str, Callable[..., Any]]) -> tuple[Sentence, ...]:
    return tuple(Sentence(example, means, re.compile(pattern), made) for example, means, pattern, made in rows)


POINT = r"(?P<by>phone|new phone|sms|letter|home)"

DEEDS = _table(
    (
        "calls Mr Li at new phone, talked",
        "a call; after the comma how it ended",
        rf"calls? (?P<person>[^,]+?)(?: at {POINT})?",
        _contact(actions.PlaceCall, "phone"),
    ),
    (
        "writes to Mr Li by letter, sent",
        "a message, by SMS where nothing else is said",
        rf"writes? to (?P<person>[^,]+?)(?: by {POINT})?",
        _contact(actions.SendMessage, "sms"),
    ),
    (
        "sends Mr Li a legal letter, sent",
        "a letter of that name: a contact, and no step at law",
        r"sends? (?P<person>[^,]+?) an? (?P<letter>[a-z ]+ letter)",
        _letter,
    ),
    ("visits Mr Li, no answer", "a visit at home", r"visits? (?P<person>[^,]+)", _contact(actions.Visit, "home")),
    (
        "reminds Mr Li by letter, sent",
        "a reminder, by SMS where nothing else is said",
        rf"reminds? (?P<person>[^,]+?)(?: by {POINT})?",
        _contact(actions.SendReminder, "sms"),
    ),
    ("opens the case", "what was watched is overdue now", r"opens? the case", _verb("open_case")),
    ("ends the watch", "the account is at risk no more", r"ends? the watch", _verb("dismiss_watch")),
    ("confirms the debt", "amount, day and identity are checked", r"confirms? the debt", _verb("confirm_debt")),
    (
        "queries the amount",
        "something has to be cleared up first: amount, due date, identity, documents or limitation",
        r"quer(?:ies|y) the (?P<about>amount|due date|identity|documents|limitation)",
        lambda stage, at, about: actions.QueryDebt(about=Queried.named(about)),
    ),
    (
        "rejects the debt as duplicate",
        "it is not owed",
        r"rejects? the debt as (?P<outcome>[a-z ]+)",
        lambda stage, at, outcome: actions.RejectDebt(outcome=Outcome.named(outcome)),
    ),
    ("begins reminding", "reminders may be sent", r"begins? reminding", _verb("start_reminders")),
    ("begins tracing", "the person has to be looked for", r"begins? tracing", _verb("start_tracing")),
    (
        "finds Mr Li at new phone",
        "tracing has found a contact point that is on file by now",
        rf"finds? (?P<person>[^,]+?) at {POINT}",
        lambda stage, at, person, by: actions.ContactFound(contact_point=id_of(by)),
    ),
    ("gives up reminding", "reminders are exhausted", r"gives? up reminding", _verb("exhaust_reminders")),
    ("opens negotiation", "what can be agreed is looked into", r"opens? negotiation", _verb("open_negotiation")),
    (
        "offers instalments of 50.00 CNY on 2026-03-12 and 50.00 CNY on 2026-04-12 open until 2026-03-10",
        "terms on offer: `offers`, `counters with` or `settles the claim with` instalments, an extension, "
        "a settlement (which waives the rest) or hardship payments",
        r"(?P<how>offers?|counters? with|settles? the claim with) "
        r"(?P<kind>instalments|an extension|a settlement|hardship payments) "
        rf"of (?P<parts>{AMOUNT} on {DAY}(?: and {AMOUNT} on {DAY})*)(?: open until (?P<until>{DAY}))?",
        _offer,
    ),
    (
        "counters with 6 instalments of 400.00 CNY monthly from 2026-02-25",
        "the same, by equal instalments",
        rf"(?P<how>offers?|counters? with|settles? the claim with) (?P<count>\d+) (?P<kind>instalments|hardship payments) "
        rf"of (?P<parts>{AMOUNT} monthly from {DAY})(?: open until (?P<until>{DAY}))?",
        _offer,
    ),
    ("accepts the offer", "the terms that were offered last begin", r"accepts? the offer", _accept),
    ("declines the offer", "the terms on offer are gone", r"declines? the offer", _verb("decline")),
    (
        "notes that instalment 2 will not come",
        "an instalment that is due is missed",
        r"notes? that instalment (?P<number>\d+) will not come",
        lambda stage, at, number: actions.MissInstalment(number=int(number)),
    ),
    (
        "ends the arrangement",
        "it was not kept, or rested on what was untrue",
        r"ends? the arrangement",
        lambda stage, at: actions.BreakArrangement(because="untrue"),
    ),
    (
        "takes the arrangement for fulfilled",
        "the rest is written down",
        r"takes? the arrangement for fulfilled",
        lambda stage, at: actions.CompleteArrangement(because="near enough"),
    ),
    (
        "takes a promise of 60.00 CNY by 2026-03-12 with 2 days of grace",
        "the case waits for it; no grace where none is named",
        rf"takes? {PROMISE}",
        _promise(actions.TakePromise),
    ),
    (
        "notes a promise of 60.00 CNY by 2026-03-12",
        "beside the work that goes on",
        rf"notes? {PROMISE}",
        _promise(actions.NotePromise),
    ),
    (
        "takes in place of p1 a promise of 60.00 CNY by 2026-03-12",
        "another promise takes its place",
        rf"takes? in place of (?P<replaces>p\d+) {PROMISE}",
        _promise(actions.ReplacePromise),
    ),
    (
        "takes back promise p2",
        "a promise is withdrawn",
        r"takes? back promise (?P<promise>p\d+)",
        lambda stage, at, promise: actions.WithdrawPromise(promise=promise),
    ),
    ("asks for referral", "an agency is to have it", r"asks? for referral", _verb("request_referral")),
    ("withdraws the referral", "no agency after all", r"withdraws? the referral", _verb("withdraw_referral")),
    (
        "proposes Harbour for 60 days by phone, letter and visit",
        "an agency and its brief, for 90 days by phone and SMS where nothing is said",
        r"proposes? (?P<agency>[^,]+?)(?: for (?P<days>\d+) days by (?P<channels>[a-z, ]+))?",
        _proposal,
    ),
    ("approves the referral", "the second person's yes", r"approves? the referral", _verb("approve_referral")),
    ("refuses approval", "the second person's no", r"refuses? approval", _verb("refuse_approval")),
    ("accepts the placement", "the agency takes the debt", r"accepts? the placement", _verb("accept_placement")),
    ("refuses the placement", "the agency does not", r"refuses? the placement", _verb("refuse_placement")),
    ("asks for recall", "the agency wants to be relieved of it", r"asks? for recall", _verb("request_recall")),
    ("recalls the debt", "the creditor takes it back", r"recalls? the debt", _verb("recall")),
    (
        "shows stop-work on 2026-05-04 with the data deleted",
        "the proof: the last day of work, and whether what was given is deleted or kept",
        rf"shows? stop-work on (?P<day>{DAY}) with the data (?P<data>deleted|kept)",
        _stopped(actions.ConfirmStopWork),
    ),
    (
        "hands the debt back on 2026-05-04 with the data deleted",
        "the agency by itself",
        rf"hands? the debt back on (?P<day>{DAY}) with the data (?P<data>deleted|kept)",
        _stopped(actions.ReturnPlacement),
    ),
    (
        "reports 500.00 CNY recovered, customer evasive because of other debts, suggests legal",
        "the feedback of an episode: amount, attitude, reason (may be left out) and suggestion",
        rf"reports? (?P<amount>{AMOUNT}) recovered, customer (?P<attitude>[a-z ]+?)(?: because of (?P<reason>[a-z ]+))?, "
        r"suggests? (?P<suggestion>[a-z ]+)",
        _feedback,
    ),
    ("decides to negotiate", "after the feedback", r"decides? to negotiate", _verb("decide_negotiate")),
    ("decides to place it again", "another wave", r"decides? to place it again", _verb("decide_place_again")),
    ("decides to go to law", "after the feedback", r"decides? to go to law", _verb("decide_legal")),
    ("begins the next wave", "the cooling-off is over", r"begins? the next wave", _verb("place_again")),
    ("asks for legal action", "a second person decides", r"asks? for legal action", _verb("request_legal")),
    (
        "approves legal action with Dunn",
        "the second person's yes; the law firm works it, where one is named",
        r"approves? legal action(?: with (?P<firm>.+))?",
        lambda stage, at, firm: actions.ApproveLegal(law_firm=id_of(firm) if firm else None),
    ),
    (
        "demands payment by 2026-05-05",
        "before a claim is filed",
        rf"demands? payment by (?P<day>{DAY})",
        lambda stage, at, day: actions.IssueDemand(answer_by=_day(day)),
    ),
    (
        "files the claim at pudong",
        "at that court, or at `pudong`",
        r"files? the claim(?: at (?P<court>[a-z]+))?",
        lambda stage, at, court: actions.FileClaim(court=court or "pudong"),
    ),
    (
        "enters the judgment for 500.00 CNY",
        "of that amount, or of all that is owed",
        rf"enters? the judgment(?: for (?P<amount>{AMOUNT}))?",
        _judgment,
    ),
    (
        "enforces the judgment against bank account",
        "against that, or the wages",
        r"enforces? the judgment(?: against (?P<measure>[a-z ]+))?",
        lambda stage, at, measure: actions.Enforce(measure=Measure.named(measure or "wages")),
    ),
    ("withdraws the claim", "it is taken back", r"withdraws? the claim", _verb("withdraw_claim")),
    ("loses the claim", "the court dismisses it", r"loses? the claim", _verb("dismiss")),
    (
        "ends proceedings as recovered",
        "after the judgment",
        r"ends? proceedings as (?P<how>[a-z]+)",
        lambda stage, at, how: actions.EndLegal(ended=EndOfProceedings.named(how)),
    ),
    (
        "closes the case as paid in full",
        "with that outcome",
        r"closes? the case as (?P<outcome>[a-z ]+)",
        lambda stage, at, outcome: actions.Close(outcome=Outcome.named(outcome)),
    ),
    (
        "reopens the case after new evidence",
        "from its beginning; `reinstates` takes it up where it was left",
        r"reopens? the case after (?P<cause>[a-z ]+)",
        lambda stage, at, cause: actions.Reopen(cause=ReopenCause.named(cause)),
    ),
    (
        "reinstates the case after reversal",
        "where it was left",
        r"reinstates? the case after (?P<cause>[a-z ]+)",
        lambda stage, at, cause: actions.Reinstate(cause=ReopenCause.named(cause)),
    ),
    (
        "reports the debt to pboc as disputed",
        "a report to a credit bureau",
        r"reports? the debt to (?P<bureau>[a-z]+)(?P<marked> as disputed)?",
        lambda stage, at, bureau, marked: actions.ReportCredit(bureau=bureau, marked_disputed=bool(marked)),
    ),
    (
        "places a hold on Mr Li (channel opt out on sms) from 2026-03-09 11:00 until 2026-03-12 09:30",
        "on a person or `the debt`; in brackets the kind, and what it is narrowed to: `on sms`, "
        "`between 12:00 and 14:00`, `at home`",
        r"places? a hold on (?P<on>.+?) \((?P<kind>[a-z ]+?)(?: on (?P<channel>sms|phone))?"
        r"(?: between (?P<since>[\d:]+) and (?P<to>[\d:]+))?(?: at (?P<point>phone|sms|letter|home))?\)"
        rf"(?: from (?P<begins>{MINUTE}))?(?: until (?P<until>{MINUTE}))?",
        _hold,
    ),
    ("releases the hold on Mr Li", "the last that was placed there", r"releases? the hold on (?P<on>.+)", _release),
    (
        "waives 5.00 CNY of fees",
        "gives it up for good",
        rf"waives? (?P<amount>{AMOUNT}) of (?P<component>[a-z ]+)",
        lambda stage, at, amount, component: actions.Waive(
            component=Component.named(component), amount=money_of(amount), because="goodwill"
        ),
    ),
    (
        "charges off the debt",
        "the loss is taken in the books; it stays owed",
        r"charges? off the debt",
        lambda stage, at: actions.ChargeOff(),
    ),
    ("reviews the decision", "the oldest that was undermined", r"reviews? the decision", _review),
    ("does request_recall", "any verb by its name", r"do(?:es)? (?P<verb>[a-z_]+)", _named_verb),
)
"""What somebody does, and asks to do: made into an action."""


# ---- the table of what happens ----------------------------------------------------------------------------------------


def _watches(stage: Stage, at: datetime, who: str, debt: str, signals: str) -> None:
    told = [RiskSignal.named(signal) for signal in _listed(signals)]
    stage.cases.open(id_of(debt), verb="watch", signals=told, by=stage.actor(who), at=at)


def _opens(stage: Stage, at: datetime, who: str, debt: str) -> None:
    stage.cases.open(id_of(debt), by=stage.actor(who), at=at)


def _learns(stage: Stage, at: datetime, who: str) -> None:
    stage.actor(who)


def _pays(
    stage: Stage, at: datetime, person: str, amount: str, day: str | None = None, *, cleared: bool = True
) -> None:
    stage.payments += 1
    received_on = _day(day) if day else at.astimezone(ZoneInfo(stage.zone)).date()
    money = money_of(amount)
    told = {"person": id_of(person), "external_id": f"bank-{stage.payments}", "at": at}
    stage.cases.record_payment(money=money, received_on=received_on, cleared=cleared, **told)
    stage.payers[stage.payments] = id_of(person)


def _announces(stage: Stage, at: datetime, person: str, amount: str) -> None:
    _pays(stage, at, person, amount, cleared=False)


def _payment_becomes(stage: Stage, at: datetime, number: str, what: str) -> None:
    becomes = {
        "clears": stage.cases.clear_payment,
        "bounces": stage.cases.bounce_payment,
        "is taken back": stage.cases.reverse_payment,
    }
    if int(number) not in stage.payers:
        raise StoryError(f"there is no payment {number} yet")
    becomes[what](person=stage.payers[int(number)], external_id=f"bank-{number}", at=at)


def _posted(made: type[events.ChargePosted | events.AmountWaived]) -> Callable[..., None]:
    def posted(stage: Stage, at: datetime, amount: str, component: str, debt: str | None) -> None:
        day = at.astimezone(ZoneInfo(stage.zone)).date()
        event = made(component=Component.named(component), amount=money_of(amount), effective_on=day)
        stage.cases.record(stage.case_of(debt), event, at=at)

    return posted


def _on_file(stage: Stage, at: datetime, agency: str, first: str, last: str, evaluated: str, violence: str) -> None:
    stage.cases.register(
        Agency(
            id=id_of(agency),
            licences=(Licence(kind="collection", valid_from=_day(first), valid_to=_day(last)),),
            evaluated_on=None if evaluated == "never" else _day(evaluated),
            violent_collection_on_record={"no": False, "yes": True, "not looked at": None}[violence],
        ),
        at=at,
    )


def _collector(stage: Stage, at: datetime, who: str, party: str, first: str, last: str) -> None:
    certificate = Licence(kind="conduct", valid_from=_day(first), valid_to=_day(last))
    stage.cases.register(Collector(id=id_of(who), party=id_of(party), certificates=(certificate,)), at=at)


def _new_phone(stage: Stage, at: datetime, person: str) -> None:
    known = stage.borrowers[person]
    point = ContactPoint(id="new_phone", channel=Channel.PHONE, value=f"new phone of {person}")
    stage.borrowers[person] = known.changed(contact_points=(*known.contact_points, point))
    stage.cases.add(stage.borrowers[person], at=at)


def _turns_out(
    stage: Stage, at: datetime, who: str, what: str, result: str | None, when: str | None, broke: str | None
) -> None:
    case, action = stage.action(what.replace("called", "calls").replace("did ", "does "), at)
    happened_at = stage.moment(when) if when else None
    if isinstance(action, actions.ContactAction):
        met = {"person": action.person, "contact_point": action.contact_point, "occurred_at": happened_at}
        event = ended(action, result or "", **met)
    else:
        event = events.Moved(verb=action.name, occurred_at=happened_at)
    recorded = stage.cases.record(case, event, by=stage.actor(who), at=at)
    if broke is not None and set(_listed(broke)) != set(recorded.breaches):
        raise StoryError(f"it broke {', '.join(sorted(recorded.breaches)) or 'nothing'}")


def _approves(stage: Stage, at: datetime, who: str, debt: str | None) -> None:
    waiting = stage.cases.case(stage.case_of(debt)).requests
    if not waiting:
        raise StoryError("nothing waits for a second person")
    outcome = stage.cases.approve(waiting[0].id, by=stage.actor(who), at=at)
    if not isinstance(outcome, Done):
        raise StoryError(f"it is not done: {outcome.decision}")


def _stands(
    stage: Stage,
    at: datetime,
    wanted: str,
    outcome: str | None,
    party: str | None,
    owed: str | None,
    overdue: str | None,
    days: str | None,
    debt: str | None,
) -> None:
    """What follows by itself by then is recorded, as the sweep of every night does; then it is looked at."""
    case = stage.cases.follow_up(stage.case_of(debt), at=at).case
    unpaid, late = case.as_agreed.overdue(stage.today(at))
    said: list[tuple[str, object, object]] = [("at", wanted, case.stage)]
    if outcome:
        said.append(("closed as", outcome, case.outcome.label if case.outcome is not None else "nothing"))
    if party:
        said.append(("worked by", party, working_party(case)))
    if owed:
        said.append(("owed", money_of(owed), case.ledger.money(case.ledger.standing(stage.today(at)).owed)))
    if overdue and days:
        said.append(("overdue", money_of(overdue), case.ledger.money(unpaid)))
        said.append(("overdue for days", int(days), late))
    wrong = [f"{what} {found}" for what, wanted_so, found in said if wanted_so != found]
    if wrong:
        raise StoryError(f"the case is otherwise: {', '.join(wrong)}")


def _promise_is(stage: Stage, at: datetime, promise: str, state: str, debt: str | None) -> None:
    case = stage.cases.follow_up(stage.case_of(debt), at=at).case
    found = {row.id: row.recorded for row in case.promises}
    if found.get(promise) is not PromiseState.named(state):
        told = ", ".join(f"{name} is {recorded.label}" for name, recorded in found.items())
        raise StoryError(f"of the promises {told or 'none was made'}")


ABOUT = r"(?: about (?P<debt>.+))?"

HAPPENINGS = _table(
    (
        "Lena watches card for limit nearly used, income lost",
        "a case begins as a watch, with its signals of risk; for a debt that the file says is `opened: no`",
        r"(?P<who>.+?) watches (?P<debt>.+?) for (?P<signals>[a-z, ]+)",
        _watches,
    ),
    (
        "Lena opens a case on card",
        "a case begins on a debt that is overdue; for a debt that the file says is `opened: no`",
        r"(?P<who>.+?) opens a case on (?P<debt>.+)",
        _opens,
    ),
    (
        "Lena learns that he is out of work until March",
        "told to the reader only: the log has no place for it",
        r"(?P<who>.+?) learns that .+",
        _learns,
    ),
    (
        "Mr Li pays 499.99 CNY",
        "money that came today; payments are numbered through the story",
        rf"(?P<person>.+?) pays (?P<amount>{AMOUNT})",
        _pays,
    ),
    (
        "Mr Li paid 499.99 CNY on 2026-03-02",
        "money that is heard of late",
        rf"(?P<person>.+?) paid (?P<amount>{AMOUNT}) on (?P<day>{DAY})",
        _pays,
    ),
    (
        "Mr Li announces 499.99 CNY",
        "money that has not cleared yet",
        rf"(?P<person>.+?) announces (?P<amount>{AMOUNT})",
        _announces,
    ),
    (
        "payment 2 is taken back",
        "or `clears`, or `bounces`",
        r"payment (?P<number>\d+) (?P<what>clears|bounces|is taken back)",
        _payment_becomes,
    ),
    (
        "30.00 CNY of fees is charged",
        "to a component of the debt",
        rf"(?P<amount>{AMOUNT}) of (?P<component>[a-z ]+) is charged{ABOUT}",
        _posted(events.ChargePosted),
    ),
    (
        "30.00 CNY of fees is waived",
        "given up by the creditor",
        rf"(?P<amount>{AMOUNT}) of (?P<component>[a-z ]+) is waived{ABOUT}",
        _posted(events.AmountWaived),
    ),
    (
        "Harbour is on file, licensed 2025-01-01 to 2026-12-31, evaluated 2026-01-15, violence no",
        "an agency; evaluated on that day or `never`, violence `no`, `yes` or `not looked at`",
        rf"(?P<agency>.+?) is on file, licensed (?P<first>{DAY}) to (?P<last>{DAY}), evaluated "
        rf"(?P<evaluated>{DAY}|never), violence (?P<violence>no|yes|not looked at)",
        _on_file,
    ),
    (
        "Lena is on file for creditor, certified 2026-01-01 to 2026-12-31",
        "a collector, and for whom they act",
        rf"(?P<who>.+?) is on file for (?P<party>.+?), certified (?P<first>{DAY}) to (?P<last>{DAY})",
        _collector,
    ),
    (
        "Mr Li has a new phone",
        "another contact point is put on file, `new phone`",
        r"(?P<person>.+?) has a new phone",
        _new_phone,
    ),
    (
        "it turns out that Tom called Mr Li, talked, on 2026-03-09 22:10; it broke cn.gbt45251.hours",
        "something happened unasked, now or earlier; every rule that it broke is named, where any is",
        r"it turns out that (?P<who>.+?) (?P<what>(?:called|did) [^,;]+?)(?:, (?P<result>[a-z ]+))?"
        rf"(?:, on (?P<when>{MINUTE}))?(?:; it broke (?P<broke>.+))?",
        _turns_out,
    ),
    (
        "Mr Voss approves what waits",
        "the oldest request that waits for a second person",
        rf"(?P<who>.+?) approves what waits{ABOUT}",
        _approves,
    ),
    (
        "the case is at closed as settled, worked by creditor, 0.00 CNY owed, 0.00 CNY overdue for 0 days",
        "what follows by itself by then is recorded, and it stands so; each part after the stage may be left out",
        r"the case is at (?P<wanted>[a-z_.]+)(?: as (?P<outcome>[a-z ]+?))?(?:, worked by (?P<party>[a-z_ ]+?))?"
        rf"(?:, (?P<owed>{AMOUNT}) owed)?(?:, (?P<overdue>{AMOUNT}) overdue for (?P<days>\d+) days)?{ABOUT}",
        _stands,
    ),
    (
        "promise p1 is partial",
        "the same, and the promise was recorded so",
        rf"promise (?P<promise>p\d+) is (?P<state>[a-z]+){ABOUT}",
        _promise_is,
    ),
)
"""What happens without anybody asking, and what is looked at."""
