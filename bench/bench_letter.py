"""How long do a claim and its letter take, measured against WeasyPrint alone?

    .venv/bin/python bench/bench_letter.py [ROUNDS] [LETTERS]

Everything is measured in one run and interleaved, in processor time, so that the ratios hold on
any machine and beside other work: ROUNDS (default 15) letters, each beside bare WeasyPrint on the
same finished HTML with the same pdf_variant, tags, fonts and parsed stylesheet. Then LETTERS
(default 2000; 0: none) letters of a short case in one process, for the memory.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from weasyprint import HTML

from big_case import AS_OF, case_text, short_case_text
from demandgen.casefile.model import Case
from demandgen.casefile.reading import case_warnings, load_case
from demandgen.claim.engine import claim_on
from demandgen.claim.model import Claim
from demandgen.documents import pdf
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest
from demandgen.documents.press import Press

NOTICE = PaperRequest("formal-notice")
COMPUTING_TARGET_MS = 15.0
LETTER_TARGET = 1.10
EARLY = 200
"""Letters after which the memory is taken for the first time."""


@dataclass
class Stopwatch:
    """Processor time in milliseconds by the name of the phase."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    def time(self, phase: str, work: Callable[[], Any]) -> Any:
        """Do the work, note how long it took, return its result."""
        start = time.process_time()
        result = work()
        self.taken.setdefault(phase, []).append((time.process_time() - start) * 1000)
        return result

    def medians(self) -> dict[str, float]:
        """The median of each phase."""
        return {phase: statistics.median(times) for phase, times in self.taken.items()}

    def ratios(self, phases: Sequence[str], base: str) -> list[float]:
        """In each round, the phases together against the base."""
        rounds = zip(*(self.taken[phase] for phase in phases), self.taken[base], strict=True)
        return [sum(times) / reference for *times, reference in rounds]


def checked(path: Path) -> Case:
    """Read a case and look for its faults and warnings."""
    case = load_case(path, on=AS_OF)
    case_warnings(case, AS_OF)
    return case


def finished_html(press: Press, letter: Letter) -> str:
    """The page as WeasyPrint gets it from us."""
    return pdf._page(letter, press._letterhead(letter))


def bare_weasyprint(letter: Letter, page: str, stylesheet: str) -> bytes:
    """Print a letter's finished page, with its pictures, with WeasyPrint and nothing else."""
    logo = letter.context["logo"]
    pictures = pdf._OnlyOurs(logo.pdf if logo else None, letter.context["payment"].code)
    printed: bytes = HTML(string=page, url_fetcher=pictures).write_pdf(
        stylesheets=[pdf._stylesheet(stylesheet)],
        font_config=pdf._fonts(),
        pdf_variant="pdf/a-3b",
        pdf_tags=True,
    )
    return printed


def one_round(watch: Stopwatch, press: Press, path: Path) -> None:
    """Read, compute, compose and print once; then the same page by WeasyPrint alone."""
    case: Case = watch.time("load and check", lambda: checked(path))
    claim: Claim = watch.time("claim", lambda: claim_on(case, AS_OF))
    letter: Letter = watch.time("compose", lambda: press.letter(case, claim, NOTICE))
    page = finished_html(press, letter)
    bare = partial(bare_weasyprint, letter, page, press._found("letter.css").text())
    ours = partial(press.pdf, letter)
    pair = [("print", ours), ("bare WeasyPrint", bare)]
    if len(watch.taken["claim"]) % 2:
        pair.reverse()
    for phase, work in pair:
        gc.collect()
        watch.time(phase, work)
    watch.time("Word", lambda: press.docx(letter))


def report(title: str, watch: Stopwatch) -> None:
    """Print the share of each phase and the two ratios."""
    medians = watch.medians()
    phases = ["load and check", "claim", "compose", "print"]
    whole = sum(medians[phase] for phase in phases)
    print(f"{title} (medians of {len(watch.taken['print'])} rounds)")
    for phase in phases:
        print(f"  {phase:16} {medians[phase]:8.1f} ms  {medians[phase] / whole:6.1%}")
    print(f"  {'together':16} {whole:8.1f} ms")
    computing = medians["load and check"] + medians["claim"]
    print(f"  load, check, claim: {computing:.1f} ms (target under {COMPUTING_TARGET_MS:.0f} ms)")
    print(f"  bare WeasyPrint on the same HTML: {medians['bare WeasyPrint']:.1f} ms")
    ratios = watch.ratios(["compose", "print"], "bare WeasyPrint")
    print(
        f"  letter / WeasyPrint: {statistics.median(ratios):.3f}, single rounds "
        f"{min(ratios):.3f} to {max(ratios):.3f} (target at most {LETTER_TARGET:.2f})"
    )
    print(f"  the same letter as Word: {medians['Word']:.1f} ms\n")


def resident_mib() -> float:
    """Memory of this process that is in the machine's RAM, in MiB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def memory(press: Press, path: Path, count: int) -> None:
    """Print many letters in this process; compare the memory early, half-way and at the end."""
    resident: dict[int, float] = {}
    for number in range(1, count + 1):
        case = checked(path)
        press.pdf(press.letter(case, claim_on(case, AS_OF), NOTICE))
        if number in {min(EARLY, count), count // 2, count}:
            gc.collect()
            resident[number] = resident_mib()
    early = resident[min(EARLY, count)]
    for number, mib in resident.items():
        print(f"memory after {number} letters: {mib:.1f} MiB ({mib / early - 1:+.1%})")


def main(rounds: int = 15, count: int = 2000) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path, short = Path(folder, "big.yaml"), Path(folder, "short.yaml")
        path.write_text(case_text(), encoding="utf-8")
        short.write_text(short_case_text(), encoding="utf-8")
        press = Press()
        one_round(Stopwatch(), press, path)  # what is slow only once: imports, templates, fonts
        for title, file, times in (
            ("20 invoices, 10 payments, 10 years, and the letter", path, rounds),
            ("1 invoice, and the letter", short, 4 * rounds),
        ):
            watch = Stopwatch()
            for _ in range(times):
                one_round(watch, press, file)
            report(title, watch)
        if count:
            memory(press, short, count)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
