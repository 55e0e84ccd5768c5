"""What is made of what somebody does: the words of a sentence become an action, with the data that it needs.

One function for each kind of sentence that needs more than the name of a verb. This room knows no pattern and asks
nothing of the rules.
"""

from __future__ import annotations

import re
from calendar import day_name, monthrange
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from debtflow.lifecycle.cases import Case
from debtflow.records import actions, events
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms
from debtflow.records.contacts import CallResult, MessageResult
from debtflow.records.debts import Instalment
from debtflow.records.episodes import Attitude, Feedback, Reason, Suggestion
from debtflow.records.holds import Hold, HoldKind, HoldSource, Hours
from debtflow.records.parties import Channel
from debtflow.records.placements import PlacementBrief
from debtflow.records.purposes import Purpose
from debtflow.testing.scenarios.sentences import LineError, UntrueError, id_of, listed, money_of
from debtflow.testing.scenarios.stage import Stage

__all__ = [
    "OFFERS",
    "amended",
    "bare",
    "contact",
    "day_in",
    "ended",
    "feedback",
    "hold",
    "judgment",
    "letter",
    "locating",
    "offer",
    "promise",
    "proposal",
    "release",
    "review",
    "stopped",
]

Made = Callable[..., actions.Action]

WRITTEN = (Channel.SMS, Channel.EMAIL, Channel.APP, Channel.LETTER)


def day_in(text: str) -> date:
    """The day that is written so."""
    return date.fromisoformat(text)


# ---- contacts ---------------------------------------------------------------------------------------------------------


def contact(made: type[actions.ContactAction], *channels: Channel) -> Made:
    """A contact at the point that is named, or at the first of these channels."""

    def reached(stage: Stage, at: datetime, person: str, point: str | None = None) -> actions.Action:
        return made(person=id_of(person), contact_point=stage.point(person, point, channels), about=_several(stage))

    return reached


def _several(stage: Stage) -> tuple[str, ...]:
    """The debts that a contact is about, where the sentence names more than that of the case."""
    return stage.about if len(stage.about) > 1 else ()


def letter(stage: Stage, at: datetime, person: str, letter: str, point: str | None) -> actions.Action:
    """A message of a text with a name; a letter goes by letter, where nothing else is said."""
    channels = (Channel.LETTER,) if letter.endswith(("letter", "notice")) else WRITTEN
    reached = stage.point(person, point, channels)
    named = letter.rpartition(" ")[0]
    purpose = next((each for each in Purpose if each.label in (letter, named)), Purpose.COLLECT)
    return actions.SendMessage(
        person=id_of(person), contact_point=reached, about=_several(stage), template=id_of(letter), purpose=purpose
    )


def locating(stage: Stage, at: datetime, person: str, whom: str) -> actions.Action:
    """A call that asks somebody where another is."""
    point = stage.point(person, None, (Channel.PHONE,))
    return actions.PlaceCall(person=id_of(person), contact_point=point, purpose=Purpose.LOCATE)


def ended(stage: Stage, action: actions.Action, result: str, **who: Any) -> events.Event:
    """How a contact ended, as the event; a conversation is about the debts that are named with it, else with the contact."""
    if isinstance(action, actions.PlaceCall | actions.Visit):
        how, _, spoken_of = result.partition(" about ")
        found = CallResult.named(how)
        if found.reached_the_person:
            who["discussed"] = tuple(map(id_of, listed(spoken_of))) or stage.about
        return events.CallEnded(result=found, **who)
    return events.MessageEnded(result=MessageResult.named(result), **who)


# ---- what is agreed ---------------------------------------------------------------------------------------------------

