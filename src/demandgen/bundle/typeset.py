"""How does our own text become pages: the front of a bundle, an e-mail, a text file?

WeasyPrint with the shipped fonts and nothing else: whatever a page asks for from the network or
from the disk is refused and counted.
"""

from __future__ import annotations

import base64
import binascii
import gc
import mimetypes
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FACES = {
    ("normal", 400): "IBMPlexSerif-Regular.ttf",
    ("italic", 400): "IBMPlexSerif-Italic.ttf",
    ("normal", 600): "IBMPlexSerif-SemiBold.ttf",
    ("italic", 600): "IBMPlexSerif-SemiBoldItalic.ttf",
}
_MAX_INLINE = 30 * 1024**2


def font_file(name: str) -> Path:
    """Return the path of a shipped font file."""
    return Path(str(resources.files("fontpkg_ibm_plex_serif").joinpath("files", name)))


class Locked(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Hands out what the page itself carries, and counts what it asks for beyond that."""

    def __init__(self, inline: Mapping[str, tuple[str, bytes]] | None = None) -> None:
        super().__init__(allowed_protocols=())
        self.inline = inline or {}
        self.blocked: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint's shape
        """Return an inline part (cid:) or inline data (data:); refuse everything else."""
        if url.startswith("cid:") and url[4:] in self.inline:
            kind, data = self.inline[url[4:]]
            return URLFetcherResponse(url, data, {"Content-Type": kind})
        if url.startswith("data:"):
            return _data_url(url)
        self.blocked.append(url[:200])
        raise ValueError("blocked")


def _data_url(url: str) -> URLFetcherResponse:
    header, _, body = url[5:].partition(",")
    if len(body) > _MAX_INLINE:
        raise ValueError("blocked")
    kind = header.split(";")[0] or "text/plain"
    try:
        data = base64.b64decode(body) if header.endswith(";base64") else unquote_to_bytes(body)
    except binascii.Error:
        raise ValueError("blocked") from None
    return URLFetcherResponse(url, data, {"Content-Type": kind})


class _Fonts(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves the shipped font files to our own style sheet, and nothing else."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint's shape
        name = url.removeprefix("font:")
        if name not in FACES.values():
            raise ValueError("blocked")
        kind = mimetypes.guess_type(name)[0] or "font/ttf"
        return URLFetcherResponse(url, font_file(name).read_bytes(), {"Content-Type": kind})


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    faces = "".join(
        f"@font-face {{ font-family: 'Plex'; font-style: {style}; font-weight: {weight};"
        f" src: url('font:{name}') }}\n"
        for (style, weight), name in FACES.items()
    )
    sheet = resources.files("demandgen.bundle").joinpath("data", "pages.css")
    fonts = FontConfiguration()
    text = faces + sheet.read_text(encoding="utf-8")
    return CSS(string=text, font_config=fonts, url_fetcher=_Fonts()), fonts


def typeset(html: str, fetcher: Locked | None = None) -> Document:
    """Lay out HTML in the bundle's look; what it may fetch is what `fetcher` hands out."""
    css, fonts = _style()
    page = HTML(string=html, url_fetcher=fetcher or Locked(), base_url="about:blank")
    collecting = gc.isenabled()
    gc.disable()  # a layout is a million objects that all stay: looking for garbage takes a quarter
    try:
        return page.render(stylesheets=[css], font_config=fonts)
    finally:
        if collecting:
            gc.enable()


def as_pdf(document: Document) -> bytes:
    """Write a layout as PDF, without anything that changes from run to run."""
    data: bytes = document.write_pdf(pdf_identifier=b"demandgen")
    return data
