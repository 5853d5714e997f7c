"""What does a new case file look like, and which files does a case not cite yet?"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from string import Template
from typing import NoReturn

from demandgen.casefile.evidence import cited_files
from demandgen.casefile.fact import Country
from demandgen.casefile.schema import case_schema
from demandgen.casefile.yamltext import read_yaml
from demandgen.problems import CaseFileError, Location, OutputError, UsageError, say

SCHEMA_FILE = "case.schema.json"
_NOT_EVIDENCE = frozenset({".yaml", ".yml", ".json", ".lock", ".tmp"})
_DATES = (
    (re.compile(r"(?<!\d)(\d{4})[-_. ]?(\d{2})[-_. ]?(\d{2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{2})[-_. ](\d{2})[-_. ](\d{4})(?!\d)"), (3, 2, 1)),
)
_NO_EVIDENCE = {
    "ro": "# evidence:                           # alte înscrisuri și ce dovedesc ele\n"
    "#   - {file: evidence/foto.jpg, title: Fotografie, proves: livrarea}\n",
    "pl": "# evidence:                           # inne dowody i to, czego dowodzą\n"
    "#   - {file: evidence/zdjecie.jpg, title: Zdjęcie, proves: dostawa}\n",
}


@dataclass(frozen=True)
class Uncited:
    """A file of the case folder that the case does not name, with what its name suggests."""

    file: str
    title: str
    date: date | None

    def as_yaml(self) -> str:
        """Return the entry for `evidence`, ready to paste; a guessed date says so."""
        lines = [f"  - file: {_scalar(self.file)}", f"    title: {_scalar(self.title)}"]
        if self.date:
            lines.append(f"    date: {self.date}    # guessed from the file name: check it")
        return "\n".join([*lines, "    # proves:", ""])


def new_case(path: Path, law: Country, day: date, documents: Path | None = None) -> list[Path]:
    """Write a starter case, the schema beside it, and copies of given documents.

    Args:
        path: the folder of the case, or the YAML file to write.
        law: the country; the comments are in its language.
        day: the examples' dates lie before it.
        documents: a folder whose files are cited, and copied into `evidence/` first unless
            they lie in the case folder already.

    Returns:
        The files written.

    Raises:
        OutputError: a file to be written exists already, or cannot be written.
        UsageError: there is no such folder of documents.
    """
    target = path if path.suffix in {".yaml", ".yml"} else path / "case.yaml"
    copies = _copies(documents, target.parent) if documents else {}
    for file in (target, *copies.values()):
        if file.exists():
            raise OutputError.of("exists", say("{file} exists already", file=file))
    entries = [_uncited(copies.get(f, f), target.parent) for f in _documents(documents)]
    try:
        for original, copy in copies.items():
            _write(copy, original.read_bytes())
        written = [target, *copies.values()]
        if not (schema := target.parent / SCHEMA_FILE).exists():
            _write(schema, schema_text().encode())
            written.append(schema)
        _write(target, _starter(law, day, target, entries).encode())
    except OSError as error:
        message = say("{file} cannot be written: {reason}", file=target, reason=error.strerror)
        raise OutputError.of("not-written", message) from None
    return written


def schema_text() -> str:
    """Return the JSON Schema of a case file as it is written to files."""
    return json.dumps(case_schema(), ensure_ascii=False, indent=1) + "\n"


def uncited_files(path: Path) -> list[Uncited]:
    """Return the files of a case's folder that the case does not name, by name.

    Raises:
        CaseFileError: the case file cannot be read at all.
    """
    text = read_yaml(path)
    if not text.data:
        raise CaseFileError(*text.problems)
    cited = {unicodedata.normalize("NFC", name) for _, name in cited_files(text.data)}
    folder = path.parent
    found = [_uncited(file, folder) for file in _files(folder)]
    return [f for f in found if unicodedata.normalize("NFC", f.file) not in cited]


def as_yaml(files: Sequence[Uncited]) -> str:
    """Return a list of files as the `evidence` of a case."""
    return "evidence:\n" + "".join(file.as_yaml() for file in files)


def _starter(law: Country, day: date, target: Path, entries: Sequence[Uncited]) -> str:
    text = resources.files("demandgen.casefile").joinpath("starters", f"{law}.yaml")
    filled = Template(text.read_text("utf-8")).substitute(
        case=_scalar(target.resolve().parent.name),
        signed=day - timedelta(days=180),
        issued=day - timedelta(days=90),
        due=day - timedelta(days=60),
        paid=day - timedelta(days=30),
        evidence=as_yaml(entries) if entries else _NO_EVIDENCE[law],
    )
    return filled.rstrip() + "\n"


def _files(folder: Path) -> list[Path]:
    """The documents below a folder; hidden files and those of demandgen are left out.

    Raises:
        CaseFileError: a folder cannot be read.
    """

    def unreadable(error: OSError) -> NoReturn:
        message = say("cannot be read: {reason}", reason=error.strerror)
        raise CaseFileError.of("unreadable", message, where=Location(str(error.filename)))

    found = []
    for base, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(base, name) for name in sorted(names) if not name.startswith(".")]
    return [file for file in found if file.suffix.lower() not in _NOT_EVIDENCE]


def _documents(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise UsageError.of("no-folder", say("{folder} is not a folder", folder=folder))
    return _files(folder)


def _copies(documents: Path, folder: Path) -> dict[Path, Path]:
    """Where each document goes; documents that lie in the case folder stay where they are."""
    if documents.resolve().is_relative_to(folder.resolve()):
        return {}
    files = _documents(documents)
    return {file: folder / "evidence" / file.relative_to(documents) for file in files}


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.tmp")
    partial.write_bytes(content)
    partial.replace(path)


def _uncited(file: Path, folder: Path) -> Uncited:
    name = Path(os.path.relpath(file, folder)).as_posix()
    stem, day = file.stem, None
    for pattern, order in _DATES:
        match = pattern.search(stem)
        if match and (day := _day(*(int(match[group]) for group in order))):
            stem = stem[: match.start()] + " " + stem[match.end() :]
            break
    title = " ".join(re.sub(r"[-_. ]+", " ", stem).split()) or file.stem
    return Uncited(name, title[:1].upper() + title[1:], day)


def _day(year: int, month: int, day: int) -> date | None:
    """The day, if there is one, in a year in which a paper may have been written."""
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _scalar(text: str) -> str:
    """Return a text as YAML: plain where it is safe, else in quotes."""
    plain = re.fullmatch(r"[^\W\d_][\w./-]*( [\w./-]+)*", text)
    reserved = text.casefold() in {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
    return text if plain and not reserved else json.dumps(text, ensure_ascii=False)
