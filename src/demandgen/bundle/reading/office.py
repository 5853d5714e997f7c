"""How does a Word, Excel or OpenDocument file become pages? LibreOffice prints it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from demandgen.bundle.reading.job import Job, refuse
from demandgen.bundle.reading.pdf import read_pdf
from demandgen.documents.libreoffice import find_libreoffice, printed_by


def read_office(job: Job, out: Path) -> None:
    """Convert an office file and write its pages to `out`.

    Raises:
        Refused: LibreOffice is not installed, or it could not convert the file.
    """
    program = find_libreoffice()
    if program is None:
        raise refuse(
            "no-libreoffice",
            "{name} needs LibreOffice to be printed; install it, or save the file as PDF",
            name=job.name,
        )
    copy = job.folder / f"office{Path(job.name).suffix.lower()}"
    shutil.copyfile(job.source, copy)
    printed = printed_by(program, copy, job.folder)
    if printed is None:
        raise refuse("not-converted", "LibreOffice could not convert {name}", name=job.name)
    job.note("office")
    inner = replace(job, source=printed)
    read_pdf(inner, out)
    job.outline = inner.outline