OFFERS: dict[str, type[actions.OfferAction]] = {
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


def offer(
    stage: Stage, at: datetime, how: str, terms: str, parts: str, until: str | None, count: str | None = None
) -> actions.Action:
    """Terms on offer; a settlement waives what its instalments leave of all that is owed."""
    if count:
        amount, first = parts.split(" monthly from ")
        rows = [(amount, _months_later(day_in(first), month)) for month in range(int(count))]
    else:
        rows = [(amount, day_in(day)) for amount, day in (part.split(" on ") for part in parts.split(" and "))]
    instalments = tuple(Instalment(due_on=day, amount=money_of(amount)) for amount, day in rows)
    waives = None
    if KINDS[terms] is ArrangementKind.SETTLEMENT:
        ledger = stage.standing().ledger
        owed = ledger.standing(stage.today(at)).owed
        waives = ledger.money(owed - sum(instalment.amount.minor_units for instalment in instalments))
    offered = ArrangementTerms(
        kind=KINDS[terms], instalments=instalments, waives=waives, offer_until=day_in(until) if until else None
    )
    verb = next(verb for verb in OFFERS if how in (verb, re.sub(r"^\w+", r"\g<0>s", verb)))
    return OFFERS[verb](terms=offered)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def promise(made: type[actions.PromiseAction], **more: Any) -> Made:
    """A promise of money by a day."""

    def promised(stage: Stage, at: datetime, amount: str, day: str, grace: str | None, **found: str) -> actions.Action:
        return made(amount=money_of(amount), due_on=day_in(day), grace_days=int(grace or 0), **more, **found)

    return promised


# ---- holds ------------------------------------------------------------------------------------------------------------


def hold(
    stage: Stage,
    at: datetime,
    on: str,
    kind: str,
    channels: str | None,
    since: str | None,
    to: str | None,
    point: str | None,
    source: str | None,
    begins: str | None,
    until: str | None,
    review: str | None,
    weekdays: str | None,
    through: str | None,
    writing: str | None,
) -> actions.Action:
    """A hold on a person, on the debt or on the placement that runs."""
    stage.holds += 1
    hours = (Hours(minute_of(since), minute_of(to)),) if since and to else ()
    person = None if on in ("the debt", "the placement") else on
    placed = Hold(
        id=f"h{stage.holds}",
        kind=HoldKind.named(kind),
        person=None if person is None else id_of(person),
        placement=_wave(stage) if on == "the placement" else None,
        channels=frozenset(Channel.named(each) for each in listed(channels or "")),
        hours=hours,
        weekdays=frozenset(_weekday(each) for each in listed(weekdays or "")),
        lets_through=frozenset(Purpose.named(each) for each in listed(through or "")),
        in_writing=None if writing is None else writing == "in writing",
        contact_points=(stage.point(person, point, ()),) if point and person else (),
        from_at=stage.moment(begins) if begins else at,
        until_at=stage.moment(until) if until else None,
        review_on=day_in(review) if review else None,
        source=HoldSource.named(source or "creditor"),
    )
    return actions.PlaceHold(hold=placed, because="told late" if begins else "")


def _weekday(name: str) -> int:
    short = [day[:3] for day in day_name]
    if name[:3] not in short:
        raise LineError(f"{name!r} is no day of the week; write {', '.join(short)}")
    return short.index(name[:3])


def _wave(stage: Stage) -> int:
    placement = stage.standing().placement
    if placement is None:
        raise UntrueError("the debt is not placed with anybody")
    return placement.wave


def _last_hold(stage: Stage, on: str) -> Hold:
    placed = stage.standing().holds if on == "the debt" else stage.cases.dossier(id_of(on)).holds
    if not placed:
        raise UntrueError(f"no hold lies on {on}")
    return placed[-1]


def release(stage: Stage, at: datetime, on: str) -> actions.Action:
    """The last hold that was placed there is released."""
    return actions.ReleaseHold(hold=_last_hold(stage, on).id, person=None if on == "the debt" else id_of(on))


def amended(stage: Stage, at: datetime, on: str, until: str) -> actions.Action:
    """The last hold that was placed there gets another end."""
    return actions.AmendHold(hold=_last_hold(stage, on).but(until_at=stage.moment(until)), because="looked at again")


def minute_of(clock: str) -> int:
    """The minute of the day of a time like 21:30."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


# ---- placements, proceedings, feedback --------------------------------------------------------------------------------


def proposal(stage: Stage, at: datetime, agency: str, days: str | None, channels: str | None) -> actions.Action:
    """An agency and what it is to do."""
    brief = PlacementBrief()
    if days and channels:
        brief = PlacementBrief(days=int(days), channels=tuple(Channel.named(each) for each in listed(channels)))
    return actions.SubmitPlacement(agency=id_of(agency), brief=brief)


def stopped(made: type[actions.ConfirmStopWork | actions.ReturnPlacement]) -> Made:
    """The proof that an agency works no more."""
    return lambda stage, at, day, data: made(last_worked_on=day_in(day), data_deleted=data == "deleted")


def judgment(stage: Stage, at: datetime, amount: str | None, how: str | None) -> actions.Action:
    """A judgment for that amount, or for all that is owed."""
    case: Case = stage.standing()
    adjudged = money_of(amount) if amount else case.ledger.money(case.ledger.standing(stage.today(at)).owed)
    said = {} if how is None else {"by_default": how.startswith("by default"), "military_affidavit": "affidavit" in how}
    return actions.EnterJudgment(adjudged=adjudged, adjudged_on=stage.day(at), **said)


def feedback(
    stage: Stage, at: datetime, amount: str, attitude: str, reason: str | None, suggestion: str
) -> actions.Action:
    """What came of an episode."""
    return actions.SubmitFeedback(
        feedback=Feedback(
            recovered=money_of(amount),
            attitude=Attitude.named(attitude),
            reason=Reason.named(reason or "unknown"),
            suggestion=Suggestion.named(suggestion),
        )
    )


def review(stage: Stage, at: datetime) -> actions.Action:
    """The oldest decision that was undermined is settled."""
    waiting = stage.standing().undermined
    if not waiting:
        raise UntrueError("no decision waits for review")
    return actions.ReviewDecision(entry=waiting[0], because="looked at")


def bare(verb: str) -> Made:
    """A verb that needs no data."""

    def moved(stage: Stage, at: datetime) -> actions.Action:
        typed = actions.TYPED_VERBS.get(verb)
        return typed() if typed is not None else actions.Move(verb=verb)

    return moved
