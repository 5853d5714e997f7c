"""How does a plain text become pages, and in which encoding was it written?"""

from __future__ import annotations

import codecs
from pathlib import Path

from demandgen.bundle.reading.job import Job, refuse
from demandgen.bundle.reading.pages import printable, set_page

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX = 5_000_000
_USUAL = "cp1250"
"""What Romanian and Polish machines wrote before UTF-8."""


def read_text(job: Job, out: Path) -> None:
    """Read a text file and write its pages to `out`.

    Raises:
        Refused: the text is too long.
    """
    data = job.source.read_bytes()
    if len(data) > _MAX:
        raise refuse("too-large", "{name} is larger than {most} MB", name=job.name, most=5)
    text, encoding, certain = decoded(data)
    job.note("text" if certain else "text-assumed", encoding=encoding)
    set_page(job, "text.html", out, title=Path(job.name).name, text=printable(text))


def decoded(data: bytes) -> tuple[str, str, bool]:
    """Return the text, its encoding, and whether that is certain."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.removesuffix("-sig").upper(), True
    try:
        return data.decode("utf-8"), "UTF-8", True
    except UnicodeDecodeError:
        return data.decode(_USUAL, "replace"), "Windows-1250", False
