"""How does a foreign PDF become pages that are safe to merge and to stamp?

Only what is seen is carried over: pages, their contents and the links among them. Scripts,
actions, forms, attachments, layers and references to other files are left behind; what was found
of them is told in the statement of processing. The original stays as it is.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, Pdf

from demandgen.bundle.reading.job import MAX_PAGES, Job, refuse
from demandgen.bundle.reading.normal import RASTER_DPI, bookmarked, direct, normalise, rasterise

ACTIVE = {
    "/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData",
    "/ResetForm", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/Named", "/Hide",
    "/SetOCGState", "/Trans", "/GoTo3DView", "/Thread",
}  # fmt: skip
"""Kinds of action that leave the bundle; only /GoTo within the file stays."""

_MAX_OUTLINE = 500
_CHUNK = 1 << 20
_MOST_UNPACKED = 512 * 1024**2
_GENERAL = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}


def read_pdf(job: Job, out: Path) -> None:
    """Read a PDF file and write its normalised pages to `out`.

    Raises:
        Refused: encrypted, damaged beyond repair, without pages, too long, a form only Adobe
            shows; damaged at all when the job is strict.
    """
    from demandgen.bundle.reading.signature import signatures_of

    with _open(job) as pdf:
        _check(job, pdf)
        job.signatures = signatures_of(job.source, pdf)
        if job.signatures:
            job.note("signature-lost")
        job.outline = list(_outline(job, pdf))
        _tell_active(job, pdf)
        if _has_hidden_layers(pdf):
            job.note("layers")
            job.rasterise = True
        _flatten(job, pdf)
        if not job.rasterise:
            normalise(pdf, out)
            return
        flat = out.with_suffix(".flat.pdf")
        pdf.save(flat, encryption=False)
    rasterise(flat, out)
    job.note("rasterised", dpi=RASTER_DPI)


def _open(job: Job) -> Pdf:
    try:
        pdf = Pdf.open(job.source, suppress_warnings=True)
    except pikepdf.PasswordError:
        return _open_with_password(job)
    except pikepdf.PdfError as error:
        raise refuse(
            "unreadable", "{name} cannot be read: {why}", name=job.name, why=_short(error)
        ) from None
    if pdf.is_encrypted:
        job.note("decrypted")
    return pdf


def _open_with_password(job: Job) -> Pdf:
    try:
        pdf = Pdf.open(job.source, password=job.password or "", suppress_warnings=True)
    except pikepdf.PasswordError:
        raise refuse(
            "encrypted",
            "{name} is protected by a password; put it into the environment variable "
            "DEMANDGEN_EVIDENCE_PASSWORD, or save the file without one",
            name=job.name,
        ) from None
    job.note("decrypted")
    return pdf


def _short(error: Exception) -> str:
    return str(error).rsplit("/", 1)[-1].splitlines()[0][:200] if str(error) else "damaged"


def _check(job: Job, pdf: Pdf) -> None:
    try:
        count = len(pdf.pages)
        complaints = list(_broken_streams(job, pdf))
    except pikepdf.PdfError as error:
        raise refuse(
            "unreadable", "{name} cannot be read: {why}", name=job.name, why=_short(error)
        ) from None
    if count == 0:
        raise refuse("no-pages", "{name} has no pages", name=job.name)
    if count > MAX_PAGES:
        raise refuse(
            "too-many-pages",
            "{name} has {count} pages; at most {most} can be bundled",
            name=job.name,
            count=count,
            most=MAX_PAGES,
        )
    if _needs_adobe(pdf):
        raise refuse(
            "xfa-form",
            "{name} is an XFA form, which only Adobe Reader shows; print it to a PDF first",
            name=job.name,
        )
    complaints += [str(w) for w in pdf.get_warnings()]
    if complaints:
        _damaged(job, complaints[0])


def _broken_streams(job: Job, pdf: Pdf) -> Iterator[str]:
    """Yield what cannot be decoded; pictures in JPEG are only looked at from both ends."""
    for obj in pdf.objects:
        if not isinstance(obj, pikepdf.Stream):
            continue
        filters = obj.stream_dict.get("/Filter")
        kinds = {str(f) for f in (filters if isinstance(filters, Array) else [filters])}
        if "/DCTDecode" in kinds:
            raw = obj.read_raw_bytes() if kinds == {"/DCTDecode"} else b"\xff\xd8\xff\xd9"
            if not (raw.startswith(b"\xff\xd8") and b"\xff\xd9" in raw[-1024:]):
                yield "a picture is truncated"
        elif kinds == {"/FlateDecode"}:
            yield from _unpacked(job, obj.read_raw_bytes())
        elif kinds & _GENERAL:
            try:
                obj.read_bytes()
            except (pikepdf.PdfError, pikepdf.PikepdfError) as error:
                yield _short(error)


def _unpacked(job: Job, packed: bytes) -> Iterator[str]:
    """Unpack piece by piece, so that a bomb fills no memory."""
    unpacker, size = zlib.decompressobj(), 0
    try:
        data = packed
        while data and not unpacker.eof:
            size += len(unpacker.decompress(data, _CHUNK))
            data = unpacker.unconsumed_tail
            if size > _MOST_UNPACKED:
                raise refuse(
                    "too-large", "{name} unpacks to more than {most} MB",
                    name=job.name, most=_MOST_UNPACKED // 1024**2,
                )  # fmt: skip
    except zlib.error:
        yield "a stream cannot be unpacked"


def _needs_adobe(pdf: Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    return bool(form is not None and "/XFA" in form and pdf.Root.get("/NeedsRendering", False))


def _damaged(job: Job, why: str) -> None:
    if job.strict:
        raise refuse(
            "damaged",
            "{name} is damaged: {why}; without --strict it is repaired and the repair is stated",
            name=job.name,
            why=_short(Exception(why)),
        )
    job.note("repaired")


def _outline(job: Job, pdf: Pdf) -> Iterator[tuple[int, str, int]]:
    """Yield the file's own bookmarks: depth, title, page (from 0)."""
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    count = 0
    try:
        with pdf.open_outline(max_depth=5) as outline:
            stack = [(0, item) for item in reversed(outline.root)]
            while stack:
                depth, item = stack.pop()
                stack += [(depth + 1, child) for child in reversed(item.children)]
                page = bookmarked(pdf, item, numbers)
                if page is None:
                    continue
                count += 1
                if count > _MAX_OUTLINE:
                    job.note("outline-long", n=_MAX_OUTLINE)
                    return
                yield depth, " ".join(str(item.title).split())[:200] or "-", page
    except (pikepdf.PikepdfError, pikepdf.PdfError, ValueError, TypeError, AttributeError):
        return


