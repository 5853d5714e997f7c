"""How does a letter become a PDF that lasts and can be checked?

WeasyPrint prints it as tagged PDF/UA-1 and PDF/A-3b; the claim goes in as an attachment, once,
with fixed dates. One font configuration and one parsed stylesheet serve all letters of a
process, because a fresh one each time is slow and never given back.
"""

from __future__ import annotations

import html
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pydyf
from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from demandgen.documents.embedded import CLAIM_FILE, claim_json
from demandgen.documents.letter import Letter
from demandgen.problems import OutputError, say

FACES: Final = {
    "IBMPlexSerif-Regular": (400, "normal"),
    "IBMPlexSerif-Italic": (400, "italic"),
    "IBMPlexSerif-SemiBold": (600, "normal"),
    "IBMPlexSerif-SemiBoldItalic": (600, "italic"),
}
"""The font files of the letters: weight and style. Static files; a variable font is slow."""

_PROFILE: Final = "srgb-2014"
_FONT_URL: Final = "font:"
_LOGO_URL: Final = "logo:"
_CODE_URL: Final = "payment-code:"
_MARKERS: Final = "\n::marker { font-variant-numeric: normal }"
"""Keeps memory flat. WeasyPrint asks for figures of equal width in the marker of every list item,
and each text with a font feature loses about 150 bytes there: `Layout.setup` never frees Pango's
attribute list (WeasyPrint 70). Our faces have no such feature: all their figures are of one width.
"""
_UA_PROPERTIES: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"\
 pdfuaid:part="1" />\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"\
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""PDF/UA-1 named in the XMP, and described there as PDF/A asks for foreign properties."""


def font_folder() -> Path:
    """The folder of the font files, from their package."""
    return Path(str(resources.files("fontpkg_ibm_plex_serif"))) / "files"


@cache
def supported_characters() -> frozenset[str]:
    """The characters that every face of the letters can print."""
    from fontTools.ttLib import TTFont

    faces = []
    for name in FACES:
        with TTFont(font_folder() / f"{name}.ttf", lazy=True) as font:
            faces.append(font.getBestCmap())
    return frozenset(chr(code) for code in set(faces[0]).intersection(*faces[1:]))


class _OnlyOurs(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Hands out our font files and a letter's pictures; asks neither network nor files for more."""

    def __init__(self, logo: bytes | None = None, code: bytes | None = None) -> None:
        super().__init__(allowed_protocols=frozenset())
        self.pictures = {_LOGO_URL: logo, _CODE_URL: code}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        del headers
        name = url.removeprefix(_FONT_URL)
        if url.startswith(_FONT_URL) and name in FACES:
            return URLFetcherResponse(url, (font_folder() / f"{name}.ttf").read_bytes())
        picture = self.pictures.get(url)
        if picture is not None:
            return URLFetcherResponse(url, picture)
        raise FatalURLFetchingError(f"a letter may not fetch {url}")


@cache
def _fonts() -> FontConfiguration:
    """The one font configuration of the process, with our faces."""
    configuration = FontConfiguration()
    rules = "".join(
        f'@font-face{{font-family:"IBM Plex Serif";src:url({_FONT_URL}{name});'
        f"font-weight:{weight};font-style:{style}}}"
        for name, (weight, style) in FACES.items()
    )
    CSS(string=rules, font_config=configuration, url_fetcher=_OnlyOurs())
    return configuration


