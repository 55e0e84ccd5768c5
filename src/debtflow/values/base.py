"""The base of every record: frozen, closed to unknown fields, and quick to change into a copy.

The room is for what all records share: how they are checked at the border, and how the code inside, which works with
values that were checked already, makes the next one from the last. It must never know any record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any, Final, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["Frozen", "builder", "copier"]

T = TypeVar("T", bound=tuple[Any, ...])
F = TypeVar("F", bound="Frozen")

# The slots' own setters pass by the frozen model's __setattr__, which refuses; a third quicker than object.__setattr__.
_new: Final = object.__new__
_set_values: Final[Any] = BaseModel.__dict__["__dict__"].__set__
_set_fields_set: Final[Any] = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra: Final[Any] = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private: Final[Any] = BaseModel.__dict__["__pydantic_private__"].__set__


# Class -> its defaults, and the names of all its fields.
_blanks: Final[dict[type[Any], tuple[dict[str, Any], set[str]]]] = {}


class Frozen(BaseModel):
    """A record that does not change.

    Unknown fields are refused, the fields are checked when it is built from outside, and two records of the same class
    with the same values are equal and hash alike (as long as every value can be hashed). Spans of time are written
    as ISO 8601, and defaults are checked like given values, so that a wrong default cannot hide. So is a record inside
    another: it may have been made by a copy that checks nothing.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        revalidate_instances="always",
        ser_json_timedelta="iso8601",
        ser_json_bytes="base64",
        val_json_bytes="base64",
        allow_inf_nan=False,
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Where something is cached on a record, Pydantic would take it for a field when it checks the record again."""
        schema = handler(source)
        if not any(isinstance(value, cached_property) for base in cls.__mro__ for value in vars(base).values()):
            return schema
        return core_schema.no_info_before_validator_function(partial(_uncached, cls), schema)

    def but(self, **fields: Any) -> Self:
        """A copy with the named fields replaced, checked as a whole like a new record: `debt.but(id="loan-3")`.

        Raises a `ValidationError` that names every field that is wrong.
        """
        return self.__class__(**{**_fields_of(self), **fields})

    __replace__ = but  # what `copy.replace` calls

    def changed(self, **fields: Any) -> Self:
        """A copy with the named fields replaced and **nothing checked**: for values known to be valid.

        Inside the library only, where a value was computed from checked ones; whatever comes from outside goes
        through the constructor or `but`. What was cached on the old record (`cached_property`) is not carried over, as it
        could have become wrong; private attributes are. Raises `TypeError` for a name that is no field.
        """
        cls = self.__class__
        values = self.__dict__ | fields
        # Every field has a value, so one number tells whether anything but fields got in: a misspelt name, or a cache.
        if len(values) != len(cls.__pydantic_fields__):
            values = _only_fields(cls, values, fields)
        new = _new(cls)
        _set_values(new, values)
        given = self.__pydantic_fields_set__
        # Never changed on a frozen record, so it is shared where it says all there is to say.
        _set_fields_set(new, given if given.issuperset(fields) else given.union(fields))
        _set_extra(new, None)
        private = self.__pydantic_private__
        _set_private(new, private if private is None else private.copy())
        return new

    @classmethod
    def built(cls, **fields: Any) -> Self:
        """A record from values that were checked before, **unchecked**; defaults stand where nothing is given.

        Inside the library only, and only with every required field; see `changed`. All fields count as given.
        """
        blank = _blanks.get(cls)
        if blank is None:
            blank = _blanks[cls] = (cls.model_construct().__dict__, set(cls.__pydantic_fields__))
        values = blank[0] | fields
        if len(values) != len(blank[1]):
            _refuse_fields(cls, values.keys() ^ blank[1])
        new = _new(cls)
        _set_values(new, values)
        _set_fields_set(new, blank[1])  # never changed: the record is frozen, so all of a class may share it
        _set_extra(new, None)
        _set_private(new, None)
        return new


def _fields_of(record: Frozen) -> dict[str, Any]:
    known = record.__class__.__pydantic_fields__
    return {name: value for name, value in record.__dict__.items() if name in known}


def _uncached(cls: type[Frozen], given: object) -> object:
    return _fields_of(given) if isinstance(given, cls) else given


def _only_fields(cls: type[Frozen], values: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    known = cls.__pydantic_fields__
    unknown = given.keys() - known.keys()
    if unknown:
        _refuse_fields(cls, unknown)
    return {name: values[name] for name in known if name in values}


def _refuse_fields(cls: type[Frozen], unknown: set[str]) -> NoReturn:
    raise TypeError(
        f"{cls.__name__} has no field {', '.join(sorted(unknown))}: write one of {', '.join(cls.__pydantic_fields__)}."
    )


def builder(cls: type[F], *given: str) -> Callable[..., F]:
    """For a record: a function of the values of those fields, in that order, that does what `built` does.

    For the few records that every contact builds; it takes three fifths of the time. Raises `TypeError` for a name that
    is no field, and for a field that is neither given nor has a default.
    """
    blank = cls.model_construct().__dict__
    unknown = set(given) - set(cls.__pydantic_fields__) or set(cls.__pydantic_fields__) - set(given) - set(blank)
    if unknown:
        _refuse_fields(cls, unknown)
    values = ", ".join(f'"{name}": {name if name in given else f"blank[{name!r}]"}' for name in cls.__pydantic_fields__)
    lines = [
        f"def build({', '.join(given)}):",
        "    new = make(cls)",
        f"    set_values(new, {{{values}}})",
        "    set_fields_set(new, names)",
        "    set_extra(new, None)",
        "    set_private(new, None)",
        "    return new",
    ]
    scope: dict[str, Any] = {"make": _new, "cls": cls, "blank": blank, "names": set(cls.__pydantic_fields__)}
    scope |= {"set_values": _set_values, "set_fields_set": _set_fields_set}
    scope |= {"set_extra": _set_extra, "set_private": _set_private}
    exec("\n".join(lines), scope)  # source made from the names of fields only
    build: Callable[..., F] = scope["build"]
    return build


def copier(cls: type[T]) -> Callable[[T, Mapping[str, Any]], T]:
    """For a named tuple: a function (value, fields) -> copy with those fields replaced and nothing checked.

    A third of what `_replace` costs. Raises `KeyError` for a name that is no field.
    """
    place = {name: at for at, name in enumerate(cls._fields)}  # type: ignore[attr-defined]  # every named tuple has them
    new: Any = tuple.__new__

    def copy(value: T, fields: Mapping[str, Any]) -> T:
        values = list(value)
        for name in fields:
            values[place[name]] = fields[name]
        made: T = new(cls, values)
        return made

    return copy
