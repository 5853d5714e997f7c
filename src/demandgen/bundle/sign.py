"""How is a bundle signed with the user's own key (PAdES)?"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path

from demandgen.problems import UsageError, say

logging.getLogger("pyhanko").addHandler(logging.NullHandler())
"""What pyHanko logs is told to the user as a problem, not as a traceback on standard error."""

PASSWORD = "DEMANDGEN_P12_PASSWORD"  # noqa: S105  # the name of the variable, not a password


def signer_of(key: Path, password: str | None) -> Callable[[Path], None]:
    """Return what signs a PDF file in place with the key in a PKCS#12 file.

    Raises:
        UsageError: the key cannot be opened.
    """
    from pyhanko.sign import signers

    if not key.is_file():
        raise UsageError.of("key", say("there is no key file {file}", file=str(key)))
    try:
        signer = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]  # pyHanko
            str(key), passphrase=password.encode() if password else None
        )
    except (OSError, ValueError):
        signer = None
    if signer is None:
        raise UsageError.of(
            "key",
            say("the key {file} cannot be opened", file=str(key)),
            hint=say("put its password into the environment variable {name}", name=PASSWORD),
        )

    def sign(path: Path) -> None:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.fields import SigSeedSubFilter

        writer = IncrementalPdfFileWriter(io.BytesIO(path.read_bytes()))
        metadata = signers.PdfSignatureMetadata(
            field_name="Demandgen", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        signed = signers.sign_pdf(writer, metadata, signer=signer)
        path.write_bytes(signed.getbuffer())

    return sign
