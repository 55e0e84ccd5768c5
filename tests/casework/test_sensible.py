"""What makes sense: data that mean nothing are a mistake that names its mend."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.casework.office import CLERK, LENA, LI, LI_MEI, LOAN, VOSS, call, cny, done, on, placed, to_negotiation

from debtflow import (
    Block,
    Caseload,
    Channel,
    ContactPoint,
    DebtflowError,
    Hold,
    HoldKind,
    Instalment,
    Money,
    Refused,
    actions,
    events,
)
from debtflow.casework.sensible import SENSIBLE
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms, equal_instalments
from debtflow.records.holds import HoldSource, Hours

DAYS = (date(2026, 1, 10), date(2026, 1, 20))


def terms(total: str = "100.00", **fields: Any) -> ArrangementTerms:
    rows = equal_instalments(cny(total), DAYS)
    return ArrangementTerms.model_validate({"kind": ArrangementKind.INSTALMENT, "instalments": rows} | fields)


def hold(hold_id: str = "h1", kind: HoldKind = HoldKind.CEASE_CONTACT, **fields: Any) -> Hold:
    return Hold(**{"id": hold_id, "kind": kind, "from_at": on(6)} | fields)


def refused_as(cases: Caseload, action: actions.Action, error: type[DebtflowError], words: str, day: int = 6) -> None:
    with pytest.raises(error, match=words):
        cases.submit("loan", action, by=LENA, at=on(day))


def test_every_name_here_is_one_of_a_move_or_a_deed(cases: Caseload) -> None:
    assert set(SENSIBLE) <= {*cases.workflow.targets, *cases.workflow.deeds}


# --- promises ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"amount": Money("5.00", "USD")}, NotPossibleError, "5.00 USD on a debt in CNY"),
        ({"amount": cny("0.00")}, NotPossibleError, "above zero"),
        ({"due_on": date(2026, 1, 5)}, NotPossibleError, "due in the past"),
        ({"replaces": "p9"}, NotFoundError, "no open promise 'p9'; open are: none"),
    ],
)
def test_a_promise_that_means_nothing(cases: Caseload, fields: Any, error: type[DebtflowError], words: str) -> None:
    given = {"amount": cny("5.00"), "due_on": date(2026, 1, 8)}
    to_negotiation(cases)
    refused_as(cases, actions.NotePromise(**given | fields), error, words)


def test_only_an_open_promise_is_taken_back(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.NotePromise(amount=cny("5.00"), due_on=DAYS[0]), by=LENA, at=on(6)))
    refused_as(cases, actions.WithdrawPromise(promise="p2"), NotFoundError, "open are: p1")
    done(cases.submit("loan", actions.WithdrawPromise(promise="p1"), by=LENA, at=on(6)))
    refused_as(cases, actions.WithdrawPromise(promise="p1"), NotFoundError, "open are: none")


# --- arrangements --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offer", "error", "words"),
    [
        (terms("519.51"), ConflictError, "sum to 519.51 CNY, more than the 519.50 CNY owed"),
        (
            terms("300.00", kind=ArrangementKind.SETTLEMENT, waives=cny("219.51")),
            ConflictError,
            "would have to waive 219.50 CNY",
        ),
        (
            terms("300.00", kind=ArrangementKind.SETTLEMENT, waives=cny("219.49")),
            ConflictError,
            "would have to waive 219.50 CNY",
        ),
        (terms(offer_until=date(2026, 1, 5)), NotPossibleError, "ended on 2026-01-05"),
        (
            terms(instalments=(Instalment(due_on=date(2026, 1, 5), amount=cny("5.00")),)),
            NotPossibleError,
            "cannot be due in the past",
        ),
        (
            terms(instalments=(Instalment(due_on=DAYS[0], amount=Money("5.00", "USD")),)),
            NotPossibleError,
            "in USD on a debt in CNY",
        ),
    ],
)
def test_terms_that_mean_nothing(
    cases: Caseload, offer: ArrangementTerms, error: type[DebtflowError], words: str
) -> None:
    to_negotiation(cases)
    refused_as(cases, actions.ProposeArrangement(terms=offer), error, words)


def test_what_is_accepted_is_the_offer_that_stands_and_still_makes_sense(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms("500.00")), by=LENA, at=on(6)))
    refused_as(cases, actions.ActivateArrangement(version=2), ConflictError, "it is offer 1")
    refused_as(cases, actions.ActivateArrangement(version=1), NotPossibleError, "due in the past", day=11)
    cases.record_payment(
        person="li", external_id="b1", money=cny("50.00"), received_on=date(2026, 1, 7), direction=("loan",), at=on(7)
    )
    refused_as(cases, actions.ActivateArrangement(version=1), ConflictError, "more than the 469.50 CNY owed", day=7)


def test_what_falls_on_today_and_comes_to_all_that_is_owed_makes_sense(cases: Caseload) -> None:
    today = date(2026, 1, 6)
    to_negotiation(cases)
    promise = done(cases.submit("loan", actions.NotePromise(amount=cny("5.00"), due_on=today), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.WithdrawPromise(promise="p1"), by=LENA, at=on(6)))
    rows = (Instalment(due_on=today, amount=cny("500.00")), Instalment(due_on=DAYS[0], amount=cny("19.50")))
    offer = actions.ProposeArrangement(terms=terms(instalments=rows, offer_until=today))
    done(cases.submit("loan", offer, by=LENA, at=on(6)))
    accepted = done(cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6, 23)))
    assert promise.case.promise is not None
    assert accepted.case.arrangement is not None


def test_a_bare_move_of_these_verbs_says_which_action_carries_their_data(cases: Caseload) -> None:
    to_negotiation(cases)
    refused_as(cases, actions.Move(verb="propose"), NotPossibleError, r"use actions\.ProposeArrangement")


@pytest.mark.parametrize(
    ("number", "error", "words"),
    [
        (3, NotFoundError, "has 2 instalments, no number 3"),
        (2, NotPossibleError, "cannot be missed yet"),
        (1, ConflictError, "is met, by the money"),
    ],
)
def test_a_miss_that_is_none(cases: Caseload, number: int, error: type[DebtflowError], words: str) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms()), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6)))
    cases.record_payment(
        person="li", external_id="b1", money=cny("50.00"), received_on=date(2026, 1, 7), direction=("loan",), at=on(7)
    )
    refused_as(cases, actions.MissInstalment(number=number), error, words, day=10)


def test_a_miss_is_noted_once(cases: Caseload) -> None:
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms()), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6)))
    refused_as(cases, actions.MissInstalment(number=1), ConflictError, "recorded as missed already", day=11)


# --- holds ---------------------------------------------------------------------------------------------------------------


def test_a_hold_that_begins_before_it_is_placed_says_why(cases: Caseload) -> None:
    back = hold(from_at=on(6) - timedelta(hours=1, microseconds=1))
    refused_as(cases, actions.PlaceHold(hold=back), NotPossibleError, "say why with because=")
    done(cases.submit("loan", actions.PlaceHold(hold=back, because="told at the counter"), by=LENA, at=on(6)))
    just_now = hold("h2", from_at=on(6) - timedelta(hours=1))
    done(cases.submit("loan", actions.PlaceHold(hold=just_now), by=LENA, at=on(6)))
    placed = cases.history("loan")[-2].events[0]
    assert isinstance(placed, events.HoldPlaced)
    assert placed.because.startswith("sealed:")
    assert cases.vault.text(placed.because) == "told at the counter"


@pytest.mark.parametrize("kind", [HoldKind.PROMISE_RUNNING, HoldKind.ARRANGEMENT_RUNNING])
def test_nobody_places_what_follows_from_what_was_agreed(cases: Caseload, kind: HoldKind) -> None:
    refused_as(cases, actions.PlaceHold(hold=hold(kind=kind)), NotPossibleError, "nobody places it")


def test_a_hold_lies_on_what_is_there(cases: Caseload) -> None:
    strange = hold(person="li", contact_points=("pager",))
    refused_as(cases, actions.PlaceHold(hold=strange), NotFoundError, "li has no contact point 'pager'")
    refused_as(cases, actions.PlaceHold(hold=hold(placement=1)), NotFoundError, "no placement of wave 1")
    refused_as(cases, actions.PlaceHold(hold=hold(person="wang")), NotFoundError, "wang does not owe")


def test_who_placed_a_hold_stands_in_it(cases: Caseload) -> None:
    placed = hold(source=HoldSource.PERSON, set_by="somebody_else")
    case = done(cases.submit("loan", actions.PlaceHold(hold=placed), by=LENA, at=on(6))).case
    assert [(there.set_by, there.source) for there in case.holds] == [("lena", HoldSource.PERSON)]
    recorded = events.HoldPlaced(hold=hold("h2"))
    cases.record("loan", recorded, by=LENA, at=on(6))
    assert [there.set_by for there in cases.case("loan").holds] == ["lena", "lena"]
    amended = actions.AmendHold(hold=hold("h2", until_at=on(9)), because="until the 9th")
    done(cases.submit("loan", amended, by=VOSS, at=on(6)))
    assert [there.set_by for there in cases.case("loan").holds] == ["lena", "voss"]


def test_a_hold_is_amended_with_a_reason_and_keeps_its_kind_and_its_beginning(cases: Caseload) -> None:
    done(cases.submit("loan", actions.PlaceHold(hold=hold()), by=LENA, at=on(6)))
    longer = actions.AmendHold(hold=hold(until_at=on(9)), because="only for the funeral")
    case = done(cases.submit("loan", longer, by=LENA, at=on(7))).case
    assert case.holds[0].until_at == on(9).astimezone(case.holds[0].from_at.tzinfo)
    other = actions.AmendHold(hold=hold(kind=HoldKind.DISPUTE), because="x")
    refused_as(cases, other, NotPossibleError, "release it and place another", day=7)
    absent = actions.AmendHold(hold=hold("h9"), because="x")
    refused_as(cases, absent, NotFoundError, "no hold 'h9' stands on loan; there are: h1", day=7)


def test_an_amendment_moves_no_beginning_and_speaks_of_what_is_on_file(cases: Caseload) -> None:
    on_li = hold(person="li", channels=frozenset({Channel.PHONE}))
    done(cases.submit("loan", actions.PlaceHold(hold=on_li), by=LENA, at=on(6)))

    def amended(**fields: Any) -> actions.AmendHold:
        return actions.AmendHold(hold=on_li.changed(**fields), because="told anew")

    refused_as(cases, amended(from_at=on(6, 9)), NotPossibleError, "keeps its kind and its beginning")
    refused_as(cases, amended(contact_points=("office",)), NotFoundError, "li has no contact point 'office'")
    done(cases.submit("loan", amended(contact_points=("mobile",)), by=LENA, at=on(6)))
    assert [there.contact_points for there in cases.dossier("li").holds] == [("mobile",)]


def test_two_holds_on_a_guarantor_are_told_apart_by_their_ids(cases: Caseload) -> None:
    done(cases.submit("loan", actions.PlaceHold(hold=hold(person="li_mei")), by=LENA, at=on(6)))
    again = actions.PlaceHold(hold=hold(person="li_mei", kind=HoldKind.VULNERABLE))
    refused_as(cases, again, ConflictError, "a hold 'h1' stands already")


def test_a_hold_lies_on_the_placement_that_runs_and_on_no_other_wave(cases: Caseload) -> None:
    placed(cases)
    second = hold(kind=HoldKind.COMPLAINT_OPEN, placement=2)
    refused_as(cases, actions.PlaceHold(hold=second), NotFoundError, "no placement of wave 2 .*there is wave 1")
    done(cases.submit("loan", actions.PlaceHold(hold=second.changed(placement=1)), by=LENA, at=on(6)))


def test_a_hold_on_a_guarantor_is_amended_and_released_where_it_lies(cases: Caseload) -> None:
    on_mei = hold(person="li_mei")
    done(cases.submit("loan", actions.PlaceHold(hold=on_mei), by=LENA, at=on(6)))
    refused = cases.submit("loan", call("li_mei"), by=LENA, at=on(6))
    assert isinstance(refused, Refused)
    wrong = actions.ReleaseHold(hold="h9", person="li_mei")
    refused_as(cases, wrong, NotFoundError, "no hold 'h9' stands on li_mei; there are: h1")
    shorter = actions.AmendHold(hold=on_mei.changed(until_at=on(7)), because="a week was meant")
    done(cases.submit("loan", shorter, by=LENA, at=on(6)))
    assert cases.dossier("li_mei").holds[0].until_at is not None
    done(cases.submit("loan", actions.ReleaseHold(hold="h1", person="li_mei"), by=LENA, at=on(6)))
    assert cases.dossier("li_mei").holds == ()


def test_a_release_that_is_reported_reaches_the_person_on_whom_the_hold_lay(cases: Caseload) -> None:
    done(cases.submit("loan", actions.PlaceHold(hold=hold(person="li")), by=LENA, at=on(6)))
    cases.record("loan", events.HoldAmended(hold=hold(person="li", until_at=on(9))), by=LENA, at=on(6))
    assert cases.dossier("li").holds[0].until_at is not None
    cases.record("loan", events.HoldReleased(hold="h1", person="li"), by=LENA, at=on(6))
    assert cases.dossier("li").holds == ()


# --- hours and places, live ----------------------------------------------------------------------------------------------


def test_hours_of_a_hold_end_and_the_refusal_says_when(cases: Caseload) -> None:
    lunch = hold(kind=HoldKind.INCONVENIENT_TIME_OR_PLACE, person="li", hours=(Hours(720, 840),))
    done(cases.submit("loan", actions.PlaceHold(hold=lunch), by=LENA, at=on(6)))
    done(cases.submit("loan", call(), by=LENA, at=on(6, 11, 59)))
    refused = cases.submit("card", call(), by=LENA, at=on(6, 12))
    assert isinstance(refused, Refused)
    assert refused.decision.rules == ("generic.hold.contact",)
    assert refused.decision.next_permitted_at == on(6, 14)
    done(cases.submit("card", call(), by=LENA, at=on(6, 14)))


def test_an_inconvenient_place_is_that_contact_point_and_no_other(empty: Caseload) -> None:
    office = ContactPoint(id="office", channel=Channel.PHONE, value="+86 21 5550 0142")
    empty.add(LI_MEI, at=on(6, 9))
    empty.add(LI.changed(contact_points=(*LI.contact_points, office)), LOAN, at=on(6, 9))
    empty.open("loan", at=on(6, 9))
    at_work = hold(kind=HoldKind.INCONVENIENT_TIME_OR_PLACE, person="li", contact_points=("office",))
    done(empty.submit("loan", actions.PlaceHold(hold=at_work), by=LENA, at=on(6)))
    assert isinstance(empty.submit("loan", call("li", "office"), by=LENA, at=on(6)), Refused)
    done(empty.submit("loan", call("li", "mobile"), by=LENA, at=on(6)))


def test_a_hold_on_a_placement_ends_with_it(cases: Caseload) -> None:
    placed(cases)
    stop = hold(kind=HoldKind.COMPLAINT_OPEN, placement=1, blocks=frozenset({Block.CONTACT}))
    done(cases.submit("loan", actions.PlaceHold(hold=stop), by=LENA, at=on(6)))
    refused = cases.submit("loan", call(), by=CLERK, at=on(6))
    assert isinstance(refused, Refused)
    assert refused.decision.rules == ("generic.hold.contact",)
    done(cases.submit("loan", actions.Recall(), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ConfirmStopWork(), by=CLERK, at=on(6)))
    done(cases.submit("loan", call(), by=LENA, at=on(6)))
