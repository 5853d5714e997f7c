"""Is a firm's logo printed where it belongs, and is everything else refused?"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from hostile import DAY, hostile_case
from PIL import Image
from sample_letters import PRESS, Sample, claimed, docx_of, pdf_of

from demandgen.casefile.model import Case
from demandgen.claim.engine import claim_on
from demandgen.documents.letter import Letter
from demandgen.documents.logo import LARGEST, logo_of, read_logo
from demandgen.documents.papers import PaperRequest
from demandgen.problems import CaseFileError

NOTICE = PaperRequest("formal-notice")
FIRM = Sample("ro-2025-031", NOTICE)
"""A sample whose firm has an SVG logo and a colour."""


def picture(kind: str = "PNG", size: tuple[int, int] = (90, 30), mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 40).save(written, kind)
    return written.getvalue()


def svg(inside: str, head: str = "") -> bytes:
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4">{inside}</svg>'.encode()
    )


def with_logo(folder: Path, content: bytes, **changes: object) -> Case:
    name = "logo.png"
    (folder / name).write_bytes(content)
    creditor = {"name": "A SRL", "kind": "business", "letterhead": {"logo": name}}
    case = hostile_case("ro", creditor=creditor, **changes)
    return case.placed(case._sources, folder)


@pytest.mark.parametrize("content", [picture(), picture("JPEG"), picture(mode="L"), svg('<path d="M0 0h9v4z"/>')], ids=["png", "jpeg", "grey", "svg"])  # fmt: skip
def test_a_logo_is_read_for_both_formats(content: bytes, tmp_path: Path) -> None:
    logo = logo_of(with_logo(tmp_path, content))
    assert logo is not None
    with Image.open(io.BytesIO(logo.word)) as shown:
        assert (shown.size, shown.format) == ((1062, 520), "PNG")
        assert shown.getpixel((1050, 5)) != (255, 255, 255)


REFUSED = {
    "empty": (b"", "it is neither PNG nor JPEG nor plain SVG"),
    "gif": (picture("GIF", mode="L"), "it is neither PNG nor JPEG nor plain SVG"),
    "cut": (picture(size=(900, 900))[:100], "the picture is damaged"),
    "wide": (picture(size=(6001, 1)), "a side has more than 6000 pixels"),
    "heavy": (b" " * (LARGEST + 1), "it has more than 2000000 bytes"),
    "entity": (svg("&x;", '<!DOCTYPE svg [<!ENTITY x "y">]>'), "it is neither PNG nor JPEG nor plain SVG"),
    "text": (svg("<text>A</text>"), "an SVG logo has no text"),
    "script": (svg("<script>x</script>"), "an SVG logo has no script"),
    "file": (svg('<image href="file:///etc/passwd"/>'), "an SVG logo has no image"),
    "fetch": (svg('<path d="M0 0h9v4z" fill="url(http://example.org/a)"/>'), "an SVG logo names no other file"),
    "event": (svg('<path onload="x()" d="M0 0h9v4z"/>'), "an SVG logo names no other file"),
    "blank": (svg(""), "it shows nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_logo_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(CaseFileError) as caught:
        logo_of(with_logo(tmp_path, content))
    (problem,) = caught.value.problems
    assert str(problem.message) == f"the logo logo.png cannot be printed: {reason}"


def test_metadata_of_a_picture_stay_at_home() -> None:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret"
    Image.new("RGB", (9, 9)).save(written, "JPEG", exif=exif)
    assert b"secret" in written.getvalue()
    assert b"secret" not in read_logo(written.getvalue()).pdf


def test_a_side_of_6000_pixels_is_read() -> None:
    assert read_logo(picture(size=(6000, 1)))


def test_counsel_does_not_write_under_the_creditors_logo(tmp_path: Path) -> None:
    counsel = {"name": "Ioana Exemplu", "role": "avocat"}
    case = with_logo(tmp_path, picture(), counsel=counsel)
    letter = PRESS.letter(case, claim_on(case, DAY), NOTICE)
    assert letter.context["logo"] is None
    assert letter.context["letterhead"].footer is None


def made(folder: Path, content: bytes) -> Letter:
    case = with_logo(folder, content)
    return PRESS.letter(case, claim_on(case, DAY), NOTICE)


def test_a_picture_is_printed_with_its_name_for_readers(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(PRESS.pdf(made(tmp_path, picture())))) as pdf:
        assert len(pdf.pages[0].get_images()) == 1
        figures = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
    assert [str(figure.Alt) for figure in figures] == ["A SRL"]


def test_logo_and_colour_are_in_the_word_document() -> None:
    logo = logo_of(claimed(FIRM.case)[0])
    assert logo is not None
    with zipfile.ZipFile(io.BytesIO(docx_of(FIRM))) as archive:
        assert logo.word in [archive.read(n) for n in archive.namelist() if n.endswith(".png")]
        styles = archive.read("word/styles.xml")
        footer = archive.read("word/footer1.xml").decode()
    assert b"2F4A3C" in styles
    assert b"1F2A44" not in styles
    assert "mobilier la comandă" in footer


def test_without_a_logo_the_senders_name_has_the_whole_line() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of(Sample("ro-2025-014", NOTICE)))) as archive:
        header = archive.read("word/header2.xml").decode()
    assert "w:drawing" not in header
    assert header.count("<w:tbl>") == 1


def test_colour_and_footer_are_in_the_pdf() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(FIRM))) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
    assert b"0.184314 0.290196 0.235294" in content or b"0.18431" in content
