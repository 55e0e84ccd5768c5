"""The border: what a caller hands in is seen once, before anything is kept; inside, nothing is checked again.

An argument of the caseload has one meaning by its name (`by` is an actor, `case_id` a text), so what is expected under
which name stands in one table. A record is checked whole, with every record in it: it may be a copy that was changed
unchecked, and sealed in the log it could never be read back. This room knows no case, and never asks whether something
is lawful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, TypeVar, cast
from weakref import ref

from pydantic import TypeAdapter, ValidationError

from debtflow.casework.log import Entry
from debtflow.casework.plans import CollectionPlan
from debtflow.compliance.books import Rulebook
from debtflow.errors import BookError, DebtflowError, MoneyError, NotPossibleError, WorkflowError, ZoneError
from debtflow.lifecycle.workflow import Workflow
from debtflow.records.actions import Action, PlaceCall, Visit
from debtflow.records.debts import Debt
from debtflow.records.events import Event
from debtflow.records.parties import Actor, Agency, Borrower, Collector, Id
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import zone
from debtflow.values.money import Money

__all__ = ["codes_in", "ids_in", "see", "see_id", "seen", "whole"]

T = TypeVar("T")
F = TypeVar("F", bound=Frozen)
C = TypeVar("C", bound=Code)


class _Expected(NamedTuple):
    """What an argument is: of which types, in words with an example, and which error says so; and what else is seen of it."""

    types: type | tuple[type, ...]
    words: str
    error: type[DebtflowError] = DebtflowError
    then: Callable[[Any], Any] | None = None


def _text(example: str) -> _Expected:
    return _Expected(str, f"text, e.g. {example}")


def _record(kinds: type | tuple[type, ...], words: str, error: type[DebtflowError] = DebtflowError) -> _Expected:
    return _Expected(kinds, words, error, whole)


def seen(name: str, value: T) -> T:
    """The argument of that name, seen to be what it should be; a record as it came out of the check.

    Raises:
        DebtflowError: it is something else, or a record with a field that is wrong.
    """
    types, words, error, then = _EXPECTED[name]
    if not isinstance(value, types):
        raise error(f"{name} is {words}; found {_shown(value)}")
    return value if then is None else cast(T, then(value))


def see(**told: object) -> None:
    """See several arguments at once, by their names; see `seen`."""
    for name, value in told.items():
        seen(name, value)


_known: Final[dict[int, ref[Actor]]] = {}
_KNOWN_MAX: Final = 4096


def _actor(actor: Actor) -> Actor:
    # The same few people ask all day, as the same objects, and a record does not change: one check of each is enough.
    known = _known.get(id(actor))
    if known is not None and known() is actor:
        return actor
    found = whole(actor)
    if found == actor:
        if len(_known) >= _KNOWN_MAX:
            _known.clear()
        _known[id(actor)] = ref(actor)
        return actor
    return found


_CALLS: Final[frozenset[type[Action]]] = frozenset({PlaceCall, Visit})


def _asked(action: Action) -> Action:
    # A call is what is asked most, and the check as a whole takes three microseconds. What a call names must be on file,
    # which the engine sees; so that it is told in texts is enough here.
    values = action.__dict__
    if (
        type(action) in _CALLS
        and values.get("do") == action.name
        and type(values.get("person")) is type(values.get("contact_point")) is str
        and type(values.get("about")) is tuple
        and (not values["about"] or all(type(debt) is str for debt in values["about"]))
    ):
        return action
    return whole(action)


def whole(record: F) -> F:
    """The record, checked anew with every record in it.

    Raises:
        DebtflowError: names each field that is wrong, what was found there and what is expected.
    """
    try:
        return cast(F, record.__class__.__pydantic_validator__.validate_python(record))
    except ValidationError as problem:
        cls = record.__class__.__name__
        wrong = "; ".join(_said(cls, error) for error in problem.errors(include_url=False))
        raise DebtflowError(
            f"{wrong}. A record is changed with record.but(field=...), which checks it like a new one"
        ) from None


def _said(cls: str, error: Any) -> str:
    where = ".".join(map(str, (cls, *error["loc"])))
    # A whole record is no news where it is wrong as a whole, and it may be personal.
    found = "" if isinstance(error["input"], Frozen | dict) else f", found {_shown(error['input'])}"
    return f"{where}: {error['msg']}{found}"


def _zone_key(key: str) -> str:
    zone(key)
    return key


def _shown(value: object) -> str:
    words = repr(value)
    return f"{words if len(words) <= 80 else words[:77] + '...'} ({type(value).__name__})"


_EXPECTED: Final[dict[str, _Expected]] = {
    "url": _text('"sqlite:///cases.db", or "memory:"'),
    "rulebook": _Expected(Rulebook, 'a rulebook, e.g. catalogue.joined("china", "generic")', BookError),
    "workflow": _Expected(Workflow, "a workflow, e.g. STANDARD, or STANDARD.with_moves(...)", WorkflowError),
    "borrower": _record(Borrower, 'a person, e.g. Borrower(id="p1", name="Wang Li", zones=("Asia/Shanghai",))'),
    "debt": _record(Debt, 'a debt, e.g. Debt(id="card-7", obligors=(Obligor(person="p1"),), owed=..., as_of=...)'),
    "entered": _record((Agency, Collector), 'an agency or a collector, e.g. Agency(id="harbour", licences=(...,))'),
    "by": _Expected(Actor, 'an actor, e.g. Actor(id="lena")', NotPossibleError, _actor),
    "action": _Expected(
        Action,
        'an action, e.g. actions.PlaceCall(person="p1", contact_point="mobile"); what has happened already is told with '
        "cases.record(...)",
        NotPossibleError,
        _asked,
    ),
    "event": _record(
        Event,
        'an event, e.g. events.CallEnded(attempt="card-7/a1", result=CallResult.TALKED); what is to be done is asked for '
        "with cases.submit(...)",
        NotPossibleError,
    ),
    "plan": _Expected(CollectionPlan, "a collection plan, e.g. plans.gentle()", NotPossibleError),
    "entry": _Expected(Entry, 'an entry of the log, e.g. cases.history("card-7")[4]', NotPossibleError),
    "money": _Expected(Money, 'Money, e.g. Money("60.00", "CNY")', MoneyError),
    "house_zone": _Expected(str, 'the key of a time zone, e.g. "Asia/Shanghai"', ZoneError, _zone_key),
    "cleared": _Expected(bool, "True or False"),
    "case_id": _text('"card-7"'),
    "debt_id": _text('"card-7"'),
    "request_id": _text('"card-7/r1": the id of a request, as Pending(request=...) has it'),
    "person": _text('"p1"'),
    "kept": _text('"p1"'),
    "duplicate": _text('"p9"'),
    "verb": _text('"open_case"'),
    "key": _text('"dialler-7781"; left out, there is none'),
    "because": _text('"charged back"'),
}
"""Name of an argument -> what it is."""


# ---- ids and lists ------------------------------------------------------------------------------------------------

_ID: Final[TypeAdapter[str]] = TypeAdapter(Id)


def see_id(value: object, what: str) -> None:
    """See that something is an id: what is none would be sealed and could never be read back."""
    try:
        _ID.validate_python(value, strict=True)
    except ValidationError:
        raise DebtflowError(
            f"{what} is an id of 1 to 120 characters without white space or '|', found {value!r}"
        ) from None


def ids_in(given: Iterable[str], what: str) -> tuple[str, ...]:
    """Several ids, in their order; a bare text is not several."""
    found = _several(given, what, '["card-7"]')
    for value in found:
        see_id(value, f"each of {what}")
    return found


def codes_in(given: Iterable[C], kind: type[C], what: str) -> tuple[C, ...]:
    """Several codes of one kind, by members or names."""
    example = next(iter(kind))
    found = _several(given, what, f"[{kind.__name__}.{example.name}]")
    try:
        return tuple(kind.named(value) for value in found)
    except ValueError as problem:
        raise DebtflowError(f"{what}: {problem}") from None


def _several(given: Iterable[T], what: str, example: str) -> tuple[T, ...]:
    # A text is a list of its letters to Python, and never what was meant.
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise DebtflowError(f"{what} is a list, e.g. {what}={example}; found {_shown(given)}")
    return tuple(given)
