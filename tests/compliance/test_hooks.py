"""Checks beside the rules: one that cannot answer has not said yes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.compliance.situations import CALL, NOON, POLICY, TODAY, book, dossier, house_rule, situation

from debtflow.compliance.decisions import Decision, judge
from debtflow.compliance.hooks import Check, check
from debtflow.compliance.rules import EVERYTHING
from debtflow.errors import BookError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.actions import CONTACTS, Action, Move
from debtflow.records.findings import Tone, Verdict
from debtflow.records.stages import Phase


def answering(answer: Any, tone: Tone = Tone.FORBID, governs: Any = CONTACTS) -> Check:
    @check("house.vip", governs=governs, cites=POLICY, tone=tone)
    def vip(case: Case, person: Dossier, action: Action, as_of: datetime) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return vip


def asked(one: Check, approved_by: str | None = None, **changes: Any) -> Decision:
    return judge(book(checks=[one]), situation(**changes), approved_by=approved_by)


def test_a_check_that_finds_nothing_permits() -> None:
    decision = asked(answering(None))
    assert decision.permitted and decision.findings == ()


def test_a_check_that_answers_a_sentence_refuses_with_it() -> None:
    decision = asked(answering("Mr Li is looked after by the board"))
    assert decision.refused and decision.rules == ("house.vip",)
    (finding,) = decision.findings
    assert finding.verdict is Verdict.BLOCKED and finding.says == "Mr Li is looked after by the board"
    assert finding.cites == POLICY
    assert "house.vip: Mr Li is looked after by the board [Policy 4.2" in str(decision)


@pytest.mark.parametrize("tone", [Tone.FORBID, Tone.PRESUME, Tone.APPROVE])
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (KeyError("board"), "could not be made: KeyError: 'board'"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError"),
        (True, "answered True; it must answer None or a sentence"),
        (False, "answered False"),
        (0, "answered 0"),
        ([], "answered []"),
        ("", "answered ''; it must answer None or a sentence"),
        (" \n", "answered ' \\n'; it must answer None or a sentence"),
    ],
)
def test_a_check_that_raises_or_answers_nonsense_is_undetermined_and_refuses(
    answer: Any, said: str, tone: Tone
) -> None:
    for approver in (None, "boss"):
        decision = asked(answering(answer, tone), approver)
        assert decision.refused and not decision.needs_approval and not decision.permitted
        (finding,) = decision.findings
        assert finding.verdict is Verdict.UNDETERMINED and said in finding.says


def test_an_undetermined_check_with_an_advising_tone_is_noted_and_permits() -> None:
    decision = asked(answering(RuntimeError("no answer"), Tone.ADVISE))
    assert decision.permitted and decision.findings[0].verdict is Verdict.UNDETERMINED


def test_a_check_may_ask_for_a_second_person() -> None:
    one = answering("a big account", Tone.APPROVE)
    waiting = asked(one)
    assert waiting.needs_approval and not waiting.refused and not waiting.permitted
    assert waiting.rules == ("house.vip",)
    given = asked(one, "boss")
    assert given.permitted and given.findings[0].approved_by == "boss"


def test_an_approval_does_not_lift_what_is_forbidden() -> None:
    assert asked(answering("never"), "boss").refused
    assert asked(answering("hardly ever", Tone.PRESUME), "boss").refused


def test_a_check_that_advises_is_noted() -> None:
    decision = asked(answering("be kind", Tone.ADVISE))
    assert decision.permitted and decision.rules == () and decision.findings[0].says == "be kind"


def test_a_check_looks_only_at_what_it_governs() -> None:
    assert asked(answering("no", governs={"visit"})).permitted
    assert asked(answering("no", governs="place_call")).refused
    assert asked(answering("no", governs={"*"}), action=Move(verb="whatever")).refused


def test_a_check_is_handed_case_dossier_action_and_moment() -> None:
    seen: list[Any] = []

    @check("house.seen", governs={"*"}, cites=POLICY)
    def note(*what: Any) -> None:
        seen.extend(what)

    s = situation()
    judge(book(checks=[note]), s)
    assert seen == [s.case, s.dossier, s.action, NOON]


def test_checks_and_rules_speak_together_the_strictest_first() -> None:
    rules = [
        house_rule("house.advice", lambda f: f.calls_counted_today >= 1, tone=Tone.ADVISE),
        house_rule("house.eyes", lambda f: f.calls_counted_today >= 1, tone=Tone.APPROVE),
        house_rule("house.no", lambda f: f.calls_counted_today >= 1),
    ]
    one = answering("hardly ever", Tone.PRESUME)
    decision = judge(book(*rules, checks=[one]), situation(borrower=dossier(calls={TODAY: 1})))
    assert [f.rule for f in decision.findings] == ["house.no", "house.vip", "house.eyes", "house.advice"]
    assert decision.rules == ("house.no", "house.vip", "house.eyes")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"check_id": "vip"}, "path"),
        ({"check_id": "House.vip"}, "'House.vip' must read like a path"),
        ({"check_id": 7}, "check id 7 must read like a path"),
        ({"check_id": len}, r"a check begins with its id: write @check\('house\.vip'"),
        ({"governs": ()}, "governs nothing"),
        ({"governs": 7}, r"house\.vip: governs is 7; write names of actions, e\.g\. governs=\{'place_call'\}"),
        ({"governs": {len}}, "write names of actions"),
        ({"cites": "Policy 4.2"}, r"house\.vip: cites is 'Policy 4\.2'; every check cites"),
        ({"tone": "forbid"}, r"house\.vip: tone is 'forbid'; use one of Tone\.FORBID"),
        ({"phases": {"legal"}}, r"check house\.vip: 'legal' is no phase; write phases=\{Phase\.LEGAL\}"),
        ({"phases": "legal"}, "'legal' is no phase"),
        ({"phases": {5}}, "5 is no phase"),
    ],
)
def test_a_check_is_set_like_a_rule(setting: dict[str, Any], said: str) -> None:
    with pytest.raises(BookError, match=said):
        check(**{"check_id": "house.vip", "governs": CONTACTS, "cites": POLICY, **setting})


# ---- by phase -------------------------------------------------------------------------------------------------------


def in_court_only(case: Case, person: Dossier, action: Action, as_of: datetime) -> str:
    return "counsel speaks to the borrower now"


@pytest.mark.parametrize(
    ("stage", "looks"),
    [("negotiation.assessing", False), ("legal.filed", True), ("legal.demand", True), ("feedback.under_review", False)],
)
def test_a_check_looks_only_in_its_phases_whatever_is_asked(stage: str, looks: bool) -> None:
    one = check("house.counsel", governs={"*"}, phases={Phase.LEGAL}, cites=POLICY)(in_court_only)
    for action in (CALL, Move(verb="a_verb_of_the_lenders_own")):
        assert asked(one, stage=stage, action=action).rules == (("house.counsel",) if looks else ())
    either = check("house.counsel", governs={"*"}, phases=[Phase.LEGAL, Phase.FEEDBACK], cites=POLICY)(in_court_only)
    assert asked(either, stage=stage).refused == (stage != "negotiation.assessing")


@pytest.mark.parametrize(("stage", "refused"), [("negotiation.assessing", False), ("legal.filed", True)])
def test_a_rule_looks_only_in_a_phase_where_it_says_so_the_lenders_own_verbs_included(
    stage: str, refused: bool
) -> None:
    counsel = house_rule(
        "house.counsel",
        lambda f: ~f.actor_has_custody | f.confirmed,
        governs=EVERYTHING,
        applies=lambda f: f.phase == Phase.LEGAL,
    )
    for action in (CALL, Move(verb="a_verb_of_the_lenders_own")):
        assert judge(book(counsel), situation(stage=stage, action=action)).refused == refused


# ---- all of them ----------------------------------------------------------------------------------------------------


def test_every_check_is_asked_whatever_the_others_found_and_findings_are_in_order() -> None:
    calls: list[str] = []

    def made(name: str, tone: Tone, answer: Any) -> Check:
        def look(*what: Any) -> Any:
            calls.append(name)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return check(f"house.{name}", governs={"*"}, tone=tone, cites=POLICY)(look)

    checks = [
        made("advice", Tone.ADVISE, "be kind"),
        made("eyes", Tone.APPROVE, "a big account"),
        made("broken", Tone.FORBID, OSError("no answer")),
        made("never", Tone.FORBID, "never"),
    ]
    rules = [house_rule("house.no", lambda f: f.confirmed), house_rule("house.fine", lambda f: ~f.confirmed)]
    decision = judge(book(*rules, checks=checks), situation())
    assert calls == ["advice", "eyes", "broken", "never"], "in the order of the book, and none left out"
    assert [(f.rule, f.verdict) for f in decision.findings] == [
        ("house.no", Verdict.BLOCKED),
        ("house.broken", Verdict.UNDETERMINED),
        ("house.never", Verdict.BLOCKED),
        ("house.eyes", Verdict.BLOCKED),
        ("house.advice", Verdict.BLOCKED),
    ]
    assert decision.refused and decision.lifted_by.count("approval by a second person") == 1