@cache
def _srgb() -> ColorProfile:
    """The colour profile of PDF/A, read once; WeasyPrint reads its own for each letter anew."""
    with (resources.files("weasyprint.pdf") / "sRGB2014.icc").open("rb") as file:
        profile = ColorProfile(
            io.BytesIO(file.read()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
        )
    # Writing a profile out changes how it is written the next times: the first letter of a
    # process would differ from the same letter made later.
    _ = profile.name, profile.content
    return profile


@cache
def _stylesheet(text: str) -> CSS:
    return CSS(string=text + _MARKERS, font_config=_fonts(), url_fetcher=_OnlyOurs())


def pdf_of(letter: Letter, stylesheet: str, letterhead: str) -> bytes:
    """Print a letter as PDF/A-3b and PDF/UA-1 with its claim embedded.

    `stylesheet` is the text of the CSS; `letterhead` the HTML above the letter.

    Raises:
        OutputError: WeasyPrint reports anything at all.
    """
    with _nothing_logged(letter):
        logo = letter.context["logo"]
        ours = _OnlyOurs(logo.pdf if logo else None, letter.context["payment"].code)
        page = HTML(string=_page(letter, letterhead), url_fetcher=ours)
        printed: bytes = page.write_pdf(
            stylesheets=[_stylesheet(stylesheet)],
            font_config=_fonts(),
            pdf_variant="pdf/a-3b",
            output_intent=_PROFILE,
            color_profiles={_PROFILE: _srgb()},
            pdf_tags=True,
            finisher=lambda _, pdf: _finish(pdf, letter),
        )
    return printed


def _page(letter: Letter, letterhead: str) -> str:
    head = letter.context["letterhead"]
    colour = head.colour if head and head.colour else "#1f2a44"
    attributes = {
        "class": f"window-{head.window if head else 'left'}",
        "style": f"--accent:{colour}",
        "data-reference": letter.reference,
        "data-page": letter.context["page_word"],
        "data-of": letter.context["of_word"],
        "data-footer": head.footer if head and head.footer else "",
    }
    written = " ".join(f'{key}="{html.escape(value)}"' for key, value in attributes.items())
    sender = html.escape(letter.context["sender"].name)
    logo = letter.context["logo"]
    picture = f'<img class="logo" src="{_LOGO_URL}" alt="{sender}">' if logo else ""
    return (
        f'<!DOCTYPE html><html lang="{letter.language}"><head><meta charset="utf-8">'
        f"<title>{html.escape(letter.paper.title)}, {html.escape(letter.reference)}</title>"
        f'<meta name="author" content="{sender}">'
        f'<meta name="dcterms.created" content="{letter.claim.as_of.isoformat()}">'
        f'<meta name="dcterms.modified" content="{letter.claim.as_of.isoformat()}">'
        f"</head><body {written}>{picture}{letterhead}{letter.body}</body></html>"
    )


@contextmanager
def _nothing_logged(letter: Letter) -> Iterator[None]:
    """Turn whatever WeasyPrint logs into an error."""
    records: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]  # a handler of one purpose
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield
    except FatalURLFetchingError as error:
        records.append(str(error))
    finally:
        logger.removeHandler(handler)
    if records:
        _stylesheet.cache_clear()  # a stylesheet read again tells its faults again
        raise OutputError.of(
            "pdf-not-clean",
            say(
                "{paper} cannot be printed: {reason}",
                paper=letter.paper.title,
                reason="; ".join(dict.fromkeys(records)),
            ),
        )


def _finish(pdf: pydyf.PDF, letter: Letter) -> None:
    """Name PDF/UA in the metadata, drop empty resources, attach the claim, listed once."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream[0] = metadata.stream[0].replace(b"</rdf:RDF>", _UA_PROPERTIES + b"</rdf:RDF>")
    for thing in pdf.objects:
        if isinstance(thing, dict):
            for unused in ("Pattern", "Shading"):
                if thing.get(unused) == {}:
                    del thing[unused]
    file = _attached(pdf, claim_json(letter.claim), letter.claim.as_of)
    names = pydyf.Dictionary({"Names": pydyf.Array([pydyf.String(CLAIM_FILE), file.reference])})
    pdf.add_object(names)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = names.reference
    pdf.catalog["AF"] = pydyf.Array([file.reference])
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _attached(pdf: pydyf.PDF, content: bytes, day: date) -> pydyf.Dictionary:
    """Add an embedded file and its specification; return the latter."""
    stamp = pydyf.String(f"D:{day:%Y%m%d}000000Z")
    parameters = pydyf.Dictionary({"Size": len(content), "CreationDate": stamp, "ModDate": stamp})
    stream = pydyf.Stream(
        [content],
        pydyf.Dictionary(
            {"Type": "/EmbeddedFile", "Subtype": "/application#2fjson", "Params": parameters}
        ),
        compress=True,
    )
    pdf.add_object(stream)
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(CLAIM_FILE),
            "UF": pydyf.String(CLAIM_FILE),
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "Desc": pydyf.String("The claim this letter prints, and the facts it follows from"),
            "AFRelationship": "/Source",
        }
    )
    pdf.add_object(specification)
    return specification


def picture_pdf(svg: bytes, width: int, height: int) -> bytes:
    """Print a drawing alone on a page of so many millimetres."""
    page = (
        f"<style>@page{{size:{width}mm {height}mm;margin:0}}body{{margin:0}}"
        f"img{{width:{width}mm;height:{height}mm;object-fit:contain}}</style>"
        f'<img src="{_LOGO_URL}">'
    )
    printed: bytes = HTML(string=page, url_fetcher=_OnlyOurs(svg)).write_pdf(font_config=_fonts())
    return printed


def working_paper_pdf(page: str, stylesheet: str) -> bytes:
    """Print a sheet that is no letter (a register, labels): our fonts, nothing fetched."""
    document = HTML(string=page, url_fetcher=_OnlyOurs())
    printed: bytes = document.write_pdf(stylesheets=[_stylesheet(stylesheet)], font_config=_fonts())
    return printed
