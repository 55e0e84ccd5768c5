"""Options that several commands share, what they mean, and the caseload they lead to.

What a person types is turned into days, instants, rulebooks and a caseload here, and what is typed wrongly is a
`DebtflowError` that says how to write it. Heavy imports stand inside the functions, so that `--help` is quick.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from debtflow.casework.caseload import Caseload
    from debtflow.compliance.books import Rulebook

__all__ = [
    "AsIf",
    "AsJson",
    "At",
    "Book",
    "Case",
    "Database",
    "OwnRules",
    "Zone",
    "as_if_since",
    "assumed",
    "book_of",
    "caseload_at",
    "chosen_of",
    "day_of",
    "moment_of",
    "see_mapping",
    "url_of",
]

Case = Annotated[str, typer.Argument(metavar="CASE", help="The case.")]
Database = Annotated[
    str,
    typer.Option("--db", metavar="FILE", help="The caseload: the path of a file, or a SQLite URL.", show_default=True),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, with stable keys and nothing else on stdout.")]
Book = Annotated[
    str,
    typer.Option("--book", metavar="NAMES", help="Rulebooks, joined by commas: generic, china, us_federal; or all."),
]
OwnRules = Annotated[
    list[str] | None,
    typer.Option("--rules", metavar="FILE:BOOK", help="Add a rulebook of your own: my_rules.py:BOOK. May be repeated."),
]
AsIf = Annotated[
    str,
    typer.Option(
        "--as-if-since",
        metavar="DAY",
        help="Read the rules as if in force since that day (an illustration, never judgement).",
    ),
]
At = Annotated[
    str, typer.Option("--at", metavar="MOMENT", help="ISO 8601, as in 2026-03-02T10:30+08:00. Left out, now.")
]
Zone = Annotated[
    str,
    typer.Option("--zone", metavar="ZONE", help="The lender's own time zone; also that of moments without an offset."),
]

DEFAULT_DB = "sqlite:///debtflow.db"
DEFAULT_BOOK = "china,generic"
DEFAULT_ZONE = "UTC"


def moment_of(text: str, zone_key: str) -> datetime:
    """The moment that was typed; empty = now.

    Raises:
        DateError: it is no ISO 8601 instant, or of a year outside 1900 to 8000.
        ZoneError: an unknown zone.
    """
    from debtflow.errors import DateError
    from debtflow.values.dates import require_moment, zone

    tz = zone(zone_key)
    if not text:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise DateError(f"--at {text!r} is no moment; write it like 2026-03-02T10:30+08:00") from None
    aware = found if found.tzinfo is not None else found.replace(tzinfo=tz)
    require_moment(aware, "--at")
    return aware


def day_of(text: str, option: str) -> date | None:
    """The day that was typed; empty = None.

    Raises:
        DateError: it is no ISO 8601 day.
    """
    from debtflow.errors import DateError

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateError(f"{option} {text!r} is no day; write it like 2026-03-02") from None


def book_of(names: str, as_if: str = "", rules: Sequence[str] | None = None) -> Rulebook:
    """The rulebooks of those names, joined with one's own.

    Raises:
        BookError: a name that is not in the catalogue, or a file without such a rulebook.
    """
    from debtflow.cli.ownbooks import own_book
    from debtflow.compliance.rulebooks import catalogue

    asked = [name.strip() for name in names.split(",") if name.strip()]
    book = catalogue.joined(*(catalogue.BOOKS if asked == ["all"] else asked))
    for named in rules or ():
        book |= own_book(named)
    return as_if_since(book, as_if)


def as_if_since(book: Rulebook, as_if: str) -> Rulebook:
    """The book as if in force since the day that was typed; none typed, as it is.

    Raises:
        DateError: it is no ISO 8601 day.
    """
    since = day_of(as_if, "--as-if-since")
    return book if since is None else book.as_if_since(since, because="asked for on the command line")


def chosen_of(names: str, jurisdiction: str, role: str, product: str, rules: Sequence[str] | None = None) -> Rulebook:
    """What governs that jurisdiction, role and product, joined with one's own; without a jurisdiction, `book_of`.

    Raises:
        BookError: a name that is not known, or a role or product without a jurisdiction.
    """
    from debtflow.cli.ownbooks import own_book
    from debtflow.compliance.rulebooks import catalogue
    from debtflow.errors import BookError

    if jurisdiction:
        own = [own_book(named) for named in rules or ()]
        return catalogue.chosen(jurisdiction=jurisdiction, role=role or None, product=product or None, also=own)
    if role or product:
        raise BookError("--role and --product choose within a jurisdiction; name it too, e.g. --jurisdiction china")
    return book_of(names, rules=rules)


def url_of(db: str) -> str:
    """The database that was named, as a URL; a bare path is a SQLite file."""
    return db if "://" in db else f"sqlite:///{db}"


def caseload_at(
    db: str,
    book: str = DEFAULT_BOOK,
    *,
    as_if: str = "",
    rules: Sequence[str] | None = None,
    zone_key: str = DEFAULT_ZONE,
    create: bool = False,
) -> Caseload:
    """The caseload in that database.

    Raises:
        DebtflowError: the file is not there (unless it may be created), or is no caseload.
    """
    from debtflow.casework.caseload import Caseload

    url = url_of(db)
    if url.startswith("sqlite:///"):
        _see_file(Path(url.removeprefix("sqlite:///")), create=create)
    # Asked for by name on the command line, and printed with every answer; what a file of rules brings is not.
    own = book_of(book, "", rules)
    own.see_real()
    return Caseload.open_at(url, as_if_since(own, as_if), house_zone=zone_key, what_if=bool(as_if))


def _see_file(path: Path, *, create: bool) -> None:
    from debtflow.errors import DebtflowError, NotFoundError

    if not path.exists():
        if not create:
            raise NotFoundError(f"there is no database at {path}; make one with `debtflow import TAPE --db {path}`")
        if not path.parent.is_dir():
            raise NotFoundError(f"there is no folder {path.parent} for the database {path.name}")
        return
    if path.is_dir():
        raise DebtflowError(f"{path} is a folder, not a database")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise DebtflowError(f"{path} is no SQLite database: {error}") from error
    if not create and "entries" not in tables:
        raise DebtflowError(f"{path} is a database, but holds no caseload")
    if tables and "entries" not in tables:
        raise DebtflowError(
            f"{path} is somebody else's database (tables {', '.join(sorted(tables)[:5])}); name another"
        )


def see_mapping(preset: str, mapping: str) -> None:
    """See that a tape is read by a preset or by a mapping of one's own.

    Raises:
        TapeError: by both, or by neither.
    """
    from debtflow.errors import TapeError

    if bool(preset) == bool(mapping):
        raise TapeError("say how the tape is to be read: either --preset uci_card or --mapping my_lender.toml")


def assumed(pairs: list[str]) -> dict[str, object]:
    """`key=value` as typed, whole numbers as numbers.

    Raises:
        TapeError: a pair without `=`.
    """
    from debtflow.errors import TapeError

    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise TapeError(f"--assume {pair!r}: write it as name=value, e.g. --assume zone=Asia/Shanghai")
        found[name] = int(value) if value.lstrip("-").isdecimal() else value
    return found
