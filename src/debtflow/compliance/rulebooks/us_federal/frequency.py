"""Regulation F 1006.14(b): how often somebody is called. Presumptions, which can be rebutted; no prohibitions by number.

Counted by the person called, the particular debt and the collector, on the person's own days: calls placed in any seven
consecutive days, and the days after a conversation, the day of which is the first. Whose day counts the text does not
say; it is the person's here. Messages, letters and visits are not counted.
"""

from __future__ import annotations

from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.rulebooks.us_federal.citations import (
    COLLECTORS,
    CONSENT_DAYS,
    REG_F_SINCE,
    US,
    by_a_collector,
    regulation_f,
)
from debtflow.compliance.rules import Factors, Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.findings import Tone
from debtflow.records.parties import Capacity
from debtflow.values.law import Dated

__all__ = ["RULES"]

CALLS = Dated("us.regf.calls_in_seven_days", {REG_F_SINCE: 7}, unit="count", cites=regulation_f("1006.14(b)(2)(i)(A)"))
TALK_DAYS = Dated("us.regf.days_after_a_talk", {REG_F_SINCE: 7}, unit="days", cites=regulation_f("1006.14(b)(2)(i)(B)"))
RAPID_MINUTES = Dated(
    "us.regf.rapid_minutes", {REG_F_SINCE: 5}, unit="minutes", cites=regulation_f("comment 14(b)(2)(i)-2.i")
)
CONCENTRATED = Dated(
    "us.regf.concentrated_calls", {REG_F_SINCE: 7}, unit="count", cites=regulation_f("comment 14(b)(2)(i)-2.i")
)

FACTORS = Factors(
    for_breach=(
        "calls in rapid succession, or many on one day",
        "what was left on voice mail, and how often",
        "that the person had refused to pay, asked for calls to cease or said that the number is not theirs",
        "earlier abusive conduct, or contact at inconvenient times",
    ),
    against_breach=(
        "a call that the law requires",
        "active litigation",
        "an answer to what the person asked for",
        "information that is pressing for a reason outside the collector's control",
    ),
)


def consented(f: FactSymbols) -> Symbol:
    """As summarised: prior consent given to this collector, from its receipt (day 1) to day 7, and until the next talk."""
    return (f.agreed_to_calls_on > 0) & (f.days_since_consent_to_calls < CONSENT_DAYS)


# As summarised: presumed compliant where no more than seven calls are placed to a person about a particular debt within
# seven consecutive days. Not counted: calls with prior consent, such as do not connect, to the consumer's attorney, and,
# once it is learned, such as went to a number that is not the person's.
@rule(
    "us.regf.14b.freq7",
    governs={"place_call"},
    tone=Tone.PRESUME,
    cites=regulation_f(
        "1006.14(b)(2)(i)(A), (b)(2)(ii), (b)(3) and (4), comments 14(b)(2)(i)-3, 14(b)(2)(ii)-1, 14(b)(3)(i)-1 to -3"
    ),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    facts=US,
    factors=FACTORS,
    applies=lambda f: by_a_collector(f) & ~(f.reached_stands_as == Capacity.ATTORNEY),
    unless=consented,
    says="With this one, more than {calls_in_seven_days} calls in seven consecutive days to the person about this debt",
)
def seven_calls(f: FactSymbols) -> Symbol:
    return f.uninvited_calls_about_this_debt_by_this_party_today_and_6_days_before >= CALLS


# As summarised: presumed compliant where no call is placed within seven consecutive days after a telephone conversation
# about the debt; the day of the conversation is the first of them. Whoever began it.
@rule(
    "us.regf.14b.conv7",
    governs={"place_call"},
    tone=Tone.PRESUME,
    cites=regulation_f("1006.14(b)(2)(i)(B), (b)(3), comment 14(b)(2)(ii)-1.ii"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    factors=FACTORS,
    applies=lambda f: by_a_collector(f) & ~(f.reached_stands_as == Capacity.ATTORNEY),
    unless=consented,
    says="They spoke by telephone about this debt less than {days_after_a_talk} days ago, or a call is not reported yet",
)
def after_a_talk(f: FactSymbols) -> Symbol:
    return f.days_since_phone_talk_about_this_debt_with_this_party < TALK_DAYS


# As summarised, a factor: two unanswered calls to one number within five minutes.
@rule(
    "us.regf.14b.rapid",
    governs={"place_call"},
    tone=Tone.ADVISE,
    cites=regulation_f("comment 14(b)(2)(i)-2.i"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    says="Rapid succession: this number was called in vain within {rapid_minutes} minutes",
)
def rapid(f: FactSymbols) -> Symbol:
    return f.minutes_since_call_in_vain < RAPID_MINUTES


# As summarised, a factor: seven calls to one number on one day. An example of the same comment calls six of them concentrated,
# with one two days before: the number names a day on which it certainly is.
@rule(
    "us.regf.14b.concentrated",
    governs={"place_call"},
    tone=Tone.ADVISE,
    cites=regulation_f("comment 14(b)(2)(i)-2.i"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    facts=US,
    applies=by_a_collector,
    says="Concentrated: with this one, at least {concentrated_calls} calls to this number on one day",
)
def concentrated(f: FactSymbols) -> Symbol:
    return f.calls_to_this_point_by_this_party_today + 1 >= CONCENTRATED


RULES: tuple[Rule, ...] = (seven_calls, after_a_talk, rapid, concentrated)
