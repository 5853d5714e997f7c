"""What goes with a case when somebody else takes it over, in one reproducible zip?

The brief as PDF, the case file with the files it includes, the computed claim, the user's values
of the law, and every file the case cites; each keeps its place beside the others, so that the
case loads again from the unpacked folder.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from demandgen.casefile.evidence import cited_files
from demandgen.casefile.model import Case
from demandgen.claim.model import Claim
from demandgen.documents.papers import PaperRequest
from demandgen.documents.press import Press
from demandgen.law.parameters import nearest_overrides
from demandgen.problems import CaseFileError, Location, say

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the same content makes the same bytes."""


def handover(case: Case, claim: Claim, press: Press) -> dict[str, bytes]:
    """Collect what a case is handed over with, by its name in the archive.

    Raises:
        CaseFileError: a file of the case cannot be read, or bears a name of the archive's own.
    """
    letter = press.letter(case, claim, PaperRequest("handover-brief"))
    computed = claim.model_dump(mode="json", by_alias=True)
    made = {
        "handover-brief.pdf": press.pdf(letter),
        "claim.json": (json.dumps(computed, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    sources = sorted({path.resolve() for path in _sources(case)})
    root = Path(os.path.commonpath([path.parent for path in sources]))
    found = {path.relative_to(root).as_posix(): _content(path) for path in sources}
    if clash := sorted(made.keys() & found.keys()):
        raise CaseFileError.of(
            "handover-name",
            say("the archive needs the name {name} for itself", name=clash[0]),
            where=Location(str(root / clash[0])),
            hint=say("give the file of the case another name"),
        )
    return made | found


def _sources(case: Case) -> Iterator[Path]:
    """The case file, what it includes, the user's law values, and everything cited."""
    yield from (Path(name) for name in case.files)
    if overrides := nearest_overrides(case.folder):
        yield overrides
    for field, name in cited_files(case.model_dump(by_alias=True)):
        yield case.file_at(field, name)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CaseFileError.of(
            "unreadable",
            say("cannot be read: {reason}", reason=reason),
            where=Location(str(path)),
        ) from None


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files in order of name, with fixed dates."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
