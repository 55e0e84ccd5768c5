"""Laws of the counters: whatever is learned in whatever order, every count is that of a naive recount of the history.

The recount here shares nothing with the library: it goes through the stories of single contacts, as a clerk would go
through a call log with a pencil.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from tests.compliance.situations import situation
from tests.laws.happenings import examples
from tests.records.cast import OKAFOR_ON_FILE, day

from debtflow.compliance.governing import Screen
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.expressions import Constant, Fact, Kind, operation
from debtflow.lifecycle import dossiers
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import events as happened
from debtflow.records.actions import PlaceCall
from debtflow.records.contacts import WINDOW_DAYS, Attempt, CallResult, MessageResult
from debtflow.records.parties import Actor, Channel, ContactPointOnFile

FIRST, LAST = day(2026, 3, 2), day(2026, 4, 16)
# Most of what happens falls close together: what is counted in one scope on one day is where a count can go wrong.
days = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 6, 7, 29, 30, 31, 45]).map(lambda back: LAST - back)
points = st.sampled_from(["mobile", "mobile", "mobile", "work"])
parties = st.sampled_from(["creditor", "creditor", "creditor", "harbour"])
debts = st.sampled_from([("loan-1",), ("loan-1",), ("loan-2",), ("loan-1", "loan-2")])
PERSON = OKAFOR_ON_FILE.changed(
    zones=("UTC",),
    contact_points=tuple(
        ContactPointOnFile(id=point, channel=Channel.PHONE, value_hash=f"sealed:{point}")
        for point in ("mobile", "work")
    ),
)


class Story(NamedTuple):
    """One contact, from its beginning to the last thing that was told of it.

    Attributes:
        asked: whether somebody asked for it and it was reserved; else it is heard of when it is reported.
        day: its local day.
        spoke: how many days later they spoke, where they did: a call may go on past midnight.
        results: what was reported of it, in order; only the first counts. Empty = nothing.
        ran_out: whether nobody had reported on it in time.
    """

    asked: bool
    day: int
    spoke: int
    channel: Channel
    point: str
    party: str
    about: tuple[str, ...]
    discussed: tuple[str, ...]
    results: tuple[Any, ...]
    ran_out: bool

    @property
    def result(self) -> Any:
        return self.results[0] if self.results else None

    @property
    def made(self) -> bool:
        """As far as anybody knows."""
        return bool(self.asked or self.results) and (self.result is None or self.result.name != "NOT_MADE")

    @property
    def calls(self) -> bool:
        return self.channel is Channel.PHONE and self.made

    @property
    def rang_in_vain(self) -> bool:
        return self.calls and (self.result is None or self.result.name in ("NO_ANSWER", "VOICEMAIL", "BUSY"))

    @property
    def talked(self) -> bool:
        return self.result is CallResult.TALKED

    @property
    def may_have_talked(self) -> bool:
        unsaid = self.result is None and self.asked
        return self.channel in (Channel.PHONE, Channel.VISIT) and (self.talked or unsaid)

    @property
    def talk_day(self) -> int:
        return self.day + self.spoke if self.talked else self.day

    @property
    def talked_about(self) -> set[str]:
        return {*self.about, *self.discussed} if self.talked else set(self.about)


calls = st.builds(
    Story,
    asked=st.booleans(),
    day=days,
    spoke=st.integers(0, 1),
    channel=st.sampled_from([Channel.PHONE, Channel.PHONE, Channel.VISIT]),
    point=points,
    party=parties,
    about=debts,
    discussed=st.just(()) | debts,
    results=st.lists(st.sampled_from([CallResult.TALKED, *CallResult]), max_size=2).map(tuple),
    ran_out=st.booleans(),
)
messages = st.builds(
    Story,
    asked=st.booleans(),
    day=days,
    spoke=st.just(0),
    channel=st.sampled_from([Channel.SMS, Channel.LETTER]),
    point=points,
    party=parties,
    about=debts,
    discussed=st.just(()),
    results=st.lists(st.sampled_from(MessageResult), max_size=2).map(tuple),
    ran_out=st.booleans(),
)
histories = st.lists(st.one_of(calls, calls, messages), max_size=12)


def told(number: int, story: Story) -> list[happened.Event]:
    """What is told of a contact, in the order in which it can be told."""
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    marks: dict[str, Any] = {"occurred_at": moment, "local_day": story.day}
    attempt = Attempt(
        id=f"case-1/a{number}",
        case="case-1",
        person=PERSON.id,
        contact_point=story.point,
        channel=story.channel,
        local_day=story.day,
        reserved_at=moment,
        expires_at=moment + timedelta(days=1),
        about=story.about,
        party=story.party,
    )
    cls = happened.CallEnded if story.channel in (Channel.PHONE, Channel.VISIT) else happened.MessageEnded
    spoke = marks | {"local_day": story.day + story.spoke}
    if not story.asked:
        if not story.results:
            return []
        made = {"person": PERSON.id, "contact_point": story.point, "channel": story.channel, "party": story.party}
        report = cls(**spoke, **made, about=story.about, discussed=story.discussed, result=story.results[0])
        return [report]
    events: list[happened.Event] = [happened.ContactReserved(**marks, attempt=attempt)]
    if story.ran_out:
        events.append(happened.AttemptExpired(**marks, attempt=attempt.id, person=PERSON.id))
    for result in story.results:
        events.append(cls(**spoke, attempt=attempt.id, result=result, about=story.about, discussed=story.discussed))
    return events


def unasked_begin_when_they_speak(stories: list[Story]) -> list[Story]:
    return [s if s.asked else s._replace(day=s.day + s.spoke, spoke=0) for s in stories]


def in_any_order(stories: list[Story], data: st.DataObject) -> list[tuple[int, happened.Event]]:
    """All that is told, mixed at random, what is told of one contact in its order; with the number of the story."""
    queues = [[(number, event) for event in told(number, story)] for number, story in enumerate(stories)]
    turns = data.draw(st.permutations([number for number, queue in enumerate(queues) for _ in queue]))
    return [queues[number].pop(0) for number in turns]


def opened() -> Dossier:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    return dossiers.opened(happened.PersonAdded(occurred_at=moment, local_day=FIRST, person=PERSON))


def taken_in(kept: Dossier, other: Dossier) -> Dossier:
    """The one file after it took in the other."""
    same = {name: getattr(other, name) for name in happened.Absorbed.model_fields if hasattr(other, name)}
    figures = {name: getattr(other.kept, name) for name in ("tries", "last_try_on", "last_talk_on")}
    absorbed = happened.Absorbed(**same, **figures, talks_in_all=other.kept.talks)
    return dossiers.evolve(kept, happened.PersonsMerged(duplicate="again", person=PERSON, absorbed=absorbed))


Picked = Callable[[Story], bool]


class Pencil:
    """The recount: by a person's day, for a call at one contact point, about one debt, by one party."""

    def __init__(self, stories: list[Story], today: int, point: str, debt: str, party: str) -> None:
        self.stories, self.today = stories, today
        self.at: Picked = lambda s: s.point == point
        self.of: Picked = lambda s: debt in s.about
        self.by: Picked = lambda s: s.party == party
        self.of_the_talk: Picked = lambda s: debt in s.talked_about

    def tries(self, kind: Picked, days_before: int, *scope: Picked) -> int:
        since = self.today - days_before
        return sum(1 for s in self.stories if kind(s) and s.day >= since and all(ask(s) for ask in scope))

    def talks(self, *scope: Picked) -> int:
        """Today's."""
        return sum(
            1 for s in self.stories if s.may_have_talked and s.talk_day >= self.today and all(ask(s) for ask in scope)
        )

    def last_talk(self, kind: Picked) -> int:
        reach = [s for s in self.stories if s.may_have_talked and kind(s) and self.of_the_talk(s) and self.by(s)]
        return max((s.talk_day for s in reach), default=0)

    def misdirected(self, story: Story) -> bool:
        if not story.calls or story.result in (None, CallResult.BUSY, CallResult.TALKED):
            return False
        there = [s for s in self.stories if s.calls and s.point == story.point]
        found_out = any(s.result is CallResult.WRONG_NUMBER and s.day >= story.day for s in there)
        reached = any(s.talked and s.talk_day >= story.day for s in there)
        return found_out and not reached

    def facts(self) -> dict[str, int]:
        calls: Picked = lambda s: s.calls  # noqa: E731  # names for what is counted
        visits: Picked = lambda s: s.channel is Channel.VISIT and s.made  # noqa: E731
        messages: Picked = lambda s: s.channel in (Channel.SMS, Channel.LETTER) and s.made  # noqa: E731
        busy: Picked = lambda s: s.result is CallResult.BUSY and s.calls  # noqa: E731
        vain: Picked = lambda s: s.rang_in_vain  # noqa: E731
        phone: Picked = lambda s: s.channel is Channel.PHONE  # noqa: E731
        week, month = 6, 29
        at, of, by = self.at, self.of, self.by
        return {
            "calls_counted_today": self.tries(calls, 0),
            "calls_counted_today_and_6_days_before": self.tries(calls, week),
            "messages_counted_today": self.tries(messages, 0),
            "messages_counted_today_and_6_days_before": self.tries(messages, week),
            "visits_counted_today": self.tries(visits, 0),
            "visits_counted_today_and_29_days_before": self.tries(visits, month),
            "talks_counted_today": self.talks(),
            "unanswered_calls_counted_today": self.tries(vain, 0),
            "calls_to_this_point_today": self.tries(calls, 0, at),
            "unanswered_calls_to_this_point_today": self.tries(vain, 0, at),
            "messages_to_this_point_today": self.tries(messages, 0, at),
            "messages_to_this_point_today_and_6_days_before": self.tries(messages, week, at),
            "calls_about_this_debt_today": self.tries(calls, 0, of),
            "calls_about_this_debt_today_and_6_days_before": self.tries(calls, week, of),
            "messages_about_this_debt_today_and_6_days_before": self.tries(messages, week, of),
            "talks_about_this_debt_today": self.talks(self.of_the_talk),
            "visits_about_this_debt_today_and_29_days_before": self.tries(visits, month, of),
            "calls_by_this_party_today": self.tries(calls, 0, by),
            "calls_by_this_party_today_and_6_days_before": self.tries(calls, week, by),
            "talks_with_this_party_today": self.talks(by),
            "visits_by_this_party_today_and_29_days_before": self.tries(visits, month, by),
            "calls_about_this_debt_by_this_party_today_and_6_days_before": self.tries(calls, week, of, by),
            "busy_calls_about_this_debt_by_this_party_today_and_6_days_before": self.tries(busy, week, of, by),
            "misdirected_calls_about_this_debt_by_this_party_today_and_6_days_before": self.tries(
                self.misdirected, week, of, by
            ),
            "talks_about_this_debt_with_this_party_today": self.talks(self.of_the_talk, by),
            "last_talk_about_this_debt_with_this_party_on": self.last_talk(lambda s: True),
            "last_phone_talk_about_this_debt_with_this_party_on": self.last_talk(phone),
        }


