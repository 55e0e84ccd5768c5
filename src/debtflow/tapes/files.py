"""Files: the cells of a CSV or Parquet file as text, each row with its number, and the rows that are broken.

The room finds the columns, reads those that are asked for, and sets aside rows that do not have the header's number of
fields, so that one torn line stops no other. It must never know what a column means: every cell is text when it leaves
here, and no number has passed through a float on its way.

CSV: comma or another separator, quotes doubled within quotes, gzip recognised by its content. Columns are parsed by
polars; only lines with a quote in them go one by one, because a quote that is never closed would swallow the rest of
the file. Parquet: whole numbers, decimals, texts, days and booleans are exact; a float is written as the shortest
decimal that reads back as the same float, which is the number its writer meant up to 15 digits (6 for 32-bit floats).
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from debtflow.errors import TapeError
from debtflow.tapes.mappings import FileSpec, did_you_mean

__all__ = ["RejectedRow", "TapeFile", "open_tape"]

_WHOLE_ROW: Final = ""
_QUOTED_LINES_MOST: Final = 200  # a quoted field over more lines than this is a quote that was never closed


@dataclass(frozen=True, slots=True, order=True)
class RejectedRow:
    """A row that gives no account because something in it is wrong.

    Attributes:
        row: its line in the file, from 1 and with the header; of a row over several lines, the first. In Parquet, which
            has no lines, the first row of data is row 2 all the same.
        field: the column (several where they are read together); empty if the row as a whole is broken.
        value: what stands there; empty for a blank cell and for a row that could not be taken apart.
        reason: what was expected.
    """

    row: int
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = f"row {self.row}, {self.field}" if self.field else f"row {self.row}"
        return f"{place}: {self.value!r} - {self.reason}"


@dataclass(frozen=True, eq=False)
class TapeFile:
    """A file whose columns are known and whose cells are text.

    Attributes:
        name: the name of the file, for messages.
        header: its columns, in order.
        cells: one text column for each that was asked for, and `row`; blank cells are null, the others stripped.
        broken: the rows that could not be taken apart.
        float_digits: for a column of floats, how many digits of it are exact.
        iso_days: columns that held days; their text is ISO 8601 whatever the mapping's format.
    """

    name: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    broken: tuple[RejectedRow, ...] = ()
    float_digits: dict[str, int] = field(default_factory=dict)
    iso_days: frozenset[str] = frozenset()


def open_tape(path: str | Path, spec: FileSpec, wanted: Sequence[tuple[str, ...]]) -> TapeFile:
    """Read the columns that are wanted; each entry names alternatives, of which the file must have at least one.

    Raises `TapeError` if the file is missing, garbled or empty, names a column twice, or lacks one that is wanted.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TapeError(f"The tape {str(path)!r} cannot be read: {error.strerror or error}.") from error
    if content[:4] == b"PAR1":
        tape = _parquet(path.name, content, wanted)
    else:
        tape = _csv(path.name, content, spec, wanted)
    stripped = pl.col(pl.String).str.strip_chars()
    blank = stripped.is_in(["", *spec.blanks])
    return TapeFile(
        tape.name,
        tape.header,
        tape.cells.with_columns(pl.when(blank).then(None).otherwise(stripped).name.keep()),
        tape.broken,
        tape.float_digits,
        tape.iso_days,
    )


def _columns(name: str, header: Sequence[str], wanted: Sequence[tuple[str, ...]], hint: str = "") -> list[str]:
    """The columns to read, in the order of the file; a missing one is named with what is there instead."""
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        places = [n for n, column in enumerate(header, 1) if column == twice[0]]
        raise TapeError(f"{name} names the column {twice[0]!r} more than once (columns {places}): which one counts?")
    missing = [names for names in wanted if not any(column in header for column in names)]
    if missing:
        told = [" or ".join(map(repr, names)) + did_you_mean(names[0], header).rstrip("?") for names in missing]
        there = ", ".join(header[:40]) + (f" and {len(header) - 40} more" if len(header) > 40 else "")
        raise TapeError(f"{name} has no column {'; no column '.join(told)}. Its columns are: {there}.{hint}")
    named = {column for names in wanted for column in names}
    return [column for column in header if column in named]


