"""The prover: yes only when it is shown, no only with a case that Python confirms, and else "not known"."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import (
    CHINESE,
    Constant,
    Fact,
    Field,
    Kind,
    Label,
    Node,
    Parameter,
    Vocabulary,
    between,
    count,
    earliest,
    one_of,
    operation,
    trace,
    where,
)
from debtflow.expressions import solver as room
from debtflow.expressions.solver import Answer, Prover

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER


class Role(IntEnum):
    AGENCY = 1
    LAW_FIRM = 5
    CREDITOR = 9


FACTS = Vocabulary(
    {
        "calls_today": Field(NUMBER, lower=0, upper=500),
        "calls_in_seven_days": Field(NUMBER, lower=0, upper=3_500),
        "minute": Field(NUMBER, unit="minute of day", lower=0, upper=1439),
        "due": Field(NUMBER, unit="day", lower=1, upper=date.max.toordinal()),
        "balance": Field(NUMBER, lower=-(10**15), upper=10**15),
        "hold": Field(FLAG),
        "invited": Field(FLAG),
        "role": Field(NUMBER, codes=Role, labels=(Label("zh", codes=((Role.AGENCY, "催收机构"),)),)),
        "wide": Field(NUMBER),
    },
)
NEW_YEAR = date(2026, 1, 1).toordinal()


def tree(function: Callable[..., Any], expects: Kind = FLAG, facts: Vocabulary = FACTS) -> Node:
    return trace(function, facts, expects=expects, what="asked", constant_ok=True)


PROVER = Prover(FACTS)


def test_an_off_by_one_is_found_on_its_edge() -> None:
    old, new = tree(lambda f: (f.minute < 480) | f.hold), tree(lambda f: (f.minute <= 480) | f.hold)
    answer = PROVER.equivalent(old, new)
    assert answer.truth is False and not answer
    assert str(answer) == "no: minute = 08:00, hold = no"
    assert answer.case is not None
    assert answer.case.facts == {"minute": 480, "hold": False}
    assert answer.case.words == {"minute": "08:00", "hold": "no"}
    assert PROVER.implies(old, new).truth is True
    assert str(PROVER.implies(new, old)) == "no: minute = 08:00, hold = no"


def test_cases_are_said_as_people_read_them() -> None:
    at_new_year = tree(lambda f: (f.role != Role.AGENCY) & (f.due >= NEW_YEAR) & f.hold)
    assert str(PROVER.possible(at_new_year)) == "yes: role = law firm, due = 2026-01-01, hold = yes"
    in_chinese = Prover(FACTS, phrases=CHINESE).possible(tree(lambda f: (f.role == Role.AGENCY) & (f.due == NEW_YEAR)))
    assert str(in_chinese) == "yes: role = 催收机构, due = 2026年1月1日"


def test_bounds_and_codes_are_the_domain() -> None:
    assert PROVER.holds_always(tree(lambda f: one_of(f.role, *Role)))
    assert PROVER.holds_always(tree(lambda f: (f.calls_today >= 0) & (f.calls_today <= 500)))
    assert not PROVER.possible(operation("eq", Fact("role", NUMBER), Constant(3, NUMBER)))
    assert str(PROVER.holds_always(tree(lambda f: f.calls_today < 500))) == "no: calls_today = 500"
    assert PROVER.possible(tree(lambda f: f.wide == 2**63 - 1)) and PROVER.possible(tree(lambda f: f.wide == -(2**63)))
    assert not PROVER.possible(tree(lambda f: f.wide + 1 == -(2**63)))


def test_codes_within_narrower_bounds() -> None:
    some = Vocabulary({"role": Field(NUMBER, codes=Role, lower=2, upper=9)})
    assert Prover(some).holds_always(tree(lambda f: one_of(f.role, Role.LAW_FIRM, Role.CREDITOR), facts=some))
    none = Vocabulary({"role": Field(NUMBER, codes=Role, lower=6, upper=8)})
    with pytest.raises(ExpressionError, match="no code of the fact `role` is within its bounds 6 to 8"):
        Prover(none).possible(tree(lambda f: f.role == Role.AGENCY, facts=none))


def test_numbers_are_compared_whatever_they_are_made_of() -> None:
    twice = tree(lambda f: f.balance + f.balance, NUMBER)
    assert PROVER.equivalent(twice, tree(lambda f: 2 * f.balance, NUMBER))
    chosen = tree(lambda f: where(f.balance < f.due, f.balance, f.due), NUMBER)
    assert PROVER.equivalent(chosen, tree(lambda f: earliest(f.balance, f.due), NUMBER))
    counted = tree(lambda f: count(f.hold, f.invited) >= 1)
    assert PROVER.equivalent(counted, tree(lambda f: f.hold | f.invited))
    assert str(PROVER.equivalent(twice, tree(lambda f: f.balance, NUMBER))) == "no: balance = 1"


def test_a_flag_that_is_named_twice_counts_twice() -> None:
    twice = tree(lambda f: count(f.hold, f.invited, f.hold) >= 3)
    assert PROVER.equivalent(twice, tree(lambda f: f.hold & f.invited))
    assert str(PROVER.possible(tree(lambda f: count(f.hold, f.hold) == 2))) == "yes: hold = yes"


def test_what_is_given_of_facts_together() -> None:
    more_today = tree(lambda f: f.calls_today > f.calls_in_seven_days)
    assert str(PROVER.possible(more_today)) == "yes: calls_today = 1, calls_in_seven_days = 0"
    prover = Prover(FACTS, given=[tree(lambda f: f.calls_today <= f.calls_in_seven_days)])
    assert prover.possible(more_today).truth is False
    # A case is one of those that agree with what is given, also for facts that the question does not read.
    answer = prover.possible(tree(lambda f: f.calls_today > 3))
    assert str(answer) == "yes: calls_today = 4, calls_in_seven_days = 4"


def test_what_is_given_must_leave_a_case() -> None:
    with pytest.raises(ExpressionError, match="anything could be proved of none"):
        Prover(FACTS, given=[tree(lambda f: f.calls_today > 3), tree(lambda f: f.calls_today < 3)])


def test_a_first_that_never_is_implies_anything() -> None:
    assert PROVER.implies(tree(lambda f: f.calls_today > 500), tree(lambda f: f.hold))


def test_facts_that_must_stay_close_do_not_keep_the_answer_waiting() -> None:
    apart = tree(lambda f: between(f.balance - f.wide, 5, 6) & (f.balance > 10**14))
    answer = PROVER.possible(apart)
    assert answer.case is not None and answer.case.facts["balance"] > 10**14


def hard() -> Node:
    """Sums of fifty chosen numbers, four at a time, to be met exactly: beyond any solver in a moment."""
    dice, flags = random.Random(1), [Fact(f"b{at}", FLAG) for at in range(50)]
    sums = []
    for _ in range(4):
        weights = [dice.randrange(1, 100) for _ in flags]
        terms = [
            operation("where", flag, Constant(weight, NUMBER), Constant(0, NUMBER))
            for flag, weight in zip(flags, weights, strict=True)
        ]
        sums.append(operation("eq", operation("add", *terms), Constant(sum(weights) // 2, NUMBER)))
    return operation("and", *sums)


FIFTY = Vocabulary({f"b{at}": Field(FLAG) for at in range(50)})


def test_time_that_is_up_is_never_taken_for_a_yes_or_a_no() -> None:
    prover = Prover(FIFTY, seconds=0.05)
    one, other = hard(), operation("not", Fact("b0", FLAG))
    asked = {
        "possible": prover.possible(one),
        "always": prover.holds_always(operation("not", one)),
        "implies": prover.implies(one, other),
        "equivalent": prover.equivalent(one, Constant(0, FLAG)),
    }
    for question, answer in asked.items():
        assert answer.truth is None and answer.case is None, question
        assert str(answer).startswith("not known ("), question
        with pytest.raises(ExpressionError, match="not known"):
            bool(answer)
        with pytest.raises(ExpressionError, match="allow more seconds"):
            _ = "fine" if not answer else "not fine"
    assert prover.possible(Fact("b0", FLAG)), "the next question is asked afresh"


def test_what_is_given_and_cannot_be_told_in_time_is_refused() -> None:
    with pytest.raises(ExpressionError, match="is not known"):
        Prover(FIFTY, given=[hard()], seconds=0.05)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_no_time_is_no_question(seconds: float) -> None:
    with pytest.raises(ExpressionError, match="needs some time"):
        Prover(FACTS, seconds=seconds)


def test_what_is_no_vocabulary_and_what_is_no_tree_are_told_apart_from_what_is() -> None:
    with pytest.raises(
        ExpressionError, match=r"made of vocabularies, found \{'a': 1\} \(dict\); hand in the vocabulary"
    ):
        Prover({"a": 1})  # type: ignore[arg-type]
    untraced: Any = lambda f: f.hold  # noqa: E731
    hold = tree(lambda f: f.hold)
    for ask in (
        lambda: PROVER.possible(untraced),
        lambda: PROVER.holds_always(untraced),
        lambda: PROVER.implies(hold, untraced),
        lambda: PROVER.equivalent(untraced, hold),
        lambda: PROVER.equivalent(hold, untraced),
        lambda: Prover(FACTS, given=[untraced]),
    ):
        with pytest.raises(ExpressionError, match=r"takes a tree, found <function .*\(function\); trace\(predicate, "):
            ask()
    assert PROVER.possible(hold)


def test_a_case_that_python_does_not_confirm_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(room._COMPARISONS, "gt", lambda a, b: a >= b)  # type: ignore[call-overload]
    with pytest.raises(ExpressionError, match="read this differently at calls_today = 500"):
        Prover(FACTS).possible(tree(lambda f: f.calls_today > 500))


def test_a_case_outside_the_declared_bounds_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Prover, "domain", lambda self, *nodes: [])
    no_code = operation("eq", Fact("role", NUMBER), Constant(3, NUMBER))
    for beyond in (tree(lambda f: f.calls_today > 500), no_code):
        with pytest.raises(ExpressionError, match="read this differently"):
            Prover(FACTS).possible(beyond)


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: PROVER.possible(Fact("calls_to_day", FLAG)), "no fact called `calls_to_day`; did you mean `calls_today`"),
    (lambda: PROVER.possible(Fact("calls_today", FLAG)), "`calls_today` is a number, not a flag"),
    (lambda: PROVER.possible(Fact("balance", NUMBER)), r"possible\(\) takes a flag, and `balance` answers a number"),
    (lambda: PROVER.holds_always(Fact("balance", NUMBER)), r"holds_always\(\) takes a flag"),
    (lambda: PROVER.implies(Fact("hold", FLAG), Fact("balance", NUMBER)), r"implies\(\) takes a flag"),
    (lambda: PROVER.equivalent(Fact("hold", FLAG), Fact("balance", NUMBER)), "compare two of one kind"),
    (lambda: Prover(FACTS, given=[Fact("balance", NUMBER)]), "what is given takes a flag"),
    (
        lambda: PROVER.possible(operation("ge", Fact("balance", NUMBER), Parameter("cap"))),
        "the parameter `cap` is not bound",
    ),
]


@pytest.mark.parametrize(("ask", "message"), WRONG, ids=[message for _, message in WRONG])
def test_questions_that_mean_nothing_are_refused(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        ask()


def test_facts_of_several_records_and_names_that_look_alike() -> None:
    person = Vocabulary({"calls": Field(NUMBER, lower=0, upper=9)}, prefix="p")
    other = Vocabulary({"p_calls": Field(NUMBER, lower=0, upper=9)})
    asked = operation("gt", Fact("p.calls", NUMBER), Fact("p_calls", NUMBER))
    answer = Prover(person, other).possible(asked)
    assert answer.case is not None and answer.case.facts == {"p.calls": 1, "p_calls": 0}


def test_deep_trees() -> None:
    node: Node = Fact("hold", FLAG)
    for _ in range(149):
        node = operation("not", node)
    assert PROVER.equivalent(node, operation("not", Fact("hold", FLAG)))


def test_a_question_that_reads_no_fact() -> None:
    assert str(PROVER.possible(Constant(1, FLAG))) == "yes: every case"
    assert PROVER.possible(Constant(0, FLAG)) == Answer(False)


def test_without_z3_the_message_says_what_to_install() -> None:
    program = (
        "import sys; import debtflow.expressions.solver as room; assert 'z3' not in sys.modules; "
        "sys.modules['z3'] = None; room.Prover()"
    )
    source_root = str(Path(sys.modules[Constant.__module__].__file__ or "").parents[2])
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env={"PYTHONPATH": source_root}
    )
    assert "ImportError: the solver needs z3; install it with the extra: debtflow[verify]" in answer.stderr
