"""What is in a firm's own folder, which of it is used, and what can a firm start from?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from demandgen.casefile.model import Case, Country, PaperId
from demandgen.documents.papers import KINDS, ids_of
from demandgen.documents.templates import Found, find, look_for, shipped
from demandgen.documents.wording import read_wording
from demandgen.problems import CaseFileError, Location, OutputError, Problem, say

SHELLS: Final = ("letter.css", "letterhead.html", "letterhead.docx")
"""What both countries' papers are printed with."""
DRAFTS: Final = "word"
"""The folder of exported Word documents; one is used when it lies in the country's folder."""
_TEMPLATES: Final = frozenset({".html", ".jinja", ".css", ".docx"})
_INCLUDE: Final = re.compile(r'{%\s*include\s+"([^"]+)"\s*%}')


def own_templates(case: Case) -> Path | None:
    """The folder that a case's firm names for its templates.

    Raises:
        CaseFileError: there is no such folder; its papers would silently be ours.
    """
    own = case.creditor.templates
    if own is None:
        return None
    folder = case.file_at("creditor.templates", own)
    if not folder.is_dir():
        message = say("the folder of the firm's wording {folder} does not exist", folder=own)
        raise CaseFileError(Problem("templates-missing", message, case.where("creditor.templates")))
    return folder


def in_force(countries: Sequence[Country], firm: Path | None) -> list[Found]:
    """Every template in use: the shells, then each country's, with whose file it is."""
    names = [name for name in _names(shipped()) if _belongs(name, countries)]
    own = [f"{country}/{paper}.docx" for country in countries for paper in ids_of(country)]
    used = sorted({*names, *own, *_own_parts(firm, countries)}, key=_by_place)
    found = [one for name in used if (one := look_for(name, firm))]
    replaced = {one.name.replace(".docx", ".html") for one in found if one.name in own}
    return [one for one in found if one.origin == "firm" or one.name not in replaced]


def not_used(firm: Path) -> Iterator[Found]:
    """The files of a firm's folder that look like templates and that nothing asks for."""
    used = {found.name for found in in_force(("ro", "pl"), firm)}
    for name in _names(firm):
        if name not in used and not name.startswith(f"{DRAFTS}/"):
            yield Found(name, firm / name, "firm")


def _names(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith((".", "~")) for part in name.split("/"))
        if path.suffix.lower() in _TEMPLATES and path.is_file() and not hidden:
            yield name


def _belongs(name: str, countries: Sequence[Country]) -> bool:
    return "/" not in name or name.partition("/")[0] in countries


def _own_parts(firm: Path | None, countries: Sequence[Country]) -> Iterator[str]:
    """New parts of a firm's own that its wordings include."""
    for name in _names(firm) if firm else ():
        country = name.partition("/")[0]
        if firm and name.endswith(".html") and country in countries:
            text = (firm / name).read_text(encoding="utf-8", errors="replace")
            yield from (f"{country}/{part}" for part in _INCLUDE.findall(text))


def _by_place(name: str) -> tuple[bool, str, int, str]:
    folder, _, _ = name.rpartition("/")
    return "/" in name, name.partition("/")[0], folder.count("/"), name


def to_start_from(country: Country, paper: PaperId, firm: Path | None = None) -> dict[str, bytes]:
    """The files that make up a paper, by name, and the Word document made of them.

    Raises:
        WordingError: a template of the firm's cannot be used.
    """
    from demandgen.documents.docx import word_template

    included: dict[str, Found] = {}

    def include(name: str) -> Found:
        found = included[name] = find(f"{country}/{name}", firm)
        return found

    own = find(f"{country}/{paper}.html", firm)
    wording = read_wording(own, country, include)
    shells = [find(name, firm) for name in (*SHELLS, f"{country}/phrases.jinja")]
    files = {one.name: one.path.read_bytes() for one in (own, *included.values(), *shells)}
    files[f"{DRAFTS}/{country}/{paper}.docx"] = word_template(
        wording,
        find("letterhead.docx", firm),
        country,
        on_letterhead=KINDS[country, paper].letterhead,
    )
    return files


def put_new(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, none over one that exists; return their paths.

    Raises:
        OutputError: one exists, or the folder cannot be written; then none is left behind.
    """
    there = [folder / name for name in files if os.path.lexists(folder / name)]
    if there:
        told = say("this file exists; it is left as it is")
        hint = say("choose another --out, or move the file away")
        raise OutputError(*(Problem("file-exists", told, Location(str(p)), hint) for p in there))
    written: list[Path] = []
    try:
        for name, content in files.items():
            _write(folder / name, content)
            written.append(folder / name)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        message = say("cannot be written: {reason}", reason=reason)
        raise OutputError.of("not-written", message, where=Location(str(folder))) from None
    return written


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, never over another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part") as unfinished:
        unfinished.write(content)
        unfinished.flush()
        Path(unfinished.name).chmod(0o644)
        os.link(unfinished.name, path)
