"""Are PDF and Word made to their standards, the same each time, whatever the case says?"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from hostile import DAY, NAME, hostile_case, hostile_letter
from pikepdf import pdfa
from reading_back import (
    compared,
    heads_of,
    pages_of_pdf,
    squeezed,
    text_of_docx,
    text_of_html,
    text_of_pdf,
)
from sample_letters import CASES, PRESS, Sample, claimed, docx_of, letter_of, pdf_of, samples

from demandgen.claim.engine import claim_on
from demandgen.documents.firm_folder import to_start_from
from demandgen.documents.papers import PaperRequest
from demandgen.documents.pdf import pdf_of as print_pdf
from demandgen.documents.press import Press
from demandgen.problems import CaseFileError, OutputError

NOTICE = PaperRequest("formal-notice")
RO, PL = Sample("ro-2025-014", NOTICE), Sample("pl-2025-021", NOTICE)
BOTH = pytest.mark.parametrize("sample", [RO, PL], ids=str)
ONE_OF_EACH = {(s.request.id, s.case[:2]): s for s in samples()}.values()


@pytest.mark.parametrize("sample", ONE_OF_EACH, ids=str)
def test_the_written_bytes_are_pdfa_3b(sample: Sample) -> None:
    """The validator knows no extension schema, so it reports how PDF/UA-1 has to be declared."""
    report = pdfa.validate_written(io.BytesIO(pdf_of(sample)), "3b")
    foreign = ("pdfaExtension", "pdfaSchema", "pdfaProperty", "pdfuaid:part")
    assert [f for f in report.findings if not any(name in f.message for name in foreign)] == []
    assert {f.rule for f in report.findings} == {"ISO_19005_3:6.6.2.3.1-1"}


@BOTH
def test_the_pdf_is_tagged_and_says_what_it_is(sample: Sample) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(sample))) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked == True  # noqa: E712  # a PDF object, not a bool
        assert str(root.Lang) == sample.case[:2]
        assert root.StructTreeRoot is not None
        assert root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712  # as above
        assert all(page.obj.Tabs == "/S" for page in pdf.pages)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["pdfaid:part"] == "3"
            assert (
                metadata["dc:title"]
                == f"{letter_of(sample).paper.title}, {claimed(sample.case)[0].id}"
            )


def roles(element: Any) -> list[str]:
    """The structure types of a tagged PDF, in reading order."""
    found = [str(element.S)] if "/S" in element else []
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found += roles(kid)
    return found


@BOTH
def test_headings_tables_and_lists_are_what_they_look_like(sample: Sample) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(sample))) as pdf:
        found = roles(pdf.Root.StructTreeRoot)
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/L", "/LI"} <= set(found)


@BOTH
def test_the_claim_is_attached_once_with_the_day_of_the_letter(sample: Sample) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(sample))) as pdf:
        assert list(pdf.attachments) == ["claim.json"]
        assert len(pdf.Root.AF) == 1
        file = pdf.Root.AF[0]
        assert (str(file.AFRelationship), str(file.UF)) == ("/Source", "claim.json")
        day = claimed(sample.case)[1].as_of
        assert str(file.EF.F.Params.ModDate) == f"D:{day:%Y%m%d}000000Z"
        assert str(file.EF.F.Subtype) == "/application/json"


FRESH = """
import sys
from hashlib import sha256
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from sample_letters import PRESS, Sample, letter_of
from demandgen.documents.firm_folder import to_start_from
from demandgen.documents.papers import PaperRequest
letter = letter_of(Sample("ro-2025-014", PaperRequest("formal-notice")))
print(sha256(PRESS.pdf(letter)).hexdigest(), sha256(PRESS.docx(letter)).hexdigest())
"""


def test_the_same_bytes_in_another_folder_another_process_another_time(tmp_path: Path) -> None:
    here = f"{sha256(pdf_of(RO)).hexdigest()} {sha256(docx_of(RO)).hexdigest()}"
    ran = subprocess.run(
        [sys.executable, "-c", FRESH, str(Path(__file__).parent)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == here


@pytest.mark.parametrize("law", ["ro", "pl"])
@pytest.mark.parametrize("paper", ["formal-notice", "reminder"])
def test_text_of_a_case_is_text_in_every_format(law: str, paper: Any) -> None:
    press = Press()
    letter = hostile_letter(press, PaperRequest(paper), law)
    golden = text_of_html(press._letterhead(letter) + letter.body)
    assert NAME in golden
    plain = golden.replace("<b>", "").replace("\u00a0", " ")
    assert "\n    a doua" in plain or paper == "formal-notice"
    document = press.docx(letter)
    assert text_of_pdf(press.pdf(letter), letter.body) == compared(golden)
    assert text_of_docx(document) == compared(golden)


def test_a_table_over_several_pages_repeats_its_head() -> None:
    letter = hostile_letter(PRESS, NOTICE)
    head = heads_of(letter.body)[0]
    pages = [squeezed(page) for page in pages_of_pdf(PRESS.pdf(letter))]
    assert [page.startswith(head) for page in pages].count(True) >= 1


def test_a_letter_without_a_font_for_its_characters_is_refused() -> None:
    case = hostile_case(message="Здравствуйте ☃ 中")
    with pytest.raises(
        CaseFileError, match=r"the letters' fonts have no ☃ \(U\+2603\), 中 \(U\+4E2D\)"
    ):
        PRESS.letter(case, claim_on(case, DAY), PaperRequest("reminder"))


def test_decomposed_letters_print_as_one() -> None:
    case = hostile_case(message="S\u0326tefan T\u0326ut\u0326u")
    letter = PRESS.letter(case, claim_on(case, DAY), PaperRequest("reminder"))
    assert "Ștefan Țuțu" in letter.body


@pytest.mark.parametrize(
    "rule",
    [
        "body { background: url(https://example.com/x.png) }",
        "body { background: url(file:///etc/passwd) }",
        "@import url(https://example.com/x.css);",
        "p { colour: red }",
    ],
)
def test_whatever_the_printer_reports_is_an_error(rule: str) -> None:
    with pytest.raises(OutputError, match="cannot be printed: "):
        print_pdf(letter_of(RO), f"{rule} h1 {{ font-size: 9pt }}", "")


def test_nothing_is_logged_and_no_handler_is_left() -> None:
    before = list(logging.getLogger("weasyprint").handlers)
    PRESS.pdf(letter_of(RO))
    assert logging.getLogger("weasyprint").handlers == before


def test_a_press_keeps_no_trace_of_its_letters() -> None:
    press = Press()

    def made() -> dict[str, int]:
        letter = press.letter(*claimed("ro-2025-014"), NOTICE)
        press.pdf(letter)
        press.docx(letter)
        return {name: len(kept) for name, kept in vars(press).items() if isinstance(kept, dict)}

    assert made() == made()


@BOTH
def test_word_has_real_styles_heads_fields_and_language(sample: Sample) -> None:
    document = Document(io.BytesIO(docx_of(sample)))
    in_cells = [p for table in document.tables for cell in table._cells for p in cell.paragraphs]
    names = {one.style.name for one in (*document.paragraphs, *in_cells) if one.style}
    assert {"Title", "Annex Title", "Heading 1", "Body Text", "Signature", "List Bullet"} <= names
    rows = [row for table in document.tables for row in table.rows]
    assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    heads = [row for row in rows if row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert len(heads) == 2
    header = document.sections[0].header._element.xml
    assert "PAGE" in header
    assert "NUMPAGES" in header
    assert claimed(sample.case)[0].id in header
    language = {"ro": "ro-RO", "pl": "pl-PL"}[sample.case[:2]]
    found = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert found == {language}
    assert document.core_properties.title.startswith(letter_of(sample).paper.title)


def test_numbered_lists_start_at_one() -> None:
    document = Document(io.BytesIO(docx_of(RO)))
    numbering = document.part.numbering_part.element
    used = {n.get(qn("w:val")) for n in document.element.body.iter(qn("w:numId"))}
    restarted = {
        num.get(qn("w:numId"))
        for num in numbering.iter(qn("w:num"))
        if num.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}") is not None
    }
    assert used
    assert used <= restarted


def test_the_template_of_a_letter_holds_its_tags_and_opens_in_word() -> None:
    template = to_start_from("ro", "formal-notice")["word/ro/formal-notice.docx"]
    text = squeezed("".join(p.text for p in Document(io.BytesIO(template)).paragraphs))
    assert "{{salutation(debtor)}}" in text
    assert "{%pifcase.interest.kind==" in text
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_window_moves_with_the_firms_envelopes() -> None:
    letter = hostile_letter(PRESS, NOTICE)
    document = Document(io.BytesIO(PRESS.docx(letter)))
    indent = document.tables[0]._tbl.tblPr.find(qn("w:tblInd"))
    assert indent.get(qn("w:w")) == "4536"


def test_the_samples_are_those_of_the_repository() -> None:
    assert (CASES / "samples.yaml").is_file()
