"""The workflow: a checked table of moves, fired on the `transitions` machine.

House rules of this room. (1) Legality of moves is decided here and nowhere else, and only from the table. (2) The
table is checked when it is built; a hole in it is an error that names the place and the mend, never a surprise at
run time. (3) The machine is one flat, shared `transitions.Machine` without models: it is fired on a small cursor, so
a million cases cost no machine of their own. (4) Our event class only takes a shorter way to the answer that the
stock machine gives; a law in the tests holds them equal. This room knows no rule, no case and no clock: what may be
done *lawfully* is for `compliance`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from transitions import Event, EventData, Machine, MachineError, State, Transition

from debtflow.errors import NotPossibleError, WorkflowError
from debtflow.lifecycle.standard import (
    BACK,
    BY_MONEY,
    CLOSED,
    CLOSING_OUTCOMES,
    EVERYWHERE,
    STANDARD_DEEDS,
    STANDARD_MOVES,
    STANDARD_STARTS,
)
from debtflow.records.stages import Outcome, Phase, phase_of

__all__ = ["STANDARD", "Cursor", "Workflow", "machine_of"]

Row = tuple[str, str, str]
"""One move: (stage, verb, stage reached)."""


class Cursor:
    """What the machine is fired on: where a case stands, and from where it entered its phase."""

    __slots__ = ("origin", "state")

    def __init__(self, state: str, origin: str = "") -> None:
        self.state = state
        self.origin = origin


def _came_from(origin: str) -> Any:
    def condition(event_data: EventData) -> bool:
        return getattr(event_data.model, "origin", "") == origin

    return condition


class OriginTransition(Transition):
    """A transition that is open only to a cursor that entered its phase from `origin` (empty: to every cursor)."""

    def __init__(self, *args: Any, origin: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.origin = origin
        if origin:
            self.conditions.append(self.condition_cls(_came_from(origin)))


class DirectEvent(Event):
    """Fires like the stock event on tables without callbacks, by one look-up instead of some seventy calls."""

    def __init__(self, name: str, machine: Machine) -> None:
        super().__init__(name, machine)
        self._reached: dict[str, dict[str, str]] = {}

    def add_transition(self, transition: Transition) -> None:
        """Register a transition; the first one for a (source, origin) wins, as in the stock machine."""
        super().add_transition(transition)
        origins = self._reached.setdefault(transition.source, {})
        # An unconditional transition registered earlier shadows every later one of the same source.
        if "" not in origins and transition.dest is not None:
            origins.setdefault(getattr(transition, "origin", ""), transition.dest)

    def reached(self, state: str, origin: str) -> str | None:
        """Where this verb leads from there; None where it does not lead anywhere."""
        origins = self._reached.get(state)
        if origins is None:
            return None
        return origins.get(origin) or origins.get("")

    def trigger(self, model: object, *args: Any, **kwargs: Any) -> bool:
        """Move the cursor; False if no condition holds, MachineError if the verb has no move from there."""
        cursor: Any = model
        reached = self.reached(cursor.state, cursor.origin)
        if reached is not None:
            cursor.state = reached
            return True
        if cursor.state in self._reached:
            return False
        self.machine.get_state(cursor.state)  # an unknown stage is a ValueError, as in the stock machine
        raise MachineError(f"Can't trigger event {self.name} from state {cursor.state}!")


class DirectMachine(Machine):
    """The `transitions` machine with the direct event; `may_` answers come from the same look-up."""

    event_cls = DirectEvent
    transition_cls = OriginTransition

    def _can_trigger(self, model: object, trigger: str, *args: Any, **kwargs: Any) -> bool:
        cursor: Any = model
        self.get_state(cursor.state)
        event = self.events.get(trigger)
        return isinstance(event, DirectEvent) and event.reached(cursor.state, cursor.origin) is not None


class StockMachine(Machine):
    """The stock machine on the same table: the reference that the direct one is held to. Not used at run time."""

    transition_cls = OriginTransition


class Workflow:
    """A checked table of moves, with its version.

    Args:
        name, version: printed and stored with every case that is opened under it.
        moves: stage -> {verb -> stage reached}; `EVERYWHERE` as stage and `BACK` as target as in the standard table.
        starts: the verbs that begin a case, and the stage at which it then stands.
        deeds: in which phases each deed makes sense.
        closing: the outcome that a verb leading to `closed` implies; `close` itself names its own.
        rows: further single moves; here a second target for a (stage, verb) is seen and refused.

    Raises:
        WorkflowError: an unreachable stage, a dead end, no way to `closed`, two targets, an unknown phase.
    """

    def __init__(
        self,
        name: str,
        version: str,
        moves: Mapping[str, Mapping[str, str]],
        *,
        starts: Mapping[str, str] = STANDARD_STARTS,
        deeds: Mapping[str, frozenset[Phase]] = STANDARD_DEEDS,
        closing: Mapping[str, Outcome] = CLOSING_OUTCOMES,
        rows: Iterable[Row] = (),
    ) -> None:
        self.name = name
        self.version = version
        self.starts = dict(starts)
        self.deeds = dict(deeds)
        self.closing = dict(closing)
        self.everywhere = dict(moves.get(EVERYWHERE, {}))
        self.table = _table(moves, rows)
        self.stages = tuple(self.table)
        self.codes = {stage: number for number, stage in enumerate(self.stages)}
        self.origins = {
            stage: _entries(self.table, stage) for stage in self.stages if BACK in self.table[stage].values()
        }
        self.targets = _targets(self.table)
        _check(self)
        self.sensible = {
            (stage, deed) for stage in self.stages for deed, phases in self.deeds.items() if phase_of(stage) in phases
        }
        self.machine = machine_of(self)
        self._direct: dict[str, DirectEvent] = {
            verb: event for verb, event in self.machine.events.items() if isinstance(event, DirectEvent)
        }

    @property
    def label(self) -> str:
        """Name and version, as stored with a case."""
        return f"{self.name} {self.version}"

    def with_move(self, stage: str, verb: str, target: str, *, version: str | None = None) -> Workflow:
        """The workflow with one more move. New stages are created by naming them; a second target is refused."""
        return self.with_moves([(stage, verb, target)], version=version or f"{self.version}+{verb}")

    def with_moves(
        self, rows: Iterable[Row], *, version: str, closing: Mapping[str, Outcome] | None = None
    ) -> Workflow:
        """The workflow with several more moves, checked once together (for a new stage with its way in and out).

        Args:
            closing: verb -> outcome, for new verbs that lead to `closed`.
        """
        moves = {**self.table, EVERYWHERE: self.everywhere}
        ends = {**self.closing, **(closing or {})}
        return Workflow(self.name, version, moves, starts=self.starts, deeds=self.deeds, closing=ends, rows=rows)

    # ---- asking ---------------------------------------------------------------------------------------------------

    def may(self, stage: str, origin: str, verb: str) -> bool:
        """Whether the table allows that verb there."""
        event = self._direct.get(verb)
        return event is not None and event.reached(stage, origin) is not None

    def move(self, stage: str, origin: str, verb: str) -> str:
        """Fire the machine: the stage reached.

        Raises:
            NotPossibleError: the verb does not lead anywhere from there; the message says what does, and the way.
        """
        event = self._direct.get(verb)
        cursor = Cursor(stage, origin)
        try:
            if event is not None and event.trigger(cursor):
                return cursor.state
        except (MachineError, ValueError):  # ValueError: the stock machine's word for an unknown stage
            pass
        raise NotPossibleError(self.why_not(stage, verb, origin))

    def check_deed(self, stage: str, deed: str) -> None:
        """See that a deed makes sense in the phase of that stage.

        Raises:
            NotPossibleError: it does not; the message names the phases in which it does.
        """
        if (stage, deed) in self.sensible:
            return
        phases = self.deeds.get(deed)
        if phases is None:
            raise NotPossibleError(f"`{deed}` is no deed of workflow {self.label}; deeds are: {', '.join(self.deeds)}")
        listed = ", ".join(str(phase) for phase in sorted(phases))
        raise NotPossibleError(f"Cannot `{deed}` in {stage}: it makes sense in the phases {listed}")

    def possible(self, stage: str, origin: str | None = None) -> tuple[str, ...]:
        """The verbs that the table allows from that stage; with `origin`, without a way back that leads nowhere."""
        verbs = tuple(self.table.get(stage, {}))
        return verbs if origin is None else tuple(verb for verb in verbs if self.may(stage, origin, verb))

    def why_not(self, stage: str, verb: str, origin: str | None = None) -> str:
        """Why a verb is not possible there, what is, and the shortest way to where it would be."""
        # What follows from money and time by itself is nothing that anybody could do.
        here = ", ".join(f"`{v}`" for v in self.possible(stage, origin) if v not in BY_MONEY) or "nothing"
        if stage not in self.table:
            near = get_close_matches(stage, self.stages, 1)
            return f"{stage!r} is no stage of workflow {self.label}" + (f"; did you mean {near[0]!r}?" if near else "")
        if verb not in self.targets:
            near = get_close_matches(verb, self.targets, 1)
            hint = f"; did you mean `{near[0]}`?" if near else "."
            return f"Workflow {self.label} has no verb `{verb}`{hint} Possible from {stage}: {here}."
        if self.table[stage].get(verb) == BACK:
            here = ", ".join(f"`{v}`" for v in self.possible(stage, origin or ""))
            known = f"{origin}, where it cannot lead" if origin else "not known"
            return (
                f"Cannot `{verb}` from {stage}: it leads back to where the phase was entered from, and that is {known}; "
                f"possible here are {here}."
            )
        way = self.way(stage, verb)
        path = f" The way there: {' > '.join(f'`{step}`' for step in way)}." if way else ""
        if not way and "replace_promise" in self.table[stage]:
            path = (
                " The promise that stands is kept or broken by money and time; until then replace it with "
                "actions.ReplacePromise(...), or take it back with actions.WithdrawPromise(...)."
            )
        return f"Cannot `{verb}` from {stage}: possible here are {here}.{path}"

    def way(self, stage: str, verb: str) -> tuple[str, ...]:
        """The shortest sequence of verbs from that stage that ends with `verb`; empty if there is none.

        Verbs that follow from money and time by themselves are no way for anybody. A way without a court comes before one over a court, however long: nobody is sued so that a verb is possible.
        """
        courts = frozenset(s for s in self.stages if phase_of(s) is Phase.LEGAL)
        if stage in courts:
            return self._shortest(stage, verb, frozenset())
        return self._shortest(stage, verb, courts) or self._shortest(stage, verb, frozenset())

    def _shortest(self, stage: str, verb: str, avoided: frozenset[str]) -> tuple[str, ...]:
        """The shortest way to that verb that enters none of the stages `avoided`."""
        # A way for people does not lead over the end of the case.
        seen, queue = {stage, BACK, CLOSED, *avoided}, deque([(stage, tuple[str, ...]())])
        while queue:
            here, path = queue.popleft()
            if verb in self.table[here] and path:
                return (*path, verb)
            for step, target in self.table[here].items():
                if target not in seen and step not in BY_MONEY:
                    seen.add(target)
                    queue.append((target, (*path, step)))
        return ()

    def target_of(self, verb: str) -> str | None:
        """The one stage to which a verb leads from wherever it is possible; None for an unknown verb or `BACK`."""
        target = self.targets.get(verb)
        return None if target == BACK else target

    def __repr__(self) -> str:
        return f"<Workflow {self.label}: {len(self.stages)} stages, {len(self.targets)} verbs>"


# ---- building -----------------------------------------------------------------------------------------------------


def _table(moves: Mapping[str, Mapping[str, str]], rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """The whole table, `EVERYWHERE` written out, with every stage named as a source or a target."""
    everywhere = moves.get(EVERYWHERE, {})
    table = {stage: dict(verbs) for stage, verbs in moves.items() if stage != EVERYWHERE}
    for stage, verb, target in rows:
        found = table.setdefault(stage, {}).setdefault(verb, target)
        if found != target:
            raise WorkflowError(
                f"two targets: `{verb}` from {stage} already leads to {found}, so it cannot lead to {target} too; "
                "make the choice two verbs (as decide_negotiate and decide_legal are)"
            )
    targets = [target for verbs in (*table.values(), everywhere) for target in verbs.values() if target != BACK]
    for target in targets:
        table.setdefault(target, {})
    for stage, verbs in table.items():
        if stage != CLOSED:
            for verb, target in everywhere.items():
                verbs.setdefault(verb, target)
    return table


def _entries(table: Mapping[str, Mapping[str, str]], stage: str) -> tuple[str, ...]:
    """The stages of other phases from which the phase of `stage` is entered: where `BACK` can lead."""
    phase = stage.partition(".")[0]
    return tuple(
        source
        for source, verbs in table.items()
        if source.partition(".")[0] != phase and any(t.partition(".")[0] == phase for t in verbs.values())
    )


def _targets(table: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Verb -> the stage it leads to; one per verb, so that a reported move is known to lead somewhere."""
    targets: dict[str, str] = {}
    for stage, verbs in table.items():
        for verb, target in verbs.items():
            if targets.setdefault(verb, target) != target:
                raise WorkflowError(
                    f"two targets: `{verb}` leads to {targets[verb]}, but from {stage} to {target}; "
                    "a verb leads to one stage wherever it is possible, so use another verb there"
                )
    return targets


