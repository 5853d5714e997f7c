"""How does a picture become a page: photo, scan, several scans in one TIFF?

A picture is set on an A4 page with a margin for the stamps, at its own size where the file states
a resolution and it fits. JPEG data goes in as it is; its EXIF orientation turns the page.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import img2pdf
from pikepdf import Pdf
from PIL import Image, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError

from demandgen.bundle.reading.job import MAX_PAGES, MAX_PIXELS, Job, refuse
from demandgen.bundle.reading.normal import normalise

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
_MM = 72 / 25.4
_SHORT, _LONG = 210 * _MM, 297 * _MM
_MARGIN = 14 * _MM
_KNOWN_DPI = range(72, 1201)
_JPEG_QUALITY = 92


def read_image(job: Job, out: Path) -> None:
    """Read a picture file and write its pages to `out`.

    Raises:
        Refused: truncated, too many dots, or no picture at all.
    """
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            sheets = list(_sheets(job))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise refuse(
                "too-large",
                "{name} has more dots than the {most} million a picture may have",
                name=job.name,
                most=MAX_PIXELS // 1_000_000,
            ) from None
        except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
            raise refuse(
                "damaged-image",
                "{name} is a damaged or truncated picture: {why}",
                name=job.name,
                why=str(error)[:200],
            ) from None
    _write(sheets, out)


def _write(sheets: list[bytes], out: Path) -> None:
    result = Pdf.new()
    for sheet in sheets:
        with Pdf.open(io.BytesIO(sheet)) as one:
            result.add_pages_from(one)
    normalise(result, out)


def _sheets(job: Job) -> Iterator[bytes]:
    with Image.open(job.source, formats=FORMATS) as picture:
        kind = picture.format or ""
        if kind in {"JPEG", "MPO"}:
            picture.load()
            yield _as_it_is(job, picture, job.source.read_bytes())
            return
        frames = getattr(picture, "n_frames", 1)
        if frames > MAX_PAGES:
            raise ValueError(f"{frames} frames")
        if frames > 1:
            job.note("frames", n=frames)
        for frame in ImageSequence.Iterator(picture):
            frame.load()
            yield converted(job, frame, kind)


def _as_it_is(job: Job, picture: Any, data: bytes) -> bytes:
    if picture.getexif().get(0x0112, 1) not in {0, 1}:
        job.note("exif")
    job.note("image")
    return _page(job, data, _stated_dpi(picture))


def converted(job: Job, picture: Any, kind: str) -> bytes:
    """Set one frame of a picture as a page: losslessly, except for camera formats."""
    dpi = _stated_dpi(picture)
    upright = ImageOps.exif_transpose(picture)
    if picture.getexif().get(0x0112, 1) not in {0, 1}:
        job.note("exif")
    upright = _opaque(job, upright)
    data = io.BytesIO()
    if kind in {"WEBP", "HEIF"}:
        upright.convert("RGB").save(data, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        job.note("image-converted", kind=kind, target=f"JPEG ({_JPEG_QUALITY})")
    else:
        upright.save(data, "PNG")
        job.note("image")
    return _page(job, data.getvalue(), dpi)


def _opaque(job: Job, picture: Any) -> Any:
    if "A" in picture.getbands() or "transparency" in picture.info:
        job.note("alpha")
        sheet = Image.new("RGBA", picture.size, "white")
        sheet.alpha_composite(picture.convert("RGBA"))
        return sheet.convert("RGB")
    if picture.mode in {"1", "L", "RGB"}:
        return picture
    grey = picture.mode in {"I", "F", "I;16", "I;16B", "LA"}
    return _eight_bits(picture) if grey else picture.convert("RGB")


def _eight_bits(picture: Any) -> Any:
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda grey: grey / 256).convert("L")
    return picture.convert("L")


def _stated_dpi(picture: Any) -> int | None:
    try:
        dpi = round(float(picture.info.get("dpi", (0, 0))[0]))
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    # 72 and 96 are what programs write when they do not know
    return dpi if dpi in _KNOWN_DPI and dpi not in {72, 96} else None


def _page(job: Job, data: bytes, dpi: int | None) -> bytes:
    if dpi:
        job.note("scale", dpi=dpi)
    else:
        job.note("resolution")

    def layout(width: int, height: int, _dpi: Any) -> tuple[float, float, float, float]:
        sheet = (_LONG, _SHORT) if width > height else (_SHORT, _LONG)
        room = (sheet[0] - 2 * _MARGIN, sheet[1] - 2 * _MARGIN)
        fit = min(room[0] / width, room[1] / height)
        scale = min(fit, 72 / dpi) if dpi else fit
        return (*sheet, width * scale, height * scale)

    pdf: bytes = img2pdf.convert(
        data, layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, nodate=True
    )
    return pdf


def read_heic(job: Job, out: Path) -> None:
    """Read a photo of an iPhone; needs the optional `pillow-heif`.

    Raises:
        Refused: the library is not there, or the picture is damaged.
    """
    try:
        import pillow_heif
    except ImportError:
        raise refuse(
            "heic",
            "{name} is a HEIC photo; run: pip install demandgen[heic], or save it as JPEG",
            name=job.name,
        ) from None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture = pillow_heif.open_heif(job.source).to_pillow()
        picture.load()
    except (ValueError, OSError, SyntaxError) as error:
        raise refuse(
            "damaged-image",
            "{name} is a damaged or truncated picture: {why}",
            name=job.name,
            why=str(error)[:200],
        ) from None
    _write([converted(job, picture, "HEIF")], out)
