"""Collection plans: which treatment comes next, as data over the same facts that rules read.

A treatment says in which stage, under which condition, what is to be asked for. A plan only asks: whether it may be
done is decided like every other action, and a plan can make nothing permitted. Conditions are traced, so the same plan
can be run live and over columns. No plan knows a store or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from debtflow.casework.sensible import BY_MONEY
from debtflow.compliance.facts import FactGroup, Facts
from debtflow.compliance.governing import Screen
from debtflow.compliance.rules import facts_of
from debtflow.compliance.situation import Situation
from debtflow.errors import PlanError
from debtflow.expressions import Constant, Kind, Node, trace
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.workflow import STANDARD, Workflow
from debtflow.records import actions
from debtflow.records.actions import Action
from debtflow.records.parties import Actor, Channel, Id
from debtflow.records.stages import Outcome, Role
from debtflow.values.base import Frozen

__all__ = ["NEEDS_A_PERSON", "SWEEPER", "CollectionPlan", "Step", "Treatment", "gentle", "treatment"]

SWEEPER = Actor(id="sweep", role=Role.CREDITOR)
"""Who asks when a plan does: the creditor's own automatic collector."""

NEEDS_A_PERSON = frozenset(
    {"record_promise", "replace_promise", "propose", "counter", "settle", "activate_arrangement", "miss_instalment"}
    | {"break_arrangement", "complete_arrangement", "submit_feedback", *BY_MONEY}
)
"""What no plan can ask for: it needs what only a conversation, a report or money gives."""

ALWAYS = Constant(1, Kind.FLAG)

Condition = Callable[[Any], Any]


class Step(Frozen):
    """What a treatment asks for.

    Attributes:
        name: a verb of the workflow, or `place_call`, `send_message`, `visit`.
        channel: for a contact: the borrower's first contact point of that channel is used.
        agency, court, outcome: for `submit_placement`, `file_claim`, `close`.
        by: who asks.
    """

    name: Id
    channel: Channel | None = None
    agency: Id | None = None
    court: Id | None = None
    outcome: Outcome | None = None
    by: Actor = SWEEPER

    def action(self, case: Case, borrower: Dossier) -> Action | None:
        """The action this comes to on that case; None if the borrower has no contact point of the channel."""
        if self.name in actions.CONTACTS:
            points = borrower.person.contact_points
            point = next((p.id for p in points if self.channel is None or p.channel is self.channel), None)
            if point is None:
                return None
            return actions.CONTACT_ACTIONS[self.name](person=borrower.id, contact_point=point, about=(case.debt.id,))
        if self.name == "submit_placement":
            return actions.SubmitPlacement(agency=self.agency or "")
        if self.name == "file_claim":
            return actions.FileClaim(court=self.court or "")
        if self.name == "close":
            return actions.Close(outcome=self.outcome or Outcome.EXHAUSTED)
        typed = actions.TYPED_VERBS.get(self.name)
        return typed() if typed is not None else actions.Move(verb=self.name)


@dataclass(frozen=True, slots=True)
class Treatment:
    """One step of a plan: in these stages, when this holds, ask for that."""

    name: str
    at: frozenset[str]
    when: Node
    step: Step
    groups: tuple[FactGroup, ...] = field(default=())


def treatment(
    name: str,
    *,
    at: str | Iterable[str],
    ask: Step | str,
    when: Condition | None = None,
    facts: FactGroup | Iterable[FactGroup] = (),
) -> Treatment:
    """A treatment: `treatment("first reminder", at="reminder.scheduled", ask=Step(name="send_reminder", channel=SMS))`.

    Raises:
        ExpressionError: a condition that could mean two things.
        PlanError: a step that lacks what it needs.
    """
    groups = (facts,) if isinstance(facts, FactGroup) else tuple(facts)
    step = Step(name=ask) if isinstance(ask, str) else ask
    needs = {"submit_placement": step.agency, "file_claim": step.court, "close": step.outcome}
    if step.name in needs and needs[step.name] is None:
        wanted = {"submit_placement": "agency", "file_claim": "court", "close": "outcome"}[step.name]
        raise PlanError(f"treatment {name!r}: `{step.name}` needs {wanted}=...")
    if step.name in NEEDS_A_PERSON:
        raise PlanError(f"treatment {name!r}: `{step.name}` needs what only a conversation or a report gives")
    vocabulary = facts_of(groups).vocabulary
    node = trace(when, vocabulary, expects=Kind.FLAG, what=f"treatment {name}, when") if when is not None else ALWAYS
    return Treatment(name, frozenset([at] if isinstance(at, str) else at), node, step, groups)


