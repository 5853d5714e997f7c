"""What does a letter look like? Writes the picture of the README from a sample case's PDF.

.venv/bin/python script/picture.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from demandgen.cli import run

ROOT = Path(__file__).parent.parent
CASE, DAY, PAPER = "ro-2025-014", "2025-09-30", "formal-notice"
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


def main() -> None:
    """Render the letter and save its picture."""
    case = str(ROOT / "cases" / CASE / "case.yaml")
    with tempfile.TemporaryDirectory() as folder:
        run(["render", case, PAPER, "--on", DAY, "--format", "pdf", "--out", folder])
        picture = side_by_side(pages(next(Path(folder).rglob("*.pdf"))))
    target = ROOT / "docs" / "images" / "somatie.png"
    target.parent.mkdir(exist_ok=True)
    picture.quantize(16).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
