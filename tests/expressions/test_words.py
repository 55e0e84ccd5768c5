"""Words: what people read, with denials inside, units shown, and brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from typing import Any

import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import (
    CHINESE,
    Field,
    Kind,
    Label,
    Parameter,
    Phrases,
    Vocabulary,
    between,
    bind,
    count,
    earliest,
    latest,
    one_of,
    trace,
    value_words,
    where,
    words,
)

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER


class Role(IntEnum):
    AGENCY = 1
    LAW_FIRM = 2
    CREDITOR = 3


class _Cap:
    def as_parameter(self) -> Parameter:
        return Parameter("call cap")


CAP = _Cap()

FACTS = Vocabulary(
    {
        "calls": Field(NUMBER, label="calls today"),
        "visits_this_month": Field(NUMBER),
        "minute": Field(NUMBER, unit="minute of day", label="local time"),
        "due": Field(NUMBER, unit="day", label="the due date"),
        "today": Field(NUMBER, unit="day"),
        "balance": Field(NUMBER, unit="minor units", label="the balance"),
        "hold": Field(FLAG, label="a hold blocks contact", denied="no hold blocks contact"),
        "invited": Field(FLAG, label="the borrower invited it"),
        "role": Field(NUMBER, codes=Role),
    }
)
NEW_YEAR = date(2026, 1, 1).toordinal()

SAID: list[tuple[Callable[..., Any], str]] = [
    (lambda f: (f.calls >= 3) & f.hold, "calls today is at least 3, and a hold blocks contact"),
    (lambda f: ~f.hold, "no hold blocks contact"),
    (lambda f: ~f.invited, "it is not so that the borrower invited it"),
    (lambda f: ~(f.calls >= 3), "calls today is below 3"),
    (lambda f: ~((f.calls >= 3) & ~f.hold), "calls today is below 3, or a hold blocks contact"),
    (
        lambda f: (f.calls >= 3) & (f.hold | f.invited),
        "calls today is at least 3, and (a hold blocks contact, or the borrower invited it)",
    ),
    (
        lambda f: f.hold | f.invited | (f.calls > 1),
        "a hold blocks contact, the borrower invited it, or calls today is above 1",
    ),
    (lambda f: f.minute < 480, "local time is before 08:00"),
    (lambda f: f.minute >= 21 * 60, "local time is 21:00 or later"),
    (lambda f: between(f.minute, 480, 1260), "local time is between 08:00 and 21:00"),
    (lambda f: ~between(f.minute, 480, 1260), "local time is before 08:00, or local time is after 21:00"),
    (lambda f: f.due == NEW_YEAR, "the due date is 2026-01-01"),
    (lambda f: f.today > f.due + 30, "today is after the due date plus 30"),
    (lambda f: f.today - f.due > 30, "today minus the due date is above 30"),
    (lambda f: earliest(f.due, NEW_YEAR) <= f.today, "the earliest of the due date and 2026-01-01 is today or earlier"),
    (
        lambda f: latest(f.calls, 3) > f.visits_this_month,
        "the greatest of calls today and 3 is above visits this month",
    ),
    (lambda f: f.balance >= 50000, "the balance is at least 50000"),
    (lambda f: f.role == Role.LAW_FIRM, "role is law firm"),
    (lambda f: one_of(f.role, Role.AGENCY, Role.LAW_FIRM), "role is agency or law firm"),
    (lambda f: ~one_of(f.role, *Role), "role is neither agency, law firm nor creditor"),
    (
        lambda f: one_of(f.role, Role.AGENCY, Role.LAW_FIRM) & f.hold,
        "role is agency or law firm, and a hold blocks contact",
    ),
    (lambda f: where(f.hold, f.calls, 0) > 2, "(calls today if a hold blocks contact, otherwise 0) is above 2"),
    (
        lambda f: count(f.hold, f.invited) >= 2,
        "(the number of these that hold: a hold blocks contact; the borrower invited it) is at least 2",
    ),
    (
        lambda f: 3 * f.calls - (f.calls - 1) > -f.calls,
        "3 times calls today minus (calls today minus 1) is above minus calls today",
    ),
    (lambda f: f.hold != f.invited, "exactly one of these: a hold blocks contact; the borrower invited it"),
    (lambda f: ~(f.hold == f.invited), "exactly one of these: a hold blocks contact; the borrower invited it"),
    (lambda f: f.calls >= CAP, "calls today is at least call cap"),
    (
        lambda f: latest(f.calls, 3) + f.visits_this_month > 9,
        "(the greatest of calls today and 3) plus visits this month is above 9",
    ),
    (
        lambda f: latest(f.calls, f.visits_this_month + 3) > 9,
        "the greatest of calls today and visits this month plus 3 is above 9",
    ),
    (
        lambda f: latest(earliest(f.calls, 3), 1) > 9,
        "the greatest of (the smallest of calls today and 3) and 1 is above 9",
    ),
    (
        lambda f: f.invited & (f.hold != f.invited) & where(f.hold, f.invited, False),
        "the borrower invited it, (exactly one of these: a hold blocks contact; the borrower invited it), and "
        "(the borrower invited it if a hold blocks contact, otherwise never)",
    ),
    (
        lambda f: count(f.hold == f.invited, f.hold) > 1,
        "(the number of these that hold: (either both or neither of these: a hold blocks contact; the borrower invited "
        "it); a hold blocks contact) is above 1",
    ),
]


@pytest.mark.parametrize(("function", "said"), SAID, ids=[said for _, said in SAID])
def test_said(function: Callable[..., Any], said: str) -> None:
    assert words(trace(function, FACTS, expects=FLAG, what="rule"), FACTS) == said


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        (lambda f: ~(f.calls < 3), "calls today is at least 3"),
        (lambda f: ~(f.calls <= 3), "calls today is above 3"),
        (lambda f: ~(f.calls > 3), "calls today is at most 3"),
        (lambda f: ~(f.calls >= 3), "calls today is below 3"),
        (lambda f: ~(f.calls == 3), "calls today is not 3"),
        (lambda f: ~(f.calls != 3), "calls today is 3"),
        (lambda f: ~~f.hold, "a hold blocks contact"),
        (lambda f: ~(f.minute <= 480), "local time is after 08:00"),
        (lambda f: f.minute <= 480, "local time is 08:00 or earlier"),
        (lambda f: ~(f.hold | ~f.invited), "no hold blocks contact, and the borrower invited it"),
        (
            lambda f: ~where(f.hold, f.invited, False),
            "it is not so that the borrower invited it if a hold blocks contact, otherwise never",
        ),
    ],
)
def test_denials_are_said_inside(denied: Callable[..., Any], said: str) -> None:
    assert words(trace(denied, FACTS, expects=FLAG, what="rule"), FACTS) == said


def test_parameters_by_value() -> None:
    node = trace(lambda f: f.minute >= CAP, FACTS, expects=FLAG, what="rule")
    assert words(node, FACTS, values={"call cap": 480}) == "local time is 08:00 (call cap) or later"
    assert words(bind(node, {"call cap": 480}), FACTS) == "local time is 08:00 (call cap) or later"


def test_without_a_vocabulary() -> None:
    node = trace(
        lambda f: (f.visits_this_month > 2) & f.hold & (f.role == Role.AGENCY), FACTS, expects=FLAG, what="rule"
    )
    assert words(node) == "visits this month is above 2, hold, and role is agency"


def test_several_records() -> None:
    event = Vocabulary({"amount": Field(NUMBER, label="the amount paid")}, prefix="e")
    node = trace(lambda e: e.amount + 1, event, expects=NUMBER, what="effect")
    assert words(node, event) == words(node, event.by_fact()) == "the amount paid plus 1"


# Other languages -----------------------------------------------------------------------------------------------------

IN_CHINESE = FACTS.labelled(
    {
        "calls": Label("zh", "今日通话次数"),
        "visits_this_month": Label("zh", "本月上门次数"),
        "minute": Label("zh", "当地时间"),
        "due": Label("zh", "到期日"),
        "today": Label("zh", "今天"),
        "balance": Label("zh", "欠款余额"),
        "hold": Label("zh", "存在暂停联系的事由", denied="不存在暂停联系的事由"),
        "invited": Label("zh", "借款人主动邀约"),
        "role": Label(
            "zh",
            "催收方",
            codes=((Role.AGENCY, "催收机构"), (Role.LAW_FIRM, "律师事务所"), (Role.CREDITOR, "债权人")),
        ),
    }
)

IN_OTHER_WORDS: list[tuple[Callable[..., Any], str]] = [
    (lambda f: (f.calls >= 3) & f.hold, "今日通话次数不低于3，且存在暂停联系的事由"),
    (lambda f: ~f.hold, "不存在暂停联系的事由"),
    (lambda f: ~f.invited, "“借款人主动邀约”不成立"),
    (lambda f: ~(f.calls >= 3), "今日通话次数低于3"),
    (lambda f: f.calls > 3, "今日通话次数超过3"),
    (lambda f: f.calls <= 3, "今日通话次数不超过3"),
    (lambda f: f.calls == 3, "今日通话次数为3"),
    (lambda f: ~((f.calls >= 3) & ~f.hold), "今日通话次数低于3，或存在暂停联系的事由"),
    (
        lambda f: (f.calls >= 3) & (f.hold | f.invited),
        "今日通话次数不低于3，且（存在暂停联系的事由，或借款人主动邀约）",
    ),
    (
        lambda f: f.hold | f.invited | (f.calls > 1),
        "存在暂停联系的事由，借款人主动邀约，或今日通话次数超过1",
    ),
    (lambda f: f.minute < 480, "当地时间早于08:00"),
    (lambda f: f.minute >= 21 * 60, "当地时间不早于21:00"),
    (lambda f: between(f.minute, 480, 1260), "当地时间在08:00至21:00之间"),
    (lambda f: ~between(f.minute, 480, 1260), "当地时间早于08:00，或当地时间晚于21:00"),
    (lambda f: f.due == NEW_YEAR, "到期日为2026年1月1日"),
    (lambda f: f.due <= NEW_YEAR, "到期日不晚于2026年1月1日"),
    (lambda f: f.today > f.due + 30, "今天晚于到期日加上30"),
    (lambda f: f.today - f.due > 30, "今天减去到期日超过30"),
    (lambda f: earliest(f.due, NEW_YEAR) <= f.today, "到期日和2026年1月1日中的最早者不晚于今天"),
    (lambda f: latest(f.calls, 3) > f.visits_this_month, "今日通话次数和3中的最大值超过本月上门次数"),
    (
        lambda f: latest(f.calls, 3) + f.visits_this_month > 9,
        "（今日通话次数和3中的最大值）加上本月上门次数超过9",
    ),
    (lambda f: f.role == Role.LAW_FIRM, "催收方为律师事务所"),
    (lambda f: f.role != Role.LAW_FIRM, "催收方不是律师事务所"),
    (lambda f: one_of(f.role, Role.AGENCY, Role.LAW_FIRM), "催收方为催收机构或律师事务所"),
    (lambda f: one_of(f.role, *Role), "催收方为催收机构、律师事务所或债权人"),
    (lambda f: ~one_of(f.role, *Role), "催收方不是催收机构、律师事务所和债权人中的任何一个"),
    (lambda f: where(f.hold, f.calls, 0) > 2, "（若存在暂停联系的事由则为今日通话次数，否则为0）超过2"),
    (lambda f: where(f.hold, f.invited, False), "若存在暂停联系的事由，则借款人主动邀约，否则始终不成立"),
    (
        lambda f: count(f.hold, f.invited) >= 2,
        "（以下各项中成立的项数：存在暂停联系的事由；借款人主动邀约）不低于2",
    ),
    (
        lambda f: 3 * f.calls - (f.calls - 1) > -f.calls,
        "3乘以今日通话次数减去（今日通话次数减去1）超过今日通话次数的相反数",
    ),
    (lambda f: f.hold != f.invited, "以下两项中恰有一项成立：存在暂停联系的事由；借款人主动邀约"),
    (lambda f: f.hold == f.invited, "以下两项同时成立或同时不成立：存在暂停联系的事由；借款人主动邀约"),
]


@pytest.mark.parametrize(("function", "said"), IN_OTHER_WORDS, ids=[said for _, said in IN_OTHER_WORDS])
def test_said_in_chinese(function: Callable[..., Any], said: str) -> None:
    assert words(trace(function, IN_CHINESE, expects=FLAG, what="rule"), IN_CHINESE, phrases=CHINESE) == said


def test_labels_of_another_language_leave_english_as_it_is() -> None:
    for function, said in SAID:
        assert words(trace(function, IN_CHINESE, expects=FLAG, what="rule"), IN_CHINESE) == said


def test_parameters_by_value_in_chinese() -> None:
    node = trace(lambda f: f.minute >= CAP, IN_CHINESE, expects=FLAG, what="rule")
    assert words(node, IN_CHINESE, values={"call cap": 480}, phrases=CHINESE) == "当地时间不早于08:00（call cap）"


def test_what_has_no_label_in_a_language_is_called_by_its_english_one() -> None:
    node = trace(
        lambda f: ~f.hold & ~f.invited & (f.role == Role.AGENCY) & (f.visits_this_month > 1),
        FACTS,
        expects=FLAG,
        what="rule",
    )
    said = words(node, FACTS, phrases=CHINESE)
    assert said == "no hold blocks contact，“the borrower invited it”不成立，role为agency，且visits this month超过1"


def test_a_label_without_a_denial_is_denied_in_its_own_language() -> None:
    facts = FACTS.labelled({"hold": Label("zh", "存在暂停联系的事由")})
    node = trace(lambda f: ~f.hold, facts, expects=FLAG, what="rule")
    assert words(node, facts, phrases=CHINESE) == "“存在暂停联系的事由”不成立"
    only_codes = FACTS.labelled({"role": Label("zh", codes=((Role.AGENCY, "催收机构"),))})
    node = trace(lambda f: one_of(f.role, Role.AGENCY, Role.LAW_FIRM), only_codes, expects=FLAG, what="rule")
    assert words(node, only_codes, phrases=CHINESE) == "role为催收机构或law firm"
    labelled = Field(NUMBER, codes=Role, label="who asks", labels=(Label("zh", codes=((Role.AGENCY, "催收机构"),)),))
    assert words(node, {"role": labelled}, phrases=CHINESE) == "who asks为催收机构或law firm"


def test_a_lender_adds_a_language_of_their_own() -> None:
    german = Phrases(
        language="de",
        ge="{a} ist mindestens {b}",
        conjunction=" und ",
        day="{day:02}.{month:02}.{year}",
        eq="{a} ist {b}",
    )
    facts = IN_CHINESE.labelled({"calls": Label("de", "Anrufe heute"), "due": Label("de", "Fälligkeit")})
    node = trace(lambda f: (f.calls >= 3) & (f.due == NEW_YEAR), facts, expects=FLAG, what="rule")
    assert words(node, facts, phrases=german) == "Anrufe heute ist mindestens 3 und Fälligkeit ist 01.01.2026"
    assert words(node, facts, phrases=CHINESE) == "今日通话次数不低于3，且到期日为2026年1月1日"


def test_a_later_label_takes_the_place_of_one_of_its_language() -> None:
    again = IN_CHINESE.labelled({"calls": Label("zh", "当日通话次数")})
    assert again.fields["calls"].said_in("zh").words == "当日通话次数"
    assert len(again.fields["calls"].labels) == 1
    assert IN_CHINESE.fields["calls"].said_in("zh").words == "今日通话次数"


def test_labels_that_fit_nothing_are_refused() -> None:
    with pytest.raises(ExpressionError, match="no fact called `cals` to label; did you mean `calls`"):
        FACTS.labelled({"cals": Label("zh", "次数")})
    with pytest.raises(ExpressionError, match="one label for each language, not zh, zh"):
        Field(NUMBER, labels=(Label("zh", "a"), Label("zh", "b")))
    with pytest.raises(ExpressionError, match="words in `zh` for 7, which no code of the field is"):
        Field(NUMBER, codes=Role, labels=(Label("zh", codes=((7, "七"),)),))


def test_a_code_that_is_none_today_keeps_the_name_its_author_wrote() -> None:
    class Former(IntEnum):
        PLEDGE = 1
        LAW_FIRM = 9

    then = Vocabulary({"role": Field(NUMBER, codes=Former)})
    node = trace(lambda f: one_of(f.role, Former.PLEDGE, Former.LAW_FIRM), then, expects=FLAG, what="rule")
    assert words(node, FACTS) == "role is pledge or law firm"


def test_values_in_words() -> None:
    fields = IN_CHINESE.fields
    told = {
        ("hold", 1): ("yes", "是"),
        ("hold", 0): ("no", "否"),
        ("role", 2): ("law firm", "律师事务所"),
        ("role", 8): ("8", "8"),
        ("due", NEW_YEAR): ("2026-01-01", "2026年1月1日"),
        ("due", 0): ("0", "0"),
        ("minute", 480): ("08:00", "08:00"),
        ("minute", 1441): ("1441", "1441"),
        ("balance", -5): ("-5", "-5"),
    }
    for (name, value), (english, chinese) in told.items():
        assert value_words(value, fields[name]) == english
        assert value_words(value, fields[name], CHINESE) == chinese
