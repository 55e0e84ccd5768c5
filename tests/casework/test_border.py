"""The border: whatever is handed in wrongly is refused in words, names what was expected, and leaves nothing written."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from tests.casework.office import (
    BOOK,
    CARD,
    HARBOUR,
    LENA,
    LI,
    LOAN,
    SHANGHAI,
    VOSS,
    call,
    cny,
    done,
    move,
    on,
    to_negotiation,
)

from debtflow import (
    Actor,
    Caseload,
    Debt,
    DebtflowError,
    Done,
    Hold,
    HoldKind,
    Obligor,
    Pending,
    Refused,
    RiskSignal,
    Role,
    actions,
    equal_instalments,
    events,
)
from debtflow.casework import border
from debtflow.casework.plans import gentle
from debtflow.errors import BookError, DateError, MoneyError, NotFoundError, NotPossibleError, WorkflowError
from debtflow.records.terms import Terms
from debtflow.reports.drawing import timeline_svg
from debtflow.reports.portfolio import portfolio_of
from debtflow.reports.standing import standing_of
from debtflow.reports.timeline import timeline

DISPUTE = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(7, 9), until_at=on(20, 9))
NAIVE = datetime(2026, 1, 9, 9)  # noqa: DTZ001
NO_ANSWER = events.CallEnded(person="li", contact_point="mobile", result="no_answer")

Wrong = tuple[str, Callable[[Any], object], type[Exception], str]


def paid(**given: Any) -> Callable[[Any], object]:
    usual: dict[str, Any] = {"person": "li", "external_id": "b1", "money": cny("5.00"), "received_on": date(2026, 1, 6)}
    return lambda c: c.record_payment(**{**usual, "at": on(7), **given})


BY = r'by is an actor, e\.g\. Actor\(id="lena"\); found \'lena\' \(str\)'

WRONG: list[Wrong] = [
    # Who does it.
    ("add, by", lambda c: c.add(LI, by="lena", at=on(7)), NotPossibleError, BY),
    ("open, by", lambda c: c.open("loan", by="lena", at=on(7)), NotPossibleError, BY),
    ("register, by", lambda c: c.register(HARBOUR, by="lena", at=on(7)), NotPossibleError, BY),
    ("submit, by", lambda c: c.submit("loan", call(), by="lena", at=on(7)), NotPossibleError, BY),
    ("submit, by None", lambda c: c.submit("loan", call(), by=None, at=on(7)), NotPossibleError, "found None"),
    ("approve, by", lambda c: c.approve("loan/r1", by="lena", at=on(7)), NotPossibleError, BY),
    ("explain, by", lambda c: c.explain("loan", call(), by="lena", at=on(7)), NotPossibleError, BY),
    ("record, by", lambda c: c.record("loan", NO_ANSWER, by="lena", at=on(7)), NotPossibleError, BY),
    ("pay, by", paid(by="lena"), NotPossibleError, BY),
    ("clear, by", lambda c: c.clear_payment(person="li", external_id="b", by="lena"), NotPossibleError, BY),
    ("bounce, by", lambda c: c.bounce_payment(person="li", external_id="b", by="lena"), NotPossibleError, BY),
    ("reverse, by", lambda c: c.reverse_payment(person="li", external_id="b", by="lena"), NotPossibleError, BY),
    ("merge, by", lambda c: c.merge_persons("li", "li_mei", because="x", by="lena"), NotPossibleError, BY),
    # What is handed in.
    ("add a dict", lambda c: c.add({}, at=on(7)), DebtflowError, r"borrower is a person, e\.g\. Borrower.*found \{\}"),
    ("add two", lambda c: c.add(LI, LI, at=on(7)), DebtflowError, r"debt is a debt, e\.g\. Debt\(id"),
    ("register", lambda c: c.register("x", at=on(7)), DebtflowError, "entered is an agency or a collector"),
    ("submit an event", lambda c: c.submit("loan", NO_ANSWER, by=LENA), NotPossibleError, r"told with cases\.record"),
    ("explain", lambda c: c.explain("loan", 5, by=LENA), NotPossibleError, r"action is an action.*found 5 \(int\)"),
    ("record", lambda c: c.record("loan", "x"), NotPossibleError, r"event is an event, e\.g\. events\.CallEnded"),
    ("record an action", lambda c: c.record("loan", call()), NotPossibleError, r"asked for with cases\.submit"),
    ("submit, key", lambda c: c.submit("loan", call(), by=LENA, key=5), DebtflowError, "key is text.*found 5"),
    ("record, key", lambda c: c.record("loan", NO_ANSWER, key=None), DebtflowError, "key is text.*found None"),
    ("approve", lambda c: c.approve(None, by=VOSS), DebtflowError, "request_id is text.*found None"),
    (
        "approve garbage",
        lambda c: c.approve("garbage", by=VOSS),
        NotFoundError,
        "no request 'garbage': the id of one is",
    ),
    (
        "decision of",
        lambda c: c.decision_of(None),
        NotPossibleError,
        r"entry is an entry of the log, e\.g\. cases\.hist",
    ),
    ("sweep", lambda c: c.sweep(None, at=on(7)), NotPossibleError, r"plan is a collection plan, e\.g\. plans\.gentle"),
    (
        "sweep one",
        lambda c: c.sweep(gentle(), cases="loan"),
        DebtflowError,
        r'cases is a list, e\.g\. cases=\["card-7"\]',
    ),
    (
        "signals",
        lambda c: c.open("loan", signals=("x",)),
        DebtflowError,
        "signals: 'x' is no RiskSignal; known are: paid",
    ),
    (
        "one signal",
        lambda c: c.open("loan", signals="said_so"),
        DebtflowError,
        r"signals=\[RiskSignal\.PAID_LATE_BEFORE",
    ),
    ("merge", lambda c: c.merge_persons("li", None, because="x"), DebtflowError, "duplicate is text"),
    ("merge, why", lambda c: c.merge_persons("li", "li_mei", because=5), DebtflowError, "because is text"),
    # Payments.
    ("money", paid(money=5.0), MoneyError, r'money is Money, e\.g\. Money\("60\.00", "CNY"\); found 5\.0 \(float\)'),
    ("money below", paid(money=cny("-5.00")), MoneyError, "an amount above zero, found"),
    ("cleared", paid(cleared="no"), DebtflowError, "cleared is True or False; found 'no'"),
    ("direction", paid(direction=5), DebtflowError, r'direction is a list, e\.g\. direction=\["card-7"\]; found 5'),
    ("bare direction", paid(direction="card"), DebtflowError, r"direction is a list.*found 'card' \(str\)"),
    ("no direction", paid(direction=[None]), DebtflowError, "each of direction is an id of 1 to 120 characters"),
    ("day", paid(received_on="today"), DateError, "received_on is a day"),
    (
        "reverse, why",
        lambda c: c.reverse_payment(person="li", external_id="b", because=5),
        DebtflowError,
        "because is te",
    ),
    # Functions beside the caseload.
    ("instalments", lambda _: equal_instalments(5.0, [date(2026, 2, 1)]), MoneyError, "amount is Money"),  # type: ignore[arg-type]
    ("instalment days", lambda _: equal_instalments(cny("5.00"), ["May"]), DateError, "due_on is a list of days"),  # type: ignore[list-item]
    ("svg", lambda _: timeline_svg(None, "loan"), NotPossibleError, "caseload is a caseload"),  # type: ignore[arg-type]
    ("timeline", lambda _: timeline(None, "loan"), NotPossibleError, "caseload is a caseload"),  # type: ignore[arg-type]
    ("standing", lambda _: standing_of(None, "loan", on(7)), NotPossibleError, "found None"),  # type: ignore[arg-type]
    ("portfolio", lambda _: portfolio_of("x"), NotPossibleError, "found 'x'"),  # type: ignore[arg-type]
    ("portfolio of one", lambda c: portfolio_of(c, "loan"), DebtflowError, "case_ids is a list"),
]


@pytest.mark.parametrize(("wrong", "error", "says"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_handed_in_wrongly_is_refused_in_words(
    cases: Caseload, wrong: Callable[[Any], object], error: type[Exception], says: str
) -> None:
    before = cases.store.feed()
    with pytest.raises(error, match=says) as refused:
        wrong(cases)
    assert isinstance(refused.value, DebtflowError)
    assert cases.store.feed() == before
    cases.verify()


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (
            {"rulebook": None},
            BookError,
            r'rulebook is a rulebook, e\.g\. catalogue\.joined\("china", "generic"\); found No',
        ),
        ({"rulebook": "china"}, BookError, r"found 'china' \(str\)"),
        ({"rulebook": BOOK, "workflow": "x"}, WorkflowError, r"workflow is a workflow, e\.g\. STANDARD"),
        ({"rulebook": BOOK, "url": 5}, DebtflowError, r"url is text, e\.g\. "),
    ],
)
def test_a_caseload_that_cannot_be_opened_leaves_no_file(
    tmp_path: Path, given: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        Caseload.open_at(**{"url": f"sqlite:///{tmp_path}/new.db", **given})
    assert list(tmp_path.iterdir()) == []


def test_what_is_handed_in_rightly_is_taken_also_by_generators_and_names(cases: Caseload) -> None:
    recorded = cases.record_payment(
        person="li",
        external_id="b1",
        money=cny("5.00"),
        received_on=date(2026, 1, 6),
        direction=(debt for debt in ["card"]),
        at=on(7),
    )
    assert recorded.applied == (("card", cny("5.00")),)
    assert border.codes_in(iter(["said so", RiskSignal.INCOME_LOST]), RiskSignal, "signals") == (
        RiskSignal.SAID_SO,
        RiskSignal.INCOME_LOST,
    )


# ---- records that were changed unchecked --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (
            "attributes",
            {"LIMIT": 5},
            r"Debt\.attributes: Input should be a valid tuple, found \{'LIMIT': 5\}|Debt\.attrib",
        ),
        ("product", 5, r"Debt\.product: Input should be a valid string, found 5 \(int\)"),
        ("as_of", "garbage", r"Debt\.as_of: .*found 'garbage'"),
        ("obligors", (), r"Debt\.obligors: "),
        ("terms", Terms().changed(caps=5), r"Debt\.terms\.caps: .*found 5 \(int\)"),
        ("obligors", (Obligor(person="li").changed(person=""),), r"Debt\.obligors\.0\.person: .*found ''"),
    ],
)
def test_a_debt_that_was_changed_unchecked_is_checked_when_it_comes_in(
    empty: Caseload, field: str, value: Any, says: str
) -> None:
    empty.add(LI, at=on(6))
    before = empty.store.feed()
    with pytest.raises(DebtflowError, match=says) as refused:
        empty.add(LI, CARD.changed(**{field: value}), at=on(6))
    assert "record.but(field=...)" in str(refused.value)
    assert empty.store.feed() == before
    empty.add(LI, CARD, at=on(6))
    empty.verify()


def test_values_that_a_new_record_would_read_are_read(empty: Caseload) -> None:
    empty.add(LI, CARD.changed(as_of="2026-01-05"), at=on(6))
    empty.add(LI, CARD, at=on(6))
    empty.verify()


def test_every_kind_of_record_is_checked_with_the_records_in_it(cases: Caseload) -> None:
    before = cases.store.feed()
    with pytest.raises(DebtflowError, match=r"Borrower\.contact_points\.0\.channel: "):
        cases.add(LI.changed(contact_points=(LI.contact_points[0].changed(channel="pigeon"),)), at=on(7))
    with pytest.raises(DebtflowError, match=r"Agency\.licences\.0\.valid_to: "):
        cases.register(HARBOUR.changed(licences=(HARBOUR.licences[0].changed(valid_to="never"),)), at=on(7))
    with pytest.raises(DebtflowError, match=r"PlaceCall\.person: .*found 5"):
        cases.submit("loan", call().changed(person=5), by=LENA, at=on(7))
    with pytest.raises(DebtflowError, match=r"CallEnded\.result: "):
        cases.record("loan", NO_ANSWER.changed(result="shrug"), at=on(7))
    with pytest.raises(DebtflowError, match=r"Actor\.role: 'chief'|Actor\.role: "):
        cases.submit("loan", call(), by=LENA.changed(role="chief"), at=on(7))
    assert cases.store.feed() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("person", None),
        ("contact_point", 5),
        ("about", ["loan"]),
        ("about", ("loan", 5)),
        ("about", "loan"),
        ("do", "visit"),
    ],
)
def test_a_call_is_told_in_texts(cases: Caseload, field: str, value: Any) -> None:
    wrong = call().changed(**{field: value})
    if value == ["loan"]:
        # A list is read as a tuple, as in a new record.
        assert border.seen("action", wrong) == call().but(about=("loan",))
        return
    with pytest.raises(DebtflowError, match=rf"PlaceCall\.{field}"):
        cases.submit("loan", wrong, by=LENA, at=on(7))
    assert border.seen("action", call()) == call()
    assert isinstance(cases.submit("loan", call().but(about=("loan",)), by=LENA, at=on(7)), Done)


def test_what_a_call_names_must_be_on_file(cases: Caseload) -> None:
    before = cases.store.feed()
    for wrong in (call().changed(person="a b"), call().changed(contact_point=""), call().changed(about=("a|b",))):
        with pytest.raises(DebtflowError):
            cases.submit("loan", wrong, by=LENA, at=on(7))
    assert cases.store.feed() == before


def test_messages_and_moves_are_checked_as_a_whole(cases: Caseload) -> None:
    text = actions.SendMessage(person="li", contact_point="text")
    with pytest.raises(DebtflowError, match=r"SendMessage\.template: "):
        cases.submit("loan", text.changed(template=" "), by=LENA, at=on(7))
    with pytest.raises(DebtflowError, match=r"Move\.verb: "):
        cases.submit("loan", actions.Move(verb="x").changed(verb=None), by=LENA, at=on(7))


def test_a_record_inside_another_is_checked_when_that_is_built(cases: Caseload) -> None:
    done(cases.submit("loan", actions.PlaceHold(hold=DISPUTE), by=LENA, at=on(7)))
    with pytest.raises(ValidationError, match="has no time zone"):
        actions.AmendHold(hold=DISPUTE.changed(until_at=NAIVE), because="later")
    longer = DISPUTE.but(until_at=on(22, 9))
    done(cases.submit("loan", actions.AmendHold(hold=longer, because="later"), by=LENA, at=on(8)))
    assert [hold.until_at for hold in cases.case("loan").holds] == [on(22, 9)]
    cases.verify()


@pytest.mark.parametrize("action", [actions.PlaceCall, actions.Visit, actions.Waive])
def test_an_action_that_was_made_unchecked_and_lacks_a_field_is_refused(
    cases: Caseload, action: type[actions.Action]
) -> None:
    lacking = action.model_construct(person="li")
    with pytest.raises(DebtflowError, match=rf"{action.__name__}\.\w+: Field required"):
        cases.submit("loan", lacking, by=LENA, at=on(7))
    whole = actions.PlaceCall.model_construct(person="li", contact_point="mobile")
    assert isinstance(cases.submit("loan", whole, by=LENA, at=on(7)), Done | Refused)


EXTREME = [datetime(9999, 12, 31, 22, tzinfo=ZoneInfo("America/New_York")), datetime(1, 1, 1, tzinfo=SHANGHAI)]


@pytest.mark.parametrize("moment", EXTREME, ids=["the last evening", "the first morning"])
def test_a_moment_at_the_end_of_the_calendar_is_refused_wherever_it_is_told(cases: Caseload, moment: datetime) -> None:
    said = rf"{moment.year:04}-.* is outside the years 1900 to 8000"
    asked: list[Callable[[], object]] = [
        lambda: cases.add(LI, at=moment),
        lambda: cases.register(HARBOUR, at=moment),
        lambda: cases.open("card", at=moment),
        lambda: cases.submit("loan", call(), by=LENA, at=moment),
        lambda: cases.explain("loan", call(), by=LENA, at=moment),
        lambda: cases.record("loan", NO_ANSWER, at=moment),
        lambda: cases.sweep(gentle(), at=moment),
        lambda: cases.duties(at=moment),
        lambda: cases.follow_up("loan", at=moment),
        lambda: cases.case("loan", known_at=moment),
        lambda: paid(at=moment)(cases),
    ]
    for ask in asked:
        with pytest.raises(DateError, match=said):
            ask()
    with pytest.raises(ValidationError, match=said):
        events.CallEnded(person="li", contact_point="mobile", result="no_answer", occurred_at=moment)
    assert cases.duties(at=datetime(7999, 1, 1, tzinfo=UTC)) is not None


def test_an_actor_is_known_again_and_another_with_the_same_values_is_the_same(cases: Caseload) -> None:
    sofia = Actor(id="sofia")
    assert border.seen("by", sofia) is sofia
    assert border.seen("by", sofia) is sofia
    assert border.seen("by", LENA.changed(id="sofia")) == sofia
    assert border.seen("by", sofia.changed(role="agency", party="harbour")).role is Role.AGENCY
    with pytest.raises(DebtflowError, match=r"Actor: .*actor sofia: party is 'creditor' and role agency"):
        border.seen("by", sofia.changed(role="agency"))


def test_actors_are_remembered_only_so_long_as_there_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(border, "_KNOWN_MAX", 2)
    people = [Actor(id=f"a{number}") for number in range(5)]
    assert [border.seen("by", actor) for actor in people] == people
    assert len(border._known) <= 2


def test_but_changes_as_a_new_record_would_be_built() -> None:
    other = CARD.but(id="loan-3", obligors=(Obligor(person="li_mei"),))
    assert other == Debt(id="loan-3", obligors=(Obligor(person="li_mei"),), owed=CARD.owed, as_of=CARD.as_of)
    assert CARD.but() == CARD
    assert copy.copy(CARD) == CARD
    with pytest.raises(ValidationError, match="product"):
        CARD.but(product=5)
    with pytest.raises(ValidationError, match="ammount"):
        CARD.but(ammount=5)
    with pytest.raises(ValidationError, match="more than the"):
        LOAN.but(owed=CARD.owed)


# ---- moments ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [on(6, 8, 59), datetime(1990, 1, 1, tzinfo=UTC)])
def test_a_case_is_worked_at_no_moment_before_it_was_opened(cases: Caseload, at: datetime) -> None:
    before = cases.store.feed()
    both = rf"case loan was opened at 2026-01-06 01:00:00 UTC and cannot be worked at {at.year}.* UTC"
    with pytest.raises(NotPossibleError, match=both):
        cases.explain("loan", call(), by=LENA, at=at)
    with pytest.raises(NotPossibleError, match=both):
        cases.submit("loan", call(), by=LENA, at=at)
    with pytest.raises(NotPossibleError, match=both):
        cases.record("loan", NO_ANSWER, at=at)
    with pytest.raises(NotPossibleError, match=both):
        cases.follow_up("loan", at=at)
    assert cases.sweep(gentle(), at=at).visited == 0
    assert cases.store.feed() == before


def test_a_case_is_worked_from_the_moment_at_which_it_was_opened(empty: Caseload) -> None:
    empty.add(LI, CARD, at=on(6, 9))
    empty.open("card", at=on(6, 9))
    assert cases_follow(empty) == ()
    assert isinstance(empty.submit("card", actions.ConfirmDebt(), by=LENA, at=on(6, 9)), Done)
    early = NO_ANSWER.but(occurred_at=on(5, 12))
    assert empty.record("card", early, at=on(6, 9)).case is not None
    assert empty.case("card").is_open


def cases_follow(cases: Caseload) -> tuple[Any, ...]:
    return cases.follow_up("card", at=on(6, 9)).entries


def test_money_told_for_a_moment_before_the_case_was_opened_ends_nothing(cases: Caseload) -> None:
    cases.record_payment(person="li", external_id="old", money=cny("1.00"), received_on=date(2026, 1, 5), at=on(5, 12))
    assert (cases.case("loan").is_open, cases.case("card").is_open) == (True, True)


# ---- promises -----------------------------------------------------------------------------------------------------


def test_nobody_promises_more_than_will_be_owed(cases: Caseload) -> None:
    to_negotiation(cases)
    with pytest.raises(
        DebtflowError, match=r"a promise of 519\.51 CNY is more than the 519\.50 CNY that will be owed on"
    ):
        cases.submit("loan", actions.TakePromise(amount=cny("519.51"), due_on=date(2026, 1, 9)), by=LENA, at=on(7))
    done(cases.submit("loan", actions.TakePromise(amount=cny("519.50"), due_on=date(2026, 1, 9)), by=LENA, at=on(7)))
    with pytest.raises(NotPossibleError, match=r"ReplacePromise.*WithdrawPromise") as refused:
        cases.submit("loan", actions.TakePromise(amount=cny("5.00"), due_on=date(2026, 1, 9)), by=LENA, at=on(7, 11))
    assert "keep_promise" not in str(refused.value)
    with pytest.raises(NotPossibleError) as refused:
        cases.submit("loan", move("request_referral"), by=LENA, at=on(7, 11))
    assert "break_promise" not in str(refused.value)


def test_an_approval_is_given_by_an_actor(cases: Caseload) -> None:
    asked = cases.submit("loan", actions.Close(outcome="uneconomic", because="small"), by=LENA, at=on(7))
    assert isinstance(asked, Pending)
    assert isinstance(cases.approve(asked.request.id, by=VOSS, at=on(7, 11)), Done)
