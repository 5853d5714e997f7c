"""Which picture stands in a firm's letterhead, and may it be printed?

PNG and JPEG pictures are decoded in full and written anew, without their metadata; an SVG keeps
its lines in the PDF and becomes a picture for Word. Nothing a logo names is ever fetched.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NoReturn

from demandgen.casefile.model import Case
from demandgen.documents.views import letterhead_of
from demandgen.problems import CaseFileError, Message, Problem, say

if TYPE_CHECKING:
    from PIL import Image

LARGEST: Final = 2_000_000
"""Bytes of a logo's file."""
SIDE: Final = 6_000
"""Pixels of a logo's longer side."""
BOX: Final = (45, 22)
"""Millimetres that a letterhead has for its logo: width and height."""
_DOTS: Final = (1_062, 520)
"""The box at 600 dots an inch."""
_FIELD: Final = "creditor.letterhead.logo"
_FORBIDDEN: Final = frozenset(
    {
        "text",
        "tspan",
        "textPath",
        "image",
        "script",
        "foreignObject",
        "use",
        "style",
        "a",
        "animate",
    }
)
"""What an SVG may not have: letters of foreign fonts, further files, programs."""


@dataclass(frozen=True)
class Logo:
    """A logo as each format prints it: for Word always a PNG of the shape of the box."""

    pdf: bytes
    word: bytes


class _UnfitError(ValueError):
    """Why a picture is no logo; its argument is a `Message`."""


def logo_of(case: Case) -> Logo | None:
    """The logo above the letters of a case; None where the firm has none, or somebody else writes.

    Raises:
        CaseFileError: the file is missing, too large, or no picture that can be printed.
    """
    head = letterhead_of(case)
    if head is None or head.logo is None:
        return None
    path = case.file_at(_FIELD, head.logo)
    try:
        if path.stat().st_size > LARGEST:
            _unfit(say("it has more than {most} bytes", most=LARGEST))
        return read_logo(path.read_bytes())
    except OSError as error:
        reason = say("{reason}", reason=error.strerror or str(error))
    except _UnfitError as error:
        reason = error.args[0]
    message = say("the logo {file} cannot be printed: {reason}", file=head.logo, reason=reason)
    hint = say("a logo is a PNG, a JPEG, or an SVG of lines and areas")
    raise CaseFileError(Problem("logo", message, case.where(_FIELD), hint))


@lru_cache(maxsize=8)
def read_logo(content: bytes) -> Logo:
    """Read a PNG, JPEG or SVG.

    Raises:
        ValueError: it is none, or it cannot be printed.
    """
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        picture = _decoded(content)
        return Logo(_png(picture), _png(_boxed(picture)))
    _check_svg(content)
    return Logo(content, _png(_boxed(_drawn(content))))


def _unfit(reason: Message) -> NoReturn:
    raise _UnfitError(reason)


def _decoded(content: bytes) -> Image.Image:
    """A picture with all its pixels, of bounded size, on white."""
    from PIL import Image, ImageFile, ImageOps

    tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as opened:
            if max(opened.size) > SIDE:
                _unfit(say("a side has more than {most} pixels", most=SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, _UnfitError):
            raise
        _unfit(say("the picture is damaged"))
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerant  # WeasyPrint sets it for all
    white = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(white, upright).convert("RGB")
    flat.thumbnail(_DOTS)
    return flat


def _boxed(picture: Image.Image) -> Image.Image:
    """The picture at the upper right of a white box; Word's frame always has that shape."""
    from PIL import Image

    width, height = _DOTS
    scale = min(width / picture.width, height / picture.height)
    fitted = picture.resize(
        (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    )
    box = Image.new("RGB", _DOTS, "white")
    box.paste(fitted, (width - fitted.width, 0))
    return box


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _check_svg(content: bytes) -> None:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        _unfit(say("it is neither PNG nor JPEG nor plain SVG"))
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        _unfit(say("it is neither PNG nor JPEG nor plain SVG"))
    found = sorted({_name(e) for e in root.iter()} & _FORBIDDEN)
    if found:
        _unfit(say("an SVG logo has no {elements}", elements=", ".join(found)))
    if any(_leads_out(key, value) for e in root.iter() for key, value in e.attrib.items()):
        _unfit(say("an SVG logo names no other file"))


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _leads_out(key: str, value: str) -> bool:
    """An address elsewhere, or a program that runs on an event."""
    name = key.rpartition("}")[2]
    if name == "href":
        return not value.startswith("#")
    return name.startswith("on") or re.search(r"url\(\s*[\"']?(?!#)[^#\"']", value) is not None


def _drawn(svg: bytes) -> Image.Image:
    """An SVG as a picture, drawn by what draws it in the PDF."""
    import pypdfium2

    from demandgen.documents.pdf import picture_pdf

    document = pypdfium2.PdfDocument(picture_pdf(svg, *BOX))
    try:
        drawn = document[0].render(scale=600 / 72).to_pil().convert("RGB")
    finally:
        document.close()
    return _trimmed(drawn)


def _trimmed(picture: Image.Image) -> Image.Image:
    """The picture without the white around it.

    Raises:
        ValueError: there is nothing else.
    """
    from PIL import Image, ImageChops

    inked = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    if inked is None:
        _unfit(say("it shows nothing"))
    return picture.crop(inked)
