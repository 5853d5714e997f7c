"""What goes to the printer and to the post, and how does everyone check it is complete?

A print job holds the letters of a run that no earlier job holds: print files of N letters in
postal order, for each a register and address labels, one posting list, and a manifest with the
hash of every file. A job appears whole, and never changes afterwards.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pikepdf

from demandgen import __version__
from demandgen.batch.files import sha256_of, write_whole
from demandgen.batch.fonts import share_fonts, share_images
from demandgen.batch.letters import Letter
from demandgen.batch.pages import labels_html, register_html, separator_html, sheet_pdf
from demandgen.batch.sheets import guarded
from demandgen.problems import Location, OutputError, Problem, say

MANIFEST = "manifest.json"
POSTING_LIST = "posting-list"


@dataclass(frozen=True)
class PrintOptions:
    """How print files are put together."""

    per_file: int = 500
    separator: bool = False
    duplex: bool = False


@dataclass(frozen=True)
class Part:
    """One print file to make: its letters, where they lie, where it goes."""

    job: int
    number: int
    letters: tuple[Letter, ...]
    run_folder: Path
    target: Path
    options: PrintOptions = field(default_factory=PrintOptions)

    @property
    def name(self) -> str:
        """The name of the print file without extension."""
        return f"part-{self.number:03}"


@dataclass(frozen=True)
class PartMade:
    """A print file that was made: on which page, from 1, each letter begins."""

    number: int
    first_pages: dict[str, int]
    problem: Problem | None = None


def parts_of(
    job: int, letters: Iterable[Letter], run_folder: Path, target: Path, options: PrintOptions
) -> list[Part]:
    """Share the letters of a job out to print files, by their numbers."""
    ordered = sorted(letters, key=lambda letter: letter.number or 0)
    size = options.per_file
    groups = [tuple(ordered[i : i + size]) for i in range(0, len(ordered), size)]
    return [
        Part(job, number, _placed(group, job, number), run_folder, target, options)
        for number, group in enumerate(groups, start=1)
    ]


def _placed(letters: Iterable[Letter], job: int, part: int) -> tuple[Letter, ...]:
    return tuple(x.model_copy(update={"job": job, "part": part}) for x in letters)


def make_parts(parts: tuple[Part, ...]) -> list[PartMade]:
    """Make print files, registers and labels; runs in a worker."""
    return [_made(part) for part in parts]


def _made(part: Part) -> PartMade:
    try:
        content, first_pages = joined(
            part.letters, part.run_folder, part.options, separator=_separator(part)
        )
        language = part.letters[0].law
        write_whole(part.target / f"{part.name}.pdf", content)
        register = sheet_pdf(register_html(part.letters), language, part.name)
        write_whole(part.target / f"{part.name}-register.pdf", register)
        labels = sheet_pdf(labels_html(part.letters), language, part.name)
        write_whole(part.target / f"{part.name}-labels.pdf", labels)
    except OutputError as error:
        return PartMade(part.number, {}, error.problems[0])
    return PartMade(part.number, first_pages)


def _separator(part: Part) -> bytes | None:
    if not part.options.separator:
        return None
    sheet = separator_html(part.letters, part.job, part.number)
    return sheet_pdf(sheet, part.letters[0].law, part.name)


def joined(
    letters: Sequence[Letter],
    run_folder: Path,
    options: PrintOptions,
    separator: bytes | None = None,
) -> tuple[bytes, dict[str, int]]:
    """Join letters into one PDF that shares fonts and pictures.

    Returns the PDF and on which page each letter begins.

    Raises:
        OutputError: a letter's file is missing or not the one that was rendered.
    """
    pdf = pikepdf.new()
    sources = []  # kept open until the joined file is written: pages are copied late
    first_pages: dict[str, int] = {}
    if separator is not None:
        sources.append(_append(pdf, separator, options))
    for letter in letters:
        first_pages[letter.id] = len(pdf.pages) + 1
        sources.append(_append(pdf, letter_bytes(letter, run_folder), options))
    share_fonts(pdf)
    share_images(pdf)
    pdf.remove_unreferenced_resources()
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return out.getvalue(), first_pages


def _append(pdf: pikepdf.Pdf, content: bytes, options: PrintOptions) -> pikepdf.Pdf:
    source = pikepdf.open(io.BytesIO(content))
    for page in source.pages:
        for key in ("/StructParents", "/Tabs", "/Annots"):  # of use on a screen only
            if key in page.obj:
                del page.obj[key]
    pdf.pages.extend(source.pages)
    if options.duplex and len(source.pages) % 2:
        box = source.pages[-1].mediabox
        pdf.add_blank_page(page_size=(float(box[2] - box[0]), float(box[3] - box[1])))
    return source


def letter_bytes(letter: Letter, run_folder: Path) -> bytes:
    """Return a rendered letter, exactly as the ledger knows it.

    Raises:
        OutputError: missing, unreadable or changed.
    """
    path = run_folder / (letter.file or "")
    try:
        if letter.file and sha256_of(path) == letter.sha256:
            return path.read_bytes()
    except OSError as error:
        message = say("cannot be read: {reason}", reason=error.strerror)
        raise OutputError(Problem("letter-unreadable", message, Location(str(path)))) from None
    raise OutputError(
        Problem(
            "letter-changed",
            say("is not the letter that was rendered"),
            Location(str(path)),
            say("put it aside and run the batch again: it is then rendered anew"),
        )
    )


# --- the posting list ---

_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001  # of a workbook: same rows, same bytes
_COLUMNS = ("number", "letter", "run", "part", "case", "paper", "level", "recipient", "street",
            "postal_code", "city", "county", "country", "channel", "pages", "tracking")  # fmt: skip


def posting_rows(letters: Iterable[Letter]) -> list[list[str]]:
    """Return the posting list: a heading and one line per letter; `tracking` is to be filled in."""
    rows = [list(_COLUMNS)]
    for x in letters:
        to = x.recipient
        place = [
            to.name,
            to.street,
            to.postal_code,
            to.city,
            to.county,
            to.country or x.law.upper(),
        ]
        first = [x.number, x.id, x.run, x.part, x.case_id, x.paper, x.level or ""]
        last = [x.channel or "", x.pages, x.tracking or ""]
        rows.append([guarded(str(value)) for value in (*first, *place, *last)])
    return rows


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as CSV that spreadsheets of every language open: UTF-8 with mark, semicolons."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Write rows as a workbook of text cells, with a heading that stays in sight."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for nr, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, value=value) for value in row]
        for cell in cells:
            cell.data_type = "s"  # text, also where it looks like a formula
            cell.font = Font(bold=not nr)
        sheet.append(cells)
    book.properties.created = book.properties.modified = _FIXED
    out = io.BytesIO()
    book.save(out)
    return _same_dates(out.getvalue())


def _same_dates(workbook: bytes) -> bytes:
    """Give a workbook's parts one fixed date."""
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":  # openpyxl writes the moment of saving
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content
                )
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()