def _check(workflow: Workflow) -> None:
    table = workflow.table
    for stage in table:
        try:
            phase = phase_of(stage)
        except ValueError as problem:
            raise WorkflowError(f"stage {stage!r}: the word before the dot must be a phase; {problem}") from None
        if stage.partition(".")[0] != str(phase):
            raise WorkflowError(f"stage {stage!r}: the word before the dot is written {str(phase)!r}")
    for verb, stage in workflow.starts.items():
        if stage not in table:
            raise WorkflowError(f"`{verb}` starts at {stage}, which the table does not name; add its moves")
    if CLOSED not in table:
        raise WorkflowError(f"no move leads to {CLOSED!r}; add e.g. EVERYWHERE: {{'close': {CLOSED!r}}}")

    # A way out that every stage has (`close`) is no reason for a stage to be there.
    dead = [stage for stage in table if stage != CLOSED and not _leads_on(workflow, stage)]
    if dead:
        raise WorkflowError(
            f"dead end: nothing leads on from {', '.join(dead)}; add a move from there, e.g. with "
            "workflow.with_moves([(stage, verb, target), ...], version=...)"
        )
    # One gets back only where one has been, so a way back makes no stage reachable.
    reached = _closure(
        {stage: set(verbs.values()) - {BACK} for stage, verbs in table.items()}, workflow.starts.values()
    )
    lost = [stage for stage in table if stage not in reached]
    if lost:
        raise WorkflowError(f"unreachable: no move leads to {', '.join(lost)}; add one, or leave the stage out")
    ending = _ending(workflow)
    endless = [stage for stage in table if stage not in ending]
    if endless:
        raise WorkflowError(f"no way to {CLOSED!r} from {', '.join(endless)}; add a move that leads out")