def _tell_active(job: Job, pdf: Pdf) -> None:
    found: Counter[str] = Counter()
    outside = sum(isinstance(o, pikepdf.Stream) and "/F" in o.stream_dict for o in pdf.objects)
    if outside:
        job.note("external", n=outside)
    for top in pdf.objects:
        for obj in direct(top):
            if isinstance(obj, pikepdf.Dictionary):
                kind = obj.get("/S")
                if isinstance(kind, Name) and str(kind) in ACTIVE:
                    found[str(kind)[1:]] += 1
    if found:
        listing = ", ".join(f"{kind} ({count})" for kind, count in sorted(found.items()))
        job.note("active", what=listing)
    embedded = sorted(pdf.attachments)
    if embedded:
        job.note("embedded", names=", ".join(name[:80] for name in embedded[:20]))
        job.structured = _embedded_invoice(pdf)


def _embedded_invoice(pdf: Pdf) -> dict[str, str]:
    """Return what an invoice embedded as XML says (ZUGFeRD, Factur-X and the like)."""
    from demandgen.bundle.reading.einvoice import structured_of

    for name, file in pdf.attachments.items():
        if name.lower().endswith(".xml"):
            found = structured_of(file.get_file().read_bytes())
            if found:
                return found
    return {}


def _has_hidden_layers(pdf: Pdf) -> bool:
    layers = pdf.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return False
    shown = layers.get("/D", pikepdf.Dictionary())
    return bool(len(shown.get("/OFF", Array()))) or shown.get("/BaseState") == Name.OFF


def _flatten(job: Job, pdf: Pdf) -> None:
    """Print form fields and annotations into the page, as a viewer shows them."""
    kinds = Counter(str(a.get("/Subtype")) for a in _annotations(pdf))
    if not kinds.keys() - {"/Link", "/Popup"}:
        return
    if kinds["/Widget"]:
        form = pdf.Root.get("/AcroForm")
        if form is not None and form.get("/NeedAppearances", False):
            pdf.generate_appearance_streams()
        job.note("forms", n=kinds["/Widget"])
    if kinds.keys() - {"/Link", "/Popup", "/Widget"}:
        job.note("annotations")
    pdf.flatten_annotations("screen")
    mute = [a for a in _annotations(pdf) if a.get("/Subtype") not in (Name.Link, Name.Popup)]
    comments = [a for a in mute if str(a.get("/Contents", ""))]
    if comments:
        job.note("comments", n=len(comments))


def _annotations(pdf: Pdf) -> Iterator[pikepdf.Dictionary]:
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, Array):
            for annotation in annotations:
                if isinstance(annotation, pikepdf.Dictionary):
                    yield annotation
