"""How do words become evidence pages: an e-mail, a text, an invoice in XML?"""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from pikepdf import Pdf

from demandgen.bundle.reading.job import Job
from demandgen.bundle.reading.normal import normalise
from demandgen.bundle.typeset import FACES, Locked, as_pdf, font_file, typeset


@cache
def _template(name: str) -> jinja2.Template:
    source = resources.files("demandgen.bundle").joinpath("data", name)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source.read_text(encoding="utf-8"))


def set_page(
    job: Job, template: str, out: Path, fetcher: Locked | None = None, **values: Any
) -> None:
    """Typeset a template with these values and write its pages to `out`."""
    html = _template(template).render(lang=job.country, **values)
    foreign = foreign_characters(html)
    if foreign:
        job.note("foreign-characters", characters=foreign)
    data = as_pdf(typeset(html, fetcher))
    with Pdf.open(io.BytesIO(data)) as pdf:
        normalise(pdf, out)


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font_file(FACES["normal", 400]), lazy=True) as font:
        return frozenset(font.getBestCmap())


def foreign_characters(text: str) -> str:
    """Return the printable characters of a text that the shipped font does not have."""
    found = {c for c in text if ord(c) not in _known() and not c.isspace()}
    shown = sorted(c for c in found if unicodedata.category(c)[0] != "C")
    return "".join(shown[:40])


def printable(text: str) -> str:
    """Return a text without characters that no page can carry, shown as a replacement sign."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn"} else "\ufffd"
        for c in text.replace("\r\n", "\n").replace("\r", "\n")
    )
