"""How do many letters in one PDF share each font, instead of carrying their own subsets?

Every letter embeds the glyphs it uses, under their original numbers. So the subsets of one font
fit together: a merged font holds each glyph once, and all letters point to it. Where two subsets
disagree about a glyph, they stay apart.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise, zip_longest
from typing import Any

import pikepdf
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

_KEPT = ("OS/2", "cvt ", "fpgm", "head", "hhea", "maxp", "name", "prep")
_POST_WITHOUT_NAMES = struct.pack(">IIhhIIIII", 0x00030000, 0, -100, 50, 0, 0, 0, 0, 0)
_WIDTH = re.compile(r"\s*(\d+)\s*\[([^\]]*)\]")


class Unmergeable(ValueError):  # noqa: N818  # a finding, not a fault
    """Two subsets say different things, or are not TrueType."""


@dataclass(frozen=True)
class _Part:
    """A component of a composite glyph: its flags, where it goes, and what it is."""

    flags: int
    placing: bytes
    glyph: _Glyph


@dataclass(frozen=True)
class _Glyph:
    """A glyph with its components in it, so that it no longer depends on their numbers.

    Subsets keep the numbers of the glyphs they print, but not those of mere components.
    """

    outline: bytes
    metric: bytes
    parts: tuple[_Part, ...] = ()


@dataclass
class _Font:
    """The tables of a TrueType subset and its glyphs by number; None where left out."""

    tables: dict[str, bytes]
    glyphs: list[_Glyph | None]


def share_fonts(pdf: pikepdf.Pdf) -> int:
    """Let equal fonts of a document share one merged font file; returns how many merged.

    Fonts that cannot be merged safely stay as they are.
    """
    families: dict[str, list[Any]] = {}
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == pikepdf.Name.Type0:
            families.setdefault(str(thing.BaseFont), []).append(thing)
    return sum(_merge(pdf, fonts) for fonts in families.values() if len(fonts) > 1)


def share_images(pdf: pikepdf.Pdf) -> None:
    """Let equal pictures (a letterhead's logo) of a document be one."""
    known: dict[bytes, Any] = {}
    for page in pdf.pages:
        pictures: Any = page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", {})
        for name in list(pictures.keys()):
            if pictures[name].get("/Subtype") == pikepdf.Name.Image:
                pictures[name] = known.setdefault(_fingerprint(pictures[name]), pictures[name])


def _fingerprint(picture: Any) -> bytes:
    mask = picture.get("/SMask")
    facts = {str(key): str(picture[key]) for key in picture.keys() if key != "/SMask"}  # noqa: SIM118  # not a mapping
    content = sha256(repr(sorted(facts.items())).encode() + picture.read_raw_bytes())
    content.update(_fingerprint(mask) if mask is not None else b"")
    return content.digest()


def _merge(pdf: pikepdf.Pdf, fonts: list[Any]) -> int:
    if not all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts):
        return 0
    try:
        program = merged_program((_program(font), _printed(font)) for font in fonts)
        widths = _merged_widths(fonts)
        to_unicode = _merged_to_unicode(fonts)
    except (Unmergeable, KeyError, struct.error):
        return 0
    shared = fonts[0]
    descendant = shared.DescendantFonts[0]
    descendant.FontDescriptor.FontFile2 = pdf.make_stream(program, Length1=len(program))
    if "/CIDSet" in descendant.FontDescriptor:
        del descendant.FontDescriptor.CIDSet
    descendant.W = pikepdf.Array(x for gid, w in sorted(widths.items()) for x in (gid, [w]))
    shared.ToUnicode = pdf.make_stream(to_unicode)
    shared.DescendantFonts = pdf.make_indirect(shared.DescendantFonts)
    for font in fonts[1:]:
        font.DescendantFonts, font.ToUnicode = shared.DescendantFonts, shared.ToUnicode
    return len(fonts)


def _program(font: Any) -> bytes:
    return bytes(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())


def _printed(font: Any) -> frozenset[int]:
    """The glyphs a subset prints: those with a width."""
    return frozenset(_merged_widths([font]))


