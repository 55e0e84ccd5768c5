"""The caseload: all cases of a lender, to ask of, to record in and to look at. What users hold in their hands.

Every call takes the same way: what comes from outside is checked and its free text put into the vault; the streams it
concerns are loaded; the engine decides on them, purely; what follows is sealed and appended at the versions that were
read, or, if somebody else was first, everything is decided anew on what is now true. The clock is read here, where
the caller names no moment, and nowhere below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Self

from debtflow.casework import asking, intake, merging, payments, recording
from debtflow.casework import sweep as sweeping
from debtflow.casework.allocating import reallocated
from debtflow.casework.border import codes_in, ids_in, see, see_id, seen
from debtflow.casework.desk import Desk, Key, Loaded, follow_up, known_key
from debtflow.casework.engine import Change, evolve
from debtflow.casework.following import followed, streams_of_obligors
from debtflow.casework.jointly import deciding, with_other_cases
from debtflow.casework.log import (
    Entry,
    State,
    Store,
    agency_stream,
    case_stream,
    debt_stream,
    person_stream,
)
from debtflow.casework.looking import Reading
from debtflow.casework.outcomes import Outcome, Recorded
from debtflow.casework.owing import missed_on_agency, owed_on_agency, owed_on_case
from debtflow.casework.plans import CollectionPlan
from debtflow.casework.stores.memory import MemoryStore
from debtflow.casework.sweep import SweepReport
from debtflow.casework.vault import MemoryVault, Vault, sealed_record
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision
from debtflow.compliance.duties import Owed
from debtflow.compliance.hooks import Observer
from debtflow.errors import ConflictError, NotFoundError, NotPossibleError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import DebtFile, Dossier, Register
from debtflow.lifecycle.workflow import STANDARD, Workflow
from debtflow.records import events
from debtflow.records.actions import Action
from debtflow.records.debts import Debt
from debtflow.records.parties import SYSTEM, Actor, Agency, Borrower, Collector
from debtflow.records.proceedings import RiskSignal
from debtflow.values.dates import require_moment
from debtflow.values.money import Money

__all__ = ["Caseload"]


def _now() -> datetime:
    return datetime.now(UTC)


class Caseload(Reading):
    """All cases of a lender, on one store.

    Args:
        store, vault: where streams and personal data are kept; `open_at` makes both.
        rulebook: the rules by which every action is decided.
        workflow: the table of moves.
        house_zone: IANA zone of the lender's own day, for persons whose zone is not known.
        clock: gives the moment where the caller names none.
        observers: called with every committed entry, after the fact; one that raises is told to `on_observer_error`.
        what_if: whether it is there for trying something out: then the rulebook may ask what if the law were otherwise.
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        rulebook: Rulebook,
        *,
        workflow: Workflow = STANDARD,
        house_zone: str = "UTC",
        clock: Callable[[], datetime] = _now,
        observers: Iterable[Observer] = (),
        on_observer_error: Callable[[Exception, Entry], None] | None = None,
        what_if: bool = False,
    ) -> None:
        see(rulebook=rulebook, workflow=workflow, house_zone=house_zone)
        if not what_if:
            rulebook.see_real()
        self.vault = vault
        self.clock = clock
        self.desk = Desk(store, rulebook, workflow, house_zone, observers, on_observer_error)

    @classmethod
    def open_at(cls, url: str, rulebook: Rulebook, **options: Any) -> Self:
        """The caseload in the database at that URL: `sqlite:///cases.db`, or `memory:` for one that is not kept.

        Options are those of the class. SQL needs the extra `debtflow[sql]`.

        Raises:
            BookError: the rulebook asks what if the law were otherwise, and `what_if=True` was not said.
        """
        # Before the database is made: a caseload that cannot be opened leaves no file.
        see(url=url, rulebook=rulebook, workflow=options.get("workflow", STANDARD))
        see(house_zone=options.get("house_zone", "UTC"))
        if not options.get("what_if", False):
            rulebook.see_real()
        if url == "memory:":
            return cls(MemoryStore(), MemoryVault(), rulebook, **options)
        from debtflow.casework.sql_vault import SqlVault
        from debtflow.casework.stores.sql import SqlStore, sqlite_engine

        engine = sqlite_engine(url)
        return cls(SqlStore(engine), SqlVault(engine), rulebook, **options)

    @property
    def rulebook(self) -> Rulebook:
        """The rules by which every action is decided."""
        return self.desk.rulebook

    @property
    def workflow(self) -> Workflow:
        """The table of moves."""
        return self.desk.workflow

    def close(self) -> None:
        """Release the database."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def _moment(self, at: datetime | None) -> datetime:
        return require_moment(self.clock() if at is None else at, "The moment (at)")

    # ---- putting on file ------------------------------------------------------------------------------------------

    def add(self, borrower: Borrower, *debts: Debt, by: Actor = SYSTEM, at: datetime | None = None) -> Dossier:
        """Put a person and their debts on file. Handing in the same again changes nothing.

        A record like another is made with `debt.but(id="loan-3")`, which checks it like a new one.

        Raises:
            ConflictError: a debt of that id is on file with other content; what happened since is told by events.
            NotFoundError: a further obligor of a debt, or somebody for whom the person stands, is not on file yet; or the
                debt does not name this person.
            NotPossibleError: a debt is stated as of a day to come.
        """
        borrower, by, moment = seen("borrower", borrower), seen("by", by), self._moment(at)
        debts = tuple(seen("debt", debt) for debt in debts)
        for debt in debts:
            if debt.relation_of(borrower.id) is None:
                owing = [obligor.person for obligor in debt.obligors]
                raise NotFoundError(f"debt {debt.id} is owed by {owing}, not by {borrower.id}")
        if borrower.stands_for:
            # Before the vault has them: a merger takes what it says of a person from there.
            stood_for = [person_stream(row.person) for row in borrower.stands_for]
            intake.see_whom_they_stand_for(self.desk.load(stood_for, fresh=True).states, borrower)
        # Kept first: if what follows fails, the vault holds a person the log does not know yet, and nothing is lost.
        known = self.vault.put_person(borrower)
        marks = intake.marks_of(moment, known.zones, self.desk.house_zone)
        stream = person_stream(borrower.id)
        others = [person_stream(obligor.person) for debt in debts for obligor in debt.obligors]
        self.desk.commit(
            [stream, *others, *(debt_stream(debt.id) for debt in debts)],
            lambda loaded: intake.person_and_debts(loaded.states, known, debts, marks, self.desk.house_zone),
            by,
            moment,
            first=stream,
        )
        return self.dossier(borrower.id)

    def merge_persons(
        self, kept: str, duplicate: str, *, because: str, by: Actor = SYSTEM, at: datetime | None = None
    ) -> Dossier:
        """Unite two files that turned out to be of one person: the dossier that is kept.

        Debts, cases, counters, open attempts, holds and money held are the union; debts and cases name the person by
        the id that is kept. Payments that still come in under the other id go to the person.

        Args:
            kept, duplicate: ids of persons on file; the second is not used any more.
            because: why they are one, in a word or more; free text, kept in the vault.

        Raises:
            NotPossibleError: it does not say why.
            NotFoundError: one of them is not on file, or what is personal of them is no longer in the vault.
            ConflictError: they are one already.
        """
        see(kept=kept, duplicate=duplicate, because=because)
        by, moment = seen("by", by), self._moment(at)
        if not because.strip():
            raise NotPossibleError(
                f"{kept} and {duplicate} are united for good: say why they are one, e.g. because='same identity card'"
            )
        merging.unite(self.desk, self.vault, kept, duplicate, self.vault.seal(because), by, moment)
        return self.dossier(kept)

    def register(self, entered: Agency | Collector, *, by: Actor = SYSTEM, at: datetime | None = None) -> None:
        """Enter an agency or a collector, or enter one anew: after vetting, with a new licence or certificate.

        Raises:
            NotPossibleError: an agency that was evaluated on a day to come, by the day of the house.
        """
        entered, by, moment = seen("entered", entered), seen("by", by), self._moment(at)
        stream, event = intake.registered(entered, moment, self.desk.house_zone)

        def change(loaded: Any) -> list[Change]:
            known = loaded.states.get(stream)
            found = getattr(known, "agency", None) or getattr(known, "collector", None)
            return [] if found == entered else [Change(stream, event)]

        self.desk.commit([stream], change, by, moment, first=stream)

    def open(
        self,
        debt_id: str,
        *,
        by: Actor = SYSTEM,
        case_id: str | None = None,
        verb: str = "open_case",
        signals: Iterable[RiskSignal] = (),
        at: datetime | None = None,
    ) -> Case:
        """Open a case on a debt. Money held for the borrower is applied to it at once.

        Args:
            case_id: left out, the debt's own id. A debt has one case; after its end, `reopen` it.
            verb: `watch` begins a case on an account that is not overdue yet.
            signals: why an account is watched.

        Raises:
            NotFoundError: no debt of that id is on file.
            ConflictError: a case on that debt is open already, or nothing on it is overdue.
        """
        see(debt_id=debt_id, verb=verb)
        by, moment, told = seen("by", by), self._moment(at), codes_in(signals, RiskSignal, "signals")
        head = self.store.load(debt_stream(debt_id), fresh=True)
        if head is None or not isinstance(head.state, DebtFile):
            raise NotFoundError(f"no debt {debt_id!r} is on file; hand it in first with cases.add(borrower, debt)")
        file = head.state
        if case_id is not None:
            see_id(case_id, "case_id")
        new_id = case_id or debt_id
        stream = case_stream(new_id)
        streams = [stream, debt_stream(debt_id), *(case_stream(earlier) for earlier in file.cases)]
        streams += streams_of_obligors(self.desk, file.debt)

        def change(loaded: Any) -> list[Change]:
            args = (file.debt, new_id, verb, self.workflow, moment, self.desk.house_zone, told)
            opening = intake.case_opened(loaded.states, *args)
            marks = {"occurred_at": moment, "local_day": opening[0].event.local_day}
            opening += reallocated(evolve(loaded.states, opening), (file.debt.as_of, ""), marks)
            return opening + followed(self.desk, loaded.states, opening, moment)

        self.desk.commit(streams, change, by, moment, first=stream)
        return self.case(new_id)

    # ---- asking ---------------------------------------------------------------------------------------------------

    def submit(self, case_id: str, action: Action, *, by: Actor, key: str = "", at: datetime | None = None) -> Outcome:
        """Ask for an action: it is done, refused with every reason, or waits for a second person.

        Args:
            key: a caller's own id of this request; sent twice, it is done once and answered the same.
            at: the moment (aware); left out, now.

        Raises:
            NotPossibleError: a move or deed that makes no sense where the case stands; the message says what does. Or
                a moment before the case was opened.
            NotFoundError: a case, person or contact point that is not on file.
            ConflictError: the key was used before for something else.
        """
        action, by = seen("action", action), seen("by", by)
        if case_id.__class__ is not str or key.__class__ is not str:
            see(case_id=case_id, key=key)
        asked = asking.question(case_id, sealed_record(action, self.vault.seal), by, self._moment(at), key)
        if key:
            repeated = asking.repeated(self.desk, asked)
            if repeated is not None:
                return repeated
        return asking.answer(self.desk, asked)

    def approve(self, request_id: str, *, by: Actor, at: datetime | None = None) -> Outcome:
        """Approve a pending request: it is decided anew on the facts of this moment, with the second person's yes.

        Raises:
            NotFoundError: no such request waits (it was answered, or has expired).
            NotPossibleError: who approves is who asked.
        """
        see(request_id=request_id)
        return asking.answer(self.desk, asking.approval(self.desk, request_id, seen("by", by), self._moment(at)))

    def explain(self, case_id: str, action: Action, *, by: Actor, at: datetime | None = None) -> Decision:
        """What the answer to an action would be; nothing is recorded. Raises as `submit` does."""
        action, by, moment = seen("action", action), seen("by", by), self._moment(at)
        loaded = self.desk.load_case(case_id, action, by=by, fresh=True)
        loaded, beside = with_other_cases(self.desk, loaded, case_id, action, by)
        states = evolve(loaded.states, self.desk.due(loaded.states, case_id, moment))
        first = case_id, self.desk.decide(states, case_id, action, by, moment)
        return deciding(self.desk, loaded, first, beside, action, by, moment)[1]

    def duties(self, case_id: str = "", *, agency: str = "", at: datetime | None = None) -> list[Owed]:
        """What has to be done by when: on a case, towards an agency, or of the whole caseload; the earliest due first.

        Raises:
            NotFoundError: there is no such case, or no such agency is on file.
        """
        moment, book, zone_key = self._moment(at), self.rulebook, self.desk.house_zone
        cases = [case_id] if case_id else [] if agency else self.cases()
        agencies = [agency] if agency else [] if case_id else self.store.streams("agency")
        found: list[Owed] = []
        for each in cases:
            states: Mapping[str, State] = self.desk.load_case(each, fresh=True).states
            states = evolve(states, self.desk.due(states, each, moment))
            found += owed_on_case(states, each, moment, book, zone_key)
        for each in agencies:
            register = self.desk.load([agency_stream(each)], fresh=True).states.get(agency_stream(each))
            if not isinstance(register, Register):
                raise NotFoundError(f"no agency {each!r} is on file; enter it with cases.register(Agency(...))")
            found += owed_on_agency(register, moment, book, zone_key)
        return sorted(found, key=lambda owed: (owed.due_on or date.min, owed.duty.id, owed.of))

    # ---- recording ------------------------------------------------------------------------------------------------

    def record(
        self, case_id: str, event: events.Event, *, by: Actor | None = None, key: str = "", at: datetime | None = None
    ) -> Recorded:
        """Record what has happened, lawful or not; where it broke rules, the breach stands beside it.

        Args:
            by: who did it; left out, the party that works the debt.
            key: a caller's own id; recorded twice, it happens once.

        Raises:
            NotPossibleError: an event that the library writes itself, one in the future, or one that is told before the
                case was opened.
            NotFoundError: an unknown case, attempt, person or contact point.
            ConflictError: the key was used before for something else, or the attempt was reported already.
        """
        see(case_id=case_id, key=key)
        moment, by = self._moment(at), None if by is None else seen("by", by)
        sealed = sealed_record(seen("event", event), self.vault.seal)
        content = sha256(f"{case_id}\n{sealed.model_dump_json()}".encode()).hexdigest()
        if known_key(self.desk, Key(key, content)):
            return Recorded(self.case(case_id), (), (), repeated=True)
        outcome = Key(key, content, '{"kind":"recorded"}') if key else Key()
        try:
            case, breaches, entries = recording.record(self.desk, case_id, sealed, by, moment, outcome)
        except ConflictError:
            if known_key(self.desk, Key(key, content)):
                return Recorded(self.case(case_id), (), (), repeated=True)
            raise
        return Recorded(case, breaches, entries)

    def record_payment(
        self,
        *,
        person: str,
        external_id: str,
        money: Money,
        received_on: date,
        direction: Iterable[str] = (),
        cleared: bool = True,
        by: Actor = SYSTEM,
        at: datetime | None = None,
    ) -> Recorded:
        """Record money that came from a person, once per `external_id`, and apply it to their debts.

        The answer says what went to which debt, and what is held for the person because nothing more was owed in
        its currency: held money is applied to the next case that opens on a debt of theirs.

        Args:
            external_id: the bank's id of the payment; recorded twice, it counts once.
            received_on: the day on which it was received; days past due and promises go by it.
            direction: debt ids in the order in which the money is to go; else the one overdue longest comes first. Money
                goes to debts that have a case: what is directed to one without goes to the others meanwhile, or is held,
                and moves to it when its case is opened.
            cleared: False = it is announced only: it counts for nothing until `clear_payment`, and meanwhile a hold
                keeps the person's cases from being escalated, referred or brought to court.

        Raises:
            MoneyError: an amount that is not above zero.
            NotFoundError: no such person, or a direction to a debt that is not theirs.
            ConflictError: the external id was used before for another payment, or for one that bounced.
            NotPossibleError: a day in the future.
            DebtflowError: an external id that is no id, or a day that is no date.
        """
        see(person=person, money=money, cleared=cleared)
        by, wanted = seen("by", by), ids_in(direction, "direction")
        see_id(external_id, "external_id")
        if not cleared:
            see_id(intake.pending_hold(external_id), "external_id of announced money, with its prefix,")
        paid = payments.Payment(person, external_id, money, received_on, wanted)
        return payments.record_payment(self.desk, paid, by, self._moment(at), cleared=cleared)

    def clear_payment(
        self, *, person: str, external_id: str, by: Actor = SYSTEM, at: datetime | None = None
    ) -> Recorded:
        """Record that announced money has cleared: it counts from the day on which it was received. Told twice, once.

        Raises:
            NotFoundError: no such person, or no such payment from them.
            ConflictError: it bounced.
        """
        see(person=person)
        see_id(external_id, "external_id")
        return payments.clear_payment(self.desk, person, external_id, seen("by", by), self._moment(at))

    def bounce_payment(
        self, *, person: str, external_id: str, because: str = "", by: Actor = SYSTEM, at: datetime | None = None
    ) -> Recorded:
        """Record that announced money will not come. Told twice, once.

        Raises:
            NotFoundError: no such person, or no such payment from them.
            NotPossibleError: it has cleared; then it is reversed.
        """
        see(person=person, because=because)
        see_id(external_id, "external_id")
        by, moment = seen("by", by), self._moment(at)
        sealed = self.vault.seal(because) if because else ""
        return payments.bounce_payment(self.desk, person, external_id, sealed, by, moment)

    def reverse_payment(
        self, *, person: str, external_id: str, because: str = "", by: Actor = SYSTEM, at: datetime | None = None
    ) -> Recorded:
        """Take a payment back, as if it had never come, from its own day on. Told twice, it is taken back once.

        The answer says what was taken back from which debt (`taken_back`). What was held of it is gone too.

        Raises:
            NotFoundError: no such person, or no such payment from them.
            NotPossibleError: it has not cleared, or it was in an opening balance already.
        """
        see(person=person, because=because)
        see_id(external_id, "external_id")
        by, moment = seen("by", by), self._moment(at)
        sealed = self.vault.seal(because) if because else ""
        return payments.reverse_payment(self.desk, person, external_id, sealed, by, moment)

    def follow_up(self, case_id: str, *, at: datetime | None = None) -> Recorded:
        """Record what follows by itself by now: promises resolved, holds and attempts that ran out, paid debts."""
        case, entries = follow_up(self.desk, case_id, self._moment(at))
        return Recorded(case, (), entries)

    def sweep(
        self,
        plan: CollectionPlan,
        *,
        at: datetime | None = None,
        cases: Iterable[str] | None = None,
        keep_outcomes: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> SweepReport:
        """Look at every open case once: record what follows by itself, and ask for what the plan says is due.

        Args:
            cases: case ids to look at; left out, all.
            keep_outcomes: keep every outcome in the report, for whoever dials and sends.
            progress: called with (cases looked at, all cases).
        """
        see(plan=plan)
        ids = self.cases() if cases is None else ids_in(cases, "cases")
        self._note_missed_towards_agencies(self._moment(at))
        return sweeping.sweep(self.desk, plan, self._moment(at), ids, keep_outcomes=keep_outcomes, progress=progress)

    def _note_missed_towards_agencies(self, at: datetime) -> None:
        for agency in self.store.streams("agency") if self.rulebook.duties else ():
            stream = agency_stream(agency)

            def change(loaded: Loaded, stream: str = stream) -> list[Change]:
                register = loaded.states[stream]
                assert isinstance(register, Register)
                return missed_on_agency(register, at, self.rulebook, self.desk.house_zone)

            self.desk.commit([stream], change, SYSTEM, at, first=stream)

    def grouped(self) -> AbstractContextManager[None]:
        """A block in which what is appended becomes durable together at its end: for imports, sweeps, long lists.

        Each call inside is whole by itself, but a permit is worth acting on only after the block: until then a crash
        forgets that it was given. Observers are told at the end of the block.
        """
        return self.desk.grouped()