# --- CSV -------------------------------------------------------------------------------------------------------------


def _csv(name: str, content: bytes, spec: FileSpec, wanted: Sequence[tuple[str, ...]]) -> TapeFile:
    lines = _text(name, content, spec.encoding).split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise TapeError(f"{name} is empty: a tape has one line with the names of its columns, and the rows below.")
    try:
        header = tuple(
            cell.strip() for cell in next(csv.reader([lines[0].rstrip("\r")], delimiter=spec.separator, strict=True))
        )
    except (csv.Error, StopIteration) as error:
        raise TapeError(f"The first line of {name} does not name columns: {error or 'it is blank'}.") from error
    hint = f" Is {spec.separator!r} the right separator?" if len(header) == 1 else ""
    names = _columns(name, header, wanted, hint)
    if len(lines) == 1:
        raise TapeError(f"{name} has a header and no rows below it.")
    places = [header.index(column) for column in names]
    cells, broken = _cells(lines, len(header), places, spec.separator)
    return TapeFile(name, header, cells.rename(dict(zip(cells.columns[1:], names, strict=True))), tuple(broken))


def _text(name: str, content: bytes, encoding: str) -> str:
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise TapeError(f"{name} is a damaged gzip file: {error}.") from error
    if content[:4] == b"PK\x03\x04":
        raise TapeError(f"{name} is a zip archive (an Excel workbook is one, too): save the sheet as CSV.")
    try:
        text = content.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte {content[error.start]:#04x} in line {line}"
        raise TapeError(f'{name} is not {encoding} text ({found}): set encoding = "..." under [file].') from error
    except LookupError as error:
        raise TapeError(f"There is no encoding {encoding!r}: write a name such as utf-8, gb18030 or cp1252.") from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise TapeError(f"{name} is not a text file (a zero byte in line {line}): CSV, gzipped CSV or Parquet is read.")
    return text


def _cells(lines: list[str], width: int, places: list[int], separator: str) -> tuple[pl.DataFrame, list[RejectedRow]]:
    """The cells of the columns at `places`, with the line of each row, and the rows that do not fit the header."""
    table = pl.DataFrame({"row": pl.int_range(2, len(lines) + 1, eager=True), "line": lines[1:]})
    line = pl.col("line")
    table = table.filter(line.str.strip_chars() != "")
    if table["line"].str.contains('"', literal=True).any():
        quoted, consumed, broken = _quoted(lines, width, places, separator)
        table = table.filter(~pl.col("row").is_in(list(consumed)))
    else:
        quoted, broken = [], []
    table = table.with_columns(found=line.str.count_matches(separator, literal=True) + 1)
    good = table["found"] == width
    for row, found in table.filter(~good).select("row", "found").iter_rows():
        broken.append(_ragged(row, found, width))
    cells = _plain(table.filter(good), places, separator)
    if quoted:
        rows = pl.DataFrame(quoted, schema=cells.schema, orient="row")
        cells = pl.concat([cells, rows]).sort("row")
    return cells, broken


def _plain(table: pl.DataFrame, places: list[int], separator: str) -> pl.DataFrame:
    """Lines without quotes, each of the right width: polars reads them in one go."""
    schema = {"row": pl.Int64, **{f"c{n}": pl.String for n in range(len(places))}}
    if not table.height:
        return pl.DataFrame(schema=schema)
    body = io.BytesIO("\n".join(table["line"].to_list()).encode())
    cells = pl.read_csv(
        body,
        has_header=False,
        columns=places,
        separator=separator,
        quote_char=None,
        infer_schema=False,
        empty_string_is_null=False,
    )
    cells.columns = [f"c{n}" for n in range(len(places))]
    return cells.insert_column(0, table["row"].cast(pl.Int64))


def _quoted(
    lines: list[str], width: int, places: list[int], separator: str
) -> tuple[list[tuple[str | int, ...]], set[int], list[RejectedRow]]:
    """The rows that begin in a line with a quote: their cells, the lines they take up, and those that are broken."""
    rows: list[tuple[str | int, ...]] = []
    consumed: set[int] = set()
    broken: list[RejectedRow] = []
    after = 1  # the first line (from 0) that no row has taken yet
    for at, line in enumerate(lines):
        if at < after or '"' not in line:
            continue
        cells, used = _record(islice(lines, at, at + _QUOTED_LINES_MOST), separator)
        if cells is None or (len(cells) != width and used > 1):
            # Most likely a quote that nobody closed: only this line is given up, the next begins a new row.
            cells, used = None, 1
            broken.append(RejectedRow(at + 1, _WHOLE_ROW, "", "expected every quote to be closed"))
        elif len(cells) != width:
            broken.append(_ragged(at + 1, len(cells), width))
        else:
            rows.append((at + 1, *(cells[place] for place in places)))
        consumed.update(range(at + 1, at + 1 + used))
        after = at + used
    return rows, consumed, broken


def _record(lines: Iterator[str], separator: str) -> tuple[list[str] | None, int]:
    """The first row of these lines and how many of them it takes; None if its quotes do not come out."""
    reader = csv.reader((line.rstrip("\r") + "\n" for line in lines), delimiter=separator, strict=True)
    try:
        return next(reader), reader.line_num
    except (csv.Error, StopIteration):
        return None, 1


def _ragged(row: int, found: int, width: int) -> RejectedRow:
    # What the line says is left out: in a torn row nobody can tell which part of it is a name or a number.
    return RejectedRow(row, _WHOLE_ROW, "", f"expected {width} fields, as the header has, found {found}")


# --- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet(name: str, content: bytes, wanted: Sequence[tuple[str, ...]]) -> TapeFile:
    try:
        schema = pl.read_parquet_schema(io.BytesIO(content))
        names = _columns(name, list(schema), wanted)
        table = pl.read_parquet(io.BytesIO(content), columns=names)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TapeError(f"{name} is a damaged Parquet file: {error}.") from error
    if not table.height:
        raise TapeError(f"{name} has columns and no rows.")
    texts = [_as_text(name, table[column]) for column in names]
    return TapeFile(
        name,
        tuple(schema),
        pl.DataFrame([pl.int_range(2, table.height + 2, eager=True).alias("row"), *texts]),
        float_digits={c: 15 if schema[c] == pl.Float64 else 6 for c in names if schema[c].is_float()},
        iso_days=frozenset(c for c in names if schema[c] in (pl.Date, pl.Datetime)),
    )


def _as_text(name: str, column: pl.Series) -> pl.Series:
    """The same values as text, exactly; a whole float loses its `.0`, so that -1.0 and -1 are one code."""
    kind = column.dtype
    if kind == pl.Datetime:
        midnight = column.drop_nulls().dt.time() == time(0)
        if getattr(kind, "time_zone", None) is not None or not midnight.all():
            raise TapeError(f"{name}: column {column.name!r} holds instants ({kind}), not days: cast it to Date first.")
        return column.cast(pl.Date).cast(pl.String)
    if kind.is_float():
        return column.cast(pl.String).str.replace(r"^(-?[0-9]+)\.0$", "${1}").replace("-0", "0")
    if kind in (pl.String, pl.Boolean, pl.Date, pl.Categorical, pl.Enum) or kind.is_integer() or kind.is_decimal():
        return column.cast(pl.String)
    raise TapeError(f"{name}: column {column.name!r} holds {kind}, which is neither text nor number nor day.")
