"""Collectors on file: a stream of their own, read by every contact they ask for, on both stores."""

from __future__ import annotations

from datetime import date

from tests.casework.office import LENA, call, done, on

from debtflow import Caseload, Collector, Licence, Refused

CERTIFIED = Collector(
    id="lena", certificates=(Licence(kind="conduct", valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 7)),)
)


def test_a_collector_is_on_file_in_a_stream_of_their_own_and_entered_again_changes_nothing(cases: Caseload) -> None:
    cases.register(CERTIFIED, at=on(6))
    cases.register(CERTIFIED, at=on(6))
    assert cases.store.streams("collector") == ["lena"]
    assert [entry.seq for entry in cases.store.entries("collector:lena")] == [1]
    cases.verify()


def test_a_call_is_decided_on_the_collectors_file_and_made_again_the_same(cases: Caseload) -> None:
    cases.register(CERTIFIED, at=on(6))
    permitted = done(cases.submit("loan", call(), by=LENA, at=on(7)))
    assert '"collector:lena":1' in permitted.entries[0].body
    refused = cases.submit("loan", call(), by=LENA, at=on(8))
    assert isinstance(refused, Refused)
    assert "generic.collector_certified" in refused.decision.rules
    longer = Licence(kind="conduct", valid_from=date(2026, 1, 8), valid_to=date(2027, 1, 7))
    cases.register(CERTIFIED.changed(certificates=(longer,)), at=on(8, 11))
    done(cases.submit("loan", call(), by=LENA, at=on(8, 12)))
    old = cases.decision_of(refused.entries[-1])
    assert old.rules == refused.decision.rules


def test_who_is_not_on_file_is_decided_as_before(cases: Caseload) -> None:
    done(cases.submit("loan", call(), by=LENA, at=on(7)))
