"""Every mistake that a rule author can make beside a predicate, each refused with its mend; `docs/mistakes.md` shows them.

The mistakes in a predicate itself stand in `test_rules`. What is written here is shown in the manual as it is written, so
it is written as an author would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from debtflow import (
    EVERYTHING,
    Amount,
    Basis,
    Caseload,
    Choice,
    Citation,
    Count,
    Dated,
    Day,
    FactGroup,
    Flag,
    Minute,
    Phase,
    Reach,
    Role,
    Rulebook,
    Scope,
    Tone,
    actions,
    catalogue,
    check,
    duty,
    observer,
    rule,
)
from debtflow.compliance.rulebooks import china
from debtflow.errors import DebtflowError
from debtflow.records.stages import Outcome

POLICY = Citation(instrument="Collections policy", article="4.2", basis=Basis.HOUSE)
SINCE = date(2026, 1, 1)
SETTING: dict[str, Any] = {
    "governs": actions.CONTACTS,
    "tone": Tone.FORBID,
    "cites": POLICY,
    "since": SINCE,
    "says": "Not now",
}
BOOK = catalogue.joined("china", "generic")
HOUSE = FactGroup("house", visits=Count(0, 31, "visits this month"), signed_on=Day("the day of the contract"))


def number(name: str, value: int, unit: str = "count") -> Dated:
    return Dated.constant(name, value, unit=unit, cites=POLICY)


CAP = number("house.cap", 3)
DAYS = number("house.days", 20, "days")
TEN_AT_NIGHT = number("house.night", 2200, "minute of day")
HOURS = number("house.opens", 8, "hours")
YUAN = number("house.small", 500, "CNY")
FROM_JULY = Dated("house.from_july", {date(2026, 7, 1): 3}, unit="count", cites=POLICY)
UNTIL_2027 = Dated("house.until_2027", {SINCE: 3}, unit="count", cites=POLICY, until=date(2027, 1, 1))


def stated(
    predicate: Any = lambda f: f.calls_counted_today >= CAP, rule_id: str = "house.calls", **changes: Any
) -> Any:
    return rule(rule_id, **{**SETTING, **changes})(predicate)


def owed(arises: Any = lambda f: f.debt_is_disputed, **changes: Any) -> Any:
    setting: dict[str, Any] = {
        "due": lambda f: f.disputed_since + DAYS,
        "cites": POLICY,
        "since": SINCE,
        "says": "A dispute is answered",
    }
    return duty("house.answer", **{**setting, **changes})(arises)


def book(*rules: Any, **parts: Any) -> Rulebook:
    return Rulebook("house", "1", rules, **parts)


def looked(*what: Any) -> None:
    return None


CALLS = stated()
OF_THE_LAW = china.RULEBOOK.rule("cn.gbt45251.freq")
NINE_TALKS = stated(
    lambda f: f.talks_counted_today >= 9, "cn.gbt45251.freq", governs={"place_call"}, since=OF_THE_LAW.since
)
SAME_NUMBER = number("cn.gbt45251.talks_per_day", 9)

Mistake = tuple[Callable[[], Any], list[str]]

MISTAKES: dict[str, dict[str, Mistake]] = {
    "Numbers that cannot be meant": {
        "a value that the fact never has": (
            lambda: stated(lambda f: f.days_past_due > -1),
            ["never is", "0 to 4000000"],
        ),
        "a time of day as people write it": (
            lambda: stated(lambda f: f.minute_latest >= TEN_AT_NIGHT),
            ["2200", "1440 (24:00)", "22 * 60 for 22:00"],
        ),
        "hours where minutes are counted": (
            lambda: stated(lambda f: f.minute_earliest < HOURS),
            ["compares minute of day with hours", "minutes after midnight"],
        ),
        "an amount in whole units": (
            lambda: stated(lambda f: f.arrears < YUAN),
            ["compares minor units with CNY", "50000 for 500.00"],
        ),
        "a day against a number of days": (
            lambda: stated(lambda f: f.signed_on >= DAYS, facts=HOUSE),
            ["compares day with days", "the difference of two days"],
        ),
        "a count of the lender's own, beyond its bounds": (
            lambda: stated(lambda f: f.visits >= 40, facts=HOUSE),
            ["40, which `visits` never is", "0 to 31"],
        ),
    },
    "Rules that would be silent for ever": {
        "beyond the bounds": (lambda: stated(lambda f: f.visits > 31, facts=HOUSE), ["true for no case", "too narrow"]),
        "against itself": (
            lambda: stated(lambda f: (f.visits >= 20) & (f.visits < 20), facts=HOUSE),
            ["true for no case", "turned round"],
        ),
        "lifted everywhere": (
            lambda: stated(unless=lambda f: f.visits >= 0, facts=HOUSE),
            ["true for no case", "`unless` lifts it everywhere"],
        ),
        "a dated number asked by Python": (
            lambda: stated(lambda f: CAP and f.confirmed),
            ["house.cap has another value on other days", "`and`, `or`, `not`, `if`"],
        ),
        "a dated number in an `if`": (
            lambda: stated(lambda f: f.confirmed if CAP else ~f.confirmed),
            ["house.cap has another value on other days", "since= and until="],
        ),
    },
    "What a rule says beside its predicate": {
        "nothing but its id": (lambda: rule("house.calls"), ["governs=, tone=, cites=, says=, since=", "e.g."]),
        "an id that is no path": (lambda: stated(rule_id="Calls"), ["path in lower case, e.g. 'house.visits'"]),
        "no action": (lambda: stated(governs=()), ["governs nothing", "governs=CONTACTS or governs=EVERYTHING"]),
        "an action itself in place of its name": (
            lambda: stated(governs={actions.PlaceCall}),
            ["write names of actions, e.g. governs={'place_call'}"],
        ),
        "a tone by its name": (lambda: stated(tone="forbid"), ["use one of Tone.FORBID"]),
        "a citation that is text": (lambda: stated(cites="Policy 4.2"), ["every rule cites, e.g. Citation("]),
        "no sentence": (lambda: stated(says=" "), ["give the sentence that people see when it blocks"]),
        "a day that is text": (lambda: stated(since="2026-01-01"), ["write a day, e.g. since=date(2026, 1, 1)"]),
        "an end before the beginning": (lambda: stated(until=SINCE), ["must be after since"]),
        "a number in the sentence that it does not read": (
            lambda: stated(says="At most {visits} visits"),
            ["{visits}", "its numbers are ['cap']"],
        ),
        "actions spared of few": (
            lambda: stated(spares={"visit"}),
            ["does not govern everything; name what it governs"],
        ),
        "a reach by name": (lambda: stated(reach="agency"), ["write e.g. reach=Reach(roles={Role.AGENCY})"]),
        "a rule without brackets": (lambda: rule(lambda f: f.confirmed), ["above the function"]),
    },
    "Dated numbers": {
        "no value on the first day of the rule": (
            lambda: stated(lambda f: f.calls_counted_today >= FROM_JULY),
            ["only from 2026-07-01; give the number a value for the earlier days"],
        ),
        "no value until the last day of the rule": (
            lambda: stated(lambda f: f.calls_counted_today >= UNTIL_2027),
            ["end the rule with until=datetime.date(2027, 1, 1) or extend the number"],
        ),
        "a day before the first": (
            lambda: FROM_JULY.on(date(2026, 6, 30)),
            ["no value on 2026-06-30", "ask for a day within"],
        ),
        "a rate as a fraction": (
            lambda: Dated("house.rate", {SINCE: 0.0435}, unit="a year", cites=POLICY),  # type: ignore[dict-item]
            ["435 of 1/10_000"],
        ),
        "money as a decimal": (
            lambda: number("house.limit", Decimal("500.00")),  # type: ignore[arg-type]
            ["not a whole number: write an int in a smaller unit"],
        ),
        "no history": (lambda: Dated("house.cap", {}, unit="count", cites=POLICY), ["as in {date(2025, 5, 1): 3}"]),
        "reckoning without a fact": (
            lambda: stated(lambda f: f.calls_counted_today >= CAP + 1),
            ["reckon with the fact, as in `f.calls + 1 >= CAP`"],
        ),
        "two numbers of one name": (
            lambda: stated(lambda f: (f.wave >= CAP) | (f.wave >= number("house.cap", 5))),
            ["two different numbers are called 'house.cap'; give one another name"],
        ),
    },
    "Duties": {
        "nothing but its id": (lambda: duty("house.answer"), ["does not say due=, cites=, says=, since=", "e.g."]),
        "a duty without brackets": (lambda: duty(lambda f: f.confirmed), ["a duty begins with its id"]),  # type: ignore[arg-type]
        "a day that is only a number of days": (
            lambda: owed(due=lambda f: DAYS + 0 * f.wave),
            ["it answers days where a day is expected", "f.disputed_since + DAYS"],
        ),
        "a day that is yes or no": (lambda: owed(due=lambda f: f.confirmed), ["number is expected"]),
        "what nobody asks for": (
            lambda: owed(lambda f: f.outcome == Outcome.SETTLED),
            ["reads `outcome`, which is a fact of the action", "can read facts of"],
        ),
        "a case's facts in a duty towards an agency": (
            lambda: owed(lambda f: f.debt_is_disputed, scope=Scope.AGENCY),
            ["an agency can read facts of register, clock"],
        ),
        "no sentence": (lambda: owed(says=""), ["give the sentence that people see of it"]),
    },
    "Checks and observers": {
        "a check without brackets": (lambda: check(looked), ["a check begins with its id"]),  # type: ignore[call-arg, arg-type]
        "an id that is no path": (lambda: check("vip", governs=EVERYTHING, cites=POLICY), ["e.g. 'house.vip'"]),
        "no action": (lambda: check("house.vip", governs=(), cites=POLICY), ["governs nothing; name its actions"]),
        "no citation": (lambda: check("house.vip", governs=EVERYTHING), ["does not say cites=", "e.g."]),
        "a phase by its name": (
            lambda: check("house.vip", governs=EVERYTHING, cites=POLICY, phases={"legal"}),  # type: ignore[arg-type]
            ["write phases={Phase.LEGAL}"],
        ),
        "an observer of nothing": (lambda: observer(of=()), ["name events or verbs"]),
        "a misspelt event": (
            lambda: Caseload.open_at("memory:", BOOK, observers=[observer(of={"payment_recieved"})(looked)]),
            ["did you mean `payment_received`?"],
        ),
        "a misspelt stream": (lambda: observer(of=EVERYTHING, streams={"cases"}), ["did you mean `case`?"]),
    },
    "Facts of the lender's own": {
        "an empty group": (lambda: FactGroup("house"), ["write e.g. FactGroup('house', visits=Count(0, 31))"]),
        "a fact that is a type": (lambda: FactGroup("house", visits=int), ["use Flag, Count, Amount, Day"]),  # type: ignore[arg-type]
        "bounds the wrong way round": (lambda: FactGroup("house", visits=Count(31, 0)), ["bounds 31 to 0 are empty"]),
        "both read and derived": (
            lambda: Count(0, 9, read=lambda s: 1, derive=lambda f: f.wave),
            ["read or derived, not both: give `read` or `derive`"],
        ),
        "codes in a dict": (
            lambda: FactGroup("house", band=Choice({"low": 0, "high": 1})),  # type: ignore[arg-type]
            ["codes are an IntEnum", "class Band(Code)"],
        ),
        "a name that is taken": (
            lambda: stated(facts=FactGroup("house", confirmed=Flag("it is"))),
            ["declared already; give it another name"],
        ),
        "a circle": (
            lambda: stated(
                lambda f: f.one >= 1,
                facts=FactGroup(
                    "house", one=Count(0, 9, derive=lambda f: f.two), two=Count(0, 9, derive=lambda f: f.one)
                ),
            ),
            ["derived from itself; break the circle"],
        ),
        "a group that the rule does not name": (lambda: stated(lambda f: f.visits >= 3), ["no fact called `visits`"]),
    },
    "Books": {
        "one rule in place of a list": (
            lambda: Rulebook("house", "1", CALLS),
            ["put it into a list, as in [my_rule]"],
        ),
        "a function that is no rule": (
            lambda: book(looked),
            ["the function looked is no rule; define it with @rule(...)"],
        ),
        "a function that is no check": (
            lambda: book(checks=[looked]),
            ["the function looked is no check; define it with @check(...)"],
        ),
        "a function that is no duty": (lambda: book(duties=[looked]), ["no duty; define it with @duty(...)"]),
        "two rules of one id": (
            lambda: book(CALLS, replace(CALLS, tone=Tone.ADVISE)),
            ["two rules are called house.calls; give one another id"],
        ),
        "a check of a rule's id": (
            lambda: book(CALLS, checks=[check("house.calls", governs=EVERYTHING, cites=POLICY)(looked)]),
            ["has the id of another check or rule; rename it"],
        ),
        "a book in place of rules": (lambda: Rulebook("house", "1", BOOK), ["join the two with `|`"]),  # type: ignore[arg-type]
        "a rule joined to a book": (lambda: BOOK | CALLS, ["only rulebooks join; put rules into one"]),
        "a rule on a misspelt action": (
            lambda: Caseload.open_at("memory:", BOOK | book(stated(governs={"place_cal"}))),
            ["did you mean `place_call`?"],
        ),
        "a book that is not there": (lambda: catalogue.joined("chnia"), ["did you mean `china`?"]),
        "a book that is no name": (
            lambda: catalogue.joined(None),
            ["write joined('generic', 'china', 'us_federal', 'uk', 'india', 'eu')"],
        ),  # type: ignore[arg-type]
        "a jurisdiction without a law": (
            lambda: catalogue.chosen(jurisdiction="house"),
            ["no law of house is stated yet"],
        ),
        "a role that is not there": (
            lambda: catalogue.chosen(jurisdiction="china", role="agncy"),
            ["did you mean `agency`?"],
        ),
        "a role by name in a reach": (lambda: Reach(roles={"agency"}), ["write roles={Role.AGENCY}"]),  # type: ignore[arg-type]
        "an assumption about no fact": (lambda: BOOK.assuming(minute_latst=600), ["did you mean `minute_latest`?"]),
        "an assumption beyond the bounds": (
            lambda: BOOK.assuming(minute_latest=2200),
            ["whole numbers from 0 to 1439"],
        ),
        "an assumption about what is derived": (lambda: BOOK.assuming(confirmed=1), ["assume what it is derived from"]),
    },
    "What-ifs, and loosening a law": {
        "a number that no rule reads": (
            lambda: BOOK.with_value("house.calls_per_weak", 5),
            ["did you mean `house.calls_per_week`?"],
        ),
        "a number that is not whole": (lambda: BOOK.with_value("house.calls_per_week", 2.5), ["write an int"]),  # type: ignore[arg-type]
        "a law loosened for real": (
            lambda: Caseload.open_at("memory:", BOOK.with_value("cn.gbt45251.talks_per_day", 9)),
            ["decides nothing for real; tighten a law by a rule of your own", "with what_if=True"],
        ),
        "the past judged by the law of today": (
            lambda: Caseload.open_at("memory:", BOOK.as_if_since(date(2005, 1, 1), because="old data")),
            ["as if in force since 2005-01-01) and decides nothing for real"],
        ),
        "a law stated again, more loosely": (
            lambda: BOOK | book(NINE_TALKS),
            ["loosens it: it no longer stands in the way where talks_counted_today = 3", "never loosened"],
        ),
        "a law's number stated again": (
            lambda: BOOK | book(stated(lambda f: f.calls_counted_today >= SAME_NUMBER)),
            ["3 from 2025-02-28 becomes 9, which loosens cn.gbt45251.freq", "give yours another name"],
        ),
        "a prohibition downgraded": (
            lambda: BOOK.with_presumption("cn.gbt45251.freq", Tone.ADVISE, because="we want to"),
            ["is no presumption but forbid: it cannot be downgraded"],
        ),
        "a presumption downgraded without a reason": (
            lambda: book(stated(tone=Tone.PRESUME)).with_presumption("house.calls", Tone.ADVISE, because=""),
            ["say why it is downgraded: because='...'"],
        ),
    },
}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        pytest.param(*mistake, id=f"{part}: {name}")
        for part, names in MISTAKES.items()
        for name, mistake in names.items()
    ],
)
def test_a_mistake_is_refused_with_its_mend(made: Callable[[], Any], said: list[str]) -> None:
    with pytest.raises(DebtflowError) as refusal:
        made()
    for part in said:
        assert part in str(refusal.value), str(refusal.value)


def test_what_is_right_beside_it_is_taken() -> None:
    """The other side of each kind of mistake: the same, mended."""
    opens, small = number("house.opens", 8 * 60, "minute of day"), number("house.small", 50_000, "minor units")
    closes = number("house.closes", 24 * 60, "minute of day")
    assert stated(lambda f: (f.minute_earliest < opens) | (f.minute_latest >= closes))
    assert stated(lambda f: f.arrears < small) and stated(lambda f: 2 * f.arrears - 1 < small)
    assert stated(lambda f: f.today - f.signed_on >= DAYS, facts=HOUSE)
    assert stated(lambda f: f.signed_on + DAYS <= f.today, facts=HOUSE)
    assert stated(lambda f: f.visits >= 31, facts=HOUSE)
    assert stated(lambda f: f.calls_counted_today >= FROM_JULY, since=date(2026, 7, 1))
    assert stated(lambda f: f.calls_counted_today >= UNTIL_2027, until=date(2027, 1, 1))
    assert owed(due=lambda f: f.today + DAYS) and owed(lambda f: f.feedback_given)
    assert check("house.vip", governs=EVERYTHING, cites=POLICY, phases={Phase.LEGAL})(looked)
    assert FactGroup("mine", owed_to_us=Amount("the amount"), prefers=Minute("from when"))
    assert Reach(roles=frozenset({Role.AGENCY}))
    assert (BOOK | book(stated(lambda f: f.talks_counted_today >= 2, "house.talks"))).what_ifs == ()
