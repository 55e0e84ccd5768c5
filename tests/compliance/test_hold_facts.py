"""The facts about holds: each kind by itself, what a hold lets through, and to whom it turns those who contact."""

from __future__ import annotations

from typing import Any

import pytest
from tests.compliance.situations import (
    LOS_ANGELES,
    NEW_YORK,
    NOON,
    SHANGHAI,
    dossier,
    fact_of,
    in_shanghai,
    local,
    situation,
)

from debtflow.compliance.hold_facts import HOLDS, holds_behind
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.actions import Move, PlaceCall, SendMessage, Visit
from debtflow.records.holds import DERIVED_KINDS, Block, Hold, HoldKind, Hours
from debtflow.records.parties import Capacity, Channel, StandsFor
from debtflow.records.purposes import Purpose

KINDS = [kind for kind in HoldKind if kind not in DERIVED_KINDS]
NEEDED: dict[HoldKind, dict[str, Any]] = {
    HoldKind.CHANNEL_OPT_OUT: {"channels": frozenset({Channel.PHONE})},
    HoldKind.INCONVENIENT_TIME_OR_PLACE: {"hours": (Hours(11 * 60, 13 * 60),)},
    HoldKind.EMPLOYER_PROHIBITS: {"person": "li", "contact_points": ("mobile",)},
}


def hold(kind: HoldKind, **fields: Any) -> Hold:
    return Hold(**{"id": "h1", "kind": kind, "from_at": in_shanghai(3, 1), **NEEDED.get(kind, {}), **fields})


def stands(kind: HoldKind, *holds: Hold, **asked: Any) -> int | None:
    on_person = [each for each in holds if each.person is not None]
    on_debt = [each for each in holds if each.person is None]
    asked.setdefault("borrower", dossier(holds=on_person))
    return fact_of(f"hold_{kind.name.lower()}", situation(holds=on_debt, **asked))