NAMES = list(Pencil([], 0, "", "", "").facts())
COUNTERS = Screen(
    [operation("ge", Fact(name, Kind.NUMBER), Constant(0, Kind.NUMBER)) for name in NAMES], STANDARD_FACTS, {}
)


def counted(dossier: Dossier, today: int, point: str, debt: str, party: str) -> dict[str, int]:
    """The library's facts for a call at noon of that day."""
    asked = situation(
        datetime.fromordinal(today).replace(hour=12, tzinfo=UTC),
        borrower=dossier,
        action=PlaceCall(person=PERSON.id, contact_point=point, about=(debt,)),
        actor=Actor(id="x", party=party),
    )
    _, values, _ = COUNTERS.run(asked)
    return {name: values[COUNTERS.place[name]] for name in NAMES}


def seen_from(stories: list[Story], data: st.DataObject) -> tuple[int, str, str, str]:
    """A day late enough that every window lies in what the counters keep; a contact point, a debt, a party."""
    newest = max((max(s.day, s.talk_day) for s in stories), default=FIRST)
    today = data.draw(st.integers(newest - (WINDOW_DAYS - 1 - 29), newest + 1))
    return today, data.draw(points), data.draw(debts)[0], data.draw(parties)


def in_reach(facts: dict[str, int], stories: list[Story]) -> dict[str, int]:
    """The facts, a last day on which they talked only if the counters reach back to it."""
    first = max((s.talk_day for s in stories), default=FIRST) - WINDOW_DAYS + 1
    return {name: 0 if name.startswith("last") and value < first else value for name, value in facts.items()}


