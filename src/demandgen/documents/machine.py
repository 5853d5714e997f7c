"""Which kinds of output can this machine produce, and what is missing for the others?"""

from __future__ import annotations

import ctypes
import platform
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.util import find_spec
from pathlib import Path

from demandgen.documents.papers import KINDS
from demandgen.documents.templates import shipped
from demandgen.problems import Message, say

OUTPUTS = {
    "pdf": say("letters as PDF"),
    "docx": say("letters as Word documents"),
    "bundle": say("evidence bundles"),
    "office-evidence": say("Word, Excel and OpenDocument files as evidence"),
    "heic-evidence": say("HEIC photos as evidence"),
    "msg-evidence": say("Outlook messages (.msg) as evidence"),
    "cluster": say("batches on several machines"),
}
"""Everything demandgen can put out, by its short name."""

ESSENTIAL = ("pdf", "docx", "bundle")
"""A machine that cannot produce one of these is not set up."""

PRINTED = ("pdf", "bundle")

LETTERS = "ăâîșțĂÂÎȘȚ" + "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" + "„”«»’–—…§№€%\u00a0"
"""What the papers print besides ASCII: Romanian (comma below), Polish, typography."""

MINIMUM_PANGO = (1, 44)
"""As the manual of WeasyPrint 70 says."""

PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
PANGO_FREETYPE = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")
HARFBUZZ_SUBSET = (
    "libharfbuzz-subset.so.0",
    "libharfbuzz-subset.0.dylib",
    "libharfbuzz-subset-0.dll",
)
FONT_PACKAGES = {
    "IBM Plex Serif": "fontpkg_ibm_plex_serif",
    "IBM Plex Sans": "fontpkg_ibm_plex_sans",
}


@dataclass(frozen=True)
class Finding:
    """One part looked at: what was found, which outputs need it, how to mend it.

    `remedy` is None where nothing is missing.
    """

    part: str
    found: Message
    outputs: tuple[str, ...]
    remedy: Message | None = None

    @property
    def ok(self) -> bool:
        """The part is there and good enough."""
        return self.remedy is None


def findings() -> tuple[Finding, ...]:
    """Look at everything this machine needs."""
    needed = (python_libraries(), pango(), harfbuzz_subset(), *fonts(), templates(shipped()))
    return (*needed, *optional_parts())


def possible_outputs(found: Iterable[Finding]) -> dict[str, bool]:
    """Tell for each kind of output whether everything it needs was found."""
    lacking = {output for finding in found if not finding.ok for output in finding.outputs}
    return {output: output not in lacking for output in OUTPUTS}


def python_libraries(distribution: str = "demandgen") -> Finding:
    """Look for the libraries that the distribution requires."""
    required = [r for r in metadata.requires(distribution) or () if "extra ==" not in r]
    names = [re.split(r"[\s\[<>=!~;(]", r, maxsplit=1)[0] for r in required]
    missing = [name for name in names if not _installed(name)]
    if missing:
        found = say("missing: {names}", names=", ".join(missing))
        remedy = say("pip install --upgrade demandgen")
        return Finding("Python libraries", found, ESSENTIAL, remedy)
    found = say("{count} installed", count=len(names))
    return Finding("Python libraries", found, ESSENTIAL)


def _installed(distribution: str) -> bool:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True


def pango(names: Sequence[str] = PANGO, minimum: tuple[int, int] = MINIMUM_PANGO) -> Finding:
    """Look for Pango, which sets the lines of a PDF, and its version."""
    library, freetype = _library(names), _library(PANGO_FREETYPE)
    if library is None or freetype is None:
        return Finding("Pango", say("not installed"), PRINTED, _system_remedy())
    library.pango_version_string.restype = ctypes.c_char_p
    version = library.pango_version_string().decode("ascii")
    if tuple(int(part) for part in version.split(".")[:2]) < minimum:
        wanted = ".".join(map(str, minimum))
        found = say("{version}, older than {wanted}", version=version, wanted=wanted)
        return Finding("Pango", found, PRINTED, _system_remedy())
    return Finding("Pango", say("{version}", version=version), PRINTED)


