"""Which parts of a PDF's pages are carried over, and in what shape?

Only what is seen: contents, and links to pages of the same file, each with its page named
outright. Boxes, rotation and unit are put in order; contents that do not close what they open are
shut into a box of their own, so that a stamp after them is not moved or hidden.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Name, Pdf

PAGE_KEYS = {
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources",
    "/Contents", "/Annots", "/Group",
}  # fmt: skip
LINK_KEYS = {
    "/Type", "/Subtype", "/Rect", "/Border", "/BS", "/C", "/H", "/QuadPoints",
}  # fmt: skip
STAMP_FONT = "/DemandgenStamp"
"""The name of the stamps' font in a page's resources."""
_LETTER = (0.0, 0.0, 612.0, 792.0)
"""What every viewer takes where a file states no page size."""
RASTER_DPI = 200

SAVE: dict[str, Any] = {
    "compress_streams": True,
    "stream_decode_level": pikepdf.StreamDecodeLevel.generalized,
    "object_stream_mode": pikepdf.ObjectStreamMode.generate,
    "deterministic_id": True,
}


def normalise(source: Pdf, out: Path) -> None:
    """Write the pages of an open PDF to `out`: contents and links, nothing else."""
    result = Pdf.new()
    for page in source.pages:
        _keep_links(source, page)
    result.add_pages_from(source, forms="strip")
    for page in result.pages:
        _tidy(page)
    for obj in result.objects:
        _scrub(obj)
    for page in result.pages:
        _balance(result, page)
    result.remove_unreferenced_resources()
    result.save(out, **SAVE)


def _keep_links(pdf: Pdf, page: pikepdf.Page) -> None:
    """Keep the links that lead to a page of this file, each with its page named outright."""
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return
    found = list(annotations) if isinstance(annotations, Array) else []
    kept = [link for link in (_inner_link(pdf, a) for a in found) if link is not None]
    if kept:
        page.obj["/Annots"] = Array(kept)
    else:
        del page.obj["/Annots"]


def _inner_link(pdf: Pdf, annotation: Any) -> pikepdf.Dictionary | None:
    if not isinstance(annotation, pikepdf.Dictionary) or annotation.get("/Subtype") != Name.Link:
        return None
    target = destination(pdf, annotation)
    if target is None or "/Rect" not in annotation:
        return None
    link = pikepdf.Dictionary({k: annotation[k] for k in LINK_KEYS & set(annotation.keys())})
    link["/Dest"], link["/F"] = target, 4  # printed, as PDF/A asks
    return pdf.make_indirect(link)


def destination(pdf: Pdf, link: Any) -> Array | None:
    """Return where a link or bookmark leads inside its file, names resolved; None: nowhere."""
    found = link.get("/Dest")
    action = link.get("/A")
    if found is None and isinstance(action, pikepdf.Dictionary):
        found = action.get("/D") if action.get("/S") == Name.GoTo else None
    if isinstance(found, (pikepdf.String, Name, str)):
        found = _named(pdf, str(found))
    if isinstance(found, Array) and len(found) and isinstance(found[0], pikepdf.Dictionary):
        return found
    return None


def bookmarked(pdf: Pdf, item: pikepdf.OutlineItem, numbers: dict[Any, int]) -> int | None:
    """Return the number (from `numbers`, by object) of the page a bookmark leads to."""
    parts: list[tuple[str, Any]] = [("/Dest", item.destination), ("/A", item.action)]
    return destination_page(pdf, {k: v for k, v in parts if v is not None}, numbers)


def destination_page(pdf: Pdf, link: Any, numbers: dict[Any, int]) -> int | None:
    """Return the number (from `numbers`, by object) of the page a link or bookmark leads to."""
    found = destination(pdf, link)
    return None if found is None else numbers.get(found[0].objgen)


def _named(pdf: Pdf, name: str) -> Any:
    names = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    found = pikepdf.NameTree(names).get(name) if names is not None else None
    if found is None and "/Dests" in pdf.Root:
        found = pdf.Root.Dests.get(name if name.startswith("/") else f"/{name}")
    if isinstance(found, pikepdf.Dictionary):
        return found.get("/D")
    return found


def direct(obj: Any) -> Iterator[Any]:
    """Yield an object and the containers written inside it, not those it refers to."""
    stack = [obj]
    while stack:
        here = stack.pop()
        yield here
        stack += [child for child in _children(here) if not child.is_indirect]


def _children(obj: Any) -> Iterator[Any]:
    if isinstance(obj, pikepdf.Stream):
        values = list(obj.stream_dict.values())
    elif isinstance(obj, pikepdf.Dictionary):
        values = list(obj.values())
    else:
        values = list(obj) if isinstance(obj, Array) else []
    return (v for v in values if isinstance(v, (pikepdf.Dictionary, Array, pikepdf.Stream)))


def _tidy(page: pikepdf.Page) -> None:
    obj = page.obj
    for key in set(obj.keys()) - PAGE_KEYS:
        del obj[key]
    media = _box(obj.get("/MediaBox")) or _LETTER
    obj.MediaBox = Array(media)
    crop = _box(obj.get("/CropBox"))
    if crop:
        low, high = map(max, crop[:2], media[:2]), map(min, crop[2:], media[2:])
        crop = _box([*low, *high])
    if crop and crop != media:
        obj.CropBox = Array(crop)
    elif "/CropBox" in obj:
        del obj["/CropBox"]
    _tidy_numbers(obj)
    if not isinstance(obj.get("/Resources"), pikepdf.Dictionary):
        obj.Resources = pikepdf.Dictionary()


def _tidy_numbers(obj: Any) -> None:
    try:
        turn = int(obj.get("/Rotate", 0)) % 360
    except (TypeError, ValueError):
        turn = 0
    obj.Rotate = turn - turn % 90
    try:
        unit = float(obj.get("/UserUnit", 1))
    except (TypeError, ValueError):
        unit = 1.0
    if "/UserUnit" in obj and (unit == 1.0 or not 0 < unit <= 100_000):
        del obj["/UserUnit"]


def _box(value: Any) -> tuple[float, float, float, float] | None:
    try:
        x0, y0, x1, y1 = (round(float(v), 4) for v in value)
    except (TypeError, ValueError):
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None


def _scrub(top: Any) -> None:
    """Take references to other files and to scripts out of everything the pages draw with."""
    for obj in direct(top):
        if isinstance(obj, pikepdf.Stream):
            for key in ("/F", "/FFilter", "/FDecodeParms", "/OPI", "/Ref", "/PS", "/Metadata"):
                if key in obj.stream_dict:
                    del obj[key]
        if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in ("/AA", "/AF", "/PieceInfo", "/JS", "/OC", "/StructParent", "/StructParents",
                        "/Alternates"):  # fmt: skip
                if key in obj:
                    del obj[key]
            drop_empty(obj.get("/Resources"))


def drop_empty(resources: Any) -> None:
    """Take out lists of patterns and the like that list nothing: PDF/A checkers mind them."""
    if isinstance(resources, pikepdf.Dictionary):
        for key in ("/Pattern", "/Shading", "/ExtGState", "/XObject", "/Font", "/ColorSpace"):
            part = resources.get(key)
            if isinstance(part, pikepdf.Dictionary) and not part.keys():
                del resources[key]


def _balance(pdf: Pdf, page: pikepdf.Page) -> None:
    """Shut contents that do not close what they open into a box of their own."""
    try:
        depth = lowest = 0
        text = 0
        for instruction in pikepdf.parse_content_stream(page, "q Q BT ET BMC BDC EMC"):
            operator = str(instruction.operator)
            depth += (operator == "q") - (operator == "Q")
            text += (operator in {"BT", "BMC", "BDC"}) - (operator in {"ET", "EMC"})
            lowest = min(lowest, depth)
        sound = depth == 0 and lowest == 0 and text == 0 and not _has_stamp_font(page)
    except (pikepdf.PikepdfError, pikepdf.PdfError, ValueError):
        sound = False
    if not sound and "/Contents" in page.obj:
        page.obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Page=_as_form(pdf, page))
        )
        page.obj.Contents = pdf.make_stream(b"/Page Do")


def _as_form(pdf: Pdf, page: pikepdf.Page) -> Any:
    """Return the page's contents as a box; pikepdf's own reads them only when they are gone."""
    contents = page.obj.Contents
    streams = list(contents) if isinstance(contents, Array) else [contents]
    form = pdf.make_stream(b"\n".join(stream.read_bytes() for stream in streams))
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    form["/BBox"], form["/Resources"] = page.obj.MediaBox, page.obj.Resources
    if "/Group" in page.obj:
        form["/Group"] = page.obj.Group
    return form


def _has_stamp_font(page: pikepdf.Page) -> bool:
    fonts = page.obj.Resources.get("/Font")
    return isinstance(fonts, pikepdf.Dictionary) and STAMP_FONT in fonts


def rasterise(source: Path, out: Path, dpi: int = RASTER_DPI) -> None:
    """Replace the pages of a PDF by pictures of them, upright and of the same size."""
    import img2pdf
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    result = Pdf.new()
    for page in document:
        width, height = page.get_size()
        scale = min(dpi / 72, 6000 / max(width, height))
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=90, subsampling=0)
        size = img2pdf.get_fixed_dpi_layout_fun((72 * scale, 72 * scale))
        sheet = img2pdf.convert(data.getvalue(), layout_fun=size, nodate=True)
        with Pdf.open(io.BytesIO(sheet)) as one:
            result.add_pages_from(one)
    document.close()
    for sheet in result.pages:
        _tidy(sheet)
    result.save(out, **SAVE)
