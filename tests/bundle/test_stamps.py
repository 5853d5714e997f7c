"""Do stamps stand upright in the visible page, and never over what is there?"""

from __future__ import annotations

import io
import itertools
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from bundle_cases import built, only, put, text_page, texts_of
from pikepdf import Array, Pdf
from PIL import Image, ImageChops, ImageFilter

from demandgen.bundle.font import missing_letters, stamp_font
from demandgen.bundle.reading.ink import Ink
from demandgen.bundle.stamp import Sheet, label, lay_out, page_number
from demandgen.bundle.verify import verify_bundle

TURNS = (0, 90, 180, 270)
BOXES: dict[str, dict[str, Any]] = {
    "plain": {},
    "offset": {"MediaBox": [100, -50, 695, 792]},
    "cropped": {"CropBox": [60, 80, 500, 700]},
    "unit": {"UserUnit": 2},
    "crop and unit": {"CropBox": [60, 80, 500, 700], "UserUnit": 1.5},
    "crop outside": {"CropBox": [-100, -100, 500, 700]},
    "turned about": {"MediaBox": [595, 842, 0, 0]},
    "odd turn": {"Rotate": 450},
}
SIZES = {"A3": (842, 1191), "stamp": (90, 60), "strip": (2000, 120), "letter": (612, 792)}


def sheet_with_everything() -> bytes:
    pdf = Pdf.new()
    for (name, keys), turn in itertools.product(BOXES.items(), TURNS):
        values = {k: Array(v) if isinstance(v, list) else v for k, v in keys.items()}
        text_page(pdf, name, **{"Rotate": turn, **values})
    for size, turn in itertools.product(SIZES.values(), TURNS):
        text_page(pdf, "x", size, Rotate=turn)
    inherited = text_page(pdf, "inherited")
    del inherited.obj["/MediaBox"]
    pdf.Root.Pages.MediaBox = Array([0, 0, 300, 400])
    nowhere = text_page(pdf, "no box at all")
    nowhere.obj.MediaBox = Array([0, 0, 0, 0])
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()


@pytest.fixture(scope="module")
def geometry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("geometry")
    put(folder, {"g.pdf": sheet_with_everything()})
    return folder / "out", built(folder, only(folder, "g.pdf")).listing


def test_numbers_stand_upright_inside_the_visible_page(geometry: tuple[Path, Any]) -> None:
    out, listing = geometry
    document = pypdfium2.PdfDocument(out / "bundle.pdf")
    first = listing["exhibits"][0]["first"]
    assert len(document) == first + len(BOXES) * 4 + len(SIZES) * 4 + 1
    with Pdf.open(out / "bundle.pdf") as pdf:
        for index in range(first - 1, len(document)):
            left, bottom, right, top = listing["pages"][index]["number_at"]
            x0, y0, x1, y1 = (float(v) for v in pdf.pages[index].cropbox)
            assert x0 <= left < right <= x1, index
            assert y0 <= bottom < top <= y1, index
            text = document[index].get_textpage()
            assert text.get_text_bounded(left, bottom, right, top) == str(index + 1)
            _reads_left_to_right(text, str(index + 1), int(pdf.pages[index].obj.get("/Rotate", 0)))
    assert verify_bundle(out) == []


def _reads_left_to_right(text: Any, number: str, turn: int) -> None:
    """The digits follow each other along the line as displayed, and stand upright."""
    whole = text.get_text_range()
    start = whole.rindex(number)
    boxes = [text.get_charbox(start + n) for n in range(len(number))]
    x, y = (
        ((b[0] + b[2]) / 2 for b in (boxes[0], boxes[-1])),
        ((b[1] + b[3]) / 2 for b in (boxes[0], boxes[-1])),
    )
    (x0, x1), (y0, y1) = x, y
    if len(number) > 1:
        across = {0: x1 - x0, 90: y1 - y0, 180: x0 - x1, 270: y0 - y1}[turn]
        assert across > 0, turn


