"""The desk: load streams, append what was decided, tell the observers. The only room that touches a store.

Streams are appended at the versions that were read; if somebody else was first, the store says so (`Stale`) and the
caller decides anew. Observers see committed entries only, and one that fails can undo nothing and lose nothing: the
store's feed has every entry still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from json import dumps
from logging import getLogger
from threading import local
from typing import Any, NamedTuple

from debtflow.casework.consequences import consequences
from debtflow.casework.drafting import drafts
from debtflow.casework.engine import Change, decide, evolve, needed_streams
from debtflow.casework.log import Commit, Entry, Stale, State, Store, case_stream, instant_text
from debtflow.casework.observing import EventObserver, see_observed
from debtflow.casework.owing import missed_on_case
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision
from debtflow.compliance.facts import Source
from debtflow.compliance.governing import Governing
from debtflow.compliance.hooks import Observer
from debtflow.errors import BookError, ConflictError, DebtflowError, NotFoundError, NotPossibleError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.workflow import Workflow
from debtflow.records.actions import ONLY_REPORTED, Action
from debtflow.records.parties import SYSTEM, Actor
from debtflow.records.stages import Phase

__all__ = ["NO_KEY", "TRIES", "Desk", "Key", "Loaded", "case_in", "follow_up", "known_key", "see_opened"]

TRIES = 50
"""How often something is decided anew when others keep being first, before the caller is told."""


class Loaded(NamedTuple):
    """States as they were loaded, and the versions they were loaded at; 0 = the stream does not exist yet."""

    states: Mapping[str, State]
    versions: Mapping[str, int]


class Key(NamedTuple):
    """A caller's own id of a request, the hash of what was asked, and what to answer when it comes again (JSON)."""

    key: str = ""
    content: str = ""
    outcome: str = ""


NO_KEY = Key()

Told = tuple[Entry, Phase | None]
"""An entry that observers are told of, with the phase in which its case then stands."""

_log = getLogger(__name__)
_made: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this is the hot path


