"""How do files appear whole or not at all, and what is a safe name for one?"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from demandgen.problems import Location, OutputError, Problem, say

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every entry in a zip: the same content makes the same bytes."""


def output_error(path: Path, error: OSError) -> OutputError:
    """Say in words why a file could not be written."""
    reason = error.strerror or type(error).__name__
    message = say("cannot be written: {reason}", reason=reason)
    return OutputError(Problem("not-written", message, Location(str(path))))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name in its folder, then give it its name.

    Raises:
        OutputError: the disk is full, the folder read-only, or the like.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_bytes(content)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise output_error(path, error) from None


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Fill a folder under a temporary name; it gets its name when all is in it, if anything.

    A folder of this name must be one that nobody was told about: the ledger decides that.

    Raises:
        OutputError: the disk is full, the folder read-only, or the like.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            yield unfinished
            if any(unfinished.iterdir()):
                shutil.rmtree(path, ignore_errors=True)
                unfinished.replace(path)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise output_error(path, error) from None


def packed(folder: Path) -> Path:
    """Replace a folder by a zip of its files, in order of name and with fixed dates.

    Raises:
        OutputError: the disk is full, the folder read-only, or the like.
    """
    archive = folder.with_name(f"{folder.name}.zip")
    unfinished = archive.with_name(f".{archive.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as content:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                content.writestr(entry, file.read_bytes())
        unfinished.replace(archive)
        shutil.rmtree(folder)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise output_error(archive, error) from None
    return archive


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    return sha256(path.read_bytes()).hexdigest()


def safe_name(text: str) -> str:
    """Return a text as part of a file name: letters, digits, dot, dash, no folder."""
    plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", text)).strip(".-")
    return plain[:60] or "case"