def _ending(workflow: Workflow) -> set[str]:
    """The stages from which a case can surely get to the end.

    A way back is a way out only where it is one from every entry of its phase: one cannot choose where one came from.
    A case that began in the phase has nowhere to go back to.
    """
    begun = {stage.partition(".")[0] for stage in workflow.starts.values()}
    ending: set[str] = set()
    more = {CLOSED}
    while more:
        ending |= more
        more = set()
        for stage in set(workflow.table) - ending:
            targets, origins = set(workflow.table[stage].values()), set(workflow.origins.get(stage, ()))
            back = BACK in targets and origins and origins <= ending and stage.partition(".")[0] not in begun
            if back or targets & ending:
                more.add(stage)
    return ending


def _leads_on(workflow: Workflow, stage: str) -> bool:
    """Whether a move of its own leads from that stage to another one."""
    own = {target for verb, target in workflow.table[stage].items() if verb not in workflow.everywhere}
    return bool(own - {stage, BACK}) or (BACK in own and bool(workflow.origins[stage]))


def _closure(edges: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    found, queue = set(starts), deque(starts)
    while queue:
        for onward in edges[queue.popleft()]:
            if onward not in found:
                found.add(onward)
                queue.append(onward)
    return found


def machine_of(workflow: Workflow, machine_class: type[Machine] = DirectMachine) -> Machine:
    """The `transitions` machine of a workflow, with no models and no automatic transitions.

    `BACK` becomes one transition for every stage from which the phase may have been entered, each open only to a cursor
    that came from there. Those are not only the stages from which the table enters it: a move that the table forbids
    is recorded where it was made all the same, and refusing it has to lead back.
    """
    machine = machine_class(
        model=None,
        states=[State(stage) for stage in workflow.stages],
        initial=next(iter(workflow.starts.values())),
        auto_transitions=False,
        send_event=True,
    )
    for stage, verbs in workflow.table.items():
        for verb, target in verbs.items():
            if target != BACK:
                machine.add_transition(verb, stage, target)
                continue
            for origin in _backs(workflow, stage):
                machine.add_transition(verb, stage, origin, origin=origin)
    return machine


def _backs(workflow: Workflow, stage: str) -> tuple[str, ...]:
    """Where `BACK` leads from a stage: the entries of its phase, then every other stage outside it but the end."""
    phase = stage.partition(".")[0]
    others = (s for s in workflow.stages if s != CLOSED and s.partition(".")[0] != phase)
    return tuple(dict.fromkeys((*workflow.origins[stage], *others)))


STANDARD = Workflow("standard", "2026.1", STANDARD_MOVES)
"""The standard workflow: confirmation, reminder, negotiation, referral, legal, feedback."""
