"""Where are the originals, are they inside the case folder, and did they change meanwhile?"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from demandgen.bundle.custody import sha256_of
from demandgen.bundle.exhibits import Cited
from demandgen.bundle.reading.job import MAX_BYTES
from demandgen.casefile.model import Case
from demandgen.problems import Message, Problem, say


@dataclass(frozen=True)
class Original:
    """A file of the case and our copy of it, with the hash taken while copying."""

    file: str
    path: Path
    copy: Path
    sha256: str
    size: int


def copied(
    case: Case, cited: Iterable[Cited], into: Path
) -> tuple[dict[str, Original], list[Problem]]:
    """Copy the cited files under `into`; return the copies by path, and what is wrong."""
    copies: dict[str, Original] = {}
    problems: list[Problem] = []
    for one in cited:
        if one.file is None or one.file in copies:
            continue
        result = _copy(case.folder, one.file, into)
        if isinstance(result, Original):
            copies[one.file] = result
        else:
            code, message = result
            problems.append(Problem(code, message, case.where(one.field)))
    return copies, problems


def _copy(folder: Path, file: str, into: Path) -> Original | tuple[str, Message]:
    path = folder / file
    try:
        real = path.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        return "missing-evidence", say("{file} does not exist", file=file)
    except (OSError, RuntimeError) as error:
        return "unreadable", say("{file} cannot be read: {why}", file=file, why=str(error))
    if not real.is_relative_to(folder.resolve()):
        return "outside", say("{file} leads out of the case folder", file=file)
    target = into / PurePosixPath(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _read_once(file, path, real, target)
    except OSError as error:
        why = error.strerror or str(error)
        return "unreadable", say("{file} cannot be read: {why}", file=file, why=why)


def _read_once(file: str, path: Path, real: Path, target: Path) -> Original | tuple[str, Message]:
    """Copy through one opened file, so that what is checked is what is copied."""
    digest, size = hashlib.sha256(), 0
    if not stat.S_ISREG(real.stat().st_mode):
        return "not-a-file", say("{file} is not a file", file=file)
    opened = os.fdopen(os.open(real, os.O_RDONLY | os.O_NONBLOCK), "rb")
    with opened as source, target.open("wb") as copy:
        while block := source.read(1 << 20):
            size += len(block)
            if size > MAX_BYTES:
                most = MAX_BYTES // 1024**2
                return "too-large", say("{file} is larger than {most} MB", file=file, most=most)
            digest.update(block)
            copy.write(block)
    return Original(file, path, target, digest.hexdigest(), size)


def changed(originals: Iterable[Original]) -> Iterator[Original]:
    """Yield the originals that are no longer what was copied."""
    for original in originals:
        try:
            same = sha256_of(original.path) == original.sha256
        except OSError:
            same = False
        if not same or sha256_of(original.copy) != original.sha256:
            yield original


def findings(case: Case, cited: Iterable[Cited], copies: dict[str, Original]) -> Iterator[Problem]:
    """Yield warnings: the same content twice, files beside the evidence that nothing cites."""
    first: dict[str, str] = {}
    for one in cited:
        original = copies.get(one.file or "")
        if original is None:
            continue
        other = first.setdefault(original.sha256, original.file)
        if other != original.file:
            message = say("{file} is the same file as {other}", file=original.file, other=other)
            yield Problem("same-file-twice", message, case.where(one.field))
    for file in _uncited(case, copies):
        message = say("{file} lies among the evidence, but nothing cites it", file=file)
        yield Problem("not-cited", message)


def _uncited(case: Case, copies: dict[str, Original]) -> list[str]:
    """Look where the evidence lies, unless that is where the case file itself lies."""
    folders = {PurePosixPath(file).parent for file in copies}
    found = []
    for folder in sorted(folders - {PurePosixPath()}):
        for path in sorted((case.folder / folder).iterdir()):
            name = str(folder / path.name)
            if path.is_file() and not path.name.startswith(".") and name not in copies:
                found.append(name)
    return found
