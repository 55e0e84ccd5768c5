"""The facts about contacts: how many, when the last was, by contact point, debt and party.

All of them are read from one tally of the person whom the action reaches. The name of each says its window exactly; it
reaches back from the earliest day that it may be for the person. What is open, or was never reported, counts wherever it
stands in the way: as a call, as unanswered and as a talk. No cap stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from debtflow.compliance.counting import CALLS, MESSAGES, TALKS, UNANSWERED, VISITS
from debtflow.compliance.facts import Count, Day, FactField, FactGroup, Source
from debtflow.records.contacts import Counted

__all__ = ["COUNTERS", "COUNTER_RELATIONS", "DOSSIER"]

_MANY = 1_000_000


def _kinds(kinds: Iterable[Counted]) -> int:
    return sum(1 << kind for kind in kinds)


_CALLS, _UNANSWERED, _VISITS, _MESSAGES = _kinds(CALLS), _kinds(UNANSWERED), _kinds(VISITS), _kinds(MESSAGES)
_BUSY = _kinds({Counted.CALL_BUSY})
_PHONE_TALKS = _kinds({Counted.TALK_BY_PHONE, Counted.CALL_UNREPORTED})
_TALKS = _kinds(TALKS)
_THEIRS = _kinds({Counted.TALK_THEY_BEGAN})

_POINT = "points=s.points"
_PARTY = "party=s.actor.party"


def _contacts(meaning: str, asked: str) -> FactField:
    read = f"s.reached.counts.{asked} if s.reached.counts.rows else 0"
    return Count(0, _MANY, meaning, source=Source.DOSSIER, read=read)


def _counted(meaning: str, kinds: int, days_before: int = 0, *scope: str) -> FactField:
    """How many of those kinds fell on the person's day and the days before, on any of the days it may be for them."""
    return _contacts(meaning, f"counted({', '.join((str(kinds), _back(days_before), *scope))})")


def _counted_about(meaning: str, kinds: int, days_before: int = 0, *scope: str, how: str = "most") -> FactField:
    """The same about the debt that the action is about; of several, the one that permits less."""
    return _contacts(meaning, f"{how}({', '.join(('s.about', str(kinds), _back(days_before), *scope))})")


def _back(days: int) -> str:
    return f"s.day_first - {days}" if days else "s.day_first"


def _last(meaning: str, kinds: int, *scope: str) -> FactField:
    read = f"s.reached.counts.latest({', '.join((str(kinds), *scope))}) if s.reached.counts.rows else 0"
    return Day(f"{meaning}; 0 where there was none in 31 days", source=Source.DOSSIER, read=read)


DOSSIER = FactGroup(
    "dossier",
    calls_counted_today=_counted("calls to the person today", _CALLS),
    calls_counted_today_and_6_days_before=_counted("calls to the person today and in the 6 days before", _CALLS, 6),
    messages_counted_today_and_6_days_before=_counted(
        "messages to the person today and in the 6 days before", _MESSAGES, 6
    ),
    visits_counted_today_and_29_days_before=_counted(
        "visits to the person today and in the 29 days before", _VISITS, 29
    ),
    days_since_last_try=Count(
        -4_000_000,
        4_000_000,
        "days since the last contact attempt",
        source=Source.DOSSIER,
        derive=lambda f: f.today - f.last_try_on,
    ),
    last_try_on=Day("the day of the last contact attempt", source=Source.DOSSIER, read="s.reached.kept.last_try_on"),
    talks_counted_today=_counted(
        "conversations with the person today (calls not yet reported counted), over all debts and collectors", _TALKS
    ),
)

