"""Where on a page is there already something, so that no stamp covers it?

A page is looked at the way it is seen, 24 dots to the inch; every dot darker than paper is ink.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SCALE = 1 / 3
"""Dots per point of the page as displayed."""
_PAPER = 238
"""Grey from which on a dot counts as paper: scans are not quite white."""
_TO_INK = bytes(1 if grey < _PAPER else 0 for grey in range(256))
_MAX_DOTS = 2000


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
    try:
        for page in document:
            width, height = page.get_size()
            scale = min(SCALE, _MAX_DOTS / max(width, height, 1))
            scale = max(scale, 8 / max(min(width, height), 1))
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            yield _ink(bitmap)
            bitmap.close()
            page.close()
    finally:
        document.close()


def _ink(bitmap: object) -> Ink:
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride  # type: ignore[attr-defined]  # pypdfium2 ships no types
    raw = bytes(bitmap.buffer).translate(_TO_INK)  # type: ignore[attr-defined]  # the same
    rows = (raw[y * stride : y * stride + width] for y in range(height))
    return Ink(width, height, b"".join(rows))


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
