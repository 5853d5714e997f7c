"""Which rows does a CSV or XLSX table hold, each cell with its place?

Tables come from other people's systems: sizes are bounded, formulas are refused (their value
is whatever the last program computed), and nothing is guessed about encodings.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from demandgen.problems import CaseFileError, Location, Problem, say

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_ROWS = 300_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
_FORMULA = ("=", "@")
_DELIMITERS = (";", "\t", ",")


@dataclass(frozen=True)
class Cell:
    """A cell's text as typed and where it stands."""

    text: str
    where: Location


@dataclass(frozen=True)
class Row:
    """The filled cells of a row, by the heading of their column, and which may not be used."""

    number: int
    where: Location
    cells: dict[str, Cell]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The first sheet of a table: its headings, and its rows that are not empty."""

    headings: tuple[Cell, ...]
    rows: tuple[Row, ...]


def read_sheet(path: Path, *, encoding: str = "utf-8-sig") -> Sheet:
    """Read a table whose first row names the columns, all of it or nothing.

    Raises:
        CaseFileError: unreadable, too large, formulas, repeated or missing headings.
    """
    sheet = read_rows(path, encoding=encoding)
    problems = [problem for row in sheet.rows for problem in row.problems]
    if problems:
        raise CaseFileError(*problems)
    return sheet


def read_rows(path: Path, *, encoding: str = "utf-8-sig") -> Sheet:
    """Read a table whose first row names the columns; what is wrong with a row stands in it.

    Raises:
        CaseFileError: unreadable, too large, repeated or missing headings.
    """
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise _unusable(path, "table-kind", "a table is a .csv or an .xlsx file")
    lines = _xlsx_lines(path) if path.suffix.lower() == ".xlsx" else _csv_lines(path, encoding)
    return _sheet(path, lines)


def _unusable(path: Path, code: str, template: str, /, **values: Any) -> CaseFileError:
    problem = Problem(code, say(template, **values), Location(str(path)))
    return CaseFileError(problem)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unusable(
                path,
                "table-size",
                "the table is larger than {limit} MB",
                limit=MAX_BYTES // 1024**2,
            )
        return path.read_bytes()
    except OSError as error:
        raise _unusable(
            path, "unreadable", "cannot be read: {reason}", reason=error.strerror
        ) from None


def _csv_lines(path: Path, encoding: str) -> Iterator[list[str]]:
    try:
        text = _bytes_of(path).decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise _unusable(
            path,
            "table-encoding",
            "the table is not {encoding} text; name its encoding in the mapping file, "
            "for example `encoding: cp1250`",
            encoding=encoding,
        ) from None
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise _unusable(path, "table-broken", "is not a table: {reason}", reason=error) from None


def _xlsx_lines(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    content = io.BytesIO(_bytes_of(path))
    try:
        with zipfile.ZipFile(content) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise _unusable(path, "table-size", "the workbook unpacks to too much")
        book = load_workbook(content, read_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise _unusable(path, "table-broken", "is not a workbook: {reason}", reason=error) from None
    try:
        for cells in book.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1):
            yield [_cell_text(cell) for cell in cells]
    finally:
        book.close()


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"={str(value).removeprefix('=')}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # A workbook keeps figures in binary: 12.34 is the shortest text that gives it back.
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)


def _sheet(path: Path, lines: Iterable[list[str]]) -> Sheet:
    numbered = enumerate(lines, start=1)
    _, first = next(numbered, (0, []))
    headings = _headings(path, first)
    rows: list[Row] = []
    for number, texts in numbered:
        if number > MAX_ROWS:
            raise _unusable(path, "table-size", "has more than {limit} rows", limit=MAX_ROWS)
        row = _row(path, number, texts, headings)
        problems = tuple(_cell_problems(row, texts, headings))
        if row.cells or problems:
            rows.append(replace(row, problems=problems))
    return Sheet(tuple(headings), tuple(rows))


def _headings(path: Path, texts: list[str]) -> list[Cell]:
    names = [text.strip() for text in texts]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise _unusable(path, "table-empty", "the first row names no columns")
    if len(names) > MAX_COLUMNS:
        raise _unusable(path, "table-size", "has more than {limit} columns", limit=MAX_COLUMNS)
    cells = [Cell(n, Location(str(path), 1, column)) for column, n in enumerate(names, start=1)]
    repeated = [cell for cell in cells if cell.text and names.count(cell.text) > 1]
    if repeated:
        raise CaseFileError(*(_repeated(cell) for cell in repeated))
    return cells


def _repeated(cell: Cell) -> Problem:
    return Problem(
        "repeated-column", say("the column {name} stands twice", name=cell.text), cell.where
    )


def _row(path: Path, number: int, texts: list[str], headings: list[Cell]) -> Row:
    cells = {
        heading.text: Cell(text.strip(), Location(str(path), number, column, heading.text))
        for column, (heading, text) in enumerate(zip(headings, texts, strict=False), start=1)
        if heading.text and text.strip()
    }
    return Row(number, Location(str(path), number, 1), cells)


def _cell_problems(row: Row, texts: list[str], headings: list[Cell]) -> Iterator[Problem]:
    if any(text.strip() for text in texts[len(headings) :]):
        yield Problem("cell-without-heading", say("a cell stands under no heading"), row.where)
    for cell in row.cells.values():
        if cell.text.startswith(_FORMULA):
            yield Problem(
                "formula",
                say("the cell holds a formula"),
                cell.where,
                say("copy the column and paste it as values"),
            )
        elif len(cell.text) > MAX_CELL:
            yield Problem(
                "cell-size", say("the text is longer than {limit}", limit=MAX_CELL), cell.where
            )


_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Return the text so that a spreadsheet takes it for text, never for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def unguarded(text: str) -> str:
    """Undo `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text
