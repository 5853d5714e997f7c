"""Does each letter say the same, to the letter, as text, as PDF and as Word?"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from reading_back import (
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    compared,
    pages_of_pdf,
    squeezed,
    text_of_docx,
    text_of_html,
    text_of_pdf,
)
from sample_letters import PRESS, Sample, days, docx_of, letter_of, pdf_of, samples

from demandgen.documents.letter import Letter

GOLDEN = Path(__file__).parent / "golden"
EACH = pytest.mark.parametrize("sample", samples(), ids=str)
OUR_FONTS = {
    "IBM-Plex-Serif",
    "IBM-Plex-Serif-Italic",
    "IBM-Plex-Serif-Semi-Bold",
    "IBM-Plex-Serif-Semi-Bold-Italic",
}


def golden_text(sample: Sample) -> str:
    letter = letter_of(sample)
    return text_of_html(PRESS._letterhead(letter) + letter.body).lstrip("\n")


@EACH
def test_the_text_is_the_golden_one(sample: Sample) -> None:
    """DEMANDGEN_WRITE_GOLDEN=1 writes the texts anew; read the difference before committing it."""
    path = GOLDEN / f"{sample}.txt"
    text = golden_text(sample)
    if os.environ.get("DEMANDGEN_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {str(sample) for sample in samples()}


def test_every_sample_case_makes_a_paper() -> None:
    assert {sample.case for sample in samples()} == set(days())


@EACH
def test_typography(sample: Sample) -> None:
    own = golden_text(sample).replace("tiraj > 1.000 exemplare, hârtie < 90 g/m²", "tiraj")
    text = re.sub(r"^ +", "", own, flags=re.MULTILINE)
    assert '"' not in text
    assert not re.search(r"\.\.(?!\.)|[ \u00a0][,.;:)]|\( | {2}|None|[{}<>]", text)
    assert not re.search(r"[şţŞŢ]", text)
    english = r"\b(the|invoice|payment|interest|total due|due|date|of|and)\b"
    assert not re.search(english, text.replace("IBAN", ""))


@EACH
def test_word_says_what_the_golden_text_says(sample: Sample) -> None:
    assert text_of_docx(docx_of(sample)) == compared(golden_text(sample))
    assert min(widths_of_cells(docx_of(sample)), default=1) > 0


def widths_of_cells(document: bytes) -> list[int]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        body = archive.read("word/document.xml").decode()
    return [int(width) for width in re.findall(r'<w:tcW w:w="(\d+)"', body)]


@EACH
def test_the_pdf(sample: Sample) -> None:
    """All that is true of each PDF, in one test, so that each is printed once."""
    letter, pdf = letter_of(sample), pdf_of(sample)
    assert text_of_pdf(pdf, letter.body) == compared(golden_text(sample))
    only_our_fonts_are_used_and_embedded(pdf)
    signatures_have_text_above_them(pdf)
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        nothing_stands_outside_the_page_and_it_is_not_empty(page)
    if 'class="recipient"' in letter.body:
        the_address_stands_in_the_window(document[0], letter)
    document.close()


def only_our_fonts_are_used_and_embedded(pdf: bytes) -> None:
    plain = io.BytesIO()
    streams = pikepdf.ObjectStreamMode.disable
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(plain, compress_streams=False, object_stream_mode=streams)
    names = set(re.findall(rb"/BaseFont ?/([A-Z]{6}\+)?([\w-]+)", plain.getvalue()))
    assert names
    assert {name.decode() for _, name in names} <= OUR_FONTS
    assert all(prefix for prefix, _ in names), "every font is a subset, so embedded"


def nothing_stands_outside_the_page_and_it_is_not_empty(page: pypdfium2.PdfPage) -> None:
    assert (round(page.get_width()), round(page.get_height())) == (595, 842)
    text = page.get_textpage()
    assert text.count_chars() > 100
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        assert left >= 19.5 * MM
        assert right <= PAGE_WIDTH - 19.5 * MM
        assert bottom >= 8 * MM
        assert top <= PAGE_HEIGHT - 10 * MM


def the_address_stands_in_the_window(page: pypdfium2.PdfPage, letter: Letter) -> None:
    head, debtor = letter.context["letterhead"], letter.context["debtor"]
    left = 25 * MM if head is None or head.window == "left" else 105 * MM
    window = page.get_textpage().get_text_bounded(
        left - 1, PAGE_HEIGHT - 90 * MM, left + 86 * MM, PAGE_HEIGHT - 44 * MM
    )
    assert squeezed(debtor.name) in squeezed(window)
    assert squeezed(debtor.address.city) in squeezed(window)


def signatures_have_text_above_them(pdf: bytes) -> None:
    for page in pages_of_pdf(pdf):
        signature = re.search(r"^.*(?:Semnătura|Podpis):.*$", page, re.MULTILINE)
        if signature:
            above = page[: signature.start()].strip().splitlines()
            assert len(above) >= 4, "a line of signature and at least three of text"
