"""What kind of file is it really, whatever its name says?"""

from __future__ import annotations

import zipfile
from pathlib import Path

from demandgen.bundle.reading.job import refuse

_OFFICE = {".docx", ".odt", ".xlsx", ".ods", ".doc", ".xls", ".rtf"}
_SIGNS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"II+\x00", "image"),
    (b"MM\x00+", "image"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}


def kind_of(path: Path, name: str) -> str:
    """Tell pdf, image, heic, mail, msg, office, xml or text, by content first.

    Raises:
        Refused: the kind is none of these.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    suffix = Path(name).suffix.lower()
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return "heic"
    return _by_container(path, head, suffix) or _by_text(head, suffix, name)


def _by_container(path: Path, head: bytes, suffix: str) -> str | None:
    if head.startswith(_OLE):
        return "msg" if suffix == ".msg" else "office" if suffix in _OFFICE else None
    if head.startswith(b"PK\x03\x04") and suffix in _OFFICE and zipfile.is_zipfile(path):
        return "office"
    if head.startswith(b"{\\rtf"):
        return "office"
    return None


def _by_text(head: bytes, suffix: str, name: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix == ".eml":
        return "mail"
    if suffix == ".xml" or start.startswith(b"<?xml"):
        return "xml"
    if suffix in {".txt", ".text", ".log", ".csv", ".md"} and b"\x00" not in _text_bytes(head):
        return "text"
    raise refuse(
        "unknown-type",
        "{name} is none of the kinds that can be printed: PDF, image, e-mail, Word, Excel, "
        "OpenDocument, text, e-invoice XML",
        name=name,
    )


def _text_bytes(head: bytes) -> bytes:
    """UTF-16 text has zero bytes and says so with its mark."""
    return b"" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
