"""The desk: loading, appending, and trying again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.casework.office import BOOK, LENA, call, done, interrupting, move, new_caseload, on, with_cases

from debtflow import Basis, Caseload, Citation, Hold, HoldKind, Rulebook, Tone, events, rule
from debtflow.casework.desk import TRIES, Loaded, case_in, follow_up
from debtflow.casework.engine import Change
from debtflow.casework.log import Commit, Entry, Stale
from debtflow.compliance.duties import Duty, duty
from debtflow.errors import BookError, ConflictError, NotFoundError

H = Hold(id="h", kind=HoldKind.VULNERABLE, person="li", from_at=on(6))


class NeverFirst:
    """A store on which somebody else is always first."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.tries = 0

    def append(self, commit: Commit) -> tuple[Entry, ...]:
        self.tries += 1
        raise Stale("somebody else was first")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def test_a_case_is_loaded_with_all_that_a_decision_reads(cases: Caseload) -> None:
    loaded = cases.desk.load_case("loan")
    assert set(loaded.states) == {"case:loan", "person:li", "person:li_mei"}
    assert loaded.versions == {"case:loan": 2, "person:li": 3, "person:li_mei": 3}
    assert case_in(loaded.states, "loan").id == "loan"


def test_what_does_not_exist_is_read_at_version_zero(cases: Caseload) -> None:
    assert cases.desk.load(["person:wang"]) == Loaded({}, {"person:wang": 0})
    assert cases.desk.load_case("loan", call("wang")).versions["person:wang"] == 0
    with pytest.raises(NotFoundError):
        cases.desk.load_case("lone")


@pytest.mark.parametrize(
    "act",
    [
        lambda c: c.submit("loan", call(), by=LENA, at=on(6)),
        lambda c: c.record("loan", events.Moved(verb="open_negotiation"), at=on(6)),
        lambda c: c.open("spare", at=on(6)),
        lambda c: c.follow_up("loan", at=on(9)),
    ],
    ids=["submit", "record", "open", "follow_up"],
)
def test_who_is_never_first_is_told_after_many_tries(cases: Caseload, act: Any) -> None:
    from tests.casework.office import CARD, LI

    cases.add(LI, CARD.changed(id="spare"), at=on(6))
    done(cases.submit("loan", call(), by=LENA, at=on(6)))
    store = cases.desk.store = NeverFirst(cases.store)
    with pytest.raises(ConflictError, match=f"{TRIES} tries"):
        act(cases)
    assert TRIES - 1 <= store.tries <= TRIES


def test_what_was_decided_on_old_states_is_decided_anew(cases: Caseload) -> None:
    store = interrupting(cases)
    seen: list[int] = []

    def change(loaded: Loaded) -> list[Change]:
        seen.append(len(loaded.states["person:li"].holds))  # type: ignore[union-attr]
        return [Change("person:li", events.HoldPlaced(occurred_at=on(6), hold=H.changed(id="mine")))]

    store.interruptions.append(lambda: cases.record("loan", events.HoldPlaced(hold=H), at=on(6)))
    cases.desk.commit(["person:li"], change, LENA, on(6), first="person:li")
    assert seen == [0, 1]
    assert [h.id for h in cases.dossier("li").holds] == ["h", "mine"]


def test_nothing_to_append_appends_nothing(cases: Caseload) -> None:
    before = cases.store.feed()
    assert cases.desk.commit(["person:li"], lambda loaded: [], LENA, on(6), first="person:li") == ()
    assert follow_up(cases.desk, "loan", on(6)) == (cases.case("loan"), ())
    assert cases.store.feed() == before


def test_the_rules_behind_a_decision_are_kept_before_it(cases: Caseload) -> None:
    entry = done(cases.submit("loan", call(), by=LENA, at=on(6))).entries[0]
    kept = cases.store.rules(entry.content["decision"]["rules"])
    assert kept is not None
    assert "house.calls_per_week" in kept
    assert BOOK.label in kept


def test_a_following_up_that_comes_second_is_made_on_what_is_now_true(file_url: str) -> None:
    with with_cases(file_url) as one, Caseload.open_at(file_url, BOOK) as two:
        two.case("loan"), two.dossier("li")
        done(one.submit("loan", call(), by=LENA, at=on(6)))
        assert [e.event for entry in two.follow_up("loan", at=on(9)).entries for e in entry.events] == [
            "attempt_expired",
            "attempt_expired",
        ]
        assert one.follow_up("loan", at=on(9)).entries == ()
        done(two.submit("loan", move("open_negotiation"), by=LENA, at=on(9)))
        one.verify()


# --- groups ----------------------------------------------------------------------------------------------------------


def test_observers_are_told_of_a_group_at_its_end(url: str) -> None:
    seen: list[Entry] = []
    with with_cases(url, observers=[seen.append]) as cases:
        seen.clear()
        with cases.desk.grouped():
            done(cases.submit("loan", call(), by=LENA, at=on(6)))
            assert seen == []
        assert [entry.stream for entry in seen] == ["case:loan", "person:li"]

        def in_a_hurry() -> None:
            with cases.desk.grouped():
                cases.submit("loan", call(), by=LENA, at=on(6, 11))
                cases.submit("lone", call(), by=LENA, at=on(6, 11))

        with pytest.raises(NotFoundError, match="lone"):
            in_a_hurry()
        assert len(seen) == 4
        assert seen == cases.store.feed()[-4:]


def test_observers_are_not_told_of_a_group_that_did_not_become_durable() -> None:
    seen: list[Entry] = []
    with with_cases(observers=[seen.append]) as cases:
        seen.clear()

        class DiskFull:
            """A store whose groups fail at their end."""

            def __init__(self, store: Any) -> None:
                self.store = store

            @contextmanager
            def grouped(self) -> Iterator[None]:
                yield
                raise OSError("disk full")

            def __getattr__(self, name: str) -> Any:
                return getattr(self.store, name)

        cases.desk.store = DiskFull(cases.store)  # type: ignore[assignment]
        with pytest.raises(OSError, match="disk full"), cases.desk.grouped():
            cases.submit("loan", call(), by=LENA, at=on(6))
        assert seen == []


def test_a_rule_on_a_misspelt_action_protects_nobody_and_is_refused() -> None:
    policy = Citation(instrument="house policy", basis=Basis.HOUSE)
    define = rule(
        "house.calls", governs={"place_cal"}, tone=Tone.FORBID, cites=policy, since=on(1).date(), says="No calls"
    )
    book = BOOK | Rulebook("house", "1", [define(lambda f: f.owed > 0)])
    with pytest.raises(BookError, match=r"house\.calls governs `place_cal`.* did you mean `place_call`"):
        new_caseload(book=book)


def test_a_duty_that_is_discharged_by_a_misspelt_action_is_refused() -> None:
    def write(name: str) -> Duty:
        define = duty(
            "house.write",
            due=lambda f: f.stage_entered_on + 10,
            discharged_by={name},
            cites=Citation(instrument="house policy", basis=Basis.HOUSE),
            since=on(1).date(),
            says="They are written to",
        )
        return define(lambda f: f.reminders_sent == 0)

    said = r"duty house\.write is discharged by `send_mesage`, which is no verb.* did you mean `send_message`"
    with pytest.raises(BookError, match=said):
        new_caseload(book=BOOK | Rulebook("house", "1", [], duties=[write("send_mesage")]))
    new_caseload(book=BOOK | Rulebook("house", "1", [], duties=[write("send_message")])).close()
