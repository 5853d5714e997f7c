"""How are papers put into a folder: all or none, and never over a file somebody changed?

The folder remembers in `.demandgen.json` what was written there, by hash. A file that is still as
it was written may be replaced; one that somebody changed, or that was there before, may not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from demandgen.problems import Location, OutputError, Problem, say

MEMORY: Final = ".demandgen.json"
"""The file that remembers what was written into its folder."""


def put(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> list[Path]:
    """Write files into a folder and return their paths; with `force` over changed files too.

    Raises:
        OutputError: a file was changed since it was written, or the folder cannot be written.
    """
    memory = _remembered(folder)
    if not force:
        _refuse_changed(folder, files, memory)
    memory |= {name: sha256(content).hexdigest() for name, content in files.items()}
    ordered = json.dumps({"written": dict(sorted(memory.items()))}, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_all(folder, {**files, MEMORY: ordered.encode()})
    except OSError as error:
        raise OutputError.of(
            "not-written",
            say("cannot be written: {reason}", reason=error.strerror or str(error)),
            where=Location(str(folder)),
        ) from None
    return [folder / name for name in files]


def _remembered(folder: Path) -> dict[str, str]:
    try:
        written = json.loads((folder / MEMORY).read_text(encoding="utf-8"))["written"]
        return {str(name): str(digest) for name, digest in written.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}


def _refuse_changed(folder: Path, files: Mapping[str, bytes], memory: Mapping[str, str]) -> None:
    problems = []
    for name, content in files.items():
        path = folder / name
        if path.is_file():
            found = sha256(path.read_bytes()).hexdigest()
            if found not in {memory.get(name), sha256(content).hexdigest()}:
                problems.append(
                    Problem(
                        "changed-file",
                        say("this file was changed by somebody else; it is left as it is"),
                        Location(str(path)),
                        say("move it away, choose another --out, or write over it with --force"),
                    )
                )
    if problems:
        raise OutputError(*problems)


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write every file under a temporary name first, then give all of them their names."""
    unfinished = {name: folder / f".{name}.{os.getpid()}.part" for name in files}
    try:
        for name, content in files.items():
            unfinished[name].write_bytes(content)
        for name, path in unfinished.items():
            path.replace(folder / name)
    finally:
        for path in unfinished.values():
            path.unlink(missing_ok=True)
