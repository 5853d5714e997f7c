"""What do the files beside the PDF say: the list of exhibits, the manifest, the report?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demandgen import __version__
from demandgen.bundle.assemble import Assembled, bookmark_title
from demandgen.bundle.custody import canonical, sha256_of
from demandgen.bundle.custom import Custom
from demandgen.bundle.front import Piece, state_of
from demandgen.bundle.originals import Original
from demandgen.bundle.plan import Plan
from demandgen.casefile.model import Case

if TYPE_CHECKING:
    from demandgen.bundle.build import Built, Material

FORMAT = "demandgen-bundle-1"


def exhibits_list(m: Material, plan: Plan, assembled: Assembled) -> dict[str, Any]:
    """Return the list that is embedded in the PDF; its hash is the fingerprint."""
    case, custom = m.case, m.custom
    return {
        "format": FORMAT,
        "case": case.id,
        "country": custom.country,
        "as_of": m.as_of.isoformat(),
        "title": title_of(case, custom),
        "volumes": plan.volumes,
        "parts": [
            {
                "part": s.part,
                "first": s.first,
                "last": s.last,
                "title": custom.words["groups"][s.part],
            }
            for s in plan.stretches
            if s.piece is None
        ],
        "exhibits": [_exhibit(custom, piece, m.copies) for piece in plan.pieces],
        "pages": [
            {"digest": digest, "number_at": [round(v, 2) for v in box], "links": links}
            for digest, box, links in zip(
                assembled.digests, assembled.numbers, assembled.links, strict=True
            )
        ],
    }


def title_of(case: Case, custom: Custom) -> str:
    """Return the document's title."""
    return f"{custom.words['words']['title']} – {case.id}"


def _exhibit(custom: Custom, piece: Piece, copies: Mapping[str, Original]) -> dict[str, Any]:
    cited = piece.cited
    original = copies.get(cited.file or "")
    return {
        "number": piece.number,
        "label": cited.label,
        "title": cited.title,
        "bookmark": bookmark_title(piece),
        "group": custom.words["groups"][cited.slot],
        "date": cited.day.isoformat() if cited.day else None,
        "proves": list(cited.facts),
        "state": state_of(custom, piece),
        "first": piece.first,
        "last": piece.last,
        "volume": piece.volume,
        "file": cited.file,
        "sha256": original.sha256 if original else None,
        "bytes": original.size if original else None,
        "separate": separate_name(piece),
        "signatures": [dict(s) for s in piece.reading.signatures],
    }


def separate_name(piece: Piece) -> str:
    """Return the name of an exhibit's own file: number and title, in plain letters."""
    plain = piece.cited.title.translate(str.maketrans("łŁ", "lL"))
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:48].rstrip("-")
    return f"separate/{piece.number:03}-{slug or 'file'}.pdf"


def volume_name(number: int, of: int) -> str:
    """Return the name of a volume's file."""
    return "bundle.pdf" if of == 1 else f"bundle-{number}.pdf"


def manifest(folder: Path, built: Built) -> bytes:
    """Return manifest.json for everything that lies in `folder` so far."""
    files = {
        path.relative_to(folder).as_posix(): {
            "sha256": sha256_of(path),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return canonical(
        {
            "format": FORMAT,
            "version": __version__,
            "fingerprint": built.fingerprint,
            "volumes": list(built.volumes),
            "pdfa": None if built.not_archival else "3b",
            "not_pdfa": {key: list(value) for key, value in built.not_archival.items()},
            "list": built.listing,
            "files": files,
        }
    )


def report(case: Case, custom: Custom, built: Built) -> str:
    """Return report.txt: what is in the bundle, and everything worth knowing about it."""
    words = custom.words["words"]
    lines = [title_of(case, custom), "", f"{words['fingerprint']}:", built.fingerprint, ""]
    for one in built.listing["exhibits"]:
        span = f"{one['first']}-{one['last']}"
        lines.append(f"{one['label'] or '-'}  {one['title']}  [{span}]  {one['file'] or '-'}")
    if built.gaps:
        lines += ["", words["gaps"].format(n=len(built.gaps)), *(f"- {g}" for g in built.gaps)]
    for file, found in built.differences.items():
        lines += ["", file, *(f"- {line}" for line in found)]
    lines += ["", words["not-archival"] if built.not_archival else "PDF/A-3b"]
    for key, reasons in built.not_archival.items():
        lines += [f"  {key}", *(f"  - {reason}" for reason in reasons)]
    shown = [f"! {warning}" for warning in built.warnings]
    return "\n".join([*lines, *([""] if shown else []), *shown]) + "\n"
