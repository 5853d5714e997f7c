"""What stands before the evidence: cover, list of exhibits, facts with their proofs, processing?

The list's own length changes the pages it names, so the front is laid out again until its
length no longer changes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from pikepdf import Array, Pdf

from demandgen.bundle.custom import FRONT, Custom
from demandgen.bundle.estimate import lengths_of
from demandgen.bundle.exhibits import Cited, Mention
from demandgen.bundle.reading import Reading
from demandgen.bundle.reading.normal import SAVE, drop_empty
from demandgen.bundle.typeset import as_pdf, typeset
from demandgen.casefile.model import Case, Party

PX = 0.75
"""Points in a CSS pixel."""


@dataclass(frozen=True)
class Piece:
    """A part of the bundle with its place in it; `number` counts from 1, `last` is included."""

    number: int
    cited: Cited
    reading: Reading
    first: int
    last: int
    volume: int = 1

    @property
    def range(self) -> str:
        """Its pages as the list names them."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class Front:
    """The front, laid out: how many pages each part has, and where the cover leaves room."""

    document: Any
    lengths: Mapping[str, int]
    room: Mapping[str, tuple[float, float]]
    """Points from the lower left corner, by name."""

    @property
    def pages(self) -> int:
        """The number of its pages."""
        return sum(self.lengths.values())


@dataclass(frozen=True)
class Words:
    """What the front says besides the exhibits: the case, the day, the copies, the differences."""

    case: Case
    custom: Custom
    as_of: date
    mentions: Sequence[Mention]
    differences: Mapping[str, Sequence[str]]
    """By evidence file: what its structured data says otherwise than the case."""
    volumes: int = 1


@cache
def _template() -> jinja2.Template:
    source = resources.files("demandgen.bundle").joinpath("data", "front.html")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source.read_text(encoding="utf-8"))


def guessed(words: Words, pieces: Sequence[Piece]) -> Mapping[str, int]:
    """Guess how many pages each part of the front will have."""
    return lengths_of(_values(words, pieces, 1))


def front_of(words: Words, pieces: Sequence[Piece], total: int) -> Front:
    """Lay out the front for pieces at these places, in a bundle of `total` pages."""
    document = typeset(_template().render(_values(words, pieces, total)))
    starts: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            starts.setdefault(name, number)  # a part that goes on is named on each of its pages
    lengths = {}
    for part, following in zip(FRONT, (*FRONT[1:], None), strict=True):
        end = starts[following] if following else len(document.pages)
        lengths[part] = end - starts[part]
    room = {}
    for name in ("fingerprint", "volume"):
        page = document.pages[starts[name]]
        x, y = page.anchors[name][:2]
        room[name] = (x * PX, (page.height - y) * PX)
    return Front(document, lengths, room)


def pages_of(front: Front) -> bytes:
    """Return the front's pages, tidied so that saving them again changes nothing."""
    with Pdf.open(io.BytesIO(as_pdf(front.document))) as pdf:
        for page in pdf.pages:
            drop_empty(page.obj.Resources)
            for key in set(page.obj.keys()) & {"/BleedBox", "/TrimBox", "/ArtBox", "/Tabs"}:
                del page.obj[key]
            page.obj.MediaBox = Array([round(float(v), 4) for v in page.mediabox])
        result = Pdf.new()
        result.pages.extend(pdf.pages)
        data = io.BytesIO()
        result.save(data, **SAVE)
    return data.getvalue()


