"""Observers by what happened: what they hear of, in which order, and that nothing comes of it when one fails."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from tests.casework.office import (
    HARBOUR,
    LENA,
    call,
    cny,
    done,
    move,
    new_caseload,
    on,
    to_negotiation,
    with_cases,
)

from debtflow import EVERYTHING, STANDARD, Caseload, Happened, Phase, actions, events, observer
from debtflow.casework.log import Entry
from debtflow.casework.observing import EventObserver, event_names
from debtflow.errors import BookError
from debtflow.records.events import AnyEvent


class Heard:
    """What an observer was told: names of events with where they happened."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []

    def __call__(self, event: Any, happened: Happened) -> None:
        where = f"{happened.stream}:{happened.id}"
        self.told.append((event.event, where, str(happened.phase) if happened.phase is not None else ""))

    def on(self, **what: Any) -> EventObserver:
        return observer(**what)(self)


def paid(cases: Caseload, number: str = "bank-1", day: int = 7) -> None:
    cases.record_payment(
        person="li", external_id=number, money=cny("10.00"), received_on=on(day).date(), at=on(day), by=LENA
    )


def test_an_observer_hears_of_the_events_that_it_names_and_of_no_others(url: str) -> None:
    heard = Heard()
    with with_cases(url, observers=[heard.on(of={"payment_received"})]) as cases:
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        assert heard.told == []
        paid(cases)
        assert heard.told == [("payment_received", "person:li", "")]
        paid(cases)
        assert len(heard.told) == 1, "told twice, it happened once"


def test_it_is_handed_the_event_and_where_and_by_whom_it_was_committed() -> None:
    kept: list[tuple[Any, Happened]] = []

    @observer(of="payment_received")
    def note(event: Any, happened: Happened) -> None:
        kept.append((event, happened))

    with with_cases(observers=[note]) as cases:
        paid(cases)
        ((event, happened),) = kept
        assert isinstance(event, events.PaymentReceived) and event.amount == cny("10.00")
        assert happened.by == LENA and (happened.stream, happened.id) == ("person", "li")
        assert happened.entry in cases.store.feed() and happened.entry.hash
        assert str(happened) == f"person li, entry {happened.entry.seq}"


def test_a_verb_names_the_events_of_its_moves_the_lenders_own_included() -> None:
    heard = Heard()
    own = STANDARD.with_move("negotiation.assessing", "call_in_counsel", "negotiation.assessing")
    with with_cases(workflow=own, observers=[heard.on(of={"call_in_counsel", "confirm_debt"})]) as cases:
        to_negotiation(cases)
        assert [name for name, _, _ in heard.told] == ["debt_confirmed", "debt_confirmed"]
        done(cases.submit("loan", actions.Move(verb="call_in_counsel"), by=LENA, at=on(7)))
        assert heard.told[2:] == [("moved", "case:loan", "negotiation")]


def test_everything_is_every_event_of_every_stream_and_streams_narrow_it(url: str) -> None:
    every, of_cases = Heard(), Heard()
    with with_cases(url, observers=[every.on(of=EVERYTHING), of_cases.on(of="*", streams={"case"})]) as cases:
        cases.register(HARBOUR, at=on(6))
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        committed = [(event.event, entry.stream) for entry in cases.store.feed() for event in entry.events]
        assert [(name, where) for name, where, _ in every.told] == committed
        assert [(name, where) for name, where, _ in of_cases.told] == [
            each for each in committed if each[1].startswith("case:")
        ]
        assert every.told[-2:] == [
            ("contact_reserved", "case:loan", "confirmation"),
            ("contact_reserved", "person:li", ""),
        ]


def test_a_refusal_carries_no_event_and_is_for_plain_observers() -> None:
    heard, entries = Heard(), list[Entry]()
    with with_cases(observers=[heard.on(of=EVERYTHING), entries.append]) as cases:
        told = len(heard.told)
        cases.submit("loan", call(), by=LENA, at=on(6, 23))
        assert len(heard.told) == told and entries[-1].kind == "refused"


# ---- phases --------------------------------------------------------------------------------------------------------


def test_an_observer_of_a_phase_hears_of_what_happens_in_it_and_of_the_ways_in_and_out(url: str) -> None:
    heard = Heard()
    with with_cases(url, observers=[heard.on(of=EVERYTHING, phases={Phase.NEGOTIATION})]) as cases:
        done(cases.submit("loan", call(), by=LENA, at=on(6, 9, 1)))
        assert heard.told == []
        to_negotiation(cases)
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        paid(cases)
        done(cases.submit("loan", move("request_referral"), by=LENA, at=on(7)))
        done(cases.submit("loan", call(), by=LENA, at=on(7)))
        assert [(name, phase) for name, _, phase in heard.told if name != "attempt_expired"] == [
            ("moved", "negotiation"),
            ("contact_reserved", "negotiation"),
            ("payment_allocated", "negotiation"),
            ("moved", "referral"),
        ]
        assert all(where == "case:loan" for _, where, _ in heard.told), "what is no case has no phase"


