"""Does a filled Word document keep on one page what belongs together?"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from sample_letters import Sample, docx_of, samples

from demandgen.documents.wordpages import FEW, FEW_OF_TWO, kept_together, style_ids, whole_codes

IDS = {
    name: name.replace(" ", "")
    for name in (
        "Letter Figures",
        "Table Text",
        "Table Rest",
        "Table Total",
        "After Table",
        "Small Print",
        "List Number Small",
        "List Bullet",
        "Heading 1",
        "Heading 2",
        "Gap",
        "Signature",
        "Annex Title",
    )
}


def paragraph(style: str, text: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:t>{text}</w:t></w:p>'


def table(*kinds: str, columns: int = 3) -> str:
    rows = "".join(
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="9" w:type="dxa"/></w:tcPr>{paragraph(f"Table{kind}")}'
        "</w:tc></w:tr>"
        for kind in kinds
    )
    grid = '<w:gridCol w:w="9"/>' * columns
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="LetterFigures"/></w:tblPr>{grid}{rows}</w:tbl>'


def kept(body: str) -> str:
    """A letter for each paragraph, small where it stays with what follows."""
    letters = ""
    for name, keeps in re.findall(r'<w:pStyle w:val="(\w+)"/>(<w:keepNext/>)?', body):
        letter = name.removeprefix("Table")[0]
        letters += letter.lower() if keeps else letter
    return letters


MANY = ("Text",) * (FEW + 1)
PAIR = table("Text", "Text", columns=2), table("Text", "Text", columns=3)
SIGNED = "".join(paragraph(style) for style in ("BodyText", "Gap", "Signature", "Gap"))
ATTACHED = paragraph("Heading2") + paragraph("ListNumberSmall") * 2
CUT = paragraph("Gap").replace("</w:pPr>", "<w:pBdr></w:pBdr></w:pPr>")
TEN = ("Text",) * FEW_OF_TWO


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (table("Text", "Text"), "tT"),
        (table(*MANY[1:-1], "Total"), "tttttT"),
        (table(*MANY), "TTTTTTT"),
        (table(*TEN, columns=2), "tttttttttT"),
        (table(*TEN, "Text", columns=2), "TTTTTTTTTTT"),
        (table(*MANY, "Total"), "TTTTTttT"),
        (table("Text", "Rest", "Rest", *MANY), "trRTTTTTTT"),
        (table(*MANY, "Total") + paragraph("AfterTable") + paragraph("SmallPrint"), "TTTTTtttaS"),
        (table(*MANY) + paragraph("AfterTable") + paragraph("BodyText"), "TTTTTTTAB"),
        (paragraph("ListNumberSmall") * 3 + paragraph("BodyText"), "llLB"),
        (paragraph("ListNumberSmall") * FEW, "lllllL"),
        (paragraph("ListNumberSmall") * (FEW + 1), "LLLLLLL"),
        (paragraph("ListNumberSmall") * 2 + paragraph("SmallPrint"), "llS"),
        (paragraph("ListNumberSmall") * (FEW + 1) + paragraph("SmallPrint"), "LLLLLLlS"),
        (paragraph("Heading1") + paragraph("ListBullet") * FEW, "HlllllL"),
        (paragraph("Heading1") + paragraph("ListBullet") * (FEW + 1), "HLLLLLLL"),
        (paragraph("BodyText") + paragraph("ListBullet") * 2, "BLL"),
        (PAIR[0] + paragraph("AfterTable") + PAIR[0], "ttatT"),
        (PAIR[0] + paragraph("AfterTable") + PAIR[1], "tTAtT"),
        (PAIR[0] + paragraph("BodyText") + PAIR[0], "tTBtT"),
        (SIGNED + paragraph("Heading2"), "bGSgH"),
        (SIGNED + ATTACHED, "bGSgHlL"),
        (SIGNED + ATTACHED + paragraph("AnnexTitle"), "bGSgHlLA"),
        (SIGNED + ATTACHED + paragraph("SmallPrint"), "bGSGHllS"),
        (SIGNED + paragraph("SmallPrint"), "bGSgS"),
        (SIGNED + paragraph("AnnexTitle"), "bGSGA"),
        (SIGNED + CUT, "bGSGG"),
        (SIGNED, "bGSg"),
        (table("Text", "Text").replace("LetterFigures", "LetterLabels"), "TT"),
        ("", ""),
    ],
)
def test_what_stays_together(body: str, expected: str) -> None:
    written = kept_together(body, IDS)
    assert kept(written) == expected
    assert re.sub(r"<w:keepNext[^>]*/>|<w:tcBorders>.*?</w:tcBorders>", "", written) == body


def test_no_line_parts_a_row_from_its_rest() -> None:
    rows = kept_together(table("Text", "Rest", "Text", "Total"), IDS).split("<w:tr>")
    assert ['w:val="nil"' in row for row in rows] == [False, True, False, False, False]


def test_the_lines_of_a_signature_stay_together() -> None:
    for sample in (one for one in samples() if one.request.id == "account-statement"):
        lines = re.findall(r"<w:p>(?:(?!</w:p>).)*</w:p>", body_of(sample), re.DOTALL)
        signed = [line for line in lines if '<w:pStyle w:val="Signature"/>' in line]
        assert len(signed) >= 4
        assert all('<w:pStyle w:val="Signature"/><w:keepNext/>' in line for line in signed)


def test_small_text_in_a_signature_is_small() -> None:
    sample = next(one for one in samples() if str(one) == "pl-2025-007-account-statement")
    lines = re.findall(r"<w:p>(?:(?!</w:p>).)*</w:p>", body_of(sample), re.DOTALL)
    signed = [line for line in lines if '<w:pStyle w:val="Signature"/>' in line]
    assert [('<w:sz w:val="16"/>' in line) for line in signed] == [
        "____" in line for line in signed
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ul. X 1, 08-499~Żelechówek", "ul. X 1, 08|499~Żelechówek"),
        ("08-499 Żelechówek", "08-499 Żelechówek"),
        ("12-08-499~zł", "12-08-499~zł"),
        ("108-499~zł", "108-499~zł"),
    ],
)
def test_no_line_parts_a_postal_code(text: str, expected: str) -> None:
    hyphen = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
    written = whole_codes(text.replace("~", "\u00a0"))
    assert written == expected.replace("~", "\u00a0").replace("|", hyphen)


def test_word_s_own_headings_are_found_by_the_names_it_shows() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of(samples()[0]))) as archive:
        ids = style_ids(archive.read("word/styles.xml").decode())
    assert set(IDS) <= set(ids)


def body_of(sample: Sample) -> str:
    with zipfile.ZipFile(io.BytesIO(docx_of(sample))) as archive:
        return archive.read("word/document.xml").decode()
