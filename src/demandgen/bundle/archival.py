"""Is a bundle PDF/A-3b, and where a source makes that impossible, which exhibit and why?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pikepdf import Pdf

from demandgen.bundle.plan import Plan
from demandgen.bundle.reading.normal import SAVE

FLAVOUR = "3b"
_REASONS = 5
"""So many reasons are told for an exhibit."""


def write(pdf: Pdf, path: Path, day: date) -> tuple[str, ...]:
    """Write a volume as PDF/A-3b, validated as written; else plainly, with the reasons why not.

    Returns the rules of PDF/A that it breaks; none when it is archival.
    """
    from pikepdf.pdfa import PdfaError, prepare, save

    prepare(pdf, FLAVOUR)
    _fix_moment(pdf, day)
    try:
        save(pdf, path, FLAVOUR, repair=False, deterministic_id=True)
    except PdfaError as error:
        _withdraw_claim(pdf)
        _fix_moment(pdf, day)
        pdf.save(path, **SAVE, fix_metadata_version=False)
        return tuple(sorted({f"{f.rule}: {f.message}" for f in error.report.findings}))
    return ()


def broken_rules(path: Path) -> tuple[str, ...]:
    """Validate a written file again; return the rules of PDF/A-3b that it breaks."""
    from pikepdf.pdfa import validate_written

    findings = validate_written(path, FLAVOUR).findings
    return tuple(sorted({f"{f.rule}: {f.message}" for f in findings}))[:_REASONS]


def _fix_moment(pdf: Pdf, day: date) -> None:
    """Metadata carries the moment of writing; the same case must give the same bytes."""
    moment = f"{day.isoformat()}T00:00:00+00:00"
    xmp = pdf.Root.Metadata.read_bytes().decode()
    xmp = re.sub(r"(<xmp:MetadataDate>)[^<]*", rf"\g<1>{moment}", xmp)
    xmp = re.sub(r'(xmp:MetadataDate=")[^"]*', rf"\g<1>{moment}", xmp)
    pdf.Root.Metadata.write(xmp.encode())


def _withdraw_claim(pdf: Pdf) -> None:
    """What is not PDF/A does not say that it is."""
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        for key in ("pdfaid:part", "pdfaid:conformance"):
            if key in meta:
                del meta[key]


def not_archival(plan: Plan, found: Sequence[str]) -> dict[str, list[str]]:
    """Tell by exhibit what keeps the bundle from being PDF/A; `found` is what was found in all."""
    from pikepdf.pdfa import check, prepare

    result: dict[str, list[str]] = {}
    for piece in plan.pieces:
        with Pdf.open(piece.reading.pdf) as pdf:
            prepare(pdf, FLAVOUR)
            findings = check(pdf, FLAVOUR).findings
        reasons = sorted({f"{f.rule}: {f.message}" for f in findings})
        if reasons:
            name = piece.cited.label or piece.cited.title
            result[name] = reasons[:_REASONS]
    return result or {"bundle.pdf": list(found)[:_REASONS]}
