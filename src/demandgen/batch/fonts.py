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
from itertools import pairwise
from typing import Any

import pikepdf
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

_KEPT = ("OS/2", "cvt ", "fpgm", "head", "hhea", "maxp", "name", "prep")
_POST_WITHOUT_NAMES = struct.pack(">IIhhIIIII", 0x00030000, 0, -100, 50, 0, 0, 0, 0, 0)
_WIDTH = re.compile(r"\s*(\d+)\s*\[([^\]]*)\]")


class Unmergeable(ValueError):  # noqa: N818  # a finding, not a fault
    """Two subsets say different things, or are not TrueType."""


@dataclass
class _Glyphs:
    """The tables of a TrueType subset and its glyphs by number."""

    tables: dict[str, bytes]
    outlines: list[bytes]
    metrics: list[bytes]


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
        program = merged_program(bytes(file.read_bytes()) for file in _unique(fonts))
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


def _unique(fonts: list[Any]) -> list[Any]:
    files = {}
    for font in fonts:
        file = font.DescendantFonts[0].FontDescriptor.FontFile2
        files[file.objgen] = file
    return list(files.values())


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


def merged_program(programs: Iterable[bytes]) -> bytes:
    """Merge TrueType subsets that keep the glyph numbers of one font.

    Raises:
        Unmergeable: two subsets draw one glyph differently, or are not TrueType.
    """
    merged: _Glyphs | None = None
    for program in programs:
        subset = _read(program)
        merged = subset if merged is None else _joined(merged, subset)
    if merged is None:
        raise Unmergeable("no subsets")
    return _written(merged)


def _read(program: bytes) -> _Glyphs:
    reader = SFNTReader(io.BytesIO(program))
    if "glyf" not in reader:
        raise Unmergeable("not TrueType")
    tables = {str(tag): bytes(reader[tag]) for tag in reader.keys()}  # noqa: SIM118  # not a mapping
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    long_format = struct.unpack_from(">h", tables["head"], 50)[0]
    shape = f">{count + 1}{'I' if long_format else 'H'}"
    offsets = [o * (1 if long_format else 2) for o in struct.unpack_from(shape, tables["loca"])]
    glyf = tables["glyf"]
    outlines = [glyf[a:b] for a, b in pairwise(offsets)]
    return _Glyphs(tables, outlines, _metrics(tables, count))


def _metrics(tables: dict[str, bytes], count: int) -> list[bytes]:
    full = struct.unpack_from(">H", tables["hhea"], 34)[0]
    hmtx = tables["hmtx"]
    last_width = hmtx[4 * full - 4 : 4 * full - 2]
    metrics = [hmtx[4 * i : 4 * i + 4] for i in range(min(full, count))]
    bearings = hmtx[4 * full :]
    metrics += [last_width + bearings[2 * i : 2 * i + 2] for i in range(count - full)]
    return metrics


def _joined(one: _Glyphs, other: _Glyphs) -> _Glyphs:
    if len(other.outlines) > len(one.outlines):
        one, other = other, one
    for table in ("cvt ", "fpgm", "prep"):
        if one.tables.get(table) != other.tables.get(table):
            raise Unmergeable("instructions differ")
    outlines, metrics = list(one.outlines), list(one.metrics)
    for gid, (outline, metric) in enumerate(zip(other.outlines, other.metrics, strict=True)):
        if outline and outlines[gid] and outline != outlines[gid]:
            raise Unmergeable("glyphs differ")
        if outline or not outlines[gid]:
            # A glyph that a subset leaves out has no width; a space has one and no outline.
            metrics[gid] = max(metric, metrics[gid], key=lambda m: m[:2]) if not outline else metric
        outlines[gid] = outlines[gid] or outline
    maxp = _largest(one.tables["maxp"], other.tables["maxp"])
    return _Glyphs({**one.tables, "maxp": maxp}, outlines, metrics)


def _largest(one: bytes, other: bytes) -> bytes:
    """Both 'maximum profile' tables in one: the larger of each figure after the version."""
    shape = f">{(len(one) - 4) // 2}H"
    figures = map(max, struct.unpack_from(shape, one, 4), struct.unpack_from(shape, other, 4))
    return one[:4] + struct.pack(shape, *figures)


def _written(glyphs: _Glyphs) -> bytes:
    count = len(glyphs.outlines)
    offsets = [0]
    padded = [outline + b"\0" * (-len(outline) % 4) for outline in glyphs.outlines]
    for outline in padded:
        offsets.append(offsets[-1] + len(outline))
    tables = {tag: glyphs.tables[tag] for tag in _KEPT if tag in glyphs.tables}
    head = bytearray(tables["head"])
    struct.pack_into(">h", head, 50, 1)
    maxp, hhea = bytearray(tables["maxp"]), bytearray(tables["hhea"])
    struct.pack_into(">H", maxp, 4, count)
    struct.pack_into(">H", hhea, 34, count)
    tables |= {
        "head": bytes(head),
        "maxp": bytes(maxp),
        "hhea": bytes(hhea),
        "loca": struct.pack(f">{count + 1}I", *offsets),
        "glyf": b"".join(padded),
        "hmtx": b"".join(glyphs.metrics),
        "post": _POST_WITHOUT_NAMES,
    }
    out = io.BytesIO()
    writer = SFNTWriter(out, len(tables))
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return out.getvalue()