class Desk:
    """Loading and appending, for whoever decides."""

    def __init__(
        self,
        store: Store,
        rulebook: Rulebook,
        workflow: Workflow,
        house_zone: str,
        observers: Iterable[Observer] = (),
        on_observer_error: Callable[[Exception, Entry], None] | None = None,
    ) -> None:
        _see_names(rulebook, workflow)
        self.store = store
        self.rulebook = rulebook
        self.workflow = workflow
        self.house_zone = house_zone
        self.reads_collectors = Source.COLLECTOR in rulebook.sources
        self.observers = tuple(observers)
        see_observed(self.observers, workflow)
        self.on_observer_error = on_observer_error
        self._kept_rules: set[str] = set()
        self.old_books: dict[str, Rulebook] = {}
        self._group = local()

    # ---- loading --------------------------------------------------------------------------------------------------

    def load(self, streams: Iterable[str], *, fresh: bool = False) -> Loaded:
        """The streams of those names; one that does not exist has version 0 and no state."""
        states: dict[str, State] = {}
        versions: dict[str, int] = {}
        for stream in streams:
            head = self.store.load(stream, fresh=fresh)
            versions[stream] = 0 if head is None else head.version
            if head is not None:
                states[stream] = head.state
        return Loaded(states, versions)

    def load_case(
        self,
        case_id: str,
        action: Action | None = None,
        *,
        by: Actor | None = None,
        person: str | None = None,
        fresh: bool = False,
    ) -> Loaded:
        """A case with everything that a decision on it reads.

        Raises:
            NotFoundError: there is no such case.
        """
        load = partial(self.store.load, fresh=True) if fresh else self.store.load
        stream = f"case:{case_id}"
        head = load(stream)
        case = head.state if head is not None else None
        if head is None or not isinstance(case, Case):
            raise NotFoundError(f"no case {case_id!r}; open one with cases.open(debt_id)")
        states: dict[str, State] = {stream: case}
        versions = {stream: head[0]}
        needed = needed_streams(case, action, person)
        if by is not None and self.reads_collectors:
            needed.append(f"collector:{by.id}")
        for name in needed:
            head = load(name)
            if head is None:
                versions[name] = 0
            else:
                versions[name], _, _, states[name] = head
        loaded: Loaded = _made(Loaded, (states, versions))
        return loaded

    # ---- deciding -------------------------------------------------------------------------------------------------

    def decide(
        self,
        states: Mapping[str, State],
        case_id: str,
        action: Action,
        by: Actor,
        at: datetime,
        approved_by: str | None = None,
    ) -> Decision:
        """The engine's answer, under this desk's rulebook and workflow; raises as the engine, and as `see_opened`."""
        see_opened(case_in(states, case_id), at)
        return decide(states, case_id, action, by, at, self.rulebook, self.workflow, self.house_zone, approved_by)

    def due(self, states: Mapping[str, State], case_id: str, at: datetime) -> list[Change]:
        """What follows by itself by that moment; nothing before the case was opened."""
        if at < case_in(states, case_id).opened_at:
            return []
        return consequences(states, case_id, at, workflow=self.workflow, house_zone=self.house_zone)

    def missed(self, states: Mapping[str, State], case_id: str, at: datetime) -> list[Change]:
        """The duties that were missed on a case by that moment and are not recorded as such."""
        return missed_on_case(states, case_id, at, self.rulebook, self.house_zone)

    # ---- appending ------------------------------------------------------------------------------------------------

    def append(
        self,
        first: str,
        changes: list[Change],
        loaded: Loaded,
        states: Mapping[str, State],
        by: Actor,
        at: datetime,
        *,
        kind: str,
        decision: str = "null",
        governing: Governing | None = None,
        key: Key = NO_KEY,
    ) -> tuple[Entry, ...]:
        """Seal and append the changes, the entry of stream `first` first and carrying the decision.

        Raises:
            Stale: somebody else was first; nothing was written.
        """
        if governing is not None and governing.fingerprint not in self._kept_rules:
            # Kept before the entry that needs them: an old decision can always be explained.
            self.store.keep_rules(governing.fingerprint, _rules_text(governing))
            self._kept_rules.add(governing.fingerprint)
        made = drafts(first, changes, recorded_at=instant_text(at), actor=by, kind=kind, key=key[0], decision=decision)
        entries = self.store.append(_made(Commit, (made, loaded[1], states, *key)))
        if self.observers:
            told = [(entry, _phase_in(states.get(entry.stream))) for entry in entries]
            held: list[Told] | None = getattr(self._group, "held", None)
            if held is not None:
                held.extend(told)
            else:
                self._tell_all(told)
        return entries

    @contextmanager
    def grouped(self) -> Iterator[None]:
        """A block in which what is appended becomes durable together at its end; observers are told then."""
        if not self.observers or getattr(self._group, "held", None) is not None:
            with self.store.grouped():
                yield
            return
        waiting: list[Told] = []
        self._group.held = waiting
        inside: BaseException | None = None
        try:
            with self.store.grouped():
                try:
                    yield
                except BaseException as problem:
                    inside = problem
                    raise
        except BaseException as problem:
            if problem is not inside:
                # The group itself did not become durable: there is nothing to tell.
                waiting.clear()
            raise
        finally:
            self._group.held = None
            self._tell_all(waiting)

    def _tell_all(self, told: list[Told]) -> None:
        """Each observer in the order given, with each entry in the order committed."""
        for observer in self.observers:
            for entry, phase in told:
                self._tell(observer, entry, phase)

    def _tell(self, observer: Observer, entry: Entry, phase: Phase | None) -> None:
        try:
            if isinstance(observer, EventObserver):
                observer(entry, phase)
            else:
                observer(entry)
        except Exception as problem:  # noqa: BLE001  # committed is committed, whatever an observer does
            self._report(problem, entry)

    def _report(self, problem: Exception, entry: Entry) -> None:
        where = f"{entry.stream} entry {entry.seq}"
        if self.on_observer_error is None:
            _log.error("an observer failed on %s, which is committed: %r", where, problem, exc_info=problem)
            return
        try:
            self.on_observer_error(problem, entry)
        except Exception as another:  # noqa: BLE001  # nor can whoever is told of it undo anything
            _log.error("on_observer_error failed on %s, which is committed: %r", where, another, exc_info=another)

    def commit(
        self,
        streams: Iterable[str],
        change: Callable[[Loaded], list[Change]],
        by: Actor,
        at: datetime,
        *,
        first: str,
        key: Key = NO_KEY,
    ) -> tuple[Entry, ...]:
        """Append what `change` makes of the streams, again from the start whenever somebody else was first."""
        names = list(dict.fromkeys(streams))
        for attempt in range(TRIES):
            loaded = self.load(names, fresh=attempt > 0)
            try:
                changes = change(loaded)
                states = evolve(loaded.states, changes)
            except DebtflowError:
                # What this process remembers may be old; only what is so now is a mistake.
                if attempt:
                    raise
                continue
            if not changes and not attempt:
                continue
            if not changes:
                return ()
            try:
                return self.append(first, changes, loaded, states, by, at, kind="recorded", key=key)
            except Stale:
                if key.key and self.store.recall(key.key) is not None:
                    raise ConflictError(f"key {key.key!r} was used meanwhile") from None
        raise ConflictError(f"{first} is changed by others all the time; {TRIES} tries to append to it were in vain")


