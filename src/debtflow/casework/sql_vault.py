"""The vault in SQL: personal data in tables of its own, beside the log and never in it."""

from __future__ import annotations

from secrets import token_bytes

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from debtflow.casework.database import database_of
from debtflow.casework.vault import SEALED, keyed_hash, on_file
from debtflow.records.parties import Borrower, PersonOnFile

__all__ = ["SqlVault"]

metadata = sa.MetaData()

KEYS = sa.Table(
    "vault_keys",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
)
PERSONS = sa.Table(
    "vault_persons", metadata, sa.Column("id", sa.Text, primary_key=True), sa.Column("data", sa.Text, nullable=False)
)
TEXTS = sa.Table(
    "vault_texts",
    metadata,
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)


class SqlVault:
    """Personal data in SQL tables.

    Args:
        engine: of the database; the tables, and the key of the hashes, are made if they are not there.
    """

    def __init__(self, engine: sa.Engine) -> None:
        metadata.create_all(engine)
        self.database = database_of(engine)
        self._key = self._known_key() or self._drawn_key()
        person = insert(PERSONS)
        self._put = person.on_conflict_do_update(index_elements=["id"], set_={"data": person.excluded.data})

    def _known_key(self) -> bytes | None:
        rows = self.database.rows(sa.select(KEYS.c.key).where(KEYS.c.name == "hash"))
        return bytes(rows[0][0]) if rows else None

    def _drawn_key(self) -> bytes:
        # Only the first to open the vault writes: whoever comes later need not wait for somebody's long transaction.
        self.database.write(insert(KEYS).on_conflict_do_nothing(), name="hash", key=token_bytes(32))
        known = self._known_key()
        assert known is not None, "the key that was just kept is there"
        return known

    def put_person(self, borrower: Borrower) -> PersonOnFile:
        """Keep a person's data; return what the log may know of it."""
        self.database.write(self._put, id=borrower.id, data=borrower.model_dump_json())
        return on_file(borrower, self._key)

    def person(self, person_id: str) -> Borrower | None:
        """A person's data; None if it is not there."""
        rows = self.database.rows(sa.select(PERSONS.c.data).where(PERSONS.c.id == person_id))
        return Borrower.model_validate_json(rows[0][0]) if rows else None

    def seal(self, text: str) -> str:
        """Keep a text; return the reference that may stand in the log."""
        reference = SEALED + keyed_hash(self._key, text)
        self.database.write(insert(TEXTS).on_conflict_do_nothing(), reference=reference, text=text)
        return reference

    def text(self, reference: str) -> str | None:
        """The text behind a reference; None if it is not there."""
        rows = self.database.rows(sa.select(TEXTS.c.text).where(TEXTS.c.reference == reference))
        return str(rows[0][0]) if rows else None
