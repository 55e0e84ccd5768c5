"""Laws of late facts: what is told late, twice or in another order comes to the same figures, and says so of the past.

Everything goes through a real caseload, with its consequences. What follows the order of recording (stages, what was
recorded of a promise) may differ between two tellings; it is never rewritten.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from tests.casework.office import BOOK, LENA, LI, call, cny, on, same_states
from tests.laws.happenings import (
    CARD,
    DEC_1,
    LOAN,
    Happening,
    Step,
    contact,
    examples,
    figures,
    free_money,
    hold,
    in_order,
    money,
    opened,
    pause,
    posting,
    promise,
    several,
    shuffled,
)

from debtflow import Balance, Caseload, Done, Instalment, events
from debtflow.casework.engine import evolve, situation_of
from debtflow.compliance.decisions import judge
from debtflow.records.stages import Category

MINUTE = timedelta(minutes=1)
LATE = on(21)
END = on(31)

happenings = several(money, money, posting, pause, contact, promise, hold)


def tell_in_time(cases: Caseload, steps: list[Step]) -> None:
    """Each step at the moment from which it counts."""
    for step in steps:
        step.tell(cases, max(step.counts_from, on(6, 10)))


def tell_late(cases: Caseload, steps: list[Step]) -> None:
    """All steps one after the other, long after they happened."""
    for number, step in enumerate(steps):
        before = {name: cases.history(name) for name in cases.cases()}
        step.tell(cases, LATE + number * MINUTE)
        for name, entries in before.items():
            assert cases.history(name)[: len(entries)] == entries, "what was recorded is never rewritten"


def ended(cases: Caseload) -> dict[str, Any]:
    for name in cases.cases():
        cases.follow_up(name, at=END)
    return figures(cases, END)


# --- order -----------------------------------------------------------------------------------------------------------------


@examples(60)
@given(happenings, st.data())
def test_facts_told_late_and_in_any_order_give_the_figures_of_facts_told_in_time(
    happened: list[Happening], data: st.DataObject
) -> None:
    in_time, late = opened(), opened()
    tell_in_time(in_time, in_order(happened))
    tell_late(late, shuffled(happened, data))
    assert ended(late) == ended(in_time)
    in_time.verify(), late.verify()


ONLY = ("loan",)
SMALL = LOAN.changed(
    owed=Balance(principal=cny("130.00"), interest=cny("12.50"), costs=cny("7.00")),
    instalments=(
        Instalment(due_on=DEC_1, amount=cny("90.00")),
        Instalment(due_on=date(2026, 1, 8), amount=cny("40.00")),
    ),
)
SMALL_CARD = CARD.changed(
    owed=Balance(principal=cny("120.00")),
    as_of=date(2026, 1, 6),
    instalments=(Instalment(due_on=DEC_1, amount=cny("120.00")),),
)


def charge(name: str) -> st.SearchStrategy[Happening]:
    # What can be waived depends on what was owed when it was told: it is not the same fact in another order.
    return posting(name, kinds=("charged",))


@examples(100)
@given(several(free_money, free_money, charge, contact), st.data())
def test_more_money_than_is_owed_lies_where_it_would_lie_had_all_come_in_order(
    happened: list[Happening], data: st.DataObject
) -> None:
    in_time, late = opened(debts=(SMALL, SMALL_CARD)), opened(debts=(SMALL, SMALL_CARD))
    tell_in_time(in_time, in_order(happened))
    tell_late(late, shuffled(happened, data))
    assert ended(late) == ended(in_time)
    assert late.dossier("li_mei").unapplied == in_time.dossier("li_mei").unapplied
    for cases in (in_time, late):
        owes = [cases.case(name).ledger.closing.owed for name in cases.cases()]
        assert not (cases.dossier("li").unapplied and any(owes)), "nobody is pursued for what they have paid"
        cases.verify()


@examples(60)
@given(
    several(free_money, free_money, lambda name: posting(name, ONLY, ["charged"]), most=6),
    st.integers(6, 17),
    st.data(),
)
def test_money_lies_as_if_in_order_also_where_the_case_on_another_debt_began_meanwhile(
    happened: list[Happening], begins: int, data: st.DataObject
) -> None:
    in_time, late = opened(debts=(SMALL,)), opened(debts=(SMALL,))
    for cases in (in_time, late):
        cases.add(LI, SMALL_CARD, at=on(6, 9))
    steps = in_order(happened)
    tell_in_time(in_time, [step for step in steps if step.counts_from < on(begins)])
    in_time.open("card", at=on(begins, 9))
    tell_in_time(in_time, [step for step in steps if step.counts_from >= on(begins)])
    late.open("card", at=on(begins, 9))
    tell_late(late, shuffled(happened, data))
    assert ended(late) == ended(in_time)
    in_time.verify(), late.verify()


@examples(6)
@given(happenings, st.data())
def test_facts_told_late_give_the_same_figures_in_a_file_that_two_processes_share(
    happened: list[Happening], data: st.DataObject
) -> None:
    in_time = opened()
    tell_in_time(in_time, in_order(happened))
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/cases.db"
        one = opened(url)
        two = Caseload.open_at(url, BOOK, house_zone="Asia/Shanghai")
        two.vault = one.vault
        with one, two:
            for number, step in enumerate(shuffled(happened, data)):
                step.tell((one, two)[number % 2], LATE + number * MINUTE)
            assert ended(one) == ended(in_time)
            same_states(one, two)
            one.verify()


@examples(40)
@given(happenings, st.data())
def test_a_payment_or_a_keyed_event_that_is_delivered_again_changes_nothing(
    happened: list[Happening], data: st.DataObject
) -> None:
    cases = opened()
    told: list[Step] = []
    for number, step in enumerate(shuffled(happened, data)):
        at = LATE + number * MINUTE
        step.tell(cases, at)
        told.append(step)
        before = cases.store.feed()
        for earlier in data.draw(st.lists(st.sampled_from(told), max_size=2)):
            # Money that has bounced is not announced again: that is refused by name.
            if "announced" not in earlier.words or not cases.store.recall(f"bounced/{earlier.of}"):
                assert earlier.tell(cases, at + timedelta(seconds=1)).repeated
        assert cases.store.feed() == before


# --- consequences ----------------------------------------------------------------------------------------------------------

calm = LOAN.changed(instalments=(LOAN.instalments[0],), terms=CARD.terms)
"""A debt of which nothing falls due meanwhile."""
calm_card = CARD.changed(instalments=(Instalment(due_on=CARD.instalments[0].due_on, amount=CARD.owed.total),))


@examples(60)
@given(
    several(lambda key: money(key, [("paid",)]), contact, promise, lambda name: hold(name, released=False), most=7),
    st.data(),
)
def test_what_follows_does_not_depend_on_the_order_within_a_day_nor_on_how_often_somebody_looks(
    happened: list[Happening], data: st.DataObject
) -> None:
    days: dict[int, list[Step]] = {}
    for step in in_order(happened):
        days.setdefault(step.counts_from.day, []).append(step)
    results = []
    for _ in range(2):
        cases = opened(debts=(calm, calm_card))
        for day in sorted(days):
            for step in data.draw(st.permutations(days[day])) if len(days[day]) > 1 else days[day]:
                step.tell(cases, on(day, 22))
            for hour in data.draw(st.lists(st.sampled_from([22, 23]), max_size=2)):
                for name in cases.cases():
                    cases.follow_up(name, at=on(day, hour, 30))
        results.append((ended(cases), {name: _end_of(cases, name) for name in cases.cases()}))
        again = [cases.follow_up(name, at=END).entries for name in cases.cases()]
        assert again == [(), ()], "a fixed point"
    assert results[0] == results[1]


def _end_of(cases: Caseload, name: str) -> tuple[bool, Category | None]:
    # Whether a debt counts as cured or as paid depends on which of two payments was seen first; that it ended does not.
    case = cases.case(name)
    return case.is_open, None if case.outcome is None else case.outcome.category


# --- undermining -----------------------------------------------------------------------------------------------------------


facts_of_the_loan = st.tuples(
    several(
        lambda key: money(key, [("paid",)], ["loan", "card"]),
        lambda name: posting(name, ONLY),
        lambda name: contact(name, ONLY),
        lambda name: hold(name, ONLY, released=False),
        most=5,
    ),
    # More than one promise at a time can make what was recorded of one differ from what the money says of it today.
    promise("p", ONLY) | st.just(()),
)
asks = st.lists(
    st.tuples(st.integers(7, 18), st.integers(9, 19), st.sampled_from(["talked", "no_answer", "not_made"])),
    min_size=1,
    max_size=5,
    unique_by=lambda asked: asked[:2],
)


def told_with_delays(happened: list[Happening], data: st.DataObject) -> list[tuple[datetime, Step]]:
    found = []
    for step in in_order(happened):
        late = data.draw(st.sampled_from([0, 0, 1, 24, 60, 150]))
        found.append((max(step.counts_from + timedelta(hours=late), on(6, 10)), step))
    return found


class Made(NamedTuple):
    """A call that was permitted: its entry, when, and how it ended, as somebody reports it who had no permit."""

    entry: int
    at: datetime
    ended: events.CallEnded


@examples(80)
@given(facts_of_the_loan, asks, st.data())
def test_a_late_fact_marks_the_decisions_that_rules_refuse_where_all_came_in_order_and_no_other(
    facts: tuple[list[Happening], Happening], asked: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    happened = [*facts[0], *([facts[1]] if facts[1] else [])]
    cases, made, known = opened(), list[Made](), list[Step]()
    told: list[tuple[datetime, Any]] = list(told_with_delays(happened, data))
    told += [(on(day, hour, 30), result) for day, hour, result in asked]
    for at, what in sorted(told, key=lambda row: row[0]):
        if isinstance(what, Step):
            before = len(cases.history("loan"))
            what.tell(cases, at)
            known.append(what)
            late = [call for call in made if what.counts_from <= call.at < at] if what.debt == "loan" else []
            assert marked_since(cases, before) == refused_in_order(known, made, late)
        elif cases.case("loan").is_open:
            made += called(cases, at, what)
    cases.verify()


def called(cases: Caseload, at: datetime, result: str) -> list[Made]:
    """What somebody called, if rules let them, and reported a minute later."""
    answer = cases.submit("loan", call(), by=LENA, at=at)
    if not isinstance(answer, Done) or answer.permit is None:
        return []
    ended = events.CallEnded.model_validate({"attempt": answer.permit.attempt, "result": result})
    cases.record("loan", ended, at=at + MINUTE)
    unasked = ended.changed(attempt=None, person="li", contact_point="mobile", occurred_at=at + MINUTE)
    return [Made(answer.entries[0].seq, at, unasked)]


def marked_since(cases: Caseload, entries: int) -> dict[int, set[str]]:
    found = [event for entry in cases.history("loan")[entries:] for event in entry.events]
    return {event.entry: set(event.rules) for event in found if isinstance(event, events.DecisionUndermined)}


def refused_in_order(known: list[Step], made: list[Made], asked: list[Made]) -> dict[int, set[str]]:
    """Those of the calls that rules refuse in a caseload that is told everything in time: entry -> rules."""
    cases, refused = opened(), {}
    rows: list[tuple[datetime, Any]] = [(step.counts_from, step) for step in in_order([tuple(known)])]
    rows += [(call.at, call) for call in made]
    for at, what in sorted(rows, key=lambda row: row[0]) if asked else []:
        if isinstance(what, Step):
            what.tell(cases, at)
            continue
        states = cases.desk.load_case("loan", call(), by=LENA).states
        states = evolve(states, cases.desk.due(states, "loan", at))
        decision = judge(BOOK, situation_of(states, "loan", call(), LENA, at, "Asia/Shanghai"))
        if decision.refused and what in asked:
            refused[what.entry] = {finding.rule for finding in decision.findings if finding.refuses}
        cases.record("loan", what.ended, at=at + MINUTE)
    return refused
