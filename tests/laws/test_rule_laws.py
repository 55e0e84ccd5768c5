"""Laws of the rules: nothing added permits, nothing forgotten permits, and every reading says the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from tests.compliance.situations import (
    ALWAYS,
    LENA,
    LOS_ANGELES,
    NEW_YORK,
    POLICY,
    SHANGHAI,
    agreed,
    attempt,
    book,
    debt,
    dossier,
    fact_of,
    situation,
)

from debtflow.compliance.decisions import Decision, judge
from debtflow.compliance.governing import Governing
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.rules import Rule, rule
from debtflow.compliance.screening import Screening, screen
from debtflow.compliance.situation import Situation
from debtflow.errors import ExpressionError
from debtflow.expressions import Kind, count, facts_read, function, where, words
from debtflow.expressions.columns import column, masks
from debtflow.lifecycle.running import running_holds
from debtflow.records import actions
from debtflow.records.contacts import Counted, Scope
from debtflow.records.findings import Tone
from debtflow.records.holds import USUAL_BLOCKS, Block, Hold, HoldKind, Hours, blocked
from debtflow.records.parties import Actor, Agency, Channel, Licence
from debtflow.records.placements import Placement, PlacementBrief
from debtflow.records.proceedings import Measure
from debtflow.records.promises import Promise, PromiseOnFile
from debtflow.records.stages import Custody, Outcome
from debtflow.values.dates import day_number
from debtflow.values.money import Money

BOOK = catalogue.joined("china", "generic")
FACTS = BOOK.facts
DAY = day_number(date(2026, 3, 10))
NAMES = sorted({name for one in BOOK.rules.values() for name in one.governs})

# ---- random situations ---------------------------------------------------------------------------------------------

moments = st.integers(0, 10 * 1440).map(lambda n: datetime(2026, 3, 5, tzinfo=UTC) + timedelta(minutes=n))
zones = st.sampled_from([(SHANGHAI,), (NEW_YORK, LOS_ANGELES), (NEW_YORK,), (SHANGHAI, "Asia/Tokyo")])
some_days = st.dictionaries(st.integers(DAY - 9, DAY + 3), st.integers(1, 4), max_size=4)
holds = st.lists(
    st.builds(
        lambda n, kind, blocks, begins, lasts, channels, hours, person, points, placement: Hold(
            id=f"h{n}",
            kind=kind,
            blocks=blocks,
            channels=channels | ({Channel.SMS} if kind is HoldKind.CHANNEL_OPT_OUT else set()),
            hours=hours or ((Hours(720, 840),) if kind is HoldKind.INCONVENIENT_TIME_OR_PLACE else ()),
            person=person,
            contact_points=points if person else (),
            placement=None if person else placement,
            from_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=begins),
            until_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=begins + lasts) if lasts else None,
        ),
        st.integers(0, 99),
        st.sampled_from([kind for kind in HoldKind if kind is not HoldKind.EMPLOYER_PROHIBITS]),
        st.frozensets(st.sampled_from(Block), max_size=3),
        st.integers(0, 12),
        st.integers(0, 12),
        st.frozensets(st.sampled_from(Channel), max_size=2),
        st.lists(st.builds(Hours, st.integers(0, 1439), st.integers(0, 1440)), max_size=1).map(tuple),
        st.sampled_from([None, "li", "cousin"]),
        st.lists(st.sampled_from(["mobile", "sms", "home"]), max_size=1).map(tuple),
        st.none() | st.integers(1, 2),
    ),
    max_size=2,
)
asked_for = st.sampled_from(
    [
        actions.PlaceCall(person="li", contact_point="mobile"),
        actions.SendMessage(person="li", contact_point="sms"),
        actions.SendReminder(person="li", contact_point="sms"),
        actions.Visit(person="li", contact_point="home"),
        actions.Close(outcome=Outcome.FORGIVEN),
        actions.Close(outcome=Outcome.SOLD),
        actions.SubmitPlacement(agency="harbour"),
        actions.ApproveReferral(),
        actions.AcceptPlacement(),
        actions.FileClaim(court="pudong"),
        actions.Move(verb="request_referral"),
        actions.Enforce(measure=Measure.WAGES),
        actions.ReportCredit(bureau="pboc"),
        actions.ReportCredit(bureau="pboc", marked_disputed=True),
        actions.ActivateArrangement(version=1),
        actions.BreakArrangement(because="untrue"),
        actions.CompleteArrangement(because="a cent short"),
        actions.NotePromise(amount=Money("9.00", "CNY"), due_on=date(2026, 3, 20)),
    ]
)
actors = st.sampled_from([LENA, Actor(id="voss"), Actor(id="tom", party="harbour")])
days = st.dates(date(2025, 1, 1), date(2026, 6, 1))
agencies = st.builds(
    lambda first, last, evaluated, violent: Agency(
        id="harbour",
        licences=(Licence(kind="collection", valid_from=min(first, last), valid_to=max(first, last)),),
        evaluated_on=evaluated,
        violent_collection_on_record=violent,
    ),
    days,
    days,
    days,
    st.booleans(),
)
PROMISE = Promise(
    amount=Money("9.00", "CNY"),
    made_at=datetime(2026, 3, 1, tzinfo=UTC),
    made_on=date(2026, 3, 1),
    due_on=date(2026, 3, 20),
)
PLACEMENT = Placement(
    agency="harbour",
    brief=PlacementBrief(),
    wave=1,
    proposed_at=datetime(2026, 3, 1, tzinfo=UTC),
    proposed_by="lena",
    amount=Money("500.00", "CNY"),
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """A situation in which everything is known."""
    action = draw(asked_for)
    attempts = [attempt(n, DAY + draw(st.integers(-2, 2))) for n in range(draw(st.integers(0, 2)))]
    borrower = dossier(
        zones=draw(zones),
        calls=draw(some_days),
        messages=draw(some_days),
        visits=draw(some_days),
        talks=draw(some_days),
        attempts=attempts,
        holds=draw(holds),
    )
    third = draw(st.booleans()) and isinstance(action, actions.ContactAction)
    return situation(
        draw(moments),
        action=action,
        actor=draw(actors),
        borrower=borrower,
        reached=dossier("cousin", draw(zones)) if third else None,
        owing=debt(due_on=draw(st.dates(date(2025, 11, 1), date(2026, 3, 20)))),
        paid=draw(
            st.dictionaries(
                st.dates(date(2026, 2, 1), date(2026, 3, 12)), st.sampled_from(["100.00", "1.00", "500.00"]), max_size=2
            )
        ),
        holds=draw(holds),
        promise=draw(st.none() | st.just(PROMISE)),
        placement=draw(st.sampled_from([None, PLACEMENT, PLACEMENT.changed(accepted_at=PLACEMENT.proposed_at)])),
        offer=draw(st.sampled_from([None, agreed(began_on=None), agreed(began_on=None, waives="400.00")])),
        arrangement=draw(st.none() | st.dates(date(2026, 3, 5), date(2026, 3, 20)).map(agreed)),
        agency=draw(agencies),
        confirmations=draw(st.integers(0, 2)),
        custody=draw(st.sampled_from([Custody.CREDITOR, Custody.AGENCY])),
        failures_in_a_row=draw(st.integers(0, 4)),
        last_reminder_on=draw(st.integers(DAY - 9, DAY)),
    )


def strictness(decision: Decision) -> int:
    """0 permitted, 1 waits for a second person, 2 refused."""
    return 2 if decision.refused else 1 if decision.needs_approval else 0


# ---- random rules --------------------------------------------------------------------------------------------------

NUMBERS = ["wave", "failures_in_a_row", "calls_counted_today", "days_in_stage", "owed", "minute_latest", "today"]
FLAGS = ["confirmed", "promise_open", "hold_blocks_contact", "agency_licensed", "actor_has_custody"]


def compared(name: str, op: str, value: int) -> Any:
    return lambda f: getattr(getattr(f, name), op)(value)


predicates = st.recursive(
    st.builds(compared, st.sampled_from(NUMBERS), st.sampled_from(["__lt__", "__ge__", "__eq__"]), st.integers(0, 1300))
    | st.sampled_from(FLAGS).map(lambda name: lambda f: getattr(f, name))
    | st.sampled_from(FLAGS).map(lambda name: lambda f: ~getattr(f, name)),
    lambda inner: (
        st.tuples(inner, inner).map(lambda two: lambda f: two[0](f) & two[1](f))
        | st.tuples(inner, inner).map(lambda two: lambda f: two[0](f) | two[1](f))
        | inner.map(lambda one: lambda f: ~one(f))
        | st.tuples(inner, inner).map(lambda two: lambda f: where(two[0](f), 3, count(two[1](f))) >= 1)
    ),
    max_leaves=5,
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    stated = rule(
        f"house.r{draw(st.integers(0, 10**9))}",
        governs={"*"},
        tone=draw(st.sampled_from(Tone)),
        cites=POLICY,
        says="Not now",
        since=draw(st.sampled_from([ALWAYS, date(2026, 3, 10)])),
        applies=draw(st.none() | predicates),
        unless=draw(st.none() | predicates),
    )
    try:
        return stated(draw(predicates))
    except ExpressionError as mistake:
        # One that could never stand in the way is refused when it is defined: it is no rule.
        if "true for no case" not in str(mistake):
            raise
        reject()


# ---- nothing added permits -----------------------------------------------------------------------------------------


@given(situations(), st.lists(rules(), min_size=1, max_size=3, unique_by=lambda one: one.id))
def test_a_rule_more_never_turns_a_refusal_into_a_permission(asked: Situation, more: list[Rule]) -> None:
    before, after = judge(BOOK, asked), judge(BOOK | book(*more), asked)
    assert strictness(after) >= strictness(before)
    assert set(before.rules) <= set(after.rules)


@given(situations(), st.sampled_from(Block))
def test_a_hold_that_blocks_it_refuses_every_action_that_the_block_is_about(asked: Situation, block: Block) -> None:
    hold = Hold(id="h", kind=HoldKind.MANUAL, blocks=frozenset({block}), from_at=asked.at)
    case = asked.case.changed(holds=(*asked.case.holds, hold))
    again = Situation(
        case, asked.dossier, asked.reached, asked.action, asked.actor, asked.register, asked.at, asked.house_zone
    )
    about = asked.action.name in ABOUT.get(block, frozenset())
    if block is Block.SELL:
        about = getattr(asked.action, "outcome", None) is Outcome.SOLD
    assert judge(BOOK, again).refused or not about
    if not about and block is not Block.ACCRUE:
        assert strictness(judge(BOOK, again)) == strictness(judge(BOOK, asked)), "and no other"


ABOUT = {
    Block.CONTACT: actions.CONTACTS,
    Block.ESCALATE: actions.ESCALATIONS,
    Block.REFER: actions.REFERRAL,
    Block.LITIGATE: actions.LITIGATION,
    Block.ENFORCE: frozenset({"enforce"}),
    Block.REPORT: actions.REPORTING,
}


@given(situations())
def test_what_follows_from_what_was_agreed_blocks_as_a_hold_of_its_kind_would(asked: Situation) -> None:
    case = asked.case
    rows = (PromiseOnFile(id="p1", promise=case.promise),) if case.promise is not None else ()
    running = running_holds(case.changed(promises=rows), asked.day)
    bits = blocked(running, max(asked.at, *(hold.from_at for hold in running)) if running else asked.at)
    if bits & 1 << Block.CONTACT and asked.action.is_contact:
        assert judge(BOOK, asked).refused
    if bits & 1 << Block.ESCALATE and asked.action.name in actions.ESCALATIONS:
        assert judge(BOOK, asked).refused


def test_every_block_but_accrual_has_an_action_that_it_is_about() -> None:
    assert {*ABOUT, Block.SELL, Block.ACCRUE} == set(Block)
    assert set(USUAL_BLOCKS) == set(HoldKind)


@given(situations(), holds)
def test_a_hold_more_never_turns_a_refusal_into_a_permission(asked: Situation, more: list[Hold]) -> None:
    before = judge(BOOK, asked)
    for held in (asked.case.changed(holds=(*asked.case.holds, *more)), asked.case):
        person = asked.dossier if held is not asked.case else asked.dossier.changed(holds=(*asked.dossier.holds, *more))
        reached = person if asked.reached is asked.dossier else asked.reached
        again = Situation(held, person, reached, asked.action, asked.actor, asked.register, asked.at, asked.house_zone)
        after = judge(BOOK, again)
        assert strictness(after) >= strictness(before)
        assert set(before.rules) <= set(after.rules)


@given(situations(), st.integers(1, 3), st.sampled_from(Counted))
def test_a_contact_more_never_turns_a_refusal_into_a_permission(asked: Situation, times: int, kind: Counted) -> None:
    before = judge(BOOK, asked)
    scope = Scope(kind, "mobile", asked.actor.party, (asked.case.debt.id,))
    more = asked.reached.changed(contacts=asked.reached.contacts.plus(scope, asked.day, times))
    person = more if asked.reached is asked.dossier else asked.dossier
    again = Situation(asked.case, person, more, asked.action, asked.actor, asked.register, asked.at, asked.house_zone)
    assert strictness(judge(BOOK, again)) >= strictness(before)


# ---- nothing forgotten permits -------------------------------------------------------------------------------------


@given(situations())
def test_forgetting_where_a_person_is_never_turns_a_refusal_into_a_permission(asked: Situation) -> None:
    nowhere = asked.reached.changed(person=asked.reached.person.changed(zones=()))
    person = nowhere if asked.reached is asked.dossier else asked.dossier
    # The house's own day stands in, so the two are compared where it is the same day for both.
    again = Situation(asked.case, person, nowhere, asked.action, asked.actor, asked.register, asked.at, SHANGHAI)
    assume(again.day == asked.day)
    before, after = judge(BOOK, asked), judge(BOOK, again)
    if before.refused:
        assert not after.permitted
    assert strictness(after) >= strictness(before)


@given(situations(), st.sampled_from(["register", "evaluated_on", "violent_collection_on_record"]))
def test_forgetting_an_agency_never_turns_a_refusal_into_a_permission(asked: Situation, forgotten: str) -> None:
    assert asked.register is not None
    register = None
    if forgotten != "register":
        register = asked.register.changed(agency=asked.register.agency.changed(**{forgotten: None}))
    again = Situation(
        asked.case, asked.dossier, asked.reached, asked.action, asked.actor, register, asked.at, asked.house_zone
    )
    assert strictness(judge(BOOK, again)) >= strictness(judge(BOOK, asked))


@settings(max_examples=50)
@given(situations(), st.lists(rules(), min_size=1, max_size=2, unique_by=lambda one: one.id), st.data())
def test_an_unknown_fact_never_permits_what_some_value_of_it_would_refuse(
    asked: Situation, more: list[Rule], data: st.DataObject
) -> None:
    governing = (BOOK | book(*more)).governing(asked.action.name, asked.day)
    _, values, unknown = governing.run(asked)
    assume(governing.given)  # an action that no rule looks at reads no fact
    name = data.draw(st.sampled_from(sorted(governing.given)))
    bit = 1 << governing.place[name]
    failing, undetermined, _, _ = governing.settle(values, unknown | bit)
    low, high = FACTS.fields[name].field.range
    for value in {low, high, *data.draw(st.lists(st.integers(low, high), max_size=3))}:
        known = dict(zip(governing.names, values, strict=True)) | {name: value}
        found = governing.masked(recomputed(governing, known))
        if not unknown:
            assert found & ~(failing | undetermined) == 0, "what some value would refuse is not let through"
            assert failing & ~found == 0, "what stands in the way for certain does so for every value"


def recomputed(governing: Governing, known: dict[str, int]) -> tuple[int, ...]:
    """The facts in order, with what is derived computed anew."""
    for name in governing.names:
        if name in FACTS.trees:
            tree = FACTS.trees[name]
            read = sorted(facts_read(tree))
            known[name] = int(function(tree, read)(*(known[one] for one in read)))
    return tuple(known[name] for name in governing.names)


# ---- every reading says the same -----------------------------------------------------------------------------------


def within_bounds(name: str) -> st.SearchStrategy[int]:
    declared = FACTS.fields[name].field
    low, high = declared.range
    near = st.sampled_from(
        [low, high, *(n for n in (0, 1, 2, 3, 6, 7, 364, 365, 366, 479, 480, 1259, 1260, 1320) if low <= n <= high)]
    )
    if declared.codes is not None:
        return st.sampled_from([int(code) for code in declared.codes])
    return near | st.integers(low, high)


@settings(max_examples=60)
@given(
    st.sampled_from(NAMES),
    st.sampled_from([date(2020, 7, 11), date(2025, 2, 27), date(2025, 2, 28), date(2026, 3, 10)]),
    st.data(),
)
def test_live_and_columns_find_the_same_rules(action: str, on: date, data: st.DataObject) -> None:
    governing = BOOK.governing(action, on.toordinal())
    rows = data.draw(
        st.lists(st.fixed_dictionaries({name: within_bounds(name) for name in governing.given}), min_size=1, max_size=9)
    )
    complete = [recomputed(governing, dict(row)) for row in rows]
    wanted = [governing.masked(values) for values in complete]
    over_given = masks(governing.expanded, as_columns(rows, governing), rows=len(rows))
    assert over_given.tolist() == wanted
    all_facts = [dict(zip(governing.names, values, strict=True)) for values in complete]
    assert masks(governing.conditions, as_columns(all_facts, governing), rows=len(rows)).tolist() == wanted
    for bit, one in enumerate(governing.rules):
        alone = column(one.bound(on.toordinal()), as_columns(all_facts, governing), rows=len(rows))
        assert alone.tolist() == [bool(mask >> bit & 1) for mask in wanted], one.id


@st.composite
def less_known(draw: st.DrawFn) -> Situation:
    """A situation in which something may not be known: where the person is, or what is on file of the agency."""
    asked = draw(situations())
    reached, register = asked.reached, asked.register
    if draw(st.booleans()):
        reached = reached.changed(person=reached.person.changed(zones=()))
    if register is not None and draw(st.booleans()):
        blank = draw(st.sampled_from(["evaluated_on", "violent_collection_on_record"]))
        register = register.changed(agency=register.agency.changed(**{blank: None})) if draw(st.booleans()) else None
    person = reached if asked.reached is asked.dossier else asked.dossier
    return Situation(asked.case, person, reached, asked.action, asked.actor, register, asked.at, asked.house_zone)


assumptions = st.sampled_from([{}, {"agency_violent": 0}, {"minute_earliest": 600, "minute_latest": 600}])


@given(
    st.lists(less_known(), min_size=1, max_size=6),
    st.lists(rules(), max_size=2, unique_by=lambda one: one.id),
    assumptions,
)
def test_a_table_of_facts_is_screened_as_each_situation_is_decided(
    asked: list[Situation], more: list[Rule], assume: dict[str, int]
) -> None:
    full, action = (BOOK | book(*more)).assuming(**assume), asked[0].action
    by_rules: dict[Governing, list[Situation]] = {}
    for s in asked:
        one = Situation(s.case, s.dossier, s.reached, action, s.actor, s.register, s.at, s.house_zone)
        # Rows of days with other rules or numbers are another table.
        by_rules.setdefault(full.governing(action.name, one.day), []).append(one)
    for governing, rows in by_rules.items():
        table, day = read_as_columns(governing, rows), date.fromordinal(rows[0].day)
        assert_answered(screen(full, action.name, day, table, rows=len(rows)), [judge(full, one) for one in rows])


def read_as_columns(governing: Governing, rows: list[Situation]) -> dict[str, Any]:
    """What the situations are read for, each fact as a masked column."""
    answers = [governing.run(one) for one in rows]
    columns = {}
    for name in governing.given:
        at, flag = governing.place[name], FACTS.fields[name].field.kind is Kind.FLAG
        values = np.array([values[at] for _, values, _ in answers], dtype=bool if flag else np.int64)
        columns[name] = np.ma.MaskedArray(values, mask=[unknown >> at & 1 for _, _, unknown in answers])
    return columns


def assert_answered(found: Screening, decisions: list[Decision]) -> None:
    assert found.failing.tolist() == [decision.failing for decision in decisions]
    assert found.undetermined.tolist() == [decision.undetermined for decision in decisions]
    assert found.refused.tolist() == [decision.refused for decision in decisions]
    assert found.needs_approval.tolist() == [decision.needs_approval for decision in decisions]
    assert found.permitted.tolist() == [decision.permitted for decision in decisions]
    for decision in decisions:
        assert decision.assumptions.items() <= found.assumed.items()


def as_columns(rows: list[dict[str, int]], governing: Governing) -> dict[str, np.ndarray[Any, Any]]:
    kinds = {name: FACTS.fields[name].field.kind for name in rows[0]}
    return {
        name: np.array([row[name] for row in rows], dtype=bool if kinds[name] is Kind.FLAG else np.int64)
        for name in rows[0]
    }


SMALL = {"wave": (0, 4), "failures_in_a_row": (0, 4), "calls_counted_today": (0, 3), "promise_open": (0, 1)}
small_predicates = st.recursive(
    st.builds(
        compared,
        st.sampled_from(["wave", "failures_in_a_row", "calls_counted_today"]),
        st.sampled_from(["__lt__", "__ge__", "__eq__", "__ne__", "__gt__", "__le__"]),
        st.integers(0, 5),
    )
    | st.just(lambda f: f.promise_open)
    | st.just(lambda f: f.wave + f.calls_counted_today >= f.failures_in_a_row),
    lambda inner: (
        st.tuples(inner, inner).map(lambda two: lambda f: two[0](f) & two[1](f))
        | st.tuples(inner, inner).map(lambda two: lambda f: two[0](f) | two[1](f))
        | inner.map(lambda one: lambda f: ~one(f))
    ),
    max_leaves=5,
)


@settings(max_examples=150)
@given(
    small_predicates,
    st.fixed_dictionaries({n: st.integers(*r) for n, r in SMALL.items()}),
    st.sets(st.sampled_from(sorted(SMALL)), max_size=3),
)
def test_unknown_facts_are_answered_as_by_trying_every_value(
    predicate: Any, known: dict[str, int], unknown: set[str]
) -> None:
    from debtflow.expressions import possible, trace

    tree = trace(predicate, FACTS.vocabulary, expects=Kind.FLAG, what="a rule")
    read = sorted(facts_read(tree))
    ask = function(tree, read)
    answers = {ask(*values) for values in product(*(choices(name, known, unknown) for name in read))}
    wanted = answers.pop() if len(answers) == 1 else None
    found = possible(tree, known, {name: SMALL[name] for name in unknown})
    few = 1
    for name in unknown & set(read):
        few *= SMALL[name][1] - SMALL[name][0] + 1
    if few <= 64:
        assert found is wanted
    else:
        assert found is None or found is wanted


def choices(name: str, known: Mapping[str, int], unknown: set[str]) -> list[int]:
    return list(range(SMALL[name][0], SMALL[name][1] + 1)) if name in unknown else [known[name]]


@given(situations())
def test_the_fused_function_reads_each_fact_as_it_reads_it_alone(asked: Situation) -> None:
    governing = BOOK.governing(asked.action.name, asked.day)
    _, values, unknown = governing.run(asked)
    for at, name in enumerate(governing.names):
        alone = fact_of(name, asked, facts=FACTS)
        if unknown >> at & 1:
            assert alone is None
        elif alone is not None:
            assert values[at] == alone, name


@given(situations())
def test_every_value_lies_within_the_bounds_of_its_fact(asked: Situation) -> None:
    decision = judge(BOOK, asked)
    for name, value in decision.facts.items():
        low, high = FACTS.fields[name].field.range
        assert low <= value <= high, name


# ---- words ---------------------------------------------------------------------------------------------------------


@given(rules())
def test_a_rule_can_always_be_said_in_words(one: Rule) -> None:
    said = one.words(DAY)
    assert said and "{" not in said and "None" not in said
    assert words(one.condition, FACTS.vocabulary)
    assert one.sentence(DAY) == "Not now"


@given(situations())
def test_every_refusal_has_words_evidence_and_a_way_out(asked: Situation) -> None:
    decision = judge(BOOK, asked)
    for finding in decision.findings:
        assert finding.says and finding.because and str(finding.cites) in str(decision)
        assert finding.evidence and all(evidence.words for evidence in finding.evidence)
    if decision.refused:
        assert decision.rules
        assert decision.next_permitted_at is not None or decision.lifted_by