COUNTERS = FactGroup(
    "counters",
    # ---- by contact point, whoever makes them
    calls_to_this_point_today=_counted("calls to this contact point today", _CALLS, 0, _POINT),
    unanswered_calls_to_this_point_today=_counted(
        "calls to this contact point today that nobody answered", _UNANSWERED, 0, _POINT
    ),
    messages_to_this_point_today=_counted("messages to this contact point today", _MESSAGES, 0, _POINT),
    messages_to_this_point_today_and_6_days_before=_counted(
        "messages to this contact point today and in the 6 days before", _MESSAGES, 6, _POINT
    ),
    # ---- by debt, whoever makes them
    calls_about_this_debt_today=_counted_about("calls to the person about this debt today", _CALLS),
    calls_about_this_debt_today_and_6_days_before=_counted_about(
        "calls to the person about this debt today and in the 6 days before", _CALLS, 6
    ),
    messages_about_this_debt_today_and_6_days_before=_counted_about(
        "messages to the person about this debt today and in the 6 days before", _MESSAGES, 6
    ),
    talks_about_this_debt_today=_counted_about("conversations with the person about this debt today", _TALKS),
    visits_about_this_debt_today_and_29_days_before=_counted_about(
        "visits to the person about this debt today and in the 29 days before", _VISITS, 29
    ),
    # ---- by party, about whatever debt
    calls_by_this_party_today=_counted("calls to the person today by the party that asks", _CALLS, 0, _PARTY),
    calls_by_this_party_today_and_6_days_before=_counted(
        "calls to the person today and in the 6 days before by the party that asks", _CALLS, 6, _PARTY
    ),
    talks_with_this_party_today=_counted(
        "conversations of the person today with the party that asks", _TALKS, 0, _PARTY
    ),
    visits_by_this_party_today_and_29_days_before=_counted(
        "visits to the person today and in the 29 days before by the party that asks", _VISITS, 29, _PARTY
    ),
    # ---- by debt and party: a collector of several
    calls_about_this_debt_by_this_party_today_and_6_days_before=_counted_about(
        "calls to the person about this debt today and in the 6 days before by the party that asks", _CALLS, 6, _PARTY
    ),
    busy_calls_about_this_debt_by_this_party_today_and_6_days_before=_counted_about(
        "of these calls, those that did not connect", _BUSY, 6, _PARTY, how="least"
    ),
    misdirected_calls_about_this_debt_by_this_party_today_and_6_days_before=_contacts(
        "of these calls, those that connected to what turned out to be a wrong number",
        f"misdirected(s.about, s.day_first - 6, {_PARTY})",
    ),
    talks_about_this_debt_with_this_party_today=_counted_about(
        "conversations of the person about this debt today with the party that asks", _TALKS, 0, _PARTY
    ),
    last_talk_about_this_debt_with_this_party_on=_last(
        "the day of the last conversation about this debt with the party that asks, whoever began it",
        _TALKS | _THEIRS,
        "debts=s.about",
        _PARTY,
    ),
    days_since_talk_about_this_debt_with_this_party=Count(
        -4_000_000,
        4_000_000,
        "days since the last conversation about this debt with the party that asks",
        source=Source.DOSSIER,
        derive=lambda f: f.today_at_the_earliest - f.last_talk_about_this_debt_with_this_party_on,
    ),
    last_phone_talk_about_this_debt_with_this_party_on=_last(
        "the day of the last conversation by telephone about this debt with the party that asks, whoever began it",
        _PHONE_TALKS | _THEIRS,
        "debts=s.about",
        _PARTY,
    ),
    days_since_phone_talk_about_this_debt_with_this_party=Count(
        -4_000_000,
        4_000_000,
        "days since the last conversation by telephone about this debt with the party that asks",
        source=Source.DOSSIER,
        derive=lambda f: f.today_at_the_earliest - f.last_phone_talk_about_this_debt_with_this_party_on,
    ),
    # ---- pooled
    unanswered_calls_counted_today=_counted("calls to the person today that nobody answered", _UNANSWERED),
    messages_counted_today=_counted("messages to the person today", _MESSAGES),
    visits_counted_today=_counted("visits to the person today", _VISITS),
)

COUNTER_RELATIONS: tuple[Callable[[Any], Any], ...] = (
    lambda f: f.calls_counted_today <= f.calls_counted_today_and_6_days_before,
    lambda f: f.unanswered_calls_counted_today <= f.calls_counted_today,
    lambda f: f.calls_to_this_point_today <= f.calls_counted_today,
    lambda f: f.unanswered_calls_to_this_point_today <= f.calls_to_this_point_today,
    lambda f: f.unanswered_calls_to_this_point_today <= f.unanswered_calls_counted_today,
    lambda f: f.calls_about_this_debt_today <= f.calls_counted_today,
    lambda f: f.calls_about_this_debt_today <= f.calls_about_this_debt_today_and_6_days_before,
    lambda f: f.calls_about_this_debt_today_and_6_days_before <= f.calls_counted_today_and_6_days_before,
    lambda f: f.calls_by_this_party_today <= f.calls_counted_today,
    lambda f: f.calls_by_this_party_today <= f.calls_by_this_party_today_and_6_days_before,
    lambda f: f.calls_by_this_party_today_and_6_days_before <= f.calls_counted_today_and_6_days_before,
    lambda f: (
        f.calls_about_this_debt_by_this_party_today_and_6_days_before <= f.calls_about_this_debt_today_and_6_days_before
    ),
    lambda f: (
        f.calls_about_this_debt_by_this_party_today_and_6_days_before <= f.calls_by_this_party_today_and_6_days_before
    ),
    lambda f: (
        f.busy_calls_about_this_debt_by_this_party_today_and_6_days_before
        + f.misdirected_calls_about_this_debt_by_this_party_today_and_6_days_before
        <= f.calls_about_this_debt_by_this_party_today_and_6_days_before
    ),
    lambda f: f.messages_to_this_point_today <= f.messages_counted_today,
    lambda f: f.messages_to_this_point_today <= f.messages_to_this_point_today_and_6_days_before,
    lambda f: f.messages_to_this_point_today_and_6_days_before <= f.messages_counted_today_and_6_days_before,
    lambda f: f.messages_about_this_debt_today_and_6_days_before <= f.messages_counted_today_and_6_days_before,
    lambda f: f.messages_counted_today <= f.messages_counted_today_and_6_days_before,
    lambda f: f.visits_counted_today <= f.visits_counted_today_and_29_days_before,
    lambda f: f.visits_about_this_debt_today_and_29_days_before <= f.visits_counted_today_and_29_days_before,
    lambda f: f.visits_by_this_party_today_and_29_days_before <= f.visits_counted_today_and_29_days_before,
    lambda f: f.talks_with_this_party_today <= f.talks_counted_today,
    lambda f: f.talks_about_this_debt_today <= f.talks_counted_today,
    lambda f: f.talks_about_this_debt_with_this_party_today <= f.talks_with_this_party_today,
    lambda f: f.talks_about_this_debt_with_this_party_today <= f.talks_about_this_debt_today,
    lambda f: (
        (f.talks_about_this_debt_with_this_party_today == 0)
        | (f.last_talk_about_this_debt_with_this_party_on >= f.today_at_the_earliest)
    ),
    lambda f: f.last_phone_talk_about_this_debt_with_this_party_on <= f.last_talk_about_this_debt_with_this_party_on,
)
"""What always holds between these facts, to be traced with all the others."""
