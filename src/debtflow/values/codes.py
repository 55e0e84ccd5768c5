"""Small codes: enumerations with a stable number for machines and a readable name for people.

A code travels through rules, columns and the simulation as its number, and through the log, JSON and messages as
its lower-case name, so that a log stays readable when somebody reorders an enumeration. Codes know no trade:
which ones there are is said in `records`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

__all__ = ["Code"]


class Code(IntEnum):
    """An IntEnum that reads and writes its lower-case name in JSON. The numbers never change once released."""

    # Equal to its number, so hashed as its number: an enum's own hash is one of its name, and is worked out in Python.
    __hash__ = int.__hash__

    @property
    def label(self) -> str:
        """The name as people read it: `law firm`."""
        return self.name.lower().replace("_", " ")

    @classmethod
    def named(cls, name: object) -> Self:
        """The member of that name (any case); ValueError lists the names there are."""
        if isinstance(name, cls):
            return name
        if isinstance(name, str):
            member = cls.__members__.get(name.upper().replace(" ", "_").replace("-", "_"))
            if member is not None:
                return member
        known = ", ".join(member.name.lower() for member in cls)
        raise ValueError(f"{name!r} is no {cls.__name__}; known are: {known}")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Members or their names in, the lower-case name out (in Python dumps the member stays a member)."""
        written = {member: member.name.lower() for member in cls}
        return core_schema.no_info_plain_validator_function(
            cls.named,
            serialization=core_schema.plain_serializer_function_ser_schema(
                written.__getitem__, when_used="json", return_schema=core_schema.str_schema()
            ),
            json_schema_input_schema=core_schema.literal_schema([member.name.lower() for member in cls]),
        )

    def __str__(self) -> str:
        return self.name.lower()