def _values(words: Words, pieces: Sequence[Piece], total: int) -> dict[str, Any]:
    case, custom = words.case, words.custom
    rows = [_row(custom, piece) for piece in pieces if piece.cited.listed]
    longest = max((len(row["label"]) for row in rows), default=5)
    by_file = {p.cited.file: r for p, r in _with_rows(pieces, rows)}
    facts = [_fact(words, m, by_file) for m in words.mentions if m.proven]
    facts.sort(key=lambda fact: fact["row"] is not None)  # gaps first
    lacking = sum(fact["row"] is None for fact in facts)
    say = custom.words["words"]
    return {
        "lang": custom.country,
        "w": say,
        "case": case.id,
        "court": case.bundle.court,
        "creditor": _named(case.creditor),
        "counsel": _counsel(case),
        "debtors": [_named(debtor) for debtor in case.debtors],
        "as_of": custom.day(words.as_of),
        "pages": total,
        "copies": say["copies-note"].format(n=copies(case)),
        "rows": rows,
        "volumes": words.volumes > 1,
        "widths": {"label": min(34, max(17, 5 + 1.75 * longest))},
        "facts": facts,
        "gaps": say["gaps"].format(n=lacking) if lacking else say["no-gaps"],
        "processed": [_processed(custom, p, r) for p, r in _with_rows(pieces, rows)],
    }


def _with_rows(
    pieces: Sequence[Piece], rows: list[dict[str, Any]]
) -> list[tuple[Piece, dict[str, Any]]]:
    return list(zip((p for p in pieces if p.cited.listed), rows, strict=True))


def _row(custom: Custom, piece: Piece) -> dict[str, Any]:
    cited, words = piece.cited, custom.words["words"]
    foreign = cited.language and cited.language.lower()[:2] != custom.country
    return {
        "number": piece.number,
        "label": cited.label,
        "title": cited.title,
        "day": custom.day(cited.day),
        "proves": "; ".join(cited.facts),
        "range": piece.range,
        "first": piece.first,
        "volume": piece.volume,
        "state": state_of(custom, piece),
        "signatures": signature_lines(custom, piece.reading),
        "translate": words["translate"].format(language=cited.language) if foreign else "",
    }


def state_of(custom: Custom, piece: Piece) -> str:
    """Tell whether an exhibit is a copy, the original, electronic, or made for the bundle."""
    words = custom.words["words"]
    if piece.cited.generated:
        return words["generated"]
    if piece.cited.original:
        return words["original"]
    return words["electronic"] if piece.reading.signatures else words["copy"]


def signature_lines(custom: Custom, reading: Reading) -> list[str]:
    """Describe the electronic signatures of an exhibit."""
    words = custom.words["words"]
    return [
        words["signed-yes"].format(
            signer=s["signer"],
            when=s["time"][:16].replace("T", " ") or "?",
            coverage=words["covers" if s["whole_file"] else "covers-not"],
            state=words["intact" if s["intact"] else "broken"],
        )
        for s in reading.signatures
    ]


def _fact(words: Words, mention: Mention, rows: Mapping[str | None, Any]) -> dict[str, Any]:
    row = rows.get(mention.file) if mention.file else None
    differs = words.differences.get(mention.file or "", ()) if mention.invoice else ()
    return {"text": mention.fact, "row": row, "differs": differs}


def _processed(custom: Custom, piece: Piece, row: dict[str, Any]) -> dict[str, Any]:
    # A paper of our own has no original beside it to which a note could refer.
    notes = () if piece.cited.generated else piece.reading.notes
    lines = [custom.say("notes", n["code"], **n["values"]) for n in notes]
    name = piece.cited.file or custom.words["words"]["generated"]
    return {"row": row, "file": name, "lines": lines or [custom.words["words"]["none"]]}


def _named(party: Party) -> str:
    address = party.address
    parts = [party.name, party.tax_id, address and f"{address.street}, {address.city}"]
    return ", ".join(part for part in parts if part)


def _counsel(case: Case) -> str:
    return f"{case.counsel.name}, {case.counsel.role}" if case.counsel else ""


def copies(case: Case) -> int:
    """Return how many sets are filed: NCPC 149 and the setting `copies`; KPC 128."""
    sets = len(case.debtors) + 1
    if case.law == "ro" and case.effective_settings.copies != "debtors-plus-1":
        sets += 1  # one creditor
    return sets
