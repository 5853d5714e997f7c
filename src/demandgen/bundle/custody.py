"""Which bytes belong together: hashes, the fingerprint of the list, the custody log?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

EXHIBITS, MANIFEST, SUMS, CUSTODY = "exhibits.json", "manifest.json", "SHA256SUMS", "custody.jsonl"
REQUEST, TOKEN = "manifest.tsq", "manifest.tsr"  # names of files
BEYOND_MANIFEST = frozenset({MANIFEST, SUMS, CUSTODY, REQUEST, TOKEN})
"""Files the manifest cannot list, or that come after it."""
START = "0" * 64
_PAGE_PARTS = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Resources")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical(value: Any) -> bytes:
    """Return JSON that is the same for the same value, whoever writes it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    return (text + "\n").encode()


class PageDigests:
    """Digests of pages as they are drawn: boxes, resources and contents, not the links."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def of(self, page: Page, *, without_last: bool = False) -> str:
        """Return a page's digest; `without_last` leaves out the last stream of contents."""
        digest = hashlib.sha256()
        for key in _PAGE_PARTS:
            if key in page.obj:
                digest.update(key.encode() + self._digest(page.obj[key]))
        contents = page.obj.get("/Contents", Array())
        streams = list(contents) if isinstance(contents, Array) else [contents]
        for stream in streams[:-1] if without_last else streams:
            digest.update(self._digest(stream))
        return digest.hexdigest()

    def _digest(self, obj: Any) -> bytes:
        if isinstance(obj, Object) and obj.is_indirect:
            known = self._known.get(obj.objgen)
            if known is None:
                self._known[obj.objgen] = b"(round)"  # an object that refers to itself
                known = self._known[obj.objgen] = self._fresh(obj)
            return known
        return self._fresh(obj)

    def _fresh(self, obj: Any) -> bytes:
        digest = hashlib.sha256()
        if isinstance(obj, Stream):
            data = obj.read_raw_bytes()
            digest.update(b"stream" + self._dictionary(obj.stream_dict, _unsteady(obj, data)))
            digest.update(data)
        elif isinstance(obj, Dictionary):
            digest.update(b"dict" + self._dictionary(obj))
        elif isinstance(obj, Array):
            digest.update(b"array" + b"".join(self._digest(item) for item in obj))
        else:
            digest.update(_plain(obj))
        return digest.digest()

    def _dictionary(self, obj: Any, left_out: frozenset[str] = frozenset()) -> bytes:
        keys = sorted(set(obj.keys()) - {"/Length", "/Parent"} - left_out)
        return b"".join(key.encode() + self._digest(obj[key]) for key in keys)


def _unsteady(stream: Stream, data: bytes) -> frozenset[str]:
    """Return the keys that saving puts on and takes off again, though it draws the same.

    No bytes at all are written now as compressed, now plainly: nothing, either way.
    """
    empty = not data and stream.get("/Filter") == Name.FlateDecode
    return frozenset({"/Filter"} if empty else ())


def _plain(obj: Any) -> bytes:
    if isinstance(obj, (int, float, Decimal)) and not isinstance(obj, bool):
        # 0.0 is written as 0: the same number, another type
        return f"number {format(Decimal(str(obj)).normalize() + 0, 'f')}".encode()
    if isinstance(obj, Name):
        return str(obj).encode()
    if isinstance(obj, Object):
        return bytes(obj.unparse())
    return f"{type(obj).__name__}{obj}".encode()


def links_of(pdf: Pdf) -> list[list[list[float]]]:
    """Return, for each page, its links: the rectangle and the page (from 1) it leads to.

    A link that leads nowhere in this file has page 0; anything but a link has page -1.
    """
    from demandgen.bundle.reading.normal import destination_page

    numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages, start=1)}
    result = []
    for page in pdf.pages:
        links = []
        for annotation in page.obj.get("/Annots", Array()):
            if _is_signature(annotation):
                continue
            rect = [round(float(v), 2) for v in annotation.get("/Rect", [0, 0, 0, 0])]
            inner = annotation.get("/Subtype") == Name.Link and "/AP" not in annotation
            target = destination_page(pdf, annotation, numbers) if inner else -1
            links.append([*rect, target or 0])
        result.append(links)
    return result


def _is_signature(annotation: Any) -> bool:
    """An invisible signature field stands on a page without showing there."""
    rect = [float(v) for v in annotation.get("/Rect", [1, 1, 1, 1])]
    return annotation.get("/FT") == Name.Sig and rect == [0, 0, 0, 0]


def sums(files: Mapping[str, str]) -> str:
    """Return the text of SHA256SUMS, as `sha256sum -c` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))


def read_sums(text: str) -> dict[str, str]:
    """Read SHA256SUMS back: digest by name."""
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def entry(log: str, event: str, when: datetime, facts: Mapping[str, Any]) -> str:
    """Return the log with one more entry, chained to the one before it."""
    lines = log.splitlines()
    value = {
        "number": len(lines) + 1,
        "when": when.isoformat(timespec="seconds"),
        "event": event,
        **facts,
        "previous": sha256(lines[-1].encode()) if lines else START,
    }
    return log + json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def broken_links(log: str) -> Iterable[int]:
    """Yield the numbers of the entries that do not follow from the one before."""
    previous = START
    for number, line in enumerate(log.splitlines(), start=1):
        try:
            value = json.loads(line)
            sound = value.get("previous") == previous and value.get("number") == number
        except (ValueError, AttributeError):
            sound = False
        if not sound:
            yield number
        previous = sha256(line.encode())
