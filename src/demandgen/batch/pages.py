"""How do the batch's own sheets look: register, address labels, separator?

They are working papers of the sender, so their few words stand here, per country. The register
follows the Polish posting book (książka nadawcza); for Romania no form of the post is imitated
(the law notes know none), the list is plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Final

from demandgen.batch.letters import Letter
from demandgen.casefile.model import Country
from demandgen.documents.pdf import working_paper_pdf

_STYLE: Final = """
@page { size: A4; margin: 14mm 12mm 16mm;
        @bottom-right { content: counter(page) " / " counter(pages); font: 8pt "IBM Plex Serif" } }
@page wide { size: A4 landscape }
@page labels { margin: 0; @bottom-right { content: none } }
@page separator { margin: 30mm 25mm; @bottom-right { content: none } }
body { font: 9pt/1.3 "IBM Plex Serif"; margin: 0 }
h1 { font-size: 14pt; font-weight: 600; margin: 0 0 2mm } p { margin: 0 0 3mm }
.wide { page: wide }
table.register { width: 100%; border-collapse: collapse; table-layout: fixed }
.register th, .register td { border: .4pt solid #555; padding: 1mm 1.2mm; vertical-align: top;
  text-align: left; overflow-wrap: anywhere }
.register th { font-weight: 600; font-size: 7.5pt } .register td.n { text-align: right }
.sheet { page: labels; page-break-after: always; width: 210mm; height: 296mm;
  position: relative }
.label { position: absolute; width: 58mm; height: 29mm; padding: 4mm 6mm; font-size: 9pt;
  overflow: hidden }
.separator { page: separator } .separator h1 { font-size: 28pt; margin-bottom: 12mm }
.separator td { font-size: 14pt; padding: 2mm 6mm 2mm 0; vertical-align: top }
"""
_LABELS_ACROSS, _LABELS_DOWN = 3, 8

_REGISTER: Final[dict[Country, tuple[str, tuple[tuple[str, int], ...]]]] = {
    "pl": (
        "Książka nadawcza",
        (
            ("Lp.", 5),
            ("Adresat (imię i nazwisko lub nazwa)", 19),
            ("Dokładne miejsce doręczenia", 22),
            ("Kwota zadekl. wartości zł, gr", 8),
            ("Masa kg, g", 6),
            ("Nr nadawczy", 15),
            ("Uwagi", 11),
            ("Opłata zł, gr", 7),
            ("Kwota pobrania zł, gr", 7),
        ),
    ),
    "ro": (
        "Lista trimiterilor",
        (
            ("Nr. crt.", 7),
            ("Destinatar", 27),
            ("Adresa", 33),
            ("Nr. de urmărire", 18),
            ("Observații", 15),
        ),
    ),
}
_SEPARATOR: Final[dict[Country, dict[str, str]]] = {
    "pl": {
        "title": "Wydruk {job}, część {part}",
        "run": "Seria",
        "letters": "Pisma nr",
        "count": "Liczba pism",
        "pages": "Liczba stron",
        "codes": "Kody pocztowe",
    },
    "ro": {
        "title": "Tipărire {job}, partea {part}",
        "run": "Seria",
        "letters": "Scrisorile nr.",
        "count": "Număr de scrisori",
        "pages": "Număr de pagini",
        "codes": "Coduri poștale",
    },
}


def sheet_pdf(body: str, language: Country, title: str) -> bytes:
    """Print a working paper."""
    page = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body>{body}</body></html>"
    )
    return working_paper_pdf(page, _STYLE)


def register_html(letters: Sequence[Letter]) -> str:
    """List letters for the post office, one list per country."""
    by_country = groupby(letters, key=lambda letter: letter.law)
    return "".join(_register(country, list(group)) for country, group in by_country)


def _register(country: Country, letters: Sequence[Letter]) -> str:
    title, columns = _REGISTER[country]
    widths = "".join(f'<col style="width:{width}%">' for _, width in columns)
    head = "".join(f"<th>{escape(name)}</th>" for name, _ in columns)
    rows = "".join(_register_row(country, nr, x) for nr, x in enumerate(letters, start=1))
    senders = dict.fromkeys(", ".join(letter.sender.lines) for letter in letters)
    said = {"pl": "Nadawca", "ro": "Expeditor"}[country]
    return (
        f'<div class="wide"><h1>{title}</h1><p>{said}: {escape("; ".join(senders))}</p>'
        f'<table class="register"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _register_row(country: Country, nr: int, letter: Letter) -> str:
    to = letter.recipient
    place = ", ".join(to.lines[1:])
    note = f"{letter.run}/{letter.number}"
    cells = [to.name, place, letter.tracking or "", note]
    if country == "pl":  # declared value, mass, fee and collection are the counter's to fill in
        cells = [to.name, place, "", "", letter.tracking or "", note, "", ""]
    return (
        f'<tr><td class="n">{nr}</td>' + "".join(f"<td>{escape(c)}</td>" for c in cells) + "</tr>"
    )


def labels_html(letters: Iterable[Letter]) -> str:
    """Lay addresses out on sheets of 3 by 8 labels of 70 by 37 mm."""
    addresses = [letter.recipient.lines for letter in letters]
    per_sheet = _LABELS_ACROSS * _LABELS_DOWN
    sheets = [addresses[i : i + per_sheet] for i in range(0, len(addresses), per_sheet)]
    return "".join(f'<div class="sheet">{_labels(sheet)}</div>' for sheet in sheets)


def _labels(addresses: Sequence[Sequence[str]]) -> str:
    cells = []
    for index, lines in enumerate(addresses):
        left, top = index % _LABELS_ACROSS * 70, index // _LABELS_ACROSS * 37
        text = "<br>".join(escape(line) for line in lines)
        cells.append(f'<div class="label" style="left:{left}mm;top:{top}mm">{text}</div>')
    return "".join(cells)


def separator_html(letters: Sequence[Letter], job: int, part: int) -> str:
    """Tell the person at the printer what follows."""
    words = _SEPARATOR[letters[0].law]
    codes = sorted(x.recipient.postal_code for x in letters if x.recipient.postal_code)
    facts = {
        "run": letters[0].run,
        "letters": f"{letters[0].number} – {letters[-1].number}",
        "count": len(letters),
        "pages": sum(letter.pages for letter in letters),
        "codes": f"{codes[0]} – {codes[-1]}" if codes else "–",
    }
    rows = "".join(
        f"<tr><td>{words[name]}</td><td>{escape(str(value))}</td></tr>"
        for name, value in facts.items()
    )
    title = words["title"].format(job=job, part=part)
    return f'<div class="separator"><h1>{title}</h1><table>{rows}</table></div>'
