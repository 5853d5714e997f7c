"""What does an electronic invoice in XML say, and how is it shown on a page?

Knows the two national kinds: UBL (RO e-Factura, EN 16931) and the Polish structured invoice
(KSeF, FA). Any other XML is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from demandgen.bundle.custom import custom_of
from demandgen.bundle.reading.job import Job, refuse
from demandgen.bundle.reading.pages import printable, set_page

_MAX = 20_000_000
_MAX_LINES = 4000

_UBL = {
    "number": "ID",
    "issued": "IssueDate",
    "due": "DueDate",
    "currency": "DocumentCurrencyCode",
    "seller": "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName",
    "buyer": "AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName",
    "net": "LegalMonetaryTotal/TaxExclusiveAmount",
    "tax": "TaxTotal/TaxAmount",
    "payable": "LegalMonetaryTotal/TaxInclusiveAmount",
}
_FA = {
    "number": "Fa/P_2",
    "issued": "Fa/P_1",
    "due": "Fa/Platnosc/TerminPlatnosci/Termin",
    "currency": "Fa/KodWaluty",
    "seller": "Podmiot1/DaneIdentyfikacyjne/Nazwa",
    "buyer": "Podmiot2/DaneIdentyfikacyjne/Nazwa",
    "payable": "Fa/P_15",
}
_LINES = {
    "Invoice": ("InvoiceLine", "Item/Name", "InvoicedQuantity", "LineExtensionAmount"),
    "CreditNote": ("CreditNoteLine", "Item/Name", "CreditedQuantity", "LineExtensionAmount"),
    "Faktura": ("Fa/FaWiersz", "P_7", "P_8B", "P_11"),
}
_FIELDS = {"Invoice": _UBL, "CreditNote": _UBL, "Faktura": _FA}


def read_xml(job: Job, out: Path) -> None:
    """Read an XML file, write it as pages to `out`, and have the XML attached.

    Raises:
        Refused: no XML, or XML with entities, which could reach for other files.
    """
    root = _parsed(job)
    job.structured = structured(root)
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", Path(job.name).name)
    (job.folder / name).write_bytes(job.source.read_bytes())
    job.attach.append(name)
    job.note("xml" if job.structured else "xml-other")
    words = custom_of(job.country).words["invoice"]
    fields = [(words[key], printable(value)) for key, value in job.structured.items()]
    title = words["title"] if fields else Path(job.name).name
    set_page(
        job, "invoice.html", out, w=words, title=title, fields=fields, lines=list(_lines(root)),
        contents=printable("\n".join(_contents(root))),
    )  # fmt: skip


def _parsed(job: Job) -> Element:
    data = job.source.read_bytes()
    if len(data) > _MAX:
        raise refuse("too-large", "{name} is larger than {most} MB", name=job.name, most=20)
    try:
        return fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise refuse(
            "hostile-xml",
            "{name} defines entities or a document type, which no invoice needs",
            name=job.name,
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise refuse(
            "unreadable", "{name} cannot be read: {why}", name=job.name, why=str(error)[:200]
        ) from None


def structured_of(data: bytes) -> dict[str, str]:
    """Return what XML embedded in a PDF invoice says; empty when it is no invoice."""
    try:
        return structured(fromstring(data, forbid_dtd=True)) if len(data) <= _MAX else {}
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        return {}


def structured(root: Element) -> dict[str, str]:
    """Return number, issued, due, currency, seller, buyer, payable as the invoice states them."""
    fields = _FIELDS.get(_name(root), {})
    found = {key: _value(root, path) for key, path in fields.items()}
    return {key: value for key, value in found.items() if value}


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _name(child) == name)


def _find(element: Element, path: str) -> Iterator[Element]:
    first, _, rest = path.partition("/")
    for child in _children(element, first):
        if rest:
            yield from _find(child, rest)
        else:
            yield child


def _value(element: Element, path: str) -> str:
    found = next(_find(element, path), None)
    return (found.text or "").strip()[:500] if found is not None else ""


def _lines(root: Element) -> Iterator[tuple[str, ...]]:
    kind = _LINES.get(_name(root))
    if kind:
        for line in _find(root, kind[0]):
            yield tuple(printable(_value(line, path)) for path in kind[1:])


def _contents(root: Element) -> Iterator[str]:
    """Yield every element with its text and attributes, indented."""
    stack: list[tuple[int, Any]] = [(0, root)]
    for _ in range(_MAX_LINES):
        if not stack:
            return
        depth, element = stack.pop()
        stack += [(depth + 1, child) for child in reversed(element)]
        facts = " ".join(f"{_plain(key)}={value!r}" for key, value in element.attrib.items())
        text = " ".join((element.text or "").split())[:2000]
        shown = " ".join(part for part in (facts and f"({facts})", text) if part)
        yield f"{'  ' * min(depth, 20)}{_name(element)}{': ' if shown else ''}{shown}"
    yield "[…]"


def _plain(key: str) -> str:
    return key.rpartition("}")[2]
