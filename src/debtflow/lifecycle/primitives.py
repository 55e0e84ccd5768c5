"""Primitives: the numbers a case and a dossier keep, and the one table of what each event does to them.

Everything a rule can know is a tree over these (or over the ledger, the windows and the holds, which have a scalar
and a column form of their own). The effects are trees as well: they are traced once and compiled here to the
function that `evolve` calls; the same trees serve columns. An effect is `add`, `earliest`, `latest` or `set`; prefer
the first three, whose order does not matter, because facts arrive late. This room never asks whether something was
allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import UnionType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin

from debtflow.errors import FactError
from debtflow.expressions import Field, Kind, Node, Vocabulary, earliest, latest, one_of, source, trace, where
from debtflow.records import events as happened
from debtflow.records.contacts import CallResult
from debtflow.records.parties import Channel
from debtflow.records.promises import PromiseState
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Custody, Outcome
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.money import Money

__all__ = [
    "CASE_EFFECTS",
    "CASE_FIELDS",
    "DOSSIER_EFFECTS",
    "DOSSIER_FIELDS",
    "EVENT_NAMES",
    "LAST_DAY",
    "MOVES",
    "NEVER",
    "CaseKept",
    "DossierKept",
    "Effect",
    "compile_effects",
    "effect_lines",
    "effect_trees",
    "event_fields",
    "order_matters",
]

NEVER = 0
"""The day number of what has not happened yet, where the latest day is kept."""

LAST_DAY = date.max.toordinal()
"""The day number of what has not happened yet, where the earliest day is kept."""

_MANY = 1_000_000


class CaseKept(NamedTuple):
    """What a case keeps as numbers. Days are day numbers (`date.toordinal`), local to the person."""

    confirmations: int = 0
    custody: int = Custody.CREDITOR
    stage_entered_on: int = NEVER
    reminders_sent: int = 0
    last_reminder_on: int = NEVER
    first_contact_on: int = LAST_DAY
    tries: int = 0
    talks: int = 0
    last_talk_on: int = NEVER
    failures_in_a_row: int = 0
    promises_made: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    wave: int = 0
    breaches: int = 0
    promises_partial: int = 0
    arrangements_broken: int = 0
    waived: int = 0
    first_reported_on: int = LAST_DAY


class DossierKept(NamedTuple):
    """What a dossier keeps as numbers, over all debts of the person."""

    tries: int = 0
    talks: int = 0
    last_try_on: int = NEVER
    last_talk_on: int = NEVER
    asked_where: int = 0


def _count(label: str) -> Field:
    return Field(Kind.NUMBER, lower=0, upper=_MANY, unit="count", label=label)


def _day(label: str) -> Field:
    return Field(Kind.NUMBER, lower=0, upper=LAST_DAY, unit="day", label=label)


CASE_FIELDS: Mapping[str, Field] = {
    "confirmations": _count("confirmations of the debt"),
    "custody": Field(Kind.NUMBER, codes=Custody, label="custody"),
    "stage_entered_on": _day("day on which the stage was entered"),
    "reminders_sent": _count("reminders sent"),
    "last_reminder_on": _day("day of the last reminder"),
    "first_contact_on": _day("day of the first contact"),
    "tries": _count("contact attempts on this debt"),
    "talks": _count("conversations on this debt"),
    "last_talk_on": _day("day of the last conversation on this debt"),
    "failures_in_a_row": _count("attempts without a conversation since the last one"),
    "promises_made": _count("promises made"),
    "promises_kept": _count("promises kept"),
    "promises_broken": _count("promises broken, those kept in part among them"),
    "wave": _count("placements so far"),
    "breaches": _count("breaches observed"),
    "promises_partial": _count("promises kept in part only"),
    "arrangements_broken": _count("arrangements broken"),
    "waived": Field(
        Kind.NUMBER,
        lower=0,
        upper=10**15,
        unit="minor units",
        label="what was waived in this case, over all components",
    ),
    "first_reported_on": _day("day of the first report to a credit bureau"),
}
"""What each primitive of a case is; the names are those of `CaseKept`."""

DOSSIER_FIELDS: Mapping[str, Field] = {
    "tries": _count("contact attempts at the person"),
    "talks": _count("conversations with the person"),
    "last_try_on": _day("day of the last contact attempt at the person"),
    "last_talk_on": _day("day of the last conversation with the person"),
    "asked_where": _count("contacts in which the person was asked where somebody else is"),
}


class Effect(NamedTuple):
    """What one event does to one primitive.

    Attributes:
        primitive: its name.
        how: `add` the value, keep the `earliest` or `latest` of old and value, or `set` it.
        value: a number, or a function of (kept, event) that is traced once.
    """

    primitive: str
    how: str
    value: int | Callable[[Any, Any], Any]


def _talked(event: Any) -> Any:
    return event.result == CallResult.TALKED


_MOVED = Effect("stage_entered_on", "set", lambda kept, event: event.local_day)

CASE_EFFECTS: Mapping[str, tuple[Effect, ...]] = {
    "case_opened": (_MOVED,),
    "moved": (_MOVED,),
    "debt_queried": (_MOVED,),
    "contact_traced": (_MOVED,),
    "recall_requested": (_MOVED,),
    "legal_approved": (_MOVED, Effect("custody", "set", lambda kept, event: event.custody)),
    "demand_issued": (_MOVED,),
    "judgment_entered": (_MOVED,),
    "enforcement_begun": (_MOVED,),
    "proceedings_ended": (_MOVED, Effect("custody", "set", Custody.CREDITOR)),
    "reopened": (
        _MOVED,
        Effect(
            "custody", "set", lambda kept, event: where(kept.custody == Custody.BUYER, Custody.CREDITOR, kept.custody)
        ),
    ),
    "debt_confirmed": (_MOVED, Effect("confirmations", "add", 1)),
    "reminder_sent": (
        _MOVED,
        Effect("reminders_sent", "add", 1),
        Effect("last_reminder_on", "latest", lambda kept, event: event.local_day),
    ),
    "promise_made": (_MOVED, Effect("promises_made", "add", 1)),
    "promise_noted": (Effect("promises_made", "add", 1),),
    "promise_resolved": (
        Effect("promises_kept", "add", lambda kept, event: where(event.state == PromiseState.KEPT, 1, 0)),
        # What came only in part was not what was promised: whoever counts broken promises counts it.
        Effect(
            "promises_broken",
            "add",
            lambda kept, event: where(one_of(event.state, PromiseState.BROKEN, PromiseState.PARTIAL), 1, 0),
        ),
        Effect("promises_partial", "add", lambda kept, event: where(event.state == PromiseState.PARTIAL, 1, 0)),
    ),
    "arrangement_proposed": (_MOVED,),
    "offer_ended": (_MOVED,),
    "arrangement_activated": (_MOVED,),
    "instalment_missed": (_MOVED,),
    "arrangement_broken": (_MOVED, Effect("arrangements_broken", "add", 1)),
    "arrangement_ended": (_MOVED,),
    "placement_proposed": (_MOVED,),
    "placement_accepted": (
        _MOVED,
        Effect("custody", "set", lambda kept, event: event.custody),
        Effect("wave", "add", 1),
    ),
    "placement_recalled": (_MOVED,),
    "stop_work_confirmed": (_MOVED, Effect("custody", "set", lambda kept, event: event.custody)),
    "claim_filed": (_MOVED,),
    # The period of work of whoever had the debt ends with its feedback, also when an agency hands it back by itself.
    "feedback_given": (_MOVED, Effect("custody", "set", Custody.CREDITOR)),
    # A debt that was sold is the buyer's, and a law firm's mandate ends with the case. An agency has it until it has
    # shown that it stopped work, whatever becomes of the case.
    "closed": (
        _MOVED,
        Effect(
            "custody",
            "set",
            lambda kept, event: where(
                event.outcome == Outcome.SOLD,
                Custody.BUYER,
                where(kept.custody == Custody.LAW_FIRM, Custody.CREDITOR, kept.custody),
            ),
        ),
    ),
    "contact_reserved": (
        Effect("tries", "add", 1),
        Effect("first_contact_on", "earliest", lambda kept, event: event.local_day),
        Effect(
            "failures_in_a_row",
            "set",
            lambda kept, event: kept.failures_in_a_row + where(event.attempt_channel == Channel.PHONE, 1, 0),
        ),
    ),
    "call_ended": (
        Effect("talks", "add", lambda kept, event: where(_talked(event), 1, 0)),
        Effect("last_talk_on", "latest", lambda kept, event: where(_talked(event), event.local_day, NEVER)),
        # Only a row of failures with no conversation between shows that somebody cannot be reached, and a try that
        # was never made shows nothing.
        Effect(
            "failures_in_a_row",
            "set",
            lambda kept, event: where(
                _talked(event),
                0,
                where(
                    event.result == CallResult.NOT_MADE, latest(kept.failures_in_a_row - 1, 0), kept.failures_in_a_row
                ),
            ),
        ),
    ),
    # Who came by themselves can be reached.
    "contact_received": (
        Effect("talks", "add", lambda kept, event: where(event.spoke, 1, 0)),
        Effect("last_talk_on", "latest", lambda kept, event: where(event.spoke, event.local_day, NEVER)),
        Effect("failures_in_a_row", "set", 0),
    ),
    "breach_observed": (Effect("breaches", "add", 1),),
    "credit_reported": (Effect("first_reported_on", "earliest", lambda kept, event: event.local_day),),
    "amount_waived": (Effect("waived", "add", lambda kept, event: event.amount),),
    "duty_missed": (Effect("breaches", "add", 1),),
}
"""What each event of a case does to its primitives."""

DOSSIER_EFFECTS: Mapping[str, tuple[Effect, ...]] = {
    "contact_reserved": (
        Effect("tries", "add", 1),
        Effect("last_try_on", "latest", lambda kept, event: event.local_day),
        Effect("asked_where", "add", lambda kept, event: where(event.attempt_purpose == Purpose.LOCATE, 1, 0)),
    ),
    "call_ended": (
        Effect("talks", "add", lambda kept, event: where(_talked(event), 1, 0)),
        Effect("last_talk_on", "latest", lambda kept, event: where(_talked(event), event.local_day, NEVER)),
    ),
    "contact_received": (
        Effect("talks", "add", lambda kept, event: where(event.spoke, 1, 0)),
        Effect("last_talk_on", "latest", lambda kept, event: where(event.spoke, event.local_day, NEVER)),
    ),
}
"""What each event of a dossier does to its primitives."""

_EVENT_CLASSES: dict[str, type[happened.Event]] = {
    str(cls.model_fields["event"].default): cls
    for cls in vars(happened).values()
    if isinstance(cls, type) and issubclass(cls, happened.Event) and "event" in cls.model_fields
}

EVENT_NAMES: frozenset[str] = frozenset(_EVENT_CLASSES)
"""The names of all events."""

MOVES: frozenset[str] = frozenset(name for name, cls in _EVENT_CLASSES.items() if cls.is_move)
"""The names of the events that change a stage."""


def event_fields(event_name: str) -> dict[str, tuple[Field, str]]:
    """What a tree can read of an event: name -> (its kind, the Python that reads it from `event`)."""
    return _fields_of(_EVENT_CLASSES[event_name], "event", "")


def _fields_of(model: type[Frozen], path: str, prefix: str) -> dict[str, tuple[Field, str]]:
    found: dict[str, tuple[Field, str]] = {}
    for name, info in model.model_fields.items():
        kind, here = info.annotation, f"{path}.{name}"
        if get_origin(kind) in (Union, UnionType) and len(get_args(kind)) == 2 and type(None) in get_args(kind):
            continue  # what may be missing has no number
        if not isinstance(kind, type) or issubclass(kind, datetime):
            continue  # the day of an instant depends on a zone; `local_day` is the one that counts
        if issubclass(kind, Code):
            found[prefix + name] = (Field(Kind.NUMBER, codes=kind, label=name), here)
        elif issubclass(kind, bool):
            found[prefix + name] = (Field(Kind.FLAG, label=name), here)
        elif issubclass(kind, int):
            found[prefix + name] = (Field(Kind.NUMBER, label=name), here)
        elif issubclass(kind, Money):
            found[prefix + name] = (Field(Kind.NUMBER, unit="minor units", label=name), f"{here}.minor_units")
        elif issubclass(kind, date):
            found[prefix + name] = (Field(Kind.NUMBER, unit="day", label=name), f"{here}.toordinal()")
        elif issubclass(kind, Frozen) and not prefix:
            found.update(_fields_of(kind, here, f"{name}_"))
    return found


def effect_trees(effects: Mapping[str, tuple[Effect, ...]], fields: Mapping[str, Field]) -> dict[str, dict[str, Node]]:
    """Event name -> primitive -> the tree of its new value, over `kept.<primitive>` and `event.<field>`."""
    kept = Vocabulary(fields, prefix="kept.")
    combine: dict[str, Callable[[Any, Any], Any]] = {
        "add": lambda old, value: old + value,
        "earliest": earliest,
        "latest": latest,
        "set": lambda old, value: value,
    }
    trees: dict[str, dict[str, Node]] = {}
    for event_name, rows in effects.items():
        event = Vocabulary({n: f for n, (f, _) in event_fields(event_name).items()}, prefix="event.")
        for row in rows:
            if row.primitive not in fields:
                raise FactError(f"effect of {event_name}: no primitive `{row.primitive}`; there are {list(fields)}")

            def new_value(k: Any, e: Any, row: Effect = row) -> Any:
                value = row.value(k, e) if callable(row.value) else row.value
                return combine[row.how](getattr(k, row.primitive), value)

            what = f"effect of {event_name} on {row.primitive}"
            tree = trace(new_value, kept, event, expects=Kind.NUMBER, what=what, constant_ok=True)
            trees.setdefault(event_name, {})[row.primitive] = tree
    return trees


def effect_lines(effects: Mapping[str, tuple[Effect, ...]], fields: Mapping[str, Field]) -> dict[str, list[str]]:
    """Event name -> the Python lines that set in the list `values` what becomes of `kept` by `event`."""
    place = {name: at for at, name in enumerate(fields)}
    lines: dict[str, list[str]] = {}
    for event_name, trees in effect_trees(effects, fields).items():
        names = {f"kept.{name}": f"kept[{at}]" for name, at in place.items()}
        names |= {f"event.{name}": path for name, (_, path) in event_fields(event_name).items()}
        lines[event_name] = [f"values[{place[name]}] = {source(tree, names)}" for name, tree in trees.items()]
    return lines


K = TypeVar("K", CaseKept, DossierKept)


def compile_effects(
    record: type[K], effects: Mapping[str, tuple[Effect, ...]], fields: Mapping[str, Field]
) -> dict[str, Callable[[K, Any], K]]:
    """Event name -> function (kept, event) -> kept, from the trees of the table."""
    compiled: dict[str, Callable[[K, Any], K]] = {}
    for event_name, assignments in effect_lines(effects, fields).items():
        body = "\n ".join(assignments)
        text = f"def effect(kept, event):\n values = list(kept)\n {body}\n return new(record, values)"
        scope: dict[str, Any] = {"new": tuple.__new__, "record": record}
        exec(text, scope)  # source made from checked trees only
        compiled[event_name] = scope["effect"]
    return compiled


def order_matters(effects: Mapping[str, tuple[Effect, ...]]) -> list[tuple[str, str]]:
    """The (event, primitive) pairs whose result depends on the order of arrival: those that `set`."""
    return sorted({(name, row.primitive) for name, rows in effects.items() for row in rows if row.how == "set"})
