"""How does a firm's own Word document become the PDF of a paper?

LibreOffice prints the filled document; the claim is attached and the dates are fixed as in every
other letter, so that the PDF can be verified and made again.
"""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pikepdf

from demandgen.documents.embedded import CLAIM_FILE, claim_json
from demandgen.documents.letter import Letter
from demandgen.documents.libreoffice import find_libreoffice, printed_by
from demandgen.problems import OutputError, say

_ARCHIVABLE: Final = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"3"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)
"""LibreOffice's names for PDF/A-3b and PDF/UA-1."""
_PROFILE_DAY: Final = bytes.fromhex("07de 0001 0001 0000 0000 0000")
"""1 January 2014: when a colour profile was made stands at its bytes 24 to 35."""


def pdf_of_word(document: bytes, letter: Letter) -> bytes:
    """Print a letter's filled Word document, its claim attached.

    Raises:
        OutputError: LibreOffice is not installed, or it cannot print the document.
    """
    program = find_libreoffice()
    if program is None:
        raise OutputError.of(
            "no-libreoffice",
            say(
                "{paper} exists as a Word document only; its PDF needs LibreOffice,"
                " which is not installed",
                paper=letter.paper.title,
            ),
            hint=say("make it with --format docx, or install LibreOffice"),
        )
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "letter.docx"
        source.write_bytes(document)
        printed = printed_by(program, source, folder, _ARCHIVABLE)
        if printed is None:
            raise OutputError.of(
                "not-converted",
                say(
                    "LibreOffice cannot print the Word document of {paper}",
                    paper=letter.paper.title,
                ),
            )
        return _with_claim(printed, letter)


def _with_claim(printed: Path, letter: Letter) -> bytes:
    """Attach the claim and fix the dates; the same letter gives the same bytes."""
    stamp = f"D:{letter.claim.as_of:%Y%m%d}000000Z"
    written = io.BytesIO()
    with pikepdf.open(printed) as pdf:
        specification = pikepdf.AttachedFileSpec(
            pdf,
            claim_json(letter.claim),
            filename=CLAIM_FILE,
            description="The claim this letter prints, and the facts it follows from",
            mime_type="application/json",
            creation_date=stamp,
            mod_date=stamp,
        )
        specification.obj.AFRelationship = pikepdf.Name.Source
        pdf.attachments[CLAIM_FILE] = specification
        pdf.Root.AF = pikepdf.Array([specification.obj])
        for key in ("/CreationDate", "/ModDate"):
            pdf.docinfo[key] = stamp
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            _fix_dates(metadata, letter)
        _forget_when_and_where(pdf)
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _forget_when_and_where(pdf: pikepdf.Pdf) -> None:
    """Take out what differs from one printing to the next, and where to open the file."""
    for thing, key in (
        (pdf.trailer, "/DocChecksum"),
        (pdf.trailer, "/ID"),
        (pdf.Root, "/OpenAction"),
    ):
        if key in thing:
            del thing[key]
    for intent in pdf.Root.get("/OutputIntents", []):
        profile = intent.DestOutputProfile.read_bytes()
        intent.DestOutputProfile.write(profile[:24] + _PROFILE_DAY + profile[36:])


def _fix_dates(metadata: Any, letter: Letter) -> None:
    for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
        if name in metadata or name != "xmp:MetadataDate":
            metadata[name] = f"{letter.claim.as_of.isoformat()}T00:00:00Z"