@examples(percent=500)
@given(histories, st.data())
def test_every_count_is_that_of_a_naive_recount_in_whatever_order_it_was_learned(
    stories: list[Story], data: st.DataObject
) -> None:
    stories = unasked_begin_when_they_speak(stories)
    dossier = opened()
    for _, event in in_any_order(stories, data):
        dossier = dossiers.evolve(dossier, event)
    seen = seen_from(stories, data)
    assert in_reach(counted(dossier, *seen), stories) == in_reach(Pencil(stories, *seen).facts(), stories)


@examples(percent=300)
@given(histories, st.data())
def test_two_files_that_are_united_at_any_moment_count_like_one(stories: list[Story], data: st.DataObject) -> None:
    stories = unasked_begin_when_they_speak(stories)
    events = in_any_order(stories, data)
    files = [opened(), opened()]
    which = [data.draw(st.integers(0, 1)) for _ in stories]
    together = data.draw(st.integers(0, len(events)))
    for number, event in events[:together]:
        files[which[number]] = dossiers.evolve(files[which[number]], event)
    kept = taken_in(*files)
    alone = opened()
    for _, event in events:
        alone = dossiers.evolve(alone, event)
    for _, event in events[together:]:
        kept = dossiers.evolve(kept, event)
    seen = seen_from(stories, data)
    assert in_reach(counted(kept, *seen), stories) == in_reach(counted(alone, *seen), stories)


@given(histories, st.data())
def test_what_is_kept_does_not_grow_with_the_history(stories: list[Story], data: st.DataObject) -> None:
    dossier = opened()
    for _, event in in_any_order(stories, data):
        dossier = dossiers.evolve(dossier, event)
    for tally in (dossier.contacts, dossier.counts):
        assert all(day > tally.newest - WINDOW_DAYS for _, days in tally.rows for day, _ in days)
        assert all(days for _, days in tally.rows)
    assert all(attempt.local_day >= dossier.contacts.newest - 2 * WINDOW_DAYS for attempt in dossier.lapsed)