def test_nothing_that_was_there_is_covered(tmp_path: Path) -> None:
    """A page with text in some corners: the stamped page shows every dot of the old one."""
    pdf = Pdf.new()
    corners = {
        "right": [(480, 12), (480, 815)],
        "bottom": [(x, 15) for x in range(20, 560, 60)],
        "all": [(x, y) for x in range(10, 560, 45) for y in range(8, 840, 16)],
    }
    for turn, places in itertools.product(TURNS, corners.values()):
        page = text_page(pdf, "x", Rotate=turn)
        lines = "".join(f"BT /F1 12 Tf {x} {y} Td (SCRIS) Tj ET " for x, y in places)
        page.obj.Contents = pdf.make_stream(lines.encode())
    data = io.BytesIO()
    pdf.save(data)
    put(tmp_path, {"e.pdf": data.getvalue()})
    first = built(tmp_path, only(tmp_path, "e.pdf")).listing["exhibits"][0]["first"]
    before = pypdfium2.PdfDocument(tmp_path / "e.pdf")
    after = pypdfium2.PdfDocument(tmp_path / "out" / "bundle.pdf")
    for index in range(len(before)):
        old = before[index].render(scale=1, grayscale=True).to_pil()
        new = after[first - 1 + index].render(scale=1, grayscale=True).to_pil()
        new = new.crop((0, 0, *old.size))  # an added strip lies below
        near = new.filter(ImageFilter.MinFilter(3))  # the strip may move it by part of a dot
        ink = old.point(lambda grey: 255 if grey < 100 else 0)
        gone = near.point(lambda grey: 255 if grey > 180 else 0)
        assert ink.getbbox() is not None
        assert ImageChops.multiply(ink, gone).getbbox() is None, index


def test_contents_that_leave_the_page_upside_down_do_not_move_the_stamp(tmp_path: Path) -> None:
    pdf = Pdf.new()
    for wild in (b"q q -1 0 0 -1 500 500 cm", b"Q Q 3 0 0 3 0 0 cm", b"BT /F1 9 Tf 3 Tr (x) Tj"):
        page = text_page(pdf, "x")
        page.obj.Contents = pdf.make_stream(wild)
    data = io.BytesIO()
    pdf.save(data)
    put(tmp_path, {"w.pdf": data.getvalue()})
    listing = built(tmp_path, only(tmp_path, "w.pdf")).listing
    assert verify_bundle(tmp_path / "out") == []
    first = listing["exhibits"][0]["first"]
    document = pypdfium2.PdfDocument(tmp_path / "out" / "bundle.pdf")
    for index in range(first - 1, first + 2):
        picture = document[index].render(scale=1, grayscale=True).to_pil()
        left, bottom, right, top = listing["pages"][index]["number_at"]
        spot = picture.crop((int(left), 842 - int(top), int(right) + 1, 842 - int(bottom)))
        assert spot.getextrema()[0] < 100, index


def test_a_font_of_the_stamps_name_in_a_source_is_left_alone(tmp_path: Path) -> None:
    pdf = Pdf.new()
    page = text_page(pdf, "own font")
    page.obj.Resources.Font["/DemandgenStamp"] = page.obj.Resources.Font.F1
    page.obj.Contents = pdf.make_stream(b"BT /DemandgenStamp 20 Tf 200 400 Td (PROPRIU) Tj ET")
    data = io.BytesIO()
    pdf.save(data)
    put(tmp_path, {"f.pdf": data.getvalue()})
    first = built(tmp_path, only(tmp_path, "f.pdf")).listing["exhibits"][0]["first"]
    assert "PROPRIU" in texts_of(tmp_path / "out" / "bundle.pdf")[first - 1]


BLANK = Ink(198, 280, bytes(198 * 280))
FULL = Ink(198, 280, b"\1" * (198 * 280))


def test_a_full_page_gets_a_strip_and_an_empty_one_does_not() -> None:
    font, sheet = stamp_font(["Anexa 1"]), Sheet(595, 842, (1, 0, 0, 1, 0, 0))
    marks = [page_number(1), label("Anexa 1")]
    assert lay_out(sheet, BLANK, marks, font).strip == 0
    full = lay_out(sheet, FULL, marks, font)
    assert full.strip > 20
    assert all(box[3] < 0 for _, box in full.placed)


def test_marks_never_meet_even_in_the_strip_of_a_narrow_page() -> None:
    font = stamp_font(["Załącznik nr 100", "1999"])
    sheet = Sheet(60, 80, (1, 0, 0, 1, 0, 0))
    layout = lay_out(sheet, BLANK, [page_number(1999), label("Załącznik nr 100")], font)
    (a, b) = (box for _, box in layout.placed)
    assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert max(a[2], b[2]) <= layout.width
    assert layout.width > sheet.width


def test_letters_of_the_stamps_font() -> None:
    assert missing_letters("Anexa Załącznik nr Șț ĄĆĘŁŃÓŚŹŻ ăâî") == ""
    assert missing_letters("附件 1") == "件附"


def test_ink_is_seen_at_the_border_of_grey() -> None:
    from demandgen.bundle.reading import ink

    page = Image.new("L", (30, 30), ink._PAPER)
    assert 1 not in page.tobytes().translate(ink._TO_INK)
    page.putpixel((3, 3), ink._PAPER - 1)
    assert page.tobytes().translate(ink._TO_INK).count(1) == 1
