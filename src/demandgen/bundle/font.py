"""How are stamps written: with one small embedded font that readers can extract text from?"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from demandgen.bundle.typeset import font_file

FACE = "IBMPlexSerif-SemiBold.ttf"
_UNUSED = frozenset({"GSUB", "GPOS", "GDEF", "DSIG", "STAT", "meta"})
"""Tables that plain text in a PDF does without."""


@dataclass(frozen=True)
class StampFont:
    """A subset of the stamp face: glyph number and width (thousandths of an em) by character."""

    glyphs: dict[str, int]
    widths: dict[str, int]
    data: bytes
    ascent: int
    descent: int
    box: tuple[int, int, int, int]

    def width(self, text: str, size: float) -> float:
        """Return the width of a text in points."""
        return sum(self.widths[c] for c in text) * size / 1000

    def encode(self, text: str) -> bytes:
        """Return the text as a PDF hexadecimal string."""
        return b"<" + "".join(f"{self.glyphs[c]:04X}" for c in text).encode() + b">"

    def into(self, pdf: Pdf) -> Any:
        """Embed the font in a PDF and return the font object."""
        return _embed(self, pdf)


def missing_letters(text: str) -> str:
    """Return the characters that the stamp face cannot print."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file(FACE), lazy=True) as font:
        known = font.getBestCmap()
    return "".join(sorted({c for c in text if ord(c) not in known}))


def stamp_font(texts: Iterable[str]) -> StampFont:
    """Make the subset that prints these texts."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    letters = sorted(set("".join(texts)) | set("0123456789 "))
    options = subset.Options(
        layout_features=[], name_IDs=[], notdef_outline=True, recalc_timestamp=False,
        drop_tables=list(_UNUSED), hinting=False,
    )  # fmt: skip
    font = TTFont(font_file(FACE), recalcTimestamp=False)
    for table in _UNUSED & set(font.keys()):
        del font[table]  # before the subsetter reads them, which is what takes long
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in letters])
    subsetter.subset(font)
    return _measured(font, letters)


def _measured(font: Any, letters: list[str]) -> StampFont:
    cmap, per_em = font.getBestCmap(), font["head"].unitsPerEm
    glyphs = {c: font.getGlyphID(cmap[ord(c)]) for c in letters}
    widths = {c: round(font["hmtx"][cmap[ord(c)]][0] * 1000 / per_em) for c in letters}
    head, hhea = font["head"], font["hhea"]
    box = tuple(round(v * 1000 / per_em) for v in (head.xMin, head.yMin, head.xMax, head.yMax))
    ascent, descent = (round(v * 1000 / per_em) for v in (hhea.ascent, hhea.descent))
    data = io.BytesIO()
    font.save(data)
    return StampFont(glyphs, widths, data.getvalue(), ascent, descent, box)


def packed(pdf: Pdf, data: bytes, **entries: Any) -> Any:
    """Make a compressed stream whose bytes no later save changes."""
    stream = Stream(pdf, zlib.compress(data, 9), Filter=Name.FlateDecode, **entries)
    return pdf.make_indirect(stream)


def _embed(font: StampFont, pdf: Pdf) -> Any:
    base = Name("/DGSTMP+IBMPlexSerif-SemiBold")
    file = packed(pdf, font.data, Length1=len(font.data))
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=base, Flags=4, FontBBox=Array(font.box),
        ItalicAngle=0, Ascent=font.ascent, Descent=font.descent, CapHeight=698, StemV=120,
        FontFile2=file,
    )  # fmt: skip
    order = sorted(font.glyphs, key=font.glyphs.__getitem__)
    widths = Array([v for c in order for v in (font.glyphs[c], Array([font.widths[c]]))])
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=base,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor), W=widths, DW=1000,
        CIDToGIDMap=Name.Identity,
    )  # fmt: skip
    whole = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=base, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]), ToUnicode=packed(pdf, _names(font)),
    )  # fmt: skip
    return pdf.make_indirect(whole)


def _names(font: StampFont) -> bytes:
    """Tell readers which characters the glyphs are."""
    pairs = sorted((glyph, ord(c)) for c, glyph in font.glyphs.items())
    blocks = []
    for start in range(0, len(pairs), 100):
        some = pairs[start : start + 100]
        lines = "\n".join(f"<{glyph:04X}> <{point:04X}>" for glyph, point in some)
        blocks.append(f"{len(some)} beginbfchar\n{lines}\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + "\n".join(blocks) + "\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
