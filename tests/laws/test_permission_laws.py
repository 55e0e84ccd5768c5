"""Laws of permission: what is added to a file never permits a contact that was denied before it was added.

A hold more, a debt more of the same person, a case on it, two files of one person united: each is asked of a real
caseload with a history, at the same moments before and after.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from tests.casework.office import BOOK, CLERK, HARBOUR, LENA, LI, LI_MEI, VOSS, cny, done, new_caseload, on
from tests.laws.happenings import CARD, LOAN, examples

from debtflow import (
    Actor,
    Balance,
    Borrower,
    CallResult,
    Caseload,
    Channel,
    ContactPoint,
    Debt,
    Hold,
    HoldKind,
    Instalment,
    MessageResult,
    Obligor,
    actions,
    events,
)
from debtflow.casework.merging import united
from debtflow.errors import DebtflowError
from debtflow.records.holds import Hours
from debtflow.records.promises import Promise

AGAIN = Borrower(
    id="li_again",
    zones=("Asia/Shanghai",),
    contact_points=(
        ContactPoint(id="mobile", channel=Channel.PHONE, value="+86 10 5555 0000"),
        ContactPoint(id="same", channel=LI.contact_points[0].channel, value=LI.contact_points[0].value),
        ContactPoint(id="text", channel=Channel.SMS, value="+86 10 5555 0000"),
    ),
)
SHOP = Debt(
    id="shop",
    obligors=(Obligor(person="li_again"),),
    owed=Balance(principal=cny("300.00")),
    as_of=date(2026, 1, 5),
    instalments=(
        Instalment(due_on=date(2025, 12, 1), amount=cny("10.00")),
        Instalment(due_on=date(2026, 1, 21), amount=cny("20.00")),
    ),
)
DUE_LATER = SHOP.changed(id="lamp", instalments=(Instalment(due_on=date(2026, 1, 21), amount=cny("20.00")),))
"""Of the lamp nothing is due until the 21st: a day on which it is asked about."""
MORE = CARD.changed(id="more", owed=Balance(principal=cny("50.00")), instalments=())
ZONES = st.sampled_from(
    [("Asia/Shanghai",), ("America/New_York",), ("America/New_York",), ("Asia/Tokyo",), ("Pacific/Auckland",)]
)
TOLD = on(19, 12)
# The 22nd at nine is the evening of the 21st in New York: the lamp is due there today, and was yesterday in Shanghai.
moments = st.lists(
    st.builds(on, st.integers(20, 23), st.sampled_from([7, 8, 9, 10, 14, 20, 21])) | st.just(on(22, 9)),
    min_size=1,
    max_size=5,
)
ASKERS = (LENA, CLERK)


class Question(NamedTuple):
    """Who asks to reach whom, where, about which case."""

    case: str
    person: str
    point: str
    channel: Channel
    by: Actor

    def answered(self, cases: Caseload, at: datetime) -> bool:
        """Whether it would be permitted."""
        cls = {Channel.PHONE: actions.PlaceCall, Channel.VISIT: actions.Visit}.get(self.channel, actions.SendMessage)
        try:
            return cases.explain(
                self.case, cls(person=self.person, contact_point=self.point), by=self.by, at=at
            ).permitted
        except DebtflowError:
            return False  # it makes no sense there at all


def office(zones: tuple[str, ...]) -> Caseload:
    """Mr Li on file twice, with two debts under the one id and two under the other."""
    cases = new_caseload("memory:", BOOK)
    cases.register(HARBOUR, at=on(6, 9))
    cases.add(LI_MEI, at=on(6, 9))
    cases.add(LI, LOAN, CARD, at=on(6, 9))
    cases.add(AGAIN.changed(zones=zones), SHOP, DUE_LATER, at=on(6, 9))
    for debt in ("loan", "card", "shop"):
        cases.open(debt, at=on(6, 9))
    cases.open("lamp", verb="watch", at=on(6, 9))
    for name in cases.cases():
        cases.record(name, events.DebtConfirmed(), by=LENA, at=on(6, 9))
        cases.record(name, events.Moved(verb="open_negotiation"), by=LENA, at=on(6, 9))
    return cases


def questions(cases: Caseload) -> list[Question]:
    """Every contact with somebody who owes the debt, at each of their contact points."""
    found = []
    for name in cases.cases():
        for obligor in cases.case(name).debt.obligors:
            for point in cases.dossier(obligor.person).person.contact_points:
                found += [Question(name, obligor.person, point.id, point.channel, by) for by in ASKERS]
    return found


# --- what happened lately ----------------------------------------------------------------------------------------------------


HOLD_KINDS = [kind for kind in HoldKind if kind is not HoldKind.EMPLOYER_PROHIBITS]  # which names contact points


@st.composite
def holds(draw: st.DrawFn, name: str, persons: tuple[str, ...]) -> Hold:
    """A hold of any kind, on the debt or on one of these persons, over some contacts or all."""
    kind, points = draw(st.sampled_from(HOLD_KINDS)), draw(st.lists(st.sampled_from(["mobile", "text"]), max_size=1))
    channels = draw(st.frozensets(st.sampled_from(Channel), max_size=1))
    spans = draw(st.lists(st.builds(Hours, st.integers(0, 1439), st.integers(0, 1440)), max_size=1))
    person = draw(st.sampled_from(persons if points else (None, *persons)))
    lasts = draw(st.none() | st.integers(24, 120))
    return Hold(
        id=name,
        kind=kind,
        weekdays=draw(st.frozensets(st.integers(0, 6), max_size=3)),
        person=person,
        channels=channels | ({Channel.SMS} if kind is HoldKind.CHANNEL_OPT_OUT else frozenset()),
        contact_points=tuple(points),
        hours=tuple(spans) or ((Hours(720, 840),) if kind is HoldKind.INCONVENIENT_TIME_OR_PLACE else ()),
        from_at=on(19, 11),
        until_at=None if lasts is None else on(19, 11) + timedelta(hours=lasts),
    )


HOLDERS = {"loan": ("li", "li_mei"), "card": ("li",), "shop": ("li_again",), "lamp": ("li_again",)}


KINDS = ("calls", "calls", "messages", "hold", "hold", "announced", "promise")


@st.composite
def latelys(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> list[tuple[str, events.Event | None]]:
    """What happened on the 19th on some of the debts: (debt, event), or (debt, None) for money that was announced."""
    rows: list[tuple[str, events.Event | None]] = []
    for number in range(draw(st.integers(0, 4))):
        debt = draw(st.sampled_from(list(HOLDERS)))
        who = HOLDERS[debt][0]
        what = draw(st.sampled_from(kinds))
        times = draw(st.sampled_from([1, 3, 7]))
        if what == "calls":
            rows += [(debt, _called(who, minute)) for minute in range(times)]
        elif what == "messages":
            rows += [(debt, _wrote(who, minute)) for minute in range(times)]
        elif what == "hold":
            rows.append((debt, events.HoldPlaced(hold=draw(holds(f"h{number}", HOLDERS[debt])))))
        elif what == "promise":
            made = {"amount": cny("1.00"), "made_at": on(19), "made_on": date(2026, 1, 19)}
            rows.append((debt, events.PromiseNoted(promise=Promise.model_validate(made | {"due_on": "2026-01-21"}))))
        else:
            rows.append((debt, None))
    return rows


def _called(who: str, minute: int) -> events.Event:
    at = on(19, 9, minute)
    return events.CallEnded(person=who, contact_point="mobile", result=CallResult.NO_ANSWER, occurred_at=at)


def _wrote(who: str, minute: int) -> events.Event:
    at = on(19, 9, minute)
    return events.MessageEnded(person=who, contact_point="text", result=MessageResult.SENT, occurred_at=at)


def happen(cases: Caseload, lately: list[tuple[str, events.Event | None]]) -> None:
    for number, (debt, event) in enumerate(lately):
        if event is not None:
            cases.record(debt, event, by=LENA, at=TOLD)
            continue
        cases.record_payment(
            person=HOLDERS[debt][0],
            external_id=f"a{number}",
            money=cny("5.00"),
            received_on=date(2026, 1, 18),
            cleared=False,
            at=TOLD,
        )


# --- one thing more ----------------------------------------------------------------------------------------------------------


def hold_more(cases: Caseload, data: st.DataObject) -> None:
    debt = data.draw(st.sampled_from(list(HOLDERS)))
    event = events.HoldPlaced(hold=data.draw(holds("added", HOLDERS[debt])))
    cases.record(debt, event, by=LENA, at=on(19, 12))


def debt_more(cases: Caseload, data: st.DataObject) -> None:
    cases.add(LI, MORE, at=on(19, 12))
    if data.draw(st.booleans()):
        cases.open("more", at=on(19, 12))
        if data.draw(st.booleans()):
            cases.submit("more", actions.PlaceCall(person="li", contact_point="mobile"), by=LENA, at=on(19, 12))


def see(
    lately: list[tuple[str, events.Event | None]],
    data: st.DataObject,
    at: list[datetime],
    add: Callable[[Caseload, st.DataObject], None],
) -> None:
    cases = office(("Asia/Shanghai",))
    happen(cases, lately)
    denied = [(question, when) for question in questions(cases) for when in at if not question.answered(cases, when)]
    add(cases, data)
    for question, when in denied:
        assert not question.answered(cases, when), f"{question} at {when} was denied before"


@examples(80)
@given(latelys(("hold",)), moments, st.data())
def test_a_hold_more_permits_no_contact(
    lately: list[tuple[str, events.Event | None]], at: list[datetime], data: st.DataObject
) -> None:
    see(lately, data, at, hold_more)


@examples(50)
@given(latelys(), moments, st.data())
def test_a_debt_more_of_the_same_person_permits_no_contact(
    lately: list[tuple[str, events.Event | None]], at: list[datetime], data: st.DataObject
) -> None:
    see(lately, data, at, debt_more)


# --- two files united --------------------------------------------------------------------------------------------------------

PAIRS = (("li", "li_again"), ("li_again", "li"), ("li", "li_mei"))


@examples(100)
@given(latelys(), moments, ZONES, st.sampled_from(PAIRS))
def test_uniting_two_files_permits_no_contact_and_no_referral(
    lately: list[tuple[str, events.Event | None]],
    at: list[datetime],
    zones: tuple[str, ...],
    pair: tuple[str, str],
) -> None:
    cases = office(zones)
    happen(cases, lately)
    denied = [(q, when) for q in questions(cases) for when in at if not q.answered(cases, when)]
    stuck = [(name, when) for name in cases.cases() for when in at if not referred(cases, name, when)]
    kept, duplicate = pair
    persons = cases.vault.person(kept), cases.vault.person(duplicate)
    assert persons[0] is not None and persons[1] is not None
    renamed = dict(united(*persons)[1])  # type: ignore[arg-type]  # both were just seen to be there
    cases.merge_persons(kept, duplicate, because="same passport", by=VOSS, at=on(19, 13))
    for question, when in denied:
        now = question
        if question.person == duplicate:
            now = question._replace(person=kept, point=renamed.get(question.point, question.point))
        assert not now.answered(cases, when), f"{question} at {when} was denied before"
    for name, when in stuck:
        assert not referred(cases, name, when), f"{name} could not be referred at {when}"
    theirs = cases.dossier(kept)
    if theirs.pending:
        assert not any(referred(cases, name, when) for _, name in theirs.cases for when in at), (
            "any of them may be paid"
        )
    cases.verify()


def referred(cases: Caseload, name: str, at: datetime) -> bool:
    try:
        return cases.explain(name, actions.Move(verb="request_referral"), by=LENA, at=at).permitted
    except DebtflowError:
        return False


def test_there_is_something_to_be_denied_and_something_to_be_permitted() -> None:
    cases = office(("Asia/Shanghai",))
    done(cases.submit("loan", actions.PlaceCall(person="li", contact_point="mobile"), by=LENA, at=on(20)))
    assert {q.answered(cases, on(20, 11)) for q in questions(cases)} == {True, False}
