"""Does a filled Word document keep on one page what belongs together?"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from sample_letters import docx_of, samples

from demandgen.documents.wordpages import FEW, FEW_OF_TWO, kept_together

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
        (paragraph("ListNumberSmall") + paragraph("SmallPrint"), "LS"),
        (table("Text", "Text").replace("LetterFigures", "LetterLabels"), "TT"),
        ("", ""),
    ],
)
def test_what_stays_together(body: str, expected: str) -> None:
    written = kept_together(body, IDS)
    assert kept(written) == expected
    assert re.sub(r"<w:keepNext/>|<w:tcBorders>.*?</w:tcBorders>", "", written) == body


def test_no_line_parts_a_row_from_its_rest() -> None:
    rows = kept_together(table("Text", "Rest", "Text", "Total"), IDS).split("<w:tr>")
    assert ['w:val="nil"' in row for row in rows] == [False, True, False, False, False]


def test_a_signature_is_one_row_that_no_page_parts() -> None:
    for sample in (one for one in samples() if one.request.id == "account-statement"):
        with zipfile.ZipFile(io.BytesIO(docx_of(sample))) as archive:
            body = archive.read("word/document.xml").decode()
        cells = re.findall(r"<w:tbl>(?:(?!</w:tbl>).)*?</w:tbl>", body, re.DOTALL)
        inside = [cell for cell in cells if '<w:pStyle w:val="Signature"/>' in cell]
        assert len(inside) == 2
        assert all(cell.count("<w:tr>") == cell.count("<w:cantSplit/>") == 1 for cell in inside)
        outside = re.sub(r"<w:tbl>.*?</w:tbl>", "", body, flags=re.DOTALL)
        assert '<w:pStyle w:val="Signature"/>' not in outside
