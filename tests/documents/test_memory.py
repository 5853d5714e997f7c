"""Does printing give back the memory it takes, so that thousands of letters fit in one process?

What is measured is the C heap in use, not the process: what the allocator keeps for later does not
count, so that a few letters are enough. Python's own objects are no part of the trouble.
"""

from __future__ import annotations

import ctypes
import gc
import platform
from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont
from sample_letters import CASES, days

from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on
from demandgen.documents.papers import PaperRequest
from demandgen.documents.pdf import FACES, font_folder, working_paper_pdf
from demandgen.documents.press import Press

IN_USE = 7
"""Where `mallinfo2(3)` has the bytes in use, among its ten numbers."""
LIBRARY, VERSION = platform.libc_ver()
MEASURABLE = LIBRARY == "glibc" and tuple(map(int, VERSION.split("."))) >= (2, 33)
on_glibc = pytest.mark.skipif(not MEASURABLE, reason="glibc 2.33 tells the heap in use, others not")


class Mallinfo2(ctypes.Structure):
    """What `mallinfo2(3)` tells."""

    _fields_ = (("numbers", ctypes.c_size_t * 10),)


def in_use() -> int:
    """Bytes of the C heap that nobody has given back."""
    gc.collect()
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = Mallinfo2
    return int(mallinfo2().numbers[IN_USE])


def lost(work: Callable[[], object], *, first: int, times: int) -> float:
    """Bytes in use that each run adds once everything slow only once is made."""
    for _ in range(first):
        work()
    before = in_use()
    for _ in range(times):
        work()
    return (in_use() - before) / times


@on_glibc
def test_a_letter_keeps_no_memory() -> None:
    """It kept 6 to 10 KiB while the markers of its lists had a font feature, now less than 1."""
    case = "ro-2025-014"
    press, path, day = Press(), CASES / case / "case.yaml", days()[case]

    def letter() -> None:
        read = load_case(path, on=day)
        press.pdf(press.letter(read, claim_on(read, day), PaperRequest("formal-notice")))

    assert lost(letter, first=6, times=14) < 3 * 1024


@on_glibc
@pytest.mark.parametrize(
    ("text", "stylesheet", "leaks"),
    [
        ("<p>1 234,56 lei</p>", "", False),
        ("<ul><li>1 234,56 lei</li></ul>", "", False),
        ("<ol><li>1 234,56 lei</li></ol>", "", False),
        # The reason for our rule on markers, and why a firm's stylesheet may not ask for this. Once
        # WeasyPrint frees it, this fails: both may go then.
        ("<p>1 234,56 lei</p>", "p { font-variant-numeric: tabular-nums }", True),
    ],
)
def test_only_a_font_feature_loses_memory(text: str, stylesheet: str, leaks: bool) -> None:
    page = f"<html lang=ro><title>x</title><body>{text * 40}</body></html>"
    sheet = stylesheet + 'html { font: 10pt "IBM Plex Serif" }'
    each = lost(lambda: working_paper_pdf(page, sheet), first=4, times=8)
    assert (each > 40 * 100) is leaks, each


@pytest.mark.parametrize("name", FACES)
def test_our_faces_print_figures_of_one_width_without_a_feature(name: str) -> None:
    """So markers without the feature of WeasyPrint's own stylesheet look the same."""
    with TTFont(font_folder() / f"{name}.ttf") as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        glyphs = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
        widths = {font["hmtx"][glyph][0] for glyph in glyphs}
    assert "tnum" not in features
    assert len(widths) == 1
