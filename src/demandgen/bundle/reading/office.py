"""How does a Word, Excel or OpenDocument file become pages? LibreOffice prints it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from demandgen.bundle.reading.job import Job, refuse
from demandgen.bundle.reading.pdf import read_pdf

_SECONDS = 100
_CAREFUL = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">\
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">\
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""No macros, no active content, no fetching of linked files."""


def read_office(job: Job, out: Path) -> None:
    """Convert an office file and write its pages to `out`.

    Raises:
        Refused: LibreOffice is not installed, or it could not convert the file.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise refuse(
            "no-libreoffice",
            "{name} needs LibreOffice to be printed; install it, or save the file as PDF",
            name=job.name,
        )
    printed = _converted(job, program)
    job.note("office")
    inner = replace(job, source=printed)
    read_pdf(inner, out)
    job.outline = inner.outline


def _converted(job: Job, program: str) -> Path:
    profile = job.folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_CAREFUL, encoding="utf-8")
    copy = job.folder / f"office{Path(job.name).suffix.lower()}"
    shutil.copyfile(job.source, copy)
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
        "--nologo", "--convert-to", "pdf", "--outdir", str(job.folder / "office"), str(copy),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(job.folder), "LANG": "C.UTF-8"}
    with contextlib.suppress(subprocess.TimeoutExpired, OSError):
        subprocess.run(  # noqa: S603  # the program found on PATH, with our own arguments
            command, env=environment, cwd=job.folder, timeout=_SECONDS, check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
    result = job.folder / "office" / "office.pdf"
    if not result.is_file() or result.stat().st_size == 0:
        raise refuse("not-converted", "LibreOffice could not convert {name}", name=job.name)
    return result
