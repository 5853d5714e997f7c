"""Do the pages fill well, and does a signature never stand alone?"""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree.ElementTree import tostring

import pypdfium2
import pytest
from reading_back import MM, PAGE_HEIGHT, pages_of_pdf, squeezed, text_of_html
from sample_letters import PRESS, Sample, docx_of, letter_of, pdf_of, samples
from weasyprint import HTML

from demandgen.documents.pdf import working_paper_pdf

FOOT, HEAD = 20 * MM, 24 * MM
EMPTY = 0.3
"""How much of a page's height may be empty where the text goes on on the next one."""
SIGNED = re.compile(r'<div class="signature">.*?</div>', re.DOTALL)
SLIP_HEAD = re.compile(r'<div class="slip">\s*<h2>(.*?)</h2>')
ON_THEIR_OWN = ("Anexa nr.", "Załącznik nr", "Confirmare de sold", "Odcinek dla")
"""What begins a new page, or may: an annex, a slip to cut off and return."""
CLOSINGS = ("reminder", "plan-default-notice", "account-statement", "interest-note")
"""Papers with little text between their last table or frame and the signature."""
PICTURE = re.compile(r"<img[^>]*>")


def closing_samples() -> list[Sample]:
    """One letter of each of these papers in each country."""
    first: dict[tuple[str, str], Sample] = {}
    for sample in samples():
        if sample.request.id in CLOSINGS:
            first.setdefault((sample.case[:2], sample.request.id), sample)
    return list(first.values())


def closing(body: str) -> str:
    """The last blocks of a letter up to its first signature, without pictures."""
    blocks = list(HTML(string=PICTURE.sub("", body)).etree_element.find("body"))
    end = next(n for n, block in enumerate(blocks, 1) if block.get("class") == "signature")
    return "".join(tostring(block, encoding="unicode") for block in blocks[max(0, end - 6) : end])


def lines_above_signatures(body: str, pdf: bytes) -> list[int]:
    """For each signature block, how many lines of text stand above it on its page."""
    found = []
    for block in SIGNED.findall(body):
        signature = squeezed(text_of_html(block))
        for page in pages_of_pdf(pdf):
            lines = [line for line in page.split("\n") if line.strip()]
            rests = [squeezed("".join(lines[number:])) for number in range(len(lines))]
            found += [number for number, rest in enumerate(rests) if rest.startswith(signature)]
    assert len(found) == len(SIGNED.findall(body)), "each signature stands on one page"
    return found


def empty_shares(pdf: bytes) -> list[float]:
    """How much of each page but the last is empty at its end, where the next starts no annex."""
    document = pypdfium2.PdfDocument(pdf)
    shares = []
    for index, following in enumerate(pages_of_pdf(pdf)[1:]):
        if following.lstrip().startswith(ON_THEIR_OWN):
            continue
        text = document[index].get_textpage()
        rects = [text.get_rect(number) for number in range(text.count_rects())]
        lowest = min(bottom for _, bottom, _, _ in rects if bottom > FOOT - 2)
        shares.append((lowest - FOOT) / (PAGE_HEIGHT - FOOT - HEAD))
    document.close()
    return shares


@pytest.mark.parametrize("sample", samples(), ids=str)
def test_pages_fill_well_and_text_stands_above_each_signature(sample: Sample) -> None:
    pdf = pdf_of(sample)
    assert max(empty_shares(pdf), default=0) <= EMPTY
    assert min(lines_above_signatures(letter_of(sample).body, pdf), default=3) >= 3


@pytest.mark.parametrize("sample", closing_samples(), ids=str)
def test_wherever_the_page_ends(sample: Sample) -> None:
    """The closing of each letter, pushed down so that the page ends at each of its last lines."""
    end, stylesheet = closing(letter_of(sample).body), PRESS._found("letter.css").text()
    pages = set()
    for millimetres in range(120, 251, 7):
        filled = f'<p style="height:{millimetres}mm">&nbsp;</p>{end}'
        pdf = working_paper_pdf(filled, stylesheet)
        assert min(lines_above_signatures(end, pdf)) >= 3
        pages.add(len(pages_of_pdf(pdf)))
    assert len(pages) > 1, "the signature came to the end of a page"


@pytest.mark.parametrize(
    "sample", [one for one in samples() if one.request.id == "account-statement"], ids=str
)
def test_the_slip_to_return_stays_whole(sample: Sample) -> None:
    head, name = (
        SLIP_HEAD.findall(letter_of(sample).body)[0],
        SIGNED.findall(letter_of(sample).body)[-1],
    )
    pages = [squeezed(page) for page in pages_of_pdf(pdf_of(sample))]
    assert squeezed(head) in pages[-1]
    assert pages[-1].endswith(squeezed(text_of_html(name)))


def test_in_word_all_of_a_slip_stays_with_its_signature() -> None:
    sample = next(one for one in samples() if one.request.id == "account-statement")
    with zipfile.ZipFile(io.BytesIO(docx_of(sample))) as archive:
        body = archive.read("word/document.xml").decode()
    slip = body[body.index('w:val="dashed"') : body.rindex("<w:sectPr")]
    paragraphs = re.findall(r"<w:p>.*?</w:p>", slip, re.DOTALL)
    by_style = [one for one in paragraphs if not re.search('"(Signature|Gap|Heading1)"', one)]
    assert len(by_style) > 8
    assert all("<w:keepNext/>" in one for one in by_style)
