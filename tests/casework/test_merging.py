"""Two files of one person are united: nothing is lost, nobody gains a permission, the log of both stays whole."""

from __future__ import annotations

from datetime import date

import pytest
from tests.casework.office import CARD, LENA, LI, VOSS, call, cny, done, on

from debtflow import (
    Borrower,
    CallResult,
    Caseload,
    Channel,
    ContactPoint,
    Debt,
    Hold,
    HoldKind,
    Obligor,
    Refused,
    Relation,
    actions,
    events,
)
from debtflow.casework.merging import united
from debtflow.errors import ConflictError, NotFoundError

AGAIN = Borrower(
    id="li_again",
    name="Li",
    zones=("Asia/Tokyo",),
    contact_points=(
        ContactPoint(id="mobile", channel=Channel.PHONE, value="+86 10 5555 0000"),
        ContactPoint(id="same", channel=LI.contact_points[0].channel, value=LI.contact_points[0].value),
    ),
)
SHOP = CARD.changed(id="shop", obligors=(Obligor(person="li_again"),))
BOTH = CARD.changed(id="both", obligors=(Obligor(person="li"), Obligor(person="li_again", relation=Relation.GUARANTOR)))


@pytest.fixture
def twice(cases: Caseload) -> Caseload:
    """Mr Li on file twice: his loan and card under one id, a shop debt under another."""
    cases.add(AGAIN, SHOP, at=on(6))
    cases.add(LI, BOTH, at=on(6))
    for debt in ("shop", "both"):
        cases.open(debt, at=on(6))
        done(cases.submit(debt, actions.ConfirmDebt(), by=LENA, at=on(6)))
    return cases


def unite(cases: Caseload) -> None:
    cases.merge_persons("li", "li_again", because="same passport", by=VOSS, at=on(8))


def test_debts_and_cases_name_the_person_by_the_id_that_is_kept(twice: Caseload) -> None:
    unite(twice)
    dossier = twice.dossier("li")
    assert set(dossier.debts) == {"loan", "card", "both", "shop"}
    assert dict(dossier.cases)["shop"] == "shop"
    assert twice.case("shop").debt.borrower == "li"
    assert twice.case("both").debt.obligors == (Obligor(person="li"),)
    assert twice.dossier("li_again").merged_into == "li"
    twice.verify()


def test_calls_under_both_ids_count_together(twice: Caseload) -> None:
    for debt, person in [("loan", "li"), ("shop", "li_again")]:
        permit = done(twice.submit(debt, call(person), by=LENA, at=on(6))).permit
        assert permit is not None
        twice.record(debt, events.CallEnded(attempt=permit.attempt, result=CallResult.NO_ANSWER), at=on(6))
    unite(twice)
    dossier = twice.dossier("li")
    assert dossier.calls.since(0) == 2
    assert dossier.kept.tries == 2


def test_an_open_attempt_is_reported_under_the_id_that_is_kept(twice: Caseload) -> None:
    permit = done(twice.submit("shop", call("li_again"), by=LENA, at=on(8, 9))).permit
    assert permit is not None
    unite(twice)
    assert [attempt.person for attempt in twice.dossier("li").attempts] == ["li"]
    twice.record("shop", events.CallEnded(attempt=permit.attempt, result=CallResult.TALKED), at=on(8, 11))
    assert twice.dossier("li").attempts == ()
    assert twice.dossier("li").talks.since(0) == 1
    assert twice.case("shop").attempts == ()


def test_a_hold_on_either_file_is_a_hold_on_the_person(twice: Caseload) -> None:
    for person, debt in (("li", "loan"), ("li_again", "shop")):
        hold = Hold(
            id="h", kind=HoldKind.VULNERABLE if person == "li" else HoldKind.CEASE_CONTACT, person=person, from_at=on(6)
        )
        done(twice.submit(debt, actions.PlaceHold(hold=hold), by=LENA, at=on(6)))
    done(twice.submit("loan", call(), by=LENA, at=on(7)))
    unite(twice)
    assert {hold.id: hold.person for hold in twice.dossier("li").holds} == {"h": "li", "h.li_again": "li"}
    assert isinstance(twice.submit("loan", call(), by=LENA, at=on(8, 11)), Refused)


def test_a_hold_on_a_contact_point_follows_it_to_its_new_id(twice: Caseload) -> None:
    """The number that he asked not to be called at keeps its hold, and his other number gets none."""
    place = Hold(
        id="work",
        kind=HoldKind.INCONVENIENT_TIME_OR_PLACE,
        person="li_again",
        contact_points=("mobile",),
        from_at=on(6),
    )
    done(twice.submit("shop", actions.PlaceHold(hold=place), by=LENA, at=on(6)))
    unite(twice)
    refused = twice.submit("shop", call("li", "mobile.li_again"), by=LENA, at=on(8, 11))
    assert refused.decision.rules == ("generic.hold.contact",)
    done(twice.submit("shop", call("li", "mobile"), by=LENA, at=on(8, 11)))


