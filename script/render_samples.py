"""What does demandgen make of the sample cases? Everything goes into out/ and is listed."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from demandgen.cli import run

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out"


def samples() -> list[tuple[Path, str]]:
    """The sample case files and the fixed day of each."""
    text = (ROOT / "cases" / "samples.yaml").read_text(encoding="utf-8")
    listed = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  # text only: YAML takes "on" for true
    return [(Path("cases", sample["case"], "case.yaml"), sample["on"]) for sample in listed]


def render(case: Path, day: str) -> int:
    """Make every paper that the facts of a case call for; return the exit code."""
    folder = OUT / case.parent.name
    formats = ["--format", "pdf,docx"]
    return run(
        [
            "render",
            str(ROOT / case),
            "--all",
            "--on",
            day,
            *formats,
            "--out",
            str(folder),
            "--force",
        ]
    )


def listing() -> Table:
    """A table of the files in out/: a row for each paper, its formats side by side."""
    table = Table("Folder", "Paper", "Formats", "kB", box=None, header_style="bold")
    table.columns[-1].justify = "right"
    for folder in sorted(path for path in OUT.iterdir() if path.is_dir()):
        papers: dict[str, list[Path]] = {}
        for file in sorted(path for path in folder.iterdir() if path.is_file()):
            papers.setdefault(file.stem, []).append(file)
        for paper, files in papers.items():
            formats = " ".join(file.suffix[1:] for file in files)
            size = sum(file.stat().st_size for file in files) / 1024
            table.add_row(str(folder.relative_to(ROOT)), paper, formats, f"{size:.0f}")
    return table


def main() -> int:
    """Render all samples, list the result, end with the worst exit code."""
    codes = [render(case, day) for case, day in samples()]
    Console().print(listing())
    print(f"\nOpen the files in {OUT}.")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
