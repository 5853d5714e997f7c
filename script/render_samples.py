"""What does demandgen make of the sample cases? Everything goes into out/ and is listed."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from demandgen.cli import run

ROOT = Path(__file__).parent.parent
OUT = Path("out")


def samples() -> list[tuple[Path, str]]:
    """The sample case files and the fixed day of each."""
    text = (ROOT / "cases" / "samples.yaml").read_text(encoding="utf-8")
    listed = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  # text only: YAML takes "on" for true
    return [(Path("cases", sample["case"], "case.yaml"), sample["on"]) for sample in listed]


def render(case: Path, day: str) -> int:
    """Make every paper that the facts of a case call for; return the exit code.

    Warnings and refusals are shown; the files are listed at the end.
    """
    print(f"{case}, on {day}", file=sys.stderr)
    folder = OUT / case.parent.name
    formats = ["--format", "pdf,docx"]
    with redirect_stdout(StringIO()):
        return run(["render", str(case), "--all", "--on", day, *formats, "--out", str(folder)])


def bundle(case: Path, day: str) -> int:
    """Put the evidence of a case into one bundle; return the exit code."""
    folder = OUT / case.parent.name / "bundle"
    with redirect_stdout(StringIO()):
        return run(["bundle", str(case), "--on", day, "--out", str(folder)])


def portfolio(law: str, table: str) -> int:
    """Propose, approve and print a whole table of debtors, afresh; return the exit code."""
    sample, folder, day = Path("cases/portfolio", law), OUT / f"portfolio-{law}", "2025-09-30"
    print(f"{sample / table}, on {day}", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    means = ["--creditor", str(sample / "firm.yaml"), "--mapping", str(sample / "mapping.yaml")]
    words = [str(sample / table), *means, "--out", str(folder), "--on", day, "--lang", law]
    proposed = run(["batch", "propose", *words])
    approved = str(folder / f"{day}-1" / "proposal.csv")
    return proposed or run(
        ["batch", "run", approved, "--on", day, "--duplex", "--separator", "--lang", law]
    )


def listing() -> Table:
    """A table of the files in out/: a row for each paper, its formats side by side."""
    table = Table("Folder", "Paper", "Formats", "kB", box=None, pad_edge=False, header_style="bold")
    table.columns[-1].justify = "right"
    for folder in sorted(path for path in OUT.iterdir() if path.is_dir()):
        papers: dict[str, list[Path]] = {}
        for file in sorted(path for path in folder.iterdir() if path.suffix in {".pdf", ".docx"}):
            papers.setdefault(file.stem, []).append(file)
        for paper, files in papers.items():
            formats = " ".join(file.suffix[1:] for file in files)
            size = sum(file.stat().st_size for file in files) / 1024
            table.add_row(str(folder), paper, formats, f"{size:.0f}")
    return table


def main() -> int:
    """Render all samples, list the result, end with the first exit code that is not 0."""
    os.chdir(ROOT)
    codes = [make(case, day) for case, day in samples() for make in (render, bundle)]
    codes += [portfolio("ro", "facturi.csv"), portfolio("pl", "faktury.csv")]
    Console().print(listing())
    print(f"\nOpen the files in {OUT.absolute()}.")
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
