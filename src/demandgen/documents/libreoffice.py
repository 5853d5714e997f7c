"""How does LibreOffice print a file, with no macro run, no link followed and no trace left?"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

_SECONDS: Final = 100
_CAREFUL: Final = """<?xml version="1.0" encoding="UTF-8"?>
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


def find_libreoffice() -> str | None:
    """The program on the search path, if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def printed_by(program: str, source: Path, folder: Path, kind: str = "pdf") -> Path | None:
    """Print `source` as PDF into `folder`/office, with a profile of its own; None if it fails.

    `kind` is what LibreOffice calls the output: its name, filter and settings.
    """
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_CAREFUL, encoding="utf-8")
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
        "--nologo", "--convert-to", kind, "--outdir", str(folder / "office"), str(source),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"}
    with contextlib.suppress(subprocess.TimeoutExpired, OSError):
        subprocess.run(  # noqa: S603  # the program found on PATH, with our own arguments
            command, env=environment, cwd=folder, timeout=_SECONDS, check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
    result = folder / "office" / f"{source.stem}.pdf"
    return result if result.is_file() and result.stat().st_size else None