def test_within_one_entry_each_event_has_its_own_phase() -> None:
    heard, other = Heard(), Heard()
    watched = [heard.on(of=EVERYTHING, phases={Phase.CONFIRMATION}), other.on(of="moved", phases={Phase.LEGAL})]
    with with_cases(observers=watched) as cases:
        # The reserved call runs out in the entry in which the case moves on: it ran out where the case then was.
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        done(cases.submit("loan", move("open_negotiation"), by=LENA, at=on(9)))
        assert heard.told[-2:] == [
            ("attempt_expired", "case:loan", "confirmation"),
            ("moved", "case:loan", "negotiation"),
        ]
        assert other.told == []


def test_the_feed_serves_it_too_and_what_the_feed_does_not_tell_is_not_missed() -> None:
    heard = Heard()
    with with_cases() as cases:
        to_negotiation(cases)
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        watch = heard.on(of={"moved", "contact_reserved"}, phases={Phase.LEGAL})
        for entry in cases.store.feed():
            watch(entry)
        assert heard.told == [("contact_reserved", "case:loan", "")], "a move tells its phases, a call does not"


# ---- order and failure ---------------------------------------------------------------------------------------------


def test_observers_are_told_in_the_order_given_each_with_all_entries_in_the_order_committed(url: str) -> None:
    order: list[tuple[str, str]] = []
    plain = lambda entry: order.append(("plain", entry.stream))  # noqa: E731
    second = observer(of=EVERYTHING)(lambda event, happened: order.append(("second", happened.entry.stream)))
    with with_cases(url, observers=[plain, second]) as cases:
        order.clear()
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        assert order == [(who, stream) for who in ("plain", "second") for stream in ("case:loan", "person:li")]


def test_one_that_raises_is_reported_undoes_nothing_and_the_others_still_hear(url: str) -> None:
    told: list[tuple[str, str]] = []
    heard = Heard()

    @observer(of={"contact_reserved"}, streams={"case"})
    def broken(event: Any, happened: Happened) -> None:
        raise RuntimeError("the dashboard is down")

    def report(problem: Exception, entry: Entry) -> None:
        told.append((str(problem), entry.stream))

    with with_cases(url, observers=[broken, heard.on(of="contact_reserved")], on_observer_error=report) as cases:
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        assert told == [("the dashboard is down", "case:loan")]
        assert [where for _, where, _ in heard.told] == ["case:loan", "person:li"]
        assert len(cases.case("loan").attempts) == 1
        cases.verify()


def test_whoever_is_told_of_a_failure_may_fail_too(caplog: pytest.LogCaptureFixture) -> None:
    heard = Heard()

    def broken(*what: Any) -> None:
        raise RuntimeError("down")

    options: dict[str, Any] = {"observers": [broken, heard.on(of="*")], "on_observer_error": broken}
    with caplog.at_level(logging.ERROR, "debtflow"), with_cases(**options) as cases:
        done(cases.submit("loan", call(), by=LENA, at=on(6)))
        assert heard.told[-1][0] == "contact_reserved"
    assert "on_observer_error failed on person:li entry" in caplog.text


def test_in_a_group_it_is_told_at_the_end_with_the_phase_of_then(url: str) -> None:
    heard = Heard()
    with with_cases(url, observers=[heard.on(of={"contact_reserved"}, phases={Phase.NEGOTIATION})]) as cases:
        to_negotiation(cases)
        with cases.grouped():
            done(cases.submit("loan", call(), by=LENA, at=on(6)))
            done(cases.submit("loan", move("request_referral"), by=LENA, at=on(6)))
            assert heard.told == []
        assert heard.told == [("contact_reserved", "case:loan", "negotiation")]


# ---- mistakes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"of": ()}, r"hears of nothing; name events or verbs, e\.g\. of=\{'payment_received'\}"),
        ({"of": "*", "streams": {"cases"}}, r"streams 'cases'; did you mean `case`\?"),
        ({"of": "*", "phases": {"legal"}}, r"an observer: 'legal' is no phase; write phases=\{Phase\.LEGAL\}"),
    ],
)
def test_a_mistake_in_an_observer_is_told_with_its_mend(what: dict[str, Any], said: str) -> None:
    with pytest.raises(BookError, match=said):
        observer(**what)


def test_one_that_hears_of_a_misspelt_event_is_refused_when_the_caseload_is_opened() -> None:
    with pytest.raises(BookError, match=r"hears of `payment_recieved`, .* did you mean `payment_received`\?"):
        new_caseload(observers=[Heard().on(of={"payment_recieved"})])


def test_every_event_has_a_name_by_which_it_is_observed() -> None:
    from typing import get_args

    assert len(event_names()) == len(get_args(get_args(AnyEvent)[0]))
    assert {"payment_received", "moved", "claim_filed", "breach_observed"} <= event_names()