def test_every_kind_that_somebody_places_has_a_fact() -> None:
    assert {name for name in HOLDS.fields if name.startswith("hold_")} >= {
        f"hold_{kind.name.lower()}" for kind in KINDS
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_stands_by_itself_from_its_beginning_until_its_end(kind: HoldKind) -> None:
    assert stands(kind) == 0
    assert stands(kind, hold(kind)) == 1
    assert [other for other in KINDS if stands(other, hold(kind))] == [kind]
    assert stands(kind, hold(kind, from_at=in_shanghai(3, 10, 12, 1))) == 0
    assert stands(kind, hold(kind, until_at=NOON)) == 0


def test_a_hold_that_is_narrowed_stands_where_it_covers_the_contact() -> None:
    kind = HoldKind.INCONVENIENT_TIME_OR_PLACE
    assert stands(kind, hold(kind, hours=(Hours(13 * 60, 14 * 60),))) == 0
    assert stands(kind, hold(kind), action=Move(verb="request_legal")) == 1


@pytest.mark.parametrize(("weekdays", "stands_now"), [({1}, 1), ({0}, 0), ({2}, 0), ({0, 1, 2}, 1)])
def test_days_of_the_week_are_those_of_the_person(weekdays: set[int], stands_now: int) -> None:
    kind = HoldKind.INCONVENIENT_TIME_OR_PLACE  # noon of Tuesday 10 March 2026
    assert stands(kind, hold(kind, weekdays=frozenset(weekdays))) == stands_now
    assert stands(kind, hold(kind, weekdays=frozenset(weekdays), hours=(Hours(600, 700),))) == 0


def test_on_each_clock_the_hours_belong_to_its_own_day() -> None:
    kind = HoldKind.INCONVENIENT_TIME_OR_PLACE
    at = local(NEW_YORK, 2026, 3, 11, 1)  # Wednesday 01:00; in Los Angeles Tuesday 22:00
    both = dossier(zones=(NEW_YORK, LOS_ANGELES))

    def on(weekday: int, hours: Hours) -> int | None:
        placed = hold(kind, weekdays=frozenset({weekday}), hours=(hours,))
        return stands(kind, placed, at=at, borrower=both)

    assert on(2, Hours(0, 120)) == 1
    assert on(1, Hours(22 * 60, 23 * 60)) == 1
    assert on(1, Hours(0, 120)) == 0
    assert on(2, Hours(22 * 60, 23 * 60)) == 0
    assert (
        stands(kind, hold(kind, weekdays=frozenset({5})), at=at, borrower=dossier(zones=())) == 1
    )  # it may be that day


def write(purpose: Purpose, point: str = "sms") -> SendMessage:
    return SendMessage(person="li", contact_point=point, purpose=purpose)


@pytest.mark.parametrize(
    ("kind", "let_through"),
    [
        (HoldKind.CEASE_CONTACT, {Purpose.END_OF_EFFORTS, Purpose.NOTICE_OF_REMEDY}),
        (HoldKind.DISPUTE, {Purpose.VERIFICATION, Purpose.SAME_DISPUTE_ANSWERED}),
        (HoldKind.MORATORIUM, {Purpose.REQUIRED_BY_LAW}),
        (HoldKind.MANUAL, set()),
    ],
)
def test_what_a_kind_usually_lets_through_may_be_written_and_never_said(
    kind: HoldKind, let_through: set[Purpose]
) -> None:
    for purpose in Purpose:
        assert stands(kind, hold(kind), action=write(purpose)) == (purpose not in let_through), purpose
        assert fact_of("hold_blocks_contact", situation(holds=[hold(kind)], action=write(purpose))) == (
            purpose not in let_through
        )
        for said in (PlaceCall, Visit):
            point = "mobile" if said is PlaceCall else "home"
            action = said(person="li", contact_point=point, purpose=purpose)
            assert stands(kind, hold(kind), action=action) == 1
        assert stands(kind, hold(kind), action=write(purpose, "unlisted")) == 1


def test_a_hold_may_let_through_something_else_than_usual() -> None:
    kind = HoldKind.CEASE_CONTACT
    own = hold(kind, lets_through=frozenset({Purpose.DEFAULT_NOTICE}))
    assert stands(kind, own, action=write(Purpose.DEFAULT_NOTICE)) == 0
    assert stands(kind, own, action=write(Purpose.END_OF_EFFORTS)) == 1


@pytest.mark.parametrize(
    ("kind", "capacity"),
    [
        (HoldKind.REPRESENTED, Capacity.ATTORNEY),
        (HoldKind.DECEASED, Capacity.EXECUTOR),
        (HoldKind.MINOR_OR_INCAPACITY, Capacity.GUARDIAN),
        (HoldKind.MINOR_OR_INCAPACITY, Capacity.PARENT_OF_MINOR),
    ],
)
def test_a_hold_does_not_keep_anybody_from_whom_it_turns_them_to(kind: HoldKind, capacity: Capacity) -> None:
    def reaching(standing: tuple[StandsFor, ...]) -> int | None:
        other = dossier("ann", zones=(SHANGHAI,))
        other = other.changed(person=other.person.changed(stands_for=standing))
        return stands(kind, hold(kind), reached=other, action=PlaceCall(person="ann", contact_point="mobile"))

    assert reaching((StandsFor(person="li", capacity=capacity),)) == 0
    assert reaching((StandsFor(person="li_mei", capacity=capacity),)) == 0  # she owes the debt as well
    assert reaching((StandsFor(person="somebody", capacity=capacity),)) == 1
    assert reaching((StandsFor(person="li", capacity=Capacity.SPOUSE),)) == 1
    assert reaching(()) == 1


def test_whom_they_stand_for_is_whose_hold_they_lift_and_never_their_own() -> None:
    """The hold of one who owes the debt says nothing to the attorney of the other; who is dead speaks for nobody."""

    def ann(*standing: StandsFor, holds: tuple[Hold, ...] = ()) -> Dossier:
        file = dossier("ann", zones=(SHANGHAI,), holds=holds)
        return file.changed(person=file.person.changed(stands_for=standing))

    def reaching(kind: HoldKind, on: str, reached: Dossier) -> int | None:
        placed = hold(kind, person=on)
        borrower = dossier(holds=[placed] if on == "li" else [])
        return stands(kind, borrower=borrower, reached=reached, action=PlaceCall(person="ann", contact_point="mobile"))

    attorney = StandsFor(person="li", capacity=Capacity.ATTORNEY)
    executor = StandsFor(person="li", capacity=Capacity.EXECUTOR)
    sisters = StandsFor(person="li_mei", capacity=Capacity.ATTORNEY)
    assert reaching(HoldKind.REPRESENTED, "li", ann(attorney)) == 0
    assert reaching(HoldKind.REPRESENTED, "li", ann(sisters)) == 1
    # As two things at once they are both of them.
    assert reaching(HoldKind.DECEASED, "li", ann(executor, attorney)) == 0
    assert reaching(HoldKind.REPRESENTED, "li", ann(executor, attorney)) == 0
    for kind, row in ((HoldKind.DECEASED, executor), (HoldKind.REPRESENTED, attorney)):
        assert reaching(kind, "nobody", ann(row, holds=(hold(kind, person="ann"),))) == 1


@pytest.mark.parametrize("kind", [HoldKind.DECEASED, HoldKind.MINOR_OR_INCAPACITY])
def test_whether_the_person_reached_can_speak_is_told_by_their_own_file(kind: HoldKind) -> None:
    call, name = PlaceCall(person="ann", contact_point="mobile"), "person_reached_cannot_speak"
    own = hold(kind, person="ann")
    assert fact_of(name, situation(reached=dossier("ann", holds=[own]), action=call)) == 1
    assert fact_of(name, situation(reached=dossier("ann", holds=[own.but(until_at=NOON)]), action=call)) == 0
    borrowers = dossier(holds=[hold(kind, person="li")])
    assert fact_of(name, situation(borrower=borrowers, reached=dossier("ann"), action=call)) == 0


# ---- the holds behind a fact ---------------------------------------------------------------------------------------


def test_the_holds_behind_a_fact_are_those_for_which_it_is_so() -> None:
    cease, stay = hold(HoldKind.CEASE_CONTACT), hold(HoldKind.INSOLVENCY_STAY, id="h2")
    over, dispute = hold(HoldKind.MANUAL, id="h3", until_at=NOON), hold(HoldKind.DISPUTE, id="h4", person="li")
    asked = situation(holds=[cease, stay, over], borrower=dossier(holds=[dispute]))
    assert holds_behind(asked, "hold_blocks_contact") == (cease, stay, dispute)
    assert holds_behind(asked, "hold_blocks_sale") == (stay,)
    assert holds_behind(asked, "hold_cease_contact") == (cease,)
    assert holds_behind(asked, "debt_is_disputed") == (dispute,)
    assert holds_behind(asked, "days_past_due") == ()
    legal = situation(holds=[cease, stay], action=Move(verb="request_legal"))
    assert holds_behind(legal, "hold_blocks_litigation") == (stay,)


def test_each_fact_of_blocking_names_what_it_reads() -> None:
    for block in Block:
        if block is Block.ACCRUE:  # what accrues is the ledger's
            continue
        one = hold(HoldKind.MANUAL, blocks=frozenset({block}))
        asked = situation(holds=[one])
        so = [name for name in HOLDS.fields if name.startswith("hold_blocks_") and fact_of(name, asked)]
        assert [name for name in HOLDS.fields if name.startswith("hold_blocks_") and holds_behind(asked, name)] == so
        assert len(so) == 1


def test_whether_the_person_reached_asked_to_cease_is_told_by_their_own_file() -> None:
    cease = hold(HoldKind.CEASE_CONTACT, person="hao")
    call = PlaceCall(person="hao", contact_point="mobile")
    name = "person_reached_asked_to_cease"
    assert fact_of(name, situation(reached=dossier("hao", holds=[cease]), action=call)) == 1
    assert fact_of(name, situation(reached=dossier("hao"), action=call)) == 0
    borrowers = dossier(holds=[hold(HoldKind.CEASE_CONTACT, person="li")])
    assert fact_of(name, situation(borrower=borrowers, reached=dossier("hao"), action=call)) == 0


@pytest.mark.parametrize(
    ("said", "in_writing"),
    [((), 0), ((None,), None), ((False,), 0), ((True,), 1), ((None, True), 1), ((None, False), None)],
)
def test_whether_a_dispute_was_in_writing_is_not_known_until_somebody_says(
    said: tuple[bool | None, ...], in_writing: int | None
) -> None:
    for kind, name in ((HoldKind.DISPUTE, "dispute_in_writing"), (HoldKind.CEASE_CONTACT, "cease_in_writing")):
        holds = [hold(kind, id=f"h{at}", in_writing=each) for at, each in enumerate(said)]
        assert fact_of(name, situation(holds=holds)) == in_writing
        assert fact_of(name, situation(holds=[hold(HoldKind.MANUAL, in_writing=True)])) == 0
