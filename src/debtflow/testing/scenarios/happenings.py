"""What happens without anybody asking: one row for each form of sentence.

Money comes and bounces, agencies come on file, somebody moves, something turns out to have been done. It is told only, and
recorded as the library records it. A test holds each example to its own pattern and to no other, and the manual prints
the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from debtflow.casework.outcomes import Done
from debtflow.records import actions, events
from debtflow.records.components import Component
from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.holds import Hours
from debtflow.records.limitation import Interruption, Obstacle
from debtflow.records.parties import Agency, Capacity, Channel, Collector, ContactPoint, Licence, Place, StandsFor
from debtflow.records.proceedings import RiskSignal
from debtflow.testing.scenarios.deeds import deed_of
from debtflow.testing.scenarios.makings import day_in, ended, minute_of
from debtflow.testing.scenarios.sentences import (
    ABOUT,
    AMOUNT,
    DAY,
    MINUTE,
    POINT,
    LineError,
    UntrueError,
    id_of,
    listed,
    money_of,
    table,
)
from debtflow.testing.scenarios.stage import Stage
from debtflow.values.dates import day_number

__all__ = ["HAPPENINGS", "told_as_done"]


def _watches(stage: Stage, at: datetime, who: str, debt: str, signals: str) -> None:
    told = [RiskSignal.named(signal) for signal in listed(signals)]
    stage.cases.open(id_of(debt), verb="watch", signals=told, by=stage.actor(who), at=at)


def _opens(stage: Stage, at: datetime, who: str, debt: str) -> None:
    stage.cases.open(id_of(debt), by=stage.actor(who), at=at)


def _learns(stage: Stage, at: datetime, who: str) -> None:
    """Nothing is done: the log has no place for it."""


def _pays(
    stage: Stage,
    at: datetime,
    person: str,
    amount: str,
    day: str | None = None,
    debts: str | None = None,
    *,
    cleared: bool = True,
) -> None:
    stage.payments += 1
    stage.cases.record_payment(
        person=id_of(person),
        external_id=f"bank-{stage.payments}",
        money=money_of(amount),
        received_on=day_in(day) if day else stage.day(at),
        direction=[id_of(debt) for debt in listed(debts or "")],
        cleared=cleared,
        at=at,
    )
    stage.payers[stage.payments] = id_of(person)


def _announces(stage: Stage, at: datetime, person: str, amount: str) -> None:
    _pays(stage, at, person, amount, cleared=False)


def _payment_becomes(stage: Stage, at: datetime, number: str, becomes: str) -> None:
    told = {
        "clears": stage.cases.clear_payment,
        "bounces": stage.cases.bounce_payment,
        "is taken back": stage.cases.reverse_payment,
    }
    if int(number) not in stage.payers:
        raise LineError(f"there is no payment {number} yet; {len(stage.payers)} were told so far")
    told[becomes](person=stage.payers[int(number)], external_id=f"bank-{number}", at=at)


def _posted(made: type[events.ChargePosted | events.AmountWaived]) -> Callable[..., None]:
    def posted(stage: Stage, at: datetime, amount: str, component: str, debt: str | None) -> None:
        event = made(component=Component.named(component), amount=money_of(amount), effective_on=stage.day(at))
        stage.cases.record(stage.case_on(debt).id, event, at=at)

    return posted


def _on_file(stage: Stage, at: datetime, agency: str, first: str, last: str, evaluated: str, violence: str) -> None:
    stage.cases.register(
        Agency(
            id=id_of(agency),
            licences=(Licence(kind="collection", valid_from=day_in(first), valid_to=day_in(last)),),
            evaluated_on=None if evaluated == "never" else day_in(evaluated),
            violent_collection_on_record={"no": False, "yes": True, "not looked at": None}[violence],
        ),
        at=at,
    )


def _collector(stage: Stage, at: datetime, who: str, party: str, first: str, last: str) -> None:
    certificate = Licence(kind="conduct", valid_from=day_in(first), valid_to=day_in(last))
    stage.cases.register(Collector(id=id_of(who), party=id_of(party), certificates=(certificate,)), at=at)


def _new_phone(stage: Stage, at: datetime, person: str) -> None:
    stage.change(person, at, point=ContactPoint(id="new_phone", channel=Channel.PHONE, value=f"new phone of {person}"))


def _new_point(stage: Stage, at: datetime, person: str, point: str, channel: str, work: str | None) -> None:
    place = Place.WORK if work else Place.UNSAID
    added = ContactPoint(id=id_of(point), channel=Channel.named(channel), place=place, value=f"{point} of {person}")
    stage.change(person, at, point=added)


def _stands_for(stage: Stage, at: datetime, person: str, whom: str, capacity: str) -> None:
    row = StandsFor(person=id_of(whom), capacity=Capacity.named(capacity))
    stage.change(person, at, stands_for=row)


def _turns_to(
    stage: Stage, at: datetime, person: str, party: str, channel: str, result: str | None, debts: str | None
) -> None:
    discussed = [id_of(each) for each in listed(debts or "")]
    case = stage.case_on(listed(debts)[0] if debts else None)
    event = events.ContactReceived(
        person=id_of(person),
        channel=Channel.named(channel),
        spoke=result == "talked",
        party=id_of(party),
        discussed=tuple(discussed),
    )
    stage.cases.record(case.id, event, at=at)


CONSENTS = {
    "calls": ConsentTo.CALLS,
    "other hours": ConsentTo.HOURS,
    "credit reporting": ConsentTo.CREDIT_REPORTING,
    "data sharing": ConsentTo.DATA_SHARING,
}


def _consents(
    stage: Stage,
    at: datetime,
    person: str,
    permits: str,
    since: str | None,
    to: str | None,
    party: str,
    until: str | None,
    debts: str | None,
) -> None:
    number = len(stage.consents) + 1
    told: dict[str, Any] = {"to": CONSENTS[permits]} if permits in CONSENTS else {}
    if since and to:
        told["hours"] = (Hours(minute_of(since), minute_of(to)),)
    if permits.startswith("contact at "):
        told = {
            "to": ConsentTo.POINT,
            "contact_points": (stage.point(person, permits.removeprefix("contact at "), ()),),
        }
    elif permits.startswith("talks with "):
        told = {"to": ConsentTo.THIRD_PERSON, "third_person": id_of(permits.removeprefix("talks with "))}
    consent = Consent(
        id=f"k{number}",
        party=id_of(party),
        about=tuple(id_of(each) for each in listed(debts or "")),
        until=day_in(until) if until else None,
        **told,
    )
    case = stage.case_on(listed(debts)[0] if debts else None)
    stage.cases.record(case.id, events.ConsentGiven(person=id_of(person), consent=consent), at=at)
    stage.consents[number] = person


def _revokes(stage: Stage, at: datetime, person: str, number: str) -> None:
    event = events.ConsentRevoked(person=id_of(person), consent=f"k{number}")
    stage.cases.record(stage.case, event, at=at)


def _comes_back(stage: Stage, at: datetime, person: str, point: str, day: str) -> None:
    where, sent_on = stage.point(person, point, ()), day_in(day)
    approaches = stage.cases.dossier(id_of(person)).dealings.approaches
    rows = [row for each in approaches for row in each.sent if (row.point, row.on) == (where, day_number(sent_on))]
    if not rows:
        raise UntrueError(f"nothing is known to have been sent to {person} at {point} on {day}")
    which = {"attempt": rows[0].attempt} if rows[0].attempt else {"contact_point": where, "sent_on": sent_on}
    stage.cases.record(stage.case, events.MessageReturned(person=id_of(person), **which), at=at)


def _moves(stage: Stage, at: datetime, person: str, zones: str) -> None:
    stage.change(person, at, zones=tuple(re.split(r", | or ", zones)))


def _interrupts(stage: Stage, at: datetime, by: str, day: str, debt: str | None) -> None:
    event = events.LimitationInterrupted(by=Interruption.named(by), on=day_in(day))
    stage.cases.record(stage.case_on(debt).id, event, at=at)


def _stands_in_the_way(stage: Stage, at: datetime, by: str, since: str, until: str | None, debt: str | None) -> None:
    case = stage.case_on(debt)
    event = events.LimitationSuspended(
        stop=f"o{len(case.stops) + 1}",
        by=Obstacle.named(by),
        since=day_in(since),
        until=day_in(until) if until else None,
    )
    stage.cases.record(case.id, event, at=at)


def _is_gone(stage: Stage, at: datetime, number: str, until: str, debt: str | None) -> None:
    event = events.LimitationResumed(stop=f"o{number}", until=day_in(until))
    stage.cases.record(stage.case_on(debt).id, event, at=at)


PAST = {
    "called": "calls",
    "visited": "visits",
    "wrote": "writes",
    "sent": "sends",
    "reminded": "reminds",
    "did": "does",
}


def told_as_done(what: str) -> str:
    """A deed that is told in the past (`called Mr Li`) as it is told in the present."""
    verb, space, rest = what.partition(" ")
    return PAST[verb] + space + rest


def _turns_out(
    stage: Stage, at: datetime, who: str, what: str, result: str | None, when: str | None, broke: str | None
) -> None:
    deed = deed_of(told_as_done(what))
    if deed is None:
        raise LineError(f"{what!r} is no deed")
    stage.look_at(deed.debts)
    action = deed.sentence.made(stage, at, **deed.said)
    happened_at = stage.moment(when) if when else None
    if isinstance(action, actions.ContactAction):
        met = {"person": action.person, "contact_point": action.contact_point, "occurred_at": happened_at}
        event = ended(stage, action, result or "", **met)
    else:
        event = events.Moved(verb=action.name, occurred_at=happened_at)
    recorded = stage.cases.record(stage.case, event, by=stage.actor(who), at=at)
    if broke is not None and set(listed(broke)) - {"nothing"} != set(recorded.breaches):
        raise UntrueError(f"it broke {', '.join(sorted(recorded.breaches)) or 'nothing'}")


def _approves(stage: Stage, at: datetime, who: str, debt: str | None) -> None:
    waiting = stage.case_on(debt).requests
    if not waiting:
        raise UntrueError("nothing waits for a second person")
    outcome = stage.cases.approve(waiting[0].id, by=stage.actor(who), at=at)
    if not isinstance(outcome, Done):
        raise UntrueError(f"it is not done: {outcome.decision}")


HAPPENINGS = table(
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
        r"(?P<who>.+?) learns that (?:.+)",
        _learns,
    ),
    (
        "Mr Li pays 499.99 CNY towards loan, card",
        "money that came today, in that order where one is said; payments are numbered through the story",
        rf"(?P<person>.+?) pays (?P<amount>{AMOUNT})(?: towards (?P<debts>.+))?",
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
        r"payment (?P<number>\d+) (?P<becomes>clears|bounces|is taken back)",
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
        "Mr Li has a new contact point work email (email)",
        "another contact point is put on file, by that name, with its channel; `(email at work)` says where it is",
        rf"(?P<person>.+?) has a new contact point {POINT} \((?P<channel>[a-z]+?)(?P<work> at work)?\)",
        _new_point,
    ),
    (
        "Ann Counsel stands for Mr Li as attorney",
        "as what somebody who owes nothing stands for somebody who does",
        r"(?P<person>.+?) stands for (?P<whom>.+?) as (?P<capacity>[a-z ]+)",
        _stands_for,
    ),
    (
        "Mr Li turns to Harbour by phone, talked about card",
        "they call, write or come by themselves; `reached nobody`, like a message, waits for an answer",
        r"(?P<person>.+?) turns to (?P<party>.+?) by (?P<channel>[a-z]+)(?:, (?P<result>talked|reached nobody))?(?: about (?P<debts>.+))?",
        _turns_to,
    ),
    (
        "Mr Li consents to calls from Harbour until 2026-03-09 about card",
        "or to `other hours` (also `between 21:00 and 22:30`), `contact at` a contact point, `talks with` somebody else, `credit reporting`, `data sharing`; consents are "
        "numbered through the story",
        r"(?P<person>.+?) consents to (?P<permits>calls|other hours|credit reporting|data sharing|contact at .+?|talks with .+?)"
        r"(?: between (?P<since>\d\d:\d\d) and (?P<to>\d\d:\d\d))? "
        rf"from (?P<party>.+?)(?: until (?P<until>{DAY}))?(?: about (?P<debts>.+))?",
        _consents,
    ),
    (
        "Mr Li takes consent 1 back",
        "it lets nothing through any more",
        r"(?P<person>.+?) takes consent (?P<number>\d+) back",
        _revokes,
    ),
    (
        "what was sent to Mr Li at mail on 2026-03-02 comes back",
        "a message or letter that was sent turns out not to have arrived",
        rf"what was sent to (?P<person>.+?) at {POINT} on (?P<day>{DAY}) comes back",
        _comes_back,
    ),
    (
        "Mr Fox may now be in America/Denver or America/Chicago",
        "the zones in which the person may be are these from now on",
        r"(?P<person>.+?) may now be in (?P<zones>[A-Za-z_/]+(?:(?:, | or )[A-Za-z_/]+)*)",
        _moves,
    ),
    (
        "it turns out that Tom called Mr Li, talked, on 2026-03-09 22:10; it broke cn.gbt45251.hours",
        "something happened unasked, now or earlier; at the end may stand every rule that it broke, or `it broke nothing`",
        r"it turns out that (?P<who>.+?) (?P<what>(?:called|visited|wrote|sent|reminded|did) [^,;]+?)(?:, (?P<result>[a-z ]+))?"
        rf"(?:, on (?P<when>{MINUTE}))?(?:; it broke (?P<broke>.+))?",
        _turns_out,
    ),
    (
        "limitation is interrupted by demand arrived on 2026-03-02 about card",
        "what begins the period of limitation anew and is not known from the story: money, promises and a claim are",
        rf"limitation is interrupted by (?P<by>[a-z ]+?) on (?P<day>{DAY}){ABOUT}",
        _interrupts,
    ),
    (
        "military service stands in the way of suing from 2026-03-02 to 2026-06-30 about card",
        "or `force majeure`, `no heir known` and others; without an end it stands. Obstacles are numbered for each debt",
        rf"(?P<by>[a-z ]+?) stands in the way of suing from (?P<since>{DAY})(?: to (?P<until>{DAY}))?{ABOUT}",
        _stands_in_the_way,
    ),
    (
        "obstacle 1 is gone after 2026-06-30 about card",
        "its last day",
        rf"obstacle (?P<number>\d+) is gone after (?P<until>{DAY}){ABOUT}",
        _is_gone,
    ),
    (
        "Mr Voss approves what waits",
        "the oldest request that waits for a second person",
        rf"(?P<who>.+?) approves what waits{ABOUT}",
        _approves,
    ),
)
"""What happens without anybody asking."""
