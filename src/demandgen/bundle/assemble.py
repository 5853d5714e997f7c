"""How do front and exhibits become one PDF: stamped, linked, bookmarked, labelled, archival?"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, Pdf

from demandgen.bundle.archival import FLAVOUR
from demandgen.bundle.certify import Certification
from demandgen.bundle.custody import PageDigests, links_of
from demandgen.bundle.custom import Custom
from demandgen.bundle.font import StampFont
from demandgen.bundle.front import Front, Piece, pages_of
from demandgen.bundle.plan import Plan, Stretch
from demandgen.bundle.reading.ink import Ink
from demandgen.bundle.reading.normal import SAVE
from demandgen.bundle.stamp import (
    Box,
    Mark,
    Shared,
    label,
    lay_out,
    page_number,
    sheet_of,
    stamp,
    stamp_lines,
)

_BLANK = Ink(1, 1, b"\0")


@dataclass(frozen=True)
class Assembled:
    """All pages, stamped, and for each page: number's place, digest, links with their pages.

    The cover's digest leaves out what is stamped on it later.
    """

    pdf: Pdf
    numbers: tuple[Box, ...]
    digests: tuple[str, ...]
    links: tuple[list[list[float]], ...]


def assemble(
    plan: Plan,
    font: StampFont,
    certified: Certification | None,
    progress: Callable[[str], None] = lambda _: None,
) -> Assembled:
    """Put all pages together and stamp them."""
    from pikepdf.pdfa import prepare

    result = Pdf.new()
    shared = Shared.of(result, font)
    boxes: list[Box] = []
    with Pdf.open(io.BytesIO(pages_of(plan.front))) as front:
        starts = _starts(plan.front)
        for stretch in plan.stretches:
            if stretch.piece is None:
                start = starts[stretch.part]
                result.add_pages_from(front, range(start, start + plan.front.lengths[stretch.part]))
                numbers = range(stretch.first, stretch.last + 1)
                boxes += [_stamped(result, number, _BLANK, [], shared) for number in numbers]
            else:
                boxes += _add(result, stretch.piece, shared, certified)
                progress(stretch.piece.cited.key)
    links = _front_links(result, plan)
    prepare(result, FLAVOUR)
    digests = PageDigests()
    found = [links.get(n) or own for n, own in enumerate(links_of(result), start=1)]
    of_pages = tuple(digests.of(page) for page in result.pages)
    return Assembled(result, tuple(boxes), of_pages, tuple(found))


def _starts(front: Front) -> dict[str, int]:
    starts, page = {}, 0
    for part, length in front.lengths.items():
        starts[part] = page
        page += length
    return starts


def _add(
    result: Pdf,
    piece: Piece,
    shared: Shared,
    certified: Certification | None,
) -> Iterable[Box]:
    with Pdf.open(piece.reading.pdf) as pages:
        result.add_pages_from(pages)
    certificate = certified.mark(piece) if certified else None
    for number, ink in zip(range(piece.first, piece.last + 1), piece.reading.inks(), strict=True):
        first = number == piece.first
        marks = [label(piece.cited.label)] if first and piece.cited.label else []
        if certificate and certified and (first or certified.every_page):
            marks.append(certificate)
        yield _stamped(result, number, ink, marks, shared)


def _stamped(pdf: Pdf, number: int, ink: Ink, marks: Sequence[Mark], shared: Shared) -> Box:
    page = pdf.pages[number - 1]
    sheet = sheet_of(page)
    layout = lay_out(sheet, ink, [page_number(number), *marks], shared.face)
    return stamp(pdf, page, sheet, layout, shared)


def _front_links(pdf: Pdf, plan: Plan) -> dict[int, list[list[float]]]:
    """Take the front's ``exhibit:7`` off its pages; return them with the pages they mean."""
    first = {f"exhibit:{piece.number}": piece.first for piece in plan.pieces}
    result: dict[int, list[list[float]]] = {}
    for number in plan.front_pages:
        page = pdf.pages[number - 1]
        links = []
        for annotation in page.obj.get("/Annots", Array()):
            target = first[str(annotation.A.URI)]
            links.append([*(round(float(v), 2) for v in annotation.Rect), target])
        if "/Annots" in page.obj:
            del page.obj["/Annots"]
        result[number] = links
    return result


@dataclass(frozen=True)
class Volume:
    """What one output file needs besides its pages."""

    number: int
    of: int
    title: str
    author: str
    as_of: date
    cover: Sequence[tuple[float, float, str]]
    """What is stamped on the cover last: places (points) and texts."""
    attachments: Mapping[str, tuple[bytes, str]]
    """Data and media type by name."""


