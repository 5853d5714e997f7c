"""Where do label, page number and certification go, without covering anything?

Everything is placed on the page as it is displayed, in points (1/72 inch), whatever its boxes,
rotation and user unit. A mark that finds no empty corner goes into a strip added below the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary, Page, Pdf

from demandgen.bundle.font import StampFont, packed
from demandgen.bundle.reading.ink import Ink
from demandgen.bundle.reading.normal import STAMP_FONT

_EDGE = 17.0
"""Distance of a mark from the edge of the page: what an office printer can print."""
_GAP = 4.0
_PAD = 3.0
_NARROWEST = 150.0
"""A page narrower than this is widened, so that the marks fit below it."""
_USUAL = 595.0


@dataclass(frozen=True)
class Mark:
    """Something to print on a page: lines, size in points, where it may go, in a frame or not."""

    lines: tuple[str, ...]
    size: float
    corners: tuple[str, ...]
    framed: bool = False

    def box(self, font: StampFont, scale: float) -> tuple[float, float]:
        """Return the width and height it needs, in points."""
        pad = _PAD * scale if self.framed else 0.0
        wide = max(font.width(line, self.size * scale) for line in self.lines)
        return wide + 2 * pad, len(self.lines) * self.size * scale * 1.25 + 2 * pad


NUMBER = ("bottom-right", "bottom-centre", "bottom-left", "top-right", "top-centre", "top-left")
LABEL = ("top-right", "top-centre", "top-left", "bottom-left", "bottom-centre")
CERTIFIED = ("bottom-left", "bottom-centre", "top-left", "top-centre")

Box = tuple[float, float, float, float]


def page_number(number: int) -> Mark:
    """The running page number."""
    return Mark((str(number),), 10, NUMBER)


def label(text: str) -> Mark:
    """An exhibit's label, for its first page."""
    return Mark((text,), 10, LABEL, framed=True)


def certification(lines: Sequence[str]) -> Mark:
    """The certification of a copy, with room for the signature."""
    return Mark(tuple(lines), 7.5, CERTIFIED, framed=True)


@dataclass(frozen=True)
class Sheet:
    """A page as displayed: its size in points and the way from there to the page's own units."""

    width: float
    height: float
    matrix: tuple[float, float, float, float, float, float]

    def to_page(self, box: Box) -> Box:
        """Turn a box as displayed into the page's own units."""
        a, b, c, d, e, f = self.matrix
        xs = [a * x + c * y + e for x in box[::2] for y in box[1::2]]
        ys = [b * x + d * y + f for x in box[::2] for y in box[1::2]]
        return min(xs), min(ys), max(xs), max(ys)


def sheet_of(page: Page) -> Sheet:
    """Tell how a (normalised) page is displayed."""
    x0, y0, x1, y1 = (float(v) for v in page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1))
    wide, high, u = (x1 - x0) * unit, (y1 - y0) * unit, 1 / unit
    turn = int(page.obj.get("/Rotate", 0)) % 360
    if turn == 90:
        return Sheet(high, wide, (0, u, -u, 0, x1, y0))
    if turn == 180:
        return Sheet(wide, high, (-u, 0, 0, -u, x1, y1))
    if turn == 270:
        return Sheet(high, wide, (0, -u, u, 0, x0, y1))
    return Sheet(wide, high, (u, 0, 0, u, x0, y0))


@dataclass
class Layout:
    """Where the marks of one page go, as displayed; `strip` is the height added below."""

    scale: float
    placed: list[tuple[Mark, Box]] = field(default_factory=list)
    strip: float = 0.0
    width: float = 0.0


def lay_out(sheet: Sheet, ink: Ink, marks: Iterable[Mark], font: StampFont) -> Layout:
    """Find an empty place for each mark: a free corner, else the strip."""
    layout = Layout(max(1.0, min(sheet.width, sheet.height) / _USUAL))
    homeless = []
    for mark in marks:
        box = _free_corner(sheet, ink, mark, layout, font)
        if box:
            layout.placed.append((mark, box))
        else:
            homeless.append(mark)
    layout.width = sheet.width
    if homeless:
        _add_strip(sheet, homeless, layout, font)
    return layout


def _free_corner(sheet: Sheet, ink: Ink, mark: Mark, layout: Layout, font: StampFont) -> Box | None:
    width, height = mark.box(font, layout.scale)
    edge = _EDGE * layout.scale
    if width + 2 * edge > sheet.width or height + 2 * edge > sheet.height / 2:
        return None
    for corner in mark.corners:
        high, side = corner.split("-")
        x = {
            "left": edge,
            "centre": (sheet.width - width) / 2,
            "right": sheet.width - edge - width,
        }[side]
        y = edge if high == "bottom" else sheet.height - edge - height
        box = (x, y, x + width, y + height)
        if _empty(sheet, ink, _wider(box, _GAP)) and not _meets(box, layout):
            return box
    return None


def _wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _empty(sheet: Sheet, ink: Ink, box: Box) -> bool:
    return ink.free(
        max(0.0, box[0] / sheet.width),
        max(0.0, box[1] / sheet.height),
        min(1.0, box[2] / sheet.width),
        min(1.0, box[3] / sheet.height),
    )


