"""Is a PDF signed, by whom, when, over the whole file, and is the signature intact?

Whether the signer's certificate is to be trusted is not decided here: no list of authorities is
consulted. What is told is what the file itself proves.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from pikepdf import Name, Pdf

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # They log that an issuer is not trusted, which nobody asked them here.
    logging.getLogger(_library).addHandler(logging.NullHandler())


def signatures_of(path: Path, pdf: Pdf) -> list[dict[str, Any]]:
    """Return signer, time (ISO), whole_file and intact for each signature of a PDF."""
    if not _looks_signed(pdf):
        return []
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    with path.open("rb") as file:
        try:
            reader = PdfFileReader(file, strict=False)
            return [_facts(signature) for signature in reader.embedded_regular_signatures]
        except (PdfReadError, ValueError, KeyError, TypeError):
            return [{"signer": "?", "time": "", "whole_file": False, "intact": False}]


def _looks_signed(pdf: Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return False
    stack = list(form.get("/Fields", []))[:1000]
    for field in stack:
        if field.get("/FT") == Name.Sig and "/V" in field:
            return True
        stack.extend(list(field.get("/Kids", []))[:1000])
        if len(stack) > 5000:
            return False
    return False


def _facts(signature: Any) -> dict[str, Any]:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=[], allow_fetching=False)
    try:
        status = validate_pdf_signature(signature, signer_validation_context=context)
        intact, whole = bool(status.intact and status.valid), _whole(status)
    except Exception:  # noqa: BLE001  # a signature made to break its reader is not intact
        intact = whole = False
    moment = signature.self_reported_timestamp
    return {
        "signer": _name(signature),
        "time": moment.isoformat() if moment else "",
        "whole_file": whole,
        "intact": intact,
    }


def _whole(status: Any) -> bool:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    return bool(status.coverage == SignatureCoverageLevel.ENTIRE_FILE)


def _name(signature: Any) -> str:
    certificate = signature.signer_cert
    native = certificate.subject.native if certificate else {}
    return str(native.get("common_name") or native.get("organization_name") or "?")[:120]