def volume_of(
    assembled: Assembled, plan: Plan, custom: Custom, font: StampFont, volume: Volume
) -> Pdf:
    """Make the PDF of one volume, ready to be written."""
    stretches = plan.of_volume(volume.number)
    numbers = [n for s in stretches for n in range(s.first, s.last + 1)]
    pdf = assembled.pdf
    if volume.of > 1:
        pdf = Pdf.new()
        pdf.add_pages_from(assembled.pdf, [n - 1 for n in numbers])
    at = {number: index for index, number in enumerate(numbers)}
    cover = pdf.pages[at[plan.start_of("cover")]]
    stamp_lines(pdf, cover, volume.cover, font)
    _link_front(pdf, plan, assembled.links, at)
    _bookmark(pdf, custom, stretches, at)
    _label_pages(pdf, stretches, at)
    _describe(pdf, custom, volume)
    for name, (data, kind) in volume.attachments.items():
        _attach(pdf, name, data, kind, volume.as_of)
    return pdf


def _link_front(
    pdf: Pdf, plan: Plan, links: Sequence[Sequence[Sequence[float]]], at: Mapping[int, int]
) -> None:
    """Link the front's rows to the exhibits' first pages, as far as they are in this file."""
    for number in plan.front_pages:
        here = [link for link in links[number - 1] if int(link[4]) in at]
        if here:
            made = [_link(pdf, link[:4], at[int(link[4])]) for link in here]
            pdf.pages[at[number]].obj.Annots = Array(made)


def _link(pdf: Pdf, rect: Sequence[float], target: int) -> Any:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array(rect), Border=Array([0, 0, 0]), F=4,
        Dest=Array([pdf.pages[target].obj, Name.Fit]),
    )  # fmt: skip
    return pdf.make_indirect(link)


def bookmark_title(piece: Piece) -> str:
    """Return how an exhibit is called in the bookmarks."""
    return " – ".join(part for part in (piece.cited.label, piece.cited.title) if part)


def _bookmark(
    pdf: Pdf, custom: Custom, stretches: Iterable[Stretch], at: Mapping[int, int]
) -> None:
    groups: dict[str, OutlineItem] = {}
    with pdf.open_outline() as outline:
        for stretch in stretches:
            page = at[stretch.first]
            group = groups.get(stretch.part)
            if group is None:
                group = OutlineItem(custom.words["groups"][stretch.part], page, "Fit")
                group.is_closed = stretch.piece is not None
                groups[stretch.part] = group
                outline.root.append(group)
            if stretch.piece:
                item = OutlineItem(bookmark_title(stretch.piece), page, "Fit")
                item.is_closed = True
                group.children.append(item)
                _own_bookmarks(item, stretch.piece, page)


def _own_bookmarks(parent: OutlineItem, piece: Piece, start: int) -> None:
    above = [parent]
    for depth, title, page in piece.reading.outline:
        if page >= piece.reading.pages:
            continue
        del above[min(depth, len(above) - 1) + 1 :]
        item = OutlineItem(title, start + page, "Fit")
        above[-1].children.append(item)
        above.append(item)


def _label_pages(pdf: Pdf, stretches: Iterable[Stretch], at: Mapping[int, int]) -> None:
    labels: list[Any] = []
    expected = None
    for stretch in stretches:
        if stretch.first != expected:
            labels += [at[stretch.first], Dictionary(S=Name.D, St=stretch.first)]
        expected = stretch.last + 1
    pdf.Root.PageLabels = Dictionary(Nums=Array(labels))


def _describe(pdf: Pdf, custom: Custom, volume: Volume) -> None:
    pdf.Root.Lang = custom.country
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    moment = f"{volume.as_of.isoformat()}T00:00:00+00:00"
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        meta["dc:title"] = volume.title
        meta["dc:creator"] = [volume.author]
        meta["dc:language"] = [custom.country]
        meta["xmp:CreateDate"] = moment
        meta["xmp:ModifyDate"] = moment
        meta["xmp:CreatorTool"] = "demandgen"
        meta["pdf:Producer"] = "demandgen"


def _attach(pdf: Pdf, name: str, data: bytes, kind: str, day: date) -> None:
    moment = f"D:{day:%Y%m%d}000000Z"
    file = AttachedFileSpec(
        pdf, data, filename=name, mime_type=kind, creation_date=moment, mod_date=moment,
        relationship=Name.Data,  # type: ignore[call-arg]  # missing from pikepdf's stub
    )  # fmt: skip
    pdf.attachments[name] = file


def write_separate(assembled: Assembled, piece: Piece, title: str, path: Path) -> None:
    """Write one exhibit's stamped pages as a file of its own."""
    single = Pdf.new()
    single.add_pages_from(assembled.pdf, range(piece.first - 1, piece.last))
    single.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=piece.first)]))
    single.docinfo[Name.Title] = pikepdf.String(title)
    single.save(path, **SAVE)