def test_money_announced_under_either_id_may_go_to_the_debts_of_both(twice: Caseload) -> None:
    day = date(2026, 1, 7)
    for person, key, amount in (("li_again", "b1", cny("600.00")), ("li", "b2", cny("5.00"))):
        twice.record_payment(person=person, external_id=key, money=amount, received_on=day, cleared=False, at=on(7, 12))
    assert [hold.id for hold in twice.case("loan").holds] == ["pending/b2"]
    unite(twice)
    for case in twice.cases():
        assert {hold.id for hold in twice.case(case).holds} == {"pending/b1", "pending/b2"}
        assert len(twice.case(case).holds) == 2, "a debt that both owe waits for each payment once"
    twice.clear_payment(person="li", external_id="b1", at=on(9))
    twice.bounce_payment(person="li_again", external_id="b2", at=on(9))
    assert [twice.case(case).holds for case in twice.cases()] == [()] * 4
    twice.verify()


def test_what_was_told_of_a_payment_under_the_other_id_is_told_again_once(twice: Caseload) -> None:
    day = date(2026, 1, 7)

    def told(person: str, key: str, **more: bool) -> bool:
        return twice.record_payment(
            person=person, external_id=key, money=cny("5.00"), received_on=day, at=on(9), **more
        ).repeated

    told("li_again", "b1", cleared=False), told("li_again", "b2", cleared=False), told("li_again", "b3")
    twice.bounce_payment(person="li_again", external_id="b2", at=on(9))
    twice.reverse_payment(person="li_again", external_id="b3", at=on(9))
    twice.merge_persons("li", "li_again", because="same passport", by=VOSS, at=on(9))
    before = twice.store.feed()
    for person in ("li", "li_again"):
        assert told(person, "b1", cleared=False) and told(person, "b3")
        assert twice.bounce_payment(person=person, external_id="b2", at=on(10)).repeated
        assert twice.reverse_payment(person=person, external_id="b3", at=on(10)).repeated
    assert twice.store.feed() == before
    assert not twice.clear_payment(person="li_again", external_id="b1", at=on(10)).repeated
    assert told("li", "b1") and told("li_again", "b1")
    with pytest.raises(ConflictError, match="used before for another payment"):
        told("li_mei", "b1")
    twice.verify()


def test_money_held_pays_the_debts_of_the_other_file_and_later_money_finds_them(twice: Caseload) -> None:
    day = date(2026, 1, 7)
    twice.record_payment(person="li_again", external_id="b1", money=cny("180.00"), received_on=day, at=on(7))
    assert twice.dossier("li_again").held("CNY") == cny("20.00")
    unite(twice)
    assert twice.dossier("li").held("CNY") == twice.dossier("li_again").held("CNY") == cny("0.00")
    assert twice.case("loan").ledger.closing.credited == 20_00
    twice.record_payment(
        person="li_again", external_id="b2", money=cny("30.00"), received_on=date(2026, 1, 8), at=on(8, 11)
    )
    assert twice.case("loan").ledger.closing.credited == 50_00
    assert twice.record_payment(
        person="li_again", external_id="b1", money=cny("180.00"), received_on=day, at=on(8, 12)
    ).repeated


def test_what_is_called_the_same_is_told_apart_and_what_is_the_same_is_one() -> None:
    person, renamed = united(LI, AGAIN)
    ids = [point.id for point in person.contact_points]
    assert ids == [*(point.id for point in LI.contact_points), "mobile.li_again"]
    assert dict(renamed) == {"mobile": "mobile.li_again", "same": LI.contact_points[0].id}
    assert person.zones == (*LI.zones, "Asia/Tokyo")


def test_the_other_id_is_refused_with_the_one_to_use(twice: Caseload) -> None:
    unite(twice)
    with pytest.raises(NotFoundError, match="li_again is on file as li: name the person by that id"):
        twice.submit("loan", call("li_again"), by=LENA, at=on(9))
    with pytest.raises(ConflictError, match="li_again is on file as li: the two files were united"):
        twice.add(AGAIN, at=on(9))
    with pytest.raises(ConflictError, match="li_again is on file as li already"):
        unite(twice)
    with pytest.raises(ConflictError, match="li cannot be united with itself"):
        twice.merge_persons("li", "li", because="", at=on(9))
    with pytest.raises(NotFoundError, match="no person 'nobody' is in the vault"):
        twice.merge_persons("li", "nobody", because="", at=on(9))


def test_a_new_debt_under_the_kept_id_goes_on_as_usual(twice: Caseload) -> None:
    unite(twice)
    debt: Debt = CARD.changed(id="new")
    twice.add(twice.vault.person("li") or LI, debt, at=on(9))
    assert twice.open("new", at=on(9)).debt.borrower == "li"
