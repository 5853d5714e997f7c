"""Small cases with evidence made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf
from PIL import Image, ImageDraw

from demandgen.bundle.build import Built, build_bundle
from demandgen.casefile.model import Case
from demandgen.casefile.sources import Sources

DAY = date(2025, 9, 30)
NOW = datetime(2025, 9, 30, 12, tzinfo=UTC)


def helvetica(pdf: Pdf) -> Any:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))


def text_page(pdf: Pdf, text: str, size: tuple[float, float] = (595, 842), **keys: Any) -> Any:
    """Add a page with one line of text in the middle."""
    page = pdf.add_blank_page(page_size=size)
    page.obj.Resources = helvetica(pdf)
    middle = f"BT /F1 12 Tf {size[0] / 3} {size[1] / 2} Td ({text}) Tj ET"
    page.obj.Contents = pdf.make_stream(middle.encode())
    for key, value in keys.items():
        page.obj[f"/{key}"] = value
    return page


def text_pdf(*texts: str, change: Callable[[Pdf], None] | None = None, **save: Any) -> bytes:
    """A PDF with a line on each page."""
    pdf = Pdf.new()
    for text in texts:
        text_page(pdf, text)
    if change:
        change(pdf)
    data = io.BytesIO()
    pdf.save(data, **save)
    return data.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (200, 280), **save: Any) -> bytes:
    """A picture with something on it."""
    image = Image.new(save.pop("mode", "RGB"), size, save.pop("colour", "white"))
    ImageDraw.Draw(image).line((10, 10, *size), fill=save.pop("ink", "black"), width=3)
    data = io.BytesIO()
    image.save(data, kind, **save)
    return data.getvalue()


def link(pdf: Pdf, page: Any, destination: Any) -> None:
    annotation = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([50, 50, 90, 70]), Dest=destination
    )
    page.obj.Annots = Array([pdf.make_indirect(annotation)])


def attachment(pdf: Pdf, name: str, data: bytes) -> AttachedFileSpec:
    """A file inside a PDF."""
    return AttachedFileSpec(
        pdf, data, filename=name, description="", mime_type="", creation_date="", mod_date=""
    )


def case_in(folder: Path, law: str = "ro", /, **fields: Any) -> Case:
    """A small case lying in a folder."""
    currency = {"ro": "RON", "pl": "PLN"}[law]
    base: dict[str, Any] = {
        "case": "T-1",
        "law": law,
        "creditor": {
            "name": "Atelierul Ștefan SRL",
            "kind": "business",
            "address": {"street": "Strada Lungă nr. 12", "city": "Brașov"},
            "representative": {"name": "Ștefania Țuțuianu", "role": "administrator"},
        },
        "debtor": {"name": "Żółć Sp. z o.o.", "kind": "business"},
        "contract": {"number": "27", "signed": "2024-09-02", "file": "evidence/contract.pdf"},
        "invoices": [
            {
                "number": "A 1",
                "issued": "2025-01-15",
                "due": "2025-02-14",
                "amount": "100.00",
                "currency": currency,
                "file": "evidence/a1.pdf",
            }
        ],
        "interest": {"kind": "statutory"},
    }
    return Case.model_validate({**base, **fields}).placed(Sources(), folder)


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


USUAL = {
    "evidence/contract.pdf": text_pdf("contract", "page two"),
    "evidence/a1.pdf": text_pdf("invoice"),
}


def extra(files: Iterable[str]) -> list[dict[str, str]]:
    """Evidence entries for files."""
    return [{"file": f, "title": f"Title of {f}", "proves": f"fact {f}"} for f in files]


def built(folder: Path, case: Case | None = None, out: str = "out", **keys: Any) -> Built:
    """Build the bundle of a case lying in `folder`."""
    return build_bundle(
        case or case_in(folder), folder / out, as_of=DAY, now=keys.pop("now", NOW), **keys
    )


def only(folder: Path, *files: str) -> Case:
    """A case whose only evidence are these files."""
    case = case_in(folder, evidence=extra(files), contract=None)
    bare = tuple(i.model_copy(update={"file": None}) for i in case.invoices)
    return case.model_copy(update={"invoices": bare}).placed(Sources(), folder)


def texts_of(pdf: Path) -> list[str]:
    """The text of each page, by the second library."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def bookmarks_of(path: Path) -> list[tuple[int, str]]:
    """Depth and title of every bookmark, in order."""

    def walk(items: Iterable[pikepdf.OutlineItem], depth: int) -> Iterable[tuple[int, str]]:
        for item in items:
            yield depth, str(item.title)
            yield from walk(item.children, depth + 1)

    with Pdf.open(path) as pdf, pdf.open_outline(max_depth=10) as outline:
        return list(walk(outline.root, 0))