def harfbuzz_subset(names: Sequence[str] = HARFBUZZ_SUBSET) -> Finding:
    """Look for HarfBuzz's subsetting library, which embeds the fonts into a PDF."""
    if _library(names) is None:
        return Finding("harfbuzz-subset", say("not installed"), PRINTED, _system_remedy())
    return Finding("harfbuzz-subset", say("installed"), PRINTED)


def _library(names: Iterable[str]) -> ctypes.CDLL | None:
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def _system_remedy() -> Message:
    if shutil.which("apt-get"):
        return say("sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    if platform.system() == "Darwin":
        return say("brew install pango")
    return say(
        "install Pango as {page} tells for this system",
        page="https://doc.courtbouillon.org/weasyprint/stable/first_steps.html",
    )


def fonts() -> tuple[Finding, ...]:
    """Look for the shipped font families and for every letter in every one of their files."""
    return tuple(font_family(name, package) for name, package in FONT_PACKAGES.items())


def font_family(name: str, package: str) -> Finding:
    """Look for one family's font files and their letters."""
    remedy = say("pip install --force-reinstall {package}", package=package.replace("_", "-"))
    files = _font_files(package)
    if not files:
        return Finding(name, say("not installed"), PRINTED, remedy)
    missing = "".join(sorted({letter for file in files for letter in missing_letters(file)}))
    if missing:
        return Finding(name, say("lacks {letters}", letters=missing), PRINTED, remedy)
    return Finding(name, say("{count} files, all letters", count=len(files)), PRINTED)


def _font_files(package: str) -> list[Path]:
    if find_spec(package) is None:
        return []
    with resources.as_file(resources.files(package)) as folder:
        return sorted(folder.glob("files/*.ttf"))


def missing_letters(font: Path) -> str:
    """Return the letters of the papers that a font file has no glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        glyphs = opened.getBestCmap()
    printable = LETTERS + "".join(map(chr, range(0x20, 0x7F)))
    return "".join(letter for letter in printable if ord(letter) not in glyphs)


def templates(folder: Path) -> Finding:
    """Look for the shells and for the wording of every paper of both countries."""
    wordings = [f"{country}/{paper}.html" for country, paper in KINDS]
    wordings += [f"{country}/cover-sheet.html" for country in ("ro", "pl")]
    needed = ["letter.css", "letterhead.html", "letterhead.docx", *wordings]
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        found = say("{folder} lacks {names}", folder=folder, names=", ".join(missing))
        remedy = say("pip install --force-reinstall demandgen")
        return Finding("Templates", found, ESSENTIAL, remedy)
    return Finding("Templates", say("{count} wordings", count=len(wordings)), ESSENTIAL)


def optional_parts() -> tuple[Finding, ...]:
    """Look for what only some kinds of evidence, or very large batches, need."""
    return (
        libreoffice(),
        optional_library("pillow-heif", "pillow_heif", "heic", "heic-evidence"),
        optional_library("extract-msg", "extract_msg", "msg", "msg-evidence"),
        optional_library("distributed", "distributed", "distributed", "cluster"),
    )


def libreoffice() -> Finding:
    """Look for LibreOffice on the search path."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program:
        return Finding("LibreOffice", say("{program}", program=program), ("office-evidence",))
    remedy = (
        say("sudo apt-get install libreoffice-writer libreoffice-calc")
        if shutil.which("apt-get")
        else say("install LibreOffice from {page}", page="https://www.libreoffice.org")
    )
    return Finding("LibreOffice", say("not installed"), ("office-evidence",), remedy)


def optional_library(name: str, module: str, option: str, output: str) -> Finding:
    """Look for a library that is installed only when asked for."""
    if find_spec(module) is not None:
        return Finding(name, say("installed"), (output,))
    remedy = say("pip install 'demandgen[{option}]'", option=option)
    return Finding(name, say("not installed"), (output,), remedy)
