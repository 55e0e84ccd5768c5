"""Two files of one person are united: nothing is lost, nobody gains a permission, the log of both stays whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.casework.office import (
    BOOK,
    CARD,
    LENA,
    LI,
    LI_MEI,
    LOAN,
    VOSS,
    call,
    cny,
    counted_in,
    done,
    interrupting,
    new_caseload,
    on,
)

from debtflow import (
    Borrower,
    CallResult,
    Caseload,
    Channel,
    ContactPoint,
    Debt,
    Hold,
    HoldKind,
    Money,
    Obligor,
    Refused,
    Relation,
    actions,
    events,
)
from debtflow.casework.merging import united
from debtflow.casework.vault import MemoryVault
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.dossiers import DebtFile
from debtflow.records.contacts import Counted
from debtflow.records.parties import Capacity, StandsFor

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
    assert counted_in(dossier, "call") == 2
    assert dossier.kept.tries == 2


def test_an_open_attempt_is_reported_under_the_id_that_is_kept(twice: Caseload) -> None:
    permit = done(twice.submit("shop", call("li_again"), by=LENA, at=on(8, 9))).permit
    assert permit is not None
    unite(twice)
    assert [attempt.person for attempt in twice.dossier("li").attempts] == ["li"]
    twice.record("shop", events.CallEnded(attempt=permit.attempt, result=CallResult.TALKED), at=on(8, 11))
    assert twice.dossier("li").attempts == ()
    assert counted_in(twice.dossier("li"), "talk") == 1
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


@pytest.mark.parametrize("person", ["li", "li_again"])
def test_money_that_came_under_the_other_id_is_taken_back_from_where_it_went(twice: Caseload, person: str) -> None:
    """It paid two debts and was held; what was held then pays a debt of the united file."""
    day = date(2026, 1, 7)
    twice.record_payment(person="li_again", external_id="b1", money=cny("180.00"), received_on=day, at=on(7))
    unite(twice)
    assert twice.ledger("loan").closing.credited == 20_00
    assert twice.dossier("li").unapplied == ()
    twice.reverse_payment(person=person, external_id="b1", because="stolen card", at=on(10))
    assert {case: twice.ledger(case).closing.credited for case in twice.cases()} == dict.fromkeys(twice.cases(), 0)
    assert twice.dossier("li").unapplied == ()
    twice.verify()


def test_who_was_on_file_three_times_is_found_by_every_id(twice: Caseload) -> None:
    third = Borrower(id="li_third", name="Li", zones=("Asia/Shanghai",))
    twice.add(third, CARD.changed(id="kiosk", obligors=(Obligor(person="li_third"),)), at=on(6))
    twice.open("kiosk", at=on(6))
    paid = {"money": cny("30.00"), "received_on": date(2026, 1, 7), "direction": ("kiosk",)}
    twice.record_payment(person="li_third", external_id="b1", at=on(7), **paid)
    twice.merge_persons("li_again", "li_third", because="same passport", by=VOSS, at=on(8))
    twice.merge_persons("li", "li_again", because="same passport", by=VOSS, at=on(9))
    for person in ("li", "li_again", "li_third"):
        assert twice.record_payment(person=person, external_id="b1", at=on(10), **paid).repeated
        key = f"of_{person}"
        assert not twice.record_payment(
            person=person, external_id=key, at=on(10), **paid | {"money": cny("1.00")}
        ).repeated
    assert twice.ledger("kiosk").closing.credited == 33_00
    assert len(twice.dossier("li").received) == 4, "nothing happens any more in a file that was united with another"
    twice.reverse_payment(person="li", external_id="b1", at=on(11))
    assert twice.ledger("kiosk").closing.credited == 3_00
    twice.verify()


def test_a_file_hands_over_all_it_has(twice: Caseload) -> None:
    """Whatever a file has gone through is in what the other takes in, field by field."""
    for debt, contact in (("shop", call("li_again")), ("both", call("li_again", "same"))):
        done(twice.submit(debt, contact, by=LENA, at=on(6, 12)))
    talked = events.CallEnded(attempt="shop/a1", result=CallResult.TALKED)
    twice.record("shop", talked, by=LENA, at=on(6, 13))
    for channel, result in ((Channel.SMS, events.MessageEnded), (Channel.VISIT, events.CallEnded)):
        said = {"person": "li_again", "contact_point": "unlisted", "channel": channel}
        twice.record("shop", result(**said, result="sent" if channel is Channel.SMS else "no_answer"), at=on(6, 14))
    calm = Hold(id="calm", kind=HoldKind.MORATORIUM, person="li_again", from_at=on(6, 15), until_at=on(7))
    stays = Hold(id="stays", kind=HoldKind.VULNERABLE, person="li_again", from_at=on(6, 15))
    for hold in (calm, stays):
        done(twice.submit("shop", actions.PlaceHold(hold=hold), by=LENA, at=on(6, 15)))
    day = date(2026, 1, 6)
    told = {"person": "li_again", "received_on": day, "at": on(6, 16)}
    twice.record_payment(external_id="b1", money=cny("200.00"), **told)
    twice.record_payment(external_id="b2", money=cny("5.00"), cleared=False, **told)
    twice.follow_up("shop", at=on(7))
    before = twice.dossier("li_again")
    assert before.calmed and before.holds and before.attempts and before.unapplied and before.pending
    unite(twice)
    merged = next(e for e in twice.store.entries("person:li")[-1].events if isinstance(e, events.PersonsMerged))
    taken = merged.absorbed
    same = ("debts", "cases", "received", "pending", "calmed")
    assert {name: getattr(taken, name) for name in same} == {name: getattr(before, name) for name in same}
    assert dict(merged.renamed) == {"mobile": "mobile.li_again", "same": "mobile"}
    assert taken.contacts == before.contacts.renamed(dict(merged.renamed))
    assert {scope.point for scope, _ in taken.contacts.rows} == {"mobile.li_again", "unlisted"}
    counted = (taken.tries, taken.talks_in_all, taken.last_try_on, taken.last_talk_on)
    kept = before.kept
    assert counted == (kept.tries, kept.talks, kept.last_try_on, kept.last_talk_on)
    assert counted == (2, 1, day.toordinal(), day.toordinal())
    assert [hold.id for hold in taken.holds] == ["stays"]
    assert [(attempt.id, attempt.person, attempt.contact_point) for attempt in taken.attempts] == [
        ("both/a1", "li", "mobile")
    ], "the number that both files had goes by the id that is kept"
    left = twice.dossier("li_again")
    assert (left.attempts, left.holds, left.received, left.pending) == ((), (), (), ())
    twice.verify()


def test_who_stood_for_the_duplicate_stands_for_the_one_person(twice: Caseload) -> None:
    point = ContactPoint(id="office", channel=Channel.PHONE, value="+86 10 5555 0101")
    standing = (StandsFor(person="li_again", capacity=Capacity.EXECUTOR),)
    twice.add(Borrower(id="ann", zones=("Asia/Shanghai",), contact_points=(point,), stands_for=standing), at=on(6))
    died = Hold(id="died", kind=HoldKind.DECEASED, person="li_again", from_at=on(6, 14))
    done(twice.submit("shop", actions.PlaceHold(hold=died), by=LENA, at=on(6, 14)))
    asked = call("ann", "office")
    assert "generic.hold.contact" not in twice.explain("shop", asked, by=LENA, at=on(6, 15)).rules
    unite(twice)
    assert twice.dossier("li").formerly == ("li_again",)
    for case in ("shop", "loan"):
        assert "generic.hold.contact" not in twice.explain(case, asked, by=LENA, at=on(8, 15)).rules
        assert "generic.hold.contact" in twice.explain(case, call("li", "mobile"), by=LENA, at=on(8, 15)).rules
    twice.add(Borrower(id="li_first", zones=("Asia/Shanghai",)), at=on(9))
    twice.merge_persons("li_first", "li", because="same passport", by=VOSS, at=on(9))
    assert twice.dossier("li_first").formerly == ("li", "li_again")
    assert "generic.hold.contact" not in twice.explain("loan", asked, by=LENA, at=on(9, 15)).rules


def test_whom_a_refused_file_named_does_not_come_into_the_log_by_a_merger(twice: Caseload) -> None:
    with pytest.raises(NotFoundError, match="no ghost is on file"):
        twice.add(AGAIN.changed(stands_for=(StandsFor(person="ghost", capacity=Capacity.ATTORNEY),)), at=on(6))
    unite(twice)
    assert twice.dossier("li").person.stands_for == ()


def test_an_attempt_that_ran_out_before_the_union_can_be_reported_after_it(twice: Caseload) -> None:
    done(twice.submit("both", call("li_again", "same"), by=LENA, at=on(6, 12)))
    twice.follow_up("both", at=on(7, 13))
    unite(twice)
    dossier = twice.dossier("li")
    assert [(attempt.id, attempt.person, attempt.contact_point) for attempt in dossier.lapsed] == [
        ("both/a1", "li", "mobile")
    ]
    assert (counted_in(dossier, "call"), counted_in(dossier, "talk")) == (1, 1)
    twice.record("both", events.CallEnded(attempt="both/a1", person="li", result=CallResult.BUSY), at=on(9))
    dossier = twice.dossier("li")
    assert dossier.lapsed == ()
    assert [scope for scope, _ in dossier.contacts.rows] == [(Counted.CALL_BUSY, "mobile", "creditor", ("both",), 0)]


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
        twice.merge_persons("li", "li", because="one number", at=on(9))
    with pytest.raises(NotFoundError, match=r"no person 'nobody' is on file; add them with cases\.add"):
        twice.merge_persons("li", "nobody", because="one number", at=on(9))


def test_a_file_whose_personal_data_is_gone_is_handed_in_again_first(twice: Caseload) -> None:
    vault = twice.vault
    twice.vault = MemoryVault(b"k" * 32)
    with pytest.raises(
        NotFoundError, match=r"li is on file, but what is personal of them is no longer in the vault; hand"
    ):
        unite(twice)
    twice.vault = vault
    unite(twice)


@pytest.mark.parametrize("because", ["", "  "])
def test_a_merger_says_why(twice: Caseload, because: str) -> None:
    before = twice.store.feed()
    with pytest.raises(NotPossibleError, match="li and li_again are united for good: say why they are one"):
        twice.merge_persons("li", "li_again", because=because, at=on(9))
    assert twice.store.feed() == before
    twice.merge_persons("li", "li_again", because="one number", at=on(9))


def test_a_name_that_only_the_other_file_has_is_kept() -> None:
    assert united(LI, AGAIN)[0].name == "Li Weiguo"
    assert united(LI.changed(name=""), AGAIN)[0].name == "Li"


def test_a_debts_own_file_names_the_person_by_the_id_that_is_kept(twice: Caseload) -> None:
    unite(twice)
    file = twice.store.load("debt:shop")
    assert file is not None and isinstance(file.state, DebtFile)
    assert file.state.debt.borrower == "li"


def test_a_file_that_changes_while_it_is_united_is_read_again_with_what_is_new(twice: Caseload) -> None:
    def meanwhile() -> None:
        done(twice.submit("shop", call("li_again"), by=LENA, at=on(8, 9)))
        twice.add(AGAIN, SHOP.changed(id="kiosk"), at=on(8, 9))
        twice.open("kiosk", at=on(8, 9))

    interrupting(twice).interruptions.append(meanwhile)
    unite(twice)
    assert [attempt.id for attempt in twice.dossier("li").attempts] == ["shop/a1"]
    assert twice.dossier("li_again").attempts == ()
    assert (twice.case("kiosk").debt.borrower, "kiosk" in twice.dossier("li").debts) == ("li", True)
    twice.verify()


def test_money_announced_in_another_currency_holds_no_debt_of_the_other_file(twice: Caseload) -> None:
    day = date(2026, 1, 7)
    for person, key in (("li_again", "b1"), ("li", "b2")):
        twice.record_payment(
            person=person, external_id=key, money=Money("5.00", "USD"), received_on=day, cleared=False, at=on(7, 12)
        )
    unite(twice)
    assert [twice.case(case).holds for case in twice.cases()] == [()] * 4
    assert [money.external_id for money in twice.dossier("li").pending] == ["b2", "b1"]


def test_a_new_debt_under_the_kept_id_goes_on_as_usual(twice: Caseload) -> None:
    unite(twice)
    debt: Debt = CARD.changed(id="new")
    twice.add(twice.vault.person("li") or LI, debt, at=on(9))
    assert twice.open("new", at=on(9)).debt.borrower == "li"


def test_files_are_united_on_what_another_process_has_recorded_since(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    one = new_caseload(url, BOOK)
    with one, Caseload.open_at(url, BOOK, house_zone="Asia/Shanghai") as other:
        other.vault = one.vault
        one.add(LI_MEI, at=on(6))
        one.add(LI, LOAN, at=on(6))
        one.open("loan", at=on(6))
        # The other process remembers the debt as it was before it was paid, and more than paid.
        assert other.case("loan").ledger.closing.credited == 0
        one.record_payment(
            person="li", external_id="b1", money=cny("519.51"), received_on=date(2026, 1, 6), at=on(6, 12)
        )
        united_file = other.merge_persons("li", "li_mei", because="same passport", by=VOSS, at=on(7))
        assert united_file.held("CNY") == cny("0.01")
        assert other.case("loan").ledger.closing.credited == 519_50
        one.verify()
