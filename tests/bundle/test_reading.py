"""Which files become pages, what is told of them, and which are refused with which words?"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bundle_cases import picture, text_page, text_pdf, texts_of
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from demandgen.bundle.reading import PASSWORD, Reading, ToRead, Unreadable, read_all


def read(
    folder: Path, name: str, data: bytes, *, strict: bool = False, rasterise: bool = False
) -> Reading | Unreadable:
    path = folder / "source"
    path.write_bytes(data)
    file = ToRead("key", path, name, rasterise)
    return read_all([file], folder / "work", "ro", strict=strict)["key"]


def codes(reading: Reading | Unreadable) -> list[str]:
    assert isinstance(reading, Reading), str(getattr(reading, "message", ""))
    return [note["code"] for note in reading.notes]


def multi_tiff(*modes: str) -> bytes:
    frames = [Image.new(mode, (80, 100)) for mode in modes]
    data = io.BytesIO()
    frames[0].save(data, "TIFF", save_all=True, append_images=frames[1:])
    return data.getvalue()


def turned_photo() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(size=(300, 200), exif=exif)


def office(suffix: str) -> bytes:
    data = io.BytesIO()
    if suffix == ".docx":
        import docx

        document = docx.Document()
        document.add_paragraph("Contract de închiriere")
        document.save(data)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        book.create_sheet("Foaia", 0)["A1"] = "Sold final"
        book.save(data)
    return data.getvalue()


def hidden_layer() -> bytes:
    def change(pdf: Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="ascuns"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    return text_pdf("layers", change=change)


def form() -> bytes:
    pdf = Pdf.new()
    page = text_page(pdf, "form")
    look = pdf.make_stream(b"BT /F1 12 Tf 2 2 Td (COMPLETAT) Tj ET")
    look.stream_dict.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 150, 20]),
            Resources=page.obj.Resources,
        )
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T="a",
            V="COMPLETAT",
            Rect=Array([100, 100, 250, 120]),
            AP=Dictionary(N=look),
            F=4,
        )
    )
    page.obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()


GOOD: dict[str, tuple[str, Any, int, list[str]]] = {
    "pdf": ("a.pdf", lambda: text_pdf("x", "y"), 2, []),
    "pdf after rubbish": ("a.pdf", lambda: b"rubbish\n" + text_pdf("x"), 1, []),
    "pdf cut short": ("a.pdf", lambda: text_pdf("x")[:-60], 1, ["repaired"]),
    "jpeg": ("a.jpg", lambda: picture(dpi=(300, 300)), 1, ["image", "scale"]),
    "jpeg called pdf": ("a.pdf", picture, 1, ["image", "resolution"]),
    "turned photo": ("a.jpg", turned_photo, 1, ["exif", "image", "resolution"]),
    "cmyk jpeg": (
        "a.jpg",
        lambda: picture(mode="CMYK", colour=(0, 0, 0, 0), ink=(0, 0, 0, 255)),
        1,
        ["image", "resolution"],
    ),
    "png": ("a.png", lambda: picture("PNG"), 1, ["image", "resolution"]),
    "png see-through": (
        "a.png",
        lambda: picture("PNG", mode="RGBA"),
        1,
        ["alpha", "image", "resolution"],
    ),
    "png palette": (
        "a.png",
        lambda: picture("PNG", mode="P", colour=1, ink=0),
        1,
        ["image", "resolution"],
    ),
    "png 16 bits": (
        "a.png",
        lambda: picture("PNG", mode="I;16", colour=65535, ink=0),
        1,
        ["image", "resolution"],
    ),
    "tiff of three": (
        "a.tif",
        lambda: multi_tiff("1", "L", "RGB"),
        3,
        ["frames", "image", "resolution"],
    ),
    "webp": ("a.webp", lambda: picture("WEBP"), 1, ["image-converted", "resolution"]),
    "text": ("a.txt", "Țară – żółć".encode, 1, ["text"]),
    "old text": ("a.txt", lambda: "żółć".encode("cp1250"), 1, ["text-assumed"]),
    "text in utf-16": ("a.txt", lambda: "Șapte".encode("utf-16"), 1, ["text"]),
    "foreign text": ("a.txt", "価格".encode, 1, ["text", "foreign-characters"]),
    "xml": ("a.xml", lambda: b"<a><b c='1'>x</b></a>", 1, ["xml-other"]),
    "form": ("a.pdf", form, 1, ["forms"]),
    "hidden layer": ("a.pdf", hidden_layer, 1, ["layers", "rasterised"]),
}


@pytest.mark.parametrize("name", GOOD)
def test_files_that_become_pages(tmp_path: Path, name: str) -> None:
    file, make, pages, notes = GOOD[name]
    reading = read(tmp_path, file, make())
    assert codes(reading) == notes
    assert isinstance(reading, Reading)
    assert reading.pages == pages
    with Pdf.open(reading.pdf) as pdf:
        assert len(pdf.pages) == pages
    assert len(list(reading.inks())) == pages


def test_a_form_field_is_printed_as_text(tmp_path: Path) -> None:
    reading = read(tmp_path, "a.pdf", form())
    assert isinstance(reading, Reading)
    assert "COMPLETAT" in texts_of(reading.pdf)[0]


def test_a_photo_is_turned_as_the_camera_says(tmp_path: Path) -> None:
    reading = read(tmp_path, "a.jpg", turned_photo())
    assert isinstance(reading, Reading)
    ink = next(reading.inks())
    assert ink.width < ink.height  # 300 x 200 dots, turned by 90 degrees
    with Pdf.open(reading.pdf) as pdf:
        image = next(iter(pdf.pages[0].get_images().values()))
        assert image.read_raw_bytes()[:2] == b"\xff\xd8"  # the camera's own data


def test_a_picture_keeps_its_bytes_and_its_size(tmp_path: Path) -> None:
    data = picture(size=(600, 300), dpi=(300, 300))
    reading = read(tmp_path, "a.jpg", data)
    assert isinstance(reading, Reading)
    with Pdf.open(reading.pdf) as pdf:
        page = pdf.pages[0]
        assert next(iter(page.get_images().values())).read_raw_bytes() == data
        matrix = pikepdf.parse_content_stream(page)[1].operands
    assert [round(float(v)) for v in matrix[:4]] == [144, 0, 0, 72]  # 2 x 1 inch


@pytest.mark.parametrize(
    ("suffix", "words"), [(".docx", "Contract de închiriere"), (".xlsx", "Sold final")]
)
def test_office_files_are_printed_by_libreoffice(tmp_path: Path, suffix: str, words: str) -> None:
    import shutil

    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    reading = read(tmp_path, f"a{suffix}", office(suffix))
    assert codes(reading)[0] == "office"
    assert isinstance(reading, Reading)
    assert words in texts_of(reading.pdf)[0]


def test_office_files_are_refused_by_name_without_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = read(tmp_path, "oferta.docx", office(".docx"))
    assert isinstance(refused, Unreadable)
    assert str(refused.message) == (
        "oferta.docx needs LibreOffice to be printed; install it, or save the file as PDF"
    )


def noise(kind: str) -> bytes:
    data = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(data, kind)
    return data.getvalue()


def no_pages() -> bytes:
    data = io.BytesIO()
    Pdf.new().save(data)
    return data.getvalue()


def zip_bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a", "x")
    return data.getvalue()


def big_picture() -> bytes:
    """A few bytes that claim 40,000 x 40,000 dots."""
    data = bytearray(picture("PNG"))
    import struct
    import zlib

    data[16:24] = struct.pack(">II", 40_000, 40_000)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return bytes(data)


def locked() -> bytes:
    return text_pdf("x", encryption=pikepdf.Encryption(owner="o", user="u"))


def flate_bomb() -> bytes:
    def change(pdf: Pdf) -> None:
        import zlib

        packer = zlib.compressobj(9)
        block = b" " * (1 << 20)
        data = b"".join([*(packer.compress(block) for _ in range(30)), packer.flush()])
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, data, Filter=Name.FlateDecode)

    return text_pdf("x", change=change)


def xfa() -> bytes:
    def change(pdf: Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))
        pdf.Root.NeedsRendering = True

    return text_pdf("Please wait", change=change)


BAD: dict[str, tuple[str, Any, str, str]] = {
    "empty": ("a.pdf", lambda: b"", "empty-file", "a.pdf is empty"),
    "no pages": ("a.pdf", no_pages, "no-pages", "a.pdf has no pages"),
    "not a pdf": ("a.pdf", lambda: b"%PDF-1.7\nnothing", "unreadable", "a.pdf cannot be read: "),
    "locked": (
        "a.pdf",
        locked,
        "encrypted",
        (
            "a.pdf is protected by a password; put it into the environment variable "
            "DEMANDGEN_EVIDENCE_PASSWORD, or save the file without one"
        ),
    ),
    "xfa": (
        "a.pdf",
        xfa,
        "xfa-form",
        "a.pdf is an XFA form, which only Adobe Reader shows; print it to a PDF first",
    ),
    "cut jpeg": (
        "a.jpg",
        lambda: noise("JPEG")[:2000],
        "damaged-image",
        "a.jpg is a damaged or truncated picture: ",
    ),
    "cut png": (
        "a.png",
        lambda: noise("PNG")[:700],
        "damaged-image",
        "a.png is a damaged or truncated picture: ",
    ),
    "huge picture": (
        "a.png",
        big_picture,
        "too-large",
        "a.png has more dots than the 100 million a picture may have",
    ),
    "unknown": (
        "a.exe",
        lambda: b"MZ\x90\x00",
        "unknown-type",
        "a.exe is none of the kinds that can be printed: ",
    ),
    "archive": ("a.zip", zip_bomb, "unknown-type", "a.zip is none of the kinds"),
    "entities": (
        "a.xml",
        lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "hostile-xml",
        "a.xml defines entities or a document type, which no invoice needs",
    ),
    "no mail": ("a.eml", lambda: b"\x00\x01\x02", "not-mail", "a.eml has no e-mail header"),
    "bomb": ("a.pdf", flate_bomb, "too-large", "a.pdf unpacks to more than 20 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_refused(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demandgen.bundle.reading.pdf._MOST_UNPACKED", 20 * 1024**2)
    file, make, code, words = BAD[name]
    refused = read(tmp_path, file, make())
    assert isinstance(refused, Unreadable)
    assert refused.code == code
    assert str(refused.message).startswith(words)


def test_a_locked_pdf_opens_with_the_password_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "u")
    reading = read(tmp_path, "a.pdf", locked())
    assert codes(reading) == ["decrypted"]
    assert isinstance(reading, Reading)
    with Pdf.open(reading.pdf) as pdf:
        assert not pdf.is_encrypted


def test_a_damaged_pdf_is_refused_when_strict(tmp_path: Path) -> None:
    refused = read(tmp_path, "a.pdf", text_pdf("x")[:-60], strict=True)
    assert isinstance(refused, Unreadable)
    assert refused.code == "damaged"


def test_rasterised_pages_keep_their_size_and_lose_their_text(tmp_path: Path) -> None:
    reading = read(tmp_path, "a.pdf", text_pdf("DISPARE"), rasterise=True)
    assert isinstance(reading, Reading)
    with Pdf.open(reading.pdf) as pdf:
        box = [round(float(v)) for v in pdf.pages[0].mediabox]
    assert box == [0, 0, 595, 842]
    assert texts_of(reading.pdf) == [""]
    assert any(1 in ink.dots for ink in reading.inks())


def test_heic_photos(tmp_path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    data = io.BytesIO()
    heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(data)
    reading = read(tmp_path, "a.heic", data.getvalue())
    assert codes(reading) == ["image-converted", "resolution"]
