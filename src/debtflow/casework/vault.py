"""The vault: personal data, apart from the log from the first day.

Names, numbers, addresses and free text are kept here and nowhere else; the log knows them by keyed hashes. An
append-only log cannot be cleaned afterwards, so nothing personal may ever enter it. The key of the hashes is drawn
once and kept with the data. Facts never read the vault, so a replay after an erasure is identical.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from hmac import digest
from secrets import token_bytes
from typing import Protocol, TypeVar

from debtflow.records.parties import Borrower, ContactPointOnFile, FreeText, PersonOnFile
from debtflow.values.base import Frozen

__all__ = ["SEALED", "MemoryVault", "Vault", "on_file", "sealed_record"]

SEALED = "sealed:"
"""How a reference to a text in the vault begins."""

_REFERENCE = re.compile(SEALED + r"[0-9a-f]{32}")

F = TypeVar("F", bound=Frozen)


class Vault(Protocol):
    """Where personal data is kept."""

    def put_person(self, borrower: Borrower) -> PersonOnFile:
        """Keep a person's data; return what the log may know of it."""
        ...

    def person(self, person_id: str) -> Borrower | None:
        """A person's data; None if it is not (or no longer) there."""
        ...

    def seal(self, text: str) -> str:
        """Keep a text; return the reference that may stand in the log."""
        ...

    def text(self, reference: str) -> str | None:
        """The text behind a reference; None if it is not (or no longer) there."""
        ...


class MemoryVault:
    """Personal data in dictionaries, for tests, notebooks and simulation."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or token_bytes(32)
        self._persons: dict[str, Borrower] = {}
        self._texts: dict[str, str] = {}

    def put_person(self, borrower: Borrower) -> PersonOnFile:
        """Keep a person's data."""
        self._persons[borrower.id] = borrower
        return on_file(borrower, self._key)

    def person(self, person_id: str) -> Borrower | None:
        """A person's data."""
        return self._persons.get(person_id)

    def seal(self, text: str) -> str:
        """Keep a text."""
        reference = SEALED + keyed_hash(self._key, text)
        self._texts[reference] = text
        return reference

    def text(self, reference: str) -> str | None:
        """The text behind a reference."""
        return self._texts.get(reference)


def keyed_hash(key: bytes, text: str) -> str:
    """HMAC-SHA-256 of a text, as 32 hexadecimal digits: equal texts are seen to be equal, nothing else is."""
    return digest(key, text.encode(), "sha256").hex()[:32]


def on_file(borrower: Borrower, key: bytes) -> PersonOnFile:
    """What the log may know of a person: ids, channels, zones, and keyed hashes of the rest."""
    points = tuple(
        ContactPointOnFile(
            id=point.id, channel=point.channel, place=point.place, value_hash=keyed_hash(key, point.value)
        )
        for point in borrower.contact_points
    )
    name_hash = keyed_hash(key, borrower.name) if borrower.name else ""
    return PersonOnFile(
        id=borrower.id, name_hash=name_hash, zones=borrower.zones, contact_points=points, stands_for=borrower.stands_for
    )


@cache
def _texts_of(cls: type[Frozen]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a record that hold free text, and those that hold records which may."""
    texts, records = [], []
    for name, info in cls.model_fields.items():
        if FreeText in [type(m) for m in info.metadata]:
            texts.append(name)
        elif (
            isinstance(info.annotation, type)
            and issubclass(info.annotation, Frozen)
            and any(_texts_of(info.annotation))
        ):
            records.append(name)
    return tuple(texts), tuple(records)


def sealed_record(record: F, seal: Callable[[str], str]) -> F:
    """The record with every free text replaced by its reference in the vault; texts sealed before stay."""
    texts, records = _texts_of(type(record))
    if not texts and not records:
        return record
    changes: dict[str, object] = {}
    for name in texts:
        text = getattr(record, name)
        # Only a whole reference is taken for one: a text that merely begins like it is a text.
        if text and not _REFERENCE.fullmatch(text):
            changes[name] = seal(text)
    for name in records:
        inner = getattr(record, name)
        sealed = sealed_record(inner, seal)
        if sealed is not inner:
            changes[name] = sealed
    return record.changed(**changes) if changes else record
