"""Where on a page is there already something, so that no stamp covers it?

A page is looked at the way it is seen, 24 dots to the inch; every dot darker than paper is ink.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream, parse_content_stream
from PIL import Image

SCALE = 1 / 3
"""Dots per point of the page as displayed."""
_PAPER = 238
"""Grey from which on a dot counts as paper: scans are not quite white."""
_TO_INK = bytes(1 if grey < _PAPER else 0 for grey in range(256))
_MAX_DOTS = 2000
_SHORT = 400
"""Bytes of contents that place one picture and draw nothing else."""
_ALTERING = {"/Decode", "/SMask", "/Mask", "/ImageMask"}
"""What makes a picture look other than its data."""


@dataclass(frozen=True)
class Ink:
    """The dots of a page as displayed, row by row from the top; 1 is ink."""

    width: int
    height: int
    dots: bytes

    def free(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Tell whether a box is empty; its sides are fractions of the page, upwards from 0."""
        x0, x1 = int(left * self.width), min(self.width, int(right * self.width) + 1)
        y0 = max(0, int((1 - top) * self.height))
        y1 = min(self.height, int((1 - bottom) * self.height) + 1)
        rows = (self.dots[y * self.width + x0 : y * self.width + x1] for y in range(y0, y1))
        return not any(1 in row for row in rows)


def inks(pdf: Path) -> Iterator[Ink]:
    """Look at every page of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    with Pdf.open(pdf) as structure:
        for number, page in enumerate(document):
            size = page.get_size()
            yield _scan(structure.pages[number], size) or _rendered(page, size)
            page.close()
    document.close()


def _scale(width: float, height: float) -> float:
    scale = min(SCALE, _MAX_DOTS / max(width, height, 1))
    return max(scale, 8 / max(min(width, height), 1))


def _rendered(page: Any, size: tuple[float, float]) -> Ink:
    bitmap = page.render(scale=_scale(*size), grayscale=True, may_draw_forms=False)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    raw = bytes(bitmap.buffer).translate(_TO_INK)
    rows = (raw[y * stride : y * stride + width] for y in range(height))
    ink = Ink(width, height, b"".join(rows))
    bitmap.close()
    return ink


def _scan(page: Page, size: tuple[float, float]) -> Ink | None:
    """Look at a page that is one JPEG picture, without decoding every dot; None: it is not."""
    picture = _only_picture(page)
    if picture is None:
        return None
    data, (wide, high, left, low) = picture
    x0, y0, x1, y1 = (float(v) for v in page.cropbox)
    scale = _scale(*size)
    sheet = Image.new("L", (max(1, ceil((x1 - x0) * scale)), max(1, ceil((y1 - y0) * scale))), 255)
    dots = (max(1, round(wide * scale)), max(1, round(high * scale)))
    try:
        with Image.open(BytesIO(data), formats=("JPEG",)) as image:
            if image.mode not in {"L", "RGB"}:
                return None
            image.draft("L", dots)
            small = image.convert("L").resize(dots, Image.Resampling.BOX)
    except (OSError, SyntaxError, ValueError):
        return None
    sheet.paste(small, (round((left - x0) * scale), round((y1 - low - high) * scale)))
    turned = sheet.rotate(-int(page.obj.get("/Rotate", 0)), expand=True)
    return Ink(turned.width, turned.height, turned.tobytes().translate(_TO_INK))


def _only_picture(page: Page) -> tuple[bytes, tuple[float, float, float, float]] | None:
    resources, contents = page.obj.Resources, page.obj.get("/Contents")
    pictures = resources.get("/XObject", Dictionary())
    if not isinstance(contents, Stream) or len(pictures.keys()) != 1 or "/Annots" in page.obj:
        return None
    if len(contents.read_raw_bytes()) > _SHORT:
        return None
    drawn = [(str(i.operator), list(i.operands)) for i in parse_content_stream(page)]
    if [name for name, _ in drawn] not in (["q", "cm", "Do", "Q"], ["cm", "Do"]):
        return None
    a, b, c, d, e, f = (float(v) for v in next(o for name, o in drawn if name == "cm"))
    image = pictures[next(iter(pictures.keys()))]
    if b or c or a <= 0 or d <= 0 or set(image.stream_dict.keys()) & _ALTERING:
        return None
    if image.stream_dict.get("/Filter") not in (Name.DCTDecode, Array([Name.DCTDecode])):
        return None
    return image.read_raw_bytes(), (a, d, e, f)


def save_inks(pages: Iterator[Ink], path: Path) -> int:
    """Write pages' ink to a file, compressed by the page; return their number."""
    import zlib

    count = 0
    with path.open("wb") as file:
        for ink in pages:
            packed = zlib.compress(ink.dots, 1)
            file.write(b"%d %d %d\n" % (ink.width, ink.height, len(packed)) + packed)
            count += 1
    return count


def load_inks(path: Path) -> Iterator[Ink]:
    """Read back what `save_inks` wrote."""
    import zlib

    with path.open("rb") as file:
        while line := file.readline(64):
            width, height, size = map(int, line.split())
            yield Ink(width, height, zlib.decompress(file.read(size)))
