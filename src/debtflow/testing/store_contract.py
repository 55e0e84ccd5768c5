"""The contract of a store, as tests: whoever writes a store inherits them and says how one is made.

    class TestOurStore(StoreContract):
        def make_store(self) -> Store:
            return OurStore(...)

What is asked: a commit is written whole or not at all, at the versions that were read; entries follow each other in a
chain; the feed skips nothing; a key is remembered with its commit; and all that holds with many threads at once. The
tests know no store and no SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from debtflow.casework.auditing import audit
from debtflow.casework.log import Commit, Draft, Entry, Remembered, Stale, Store, agency_stream, person_stream, verify
from debtflow.errors import DebtflowError
from debtflow.lifecycle.dossiers import Dossier
from debtflow.testing.commits import (
    Unwritable,
    added,
    all_at_once,
    commit_of,
    entered,
    everything,
    folded,
    held,
    refusal_at,
    run_all,
    until_written,
)

__all__ = ["StoreContract"]

LI = person_stream("li")
WANG = person_stream("wang")
HARBOUR = agency_stream("harbour")

WORKERS = 8


class StoreContract:
    """Inherit it, say how a store is made, and pytest asks all of this of yours.

    `make_store` is called once a test and gives an empty store. `reopen_store` gives another store on the same data,
    as a second process would open it; leave it out where nothing is kept.
    """

    def make_store(self) -> Store:
        """An empty store."""
        raise NotImplementedError("say how your store is made: def make_store(self) -> Store")

    def reopen_store(self) -> Store | None:
        """Another store on the data of the last one made; None where nothing is kept."""
        return None

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """The store that is tested."""
        made = self.make_store()
        yield made
        made.close()

    def reopened(self) -> Store:
        """A second store on the same data, or the test does not apply."""
        second = self.reopen_store()
        if second is None:
            pytest.skip("this store keeps nothing beyond its process")
        return second

    # ---- streams and versions -------------------------------------------------------------------------------------

    def test_a_stream_that_was_never_written_has_no_head(self, store: Store) -> None:
        """Nothing is there before the first commit."""
        assert store.load(LI) is None
        assert store.load(LI, fresh=True) is None
        assert store.entries(LI) == []
        assert store.feed() == []
        assert store.streams("person") == []

    @pytest.mark.parametrize("place", [{"after": "x"}, {"after": -1}, {"after": None}, {"limit": 2.5}, {"limit": True}])
    def test_a_feed_begins_at_a_position(self, store: Store, place: dict[str, Any]) -> None:
        """What is no position is refused, and not taken for one after all others."""
        with pytest.raises(DebtflowError, match=r"is a whole number from 0 on"):
            store.feed(**place)
        assert store.feed(after=0, limit=0) == []

    def test_each_commit_moves_the_version_of_its_streams_by_one(self, store: Store) -> None:
        """Versions count commits with events, entries count all commits."""
        store.append(commit_of(store, added("li")))
        store.append(commit_of(store, held("li", "h1"), held("li", "h2")))
        head = store.load(LI)
        assert head is not None
        assert (head.version, head.seq) == (2, 2)
        assert isinstance(head.state, Dossier)
        assert [hold.id for hold in head.state.holds] == ["h1", "h2"]

    def test_what_is_appended_comes_back_as_it_was_sealed(self, store: Store) -> None:
        """The entries returned are those that are kept, byte for byte."""
        made = store.append(commit_of(store, added("li"), entered("harbour")))
        assert store.entries(LI) == [made[0]]
        assert store.entries(HARBOUR) == [made[1]]
        assert made[0].content["anchor"] is None
        assert made[1].content["anchor"] == made[0].hash

    def test_text_of_any_script_survives(self, store: Store) -> None:
        """Bodies are text, and their bytes are what is sealed."""
        tail = ',"recorded_at":"2026-03-02T12:00:00Z","kind":"refused","key":"","decision":"王丽 \\u0000 é","events":[]'
        store.append(commit_of(store, added("li")))
        store.append(Commit((Draft(LI, False, "2026-03-02T12:00:00Z", tail, False),), {LI: 1}, {}))
        assert store.entries(LI)[1].content["decision"] == "王丽 \x00 é"
        verify(store.entries(LI))

    def test_an_old_version_is_stale_and_nothing_is_written(self, store: Store) -> None:
        """Somebody else was first."""
        store.append(commit_of(store, added("li")))
        before = everything(store)
        for wrong in (0, 2):
            with pytest.raises(Stale):
                store.append(commit_of(store, held("li", "h1"), reads={LI: wrong}))
        assert everything(store) == before
        assert store.load(LI, fresh=True) == store.load(LI)

    def test_a_stream_that_was_only_read_is_checked_too(self, store: Store) -> None:
        """A hold that lands in a dossier stops an action that would not write that dossier."""
        store.append(commit_of(store, added("li")))
        store.append(commit_of(store, added("wang")))
        decided = commit_of(store, held("wang", "h1"), also=(LI,))
        store.append(commit_of(store, held("li", "stop")))
        with pytest.raises(Stale):
            store.append(decided)
        head = store.load(WANG, fresh=True)
        assert head is not None
        assert head.version == 1

    def test_a_stream_that_was_read_as_missing_must_still_be_missing(self, store: Store) -> None:
        """Version 0 says that it did not exist."""
        decided = commit_of(store, added("wang"), also=(HARBOUR,))
        store.append(commit_of(store, entered("harbour")))
        with pytest.raises(Stale):
            store.append(decided)
        assert store.load(WANG, fresh=True) is None

    def test_a_stale_commit_can_be_made_anew(self, store: Store) -> None:
        """After Stale, a fresh load sees what the other one wrote."""
        store.append(commit_of(store, added("li")))
        late = commit_of(store, held("li", "late"))
        store.append(commit_of(store, held("li", "early")))
        with pytest.raises(Stale):
            store.append(late)
        store.append(commit_of(store, held("li", "late")))
        head = store.load(LI)
        assert head is not None
        assert isinstance(head.state, Dossier)
        assert [hold.id for hold in head.state.holds] == ["early", "late"]

    # ---- whole or not at all --------------------------------------------------------------------------------------

    def test_all_streams_are_written_or_none(self, store: Store) -> None:
        """One stream at an old version, and the others are not written either."""
        store.append(commit_of(store, added("li")))
        both = commit_of(store, entered("harbour"), held("li", "h1"))
        store.append(commit_of(store, held("li", "first")))
        before = everything(store)
        with pytest.raises(Stale):
            store.append(both._replace(key="k1", content="c", outcome="{}"))
        assert everything(store) == before
        assert store.load(HARBOUR, fresh=True) is None
        assert store.streams("agency") == []
        assert store.recall("k1") is None

    def test_a_draft_that_cannot_be_sealed_takes_the_others_with_it(self, store: Store) -> None:
        """A failure in the middle leaves no trace of what came before it."""
        store.append(commit_of(store, added("li")))
        before = everything(store)
        good = commit_of(store, held("li", "h1"), entered("harbour"), key="k1")
        first, last = good.drafts
        broken = last._replace(tail=Unwritable())
        with pytest.raises(RuntimeError, match="the machine stopped here"):
            store.append(good._replace(drafts=(first, broken)))
        assert everything(store) == before
        assert store.load(HARBOUR, fresh=True) is None
        assert store.recall("k1") is None
        store.append(good)
        verify(everything(store))

    def test_a_commit_that_does_not_say_what_a_stream_folds_to_is_refused(self, store: Store) -> None:
        """A version without its state would make the snapshot a lie."""
        store.append(commit_of(store, added("li")))
        before = everything(store)
        for said in (commit_of(store, held("li", "h1")), commit_of(store, entered("harbour"))):
            with pytest.raises(DebtflowError):
                store.append(said._replace(states={}))
            with pytest.raises(DebtflowError):
                store.append(said._replace(reads={}))
        assert everything(store) == before

    # ---- groups ---------------------------------------------------------------------------------------------------

    def test_in_a_group_each_append_is_seen_at_once_by_who_made_it(self, store: Store) -> None:
        """What becomes durable together is decided on one after the other."""
        with store.grouped():
            store.append(commit_of(store, added("li"), key="k1"))
            store.append(commit_of(store, held("li", "h1")))
            assert len(store.entries(LI)) == len(everything(store)) == 2
            assert store.recall("k1") is not None
            with store.grouped():
                store.append(refusal_at(store, LI))
        assert [entry.version for entry in store.entries(LI)] == [1, 2, 2]
        audit(store)

    def test_in_a_group_an_append_that_fails_takes_nothing_with_it(self, store: Store) -> None:
        """Neither what came before it in the group, nor what comes after, and nothing of itself stays."""
        with store.grouped():
            store.append(commit_of(store, added("li")))
            good = commit_of(store, held("li", "h1"), entered("harbour"), key="k1")
            first, last = good.drafts
            with pytest.raises(RuntimeError, match="the machine stopped here"):
                store.append(good._replace(drafts=(first, last._replace(tail=Unwritable()))))
            with pytest.raises(Stale):
                store.append(good._replace(reads={**good.reads, LI: 7}))
            assert len(everything(store)) == 1
            store.append(good)
        assert len(everything(store)) == 3
        audit(store)

    def test_a_group_that_is_left_in_a_hurry_keeps_what_was_appended(self, store: Store) -> None:
        """A mistake of the caller between two appends undoes neither."""

        def in_a_hurry() -> None:
            with store.grouped():
                store.append(commit_of(store, added("li")))
                raise KeyError("a mistake of the caller")

        with pytest.raises(KeyError, match="a mistake of the caller"):
            in_a_hurry()
        assert len(everything(store)) == 1
        store.append(commit_of(store, held("li", "h1")))
        audit(store)

    # ---- refusals -------------------------------------------------------------------------------------------------

    def test_a_refusal_is_an_entry_and_moves_no_version(self, store: Store) -> None:
        """Others wait on the version; a refusal is none of their business."""
        store.append(commit_of(store, added("li")))
        decided = commit_of(store, held("li", "h1"))
        (noted,) = store.append(refusal_at(store, LI))
        assert (noted.seq, noted.version) == (2, 1)
        store.append(decided)
        head = store.load(LI, fresh=True)
        assert head is not None
        assert (head.version, head.seq) == (2, 3)
        assert [entry.version for entry in store.entries(LI)] == [1, 1, 2]
        assert head.state == folded(store.entries(LI))
        verify(store.entries(LI))

    def test_a_refusal_leaves_the_state_as_it_was(self, store: Store) -> None:
        """Also in what a process remembers."""
        store.append(commit_of(store, added("li"), held("li", "h1")))
        before = store.load(LI)
        store.append(refusal_at(store, LI))
        after = store.load(LI)
        assert before is not None
        assert after is not None
        assert after.state == before.state
        assert after.seq == before.seq + 1

    # ---- keys -----------------------------------------------------------------------------------------------------

    def test_a_key_is_remembered_with_what_was_asked_and_answered(self, store: Store) -> None:
        """Also with a refusal."""
        assert store.recall("k1") is None
        store.append(commit_of(store, added("li"), key="k1"))
        store.append(refusal_at(store, LI, key="k2"))
        assert store.recall("k1") == Remembered("content of k1", '{"key":"k1"}')
        assert store.recall("k2") == Remembered("content of k2", "{}")

    def test_a_key_is_taken_once(self, store: Store) -> None:
        """The second commit under it is stale, whatever it says, and nothing of it is written."""
        store.append(commit_of(store, added("li"), key="k1"))
        before = everything(store)
        with pytest.raises(Stale):
            store.append(commit_of(store, added("wang"), key="k1"))
        with pytest.raises(Stale):
            store.append(refusal_at(store, LI, key="k1"))
        assert everything(store) == before
        assert store.recall("k1") == Remembered("content of k1", '{"key":"k1"}')

    # ---- looking --------------------------------------------------------------------------------------------------

    def test_the_feed_is_in_the_order_of_commits_and_skips_nothing(self, store: Store) -> None:
        """Read from any position, it goes on with the next entry."""
        made: list[Entry] = []
        for person in ("li", "wang", "zhao"):
            made += store.append(commit_of(store, added(person), entered(f"agency_of_{person}")))
            made += store.append(refusal_at(store, person_stream(person)))
        assert everything(store) == made
        positions = [entry.position for entry in made]
        assert positions == sorted(set(positions))
        for at, entry in enumerate(made):
            assert store.feed(entry.position, 2) == made[at + 1 : at + 3]
        assert store.feed(positions[-1]) == []

    def test_the_entries_of_a_stream_are_in_order_and_without_gaps(self, store: Store) -> None:
        """Whatever was written in between to other streams."""
        store.append(commit_of(store, added("li")))
        for number in range(12):
            store.append(commit_of(store, held("li", f"h{number}")))
            store.append(commit_of(store, added(f"other{number}")))
        entries = store.entries(LI)
        assert [entry.seq for entry in entries] == list(range(1, 14))
        assert {entry.stream for entry in entries} == {LI}
        assert set(store.entries(LI)) <= set(everything(store))

    def test_streams_are_listed_by_kind_in_the_order_in_which_they_began(self, store: Store) -> None:
        """Ids, without the kind before them."""
        for person in ("wang", "li", "an:d"):
            store.append(commit_of(store, added(person)))
        store.append(commit_of(store, entered("harbour")))
        store.append(commit_of(store, held("wang", "h1")))
        assert store.streams("person") == ["wang", "li", "an:d"]
        assert store.streams("agency") == ["harbour"]
        assert store.streams("case") == []

    def test_a_snapshot_is_what_the_entries_fold_to(self, store: Store) -> None:
        """For every stream, at every version."""
        store.append(commit_of(store, added("li"), entered("harbour")))
        for number in range(5):
            store.append(commit_of(store, held("li", f"h{number}")))
            head = store.load(LI, fresh=True)
            assert head is not None
            assert head.state == folded(store.entries(LI))
        audit(store)

    def test_rules_are_kept_by_fingerprint(self, store: Store) -> None:
        """Kept once; the first text stays, because decisions were made on it."""
        assert store.rules("f1") is None
        store.keep_rules("f1", '{"rules":[]}')
        store.keep_rules("f1", "something else")
        assert store.rules("f1") == '{"rules":[]}'

    def test_notices_are_kept_by_case_and_the_last_one_counts(self, store: Store) -> None:
        """Why a sweep was last refused, and before when it need not ask again."""
        assert store.notices() == {}
        store.keep_notice("d1", "hold", "2026-03-03T00:00:00Z")
        store.keep_notice("d2", "hours", "")
        store.keep_notice("d1", "cap", "2026-03-09T00:00:00Z")
        assert store.notices() == {"d1": ("cap", "2026-03-09T00:00:00Z"), "d2": ("hours", "")}

    # ---- many at once ---------------------------------------------------------------------------------------------

    def test_of_many_at_the_same_version_exactly_one_wins(self, store: Store) -> None:
        """Threads that all decided on the same version; the others are told, and nothing of theirs is written."""
        store.append(commit_of(store, added("li")))
        for round_ in range(5):
            commits = [commit_of(store, held("li", f"r{round_}w{worker}")) for worker in range(WORKERS)]
            assert all_at_once(store, commits).count(True) == 1
        head = store.load(LI, fresh=True)
        assert head is not None
        assert (head.version, head.seq) == (6, 6)
        assert head.state == folded(store.entries(LI))
        audit(store)

    def test_of_many_under_the_same_key_exactly_one_is_done(self, store: Store) -> None:
        """Also where they write different streams."""
        commits = [commit_of(store, added(f"p{worker}"), key="once") for worker in range(WORKERS)]
        assert all_at_once(store, commits).count(True) == 1
        assert len(everything(store)) == 1

    def test_nothing_is_lost_among_many_that_try_again(self, store: Store) -> None:
        """Everybody gets their turn, the chain holds, and the feed has every entry once."""
        store.append(commit_of(store, added("li")))
        turns = 6
        problems: list[BaseException] = []

        def work(worker: int) -> None:
            try:
                for turn in range(turns):
                    until_written(store, held("li", f"w{worker}t{turn}"))
            except BaseException as problem:  # noqa: BLE001  # shown below, in the thread that asserts
                problems.append(problem)

        run_all([Thread(target=work, args=(worker,)) for worker in range(WORKERS)])
        assert problems == []
        head = store.load(LI, fresh=True)
        assert head is not None
        assert isinstance(head.state, Dossier)
        assert head.version == 1 + WORKERS * turns
        assert len({hold.id for hold in head.state.holds}) == WORKERS * turns
        feed = everything(store)
        assert len(feed) == len({entry.position for entry in feed}) == head.seq
        audit(store)

    def test_refusals_do_not_make_each_other_stale(self, store: Store) -> None:
        """Any number of refusals at one version are all noted."""
        store.append(commit_of(store, added("li")))
        commits = [refusal_at(store, LI) for _ in range(WORKERS)]
        assert all_at_once(store, commits) == [True] * WORKERS
        assert [entry.seq for entry in store.entries(LI)] == list(range(1, WORKERS + 2))
        audit(store)

    # ---- opened again ---------------------------------------------------------------------------------------------

    def test_everything_is_there_when_it_is_opened_again(self, store: Store) -> None:
        """Heads, entries, feed, keys, rules, notices."""
        store.append(commit_of(store, added("li"), entered("harbour"), key="k1"))
        store.append(commit_of(store, held("li", "h1")))
        store.append(refusal_at(store, LI, key="k2"))
        store.keep_rules("f1", "{}")
        store.keep_notice("d1", "hold", "")
        second = self.reopened()
        for stream in (LI, HARBOUR):
            assert second.load(stream) == store.load(stream)
            assert second.entries(stream) == store.entries(stream)
        assert everything(second) == everything(store)
        assert second.streams("person") == ["li"]
        assert second.recall("k1") == store.recall("k1")
        assert second.recall("k2") == store.recall("k2")
        assert second.rules("f1") == "{}"
        assert second.notices() == {"d1": ("hold", "")}
        audit(second)
        second.close()

    def test_two_stores_on_the_same_data_do_not_overwrite_each_other(self, store: Store) -> None:
        """What one remembers may be old: its append is stale, and a fresh load sees what the other wrote."""
        store.append(commit_of(store, added("li")))
        second = self.reopened()
        mine, theirs = commit_of(store, held("li", "mine")), commit_of(second, held("li", "theirs"))
        second.append(theirs)
        with pytest.raises(Stale):
            store.append(mine)
        assert store.load(LI, fresh=True) == second.load(LI)
        store.append(commit_of(store, held("li", "mine")))
        second.append(commit_of(second, held("li", "again")))
        head = second.load(LI)
        assert head is not None
        assert isinstance(head.state, Dossier)
        assert [hold.id for hold in head.state.holds] == ["theirs", "mine", "again"]
        audit(store)
        second.close()

    def test_a_group_is_there_for_others_at_its_end(self, store: Store) -> None:
        """Durable together: another process sees all of it or none."""
        store.append(commit_of(store, added("li")))
        second = self.reopened()
        with store.grouped():
            store.append(commit_of(store, held("li", "h1")))
            assert len(everything(second)) == 1
            store.append(commit_of(store, held("li", "h2")))
            assert len(everything(second)) == 1
        assert everything(second) == everything(store)
        assert second.load(LI, fresh=True) == store.load(LI)
        second.close()

    def test_two_stores_on_the_same_data_share_their_keys(self, store: Store) -> None:
        """A key that was used in one process is used in every process."""
        store.append(commit_of(store, added("li"), key="k1"))
        second = self.reopened()
        assert second.recall("k1") == store.recall("k1")
        with pytest.raises(Stale):
            second.append(commit_of(second, added("wang"), key="k1"))
        second.close()

    def test_the_feed_shows_what_every_process_wrote(self, store: Store) -> None:
        """Two processes in turn, one feed."""
        store.append(commit_of(store, added("li")))
        second = self.reopened()
        for number in range(4):
            both = (store, second)[number % 2]
            both.append(commit_of(both, held("li", f"h{number}")))
        assert everything(store) == everything(second)
        assert [entry.version for entry in everything(store)] == [1, 2, 3, 4, 5]
        second.close()
