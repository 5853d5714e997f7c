"""How long does a bundle of 2,000 pages from 200 files take, phase by phase, and how much memory?

    python bench/bench_bundle.py [FILES]

Half of the pages are text, half are scans; sources are PDF files and a few photos.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import img2pdf
from PIL import Image, ImageDraw
from weasyprint import HTML

from demandgen.bundle.build import build_bundle
from demandgen.bundle.verify import verify_bundle
from demandgen.casefile.reading import load_case

PAGES = 10

CASE = """\
case: BENCH-1
law: ro
creditor:
  name: Atelierul Exemplu SRL
  kind: business
  address: {street: Strada Lungă nr. 12, city: Brașov}
debtor:
  name: Hotel Exemplu SRL
  kind: business
  address: {street: Strada Scurtă nr. 3, city: Brașov}
invoices:
  - {number: A 1, issued: 2025-01-15, due: 2025-02-14, amount: 100.00, currency: RON}
interest: {kind: statutory}
evidence:
"""


def text_file(number: int) -> bytes:
    """Ten pages of text as an office program writes them."""
    line = "Prezentul document a fost întocmit în două exemplare originale. "
    body = "".join(f"<h1>{number}.{n}</h1><p>{line * 30}</p>" for n in range(PAGES))
    style = "<style>h1 { break-before: page } h1:first-child { break-before: auto }</style>"
    data: bytes = HTML(string=style + body).write_pdf()
    return data


def scanned(chance: random.Random) -> bytes:
    """One A4 page scanned at 150 dpi, in grey."""
    page = Image.effect_noise((1240, 1754), 3).point(lambda grey: min(255, grey + 115))
    draw = ImageDraw.Draw(page)
    for row in range(45):
        draw.text((140, 160 + row * 32), f"Rândul {row} {chance.random()}", fill=30, font_size=22)
    data = io.BytesIO()
    page.save(data, "JPEG", quality=70, dpi=(150, 150))
    return data.getvalue()


def make_case(folder: Path, files: int) -> Path:
    """Write a case with so many files of ten pages."""
    chance = random.Random(1)
    evidence = folder / "evidence"
    evidence.mkdir()
    texts = [text_file(n) for n in range(10)]
    scans = [scanned(chance) for _ in range(30)]
    rows = []
    for number in range(files):
        name = f"evidence/{number:04}.pdf"
        if number % 2:
            pages = [chance.choice(scans) for _ in range(PAGES)]
            data = img2pdf.convert(pages) + b"\n%% %d\n" % number
        else:
            data = texts[number // 2 % 10] + b"\n%% %d\n" % number
        (folder / name).write_bytes(data)
        rows.append(f"  - {{file: {name}, title: Înscrisul {number}, proves: faptul {number}}}\n")
    path = folder / "case.yaml"
    path.write_text(CASE + "".join(rows), encoding="utf-8")
    return path


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long a block took, by the clock and by the processor."""
    start, before = time.perf_counter(), processor()
    yield
    wall, used = time.perf_counter() - start, processor() - before
    print(f"{name:<28}{wall:8.1f} s, {used:6.1f} s of processor")


def processor() -> float:
    """Seconds of processor used so far by this process and its children."""
    both = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


class Phases:
    """Prints how long each phase of the build took."""

    def __init__(self) -> None:
        self.name, self.start, self.used = "reading", time.perf_counter(), processor()

    def __call__(self, phase: str, _key: str) -> None:
        """Note the beginning of a phase."""
        if phase != self.name:
            self.end()
            self.name, self.start, self.used = phase, time.perf_counter(), processor()

    def end(self) -> None:
        """Print the phase that ends."""
        wall, used = time.perf_counter() - self.start, processor() - self.used
        print(f"  {self.name:<26}{wall:8.1f} s, {used:6.1f} s of processor")


def main(files: int) -> None:
    """Build and verify one bundle, and print what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with timed("making the sources"):
            path = make_case(folder, files)
        case = load_case(path, on=date(2025, 9, 30))
        phases = Phases()
        with timed("bundle in all"):
            built = build_bundle(
                case,
                folder / "out",
                as_of=date(2025, 9, 30),
                now=datetime(2025, 9, 30, tzinfo=UTC),
                progress=phases,
            )
            phases.end()
        with timed("verify"):
            problems = verify_bundle(folder / "out")
        for problem in problems[:5]:
            print(problem)
        pages = len(built.listing["pages"])
        print(f"{pages} pages, {built.sizes[0] / 1e6:.0f} MB, {len(problems)} problems,", end=" ")
        print("PDF/A" if not built.not_archival else "not PDF/A", built.not_archival or "")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"memory: {own:.0f} MB, largest reader {child:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
