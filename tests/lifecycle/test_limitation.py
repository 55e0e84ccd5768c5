"""The limitation of a debt by what its case knows: money, promises, arrangements, suits, and what is told."""

from __future__ import annotations

from datetime import date

from tests.lifecycle.test_cases import ON, TODAY, opening
from tests.records.cast import NINE_O_CLOCK, card_of_ms_okafor, offered, settlement_of_ms_okafor, usd

from debtflow.lifecycle.cases import Case, evolve, opened
from debtflow.lifecycle.limitation import limitation_of
from debtflow.records import events as happened
from debtflow.records.debts import Instalment
from debtflow.records.limitation import Interruption, LimitationLaw, Obstacle
from debtflow.records.proceedings import EndOfProceedings
from debtflow.records.promises import Promise, PromiseState

LAW = LimitationLaw(36, interrupted_by=frozenset(Interruption), held_up_by=frozenset({Obstacle.NO_HEIR_KNOWN}))


def old_case() -> Case:
    """412.07 USD that were due on 1 December 2025, stated on 2 February 2026."""
    due = Instalment(due_on=date(2025, 12, 1), amount=usd("412.07"))
    debt = card_of_ms_okafor().but(as_of=date(2026, 2, 2), instalments=(due,))
    return opened("case-1", opening().but(debt=debt))


def ends_on(case: Case) -> date | None:
    day = limitation_of(case, LAW).ends_on
    return None if day is None else date.fromordinal(day)


def by(case: Case) -> list[Interruption | None]:
    return [step.by for step in limitation_of(case, LAW).steps]


def test_it_runs_from_the_last_instalment_or_from_the_day_that_is_told() -> None:
    assert ends_on(old_case()) == date(2028, 12, 1)
    assert limitation_of(old_case(), LAW, date(2025, 1, 5)).ends_on == date(2028, 1, 5).toordinal()
    assert ends_on(opened("case-1", opening())) == date(2029, 3, 2)  # without instalments, from the day it was stated


def test_money_a_promise_and_an_arrangement_interrupt_it_without_being_told_twice() -> None:
    paid = evolve(
        old_case(), happened.PaymentAllocated(**ON, payment="b1", amount=usd("5.00"), effective_on=date(2026, 3, 1))
    )
    assert by(paid) == [None, Interruption.PART_PAYMENT] and ends_on(paid) == date(2029, 3, 1)
    back = evolve(
        paid, happened.AllocationReversed(**ON, payment="b1", amount=usd("5.00"), effective_on=date(2026, 3, 1))
    )
    assert by(back) == [None]
    promise = Promise(amount=usd("5.00"), made_at=NINE_O_CLOCK, made_on=date(2026, 3, 2), due_on=date(2026, 3, 9))
    promised = evolve(old_case(), happened.PromiseNoted(**ON, promise=promise))
    assert by(promised) == [None, Interruption.ACKNOWLEDGED] and ends_on(promised) == date(2029, 3, 2)
    broken = happened.PromiseResolved(
        **ON, promise="p1", state=PromiseState.BROKEN, due_on=date(2026, 3, 9), came=usd("0.00")
    )
    assert by(evolve(promised, broken)) == [None, Interruption.ACKNOWLEDGED]
    # One that was taken back may have been noted in error.
    assert by(evolve(promised, happened.PromiseWithdrawn(**ON, promise="p1"))) == [None]
    agreed = happened.ArrangementActivated(
        **ON,
        left="negotiation.offered",
        reached="negotiation.arrangement_active",
        arrangement=offered(settlement_of_ms_okafor()),
    )
    assert by(evolve(old_case(), agreed)) == [None, Interruption.ACKNOWLEDGED]


def test_a_suit_that_was_filed_keeps_it_from_running_until_the_proceedings_end() -> None:
    filed = evolve(
        old_case(), happened.ClaimFiled(**ON, left="legal.pre_action", reached="legal.claim_filed", court="kings")
    )
    assert ends_on(filed) is None
    ended = evolve(
        filed,
        happened.ProceedingsEnded(
            occurred_at=NINE_O_CLOCK,
            local_day=TODAY + 30,
            verb="withdraw_claim",
            left="legal.claim_filed",
            reached="feedback.awaiting_report",
            ended=EndOfProceedings.WITHDRAWN,
        ),
    )
    assert ends_on(ended) == date(2029, 4, 1)
    again = evolve(
        ended, happened.ClaimFiled(**ON, left="legal.pre_action", reached="legal.claim_filed", court="kings")
    )
    assert ends_on(again) is None


def test_what_is_told_counts_and_an_obstacle_goes() -> None:
    demand = happened.LimitationInterrupted(**ON, by=Interruption.DEMAND_ARRIVED, on=date(2026, 2, 28))
    assert ends_on(evolve(old_case(), demand)) == date(2029, 2, 28)
    held = evolve(
        evolve(old_case(), demand),
        happened.LimitationSuspended(**ON, stop="o1", by=Obstacle.NO_HEIR_KNOWN, since=date(2029, 1, 1)),
    )
    assert ends_on(held) is None
    gone = evolve(held, happened.LimitationResumed(**ON, stop="o1", until=date(2029, 1, 31)))
    assert ends_on(gone) == date(2029, 7, 31)