class CollectionPlan:
    """An ordered set of treatments; the first that is due is asked for.

    Raises:
        PlanError: two treatments of one name, a stage or verb that the workflow does not know.
    """

    def __init__(
        self, name: str, version: str, treatments: Sequence[Treatment], *, workflow: Workflow = STANDARD
    ) -> None:
        self.name = name
        self.version = version
        self.treatments = tuple(treatments)
        self.facts: Facts = facts_of(dict.fromkeys(group for t in treatments for group in t.groups))
        names = [t.name for t in treatments]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise PlanError(f"plan {name}: two treatments are called {twice[0]!r}")
        for t in treatments:
            _see_treatment(name, t, workflow)
        self._by_stage: dict[str, tuple[tuple[Treatment, ...], Screen]] = {}
        for stage in {stage for t in treatments for stage in t.at}:
            here = tuple(t for t in treatments if stage in t.at)
            self._by_stage[stage] = here, Screen([t.when for t in here], self.facts, {})

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"

    def due(self, situation: Situation) -> Treatment | None:
        """The first treatment that is due; what depends on an unknown fact is not."""
        found = self._by_stage.get(situation.case.stage)
        if found is None:
            return None
        treatments, screen = found
        mask, values, unknown = screen.run(situation)
        if unknown:
            mask, _, _, _ = screen.settle(values, unknown)
        if not mask:
            return None
        return treatments[(mask & -mask).bit_length() - 1]

    def __repr__(self) -> str:
        return f"<CollectionPlan {self.label}: {len(self.treatments)} treatments>"


def _see_treatment(plan: str, found: Treatment, workflow: Workflow) -> None:
    for stage in sorted(found.at):
        if stage not in workflow.table:
            hint = did_you_mean(stage, workflow.table)
            raise PlanError(f"plan {plan}, treatment {found.name!r}: no stage {stage!r}; {hint}")
        name = found.step.name
        if name not in workflow.deeds and name not in workflow.possible(stage):
            raise PlanError(f"plan {plan}, treatment {found.name!r}: {workflow.why_not(stage, name)}")


def gentle(agency: str = "agency", *, supervisor: str = "supervisor") -> CollectionPlan:
    """A patient plan: remind, call, talk, and place with an agency only what neither answers nor pays.

    Args:
        agency: with whom to place; it must be registered, or placements are refused as undetermined.
        supervisor: the id of the second person who approves placements.
    """
    treatments = [*_reminding(), *_talking(), *_placing(agency, Actor(id=supervisor, role=Role.CREDITOR))]
    return CollectionPlan("gentle", "2026.1", treatments)


_REMIND = Step(name="send_reminder", channel=Channel.SMS)
_CALL = Step(name="place_call", channel=Channel.PHONE)


def _reminding() -> list[Treatment]:
    waiting = "reminder.awaiting_response"
    return [
        # An account that is watched becomes a case on the day on which something on it is overdue.
        treatment("open what is overdue", at="watch.monitoring", when=lambda f: f.arrears >= 1, ask="open_case"),
        treatment("confirm", at="confirmation.pending", ask="confirm_debt"),
        treatment("begin reminders", at="confirmation.confirmed", ask="start_reminders"),
        treatment("first reminder", at="reminder.scheduled", ask=_REMIND),
        treatment(
            "give up reminding",
            at=waiting,
            when=lambda f: (f.reminders_sent >= 3) & (f.days_since_last_try >= 7),
            ask="exhaust_reminders",
        ),
        treatment(
            "next reminder",
            at=waiting,
            when=lambda f: (f.days_since_last_reminder >= 10) & (f.reminders_sent < 3),
            ask=_REMIND,
        ),
        treatment(
            "call after a reminder",
            at=waiting,
            when=lambda f: (f.days_since_last_try >= 5) & (f.failures_in_a_row < 3),
            ask=_CALL,
        ),
    ]


def _talking() -> list[Treatment]:
    exhausted, talking, broken = "reminder.exhausted", "negotiation.assessing", "negotiation.broken"
    refer = "request_referral"
    return [
        treatment("place the unreachable", at=exhausted, when=lambda f: f.days_past_due >= 60, ask=refer),
        treatment("talk about it", at=exhausted, ask="open_negotiation"),
        treatment(
            "place after talks",
            at=talking,
            when=lambda f: (f.days_in_stage >= 21) & (f.days_past_due >= 60),
            ask=refer,
        ),
        treatment("call about a solution", at=talking, when=lambda f: f.days_since_last_try >= 7, ask=_CALL),
        treatment("place after broken promises", at=broken, when=lambda f: f.promises_broken >= 2, ask=refer),
        treatment("talk again", at=broken, ask="open_negotiation"),
    ]


def _placing(agency: str, supervisor: Actor) -> list[Treatment]:
    worker = Actor(id=agency, role=Role.AGENCY, party=agency)
    choose = Step(name="submit_placement", agency=agency)
    approve = Step(name="approve_referral", by=supervisor)
    accept, stopped = Step(name="accept_placement", by=worker), Step(name="confirm_stop_work", by=worker)
    call = Step(name="place_call", channel=Channel.PHONE, by=worker)
    return [
        treatment("choose the agency", at="referral.selecting", ask=choose),
        treatment("approve the placement", at="referral.awaiting_approval", ask=approve),
        treatment("the agency takes it", at="referral.awaiting_acceptance", ask=accept),
        treatment("the agency calls", at="referral.placed", when=lambda f: f.days_since_last_try >= 4, ask=call),
        treatment("stop-work is confirmed", at="referral.recall_pending", ask=stopped),
    ]
