"""The vault in SQL: personal data in tables of its own, beside the log and never in it."""

from __future__ import annotations

from secrets import token_bytes

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from debtflow.casework.vault import SEALED, keyed_hash, on_file
from debtflow.records.parties import Borrower, PersonOnFile

__all__ = ["SqlVault"]

metadata = sa.MetaData()

KEYS = sa.Table(
    "vault_keys", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("key", sa.LargeBinary, nullable=False)
)
PERSONS = sa.Table(
    "vault_persons", metadata, sa.Column("id", sa.Text, primary_key=True), sa.Column("data", sa.Text, nullable=False)
)
TEXTS = sa.Table(
    "vault_texts", metadata, sa.Column("reference", sa.Text, primary_key=True), sa.Column("text", sa.Text, nullable=False)
)


class SqlVault:
    """Personal data in SQL tables.

    Args:
        engine: of the database; the tables, and the key of the hashes, are made if they are not there.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        metadata.create_all(engine)
        with engine.begin() as connection:
            drawn = {"name": "hash", "key": token_bytes(32)}
            connection.execute(insert(KEYS).values(**drawn).on_conflict_do_nothing())
            self._key: bytes = connection.scalar(sa.select(KEYS.c.key).where(KEYS.c.name == "hash"))  # type: ignore[assignment]

    def put_person(self, borrower: Borrower) -> PersonOnFile:
        """Keep a person's data; return what the log may know of it."""
        data = {"data": borrower.model_dump_json()}
        statement = insert(PERSONS).values(id=borrower.id, **data)
        with self.engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=data))
        return on_file(borrower, self._key)

    def person(self, person_id: str) -> Borrower | None:
        """A person's data; None if it is not there."""
        with self.engine.connect() as connection:
            data = connection.scalar(sa.select(PERSONS.c.data).where(PERSONS.c.id == person_id))
        return Borrower.model_validate_json(data) if data else None

    def seal(self, text: str) -> str:
        """Keep a text; return the reference that may stand in the log."""
        reference = SEALED + keyed_hash(self._key, text)
        with self.engine.begin() as connection:
            connection.execute(insert(TEXTS).values(reference=reference, text=text).on_conflict_do_nothing())
        return reference

    def text(self, reference: str) -> str | None:
        """The text behind a reference; None if it is not there."""
        with self.engine.connect() as connection:
            found: str | None = connection.scalar(sa.select(TEXTS.c.text).where(TEXTS.c.reference == reference))
        return found