def write_lists(letters: Sequence[Letter], folder: Path) -> None:
    """Write the posting list of a job, as CSV and as a workbook."""
    rows = posting_rows(letters)
    write_whole(folder / f"{POSTING_LIST}.csv", csv_bytes(rows))
    write_whole(folder / f"{POSTING_LIST}.xlsx", xlsx_bytes(rows, POSTING_LIST))


def write_manifest(
    folder: Path,
    letters: Sequence[Letter],
    first_pages: dict[str, int],
    *,
    run: str,
    job: int,
    day: date,
) -> None:
    """Write which letters are in a job, in which file and on which page, and all hashes."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    manifest: dict[str, Any] = {
        "demandgen": __version__,
        "run": run,
        "job": job,
        "made_on": day.isoformat(),
        "files": [
            {"name": f.name, "bytes": f.stat().st_size, "sha256": sha256_of(f)} for f in files
        ],
        "letters": [_entry(letter, first_pages.get(letter.id)) for letter in letters],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / MANIFEST, text.encode())


def _entry(letter: Letter, first_page: int | None) -> dict[str, Any]:
    return {
        "number": letter.number,
        "letter": letter.id,
        "case": letter.case_id,
        "paper": letter.paper,
        "level": letter.level or None,
        "file": letter.file,
        "sha256": letter.sha256,
        "pages": letter.pages,
        "part": letter.part,
        "first_page": first_page,
    }
