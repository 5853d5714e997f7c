"""Do the files a case names as evidence exist, and only inside its folder?"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

from demandgen.casefile.scalars import has_control_characters
from demandgen.casefile.sources import Sources
from demandgen.problems import Location, Message, Problem, say

FILE_FIELDS = frozenset({"file", "posted_proof", "delivery_proof", "request", "fee_proof", "logo"})
"""The fields that name a file of the case folder."""
_MOST_NAMES = 1000
"""How many names are compared with a missing one."""


def cited_files(data: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield the field path and the file name of everything a case's data cites."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            place = f"{at}.{name}" if at else name
            if name in FILE_FIELDS and isinstance(value, str):
                yield place, value
            else:
                yield from cited_files(value, place)
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from cited_files(value, f"{at}[{index}]")


def evidence_faults(data: Any, sources: Sources, folder: Path) -> Iterator[Problem]:
    """Yield a problem for each cited file that is missing, empty or led out of its folder.

    A file is looked for in the folder of the file that names it, an included one too.
    """
    roots: dict[str, str] = {}
    for place, name in cited_files(data):
        if is_inside(name):
            where = sources.locate(place)
            base = str(sources.folder_of(place, folder))
            root = roots.get(base) or roots.setdefault(base, os.path.realpath(base))
            yield from _faults(root, name, where)


def is_inside(name: str) -> bool:
    """Tell whether a file name, as written, stays in the folder it is relative to."""
    leaves = name.startswith("/") or "\\" in name or ".." in name.split("/")
    return not leaves and not has_control_characters(name)


def _faults(root: str, name: str, where: Location) -> Iterator[Problem]:
    path = os.path.realpath(f"{root}/{name}")
    if not path.startswith(f"{root.rstrip('/')}/"):
        message = say("the file {name} leads out of the case folder", name=name)
        yield Problem("evidence-outside", message, where, say("put a copy in its place"))
        return
    try:
        status = os.stat(path)  # noqa: PTH116  # a case has dozens of these; Path doubles the cost
    except PermissionError as error:
        message = say("the file {name} cannot be read: {reason}", name=name, reason=error.strerror)
        yield Problem(
            "evidence-unreadable", message, where, say("give yourself the right to read it")
        )
        return
    except (OSError, ValueError):
        message = say("the file {name} does not exist", name=name)
        yield Problem("evidence-missing", message, where, _near(Path(root), name))
        return
    if not stat.S_ISREG(status.st_mode):
        yield Problem("evidence-missing", say("{name} is not a file", name=name), where)
    elif status.st_size == 0:
        message = say("the file {name} is empty", name=name)
        yield Problem("evidence-empty", message, where, say("copy it again"))


def _near(root: Path, name: str) -> Message:
    """Point to the file whose name is nearest: of the same folder, else of all folders."""
    parent = (root / name).parent
    try:
        searched = parent.iterdir() if parent.is_dir() else root.rglob("*")
        files = [p for p in islice(searched, _MOST_NAMES) if p.is_file()]
    except OSError:  # a folder that may not be listed
        files = []
    names = {unicodedata.normalize("NFC", p.name).casefold(): p for p in files}
    wanted = unicodedata.normalize("NFC", Path(name).name).casefold()
    for near in get_close_matches(wanted, names, n=1, cutoff=0.6):
        return say("did you mean {word}?", word=names[near].relative_to(root))
    return say("put it into {folder}", folder=parent.relative_to(root.parent))
