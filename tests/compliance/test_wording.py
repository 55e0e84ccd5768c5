"""Wording: a decision in words, the same in every language."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from tests.compliance.situations import (
    NOON,
    POLICY,
    SHANGHAI,
    TODAY,
    agreed,
    book,
    debt,
    decided,
    dossier,
    house_rule,
    in_shanghai,
    situation,
)

from debtflow.compliance.decisions import Decision, judge
from debtflow.compliance.hooks import check
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.tongues import CHINESE, ENGLISH
from debtflow.compliance.wording import verdict_of, when_text
from debtflow.errors import BookError
from debtflow.records.actions import Close, Move, PlaceCall, SendMessage, SubmitPlacement
from debtflow.records.findings import Tone
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.parties import Agency
from debtflow.records.stages import Outcome

BOOK = catalogue.joined("china", "generic")
FORGIVEN = Close(outcome=Outcome.FORGIVEN)
HOLD = Hold(id="h1", kind=HoldKind.CEASE_CONTACT, from_at=in_shanghai(1, 1))

DECISIONS: dict[str, Decision] = {
    "permitted": judge(BOOK, situation()),
    "late": judge(BOOK, situation(in_shanghai(3, 10, 22, 30))),
    "held": judge(BOOK, situation(holds=[HOLD])),
    "nowhere": judge(BOOK, situation(borrower=dossier(zones=()))),
    "assumed": judge(BOOK.assuming(minute_earliest=60, minute_latest=60), situation(borrower=dossier(zones=()))),
    "pending": judge(BOOK, situation(action=FORGIVEN)),
    "approved": judge(BOOK, situation(action=FORGIVEN), approved_by="boss"),
    "barred": judge(BOOK, situation(in_shanghai(3, 10, year=2030), action=Move(verb="request_legal"))),
    "card": judge(BOOK, situation(owing=debt().changed(product="credit_card"), arrangement=agreed())),
    "agency": judge(BOOK, situation(action=SubmitPlacement(agency="h"), agency=Agency(id="h", licences=()))),
}


def test_the_verdict_is_one_of_three() -> None:
    assert verdict_of(DECISIONS["permitted"]) == verdict_of(DECISIONS["approved"]) == "permitted"
    assert verdict_of(DECISIONS["late"]) == "refused" and verdict_of(DECISIONS["pending"]) == "pending"


@pytest.mark.parametrize("name", DECISIONS)
def test_str_is_the_english_text_and_when_its_last_line(name: str) -> None:
    decision = DECISIONS[name]
    assert str(decision) == decision.text() == decision.text("en")
    assert decision.findings == decision.findings_in("en")
    if decision.refused:
        assert str(decision).splitlines()[-1] == decision.when() == when_text(decision, ENGLISH)


@pytest.mark.parametrize("name", DECISIONS)
def test_chinese_says_the_same_of_the_same_rules(name: str) -> None:
    decision = DECISIONS[name]
    english, chinese = decision.findings, decision.findings_in("zh")
    assert [(f.rule, f.tone, f.verdict, f.cites, f.approved_by) for f in english] == [
        (f.rule, f.tone, f.verdict, f.cites, f.approved_by) for f in chinese
    ]
    for mine, other in zip(english, chinese, strict=True):
        assert [(e.fact, e.value, e.known, e.assumed) for e in mine.evidence] == [
            (e.fact, e.value, e.known, e.assumed) for e in other.evidence
        ]


# Names of rules, numbers, actions, zones and what the law is called stay as they are.
NAMES = re.compile(
    r"依据：[^（]*|（[a-z0-9_.]+）|[A-Za-z]+/[A-Za-z_]+|UTC|`\w+`|\([a-z_]+\)|（[a-z_]+）|^- [\w.]+：|case-1|boss|h1（loan-1）"
)


@pytest.mark.parametrize("name", DECISIONS)
def test_no_english_is_left_in_the_chinese(name: str) -> None:
    if name == "assumed":
        return
    for line in DECISIONS[name].text("zh").splitlines():
        left = NAMES.sub("", line)
        assert not re.search("[A-Za-z]", left), f"{line}\n{left}"


def test_a_refusal_in_chinese_reads_like_one() -> None:
    lines = DECISIONS["late"].text("zh").splitlines()
    assert lines[0] == "案件 case-1 的 `place_call`（2026-03-10 22:30 Asia/Shanghai，即 14:30 UTC）：不予准许。"
    assert lines[1].startswith(
        "- cn.gbt45251.hours：除双方另有约定外，22:00 至次日 08:00 不得催收。依据：GB/T 45251-2025 "
    )
    assert (
        "（二手资料：依据媒体或机构摘要，未通读官方原文）。（禁止；因为（该人可能所在各时区中最晚的当地时间不早于22:00"
        in lines[1]
    )
    assert lines[-1] == "若无其他变化，最早可于 2026-03-11 08:00 Asia/Shanghai，即 00:00 UTC 执行。"
    assert DECISIONS["held"].text("zh").endswith("仅靠等待无法解除；以下情形可以解除：解除停催限制。")
    assert "须经第二人批准。" in DECISIONS["pending"].text("zh")
    assert "已由 boss 批准" in DECISIONS["approved"].text("zh")
    assert DECISIONS["permitted"].text("zh").endswith("准许执行。")


def test_a_refusal_names_the_holds_that_stand_in_the_way() -> None:
    held = DECISIONS["held"]
    assert held.holds == (HOLD,)
    assert (
        "  Hold h1 on loan-1: they asked not to be contacted, since 2026-01-01 00:00 Asia/Shanghai (2025-12-31 16:00 UTC)."
        in str(held).splitlines()
    )
    assert "they asked not to be contacted" in held.html()
    until = HOLD.but(until_at=in_shanghai(4, 1), person="li", kind=HoldKind.MORATORIUM)
    ends = judge(BOOK, situation(borrower=dossier(holds=[until])))
    assert "on li: a moratorium stands" in str(ends) and "until 2026-04-01 00:00 Asia/Shanghai" in str(ends)
    assert not DECISIONS["late"].holds and "Hold" not in str(DECISIONS["late"])


def test_a_hold_for_a_promise_that_somebody_told_of_refuses_and_can_be_read() -> None:
    decision = judge(BOOK, situation(holds=[HOLD.changed(kind=HoldKind.PROMISE_RUNNING)]))
    assert decision.rules == ("generic.hold.contact",) and "A hold forbids this contact" in str(decision)


def test_what_a_debt_is_is_nothing_that_could_change() -> None:
    third = situation(
        owing=debt().changed(product="credit_card"),
        reached=dossier("hao"),
        action=PlaceCall(person="hao", contact_point="mobile"),
    )
    refused = judge(BOOK, third)
    assert "cn.card.third_party" in refused.rules and "because the debt is of a credit card" in str(refused)
    assert refused.lifted_by and not [words for words in refused.lifted_by if "the debt is of" in words]


def test_what_is_not_known_is_named_and_said_to_settle_nothing() -> None:
    said = DECISIONS["nowhere"]
    assert "(not known: minute_earliest, minute_latest)" in str(said)
    assert "(forbid; cannot be settled; because it is not known whether (the latest local time" in str(said)
    assert "（禁止；无法判定；因为尚不清楚是否（该人可能所在各时区中" in said.text("zh")
    assert "the house's zone" in str(said)
    assert "未知：该人可能所在各时区中最早的当地时间" in said.text("zh") and "无法判定" in said.text("zh")
    assert "查明该人可能所在各时区中最晚的当地时间" in said.text("zh")


def test_what_is_known_is_not_said_to_be_in_doubt() -> None:
    for name in ("late", "held", "pending"):
        assert "it is not known whether" not in str(DECISIONS[name])
        assert "尚不清楚是否" not in DECISIONS[name].text("zh")
    assert not DECISIONS["late"].findings[0].because.startswith("it is not known")
    assert DECISIONS["nowhere"].findings[0].because.startswith("it is not known whether (the ")


def test_a_change_that_would_lift_it_names_its_source_in_each_language() -> None:
    decision = decided(situation(promises_broken=3), house_rule("house.p", lambda f: f.promises_broken >= 3))
    assert decision.lifted_by == ("a change of this: promises broken is 3 (case)",)
    assert "以下事实发生变化：失信的还款承诺次数为3（案件）" in decision.text("zh")


def test_amounts_are_told_as_money() -> None:
    decision = decided(situation(), house_rule("house.o", lambda f: f.owed >= 1))
    assert decision.findings[0].evidence[0].words == "the amount owed is 500.00 CNY"
    assert decision.findings_in("zh")[0].evidence[0].words == "所欠总额为500.00 CNY"


def test_what_a_check_says_stays_as_it_was_said_and_gives_no_reason_twice() -> None:
    @check("house.vip", governs={"*"}, cites=POLICY)
    def vip(case: Any, person: Any, action: Any, as_of: datetime) -> str:
        return "Mr Li is looked after by the board"

    decision = judge(book(checks=[vip]), situation())
    line = str(decision).splitlines()[1]
    assert line.startswith("- house.vip: Mr Li is looked after by the board [Policy 4.2") and line.endswith("(forbid)")
    assert "- house.vip：Mr Li is looked after by the board。" in decision.text("zh")


def test_advice_in_a_permitted_decision_gives_no_when() -> None:
    decision = decided(situation(borrower=dossier(calls={TODAY: 1})), house_rule(tone=Tone.ADVISE))
    assert len(str(decision).splitlines()) == 2 and "(advise; because" in str(decision)
    assert SHANGHAI in str(decision)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(BookError, match="no words for the language 'fr'"):
        DECISIONS["late"].text("fr")
    assert DECISIONS["late"].text(CHINESE) == DECISIONS["late"].text("zh")


def test_where_something_else_comes_before_time_helps_a_change_is_named_all_the_same() -> None:
    # Four messages today; by the time that they no longer count, what is owed has been paid by money that is to come.
    written = dossier(messages={TODAY: 4})
    asked = situation(
        NOON,
        action=SendMessage(person="li", contact_point="sms"),
        borrower=written,
        paid={date(2026, 3, 12): "500.00"},
        owing=debt(due_on=date(2026, 3, 1)),
    )
    decision = judge(catalogue.joined("generic"), asked)
    assert decision.rules == ("generic.messages_per_week",)
    assert (decision.next_permitted_at, decision.lifted_by) == (None, ("a change of the facts",))
