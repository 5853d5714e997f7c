"""What do the papers look like? Writes the pictures of the README from sample cases' PDFs.

.venv/bin/python script/picture.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from demandgen.cli import run

ROOT = Path(__file__).parent.parent
SHOWN = {
    "somatie": ("ro-2025-014", "2025-09-30", "formal-notice"),
    "wezwanie": ("pl-2025-021", "2025-12-15", "formal-notice"),
    "conventie": ("ro-2026-017", "2026-02-16", "instalment-agreement"),
}
"""The pictures by name: sample case, day and paper."""
PIXELS_PER_POINT = 1.25
PAGES = 2


def pages(pdf: Path) -> list[Image.Image]:
    """The first pages of a PDF, in grey, with a hairline around each."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [document[n].render(scale=PIXELS_PER_POINT).to_pil() for n in range(PAGES)]
    return [ImageOps.expand(picture.convert("L"), border=1, fill=200) for picture in pictures]


def side_by_side(pictures: list[Image.Image], gap: int = 24) -> Image.Image:
    """One picture of several, from left to right."""
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1)
    result = Image.new("L", (width, pictures[0].height), 255)
    left = 0
    for picture in pictures:
        result.paste(picture, (left, 0))
        left += picture.width + gap
    return result


def show(name: str, case: str, day: str, paper: str) -> None:
    """Render a paper and save its picture."""
    path = str(ROOT / "cases" / case / "case.yaml")
    with tempfile.TemporaryDirectory() as folder:
        run(["render", path, paper, "--on", day, "--format", "pdf", "--out", folder])
        picture = side_by_side(pages(Path(folder) / f"{paper}.pdf"))
    target = ROOT / "docs" / "images" / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    picture.quantize(16).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} kB")


def main() -> None:
    """Make every picture."""
    for name, shown in SHOWN.items():
        show(name, *shown)


if __name__ == "__main__":
    main()
