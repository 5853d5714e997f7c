"""Print files share fonts: less to send to the printer, the same marks on paper."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from demandgen.batch.fonts import Unmergeable, merged_program, share_fonts
from demandgen.batch.pages import sheet_pdf

TEXTS = [
    "Somație către Țăndărei, <b>datorați 18.450,00 lei</b>",
    "Zażółć gęślą jaźń; <i>ćma</i> — 12 345,67 zł",
    "ABC xyz %&amp;@ „cytat” 0123456789 ÅÉÎÕÜ",
]


@pytest.fixture(scope="module")
def sheets() -> list[bytes]:
    return [sheet_pdf(f"<p>{text}</p>", "ro", "t") for text in TEXTS]


def join(sheets: list[bytes], *, shared: bool, path: Path) -> int:
    pdf = pikepdf.new()
    sources = [pikepdf.open(io.BytesIO(sheet)) for sheet in sheets]
    for source in sources:
        pdf.pages.extend(source.pages)
    merged = share_fonts(pdf) if shared else 0
    pdf.save(path)
    return merged


def test_shared_fonts_print_the_same_and_read_the_same(sheets: list[bytes], tmp_path: Path) -> None:
    apart, shared = tmp_path / "apart.pdf", tmp_path / "shared.pdf"
    join(sheets, shared=False, path=apart)
    assert join(sheets, shared=True, path=shared) >= len(sheets)
    for command in (["pdftoppm", "-r", "60", "-png"], ["pdftotext"]):
        outputs = [
            subprocess.run([*command, str(path), "-"] if command == ["pdftotext"] else [*command, str(path)], capture_output=True, check=True).stdout
            for path in (apart, shared)
        ]  # fmt: skip
        assert outputs[0] == outputs[1]
        assert outputs[0]
    assert shared.stat().st_size < apart.stat().st_size


def test_every_face_is_embedded_once(sheets: list[bytes], tmp_path: Path) -> None:
    join(sheets, shared=True, path=tmp_path / "s.pdf")
    with pikepdf.open(tmp_path / "s.pdf") as pdf:
        names = [
            (str(thing.FontName), thing.FontFile2.read_bytes())
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing
        ]
    assert len({content for _, content in names}) == len({name for name, _ in names}) == 3
    for _, content in names:  # a font that other readers accept, with every glyph readable
        font = TTFont(io.BytesIO(content))
        for glyph in font.getGlyphOrder():
            font["glyf"][glyph].expand(font["glyf"])


def test_subsets_that_disagree_stay_apart() -> None:
    with pytest.raises(Unmergeable, match="not TrueType"):
        merged_program([(_otf(), frozenset({1}))])
    with pytest.raises(Unmergeable, match="no subsets"):
        merged_program([])


def _otf() -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef"])
    pen = T2CharStringPen(500, None)
    builder.setupCFF("X", {}, {".notdef": pen.getCharString()}, {})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupMaxp()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