def _meets(box: Box, layout: Layout) -> bool:
    x0, y0, x1, y1 = _wider(box, _GAP)
    return any(x0 < p[2] and p[0] < x1 and y0 < p[3] and p[1] < y1 for _, p in layout.placed)


def _add_strip(sheet: Sheet, marks: list[Mark], layout: Layout, font: StampFont) -> None:
    """Put the homeless marks below the page: side by side, or below each other when narrow."""
    edge, gap = _EDGE * layout.scale, _GAP * layout.scale
    sizes = [mark.box(font, layout.scale) for mark in marks]
    widest = max(width for width, _ in sizes)
    layout.width = max(sheet.width, min(_NARROWEST, widest + 2 * edge), widest + 2 * edge)
    beside = sum(width for width, _ in sizes) + gap * len(marks) + 2 * edge <= layout.width
    y = -gap
    left = edge
    for mark, (width, height) in zip(reversed(marks), reversed(sizes), strict=True):
        last = mark is marks[0]
        x = layout.width - edge - width if last else left
        layout.placed.append((mark, (x, y - height, x + width, y)))
        if beside:
            left += width + gap
        else:
            y -= height + gap
    low = min(box[1] for mark, box in layout.placed if mark in marks)
    layout.strip = edge - low


def stamp(pdf: Pdf, page: Page, sheet: Sheet, layout: Layout, shared: Shared) -> Box:
    """Print the marks of a layout on a page; return the number's place in the page's units.

    The contents as they were stay between a stream that saves the state and ours.
    """
    if layout.strip or layout.width > sheet.width:
        _extend(page, sheet.to_page((0, -layout.strip, layout.width, sheet.height)))
    before = page.obj.get("/Contents")
    old = list(before) if isinstance(before, Array) else [] if before is None else [before]
    ours = packed(pdf, _content(sheet, layout, shared.face))
    page.obj.Contents = Array([shared.save, *old, ours])
    _use_font(page, shared.embedded)
    number = next(box for mark, box in layout.placed if mark.corners is NUMBER)
    return sheet.to_page(number)


@dataclass(frozen=True)
class Shared:
    """What all stamps of a PDF use together: the font, and the stream that saves the state."""

    face: StampFont
    embedded: Any
    save: Any

    @classmethod
    def of(cls, pdf: Pdf, font: StampFont) -> Shared:
        """Embed both in a PDF."""
        return cls(font, font.into(pdf), packed(pdf, b"q\n"))


def _extend(page: Page, box: Box) -> None:
    for name in ("MediaBox", "CropBox"):
        if f"/{name}" in page.obj:
            old = [float(v) for v in page.obj[f"/{name}"]]
            low = [round(min(o, n), 4) for o, n in zip(old[:2], box[:2], strict=True)]
            high = [round(max(o, n), 4) for o, n in zip(old[2:], box[2:], strict=True)]
            page.obj[f"/{name}"] = Array([*low, *high])


def _use_font(page: Page, font: Any) -> None:
    resources = page.obj.Resources
    if "/Font" not in resources:
        resources.Font = Dictionary()
    resources.Font[STAMP_FONT] = font


def _n(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def _content(sheet: Sheet, layout: Layout, font: StampFont) -> bytes:
    parts = [f"Q q {' '.join(_n(v) for v in sheet.matrix)} cm 0 g 0 G".encode()]
    if layout.strip:
        parts.append(_white(0, -layout.strip, layout.width, layout.strip))
    if layout.width > sheet.width:
        parts.append(_white(sheet.width, 0, layout.width - sheet.width, sheet.height))
    for mark, box in layout.placed:
        parts += _draw(mark, box, layout.scale, font)
    parts.append(b"Q\n")
    return b"\n".join(parts)


def _white(*box: float) -> bytes:
    return f"1 g {' '.join(map(_n, box))} re f 0 g".encode()


def _draw(mark: Mark, box: Box, scale: float, font: StampFont) -> list[bytes]:
    size, pad = mark.size * scale, _PAD * scale if mark.framed else 0.0
    parts = []
    if mark.framed:
        frame = (box[0], box[1], box[2] - box[0], box[3] - box[1])
        parts.append(f"{_n(0.6 * scale)} w {' '.join(map(_n, frame))} re S".encode())
    y = box[3] - pad - size
    for line in mark.lines:
        start = f"BT {STAMP_FONT} {_n(size)} Tf {_n(box[0] + pad)} {_n(y)} Td ".encode()
        parts.append(start + font.encode(line) + b" Tj ET")
        y -= size * 1.25
    return parts


COVER_SIZE = 10.5


def stamp_lines(
    pdf: Pdf, page: Page, lines: Sequence[tuple[float, float, str]], font: StampFont
) -> None:
    """Print lines at places of an upright page, as a last stream of contents of their own."""
    drawn = [
        f"BT {STAMP_FONT} {_n(COVER_SIZE)} Tf {_n(x)} {_n(y)} Td ".encode()
        + font.encode(text)
        + b" Tj ET"
        for x, y, text in lines
    ]
    stream = packed(pdf, b"\n".join([b"q 0 g", *drawn, b"Q\n"]))
    page.obj.Contents.append(stream)