def _see_names(rulebook: Rulebook, workflow: Workflow) -> None:
    """See that rules, checks and duties name actions there are: a rule on a misspelt verb would protect nobody."""
    known = {*workflow.targets, *workflow.deeds, *workflow.starts, *ONLY_REPORTED, "*"}
    naming = [(f"{rule.id} governs", rule.governs | rule.spares) for rule in rulebook.rules.values()]
    naming += [(f"{check.id} governs", check.governs) for check in rulebook.checks]
    naming += [(f"duty {duty.id} is discharged by", duty.discharged_by) for duty in rulebook.duties.values()]
    for whose, names in naming:
        for name in sorted(names - known):
            hint = did_you_mean(name, dict.fromkeys(known))
            raise BookError(f"{whose} `{name}`, which is no verb or deed of workflow {workflow.label}; {hint}")


def follow_up(desk: Desk, case_id: str, at: datetime) -> tuple[Case, tuple[Entry, ...]]:
    """Append what follows by itself on a case by that moment: the case after it, and what was committed."""
    for _ in range(TRIES):
        loaded = desk.load_case(case_id, fresh=True)
        see_opened(case_in(loaded.states, case_id), at)
        due = desk.due(loaded.states, case_id, at)
        states: Mapping[str, State] = evolve(loaded.states, due)
        due += desk.missed(states, case_id, at)
        if not due:
            return case_in(loaded.states, case_id), ()
        states = evolve(loaded.states, due)
        try:
            entries = desk.append(case_stream(case_id), due, loaded, states, SYSTEM, at, kind="recorded")
        except Stale:
            continue
        return case_in(states, case_id), entries
    raise ConflictError(f"case {case_id} is changed by others all the time; {TRIES} tries were in vain")


def known_key(desk: Desk, key: Key) -> bool:
    """Whether that key came before; no key never did.

    Raises:
        ConflictError: it came before with other content.
    """
    found = desk.store.recall(key.key) if key.key else None
    if found is not None and found.content != key.content:
        raise ConflictError(f"{key.key!r} was used before for something else; what is sent twice must be the same")
    return found is not None


def _phase_in(state: State | None) -> Phase | None:
    return state.phase if isinstance(state, Case) else None


def case_in(states: Mapping[str, State], case_id: str) -> Case:
    """The case among those states."""
    case = states[case_stream(case_id)]
    assert isinstance(case, Case)
    return case


def see_opened(case: Case, at: datetime) -> None:
    """See that a case is asked about, or told of, at a moment at which it was there.

    Raises:
        NotPossibleError: it was opened later.
    """
    if at < case.opened_at:
        raise NotPossibleError(
            f"case {case.id} was opened at {case.opened_at:%Y-%m-%d %H:%M:%S} UTC and cannot be worked at "
            f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, before it was; name a later moment with at=, or leave it out for now"
        )


def _rules_text(governing: Governing) -> str:
    return dumps(
        {
            "book": governing.label,
            "day": governing.day,
            "assume": governing.assume,
            "rules": [rule.to_json() for rule in governing.rules],
        },
        ensure_ascii=False,
        sort_keys=True,
    )