def _merged_widths(fonts: list[Any]) -> dict[int, Any]:
    widths: dict[int, Any] = {}
    for font in fonts:
        array = list(font.DescendantFonts[0].W)
        for first, run in zip(array[::2], array[1::2], strict=True):
            if not isinstance(run, pikepdf.Array):
                raise Unmergeable("widths as ranges")
            for gid, width in enumerate(run, start=int(first)):
                if widths.setdefault(gid, width) != width:
                    raise Unmergeable("widths differ")
    return widths


_LINE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n?")


def _merged_to_unicode(fonts: list[Any]) -> bytes:
    meaning: dict[bytes, bytes] = {}
    for font in fonts:
        text = font.ToUnicode.read_bytes()
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
            for gid, code in _LINE.findall(block):
                if meaning.setdefault(gid.lower(), code) != code:
                    raise Unmergeable("characters differ")
        if b"beginbfrange" in text:
            raise Unmergeable("characters as ranges")
    return _character_map(meaning)


def _character_map(meaning: dict[bytes, bytes]) -> bytes:
    entries = sorted(meaning.items())
    lines = [
        b"/CIDInit /ProcSet findresource begin",
        b"12 dict begin",
        b"begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        b"/CMapName /Adobe-Identity-UCS def",
        b"/CMapType 2 def",
        b"1 begincodespacerange",
        b"<0000> <ffff>",
        b"endcodespacerange",
    ]
    for start in range(0, len(entries), 100):  # the format allows a hundred at a time
        block = entries[start : start + 100]
        lines.append(b"%d beginbfchar" % len(block))
        lines += [b"<%s> <%s>" % entry for entry in block]
        lines.append(b"endbfchar")
    lines += [b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end", b""]
    return b"\n".join(lines)


def merged_program(programs: Iterable[tuple[bytes, frozenset[int]]]) -> bytes:
    """Merge TrueType subsets that keep the glyph numbers of one font.

    Each comes with the numbers of the glyphs it prints.

    Raises:
        Unmergeable: two subsets draw one glyph differently, or are not TrueType.
    """
    merged: _Font | None = None
    for program, printed in programs:
        subset = _read(program, printed)
        merged = subset if merged is None else _joined(merged, subset)
    if merged is None:
        raise Unmergeable("no subsets")
    return _written(merged)


def _read(program: bytes, printed: frozenset[int]) -> _Font:
    reader = SFNTReader(io.BytesIO(program))
    tables = {str(tag): bytes(reader[tag]) for tag in reader.keys()}  # noqa: SIM118  # not a mapping
    if "glyf" not in tables:
        raise Unmergeable("not TrueType")
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    long_format = struct.unpack_from(">h", tables["head"], 50)[0]
    shape = f">{count + 1}{'I' if long_format else 'H'}"
    offsets = [o * (1 if long_format else 2) for o in struct.unpack_from(shape, tables["loca"])]
    outlines = [tables["glyf"][a:b] for a, b in pairwise(offsets)]
    metrics = _metrics(tables, count)
    wanted = {gid for gid in printed | {0} if gid < count}
    glyphs = [_glyph(g, outlines, metrics) if g in wanted else None for g in range(count)]
    return _Font(tables, glyphs[: max(wanted) + 1])


def _metrics(tables: dict[str, bytes], count: int) -> list[bytes]:
    full = struct.unpack_from(">H", tables["hhea"], 34)[0]
    hmtx = tables["hmtx"]
    last_width = hmtx[4 * full - 4 : 4 * full - 2]
    metrics = [hmtx[4 * i : 4 * i + 4] for i in range(min(full, count))]
    bearings = hmtx[4 * full :]
    metrics += [last_width + bearings[2 * i : 2 * i + 2] for i in range(count - full)]
    return metrics


def _glyph(gid: int, outlines: list[bytes], metrics: list[bytes], depth: int = 0) -> _Glyph:
    outline = outlines[gid]
    if not outline or struct.unpack_from(">h", outline)[0] >= 0:
        return _Glyph(outline, metrics[gid])
    if depth > _DEPTH:
        raise Unmergeable("components within components")
    parts: list[_Part] = []
    at, more = 10, True
    while more:
        flags, component = struct.unpack_from(">HH", outline, at)
        length = _placing_length(flags)
        glyph = _glyph(component, outlines, metrics, depth + 1)
        parts.append(_Part(flags, outline[at + 4 : at + 4 + length], glyph))
        at, more = at + 4 + length, bool(flags & 0x20)
    # The head of the glyph and its instructions; between them stand the components.
    return _Glyph(outline[:10] + outline[at:], metrics[gid], tuple(parts))


_DEPTH = 5


def _placing_length(flags: int) -> int:
    """How many bytes tell a component's place and scale (OpenType, table glyf)."""
    scale = 2 if flags & 0x08 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
    return (4 if flags & 0x01 else 2) + scale


def _joined(one: _Font, other: _Font) -> _Font:
    for table in ("cvt ", "fpgm", "prep"):
        if one.tables.get(table) != other.tables.get(table):
            raise Unmergeable("instructions differ")
    glyphs = []
    for mine, theirs in zip_longest(one.glyphs, other.glyphs):
        if mine and theirs and mine != theirs:
            raise Unmergeable("glyphs differ")
        glyphs.append(mine or theirs)
    maxp = _largest(one.tables["maxp"], other.tables["maxp"])
    return _Font({**one.tables, "maxp": maxp}, glyphs)


def _largest(one: bytes, other: bytes) -> bytes:
    """Both 'maximum profile' tables in one: the larger of each figure after the version."""
    shape = f">{(len(one) - 4) // 2}H"
    figures = map(max, struct.unpack_from(shape, one, 4), struct.unpack_from(shape, other, 4))
    return one[:4] + struct.pack(shape, *figures)


def _numbered(font: _Font) -> list[tuple[bytes, bytes]]:
    """Outline and metric of every glyph; components get numbers after the printed ones."""
    nothing = (b"", bytes(4))
    made: list[tuple[bytes, bytes]] = [nothing] * len(font.glyphs)
    numbers: dict[_Glyph, int] = {}

    def number(glyph: _Glyph) -> int:
        if glyph not in numbers:
            numbers[glyph] = len(made)
            made.append(nothing)
            made[numbers[glyph]] = (outline(glyph), glyph.metric)
        return numbers[glyph]

    def outline(glyph: _Glyph) -> bytes:
        if not glyph.parts:
            return glyph.outline
        parts = b"".join(
            struct.pack(">HH", part.flags, number(part.glyph)) + part.placing
            for part in glyph.parts
        )
        return glyph.outline[:10] + parts + glyph.outline[10:]

    for gid, glyph in enumerate(font.glyphs):
        if glyph:
            made[gid] = (outline(glyph), glyph.metric)
    return made


def _written(font: _Font) -> bytes:
    glyphs = _numbered(font)
    count = len(glyphs)
    padded = [outline + b"\0" * (-len(outline) % 4) for outline, _ in glyphs]
    offsets = [0, *accumulate(map(len, padded))]
    tables = {tag: font.tables[tag] for tag in _KEPT if tag in font.tables}
    head, maxp, hhea = (bytearray(tables[tag]) for tag in ("head", "maxp", "hhea"))
    struct.pack_into(">h", head, 50, 1)  # offsets of glyphs as 32-bit numbers
    struct.pack_into(">H", maxp, 4, count)
    struct.pack_into(">H", hhea, 34, count)
    tables |= {
        "head": bytes(head),
        "maxp": bytes(maxp),
        "hhea": bytes(hhea),
        "loca": struct.pack(f">{count + 1}I", *offsets),
        "glyf": b"".join(padded),
        "hmtx": b"".join(metric for _, metric in glyphs),
        "post": _POST_WITHOUT_NAMES,
    }
    out = io.BytesIO()
    writer = SFNTWriter(out, len(tables))
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return out.getvalue()
