"""What runs: a promise or an arrangement lets the person be as a hold does, and is stored nowhere twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.records.cast import MARCH_2, NINE_O_CLOCK, card_of_ms_okafor, day, offered, settlement_of_ms_okafor, usd

from debtflow.lifecycle.cases import Case, evolve, opened
from debtflow.lifecycle.running import running_holds
from debtflow.records import events as happened
from debtflow.records.holds import DERIVED_KINDS, Block, HoldKind, HoldSource
from debtflow.records.promises import Promise, PromiseState

ON: dict[str, Any] = {"occurred_at": NINE_O_CLOCK, "local_day": day(2026, 3, 2)}
PROMISE = Promise(amount=usd("100.00"), made_at=NINE_O_CLOCK, made_on=MARCH_2, due_on=date(2026, 3, 9))


def case_after(*events: happened.Event) -> Case:
    case = opened("case-1", happened.CaseOpened(**ON, reached="negotiation.assessing", debt=card_of_ms_okafor()))
    for event in events:
        case = evolve(case, event)
    return case


def test_each_open_promise_is_a_hold_and_none_is_stored() -> None:
    case = case_after(happened.PromiseNoted(**ON, promise=PROMISE), happened.PromiseNoted(**ON, promise=PROMISE))
    found = running_holds(case, day(2026, 3, 2))
    assert [(hold.id, hold.kind) for hold in found] == [
        ("promise/p1", HoldKind.PROMISE_RUNNING),
        ("promise/p2", HoldKind.PROMISE_RUNNING),
    ]
    assert all(hold.forbids == {Block.CONTACT, Block.ESCALATE} for hold in found)
    assert case.holds == ()


def test_the_hold_ends_with_its_promise() -> None:
    kept = happened.PromiseResolved(
        **ON, promise="p1", state=PromiseState.KEPT, due_on=PROMISE.due_on, came=usd("94.00")
    )
    assert running_holds(case_after(happened.PromiseNoted(**ON, promise=PROMISE), kept), day(2026, 3, 2)) == ()


def test_an_arrangement_blocks_reminders_while_it_is_kept_and_escalation_as_long_as_it_runs() -> None:
    agreed = offered(settlement_of_ms_okafor(), began_on=MARCH_2, began_at=NINE_O_CLOCK)
    case = case_after(happened.ArrangementActivated(**ON, arrangement=agreed))
    [on_its_day] = running_holds(case, day(2026, 3, 16))
    assert (on_its_day.id, on_its_day.kind) == ("arrangement/1", HoldKind.ARRANGEMENT_RUNNING)
    assert (on_its_day.from_at, on_its_day.source) == (NINE_O_CLOCK, HoldSource.SYSTEM)
    assert on_its_day.forbids == {Block.CONTACT, Block.ESCALATE}
    [late] = running_holds(case, day(2026, 3, 17))
    assert late.forbids == {Block.ESCALATE}


def test_what_is_only_on_offer_blocks_nothing() -> None:
    offer = happened.ArrangementProposed(**ON, arrangement=offered(settlement_of_ms_okafor()))
    assert running_holds(case_after(offer), day(2026, 3, 2)) == ()


def test_exactly_these_kinds_follow_from_what_was_agreed() -> None:
    assert {HoldKind.PROMISE_RUNNING, HoldKind.ARRANGEMENT_RUNNING} == DERIVED_KINDS
